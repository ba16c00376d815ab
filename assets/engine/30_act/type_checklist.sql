-- Why a type does not appear (domain §5, §8): every condition of being offered, kept or broken, in words that say where to
-- mend it. What the publish check and an opening judge is asked of them; here stand only the words of what is in order.

-- {"id","level": ok|error|warning|note,"pt","en","at","key","stage","reason","field","check"}; `at` is the place to mend.
create function act.item(p_id text, p_level text, p_at text, p_pt text, p_en text, p_key text default null) returns jsonb
language sql immutable
as $$ select jsonb_build_object('id', p_id, 'level', p_level, 'at', p_at, 'key', p_key, 'pt', p_pt, 'en', p_en, 'stage', null, 'reason', null, 'field', null, 'check', null) $$;

-- What the publish check found under some of its ids; the words of what is in order when it found nothing.
create function act.checked(p_findings jsonb, p_id text, p_checks text[], p_at text, p_pt text, p_en text) returns jsonb
language plpgsql immutable
as $$
declare p jsonb;
begin
  select jsonb_agg(act.item(p_id, f ->> 'level', case when f ->> 'stage' is not null then 'stage' else p_at end, f ->> 'pt', f ->> 'en')
         || jsonb_build_object('check', f ->> 'check', 'stage', f ->> 'stage', 'reason', f ->> 'reason', 'field', f ->> 'field') order by n) into p
    from jsonb_array_elements(p_findings) with ordinality as x(f, n) where f ->> 'check' = any (p_checks);
  return coalesce(p, case when p_pt is null then '[]' else jsonb_build_array(act.item(p_id, 'ok', p_at, p_pt, p_en)) end);
end $$;

create function act.people_words(p_n bigint, p_lang text) returns text
language sql immutable
as $$ select p_n || case when p_lang = 'pt' then case p_n when 1 then ' pessoa' else ' pessoas' end else case p_n when 1 then ' person' else ' people' end end $$;

-- Where it stands: published, in use, within its window, on which channels, for whom.
create function act.standing_items(t app.request_type, v app.flow_version, f jsonb, p_today date) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]'; d app.flow_version; v_days int := t.valid_to - p_today; v_inside boolean := act.in_window(t);
begin
  select * into d from app.flow_version where company = t.company and type_id = t.id and state = 'draft';
  if v.state = 'published' then p := p || act.item('published', 'ok', 'publish', 'O fluxo está publicado: v' || v.number || '.', 'Its flow is published: v' || v.number || '.');
  else p := p || act.item('published', 'error', 'publish', 'O fluxo ainda não foi publicado: é só rascunho, v' || v.number || '.', 'Its flow is not published yet: only a draft, v' || v.number || '.'); end if;
  if v.state = 'published' and d.id is not null then
    p := p || act.item('draft', 'note', 'publish', 'O rascunho v' || d.number || ', de ' || d.author || ', só vale depois de publicado.', 'Draft v' || d.number || ' by ' || d.author || ' counts only once it is published.');
  end if;
  if t.active then p := p || act.item('active', 'ok', 'activate', 'O tipo está em uso.', 'The type is in use.');
  else p := p || act.item('active', 'error', 'activate', 'O tipo está fechado.', 'The type is closed.'); end if;
  -- A draft without its dates stands in the table with those of the day it was made.
  if f @> '[{"check": "V-01", "field": "valid_to"}]' then p := p || act.checked(f, 'window', '{V-01}', 'access', null, null);
  else p := p || case when not v_inside and p_today < t.valid_from then act.item('window', 'error', 'access', 'Ainda não vale: só a partir de ' || act.day(t.valid_from) || '.', 'Does not hold yet: only from ' || act.day(t.valid_from) || ' on.')
    when not v_inside and v_days < 0 then act.item('window', 'error', 'access', 'Já não vale: terminou em ' || act.day(t.valid_to) || '.', 'Does not hold any more: it ended on ' || act.day(t.valid_to) || '.')
    when v_days < 7 then act.item('window', 'warning', 'access', 'Vale só até ' || act.day(t.valid_to) || '.', 'Holds only until ' || act.day(t.valid_to) || '.')
    else act.item('window', 'ok', 'access', 'Vale de ' || act.day(t.valid_from) || ' a ' || act.day(t.valid_to) || '.', 'Holds from ' || act.day(t.valid_from) || ' to ' || act.day(t.valid_to) || '.') end;
  end if;
  p := p || case when t.channel_desk and t.channel_portal then act.item('channel', 'ok', 'access', 'Abre no balcão e no portal.', 'Opens at the desk and in the portal.')
    when t.channel_desk then act.item('channel', 'note', 'access', 'Abre só no balcão; no portal, não.', 'Opens at the desk only, not in the portal.')
    when t.channel_portal then act.item('channel', 'note', 'access', 'Abre só no portal; no balcão, não.', 'Opens in the portal only, not at the desk.')
    else act.item('channel', 'error', 'access', 'Não abre nem no balcão nem no portal.', 'Opens neither at the desk nor in the portal.') end;
  return p || case when t.audience = '{}' then act.item('audience', 'error', 'access', 'Ninguém pode pedir: nem o aluno, nem o responsável.', 'Nobody may ask for it: neither student nor guardian.')
    else act.item('audience', 'ok', 'access', 'Quem pede: ' || (select string_agg(case x when 'student' then 'o aluno' else 'o responsável' end, ' e ' order by x desc) from unnest(t.audience) x) || '.',
      'Who may ask: ' || (select string_agg('the ' || x, ' and ' order by x desc) from unnest(t.audience) x) || '.') end;
