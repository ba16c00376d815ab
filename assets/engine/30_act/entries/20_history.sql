-- What the audit knows of one entry (PR-1): who changed it when, and of each field the old value and the new one. Rows that
-- were written anew with the same content are no change.

-- The audit's rows of an entry and of what belongs to it: hours and holidays, members, grants.
create function act.entry_audit(p_company smallint, p_kind text, p_code text) returns setof app.audit
language plpgsql stable
as $$
declare v_relation text; v_key text := 'code'; v_children text[] := '{}'; v_child_key text; v_id text;
begin
  if p_kind = 'calendar' then
    select id::text into v_id from app.calendar where company = p_company and code = p_code;
    v_relation := 'app.calendar'; v_children := array['app.calendar_hours', 'app.holiday']; v_child_key := 'calendar_id';
  elsif p_kind = 'group' then
    select id::text into v_id from app.attendance_group where company = p_company and code = p_code;
    v_relation := 'app.attendance_group'; v_children := array['app.group_member']; v_child_key := 'group_id';
  elsif p_kind = 'profile' then
    select id::text into v_id from app.profile where company = p_company and code = p_code;
    v_relation := 'app.profile'; v_children := array['app.profile_type']; v_child_key := 'profile_id';
  elsif p_kind = 'person' then
    select id::text into v_id from app.person where company = p_company and login = p_code;
    v_relation := 'app.person'; v_key := 'login'; v_children := array['app.group_member']; v_child_key := 'person_id';
  elsif p_kind = 'portal_user' then v_relation := 'app.portal_user'; v_key := 'login';
  elsif p_kind = 'branch' then v_relation := 'app.branch'; v_key := 'id';
  elsif p_kind = 'settings' then v_relation := 'app.settings'; v_key := 'branch';
  elsif p_kind = 'query' then v_relation := 'app.sql_query';
  elsif p_kind = 'mail' then v_relation := 'app.mail'; v_key := 'event';
  elsif p_kind = 'installment_rule' then
    return query select d.* from app.audit d where d.company = p_company and d.relation = 'app.installment_rule'
      and p_code in (act.rule_key((d.new_row ->> 'branch')::int, d.new_row ->> 'period_code', (d.new_row ->> 'request_until')::date),
                     act.rule_key((d.old_row ->> 'branch')::int, d.old_row ->> 'period_code', (d.old_row ->> 'request_until')::date));
    return;
  else v_relation := 'app.' || p_kind;
  end if;
  return query select d.* from app.audit d where d.company = p_company
    and ((d.relation = v_relation and (d.new_row ->> v_key = p_code or d.old_row ->> v_key = p_code))
      or (d.relation = any (v_children) and coalesce(d.new_row, d.old_row) ->> v_child_key = v_id));
end $$;

