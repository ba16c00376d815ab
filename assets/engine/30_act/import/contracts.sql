-- Contracts by (company, number). A contract stays with its student: requests and charges name it.

create function act.import_contracts(a sec.actor, p_import uuid, p_dry_run boolean, p_file text) returns jsonb
language plpgsql
as $$
declare v_lines int; v_bad int; v_faults act.import_fault[]; v_in int; v_up int; v_states text[] := '{active,suspended,cancelled,closed}';
begin
  perform act.import_begin(a, 'contracts');
  select count(*) into v_lines from staging.contracts where import_id = p_import;
  with fault as materialized (
    select x.line, v.col, v.val, v.code, v.more
      from (select s.*, act.cell_company(s.company, a.company) as e_company,
                   case when s.ra is null then 'E_IMPORT_EMPTY' when p.id is null then 'E_IMPORT_UNKNOWN' end as e_ra,
                   case when s.period is null then 'E_IMPORT_EMPTY' when d.id is null then 'E_IMPORT_UNKNOWN' end as e_period,
                   case when k.student_id <> p.id then 'E_IMPORT_OTHER' else act.cell_shape(s.number, '^[0-9A-Za-z/.-]{1,30}$') end as e_number,
                   act.cell_text(s.course, true, 255) as e_course, act.cell_choice(s.status, v_states) as e_status,
                   case when s.fixed_due_day !~ '^(0?[1-9]|[12]\d|3[01])$' then 'E_IMPORT_DAY' end as e_day, act.cell_day(s.signed_on, true) as e_on
              from staging.contracts s left join academic.student p on p.company = a.company and p.ra = s.ra
              left join academic.period d on d.company = a.company and d.code = s.period
              left join academic.contract k on k.company = a.company and k.number = s.number where s.import_id = p_import) x
     cross join lateral (values ('company', x.company, x.e_company, a.company::text), ('ra', x.ra, x.e_ra, null), ('period', x.period, x.e_period, null),
            ('number', x.number, x.e_number, 'A-Z a-z 0-9 / . -, 1–30'), ('course', x.course, x.e_course, '255'), ('status', x.status, x.e_status, array_to_string(v_states, ', ')),
            ('fixed_due_day', x.fixed_due_day, x.e_day, null), ('signed_on', x.signed_on, x.e_on, null)) v(col, val, code, more)
     where coalesce(x.e_company, x.e_ra, x.e_period, x.e_number, x.e_course, x.e_status, x.e_day, x.e_on) is not null and v.code is not null
    union all
    select s.line, 'number', s.number, 'E_IMPORT_TWICE', d.first::text
      from (select number, min(line) as first from staging.contracts where import_id = p_import group by 1 having count(*) > 1) d
      join staging.contracts s on s.import_id = p_import and s.number = d.number and s.line > d.first)
  select count(distinct line), array(select (f.line, f.col, f.val, f.code, f.more)::act.import_fault from fault f order by f.line limit 50) into v_bad, v_faults from fault;
  if v_bad > 0 then
    delete from staging.contracts where import_id = p_import;
    return act.import_bad('contracts', v_lines, v_bad, v_faults);
  end if;
  select count(*) filter (where k.id is null), count(*) filter (where k.id is not null and (k.period_id, k.course, k.status, k.fixed_due_day, k.signed_on)
           is distinct from (d.id, s.course, coalesce(s.status, 'active'), s.fixed_due_day::smallint, act.cell_date(s.signed_on)))
    into v_in, v_up from staging.contracts s join academic.period d on d.company = a.company and d.code = s.period
    left join academic.contract k on k.company = a.company and k.number = s.number
   where s.import_id = p_import;
  if v_up > 0 and not p_dry_run then
    update academic.contract k set period_id = d.id, course = s.course, status = coalesce(s.status, 'active'), fixed_due_day = s.fixed_due_day::smallint, signed_on = act.cell_date(s.signed_on)
      from staging.contracts s, academic.period d
     where s.import_id = p_import and d.company = a.company and d.code = s.period and k.company = a.company and k.number = s.number
       and (k.period_id, k.course, k.status, k.fixed_due_day, k.signed_on)
           is distinct from (d.id, s.course, coalesce(s.status, 'active'), s.fixed_due_day::smallint, act.cell_date(s.signed_on));
  end if;
  if v_in > 0 and not p_dry_run then
    insert into academic.contract (company, student_id, period_id, course, number, status, fixed_due_day, signed_on)
    select a.company, p.id, d.id, s.course, s.number, coalesce(s.status, 'active'), s.fixed_due_day::smallint, act.cell_date(s.signed_on)
      from staging.contracts s join academic.student p on p.company = a.company and p.ra = s.ra
      join academic.period d on d.company = a.company and d.code = s.period
     where s.import_id = p_import and not exists (select from academic.contract k where k.company = a.company and k.number = s.number);
  end if;
  delete from staging.contracts where import_id = p_import;
  return act.import_done(a, 'contracts', 'academic.contract', p_import, p_file, p_dry_run, v_lines, v_in, v_up);
end $$;
