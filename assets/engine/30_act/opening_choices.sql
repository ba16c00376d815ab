-- What an opening still lets one choose: who asks, for which enrolment and contract, at what price where – and why a type is not offered.

-- O-02: who asks, at the counter: the student, a guardian on record, or the desk for them; never someone the type is not for.
create function act.judge_requester(o act.opening, a sec.actor, p jsonb, p_channel text) returns act.opening
language plpgsql stable
as $$
declare v_kind text := coalesce(p ->> 'requester', 'desk_on_behalf'); g academic.guardian;
begin
  if p_channel = 'portal' then                                                          -- who signed in says who asks
    o.requester := jsonb_build_object('kind', act.requester_kind(a, o.student_id));
    return o;
  end if;
  o.requester := jsonb_build_object('kind', v_kind);
  if not v_kind in ('student', 'guardian', 'desk_on_behalf') then
    o.problems := o.problems || act.requester_problem('Diga quem pede: o aluno, um responsável ou o balcão em nome deles', 'Say who asks: the student, a guardian, or the desk for them');
  elsif v_kind <> 'desk_on_behalf' and (o.type).id is not null and not v_kind = any ((o.type).audience) then
    o.problems := o.problems || act.requester_problem(format('Este tipo não é pedido por %s', case v_kind when 'student' then 'alunos' else 'responsáveis' end),
      format('This type is not for %s to ask', case v_kind when 'student' then 'students' else 'guardians' end));
  elsif v_kind = 'guardian' and o.student_id is not null then
    select * into g from academic.guardian x where x.company = a.company and x.student_id = o.student_id and x.id::text = p ->> 'guardian';
    if not found then
      o.problems := o.problems || act.requester_problem('O responsável não consta no cadastro do aluno', 'The guardian is not on the student''s record');
    end if;
    o.requester := o.requester || jsonb_build_object('guardian', g.id);
  end if;
  return o;
end $$;

create function act.requester_problem(p_pt text, p_en text) returns jsonb
language plpgsql stable
as $$ begin return sec.problem('E_REQUESTER', 'requester', null, jsonb_build_object('why_pt', p_pt, 'why_en', p_en)); end $$;

-- The choices that depend on the student (Z-16, X-11): periods and contracts that would do, guardians, and what this person may override here.
create function act.opening_choices(o act.opening, a sec.actor, p_channel text, p_today date) returns jsonb
language plpgsql stable
as $$
declare v_over text[] := array[]::text[];
begin
  if p_channel = 'desk' and (o.overridden ? 'duplicate' or o.problems @> '[{"code": "E_DUPLICATE"}]') then v_over := v_over || 'duplicate'::text; end if;
  if (o.debts ->> 'blocks')::boolean and a.role = 'supervisor'
     and coalesce((act.setting(a.company, (o.location).branch, 'debt') ->> 'allow_override')::boolean, false) then v_over := v_over || 'debts'::text; end if;
  return jsonb_build_object(
    'periods', (select coalesce(jsonb_agg(jsonb_build_object('code', x.code, 'courses', x.courses) order by x.starts desc), '[]')
       from (select d.code, d.starts, string_agg(distinct e.course, ', ') as courses from academic.enrolment e join academic.period d on d.company = e.company and d.id = e.period_id
              where e.company = a.company and e.student_id = o.student_id and e.status = 'active' and (d.ends >= p_today or d.id = o.period_id) group by d.code, d.starts) x),
    'contracts', (select coalesce(jsonb_agg(jsonb_build_object('number', c.number, 'course', c.course) order by c.number), '[]') from academic.contract c
       where c.company = a.company and c.student_id = o.student_id and c.period_id = o.period_id and c.status = 'active'),
    'guardians', (select coalesce(jsonb_agg(jsonb_build_object('id', g.id::text, 'name', g.name, 'kind', g.kind) order by app.fold(g.name), g.name, g.id), '[]') from academic.guardian g
       where g.company = a.company and g.student_id = o.student_id and p_channel = 'desk'),
    'overrides', to_jsonb(v_over));
end $$;

-- What the type costs at a location today: null when nothing is charged, `missing` where the price is not set up (B-5).
create function act.location_offer(l app.delivery_location) returns jsonb
language plpgsql stable
as $$
declare c act.price := act.price_of(l.company, l.type_id, l.id, sec.today(l.company, l.branch));
begin
  if c.problems <> '[]' then return '{"status": "missing"}'::jsonb; end if;
  return case when c.status <> 'none' then jsonb_build_object('status', c.status, 'amount', c.amount::text) end;
end $$;

-- O-03, O-04: every type of the house that act.openable leaves out, with its reason: "why is it not in my list?"
create function act.not_openable(a sec.actor) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('code', x.code, 'name', x.name, 'pt', coalesce(x.why[1], format('disponível de %s a %s', act.day(x.valid_from), act.day(x.valid_to))),
      'en', coalesce(x.why[2], format('available from %s to %s', act.day(x.valid_from), act.day(x.valid_to)))) order by app.fold(x.name), x.name, x.code), '[]')
    from (select t.code, t.name, t.valid_from, t.valid_to, act.type_unavailable(a, t, 'desk') as why, act.in_window(t) as inside from app.request_type t where t.company = a.company) x
   where x.why is not null or not x.inside);
end $$;
