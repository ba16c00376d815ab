//! An explorer of flows, written from the specification alone (domain.md §5, §6, §12, amendment 5) and sharing
//! no thought with the checker: it plays every act of every person from every entry, state by state, and says
//! what went wrong. Deliberately slow and plain. Sending back (L-06) is not played: it undoes a step and leads
//! to no stage that was not there.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use balcao::domain::file::scalar::Scalar;
use balcao::domain::flow::TypeFile;
use balcao::domain::flow::file::{
    Assignment, Can, DataType, FilledBy, Outcome, Parameter, ReasonKind, Stage, StageField,
};

/// What the explorer knows of the school.
pub struct World {
    /// Groups of which somebody may handle the type.
    pub staffed: BTreeSet<String>,
    /// `(login, group)` of everybody who may handle the type there.
    pub able: BTreeSet<(String, String)>,
}

/// A request, as far as what can become of it depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    stage: usize,
    /// Bit per field, then per action, of the stage: given in this visit.
    given: u32,
    held: bool,
    waiting: bool,
}

/// Where an act leads.
enum After {
    Open(State),
    Concluded,
    Cancelled,
}

/// Why the flow is not one that requests can be trusted to; empty when it is. Words are for people who read a
/// failed test.
pub fn faults(file: &TypeFile, world: &World) -> Vec<String> {
    let mut faults = written_wrong(file, world);
    for group in &file.head.groups {
        faults.extend(explore(file, world, group));
    }
    faults.sort();
    faults.dedup();
    faults
}

/// Plays the flow as opened through a group.
fn explore(file: &TypeFile, world: &World, opened_through: &str) -> Vec<String> {
    let mut seen: BTreeMap<State, Vec<State>> = BTreeMap::new();
    let mut concluding: BTreeSet<State> = BTreeSet::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut queue: VecDeque<State> = VecDeque::new();
    for (number, stage) in file.stages.iter().enumerate() {
        if stage.entry && stage.active && stage.activate_task {
            queue.push_back(State { stage: number, given: 0, held: false, waiting: false });
        }
    }
    while let Some(state) = queue.pop_front() {
        if seen.contains_key(&state) {
            continue;
        }
        let mut next = Vec::new();
        for (act, after) in acts(file, world, opened_through, state) {
            taken.insert(act);
            match after {
                After::Open(state) => next.push(state),
                After::Concluded => _ = concluding.insert(state),
                After::Cancelled => {}
            }
        }
        queue.extend(next.iter().copied());
        seen.insert(state, next);
    }
    // Which states can be brought to a conclusion: backwards until nothing changes.
    let mut good = concluding;
    loop {
        let more: Vec<State> = seen
            .iter()
            .filter(|(state, next)| !good.contains(state) && next.iter().any(|next| good.contains(next)))
            .map(|(state, _)| *state)
            .collect();
        if more.is_empty() {
            break;
        }
        good.extend(more);
    }
    let stuck = seen.keys().filter(|state| !good.contains(state)).map(|state| &file.stages[state.stage].code);
    let mut faults: Vec<String> = stuck.map(|code| format!("from {code} no conclusion can be reached")).collect();
    // P5: whatever the flow offers at a stage that is reached can be done in some state of it.
    let reached: BTreeSet<usize> = seen.keys().map(|state| state.stage).collect();
    for number in reached {
        let stage = &file.stages[number];
        for act in offered(file, stage) {
            if !taken.contains(&act) {
                faults.push(format!("{act} is offered and never possible"));
            }
        }
    }
    faults
}

/// The acts that a stage promises: its active edges and its outcomes.
fn offered(file: &TypeFile, stage: &Stage) -> Vec<String> {
    let edges = file.edges.iter().filter(|edge| edge.active && edge.from == stage.code);
    let mut acts: Vec<String> = edges.map(|edge| format!("{} -{}->", stage.code, edge.reason)).collect();
    if stage.can.contains(&Can::Conclude) {
        acts.extend(stage.outcomes.iter().map(|outcome| format!("{} ends {}", stage.code, outcome.word())));
    }
    acts
}

