//! Directories that will not do, full disks, other owners, other versions: each told by name. And an ordinary user.

use super::*;

#[test]
fn a_path_too_long_for_a_socket_is_no_hindrance() {
    let home = Home::new();
    let base = home.path().join("x".repeat(90)).join("balcao");
    let lease = cluster::enter(&base, quick()).unwrap();
    assert_eq!(ask(&lease, "select 'alive'"), "alive");
    let socket = lease.address().socket.clone();
    assert!(!socket.starts_with(&base), "{socket:?}");
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(lease.leave().unwrap());
    fs::remove_dir(&socket).unwrap();
    fs::create_dir(&socket).unwrap();
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o777)).unwrap();
    let trouble = cluster::enter(&base, quick()).unwrap_err();
    fs::remove_dir(&socket).unwrap();
    assert_eq!(trouble.code(), "unsafe-socket-directory", "{trouble}");
    assert!(trouble.to_string().contains(&socket.display().to_string()), "{trouble}");
}

#[test]
fn data_of_another_major_version_are_refused_by_name() {
    let home = Home::new();
    drop(cluster::enter(&home.base(), quick()).unwrap());
    fs::write(home.base().join("data/PG_VERSION"), "11\n").unwrap();
    let trouble = cluster::enter(&home.base(), quick()).unwrap_err();
    assert_eq!(trouble.code(), "other-version");
    assert!(trouble.to_string().contains("install PostgreSQL 11"), "{trouble}");
}

#[test]
fn a_file_where_the_directory_should_be_is_named() {
    let home = Home::new();
    fs::write(home.base(), "in the way").unwrap();
    let trouble = cluster::enter(&home.base(), quick()).unwrap_err();
    assert_eq!(trouble.code(), "cannot-write");
    assert!(trouble.to_string().contains(&home.base().display().to_string()), "{trouble}");
    assert_eq!(fs::read_to_string(home.base()).unwrap(), "in the way", "and not touched");
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
    assert!(text.contains(&format!("cannot enter {};", closed.display())), "{text}");
    assert!(text.contains(&server_user().name) && text.contains("XDG_DATA_HOME"), "{text}");
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
    assert!(text.contains("12345") && text.contains(&format!("chown -R {}", server_user().name)), "{text}");
    let owner = fs::metadata(home.base().join("data")).unwrap().uid();
    assert_eq!(owner, 12345, "nothing is given away by itself");
    chown(home.base(), Some(12345), None).unwrap();
    let trouble = cluster::enter(&home.base(), quick()).unwrap_err();
    assert!(trouble.to_string().contains(&format!("{} belongs to user \"12345\"", home.base().display())), "{trouble}");
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
    assert!(trouble.to_string().contains(&home.base().display().to_string()), "{trouble}");
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
        let mut command = another_program(&program, "cluster::program_that_uses_the_cluster", &own.join("balcao"));
        command.uid(uid).gid(gid).env_remove("XDG_RUNTIME_DIR").env("HOME", &own);
        output_of(command.spawn().unwrap())
    };
    let first = become_nobody();
    assert!(first.contains("arrival=Created answer=balcao_super"), "{first}");
    let second = become_nobody();
    assert!(second.contains("arrival=Started answer=balcao_super"), "{second}");
    assert_eq!(fs::metadata(own.join("balcao/data")).unwrap().uid(), uid);

    fs::set_permissions(&own, fs::Permissions::from_mode(0o500)).unwrap();
    fs::rename(own.join("balcao"), home.path().join("elsewhere")).unwrap();
    let third = become_nobody();
    assert!(third.contains("trouble=cannot-write"), "{third}");
}
