-- The catalogue as a document (interface §4b): by code, loaded again without effect, nothing deleted.

create function act.weekday_names() returns text[] language sql immutable as $$ select array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] $$;

create function act.zone_ok(p text) returns boolean
language plpgsql stable
as $$ begin perform now() at time zone p; return true; exception when others then return false; end $$;

-- A calendar out of use is not a branch's in use (Z-8): the branches that such a document would leave on one, its own rows first.
create function act.calendar_problems(p_company smallint, d jsonb) returns jsonb
language plpgsql stable
as $$
begin
  return (with calendars as (
      select x ->> 'code' as code, coalesce((x ->> 'active')::boolean, true) as active from jsonb_array_elements(coalesce(d -> 'calendar', '[]')) x
      union all select c.code, c.active from app.calendar c where c.company = p_company
         and not exists (select from jsonb_array_elements(coalesce(d -> 'calendar', '[]')) x where x ->> 'code' = c.code)),
    branches as (
      select (b ->> 'code')::int as id, b ->> 'name' as name, b ->> 'calendar' as calendar, coalesce((b ->> 'active')::boolean, true) as active, true as said
        from jsonb_array_elements(coalesce(d -> 'branch', '[]')) b
      union all select b.id, b.name, c.code, b.active, false from app.branch b join app.calendar c on c.company = b.company and c.id = b.calendar_id
       where b.company = p_company and not exists (select from jsonb_array_elements(coalesce(d -> 'branch', '[]')) x where x ->> 'code' = b.id::text)),
    closed as (select b.*, exists (select from jsonb_array_elements(coalesce(d -> 'calendar', '[]')) x where x ->> 'code' = b.calendar) as switched
        from branches b join calendars c on c.code = b.calendar where b.active and not c.active)
    select coalesce(jsonb_agg(x), '[]') from (
      select sec.problem('E_IN_USE', 'calendar', null, jsonb_build_object('what_pt', 'O calendário ' || c.calendar, 'what_en', 'Calendar ' || c.calendar,
               'users', string_agg(c.name, ', ' order by c.id))) as x from closed c where c.switched group by c.calendar
      union all select act.file_value('branch.calendar', 'o calendário ' || c.calendar || ' está desativado: escolha outro', 'calendar ' || c.calendar || ' is out of use: choose another')
        from closed c where c.said and not c.switched) y);
end $$;

create function act.catalogue_problems(p_company smallint, d jsonb) returns jsonb
language plpgsql stable
as $$
declare v_frame jsonb := act.catalogue_frame_problems(d); v_rows jsonb; v_settings jsonb;
begin
  if v_frame <> '[]' then return v_frame; end if;
  v_rows := act.catalogue_row_problems(d);
  v_settings := act.settings_problems(p_company, d) || act.installment_rule_problems(p_company, d);
  if v_rows <> '[]' then return v_rows || v_settings; end if;
  return v_settings || act.calendar_problems(p_company, d) || (select coalesce(jsonb_agg(x), '[]') from (
    select act.unknown_code('branch.calendar', b ->> 'calendar') as x from jsonb_array_elements(coalesce(d -> 'branch', '[]')) b
     where not exists (select from app.calendar where company = p_company and code = b ->> 'calendar')
       and not exists (select from jsonb_array_elements(coalesce(d -> 'calendar', '[]')) c where c ->> 'code' = b ->> 'calendar')
    union all select act.file_value('branch.company', 'esta base atende a coligada ' || p_company, 'this database serves company ' || p_company)
      from jsonb_array_elements(coalesce(d -> 'branch', '[]')) b where (b ->> 'company')::int <> p_company
    union all select act.file_value('branch.tz', 'fuso desconhecido: ' || (b ->> 'tz'), 'unknown time zone: ' || (b ->> 'tz')) from jsonb_array_elements(coalesce(d -> 'branch', '[]')) b
     where b ->> 'tz' is not null and not act.zone_ok(b ->> 'tz')
    union all select act.unknown_code('locality.branch', l ->> 'branch') from jsonb_array_elements(coalesce(d -> 'locality', '[]')) l
     where not exists (select from app.branch where company = p_company and id = (l ->> 'branch')::int)
       and not exists (select from jsonb_array_elements(coalesce(d -> 'branch', '[]')) b where b ->> 'code' = l ->> 'branch')
    union all select sec.problem('E_IN_USE', 'group', null, jsonb_build_object('what_pt', 'O grupo ' || g.code, 'what_en', 'Group ' || g.code,
         'users', (select string_agg(distinct t.code, ', ') from app.stage s join app.flow_version v on v.company = s.company and v.id = s.version_id and v.state = 'published'
                     join app.request_type t on t.company = v.company and t.id = v.type_id where s.company = p_company and s.group_id = g.id)))
      from jsonb_array_elements(coalesce(d -> 'group', '[]')) x join app.attendance_group g on g.company = p_company and g.code = x ->> 'code'
     where x ->> 'active' = 'false' and g.active and (exists (select from app.stage s join app.flow_version v on v.company = s.company and v.id = s.version_id and v.state = 'published'
              where s.company = p_company and s.group_id = g.id) or exists (select from app.request q where q.company = p_company and q.group_id = g.id and q.closed_at is null))
    union all select sec.problem('E_IN_USE', 'reason', null, jsonb_build_object('what_pt', 'O motivo ' || m.code, 'what_en', 'Reason ' || m.code,
         'users', (select string_agg(distinct t.code, ', ') from app.flow_edge e join app.flow_version v on v.company = e.company and v.id = e.version_id and v.state = 'published'
                     join app.request_type t on t.company = v.company and t.id = v.type_id where e.company = p_company and e.reason_id = m.id)))
      from jsonb_array_elements(coalesce(d -> 'reason', '[]')) x join app.reason m on m.company = p_company and m.code = x ->> 'code'
     where x ->> 'active' = 'false' and m.active and exists (select from app.flow_edge e join app.flow_version v on v.company = e.company and v.id = e.version_id and v.state = 'published'
              where e.company = p_company and e.reason_id = m.id)) y);
