//! What the school's side asks all day reads no whole table, and of a school twenty times as large no more rows: counted
//! by the server, call by call, in the transaction of the call.

#[path = "../../benches/school/calls.rs"]
mod calls;

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use self::calls::{CALLS, Call, READ, SUBJECT, of};
use crate::seed::{school, usual};
use crate::support::{Scratch, base, run};

type Subject = (String, String, String, String);
/// RA, name, name without accents, CPF, phone.
type Pupil = (String, String, String, Option<String>, Option<String>);
/// Scans of the whole table, rows fetched by an index.
type Reads = BTreeMap<String, (i64, i64)>;

/// Rows that a bounded call may read more of in the larger school: other students of the same name, found and passed.
const MORE: i64 = 400;

async fn reads(db: &mut PgConnection) -> Reads {
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(READ).fetch_all(db).await.expect("the server's counters");
    rows.into_iter().map(|(table, scans, fetched)| (table, (scans, fetched))).collect()
}

/// What a call reads, once its statements are planned; what it writes is taken back.
async fn reads_of(school: &Scratch, login: &str, sql: &str) -> Reads {
    let mut db = school.login(login).acquire().await.expect("a connection");
    let mut turn = db.begin().await.expect("begins");
    let ask = AssertSqlSafe(sql.to_owned());
    let told: Result<serde_json::Value, _> = sqlx::query_scalar(ask).fetch_one(&mut *turn).await;
    told.unwrap_or_else(|error| panic!("{sql}: {error}"));
    turn.rollback().await.expect("rolls back");
    let mut turn = db.begin().await.expect("begins");
    let before = reads(&mut turn).await;
    let ask = AssertSqlSafe(sql.to_owned());
    let _: serde_json::Value = sqlx::query_scalar(ask).fetch_one(&mut *turn).await.expect("as before");
    let after = reads(&mut turn).await;
    turn.rollback().await.expect("rolls back");
    let of = |table: &String| before.get(table).copied().unwrap_or_default();
    let read = |(table, (scans, rows)): (String, (i64, i64))| {
        let (scans_before, rows_before) = of(&table);
        (table, (scans - scans_before, rows - rows_before))
    };
    after.into_iter().map(read).collect()
}

async fn subject(school: &Scratch) -> Subject {
    sqlx::query_as(SUBJECT).fetch_one(&school.admin()).await.expect("a student and a charge")
}

async fn twenty_times() -> Scratch {
    let school = school(usual()).await;
    let sql = include_str!("../../benches/school/times.sql").replace("{times}", "20");
    let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut base::owner(school.name()).await).await;
    done.unwrap_or_else(|error| panic!("{error}"));
    // What was added by the thousand waits beside the index of names until the next vacuum.
    base::command(school.name(), "vacuum (analyze)").await;
    school
}

fn scanned(reads: &Reads) -> Vec<&String> {
    reads.iter().filter(|(_, (scans, _))| *scans > 0).map(|(table, _)| table).collect()
}

fn rows(reads: &Reads) -> i64 {
    reads.values().map(|(_, rows)| rows).sum()
}

