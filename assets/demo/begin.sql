-- What waits between the copy and the chain. No trigger and no foreign key is asked while rows come in:
-- everything is checked as a whole in the end (check.sql).
create temp table seed_request on commit drop as select * from app.request with no data;
create temp table seed_history on commit drop as select * from app.history with no data;
create index on seed_history (seq);
