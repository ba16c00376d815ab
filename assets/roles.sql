-- Group roles (NOLOGIN) and the ground that the owner needs. Idempotent; run by `migrate` as the administrator.
-- Names of roles are cluster-wide, hence the prefix.
do $$
declare r text;
begin
  foreach r in array array['balcao_owner', 'balcao_attendant', 'balcao_supervisor', 'balcao_admin', 'balcao_auditor',
                           'balcao_portal', 'balcao_worker', 'balcao_param_runner', 'balcao_role_manager'] loop
    if not exists (select from pg_roles where rolname = r) then
      execute format('create role %I nologin nosuperuser nocreatedb nocreaterole nobypassrls', r);
    end if;
  end loop;
  if not (select rolcreaterole from pg_roles where rolname = 'balcao_role_manager') then
    alter role balcao_role_manager createrole;
  end if;
  if not pg_has_role('balcao_supervisor', 'balcao_attendant', 'member') then
    grant balcao_attendant to balcao_supervisor;
  end if;
  -- Only people's roles are made by the role manager, and only from these groups (database §1).
  grant balcao_attendant, balcao_supervisor, balcao_admin, balcao_auditor to balcao_role_manager with admin option;
  execute format('grant create on database %I to balcao_owner', current_database());
end $$;
create schema if not exists ext;
create extension if not exists pg_trgm schema ext;
create extension if not exists btree_gist schema ext;
grant usage on schema ext to balcao_owner;
