//! The flows as they stand in the tables, in the shape that a walk needs.

use std::collections::BTreeMap;

use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::store::failure::Failure;

const QUERY: &str = include_str!("../../../assets/demo/model.sql");

/// Everything a request can walk through.
#[derive(Debug, Deserialize)]
pub(super) struct Model {
    pub types: Vec<Kind>,
    pub groups: Vec<Group>,
    /// Reasons outside edges, by kind.
    pub reasons: BTreeMap<String, Vec<i32>>,
}

/// A request type with its published flow.
#[derive(Debug, Deserialize)]
pub(super) struct Kind {
    pub id: i32,
    pub code: String,
    pub version: i32,
    pub portal: bool,
    pub priority: i64,
    pub expected_days: Option<i64>,
    pub enrolment: bool,
    pub contract: bool,
    /// Debts are validated at opening.
    pub debts: bool,
    pub max_open: Option<i64>,
    pub attachment: bool,
    pub group: i32,
    /// Id, branch, locality.
    pub locations: Vec<(i32, i16, i32)>,
    pub parameters: Vec<Field>,
    pub stages: Vec<Stage>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Stage {
    pub id: i32,
    pub code: String,
    pub default: bool,
    pub group: Option<i32>,
    pub assignment: String,
    pub attendant: Option<i32>,
    pub amount: Option<i64>,
    pub unit: Option<String>,
    pub deny: bool,
    pub conclude: bool,
    pub wait: bool,
    pub back: bool,
    pub outcomes: Vec<String>,
    pub fields: Vec<Field>,
    pub actions: Vec<Action>,
    pub edges: Vec<Edge>,
}

/// A field of a stage or a parameter of a type.
#[derive(Debug, Deserialize)]
pub(super) struct Field {
    pub id: i32,
    pub key: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub required: bool,
    pub choices: Vec<String>,
    pub min: Option<String>,
    pub max: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Action {
    pub id: i32,
    pub key: String,
    pub required: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Edge {
    pub to: i32,
    pub reason: i32,
    pub forward: bool,
    pub skip: bool,
    pub note: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Group {
    pub id: i32,
    pub members: Vec<Member>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Member {
    pub id: i32,
    pub login: String,
    pub lead: bool,
    pub locality: Option<i32>,
}

impl Model {
    /// Reads it.
    pub(super) async fn load(db: &mut PgConnection) -> Result<Self, Failure> {
        let Json(model) = sqlx::query_scalar::<_, Json<Self>>(QUERY).fetch_one(db).await?;
        Ok(model)
    }

    /// Who works a group's requests.
    pub(super) fn members(&self, group: i32) -> &[Member] {
        self.groups.iter().find(|known| known.id == group).map_or(&[], |known| &known.members)
    }

    /// Who leads a group.
    pub(super) fn lead(&self, group: i32) -> Option<&Member> {
        self.members(group).iter().find(|member| member.lead)
    }

    /// Reasons of a kind that is picked outside edges.
    pub(super) fn reasons(&self, kind: &str) -> &[i32] {
        self.reasons.get(kind).map_or(&[], Vec::as_slice)
    }
}

impl Kind {
    /// The default entry.
    pub(super) fn entry(&self) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.default)
    }

    pub(super) fn stage(&self, id: i32) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// Steps from a stage to the nearest one that concludes.
    pub(super) fn distance(&self, stage: i32) -> usize {
        let mut front = vec![stage];
        for steps in 0..=self.stages.len() {
            let stages: Vec<&Stage> = front.iter().filter_map(|id| self.stage(*id)).collect();
            if stages.iter().any(|stage| stage.conclude && !stage.outcomes.is_empty()) {
                return steps;
            }
            front = stages.iter().flat_map(|stage| stage.edges.iter().map(|edge| edge.to)).collect();
        }
        usize::MAX
    }
}
