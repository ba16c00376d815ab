-- Parameter queries as administrators keep them: saved, approved, tried, listed. One way in, whatever program sends the text.

-- Why a text may not be saved: [{problem}]. Its tree is judged, the powerless role opens it as one SELECT, its cost is
-- asked for, its columns are counted – in this order, so that no step meets what the one before would have refused.
create function act.query_problems(p_code text, p_bound text) returns jsonb
language plpgsql
as $$
declare v_tree text; p jsonb; v_cost numeric;
begin
  if coalesce(btrim(p_bound), '') = '' then return jsonb_build_array(act.query_refused(p_code, 'o texto não foi traduzido', 'the text was not translated')); end if;
  if length(p_bound) > 40000 then return jsonb_build_array(act.query_refused(p_code, 'o texto é longo demais', 'the text is too long')); end if;
  begin
    v_tree := act.query_tree(p_bound);
    select coalesce(jsonb_agg(act.query_refused(p_code, t.pt, t.en)), '[]') into p from act.query_tree_problems(v_tree) t;
    if p <> '[]' then return p; end if;
    perform act.query_opens(p_bound);
    v_cost := act.query_cost(p_bound);
    if v_cost > act.query_cost_ceiling() then
      return jsonb_build_array(act.query_refused(p_code, 'o plano custa ' || round(v_cost) || ' e o teto é ' || act.query_cost_ceiling() || ': restrinja as tabelas',
        'its plan costs ' || round(v_cost) || ' and the ceiling is ' || act.query_cost_ceiling() || ': narrow the tables'));
    end if;
    if cardinality(act.query_columns(p_bound)) = 0 then return jsonb_build_array(act.query_refused(p_code, 'não há coluna', 'there is no column')); end if;
  exception
    when query_canceled then return jsonb_build_array(act.query_refused(p_code, 'demorou demais', 'it took too long'));
    when others then return jsonb_build_array(act.query_refused(p_code, 'o banco recusou: ' || sqlerrm, 'the database refused it: ' || sqlerrm));
  end;
  return '[]';
end $$;

create function act.query_refused(p_code text, p_pt text, p_en text) returns jsonb
language sql stable
as $$ select sec.problem('E_QUERY', 'query', null, jsonb_build_object('code', coalesce(p_code, '?'), 'why_pt', p_pt, 'why_en', p_en)) $$;

-- Types whose published flow, or whose running requests, ask a query.
create function act.query_users(p_company smallint, p_code text) returns text
language plpgsql stable
as $$
begin
  return (select string_agg(distinct t.code, ', ' order by t.code) from app.flow_version v join app.request_type t on t.company = v.company and t.id = v.type_id
    where v.company = p_company and (v.state = 'published' or (v.state = 'retired' and exists (select from app.request q where q.company = v.company and q.version_id = v.id and q.closed_at is null)))
      and (exists (select from app.type_parameter x where x.company = v.company and x.version_id = v.id and x.active and x.query = p_code and x.data_type = 'sql_choice')
        or exists (select from app.stage_field f where f.company = v.company and f.version_id = v.id and f.query = p_code and f.data_type = 'sql_choice')));
end $$;

-- Everything wrong with a query as it would be saved.
create function act.query_save_problems(p_company smallint, p jsonb) returns jsonb
language plpgsql
as $$
declare q jsonb := '[]'; v_users text;
begin
  if not coalesce(app.is_code(p ->> 'code'), false) then q := q || act.file_value('query.code', 'use letras minúsculas, números e hífens', 'use lower case letters, digits and hyphens'); end if;
  if coalesce(btrim(p ->> 'title'), '') = '' or not app.is_clean(p ->> 'title') or length(p ->> 'title') > 255 then
    q := q || act.file_value('query.title', 'dê um título de até 255 caracteres', 'give a title of up to 255 characters');
  end if;
  if not coalesce(p ->> 'dialect', 'mssql') in ('mssql', 'postgres') then q := q || act.file_value('query.dialect', 'use mssql ou postgres', 'use mssql or postgres'); end if;
  if coalesce(btrim(p ->> 'source'), '') = '' or length(p ->> 'source') > 20000 then q := q || act.file_value('query.sql', 'escreva o texto, de até 20.000 caracteres', 'write the text, of up to 20,000 characters'); end if;
  if p ->> 'active' = 'false' and exists (select from app.sql_query where company = p_company and code = p ->> 'code' and active) then
    v_users := act.query_users(p_company, p ->> 'code');
    if v_users is not null then
      q := q || sec.problem('E_IN_USE', 'query', null, jsonb_build_object('what_pt', 'A consulta ' || (p ->> 'code'), 'what_en', 'Query ' || (p ->> 'code'), 'users', v_users));
    end if;
  end if;
  return q || act.query_problems(p ->> 'code', p ->> 'bound');
end $$;

