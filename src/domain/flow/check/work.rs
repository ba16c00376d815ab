//! Who works the stages, what is asked of them, and how long it takes: V-09, V-21, V-22, V-23, V-26.

use crate::domain::flow::file::{Assignment, Can, DurationUnit, FilledBy, Outcome, Purpose, Stage, TypeFile};
use crate::domain::flow::graph::Flow;
use crate::domain::flow::report::Level::{Error, Warning};
use crate::domain::flow::report::Problem;

/// V-09, its shape.
pub(super) fn assignments(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (index, stage) in flow.active() {
        let name = &stage.name;
        let (level, pt, en) = match (stage.assignment, &stage.attendant) {
            (Assignment::Attendant, None) => (
                Error,
                format!("A etapa “{name}” repassa a um atendente, mas não diz qual (attendant)"),
                format!("Stage “{name}” assigns to an attendant but names none (attendant)"),
            ),
            (mode, Some(login)) if mode != Assignment::Attendant => (
                Warning,
                format!("A etapa “{name}” cita o atendente {login}, que o repasse `{}` não usa", mode.word()),
                format!("Stage “{name}” names the attendant {login}, which mode `{}` does not use", mode.word()),
            ),
            _ => continue,
        };
        problems.push(Problem::new("V-09", level, pt, en).stage(&stage.code).field("attendant").path(flow.path(index)));
    }
}

/// V-21 (P5): what the gate of a stage asks for (F-7) can be given there. What no gate asks for is no problem:
/// an edge with `skip_required` and a denial pass without it.
pub(super) fn gates(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (index, stage) in flow.active().filter(|(index, _)| flow.reaches(*index)) {
        let by_reason = flow.leaving(stage).find(|edge| !edge.skip_required).map(|edge| edge.reason.as_str());
        let by_end =
            stage.can.contains(&Can::Conclude) && stage.outcomes.iter().any(|outcome| *outcome != Outcome::Denied);
        if by_reason.is_none() && !by_end {
            continue;
        }
        let mut add = |key: &str, pt: String, en: String| {
            let mut problem = Problem::new("V-21", Error, pt, en).stage(&stage.code).field(key).path(flow.path(index));
            problem.reason = by_reason.map(str::to_owned);
            problems.push(problem);
        };
        let name = &stage.name;
        let students = stage.fields.iter().filter(|field| field.required && field.filled_by == FilledBy::Student);
        for field in students.filter(|_| !stage.can.contains(&Can::Wait)) {
            let label = &field.label;
            let pt = format!(
                "“{name}” exige “{label}”, que é o aluno quem preenche, mas a etapa não pode aguardá-lo: inclua wait em can"
            );
            let en = format!(
                "“{name}” requires “{label}”, which the student fills, but the stage cannot wait for him: add wait to can"
            );
            add(&field.key, pt, en);
        }
        for action in stage.actions.iter().filter(|action| action.required_on_execute) {
            if stage.fields.iter().any(|field| field.key == action.key) {
                let label = &action.label;
                let pt = format!("“{name}” exige “{label}”, mas um campo tem a mesma chave: ninguém consegue marcá-la");
                let en = format!("“{name}” requires “{label}”, but a field has its key: nobody can tick it");
                add(&action.key, pt, en);
            }
        }
    }
}

/// V-22. Nothing moves a request without a person, so no circle is automatic (P8); what can be is a circle in
/// which nothing is asked of that person.
pub(super) fn circles(file: &TypeFile, flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for circle in flow.idle_circles() {
        let stages: Vec<&Stage> = circle.iter().filter_map(|index| file.stages.get(*index)).collect();
        let Some((first, start)) = stages.first().zip(circle.first()) else {
            continue;
        };
        let list = stages.iter().map(|stage| format!("“{}”", stage.name)).collect::<Vec<_>>().join(" → ");
        let pt = format!("A solicitação pode girar em {list} sem que nada se faça: exija algo em uma das etapas");
        let en = format!("A request can go round in {list} with nothing done: require something in one of them");
        let mut path = flow.path(*start);
        path.extend(stages.iter().skip(1).chain([first]).map(|stage| stage.code.clone()));
        problems.push(Problem::new("V-22", Warning, pt, en).stage(&first.code).path(path));
    }
}

/// V-26.
pub(super) fn outcomes(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (index, stage) in flow.active().filter(|(_, stage)| stage.can.contains(&Can::Conclude)) {
        let name = &stage.name;
        let denies = stage.outcomes.contains(&Outcome::Denied);
        let (level, pt, en) = match stage.purpose {
            _ if stage.outcomes.is_empty() => (
                Error,
                format!("“{name}” pode concluir, mas sem nenhum resultado: escreva outcomes"),
                format!("“{name}” may conclude, but with no outcome: write outcomes"),
            ),
            Purpose::Approve if denies => (
                Warning,
                format!("“{name}” é de deferimento, mas pode concluir indeferindo"),
                format!("“{name}” is for granting, but may conclude by denying"),
            ),
            Purpose::Deny if stage.outcomes.iter().any(|outcome| *outcome != Outcome::Denied) => (
                Warning,
                format!("“{name}” é de indeferimento, mas pode concluir sem indeferir"),
                format!("“{name}” is for denying, but may conclude without denying"),
            ),
            _ => continue,
        };
        let problem = Problem::new("V-26", level, pt, en).stage(&stage.code).field("outcomes");
        problems.push(problem.path(flow.path(index)));
    }
}

/// Parts of a business day in which the three units are whole: 8 hours a day, 5 business days a week.
const PARTS: u64 = 56;

/// V-23.
pub(super) fn promise(file: &TypeFile, flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let Some(promised) = file.head.expected_days else {
        return;
    };
    let cost = |stage: &Stage| {
        stage.duration.map_or(0, |duration| {
            let unit = match duration.unit {
                DurationUnit::BusinessDays => PARTS,
                DurationUnit::BusinessHours => PARTS / 8,
                DurationUnit::CalendarDays => PARTS * 5 / 7,
            };
            u64::from(duration.amount) * unit
        })
    };
    let Some((sum, path)) = flow.longest(cost).filter(|(sum, _)| *sum > u64::from(promised) * PARTS) else {
        return;
    };
    let days = sum.div_ceil(PARTS);
    let pt = format!("Os prazos das etapas somam {days} dias úteis, mas o tipo promete {promised}");
    let en = format!("The stages' deadlines add up to {days} business days, but the type promises {promised}");
    problems.push(Problem::new("V-23", Warning, pt, en).field("expected_days").path(path));
}
