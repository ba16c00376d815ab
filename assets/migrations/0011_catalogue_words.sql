-- What the catalogue says beside: calendars and installment rules that are out of use, and the institution's words of a mail.

alter table app.calendar add column active boolean not null default true;
alter table app.installment_rule add column active boolean not null default true;

-- One row an event; without one, or with one that is out of use, the built-in words are written. Which events there are, and
-- which placeholders each may hold, is the engine's to say.
create table app.mail (
  company  smallint not null references app.company (id),
  event    text not null constraint mail_event check (event ~ '^[a-z][a-z_]{0,39}$'),
  subject  app.short_text not null,
  text     app.long_text not null,
  active   boolean not null default true,
  primary key (company, event)
);
