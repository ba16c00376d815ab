-- The entries of the catalogue as the desk lists them: one kind at a time, each in the shape of the catalogue's document,
-- with the stamp of what was seen and who uses it. Nothing is written here.

create function act.entry_kinds() returns text[] language sql immutable as $$
  select array['person', 'group', 'profile', 'portal_user', 'branch', 'locality', 'calendar', 'reason', 'service', 'installment_rule', 'settings', 'mail', 'query'] $$;

-- Who may look: people of the portal are not the auditor's, the texts of queries are not the desk's.
create function act.entry_readable(a sec.actor, p_kind text) returns boolean
language plpgsql stable
as $$
begin
  return p_kind = any (act.entry_kinds())
    and case p_kind when 'portal_user' then a.role in ('admin', 'supervisor', 'attendant') when 'query' then a.role in ('admin', 'auditor') else true end;
end $$;

create function act.require_entry_kind(a sec.actor, p_kind text) returns void
language plpgsql stable
as $$
begin
  if not coalesce(p_kind = any (act.entry_kinds()), false) then
    perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'kind', null, jsonb_build_object('what', coalesce(p_kind, '?')))));
  elsif not act.entry_readable(a, p_kind) then
    perform sec.refuse(jsonb_build_array(sec.forbidden_role(case p_kind when 'query' then array['admin', 'auditor'] else array['admin', 'supervisor', 'attendant'] end)));
  end if;
end $$;

create function act.rule_key(p_branch int, p_period text, p_until date) returns text
language sql immutable as $$ select coalesce(p_branch, 0) || ' ' || p_period || ' ' || p_until $$;

-- One kind's rows under their keys. A branch without settings of its own has an empty row, an event without words of the
-- institution's own the built-in ones.
create function act.entry_rows(a sec.actor, p_kind text) returns table (code text, entry jsonb)
language plpgsql stable
as $$
begin
  if p_kind = 'person' then
    return query select p.login, act.person_json(p.company, p.id) from app.person p where p.company = a.company;
  elsif p_kind = 'portal_user' then
    return query select w.login, act.portal_user_json(w.company, w.id) from app.portal_user w where w.company = a.company;
  elsif p_kind = 'settings' then
    return query select '0'::text, coalesce((select s.doc from app.settings s where s.company = a.company and s.branch = 0), '{}')
      union all select b.id::text, coalesce((select s.doc from app.settings s where s.company = b.company and s.branch = b.id), '{}') from app.branch b where b.company = a.company;
  elsif p_kind = 'installment_rule' then
    return query select act.rule_key(r.branch, r.period_code, r.request_until), jsonb_build_object('branch', nullif(r.branch, 0), 'period', r.period_code,
        'request_until', r.request_until, 'installment', r.installment, 'due_date', r.due_date, 'active', r.active) from app.installment_rule r where r.company = a.company;
  elsif p_kind = 'mail' then
    return query select e.event, jsonb_build_object('event', e.event, 'own', m.event is not null, 'active', coalesce(m.active, true)) || case when m.event is null then act.built_in_mail(e.event)
        else jsonb_build_object('subject', m.subject, 'text', m.text) end from act.mail_events() e left join app.mail m on m.company = a.company and m.event = e.event;
  elsif p_kind = 'group' then
    return query select g.code::text, jsonb_build_object('code', g.code, 'name', g.name, 'description', coalesce(g.description, ''), 'active', g.active,
        'members', (select coalesce(jsonb_agg(jsonb_build_object('login', p.login, 'lead', m.lead) order by p.login), '[]')
           from app.group_member m join app.person p on p.company = m.company and p.id = m.person_id where m.company = g.company and m.group_id = g.id))
      from app.attendance_group g where g.company = a.company;
  else
    return query select x ->> 'code', x from jsonb_array_elements(act.export_catalogue(a) -> p_kind) x;
  end if;
end $$;

create function act.entry_of(a sec.actor, p_kind text, p_code text) returns jsonb
language plpgsql stable
as $$
begin
  return (select r.entry from act.entry_rows(a, p_kind) r where r.code = p_code);
end $$;

create function act.entry_stamp(p_entry jsonb) returns text
language sql immutable as $$ select md5(p_entry::text) $$;

create function act.entry_use(p_what text, p_count bigint, p_who text) returns jsonb
language sql immutable as $$ select case when p_count > 0 then jsonb_build_array(jsonb_build_object('what', p_what, 'n', p_count, 'who', coalesce(p_who, ''))) else '[]'::jsonb end $$;

