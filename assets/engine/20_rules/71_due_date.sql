-- Due date and installment of a charge (domain §10), with the steps that led there: whoever reads them can recompute the date.
-- A step: {"step","pt","en"} and its own numbers – rule {number, due?}, next_number {number}, table {date}, fixed_day {day, from, month,
-- date}, month_on {date}, days_after {from, days, date}, non_business {date, why, policy, to}.

create type act.due as (number int, base date, due date, source text, steps jsonb, problems jsonb);

-- The day of a month, the month's last where it is shorter (X-19).
create function act.day_of_month(p_month date, p_day int) returns date
language plpgsql immutable
as $$
declare v_first date := date_trunc('month', p_month)::date;
begin
  return v_first + least(p_day, extract(day from v_first + interval '1 month' - interval '1 day')::int) - 1;
end $$;

-- Why a day is no business day for due dates: saturday, sunday, holiday; null when it is one (D-5).
create function act.not_business(p_company smallint, p_branch smallint, p_day date) returns text
language plpgsql stable
as $$
begin
  if exists (select from app.branch b join app.holiday h on h.company = b.company and h.calendar_id = b.calendar_id
              where b.company = p_company and b.id = p_branch and h.day = p_day) then return 'holiday'; end if;
  if extract(isodow from p_day) = 6 and not coalesce(act.setting(p_company, p_branch, 'saturday_is_business')::boolean, false) then return 'saturday'; end if;
  if extract(isodow from p_day) = 7 and not coalesce(act.setting(p_company, p_branch, 'sunday_is_business')::boolean, false) then return 'sunday'; end if;
  return null;
end $$;

-- The first business day from p_day on, forwards (1) or backwards (-1).
create function act.business_day_from(p_company smallint, p_branch smallint, p_day date, p_step int) returns date
language plpgsql stable
as $$
declare d date := p_day;
begin
  while act.not_business(p_company, p_branch, d) is not null and abs(d - p_day) < 1000 loop d := d + p_step; end loop;
  return d;
end $$;

-- D-1, D-7: the branch's own rows of the period where it has any in use, else the company's; the first whose "until" is not past.
create function act.installment_row(p_company smallint, p_branch smallint, p_period text, p_day date) returns app.installment_rule
language plpgsql stable
as $$
declare r app.installment_rule;
begin
  select * into r from app.installment_rule x
   where x.company = p_company and x.period_code = p_period and x.request_until >= p_day and x.active
     and x.branch = (select max(y.branch) from app.installment_rule y where y.company = p_company and y.period_code = p_period and y.branch in (0, p_branch) and y.active)
   order by x.request_until limit 1;
  return r;
end $$;

create function act.step(p_step text, p_numbers jsonb, p_pt text, p_en text) returns jsonb
language sql immutable
as $$ select jsonb_build_object('step', p_step, 'pt', p_pt, 'en', p_en) || p_numbers $$;

create function act.day(p date) returns text language sql immutable as $$ select to_char(p, 'DD/MM/YYYY') $$;

