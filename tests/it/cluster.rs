//! The private PostgreSQL under all that can happen to it. Every test has a directory and a server of its own.

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
    Options {
        durable: false,
        max_connections: 20,
        loopback: false,
    }
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
        let mut connection: PgConnection =
            as_owner(lease).connect().await.expect("the owner gets in");
        let answer: String = sqlx::query_scalar(sql)
            .fetch_one(&mut connection)
            .await
            .expect(sql);
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
        true => User::from_name("postgres")
            .unwrap()
            .or(User::from_name("nobody").unwrap())
            .unwrap(),
        false => User::from_uid(Uid::effective()).unwrap().unwrap(),
    }
}

// A second program: this test binary once more, running one of the two `#[ignore]`d functions below.

const BASE: &str = "BALCAO_IT_BASE";

fn another_program(program: &Path, function: &str, base: &Path) -> Command {
    let mut command = Command::new(program);
    command.args([
        "--exact",
        function,
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ]);
    command
        .env(BASE, base)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
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
            println!(
                "arrival={:?} answer={}",
                lease.arrival(),
                ask(&lease, "select current_user::text")
            );
            let _ = std::io::read_to_string(std::io::stdin());
        }
        Err(trouble) => println!("trouble={} {trouble}", trouble.code()),
    }
}

fn output_of(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
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
    assert_eq!(servants(&home.base()), Vec::<i32>::new());
    let third = cluster::enter(&home.base(), quick()).unwrap();
    assert_eq!(
        third.arrival(),
        Arrival::Started,
        "what was stopped in order needs no mending"
    );
}

#[test]
fn commits_are_durable_and_the_settings_are_those_of_a_small_server() {
    let home = Home::new();
    let lease = cluster::enter(
        &home.base(),
        Options {
            max_connections: 33,
            ..Options::default()
        },
    )
    .unwrap();
    let settings = "select concat_ws(' ', current_setting('fsync'), current_setting('full_page_writes'), \
                    current_setting('synchronous_commit'), current_setting('listen_addresses'), \
                    current_setting('max_connections'), current_setting('wal_level'), \
                    current_setting('jit'), pg_encoding_to_char(encoding), datcollate) from pg_database where datname = 'postgres'";
    assert_eq!(
        ask(&lease, settings),
        "on on on  33 minimal off UTF8 C.UTF-8"
    );
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
    assert!(
        !guest.leave().unwrap(),
        "the marker counts for every one who leaves"
    );
    assert!(cluster::stop(&home.base()).unwrap());
    assert!(
        !cluster::stop(&home.base()).unwrap(),
        "nothing runs any more"
    );
    assert_eq!(cluster::running(&home.base()), None);
    assert!(
        cluster::enter(&home.base(), quick())
            .unwrap()
            .leave()
            .unwrap(),
        "the marker went with the stop"
    );
}

#[test]
fn people_need_their_password_and_the_owner_cannot_come_by_tcp() {
    let home = Home::new();
    let lease = cluster::enter(
        &home.base(),
        Options {
            loopback: true,
            ..quick()
        },
    )
    .unwrap();
    let address = lease.address().clone();
    assert!(address.loopback);
    run(async {
        let mut owner = as_owner(&lease).connect().await.unwrap();
        sqlx::raw_sql("create role someone login password 'right'")
            .execute(&mut owner)
            .await
            .unwrap();
        let by_tcp = PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(address.port)
            .database("postgres");
        let by_socket = as_owner(&lease).username("someone");
        for way in [by_tcp.clone().username("someone"), by_socket] {
            assert!(way.clone().password("right").connect().await.is_ok());
            let refused = way.password("wrong").connect().await.unwrap_err();
            assert_eq!(
                refused.as_database_error().unwrap().code().unwrap(),
                "28P01"
            );
        }
        let refused = by_tcp
            .username(OWNER_ROLE)
            .password("x")
            .connect()
            .await
            .unwrap_err();
        assert_eq!(
            refused.as_database_error().unwrap().code().unwrap(),
            "28000",
            "{refused}"
        );
    });
    let port = address.port;
    assert!(lease.leave().unwrap());
    let again = cluster::enter(
        &home.base(),
        Options {
            loopback: true,
            ..quick()
        },
    )
    .unwrap();
    assert_eq!(again.address().port, port, "the port is remembered");
    assert!(again.leave().unwrap());
    let _taken = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let moved = cluster::enter(
        &home.base(),
        Options {
            loopback: true,
            ..quick()
        },
    )
    .unwrap();
    assert_ne!(
        moved.address().port,
        port,
        "a port that someone took is left to him"
    );
}

