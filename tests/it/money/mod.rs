//! The school's money: prices, due dates, debts, charges and their rights, asked of the real engine.

mod due;
mod faults;
mod life;
mod opening;
mod paper;
mod price;
mod property;
mod receipt;
pub mod school;
mod what_if;
mod why;
