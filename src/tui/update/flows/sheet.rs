//! The sheets over the list of types and over the editor: a new or copied type, opened to people and closed; why a
//! type is not offered; what a request of it would cost.

use super::super::catalogue;
use super::super::drafts;
use super::super::fields::choose_under_cursor;
use super::super::layers::moved as at_row;
use super::{outline, save};
use crate::domain::catalogue::entity::EntryKind;
use crate::domain::file::scalar::is_code;
use crate::domain::flow::checklist::{CheckItem, Checklist, Mark, Whom, gathered};
use crate::domain::flow::edit::{blank, type_code};
use crate::domain::flow::{Level, Problem};
use crate::domain::what_if::{Reckoning, WhatIf};
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Read, Write};
use crate::tui::form::field::{Choice, Entry, Field, Role};
use crate::tui::form::{Form, sheet as forms};
use crate::tui::model::{
    Asking, Editor, Fresh, Model, Part, Place, SEARCH_REST_MS, Screen, Sheet, Students, Tone, Why,
};
use crate::tui::msg::{Done, Found, Person, Trouble};

/// Letters from which a student is searched.
const LEAST_LETTERS: usize = 2;

/// Does a command of a sheet, or one that opens one; none when it is another's.
pub(super) fn run(model: &mut Model, command: Command) -> Option<Vec<Effect>> {
    match &model.flows.sheet {
        Some(Sheet::Fresh(_)) => return Some(in_fresh(model, command)),
        Some(Sheet::Why(why)) if why.form.is_some() => return Some(in_whom(model, command)),
        Some(Sheet::Why(_)) => return Some(in_why(model, command)),
        Some(Sheet::WhatIf(_)) => return Some(in_what_if(model, command)),
        None => {}
    }
    let (code, name) = subject(model)?;
    match command {
        Command::TypeNew => Some(make(model, None)),
        Command::TypeCopy if !code.is_empty() => Some(make(model, Some((code, name)))),
        Command::TypeSwitch => Some(switch(model, code)),
        Command::TypeWhy => Some(why(model, code, name)),
        Command::WhatIf => Some(what_if(model, code, name)),
        _ => None,
    }
}

/// The type under the cursor, or under edit. A list without types has none, and a first one may be made.
fn subject(model: &Model) -> Option<(String, String)> {
    if let Some(editor) = &model.flows.open {
        return Some((editor.known.code.clone(), editor.file().head.name.clone()));
    }
    let row = model.flows.list.iter().find(|t| Some(&t.code) == model.flows.selected.as_ref());
    let row = row.map(|t| (t.code.clone(), t.name.clone()));
    row.or_else(|| model.flows.list.is_empty().then(Default::default))
}

fn may(model: &mut Model) -> bool {
    let may = model.me.as_ref().is_some_and(|me| me.role == super::ADMIN);
    if !may {
        let text = model.words.text("flow-read-only");
        model.say(Tone::Refused, text);
    }
    may
}

fn make(model: &mut Model, from: Option<(String, String)>) -> Vec<Effect> {
    if may(model) {
        let form = forms::fresh(&model.words, from.as_ref().map_or("", |(_, name)| name));
        let mut fresh = Fresh { from, form };
        let id = fresh.id(model.login());
        if let Some(mut kept) = model.forms.remove(&id) {
            kept.rebase(fresh.form);
            fresh.form = kept;
        }
        model.flows.sheet = Some(Sheet::Fresh(Box::new(fresh)));
    }
    Vec::new()
}

