-- How one past request is judged on a version of its flow. It is followed event by event; where the version leads it aside
-- it goes on there, until the recorded acts are used up or the version has no way on.
--
-- Verdicts of findings, as they are told:
--   other      the same act leads to another stage than it did (a reason retargeted, a default stage moved)
--   stops      the version has no such way: no reason, no outcome, no sending back, no stage to be entered; the way ends there
--   missing    something is required that was not given: a field, an action, a parameter, a note
--   invalid    something that was answered would be refused: another type, limit, pattern, or options without it
--   forbidden  an act beside the way is not allowed in that stage: waiting, cancelling by who holds the request
-- The verdict of the request is its first `other` or `stops`, whichever comes first, else `missing`, `invalid`, `forbidden`.

create type act.replaying as (found jsonb, way text[], stack text[], record text[], at text, rec text, visit int, touches int, done int, assumed int);

-- Adds a finding, once.
create function act.replay_find(r act.replaying, f jsonb) returns jsonb
language plpgsql immutable
as $$
begin
  return case when r.found @> jsonb_build_array(f) then r.found else r.found || f end;
end $$;

-- The recorded visit whose answers count where the request now is: the one it really made, else the last one in a stage of that code.
create function act.replay_visit(r act.replaying, p_events jsonb) returns int
language plpgsql immutable
as $$
begin
  if r.at = r.rec then return r.visit; end if;
  return (select max(y.n) from (select row_number() over (order by x.place) as n, x.e ->> 1 as stage from jsonb_array_elements(p_events) with ordinality as x(e, place)
     where x.e ->> 0 in ('opened', 'forwarded', 'returned', 'reopened', 'migrated')) y where y.stage = r.at);
end $$;

