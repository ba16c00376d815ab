//! Where a page ended: the keys of its last row and the instant its order was made for, as one opaque word.
//! What the keys mean is decided by the order; nothing here knows SQL.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::order::Order;

/// Longest cursor that is looked at: a folded name of 255 characters and five keys fit well within.
const MAX_CURSOR_BYTES: usize = 4096;

/// The end of a page. Keys are in the order's own sequence, as PostgreSQL wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// Code of the order it belongs to.
    #[serde(rename = "o")]
    pub order: String,
    /// The instant that decided what was late, RFC 3339 in UTC.
    #[serde(rename = "t")]
    pub as_of: String,
    /// The last row's keys.
    #[serde(rename = "k")]
    pub keys: Vec<String>,
}

/// What an order's key is, to check a cursor that came from outside before the database sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyType {
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// RFC 3339, or `infinity`.
    Time,
    /// Any text.
    Text,
}

impl KeyType {
    /// The type's name in SQL.
    pub(super) fn sql(self) -> &'static str {
        match self {
            Self::Flag => "boolean",
            Self::Number => "bigint",
            Self::Time => "timestamptz",
            Self::Text => "text",
        }
    }

    fn accepts(self, value: &str) -> bool {
        match self {
            Self::Flag => matches!(value, "true" | "false"),
            Self::Number => value.parse::<i64>().is_ok(),
            Self::Time => {
                matches!(value, "infinity" | "-infinity") || chrono::DateTime::parse_from_rfc3339(value).is_ok()
            }
            Self::Text => !value.contains('\0'),
        }
    }
}

impl Cursor {
    /// One word, safe on a command line.
    pub(super) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads a word given from outside; `None` when it is not a cursor of this order.
    pub(super) fn decode(word: &str, order: Order) -> Option<Self> {
        if word.len() > MAX_CURSOR_BYTES {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(word).ok()?;
        let cursor: Self = serde_json::from_slice(&bytes).ok()?;
        let types = order.keys();
        let fits = cursor.order == order.code()
            && KeyType::Time.accepts(&cursor.as_of)
            && types.len() == cursor.keys.len()
            && types.iter().zip(&cursor.keys).all(|(key, value)| key.kind.accepts(value));
        fits.then_some(cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor() -> Cursor {
        Cursor {
            order: "opened".into(),
            as_of: "2026-03-10T15:00:00.000001Z".into(),
            keys: vec!["2026-03-10T15:00:00.000001Z".into(), "42".into()],
        }
    }

    #[test]
    fn a_cursor_survives_the_way_out_and_back() {
        let order = "opened".parse::<Order>().unwrap();
        assert_eq!(Cursor::decode(&cursor().encode(), order), Some(cursor()));
    }

    #[test]
    fn a_cursor_of_another_order_or_a_forged_one_is_refused() {
        let order = "opened".parse::<Order>().unwrap();
        assert_eq!(Cursor::decode(&cursor().encode(), "closed".parse().unwrap()), None);
        assert_eq!(Cursor::decode("não é um cursor", order), None);
        let forged = Cursor { keys: vec!["now(); drop".into(), "42".into()], ..cursor() };
        assert_eq!(Cursor::decode(&forged.encode(), order), None);
        let short = Cursor { keys: vec!["42".into()], ..cursor() };
        assert_eq!(Cursor::decode(&short.encode(), order), None);
    }
}
