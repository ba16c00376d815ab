-- L-06 return to the stage of the previous visit, to whom had it there if still able (else the queue).

-- The visit before the current stay; a move to another version (L-14) does not break a stay in two.
create function act.visit_before(r app.request) returns app.visit
language plpgsql stable
as $$
declare v app.visit;
begin
  select * into v from app.visit x where x.company = r.company and x.request_id = r.id
     and x.no = (select max(y.no) from app.visit y where y.company = r.company and y.request_id = r.id and y.no <= r.visit_no and not y.moved) - 1;
  return v;
end $$;

-- Its stage in the request's version: itself, or where the moves since then took that stage.
create function act.stage_before(r app.request) returns app.stage
language plpgsql stable
as $$
declare v app.visit := act.visit_before(r); s app.stage; v_plan jsonb; v_code text;
begin
  select * into s from app.stage where company = r.company and id = v.stage_id;
  if s.version_id is not distinct from r.version_id then return s; end if;
  v_code := s.code;
  for v_plan in select x.plan from app.move m join app.move_run x on x.company = m.company and x.id = m.run
                 where m.company = r.company and m.request_id = r.id and m.undone_seq is null and m.visit_no > v.no order by m.seq loop
    v_code := act.planned_stage(v_plan, v_code);
  end loop;
  select * into s from app.stage where company = r.company and version_id = r.version_id and code = v_code and active and activate_task;
  return s;
end $$;

create function act.guard_send_back(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
declare p jsonb := act.holder_problems(a, r, st, true) || act.need_in_progress(r);
begin
  if not (select can_return from app.stage where company = r.company and id = r.stage_id) then
    p := p || act.stage_forbids(r, 'devolver', 'returning');
  elsif (act.stage_before(r)).id is null then p := p || act.stage_forbids(r, 'devolver: não há etapa anterior', 'returning: there is no previous stage'); end if;
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
  v := act.visit_before(r);
  s := act.stage_before(r);
  e.before := act.image(r);
  n := act.enter(r, s, sec.now(), true, v.handler_id); n.unread := false;
  e.kind := 'returned'; e.reason_id := act.reason_of_kind(r.company, p_reason, 'return'); e.note := act.note_text(p_note); e.op := p_op; e.act := 'send_back';
  return act.request_json(a, act.record(a, r, n, e));
end $$;
