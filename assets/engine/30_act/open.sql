-- L-01 open a request: O-01 … O-13 all judged at once, then the request with its charge written, or nothing (O-16).

create type act.opening as (problems jsonb, type app.request_type, version_id int, stage app.stage, location app.delivery_location, student_id bigint,
  enrolment_id bigint, period_id int, contract_id bigint, group_id int, priority int, description text, answers jsonb, promised_on date, overridden jsonb,
  price act.price, due act.due, debt_check text, debts jsonb, requester jsonb);

create function act.current_period(p_company smallint, p_today date) returns academic.period
language plpgsql stable
as $$
begin
  return (select p from academic.period p where p.company = p_company and p.starts <= p_today
   order by (p_today <= p.ends) desc, p.starts desc limit 1);
end $$;

-- O-03: everything for which a type is not offered to a person: {"id","pt","en"}, what is graver first.
create function act.unavailable(a sec.actor, t app.request_type, p_channel text) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]';
begin
  if t.id is null then return act.lacking('unknown', 'não existe', 'it does not exist'); end if;
  if not exists (select from app.flow_version where company = t.company and type_id = t.id and state = 'published') then
    p := p || act.lacking('published', 'o fluxo não foi publicado', 'its flow is not published');
  end if;
  if not t.active then p := p || act.lacking('active', 'está desativado', 'it is not active'); end if;
  if t.handler is null then p := p || act.lacking('handler', 'sem serviço do tipo de atendimento', 'it has no handler'); end if;
  if p_channel = 'desk' and not t.channel_desk then p := p || act.lacking('channel', 'não se abre no balcão', 'it is not opened at the desk'); end if;
  if p_channel = 'portal' and not t.channel_portal then p := p || act.lacking('channel', 'não se abre no portal', 'it is not opened in the portal'); end if;
  if not act.opens(t.company, a.profile_id, t.id) then p := p || act.lacking('profile', 'seu perfil de acesso não o inclui', 'your access profile does not include it'); end if;
  if not exists (select from app.group_type x join app.attendance_group g on g.company = x.company and g.id = x.group_id
                  where x.company = t.company and x.type_id = t.id and g.active) then
    p := p || act.lacking('group', 'não está em nenhum grupo de atendimento ativo', 'it is in no active attendance group');
  end if;
  return p;
end $$;

create function act.lacking(p_id text, p_pt text, p_en text) returns jsonb
language sql immutable
as $$ select jsonb_build_array(jsonb_build_object('id', p_id, 'pt', p_pt, 'en', p_en)) $$;

