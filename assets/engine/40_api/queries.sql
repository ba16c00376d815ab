-- Parameter queries: administrators keep and try them, the desk asks what they offer.

create function api.save_query(p jsonb) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.save_query(sec.actor(), p); end $$;
create function api.approve_query(p_code text) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.approve_query(sec.actor(), p_code); end $$;
create function api.test_query(p jsonb) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.test_query(sec.actor(), p); end $$;
create function api.query(p_code text) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor();
begin
  perform sec.require(a, 'admin', 'auditor');
  return act.query_json(act.query_of(a, p_code));
end $$;
create function api.queries() returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare a sec.actor := sec.actor();
begin
  perform sec.require(a, 'admin', 'auditor');
  return (select coalesce(jsonb_agg(act.query_json(q) order by q.code), '[]') from app.sql_query q where q.company = a.company);
end $$;
create function api.parameter_options(p jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.parameter_options(sec.actor(), p); end $$;
create function api.field_options(p_protocol text, p_key text) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.field_options(sec.actor(), p_protocol, p_key); end $$;
create function api.report_fault(p_code text, p_type text, p_op uuid default null) returns boolean
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.report_fault(sec.actor(), p_code, p_type); end $$;