end $$;

-- Who may open and work it: groups, profiles, people.
create function act.people_items(t app.request_type, f jsonb) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]'; v_groups text[]; v_open text[]; v_handle text[]; v_openers bigint;
begin
  select array[string_agg(g.name || ' (' || act.people_words(g.n, 'pt') || ')', ', ' order by g.order_no), string_agg(g.name || ' (' || act.people_words(g.n, 'en') || ')', ', ' order by g.order_no)] into v_groups
    from (select y.name, x.order_no, (select count(*) from app.group_member m join app.person q on q.company = m.company and q.id = m.person_id and q.active where m.company = y.company and m.group_id = y.id) as n
            from app.group_type x join app.attendance_group y on y.company = x.company and y.id = x.group_id where x.company = t.company and x.type_id = t.id and y.active) g;
  p := p || act.checked(f, 'groups', '{V-04}', 'access', 'Grupos: ' || v_groups[1] || '.', 'Groups: ' || v_groups[2] || '.');
  select count(*) into v_openers from app.person q where q.company = t.company and q.active and q.role in ('attendant', 'supervisor') and act.opens(t.company, q.profile_id, t.id);
  select array_agg(x.name order by app.fold(x.name), x.name) filter (where act.opens(t.company, x.id, t.id)), array_agg(x.name order by app.fold(x.name), x.name) filter (where act.handles(t.company, x.id, t.id))
    into v_open, v_handle from app.profile x where x.company = t.company;
  p := p || act.checked(f, 'profiles', '{V-05}', 'profiles', 'Perfis que abrem: ' || array_to_string(v_open, ', ') || '; que atendem: ' || array_to_string(v_handle, ', ') || '.',
    'Profiles that open: ' || array_to_string(v_open, ', ') || '; that handle: ' || array_to_string(v_handle, ', ') || '.');
  if v_openers = 0 then p := p || act.item('openers', 'error', 'people', 'Ninguém em atividade tem perfil que abra este tipo.', 'No active person has a profile that opens this type.');
  else p := p || act.item('openers', 'ok', 'people', act.people_words(v_openers, 'pt') || ' em atividade podem abri-lo no balcão.', act.people_words(v_openers, 'en') || ' may open it at the desk.'); end if;
  return p || act.checked(f, 'staff', '{V-09,V-24}', 'flow', 'Toda etapa tem quem a atenda.', 'Every stage has somebody to work it.');
end $$;

-- What it costs and where it is handed over.
create function act.charge_items(t app.request_type, f jsonb, p_today date) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]'; c app.type_config; v_places text; v_service text; d academic.period := act.current_period(t.company, p_today);
begin
  select * into c from app.type_config where company = t.company and type_id = t.id;
  select string_agg(description, ', ' order by order_no) into v_places from app.delivery_location where company = t.company and type_id = t.id and active;
  p := p || act.checked(f, 'locations', '{V-02}', 'locations', 'Em uso: ' || v_places || '.', 'In use: ' || v_places || '.');
  if coalesce(c.insert_extra_service, false) then
    select name into v_service from app.service where company = t.company and code = c.service_code;
    p := p || act.checked(f, 'service', '{V-11,V-12}', 'charge', 'Cobra o serviço ' || coalesce(v_service, c.service_code, '—') || '.', 'Charges service ' || coalesce(v_service, c.service_code, '—') || '.');
    if c.use_location_price then
      p := p || act.checked(f, 'prices', '{V-13}', 'locations', 'Todo local em uso tem preço para hoje.', 'Every location in use has a price for today.');
    end if;
    p := p || act.checked(f, 'due', '{V-14}', 'settings', case when not f @> '[{"check": "V-13"}]' then 'As regras de parcela dão vencimento no período ' || coalesce(d.code, '—') || '.' end,
      'The installment rules give a due date in period ' || coalesce(d.code, '—') || '.');
  else
    p := p || act.item('service', 'ok', 'charge', 'Sem cobrança.', 'No charge.');
  end if;
  p := p || act.checked(f, 'charge', '{V-15,V-16,V-28}', 'charge', null, null);
  if d.id is null or p_today > d.ends then
    p := p || act.item('period', case when t.requires_enrolment then 'error' else 'warning' end, 'periods', 'Nenhum período letivo em curso hoje.', 'No academic period is running today.');
  else p := p || act.item('period', 'ok', 'periods', 'Período letivo em curso: ' || d.code || '.', 'Running academic period: ' || d.code || '.'); end if;
  return p;