fn in_fresh(model: &mut Model, command: Command) -> Vec<Effect> {
    if command == Command::Back {
        let person = model.login().to_owned();
        if let Some(Sheet::Fresh(fresh)) = model.flows.sheet.take()
            && fresh.form.is_draft()
        {
            model.forms.insert(fresh.id(&person), fresh.form);
            let text = model.words.text("said-draft-kept");
            model.say(Tone::Plain, text);
        }
        return Vec::new();
    }
    if command == Command::Throw {
        let person = model.login().to_owned();
        if let Some(Sheet::Fresh(fresh)) = model.flows.sheet.take() {
            let id = fresh.id(&person);
            model.forms.insert(id.clone(), fresh.form);
            drafts::throw(model, &id);
        }
        return Vec::new();
    }
    if command != Command::Accept {
        move_in_form(model, command);
        return Vec::new();
    }
    let (words, today) = (model.words.clone(), model.now().date_naive());
    let taken: Vec<String> = model.flows.list.iter().map(|t| t.code.clone()).collect();
    let Some(Sheet::Fresh(fresh)) = &mut model.flows.sheet else { return Vec::new() };
    if fresh.form.sent.is_some() || fresh.form.mend(&words).is_some() {
        return Vec::new();
    }
    let (name, code) = forms::read_fresh(&fresh.form);
    let code = type_code(&code, &name, |c| taken.iter().any(|t| t == c));
    let fault = match (is_code(&code), taken.contains(&code)) {
        (false, _) => Some("sf-type-code-misfit"),
        (true, true) => Some("sf-type-code-taken"),
        (true, false) => None,
    };
    if let Some(fault) = fault {
        fresh.form.point_at("type-code", Some(words.text(fault)));
        return Vec::new();
    }
    let write = match &fresh.from {
        None => Write::NewType { document: blank(&code, &name, today).to_doc() },
        Some((from, _)) => Write::CopyType { from: from.clone(), code, name },
    };
    let effect = model.write(write);
    if let (Some(Sheet::Fresh(fresh)), Effect::Do { ticket, .. }) = (&mut model.flows.sheet, &effect) {
        fresh.form.sent = Some(*ticket);
    }
    vec![effect]
}

/// Opens a type to people, or closes it; the engine judges.
fn switch(model: &mut Model, code: String) -> Vec<Effect> {
    if !may(model) {
        return Vec::new();
    }
    let Some(active) = model.flows.list.iter().find(|t| t.code == code).map(|t| !t.active) else { return Vec::new() };
    vec![model.write(Write::SwitchType { code, active })]
}

/// An answer to a type made, opened or closed.
pub(in super::super) fn made(model: &mut Model, write: &Write, answer: Result<Done, Trouble>) -> Vec<Effect> {
    if let Some(Sheet::Fresh(fresh)) = &mut model.flows.sheet {
        fresh.form.sent = None;
    }
    match answer {
        Ok(Done::TypeMade(code)) => {
            model.flows.sheet = None;
            model.flows.selected = Some(code.clone());
            model.flows.aim = Some(Place::Head);
            let text = model.words.with("type-made", &[("code", code.clone().into())]);
            model.log("", text.clone(), Tone::Good);
            model.say(Tone::Good, text);
            let mut effects = vec![model.ask(Read::FlowList)];
            effects.extend(save::read_again(model, &code, false));
            effects
        }
        Ok(Done::TypeSwitched { code, active }) => {
            let id = if active { "type-opened" } else { "type-closed" };
            let text = model.words.with(id, &[("code", code.into())]);
            model.log("", text.clone(), Tone::Good);
            model.say(Tone::Good, text);
            vec![model.ask(Read::FlowList)]
        }
        Ok(_) => Vec::new(),
        Err(trouble) => {
            let text = match trouble {
                Trouble::Refused(refusal) => refusal.text(model.words.lang()).replace('\n', " · "),
                Trouble::Unreachable(_) | Trouble::Unknown(_) => model.words.text("said-unreachable"),
                Trouble::Local { text, .. } => text,
                Trouble::Broken(id) => model.words.with("said-broken", &[("id", id.into())]),
            };
            let text = match write {
                Write::SwitchType { .. } => model.words.with("type-not-opened", &[("why", text.into())]),
                _ => text,
            };
            model.log("", text.clone(), Tone::Refused);
            model.say(Tone::Refused, text);
            Vec::new()
        }
    }
}

