//! The walk: the draft as the engine keeps it, played from the opening on scratch data that it takes back. A way
//! chosen is a step more, said through the desk's own form; a refused step leaves the form as it was typed.

mod forms;
mod ways;

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent};
use serde_json::{Map, Value};

use self::forms::Ground;
pub use self::ways::{Way, ways};
use super::{close, digit, save};
use crate::domain::flow::walk::{Script, Step, Transcript, sample};
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Read};
use crate::tui::form::Form;
use crate::tui::form::field::{Choice, Entry};
use crate::tui::model::{Doing, Editor, Model, Place, Tone, Tool, WalkAsks, WalkForm, Walking};
use crate::tui::msg::Toured;

/// The roles that may act, beside whoever may.
const ROLES: [&str; 2] = ["attendant", "supervisor"];

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let version = if editor.known.draft.is_some() || editor.is_unsaved() { "draft" } else { "published" };
    let script = Script {
        type_code: editor.known.code.clone(),
        version: Some(version.to_owned()),
        parameters: answers(editor, model.tick.date_naive()),
        offers: true,
        ..Script::default()
    };
    let waits = editor.is_unsaved();
    editor.tool = Some(Tool::Walk(Box::new(Walking { script, waits, ..Walking::default() })));
    if waits { save::flush(model) } else { ask(model) }
}

fn answers(editor: &Editor, today: NaiveDate) -> Map<String, Value> {
    let asked = editor.file().parameters.iter().filter(|p| p.active && p.required);
    asked.filter_map(|p| Some((p.code.clone(), sample(forms::given_question(p), today)?))).collect()
}

fn walking(model: &mut Model) -> Option<&mut Walking> {
    match model.flows.open.as_mut()?.tool.as_mut()? {
        Tool::Walk(walking) => Some(walking),
        _ => None,
    }
}

/// Plays the script as it is now.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let Some(walking) = walking(model) else { return Vec::new() };
    walking.waits = false;
    let script = walking.script.clone();
    play(model, script)
}

/// Plays a script; it becomes the walk's when the engine allowed it.
fn play(model: &mut Model, script: Script) -> Vec<Effect> {
    let Some(walking) = walking(model) else { return Vec::new() };
    walking.trying = Some(script.clone());
    let effect = model.ask(Read::Walk(Box::new(script)));
    if let (Effect::Ask { ticket, .. }, Some(form)) = (&effect, self::walking(model).and_then(|w| w.form.as_mut())) {
        form.form.sent = Some(*ticket);
        form.form.problems.clear();
    }
    vec![effect]
}

/// What the engine did with the script.
pub(in super::super::super) fn walked(model: &mut Model, told: Transcript) {
    let lang = model.words.lang();
    let Some(walking) = walking(model) else { return };
    let Some(mut script) = walking.trying.take() else { return };
    let done = told.done(&script);
    // The step that was tried, or the opening that was changed, was refused: the walk stays where it was.
    let step = script.script.len() == walking.script.script.len() + 1 && done == walking.script.script.len();
    let opening = walking.form.as_ref().is_some_and(|f| f.asks == WalkAsks::Opening) && done == 0;
    if !told.ok && walking.told.is_some() && (step || opening) {
        let problems = told.problems();
        match &mut walking.form {
            Some(asked) => {
                asked.form.sent = None;
                asked.form.refuse(&problems, lang);
            }
            None => {
                let texts: Vec<&str> = problems.iter().map(|p| p.message(lang)).collect();
                let text = texts.join(" · ");
                model.say(Tone::Refused, text);
            }
        }
        return;
    }
    // A step that was taken back is offered again as it was typed.
    let at = walking.script.script.len();
    if let Some(WalkForm { asks: WalkAsks::Step(doing), form }) = walking.form.take() {
        walking.typed.insert((at, doing), Form { sent: None, ..form });
    }
    script.script.truncate(done);
    walking.script = script;
    walking.request = told.request().map(Box::new);
    walking.told = Some(told);
    walking.at = 0;
    walking.screen = walking.screen.map(|_| 0);
    let stage = walking.request.as_ref().map(|r| r.item.stage.clone());
    // The map goes along.
    if let Some(editor) = &mut model.flows.open
        && let Some(stage) = stage.filter(|code| editor.stage(code).is_some())
    {
        editor.at = Place::Stage(stage);
    }
}

/// The answer did not come: what was typed may be sent again.
pub(in super::super::super) fn unwalked(model: &mut Model) {
    if let Some(walking) = walking(model) {
        walking.trying = None;
        if let Some(asked) = &mut walking.form {
            asked.form.sent = None;
        }
    }
}

