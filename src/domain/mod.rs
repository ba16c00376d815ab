//! What is true without a database and without a clock: values, files, filters, flow checks.

pub mod catalogue;
pub mod charge;
pub mod file;
pub mod filter;
pub mod flow;
pub mod import;
pub mod mail;
pub mod query;
pub mod receipt;
pub mod refusal;
pub mod request;
pub mod text;
pub mod what_if;
