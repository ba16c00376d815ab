//! A request type with its flow, as a file: its model, its canonical text, its soundness.
//! It judges only what a file alone can answer; the engine has the last word at publishing.

pub mod file;
mod settle;
mod write;

pub use file::TypeFile;

#[cfg(test)]
mod tests;
