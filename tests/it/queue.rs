//! The queue against a naive reading of the same rows: order, pages, every term of the filter language, and plans
//! that read no whole table.

mod naive;

use std::collections::{BTreeMap, BTreeSet};

use balcao::domain::filter::{Context, Filter, parse};
use balcao::store::queue::{self, Order, Page, Sort, View};
use balcao::store::seed::Seed;
use chrono::NaiveDate;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use sqlx::{AssertSqlSafe, PgConnection};

use self::naive::{Naive, Row};
use crate::seed::{sample, school, until, usual};
use crate::support::{Scratch, base, run};

const VIEWS: [View; 5] = [View::Group, View::Mine, View::Late, View::Waiting, View::All];

/// Terms of every key, most of which hold for some requests of the sample and not for others.
const TERMS: [&str; 58] = [
    "tipo:declaracao",
    "tipo:\"2ª chamada\"",
    "tipo:historico",
    "-tipo:historico",
    "tipo:nada-disso",
    "etapa:triagem",
    "-etapa:entrega",
    "grupo:coordenacao",
    "grupo:financeiro",
    "-grupo:secretaria",
    "dono:eu",
    "-dono:eu",
    "dono:ninguem",
    "dono:bruno",
    "dono:nobody.here",
    "por:eu",
    "por:carla",
    "-por:ana",
    "estado:na-fila",
    "estado:em-atendimento",
    "estado:aguardando",
    "estado:concluida",
    "estado:cancelada",
    "estado:todos",
    "estado:encerrado",
    "estado:na-fila,aguardando",
    "-estado:aguardando",
    "canal:portal",
    "canal:balcao",
    "filial:1",
    "filial:2",
    "prioridade:urgente",
    "prioridade:<=2",
    "prioridade:3",
    "-prioridade:3..5",
    "prazo:atrasado",
    "-prazo:atrasado",
    "prazo:<2d",
    "prazo:>3d",
    "prazo:hoje",
    "prazo:semana",
    "prazo:nenhum",
    "-prazo:<1d",
    "aberto:hoje",
    "aberto:semana",
    "aberto:<7d",
    "aberto:>=7d",
    "aberto:01/11..15/11",
    "fechado:ontem",
    "fechado:<5d",
    "ra:20240012",
    "ra:0001",
    "curso:direito",
    "cobranca:nenhuma",
    "cobranca:pendente",
    "silva",
    "joao",
    "0000042",
];

