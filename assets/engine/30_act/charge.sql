-- The charge of a request along its life (domain §12.3): posted with it, withdrawn by a supervisor or a cancellation, charged again.
-- Paid money is never moved here: finance looks at it (K-2).

-- The request with what was decided of its charge; the installment's id is drawn now, so that both rows can name each other.
create function act.priced(r app.request, p act.price, d act.due) returns app.request
language plpgsql
as $$
begin
  r.charge_status := p.status; r.amount := p.amount; r.price_source := p.source;
  r.charge_due := d.due; r.due_source := d.source;
  r.installment_id := case when p.status = 'charged' then nextval('academic.contract_installment_id_seq') end;
  if p.status = 'none' then r.amount := null; r.price_source := null; end if;
  return r;
end $$;

-- D-8: installment and ledger entry, in the request's own transaction. Quota 1 of a number is tuition's, even where the plan
-- has not been loaded yet.
create function act.post_charge(r app.request, p act.price, d act.due) returns void
language plpgsql
as $$
declare v_today date;
begin
  if r.charge_status <> 'charged' then return; end if;
  select (sec.now() at time zone b.tz)::date into v_today from app.branch b where b.company = r.company and b.id = r.branch;
  insert into academic.contract_installment (company, id, contract_id, number, quota, service, amount, due_date, origin, request_id)
  overriding system value
  select r.company, r.installment_id, r.contract_id, d.number, greatest(coalesce(max(i.quota), 1), 1) + 1, p.service, r.amount, r.charge_due, 'extra', r.id
    from academic.contract_installment i where i.company = r.company and i.contract_id = r.contract_id and i.number = d.number;
  insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, document_type, balance)
  values (r.company, r.installment_id, v_today, r.charge_due, r.amount, p.document_type, r.amount);
end $$;

-- What an event keeps of a charge: the decision with the steps that led to its date.
create function act.charge_event(r app.request, d act.due) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object('status', r.charge_status, 'amount', r.amount::text, 'source', r.price_source, 'due_date', r.charge_due, 'due_source', r.due_source,
      'installment', coalesce(d.number, i.number)) || case when d.steps is not null then jsonb_build_object('steps', d.steps) else '{}' end
    from (select) one left join academic.contract_installment i on i.company = r.company and i.id = r.installment_id);
end $$;

-- Interface §3; null when nothing was charged. `ledger` is what finance says now, `attention` what a person should look at:
-- billing (the contract ended, X-10), refund (cancelled and paid, K-2).
create function act.charge_json(r app.request) returns jsonb
language plpgsql stable
as $$
begin
  if r.charge_status = 'none' then return null; end if;
  return (select jsonb_build_object('status', r.charge_status, 'amount', r.amount::text, 'source', r.price_source, 'service', i.service, 'installment', i.number, 'quota', i.quota,
      'due_date', r.charge_due, 'due_source', r.due_source, 'ledger', l.status, 'paid_on', l.paid_on, 'balance', l.balance::text,
      'attention', case when r.charge_status = 'charged' and r.status = 'cancelled' then 'refund'
                        when r.charge_status = 'charged' and l.status = 'open' and c.status <> 'active' then 'billing' end)
    from (select) one left join academic.contract_installment i on i.company = r.company and i.id = r.installment_id
    left join academic.ledger_entry l on l.company = r.company and l.installment_id = r.installment_id
    left join academic.contract c on c.company = r.company and c.id = i.contract_id);
end $$;

-- Open and untouched: nothing was paid, finance has not renegotiated it.
create function act.is_unpaid(r app.request) returns boolean
language plpgsql stable
as $$
begin
  return exists (select from academic.ledger_entry l where l.company = r.company and l.installment_id = r.installment_id and l.status = 'open' and l.balance = l.amount);
end $$;

