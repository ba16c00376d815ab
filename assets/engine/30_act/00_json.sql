-- A request as people and programs read it (interface §3). `act.item_json` is what lists show.

create function act.item_json(r app.request, p_now timestamptz) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object('protocol', r.protocol, 'type', t.code, 'type_name', t.name, 'flow_version', v.number,
    'stage', s.code, 'stage_name', s.name, 'status', r.status, 'outcome', r.outcome, 'group', g.code, 'group_name', g.name,
    'assignee', p.login, 'assignee_name', p.name, 'student', jsonb_build_object('ra', u.ra, 'name', u.name),
    'channel', r.channel, 'priority', r.priority, 'opened_at', sec.iso(r.opened_at, b.tz), 'closed_at', sec.iso(r.closed_at, b.tz),
    'due_at', sec.iso(r.due_at, b.tz), 'late', r.closed_at is null and r.due_sort < p_now, 'promised_date', r.promised_on,
    'overdue_promise', r.closed_at is null and coalesce(r.promised_on < (p_now at time zone b.tz)::date, false),
    'waiting_until', sec.iso(r.waiting_until, b.tz), 'unread', r.unread, 'version', r.version,
    'location', jsonb_build_object('code', l.code, 'description', l.description))
    from app.request_type t, app.flow_version v, app.stage s, app.attendance_group g, academic.student u, app.branch b, app.delivery_location l
    left join app.person p on p.company = r.company and p.id = r.assignee_id
   where t.company = r.company and t.id = r.type_id and v.company = r.company and v.id = r.version_id
     and s.company = r.company and s.id = r.stage_id and g.company = r.company and g.id = r.group_id
     and u.company = r.company and u.id = r.student_id and b.company = r.company and b.id = r.branch
     and l.company = r.company and l.id = r.location_id);
end $$;

create function act.form_json(r app.request, p_reads boolean) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('key', f.key, 'label', f.label, 'type', f.data_type, 'required', f.required,
      'value', case when p_reads or not f.restricted then x.value end, 'shown', case when p_reads or not f.restricted then x.label end,
      'help', f.help, 'choices', f.choices, 'min', f.min_value, 'max', f.max_value, 'regex', f.regex, 'filled_by', f.filled_by,
      'default', f.default_value, 'restricted', f.restricted, 'withheld', f.restricted and not p_reads and x.field_id is not null) order by f.order_no), '[]')
    from app.stage_field f left join app.answer x on x.company = r.company and x.request_id = r.id and x.visit_no = r.visit_no and x.field_id = f.id
   where f.company = r.company and f.stage_id = r.stage_id);
end $$;

create function act.actions_json(r app.request, p_tz text) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'label', c.label, 'kind', c.kind, 'required', c.required_on_execute,
      'done', d.action_id is not null, 'by', p.login, 'at', sec.iso(d.at, p_tz)) order by c.order_no), '[]')
    from app.stage_action c
    left join app.action_done d on d.company = r.company and d.request_id = r.id and d.visit_no = r.visit_no and d.action_id = c.id
    left join app.person p on p.company = d.company and p.id = d.by_id
   where c.company = r.company and c.stage_id = r.stage_id);
end $$;

-- F-6: the ways out, with what each still misses.
create function act.reasons_json(r app.request) returns jsonb
language plpgsql stable
as $$
declare v_missing jsonb;
begin
  if r.closed_at is not null then return '[]'; end if;
  select coalesce(jsonb_agg(m.key), '[]') into v_missing from act.missing(r) m;
  return (select coalesce(jsonb_agg(jsonb_build_object('code', m.code, 'name', m.name, 'kind', m.kind, 'to', s.code, 'to_name', s.name,
      'note_required', e.note_required, 'skip_required', e.skip_required,
      'enabled', e.skip_required or jsonb_array_length(v_missing) = 0,
      'missing', case when e.skip_required then '[]'::jsonb else v_missing end) order by e.order_no, m.name), '[]')
    from app.flow_edge e join app.reason m on m.company = e.company and m.id = e.reason_id
    join app.stage s on s.company = e.company and s.id = e.to_stage
   where e.company = r.company and e.from_stage = r.stage_id and e.active);
end $$;

