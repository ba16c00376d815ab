//! A request type with its flow, as a file: its model, its canonical text, its soundness.
//! It judges only what a file alone can answer; the engine has the last word at publishing.

pub mod check;
pub mod checklist;
pub mod diff;
pub mod edit;
pub mod file;
mod graph;
pub mod layout;
pub mod library;
pub mod plan;
pub mod report;
mod settle;
mod shipped;
pub mod walk;
mod write;

pub use check::check;
pub use diff::{Change, diff, patch};
pub use file::TypeFile;
pub use plan::Plan;
pub use report::{Level, Problem, Report};
pub use shipped::SHIPPED;

#[cfg(test)]
mod tests;
