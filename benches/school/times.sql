-- The sample school again and again under other numbers: students with the same names, their enrolments, contracts, plans, classes
-- and requests with their charges. Of each request's history the first event alone: nothing measured here reads the rest.
begin;
set local session_replication_role = replica;
set local maintenance_work_mem = '256MB';
-- Ids of a copy lie that far from the original's.
create function pg_temp.far(n int) returns bigint language sql immutable as $$ select n * 10000000::bigint $$;
-- Copies a table: columns as they are but for those that `p_new` says otherwise.
create function pg_temp.again(p_table regclass, p_new jsonb, p_where text default 'true') returns void language plpgsql as $$
declare v_into text; v_from text;
begin
  select string_agg(quote_ident(attname), ', ' order by attnum), string_agg(coalesce(p_new ->> attname, 'x.' || quote_ident(attname)), ', ' order by attnum)
    into v_into, v_from from pg_attribute where attrelid = p_table and attnum > 0 and attgenerated = '' and not attisdropped;
  execute format('insert into %1$s (%2$s) overriding system value select %3$s from %1$s x, generate_series(1, {times} - 1) n where %4$s', p_table, v_into, v_from, p_where);
end $$;
select pg_temp.again('academic.student', '{"id": "x.id + pg_temp.far(n)", "ra": "''1'' || lpad(n::text, 4, ''0'') || x.ra",
  "cpf": "lpad(((x.cpf::bigint + n * 1000003) % 100000000000)::text, 11, ''0'')",
  "phone": "left(x.phone, -4) || lpad(((right(x.phone, 4)::int + n * 7) % 10000)::text, 4, ''0'')"}'),
  pg_temp.again('academic.guardian', '{"id": "x.id + pg_temp.far(n)", "student_id": "x.student_id + pg_temp.far(n)"}'),
  pg_temp.again('academic.enrolment', '{"id": "x.id + pg_temp.far(n)", "student_id": "x.student_id + pg_temp.far(n)"}'),
  pg_temp.again('academic.contract', '{"id": "x.id + pg_temp.far(n)", "student_id": "x.student_id + pg_temp.far(n)", "number": "x.number || ''-'' || n"}'),
  pg_temp.again('academic.class_enrolment', '{"student_id": "x.student_id + pg_temp.far(n)"}'),
  pg_temp.again('academic.contract_installment', '{"id": "x.id + pg_temp.far(n)", "contract_id": "x.contract_id + pg_temp.far(n)", "request_id": "x.request_id + pg_temp.far(n)"}'),
  pg_temp.again('academic.ledger_entry', '{"id": "x.id + pg_temp.far(n)", "installment_id": "x.installment_id + pg_temp.far(n)"}'),
  pg_temp.again('app.request', '{"id": "x.id + pg_temp.far(n)", "protocol": "left(x.protocol, 5) || (substr(x.protocol, 6)::bigint + pg_temp.far(n))",
    "student_id": "x.student_id + pg_temp.far(n)", "enrolment_id": "x.enrolment_id + pg_temp.far(n)", "contract_id": "x.contract_id + pg_temp.far(n)",
    "installment_id": "x.installment_id + pg_temp.far(n)", "portal_user_id": "null", "opened_at": "x.opened_at - n * interval ''7 min''"}'),
  pg_temp.again('app.history', '{"request_id": "x.request_id + pg_temp.far(n)"}', 'x.seq = 1');
commit;
