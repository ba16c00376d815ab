//! The private PostgreSQL under all that can happen to it. Every test has a directory and a server of its own.

mod crash;
mod places;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use balcao::cluster::{self, Arrival, Lease, OWNER_ROLE, Options};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid, User};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions, Connection};

use crate::support::home::Home;
use crate::support::{run, until};

const PATIENCE: Duration = Duration::from_secs(60);

fn quick() -> Options {
    Options { durable: false, max_connections: 20, loopback: false }
}

fn as_owner(lease: &Lease) -> PgConnectOptions {
    let address = lease.address();
    PgConnectOptions::new_without_pgpass()
        .socket(&address.socket)
        .port(address.port)
        .username(OWNER_ROLE)
        .database("postgres")
        .ssl_mode(PgSslMode::Disable)
}

fn ask(lease: &Lease, sql: &'static str) -> String {
    run(async {
        let mut connection: PgConnection = as_owner(lease).connect().await.expect("the owner gets in");
        let answer: String = sqlx::query_scalar(sql).fetch_one(&mut connection).await.expect(sql);
        connection.close().await.expect("closes");
        answer
    })
}

fn postmaster(base: &Path) -> i32 {
    let text = fs::read_to_string(base.join("data/postmaster.pid")).expect("a pid file");
    text.lines().next().unwrap().trim().parse().unwrap()
}

/// Living processes of PostgreSQL that work in a data directory.
fn servants(base: &Path) -> Vec<i32> {
    let data = base.join("data");
    fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok())
        .filter(|pid| fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd == data))
        .collect()
}

fn signal(pid: i32, signal: Signal) {
    let _ = kill(Pid::from_raw(pid), signal);
}

/// User and group of the server when the tests run as root.
fn server_user() -> User {
    match Uid::effective().is_root() {
        true => User::from_name("postgres").unwrap().or(User::from_name("nobody").unwrap()).unwrap(),
        false => User::from_uid(Uid::effective()).unwrap().unwrap(),
    }
}

// A second program: this test binary once more, running one of the two `#[ignore]`d functions below.

const BASE: &str = "BALCAO_IT_BASE";

fn another_program(program: &Path, function: &str, base: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["--exact", function, "--ignored", "--nocapture", "--test-threads=1"]);
    command.env(BASE, base).current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn myself() -> PathBuf {
    std::env::current_exe().unwrap()
}

/// Enters, says how, and stays until its input ends.
#[test]
#[ignore = "a part of other tests, run in a process of its own"]
fn program_that_uses_the_cluster() {
    let Some(base) = std::env::var_os(BASE) else {
        return;
    };
    match cluster::enter(Path::new(&base), quick()) {
        Ok(lease) => {
            println!("arrival={:?} answer={}", lease.arrival(), ask(&lease, "select current_user::text"));
            let _ = std::io::read_to_string(std::io::stdin());
        }
        Err(trouble) => println!("trouble={} {trouble}", trouble.code()),
    }
}

fn output_of(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_first_program_creates_a_second_attaches_and_the_last_stops() {
    let home = Home::new();
    let first = cluster::enter(&home.base(), quick()).unwrap();
    assert_eq!(first.arrival(), Arrival::Created);
    let second = cluster::enter(&home.base(), quick()).unwrap();
    assert_eq!(second.arrival(), Arrival::Attached);
    assert_eq!(first.address(), second.address());
    assert!(!first.leave().unwrap(), "someone still uses it");
    assert_eq!(ask(&second, "select current_user::text"), OWNER_ROLE);
    assert!(second.leave().unwrap(), "the last one stops it");
    // The kernel takes a moment to clear away a process that has ended.
    until("nobody works there any more", PATIENCE, || servants(&home.base()).is_empty());
    let third = cluster::enter(&home.base(), quick()).unwrap();
    assert_eq!(third.arrival(), Arrival::Started, "what was stopped in order needs no mending");
}

#[test]
fn commits_are_durable_and_the_settings_are_those_of_a_small_server() {
    let home = Home::new();
    let lease = cluster::enter(&home.base(), Options { max_connections: 33, ..Options::default() }).unwrap();
    let settings = "select concat_ws(' ', current_setting('fsync'), current_setting('full_page_writes'), \
                    current_setting('synchronous_commit'), current_setting('listen_addresses'), \
                    current_setting('max_connections'), current_setting('wal_level'), \
                    current_setting('jit'), pg_encoding_to_char(encoding), datcollate) from pg_database where datname = 'postgres'";
    assert_eq!(ask(&lease, settings), "on on on  33 minimal off UTF8 C.UTF-8");
}

#[test]
fn a_server_told_to_stay_stays_until_it_is_stopped() {
    let home = Home::new();
    let lease = cluster::enter(&home.base(), quick()).unwrap();
    lease.keep_running().unwrap();
    assert!(!lease.leave().unwrap());
    assert!(cluster::running(&home.base()).is_some());
    let guest = cluster::enter(&home.base(), quick()).unwrap();
    assert_eq!(guest.arrival(), Arrival::Attached);
    assert!(!guest.leave().unwrap(), "the marker counts for every one who leaves");
    assert!(cluster::stop(&home.base()).unwrap());
    assert!(!cluster::stop(&home.base()).unwrap(), "nothing runs any more");
    assert_eq!(cluster::running(&home.base()), None);
    assert!(cluster::enter(&home.base(), quick()).unwrap().leave().unwrap(), "the marker went with the stop");
}

#[test]
fn people_need_their_password_and_the_owner_cannot_come_by_tcp() {
    let home = Home::new();
    let lease = cluster::enter(&home.base(), Options { loopback: true, ..quick() }).unwrap();
    let address = lease.address().clone();
    assert!(address.loopback);
    run(async {
        let mut owner = as_owner(&lease).connect().await.unwrap();
        sqlx::raw_sql("create role someone login password 'right'").execute(&mut owner).await.unwrap();
        let by_tcp = PgConnectOptions::new_without_pgpass().host("127.0.0.1").port(address.port).database("postgres");
        let by_socket = as_owner(&lease).username("someone");
        for way in [by_tcp.clone().username("someone"), by_socket] {
            assert!(way.clone().password("right").connect().await.is_ok());
            let refused = way.password("wrong").connect().await.unwrap_err();
            assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "28P01");
        }
        let refused = by_tcp.username(OWNER_ROLE).password("x").connect().await.unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "28000", "{refused}");
    });
    let port = address.port;
    assert!(lease.leave().unwrap());
    let again = cluster::enter(&home.base(), Options { loopback: true, ..quick() }).unwrap();
    assert_eq!(again.address().port, port, "the port is remembered");
    assert!(again.leave().unwrap());
    let _taken = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let moved = cluster::enter(&home.base(), Options { loopback: true, ..quick() }).unwrap();
    assert_ne!(moved.address().port, port, "a port that someone took is left to him");
}

#[test]
fn five_at_once_on_an_empty_directory_make_one_server() {
    let home = Home::new();
    let programs: Vec<Child> = (0..5)
        .map(|_| another_program(&myself(), "cluster::program_that_uses_the_cluster", &home.base()).spawn().unwrap())
        .collect();
    // Dropping the inputs one after the other lets them leave while others still arrive.
    let said: Vec<String> = programs.into_iter().map(output_of).collect();
    let arrivals = |kind: &str| said.iter().filter(|text| text.contains(kind)).count();
    assert_eq!(arrivals("answer=balcao_super"), 5, "{said:#?}");
    assert_eq!(arrivals("arrival=Created"), 1, "{said:#?}");
    until("the last one stopped it", PATIENCE, || servants(&home.base()).is_empty());
}
