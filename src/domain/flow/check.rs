//! Soundness of a flow as far as its file alone tells (domain.md §5, amended: V-07 from every stage,
//! V-20…V-23). The engine decides at publishing; this foresees its verdict for the editor and for
//! `flow check FILE`, and names what it could not judge.
//!
//! | id | level | holds when |
//! |---|---|---|
//! | V-01 | error | handler and window are given, the window does not end before it begins |
//! | V-02 | error | there is an active delivery location |
//! | V-03 | error | exactly one default stage; it is active, an entry, and may be entered |
//! | V-06 | error | every stage that can be reached concludes, cancels or has a way out |
//! | V-07 | error | from every stage that can be reached a concluding one can be reached |
//! | V-08 | warning | every active stage can be reached |
//! | V-09 | error | mode `attendant` names one; other modes name none (warning) |
//! | V-10 | error | edges obey F-1…F-4; a reason on an edge is one for going on, back or denying (Z-17) |
//! | V-15 | error | a legal document is not held back for debts |
//! | V-16 | warning | a location price is used only where something is charged |
//! | V-18 | warning | the window lasts for seven days more |
//! | V-20 | warning | nothing leaves a denial (P4) |
//! | V-21 | error | what a stage requires can be filled there (P5) |
//! | V-22 | warning | no circle of stages in which nothing is to be done (P8) |
//! | V-23 | warning | the stages' deadlines fit into the promised days (P11) |
//!
//! Unchecked here: V-04, V-05, V-11…V-14, V-17, V-24 (staffed, P6); of V-09 whether the person fits, of
//! V-25 whether a pattern is one (that a choice has options is seen when the file is read).

use super::file::{Assignment, Can, DurationUnit, FilledBy, Purpose, ReasonKind, Stage, TypeFile};
use super::graph::Flow;
use super::report::Level::{Error, Warning};
use super::report::{Level, Problem, Report};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// Judges a flow as of the given day.
#[must_use]
pub fn check(file: &TypeFile, today: NaiveDate) -> Report {
    let flow = Flow::new(file);
    let mut problems = Vec::new();
    head(file, today, &mut problems);
    default_stage(file, &mut problems);
    ways(&flow, &mut problems);
    assignments(file, &flow, &mut problems);
    edges(file, &flow, &mut problems);
    work(&flow, &mut problems);
    promise(file, &flow, &mut problems);
    problems.sort_by(|a, b| a.check.cmp(&b.check));
    let sound = problems.iter().all(|problem| problem.level != Level::Error);
    let unchecked = unchecked(file);
    Report { sound, problems, unchecked }
}

