-- What a catalogue document, its integration settings (domain §16) and its installment rules (D-6, D-7) may hold. Whoever sends
-- it – a file, a form, raw JSON – is told every mistake by its key, with what would fit.

-- The keys of settings: what each holds, from … to …, or one of these; whether a branch may say otherwise.
create function act.setting_keys() returns table (key text, kind text, at_least int, at_most int, one_of text[], at_branch boolean)
language sql immutable
as $$
  values ('use_contract_fixed_day', 'flag', null::int, null::int, null::text[], true), ('send_opening_email', 'flag', null, null, null, true),
    ('auto_due_date', 'days', 0, 3660, null, true), ('non_business_day', 'word', null, null, array['previous', 'keep', 'next'], true),
    ('saturday_is_business', 'flag', null, null, null, true), ('sunday_is_business', 'flag', null, null, null, true),
    ('adjust_extra_installments', 'flag', null, null, null, true), ('installment_fallback', 'word', null, null, array['reject', 'next_number'], true),
    ('debt', 'debt', null, null, null, true), ('reopen_days', 'number', 0, 3660, null, true), ('waiting_autocancel_days', 'number', 0, 3660, null, true),
    ('warn_days', 'number', 0, 3660, null, true), ('default_locality', 'locality', null, null, null, true), ('default_attendant', 'person', null, null, null, true),
    ('default_priority', 'number', 1, 5, null, true), ('default_group', 'group', null, null, null, true), ('query_approval', 'flag', null, null, null, false)
$$;

create function act.flag_problem(p_field text, v jsonb) returns jsonb
language plpgsql stable
as $$ begin return case when jsonb_typeof(v) = 'boolean' then '[]'::jsonb else jsonb_build_array(act.file_value(p_field, 'use true ou false', 'use true or false')) end; end $$;

create function act.whole_problem(p_field text, v jsonb, p_least int, p_most int) returns jsonb
language plpgsql stable
as $$
begin
  if jsonb_typeof(v) = 'number' and v::numeric = trunc(v::numeric) and v::numeric between p_least and p_most then return '[]'; end if;
  return jsonb_build_array(act.file_value(p_field, format('use um número inteiro de %s a %s', p_least, p_most), format('use a whole number from %s to %s', p_least, p_most)));
end $$;

-- A JSON text that is a day as files write it.
create function act.is_day(v jsonb) returns boolean
language plpgsql immutable
as $$ begin return jsonb_typeof(v) = 'string' and v #>> '{}' ~ '^\d{4}-\d\d-\d\d$' and act.cell_is_date(v #>> '{}'); end $$;

-- Keys of an object that nobody knows, each with those that fit.
create function act.unknown_keys(p_where text, d jsonb, p_known text[]) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(act.file_value(p_where || k, 'chave desconhecida; cabem ' || array_to_string(p_known, ', '), 'unknown key; what fits: ' || array_to_string(p_known, ', ')) order by k), '[]')
    from jsonb_object_keys(d) k where not k = any (p_known));
end $$;

create function act.debt_problems(p_where text, d jsonb) returns jsonb
language plpgsql stable
as $$
declare p jsonb;
begin
  if jsonb_typeof(d) <> 'object' then
    return jsonb_build_array(act.file_value(p_where, 'use { grace_days, tolerance_amount, all_companies, allow_override }', 'use { grace_days, tolerance_amount, all_companies, allow_override }'));
  end if;
  p := act.unknown_keys(p_where || '.', d, array['grace_days', 'tolerance_amount', 'all_companies', 'allow_override']);
  if d ? 'grace_days' then p := p || act.whole_problem(p_where || '.grace_days', d -> 'grace_days', 0, 3660); end if;
  if d ? 'tolerance_amount' and not (jsonb_typeof(d -> 'tolerance_amount') in ('string', 'number') and d ->> 'tolerance_amount' ~ '^\d{1,10}(\.\d{1,2})?$') then
    p := p || act.file_value(p_where || '.tolerance_amount', 'use um valor como "10.00"', 'use an amount like "10.00"');
  end if;
  if d ? 'all_companies' then p := p || act.flag_problem(p_where || '.all_companies', d -> 'all_companies'); end if;
  if d ? 'allow_override' then p := p || act.flag_problem(p_where || '.allow_override', d -> 'allow_override'); end if;
  return p;
end $$;