#[test]
fn five_at_once_on_an_empty_directory_make_one_server() {
    let home = Home::new();
    let programs: Vec<Child> = (0..5)
        .map(|_| {
            another_program(
                &myself(),
                "cluster::program_that_uses_the_cluster",
                &home.base(),
            )
            .spawn()
            .unwrap()
        })
        .collect();
    // Dropping the inputs one after the other lets them leave while others still arrive.
    let said: Vec<String> = programs.into_iter().map(output_of).collect();
    let arrivals = |kind: &str| said.iter().filter(|text| text.contains(kind)).count();
    assert_eq!(arrivals("answer=balcao_super"), 5, "{said:#?}");
    assert_eq!(arrivals("arrival=Created"), 1, "{said:#?}");
    until("the last one stopped it", PATIENCE, || {
        servants(&home.base()).is_empty()
    });
}

#[test]
fn rows_survive_a_killed_postmaster_with_a_busy_servant() {
    let home = Home::new();
    let lease = cluster::enter(&home.base(), quick()).unwrap();
    ask(
        &lease,
        "with t as (select set_config('x.y', '1', false)) select 'warm' from t",
    );
    run(async {
        let mut owner = as_owner(&lease).connect().await.unwrap();
        sqlx::raw_sql("create table kept as select generate_series(1, 1000) as i")
            .execute(&mut owner)
            .await
            .unwrap();
    });
    let options = as_owner(&lease);
    let busy = std::thread::spawn(move || {
        run(async {
            let mut connection = options.connect().await.unwrap();
            let _ = sqlx::raw_sql("select pg_sleep(30)")
                .execute(&mut connection)
                .await;
        });
    });
    until("a servant is busy", PATIENCE, || {
        ask(
            &lease,
            "select count(*)::text from pg_stat_activity where query like 'select pg_sleep%'",
        ) == "1"
    });
    signal(postmaster(&home.base()), Signal::SIGKILL);
    let next = cluster::enter(&home.base(), quick()).unwrap();
    assert_eq!(next.arrival(), Arrival::Recovered);
    assert_eq!(ask(&next, "select count(*)::text from kept"), "1000");
    busy.join().unwrap();
}

#[test]
fn rows_survive_the_kill_of_every_process() {
    let home = Home::new();
    let lease = cluster::enter(
        &home.base(),
        Options {
            max_connections: 20,
            ..Options::default()
        },
    )
    .unwrap();
    run(async {
        let mut owner = as_owner(&lease).connect().await.unwrap();
        sqlx::raw_sql("create table kept as select generate_series(1, 1000) as i")
            .execute(&mut owner)
            .await
            .unwrap();
    });
    for pid in servants(&home.base()) {
        signal(pid, Signal::SIGKILL);
    }
    let next = cluster::enter(&home.base(), quick()).unwrap();
    assert_eq!(next.arrival(), Arrival::Recovered);
    assert_eq!(ask(&next, "select count(*)::text from kept"), "1000");
}

