-- Doors to the outbox: for who carries mail, and for who looks after it.

create function api.mail_claim(p_limit int default 20, p_kept boolean default false) returns jsonb
language plpgsql security definer set search_path = ''
as $$ begin return act.mail_claim(act.mail_scope(), p_limit, p_kept); end $$;
create function api.mail_settle(p_company smallint, p_id bigint, p_error text default null, p_final boolean default false) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_scope smallint := act.mail_scope();
begin
  return act.mail_settle(case when v_scope is null or v_scope = p_company then p_company end, p_id, p_error, p_final);
end $$;
create function api.mails(p_states text[] default null, p_limit int default 50, p_before bigint default null) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$ begin return act.mails(sec.actor(), p_states, p_limit, p_before); end $$;
create function api.mail_retry(p_ids bigint[] default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$ begin return act.mail_retry(sec.actor(), p_ids); end $$;
