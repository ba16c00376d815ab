-- The role manager's few commands: the only dynamic SQL of the engine besides parameter queries. Staff never reach them
-- but through act.*_person. Passwords come as SCRAM verifiers computed in the client (amendment 30).

create function sec.staff_group(p_role text) returns text
language sql immutable
as $$ select case when p_role in ('attendant', 'supervisor', 'admin', 'auditor') then 'balcao_' || p_role end $$;

create function sec.checked_login(p_login text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  if p_login !~ '^[a-z][a-z0-9._]{1,30}$' or p_login like 'balcao\_%' or p_login like 'pg\_%' then
    raise exception 'not a login: %', p_login using errcode = '42501';
  end if;
  return p_login;
end $$;

create function sec.make_login(p_login text, p_role text, p_verifier text, p_valid_until timestamptz) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = p_login) then
    execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls inherit connection limit 20', sec.checked_login(p_login));
  elsif not pg_catalog.pg_has_role(p_login, sec.staff_group(p_role), 'member') or exists (select from pg_catalog.pg_roles where rolname = p_login and (rolsuper or rolcreaterole or rolbypassrls or rolreplication or rolcreatedb)) then
    raise exception 'role % exists and is not of this program', p_login using errcode = '42501';
  end if;
  execute format('grant %I to %I', sec.staff_group(p_role), sec.checked_login(p_login));
  if p_verifier is not null then perform sec.store_verifier(p_login, p_verifier, p_valid_until); end if;
end $$;

create function sec.store_verifier(p_login text, p_verifier text, p_valid_until timestamptz) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if p_verifier !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' then
    raise exception 'not a SCRAM verifier' using errcode = '22023';
  end if;
  execute format('alter role %I password %L valid until %L', sec.checked_login(p_login), p_verifier, coalesce(p_valid_until::text, 'infinity'));
end $$;

create function sec.change_role(p_login text, p_old text, p_new text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  execute format('revoke %I from %I', sec.staff_group(p_old), sec.checked_login(p_login));
  execute format('grant %I to %I', sec.staff_group(p_new), sec.checked_login(p_login));
end $$;

create function sec.allow_login(p_login text, p_active boolean) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  execute format('alter role %I %s', sec.checked_login(p_login), case when p_active then 'login' else 'nologin' end);
end $$;
