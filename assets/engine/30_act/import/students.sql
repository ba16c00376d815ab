-- Students by (company, ra). Nobody is deleted: who left the school's files stays, with the requests of the past.

create function act.import_students(a sec.actor, p_import uuid, p_dry_run boolean, p_file text) returns jsonb
language plpgsql
as $$
declare v_lines int; v_bad int; v_faults act.import_fault[]; v_in int; v_up int;
begin
  perform act.import_begin(a, 'students');
  select count(*) into v_lines from staging.students where import_id = p_import;
  with fault as materialized (
    select x.line, v.col, v.val, v.code, v.more
      from (select s.*, act.cell_company(s.company, a.company) as e_company, act.cell_shape(s.ra, '^[A-Za-z0-9.-]{1,20}$') as e_ra,
                   act.cell_text(s.name, true, 255) as e_name,
                   case when s.cpf is not null and act.cell_is_cpf(s.digits) is not true then 'E_IMPORT_CPF' end as e_cpf,
                   act.cell_email(s.email) as e_email, act.cell_text(s.phone, false, 40) as e_phone, act.cell_day(s.birth_date, false) as e_birth
              from (select t.*, act.cell_cpf(t.cpf)::bigint as digits from staging.students t where t.import_id = p_import offset 0) s) x
     cross join lateral (values ('company', x.company, x.e_company, a.company::text), ('ra', x.ra, x.e_ra, 'A-Z a-z 0-9 . -, 1–20'), ('name', x.name, x.e_name, '255'),
            ('cpf', x.cpf, x.e_cpf, null), ('email', x.email, x.e_email, null), ('phone', x.phone, x.e_phone, '40'), ('birth_date', x.birth_date, x.e_birth, null)) v(col, val, code, more)
     where coalesce(x.e_company, x.e_ra, x.e_name, x.e_cpf, x.e_email, x.e_phone, x.e_birth) is not null and v.code is not null
    union all
    select s.line, 'ra', s.ra, 'E_IMPORT_TWICE', d.first::text
      from (select ra, min(line) as first from staging.students where import_id = p_import group by ra having count(*) > 1) d
      join staging.students s on s.import_id = p_import and s.ra = d.ra and s.line > d.first)
  select count(distinct line), array(select (f.line, f.col, f.val, f.code, f.more)::act.import_fault from fault f order by f.line limit 50) into v_bad, v_faults from fault;
  if v_bad > 0 then
    delete from staging.students where import_id = p_import;
    return act.import_bad('students', v_lines, v_bad, v_faults);
  end if;
  select count(*) filter (where t.id is null),
         count(*) filter (where t.id is not null and (t.name, t.cpf, t.email, t.phone, t.birth_date)
                                is distinct from (s.name, act.cell_cpf(s.cpf), s.email, s.phone, act.cell_date(s.birth_date)))
    into v_in, v_up from staging.students s left join academic.student t on t.company = a.company and t.ra = s.ra where s.import_id = p_import;
  if v_up > 0 and not p_dry_run then
    update academic.student t set name = s.name, cpf = act.cell_cpf(s.cpf), email = s.email, phone = s.phone, birth_date = act.cell_date(s.birth_date)
      from staging.students s where s.import_id = p_import and t.company = a.company and t.ra = s.ra
       and (t.name, t.cpf, t.email, t.phone, t.birth_date) is distinct from (s.name, act.cell_cpf(s.cpf), s.email, s.phone, act.cell_date(s.birth_date));
  end if;
  if v_in > 0 and not p_dry_run then
    insert into academic.student (company, ra, name, cpf, email, phone, birth_date)
    select a.company, s.ra, s.name, act.cell_cpf(s.cpf), s.email, s.phone, act.cell_date(s.birth_date) from staging.students s
     where s.import_id = p_import and not exists (select from academic.student t where t.company = a.company and t.ra = s.ra);
  end if;
  delete from staging.students where import_id = p_import;
  return act.import_done(a, 'students', 'academic.student', p_import, p_file, p_dry_run, v_lines, v_in, v_up);
end $$;
