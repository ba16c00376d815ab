-- What a field or parameter says of its own answers must be able to hold (V-25): limits that are limits, options that can
-- be told apart, a pattern that is one, a default that would be accepted.

-- The pattern by itself, and as answers are matched with it.
create function act.pattern_ok(p text) returns boolean
language plpgsql immutable
as $$ begin perform '' ~ p, '' ~ ('^(?:' || p || ')$'); return true; exception when others then return false; end $$;

create function act.limit_ok(p_type text, t text) returns boolean
language plpgsql immutable
as $$
begin
  return case when t is null then true when p_type in ('integer', 'decimal') then act.parse_number(p_type, t) is not null
    when p_type = 'date' then act.parse_date(t) is not null
    when p_type in ('short_text', 'long_text') then coalesce(act.parse_number('integer', t) >= 0, false) else false end;
end $$;

-- {pt, en} of the first thing that cannot hold; null when all is well.
create function act.question_problem(p_type text, p_choices text[], p_min text, p_max text, p_regex text, p_default text) returns text[]
language plpgsql stable
as $$
declare o act.parsed; v_text boolean := p_type in ('short_text', 'long_text');
begin
  if p_type = 'choice' and p_choices = '{}' then return array['é de escolha e não tem opções', 'is a choice without options']; end if;
  if p_type <> 'choice' and p_choices <> '{}' then return array['tem opções, que só valem para escolhas', 'has options, which are for choices only']; end if;
  if exists (select from unnest(p_choices) c group by act.choice_code(c) having count(*) > 1 or act.choice_code(c) = '' or act.choice_code(c) <> btrim(act.choice_code(c))) then
    return array['tem uma opção vazia, repetida ou com espaços em volta', 'has an option that is empty, repeated or with blanks around it'];
  end if;
  if not act.limit_ok(p_type, p_min) or not act.limit_ok(p_type, p_max) then return array['tem um limite que não serve para o seu tipo', 'has a limit that does not fit its type']; end if;
  if (case when p_type = 'date' then act.parse_date(p_min) > act.parse_date(p_max)
          when v_text then coalesce(act.parse_number('integer', p_min), 0) > coalesce(act.parse_number('integer', p_max), 8000)
            or act.parse_number('integer', p_min) > (case p_type when 'short_text' then 255 else 8000 end) or act.parse_number('integer', p_max) = 0
          else act.parse_number(p_type, p_min) > act.parse_number(p_type, p_max) end) then
    return array['tem limites entre os quais nada cabe', 'has limits between which nothing fits'];
  end if;
  if p_regex is not null and not v_text then return array['tem um formato, que só vale para textos', 'has a pattern, which is for texts only']; end if;
  if p_regex is not null and not act.pattern_ok(p_regex) then return array['tem um formato que não é uma expressão válida', 'has a pattern that is not valid']; end if;
  if p_default is not null and p_type <> 'sql_choice' then
    o := act.parse_value(p_type, p_choices, p_min, p_max, p_regex, to_jsonb(p_default));
    if o.why_pt is not null then return array['tem um valor inicial que não seria aceito: ' || o.why_pt, 'has a default that would be refused: ' || o.why_en]; end if;
  end if;
  return null;
end $$;
