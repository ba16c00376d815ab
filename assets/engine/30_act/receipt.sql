-- What a student takes home (O-18). Read-only; a receipt is a logged look-up.

create function act.receipt(a sec.actor, p_protocol text) returns jsonb
language plpgsql
as $$
declare r app.request := act.find(a, p_protocol);
begin
  perform act.log_look(a, 'receipt', r.id, r.student_id);
  return (select jsonb_build_object('protocol', r.protocol, 'school', k.name, 'branch', b.name, 'place', y.name,
      'type', jsonb_build_object('code', t.code, 'name', t.name), 'legal_document', t.legal_document,
      'student', jsonb_build_object('ra', s.ra, 'name', s.name, 'cpf', act.mask_cpf(s.cpf)), 'course', e.course, 'period', d.code, 'contract', c.number,
      'location', l.description, 'description', r.description, 'status', r.status, 'outcome', r.outcome, 'promised_date', r.promised_on, 'charge', act.charge_json(r),
      'opened_at', sec.iso(r.opened_at, b.tz), 'opened_by', o.name, 'channel', r.channel, 'requester', act.requester_json(r),
      'instructions', t.instructions_student, 'issued_at', sec.iso(sec.now(), b.tz), 'issued_by', a.name,
      'parameters', (select coalesce(jsonb_agg(jsonb_build_object('question', x.label, 'answer', w.label) order by x.order_no), '[]')
         from app.parameter_answer w join app.type_parameter x on x.company = w.company and x.id = w.parameter_id where w.company = r.company and w.request_id = r.id))
    from app.branch b join app.company k on k.id = b.company join app.request_type t on t.company = b.company and t.id = r.type_id
    join academic.student s on s.company = b.company and s.id = r.student_id
    join app.delivery_location l on l.company = b.company and l.id = r.location_id
    left join app.locality y on y.company = b.company and y.id = r.locality_id
    left join app.person o on o.company = b.company and o.id = r.opened_by
    left join academic.enrolment e on e.company = b.company and e.id = r.enrolment_id
    left join academic.period d on d.company = b.company and d.id = r.period_id
    left join academic.contract c on c.company = b.company and c.id = r.contract_id
   where b.company = r.company and b.id = r.branch);
end $$;

-- Who asked: the kind, and of a guardian the name as the record has it now – the one named at the counter, or who signed in to the portal.
create function act.requester_json(r app.request) returns jsonb
language plpgsql stable
as $$
begin
  return jsonb_build_object('kind', r.requester_kind) || coalesce((select jsonb_build_object('name', g.name, 'relation', g.kind)
    from academic.guardian g
   where r.requester_kind = 'guardian' and g.company = r.company and g.student_id = r.student_id
     and (g.id = (select (h.data #>> '{requester,guardian}')::bigint from app.history h where h.company = r.company and h.request_id = r.id and h.seq = 1)
       or g.cpf = (select w.guardian_cpf from app.portal_user w where w.company = r.company and w.id = r.portal_user_id))
   order by g.id limit 1), '{}');
end $$;
