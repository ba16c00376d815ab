-- What time does to requests that wait for the student: one with a date is woken on it (L-09); of the others, where the settings
-- say so, the student is warned and, without an answer, the request is cancelled (L-12). Whoever asks, the system acts.
-- Whom no mail reaches cannot be warned, and so is not cancelled.

-- When the student was warned in this wait; null when not yet.
create function act.wait_warned_at(r app.request) returns timestamptz
language plpgsql stable
as $$
begin
  return (select max(h.at) from app.history h where h.company = r.company and h.request_id = r.id and h.kind = 'wait_warned'
     and h.seq > (select max(x.seq) from app.history x where x.company = r.company and x.request_id = r.id and x.kind = 'wait_started'));
end $$;

-- When a wait ends without an answer: so many days from its beginning, and as many from its warning as that promised.
create function act.wait_ends_at(r app.request, p_days int, p_lead int, p_warned timestamptz) returns timestamptz
language plpgsql stable
as $$
begin
  return greatest(act.deadline(r.company, r.branch, r.paused_at, p_days, 'calendar_days'),
                  act.deadline(r.company, r.branch, p_warned, p_lead, 'calendar_days'));
end $$;

create function act.wake_dated(p_company smallint, p_now timestamptz) returns int
language plpgsql
as $$
declare r app.request; e act.entry; v_count int := 0;
begin
  for r in select * from app.request q where q.company = p_company and q.waiting_until <= p_now order by q.waiting_until limit 200 for update skip locked loop
    e := null; e.kind := 'wait_ended'; e.data := '{"woken": true}';
    perform act.record(sec.system(p_company), r, act.resumed(r, p_now), e);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

-- Once a wait; the mail says until when an answer counts. Two jobs at once: the second sees the first's warning after the lock.
create function act.warn_waits(b app.branch, p_days int, p_lead int, p_now timestamptz) returns int
language plpgsql
as $$
declare r app.request; e act.entry; v_since timestamptz; v_until jsonb; v_count int := 0;
begin
  v_since := ((p_now at time zone b.tz) - make_interval(days => p_days - p_lead)) at time zone b.tz;
  for r in select * from app.request q where q.company = b.company and q.branch = b.id and q.status = 'waiting' and q.paused_at <= v_since
      and q.waiting_until is null and not q.unread and act.has_address(q) and act.wait_warned_at(q) is null
    order by q.paused_at, q.id limit 200 for update skip locked loop
    if act.wait_warned_at(r) is not null then continue; end if;
    v_until := jsonb_build_object('until', sec.iso(act.wait_ends_at(r, p_days, p_lead, p_now), b.tz));
    e := null; e.kind := 'wait_warned'; e.visible := true; e.data := v_until;
    r := act.record(sec.system(b.company), r, r, e);
    perform act.mail(r, 'wait_warned', false, v_until);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

create function act.cancel_waits(b app.branch, p_days int, p_lead int, p_now timestamptz) returns int
language plpgsql
as $$
declare r app.request; e act.entry; v_since timestamptz; v_warned timestamptz; v_count int := 0;
begin
  v_since := ((p_now at time zone b.tz) - make_interval(days => p_days)) at time zone b.tz;
  for r in select * from app.request q where q.company = b.company and q.branch = b.id and q.status = 'waiting' and q.paused_at <= v_since
      and q.waiting_until is null and not q.unread and act.deadline(q.company, q.branch, act.wait_warned_at(q), p_lead, 'calendar_days') <= p_now
    order by q.paused_at, q.id limit 200 for update skip locked loop
    v_warned := act.wait_warned_at(r);
    if v_warned is null or act.wait_ends_at(r, p_days, p_lead, v_warned) > p_now then continue; end if;
    e := null; e.kind := 'cancelled'; e.note := 'sem retorno do solicitante';
    perform act.end_cancelled(sec.system(b.company), r, e, p_now);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

-- How many requests were woken, warned of or cancelled. Nothing is warned of and cancelled in one go.
create function act.wake_due(p_company smallint) returns int
language plpgsql
as $$
declare b app.branch; v_days int; v_lead int; v_now timestamptz := sec.now(); v_count int := act.wake_dated(p_company, v_now);
begin
  for b in select * from app.branch x where x.company = p_company order by x.id loop
    v_days := coalesce(act.setting(b.company, b.id, 'waiting_autocancel_days')::int, 0);
    if v_days = 0 then continue; end if;
    v_lead := least(coalesce(act.setting(b.company, b.id, 'warn_days')::int, 3), v_days);
    v_count := v_count + act.cancel_waits(b, v_days, v_lead, v_now) + act.warn_waits(b, v_days, v_lead, v_now);
  end loop;
  return v_count;
end $$;
