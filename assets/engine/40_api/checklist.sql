-- Why a type is not offered, and what a request of it would cost: questions that change nothing.

create function api.type_checklist(p_code text, p jsonb default '{}') returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.type_checklist(sec.actor(), p_code, coalesce(p, '{}')); end $$;
create function api.price_what_if(p jsonb) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.price_what_if(sec.actor(), p); end $$;
