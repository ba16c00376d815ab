-- What waits between the copy and the chain. No trigger and no foreign key is asked while rows come in:
-- everything is checked as a whole in the end (check.sql).
create temp table seed_request on commit drop as select * from app.request with no data;
create temp table seed_history on commit drop as select * from app.history with no data;
create index on seed_history (seq);
create index on seed_history (request_id, seq);
create temp table seed_charge (company smallint, id bigint primary key, contract_id bigint, day date, amount numeric(12, 2), status text, source text,
  service text, document_type text, number int, due date, due_source text, steps jsonb, installment_id bigint) on commit drop;
