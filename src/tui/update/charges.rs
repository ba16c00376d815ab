//! The charge of a request on the desk: its tab, and what a supervisor may do about it. Who may, and when, is the
//! engine's word in `acts`.

use crate::domain::charge::ChargeStory;
use crate::domain::refusal::Problem;
use crate::domain::request::Request;
use crate::tui::effect::{ChargeAct, Effect, Read};
use crate::tui::model::{Model, Tab};

/// What the engine would do about the charge now (K-4, K-5).
#[must_use]
pub fn offers(request: &Request) -> Vec<ChargeAct> {
    let allowed = |act: &ChargeAct| request.acts.get(act.code()).is_some_and(|state| state.allowed);
    ChargeAct::ALL.into_iter().filter(allowed).collect()
}

/// Why nothing can be done about it: what stands against the act that would fit its state.
pub(super) fn refusal(request: &Request) -> Vec<Problem> {
    let withdrawn =
        request.charge.as_ref().is_some_and(|c| matches!(c.status.as_str(), "waived" | "cancelled" | "failed"));
    let fits = if withdrawn { ChargeAct::Again } else { ChargeAct::Waive };
    request.acts.get(fits.code()).map(|state| state.problems.clone()).unwrap_or_default()
}

/// The story of the charge on screen, when its tab is open and another one is known.
pub(super) fn follow(model: &mut Model) -> Option<Effect> {
    if model.detail.tab != Tab::Charge {
        return None;
    }
    let protocol = model.detail.protocol.clone()?;
    let request = model.request(&protocol)?;
    if request.charge.is_none() {
        model.detail.tab = Tab::History;
        return None;
    }
    Some(model.ask(Read::Charge(protocol)))
}

pub(super) fn told(model: &mut Model, story: ChargeStory) {
    if model.detail.protocol.as_deref() == Some(&story.protocol) {
        model.detail.story = Some(story);
    }
}
