-- Replays what past requests of a type did on another version of its flow, and writes nothing: which would go the same
-- way, which would be led elsewhere, stop, lack an answer or have one refused; and what it would come to in touches,
-- business days and charges. How one request is judged: replay_one.sql.

-- A version as maps by code, so that each past event is judged by a look-up: {"default":code,"ask":[codes],"codes":[codes],"wants":[keys],
-- "stages":{code:{"enters","entry","returns","waits","cancels","outcomes","asks"}},
-- "edges":{"from reason":{"to","skip","note"}},"notes":whether any asks for one,"hops":{"from to":reason}}.
create function act.replay_map(p_company smallint, p_version int) returns jsonb
language plpgsql stable
as $$
begin
  return jsonb_build_object(
    'default', (select s.code from app.stage s where s.company = p_company and s.version_id = p_version and s.is_default and s.active and s.activate_task),
    'stages', (select coalesce(jsonb_object_agg(s.code, jsonb_build_object('enters', s.active and s.activate_task, 'entry', s.is_entry, 'returns', s.can_return,
        'waits', s.can_wait, 'cancels', s.can_cancel, 'outcomes', case when s.can_conclude then to_jsonb(s.outcomes) else '[]'::jsonb end,
        'asks', (select coalesce(jsonb_agg(f.key order by f.order_no), '[]') from app.stage_field f where f.company = s.company and f.stage_id = s.id and f.required)
             || (select coalesce(jsonb_agg(c.key order by c.order_no), '[]') from app.stage_action c where c.company = s.company and c.stage_id = s.id and c.required_on_execute))), '{}')
        from app.stage s where s.company = p_company and s.version_id = p_version),
    'edges', (select coalesce(jsonb_object_agg(w.from_code || ' ' || w.reason, jsonb_build_object('to', w.to_code, 'skip', w.skip, 'note', w.note)), '{}')
        from act.replay_ways(p_company, p_version) w),
    'hops', act.replay_hops(p_company, p_version),
    'wants', (select coalesce(jsonb_agg(distinct x.key), '[]') from (
        select f.key from app.stage_field f where f.company = p_company and f.version_id = p_version and f.required
        union all select c.key from app.stage_action c where c.company = p_company and c.version_id = p_version and c.required_on_execute) x),
    'notes', (select coalesce(bool_or(w.note), false) from act.replay_ways(p_company, p_version) w),
    'ask', (select coalesce(jsonb_agg(q.code order by q.order_no) filter (where q.required), '[]') from app.type_parameter q
       where q.company = p_company and q.version_id = p_version and q.active),
    'codes', (select coalesce(jsonb_agg(q.code order by q.order_no), '[]') from app.type_parameter q
       where q.company = p_company and q.version_id = p_version and q.active));
end $$;

-- The ways of a version that lead into a stage that may be entered.
create function act.replay_ways(p_company smallint, p_version int)
returns table (from_code text, reason text, to_code text, kind text, skip boolean, note boolean, order_no int)
language plpgsql stable
as $$
begin
  return query
    select s.code::text, m.code::text, t.code::text, m.kind, e.skip_required, e.note_required, e.order_no
      from app.flow_edge e join app.stage s on s.company = e.company and s.id = e.from_stage join app.stage t on t.company = e.company and t.id = e.to_stage
      join app.reason m on m.company = e.company and m.id = e.reason_id
     where e.company = p_company and e.version_id = p_version and e.active and t.active and t.activate_task;
end $$;

