//! A change as a sentence, in both languages.

use serde_json::Value;
use std::collections::BTreeMap;

use super::{Change, How, What};
use crate::domain::flow::TypeFile;

/// Names of stages and reasons, by code; of the second flow where both have one.
pub(super) struct Names {
    stages: BTreeMap<String, String>,
    reasons: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn of(a: &TypeFile, b: &TypeFile) -> Self {
        let mut names = Self { stages: BTreeMap::new(), reasons: BTreeMap::new() };
        for flow in [a, b] {
            names.stages.extend(flow.stages.iter().map(|stage| (stage.code.clone(), stage.name.clone())));
            names.reasons.extend(flow.reasons.iter().map(|reason| (reason.code.clone(), reason.name.clone())));
        }
        names
    }

    fn stage<'a>(&'a self, code: &'a str) -> &'a str {
        self.stages.get(code).map_or(code, String::as_str)
    }

    fn reason<'a>(&'a self, code: &'a str) -> &'a str {
        self.reasons.get(code).map_or(code, String::as_str)
    }
}

/// The sentence in Portuguese and in English.
pub(super) fn tell(change: &Change, names: &Names) -> (String, String) {
    let [subject_pt, subject_en] = subject(change, names);
    let [what_pt, what_en] = match change.how {
        How::Added => added(change, names),
        How::Removed => ["removido".to_owned(), "removed".to_owned()],
        How::Ordered => {
            let order: Vec<&str> = change.to.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let order = order.join(", ");
            [format!("nova ordem: {order}"), format!("new order: {order}")]
        }
        How::Changed => changed(change, names),
    };
    (format!("{subject_pt}: {what_pt}"), format!("{subject_en}: {what_en}"))
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The row that came or went; null when the change is of one value.
fn row(change: &Change) -> &Value {
    match change.how {
        How::Added => &change.to,
        How::Removed => &change.from,
        How::Changed | How::Ordered => &Value::Null,
    }
}

fn subject(change: &Change, names: &Names) -> [String; 2] {
    let stage = change.stage.as_deref().map(|code| names.stage(code)).unwrap_or_default();
    let code = &change.row;
    if change.how == How::Ordered {
        return match change.what {
            What::Location => ["Locais de entrega".into(), "Delivery locations".into()],
            What::Parameter => ["Parâmetros".into(), "Parameters".into()],
            What::Stage => ["Etapas".into(), "Stages".into()],
            What::Field => [format!("Etapa “{stage}”, campos"), format!("Stage “{stage}”, fields")],
            What::Action => [format!("Etapa “{stage}”, ações"), format!("Stage “{stage}”, actions")],
            What::Edge => ["Saídas".into(), "Ways out".into()],
            What::Reason | What::Type => ["Motivos".into(), "Reasons".into()],
        };
    }
    match change.what {
        What::Type => ["Tipo".into(), "Type".into()],
        What::Location => [format!("Local de entrega {code}"), format!("Delivery location {code}")],
        What::Parameter => [format!("Parâmetro {code}"), format!("Parameter {code}")],
        What::Stage => [format!("Etapa “{stage}”"), format!("Stage “{stage}”")],
        What::Field => [format!("Etapa “{stage}”, campo {code}"), format!("Stage “{stage}”, field {code}")],
        What::Action => [format!("Etapa “{stage}”, ação {code}"), format!("Stage “{stage}”, action {code}")],
        What::Edge => {
            let (_, reason) = code.split_once(' ').unwrap_or_default();
            let (reason, twin) = reason.split_once(' ').unwrap_or((reason, ""));
            let reason = [names.reason(reason), twin].join(" ");
            let reason = reason.trim_end();
            let to = text(row(change), "to");
            let to = if to.is_empty() { String::new() } else { format!(" → “{}”", names.stage(to)) };
            [
                format!("Etapa “{stage}”, saída por “{reason}”{to}"),
                format!("Stage “{stage}”, way out by “{reason}”{to}"),
            ]
        }
        What::Reason => [format!("Motivo {code}"), format!("Reason {code}")],
    }
}

/// What came, with what it asks for.
fn added(change: &Change, names: &Names) -> [String; 2] {
    let count = |key: &str| change.to.get(key).and_then(Value::as_array).map_or(0, Vec::len);
    let mut more = [String::new(), String::new()];
    match change.what {
        What::Stage => {
            if let Some(after) = &change.after {
                let after = names.stage(after);
                more = [format!(", depois de “{after}”"), format!(", after “{after}”")];
            }
            let (fields, actions) = (count("field"), count("action"));
            if fields + actions > 0 {
                more[0].push_str(&format!("; campos: {fields}, ações: {actions}"));
                more[1].push_str(&format!("; fields: {fields}, actions: {actions}"));
            }
        }
        What::Field | What::Parameter if change.to.get("required") == Some(&Value::Bool(true)) => {
            more = [" (obrigatório)".into(), " (required)".into()];
        }
        _ => {}
    }
    let [pt, en] = more;
    [format!("acrescentado{pt}"), format!("added{en}")]
}

/// One value that is another.
fn changed(change: &Change, names: &Names) -> [String; 2] {
    let key = change.key.as_deref().unwrap_or_default();
    match (change.what, key, &change.to) {
        (What::Stage | What::Type | What::Location | What::Reason, "name", Value::String(name)) => {
            let was = change.from.as_str().unwrap_or_default();
            return [
                format!("era “{was}”, passa a se chamar “{name}”"),
                format!("was “{was}”, is now called “{name}”"),
            ];
        }
        (What::Edge, "to", Value::String(to)) => {
            let (was, to) = (names.stage(change.from.as_str().unwrap_or_default()), names.stage(to));
            return [format!("leva a “{to}” em vez de “{was}”"), format!("leads to “{to}” instead of “{was}”")];
        }
        (_, _, Value::Bool(now)) => {
            if let Some([pt, en]) = switch(key, *now) {
                return [pt.into(), en.into()];
            }
        }
        _ => {}
    }
    let [pt, en] = label(key);
    let [from_pt, from_en] = shown(&change.from);
    let [to_pt, to_en] = shown(&change.to);
    [format!("{pt}: {from_pt} → {to_pt}"), format!("{en}: {from_en} → {to_en}")]
}

/// What switching a flag means.
fn switch(key: &str, now: bool) -> Option<[&'static str; 2]> {
    Some(match (key, now) {
        ("required", true) => ["passa a ser obrigatório", "becomes required"],
        ("required", false) => ["deixa de ser obrigatório", "is no longer required"],
        ("required_on_execute", true) => {
            ["passa a ser exigida para sair da etapa", "becomes required to leave the stage"]
        }
        ("required_on_execute", false) => {
            ["deixa de ser exigida para sair da etapa", "is no longer required to leave the stage"]
        }
        ("active", true) => ["ativada", "enabled"],
        ("active", false) => ["desativada", "disabled"],
        ("default", true) => ["passa a ser a etapa padrão", "becomes the default stage"],
        ("default", false) => ["deixa de ser a etapa padrão", "is no longer the default stage"],
        ("entry", true) => ["passa a ser primeira etapa", "becomes a first stage"],
        ("entry", false) => ["deixa de ser primeira etapa", "is no longer a first stage"],
        ("skip_required", true) => {
            ["passa a dispensar os campos obrigatórios", "no longer asks for the required fields"]
        }
        ("skip_required", false) => ["passa a exigir os campos obrigatórios", "asks for the required fields"],
        ("note_required", true) => ["passa a exigir observação", "asks for a note"],
        ("note_required", false) => ["deixa de exigir observação", "no longer asks for a note"],
        ("restricted", true) => ["passa a ser restrito ao grupo", "becomes restricted to the group"],
        ("restricted", false) => ["deixa de ser restrito ao grupo", "is no longer restricted to the group"],
        _ => return None,
    })
}

/// The name of a value, as people call it; one that has none is called as in the file.
fn label(key: &str) -> [&str; 2] {
    match key {
        "name" => ["nome", "name"],
        "description" => ["descrição", "description"],
        "label" => ["rótulo", "label"],
        "type" => ["tipo do valor", "type of value"],
        "kind" => ["espécie", "kind"],
        "group" => ["grupo", "group"],
        "groups" => ["grupos", "groups"],
        "assignment" => ["distribuição", "assignment"],
        "attendant" => ["atendente", "attendant"],
        "duration" => ["prazo", "deadline"],
        "purpose" => ["finalidade", "purpose"],
        "can" => ["permite", "allows"],
        "outcomes" => ["resultados", "outcomes"],
        "public_label" => ["nome para o aluno", "name for the student"],
        "activate_task" => ["ativa a tarefa", "activates its task"],
        "choices" => ["opções", "options"],
        "query" => ["consulta", "query"],
        "min" => ["mínimo", "minimum"],
        "max" => ["máximo", "maximum"],
        "regex" => ["formato", "format"],
        "default" => ["valor inicial", "initial value"],
        "help" => ["ajuda", "help"],
        "filled_by" => ["preenchido por", "filled by"],
        "visible_to_student" => ["visível ao aluno", "visible to the student"],
        "required_on_select" => ["exigida ao escolher", "required on choosing"],
        "to" => ["destino", "target"],
        "valid_from" => ["vigência desde", "valid from"],
        "valid_to" => ["vigência até", "valid until"],
        "channels" => ["canais", "channels"],
        "audience" => ["quem pede", "who may ask"],
        "default_priority" => ["prioridade inicial", "initial priority"],
        "expected_days" => ["dias prometidos", "promised days"],
        "max_open_per_student" => ["abertas por aluno", "open ones per student"],
        "prices" => ["preços", "prices"],
        "branch" => ["filial", "branch"],
        "locality" => ["localidade", "locality"],
        "charge" => ["cobrança", "charge"],
        "charge.service" => ["serviço cobrado", "service charged"],
        "charge.insert_extra_service" => ["gera cobrança", "creates a charge"],
        "charge.use_location_price" => ["preço do local", "the location's price"],
        "charge.validate_debts" => ["valida débitos", "checks debts"],
        "legal_document" => ["documento legal", "legal document"],
        _ => [key, key],
    }
}

/// A value as people read it; a long text is not repeated.
fn shown(value: &Value) -> [String; 2] {
    let same = |text: String| [text.clone(), text];
    match value {
        Value::Null => same("—".into()),
        Value::Bool(true) => ["sim".into(), "yes".into()],
        Value::Bool(false) => ["não".into(), "no".into()],
        Value::Number(number) => same(number.to_string()),
        Value::String(text) if text.is_empty() => same("—".into()),
        Value::String(text) if text.chars().count() > 60 => {
            let cut: String = text.chars().take(59).map(|symbol| if symbol == '\n' { ' ' } else { symbol }).collect();
            same(format!("“{cut}…”"))
        }
        Value::String(text) => same(text.replace('\n', " ")),
        Value::Array(list) if list.is_empty() => same("—".into()),
        Value::Array(list) => {
            let rows: Vec<[String; 2]> = list.iter().map(shown).collect();
            let join = |of: fn(&[String; 2]) -> &str| rows.iter().map(of).collect::<Vec<_>>().join(", ");
            [join(|[pt, _]| pt), join(|[_, en]| en)]
        }
        Value::Object(row) => match (row.get("amount"), row.get("unit").and_then(Value::as_str)) {
            (Some(amount), Some(unit)) => duration(amount, unit),
            (Some(Value::String(amount)), None) => {
                let to = text(value, "to");
                same([amount.as_str(), text(value, "from"), if to.is_empty() { "…" } else { to }].join(" "))
            }
            _ => same(row.iter().map(|(key, value)| format!("{key} {value}")).collect::<Vec<_>>().join(", ")),
        },
    }
}

fn duration(amount: &Value, unit: &str) -> [String; 2] {
    let one = amount == 1;
    let [pt, en] = match (unit, one) {
        ("business_hours", true) => ["hora útil", "business hour"],
        ("business_hours", false) => ["horas úteis", "business hours"],
        ("business_days", true) => ["dia útil", "business day"],
        ("business_days", false) => ["dias úteis", "business days"],
        (_, true) => ["dia corrido", "calendar day"],
        (_, false) => ["dias corridos", "calendar days"],
    };
    [format!("{amount} {pt}"), format!("{amount} {en}")]
}
