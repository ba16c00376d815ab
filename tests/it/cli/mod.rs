//! The command line as people and programs meet it: the real binary, a database of the test's own.

mod demo;
mod exits;
mod files;
mod filters;
mod imports;
mod library;
mod life;
mod people;
mod queries;
mod reference;
mod shapes;
pub mod shell;
mod why;

pub use shell::{School, Shell};