-- From each stage to each other that lies at most three steps ahead, by reasons that lead forward: the first reason.
create function act.replay_hops(p_company smallint, p_version int) returns jsonb
language plpgsql stable
as $$
begin
  return (
    with recursive ways as materialized (select * from act.replay_ways(p_company, p_version) where kind = 'forward'),
    ahead (from_code, first, at, steps, place) as (
      select w.from_code, w.reason, w.to_code, 1, w.order_no from ways w
      union all
      select a.from_code, a.first, w.to_code, a.steps + 1, a.place from ahead a join ways w on w.from_code = a.at where a.steps < 3 and w.to_code <> a.from_code)
    select coalesce(jsonb_object_agg(x.from_code || ' ' || x.at, x.first), '{}')
      from (select distinct on (a.from_code, a.at) a.from_code, a.at, a.first from ahead a order by a.from_code, a.at, a.steps, a.place, a.first) x);
end $$;

-- The past, oldest event first: [[kind, stage, reason, outcome, noted, flag]]; what was undone never happened. The flag is, of an
-- opening, that it took its version's default stage; of a cancelling, that who held the request did it, without leading the group.
-- `days` is what the stages that it entered gave it, in business days. Notes are looked for only where the version asks for one.
create function act.replay_events(t app.request_type, p_since timestamptz, p_notes boolean) returns table (request_id bigint, events jsonb, days numeric)
language plpgsql stable
as $$
begin
  return query
    with told as materialized (
      select q.branch, h.request_id, h.seq, h.kind, h.to_stage, h.from_stage, h.reason_id, h.outcome, h.undoes,
             case when h.kind = 'cancelled' then h.actor_id = h.from_assignee and not exists (
               select from app.group_member g join app.person p on p.company = g.company and p.id = g.person_id
                where g.company = h.company and g.group_id = h.from_group and g.person_id = h.actor_id and g.lead and p.role = 'supervisor') end as held
        from app.request q join app.history h on h.company = q.company and h.request_id = q.id
       where q.company = t.company and q.type_id = t.id and q.opened_at >= p_since
         and h.kind in ('opened', 'forwarded', 'returned', 'wait_started', 'concluded', 'cancelled', 'reopened', 'migrated', 'undone')),
    happened as (
      select h.request_id, h.kind, s.code as stage, m.code as reason, h.outcome, case when p_notes and h.kind = 'forwarded' then exists (select from app.history_note n
               where n.company = t.company and n.request_id = h.request_id and n.seq = h.seq and n.note is not null) end as noted, case h.kind when 'opened' then s.is_default else h.held end as flag,
             case when h.kind in ('opened', 'forwarded', 'returned', 'reopened') or (h.kind = 'migrated' and s.code <> f.code) then d.days end as days
        from told h join app.stage s on s.company = t.company and s.id = h.to_stage
        left join app.stage f on f.company = t.company and f.id = h.from_stage and h.kind = 'migrated'
        left join act.replay_days(t) d on d.stage_id = h.to_stage and d.branch = h.branch
        left join app.reason m on m.company = t.company and m.id = h.reason_id
       where h.kind <> 'undone' and not exists (select from told u where u.kind = 'undone' and u.request_id = h.request_id and u.undoes = h.seq)
       order by h.request_id, h.seq)
    select h.request_id, jsonb_agg(jsonb_build_array(h.kind, h.stage, h.reason, h.outcome, h.noted, h.flag)), coalesce(sum(h.days), 0)
      from happened h group by h.request_id;
end $$;

-- The duration of every stage of a type in business days of each branch: hours by the hours of an open day, calendar days by
-- the open days of a week; none for a stage without a deadline.
create function act.replay_days(t app.request_type) returns table (stage_id int, branch smallint, days numeric)
language plpgsql stable
as $$
begin
  return query
    select s.id, b.id, case s.duration_unit when 'business_days' then s.duration::numeric when 'business_hours' then s.duration / w.hours else s.duration * w.open / 7.0 end
      from app.flow_version v join app.stage s on s.company = v.company and s.version_id = v.id and s.duration is not null
      cross join app.branch b
      cross join lateral (select nullif(count(distinct c.weekday), 0)::numeric as open,
          (sum(extract(epoch from c.closes - c.opens)) / 3600 / nullif(count(distinct c.weekday), 0))::numeric as hours
          from app.calendar_hours c where c.company = b.company and c.calendar_id = b.calendar_id) w
     where v.company = t.company and v.type_id = t.id and b.company = t.company;