/// The checks that need the database, those with nothing to judge in this file left out.
fn unchecked(file: &TypeFile) -> Vec<String> {
    let named = file.stages.iter().any(|stage| stage.assignment == Assignment::Attendant);
    let fields = file.stages.iter().flat_map(|stage| &stage.fields).map(|field| &field.regex);
    let patterns = fields.chain(file.parameters.iter().map(|parameter| &parameter.regex)).any(Option::is_some);
    let all = [
        ("V-04", true),
        ("V-05", true),
        ("V-09", named),
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

/// V-01, V-02, V-15, V-16, V-18.
fn head(file: &TypeFile, today: NaiveDate, problems: &mut Vec<Problem>) {
    let head = &file.head;
    let mut add = |problem: Problem| problems.push(problem);
    if head.handler.is_none() {
        let pt = "Falta dizer quem atende este tipo: handler = \"educational\"";
        add(Problem::new("V-01", Error, pt, "Say who serves this type: handler = \"educational\"").field("handler"));
    }
    for (key, date) in [("valid_from", head.valid_from), ("valid_to", head.valid_to)] {
        if date.is_none() {
            let pt = format!("Falta a data `{key}` da vigência do tipo");
            add(Problem::new("V-01", Error, pt, format!("The date `{key}` of the type is missing")).field(key));
        }
    }
    if let (Some(from), Some(to)) = (head.valid_from, head.valid_to) {
        if from > to {
            let (pt, en) = ("A vigência termina antes de começar", "The type's window ends before it begins");
            add(Problem::new("V-01", Error, pt, en).field("valid_to"));
        } else if to < today {
            let pt = format!("A vigência terminou em {}: ninguém poderá abrir", to.format("%d/%m/%Y"));
            let en = format!("The window ended on {to}: nobody will be able to open it");
            add(Problem::new("V-18", Warning, pt, en).field("valid_to"));
        } else if (to - today).num_days() < 7 {
            let pt = format!("A vigência termina em {}, daqui a menos de sete dias", to.format("%d/%m/%Y"));
            let en = format!("The window ends on {to}, in less than seven days");
            add(Problem::new("V-18", Warning, pt, en).field("valid_to"));
        }
    }
    if !file.locations.iter().any(|location| location.active) {
        let pt = "Falta um local de entrega ativo, com filial, localidade e descrição";
        add(Problem::new(
            "V-02",
            Error,
            pt,
            "An active delivery location is missing, with branch, locality and description",
        ));
    }
    if let Some(charge) = &head.charge {
        if head.legal_document && charge.validate_debts {
            let pt = "Documento legal não pode ser negado por débito: desligue a validação de débitos";
            let en = "A legal document cannot be withheld for debts: switch the debt check off";
            add(Problem::new("V-15", Error, pt, en).field("validate_debts"));
        }
        if charge.use_location_price && !charge.insert_extra_service {
            let pt = "O valor do local não tem efeito: este tipo não gera cobrança";
            let en = "The location's price has no effect: this type creates no charge";
            add(Problem::new("V-16", Warning, pt, en).field("use_location_price"));
        }
    }
}

/// V-03, C-1.
fn default_stage(file: &TypeFile, problems: &mut Vec<Problem>) {
    let defaults: Vec<&Stage> = file.stages.iter().filter(|stage| stage.default).collect();
    let [stage] = defaults.as_slice() else {
        let second = defaults.get(1);
        let (pt, en) = match second {
            None => (
                "Nenhuma etapa é a padrão: marque uma com default".to_owned(),
                "No stage is the default: mark one".to_owned(),
            ),
            Some(stage) => (
                format!("“{}” é uma segunda etapa padrão: deixe só uma", stage.name),
                format!("“{}” is a second default stage: keep only one", stage.name),
            ),
        };
        let problem = Problem::new("V-03", Error, pt, en);
        problems.push(match second {
            Some(stage) => problem.stage(&stage.code),
            None => problem,
        });
        return;
    };
    let needed = [
        (stage.active, "active", "está desativada", "is disabled"),
        (
            stage.entry,
            "entry",
            "não está marcada como primeira etapa (entry)",
            "is not marked as a first stage (entry)",
        ),
        (
            stage.activate_task,
            "activate_task",
            "não ativa a tarefa (activate_task)",
            "does not activate its task (activate_task)",
        ),
    ];
    for (_, key, pt, en) in needed.iter().filter(|(holds, ..)| !holds) {
        let pt = format!("A etapa padrão “{}” {pt}", stage.name);
        let en = format!("The default stage “{}” {en}", stage.name);
        problems.push(Problem::new("V-03", Error, pt, en).stage(&stage.code).field(key));
    }
}

/// V-06, V-07, V-08, V-20.
fn ways(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (index, stage) in flow.active() {
        let name = &stage.name;
        let mut add = |check, level, pt: String, en: String| {
            problems.push(Problem::new(check, level, pt, en).stage(&stage.code).path(flow.path(index)));
        };
        let exit = flow.has_exit(index);
        let ends = stage.can.contains(&Can::Conclude);
        if stage.purpose == Purpose::Deny && ends && exit {
            let pt = format!("De “{name}”, que indefere, ainda se pode encaminhar: confirme se é o que quer");
            let en = format!("“{name}” denies, yet a request can go on from it: make sure that is meant");
            add("V-20", Warning, pt, en);
        }
        if !flow.reaches(index) {
            let pt = format!("Nenhum caminho leva à etapa “{name}”: ligue-a ao fluxo ou desative-a");
            let en = format!("No way leads to stage “{name}”: connect it or disable it");
            add("V-08", Warning, pt, en);
            continue;
        }
        if !exit && !ends && !stage.can.contains(&Can::Cancel) {
            let pt = format!("Em “{name}” a solicitação fica presa: não há como concluir, cancelar nem encaminhar");
            let en = format!("In “{name}” a request is stuck: it can neither be concluded, cancelled nor forwarded");
            add("V-06", Error, pt, en);
        }
        if !flow.can_end(index) {
            let pt = format!("De “{name}” não se chega a nenhuma etapa que conclui");
            let en = format!("From “{name}” no stage that concludes can be reached");
            add("V-07", Error, pt, en);
        }
    }
}

/// V-09, its shape.
fn assignments(file: &TypeFile, flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (index, stage) in file.stages.iter().enumerate() {
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

/// V-10: F-1…F-4.
fn edges(file: &TypeFile, flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let stages: HashMap<&str, &Stage> = file.stages.iter().map(|stage| (stage.code.as_str(), stage)).collect();
    let kinds: HashMap<&str, ReasonKind> =
        file.reasons.iter().map(|reason| (reason.code.as_str(), reason.kind)).collect();
    let mut seen = HashSet::new();
    for edge in &file.edges {
        let (from, to, reason) = (&edge.from, &edge.to, &edge.reason);
        let mut add = |level, pt: String, en: String| {
            let problem = Problem::new("V-10", level, pt, en).stage(from).reason(reason);
            problems.push(problem.path(flow.path_to(from)));
        };
        for code in [from, to].into_iter().filter(|code| !stages.contains_key(code.as_str())) {
            let pt = format!("O motivo `{reason}` cita a etapa `{code}`, que este tipo não tem (F-1)");
            add(Error, pt, format!("Reason `{reason}` names stage `{code}`, which this type does not have (F-1)"));
        }
        if !seen.insert((from, reason)) {
            let pt = format!("O motivo `{reason}` sai duas vezes da etapa `{from}`: escolha um destino (F-2)");
            add(Error, pt, format!("Reason `{reason}` leaves stage `{from}` twice: choose one target (F-2)"));
        }
        if from == to {
            let pt = format!("O motivo `{reason}` volta à própria etapa `{from}` (F-3)");
            add(Error, pt, format!("Reason `{reason}` leads back to stage `{from}` itself (F-3)"));
        }
        if let Some(target) = stages.get(to.as_str()).filter(|_| edge.active) {
            if !target.activate_task {
                let pt = format!("O motivo `{reason}` leva a “{}”, que não ativa a tarefa (F-4)", target.name);
                add(
                    Error,
                    pt,
                    format!("Reason `{reason}` leads to “{}”, which does not activate its task (F-4)", target.name),
                );
            } else if !target.active {
                let pt = format!("O motivo `{reason}` leva a “{}”, que está desativada", target.name);
                add(Error, pt, format!("Reason `{reason}` leads to “{}”, which is disabled", target.name));
            }
        }
        let kind = kinds.get(reason.as_str()).copied().unwrap_or_default();
        let fits = matches!(kind, ReasonKind::Forward | ReasonKind::Return | ReasonKind::Deny);
        if edge.active && !fits {
            let pt =
                format!("O motivo `{reason}` é de outro ato ({}): no fluxo cabem forward, return e deny", kind.word());
            add(
                Error,
                pt,
                format!(
                    "Reason `{reason}` belongs to another act ({}): forward, return and deny fit a flow",
                    kind.word()
                ),
            );
        }
    }
}

/// V-21 and V-22.
fn work(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    let mut names = HashMap::new();
    for (index, stage) in flow.active() {
        names.insert(index, stage);
        let students = stage.fields.iter().filter(|field| field.required && field.filled_by == FilledBy::Student);
        for field in students.filter(|_| !stage.can.contains(&Can::Wait)) {
            let pt = format!(
                "“{}” exige “{}”, que é o aluno quem preenche, mas a etapa não pode aguardá-lo: inclua wait em can",
                stage.name, field.label
            );
            let en = format!(
                "“{}” requires “{}”, which the student fills, but the stage cannot wait for him: add wait to can",
                stage.name, field.label
            );
            let problem = Problem::new("V-21", Error, pt, en).stage(&stage.code).field(&field.key);
            problems.push(problem.path(flow.path(index)));
        }
    }
    let idle = |stage: &Stage| {
        !stage.fields.iter().any(|field| field.required)
            && !stage.actions.iter().any(|action| action.required_on_execute)
    };
    for circle in flow.circles(idle) {
        let stages: Vec<&Stage> = circle.iter().filter_map(|index| names.get(index).copied()).collect();
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

/// Parts of a business day in which the three units are whole: 8 hours a day, 5 business days a week.
const PARTS: u64 = 56;

/// V-23.
fn promise(file: &TypeFile, flow: &Flow<'_>, problems: &mut Vec<Problem>) {
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
