-- Who am I, how much is there, what changed: the desk's questions. The queue itself is read from the tables.

create function api.whoami() returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return (select jsonb_build_object('login', a.login, 'name', a.name, 'role', a.role, 'company', a.company, 'company_name', c.name, 'profile', f.code,
      'locality', l.code, 'locality_name', l.name, 'branch', b.id, 'tz', coalesce(b.tz, 'America/Sao_Paulo'), 'training', (select training from app.clock),
      'now', sec.iso(sec.now(), coalesce(b.tz, 'America/Sao_Paulo')),
      'period', (act.current_period(a.company, sec.today(a.company, b.id))).code,
      'groups', (select coalesce(jsonb_agg(jsonb_build_object('code', g.code, 'name', g.name, 'lead', m.lead) order by app.fold(g.name), g.name), '[]') from app.group_member m
                   join app.attendance_group g on g.company = m.company and g.id = m.group_id where m.company = a.company and m.person_id = a.id))
    from sec.actor() a join app.company c on c.id = a.company join app.person p on p.company = a.company and p.id = a.id
    left join app.profile f on f.company = a.company and f.id = a.profile_id
    left join app.locality l on l.company = a.company and l.id = p.locality_id
    left join app.branch b on b.company = a.company and b.id = coalesce(l.branch, (select min(x.id) from app.branch x where x.company = a.company)));
end $$;

-- Exact counts of the four views (amendment 20).
create function api.counts() returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor(); g int[] := sec.my_groups(); v_now timestamptz := sec.now();
begin
  -- Who belongs to no group looks over all of them, as the queue's views do.
  if g = '{}' then g := array(select id from app.attendance_group where company = a.company); end if;
  return (select jsonb_build_object(
    'group', (select count(*) from app.request q where q.company = a.company and q.group_id = any (g) and q.closed_at is null),
    'mine', (select count(*) from app.request q where q.company = a.company and q.assignee_id = a.id and q.closed_at is null),
    'late', (select coalesce(sum(z.n), 0) from unnest(g) x(id) cross join generate_series(1, 5) k cross join lateral (select count(*) as n from app.request q
               where q.company = a.company and q.group_id = x.id and q.priority = k and q.due_sort < v_now and q.closed_at is null) z),
    'waiting', (select count(*) from app.request q where q.company = a.company and q.group_id = any (g) and q.status = 'waiting')));
end $$;

-- What changed in the company since a cursor; without one, only the cursor (amendment 31).
create function api.changes(p_after text default null) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor(); v_upto xid8 := pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()); v jsonb;
begin
  if p_after is null then return jsonb_build_object('cursor', v_upto::text, 'protocols', '[]'::jsonb, 'more', false); end if;
  select coalesce(jsonb_agg(x.protocol), '[]') into v from (
    select distinct q.protocol from app.history h join app.request q on q.company = h.company and q.id = h.request_id
     where h.company = a.company and h.xid >= p_after::xid8 and h.xid < v_upto limit 201) x;
  return jsonb_build_object('cursor', v_upto::text, 'protocols', case when jsonb_array_length(v) > 200 then v - 200 else v end, 'more', jsonb_array_length(v) > 200);
end $$;

create function api.find_student(p_text text, p_limit int default 20) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.find_student(sec.actor(), p_text, p_limit); end $$;
create function api.student_card(p_ra text) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.student_card(sec.actor(), p_ra); end $$;
create function api.find_request(p_text text) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.find_request(sec.actor(), p_text); end $$;
create function api.touched_by_me(p_since timestamptz default null) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.touched(sec.actor(), p_since); end $$;

-- Z-13: the whole CPF, to supervisors, logged.
create function api.student_cpf(p_ra text) returns text
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor(); s academic.student;
begin
  perform sec.require(a, 'supervisor', 'auditor');
  s := act.student_of(a, p_ra);
  perform act.log_look(a, 'cpf', null, s.id);
  return s.cpf;
end $$;

-- The queue's free words: ids of students whose name, RA, CPF or phone match (row security cannot use a text index).
create function api.match_students(p_words text) returns setof bigint
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return query select s.id from sec.actor() a cross join lateral act.match_students(a.company, p_words, 1000) s;
end $$;
