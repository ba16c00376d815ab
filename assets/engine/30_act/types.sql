-- Types with their flow come in and go out as a document (interface §4, amendment 6): an import writes the draft and stages
-- the type-level part; publishing applies both in one transaction.

-- What the document refers to and the catalogue does not have.
create function act.document_problems(p_company smallint, d jsonb) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(x), '[]') from (
    select act.file_value('type.code', 'use letras minúsculas, números e hífens', 'use lower case letters, digits and hyphens') as x where not coalesce(app.is_code(d #>> '{type,code}'), false)
    union all select act.file_value('type.valid_to', 'termina antes de começar', 'ends before it begins') where (d #>> '{type,valid_to}')::date < (d #>> '{type,valid_from}')::date
    union all select act.unknown_code('type.groups', g) from jsonb_array_elements_text(coalesce(d #> '{type,groups}', '[]')) g
       where not exists (select from app.attendance_group where company = p_company and code = g)
    union all select act.unknown_code('location[' || (l ->> 'code') || '].branch', l ->> 'branch') from jsonb_array_elements(coalesce(d -> 'location', '[]')) l
       where not exists (select from app.branch where company = p_company and id = (l ->> 'branch')::int)
    union all select act.unknown_code('location[' || (l ->> 'code') || '].locality', l ->> 'locality') from jsonb_array_elements(coalesce(d -> 'location', '[]')) l
       where not exists (select from app.locality where company = p_company and code = l ->> 'locality')
    union all select act.unknown_code('stage[' || (s ->> 'code') || '].group', s ->> 'group') from jsonb_array_elements(coalesce(d -> 'stage', '[]')) s
       where s ->> 'group' is not null and not exists (select from app.attendance_group where company = p_company and code = s ->> 'group')
    union all select act.unknown_code('stage[' || (s ->> 'code') || '].attendant', s ->> 'attendant') from jsonb_array_elements(coalesce(d -> 'stage', '[]')) s
       where s ->> 'attendant' is not null and not exists (select from app.person where company = p_company and login = s ->> 'attendant')
    union all select act.unknown_code('edge.reason', e ->> 'reason') from jsonb_array_elements(coalesce(d -> 'edge', '[]')) e
       where not exists (select from app.reason where company = p_company and code = e ->> 'reason')
         and not exists (select from jsonb_array_elements(coalesce(d -> 'reason', '[]')) m where m ->> 'code' = e ->> 'reason')
    union all select act.file_value('edge', 'a etapa "' || w || '" não está no arquivo', 'stage "' || w || '" is not in the file')
       from jsonb_array_elements(coalesce(d -> 'edge', '[]')) e cross join lateral unnest(array[e ->> 'from', e ->> 'to']) w
      where not exists (select from jsonb_array_elements(coalesce(d -> 'stage', '[]')) s where s ->> 'code' = w)
    union all select act.file_value('edge', 'de "' || (e ->> 'from') || '" para ela mesma (F-3)', 'from "' || (e ->> 'from') || '" to itself (F-3)')
       from jsonb_array_elements(coalesce(d -> 'edge', '[]')) e where e ->> 'from' = e ->> 'to'
    union all select act.file_value('stage', 'a etapa padrão precisa ser entrada e ativar tarefa (C-1): ' || (s ->> 'code'), 'the default stage must be an entry and activate its task (C-1): ' || (s ->> 'code'))
       from jsonb_array_elements(coalesce(d -> 'stage', '[]')) s where (s ->> 'default')::boolean and not ((s ->> 'entry')::boolean and (s ->> 'activate_task')::boolean and coalesce((s ->> 'active')::boolean, true))
    union all select act.file_value('stage', 'mais de uma etapa padrão (I-6)', 'more than one default stage (I-6)')
       where (select count(*) from jsonb_array_elements(coalesce(d -> 'stage', '[]')) s where (s ->> 'default')::boolean) > 1
  ) y);
end $$;

create function act.write_flow(p_company smallint, p_version int, d jsonb) returns void
language plpgsql
as $$
begin
  insert into app.reason (company, code, name, kind)
  select p_company, m ->> 'code', m ->> 'name', coalesce(m ->> 'kind', 'forward') from jsonb_array_elements(coalesce(d -> 'reason', '[]')) m
  on conflict on constraint reason_code do nothing;
  insert into app.type_parameter (company, version_id, code, label, data_type, required, query, choices, min_value, max_value, regex, help, order_no, active)
  select p_company, p_version, x ->> 'code', x ->> 'label', x ->> 'type', coalesce((x ->> 'required')::boolean, false), x ->> 'query',
         array(select jsonb_array_elements_text(coalesce(x -> 'choices', '[]'))), x ->> 'min', x ->> 'max', x ->> 'regex', nullif(x ->> 'help', ''), n, coalesce((x ->> 'active')::boolean, true)
    from jsonb_array_elements(coalesce(d -> 'parameter', '[]')) with ordinality as t(x, n);
  insert into app.stage (company, version_id, code, name, description, order_no, is_default, is_entry, activate_task, group_id, assignment, attendant_id, duration, duration_unit,
      purpose, can_conclude, can_cancel, can_wait, can_return, outcomes, public_label, active)
  select p_company, p_version, x ->> 'code', x ->> 'name', nullif(x ->> 'description', ''), n, coalesce((x ->> 'default')::boolean, false), coalesce((x ->> 'entry')::boolean, false),
         coalesce((x ->> 'activate_task')::boolean, false), g.id, coalesce(x ->> 'assignment', 'queue'), p.id, (x #>> '{duration,amount}')::int, x #>> '{duration,unit}',
         coalesce(x ->> 'purpose', 'neutral'), coalesce(x -> 'can', '[]') ? 'conclude', coalesce(x -> 'can', '[]') ? 'cancel', coalesce(x -> 'can', '[]') ? 'wait', coalesce(x -> 'can', '[]') ? 'return',
         array(select jsonb_array_elements_text(coalesce(x -> 'outcomes', '[]'))), nullif(x ->> 'public_label', ''), coalesce((x ->> 'active')::boolean, true)
    from jsonb_array_elements(coalesce(d -> 'stage', '[]')) with ordinality as t(x, n)
    left join app.attendance_group g on g.company = p_company and g.code = x ->> 'group'
    left join app.person p on p.company = p_company and p.login = x ->> 'attendant';
  insert into app.stage_field (company, version_id, stage_id, key, label, data_type, required, filled_by, visible_to_student, restricted, choices, query, min_value, max_value, regex, default_value, help, order_no)
  select p_company, p_version, s.id, f ->> 'key', f ->> 'label', f ->> 'type', coalesce((f ->> 'required')::boolean, false), coalesce(f ->> 'filled_by', 'attendant'),
         coalesce((f ->> 'visible_to_student')::boolean, false), coalesce((f ->> 'restricted')::boolean, false), array(select jsonb_array_elements_text(coalesce(f -> 'choices', '[]'))),
         f ->> 'query', f ->> 'min', f ->> 'max', f ->> 'regex', f ->> 'default', nullif(f ->> 'help', ''), n
    from jsonb_array_elements(coalesce(d -> 'stage', '[]')) x join app.stage s on s.company = p_company and s.version_id = p_version and s.code = x ->> 'code'
    cross join lateral jsonb_array_elements(coalesce(x -> 'field', '[]')) with ordinality as t(f, n);
  insert into app.stage_action (company, version_id, stage_id, key, kind, label, required_on_select, required_on_execute, order_no)
  select p_company, p_version, s.id, c ->> 'key', c ->> 'kind', c ->> 'label', coalesce((c ->> 'required_on_select')::boolean, false), coalesce((c ->> 'required_on_execute')::boolean, false), n
    from jsonb_array_elements(coalesce(d -> 'stage', '[]')) x join app.stage s on s.company = p_company and s.version_id = p_version and s.code = x ->> 'code'
    cross join lateral jsonb_array_elements(coalesce(x -> 'action', '[]')) with ordinality as t(c, n);
  insert into app.flow_edge (company, version_id, from_stage, to_stage, reason_id, order_no, skip_required, note_required, active)
  select p_company, p_version, s1.id, s2.id, m.id, n, coalesce((e ->> 'skip_required')::boolean, false), coalesce((e ->> 'note_required')::boolean, false), coalesce((e ->> 'active')::boolean, true)
    from jsonb_array_elements(coalesce(d -> 'edge', '[]')) with ordinality as t(e, n)
    join app.stage s1 on s1.company = p_company and s1.version_id = p_version and s1.code = e ->> 'from'
    join app.stage s2 on s2.company = p_company and s2.version_id = p_version and s2.code = e ->> 'to'
    join app.reason m on m.company = p_company and m.code = e ->> 'reason';
end $$;

create function act.import_type(a sec.actor, d jsonb, p_note text) returns jsonb
language plpgsql
as $$
declare t app.request_type; v app.flow_version; v_created boolean := false;
begin
  perform sec.require(a, 'admin');
  perform sec.refuse(act.document_problems(a.company, d));
  select * into t from app.request_type where company = a.company and code = d #>> '{type,code}' for update;
  if not found then
    v_created := true;
    insert into app.request_type (company, code, name, valid_from, valid_to)
    values (a.company, d #>> '{type,code}', d #>> '{type,name}', coalesce((d #>> '{type,valid_from}')::date, sec.today(a.company)), coalesce((d #>> '{type,valid_to}')::date, sec.today(a.company)))
    returning * into t;
  end if;
  select * into v from app.flow_version where company = a.company and type_id = t.id and state = 'draft' for update;
  if found then
    delete from app.stage where company = a.company and version_id = v.id;
    delete from app.type_parameter where company = a.company and version_id = v.id;
    update app.flow_version set author = a.login, note = act.note_text(p_note), staged = d - 'stage' - 'edge' - 'parameter' - 'reason', created_at = sec.now()
     where company = a.company and id = v.id returning * into v;
  else
    insert into app.flow_version (company, type_id, number, author, note, staged, created_at)
    values (a.company, t.id, (select coalesce(max(number), 0) + 1 from app.flow_version where company = a.company and type_id = t.id), a.login, act.note_text(p_note),
            d - 'stage' - 'edge' - 'parameter' - 'reason', sec.now()) returning * into v;
  end if;
  perform act.write_flow(a.company, v.id, d);
  return jsonb_build_object('type', t.code, 'version', v.number, 'created', v_created, 'problems', act.check_draft(a, t, v));
exception when check_violation or not_null_violation or invalid_text_representation or unique_violation or string_data_right_truncation then
  perform sec.refuse(jsonb_build_array(act.file_value(coalesce(d #>> '{type,code}', 'type'), sqlerrm, sqlerrm)));
end $$;

-- The staged type-level part becomes the live one; V-01 of what is missing.
create function act.apply_staged(p_company smallint, p_type int, d jsonb) returns jsonb
language plpgsql
as $$
declare t jsonb := d -> 'type'; x jsonb; y jsonb; v_loc int; p jsonb := '[]';
begin
  if d is null then return p; end if;
  if t ->> 'valid_from' is null or t ->> 'valid_to' is null then
    p := p || act.finding('V-01', 'error', null, 'Informe o prazo inicial e o final do tipo.', 'Give the type''s validity window.', '{}', null, 'valid_to');
  end if;
  update app.request_type set name = t ->> 'name', description = nullif(t ->> 'description', ''), handler = t ->> 'handler',
      valid_from = coalesce((t ->> 'valid_from')::date, valid_from), valid_to = coalesce((t ->> 'valid_to')::date, valid_to),
      channel_desk = coalesce(t -> 'channels', '["desk"]') ? 'desk', channel_portal = coalesce(t -> 'channels', '[]') ? 'portal',
      audience = array(select jsonb_array_elements_text(coalesce(t -> 'audience', '["student", "guardian"]'))),
      default_priority = coalesce((t ->> 'default_priority')::int, 3), expected_days = (t ->> 'expected_days')::int,
      instructions_student = nullif(t ->> 'instructions_student', ''), instructions_attendant = nullif(t ->> 'instructions_attendant', ''),
      allow_student_cancel = coalesce((t ->> 'allow_student_cancel')::boolean, false), max_open_per_student = (t ->> 'max_open_per_student')::int,
      allow_attachments = coalesce((t ->> 'allow_attachments')::boolean, true), attachment_required = coalesce((t ->> 'attachment_required')::boolean, false),
      requires_enrolment = coalesce((t ->> 'requires_enrolment')::boolean, true), requires_active_contract = coalesce((t ->> 'requires_active_contract')::boolean, true),
      legal_document = coalesce((t ->> 'legal_document')::boolean, false), email_from_name = nullif(t ->> 'email_from_name', ''),
      email_from_addr = nullif(t ->> 'email_from_addr', ''), email_subject = nullif(t ->> 'email_subject', '')
   where company = p_company and id = p_type;
  delete from app.group_type where company = p_company and type_id = p_type;
  insert into app.group_type (company, group_id, type_id, order_no)
  select p_company, g.id, p_type, n from jsonb_array_elements_text(coalesce(t -> 'groups', '[]')) with ordinality as z(c, n)
    join app.attendance_group g on g.company = p_company and g.code = c;
  delete from app.type_config where company = p_company and type_id = p_type;
  if jsonb_typeof(t -> 'charge') = 'object' then
    insert into app.type_config (company, type_id, service_code, insert_extra_service, use_location_price, validate_debts)
    values (p_company, p_type, t #>> '{charge,service}', coalesce((t #>> '{charge,insert_extra_service}')::boolean, false),
            coalesce((t #>> '{charge,use_location_price}')::boolean, false), coalesce((t #>> '{charge,validate_debts}')::boolean, false));
  end if;
  update app.delivery_location set active = false where company = p_company and type_id = p_type
     and code not in (select l ->> 'code' from jsonb_array_elements(coalesce(d -> 'location', '[]')) l);
  for x, v_loc in select l, n from jsonb_array_elements(coalesce(d -> 'location', '[]')) with ordinality as z(l, n) loop
    insert into app.delivery_location as c (company, type_id, code, branch, locality_id, description, active, order_no)
    select p_company, p_type, x ->> 'code', (x ->> 'branch')::int, y1.id, x ->> 'description', coalesce((x ->> 'active')::boolean, true), v_loc
      from app.locality y1 where y1.company = p_company and y1.code = x ->> 'locality'
    on conflict on constraint delivery_location_code do update set branch = excluded.branch, locality_id = excluded.locality_id,
      description = excluded.description, active = excluded.active, order_no = excluded.order_no
    returning c.id into v_loc;
    delete from app.location_price where company = p_company and location_id = v_loc;
    for y in select * from jsonb_array_elements(coalesce(x -> 'prices', '[]')) loop
      insert into app.location_price (company, location_id, amount, valid_from, valid_to)
      values (p_company, v_loc, (y ->> 'amount')::numeric, (y ->> 'from')::date, (y ->> 'to')::date);
    end loop;
  end loop;
  return p;
end $$;

-- The verdict on a draft as it would be published: its staged part is applied, judged and taken back.
create function act.check_draft(a sec.actor, t app.request_type, v app.flow_version) returns jsonb
language plpgsql
as $$
declare p jsonb;
begin
  begin
    p := act.apply_staged(t.company, t.id, v.staged);
    p := p || act.check_type(t.company, t.id, sec.today(t.company)) || act.check_version(t.company, v.id);
    raise exception using errcode = 'BL999';
  exception when sqlstate 'BL999' then null;
  end;
  return p;
end $$;

create function act.version_of(a sec.actor, t app.request_type, p_which text) returns app.flow_version
language plpgsql stable
as $$
declare v app.flow_version;
begin
  select * into v from app.flow_version where company = a.company and type_id = t.id
     and case when p_which is null then state in ('published', 'draft') when p_which = 'draft' then state = 'draft' when p_which = 'published' then state = 'published'
              else number::text = p_which end
   order by state = 'published' desc limit 1;
  if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'version', null, jsonb_build_object('what', t.code || ' ' || coalesce(p_which, ''))))); end if;
  return v;
end $$;

create function act.check_flow(a sec.actor, p_code text, p_which text) returns jsonb
language plpgsql
as $$
declare t app.request_type := act.type_of(a, p_code); v app.flow_version; p jsonb;
begin
  -- Unless told otherwise, what would be published next.
  v := act.version_of(a, t, coalesce(p_which, (select x.state from app.flow_version x where x.company = t.company and x.type_id = t.id and x.state = 'draft')));
  p := case v.state when 'draft' then act.check_draft(a, t, v) else act.check_type(t.company, t.id, sec.today(t.company)) || act.check_version(t.company, v.id) end;
  return jsonb_build_object('type', t.code, 'version', v.number, 'state', v.state, 'sound', act.errors_of(p) = '[]', 'problems', p,
    'stages', (select coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'name', s.name) order by s.order_no), '[]') from app.stage s where s.company = t.company and s.version_id = v.id));
end $$;

create function act.refuse_unsound(p jsonb) returns void
language plpgsql stable
as $$
declare e jsonb := act.errors_of(p);
begin
  if e <> '[]' then
    perform sec.refuse(jsonb_build_array(sec.problem('E_FLOW_UNSOUND', null, e -> 0 ->> 'stage', jsonb_build_object('count', jsonb_array_length(e),
      'first_pt', (e -> 0 ->> 'check') || ' ' || (e -> 0 ->> 'pt'), 'first_en', (e -> 0 ->> 'check') || ' ' || (e -> 0 ->> 'en'), 'checks', e))));
  end if;
end $$;

-- Makes the draft live; with a stamp, only the draft that was seen.
create function act.publish_flow(a sec.actor, p_code text, p_note text, p_seen text default null) returns jsonb
language plpgsql
as $$
declare t app.request_type; v app.flow_version; p jsonb;
begin
  perform sec.require(a, 'admin');
  t := act.type_of(a, p_code);
  perform from app.request_type where company = t.company and id = t.id for update;
  perform act.refuse_moved(a, t, p_seen);
  select * into v from app.flow_version where company = t.company and type_id = t.id and state = 'draft' for update;
  if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_NO_DRAFT', 'type', null, jsonb_build_object('type', t.code)))); end if;
  p := act.apply_staged(t.company, t.id, v.staged);
  p := p || act.check_type(t.company, t.id, sec.today(t.company)) || act.check_version(t.company, v.id);
  perform act.refuse_unsound(p);
  update app.flow_version set state = 'retired' where company = t.company and type_id = t.id and state = 'published';
  update app.flow_version set state = 'published', published_at = sec.now(), published_by = a.login, note = coalesce(act.note_text(p_note), note), staged = null
   where company = t.company and id = v.id;
  return jsonb_build_object('type', t.code, 'version', v.number, 'problems', p);
end $$;

create function act.activate_type(a sec.actor, p_code text, p_active boolean) returns jsonb
language plpgsql
as $$
declare t app.request_type; v app.flow_version; p jsonb := '[]';
begin
  perform sec.require(a, 'admin');
  t := act.type_of(a, p_code);
  if p_active then
    select * into v from app.flow_version where company = t.company and type_id = t.id and state = 'published';
    if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_PUBLISHED', 'type', null, jsonb_build_object('type', t.code)))); end if;
    p := act.check_type(t.company, t.id, sec.today(t.company)) || act.check_version(t.company, v.id);
    perform act.refuse_unsound(p);
  end if;
  update app.request_type set active = p_active where company = t.company and id = t.id;
  return jsonb_build_object('type', t.code, 'active', p_active, 'problems', p);
end $$;

create function act.types_json(a sec.actor) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name, 'active', t.active, 'valid_from', t.valid_from, 'valid_to', t.valid_to,
      'published', (select number from app.flow_version v where v.company = t.company and v.type_id = t.id and v.state = 'published'),
      'draft', (select number from app.flow_version v where v.company = t.company and v.type_id = t.id and v.state = 'draft'),
      'groups', (select coalesce(jsonb_agg(g.code order by x.order_no), '[]') from app.group_type x join app.attendance_group g on g.company = x.company and g.id = x.group_id where x.company = t.company and x.type_id = t.id),
      'open_requests', (select count(*) from app.request q where q.company = t.company and q.type_id = t.id and q.closed_at is null)) order by app.fold(t.name), t.code), '[]')
    from app.request_type t where t.company = a.company);
end $$;
