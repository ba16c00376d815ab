//! The catalogue's screens at both sizes, and that every form and every word of every kind is whole.

use std::collections::BTreeMap;

use balcao::domain::catalogue::entity::{EntryKind, Takes};
use balcao::store::entries::Place;
use balcao::tui::effect::Read;
use balcao::tui::msg::{EntryChange, FieldChange, MailExample, Told, Tried};
use balcao::words::{Lang, Words};
use serde_json::{Value, json};

use super::{at_entries, at_kinds, rows, seen, sent_count, states};

#[test]
fn the_kinds() {
    states("catalogue", at_kinds, |_| ());
    states("catalogue-types", at_kinds, |hand| {
        hand.key("G");
    });
}

#[test]
fn people_their_list_and_their_form() {
    states(
        "catalogue-people",
        |c, r| at_entries(EntryKind::Person, c, r),
        |hand| {
            hand.key("j");
            hand.key("j");
        },
    );
    states(
        "catalogue-person-form",
        |c, r| at_entries(EntryKind::Person, c, r),
        |hand| {
            hand.key("j");
            hand.key("j");
            hand.key("e");
            for _ in 0..8 {
                hand.key("tab");
            }
            hand.text("fin");
        },
    );
}

#[test]
fn queries_their_list_their_form_and_a_trial() {
    states("catalogue-queries", |c, r| at_entries(EntryKind::Query, c, r), |_| ());
    states(
        "catalogue-query-form",
        |c, r| at_entries(EntryKind::Query, c, r),
        |hand| {
            hand.key("e");
            hand.key("tab");
            hand.key("tab");
        },
    );
    states(
        "catalogue-query-tried",
        |c, r| at_entries(EntryKind::Query, c, r),
        |hand| {
            hand.key("f5");
            hand.text("20231177");
            hand.key("enter");
            let rows = vec![json!(["Direito Civil I", "DIR101"]), json!(["Direito Constitucional I", "DIR102"])];
            let told = Tried {
                columns: vec!["nome".into(), "coddisc".into()],
                rows,
                count: 2,
                cost: json!(184.2),
                ms: json!(3),
            };
            hand.tell(|r| matches!(r, Read::TryQuery(_)), Told::Tried(Box::new(told)));
        },
    );
}

#[test]
fn settings_their_list_and_the_form_of_a_branch() {
    states(
        "catalogue-settings",
        |c, r| at_entries(EntryKind::Settings, c, r),
        |hand| {
            hand.key("j");
            hand.key("j");
        },
    );
    states(
        "catalogue-settings-form",
        |c, r| at_entries(EntryKind::Settings, c, r),
        |hand| {
            hand.key("j");
            hand.key("j");
            hand.key("e");
            hand.key("tab");
        },
    );
}

/// What the engine says of the words of a mail.
fn example(hand: &mut crate::desk::Hand) {
    let place = |name: &str, sample: &str| Place { name: name.into(), sample: sample.into() };
    let told = MailExample {
        event: "opened".into(),
        subject: "Recebemos seu pedido: Prova de 2ª chamada".into(),
        text: "Olá, Maria Aparecida Souza.\n\nSua solicitação 2026.0004512, Prova de 2ª chamada, foi recebida.\n\nValor: R$ 50,00, com vencimento em 26/03/2026 (parcela 3).\n\nSecretaria Acadêmica".into(),
        problems: Vec::new(),
        places: vec![
            place("protocolo", "2026.0004512"),
            place("aluno", "Maria Aparecida Souza"),
            place("tipo", "Prova de 2ª chamada"),
            place("etapa", "Triagem"),
            place("previsao", "21/03/2026"),
            place("cobranca", "R$ 50,00, com vencimento em 26/03/2026 (parcela 3)"),
            place("valor", "R$ 50,00"),
            place("vencimento", "26/03/2026"),
            place("parcela", "3"),
        ],
    };
    hand.tell(|r| matches!(r, Read::MailExample(_)), Told::MailExample(told));
}

#[test]
fn mails_their_list_their_form_with_its_example_and_the_example_alone() {
    states("catalogue-mails", |c, r| at_entries(EntryKind::Mail, c, r), |_| ());
    states(
        "catalogue-mail-form",
        |c, r| at_entries(EntryKind::Mail, c, r),
        |hand| {
            hand.key("e");
            example(hand);
        },
    );
    states(
        "catalogue-mail-example",
        |c, r| at_entries(EntryKind::Mail, c, r),
        |hand| {
            hand.key("f5");
            example(hand);
        },
    );
}

