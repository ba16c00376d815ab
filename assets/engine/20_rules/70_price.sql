-- What a request costs (domain §9): the service's value, or the chosen location's price on the day. Missing is never zero (B-5).
-- The steps say how it came about: {"step","pt","en"} and numbers – no_charge, service {value}, location {amount}, free.

create type act.price as (status text, amount numeric(12, 2), source text, service text, document_type text, problems jsonb, steps jsonb);

-- Z-13: money as people write it.
create function act.money(p numeric, p_lang text) returns text
language plpgsql immutable
as $$
declare t text := to_char(p, 'FM999,999,999,990.00');
begin
  return 'R$ ' || case p_lang when 'pt' then translate(t, ',.', '.,') else t end;
end $$;

-- The location's price on that day; null when none covers it (X-16).
create function act.location_amount(p_company smallint, p_location int, p_day date) returns numeric
language plpgsql stable
as $$
begin
  return (select x.amount from app.location_price x where x.company = p_company and x.location_id = p_location
           and p_day >= x.valid_from and (x.valid_to is null or p_day <= x.valid_to));
end $$;

create function act.price_of(p_company smallint, p_type int, p_location int, p_day date) returns act.price
language plpgsql stable
as $$
declare o act.price; c app.type_config; s app.service; l app.delivery_location;
begin
  o.status := 'none'; o.problems := '[]'; o.steps := '[]';
  select * into c from app.type_config where company = p_company and type_id = p_type;
  if not coalesce(c.insert_extra_service, false) then                                   -- B-1
    o.steps := o.steps || act.step('no_charge', '{}', 'O tipo não lança cobrança.', 'The type makes no charge.');
    return o;
  end if;
  select * into s from app.service where company = p_company and code = c.service_code and active;
  if not found then
    o.problems := jsonb_build_array(sec.problem('E_SERVICE_REQUIRED', 'type', null, jsonb_build_object('service', coalesce(c.service_code, '—'))));
    return o;
  end if;
  o.service := s.name; o.document_type := s.document_type;
  o.steps := o.steps || act.step('service', jsonb_build_object('value', s.value::text), format('Serviço cobrado: %s, %s.', s.name, coalesce(act.money(s.value, 'pt'), 'sem valor')),
    format('Service charged: %s, %s.', s.name, coalesce(act.money(s.value, 'en'), 'no value')));
  if c.use_location_price then                                                          -- B-2
    o.source := 'delivery_location'; o.amount := act.location_amount(p_company, p_location, p_day);
    select * into l from app.delivery_location where company = p_company and id = p_location;
    o.steps := o.steps || act.step('location', jsonb_build_object('amount', o.amount::text),
      format('Vale o preço do local: %s em %s, %s.', coalesce(l.description, '—'), act.day(p_day), coalesce(act.money(o.amount, 'pt'), 'sem preço')),
      format('The location''s price counts: %s on %s, %s.', coalesce(l.description, '—'), act.day(p_day), coalesce(act.money(o.amount, 'en'), 'no price')));
    if o.amount is null then
      -- Without a location there is nothing to price; that the location is missing is told by itself (O-08).
      if l.id is not null then
        o.problems := jsonb_build_array(sec.problem('E_LOCATION_PRICE_MISSING', 'location', null,
          jsonb_build_object('location', l.code, 'description', l.description, 'day', to_char(p_day, 'DD/MM/YYYY'))));
      end if;
      return o;
    end if;
  else
    o.source := 'service'; o.amount := s.value;
    if o.amount is null then
      o.problems := jsonb_build_array(sec.problem('E_SERVICE_VALUE_MISSING', 'type', null, jsonb_build_object('service', s.name)));
      return o;
    end if;
  end if;
  o.status := case when o.amount = 0 then 'free' else 'charged' end;                    -- B-4
  if o.status = 'free' then
    o.steps := o.steps || act.step('free', '{}', 'Valor zero: sem custo, sem parcela e sem vencimento.', 'Zero: free, without installment and due date.');
  end if;
  return o;
end $$;
