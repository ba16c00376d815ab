//! What a request costs, as the engine tells it (interface §3), and how money is written. The rules are the engine's.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::refusal::Lang;
use super::text::date_br;

/// The charge of a request, or what it would be (`preview`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Charge {
    /// `free pending charged waived cancelled failed`.
    pub status: String,
    /// Amount, `50.00`.
    pub amount: String,
    /// `service delivery_location`.
    pub source: String,
    /// Name of the service.
    #[serde(default)]
    pub service: Option<String>,
    /// Number of the installment; none when nothing is due.
    #[serde(default)]
    pub installment: Option<i32>,
    /// Its quota, which keeps it apart from tuition; none in a preview.
    #[serde(default)]
    pub quota: Option<i32>,
    /// Due date, `YYYY-MM-DD`.
    #[serde(default)]
    pub due_date: Option<String>,
    /// `table fixed_day days_after`.
    #[serde(default)]
    pub due_source: Option<String>,
    /// What finance says now: `open paid cancelled renegotiated`.
    #[serde(default)]
    pub ledger: Option<String>,
    /// When it was paid, `YYYY-MM-DD`.
    #[serde(default)]
    pub paid_on: Option<String>,
    /// What is still owed, `50.00`.
    #[serde(default)]
    pub balance: Option<String>,
    /// What a person should look at: `refund billing`.
    #[serde(default)]
    pub attention: Option<String>,
}

/// Overdue entries, counted (domain §11).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Debts {
    /// How many.
    pub count: i64,
    /// Their sum, `50.00`.
    pub total: String,
    /// Due date of the oldest, `YYYY-MM-DD`.
    #[serde(default)]
    pub oldest: Option<String>,
    /// The entries, where they are told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Debt>,
}

/// An overdue entry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Debt {
    /// Number of the contract.
    pub contract: String,
    /// Number of the installment.
    pub number: i32,
    /// Its quota.
    pub quota: i32,
    /// What it is for.
    #[serde(default)]
    pub service: Option<String>,
    /// Due date, `YYYY-MM-DD`.
    pub due_date: String,
    /// What is owed, `50.00`.
    pub balance: String,
    /// The other company that it is owed to.
    #[serde(default)]
    pub company: Option<i16>,
}

/// What a contract's installments come to, in cents. What was cancelled or renegotiated counts nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// How many there are.
    pub count: usize,
    /// Owed and not yet due.
    pub open: i64,
    /// Owed and past their due date.
    pub overdue: i64,
    /// Paid.
    pub paid: i64,
}

impl Sums {
    /// Adds an installment: its state (`open paid cancelled renegotiated`), its amount, what is still owed when the
    /// ledger says so, and its due date.
    pub fn add(&mut self, status: &str, amount: &str, balance: Option<&str>, due: &str, today: NaiveDate) {
        let amount = cents(amount).unwrap_or_default();
        let owed = balance.and_then(cents).unwrap_or(amount);
        let late = NaiveDate::parse_from_str(due, "%Y-%m-%d").is_ok_and(|due| due < today);
        match (status, late) {
            ("open", true) => self.overdue += owed,
            ("open", false) => self.open += owed,
            ("paid", _) => self.paid += amount,
            _ => return,
        }
        // What was paid of an open one is paid.
        if status == "open" {
            self.paid += amount - owed;
        }
        self.count += 1;
    }
}

/// Cents of the engine's `1234.50`; none when it is no amount.
#[must_use]
pub fn cents(amount: &str) -> Option<i64> {
    let (whole, part) = amount.split_once('.').unwrap_or((amount, "00"));
    let part: i64 = format!("{part:0<2}").get(..2)?.parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)
}

/// Cents as the engine writes an amount.
#[must_use]
pub fn of_cents(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents.abs() % 100)
}

/// One step of a due date's explanation; its numbers stand beside its words.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DueStep {
    /// `rule next_number table fixed_day month_on days_after non_business`.
    #[serde(default)]
    pub step: String,
    /// In Portuguese.
    pub pt: String,
    /// In English.
    pub en: String,
    /// The numbers that the step reckons with.
    #[serde(flatten)]
    pub numbers: serde_json::Map<String, serde_json::Value>,
}

impl DueStep {
    /// The step in words.
    #[must_use]
    pub fn message(&self, lang: Lang) -> &str {
        match lang {
            Lang::PtBr => &self.pt,
            Lang::En => &self.en,
        }
    }
}

/// A charge with what was done about it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChargeStory {
    /// The request.
    pub protocol: String,
    /// The charge; none when nothing is charged.
    #[serde(default)]
    pub charge: Option<Charge>,
    /// `not_required passed overridden`.
    pub debt_check: String,
    /// Debts as found at opening.
    #[serde(default)]
    pub debts: Option<Debts>,
    /// How the due date came about.
    #[serde(default)]
    pub due_steps: Vec<DueStep>,
    /// Every event that touched the charge, oldest first.
    #[serde(default)]
    pub events: Vec<ChargeEvent>,
}

/// An event of a charge.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChargeEvent {
    /// Number in the request's history.
    pub seq: i32,
    /// When.
    pub at: String,
    /// Login of who did it.
    pub actor: String,
    /// Kind of the event.
    pub kind: String,
    /// State it left.
    #[serde(default)]
    pub status: Option<String>,
    /// Amount, `50.00`.
    #[serde(default)]
    pub amount: Option<String>,
    /// Due date, `YYYY-MM-DD`.
    #[serde(default)]
    pub due_date: Option<String>,
    /// Why.
    #[serde(default)]
    pub note: Option<String>,
}

/// An amount as people write it: `R$ 1.234,56`, in English `R$ 1,234.56` (Z-13).
#[must_use]
pub fn money(amount: &str, lang: Lang) -> String {
    let (whole, cents) = amount.split_once('.').unwrap_or((amount, "00"));
    let (group, point) = match lang {
        Lang::PtBr => ('.', ','),
        Lang::En => (',', '.'),
    };
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(group);
        }
        grouped.push(digit);
    }
    format!("R$ {grouped}{point}{cents}")
}

/// `10/04/2026` of the engine's `2026-04-10`; what is no date stays as it is.
#[must_use]
pub fn day(text: &str) -> String {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_or_else(|_| text.to_owned(), date_br)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_contract_comes_to_is_owed_overdue_or_paid() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 12).unwrap();
        let mut sums = Sums::default();
        sums.add("open", "1000.50", Some("1000.50"), "2026-03-11", today);
        sums.add("open", "1000.50", None, "2026-03-12", today);
        sums.add("open", "80.00", Some("30.00"), "2026-04-12", today);
        sums.add("paid", "200.00", Some("0.00"), "2026-02-12", today);
        sums.add("cancelled", "999.00", None, "2026-02-12", today);
        sums.add("renegotiated", "999.00", None, "2026-02-12", today);
        assert_eq!(sums, Sums { count: 4, open: 103_050, overdue: 100_050, paid: 25_000 });
        assert_eq!((of_cents(103_050).as_str(), of_cents(7).as_str()), ("1030.50", "0.07"));
        assert_eq!((cents("12"), cents("12.5"), cents("x")), (Some(1200), Some(1250), None));
    }

    #[test]
    fn z13_money_is_written_as_the_language_writes_it() {
        assert_eq!(money("50.00", Lang::PtBr), "R$ 50,00");
        assert_eq!(money("1234567.80", Lang::PtBr), "R$ 1.234.567,80");
        assert_eq!(money("123456.00", Lang::En), "R$ 123,456.00");
        assert_eq!(day("2026-04-10"), "10/04/2026");
    }
}
