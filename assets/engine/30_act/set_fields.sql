-- L-04 fill fields and tick actions of the current visit.

create function act.guard_edit(a sec.actor, r app.request, st act.standing) returns jsonb
language sql stable
as $$ select act.holder_problems(a, r, st, false) || act.need_in_progress(r) $$;

create function act.set_fields(a sec.actor, p_protocol text, p_values jsonb, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'set_fields'); r app.request; n app.request; e act.entry; p jsonb;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  p := act.plan(r, p_values);
  perform sec.refuse(act.guard_edit(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || (p -> 'problems'));
  if p -> 'set' = '[]' and p -> 'ticks' = '[]' then return act.request_json(a, r); end if;
  n := r; n.unread := false;
  e.kind := 'field_set'; e.op := p_op; e.act := 'set_fields'; e.before := act.image(r, p);
  e.detail := jsonb_build_object('fields', act.write_plan(a, r, p, sec.now()));
  return act.request_json(a, act.record(a, r, n, e));
end $$;
