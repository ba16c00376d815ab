-- The academic mirror under the names that an institution's own parameter queries know (Z-11). Each view shows the company
-- of who asks and nothing else; the barrier keeps a query's own conditions from meeting any other row.
create schema rm;

-- The company of who asks: of the person behind the session, whatever any setting says. A session that is no person's – the portal's,
-- the engine's own checks – sees the company whose query `act.query_rows` is running; nothing else reads these views for it.
create function sec.query_company() returns smallint
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce(sec.my_company(), nullif(current_setting('balcao.query_company', true), '')::smallint);
end $$;

-- The current period of the company of who asks (what `sparam` calls IDPERLET).
create function sec.my_period() returns int
language plpgsql stable security definer set search_path = ''
as $$
declare v_company smallint := sec.query_company(); v_today date;
begin
  select (sec.now() at time zone b.tz)::date into v_today from app.branch b where b.company = v_company order by b.id limit 1;
  return (select p.id from academic.period p where p.company = v_company and p.starts <= v_today
           order by (v_today <= p.ends) desc, p.starts desc limit 1);
end $$;

create view rm.gcoligada with (security_barrier) as
select c.id as codcoligada, c.name::text as nome from app.company c where c.id = (select sec.query_company());

create view rm.gfilial with (security_barrier) as
select b.company as codcoligada, b.id as codfilial, b.name::text as nome from app.branch b where b.company = (select sec.query_company());

create view rm.spletivo with (security_barrier) as
select p.company as codcoligada, p.id as idperlet, p.code as codperlet, p.name::text as descricao, p.starts as dtinicio, p.ends as dtfim,
       p.closed as encerrado, 1 as codtipocurso
  from academic.period p where p.company = (select sec.query_company());

create view rm.saluno with (security_barrier) as
select s.company as codcoligada, s.ra, s.name::text as nome, s.birth_date as dtnascimento from academic.student s where s.company = (select sec.query_company());

-- Situations of an enrolment, in a class or in a period.
create view rm.sstatus with (security_barrier) as
select c.id as codcoligada, v.codstatus, v.descricao, 1 as codtipocurso
  from app.company c cross join (values (1, 'Cursando'), (2, 'Trancado'), (3, 'Cancelado'), (4, 'Concluído')) as v (codstatus, descricao)
 where c.id = (select sec.query_company());

create view rm.smatricpl with (security_barrier) as
select n.company as codcoligada, s.ra, n.period_id as idperlet, n.branch as codfilial, n.course::text as curso, n.shift as turno,
       case n.status when 'active' then 1 when 'locked' then 2 when 'cancelled' then 3 when 'finished' then 4 end as codstatus, n.enrolled_on as dtmatricula
  from academic.enrolment n join academic.student s on s.company = n.company and s.id = n.student_id
 where n.company = (select sec.query_company());

create view rm.smatricula with (security_barrier) as
select e.company as codcoligada, s.ra, c.period_id as idperlet, c.id as idturmadisc,
       case e.status when 'active' then 1 when 'locked' then 2 when 'cancelled' then 3 when 'finished' then 4 end as codstatus
  from academic.class_enrolment e
  join academic.student s on s.company = e.company and s.id = e.student_id
  join academic.class c on c.company = e.company and c.id = e.class_id
 where e.company = (select sec.query_company());

create view rm.sturmadisc with (security_barrier) as
select c.company as codcoligada, c.id as idturmadisc, c.period_id as idperlet, d.code as coddisc, c.code as codturma, c.course as curso, 1 as codtipocurso
  from academic.class c join academic.discipline d on d.company = c.company and d.id = c.discipline_id
 where c.company = (select sec.query_company());

create view rm.sdisciplina with (security_barrier) as
select d.company as codcoligada, d.code as coddisc, d.name::text as nome, 1 as codtipocurso
  from academic.discipline d where d.company = (select sec.query_company());

create view rm.scontrato with (security_barrier) as
select k.company as codcoligada, k.id as idcontrato, k.number as codcontrato, s.ra, k.period_id as idperlet, k.course::text as curso, k.status,
       k.fixed_due_day as diafixo, k.signed_on as dtassinatura
  from academic.contract k join academic.student s on s.company = k.company and s.id = k.student_id
 where k.company = (select sec.query_company());

create view rm.sparam with (security_barrier) as
select c.id as codcoligada, 1 as codtipocurso, v.id, v.texto
  from app.company c
  cross join lateral (select 'IDPERLET' as id, (select sec.my_period())::text as texto
                      union all select 'CODPERLET', (select p.code from academic.period p where p.company = c.id and p.id = (select sec.my_period()))) v
 where c.id = (select sec.query_company());

create view rm.hservicodotipoatendimento as
select h.id as iddll, h.name::text as nome, h.application as aplicativo, h.library as nomedll, null::text as reccreatedby, null::timestamp as reccreatedon,
       null::text as recmodifiedby, null::timestamp as recmodifiedon
  from app.type_handler h;
