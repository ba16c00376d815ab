-- Versions of a flow and the requests that move between them: thin doors, as all of them.

create function api.flow_versions(p_type text) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.flow_versions(sec.actor(), p_type); end $$;
create function api.discard_draft(p_type text) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.discard_draft(sec.actor(), p_type); end $$;
create function api.draft_from(p_type text, p_number int, p_note text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.draft_from(sec.actor(), p_type, p_number, p_note); end $$;
create function api.plan_migration(p_type text, p_to int, p_plan jsonb default null) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.plan_migration(sec.actor(), p_type, p_to, p_plan); end $$;
create function api.migrate_request(p_protocol text, p_to int, p_plan jsonb, p_run uuid) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.migrate_request(sec.actor(), p_protocol, p_to, p_plan, p_run); end $$;
create function api.undo_migration(p_run uuid, p_protocol text) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.undo_migration(sec.actor(), p_run, p_protocol); end $$;
create function api.migration_runs(p_type text, p_run uuid default null) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.migration_runs(sec.actor(), p_type, p_run); end $$;
