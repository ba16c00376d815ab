-- What a plan does to one request, judged by itself in plain steps: the rule that the engine's judgment of all requests
-- together is held against. In a schema of the tests' own.
create schema plain;

-- The current visit's answers with the fields of another stage that take them over by key; to_id null: stays behind. What is
-- restricted goes to no field that is not.
create function plain.carried_answers(r app.request, p_stage int) returns table (key text, order_no int, from_id int, to_id int)
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
create function plain.carried_parameters(r app.request, p_version int) returns table (code text, from_id int, to_id int)
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
create function plain.judge_move(r app.request, v app.flow_version, p_plan jsonb) returns jsonb
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
     and not exists (select from plain.carried_parameters(r, v.id) c where c.to_id = p.id);
  if v_lacks is not null then
    return act.move_verdict('blocked', v_to, array['a versão ' || v.number || ' exige na abertura o que esta não respondeu: ' || v_lacks,
      'version ' || v.number || ' requires at opening what this one has not answered: ' || v_lacks]);
  end if;
  select coalesce(jsonb_agg(c.key order by c.order_no) filter (where c.to_id is null), '[]') into v_left from plain.carried_answers(r, s.id) c;
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

-- {protocol: verdict} of every open request of the type.
create function plain.judged(p_type text, p_to int, p_plan jsonb) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_object_agg(q.protocol, plain.judge_move(q, v, p_plan) - 'stage_id'), '{}')
    from app.request_type t join app.flow_version v on v.company = t.company and v.type_id = t.id and v.number = p_to
    join app.request q on q.company = t.company and q.type_id = t.id and q.closed_at is null where t.code = p_type);
end $$;