/// Every condition of a type.
fn why(model: &mut Model, code: String, name: String) -> Vec<Effect> {
    if code.is_empty() {
        return Vec::new();
    }
    let mut effects = save::flush(model);
    let whom = Whom::default();
    let sheet = Why { code: code.clone(), name, whom: whom.clone(), told: None, at: 0, form: None };
    model.flows.sheet = Some(Sheet::Why(Box::new(sheet)));
    effects.push(model.ask(Read::Why { code, whom }));
    effects
}

fn in_why(model: &mut Model, command: Command) -> Vec<Effect> {
    let words = model.words.clone();
    let Some(Sheet::Why(sheet)) = &mut model.flows.sheet else { return Vec::new() };
    if let Some(at) = at_row(command, sheet.at, sheet.items().count()) {
        sheet.at = at;
        return Vec::new();
    }
    match command {
        Command::Back | Command::Quit => {
            model.flows.sheet = None;
            Vec::new()
        }
        Command::WhyFor => {
            sheet.form = Some(forms::whom(&words, &sheet.whom));
            vec![model.ask(Read::People)]
        }
        Command::Refresh => again(model),
        Command::WhatIf => {
            let (code, name) = (sheet.code.clone(), sheet.name.clone());
            what_if(model, code, name)
        }
        Command::WhyGo => {
            let Some(item) = sheet.items().nth(sheet.at).cloned() else { return Vec::new() };
            let code = sheet.code.clone();
            go(model, code, &item)
        }
        _ => Vec::new(),
    }
}

/// Asks again what is on the sheet.
fn again(model: &mut Model) -> Vec<Effect> {
    let read = match &model.flows.sheet {
        Some(Sheet::Why(sheet)) => Read::Why { code: sheet.code.clone(), whom: sheet.whom.clone() },
        Some(Sheet::WhatIf(sheet)) => Read::WhatIf(Box::new(sheet.asked.clone())),
        _ => return Vec::new(),
    };
    vec![model.ask(read)]
}

/// The draft is with the engine now: what was asked of it is asked again.
pub(super) fn kept(model: &mut Model) -> Vec<Effect> {
    again(model)
}

fn in_whom(model: &mut Model, command: Command) -> Vec<Effect> {
    if command == Command::Accept {
        if let Some(form) = model.open_form_mut() {
            choose_under_cursor(form);
        }
        let Some(Sheet::Why(sheet)) = &mut model.flows.sheet else { return Vec::new() };
        if let Some(form) = sheet.form.take() {
            sheet.whom = forms::read_whom(&form);
        }
        return again(model);
    }
    if command == Command::Back {
        if let Some(Sheet::Why(sheet)) = &mut model.flows.sheet {
            sheet.form = None;
        }
        return Vec::new();
    }
    move_in_form(model, command);
    Vec::new()
}

