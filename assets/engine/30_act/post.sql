-- Mail leaves the outbox: claimed by who carries it, then settled as sent or with its fault. Times here are real time
-- (amendment 18). A carrier that dies under way leaves a claim that lapses: such a mail goes out again, under the same number.

-- A claim lapses after this; longer than a carrier waits for a mail server.
create function act.mail_lapse() returns interval language sql immutable as $$ select interval '10 min' $$;
-- What could not leave for so long is no news any more: it stays until somebody asks for it.
create function act.mail_life() returns interval language sql immutable as $$ select interval '7 days' $$;
-- So many faults, and a person must look.
create function act.mail_tries() returns int language sql immutable as $$ select 8 $$;

-- Whose mail this session carries: all of it as a worker's login, null; one's institution's as an administrator.
create function act.mail_scope() returns smallint
language plpgsql stable
as $$
declare a sec.actor;
begin
  if pg_has_role(session_user, 'balcao_worker', 'member') then return null; end if;
  a := sec.actor();
  perform sec.require(a, 'admin');
  return a.company;
end $$;

create function act.mail_state(o app.outbox) returns text
language sql stable
as $$
  select case when o.sent_at is not null then 'sent' when o.dropped_at is not null then 'dropped'
    when o.claimed_at > now() - act.mail_lapse() then 'sending' when o.tries >= act.mail_tries() then 'failed'
    when o.not_before <= now() - act.mail_life() then 'expired' else 'waiting' end
$$;

-- A mail as it goes out; `number` is the same however often it goes.
create function act.mail_out(o app.outbox) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object('id', o.id, 'company', o.company, 'kind', o.kind, 'protocol', r.protocol, 'to', o.to_address, 'tries', o.tries,
      'number', o.company || '.' || o.id || '.' || extract(epoch from o.created_at)::bigint,
      'from_name', case when s.mine then t.email_from_name end, 'from_address', case when s.mine then t.email_from_addr end,
      'institution', (select name from app.company where id = o.company))
      || act.mail_text(o.kind, o.payload, case when s.mine then t.email_subject end)
    from app.request r join app.request_type t on t.company = r.company and t.id = r.type_id
    cross join lateral (select o.kind <> 'assignment_fell_to_queue' as mine) s
   where r.company = o.company and r.id = o.request_id);
end $$;

-- The next mails to carry. p_kept: they are kept in a folder and reach nobody, the only way out of a training database.
create function act.mail_claim(p_company smallint, p_limit int, p_kept boolean) returns jsonb
language plpgsql
as $$
declare o app.outbox; j jsonb := '[]';
begin
  if not coalesce(p_kept, false) and (select training from app.clock) then perform sec.refuse(jsonb_build_array(sec.problem('E_MAIL_TRAINING'))); end if;
  for o in
    update app.outbox x set claimed_at = now() from (
        select q.company, q.id from app.outbox q
         where q.sent_at is null and q.dropped_at is null and (p_company is null or q.company = p_company) and q.tries < act.mail_tries()
           and q.not_before <= now() and q.not_before > now() - act.mail_life() and (q.claimed_at is null or q.claimed_at <= now() - act.mail_lapse())
         order by q.not_before, q.id limit greatest(1, least(coalesce(p_limit, 20), 100)) for update skip locked) due
     where x.company = due.company and x.id = due.id
    returning x.*
  loop
    j := j || act.mail_out(o);
  end loop;
  return j;
end $$;

