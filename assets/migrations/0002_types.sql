-- Request types and their flow versions (Z-1). Versioned: stages, actions, fields, edges, parameters;
-- everything else of a type is type-level and live (amendment 6).

create table app.request_type (
  company                   smallint not null references app.company (id),
  id                        int generated always as identity,
  code                      app.code not null,
  name                      app.short_text not null,
  description               app.long_text,
  handler                   text default 'educational' constraint request_type_handler check (handler in ('educational')),
  valid_from                date not null,
  valid_to                  date not null,
  active                    boolean not null default false,
  channel_desk              boolean not null default true,
  channel_portal            boolean not null default false,
  audience                  text[] not null default '{student,guardian}'
                            constraint request_type_audience check (audience <@ array['student', 'guardian']),
  default_priority          smallint not null default 3 constraint request_type_priority check (default_priority between 1 and 5),
  expected_days             int constraint request_type_expected_days check (expected_days between 0 and 3650),
  instructions_student      app.long_text,
  instructions_attendant    app.long_text,
  requires_active_contract  boolean not null default true,
  requires_enrolment        boolean not null default true,
  allow_student_cancel      boolean not null default false,
  max_open_per_student      int constraint request_type_max_open check (max_open_per_student > 0),
  allow_attachments         boolean not null default true,
  attachment_required       boolean not null default false,
  email_from_name           text constraint request_type_from_name check (app.is_clean(email_from_name)),
  email_from_addr           text constraint request_type_from_addr check (app.is_clean(email_from_addr)),
  email_subject             text constraint request_type_subject check (app.is_clean(email_subject)),
  legal_document            boolean not null default false,
  primary key (company, id),
  constraint request_type_code unique (company, code),
  constraint request_type_window check (valid_from <= valid_to)
);

create table app.profile_type (
  company     smallint not null,
  profile_id  int not null,
  type_code   app.code not null,
  can_open    boolean not null default false,
  can_handle  boolean not null default false,
  primary key (company, profile_id, type_code),
  foreign key (company, profile_id) references app.profile (company, id) on delete cascade
);

create table app.group_type (
  company   smallint not null,
  group_id  int not null,
  type_id   int not null,
  order_no  int not null default 1,
  primary key (company, type_id, group_id),
  foreign key (company, group_id) references app.attendance_group (company, id),
  foreign key (company, type_id) references app.request_type (company, id)
);

create table app.delivery_location (
  company      smallint not null,
  id           int generated always as identity,
  type_id      int not null,
  code         app.code not null,
  branch       smallint not null,
  locality_id  int not null,
  description  app.short_text not null,
  active       boolean not null default true,
  order_no     int not null default 1,
  primary key (company, id),
  foreign key (company, type_id) references app.request_type (company, id),
  foreign key (company, branch) references app.branch (company, id),
  foreign key (company, locality_id) references app.locality (company, id),
  constraint delivery_location_code unique (company, type_id, code),
  constraint delivery_location_place unique (company, type_id, branch, locality_id, description)
);

-- Prices are stored and exported from now on; charging by them comes with the money of the school's side.
create table app.location_price (
  company      smallint not null,
  location_id  int not null,
  amount       numeric(12, 2) not null constraint location_price_amount check (amount >= 0),
  valid_from   date not null,
  valid_to     date,
  primary key (company, location_id, valid_from),
  foreign key (company, location_id) references app.delivery_location (company, id),
  constraint location_price_window check (valid_from <= valid_to),
  constraint location_price_overlap exclude using gist
    (company ext.gist_int2_ops with operator(pg_catalog.=), location_id ext.gist_int4_ops with operator(pg_catalog.=),
     daterange(valid_from, valid_to, '[]') with operator(pg_catalog.&&))
);

create table app.service (
  company  smallint not null references app.company (id),
  id       int generated always as identity,
  code     app.code not null,
  name     app.short_text not null,
  value    numeric(12, 2) constraint service_value check (value >= 0),
  active   boolean not null default true,
  primary key (company, id),
  constraint service_code unique (company, code)
);

-- Academic side of a type (Atividades Acadêmicas | CRM | Configurações). Kept and exported; it charges nothing yet.
create table app.type_config (
  company               smallint not null,
  type_id               int not null,
  service_code          app.code,
  insert_extra_service  boolean not null default false,
  use_location_price    boolean not null default false,
  validate_debts        boolean not null default false,
  primary key (company, type_id),
  foreign key (company, type_id) references app.request_type (company, id)
);

-- Company row (branch 0) and overrides per branch; only reopen_days and send_opening_email act today.
create table app.settings (
  company  smallint not null references app.company (id),
  branch   smallint not null default 0,
  doc      jsonb not null default '{}',
  primary key (company, branch)
);

-- Text of parameter queries and installment rules, kept as the catalogue file gives them until they can run.
create table app.sql_query (
  company  smallint not null references app.company (id),
  code     app.code not null,
  title    app.short_text not null,
  dialect  text not null constraint sql_query_dialect check (dialect in ('mssql', 'postgres')),
  source   text not null constraint sql_query_length check (length(source) <= 20000),
  active   boolean not null default true,
  primary key (company, code)
);
create table app.installment_rule (
  company        smallint not null references app.company (id),
  period_code    text not null,
  request_until  date not null,
  installment    int not null constraint installment_rule_number check (installment >= 1),
  due_date       date,
  primary key (company, period_code, request_until),
  constraint installment_rule_due check (due_date >= request_until)
);

