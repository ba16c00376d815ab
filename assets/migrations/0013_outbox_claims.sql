-- A mail that somebody is sending is neither sent by another nor dropped under way.

alter table app.outbox add column claimed_at timestamptz;
alter table app.outbox add constraint outbox_claimed_unsent check (claimed_at is null or (sent_at is null and dropped_at is null));
