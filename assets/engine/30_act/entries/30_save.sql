-- One entry of the catalogue saved over the one that was seen, through the code that loads a file: the editor and the file
-- are the same thing. What the person did not say stays as it is.

create function act.lock_entry(p_company smallint, p_kind text, p_code text) returns void
language plpgsql
as $$
begin
  case p_kind
    when 'person' then perform 1 from app.person where company = p_company and login = p_code for update;
    when 'portal_user' then perform 1 from app.portal_user where company = p_company and login = p_code for update;
    when 'group' then perform 1 from app.attendance_group where company = p_company and code = p_code for update;
    when 'profile' then perform 1 from app.profile where company = p_company and code = p_code for update;
    when 'branch' then perform 1 from app.branch where company = p_company and id::text = p_code for update;
    when 'locality' then perform 1 from app.locality where company = p_company and code = p_code for update;
    when 'calendar' then perform 1 from app.calendar where company = p_company and code = p_code for update;
    when 'reason' then perform 1 from app.reason where company = p_company and code = p_code for update;
    when 'service' then perform 1 from app.service where company = p_company and code = p_code for update;
    when 'query' then perform 1 from app.sql_query where company = p_company and code = p_code for update;
    -- The words may not be there yet.
    when 'mail' then perform 1 from app.company where id = p_company for no key update;
    when 'installment_rule' then perform 1 from app.installment_rule where company = p_company and act.rule_key(branch, period_code, request_until) = p_code for update;
    else perform 1 from app.settings where company = p_company and branch::text in ('0', p_code) order by branch for update;
  end case;
end $$;

-- Someone else was first: who, and when.
create function act.entry_moved(a sec.actor, p_kind text, p_code text) returns jsonb
language plpgsql stable
as $$
declare d app.audit;
begin
  select x.* into d from act.entry_audit(a.company, p_kind, p_code) x order by x.id desc limit 1;
  return sec.problem('E_ENTRY_MOVED', null, null, jsonb_build_object('name', coalesce((select p.name from app.person p where p.company = a.company and p.login = d.login), d.login, '?'),
    'when', coalesce(to_char(d.at at time zone (select b.tz from app.branch b where b.company = a.company order by b.id limit 1), 'DD/MM HH24:MI'), '?')));
end $$;

create function act.write_members(p_company smallint, p_group text, p jsonb) returns void
language plpgsql
as $$
declare v_id int := (select id from app.attendance_group where company = p_company and code = p_group);
begin
  delete from app.group_member m where m.company = p_company and m.group_id = v_id
     and not exists (select from jsonb_array_elements(p) x join app.person p on p.company = p_company and p.login = x ->> 'login' where p.id = m.person_id);
  insert into app.group_member as m (company, group_id, person_id, lead)
  select p_company, v_id, p.id, bool_or(coalesce((x ->> 'lead')::boolean, false)) from jsonb_array_elements(p) x join app.person p on p.company = p_company and p.login = x ->> 'login' group by p.id
  on conflict (company, group_id, person_id) do update set lead = excluded.lead where m.lead <> excluded.lead;
end $$;

create function act.save_person_entry(a sec.actor, p_code text, p_now jsonb, p jsonb) returns text
language plpgsql
as $$
declare d jsonb := p - array['active', 'to_queue'] || case when p ? 'groups' then jsonb_build_object('groups',
    (select coalesce(jsonb_agg((g ->> 'code') || case when (g ->> 'lead')::boolean then ':lead' else '' end), '[]') from jsonb_array_elements(p -> 'groups') g)) else '{}' end;
begin
  if p_code is null then
    return act.create_person(a, d) ->> 'login';
  end if;
  if d <> '{}' then perform act.set_person(a, p_code, d); end if;
  if p ? 'active' and p -> 'active' <> p_now -> 'active' then perform act.enable_person(a, p_code, (p ->> 'active')::boolean, coalesce((p ->> 'to_queue')::boolean, false)); end if;
  return p_code;
end $$;

create function act.save_portal_entry(a sec.actor, p_code text, p jsonb) returns text
language plpgsql
as $$
begin
  if p_code is null then
    return act.create_portal_user(a, p) ->> 'login';
  end if;
  if not exists (select from app.profile where company = a.company and code = p ->> 'profile') then perform sec.refuse(jsonb_build_array(act.unknown_code('profile', p ->> 'profile'))); end if;
  update app.portal_user set name = act.tidy(p ->> 'name'), email = nullif(p ->> 'email', ''), active = coalesce((p ->> 'active')::boolean, active),
      profile_id = (select id from app.profile where company = a.company and code = p ->> 'profile')
   where company = a.company and login = p_code;
  return p_code;
end $$;

-- The document that a file with this one entry would be.
create function act.entry_document(a sec.actor, p_kind text, p_code text, r jsonb) returns jsonb
language plpgsql stable
as $$
begin
  return case
    when p_kind in ('person', 'portal_user') then '{}'
    when p_kind = 'settings' and p_code = '0' then jsonb_build_object('settings', jsonb_strip_nulls(r) - 'branch')
    when p_kind = 'settings' then jsonb_build_object('settings', act.entry_of(a, 'settings', '0') || jsonb_build_object('branch', jsonb_build_array(jsonb_strip_nulls(r) || jsonb_build_object('branch', p_code::int))))
    when p_kind = 'branch' then jsonb_build_object('branch', jsonb_build_array(r || jsonb_build_object('company', a.company)))
    else jsonb_build_object(p_kind, jsonb_build_array(r - array['members', 'own'])) end;
