-- Waits without an answer (L-12): the warning is an event of the history, and what waits is found by how long it has.

alter table app.history drop constraint history_kind, add constraint history_kind check (kind in ('opened', 'taken', 'released',
  'field_set', 'forwarded', 'returned', 'reassigned', 'wait_started', 'wait_warned', 'wait_ended', 'message', 'note', 'attachment',
  'concluded', 'cancelled', 'reopened', 'priority', 'undone', 'migrated', 'charged', 'charge_waived', 'charge_cancelled',
  'charge_again', 'refund_review', 'debt_overridden'));
create index request_waits on app.request (company, branch, paused_at, id) where status = 'waiting';
