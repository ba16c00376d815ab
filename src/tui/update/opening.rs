//! A new request at the desk, on one screen: student, type, where, what is asked, why. Every failing check
//! is shown while typing, because the engine is asked after each rest.

use crossterm::event::KeyEvent;

use super::fields::{choose_under_cursor, type_into};
use super::{drafts, receipt};
use crate::domain::refusal::Problem;
use crate::domain::request::Request;
use crate::store::requests::Opening as StoreOpening;
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Read, Write};
use crate::tui::form::field::{Choice, Entry, Field, Role};
use crate::tui::form::opening::{Extras, Offer, Offers, asked, choice_of, document, first_fields, type_fields};
use crate::tui::form::{Form, FormId, Kind, Said};
use crate::tui::model::{Layer, Model, SEARCH_REST_MS, Screen, Tone};
use crate::tui::msg::{Found, Offered, Openable, Preview};

/// How long typing must rest before the engine is asked.
const PREVIEW_REST_MS: u64 = 200;
/// Letters from which a student is searched.
const LEAST_LETTERS: usize = 2;

fn id(model: &Model) -> FormId {
    FormId { person: model.login().to_owned(), protocol: String::new(), kind: Kind::Open }
}

/// The form of the opening.
#[must_use]
pub fn form(model: &Model) -> Option<&Form> {
    model.forms.get(&id(model))
}

fn form_mut(model: &mut Model) -> Option<&mut Form> {
    let id = id(model);
    model.forms.get_mut(&id)
}

/// Shows the screen; a student already known is filled in. What was typed before is still there.
pub(super) fn open(model: &mut Model, student: Option<Found>) -> Vec<Effect> {
    model.opening.from_card = model.screen == Screen::Student;
    model.screen = Screen::Opening;
    let id = id(model);
    resume(model);
    let other = student
        .as_ref()
        .is_some_and(|s| form(model).and_then(|f| f.of(Role::Student)).and_then(Field::code) != Some(&s.ra));
    if other {
        park(model);
        if let Some(kept) = student.as_ref().and_then(|s| parked(model, &s.ra))
            && let Some(form) = model.forms.remove(&kept)
        {
            model.opening.preview = None;
            model.forms.insert(id.clone(), form);
            resume(model);
        }
    }
    if !model.forms.contains_key(&id) {
        model.opening.preview = None;
        let fields = first_fields(&model.words, student.as_ref());
        model.forms.insert(id.clone(), Form::new(Kind::Open, fields));
    }
    drafts::come_back(model, &id);
    ask_types(model)
}

/// Goes on with an opening that was begun for someone.
pub(super) fn go_on(model: &mut Model, begun: &FormId) -> Vec<Effect> {
    let id = id(model);
    if *begun != id
        && let Some(form) = model.forms.remove(begun)
    {
        park(model);
        model.opening.preview = None;
        model.forms.insert(id, form);
    }
    open(model, None)
}

/// What was begun for another student waits under that student's number.
fn park(model: &mut Model) {
    let id = id(model);
    let Some(form) = model.forms.remove(&id).filter(Form::is_draft) else { return };
    let ra = form.of(Role::Student).and_then(Field::code).unwrap_or("?").to_owned();
    let place = |n: usize| FormId { protocol: if n == 1 { ra.clone() } else { format!("{ra} {n}") }, ..id.clone() };
    if let Some(free) = (1..).map(place).find(|id| !model.forms.contains_key(id)) {
        model.forms.insert(free, form);
    }
}

/// What was begun for this student.
fn parked(model: &Model, ra: &str) -> Option<FormId> {
    let of = |id: &FormId| id.kind == Kind::Open && id.protocol.split(' ').next() == Some(ra);
    model.forms.keys().find(|id| of(id)).cloned()
}