#[test]
fn calendars_their_list_and_their_form() {
    states("catalogue-calendars", |c, r| at_entries(EntryKind::Calendar, c, r), |_| ());
    states("catalogue-calendar-form", |c, r| at_entries(EntryKind::Calendar, c, r), |hand| hand.key("e"));
}

#[test]
fn the_trail_of_an_entry() {
    states(
        "catalogue-trail",
        |c, r| at_entries(EntryKind::Service, c, r),
        |hand| {
            (0..4).for_each(|_| hand.key("j"));
            hand.key("H");
            let change = |field: &str, old: Option<&str>, new: Option<&str>| FieldChange {
                field: field.into(),
                old: old.map(str::to_owned),
                new: new.map(str::to_owned),
            };
            let by = |at: &str, login: &str, name: Option<&str>, created, changes| EntryChange {
                at: at.into(),
                login: login.into(),
                name: name.map(str::to_owned),
                created,
                changes,
            };
            let trail = vec![
                by(
                    "2026-03-11T16:02:00-03:00",
                    "admin",
                    Some("Helena Prado"),
                    false,
                    vec![change("value", Some("45.00"), Some("50.00"))],
                ),
                by(
                    "2026-02-02T09:15:00-03:00",
                    "marta",
                    Some("Marta Reis"),
                    false,
                    vec![
                        change("name", Some("Segunda chamada"), Some("Prova de 2ª chamada")),
                        change("document_type", None, Some("BOL")),
                    ],
                ),
                by(
                    "2025-12-01T08:00:00-03:00",
                    "balcao_super",
                    None,
                    true,
                    vec![
                        change("active", None, Some("true")),
                        change("name", None, Some("Segunda chamada")),
                        change("value", None, Some("45.00")),
                    ],
                ),
            ];
            hand.tell(|r| matches!(r, Read::Trail { .. }), Told::Trail(trail));
        },
    );
}

#[test]
fn every_word_of_every_kind_exists_in_both_languages() {
    let used = regex::Regex::new(r"entry_use\('([a-z_]+)'").expect("a pattern");
    for lang in [Lang::PtBr, Lang::En] {
        let words = Words::new(lang);
        let mut ids: Vec<String> = Vec::new();
        for kind in EntryKind::ALL {
            let name = kind.name();
            ids.extend(["", "-one", "-new", "-about", "-empty"].map(|end| format!("ck-{name}{end}")));
            let empty = BTreeMap::new();
            let none = Value::Null;
            let ground = balcao::tui::form::entry::Ground {
                kind: *kind,
                code: None,
                choices: &empty,
                inherited: &none,
                words: &words,
            };
            for spec in kind.entity().fields {
                assert_ne!(ground.label(spec.key), spec.key, "{lang:?}: {kind:?} has no words for {}", spec.key);
                ids.extend(spec.head.map(|head| format!("ce-head-{head}")));
                match spec.takes {
                    Takes::Words(all) => ids.extend(all.iter().map(|w| format!("cw-{}", w.replace('_', "-")))),
                    Takes::Members(_) | Takes::Grants => {
                        ids.push(format!("ce-more-{}", spec.key.replace('_', "-")));
                    }
                    _ => {}
                }
            }
        }
        let engine = include_str!("../../../../assets/engine/30_act/entries/00_rows.sql");
        ids.extend(used.captures_iter(engine).map(|c| format!("cu-{}", c[1].replace('_', "-"))));
        let missing: Vec<&String> = ids.iter().filter(|id| !words.has(id)).collect();
        assert!(missing.is_empty(), "{lang:?}: {missing:?}");
    }
}

#[test]
fn every_form_says_back_what_it_was_given() {
    for kind in EntryKind::ALL {
        for row in rows(*kind) {
            let mut hand = at_entries(*kind, 80, 24);
            let shown = hand.model.catalogue.shown();
            let at = shown.iter().position(|r| r.code == row.code).expect("shown");
            (0..at).for_each(|_| hand.key("j"));
            hand.key("e");
            // Left as it was, nothing is said.
            hand.key("enter");
            seen(&hand, "Nada mudou");
            assert_eq!(sent_count(&hand), 0, "{kind:?} {}", row.code);
        }
    }
}
