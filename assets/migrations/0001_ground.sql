-- The ground: what text may be stored, the clock row, companies, branches, calendars and people.
-- Rule of this folder: a landed migration is never edited; nothing here calls an engine function.

-- Folded form for searches: no accents, lower case. Must equal `domain::filter::fold`.
create function app.fold(t text) returns text
language sql immutable parallel safe strict
as $$ select lower(regexp_replace(normalize(t, nfd), '[\u0300-\u036f]', '', 'g')) $$;

-- True when a text carries no control, bidirectional or zero-width characters and is NFC (database §8).
-- Line feed and tab are text.
create function app.is_clean(t text) returns boolean
language sql immutable parallel safe strict
as $$ select t is nfc normalized
  and t !~ '[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]' $$;

-- The shape of every code of the catalogue (Z-14).
create function app.is_code(t text) returns boolean
language sql immutable parallel safe strict
as $$ select t ~ '^[a-z0-9][a-z0-9-]{0,39}$' $$;

create domain app.code as text constraint code_shape check (app.is_code(value));
create domain app.short_text as text constraint short_text_clean check (app.is_clean(value) and length(value) between 1 and 255);
create domain app.long_text as text constraint long_text_clean check (app.is_clean(value) and length(value) <= 8000);

-- One row: the engine's clock (amendment 18). `training` is set only by who makes a demo or a test database.
create table app.clock (
  one        boolean primary key default true constraint clock_one_row check (one),
  training   boolean not null default false,
  mode       text not null default 'real' constraint clock_mode check (mode in ('real', 'shifted', 'frozen')),
  shift      interval not null default interval '0',
  frozen_at  timestamptz,
  constraint clock_frozen check ((mode = 'frozen') = (frozen_at is not null)),
  constraint clock_training check (training or mode = 'real')
);
insert into app.clock default values;

create table app.company (
  id    smallint primary key,
  name  app.short_text not null
);

create table app.calendar (
  company  smallint not null references app.company (id),
  id       int generated always as identity,
  code     app.code not null,
  primary key (company, id),
  constraint calendar_code unique (company, code)
);

-- Opening hours; a weekday may have several spans. Weekday 1 = Monday … 7 = Sunday.
create table app.calendar_hours (
  company      smallint not null,
  calendar_id  int not null,
  weekday      smallint not null constraint calendar_weekday check (weekday between 1 and 7),
  opens        time not null,
  closes       time not null,
  primary key (company, calendar_id, weekday, opens),
  foreign key (company, calendar_id) references app.calendar (company, id) on delete cascade,
  constraint calendar_span check (opens < closes)
);

create table app.holiday (
  company      smallint not null,
  calendar_id  int not null,
  day          date not null,
  primary key (company, calendar_id, day),
  foreign key (company, calendar_id) references app.calendar (company, id) on delete cascade
);

-- The branch's code is its id.
create table app.branch (
  company      smallint not null references app.company (id),
  id           smallint not null,
  name         app.short_text not null,
  calendar_id  int not null,
  tz           text not null default 'America/Sao_Paulo',
  active       boolean not null default true,
  primary key (company, id),
  foreign key (company, calendar_id) references app.calendar (company, id)
);

create table app.locality (
  company  smallint not null,
  id       int generated always as identity,
  code     app.code not null,
  branch   smallint not null,
  name     app.short_text not null,
  active   boolean not null default true,
  primary key (company, id),
  foreign key (company, branch) references app.branch (company, id),
  constraint locality_code unique (company, code)
);

create table app.profile (
  company     smallint not null references app.company (id),
  id          int generated always as identity,
  code        app.code not null,
  name        app.short_text not null,
  open_all    boolean not null default false,
  handle_all  boolean not null default false,
  active      boolean not null default true,
  primary key (company, id),
  constraint profile_code unique (company, code)
);

-- A member of staff: one login role, one company (amendment 2). Never deleted: history names it.
create table app.person (
  company      smallint not null references app.company (id),
  id           int generated always as identity,
  login        text not null constraint person_login_shape check (login ~ '^[a-z][a-z0-9._]{1,30}$'),
  name         app.short_text not null,
  email        text constraint person_email_clean check (app.is_clean(email) and length(email) <= 254),
  cpf          text constraint person_cpf_shape check (cpf ~ '^[0-9]{11}$'),
  role         text not null constraint person_role check (role in ('attendant', 'supervisor', 'admin', 'auditor')),
  profile_id   int,
  locality_id  int,
  active       boolean not null default true,
  created_at   timestamptz not null default now(),
  primary key (company, id),
  foreign key (company, profile_id) references app.profile (company, id),
  foreign key (company, locality_id) references app.locality (company, id),
  -- Z-4: who works requests has a profile.
  constraint person_profile check (role not in ('attendant', 'supervisor') or profile_id is not null)
);
-- A login belongs to one person of one company, whatever the company.
create unique index person_login on app.person (login);

create table app.attendance_group (
  company      smallint not null references app.company (id),
  id           int generated always as identity,
  code         app.code not null,
  name         app.short_text not null,
  description  app.long_text,
  active       boolean not null default true,
  primary key (company, id),
  constraint attendance_group_code unique (company, code)
);

create table app.group_member (
  company    smallint not null,
  group_id   int not null,
  person_id  int not null,
  lead       boolean not null default false,
  primary key (company, group_id, person_id),
  foreign key (company, group_id) references app.attendance_group (company, id),
  foreign key (company, person_id) references app.person (company, id)
);
create index group_member_person on app.group_member (company, person_id, group_id) include (lead);

-- Motivo do repasse and the motives of the other acts (Z-17).
create table app.reason (
  company  smallint not null references app.company (id),
  id       int generated always as identity,
  code     app.code not null,
  name     app.short_text not null,
  kind     text not null default 'forward'
           constraint reason_kind check (kind in ('forward', 'return', 'deny', 'cancel', 'reopen', 'reassign', 'wait')),
  active   boolean not null default true,
  primary key (company, id),
  constraint reason_code unique (company, code)
);
