-- The words of a mail (domain §15, ux §2): for each event what may be filled in, the built-in words, and what is wrong with words
-- of the institution's own. A placeholder stands in braces, {protocolo}; a line that holds one without a fact is left out whole.

-- The events with what each mail carries, in the order of a request's life. Nothing the student wrote is among it (N-3).
create function act.mail_events() returns table (event text, places text[])
language sql immutable
as $$
  values ('opened', array['protocolo', 'aluno', 'tipo', 'etapa', 'previsao', 'cobranca', 'valor', 'vencimento', 'parcela']),
    ('waiting', array['protocolo', 'aluno', 'tipo', 'etapa', 'previsao']),
    ('wait_warned', array['protocolo', 'aluno', 'tipo', 'etapa', 'previsao', 'limite']),
    ('message', array['protocolo', 'aluno', 'tipo', 'etapa', 'previsao']),
    ('concluded', array['protocolo', 'aluno', 'tipo', 'resultado', 'justificativa']),
    ('cancelled', array['protocolo', 'aluno', 'tipo']),
    ('reopened', array['protocolo', 'aluno', 'tipo', 'etapa', 'previsao'])
$$;

create function act.mail_event_names() returns text[]
language sql immutable as $$ select array['opened', 'waiting', 'wait_warned', 'message', 'concluded', 'cancelled', 'reopened'] $$;

-- The words that are sent where the institution has none of its own: {"subject","text"}.
create function act.built_in_mail(p_event text) returns jsonb
language plpgsql immutable
as $$
declare v_what text; v_subject text := 'Solicitação {protocolo}'; v_gap constant text := E'\n\n';
begin
  v_subject := v_subject || case p_event when 'opened' then ' aberta' when 'waiting' then ' aguarda você' when 'wait_warned' then ' será cancelada sem a sua resposta' when 'concluded' then ' {resultado}' when 'cancelled' then ' cancelada'
                                         when 'reopened' then ' reaberta' else '' end;
  if p_event = 'message' then v_subject := 'Mensagem na solicitação {protocolo}'; end if;
  v_what := case p_event
    when 'opened' then 'Sua solicitação {protocolo}, {tipo}, foi aberta e está em: {etapa}.'
    when 'waiting' then 'Precisamos de você para seguir com a solicitação {protocolo}, {tipo}. Leia a mensagem e responda no portal ou no balcão; enquanto isso o prazo está suspenso.'
    when 'wait_warned' then 'Ainda esperamos a sua resposta na solicitação {protocolo}, {tipo}. Leia a mensagem e responda no portal ou no balcão até {limite}; depois disso ela é cancelada.'
    when 'message' then 'Há uma mensagem nova na solicitação {protocolo}, {tipo}. Leia no portal ou no balcão.'
    when 'concluded' then 'Sua solicitação {protocolo}, {tipo}, foi {resultado}.' || v_gap || '{justificativa}'
    when 'cancelled' then 'Sua solicitação {protocolo}, {tipo}, foi cancelada.'
    when 'reopened' then 'Sua solicitação {protocolo}, {tipo}, foi reaberta e está em: {etapa}.'
    else 'Sua solicitação {protocolo}, {tipo}, mudou.' end;
  if p_event = 'opened' then v_what := v_what || v_gap || 'Previsão de entrega: {previsao}.' || v_gap || 'Valor: {cobranca}.'; end if;
  return jsonb_build_object('subject', v_subject || ' – {tipo}', 'text', 'Olá, {aluno}.' || v_gap || v_what || v_gap || 'Acompanhe pelo número {protocolo}.');
end $$;

-- The institution's own words of an event, where they are in use.
create function act.own_mail(p_company smallint, p_event text) returns jsonb
language plpgsql stable
as $$ begin return (select jsonb_build_object('subject', m.subject, 'text', m.text) from app.mail m where m.company = p_company and m.event = p_event and m.active); end $$;

