-- Guardians by (company, ra, cpf, kind): one person may be the mother of one student and pay for another.

create function act.import_guardians(a sec.actor, p_import uuid, p_dry_run boolean, p_file text) returns jsonb
language plpgsql
as $$
declare v_lines int; v_bad int; v_faults act.import_fault[]; v_in int; v_up int; v_kinds text[] := '{financial,academic,mother,father}';
begin
  perform act.import_begin(a, 'guardians');
  select count(*) into v_lines from staging.guardians where import_id = p_import;
  with fault as materialized (
    select x.line, v.col, v.val, v.code, v.more
      from (select s.*, act.cell_company(s.company, a.company) as e_company,
                   case when s.ra is null then 'E_IMPORT_EMPTY' when p.id is null then 'E_IMPORT_UNKNOWN' end as e_ra,
                   case when s.cpf is null then 'E_IMPORT_EMPTY' when act.cell_is_cpf(s.digits) is not true then 'E_IMPORT_CPF' end as e_cpf,
                   act.cell_text(s.name, true, 255) as e_name, act.cell_email(s.email) as e_email,
                   case when s.kind is null then 'E_IMPORT_EMPTY' else act.cell_choice(s.kind, v_kinds) end as e_kind
              from (select t.*, act.cell_cpf(t.cpf)::bigint as digits from staging.guardians t where t.import_id = p_import offset 0) s
              left join academic.student p on p.company = a.company and p.ra = s.ra) x
     cross join lateral (values ('company', x.company, x.e_company, a.company::text), ('ra', x.ra, x.e_ra, null), ('cpf', x.cpf, x.e_cpf, null), ('name', x.name, x.e_name, '255'),
            ('email', x.email, x.e_email, null), ('kind', x.kind, x.e_kind, array_to_string(v_kinds, ', '))) v(col, val, code, more)
     where coalesce(x.e_company, x.e_ra, x.e_cpf, x.e_name, x.e_email, x.e_kind) is not null and v.code is not null
    union all
    select s.line, 'cpf', s.cpf, 'E_IMPORT_TWICE', d.first::text
      from (select ra, act.cell_cpf(cpf) as cpf, kind, min(line) as first from staging.guardians where import_id = p_import group by 1, 2, 3 having count(*) > 1) d
      join staging.guardians s on s.import_id = p_import and s.ra = d.ra and act.cell_cpf(s.cpf) = d.cpf and s.kind = d.kind and s.line > d.first)
  select count(distinct line), array(select (f.line, f.col, f.val, f.code, f.more)::act.import_fault from fault f order by f.line limit 50) into v_bad, v_faults from fault;
  if v_bad > 0 then
    delete from staging.guardians where import_id = p_import;
    return act.import_bad('guardians', v_lines, v_bad, v_faults);
  end if;
  select count(*) filter (where g.id is null), count(*) filter (where g.id is not null and (g.name, g.email) is distinct from (s.name, s.email))
    into v_in, v_up from staging.guardians s join academic.student p on p.company = a.company and p.ra = s.ra
    left join academic.guardian g on g.company = a.company and g.student_id = p.id and g.cpf = act.cell_cpf(s.cpf) and g.kind = s.kind
   where s.import_id = p_import;
  if v_up > 0 and not p_dry_run then
    update academic.guardian g set name = s.name, email = s.email
      from staging.guardians s, academic.student p
     where s.import_id = p_import and p.company = a.company and p.ra = s.ra and g.company = a.company and g.student_id = p.id
       and g.cpf = act.cell_cpf(s.cpf) and g.kind = s.kind and (g.name, g.email) is distinct from (s.name, s.email);
  end if;
  if v_in > 0 and not p_dry_run then
    insert into academic.guardian (company, student_id, cpf, name, email, kind)
    select a.company, p.id, act.cell_cpf(s.cpf), s.name, s.email, s.kind
      from staging.guardians s join academic.student p on p.company = a.company and p.ra = s.ra
     where s.import_id = p_import and not exists (select from academic.guardian g
             where g.company = a.company and g.student_id = p.id and g.cpf = act.cell_cpf(s.cpf) and g.kind = s.kind);
  end if;
  delete from staging.guardians where import_id = p_import;
  return act.import_done(a, 'guardians', 'academic.guardian', p_import, p_file, p_dry_run, v_lines, v_in, v_up);
end $$;
