-- What a mail of the outbox says, made from the facts it carries: {"subject","text"}. What was written or attached is not
-- in it (N-3): it is read in the portal or at the counter. Mail goes to students and staff of the school: in Portuguese.

-- p_own: the subject that the type has of its own (N-1); it stands before what happened.
create function act.mail_subject(p_kind text, p jsonb, p_own text) returns text
language plpgsql stable
as $$
begin
  return coalesce(p_own || ' – ', '') || case p_kind
      when 'opened' then 'Solicitação ' || (p ->> 'protocol') || ' aberta'
      when 'waiting' then 'Solicitação ' || (p ->> 'protocol') || ' aguarda você'
      when 'wait_warned' then 'Solicitação ' || (p ->> 'protocol') || ' será cancelada sem a sua resposta'
      when 'message' then 'Mensagem na solicitação ' || (p ->> 'protocol')
      when 'concluded' then 'Solicitação ' || (p ->> 'protocol') || case p ->> 'outcome' when 'granted' then ' deferida' when 'denied' then ' indeferida' else ' atendida' end
      when 'cancelled' then 'Solicitação ' || (p ->> 'protocol') || ' cancelada'
      when 'reopened' then 'Solicitação ' || (p ->> 'protocol') || ' reaberta'
      when 'assignment_fell_to_queue' then 'Solicitação ' || (p ->> 'protocol') || ' ficou na fila'
      else 'Solicitação ' || coalesce(p ->> 'protocol', '') end || case when p_own is null then coalesce(' – ' || (p ->> 'type'), '') else '' end;
end $$;

create function act.mail_text(p_kind text, p jsonb, p_own text default null) returns jsonb
language plpgsql stable
as $$
declare n text := p ->> 'protocol'; c jsonb := p -> 'charge'; v text[]; v_what text := 'Sua solicitação ' || n || coalesce(', ' || (p ->> 'type') || ',', '');
begin
  if p_kind = 'assignment_fell_to_queue' then
    return jsonb_build_object('subject', act.mail_subject(p_kind, p, null),
      'text', 'A solicitação ' || n || ' chegou à etapa ' || (p ->> 'stage') || ' e ficou na fila: não havia a quem repassá-la.');
  end if;
  v := array['Olá, ' || (p ->> 'student') || '.', case p_kind
      when 'opened' then v_what || ' foi aberta e está em: ' || (p ->> 'stage') || '.'
      when 'waiting' then 'Precisamos de você para seguir com a solicitação ' || n || coalesce(', ' || (p ->> 'type'), '') || '. Leia a mensagem e responda no portal ou no balcão; enquanto isso o prazo está suspenso.'
      when 'wait_warned' then 'Ainda esperamos a sua resposta na solicitação ' || n || coalesce(', ' || (p ->> 'type'), '') || '. Leia a mensagem e responda no portal ou no balcão até '
        || to_char(left(p ->> 'until', 16)::timestamp, 'DD/MM/YYYY, HH24"h"MI') || '; depois disso ela é cancelada.'
      when 'message' then 'Há uma mensagem nova na solicitação ' || n || coalesce(', ' || (p ->> 'type'), '') || '. Leia no portal ou no balcão.'
      when 'concluded' then v_what || case p ->> 'outcome' when 'granted' then ' foi deferida.' when 'denied' then ' foi indeferida.' else ' foi atendida.' end
      when 'cancelled' then v_what || ' foi cancelada.'
      when 'reopened' then v_what || ' foi reaberta e está em: ' || (p ->> 'stage') || '.'
      else v_what || ' mudou.' end];
  if p_kind = 'concluded' then v := v || (p ->> 'resolution'); end if;
  if p_kind = 'opened' then
    v := v || ('Previsão de entrega: ' || to_char((p ->> 'promised')::date, 'DD/MM/YYYY') || '.');
    if c ->> 'status' in ('pending', 'charged') then
      v := v || ('Valor: R$ ' || replace(c ->> 'amount', '.', ',') || coalesce(', com vencimento em ' || to_char((c ->> 'due_date')::date, 'DD/MM/YYYY'), '')
        || coalesce(' (parcela ' || (c ->> 'installment') || ')', '') || '.');
    end if;
  end if;
  v := v || ('Acompanhe pelo número ' || n || '.');
  return jsonb_build_object('subject', act.mail_subject(p_kind, p, p_own), 'text', array_to_string(v, E'\n\n'));
end $$;
