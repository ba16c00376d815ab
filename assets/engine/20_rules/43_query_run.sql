-- How the text of a parameter query runs (database §7): as a role that may read the views of `rm` and nothing else, through a
-- cursor of a STABLE function – one SELECT or an error, no write. The planner may not think long about many tables (geqo). 90_owner.sql gives these to that role.

-- The text opens as one SELECT; nothing is fetched.
create function act.query_opens(p_bound text) returns void
language plpgsql stable security definer set search_path = pg_catalog, rm, pg_temp set max_parallel_workers_per_gather = 0
  set geqo_threshold = 4 set geqo_effort = 1
as $$
declare c refcursor;
begin
  open c for execute p_bound using null::smallint, null::text, null::int, null::smallint, null::bigint, null::text, null::date;
  close c;
end $$;

-- The planner's total cost of a text that opened. EXPLAIN is no reading command for a STABLE function, hence volatile.
create function act.query_cost(p_bound text) returns numeric
language plpgsql security definer set search_path = pg_catalog, rm, pg_temp set max_parallel_workers_per_gather = 0
  set geqo_threshold = 4 set geqo_effort = 1
as $$
declare v json;
begin
  execute 'explain (format json) ' || p_bound into v using 1::smallint, '0'::text, 1, 1::smallint, 1::bigint, ''::text, current_date;
  return (v #>> '{0,Plan,Total Cost}')::numeric;
end $$;

-- The names of a text's columns, though it give no row.
create function act.query_columns(p_bound text) returns text[]
language plpgsql stable security definer set search_path = pg_catalog, rm, pg_temp set max_parallel_workers_per_gather = 0
  set geqo_threshold = 4 set geqo_effort = 1
as $$
declare c refcursor; v record;
begin
  open c for execute 'select q.* from (select) one left join lateral (' || p_bound || chr(10) || ') q on true limit 1'
    using null::smallint, null::text, null::int, null::smallint, null::bigint, null::text, null::date;
  fetch c into v;
  close c;
  return array(select k from json_object_keys(row_to_json(v)) k);
end $$;

-- The rows of a text: [[value, …], …], at most `p_limit` of them, 200 characters a value, two seconds between the first and the last.
create function act.query_rows(p_bound text, p_binds jsonb, p_limit int) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, rm, pg_temp set max_parallel_workers_per_gather = 0
  set geqo_threshold = 4 set geqo_effort = 1 set work_mem = '8MB'
as $$
declare c refcursor; v record; r jsonb[] := '{}'; v_began timestamptz := clock_timestamp();
begin
  perform set_config('balcao.query_company', coalesce(p_binds ->> 'CODCOLIGADA', ''), true);
  open c for execute p_bound using (p_binds ->> 'CODCOLIGADA')::smallint, p_binds ->> 'RA', (p_binds ->> 'IDPERLET')::int, (p_binds ->> 'CODFILIAL')::smallint,
    (p_binds ->> 'IDCONTRATO')::bigint, p_binds ->> 'CODUSUARIO', (p_binds ->> 'HOJE')::date;
  while cardinality(r) < least(p_limit, 500) loop
    fetch c into v;
    exit when not found;
    r := r || (select coalesce(jsonb_agg(left(x.value, 200) order by x.n), '[]') from json_each_text(row_to_json(v)) with ordinality as x (key, value, n));
    if clock_timestamp() - v_began > interval '2 s' then raise exception 'the query takes more than two seconds' using errcode = '57014'; end if;
  end loop;
  close c;
  perform set_config('balcao.query_company', '', true);
  return to_jsonb(r);
end $$;
