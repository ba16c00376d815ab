-- A flow version as a graph of what can really happen: active stages that may be entered, active edges between them,
-- stages numbered by their order. Pure arithmetic on arrays, so that a flow of 60 stages is judged while one waits.

create type act.flow_graph as (
  ids     int[],      -- stage ids; the position is the stage's number
  codes   text[],
  names   text[],
  w_from  int[],      -- ways: numbers, sorted by (from, to), each once
  w_to    int[],
  w_idle  boolean[],  -- some edge of the way asks nothing of anybody: no required field or action, no note
  first   int[],      -- first way of each stage, null when none
  before  int[],      -- the stage before it on a shortest way from an entry; 0 = an entry, null = not reached
  level   int[],      -- steps of that way
  ends    boolean[],  -- a concluding stage can be reached, itself included
  entered boolean[]   -- a reachable stage leads here
);

-- Bit j of row i: j can be reached from i in one step or more.
create function act.closure(n int, p_from int[], p_to int[]) returns varbit[]
language plpgsql immutable
as $$
declare r varbit[] := array_fill(repeat('0', n)::varbit, array[n]); w varbit;
begin
  for i in 1 .. coalesce(array_length(p_from, 1), 0) loop r[p_from[i]] := set_bit(r[p_from[i]], p_to[i] - 1, 1); end loop;
  for k in 1 .. n loop
    w := r[k];
    for i in 1 .. n loop
      if get_bit(r[i], k - 1) = 1 then r[i] := r[i] | w; end if;
    end loop;
  end loop;
  return r;
end $$;

create function act.graph(p_company smallint, p_version int) returns act.flow_graph
language plpgsql stable
as $$
declare g act.flow_graph; n int; v_queue int[]; v_enter boolean[]; v_end varbit; r varbit[]; v_head int := 1; i int; j int; w int;
begin
  select array_agg(s.id order by s.order_no, s.id), array_agg(s.code::text order by s.order_no, s.id), array_agg(s.name::text order by s.order_no, s.id),
         array_agg(s.active and s.activate_task order by s.order_no, s.id),
         coalesce(string_agg(case when s.active and s.can_conclude and s.outcomes <> '{}' then '1' else '0' end, '' order by s.order_no, s.id), '')::varbit
    into g.ids, g.codes, g.names, v_enter, v_end from app.stage s where s.company = p_company and s.version_id = p_version;
  n := coalesce(array_length(g.ids, 1), 0);
  g.w_from := '{}'; g.w_to := '{}'; g.w_idle := '{}'; g.first := '{}'; g.before := '{}'; g.level := '{}'; g.ends := '{}'; g.entered := '{}';
  if n = 0 then return g; end if;
  select coalesce(array_agg(x.a order by x.a, x.b), '{}'), coalesce(array_agg(x.b order by x.a, x.b), '{}'), coalesce(array_agg(x.idle order by x.a, x.b), '{}')
    into g.w_from, g.w_to, g.w_idle from (
      select p1.n as a, p2.n as b, bool_or(not e.note_required and (e.skip_required or not asks.some)) as idle
        from app.flow_edge e join unnest(g.ids) with ordinality as p1(id, n) on p1.id = e.from_stage join unnest(g.ids) with ordinality as p2(id, n) on p2.id = e.to_stage
        join app.stage s on s.company = p_company and s.id = e.from_stage and s.active join app.stage t on t.company = p_company and t.id = e.to_stage and t.active and t.activate_task
        cross join lateral (select exists (select from app.stage_field f where f.company = p_company and f.stage_id = s.id and f.required)
                                or exists (select from app.stage_action c where c.company = p_company and c.stage_id = s.id and c.required_on_execute) as some) asks
       where e.company = p_company and e.version_id = p_version and e.active group by 1, 2) x;
  g.first := array_fill(null::int, array[n]); g.before := g.first; g.level := g.first;
  g.ends := array_fill(false, array[n]); g.entered := g.ends;
  for w in reverse coalesce(array_length(g.w_from, 1), 0) .. 1 loop g.first[g.w_from[w]] := w; end loop;
  -- Spreads from all entries at once, the default one first, so that every stage is found on a shortest way.
  v_queue := array(select p.n::int from unnest(g.ids) with ordinality as p(id, n) join app.stage s on s.company = p_company and s.id = p.id
                    where s.is_entry and v_enter[p.n] order by s.is_default desc, p.n);
  foreach i in array v_queue loop g.before[i] := 0; g.level[i] := 0; end loop;
  while v_head <= coalesce(array_length(v_queue, 1), 0) loop
    i := v_queue[v_head]; v_head := v_head + 1; w := g.first[i];
    while w is not null and g.w_from[w] = i loop
      j := g.w_to[w]; g.entered[j] := true;
      if g.before[j] is null then g.before[j] := i; g.level[j] := g.level[i] + 1; v_queue := v_queue || j; end if;
      w := w + 1;
    end loop;
  end loop;
  r := act.closure(n, g.w_from, g.w_to);
  for i in 1 .. n loop
    g.ends[i] := get_bit(v_end, i - 1) = 1 or position('1' in (r[i] & v_end)::text) > 0;
  end loop;
  return g;