-- The request without its charge: installment and entry cancelled where nothing was paid, else everything left as it is.
create function act.withdrawn(r app.request, p_status text) returns app.request
language plpgsql
as $$
begin
  if r.charge_status <> 'charged' or not act.is_unpaid(r) then return r; end if;
  update academic.ledger_entry set status = 'cancelled', balance = 0 where company = r.company and installment_id = r.installment_id;
  update academic.contract_installment set status = 'cancelled' where company = r.company and id = r.installment_id;
  r.charge_status := p_status;
  return r;
end $$;

-- Whether installment and entry stand as act.withdrawn left them.
create function act.withdrawn_by_us(r app.request) returns boolean
language plpgsql stable
as $$
begin
  return exists (select from academic.ledger_entry l join academic.contract_installment i on i.company = l.company and i.id = l.installment_id
    where l.company = r.company and l.installment_id = r.installment_id and l.status = 'cancelled' and l.balance = 0 and i.status = 'cancelled');
end $$;

-- An undone cancellation owes again what it no longer owed.
create function act.restore_charge(r app.request) returns void
language plpgsql
as $$
begin
  update academic.contract_installment set status = 'open' where company = r.company and id = r.installment_id;
  update academic.ledger_entry set status = 'open', balance = amount where company = r.company and installment_id = r.installment_id;
end $$;

-- K-2: a request that ends cancelled with its charge paid is put before a supervisor, by an event of its own before the cancellation.
create function act.ask_refund(a sec.actor, r app.request) returns app.request
language plpgsql
as $$
declare e act.entry;
begin
  if r.charge_status <> 'charged' or act.is_unpaid(r) then return r; end if;
  e.kind := 'refund_review'; e.data := jsonb_build_object('charge', act.charge_event(r, null));
  return act.record(a, r, r, e);
end $$;

create function act.charge_problem(p_pt text, p_en text) returns jsonb
language sql stable
as $$ select jsonb_build_array(sec.problem('E_CHARGE', 'charge', null, jsonb_build_object('why_pt', p_pt, 'why_en', p_en))) $$;

