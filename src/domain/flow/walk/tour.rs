//! Plans the scripts that together use every way, outcome and permission of a flow once, each along a shortest way.
//! What no request can come to is listed instead; the checker warns of the same stages (V-08).

use std::collections::{BTreeSet, HashMap, VecDeque};

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::{Given, Script, Step, sample};
use crate::domain::flow::file::{Can, DataType, Edge, Stage, TypeFile};

/// Longest script; a longer one is cut and goes on as another.
const STEPS_OF_A_SCRIPT: usize = 60;
/// What the notes of a walk say.
const NOTE: &str = "ensaio do fluxo";

/// Something of a flow that a walk should use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Goal {
    /// A way: from a stage, by a reason, to a stage.
    Way {
        /// Stage that it leaves.
        from: String,
        /// Its reason.
        reason: String,
        /// Stage that it leads to.
        to: String,
    },
    /// Concluding in a stage with an outcome.
    Outcome {
        /// The stage.
        stage: String,
        /// `granted denied done`.
        outcome: String,
    },
    /// Waiting for the student in a stage, and going on.
    Wait(String),
    /// Sending back from a stage.
    Return(String),
    /// Cancelling in a stage.
    Cancel(String),
}

impl Goal {
    /// The stage where it happens.
    #[must_use]
    pub fn stage(&self) -> &str {
        match self {
            Self::Way { from: stage, .. }
            | Self::Outcome { stage, .. }
            | Self::Wait(stage)
            | Self::Return(stage)
            | Self::Cancel(stage) => stage,
        }
    }
}

/// One script with what it is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// What each step of the script shows, none for steps that only lead there. One a step.
    pub goals: Vec<Option<Goal>>,
    /// The script.
    pub script: Script,
}

/// The plan of an automatic walk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tour {
    /// The scripts, in the order of the flow.
    pub legs: Vec<Leg>,
    /// What no request can come to.
    pub unreachable: Vec<Goal>,
    /// Labels of required answers for which no value can be made here.
    pub by_hand: Vec<String>,
}

/// Plans the tour of a flow. `today` only dates the answers.
#[must_use]
pub fn tour(file: &TypeFile, version: Option<&str>, today: NaiveDate) -> Tour {
    let mut planner = Planner::new(file, version, today);
    planner.ways();
    planner.outcomes();
    planner.permissions();
    planner.tour
}

struct Planner<'a> {
    file: &'a TypeFile,
    stages: HashMap<&'a str, &'a Stage>,
    /// For each stage that can be reached: its entry and the numbers of the edges on a shortest way.
    paths: HashMap<&'a str, (&'a str, Vec<usize>)>,
    blank: Script,
    today: NaiveDate,
    seen: BTreeSet<Goal>,
    tour: Tour,
}

fn enterable(stage: &Stage) -> bool {
    stage.active && stage.activate_task
}

impl<'a> Planner<'a> {
    fn new(file: &'a TypeFile, version: Option<&str>, today: NaiveDate) -> Self {
        let mut tour = Tour::default();
        let mut parameters = Map::new();
        for asked in file.parameters.iter().filter(|asked| asked.active) {
            let given = Given {
                kind: asked.kind,
                min: asked.min.as_ref(),
                max: asked.max.as_ref(),
                regex: asked.regex.as_deref(),
                choices: &asked.choices,
            };
            match sample(given, today) {
                Some(value) => drop(parameters.insert(asked.code.clone(), value)),
                // What a query of the institution answers, the engine chooses.
                None if asked.required && asked.kind != DataType::SqlChoice => tour.by_hand.push(asked.label.clone()),
                None => {}
            }
        }
        let version = version.map(str::to_owned);
        let blank = Script { type_code: file.head.code.clone(), version, parameters, ..Script::default() };
        let stages: HashMap<_, _> = file.stages.iter().map(|stage| (stage.code.as_str(), stage)).collect();
        let mut planner = Self { file, stages, paths: HashMap::new(), blank, today, seen: BTreeSet::new(), tour };
        planner.spread();
        planner
    }