-- One value under its key. `p_doc` is the whole document: what it brings along may be referred to.
create function act.setting_problems(p_company smallint, p_doc jsonb, p_where text, p_key text, v jsonb, p_at_branch boolean) returns jsonb
language plpgsql stable
as $$
declare k record;
begin
  select * into k from act.setting_keys() x where x.key = p_key;
  case k.kind
  when 'flag' then return act.flag_problem(p_where, v);
  when 'number' then return act.whole_problem(p_where, v, k.at_least, k.at_most);
  when 'word' then
    if jsonb_typeof(v) = 'string' and v #>> '{}' = any (k.one_of) then return '[]'; end if;
    return jsonb_build_array(act.file_value(p_where, 'cabem ' || array_to_string(k.one_of, ', '), 'what fits: ' || array_to_string(k.one_of, ', ')));
  when 'debt' then return act.debt_problems(p_where, v);
  when 'days' then
    -- Switched on, the number of days is mandatory; only a branch says `false`, where its company has it on.
    if p_at_branch and v = 'false' then return '[]'; end if;
    if jsonb_typeof(v) <> 'object' or not v ? 'days' then
      return jsonb_build_array(act.file_value(p_where, case when p_at_branch then 'use { days = N } ou false' else 'use { days = N }; sem a chave, desligado' end,
                                              case when p_at_branch then 'use { days = N } or false' else 'use { days = N }; without the key it is off' end));
    end if;
    return act.unknown_keys(p_where || '.', v, array['days']) || act.whole_problem(p_where || '.days', v -> 'days', k.at_least, k.at_most);
  else
    if k.kind = 'person' and exists (select from app.person where company = p_company and to_jsonb(login) = v and role not in ('attendant', 'supervisor')) then
      return jsonb_build_array(act.file_value(p_where, 'só atendentes e supervisores recebem solicitações', 'only attendants and supervisors receive requests'));
    end if;
    if jsonb_typeof(v) = 'string' and (case k.kind
        when 'locality' then exists (select from app.locality where company = p_company and code = v #>> '{}')
          or exists (select from jsonb_array_elements(coalesce(p_doc -> 'locality', '[]')) x where x -> 'code' = v)
        when 'group' then exists (select from app.attendance_group where company = p_company and code = v #>> '{}')
          or exists (select from jsonb_array_elements(coalesce(p_doc -> 'group', '[]')) x where x -> 'code' = v)
        else exists (select from app.person where company = p_company and login = v #>> '{}') end) then return '[]'; end if;
    return jsonb_build_array(act.unknown_code(p_where, v #>> '{}'));
  end case;
end $$;

-- The keys of one level: of the company, or of a branch.
create function act.settings_level_problems(p_company smallint, p_doc jsonb, p_where text, s jsonb, p_at_branch boolean) returns jsonb
language plpgsql stable
as $$
declare p jsonb; k text;
begin
  p := act.unknown_keys(p_where, s, (select array_agg(x.key) from act.setting_keys() x where x.at_branch or not p_at_branch) || array['branch']);
  for k in select x.key from act.setting_keys() x where (x.at_branch or not p_at_branch) and s ? x.key and s -> x.key <> 'null' loop
    p := p || act.setting_problems(p_company, p_doc, p_where || k, k, s -> k, p_at_branch);
  end loop;
  return p;
end $$;

-- A branch of the company, or one that the document brings.
create function act.is_branch(p_company smallint, p_doc jsonb, v jsonb) returns boolean
language plpgsql stable
as $$
begin
  return jsonb_typeof(v) = 'number' and (exists (select from app.branch b where b.company = p_company and to_jsonb(b.id) = v)
      or exists (select from jsonb_array_elements(coalesce(p_doc -> 'branch', '[]')) x where x -> 'code' = v));
end $$;

create function act.settings_problems(p_company smallint, p_doc jsonb) returns jsonb
language plpgsql stable
as $$
declare s jsonb := p_doc -> 'settings'; p jsonb; b jsonb; v_seen jsonb := '[]';
begin
  if s is null or s = 'null' then return '[]'; end if;
  p := act.settings_level_problems(p_company, p_doc, 'settings.', s, false);
  for b in select * from jsonb_array_elements(coalesce(nullif(s -> 'branch', 'null'), '[]')) loop
    if not act.is_branch(p_company, p_doc, b -> 'branch') then
      p := p || act.unknown_code('settings.branch.branch', coalesce(b ->> 'branch', '?'));
    elsif v_seen @> jsonb_build_array(b -> 'branch') then
      p := p || act.file_value('settings.branch[' || (b ->> 'branch') || ']', 'aparece duas vezes', 'stands there twice');
    end if;
    v_seen := v_seen || jsonb_build_array(b -> 'branch');
    p := p || act.settings_level_problems(p_company, p_doc, 'settings.branch[' || coalesce(b ->> 'branch', '?') || '].', b, true);
  end loop;
  return p;
end $$;

create function act.installment_rule_problems(p_company smallint, p_doc jsonb) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]'; r jsonb; w text; v_key jsonb; v_seen jsonb := '[]';
begin
  for r in select * from jsonb_array_elements(coalesce(nullif(p_doc -> 'installment_rule', 'null'), '[]')) loop
    w := format('installment_rule[%s %s].', coalesce(r ->> 'period', '?'), coalesce(r ->> 'request_until', '?'));
    p := p || act.unknown_keys(w, r, array['branch', 'period', 'request_until', 'installment', 'due_date', 'active']);
    if coalesce(r -> 'branch', 'null') <> 'null' and not act.is_branch(p_company, p_doc, r -> 'branch') then p := p || act.unknown_code(w || 'branch', r ->> 'branch'); end if;
    if jsonb_typeof(r -> 'period') is distinct from 'string' or not length(r ->> 'period') between 1 and 255 or not app.is_clean(r ->> 'period') then
      p := p || act.file_value(w || 'period', 'dê o código do período letivo', 'give the code of the academic period');
    end if;
    if not coalesce(act.is_day(r -> 'request_until'), false) then p := p || act.file_value(w || 'request_until', 'use uma data aaaa-mm-dd', 'use a date yyyy-mm-dd'); end if;
    p := p || act.whole_problem(w || 'installment', coalesce(r -> 'installment', 'null'), 1, 9999);
    if coalesce(r -> 'active', 'null') <> 'null' then p := p || act.flag_problem(w || 'active', r -> 'active'); end if;
    if coalesce(r -> 'due_date', 'null') <> 'null' then
      if not act.is_day(r -> 'due_date') then p := p || act.file_value(w || 'due_date', 'use uma data aaaa-mm-dd', 'use a date yyyy-mm-dd');
      elsif r ->> 'due_date' < r ->> 'request_until' then                                   -- D-6; both are ISO
        p := p || act.file_value(w || 'due_date', 'o vencimento é anterior à data da solicitação: use ' || (r ->> 'request_until') || ' ou depois',
                                 'due before the request''s date: use ' || (r ->> 'request_until') || ' or later');
      end if;
    end if;
    v_key := jsonb_build_array(jsonb_build_array(coalesce(r -> 'branch', 'null'), r -> 'period', r -> 'request_until'));
    if v_seen @> v_key then p := p || act.file_value(rtrim(w, '.'), 'aparece duas vezes (D-7)', 'stands there twice (D-7)'); end if;
    v_seen := v_seen || v_key;
  end loop;
  return p;
end $$;

-- The frame: tables with rows that are objects. Where it does not hold, nothing further can be judged.
create function act.catalogue_frame_problems(d jsonb) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]'; k text; v_rows constant text[] := array['branch', 'locality', 'calendar', 'group', 'profile', 'reason', 'service', 'mail', 'query', 'installment_rule'];
begin
  if d is null or jsonb_typeof(d) <> 'object' then return jsonb_build_array(act.file_value('catalogue', 'use um objeto com tabelas', 'use an object of tables')); end if;
  p := act.unknown_keys('', d, array['format', 'settings'] || v_rows);
  if d ? 'format' and d -> 'format' <> '1' then p := p || act.file_value('format', 'só existe o formato 1', 'there is only format 1'); end if;
  foreach k in array v_rows loop
    if coalesce(d -> k, 'null') = 'null' then continue; end if;
    if jsonb_typeof(d -> k) <> 'array' or exists (select from jsonb_array_elements(case when jsonb_typeof(d -> k) = 'array' then d -> k else '[]' end) x where jsonb_typeof(x) <> 'object') then
      p := p || act.file_value(k, 'use uma lista de linhas', 'use a list of rows');
    end if;
  end loop;
  if coalesce(d -> 'settings', 'null') <> 'null' then
    if jsonb_typeof(d -> 'settings') <> 'object' then p := p || act.file_value('settings', 'use um objeto', 'use an object');
    elsif coalesce(d #> '{settings,branch}', 'null') <> 'null' and (jsonb_typeof(d #> '{settings,branch}') <> 'array'
        or exists (select from jsonb_array_elements(case when jsonb_typeof(d #> '{settings,branch}') = 'array' then d #> '{settings,branch}' else '[]' end) x where jsonb_typeof(x) <> 'object')) then
      p := p || act.file_value('settings.branch', 'use uma lista de linhas', 'use a list of rows');
    end if;
  end if;
  return p;
end $$;
