-- Charges of a batch, before its history is chained: decided by the engine's own rules on the day of the opening, told by the first
-- event. What was cancelled on its way owes nothing (K-2); most of the rest was paid by its due date.
insert into seed_charge (company, id, contract_id, day, amount, status, source, service, document_type, number, due, due_source, steps, installment_id)
select r.company, r.id, r.contract_id, r.day, p.amount, p.status, p.source, p.service, p.document_type, d.number, d.due, d.source, d.steps,
       case when p.status = 'charged' then nextval('academic.contract_installment_id_seq') end
  from (select q.*, (q.opened_at at time zone b.tz)::date as day from seed_request q join app.branch b on b.company = q.company and b.id = q.branch
         join app.type_config c on c.company = q.company and c.type_id = q.type_id and c.insert_extra_service) r
  cross join lateral act.price_of(r.company, r.type_id, r.location_id, r.day) p
  left join academic.period e on e.company = r.company and e.id = r.period_id
  left join lateral act.due_date(r.company, r.branch, e.code, r.contract_id, r.day) d on p.status = 'charged'
 where p.status <> 'none';
update seed_charge c set status = 'cancelled' where c.status = 'charged' and exists (select from seed_history h where h.request_id = c.id and h.kind = 'cancelled'
  and not exists (select from seed_history u where u.request_id = h.request_id and u.undoes = h.seq));
update seed_request r set charge_status = c.status, amount = c.amount, price_source = c.source, charge_due = c.due, due_source = c.due_source, installment_id = c.installment_id
  from seed_charge c where c.id = r.id;
update seed_request r set debt_check = 'passed', debt_evidence = '{"count": 0, "total": "0.00", "oldest": null}'
  from app.type_config c where c.company = r.company and c.type_id = r.type_id and c.validate_debts;
update seed_history h set data = coalesce(h.data, '{}') || jsonb_build_object('charge', jsonb_build_object('status', case when c.amount = 0 then 'free' else 'charged' end,
         'amount', c.amount::text, 'source', c.source, 'installment', c.number, 'due_date', c.due, 'due_source', c.due_source)
         || case when c.steps is null then '{}' else jsonb_build_object('steps', c.steps) end)
  from seed_charge c where c.id = h.request_id and h.seq = 1;
insert into academic.contract_installment (company, id, contract_id, number, quota, service, amount, due_date, origin, request_id, status)
overriding system value
select c.company, c.installment_id, c.contract_id, c.number,
       1 + (select count(*) from academic.contract_installment i where i.company = c.company and i.contract_id = c.contract_id and i.number = c.number and i.origin = 'extra')
         + row_number() over (partition by c.company, c.contract_id, c.number order by c.id),
       c.service, c.amount, c.due, 'extra', c.id,
       case when c.status = 'cancelled' then 'cancelled' when c.due < t.today and c.id % 9 <> 0 then 'paid' else 'open' end
  from seed_charge c, (select (sec.now() at time zone b.tz)::date as today from app.branch b where b.company = 1 and b.id = 1) t
 where c.installment_id is not null;
insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, document_type, status, paid_on, balance)
select c.company, i.id, c.day, i.due_date, i.amount, c.document_type, i.status, case when i.status = 'paid' then greatest(i.due_date - 1, c.day) end,
       case when i.status = 'open' then i.amount else 0 end
  from seed_charge c join academic.contract_installment i on i.company = c.company and i.id = c.installment_id;
truncate seed_charge;