/// Everything that anybody can do with a request in this state.
fn acts(file: &TypeFile, world: &World, opened_through: &str, state: State) -> Vec<(String, After)> {
    let stage = &file.stages[state.stage];
    let code = &stage.code;
    let mut acts = Vec::new();
    if state.waiting {
        for (bit, field) in stage.fields.iter().enumerate() {
            if field.filled_by == FilledBy::Student && some_value_fits(field) {
                let given = state.given | (1 << bit);
                acts.push((format!("{code}: student gives {}", field.key), After::Open(State { given, ..state })));
            }
        }
        acts.push((format!("{code}: resume"), After::Open(State { waiting: false, ..state })));
        return acts;
    }
    if !state.held {
        let group = stage.group.as_deref().unwrap_or(opened_through);
        if world.staffed.contains(group) {
            acts.push((format!("{code}: take"), After::Open(State { held: true, ..state })));
        }
        return acts;
    }
    for (bit, field) in stage.fields.iter().enumerate() {
        if field.filled_by == FilledBy::Attendant && some_value_fits(field) {
            let given = state.given | (1 << bit);
            acts.push((format!("{code}: fill {}", field.key), After::Open(State { given, ..state })));
        }
    }
    for (bit, action) in stage.actions.iter().enumerate() {
        // A key that is a field's means the field.
        if !stage.fields.iter().any(|field| field.key == action.key) {
            let given = state.given | (1 << (stage.fields.len() + bit));
            acts.push((format!("{code}: tick {}", action.key), After::Open(State { given, ..state })));
        }
    }
    if stage.can.contains(&Can::Wait) {
        acts.push((format!("{code}: wait"), After::Open(State { waiting: true, ..state })));
    }
    let gate = gate_is_open(stage, state.given);
    for edge in file.edges.iter().filter(|edge| edge.active && edge.from == *code) {
        let kind = file.reasons.iter().find(|reason| reason.code == edge.reason).map(|reason| reason.kind);
        let for_going_on = matches!(kind, None | Some(ReasonKind::Forward | ReasonKind::Return | ReasonKind::Deny));
        let target = file.stages.iter().position(|stage| stage.code == edge.to);
        if let Some(target) = target
            && file.stages[target].active
            && file.stages[target].activate_task
            && for_going_on
            && (edge.skip_required || gate)
        {
            let entered = State { stage: target, given: 0, held: false, waiting: false };
            acts.push((format!("{code} -{}->", edge.reason), After::Open(entered)));
        }
    }
    if stage.can.contains(&Can::Conclude) {
        for outcome in stage.outcomes.iter().filter(|outcome| **outcome == Outcome::Denied || gate) {
            acts.push((format!("{code} ends {}", outcome.word()), After::Concluded));
        }
    }
    if stage.can.contains(&Can::Cancel) {
        acts.push((format!("{code}: cancel"), After::Cancelled));
    }
    acts
}

/// F-7.
fn gate_is_open(stage: &Stage, given: u32) -> bool {
    let fields = stage.fields.iter().enumerate().filter(|(_, field)| field.required).map(|(bit, _)| bit);
    let actions = stage.actions.iter().enumerate().filter(|(_, action)| action.required_on_execute);
    fields.chain(actions.map(|(bit, _)| stage.fields.len() + bit)).all(|bit| given & (1 << bit) != 0)
}

/// What §5 calls an error however the flow is walked.
fn written_wrong(file: &TypeFile, world: &World) -> Vec<String> {
    let mut wrong = Vec::new();
    let defaults: Vec<&Stage> = file.stages.iter().filter(|stage| stage.default).collect();
    match defaults[..] {
        [stage] if stage.entry && stage.activate_task && stage.active => {}
        _ => wrong.push("V-03: not one default stage that can be entered".to_owned()),
    }
    if file.head.handler.is_none() || file.head.valid_from.is_none() || file.head.valid_to.is_none() {
        wrong.push("V-01: no handler, or no window".to_owned());
    }
    if !file.locations.iter().any(|location| location.active) {
        wrong.push("V-02: no delivery location".to_owned());
    }
    if file.head.legal_document && file.head.charge.as_ref().is_some_and(|charge| charge.validate_debts) {
        wrong.push("V-15: a legal document withheld for debts".to_owned());
    }
    let mut by_reason = BTreeSet::new();
    for edge in &file.edges {
        let stage = |code: &str| file.stages.iter().find(|stage| stage.code == code);
        let (Some(_), Some(to)) = (stage(&edge.from), stage(&edge.to)) else {
            wrong.push(format!("V-10: edge {} has no stage (F-1)", edge.reason));
            continue;
        };
        if !by_reason.insert((&edge.from, &edge.reason)) {
            wrong.push(format!("V-10: {} leaves {} twice (F-2)", edge.reason, edge.from));
        }
        if edge.from == edge.to {
            wrong.push(format!("V-10: {} leads back (F-3)", edge.reason));
        }
        let kind = file.reasons.iter().find(|reason| reason.code == edge.reason).map(|reason| reason.kind);
        let other_act = kind.is_some_and(|kind| {
            [ReasonKind::Cancel, ReasonKind::Reopen, ReasonKind::Reassign, ReasonKind::Wait].contains(&kind)
        });
        if edge.active && (!to.activate_task || !to.active || other_act) {
            wrong.push(format!("V-10: {} cannot be gone by (F-4, Z-17)", edge.reason));
        }
    }
    for stage in file.stages.iter().filter(|stage| stage.active) {
        if stage.assignment == Assignment::Attendant {
            let groups = stage.group.as_ref().map_or(file.head.groups.clone(), |group| vec![group.clone()]);
            let able = |group: &String| {
                stage.attendant.as_ref().is_some_and(|login| world.able.contains(&(login.clone(), group.clone())))
            };
            if !groups.iter().all(able) {
                wrong.push(format!("V-09: {} names nobody who can", stage.code));
            }
        }
        for field in &stage.fields {
            if !is_sensible(field.kind, &field.choices, field.min.as_ref(), field.max.as_ref(), field.regex.as_deref())
                || !default_fits(field)
            {
                wrong.push(format!("V-25: {} of {}", field.key, stage.code));
            }
        }
        if stage.can.contains(&Can::Conclude) && stage.outcomes.is_empty() {
            wrong.push(format!("V-26: {} concludes without an outcome", stage.code));
        }
    }
    for Parameter { code, kind, choices, min, max, regex, .. } in file.parameters.iter().filter(|row| row.active) {
        if !is_sensible(*kind, choices, min.as_ref(), max.as_ref(), regex.as_deref()) {
            wrong.push(format!("V-25: parameter {code}"));
        }
    }
    wrong
}

