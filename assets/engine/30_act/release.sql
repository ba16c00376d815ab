-- L-03 release: back to the group's queue; the note is optional (amendment 22).

create function act.guard_release(a sec.actor, r app.request, st act.standing) returns jsonb
language sql stable
as $$ select act.holder_problems(a, r, st, true) || act.need_in_progress(r) $$;

create function act.release(a sec.actor, p_protocol text, p_note text, p_op uuid, p_if_version int, p_batch uuid default null) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'release'); r app.request; n app.request; e act.entry;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  perform sec.refuse(act.guard_release(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.note_problem(p_note, 'note'));
  n := r; n.assignee_id := null; n.assigned_at := null; n.status := 'queued';
  e.kind := 'released'; e.note := act.note_text(p_note); e.op := p_op; e.act := 'release'; e.before := act.image(r); e.batch := p_batch;
  return act.request_json(a, act.record(a, r, n, e));
end $$;
