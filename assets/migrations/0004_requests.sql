-- Requests, their visits, answers, messages, files, history and outbox. Nobody but the engine writes here.
-- `company` leads every key (database §10), so the tables can be distributed by company.

create table app.protocol_counter (
  company  smallint not null references app.company (id),
  year     smallint not null,
  last     int not null default 0,
  primary key (company, year)
);

create table app.request (
  company             smallint not null,
  id                  bigint generated always as identity,
  protocol            text not null constraint request_protocol_shape check (protocol ~ '^[0-9]{4}\.[0-9]{7,}$'),
  branch              smallint not null,
  locality_id         int,
  type_id             int not null,
  version_id          int not null,
  opened_group_id     int not null,
  group_id            int not null,
  channel             text not null constraint request_channel check (channel in ('desk', 'portal')),
  requester_kind      text not null constraint request_requester check (requester_kind in ('student', 'guardian', 'desk_on_behalf')),
  portal_user_id      int,
  student_id          bigint not null,
  enrolment_id        bigint,
  period_id           int,
  contract_id         bigint,
  location_id         int not null,
  description         app.long_text not null,
  priority            smallint not null constraint request_priority check (priority between 1 and 5),
  stage_id            int not null,
  visit_no            int not null constraint request_visit check (visit_no >= 1),
  assignee_id         int,
  assigned_at         timestamptz,
  status              text not null constraint request_status check (status in ('queued', 'in_progress', 'waiting', 'concluded', 'cancelled')),
  outcome             text constraint request_outcome check (outcome in ('granted', 'denied', 'done')),
  resolution          app.long_text,
  opened_at           timestamptz not null,
  opened_by           int,
  closed_at           timestamptz,
  due_at              timestamptz,
  -- While waiting: since when, until when at most, and the business seconds left of the stage's deadline (amendment 17).
  paused_at           timestamptz,
  waiting_until       timestamptz,
  due_left_seconds    bigint,
  sla_paused_seconds  bigint not null default 0 constraint request_paused check (sla_paused_seconds >= 0),
  promised_on         date,
  unread              boolean not null default false,
  -- Places of the charge: decided once, at opening (B-3); until money lands every request has none.
  charge_status       text not null default 'none' constraint request_charge
                      check (charge_status in ('none', 'free', 'pending', 'charged', 'waived', 'cancelled', 'failed')),
  version             int not null default 0,
  head                bytea not null default '',
  -- Order of the queue (W-5): late is due_sort < now; nothing waits for a student who owes an answer.
  due_sort            timestamptz not null generated always as
                      (case when status = 'waiting' or due_at is null then 'infinity'::timestamptz else due_at end) stored,
  primary key (company, id),
  foreign key (company, branch) references app.branch (company, id),
  foreign key (company, locality_id) references app.locality (company, id),
  foreign key (company, type_id) references app.request_type (company, id),
  -- I-3: version of the type, stage of the version.
  foreign key (company, type_id, version_id) references app.flow_version (company, type_id, id),
  foreign key (company, version_id, stage_id) references app.stage (company, version_id, id),
  foreign key (company, opened_group_id) references app.attendance_group (company, id),
  foreign key (company, group_id) references app.attendance_group (company, id),
  foreign key (company, student_id) references academic.student (company, id),
  foreign key (company, enrolment_id) references academic.enrolment (company, id),
  foreign key (company, period_id) references academic.period (company, id),
  foreign key (company, contract_id) references academic.contract (company, id),
  foreign key (company, location_id) references app.delivery_location (company, id),
  foreign key (company, assignee_id) references app.person (company, id),
  foreign key (company, opened_by) references app.person (company, id),
  foreign key (company, portal_user_id) references app.portal_user (company, id),
  constraint request_protocol unique (company, protocol),
  -- I-1
  constraint request_closed check ((closed_at is not null) = (status in ('concluded', 'cancelled'))),
  constraint request_outcome_when check ((outcome is not null) = (status = 'concluded')),
  -- I-2
  constraint request_assignee_when check (case status when 'queued' then assignee_id is null
                                                      when 'in_progress' then assignee_id is not null
                                                      when 'waiting' then assignee_id is not null else true end),
  constraint request_assigned_at check ((assignee_id is null) = (assigned_at is null)),
  constraint request_paused_when check ((paused_at is not null) = (status = 'waiting')),
  constraint request_waiting_until check (waiting_until is null or status = 'waiting')
);
create index request_queue on app.request (company, group_id, priority, due_sort, opened_at, id) where closed_at is null;
create index request_next on app.request (company, group_id, priority, due_sort, opened_at, id) where status = 'queued';
create index request_mine on app.request (company, assignee_id, priority, due_sort, opened_at, id) where closed_at is null and assignee_id is not null;
create index request_waiting on app.request (company, group_id, id) where status = 'waiting';
create index request_student on app.request (company, student_id, opened_at desc);
create index request_opened on app.request (company, opened_at desc, id desc);
create index request_closed_at on app.request (company, closed_at desc, id desc) where closed_at is not null;
create index request_type_opened on app.request (company, type_id, opened_at desc);
create index request_wake on app.request (company, waiting_until) where waiting_until is not null;

