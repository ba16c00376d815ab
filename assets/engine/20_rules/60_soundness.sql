-- The publish check (domain §5): what would strand a request, who could not work it. The authority for every front end.

create function act.finding(p_check text, p_level text, p_stage text, p_pt text, p_en text, p_path text[] default '{}', p_reason text default null, p_field text default null)
returns jsonb
language sql immutable
as $$
  select jsonb_build_object('check', p_check, 'level', p_level, 'stage', p_stage, 'reason', p_reason, 'field', p_field, 'pt', p_pt, 'en', p_en, 'path', coalesce(to_jsonb(p_path), '[]'))
$$;

-- Stages reachable from the entries, each with a shortest path of codes.
create function act.reachable(p_company smallint, p_version int) returns table (id int, path text[])
language plpgsql stable
as $$
declare v_ids int[]; v_paths jsonb; v_front int[]; x record; v_next int[];
begin
  v_front := array(select s.id from app.stage s where s.company = p_company and s.version_id = p_version and s.active and s.activate_task and s.is_entry order by s.is_default desc, s.order_no);
  select coalesce(jsonb_object_agg(s.id, jsonb_build_array(s.code)), '{}') into v_paths from app.stage s where s.company = p_company and s.id = any (v_front);
  v_ids := v_front;
  while v_front <> '{}' loop
    v_next := '{}';
    for x in select distinct on (t.id) t.id as id, t.code as code, e.from_stage as via from app.flow_edge e join app.stage t on t.company = e.company and t.id = e.to_stage
              where e.company = p_company and e.version_id = p_version and e.active and e.from_stage = any (v_front)
                and t.active and t.activate_task and t.id <> all (v_ids) order by t.id, array_position(v_front, e.from_stage), e.order_no loop
      v_paths := v_paths || jsonb_build_object(x.id, (v_paths -> x.via::text) || to_jsonb(x.code));
      v_next := v_next || x.id;
    end loop;
    v_ids := v_ids || v_next; v_front := v_next;
  end loop;
  return query select i, array(select jsonb_array_elements_text(v_paths -> i::text)) from unnest(v_ids) i;
end $$;

-- Stages from which a concluding stage can be reached.
create function act.completing(p_company smallint, p_version int) returns int[]
language plpgsql stable
as $$
declare v int[]; n int := -1;
begin
  v := array(select id from app.stage where company = p_company and version_id = p_version and active and can_conclude and outcomes <> '{}');
  while cardinality(v) <> n loop
    n := cardinality(v);
    v := array(select unnest(v) union select e.from_stage from app.flow_edge e join app.stage s on s.company = e.company and s.id = e.from_stage and s.active
                where e.company = p_company and e.version_id = p_version and e.active and e.to_stage = any (v));
  end loop;
  return v;
end $$;

create function act.pattern_ok(p text) returns boolean
language plpgsql immutable
as $$ begin perform '' ~ ('^(?:' || p || ')$'); return true; exception when others then return false; end $$;

