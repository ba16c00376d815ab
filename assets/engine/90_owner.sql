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