-- A stay in a stage. Fields are answered per visit; an earlier visit keeps its answers.
create table app.visit (
  company     smallint not null,
  request_id  bigint not null,
  no          int not null constraint visit_no check (no >= 1),
  stage_id    int not null,
  group_id    int not null,
  entered_at  timestamptz not null,
  left_at     timestamptz,
  due_at      timestamptz,
  handler_id  int,
  primary key (company, request_id, no),
  foreign key (company, request_id) references app.request (company, id) deferrable initially deferred,
  foreign key (company, stage_id) references app.stage (company, id)
);
create index visit_stage on app.visit (company, stage_id, entered_at);

create table app.answer (
  company     smallint not null,
  request_id  bigint not null,
  visit_no    int not null,
  field_id    int not null,
  value       jsonb not null constraint answer_not_null check (value <> 'null'::jsonb),
  label       text not null,
  by_id       int,
  at          timestamptz not null,
  primary key (company, request_id, visit_no, field_id),
  foreign key (company, request_id, visit_no) references app.visit (company, request_id, no),
  foreign key (company, field_id) references app.stage_field (company, id)
);

create table app.action_done (
  company     smallint not null,
  request_id  bigint not null,
  visit_no    int not null,
  action_id   int not null,
  by_id       int,
  at          timestamptz not null,
  primary key (company, request_id, visit_no, action_id),
  foreign key (company, request_id, visit_no) references app.visit (company, request_id, no),
  foreign key (company, action_id) references app.stage_action (company, id)
);

create table app.parameter_answer (
  company       smallint not null,
  request_id    bigint not null,
  parameter_id  int not null,
  value         jsonb not null constraint parameter_answer_not_null check (value <> 'null'::jsonb),
  label         text not null,
  primary key (company, request_id, parameter_id),
  foreign key (company, request_id) references app.request (company, id),
  foreign key (company, parameter_id) references app.type_parameter (company, id)
);

create table app.message (
  company         smallint not null,
  request_id      bigint not null,
  no              int not null,
  at              timestamptz not null,
  author_id       int,
  portal_user_id  int,
  body            app.long_text not null,
  internal        boolean not null default false,
  primary key (company, request_id, no),
  foreign key (company, request_id) references app.request (company, id),
  foreign key (company, author_id) references app.person (company, id),
  foreign key (company, portal_user_id) references app.portal_user (company, id),
  constraint message_student_is_public check (portal_user_id is null or not internal)
);

create table app.attachment (
  company     smallint not null,
  request_id  bigint not null,
  no          int not null,
  at          timestamptz not null,
  by_id       int,
  name        app.short_text not null,
  media_type  text not null,
  size        int not null constraint attachment_size check (size between 1 and 10 * 1024 * 1024),
  sha256      bytea not null,
  restricted  boolean not null default false,
  primary key (company, request_id, no),
  foreign key (company, request_id) references app.request (company, id)
);
create table app.file_content (
  company     smallint not null,
  request_id  bigint not null,
  no          int not null,
  content     bytea not null,
  primary key (company, request_id, no),
  foreign key (company, request_id, no) references app.attachment (company, request_id, no)
);

-- What a person typed and has not sent: (person, request, act). Personal scratch, no command, no history.
create table app.draft (
  company    smallint not null,
  person_id  int not null,
  subject    text not null,
  act        text not null,
  body       jsonb not null constraint draft_size check (length(body::text) <= 100000),
  at         timestamptz not null default now(),
  primary key (company, person_id, subject, act),
  foreign key (company, person_id) references app.person (company, id)
);

