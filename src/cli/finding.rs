//! One thing found wrong with a flow, worded for this run, whoever found it: the engine or the checker of files.

use serde::Serialize;
use serde_json::Value;

use crate::domain::flow;
use crate::domain::refusal::Lang;

/// A problem of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check, `V-06`.
    pub check: String,
    /// `error` or `warning`.
    pub level: String,
    /// Code of the stage concerned.
    pub stage: Option<String>,
    /// Code of the reason concerned.
    pub reason: Option<String>,
    /// Key of the field concerned.
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
    /// Stages on the way that shows it.
    pub path: Vec<String>,
}

impl Finding {
    /// Words a problem of our own checker.
    #[must_use]
    pub fn of_file(problem: flow::Problem, lang: Lang) -> Self {
        let level = match problem.level {
            flow::Level::Error => "error",
            flow::Level::Warning => "warning",
        };
        Self {
            message: problem.message(lang).to_owned(),
            check: problem.check,
            level: level.to_owned(),
            stage: problem.stage,
            reason: problem.reason,
            field: problem.field,
            path: problem.path,
        }
    }

    /// Reads a problem as the engine tells it.
    #[must_use]
    pub fn of_engine(problem: &Value, lang: Lang) -> Self {
        let given = |key: &str| problem.get(key).and_then(Value::as_str).map(str::to_owned);
        let said = match lang {
            Lang::PtBr => "pt",
            Lang::En => "en",
        };
        let path = problem.get("path").and_then(Value::as_array);
        Self {
            check: given("check").or_else(|| given("code")).unwrap_or_default(),
            level: given("level").unwrap_or_else(|| "error".to_owned()),
            stage: given("stage"),
            reason: given("reason"),
            field: given("field"),
            message: given(said).unwrap_or_default(),
            path: path.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        }
    }

    /// Reads every problem of an answer of the engine.
    #[must_use]
    pub fn all_of_engine(answer: &Value, lang: Lang) -> Vec<Self> {
        let problems = answer.get("problems").and_then(Value::as_array);
        problems.into_iter().flatten().map(|problem| Self::of_engine(problem, lang)).collect()
    }

    /// True when it keeps a flow from being published.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.level == "error"
    }

    /// The sign of its level.
    #[must_use]
    pub fn mark(&self) -> &'static str {
        if self.is_error() { "✖" } else { "!" }
    }

    /// One line for people.
    #[must_use]
    pub fn line(&self) -> String {
        let mark = self.mark();
        let stage = self.stage.as_deref().map(|stage| format!(" {stage}:")).unwrap_or_default();
        let path = if self.path.is_empty() { String::new() } else { format!("  ({})", self.path.join(" → ")) };
        format!("{mark} {}{stage} {}{path}", self.check, self.message)
    }
}
