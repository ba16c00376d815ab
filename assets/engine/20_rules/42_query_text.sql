-- What the text of a parameter query may hold (Q-3, Q-4). The server's own parse tree is judged, not the text: nothing that
-- is not on these lists gets in, whoever wrote the text and whatever program sent it.

-- The signature of every query: $1 … $7 in this order.
create function act.query_bind_names() returns text[] language sql immutable as $$ select array['CODCOLIGADA', 'RA', 'IDPERLET', 'CODFILIAL', 'IDCONTRATO', 'CODUSUARIO', 'HOJE'] $$;

-- The planner's cost above which a text is not saved: some seconds of work on an ordinary server.
create function act.query_cost_ceiling() returns numeric language sql immutable as $$ select 500000::numeric $$;

-- Functions that read nothing, change nothing and give one value; casts are allowed apart.
create function act.query_functions() returns text[]
language sql immutable
as $$
  select array['upper', 'lower', 'initcap', 'length', 'char_length', 'character_length', 'substr', 'substring', 'left', 'right', 'btrim', 'ltrim', 'rtrim',
    'strpos', 'position', 'replace', 'translate', 'concat', 'concat_ws', 'split_part', 'reverse', 'overlay', 'ascii', 'chr', 'like', 'notlike', 'like_escape',
    'abs', 'round', 'ceil', 'ceiling', 'floor', 'trunc', 'mod', 'sign', 'sqrt', 'to_char', 'to_date', 'to_number', 'to_timestamp', 'make_date', 'date_trunc',
    'date_part', 'extract', 'age', 'now', 'timezone', 'isfinite', 'date', 'count', 'sum', 'avg', 'min', 'max', 'bool_and', 'bool_or', 'every', 'string_agg',
    'row_number', 'rank', 'dense_rank', 'first_value', 'last_value', 'lag', 'lead']
$$;

-- Kinds of node (their names on every supported server) that a plain question is made of. Absent: functions and samples in FROM,
-- XML, JSON tables, row locks, sequences, recursion, parameters by name.
create function act.query_nodes() returns text[]
language sql immutable
as $$
  select array['QUERY', 'RTE', 'RANGETBLENTRY', 'RTEPERMISSIONINFO', 'RANGETBLREF', 'ALIAS', 'FROMEXPR', 'JOINEXPR', 'TARGETENTRY', 'VAR', 'CONST', 'PARAM', 'FUNCEXPR',
    'NAMEDARGEXPR', 'OPEXPR', 'DISTINCTEXPR', 'NULLIFEXPR', 'SCALARARRAYOPEXPR', 'BOOLEXPR', 'NULLTEST', 'BOOLEANTEST', 'CASE', 'CASEEXPR', 'WHEN', 'CASEWHEN',
    'CASETESTEXPR', 'COALESCE', 'COALESCEEXPR', 'MINMAX', 'MINMAXEXPR', 'RELABELTYPE', 'COERCEVIAIO', 'ARRAY', 'ARRAYEXPR', 'ARRAYCOERCEEXPR', 'AGGREF',
    'WINDOWFUNC', 'WINDOWCLAUSE', 'SUBLINK', 'COMMONTABLEEXPR', 'SETOPERATIONSTMT', 'SORTGROUPCLAUSE', 'SQLVALUEFUNCTION', 'COLLATE', 'COLLATEEXPR', 'ROW', 'ROWEXPR',
    'ROWCOMPARE', 'ROWCOMPAREEXPR', 'GROUPINGSET']
$$;

-- The tree that the server makes of a text, as it prints trees: the text is put into the body of a function that is taken back.
-- Nothing is planned or run. A cursor proves first, by refusing it as one CREATE FUNCTION, that the text does not leave that body.
create function act.query_tree(p_bound text) returns text
language plpgsql set search_path = pg_catalog, rm, pg_temp
as $$
declare v_name text := 'probe_' || pg_backend_pid(); v_tree text; v_create text; c refcursor;
begin
  v_create := format('create function act.%I(smallint, text, int, smallint, bigint, text, date) returns setof record language sql stable begin atomic %s%s; end', v_name, p_bound, chr(10));
  begin
    open c for execute v_create;
    raise exception 'a CREATE FUNCTION was opened as a cursor' using errcode = 'XX000';
  exception when invalid_cursor_definition then
    if strpos(sqlerrm, 'CREATE FUNCTION') = 0 then raise; end if;
  end;
  begin
    execute v_create;
    select p.prosqlbody::text into v_tree from pg_proc p where p.oid = to_regproc('act.' || v_name);
    raise exception using errcode = 'BL999';
  exception when sqlstate 'BL999' then null;
  end;
  return v_tree;
