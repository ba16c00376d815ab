//! The rights matrix: every role × every table, column, sequence and function × every verb, printed as a snapshot,
//! and every denied cell really tried by somebody of that role. A new object changes the snapshot, so none is
//! without an entry. What the catalogue says of tenants and owners is checked too.

mod tenants;
mod tries;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sqlx::Row as _;
use sqlx::postgres::PgConnection;
use tokio::sync::OnceCell;

use crate::support::{fixture, run};
use crate::walk::house;

/// Group roles and, where a cell is tried, who tries it.
const ROLES: [(&str, &str); 8] = [
    ("attendant", "w.ana"),
    ("supervisor", "w.fabio"),
    ("admin", "w.hugo"),
    ("auditor", "w.iris"),
    ("portal", "w.portal"),
    ("worker", "w.worker"),
    ("param_runner", "w.param_runner"),
    ("public", "w.nobody"),
];

/// Schemas whose objects are ours.
const OURS: &str = "('app', 'academic', 'api', 'act', 'sec', 'rm', 'par', 'staging', 'public')";

const TABLE_VERBS: [&str; 7] = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

/// One object's rights: what each role may.
#[derive(Debug)]
struct Object {
    schema: String,
    name: String,
    kind: Kind,
    /// By role: the words of what it may; nothing when it may nothing.
    rights: BTreeMap<usize, String>,
    /// role, verb and column (or none) of what it may not.
    denied: Vec<(usize, &'static str, Option<String>)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Table,
    Sequence,
    /// Types of the arguments.
    Function(String),
}

async fn tables(c: &mut PgConnection) -> Vec<Object> {
    let sql = format!(
        "select n.nspname, c.relname, array_agg(a.attname::text order by a.attnum) as columns from pg_class c join pg_namespace n on n.oid = c.relnamespace
         join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where n.nspname in {OURS} and c.relkind in ('r', 'p', 'v', 'm', 'f') group by 1, 2 order by 1, 2"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *c).await.expect("the tables");
    let mut out = Vec::new();
    for row in rows {
        let (schema, name): (String, String) = (row.get(0), row.get(1));
        let columns: Vec<String> = row.get(2);
        let mut o = Object { schema, name, kind: Kind::Table, rights: BTreeMap::new(), denied: Vec::new() };
        let full = format!("{}.{}", o.schema, o.name);
        for (r, (role, _)) in ROLES.iter().enumerate() {
            let mut words = Vec::new();
            for verb in TABLE_VERBS {
                if has(c, "table", role, &full, None, verb).await {
                    words.push(verb.to_owned());
                    continue;
                }
                o.denied.push((r, verb, None));
                if !matches!(verb, "SELECT" | "INSERT" | "UPDATE") {
                    continue;
                }
                let mut some = Vec::new();
                for column in &columns {
                    if has(c, "column", role, &full, Some(column), verb).await {
                        some.push(column.clone());
                    } else {
                        o.denied.push((r, verb, Some(column.clone())));
                    }
                }
                if !some.is_empty() {
                    words.push(format!("{verb}({})", some.join(",")));
                    if verb != "SELECT" {
                        // Some columns of a row may be written: only the others are denied.
                        o.denied.retain(|d| *d != (r, verb, None));
                    }
                }
            }
            if !words.is_empty() {
                o.rights.insert(r, words.join(" "));
            }
        }
        out.push(o);
    }
    out
}

async fn has(c: &mut PgConnection, what: &str, role: &str, object: &str, column: Option<&str>, verb: &str) -> bool {
    let role = if role == "public" { "public".to_owned() } else { format!("balcao_{role}") };
    let query = match column {
        Some(column) => sqlx::query_scalar("select has_column_privilege($1, $2, $3, $4)")
            .bind(role)
            .bind(object.to_owned())
            .bind(column.to_owned())
            .bind(verb.to_owned()),
        None => {
            let sql = match what {
                "table" => "select has_table_privilege($1, $2, $3)",
                "sequence" => "select has_sequence_privilege($1, $2, $3)",
                "function" => "select has_function_privilege($1, $2, $3)",
                _ => "select has_schema_privilege($1, $2, $3)",
            };
            sqlx::query_scalar(sql).bind(role).bind(object.to_owned()).bind(verb.to_owned())
        }
    };
    query.fetch_one(c).await.expect("a privilege is yes or no")
}

async fn sequences(c: &mut PgConnection) -> Vec<Object> {
    let sql = format!(
        "select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in {OURS} and c.relkind = 'S' order by 1, 2"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *c).await.expect("the sequences");
    let mut out = Vec::new();
    for row in rows {
        let mut o = Object {
            schema: row.get(0),
            name: row.get(1),
            kind: Kind::Sequence,
            rights: BTreeMap::new(),
            denied: Vec::new(),
        };
        let full = format!("{}.{}", o.schema, o.name);
        for (r, (role, _)) in ROLES.iter().enumerate() {
            let mut words = Vec::new();
            for verb in ["USAGE", "SELECT", "UPDATE"] {
                if has(c, "sequence", role, &full, None, verb).await {
                    words.push(verb);
                } else {
                    o.denied.push((r, verb, None));
                }
            }
            if !words.is_empty() {
                o.rights.insert(r, words.join(" "));
            }
        }
        out.push(o);
    }
    out
}

async fn functions(c: &mut PgConnection) -> Vec<Object> {
    // Extensions' own functions are not ours.
    let sql = format!(
        "select n.nspname, p.proname, case when p.provariadic = 0 then oidvectortypes(p.proargtypes)
           else regexp_replace(oidvectortypes(p.proargtypes), '([^ ,]+\\[\\])$', 'VARIADIC \\1') end, p.oid::regprocedure::text, p.prosecdef, (p.prorettype = 'trigger'::regtype) from pg_proc p
         join pg_namespace n on n.oid = p.pronamespace where (n.nspname in {OURS} or n.nspname = 'ext')
         and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1, 2, 3"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *c).await.expect("the functions");
    let mut out = Vec::new();
    for row in rows {
        let (schema, name, args, full): (String, String, String, String) =
            (row.get(0), row.get(1), row.get(2), row.get(3));
        let mut o = Object { schema, name, kind: Kind::Function(args), rights: BTreeMap::new(), denied: Vec::new() };
        for (r, (role, _)) in ROLES.iter().enumerate() {
            // A function of a schema that the role may not enter is out of reach whatever its own rights say.
            let reach = has(c, "schema", role, &o.schema, None, "USAGE").await;
            if reach && has(c, "function", role, &full, None, "EXECUTE").await {
                o.rights.insert(r, if row.get::<bool, _>(4) { "definer".to_owned() } else { "invoker".to_owned() });
            } else {
                o.denied.push((r, "EXECUTE", None));
            }
        }
        out.push(o);
    }
    out
}

/// Roles that may the same, together: `attendant supervisor: SELECT; admin: SELECT UPDATE`.
fn rights(o: &Object) -> String {
    let mut by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (r, words) in &o.rights {
        by.entry(words).or_default().push(ROLES[*r].0);
    }
    let mut said: Vec<String> = by.into_iter().map(|(words, roles)| format!("{}: {words}", roles.join(" "))).collect();
    said.sort();
    if said.is_empty() { "nobody".to_owned() } else { said.join("; ") }
}

fn print<'o>(objects: impl IntoIterator<Item = &'o Object>) -> String {
    let mut out = String::new();
    for o in objects {
        let name = match &o.kind {
            Kind::Function(args) => format!("{}.{}({args})", o.schema, o.name),
            _ => format!("{}.{}", o.schema, o.name),
        };
        let _ = writeln!(out, "{name} | {}", rights(o));
    }
    out
}

/// Functions that somebody may call, and every command; the engine's inner rooms in one line while they are shut.
fn print_functions(all: &[Object]) -> String {
    let shut = |o: &&Object| matches!(o.schema.as_str(), "act" | "sec") && o.rights.is_empty();
    let mut rooms: Vec<&str> = all.iter().filter(shut).map(|o| o.schema.as_str()).collect();
    rooms.dedup();
    let rooms: String = rooms.iter().map(|r| format!("{r}.* not listed here | nobody\n")).collect();
    rooms + &print(all.iter().filter(|o| !shut(o)))
}

/// The logins that no person has, made beside the people of the walk.
fn technical_logins() -> String {
    let mut sql = String::new();
    for (role, login) in &ROLES[4..] {
        let _ = writeln!(
            sql,
            "do $$ begin if not exists (select from pg_roles where rolname = '{login}') then create role \"{login}\" login password '{}'; end if; end $$;",
            fixture::password(login)
        );
        if *role != "public" {
            let _ = writeln!(sql, "grant balcao_{role} to \"{login}\";");
        }
    }
    sql
}

async fn matrix_house() -> String {
    let db = house::fresh("matrix").await;
    // Roles are the cluster's: two tests at once make them once.
    static MADE: OnceCell<()> = OnceCell::const_new();
    let made = MADE.get_or_init(async || house::make_roles(&technical_logins()).await.expect("the technical logins"));
    made.await;
    db
}

#[test]
fn every_role_has_exactly_the_rights_of_the_snapshot() {
    run(async {
        let db = matrix_house().await;
        let mut c = house::superuser(&db).await;
        let (tables, sequences, functions) = (tables(&mut c).await, sequences(&mut c).await, functions(&mut c).await);
        house::drop(&db).await;
        insta::assert_snapshot!("tables", print(&tables));
        insta::assert_snapshot!("sequences", print(&sequences));
        insta::assert_snapshot!("functions", print_functions(&functions));
    });
}

#[test]
fn every_denied_cell_is_refused_when_it_is_tried() {
    run(async {
        let db = matrix_house().await;
        let mut c = house::superuser(&db).await;
        let mut objects = tables(&mut c).await;
        objects.extend(sequences(&mut c).await);
        objects.extend(functions(&mut c).await);
        let told = tries::all(&db, &objects).await;
        house::drop(&db).await;
        let tried = told.unwrap_or_else(|e| panic!("{} cells are not refused:\n{}", e.len(), e.join("\n")));
        println!("{tried} denied cells tried, each refused with 42501");
        assert!(tried > 1000, "only {tried} cells");
    });
}

/// What no catalogue may ever say, whatever the snapshot says.
///
/// # Errors
/// Who may what he must not.
pub async fn secrets_kept(db: &str) -> Result<(), String> {
    let mut c = house::superuser(db).await;
    let all = tables(&mut c).await;
    sqlx::Connection::close(c).await.expect("closes");
    let unwritable = [
        "request",
        "visit",
        "history",
        "history_note",
        "answer",
        "action_done",
        "parameter_answer",
        "message",
        "attachment",
        "file_content",
        "outbox",
        "op",
        "undo",
        "round_robin",
        "protocol_counter",
        "access_log",
        "audit",
        "clock",
        "person",
        "group_member",
    ];
    let unreadable =
        ["answer", "parameter_answer", "message", "attachment", "file_content", "history_note", "outbox", "op", "undo"];
    // The trails are read by who watches over people, not by who is watched.
    let trails = [("access_log", ["auditor"].as_slice()), ("audit", ["auditor", "admin"].as_slice())];
    let mut found = Vec::new();
    for o in all.iter().filter(|o| o.schema == "app") {
        for (r, words) in o.rights.iter().filter(|(r, _)| **r < 4 || **r == 7) {
            let role = ROLES[*r].0;
            if unwritable.contains(&o.name.as_str())
                && ["INSERT", "UPDATE", "DELETE", "TRUNCATE"].iter().any(|v| words.contains(v))
            {
                found.push(format!("{role} may {words} on {}", o.name));
            }
            if unreadable.contains(&o.name.as_str()) && words.contains("SELECT") {
                found.push(format!("{role} may {words} on {}", o.name));
            }
            if let Some((_, readers)) = trails.iter().find(|t| t.0 == o.name)
                && (words != "SELECT" || !readers.contains(&role))
            {
                found.push(format!("{role} may {words} on {}", o.name));
            }
            if o.name == "person" && ["cpf", "email"].iter().any(|s| words.contains(s)) {
                found.push(format!("{role} may read {words} of people"));
            }
        }
    }
    for o in all.iter().filter(|o| o.schema == "academic" && o.name == "student") {
        for (r, words) in &o.rights {
            if words.contains("cpf") || words.starts_with("SELECT ") || words == "SELECT" {
                found.push(format!("{} may {words} on students", ROLES[*r].0));
            }
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found.join("\n")) }
}

#[test]
fn nobody_writes_requests_or_reads_what_only_commands_show() {
    run(async {
        let db = matrix_house().await;
        let kept = secrets_kept(&db).await;
        house::drop(&db).await;
        kept.unwrap_or_else(|e| panic!("{e}"));
    });
}