end $$;

-- Answers whose definition is another in the version, with the stages there that would refuse them. What is defined alike is
-- not looked at, and each value once.
create function act.replay_refused(t app.request_type, v app.flow_version, p_since timestamptz) returns table (field_id int, value jsonb, stages jsonb)
language plpgsql stable
as $$
begin
  return query
    with pairs as materialized (
      select f.id, f.data_type as was, f.query as was_query, s.code, g.data_type, g.query, g.choices, g.min_value, g.max_value, g.regex
        from app.flow_version o join app.stage_field f on f.company = o.company and f.version_id = o.id
        join app.stage_field g on g.company = f.company and g.version_id = v.id and g.key = f.key
        join app.stage s on s.company = g.company and s.id = g.stage_id
       where o.company = t.company and o.type_id = t.id and (f.data_type, f.query, f.choices, f.min_value, f.max_value, f.regex)
             is distinct from (g.data_type, g.query, g.choices, g.min_value, g.max_value, g.regex)),
    given as materialized (
      select distinct x.field_id, x.value from app.request q join app.answer x on x.company = q.company and x.request_id = q.id
       where q.company = t.company and q.type_id = t.id and q.opened_at >= p_since and x.field_id in (select p.id from pairs p))
    select y.field_id, y.value, jsonb_agg(p.code) from given y join pairs p on p.id = y.field_id
     where not act.fits(p.was, p.was_query, p.data_type, p.query, p.choices, p.min_value, p.max_value, p.regex, y.value)
     group by y.field_id, y.value;
end $$;

-- What was answered and ticked of what the version asks for anywhere: {visit: [keys]}; and of all, what it would refuse:
-- {visit: {key: [stages]}}. What makes no difference is not told, so that more requests are alike.
create function act.replay_answers(t app.request_type, v app.flow_version, p_since timestamptz, p_asks jsonb) returns table (request_id bigint, visits jsonb, refused jsonb)
language plpgsql stable
as $$
begin
  return query
    with refused as materialized (select * from act.replay_refused(t, v, p_since)),
    given as (
      select q.id, x.visit_no, f.key, r.stages
        from app.request q join app.answer x on x.company = q.company and x.request_id = q.id
        join app.stage_field f on f.company = x.company and f.id = x.field_id
        left join refused r on r.field_id = x.field_id and r.value = x.value
       where q.company = t.company and q.type_id = t.id and q.opened_at >= p_since and (r.stages is not null or p_asks ? f.key)
      union all
      select q.id, d.visit_no, c.key, null
        from app.request q join app.action_done d on d.company = q.company and d.request_id = q.id
        join app.stage_action c on c.company = d.company and c.id = d.action_id
       where q.company = t.company and q.type_id = t.id and q.opened_at >= p_since and p_asks ? c.key),
    by_visit as (
      select g.id, g.visit_no, jsonb_agg(g.key order by g.key) as keys, jsonb_object_agg(g.key, g.stages) filter (where g.stages is not null) as bad
        from given g group by g.id, g.visit_no)
    select b.id, jsonb_object_agg(b.visit_no, b.keys), coalesce(jsonb_object_agg(b.visit_no, b.bad) filter (where b.bad is not null), '{}') from by_visit b group by b.id;
end $$;

