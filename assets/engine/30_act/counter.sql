-- The counter's look-ups (Z-5): who is here, and how is theirs going. Company-wide, read-only, logged.

create function act.log_look(a sec.actor, p_what text, p_request bigint, p_student bigint) returns void
language sql
as $$ insert into app.access_log (company, at, person_id, what, request_id, student_id) values (a.company, sec.now(), a.id, p_what, p_request, p_student) $$;

-- A question that told of a student's debts, contracts or enrolment is a look-up of that student; without one, or of an RA that nobody has, it is none.
create function act.log_student(a sec.actor, p_what text, p_ra text) returns void
language plpgsql
as $$
declare v_student bigint;
begin
  select id into v_student from academic.student where company = a.company and ra = p_ra;
  if found then perform act.log_look(a, p_what, null, v_student); end if;
end $$;

-- By the digits of an RA, a CPF or a phone's end, or by name: every word must occur, accents and case aside; names that begin as typed first.
-- Students are read through an index whatever the planner thinks of the text, and of a word that half the school has only so many are looked at.
create function act.match_students(p_company smallint, p_text text, p_limit int) returns setof academic.student
language plpgsql stable rows 20 set enable_seqscan = off
as $$
declare v_text text := act.tidy(p_text); v_fold text := app.fold(v_text); v_digits text := regexp_replace(v_text, '[^0-9]', '', 'g'); v_found int; v_long text[]; v_short text[]; v_all text[];
  v_end constant text := chr(1114111);
