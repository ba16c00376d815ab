-- What a typed value must look like, for fields and parameters alike, and the plan of a set of answers.

-- Free text as the database keeps it: NFC, no carriage returns, trimmed.
create function act.tidy(t text) returns text
language sql immutable
as $$ select btrim(replace(normalize(t, nfc), chr(13), ''), E' \t\n') $$;

create function act.choice_code(p_choice text) returns text
language sql immutable
as $$ select split_part(p_choice, '|', 1) $$;
create function act.choice_label(p_choice text) returns text
language sql immutable
as $$ select case when strpos(p_choice, '|') > 0 then substr(p_choice, strpos(p_choice, '|') + 1) else p_choice end $$;

create type act.parsed as (value jsonb, label text, why_pt text, why_en text);

create function act.parse_number(p_type text, t text) returns numeric
language plpgsql immutable
as $$
begin
  if p_type = 'integer' then return case when t ~ '^[+-]?[0-9]{1,15}$' then t::numeric end; end if;
  if t ~ '^[+-]?[0-9]{1,3}(\.[0-9]{3})*,[0-9]{1,6}$' or t ~ '^[+-]?[0-9]{1,15},[0-9]{1,6}$' then t := replace(replace(t, '.', ''), ',', '.'); end if;
  return case when t ~ '^[+-]?[0-9]{1,15}(\.[0-9]{1,6})?$' then t::numeric end;
end $$;

create function act.parse_date(t text) returns date
language plpgsql immutable
as $$
declare y int; m int; d int;
begin
  if t ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then y := left(t, 4)::int; m := substr(t, 6, 2)::int; d := substr(t, 9, 2)::int;
  elsif t ~ '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$' then d := split_part(t, '/', 1)::int; m := split_part(t, '/', 2)::int; y := split_part(t, '/', 3)::int;
  else return null; end if;
  if y < 1900 or y > 2200 then return null; end if;
  return make_date(y, m, d);
exception when datetime_field_overflow then return null;
end $$;

