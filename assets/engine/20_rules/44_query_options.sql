-- What a parameter query offers (Q-2, Q-7, Q-8): its rows as options, or why it offers none.

-- Text of a foreign system as a screen may show it: NFC, no control, bidirectional or zero-width characters, one line.
create function act.plain_text(t text) returns text
language sql immutable
as $$ select btrim(regexp_replace(regexp_replace(normalize(t, nfc), '[\s]+', ' ', 'g'), '[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]', '', 'g')) $$;

-- Why a stored query cannot be used, in words; null when it can.
create function act.query_unusable(p_company smallint, p_query text) returns text[]
language plpgsql stable
as $$
declare q app.sql_query;
begin
  select * into q from app.sql_query where company = p_company and code = p_query;
  return case
    when q.code is null then array['a consulta ' || coalesce(p_query, '?') || ' não existe', 'query ' || coalesce(p_query, '?') || ' does not exist']
    when not q.active then array['a consulta ' || q.code || ' está desativada', 'query ' || q.code || ' is not active']
    when q.bound is null then array['a consulta ' || q.code || ' não foi traduzida: grave-a de novo', 'query ' || q.code || ' was never translated: save it again']
    when q.approved_at is null and coalesce(act.setting(p_company, 0::smallint, 'query_approval')::boolean, false)
      then array['a consulta ' || q.code || ' aguarda a aprovação de outro administrador', 'query ' || q.code || ' waits for another administrator''s approval'] end;
end $$;

-- {"options": [{value,label}]}, or {"why_pt","why_en"} when the query could not answer. Never an empty list instead of a fault.
create function act.query_answer(p_company smallint, p_query text, p_binds jsonb) returns jsonb
language plpgsql stable
as $$
declare w text[] := act.query_unusable(p_company, p_query); v_bound text; r jsonb;
begin
  if w is not null then return jsonb_build_object('why_pt', w[1], 'why_en', w[2]); end if;
  select bound into v_bound from app.sql_query where company = p_company and code = p_query;
  begin
    r := act.query_rows(v_bound, p_binds, 500);
  exception
    when query_canceled then return jsonb_build_object('why_pt', 'a consulta ' || p_query || ' demorou demais', 'why_en', 'query ' || p_query || ' took too long');
    when others then return jsonb_build_object('why_pt', 'a consulta ' || p_query || ' falhou: ' || sqlerrm, 'why_en', 'query ' || p_query || ' failed: ' || sqlerrm);
  end;
  -- Q-2: first column the label, last column the code; the first row of a code speaks for it.
  return jsonb_build_object('options', (select coalesce(jsonb_agg(jsonb_build_object('value', z.code, 'label', z.label) order by z.n), '[]') from (
    select distinct on (y.code) y.code, coalesce(nullif(y.label, ''), y.code) as label, y.n from (
      select act.plain_text(x.row ->> -1) as code, act.plain_text(x.row ->> 0) as label, x.n from jsonb_array_elements(r) with ordinality as x (row, n)) y
     where y.code <> '' order by y.code, y.n) z));
end $$;

-- The options of a query for these binds; refused with E_QUERY_FAILED when it cannot answer (Q-8).
create function act.options(a sec.actor, p_query text, p_binds jsonb) returns jsonb
language plpgsql stable
as $$
declare j jsonb := act.query_answer(a.company, p_query, p_binds);
begin
  if not j ? 'options' then perform sec.refuse(jsonb_build_array(act.query_failed(null, p_query, j))); end if;
  return j -> 'options';
end $$;

create function act.query_failed(p_field text, p_label text, p_answer jsonb) returns jsonb
language sql stable
as $$ select sec.problem('E_QUERY_FAILED', p_field, null, jsonb_build_object('label', p_label, 'why_pt', p_answer ->> 'why_pt', 'why_en', p_answer ->> 'why_en')) $$;

-- The option that a value names: by its code, else by its label when only one has it.
create function act.option_of(p_options jsonb, v jsonb) returns jsonb
language plpgsql stable
as $$
declare t text := act.plain_text(v #>> '{}');
begin
  return coalesce((select x from jsonb_array_elements(p_options) x where x ->> 'value' = t limit 1),
                  (select min(x::text)::jsonb from jsonb_array_elements(p_options) x where x ->> 'label' = t having count(*) = 1));
end $$;

-- The values behind the binds of a query (Q-3): from the request's context, never from anybody's text.
create function act.query_binds(a sec.actor, p_student bigint, p_period int, p_branch smallint, p_contract bigint, p_today date) returns jsonb
language plpgsql stable
as $$
begin
  return jsonb_build_object('CODCOLIGADA', a.company, 'RA', (select ra from academic.student where company = a.company and id = p_student),
    'IDPERLET', p_period, 'CODFILIAL', p_branch, 'IDCONTRATO', p_contract, 'CODUSUARIO', a.login, 'HOJE', p_today);
end $$;

-- The same for a request under way; the user is who holds it.
create function act.request_binds(r app.request) returns jsonb
language plpgsql stable
as $$
declare a sec.actor; v_tz text;
begin
  a.company := r.company;
  select p.login into a.login from app.person p where p.company = r.company and p.id = r.assignee_id;
  select b.tz into v_tz from app.branch b where b.company = r.company and b.id = r.branch;
  return act.query_binds(a, r.student_id, r.period_id, r.branch, r.contract_id, (sec.now() at time zone v_tz)::date);
end $$;