-- K-5: a supervisor, while nothing was paid.
create function act.guard_withdraw(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
declare p jsonb := act.lead_problems(a, r, st);
begin
  if r.charge_status <> 'charged' then p := p || act.charge_problem('Não há cobrança lançada nesta solicitação', 'This request has no charge posted');
  elsif not act.is_unpaid(r) then p := p || act.charge_problem('O lançamento já não está em aberto: o financeiro decide', 'The ledger entry is no longer open: finance decides'); end if;
  return p;
end $$;

-- Why, in the words of who does it; waiving (`waived`) forgives, cancelling (`cancelled`) says that the charge was not due.
create function act.withdraw_charge(a sec.actor, p_act text, p_protocol text, p_reason text, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'charge_' || p_act); r app.request; n app.request; e act.entry; q jsonb;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  q := act.guard_withdraw(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.note_problem(p_reason, 'reason');
  if act.note_text(p_reason) is null then q := q || act.note_required('reason', 'o porquê', 'why'); end if;
  perform sec.refuse(q);
  n := act.withdrawn(r, case p_act when 'waive' then 'waived' else 'cancelled' end);
  e.kind := case p_act when 'waive' then 'charge_waived' else 'charge_cancelled' end; e.note := act.note_text(p_reason); e.visible := true;
  e.op := p_op; e.act := 'charge_' || p_act; e.data := jsonb_build_object('charge', act.charge_event(n, null));
  return act.request_json(a, act.record(a, r, n, e));
end $$;

-- K-4: what was withdrawn may be charged again, by today's prices, rules and date.
create function act.guard_charge_again(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
declare p jsonb := act.lead_problems(a, r, st);
begin
  if r.charge_status not in ('cancelled', 'waived', 'failed') then
    p := p || act.charge_problem('Só se cobra de novo o que foi cancelado ou dispensado', 'Only what was cancelled or waived can be charged again');
  elsif r.status = 'cancelled' then p := p || sec.status_problem(r.status, 'reabra antes de cobrar', 'reopen it before charging'); end if;
  return p;
end $$;

create function act.charge_again(a sec.actor, p_protocol text, p_reason text, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'charge_again'); r app.request; n app.request; e act.entry; q jsonb; c act.price; d act.due; v_today date; v_period text;
begin
  if j is not null then return j; end if;
  r := act.find(a, p_protocol);
  -- As openings do: what takes a quota of a student's contracts follows one another, the student locked before the request.
  perform from academic.student where company = r.company and id = r.student_id for no key update;
  r := act.lock(a, p_protocol);
  q := act.guard_charge_again(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.note_problem(p_reason, 'reason');
  if act.note_text(p_reason) is null then q := q || act.note_required('reason', 'o porquê', 'why'); end if;
  perform sec.refuse(q);
  select (sec.now() at time zone b.tz)::date into v_today from app.branch b where b.company = r.company and b.id = r.branch;
  select code into v_period from academic.period where company = r.company and id = r.period_id;
  c := act.price_of(r.company, r.type_id, r.location_id, v_today);
  perform sec.refuse(c.problems);
  if c.status = 'none' then perform sec.refuse(act.charge_problem('O tipo já não cobra', 'The type no longer charges')); end if;
  if c.status = 'charged' then
    d := act.due_date(r.company, r.branch, v_period, r.contract_id, v_today);
    perform sec.refuse(d.problems);
  end if;
  n := act.priced(r, c, d);
  perform act.post_charge(n, c, d);
  e.kind := 'charge_again'; e.note := act.note_text(p_reason); e.visible := true;
  e.op := p_op; e.act := 'charge_again'; e.data := jsonb_build_object('charge', act.charge_event(n, d));
  return act.request_json(a, act.record(a, r, n, e));
end $$;

-- The charge with its latest explanation and every event that touched it.
create function act.charge_show(a sec.actor, p_protocol text) returns jsonb
language plpgsql stable
as $$
declare r app.request := act.find(a, p_protocol);
begin
  return (select jsonb_build_object('protocol', r.protocol, 'charge', act.charge_json(r), 'debt_check', r.debt_check, 'debts', r.debt_evidence,
    'due_steps', coalesce((select h.data #> '{charge,steps}' from app.history h where h.company = r.company and h.request_id = r.id and h.data #> '{charge,steps}' is not null
                            order by h.seq desc limit 1), '[]'),
    'events', (select coalesce(jsonb_agg(jsonb_build_object('seq', h.seq, 'at', sec.iso(h.at, b.tz), 'actor', h.actor, 'kind', h.kind,
          'status', h.data #>> '{charge,status}', 'amount', h.data #>> '{charge,amount}', 'due_date', h.data #>> '{charge,due_date}', 'note', n.note) order by h.seq), '[]')
       from app.history h left join app.history_note n on n.company = h.company and n.request_id = h.request_id and n.seq = h.seq
      where h.company = r.company and h.request_id = r.id and h.data ? 'charge'))
    from app.branch b where b.company = r.company and b.id = r.branch);
end $$;

-- I-5: what is wrong with a request's charge, as `verify` says it; nothing when it is whole.
create function act.verify_charge(r app.request) returns jsonb
language plpgsql stable
as $$
declare v_live int; v_right int; v_entries int;
begin
  select count(*) filter (where i.status <> 'cancelled'),
         count(*) filter (where i.id = r.installment_id and i.amount = r.amount and i.origin = 'extra' and i.status <> 'cancelled')
    into v_live, v_right from academic.contract_installment i where i.company = r.company and i.request_id = r.id;
  select count(*) into v_entries from academic.ledger_entry l where l.company = r.company and l.installment_id = r.installment_id and l.amount = r.amount;
  if r.charge_status = 'charged' and (v_live, v_right, v_entries) = (1, 1, 1) or r.charge_status <> 'charged' and v_live = 0 then return '[]'; end if;
  return jsonb_build_array(jsonb_build_object('protocol', r.protocol, 'seq', r.version, 'what', 'charge differs'));
end $$;
