-- The commands on requests: thin doors that say who asks; every rule is behind them in `act`.

create function api.preview(p jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.preview(sec.actor(), p, 'desk'); end $$;
create function api.open(p jsonb, p_op uuid default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.open(sec.actor(), p, 'desk', p_op); end $$;
create function api.openable(p_ra text default null) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.openable(sec.actor()); end $$;
create function api.not_openable() returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.not_openable(sec.actor()); end $$;
create function api.take(p_protocol text, p_op uuid default null, p_if_version int default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.take(sec.actor(), p_protocol, p_op, p_if_version); end $$;
create function api.take_next(p_group text default null, p_op uuid default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.take_next(sec.actor(), p_group, p_op); end $$;
create function api.release(p_protocol text, p_note text default null, p_op uuid default null, p_if_version int default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.release(sec.actor(), p_protocol, p_note, p_op, p_if_version); end $$;
create function api.set_fields(p_protocol text, p_values jsonb, p_op uuid default null, p_if_version int default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.set_fields(sec.actor(), p_protocol, p_values, p_op, p_if_version); end $$;
create function api.forward(p_protocol text, p_reason text, p_note text default null, p_values jsonb default null, p_op uuid default null, p_if_version int default null)
returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.forward(sec.actor(), p_protocol, p_reason, p_note, p_values, p_op, p_if_version); end $$;
create function api.send_back(p_protocol text, p_note text, p_reason text default null, p_op uuid default null, p_if_version int default null)
returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.send_back(sec.actor(), p_protocol, p_note, p_reason, p_op, p_if_version); end $$;
create function api.wait(p_protocol text, p_message text, p_until timestamptz default null, p_reason text default null, p_op uuid default null, p_if_version int default null)
returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.wait(sec.actor(), p_protocol, p_message, p_until, p_reason, p_op, p_if_version); end $$;
create function api.resume(p_protocol text, p_note text default null, p_op uuid default null, p_if_version int default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.resume(sec.actor(), p_protocol, p_note, p_op, p_if_version); end $$;
create function api.conclude(p_protocol text, p_outcome text, p_note text, p_values jsonb default null, p_op uuid default null, p_if_version int default null)
returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.conclude(sec.actor(), p_protocol, p_outcome, p_note, p_values, p_op, p_if_version); end $$;
create function api.cancel(p_protocol text, p_note text default null, p_reason text default null, p_op uuid default null, p_if_version int default null)
returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.cancel(sec.actor(), p_protocol, p_note, p_reason, p_op, p_if_version); end $$;
create function api.reopen(p_protocol text, p_note text default null, p_reason text default null, p_stage text default null, p_op uuid default null, p_if_version int default null)
returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.reopen(sec.actor(), p_protocol, p_note, p_reason, p_stage, p_op, p_if_version); end $$;
create function api.assign(p_protocol text, p_to text, p_reason text default null, p_note text default null, p_op uuid default null, p_if_version int default null)
returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.assign(sec.actor(), p_protocol, p_to, p_reason, p_note, p_op, p_if_version); end $$;
create function api.priority(p_protocol text, p_priority int, p_note text, p_op uuid default null, p_if_version int default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.priority(sec.actor(), p_protocol, p_priority, p_note, p_op, p_if_version); end $$;
create function api.message(p_protocol text, p_body text, p_internal boolean default false, p_op uuid default null, p_if_version int default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.message(sec.actor(), p_protocol, p_body, coalesce(p_internal, false), p_op, p_if_version); end $$;
create function api.file_add(p_protocol text, p_name text, p_content bytea, p_restricted boolean default false, p_op uuid default null, p_if_version int default null)
returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.file_add(sec.actor(), p_protocol, p_name, p_content, coalesce(p_restricted, false), p_op, p_if_version); end $$;
create function api.undo(p_protocol text, p_op uuid default null, p_if_version int default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.undo(sec.actor(), p_protocol, p_op, p_if_version); end $$;
create function api.wake_due() returns int
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.wake_due((sec.actor()).company); end $$;
create function api.why(p_protocol text, p_reason text default null) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.why(sec.actor(), p_protocol, p_reason); end $$;
create function api.verify(p_protocol text default null, p_after text default null, p_limit int default 5000) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.verify(sec.actor(), p_protocol, p_after, p_limit); end $$;

create function api.charge_show(p_protocol text) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.charge_show(sec.actor(), p_protocol); end $$;
create function api.charges(p_states text[] default null, p_limit int default null) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.charges(sec.actor(), p_states, p_limit); end $$;
create function api.receipt(p_protocol text) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.receipt(sec.actor(), p_protocol); end $$;
create function api.charge_waive(p_protocol text, p_reason text, p_op uuid default null, p_if_version int default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.withdraw_charge(sec.actor(), 'waive', p_protocol, p_reason, p_op, p_if_version); end $$;
create function api.charge_cancel(p_protocol text, p_reason text, p_op uuid default null, p_if_version int default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.withdraw_charge(sec.actor(), 'cancel', p_protocol, p_reason, p_op, p_if_version); end $$;
create function api.charge_again(p_protocol text, p_reason text, p_op uuid default null, p_if_version int default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.charge_again(sec.actor(), p_protocol, p_reason, p_op, p_if_version); end $$;

create function api.show(p_protocol text) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor();
begin
  return act.request_json(a, act.find(a, p_protocol), true);
end $$;

create function api.explain_deadline(p_protocol text) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.explain_deadline(act.find(sec.actor(), p_protocol)); end $$;

-- Whom the request may be assigned to, the least loaded first.
create function api.assignable(p_protocol text) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor(); r app.request := act.find(a, p_protocol);
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('login', p.login, 'name', p.name, 'open_count', x.n) order by x.n, p.name), '[]')
    from act.eligibles(r.company, r.group_id, r.type_id, r.student_id) m join app.person p on p.company = m.company and p.id = m.person_id
    cross join lateral (select act.load_of(r.company, p.id) as n) x
   where p.id is distinct from r.assignee_id);
end $$;

-- A file's bytes; restricted ones only to who may read them, and logged.
create function api.file_get(p_protocol text, p_no int) returns table (name text, media_type text, content bytea)
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor(); r app.request := act.find(a, p_protocol); t app.attachment;
begin
  select * into t from app.attachment x where x.company = r.company and x.request_id = r.id and x.no = p_no;
  if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'file', null, jsonb_build_object('what', coalesce(p_no::text, '?'))))); end if;
  if not act.reads_restricted(a, act.standing(a, r)) then
    perform sec.refuse(jsonb_build_array(act.not_member(r)));
  end if;
  perform act.log_look(a, 'file', r.id, r.student_id);
  return query select t.name::text, t.media_type, c.content from app.file_content c where c.company = r.company and c.request_id = r.id and c.no = p_no;
end $$;

-- What an operation of mine came to; null when it never happened (database §6).
create function api.op_result(p_op uuid) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor(); o app.op; r app.request;
begin
  select * into o from app.op where company = a.company and person_id = a.id and op = p_op;
  if not found then return null; end if;
  select * into r from app.request where company = o.company and id = o.request_id;
  return jsonb_build_object('act', o.act, 'request', act.request_json(a, r));
end $$;

-- The same act on many requests: each done or refused by itself, all sharing a batch that can be taken back.
create function api.bulk(p_act text, p_protocols text[], p_args jsonb default '{}', p_batch uuid default gen_random_uuid()) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor(); x text; j jsonb; v jsonb := '[]'; v_detail text;
begin
  if p_act not in ('take', 'release', 'assign') or cardinality(p_protocols) > 500 then
    perform sec.refuse(jsonb_build_array(act.file_value('act', 'use take, release ou assign, em até 500 solicitações', 'use take, release or assign, on up to 500 requests')));
  end if;
  foreach x in array p_protocols loop
    begin
      j := case p_act when 'take' then act.take(a, x, null, null, p_batch)
                      when 'release' then act.release(a, x, p_args ->> 'note', null, null, p_batch)
                      else act.assign(a, x, p_args ->> 'to', p_args ->> 'reason', p_args ->> 'note', null, null, p_batch) end;
      v := v || jsonb_build_object('protocol', x, 'ok', true, 'request', j);
    exception when sqlstate 'BL001' or sqlstate 'BL004' or sqlstate 'BL005' then
      get stacked diagnostics v_detail = pg_exception_detail;
      v := v || jsonb_build_object('protocol', x, 'ok', false, 'error', v_detail::jsonb);
    end;
  end loop;
  return v;
end $$;

create function api.undo_batch(p_batch uuid) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor(); x text; j jsonb; v jsonb := '[]'; v_detail text;
begin
  for x in select q.protocol from app.undo u join app.request q on q.company = u.company and q.id = u.request_id
            where u.company = a.company and u.batch = p_batch and u.person_id = a.id order by q.protocol loop
    begin
      j := act.undo(a, x, null, null);
      v := v || jsonb_build_object('protocol', x, 'ok', true, 'request', j);
    exception when sqlstate 'BL001' or sqlstate 'BL004' or sqlstate 'BL005' then
      get stacked diagnostics v_detail = pg_exception_detail;
      v := v || jsonb_build_object('protocol', x, 'ok', false, 'error', v_detail::jsonb);
    end;
  end loop;
  return v;
end $$;
