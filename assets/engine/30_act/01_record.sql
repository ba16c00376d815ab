-- How every act ends: one event, one new state, one before-image, one answer.

-- Locks the request by its key, in a statement that names one table; what is read after is as of the lock.
create function act.lock(a sec.actor, p_protocol text) returns app.request
language plpgsql
as $$
declare r app.request;
begin
  select * into r from app.request q where q.company = a.company and q.protocol = p_protocol for update;
  if not found then perform sec.refuse(jsonb_build_array(act.not_found(p_protocol))); end if;
  return r;
end $$;

create function act.find(a sec.actor, p_protocol text) returns app.request
language plpgsql stable
as $$
declare r app.request;
begin
  select * into r from app.request q where q.company = a.company and q.protocol = p_protocol;
  if not found then perform sec.refuse(jsonb_build_array(act.not_found(p_protocol))); end if;
  return r;
end $$;

create function act.not_found(p_protocol text) returns jsonb
language sql stable
as $$ select sec.problem('E_NOT_FOUND', 'protocol', null, jsonb_build_object('what', coalesce(nullif(p_protocol, ''), '?'))) $$;

-- I-7
create function act.stale(r app.request, p_if_version int) returns jsonb
language sql stable
as $$
  select case when p_if_version is null or p_if_version = r.version then '[]'::jsonb
    else jsonb_build_array(sec.problem('E_STALE', null, null, jsonb_build_object('seen', p_if_version, 'now', r.version))) end
$$;

-- The text of a note, tidied; a problem when it is no text. Empty is null.
create function act.note_problem(p_note text, p_field text) returns jsonb
language plpgsql stable
as $$
begin
  if p_note is null or (app.is_clean(act.tidy(p_note)) and length(act.tidy(p_note)) <= 4000) then return '[]'; end if;
  return jsonb_build_array(sec.problem('E_TEXT', p_field, null, '{"what_pt": "observação", "what_en": "the note", "max": 4000}'));
end $$;
create function act.note_text(p_note text) returns text
language sql immutable
as $$ select nullif(act.tidy(p_note), '') $$;

create function act.note_required(p_field text, p_pt text, p_en text) returns jsonb
language sql stable
as $$ select jsonb_build_array(sec.problem('E_NOTE_REQUIRED', p_field, null, jsonb_build_object('what_pt', p_pt, 'what_en', p_en))) $$;

-- Whose operation it is: a person's, minus the number of a portal user, 0 for the engine (amendment 16).
create function act.op_owner(a sec.actor) returns int
language plpgsql stable
as $$
begin
  if a.role = 'portal' then return (select -w.id from app.portal_user w where w.company = a.company and w.login = a.login); end if;
  return coalesce(a.id, 0);
end $$;

-- O-15, database §2: a repeat of an operation answers with the request as it is now.
create function act.replay(a sec.actor, p_op uuid, p_act text) returns jsonb
language plpgsql
as $$
declare o app.op; r app.request;
begin
  if p_op is null then return null; end if;
  -- Twins of one operation follow one another, so the second finds what the first did.
  perform pg_advisory_xact_lock(hashtextextended(p_op::text, act.op_owner(a)));
  select * into o from app.op where company = a.company and person_id = act.op_owner(a) and op = p_op;
  if not found then return null; end if;
  if o.act <> p_act then
    perform sec.refuse(jsonb_build_array(sec.problem('E_OP_REUSED', 'op', null, jsonb_build_object('act', o.act))));
  end if;
  select * into r from app.request where company = o.company and id = o.request_id;
  return act.request_json(a, r) || '{"replayed": true}';
end $$;

-- A reason of the kinds that are picked outside edges (Z-17).
create function act.reason_of_kind(p_company smallint, p_code text, p_kind text) returns int
language plpgsql stable
as $$
begin
  return (select id from app.reason where company = p_company and code = p_code and kind = p_kind and active);
end $$;

create function act.reason_problem(p_company smallint, p_code text, p_kind text) returns jsonb
language plpgsql stable
as $$
begin
  return (select case when p_code is null or act.reason_of_kind(p_company, p_code, p_kind) is not null then '[]'::jsonb
    else jsonb_build_array(sec.problem('E_REASON_UNKNOWN', 'reason', null, jsonb_build_object('reason', p_code, 'allowed',
      coalesce((select string_agg(code, ', ' order by code) from app.reason where company = p_company and kind = p_kind and active), '—')))) end);
end $$;

create type act.entry as (kind text, reason_id int, note text, detail jsonb, data jsonb, visible boolean, undoes int, batch uuid, op uuid, act text, before jsonb);