#[test]
fn a_program_that_was_killed_leaves_a_server_that_the_next_one_stops() {
    let home = Home::new();
    let mut program = another_program(
        &myself(),
        "cluster::program_that_uses_the_cluster",
        &home.base(),
    )
    .spawn()
    .unwrap();
    until("it is up", PATIENCE, || {
        cluster::running(&home.base()).is_some()
    });
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(
        cluster::running(&home.base()).is_some(),
        "killed, so it could not stop its server"
    );
    let next = cluster::enter(&home.base(), quick()).unwrap();
    assert_eq!(next.arrival(), Arrival::Attached);
    assert!(next.leave().unwrap());
}

#[test]
fn a_stale_pid_file_is_not_believed_even_when_its_number_lives_again() {
    let home = Home::new();
    drop(cluster::enter(&home.base(), quick()).unwrap());
    let user = server_user();
    let mut strangers = vec![Command::new("sleep").arg("600").spawn().unwrap()];
    if Uid::effective().is_root() {
        let same_user = Command::new("sleep")
            .arg("600")
            .uid(user.uid.as_raw())
            .gid(user.gid.as_raw())
            .spawn();
        strangers.push(same_user.unwrap());
    }
    for stranger in &strangers {
        let base = home.base();
        let file = base.join("data/postmaster.pid");
        let text = format!(
            "{}\n{}/data\n1\n5432\n{}/run\n\n  123 456\nready\n",
            stranger.id(),
            base.display(),
            base.display()
        );
        fs::write(&file, text).unwrap();
        chown(&file, Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
        fs::write(
            base.join("run/.s.PGSQL.5432.lock"),
            format!("{}\n", stranger.id()),
        )
        .unwrap();
        let lease = cluster::enter(&base, quick()).unwrap();
        assert_eq!(lease.arrival(), Arrival::Recovered);
        assert!(lease.leave().unwrap());
    }
    for mut stranger in strangers {
        assert!(
            stranger.try_wait().unwrap().is_none(),
            "a stranger is never touched"
        );
        stranger.kill().unwrap();
        stranger.wait().unwrap();
    }
}

#[test]
fn a_killed_creation_is_begun_anew() {
    let home = Home::new();
    let unfinished = || {
        let entries = fs::read_dir(home.base()).into_iter().flatten().flatten();
        entries
            .filter(|e| e.file_name().to_string_lossy().starts_with("data.tmp"))
            .count()
    };
    let mut program = another_program(
        &myself(),
        "cluster::program_that_uses_the_cluster",
        &home.base(),
    )
    .spawn()
    .unwrap();
    until("initdb is at work", PATIENCE, || unfinished() == 1);
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(!home.base().join("data").exists(), "killed before the end");
    let lease = cluster::enter(&home.base(), quick()).unwrap();
    assert_eq!(lease.arrival(), Arrival::Created);
    assert_eq!(ask(&lease, "select 'alive'"), "alive");
}

#[test]
fn a_server_whose_socket_was_swept_away_is_replaced() {
    let home = Home::new();
    let lease = cluster::enter(&home.base(), quick()).unwrap();
    fs::remove_dir_all(home.base().join("run")).unwrap();
    let next = cluster::enter(&home.base(), quick()).unwrap();
    assert_eq!(ask(&next, "select 'alive'"), "alive");
    drop(lease);
}

#[test]
fn a_path_too_long_for_a_socket_is_no_hindrance() {
    let home = Home::new();
    let base = home.path().join("x".repeat(90)).join("balcao");
    let lease = cluster::enter(&base, quick()).unwrap();
    assert_eq!(ask(&lease, "select 'alive'"), "alive");
    let socket = lease.address().socket.clone();
    assert!(!socket.starts_with(&base), "{socket:?}");
    assert_eq!(
        fs::metadata(&socket).unwrap().permissions().mode() & 0o777,
        0o700
    );
    assert!(lease.leave().unwrap());
    fs::remove_dir(&socket).unwrap();
    fs::create_dir(&socket).unwrap();
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o777)).unwrap();
    let trouble = cluster::enter(&base, quick()).unwrap_err();
    fs::remove_dir(&socket).unwrap();
    assert_eq!(trouble.code(), "unsafe-socket-directory", "{trouble}");
    assert!(
        trouble.to_string().contains(&socket.display().to_string()),
        "{trouble}"
    );
}

