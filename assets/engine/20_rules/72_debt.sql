-- Debts of a student (domain §11): open ledger entries past their due date and its grace. Counted before a request is inserted (G-1).

-- The student, and with all_companies whoever has the same CPF elsewhere.
create function act.debtors(p_company smallint, p_student bigint, p_everywhere boolean) returns setof academic.student
language plpgsql stable rows 1
as $$
begin
  return query select s.* from academic.student s where s.company = p_company and s.id = p_student;
  if not p_everywhere then return; end if;
  -- Company by company, each by its own index.
  return query select o.* from academic.student s cross join app.company k
    cross join lateral (select x.* from academic.student x where x.company = k.id and x.cpf = s.cpf offset 0) o
   where s.company = p_company and s.id = p_student and s.cpf is not null and k.id <> s.company;
end $$;

-- {"count","total","oldest","blocks","items"}: items are for attendants, the rest may be shown to the student (G-4).
create function act.debts(p_company smallint, p_branch smallint, p_student bigint, p_day date) returns jsonb
language plpgsql stable
as $$
declare d jsonb := coalesce(act.setting(p_company, p_branch, 'debt'), '{}'); v_grace int := coalesce((d ->> 'grace_days')::int, 0);
begin
  return (select jsonb_build_object('count', count(*), 'total', coalesce(sum(x.balance), 0)::numeric(12, 2)::text, 'oldest', min(x.due_date),
      'blocks', coalesce(sum(x.balance), 0) > coalesce((d ->> 'tolerance_amount')::numeric, 0),
      'items', coalesce(jsonb_agg(jsonb_build_object('contract', x.contract, 'number', x.number, 'quota', x.quota, 'service', x.service, 'due_date', x.due_date,
         'balance', x.balance::text, 'company', nullif(x.company, p_company)) order by x.due_date, x.number, x.quota), '[]'))
    from (select l.company, l.balance, l.due_date, c.number as contract, i.number, i.quota, i.service
            from act.debtors(p_company, p_student, coalesce((d ->> 'all_companies')::boolean, false)) s
            join academic.contract c on c.company = s.company and c.student_id = s.id
            join academic.contract_installment i on i.company = c.company and i.contract_id = c.id
            join academic.ledger_entry l on l.company = i.company and l.installment_id = i.id
           where l.status = 'open' and l.balance > 0 and l.due_date + v_grace < p_day) x);    -- G-2, G-3
end $$;