/// The automatic walk came back.
pub(in super::super::super) fn toured(model: &mut Model, tour: Toured) {
    if let Some(walking) = walking(model) {
        walking.tour = Some(tour);
    }
}

pub(super) fn run(model: &mut Model, command: Command, key: KeyEvent) -> Vec<Effect> {
    let words = model.words.clone();
    if let Some(effects) = pages(model, command) {
        return effects;
    }
    let Some(walking) = walking(model) else { return Vec::new() };
    let ways = walking.request.as_ref().map(|r| ways(r, &words)).unwrap_or_default();
    if let Some(to) = super::super::super::layers::moved(command, walking.at, ways.len()) {
        walking.at = to;
        return Vec::new();
    }
    match command {
        Command::FlowChoose => {
            let at = digit(key).unwrap_or(walking.at);
            let Some(way) = ways.into_iter().nth(at) else { return Vec::new() };
            walking.at = at;
            choose(model, way.doing)
        }
        Command::Undo => {
            let mut script = walking.script.clone();
            if script.script.pop().is_none() {
                return Vec::new();
            }
            play(model, script)
        }
        Command::FlowIn | Command::FlowOut => turn(model, command == Command::FlowIn),
        Command::FlowActor => ask_actor(model),
        Command::FlowOpening => ask_opening(model),
        Command::FlowTour => tour(model),
        Command::Back | Command::Quit => {
            close(model);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// What lies over the walk without being a form: a mail, the screen of who attends, the automatic walk.
fn pages(model: &mut Model, command: Command) -> Option<Vec<Effect>> {
    let nothing = model.words.text("flow-walk-no-mails");
    let walking = walking(model)?;
    let count = walking.mails().len();
    let leaves = matches!(command, Command::Back | Command::Quit);
    if let Some(at) = walking.reading {
        walking.reading = match super::super::super::layers::moved(command, at, count) {
            Some(to) => Some(to),
            None if leaves || command == Command::FlowMails => None,
            None => Some(at),
        };
        return Some(Vec::new());
    }
    if let (Some(back), Command::Down | Command::Up | Command::PageDown | Command::PageUp) = (walking.screen, command) {
        // The view keeps it within the screen.
        walking.screen = super::super::super::layers::moved(command, back, usize::from(u16::MAX));
        return Some(Vec::new());
    }
    match command {
        Command::FlowMails => {
            walking.reading = count.checked_sub(1);
            if count == 0 {
                model.say(Tone::Plain, nothing);
            }
        }
        Command::FlowScreen => walking.screen = if walking.screen.is_some() { None } else { Some(0) },
        _ if leaves && walking.screen.is_some() => walking.screen = None,
        _ if leaves && walking.tour.is_some() => walking.tour = None,
        _ if walking.tour.is_some() && matches!(command, Command::FlowChoose | Command::Undo) => walking.tour = None,
        _ => return None,
    }
    Some(Vec::new())
}

/// A step that asks for something opens its form; another one is played at once.
fn choose(model: &mut Model, doing: Doing) -> Vec<Effect> {
    let (words, today) = (model.words.clone(), model.now().date_naive());
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let Some(Tool::Walk(walking)) = &editor.tool else { return Vec::new() };
    let Some(request) = &walking.request else { return Vec::new() };
    let ground = Ground { file: editor.history.file(), told: walking.told.as_ref(), today, words: &words };
    let form = ground.step(&doing, request);
    let Some(Tool::Walk(walking)) = &mut editor.tool else { return Vec::new() };
    let Some(mut form) = form else {
        let step = forms::bare(&doing);
        return add(model, step);
    };
    if let Some(mut typed) = walking.typed.remove(&(walking.script.script.len(), doing.clone())) {
        typed.rebase(form);
        form = typed;
    }
    walking.form = Some(WalkForm { asks: WalkAsks::Step(doing), form });
    Vec::new()
}

/// Plays the walk with a step more.
fn add(model: &mut Model, mut step: Step) -> Vec<Effect> {
    let Some(walking) = walking(model) else { return Vec::new() };
    step.actor.clone_from(&walking.actor);
    let mut script = walking.script.clone();
    script.script.push(step);
    play(model, script)
}

/// Who acts: the next or the one before, of whoever may, the roles and the people.
fn turn(model: &mut Model, forward: bool) -> Vec<Effect> {
    let Some(editor) = &model.flows.open else { return Vec::new() };
    let all = actors(editor, &model.words);
    let Some(Tool::Walk(walking)) = &editor.tool else { return Vec::new() };
    let now = walking.actor.clone().unwrap_or_default();
    let here = all.iter().position(|c| c.code == now).unwrap_or(0);
    let step = if forward { 1 } else { all.len().saturating_sub(1) };
    let next = all.get((here + step) % all.len().max(1)).map(|c| c.code.clone()).unwrap_or_default();
    acts(model, next)
}

fn acts(model: &mut Model, code: String) -> Vec<Effect> {
    let Some(walking) = walking(model) else { return Vec::new() };
    let actor = Some(code).filter(|c| !c.is_empty());
    walking.actor.clone_from(&actor);
    // Before the first step it is who opens.
    if walking.script.script.is_empty() && walking.script.actor != actor {
        let script = Script { actor, ..walking.script.clone() };
        return play(model, script);
    }
    Vec::new()
}

fn actors(editor: &Editor, words: &crate::words::Words) -> Vec<Choice> {
    let one = |code: &str, label: String, hint: String| Choice { code: code.to_owned(), label, hint };
    let mut all = vec![one("", words.text("flow-walk-anyone"), String::new())];
    all.extend(ROLES.iter().map(|role| one(role, words.text(&format!("flow-walk-{role}")), String::new())));
    all.extend(editor.known.people.iter().map(|p| one(&p.code, p.name.clone(), p.code.clone())));
    all
}

fn ask_actor(model: &mut Model) -> Vec<Effect> {
    let (words, today) = (model.words.clone(), model.now().date_naive());
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let ground = Ground { file: editor.history.file(), told: None, today, words: &words };
    let form = ground.actor(actors(editor, &words));
    if let Some(Tool::Walk(walking)) = &mut editor.tool {
        walking.form = Some(WalkForm { asks: WalkAsks::Actor, form });
    }
    Vec::new()
}

fn ask_opening(model: &mut Model) -> Vec<Effect> {
    let (words, today) = (model.words.clone(), model.now().date_naive());
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let Some(Tool::Walk(walking)) = &editor.tool else { return Vec::new() };
    let ground = Ground { file: editor.history.file(), told: walking.told.as_ref(), today, words: &words };
    let form = ground.opening(&walking.script);
    if let Some(Tool::Walk(walking)) = &mut editor.tool {
        walking.form = Some(WalkForm { asks: WalkAsks::Opening, form });
    }
    Vec::new()
}

fn tour(model: &mut Model) -> Vec<Effect> {
    let today = model.now().date_naive();
    let Some(editor) = &model.flows.open else { return Vec::new() };
    let Some(Tool::Walk(walking)) = &editor.tool else { return Vec::new() };
    let (version, actor) = (walking.script.version.clone(), walking.actor.clone());
    let file = Box::new(editor.file().clone());
    vec![model.ask(Read::Tour { file, version, actor, today })]
}

/// Esc leaves the form; what was typed stays.
pub(super) fn left(model: &mut Model) {
    if let Some(walking) = walking(model) {
        if walking.form.as_ref().is_some_and(|f| f.form.sent.is_some()) {
            walking.trying = None;
        }
        let at = walking.script.script.len();
        if let Some(WalkForm { asks: WalkAsks::Step(doing), form }) = walking.form.take() {
            walking.typed.insert((at, doing), Form { sent: None, ..form });
        }
    }
}

/// Enter in a form: what is missing is gone to, else it is played.
pub(super) fn accept(model: &mut Model) -> Vec<Effect> {
    let (words, zone, today) = (model.words.clone(), *model.now().offset(), model.now().date_naive());
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let Some(Tool::Walk(walking)) = &mut editor.tool else { return Vec::new() };
    let Some(asked) = walking.form.as_mut().filter(|f| f.form.sent.is_none()) else { return Vec::new() };
    match asked.asks.clone() {
        WalkAsks::Actor => {
            let Some(code) = asked.form.field().and_then(|f| f.code()).map(str::to_owned) else { return Vec::new() };
            walking.form = None;
            acts(model, code)
        }
        WalkAsks::Opening => {
            if asked.form.mend(&words).is_some() {
                return Vec::new();
            }
            let ground = Ground { file: editor.history.file(), told: None, today, words: &words };
            let script = ground.opened(&asked.form, &walking.script);
            play(model, script)
        }
        WalkAsks::Step(doing) => {
            let Some(request) = &walking.request else { return Vec::new() };
            match forms::said(&mut asked.form, &doing, request, &words, zone) {
                Err(_) => Vec::new(),
                Ok(step) => add(model, step),
            }
        }
    }
}

/// After a key: a digit that chose who acts was the last key of that form.
pub(super) fn follow(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let asked = walking(model)?.form.as_ref().filter(|f| f.asks == WalkAsks::Actor)?;
    let chosen = matches!(asked.form.field().map(|f| &f.entry), Some(Entry::Choice(p)) if p.chosen.is_some());
    matches!(key.code, KeyCode::Char(c) if c.is_ascii_digit() && chosen).then(|| accept(model))
}
