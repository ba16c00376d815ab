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

-- The current visit's answers with the fields of another stage that take them over by key; to_id null: stays behind. What is
-- restricted goes to no field that is not.
create function act.carried_answers(r app.request, p_stage int) returns table (key text, order_no int, from_id int, to_id int)
language plpgsql stable
as $$
begin
  return query
    select f.key, f.order_no, f.id,
           (select g.id from app.stage_field g where g.company = f.company and g.stage_id = p_stage and g.key = f.key and (g.restricted or not f.restricted)
               and act.fits(f.data_type, f.query, g.data_type, g.query, g.choices, g.min_value, g.max_value, g.regex, x.value))
      from app.answer x join app.stage_field f on f.company = x.company and f.id = x.field_id
     where x.company = r.company and x.request_id = r.id and x.visit_no = r.visit_no;
end $$;

-- The same for what was asked at opening; the answers may still hang on an older version than the request's.
create function act.carried_parameters(r app.request, p_version int) returns table (code text, from_id int, to_id int)
language plpgsql stable
as $$
begin
  return query
    select q.code, q.id,
           (select p.id from app.type_parameter p where p.company = q.company and p.version_id = p_version and p.code = q.code
               and act.fits(q.data_type, q.query, p.data_type, p.query, p.choices, p.min_value, p.max_value, p.regex, y.value))
      from app.parameter_answer y join app.type_parameter q on q.company = y.company and q.id = y.parameter_id
     where y.company = r.company and y.request_id = r.id;
end $$;

-- What a plan does to one request: {"verdict": moves | stays | blocked, "to_stage", "left": [keys], "kept": assignee, "why_pt", "why_en"}.
create function act.judge_move(r app.request, v app.flow_version, p_plan jsonb) returns jsonb
language plpgsql stable
as $$
declare o app.stage; s app.stage; v_to text; v_group int; v_lacks text; v_left jsonb; v_kept boolean; w text[];
begin
  select * into o from app.stage where company = r.company and id = r.stage_id;
  if r.closed_at is not null then return act.move_verdict('blocked', null, array['já terminou', 'it has ended']); end if;
  if r.version_id = v.id then return act.move_verdict('stays', o.code, array['já está na versão ' || v.number, 'is on version ' || v.number || ' already']); end if;
  v_to := act.planned_stage(p_plan, o.code);
  if v_to is null then return act.move_verdict('stays', null, array['o plano deixa a etapa ' || o.name || ' como está', 'the plan lets stage ' || o.name || ' be']); end if;
  select * into s from app.stage where company = r.company and version_id = v.id and code = v_to;
  if not found then return act.move_verdict('blocked', v_to, array['a versão ' || v.number || ' não tem a etapa ' || v_to, 'version ' || v.number || ' has no stage ' || v_to]); end if;
  if not (s.active and s.activate_task) then return act.move_verdict('blocked', v_to, array['não se entra na etapa ' || s.name, 'stage ' || s.name || ' cannot be entered']); end if;
  v_group := coalesce(s.group_id, r.opened_group_id);
  if not exists (select from app.group_member m where m.company = r.company and m.group_id = v_group
                  and act.eligible(r.company, m.person_id, v_group, r.type_id, r.student_id)) then
    return act.move_verdict('blocked', v_to, (select array['ninguém do grupo ' || g.name || ' pode atender na etapa ' || s.name, 'nobody of group ' || g.name || ' may handle stage ' || s.name]
      from app.attendance_group g where g.company = r.company and g.id = v_group));
  end if;
  -- Nobody is asked a parameter after opening: a required one without its answer could never be left behind (F-7).
  select string_agg(p.label, ', ' order by p.order_no) into v_lacks from app.type_parameter p
   where p.company = r.company and p.version_id = v.id and p.required and p.active
     and not exists (select from act.carried_parameters(r, v.id) c where c.to_id = p.id);
  if v_lacks is not null then
    return act.move_verdict('blocked', v_to, array['a versão ' || v.number || ' exige na abertura o que esta não respondeu: ' || v_lacks,
      'version ' || v.number || ' requires at opening what this one has not answered: ' || v_lacks]);
  end if;
  select coalesce(jsonb_agg(c.key order by c.order_no) filter (where c.to_id is null), '[]') into v_left from act.carried_answers(r, s.id) c;
  v_kept := r.assignee_id is not null and act.eligible(r.company, r.assignee_id, v_group, r.type_id, r.student_id);
  w := array(select x.pt from (values
      (1, case when s.code = o.code and r.due_at is not null then 'prazo mantido' when s.code <> o.code and s.duration is not null then 'prazo a contar de agora' else 'sem prazo' end),
      (2, case when r.assignee_id is not null and not v_kept then 'volta à fila' end),
      (3, case when v_left <> '[]' then 'ficam na visita anterior: ' || (select string_agg(k, ', ') from jsonb_array_elements_text(v_left) k) end)) as x(n, pt)
     where x.pt is not null order by x.n);
  return act.move_verdict('moves', v_to, array[array_to_string(w, '; '), concat_ws('; ',
      case when s.code = o.code and r.due_at is not null then 'deadline kept' when s.code <> o.code and s.duration is not null then 'deadline from now on' else 'no deadline' end,
      case when r.assignee_id is not null and not v_kept then 'back to the queue' end,
      case when v_left <> '[]' then 'stay in the earlier visit: ' || (select string_agg(k, ', ') from jsonb_array_elements_text(v_left) k) end)])
    || jsonb_build_object('left', v_left, 'kept', v_kept, 'stage_id', s.id);
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