/// A text that a desk left gets its first fields; the others come with what the engine says, and take their text then.
fn resume(model: &mut Model) {
    let fields = first_fields(&model.words, None);
    let Some(form) = form_mut(model).filter(|form| form.fields.is_empty()) else { return };
    form.rebase(Form::new(Kind::Open, fields));
    let code = |role| form.of(role).and_then(Field::code).map(str::to_owned);
    let of = (code(Role::Student), code(Role::Type));
    model.opening.preview = None;
    model.opening.extras = Extras::default();
    model.opening.offers = Offers::default();
    model.opening.extras_of = of;
}

/// The types on offer are asked once a screen.
fn ask_types(model: &mut Model) -> Vec<Effect> {
    refresh_types(model);
    vec![model.ask(Read::Openable)]
}

pub(super) fn types(model: &mut Model, types: Vec<Openable>) -> Vec<Effect> {
    model.opening.types = types;
    refresh_types(model);
    if form(model).is_some_and(|form| !form.waiting.is_empty()) {
        rebuild(model);
    }
    rest(model)
}

fn refresh_types(model: &mut Model) {
    let options: Vec<Choice> = model
        .opening
        .types
        .iter()
        .map(|t| Choice { code: t.code.clone(), label: t.name.clone(), hint: String::new() })
        .collect();
    if let Some(Entry::Choice(picker)) = form_mut(model).and_then(|f| f.of_mut(Role::Type)).map(|f| &mut f.entry) {
        picker.options = options;
    }
}

/// Students found for the first field.
pub(super) fn students(model: &mut Model, found: Vec<Found>) {
    if let Some(Entry::Choice(picker)) = form_mut(model).and_then(|f| f.of_mut(Role::Student)).map(|f| &mut f.entry) {
        picker.options = found.iter().map(choice_of).collect();
        picker.hover = 0;
    }
}

pub(super) fn typed(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let form = form_mut(model)?;
    let before = form.at;
    let taken = type_into(form, key);
    if form.at != before {
        skip_decided(form);
    }
    taken.then(|| after_change(model))
}

pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(field) = form_mut(model).and_then(Form::field_mut) {
        field.paste(text);
    }
    after_change(model)
}

fn after_change(model: &mut Model) -> Vec<Effect> {
    let search = form(model).and_then(Form::field).filter(|f| f.role == Role::Student).map(Field::text);
    if search.is_some_and(|t| t.trim().chars().count() >= LEAST_LETTERS) {
        let ticket = model.ticket();
        model.opening.search = Some(ticket);
        return vec![Effect::After { ms: SEARCH_REST_MS, ticket }];
    }
    rest(model)
}

/// Typing a name rests: the search goes out.
pub(super) fn search(model: &mut Model) -> Vec<Effect> {
    model.opening.search = None;
    let typed = form(model).and_then(|f| f.of(Role::Student)).map(|f| f.text().trim().to_owned()).unwrap_or_default();
    if typed.chars().count() < LEAST_LETTERS { Vec::new() } else { vec![model.ask(Read::FindStudents(typed))] }
}

fn rest(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    model.opening.rest = Some(ticket);
    vec![Effect::After { ms: PREVIEW_REST_MS, ticket }]
}

/// Asks the engine for all checks at once (O-03…O-12).
pub(super) fn preview(model: &mut Model) -> Vec<Effect> {
    let Some(ticketed) =
        form(model).map(document).filter(|t| !t.opening.student.is_empty() && !t.opening.kind.is_empty())
    else {
        model.opening.preview = None;
        return Vec::new();
    };
    let mut effects = ask_options(model, &ticketed.opening);
    effects.push(model.ask(Read::Preview(Box::new(ticketed))));
    effects
}

/// Asks what the type's queries offer, once for each student, type, place and contract.
fn ask_options(model: &mut Model, opening: &StoreOpening) -> Vec<Effect> {
    let Some(chosen) = model.opening.types.iter().find(|t| t.code == opening.kind) else { return Vec::new() };
    let of = asked(chosen, opening);
    if of == model.opening.offers.of {
        return Vec::new();
    }
    model.opening.offers = Offers { of: of.clone(), ..Offers::default() };
    rebuild(model);
    if of.is_empty() { Vec::new() } else { vec![model.ask(Read::Options(of))] }
}