-- What the stage's gate (F-7) asks for and was not given, all of it; and what was given there and would be refused.
create function act.replay_gate(v jsonb, r act.replaying, p_events jsonb, p_visits jsonb, p_refused jsonb, p_reason text, p_gate boolean) returns jsonb
language plpgsql immutable
as $$
declare k text; v_visit text; v_keys jsonb; f jsonb;
begin
  if p_refused = '{}' and (not p_gate or v #> array['stages', r.at, 'asks'] = '[]') then return r.found; end if;
  v_visit := act.replay_visit(r, p_events)::text;
  v_keys := coalesce(p_visits -> v_visit, '[]');
  for k, f in select * from jsonb_each(coalesce(p_refused -> v_visit, '{}')) loop
    if f ? r.at then r.found := act.replay_find(r, jsonb_build_object('verdict', 'invalid', 'stage', r.at, 'field', k)); end if;
  end loop;
  if p_gate then
    for k in select * from jsonb_array_elements_text(v #> array['stages', r.at, 'asks']) loop
      if not v_keys ? k then r.found := act.replay_find(r, jsonb_strip_nulls(jsonb_build_object('verdict', 'missing', 'stage', r.at, 'field', k, 'reason', p_reason))); end if;
    end loop;
  end if;
  return r.found;
end $$;

-- Led aside: brought to the stage where it really was when ways of the version lead there within three steps. These are assumed.
create function act.replay_bridge(v jsonb, r act.replaying, p_events jsonb, p_visits jsonb, p_refused jsonb) returns act.replaying
language plpgsql immutable
as $$
declare g jsonb; v_reason text;
begin
  while r.at <> r.rec loop
    v_reason := v -> 'hops' ->> (r.at || ' ' || r.rec);
    exit when v_reason is null;
    g := v -> 'edges' -> (r.at || ' ' || v_reason);
    r.found := act.replay_gate(v, r, p_events, p_visits, p_refused, v_reason, not (g ->> 'skip')::boolean);
    r.at := g ->> 'to'; r.way := r.way || r.at; r.stack := r.stack || r.at; r.touches := r.touches + 1; r.assumed := r.assumed + 1;
  end loop;
  return r;
end $$;

-- One event of the past. The answer's `done` counts the recorded touches; a way that ends is told by `at` null.
create function act.replay_step(v jsonb, r act.replaying, e jsonb, p_events jsonb, p_visits jsonb, p_refused jsonb) returns act.replaying
language plpgsql immutable
as $$
declare k text := e ->> 0; s text := e ->> 1; v_reason text := e ->> 2; g jsonb; x jsonb; v_from text; v_synced boolean := r.at = r.rec; v_stop jsonb;
begin
  if k = 'opened' then
    x := v -> 'stages' -> s; r.visit := 1; r.rec := s; r.record := array[s];
    if (x ->> 'enters')::boolean and (x ->> 'entry')::boolean and (s = v ->> 'default' or not (e ->> 5)::boolean) then r.at := s;
    else
      r.at := v ->> 'default';
      r.found := r.found || case when r.at is null then jsonb_build_object('verdict', 'stops', 'act', k, 'stage', s)
        else jsonb_build_object('verdict', 'other', 'act', k, 'to', r.at, 'was', s) end;
    end if;
    r.way := array_remove(array[r.at], null); r.stack := r.way;
    return r;
  elsif k = 'wait_started' then
    if v_synced and not (v #>> array['stages', r.at, 'waits'])::boolean then r.found := act.replay_find(r, jsonb_build_object('verdict', 'forbidden', 'stage', r.at, 'act', k)); end if;
    return r;
  elsif k = 'cancelled' then
    r.found := act.replay_gate(v, r, p_events, p_visits, p_refused, null, false);
    if v_synced and coalesce((e ->> 5)::boolean, false) and not (v #>> array['stages', r.at, 'cancels'])::boolean then
      r.found := act.replay_find(r, jsonb_build_object('verdict', 'forbidden', 'stage', r.at, 'act', k));
    end if;
    return r;
  elsif k = 'migrated' or k = 'reopened' then
    r.found := act.replay_gate(v, r, p_events, p_visits, p_refused, null, false);
    v_from := r.at;
    if s <> r.rec then
      if not coalesce((v #>> array['stages', s, 'enters'])::boolean, false) then v_stop := jsonb_build_object('act', k, 'stage', s);
      else r.at := s; end if;
    end if;
    if k = 'reopened' or s <> r.rec then r.record := r.record || s; end if;
    if v_stop is null and (k = 'reopened' or r.at <> v_from) then r.way := r.way || r.at; end if;
    -- A move does not break a stay in two (L-14): what lay before it still does.
    if k = 'reopened' then r.stack := r.stack || r.at; else r.stack[cardinality(r.stack)] := r.at; end if;
  elsif k = 'concluded' then
    r.done := r.done + 1;
    if not v #> array['stages', r.at, 'outcomes'] ? (e ->> 3) then r := act.replay_bridge(v, r, p_events, p_visits, p_refused); end if;
    if not v #> array['stages', r.at, 'outcomes'] ? (e ->> 3) then v_stop := jsonb_build_object('stage', r.at, 'outcome', e ->> 3);
    else
      r.found := act.replay_gate(v, r, p_events, p_visits, p_refused, null, e ->> 3 <> 'denied'); r.touches := r.touches + 1;
      return r;
    end if;
  else
    -- Forwarded or returned. Where the version has the request already, the step is saved.
    r.done := r.done + 1; r.record := r.record || s;
    if not v_synced and s = r.at then r.rec := s; r.visit := r.visit + 1; return r; end if;
    g := act.replay_way(v, r, k, v_reason);
    if g is null and not v_synced then
      r := act.replay_bridge(v, r, p_events, p_visits, p_refused);
      if r.at = r.rec then v_synced := true; end if;
      g := act.replay_way(v, r, k, v_reason);
    end if;
    if g is null then
      v_stop := case k when 'forwarded' then jsonb_build_object('stage', r.at, 'reason', v_reason, 'was', s) else jsonb_build_object('stage', r.at, 'act', k, 'was', s) end;
    else
      r.found := act.replay_gate(v, r, p_events, p_visits, p_refused, v_reason, not (g ->> 'skip')::boolean);
      if (g ->> 'note')::boolean and not (e ->> 4)::boolean then
        r.found := act.replay_find(r, jsonb_build_object('verdict', 'missing', 'stage', r.at, 'field', 'note', 'reason', v_reason));
      end if;
      v_from := r.at; r.at := g ->> 'to'; r.way := r.way || r.at; r.stack := r.stack || r.at; r.touches := r.touches + 1;
      if v_synced and r.at <> s then
        r.found := act.replay_find(r, jsonb_strip_nulls(jsonb_build_object('verdict', 'other', 'stage', v_from, 'reason', case k when 'forwarded' then v_reason end,
          'act', case k when 'returned' then k end, 'to', r.at, 'was', s)));
      end if;
    end if;
  end if;
  r.rec := s; r.visit := r.visit + 1;
  if v_stop is not null then r.found := r.found || (jsonb_build_object('verdict', 'stops') || v_stop); r.at := null; end if;
  return r;
end $$;

-- Where an act leads from the stage that the request is in; null: nowhere. Sending back goes to the stage left last (L-06).
create function act.replay_way(v jsonb, r act.replaying, p_kind text, p_reason text) returns jsonb
language plpgsql immutable
as $$
begin
  if p_kind = 'forwarded' then return v -> 'edges' -> (r.at || ' ' || coalesce(p_reason, '')); end if;
  if not (v #>> array['stages', r.at, 'returns'])::boolean or cardinality(r.stack) < 2 then return null; end if;
  return jsonb_build_object('to', r.stack[cardinality(r.stack) - 1], 'skip', true, 'note', false);
end $$;

-- {"verdict": null when it fits, "stage", "reason", …, "findings": [all], "recorded": [stages], "draft": [stages], "assumed": steps,
-- "touches": [recorded, draft], "whole": the version could be followed to the end of the record}.
create function act.replay_one(v jsonb, p_events jsonb, p_visits jsonb, p_refused jsonb, p_parameters jsonb) returns jsonb
language plpgsql immutable
as $$
declare r act.replaying; e jsonb; f jsonb; k text;
begin
  r.found := '[]'; r.way := '{}'; r.stack := '{}'; r.touches := 0; r.done := 0; r.assumed := 0;
  for k in select * from jsonb_array_elements_text(v -> 'codes') loop
    if not p_parameters ? k then
      if v -> 'ask' ? k then r.found := r.found || jsonb_build_object('verdict', 'missing', 'field', k); end if;
    elsif not (p_parameters ->> k)::boolean then r.found := r.found || jsonb_build_object('verdict', 'invalid', 'field', k); end if;
  end loop;
  for e in select * from jsonb_array_elements(p_events) loop
    if r.at is null and r.visit is not null then
      -- The way has ended: the rest of the record is only counted.
      if e ->> 0 in ('forwarded', 'returned', 'reopened') then r.record := r.record || (e ->> 1); end if;
      if e ->> 0 in ('forwarded', 'returned', 'concluded') then r.done := r.done + 1; end if;
    else
      r := act.replay_step(v, r, e, p_events, p_visits, p_refused);
    end if;
  end loop;
  -- What was answered where it still is.
  if r.at is not null then r.found := act.replay_gate(v, r, p_events, p_visits, p_refused, null, false); end if;
  select x into f from jsonb_array_elements(r.found) with ordinality as y(x, n)
   order by case x ->> 'verdict' when 'stops' then 1 when 'other' then 1 when 'missing' then 2 when 'invalid' then 3 else 4 end, n limit 1;
  return coalesce(f, '{"verdict": null}') || jsonb_build_object('findings', r.found, 'recorded', r.record, 'draft', r.way, 'assumed', r.assumed,
    'touches', jsonb_build_array(r.done, r.touches), 'whole', r.at is not null);
end $$;
