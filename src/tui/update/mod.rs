//! From an event to the next model and to what is asked of the world. Pure and synchronous: no wait, no
//! clock, no I/O; the effects are data.

mod acts;
mod answers;
mod bulk;
mod catalogue;
mod charges;
mod drafts;
mod fed;
mod fields;
mod filter;
mod flows;
mod layers;
mod opening;
mod queue;
mod receipt;
mod students;
mod time;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

pub use self::acts::forward_reasons;
pub use self::bulk::MARKED;
pub use self::charges::offers as charge_acts;
pub use self::drafts::{listed as listed_drafts, now as drafts_now};
pub use self::flows::{Way, edit_name, form_place, unsent_now, walk_ways};
pub use self::opening::form as opening_form;
pub use self::queue::absorb;
use super::command::{Command, Context};
use super::effect::{Effect, Read};
use super::keymap::{Hit, combination};
use super::model::{Focus, Layer, Model, Screen, Tone};
use super::msg::Msg;

/// The first questions of a run.
pub fn start(model: &mut Model) -> Vec<Effect> {
    let mut effects = vec![model.ask(Read::WhoAmI), model.ask(Read::Counts), model.ask(Read::Changes(None))];
    effects.extend(queue::reload(model));
    // Of this machine's disk: nothing waits for it.
    effects.push(model.ask(Read::Unsent));
    effects.push(model.ask(Read::Drafts));
    effects
}

/// Takes one event. What is unsent afterwards goes to this machine's disk before anything else.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let effects = taken(model, msg);
    let mut all = flows::shelve(model);
    all.extend(drafts::shelve(model));
    all.extend(effects);
    all
}

/// The terminal or the system ends the run: what can still be sent is sent.
pub fn leave(model: &mut Model) -> Vec<Effect> {
    model.leaving = true;
    let mut effects = flows::flush_all(model);
    effects.extend(drafts::save(model));
    effects
}

fn taken(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) if key.kind != KeyEventKind::Release => on_key(model, key),
        Msg::Key(_) => Vec::new(),
        Msg::Paste(text) => on_paste(model, &text),
        Msg::Resize { cols, rows } => {
            model.size = (cols, rows);
            queue::show_cursor(model);
            Vec::new()
        }
        Msg::Tick(now) => time::tick(model, now),
        Msg::Rested(ticket) => time::rested(model, ticket),
        Msg::Told { ticket, answer } => answers::told(model, ticket, answer),
        Msg::Done { ticket, answer } => answers::done(model, ticket, answer),
        Msg::Unshelved(why) => flows::unshelved(model, &why),
    }
}

fn on_key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if model.leaving {
        return Vec::new();
    }
    model.notice = None;
    let context = model.context();
    if let Some(effects) = typed(model, context, key) {
        model.prefix.clear();
        return effects;
    }
    let before = std::mem::take(&mut model.prefix);
    match model.keymap.resolve(context, &before, key) {
        Hit::Command(command) => run(model, context, command, key),
        Hit::Prefix => {
            model.prefix = before;
            model.prefix.push(combination(key));
            Vec::new()
        }
        Hit::Nothing => unbound(model, context, key),
    }
}

/// A key that means nothing here. Esc and a key typed at once reach us as that key with Alt: they are taken as
/// the two that they are. The question before leaving takes any other key for no.
fn unbound(model: &mut Model, context: Context, key: KeyEvent) -> Vec<Effect> {
    // While typing, such a key is nothing: no slip of the hand may leave a form and begin an act.
    let typing = matches!(
        context,
        Context::Form
            | Context::Opening
            | Context::Question
            | Context::Filter
            | Context::Students
            | Context::EntrySearch
    );
    if key.modifiers.contains(KeyModifiers::ALT) && !typing {
        let mut effects = on_key(model, KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
        effects.extend(on_key(model, KeyEvent::new(key.code, key.modifiers - KeyModifiers::ALT)));
        return effects;
    }
    if context == Context::Leaving {
        model.layer = None;
    }
    Vec::new()
}

/// In a field, plain characters go to the field first.
fn typed(model: &mut Model, context: Context, key: KeyEvent) -> Option<Vec<Effect>> {
    match context {
        Context::Form | Context::Question if model.screen == Screen::Flows => {
            let mut taken = fields::typed(model, key);
            if let Some(effects) = flows::follow(model, key) {
                return Some(effects);
            }
            if let Some(effects) = &mut taken {
                effects.extend(flows::searched(model));
            }
            taken
        }
        Context::Form if model.screen == Screen::Catalogue => {
            let mut taken = fields::typed(model, key);
            catalogue::follow(model);
            if let Some(effects) = &mut taken {
                effects.extend(catalogue::written(model));
            }
            taken
        }
        Context::Form | Context::Question => fields::typed(model, key),
        Context::EntrySearch => catalogue::typed(model, key),
        Context::Opening => opening::typed(model, key),
        Context::Filter => filter::typed(model, key),
        Context::Students => students::typed(model, key),
        Context::Queue
        | Context::Detail
        | Context::Reasons
        | Context::Card
        | Context::Receipt
        | Context::Flows
        | Context::Flow
        | Context::FlowTool
        | Context::Why
        | Context::FlowWalk
        | Context::FlowMoving
        | Context::Catalogue
        | Context::Entries
        | Context::EntryPane
        | Context::Help
        | Context::Log
        | Context::Drafts
        | Context::Leaving => None,
    }
}

fn on_paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match model.context() {
        Context::Form | Context::Question => {
            let mut effects = fields::paste(model, text);
            if model.screen == Screen::Flows {
                effects.extend(flows::searched(model));
            } else if model.screen == Screen::Catalogue {
                effects.extend(catalogue::written(model));
            }
            effects
        }
        Context::Opening => opening::paste(model, text),
        Context::Filter => filter::paste(model, text),
        Context::Students => students::paste(model, text),
        Context::EntrySearch => catalogue::paste(model, text),
        _ => Vec::new(),
    }
}

