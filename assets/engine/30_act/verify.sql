-- The history's hash chain, recomputed (wanted 19): forged, removed, added and truncated rows are found and named.

-- A message or a file is what its event says it was; what an undo took away is not looked for.
create function act.verify_content(r app.request, h app.history) returns jsonb
language plpgsql stable
as $$
declare v_sha text := h.data ->> 'sha256'; v_found text;
begin
  if v_sha is null or exists (select from app.history y where y.company = h.company and y.request_id = h.request_id and y.undoes = h.seq) then return '[]'; end if;
  if h.data ? 'message' then
    select encode(sha256(convert_to(m.body, 'UTF8')), 'hex') into v_found from app.message m
     where m.company = r.company and m.request_id = r.id and m.no = (h.data ->> 'message')::int;
  elsif h.data ? 'file' then
    select encode(sha256(c.content), 'hex') into v_found from app.file_content c
     where c.company = r.company and c.request_id = r.id and c.no = (h.data ->> 'file')::int;
  else return '[]'; end if;
  return case when v_found = v_sha then '[]'::jsonb else jsonb_build_array(jsonb_build_object('protocol', r.protocol, 'seq', h.seq, 'what', 'content forged')) end;
end $$;

create function act.verify_request(r app.request) returns jsonb
language plpgsql stable
as $$
declare h app.history; n app.history_note; v_prev bytea := ''; v_want int := 1; p jsonb := '[]'; h_last app.history;
begin
  for h in select * from app.history x where x.company = r.company and x.request_id = r.id order by x.seq loop
    if h.seq <> v_want then return p || jsonb_build_object('protocol', r.protocol, 'seq', v_want, 'what', 'missing'); end if;
    if h.hash <> sec.chain_hash(v_prev, h) then return p || jsonb_build_object('protocol', r.protocol, 'seq', h.seq, 'what', 'forged'); end if;
    if h.note_hash is not null then
      select * into n from app.history_note y where y.company = h.company and y.request_id = h.request_id and y.seq = h.seq;
      if not found then p := p || jsonb_build_object('protocol', r.protocol, 'seq', h.seq, 'what', 'note missing');
      elsif n.erased_at is null and sec.note_hash(n.salt, n.note, n.detail) <> h.note_hash then p := p || jsonb_build_object('protocol', r.protocol, 'seq', h.seq, 'what', 'note forged'); end if;
    end if;
    if h.data is not null then p := p || act.verify_content(r, h); end if;
    v_prev := h.hash; v_want := v_want + 1; h_last := h;
  end loop;
  if r.version <> v_want - 1 or r.head <> v_prev then return p || jsonb_build_object('protocol', r.protocol, 'seq', v_want, 'what', 'truncated'); end if;
  p := p || act.verify_charge(r);
  if (h_last.to_status, h_last.to_stage, h_last.to_group, h_last.to_assignee, h_last.outcome) is distinct from (r.status, r.stage_id, r.group_id, r.assignee_id, r.outcome) then
    p := p || jsonb_build_object('protocol', r.protocol, 'seq', r.version, 'what', 'state differs');
  end if;
  return p;
end $$;

create function act.verify(a sec.actor, p_protocol text, p_after text, p_limit int) returns jsonb
language plpgsql stable
as $$
declare r app.request; v_broken jsonb := '[]'; v_count int := 0; v_last text; v_limit int := least(greatest(coalesce(p_limit, 5000), 1), 50000);
begin
  if p_protocol is not null then
    r := act.find(a, p_protocol);
    return jsonb_build_object('checked', 1, 'next', null, 'broken', act.verify_request(r));
  end if;
  for r in select * from app.request q where q.company = a.company and q.protocol > coalesce(p_after, '') order by q.protocol limit v_limit loop
    v_broken := v_broken || act.verify_request(r); v_count := v_count + 1; v_last := r.protocol;
  end loop;
  return jsonb_build_object('checked', v_count, 'next', case when v_count = v_limit then v_last end, 'broken', v_broken);
end $$;
