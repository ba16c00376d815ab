//! What kills leave behind: rows, processes, files of dead servers, half a creation.

use super::*;

#[test]
fn rows_survive_a_killed_postmaster_with_a_busy_servant() {
    let home = Home::new();
    let lease = cluster::enter(&home.base(), quick()).unwrap();
    ask(&lease, "with t as (select set_config('x.y', '1', false)) select 'warm' from t");
    run(async {
        let mut owner = as_owner(&lease).connect().await.unwrap();
        sqlx::raw_sql("create table kept as select generate_series(1, 1000) as i").execute(&mut owner).await.unwrap();
    });
    let options = as_owner(&lease);
    let busy = std::thread::spawn(move || {
        run(async {
            let mut connection = options.connect().await.unwrap();
            let _ = sqlx::raw_sql("select pg_sleep(30)").execute(&mut connection).await;
        });
    });
    until("a servant is busy", PATIENCE, || {
        ask(&lease, "select count(*)::text from pg_stat_activity where query like 'select pg_sleep%'") == "1"
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
    let lease = cluster::enter(&home.base(), Options { max_connections: 20, ..Options::default() }).unwrap();
    run(async {
        let mut owner = as_owner(&lease).connect().await.unwrap();
        sqlx::raw_sql("create table kept as select generate_series(1, 1000) as i").execute(&mut owner).await.unwrap();
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
    let mut program =
        another_program(&myself(), "cluster::program_that_uses_the_cluster", &home.base()).spawn().unwrap();
    until("it is up", PATIENCE, || cluster::running(&home.base()).is_some());
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(cluster::running(&home.base()).is_some(), "killed, so it could not stop its server");
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
        let same_user = Command::new("sleep").arg("600").uid(user.uid.as_raw()).gid(user.gid.as_raw()).spawn();
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
        fs::write(base.join("run/.s.PGSQL.5432.lock"), format!("{}\n", stranger.id())).unwrap();
        let lease = cluster::enter(&base, quick()).unwrap();
        assert_eq!(lease.arrival(), Arrival::Recovered);
        assert!(lease.leave().unwrap());
    }
    for mut stranger in strangers {
        assert!(stranger.try_wait().unwrap().is_none(), "a stranger is never touched");
        stranger.kill().unwrap();
        stranger.wait().unwrap();
    }
}

#[test]
fn a_killed_creation_is_begun_anew() {
    let home = Home::new();
    let unfinished = || {
        let entries = fs::read_dir(home.base()).into_iter().flatten().flatten();
        entries.filter(|e| e.file_name().to_string_lossy().starts_with("data.tmp")).count()
    };
    let mut program =
        another_program(&myself(), "cluster::program_that_uses_the_cluster", &home.base()).spawn().unwrap();
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
fn a_start_that_fails_quotes_the_server() {
    let home = Home::new();
    drop(cluster::enter(&home.base(), quick()).unwrap());
    fs::remove_file(home.base().join("data/global/pg_control")).unwrap();
    let trouble = cluster::enter(&home.base(), quick()).unwrap_err();
    assert_eq!(trouble.code(), "start-failed", "{trouble}");
    assert!(trouble.to_string().contains("pg_control"), "{trouble}");
    until("nobody works there any more", PATIENCE, || servants(&home.base()).is_empty());
}

#[test]
fn a_test_process_that_is_killed_leaves_neither_server_nor_directory() {
    let home = Home::new();
    let told = home.path().join("told");
    let mut program = another_program(&myself(), "cluster::crash::program_that_is_killed_in_a_test", &told);
    let mut program = program.spawn().unwrap();
    until("it is up", PATIENCE, || fs::read_to_string(&told).is_ok_and(|text| text.ends_with('\n')));
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
