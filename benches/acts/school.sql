-- A school with one type of two stages and `{requests}` queued requests, written in bulk with the triggers off; the chain
-- of every history is computed by the engine's own function, so that the acts of the measurement find honest rows.
set session_replication_role = replica;
update app.clock set training = true;
insert into app.company (id, name) values (1, 'Escola');
insert into app.calendar (company, id, code) overriding system value values (1, 1, 'padrao');
insert into app.calendar_hours (company, calendar_id, weekday, opens, closes)
  select 1, 1, d, o, c from generate_series(1, 5) d, (values (time '08:00', time '12:00'), (time '13:00', time '18:00')) h(o, c);
insert into app.branch (company, id, name, calendar_id) values (1, 1, 'Sede', 1);
insert into app.locality (company, id, code, branch, name) overriding system value values (1, 1, 'sede', 1, 'Sede');
insert into app.profile (company, id, code, name, open_all, handle_all) overriding system value values (1, 1, 'balcao', 'Balcão', true, true);
insert into app.person (company, id, login, name, role, profile_id, locality_id) overriding system value
  select 1, n, 'bench' || n, 'Atendente ' || n, 'attendant', 1, 1 from generate_series(1, {clients}) n;
insert into app.attendance_group (company, id, code, name) overriding system value values (1, 1, 'secretaria', 'Secretaria');
insert into app.group_member (company, group_id, person_id) select 1, 1, n from generate_series(1, {clients}) n;
insert into app.reason (company, id, code, name) overriding system value values (1, 1, 'segue', 'Segue'), (1, 2, 'volta', 'Volta');
insert into app.request_type (company, id, code, name, valid_from, valid_to, active, expected_days) overriding system value
  values (1, 1, 'exame', 'Exame', '2020-01-01', '2099-12-31', true, 5);
insert into app.group_type (company, group_id, type_id) values (1, 1, 1);
insert into app.delivery_location (company, id, type_id, code, branch, locality_id, description) overriding system value values (1, 1, 1, 'balcao', 1, 1, 'Balcão');
insert into app.flow_version (company, id, type_id, number, state, author, created_at, published_at) overriding system value
  values (1, 1, 1, 1, 'published', 'bench', now(), now());
insert into app.stage (company, id, version_id, code, name, order_no, is_default, is_entry, duration, duration_unit, can_conclude, can_cancel, can_wait,
    can_return, outcomes) overriding system value
  values (1, 1, 1, 'triagem', 'Triagem', 1, true, true, 4, 'business_hours', false, true, true, true, '{}'),
         (1, 2, 1, 'decisao', 'Decisão', 2, false, false, 2, 'business_days', true, true, true, true, '{granted,denied}');
insert into app.stage_field (company, id, version_id, stage_id, key, label, data_type, required, order_no) overriding system value
  values (1, 1, 1, 1, 'motivo', 'Motivo', 'short_text', true, 1), (1, 2, 1, 1, 'faltas', 'Faltas', 'integer', false, 2),
         (1, 3, 1, 2, 'parecer', 'Parecer', 'long_text', true, 1);
insert into app.flow_edge (company, version_id, from_stage, to_stage, reason_id, order_no) values (1, 1, 1, 2, 1, 1), (1, 1, 2, 1, 2, 2);
insert into academic.student (company, id, ra, name, email) overriding system value
  select 1, n, 'R' || n, 'Aluno ' || n, 'aluno' || n || '@escola.example' from generate_series(1, 1000) n;
insert into app.request (company, id, protocol, branch, locality_id, type_id, version_id, opened_group_id, group_id, channel, requester_kind, student_id,
    location_id, description, priority, stage_id, visit_no, status, opened_at, opened_by, due_at, version) overriding system value
  select 1, n, '2026.' || lpad(n::text, 7, '0'), 1, 1, 1, 1, 1, 1, 'desk', 'desk_on_behalf', 1 + n % 1000, 1, 'Pedido ' || n, 1 + n % 5, 1, 1, 'queued',
    now() - n * interval '50 s', 1, now() - n * interval '50 s' + interval '1 day', 1
  from generate_series(1, {requests}) n;
insert into app.visit (company, request_id, no, stage_id, group_id, entered_at, due_at) select company, id, 1, 1, 1, opened_at, due_at from app.request;
insert into app.history (company, request_id, seq, at, actor_id, actor, login, kind, to_status, to_stage, to_group, hash)
  select company, id, 1, opened_at, 1, 'bench1', 'bench1', 'opened', 'queued', 1, 1, '' from app.request;
update app.history h set hash = sec.chain_hash('', h);
update app.request r set head = h.hash from app.history h where h.company = r.company and h.request_id = r.id;
insert into app.protocol_counter (company, year, last) values (1, 2026, {requests});
select setval('app.request_id_seq', {requests}), setval('app.person_id_seq', {clients});
set session_replication_role = origin;
