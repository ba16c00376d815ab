-- Tuition: six installments a contract of the half-years that still matter, each with its ledger entry. What is past is paid, but
-- for the debtor's two last ones and for some of the others' very last.
with due as (
  select c.company, c.id, c.signed_on, c.student_id, n,
         act.day_of_month((p.starts + make_interval(months => n - 1))::date, coalesce(c.fixed_due_day, 10)) as due,
         350 + c.id % 12 * 45 as amount, t.today, s.ra
    from (select (sec.now() at time zone b.tz)::date as today from app.branch b where b.company = 1 and b.id = 1) t
    join academic.period p on p.company = 1 and p.ends >= t.today - 200
    join academic.contract c on c.company = p.company and c.period_id = p.id
    join academic.student s on s.company = c.company and s.id = c.student_id
    cross join generate_series(1, 6) n),
  owed as (select *, row_number() over (partition by company, student_id, due < today order by due desc, id) as back from due),
  told as (select *, case when due >= today - 5 then 'open' when ra = '20230011' and back <= 2 then 'open'
                          when student_id > 11 and student_id % 29 = 0 and back = 1 then 'open' else 'paid' end as state from owed),
  made as (
    insert into academic.contract_installment (company, contract_id, number, quota, service, amount, due_date, origin, status)
    select company, id, n, 1, 'Mensalidade', amount, due, 'plan', state from told
    returning company, id, contract_id, number, amount, due_date, status)
insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, document_type, status, paid_on, balance)
select m.company, m.id, t.signed_on, m.due_date, m.amount, 'MENS', m.status, case when m.status = 'paid' then m.due_date - 1 end,
       case when m.status = 'paid' then 0 else m.amount end
  from made m join told t on t.company = m.company and t.id = m.contract_id and t.n = m.number
