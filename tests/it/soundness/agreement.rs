//! Checker, engine and explorer over random flows: one verdict, and ways that can be walked and are shortest.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use balcao::domain::flow::{Level, Problem, Report, SHIPPED, TypeFile, check};
use chrono::NaiveDate;

use super::explorer::faults;
use super::random::{Ills, flow};
use super::{dice, import, is_full, school, world};
use crate::support::disciplines::queries;
use crate::support::run;

fn today() -> NaiveDate {
    chrono::Utc::now().date_naive()
}

/// The steps from an entry to every stage that can be reached, counted the plain way.
fn distances(file: &TypeFile) -> BTreeMap<&str, usize> {
    let open = |code: &str| file.stages.iter().any(|stage| stage.code == code && stage.active && stage.activate_task);
    let mut far: BTreeMap<&str, usize> = BTreeMap::new();
    let mut queue: VecDeque<(&str, usize)> = file
        .stages
        .iter()
        .filter(|stage| stage.entry && open(&stage.code))
        .map(|stage| (stage.code.as_str(), 1))
        .collect();
    while let Some((code, steps)) = queue.pop_front() {
        if far.contains_key(code) {
            continue;
        }
        far.insert(code, steps);
        let ways = file.edges.iter().filter(|edge| edge.active && edge.from == code && open(&edge.to));
        queue.extend(ways.map(|edge| (edge.to.as_str(), steps + 1)));
    }
    far
}

/// Every way that is told begins at an entry and can be walked; but for circles and deadlines it ends at the
/// stage it speaks of and no way there is shorter.
fn ways_hold(file: &TypeFile, problems: &[Problem]) {
    let far = distances(file);
    for problem in problems {
        let why = || format!("{problem:?}\n{}", file.to_text());
        let Some(first) = problem.path.first() else {
            let lost = problem.stage.as_deref().is_some_and(|stage| far.contains_key(stage));
            assert!(!lost, "a way is missing: {}", why());
            continue;
        };
        assert!(file.stages.iter().any(|stage| stage.code == *first && stage.entry), "{}", why());
        for pair in problem.path.windows(2) {
            assert!(
                file.edges.iter().any(|edge| edge.active && edge.from == pair[0] && edge.to == pair[1]),
                "{}",
                why()
            );
        }
        if let ("V-22", last) = (problem.check.as_str(), problem.path.last().unwrap()) {
            assert!(problem.path.iter().filter(|code| *code == last).count() == 2, "a circle closes: {}", why());
        } else if problem.check != "V-23" {
            assert_eq!(problem.path.last(), problem.stage.as_ref(), "{}", why());
            assert_eq!(Some(&problem.path.len()), far.get(problem.stage.as_deref().unwrap()), "shortest: {}", why());
        }
    }
}

#[test]
fn the_checker_agrees_with_an_explorer_that_knows_nothing_of_it() {
    let rounds = if is_full() { 20_000 } else { 1_500 };
    let (seed, mut rng) = dice();
    let (world, today) = (world(), today());
    let (mut sound, mut told) = (0, BTreeMap::<String, usize>::new());
    for round in 0..rounds {
        let file = flow(&mut rng, Ills { staffing: 0, file: [0, 2, 6][round % 3] });
        let found = faults(&file, &world);
        let report = check(&file, today);
        assert_eq!(
            report.sound,
            found.is_empty(),
            "seed {seed}, round {round}: {found:?}\n{:#?}\n{}",
            report.problems,
            file.to_text()
        );
        ways_hold(&file, &report.problems);
        for problem in report.problems {
            *told.entry(problem.check).or_default() += 1;
        }
        sound += usize::from(report.sound);
    }
    println!(
        "{rounds} random flows: {sound} sound, {} unsound, no disagreement; problems told: {told:?}",
        rounds - sound
    );
    assert!(sound > rounds / 8 && sound < rounds * 7 / 8, "{sound} of {rounds} are sound: the dice show nothing");
}

/// What file and engine both judge, in the words that both share.
type Judged = BTreeSet<(String, bool, Option<String>, Option<String>, Option<String>, Vec<String>)>;

fn judged(problems: &[Problem]) -> Judged {
    const ONLY_ENGINE: [&str; 9] = ["V-04", "V-05", "V-11", "V-12", "V-13", "V-14", "V-17", "V-24", "V-28"];
    let both = problems.iter().filter(|problem| !ONLY_ENGINE.contains(&problem.check.as_str()));
    both.map(|p| {
        // Of the type's own keys the engine names none.
        let field = p.stage.as_ref().and(p.field.clone());
        (p.check.clone(), p.level == Level::Error, p.stage.clone(), p.reason.clone(), field, p.path.clone())
    })
    .collect()
}

#[test]
fn the_engine_the_file_and_the_explorer_give_one_verdict() {
    let rounds = if is_full() { 3_000 } else { 500 };
    let (seed, mut rng) = dice();
    run(async {
        let (_scratch, admin) = school().await;
        let (world, today) = (world(), today());
        let (mut sound, mut unsound, mut refused) = (0, 0, 0);
        for round in 0..rounds {
            let ills = Ills { staffing: if round % 2 == 0 { 0 } else { 6 }, file: [0, 2, 6][round % 3] };
            let file = flow(&mut rng, ills);
            let found = faults(&file, &world);
            let here = check(&file, today);
            let why = || format!("seed {seed}, round {round}: {found:?}\n{:#?}\n{}", here.problems, file.to_text());
            let answer = match import(&admin, &file.to_doc()).await {
                Ok(answer) => answer,
                Err(error) => {
                    // What a table cannot even hold is unsound for all three.
                    assert!(!here.sound && !found.is_empty(), "{error}\n{}", why());
                    refused += 1;
                    continue;
                }
            };
            let there: Vec<Problem> = serde_json::from_value(answer["problems"].clone()).unwrap();
            let is_sound = !there.iter().any(|problem| problem.level == Level::Error);
            assert_eq!(is_sound, found.is_empty(), "{there:#?}\n{}", why());
            ways_hold(&file, &there);
            if here.problems.iter().any(|problem| problem.check == "V-01") {
                // Without a handler the engine cannot tell who may open the type, and says so.
                unsound += 1;
                continue;
            }
            let (mut engine, mut foreseen) = (judged(&there), judged(&here.problems));
            // Whether the person named fits only the engine knows.
            engine.retain(|problem| problem.0 != "V-09");
            foreseen.retain(|problem| problem.0 != "V-09");
            assert_eq!(engine, foreseen, "{}", why());
            if is_sound { sound += 1 } else { unsound += 1 }
        }
        println!("{rounds} random flows in the database: {sound} sound, {unsound} unsound, {refused} not even held");
        assert!(sound > rounds / 10 && unsound > rounds / 10 && refused > 3, "the dice show nothing");
    });
}

#[test]
fn the_shipped_flows_are_sound_for_checker_engine_and_explorer() {
    run(async {
        let (scratch, admin) = school().await;
        queries(&scratch).await;
        for (code, text) in SHIPPED {
            let file = TypeFile::parse(text).unwrap();
            let report = check(&file, today());
            assert!(report.sound, "{code}: {:#?}", report.problems);
            assert_eq!(faults(&file, &world()), [""; 0], "{code}");
            let answer = import(&admin, &file.to_doc()).await.unwrap();
            let there: Vec<Problem> = serde_json::from_value(answer["problems"].clone()).unwrap();
            let there = Report { sound: true, problems: there, unchecked: Vec::new() };
            assert_eq!(judged(&there.problems), judged(&report.problems), "{code}");
        }
    });
}