create table app.flow_version (
  company       smallint not null,
  id            int generated always as identity,
  type_id       int not null,
  number        int not null constraint flow_version_number check (number >= 1),
  state         text not null default 'draft' constraint flow_version_state check (state in ('draft', 'published', 'retired')),
  author        text not null,
  note          app.long_text,
  -- The type-level part of the file, applied together with the flow when it is published (amendment 6).
  staged        jsonb,
  created_at    timestamptz not null,
  published_at  timestamptz,
  published_by  text,
  primary key (company, id),
  foreign key (company, type_id) references app.request_type (company, id),
  constraint flow_version_of_type unique (company, type_id, number),
  constraint flow_version_key unique (company, type_id, id),
  constraint flow_version_published check ((state = 'draft') = (published_at is null))
);
create unique index flow_version_one_draft on app.flow_version (company, type_id) where state = 'draft';
create unique index flow_version_one_published on app.flow_version (company, type_id) where state = 'published';

create table app.stage (
  company        smallint not null,
  id             int generated always as identity,
  version_id     int not null,
  code           app.code not null,
  name           app.short_text not null,
  description    app.long_text,
  order_no       int not null,
  is_default     boolean not null default false,
  is_entry       boolean not null default false,
  activate_task  boolean not null default true,
  group_id       int,
  assignment     text not null default 'queue' constraint stage_assignment
                 check (assignment in ('queue', 'attendant', 'previous_handler', 'supervisor', 'least_loaded', 'round_robin')),
  attendant_id   int,
  duration       int constraint stage_duration check (duration > 0),
  duration_unit  text constraint stage_duration_unit check (duration_unit in ('business_hours', 'business_days', 'calendar_days')),
  purpose        text not null default 'neutral' constraint stage_purpose check (purpose in ('approve', 'deny', 'neutral')),
  can_conclude   boolean not null default false,
  can_cancel     boolean not null default false,
  can_wait       boolean not null default false,
  can_return     boolean not null default false,
  outcomes       text[] not null default '{}' constraint stage_outcomes check (outcomes <@ array['granted', 'denied', 'done']),
  public_label   text constraint stage_public_label check (app.is_clean(public_label)),
  active         boolean not null default true,
  primary key (company, id),
  foreign key (company, version_id) references app.flow_version (company, id) on delete cascade,
  foreign key (company, group_id) references app.attendance_group (company, id),
  foreign key (company, attendant_id) references app.person (company, id),
  constraint stage_code unique (company, version_id, code),
  constraint stage_key unique (company, version_id, id),
  -- C-1: the default stage is an entry and is activated.
  constraint stage_default_enters check (not is_default or (is_entry and activate_task and active)),
  constraint stage_duration_whole check ((duration is null) = (duration_unit is null))
);
-- I-6
create unique index stage_one_default on app.stage (company, version_id) where is_default;

create table app.stage_field (
  company             smallint not null,
  id                  int generated always as identity,
  version_id          int not null,
  stage_id            int not null,
  key                 text not null constraint stage_field_key check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  label               app.short_text not null,
  data_type           text not null constraint stage_field_type check (data_type in
                      ('short_text', 'long_text', 'integer', 'decimal', 'date', 'bool', 'choice', 'sql_choice', 'file')),
  required            boolean not null default false,
  filled_by           text not null default 'attendant' constraint stage_field_filled_by check (filled_by in ('attendant', 'student')),
  visible_to_student  boolean not null default false,
  restricted          boolean not null default false,
  choices             text[] not null default '{}',
  query               text,
  min_value           text,
  max_value           text,
  regex               text,
  default_value       text,
  help                text,
  order_no            int not null,
  primary key (company, id),
  foreign key (company, version_id, stage_id) references app.stage (company, version_id, id) on delete cascade,
  constraint stage_field_unique unique (company, stage_id, key)
);

create table app.stage_action (
  company              smallint not null,
  id                   int generated always as identity,
  version_id           int not null,
  stage_id             int not null,
  key                  text not null constraint stage_action_key check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  kind                 text not null constraint stage_action_kind check (kind in ('checklist', 'send_email', 'issue_document')),
  label                app.short_text not null,
  required_on_select   boolean not null default false,
  required_on_execute  boolean not null default false,
  order_no             int not null,
  primary key (company, id),
  foreign key (company, version_id, stage_id) references app.stage (company, version_id, id) on delete cascade,
  constraint stage_action_unique unique (company, stage_id, key)
);

create table app.type_parameter (
  company     smallint not null,
  id          int generated always as identity,
  version_id  int not null,
  code        text not null constraint type_parameter_code check (code ~ '^[a-z][a-z0-9_-]{0,39}$'),
  label       app.short_text not null,
  data_type   text not null constraint type_parameter_type check (data_type in
              ('short_text', 'integer', 'decimal', 'date', 'long_text', 'choice', 'sql_choice')),
  required    boolean not null default false,
  query       text,
  choices     text[] not null default '{}',
  min_value   text,
  max_value   text,
  regex       text,
  help        text,
  order_no    int not null,
  active      boolean not null default true,
  primary key (company, id),
  foreign key (company, version_id) references app.flow_version (company, id) on delete cascade,
  constraint type_parameter_unique unique (company, version_id, code)
);

create table app.flow_edge (
  company        smallint not null,
  id             int generated always as identity,
  version_id     int not null,
  from_stage     int not null,
  to_stage       int not null,
  reason_id      int not null,
  order_no       int not null,
  skip_required  boolean not null default false,
  note_required  boolean not null default false,
  active         boolean not null default true,
  primary key (company, id),
  -- F-1: both ends belong to the same version, hence to the same type.
  foreign key (company, version_id, from_stage) references app.stage (company, version_id, id) on delete cascade,
  foreign key (company, version_id, to_stage) references app.stage (company, version_id, id) on delete cascade,
  foreign key (company, reason_id) references app.reason (company, id),
  -- F-2
  constraint flow_edge_reason unique (company, from_stage, reason_id),
  -- F-3
  constraint flow_edge_no_loop check (from_stage <> to_stage)
);
