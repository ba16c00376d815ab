//! Walking a flow (issue 3 §4): every flow of the library is walked whole with the real engine, what no way leads to
//! is what the checker warns of, a trap ends stuck, and nothing remains – not even a number of a protocol.

use balcao::domain::flow::walk::{Goal, Script, Step, tour};
use balcao::domain::flow::{SHIPPED, TypeFile, check};
use balcao::store::walk::{Asked, walk, walk_all};
use balcao::store::{Db, Failure, admin};
use chrono::{NaiveDate, Utc};

use crate::support::{Scratch, checksum, disciplines, run};

fn today() -> NaiveDate {
    Utc::now().date_naive()
}

async fn imported(db: &Db, file: &TypeFile) {
    admin::import_type(db, &file.to_doc(), None).await.unwrap();
}

fn library(code: &str) -> TypeFile {
    let (_, text) = SHIPPED.iter().find(|(name, _)| *name == code).unwrap();
    TypeFile::parse(text).unwrap()
}

#[test]
fn every_flow_of_the_library_is_walked_whole_as_a_draft_and_nothing_remains() {
    run(async {
        let scratch = Scratch::new().await;
        let db = Db::from(scratch.login("admin"));
        let owner = scratch.admin();
        disciplines::queries(&scratch).await;
        for (code, text) in SHIPPED {
            let file = TypeFile::parse(text).unwrap();
            imported(&db, &file).await;
            let before = checksum(&owner).await;
            let toured =
                walk_all(&db, &file, Asked { version: Some("draft"), ..Asked::default() }, today()).await.unwrap();
            let refused: Vec<_> = toured.shown.iter().filter(|shown| shown.error.is_some()).collect();
            assert!(toured.is_whole(), "{code}: {refused:#?}");
            assert!(toured.tour.unreachable.is_empty() && toured.tour.by_hand.is_empty(), "{code}");
            let ways = toured.shown.iter().filter(|shown| matches!(shown.goal, Goal::Way { .. })).count();
            assert_eq!(ways, file.edges.len(), "{code}: every way was used");
            assert_eq!(checksum(&owner).await, before, "{code}: nothing remains");
        }
    });
}

#[test]
fn v08_what_the_tour_cannot_come_to_is_what_the_checker_warns_of() {
    for (code, text) in SHIPPED {
        let whole = TypeFile::parse(text).unwrap();
        for dropped in 0..whole.edges.len() {
            let mut file = whole.clone();
            file.edges.remove(dropped);
            let report = check(&file, today());
            let warned: Vec<&str> =
                report.problems.iter().filter(|p| p.check == "V-08").filter_map(|p| p.stage.as_deref()).collect();
            let tour = tour(&file, None, today());
            let beyond = |stage: &str| tour.unreachable.iter().any(|goal| goal.stage() == stage);
            for stage in file.stages.iter().filter(|stage| stage.active) {
                let does =
                    !stage.can.is_empty() || file.edges.iter().any(|edge| edge.active && edge.from == stage.code);
                let expected = warned.contains(&stage.code.as_str()) && does;
                assert_eq!(beyond(&stage.code), expected, "{code} without edge {dropped}, stage {}", stage.code);
            }
        }
    }
}

#[test]
fn v07_a_trap_of_a_draft_is_walked_into_and_found_stuck() {
    run(async {
        let scratch = Scratch::new().await;
        let db = Db::from(scratch.login("admin"));
        let mut file = library("declaracao-matricula");
        let trapped = file
            .edges
            .iter()
            .find(|edge| file.stages.iter().any(|s| s.default && s.code == edge.from))
            .unwrap()
            .clone();
        file.edges.retain(|edge| edge.from != trapped.to);
        let stage = file.stages.iter_mut().find(|stage| stage.code == trapped.to).unwrap();
        stage.can.clear();
        stage.outcomes.clear();
        imported(&db, &file).await;
        let report = check(&file, today());
        assert!(
            report.problems.iter().any(|p| p.check == "V-06" && p.stage.as_deref() == Some(&trapped.to)),
            "{report:?}"
        );
        let plan = tour(&file, Some("draft"), today());
        let leads = |leg: &&balcao::domain::flow::walk::Leg| {
            leg.script.script.last().is_some_and(|step| step.reason.as_deref() == Some(&trapped.reason))
        };
        let told = walk(&db, &plan.legs.iter().find(leads).unwrap().script).await.unwrap();
        assert!(told.ok && told.stuck, "{told:#?}");
        assert_eq!(told.steps.last().unwrap().told("stage"), Some(trapped.to.as_str()));
    });
}

#[test]
fn a_refused_step_tells_the_engines_own_refusal_and_ends_the_walk() {
    run(async {
        let scratch = Scratch::new().await;
        let db = Db::from(scratch.login("admin"));
        disciplines::queries(&scratch).await;
        let file = library("segunda-chamada");
        imported(&db, &file).await;
        let plan = tour(&file, Some("draft"), today());
        let mut script: Script = plan.legs.first().unwrap().script.clone();
        for step in &mut script.script {
            step.fields.clear();
        }
        let told = walk(&db, &script).await.unwrap();
        assert!(!told.ok);
        let last = told.steps.last().unwrap();
        assert_eq!(last.error.as_ref().unwrap()["problems"][0]["code"], "E_FIELD_REQUIRED");
        // Someone of another group may not do it.
        let step = Step { act: "take".into(), actor: Some("davi".into()), ..Step::default() };
        script.script = vec![step];
        let told = walk(&db, &script).await.unwrap();
        assert_eq!(told.steps.last().unwrap().error.as_ref().unwrap()["problems"][0]["code"], "E_NOT_MEMBER");
        assert_eq!(told.steps.last().unwrap().actor, "davi");
    });
}

#[test]
fn only_an_administrator_walks() {
    run(async {
        let scratch = Scratch::new().await;
        imported(&Db::from(scratch.login("admin")), &library("trancamento")).await;
        for login in ["ana", "sonia", "iris"] {
            let db = Db::from(scratch.login(login));
            let refused =
                walk(&db, &Script { type_code: "trancamento".into(), ..Script::default() }).await.unwrap_err();
            assert!(matches!(refused, Failure::Refused(_)), "{login}: {refused:?}");
        }
    });
}
