//! What is true without a database and without a clock: values, files, filters, flow checks.

pub mod refusal;
pub mod request;
