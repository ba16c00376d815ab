-- What every import does before and after its own work: who may, one at a time, the answer, the trace it leaves.

-- What is wrong in one place of a file: line, column, an excerpt of the value, what it says of it.
create type act.import_fault as (line int, col text, val text, code text, more text);

create function act.import_begin(a sec.actor, p_kind text) returns void
language plpgsql
as $$
begin
  perform sec.require(a, 'admin');
  -- Two files of one institution at a time would not see one another's rows.
  perform pg_advisory_xact_lock(1651663215, a.company);
  -- The lines came a moment ago: the planner counts them before it joins a million. Another institution's import may hold
  -- the table for that at the same moment; then its count serves.
  execute format('analyze (skip_locked) staging.%I', p_kind);
end $$;

create function act.import_problem(f act.import_fault) returns jsonb
language plpgsql stable
as $$
declare v_value text := left(regexp_replace(f.val, '[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]', '', 'g'), 40);
begin
  return sec.problem(f.code, f.col, null, jsonb_build_object('line', f.line, 'column', f.col, 'value', v_value, 'more', f.more))
      || jsonb_build_object('line', f.line, 'column', f.col, 'value', v_value);
end $$;

-- Bad lines are counted, the first fifty problems told.
create function act.import_bad(p_kind text, p_lines int, p_bad int, p_faults act.import_fault[]) returns jsonb
language plpgsql stable
as $$
begin
  return jsonb_build_object('kind', p_kind, 'lines', p_lines, 'inserted', 0, 'updated', 0, 'unchanged', 0, 'bad', p_bad,
    'problems', (select jsonb_agg(act.import_problem((f.line, f.col, f.val, f.code, f.more)::act.import_fault) order by f.line, f.n) from unnest(p_faults) with ordinality as f(line, col, val, code, more, n)));
end $$;

create function act.import_done(a sec.actor, p_kind text, p_relation text, p_import uuid, p_file text, p_dry_run boolean, p_lines int, p_inserted int, p_updated int) returns jsonb
language plpgsql
as $$
declare j jsonb := jsonb_build_object('kind', p_kind, 'lines', p_lines, 'inserted', p_inserted, 'updated', p_updated,
  'unchanged', p_lines - p_inserted - p_updated, 'bad', 0, 'problems', '[]'::jsonb);
begin
  if not p_dry_run then
    insert into app.audit (company, login, relation, verb, new_row)
    values (a.company, a.login, p_relation, 'IMPORT', (j - 'bad' - 'problems') || jsonb_build_object('import', p_import,
      'file', left(regexp_replace(p_file, '[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]', '', 'g'), 255)));
  end if;
  return j;
end $$;
