-- Business time of a branch's calendar (Z-8): deadlines, pauses, and what they skipped.

-- One row per opening span of the days asked for; a day without opening hours or with a holiday gives none.
create function act.spans(p_company smallint, p_calendar int, p_tz text, p_from date, p_to date)
returns table (opens timestamptz, closes timestamptz)
language plpgsql stable
as $$
begin
  return query select (d.day + h.opens) at time zone p_tz, (d.day + h.closes) at time zone p_tz
    from (select p_from + n as day from generate_series(0, p_to - p_from) n) d
    join app.calendar_hours h on h.company = p_company and h.calendar_id = p_calendar and h.weekday = extract(isodow from d.day)
   where not exists (select from app.holiday o where o.company = p_company and o.calendar_id = p_calendar and o.day = d.day)
   order by 1;
end $$;

-- The instant when so many business seconds after p_from have passed; null when the calendar never opens.
create function act.add_business_seconds(p_company smallint, p_calendar int, p_tz text, p_from timestamptz, p_seconds bigint)
returns timestamptz
language plpgsql stable
as $$
declare v_left numeric := p_seconds; v_day date := (p_from at time zone p_tz)::date; s record; a timestamptz;
begin
  for i in 1 .. 60 loop           -- chunks of 60 days: almost ten years at most
    for s in select * from act.spans(p_company, p_calendar, p_tz, v_day, v_day + 59) loop
      a := greatest(s.opens, p_from);
      if s.closes > a then
        if extract(epoch from s.closes - a) >= v_left then return a + make_interval(secs => v_left::double precision); end if;
        v_left := v_left - extract(epoch from s.closes - a);
      end if;
    end loop;
    v_day := v_day + 60;
  end loop;
  return null;
end $$;

-- Closing time of the n-th business day after the day of p_from (amendment 17).
create function act.add_business_days(p_company smallint, p_calendar int, p_tz text, p_from timestamptz, p_days int)
returns timestamptz
language plpgsql stable
as $$
declare v_day date := (p_from at time zone p_tz)::date; v_left int := p_days; r record;
begin
  if p_days <= 0 then v_day := v_day - 1; v_left := 1; end if;      -- 0 days: the first business day from today on
  for i in 1 .. 60 loop
    select x.n, x.closes into r from (
      select row_number() over (order by max(s.closes)) as n, max(s.closes) as closes
        from act.spans(p_company, p_calendar, p_tz, v_day + 1, v_day + 60) s
       group by (s.opens at time zone p_tz)::date) x where x.n = v_left;
    if found then return r.closes; end if;
    v_left := v_left - (select count(distinct (s.opens at time zone p_tz)::date)::int from act.spans(p_company, p_calendar, p_tz, v_day + 1, v_day + 60) s);
    v_day := v_day + 60;
  end loop;
  return null;
end $$;

create function act.business_seconds(p_company smallint, p_calendar int, p_tz text, p_from timestamptz, p_to timestamptz)
returns bigint
language plpgsql stable
as $$
begin
  return (select coalesce(sum(extract(epoch from least(s.closes, p_to) - greatest(s.opens, p_from))), 0)::bigint
    from act.spans(p_company, p_calendar, p_tz, (p_from at time zone p_tz)::date, (p_to at time zone p_tz)::date) s
   where s.closes > p_from and s.opens < p_to);
end $$;

-- S-1: the stage's deadline from its entry; null when the stage has none.
create function act.deadline(p_company smallint, p_branch smallint, p_from timestamptz, p_amount int, p_unit text)
returns timestamptz
language plpgsql stable
as $$
declare b record;
begin
  if p_amount is null then return null; end if;
  select calendar_id, tz into b from app.branch where company = p_company and id = p_branch;
  return case p_unit
    when 'business_hours' then act.add_business_seconds(p_company, b.calendar_id, b.tz, p_from, p_amount::bigint * 3600)
    when 'business_days' then act.add_business_days(p_company, b.calendar_id, b.tz, p_from, p_amount)
    when 'calendar_days' then ((p_from at time zone b.tz) + make_interval(days => p_amount)) at time zone b.tz end;
end $$;

-- What is left of a running deadline when its clock stops, in seconds; null when none runs or it has passed.
create function act.deadline_left(r app.request, p_now timestamptz) returns bigint
language plpgsql stable
as $$
declare b record; v_unit text;
begin
  if r.due_at is null or r.due_at <= p_now then return null; end if;
  select duration_unit into v_unit from app.stage where company = r.company and id = r.stage_id;
  if v_unit = 'calendar_days' then return extract(epoch from r.due_at - p_now)::bigint; end if;
  select calendar_id, tz into b from app.branch where company = r.company and id = r.branch;
  return act.business_seconds(r.company, b.calendar_id, b.tz, p_now, r.due_at);
end $$;

