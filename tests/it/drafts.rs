//! Texts that were typed and not sent, in the database: the same person's other desk finds them, nobody else does, the
//! one typed later stays, and what nobody will come back to is swept.

use balcao::store::Db;
use balcao::store::drafts::{self, DoneDraft, StoredDraft};
use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::journeys::ground;
use crate::support::run;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_900_000_000 + seconds, 0).expect("a time")
}

fn text(subject: &str, act: &str, text: &str, at: DateTime<Utc>) -> StoredDraft {
    StoredDraft { subject: subject.into(), act: act.into(), body: json!({ "text": text }), at }
}

async fn texts(db: &Db) -> Vec<String> {
    let all = drafts::all(db).await.expect("my texts");
    let mut texts: Vec<_> = all.iter().map(|d| format!("{} {} {}", d.subject, d.act, d.body["text"])).collect();
    texts.sort();
    texts
}

#[test]
fn two_desks_of_one_login_share_their_texts_and_another_login_sees_and_touches_none() {
    run(async {
        let (scratch, protocols) = ground::school().await;
        let (here, there) = (Db::from(scratch.login("ana")), Db::from(scratch.login("ana")));
        let (p, q) = (protocols[0].as_str(), protocols[1].as_str());
        drafts::keep(&here, &[text(p, "message", "um", at(0)), text("", "new-request", "dois", at(1))])
            .await
            .expect("kept");
        assert_eq!(texts(&there).await, [" new-request \"dois\"".to_owned(), format!("{p} message \"um\"")]);
        // Of two, the one typed later stays, whoever comes last.
        drafts::keep(&there, &[text(p, "message", "um e meio", at(5))]).await.expect("newer");
        drafts::keep(&here, &[text(p, "message", "velho", at(2))]).await.expect("older");
        assert!(texts(&here).await.contains(&format!("{p} message \"um e meio\"")));
        // What is done here does not take away what was typed later there.
        let done = |subject: &str, act: &str, at| DoneDraft { subject: subject.into(), act: act.into(), at };
        drafts::forget(&here, &[done(p, "message", at(3)), done("", "new-request", at(9))]).await.expect("done");
        assert_eq!(texts(&there).await, [format!("{p} message \"um e meio\"")]);

        let bruno = Db::from(scratch.login("bruno"));
        assert!(texts(&bruno).await.is_empty());
        drafts::forget(&bruno, &[done(p, "message", at(99))]).await.expect("nothing of his");
        drafts::keep(&bruno, &[text(p, "message", "meu", at(99))]).await.expect("his own");
        assert_eq!(texts(&here).await, [format!("{p} message \"um e meio\"")]);
        assert_eq!(texts(&bruno).await, [format!("{p} message \"meu\"")]);
        let seen: i64 = sqlx::query_scalar("select count(*) from app.draft")
            .fetch_one(&scratch.login("admin"))
            .await
            .expect("a count");
        assert_eq!(seen, 0, "no administrator reads what is not sent");
        let forged = sqlx::query("insert into app.draft (company, person_id, subject, act, body) select company, id, 'x', 'message', '{}' from app.person where login = 'ana'")
            .execute(&scratch.login("bruno"))
            .await;
        assert!(forged.is_err(), "nobody writes into another's");

        // Too long for the table: it stays where it is typed, and the others go through.
        let long = text(q, "message", &"x".repeat(200_000), at(6));
        drafts::keep(&here, &[long, text(q, "wait", "curto", at(6))]).await.expect("the short one");
        assert_eq!(texts(&here).await.len(), 2);
    });
}

#[test]
fn a_month_later_what_stands_on_no_open_request_is_swept_by_its_owner_alone() {
    run(async {
        let (scratch, protocols) = ground::school().await;
        let (ana, bruno) = (Db::from(scratch.login("ana")), Db::from(scratch.login("bruno")));
        let root = scratch.admin();
        let now: DateTime<Utc> = sqlx::query_scalar("select sec.now()").fetch_one(&root).await.expect("the time");
        let (old, young) = (now - Duration::days(31), now - Duration::days(29));
        let (open, closed) = (protocols[0].as_str(), protocols[1].as_str());
        sqlx::query("select api.cancel($1, 'engano')")
            .bind(closed)
            .execute(&scratch.login("sonia"))
            .await
            .expect("closed");
        let all = [
            text(open, "message", "a", old),
            text(closed, "message", "b", old),
            text(closed, "wait", "c", young),
            text("", "new-request", "d", old),
            text("ana", "entry-person", "e", young),
        ];
        drafts::keep(&ana, &all).await.expect("kept");
        drafts::keep(&bruno, &all).await.expect("kept");
        assert_eq!(texts(&ana).await.len(), 3, "open ones and young ones stay");
        assert!(texts(&ana).await.iter().all(|t| !t.ends_with("\"b\"") && !t.ends_with("\"d\"")));
        let rows: i64 = sqlx::query_scalar(
            "select count(*) from app.draft d join app.person p on p.id = d.person_id where p.login = 'bruno'",
        )
        .fetch_one(&root)
        .await
        .expect("a count");
        assert_eq!(rows, 5, "bruno's are swept by bruno's desk");
    });
}

#[test]
fn a_row_of_it_has_bounds_in_every_column() {
    run(async {
        let (scratch, _) = ground::school().await;
        let ana = Db::from(scratch.login("ana"));
        drafts::keep(&ana, &[text(&"s".repeat(200), "entry-billing-rule", "x", at(0))]).await.expect("within");
        let object = |body| StoredDraft { body, ..text("s", "message", "x", at(0)) };
        for broken in
            [text(&"s".repeat(201), "message", "x", at(0)), text("s", "Message'; --", "x", at(0)), object(json!(["x"]))]
        {
            drafts::keep(&ana, std::slice::from_ref(&broken)).await.expect_err("out of bounds");
        }
        assert_eq!(texts(&ana).await.len(), 1);
    });
}