-- Writes a query that has no problem; a changed text loses its approval.
create function act.write_query(a sec.actor, p jsonb) returns void
language plpgsql
as $$
declare v_bound text := p ->> 'bound';
begin
  insert into app.sql_query as q (company, code, title, dialect, source, active, bound, binds, cost, columns, saved_at, saved_by)
  values (a.company, p ->> 'code', p ->> 'title', coalesce(p ->> 'dialect', 'mssql'), p ->> 'source', coalesce((p ->> 'active')::boolean, true), v_bound,
          act.query_tree_binds(act.query_tree(v_bound)), act.query_cost(v_bound), act.query_columns(v_bound), sec.now(), a.login)
  on conflict (company, code) do update set title = excluded.title, dialect = excluded.dialect, source = excluded.source, active = excluded.active, bound = excluded.bound,
    binds = excluded.binds, cost = excluded.cost, columns = excluded.columns,
    saved_at = case when q.bound is distinct from excluded.bound then excluded.saved_at else q.saved_at end,
    saved_by = case when q.bound is distinct from excluded.bound then excluded.saved_by else q.saved_by end,
    approved_at = case when q.bound is distinct from excluded.bound then null else q.approved_at end,
    approved_by = case when q.bound is distinct from excluded.bound then null else q.approved_by end;
end $$;

create function act.query_json(q app.sql_query) returns jsonb
language plpgsql stable
as $$
declare w text[] := act.query_unusable(q.company, q.code);
begin
  return jsonb_build_object('code', q.code, 'title', q.title, 'dialect', q.dialect, 'source', q.source, 'bound', q.bound, 'binds', to_jsonb(q.binds), 'columns', to_jsonb(q.columns),
    'cost', q.cost, 'active', q.active, 'saved_at', q.saved_at, 'saved_by', q.saved_by, 'approved_at', q.approved_at, 'approved_by', q.approved_by,
    'usable', w is null, 'why_pt', w[1], 'why_en', w[2], 'used_by', coalesce(act.query_users(q.company, q.code), ''));
end $$;

create function act.query_of(a sec.actor, p_code text) returns app.sql_query
language plpgsql stable
as $$
declare q app.sql_query;
begin
  select * into q from app.sql_query where company = a.company and code = p_code;
  if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'query', null, jsonb_build_object('what', coalesce(p_code, '?'))))); end if;
  return q;
end $$;

create function act.save_query(a sec.actor, p jsonb) returns jsonb
language plpgsql
as $$
begin
  perform sec.require(a, 'admin');
  perform sec.refuse(act.query_save_problems(a.company, p));
  perform act.write_query(a, p);
  return act.query_json(act.query_of(a, p ->> 'code'));
end $$;

-- By another administrator than who saved the text.
create function act.approve_query(a sec.actor, p_code text) returns jsonb
language plpgsql
as $$
declare q app.sql_query;
begin
  perform sec.require(a, 'admin');
  q := act.query_of(a, p_code);
  if q.bound is null then perform sec.refuse(jsonb_build_array(act.query_refused(p_code, 'grave o texto de novo antes', 'save the text again first'))); end if;
  if q.saved_by = a.login then
    perform sec.refuse(jsonb_build_array(sec.problem('E_FORBIDDEN', 'query', null, '{"why_pt": "quem gravou a consulta não a aprova", "why_en": "who saved a query does not approve it"}')));
  end if;
  update app.sql_query set approved_at = sec.now(), approved_by = a.login where company = a.company and code = p_code;
  return act.query_json(act.query_of(a, p_code));
end $$;

-- A run for a sample student, of a stored query (`code`) or of a text (`bound`) that passes what saving asks:
-- {"columns","rows" (20 at most),"count" (500 at most),"cost","ms","binds"}.
create function act.test_query(a sec.actor, p jsonb) returns jsonb
language plpgsql
as $$
declare v_bound text := p ->> 'bound'; s academic.student; d academic.period; n academic.enrolment; v_contract bigint; b jsonb; r jsonb; v_began timestamptz; v_today date := sec.today(a.company);
begin
  perform sec.require(a, 'admin');
  if v_bound is null then
    v_bound := (act.query_of(a, p ->> 'code')).bound;
  end if;
  perform sec.refuse(act.query_problems(coalesce(p ->> 'code', 'sql'), v_bound));
  select * into s from academic.student where company = a.company and ra = p ->> 'student';
  if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_STUDENT_UNKNOWN', 'student', null, jsonb_build_object('ra', coalesce(p ->> 'student', '—'))))); end if;
  d := act.current_period(a.company, v_today);
  select * into n from academic.enrolment e where e.company = a.company and e.student_id = s.id and e.period_id = d.id order by e.status = 'active' desc, e.id limit 1;
  select k.id into v_contract from academic.contract k where k.company = a.company and k.student_id = s.id and k.period_id = d.id and k.status = 'active' order by k.number limit 1;
  b := act.query_binds(a, s.id, d.id, n.branch, v_contract, v_today);
  v_began := clock_timestamp();
  begin
    r := act.query_rows(v_bound, b, 500);
  exception when query_canceled or others then
    perform sec.refuse(jsonb_build_array(act.query_failed('query', coalesce(p ->> 'code', 'sql'), jsonb_build_object('why_pt', sqlerrm, 'why_en', sqlerrm))));
  end;
  return jsonb_build_object('columns', to_jsonb(act.query_columns(v_bound)), 'rows', (select coalesce(jsonb_agg(x.e order by x.n), '[]') from jsonb_array_elements(r) with ordinality as x (e, n) where x.n <= 20),
    'count', jsonb_array_length(r), 'cost', act.query_cost(v_bound), 'ms', round(extract(epoch from clock_timestamp() - v_began) * 1000), 'binds', b);
