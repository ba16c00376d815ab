-- L-02 take: one wins, every loser is told who has it and since when (W-2).

create function act.guard_take(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]';
begin
  if not st.staff then return jsonb_build_array(sec.forbidden_role(array['attendant'])); end if;
  if not st.member then p := p || act.not_member(r); end if;
  if not st.handles then p := p || act.no_profile(r); end if;
  if st.own then p := p || sec.problem('E_OWN_REQUEST'); end if;
  if r.status in ('in_progress', 'waiting') then p := p || act.taken_problem(r);
  elsif r.status <> 'queued' then p := p || sec.status_problem(r.status, 'só se assume o que está na fila', 'only what is queued can be taken'); end if;
  return p;
end $$;

-- The row as taken; the caller holds its lock and has asked the guard.
create function act.take_locked(a sec.actor, r app.request, p_op uuid, p_act text, p_batch uuid) returns app.request
language plpgsql
as $$
declare n app.request := r; e act.entry;
begin
  n.assignee_id := a.id; n.assigned_at := sec.now(); n.status := 'in_progress'; n.unread := false;
  e.kind := 'taken'; e.op := p_op; e.act := p_act; e.before := act.image(r); e.batch := p_batch;
  return act.record(a, r, n, e);
end $$;

create function act.take(a sec.actor, p_protocol text, p_op uuid, p_if_version int, p_batch uuid default null) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'take'); r app.request;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  perform sec.refuse(act.guard_take(a, r, act.standing(a, r)) || act.stale(r, p_if_version));
  return act.request_json(a, act.take_locked(a, r, p_op, 'take', p_batch));
end $$;
