-- The unprotected copy: the same rows and indexes, owned by whoever writes; no row security, no chain, no outbox, no rules.
create schema raw;
create table raw.request (like app.request including all);
create table raw.visit (like app.visit including all);
create table raw.history (like app.history including all);
create table raw.answer (like app.answer including all);
create table raw.flow_edge (like app.flow_edge including all);
insert into raw.request (company, id, protocol, branch, locality_id, type_id, version_id, opened_group_id, group_id, channel, requester_kind, student_id,
    location_id, description, priority, stage_id, visit_no, status, opened_at, opened_by, due_at, version, head) overriding system value
  select company, id, protocol, branch, locality_id, type_id, version_id, opened_group_id, group_id, channel, requester_kind, student_id,
    location_id, description, priority, stage_id, visit_no, status, opened_at, opened_by, due_at, version, head from app.request;
insert into raw.visit select * from app.visit;
insert into raw.history select * from app.history;
insert into raw.flow_edge overriding system value select * from app.flow_edge;
