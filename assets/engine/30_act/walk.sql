-- Walks any version of a flow with the real commands, on scratch data that is taken back before the answer leaves:
-- the whole script is played at once, so nothing is held while a person thinks (amendment 3).

-- What the queries of the institution offer the walk's student in the stage where the request is: by the field's key
-- {"options"}, or {"why_pt","why_en"} where one could not answer.
create function act.walk_offers(r app.request) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_object_agg(f.key, act.query_answer(f.company, f.query, act.request_binds(r))), '{}')
    from app.stage_field f where f.company = r.company and f.stage_id = r.stage_id and f.data_type = 'sql_choice');
end $$;

-- The fields of a step; a required one that a query answers and that nobody spoke of gets the first option, where the gate asks for it.
create function act.walk_filled(r app.request, s jsonb) returns jsonb
language plpgsql stable
as $$
declare f jsonb := s -> 'fields'; k record; j jsonb;
begin
  if s ->> 'act' not in ('forward', 'conclude') or s ->> 'outcome' = 'denied'
     or exists (select from app.flow_edge e join app.reason m on m.company = e.company and m.id = e.reason_id
                 where e.company = r.company and e.from_stage = r.stage_id and m.code = s ->> 'reason' and e.skip_required) then return f; end if;
  for k in select x.key, x.query from app.stage_field x
            where x.company = r.company and x.stage_id = r.stage_id and x.data_type = 'sql_choice' and x.required and not coalesce(f, '{}') ? x.key
              and not exists (select from app.answer y where y.company = r.company and y.request_id = r.id and y.visit_no = r.visit_no and y.field_id = x.id) loop
    j := act.query_answer(r.company, k.query, act.request_binds(r)) #> '{options,0,value}';
    if j is not null then f := coalesce(f, '{}') || jsonb_build_object(k.key, j); end if;
  end loop;
  return f;
end $$;

-- What a step says, in the words of the engine's own errors; the act itself is the real one.
create function act.walk_step(a sec.actor, r app.request, s jsonb) returns void
language plpgsql
as $$
declare f jsonb := act.walk_filled(r, s); v_note text := s ->> 'note'; v_reason text := s ->> 'reason'; p text := r.protocol;
begin
  case s ->> 'act'
    when 'take' then perform act.take(a, p, null, null);
    when 'release' then perform act.release(a, p, v_note, null, null);
    when 'set' then perform act.set_fields(a, p, f, null, null);
    when 'forward' then perform act.forward(a, p, v_reason, v_note, f, null, null);
    when 'return' then perform act.send_back(a, p, v_note, v_reason, null, null);
    when 'wait' then perform act.wait(a, p, coalesce(v_note, ''), (s ->> 'until')::timestamptz, v_reason, null, null);
    when 'resume' then perform act.resume(a, p, v_note, null, null);
    when 'conclude' then perform act.conclude(a, p, s ->> 'outcome', v_note, f, null, null);
    when 'cancel' then perform act.cancel(a, p, v_note, v_reason, null, null);
    when 'message' then perform act.message(a, p, v_note, coalesce((s ->> 'internal')::boolean, false), null, null);
    else perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'act', null, jsonb_build_object('what', coalesce(s ->> 'act', '—')))));
  end case;
end $$;

-- Who plays a step: the login or role that was asked for, else who holds the request, else the first who may work it.
create function act.walk_actor(p_company smallint, r app.request, p_type int, p_as text) returns sec.actor
language plpgsql stable
as $$
declare a sec.actor; v_group int := coalesce(r.group_id, (select x.group_id from app.group_type x where x.company = p_company and x.type_id = p_type order by x.order_no limit 1));
begin
  select p.company, p.id, p.login, p.name, p.role, p.profile_id into a from app.person p
   where p.company = p_company and p.active and p.login = p_as;
  if found then return a; end if;
  select p.company, p.id, p.login, p.name, p.role, p.profile_id into a
    from app.person p join act.eligibles(p_company, v_group, p_type, coalesce(r.student_id, 0)) m on m.person_id = p.id and m.company = p.company
   where p.company = p_company and (p_as is null or p.role = p_as)
   order by p.id is not distinct from r.assignee_id desc, p.role, p.id limit 1;
  return a;
end $$;

-- Nobody can bring the request on: no reason leads away, nothing closes it, or nobody may work it.
create function act.is_stuck(r app.request) returns boolean
language plpgsql stable
as $$
declare s app.stage;
begin
  if r.closed_at is not null then return false; end if;
  select * into s from app.stage where company = r.company and id = r.stage_id;
  return not exists (select from act.eligibles(r.company, r.group_id, r.type_id, r.student_id))
    or not (s.can_cancel or (s.can_conclude and s.outcomes <> '{}')
            or exists (select from app.flow_edge e where e.company = r.company and e.from_stage = s.id and e.active));
