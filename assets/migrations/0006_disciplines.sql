-- What parameter queries read and are: disciplines, classes and who sits in them; the handlers of types (Z-12); and of a
-- query, beside the text that an administrator wrote, the text that the server runs, its cost and who answers for it.

create table academic.discipline (
  company  smallint not null references app.company (id),
  id       bigint generated always as identity,
  code     text not null constraint discipline_code_shape check (code ~ '^[0-9A-Za-z/._-]{1,30}$'),
  name     app.short_text not null,
  primary key (company, id),
  constraint discipline_code unique (company, code)
);

-- A discipline offered in a period; `code` tells its classes (turmas) apart.
create table academic.class (
  company        smallint not null,
  id             bigint generated always as identity,
  period_id      int not null,
  discipline_id  bigint not null,
  code           text not null constraint class_code_shape check (code ~ '^[0-9A-Za-z/._-]{1,30}$'),
  course         text constraint class_course_clean check (app.is_clean(course) and length(course) between 1 and 255),
  primary key (company, id),
  foreign key (company, period_id) references academic.period (company, id),
  foreign key (company, discipline_id) references academic.discipline (company, id),
  constraint class_unique unique (company, period_id, discipline_id, code)
);

create table academic.class_enrolment (
  company     smallint not null,
  student_id  bigint not null,
  class_id    bigint not null,
  status      text not null default 'active' constraint class_enrolment_status check (status in ('active', 'locked', 'cancelled', 'finished')),
  primary key (company, student_id, class_id),
  foreign key (company, student_id) references academic.student (company, id),
  foreign key (company, class_id) references academic.class (company, id)
);
create index class_enrolment_class on academic.class_enrolment (company, class_id);

-- Serviço do tipo de atendimento: what program answers for a type. The engine puts row 10 here at each migrate.
create table app.type_handler (
  id           int primary key,
  code         text not null constraint type_handler_code unique,
  name         app.short_text not null,
  application  text not null,
  library      text not null
);

alter table app.sql_query
  add column bound        text constraint sql_query_bound_length check (length(bound) <= 40000),
  add column binds        text[] not null default '{}' constraint sql_query_binds
                          check (binds <@ array['CODCOLIGADA', 'RA', 'IDPERLET', 'CODFILIAL', 'IDCONTRATO', 'CODUSUARIO', 'HOJE']),
  -- The planner's total cost and what it prints of the plan's rows, when the text was saved.
  add column cost         numeric,
  add column columns      text[] not null default '{}',
  add column saved_at     timestamptz,
  add column saved_by     text,
  add column approved_at  timestamptz,
  add column approved_by  text,
  add constraint sql_query_approved check ((approved_at is null) = (approved_by is null)),
  add constraint sql_query_saved check ((bound is null) = (saved_by is null)),
  add constraint sql_query_second check (approved_by <> saved_by);

-- Faults of the set-up that a refused act could not write itself (amendment 9): one line a day and matter.
create table app.fault (
  company   smallint not null references app.company (id),
  day       date not null,
  code      text not null constraint fault_code check (code ~ '^E_[A-Z_]{1,60}$'),
  subject   text not null constraint fault_subject check (app.is_clean(subject) and length(subject) <= 200),
  first_at  timestamptz not null,
  last_at   timestamptz not null,
  times     int not null default 1,
  login     text not null,
  detail    text constraint fault_detail check (length(detail) <= 1000),
  primary key (company, day, code, subject)
);
