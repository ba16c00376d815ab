-- What a person is to a request (Z-3, Z-4, P-2, amendment 8), and the permission that most acts share.

create type act.standing as (staff boolean, member boolean, lead boolean, handles boolean, own boolean, holds boolean);

-- P-2: the student is the person, or a dependant of the person.
create function act.is_own(p_company smallint, p_person int, p_student bigint) returns boolean
language plpgsql stable
as $$
begin
  return (select exists (select from app.person p join academic.student s on s.company = p.company and s.id = p_student
                  where p.company = p_company and p.id = p_person and p.cpf is not null
                    and (s.cpf = p.cpf or exists (select from academic.guardian g
                          where g.company = s.company and g.student_id = s.id and g.cpf = p.cpf))));
end $$;

create function act.handles(p_company smallint, p_profile int, p_type int) returns boolean
language plpgsql stable
as $$
begin
  return (select exists (select from app.profile f where f.company = p_company and f.id = p_profile and f.active
    and (f.handle_all or exists (select from app.profile_type x join app.request_type t on t.company = x.company and t.code = x.type_code
          where x.company = f.company and x.profile_id = f.id and t.id = p_type and x.can_handle))));
end $$;

create function act.handled_types(p_company smallint, p_profile int) returns int[]
language plpgsql stable
as $$
begin
  return (select coalesce(array_agg(t.id), '{}') from app.profile f join app.request_type t on t.company = f.company
    where f.company = p_company and f.id = p_profile and f.active
      and (f.handle_all or exists (select from app.profile_type x where x.company = f.company and x.profile_id = f.id and x.type_code = t.code and x.can_handle)));
end $$;

create function act.opens(p_company smallint, p_profile int, p_type int) returns boolean
language plpgsql stable
as $$
begin
  return (select exists (select from app.profile f where f.company = p_company and f.id = p_profile and f.active
    and (f.open_all or exists (select from app.profile_type x join app.request_type t on t.company = x.company and t.code = x.type_code
          where x.company = f.company and x.profile_id = f.id and t.id = p_type and x.can_open))));
end $$;

-- A role may be changed while the person holds requests, so the role is asked at every act. One statement: this is
-- asked several times in every act.
create function act.standing(a sec.actor, r app.request) returns act.standing
language plpgsql stable
as $$
declare st act.standing; v_cpf text;
begin
  select m.person_id is not null, coalesce(m.lead, false) and a.role = 'supervisor', p.cpf,
         exists (select from app.profile f where f.company = r.company and f.id = a.profile_id and f.active
           and (f.handle_all or exists (select from app.profile_type x join app.request_type t on t.company = x.company and t.code = x.type_code
                 where x.company = f.company and x.profile_id = f.id and t.id = r.type_id and x.can_handle)))
    into st.member, st.lead, v_cpf, st.handles
    from app.person p left join app.group_member m on m.company = p.company and m.person_id = p.id and m.group_id = r.group_id
   where p.company = r.company and p.id = a.id;
  st.staff := a.role in ('attendant', 'supervisor');
  st.member := coalesce(st.member, false); st.lead := coalesce(st.lead, false); st.handles := coalesce(st.handles, false);
  st.own := v_cpf is not null and act.is_own(r.company, a.id, r.student_id);
  st.holds := r.assignee_id is not distinct from a.id and a.id is not null;
  return st;
end $$;

create function act.not_assignee(r app.request) returns jsonb
language plpgsql stable
as $$
begin
  return (select sec.problem('E_NOT_ASSIGNEE', null, null, jsonb_build_object('name', p.name, 'login', p.login))
    from app.person p where p.company = r.company and p.id = r.assignee_id);
end $$;

create function act.not_member(r app.request) returns jsonb
language plpgsql stable
as $$
begin
  return (select sec.problem('E_NOT_MEMBER', null, null, jsonb_build_object('group', g.name, 'group_code', g.code))
    from app.attendance_group g where g.company = r.company and g.id = r.group_id);
end $$;

-- The acts of whoever holds the request, and of the leads of its group where the act says so.
create function act.holder_problems(a sec.actor, r app.request, st act.standing, p_lead boolean) returns jsonb
language plpgsql stable
as $$
begin
  if not st.staff then return jsonb_build_array(sec.forbidden_role(array['attendant'])); end if;
  if st.holds or (p_lead and st.lead) then return '[]'; end if;
  if r.assignee_id is null then
    return case when st.member then '[]'::jsonb else jsonb_build_array(act.not_member(r)) end;
  end if;
  return jsonb_build_array(act.not_assignee(r));
end $$;

-- The acts of supervision.
create function act.lead_problems(a sec.actor, r app.request, st act.standing) returns jsonb
language plpgsql stable
as $$
begin
  return (select case when st.lead then '[]'::jsonb else jsonb_build_array(sec.problem('E_FORBIDDEN', null, null, jsonb_build_object(
    'why_pt', 'isto é de quem supervisiona o grupo ' || g.name, 'why_en', 'this is for who leads group ' || g.name, 'group', g.code))) end
    from app.attendance_group g where g.company = r.company and g.id = r.group_id);
end $$;

-- Who may read what is restricted (Z-5): the request's group, its supervisors, who holds it, and auditors.
create function act.reads_restricted(a sec.actor, st act.standing) returns boolean
language sql immutable
as $$ select (st.staff and (st.member or st.holds)) or a.role = 'auditor' $$;
