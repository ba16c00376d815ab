//! One binary, one module per subject; `support` gives each test a database of its own.

// Also the functions that tests call may fail loudly.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod attacks;
mod cluster;
mod connect;
mod desk;
mod files;
mod migrate;
mod rounds;
mod school;
mod support;

mod layers;
mod matrix;
mod model;
mod races;
mod tidy;
mod walk;
