//! The editor's doors: a draft is written only over the one that was seen, by administrators, and the answer says
//! what the engine thinks of it and where the running requests stand.

use balcao::domain::flow::edit::{Edit, Flag, apply};
use balcao::domain::flow::{Level, TypeFile};
use balcao::domain::refusal::Kind;
use balcao::store::{Db, Failure, editing};

use crate::journeys::ground;
use crate::support::run;

fn code_of(failure: Failure) -> (Kind, String) {
    match failure {
        Failure::Refused(refusal) => (refusal.kind, refusal.code().to_owned()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_draft_is_written_over_the_one_that_was_seen_and_over_no_other() {
    run(async {
        let (scratch, protocols) = ground::school().await;
        let admin = Db::from(scratch.login("admin"));
        let opened = editing::open(&admin, "prova").await.expect("a type");
        assert_eq!((opened.published, opened.draft), (Some(1), None));
        assert_eq!(opened.stages.get("triagem").map(|l| l.open), Some(i64::try_from(protocols.len()).expect("few")));
        assert!(
            opened.groups.iter().any(|g| g.code == "secretaria") && opened.reasons.iter().any(|r| r.code == "completa")
        );
        let file = TypeFile::from_doc(&opened.document).expect("a file");
        assert_eq!(opened.base.as_ref(), Some(&opened.document));

        // Two terminals saw the same: the first writes, the second is told who was first.
        let mine = apply(&file, &Edit::Switch { stage: "nota".into(), flag: Flag::Entry }).expect("an act");
        let saved = editing::save(&admin, &mine.to_doc(), Some(&opened.stamp)).await.expect("the first");
        assert_eq!(saved.version, 2);
        let late = editing::save(&admin, &file.to_doc(), Some(&opened.stamp)).await.expect_err("the second");
        assert_eq!(code_of(late), (Kind::Conflict, "E_DRAFT_MOVED".into()));
        // What was written is what is there, byte by byte.
        let again = editing::open(&admin, "prova").await.expect("a type");
        assert_eq!(TypeFile::from_doc(&again.document).expect("a file").to_text(), mine.to_text());
        assert_eq!((again.stamp.as_str(), again.draft), (saved.stamp.as_str(), Some(2)));
        // Over the newer one, and over whatever is there when it was said so.
        editing::save(&admin, &file.to_doc(), Some(&saved.stamp)).await.expect("over the newer");
        let unsound =
            apply(&file, &Edit::Disconnect { from: "triagem".into(), reason: "completa".into() }).expect("an act");
        let saved = editing::save(&admin, &unsound.to_doc(), None).await.expect("over whatever is there");
        assert!(saved.problems.iter().any(|p| p.level == Level::Error && p.stage.as_deref() == Some("triagem")));

        let rows = editing::list(&admin).await.expect("the types");
        let row = rows.iter().find(|r| r.code == "prova").expect("the type");
        assert!(row.errors > 0 && row.draft == Some(2) && row.author.as_deref() == Some("admin"), "{row:?}");
        assert_eq!(row.open_requests, i64::try_from(protocols.len()).expect("few"));
        let refused = editing::publish(&admin, "prova", Some("x")).await.expect_err("unsound");
        assert_eq!(code_of(refused), (Kind::Refused, "E_FLOW_UNSOUND".into()));

        // A published version counts as a change, too.
        let seen = editing::save(&admin, &mine.to_doc(), None).await.expect("a sound draft").stamp;
        editing::publish(&admin, "prova", Some("nota também é entrada")).await.expect("published");
        let late = editing::save(&admin, &file.to_doc(), Some(&seen)).await.expect_err("published meanwhile");
        assert_eq!(code_of(late).1, "E_DRAFT_MOVED");
        let ana = Db::from(scratch.login("ana"));
        let denied = editing::save(&ana, &file.to_doc(), None).await.expect_err("not an administrator");
        assert!(!matches!(denied, Failure::Unreachable(_)), "{denied:?}");
        assert!(editing::open(&ana, "prova").await.expect("reading is for all").people.is_empty());
    });
}
