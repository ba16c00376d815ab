-- What is wrong with an entry as it would be saved, field by field: the shapes that the tables ask for, told before they
-- would refuse. References and uses are judged where the whole catalogue is.

-- A text of one line that must be there.
create function act.line_problem(p_field text, p_text text, p_max int) returns jsonb
language plpgsql stable
as $$
begin
  return case
    when coalesce(btrim(p_text), '') = '' then jsonb_build_array(act.file_value(p_field, 'falta preencher', 'it is missing'))
    when not app.is_clean(p_text) or p_text ~ '[\n\t]' then jsonb_build_array(act.file_value(p_field, 'há um caractere que não se vê: escreva de novo', 'it holds a character that cannot be seen: write it again'))
    when length(p_text) > p_max then jsonb_build_array(act.file_value(p_field, 'cabem até ' || p_max || ' caracteres', 'at most ' || p_max || ' characters fit'))
    else '[]' end;
end $$;

create function act.option_problem(p_field text, p_word text, p_words text[]) returns jsonb
language plpgsql stable
as $$
begin
  return case when coalesce(p_word = any (p_words), false) then '[]'
    else jsonb_build_array(act.file_value(p_field, 'escolha uma das opções', 'choose one of the options')) end;
end $$;

-- Opening hours of a day: spans in order, apart from each other.
create function act.hours_ok(p_text text) returns boolean
language plpgsql immutable
as $$
declare s text; v_last text := '';
begin
  foreach s in array regexp_split_to_array(btrim(coalesce(p_text, '')), '\s+') loop
    if s = '' then continue; end if;
    if s !~ '^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' or split_part(s, '-', 1) >= split_part(s, '-', 2) or split_part(s, '-', 1) <= v_last then return false; end if;
    v_last := split_part(s, '-', 2);
  end loop;
  return true;
end $$;

create function act.is_date(p_text text) returns boolean
language plpgsql stable
as $$ begin return p_text ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and p_text::date is not null; exception when others then return false; end $$;

create function act.calendar_shape(r jsonb) returns jsonb
language plpgsql stable
as $$
declare q jsonb := '[]'; d text;
begin
  foreach d in array act.weekday_names() loop
    if not act.hours_ok(r #>> array['hours', d]) then
      q := q || act.file_value('hours.' || d, 'escreva como 08:00-12:00 13:00-18:00, em ordem; vazio = fechado', 'write it as 08:00-12:00 13:00-18:00, in order; empty = closed');
    end if;
  end loop;
  if coalesce((select bool_and(btrim(v) = '') from jsonb_each_text(coalesce(r -> 'hours', '{}')) as x (k, v)), true) then
    q := q || act.file_value('hours.mon', 'o calendário não abre dia nenhum', 'the calendar is never open');
  end if;
  if exists (select from jsonb_array_elements_text(coalesce(r -> 'holidays', '[]')) h where not act.is_date(h)) then
    q := q || act.file_value('holidays', 'há uma data que não existe', 'one of the dates does not exist');
  end if;
  return q;
end $$;

create function act.member_problems(p_company smallint, r jsonb) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(case when p.id is null then act.unknown_code('members', m ->> 'login')
      else act.file_value('members', 'só supervisor lidera grupo (' || p.name || ')', 'only a supervisor leads a group (' || p.name || ')') end), '[]')
    from jsonb_array_elements(coalesce(r -> 'members', '[]')) m left join app.person p on p.company = p_company and p.login = m ->> 'login'
   where p.id is null or ((m ->> 'lead')::boolean and p.role <> 'supervisor'));
end $$;

