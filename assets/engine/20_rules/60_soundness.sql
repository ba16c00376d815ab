-- The publish check (domain §5): what would strand a request, who could not work it. The authority for every front end.

create function act.finding(p_check text, p_level text, p_stage text, p_pt text, p_en text, p_path text[] default '{}', p_reason text default null, p_field text default null)
returns jsonb
language sql immutable
as $$
  select jsonb_build_object('check', p_check, 'level', p_level, 'stage', p_stage, 'reason', p_reason, 'field', p_field, 'pt', p_pt, 'en', p_en, 'path', coalesce(to_jsonb(p_path), '[]'))
$$;

-- What the flow alone answers: V-03, V-06 … V-10, V-17, V-20 … V-27.
-- P8 (no circle of automatic steps) holds for every flow: nothing moves a request here without a person; V-22 warns of
-- circles in which nothing is asked of that person. P10: there are no conditions and no templates that could name a field
-- that is not there; what is left of it is V-25. Sending back (L-06) is no way out: it only undoes the step that led here.
create function act.check_version(p_company smallint, p_version int) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]'; g act.flow_graph := act.graph(p_company, p_version); v_type int; v_days int; l record; n int;
begin
  select v.type_id, t.expected_days into v_type, v_days from app.flow_version v join app.request_type t on t.company = v.company and t.id = v.type_id
   where v.company = p_company and v.id = p_version;
  select count(*) into n from app.stage where company = p_company and version_id = p_version and is_default;
  if n <> 1 then
    p := p || act.finding('V-03', 'error', null, 'Marque exatamente uma etapa padrão (entrada, tarefa ativa).', 'Mark exactly one default stage (entry, task activated).');
  end if;
  select * into l from act.longest(p_company, g);
  if l.parts > v_days * 56 then
    p := p || act.finding('V-23', 'warning', null, 'Os prazos das etapas somam ' || (l.parts + 55) / 56 || ' dias úteis, mas o tipo promete ' || v_days || '.',
      'The stages'' deadlines add up to ' || (l.parts + 55) / 56 || ' business days, but the type promises ' || v_days || '.', l.path, null, 'expected_days');
  end if;
  return p || coalesce((
    select jsonb_agg(f order by f ->> 'level', f ->> 'check', o) from (
      with s as materialized (select st.*, p.n::int as no, act.way(g, p.n::int) as path, g.ends[p.n] as ends, g.first[p.n] is not null as leaves, g.entered[p.n] as entered
                    from unnest(g.ids) with ordinality as p(id, n) join app.stage st on st.company = p_company and st.id = p.id),
           e as materialized (select ed.*, m.code as reason, m.name as reason_name, m.active as reason_active, m.kind as reason_kind from app.flow_edge ed join app.reason m on m.company = ed.company and m.id = ed.reason_id
                  where ed.company = p_company and ed.version_id = p_version and ed.active),
           -- The groups that may come to work a stage: its own, else those through which the type is opened; and who of them can.
           ours as materialized (select x.group_id from app.group_type x join app.attendance_group y on y.company = x.company and y.id = x.group_id and y.active where x.company = p_company and x.type_id = v_type),
           staff as materialized (select y.id, y.name, y.active, array(select m.person_id from act.eligibles(p_company, y.id, v_type, 0) m) as able
                      from app.attendance_group y where y.company = p_company and (y.id in (select s.group_id from s) or y.id in (select group_id from ours))),
           works as (select s.id as stage_id, staff.* from s join staff on staff.id = s.group_id or (s.group_id is null and staff.id in (select group_id from ours))),
           -- P5: what the gate (F-7) of a stage asks for, the reason that first needs it, and whether anybody may give it.
           gated as (select s.id, (select x.reason from e x where x.from_stage = s.id and not x.skip_required order by x.order_no limit 1) as by_reason, s.can_conclude and s.outcomes && '{granted,done}' as by_end from s where s.active and s.path is not null)
      select act.finding('V-06', 'error', s.code, s.name || ': é um beco sem saída – não conclui, não cancela e não encaminha.', s.name || ': a dead end – it neither concludes, cancels nor forwards.', s.path) as f, s.order_no as o
        from s where s.active and s.path is not null and not (s.can_conclude and s.outcomes <> '{}') and not s.can_cancel and not s.leaves
      union all select act.finding('V-07', 'error', s.code, s.name || ': quem chega aqui não tem como concluir.', s.name || ': who gets here cannot conclude.', s.path), s.order_no
        from s where s.active and s.path is not null and not s.ends
      union all select act.finding('V-08', 'warning', s.code, s.name || ': nenhum caminho chega aqui.', s.name || ': no way leads here.'), s.order_no
        from s where s.active and s.path is null
      union all select act.finding('V-09', 'error', s.code, s.name || ': indique um atendente ativo do grupo, com perfil para este tipo.', s.name || ': name an active attendant of the group whose profile includes this type.', s.path, null, 'attendant'), s.order_no
        from s where s.active and s.assignment = 'attendant' and not coalesce((select bool_and(s.attendant_id = any (w.able)) from works w where w.stage_id = s.id), false)
      union all select act.finding('V-09', 'warning', s.code, s.name || ': cita um atendente que este modo de repasse não usa.', s.name || ': names an attendant that this assignment mode does not use.', s.path, null, 'attendant'), s.order_no
        from s where s.active and s.assignment <> 'attendant' and s.attendant_id is not null
      union all select act.finding('V-10', 'error', s.code, s.name || ': "' || e.reason_name || '" leva a ' || t.name || ', que está inativa ou não ativa tarefa.', s.name || ': "' || e.reason_name || '" leads to ' || t.name || ', which is inactive or activates no task.', s.path, e.reason), s.order_no
        from e join s on s.id = e.from_stage join s t on t.id = e.to_stage where not t.active or not t.activate_task
      union all select act.finding('V-10', 'error', s.code, s.name || ': o motivo "' || e.reason_name || '" está inativo ou não serve para encaminhar.', s.name || ': reason "' || e.reason_name || '" is inactive or not for forwarding.', s.path, e.reason), s.order_no
        from e join s on s.id = e.from_stage where not e.reason_active or e.reason_kind not in ('forward', 'return', 'deny')
      union all select q.f, 0 from jsonb_array_elements(act.query_findings(p_company, p_version)) as q(f)
      union all select act.finding('V-20', 'warning', s.code, s.name || ': indefere e ainda encaminha.', s.name || ': denies, and still forwards.', s.path), s.order_no
        from s where s.active and s.purpose = 'deny' and s.can_conclude and s.outcomes <> '{}' and s.leaves
      union all select act.finding('V-21', 'error', s.code, s.name || ': "' || f.label || '" é obrigatório e do aluno, mas a etapa não aguarda o aluno.', s.name || ': "' || f.label || '" is required from the student, but the stage does not wait for the student.', s.path, k.by_reason, f.key), s.order_no
        from gated k join s on s.id = k.id join app.stage_field f on f.company = p_company and f.stage_id = k.id
       where (k.by_reason is not null or k.by_end) and f.required and f.filled_by = 'student' and not s.can_wait
      union all select act.finding('V-21', 'error', s.code, s.name || ': "' || c.label || '" é obrigatória e um campo tem a mesma chave, então ninguém a marca.', s.name || ': "' || c.label || '" is required and a field has its key, so nobody can tick it.', s.path, k.by_reason, c.key), s.order_no
        from gated k join s on s.id = k.id join app.stage_action c on c.company = p_company and c.stage_id = k.id
       where (k.by_reason is not null or k.by_end) and c.required_on_execute and exists (select from app.stage_field f where f.company = p_company and f.stage_id = k.id and f.key = c.key)
      union all select act.finding('V-22', 'warning', s.code, 'A solicitação pode girar em ' || x.list || ' sem que nada se faça: exija algo em uma das etapas.', 'A request can go round in ' || x.list || ' with nothing done: require something in one of them.',
               s.path || array(select g.codes[y.i] from unnest(c.circle[2:]) with ordinality as y(i, n) order by y.n) || g.codes[c.stage]), s.order_no
        from act.idle_circles(g) c join s on s.no = c.stage
        cross join lateral (select string_agg('"' || g.names[y.i] || '"', ' → ' order by y.n) as list from unnest(c.circle) with ordinality as y(i, n)) x
      union all select act.finding('V-24', 'error', s.code, s.name || case when w.active then ': ninguém do grupo ' || w.name || ' pode atender este tipo.' else ': o grupo ' || w.name || ' está inativo.' end,
               s.name || case when w.active then ': nobody of group ' || w.name || ' may handle this type.' else ': group ' || w.name || ' is inactive.' end, s.path), s.order_no
        from s join works w on w.stage_id = s.id where s.active and s.path is not null and (w.able = '{}' or not w.active)
      union all select act.finding('V-25', 'error', s.code, s.name || ': "' || f.label || '" ' || q.why[1] || '.', s.name || ': "' || f.label || '" ' || q.why[2] || '.', s.path, null, f.key), s.order_no
        from app.stage_field f join s on s.id = f.stage_id cross join lateral (select act.question_problem(f.data_type, f.choices, f.min_value, f.max_value, f.regex, f.default_value) as why) q
       where f.company = p_company and f.version_id = p_version and s.active and q.why is not null
      union all select act.finding('V-25', 'error', null, '"' || t.label || '" ' || q.why[1] || '.', '"' || t.label || '" ' || q.why[2] || '.', '{}', null, t.code), 0
        from app.type_parameter t cross join lateral (select act.question_problem(t.data_type, t.choices, t.min_value, t.max_value, t.regex, null) as why) q
       where t.company = p_company and t.version_id = p_version and t.active and q.why is not null
      union all select act.finding('V-26', 'error', s.code, s.name || ': pode concluir, mas sem nenhum resultado.', s.name || ': may conclude, but with no outcome.', s.path, null, 'outcomes'), s.order_no
        from s where s.active and s.can_conclude and s.outcomes = '{}'
      union all select act.finding('V-26', 'warning', s.code, s.name || ': o resultado com que conclui contradiz a finalidade da etapa.', s.name || ': an outcome it concludes with contradicts its purpose.', s.path, null, 'outcomes'), s.order_no
        from s where s.active and s.can_conclude and ((s.purpose = 'approve' and 'denied' = any (s.outcomes)) or (s.purpose = 'deny' and s.outcomes && '{granted,done}'))
      union all select act.finding('V-27', 'warning', s.code, s.name || ': permite devolver, mas é sempre a primeira etapa: não há para onde.', s.name || ': may return, but is always the first stage: there is nowhere to return to.', s.path), s.order_no
        from s where s.active and s.path is not null and s.can_return and not s.entered
    ) x), '[]');
