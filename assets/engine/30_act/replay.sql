-- Replays what past requests of a type did on another version of its flow, and writes nothing: which would go the same
-- way, which would miss an answer, which would stop for want of a reason, which would be led elsewhere.

-- A version as maps by code, so that each past event is judged by a look-up: {"stages":{code:{…}},"edges":{"from reason":{…}},"ask":[codes]}.
create function act.replay_map(p_company smallint, p_version int) returns jsonb
language plpgsql stable
as $$
begin
  return jsonb_build_object(
    'stages', (select coalesce(jsonb_object_agg(s.code, jsonb_build_object('enters', s.active and s.activate_task, 'entry', s.is_entry, 'can_return', s.can_return,
        'outcomes', case when s.can_conclude then to_jsonb(s.outcomes) else '[]'::jsonb end,
        'asks', (select coalesce(jsonb_agg(f.key order by f.order_no), '[]') from app.stage_field f where f.company = s.company and f.stage_id = s.id and f.required)
             || (select coalesce(jsonb_agg(c.key order by c.order_no), '[]') from app.stage_action c where c.company = s.company and c.stage_id = s.id and c.required_on_execute))), '{}')
        from app.stage s where s.company = p_company and s.version_id = p_version),
    'edges', (select coalesce(jsonb_object_agg(s.code || ' ' || m.code, jsonb_build_object('to', t.code, 'skip', e.skip_required, 'note', e.note_required)), '{}')
        from app.flow_edge e join app.stage s on s.company = e.company and s.id = e.from_stage join app.stage t on t.company = e.company and t.id = e.to_stage
        join app.reason m on m.company = e.company and m.id = e.reason_id
       where e.company = p_company and e.version_id = p_version and e.active and t.active and t.activate_task),
    'ask', (select coalesce(jsonb_agg(q.code order by q.order_no), '[]') from app.type_parameter q
       where q.company = p_company and q.version_id = p_version and q.active and q.required));
end $$;

-- The events of the past that moved a request, oldest first; what was undone never happened.
create function act.replay_events(p_company smallint, p_type int, p_since timestamptz)
returns table (request_id bigint, protocol text, seq int, kind text, stage text, reason text, outcome text, noted boolean)
language plpgsql stable
as $$
begin
  return query
    select q.id, q.protocol, h.seq, h.kind, s.code::text, m.code::text, h.outcome, n.note is not null
      from app.request q
      join app.history h on h.company = q.company and h.request_id = q.id
      join app.stage s on s.company = h.company and s.id = h.to_stage
      left join app.reason m on m.company = h.company and m.id = h.reason_id
      left join app.history_note n on n.company = h.company and n.request_id = h.request_id and n.seq = h.seq
     where q.company = p_company and q.type_id = p_type and q.opened_at >= p_since
       and h.kind in ('opened', 'forwarded', 'returned', 'concluded', 'reopened', 'migrated')
       and not exists (select from app.history u where u.company = h.company and u.request_id = h.request_id and u.undoes = h.seq)
     order by q.id, h.seq;
end $$;

-- What was answered and ticked, by request and visit: "request visit" → [keys].
create function act.replay_answers(p_company smallint, p_type int, p_since timestamptz) returns table (request_id bigint, visits jsonb, parameters jsonb)
language plpgsql stable
as $$
begin
  return query
    select q.id,
      (select jsonb_object_agg(z.no, z.keys) from (
         select y.no, jsonb_agg(y.key) as keys from (
           select x.visit_no as no, f.key from app.answer x join app.stage_field f on f.company = x.company and f.id = x.field_id
            where x.company = q.company and x.request_id = q.id
           union all
           select d.visit_no, c.key from app.action_done d join app.stage_action c on c.company = d.company and c.id = d.action_id
            where d.company = q.company and d.request_id = q.id) y group by y.no) z),
      (select coalesce(jsonb_agg(t.code), '[]') from app.parameter_answer r join app.type_parameter t on t.company = r.company and t.id = r.parameter_id
        where r.company = q.company and r.request_id = q.id)
      from app.request q
     where q.company = p_company and q.type_id = p_type and q.opened_at >= p_since
     order by q.id;
end $$;

