//! What the engine answers. A refusal and a lost connection are told apart everywhere; neither touches
//! what was typed.

use chrono::DateTime;
use uuid::Uuid;

use super::{acts, bulk, catalogue, charges, drafts, fed, flows, opening, queue, receipt, students};
use crate::domain::refusal::{Kind, Problem, Refusal};
use crate::domain::request::Request;
use crate::tui::command::row_of_act;
use crate::tui::effect::{Act, Effect, Read, Write};
use crate::tui::form::build;
use crate::tui::form::field::{Choice, Entry, Role};
use crate::tui::form::{Form, FormId, Kind as FormKind};
use crate::tui::model::{LastAct, Link, Model, Tone};
use crate::tui::msg::{Changes, Done, Me, Page, Told, Trouble};

/// An answer to a question; a stale one is dropped.
pub(super) fn told(model: &mut Model, ticket: u64, answer: Result<Told, Trouble>) -> Vec<Effect> {
    let Some(kind) = model.asked.iter().find(|(_, t)| **t == ticket).map(|(kind, _)| *kind) else {
        return Vec::new();
    };
    model.asked.remove(kind);
    let mut effects = link(model, answer.as_ref().err());
    match answer {
        Ok(Told::Me(me)) => {
            i_am(model, *me);
            effects.extend(flows::arrived(model));
        }
        Ok(Told::Counts(counts)) => model.counts = Some(counts),
        Ok(Told::Page(page)) => effects.extend(paged(model, kind, page)),
        Ok(Told::Request(request)) => effects.extend(shown(model, *request)),
        Ok(Told::Changes(changes)) => effects.extend(changed(model, changes)),
        Ok(Told::Students(found)) => students::found(model, found, &mut effects),
        Ok(Told::Card(card)) => students::card(model, *card),
        Ok(Told::Openable(types)) => effects.extend(opening::types(model, types)),
        Ok(Told::Preview(preview)) => opening::previewed(model, preview),
        Ok(Told::NotOffered(types)) => model.opening.not_offered = Some(types),
        Ok(Told::Receipt(facts)) => receipt::told(model, *facts),
        Ok(Told::Charge(story)) => charges::told(model, *story),
        Ok(Told::Printed(program)) => {
            let text = model.words.with("print-done", &[("program", program.into())]);
            model.say(Tone::Good, text);
        }
        Ok(Told::Options(offers)) => opening::offered(model, offers),
        Ok(Told::FieldOptions(protocol, offers)) => fed::offered(model, &protocol, offers),
        Ok(Told::Assignable(people)) => {
            let options = people.into_iter().map(|c| Choice {
                hint: format!("{} · {}", c.login, c.open_count),
                code: c.login,
                label: c.name,
            });
            if let Some(Entry::Choice(picker)) =
                model.open_form_mut().and_then(|f| f.of_mut(Role::To)).map(|f| &mut f.entry)
            {
                picker.options = options.collect();
            }
        }
        Ok(Told::Flows(types)) => flows::listed(model, types),
        Ok(Told::Why(list)) => flows::reasoned(model, *list),
        Ok(Told::WhatIf(told)) => flows::reckoned(model, *told),
        Ok(Told::People(people)) => flows::people(model, &people),
        Ok(Told::Replayed(told)) => flows::replayed(model, *told),
        Ok(Told::Drafts(rows)) => effects.extend(drafts::found(model, rows)),
        Ok(Told::Pulse(pulse)) => effects.extend(flows::pulsed(model, pulse)),
        Ok(Told::Unsent(found)) => {
            effects.extend(drafts::recovered(model, found.as_deref().unwrap_or_default()));
            effects.extend(flows::recovered(model, found));
        }
        Ok(Told::Walked(told)) => flows::walked(model, *told),
        Ok(Told::Versions(versions)) => flows::versions(model, *versions),
        Ok(Told::Version(document)) => flows::version(model, &document),
        Ok(Told::Runs(runs)) => effects.extend(flows::runs(model, runs)),
        Ok(Told::Toured(tour)) => flows::toured(model, *tour),
        Ok(Told::Foreseen(foreseen)) => effects.extend(flows::foreseen(model, *foreseen)),
        Ok(Told::Flow(known)) => effects.extend(flows::opened(model, *known)),
        Ok(Told::Overview(known)) => effects.extend(catalogue::overview(model, *known)),
        Ok(Told::Entries(entries)) => catalogue::listed(model, *entries),
        Ok(Told::Trail(changes)) => catalogue::trailed(model, changes),
        Ok(Told::Tried(told)) => catalogue::tried(model, *told),
        Ok(Told::MailExample(told)) => catalogue::exemplified(model, told),
        Ok(Told::Saved(path)) => {
            receipt::saved(model);
            if let Some(id) = model.form.clone().filter(|id| id.kind == FormKind::SaveFile) {
                model.forms.remove(&id);
                acts::leave_form(model);
            }
            let text = model.words.with("said-saved", &[("path", path.into())]);
            model.say(Tone::Good, text);
        }
        Err(trouble) => untold(model, kind, trouble),
    }
    effects
}

