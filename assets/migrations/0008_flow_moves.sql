-- Running requests moved to another version of their flow (Z-2, L-14): what was asked for, what moved, and the way back.

-- One plan being applied; a run broken off is gone on with under the same id.
create table app.move_run (
  company     smallint not null,
  id          uuid not null,
  type_id     int not null,
  version_id  int not null,
  plan        jsonb not null,
  person_id   int not null,
  at          timestamptz not null,
  primary key (company, id),
  foreign key (company, type_id, version_id) references app.flow_version (company, type_id, id),
  foreign key (company, person_id) references app.person (company, id)
);
create index move_run_type on app.move_run (company, type_id, at);

-- One request of a run that moved: its event, the visit it entered, all as it was before, and the event that took it back.
create table app.move (
  company     smallint not null,
  run         uuid not null,
  request_id  bigint not null,
  seq         int not null,
  visit_no    int not null,
  person_id   int not null,
  before      jsonb not null,
  undone_seq  int,
  primary key (company, run, request_id),
  foreign key (company, run) references app.move_run (company, id),
  foreign key (company, request_id) references app.request (company, id),
  foreign key (company, person_id) references app.person (company, id)
);
create index move_request on app.move (company, request_id, seq);

-- A visit that a move began; when the stage is the same one, its deadline still counts from the visit named (S-7).
alter table app.visit
  add column moved        boolean not null default false,
  add column deadline_of  int constraint visit_deadline_of check (deadline_of < no);