/// To where a condition is mended: a place of the type, or the screen that keeps it, by name.
fn go(model: &mut Model, code: String, item: &CheckItem) -> Vec<Effect> {
    let problem = Problem {
        check: item.check.clone().unwrap_or_default(),
        level: if item.level == Mark::Error { Level::Error } else { Level::Warning },
        stage: item.stage.clone(),
        reason: item.reason.clone(),
        field: item.field.clone(),
        pt: item.pt.clone(),
        en: item.en.clone(),
        path: Vec::new(),
    };
    let aim = match item.at.as_str() {
        "head" => Some(Place::Head),
        "access" => Some(Place::Part(Part::Access)),
        "charge" => Some(Place::Part(Part::Charge)),
        "locations" => Some(Place::Part(Part::Locations)),
        "questions" if item.field.is_none() => Some(Place::Part(Part::Questions)),
        "activate" => {
            model.flows.sheet = None;
            let mut effects = super::put_away(model);
            model.flows.selected = Some(code);
            let text = model.words.text("why-go-activate");
            model.say(Tone::Plain, text);
            effects.push(model.ask(Read::FlowList));
            return effects;
        }
        "student" if item.id != "student_unknown" && item.key.is_some() => {
            let ra = item.key.clone().unwrap_or_default();
            model.screen = Screen::Student;
            model.students = Students { on_card: true, from_types: true, ..Students::default() };
            return vec![model.ask(Read::Card(ra))];
        }
        "stage" | "flow" | "questions" | "publish" => None,
        elsewhere => {
            let text = model.words.text(&format!("why-go-{elsewhere}"));
            model.say(Tone::Plain, text);
            return kept_in(elsewhere).map_or_else(Vec::new, |kind| catalogue::open_at(model, kind));
        }
    };
    model.flows.sheet = None;
    if item.at == "publish" {
        let text = model.words.text("why-go-publish");
        model.say(Tone::Plain, text);
    }
    if let Some(editor) = model.flows.open.as_mut().filter(|e| e.known.code == code) {
        let place = aim.unwrap_or_else(|| outline::place_of(editor, &problem));
        put(editor, place);
        return Vec::new();
    }
    match aim {
        Some(place) => model.flows.aim = Some(place),
        None => model.flows.aim_at = Some(Box::new(problem)),
    }
    super::open_editor(model, &code)
}

/// The kind of the catalogue in which a condition is mended; none where it is mended outside of the desk.
fn kept_in(at: &str) -> Option<EntryKind> {
    match at {
        "profiles" => Some(EntryKind::Profile),
        "people" => Some(EntryKind::Person),
        "portal" => Some(EntryKind::PortalUser),
        "settings" => Some(EntryKind::Settings),
        _ => None,
    }
}

fn put(editor: &mut Editor, place: Place) {
    if editor.places().contains(&place) {
        editor.at = place;
    }
    editor.form = None;
    editor.tool = None;
}

/// The editor that was asked for is here: its cursor goes to what it was opened for.
pub(super) fn aimed(model: &mut Model) {
    let (aim, problem) = (model.flows.aim.take(), model.flows.aim_at.take());
    let Some(editor) = &mut model.flows.open else { return };
    let place = aim.or_else(|| problem.map(|problem| outline::place_of(editor, &problem)));
    if let Some(place) = place {
        put(editor, place);
    }
}

/// The conditions came.
pub(in super::super) fn reasoned(model: &mut Model, told: Checklist) {
    if let Some(Sheet::Why(sheet)) = &mut model.flows.sheet
        && sheet.code == told.code
        && model.screen == Screen::Flows
    {
        let items = gathered(told.items);
        sheet.take(Checklist { items, ..told });
    }
}

/// Who works here is known: one of them may stand at the counter.
pub(in super::super) fn people(model: &mut Model, people: &[Person]) {
    if let Some(Sheet::Why(why)) = &mut model.flows.sheet
        && let Some(form) = &mut why.form
    {
        forms::offer_people(form, people);
    }
}

/// What a request of the type would cost.
fn what_if(model: &mut Model, code: String, name: String) -> Vec<Effect> {
    if code.is_empty() {
        return Vec::new();
    }
    if model.me.as_ref().is_none_or(|me| me.role != super::ADMIN && me.role != "supervisor") {
        let text = model.words.text("what-if-not-mine");
        model.say(Tone::Refused, text);
        return Vec::new();
    }
    let mut effects = save::flush(model);
    let draft = model.flows.open.as_ref().is_some_and(|e| e.known.code == code && e.known.draft.is_some());
    let asked = WhatIf { code, version: draft.then(|| "draft".to_owned()), ..WhatIf::default() };
    let form = forms::what_if(&model.words);
    let sheet = Asking { name, asked: asked.clone(), form, told: None, scroll: 0 };
    model.flows.sheet = Some(Sheet::WhatIf(Box::new(sheet)));
    effects.push(model.ask(Read::WhatIf(Box::new(asked))));
    effects
}