end $$;

-- A student, enrolled and with a contract, who exists only inside the walk.
create function act.walk_student(p_company smallint, p_branch smallint) returns text
language plpgsql
as $$
declare v_id bigint; v_discipline bigint; v_class bigint; d academic.period := act.current_period(p_company, sec.today(p_company, p_branch)); v_ra text := 'ENSAIO-' || pg_backend_pid();
begin
  insert into academic.student (company, ra, name, cpf, email) values (p_company, v_ra, 'Aluno de ensaio', '00000000191', 'ensaio@example.org') returning id into v_id;
  if d.id is not null then
    insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on) values (p_company, v_id, d.id, 'Ensaio', p_branch, d.starts);
    insert into academic.contract (company, student_id, period_id, course, number, signed_on) values (p_company, v_id, d.id, 'Ensaio', v_ra, d.starts);
    -- A discipline, so that queries over what the student attends have an answer.
    insert into academic.discipline (company, code, name) values (p_company, v_ra, 'Disciplina de ensaio') returning id into v_discipline;
    insert into academic.class (company, period_id, discipline_id, code) values (p_company, d.id, v_discipline, 'A') returning id into v_class;
    insert into academic.class_enrolment (company, student_id, class_id, status) values (p_company, v_id, v_class, 'active');
  end if;
  return v_ra;
end $$;

create function act.walk_row(a sec.actor, r app.request, s jsonb, p_error jsonb, p_mail bigint) returns jsonb
language plpgsql
as $$
declare j jsonb := case when r.id is not null then act.request_json(a, r) - 'history' end;
begin
  return jsonb_build_object('act', s ->> 'act', 'as', a.login, 'role', a.role, 'ok', p_error is null, 'error', p_error, 'request', j,
    'charge', j -> 'charge', 'stuck', r.id is not null and act.is_stuck(r),
    'mails', (select coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'to', o.to_address, 'payload', o.payload) || act.mail_text(o.kind, o.payload, t.email_subject) order by o.id), '[]')
                from app.outbox o join app.request_type t on t.company = o.company and t.id = r.type_id where o.company = a.company and o.request_id = r.id and o.id > p_mail));
end $$;

-- What the queries of the type's questions offer that student, by the parameter's code.
create function act.walk_questions(a sec.actor, t app.request_type, v app.flow_version, p_ra text, p_branch smallint) returns jsonb
language plpgsql stable
as $$
declare s academic.student; d academic.period := act.current_period(t.company, sec.today(t.company, p_branch)); b jsonb;
begin
  select * into s from academic.student where company = t.company and ra = p_ra;
  b := act.query_binds(a, s.id, d.id, p_branch,
    (select min(c.id) from academic.contract c where c.company = t.company and c.student_id = s.id and c.period_id = d.id and c.status = 'active'), sec.today(t.company, p_branch));
  return (select coalesce(jsonb_object_agg(q.code, act.query_answer(t.company, q.query, b)), '{}')
    from app.type_parameter q where q.company = t.company and q.version_id = v.id and q.active and q.data_type = 'sql_choice');
end $$;

