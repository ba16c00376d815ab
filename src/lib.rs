//! **Balcão** – the terminal desk of a school's secretariat over one shared PostgreSQL.
//!
//! The database is the trusted kernel: every person is a login role, tables are read through row
//! security, and a request changes only by a command of schema `api`. This crate is everything
//! that people touch.
//!
//! # The map
//! | room | holds | may use |
//! |---|---|---|
//! | [`domain`] | pure values and functions, no clock and no I/O | nothing |
//! | [`store`] | the only SQL in Rust: typed calls of `api`, the queue, migrations | `domain` |
//! | [`cluster`] | the private PostgreSQL of `demo` and of the tests | nothing of ours |
//! | [`words`] | every word on screen, in pt-BR and English | `domain` |
//! | [`tui`] | the desk: pure update, effects as data, one awaiting file | `domain`, `store`, `words` |
//! | [`cli`] | one subcommand, one file | all of the above |
//!
//! # Invariants, stated as what is absent
//! `domain` does not know the time. Fronts do not know SQL. The view changes nothing. Nothing
//! outside `store` knows how a row looks. No message from the server touches typed text.

pub mod cli;
pub mod cluster;
pub mod domain;
pub mod store;
pub mod tui;
pub mod words;
