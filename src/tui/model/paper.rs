//! The receipt on screen: what is known of it, and the form that saves it.

use crate::domain::receipt::Receipt;
use crate::domain::request::Item;
use crate::tui::form::Form;
use crate::tui::model::Screen;

/// A receipt.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The request, as a list shows it: enough until the facts are here.
    pub item: Item,
    /// What it says.
    pub facts: Option<Box<Receipt>>,
    /// The request was opened just now.
    pub is_new: bool,
    /// The screen it was asked for on.
    pub from: Screen,
    /// The path that is asked for.
    pub form: Option<Form>,
    /// Lines scrolled.
    pub scroll: usize,
}
