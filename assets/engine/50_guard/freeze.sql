-- Published and retired versions are frozen (Z-1), whoever writes; a version is published only when it is sound.

create function sec.freeze() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare v_version int; v_company smallint; v_state text;
begin
  if tg_op = 'INSERT' then v_version := new.version_id; v_company := new.company;
  else v_version := old.version_id; v_company := old.company; end if;
  select state into v_state from app.flow_version where company = v_company and id = v_version;
  if v_state is distinct from 'draft' and not (tg_op = 'DELETE' and v_state is null) then
    raise exception 'flow version % is %: frozen', v_version, v_state using errcode = '42501';
  end if;
  if tg_op = 'UPDATE' and new.version_id <> old.version_id then
    raise exception 'a flow row stays in its version' using errcode = '42501';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger frozen before insert or update or delete on app.stage for each row execute function sec.freeze();
create trigger frozen before insert or update or delete on app.stage_field for each row execute function sec.freeze();
create trigger frozen before insert or update or delete on app.stage_action for each row execute function sec.freeze();
create trigger frozen before insert or update or delete on app.flow_edge for each row execute function sec.freeze();
create trigger frozen before insert or update or delete on app.type_parameter for each row execute function sec.freeze();

create function sec.version_steps() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare e jsonb;
begin
  if tg_op = 'DELETE' then
    if old.state <> 'draft' then raise exception 'flow version % is %: frozen', old.id, old.state using errcode = '42501'; end if;
    return old;
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'draft' then raise exception 'a flow version begins as a draft' using errcode = '42501'; end if;
    return new;
  end if;
  if (old.state, new.state) not in (('draft', 'draft'), ('draft', 'published'), ('published', 'retired'), ('published', 'published'), ('retired', 'retired'))
     or (old.state <> 'draft' and (new.number, new.type_id) is distinct from (old.number, old.type_id)) then
    raise exception 'flow version %: % does not become %', old.id, old.state, new.state using errcode = '42501';
  end if;
  if old.state = 'draft' and new.state = 'published' then
    e := act.check_version(new.company, new.id);
    select coalesce(jsonb_agg(x), '[]') into e from jsonb_array_elements(e) x where x ->> 'level' = 'error';
    if jsonb_array_length(e) > 0 then
      perform sec.refuse(jsonb_build_array(sec.problem('E_FLOW_UNSOUND', null, e -> 0 ->> 'stage',
        jsonb_build_object('count', jsonb_array_length(e), 'first_pt', (e -> 0 ->> 'check') || ' ' || (e -> 0 ->> 'pt'),
                           'first_en', (e -> 0 ->> 'check') || ' ' || (e -> 0 ->> 'en'), 'checks', e))));
    end if;
  end if;
  return new;
end $$;
create trigger version_steps before insert or update or delete on app.flow_version for each row execute function sec.version_steps();

-- One generic audit of catalogue rows (database §2, PR-1).
create function sec.audit() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare v_company smallint;
begin
  -- Written anew with the same content is no change.
  if tg_op = 'UPDATE' and old is not distinct from new then return null; end if;
  v_company := case when tg_op = 'DELETE' then (to_jsonb(old) ->> 'company')::smallint else (to_jsonb(new) ->> 'company')::smallint end;
  insert into app.audit (company, login, relation, verb, old_row, new_row)
  values (v_company, session_user, tg_table_schema || '.' || tg_table_name, tg_op,
          case when tg_op <> 'INSERT' then to_jsonb(old) - 'cpf' end, case when tg_op <> 'DELETE' then to_jsonb(new) - 'cpf' end);
  return null;
end $$;
do $$
declare t text;
begin
  foreach t in array array['calendar', 'calendar_hours', 'holiday', 'branch', 'locality', 'profile', 'profile_type', 'person',
      'attendance_group', 'group_member', 'group_type', 'reason', 'request_type', 'delivery_location', 'location_price', 'service',
      'type_config', 'settings', 'sql_query', 'installment_rule', 'mail', 'flow_version', 'portal_user'] loop
    execute format('create trigger audit after insert or update or delete on app.%I for each row execute function sec.audit()', t);
  end loop;
end $$;
create trigger append_only before update or delete on app.audit for each row execute function sec.deny();
create trigger append_only before update or delete on app.access_log for each row execute function sec.deny();