end $$;

create function act.type_items(t app.request_type, v app.flow_version, f jsonb, p_today date) returns jsonb
language plpgsql stable
as $$
declare n bigint; k bigint; v_dates jsonb; v_handler jsonb;
begin
  select coalesce(jsonb_agg(x) filter (where x ->> 'field' = 'valid_to'), '[]'), coalesce(jsonb_agg(x) filter (where x ->> 'field' is distinct from 'valid_to'), '[]')
    into v_dates, v_handler from jsonb_array_elements(f) x where x ->> 'check' = 'V-01';
  select count(*) into n from app.stage where company = t.company and version_id = v.id and active;
  select count(*) into k from app.type_parameter where company = t.company and version_id = v.id and active;
  return act.standing_items(t, v, v_dates, p_today)
    || act.checked(v_handler, 'handler', '{V-01}', 'head', 'Vinculado ao serviço de atendimento educacional.', 'Bound to the educational handler.')
    || act.people_items(t, f) || act.charge_items(t, f, p_today)
    || act.checked(f, 'questions', '{V-17,V-25}', 'questions', case k when 0 then 'Nada se pergunta na abertura.' else 'Perguntas da abertura em ordem: ' || k || '.' end,
                   case k when 0 then 'Nothing is asked at opening.' else 'Questions at opening are in order: ' || k || '.' end)
    || act.checked(f, 'flow', '{V-03,V-06,V-07,V-08,V-10,V-20,V-21,V-22,V-23,V-26,V-27}', 'flow',
                   'O fluxo leva a um fim: ' || n || case n when 1 then ' etapa.' else ' etapas.' end, 'The flow leads to an end: ' || n || case n when 1 then ' stage.' else ' stages.' end);
end $$;

