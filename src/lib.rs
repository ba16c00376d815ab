//! **Balcão** – the terminal desk of a school's secretariat over one shared PostgreSQL.
//!
//! The database is the trusted kernel: every person is a login role, tables are read through row
//! security, and a request changes only by a command of schema `api`. This crate is everything
//! that people touch: it shows, asks, foresees and tells – a rule is decided in one place only, in
//! `assets/engine`.
//!
//! # The map
//! | room | holds | may use |
//! |---|---|---|
//! | [`domain`] | pure values and functions, no clock and no I/O: requests, flows and their check, files, filters, text | nothing |
//! | [`store`] | the only SQL in Rust: typed calls of `api`, the queue, migrations, the sample school | `domain` |
//! | [`cluster`] | the private PostgreSQL of `demo` and of the tests | nothing of ours |
//! | [`words`] | every word on screen, in pt-BR and English | nothing |
//! | [`tui`] | the desk: pure update, effects as data, one awaiting file | `domain`, `store`, `words` |
//! | [`worker`] | the carrier of mail | `domain`, `store` |
//! | [`cli`] | one subcommand, one file | all of the above but [`tui`] and [`worker`], which `main` hands in |
//!
//! Beside it stand `assets/migrations` (tables; never edited once landed) and `assets/engine` (the rules
//! in SQL, made anew by every `balcao migrate` in one transaction):
//!
//! | folder | schema | holds |
//! |---|---|---|
//! | `10_sec` | `sec` | identity, the engine's clock, refusals and their words, the hash chain, roles |
//! | `15_rm` | `rm` | the academic mirror under the names that parameter queries know |
//! | `20_rules` | `act` | standing, business time, values, assignment, the publish check |
//! | `30_act` | `act` | one command a file, each with its guard; the actor is an argument; granted to nobody |
//! | `40_api` | `api` | thin doors that say who asks |
//! | `50_guard`, `60_grants`, `90_owner` | – | frozen flows, audit, row security, grants |
//!
//! # From a key to a row to a frame
//! A key becomes a message ([`tui`]'s registry of commands names it); the pure update changes the model and
//! answers effects; the one awaiting file performs them; a function of [`store`] is one statement, one round
//! trip, one transaction: `select api.forward(…)`. There `act.forward` locks the request by its key, asks the
//! guard and the gate for *all* problems, refuses or writes the new state, its event, its before-image and its
//! mail, and answers with the request as it now stands. Other desks ask what changed and read it again.
//!
//! # One place for each kind of change
//! | to add | write |
//! |---|---|
//! | an act on a request | a file in `30_act` with its guard, a door in `40_api`, a function in [`store::requests`] |
//! | a rule that refuses | its problem where it is judged, its words in `10_sec/words.sql` |
//! | a column | a numbered migration |
//! | a right | a grant or policy in `60_grants.sql`; the snapshot of the rights matrix shows it |
//! | a command of the desk | a row of the registry, an arm of the update |
//! | a subcommand | a file in [`cli`] |
//!
//! # Invariants, stated as what is absent
//! `domain` does not know the time. Fronts do not know SQL. The view changes nothing. Nothing outside
//! `store` knows how a row looks. No message from the server touches typed text: the
//! text of a form is on the disk with the event that shows it ([`store::unsent`]), a moment later in the person's own
//! rows of `app.draft` ([`store::drafts`]), and goes when its act is done or the person throws it away. No table of requests is
//! writable by any person's role. No history row can be changed or removed. Nothing in a transaction waits
//! for anything but the database. Tests hold the imports (`layers`), the rights (`matrix`) and the rules
//! (`walk`, with mutants that prove it bites).

pub mod cli;
pub mod cluster;
pub mod domain;
pub mod store;
pub mod tui;
pub mod words;
pub mod worker;