/// Marks the connection by what came; reads everything again when it is back.
fn link(model: &mut Model, trouble: Option<&Trouble>) -> Vec<Effect> {
    match trouble {
        Some(Trouble::Unreachable(_) | Trouble::Unknown(_)) => {
            if !matches!(model.link, Link::Lost(_)) {
                model.link = Link::Lost(model.tick);
            }
            Vec::new()
        }
        Some(Trouble::Local { .. } | Trouble::Broken(_)) => Vec::new(),
        None | Some(Trouble::Refused(_)) => {
            let was_lost = matches!(model.link, Link::Lost(_));
            model.link = Link::Live;
            if was_lost {
                model.queue.loading = false;
                let text = model.words.text("said-back");
                model.say(Tone::Good, text);
                let mut effects =
                    vec![model.ask(Read::Counts), model.ask(Read::Changes(model.cursor.clone())), queue::reread(model)];
                effects.extend(model.detail.protocol.clone().map(|p| model.ask(Read::Show(p))));
                effects.extend(fed::ask_again(model));
                effects.push(model.ask(Read::Drafts));
                return effects;
            }
            Vec::new()
        }
    }
}

fn i_am(model: &mut Model, me: Me) {
    if let Ok(now) = DateTime::parse_from_rfc3339(&me.now) {
        model.skew = now.signed_duration_since(model.tick);
        model.zone = *now.offset();
    }
    // What was typed before the engine said who I am is mine.
    let nameless: Vec<FormId> = model.forms.keys().filter(|id| id.person.is_empty()).cloned().collect();
    for id in nameless {
        if let Some(form) = model.forms.remove(&id) {
            model.forms.entry(FormId { person: me.login.clone(), ..id }).or_insert(form);
        }
    }
    if let Some(id) = model.form.as_mut().filter(|id| id.person.is_empty()) {
        id.person.clone_from(&me.login);
    }
    model.me = Some(me);
}

fn paged(model: &mut Model, kind: &str, page: Page) -> Vec<Effect> {
    if kind == "more" {
        queue::append(model, page);
        return Vec::new();
    }
    if model.queue.loading { queue::replace(model, page) } else { queue::absorb(model, page) }
}

/// A request in full: forms follow it where nothing was typed, an act that waited for it begins.
fn shown(model: &mut Model, request: Request) -> Vec<Effect> {
    let protocol = request.item.protocol.clone();
    let by_other = changed_by(model, &request);
    rebase(model, &request);
    model.keep(request);
    // It never takes the place of what was just refused.
    let free = model.notice.as_ref().is_none_or(|n| matches!(n.tone, Tone::Plain | Tone::Good));
    if let Some(text) = by_other.filter(|_| free && model.detail.protocol.as_deref() == Some(&protocol)) {
        model.say(Tone::Plain, text);
    }
    if model.detail.protocol.as_deref() != Some(&protocol) {
        return Vec::new();
    }
    let mut effects: Vec<Effect> = charges::follow(model).into_iter().collect();
    if let Some(command) = model.detail.then.take() {
        effects.extend(acts::open(model, &protocol, command));
    }
    effects
}

/// What someone else did to a request that is on screen.
fn changed_by(model: &Model, fresh: &Request) -> Option<String> {
    let known = model.request(&fresh.item.protocol)?;
    let last = fresh.history.last()?;
    (fresh.item.version > known.item.version && last.actor != model.login()).then(|| {
        let who = last.actor_name.as_deref().unwrap_or(&last.actor).to_owned();
        let what = model.words.text(&format!("event-{}", last.kind.replace('_', "-")));
        model.words.with("said-changed-by", &[("who", who.into()), ("what", what.into())])
    })
}

