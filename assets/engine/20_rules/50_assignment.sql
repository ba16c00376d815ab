-- Who receives a request on entering a stage (W-1, Z-3, amendment 8).

-- Who may work what the group receives of the type, whoever the student is.
create function act.works(p_company smallint, p_person int, p_group int, p_type int) returns boolean
language plpgsql stable
as $$
begin
  return (select exists (select from app.person p join app.group_member m on m.company = p.company and m.group_id = p_group and m.person_id = p.id
                  where p.company = p_company and p.id = p_person and p.active and p.role in ('attendant', 'supervisor')
                    and act.handles(p_company, p.profile_id, p_type)));
end $$;

create function act.eligible(p_company smallint, p_person int, p_group int, p_type int, p_student bigint) returns boolean
language plpgsql stable
as $$
begin
  return act.works(p_company, p_person, p_group, p_type) and not act.is_own(p_company, p_person, p_student);
end $$;

create function act.eligibles(p_company smallint, p_group int, p_type int, p_student bigint) returns setof app.group_member
language plpgsql stable
as $$
begin
  return query select m.* from app.group_member m
   where m.company = p_company and m.group_id = p_group and act.eligible(p_company, m.person_id, p_group, p_type, p_student)
   order by m.person_id;
end $$;

create function act.load_of(p_company smallint, p_person int) returns bigint
language plpgsql stable
as $$
begin
  return (select count(*) from app.request q where q.company = p_company and q.assignee_id = p_person and q.closed_at is null);
end $$;

-- The person, or null for the queue. Round robin moves its pointer.
create function act.pick(r app.request, s app.stage, p_group int) returns int
language plpgsql
as $$
declare v int;
begin
  case s.assignment
    when 'queue' then return null;
    when 'attendant' then v := s.attendant_id;
    when 'previous_handler' then
      select t.handler_id into v from app.visit t join app.stage z on z.company = t.company and z.id = t.stage_id
       where t.company = r.company and t.request_id = r.id and z.code = s.code and t.no <= r.visit_no and t.handler_id is not null
       order by t.no desc limit 1;
    when 'supervisor' then
      select m.person_id into v from act.eligibles(r.company, p_group, r.type_id, r.student_id) m
        join app.person p on p.company = m.company and p.id = m.person_id and p.role = 'supervisor'
       where m.lead order by act.load_of(r.company, m.person_id), m.person_id limit 1;
      return v;
    when 'least_loaded' then
      select m.person_id into v from act.eligibles(r.company, p_group, r.type_id, r.student_id) m
       order by act.load_of(r.company, m.person_id), m.person_id limit 1;
      return v;
    when 'round_robin' then
      insert into app.round_robin as rr (company, stage_id, person_id) values (r.company, s.id, 0)
        on conflict (company, stage_id) do update set person_id = rr.person_id returning rr.person_id into v;
      select m.person_id into v from act.eligibles(r.company, p_group, r.type_id, r.student_id) m
       order by m.person_id <= v, m.person_id limit 1;
      if v is not null then
        update app.round_robin set person_id = v where company = r.company and stage_id = s.id;
      end if;
      return v;
  end case;
  return case when v is not null and act.eligible(r.company, v, p_group, r.type_id, r.student_id) then v end;
end $$;

-- F-8: leaves the current visit and enters a stage. With p_back the handler is given (who had it before) instead of picked.
create function act.enter(r app.request, s app.stage, p_now timestamptz, p_back boolean default false, p_handler int default null)
returns app.request
language plpgsql
as $$
declare v_group int := coalesce(s.group_id, r.opened_group_id); v_who int;
begin
  if r.visit_no > 0 then
    update app.visit set left_at = coalesce(left_at, p_now), handler_id = coalesce(r.assignee_id, handler_id)
     where company = r.company and request_id = r.id and no = r.visit_no;
  end if;
  if p_back then
    v_who := case when p_handler is not null and act.eligible(r.company, p_handler, v_group, r.type_id, r.student_id) then p_handler end;
  else
    v_who := act.pick(r, s, v_group);
  end if;
  r.visit_no := r.visit_no + 1;
  r.stage_id := s.id;
  r.group_id := v_group;
  r.due_at := act.deadline(r.company, r.branch, p_now, s.duration, s.duration_unit);
  r.due_left_seconds := null;
  r.assignee_id := v_who;
  r.assigned_at := case when v_who is not null then p_now end;
  r.status := case when v_who is null then 'queued' else 'in_progress' end;
  insert into app.visit (company, request_id, no, stage_id, group_id, entered_at, due_at)
  values (r.company, r.id, r.visit_no, s.id, v_group, p_now, r.due_at);
  return r;
end $$;
