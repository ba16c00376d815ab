-- The functions that touch roles belong to the role manager, and only the engine may call them (database §1).
grant usage on schema sec to balcao_role_manager;
grant execute on function sec.staff_group(text), sec.checked_login(text) to balcao_role_manager;
reset role;
alter function sec.make_login(text, text, text, timestamptz) owner to balcao_role_manager;
alter function sec.store_verifier(text, text, timestamptz) owner to balcao_role_manager;
alter function sec.change_role(text, text, text) owner to balcao_role_manager;
alter function sec.allow_login(text, boolean) owner to balcao_role_manager;
revoke all on function sec.make_login(text, text, text, timestamptz), sec.store_verifier(text, text, timestamptz), sec.change_role(text, text, text), sec.allow_login(text, boolean) from public;
grant execute on function sec.make_login(text, text, text, timestamptz), sec.store_verifier(text, text, timestamptz), sec.change_role(text, text, text),
  sec.allow_login(text, boolean) to balcao_owner;
set local role balcao_owner;

-- What runs the text of parameter queries belongs to a role that may read the views of `rm` and nothing else (database §7).
reset role;
alter function act.query_opens(text) owner to balcao_param_runner;
alter function act.query_cost(text) owner to balcao_param_runner;
alter function act.query_columns(text) owner to balcao_param_runner;
alter function act.query_rows(text, jsonb, int) owner to balcao_param_runner;
revoke all on function act.query_opens(text), act.query_cost(text), act.query_columns(text), act.query_rows(text, jsonb, int) from public;
grant execute on function act.query_opens(text), act.query_cost(text), act.query_columns(text), act.query_rows(text, jsonb, int) to balcao_owner;
set local role balcao_owner;
