//! The ways on from where a walk stands, as the engine's own answer offers them: what leads on first, then what else
//! the stage allows. Whether a step is allowed, the engine says when it is played.

use crate::domain::request::{Request, Status};
use crate::tui::model::Doing;
use crate::words::Words;

/// A way on from where the walk is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// What would be done.
    pub doing: Doing,
    /// Name of the reason, of the outcome or of the act.
    pub name: String,
    /// Name of the stage it leads to, `■` at an end, empty when it stays.
    pub to: String,
    /// Labels of what has to be filled in.
    pub needs: Vec<String>,
    /// It leads on or ends; the others stay or go back.
    pub onward: bool,
}

/// The ways of a request; none when it has ended.
#[must_use]
pub fn ways(request: &Request, words: &Words) -> Vec<Way> {
    let status = request.item.status;
    if !status.is_open() {
        return Vec::new();
    }
    let may = |act: &str| request.can.iter().any(|can| can == act);
    let side = |doing: Doing, id: &str| Way {
        doing,
        name: words.text(id),
        to: String::new(),
        needs: Vec::new(),
        onward: false,
    };
    let mut ways = Vec::new();
    if status == Status::Waiting {
        ways.push(Way { onward: true, ..side(Doing::Resume, "flow-walk-do-resume") });
    } else {
        leading_on(&mut ways, request, words);
        for reason in request.reasons.iter().filter(|r| r.kind == "return") {
            ways.push(Way {
                doing: Doing::SendBack(Some(reason.code.clone())),
                name: reason.name.clone(),
                to: reason.to_name.clone(),
                needs: Vec::new(),
                onward: false,
            });
        }
        if let Some(stage) = request.return_to.as_ref().filter(|_| may("return")) {
            let name = request.stages.iter().find(|s| s.code == *stage).map_or(stage, |s| &s.name);
            ways.push(Way { to: name.clone(), ..side(Doing::SendBack(None), "form-send-back") });
        }
        if may("wait") {
            ways.push(side(Doing::Wait, "form-wait"));
        }
    }
    if may("cancel") {
        ways.push(Way { to: "■".to_owned(), ..side(Doing::Cancel, "form-cancel") });
    }
    if status == Status::InProgress && (!request.form.is_empty() || !request.actions.is_empty()) {
        ways.push(side(Doing::Fill, "flow-walk-do-fill"));
    }
    ways.push(side(Doing::Message, "flow-walk-do-message"));
    match status {
        Status::Queued => ways.push(side(Doing::Take, "flow-walk-do-take")),
        Status::InProgress => ways.push(side(Doing::Release, "flow-walk-do-release")),
        _ => {}
    }
    ways
}

fn leading_on(ways: &mut Vec<Way>, request: &Request, words: &Words) {
    let note = |needs: &mut Vec<String>, id: &str| needs.push(words.text(id).to_lowercase());
    for reason in request.reasons.iter().filter(|r| r.kind != "return") {
        let mut needs = labels(request, &reason.missing);
        if reason.note_required {
            note(&mut needs, "field-note");
        }
        ways.push(Way {
            doing: Doing::Forward(reason.code.clone()),
            name: reason.name.clone(),
            to: reason.to_name.clone(),
            needs,
            onward: true,
        });
    }
    for outcome in request.outcomes.iter().filter(|_| request.can.iter().any(|can| can == "conclude")) {
        let mut needs = match outcome.code() {
            "denied" => Vec::new(),
            _ => labels(request, &missing(request)),
        };
        note(&mut needs, "field-resolution");
        ways.push(Way {
            doing: Doing::conclude(*outcome),
            name: words.text(&format!("outcome-{}", outcome.code())),
            to: "■".to_owned(),
            needs,
            onward: true,
        });
    }
}

/// What the gate of the stage still asks for, as the engine told it with a reason or as it is seen here.
fn missing(request: &Request) -> Vec<String> {
    let fields = request.form.iter().filter(|f| f.required && f.value.is_null()).map(|f| f.key.clone());
    let actions = request.actions.iter().filter(|a| a.required && !a.done).map(|a| a.key.clone());
    fields.chain(actions).collect()
}

fn labels(request: &Request, keys: &[String]) -> Vec<String> {
    let fields = request.form.iter().map(|f| (&f.key, &f.label));
    let actions = request.actions.iter().map(|a| (&a.key, &a.label));
    fields.chain(actions).filter(|(key, _)| keys.contains(key)).map(|(_, label)| label.clone()).collect()
}
