//! The command killed in the middle of a run, and the run gone on with; and the command line of versions and moves.

use std::process::{Command, Stdio};

use serde_json::{Value, json};
use sqlx::Connection as _;
use uuid::Uuid;

use super::ground::{Ground, ask};
use super::{edited, filled, first};
use crate::cli::shell::Shell;
use crate::support::{base, run};

const MANY: usize = 60;

async fn moved(g: &Ground) -> i64 {
    g.number("select count(*) from app.move where undone_seq is null").await
}

/// Requests that are not wholly on one version, or were moved more than once.
async fn torn(g: &Ground) -> i64 {
    g.number(
        "select count(*) from app.request r join app.stage s on s.company = r.company and s.id = r.stage_id
           join app.flow_version v on v.company = r.company and v.id = r.version_id
           join app.visit w on w.company = r.company and w.request_id = r.id and w.no = r.visit_no
          where s.version_id <> r.version_id or w.stage_id <> r.stage_id
             or (select count(*) from app.history h where h.company = r.company and h.request_id = r.id and h.kind = 'migrated') <> v.number - 1
             or (select count(*) from app.move m where m.company = r.company and m.request_id = r.id) <> v.number - 1",
    )
    .await
}

#[test]
fn z2_a_client_killed_in_the_middle_of_a_run_leaves_it_to_be_gone_on_with() {
    run(async {
        let g = Ground::new(&first()).await;
        for n in 0..MANY {
            g.open(&(1001 + n % 20).to_string()).await;
        }
        g.publish(&first()).await;
        let run_id = Uuid::new_v4().to_string();
        for stop in [13, 37] {
            // A request that somebody holds makes the run stand still there, so that the kill hits a move under way.
            let mut holder = base::owner(g.scratch.name()).await;
            let mut held = holder.begin().await.unwrap();
            sqlx::query("select from app.request where id = (select q.id from app.request q order by q.protocol offset $1 limit 1) for update")
                .bind(i64::from(stop))
                .execute(&mut *held)
                .await
                .unwrap();
            let home = tempfile::tempdir().unwrap();
            let mut client = Command::new(env!("CARGO_BIN_EXE_balcao"))
                .args([
                    "flow",
                    "migrate",
                    "t",
                    "--to",
                    "2",
                    "--run",
                    &run_id,
                    "--database-url",
                    &g.scratch.url("admin"),
                ])
                .env_clear()
                .env("HOME", home.path())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            while moved(&g).await < i64::from(stop) {
                assert!(client.try_wait().unwrap().is_none(), "the client ended by itself");
                tokio::task::yield_now().await;
            }
            client.kill().unwrap();
            client.wait().unwrap();
            assert_eq!(moved(&g).await, i64::from(stop), "the one that is held has not moved");
            assert_eq!(torn(&g).await, 0);
            g.hold().await;
            held.rollback().await.unwrap();
        }
        let shell = Shell::of(g.scratch.url("admin"));
        let done = shell.run(&["flow", "migrate", "t", "--run", &run_id, "--json"]).json();
        assert_eq!(moved(&g).await, MANY as i64, "{}", done["counts"]);
        assert_eq!((done["to"].as_i64(), torn(&g).await), (Some(2), 0));
        let again = shell.run(&["flow", "migrate", "t", "--run", &run_id, "--json"]).json();
        assert_eq!(again["counts"]["stays"], json!(MANY), "nothing is done twice");
        let back = shell.run(&["flow", "migrate", "t", "--undo", "--json"]).json();
        assert_eq!(back["counts"]["undone"], json!(MANY));
        g.hold().await;
        println!("{MANY} requests, killed after 13 and after 37, gone on with, taken back");
    });
}

#[test]
fn the_check_of_a_killed_run_can_fail() {
    run(async {
        let g = Ground::new(&first()).await;
        g.open("1001").await;
        g.publish(&first()).await;
        let mut owner = base::owner(g.scratch.name()).await;
        let sql = "set session_replication_role = replica; update app.request set version_id = (select id from app.flow_version where number = 2)";
        sqlx::raw_sql(sql).execute(&mut owner).await.unwrap();
        assert_eq!(torn(&g).await, 1);
    });
}

