-- Row security and grants: deny by default, the company in every policy, groups are a filter of queries (amendment 1).

do $$
declare t text; v_schema text; v_name text;
begin
  foreach t in array array['app.request', 'app.visit', 'app.history', 'app.request_type', 'app.flow_version', 'app.stage', 'app.stage_field', 'app.stage_action',
      'app.flow_edge', 'app.type_parameter', 'app.group_type', 'app.attendance_group', 'app.group_member', 'app.person', 'app.profile', 'app.profile_type', 'app.reason',
      'app.locality', 'app.branch', 'app.calendar', 'app.calendar_hours', 'app.holiday', 'app.delivery_location', 'app.location_price', 'app.service', 'app.type_config',
      'app.settings', 'app.sql_query', 'app.installment_rule', 'academic.student', 'academic.period', 'academic.enrolment',
      'academic.discipline', 'academic.class'] loop
    execute format('alter table %s enable row level security', t);
    execute format('create policy company on %s as restrictive to public using (company = (select sec.my_company()))', t);
    execute format('create policy staff on %s for select to balcao_attendant, balcao_admin, balcao_auditor using (true)', t);
  end loop;
  -- No policy at all: nobody but the engine.
  foreach t in array array['app.answer', 'app.action_done', 'app.parameter_answer', 'app.message', 'app.attachment', 'app.file_content', 'app.history_note', 'app.outbox',
      'app.op', 'app.undo', 'app.round_robin', 'app.access_log', 'app.audit', 'app.protocol_counter', 'app.portal_user', 'academic.guardian', 'academic.contract',
      'academic.contract_installment', 'academic.ledger_entry', 'app.move_run', 'app.move', 'academic.class_enrolment', 'app.fault', 'app.mail'] loop
    execute format('alter table %s enable row level security', t);
  end loop;
end $$;

grant usage on schema app, academic, api, sec to balcao_attendant, balcao_admin, balcao_auditor;
grant execute on function sec.me(), sec.my_company(), sec.my_groups(), sec.now(), sec.iso(timestamptz, text) to balcao_attendant, balcao_admin, balcao_auditor;
grant execute on function app.fold(text), app.is_clean(text), app.is_code(text) to balcao_attendant, balcao_admin, balcao_auditor;

grant select on app.request, app.visit, app.history, app.request_type, app.flow_version, app.stage, app.stage_field, app.stage_action, app.flow_edge, app.type_parameter,
  app.group_type, app.attendance_group, app.group_member, app.profile, app.profile_type, app.reason, app.locality, app.branch, app.calendar, app.calendar_hours, app.holiday,
  app.delivery_location, app.location_price, app.service, app.type_config, app.settings, app.installment_rule, app.company, app.clock, app.engine,
  academic.period, academic.enrolment, academic.discipline, academic.class, app.type_handler to balcao_attendant, balcao_admin, balcao_auditor;
grant select (company, id, login, name, role, active, profile_id, locality_id) on app.person to balcao_attendant, balcao_admin, balcao_auditor;
grant select (company, id, ra, name, name_folded) on academic.student to balcao_attendant, balcao_admin, balcao_auditor;
grant select on app.sql_query to balcao_admin, balcao_auditor;

-- Auditors read the logs of their company.
create policy auditor on app.access_log for select to balcao_auditor using (company = (select sec.my_company()));
create policy auditor on app.audit for select to balcao_auditor, balcao_admin using (company = (select sec.my_company()));
grant select on app.access_log to balcao_auditor;
grant select on app.audit to balcao_auditor, balcao_admin;
create policy admin on app.fault for select to balcao_auditor, balcao_admin using (company = (select sec.my_company()));
grant select on app.fault to balcao_auditor, balcao_admin;

-- Personal scratch: by plain grants, one's own rows only (database §2).
alter table app.draft enable row level security;
create policy own on app.draft to balcao_attendant, balcao_admin, balcao_auditor
  using (company = (select sec.my_company()) and person_id = (select sec.me())) with check (company = (select sec.my_company()) and person_id = (select sec.me()));
grant select, insert, update, delete on app.draft to balcao_attendant, balcao_admin, balcao_auditor;

-- Plain catalogue rows are written by administrators through grants, each change audited (amendment 33).
do $$
declare t text;
begin
  foreach t in array array['app.attendance_group', 'app.reason', 'app.locality', 'app.calendar', 'app.calendar_hours', 'app.holiday', 'app.service'] loop
    execute format('create policy admin_write on %s for all to balcao_admin using (true) with check (true)', t);
  end loop;
