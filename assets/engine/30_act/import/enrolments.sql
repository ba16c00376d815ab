-- Enrolments by (company, ra, period, course).

create function act.import_enrolments(a sec.actor, p_import uuid, p_dry_run boolean, p_file text) returns jsonb
language plpgsql
as $$
declare v_lines int; v_bad int; v_faults act.import_fault[]; v_in int; v_up int; v_states text[] := '{active,locked,cancelled,finished}';
begin
  perform act.import_begin(a, 'enrolments');
  select count(*) into v_lines from staging.enrolments where import_id = p_import;
  with fault as materialized (
    select x.line, v.col, v.val, v.code, v.more
      from (select s.*, act.cell_company(s.company, a.company) as e_company,
                   case when s.ra is null then 'E_IMPORT_EMPTY' when p.id is null then 'E_IMPORT_UNKNOWN' end as e_ra,
                   case when s.period is null then 'E_IMPORT_EMPTY' when d.id is null then 'E_IMPORT_UNKNOWN' end as e_period,
                   act.cell_text(s.course, true, 255) as e_course,
                   case when s.branch is null then 'E_IMPORT_EMPTY' when b.id is null then 'E_IMPORT_UNKNOWN' end as e_branch,
                   act.cell_text(s.shift, false, 40) as e_shift, act.cell_choice(s.status, v_states) as e_status, act.cell_day(s.enrolled_on, true) as e_on
              from staging.enrolments s left join academic.student p on p.company = a.company and p.ra = s.ra
              left join academic.period d on d.company = a.company and d.code = s.period
              left join app.branch b on b.company = a.company and b.id::text = ltrim(s.branch, '0') where s.import_id = p_import) x
     cross join lateral (values ('company', x.company, x.e_company, a.company::text), ('ra', x.ra, x.e_ra, null), ('period', x.period, x.e_period, null), ('course', x.course, x.e_course, '255'),
            ('branch', x.branch, x.e_branch, null), ('shift', x.shift, x.e_shift, '40'), ('status', x.status, x.e_status, array_to_string(v_states, ', ')),
            ('enrolled_on', x.enrolled_on, x.e_on, null)) v(col, val, code, more)
     where coalesce(x.e_company, x.e_ra, x.e_period, x.e_course, x.e_branch, x.e_shift, x.e_status, x.e_on) is not null and v.code is not null
    union all
    select s.line, 'ra', s.ra, 'E_IMPORT_TWICE', d.first::text
      from (select ra, period, course, min(line) as first from staging.enrolments where import_id = p_import group by 1, 2, 3 having count(*) > 1) d
      join staging.enrolments s on s.import_id = p_import and s.ra = d.ra and s.period = d.period and s.course = d.course and s.line > d.first)
  select count(distinct line), array(select (f.line, f.col, f.val, f.code, f.more)::act.import_fault from fault f order by f.line limit 50) into v_bad, v_faults from fault;
  if v_bad > 0 then
    delete from staging.enrolments where import_id = p_import;
    return act.import_bad('enrolments', v_lines, v_bad, v_faults);
  end if;
  select count(*) filter (where e.id is null), count(*) filter (where e.id is not null and (e.branch, e.shift, e.status, e.enrolled_on)
           is distinct from (s.branch::smallint, s.shift, coalesce(s.status, 'active'), act.cell_date(s.enrolled_on)))
    into v_in, v_up from staging.enrolments s join academic.student p on p.company = a.company and p.ra = s.ra
    join academic.period d on d.company = a.company and d.code = s.period
    left join academic.enrolment e on e.company = a.company and e.student_id = p.id and e.period_id = d.id and e.course = s.course
   where s.import_id = p_import;
  if v_up > 0 and not p_dry_run then
    update academic.enrolment e set branch = s.branch::smallint, shift = s.shift, status = coalesce(s.status, 'active'), enrolled_on = act.cell_date(s.enrolled_on)
      from staging.enrolments s, academic.student p, academic.period d
     where s.import_id = p_import and p.company = a.company and p.ra = s.ra and d.company = a.company and d.code = s.period
       and e.company = a.company and e.student_id = p.id and e.period_id = d.id and e.course = s.course
       and (e.branch, e.shift, e.status, e.enrolled_on) is distinct from (s.branch::smallint, s.shift, coalesce(s.status, 'active'), act.cell_date(s.enrolled_on));
  end if;
  if v_in > 0 and not p_dry_run then
    insert into academic.enrolment (company, student_id, period_id, course, branch, shift, status, enrolled_on)
    select a.company, p.id, d.id, s.course, s.branch::smallint, s.shift, coalesce(s.status, 'active'), act.cell_date(s.enrolled_on)
      from staging.enrolments s join academic.student p on p.company = a.company and p.ra = s.ra
      join academic.period d on d.company = a.company and d.code = s.period
     where s.import_id = p_import and not exists (select from academic.enrolment e
             where e.company = a.company and e.student_id = p.id and e.period_id = d.id and e.course = s.course);
  end if;
  delete from staging.enrolments where import_id = p_import;
  return act.import_done(a, 'enrolments', 'academic.enrolment', p_import, p_file, p_dry_run, v_lines, v_in, v_up);
end $$;
