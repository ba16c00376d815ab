//! The desk: a pure update over a model of ids, effects as data, one awaiting file.

pub mod cells;
pub mod command;
pub mod effect;
pub mod form;
pub mod keymap;
pub mod layout;
pub mod model;
pub mod msg;
pub mod svg;
pub mod theme;
pub mod update;
pub mod view;
pub mod when;
