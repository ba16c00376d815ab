-- Everything that a row-by-row load would have been held to, over everything at once. Fails naming the first rule broken.
do $$
declare f record; v_match text; v_given text; n bigint;
begin
  -- Foreign keys were not asked while rows came in.
  for f in select k.conname, k.conrelid::regclass as child, k.confrelid::regclass as parent, k.confrelid, k.confkey, k.conrelid, k.conkey
             from pg_constraint k join pg_namespace s on s.oid = k.connamespace where k.contype = 'f' and s.nspname in ('app', 'academic') loop
    select string_agg(format('c.%I = p.%I', ca.attname, pa.attname), ' and '), string_agg(format('c.%I is not null', ca.attname), ' and ')
      into v_match, v_given
      from unnest(f.conkey, f.confkey) as x(ck, pk)
      join pg_attribute ca on ca.attrelid = f.conrelid and ca.attnum = x.ck join pg_attribute pa on pa.attrelid = f.confrelid and pa.attnum = x.pk;
    execute format('select count(*) from %s c where %s and not exists (select from %s p where %s)', f.child, v_given, f.parent, v_match) into n;
    if n > 0 then raise exception 'sample: % rows of % have no row in % (%)', n, f.child, f.parent, f.conname; end if;
  end loop;
end $$;

create or replace function pg_temp.must_be_none(p_rule text, p_count bigint) returns void language plpgsql as $$
begin if p_count > 0 then raise exception 'sample: % rows break %', p_count, p_rule; end if; end $$;

select
  pg_temp.must_be_none('I-3: the stage is of the type''s version', (select count(*) from app.request r
     where not exists (select from app.stage s join app.flow_version v on v.company = s.company and v.id = s.version_id
                        where s.company = r.company and s.id = r.stage_id and v.id = r.version_id and v.type_id = r.type_id))),
  pg_temp.must_be_none('I-3, I-4: the last event leaves the state', (select count(*) from app.request r
     left join app.history h on h.company = r.company and h.request_id = r.id and h.seq = r.version
     where h.seq is null or h.hash <> r.head
        or (h.to_status, h.to_stage, h.to_group, h.to_assignee, h.outcome) is distinct from (r.status, r.stage_id, r.group_id, r.assignee_id, r.outcome))),
  pg_temp.must_be_none('I-4: events without gaps, each going on where the last one ended', (select count(*) from (
     select h.seq, row_number() over w as n, h.from_status, h.from_stage, h.from_group, h.from_assignee, h.at,
            lag(h.to_status) over w as s, lag(h.to_stage) over w as t, lag(h.to_group) over w as g, lag(h.to_assignee) over w as a, lag(h.at) over w as before
       from app.history h window w as (partition by h.company, h.request_id order by h.seq)) x
     where x.seq <> x.n or (x.from_status, x.from_stage, x.from_group, x.from_assignee) is distinct from (x.s, x.t, x.g, x.a) or x.at < x.before)),
  pg_temp.must_be_none('I-8: required fields of what was granted or done', (select count(*) from app.request r
     join app.stage_field f on f.company = r.company and f.stage_id = r.stage_id and f.required
     where r.outcome in ('granted', 'done') and not exists (select from app.answer x where x.company = r.company and x.request_id = r.id
       and x.visit_no = r.visit_no and x.field_id = f.id))),
  pg_temp.must_be_none('F-7: required fields of stages left by a forward that asks for them', (select count(*) from app.history h
     join app.flow_edge e on e.company = h.company and e.from_stage = h.from_stage and e.reason_id = h.reason_id and not e.skip_required
     join app.stage_field f on f.company = h.company and f.stage_id = h.from_stage and f.required
     join app.visit v on v.company = h.company and v.request_id = h.request_id and v.stage_id = h.from_stage and v.left_at = h.at
     where h.kind = 'forwarded' and not exists (select from app.answer x where x.company = h.company and x.request_id = h.request_id
       and x.visit_no = v.no and x.field_id = f.id))),
  pg_temp.must_be_none('F-2: forwards along an edge', (select count(*) from app.history h where h.kind = 'forwarded' and not exists (
     select from app.flow_edge e where e.company = h.company and e.from_stage = h.from_stage and e.to_stage = h.to_stage and e.reason_id = h.reason_id))),
  pg_temp.must_be_none('I-9: time spent waiting', (select count(*) from app.request r
     join lateral (select coalesce(sum(extract(epoch from e.at - s.at)), 0)::bigint as seconds from app.history s
       join lateral (select x.at from app.history x where x.company = s.company and x.request_id = s.request_id and x.seq > s.seq
                        and x.kind in ('wait_ended', 'cancelled') order by x.seq limit 1) e on true
      where s.company = r.company and s.request_id = r.id and s.kind = 'wait_started') w on true
     where w.seconds <> r.sla_paused_seconds and exists (select from app.history s where s.company = r.company and s.request_id = r.id and s.kind = 'wait_started'))),
  pg_temp.must_be_none('visits: the last one is the current stage, the others were left', (select count(*) from app.request r
     left join app.visit v on v.company = r.company and v.request_id = r.id and v.no = r.visit_no
     where v.no is null or v.stage_id <> r.stage_id or v.group_id <> r.group_id or (v.left_at is null) <> (r.closed_at is null)
        or exists (select from app.visit o where o.company = r.company and o.request_id = r.id and (o.no > r.visit_no or (o.no < r.visit_no and o.left_at is null))))),
  pg_temp.must_be_none('Z-3: who acted on the flow is of the group', (select count(*) from app.history h
     where h.kind in ('taken', 'forwarded', 'concluded', 'field_set') and not exists (select from app.group_member m
       where m.company = h.company and m.group_id = h.from_group and m.person_id = h.actor_id))),
  pg_temp.must_be_none('I-5: one live installment and one entry a charged request', (select count(*) from app.request r
     where r.charge_status = 'charged' and ((select count(*) from academic.contract_installment i where i.company = r.company and i.request_id = r.id
             and i.id = r.installment_id and i.amount = r.amount and i.status <> 'cancelled') <> 1
        or (select count(*) from academic.ledger_entry l where l.company = r.company and l.installment_id = r.installment_id and l.amount = r.amount) <> 1))),
  pg_temp.must_be_none('I-5: no live installment of a request that owes nothing', (select count(*) from academic.contract_installment i
     join app.request r on r.company = i.company and r.id = i.request_id where i.status <> 'cancelled' and (r.charge_status <> 'charged' or r.installment_id <> i.id))),
  pg_temp.must_be_none('B-1: types that charge have charged', (select count(*) from app.request r join app.type_config c on c.company = r.company and c.type_id = r.type_id
     where c.insert_extra_service <> (r.charge_status <> 'none'))),
  pg_temp.must_be_none('nothing happens later than now', (select count(*) from app.history h where h.at > sec.now())),
  pg_temp.must_be_none('history''s chain', (select count(*) from (
     select h.hash, sec.chain_hash(coalesce(lag(h.hash) over (partition by h.company, h.request_id order by h.seq), ''), h) as want from app.history h) x where x.hash <> x.want));
