-- Walking and replaying a flow before it is published: for administrators; auditors replay too.

create function api.walk(p jsonb) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.walk(sec.actor(), p); end $$;
-- A whole past is sorted and grouped: in memory.
create function api.replay_flow(p jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan set work_mem = '64MB'
as $$ begin return act.replay_flow(sec.actor(), p); end $$;