-- Who acts without being a person of the school: the program itself, or a user of the portal.
create function act.name_of_nobody(p_company smallint, p_login text) returns text
language plpgsql stable
as $$
begin
  return case when p_login = (sec.system(p_company)).login then (sec.system(p_company)).name
    else (select w.name from app.portal_user w where w.company = p_company and w.login = p_login) end;
end $$;

create function act.history_json(r app.request, p_reads boolean, p_tz text) returns jsonb
language plpgsql stable
as $$
declare v_undone int[] := array(select y.undoes from app.history y where y.company = r.company and y.request_id = r.id and y.undoes is not null);
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('seq', h.seq, 'at', sec.iso(h.at, p_tz), 'actor', h.actor,
      'actor_name', coalesce(p.name, case when h.actor_id is null then act.name_of_nobody(h.company, h.actor) end), 'kind', h.kind,
      'from_stage', s1.code, 'to_stage', s2.code, 'to_stage_name', s2.name, 'from_status', h.from_status, 'to_status', h.to_status,
      'from_assignee', p1.login, 'to_assignee', p2.login, 'outcome', h.outcome, 'reason', m.code, 'reason_name', m.name,
      'note', case when h.kind <> 'note' or p_reads then n.note end,
      'undone', h.seq = any (v_undone),
      'undoes', h.undoes, 'batch', h.batch,
      'fields', case when n.detail ? 'fields' then (select jsonb_object_agg(k.key, k.value) from jsonb_each(n.detail -> 'fields') k
         where p_reads or not exists (select from app.stage_field f where f.company = h.company and f.version_id in (r.version_id, s1.version_id, s2.version_id)
                                       and f.key = k.key and f.restricted)) end) order by h.seq), '[]')
    from app.history h
    left join app.history_note n on n.company = h.company and n.request_id = h.request_id and n.seq = h.seq
    left join app.person p on p.company = h.company and p.id = h.actor_id
    left join app.person p1 on p1.company = h.company and p1.id = h.from_assignee
    left join app.person p2 on p2.company = h.company and p2.id = h.to_assignee
    left join app.stage s1 on s1.company = h.company and s1.id = h.from_stage
    join app.stage s2 on s2.company = h.company and s2.id = h.to_stage
    left join app.reason m on m.company = h.company and m.id = h.reason_id
   where h.company = r.company and h.request_id = r.id);
end $$;

create function act.thread_json(r app.request, p_reads boolean, p_tz text) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('no', m.no, 'at', sec.iso(m.at, p_tz), 'author', p.login, 'author_name', coalesce(p.name, w.name),
      'from_student', m.portal_user_id is not null, 'internal', m.internal, 'body', m.body) order by m.no), '[]')
    from app.message m left join app.person p on p.company = m.company and p.id = m.author_id
    left join app.portal_user w on w.company = m.company and w.id = m.portal_user_id
   where m.company = r.company and m.request_id = r.id and (p_reads or not m.internal));
end $$;

create function act.files_json(r app.request, p_reads boolean, p_tz text) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('no', t.no, 'name', case when p_reads or not t.restricted then t.name else '—' end,
      'type', t.media_type, 'size', t.size, 'at', sec.iso(t.at, p_tz), 'by', p.login, 'restricted', t.restricted) order by t.no), '[]')
    from app.attachment t left join app.person p on p.company = t.company and p.id = t.by_id
   where t.company = r.company and t.request_id = r.id);
end $$;

-- Where the flow stands: done, current, ahead – in the flow's own order.
create function act.track_json(r app.request) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'name', s.name, 'conclude', s.can_conclude,
      'state', case when s.id = r.stage_id then case when r.status = 'concluded' then 'done' else 'current' end
                    when exists (select from app.visit v join app.stage z on z.company = v.company and z.id = v.stage_id
                                  where v.company = r.company and v.request_id = r.id and z.code = s.code) then 'done'
                    else 'ahead' end) order by s.order_no), '[]')
    from app.stage s where s.company = r.company and s.version_id = r.version_id and s.active);
end $$;

-- Z-9: what this person may take back now.
create function act.undo_json(a sec.actor, r app.request, p_now timestamptz, p_tz text) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object('act', h.kind, 'seq', h.seq, 'until', sec.iso(h.at + interval '60 s', p_tz))
    from app.undo u join app.history h on h.company = u.company and h.request_id = u.request_id and h.seq = u.seq
   where u.company = r.company and u.request_id = r.id and u.seq = r.version and u.person_id = a.id and h.at > p_now - interval '60 s');