#[test]
fn no_call_of_the_counter_reads_a_whole_table_or_more_rows_of_a_larger_school() {
    run(async {
        let (few, many) = (crate::seed::sample().await, twenty_times().await);
        let (here, there) = (subject(few).await, subject(&many).await);
        let charged = "select count(*) from app.request where charge_status <> 'none'";
        let charged: i64 = sqlx::query_scalar(charged).fetch_one(&many.admin()).await.expect("a count");
        for call in CALLS {
            let Call { name, login, is_bounded, .. } = call;
            let small = reads_of(few, login, &of(call, &here)).await;
            let large = reads_of(&many, login, &of(call, &there)).await;
            println!("{name}: {} rows, {} of twenty times as many", rows(&small), rows(&large));
            assert_eq!(scanned(&large), Vec::<&String>::new(), "{name} reads whole tables");
            if *is_bounded {
                assert!(rows(&large) <= rows(&small) + MORE, "{name}: {small:?} {large:?}");
            } else {
                // Charges are counted through what is charged: a request without a charge is never looked at.
                let read = large.get("request").map_or(0, |(_, rows)| *rows);
                assert!(read <= charged + MORE, "{name}: {read} requests read, {charged} have a charge");
            }
        }
        // The guard bites: what has no index, and what one is read through from end to end.
        let scan = "select to_jsonb((select count(*) from app.request where strpos(channel, 'x') > 0))";
        assert_eq!(scanned(&reads_of(&many, "ana", scan).await), ["request"]);
        let walk = "select to_jsonb((select max(x.channel) from (select channel from app.request where company = 1
            order by opened_at desc, id desc limit 3000) x))";
        assert!(rows(&reads_of(&many, "ana", walk).await) > 2 * MORE);
    });
}

#[test]
fn students_are_found_by_every_part_of_what_they_say() {
    run(async {
        let school = crate::seed::sample().await;
        let mut db = base::owner(school.name()).await;
        let all: Vec<Pupil> =
            sqlx::query_as("select ra, name::text, name_folded, cpf, phone from academic.student order by id")
                .fetch_all(&mut db)
                .await
                .expect("students");
        let mut ana = school.login("ana").acquire().await.expect("a connection");
        let find = async |db: &mut PgConnection, text: &str| -> Vec<String> {
            let sql = "select x ->> 'ra' from jsonb_array_elements(api.find_student($1, 100)) x";
            sqlx::query_scalar(sql).bind(text).fetch_all(db).await.unwrap_or_else(|error| panic!("{text}: {error}"))
        };
        for (ra, name, folded, cpf, phone) in all.iter().step_by(17) {
            let words: Vec<&str> = folded.split(' ').collect();
            let backwards = words.iter().rev().copied().collect::<Vec<_>>().join(" ");
            let begun: String = folded.chars().take(9).collect();
            let digits: String = phone.iter().flat_map(|p| p.chars()).filter(char::is_ascii_digit).collect();
            let mut texts = vec![ra.clone(), ra[..7].to_owned(), name.clone(), name.to_uppercase(), backwards, begun];
            texts.extend(cpf.iter().cloned());
            texts.extend(cpf.iter().map(|c| format!("{}.{}.{}-{}", &c[..3], &c[3..6], &c[6..9], &c[9..])));
            if digits.len() >= 8 {
                texts.extend([digits[digits.len() - 8..].to_owned(), phone.clone().unwrap_or_default()]);
            }
            for text in texts {
                assert!(find(&mut ana, &text).await.contains(ra), "{text} is {ra} {name}");
            }
        }
        // What is found is what every word occurs in; names that begin as typed stand first.
        for text in ["maria", "souza", "maria souza", "ana li", "lima", "joão silva", "pe"] {
            let found = find(&mut ana, text).await;
            let folded = text.replace('ã', "a");
            let name = |ra: &String| {
                all.iter().find(|(r, ..)| r == ra).map(|(_, _, folded, ..)| folded.clone()).expect("known")
            };
            let names: Vec<String> = found.iter().map(name).collect();
            assert!(names.iter().all(|n| folded.split(' ').all(|w| n.contains(w))), "{text}: {names:?}");
            let begin: Vec<bool> = names.iter().map(|n| n.starts_with(&folded)).collect();
            assert!(begin.is_sorted_by(|a, b| a >= b), "{text}: {names:?}");
            let fit = all.iter().filter(|(_, _, n, ..)| {
                folded
                    .split(' ')
                    .all(|w| if w.len() < 3 { n.split(' ').any(|x| x.starts_with(w)) } else { n.contains(w) })
            });
            assert_eq!(names.len(), fit.count().min(100), "{text}: {names:?}");
        }
        assert_eq!(find(&mut ana, "100%").await, [""; 0], "a sign of a pattern is a sign");
    });
}
