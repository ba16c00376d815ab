-- The engine's clock (amendment 18): every rule asks this, never now().

create function sec.now() returns timestamptz
language plpgsql stable
as $$
declare c app.clock;
begin
  select * into c from app.clock;
  return case c.mode when 'real' then clock_timestamp() when 'shifted' then clock_timestamp() + c.shift else c.frozen_at end;
end $$;

-- X-22: the day at a branch, never that of the session's time zone; of a company as a whole, the day at its first branch.
create function sec.today(p_company smallint, p_branch smallint default null) returns date
language plpgsql stable
as $$
begin
  return (sec.now() at time zone coalesce((select b.tz from app.branch b where b.company = p_company order by b.id is distinct from p_branch, b.id limit 1), 'America/Sao_Paulo'))::date;
end $$;

-- ISO 8601 with the zone's offset at that instant, whole seconds.
create function sec.iso(t timestamptz, tz text) returns text
language plpgsql stable parallel safe
as $$
declare o int;
begin
  if t is null or not isfinite(t) then return null; end if;
  o := extract(epoch from (t at time zone tz) - (t at time zone 'UTC')) / 60;
  return to_char(t at time zone tz, 'YYYY-MM-DD"T"HH24:MI:SS') || case when o < 0 then '-' else '+' end
      || to_char(abs(o) / 60, 'FM00') || ':' || to_char(abs(o) % 60, 'FM00');
end $$;
