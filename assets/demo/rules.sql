-- Installment rules of every half-year: what is asked for until the 20th of a month goes with that month's installment, the
-- last one runs to the end. None gives a date: the contract's fixed day does, else the number of days of the settings.
insert into app.installment_rule (company, branch, period_code, request_until, installment)
select p.company, 0, p.code, case when n = 6 then p.ends else (p.starts + make_interval(months => n - 1))::date + 19 end, n
  from academic.period p cross join generate_series(1, 6) n where p.company = 1
