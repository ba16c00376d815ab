-- L-06 return to the stage of the previous visit, to whom had it there if still able (else the queue).

create function act.guard_send_back(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
declare p jsonb := act.holder_problems(a, r, st, true) || act.need_in_progress(r);
begin
  if not (select can_return from app.stage where company = r.company and id = r.stage_id) then
    p := p || act.stage_forbids(r, 'devolver', 'returning');
  elsif r.visit_no = 1 then p := p || act.stage_forbids(r, 'devolver: não há etapa anterior', 'returning: there is no previous stage'); end if;
  return p;
end $$;

create function act.send_back(a sec.actor, p_protocol text, p_note text, p_reason text, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'send_back'); r app.request; n app.request; s app.stage; v app.visit; e act.entry; q jsonb;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  q := act.guard_send_back(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.note_problem(p_note, 'note') || act.reason_problem(r.company, p_reason, 'return');
  if act.note_text(p_note) is null then q := q || act.note_required('note', 'por que devolve', 'why it goes back'); end if;
  perform sec.refuse(q);
  select * into v from app.visit where company = r.company and request_id = r.id and no = r.visit_no - 1;
  select * into s from app.stage where company = r.company and id = v.stage_id;
  e.before := act.image(r);
  n := act.enter(r, s, sec.now(), true, v.handler_id); n.unread := false;
  e.kind := 'returned'; e.reason_id := act.reason_of_kind(r.company, p_reason, 'return'); e.note := act.note_text(p_note); e.op := p_op; e.act := 'send_back';
  return act.request_json(a, act.record(a, r, n, e));
end $$;