-- The first option of each required question; one without options is left to the opening to refuse.
create function act.walk_choices(v app.flow_version, p_questions jsonb) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_object_agg(q.code, p_questions #> array[q.code, 'options', '0', 'value']), '{}') from app.type_parameter q
    where q.company = v.company and q.version_id = v.id and q.required and p_questions #> array[q.code, 'options', '0', 'value'] is not null);
end $$;

-- The script of `p`, played: {"type","version","student","location","parameters","channel","entry","script":[{"act",…}]};
-- with "offers": true also what the queries offer for the opening ("questions") and where the request is now ("offers").
-- A refused step is told and ends the walk. A request that waits in the queue is taken first by who does the next step.
create function act.play(a sec.actor, t app.request_type, v app.flow_version, p jsonb) returns jsonb
language plpgsql
as $$
declare b sec.actor; r app.request; s jsonb; v_steps jsonb := '[]'; v_mail bigint; v_open jsonb; v_loc app.delivery_location; v_ra text; v_error jsonb; v_detail text; v_notes jsonb := '[]'; v_questions jsonb;
begin
  if v.state = 'draft' then perform act.apply_staged(t.company, t.id, v.staged); end if;
  select * into t from app.request_type where company = t.company and id = t.id;
  if not act.in_window(t) then
    v_notes := v_notes || jsonb_build_object('pt', 'O prazo de uso do tipo não inclui hoje; o ensaio segue assim mesmo.', 'en', 'The type''s window does not include today; the walk goes on all the same.');
    update app.request_type set valid_from = least(valid_from, sec.today(company) - 1), valid_to = greatest(valid_to, sec.today(company) + 1) where company = t.company and id = t.id;
  end if;
  select * into v_loc from app.delivery_location l where l.company = t.company and l.type_id = t.id and l.active and (p ->> 'location' is null or l.code = p ->> 'location') order by l.order_no limit 1;
  v_ra := coalesce(p ->> 'student', act.walk_student(t.company, coalesce(v_loc.branch, (select min(id) from app.branch where company = t.company))));
  v_open := jsonb_build_object('type', t.code, 'student', v_ra, 'location', v_loc.code, 'parameters', coalesce(p -> 'parameters', '{}'), 'entry', p -> 'entry',
    'override', '["duplicate"]'::jsonb, 'override_reason', 'ensaio do fluxo', 'description', coalesce(p ->> 'description', t.name))
    || case when t.attachment_required then jsonb_build_object('files', jsonb_build_array(jsonb_build_object('name', 'ensaio.pdf', 'content', encode('%PDF-1.4 ensaio', 'base64')))) else '{}' end;
  v_questions := act.walk_questions(a, t, v, v_ra, v_loc.branch);
  v_open := jsonb_set(v_open, '{parameters}', act.walk_choices(v, v_questions) || (v_open -> 'parameters'));
  select coalesce(max(id), 0) into v_mail from app.outbox where company = t.company;
  b := act.walk_actor(t.company, r, t.id, p ->> 'as');
  if b.id is null then b := act.walk_actor(t.company, r, t.id, null); end if;
  if b.id is null then b := a; end if;
  begin
    v_open := act.open(b, v_open, 'desk', null, v.id);
    select * into r from app.request where company = t.company and protocol = v_open ->> 'protocol';
  exception when sqlstate 'BL001' or sqlstate 'BL004' or sqlstate 'BL005' then
    get stacked diagnostics v_detail = pg_exception_detail; v_error := v_detail::jsonb;
  end;
  v_steps := v_steps || act.walk_row(b, r, '{"act": "open"}', v_error, v_mail);
  for s in select * from jsonb_array_elements(coalesce(p -> 'script', '[]')) loop
    exit when v_error is not null;
    select coalesce(max(id), 0) into v_mail from app.outbox where company = t.company;
    b := act.walk_actor(t.company, r, t.id, s ->> 'as');
    if b.id is null then
      v_error := jsonb_build_object('code', 'E_NOT_MEMBER', 'problems', jsonb_build_array(act.not_member(r)));
      b := a;
    else
      begin
        if r.status = 'queued' and s ->> 'act' not in ('take', 'message') and not (s ->> 'act' = 'cancel' and b.role = 'supervisor') then
          perform act.take(b, r.protocol, null, null);
          select * into r from app.request where company = r.company and id = r.id;
          v_steps := v_steps || act.walk_row(b, r, '{"act": "take"}', null, v_mail);
        end if;
        perform act.walk_step(b, r, s);
      exception when sqlstate 'BL001' or sqlstate 'BL004' or sqlstate 'BL005' then
        get stacked diagnostics v_detail = pg_exception_detail; v_error := v_detail::jsonb;
      end;
    end if;
    select * into r from app.request where company = r.company and id = r.id;
    v_steps := v_steps || act.walk_row(b, r, s, v_error, v_mail);
  end loop;
  return jsonb_build_object('type', t.code, 'version', v.number, 'state', v.state, 'student', v_ra, 'notes', v_notes, 'steps', v_steps,
    'ok', v_error is null, 'stuck', coalesce(act.is_stuck(r), false))
    || case when (p ->> 'offers')::boolean then jsonb_build_object('questions', v_questions, 'offers', case when r.closed_at is null then act.walk_offers(r) else '{}' end) else '{}' end;
end $$;

-- Plays and takes everything back; the admin's alone. The answer is what would have happened.
create function act.walk(a sec.actor, p jsonb) returns jsonb
language plpgsql
as $$
declare t app.request_type; v app.flow_version; j jsonb;
begin
  perform sec.require(a, 'admin');
  t := act.type_of(a, p ->> 'type');
  v := act.version_of(a, t, p ->> 'version');
  begin
    j := act.play(a, t, v, p);
    raise exception using errcode = 'BL999';
  exception when sqlstate 'BL999' then null;
  end;
  return j;
end $$;