end $$;

-- Types in use that charge and find no installment or due date today (V-14).
create function act.dateless_types(p_company smallint) returns text[]
language plpgsql stable
as $$
begin
  return array(select t.code::text from app.request_type t join app.type_config c on c.company = t.company and c.type_id = t.id
     cross join lateral jsonb_array_elements(act.check_charge(t, c, sec.today(t.company))) f
    where t.company = p_company and t.active and c.insert_extra_service and f ->> 'check' = 'V-14' order by t.code);
end $$;

-- What stands that was saved, and yet leaves something without what it needs: {"pt","en"}.
create function act.entry_warnings(p_company smallint, p_kind text, p_before text[]) returns jsonb
language plpgsql stable
as $$
declare v text;
begin
  if p_kind not in ('installment_rule', 'settings') then return '[]'; end if;
  select string_agg(x, ', ') into v from unnest(act.dateless_types(p_company)) x where not x = any (p_before);
  return case when v is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object(
    'pt', 'Agora nenhuma regra dá parcela e vencimento a ' || v || ': essas solicitações não abrem até que uma dê (V-14).',
    'en', 'Now no rule gives an installment and a due date to ' || v || ': such requests do not open until one does (V-14).')) end;
end $$;

-- `p_code` null adds; `p_row` holds the fields that are said; `p_seen` null writes over whatever is there, for who was told.
create function act.save_entry(a sec.actor, p_kind text, p_code text, p_row jsonb, p_seen text) returns jsonb
language plpgsql
as $$
declare v_now jsonb; r jsonb; d jsonb; p jsonb; v_code text; v_dateless text[];
begin
  perform sec.require(a, 'admin');
  perform act.require_entry_kind(a, p_kind);
  if p_code is not null then
    perform act.lock_entry(a.company, p_kind, p_code);
    v_now := act.entry_of(a, p_kind, p_code);
    if v_now is null then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'code', null, jsonb_build_object('what', p_code)))); end if;
    if p_seen is not null and p_seen <> act.entry_stamp(v_now) then perform sec.refuse(jsonb_build_array(act.entry_moved(a, p_kind, p_code))); end if;
  end if;
  r := coalesce(v_now, '{}') || p_row;
  if p_kind = 'query' and not p_row ?| array['sql', 'dialect'] then
    r := r || jsonb_build_object('bound', (select q.bound from app.sql_query q where q.company = a.company and q.code = p_code));
  end if;
  v_code := case p_kind when 'settings' then p_code when 'installment_rule' then case when act.is_date(r ->> 'request_until') then act.rule_key((r ->> 'branch')::int, r ->> 'period', (r ->> 'request_until')::date) end
                 when 'person' then r ->> 'login' when 'portal_user' then r ->> 'login' when 'mail' then r ->> 'event' else r ->> 'code' end;
  d := act.entry_document(a, p_kind, p_code, r);
  p := act.entry_problems(a.company, p_kind, r);
  if p_kind = 'mail' and v_now -> 'own' = 'false' and not p_row ?| array['subject', 'text'] then
    p := p || act.file_value('active', 'este e-mail já sai com o texto do sistema', 'this mail already goes out with the built-in text');
  end if;
  if v_code is distinct from p_code and act.entry_of(a, p_kind, v_code) is not null then
    p := p || sec.problem('E_EXISTS', case p_kind when 'installment_rule' then 'request_until' when 'person' then 'login' when 'portal_user' then 'login' else 'code' end, null, jsonb_build_object('what', v_code));
  elsif p_code is not null and v_code is distinct from p_code and p_kind <> 'installment_rule' then
    p := p || act.file_value('code', 'o código não muda: copie para outro', 'a code does not change: copy it to another');
  end if;
  -- All at once: what only the whole catalogue can judge too, where the shapes let it.
  begin
    p := p || act.catalogue_problems(a.company, d);
    if p_kind = 'query' then p := p || act.query_save_problems(a.company, r || jsonb_build_object('source', r ->> 'sql')); end if;
  exception when data_exception or integrity_constraint_violation then
    if p = '[]' then raise; end if;
  end;
  perform sec.refuse((select coalesce(jsonb_agg(x.e order by x.n), '[]') from (select distinct on (e -> 'field', e -> 'args') e, n from jsonb_array_elements(p) with ordinality as t (e, n) order by e -> 'field', e -> 'args', n) x));
  if p_kind in ('installment_rule', 'settings') then v_dateless := act.dateless_types(a.company); end if;
  if p_kind = 'person' then v_code := act.save_person_entry(a, p_code, v_now, case when p_code is null then r else p_row end);
  elsif p_kind = 'portal_user' then v_code := act.save_portal_entry(a, p_code, r);
  else
    if p_kind = 'installment_rule' and p_code is distinct from v_code then
      update app.installment_rule set branch = coalesce((r ->> 'branch')::smallint, 0), period_code = r ->> 'period', request_until = (r ->> 'request_until')::date,
          due_date = (r ->> 'due_date')::date where company = a.company and act.rule_key(branch, period_code, request_until) = p_code;
    end if;
    perform act.import_catalogue(a, d);
    if p_kind = 'group' and p_row ? 'members' then perform act.write_members(a.company, v_code, r -> 'members'); end if;
  end if;
  return (select jsonb_build_object('kind', p_kind, 'code', v_code, 'entry', e, 'stamp', act.entry_stamp(e), 'warnings', act.entry_warnings(a.company, p_kind, v_dateless)) from act.entry_of(a, p_kind, v_code) e);
end $$;
