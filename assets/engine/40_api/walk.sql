-- Walking and replaying a flow before it is published: for administrators.

create function api.walk(p jsonb) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.walk(sec.actor(), p); end $$;
create function api.replay_flow(p jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.replay_flow(sec.actor(), p); end $$;
