//! Answers that a field or a parameter accepts, with the label that the engine would keep beside them.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::dice::Dice;
use super::model::Field;
use super::words::Words;

/// A value and its label, as `act.parse_value` would store them.
pub(super) fn of(field: &Field, today: NaiveDate, words: &Words, dice: &mut Dice) -> (Value, String) {
    match field.kind.as_str() {
        "bool" => {
            let yes = dice.percent(96);
            (json!(yes), if yes { "sim" } else { "não" }.to_owned())
        }
        "date" => {
            let day = today + Days::new(dice.below(21) + 1);
            (json!(day.to_string()), day.format("%d/%m/%Y").to_string())
        }
        "integer" => {
            number(dice.between(limit(&field.min, 0), limit(&field.max, limit(&field.min, 0) + 30)).to_string())
        }
        "decimal" => {
            let whole = dice.between(limit(&field.min, 0), limit(&field.max, 900).saturating_sub(1));
            number(if dice.percent(50) { format!("{whole}.5") } else { whole.to_string() })
        }
        "choice" => {
            let choice = dice.pick(&field.choices).map_or("", String::as_str);
            let (code, label) = choice.split_once('|').unwrap_or((choice, choice));
            (json!(code), label.to_owned())
        }
        kind => {
            let most = usize::try_from(limit(&field.max, 255)).unwrap_or(255);
            let text: String = words.answer(&field.key, kind == "long_text", dice).chars().take(most).collect();
            let text = text.trim().to_owned();
            (json!(text), text.chars().take(255).collect())
        }
    }
}

fn number(text: String) -> (Value, String) {
    let label = text.replace('.', ",");
    (serde_json::from_str(&text).unwrap_or_default(), label)
}

fn limit(bound: &Option<String>, otherwise: i64) -> i64 {
    bound.as_deref().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}