-- The dry run: every open request of the type with its verdict; nothing is written.
create function act.plan_migration(a sec.actor, p_code text, p_to int, p_plan jsonb) returns jsonb
language plpgsql stable
as $$
declare t app.request_type; v app.flow_version; r app.request; j jsonb; q jsonb; v_items jsonb[] := '{}';
begin
  perform sec.require(a, 'supervisor', 'admin', 'auditor');
  t := act.type_of(a, p_code); v := act.move_version(a, t, p_to);
  perform sec.refuse(act.move_plan_problems(t, v, p_plan));
  for r in select * from app.request x where x.company = t.company and x.type_id = t.id and x.closed_at is null order by x.protocol loop
    j := act.judge_move(r, v, p_plan);
    if a.role = 'supervisor' and j ->> 'verdict' = 'moves' then
      q := act.guard_move(a, r, act.standing(a, r));
      if q <> '[]' then j := j || jsonb_build_object('verdict', 'blocked', 'why_pt', q -> 0 ->> 'pt', 'why_en', q -> 0 ->> 'en'); end if;
    end if;
    v_items := v_items || (j - 'stage_id' || (select jsonb_build_object('protocol', r.protocol, 'from_version', o.number, 'stage', s.code, 'status', r.status)
      from app.flow_version o join app.stage s on s.company = o.company and s.id = r.stage_id where o.company = r.company and o.id = r.version_id));
  end loop;
  return (select jsonb_build_object('type', t.code, 'to', v.number, 'from', coalesce(jsonb_agg(distinct x -> 'from_version') filter (where (x ->> 'from_version')::int <> v.number), '[]'),
      'items', to_jsonb(v_items), 'counts', jsonb_build_object('moves', count(*) filter (where x ->> 'verdict' = 'moves'),
        'stays', count(*) filter (where x ->> 'verdict' = 'stays'), 'blocked', count(*) filter (where x ->> 'verdict' = 'blocked')))
    from unnest(v_items) x);
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
    from act.carried_answers(r, n.stage_id) c join app.answer x on x.company = r.company and x.request_id = r.id and x.visit_no = r.visit_no and x.field_id = c.from_id
   where c.to_id is not null;
  insert into app.action_done (company, request_id, visit_no, action_id, by_id, at)
  select d.company, d.request_id, n.visit_no, y.id, d.by_id, d.at
    from app.action_done d join app.stage_action x on x.company = d.company and x.id = d.action_id
    join app.stage_action y on y.company = x.company and y.stage_id = n.stage_id and y.key = x.key and y.kind = x.kind
   where d.company = r.company and d.request_id = r.id and d.visit_no = r.visit_no;
  update app.parameter_answer y set parameter_id = c.to_id from act.carried_parameters(r, n.version_id) c
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
  j := act.judge_move(r, v, p_plan);
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