-- A value as stored and as people read it; why_pt is set when it is not one. An empty value gives a null value.
create function act.parse_value(p_type text, p_choices text[], p_min text, p_max text, p_regex text, v jsonb) returns act.parsed
language plpgsql stable
as $$
declare t text; n numeric; d date; c text; o act.parsed;
begin
  if v is null or jsonb_typeof(v) = 'null' then return o; end if;
  if p_type = 'file' then
    if jsonb_typeof(v) = 'object' and v ? 'name' and v ? 'content' then o.value := v; o.label := v ->> 'name';
    else o.why_pt := 'escolha um arquivo'; o.why_en := 'choose a file'; end if;
    return o;
  end if;
  if jsonb_typeof(v) in ('object', 'array') then o.why_pt := 'valor inesperado'; o.why_en := 'unexpected value'; return o; end if;
  t := act.tidy(v #>> '{}');
  if t = '' then return o; end if;
  if not app.is_clean(t) then o.why_pt := 'há caracteres que não são texto'; o.why_en := 'it has characters that are not text'; return o; end if;
  case p_type
    when 'short_text', 'long_text' then
      if length(t) > (case p_type when 'short_text' then 255 else 8000 end) then
        o.why_pt := 'texto longo demais'; o.why_en := 'the text is too long'; return o;
      elsif p_type = 'short_text' and t ~ '\n' then
        o.why_pt := 'use uma só linha'; o.why_en := 'use one line only'; return o;
      elsif length(t) < act.parse_number('integer', p_min) then o.why_pt := 'escreva ao menos ' || p_min || ' caracteres'; o.why_en := 'write at least ' || p_min || ' characters'; return o;
      elsif length(t) > act.parse_number('integer', p_max) then o.why_pt := 'escreva no máximo ' || p_max || ' caracteres'; o.why_en := 'write at most ' || p_max || ' characters'; return o;
      elsif p_regex is not null and t !~ ('^(?:' || p_regex || ')$') then
        o.why_pt := 'formato esperado: ' || p_regex; o.why_en := 'expected format: ' || p_regex; return o;
      end if;
      o.value := to_jsonb(t); o.label := left(t, 255);
    when 'integer', 'decimal' then
      n := act.parse_number(p_type, t);
      if n is null then
        o.why_pt := case p_type when 'integer' then 'escreva um número inteiro' else 'escreva um número' end;
        o.why_en := case p_type when 'integer' then 'write a whole number' else 'write a number' end; return o;
      elsif n < act.parse_number(p_type, p_min) then o.why_pt := 'o mínimo é ' || p_min; o.why_en := 'the minimum is ' || p_min; return o;
      elsif n > act.parse_number(p_type, p_max) then o.why_pt := 'o máximo é ' || p_max; o.why_en := 'the maximum is ' || p_max; return o;
      end if;
      o.value := to_jsonb(n); o.label := replace(n::text, '.', ',');
    when 'date' then
      d := act.parse_date(t);
      if d is null then o.why_pt := 'escreva uma data como 31/12/2026'; o.why_en := 'write a date like 2026-12-31'; return o;
      elsif d < act.parse_date(p_min) then o.why_pt := 'a partir de ' || p_min; o.why_en := 'from ' || p_min || ' on'; return o;
      elsif d > act.parse_date(p_max) then o.why_pt := 'até ' || p_max; o.why_en := 'until ' || p_max; return o;
      end if;
      o.value := to_jsonb(d); o.label := to_char(d, 'DD/MM/YYYY');
    when 'bool' then
      if lower(t) in ('true', 'sim', 's', 'yes', 'y', '1') then o.value := 'true'; o.label := 'sim';
      elsif lower(t) in ('false', 'não', 'nao', 'n', 'no', '0') then o.value := 'false'; o.label := 'não';
      else o.why_pt := 'responda sim ou não'; o.why_en := 'answer yes or no'; end if;
    when 'choice' then
      select x into c from unnest(p_choices) x where act.choice_code(x) = t or act.choice_label(x) = t limit 1;
      if c is null then
        o.why_pt := 'escolha entre ' || (select string_agg(act.choice_label(x), ', ') from unnest(p_choices) x);
        o.why_en := 'choose among ' || (select string_agg(act.choice_label(x), ', ') from unnest(p_choices) x); return o;
      end if;
      o.value := to_jsonb(act.choice_code(c)); o.label := act.choice_label(c);
    when 'sql_choice' then                -- what a query offers is looked up by act.judge_choice
      if length(t) > 200 then o.why_pt := 'texto longo demais'; o.why_en := 'the text is too long'; return o; end if;
      o.value := to_jsonb(t); o.label := t;
    else o.why_pt := 'tipo de campo sem suporte'; o.why_en := 'field type not supported';
  end case;
  return o;
end $$;

-- Judges a set of answers for the current visit: {"problems":[], "set":[{id,key,value,label,old,restricted,file}], "ticks":[{id,key,done,old}]}.
create function act.plan(r app.request, p_values jsonb) returns jsonb
language plpgsql stable
as $$
declare k text; v jsonb; f app.stage_field; x app.stage_action; o act.parsed; v_stage text; p jsonb := '[]'; s jsonb := '[]'; t jsonb := '[]'; v_old jsonb; j jsonb;
begin
  if p_values is null or p_values = '{}' then return '{"problems": [], "set": [], "ticks": []}'; end if;
  select code into v_stage from app.stage where company = r.company and id = r.stage_id;
  for k, v in select * from jsonb_each(p_values) loop
    select * into f from app.stage_field where company = r.company and stage_id = r.stage_id and key = k;
    if found then
      o := act.parse_value(f.data_type, f.choices, f.min_value, f.max_value, f.regex, v);
      if o.why_pt is not null then
        p := p || sec.problem('E_FIELD_INVALID', k, v_stage, jsonb_build_object('label', f.label, 'why_pt', o.why_pt, 'why_en', o.why_en));
        continue;
      end if;
      if f.data_type = 'sql_choice' and o.value is not null then
        j := act.judge_choice(r.company, k, f.label, f.query, true, o.value, act.request_binds(r), v_stage);
        if j ? 'problem' then p := p || (j -> 'problem'); continue; end if;
        o.value := j -> 'value'; o.label := j ->> 'label';
      end if;
      if f.data_type = 'file' and o.value is not null then
        p := p || act.file_problems(o.value ->> 'name', act.from_base64(o.value ->> 'content'), k);
      end if;
      select value into v_old from app.answer where company = r.company and request_id = r.id and visit_no = r.visit_no and field_id = f.id;
      if not found then v_old := null; end if;
      s := s || jsonb_build_object('id', f.id, 'key', k, 'value', o.value, 'label', o.label, 'old', v_old, 'restricted', f.restricted, 'file', f.data_type = 'file');
      continue;
    end if;
    select * into x from app.stage_action where company = r.company and stage_id = r.stage_id and key = k;
    if found then
      o := act.parse_value('bool', '{}', null, null, null, v);
      if o.why_pt is not null or o.value is null then
        p := p || sec.problem('E_FIELD_INVALID', k, v_stage, jsonb_build_object('label', x.label, 'why_pt', 'responda sim ou não', 'why_en', 'answer yes or no'));
      else
        t := t || jsonb_build_object('id', x.id, 'key', k, 'done', o.value, 'old', exists (select from app.action_done d
               where d.company = r.company and d.request_id = r.id and d.visit_no = r.visit_no and d.action_id = x.id));
      end if;
      continue;
    end if;
    p := p || sec.problem('E_FIELD_UNKNOWN', k, v_stage, jsonb_build_object('known', coalesce((select string_agg(key, ', ' order by order_no)
           from app.stage_field where company = r.company and stage_id = r.stage_id), '—')));
  end loop;
  return jsonb_build_object('problems', p, 'set', s, 'ticks', t);
end $$;

-- Writes a plan's answers; returns what changed, key → [before, after].
create function act.write_plan(a sec.actor, r app.request, p jsonb, p_now timestamptz) returns jsonb
language plpgsql
as $$
declare e jsonb; v jsonb; v_changed jsonb := '{}'; n int;
begin
  for e in select * from jsonb_array_elements(p -> 'set') loop
    v := e -> 'value';
    if jsonb_typeof(v) = 'null' then
      delete from app.answer where company = r.company and request_id = r.id and visit_no = r.visit_no and field_id = (e ->> 'id')::int;
    else
      if (e ->> 'file')::boolean then
        n := act.store_file(r, a, v ->> 'name', act.from_base64(v ->> 'content'), (e ->> 'restricted')::boolean, p_now);
        v := jsonb_build_object('file', n, 'name', v ->> 'name');
      end if;
      insert into app.answer (company, request_id, visit_no, field_id, value, label, by_id, at)
      values (r.company, r.id, r.visit_no, (e ->> 'id')::int, v, e ->> 'label', a.id, p_now)
      on conflict (company, request_id, visit_no, field_id) do update set value = excluded.value, label = excluded.label, by_id = excluded.by_id, at = excluded.at;
    end if;
    v_changed := v_changed || jsonb_build_object(e ->> 'key', jsonb_build_array(e -> 'old', v));
  end loop;
  for e in select * from jsonb_array_elements(p -> 'ticks') loop
    if (e ->> 'done')::boolean then
      insert into app.action_done (company, request_id, visit_no, action_id, by_id, at)
      values (r.company, r.id, r.visit_no, (e ->> 'id')::int, a.id, p_now) on conflict do nothing;
    else
      delete from app.action_done where company = r.company and request_id = r.id and visit_no = r.visit_no and action_id = (e ->> 'id')::int;
    end if;
    v_changed := v_changed || jsonb_build_object(e ->> 'key', jsonb_build_array(e -> 'old', e -> 'done'));
  end loop;
  return v_changed;
end $$;

-- F-7: what is still missing to leave the stage, the plan's answers counted in; in the order of the screen.
create function act.missing(r app.request, p_plan jsonb default null) returns table (code text, key text, label text)
language plpgsql stable
as $$
declare v_set int[]; v_cleared int[]; v_ticked int[]; v_unticked int[];
begin
  if p_plan is not null then
    v_set := array(select (e ->> 'id')::int from jsonb_array_elements(p_plan -> 'set') e where jsonb_typeof(e -> 'value') <> 'null');
    v_cleared := array(select (e ->> 'id')::int from jsonb_array_elements(p_plan -> 'set') e where jsonb_typeof(e -> 'value') = 'null');
    v_ticked := array(select (e ->> 'id')::int from jsonb_array_elements(p_plan -> 'ticks') e where e ->> 'done' = 'true');
    v_unticked := array(select (e ->> 'id')::int from jsonb_array_elements(p_plan -> 'ticks') e where e ->> 'done' = 'false');
  end if;
  return query
    select x.code, x.key, x.label from (
      select 1 as kind, f.order_no, 'E_FIELD_REQUIRED' as code, f.key, f.label::text as label from app.stage_field f
       where f.company = r.company and f.stage_id = r.stage_id and f.required and not f.id = any (coalesce(v_set, '{}'))
         and (f.id = any (v_cleared) or not exists (select from app.answer x where x.company = r.company and x.request_id = r.id and x.visit_no = r.visit_no and x.field_id = f.id))
      union all
      select 2, c.order_no, 'E_ACTION_REQUIRED', c.key, c.label::text from app.stage_action c
       where c.company = r.company and c.stage_id = r.stage_id and c.required_on_execute and not c.id = any (coalesce(v_ticked, '{}'))
         and (c.id = any (v_unticked) or not exists (select from app.action_done d where d.company = r.company and d.request_id = r.id and d.visit_no = r.visit_no and d.action_id = c.id))
      union all
      select 3, t.order_no, 'E_PARAM_REQUIRED', t.code, t.label::text from app.type_parameter t
       where t.company = r.company and t.version_id = r.version_id and t.required and t.active
         and not exists (select from app.parameter_answer y where y.company = r.company and y.request_id = r.id and y.parameter_id = t.id)) x
     order by x.kind, x.order_no;
end $$;

create function act.gate(r app.request, p_plan jsonb default null) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(sec.problem(m.code, m.key, s.code, jsonb_build_object('label', m.label))), '[]')
    from act.missing(r, p_plan) m, app.stage s where s.company = r.company and s.id = r.stage_id);
end $$;