fn context() -> Context {
    Context { today: NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day") }
}

fn filter(text: &str) -> Filter {
    parse(text, &context()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

async fn person(school: &Scratch, login: &str) -> sqlx::pool::PoolConnection<sqlx::Postgres> {
    school.login(login).acquire().await.expect("a connection")
}

async fn rows(school: &Scratch) -> Vec<Row> {
    naive::read(&mut base::owner(school.name()).await).await
}

/// Every page of a list, one after the other.
async fn all(
    db: &mut PgConnection,
    filter: &Filter,
    view: View,
    order: Order,
    limit: u16,
) -> (Vec<String>, Option<i64>) {
    let mut page = Page { view, order, limit, after: None, count: true };
    let first = queue::list_on(db, filter, &page).await.unwrap_or_else(|failure| panic!("{failure}"));
    let (total, mut next) = (first.total, first.next);
    let mut found: Vec<String> = first.items.into_iter().map(|item| item.protocol).collect();
    page.count = false;
    while let Some(cursor) = next {
        page.after = Some(cursor);
        let more = queue::list_on(db, filter, &page).await.unwrap_or_else(|failure| panic!("{failure}"));
        assert!(!more.items.is_empty(), "a next page that is empty");
        found.extend(more.items.into_iter().map(|item| item.protocol));
        next = more.next;
    }
    (found, total)
}

#[test]
fn w5_every_view_and_sort_stands_in_the_order_of_a_naive_sort() {
    run(async {
        let school = sample().await;
        let (rows, nothing) = (rows(school).await, Filter::default());
        for login in ["ana", "sonia", "iris"] {
            let naive = Naive::of(&rows, login, until());
            let mut db = person(school, login).await;
            for view in VIEWS {
                for sort in Sort::ALL {
                    for reverse in [false, true] {
                        let order = Order { sort, reverse };
                        if reverse && sort == Sort::Queue {
                            continue;
                        }
                        let (found, total) = all(&mut db, &nothing, view, order, 61).await;
                        let expected = naive.list(&nothing, view, order);
                        assert_eq!(found, expected, "{login} {view:?} {}", order.code());
                        assert_eq!(total, i64::try_from(expected.len()).ok(), "{login} {view:?}");
                    }
                }
            }
        }
    });
}

#[test]
fn every_term_and_pairs_of_them_find_what_a_naive_predicate_finds() {
    run(async {
        let school = sample().await;
        let rows = rows(school).await;
        let naive = Naive::of(&rows, "ana", until());
        let mut db = person(school, "ana").await;
        let mut dice = ChaCha8Rng::seed_from_u64(5);
        let mut texts: Vec<String> = TERMS.iter().map(|term| (*term).to_owned()).collect();
        texts.extend((0..150).map(|_| {
            let picked: Vec<&str> = TERMS.choose_multiple(&mut dice, 2).copied().collect();
            picked.join(" ")
        }));
        texts.extend(
            ["2026.0000042", "estado:encerrado 2026.0000007", "curso:direito silva estado:todos"].map(str::to_owned),
        );
        let mut hits = 0;
        for text in &texts {
            let filter = filter(text);
            for view in [View::Group, View::All, View::Mine] {
                let (found, total) = all(&mut db, &filter, view, Sort::Opened.into(), 500).await;
                let expected = naive.list(&filter, view, Sort::Opened.into());
                assert_eq!(found, expected, "{text} {view:?}");
                assert_eq!(total, i64::try_from(expected.len()).ok(), "{text} {view:?}");
                hits += usize::from(!expected.is_empty());
            }
        }
        assert!(hits > texts.len(), "only {hits} lists of {} had anything in them", texts.len() * 3);
    });
}

#[test]
fn a_list_item_is_what_the_engine_shows_of_the_request() {
    run(async {
        let school = sample().await;
        let mut db = person(school, "sonia").await;
        let page = Page { view: View::All, limit: 500, ..Page::default() };
        let list = queue::list_on(&mut db, &filter("estado:todos"), &page).await.unwrap();
        assert_eq!(list.items.len(), 500);
        for item in list.items.iter().step_by(25) {
            let shown: serde_json::Value =
                sqlx::query_scalar("select api.show($1)").bind(&item.protocol).fetch_one(&mut *db).await.unwrap();
            for (key, value) in serde_json::to_value(item).unwrap().as_object().unwrap() {
                assert_eq!(value, &shown[key], "{} {key}", item.protocol);
            }
        }
    });
}

#[test]
fn pages_neither_repeat_nor_lose_rows_while_people_work() {
    run(async {
        let school = school(Seed { students: 60, requests: 400, ..usual() }).await;
        let before: BTreeMap<String, i32> =
            sqlx::query_as::<_, (String, i32)>("select protocol, version from app.request where closed_at is null")
                .fetch_all(&school.admin())
                .await
                .unwrap()
                .into_iter()
                .collect();
        let (mut ana, mut bruno, mut sonia) =
            (person(&school, "ana").await, person(&school, "bruno").await, person(&school, "sonia").await);
        let mut page = Page { view: View::All, limit: 9, ..Page::default() };
        let mut seen: Vec<String> = Vec::new();
        loop {
            let list = queue::list_on(&mut ana, &Filter::default(), &page).await.unwrap();
            seen.extend(list.items.iter().map(|item| item.protocol.clone()));
            let Some(next) = list.next else { break };
            page.after = Some(next);
            // One is taken, one that was seen becomes urgent, one that was not is cancelled.
            let _ = sqlx::query("select api.take_next()").execute(&mut *bruno).await;
            let unseen = before.keys().find(|protocol| !seen.contains(protocol)).cloned();
            if let Some(urgent) = seen.last() {
                let _ = sqlx::query("select api.priority($1, 1, 'pressa')").bind(urgent).execute(&mut *sonia).await;
            }
            if let Some(unseen) = unseen.filter(|_| seen.len() < 40) {
                let _ = sqlx::query("select api.cancel($1, 'duplicada')").bind(unseen).execute(&mut *sonia).await;
            }
        }
        let once: BTreeSet<&String> = seen.iter().collect();
        assert_eq!(once.len(), seen.len(), "a request came twice");
        let after: BTreeMap<String, i32> =
            sqlx::query_as::<_, (String, i32)>("select protocol, version from app.request")
                .fetch_all(&school.admin())
                .await
                .unwrap()
                .into_iter()
                .collect();
        let untouched: Vec<&String> = before
            .iter()
            .filter(|(protocol, version)| after.get(*protocol) == Some(version))
            .map(|(protocol, _)| protocol)
            .collect();
        assert!(untouched.len() > 30 && untouched.len() < before.len());
        for protocol in untouched {
            assert!(once.contains(protocol), "{protocol} was lost");
        }
    });
}

#[test]
fn a_cursor_of_another_list_is_refused_and_limits_hold() {
    run(async {
        let school = sample().await;
        let mut db = person(school, "ana").await;
        let page = Page { view: View::All, limit: 3, ..Page::default() };
        let list = queue::list_on(&mut db, &Filter::default(), &page).await.unwrap();
        assert_eq!(list.items.len(), 3);
        for (order, cursor) in
            [(Sort::Opened.into(), list.next.clone().unwrap()), (Order::default(), "AAAA".to_owned())]
        {
            let page = Page { order, after: Some(cursor), ..page.clone() };
            let failure = queue::list_on(&mut db, &Filter::default(), &page).await.unwrap_err();
            assert_eq!((failure.code(), failure.exit_code()), ("E_CURSOR", 1));
        }
        let page = Page { limit: u16::MAX, ..page };
        assert_eq!(queue::list_on(&mut db, &filter("estado:todos"), &page).await.unwrap().items.len(), 500);
    });
}

/// Sixteen thousand requests by copying the sample's rows under other numbers: enough for the planner to care.
async fn many() -> Scratch {
    let school = school(usual()).await;
    let sql = "begin; set local session_replication_role = replica;
        create temp table c on commit drop as select string_agg(quote_ident(attname), ', ') filter (where attname not in ('id', 'protocol')) as other
          from pg_attribute where attrelid = 'app.request'::regclass and attnum > 0 and attgenerated = '' and not attisdropped;
        do $$ begin execute format('insert into app.request (id, protocol, %1$s) overriding system value
          select id + n * 100000, left(protocol, 5) || lpad((substr(protocol, 6)::int + n * 100000)::text, 7, ''0''), %1$s
            from app.request, generate_series(1, 19) n', (select other from c)); end $$;
        insert into app.history (company, request_id, seq, at, actor_id, actor, login, kind, to_status, to_stage, to_group, hash)
          select company, request_id + n * 100000, seq, at, actor_id, actor, login, kind, to_status, to_stage, to_group, hash
            from app.history, generate_series(1, 19) n;
        commit";
    sqlx::raw_sql(sql).execute(&mut base::owner(school.name()).await).await.unwrap_or_else(|error| panic!("{error}"));
    base::command(school.name(), "vacuum (analyze) app.request, app.history").await;
    school
}

fn whole_tables(plan: &[String]) -> Vec<&String> {
    plan.iter()
        .filter(|line| ["Seq Scan on request", "Seq Scan on history"].iter().any(|scan| line.contains(scan)))
        .collect()
}

#[test]
fn no_list_of_a_screen_reads_a_whole_table() {
    run(async {
        let school = many().await;
        for login in ["ana", "sonia"] {
            let mut db = person(&school, login).await;
            for view in VIEWS {
                for text in [
                    "",
                    "maria",
                    "ra:20240012",
                    "2026.0000042",
                    "tipo:declaracao",
                    "dono:eu",
                    "por:eu",
                    "prazo:<2d",
                    "estado:na-fila",
                    "fechado:hoje",
                ] {
                    let page = Page { view, limit: 50, ..Page::default() };
                    let plan = queue::explain_on(&mut db, &filter(text), &page).await.unwrap();
                    assert_eq!(
                        whole_tables(&plan),
                        Vec::<&String>::new(),
                        "{login} {view:?} {text}\n{}",
                        plan.join("\n")
                    );
                    let list = queue::list_on(&mut db, &filter(text), &page).await.unwrap();
                    if let Some(after) = list.next {
                        let plan = queue::explain_on(&mut db, &filter(text), &Page { after: Some(after), ..page })
                            .await
                            .unwrap();
                        assert_eq!(
                            whole_tables(&plan),
                            Vec::<&String>::new(),
                            "{login} {view:?} {text}, the second page"
                        );
                    }
                }
            }
        }
        // The guard bites.
        let mut db = person(&school, "ana").await;
        for (table, column) in [("request", "channel"), ("history", "login")] {
            let sql = format!("explain select count(*) from app.{table} where strpos({column}, 'x') > 0");
            let plan: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *db).await.unwrap();
            assert_eq!(whole_tables(&plan).len(), 1, "{}", plan.join("\n"));
        }
    });
}