-- The first of these in words; null when the type is offered.
create function act.type_unavailable(a sec.actor, t app.request_type, p_channel text) returns text[]
language plpgsql stable
as $$
declare p jsonb := act.unavailable(a, t, p_channel);
begin
  return case when p <> '[]' then array[p #>> '{0,pt}', p #>> '{0,en}'] end;
end $$;

-- O-06, O-07 with Z-16 and X-11: enrolment, period and contract the request is for.
create function act.judge_student(o act.opening, a sec.actor, p jsonb, p_today date) returns act.opening
language plpgsql stable
as $$
declare s academic.student; d academic.period; e academic.enrolment; v_contracts text[];
begin
  select * into s from academic.student where company = a.company and ra = p ->> 'student';
  if not found then
    o.problems := o.problems || sec.problem('E_STUDENT_UNKNOWN', 'student', null, jsonb_build_object('ra', coalesce(p ->> 'student', '—')));
    return o;
  end if;
  o.student_id := s.id;
  if p ->> 'period' is not null then
    select * into d from academic.period where company = a.company and code = p ->> 'period';
    if not found then o.problems := o.problems || sec.problem('E_NOT_FOUND', 'period', null, jsonb_build_object('what', p ->> 'period')); end if;
  else d := act.current_period(a.company, p_today); end if;
  o.period_id := d.id;
  select n.* into e from academic.enrolment n
   where n.company = a.company and n.student_id = s.id and n.period_id = d.id and n.status = 'active'
   order by (n.course = (select c.course from academic.contract c where c.company = a.company and c.number = p ->> 'contract')) desc nulls last, n.enrolled_on desc, n.id
   limit 1;
  o.enrolment_id := e.id;
  if (o.type).requires_enrolment and e.id is null then
    o.problems := o.problems || sec.problem('E_NO_ENROLMENT', 'student', null, jsonb_build_object('period', coalesce(d.code, '—')));
  end if;
  v_contracts := array(select c.number from academic.contract c
    where c.company = a.company and c.student_id = s.id and c.period_id = d.id and c.status = 'active' and (e.id is null or c.course = e.course) order by c.number);
  if p ->> 'contract' is not null then
    if not p ->> 'contract' = any (v_contracts) then
      o.problems := o.problems || case when v_contracts = '{}' then sec.problem('E_NO_ACTIVE_CONTRACT', 'contract', null, jsonb_build_object('period', coalesce(d.code, '—')))
        else sec.problem('E_CONTRACT_CHOICE', 'contract', null, jsonb_build_object('contracts', array_to_string(v_contracts, ', '))) end;
    end if;
  elsif (o.type).requires_active_contract and v_contracts = '{}' then
    o.problems := o.problems || sec.problem('E_NO_ACTIVE_CONTRACT', 'contract', null, jsonb_build_object('period', coalesce(d.code, '—')));
  elsif (o.type).requires_active_contract and cardinality(v_contracts) > 1 then
    o.problems := o.problems || sec.problem('E_CONTRACT_CHOICE', 'contract', null, jsonb_build_object('contracts', array_to_string(v_contracts, ', ')));
  end if;
  select c.id into o.contract_id from academic.contract c where c.company = a.company
     and c.number = coalesce(p ->> 'contract', case when cardinality(v_contracts) = 1 then v_contracts[1] end);
  return o;
end $$;

-- O-11: debts, where the type has them validated; never on a document the law protects (G-7). A supervisor may go on with a reason (G-5).
create function act.judge_debts(o act.opening, a sec.actor, p jsonb, p_today date) returns act.opening
language plpgsql stable
as $$
begin
  o.debt_check := 'not_required';
  if o.student_id is null or (o.type).legal_document or not coalesce((select c.validate_debts from app.type_config c
       where c.company = a.company and c.type_id = (o.type).id), false) then return o; end if;
  o.debts := act.debts(a.company, (o.location).branch, o.student_id, p_today);
  o.debt_check := 'passed';
  if not (o.debts ->> 'blocks')::boolean then return o; end if;
  if not coalesce(p -> 'override', '[]') ? 'debts' then
    o.problems := o.problems || sec.problem('E_DEBTS', 'student', null, jsonb_build_object('count', o.debts -> 'count',
      'total_pt', act.money((o.debts ->> 'total')::numeric, 'pt'), 'total_en', act.money((o.debts ->> 'total')::numeric, 'en'),
      'total', o.debts ->> 'total', 'oldest', act.day((o.debts ->> 'oldest')::date)));
  elsif a.role <> 'supervisor' then o.problems := o.problems || sec.forbidden_role(array['supervisor']);
  elsif not coalesce((act.setting(a.company, (o.location).branch, 'debt') ->> 'allow_override')::boolean, false) then
    o.problems := o.problems || sec.problem('E_DEBT_OVERRIDE', 'override');
  else
    o.debt_check := 'overridden'; o.overridden := o.overridden || '"debts"';
    if act.note_text(p ->> 'override_reason') is null then
      o.problems := o.problems || act.note_required('override_reason', 'por que abre apesar dos débitos', 'why it is opened in spite of the debts');
    end if;
  end if;
  return o;
end $$;

-- O-13, X-15: the amount seen is the amount charged; the portal always says what it saw.
create function act.judge_confirmation(p_amount numeric, p_seen text, p_channel text) returns jsonb
language plpgsql stable
as $$
begin
  if p_seen is null then
    if p_channel <> 'portal' or coalesce(p_amount, 0) = 0 then return '[]'; end if;
  elsif p_seen !~ '^[0-9]{1,10}([.][0-9]{1,2})?$' then
    return jsonb_build_array(sec.problem('E_FIELD_INVALID', 'confirm_amount', null, '{"label": "confirm_amount", "why_pt": "escreva como 50.00", "why_en": "write it like 50.00"}'));
  elsif p_seen::numeric = coalesce(p_amount, 0) then return '[]'; end if;
  return jsonb_build_array(sec.problem('E_PRICE_CHANGED', 'confirm_amount', null, jsonb_build_object('seen', coalesce(p_seen, '—'), 'amount', coalesce(p_amount, 0)::numeric(12, 2)::text,
    'amount_pt', act.money(coalesce(p_amount, 0), 'pt'), 'amount_en', act.money(coalesce(p_amount, 0), 'en'))));
end $$;

-- O-12, O-13 with D-9: price, then installment and due date of what costs something.
create function act.judge_charge(o act.opening, a sec.actor, p jsonb, p_channel text, p_today date) returns act.opening
language plpgsql stable
as $$
declare v_contracts text; v_period text; q jsonb;
begin
  o.price := act.price_of(a.company, (o.type).id, (o.location).id, p_today);
  q := (o.price).problems;
  o.problems := o.problems || q || case when q = '[]' then act.judge_confirmation((o.price).amount, p ->> 'confirm_amount', p_channel) else '[]' end;
  if (o.price).status <> 'charged' or o.student_id is null then return o; end if;
  if o.contract_id is null then
    if (o.type).requires_active_contract then return o; end if;                         -- O-07 has said so
    select string_agg(c.number, ', ' order by c.number) into v_contracts from academic.contract c
     where c.company = a.company and c.student_id = o.student_id and c.period_id = o.period_id and c.status = 'active';
    o.problems := o.problems || case when v_contracts is null then sec.problem('E_NO_CONTRACT_FOR_CHARGE', 'contract', null, jsonb_build_object('amount_pt',
        act.money((o.price).amount, 'pt'), 'amount_en', act.money((o.price).amount, 'en')))
      else sec.problem('E_CONTRACT_CHOICE', 'contract', null, jsonb_build_object('contracts', v_contracts)) end;
    return o;
  end if;
  select code into v_period from academic.period where company = a.company and id = o.period_id;
  o.due := act.due_date(a.company, (o.location).branch, v_period, o.contract_id, p_today);
  q := (o.due).problems;
  o.problems := o.problems || q;
  return o;
end $$;

-- Everything an opening needs, judged: problems and what was resolved.
create function act.judge_opening(a sec.actor, p jsonb, p_channel text, p_version int default null) returns act.opening
language plpgsql stable
as $$
declare o act.opening; v_why text[]; v_today date; q jsonb; f jsonb; v_open text;
begin
  o.problems := '[]'; o.overridden := '[]';
  select x into o.type from app.request_type x where x.company = a.company and x.code = p ->> 'type';
  if p_channel = 'portal' then
    -- Of a student that is not theirs the portal hears nothing more (O-02).
    o.problems := act.portal_problems(a, o.type, p);
    if o.problems <> '[]' then return o; end if;
  elsif not a.role in ('attendant', 'supervisor') then o.problems := o.problems || sec.forbidden_role(array['attendant']);
  end if;
  v_why := case when p_version is null or (o.type).id is null then act.type_unavailable(a, o.type, p_channel) end;
  if v_why is not null then
    o.problems := o.problems || sec.problem('E_TYPE_UNAVAILABLE', 'type', null, jsonb_build_object('type', p ->> 'type', 'why_pt', v_why[1], 'why_en', v_why[2]));
    if (o.type).id is null then return o; end if;
  end if;
  select x into o.location from app.delivery_location x where x.company = a.company and x.type_id = (o.type).id and x.code = p ->> 'location' and x.active;
  if not found then
    o.problems := o.problems || sec.problem('E_LOCATION_REQUIRED', 'location', null, jsonb_build_object('locations', coalesce((select string_agg(code, ', ' order by order_no)
           from app.delivery_location where company = a.company and type_id = (o.type).id and active), '—')));
  end if;
  v_today := sec.today(a.company, (o.location).branch);                                 -- X-22
  if v_today not between (o.type).valid_from and (o.type).valid_to then                 -- O-04
    o.problems := o.problems || sec.problem('E_TYPE_EXPIRED', 'type', null, jsonb_build_object('type', (o.type).code,
      'from', to_char((o.type).valid_from, 'DD/MM/YYYY'), 'to', to_char((o.type).valid_to, 'DD/MM/YYYY')));
  end if;
  -- A version is given by the walk of a draft alone (act.walk).
  select id into o.version_id from app.flow_version where company = a.company and type_id = (o.type).id and case when p_version is null then state = 'published' else id = p_version end;
  select s into o.stage from app.stage s where s.company = a.company and s.version_id = o.version_id and s.is_entry and s.activate_task and s.active
     and case when p ->> 'entry' is null then s.is_default else s.code = p ->> 'entry' end;
  if not found and o.version_id is not null then                                        -- O-05, F-5
    o.problems := o.problems || sec.problem('E_NO_ENTRY_STAGE', 'entry', p ->> 'entry', jsonb_build_object('entry', coalesce(p ->> 'entry', '')));
  end if;
  o := act.judge_student(o, a, p, v_today);
  o := act.judge_requester(o, a, p, p_channel);                                              -- O-02
  select g.id into o.group_id from app.group_type x join app.attendance_group g on g.company = x.company and g.id = x.group_id
   where x.company = a.company and x.type_id = (o.type).id and g.active and (p ->> 'group' is null or g.code = p ->> 'group')
   order by (p_channel = 'portal' and to_jsonb(g.code::text) = act.setting(a.company, (o.location).branch, 'default_group')) desc nulls last, x.order_no limit 1;
  if o.group_id is null and v_why is null then
    o.problems := o.problems || sec.problem('E_NOT_FOUND', 'group', null, jsonb_build_object('what', p ->> 'group'));
  end if;
  -- O-09: who says nothing asks for what the type is for; an empty text is no text.
  o.description := case when p ->> 'description' is null then (o.type).name::text else act.note_text(p ->> 'description') end;
  if o.description is null then o.problems := o.problems || sec.problem('E_DESCRIPTION_REQUIRED', 'description');
  else o.problems := o.problems || act.note_problem(o.description, 'description'); end if;
  q := act.judge_parameters(a, o.version_id, coalesce(p -> 'parameters', '{}'),
    act.query_binds(a, o.student_id, o.period_id, (o.location).branch, o.contract_id, v_today));
  o.problems := o.problems || (q -> 'problems'); o.answers := q -> 'answers';
  if (o.type).attachment_required and jsonb_array_length(coalesce(p -> 'files', '[]')) = 0 then
    o.problems := o.problems || sec.problem('E_ATTACHMENT_REQUIRED', 'files');
  end if;
  for f in select * from jsonb_array_elements(coalesce(p -> 'files', '[]')) loop
    o.problems := o.problems || act.file_problems(f ->> 'name', act.from_base64(f ->> 'content'), 'files');
  end loop;
  if (o.type).max_open_per_student is not null and o.student_id is not null then        -- O-10, X-28
    select min(protocol) into v_open from (select protocol from app.request where company = a.company and student_id = o.student_id and type_id = (o.type).id and closed_at is null
      order by opened_at desc) x having count(*) >= (o.type).max_open_per_student;
    if v_open is not null then
      if coalesce(p -> 'override', '[]') ? 'duplicate' then
        o.overridden := o.overridden || '"duplicate"';
        if act.note_text(p ->> 'override_reason') is null then o.problems := o.problems || act.note_required('override_reason', 'por que abre outra', 'why another one is opened'); end if;
      else
        o.problems := o.problems || sec.problem('E_DUPLICATE', 'student', null, jsonb_build_object('protocol', v_open));
      end if;
    end if;
  end if;
  o := act.judge_debts(o, a, p, v_today);
  o := act.judge_charge(o, a, p, p_channel, v_today);
  o.priority := coalesce(case when p ->> 'priority' ~ '^[1-5]$' then (p ->> 'priority')::int end,
    -- §16: what comes through the portal has the settings' priority where its type has the usual one.
    case when p_channel = 'portal' and (o.type).default_priority = 3 then act.setting(a.company, (o.location).branch, 'default_priority')::int end, (o.type).default_priority);
  if p ->> 'priority' is not null and p ->> 'priority' !~ '^[1-5]$' then o.problems := o.problems || sec.problem('E_PRIORITY', 'priority'); end if;
  if (o.type).expected_days is not null and (o.location).id is not null then            -- S-2
    select (act.add_business_days(a.company, b.calendar_id, b.tz, sec.now(), (o.type).expected_days) at time zone b.tz)::date into o.promised_on
      from app.branch b where b.company = a.company and b.id = (o.location).branch;
  end if;
  return o;
end $$;

-- What the request would be charged, in the shape of act.charge_json; null when nothing is.
create function act.preview_charge(o act.opening) returns jsonb
language plpgsql immutable
as $$
begin
  if (o.price).status = 'none' then return null; end if;
  return jsonb_build_object('status', (o.price).status, 'amount', (o.price).amount::text, 'source', (o.price).source, 'service', (o.price).service,
    'installment', (o.due).number, 'due_date', (o.due).due, 'due_source', (o.due).source);
end $$;

create function act.preview(a sec.actor, p jsonb, p_channel text) returns jsonb
language plpgsql stable
as $$
declare o act.opening := act.judge_opening(a, p, p_channel);
begin
  return jsonb_build_object('allowed', jsonb_array_length(o.problems) = 0, 'problems', o.problems, 'charge', act.preview_charge(o),
    'due_steps', coalesce((o.due).steps, '[]'), 'debts', o.debts - 'items' - 'blocks', 'debt_list', case when p_channel = 'portal' then '[]' else coalesce(o.debts -> 'items', '[]') end, 'promised_date', o.promised_on,
    'stage', (o.stage).code, 'period', (select code from academic.period where company = a.company and id = o.period_id),
    'contract', (select number from academic.contract where company = a.company and id = o.contract_id),
    'course', (select course from academic.enrolment where company = a.company and id = o.enrolment_id))
    || act.opening_choices(o, a, p_channel, sec.today(a.company, (o.location).branch));
end $$;

-- Protocols are gapless per company and year; the row lock lasts until commit, so it is taken as late as possible.
create function act.next_protocol(p_company smallint, p_year int) returns text
language sql
as $$
  insert into app.protocol_counter as c (company, year, last) values (p_company, p_year, 1)
  on conflict (company, year) do update set last = c.last + 1
  returning p_year::text || '.' || lpad(last::text, 7, '0')
$$;

create function act.open(a sec.actor, p jsonb, p_channel text, p_op uuid, p_version int default null) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'open'); o act.opening; r app.request; n app.request; e act.entry; f jsonb; v_now timestamptz; v_year int; v_files int[] := '{}'; v_named text;
begin
  if j is not null then return j; end if;
  -- O-10 against a twin opening: openings for one student follow one another.
  perform from academic.student where company = a.company and ra = p ->> 'student' for no key update;
  o := act.judge_opening(a, p, p_channel, p_version);
  perform sec.refuse(o.problems);
  v_now := sec.now();
  select extract(year from v_now at time zone b.tz)::int into v_year from app.branch b where b.company = a.company and b.id = (o.location).branch;
  r.company := a.company; r.id := nextval('app.request_id_seq'); r.branch := (o.location).branch; r.type_id := (o.type).id; r.opened_group_id := o.group_id;
  r.student_id := o.student_id; r.contract_id := o.contract_id; r.visit_no := 0; r.status := '';
  n := act.enter(r, o.stage, v_now);
  v_named := act.portal_attendant(n, o.stage, p_channel);
  n := act.handed(n, v_named, v_now);
  n := act.priced(n, o.price, o.due);
  insert into app.request (company, id, protocol, branch, locality_id, type_id, version_id, opened_group_id, group_id, channel, requester_kind, portal_user_id,
      student_id, enrolment_id, period_id, contract_id, location_id, description, priority, stage_id, visit_no, assignee_id, assigned_at, status,
      opened_at, opened_by, due_at, promised_on, charge_status, amount, price_source, charge_due, due_source, installment_id, debt_check, debt_evidence)
  overriding system value
  values (n.company, n.id, act.next_protocol(a.company, v_year), n.branch,
      coalesce(act.portal_locality(n, p_channel), (select locality_id from app.person where company = a.company and id = a.id), (o.location).locality_id),
      n.type_id, o.version_id, n.opened_group_id, n.group_id, p_channel, o.requester ->> 'kind', act.portal_user_id(a), n.student_id, o.enrolment_id, o.period_id, o.contract_id,
      (o.location).id, o.description, o.priority, n.stage_id, n.visit_no, n.assignee_id, n.assigned_at, n.status, v_now, a.id, n.due_at, o.promised_on,
      n.charge_status, n.amount, n.price_source, n.charge_due, n.due_source, n.installment_id, o.debt_check, o.debts - 'items' - 'blocks')
  returning * into n;
  perform act.post_charge(n, o.price, o.due);
  insert into app.parameter_answer (company, request_id, parameter_id, value, label)
  select n.company, n.id, (x ->> 'id')::int, x -> 'value', x ->> 'label' from jsonb_array_elements(o.answers) x;
  for f in select * from jsonb_array_elements(coalesce(p -> 'files', '[]')) loop
    v_files := v_files || act.store_file(n, a, f ->> 'name', act.from_base64(f ->> 'content'), coalesce((f ->> 'restricted')::boolean, true), v_now);
  end loop;
  e.kind := 'opened'; e.op := p_op; e.act := 'open'; e.visible := true; e.note := act.note_text(p ->> 'override_reason');
  e.data := coalesce(act.notify_data(n), '{}') || case when o.overridden <> '[]' then jsonb_build_object('override', o.overridden) else '{}' end
         || case when n.charge_status <> 'none' then jsonb_build_object('charge', act.charge_event(n, o.due)) else '{}' end
         || case when o.requester ? 'guardian' then jsonb_build_object('requester', o.requester - 'kind') else '{}' end
         || case when v_named is not null and n.assignee_id is null then jsonb_build_object('fell_to_queue', v_named) else '{}' end
         || case when v_files <> '{}' then jsonb_build_object('files', v_files) else '{}' end;
  if e.data = '{}' then e.data := null; end if;
  r := null;
  r := act.record(a, r, n, e);
  if n.debt_check = 'overridden' then                                                   -- G-5
    e := null; e.kind := 'debt_overridden'; e.note := act.note_text(p ->> 'override_reason'); e.data := jsonb_build_object('debts', n.debt_evidence);
    r := act.record(a, r, r, e);
  end if;
  if coalesce(act.setting(n.company, n.branch, 'send_opening_email')::boolean, false) then perform act.mail(r, 'opened', false); end if;
  perform act.alert_fallen(r, o.stage, v_named);
  return act.request_json(a, r);
