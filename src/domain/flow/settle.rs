//! What the rows of a type file say of each other: unique codes, values that fit their type, sets in
//! canonical order, defaults that depend on other keys. Whether the flow is sound is not asked here.

use super::file::{DataType, Parameter, Stage, StageField, TypeFile};
use crate::domain::file::Step::{At, Key};
use crate::domain::file::scalar::{Scalar, slug};
use crate::domain::file::{Fault, Step, format_one, unique};

impl TypeFile {
    /// Completes and checks what was read.
    pub(super) fn settle(&mut self) -> Result<(), Fault> {
        format_one(self.format)?;
        self.settle_head()?;
        self.settle_locations()?;
        unique(&[Key("parameter")], "code", self.parameters.iter().map(|row| row.code.as_str()))?;
        for (index, parameter) in self.parameters.iter_mut().enumerate() {
            for bound in [&mut parameter.min, &mut parameter.max] {
                retype(bound, parameter.kind, true);
            }
            question(&[Key("parameter"), At(index)], &Question::of_parameter(parameter))?;
        }
        unique(&[Key("stage")], "code", self.stages.iter().map(|row| row.code.as_str()))?;
        for (index, stage) in self.stages.iter_mut().enumerate() {
            stage.settle(&[Key("stage"), At(index)])?;
        }
        unique(&[Key("reason")], "code", self.reasons.iter().map(|row| row.code.as_str()))?;
        self.reasons.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(())
    }

    fn settle_head(&mut self) -> Result<(), Fault> {
        let head = &mut self.head;
        set(&mut head.channels);
        set(&mut head.audience);
        unique(&[Key("type"), Key("groups")], "", head.groups.iter().map(String::as_str))?;
        if !(1..=5).contains(&head.default_priority) {
            let way = [Key("type"), Key("default_priority")];
            return Err(Fault::new(&way, "a prioridade vai de 1 (urgente) a 5", "priority goes from 1 (urgent) to 5")
                .fits(["1", "2", "3", "4", "5"]));
        }
        if head.expected_days.is_some_and(|days| days > 3650) {
            let way = [Key("type"), Key("expected_days")];
            return Err(Fault::new(&way, "prometa até 3650 dias", "promise 3650 days at most"));
        }
        if head.max_open_per_student == Some(0) {
            let way = [Key("type"), Key("max_open_per_student")];
            let pt = "escreva 1 ou mais, ou apague a chave para não limitar";
            return Err(Fault::new(&way, pt, "write 1 or more, or delete the key for no limit").fits(["1"]));
        }
        if head.attachment_required && !head.allow_attachments {
            let way = [Key("type"), Key("attachment_required")];
            return Err(Fault::new(
                &way,
                "anexo exigido mas não permitido: ligue `allow_attachments`",
                "attachment required but not allowed: switch `allow_attachments` on",
            ));
        }
        Ok(())
    }

    fn settle_locations(&mut self) -> Result<(), Fault> {
        unique(&[Key("location")], "code", self.locations.iter().map(|row| row.code.as_str()))?;
        let places: Vec<String> = self
            .locations
            .iter()
            .map(|row| format!("{} / {} / {}", row.branch, row.locality, row.description))
            .collect();
        unique(&[Key("location")], "description", places.iter().map(String::as_str))?;
        for (index, location) in self.locations.iter_mut().enumerate() {
            location.prices.sort_by_key(|price| (price.from, price.to));
            let way = [Key("location"), At(index), Key("prices")];
            for price in &location.prices {
                if price.to.is_some_and(|to| to < price.from) {
                    return Err(Fault::new(
                        &way,
                        "o preço termina antes de começar",
                        "the price ends before it begins",
                    ));
                }
            }
            for pair in location.prices.windows(2) {
                if let [earlier, later] = pair
                    && earlier.to.is_none_or(|to| to >= later.from)
                {
                    let pt = format!("dois preços valem em {}: encerre o primeiro antes", later.from);
                    let en = format!("two prices hold on {}: end the first one before", later.from);
                    return Err(Fault::new(&way, pt, en));
                }
            }
        }
        Ok(())
    }
}

