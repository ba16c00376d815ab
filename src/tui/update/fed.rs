//! The options of a stage's fields that queries feed: asked when a form with such fields opens, again when the
//! connection is back, and given to every form of the request when they come.

use crate::tui::effect::{Effect, Read};
use crate::tui::form::fed::offer;
use crate::tui::form::{Form, FormId};
use crate::tui::model::Model;
use crate::tui::msg::Offered;

/// Asks what the queries of an open form offer now; nothing when it has no such field.
pub(super) fn ask(model: &mut Model, id: &FormId) -> Vec<Effect> {
    let words = model.words.clone();
    let Some(request) = model.request(&id.protocol) else { return Vec::new() };
    let kind = request.item.kind.clone();
    let Some(form) = model.forms.get_mut(id) else { return Vec::new() };
    let keys = form.fed();
    if keys.is_empty() {
        return Vec::new();
    }
    form.feed(&words);
    vec![model.ask(Read::FieldOptions { protocol: id.protocol.clone(), kind, keys })]
}

/// The form on screen asks again when its options never came.
pub(super) fn ask_again(model: &mut Model) -> Vec<Effect> {
    let Some(id) = model.form.clone() else { return Vec::new() };
    let waits = |form: &Form| form.fed().iter().any(|key| !form.offers.contains_key(key));
    if model.forms.get(&id).is_some_and(waits) { ask(model, &id) } else { Vec::new() }
}

/// What they offer, by key.
pub(super) fn offered(model: &mut Model, protocol: &str, offers: Vec<(String, Result<Vec<Offered>, String>)>) {
    let request = model.request(protocol).cloned();
    for form in model.forms.iter_mut().filter(|(id, _)| id.protocol == protocol).map(|(_, form)| form) {
        form.offers.extend(offers.iter().cloned().map(|(key, told)| (key, offer(told))));
    }
    if let Some(request) = request {
        super::answers::rebase(model, &request);
    }
}
