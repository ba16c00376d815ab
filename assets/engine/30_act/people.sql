-- People: a row here and a login role made by the role manager, the only one with that right (database §1).

create function act.groups_problems(p_company smallint, p jsonb) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(act.unknown_code('groups', g)), '[]') from jsonb_array_elements_text(coalesce(p -> 'groups', '[]')) g
   where not exists (select from app.attendance_group where company = p_company and code = split_part(g, ':', 1)));
end $$;

-- What is wrong with a person's data; `p` holds only the keys given.
create function act.person_problems(p_company smallint, p jsonb, p_role text) returns jsonb
language plpgsql stable
as $$
declare q jsonb := act.groups_problems(p_company, p);
begin
  if p_role is null or p_role not in ('attendant', 'supervisor', 'admin', 'auditor') then
    q := q || act.file_value('role', 'escolha attendant, supervisor, admin ou auditor', 'choose attendant, supervisor, admin or auditor');
  end if;
  if p ->> 'profile' is not null and not exists (select from app.profile where company = p_company and code = p ->> 'profile') then q := q || act.unknown_code('profile', p ->> 'profile'); end if;
  if p ->> 'locality' is not null and not exists (select from app.locality where company = p_company and code = p ->> 'locality') then q := q || act.unknown_code('locality', p ->> 'locality'); end if;
  if p ->> 'cpf' is not null and p ->> 'cpf' !~ '^[0-9]{11}$' then q := q || act.file_value('cpf', 'escreva os 11 dígitos', 'write the 11 digits'); end if;
  if coalesce(p ->> 'name', 'x') = '' or not app.is_clean(coalesce(p ->> 'name', 'x')) then q := q || act.file_value('name', 'informe o nome', 'give the name'); end if;
  if p_role <> 'supervisor' and exists (select from jsonb_array_elements_text(coalesce(p -> 'groups', '[]')) g where g like '%:lead') then
    q := q || act.file_value('groups', 'só supervisor lidera grupo', 'only a supervisor leads a group');
  end if;
  return q;
end $$;

create function act.write_groups(p_company smallint, p_person int, p jsonb) returns void
language plpgsql
as $$
begin
  if not p ? 'groups' then return; end if;
  delete from app.group_member where company = p_company and person_id = p_person;
  insert into app.group_member (company, group_id, person_id, lead)
  select p_company, g.id, p_person, bool_or(x like '%:lead') from jsonb_array_elements_text(p -> 'groups') x
    join app.attendance_group g on g.company = p_company and g.code = split_part(x, ':', 1) group by g.id;
end $$;

create function act.create_person(a sec.actor, p jsonb) returns jsonb
language plpgsql
as $$
declare q jsonb; v_id int;
begin
  perform sec.require(a, 'admin');
  q := act.person_problems(a.company, p, p ->> 'role');
  if coalesce(p ->> 'login', '') !~ '^[a-z][a-z0-9._]{1,30}$' or p ->> 'login' like 'balcao\_%' or p ->> 'login' like 'pg\_%' then
    q := q || act.file_value('login', 'use de 2 a 31 letras minúsculas, dígitos, ponto ou sublinhado, começando por letra', 'use 2 to 31 lower case letters, digits, dots or underscores, starting with a letter');
  elsif exists (select from app.person where login = p ->> 'login') then
    q := q || sec.problem('E_EXISTS', 'login', null, jsonb_build_object('what', p ->> 'login'));
  end if;
  if p ->> 'role' in ('attendant', 'supervisor') and p ->> 'profile' is null then
    q := q || act.file_value('profile', 'atendentes precisam de um perfil de acesso', 'attendants need an access profile');
  end if;
  if coalesce(p ->> 'name', '') = '' then q := q || act.file_value('name', 'informe o nome', 'give the name'); end if;
  perform sec.refuse(q);
  insert into app.person (company, login, name, email, cpf, role, profile_id, locality_id)
  values (a.company, p ->> 'login', act.tidy(p ->> 'name'), nullif(p ->> 'email', ''), p ->> 'cpf', p ->> 'role',
          (select id from app.profile where company = a.company and code = p ->> 'profile'), (select id from app.locality where company = a.company and code = p ->> 'locality'))
  returning id into v_id;
  perform act.write_groups(a.company, v_id, p);
  perform sec.make_login(p ->> 'login', p ->> 'role', p ->> 'verifier', (p ->> 'valid_until')::timestamptz);
  return act.person_json(a.company, v_id);
end $$;

create function act.person_of(a sec.actor, p_login text) returns app.person
language plpgsql stable
as $$
declare x app.person;
begin
  select * into x from app.person where company = a.company and login = p_login;
  if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'login', null, jsonb_build_object('what', coalesce(p_login, '?'))))); end if;
  return x;
end $$;

create function act.set_person(a sec.actor, p_login text, p jsonb) returns jsonb
language plpgsql
as $$
declare x app.person; v_role text;
begin
  perform sec.require(a, 'admin');
  x := act.person_of(a, p_login);
  v_role := coalesce(p ->> 'role', x.role);
  perform sec.refuse(act.person_problems(a.company, p, v_role));
  update app.person set name = coalesce(act.tidy(p ->> 'name'), name), email = case when p ? 'email' then nullif(p ->> 'email', '') else email end,
      cpf = case when p ? 'cpf' then p ->> 'cpf' else cpf end, role = v_role,
      profile_id = case when p ? 'profile' then (select id from app.profile where company = a.company and code = p ->> 'profile') else profile_id end,
      locality_id = case when p ? 'locality' then (select id from app.locality where company = a.company and code = p ->> 'locality') else locality_id end
   where company = a.company and id = x.id;
  perform act.write_groups(a.company, x.id, p);
  if v_role <> 'supervisor' then update app.group_member set lead = false where company = a.company and person_id = x.id and lead; end if;
  if v_role <> x.role then perform sec.change_role(x.login, x.role, v_role); end if;
  return act.person_json(a.company, x.id);
