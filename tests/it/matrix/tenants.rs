//! What the catalogue must say so that tenants stay apart and owners stay few (database §1, §2, §10).

use sqlx::postgres::PgConnection;

use super::{OURS, matrix_house};
use crate::support::run;
use crate::walk::house;

async fn listed(c: &mut PgConnection, sql: &str) -> Vec<String> {
    let sql = sql.replace("{OURS}", OURS);
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(c).await.expect("the catalogue answers")
}

/// Asks the catalogue of a fresh database; each question lists what breaks the rule of its name.
fn nobody_breaks(rule: &str, sql: &str) {
    run(async {
        let db = matrix_house().await;
        let mut c = house::superuser(&db).await;
        let found = listed(&mut c, sql).await;
        house::drop(&db).await;
        assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
    });
}

#[test]
fn company_leads_every_key_and_index() {
    nobody_breaks(
        "company leads",
        // A login belongs to one person whatever the company; a folded name is searched by trigrams.
        "select c.relname || ': ' || pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
         join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'company'
         where n.nspname in {OURS} and i.indkey[0] <> a.attnum and m.amname in ('btree', 'gist') and x.relname not in ('person_login') order by 1",
    );
}

#[test]
fn every_table_has_a_company_but_those_of_the_whole_database() {
    nobody_breaks(
        "has a company",
        "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in {OURS} and c.relkind in ('r', 'p')
         and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company' and not a.attisdropped)
         and n.nspname || '.' || c.relname not in ('app.company', 'app.clock', 'app.engine', 'app.migration', 'app.type_handler') order by 1",
    );
}

#[test]
fn company_leads_every_foreign_key() {
    nobody_breaks(
        "company leads the foreign key",
        "select c.conrelid::regclass || ': ' || c.conname from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
         join pg_attribute a on a.attrelid = t.oid and a.attname = 'company' where c.contype = 'f' and n.nspname in {OURS} and c.conkey[1] <> a.attnum order by 1",
    );
}

#[test]
fn every_readable_table_of_a_company_has_row_security() {
    nobody_breaks(
        "row security",
        "select n.nspname || '.' || c.relname || coalesce(': ' || (select string_agg(p.polname, ', ') from pg_policy p where p.polrelid = c.oid), ': no policy')
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in {OURS} and c.relkind in ('r', 'p') and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company')
         and exists (select from unnest(array['attendant', 'supervisor', 'admin', 'auditor', 'portal', 'worker', 'param_runner']) r
           where has_any_column_privilege('balcao_' || r, c.oid, 'select') or has_any_column_privilege('balcao_' || r, c.oid, 'insert')
              or has_any_column_privilege('balcao_' || r, c.oid, 'update') or has_table_privilege('balcao_' || r, c.oid, 'delete'))
         -- COPY is refused under row security: what waits there is read by nobody (amendment 14).
         and not (n.nspname = 'staging' and not exists (select from pg_roles r where r.rolname like 'balcao\\_%' and r.rolname <> 'balcao_owner' and not r.rolsuper
           and (has_any_column_privilege(r.oid, c.oid, 'select') or has_any_column_privilege(r.oid, c.oid, 'update') or has_table_privilege(r.oid, c.oid, 'delete'))))
         and (not c.relrowsecurity or not exists (select from pg_policy p where p.polrelid = c.oid)) order by 1",
    );
}

#[test]
fn no_policy_has_an_or() {
    nobody_breaks(
        "policy",
        "select p.polrelid::regclass || ' ' || p.polname || ': ' || pg_get_expr(coalesce(p.polqual, p.polwithcheck), p.polrelid) from pg_policy p
         where pg_get_expr(coalesce(p.polqual, p.polwithcheck), p.polrelid) ~* '\\mor\\M' order by 1",
    );
}

#[test]
fn every_table_under_row_security_is_restricted_to_the_company() {
    nobody_breaks(
        "restrictive tenant policy",
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in {OURS} and c.relrowsecurity
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company')
         and exists (select from pg_policy p where p.polrelid = c.oid)
         and not exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd = '*'
           and pg_get_expr(p.polqual, p.polrelid) ~ '^\\(company = \\( SELECT sec.my_company')
         and exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive
           and pg_get_expr(coalesce(p.polqual, p.polwithcheck), p.polrelid) !~ 'company = \\( SELECT sec.my_company') order by 1",
    );
}

#[test]
fn definer_functions_pin_their_search_path_in_the_catalogue() {
    nobody_breaks(
        "search path",
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in {OURS} and p.prosecdef
         and not exists (select from unnest(p.proconfig) x where x in ('search_path=\"\"', 'search_path=')
           /* What runs queries finds the views under their bare names, as a role that may read nothing else. */
           or (x = 'search_path=pg_catalog, rm, pg_temp' and p.proowner = 'balcao_param_runner'::regrole)) order by 1",
    );
}

#[test]
fn only_the_owner_owns() {
    nobody_breaks(
        "owner",
        // The role manager owns what makes roles, the parameter runner what runs queries, and nothing else.
        "select 'table ' || c.oid::regclass || ' of ' || c.relowner::regrole from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in {OURS} and c.relowner <> 'balcao_owner'::regrole
         union all select 'function ' || p.oid::regprocedure || ' of ' || p.proowner::regrole from pg_proc p join pg_namespace n on n.oid = p.pronamespace
           where n.nspname in {OURS} and p.proowner::regrole::text not in ('balcao_owner', 'balcao_role_manager', 'balcao_param_runner')
         union all select 'schema ' || n.nspname || ' of ' || n.nspowner::regrole from pg_namespace n where n.nspname in {OURS} and n.nspname <> 'public' and n.nspowner <> 'balcao_owner'::regrole",
    );
}

#[test]
fn nobody_is_above_the_rules() {
    nobody_breaks(
        "role",
        "select 'role ' || rolname from pg_roles where (rolsuper or rolbypassrls or rolreplication) and rolname !~ '^pg_' and oid <> 10
         union all select 'may create roles: ' || rolname from pg_roles where rolcreaterole and oid <> 10 and rolname <> 'balcao_role_manager'
         union all select 'member of the owner: ' || m.member::regrole from pg_auth_members m where m.roleid in ('balcao_owner'::regrole, 'balcao_role_manager'::regrole) and m.member <> 10
         union all select 'logs in: ' || rolname from pg_roles where rolname ~ '^balcao_' and rolcanlogin and oid <> 10",
    );
}

#[test]
fn nobody_creates_in_any_schema_nor_temporary_tables() {
    nobody_breaks(
        "create",
        "select r || ' may create in ' || n.nspname from pg_namespace n, unnest(array['attendant', 'supervisor', 'admin', 'auditor', 'portal', 'worker', 'param_runner']) r
         where n.nspname !~ '^pg_(toast|temp)' and has_schema_privilege('balcao_' || r, n.oid, 'create')
         union all select r || ' may make temporary tables' from unnest(array['attendant', 'supervisor', 'admin', 'auditor', 'portal', 'worker', 'param_runner']) r
         where has_database_privilege('balcao_' || r, current_database(), 'temp') or has_database_privilege('balcao_' || r, current_database(), 'create')",
    );
}
