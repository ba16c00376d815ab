//! The tables that requests fill, as buffers. History waits without its hashes, requests without their heads:
//! those are chained by the engine's own function after the copy.

use serde_json::Value;
use sqlx::PgConnection;

use super::rows::Rows;
use crate::store::failure::Failure;

/// Buffers, in the order in which they are copied.
pub(super) struct Tables {
    pub requests: Rows,
    pub visits: Rows,
    pub answers: Rows,
    pub ticks: Rows,
    pub parameters: Rows,
    pub messages: Rows,
    pub files: Rows,
    pub contents: Rows,
    pub history: Rows,
    pub notes: Rows,
}

impl Tables {
    pub(super) fn new() -> Self {
        Self {
            requests: Rows::new(
                "seed_request (company, id, protocol, branch, locality_id, type_id, version_id, opened_group_id, group_id, channel, requester_kind,
                 portal_user_id, student_id, enrolment_id, period_id, contract_id, location_id, description, priority, stage_id, visit_no, assignee_id,
                 assigned_at, status, outcome, resolution, opened_at, opened_by, closed_at, due_at, paused_at, waiting_until, due_left_seconds,
                 sla_paused_seconds, promised_on, unread, version)",
            ),
            visits: Rows::new("app.visit (company, request_id, no, stage_id, group_id, entered_at, left_at, due_at, handler_id)"),
            answers: Rows::new("app.answer (company, request_id, visit_no, field_id, value, label, by_id, at)"),
            ticks: Rows::new("app.action_done (company, request_id, visit_no, action_id, by_id, at)"),
            parameters: Rows::new("app.parameter_answer (company, request_id, parameter_id, value, label)"),
            messages: Rows::new("app.message (company, request_id, no, at, author_id, portal_user_id, body, internal)"),
            files: Rows::new("app.attachment (company, request_id, no, at, by_id, name, media_type, size, sha256, restricted)"),
            contents: Rows::new("app.file_content (company, request_id, no, content)"),
            history: Rows::new(
                "seed_history (company, request_id, seq, at, actor_id, actor, login, kind, from_status, to_status, from_stage, to_stage,
                 from_group, to_group, from_assignee, to_assignee, outcome, reason_id, undoes, data, visible_to_student)",
            ),
            notes: Rows::new("app.history_note (company, request_id, seq, salt, note, detail)"),
        }
    }

    /// Copies all that waits.
    pub(super) async fn flush(&mut self, db: &mut PgConnection) -> Result<(), Failure> {
        for rows in [
            &mut self.requests,
            &mut self.visits,
            &mut self.answers,
            &mut self.ticks,
            &mut self.parameters,
            &mut self.messages,
            &mut self.files,
            &mut self.contents,
            &mut self.history,
            &mut self.notes,
        ] {
            rows.flush(db).await?;
        }
        Ok(())
    }
}

/// A document or none.
pub(super) fn json(rows: &mut Rows, value: Option<&Value>) {
    match value {
        Some(value) => rows.text(&value.to_string()),
        None => rows.null(),
    };
}
