-- How a rule says no (Z-7): one SQLSTATE class, all problems of the gravest kind, in both languages.

-- 5 not permitted · 4 conflict · 1 refused (amendment 15).
create function sec.grade(p_code text) returns int
language sql immutable
as $$
  select case when p_code in ('E_FORBIDDEN', 'E_NOT_MEMBER', 'E_NOT_ASSIGNEE', 'E_OWN_REQUEST', 'E_NO_PROFILE') then 5
              when p_code in ('E_TAKEN', 'E_STALE', 'E_UNDO_GONE', 'E_OP_REUSED', 'E_DRAFT_MOVED', 'E_ENTRY_MOVED') then 4
              else 1 end
$$;

-- So many of something, in words.
create function sec.counted(p_n bigint, p_one text, p_many text) returns text
language sql immutable
as $$ select p_n || ' ' || case when p_n = 1 then p_one else p_many end $$;

-- Words with an argument filled in: `{name}` as it is, `{name|one|many}` counted.
create function sec.filled(p_words text, p_name text, p_value text) returns text
language sql immutable
as $$
  select replace(case when p_value ~ '^[0-9]+$' then regexp_replace(p_words, '\{' || p_name || '\|([^|}]*)\|([^}]*)\}', p_value || case when p_value = '1' then ' \1' else ' \2' end, 'g')
    else p_words end, '{' || p_name || '}', coalesce(p_value, ''))
$$;

-- A problem as people and programs read it: the words filled from the arguments.
create function sec.problem(p_code text, p_field text default null, p_stage text default null, p_args jsonb default '{}')
returns jsonb
language plpgsql stable set search_path = ''
as $$
declare w text[] := sec.words(p_code); k text; v text;
begin
  for k, v in select * from jsonb_each_text(p_args || jsonb_build_object('field', p_field)) loop
    w := array[sec.filled(w[1], k, v), sec.filled(w[2], k, v)];
  end loop;
  return jsonb_build_object('code', p_code, 'field', p_field, 'stage', p_stage, 'args', p_args, 'pt', w[1], 'en', w[2]);
end $$;

-- The problems of the gravest grade among these.
create function sec.gravest(p jsonb) returns jsonb
language sql stable
as $$
  select coalesce(jsonb_agg(x.e order by x.n), '[]')
    from (select e, n, sec.grade(e ->> 'code') as g, max(sec.grade(e ->> 'code')) over () as top
            from jsonb_array_elements(p) with ordinality as t(e, n)) x
   where x.g = x.top
$$;

create function sec.refuse(p_problems jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare g jsonb;
begin
  if jsonb_array_length(p_problems) = 0 then return; end if;
  g := sec.gravest(p_problems);
  raise exception using
    errcode = 'BL00' || sec.grade(g -> 0 ->> 'code'),
    message = (g -> 0 ->> 'code') || ': ' || (g -> 0 ->> 'pt'),
    detail = jsonb_build_object('code', g -> 0 ->> 'code', 'problems', g)::text;
end $$;
