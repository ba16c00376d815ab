-- The doors of the import: what was copied into `staging` under this id is judged and, where all of it fits, loaded
-- (amendment 14). Sizes differ a thousandfold from one call to the next: planned anew each time, with room for hashes.

create function api.import_students(p_import uuid, p_dry_run boolean default false, p_file text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan set work_mem = '128MB' set jit = off
as $$ begin return act.import_students(sec.actor(), p_import, p_dry_run, p_file); end $$;

create function api.import_guardians(p_import uuid, p_dry_run boolean default false, p_file text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan set work_mem = '128MB' set jit = off
as $$ begin return act.import_guardians(sec.actor(), p_import, p_dry_run, p_file); end $$;

create function api.import_periods(p_import uuid, p_dry_run boolean default false, p_file text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan set work_mem = '128MB' set jit = off
as $$ begin return act.import_periods(sec.actor(), p_import, p_dry_run, p_file); end $$;

create function api.import_enrolments(p_import uuid, p_dry_run boolean default false, p_file text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan set work_mem = '128MB' set jit = off
as $$ begin return act.import_enrolments(sec.actor(), p_import, p_dry_run, p_file); end $$;

create function api.import_disciplines(p_import uuid, p_dry_run boolean default false, p_file text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan set work_mem = '128MB' set jit = off
as $$ begin return act.import_disciplines(sec.actor(), p_import, p_dry_run, p_file); end $$;

create function api.import_contracts(p_import uuid, p_dry_run boolean default false, p_file text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan set work_mem = '128MB' set jit = off
as $$ begin return act.import_contracts(sec.actor(), p_import, p_dry_run, p_file); end $$;

create function api.import_installments(p_import uuid, p_dry_run boolean default false, p_file text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan set work_mem = '128MB' set jit = off
as $$ begin return act.import_installments(sec.actor(), p_import, p_dry_run, p_file); end $$;

create function api.import_ledger(p_import uuid, p_dry_run boolean default false, p_file text default null) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_custom_plan set work_mem = '128MB' set jit = off
as $$ begin return act.import_ledger(sec.actor(), p_import, p_dry_run, p_file); end $$;