-- D-5: the base date moved to a business day as the settings say, never before the request (then forwards instead).
create function act.adjusted(p_company smallint, p_branch smallint, p_day date, o act.due) returns act.due
language plpgsql stable
as $$
declare v_policy text := coalesce(act.setting(p_company, p_branch, 'non_business_day') #>> '{}', 'next'); v_why text;
begin
  o.due := o.base;
  v_why := act.not_business(p_company, p_branch, o.base);
  if v_why is null or v_policy = 'keep' or not coalesce(act.setting(p_company, p_branch, 'adjust_extra_installments')::boolean, true) then return o; end if;
  if v_policy = 'previous' then
    o.due := act.business_day_from(p_company, p_branch, o.base, -1);
    if o.due < p_day then v_policy := 'next'; end if;
  end if;
  if v_policy = 'next' then o.due := act.business_day_from(p_company, p_branch, o.base, 1); end if;
  o.steps := o.steps || act.step('non_business', jsonb_build_object('date', o.base, 'why', v_why, 'policy', v_policy, 'to', o.due),
    format('%s é %s: passa para o dia útil %s, %s.', act.day(o.base), case v_why when 'saturday' then 'sábado' when 'sunday' then 'domingo' else 'feriado' end,
           case v_policy when 'next' then 'seguinte' else 'anterior' end, act.day(o.due)),
    format('%s is a %s: moved to the %s business day, %s.', act.day(o.base), case v_why when 'holiday' then v_why else initcap(v_why) end, case v_policy when 'next' then 'next' else 'previous' end, act.day(o.due)));
  return o;
end $$;

-- D-4: the contract's fixed day, in the month of the plan's installment of that number, else in the month of the request.
create function act.fixed_day(p_company smallint, p_contract bigint, p_fixed int, p_day date, o act.due) returns act.due
language plpgsql stable
as $$
declare v_month date;
begin
  select min(x.due_date) into v_month from academic.contract_installment x
   where x.company = p_company and x.contract_id = p_contract and x.number = o.number and x.origin = 'plan' and x.status <> 'cancelled';
  o.source := 'fixed_day';
  o.base := act.day_of_month(coalesce(v_month, p_day), p_fixed);
  o.steps := o.steps || act.step('fixed_day', jsonb_build_object('day', p_fixed, 'from', case when v_month is null then 'request' else 'plan' end,
      'month', to_char(coalesce(v_month, p_day), 'YYYY-MM'), 'date', o.base),
    format('O contrato vence no dia %s; mês %s: %s.', p_fixed, case when v_month is null then 'da solicitação' else 'da parcela ' || o.number || ' do plano' end, act.day(o.base)),
    format('The contract is due on day %s; month %s: %s.', p_fixed, case when v_month is null then 'of the request' else 'of installment ' || o.number || ' of the plan' end, act.day(o.base)));
  while o.base < p_day loop
    o.base := act.day_of_month((date_trunc('month', o.base) + interval '1 month')::date, p_fixed);
    o.steps := o.steps || act.step('month_on', jsonb_build_object('date', o.base),
      format('Já passou em %s: mês seguinte, %s.', act.day(p_day), act.day(o.base)),
      format('Already past on %s: one month on, %s.', act.day(p_day), act.day(o.base)));
  end loop;
  return o;
end $$;

-- D-1 … D-5 for a request of that day; problems instead of a date when no rule gives one.
create function act.due_date(p_company smallint, p_branch smallint, p_period text, p_contract bigint, p_day date) returns act.due
language plpgsql stable
as $$
declare o act.due; r app.installment_rule; c academic.contract; v_days int;
begin
  o.steps := '[]'; o.problems := '[]';
  select * into c from academic.contract where company = p_company and id = p_contract;
  r := act.installment_row(p_company, p_branch, p_period, p_day);
  if r.installment is not null then
    o.number := r.installment;
    o.steps := o.steps || act.step('rule', jsonb_build_object('number', r.installment, 'until', r.request_until, 'due', r.due_date),
      format('Solicitada em %s, até %s no período %s: parcela %s.', act.day(p_day), act.day(r.request_until), p_period, r.installment),
      format('Requested on %s, until %s in period %s: installment %s.', act.day(p_day), act.day(r.request_until), p_period, r.installment));
  elsif act.setting(p_company, p_branch, 'installment_fallback') #>> '{}' = 'next_number' then   -- D-2
    select coalesce(max(x.number), 0) + 1 into o.number from academic.contract_installment x where x.company = p_company and x.contract_id = p_contract;
    o.steps := o.steps || act.step('next_number', jsonb_build_object('number', o.number),
      format('Nenhuma regra de parcela para %s: usa a próxima do contrato, %s.', act.day(p_day), o.number),
      format('No installment rule for %s: the contract''s next one, %s.', act.day(p_day), o.number));
  else
    o.problems := jsonb_build_array(sec.problem('E_NO_INSTALLMENT_ROW', null, null, jsonb_build_object('period', coalesce(p_period, '—'), 'day', act.day(p_day))));
    return o;
  end if;
  -- A branch switches the automatic date off with `false`; only an object with days is on.
  v_days := act.setting(p_company, p_branch, 'auto_due_date') ->> 'days';
  if r.due_date is not null then                                                        -- D-3.1
    o.base := r.due_date; o.source := 'table';
    o.steps := o.steps || act.step('table', jsonb_build_object('date', o.base),
      format('A regra traz o vencimento: %s.', act.day(o.base)), format('The rule gives the due date: %s.', act.day(o.base)));
  elsif coalesce(act.setting(p_company, p_branch, 'use_contract_fixed_day')::boolean, false) and c.fixed_due_day is not null then   -- D-3.2
    o := act.fixed_day(p_company, p_contract, c.fixed_due_day, p_day, o);
  elsif v_days is not null then                                                         -- D-3.3
    o.base := p_day + v_days; o.source := 'days_after';
    o.steps := o.steps || act.step('days_after', jsonb_build_object('from', p_day, 'days', v_days, 'date', o.base),
      format('%s depois de %s: %s.', sec.counted(v_days, 'dia', 'dias'), act.day(p_day), act.day(o.base)), format('%s after %s: %s.', sec.counted(v_days, 'day', 'days'), act.day(p_day), act.day(o.base)));
  else                                                                                  -- D-3.4
    o.problems := jsonb_build_array(sec.problem('E_NO_DUE_DATE_RULE', null, null, jsonb_build_object('number', o.number)));
    return o;
  end if;
  return act.adjusted(p_company, p_branch, p_day, o);
end $$;
