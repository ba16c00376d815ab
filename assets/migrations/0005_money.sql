-- Money: contract installments and ledger entries of the academic mirror, the charge of a request, installment rules by branch.
-- A request's charge is decided once, at opening (B-3): the columns here are what was decided, not what settings say today.

-- Parcela: the plan's (tuition) and the extra ones a request adds. A charge reuses the number of its rule's row with the
-- next free quota, so it never merges with tuition (D-8).
create table academic.contract_installment (
  company      smallint not null,
  id           bigint generated always as identity,
  contract_id  bigint not null,
  number       int not null constraint contract_installment_no check (number >= 1),
  quota        int not null default 1 constraint contract_installment_quota check (quota >= 1),
  service      text constraint contract_installment_service check (app.is_clean(service) and length(service) between 1 and 255),
  amount       numeric(12, 2) not null constraint contract_installment_amount check (amount >= 0),
  due_date     date not null,
  origin       text not null default 'plan' constraint contract_installment_origin check (origin in ('plan', 'extra')),
  request_id   bigint,
  status       text not null default 'open' constraint contract_installment_status check (status in ('open', 'paid', 'cancelled')),
  primary key (company, id),
  foreign key (company, contract_id) references academic.contract (company, id),
  foreign key (company, request_id) references app.request (company, id) deferrable initially deferred,
  constraint contract_installment_number unique (company, contract_id, number, quota),
  constraint contract_installment_of_request check (request_id is null or origin = 'extra')
);
-- I-5: one live installment a request.
create unique index contract_installment_request on academic.contract_installment (company, request_id)
  where request_id is not null and status <> 'cancelled';

-- Lançamento financeiro: what is receivable for an installment. `balance` is what is still owed.
create table academic.ledger_entry (
  company         smallint not null,
  id              bigint generated always as identity,
  installment_id  bigint not null,
  issued_on       date not null,
  due_date        date not null,
  amount          numeric(12, 2) not null constraint ledger_entry_amount check (amount >= 0),
  document_type   text constraint ledger_entry_document check (app.is_clean(document_type) and length(document_type) between 1 and 40),
  status          text not null default 'open' constraint ledger_entry_status check (status in ('open', 'paid', 'cancelled', 'renegotiated')),
  paid_on         date,
  balance         numeric(12, 2) not null constraint ledger_entry_balance check (balance >= 0),
  primary key (company, id),
  foreign key (company, installment_id) references academic.contract_installment (company, id),
  constraint ledger_entry_installment unique (company, installment_id)
);

alter table app.service add document_type text
  constraint service_document check (app.is_clean(document_type) and length(document_type) between 1 and 40);

-- D-7: rules of one branch stand before those of the company (branch 0).
alter table app.installment_rule add branch smallint not null default 0;
alter table app.installment_rule drop constraint installment_rule_pkey;
alter table app.installment_rule add primary key (company, branch, period_code, request_until);

alter table app.request
  add amount numeric(12, 2) constraint request_amount check (amount >= 0),
  add price_source text constraint request_price_source check (price_source in ('service', 'delivery_location')),
  add charge_due date,
  add due_source text constraint request_due_source check (due_source in ('table', 'fixed_day', 'days_after')),
  add installment_id bigint,
  add debt_check text not null default 'not_required'
    constraint request_debt_check check (debt_check in ('not_required', 'passed', 'overridden')),
  -- {"count","total","oldest"} as found at opening (G-4); never names what the debts are.
  add debt_evidence jsonb,
  add foreign key (company, installment_id) references academic.contract_installment (company, id) deferrable initially deferred,
  add constraint request_charge_amount check ((charge_status = 'none') = (amount is null)),
  add constraint request_charge_source check ((charge_status = 'none') = (price_source is null)),
  add constraint request_charge_free check (charge_status = 'none' or (charge_status = 'free') = (amount = 0)),
  -- B-4: what costs nothing has neither date nor installment; what costs has both.
  add constraint request_charge_whole check ((charge_status in ('none', 'free')) = (charge_due is null)
    and (charge_due is null) = (due_source is null) and (charge_due is null) = (installment_id is null)),
  add constraint request_debt_evidence check ((debt_check = 'not_required') = (debt_evidence is null));
create index request_charged on app.request (company, contract_id, id) where charge_status = 'charged';
create index request_refund on app.request (company, closed_at desc, id) where charge_status = 'charged' and status = 'cancelled';

alter table app.history drop constraint history_kind, add constraint history_kind check (kind in ('opened', 'taken', 'released',
  'field_set', 'forwarded', 'returned', 'reassigned', 'wait_started', 'wait_ended', 'message', 'note', 'attachment', 'concluded',
  'cancelled', 'reopened', 'priority', 'undone', 'migrated', 'charged', 'charge_waived', 'charge_cancelled', 'charge_again',
  'refund_review', 'debt_overridden'));
