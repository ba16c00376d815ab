-- What a request would cost and when it would be due (domain §9–§11), for any day: the same functions as an opening, asked
-- without opening. With the draft, its prices and settings count; they are taken back before the answer leaves.

-- G-1 … G-7 in words: whether debts matter, from which day on, and what they come to.
create function act.debt_steps(o act.opening, p_company smallint, p_day date) returns jsonb
language plpgsql stable
as $$
declare d jsonb := coalesce(act.setting(p_company, (o.location).branch, 'debt'), '{}'); v_grace int := coalesce((d ->> 'grace_days')::int, 0);
  v_from date := p_day - v_grace; v_tolerance numeric := coalesce((d ->> 'tolerance_amount')::numeric, 0); s jsonb;
begin
  if (o.type).legal_document then
    return jsonb_build_array(act.step('legal', '{}', 'Documento protegido por lei: débitos não impedem a abertura.', 'A document protected by law: debts do not stop the opening.'));
  elsif o.debt_check = 'not_required' then
    return jsonb_build_array(act.step('not_required', '{}', 'O tipo não valida débitos.', 'The type does not check debts.'));
  end if;
  s := jsonb_build_array(act.step('counted', jsonb_build_object('before', v_from, 'grace', v_grace, 'count', o.debts -> 'count', 'total', o.debts -> 'total'),
    format('Contam os títulos em aberto vencidos antes de %s%s: %s, %s.', act.day(v_from), case when v_grace > 0 then format(' (carência de %s)', sec.counted(v_grace, 'dia', 'dias')) else '' end,
           sec.counted((o.debts ->> 'count')::bigint, 'título', 'títulos'), act.money((o.debts ->> 'total')::numeric, 'pt')),
    format('Open items due before %s count%s: %s, %s.', act.day(v_from), case when v_grace > 0 then format(' (%s of grace)', sec.counted(v_grace, 'day', 'days')) else '' end,
           sec.counted((o.debts ->> 'count')::bigint, 'item', 'items'), act.money((o.debts ->> 'total')::numeric, 'en'))));
  if (o.debts ->> 'total')::numeric > 0 and v_tolerance > 0 then
    s := s || act.step('tolerance', jsonb_build_object('tolerance', v_tolerance::text), 'Tolerância: até ' || act.money(v_tolerance, 'pt') || '.', 'Tolerance: up to ' || act.money(v_tolerance, 'en') || '.');
  end if;
  return s || case when (o.debts ->> 'blocks')::boolean then act.step('blocks', '{}', 'Impede a abertura.', 'The opening is stopped.')
                   else act.step('passes', '{}', 'Não impede a abertura.', 'The opening is not stopped.') end;
end $$;

-- The day asked for; the branch's today when none is.
create function act.asked_day(p_text text, p_today date) returns date
language plpgsql stable
as $$
begin
  if p_text is null then return p_today; end if;
  if p_text ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then return p_text::date; end if;
  raise exception using errcode = '22007';
exception when datetime_field_overflow or invalid_datetime_format then
  perform sec.refuse(jsonb_build_array(sec.problem('E_FIELD_INVALID', 'date', null, jsonb_build_object('label', 'date',
    'why_pt', 'escreva a data como 2026-03-31', 'why_en', 'write the date as 2026-03-31'))));
  return null;
end $$;

create function act.judge_what_if(a sec.actor, p_type int, p jsonb) returns jsonb
language plpgsql stable
as $$
declare o act.opening; v_tz text; v_day date; v_today date;
begin
  o.problems := '[]'; o.overridden := '[]';
  select x into o.type from app.request_type x where x.company = a.company and x.id = p_type;
  select x into o.location from app.delivery_location x where x.company = a.company and x.type_id = p_type and x.active
     and (p ->> 'location' is null or x.code = p ->> 'location') order by x.order_no limit 1;
  if (o.location).id is null then
    o.problems := o.problems || sec.problem('E_LOCATION_REQUIRED', 'location', null, jsonb_build_object('locations', coalesce((select string_agg(code, ', ' order by order_no)
           from app.delivery_location where company = a.company and type_id = p_type and active), '—')));
  end if;
  select tz into v_tz from app.branch where company = a.company and id = coalesce((o.location).branch, (select min(id) from app.branch where company = a.company));
  v_today := (sec.now() at time zone v_tz)::date;
  v_day := act.asked_day(p ->> 'date', v_today);
  if v_day not between (o.type).valid_from and (o.type).valid_to then                   -- O-04
    o.problems := o.problems || sec.problem('E_TYPE_EXPIRED', 'date', null, jsonb_build_object('type', (o.type).code, 'from', act.day((o.type).valid_from), 'to', act.day((o.type).valid_to)));
  end if;
  if p ->> 'student' is not null then
    o := act.judge_student(o, a, p, v_day);
    o := act.judge_debts(o, a, p - 'override', v_day);
  end if;
  o := act.judge_charge(o, a, p - 'confirm_amount', 'desk', v_day);
  return jsonb_build_object('type', (o.type).code, 'name', (o.type).name, 'date', v_day, 'today', v_today,
    'student', (select jsonb_build_object('ra', s.ra, 'name', s.name) from academic.student s where s.company = a.company and s.id = o.student_id),
    'location', case when (o.location).id is not null then jsonb_build_object('code', (o.location).code, 'description', (o.location).description) end,
    'period', (select code from academic.period where company = a.company and id = o.period_id),
    'contract', (select number from academic.contract where company = a.company and id = o.contract_id),
    'charge', act.preview_charge(o), 'price_steps', (o.price).steps, 'due_steps', coalesce((o.due).steps, '[]'),
    'debt_check', case when o.debts is not null and (o.debts ->> 'blocks')::boolean then 'blocked' else o.debt_check end, 'debts', o.debts - 'items' - 'blocks',
    'debt_steps', case when o.student_id is not null then act.debt_steps(o, a.company, v_day) else '[]' end,
    'problems', o.problems,
    'locations', (select coalesce(jsonb_agg(jsonb_build_object('code', l.code, 'name', l.description) order by l.order_no), '[]') from app.delivery_location l
                   where l.company = a.company and l.type_id = p_type and l.active),
    'contracts', (select coalesce(jsonb_agg(jsonb_build_object('code', c.number, 'name', c.course) order by c.number), '[]') from academic.contract c
                   where c.company = a.company and c.student_id = o.student_id and c.period_id = o.period_id and c.status = 'active'));
end $$;

-- {"type","student"?,"location"?,"date"?,"contract"?,"period"?,"version"? draft|published}: what is live, unless only a draft is there or it is asked for.
create function act.price_what_if(a sec.actor, p jsonb) returns jsonb
language plpgsql
as $$
declare t app.request_type; v app.flow_version; r jsonb;
begin
  perform sec.require(a, 'admin', 'supervisor');
  t := act.type_of(a, p ->> 'type');
  v := act.version_of(a, t, p ->> 'version');
  if v.state <> 'draft' or v.staged is null then r := act.judge_what_if(a, t.id, p);
  else
    begin
      perform act.apply_staged(t.company, t.id, v.staged);
      r := act.judge_what_if(a, t.id, p);
      raise exception using errcode = 'BL999';
    exception when sqlstate 'BL999' then null;
    end;
  end if;
  -- After the draft was taken back, or the look-up would be taken back with it.
  perform act.log_student(a, 'what_if', p ->> 'student');
  return r || jsonb_build_object('version', v.number, 'state', v.state);
end $$;
