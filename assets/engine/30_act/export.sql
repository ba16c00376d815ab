-- A type as a document again: what import read, in the shape that the file's canonical form is written from.

create function act.live_document(t app.request_type) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object('format', 1,
    'type', jsonb_build_object('code', t.code, 'name', t.name, 'description', coalesce(t.description, ''), 'handler', t.handler, 'valid_from', t.valid_from, 'valid_to', t.valid_to,
      'channels', (select coalesce(jsonb_agg(x), '[]') from unnest(array[case when t.channel_desk then 'desk' end, case when t.channel_portal then 'portal' end]) x where x is not null),
      'audience', to_jsonb(t.audience),
      'groups', (select coalesce(jsonb_agg(g.code order by x.order_no), '[]') from app.group_type x join app.attendance_group g on g.company = x.company and g.id = x.group_id where x.company = t.company and x.type_id = t.id),
      'default_priority', t.default_priority, 'expected_days', t.expected_days, 'instructions_student', coalesce(t.instructions_student, ''),
      'instructions_attendant', coalesce(t.instructions_attendant, ''), 'allow_student_cancel', t.allow_student_cancel, 'max_open_per_student', t.max_open_per_student,
      'allow_attachments', t.allow_attachments, 'attachment_required', t.attachment_required, 'requires_enrolment', t.requires_enrolment,
      'requires_active_contract', t.requires_active_contract, 'legal_document', t.legal_document, 'email_from_name', coalesce(t.email_from_name, ''),
      'email_from_addr', coalesce(t.email_from_addr, ''), 'email_subject', coalesce(t.email_subject, ''),
      'charge', (select jsonb_build_object('service', c.service_code, 'insert_extra_service', c.insert_extra_service, 'use_location_price', c.use_location_price, 'validate_debts', c.validate_debts)
                   from app.type_config c where c.company = t.company and c.type_id = t.id)),
    'location', (select coalesce(jsonb_agg(jsonb_build_object('code', l.code, 'branch', l.branch, 'locality', y.code, 'description', l.description, 'active', l.active,
        'prices', (select coalesce(jsonb_agg(jsonb_build_object('amount', p.amount::text, 'from', p.valid_from, 'to', p.valid_to) order by p.valid_from), '[]')
                     from app.location_price p where p.company = l.company and p.location_id = l.id)) order by l.order_no, l.code), '[]')
      from app.delivery_location l join app.locality y on y.company = l.company and y.id = l.locality_id where l.company = t.company and l.type_id = t.id)));
end $$;

create function act.flow_document(p_company smallint, p_version int) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object(
    'parameter', (select coalesce(jsonb_agg(jsonb_build_object('code', q.code, 'label', q.label, 'type', q.data_type, 'required', q.required, 'query', q.query, 'choices', q.choices,
        'min', q.min_value, 'max', q.max_value, 'regex', q.regex, 'help', coalesce(q.help, ''), 'active', q.active) order by q.order_no), '[]')
      from app.type_parameter q where q.company = p_company and q.version_id = p_version),
    'stage', (select coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'name', s.name, 'description', coalesce(s.description, ''), 'default', s.is_default, 'entry', s.is_entry,
        'activate_task', s.activate_task, 'group', g.code, 'assignment', s.assignment, 'attendant', p.login,
        'duration', case when s.duration is not null then jsonb_build_object('amount', s.duration, 'unit', s.duration_unit) end, 'purpose', s.purpose,
        'can', (select coalesce(jsonb_agg(x), '[]') from unnest(array[case when s.can_conclude then 'conclude' end, case when s.can_cancel then 'cancel' end,
                  case when s.can_wait then 'wait' end, case when s.can_return then 'return' end]) x where x is not null),
        'outcomes', to_jsonb(s.outcomes), 'public_label', coalesce(s.public_label, ''), 'active', s.active,
        'field', (select coalesce(jsonb_agg(jsonb_build_object('key', f.key, 'label', f.label, 'type', f.data_type, 'required', f.required, 'min', f.min_value, 'max', f.max_value,
            'regex', f.regex, 'choices', f.choices, 'query', f.query, 'default', f.default_value, 'help', coalesce(f.help, ''), 'filled_by', f.filled_by,
            'visible_to_student', f.visible_to_student, 'restricted', f.restricted) order by f.order_no), '[]')
          from app.stage_field f where f.company = s.company and f.stage_id = s.id),
        'action', (select coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'kind', c.kind, 'label', c.label, 'required_on_select', c.required_on_select,
            'required_on_execute', c.required_on_execute) order by c.order_no), '[]') from app.stage_action c where c.company = s.company and c.stage_id = s.id)) order by s.order_no), '[]')
      from app.stage s left join app.attendance_group g on g.company = s.company and g.id = s.group_id left join app.person p on p.company = s.company and p.id = s.attendant_id
     where s.company = p_company and s.version_id = p_version),
    'edge', (select coalesce(jsonb_agg(jsonb_build_object('from', s1.code, 'reason', m.code, 'to', s2.code, 'skip_required', e.skip_required, 'note_required', e.note_required,
        'active', e.active) order by e.order_no), '[]')
      from app.flow_edge e join app.stage s1 on s1.company = e.company and s1.id = e.from_stage join app.stage s2 on s2.company = e.company and s2.id = e.to_stage
      join app.reason m on m.company = e.company and m.id = e.reason_id where e.company = p_company and e.version_id = p_version),
    'reason', (select coalesce(jsonb_agg(distinct jsonb_build_object('code', m.code, 'name', m.name, 'kind', m.kind)), '[]')
      from app.flow_edge e join app.reason m on m.company = e.company and m.id = e.reason_id where e.company = p_company and e.version_id = p_version)));
end $$;

create function act.export_type(a sec.actor, p_code text, p_which text) returns jsonb
language plpgsql stable
as $$
declare t app.request_type := act.type_of(a, p_code); v app.flow_version := act.version_of(a, t, p_which);
begin
  return case when v.state = 'draft' and v.staged is not null then v.staged else act.live_document(t) end || act.flow_document(a.company, v.id);
end $$;

create function act.show_type(a sec.actor, p_code text) returns jsonb
language plpgsql stable
as $$
declare t app.request_type := act.type_of(a, p_code);
begin
  return act.export_type(a, p_code, null) || jsonb_build_object('active', t.active,
    'versions', (select coalesce(jsonb_agg(jsonb_build_object('number', v.number, 'state', v.state, 'author', v.author, 'note', v.note, 'published_at', v.published_at,
        'published_by', v.published_by, 'open_requests', (select count(*) from app.request q where q.company = v.company and q.type_id = t.id and q.version_id = v.id and q.closed_at is null))
        order by v.number), '[]') from app.flow_version v where v.company = a.company and v.type_id = t.id));
end $$;