/// Runs a command in a context.
pub(super) fn run(model: &mut Model, context: Context, command: Command, key: KeyEvent) -> Vec<Effect> {
    if command == Command::Quit {
        // `q` goes back before it leaves; Ctrl-c leaves from anywhere.
        let plain_q = !key.modifiers.contains(KeyModifiers::CONTROL);
        return match context {
            Context::Detail if plain_q => queue::run(model, Command::Back),
            Context::Flows
            | Context::Flow
            | Context::FlowTool
            | Context::FlowWalk
            | Context::FlowMoving
            | Context::Why
                if plain_q =>
            {
                flows::run(model, context, Command::Back, key)
            }
            Context::Catalogue | Context::Entries | Context::EntryPane if plain_q => {
                catalogue::run(model, context, Command::Back, key)
            }
            _ => quit(model),
        };
    }
    if command == Command::Help {
        model.layer = Some(Layer::Help { of: context, at: 0 });
        return Vec::new();
    }
    match context {
        Context::Help | Context::Log | Context::Drafts | Context::Leaving | Context::Reasons => {
            layers::run(model, command, key)
        }
        Context::Flows | Context::Flow | Context::FlowTool | Context::FlowWalk | Context::FlowMoving | Context::Why => {
            flows::run(model, context, command, key)
        }
        Context::Form | Context::Question if model.screen == Screen::Flows => flows::run(model, context, command, key),
        Context::Form if model.screen == Screen::Receipt => receipt::run_form(model, command),
        Context::Form if model.screen == Screen::Catalogue => catalogue::run(model, context, command, key),
        Context::Catalogue | Context::Entries | Context::EntrySearch | Context::EntryPane => {
            catalogue::run(model, context, command, key)
        }
        Context::Form | Context::Question => fields::run(model, command),
        Context::Filter => filter::run(model, command),
        Context::Students | Context::Card => students::run(model, command),
        Context::Opening => opening::run(model, command),
        Context::Receipt => receipt::run(model, command),
        Context::Queue | Context::Detail => desk(model, command),
    }
}

fn desk(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Take
        | Command::Next
        | Command::Release
        | Command::Resume
        | Command::Undo
        | Command::Edit
        | Command::Forward
        | Command::SendBack
        | Command::Wait
        | Command::Conclude
        | Command::Cancel
        | Command::Reopen
        | Command::Message
        | Command::Assign
        | Command::Priority
        | Command::AddFile
        | Command::Charge
        | Command::SaveFile => acts::begin(model, command),
        Command::Receipt => receipt::of_target(model),
        Command::Student => students::open(model),
        Command::NewRequest => opening::open(model, None),
        Command::Flows => flows::open(model),
        Command::Catalogue => catalogue::open(model),
        Command::Filter => filter::open(model),
        Command::Log => {
            model.layer = Some(Layer::Log { back: 0 });
            Vec::new()
        }
        Command::Drafts => drafts::open(model),
        Command::Copy => copy(model),
        Command::Refresh => refresh(model),
        _ => queue::run(model, command),
    }
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(protocol) = model.target().map(str::to_owned) else { return Vec::new() };
    let text = model.words.with("said-copied", &[("what", protocol.clone().into())]);
    model.say(Tone::Good, text);
    vec![Effect::Copy(protocol)]
}

/// Reads everything on screen again.
pub(super) fn refresh(model: &mut Model) -> Vec<Effect> {
    let mut effects =
        vec![model.ask(Read::WhoAmI), model.ask(Read::Counts), model.ask(Read::Changes(model.cursor.clone()))];
    effects.extend(queue::reload(model));
    if let Some(protocol) = model.detail.protocol.clone() {
        effects.push(model.ask(Read::Show(protocol)));
    }
    effects.push(model.ask(Read::Drafts));
    effects
}

/// Back to the desk, with a request in the detail.
pub(super) fn show_request(model: &mut Model, protocol: &str) -> Vec<Effect> {
    model.detail.from_card = model.screen == Screen::Student;
    model.screen = Screen::Desk;
    model.focus = Focus::Detail;
    model.detail.protocol = Some(protocol.to_owned());
    model.detail.scroll = 0;
    if model.queue.items.iter().any(|i| i.protocol == protocol) {
        model.queue.selected = Some(protocol.to_owned());
        queue::show_cursor(model);
    }
    vec![model.ask(Read::Show(protocol.to_owned()))]
}

fn quit(model: &mut Model) -> Vec<Effect> {
    // What is on the disk is there again the next time; only what could not be put there would be lost.
    let lost = model.flows.unshelved.is_some() && drafts::now(model) > 0;
    if lost && model.layer != Some(Layer::Leaving) {
        model.layer = Some(Layer::Leaving);
        return Vec::new();
    }
    let mut effects = leave(model);
    effects.push(Effect::Quit);
    effects
}
