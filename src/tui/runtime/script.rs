//! A desk without a terminal: what its effects do to the engine, for whoever plays it by a script.

use super::unsent::Keeper;
use super::{Ground, ask, perform};
use crate::store::Db;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;
use crate::words::Words;

/// Carries one effect out and gives its answer. What only a terminal, a clock or this machine's disk can do has none.
pub async fn carry_out(db: &Db, words: &Words, effect: Effect) -> Option<Msg> {
    let ground = Ground { words: words.clone(), home: None, keeper: Keeper::none(words) };
    match effect {
        Effect::Ask { ticket, read } => Some(Msg::Told { ticket, answer: ask(db, read, &ground).await }),
        Effect::Do { ticket, op, write } => Some(Msg::Done { ticket, answer: perform(db, write, op, &ground).await }),
        _ => None,
    }
}