    /// Finds a shortest way to every stage, the default entry's first.
    fn spread(&mut self) {
        let mut entries: Vec<&Stage> = self.file.stages.iter().filter(|s| s.entry && enterable(s)).collect();
        entries.sort_by_key(|stage| !stage.default);
        let mut front = VecDeque::new();
        for entry in entries {
            self.paths.insert(&entry.code, (&entry.code, vec![]));
            front.push_back(entry.code.as_str());
        }
        while let Some(at) = front.pop_front() {
            let Some((entry, path)) = self.paths.get(at).cloned() else { continue };
            for (number, edge) in self.leaving(at) {
                if self.paths.contains_key(edge.to.as_str()) {
                    continue;
                }
                let mut longer = path.clone();
                longer.push(number);
                self.paths.insert(&edge.to, (entry, longer));
                front.push_back(&edge.to);
            }
        }
    }

    /// The edges that leave a stage for one that may be entered.
    fn leaving(&self, stage: &str) -> Vec<(usize, &'a Edge)> {
        let walks = |edge: &Edge| {
            edge.active && edge.from == stage && self.stages.get(edge.to.as_str()).is_some_and(|to| enterable(to))
        };
        self.file.edges.iter().enumerate().filter(|(_, edge)| walks(edge)).collect()
    }

    fn ways(&mut self) {
        for edge in self.file.edges.iter().filter(|edge| edge.active) {
            let goal = way(edge);
            if self.seen.contains(&goal) {
                continue;
            }
            let number =
                self.leaving(&edge.from).into_iter().find(|(_, other)| **other == *edge).map(|(number, _)| number);
            let Some((mut leg, number)) = self.leg_to(&edge.from).zip(number) else {
                self.tour.unreachable.push(goal);
                continue;
            };
            let mut next = Some(number);
            let mut at = edge.from.as_str();
            while let Some(number) = next {
                let Some(edge) = self.file.edges.get(number) else { break };
                self.push_edge(&mut leg, edge);
                at = &edge.to;
                let fresh = self.leaving(at).into_iter().find(|(_, edge)| !self.seen.contains(&way(edge)));
                next = fresh.map(|(number, _)| number).filter(|_| leg.script.script.len() < STEPS_OF_A_SCRIPT);
            }
            if let Some(stage) = self.stages.get(at).copied() {
                let open = outcomes(stage).find(|goal| !self.seen.contains(goal));
                if let Some(goal) = open {
                    self.push_goal(&mut leg, stage, goal);
                }
            }
            self.tour.legs.push(leg);
        }
    }

    fn outcomes(&mut self) {
        for stage in self.file.stages.iter().filter(|stage| stage.active) {
            for goal in outcomes(stage) {
                self.show(stage, goal);
            }
        }
    }

    fn permissions(&mut self) {
        for stage in self.file.stages.iter().filter(|stage| stage.active) {
            let code = &stage.code;
            for can in &stage.can {
                match can {
                    Can::Wait => self.show(stage, Goal::Wait(code.clone())),
                    Can::Cancel => self.show(stage, Goal::Cancel(code.clone())),
                    // From an entry there is nowhere to go back to.
                    Can::Return if self.paths.get(code.as_str()).is_none_or(|(_, path)| !path.is_empty()) => {
                        self.show(stage, Goal::Return(code.clone()));
                    }
                    Can::Return | Can::Conclude => {}
                }
            }
        }
    }

    /// A script of its own for a goal not yet shown.
    fn show(&mut self, stage: &'a Stage, goal: Goal) {
        if self.seen.contains(&goal) {
            return;
        }
        match self.leg_to(&stage.code) {
            Some(mut leg) => {
                self.push_goal(&mut leg, stage, goal);
                self.tour.legs.push(leg);
            }
            None => self.tour.unreachable.push(goal),
        }
    }

    /// The script that leads to a stage.
    fn leg_to(&mut self, stage: &str) -> Option<Leg> {
        let (entry, path) = self.paths.get(stage).cloned()?;
        let mut script = self.blank.clone();
        script.entry = Some(entry.to_owned());
        let mut leg = Leg { goals: vec![], script };
        for number in path {
            let edge = self.file.edges.get(number)?;
            self.push_edge(&mut leg, edge);
        }
        Some(leg)
    }

    fn push_edge(&mut self, leg: &mut Leg, edge: &Edge) {
        let fields = match self.stages.get(edge.from.as_str()).copied() {
            Some(stage) if !edge.skip_required => self.answers(stage),
            _ => Map::new(),
        };
        let note = edge.note_required.then(|| NOTE.to_owned());
        let step = Step { act: "forward".into(), reason: Some(edge.reason.clone()), note, fields, ..Step::default() };
        let goal = way(edge);
        let fresh = self.seen.insert(goal.clone());
        leg.goals.push(fresh.then_some(goal));
        leg.script.script.push(step);
    }

