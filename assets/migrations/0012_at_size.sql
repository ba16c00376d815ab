-- What a school of a million students and requests asks all day, by an index: digits of a phone from its end, a student number from
-- its beginning, somebody enrolled, the charges by how they stand, and the installment of a request.

-- The digits of a phone, last one first: people give the end, with or without country and area.
create function app.phone_end(p text) returns text
language sql immutable strict parallel safe
as $$ select reverse(regexp_replace(p, '[^0-9]', '', 'g')) $$;

-- In the order of bytes, whatever language the database sorts in.
create index student_ra_begins on academic.student (company, ra text_pattern_ops);
create index student_phone_ends on academic.student (company, app.phone_end(phone) text_pattern_ops) where phone is not null;
drop index academic.student_phone;

-- Somebody who is enrolled in a period, to try a query with.
create index enrolment_period on academic.enrolment (company, period_id) where status = 'active';

create index request_charge_state on app.request (company, charge_status, opened_at desc, id desc) where charge_status <> 'none';
-- Those that requests added, cancelled ones included (I-5 counts them); a school's own plan is many times as much.
create index contract_installment_charge on academic.contract_installment (company, request_id, id) include (contract_id) where request_id is not null;
create index ledger_entry_open on academic.ledger_entry (company, installment_id) where status = 'open';
