//! A plan for moving running requests to another version of their flow (Z-2), and its file. Which stages there are
//! and who may go where is the engine's business.
//!
//! # The file
//! ```toml
//! [stages]
//! triagem = "conferencia"   # requests in `triagem` go to `conferencia`
//! analise = ""              # requests in `analise` stay on their version
//! ```
//! A stage that the plan does not name goes to the stage of the same code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::file::{FileError, read};

/// Where each stage's requests go; `None` lets them stay, a stage not named goes to its own code.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Old stage → new stage, by code.
    #[serde(default)]
    pub stages: BTreeMap<String, Option<String>>,
}

impl Plan {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        read(text, |plan: &mut Self| {
            for target in plan.stages.values_mut() {
                target.take_if(|code| code.is_empty());
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_names_stages_and_an_empty_target_lets_them_stay() {
        let plan = Plan::parse("[stages]\ntriagem = \"conferencia\"\nanalise = \"\"\n").unwrap();
        assert_eq!(plan.stages["triagem"].as_deref(), Some("conferencia"));
        assert_eq!(plan.stages["analise"], None);
        assert_eq!(Plan::parse("").unwrap(), Plan::default());
    }

    #[test]
    fn an_unknown_key_is_told_with_its_place() {
        let error = Plan::parse("[stages]\na = \"b\"\n[estagios]\n").unwrap_err();
        assert_eq!(error.at.map(|at| at.line), Some(3), "{error}");
    }
}
