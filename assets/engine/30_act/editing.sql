-- What the flow editor reads and writes: a type with its draft, its verdict and where its running requests stand; a draft
-- written only over the one that was seen.

-- What is there to be written over: the draft by its content, else the published version by its number.
create function act.draft_stamp(a sec.actor, t app.request_type) returns text
language plpgsql stable
as $$
declare v app.flow_version;
begin
  select * into v from app.flow_version where company = t.company and type_id = t.id and state in ('draft', 'published') order by state = 'draft' desc limit 1;
  if not found then return ''; end if;
  return case v.state when 'draft' then 'draft ' || md5(act.export_type(a, t.code, 'draft')::text) else 'published ' || v.number end;
end $$;

-- Open and late requests by the code of their stage, whatever version they run on.
create function act.stage_counts(t app.request_type) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_object_agg(x.code, jsonb_build_object('open', x.open, 'late', x.late)), '{}') from (
    select s.code::text as code, count(*) as open, count(*) filter (where q.due_sort < sec.now()) as late
      from app.request q join app.stage s on s.company = q.company and s.id = q.stage_id
     where q.company = t.company and q.type_id = t.id and q.closed_at is null group by s.code) x);
end $$;

create function act.edit_flow(a sec.actor, p_code text) returns jsonb
language plpgsql
as $$
declare t app.request_type := act.type_of(a, p_code); d app.flow_version; u app.flow_version;
begin
  select * into d from app.flow_version where company = t.company and type_id = t.id and state = 'draft';
  select * into u from app.flow_version where company = t.company and type_id = t.id and state = 'published';
  return jsonb_build_object('code', t.code, 'name', t.name, 'active', t.active, 'draft', d.number, 'published', u.number,
    'author', d.author, 'at', d.created_at, 'note', d.note, 'stamp', act.draft_stamp(a, t),
    'document', case when d.id is not null then act.export_type(a, p_code, 'draft') else act.export_type(a, p_code, 'published') end,
    'base', case when u.id is not null then act.export_type(a, p_code, 'published') end,
    'problems', act.check_flow(a, p_code, case when d.id is not null then 'draft' else 'published' end) -> 'problems',
    'stages', act.stage_counts(t),
    'groups', (select coalesce(jsonb_agg(jsonb_build_object('code', g.code, 'name', g.name) order by app.fold(g.name), g.name), '[]') from app.attendance_group g where g.company = a.company and g.active),
    'reasons', (select coalesce(jsonb_agg(jsonb_build_object('code', m.code, 'name', m.name, 'kind', m.kind) order by app.fold(m.name), m.name), '[]')
                  from app.reason m where m.company = a.company and m.active and m.kind in ('forward', 'return', 'deny')),
    'people', case when a.role = 'admin' then (select coalesce(jsonb_agg(jsonb_build_object('code', p.login, 'name', p.name) order by app.fold(p.name), p.name), '[]')
                 from app.person p where p.company = a.company and p.active and p.role in ('attendant', 'supervisor')) else '[]' end,
    'queries', (select coalesce(jsonb_agg(jsonb_build_object('code', y.code, 'name', y.title) order by app.fold(y.title), y.title), '[]') from app.sql_query y where y.company = a.company and y.active),
    'services', (select coalesce(jsonb_agg(jsonb_build_object('code', y.code, 'name', y.name, 'value', y.value::text) order by app.fold(y.name), y.name), '[]') from app.service y where y.company = a.company and y.active),
    'localities', (select coalesce(jsonb_agg(jsonb_build_object('code', y.code, 'name', y.name, 'branch', y.branch) order by app.fold(y.name), y.name), '[]') from app.locality y where y.company = a.company and y.active),
    'branches', (select coalesce(jsonb_agg(jsonb_build_object('code', y.id::text, 'name', y.name) order by y.id), '[]') from app.branch y where y.company = a.company));
end $$;

-- A conflict that names who was first, when what is there is not what was seen; null was told already. The type is locked.
create function act.refuse_moved(a sec.actor, t app.request_type, p_seen text) returns void
language plpgsql
as $$
declare v app.flow_version;
begin
  if p_seen is null or p_seen = act.draft_stamp(a, t) then return; end if;
  select * into v from app.flow_version where company = t.company and type_id = t.id and state in ('draft', 'published') order by state = 'draft' desc limit 1;
  perform sec.refuse(jsonb_build_array(sec.problem('E_DRAFT_MOVED', 'type', null, jsonb_build_object(
    'name', coalesce((select p.name from app.person p where p.company = a.company and p.login = coalesce(v.published_by, v.author)), v.published_by, v.author, '?'),
    'what_pt', case v.state when 'published' then 'publicou a versão ' || v.number else 'alterou este rascunho' end,
    'what_en', case v.state when 'published' then 'published version ' || v.number else 'changed this draft' end,
    'when', to_char(coalesce(v.published_at, v.created_at) at time zone (select b.tz from app.branch b where b.company = a.company order by b.id limit 1), 'DD/MM HH24:MI')))));
end $$;

-- What an open editor asks again and again: is there still what was seen, and where do the running requests stand.
create function act.flow_pulse(a sec.actor, p_code text) returns jsonb
language plpgsql stable
as $$
declare t app.request_type := act.type_of(a, p_code);
begin
  return jsonb_build_object('code', t.code, 'stamp', act.draft_stamp(a, t), 'stages', act.stage_counts(t));
end $$;

-- Writes the draft over the one that was seen; null writes over whatever is there, for someone who was told.
create function act.save_flow(a sec.actor, d jsonb, p_seen text) returns jsonb
language plpgsql
as $$
declare t app.request_type; r jsonb;
begin
  perform sec.require(a, 'admin');
  select * into t from app.request_type where company = a.company and code = d #>> '{type,code}' for update;
  if found then perform act.refuse_moved(a, t, p_seen); end if;
  r := act.import_type(a, d, null);
  t := act.type_of(a, d #>> '{type,code}');
  return r || jsonb_build_object('stamp', act.draft_stamp(a, t), 'stages', act.stage_counts(t));
end $$;

-- The list of types with the verdict on what would be edited.
create function act.flow_list(a sec.actor) returns jsonb
language plpgsql
as $$
declare r jsonb := to_jsonb(array[]::text[]); x jsonb; p jsonb;
begin
  for x in select * from jsonb_array_elements(act.types_json(a)) loop
    p := case when x ->> 'draft' is null and x ->> 'published' is null then '[]' else act.check_flow(a, x ->> 'code', case when x ->> 'draft' is not null then 'draft' else 'published' end) -> 'problems' end;
    r := r || (x || jsonb_build_object('errors', (select count(*) from jsonb_array_elements(p) e where e ->> 'level' = 'error'),
      'warnings', (select count(*) from jsonb_array_elements(p) e where e ->> 'level' = 'warning'),
      'author', (select v.author from app.flow_version v join app.request_type t on t.company = v.company and t.id = v.type_id
                  where v.company = a.company and t.code = x ->> 'code' and v.state = 'draft')));
  end loop;
  return r;
end $$;