-- Types whose published flow meets a condition of its stages, ways or questions are told by their codes.
create function act.entry_uses(p_company smallint, p_kind text, p_code text) returns jsonb
language plpgsql stable
as $$
declare v_id int; r jsonb := '[]';
begin
  if p_kind = 'branch' then
    return (select act.entry_use('localities', count(*), string_agg(l.code, ', ' order by l.code)) from app.locality l where l.company = p_company and l.branch = p_code::int and l.active)
      || (select act.entry_use('types', count(distinct t.code), string_agg(distinct t.code, ', ')) from app.delivery_location d join app.request_type t on t.company = d.company and t.id = d.type_id
           where d.company = p_company and d.branch = p_code::int and d.active);
  elsif p_kind = 'locality' then
    select id into v_id from app.locality where company = p_company and code = p_code;
    return (select act.entry_use('people', count(*), string_agg(p.login, ', ' order by p.login)) from app.person p where p.company = p_company and p.locality_id = v_id and p.active)
      || (select act.entry_use('types', count(distinct t.code), string_agg(distinct t.code, ', ')) from app.delivery_location d join app.request_type t on t.company = d.company and t.id = d.type_id
           where d.company = p_company and d.locality_id = v_id and d.active);
  elsif p_kind = 'calendar' then
    return (select act.entry_use('branches', count(*), string_agg(b.name, ', ' order by b.id)) from app.branch b join app.calendar c on c.company = b.company and c.id = b.calendar_id
      where c.company = p_company and c.code = p_code and b.active);
  elsif p_kind = 'group' then
    select id into v_id from app.attendance_group where company = p_company and code = p_code;
    return (select act.entry_use('people', count(*), string_agg(p.login, ', ' order by p.login)) from app.group_member m join app.person p on p.company = m.company and p.id = m.person_id
        where m.company = p_company and m.group_id = v_id and p.active)
      || (select act.entry_use('types', count(*), string_agg(x.code, ', ' order by x.code)) from (
           select t.code::text from app.group_type g join app.request_type t on t.company = g.company and t.id = g.type_id where g.company = p_company and g.group_id = v_id
           union select t.code::text from app.stage s join app.flow_version v on v.company = s.company and v.id = s.version_id and v.state = 'published'
                   join app.request_type t on t.company = v.company and t.id = v.type_id where s.company = p_company and s.group_id = v_id) x)
      || (select act.entry_use('requests', count(*), null) from app.request q where q.company = p_company and q.group_id = v_id and q.closed_at is null);
  elsif p_kind = 'profile' then
    select id into v_id from app.profile where company = p_company and code = p_code;
    return (select act.entry_use('people', count(*), string_agg(p.login, ', ' order by p.login)) from app.person p where p.company = p_company and p.profile_id = v_id and p.active)
      || (select act.entry_use('portal_users', count(*), null) from app.portal_user w where w.company = p_company and w.profile_id = v_id and w.active);
  elsif p_kind = 'reason' then
    return (select act.entry_use('types', count(distinct t.code), string_agg(distinct t.code, ', ')) from app.reason m join app.flow_edge e on e.company = m.company and e.reason_id = m.id
        join app.flow_version v on v.company = e.company and v.id = e.version_id and v.state = 'published' join app.request_type t on t.company = v.company and t.id = v.type_id
       where m.company = p_company and m.code = p_code);
  elsif p_kind = 'service' then
    return (select act.entry_use('types', count(*), string_agg(t.code, ', ' order by t.code)) from app.type_config k join app.request_type t on t.company = k.company and t.id = k.type_id
       where k.company = p_company and k.service_code = p_code);
  elsif p_kind = 'query' then
    return act.entry_use('types', coalesce(cardinality(string_to_array(act.query_users(p_company, p_code), ', ')), 0), act.query_users(p_company, p_code));
  elsif p_kind = 'person' then
    select id into v_id from app.person where company = p_company and login = p_code;
    return (select act.entry_use('requests', count(*), null) from app.request q where q.company = p_company and q.assignee_id = v_id and q.closed_at is null)
      || (select act.entry_use('types', count(distinct t.code), string_agg(distinct t.code, ', ')) from app.stage s join app.flow_version v on v.company = s.company and v.id = s.version_id and v.state = 'published'
           join app.request_type t on t.company = v.company and t.id = v.type_id where s.company = p_company and s.attendant_id = v_id);
  end if;
  return r;
end $$;

