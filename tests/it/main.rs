//! One binary, one module per subject; `support` gives each test a database of its own.

// Also the functions that tests call may fail loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod at_size;
mod attacks;
mod calendar;
mod catalogue;
mod cli;
mod cluster;
mod connect;
mod counted;
mod desk;
mod drafts;
mod editing;
mod files;
mod hostile;
mod import;
mod journeys;
mod layers;
mod mail;
mod matrix;
mod migrate;
mod model;
mod money;
mod moves;
mod mutants;
mod portal;
mod queue;
mod races;
mod replays;
mod rounds;
mod rules;
mod school;
mod seed;
mod settings;
mod soundness;
mod support;
mod tidy;
mod today;
mod tour;
mod waits;
mod walk;
