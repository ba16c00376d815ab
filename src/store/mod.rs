//! The only SQL in Rust: connections, typed calls of the engine's commands, the queue, migrations.

pub mod address;
pub mod admin;
pub mod charges;
pub mod checklist;
pub mod connect;
pub mod counter;
pub mod db;
pub mod drafts;
pub mod editing;
pub mod entries;
pub mod failure;
pub mod flows;
pub mod founding;
pub mod import;
pub mod mail;
pub mod migrate;
pub mod opening;
pub mod queries;
pub mod queue;
pub mod receipts;
pub mod replay;
pub mod requests;
pub mod school;
pub mod secret;
pub mod seed;
pub mod unsent;
pub mod walk;
pub mod wall;

pub use db::{Db, How};
pub use failure::Failure;