end $$;

-- The codes of a shortest way from an entry to a stage; null when no way leads there.
create function act.way(g act.flow_graph, p_stage int) returns text[]
language plpgsql immutable
as $$
declare v text[] := '{}'::text[]; i int := p_stage;
begin
  if g.before[i] is null then return null; end if;
  while i > 0 loop v := g.codes[i] || v; i := g.before[i]; end loop;
  return v;
end $$;

-- Circles that a request can come to and in which nothing is asked of anybody: of each such ring its smallest stage and a shortest circle.
create function act.idle_circles(g act.flow_graph) returns table (stage int, circle int[])
language plpgsql immutable
as $$
declare v_from int[] := '{}'::int[]; v_to int[] := '{}'::int[]; n int := array_length(g.ids, 1); r varbit[]; v_queue int[]; v_before int[]; v_first int[]; v_head int; w int; i int; j int;
begin
  for w in 1 .. coalesce(array_length(g.w_from, 1), 0) loop
    if g.w_idle[w] and g.before[g.w_from[w]] is not null then v_from := v_from || g.w_from[w]; v_to := v_to || g.w_to[w]; end if;
  end loop;
  if v_from = '{}' then return; end if;
  r := act.closure(n, v_from, v_to);
  v_first := array_fill(null::int, array[n]);
  for w in reverse array_length(v_from, 1) .. 1 loop v_first[v_from[w]] := w; end loop;
  for s in 1 .. n loop
    continue when get_bit(r[s], s - 1) = 0 or exists (select from generate_series(1, s - 1) k where get_bit(r[s], k - 1) = 1 and get_bit(r[k], s - 1) = 1);
    v_queue := array[s]; v_head := 1; v_before := array_fill(null::int, array[n]); circle := null;
    while circle is null and v_head <= array_length(v_queue, 1) loop
      i := v_queue[v_head]; v_head := v_head + 1; w := v_first[i];
      while w is not null and v_from[w] = i loop
        j := v_to[w]; w := w + 1;
        if j = s then
          circle := array[s];
          while i <> s loop circle := array[s] || i || circle[2:]; i := v_before[i]; end loop;
          exit;
        end if;
        if v_before[j] is null and get_bit(r[j], s - 1) = 1 then v_before[j] := i; v_queue := v_queue || j; end if;
      end loop;
    end loop;
    stage := s; return next;
  end loop;
end $$;