-- One request through the version: null when it fits, else {"verdict","stage","reason","field","to"}; the gravest is told.
create function act.replay_one(v jsonb, p_events jsonb, p_visits jsonb, p_parameters jsonb) returns jsonb
language plpgsql immutable
as $$
declare h jsonb; s jsonb; g jsonb; v_at text; v_stack text[] := '{}'; v_visit int := 0; v_key text; v_missing jsonb; v_other jsonb;
begin
  for v_key in select * from jsonb_array_elements_text(v -> 'ask') loop
    if not p_parameters ? v_key then v_missing := coalesce(v_missing, jsonb_build_object('verdict', 'missing', 'stage', null, 'field', v_key)); end if;
  end loop;
  for h in select * from jsonb_array_elements(p_events) loop
    s := v -> 'stages' -> v_at;
    if h ->> 'kind' in ('forwarded', 'concluded') then
      g := v -> 'edges' -> (v_at || ' ' || coalesce(h ->> 'reason', ''));
      if h ->> 'kind' = 'forwarded' and g is null then
        return jsonb_build_object('verdict', 'stops', 'stage', v_at, 'reason', h ->> 'reason');
      end if;
      if h ->> 'kind' = 'concluded' and not s -> 'outcomes' ? (h ->> 'outcome') then
        return jsonb_build_object('verdict', 'stops', 'stage', v_at, 'outcome', h ->> 'outcome');
      end if;
      if v_missing is null and (case h ->> 'kind' when 'forwarded' then not (g ->> 'skip')::boolean else h ->> 'outcome' <> 'denied' end) then
        select jsonb_build_object('verdict', 'missing', 'stage', v_at, 'field', k, 'reason', h ->> 'reason') into v_missing
          from jsonb_array_elements_text(s -> 'asks') with ordinality as z(k, n)
         where not coalesce(p_visits -> v_visit::text, '[]') ? k order by n limit 1;
      end if;
      if v_missing is null and (g ->> 'note')::boolean and not (h ->> 'noted')::boolean and h ->> 'kind' = 'forwarded' then
        v_missing := jsonb_build_object('verdict', 'missing', 'stage', v_at, 'field', 'note', 'reason', h ->> 'reason');
      end if;
      continue when h ->> 'kind' = 'concluded';
      if v_other is null and g ->> 'to' <> h ->> 'stage' then
        v_other := jsonb_build_object('verdict', 'other', 'stage', v_at, 'reason', h ->> 'reason', 'to', g ->> 'to', 'was', h ->> 'stage');
      end if;
      v_stack := v_stack || v_at; v_at := g ->> 'to'; v_visit := v_visit + 1;
    elsif h ->> 'kind' = 'returned' then
      if not coalesce((s ->> 'can_return')::boolean, false) or v_stack = '{}' then return jsonb_build_object('verdict', 'stops', 'stage', v_at, 'act', 'return'); end if;
      -- The visit before the next one is the one left now.
      v_stack := v_stack || v_at; v_at := v_stack[cardinality(v_stack) - 1]; v_visit := v_visit + 1;
    else
      -- Opened, reopened, migrated: the stage is given, and must be there to be entered.
      if h ->> 'kind' = 'reopened' and h ->> 'stage' = v_at then null;
      elsif not coalesce((v -> 'stages' -> (h ->> 'stage') ->> 'enters')::boolean, false)
         or (h ->> 'kind' = 'opened' and not (v -> 'stages' -> (h ->> 'stage') ->> 'entry')::boolean) then
        return jsonb_build_object('verdict', 'stops', 'stage', h ->> 'stage', 'act', h ->> 'kind');
      end if;
      if h ->> 'kind' = 'reopened' then v_stack := v_stack || v_at; end if;
      v_at := h ->> 'stage'; v_visit := v_visit + 1;
    end if;
  end loop;
  return coalesce(v_missing, v_other);
end $$;

-- {"type","version","since","total","fits","missing","stops","other","items":[…]}; items are the first `limit` that do not fit, newest first.
create function act.replay_flow(a sec.actor, p jsonb) returns jsonb
language plpgsql stable
as $$
declare t app.request_type; v app.flow_version; m jsonb; v_since timestamptz := coalesce((p ->> 'since')::timestamptz, '-infinity'); v_counts jsonb; v_items jsonb;
begin
  perform sec.require(a, 'admin');
  t := act.type_of(a, p ->> 'type');
  v := act.version_of(a, t, p ->> 'version');
  m := act.replay_map(t.company, v.id);
  with events as (
    select e.request_id, e.protocol, jsonb_agg(jsonb_build_object('kind', e.kind, 'stage', e.stage, 'reason', e.reason, 'outcome', e.outcome, 'noted', e.noted) order by e.seq) as list
      from act.replay_events(t.company, t.id, v_since) e group by e.request_id, e.protocol),
  verdicts as (
    select e.request_id, e.protocol, act.replay_one(m, e.list, coalesce(x.visits, '{}'), x.parameters) as said
      from events e join act.replay_answers(t.company, t.id, v_since) x on x.request_id = e.request_id)
  select jsonb_build_object('total', count(*), 'fits', count(*) filter (where said is null), 'missing', count(*) filter (where said ->> 'verdict' = 'missing'),
           'stops', count(*) filter (where said ->> 'verdict' = 'stops'), 'other', count(*) filter (where said ->> 'verdict' = 'other')),
         coalesce((jsonb_agg(said || jsonb_build_object('protocol', protocol) order by request_id desc) filter (where said is not null)), '[]')
    into v_counts, v_items from verdicts;
  return jsonb_build_object('type', t.code, 'version', v.number, 'state', v.state, 'since', p -> 'since') || v_counts
    || jsonb_build_object('items', (select coalesce(jsonb_agg(x order by n), '[]') from jsonb_array_elements(v_items) with ordinality as z(x, n)
         where n <= coalesce((p ->> 'limit')::int, 10000)));
end $$;