end $$;

create function act.write_calendars(p_company smallint, d jsonb) returns void
language plpgsql
as $$
declare c jsonb; v_id int; i int; s text;
begin
  for c in select * from jsonb_array_elements(coalesce(d -> 'calendar', '[]')) loop
    insert into app.calendar (company, code, active) values (p_company, c ->> 'code', coalesce((c ->> 'active')::boolean, true))
    on conflict on constraint calendar_code do update set active = excluded.active returning id into v_id;
    delete from app.calendar_hours where company = p_company and calendar_id = v_id;
    delete from app.holiday where company = p_company and calendar_id = v_id;
    for i in 1 .. 7 loop
      foreach s in array string_to_array(coalesce(c #>> array['hours', (act.weekday_names())[i]], ''), ' ') loop
        if s <> '' then
          insert into app.calendar_hours (company, calendar_id, weekday, opens, closes) values (p_company, v_id, i, split_part(s, '-', 1)::time, split_part(s, '-', 2)::time);
        end if;
      end loop;
    end loop;
    insert into app.holiday (company, calendar_id, day) select distinct p_company, v_id, h::date from jsonb_array_elements_text(coalesce(c -> 'holidays', '[]')) h;
  end loop;
end $$;

create function act.write_profiles(p_company smallint, d jsonb) returns void
language plpgsql
as $$
declare x jsonb; v_id int;
begin
  for x in select * from jsonb_array_elements(coalesce(d -> 'profile', '[]')) loop
    insert into app.profile (company, code, name, open_all, handle_all, active)
    values (p_company, x ->> 'code', x ->> 'name', coalesce(x -> 'can_open', '[]') ? '*', coalesce(x -> 'can_handle', '[]') ? '*', coalesce((x ->> 'active')::boolean, true))
    on conflict on constraint profile_code do update set name = excluded.name, open_all = excluded.open_all, handle_all = excluded.handle_all, active = excluded.active returning id into v_id;
    delete from app.profile_type where company = p_company and profile_id = v_id;
    insert into app.profile_type (company, profile_id, type_code, can_open, can_handle)
    select p_company, v_id, c, coalesce(x -> 'can_open', '[]') ? c, coalesce(x -> 'can_handle', '[]') ? c
      from (select distinct c from jsonb_array_elements_text(coalesce(x -> 'can_open', '[]') || coalesce(x -> 'can_handle', '[]')) c where c <> '*') z;
  end loop;
end $$;

create function act.import_catalogue(a sec.actor, d jsonb) returns jsonb
language plpgsql
as $$
declare x jsonb; p jsonb;
begin
  perform sec.require(a, 'admin');
  d := jsonb_strip_nulls(d);
  p := act.catalogue_problems(a.company, d);
  -- What has no shape is told before anything in it is tried.
  if act.catalogue_frame_problems(d) <> '[]' or act.catalogue_row_problems(d) <> '[]' then perform sec.refuse(p); end if;
  for x in select * from jsonb_array_elements(coalesce(d -> 'query', '[]')) loop
    p := p || act.query_save_problems(a.company, x || jsonb_build_object('source', x ->> 'sql'));
  end loop;
  perform sec.refuse(p);
  perform act.write_calendars(a.company, d);
  insert into app.branch (company, id, name, calendar_id, tz, active)
  select a.company, (b ->> 'code')::int, b ->> 'name', c.id, coalesce(b ->> 'tz', 'America/Sao_Paulo'), coalesce((b ->> 'active')::boolean, true)
    from jsonb_array_elements(coalesce(d -> 'branch', '[]')) b join app.calendar c on c.company = a.company and c.code = b ->> 'calendar'
  on conflict (company, id) do update set name = excluded.name, calendar_id = excluded.calendar_id, tz = excluded.tz, active = excluded.active;
  insert into app.locality (company, code, branch, name, active)
  select a.company, l ->> 'code', (l ->> 'branch')::int, l ->> 'name', coalesce((l ->> 'active')::boolean, true) from jsonb_array_elements(coalesce(d -> 'locality', '[]')) l
  on conflict on constraint locality_code do update set branch = excluded.branch, name = excluded.name, active = excluded.active;
  insert into app.attendance_group (company, code, name, description, active)
  select a.company, g ->> 'code', g ->> 'name', nullif(g ->> 'description', ''), coalesce((g ->> 'active')::boolean, true) from jsonb_array_elements(coalesce(d -> 'group', '[]')) g
  on conflict on constraint attendance_group_code do update set name = excluded.name, description = excluded.description, active = excluded.active;
  insert into app.reason (company, code, name, kind, active)
  select a.company, m ->> 'code', m ->> 'name', coalesce(m ->> 'kind', 'forward'), coalesce((m ->> 'active')::boolean, true) from jsonb_array_elements(coalesce(d -> 'reason', '[]')) m
  on conflict on constraint reason_code do update set name = excluded.name, kind = excluded.kind, active = excluded.active;
  insert into app.service (company, code, name, value, document_type, active)
  select a.company, s ->> 'code', s ->> 'name', (s ->> 'value')::numeric, nullif(s ->> 'document_type', ''), coalesce((s ->> 'active')::boolean, true) from jsonb_array_elements(coalesce(d -> 'service', '[]')) s
  on conflict on constraint service_code do update set name = excluded.name, value = excluded.value, document_type = excluded.document_type, active = excluded.active;
  insert into app.mail (company, event, subject, text, active)
  select a.company, m ->> 'event', m ->> 'subject', m ->> 'text', coalesce((m ->> 'active')::boolean, true) from jsonb_array_elements(coalesce(d -> 'mail', '[]')) m
  on conflict (company, event) do update set subject = excluded.subject, text = excluded.text, active = excluded.active;
  for x in select * from jsonb_array_elements(coalesce(d -> 'query', '[]')) loop
    perform act.write_query(a, x || jsonb_build_object('source', x ->> 'sql'));
  end loop;
  insert into app.installment_rule (company, branch, period_code, request_until, installment, due_date, active)
  select a.company, coalesce((r ->> 'branch')::int, 0), r ->> 'period', (r ->> 'request_until')::date, (r ->> 'installment')::int, (r ->> 'due_date')::date,
         coalesce((r ->> 'active')::boolean, true) from jsonb_array_elements(coalesce(d -> 'installment_rule', '[]')) r
  on conflict (company, branch, period_code, request_until) do update set installment = excluded.installment, due_date = excluded.due_date, active = excluded.active;
  perform act.write_profiles(a.company, d);
  if jsonb_typeof(d -> 'settings') = 'object' then
    insert into app.settings (company, branch, doc) values (a.company, 0, (d -> 'settings') - 'branch')
    on conflict (company, branch) do update set doc = excluded.doc;
    for x in select * from jsonb_array_elements(coalesce(d #> '{settings,branch}', '[]')) loop
      insert into app.settings (company, branch, doc) values (a.company, (x ->> 'branch')::int, x - 'branch')
      on conflict (company, branch) do update set doc = excluded.doc;
    end loop;
  end if;
  return (select coalesce(jsonb_object_agg(k, jsonb_array_length(d -> k)), '{}') from unnest(array['branch', 'locality', 'calendar', 'group', 'profile', 'reason', 'service', 'mail', 'query', 'installment_rule']) k
           where jsonb_typeof(d -> k) = 'array');
exception when check_violation or not_null_violation or foreign_key_violation or unique_violation or invalid_text_representation or invalid_datetime_format
    or datetime_field_overflow or numeric_value_out_of_range or string_data_right_truncation or invalid_parameter_value then
  perform sec.refuse(jsonb_build_array(act.file_value('catalogue', sqlerrm, sqlerrm)));
end $$;

create function act.hours_json(p_company smallint, p_calendar int) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_object_agg(n, coalesce((select string_agg(to_char(h.opens, 'HH24:MI') || '-' || to_char(h.closes, 'HH24:MI'), ' ' order by h.opens)
      from app.calendar_hours h where h.company = p_company and h.calendar_id = p_calendar and h.weekday = i), '') order by i)
    from unnest(act.weekday_names()) with ordinality as t(n, i));
end $$;

-- Whoever may read the texts of queries finds them in it; who may not finds no table of them at all (Q-4, database §7).
create function act.export_catalogue(a sec.actor) returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object('format', 1,
    'branch', (select coalesce(jsonb_agg(jsonb_build_object('company', b.company, 'code', b.id, 'name', b.name, 'calendar', c.code, 'tz', b.tz, 'active', b.active) order by b.id), '[]')
       from app.branch b join app.calendar c on c.company = b.company and c.id = b.calendar_id where b.company = a.company),
    'locality', (select coalesce(jsonb_agg(jsonb_build_object('code', l.code, 'branch', l.branch, 'name', l.name, 'active', l.active) order by l.code), '[]') from app.locality l where l.company = a.company),
    'calendar', (select coalesce(jsonb_agg(jsonb_build_object('code', c.code, 'active', c.active, 'hours', act.hours_json(c.company, c.id),
       'holidays', (select coalesce(jsonb_agg(h.day order by h.day), '[]') from app.holiday h where h.company = c.company and h.calendar_id = c.id)) order by c.code), '[]') from app.calendar c where c.company = a.company),
    'group', (select coalesce(jsonb_agg(jsonb_build_object('code', g.code, 'name', g.name, 'description', coalesce(g.description, ''), 'active', g.active) order by g.code), '[]') from app.attendance_group g where g.company = a.company),
    'profile', (select coalesce(jsonb_agg(jsonb_build_object('code', f.code, 'name', f.name, 'active', f.active,
       'can_open', case when f.open_all then '["*"]'::jsonb else (select coalesce(jsonb_agg(x.type_code order by x.type_code), '[]') from app.profile_type x where x.company = f.company and x.profile_id = f.id and x.can_open) end,
       'can_handle', case when f.handle_all then '["*"]'::jsonb else (select coalesce(jsonb_agg(x.type_code order by x.type_code), '[]') from app.profile_type x where x.company = f.company and x.profile_id = f.id and x.can_handle) end) order by f.code), '[]')
       from app.profile f where f.company = a.company),
    'reason', (select coalesce(jsonb_agg(jsonb_build_object('code', m.code, 'name', m.name, 'kind', m.kind, 'active', m.active) order by m.code), '[]') from app.reason m where m.company = a.company),
    'service', (select coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'name', s.name, 'value', s.value::text, 'document_type', s.document_type, 'active', s.active) order by s.code), '[]') from app.service s where s.company = a.company),
    'query', (select coalesce(jsonb_agg(jsonb_build_object('code', q.code, 'title', q.title, 'dialect', q.dialect, 'sql', q.source, 'active', q.active) order by q.code), '[]') from app.sql_query q where q.company = a.company),
    'mail', (select coalesce(jsonb_agg(jsonb_build_object('event', m.event, 'subject', m.subject, 'text', m.text, 'active', m.active) order by m.event), '[]') from app.mail m where m.company = a.company),
    'settings', (select s.doc || jsonb_build_object('branch', (select coalesce(jsonb_agg(jsonb_build_object('branch', b.branch) || b.doc order by b.branch), '[]')
       from app.settings b where b.company = a.company and b.branch <> 0 and b.doc <> '{}')) from app.settings s where s.company = a.company and s.branch = 0),
    'installment_rule', (select coalesce(jsonb_agg(jsonb_build_object('branch', nullif(r.branch, 0), 'period', r.period_code, 'request_until', r.request_until, 'installment', r.installment, 'due_date', r.due_date, 'active', r.active)
       order by r.branch, r.period_code, r.request_until), '[]') from app.installment_rule r where r.company = a.company))
    - case when act.entry_readable(a, 'query') then '' else 'query' end);
end $$;
