//! The hostile texts themselves, and what becomes of them.

use super::*;

/// Each text with a word of the refusal that the database gives when it is sent past the program.
const TEXTS: [(&str, &str); 82] = [
    // A second statement.
    ("select 1; select 2", "multi-query"),
    ("select nome from saluno; delete from app.request", ""),
    ("select 1; commit; drop schema app cascade", ""),
    ("select nome from saluno;", "syntax error"),
    ("select 1) q on true limit 1; drop table app.request; --", "syntax error"),
    ("select 1 from (select 1) q on true; --", "syntax error"),
    ("select 1 $$; drop table x; $$", ""),
    ("/* */ ; select 1", ""),
    ("", "not translated"),
    (" -- only a comment", ""),
    // Out of the body in which the text is judged.
    (
        "select 1; end; drop table app.fault; create function act.x() returns int language sql begin atomic select 1",
        "multi-query",
    ),
    ("select 1; end; select 2", ""),
    ("end; drop schema app cascade; begin", ""),
    ("select 1; end; $$ language sql", ""),
    // Writing.
    ("insert into app.fault values (1)", ""),
    ("insert into rm.saluno (ra) values ('1')", "return type"),
    ("update rm.saluno set nome = 'x'", "cannot update"),
    ("delete from rm.sdisciplina", "return type"),
    ("insert into rm.sdisciplina (nome) values ('x') returning nome", ""),
    ("with x as (delete from rm.sdisciplina returning nome) select nome from x", ""),
    ("with x as (insert into rm.saluno (ra) values ('9') returning ra) select ra from x", ""),
    ("merge into rm.saluno a using rm.saluno b on a.ra = b.ra when matched then delete", "MERGE"),
    ("truncate academic.student", ""),
    ("select nome into novo from saluno", "INTO"),
    ("create table novo as select 1", ""),
    ("create temp table novo (a int)", ""),
    ("copy (select 1) to program 'id'", ""),
    ("copy academic.student from '/etc/passwd'", ""),
    ("do $$ begin delete from app.request; end $$", ""),
    ("call pg_catalog.pg_sleep(1)", ""),
    ("select nome from saluno for update", "only a SELECT"),
    ("select 1 from saluno for share of saluno", "only a SELECT"),
    ("lock table academic.student", ""),
    ("grant all on schema app to public", ""),
    ("alter role balcao_param_runner superuser", ""),
    ("set role balcao_owner", ""),
    ("reset session authorization", ""),
    ("vacuum", ""),
    ("listen x", ""),
    ("explain analyze select nome from saluno", "EXPLAIN"),
    ("show all", "SHOW"),
    ("prepare p as select 1", ""),
    ("declare c cursor for select 1", ""),
    // Other people's tables.
    ("select description from app.request", "app.request is not"),
    ("select * from academic.student", "academic.student is not"),
    ("select cpf from academic.guardian", "academic.guardian is not"),
    ("select content from app.file_content", "app.file_content is not"),
    ("select rolpassword from pg_authid", "pg_authid is not"),
    ("select rolname from pg_roles", "pg_roles"),
    ("select passwd from pg_shadow", "pg_shadow is not"),
    ("select prosrc from pg_proc", "pg_proc"),
    ("select query from pg_stat_activity", "pg_stat_activity"),
    ("select setting from pg_settings", "pg_settings"),
    ("select table_name from information_schema.tables", "information_schema"),
    ("select bound from app.sql_query", "app.sql_query is not"),
    ("select relname from pg_class", "pg_class"),
    ("select null::app.person", "app.person"),
    ("select (select count(*) from pg_largeobject)", ""),
    // Functions that do something.
    ("select pg_sleep(60)", "pg_sleep"),
    ("select nome from saluno where pg_sleep(60)::text = nome", "pg_sleep"),
    ("select pg_advisory_lock(27696334)", "pg_advisory_lock"),
    ("select pg_try_advisory_xact_lock(1)", "pg_try_advisory_xact_lock"),
    ("select lo_creat(-1)", "lo_creat"),
    ("select lo_from_bytea(0, '\\x00')", "lo_from_bytea"),
    ("select query_to_xml('select 1', true, true, '')", "query_to_xml"),
    ("select table_to_xml('rm.saluno', true, true, '')", "table_to_xml"),
    ("select database_to_xml(true, true, '')", "database_to_xml"),
    ("select pg_terminate_backend(1)", "pg_terminate_backend"),
    ("select pg_cancel_backend(1)", "pg_cancel_backend"),
    ("select set_config('statement_timeout', '0', false)", "set_config"),
    ("select pg_read_file('/etc/passwd')", ""),
    ("select pg_ls_dir('/')", ""),
    ("select pg_notify('x', 'y')", "pg_notify"),
    ("select current_setting('data_directory')", ""),
    ("select nextval('app.request_id_seq')", ""),
    ("select act.open(null, null, null, null)", "function open"),
    ("select sec.my_company()", "my_company"),
    ("select api.counts()", "counts"),
    ("select txid_current()", "txid_current"),
    ("select x from generate_series(1, 1000000000) x", "generate_series"),
    ("select repeat('x', 1000000000)", ""),
    ("with recursive a as (select 1 n union all select n + 1 from a) select n from a", "recursion"),
];

