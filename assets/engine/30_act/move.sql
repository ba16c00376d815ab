-- L-14, Z-2: running requests move to another version of their flow by a plan, one transaction a request, and back.
-- A plan is {"stages": {"old": "new" | null}}: null or "" lets a stage's requests stay; a stage not named goes to its own code.

create function act.planned_stage(p_plan jsonb, p_code text) returns text
language plpgsql immutable
as $$
begin
  return case when coalesce(p_plan -> 'stages', '{}') ? p_code then nullif(p_plan #>> array['stages', p_code], '') else p_code end;
end $$;

-- The version to move to: any but a draft.
create function act.move_version(a sec.actor, t app.request_type, p_to int) returns app.flow_version
language plpgsql stable
as $$
declare v app.flow_version := act.version_of(a, t, coalesce(p_to, 0)::text);
begin
  if v.state = 'draft' then
    perform sec.refuse(jsonb_build_array(act.file_value('to', 'a versão ' || v.number || ' é um rascunho: publique antes',
      'version ' || v.number || ' is a draft: publish it first')));
  end if;
  return v;
end $$;

-- A plan names stages that there are: left of any version of the type, right of the one to move to.
create function act.move_plan_problems(t app.request_type, v app.flow_version, p_plan jsonb) returns jsonb
language plpgsql stable
as $$
begin
  if p_plan is null then return '[]'; end if;
  if jsonb_typeof(p_plan) <> 'object' or exists (select from jsonb_object_keys(p_plan) k where k <> 'stages')
     or jsonb_typeof(coalesce(p_plan -> 'stages', '{}')) <> 'object' then
    return jsonb_build_array(act.file_value('plan', 'o plano tem só "stages": etapa antiga = etapa nova', 'a plan has only "stages": old stage = new stage'));
  end if;
  return (select coalesce(jsonb_agg(y.p order by y.k), '[]') from (
    select x.k, act.file_value('plan.stages.' || x.k, 'nenhuma versão de ' || t.code || ' tem esta etapa', 'no version of ' || t.code || ' has this stage') as p
      from jsonb_each(coalesce(p_plan -> 'stages', '{}')) as x(k, e)
     where not exists (select from app.stage s join app.flow_version o on o.company = s.company and o.id = s.version_id
                        where o.company = t.company and o.type_id = t.id and o.state <> 'draft' and s.code = x.k)
    union all
    select x.k, act.file_value('plan.stages.' || x.k, 'a versão ' || v.number || ' não tem a etapa "' || (x.e #>> '{}') || '"',
        'version ' || v.number || ' has no stage "' || (x.e #>> '{}') || '"')
      from jsonb_each(coalesce(p_plan -> 'stages', '{}')) as x(k, e)
     where jsonb_typeof(x.e) <> 'null' and x.e <> '""'
       and not exists (select from app.stage s where s.company = t.company and s.version_id = v.id and s.code = x.e #>> '{}')) y);
end $$;

-- An answer fits another definition when the type does (or is wider) and the value obeys it; what was looked up is not looked up again.
create function act.fits(p_type text, p_query text, q_type text, q_query text, q_choices text[], q_min text, q_max text, q_regex text, v jsonb) returns boolean
language plpgsql stable
as $$
declare o act.parsed;
begin
  if p_type in ('file', 'sql_choice') or q_type in ('file', 'sql_choice') then return p_type = q_type and p_query is not distinct from q_query; end if;
  if p_type <> q_type and (p_type, q_type) not in (('short_text', 'long_text'), ('integer', 'decimal')) then return false; end if;
  o := act.parse_value(q_type, q_choices, q_min, q_max, q_regex, v);
  return o.why_pt is null and o.value is not distinct from v;
end $$;

-- Two definitions that say the same of a value that is no option: what one took, the other takes, and nobody need look.
create function act.alike(p_type text, p_min text, p_max text, p_regex text, q_type text, q_min text, q_max text, q_regex text) returns boolean
language sql immutable
as $$
  select p_type = q_type and p_type in ('short_text', 'long_text', 'integer', 'decimal', 'date', 'bool')
    and p_min is not distinct from q_min and p_max is not distinct from q_max and p_regex is not distinct from q_regex
$$;

-- Answers of visits with the fields of other stages that take them over by key, stage by stage beside the requests; to_id null: stays
-- behind. What is restricted goes to no field that is not. Each value of a field is judged once, however many gave it.
create function act.carried_answers(p_company smallint, p_ids bigint[], p_visits int[], p_stages int[])
returns table (request_id bigint, key text, order_no int, from_id int, to_id int)
language plpgsql stable
as $$
begin
  return query
    with given as materialized (
      select x.request_id, x.field_id, w.stage_id, x.value from unnest(p_ids, p_visits, p_stages) w (id, visit_no, stage_id)
        join app.answer x on x.company = p_company and x.request_id = w.id and x.visit_no = w.visit_no),
    taken as materialized (
      select y.field_id, y.stage_id, y.value, g.id
        from (select distinct z.field_id, z.stage_id, z.value from given z) y join app.stage_field f on f.company = p_company and f.id = y.field_id
        join app.stage_field g on g.company = p_company and g.stage_id = y.stage_id and g.key = f.key and (g.restricted or not f.restricted)
       where act.alike(f.data_type, f.min_value, f.max_value, f.regex, g.data_type, g.min_value, g.max_value, g.regex)
          or act.fits(f.data_type, f.query, g.data_type, g.query, g.choices, g.min_value, g.max_value, g.regex, y.value))
    select z.request_id, f.key, f.order_no, f.id, t.id
      from given z join app.stage_field f on f.company = p_company and f.id = z.field_id
      left join taken t on t.field_id = z.field_id and t.stage_id = z.stage_id and t.value = z.value;
end $$;

-- The same for what was asked at opening; the answers may still hang on an older version than the request's.
create function act.carried_parameters(p_company smallint, p_ids bigint[], p_version int) returns table (request_id bigint, from_id int, to_id int)
language plpgsql stable
as $$
begin
  return query
    with given as materialized (
      select y.request_id, y.parameter_id, y.value from app.parameter_answer y where y.company = p_company and y.request_id = any (p_ids)),
    taken as materialized (
      select y.parameter_id, y.value, p.id
        from (select distinct z.parameter_id, z.value from given z) y join app.type_parameter q on q.company = p_company and q.id = y.parameter_id
        join app.type_parameter p on p.company = p_company and p.version_id = p_version and p.code = q.code
       where act.alike(q.data_type, q.min_value, q.max_value, q.regex, p.data_type, p.min_value, p.max_value, p.regex)
          or act.fits(q.data_type, q.query, p.data_type, p.query, p.choices, p.min_value, p.max_value, p.regex, y.value))
    select z.request_id, z.parameter_id, t.id from given z left join taken t on t.parameter_id = z.parameter_id and t.value = z.value;
end $$;

-- What a plan does to requests, all judged together: {"verdict": moves | stays | blocked, "to_stage", "left": [keys], "kept": assignee, "why_pt", "why_en"}.
create function act.judge_moves(p_company smallint, p_ids bigint[], v app.flow_version, p_plan jsonb) returns table (request_id bigint, said jsonb)
language plpgsql stable
as $$
begin
  return query
    with stages as materialized (
      select o.id, o.code, o.name, s.id as to_id, w.to_code, s.name as to_name, s.active and s.activate_task as enters, s.group_id, s.duration is not null as timed
        from (select distinct q.stage_id from app.request q where q.company = p_company and q.id = any (p_ids)) y
        join app.stage o on o.company = p_company and o.id = y.stage_id
        cross join lateral (select act.planned_stage(p_plan, o.code) as to_code) w
        left join app.stage s on s.company = p_company and s.version_id = v.id and s.code = w.to_code),
    asked as materialized (
      select q.id, q.version_id, q.visit_no, q.type_id, q.student_id, q.assignee_id, q.closed_at, q.due_at, s.code, s.name, s.to_id, s.to_code, s.to_name, s.enters, s.timed,
             coalesce(s.group_id, q.opened_group_id) as group_id,
             q.closed_at is null and q.version_id <> v.id and coalesce(s.enters, false) as goes
        from app.request q join stages s on s.id = q.stage_id where q.company = p_company and q.id = any (p_ids)),
    staff as materialized (
      select y.group_id, y.type_id, p.id, p.cpf is not null as known from (select distinct z.group_id, z.type_id from asked z where z.goes) y
        join app.group_member m on m.company = p_company and m.group_id = y.group_id
        join app.person p on p.company = p_company and p.id = m.person_id where act.works(p_company, p.id, y.group_id, y.type_id)),
    -- Nobody is asked a parameter after opening: a required one without its answer could never be left behind (F-7).
    lacks as materialized (
      select z.id, string_agg(p.label, ', ' order by p.order_no) as labels
        from asked z cross join app.type_parameter p left join act.carried_parameters(p_company, p_ids, v.id) c on c.request_id = z.id and c.to_id = p.id
       where z.goes and p.company = p_company and p.version_id = v.id and p.required and p.active and c.to_id is null group by z.id),
    goers as materialized (select array_agg(z.id) as ids, array_agg(z.visit_no) as visits, array_agg(z.to_id) as stages from asked z where z.goes),
    behind as materialized (
      select c.request_id as id, jsonb_agg(c.key order by c.order_no) as keys from goers g cross join lateral act.carried_answers(p_company, g.ids, g.visits, g.stages) c
       where c.to_id is null group by c.request_id),
    judged as materialized (
      select z.*, l.labels, b.keys,
             exists (select from staff f where f.group_id = z.group_id and f.type_id = z.type_id and not (f.known and act.is_own(p_company, f.id, z.student_id))) as staffed,
             exists (select from staff f where f.group_id = z.group_id and f.type_id = z.type_id and f.id = z.assignee_id
                       and not (f.known and act.is_own(p_company, f.id, z.student_id))) as kept
        from asked z left join lacks l on l.id = z.id left join behind b on b.id = z.id)
    select z.id, case
      when z.closed_at is not null then act.move_verdict('blocked', null, array['já terminou', 'it has ended'])
      when z.version_id = v.id then act.move_verdict('stays', z.code, array['já está na versão ' || v.number, 'is on version ' || v.number || ' already'])
      when z.to_code is null then act.move_verdict('stays', null, array['o plano deixa a etapa ' || z.name || ' como está', 'the plan lets stage ' || z.name || ' be'])
      when z.to_id is null then act.move_verdict('blocked', z.to_code, array['a versão ' || v.number || ' não tem a etapa ' || z.to_code, 'version ' || v.number || ' has no stage ' || z.to_code])
      when not z.enters then act.move_verdict('blocked', z.to_code, array['não se entra na etapa ' || z.to_name, 'stage ' || z.to_name || ' cannot be entered'])
      when not z.staffed then act.move_verdict('blocked', z.to_code, (select array['ninguém do grupo ' || g.name || ' pode atender na etapa ' || z.to_name,
          'nobody of group ' || g.name || ' may handle stage ' || z.to_name] from app.attendance_group g where g.company = p_company and g.id = z.group_id))
      when z.labels is not null then act.move_verdict('blocked', z.to_code, array['a versão ' || v.number || ' exige na abertura o que esta não respondeu: ' || z.labels,
          'version ' || v.number || ' requires at opening what this one has not answered: ' || z.labels])
      else act.moves_verdict(z.to_code, z.to_id, z.code, z.due_at is not null, z.timed, z.assignee_id is not null, z.kept, z.keys) end
      from judged z;
end $$;

-- One that moves, and what becomes of its deadline, its holder and its answers.
create function act.moves_verdict(p_to text, p_stage int, p_from text, p_due boolean, p_timed boolean, p_held boolean, p_kept boolean, p_left jsonb) returns jsonb
language plpgsql immutable
as $$
declare v_left text;
begin
  if p_left is not null then select string_agg(k, ', ') into v_left from jsonb_array_elements_text(p_left) k; end if;
  return act.move_verdict('moves', p_to, array[
      concat_ws('; ', case when p_to = p_from and p_due then 'prazo mantido' when p_to <> p_from and p_timed then 'prazo a contar de agora' else 'sem prazo' end,
        case when p_held and not p_kept then 'volta à fila' end, 'ficam na visita anterior: ' || v_left),
      concat_ws('; ', case when p_to = p_from and p_due then 'deadline kept' when p_to <> p_from and p_timed then 'deadline from now on' else 'no deadline' end,
        case when p_held and not p_kept then 'back to the queue' end, 'stay in the earlier visit: ' || v_left)])
    || jsonb_build_object('left', coalesce(p_left, '[]'), 'kept', p_kept, 'stage_id', p_stage);
end $$;

create function act.move_verdict(p_verdict text, p_to text, w text[]) returns jsonb
language sql immutable
as $$ select jsonb_build_object('verdict', p_verdict, 'to_stage', p_to, 'left', '[]'::jsonb, 'kept', false, 'why_pt', w[1], 'why_en', w[2]) $$;

-- Who may move a request: who leads its group, and administrators.
create function act.guard_move(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
begin
  return case when a.role = 'admin' then '[]'::jsonb else act.lead_problems(a, r, st) end || act.need_open(r);
end $$;

-- The dry run: every open request of the type with its verdict; nothing is written. Whether a supervisor leads is asked once a group.
create function act.plan_migration(a sec.actor, p_code text, p_to int, p_plan jsonb) returns jsonb
language plpgsql stable
as $$
declare t app.request_type; v app.flow_version; r app.request; v_ids bigint[]; v_barred jsonb := '{}'::jsonb; q jsonb; j jsonb;
begin
  perform sec.require(a, 'supervisor', 'admin', 'auditor');
  t := act.type_of(a, p_code); v := act.move_version(a, t, p_to);
  perform sec.refuse(act.move_plan_problems(t, v, p_plan));
  v_ids := array(select x.id from app.request x where x.company = t.company and x.type_id = t.id and x.closed_at is null);
  if a.role = 'supervisor' then
    for r in select distinct on (x.group_id) x.* from app.request x where x.company = t.company and x.id = any (v_ids) loop
      q := act.guard_move(a, r, act.standing(a, r));
      if q <> '[]' then v_barred := v_barred || jsonb_build_object(r.group_id::text, jsonb_build_object('verdict', 'blocked', 'why_pt', q -> 0 ->> 'pt', 'why_en', q -> 0 ->> 'en')); end if;
    end loop;
  end if;
  select jsonb_build_object('type', t.code, 'to', v.number, 'from', coalesce(jsonb_agg(distinct x.number) filter (where x.number <> v.number), '[]'),
      'items', coalesce(jsonb_agg(x.item order by x.protocol), '[]'), 'counts', jsonb_build_object('moves', count(*) filter (where x.item ->> 'verdict' = 'moves'),
        'stays', count(*) filter (where x.item ->> 'verdict' = 'stays'), 'blocked', count(*) filter (where x.item ->> 'verdict' = 'blocked')))
    into j
    from (select y.protocol, o.number, m.said - 'stage_id' || case when m.said ->> 'verdict' = 'moves' then coalesce(v_barred -> y.group_id::text, '{}') else '{}' end
            || jsonb_build_object('protocol', y.protocol, 'from_version', o.number, 'stage', s.code, 'status', y.status) as item
            from act.judge_moves(t.company, v_ids, v, p_plan) m join app.request y on y.company = t.company and y.id = m.request_id
            join app.flow_version o on o.company = y.company and o.id = y.version_id join app.stage s on s.company = y.company and s.id = y.stage_id) x;
  return j;
end $$;

-- All that a move changes, as it was.
create function act.move_image(r app.request) returns jsonb
language plpgsql stable
as $$
begin
  return act.image(r) || jsonb_build_object('parameters', (select coalesce(jsonb_agg(to_jsonb(y)), '[]') from app.parameter_answer y
    where y.company = r.company and y.request_id = r.id));
end $$;

-- The deadline and the clock of a request that entered `s` from `o` by a move (S-7, amendment 17).
create function act.moved_clock(r app.request, n app.request, o app.stage, s app.stage, p_now timestamptz) returns app.request
language plpgsql stable
as $$
begin
  if s.code = o.code then n.due_at := r.due_at; end if;
  if r.status <> 'waiting' then return n; end if;
  if n.assignee_id is not null then
    n.status := 'waiting';
    n.due_left_seconds := r.due_left_seconds;
    if s.code <> o.code then n.due_left_seconds := act.deadline_left(n, p_now);
    elsif r.due_left_seconds is not null and (s.duration_unit = 'calendar_days') is distinct from (o.duration_unit = 'calendar_days') then
      -- What is left is counted in the stage's own time: the same instant, were it resumed now.
      n.due_at := act.deadline_again(r, p_now);
      n.due_left_seconds := act.deadline_left(n, p_now);
      n.due_at := r.due_at;
    end if;
    return n;
  end if;
  -- Nobody may go on waiting for it: it returns to the queue and its clock runs on.
  if s.code = o.code then n.due_at := act.deadline_again(r, p_now); end if;
  n.sla_paused_seconds := r.sla_paused_seconds + greatest(0, extract(epoch from p_now - r.paused_at))::bigint;
  n.paused_at := null; n.waiting_until := null; n.due_left_seconds := null;
  return n;
end $$;

-- The answers, ticks and parameters that go along.
create function act.carry(r app.request, n app.request) returns void
language plpgsql
as $$
begin
  insert into app.answer (company, request_id, visit_no, field_id, value, label, by_id, at)
  select x.company, x.request_id, n.visit_no, c.to_id, x.value, x.label, x.by_id, x.at
    from act.carried_answers(r.company, array[r.id], array[r.visit_no], array[n.stage_id]) c join app.answer x on x.company = r.company and x.request_id = r.id and x.visit_no = r.visit_no and x.field_id = c.from_id
   where c.to_id is not null;
  insert into app.action_done (company, request_id, visit_no, action_id, by_id, at)
  select d.company, d.request_id, n.visit_no, y.id, d.by_id, d.at
    from app.action_done d join app.stage_action x on x.company = d.company and x.id = d.action_id
    join app.stage_action y on y.company = x.company and y.stage_id = n.stage_id and y.key = x.key and y.kind = x.kind
   where d.company = r.company and d.request_id = r.id and d.visit_no = r.visit_no;
  update app.parameter_answer y set parameter_id = c.to_id from act.carried_parameters(r.company, array[r.id], n.version_id) c
   where y.company = r.company and y.request_id = r.id and y.parameter_id = c.from_id and c.to_id is not null and c.to_id <> c.from_id;
end $$;

create function act.begin_run(a sec.actor, p_run uuid, v app.flow_version, p_plan jsonb) returns void
language plpgsql
as $$
begin
  insert into app.move_run (company, id, type_id, version_id, plan, person_id, at)
  values (v.company, p_run, v.type_id, v.id, coalesce(p_plan, '{}'), a.id, sec.now()) on conflict do nothing;
  if not exists (select from app.move_run x where x.company = v.company and x.id = p_run and x.version_id = v.id and x.plan = coalesce(p_plan, '{}')) then
    perform sec.refuse(jsonb_build_array(sec.problem('E_OP_REUSED', 'run', null, '{"act": "migrate"}')));
  end if;
end $$;

create function act.migrate_request(a sec.actor, p_protocol text, p_to int, p_plan jsonb, p_run uuid) returns jsonb
language plpgsql
as $$
declare r app.request; n app.request; t app.request_type; v app.flow_version; o app.stage; s app.stage; m app.move; e act.entry; j jsonb; v_before jsonb; v_from int; v_now timestamptz;
begin
  r := act.lock(a, p_protocol);
  select * into t from app.request_type where company = r.company and id = r.type_id;
  v := act.move_version(a, t, p_to);
  select * into m from app.move where company = r.company and run = p_run and request_id = r.id;
  if found then
    return act.move_verdict('skipped', null, case when m.undone_seq is null then array['já migrada nesta execução', 'moved by this run already']
      else array['migrada e desfeita nesta execução', 'moved by this run and taken back'] end) || jsonb_build_object('protocol', r.protocol, 'run', p_run);
  end if;
  perform sec.refuse(act.guard_move(a, r, act.standing(a, r)) || act.move_plan_problems(t, v, p_plan));
  select x.said into j from act.judge_moves(r.company, array[r.id], v, p_plan) x;
  if j ->> 'verdict' = 'blocked' then
    perform sec.refuse(jsonb_build_array(sec.problem('E_MOVE', null, j ->> 'to_stage', jsonb_build_object('why_pt', j ->> 'why_pt', 'why_en', j ->> 'why_en'))));
  elsif j ->> 'verdict' = 'stays' then return j || jsonb_build_object('protocol', r.protocol, 'run', p_run); end if;
  perform act.begin_run(a, p_run, v, p_plan);
  v_now := sec.now();
  v_before := act.move_image(r);
  select * into o from app.stage where company = r.company and id = r.stage_id;
  select * into s from app.stage where company = r.company and id = (j ->> 'stage_id')::int;
  n := act.enter(r, s, v_now, true, r.assignee_id);
  n.version_id := v.id;
  if n.assignee_id is not null then n.assigned_at := r.assigned_at; end if;
  n := act.moved_clock(r, n, o, s, v_now);
  update app.visit w set moved = true, due_at = n.due_at,
      deadline_of = case when s.code = o.code then (select coalesce(x.deadline_of, x.no) from app.visit x where x.company = w.company and x.request_id = w.request_id and x.no = r.visit_no) end
   where w.company = n.company and w.request_id = n.id and w.no = n.visit_no;
  perform act.carry(r, n);
  select number into v_from from app.flow_version where company = r.company and id = r.version_id;
  e.kind := 'migrated'; e.batch := p_run;
  e.data := jsonb_build_object('run', p_run, 'from_version', v_from, 'to_version', v.number, 'left', j -> 'left');
  n := act.record(a, r, n, e);
  insert into app.move (company, run, request_id, seq, visit_no, person_id, before) values (n.company, p_run, n.id, n.version, n.visit_no, a.id, v_before);
  return (j - 'stage_id') || jsonb_build_object('protocol', n.protocol, 'verdict', 'moved', 'run', p_run, 'from_version', v_from, 'stage', o.code, 'request', act.item_json(n, v_now));
end $$;

-- Back to where the run took it from, while nothing else happened to it; by who may move it or who moved it.
create function act.guard_undo_move(a sec.actor, r app.request, m app.move) returns jsonb
language plpgsql stable
as $$
declare h app.history;
begin
  if a.role <> 'admin' and not (a.role = 'supervisor' and a.id = m.person_id) and act.lead_problems(a, r, act.standing(a, r)) <> '[]' then
    return act.lead_problems(a, r, act.standing(a, r));
  end if;
  if r.version <> m.seq then
    select * into h from app.history x where x.company = r.company and x.request_id = r.id and x.seq = m.seq + 1;
    return act.undo_gone('depois dela houve outro ato, de ' || h.actor, 'something else was done since, by ' || h.actor);
  end if;
  return '[]';
end $$;

create function act.undo_migration(a sec.actor, p_run uuid, p_protocol text) returns jsonb
language plpgsql
as $$
declare r app.request := act.lock(a, p_protocol); n app.request; m app.move; w app.visit; e act.entry;
begin
  select * into m from app.move x where x.company = r.company and x.run = p_run and x.request_id = r.id;
  if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'run', null, jsonb_build_object('what', coalesce(p_run::text, '?') || ' ' || r.protocol)))); end if;
  if m.undone_seq is not null then
    return act.move_verdict('skipped', null, array['já desfeita', 'taken back already']) || jsonb_build_object('protocol', r.protocol, 'run', p_run);
  end if;
  perform sec.refuse(act.guard_undo_move(a, r, m));
  n := jsonb_populate_record(r, m.before -> 'request');
  w := jsonb_populate_record(null::app.visit, m.before -> 'visit');
  delete from app.answer x where x.company = r.company and x.request_id = r.id and x.visit_no > n.visit_no;
  delete from app.action_done x where x.company = r.company and x.request_id = r.id and x.visit_no > n.visit_no;
  delete from app.visit x where x.company = r.company and x.request_id = r.id and x.no > n.visit_no;
  update app.visit x set left_at = w.left_at, handler_id = w.handler_id, due_at = w.due_at where x.company = r.company and x.request_id = r.id and x.no = n.visit_no;
  delete from app.parameter_answer x where x.company = r.company and x.request_id = r.id;
  insert into app.parameter_answer select y.* from jsonb_populate_recordset(null::app.parameter_answer, m.before -> 'parameters') y;
  e.kind := 'undone'; e.undoes := m.seq; e.batch := p_run;
  n := act.record(a, r, n, e);
  update app.move x set undone_seq = n.version where x.company = m.company and x.run = m.run and x.request_id = m.request_id;
  return act.move_verdict('undone', null, array['voltou como estava', 'back as it was']) || jsonb_build_object('protocol', n.protocol, 'run', p_run, 'request', act.item_json(n, sec.now()));
end $$;

-- Runs of a type, newest first; with one run's id, its requests too.
create function act.migration_runs(a sec.actor, p_code text, p_run uuid) returns jsonb
language plpgsql stable
as $$
declare t app.request_type; v_tz text := act.tz_of(a);
begin
  perform sec.require(a, 'supervisor', 'admin', 'auditor');
  if p_code is not null then t := act.type_of(a, p_code); end if;
  return (select coalesce(jsonb_agg(jsonb_build_object('run', x.id, 'type', y.code, 'to', v.number, 'plan', x.plan, 'by', p.login, 'by_name', p.name, 'at', sec.iso(x.at, v_tz),
      'moved', z.moved, 'undone', z.undone, 'undoable', z.undoable)
      || case when p_run is null then '{}' else jsonb_build_object('items', z.items) end order by x.at desc, x.id), '[]')
    from app.move_run x join app.request_type y on y.company = x.company and y.id = x.type_id join app.flow_version v on v.company = x.company and v.id = x.version_id
    join app.person p on p.company = x.company and p.id = x.person_id
    cross join lateral (select count(*) as moved, count(*) filter (where m.undone_seq is not null) as undone,
        count(*) filter (where m.undone_seq is null and q.version = m.seq) as undoable,
        case when p_run is not null then jsonb_agg(jsonb_build_object('protocol', q.protocol, 'undone', m.undone_seq is not null,
          'undoable', m.undone_seq is null and q.version = m.seq) order by q.protocol) end as items
      from app.move m join app.request q on q.company = m.company and q.id = m.request_id where m.company = x.company and m.run = x.id) z
   where x.company = a.company and (t.id is null or x.type_id = t.id) and (p_run is null or x.id = p_run));
end $$;