-- Bit j of row i: every way from an entry to i comes through j.
create function act.dominators(g act.flow_graph) returns varbit[]
language plpgsql immutable
as $$
declare n int := array_length(g.ids, 1); d varbit[] := array_fill(repeat('1', n)::varbit, array[n]); v varbit; v_changed boolean := true; i int; w int;
begin
  for i in 1 .. n loop if g.before[i] = 0 then d[i] := set_bit(repeat('0', n)::varbit, i - 1, 1); end if; end loop;
  while v_changed loop
    v_changed := false;
    for w in 1 .. coalesce(array_length(g.w_from, 1), 0) loop
      i := g.w_to[w];
      continue when g.before[g.w_from[w]] is null or g.before[i] = 0;
      v := set_bit(d[i] & d[g.w_from[w]], i - 1, 1);
      if v <> d[i] then d[i] := v; v_changed := true; end if;
    end loop;
  end loop;
  return d;
end $$;

-- P11: the way from an entry whose deadlines add up to most, and the sum in 56ths of a business day (8 hours a day, 5 of
-- 7 days). Ways back are not followed: those to a stage that every way came through, and, in circles that remain, those
-- that lead no further from the entries.
create function act.longest(p_company smallint, g act.flow_graph, out parts bigint, out path text[])
language plpgsql stable
as $$
declare n int := coalesce(array_length(g.ids, 1), 0); m int := coalesce(array_length(g.w_from, 1), 0); v_cost bigint[]; v_best bigint[]; v_via int[]; v_in int[];
  v_queue int[] := '{}'::int[]; v_on boolean[]; v_head int := 1; d varbit[]; r varbit[]; i int; j int; w int;
begin
  if n = 0 then return; end if;
  v_cost := array(select coalesce(s.duration, 0)::bigint * case s.duration_unit when 'business_days' then 56 when 'business_hours' then 7 when 'calendar_days' then 40 else 0 end
                    from unnest(g.ids) with ordinality as p(id, n) join app.stage s on s.company = p_company and s.id = p.id order by p.n);
  v_best := v_cost; v_via := array_fill(0, array[n]); v_in := v_via; v_on := array_fill(false, array[greatest(m, 1)]);
  d := act.dominators(g);
  for w in 1 .. m loop v_on[w] := g.before[g.w_from[w]] is not null and get_bit(d[g.w_from[w]], g.w_to[w] - 1) = 0; end loop;
  r := act.closure(n, array(select g.w_from[x] from generate_series(1, m) x where v_on[x] order by x), array(select g.w_to[x] from generate_series(1, m) x where v_on[x] order by x));
  for w in 1 .. m loop
    i := g.w_from[w]; j := g.w_to[w];
    if v_on[w] and get_bit(r[j], i - 1) = 1 and g.level[j] <= g.level[i] then v_on[w] := false; end if;
    if v_on[w] then v_in[j] := v_in[j] + 1; end if;
  end loop;
  for i in 1 .. n loop if g.before[i] is not null and v_in[i] = 0 then v_queue := v_queue || i; end if; end loop;
  while v_head <= coalesce(array_length(v_queue, 1), 0) loop
    i := v_queue[v_head]; v_head := v_head + 1; w := g.first[i];
    while g.w_from[w] = i loop
      if v_on[w] then
        j := g.w_to[w];
        if v_via[j] = 0 or v_best[i] > v_best[v_via[j]] or (v_best[i] = v_best[v_via[j]] and i < v_via[j]) then v_via[j] := i; v_best[j] := v_cost[j] + v_best[i]; end if;
        v_in[j] := v_in[j] - 1;
        if v_in[j] = 0 then v_queue := v_queue || j; end if;
      end if;
      w := w + 1;
    end loop;
  end loop;
  i := 0;
  foreach j in array v_queue loop if i = 0 or v_best[j] > parts or (v_best[j] = parts and j < i) then i := j; parts := v_best[j]; end if; end loop;
  while i > 0 loop path := g.codes[i] || coalesce(path, '{}'); i := v_via[i]; end loop;
end $$;