-- Writes the event and the new state; `n` carries the state wanted. Returns the row as it now stands.
create function act.record(a sec.actor, o app.request, n app.request, e act.entry) returns app.request
language plpgsql
as $$
declare v_seq int; v_hash bytea; v_salt bytea; r app.request;
begin
  if e.note is not null or e.detail is not null then v_salt := uuid_send(gen_random_uuid()); end if;
  insert into app.history (company, request_id, seq, at, actor_id, actor, login, kind, from_status, to_status, from_stage, to_stage, from_group, to_group,
      from_assignee, to_assignee, outcome, reason_id, undoes, batch, data, note_hash, visible_to_student, hash)
  values (n.company, n.id, 0, now(), a.id, a.login, '', e.kind, nullif(o.status, ''), n.status, o.stage_id, n.stage_id, o.group_id, n.group_id,
      o.assignee_id, n.assignee_id, n.outcome, e.reason_id, e.undoes, e.batch, e.data,
      case when v_salt is not null then sec.note_hash(v_salt, e.note, e.detail) end, coalesce(e.visible, false), '')
  returning seq, hash into v_seq, v_hash;
  if v_salt is not null then
    insert into app.history_note (company, request_id, seq, salt, note, detail) values (n.company, n.id, v_seq, v_salt, e.note, e.detail);
  end if;
  update app.request q
     set group_id = n.group_id, version_id = n.version_id, stage_id = n.stage_id, visit_no = n.visit_no, assignee_id = n.assignee_id, assigned_at = n.assigned_at,
         status = n.status, outcome = n.outcome, resolution = n.resolution, closed_at = n.closed_at, due_at = n.due_at,
         paused_at = n.paused_at, waiting_until = n.waiting_until, due_left_seconds = n.due_left_seconds,
         sla_paused_seconds = n.sla_paused_seconds, priority = n.priority, unread = n.unread, charge_status = n.charge_status, amount = n.amount,
         price_source = n.price_source, charge_due = n.charge_due, due_source = n.due_source, installment_id = n.installment_id, version = v_seq, head = v_hash
   where q.company = n.company and q.id = n.id
  returning * into r;
  if e.before is not null then
    insert into app.undo as u (company, request_id, seq, person_id, act, before, batch)
    values (n.company, n.id, v_seq, a.id, e.kind, e.before, e.batch)
    on conflict (company, request_id) do update set seq = excluded.seq, person_id = excluded.person_id, act = excluded.act,
      before = excluded.before, batch = excluded.batch;
  end if;
  if e.op is not null then
    insert into app.op (company, person_id, op, act, request_id, seq) values (n.company, act.op_owner(a), e.op, e.act, n.id, v_seq);
  end if;
  return r;
end $$;

-- The before-image of an act (amendment 24): the row, its current visit, the answers that the act is about to change.
create function act.image(r app.request, p_plan jsonb default null) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object('request', to_jsonb(r) - 'description' - 'head' - 'version',
    'visit', (select to_jsonb(v) from app.visit v where v.company = r.company and v.request_id = r.id and v.no = r.visit_no),
    'answers', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from app.answer x
       where x.company = r.company and x.request_id = r.id and x.visit_no = r.visit_no
         and x.field_id in (select (e ->> 'id')::int from jsonb_array_elements(p_plan -> 'set') e)),
    'set', (select coalesce(jsonb_agg((e ->> 'id')::int), '[]') from jsonb_array_elements(p_plan -> 'set') e),
    'ticked', (select coalesce(jsonb_agg(to_jsonb(d)), '[]') from app.action_done d
       where d.company = r.company and d.request_id = r.id and d.visit_no = r.visit_no
         and d.action_id in (select (e ->> 'id')::int from jsonb_array_elements(p_plan -> 'ticks') e)),
    'ticks', (select coalesce(jsonb_agg((e ->> 'id')::int), '[]') from jsonb_array_elements(p_plan -> 'ticks') e),
    'messages', (select coalesce(max(no), 0) from app.message m where m.company = r.company and m.request_id = r.id),
    'files', (select coalesce(max(no), 0) from app.attachment t where t.company = r.company and t.request_id = r.id)));
end $$;

-- Mail to the student, kept back while the act may be undone; without an address the event says so (N-2). `p_more`: facts of its own.
-- It holds facts, and the institution's words as they are now: words that change later are of mails that are written later (PR-1).
create function act.mail(r app.request, p_kind text, p_hold boolean, p_more jsonb default '{}') returns void
language plpgsql
as $$
declare v_to text; v_name text;
begin
  select coalesce(w.email, s.email), s.name into v_to, v_name
    from academic.student s left join app.portal_user w on w.company = r.company and w.id = r.portal_user_id
   where s.company = r.company and s.id = r.student_id;
  if v_to is null then return; end if;
  insert into app.outbox (company, request_id, seq, kind, to_address, payload, not_before)
  values (r.company, r.id, r.version, p_kind, v_to,
          jsonb_build_object('protocol', r.protocol, 'type', (select name from app.request_type where company = r.company and id = r.type_id),
            'stage', (select coalesce(public_label, name) from app.stage where company = r.company and id = r.stage_id),
            'student', v_name, 'promised', r.promised_on, 'outcome', r.outcome, 'resolution', case when p_kind = 'concluded' then r.resolution end,
            'charge', case when p_kind = 'opened' then act.charge_json(r) end) || jsonb_strip_nulls(jsonb_build_object('words', act.own_mail(r.company, p_kind))) || p_more,
          now() + case when p_hold then interval '60 s' else interval '0' end);
end $$;

create function act.has_address(r app.request) returns boolean
language plpgsql stable
as $$
begin
  return (select coalesce(w.email, s.email) is not null
    from academic.student s left join app.portal_user w on w.company = r.company and w.id = r.portal_user_id
   where s.company = r.company and s.id = r.student_id);
end $$;
create function act.notify_data(r app.request) returns jsonb
language sql stable
as $$ select case when act.has_address(r) then null else '{"notify_skipped": true}'::jsonb end $$;