-- The deadline laid again when the clock runs on (amendment 17).
create function act.deadline_again(r app.request, p_now timestamptz) returns timestamptz
language plpgsql stable
as $$
declare b record; v_unit text;
begin
  if r.due_left_seconds is null then return r.due_at; end if;
  select duration_unit into v_unit from app.stage where company = r.company and id = r.stage_id;
  if v_unit = 'calendar_days' then return p_now + make_interval(secs => r.due_left_seconds); end if;
  select calendar_id, tz into b from app.branch where company = r.company and id = r.branch;
  return act.add_business_seconds(r.company, b.calendar_id, b.tz, p_now, r.due_left_seconds);
end $$;

-- How the current deadline came about: business time counted and what was skipped.
create function act.explain_deadline(r app.request) returns jsonb
language plpgsql stable
as $$
declare b record; s record; v app.visit; v_now timestamptz := sec.now(); v_steps jsonb := '[]'; v_to date; v_closed date[] := '{}'; v_holidays date[] := '{}'; d date;
begin
  select * into b from app.branch where company = r.company and id = r.branch;
  select * into v from app.visit where company = r.company and request_id = r.id and no = r.visit_no;
  -- S-7: a deadline kept through a move counts from the visit that it was laid in.
  if v.deadline_of is not null then select * into v from app.visit where company = r.company and request_id = r.id and no = v.deadline_of; end if;
  select * into s from app.stage where company = r.company and id = v.stage_id;
  if r.due_at is null then
    return jsonb_build_object('due_at', null, 'entered_at', sec.iso(v.entered_at, b.tz), 'amount', null, 'unit', null, 'steps', '[]'::jsonb,
      'paused_seconds', r.sla_paused_seconds, 'text_pt', 'Sem prazo definido nesta etapa.', 'text_en', 'This stage has no deadline.');
  end if;
  v_to := (r.due_at at time zone b.tz)::date;
  for d in select (v.entered_at at time zone b.tz)::date + n from generate_series(0, least(v_to - (v.entered_at at time zone b.tz)::date, 800)) n loop
    if exists (select from app.holiday o where o.company = r.company and o.calendar_id = b.calendar_id and o.day = d) then
      v_holidays := v_holidays || d;
      v_steps := v_steps || jsonb_build_object('day', d, 'what', 'holiday');
    elsif not exists (select from app.calendar_hours h where h.company = r.company and h.calendar_id = b.calendar_id and h.weekday = extract(isodow from d)) then
      v_closed := v_closed || d;
      v_steps := v_steps || jsonb_build_object('day', d, 'what', 'closed');
    else
      v_steps := v_steps || jsonb_build_object('day', d, 'what', 'open', 'seconds', act.business_seconds(r.company, b.calendar_id, b.tz,
        greatest(v.entered_at, d::timestamp at time zone b.tz), least(r.due_at, (d + 1)::timestamp at time zone b.tz)));
    end if;
  end loop;
  return jsonb_build_object('due_at', sec.iso(r.due_at, b.tz), 'entered_at', sec.iso(v.entered_at, b.tz), 'amount', s.duration, 'unit', s.duration_unit,
    'steps', v_steps, 'paused_seconds', r.sla_paused_seconds, 'paused_now', r.status = 'waiting',
    'text_pt', format('Prazo de %s desde %s: até %s.%s%s%s',
        case s.duration_unit when 'business_hours' then sec.counted(s.duration, 'hora útil', 'horas úteis')
          when 'business_days' then sec.counted(s.duration, 'dia útil', 'dias úteis') else sec.counted(s.duration, 'dia corrido', 'dias corridos') end,
        to_char(v.entered_at at time zone b.tz, 'DD/MM HH24:MI'), to_char(r.due_at at time zone b.tz, 'DD/MM HH24:MI'),
        case when cardinality(v_holidays) > 0 then ' Feriados: ' || (select string_agg(to_char(x, 'DD/MM'), ', ') from unnest(v_holidays) x) || '.' else '' end,
        case when cardinality(v_closed) > 0 then ' ' || sec.counted(cardinality(v_closed), 'dia', 'dias') || ' sem expediente.' else '' end,
        case when r.sla_paused_seconds > 0 then format(' Pausada por %s min aguardando o aluno.', r.sla_paused_seconds / 60) else '' end),
    'text_en', format('%s %s from %s: until %s.%s%s%s', s.duration, replace(s.duration_unit, '_', ' '),
        to_char(v.entered_at at time zone b.tz, 'DD/MM HH24:MI'), to_char(r.due_at at time zone b.tz, 'DD/MM HH24:MI'),
        case when cardinality(v_holidays) > 0 then ' Holidays: ' || (select string_agg(to_char(x, 'DD/MM'), ', ') from unnest(v_holidays) x) || '.' else '' end,
        case when cardinality(v_closed) > 0 then ' ' || sec.counted(cardinality(v_closed), 'closed day', 'closed days') || '.' else '' end,
        case when r.sla_paused_seconds > 0 then format(' Paused for %s min waiting for the student.', r.sla_paused_seconds / 60) else '' end));
end $$;
