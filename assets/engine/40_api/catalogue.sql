-- Types, flows, the catalogue, people, portal users and the clock: the administrators' commands and what all may read.

create function api.import_type(p_doc jsonb, p_note text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.import_type(sec.actor(), p_doc, p_note); end $$;
create function api.export_type(p_code text, p_which text default null) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.export_type(sec.actor(), p_code, p_which); end $$;
create function api.show_type(p_code text) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.show_type(sec.actor(), p_code); end $$;
create function api.types() returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.types_json(sec.actor()); end $$;
create function api.check_flow(p_code text, p_which text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.check_flow(sec.actor(), p_code, p_which); end $$;
create function api.publish_flow(p_code text, p_note text default null, p_seen text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.publish_flow(sec.actor(), p_code, p_note, p_seen); end $$;
create function api.activate_type(p_code text, p_active boolean) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.activate_type(sec.actor(), p_code, p_active); end $$;
create function api.import_catalogue(p_doc jsonb) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.import_catalogue(sec.actor(), p_doc); end $$;
create function api.export_catalogue() returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.export_catalogue(sec.actor()); end $$;

create function api.people() returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return (select coalesce(jsonb_agg(act.person_json(p.company, p.id) order by p.login), '[]') from sec.actor() a join app.person p on p.company = a.company);
end $$;
create function api.create_person(p jsonb) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.create_person(sec.actor(), p); end $$;
create function api.set_person(p_login text, p jsonb) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.set_person(sec.actor(), p_login, p); end $$;
create function api.enable_person(p_login text, p_active boolean, p_to_queue boolean default false) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.enable_person(sec.actor(), p_login, p_active, p_to_queue); end $$;

-- One's own password, or anybody's by an administrator; only a verifier travels (amendment 30).
create function api.set_password(p_login text, p_verifier text, p_valid_until timestamptz default null) returns void
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor();
begin
  if p_login <> a.login then
    perform sec.require(a, 'admin');
    perform act.person_of(a, p_login);
  end if;
  perform sec.store_verifier(p_login, p_verifier, p_valid_until);
end $$;

create function api.portal_users() returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return (select coalesce(jsonb_agg(act.portal_user_json(w.company, w.id) order by w.login), '[]') from sec.actor() a join app.portal_user w on w.company = a.company
       where a.role in ('admin', 'supervisor', 'attendant'));
end $$;
create function api.create_portal_user(p jsonb) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.create_portal_user(sec.actor(), p); end $$;
create function api.enable_portal_user(p_login text, p_active boolean) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor(); v_id int;
begin
  perform sec.require(a, 'admin');
  update app.portal_user set active = p_active where company = a.company and login = p_login returning id into v_id;
  if v_id is null then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'login', null, jsonb_build_object('what', coalesce(p_login, '?'))))); end if;
  return act.portal_user_json(a.company, v_id);
end $$;

create function api.clock() returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return (select act.clock_json() from sec.actor() a);
end $$;
create function api.clock_set(p_at timestamptz, p_freeze boolean default false) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.clock_set(sec.actor(), p_at, coalesce(p_freeze, false)); end $$;
create function api.clock_reset() returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.clock_reset(sec.actor()); end $$;
create function api.doctor() returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.doctor(sec.actor()); end $$;
