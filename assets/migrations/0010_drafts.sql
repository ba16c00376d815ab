-- What a person typed and did not send has bounds in every column: rows are written by plain grants, and no command judges them.

alter table app.draft
  add constraint draft_subject check (length(subject) <= 200),
  add constraint draft_act check (act ~ '^[a-z][a-z-]{1,59}$'),
  add constraint draft_body check (jsonb_typeof(body) = 'object');