exception when check_violation then
  perform sec.refuse(jsonb_build_array(act.file_value('profile', 'atendentes precisam de um perfil de acesso', 'attendants need an access profile')));
end $$;

-- A-2: who holds open requests leaves only when they are sent to the queue.
create function act.enable_person(a sec.actor, p_login text, p_active boolean, p_to_queue boolean) returns jsonb
language plpgsql
as $$
declare x app.person; r app.request; n app.request; e act.entry; v_count int;
begin
  perform sec.require(a, 'admin');
  x := act.person_of(a, p_login);
  if not p_active then
    select count(*) into v_count from app.request where company = a.company and assignee_id = x.id and closed_at is null;
    if v_count > 0 and not p_to_queue then
      perform sec.refuse(jsonb_build_array(sec.problem('E_HOLDS_REQUESTS', 'login', null, jsonb_build_object('name', x.name, 'count', v_count))));
    end if;
    for r in select * from app.request where company = a.company and assignee_id = x.id and closed_at is null order by id for update loop
      n := case when r.status = 'waiting' then act.resumed(r, sec.now()) else r end;
      n.assignee_id := null; n.assigned_at := null; n.status := 'queued';
      e := null; e.kind := 'released'; e.data := jsonb_build_object('leaving', x.login);
      perform act.record(a, r, n, e);
    end loop;
  end if;
  update app.person set active = p_active where company = a.company and id = x.id;
  perform sec.allow_login(x.login, p_active);
  return act.person_json(a.company, x.id);
end $$;

create function act.person_json(p_company smallint, p_id int) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object('login', p.login, 'name', p.name, 'role', p.role, 'profile', f.code, 'locality', l.code, 'email', p.email, 'active', p.active,
      'groups', (select coalesce(jsonb_agg(jsonb_build_object('code', g.code, 'lead', m.lead) order by g.code), '[]') from app.group_member m
                   join app.attendance_group g on g.company = m.company and g.id = m.group_id where m.company = p.company and m.person_id = p.id))
    from app.person p left join app.profile f on f.company = p.company and f.id = p.profile_id left join app.locality l on l.company = p.company and l.id = p.locality_id
   where p.company = p_company and p.id = p_id);
end $$;

create function act.portal_user_json(p_company smallint, p_id int) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object('login', w.login, 'name', w.name, 'email', w.email, 'profile', f.code, 'student', s.ra, 'guardian_cpf', act.mask_cpf(w.guardian_cpf), 'active', w.active)
    from app.portal_user w join app.profile f on f.company = w.company and f.id = w.profile_id left join academic.student s on s.company = w.company and s.id = w.student_id
   where w.company = p_company and w.id = p_id);
end $$;

-- O-01: a portal user without a profile cannot exist.
create function act.create_portal_user(a sec.actor, p jsonb) returns jsonb
language plpgsql
as $$
declare q jsonb := '[]'; v_id int;
begin
  perform sec.require(a, 'admin');
  if coalesce(length(p ->> 'login'), 0) not between 3 and 254 then q := q || act.file_value('login', 'informe de 3 a 254 caracteres', 'give 3 to 254 characters'); end if;
  if coalesce(p ->> 'name', '') = '' then q := q || act.file_value('name', 'informe o nome', 'give the name'); end if;
  if p ->> 'profile' is null then q := q || act.file_value('profile', 'o perfil de acesso é indispensável (O-01)', 'the access profile is indispensable (O-01)');
  elsif not exists (select from app.profile where company = a.company and code = p ->> 'profile') then q := q || act.unknown_code('profile', p ->> 'profile'); end if;
  if (p ->> 'student' is null) = (p ->> 'guardian_cpf' is null) then q := q || act.file_value('student', 'informe o RA do aluno ou o CPF do responsável', 'give the student''s number or the guardian''s CPF'); end if;
  if p ->> 'student' is not null and not exists (select from academic.student where company = a.company and ra = p ->> 'student') then
    q := q || sec.problem('E_STUDENT_UNKNOWN', 'student', null, jsonb_build_object('ra', p ->> 'student'));
  end if;
  if exists (select from app.portal_user where company = a.company and login = p ->> 'login') then q := q || sec.problem('E_EXISTS', 'login', null, jsonb_build_object('what', p ->> 'login')); end if;
  perform sec.refuse(q);
  insert into app.portal_user (company, login, name, email, profile_id, student_id, guardian_cpf)
  values (a.company, p ->> 'login', p ->> 'name', nullif(p ->> 'email', ''), (select id from app.profile where company = a.company and code = p ->> 'profile'),
          (select id from academic.student where company = a.company and ra = p ->> 'student'), p ->> 'guardian_cpf') returning id into v_id;
  return act.portal_user_json(a.company, v_id);
exception when check_violation then
  perform sec.refuse(jsonb_build_array(act.file_value('portal-user', sqlerrm, sqlerrm)));
end $$;
