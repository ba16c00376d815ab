-- What the rows of a catalogue document may hold (interface §4b), table by table and key by key; what they refer to is judged by
-- act.catalogue_problems, settings and installment rules by 74_settings.sql.

create function act.catalogue_keys() returns table (tab text, key text, kind text, must boolean)
language sql immutable
as $$
  values ('branch', 'company', 'small', false), ('branch', 'code', 'small', true), ('branch', 'name', 'text', true), ('branch', 'calendar', 'code', true), ('branch', 'tz', 'text', false),
    ('branch', 'active', 'flag', false), ('locality', 'code', 'code', true), ('locality', 'branch', 'small', true), ('locality', 'name', 'text', true), ('locality', 'active', 'flag', false),
    ('calendar', 'code', 'code', true), ('calendar', 'hours', 'hours', true), ('calendar', 'holidays', 'days', false), ('calendar', 'active', 'flag', false),
    ('group', 'code', 'code', true), ('group', 'name', 'text', true), ('group', 'description', 'long', false), ('group', 'active', 'flag', false),
    ('profile', 'code', 'code', true), ('profile', 'name', 'text', true), ('profile', 'can_open', 'codes', false), ('profile', 'can_handle', 'codes', false), ('profile', 'active', 'flag', false),
    ('reason', 'code', 'code', true), ('reason', 'name', 'text', true), ('reason', 'kind', 'reason', false), ('reason', 'active', 'flag', false),
    ('service', 'code', 'code', true), ('service', 'name', 'text', true), ('service', 'value', 'money', false), ('service', 'document_type', 'text', false), ('service', 'active', 'flag', false),
    ('mail', 'event', 'any', true), ('mail', 'subject', 'text', true), ('mail', 'text', 'long', true), ('mail', 'active', 'flag', false),
    ('query', 'code', 'code', true), ('query', 'title', 'text', true), ('query', 'dialect', 'dialect', false), ('query', 'sql', 'any', true), ('query', 'bound', 'any', false), ('query', 'active', 'flag', false)
$$;

-- Whether a day's opening hours are spans in order: `08:00-12:00 13:00-18:00`, or empty (closed).
create function act.are_hours(p_text text) returns boolean
language plpgsql immutable
as $$
declare s text; v_before text := '';
begin
  if p_text = '' then return true; end if;
  if p_text !~ '^\d\d:\d\d-\d\d:\d\d( \d\d:\d\d-\d\d:\d\d)*$' then return false; end if;
  foreach s in array regexp_split_to_array(p_text, '[- ]') loop
    if s !~ '^(([01]\d|2[0-3]):[0-5]\d|24:00)$' then return false; end if;
    if s <= v_before then return false; end if;
    v_before := s;
  end loop;
  return true;
end $$;

create function act.hours_problems(p_where text, v jsonb) returns jsonb
language plpgsql stable
as $$
declare p jsonb; k text;
begin
  if jsonb_typeof(v) <> 'object' then return jsonb_build_array(act.file_value(p_where, 'use { mon = "08:00-18:00", … }', 'use { mon = "08:00-18:00", … }')); end if;
  p := act.unknown_keys(p_where || '.', v, act.weekday_names());
  foreach k in array act.weekday_names() loop
    if v ? k and not (jsonb_typeof(v -> k) = 'string' and act.are_hours(v ->> k)) then
      p := p || act.file_value(p_where || '.' || k, 'use intervalos em ordem como "08:00-12:00 13:00-18:00"; "" é fechado', 'use spans in order like "08:00-12:00 13:00-18:00"; "" is closed');
    end if;
  end loop;
  if p = '[]' and not exists (select from jsonb_each_text(v) e where e.value <> '') then
    p := p || act.file_value(p_where, 'o calendário não abre dia nenhum', 'the calendar is never open');
  end if;
  return p;
end $$;

create function act.one_of_problem(p_where text, v jsonb, p_words text[]) returns jsonb
language plpgsql stable
as $$
begin
  if jsonb_typeof(v) = 'string' and v #>> '{}' = any (p_words) then return '[]'; end if;
  return jsonb_build_array(act.file_value(p_where, 'cabem ' || array_to_string(p_words, ', '), 'what fits: ' || array_to_string(p_words, ', ')));