end $$;

-- What in a tree is not allowed, each once: {pt,en} pairs.
create function act.query_tree_problems(p_tree text) returns table (pt text, en text)
language plpgsql stable
as $$
declare v_first_own constant oid := 16384;
begin
  return query
  select distinct 'a construção ' || lower(m[1]) || ' não é permitida', 'the construct ' || lower(m[1]) || ' is not allowed'
    from regexp_matches(p_tree, '\{([A-Z_]+)', 'g') m where not m[1] = any (act.query_nodes())
  union all
  select distinct 'recursão (WITH RECURSIVE) não é permitida', 'recursion (WITH RECURSIVE) is not allowed' where p_tree ~ ':hasRecursive true'
  union all
  select distinct 'só um SELECT é permitido', 'only a SELECT is allowed' where p_tree ~ ':hasModifyingCTE true' or p_tree ~ ':commandType [^1]' or p_tree ~ ':hasForUpdate true'
  union all
  select 'a tabela ' || coalesce(c.oid::regclass::text, '?') || ' não é das consultas; use as visões ' || (select string_agg(v.relname, ', ' order by v.relname)
           from pg_catalog.pg_class v where v.relnamespace = 'rm'::regnamespace),
         'table ' || coalesce(c.oid::regclass::text, '?') || ' is not for queries; use the views ' || (select string_agg(v.relname, ', ' order by v.relname)
           from pg_catalog.pg_class v where v.relnamespace = 'rm'::regnamespace)
    from (select distinct m[1]::oid as id from regexp_matches(p_tree, ':relid ([0-9]+)', 'g') m) x left join pg_catalog.pg_class c on c.oid = x.id
   where x.id <> 0 and (c.oid is null or c.relnamespace <> 'rm'::regnamespace or c.relkind <> 'v')
  union all
  select 'a função ' || coalesce(f.proname, '?') || ' não é permitida', 'function ' || coalesce(f.proname, '?') || ' is not allowed'
    from (select distinct m[1]::oid as id from regexp_matches(p_tree, ':(?:funcid|aggfnoid|winfnoid) ([0-9]+)', 'g') m) x left join pg_catalog.pg_proc f on f.oid = x.id
   where f.oid is null or f.oid >= v_first_own or f.provolatile = 'v' or f.proretset
      or not (f.proname = any (act.query_functions()) or exists (select from pg_catalog.pg_cast k where k.castfunc = f.oid and k.oid < v_first_own))
  union all
  select 'o operador ' || coalesce(o.oprname, '?') || ' não é permitido', 'operator ' || coalesce(o.oprname, '?') || ' is not allowed'
    from (select distinct m[1]::oid as id from regexp_matches(p_tree, ':(?:opno|eqop|sortop) ([0-9]+)', 'g') m) x left join pg_catalog.pg_operator o on o.oid = x.id
    left join pg_catalog.pg_proc f on f.oid = o.oprcode
   where x.id <> 0 and (o.oid is null or o.oid >= v_first_own or f.provolatile = 'v')
  union all
  select 'o tipo ' || x.id::regtype::text || ' não é permitido', 'type ' || x.id::regtype::text || ' is not allowed'
    from (select distinct m[1]::oid as id from regexp_matches(p_tree, ':[a-z_]*type(?:id)? ([0-9]+)', 'g') m) x
   where x.id >= v_first_own and not exists (select from pg_catalog.pg_type t where t.oid = x.id and t.typnamespace = 'rm'::regnamespace);
end $$;

-- The binds that a tree uses.
create function act.query_tree_binds(p_tree text) returns text[]
language sql stable
as $$
  select coalesce(array_agg((act.query_bind_names())[x.n] order by x.n), '{}') from (select distinct m[1]::int as n from regexp_matches(p_tree, '\{PARAM :paramkind 0 :paramid ([0-9]+)', 'g') m) x
$$;