    fn push_goal(&mut self, leg: &mut Leg, stage: &Stage, goal: Goal) {
        let step = |act: &str| Step { act: act.to_owned(), note: Some(NOTE.to_owned()), ..Step::default() };
        let steps = match &goal {
            Goal::Outcome { outcome, .. } => {
                let fields = if outcome == "denied" { Map::new() } else { self.answers(stage) };
                vec![Step { outcome: Some(outcome.clone()), fields, ..step("conclude") }]
            }
            Goal::Wait(_) => vec![step("wait"), step("resume")],
            Goal::Return(_) => vec![step("return")],
            Goal::Cancel(_) => vec![step("cancel")],
            Goal::Way { .. } => vec![],
        };
        let lead = steps.len().saturating_sub(1);
        leg.goals.extend(std::iter::repeat_n(None, lead));
        leg.goals.push(Some(goal.clone()));
        leg.script.script.extend(steps);
        self.seen.insert(goal);
    }

    /// What the gate of a stage asks for (F-7), answered.
    fn answers(&mut self, stage: &Stage) -> Map<String, Value> {
        let mut answers = Map::new();
        for field in stage.fields.iter().filter(|field| field.required) {
            let given = Given {
                kind: field.kind,
                min: field.min.as_ref(),
                max: field.max.as_ref(),
                regex: field.regex.as_deref(),
                choices: &field.choices,
            };
            match sample(given, self.today) {
                Some(value) => drop(answers.insert(field.key.clone(), value)),
                // What a query of the institution answers, the engine chooses.
                None if field.kind == DataType::SqlChoice || self.tour.by_hand.contains(&field.label) => {}
                None => self.tour.by_hand.push(field.label.clone()),
            }
        }
        for action in stage.actions.iter().filter(|action| action.required_on_execute) {
            answers.insert(action.key.clone(), Value::Bool(true));
        }
        answers
    }
}

fn way(edge: &Edge) -> Goal {
    Goal::Way { from: edge.from.clone(), reason: edge.reason.clone(), to: edge.to.clone() }
}

fn outcomes(stage: &Stage) -> impl Iterator<Item = Goal> + use<> {
    let concludes = stage.can.contains(&Can::Conclude);
    let code = stage.code.clone();
    let list = if concludes { stage.outcomes.clone() } else { vec![] };
    list.into_iter().map(move |outcome| Goal::Outcome { stage: code.clone(), outcome: outcome.word().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::flow::SHIPPED;

    #[test]
    fn every_way_outcome_and_permission_of_the_library_is_on_the_tour() {
        for (code, text) in SHIPPED {
            let file = TypeFile::parse(text).unwrap();
            let tour = tour(&file, None, NaiveDate::default());
            let shown: Vec<&Goal> = tour.legs.iter().flat_map(|leg| leg.goals.iter().flatten()).collect();
            let ways = shown.iter().filter(|goal| matches!(goal, Goal::Way { .. })).count();
            assert_eq!(ways, file.edges.len(), "{code}: {:?}", tour.unreachable);
            assert_eq!(shown.len(), shown.iter().collect::<BTreeSet<_>>().len(), "{code}: each once");
            assert!(tour.unreachable.is_empty(), "{code}");
            for leg in &tour.legs {
                assert_eq!(leg.goals.len(), leg.script.script.len(), "{code}");
            }
        }
    }

    #[test]
    fn v08_what_nothing_leads_to_is_listed() {
        let (_, text) = SHIPPED.iter().find(|(code, _)| *code == "segunda-chamada").unwrap();
        let mut file = TypeFile::parse(text).unwrap();
        let entry = file.stages.iter().find(|stage| stage.default).unwrap().code.clone();
        file.edges.retain(|edge| edge.from != entry);
        let tour = tour(&file, None, NaiveDate::default());
        assert!(tour.unreachable.iter().all(|goal| goal.stage() != entry));
        let listed: BTreeSet<&str> = tour.unreachable.iter().map(Goal::stage).collect();
        let doing = |s: &&Stage| s.code != entry && (file.edges.iter().any(|e| e.from == s.code) || !s.can.is_empty());
        let expected: BTreeSet<&str> = file.stages.iter().filter(doing).map(|s| s.code.as_str()).collect();
        assert_eq!(listed, expected);
    }
}