end $$;

-- O-04, X-22: the type's window includes today at one of its active locations.
create function act.in_window(t app.request_type) returns boolean
language plpgsql stable
as $$
begin
  return (select coalesce(bool_or(sec.today(t.company, x.branch) between t.valid_from and t.valid_to), sec.today(t.company) between t.valid_from and t.valid_to)
    from (select distinct l.branch from app.delivery_location l where l.company = t.company and l.type_id = t.id and l.active) x);
end $$;

-- What I may open at the desk now (O-03, O-04), with all that the form needs.
create function act.openable(a sec.actor) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name, 'expected_days', t.expected_days, 'instructions', t.instructions_attendant,
      'description', t.description, 'attachment_required', t.attachment_required, 'audience', t.audience,
      'groups', (select jsonb_agg(g.code order by x.order_no) from app.group_type x join app.attendance_group g on g.company = x.company and g.id = x.group_id
                  where x.company = t.company and x.type_id = t.id and g.active),
      'locations', (select coalesce(jsonb_agg(jsonb_build_object('code', l.code, 'description', l.description, 'branch', l.branch, 'price', act.location_offer(l)) order by l.order_no), '[]')
                  from app.delivery_location l where l.company = t.company and l.type_id = t.id and l.active),
      'parameters', (select coalesce(jsonb_agg(jsonb_build_object('code', q.code, 'label', q.label, 'type', q.data_type, 'required', q.required, 'choices', q.choices,
                  'help', q.help, 'min', q.min_value, 'max', q.max_value) order by q.order_no), '[]') from app.type_parameter q where q.company = t.company and q.version_id = v.id and q.active),
      'entries', (select jsonb_agg(jsonb_build_object('code', s.code, 'name', s.name, 'default', s.is_default) order by s.is_default desc, s.order_no)
                  from app.stage s where s.company = t.company and s.version_id = v.id and s.is_entry and s.activate_task and s.active)) order by app.fold(t.name), t.name), '[]')
    from app.request_type t join app.flow_version v on v.company = t.company and v.type_id = t.id and v.state = 'published'
   where t.company = a.company and t.active and t.channel_desk and act.in_window(t)
     and act.type_unavailable(a, t, 'desk') is null);
end $$;