/// The forms of a request follow it where nothing was typed.
pub(super) fn rebase(model: &mut Model, request: &Request) {
    let words = model.words.clone();
    let protocol = &request.item.protocol;
    for (id, form) in model.forms.iter_mut().filter(|(id, _)| id.protocol == *protocol) {
        let fresh = match id.kind {
            FormKind::Edit => Some(build::edit(request)),
            FormKind::Conclude => Some(build::conclude(request, &words)),
            FormKind::Forward => {
                // When the way is closed now, what was typed waits for what the person decides.
                let reason = request.reasons.iter().find(|r| Some(&r.code) == form.reason.as_ref());
                let with_note = form.of(Role::Note).is_some();
                reason.map(|reason| build::forward(request, reason, with_note, &words))
            }
            _ => None,
        };
        if let Some(fresh) = fresh {
            form.rebase(fresh);
        }
        form.feed(&words);
        drafts::judge(form, request, &words);
    }
}

fn changed(model: &mut Model, changes: Changes) -> Vec<Effect> {
    let first = model.cursor.is_none();
    model.cursor = Some(changes.cursor);
    if first || changes.protocols.is_empty() {
        return Vec::new();
    }
    let on_screen = changes.protocols.iter().any(|p| model.queue.items.iter().any(|i| i.protocol == *p));
    let mut effects = Vec::new();
    if on_screen {
        effects.extend(queue::catch_up(model));
    } else {
        // In a busy house something changes all the time: what is not on screen may wait a little.
        model.stale.get_or_insert(0);
    }
    let shown = model.detail.protocol.clone().filter(|p| changes.protocols.contains(p));
    if let Some(protocol) = shown {
        effects.push(model.ask(Read::Show(protocol)));
    }
    // A page of changes was full: the rest is read at once.
    if changes.more {
        effects.push(model.ask(Read::Changes(model.cursor.clone())));
    }
    effects
}

fn untold(model: &mut Model, kind: &str, trouble: Trouble) {
    match kind {
        "list" => model.queue.loading = false,
        "show" => model.detail.then = None,
        "replay" => flows::unreplayed(model),
        "walk" => flows::unwalked(model),
        "trail" => catalogue::untold(model, kind),
        // The texts are on the disk; that the database does not tell of them is no news.
        "drafts" => {
            model.drafts.heard |= !matches!(trouble, Trouble::Unreachable(_) | Trouble::Unknown(_));
            return;
        }
        "try" => {
            catalogue::untried(model, told_trouble(model, &trouble));
            return;
        }
        _ => {}
    }
    match trouble {
        Trouble::Refused(refusal) => acts::say_problems(model, &refusal.problems),
        Trouble::Unreachable(_) | Trouble::Unknown(_) => {}
        Trouble::Local { field, text } => {
            let pointed =
                field.is_some_and(|key| model.open_form_mut().is_some_and(|f| f.point_at(&key, Some(text.clone()))));
            if !pointed {
                model.say(Tone::Refused, text);
            }
        }
        Trouble::Broken(id) => {
            let text = model.words.with("said-broken", &[("id", id.into())]);
            model.say(Tone::Trouble, text);
        }
    }
}

/// Why there is no answer, in words.
fn told_trouble(model: &Model, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Refused(refusal) => refusal.text(model.words.lang()),
        Trouble::Unreachable(_) | Trouble::Unknown(_) => model.words.text("said-unreachable"),
        Trouble::Local { text, .. } => text.clone(),
        Trouble::Broken(id) => model.words.with("said-broken", &[("id", id.clone().into())]),
    }
}

