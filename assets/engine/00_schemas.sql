-- The engine's schemas, made anew by every migrate. `sec` identity and words · `act` rules and acts with an explicit
-- actor, granted to nobody · `api` what people may call.
create schema if not exists sec;
create schema if not exists act;
create schema if not exists api;
alter default privileges revoke execute on functions from public;
