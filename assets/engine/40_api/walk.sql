-- Walking and replaying a flow before it is published: for administrators.

create function api.walk(p jsonb) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.walk(sec.actor(), p); end $$;
