//! Where a request can come to and how it leaves: V-06, V-07, V-08, V-10, V-20, V-27. Sending back (L-06) is
//! no way out: it only undoes the step that led here.

use crate::domain::flow::file::{Can, Purpose, ReasonKind, Stage, TypeFile};
use crate::domain::flow::graph::{Flow, concludes};
use crate::domain::flow::report::Level::{Error, Warning};
use crate::domain::flow::report::Problem;
use std::collections::{HashMap, HashSet};

/// V-06, V-07, V-08, V-20, V-27.
pub(super) fn ways(flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (index, stage) in flow.active() {
        let name = &stage.name;
        let mut add = |check, level, pt: String, en: String| {
            problems.push(Problem::new(check, level, pt, en).stage(&stage.code).path(flow.path(index)));
        };
        let exit = flow.has_exit(index);
        let ends = concludes(stage);
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
        if stage.can.contains(&Can::Return) && !flow.is_entered(index) {
            let pt = format!("“{name}” permite devolver, mas é sempre a primeira etapa: não há para onde (X-37)");
            let en =
                format!("“{name}” may return, but is always the first stage: there is nowhere to return to (X-37)");
            add("V-27", Warning, pt, en);
        }
    }
}

/// V-10: F-1…F-4.
pub(super) fn edges(file: &TypeFile, flow: &Flow<'_>, problems: &mut Vec<Problem>) {
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
