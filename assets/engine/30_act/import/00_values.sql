-- How a cell of an import is judged and read. A million lines pass here: these are expressions that the planner puts into
-- the query that asks (no `set`, no plpgsql, each argument a bare column), never a call a row.

-- dd/mm/aaaa as ISO; anything else as it is.
create function act.cell_iso(t text) returns text
language sql immutable
as $$ select case when t ~ '^\d\d/\d\d/\d{4}$' then substr(t, 7, 4) || '-' || substr(t, 4, 2) || '-' || substr(t, 1, 2) else t end $$;

-- A day that exists, of the years 1900 to 2199.
create function act.cell_is_date(t text) returns boolean
language sql immutable
as $$ select act.cell_iso(t) ~ '^(?:(?:19|20|21)\d\d-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))|(?:(?:19|20|21)(?:0[48]|[2468][048]|[13579][26])|2000)-02-29)$' $$;

create function act.cell_date(t text) returns date
language sql stable
as $$ select act.cell_iso(t)::date $$;

-- `1234.5`, `1234,50`, `1.234,50` as numeric reads it, else null: a point before three digits alone would be a guess.
create function act.cell_amount(t text) returns text
language sql immutable
as $$ select case when t ~ '^\d{1,10}(?:[.,]\d{1,2})?$' then replace(t, ',', '.')
                  when t ~ '^\d{1,3}(?:\.\d{3}){1,2},\d{1,2}$' then replace(replace(t, '.', ''), ',', '.') end $$;

-- The digits of a CPF, punctuated or not; null when it is not eleven digits.
create function act.cell_cpf(t text) returns text
language sql immutable
as $$ select case when t ~ '^\d{3}\.?\d{3}\.?\d{3}-?\d{2}$' then translate(t, '.-', '') end $$;

-- Both check digits agree (Z-13); eleven equal digits are nobody's. Takes what `cell_cpf` gave, as a number.
create function act.cell_is_cpf(n bigint) returns boolean
language sql immutable
as $$
  select n % 11111111111 <> 0
     and (10 * (10 * (n / 10000000000) + 9 * (n / 1000000000 % 10) + 8 * (n / 100000000 % 10) + 7 * (n / 10000000 % 10) + 6 * (n / 1000000 % 10)
           + 5 * (n / 100000 % 10) + 4 * (n / 10000 % 10) + 3 * (n / 1000 % 10) + 2 * (n / 100 % 10))) % 11 % 10 = n / 10 % 10
     and (10 * (11 * (n / 10000000000) + 10 * (n / 1000000000 % 10) + 9 * (n / 100000000 % 10) + 8 * (n / 10000000 % 10) + 7 * (n / 1000000 % 10)
           + 6 * (n / 100000 % 10) + 5 * (n / 10000 % 10) + 4 * (n / 1000 % 10) + 3 * (n / 100 % 10) + 2 * (n / 10 % 10))) % 11 % 10 = n % 10 $$;

-- `app.is_clean` is a call; most cells are plain letters and need none.
create function act.cell_is_clean(t text) returns boolean
language sql immutable
as $$ select t ~ '^[ -~]*$' or app.is_clean(t) $$;

-- What is wrong with a cell, as a code of the words; null when it fits. `p_must`: an empty cell does not.
create function act.cell_company(t text, p_company smallint) returns text
language sql immutable
as $$ select case when t is null then 'E_IMPORT_EMPTY' when ltrim(t, '0') <> p_company::text then 'E_IMPORT_COMPANY' end $$;

create function act.cell_text(t text, p_must boolean, p_max int) returns text
language sql immutable
as $$ select case when t is null then case when p_must then 'E_IMPORT_EMPTY' end when length(t) > p_max or not act.cell_is_clean(t) then 'E_IMPORT_TEXT' end $$;

create function act.cell_shape(t text, p_shape text) returns text
language sql immutable
as $$ select case when t is null then 'E_IMPORT_EMPTY' when t !~ p_shape then 'E_IMPORT_SHAPE' end $$;

create function act.cell_email(t text) returns text
language sql immutable
as $$ select case when length(t) > 254 or t !~ '^[^@\s]+@[^@\s]+$' or not act.cell_is_clean(t) then 'E_IMPORT_EMAIL' end $$;

create function act.cell_day(t text, p_must boolean) returns text
language sql immutable
as $$ select case when t is null then case when p_must then 'E_IMPORT_EMPTY' end when not act.cell_is_date(t) then 'E_IMPORT_DATE' end $$;

create function act.cell_money(t text, p_must boolean) returns text
language sql immutable
as $$ select case when t is null then case when p_must then 'E_IMPORT_EMPTY' end when act.cell_amount(t) is null then 'E_IMPORT_AMOUNT' end $$;

-- A whole number of at most four digits, from one on.
create function act.cell_number(t text, p_must boolean) returns text
language sql immutable
as $$ select case when t is null then case when p_must then 'E_IMPORT_EMPTY' end when t !~ '^0{0,3}[1-9]\d{0,3}$' then 'E_IMPORT_NUMBER' end $$;

create function act.cell_choice(t text, p_choices text[]) returns text
language sql immutable
as $$ select case when t <> all (p_choices) then 'E_IMPORT_CHOICE' end $$;
