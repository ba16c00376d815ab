-- W-4, W-5: the next of my groups' queues, none twice. Ordered index ranges (late × priority) give the candidates without a
-- lock; one is then locked by key, and whoever was slower moves on to the next.

create function act.next_candidates(a sec.actor, p_groups int[], p_types int[], p_cpf text, p_now timestamptz, p_not bigint[], p_limit int) returns setof bigint
language plpgsql stable
as $$
begin
  return query select q.id from (values (true, 1), (true, 2), (true, 3), (true, 4), (true, 5), (false, 1), (false, 2), (false, 3), (false, 4), (false, 5)) k(late, priority)
   cross join lateral (
     select c.id, c.due_sort, c.opened_at from unnest(p_groups) g(id) cross join lateral (
       select x.id, x.due_sort, x.opened_at from app.request x
        where x.company = a.company and x.group_id = g.id and x.priority = k.priority and x.status = 'queued'
          and x.due_sort >= case when k.late then '-infinity'::timestamptz else p_now end
          and x.due_sort < case when k.late then p_now else 'infinity'::timestamptz end
          and x.id <> all (p_not) and x.type_id = any (p_types) and (p_cpf is null or not act.is_own(x.company, a.id, x.student_id))
        order by x.due_sort, x.opened_at, x.id limit p_limit) c
     union all
     select c.id, c.due_sort, c.opened_at from unnest(p_groups) g(id) cross join lateral (
       select x.id, x.due_sort, x.opened_at from app.request x
        where not k.late and x.company = a.company and x.group_id = g.id and x.priority = k.priority and x.status = 'queued'
          and x.due_sort = 'infinity'
          and x.id <> all (p_not) and x.type_id = any (p_types) and (p_cpf is null or not act.is_own(x.company, a.id, x.student_id))
        order by x.due_sort, x.opened_at, x.id limit p_limit) c
     order by due_sort, opened_at, id limit p_limit) q
   order by k.late desc, k.priority, q.due_sort, q.opened_at, q.id
   limit p_limit;
end $$;

create function act.take_next(a sec.actor, p_group text, p_op uuid) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'take_next'); r app.request; v_groups int[]; v_types int[]; v_cpf text; v_seen bigint[] := '{}'; v_ids bigint[]; v_id bigint; n int;
begin
  if j is not null then return j; end if;
  perform sec.require(a, 'attendant', 'supervisor');
  select coalesce(array_agg(m.group_id), '{}') into v_groups
    from app.group_member m join app.attendance_group g on g.company = m.company and g.id = m.group_id
   where m.company = a.company and m.person_id = a.id and (p_group is null or g.code = p_group);
  if p_group is not null and v_groups = '{}' then
    perform sec.refuse(jsonb_build_array(case when exists (select from app.attendance_group where company = a.company and code = p_group)
      then sec.problem('E_NOT_MEMBER', 'group', null, jsonb_build_object('group', p_group, 'group_code', p_group))
      else sec.problem('E_NOT_FOUND', 'group', null, jsonb_build_object('what', p_group)) end));
  end if;
  select cpf, act.handled_types(a.company, a.profile_id) into v_cpf, v_types
    from app.person where company = a.company and id = a.id;
  for n in 1 .. 8 loop
    v_ids := array(select act.next_candidates(a, v_groups, v_types, v_cpf, sec.now(), v_seen, case n when 1 then 4 else 32 end));
    exit when v_ids = '{}';
    foreach v_id in array v_ids loop
      select * into r from app.request q where q.company = a.company and q.id = v_id and q.status = 'queued' for update skip locked;
      if found and r.group_id = any (v_groups) then
        return act.request_json(a, act.take_locked(a, r, p_op, 'take_next', null));
      end if;
    end loop;
    v_seen := v_seen || v_ids;
  end loop;
  -- What another transaction only held for a moment is waited for once, before the queue is called empty.
  foreach v_id in array v_seen[1:8] loop
    select * into r from app.request q where q.company = a.company and q.id = v_id and q.status = 'queued' for update;
    if found and r.group_id = any (v_groups) then
      return act.request_json(a, act.take_locked(a, r, p_op, 'take_next', null));
    end if;
  end loop;
  perform sec.refuse(jsonb_build_array(sec.problem('E_QUEUE_EMPTY')));
end $$;
