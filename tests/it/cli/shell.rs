//! Runs the real binary as one person, in a world where nothing of this machine is seen, and a small school
//! that is made by the command line itself.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::disciplines::disciplines;
use crate::support::{Scratch, run};

/// What one run of the binary gave.
#[derive(Debug)]
pub struct Answer {
    /// Exit status.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Answer {
    /// Standard output as JSON, of a run that succeeded.
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 0, "{self:#?}");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The error as JSON, of a run that ended with this status.
    pub fn error(&self, status: i32) -> Value {
        assert_eq!(self.status, status, "{self:#?}");
        let told: Value = serde_json::from_str(&self.err).unwrap_or_else(|error| panic!("{error}: {self:#?}"));
        told["error"].clone()
    }
}

/// A person at a shell.
pub struct Shell {
    home: tempfile::TempDir,
    url: Option<String>,
    environment: Vec<(String, String)>,
}

impl Shell {
    /// Somebody who knows no database.
    pub fn nobody() -> Self {
        let home = tempfile::tempdir().expect("a home");
        Self { home, url: None, environment: Vec::new() }
    }

    /// A person with a connection.
    pub fn of(url: String) -> Self {
        Self { url: Some(url), ..Self::nobody() }
    }

    /// With one more variable.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The person's home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Runs the binary.
    pub fn run(&self, args: &[&str]) -> Answer {
        self.run_with(args, "")
    }

    /// Runs the binary with something on standard input.
    pub fn run_with(&self, args: &[&str], input: &str) -> Answer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_balcao"));
        command.args(args).env_clear().env("HOME", self.home()).env("PATH", "/usr/bin:/bin").env("LANG", "en_US.UTF-8");
        command.env("XDG_DATA_HOME", self.home().join("data")).current_dir(self.home());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        if let Some(url) = &self.url {
            command.args(["--database-url", url]);
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        // A program that does not read its input closes it early; that is its right.
        let _ = child.stdin.take().expect("an input").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("the binary ends");
        Answer {
            status: output.status.code().expect("it was not killed"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// Runs the binary with `--json` and reads what it answers.
    pub fn json(&self, args: &[&str]) -> Value {
        self.run(&[args, &["--json"]].concat()).json()
    }
}

/// A database with one live request type and some students.
pub struct School {
    scratch: Scratch,
}

impl School {
    /// Makes it: people of the fixture, students by the superuser, the type by the administrator's commands.
    pub fn new() -> Self {
        let scratch = run(async {
            let scratch = Scratch::new().await;
            sqlx::raw_sql(STUDENTS).execute(&scratch.admin()).await.expect("the students");
            disciplines(&scratch).await;
            scratch
        });
        let school = Self { scratch };
        let admin = school.login("admin");
        let file = flow("segunda-chamada");
        for args in [
            vec!["type", "import", file.to_str().expect("a path")],
            vec!["flow", "publish", "segunda-chamada"],
            vec!["type", "activate", "segunda-chamada"],
        ] {
            let answer = admin.run(&args);
            assert_eq!(answer.status, 0, "{args:?}: {answer:#?}");
        }
        school
    }

    /// A person of the fixture at a shell.
    pub fn login(&self, login: &str) -> Shell {
        Shell::of(self.scratch.url(login))
    }

    /// The database itself.
    pub fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    /// Opens a make-up exam for a student and gives its protocol.
    pub fn open(&self, by: &str, ra: &str) -> String {
        let request = self.login(by).json(&[
            "request",
            "open",
            "--student",
            ra,
            "--type",
            "segunda-chamada",
            "--location",
            "sede",
            "--param",
            "disciplina=DIR101",
            "--description",
            "Faltei por doença.",
        ]);
        request["protocol"].as_str().expect("a protocol").to_owned()
    }
}

/// A flow file of the library.
pub fn flow(code: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/flows").join(format!("{code}.toml"))
}

const STUDENTS: &str = "
insert into academic.student (company, ra, name, cpf, email)
  select 1, (20230000 + n)::text, name, case when n = 1 then '52998224725' end, 'aluno' || n || '@escola.example'
    from (values (1, 'Maria Aparecida de Souza'), (2, 'João Reis'), (3, '=cmd(1)'), (4, 'Ana Clara Lima')) as s (n, name);
insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on)
  select 1, s.id, p.id, 'Direito', 1, p.starts from academic.student s, academic.period p
   where current_date between p.starts and p.ends;
insert into academic.contract (company, student_id, period_id, course, number, signed_on)
  select 1, s.id, p.id, 'Direito', s.ra || '-1', p.starts from academic.student s, academic.period p
   where current_date between p.starts and p.ends;
";
