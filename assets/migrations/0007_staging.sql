-- Where the files of an import are copied before anybody judges them (amendment 14): text as it stood, no row security,
-- nothing that survives a crash. An administrator may insert here and nothing more; the import's command empties it.
create schema staging;

create unlogged table staging.students (
  import_id uuid not null, line int not null, company text, ra text, name text, cpf text, email text, phone text, birth_date text);
create unlogged table staging.guardians (
  import_id uuid not null, line int not null, company text, ra text, cpf text, name text, email text, kind text);
create unlogged table staging.periods (
  import_id uuid not null, line int not null, company text, code text, name text, starts text, ends text);
create unlogged table staging.enrolments (
  import_id uuid not null, line int not null, company text, ra text, period text, course text, branch text, shift text, status text, enrolled_on text);
create unlogged table staging.disciplines (
  import_id uuid not null, line int not null, company text, ra text, period text, discipline_code text, discipline_name text, class text, status text);
create unlogged table staging.contracts (
  import_id uuid not null, line int not null, company text, ra text, period text, number text, course text, status text, fixed_due_day text, signed_on text);
create unlogged table staging.installments (
  import_id uuid not null, line int not null, company text, contract text, number text, quota text, service text, amount text, due_date text, status text);
create unlogged table staging.ledger (
  import_id uuid not null, line int not null, company text, contract text, number text, quota text, issued_on text, due_date text, amount text, balance text,
  status text, paid_on text);