-- Append-only (H-1). Personal text is not here: it stands in history_note, and only its salted hash is chained.
create table app.history (
  company        smallint not null,
  request_id     bigint not null,
  seq            int not null,
  at             timestamptz not null,
  actor_id       int,
  actor          text not null,
  login          text not null,
  kind           text not null constraint history_kind check (kind in ('opened', 'taken', 'released', 'field_set', 'forwarded',
                 'returned', 'reassigned', 'wait_started', 'wait_ended', 'message', 'note', 'attachment', 'concluded', 'cancelled',
                 'reopened', 'priority', 'undone', 'migrated')),
  from_status    text,
  to_status      text not null,
  from_stage     int,
  to_stage       int not null,
  from_group     int,
  to_group       int not null,
  from_assignee  int,
  to_assignee    int,
  outcome        text,
  reason_id      int,
  undoes         int,
  batch          uuid,
  data           jsonb,
  note_hash      bytea,
  visible_to_student boolean not null default false,
  xid            xid8 not null default pg_current_xact_id(),
  hash           bytea not null,
  primary key (company, request_id, seq),
  foreign key (company, request_id) references app.request (company, id) deferrable initially deferred,
  foreign key (company, to_stage) references app.stage (company, id),
  foreign key (company, reason_id) references app.reason (company, id)
);
create index history_news on app.history (company, xid);
create index history_actor on app.history (company, actor_id, at desc);

create table app.history_note (
  company     smallint not null,
  request_id  bigint not null,
  seq         int not null,
  salt        bytea not null,
  note        app.long_text,
  detail      jsonb,
  erased_at   timestamptz,
  primary key (company, request_id, seq),
  foreign key (company, request_id, seq) references app.history (company, request_id, seq) deferrable initially deferred
);

-- Mail to be sent; times here are real time (amendment 18).
create table app.outbox (
  company     smallint not null,
  id          bigint generated always as identity,
  request_id  bigint not null,
  seq         int not null,
  kind        text not null,
  to_address  text not null,
  payload     jsonb not null,
  created_at  timestamptz not null default now(),
  not_before  timestamptz not null default now(),
  sent_at     timestamptz,
  dropped_at  timestamptz,
  tries       int not null default 0,
  last_error  text,
  primary key (company, id),
  foreign key (company, request_id) references app.request (company, id) deferrable initially deferred,
  constraint outbox_once unique (company, request_id, seq, kind, to_address)
);
create index outbox_due on app.outbox (company, not_before) where sent_at is null and dropped_at is null;

-- A retry after an unknown outcome finds what the first call did (O-15, database §2).
create table app.op (
  company     smallint not null,
  person_id   int not null,
  op          uuid not null,
  act         text not null,
  request_id  bigint not null,
  seq         int not null,
  at          timestamptz not null default now(),
  primary key (company, person_id, op)
);
create index op_at on app.op (company, at);

-- The before-image of the last act on a request (Z-9, amendment 24); one slot a request.
create table app.undo (
  company     smallint not null,
  request_id  bigint not null,
  seq         int not null,
  person_id   int not null,
  act         text not null,
  before      jsonb not null,
  batch       uuid,
  primary key (company, request_id),
  foreign key (company, request_id) references app.request (company, id) deferrable initially deferred
);
create index undo_batch on app.undo (company, batch) where batch is not null;

create table app.round_robin (
  company    smallint not null,
  stage_id   int not null,
  person_id  int not null,
  primary key (company, stage_id),
  foreign key (company, stage_id) references app.stage (company, id)
);

-- Reads that the law wants known: look-ups at the counter, restricted content, CPF.
create table app.access_log (
  company     smallint not null,
  id          bigint generated always as identity,
  at          timestamptz not null,
  person_id   int not null,
  what        text not null,
  request_id  bigint,
  student_id  bigint,
  primary key (company, id)
);
create index access_log_request on app.access_log (company, request_id, person_id, at desc);

-- Changes of the catalogue: who, when, old, new.
create table app.audit (
  company   smallint not null,
  id        bigint generated always as identity,
  at        timestamptz not null default now(),
  login     text not null,
  relation  text not null,
  verb      text not null,
  old_row   jsonb,
  new_row   jsonb,
  primary key (company, id)
);
