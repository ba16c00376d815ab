-- Periods by (company, code). Whether one is closed is the institution's to say, not the file's.

create function act.import_periods(a sec.actor, p_import uuid, p_dry_run boolean, p_file text) returns jsonb
language plpgsql
as $$
declare v_lines int; v_bad int; v_faults act.import_fault[]; v_in int; v_up int;
begin
  perform act.import_begin(a, 'periods');
  select count(*) into v_lines from staging.periods where import_id = p_import;
  with fault as materialized (
    select x.line, v.col, v.val, v.code, v.more
      from (select s.*, act.cell_company(s.company, a.company) as e_company, act.cell_shape(s.code, '^[0-9A-Za-z/.-]{1,20}$') as e_code,
                   act.cell_text(s.name, true, 255) as e_name, act.cell_day(s.starts, true) as e_starts,
                   case when act.cell_is_date(s.starts) and act.cell_is_date(s.ends) and act.cell_iso(s.ends) < act.cell_iso(s.starts) then 'E_IMPORT_ORDER'
                        else act.cell_day(s.ends, true) end as e_ends
              from staging.periods s where s.import_id = p_import) x
     cross join lateral (values ('company', x.company, x.e_company, a.company::text), ('code', x.code, x.e_code, 'A-Z a-z 0-9 / . -, 1–20'), ('name', x.name, x.e_name, '255'),
            ('starts', x.starts, x.e_starts, null), ('ends', x.ends, x.e_ends, x.starts)) v(col, val, code, more)
     where coalesce(x.e_company, x.e_code, x.e_name, x.e_starts, x.e_ends) is not null and v.code is not null
    union all
    select s.line, 'code', s.code, 'E_IMPORT_TWICE', d.first::text
      from (select code, min(line) as first from staging.periods where import_id = p_import group by code having count(*) > 1) d
      join staging.periods s on s.import_id = p_import and s.code = d.code and s.line > d.first)
  select count(distinct line), array(select (f.line, f.col, f.val, f.code, f.more)::act.import_fault from fault f order by f.line limit 50) into v_bad, v_faults from fault;
  if v_bad > 0 then
    delete from staging.periods where import_id = p_import;
    return act.import_bad('periods', v_lines, v_bad, v_faults);
  end if;
  select count(*) filter (where t.id is null),
         count(*) filter (where t.id is not null and (t.name, t.starts, t.ends) is distinct from (s.name, act.cell_date(s.starts), act.cell_date(s.ends)))
    into v_in, v_up from staging.periods s left join academic.period t on t.company = a.company and t.code = s.code where s.import_id = p_import;
  if v_up > 0 and not p_dry_run then
    update academic.period t set name = s.name, starts = act.cell_date(s.starts), ends = act.cell_date(s.ends)
      from staging.periods s where s.import_id = p_import and t.company = a.company and t.code = s.code
       and (t.name, t.starts, t.ends) is distinct from (s.name, act.cell_date(s.starts), act.cell_date(s.ends));
  end if;
  if v_in > 0 and not p_dry_run then
    insert into academic.period (company, code, name, starts, ends)
    select a.company, s.code, s.name, act.cell_date(s.starts), act.cell_date(s.ends) from staging.periods s
     where s.import_id = p_import and not exists (select from academic.period t where t.company = a.company and t.code = s.code);
  end if;
  delete from staging.periods where import_id = p_import;
  return act.import_done(a, 'periods', 'academic.period', p_import, p_file, p_dry_run, v_lines, v_in, v_up);
end $$;
