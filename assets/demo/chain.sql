-- One batch: history gets its hashes by the engine's own function, all first events at once, then all second ones, each
-- on the one before; called so, and not row by row, the function costs a third. Then requests get their heads.
analyze seed_history;
update seed_history s set note_hash = sec.note_hash(n.salt, n.note, n.detail)
  from app.history_note n where n.company = s.company and n.request_id = s.request_id and n.seq = s.seq;
-- The event before is found by its key; the table is far larger than a batch.
set local enable_hashjoin = off;
set local enable_mergejoin = off;
do $$
begin
  for v_seq in 1 .. (select coalesce(max(seq), 0) from seed_history) loop
    insert into app.history (company, request_id, seq, at, actor_id, actor, login, kind, from_status, to_status, from_stage, to_stage,
        from_group, to_group, from_assignee, to_assignee, outcome, reason_id, undoes, batch, data, note_hash, visible_to_student, xid, hash)
    select s.company, s.request_id, s.seq, s.at, s.actor_id, s.actor, s.login, s.kind, s.from_status, s.to_status, s.from_stage, s.to_stage,
           s.from_group, s.to_group, s.from_assignee, s.to_assignee, s.outcome, s.reason_id, s.undoes, s.batch, s.data, s.note_hash,
           s.visible_to_student, pg_current_xact_id(),
           sec.chain_hash(coalesce(p.hash, ''), row(s.company, s.request_id, s.seq, s.at, s.actor_id, s.actor, s.login, s.kind, s.from_status,
             s.to_status, s.from_stage, s.to_stage, s.from_group, s.to_group, s.from_assignee, s.to_assignee, s.outcome, s.reason_id, s.undoes,
             s.batch, s.data, s.note_hash, s.visible_to_student, null, null)::app.history)
      from seed_history s left join app.history p on p.company = s.company and p.request_id = s.request_id and p.seq = v_seq - 1
     where s.seq = v_seq;
  end loop;
end $$;
set local enable_hashjoin = on;
set local enable_mergejoin = on;
insert into app.request (company, id, protocol, branch, locality_id, type_id, version_id, opened_group_id, group_id, channel, requester_kind,
    portal_user_id, student_id, enrolment_id, period_id, contract_id, location_id, description, priority, stage_id, visit_no, assignee_id,
    assigned_at, status, outcome, resolution, opened_at, opened_by, closed_at, due_at, paused_at, waiting_until, due_left_seconds,
    sla_paused_seconds, promised_on, unread, charge_status, amount, price_source, charge_due, due_source, installment_id, debt_check, debt_evidence,
    version, head)
overriding system value
select r.company, r.id, r.protocol, r.branch, r.locality_id, r.type_id, r.version_id, r.opened_group_id, r.group_id, r.channel, r.requester_kind,
       r.portal_user_id, r.student_id, r.enrolment_id, r.period_id, r.contract_id, r.location_id, r.description, r.priority, r.stage_id, r.visit_no,
       r.assignee_id, r.assigned_at, r.status, r.outcome, r.resolution, r.opened_at, r.opened_by, r.closed_at, r.due_at, r.paused_at,
       r.waiting_until, r.due_left_seconds, r.sla_paused_seconds, r.promised_on, r.unread, coalesce(r.charge_status, 'none'), r.amount,
       r.price_source, r.charge_due, r.due_source, r.installment_id, coalesce(r.debt_check, 'not_required'), r.debt_evidence, r.version, h.hash
  from seed_request r join app.history h on h.company = r.company and h.request_id = r.id and h.seq = r.version;
truncate seed_request, seed_history;