/// What they offer becomes options; what was chosen and is offered no more is chosen no more.
pub(super) fn offered(model: &mut Model, offers: Vec<(String, Result<Vec<Offered>, String>)>) {
    let offer = |told: Result<Vec<Offered>, String>| match told {
        Ok(options) => Offer::Options(
            options
                .into_iter()
                .map(|o| Choice {
                    hint: if o.code == o.label { String::new() } else { o.code.clone() },
                    code: o.code,
                    label: o.label,
                })
                .collect(),
        ),
        Err(said) => Offer::Failed(said),
    };
    model.opening.offers.by_code = offers.into_iter().map(|(code, told)| (code, offer(told))).collect();
    let offers = model.opening.offers.by_code.clone();
    rebuild(model);
    let Some(form) = form_mut(model) else { return };
    for field in &mut form.fields {
        let Some(Offer::Options(options)) = offers.get(&field.key) else { continue };
        if let Entry::Choice(picker) = &mut field.entry {
            picker.chosen = picker.chosen.take().filter(|c| options.iter().any(|o| o.code == c.code));
        }
    }
}

/// The verdict: what it tells becomes fields and choices, what it holds against a field stands below that field.
pub(super) fn previewed(model: &mut Model, preview: Preview) {
    if model.opening.extras.take(&preview) {
        rebuild(model);
    }
    let lang = model.words.lang();
    if let Some(form) = form_mut(model) {
        form.foresee(&preview.problems, lang);
    }
    model.opening.preview = Some(preview);
}

/// What the engine wants to know beside the type's questions becomes fields.
pub(super) fn learn(model: &mut Model, problems: &[Problem]) {
    if model.opening.extras.learn(problems) {
        rebuild(model);
    }
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Back => {
            leave(model);
            Vec::new()
        }
        Command::Throw => {
            let id = id(model);
            leave(model);
            drafts::throw(model, &id);
            model.opening.preview = None;
            Vec::new()
        }
        Command::FieldNext => step(model, Form::next),
        Command::FieldPrevious => step(model, Form::previous),
        Command::Newline => {
            if let Some(field) = form_mut(model).and_then(Form::field_mut) {
                field.newline();
            }
            rest(model)
        }
        Command::Accept => accept(model),
        Command::WhyOpening => {
            model.layer = Some(Layer::WhyOpening { down: 0 });
            vec![model.ask(Read::NotOffered)]
        }
        _ => Vec::new(),
    }
}

fn leave(model: &mut Model) {
    model.screen = if model.opening.from_card { Screen::Student } else { Screen::Desk };
    if form(model).is_some_and(Form::is_draft) {
        let text = model.words.text("said-draft-kept");
        model.say(Tone::Plain, text);
    } else {
        let id = id(model);
        model.forms.remove(&id);
    }
}

fn step(model: &mut Model, by: fn(&mut Form)) -> Vec<Effect> {
    let Some(form) = form_mut(model) else { return Vec::new() };
    by(form);
    follow(model)
}

/// Enter takes the option under the cursor and goes on; on the last field it opens.
fn accept(model: &mut Model) -> Vec<Effect> {
    let (words, zone) = (model.words.clone(), *model.now().offset());
    let Some(form) = form_mut(model) else { return Vec::new() };
    if form.sent.is_some() {
        return Vec::new();
    }
    let is_last = form.at + 1 == form.fields.len();
    choose_under_cursor(form);
    if !is_last {
        let blank = form.field().is_some_and(|f| f.required && f.is_blank());
        if blank {
            form.say(&words, zone);
            return Vec::new();
        }
        form.next();
        skip_decided(form);
        return follow(model);
    }
    if let Said::Mend(_) = form.say(&words, zone) {
        return follow(model);
    }
    let Some(ticketed) = form_mut(model).map(|f| document(f)) else { return Vec::new() };
    let id = id(model);
    vec![drafts::send(model, &id, Write::Open(Box::new(ticketed)))]
}

