//! Taking out of use what has no other way to go: calendars, rows of the installment table, what a branch says of its own.
//! What still needs them is named, what they leave without a date is told, and a file says the same.

use balcao::domain::catalogue::entity::EntryKind;
use balcao::domain::refusal::Kind;
use balcao::store::Db;
use balcao::store::entries::{self, SavedEntry, Saving};
use serde_json::{Value, json};

use super::{Desk, export, refusal};
use crate::money::school::{School, ask, asked};
use crate::support::{Scratch, run};

async fn save(db: &Db, kind: EntryKind, code: &str, row: Value) -> Result<SavedEntry, (Kind, String)> {
    let saving = Saving { kind, code: Some(code.into()), row, seen: None };
    entries::save(db, &saving).await.map_err(refusal)
}

#[test]
fn z8_a_calendar_stays_while_a_branch_in_use_has_it_and_is_not_offered_afterwards() {
    run(async {
        let scratch = Scratch::new().await;
        let mut desk = Desk::admin(&scratch).await;
        desk.go(EntryKind::Calendar).await;
        desk.key("d").await;
        desk.seen("O calendário padrao está em uso por Sede, Polo Norte; mude isso antes.");
        assert_eq!(desk.entry()["active"], true);
        desk.key("C").await;
        desk.text("polo").await;
        desk.key("enter").await;
        let db = Db::from(scratch.login("admin"));
        save(&db, EntryKind::Branch, "2", json!({ "calendar": "polo" })).await.expect("moved");
        desk.find("padrao").await;
        desk.key("d").await;
        desk.seen("em uso por Sede;");
        // A branch out of use keeps nothing.
        save(&db, EntryKind::Branch, "2", json!({ "active": false })).await.expect("a branch leaves");
        desk.find("polo").await;
        desk.key("d").await;
        assert_eq!(desk.entry()["active"], false, "{}", desk.said());
        desk.seen("desativado");
        let offered = entries::overview(&db).await.expect("a look").choices["calendar"].clone();
        assert_eq!(offered.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["padrao"]);
        // Nor does a branch come back to it, nor another go there.
        for (code, row) in [("2", json!({ "active": true })), ("1", json!({ "calendar": "polo" }))] {
            let told = save(&db, EntryKind::Branch, code, row).await.expect_err("out of use");
            assert_eq!(told, (Kind::Refused, "E_FILE_VALUE".into()), "{code}");
        }
        // The deadlines of what runs there still count by it; `u` puts it back, and the trail says so.
        desk.key("u").await;
        assert_eq!(desk.entry()["active"], true, "{}", desk.said());
        desk.key("H").await;
        desk.seen("Em uso");
        save(&db, EntryKind::Branch, "2", json!({ "active": true })).await.expect("back");
    });
}

#[test]
fn a_file_takes_a_calendar_out_of_use_only_with_the_branches_that_have_it() {
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.login("admin");
        let mut file = export(&admin).await;
        let mut other = file.calendars[0].clone();
        other.code = "novo".into();
        file.calendars[0].active = false;
        file.calendars.push(other);
        let told = ask(&admin, "select api.import_catalogue($1)", &[file.to_doc()]).await;
        assert_eq!(told.expect_err("in use").1, ["E_IN_USE"]);
        for branch in &mut file.branches {
            branch.calendar = "novo".into();
        }
        let read = balcao::domain::catalogue::CatalogueFile::parse(&file.to_text()).expect("its own file");
        ask(&admin, "select api.import_catalogue($1)", &[read.to_doc()]).await.expect("all at once");
        assert_eq!(export(&admin).await.to_text(), read.to_text());
        assert!(read.to_text().contains("active = false"));
        // Past the door: the column is nobody's.
        let raw = sqlx::raw_sql("update app.calendar set active = false").execute(&admin).await.expect_err("no grant");
        assert_eq!(raw.as_database_error().and_then(|e| e.code()).as_deref(), Some("42501"));
    });
}

