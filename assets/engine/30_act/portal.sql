-- What a student or guardian may ask of the portal's channel (O-01, O-02, O-17): the same commands as at the desk, by an actor who is
-- nobody of the staff, for their own student only. The pages that sign them in are not here.

-- The portal user behind a login; a login that is none, or no longer, is refused (O-01, X-31).
create function act.portal_actor(p_company smallint, p_login text) returns sec.actor
language plpgsql stable
as $$
declare w app.portal_user; v_profile boolean;
begin
  select * into w from app.portal_user where company = p_company and login = p_login and active;
  select f.active into v_profile from app.profile f where f.company = w.company and f.id = w.profile_id;
  if not coalesce(v_profile, false) then
    perform sec.refuse(jsonb_build_array(sec.problem('E_FORBIDDEN', null, null,
      '{"why_pt": "usuário sem perfil de acesso às solicitações", "why_en": "the user has no access profile for requests"}')));
  end if;
  return row(w.company, null, w.login, w.name, 'portal', w.profile_id)::sec.actor;
end $$;

create function act.portal_user_id(a sec.actor) returns int
language plpgsql stable
as $$ begin return (select w.id from app.portal_user w where a.role = 'portal' and w.company = a.company and w.login = a.login and w.active); end $$;

-- What the user is to a student: student, guardian, or null.
create function act.requester_kind(a sec.actor, p_student bigint) returns text
language plpgsql stable
as $$
begin
  return (select case when w.student_id = p_student then 'student'
      when exists (select from academic.guardian g where g.company = w.company and g.student_id = p_student and g.cpf = w.guardian_cpf) then 'guardian' end
    from app.portal_user w where w.company = a.company and w.id = act.portal_user_id(a));
end $$;

-- Why a portal user may not ask for this student and type at all.
create function act.portal_problems(a sec.actor, t app.request_type, p jsonb) returns jsonb
language plpgsql stable
as $$
declare v_kind text := act.requester_kind(a, (select s.id from academic.student s where s.company = a.company and s.ra = p ->> 'student'));
begin
  if a.role <> 'portal' then return jsonb_build_array(sec.forbidden_role(array['portal'])); end if;
  if v_kind is null then
    return jsonb_build_array(sec.problem('E_FORBIDDEN', 'student', null,
      '{"why_pt": "cada um pede por si ou por seus dependentes", "why_en": "people ask for themselves or for their dependants"}'));
  end if;
  -- Exceptions, entry stages, groups and urgency are the desk's (O-17).
  if p ?| array['override', 'entry', 'group', 'priority'] then return jsonb_build_array(sec.forbidden_role(array['attendant'])); end if;
  if t.id is not null and not v_kind = any (t.audience) then
    return jsonb_build_array(sec.problem('E_TYPE_UNAVAILABLE', 'type', null, jsonb_build_object('type', t.code,
      'why_pt', 'não é para ' || case v_kind when 'student' then 'o próprio aluno' else 'responsáveis' end, 'why_en', 'it is not for ' || case v_kind when 'student' then 'students themselves' else 'guardians' end)));
  end if;
  return '[]';
end $$;

-- What the portal answers of a request: what its student may read, nothing of the desk's.
create function act.portal_json(a sec.actor, p_protocol text) returns jsonb
language plpgsql stable
as $$
declare r app.request := act.find(a, p_protocol);
begin
  if act.requester_kind(a, r.student_id) is null then perform sec.refuse(jsonb_build_array(act.not_found(p_protocol))); end if;
  return (select jsonb_build_object('protocol', r.protocol, 'type', t.code, 'type_name', t.name, 'status', r.status, 'outcome', r.outcome, 'stage', coalesce(s.public_label, s.name),
      'student', jsonb_build_object('ra', u.ra, 'name', u.name), 'opened_at', sec.iso(r.opened_at, b.tz), 'promised_date', r.promised_on, 'charge', act.charge_json(r),
      'location', l.description, 'description', r.description, 'resolution', r.resolution,
      'parameters', (select coalesce(jsonb_object_agg(x.label, y.label), '{}') from app.parameter_answer y join app.type_parameter x on x.company = y.company and x.id = y.parameter_id
                      where y.company = r.company and y.request_id = r.id))
    from app.request_type t, app.stage s, academic.student u, app.branch b, app.delivery_location l
   where t.company = r.company and t.id = r.type_id and s.company = r.company and s.id = r.stage_id and u.company = r.company and u.id = r.student_id
     and b.company = r.company and b.id = r.branch and l.company = r.company and l.id = r.location_id);
end $$;

-- §16: the login whom the settings name for what comes through the portal and would wait in the queue of its entry stage; a stage
-- that says itself whom it goes to is left alone.
create function act.portal_attendant(r app.request, s app.stage, p_channel text) returns text
language plpgsql stable
as $$
begin
  if p_channel <> 'portal' or s.assignment <> 'queue' then return null; end if;
  return act.setting(r.company, r.branch, 'default_attendant') #>> '{}';
end $$;

-- In the hands of who has that login, where they may work it; else as it was, in the queue.
create function act.handed(r app.request, p_login text, p_now timestamptz) returns app.request
language plpgsql stable
as $$
declare v int;
begin
  select id into v from app.person where company = r.company and login = p_login;
  if v is not null and act.eligible(r.company, v, r.group_id, r.type_id, r.student_id) then
    r.assignee_id := v; r.assigned_at := p_now; r.status := 'in_progress';
  end if;
  return r;
end $$;

-- Where what comes through the portal is registered, when the settings say it (§16).
create function act.portal_locality(r app.request, p_channel text) returns int
language plpgsql stable
as $$
begin
  return (select l.id from app.locality l where p_channel = 'portal' and l.company = r.company and l.active
    and to_jsonb(l.code::text) = act.setting(r.company, r.branch, 'default_locality'));
end $$;

-- L-01 through the portal.
create function act.portal_open(a sec.actor, p jsonb, p_op uuid) returns jsonb
language plpgsql
as $$
declare j jsonb := act.open(a, p, 'portal', p_op);
begin
  return act.portal_json(a, j ->> 'protocol') || case when j ? 'replayed' then '{"replayed": true}'::jsonb else '{}' end;
end $$;
