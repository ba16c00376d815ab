-- Ledger entries by their installment (company, contract, number, quota): what is receivable, and what was paid. Of the
-- entry of a request's charge a file says only whether it was paid.

create function act.import_ledger(a sec.actor, p_import uuid, p_dry_run boolean, p_file text) returns jsonb
language plpgsql
as $$
declare v_lines int; v_bad int; v_faults act.import_fault[]; v_in int; v_up int; v_states text[] := '{open,paid,cancelled,renegotiated}';
begin
  perform act.import_begin(a, 'ledger');
  select count(*) into v_lines from staging.ledger where import_id = p_import;
  with fault as materialized (
    select x.line, v.col, v.val, v.code, v.more
      from (select s.*, r.protocol, act.cell_company(s.company, a.company) as e_company,
                   case when s.contract is null then 'E_IMPORT_EMPTY' when k.id is null then 'E_IMPORT_UNKNOWN' end as e_contract,
                   case when k.id is not null and i.id is null and act.cell_number(s.number, true) is null and act.cell_number(s.quota, false) is null then 'E_IMPORT_UNKNOWN'
                        else act.cell_number(s.number, true) end as e_number,
                   act.cell_number(s.quota, false) as e_quota,
                   case when r.id is not null and act.cell_is_date(s.issued_on) and act.cell_iso(s.issued_on) <> t.issued_on::text then 'E_IMPORT_CHARGE' else act.cell_day(s.issued_on, true) end as e_issued,
                   case when r.id is not null and act.cell_is_date(s.due_date) and act.cell_iso(s.due_date) <> t.due_date::text then 'E_IMPORT_CHARGE' else act.cell_day(s.due_date, true) end as e_due,
                   case when r.id is not null and act.cell_amount(s.amount)::numeric <> t.amount then 'E_IMPORT_CHARGE' else act.cell_money(s.amount, true) end as e_amount,
                   act.cell_money(s.balance, false) as e_balance,
                   case when r.id is not null and (coalesce(s.status, 'open') = 'cancelled') <> (t.status = 'cancelled') then 'E_IMPORT_CHARGE' else act.cell_choice(s.status, v_states) end as e_status,
                   case when s.status = 'paid' and s.paid_on is null then 'E_IMPORT_EMPTY' else act.cell_day(s.paid_on, false) end as e_paid
              from staging.ledger s left join academic.contract k on k.company = a.company and k.number = s.contract
              left join academic.contract_installment i on i.company = a.company and i.contract_id = k.id
                    and i.number::text = ltrim(s.number, '0') and i.quota::text = ltrim(coalesce(s.quota, '1'), '0')
              left join academic.ledger_entry t on t.company = a.company and t.installment_id = i.id
              left join app.request r on r.company = a.company and r.id = i.request_id
             where s.import_id = p_import) x
     cross join lateral (values ('company', x.company, x.e_company, a.company::text), ('contract', x.contract, x.e_contract, null), ('number', x.number, x.e_number, null),
            ('quota', x.quota, x.e_quota, null), ('issued_on', x.issued_on, x.e_issued, x.protocol), ('due_date', x.due_date, x.e_due, x.protocol), ('amount', x.amount, x.e_amount, x.protocol),
            ('balance', x.balance, x.e_balance, null), ('status', x.status, x.e_status, case x.e_status when 'E_IMPORT_CHARGE' then x.protocol else array_to_string(v_states, ', ') end),
            ('paid_on', x.paid_on, x.e_paid, null)) v(col, val, code, more)
     where coalesce(x.e_company, x.e_contract, x.e_number, x.e_quota, x.e_issued, x.e_due, x.e_amount, x.e_balance, x.e_status, x.e_paid) is not null and v.code is not null
    union all
    select s.line, 'number', s.number, 'E_IMPORT_TWICE', d.first::text
      from (select contract, ltrim(number, '0') as number, ltrim(coalesce(quota, '1'), '0') as quota, min(line) as first
              from staging.ledger where import_id = p_import group by 1, 2, 3 having count(*) > 1) d
      join staging.ledger s on s.import_id = p_import and s.contract = d.contract and ltrim(s.number, '0') = d.number
       and ltrim(coalesce(s.quota, '1'), '0') = d.quota and s.line > d.first)
  select count(distinct line), array(select (f.line, f.col, f.val, f.code, f.more)::act.import_fault from fault f order by f.line limit 50) into v_bad, v_faults from fault;
  if v_bad > 0 then
    delete from staging.ledger where import_id = p_import;
    return act.import_bad('ledger', v_lines, v_bad, v_faults);
  end if;
  select count(*) filter (where t.id is null),
         count(*) filter (where t.id is not null and (t.issued_on, t.due_date, t.amount, t.status, t.paid_on, t.balance) is distinct from
           (act.cell_date(s.issued_on), act.cell_date(s.due_date), act.cell_amount(s.amount)::numeric, coalesce(s.status, 'open'), act.cell_date(s.paid_on), act.ledger_balance(s)))
    into v_in, v_up from staging.ledger s join academic.contract k on k.company = a.company and k.number = s.contract
    join academic.contract_installment i on i.company = a.company and i.contract_id = k.id and i.number = s.number::int and i.quota = coalesce(s.quota, '1')::int
    left join academic.ledger_entry t on t.company = a.company and t.installment_id = i.id
   where s.import_id = p_import;
  if v_up > 0 and not p_dry_run then
    update academic.ledger_entry t set issued_on = act.cell_date(s.issued_on), due_date = act.cell_date(s.due_date), amount = act.cell_amount(s.amount)::numeric,
        status = coalesce(s.status, 'open'), paid_on = act.cell_date(s.paid_on), balance = act.ledger_balance(s)
      from staging.ledger s, academic.contract k, academic.contract_installment i
     where s.import_id = p_import and k.company = a.company and k.number = s.contract and i.company = a.company and i.contract_id = k.id
       and i.number = s.number::int and i.quota = coalesce(s.quota, '1')::int and t.company = a.company and t.installment_id = i.id
       and (t.issued_on, t.due_date, t.amount, t.status, t.paid_on, t.balance) is distinct from
           (act.cell_date(s.issued_on), act.cell_date(s.due_date), act.cell_amount(s.amount)::numeric, coalesce(s.status, 'open'), act.cell_date(s.paid_on), act.ledger_balance(s));
  end if;
  if v_in > 0 and not p_dry_run then
    insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, status, paid_on, balance)
    select a.company, i.id, act.cell_date(s.issued_on), act.cell_date(s.due_date), act.cell_amount(s.amount)::numeric, coalesce(s.status, 'open'), act.cell_date(s.paid_on), act.ledger_balance(s)
      from staging.ledger s join academic.contract k on k.company = a.company and k.number = s.contract
      join academic.contract_installment i on i.company = a.company and i.contract_id = k.id and i.number = s.number::int and i.quota = coalesce(s.quota, '1')::int
     where s.import_id = p_import and not exists (select from academic.ledger_entry t where t.company = a.company and t.installment_id = i.id);
  end if;
  delete from staging.ledger where import_id = p_import;
  return act.import_done(a, 'ledger', 'academic.ledger_entry', p_import, p_file, p_dry_run, v_lines, v_in, v_up);
end $$;

-- What is still owed; where the file leaves it out, all of what is open and nothing of what is not.
create function act.ledger_balance(s staging.ledger) returns numeric
language sql immutable
as $$ select case when s.balance is not null then act.cell_amount(s.balance)::numeric when coalesce(s.status, 'open') = 'open' then act.cell_amount(s.amount)::numeric else 0 end $$;
