//! One act on one request, as the store's call of it: files are read when the act is sent, not while it is typed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value, json};

use super::files::load;
use super::{Ground, trouble};
use crate::domain::request::Request;
use crate::store::{Db, How, charges, requests};
use crate::tui::effect::{Act, ChargeAct, Typed, Values};
use crate::tui::msg::Trouble;

/// Carries it out; the request as it now stands.
pub(super) async fn perform_act(
    db: &Db,
    protocol: &str,
    act: Act,
    how: How,
    ground: &Ground,
) -> Result<Request, Trouble> {
    let answer = match act {
        Act::Take => requests::take(db, protocol, how).await,
        Act::Release => requests::release(db, protocol, None, how).await,
        Act::SetFields(values) => requests::set_fields(db, protocol, &told(values, ground).await?, how).await,
        Act::Forward { reason, note, values } => {
            requests::forward(db, protocol, &reason, note.as_deref(), &told(values, ground).await?, how).await
        }
        Act::SendBack { note, reason } => requests::send_back(db, protocol, Some(&note), reason.as_deref(), how).await,
        Act::Wait { message, until, reason } => {
            requests::wait(db, protocol, Some(&message), until, reason.as_deref(), how).await
        }
        Act::Resume => requests::resume(db, protocol, None, how).await,
        Act::Conclude { outcome, note, values } => {
            requests::conclude(db, protocol, Some(outcome.code()), Some(&note), &told(values, ground).await?, how).await
        }
        Act::Cancel { note, reason } => requests::cancel(db, protocol, note.as_deref(), reason.as_deref(), how).await,
        Act::Reopen { note, reason } => {
            requests::reopen(db, protocol, note.as_deref(), reason.as_deref(), None, how).await
        }
        Act::Assign { to, note, reason } => {
            requests::assign(db, protocol, &to, reason.as_deref(), note.as_deref(), how).await
        }
        Act::Message { body, internal } => requests::message(db, protocol, &body, internal, how).await,
        Act::Priority { level, note } => requests::priority(db, protocol, i32::from(level), Some(&note), how).await,
        Act::AddFile { path } => {
            let (name, content) = load(&path, "path", ground).await?;
            requests::file_add(db, protocol, &name, &content, false, how).await
        }
        Act::Charge { what, note } => match what {
            ChargeAct::Waive => charges::waive(db, protocol, Some(&note), how).await,
            ChargeAct::Cancel => charges::cancel(db, protocol, Some(&note), how).await,
            ChargeAct::Again => charges::again(db, protocol, Some(&note), how).await,
        },
        Act::Undo => requests::undo(db, protocol, how).await,
    };
    answer.map_err(|failure| trouble(failure, ground))
}

/// Values as the engine takes them; files are read now.
async fn told(values: Values, ground: &Ground) -> Result<Value, Trouble> {
    let mut document = Map::new();
    for (key, value) in values {
        let value = match value {
            Typed::Plain(value) => value,
            Typed::File(path) if path.is_empty() => Value::Null,
            Typed::File(path) => {
                let (name, content) = load(&path, &key, ground).await?;
                json!({ "name": name, "content": BASE64.encode(content) })
            }
        };
        document.insert(key, value);
    }
    Ok(Value::Object(document))
}