#[test]
fn versions_differences_and_moves_at_the_command_line() {
    run(async {
        let g = Ground::new(&first()).await;
        let (one, two) = (filled(&g).await, g.open("1002").await);
        let shell = Shell::of(g.scratch.url("admin"));
        let doc = edited(|doc| {
            doc["stage"][0]["code"] = json!("inicio");
            doc["stage"][1]["name"] = json!("Fim");
            doc["edge"][0]["from"] = json!("inicio");
        });
        ask(&g.admin, "select api.import_type($1, 'novo começo')", &[super::ground::document(&doc)]).await.unwrap();

        let diff = shell.run(&["flow", "diff", "t", "--json"]).json();
        let told: Vec<&str> =
            diff["changes"].as_array().unwrap().iter().map(|c| c["message"].as_str().unwrap()).collect();
        assert!(told.contains(&"Stage “Fim”: was “B”, is now called “Fim”"), "{told:?}");
        assert_eq!(diff["touched"], json!(2), "both are in the stage that went away: {diff}");
        shell.run(&["flow", "publish", "t"]);
        let same = shell.run(&["flow", "diff", "t@2", "t@published", "--json"]).json();
        assert_eq!(same["changes"], json!([]));

        let dry = shell.run(&["flow", "migrate", "t", "--to", "2", "--dry-run", "--json"]);
        assert_eq!(dry.status, 1, "what is blocked is bad news: {dry:#?}");
        let dry: Value = serde_json::from_str(&dry.out).unwrap();
        assert_eq!((&dry["counts"]["blocked"], &dry["run"]), (&json!(2), &Value::Null));
        assert_eq!(dry["items"][0]["why"], json!("version 2 has no stage a"));
        assert_eq!(shell.run(&["flow", "migrate", "t"]).status, 2, "to which version?");

        let plan = shell.home().join("plano.toml");
        std::fs::write(&plan, "[stages]\na = \"inicio\"\n[outra]\n").unwrap();
        let args = ["flow", "migrate", "t", "--to", "2", "--plan", "plano.toml", "--json"];
        assert_eq!(shell.run(&args).error(2)["line"], json!(3));
        std::fs::write(&plan, "[stages]\na = \"inicio\"\n").unwrap();
        let attendant = Shell::of(g.scratch.url("ana"));
        assert_eq!(attendant.run(&["flow", "migrate", "t", "--to", "2"]).status, 5);
        let done = shell.run(&args).json();
        assert_eq!(done["counts"]["moved"], json!(2), "{done}");
        assert_eq!((&done["items"][0]["protocol"], &done["items"][1]["protocol"]), (&json!(one), &json!(two)));

        let versions = attendant.run(&["flow", "versions", "t", "--json"]).json();
        assert_eq!(
            (&versions["versions"][0]["requests"], &versions["versions"][1]["requests"]),
            (&json!(2), &json!(0))
        );
        let table = attendant.run(&["flow", "versions", "t"]);
        assert!(table.out.contains("inicio 2"), "{table:#?}");
        assert!(shell.run(&["flow", "versions", "t", "--history"]).out.contains("published"));
        ask(&g.ana, "select api.message($1, 'oi')", &[json!(one)]).await.unwrap();
        let back = shell.run(&["flow", "migrate", "t", "--undo", "--json"]);
        let told: Value = serde_json::from_str(&back.out).unwrap();
        assert_eq!((back.status, &told["counts"]["undone"], &told["counts"]["refused"]), (1, &json!(1), &json!(1)));
        assert_eq!(shell.run(&["flow", "draft", "t", "--from", "1"]).status, 0);
        assert!(shell.run(&["flow", "discard", "t"]).out.contains("draft v3 dropped"));
        g.hold().await;
    });
}