begin
  if v_fold ~ '^[0-9.()/ +-]+$' then
    return query select * from (select * from academic.student s where s.company = p_company and s.ra = v_text
        union select * from academic.student s where s.company = p_company and length(v_digits) = 11 and s.cpf = v_digits
        union (select * from academic.student s where s.company = p_company and length(v_digits) >= 8 and s.phone is not null
                  and app.phone_end(s.phone) ~>=~ reverse(v_digits) and app.phone_end(s.phone) ~<~ (reverse(v_digits) || v_end) limit p_limit)
        union (select * from academic.student s where s.company = p_company and length(v_digits) between 2 and 20 and s.ra ~>=~ v_digits and s.ra ~<~ (v_digits || v_end)
                order by s.ra using ~<~ limit p_limit)) x order by x.ra using ~<~ limit p_limit;
    return;
  end if;
  return query select * from academic.student s where s.company = p_company and s.ra in (v_text, upper(v_text)) limit p_limit;
  return query select * from academic.student s where s.company = p_company and s.name_folded ~>=~ v_fold and s.name_folded ~<~ (v_fold || v_end)
    order by s.name_folded using ~<~, s.ra limit p_limit;
  get diagnostics v_found = row_count;
  if v_found >= p_limit then return; end if;
  -- A word of one or two letters has no trigram of its own: it begins a word of the name, and of several at most one is the first.
  select array_agg('%' || x.w || '%' order by length(x.w) desc) filter (where x.long), array_agg('% ' || x.w || '%') filter (where not x.long),
         array_agg(case when x.long then '%' else '% ' end || x.w || '%') into v_long, v_short, v_all
    from (select replace(replace(replace(y, '\', '\\'), '%', '\%'), '_', '\_') as w, length(y) >= 3 as long from regexp_split_to_table(v_fold, '\s+') y where y <> '') x;
  return query select x.* from act.students_named(p_company, v_long, v_short, v_all, greatest(2 * p_limit, 2000)) x
    where not (x.name_folded ~>=~ v_fold and x.name_folded ~<~ (v_fold || v_end))
    order by starts_with(x.name_folded, split_part(v_fold, ' ', 1)) desc, x.name_folded using ~<~, x.ra limit p_limit - v_found;
end $$;

-- Students whose name has all of these patterns, by the trigrams of two of them and no other way; so many at most are looked for.
create function act.students_named(p_company smallint, p_long text[], p_short text[], p_all text[], p_most int) returns setof academic.student
language plpgsql stable rows 20 set enable_seqscan = off set enable_indexscan = off
as $$
begin
  if p_long is not null then
    return query select * from academic.student s where s.company = p_company and s.name_folded like p_long[1] and s.name_folded like coalesce(p_long[2], p_long[1])
       and ' ' || s.name_folded like all (p_all) limit p_most;
  else
    return query select * from academic.student s where s.company = p_company and (s.name_folded like p_short[1] or s.name_folded like coalesce(p_short[2], p_short[1]))
       and ' ' || s.name_folded like all (p_all) limit p_most;
  end if;
end $$;

create function act.find_student(a sec.actor, p_text text, p_limit int) returns jsonb
language plpgsql
as $$
declare j jsonb;
begin
  if length(act.tidy(coalesce(p_text, ''))) < 2 then perform sec.refuse(jsonb_build_array(sec.problem('E_SEARCH_SHORT', 'text'))); end if;
  select coalesce(jsonb_agg(jsonb_build_object('ra', s.ra, 'name', s.name, 'course', e.course, 'period', d.code, 'branch', b.name,
      'open_requests', (select count(*) from app.request q where q.company = s.company and q.student_id = s.id and q.closed_at is null)) order by s.n), '[]') into j
    from (select row_number() over () as n, x.* from act.match_students(a.company, p_text, least(greatest(coalesce(p_limit, 20), 1), 100)) x) s
    left join lateral (select * from academic.enrolment e where e.company = s.company and e.student_id = s.id order by e.status = 'active' desc, e.enrolled_on desc limit 1) e on true
    left join academic.period d on d.company = e.company and d.id = e.period_id
    left join app.branch b on b.company = e.company and b.id = e.branch;
  perform act.log_look(a, 'find_student', null, null);
  return j;
end $$;

-- Z-13: a masked CPF shows six of its digits.
create function act.mask_cpf(p text) returns text
language sql immutable
as $$ select case when p is not null then '***.' || substr(p, 4, 3) || '.' || substr(p, 7, 3) || '-**' end $$;

create function act.student_of(a sec.actor, p_ra text) returns academic.student
language plpgsql stable
as $$
declare s academic.student;
begin
  select * into s from academic.student where company = a.company and ra = p_ra;
  if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_STUDENT_UNKNOWN', 'ra', null, jsonb_build_object('ra', coalesce(p_ra, '—'))))); end if;
  return s;
end $$;

-- A contract's installments with what the ledger says of them.
create function act.installments_json(c academic.contract) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('number', i.number, 'quota', i.quota, 'service', i.service, 'amount', i.amount::text, 'due_date', i.due_date,
      'origin', i.origin, 'status', coalesce(l.status, i.status), 'balance', l.balance::text, 'paid_on', l.paid_on, 'protocol', q.protocol) order by i.number, i.quota), '[]')
    from academic.contract_installment i left join academic.ledger_entry l on l.company = i.company and l.installment_id = i.id
    left join app.request q on q.company = i.company and q.id = i.request_id
   where i.company = c.company and i.contract_id = c.id);
end $$;

-- The branch whose settings speak of a student: the newest enrolment's, else the company's first.
create function act.branch_of(s academic.student) returns smallint
language plpgsql stable
as $$
begin
  return coalesce((select e.branch from academic.enrolment e where e.company = s.company and e.student_id = s.id order by e.enrolled_on desc, e.id desc limit 1),
                  (select min(b.id) from app.branch b where b.company = s.company));
end $$;

create function act.student_card(a sec.actor, p_ra text) returns jsonb
language plpgsql
as $$
declare s academic.student := act.student_of(a, p_ra); v_now timestamptz := sec.now();
begin
  perform act.log_look(a, 'student_card', null, s.id);
  return jsonb_build_object('ra', s.ra, 'name', s.name, 'cpf', act.mask_cpf(s.cpf), 'email', s.email, 'phone', s.phone, 'birth_date', s.birth_date,
    'enrolments', (select coalesce(jsonb_agg(jsonb_build_object('period', d.code, 'course', e.course, 'branch', b.name, 'shift', e.shift, 'status', e.status) order by d.starts desc), '[]')
       from academic.enrolment e join academic.period d on d.company = e.company and d.id = e.period_id join app.branch b on b.company = e.company and b.id = e.branch
      where e.company = s.company and e.student_id = s.id),
    'contracts', (select coalesce(jsonb_agg(jsonb_build_object('number', c.number, 'period', d.code, 'course', c.course, 'status', c.status, 'fixed_due_day', c.fixed_due_day,
         'installments', act.installments_json(c)) order by d.starts desc, c.number), '[]')
       from academic.contract c join academic.period d on d.company = c.company and d.id = c.period_id where c.company = s.company and c.student_id = s.id),
    'debts', act.debts(s.company, act.branch_of(s), s.id, (v_now at time zone (select b.tz from app.branch b where b.company = s.company and b.id = act.branch_of(s)))::date) - 'blocks',
    'guardians', (select coalesce(jsonb_agg(jsonb_build_object('name', g.name, 'kind', g.kind) order by g.kind), '[]') from academic.guardian g where g.company = s.company and g.student_id = s.id),
    'requests', (select coalesce(jsonb_agg(act.item_json(q, v_now) order by q.closed_at is not null, q.opened_at desc), '[]')
       from (select * from app.request q where q.company = s.company and q.student_id = s.id order by q.opened_at desc limit 50) q));
end $$;

create function act.find_request(a sec.actor, p_text text) returns jsonb
language plpgsql
as $$
declare t text := act.tidy(coalesce(p_text, '')); d text := regexp_replace(coalesce(p_text, ''), '[^0-9]', '', 'g'); j jsonb; v_now timestamptz := sec.now();
begin
  if length(d) = 0 then perform sec.refuse(jsonb_build_array(act.not_found(t))); end if;
  select coalesce(jsonb_agg(act.item_json(q, v_now) order by q.opened_at desc), '[]') into j from (
    select * from app.request q where q.company = a.company and q.protocol = any (
      array(select distinct x from (
        select t as x union all select left(d, 4) || '.' || substr(d, 5) where length(d) >= 11
        union all select y.year::text || '.' || lpad(d, 7, '0') from app.protocol_counter y where y.company = a.company and length(d) <= 7) z)) limit 20) q;
  perform act.log_look(a, 'find_request', null, null);
  return j;
end $$;

-- When yesterday began where the person sits.
create function act.yesterday(a sec.actor) returns timestamptz
language plpgsql stable
as $$
declare b app.branch;
begin
  select x.* into b from app.branch x
   where x.company = a.company order by x.id is distinct from (select l.branch from app.person p join app.locality l on l.company = p.company and l.id = p.locality_id
                                                                where p.company = a.company and p.id = a.id), x.id limit 1;
  return (sec.today(a.company, b.id) - 1)::timestamp at time zone b.tz;
end $$;

-- What passed through me (my day): my last act on each request, newest first.
create function act.touched(a sec.actor, p_since timestamptz) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(act.item_json(q, sec.now()) || jsonb_build_object('my_last', jsonb_build_object('kind', x.kind, 'at', sec.iso(x.at, b.tz))) order by x.at desc), '[]')
    from (select distinct on (h.request_id) h.request_id, h.kind, h.at from app.history h
           where h.company = a.company and h.actor_id = a.id and h.at >= coalesce(p_since, act.yesterday(a))
           order by h.request_id, h.at desc limit 2000) x
    join app.request q on q.company = a.company and q.id = x.request_id
    join app.branch b on b.company = q.company and b.id = q.branch);
end $$;