#[test]
fn data_of_another_major_version_are_refused_by_name() {
    let home = Home::new();
    drop(cluster::enter(&home.base(), quick()).unwrap());
    fs::write(home.base().join("data/PG_VERSION"), "11\n").unwrap();
    let trouble = cluster::enter(&home.base(), quick()).unwrap_err();
    assert_eq!(trouble.code(), "other-version");
    assert!(
        trouble.to_string().contains("install PostgreSQL 11"),
        "{trouble}"
    );
}

#[test]
fn a_start_that_fails_quotes_the_server() {
    let home = Home::new();
    drop(cluster::enter(&home.base(), quick()).unwrap());
    fs::remove_file(home.base().join("data/global/pg_control")).unwrap();
    let trouble = cluster::enter(&home.base(), quick()).unwrap_err();
    assert_eq!(trouble.code(), "start-failed", "{trouble}");
    assert!(trouble.to_string().contains("pg_control"), "{trouble}");
    assert_eq!(servants(&home.base()), Vec::<i32>::new());
}

#[test]
fn a_file_where_the_directory_should_be_is_named() {
    let home = Home::new();
    fs::write(home.base(), "in the way").unwrap();
    let trouble = cluster::enter(&home.base(), quick()).unwrap_err();
    assert_eq!(trouble.code(), "cannot-write");
    assert!(
        trouble
            .to_string()
            .contains(&home.base().display().to_string()),
        "{trouble}"
    );
    assert_eq!(
        fs::read_to_string(home.base()).unwrap(),
        "in the way",
        "and not touched"
    );
}

fn only_root(test: &str) -> bool {
    let root = Uid::effective().is_root();
    if !root {
        eprintln!("SKIPPED: {test} needs root, who can give files away and become another user");
    }
    root
}

#[test]
fn a_directory_that_the_servers_user_cannot_enter_is_named() {
    if !only_root("a_directory_that_the_servers_user_cannot_enter_is_named") {
        return;
    }
    let home = Home::new();
    let closed = home.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    let trouble = cluster::enter(&closed.join("deeper/balcao"), quick()).unwrap_err();
    assert_eq!(trouble.code(), "cannot-enter", "{trouble}");
    let text = trouble.to_string();
    assert!(
        text.contains(&format!("cannot enter {};", closed.display())),
        "{text}"
    );
    assert!(
        text.contains(&server_user().name) && text.contains("XDG_DATA_HOME"),
        "{text}"
    );
}

#[test]
fn data_of_another_owner_are_refused_with_the_command_that_mends() {
    if !only_root("data_of_another_owner_are_refused_with_the_command_that_mends") {
        return;
    }
    let home = Home::new();
    drop(cluster::enter(&home.base(), quick()).unwrap());
    chown(home.base().join("data"), Some(12345), None).unwrap();
    let trouble = cluster::enter(&home.base(), quick()).unwrap_err();
    assert_eq!(trouble.code(), "wrong-owner");
    let text = trouble.to_string();
    assert!(
        text.contains("12345") && text.contains(&format!("chown -R {}", server_user().name)),
        "{text}"
    );
    let owner = fs::metadata(home.base().join("data")).unwrap().uid();
    assert_eq!(owner, 12345, "nothing is given away by itself");
    chown(home.base(), Some(12345), None).unwrap();
    let trouble = cluster::enter(&home.base(), quick()).unwrap_err();
    assert!(
        trouble.to_string().contains(&format!(
            "{} belongs to user \"12345\"",
            home.base().display()
        )),
        "{trouble}"
    );
}