create function act.entry_problems(p_company smallint, p_kind text, r jsonb) returns jsonb
language plpgsql stable
as $$
declare q jsonb := '[]';
begin
  if p_kind in ('locality', 'calendar', 'group', 'profile', 'reason', 'service', 'query') and not coalesce(app.is_code(r ->> 'code'), false) then
    q := q || act.file_value('code', 'use letras minúsculas sem acento, números e hífen, até 40', 'use lower case letters without accents, digits and hyphens, at most 40');
  elsif p_kind = 'branch' and coalesce(r ->> 'code', '') !~ '^[1-9][0-9]{0,3}$' then
    q := q || act.file_value('code', 'escreva um número de 1 a 9999', 'write a number from 1 to 9999');
  end if;
  if p_kind in ('branch', 'locality', 'group', 'profile', 'reason', 'service', 'person', 'portal_user') then q := q || act.line_problem('name', r ->> 'name', 255); end if;
  if p_kind = 'branch' and r ->> 'calendar' is null then q := q || act.file_value('calendar', 'escolha o calendário', 'choose the calendar');
  elsif p_kind = 'locality' and r ->> 'branch' is null then q := q || act.file_value('branch', 'escolha a filial', 'choose the branch');
  elsif p_kind = 'calendar' then q := q || act.calendar_shape(r);
  elsif p_kind = 'group' then
    if length(r ->> 'description') > 8000 or not app.is_clean(coalesce(r ->> 'description', '')) then q := q || act.file_value('description', 'cabem até 8.000 caracteres, sem caracteres invisíveis', 'at most 8,000 characters fit, none of them invisible'); end if;
    q := q || act.member_problems(p_company, r);
  elsif p_kind = 'reason' then q := q || act.option_problem('kind', coalesce(r ->> 'kind', 'forward'), array['forward', 'return', 'deny', 'cancel', 'reopen', 'reassign', 'wait']);
  elsif p_kind = 'service' then
    if r ->> 'value' is not null and r ->> 'value' !~ '^[0-9]{1,10}(\.[0-9]{1,2})?$' then
      q := q || act.file_value('value', 'escreva um valor como 50,00; vazio = sem valor, 0,00 = sem custo', 'write an amount like 50.00; empty = no value, 0.00 = free');
    end if;
    if r ->> 'document_type' is not null then q := q || act.line_problem('document_type', r ->> 'document_type', 40); end if;
  elsif p_kind = 'query' then
    q := q || act.line_problem('title', r ->> 'title', 255) || act.option_problem('dialect', coalesce(r ->> 'dialect', 'mssql'), array['mssql', 'postgres']);
    if coalesce(btrim(r ->> 'sql'), '') = '' then q := q || act.file_value('sql', 'escreva o texto da consulta', 'write the text of the query'); end if;
  elsif p_kind = 'mail' then q := q || act.mail_problems('', r);
  elsif p_kind = 'installment_rule' then
    if coalesce(r ->> 'period', '') = '' then q := q || act.file_value('period', 'escolha o período letivo', 'choose the academic period'); end if;
    if not coalesce(act.is_date(r ->> 'request_until'), false) then q := q || act.file_value('request_until', 'informe até que dia da solicitação a regra vale', 'give the last day of the request that the rule covers');
    elsif r ->> 'due_date' is not null and not act.is_date(r ->> 'due_date') then q := q || act.file_value('due_date', 'não é uma data', 'not a date');
    elsif (r ->> 'due_date')::date < (r ->> 'request_until')::date then q := q || act.file_value('due_date', 'o vencimento é anterior à data da solicitação', 'it falls due before the request');
    end if;
    if coalesce(r ->> 'installment', '') !~ '^[1-9][0-9]{0,3}$' then q := q || act.file_value('installment', 'parcelas contam de 1 a 9999', 'installments count from 1 to 9999'); end if;
  elsif p_kind in ('person', 'portal_user') then
    if r ->> 'email' is not null and (r ->> 'email' !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' or length(r ->> 'email') > 254 or not app.is_clean(r ->> 'email')) then
      q := q || act.file_value('email', 'escreva um e-mail, como nome@escola.br', 'write an e-mail address, such as name@school.br');
    end if;
    if p_kind = 'portal_user' and r ->> 'profile' is null then q := q || act.file_value('profile', 'o perfil de acesso é indispensável (O-01)', 'the access profile is indispensable (O-01)'); end if;
  end if;
  return q;
end $$;