-- A row of a table as facts under the names that the catalogue's document has for them.
create function act.audit_facts(p_company smallint, p_kind text, p_relation text, r jsonb) returns table (field text, value text)
language plpgsql stable
as $$
begin
  if r is null then return; end if;
  case p_relation
    when 'app.calendar_hours' then
      return query select 'hours.' || (act.weekday_names())[(r ->> 'weekday')::int], left(r ->> 'opens', 5) || '-' || left(r ->> 'closes', 5);
    when 'app.holiday' then return query select 'holidays'::text, r ->> 'day';
    when 'app.group_member' then
      return query select case p_kind when 'group' then 'members' else 'groups' end,
        case p_kind when 'group' then (select p.login from app.person p where p.company = p_company and p.id = (r ->> 'person_id')::int)
                    else (select g.code::text from app.attendance_group g where g.company = p_company and g.id = (r ->> 'group_id')::int) end
        || case when (r ->> 'lead')::boolean then ':lead' else '' end;
    when 'app.profile_type' then
      return query select w, r ->> 'type_code' from unnest(array['can_open', 'can_handle']) w where (r ->> w)::boolean;
    when 'app.settings' then
      return query select x.k || coalesce('.' || y.k, ''), coalesce(y.v, x.v #>> '{}') from jsonb_each(r -> 'doc') as x (k, v)
        left join lateral jsonb_each_text(case jsonb_typeof(x.v) when 'object' then x.v else '{}' end) as y (k, v) on true where x.v <> 'null';
    else
      return query select case x.k when 'calendar_id' then 'calendar' when 'profile_id' then 'profile' when 'locality_id' then 'locality' when 'student_id' then 'student'
            when 'source' then 'sql' when 'period_code' then 'period' when 'open_all' then 'can_open' when 'handle_all' then 'can_handle' else x.k end,
          case x.k when 'calendar_id' then (select c.code::text from app.calendar c where c.company = p_company and c.id = x.v::int)
            when 'profile_id' then (select f.code::text from app.profile f where f.company = p_company and f.id = x.v::int)
            when 'locality_id' then (select l.code::text from app.locality l where l.company = p_company and l.id = x.v::int)
            when 'student_id' then (select s.ra from academic.student s where s.company = p_company and s.id = x.v::bigint)
            when 'guardian_cpf' then act.mask_cpf(x.v) when 'open_all' then '*' when 'handle_all' then '*' else x.v end
        from jsonb_each_text(r) as x (k, v)
       where x.v is not null and x.k not in ('company', 'created_at', 'bound', 'binds', 'cost', 'columns', 'saved_at', 'saved_by', 'approved_at', 'login', 'code', 'event', 'id')
         and not (x.k in ('open_all', 'handle_all') and x.v = 'false') and not (x.k = 'branch' and p_kind = 'installment_rule' and x.v = '0');
  end case;
end $$;

-- The newest 200 changes: [{"at","login","name","created","changes":[{"field","old","new"}]}], newest first.
create function act.entry_history(a sec.actor, p_kind text, p_code text) returns jsonb
language plpgsql stable
as $$
declare v_tz text := (select b.tz from app.branch b where b.company = a.company order by b.id limit 1);
begin
  perform sec.require(a, 'admin', 'auditor', 'supervisor');
  perform act.require_entry_kind(a, p_kind);
  if act.entry_of(a, p_kind, p_code) is null then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'code', null, jsonb_build_object('what', coalesce(p_code, '?'))))); end if;
  return (with trail as materialized (select d.at, d.login, d.relation, d.verb, d.old_row, d.new_row from act.entry_audit(a.company, p_kind, p_code) d),
      facts as (select t.at, t.login, f.field, f.value, sum(f.sign) as net from trail t cross join lateral (
                  select x.field, x.value, -1 as sign from act.audit_facts(a.company, p_kind, t.relation, t.old_row) x
                  union all select x.field, x.value, 1 from act.audit_facts(a.company, p_kind, t.relation, t.new_row) x) f group by t.at, t.login, f.field, f.value having sum(f.sign) <> 0),
      fields as (select f.at, f.login, f.field, string_agg(f.value, ', ' order by f.value) filter (where f.net < 0) as old, string_agg(f.value, ', ' order by f.value) filter (where f.net > 0) as new
                   from facts f group by f.at, f.login, f.field),
      acts as (select f.at, f.login, jsonb_agg(jsonb_build_object('field', f.field, 'old', f.old, 'new', f.new) order by f.field) as changes from fields f group by f.at, f.login order by f.at desc limit 200)
    select coalesce(jsonb_agg(jsonb_build_object('at', sec.iso(x.at, v_tz), 'login', x.login, 'name', (select p.name from app.person p where p.company = a.company and p.login = x.login),
        'created', exists (select from trail t where t.at = x.at and t.verb = 'INSERT' and t.relation not in ('app.calendar_hours', 'app.holiday', 'app.group_member', 'app.profile_type')),
        'changes', x.changes) order by x.at desc), '[]') from acts x);
end $$;
