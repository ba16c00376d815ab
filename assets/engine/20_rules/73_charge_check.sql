-- The publish check of a type that charges (domain §5): V-11 … V-14 refuse, V-28 only warns of what laws say of such charges (LG-2, LG-3).

create function act.check_charge(t app.request_type, c app.type_config, p_today date) returns jsonb
language plpgsql stable
as $$
declare p jsonb := '[]'; s app.service; d academic.period; v text; v_paid smallint[];
begin
  select * into s from app.service where company = t.company and code = c.service_code;
  if s.id is null or not s.active then
    p := p || act.finding('V-11', 'error', null, 'A cobrança precisa de um serviço ativo: ' || coalesce(c.service_code, 'nenhum') || '.', 'The charge needs an active service: ' || coalesce(c.service_code, 'none') || '.');
  elsif not c.use_location_price and s.value is null then
    p := p || act.finding('V-12', 'error', null, 'O serviço ' || s.name || ' não tem valor; 0,00 é sem custo.', 'Service ' || s.name || ' has no value; 0.00 is free.');
  end if;
  if c.use_location_price then
    select string_agg(l.description, ', ' order by l.order_no) into v from app.delivery_location l
     where l.company = t.company and l.type_id = t.id and l.active and act.location_amount(t.company, l.id, p_today) is null;
    if v is not null then
      p := p || act.finding('V-13', 'error', null, 'Sem preço que cubra hoje: ' || v || '; 0,00 é sem custo.', 'No price that covers today: ' || v || '; 0.00 is free.');
    end if;
  end if;
  -- Branches where something is really charged (B-4).
  v_paid := array(select distinct l.branch from app.delivery_location l where l.company = t.company and l.type_id = t.id and l.active
                     and case when c.use_location_price then act.location_amount(t.company, l.id, p_today) else s.value end > 0);
  d := act.current_period(t.company, p_today);
  select string_agg(b.name, ', ' order by b.id) into v from app.branch b where b.company = t.company and b.id = any (v_paid)
     and not act.gives_due_date(t.company, b.id, d.code, p_today);
  if v is not null then
    p := p || act.finding('V-14', 'error', null, 'Nenhuma regra dá parcela e vencimento no período ' || coalesce(d.code, '—') || ': ' || v || '.', 'No rule gives installment and due date in period ' || coalesce(d.code, '—') || ': ' || v || '.');
  end if;
  if v_paid <> '{}' and t.legal_document then
    p := p || act.finding('V-28', 'warning', null, 'Cobrar por documento escolar é vedado em alguns estados e, na primeira via, pelo MEC: confira (LG-3).',
                          'Charging for school documents is barred in some states and, for the first copy, by the ministry: check (LG-3).');
  end if;
  if v_paid <> '{}' and app.fold(t.name || ' ' || t.code) ~ '(2.?|segunda)[ -]?chamada' then
    p := p || act.finding('V-28', 'warning', null, 'Cobrar prova de 2ª chamada é vedado em alguns estados: use preço 0,00 nessas filiais (LG-2).',
                          'Charging second-call exams is barred in some states: use price 0.00 in those branches (LG-2).');
  end if;
  return p;
end $$;

-- Whether some rule gives a date to a request of that day in this branch (D-1 … D-3).
create function act.gives_due_date(p_company smallint, p_branch smallint, p_period text, p_day date) returns boolean
language plpgsql stable
as $$
declare r app.installment_rule := act.installment_row(p_company, p_branch, p_period, p_day);
begin
  if r.installment is null and act.setting(p_company, p_branch, 'installment_fallback') #>> '{}' is distinct from 'next_number' then return false; end if;
  return r.due_date is not null or coalesce(act.setting(p_company, p_branch, 'use_contract_fixed_day')::boolean, false)
      or act.setting(p_company, p_branch, 'auto_due_date') ->> 'days' is not null;
end $$;
