//! The editor's doors: a draft is written only over the one that was seen, by administrators, and the answer says
//! what the engine thinks of it and where the running requests stand.

use balcao::domain::flow::checklist::Whom;
use balcao::domain::flow::edit::{Edit, Flag, apply, blank};
use balcao::domain::flow::{Level, TypeFile};
use balcao::domain::refusal::Kind;
use balcao::domain::what_if::WhatIf;
use balcao::store::{Db, Failure, checklist, editing};

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
        let refused = editing::publish(&admin, "prova", Some("x"), None).await.expect_err("unsound");
        assert_eq!(code_of(refused), (Kind::Refused, "E_FLOW_UNSOUND".into()));

        // A published version counts as a change, too.
        let seen = editing::save(&admin, &mine.to_doc(), None).await.expect("a sound draft").stamp;
        // Nor is a draft published that is not the one that was seen; the one that was, is.
        let unseen = editing::publish(&admin, "prova", Some("x"), Some(&saved.stamp)).await.expect_err("another draft");
        assert_eq!(code_of(unseen), (Kind::Conflict, "E_DRAFT_MOVED".into()));
        let pulse = editing::pulse(&admin, "prova").await.expect("a pulse");
        assert_eq!((&pulse.stamp, pulse.stages.get("triagem").map(|l| l.open)), (&seen, Some(6)));
        editing::publish(&admin, "prova", Some("nota também é entrada"), Some(&seen)).await.expect("published");
        assert_ne!(editing::pulse(&admin, "prova").await.expect("a pulse").stamp, seen);
        let late = editing::save(&admin, &file.to_doc(), Some(&seen)).await.expect_err("published meanwhile");
        assert_eq!(code_of(late).1, "E_DRAFT_MOVED");
        let ana = Db::from(scratch.login("ana"));
        let denied = editing::save(&ana, &file.to_doc(), None).await.expect_err("not an administrator");
        assert!(!matches!(denied, Failure::Unreachable(_)), "{denied:?}");
        assert!(editing::open(&ana, "prova").await.expect("reading is for all").people.is_empty());
    });
}

#[test]
fn a_type_is_made_and_copied_under_a_code_of_its_own_and_never_over_another() {
    run(async {
        let (scratch, _) = ground::school().await;
        let admin = Db::from(scratch.login("admin"));
        let today = chrono::Utc::now().date_naive();
        let fresh = blank("atestado", "Atestado de frequência", today);
        assert_eq!(editing::create(&admin, &fresh.to_doc()).await.expect("a type"), "atestado");
        let again = editing::create(&admin, &fresh.to_doc()).await.expect_err("it is there already");
        assert_eq!(code_of(again), (Kind::Conflict, "E_DRAFT_MOVED".into()));
        let over =
            editing::create(&admin, &blank("prova", "Prova", today).to_doc()).await.expect_err("a published one");
        assert_eq!(code_of(over).1, "E_DRAFT_MOVED");

        let known = editing::open(&admin, "prova").await.expect("a type");
        assert!(known.localities.iter().any(|l| l.code == "sede" && l.branch == 1), "{:?}", known.localities);
        assert!(known.branches.iter().any(|b| b.code == "1") && !known.services.is_empty(), "{:?}", known.services);
        assert_eq!(
            editing::copy(&admin, "prova", "prova-noturna", "Prova noturna").await.expect("a copy"),
            "prova-noturna"
        );
        let copy = editing::open(&admin, "prova-noturna").await.expect("the copy");
        let (old, new) = (TypeFile::from_doc(&known.document), TypeFile::from_doc(&copy.document));
        let (mut old, new) = (old.expect("a file"), new.expect("a file"));
        assert_eq!((copy.published, copy.draft, copy.active), (None, Some(1), false));
        (old.head.code, old.head.name) = ("prova-noturna".into(), "Prova noturna".into());
        assert_eq!(new.to_text(), old.to_text(), "all but code and name");
        let taken = editing::copy(&admin, "prova", "atestado", "x").await.expect_err("a code of another");
        assert_eq!(code_of(taken).1, "E_DRAFT_MOVED");

        // What is missing is told of a draft, too; closed types are not opened unpublished.
        let list = checklist::why(&admin, "atestado", &Whom::default()).await.expect("a checklist");
        assert!(!list.offered && list.state == "draft", "{list:?}");
        let refused = balcao::store::admin::activate_type(&admin, "atestado", true).await.expect_err("unpublished");
        assert_eq!(code_of(refused).1, "E_NOT_PUBLISHED");
        let sonia = Db::from(scratch.login("sonia"));
        let asked = WhatIf { code: "prova".into(), ..WhatIf::default() };
        assert_eq!(checklist::what_if(&sonia, &asked).await.expect("a reckoning").code, "prova");
    });
}
