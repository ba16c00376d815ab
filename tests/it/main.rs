//! One binary, one module per subject; `support` gives each test a database of its own.

mod cluster;
mod support;
