-- What a request of the sample school can walk through, as it stands in the tables: active types with their published
-- flow, groups with their members, reasons by kind.
select jsonb_build_object(
  'types', (select jsonb_agg(jsonb_build_object(
      'id', t.id, 'code', t.code, 'version', v.id, 'portal', t.channel_portal, 'priority', t.default_priority, 'expected_days', t.expected_days,
      'enrolment', t.requires_enrolment, 'contract', t.requires_active_contract or coalesce(c.insert_extra_service, false), 'debts', coalesce(c.validate_debts, false), 'max_open', t.max_open_per_student,
      'attachment', t.attachment_required,
      'group', (select x.group_id from app.group_type x where x.company = t.company and x.type_id = t.id order by x.order_no limit 1),
      'locations', (select jsonb_agg(jsonb_build_array(l.id, l.branch, l.locality_id) order by l.order_no)
                      from app.delivery_location l where l.company = t.company and l.type_id = t.id and l.active),
      'parameters', (select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'key', q.code, 'type', q.data_type, 'required', q.required,
                       'choices', q.choices, 'min', q.min_value, 'max', q.max_value) order by q.order_no), '[]')
                       from app.type_parameter q where q.company = t.company and q.version_id = v.id and q.active),
      'stages', (select jsonb_agg(jsonb_build_object(
          'id', s.id, 'code', s.code, 'default', s.is_default, 'group', s.group_id, 'assignment', s.assignment, 'attendant', s.attendant_id,
          'amount', s.duration, 'unit', s.duration_unit, 'deny', s.purpose = 'deny', 'conclude', s.can_conclude, 'wait', s.can_wait,
          'back', s.can_return, 'outcomes', s.outcomes,
          'fields', (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'key', f.key, 'type', f.data_type, 'required', f.required,
                       'choices', f.choices, 'min', f.min_value, 'max', f.max_value) order by f.order_no), '[]')
                       from app.stage_field f where f.company = s.company and f.stage_id = s.id),
          'actions', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'key', c.key, 'required', c.required_on_execute) order by c.order_no), '[]')
                        from app.stage_action c where c.company = s.company and c.stage_id = s.id and c.kind = 'checklist'),
          'edges', (select coalesce(jsonb_agg(jsonb_build_object('to', e.to_stage, 'reason', e.reason_id, 'forward', m.kind = 'forward',
                       'skip', e.skip_required, 'note', e.note_required) order by e.order_no), '[]')
                       from app.flow_edge e join app.reason m on m.company = e.company and m.id = e.reason_id
                      where e.company = s.company and e.from_stage = s.id and e.active)) order by s.order_no)
        from app.stage s where s.company = t.company and s.version_id = v.id and s.active and s.activate_task)) order by t.code)
    from app.request_type t join app.flow_version v on v.company = t.company and v.type_id = t.id and v.state = 'published'
    left join app.type_config c on c.company = t.company and c.type_id = t.id
   where t.company = 1 and t.active),
  'groups', (select jsonb_agg(jsonb_build_object('id', g.id,
      'members', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'login', p.login, 'lead', m.lead, 'locality', p.locality_id) order by p.id), '[]')
                    from app.group_member m join app.person p on p.company = m.company and p.id = m.person_id
                   where m.company = g.company and m.group_id = g.id and p.active and p.role in ('attendant', 'supervisor'))) order by g.id)
    from app.attendance_group g where g.company = 1 and g.active),
  'reasons', (select jsonb_object_agg(k.kind, k.ids) from (select m.kind, jsonb_agg(m.id order by m.code) as ids
      from app.reason m where m.company = 1 and m.active group by m.kind) k))