end $$;

create function act.catalogue_value_problems(p_where text, p_kind text, v jsonb) returns jsonb
language plpgsql stable
as $$
begin
  case p_kind
  when 'flag' then return act.flag_problem(p_where, v);
  when 'small' then return act.whole_problem(p_where, v, 1, 32767);
  when 'hours' then return act.hours_problems(p_where, v);
  when 'reason' then return act.one_of_problem(p_where, v, array['forward', 'return', 'deny', 'cancel', 'reopen', 'reassign', 'wait']);
  when 'dialect' then return act.one_of_problem(p_where, v, array['mssql', 'postgres']);
  when 'code' then
    if jsonb_typeof(v) = 'string' and app.is_code(v #>> '{}') then return '[]'; end if;
    return jsonb_build_array(act.file_value(p_where, 'use letras minúsculas, números e hífens', 'use lower case letters, digits and hyphens'));
  when 'codes' then
    if jsonb_typeof(v) = 'array' and not exists (select from jsonb_array_elements(v) x where jsonb_typeof(x) <> 'string' or not (x #>> '{}' = '*' or app.is_code(x #>> '{}'))) then return '[]'; end if;
    return jsonb_build_array(act.file_value(p_where, 'use uma lista de códigos, ou ["*"]', 'use a list of codes, or ["*"]'));
  when 'days' then
    if jsonb_typeof(v) = 'array' and not exists (select from jsonb_array_elements(v) x where not act.is_day(x)) then return '[]'; end if;
    return jsonb_build_array(act.file_value(p_where, 'use uma lista de datas aaaa-mm-dd', 'use a list of dates yyyy-mm-dd'));
  when 'money' then
    if jsonb_typeof(v) in ('string', 'number') and v #>> '{}' ~ '^\d{1,10}(\.\d{1,2})?$' then return '[]'; end if;
    return jsonb_build_array(act.file_value(p_where, 'use um valor como "50.00"; "0.00" é sem custo', 'use an amount like "50.00"; "0.00" is free'));
  when 'text' then
    if jsonb_typeof(v) = 'string' and length(v #>> '{}') between 1 and 255 and app.is_clean(v #>> '{}') then return '[]'; end if;
    return jsonb_build_array(act.file_value(p_where, 'dê um texto de 1 a 255 caracteres', 'give a text of 1 to 255 characters'));
  when 'long' then
    if jsonb_typeof(v) = 'string' and length(v #>> '{}') <= 8000 and app.is_clean(v #>> '{}') then return '[]'; end if;
    return jsonb_build_array(act.file_value(p_where, 'dê um texto de até 8000 caracteres', 'give a text of up to 8000 characters'));
  else return '[]';
  end case;
end $$;

create function act.catalogue_row_problems(d jsonb) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]'; t text; r jsonb; k record; w text; v_known text[]; v_seen text[];
begin
  for t, v_known in select c.tab, array_agg(c.key) from act.catalogue_keys() c group by c.tab order by c.tab loop
    v_seen := '{}';
    for r in select * from jsonb_array_elements(coalesce(nullif(d -> t, 'null'), '[]')) loop
      w := format('%s[%s]', t, coalesce(r ->> 'code', r ->> 'event', '?'));
      p := p || act.unknown_keys(w || '.', r, v_known);
      for k in select * from act.catalogue_keys() c where c.tab = t loop
        if coalesce(r -> k.key, 'null') <> 'null' then p := p || act.catalogue_value_problems(w || '.' || k.key, k.kind, r -> k.key);
        elsif k.must then p := p || act.file_value(w || '.' || k.key, 'falta esta chave', 'this key is missing'); end if;
      end loop;
      if t = 'mail' then p := p || act.mail_problems(w || '.', r); end if;
      if coalesce(r ->> 'code', r ->> 'event') = any (v_seen) then p := p || act.file_value(w, 'aparece duas vezes', 'stands there twice'); end if;
      v_seen := v_seen || coalesce(r ->> 'code', r ->> 'event');
    end loop;
  end loop;
  return p;
end $$;
