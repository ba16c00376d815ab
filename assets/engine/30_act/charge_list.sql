-- The charges of a company by how they stand. A state is one word: what a person should look at (`refund billing`, K-2 and X-10, as
-- act.charge_json tells it), else what finance says (`paid`), else the charge's own. Read-only.

-- The requests in these states. Each state is looked for where its few are: what finance says is asked of the charged ones only when it is wanted.
create function act.charges_in(p_company smallint, p_states text[]) returns table (id bigint, opened_at timestamptz, state text)
language plpgsql stable set enable_seqscan = off
as $$
declare v_state text;
begin
  -- That it is not `none` is said for the index, which has no other.
  foreach v_state in array array['free', 'pending', 'waived', 'cancelled', 'failed'] loop
    continue when not v_state = any (p_states);
    return query select q.id, q.opened_at, q.charge_status from app.request q where q.company = p_company and q.charge_status = v_state and q.charge_status <> 'none';
  end loop;
  if 'refund' = any (p_states) then
    return query select q.id, q.opened_at, 'refund'::text from app.request q where q.company = p_company and q.charge_status = 'charged' and q.status = 'cancelled';
  end if;
  if p_states && array['charged', 'paid'] then
    return query select x.id, x.opened_at, x.state
      from (select q.id, q.opened_at, case when l.status = 'open' and c.status <> 'active' then 'billing' when l.status = 'paid' then 'paid' else 'charged' end as state
              from app.request q
              left join academic.contract_installment i on i.company = q.company and i.id = q.installment_id
              left join academic.ledger_entry l on l.company = q.company and l.installment_id = q.installment_id
              left join academic.contract c on c.company = q.company and c.id = i.contract_id
             where q.company = p_company and q.charge_status = 'charged' and q.status <> 'cancelled') x
     where x.state = any (p_states);
  elsif 'billing' = any (p_states) then
    -- What is still open first: of many charges few are, and the request of no other is read.
    return query with o as materialized (
        select i.id, i.contract_id, i.request_id from academic.contract_installment i
          join academic.ledger_entry l on l.company = i.company and l.installment_id = i.id and l.status = 'open'
         where i.company = p_company and i.request_id is not null)
      select q.id, q.opened_at, 'billing'::text
        from o join academic.contract c on c.company = p_company and c.id = o.contract_id and c.status <> 'active'
       cross join lateral (select x.id, x.opened_at from app.request x where x.company = p_company and x.id = o.request_id and x.installment_id = o.id
                              and x.charge_status = 'charged' and x.status <> 'cancelled' offset 0) q;
  end if;
end $$;

-- The newest of the charges in these states, and how many there are; without states those that wait for a person.
create function act.charges(a sec.actor, p_states text[], p_limit int) returns jsonb
language plpgsql stable
as $$
declare v_now timestamptz := sec.now(); v_limit int := least(greatest(coalesce(p_limit, 200), 1), 1000);
begin
  return (with x as materialized (select * from act.charges_in(a.company, coalesce(p_states, array['refund', 'billing', 'failed', 'pending'])))
    select jsonb_build_object('total', (select count(*) from x), 'items', (select coalesce(jsonb_agg(act.item_json(q, v_now)
             || jsonb_build_object('charge', act.charge_json(q), 'state', y.state) order by y.opened_at desc, y.id desc), '[]')
        from (select * from x order by x.opened_at desc, x.id desc limit v_limit) y join app.request q on q.company = a.company and q.id = y.id)));
end $$;