end $$;

-- What the type's own data answer: V-01, V-02, V-04, V-05, V-11 … V-16, V-18, V-28.
create function act.check_type(p_company smallint, p_type int, p_today date) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]'; t app.request_type; c app.type_config;
begin
  select * into t from app.request_type where company = p_company and id = p_type;
  select * into c from app.type_config where company = p_company and type_id = p_type;
  if t.handler is null then p := p || act.finding('V-01', 'error', null, 'Vincule o serviço do tipo de atendimento (handler).', 'Bind the type''s handler.');
  elsif not exists (select from app.type_handler where code = t.handler) then
    p := p || act.finding('V-01', 'error', null, 'Falta a linha 10, "Serviços Educacionais (RM Classis Net)", nos serviços do tipo de atendimento: rode "balcao doctor --fix".',
      'Row 10, "Serviços Educacionais (RM Classis Net)", is missing from the handlers of types: run "balcao doctor --fix".');
  end if;
  if not exists (select from app.delivery_location where company = p_company and type_id = p_type and active) then
    p := p || act.finding('V-02', 'error', null, 'Cadastre ao menos um local de entrega ativo.', 'Add at least one active delivery location.');
  end if;
  if not exists (select from app.group_type x join app.attendance_group g on g.company = x.company and g.id = x.group_id where x.company = p_company and x.type_id = p_type and g.active) then
    p := p || act.finding('V-04', 'error', null, 'Ponha o tipo em ao menos um grupo de atendimento ativo.', 'Put the type in at least one active attendance group.');
  end if;
  if not exists (select from app.profile f where f.company = p_company and act.opens(p_company, f.id, p_type))
     or not exists (select from app.profile f where f.company = p_company and act.handles(p_company, f.id, p_type)) then
    p := p || act.finding('V-05', 'error', null, 'Nenhum perfil de acesso permite abrir, ou atender, este tipo.', 'No access profile grants opening, or handling, of this type.');
  end if;
  if t.legal_document and coalesce(c.validate_debts, false) then
    p := p || act.finding('V-15', 'error', null, 'Documento protegido por lei não pode ser retido por débito (Lei 9.870/1999): desligue a validação de débitos.', 'A document protected by law cannot be withheld for debts: switch debt validation off.');
  end if;
  if c.use_location_price and not c.insert_extra_service then
    p := p || act.finding('V-16', 'warning', null, 'O preço do local não tem efeito sem a cobrança do serviço.', 'The location''s price has no effect without the charge.');
  end if;
  if c.insert_extra_service then p := p || act.check_charge(t, c, p_today); end if;
  if t.valid_to < p_today then p := p || act.finding('V-18', 'warning', null, 'O prazo de uso já terminou.', 'The validity window has ended.');
  elsif t.valid_to < p_today + 7 then p := p || act.finding('V-18', 'warning', null, 'O prazo de uso termina em menos de 7 dias.', 'The validity window ends in less than 7 days.'); end if;
  return p;
end $$;