#[test]
fn a_full_disk_is_said_to_be_full() {
    if !only_root("a_full_disk_is_said_to_be_full") {
        return;
    }
    let home = Home::new();
    fs::create_dir(home.base()).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=12m", "tmpfs"])
        .arg(home.base())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        eprintln!("SKIPPED: a small disk cannot be mounted here (no right to mount)");
        return;
    }
    let trouble = cluster::enter(&home.base(), quick());
    let unmounted = Command::new("umount").arg(home.base()).status().unwrap();
    assert!(unmounted.success());
    let trouble = trouble.unwrap_err();
    assert_eq!(trouble.code(), "disk-full", "{trouble}");
    assert!(
        trouble
            .to_string()
            .contains(&home.base().display().to_string()),
        "{trouble}"
    );
}

/// As root the whole life of a cluster is tried once more as an ordinary user, in a process that became one.
#[test]
fn an_ordinary_user_needs_no_one_elses_help() {
    if !only_root("an_ordinary_user_needs_no_one_elses_help (the other tests just did it)") {
        return;
    }
    let Some(nobody) = User::from_name("nobody").unwrap() else {
        eprintln!("SKIPPED: there is no user nobody to become");
        return;
    };
    let home = Home::new();
    let (uid, gid) = (nobody.uid.as_raw(), nobody.gid.as_raw());
    let own = home.path().join("nobody");
    fs::create_dir(&own).unwrap();
    chown(&own, Some(uid), Some(gid)).unwrap();
    let program = home.path().join("program");
    fs::copy(myself(), &program).unwrap();
    let become_nobody = || {
        let mut command = another_program(
            &program,
            "cluster::program_that_uses_the_cluster",
            &own.join("balcao"),
        );
        command
            .uid(uid)
            .gid(gid)
            .env_remove("XDG_RUNTIME_DIR")
            .env("HOME", &own);
        output_of(command.spawn().unwrap())
    };
    let first = become_nobody();
    assert!(
        first.contains("arrival=Created answer=balcao_super"),
        "{first}"
    );
    let second = become_nobody();
    assert!(
        second.contains("arrival=Started answer=balcao_super"),
        "{second}"
    );
    assert_eq!(fs::metadata(own.join("balcao/data")).unwrap().uid(), uid);

    fs::set_permissions(&own, fs::Permissions::from_mode(0o500)).unwrap();
    fs::rename(own.join("balcao"), home.path().join("elsewhere")).unwrap();
    let third = become_nobody();
    assert!(third.contains("trouble=cannot-write"), "{third}");
}

#[test]
fn a_test_process_that_is_killed_leaves_neither_server_nor_directory() {
    let home = Home::new();
    let told = home.path().join("told");
    let mut program = another_program(
        &myself(),
        "cluster::program_that_is_killed_in_a_test",
        &told,
    );
    let mut program = program.spawn().unwrap();
    until("it is up", PATIENCE, || {
        fs::read_to_string(&told).is_ok_and(|text| text.ends_with('\n'))
    });
    let dir = PathBuf::from(fs::read_to_string(&told).unwrap().trim());
    let pid = postmaster(&dir.join("balcao"));
    program.kill().unwrap();
    program.wait().unwrap();
    until("the directory is gone", PATIENCE, || !dir.exists());
    until("the server is gone", PATIENCE, || {
        // A zombie that nobody collects is gone too.
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.is_empty() || stat.contains(") Z ")
    });
}

/// Stands for a test process: has a server in a guarded directory when it is killed.
#[test]
#[ignore = "a part of another test, run in a process of its own"]
fn program_that_is_killed_in_a_test() {
    let Some(told) = std::env::var_os(BASE) else {
        return;
    };
    let home = Home::new();
    let _lease = cluster::enter(&home.base(), quick()).unwrap();
    fs::write(told, format!("{}\n", home.path().display())).unwrap();
    let _ = std::io::read_to_string(std::io::stdin());
}