-- What was answered at opening: {code: whether the version would take it}; what it does not require and would take is not told.
create function act.replay_parameters(t app.request_type, v app.flow_version, p_since timestamptz) returns table (request_id bigint, parameters jsonb)
language plpgsql stable
as $$
begin
  return query
    with given as materialized (
      select q.id, y.parameter_id, y.value from app.request q join app.parameter_answer y on y.company = q.company and y.request_id = q.id
       where q.company = t.company and q.type_id = t.id and q.opened_at >= p_since),
    asked as materialized (
      select o.id, p.code, o.data_type as was, o.query as was_query, p.data_type, p.query, p.choices, p.min_value, p.max_value, p.regex,
             (o.data_type, o.query, o.choices, o.min_value, o.max_value, o.regex) is not distinct from (p.data_type, p.query, p.choices, p.min_value, p.max_value, p.regex) as same, p.required
        from app.flow_version x join app.type_parameter o on o.company = x.company and o.version_id = x.id
        join app.type_parameter p on p.company = o.company and p.version_id = v.id and p.code = o.code and p.active
       where x.company = t.company and x.type_id = t.id),
    judged as materialized (
      select y.parameter_id, y.value, act.fits(k.was, k.was_query, k.data_type, k.query, k.choices, k.min_value, k.max_value, k.regex, y.value) as fit
        from (select distinct g.parameter_id, g.value from given g) y join asked k on k.id = y.parameter_id where not k.same)
    select g.id, jsonb_object_agg(k.code, coalesce(j.fit, true)) from given g join asked k on k.id = g.parameter_id
      left join judged j on j.parameter_id = g.parameter_id and j.value = g.value where k.required or not coalesce(j.fit, true) group by g.id;
end $$;

-- What the version would have charged at each opening, by today's value of the service: null where no price is known.
create function act.replay_prices(t app.request_type, v app.flow_version, p_since timestamptz) returns table (request_id bigint, amount numeric)
language plpgsql stable
as $$
declare d jsonb := case when v.state = 'draft' and v.staged is not null then v.staged else act.live_document(t) end; c jsonb := d #> '{type,charge}'; v_value numeric;
begin
  select s.value into v_value from app.service s where s.company = t.company and s.code = c ->> 'service' and s.active;
  return query
    with prices as materialized (
      select l ->> 'code' as code, (y ->> 'amount')::numeric as amount, (y ->> 'from')::date as valid_from, coalesce((y ->> 'to')::date, 'infinity') as valid_to
        from jsonb_array_elements(coalesce(d -> 'location', '[]')) l cross join lateral jsonb_array_elements(coalesce(l -> 'prices', '[]')) y)
    select q.id, case when not coalesce((c ->> 'insert_extra_service')::boolean, false) then 0 when not coalesce((c ->> 'use_location_price')::boolean, false) then v_value
        else (select p.amount from prices p where p.code = l.code and (q.opened_at at time zone b.tz)::date between p.valid_from and p.valid_to) end
      from app.request q join app.delivery_location l on l.company = q.company and l.id = q.location_id join app.branch b on b.company = q.company and b.id = q.branch
     where q.company = t.company and q.type_id = t.id and q.opened_at >= p_since;
end $$;

