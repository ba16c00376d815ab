-- The versions of a type (Z-1): which there are, who made them what they are, what still runs on each, and drafts begun and dropped.

-- The zone of the person's own branch.
create function act.tz_of(a sec.actor) returns text
language plpgsql stable
as $$
begin
  return coalesce((select b.tz from app.person p left join app.locality l on l.company = p.company and l.id = p.locality_id
      join app.branch b on b.company = p.company and b.id = coalesce(l.branch, (select min(x.id) from app.branch x where x.company = p.company))
     where p.company = a.company and p.id = a.id), 'America/Sao_Paulo');
end $$;

-- Open requests of a version, by stage, in the flow's order; all stages of a version that is not retired.
create function act.stages_under_way(v app.flow_version, p_now timestamptz) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('stage', s.code, 'name', s.name, 'requests', coalesce(n.requests, 0), 'late', coalesce(n.late, 0)) order by s.order_no), '[]')
    from app.stage s left join (select q.stage_id, count(*) as requests, count(*) filter (where q.due_sort < p_now) as late
        from app.request q where q.company = v.company and q.type_id = v.type_id and q.version_id = v.id and q.closed_at is null group by q.stage_id) n on n.stage_id = s.id
   where s.company = v.company and s.version_id = v.id and (v.state <> 'retired' or n.requests > 0));
end $$;

-- What the audit knows of the versions, oldest first: begun, published, retired, dropped.
create function act.versions_history(t app.request_type, p_tz text) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('at', sec.iso(x.at, p_tz), 'login', x.login, 'what', x.what, 'number', x.number, 'note', x.note) order by x.id), '[]')
    from (select d.id, d.at, d.login, (coalesce(d.new_row, d.old_row) ->> 'number')::int as number, coalesce(d.new_row, d.old_row) ->> 'note' as note,
            case when d.verb = 'INSERT' then 'begun' when d.verb = 'DELETE' then 'dropped'
                 when d.old_row ->> 'state' <> d.new_row ->> 'state' then d.new_row ->> 'state' end as what
            from app.audit d where d.company = t.company and d.relation = 'app.flow_version'
             and (coalesce(d.new_row, d.old_row) ->> 'type_id')::int = t.id) x
   where x.what is not null);
end $$;

create function act.flow_versions(a sec.actor, p_code text) returns jsonb
language plpgsql stable
as $$
declare t app.request_type := act.type_of(a, p_code); v_tz text := act.tz_of(a); v_now timestamptz := sec.now();
begin
  return (select jsonb_build_object('type', t.code, 'name', t.name, 'active', t.active, 'versions', coalesce(jsonb_agg(jsonb_build_object('number', v.number, 'state', v.state,
      'author', v.author, 'note', v.note, 'created_at', sec.iso(v.created_at, v_tz), 'published_at', sec.iso(v.published_at, v_tz), 'published_by', v.published_by,
      'requests', (select coalesce(sum((s ->> 'requests')::int), 0) from jsonb_array_elements(z.stages) s),
      'late', (select coalesce(sum((s ->> 'late')::int), 0) from jsonb_array_elements(z.stages) s), 'stages', z.stages) order by v.number desc), '[]'),
      'history', act.versions_history(t, v_tz))
    from app.flow_version v cross join lateral (select act.stages_under_way(v, v_now) as stages) z
   where v.company = t.company and v.type_id = t.id);
end $$;

create function act.discard_draft(a sec.actor, p_code text) returns jsonb
language plpgsql
as $$
declare t app.request_type; v app.flow_version;
begin
  perform sec.require(a, 'admin');
  t := act.type_of(a, p_code);
  perform from app.request_type where company = t.company and id = t.id for update;
  delete from app.flow_version where company = t.company and type_id = t.id and state = 'draft' returning * into v;
  if not found then perform sec.refuse(jsonb_build_array(sec.problem('E_NO_DRAFT', 'type', null, jsonb_build_object('type', t.code)))); end if;
  return jsonb_build_object('type', t.code, 'version', v.number, 'discarded', true);
end $$;

-- A new draft with the flow of any version; the type-level part is the live one (amendment 6).
create function act.draft_from(a sec.actor, p_code text, p_number int, p_note text) returns jsonb
language plpgsql
as $$
declare t app.request_type; v app.flow_version; d app.flow_version;
begin
  perform sec.require(a, 'admin');
  t := act.type_of(a, p_code); v := act.version_of(a, t, p_number::text);
  perform from app.request_type where company = t.company and id = t.id for update;
  select * into d from app.flow_version where company = t.company and type_id = t.id and state = 'draft';
  if found then
    perform sec.refuse(jsonb_build_array(sec.problem('E_EXISTS', 'type', null, jsonb_build_object('what', t.code || ' v' || d.number || ' (draft)'))));
  end if;
  return act.import_type(a, act.live_document(t) || act.flow_document(t.company, v.id), p_note) || jsonb_build_object('copied_from', v.number);
end $$;
