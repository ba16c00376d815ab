-- Installments by (company, contract, number, quota). One that a request made is that request's charge: the financial side
-- says here whether it was paid, and nothing else of it changes by a file.

create function act.import_installments(a sec.actor, p_import uuid, p_dry_run boolean, p_file text) returns jsonb
language plpgsql
as $$
declare v_lines int; v_bad int; v_faults act.import_fault[]; v_in int; v_up int; v_states text[] := '{open,paid,cancelled}';
begin
  perform act.import_begin(a, 'installments');
  select count(*) into v_lines from staging.installments where import_id = p_import;
  with fault as materialized (
    select x.line, v.col, v.val, v.code, v.more
      from (select s.*, r.protocol, act.cell_company(s.company, a.company) as e_company,
                   case when s.contract is null then 'E_IMPORT_EMPTY' when k.id is null then 'E_IMPORT_UNKNOWN' end as e_contract,
                   act.cell_number(s.number, true) as e_number, act.cell_number(s.quota, false) as e_quota, act.cell_text(s.service, false, 255) as e_service,
                   case when r.id is not null and act.cell_amount(s.amount)::numeric <> t.amount then 'E_IMPORT_CHARGE' else act.cell_money(s.amount, true) end as e_amount,
                   case when r.id is not null and act.cell_is_date(s.due_date) and act.cell_iso(s.due_date) <> t.due_date::text then 'E_IMPORT_CHARGE' else act.cell_day(s.due_date, true) end as e_due,
                   case when r.id is not null and (coalesce(s.status, 'open') = 'cancelled') <> (t.status = 'cancelled') then 'E_IMPORT_CHARGE' else act.cell_choice(s.status, v_states) end as e_status
              from staging.installments s left join academic.contract k on k.company = a.company and k.number = s.contract
              left join academic.contract_installment t on t.company = a.company and t.contract_id = k.id
                    and t.number::text = ltrim(s.number, '0') and t.quota::text = ltrim(coalesce(s.quota, '1'), '0')
              left join app.request r on r.company = a.company and r.id = t.request_id
             where s.import_id = p_import) x
     cross join lateral (values ('company', x.company, x.e_company, a.company::text), ('contract', x.contract, x.e_contract, null), ('number', x.number, x.e_number, null),
            ('quota', x.quota, x.e_quota, null), ('service', x.service, x.e_service, '255'), ('amount', x.amount, x.e_amount, x.protocol), ('due_date', x.due_date, x.e_due, x.protocol),
            ('status', x.status, x.e_status, case x.e_status when 'E_IMPORT_CHARGE' then x.protocol else array_to_string(v_states, ', ') end)) v(col, val, code, more)
     where coalesce(x.e_company, x.e_contract, x.e_number, x.e_quota, x.e_service, x.e_amount, x.e_due, x.e_status) is not null and v.code is not null
    union all
    select s.line, 'number', s.number, 'E_IMPORT_TWICE', d.first::text
      from (select contract, ltrim(number, '0') as number, ltrim(coalesce(quota, '1'), '0') as quota, min(line) as first
              from staging.installments where import_id = p_import group by 1, 2, 3 having count(*) > 1) d
      join staging.installments s on s.import_id = p_import and s.contract = d.contract and ltrim(s.number, '0') = d.number
       and ltrim(coalesce(s.quota, '1'), '0') = d.quota and s.line > d.first)
  select count(distinct line), array(select (f.line, f.col, f.val, f.code, f.more)::act.import_fault from fault f order by f.line limit 50) into v_bad, v_faults from fault;
  if v_bad > 0 then
    delete from staging.installments where import_id = p_import;
    return act.import_bad('installments', v_lines, v_bad, v_faults);
  end if;
  select count(*) filter (where t.id is null),
         count(*) filter (where t.id is not null and (t.service, t.amount, t.due_date, t.status) is distinct from
           (case when t.request_id is null then s.service else t.service end, act.cell_amount(s.amount)::numeric, act.cell_date(s.due_date), coalesce(s.status, 'open')))
    into v_in, v_up from staging.installments s join academic.contract k on k.company = a.company and k.number = s.contract
    left join academic.contract_installment t on t.company = a.company and t.contract_id = k.id and t.number = s.number::int and t.quota = coalesce(s.quota, '1')::int
   where s.import_id = p_import;
  if v_up > 0 and not p_dry_run then
    update academic.contract_installment t set service = case when t.request_id is null then s.service else t.service end,
        amount = act.cell_amount(s.amount)::numeric, due_date = act.cell_date(s.due_date), status = coalesce(s.status, 'open')
      from staging.installments s, academic.contract k
     where s.import_id = p_import and k.company = a.company and k.number = s.contract and t.company = a.company and t.contract_id = k.id
       and t.number = s.number::int and t.quota = coalesce(s.quota, '1')::int
       and (t.service, t.amount, t.due_date, t.status) is distinct from
           (case when t.request_id is null then s.service else t.service end, act.cell_amount(s.amount)::numeric, act.cell_date(s.due_date), coalesce(s.status, 'open'));
  end if;
  if v_in > 0 and not p_dry_run then
    insert into academic.contract_installment (company, contract_id, number, quota, service, amount, due_date, status)
    select a.company, k.id, s.number::int, coalesce(s.quota, '1')::int, s.service, act.cell_amount(s.amount)::numeric, act.cell_date(s.due_date), coalesce(s.status, 'open')
      from staging.installments s join academic.contract k on k.company = a.company and k.number = s.contract
     where s.import_id = p_import and not exists (select from academic.contract_installment t
             where t.company = a.company and t.contract_id = k.id and t.number = s.number::int and t.quota = coalesce(s.quota, '1')::int);
  end if;
  delete from staging.installments where import_id = p_import;
  return act.import_done(a, 'installments', 'academic.contract_installment', p_import, p_file, p_dry_run, v_lines, v_in, v_up);
end $$;