-- What the flow alone answers: V-03, V-06 … V-10, V-17, V-20 … V-25.
create function act.check_version(p_company smallint, p_version int) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]'; v_done int[] := act.completing(p_company, p_version); v_type int; n int;
begin
  select type_id into v_type from app.flow_version where company = p_company and id = p_version;
  select count(*) into n from app.stage where company = p_company and version_id = p_version and is_default;
  if n <> 1 then
    p := p || act.finding('V-03', 'error', null, 'Marque exatamente uma etapa padrão (entrada, tarefa ativa).', 'Mark exactly one default stage (entry, task activated).');
  end if;
  return p || coalesce((
    select jsonb_agg(f order by f ->> 'level', f ->> 'check', o) from (
      with s as (select st.*, r.path from app.stage st left join act.reachable(p_company, p_version) r on r.id = st.id where st.company = p_company and st.version_id = p_version),
           e as (select ed.*, m.code as reason, m.name as reason_name, m.active as reason_active, m.kind as reason_kind from app.flow_edge ed join app.reason m on m.company = ed.company and m.id = ed.reason_id
                  where ed.company = p_company and ed.version_id = p_version and ed.active)
      select act.finding('V-06', 'error', s.code, s.name || ': é um beco sem saída – não conclui, não cancela e não encaminha.', s.name || ': a dead end – it neither concludes, cancels nor forwards.', s.path) as f, s.order_no as o
        from s where s.active and s.path is not null and not (s.can_conclude and s.outcomes <> '{}') and not s.can_cancel and not exists (select from e where e.from_stage = s.id)
      union all select act.finding('V-07', 'error', s.code, s.name || ': quem chega aqui não tem como concluir.', s.name || ': who gets here cannot conclude.', s.path), s.order_no
        from s where s.active and s.path is not null and s.id <> all (v_done)
      union all select act.finding('V-08', 'warning', s.code, s.name || ': nenhum caminho chega aqui.', s.name || ': no way leads here.'), s.order_no
        from s where s.active and s.path is null
      union all select act.finding('V-09', 'error', s.code, s.name || ': indique um atendente ativo do grupo, com perfil para este tipo.', s.name || ': name an active attendant of the group whose profile includes this type.', s.path), s.order_no
        from s where s.active and s.assignment = 'attendant' and not coalesce((select bool_and(act.eligible(p_company, s.attendant_id, g.id, v_type, 0))
               from app.attendance_group g where g.company = p_company and g.id in (select coalesce(s.group_id, x.group_id) from (select) one left join app.group_type x on x.company = p_company and x.type_id = v_type)), false)
      union all select act.finding('V-10', 'error', s.code, s.name || ': "' || e.reason_name || '" leva a ' || t.name || ', que está inativa ou não ativa tarefa.', s.name || ': "' || e.reason_name || '" leads to ' || t.name || ', which is inactive or activates no task.', s.path, e.reason), s.order_no
        from e join s on s.id = e.from_stage join app.stage t on t.company = p_company and t.id = e.to_stage where not t.active or not t.activate_task
      union all select act.finding('V-10', 'error', s.code, s.name || ': o motivo "' || e.reason_name || '" está inativo ou não serve para encaminhar.', s.name || ': reason "' || e.reason_name || '" is inactive or not for forwarding.', s.path, e.reason), s.order_no
        from e join s on s.id = e.from_stage where not e.reason_active or e.reason_kind not in ('forward', 'return', 'deny')
      union all select act.finding('V-17', 'error', s.code, f.label || ': consultas SQL ainda não estão disponíveis; use opções fixas.', f.label || ': SQL queries are not available yet; use fixed choices.', s.path, null, f.key), s.order_no
        from app.stage_field f join s on s.id = f.stage_id where f.company = p_company and f.version_id = p_version and s.active and f.data_type = 'sql_choice'
      union all select act.finding('V-17', 'error', null, t.label || ': consultas SQL ainda não estão disponíveis; use opções fixas.', t.label || ': SQL queries are not available yet; use fixed choices.', '{}', null, t.code), 0
        from app.type_parameter t where t.company = p_company and t.version_id = p_version and t.active and t.data_type = 'sql_choice'
      union all select act.finding('V-20', 'warning', s.code, s.name || ': indefere e ainda encaminha.', s.name || ': denies, and still forwards.', s.path), s.order_no
        from s where s.active and s.purpose = 'deny' and s.can_conclude and exists (select from e where e.from_stage = s.id)
      union all select act.finding('V-21', 'error', s.code, s.name || ': "' || f.label || '" é obrigatório e do aluno, mas a etapa não aguarda o aluno.', s.name || ': "' || f.label || '" is required from the student, but the stage does not wait for the student.', s.path, null, f.key), s.order_no
        from app.stage_field f join s on s.id = f.stage_id where f.company = p_company and f.version_id = p_version and s.active and f.required and f.filled_by = 'student' and not s.can_wait
      union all select act.finding('V-24', 'error', s.code, s.name || ': ninguém do grupo ' || g.name || ' pode atender este tipo.', s.name || ': nobody of group ' || g.name || ' may handle this type.', s.path), s.order_no
        from s join app.attendance_group g on g.company = p_company and (g.id = s.group_id or (s.group_id is null and exists (select from app.group_type x where x.company = p_company and x.type_id = v_type and x.group_id = g.id)))
       where s.active and s.path is not null and not exists (select from act.eligibles(p_company, g.id, v_type, 0))
      union all select act.finding('V-25', 'error', s.code, s.name || ': o formato de "' || f.label || '" não é uma expressão válida.', s.name || ': the pattern of "' || f.label || '" is not valid.', s.path, null, f.key), s.order_no
        from app.stage_field f join s on s.id = f.stage_id where f.company = p_company and f.version_id = p_version and s.active and f.regex is not null and not act.pattern_ok(f.regex)
      union all select act.finding('V-25', 'error', s.code, s.name || ': "' || f.label || '" é de escolha e não tem opções.', s.name || ': "' || f.label || '" is a choice without options.', s.path, null, f.key), s.order_no
        from app.stage_field f join s on s.id = f.stage_id where f.company = p_company and f.version_id = p_version and s.active and f.data_type = 'choice' and f.choices = '{}'
      union all select act.finding('V-25', 'error', null, t.label || ': é de escolha e não tem opções, ou o formato não é válido.', t.label || ': a choice without options, or a pattern that is not valid.', '{}', null, t.code), 0
        from app.type_parameter t where t.company = p_company and t.version_id = p_version and t.active and ((t.data_type = 'choice' and t.choices = '{}') or (t.regex is not null and not act.pattern_ok(t.regex)))
    ) x), '[]');
end $$;

-- What the type's own data answer: V-01, V-02, V-04, V-05, V-15, V-16, V-18; charges are kept and do not act yet (V-11).
create function act.check_type(p_company smallint, p_type int, p_today date) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]'; t app.request_type; c app.type_config;
begin
  select * into t from app.request_type where company = p_company and id = p_type;
  select * into c from app.type_config where company = p_company and type_id = p_type;
  if t.handler is null then p := p || act.finding('V-01', 'error', null, 'Vincule o serviço do tipo de atendimento (handler).', 'Bind the type''s handler.'); end if;
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
  if c.insert_extra_service then
    p := p || act.finding('V-11', 'warning', null, 'A cobrança fica guardada e ainda não é lançada por esta versão.', 'The charge is kept and not yet posted by this release.');
  end if;
  if t.valid_to < p_today then p := p || act.finding('V-18', 'warning', null, 'O prazo de uso já terminou.', 'The validity window has ended.');
  elsif t.valid_to < p_today + 7 then p := p || act.finding('V-18', 'warning', null, 'O prazo de uso termina em menos de 7 dias.', 'The validity window ends in less than 7 days.'); end if;
  return p;
end $$;
