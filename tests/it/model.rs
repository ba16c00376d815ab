//! The reference model of requests: plain structs and plain rules, written from the documents alone and never
//! from the engine. The walk (`walk.rs`) compares the two after every act. It knows nothing of SQL.

pub mod acts;
pub mod answers;
pub mod calendar;
pub mod moves;
pub mod opening;
pub mod standing;
pub mod world;