fn in_what_if(model: &mut Model, command: Command) -> Vec<Effect> {
    let most = crate::tui::view::what_if_scroll(model);
    if let (Command::PageDown | Command::PageUp, Some(Sheet::WhatIf(sheet))) = (command, &mut model.flows.sheet) {
        sheet.scroll = at_row(command, sheet.scroll.min(most), most + 1).unwrap_or_default();
        return Vec::new();
    }
    match command {
        Command::Back => {
            model.flows.sheet = None;
            Vec::new()
        }
        Command::Accept => {
            let words = model.words.clone();
            if let Some(form) = model.open_form_mut() {
                choose_under_cursor(form);
            }
            let Some(Sheet::WhatIf(sheet)) = &mut model.flows.sheet else { return Vec::new() };
            if sheet.form.mend(&words).is_some() {
                return Vec::new();
            }
            sheet.asked = forms::read_what_if(&sheet.form, &sheet.asked);
            again(model)
        }
        _ => {
            move_in_form(model, command);
            Vec::new()
        }
    }
}

/// The reckoning came.
pub(in super::super) fn reckoned(model: &mut Model, told: Reckoning) {
    if let Some(Sheet::WhatIf(sheet)) = &mut model.flows.sheet
        && sheet.asked.code == told.code
    {
        forms::follow_reckoning(&mut sheet.form, &told);
        sheet.told = Some(told);
        sheet.scroll = 0;
    }
}

fn move_in_form(model: &mut Model, command: Command) {
    let Some(form) = model.open_form_mut() else { return };
    match command {
        Command::FieldNext => Form::next(form),
        Command::FieldPrevious => Form::previous(form),
        _ => {}
    }
}

/// Typing in the field of a student: the search goes out when the hand rests; what was found for another text is not
/// on offer any more.
pub(in super::super) fn searched(model: &mut Model) -> Vec<Effect> {
    if model.flows.sheet.is_none() {
        return Vec::new();
    }
    let sought = model.flows.sought.clone().unwrap_or_default();
    let Some(field) = model.open_form_mut().and_then(Form::field_mut).filter(|f| f.role == Role::Student) else {
        return Vec::new();
    };
    let Entry::Choice(picker) = &mut field.entry else { return Vec::new() };
    let typed = picker.typed.trim().to_owned();
    if typed == sought {
        return Vec::new();
    }
    picker.options.clear();
    model.flows.sought = Some(typed.clone());
    if typed.chars().count() < LEAST_LETTERS {
        return Vec::new();
    }
    let ticket = model.ticket();
    model.flows.search = Some(ticket);
    vec![Effect::After { ms: SEARCH_REST_MS, ticket }]
}

/// The hand rested over a student's name.
pub(super) fn rested(model: &mut Model, ticket: u64) -> Option<Vec<Effect>> {
    if model.flows.search != Some(ticket) {
        return None;
    }
    model.flows.search = None;
    let typed = student_field(model).map(|f| f.text().trim().to_owned()).unwrap_or_default();
    Some(if typed.chars().count() < LEAST_LETTERS { Vec::new() } else { vec![model.ask(Read::FindStudents(typed))] })
}

fn student_field(model: &mut Model) -> Option<&mut Field> {
    model.flows.sheet.as_mut()?.form_mut()?.of_mut(Role::Student)
}

/// Students found, for the sheet that searches one.
pub(in super::super) fn found(model: &mut Model, found: &[Found]) {
    if let Some(Field { entry: Entry::Choice(picker), .. }) = student_field(model) {
        picker.options = found
            .iter()
            .map(|f| Choice {
                code: f.ra.clone(),
                label: f.name.clone(),
                hint: f.course.as_ref().map_or_else(|| f.ra.clone(), |course| format!("{} · {course}", f.ra)),
            })
            .collect();
        picker.hover = 0;
    }
}
