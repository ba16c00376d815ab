-- The engine's own check-up, for `doctor`.

-- What an administrator should mend, one line each.
create function act.doctor(a sec.actor) returns jsonb
language plpgsql stable
as $$
begin
  return (select coalesce(jsonb_agg(x order by x ->> 'check'), '[]') from (
    select jsonb_build_object('check', 'types-without-publication', 'level', 'warning', 'pt', 'Tipo ' || t.code || ' tem rascunho e nenhuma versão publicada.', 'en', 'Type ' || t.code || ' has a draft and no published version.',
           'mend', 'balcao flow publish ' || t.code) as x
      from app.request_type t where t.company = a.company and not exists (select from app.flow_version v where v.company = t.company and v.type_id = t.id and v.state <> 'draft')
    union all select jsonb_build_object('check', 'active-type-unsound', 'level', 'failure', 'pt', 'Tipo ' || t.code || ' está ativo e não passa na verificação: ' || (e -> 0 ->> 'pt'),
           'en', 'Type ' || t.code || ' is active and fails the check: ' || (e -> 0 ->> 'en'), 'mend', 'balcao flow check ' || t.code)
      from app.request_type t join app.flow_version v on v.company = t.company and v.type_id = t.id and v.state = 'published'
      cross join lateral (select act.errors_of(act.check_type(t.company, t.id, sec.today(t.company)) || act.check_version(t.company, v.id)) as e) z
     where t.company = a.company and t.active and e <> '[]'
    union all select jsonb_build_object('check', 'group-without-people', 'level', 'warning', 'pt', 'Grupo ' || g.code || ' não tem atendente ativo.', 'en', 'Group ' || g.code || ' has no active attendant.',
           'mend', 'balcao user set LOGIN --group ' || g.code)
      from app.attendance_group g where g.company = a.company and g.active and not exists (select from app.group_member m join app.person p on p.company = m.company and p.id = m.person_id and p.active
            where m.company = g.company and m.group_id = g.id)
    union all select jsonb_build_object('check', 'group-without-lead', 'level', 'warning', 'pt', 'Grupo ' || g.code || ' não tem supervisor.', 'en', 'Group ' || g.code || ' has no lead.',
           'mend', 'balcao user set LOGIN --role supervisor --group ' || g.code || ':lead')
      from app.attendance_group g where g.company = a.company and g.active and not exists (select from app.group_member m join app.person p on p.company = m.company and p.id = m.person_id and p.active
            where m.company = g.company and m.group_id = g.id and m.lead)
    union all select jsonb_build_object('check', 'calendar-closed', 'level', 'failure', 'pt', 'Calendário ' || c.code || ' nunca abre: prazos não podem ser contados.', 'en', 'Calendar ' || c.code || ' never opens: deadlines cannot be counted.',
           'mend', 'balcao catalogue import')
      from app.calendar c where c.company = a.company and c.active and not exists (select from app.calendar_hours h where h.company = c.company and h.calendar_id = c.id)
    union all select jsonb_build_object('check', 'holidays', 'level', 'warning', 'pt', 'Calendário ' || c.code || ' não tem feriados deste ano.', 'en', 'Calendar ' || c.code || ' has no holidays of this year.',
           'mend', 'balcao catalogue import')
      from app.calendar c where c.company = a.company and c.active and not exists (select from app.holiday h where h.company = c.company and h.calendar_id = c.id and extract(year from h.day) = extract(year from sec.today(c.company)))
    union all select jsonb_build_object('check', 'mail-stuck', 'level', 'warning', 'pt', sec.counted(count(*), 'e-mail não pôde ser enviado.', 'e-mails não puderam ser enviados.'), 'en', sec.counted(count(*), 'mail', 'mails') || ' could not be sent.',
           'mend', 'balcao mail list --state failed --state expired')
      from app.outbox o where o.company = a.company and o.sent_at is null and o.dropped_at is null and act.mail_state(o) in ('failed', 'expired') having count(*) > 0
    union all select jsonb_build_object('check', 'mail-idle', 'level', 'warning', 'pt', sec.counted(count(*), 'e-mail espera', 'e-mails esperam') || ' há mais de 15 minutos: ninguém envia.',
           'en', sec.counted(count(*), 'mail has', 'mails have') || ' waited for more than 15 minutes: nobody sends.', 'mend', 'balcao mail run')
      from app.outbox o where o.company = a.company and o.sent_at is null and o.dropped_at is null and act.mail_state(o) = 'waiting' and o.not_before < now() - interval '15 min' and not (select training from app.clock) having count(*) > 0
    union all select jsonb_build_object('check', 'waiting-overdue', 'level', 'warning', 'pt', sec.counted(count(*), 'solicitação passou', 'solicitações passaram') || ' da data de retorno.', 'en', sec.counted(count(*), 'request is', 'requests are') || ' past the wake-up date.', 'mend', 'balcao waits run')
      from app.request q where q.company = a.company and q.waiting_until < sec.now() - interval '1 hour' having count(*) > 0
    union all select jsonb_build_object('check', 'handler', 'level', 'failure', 'pt', 'Falta a linha 10, "Serviços Educacionais (RM Classis Net)", nos serviços do tipo de atendimento: nenhum tipo passa na verificação.',
           'en', 'Row 10, "Serviços Educacionais (RM Classis Net)", is missing from the handlers of types: no type passes the check.', 'mend', 'balcao doctor --fix --admin-url URL')
     where not exists (select from app.type_handler where id = 10 and code = 'educational')
    union all select jsonb_build_object('check', 'query', 'level', case when act.query_users(q.company, q.code) is null then 'warning' else 'failure' end,
           'pt', 'Consulta: ' || w.why[1] || coalesce(' (' || act.query_users(q.company, q.code) || ')', '') || '.', 'en', 'Query: ' || w.why[2] || coalesce(' (' || act.query_users(q.company, q.code) || ')', '') || '.',
           'mend', case when q.bound is null then 'balcao catalogue import' else 'balcao query approve ' || q.code end)
      from app.sql_query q cross join lateral (select act.query_unusable(q.company, q.code) as why) w where q.company = a.company and q.active and w.why is not null
    union all select jsonb_build_object('check', 'fault', 'level', 'warning', 'pt', 'Tipo ' || f.subject || ': ' || f.code || ', ' || sec.counted(f.times, 'vez', 'vezes') || ' em ' || to_char(f.day, 'DD/MM') || ', a primeira com ' || f.login || '.',
           'en', 'Type ' || f.subject || ': ' || f.code || ', ' || sec.counted(f.times, 'time', 'times') || ' on ' || f.day || ', first met by ' || f.login || '.', 'mend', 'balcao flow check ' || f.subject)
      from app.fault f where f.company = a.company and f.day > sec.today(a.company) - 3
  ) y);
end $$;
