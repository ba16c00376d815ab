//! The program killed in the middle of an import: nothing is loaded, nothing waits.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{number, staged};
use crate::support::{Scratch, run, until};

#[test]
fn a_program_killed_in_the_middle_of_an_import_leaves_nothing_loaded() {
    let scratch = run(Scratch::new());
    let admin = run(async { scratch.admin() });
    let mut child = Command::new(env!("CARGO_BIN_EXE_balcao"))
        .args(["import", "students", "-", "--database-url", &scratch.url("admin")])
        .env_clear()
        .env("HOME", std::env::temp_dir())
        .env("PATH", "/usr/bin:/bin")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    let mut input = child.stdin.take().expect("an input");
    let mut file = "company,ra,name,cpf,email,phone,birth_date\n".to_owned();
    for n in 0..40_000 {
        file += &format!("1,M{n},Aluno {n},,,,\n");
    }
    input.write_all(file.as_bytes()).expect("it reads");
    // The lines are on their way: the table has grown, and the input stays open.
    until("lines are copied", Duration::from_secs(60), || {
        run(number(&admin, "select pg_relation_size('staging.students')")) > 0
    });
    child.kill().expect("it is killed");
    child.wait().expect("it is gone");
    drop(input);
    until("the server has noticed", Duration::from_secs(60), || {
        run(number(
            &admin,
            "select count(*) from pg_stat_activity where usename = 'admin' and datname = current_database()",
        )) == 0
    });
    assert_eq!(run(number(&admin, "select count(*) from academic.student where ra like 'M%'")), 0);
    assert_eq!(run(staged(&admin)), 0);
}
