-- L-15 messages to the student, internal notes and files; on a closed request they do not reopen it.

create function act.guard_message(a sec.actor, r app.request, st act.standing) returns jsonb
language sql stable
as $$ select act.holder_problems(a, r, st, true) || case when r.status = 'queued' and not st.lead and st.staff and st.member
        then jsonb_build_array(sec.status_problem(r.status, 'assuma antes', 'take it first'))
      when r.closed_at is not null and r.assignee_id is null and not st.lead and st.staff and st.member
        then act.lead_problems(a, r, st) else '[]'::jsonb end $$;

create function act.message(a sec.actor, p_protocol text, p_body text, p_internal boolean, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'message'); r app.request; n app.request; e act.entry; q jsonb;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  q := act.guard_message(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.note_problem(p_body, 'body');
  if act.note_text(p_body) is null then q := q || act.note_required('body', 'a mensagem', 'the message'); end if;
  perform sec.refuse(q);
  n := r; if not p_internal then n.unread := false; end if;
  e.kind := case when p_internal then 'note' else 'message' end; e.op := p_op; e.act := 'message'; e.visible := not p_internal;
  e.data := act.message_data(act.add_message(r, a.id, act.note_text(p_body), p_internal, sec.now()), act.note_text(p_body));
  r := act.record(a, r, n, e);
  if not p_internal then perform act.mail(r, 'message', false); end if;
  return act.request_json(a, r);
end $$;

create function act.file_add(a sec.actor, p_protocol text, p_name text, p_content bytea, p_restricted boolean, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'file_add'); r app.request; e act.entry; v_no int;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  perform sec.refuse(act.guard_message(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.file_problems(p_name, p_content, 'file'));
  v_no := act.store_file(r, a, p_name, p_content, p_restricted, sec.now());
  e.kind := 'attachment'; e.op := p_op; e.act := 'file_add';
  e.data := jsonb_build_object('file', v_no, 'sha256', encode(sha256(p_content), 'hex'));
  return act.request_json(a, act.record(a, r, r, e));
end $$;