-- What became of a claimed mail. A fault that may pass is tried again after 2, 4, 8 … minutes; one that will not waits for a person.
create function act.mail_settle(p_company smallint, p_id bigint, p_error text, p_final boolean) returns jsonb
language plpgsql
as $$
declare o app.outbox;
begin
  select * into o from app.outbox where company = p_company and id = p_id for update;
  if o.id is null or o.claimed_at is null then
    perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'id', null, jsonb_build_object('what', coalesce(p_id::text, '?')))));
  end if;
  update app.outbox x
     set claimed_at = null, last_error = left(regexp_replace(p_error, '[^ -~À-ÿ]', '?', 'g'), 500),
         sent_at = case when p_error is null then now() end,
         tries = case when p_error is null then x.tries when p_final then act.mail_tries() else x.tries + 1 end,
         not_before = case when p_error is null then x.not_before else now() + interval '1 min' * (2 ^ least(x.tries + 1, 9)) end
   where x.company = p_company and x.id = p_id
  returning * into o;
  return jsonb_build_object('state', act.mail_state(o), 'tries', o.tries);
end $$;

-- A mail as a list shows it.
create function act.mail_row(o app.outbox) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object('id', o.id, 'state', act.mail_state(o), 'kind', o.kind, 'protocol', r.protocol, 'to', o.to_address,
      'created_at', sec.iso(o.created_at, b.tz), 'not_before', sec.iso(o.not_before, b.tz), 'sent_at', sec.iso(o.sent_at, b.tz),
      'tries', o.tries, 'last_error', o.last_error)
    from app.request r join app.branch b on b.company = r.company and b.id = r.branch where r.company = o.company and r.id = o.request_id);
end $$;

-- The newest first, before a number; of some states, or all.
create function act.mails(a sec.actor, p_states text[], p_limit int, p_before bigint) returns jsonb
language plpgsql stable
as $$
begin
  perform sec.require(a, 'supervisor', 'admin', 'auditor');
  return (select coalesce(jsonb_agg(act.mail_row(x.o) order by (x.o).id desc), '[]') from (
    select o from app.outbox o
     where o.company = a.company and (p_before is null or o.id < p_before) and (p_states is null or act.mail_state(o) = any (p_states))
     order by o.id desc limit greatest(1, least(coalesce(p_limit, 50), 500))) x);
end $$;

-- Where a mail goes by what the student's record says now; what the same event already told that address is not told twice.
create function act.mail_address(o app.outbox) returns text
language plpgsql stable
as $$
begin
  if o.kind = 'assignment_fell_to_queue' then return o.to_address; end if;
  return coalesce((select coalesce(w.email, s.email) from app.request r join academic.student s on s.company = r.company and s.id = r.student_id
      left join app.portal_user w on w.company = r.company and w.id = r.portal_user_id
     where r.company = o.company and r.id = o.request_id and not exists (select from app.outbox x
       where x.company = o.company and x.request_id = o.request_id and x.seq = o.seq and x.kind = o.kind and x.to_address = coalesce(w.email, s.email))), o.to_address);
end $$;

-- Once more, to the address that the student has now: these, or without numbers all that failed or came too late.
create function act.mail_retry(a sec.actor, p_ids bigint[]) returns jsonb
language plpgsql
as $$
declare v_unknown text; v_to text; o app.outbox; j jsonb := '[]';
begin
  perform sec.require(a, 'supervisor', 'admin');
  select string_agg(i::text, ', ' order by i) into v_unknown from unnest(p_ids) i
   where not exists (select from app.outbox x where x.company = a.company and x.id = i and act.mail_state(x) in ('failed', 'expired', 'waiting'));
  if v_unknown is not null then
    perform sec.refuse(jsonb_build_array(sec.problem('E_MAIL_RETRY', 'id', null, jsonb_build_object('ids', v_unknown))));
  end if;
  for o in select * from app.outbox x where x.company = a.company and case when p_ids is null then act.mail_state(x) in ('failed', 'expired') else x.id = any (p_ids) end
            order by x.id for update loop
    v_to := act.mail_address(o);
    update app.outbox x set tries = 0, not_before = now(), last_error = null, claimed_at = null, to_address = v_to where x.company = o.company and x.id = o.id returning * into o;
    j := j || act.mail_row(o);
  end loop;
  return j;
end $$;
