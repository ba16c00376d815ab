//! What changed since the published version, with the requests that it touches.

use super::super::super::doc::Doc;
use super::row;
use crate::domain::flow::Change;
use crate::domain::flow::diff::How;
use crate::tui::model::{Editor, Model};
use crate::tui::theme::Theme;

pub(super) fn lines(doc: &mut Doc, model: &Model, editor: &Editor, (changes, at): (&[Change], usize), theme: Theme) {
    for (n, change) in changes.iter().enumerate() {
        let sign = match change.how {
            How::Added => ("+", theme.good()),
            How::Removed => ("−", theme.late()),
            How::Changed => ("~", theme.soon()),
            How::Ordered => ("↕", theme.label()),
        };
        row(doc, n == at, sign, change.message(model.words.lang()), theme);
        let load = change.stage.as_ref().and_then(|code| editor.known.stages.get(code)).filter(|l| l.open > 0);
        if let Some(load) = load {
            let text = model.words.with("flow-diff-touched", &[("n", load.open.into())]);
            doc.text(&text, 4, theme.label());
        }
    }
}
