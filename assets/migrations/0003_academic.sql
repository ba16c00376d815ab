-- The mirror of the academic system (Z-11). Nothing else depends on how the rows got here.
-- Charges, installments, ledger and disciplines join this schema with the school's side.

create table academic.student (
  company      smallint not null references app.company (id),
  id           bigint generated always as identity,
  ra           text not null constraint student_ra_shape check (ra ~ '^[A-Za-z0-9.-]{1,20}$'),
  name         app.short_text not null,
  name_folded  text not null generated always as (app.fold(name)) stored,
  cpf          text constraint student_cpf_shape check (cpf ~ '^[0-9]{11}$'),
  email        text constraint student_email_clean check (app.is_clean(email) and length(email) <= 254),
  phone        text constraint student_phone_clean check (app.is_clean(phone) and length(phone) <= 40),
  birth_date   date,
  primary key (company, id),
  constraint student_ra unique (company, ra)
);
create index student_name on academic.student using gin (name_folded ext.gin_trgm_ops);
create index student_name_prefix on academic.student (company, name_folded text_pattern_ops);
create index student_cpf on academic.student (company, cpf) where cpf is not null;
create index student_phone on academic.student (company, phone) where phone is not null;

create table academic.guardian (
  company     smallint not null,
  id          bigint generated always as identity,
  student_id  bigint not null,
  cpf         text not null constraint guardian_cpf_shape check (cpf ~ '^[0-9]{11}$'),
  name        app.short_text not null,
  email       text constraint guardian_email_clean check (app.is_clean(email) and length(email) <= 254),
  kind        text not null constraint guardian_kind check (kind in ('financial', 'academic', 'mother', 'father')),
  primary key (company, id),
  foreign key (company, student_id) references academic.student (company, id),
  constraint guardian_unique unique (company, student_id, cpf, kind)
);

create table academic.period (
  company  smallint not null references app.company (id),
  id       int generated always as identity,
  code     text not null constraint period_code_shape check (code ~ '^[0-9A-Za-z/.-]{1,20}$'),
  name     app.short_text not null,
  starts   date not null,
  ends     date not null,
  closed   boolean not null default false,
  primary key (company, id),
  constraint period_code unique (company, code),
  constraint period_window check (starts <= ends)
);

create table academic.enrolment (
  company      smallint not null,
  id           bigint generated always as identity,
  student_id   bigint not null,
  period_id    int not null,
  course       app.short_text not null,
  branch       smallint not null,
  shift        text,
  status       text not null default 'active' constraint enrolment_status check (status in ('active', 'locked', 'cancelled', 'finished')),
  enrolled_on  date not null,
  primary key (company, id),
  foreign key (company, student_id) references academic.student (company, id),
  foreign key (company, period_id) references academic.period (company, id),
  foreign key (company, branch) references app.branch (company, id),
  constraint enrolment_unique unique (company, student_id, period_id, course)
);

create table academic.contract (
  company        smallint not null,
  id             bigint generated always as identity,
  student_id     bigint not null,
  period_id      int not null,
  course         app.short_text not null,
  number         text not null constraint contract_number_shape check (number ~ '^[0-9A-Za-z/.-]{1,30}$'),
  status         text not null default 'active' constraint contract_status check (status in ('active', 'suspended', 'cancelled', 'closed')),
  fixed_due_day  smallint constraint contract_fixed_day check (fixed_due_day between 1 and 31),
  signed_on      date not null,
  primary key (company, id),
  foreign key (company, student_id) references academic.student (company, id),
  foreign key (company, period_id) references academic.period (company, id),
  constraint contract_number unique (company, number)
);
create index contract_student on academic.contract (company, student_id, period_id);

-- Who signs in to the portal: a student, or a guardian by CPF. A profile is indispensable (O-01).
create table app.portal_user (
  company        smallint not null references app.company (id),
  id             int generated always as identity,
  login          text not null constraint portal_user_login check (app.is_clean(login) and length(login) between 3 and 254),
  name           app.short_text not null,
  email          text constraint portal_user_email check (app.is_clean(email) and length(email) <= 254),
  profile_id     int not null,
  student_id     bigint,
  guardian_cpf   text constraint portal_user_cpf check (guardian_cpf ~ '^[0-9]{11}$'),
  active         boolean not null default true,
  created_at     timestamptz not null default now(),
  primary key (company, id),
  foreign key (company, profile_id) references app.profile (company, id),
  foreign key (company, student_id) references academic.student (company, id),
  constraint portal_user_login_unique unique (company, login),
  constraint portal_user_someone check ((student_id is null) <> (guardian_cpf is null))
);
