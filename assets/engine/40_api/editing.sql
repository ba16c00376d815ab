-- The flow editor's questions, and its autosave.

create function api.flow_list() returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.flow_list(sec.actor()); end $$;
create function api.edit_flow(p_code text) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.edit_flow(sec.actor(), p_code); end $$;
create function api.save_flow(p_doc jsonb, p_seen text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.save_flow(sec.actor(), p_doc, p_seen); end $$;
create function api.flow_pulse(p_code text) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.flow_pulse(sec.actor(), p_code); end $$;
