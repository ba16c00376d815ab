-- The catalogue at the desk: what there is, one kind's entries, the trail of one, and one entry saved.

create function api.entry_overview() returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.entry_overview(sec.actor()); end $$;
create function api.entries(p_kind text, p_find text default null) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.entries(sec.actor(), p_kind, p_find); end $$;
create function api.entry_history(p_kind text, p_code text) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.entry_history(sec.actor(), p_kind, p_code); end $$;
create function api.mail_example(p_event text, p_subject text, p_text text) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.mail_example(sec.actor(), p_event, p_subject, p_text); end $$;
create function api.save_entry(p_kind text, p_code text, p_row jsonb, p_seen text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.save_entry(sec.actor(), p_kind, p_code, p_row, p_seen); end $$;
