-- A type's parameters at opening (O-09, Q-1 … Q-8) and what the publish check says of the queries behind them (V-17).

-- The answer to a parameter or field fed by a query: {"value","label"} or {"problem"}; null when there is none. Every value is looked
-- for in what the query offers now (Q-6); nothing offered although something is required says so (Q-7), a fault is told as one (Q-8).
create function act.judge_choice(p_company smallint, p_key text, p_label text, p_query text, p_required boolean, p_value jsonb, p_binds jsonb, p_stage text default null) returns jsonb
language plpgsql stable
as $$
declare j jsonb; x jsonb; v_given boolean := coalesce(act.plain_text(p_value #>> '{}'), '') <> '';
begin
  if not v_given and not p_required then return null; end if;
  -- Without a student there is nobody to ask for; that has been said already.
  if p_binds ->> 'RA' is null then
    return case when not v_given then jsonb_build_object('problem', sec.problem('E_PARAM_REQUIRED', p_key, p_stage, jsonb_build_object('label', p_label))) end;
  end if;
  j := act.query_answer(p_company, p_query, p_binds);
  if not j ? 'options' then return jsonb_build_object('problem', act.query_failed(p_key, p_label, j)); end if;
  if j -> 'options' = '[]' and p_required then return jsonb_build_object('problem', sec.problem('E_NO_OPTIONS', p_key, p_stage, jsonb_build_object('label', p_label))); end if;
  if not v_given then return jsonb_build_object('problem', sec.problem('E_PARAM_REQUIRED', p_key, p_stage, jsonb_build_object('label', p_label))); end if;
  x := act.option_of(j -> 'options', p_value);
  if x is null then return jsonb_build_object('problem', sec.problem('E_PARAM_NOT_ALLOWED', p_key, p_stage, jsonb_build_object('label', p_label, 'value', left(act.plain_text(p_value #>> '{}'), 200)))); end if;
  return x;
end $$;

-- O-09: the parameters' answers: {"problems":[], "answers":[{id,value,label}]}.
create function act.judge_parameters(a sec.actor, p_version int, p_values jsonb, p_binds jsonb) returns jsonb
language plpgsql stable
as $$
declare t app.type_parameter; o act.parsed; p jsonb := '[]'; v_answers jsonb := '[]'; k text; j jsonb;
begin
  for t in select * from app.type_parameter where company = a.company and version_id = p_version and active order by order_no loop
    o := act.parse_value(t.data_type, t.choices, t.min_value, t.max_value, t.regex, p_values -> t.code);
    if o.why_pt is not null then
      p := p || case t.data_type when 'choice' then sec.problem('E_PARAM_NOT_ALLOWED', t.code, null, jsonb_build_object('label', t.label, 'value', p_values ->> t.code))
                else sec.problem('E_FIELD_INVALID', t.code, null, jsonb_build_object('label', t.label, 'why_pt', o.why_pt, 'why_en', o.why_en)) end;
    elsif t.data_type = 'sql_choice' then
      j := act.judge_choice(a.company, t.code, t.label, t.query, t.required, o.value, p_binds);
      if j ? 'problem' then p := p || (j -> 'problem');
      elsif j is not null then v_answers := v_answers || jsonb_build_object('id', t.id, 'value', j -> 'value', 'label', j ->> 'label'); end if;
    elsif o.value is null then
      if t.required then p := p || sec.problem('E_PARAM_REQUIRED', t.code, null, jsonb_build_object('label', t.label)); end if;
    else
      v_answers := v_answers || jsonb_build_object('id', t.id, 'value', o.value, 'label', o.label);
    end if;
  end loop;
  for k in select jsonb_object_keys(coalesce(p_values, '{}')) loop
    if not exists (select from app.type_parameter where company = a.company and version_id = p_version and code = k and active) then
      p := p || sec.problem('E_FIELD_UNKNOWN', k, null, jsonb_build_object('known', coalesce((select string_agg(code, ', ' order by order_no)
             from app.type_parameter where company = a.company and version_id = p_version and active), '—')));
    end if;
  end loop;
  return jsonb_build_object('problems', p, 'answers', v_answers);
end $$;

-- V-17: each query of a version's parameters and fields is there, active, approved where the settings ask for it, and runs for a
-- sample student: one who is enrolled now, else nobody – whom the planner would look for among all enrolments of all times.
create function act.query_findings(p_company smallint, p_version int) returns jsonb
language plpgsql stable set enable_seqscan = off
as $$
declare a sec.actor; v_student bigint; d academic.period; v_branch smallint; p jsonb := '[]'; x record; j jsonb; v_today date := sec.today(p_company);
begin
  if not exists (select from app.type_parameter where company = p_company and version_id = p_version and active and data_type = 'sql_choice')
     and not exists (select from app.stage_field where company = p_company and version_id = p_version and data_type = 'sql_choice') then return p; end if;
  a.company := p_company;
  d := act.current_period(p_company, v_today);
  select n.student_id, n.branch into v_student, v_branch from app.branch b
    cross join lateral (select e.student_id, e.branch from academic.enrolment e where e.company = p_company and e.period_id = d.id and e.status = 'active' limit 1) n
   where b.company = p_company limit 1;
  for x in select t.query, min(t.key) as key, min(t.stage) as stage, min(t.label) as label from (
             select q.query, q.code as key, null::text as stage, q.label::text from app.type_parameter q where q.company = p_company and q.version_id = p_version and q.active and q.data_type = 'sql_choice'
             union all select f.query, f.key, s.code, f.label from app.stage_field f join app.stage s on s.company = f.company and s.id = f.stage_id and s.active
                where f.company = p_company and f.version_id = p_version and f.data_type = 'sql_choice') t group by t.query order by 2 loop
    j := act.query_answer(p_company, x.query, act.query_binds(a, v_student, d.id, v_branch, null, v_today));
    if not j ? 'options' then
      p := p || act.finding('V-17', 'error', x.stage, x.label || ': ' || (j ->> 'why_pt') || '.', x.label || ': ' || (j ->> 'why_en') || '.', '{}', null, x.key);
    end if;
  end loop;
  return p;
end $$;
