//! Getting in: several hosts, a standby, a wrong password, the limits that every connection carries.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use balcao::cluster::{self, OWNER_ROLE, Options};
use balcao::store::connect::{Limits, Target};

use crate::support::home::Home;
use crate::support::{Scratch, base, fixture, run};

/// A host of a URL that leads to the test's server.
fn server() -> String {
    let address = base::address();
    format!("{}:{}", address.socket.display().to_string().replace('/', "%2F"), address.port)
}

#[test]
fn the_first_host_that_answers_is_taken_and_all_are_named_when_none_does() {
    run(async {
        let scratch = Scratch::empty().await;
        let dead = "%2Fnonexistent:1,127.0.0.1:1";
        let url = |hosts: &str| format!("postgres://{OWNER_ROLE}@{hosts}/{}", scratch.name());
        let opened = Target::from_url(&url(&format!("{dead},{}", server()))).unwrap().open(2).await.unwrap();
        let database: String =
            sqlx::query_scalar("select current_database()::text").fetch_one(&opened.pool).await.unwrap();
        assert_eq!(database, scratch.name());
        let failure = Target::from_url(&url(dead)).unwrap().open(2).await.unwrap_err();
        let text = failure.to_string();
        assert!(text.contains("/nonexistent: ") && text.contains("127.0.0.1:1: "), "{text}");
        assert_eq!(failure.exit_code(), 3);
    });
}

#[test]
fn every_connection_carries_the_limits_of_a_desk() {
    run(async {
        let scratch = Scratch::empty().await;
        let address = base::address();
        let target = Target::socket(&address.socket, address.port, OWNER_ROLE, None, scratch.name());
        let sql = "select concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'), \
                   current_setting('idle_in_transaction_session_timeout'), current_setting('application_name'), \
                   current_setting('client_connection_check_interval'))";
        let desk = target.open(1).await.unwrap();
        let limits: String = sqlx::query_scalar(sql).fetch_one(&desk.pool).await.unwrap();
        assert_eq!(limits, "10s 5s 30s balcao 5s");
        let long = target.limited(Limits::for_long_work()).open(1).await.unwrap();
        let limits: String = sqlx::query_scalar(sql).fetch_one(&long.pool).await.unwrap();
        assert_eq!(limits, "0 30s 5min balcao 5s");
    });
}

#[test]
fn a_statement_that_takes_too_long_is_told_as_such() {
    run(async {
        let scratch = Scratch::empty().await;
        let address = base::address();
        let target = Target::socket(&address.socket, address.port, OWNER_ROLE, None, scratch.name());
        let short = Limits { statement_ms: 50, ..Limits::default() };
        let opened = target.limited(short).open(1).await.unwrap();
        let error = sqlx::query("select pg_sleep(20)").execute(&opened.pool).await.unwrap_err();
        let failure = balcao::store::Failure::from(error);
        assert_eq!(failure.exit_code(), 3);
        assert!(failure.to_string().contains("longer than its limit"), "{failure}");
    });
}

#[test]
fn a_missing_password_is_asked_for_once_and_a_wrong_one_is_out_of_reach() {
    run(async {
        let scratch = Scratch::empty().await;
        let login = base::unique("asker");
        base::command("postgres", &format!("create role {login} login password 'right'")).await;
        let target = Target::from_url(&format!("postgres://{login}@{}/{}", server(), scratch.name())).unwrap();
        let opened = target.clone().open_asking(1, |who| (who == login).then(|| "right".to_owned())).await.unwrap();
        let who: String = sqlx::query_scalar("select session_user::text").fetch_one(&opened.pool).await.unwrap();
        assert_eq!(who, login);
        for answer in [Some("wrong".to_owned()), None] {
            let failure = target.clone().open_asking(1, |_| answer).await.unwrap_err();
            assert_eq!(failure.exit_code(), 3);
            assert!(failure.to_string().contains("password authentication failed"), "{failure}");
        }
        opened.pool.close().await;
        base::command("postgres", &format!("drop role {login}")).await;
    });
}

#[test]
fn the_superuser_behind_the_curtain_and_the_template_are_there() {
    run(async {
        let scratch = Scratch::new().await;
        let migrated: i64 =
            sqlx::query_scalar("select count(*) from app.migration").fetch_one(&scratch.admin()).await.unwrap();
        assert!(migrated > 0);
    });
}

