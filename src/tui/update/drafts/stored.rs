//! The same texts in the database, where the same person's desk at another machine finds them: written a moment after
//! the last key, off the path of keys, and taken out when their act is done. What the disk has later counts more. That
//! the database is away changes nothing here: it gets them when it is back.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{find, image};
use crate::store::drafts::{DoneDraft, MOST, StoredDraft};
use crate::tui::effect::{Effect, Keeping, Write};
use crate::tui::form::kept::Kept;
use crate::tui::model::{DraftKey, Link, Model, Shelved, Stored};
use crate::tui::msg::{Done, Trouble};

/// How long typing must rest before the database gets it.
pub(super) const REST_MS: u64 = 1000;
/// Ticks after which it gets it although typing goes on.
const MOST_TICKS: u32 = 10;

fn moment(kept: &Kept) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&kept.at).map(|at| at.to_utc()).unwrap_or_default()
}

fn row(kept: &Kept) -> StoredDraft {
    StoredDraft {
        subject: kept.protocol.clone(),
        act: kept.act.clone(),
        body: serde_json::to_value(Kept { stored: false, ..kept.clone() }).unwrap_or_default(),
        at: moment(kept),
    }
}

/// Gives the database what it does not have; none while it is away, is being given some, or has all of it.
pub(in super::super) fn save(model: &mut Model) -> Option<Effect> {
    let busy = model.under_way.values().any(|(write, _)| matches!(write, Write::KeepDrafts(_)));
    if model.link != Link::Live || !model.drafts.heard || busy || !model.drafts.is_behind() {
        return None;
    }
    model.drafts.rest = None;
    model.drafts.waited = 0;
    let mut keeping = Keeping::default();
    for gone in model.drafts.gone.values() {
        keeping.done.push(DoneDraft { subject: gone.protocol.clone(), act: gone.act.clone(), at: moment(gone) });
    }
    for shelved in model.drafts.shelved.values_mut().filter(|shelved| shelved.stored != Stored::This) {
        shelved.stored = Stored::Older;
        keeping.keep.push(row(&shelved.kept));
    }
    Some(model.write(Write::KeepDrafts(Box::new(keeping))))
}

/// The rest is over; none when it is another's.
pub(in super::super) fn rested(model: &mut Model, ticket: u64) -> Option<Vec<Effect>> {
    (model.drafts.rest == Some(ticket)).then(|| {
        model.drafts.rest = None;
        save(model).into_iter().collect()
    })
}

/// What waits for a database that was away goes out now; who types on and on does not keep it waiting.
pub(in super::super) fn tick(model: &mut Model) -> Option<Effect> {
    if model.drafts.rest.is_some() {
        model.drafts.waited += 1;
        if model.drafts.waited < MOST_TICKS {
            return None;
        }
    }
    save(model)
}

/// The database answered. What it could not take stays on the disk; nothing is said of it.
pub(in super::super) fn saved(model: &mut Model, keeping: &Keeping, answer: Result<Done, Trouble>) -> Vec<Effect> {
    if matches!(answer, Err(Trouble::Unreachable(_) | Trouble::Unknown(_))) {
        return Vec::new();
    }
    let mut effects = Vec::new();
    for shelved in model.drafts.shelved.values_mut() {
        if keeping.keep.contains(&row(&shelved.kept)) {
            shelved.stored = Stored::This;
            // On the disk it says so: found later, it is known whether another machine could go on with it.
            if answer.is_ok() && !shelved.kept.stored {
                shelved.kept.stored = true;
                effects.push(Effect::Shelve(Box::new(image(&shelved.kept))));
            }
        }
    }
    for done in &keeping.done {
        let key = model
            .drafts
            .gone
            .iter()
            .find(|(_, gone)| gone.protocol == done.subject && gone.act == done.act && moment(gone) == done.at)
            .map(|(key, _)| key.clone());
        if let Some(gone) = key.and_then(|key| model.drafts.gone.remove(&key))
            && answer.is_ok()
        {
            effects.push(Effect::Unshelve(crate::store::unsent::form_code(&gone.protocol, &gone.act)));
        }
    }
    effects
}

/// What the database has of mine, once it is known what this machine has.
pub(in super::super) fn found(model: &mut Model, rows: Vec<StoredDraft>) -> Vec<Effect> {
    if !model.drafts.searched {
        model.drafts.early = Some(rows);
        return Vec::new();
    }
    model.drafts.heard = true;
    let person = model.login().to_owned();
    let mut effects = Vec::new();
    let mut back = 0;
    let mut known: BTreeSet<DraftKey> = BTreeSet::new();
    let whole = i64::try_from(rows.len()).is_ok_and(|n| n < MOST);
    for row in rows {
        let Ok(kept) = serde_json::from_value::<Kept>(row.body) else { continue };
        let Some(id) = kept.id(&person) else { continue };
        let kept = Kept { stored: true, ..kept };
        let key = (id.protocol.clone(), id.kind);
        known.insert(key.clone());
        if model.drafts.gone.get(&key).is_some_and(|gone| moment(gone) >= moment(&kept)) {
            continue;
        }
        let untouched = find(model, &id).is_none_or(|form| form.resumed);
        match model.drafts.shelved.get_mut(&key) {
            Some(mine) if mine.kept.says(&kept) => mine.stored = Stored::This,
            Some(mine) if !untouched || moment(&mine.kept) >= moment(&kept) => mine.stored = Stored::Older,
            mine => {
                back += usize::from(mine.is_none());
                effects.push(Effect::Shelve(Box::new(image(&kept))));
                model.forms.insert(id.clone(), kept.form(id.kind));
                model.drafts.gone.remove(&key);
                model.drafts.shelved.insert(key, Shelved { kept, stored: Stored::This });
            }
        }
    }
    if whole {
        effects.extend(done_elsewhere(model, &known));
    }
    super::tell_back(model, back);
    effects.extend(save(model));
    effects
}

/// What the database had and has no more was sent or thrown away at another machine: the copy here goes too, unless one
/// has come back to it.
fn done_elsewhere(model: &mut Model, known: &BTreeSet<DraftKey>) -> Vec<Effect> {
    let mut effects = Vec::new();
    let Model { forms, drafts, .. } = model;
    forms.retain(|id, form| {
        let key = (id.protocol.clone(), id.kind);
        let had = drafts.shelved.get(&key).is_some_and(|shelved| shelved.kept.stored);
        let stays = !(form.resumed && had && !known.contains(&key));
        if !stays && let Some(shelved) = drafts.shelved.remove(&key) {
            effects.push(Effect::Unshelve(crate::store::unsent::form_code(&shelved.kept.protocol, &shelved.kept.act)));
        }
        stays
    });
    effects
}