end $$;
grant insert, update on app.locality, app.service to balcao_admin;
grant insert (company, code), update (code) on app.calendar to balcao_admin;
grant insert, update, delete on app.calendar_hours, app.holiday to balcao_admin;
grant insert (company, code, name, description), update (name, description) on app.attendance_group to balcao_admin;
grant insert (company, code, name, kind), update (name) on app.reason to balcao_admin;

grant execute on all functions in schema api to balcao_attendant, balcao_admin, balcao_auditor;
revoke execute on function api.not_openable(), api.preview(jsonb), api.open(jsonb, uuid), api.take(text, uuid, int), api.take_next(text, uuid), api.release(text, text, uuid, int),
  api.set_fields(text, jsonb, uuid, int), api.forward(text, text, text, jsonb, uuid, int), api.send_back(text, text, text, uuid, int),
  api.wait(text, text, timestamptz, text, uuid, int), api.resume(text, text, uuid, int), api.conclude(text, text, text, jsonb, uuid, int),
  api.cancel(text, text, text, uuid, int), api.reopen(text, text, text, text, uuid, int), api.assign(text, text, text, text, uuid, int),
  api.priority(text, int, text, uuid, int), api.message(text, text, boolean, uuid, int), api.file_add(text, text, bytea, boolean, uuid, int),
  api.charge_waive(text, text, uuid, int), api.charge_cancel(text, text, uuid, int), api.charge_again(text, text, uuid, int),
  api.undo(text, uuid, int), api.bulk(text, text[], jsonb, uuid), api.undo_batch(uuid) from balcao_admin, balcao_auditor;
revoke execute on function api.walk(jsonb), api.import_type(jsonb, text), api.publish_flow(text, text, text), api.activate_type(text, boolean), api.import_catalogue(jsonb), api.create_person(jsonb),
  api.set_person(text, jsonb), api.enable_person(text, boolean, boolean), api.create_portal_user(jsonb), api.enable_portal_user(text, boolean),
  api.clock_set(timestamptz, boolean), api.clock_reset(), api.doctor() from balcao_attendant, balcao_auditor;
revoke execute on function api.replay_flow(jsonb) from balcao_attendant;
revoke execute on function api.wake_due() from balcao_auditor;
revoke execute on function api.discard_draft(text), api.draft_from(text, int, text) from balcao_attendant, balcao_auditor;
revoke execute on function api.migrate_request(text, int, jsonb, uuid), api.undo_migration(uuid, text) from balcao_auditor;
revoke execute on function api.save_flow(jsonb, text) from balcao_attendant, balcao_auditor;
revoke execute on function api.save_entry(text, text, jsonb, text), api.mail_example(text, text, text) from balcao_attendant, balcao_auditor;
revoke execute on function api.save_query(jsonb), api.approve_query(text), api.test_query(jsonb) from balcao_attendant, balcao_auditor;
revoke execute on function api.query(text), api.queries() from balcao_attendant;
revoke execute on function api.parameter_options(jsonb), api.report_fault(text, text, uuid), api.field_options(text, text) from balcao_admin, balcao_auditor;
revoke execute on function api.student_cpf(text) from balcao_admin;
revoke execute on function api.type_checklist(text, jsonb), api.price_what_if(jsonb) from balcao_auditor;
-- Mail is carried by a login of its own, or by an administrator for his institution.
grant usage on schema api to balcao_worker;
grant execute on function api.mail_claim(int, boolean), api.mail_settle(smallint, bigint, text, boolean) to balcao_worker;
revoke execute on function api.mail_claim(int, boolean), api.mail_settle(smallint, bigint, text, boolean) from balcao_attendant, balcao_auditor;

-- Imports: an administrator puts lines into staging and asks the command; nobody reads there (amendment 14).
grant usage on schema staging to balcao_admin;
grant insert on staging.students, staging.guardians, staging.periods, staging.enrolments, staging.disciplines, staging.contracts, staging.installments, staging.ledger to balcao_admin;
revoke execute on function api.import_students(uuid, boolean, text), api.import_guardians(uuid, boolean, text), api.import_periods(uuid, boolean, text), api.import_enrolments(uuid, boolean, text), api.import_disciplines(uuid, boolean, text), api.import_contracts(uuid, boolean, text), api.import_installments(uuid, boolean, text), api.import_ledger(uuid, boolean, text)
  from balcao_attendant, balcao_auditor;
-- Who runs parameter queries reads the views of `rm`, restricted to the company of who asks, and nothing else (database §7).
grant usage on schema rm to balcao_param_runner;
grant select on all tables in schema rm to balcao_param_runner;
grant execute on function sec.query_company(), sec.my_period() to balcao_param_runner;
