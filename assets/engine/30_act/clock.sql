-- The training clock (amendment 18).

create function act.clock_json() returns jsonb
language plpgsql stable
as $$
begin
  return (select jsonb_build_object('training', c.training, 'mode', c.mode, 'now', sec.iso(sec.now(), 'America/Sao_Paulo'), 'real', sec.iso(clock_timestamp(), 'America/Sao_Paulo')) from app.clock c);
end $$;

create function act.clock_set(a sec.actor, p_at timestamptz, p_freeze boolean) returns jsonb
language plpgsql
as $$
declare v_newest timestamptz;
begin
  perform sec.require(a, 'admin');
  perform from app.clock for update;
  if not (select training from app.clock) then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_TRAINING'))); end if;
  select max(at) into v_newest from app.history;
  if p_at < v_newest then
    perform sec.refuse(jsonb_build_array(sec.problem('E_CLOCK_BACK', 'at', null, jsonb_build_object('newest', sec.iso(v_newest, 'America/Sao_Paulo')))));
  end if;
  update app.clock set mode = case when p_freeze then 'frozen' else 'shifted' end, shift = p_at - clock_timestamp(), frozen_at = case when p_freeze then p_at end;
  return act.clock_json();
end $$;

create function act.clock_reset(a sec.actor) returns jsonb
language plpgsql
as $$
begin
  perform sec.require(a, 'admin');
  if not (select training from app.clock) then perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_TRAINING'))); end if;
  if clock_timestamp() < (select max(at) from app.history) then
    perform sec.refuse(jsonb_build_array(sec.problem('E_CLOCK_BACK', 'at', null, jsonb_build_object('newest', (select sec.iso(max(at), 'America/Sao_Paulo') from app.history)))));
  end if;
  update app.clock set mode = 'real', shift = interval '0', frozen_at = null;
  return act.clock_json();
end $$;
