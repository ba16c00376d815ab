//! The only SQL in Rust: connections, typed calls of the engine's commands, the queue, migrations.

pub mod address;
pub mod connect;
pub mod failure;
pub mod migrate;
pub mod queue;

pub use failure::Failure;