-- {"type","version","state","since","total","fits","missing","stops","other","invalid","forbidden","found":{verdict: requests},
-- "totals":{…},"items":[…]}; items are the first `limit` that do not fit, newest first, with `only` those that have such a finding.
-- Requests that went the same way with the same answers are judged once.
create function act.replay_flow(a sec.actor, p jsonb) returns jsonb
language plpgsql stable
as $$
declare t app.request_type; v app.flow_version; m jsonb; j jsonb; v_since timestamptz := coalesce((p ->> 'since')::timestamptz, '-infinity'); v_only text := p ->> 'only';
begin
  perform sec.require(a, 'admin', 'auditor');
  t := act.type_of(a, p ->> 'type');
  v := act.version_of(a, t, p ->> 'version');
  m := act.replay_map(t.company, v.id);
  with past as materialized (
    select q.id, q.protocol, q.branch, coalesce(q.amount, 0) as charged, w.amount, e.days, e.events, coalesce(x.visits, '{}') as visits, coalesce(x.refused, '{}') as refused,
           coalesce(y.parameters, '{}') as parameters
      from app.request q join act.replay_events(t, v_since, m ->> 'notes' = 'true') e on e.request_id = q.id join act.replay_prices(t, v, v_since) w on w.request_id = q.id
      left join act.replay_answers(t, v, v_since, m -> 'wants') x on x.request_id = q.id left join act.replay_parameters(t, v, v_since) y on y.request_id = q.id
     where q.company = t.company and q.type_id = t.id and q.opened_at >= v_since),
  kinds as materialized (
    select k.*, act.replay_one(m, k.events, k.visits, k.refused, k.parameters) as said
      from (select row_number() over () as kind, g.* from (
        select events, visits, refused, parameters, array_agg(id) as ids from past group by events, visits, refused, parameters) g) k),
  judged as materialized (
    select q.id, q.protocol, q.branch, q.charged, q.amount, q.days, k.kind, k.said ->> 'verdict' as verdict, (k.said ->> 'whole')::boolean as whole
      from kinds k cross join lateral unnest(k.ids) i join past q on q.id = i),
  draft_days as (
    select sum(g.n * d.days) as days from (select kind, branch, count(*) as n from judged where whole group by kind, branch) g join kinds k on k.kind = g.kind
      cross join lateral jsonb_array_elements_text(k.said -> 'draft') c join app.stage s on s.company = t.company and s.version_id = v.id and s.code = c
      join act.replay_days(t) d on d.stage_id = s.id and d.branch = g.branch),
  sums as (
    select count(*) as total, jsonb_object_agg(z.verdict, z.n) filter (where z.verdict is not null) as verdicts from (select verdict, count(*) as n from judged group by verdict) z),
  findings as (
    select coalesce(jsonb_object_agg(z.verdict, z.n), '{}') as counts from (
      select f.verdict, sum(cardinality(k.ids)) as n from kinds k
        cross join lateral (select distinct x ->> 'verdict' as verdict from jsonb_array_elements(k.said -> 'findings') x) f group by f.verdict) z),
  items as (
    select k.said - 'whole' - 'touches' || jsonb_build_object('protocol', q.protocol) as item from judged q join kinds k on k.kind = q.kind
     where q.verdict is not null and (v_only is null or k.said -> 'findings' @> jsonb_build_array(jsonb_build_object('verdict', v_only)))
     order by q.id desc limit coalesce((p ->> 'limit')::int, 10000))
  select jsonb_build_object('total', (select count(*) from judged), 'fits', (select count(*) from judged where verdict is null))
      || (select jsonb_object_agg(x, coalesce((s.verdicts ->> x)::bigint, 0)) from unnest(array['missing', 'stops', 'other', 'invalid', 'forbidden']) x)
      || jsonb_build_object('found', (select counts from findings),
           'items', (select coalesce(jsonb_agg(item), '[]') from items),
           'totals', (select jsonb_build_object('compared', count(*) filter (where q.whole),
               'touches', jsonb_build_object('recorded', coalesce(sum((k.said #>> '{touches,0}')::int) filter (where q.whole), 0),
                 'draft', coalesce(sum((k.said #>> '{touches,1}')::int) filter (where q.whole), 0)),
               'days', jsonb_build_object('recorded', coalesce(round(sum(q.days) filter (where q.whole), 1), 0)::text, 'draft', coalesce(round((select days from draft_days), 1), 0)::text),
               'charges', jsonb_build_object('recorded', coalesce(sum(q.charged), 0)::numeric(14, 2)::text, 'draft', coalesce(sum(q.amount), 0)::numeric(14, 2)::text,
                 'changed', count(*) filter (where q.amount <> q.charged), 'unpriced', count(*) filter (where q.amount is null)))
             from judged q join kinds k on k.kind = q.kind))
    into j from sums s;
  return jsonb_build_object('type', t.code, 'version', v.number, 'state', v.state, 'since', p -> 'since') || j;
end $$;
