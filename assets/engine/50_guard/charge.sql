-- I-5 at the commit itself: no charged request without its one live installment and entry, no live installment without its request.
-- Definer: a deferred trigger runs as the session's own role.

create function sec.must_charge() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare r app.request; v_company smallint := new.company; v_id bigint;
begin
  v_id := case tg_table_name when 'request' then (to_jsonb(new) ->> 'id')::bigint else (to_jsonb(new) ->> 'request_id')::bigint end;
  select * into r from app.request q where q.company = v_company and q.id = v_id;
  if act.verify_charge(r) <> '[]' then
    raise exception 'request %/% and its charge do not agree', v_company, v_id using errcode = '23514', constraint = 'request_must_charge';
  end if;
  return null;
end $$;
create constraint trigger must_charge_insert after insert on app.request deferrable initially deferred
  for each row when (new.charge_status = 'charged') execute function sec.must_charge();
create constraint trigger must_charge_update after update of charge_status, amount, installment_id on app.request deferrable initially deferred
  for each row when ((old.charge_status, old.amount, old.installment_id) is distinct from (new.charge_status, new.amount, new.installment_id))
  execute function sec.must_charge();
create constraint trigger must_charge after insert on academic.contract_installment deferrable initially deferred
  for each row when (new.request_id is not null) execute function sec.must_charge();
