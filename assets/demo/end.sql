-- Numbers go on where the sample ends.
insert into app.protocol_counter (company, year, last)
select company, left(protocol, 4)::int, max(substr(protocol, 6)::int) from app.request group by 1, 2
on conflict (company, year) do update set last = excluded.last;
do $$
declare r record; n bigint;
begin
  for r in select c.oid::regclass as name, a.attname from pg_class c join pg_namespace s on s.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
            where s.nspname in ('app', 'academic') and a.attidentity <> '' and c.relname in
                  ('request', 'student', 'guardian', 'enrolment', 'contract', 'period', 'portal_user', 'discipline', 'class') loop
    execute format('select coalesce(max(%I), 0) from %s', r.attname, r.name) into n;
    if n > 0 then perform setval(pg_get_serial_sequence(r.name::text, r.attname), n); end if;
  end loop;
end $$;
analyze app.request, app.visit, app.history, app.history_note, app.answer, app.message, academic.student, academic.enrolment, academic.contract,
  academic.contract_installment, academic.ledger_entry,
  academic.discipline, academic.class, academic.class_enrolment;
