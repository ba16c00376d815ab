-- Who sits in which discipline, by (company, ra, period, discipline_code, class); disciplines and classes come with them.

create function act.import_disciplines(a sec.actor, p_import uuid, p_dry_run boolean, p_file text) returns jsonb
language plpgsql
as $$
declare v_lines int; v_bad int; v_faults act.import_fault[]; v_in int; v_up int; v_states text[] := '{active,locked,cancelled,finished}';
begin
  perform act.import_begin(a, 'disciplines');
  select count(*) into v_lines from staging.disciplines where import_id = p_import;
  with fault as materialized (
    select x.line, v.col, v.val, v.code, v.more
      from (select s.*, act.cell_company(s.company, a.company) as e_company,
                   case when s.ra is null then 'E_IMPORT_EMPTY' when p.id is null then 'E_IMPORT_UNKNOWN' end as e_ra,
                   case when s.period is null then 'E_IMPORT_EMPTY' when d.id is null then 'E_IMPORT_UNKNOWN' end as e_period,
                   act.cell_shape(s.discipline_code, '^[0-9A-Za-z/._-]{1,30}$') as e_code, act.cell_text(s.discipline_name, true, 255) as e_name,
                   act.cell_shape(s.class, '^[0-9A-Za-z/._-]{1,30}$') as e_class, act.cell_choice(s.status, v_states) as e_status
              from staging.disciplines s left join academic.student p on p.company = a.company and p.ra = s.ra
              left join academic.period d on d.company = a.company and d.code = s.period where s.import_id = p_import) x
     cross join lateral (values ('company', x.company, x.e_company, a.company::text), ('ra', x.ra, x.e_ra, null), ('period', x.period, x.e_period, null),
            ('discipline_code', x.discipline_code, x.e_code, 'A-Z a-z 0-9 / . _ -, 1–30'), ('discipline_name', x.discipline_name, x.e_name, '255'),
            ('class', x.class, x.e_class, 'A-Z a-z 0-9 / . _ -, 1–30'), ('status', x.status, x.e_status, array_to_string(v_states, ', '))) v(col, val, code, more)
     where coalesce(x.e_company, x.e_ra, x.e_period, x.e_code, x.e_name, x.e_class, x.e_status) is not null and v.code is not null
    union all
    select s.line, 'discipline_code', s.discipline_code, 'E_IMPORT_TWICE', d.first::text
      from (select ra, period, discipline_code, class, min(line) as first from staging.disciplines where import_id = p_import group by 1, 2, 3, 4 having count(*) > 1) d
      join staging.disciplines s on s.import_id = p_import and s.ra = d.ra and s.period = d.period and s.discipline_code = d.discipline_code and s.class = d.class and s.line > d.first
    union all
    -- One code, one name: the first of the file says which.
    select s.line, 'discipline_name', s.discipline_name, 'E_IMPORT_NAMES', s.discipline_code || ': ' || d.name
      from (select distinct on (discipline_code) discipline_code, discipline_name as name from staging.disciplines where import_id = p_import order by discipline_code, line) d
      join staging.disciplines s on s.import_id = p_import and s.discipline_code = d.discipline_code and s.discipline_name <> d.name)
  select count(distinct line), array(select (f.line, f.col, f.val, f.code, f.more)::act.import_fault from fault f order by f.line limit 50) into v_bad, v_faults from fault;
  if v_bad > 0 then
    delete from staging.disciplines where import_id = p_import;
    return act.import_bad('disciplines', v_lines, v_bad, v_faults);
  end if;
  select count(*) filter (where e.class_id is null),
         count(*) filter (where e.class_id is not null and (e.status, t.name) is distinct from (coalesce(s.status, 'active'), s.discipline_name))
    into v_in, v_up from staging.disciplines s join academic.student p on p.company = a.company and p.ra = s.ra
    join academic.period d on d.company = a.company and d.code = s.period
    left join academic.discipline t on t.company = a.company and t.code = s.discipline_code
    left join academic.class c on c.company = a.company and c.period_id = d.id and c.discipline_id = t.id and c.code = s.class
    left join academic.class_enrolment e on e.company = a.company and e.student_id = p.id and e.class_id = c.id
   where s.import_id = p_import;
  if v_in + v_up > 0 and not p_dry_run then
    insert into academic.discipline (company, code, name)
    select distinct a.company, s.discipline_code, s.discipline_name from staging.disciplines s where s.import_id = p_import
    on conflict on constraint discipline_code do update set name = excluded.name where discipline.name <> excluded.name;
    insert into academic.class (company, period_id, discipline_id, code)
    select distinct a.company, d.id, t.id, s.class from staging.disciplines s join academic.period d on d.company = a.company and d.code = s.period
      join academic.discipline t on t.company = a.company and t.code = s.discipline_code where s.import_id = p_import
    on conflict on constraint class_unique do nothing;
    insert into academic.class_enrolment as e (company, student_id, class_id, status)
    select a.company, p.id, c.id, coalesce(s.status, 'active') from staging.disciplines s join academic.student p on p.company = a.company and p.ra = s.ra
      join academic.period d on d.company = a.company and d.code = s.period join academic.discipline t on t.company = a.company and t.code = s.discipline_code
      join academic.class c on c.company = a.company and c.period_id = d.id and c.discipline_id = t.id and c.code = s.class where s.import_id = p_import
    on conflict (company, student_id, class_id) do update set status = excluded.status where e.status <> excluded.status;
  end if;
  delete from staging.disciplines where import_id = p_import;
  return act.import_done(a, 'disciplines', 'academic.class_enrolment', p_import, p_file, p_dry_run, v_lines, v_in, v_up);
end $$;
