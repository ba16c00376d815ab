//! Each check bites, and only where it should.

use super::check;
use crate::domain::flow::{Level, Problem, Report, TypeFile};
use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::json;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()
}

const HEAD: &str = r#"format = 1
[type]
code = "t"
name = "T"
handler = "educational"
valid_from = 2026-01-01
valid_to = 2026-12-31
[[location]]
code = "sede"
branch = 1
locality = "sede"
description = "Sede"
"#;

/// A stage written short: code, then its keys.
fn stage(code: &str, keys: &str) -> String {
    format!("[[stage]]\ncode = \"{code}\"\nname = \"{}\"\n{}\n", code.to_uppercase(), keys.replace("; ", "\n"))
}

fn edge(from: &str, reason: &str, to: &str) -> String {
    format!("[[edge]]\nfrom = \"{from}\"\nreason = \"{reason}\"\nto = \"{to}\"\n")
}

const START: &str = "default = true; entry = true";
const END: &str = "can = [\"conclude\"]";

fn judge(head: &str, parts: &[String]) -> Report {
    let text = format!("{head}{}", parts.concat());
    check(&TypeFile::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")), today())
}

/// The problems as `id level stage path`.
fn found(report: &Report) -> Vec<String> {
    let line = |problem: &Problem| {
        assert!(!problem.pt.is_empty() && !problem.en.is_empty());
        let level = if problem.level == Level::Error { "error" } else { "warning" };
        let stage = problem.stage.as_deref().unwrap_or("-");
        format!("{} {level} {stage} {}", problem.check, problem.path.join(">")).trim_end().to_owned()
    };
    report.problems.iter().map(line).collect()
}

fn flow(parts: &[String]) -> Vec<String> {
    found(&judge(HEAD, parts))
}

#[test]
fn a_sound_flow_has_no_problem_and_says_what_was_not_checked() {
    let reason = "[[reason]]\ncode = \"r\"\nname = \"R\"\n".to_owned();
    let report = judge(HEAD, &[stage("a", START), stage("b", END), edge("a", "r", "b"), reason]);
    assert!(report.sound && report.problems.is_empty(), "{report:?}");
    assert_eq!(report.unchecked, ["V-04", "V-05", "V-11", "V-12", "V-13", "V-14", "V-17", "V-24"]);
    let report = judge(HEAD, &[stage("a", START), stage("b", END), edge("a", "r", "b")]);
    assert!(report.unchecked.iter().any(|id| id == "V-10"), "a reason of the catalogue is the engine's to judge");
}

#[test]
fn v01_v02_v15_v16_v18_judge_the_type() {
    let parts = [stage("a", &format!("{START}; {END}"))];
    let with = |old: &str, new: &str| {
        assert!(HEAD.contains(old));
        found(&judge(&HEAD.replace(old, new), &parts))
    };
    assert_eq!(with("handler = \"educational\"\n", ""), ["V-01 error -"]);
    assert_eq!(with("valid_from = 2026-01-01\nvalid_to = 2026-12-31\n", ""), ["V-01 error -", "V-01 error -"]);
    assert_eq!(with("2026-12-31", "2025-12-31"), ["V-01 error -"]);
    assert_eq!(with("description = \"Sede\"\n", "description = \"Sede\"\nactive = false\n"), ["V-02 error -"]);
    assert_eq!(with("2026-12-31", "2026-03-09"), ["V-18 warning -"]);
    assert_eq!(with("2026-12-31", "2026-03-16"), ["V-18 warning -"]);
    assert_eq!(with("2026-12-31", "2026-03-17"), [""; 0]);
    let charge =
        |keys: &str| with("[[location]]", &format!("legal_document = true\n[type.charge]\n{keys}\n[[location]]"));
    assert_eq!(charge("validate_debts = true"), ["V-15 error -"]);
    assert_eq!(charge("use_location_price = true"), ["V-16 warning -"]);
    assert_eq!(charge("use_location_price = true\ninsert_extra_service = true"), [""; 0]);
}

#[test]
fn v03_wants_exactly_one_default_stage_that_can_be_entered() {
    assert_eq!(flow(&[stage("a", &format!("entry = true; {END}"))]), ["V-03 error -"]);
    let two = [stage("a", &format!("{START}; {END}")), stage("b", &format!("{START}; {END}"))];
    assert_eq!(flow(&two), ["V-03 error b"]);
    assert_eq!(flow(&[stage("a", &format!("default = true; {END}"))]), ["V-03 error a", "V-08 warning a"]);
    let off = [stage("a", &format!("{START}; {END}; activate_task = false"))];
    assert_eq!(flow(&off), ["V-03 error a", "V-08 warning a"]);
    assert_eq!(flow(&[stage("a", &format!("{START}; {END}; active = false"))]), ["V-03 error a"]);
    assert_eq!(flow(&[]), ["V-03 error -"]);
}

#[test]
fn v06_v07_find_dead_ends_and_traps_with_the_way_into_them() {
    let dead = [stage("a", START), stage("b", ""), stage("c", END), edge("a", "r", "b"), edge("a", "s", "c")];
    assert_eq!(flow(&dead), ["V-06 error b a>b", "V-07 error b a>b"]);
    // Cancelling is no end that counts: V-06 is content, V-07 is not.
    let cancel = [stage("a", START), stage("b", "can = [\"cancel\"]"), edge("a", "r", "b")];
    assert_eq!(flow(&cancel), ["V-07 error a a", "V-07 error b a>b"]);
    // A circle of two passes "has a way out", yet nothing ever ends in it.
    let field = "[[stage.field]]; key = \"k\"; label = \"K\"; type = \"bool\"; required = true";
    let trap = [
        stage("a", START),
        stage("b", field),
        stage("c", field),
        stage("d", END),
        edge("a", "r", "b"),
        edge("b", "r", "c"),
        edge("c", "r", "b"),
        edge("a", "s", "d"),
    ];
    assert_eq!(flow(&trap), ["V-07 error b a>b", "V-07 error c a>b>c"]);
    // An edge that is off is no way out.
    let off = [stage("a", START), stage("b", END), edge("a", "r", "b") + "active = false\n"];
    assert_eq!(flow(&off), ["V-06 error a a", "V-07 error a a", "V-08 warning b"]);
}

#[test]
fn the_way_is_a_shortest_one_from_any_entry() {
    let parts = [
        stage("a", START),
        stage("b", "entry = true"),
        stage("c", ""),
        stage("d", ""),
        stage("e", END),
        edge("a", "r", "c"),
        edge("c", "r", "d"),
        edge("b", "r", "d"),
        edge("a", "s", "e"),
        edge("b", "s", "e"),
        edge("c", "s", "e"),
    ];
    assert_eq!(flow(&parts), ["V-06 error d b>d", "V-07 error d b>d"]);
}

#[test]
fn v09_v10_judge_modes_and_edges() {
    let sound = [stage("a", START), stage("b", END), edge("a", "r", "b")];
    let plus = |more: &[String]| flow(&[&sound, more].concat());
    let named = [stage("a", &format!("{START}; {END}; assignment = \"attendant\""))];
    assert_eq!(flow(&named), ["V-09 error a a"]);
    let named = [stage("a", &format!("{START}; {END}; attendant = \"ana\""))];
    assert_eq!(flow(&named), ["V-09 warning a a"]);
    let named = judge(HEAD, &[stage("a", &format!("{START}; {END}; assignment = \"attendant\"; attendant = \"ana\""))]);
    assert!(named.problems.is_empty() && named.unchecked.iter().any(|id| id == "V-09"));
    assert_eq!(plus(&[edge("a", "s", "x")]), ["V-10 error a a"]);
    assert_eq!(plus(&[edge("a", "r", "b")]), ["V-10 error a a"]);
    assert_eq!(plus(&[edge("b", "s", "b")]), ["V-10 error b a>b"]);
    let closed = [stage("c", "activate_task = false; can = [\"conclude\"]"), edge("a", "s", "c")];
    assert_eq!(plus(&closed), ["V-08 warning c", "V-10 error a a"]);
    assert_eq!(plus(&[stage("c", "active = false"), edge("a", "s", "c")]), ["V-10 error a a"]);
    let kind = "[[reason]]\ncode = \"r\"\nname = \"R\"\nkind = \"wait\"\n".to_owned();
    assert_eq!(plus(&[kind]), ["V-10 error a a"]);
}

#[test]
fn v20_v21_v22_judge_the_work() {
    let parts = [
        stage("a", START),
        stage("b", &format!("purpose = \"deny\"; {END}")),
        edge("a", "r", "b"),
        edge("b", "r", "a"),
    ];
    assert_eq!(flow(&parts), ["V-20 warning b a>b", "V-22 warning a a>b>a"]);
    let field = |can: &str, who: &str| {
        let keys = format!(
            "{START}; can = [{can}]; [[stage.field]]; key = \"k\"; label = \"K\"; type = \"bool\"; required = true; filled_by = \"{who}\""
        );
        flow(&[stage("a", &keys)])
    };
    assert_eq!(field("\"conclude\"", "student"), ["V-21 error a a"]);
    assert_eq!(field("\"conclude\", \"wait\"", "student"), [""; 0]);
    assert_eq!(field("\"conclude\"", "attendant"), [""; 0]);
    let done = "[[stage.action]]; kind = \"checklist\"; label = \"C\"; required_on_execute = true";
    let parts = [stage("a", START), stage("b", &format!("{END}; {done}")), edge("a", "r", "b"), edge("b", "r", "a")];
    assert_eq!(flow(&parts), [""; 0]);
}

#[test]
fn v23_adds_up_the_longest_way_that_does_not_turn_back() {
    let days = |text: &str| format!("duration = \"{text}\"");
    let parts = |promised: u32| {
        let head = HEAD.replace("[[location]]", &format!("expected_days = {promised}\n[[location]]"));
        let parts = [
            stage("a", &format!("{START}; {}; can = [\"cancel\"]", days("2 business_days"))),
            stage("b", &format!("{}; can = [\"conclude\"]", days("16 business_hours"))),
            stage("c", &format!("{}; can = [\"conclude\"]", days("7 calendar_days"))),
            edge("a", "r", "b"),
            edge("b", "r", "c"),
            edge("a", "s", "c"),
            edge("c", "back", "a"),
        ];
        let report = judge(&head, &parts);
        report.problems.into_iter().filter(|problem| problem.check == "V-23").collect::<Vec<_>>()
    };
    assert_eq!(parts(9), []);
    let late = parts(8);
    assert_eq!(late[0].path, ["a", "b", "c"]);
    assert!(late[0].en.contains("add up to 9 business days"), "{}", late[0].en);
}

#[test]
fn v21_asks_only_for_what_a_gate_needs_and_names_its_reason() {
    let field =
        "[[stage.field]]; key = \"k\"; label = \"K\"; type = \"bool\"; required = true; filled_by = \"student\"";
    let found = |can: &str, skip: &str| {
        let parts = [
            stage("a", &format!("{START}; can = [{can}]; purpose = \"deny\"; {field}")),
            stage("b", END),
            edge("a", "r", "b") + skip,
        ];
        let report = judge(HEAD, &parts);
        report.problems.into_iter().filter(|problem| problem.check == "V-21").collect::<Vec<_>>()
    };
    let gated = found("", "");
    assert_eq!(gated.len(), 1);
    assert_eq!((gated[0].reason.as_deref(), gated[0].field.as_deref()), (Some("r"), Some("k")));
    assert_eq!(gated[0].path, ["a"]);
    // Neither the edge that skips the gate nor a denial needs the field.
    assert_eq!(found("\"conclude\"", "skip_required = true\n"), []);
    assert_eq!(found("\"wait\"", ""), []);
    // What no request comes to strands none.
    let parts = [stage("a", &format!("{START}; {END}")), stage("b", &format!("{END}; {field}"))];
    assert_eq!(flow(&parts), ["V-08 warning b"]);
}

#[test]
fn v22_a_note_or_a_gate_makes_a_circle_one_in_which_something_is_done() {
    let circle = |back: &str| {
        let parts = [
            stage("a", START),
            stage("b", ""),
            stage("c", END),
            edge("a", "r", "b"),
            edge("b", "r", "a") + back,
            edge("b", "s", "c"),
        ];
        flow(&parts)
    };
    assert_eq!(circle(""), ["V-22 warning a a>b>a"]);
    assert_eq!(circle("note_required = true\n"), [""; 0]);
}

#[test]
fn v23_follows_no_way_back_but_every_way_round() {
    // a → b → c → d with a shortcut a → c, and rework d → a: the long way is what counts.
    let days = "duration = \"3 business_days\"";
    let parts = [
        stage("a", &format!("{START}; {days}")),
        stage("b", days),
        stage("c", days),
        stage("d", &format!("{END}; {days}")),
        edge("a", "r", "b"),
        edge("b", "r", "c"),
        edge("c", "r", "d"),
        edge("a", "s", "c"),
        edge("d", "r", "a"),
    ];
    let head = HEAD.replace("[[location]]", "expected_days = 11\n[[location]]");
    let report = judge(&head, &parts);
    let late = report.problems.iter().find(|problem| problem.check == "V-23").unwrap();
    assert_eq!(late.path, ["a", "b", "c", "d"]);
}

#[test]
fn v25_a_question_holds_what_it_says_of_its_answers() {
    let mut file = TypeFile::parse(&format!("{HEAD}{}", stage("a", &format!("{START}; {END}")))).unwrap();
    let mut judged = |field: serde_json::Value| {
        let mut whole = json!({"label": "K", "key": "k"});
        whole.as_object_mut().unwrap().extend(field.as_object().unwrap().clone());
        file.stages[0].fields = vec![serde_json::from_value(whole).unwrap()];
        let report = check(&file, today());
        assert_eq!(report.sound, report.problems.is_empty());
        let problem = report.problems.into_iter().next();
        problem.map(|problem| {
            assert_eq!((problem.check.as_str(), problem.field.as_deref()), ("V-25", Some("k")));
            problem.en
        })
    };
    let wrong = [
        (json!({"type": "choice"}), "without options"),
        (json!({"type": "choice", "choices": ["a|A", "a|B"]}), "repeated"),
        (json!({"type": "choice", "choices": ["a |A"]}), "blanks"),
        (json!({"type": "bool", "choices": ["a"]}), "for choices only"),
        (json!({"type": "integer", "min": 5, "max": 4}), "nothing fits"),
        (json!({"type": "date", "min": "2026-02-01", "max": "2026-01-01"}), "nothing fits"),
        (json!({"type": "short_text", "min": 256}), "nothing fits"),
        (json!({"type": "long_text", "max": 0}), "nothing fits"),
        (json!({"type": "integer", "min": 0.5}), "limit that does not fit"),
        (json!({"type": "date", "min": "1800-01-01"}), "limit that does not fit"),
        (json!({"type": "bool", "max": 1}), "limit that does not fit"),
        (json!({"type": "integer", "regex": "x"}), "for texts only"),
        (json!({"type": "short_text", "regex": "([a-z]+"}), "not valid"),
        (json!({"type": "short_text", "regex": "a)|(b"}), "not valid"),
        (json!({"type": "short_text", "regex": "[a-z"}), "not valid"),
        (json!({"type": "integer", "max": 4, "default": 5}), "would be refused"),
        (json!({"type": "choice", "choices": ["a|A"], "default": "b"}), "would be refused"),
        (json!({"type": "short_text", "max": 3, "default": "longo"}), "would be refused"),
        (json!({"type": "date", "max": "2026-01-01", "default": "2026-01-02"}), "would be refused"),
    ];
    for (field, words) in wrong {
        let said = judged(field.clone()).unwrap_or_default();
        assert!(said.contains(words), "{field}: {said:?}");
    }
    let right = [
        json!({"type": "choice", "choices": ["a|A", "b"], "default": "A"}),
        json!({"type": "integer", "min": -3, "max": 3, "default": 0}),
        json!({"type": "decimal", "min": 0.5, "max": 0.5, "default": 0.5}),
        json!({"type": "short_text", "min": 3, "max": 3, "default": "aço"}),
        json!({"type": "short_text", "regex": "[]()]+[[:alpha:](]\\("}),
        json!({"type": "short_text", "regex": "a(?#:-( nota)b"}),
        json!({"type": "date", "min": "2026-01-01", "default": "2026-01-01"}),
    ];
    for field in right {
        assert_eq!(judged(field.clone()), None, "{field}");
    }
}

#[test]
fn v26_v27_judge_outcomes_and_returns() {
    let one = |keys: &str| flow(&[stage("a", &format!("{START}; {keys}"))]);
    assert_eq!(one("can = [\"conclude\"]; purpose = \"deny\"; outcomes = [\"granted\"]"), ["V-26 warning a a"]);
    assert_eq!(one("can = [\"conclude\"]; purpose = \"approve\"; outcomes = [\"denied\"]"), ["V-26 warning a a"]);
    assert_eq!(one("can = [\"conclude\"]; outcomes = [\"denied\"]"), [""; 0]);
    assert_eq!(one("can = [\"conclude\", \"return\"]"), ["V-27 warning a a"]);
    let parts = [stage("a", START), stage("b", "can = [\"conclude\", \"return\"]"), edge("a", "r", "b")];
    assert_eq!(flow(&parts), [""; 0]);
    let mut file = TypeFile::parse(&format!("{HEAD}{}", stage("a", &format!("{START}; {END}")))).unwrap();
    file.stages[0].outcomes.clear();
    assert_eq!(found(&check(&file, today())), ["V-06 error a a", "V-07 error a a", "V-26 error a a"]);
}

/// A flow of `stages` stages and `edges` edges from a seed, with all that the checks look at.
fn random_flow(stages: usize, pairs: &[(usize, usize, u8)]) -> String {
    let mut parts: Vec<String> = (0..stages)
        .map(|index| {
            let start = if index == 0 { START } else { "entry = false" };
            let can = if index + 1 == stages { "can = [\"conclude\"]" } else { "can = []" };
            stage(&format!("s{index}"), &format!("{start}; {can}; duration = \"{} business_days\"", index + 1))
        })
        .collect();
    parts.extend(pairs.iter().enumerate().map(|(row, (from, to, _))| {
        edge(&format!("s{}", from % stages), &format!("r{row}"), &format!("s{}", to % stages))
    }));
    format!("{}{}", HEAD.replace("[[location]]", "expected_days = 1\n[[location]]"), parts.concat())
}

/// Walks the flow stage by stage, the plain way: which stages are reached, which can come to an end.
fn by_hand(file: &TypeFile) -> (Vec<bool>, Vec<bool>) {
    let number = |code: &str| file.stages.iter().position(|stage| stage.code == code).unwrap();
    let ways: Vec<(usize, usize)> =
        file.edges.iter().map(|edge| (number(&edge.from), number(&edge.to))).filter(|(from, to)| from != to).collect();
    let mut reached: Vec<bool> = file.stages.iter().map(|stage| stage.entry).collect();
    let mut ends: Vec<bool> = file.stages.iter().map(|stage| !stage.can.is_empty()).collect();
    for _ in &file.stages {
        for (from, to) in &ways {
            reached[*to] |= reached[*from];
            ends[*from] |= ends[*to];
        }
    }
    (reached, ends)
}

proptest! {
    #[test]
    fn reach_and_end_agree_with_a_plain_walk(
        stages in 1usize..9,
        pairs in prop::collection::vec((0usize..9, 0usize..9, any::<u8>()), 0..20),
    ) {
        let file = TypeFile::parse(&random_flow(stages, &pairs)).unwrap();
        let report = check(&file, today());
        let (reached, ends) = by_hand(&file);
        for (index, stage) in file.stages.iter().enumerate() {
            let has = |id: &str| report.problems.iter().any(|problem| problem.check == id && problem.stage.as_deref() == Some(&stage.code));
            prop_assert_eq!(has("V-08"), !reached[index]);
            prop_assert_eq!(has("V-07"), reached[index] && !ends[index]);
        }
        for problem in &report.problems {
            // Every way that is told can be walked.
            for pair in problem.path.windows(2) {
                prop_assert!(file.edges.iter().any(|edge| edge.from == pair[0] && edge.to == pair[1]), "{:?}", problem);
            }
        }
    }
}