impl Stage {
    fn settle(&mut self, way: &[Step]) -> Result<(), Fault> {
        set(&mut self.can);
        set(&mut self.outcomes);
        if self.outcomes.is_empty() {
            self.outcomes = self.purpose.outcomes();
        }
        self.name_actions();
        let inner = [way, &[Key("action")]].concat();
        unique(&inner, "key", self.actions.iter().map(|row| row.key.as_str()))?;
        let inner = [way, &[Key("field")]].concat();
        let keys = self.fields.iter().map(|row| row.key.as_str());
        unique(&inner, "key", keys.clone())?;
        // Fields and actions are ticked by the same command, so their keys share one space.
        if let Some(action) = self.actions.iter().position(|action| keys.clone().any(|key| key == action.key)) {
            let way = [way, &[Key("action"), At(action), Key("key")]].concat();
            return Err(Fault::new(
                &way,
                "um campo desta etapa já tem esta chave",
                "a field of this stage has this key",
            ));
        }
        for (index, field) in self.fields.iter_mut().enumerate() {
            retype(&mut field.min, field.kind, true);
            retype(&mut field.max, field.kind, true);
            retype(&mut field.default, field.kind, false);
            question(&[way, &[Key("field"), At(index)]].concat(), &Question::of_field(field))?;
        }
        Ok(())
    }

    /// Gives actions without a key one made from the label, counting up where it is taken.
    fn name_actions(&mut self) {
        let mut taken: Vec<String> = self.fields.iter().map(|field| field.key.clone()).collect();
        taken.extend(self.actions.iter().map(|action| action.key.clone()).filter(|key| !key.is_empty()));
        for action in self.actions.iter_mut().filter(|action| action.key.is_empty()) {
            let mut stem = slug(&action.label, '_');
            if !stem.starts_with(|c: char| c.is_ascii_lowercase()) {
                stem.insert_str(0, "acao_");
            }
            stem.truncate(36);
            let free = |key: &String| !taken.contains(key);
            let key = std::iter::once(stem.clone())
                .chain((2..).map(|count| format!("{stem}_{count}")))
                .find(free)
                .unwrap_or_default();
            taken.push(key.clone());
            action.key = key;
        }
    }
}

/// What parameters and fields have in common.
struct Question<'a> {
    kind: DataType,
    query: Option<&'a str>,
    choices: &'a [String],
    min: Option<&'a Scalar>,
    max: Option<&'a Scalar>,
    regex: Option<&'a str>,
    default: Option<&'a Scalar>,
    kinds: &'static [DataType],
}

impl<'a> Question<'a> {
    fn of_parameter(parameter: &'a Parameter) -> Self {
        use DataType::{Choice, Date, Decimal, Integer, LongText, ShortText, SqlChoice};
        Self {
            kind: parameter.kind,
            query: parameter.query.as_deref(),
            choices: &parameter.choices,
            min: parameter.min.as_ref(),
            max: parameter.max.as_ref(),
            regex: parameter.regex.as_deref(),
            default: None,
            kinds: &[ShortText, LongText, Integer, Decimal, Date, Choice, SqlChoice],
        }
    }

    fn of_field(field: &'a StageField) -> Self {
        Self {
            kind: field.kind,
            query: field.query.as_deref(),
            choices: &field.choices,
            min: field.min.as_ref(),
            max: field.max.as_ref(),
            regex: field.regex.as_deref(),
            default: field.default.as_ref(),
            kinds: DataType::ALL,
        }
    }

    /// Tells whether a bound or default is of the question's type; `length` for bounds of texts.
    fn fits(&self, value: &Scalar, bound: bool) -> bool {
        match (self.kind, value) {
            (DataType::Integer, Scalar::Number(number)) => number.is_integer(),
            (DataType::Decimal, Scalar::Number(_)) | (DataType::Date, Scalar::Date(_)) => true,
            (DataType::ShortText | DataType::LongText, Scalar::Number(number)) => {
                bound && number.is_integer() && !number.is_sign_negative()
            }
            // A text that reads as a date comes as one.
            (DataType::ShortText | DataType::LongText, Scalar::Text(_) | Scalar::Date(_)) => !bound,
            (DataType::Bool, Scalar::Bool(_)) | (DataType::SqlChoice, Scalar::Text(_)) => !bound,
            (DataType::Choice, value) => !bound && self.values().any(|known| known == value.to_string()),
            _ => false,
        }
    }

    fn values(&self) -> impl Iterator<Item = &'a str> {
        self.choices.iter().map(|choice| choice.split_once('|').map_or(choice.as_str(), |(value, _)| value.trim()))
    }
}

