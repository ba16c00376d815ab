-- L-07 reassign by who leads the group; changing priority is of supervision too.

create function act.guard_assign(a sec.actor, r app.request, st act.standing) returns jsonb
language sql stable
as $$ select act.lead_problems(a, r, st) || act.need_open(r) $$;

create function act.target_problem(r app.request, p_to text) returns jsonb
language plpgsql stable
as $$
declare p app.person; w text[];
begin
  select * into p from app.person where company = r.company and login = p_to;
  if not found or not p.active then w := array['não há pessoa ativa com este usuário', 'no active person has this login'];
  elsif p.role not in ('attendant', 'supervisor') then w := array['não é atendente', 'is not an attendant'];
  elsif not exists (select from app.group_member where company = r.company and group_id = r.group_id and person_id = p.id) then
    w := array['não é do grupo da etapa', 'is not in the stage''s group'];
  elsif not act.handles(r.company, p.profile_id, r.type_id) then w := array['o perfil não inclui este tipo', 'the profile does not include this type'];
  elsif act.is_own(r.company, p.id, r.student_id) then w := array['o aluno é a própria pessoa ou dependente dela', 'the student is that person or a dependant'];
  elsif p.id = r.assignee_id then
    return jsonb_build_array(sec.problem('E_SAME_ASSIGNEE', 'to', null, jsonb_build_object('name', p.name, 'login', p.login)));
  else return '[]'; end if;
  return jsonb_build_array(sec.problem('E_TARGET', 'to', null, jsonb_build_object('login', coalesce(p_to, ''), 'why_pt', w[1], 'why_en', w[2])));
end $$;

create function act.assign(a sec.actor, p_protocol text, p_to text, p_reason text, p_note text, p_op uuid, p_if_version int, p_batch uuid default null) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'assign'); r app.request; n app.request; e act.entry;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  perform sec.refuse(act.guard_assign(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.note_problem(p_note, 'note')
    || act.reason_problem(r.company, p_reason, 'reassign') || act.target_problem(r, p_to));
  n := r; n.assigned_at := sec.now();
  select id into n.assignee_id from app.person where company = r.company and login = p_to;
  if r.status = 'queued' then n.status := 'in_progress'; end if;
  e.kind := 'reassigned'; e.reason_id := act.reason_of_kind(r.company, p_reason, 'reassign'); e.note := act.note_text(p_note);
  e.op := p_op; e.act := 'assign'; e.before := act.image(r); e.batch := p_batch;
  return act.request_json(a, act.record(a, r, n, e));
end $$;

create function act.priority(a sec.actor, p_protocol text, p_priority int, p_note text, p_op uuid, p_if_version int) returns jsonb
language plpgsql
as $$
declare j jsonb := act.replay(a, p_op, 'priority'); r app.request; n app.request; e act.entry; q jsonb;
begin
  if j is not null then return j; end if;
  r := act.lock(a, p_protocol);
  q := act.guard_assign(a, r, act.standing(a, r)) || act.stale(r, p_if_version) || act.note_problem(p_note, 'note');
  if p_priority is null or p_priority not between 1 and 5 then q := q || sec.problem('E_PRIORITY', 'priority'); end if;
  if act.note_text(p_note) is null then q := q || act.note_required('note', 'por que muda a prioridade', 'why the priority changes'); end if;
  perform sec.refuse(q);
  n := r; n.priority := p_priority;
  e.kind := 'priority'; e.note := act.note_text(p_note); e.op := p_op; e.act := 'priority'; e.before := act.image(r);
  e.data := jsonb_build_object('from', r.priority, 'to', p_priority);
  return act.request_json(a, act.record(a, r, n, e));
end $$;
