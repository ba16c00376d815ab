-- Who is asking: `session_user`, never `current_user`, never a setting (database §1).

create type sec.actor as (company smallint, id int, login text, name text, role text, profile_id int);

create function sec.me() returns int
language sql stable parallel safe security definer set search_path = ''
as $$ select id from app.person where login = session_user and active $$;

create function sec.my_company() returns smallint
language sql stable parallel safe security definer set search_path = ''
as $$ select company from app.person where login = session_user and active $$;

create function sec.my_groups() returns int[]
language sql stable parallel safe security definer set search_path = ''
as $$
  select coalesce(array_agg(m.group_id order by m.group_id), '{}')
    from app.person p join app.group_member m on m.company = p.company and m.person_id = p.id
   where p.login = session_user and p.active
$$;

-- The person behind this session; a session that is nobody is refused.
create function sec.actor() returns sec.actor
language plpgsql stable security definer set search_path = ''
as $$
declare a sec.actor;
begin
  select p.company, p.id, p.login, p.name, p.role, p.profile_id into a
    from app.person p where p.login = session_user and p.active;
  if a.id is null then
    perform sec.refuse(jsonb_build_array(sec.problem('E_FORBIDDEN', null, null,
      '{"why_pt": "seu usuário não está ativo nesta instituição", "why_en": "your user is not active in this institution"}')));
  end if;
  return a;
end $$;

-- The engine acting by itself: wake-ups and jobs.
create function sec.system(p_company smallint) returns sec.actor
language sql immutable
as $$ select row(p_company, null, 'system', 'Balcão', 'system', null)::sec.actor $$;

create function sec.require(a sec.actor, variadic p_roles text[]) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if not a.role = any (p_roles) then
    perform sec.refuse(jsonb_build_array(sec.forbidden_role(p_roles)));
  end if;
end $$;
