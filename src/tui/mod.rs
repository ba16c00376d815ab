//! The desk: a pure update over a model of ids, effects as data, one awaiting file.
//!
//! A key becomes a command by the [`keymap`] (built from the [`command`] registry), a command changes the
//! [`model`] in [`update`] and gives [`effect`]s, the [`runtime`] performs them, and their answers come back
//! as [`msg`]. The [`view`] draws the model and changes nothing. No rule of the engine is here: what is
//! allowed is what `acts` of a request say.

pub mod cells;
pub mod command;
pub mod effect;
pub mod form;
pub mod keymap;
pub mod layout;
pub mod model;
pub mod msg;
pub mod runtime;
pub mod svg;
pub mod theme;
pub mod update;
pub mod view;
pub mod when;

pub use runtime::{Options, run};