end $$;

-- What a parameter offers this student now, at the desk or in the portal: [{"value","label"}].
create function act.parameter_options(a sec.actor, p jsonb) returns jsonb
language plpgsql stable
as $$
declare o act.opening; t app.type_parameter; v_today date; v_problems jsonb := '[]';
begin
  perform sec.require(a, 'attendant', 'supervisor', 'portal');
  o.problems := '[]'; o.type := act.type_of(a, p ->> 'type');
  if a.role = 'portal' then perform sec.refuse(act.portal_problems(a, o.type, p)); end if;
  select x into o.location from app.delivery_location x where x.company = a.company and x.type_id = (o.type).id and x.active and (p ->> 'location' is null or x.code = p ->> 'location') order by x.order_no limit 1;
  v_today := sec.today(a.company, (o.location).branch);
  select id into o.version_id from app.flow_version where company = a.company and type_id = (o.type).id and state = 'published';
  select * into t from app.type_parameter where company = a.company and version_id = o.version_id and code = p ->> 'parameter' and active;
  if not found then v_problems := v_problems || sec.problem('E_NOT_FOUND', 'parameter', null, jsonb_build_object('what', coalesce(p ->> 'parameter', '?')));
  elsif t.data_type = 'choice' then
    return (select coalesce(jsonb_agg(jsonb_build_object('value', act.choice_code(c), 'label', act.choice_label(c)) order by n), '[]') from unnest(t.choices) with ordinality as x (c, n));
  elsif t.data_type <> 'sql_choice' then
    v_problems := v_problems || act.file_value('parameter', t.label || ' não é de escolha', t.label || ' is not a choice');
  end if;
  o := act.judge_student(o, a, p, v_today);
  if o.student_id is null then v_problems := v_problems || sec.problem('E_STUDENT_UNKNOWN', 'student', null, jsonb_build_object('ra', coalesce(p ->> 'student', '—'))); end if;
  perform sec.refuse(v_problems);
  return act.options(a, t.query, act.query_binds(a, o.student_id, o.period_id, (o.location).branch, o.contract_id, v_today));
end $$;

-- What a field of a request's current stage offers.
create function act.field_options(a sec.actor, p_protocol text, p_key text) returns jsonb
language plpgsql stable
as $$
declare r app.request := act.find(a, p_protocol); f app.stage_field;
begin
  select * into f from app.stage_field where company = r.company and stage_id = r.stage_id and key = p_key;
  if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'field', null, jsonb_build_object('what', coalesce(p_key, '?'))))); end if;
  if f.data_type = 'choice' then
    return (select coalesce(jsonb_agg(jsonb_build_object('value', act.choice_code(c), 'label', act.choice_label(c)) order by n), '[]') from unnest(f.choices) with ordinality as x (c, n));
  elsif f.data_type <> 'sql_choice' then perform sec.refuse(jsonb_build_array(act.file_value(p_key, f.label || ' não é de escolha', f.label || ' is not a choice')));
  end if;
  return act.options(a, f.query, act.request_binds(r));
end $$;

-- What is wrong with the set-up and not with the request (Q-8, O-12, X-2, X-20).
create function act.fault_codes() returns text[]
language sql immutable
as $$
  select array['E_QUERY_FAILED', 'E_NO_INSTALLMENT_ROW', 'E_NO_DUE_DATE_RULE', 'E_LOCATION_PRICE_MISSING', 'E_SERVICE_VALUE_MISSING', 'E_SERVICE_REQUIRED', 'E_NO_ENTRY_STAGE']
$$;

-- Faults of the set-up, told by the program after the refusal that could not write them (amendment 9): once a day and type.
create function act.report_fault(a sec.actor, p_code text, p_type text) returns boolean
language plpgsql
as $$
declare v_times int; v_now timestamptz := sec.now();
begin
  if p_code is null or not p_code = any (act.fault_codes()) then
    perform sec.refuse(jsonb_build_array(act.file_value('code', 'não é falha de cadastro', 'not a fault of the set-up')));
  end if;
  perform act.type_of(a, p_type);
  insert into app.fault as f (company, day, code, subject, first_at, last_at, login) values (a.company, sec.today(a.company), p_code, p_type, v_now, v_now, a.login)
  on conflict (company, day, code, subject) do update set times = f.times + 1, last_at = greatest(f.last_at, excluded.last_at)
  returning times into v_times;
  return v_times = 1;
end $$;
