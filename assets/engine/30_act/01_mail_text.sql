-- What a mail of the outbox says, made when it is read from the facts it carries and the words that were in force when it was
-- written (PR-1): {"subject","text"}. Mail goes to students and staff of the school: in Portuguese.

-- The facts of a mail under the names that words have for them; one that is not there is not said.
create function act.mail_facts(p_kind text, p jsonb) returns jsonb
language plpgsql stable
as $$
declare c jsonb := case when p #>> '{charge,status}' in ('pending', 'charged') then p -> 'charge' end; v_amount text; v_due text;
begin
  v_amount := 'R$ ' || translate(to_char((c ->> 'amount')::numeric, 'FM9,999,999,990.00'), ',.', '.,');
  v_due := to_char((c ->> 'due_date')::date, 'DD/MM/YYYY');
  return jsonb_strip_nulls(jsonb_build_object('protocolo', p ->> 'protocol', 'aluno', p ->> 'student', 'tipo', p ->> 'type', 'etapa', p ->> 'stage',
    'previsao', to_char((p ->> 'promised')::date, 'DD/MM/YYYY'), 'justificativa', p ->> 'resolution',
    'resultado', case when p_kind = 'concluded' then case p ->> 'outcome' when 'granted' then 'deferida' when 'denied' then 'indeferida' else 'atendida' end end,
    'limite', to_char(left(p ->> 'until', 16)::timestamp, 'DD/MM/YYYY, HH24"h"MI'), 'valor', v_amount, 'vencimento', v_due, 'parcela', c ->> 'installment',
    'cobranca', v_amount || coalesce(', com vencimento em ' || v_due, '') || coalesce(' (parcela ' || (c ->> 'installment') || ')', '')));
end $$;

-- Words filled with facts. p_own: the subject that the type has of its own (N-1); it stands before, and a closing type gives way to it.
create function act.said_mail(p_words jsonb, f jsonb, p_own text) returns jsonb
language plpgsql stable
as $$
declare v_subject text := p_words ->> 'subject';
begin
  if p_own is not null then v_subject := regexp_replace(v_subject, '\s*[–-]\s*\{tipo\}\s*$', ''); end if;
  return jsonb_build_object('subject', coalesce(p_own || ' – ', '') || act.filled(v_subject, f), 'text', act.filled(p_words ->> 'text', f));
end $$;

create function act.mail_text(p_kind text, p jsonb, p_own text default null) returns jsonb
language plpgsql stable
as $$
declare m jsonb; f jsonb;
begin
  if p_kind = 'assignment_fell_to_queue' then
    return jsonb_build_object('subject', 'Solicitação ' || (p ->> 'protocol') || ' ficou na fila',
      'text', 'A solicitação ' || (p ->> 'protocol') || ' chegou à etapa ' || (p ->> 'stage') || ' e ficou na fila: não havia a quem repassá-la.');
  end if;
  f := act.mail_facts(p_kind, p);
  m := act.said_mail(coalesce(p -> 'words', act.built_in_mail(p_kind)), f, p_own);
  -- Words of which no line is left say nothing: then the built-in ones do.
  if p ? 'words' and '' in (act.filled(p #>> '{words,subject}', f), m ->> 'text') then m := act.said_mail(act.built_in_mail(p_kind), f, p_own); end if;
  return m;
end $$;

-- Words as they would be read, filled with an invented request, with what is wrong with them and what may be filled in.
create function act.mail_example(a sec.actor, p_event text, p_subject text, p_text text) returns jsonb
language plpgsql stable
as $$
declare v_today date := sec.today(a.company); f jsonb; v_words jsonb := jsonb_build_object('event', p_event, 'subject', p_subject, 'text', p_text);
begin
  perform sec.require(a, 'admin');
  if not coalesce(p_event = any (act.mail_event_names()), false) then
    perform sec.refuse(jsonb_build_array(sec.problem('E_NOT_FOUND', 'event', null, jsonb_build_object('what', coalesce(p_event, '?')))));
  end if;
  f := act.mail_facts(p_event, jsonb_build_object('protocol', to_char(v_today, 'YYYY') || '.0004512', 'student', 'Maria Aparecida Souza', 'type', 'Prova de 2ª chamada', 'stage', 'Triagem',
    'promised', v_today + 10, 'outcome', 'granted', 'resolution', 'Nova prova marcada para o dia ' || to_char(v_today + 7, 'DD/MM') || ', às 19h, na sala 204.', 'until', (v_today + 3) || 'T17:00',
    'charge', jsonb_build_object('status', 'charged', 'amount', '50.00', 'due_date', v_today + 15, 'installment', 3)));
  return act.said_mail(jsonb_build_object('subject', coalesce(p_subject, ''), 'text', coalesce(p_text, '')), f, null)
    || jsonb_build_object('event', p_event, 'problems', act.mail_problems('', v_words),
      'places', (select jsonb_agg(jsonb_build_object('name', x, 'sample', f ->> x) order by n) from act.mail_events() e cross join lateral unnest(e.places) with ordinality as u (x, n) where e.event = p_event));
end $$;
