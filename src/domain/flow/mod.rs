//! A request type with its flow, as a file: its model, its canonical text, its soundness.
//! It judges only what a file alone can answer; the engine has the last word at publishing.

pub mod check;
pub mod file;
mod graph;
pub mod layout;
pub mod library;
pub mod report;
mod settle;
mod shipped;
mod write;

pub use check::check;
pub use file::TypeFile;
pub use report::{Level, Problem, Report};
pub use shipped::SHIPPED;

#[cfg(test)]
mod tests;
