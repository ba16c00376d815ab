-- Z-9: takes back the last act of the same person within 60 s, if nobody acted since. History keeps both events.

create function act.undo_gone(p_pt text, p_en text) returns jsonb
language sql stable
as $$ select jsonb_build_array(sec.problem('E_UNDO_GONE', null, null, jsonb_build_object('why_pt', p_pt, 'why_en', p_en))) $$;

create function act.guard_undo(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
declare h app.history; u app.undo;
begin
  if not st.staff then return jsonb_build_array(sec.forbidden_role(array['attendant'])); end if;
  select * into h from app.history x where x.company = r.company and x.request_id = r.id and x.seq = r.version;
  if h.actor_id is distinct from a.id then
    return act.undo_gone('o último ato foi de ' || coalesce((select name from app.person where company = r.company and id = h.actor_id), h.actor),
                         'the last act was by ' || coalesce((select name from app.person where company = r.company and id = h.actor_id), h.actor));
  end if;
  select * into u from app.undo x where x.company = r.company and x.request_id = r.id;
  if u.seq is distinct from r.version then return act.undo_gone('este ato não se desfaz', 'this act cannot be taken back'); end if;
  if h.at < sec.now() - interval '60 s' then return act.undo_gone('passou de 60 segundos', 'more than 60 seconds have passed'); end if;
  if exists (select from app.outbox o where o.company = r.company and o.request_id = r.id and o.seq = r.version and (o.sent_at is not null or o.claimed_at is not null)) then
    return act.undo_gone('o e-mail ao aluno já foi enviado', 'the mail to the student has been sent');
  end if;
  if r.charge_status = 'cancelled' and u.before #>> '{request,charge_status}' = 'charged' and not act.withdrawn_by_us(r) then
    return act.undo_gone('a cobrança foi alterada no financeiro', 'the charge was changed in finance');
  end if;
  return '[]';
end $$;

create function act.undo(a sec.actor, p_protocol text, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'undo'); r app.request; n app.request; u app.undo; e act.entry; v app.visit; x jsonb;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  perform sec.refuse(act.guard_undo(a, r, act.standing(a, r)) || act.stale(r, p_if_version));
  select * into u from app.undo where company = r.company and request_id = r.id;
  n := jsonb_populate_record(r, u.before -> 'request');
  v := jsonb_populate_record(null::app.visit, u.before -> 'visit');
  -- what the act added
  delete from app.answer where company = r.company and request_id = r.id and (visit_no > n.visit_no
     or (visit_no = n.visit_no and field_id in (select f::int from jsonb_array_elements_text(u.before -> 'set') f)));
  delete from app.action_done where company = r.company and request_id = r.id and (visit_no > n.visit_no
     or (visit_no = n.visit_no and action_id in (select f::int from jsonb_array_elements_text(u.before -> 'ticks') f)));
  delete from app.visit where company = r.company and request_id = r.id and no > n.visit_no;
  delete from app.message where company = r.company and request_id = r.id and no > (u.before ->> 'messages')::int;
  delete from app.file_content where company = r.company and request_id = r.id and no > (u.before ->> 'files')::int;
  delete from app.attachment where company = r.company and request_id = r.id and no > (u.before ->> 'files')::int;
  -- what it changed
  update app.visit set left_at = v.left_at, handler_id = v.handler_id, due_at = v.due_at where company = r.company and request_id = r.id and no = n.visit_no;
  for x in select * from jsonb_array_elements(u.before -> 'answers') loop
    insert into app.answer select (jsonb_populate_record(null::app.answer, x)).*;
  end loop;
  for x in select * from jsonb_array_elements(u.before -> 'ticked') loop
    insert into app.action_done select (jsonb_populate_record(null::app.action_done, x)).*;
  end loop;
  if r.charge_status = 'cancelled' and n.charge_status = 'charged' then
    perform act.restore_charge(r);
    e.data := jsonb_build_object('charge', act.charge_event(n, null));
  end if;
  update app.outbox set dropped_at = now() where company = r.company and request_id = r.id and seq = r.version and sent_at is null and claimed_at is null;
  -- Claimed since the guard looked.
  if exists (select from app.outbox where company = r.company and request_id = r.id and seq = r.version and dropped_at is null) then
    perform sec.refuse(act.undo_gone('o e-mail ao aluno já foi enviado', 'the mail to the student has been sent'));
  end if;
  e.kind := 'undone'; e.undoes := r.version; e.op := p_op; e.act := 'undo';
  return act.request_json(a, act.record(a, r, n, e));
end $$;