-- What is broken for this very person and student, in the words of an opening; what only the form asks for is no reason. What the portal
-- asks besides stands before it: the student's own conditions are those of the desk (O-17).
create function act.who_items(a sec.actor, t app.request_type, v app.flow_version, p jsonb, p_channel text) returns jsonb
language plpgsql stable
as $$
declare r jsonb := '[]'; b sec.actor; s academic.student; w app.portal_user; o act.opening; q jsonb; x jsonb;
begin
  if p ->> 'as' is not null then
    select y.company, y.id, y.login, y.name, y.role, y.profile_id into b from app.person y where y.company = a.company and y.login = p ->> 'as' and y.active;
    if not found then return r || act.item('person', 'error', 'people', 'Ninguém em atividade com o login ' || (p ->> 'as') || '.', 'No active person with login ' || (p ->> 'as') || '.', p ->> 'as'); end if;
    if not b.role in ('attendant', 'supervisor') then
      r := r || act.item('person', 'error', 'people', b.name || ' não abre solicitações: isto é de atendentes e supervisores.', b.name || ' opens no requests: that is for attendants and supervisors.', b.login);
    elsif p_channel = 'desk' then
      r := r || case when act.opens(t.company, b.profile_id, t.id)
        then act.item('profile', 'ok', 'people', 'O perfil de ' || b.name || ' inclui este tipo.', 'The profile of ' || b.name || ' includes this type.', b.login)
        else act.item('profile', 'error', 'people', 'O perfil de ' || b.name || ' (' || coalesce((select f.name from app.profile f where f.company = a.company and f.id = b.profile_id), 'nenhum') || ') não inclui este tipo.',
          'The profile of ' || b.name || ' (' || coalesce((select f.name from app.profile f where f.company = a.company and f.id = b.profile_id), 'none') || ') does not include this type.', b.login) end;
    end if;
  else
    b := row(a.company, a.id, a.login, a.name, 'attendant', a.profile_id);
  end if;
  for x in select y from jsonb_array_elements(act.unavailable(b, t, p_channel)) y where y ->> 'id' = 'channel' loop
    r := r || act.item('channel', 'error', 'access', 'O tipo ' || (x ->> 'pt') || '.', 'The type: ' || (x ->> 'en') || '.');
  end loop;
  if p ->> 'student' is null then return r; end if;
  select * into s from academic.student where company = a.company and ra = p ->> 'student';
  if p_channel = 'portal' and s.id is not null then
    select * into w from app.portal_user where company = a.company and student_id = s.id and active;
    r := r || case when w.id is null then act.item('portal', 'error', 'portal', s.name || ' não tem acesso ao portal.', s.name || ' has no access to the portal.', s.ra)
      when not 'student' = any (t.audience) then act.item('portal', 'error', 'access', 'No portal, quem pede é o responsável.', 'In the portal the guardian asks.')
      when not act.opens(t.company, w.profile_id, t.id) then act.item('portal', 'error', 'profiles', 'O perfil do aluno no portal não inclui este tipo.', 'The student''s portal profile does not include this type.')
      else act.item('portal', 'ok', 'portal', 'O perfil do aluno no portal inclui este tipo.', 'The student''s portal profile includes this type.') end;
  end if;
  o := act.judge_opening(b, jsonb_build_object('type', t.code, 'student', p ->> 'student', 'location', (select l.code from app.delivery_location l
         where l.company = t.company and l.type_id = t.id and l.active order by l.order_no limit 1)), 'desk', v.id);
  select coalesce(jsonb_agg(act.item(lower(substr(y ->> 'code', 3)), case y ->> 'code' when 'E_CONTRACT_CHOICE' then 'note' else 'error' end, z.at, y ->> 'pt', y ->> 'en', p ->> 'student') order by n), '[]') into q
    from jsonb_array_elements(o.problems) with ordinality as e(y, n) join (values ('E_STUDENT_UNKNOWN', 'student'), ('E_NO_ENROLMENT', 'student'), ('E_NO_ACTIVE_CONTRACT', 'student'),
      ('E_CONTRACT_CHOICE', 'student'), ('E_DUPLICATE', 'student'), ('E_DEBTS', 'student'), ('E_NO_CONTRACT_FOR_CHARGE', 'student'), ('E_NO_OPTIONS', 'questions'), ('E_QUERY_FAILED', 'questions'),
      ('E_NO_ENTRY_STAGE', 'flow'), ('E_SERVICE_REQUIRED', 'charge'), ('E_SERVICE_VALUE_MISSING', 'charge'), ('E_LOCATION_PRICE_MISSING', 'locations'), ('E_NO_INSTALLMENT_ROW', 'settings'),
      ('E_NO_DUE_DATE_RULE', 'settings')) z(code, at) on z.code = y ->> 'code';
  r := r || q;
  if not exists (select from jsonb_array_elements(q) y where y ->> 'level' = 'error') then
    r := r || act.item('student', 'ok', 'student', 'Nada em ' || s.name || ' impede a abertura.', 'Nothing about ' || s.name || ' stops the opening.', s.ra);
  end if;
  return r;
end $$;

-- {"student"?,"as"?,"channel"? desk|portal}: what is live, else the draft as it would be published.
create function act.type_checklist(a sec.actor, p_code text, p jsonb) returns jsonb
language plpgsql
as $$
declare t app.request_type; v app.flow_version; f jsonb; v_items jsonb; v_who jsonb := '[]'; v_channel text := coalesce(p ->> 'channel', 'desk'); v_staged jsonb := '[]'; v_today date := sec.today(a.company);
begin
  perform sec.require(a, 'admin', 'supervisor', 'attendant');
  t := act.type_of(a, p_code);
  if not v_channel in ('desk', 'portal') then
    perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'channel', null, jsonb_build_object('what', v_channel))));
  end if;
  v := act.version_of(a, t, null);
  begin
    if v.state = 'draft' then
      v_staged := act.apply_staged(t.company, t.id, v.staged);
      t := act.type_of(a, p_code);
    end if;
    f := v_staged || act.check_type(t.company, t.id, v_today) || act.check_version(t.company, v.id);
    v_items := act.type_items(t, v, f, v_today);
    if p ?| array['student', 'as', 'channel'] then v_who := act.who_items(a, t, v, p, v_channel); end if;
    raise exception using errcode = 'BL999';
  exception when sqlstate 'BL999' then null;
  end;
  perform act.log_student(a, 'type_checklist', p ->> 'student');
  return jsonb_build_object('type', t.code, 'name', t.name, 'version', v.number, 'state', v.state, 'channel', v_channel, 'items', v_items, 'who', v_who,
    'offered', not exists (select from jsonb_array_elements(v_items || v_who) x where x ->> 'level' = 'error'),
    'student', (select jsonb_build_object('ra', s.ra, 'name', s.name) from academic.student s where s.company = a.company and s.ra = p ->> 'student'),
    'person', (select jsonb_build_object('login', y.login, 'name', y.name) from app.person y where y.company = a.company and y.login = p ->> 'as'));
end $$;