#[test]
fn people_of_the_fixture_come_in_as_themselves() {
    run(async {
        let scratch = Scratch::new().await;
        for (login, role) in fixture::PEOPLE {
            let opened = Target::from_url(&scratch.url(login)).unwrap().open(1).await.unwrap();
            let sql = "select session_user::text, pg_has_role(session_user, $1, 'usage')";
            let (who, belongs): (String, bool) = sqlx::query_as(sql).bind(role).fetch_one(&opened.pool).await.unwrap();
            assert_eq!((who.as_str(), belongs), (login, true));
        }
        let ana: String =
            sqlx::query_scalar("select session_user::text").fetch_one(&scratch.login("ana")).await.unwrap();
        assert_eq!(ana, "ana");
        let mut race = tokio::task::JoinSet::new();
        let pool = scratch.login_pool("bruno", 50);
        for _ in 0..50 {
            let pool = pool.clone();
            race.spawn(async move {
                let mut connection = pool.acquire().await.unwrap();
                sqlx::query("select pg_sleep(0.2)").execute(&mut *connection).await.unwrap();
            });
        }
        let begun = std::time::Instant::now();
        while let Some(done) = race.join_next().await {
            done.unwrap();
        }
        assert!(begun.elapsed().as_secs() < 10, "fifty at once, not one after the other: {:?}", begun.elapsed());
    });
}

#[test]
fn the_engine_knows_everyone_of_the_fixture() {
    run(async {
        let scratch = Scratch::new().await;
        for (login, role) in fixture::PEOPLE {
            let sql = "select api.whoami()";
            let who: serde_json::Value = sqlx::query_scalar(sql).fetch_one(&scratch.login(login)).await.unwrap();
            assert_eq!(who["login"], login);
            assert_eq!(role, format!("balcao_{}", who["role"].as_str().unwrap()));
            assert_eq!(who["training"], true);
        }
    });
}

/// Two servers of one history, the second a standby that only reads: a shut-down copy with the standby's mark.
#[test]
fn among_several_hosts_one_that_only_reads_is_passed_over() {
    let quick = Options { durable: false, max_connections: 20, loopback: false };
    let (first, second) = (Home::new(), Home::new());
    drop(cluster::enter(&first.base(), quick).unwrap());
    // Only a server that wrote its log for a standby can be one.
    std::fs::write(first.base().join("data/own.conf"), "wal_level = replica\n").unwrap();
    std::fs::set_permissions(first.base().join("data/own.conf"), Permissions::from_mode(0o644)).unwrap();
    drop(cluster::enter(&first.base(), quick).unwrap());
    let copied = Command::new("cp").arg("-a").args([first.base(), second.base()]).status().unwrap();
    assert!(copied.success());
    std::fs::write(second.base().join("data/standby.signal"), "").unwrap();
    std::fs::set_permissions(second.base().join("data/standby.signal"), Permissions::from_mode(0o644)).unwrap();
    let primary = cluster::enter(&first.base(), quick).unwrap();
    let standby = cluster::enter(&second.base(), quick).unwrap();
    run(async {
        let host = |lease: &cluster::Lease| {
            format!("{}:{}", lease.address().socket.display().to_string().replace('/', "%2F"), lease.address().port)
        };
        let url = |hosts: String| format!("postgres://{OWNER_ROLE}@{hosts}/postgres");
        let both = Target::from_url(&url(format!("{},{}", host(&standby), host(&primary)))).unwrap();
        let opened = both.open(1).await.unwrap();
        let sql = "select concat_ws(' ', pg_is_in_recovery(), current_setting('unix_socket_directories'))";
        let where_: String = sqlx::query_scalar(sql).fetch_one(&opened.pool).await.unwrap();
        assert!(where_.starts_with("f ") && where_.contains(&first.base().display().to_string()), "{where_}");
        opened.pool.close().await;

        let twice = Target::from_url(&url(format!("{0},{0}", host(&standby)))).unwrap();
        let failure = twice.open(1).await.unwrap_err();
        assert!(failure.to_string().contains("it takes no writes (a standby)"), "{failure}");
        let alone = Target::from_url(&url(host(&standby))).unwrap().open(1).await.unwrap();
        let reads: bool = sqlx::query_scalar("select pg_is_in_recovery()").fetch_one(&alone.pool).await.unwrap();
        assert!(reads, "a single host is taken as it is: for reports");
        let error = sqlx::query("create table t ()").execute(&alone.pool).await.unwrap_err();
        let failure = balcao::store::Failure::from(error);
        assert_eq!((failure.code(), failure.exit_code()), ("E_UNKNOWN_OUTCOME", 3), "{failure}");
        alone.pool.close().await;
    });
}