/// Fields with one possible answer are answered already.
fn skip_decided(form: &mut Form) {
    while form.at + 1 < form.fields.len() {
        let decided = form.field().is_some_and(|f| match &f.entry {
            Entry::Choice(p) if f.preset => p.chosen.is_some(),
            Entry::Choice(p) => !p.remote && p.options.len() == 1 && p.chosen.is_some(),
            Entry::Text(_) | Entry::Bool(_) => false,
        });
        if !decided {
            return;
        }
        form.next();
    }
}

/// After a student or type was chosen, the fields that depend on it follow.
fn follow(model: &mut Model) -> Vec<Effect> {
    rebuild(model);
    rest(model)
}

/// The fields of the chosen type; what was typed under the same key stays.
fn rebuild(model: &mut Model) {
    let Some(current) = form(model) else { return };
    let Some(code) = current.of(Role::Type).and_then(Field::code) else { return };
    let code = code.to_owned();
    let Some(chosen) = model.opening.types.iter().find(|t| t.code == code).cloned() else { return };
    let mut fields = first_fields(&model.words, None);
    let why = fields.pop();
    let who = current.of(Role::Student).and_then(Field::code).map(str::to_owned);
    let of = (who, Some(code.clone()));
    if model.opening.extras_of != of {
        model.opening.extras_of = of;
        model.opening.extras = Extras::default();
        // A question of another type is not asked any more.
        if let Some(form) = form_mut(model) {
            form.waiting.clear();
        }
    }
    let mine = model.me.as_ref().map(|me| me.groups.clone()).unwrap_or_default();
    fields.extend(type_fields(&chosen, &model.opening.extras, &model.opening.offers, &mine, &model.words));
    fields.extend(why);
    let fresh = Form::new(Kind::Open, fields);
    let Some(form) = form_mut(model) else { return };
    // The first two fields are as they were, typed or not.
    for field in form.fields.iter_mut().filter(|f| matches!(f.role, Role::Student | Role::Type)) {
        field.touched = true;
    }
    let at = form.at;
    let key = form.field().filter(|f| f.is_blank()).map(|f| f.key.clone());
    let (who, what) = (form.of(Role::Student).cloned(), form.of(Role::Type).cloned());
    form.rebase(fresh);
    for kept in [who, what].into_iter().flatten() {
        if let Some(place) = form.of_mut(kept.role) {
            *place = kept;
        }
    }
    // A description that moved down keeps neither the cursor nor the place: go to the first new field.
    if key.as_deref() == Some("description") && at == 2 {
        form.at = 2;
        skip_decided(form);
    }
}

/// It was opened: the receipt, and the student stays for the next one.
pub(super) fn opened(model: &mut Model, request: Request) -> Vec<Effect> {
    let id = id(model);
    let student = request.item.student.clone();
    model.forms.remove(&id);
    let who = Found { ra: student.ra, name: student.name, ..Found::default() };
    let fields = first_fields(&model.words, Some(&who));
    model.forms.insert(id, Form::new(Kind::Open, fields));
    refresh_types(model);
    model.opening.preview = None;
    model.opening.extras = Extras::default();
    model.opening.offers = Offers::default();
    model.opening.extras_of = (None, None);
    model.notice = None;
    let item = request.item.clone();
    model.keep(request);
    let mut effects = receipt::open(model, item, true);
    effects.push(model.ask(Read::Counts));
    effects.extend(model.students.card.as_ref().map(|c| c.ra.clone()).map(|ra| model.ask(Read::Card(ra))));
    effects
}
