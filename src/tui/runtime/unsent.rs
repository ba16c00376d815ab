//! Unsent work on this machine's disk, as the loop uses it: written before the frame that shows it, so that what was
//! seen on screen survives any end of the program; and what is told to who leaves while something is unsent.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::store::Db;
use crate::store::unsent::{Shelf, Unsent, owner};
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::msg::Msg;
use crate::tui::update::{drafts_now, unsent_now};
use crate::words::Words;

/// The shelf of this run, or why there is none.
#[derive(Debug, Clone)]
pub(super) struct Keeper {
    shelf: Result<Arc<Shelf>, String>,
    /// Codes of what is not on the disk itself yet; whoever puts the first one lets them settle.
    settling: Arc<Mutex<BTreeSet<String>>>,
    failing: Arc<AtomicBool>,
}

impl Keeper {
    /// Opens the shelf of this person on this database.
    pub(super) async fn open(db: &Db, dir: Option<&Path>, run: Uuid, words: &Words) -> Self {
        let shelf = match dir {
            None => Err(words.text("unsent-no-home")),
            Some(dir) => match owner(db).await {
                Ok(owner) => Shelf::open(dir, &owner, run).map(Arc::new).map_err(|e| format!("{}: {e}", dir.display())),
                Err(failure) => Err(failure.to_string()),
            },
        };
        if let Err(why) = &shelf {
            tracing::warn!(%why, "unsent work is kept in memory only");
        }
        Self { shelf, settling: Arc::default(), failing: Arc::default() }
    }

    /// No shelf: what is unsent is kept in memory only.
    pub(super) fn none(words: &Words) -> Self {
        Self { shelf: Err(words.text("unsent-no-home")), settling: Arc::default(), failing: Arc::default() }
    }

    /// Carries out what concerns the shelf; a fault goes to the desk.
    pub(super) fn perform(&self, effect: &Effect, answers: &mpsc::Sender<Msg>) {
        let done = match (&self.shelf, effect) {
            (Ok(shelf), Effect::Shelve(unsent)) => {
                let put = shelf.put(unsent);
                self.failing.store(put.is_err(), Ordering::Relaxed);
                self.settle(shelf, &unsent.code);
                put
            }
            (Ok(shelf), Effect::Unshelve(code)) => shelf.clear(code),
            // Never before this run has it.
            (Ok(shelf), Effect::Forget(place)) if !self.failing.load(Ordering::Relaxed) => shelf.forget(place),
            (Err(why), Effect::Shelve(_)) => Err(std::io::Error::other(why.clone())),
            _ => Ok(()),
        };
        if let Err(fault) = done {
            // A full inbox means a busy desk: the next key tries again.
            let _ = answers.try_send(Msg::Unshelved(fault.to_string()));
        }
    }

    /// To the disk itself, beside the loop; keys typed meanwhile share the next time.
    fn settle(&self, shelf: &Arc<Shelf>, code: &str) {
        let mut codes = self.settling.lock().unwrap_or_else(PoisonError::into_inner);
        let under_way = !codes.is_empty();
        codes.insert(code.to_owned());
        drop(codes);
        if under_way {
            return;
        }
        let (shelf, settling) = (Arc::clone(shelf), Arc::clone(&self.settling));
        spawn_blocking(move || {
            let codes = std::mem::take(&mut *settling.lock().unwrap_or_else(PoisonError::into_inner));
            if let Err(fault) = shelf.settle(&codes) {
                tracing::warn!(%fault, "unsent work is not settled on the disk");
            }
        });
    }

    /// What desks that are gone left.
    pub(super) async fn left(&self) -> Result<Vec<Unsent>, String> {
        let shelf = self.shelf.clone()?;
        spawn_blocking(move || shelf.left()).await.map_err(|e| e.to_string())?.map_err(|e| e.to_string())
    }

    /// One sentence for each type of which something is unsent: what it is, why, and where it stands; and one for the
    /// texts of all other forms.
    pub(super) fn farewell(&self, model: &Model) -> Vec<String> {
        let tell = |(code, name, why): (String, String, Option<String>)| {
            let place = self.shelf.as_ref().map(|shelf| shelf.slot(&code)).ok().filter(|place| place.exists());
            let shown = place.as_ref().map(|p| p.display().to_string()).unwrap_or_default();
            let values =
                [("name", name.into()), ("why", why.clone().unwrap_or_default().into()), ("place", shown.into())];
            let id = match (why.is_some(), place.is_some()) {
                (true, true) => "leave-unsent",
                (false, true) => "leave-untyped",
                (_, false) => "leave-lost",
            };
            model.words.with(id, &values)
        };
        let mut lines: Vec<String> = unsent_now(model).into_iter().map(tell).collect();
        let drafts = drafts_now(model);
        if drafts > 0 && self.shelf.is_ok() && !self.failing.load(Ordering::Relaxed) {
            lines.push(model.words.with("leave-drafts", &[("n", drafts.into())]));
        }
        lines
    }
}