fn some_value_fits(field: &StageField) -> bool {
    is_sensible(field.kind, &field.choices, field.min.as_ref(), field.max.as_ref(), field.regex.as_deref())
}

/// Whether what is asked can be answered at all. Patterns of these tests are either plain or broken by a bracket.
fn is_sensible(
    kind: DataType,
    choices: &[String],
    min: Option<&Scalar>,
    max: Option<&Scalar>,
    regex: Option<&str>,
) -> bool {
    let text = kind == DataType::ShortText || kind == DataType::LongText;
    let broken = |regex: &str| regex.matches('(').count() != regex.matches(')').count();
    if regex.is_some_and(|regex| !text || broken(regex)) {
        return false;
    }
    let codes: Vec<&str> = choices.iter().map(|choice| choice.split('|').next().unwrap()).collect();
    let distinct: BTreeSet<&&str> = codes.iter().collect();
    if (kind == DataType::Choice) == codes.is_empty() || distinct.len() != codes.len() {
        return false;
    }
    match (kind, min, max) {
        (_, None, None) => true,
        (DataType::Bool | DataType::Choice | DataType::SqlChoice | DataType::File, ..) => false,
        (DataType::ShortText | DataType::LongText, min, max) => {
            let number = |limit: Option<&Scalar>, otherwise: i32| match limit {
                None => otherwise,
                Some(limit) => limit.to_string().parse().unwrap_or(-1),
            };
            let most = if kind == DataType::ShortText { 255 } else { 8_000 };
            // A text of some length between one and the most that fits.
            let (min, max) = (number(min, 0), number(max, most));
            min >= 0 && (1..=most).any(|length| min <= length && length <= max)
        }
        (_, Some(Scalar::Number(min)), Some(Scalar::Number(max))) => min <= max,
        (_, Some(Scalar::Date(min)), Some(Scalar::Date(max))) => min <= max,
        _ => true,
    }
}

fn default_fits(field: &StageField) -> bool {
    let Some(default) = &field.default else { return true };
    match (field.kind, default) {
        (DataType::Integer | DataType::Decimal, Scalar::Number(value)) => {
            !matches!(&field.min, Some(Scalar::Number(min)) if value < min)
                && !matches!(&field.max, Some(Scalar::Number(max)) if value > max)
        }
        (DataType::Choice, value) => {
            field.choices.iter().any(|choice| choice.split('|').any(|word| word == value.to_string()))
        }
        (DataType::ShortText | DataType::LongText, Scalar::Text(text)) => {
            let length =
                |limit: &Option<Scalar>| limit.as_ref().map(|limit| limit.to_string().parse::<usize>().unwrap());
            let count = text.chars().count();
            length(&field.min).is_none_or(|min| count >= min) && length(&field.max).is_none_or(|max| count <= max)
        }
        (DataType::Bool, Scalar::Bool(_)) => true,
        _ => false,
    }
}