/// More that the program's translator is asked about, in SQL Server's words.
const MSSQL: [&str; 14] = [
    "EXEC xp_cmdshell 'dir'",
    "EXEC('SELECT 1')",
    "SELECT * FROM OPENROWSET('SQLNCLI', 'x', 'SELECT 1')",
    "SELECT 1 WAITFOR DELAY '0:0:9'",
    "SELECT NOME FROM SALUNO; WAITFOR DELAY '00:00:09'",
    "SELECT NOME FROM master.dbo.sysobjects",
    "SELECT NOME INTO #t FROM SALUNO",
    "DECLARE @x INT; SELECT @x",
    "SELECT NOME FROM SALUNO WHERE RA = ''' + :RA + '''; DROP TABLE SALUNO --'",
    "SELECT NOME FROM SALUNO WHERE RA = :RA; DROP TABLE SALUNO",
    "USE master SELECT 1",
    "SELECT * FROM SALUNO CROSS APPLY fn_dblog(NULL, NULL)",
    "SELECT * FROM SALUNO (TABLOCKX)",
    "BULK INSERT SALUNO FROM 'c:\\x'",
];

/// Everything that a text could have changed: rows of every table, large objects, advisory locks of others.
async fn state(root: &PgPool) -> Value {
    sqlx::query_scalar(
        "select jsonb_object_agg(t.name, (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s', t.name), false, true, '')))[1]::text)
           || jsonb_build_object('large', (select count(*) from pg_largeobject_metadata), 'functions', (select count(*) from pg_proc where proname like 'probe%'),
                'locks', (select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())))
           from (select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname in ('app', 'academic', 'public') and c.relkind in ('r', 'p') and c.relname not in ('audit')) t",
    )
    .fetch_one(root)
    .await
    .unwrap()
}

#[test]
fn no_hostile_text_is_saved_by_raw_sql_and_none_leaves_a_trace() {
    run(async {
        let scratch = school().await;
        let admin = scratch.login("admin");
        let root = scratch.admin();
        let before = state(&root).await;
        for (text, word) in TEXTS {
            let begun = std::time::Instant::now();
            let told = ask(&admin, "select api.save_query($1)", saved(text)).await;
            let Err((state, problems)) = told else { panic!("{text} was saved: {told:?}") };
            assert_eq!(state, "BL001", "{text}: {problems:?}");
            assert!(problems.iter().all(|(code, _)| code == "E_QUERY"), "{text}: {problems:?}");
            assert!(problems.iter().any(|(_, words)| words.contains(word)), "{text}: {problems:?}");
            let tried = ask(&admin, "select api.test_query($1)", json!({"bound": text, "student": "1001"})).await;
            assert!(tried.is_err(), "{text} ran: {tried:?}");
            assert!(begun.elapsed().as_secs() < 5, "{text} took its time");
        }
        assert_eq!(state(&root).await, before, "nothing was written");
    });
}

#[test]
fn no_hostile_text_passes_the_program_and_the_database_together() {
    run(async {
        let scratch = school().await;
        let admin = scratch.login("admin");
        let before = state(&scratch.admin()).await;
        let all =
            TEXTS.iter().map(|(text, _)| (Dialect::Postgres, *text)).chain(MSSQL.map(|text| (Dialect::Mssql, text)));
        let (mut stopped, mut sent) = (0, 0);
        for (dialect, text) in all {
            match translate(dialect, text) {
                Err(faults) => {
                    assert!(!faults.is_empty(), "{text}");
                    stopped += 1;
                }
                Ok(translated) => {
                    sent += 1;
                    let told = ask(&admin, "select api.save_query($1)", saved(&translated.bound)).await;
                    let Err((state, _)) = told else {
                        // What is left of a text whose harm was dropped: it reads the views and nothing else.
                        assert!(
                            text.starts_with("select nome from saluno;") || text.contains("'''"),
                            "{text}: {told:?}"
                        );
                        continue;
                    };
                    assert_eq!(state, "BL001", "{text}");
                }
            }
        }
        assert!(stopped > 40 && sent > 15, "{stopped} were stopped by the program, {sent} sent");
        sqlx::raw_sql("delete from app.sql_query where code = 'hostil'").execute(&scratch.admin()).await.unwrap();
        assert_eq!(state(&scratch.admin()).await, before, "nothing was written");
    });
}