/// An answer to an act.
pub(super) fn done(model: &mut Model, ticket: u64, answer: Result<Done, Trouble>) -> Vec<Effect> {
    let Some((write, op)) = model.under_way.remove(&ticket) else { return Vec::new() };
    let mut effects = link(model, answer.as_ref().err());
    if let Write::KeepDrafts(keeping) = &write {
        effects.extend(drafts::saved(model, keeping, answer));
        return effects;
    }
    if answer.is_ok() {
        // What was done last is what `u` takes back.
        model.drafts.thrown = None;
    }
    if matches!(write, Write::MoveRequest { .. } | Write::UnmoveRequest { .. }) {
        effects.extend(flows::moved(model, &write, answer));
        return effects;
    }
    if matches!(write, Write::SaveFlow { .. } | Write::PublishFlow { .. }) {
        effects.extend(flows::done(model, &write, answer));
        return effects;
    }
    if matches!(write, Write::NewType { .. } | Write::CopyType { .. } | Write::SwitchType { .. }) {
        effects.extend(flows::made(model, &write, answer));
        return effects;
    }
    if matches!(write, Write::SaveEntry(_) | Write::ApproveQuery(_) | Write::Invite(_)) {
        effects.extend(catalogue::done(model, ticket, (write, op), answer));
        return effects;
    }
    match answer {
        Ok(
            Done::FlowSaved(_)
            | Done::FlowPublished(_)
            | Done::Moved(_)
            | Done::TypeMade(_)
            | Done::TypeSwitched { .. }
            | Done::EntrySaved(_)
            | Done::DraftsKept
            | Done::QueryApproved(_)
            | Done::Invited(_),
        ) => {}
        Ok(Done::Request(request)) => effects.extend(acted(model, ticket, &write, *request)),
        Ok(Done::Many(each)) => {
            close_form(model, ticket);
            let batch = match &write {
                Write::Bulk { act, .. } => Some((op, act_words(model, act.code()))),
                _ => None,
            };
            bulk::answered(model, batch, &each);
            effects.push(model.ask(Read::Counts));
            effects.push(queue::reread(model));
            effects.extend(model.detail.protocol.clone().map(|p| model.ask(Read::Show(p))));
        }
        Err(trouble) => effects.extend(undone(model, ticket, write, op, trouble)),
    }
    effects
}

/// It was done: the form goes, the row and the detail show it, `u` knows what to take back.
fn acted(model: &mut Model, ticket: u64, write: &Write, request: Request) -> Vec<Effect> {
    let protocol = request.item.protocol.clone();
    close_form(model, ticket);
    let text = said(model, write, &request);
    model.log(&protocol, text.clone(), Tone::Good);
    model.say(Tone::Good, text);
    model.last_act = match write {
        Write::Act { act: Act::Undo | Act::Message { .. } | Act::AddFile { .. } | Act::Charge { .. }, .. } => None,
        Write::Act { act, .. } => {
            Some(LastAct { protocol: protocol.clone(), batch: None, text: act_words(model, act_code(act)) })
        }
        Write::TakeNext => Some(LastAct { protocol: protocol.clone(), batch: None, text: act_words(model, "take") }),
        _ => None,
    };
    if let Write::Open(_) = write {
        return opening::opened(model, request);
    }
    if *write == Write::TakeNext {
        if model.queue.items.iter().all(|i| i.protocol != protocol) {
            model.queue.items.insert(0, request.item.clone());
        }
        model.queue.selected = Some(protocol.clone());
        queue::show_cursor(model);
    }
    if model.focus == crate::tui::model::Focus::List || *write == Write::TakeNext {
        model.detail.protocol = Some(protocol.clone());
        model.detail.rest = None;
    }
    model.keep(request);
    // The answer of an act does not say what may be done next.
    vec![model.ask(Read::Show(protocol)), model.ask(Read::Counts)]
}

fn close_form(model: &mut Model, ticket: u64) {
    let Some(id) = model.forms.iter().find(|(_, f)| f.sent == Some(ticket)).map(|(id, _)| id.clone()) else { return };
    model.forms.remove(&id);
    if model.form.as_ref() == Some(&id) {
        acts::leave_form(model);
    }
}

/// It was not done: what was typed stays, and the line says whether a rule or the connection was in the way.
fn undone(model: &mut Model, ticket: u64, write: Write, op: Uuid, trouble: Trouble) -> Vec<Effect> {
    let id = model.forms.iter().find(|(_, f)| f.sent == Some(ticket)).map(|(id, _)| id.clone());
    if let Some(form) = id.as_ref().and_then(|id| model.forms.get_mut(id)) {
        form.sent = None;
        if matches!(trouble, Trouble::Refused(_) | Trouble::Local { .. }) {
            form.tried = None;
        }
    }
    match trouble {
        Trouble::Refused(refusal) => refused(model, id.as_ref(), &write, &refusal),
        Trouble::Unreachable(_) | Trouble::Unknown(_) => {
            let id = if matches!(trouble, Trouble::Unknown(_)) { "said-unknown" } else { "said-unreachable" };
            model.unanswered.push((write, op));
            let text = model.words.text(id);
            model.say(Tone::Trouble, text);
            Vec::new()
        }
        Trouble::Local { field, text } => {
            let form = id.as_ref().and_then(|id| model.forms.get_mut(id));
            let pointed =
                field.zip(form).is_some_and(|(key, form): (String, &mut Form)| form.point_at(&key, Some(text.clone())));
            if !pointed {
                model.say(Tone::Refused, text);
            }
            Vec::new()
        }
        Trouble::Broken(id) => {
            let text = model.words.with("said-broken", &[("id", id.into())]);
            model.say(Tone::Trouble, text);
            Vec::new()
        }
    }
}