-- A text of all that is said in an entry, for a search without accents.
create function act.entry_text(p_code text, p_entry jsonb) returns text
language plpgsql immutable
as $$
begin
  return app.fold(p_code || ' ' || coalesce((select string_agg(v, ' ') from jsonb_each_text(p_entry) as x (k, v) where k not in ('sql', 'hours', 'active')), ''));
end $$;

-- Mails stand in the order of a request's life, all else by name.
create function act.entry_place(p_kind text, p_code text) returns int
language plpgsql immutable as $$ begin return case when p_kind = 'mail' then array_position(act.mail_event_names(), p_code) end; end $$;

-- The first 500 entries of a kind that hold every word of a search, by name.
create function act.entries(a sec.actor, p_kind text, p_find text) returns jsonb
language plpgsql stable
as $$
declare v_words text[] := string_to_array(app.fold(btrim(regexp_replace(coalesce(p_find, ''), '\s+', ' ', 'g'))), ' ');
begin
  perform act.require_entry_kind(a, p_kind);
  return (with found as materialized (select r.code, r.entry from act.entry_rows(a, p_kind) r
            where not exists (select from unnest(v_words) w where w <> '' and position(w in act.entry_text(r.code, r.entry)) = 0)),
      page as (select f.* from found f order by act.entry_place(p_kind, f.code), (f.entry ->> 'active') = 'false', app.fold(coalesce(f.entry ->> 'name', f.entry ->> 'title', '')), f.code limit 500)
    select jsonb_build_object('kind', p_kind, 'total', (select count(*) from found),
      'rows', (select coalesce(jsonb_agg(jsonb_build_object('code', p.code, 'entry', p.entry, 'stamp', act.entry_stamp(p.entry), 'uses', act.entry_uses(a.company, p_kind, p.code),
                 'about', case when p_kind = 'query' then (select act.query_json(q) - array['source', 'title', 'dialect', 'active', 'code'] from app.sql_query q where q.company = a.company and q.code = p.code) end)
                 order by act.entry_place(p_kind, p.code), (p.entry ->> 'active') = 'false', app.fold(coalesce(p.entry ->> 'name', p.entry ->> 'title', '')), p.code), '[]') from page p)));
end $$;

-- The kinds that the person may look at, with how many there are, and what their fields may refer to.
create function act.entry_overview(a sec.actor) returns jsonb
language plpgsql stable
as $$
declare k text; v_kinds jsonb := '[]';
begin
  foreach k in array act.entry_kinds() loop
    if act.entry_readable(a, k) then
      v_kinds := v_kinds || (select jsonb_build_object('kind', k, 'count', count(*), 'inactive', count(*) filter (where r.entry ->> 'active' = 'false')) from act.entry_rows(a, k) r);
    end if;
  end loop;
  return jsonb_build_object('kinds', v_kinds, 'choices', jsonb_build_object(
    'branch', (select coalesce(jsonb_agg(jsonb_build_object('code', b.id::text, 'name', b.name) order by b.id), '[]') from app.branch b where b.company = a.company and b.active),
    'calendar', (select coalesce(jsonb_agg(jsonb_build_object('code', c.code, 'name', c.code) order by c.code), '[]') from app.calendar c where c.company = a.company and c.active),
    'locality', (select coalesce(jsonb_agg(jsonb_build_object('code', l.code, 'name', l.name) order by app.fold(l.name), l.name), '[]') from app.locality l where l.company = a.company and l.active),
    'group', (select coalesce(jsonb_agg(jsonb_build_object('code', g.code, 'name', g.name) order by app.fold(g.name), g.name), '[]') from app.attendance_group g where g.company = a.company and g.active),
    'profile', (select coalesce(jsonb_agg(jsonb_build_object('code', f.code, 'name', f.name) order by app.fold(f.name), f.name), '[]') from app.profile f where f.company = a.company and f.active),
    'type', (select coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name) order by app.fold(t.name), t.name), '[]') from app.request_type t where t.company = a.company),
    'person', (select coalesce(jsonb_agg(jsonb_build_object('code', p.login, 'name', p.name) order by app.fold(p.name), p.name), '[]') from app.person p
                where p.company = a.company and p.active and p.role in ('attendant', 'supervisor')),
    'period', (select coalesce(jsonb_agg(jsonb_build_object('code', d.code, 'name', d.name) order by d.starts desc), '[]') from academic.period d where d.company = a.company)),
    'inherited', coalesce((select s.doc from app.settings s where s.company = a.company and s.branch = 0), '{}'));
end $$;