#[test]
fn a_hostile_text_in_the_table_itself_meets_a_role_that_can_do_nothing() {
    // Past every check, as only the owner could: what is left is the role, the cursor and STABLE.
    run(async {
        let scratch = school().await;
        let (admin, root) = (scratch.login("admin"), scratch.admin());
        let before = state(&root).await;
        let texts = TEXTS.iter().map(|(text, _)| *text).filter(|text| {
            // Sleeping, locking and counting without end are what only the checks at saving prevent.
            !["sleep", "advisory", "lo_", "xml", "recursive", "generate_series", "repeat", "notify"]
                .iter()
                .any(|word| text.contains(word))
        });
        let mut tried = 0;
        for text in texts {
            let stored = "insert into app.sql_query (company, code, title, dialect, source, bound, saved_at, saved_by)
                          values (1, 'hostil', 'x', 'postgres', 'x', $1, now(), 'admin')
                          on conflict (company, code) do update set bound = excluded.bound";
            sqlx::query(stored).bind(text).execute(&root).await.unwrap();
            let told: Result<Value, _> = sqlx::query_scalar("select act.query_rows((select bound from app.sql_query where company = 1 and code = 'hostil'), '{}', 500)")
                .fetch_one(&root)
                .await;
            tried += 1;
            // Harmless reading of the catalogue that every role may read stays harmless; nothing of ours comes out.
            if let Ok(rows) = told {
                let said = rows.to_string();
                assert!(
                    !said.contains("Segredo") && !said.contains("Maria") && !said.contains("SCRAM"),
                    "{text}: {said}"
                );
            }
        }
        assert!(tried > 50);
        sqlx::raw_sql("delete from app.sql_query where code = 'hostil'").execute(&root).await.unwrap();
        assert_eq!(state(&root).await, before, "nothing was written");
        drop(admin);
    });
}

/// The control: what does no harm passes the same way, and what would do harm is noticed.
#[test]
fn harmless_texts_are_saved_and_run_and_the_check_of_traces_can_fail() {
    run(async {
        let scratch = school().await;
        let (admin, root) = (scratch.login("admin"), scratch.admin());
        for text in [
            "select nome, coddisc from sdisciplina",
            "select distinct upper(d.nome) as nome, d.coddisc from sdisciplina d where d.codcoligada = $1 order by 1",
            "with x as (select nome from saluno where ra = $2) select nome from x",
            "select s.nome || ' (' || s.ra || ')', s.ra from saluno s where s.codcoligada = $1 and exists (select 1 from smatricpl m where m.ra = s.ra)",
            "select to_char($7, 'DD/MM/YYYY'), cast($7 as text)",
            "select case when count(*) > 0 then 'sim' else 'não' end, max(idperlet)::text from spletivo where idperlet <= $3",
        ] {
            let told = ask(&admin, "select api.save_query($1)", saved(text)).await;
            assert!(told.is_ok(), "{text}: {told:?}");
            let tried = ask(&admin, "select api.test_query($1)", json!({"bound": text, "student": "1001"})).await;
            assert!(tried.is_ok_and(|t| t["count"].as_i64() > Some(0)), "{text} gave nothing");
        }
        let mut before = state(&root).await;
        for harm in [
            "insert into academic.student (company, ra, name) values (1, '9', 'x')",
            "create table public.novo (a int); insert into public.novo values (1)",
            "select lo_creat(-1)",
            "create function public.probe_1() returns int language sql as 'select 1'",
        ] {
            sqlx::raw_sql(harm).execute(&root).await.unwrap();
            let after = state(&root).await;
            assert_ne!(after, before, "{harm} is not noticed");
            before = after;
        }
        let mut holder = root.acquire().await.unwrap();
        sqlx::raw_sql("select pg_advisory_lock(1)").execute(&mut *holder).await.unwrap();
        assert_ne!(state(&root).await, before, "a lock is not noticed");
    });
}