#[test]
fn d1_a_rule_out_of_use_gives_no_installment_and_who_needed_it_is_named() {
    run(async {
        let school = School::new().await;
        let root = school.scratch.admin();
        let number = async |branch: i16, day: &str| -> Option<i32> {
            sqlx::query_scalar("select r.installment from act.installment_row(1::smallint, $1, '2026/1', $2::date) r")
                .bind(branch)
                .bind(chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").expect("a day"))
                .fetch_one(&root)
                .await
                .expect("a row")
        };
        assert_eq!(number(1, "2026-03-10").await, Some(3));
        let db = Db::from(school.scratch.login("admin"));
        let off = json!({ "active": false });
        let saved = save(&db, EntryKind::InstallmentRule, "0 2026/1 2026-03-20", off.clone()).await.expect("retired");
        assert_eq!((saved.entry["active"].clone(), saved.warnings.len()), (json!(false), 0), "the next one serves");
        assert_eq!(number(1, "2026-03-10").await, Some(4));
        // A branch whose own rows are all out of use has the company's again.
        school.run("insert into app.installment_rule (company, branch, period_code, request_until, installment) values (1, 1, '2026/1', '2026-03-31', 9)").await;
        assert_eq!(number(1, "2026-03-10").await, Some(9));
        save(&db, EntryKind::InstallmentRule, "1 2026/1 2026-03-31", off.clone()).await.expect("retired");
        assert_eq!(number(1, "2026-03-10").await, Some(4));
        save(&db, EntryKind::InstallmentRule, "0 2026/1 2026-04-20", off.clone()).await.expect("retired");
        let last = save(&db, EntryKind::InstallmentRule, "0 2026/1 2026-05-20", off).await.expect("retired");
        assert!(last.warnings.iter().any(|w| w.pt.contains("vencimento a taxa")), "V-14: {:?}", last.warnings);
        assert_eq!(number(1, "2026-03-10").await, None);
        // Told once, not again by whoever saves next.
        let again = save(&db, EntryKind::InstallmentRule, "0 2026/1 2026-05-20", json!({ "installment": 6 })).await;
        assert_eq!(again.expect("saved").warnings, []);
        let problems = school.problems(asked("sede")).await;
        assert!(problems.contains(&"E_NO_INSTALLMENT_ROW".to_owned()), "{problems:?}");
        let file = export(&school.scratch.login("admin")).await;
        assert!(file.installment_rules.iter().all(|rule| !rule.active));
        let read = balcao::domain::catalogue::CatalogueFile::parse(&file.to_text()).expect("its own file");
        assert_eq!(read, file);
        let mut desk = Desk::admin(&school.scratch).await;
        desk.go(EntryKind::InstallmentRule).await;
        desk.seen("desativado");
        desk.key("d").await;
        desk.seen("Em uso de novo");
        desk.key("d").await;
        desk.seen("nenhuma regra dá parcela e vencimento a taxa");
    });
}

#[test]
fn a_branch_gives_its_own_settings_back_at_one_key_and_u_brings_them_again() {
    run(async {
        let scratch = Scratch::new().await;
        let db = Db::from(scratch.login("admin"));
        let own = json!({ "reopen_days": 15, "debt": { "grace_days": 7, "tolerance_amount": "0.00", "all_companies": false, "allow_override": false } });
        save(&db, EntryKind::Settings, "2", own.clone()).await.expect("said");
        let mut desk = Desk::admin(&scratch).await;
        desk.go(EntryKind::Settings).await;
        desk.key("d").await;
        desk.seen("da coligada não se desativam");
        desk.find("polo").await;
        desk.key("d").await;
        desk.seen("Volta a valer o da coligada");
        assert_eq!(desk.entry(), json!({}));
        let file = export(&scratch.login("admin")).await;
        assert_eq!(
            file.settings.as_ref().map(|s| s.branches.len()),
            Some(0),
            "a branch that says nothing is not in the file"
        );
        desk.key("u").await;
        assert_eq!(desk.entry(), own, "{}", desk.said());
        desk.key("u").await;
        desk.seen("Nada a desfazer");
        desk.key("d").await;
        desk.key("d").await;
        desk.seen("já usa tudo o que é da coligada");
    });
}
