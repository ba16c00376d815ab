//! What is judged of the type itself and of its default stage: V-01, V-02, V-03, V-15, V-16, V-18.

use crate::domain::flow::file::{Stage, TypeFile};
use crate::domain::flow::report::Level::{Error, Warning};
use crate::domain::flow::report::Problem;
use chrono::NaiveDate;

/// V-01, V-02, V-15, V-16, V-18.
pub(super) fn head(file: &TypeFile, today: NaiveDate, problems: &mut Vec<Problem>) {
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
pub(super) fn default_stage(file: &TypeFile, problems: &mut Vec<Problem>) {
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
