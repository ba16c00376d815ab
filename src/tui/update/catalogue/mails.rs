//! The words of a mail as they would be read: asked of the engine when the form opens and when the hand rests.

use super::{EntryKind, forms, may_change, put_over};
use crate::store::entries::MailWords;
use crate::tui::effect::{Effect, Read};
use crate::tui::form::Kind;
use crate::tui::model::{EntryPane, Model, SEARCH_REST_MS, Tone};
use crate::tui::msg::MailExample;

/// What the open form says of a mail.
fn typed(model: &Model) -> Option<MailWords> {
    let (id, form) = (model.form.as_ref()?, model.open_form()?);
    if form.kind != Kind::Entry(EntryKind::Mail) {
        return None;
    }
    let said = |key: &str| form.fields.iter().find(|f| f.key == key).map(super::Field::text).unwrap_or_default();
    Some(MailWords { event: id.protocol.clone(), subject: said("subject"), text: said("text") })
}

/// The form opened: its example is asked at once.
pub(super) fn opened(model: &mut Model) -> Vec<Effect> {
    let Some(words) = typed(model) else { return Vec::new() };
    model.catalogue.example_rest = None;
    model.catalogue.example_of = Some(words.clone());
    vec![model.ask(Read::MailExample(words))]
}

/// After a key: what was changed is shown when the hand rests.
pub(in super::super) fn written(model: &mut Model) -> Vec<Effect> {
    let words = typed(model);
    if words.is_none() || words == model.catalogue.example_of {
        return Vec::new();
    }
    let ticket = model.ticket();
    model.catalogue.example_rest = Some(ticket);
    vec![Effect::After { ms: SEARCH_REST_MS, ticket }]
}

/// The hand rested; none when this rest is not the form's.
pub(super) fn rested(model: &mut Model, ticket: u64) -> Option<Vec<Effect>> {
    (model.catalogue.example_rest == Some(ticket)).then(|| opened(model))
}

/// The example came.
pub(in super::super) fn exemplified(model: &mut Model, told: MailExample) {
    model.catalogue.example = Some(told);
}

/// The example as large as there is room, over the form.
pub(super) fn show(model: &mut Model) -> Vec<Effect> {
    if !may_change(model) {
        let text = model.words.text("ct-read-only");
        model.say(Tone::Refused, text);
        return Vec::new();
    }
    let mut effects = if model.form.is_none() { forms::edit(model) } else { Vec::new() };
    if typed(model) != model.catalogue.example_of {
        effects.extend(opened(model));
    }
    put_over(model, EntryPane::Example);
    effects
}
