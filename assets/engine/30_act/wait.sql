-- L-08 wait for the student: the message goes at once, the stage's clock stops (S-3, amendment 17).
-- L-09 resume: by who holds it, by its leads, or by the date.

create function act.guard_wait(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
declare p jsonb := act.holder_problems(a, r, st, true) || act.need_in_progress(r);
begin
  if not (select can_wait from app.stage where company = r.company and id = r.stage_id) then
    p := p || act.stage_forbids(r, 'aguardar o aluno', 'waiting for the student');
  end if;
  return p;
end $$;

create function act.add_message(r app.request, p_person int, p_body text, p_internal boolean, p_now timestamptz) returns int
language plpgsql
as $$
declare v_no int;
begin
  select coalesce(max(no), 0) + 1 into v_no from app.message where company = r.company and request_id = r.id;
  insert into app.message (company, request_id, no, at, author_id, body, internal) values (r.company, r.id, v_no, p_now, p_person, p_body, p_internal);
  return v_no;
end $$;

create function act.message_data(p_no int, p_body text) returns jsonb
language sql stable
as $$ select jsonb_build_object('message', p_no, 'sha256', encode(sha256(convert_to(p_body, 'UTF8')), 'hex')) $$;

create function act.wait(a sec.actor, p_protocol text, p_message text, p_until timestamptz, p_reason text, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'wait'); r app.request; n app.request; e act.entry; q jsonb; v_now timestamptz;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  v_now := sec.now();
  q := act.guard_wait(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.note_problem(p_message, 'message') || act.reason_problem(r.company, p_reason, 'wait');
  if act.note_text(p_message) is null then q := q || act.note_required('message', 'a mensagem ao aluno', 'the message to the student'); end if;
  if p_until <= v_now then q := q || sec.problem('E_UNTIL', 'until'); end if;
  perform sec.refuse(q);
  n := r; n.status := 'waiting'; n.paused_at := v_now; n.waiting_until := p_until; n.due_left_seconds := act.deadline_left(r, v_now); n.unread := false;
  e.kind := 'wait_started'; e.reason_id := act.reason_of_kind(r.company, p_reason, 'wait'); e.op := p_op; e.act := 'wait'; e.before := act.image(r); e.visible := true;
  e.data := act.message_data(act.add_message(r, a.id, act.note_text(p_message), false, v_now), act.note_text(p_message)) || coalesce(act.notify_data(r), '{}');
  r := act.record(a, r, n, e);
  perform act.mail(r, 'waiting', false);
  return act.request_json(a, r);
end $$;

create function act.guard_resume(a sec.actor, r app.request, st act.standing) returns jsonb
language sql stable
as $$
  select act.holder_problems(a, r, st, true)
    || case when r.status = 'waiting' then '[]'::jsonb else jsonb_build_array(sec.status_problem(r.status, 'só se retoma o que aguarda o aluno', 'only what waits for the student can be resumed')) end
$$;

-- The row with its clock running again; in the queue when who held it no longer can.
create function act.resumed(r app.request, p_now timestamptz) returns app.request
language plpgsql stable
as $$
begin
  r.due_at := act.deadline_again(r, p_now);
  r.sla_paused_seconds := r.sla_paused_seconds + greatest(0, extract(epoch from p_now - r.paused_at))::bigint;
  r.paused_at := null; r.waiting_until := null; r.due_left_seconds := null;
  if act.eligible(r.company, r.assignee_id, r.group_id, r.type_id, r.student_id) then r.status := 'in_progress';
  else r.status := 'queued'; r.assignee_id := null; r.assigned_at := null; end if;
  return r;
end $$;

create function act.resume(a sec.actor, p_protocol text, p_note text, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'resume'); r app.request; n app.request; e act.entry;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  perform sec.refuse(act.guard_resume(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.note_problem(p_note, 'note'));
  n := act.resumed(r, sec.now()); n.unread := false;
  e.kind := 'wait_ended'; e.note := act.note_text(p_note); e.op := p_op; e.act := 'resume'; e.before := act.image(r);
  return act.request_json(a, act.record(a, r, n, e));
end $$;
