-- What several acts ask of a request, and how a document's wrong value is told.

create function act.need_in_progress(r app.request) returns jsonb
language sql stable
as $$
  select case when r.status = 'in_progress' then '[]'::jsonb
    when r.status = 'queued' then jsonb_build_array(sec.status_problem(r.status, 'assuma antes', 'take it first'))
    when r.status = 'waiting' then jsonb_build_array(sec.status_problem(r.status, 'retome antes', 'resume it first'))
    else jsonb_build_array(sec.status_problem(r.status, 'só uma reabertura a traz de volta', 'only reopening brings it back')) end
$$;

create function act.need_open(r app.request) returns jsonb
language sql stable
as $$
  select case when r.closed_at is null then '[]'::jsonb
    else jsonb_build_array(sec.status_problem(r.status, 'já terminou', 'it has ended')) end
$$;

create function act.stage_forbids(r app.request, p_pt text, p_en text) returns jsonb
language plpgsql stable
as $$
begin
  return (select sec.problem('E_STAGE_FORBIDS', null, s.code, jsonb_build_object('stage_name', s.name, 'what_pt', p_pt, 'what_en', p_en))
    from app.stage s where s.company = r.company and s.id = r.stage_id);
end $$;

create function act.file_value(p_field text, p_pt text, p_en text) returns jsonb
language sql stable
as $$ select sec.problem('E_FILE_VALUE', p_field, null, jsonb_build_object('why_pt', p_pt, 'why_en', p_en)) $$;

create function act.unknown_code(p_field text, p_code text) returns jsonb
language sql stable
as $$ select act.file_value(p_field, 'não encontrei "' || p_code || '" no cadastro', '"' || p_code || '" is not in the catalogue') $$;

create function act.setting(p_company smallint, p_branch smallint, p_key text) returns jsonb
language plpgsql stable
as $$
begin
  return (select s.doc -> p_key from app.settings s
   where s.company = p_company and s.branch in (0, p_branch) and s.doc ? p_key and s.doc -> p_key <> 'null'
   order by s.branch = 0 limit 1);
end $$;

create function act.type_of(a sec.actor, p_code text) returns app.request_type
language plpgsql stable
as $$
declare t app.request_type;
begin
  select * into t from app.request_type where company = a.company and code = p_code;
  if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'type', null, jsonb_build_object('what', coalesce(p_code, '?'))))); end if;
  return t;
end $$;

create function act.taken_problem(r app.request) returns jsonb
language plpgsql stable
as $$
begin
  return (select sec.problem('E_TAKEN', null, null, jsonb_build_object('name', p.name, 'login', p.login,
           'since', to_char(r.assigned_at at time zone b.tz, 'DD/MM HH24:MI'), 'since_at', sec.iso(r.assigned_at, b.tz)))
    from app.person p, app.branch b
   where p.company = r.company and p.id = r.assignee_id and b.company = r.company and b.id = r.branch);
end $$;

create function act.no_profile(r app.request) returns jsonb
language plpgsql stable
as $$
begin
  return (select sec.problem('E_NO_PROFILE', null, null, jsonb_build_object('type', t.name, 'type_code', t.code))
    from app.request_type t where t.company = r.company and t.id = r.type_id);
end $$;

create function act.errors_of(p jsonb) returns jsonb
language plpgsql immutable
as $$
begin
  return (select coalesce(jsonb_agg(x), '[]') from jsonb_array_elements(p) x where x ->> 'level' = 'error');
end $$;
