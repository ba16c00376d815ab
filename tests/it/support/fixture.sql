-- The small institution of every test database: what the demo's people need, no students, no types, no requests.
-- Run by the superuser in the template, once.
update app.clock set training = true;
insert into app.company (id, name) values (1, 'Instituto de Testes');
insert into app.calendar (company, code) values (1, 'padrao');
insert into app.calendar_hours (company, calendar_id, weekday, opens, closes)
  select 1, id, day, time '08:00', time '18:00' from app.calendar, generate_series(1, 5) as day;
insert into app.branch (company, id, name, calendar_id)
  select 1, branch.id, branch.name, calendar.id
    from app.calendar, (values (1, 'Sede'), (2, 'Polo Norte')) as branch (id, name);
insert into app.locality (company, code, branch, name) values
  (1, 'sede', 1, 'Secretaria Sede'), (1, 'norte', 2, 'Secretaria Norte');
insert into app.profile (company, code, name, open_all, handle_all) values (1, 'balcao', 'Balcão', true, true);
insert into app.attendance_group (company, code, name) values
  (1, 'secretaria', 'Secretaria'), (1, 'coordenacao', 'Coordenação'), (1, 'financeiro', 'Financeiro'),
  (1, 'biblioteca', 'Biblioteca'), (1, 'professores', 'Professores');
-- The half-year of today and its neighbours.
insert into academic.period (company, code, name, starts, ends)
  select 1, concat(extract(year from day), '/', half), concat('Período ', extract(year from day), '/', half),
         day, (day + interval '6 months' - interval '1 day')::date
    from (select (date_trunc('year', current_date) + step * interval '6 months')::date as day
            from generate_series(-2, 3) as step) as halves,
         lateral (select case when extract(month from day) = 1 then 1 else 2 end as half) as h
   order by day;

insert into app.person (company, login, name, role, profile_id, locality_id)
  select 1, p.login, p.name, p.role, profile.id, locality.id
    from (values ('ana', 'Ana Lima', 'attendant', 'sede'), ('bruno', 'Bruno Reis', 'attendant', 'sede'),
                 ('carla', 'Carla Dias', 'attendant', 'norte'), ('davi', 'Davi Melo', 'attendant', 'sede'),
                 ('sonia', 'Sônia Prado', 'supervisor', 'sede'), ('admin', 'Administração', 'admin', 'sede'),
                 ('iris', 'Íris Nunes', 'auditor', 'sede')) as p (login, name, role, locality)
    join app.profile on profile.code = 'balcao' join app.locality on locality.code = p.locality;
insert into app.group_member (company, group_id, person_id, lead)
  select 1, g.id, p.id, m.lead
    from (values ('ana', 'secretaria', false), ('bruno', 'secretaria', false), ('carla', 'coordenacao', false),
                 ('davi', 'financeiro', false), ('bruno', 'biblioteca', false), ('carla', 'professores', false),
                 ('sonia', 'secretaria', true), ('sonia', 'coordenacao', true), ('sonia', 'financeiro', true),
                 ('sonia', 'biblioteca', true), ('sonia', 'professores', true)) as m (login, code, lead)
    join app.attendance_group g on g.code = m.code join app.person p on p.login = m.login;

-- What the shipped flows charge by: their services, a rule until the end of every period, five days to pay.
insert into app.service (company, code, name, value) values
  (1, 'aproveitamento-estudos', 'Aproveitamento de estudos', 30), (1, 'diploma-2a-via', 'Diploma, 2ª via', 100),
  (1, 'historico-2a-via', 'Histórico escolar, 2ª via', 35), (1, 'plano-ensino', 'Plano de ensino, por semestre', 25),
  (1, 'prova-2a-chamada', 'Prova de 2ª chamada', 50), (1, 'transferencia-turma', 'Transferência de turma ou turno', 35);
insert into app.settings (company, branch, doc) values (1, 0, '{"auto_due_date": {"days": 5}}');
insert into app.installment_rule (company, period_code, request_until, installment)
  select company, code, ends, 6 from academic.period;