-- Placeholders of a text that this mail does not fill, and braces that stand alone: {"line","column","name"}; without a name, a brace.
create function act.place_faults(p_places text[], p_text text) returns jsonb
language plpgsql immutable
as $$
declare q jsonb := '[]'; v_line text; v_no int := 0; v_at int; v_end int; v_other int; v_past int;
begin
  foreach v_line in array string_to_array(coalesce(p_text, ''), E'\n') loop
    v_no := v_no + 1; v_past := 0;
    loop
      v_at := position('{' in v_line); v_end := position('}' in v_line);
      exit when v_at = 0 and v_end = 0;
      if v_at = 0 or (v_end > 0 and v_end < v_at) then
        q := q || jsonb_build_object('line', v_no, 'column', v_past + v_end);
        v_past := v_past + v_end; v_line := substr(v_line, v_end + 1);
        continue;
      end if;
      v_other := position('{' in substr(v_line, v_at + 1));
      if v_end = 0 or (v_other > 0 and v_at + v_other < v_end) then
        q := q || jsonb_build_object('line', v_no, 'column', v_past + v_at);
        v_past := v_past + v_at; v_line := substr(v_line, v_at + 1);
        continue;
      end if;
      if not substr(v_line, v_at + 1, v_end - v_at - 1) = any (p_places) then
        q := q || jsonb_build_object('line', v_no, 'column', v_past + v_at, 'name', substr(v_line, v_at + 1, v_end - v_at - 1));
      end if;
      v_past := v_past + v_end; v_line := substr(v_line, v_end + 1);
    end loop;
  end loop;
  return q;
end $$;

create function act.place_problems(p_field text, p_event text, p_text text, p_lines boolean) returns jsonb
language plpgsql stable
as $$
declare v_places text[] := (select e.places from act.mail_events() e where e.event = p_event); v_fits text := (select string_agg('{' || x || '}', ' ') from unnest(v_places) x);
begin
  return (select coalesce(jsonb_agg(act.file_value(p_field,
      case when p_lines then 'linha ' || (f ->> 'line') || ', ' else '' end || 'coluna ' || (f ->> 'column') || ': '
        || case when f ? 'name' then 'este e-mail não preenche {' || left(f ->> 'name', 40) || '}; cabem ' || v_fits else 'uma chave está sozinha: escreva {nome}, com { e }' end,
      case when p_lines then 'line ' || (f ->> 'line') || ', ' else '' end || 'column ' || (f ->> 'column') || ': '
        || case when f ? 'name' then 'this mail does not fill {' || left(f ->> 'name', 40) || '}; what fits: ' || v_fits else 'a brace stands alone: write {name}, with { and }' end) order by n), '[]')
    from jsonb_array_elements(act.place_faults(v_places, p_text)) with ordinality as t (f, n));
end $$;

-- What is wrong with words of the institution's own; `p_where` stands before the fields.
create function act.mail_problems(p_where text, r jsonb) returns jsonb
language plpgsql stable
as $$
declare q jsonb; v_text text := r ->> 'text';
begin
  if not coalesce(r ->> 'event' = any (act.mail_event_names()), false) then
    return jsonb_build_array(act.file_value(p_where || 'event', 'cabem ' || array_to_string(act.mail_event_names(), ', '), 'what fits: ' || array_to_string(act.mail_event_names(), ', ')));
  end if;
  q := act.line_problem(p_where || 'subject', r ->> 'subject', 150) || act.place_problems(p_where || 'subject', r ->> 'event', r ->> 'subject', false);
  if coalesce(btrim(v_text, E' \n\t'), '') = '' then
    q := q || act.file_value(p_where || 'text', 'escreva o texto; para voltar ao do sistema, desative este', 'write the text; to go back to the built-in one, disable this');
  elsif not app.is_clean(v_text) then
    q := q || act.file_value(p_where || 'text', 'há um caractere que não se vê: escreva de novo', 'it holds a character that cannot be seen: write it again');
  elsif length(v_text) > 4000 then
    q := q || act.file_value(p_where || 'text', 'cabem até 4.000 caracteres', 'at most 4,000 characters fit');
  end if;
  return q || act.place_problems(p_where || 'text', r ->> 'event', v_text, true);
end $$;

-- Text with its placeholders filled, in one pass: what a fact says is never read as a placeholder. Lines without their fact go,
-- and with them the gap that would be left.
create function act.filled(p_text text, f jsonb) returns text
language plpgsql immutable
as $$
declare v_lines text[] := '{}'; v_line text; v_rest text; v_out text; v_at int; v_end int; v text;
begin
  foreach v_line in array string_to_array(p_text, E'\n') loop
    v_rest := v_line; v_out := '';
    loop
      v_at := position('{' in v_rest);
      exit when v_at = 0;
      v_end := position('}' in substr(v_rest, v_at));
      exit when v_end = 0;
      v := f ->> substr(v_rest, v_at + 1, v_end - 2);
      if coalesce(v, '') = '' then v_out := null; exit; end if;
      v_out := v_out || left(v_rest, v_at - 1) || v;
      v_rest := substr(v_rest, v_at + v_end);
    end loop;
    if v_out is not null then v_lines := v_lines || (v_out || v_rest); end if;
  end loop;
  return btrim(regexp_replace(array_to_string(v_lines, E'\n'), E'\n{3,}', E'\n\n', 'g'), E' \n');
end $$;
