-- L-05 forward by reason: the gate (F-7), then the stage that the reason leads to (F-2, F-8).

create function act.guard_forward(a sec.actor, r app.request, st act.standing) returns jsonb
language sql stable
as $$ select act.holder_problems(a, r, st, false) || act.need_in_progress(r) $$;

create function act.forward(a sec.actor, p_protocol text, p_reason text, p_note text, p_values jsonb, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'forward'); r app.request; n app.request; g app.flow_edge; s app.stage; e act.entry; p jsonb; q jsonb; v_now timestamptz; v_fields jsonb;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  p := act.plan(r, p_values);
  q := act.guard_forward(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || (p -> 'problems') || act.note_problem(p_note, 'note');
  select x.* into g from app.flow_edge x join app.reason m on m.company = x.company and m.id = x.reason_id
   where x.company = r.company and x.from_stage = r.stage_id and x.active and m.code = p_reason;
  if not found then
    q := q || sec.problem('E_REASON_NOT_ALLOWED', 'reason', (select code from app.stage where company = r.company and id = r.stage_id),
      jsonb_build_object('reason', coalesce(p_reason, ''), 'stage_name', (select name from app.stage where company = r.company and id = r.stage_id),
        'allowed', coalesce((select string_agg(m.code, ', ' order by x.order_no) from app.flow_edge x join app.reason m on m.company = x.company and m.id = x.reason_id
           where x.company = r.company and x.from_stage = r.stage_id and x.active), '—')));
  else
    if g.note_required and act.note_text(p_note) is null then q := q || act.note_required('note', 'por que encaminha assim', 'why it goes this way'); end if;
    if not g.skip_required then q := q || act.gate(r, p); end if;
  end if;
  perform sec.refuse(q);
  v_now := sec.now();
  e.before := act.image(r, p);
  v_fields := act.write_plan(a, r, p, v_now);
  select * into s from app.stage where company = r.company and id = g.to_stage;
  n := act.enter(r, s, v_now); n.unread := false;
  e.kind := 'forwarded'; e.reason_id := g.reason_id; e.note := act.note_text(p_note); e.op := p_op; e.act := 'forward';
  e.detail := case when v_fields <> '{}' then jsonb_build_object('fields', v_fields) end; e.visible := true;
  r := act.record(a, r, n, e);
  perform act.alert_fallen(r, s);
  return act.request_json(a, r);
end $$;

-- W-1: a stage that names somebody – or the settings, by login – and found nobody falls to the queue; its leads are told.
create function act.alert_fallen(r app.request, s app.stage, p_named text default null) returns void
language plpgsql
as $$
begin
  insert into app.outbox (company, request_id, seq, kind, to_address, payload)
  select r.company, r.id, r.version, 'assignment_fell_to_queue', p.email, jsonb_build_object('protocol', r.protocol, 'stage', s.name)
    from app.group_member m join app.person p on p.company = m.company and p.id = m.person_id
   where (s.assignment <> 'queue' or p_named is not null) and r.assignee_id is null and m.company = r.company and m.group_id = r.group_id and m.lead
     and p.active and p.email is not null
  on conflict do nothing;
end $$;