end $$;

-- The request in full; with p_full also which acts this person may do, and each read of restricted content is logged.
create function act.request_json(a sec.actor, r app.request, p_full boolean default false) returns jsonb
language plpgsql
as $$
declare st act.standing := act.standing(a, r); v_reads boolean := act.reads_restricted(a, st); v_now timestamptz := sec.now(); v_tz text; j jsonb; k jsonb;
begin
  select b.tz, jsonb_build_object('description', r.description, 'resolution', r.resolution, 'opened_by', o.login, 'requester_kind', r.requester_kind,
         'requester_name', act.requester_json(r) ->> 'name',
         'assigned_at', sec.iso(r.assigned_at, b.tz), 'stage_entered_at', sec.iso(w.entered_at, b.tz), 'visit', r.visit_no, 'course', e.course,
         'period', d.code, 'contract', c.number, 'instructions', coalesce(s.description, t.instructions_attendant), 'charge', act.charge_json(r), 'debts', r.debt_evidence,
         'can', to_jsonb(array_remove(array[case when s.can_conclude then 'conclude' end, case when s.can_cancel then 'cancel' end,
                  case when s.can_wait then 'wait' end, case when s.can_return then 'return' end], null)),
         'outcomes', case when s.can_conclude then to_jsonb(s.outcomes) else '[]'::jsonb end,
         'return_to', case when s.can_return and r.visit_no > 1 then (act.stage_before(r)).code end,
         'parameters', (select coalesce(jsonb_object_agg(x.code, jsonb_build_object('value', y.value, 'label', y.label, 'question', x.label)), '{}')
            from app.parameter_answer y join app.type_parameter x on x.company = y.company and x.id = y.parameter_id
           where y.company = r.company and y.request_id = r.id))
    into v_tz, k
    from app.branch b join app.stage s on s.company = b.company and s.id = r.stage_id join app.visit w on w.company = b.company and w.request_id = r.id and w.no = r.visit_no
    join app.request_type t on t.company = b.company and t.id = r.type_id
    left join app.person o on o.company = b.company and o.id = r.opened_by
    left join academic.enrolment e on e.company = b.company and e.id = r.enrolment_id
    left join academic.period d on d.company = b.company and d.id = r.period_id
    left join academic.contract c on c.company = b.company and c.id = r.contract_id
   where b.company = r.company and b.id = r.branch;
  j := act.form_json(r, v_reads);
  j := act.item_json(r, v_now) || k || jsonb_build_object('form', j, 'fields', act.filled(j), 'actions', act.actions_json(r, v_tz), 'reasons', act.reasons_json(r),
      'stages', act.track_json(r), 'messages', act.thread_json(r, v_reads, v_tz), 'files', act.files_json(r, v_reads, v_tz),
      'history', act.history_json(r, v_reads, v_tz), 'undo', act.undo_json(a, r, v_now, v_tz));
  if p_full then
    j := j || jsonb_build_object('acts', act.acts_json(a, r, st));
    if v_reads then perform act.log_restricted_read(a, r); end if;
  end if;
  return j;
end $$;

-- The filled values of a form, by key.
create function act.filled(p_form jsonb) returns jsonb
language plpgsql immutable
as $$ begin return (select coalesce(jsonb_object_agg(f ->> 'key', f -> 'value'), '{}') from jsonb_array_elements(p_form) f where f -> 'value' <> 'null'); end $$;

-- One row a quarter of an hour at most per person and request (amendment 35).
create function act.log_restricted_read(a sec.actor, r app.request) returns void
language plpgsql
as $$
begin
  if (exists (select from app.message m where m.company = r.company and m.request_id = r.id and m.internal)
      or exists (select from app.attachment t where t.company = r.company and t.request_id = r.id and t.restricted)
      or exists (select from app.answer x join app.stage_field f on f.company = x.company and f.id = x.field_id
                  where x.company = r.company and x.request_id = r.id and f.restricted))
     and not exists (select from app.access_log g where g.company = r.company and g.request_id = r.id and g.person_id = a.id
                      and g.what = 'restricted' and g.at > sec.now() - interval '15 min') then
    insert into app.access_log (company, at, person_id, what, request_id, student_id) values (r.company, sec.now(), a.id, 'restricted', r.id, r.student_id);
  end if;
end $$;
