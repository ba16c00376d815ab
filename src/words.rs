//! Every word that a person reads, from the Fluent files under `assets/locales`. Knows languages and
//! plurals; knows no screen. An id without words is shown as the id itself, and a test fails on it.

mod receipt;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue;

use crate::domain::charge::{self, Charge, Debts};
pub use crate::domain::refusal::Lang;

/// Source of the Brazilian Portuguese words.
pub const PT_BR: &str = include_str!("../assets/locales/pt-BR.ftl");
/// Source of the English words.
pub const EN: &str = include_str!("../assets/locales/en.ftl");

/// The words of one language. Cheap to clone.
#[derive(Clone)]
pub struct Words {
    lang: Lang,
    bundle: Arc<FluentBundle<FluentResource>>,
}

impl fmt::Debug for Words {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Words({:?})", self.lang)
    }
}

impl Words {
    /// Loads the words of a language. A line of the file that does not parse is left out; the test
    /// `both_locales_parse` keeps such a line from landing.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        let (source, tag) = match lang {
            Lang::PtBr => (PT_BR, "pt-BR"),
            Lang::En => (EN, "en"),
        };
        let language: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Directional marks would be counted as cells and seen as boxes.
        bundle.set_use_isolating(false);
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(whole) => whole,
            Err((partial, _errors)) => partial,
        };
        bundle.add_resource_overriding(resource);
        Self { lang, bundle: Arc::new(bundle) }
    }

    /// The language of these words.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of an id that takes no values.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// The text of an id, with values by name: `w.with("queue-new", &[("n", 3.into())])`.
    #[must_use]
    pub fn with(&self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|m| m.value()) else {
            return id.to_owned();
        };
        let args: FluentArgs<'_> = values.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        let mut faults = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned()
    }

    /// A charge in one quiet line: what it costs, when it is due, what became of it.
    #[must_use]
    pub fn charge(&self, charge: &Charge) -> String {
        let state = match (charge.status.as_str(), charge.ledger.as_deref()) {
            ("charged", Some("paid")) => "paid",
            ("charged", Some("renegotiated")) => "renegotiated",
            // A preview that has no date yet, or could get none.
            ("charged", None) if charge.due_date.is_none() => "priced",
            (status, _) => status,
        };
        let day = |text: &Option<String>| FluentValue::from(text.as_deref().map(charge::day).unwrap_or_default());
        let values = [
            ("amount", charge::money(&charge.amount, self.lang).into()),
            ("due", day(&charge.due_date)),
            ("paid", day(&charge.paid_on)),
            ("number", charge.installment.unwrap_or_default().to_string().into()),
        ];
        let line = self.with(&format!("charge-{state}"), &values);
        match charge.attention.as_deref() {
            Some(attention) => format!("{line} · {}", self.text(&format!("charge-attention-{attention}"))),
            None => line,
        }
    }

    /// How much is overdue, in one line.
    #[must_use]
    pub fn debts(&self, debts: &Debts) -> String {
        if debts.count == 0 {
            return self.text("debts-none");
        }
        let oldest = debts.oldest.as_deref().map(charge::day).unwrap_or_default();
        let total = charge::money(&debts.total, self.lang);
        self.with("debts-some", &[("n", debts.count.into()), ("total", total.into()), ("oldest", oldest.into())])
    }

    /// True when the id has words.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use regex::Regex;

    use super::*;

    fn ids(source: &str) -> BTreeSet<String> {
        source
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
            .filter_map(|line| line.split_once(" ="))
            .map(|(id, _)| id.to_owned())
            .collect()
    }

    #[test]
    fn both_locales_parse() {
        for (name, source) in [("pt-BR", PT_BR), ("en", EN)] {
            if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
                panic!("{name}: {errors:?}");
            }
            let lines = source.lines().filter(|l| l.contains(" =") && !l.starts_with([' ', '#', '[', '*'])).count();
            assert_eq!(lines, ids(source).len(), "{name}: an id is given twice");
        }
    }

    #[test]
    fn both_locales_have_the_same_ids() {
        let (pt, en) = (ids(PT_BR), ids(EN));
        let one_sided: Vec<_> = pt.symmetric_difference(&en).collect();
        assert!(one_sided.is_empty(), "ids in one locale only: {one_sided:?}");
        assert!(!pt.is_empty());
    }

    #[test]
    fn both_locales_take_the_same_values() {
        let placeables = Regex::new(r"\$([a-z_]+)").unwrap();
        let taken = |source: &str| -> std::collections::BTreeMap<String, BTreeSet<String>> {
            let mut all = std::collections::BTreeMap::new();
            let mut id = String::new();
            for line in source.lines() {
                if let Some((head, _)) =
                    line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()))
                {
                    id = head.to_owned();
                }
                for hit in placeables.captures_iter(line) {
                    all.entry(id.clone()).or_insert_with(BTreeSet::new).insert(hit[1].to_owned());
                }
            }
            all
        };
        assert_eq!(taken(PT_BR), taken(EN));
    }

    /// Ids are written as literals where they are used, so that this test can find them.
    #[test]
    fn every_id_used_in_code_has_words() {
        let used = Regex::new(r#"\b(?:text|with|word)\(\s*"([a-z][a-z0-9-]*)""#).unwrap();
        let known = ids(PT_BR);
        let mut missing = BTreeSet::new();
        let mut seen = 0;
        let src = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for entry in walkdir::WalkDir::new(&src).into_iter().filter_map(Result::ok) {
            let path = entry.path();
            let inside = path.strip_prefix(&src).unwrap_or(path);
            let in_fronts = ["tui", "cli"].iter().any(|room| inside.starts_with(room));
            if !in_fronts || path.extension().is_none_or(|e| e != "rs") {
                continue;
            }
            let code = std::fs::read_to_string(path).unwrap();
            for hit in used.captures_iter(&code) {
                seen += 1;
                if !known.contains(&hit[1]) {
                    missing.insert(format!("{}: {}", path.display(), &hit[1]));
                }
            }
        }
        assert!(missing.is_empty(), "ids without words: {missing:#?}");
        assert!(seen > 0 || !std::path::Path::new("src/tui/view").exists());
    }

    #[test]
    fn counts_follow_the_language() {
        let pt = Words::new(Lang::PtBr);
        assert_eq!(pt.with("queue-new", &[("n", 1.into())]), "1 nova");
        assert_eq!(pt.with("queue-new", &[("n", 3.into())]), "3 novas");
        assert_eq!(Words::new(Lang::En).with("queue-new", &[("n", 3.into())]), "3 new");
    }

    #[test]
    fn an_id_without_words_shows_itself() {
        assert_eq!(Words::new(Lang::En).text("no-such-id"), "no-such-id");
    }
}
