-- L-10 conclude with an outcome the stage allows and the text that says why (LG-4); L-11 cancel; L-13 reopen.

create function act.guard_conclude(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
declare p jsonb := act.holder_problems(a, r, st, false) || act.need_in_progress(r);
begin
  if not (select can_conclude from app.stage where company = r.company and id = r.stage_id) then
    p := p || act.stage_forbids(r, 'concluir', 'concluding');
  end if;
  return p;
end $$;

create function act.outcome_word(p text) returns text
language sql immutable
as $$ select case p when 'granted' then 'deferida' when 'denied' then 'indeferida' else 'atendida' end $$;

create function act.close_visit(r app.request, p_now timestamptz) returns void
language sql
as $$
  update app.visit set left_at = p_now, handler_id = coalesce(r.assignee_id, handler_id)
   where company = r.company and request_id = r.id and no = r.visit_no
$$;

create function act.conclude(a sec.actor, p_protocol text, p_outcome text, p_note text, p_values jsonb, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'conclude'); r app.request; n app.request; s app.stage; e act.entry; p jsonb; q jsonb; v_now timestamptz; v_fields jsonb;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  select * into s from app.stage where company = r.company and id = r.stage_id;
  p := act.plan(r, p_values);
  q := act.guard_conclude(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || (p -> 'problems') || act.note_problem(p_note, 'note');
  if s.can_conclude and not coalesce(p_outcome = any (s.outcomes), false) then
    q := q || sec.problem('E_OUTCOME', 'outcome', s.code, jsonb_build_object('allowed', array_to_string(s.outcomes, ', '),
           'allowed_pt', (select string_agg(act.outcome_word(x), ', ') from unnest(s.outcomes) x)));
  end if;
  if act.note_text(p_note) is null then
    q := q || case p_outcome when 'denied' then act.note_required('note', 'a justificativa do indeferimento', 'why it is denied')
                             else act.note_required('note', 'o que foi resolvido', 'what was resolved') end;
  end if;
  if s.can_conclude and p_outcome is distinct from 'denied' then q := q || act.gate(r, p); end if;   -- I-8
  perform sec.refuse(q);
  v_now := sec.now();
  e.before := act.image(r, p);
  v_fields := act.write_plan(a, r, p, v_now);
  perform act.close_visit(r, v_now);
  n := r; n.status := 'concluded'; n.outcome := p_outcome; n.resolution := act.note_text(p_note); n.closed_at := v_now; n.unread := false;
  e.kind := 'concluded'; e.note := act.note_text(p_note); e.op := p_op; e.act := 'conclude'; e.visible := true; e.data := act.notify_data(r);
  e.detail := case when v_fields <> '{}' then jsonb_build_object('fields', v_fields) end;
  r := act.record(a, r, n, e);
  perform act.mail(r, 'concluded', true);
  return act.request_json(a, r);
end $$;

create function act.guard_cancel(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
declare p jsonb := act.need_open(r);
begin
  if not st.staff then return p || sec.forbidden_role(array['attendant']); end if;
  if st.lead then return p; end if;
  if st.holds then
    if not (select can_cancel from app.stage where company = r.company and id = r.stage_id) then
      p := p || act.stage_forbids(r, 'cancelar; peça a quem supervisiona o grupo', 'cancelling; ask who leads the group');
    end if;
    return p;
  end if;
  if r.assignee_id is not null then return p || act.not_assignee(r); end if;
  if not st.member then return p || act.not_member(r); end if;
  return p || act.lead_problems(a, r, st);
end $$;

-- The request cancelled, with K-2's rule on its charge and the mail; `e` says who cancels and why. What the engine does by itself
-- nobody takes back within a minute, so its mail is not kept back either.
create function act.end_cancelled(a sec.actor, r app.request, e act.entry, p_now timestamptz) returns app.request
language plpgsql
as $$
declare n app.request;
begin
  r := act.ask_refund(a, r);
  if a.id is not null then e.before := act.image(r); end if;
  perform act.close_visit(r, p_now);
  n := act.withdrawn(r, 'cancelled');                                                   -- K-2
  if r.status = 'waiting' then
    n.sla_paused_seconds := r.sla_paused_seconds + greatest(0, extract(epoch from p_now - r.paused_at))::bigint;
    n.paused_at := null; n.waiting_until := null; n.due_left_seconds := null;
  end if;
  n.status := 'cancelled'; n.closed_at := p_now; n.unread := false;
  e.visible := true;
  e.data := nullif(coalesce(act.notify_data(r), '{}') || case when n.charge_status <> r.charge_status then jsonb_build_object('charge', act.charge_event(n, null)) else '{}' end, '{}');
  r := act.record(a, r, n, e);
  perform act.mail(r, 'cancelled', a.id is not null);
  return r;
end $$;

create function act.cancel(a sec.actor, p_protocol text, p_note text, p_reason text, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'cancel'); r app.request; e act.entry; q jsonb;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  q := act.guard_cancel(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.note_problem(p_note, 'note') || act.reason_problem(r.company, p_reason, 'cancel');
  if p_reason is null and act.note_text(p_note) is null then q := q || act.note_required('note', 'por que cancela', 'why it is cancelled'); end if;
  perform sec.refuse(q);
  e.kind := 'cancelled'; e.reason_id := act.reason_of_kind(r.company, p_reason, 'cancel'); e.note := act.note_text(p_note); e.op := p_op; e.act := 'cancel';
  return act.request_json(a, act.end_cancelled(a, r, e, sec.now()));
end $$;

create function act.guard_reopen(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
declare p jsonb := act.lead_problems(a, r, st); v_days int := coalesce(act.setting(r.company, r.branch, 'reopen_days')::int, 30);
begin
  if r.closed_at is null then p := p || sec.status_problem(r.status, 'só se reabre o que terminou', 'only what has ended can be reopened');
  elsif r.closed_at < sec.now() - make_interval(days => v_days) then p := p || sec.problem('E_WINDOW', null, null, jsonb_build_object('days', v_days)); end if;
  return p;
end $$;

create function act.reopen(a sec.actor, p_protocol text, p_note text, p_reason text, p_stage text, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'reopen'); r app.request; n app.request; s app.stage; e act.entry; q jsonb;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  q := act.guard_reopen(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.note_problem(p_note, 'note') || act.reason_problem(r.company, p_reason, 'reopen');
  if p_reason is null and act.note_text(p_note) is null then q := q || act.note_required('note', 'por que reabre', 'why it is reopened'); end if;
  select * into s from app.stage where company = r.company and version_id = r.version_id and active and activate_task
     and case when p_stage is null then id = r.stage_id else code = p_stage end;
  if not found then q := q || sec.problem('E_NOT_FOUND', 'stage', null, jsonb_build_object('what', coalesce(p_stage, '?'))); end if;
  perform sec.refuse(q);
  n := r; n.closed_at := null; n.outcome := null; n.resolution := null; n.status := 'queued';
  n := act.enter(n, s, sec.now(), true, r.assignee_id);
  e.kind := 'reopened'; e.reason_id := act.reason_of_kind(r.company, p_reason, 'reopen'); e.note := act.note_text(p_note);
  e.op := p_op; e.act := 'reopen'; e.visible := true; e.data := act.notify_data(r);
  r := act.record(a, r, n, e);
  perform act.mail(r, 'reopened', false);
  return act.request_json(a, r);
end $$;