fn refused(model: &mut Model, id: Option<&FormId>, write: &Write, refusal: &Refusal) -> Vec<Effect> {
    let lang = model.words.lang();
    if let Write::Open(_) = write {
        opening::learn(model, &refusal.problems);
    }
    let in_form = id.and_then(|id| model.forms.get_mut(id)).map(|form| {
        form.refuse(&refusal.problems, lang);
        form.problems.clone()
    });
    let protocol = match write {
        Write::Act { protocol, .. } => protocol.clone(),
        _ => String::new(),
    };
    // A field says its own problem; the line says the rest, and everything when no form is open.
    let rest: Vec<Problem> = in_form.unwrap_or_else(|| refusal.problems.clone());
    if !rest.is_empty() {
        acts::say_problems(model, &rest);
        if refusal.kind == Kind::Conflict
            && let Some(notice) = &mut model.notice
        {
            notice.text = model.words.with("said-conflict", &[("why", notice.text.clone().into())]);
        }
    }
    model.log(&protocol, refusal.text(lang).replace('\n', " · "), Tone::Refused);
    if let Write::Act { act: Act::Undo, .. } = write {
        model.last_act = None;
    }
    if protocol.is_empty() {
        return Vec::new();
    }
    let mut effects = vec![model.ask(Read::Show(protocol))];
    if !model.queue.loading {
        effects.push(queue::reread(model));
    }
    effects
}

/// What an act is called.
fn act_code(act: &Act) -> &'static str {
    match act {
        Act::Take => "take",
        Act::Release => "release",
        Act::SetFields(_) => "edit",
        Act::Forward { .. } => "forward",
        Act::SendBack { .. } => "send_back",
        Act::Wait { .. } => "wait",
        Act::Resume => "resume",
        Act::Conclude { .. } => "conclude",
        Act::Cancel { .. } => "cancel",
        Act::Reopen { .. } => "reopen",
        Act::Assign { .. } => "assign",
        Act::Message { .. } => "message",
        Act::Priority { .. } => "priority",
        Act::AddFile { .. } => "add-file",
        Act::Charge { what, .. } => what.code(),
        Act::Undo => "undo",
    }
}

fn act_words(model: &Model, code: &str) -> String {
    let name = row_of_act(code).map_or(code, |row| row.name);
    model.words.text(&format!("cmd-{name}"))
}

/// One sentence about what was done.
fn said(model: &Model, write: &Write, request: &Request) -> String {
    let item = &request.item;
    let protocol = item.protocol.clone();
    let stage = item.stage_name.clone();
    let words = &model.words;
    match write {
        Write::TakeNext => words.with("done-take", &[("protocol", protocol.into())]),
        Write::Open(_) => words.with("done-open", &[("protocol", protocol.into())]),
        Write::Act { act: Act::Undo, .. } => {
            let what = model.last_act.as_ref().filter(|l| l.protocol == protocol).map(|l| l.text.clone());
            let what = what.unwrap_or_else(|| undone_event(model, request));
            words.with("done-undo", &[("what", what.into()), ("protocol", protocol.into())])
        }
        Write::Act { act, .. } => {
            let id = format!("done-{}", act_code(act).replace('_', "-"));
            let who = item.assignee_name.clone().or_else(|| item.assignee.clone()).unwrap_or_default();
            words.with(&id, &[("protocol", protocol.into()), ("stage", stage.into()), ("who", who.into())])
        }
        _ => protocol,
    }
}

fn undone_event(model: &Model, request: &Request) -> String {
    let undone = request.history.last().and_then(|e| e.undoes);
    let event = undone.and_then(|seq| request.history.iter().find(|e| e.seq == seq));
    event.map_or_else(
        || model.words.text("cmd-undo"),
        |e| model.words.text(&format!("event-{}", e.kind.replace('_', "-"))),
    )
}
