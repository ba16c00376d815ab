//! Soundness of a flow as far as its file alone tells (domain.md §5, amended: V-07 from every stage,
//! V-20…V-27). The engine decides at publishing; this foresees its verdict for the editor and for
//! `flow check FILE`, and names what it could not judge.
//!
//! | id | level | holds when |
//! |---|---|---|
//! | V-01 | error | handler and window are given, the window does not end before it begins |
//! | V-02 | error | there is an active delivery location |
//! | V-03 | error | exactly one default stage; it is active, an entry, and may be entered (P1) |
//! | V-06 | error | every stage that can be reached concludes, cancels or has a way out |
//! | V-07 | error | from every stage that can be reached a concluding one can be reached (P3) |
//! | V-08 | warning | every active stage can be reached (P2) |
//! | V-09 | error | mode `attendant` names one; other modes name none (warning) |
//! | V-10 | error | edges obey F-1…F-4; a reason on an edge is one for going on, back or denying (Z-17) |
//! | V-15 | error | a legal document is not held back for debts |
//! | V-16 | warning | a location price is used only where something is charged |
//! | V-18 | warning | the window lasts for seven days more |
//! | V-20 | warning | nothing leaves a denial (P4) |
//! | V-21 | error | what the gate of a stage asks for can be given there by someone who may (P5) |
//! | V-22 | warning | no circle of stages in which nothing is asked of anybody |
//! | V-23 | warning | the stages' deadlines fit into the promised days (P11) |
//! | V-25 | error | limits, options, patterns and defaults can hold (P10) |
//! | V-26 | error | who may conclude has an outcome to choose; it fits the stage's purpose (warning) |
//! | V-27 | warning | a stage that may return is entered from another one (X-37) |
//!
//! Two properties hold for every flow of this engine and have no check: nothing moves a request without a
//! person, so no circle is automatic (P8); there are no conditions and no templates that could name a field
//! that is not there (the rest of P10).
//!
//! Unchecked here: V-04, V-05, V-11…V-14, V-17, V-24 (staffed, P6); of V-09 whether the person fits, of V-10
//! whether a reason that the file does not bring along is one, of V-25 whether a pattern whose brackets
//! close is valid and lets its default pass.

mod head;
mod questions;
mod ways;
mod work;

#[cfg(test)]
mod tests;

use super::file::{Assignment, TypeFile};
use super::graph::Flow;
use super::report::{Level, Report};
use chrono::NaiveDate;

/// Judges a flow as of the given day.
#[must_use]
pub fn check(file: &TypeFile, today: NaiveDate) -> Report {
    let flow = Flow::new(file);
    let mut problems = Vec::new();
    head::head(file, today, &mut problems);
    head::default_stage(file, &mut problems);
    ways::ways(&flow, &mut problems);
    ways::edges(file, &flow, &mut problems);
    work::assignments(&flow, &mut problems);
    work::gates(&flow, &mut problems);
    work::circles(file, &flow, &mut problems);
    work::promise(file, &flow, &mut problems);
    work::outcomes(&flow, &mut problems);
    questions::questions(file, &flow, &mut problems);
    problems.sort_by(|a, b| a.check.cmp(&b.check));
    let sound = problems.iter().all(|problem| problem.level != Level::Error);
    let unchecked = unchecked(file);
    Report { sound, problems, unchecked }
}

/// The checks that need the database, those with nothing to judge in this file left out.
fn unchecked(file: &TypeFile) -> Vec<String> {
    let brought = |code: &String| file.reasons.iter().any(|reason| reason.code == *code);
    let elsewhere = file.edges.iter().any(|edge| edge.active && !brought(&edge.reason));
    let named = file.stages.iter().any(|stage| stage.assignment == Assignment::Attendant);
    let fields = file.stages.iter().flat_map(|stage| &stage.fields).map(|field| &field.regex);
    let patterns = fields.chain(file.parameters.iter().map(|parameter| &parameter.regex)).any(Option::is_some);
    let all = [
        ("V-04", true),
        ("V-05", true),
        ("V-09", named),
        ("V-10", elsewhere),
        ("V-11", true),
        ("V-12", true),
        ("V-13", true),
        ("V-14", true),
        ("V-17", true),
        ("V-24", true),
        ("V-25", patterns),
    ];
    all.iter().filter(|(_, open)| *open).map(|(id, _)| (*id).to_owned()).collect()
}