/// Checks that a question's keys fit its type.
fn question(way: &[Step], asked: &Question<'_>) -> Result<(), Fault> {
    let at = |key: &'static str| [way, &[Key(key)]].concat();
    let word = asked.kind.word();
    if !asked.kinds.contains(&asked.kind) {
        let pt = format!("um parâmetro não pode ser do tipo `{word}`");
        let en = format!("a parameter cannot be of type `{word}`");
        return Err(Fault::new(&at("type"), pt, en).fits(asked.kinds.iter().map(|kind| kind.word())));
    }
    choices(way, asked)?;
    if (asked.kind == DataType::SqlChoice) != asked.query.is_some() {
        return Err(match asked.query {
            Some(_) => Fault::new(
                &at("query"),
                "`query` só vale para o tipo `sql_choice`",
                "`query` is for type `sql_choice` only",
            ),
            None => Fault::new(
                way,
                "o tipo `sql_choice` pede `query`, o código de uma consulta",
                "type `sql_choice` needs `query`, the code of a query",
            ),
        });
    }
    for (key, value, bound) in [("min", asked.min, true), ("max", asked.max, true), ("default", asked.default, false)] {
        if let Some(value) = value
            && !asked.fits(value, bound)
        {
            let pt = format!("`{value}` não serve de `{key}` para o tipo `{word}`");
            let en = format!("`{value}` does not fit as `{key}` of type `{word}`");
            let fits: Vec<&str> = if asked.kind == DataType::Choice { asked.values().collect() } else { Vec::new() };
            return Err(Fault::new(&at(key), pt, en).fits(fits));
        }
    }
    let crossed = match (asked.min, asked.max) {
        (Some(Scalar::Number(min)), Some(Scalar::Number(max))) => min > max,
        (Some(Scalar::Date(min)), Some(Scalar::Date(max))) => min > max,
        _ => false,
    };
    if crossed {
        return Err(Fault::new(&at("max"), "`max` é menor que `min`", "`max` is less than `min`"));
    }
    if asked.regex.is_some() && !matches!(asked.kind, DataType::ShortText | DataType::LongText) {
        return Err(Fault::new(&at("regex"), "`regex` só vale para textos", "`regex` is for texts only"));
    }
    Ok(())
}

fn choices(way: &[Step], asked: &Question<'_>) -> Result<(), Fault> {
    let at = [way, &[Key("choices")]].concat();
    if asked.kind != DataType::Choice {
        return if asked.choices.is_empty() {
            Ok(())
        } else {
            Err(Fault::new(&at, "`choices` só vale para o tipo `choice`", "`choices` is for type `choice` only"))
        };
    }
    if asked.choices.is_empty() {
        return Err(Fault::new(
            way,
            "o tipo `choice` pede `choices`, a lista das opções",
            "type `choice` needs `choices`, the list of options",
        )
        .fits(["choices = [\"a|Opção A\", \"b|Opção B\"]"]));
    }
    let mut seen = std::collections::HashSet::new();
    for (index, value) in asked.values().enumerate() {
        if value.is_empty() || !seen.insert(value) {
            let way = [at.as_slice(), &[At(index)]].concat();
            let pt = format!("a opção `{value}` está vazia ou repetida");
            let en = format!("the option `{value}` is empty or repeated");
            return Err(Fault::new(&way, pt, en));
        }
    }
    Ok(())
}

/// Gives a bound or default the kind of its question, where it was only written differently: the
/// engine keeps them all as text.
fn retype(value: &mut Option<Scalar>, kind: DataType, bound: bool) {
    let text = matches!(kind, DataType::ShortText | DataType::LongText);
    let number = bound && text || matches!(kind, DataType::Integer | DataType::Decimal);
    let better = match value.as_ref() {
        Some(Scalar::Text(written)) if number => Scalar::number_of(written),
        Some(Scalar::Text(written)) if kind == DataType::Bool => written.parse().ok().map(Scalar::Bool),
        Some(Scalar::Number(written)) if !number && kind != DataType::Bool => Some(Scalar::Text(written.to_string())),
        _ => None,
    };
    if better.is_some() {
        *value = better;
    }
}

/// Puts a set in canonical order.
fn set<T: Ord>(values: &mut Vec<T>) {
    values.sort();
    values.dedup();
}
