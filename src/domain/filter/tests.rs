//! The filter language by its table of ux.md §5 and its amendment.

use super::*;
use crate::domain::refusal::Lang;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn context() -> Context {
    Context { today: day("2026-03-11") } // a Wednesday
}

fn one(text: &str) -> Test {
    let filter = parse(text, &context()).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(filter.terms.len(), 1, "{text}");
    filter.terms.into_iter().next().unwrap().test
}

fn range(from: &str, to: &str) -> DayRange {
    let end = |text: &str| (!text.is_empty()).then(|| day(text));
    DayRange { from: end(from), to: end(to) }
}

fn lapse(amount: u16, unit: LapseUnit) -> Lapse {
    Lapse { amount, unit }
}

#[test]
fn every_key_is_read_in_both_languages() {
    use Status::{Cancelled, Concluded, InProgress, Queued, Waiting};
    let table: &[(&[&str], Test)] = &[
        (&["tipo:\"2ª Chamada\"", "type:\"2ª chamada\""], Test::Type("2ª chamada".into())),
        (&["etapa:Análise", "stage:analise"], Test::Stage("analise".into())),
        (&["grupo:secretaria", "GROUP:secretaria"], Test::Group("secretaria".into())),
        (&["dono:eu", "owner:me"], Test::Owner(Owner::Me)),
        (&["dono:ninguém", "dono:ninguem", "owner:none"], Test::Owner(Owner::Nobody)),
        (&["dono:ana", "owner:Ana"], Test::Owner(Owner::Login("ana".into()))),
        (&["por:eu", "by:me"], Test::By(Person::Me)),
        (&["por:bruno"], Test::By(Person::Login("bruno".into()))),
        (&["estado:na-fila", "status:queued"], Test::Status(vec![Queued])),
        (&["estado:em-atendimento", "status:in_progress"], Test::Status(vec![InProgress])),
        (&["estado:aguardando,na-fila", "status:queued,waiting"], Test::Status(vec![Queued, Waiting])),
        (&["estado:concluída", "status:concluded"], Test::Status(vec![Concluded])),
        (&["estado:cancelada", "status:cancelled"], Test::Status(vec![Cancelled])),
        (&["estado:aberto", "status:open"], Test::Status(vec![Queued, InProgress, Waiting])),
        (&["canal:balcão", "channel:desk"], Test::Channel(Channel::Desk)),
        (&["filial:2", "branch:2"], Test::Branch(2)),
        (&["prioridade:<=2", "priority:1..2", "prioridade:<3", "prioridade:..2"], Test::Priority { min: 1, max: 2 }),
        (&["prioridade:>=3", "prioridade:>2", "prioridade:3.."], Test::Priority { min: 3, max: 5 }),
        (&["prioridade:urgente", "priority:urgent", "prioridade:=1"], Test::Priority { min: 1, max: 1 }),
        (&["prazo:<2d", "due:<=2d", "prazo:2d"], Test::Due(Due::Within(lapse(2, LapseUnit::Days)))),
        (&["prazo:>12h"], Test::Due(Due::Beyond(lapse(12, LapseUnit::Hours)))),
        (&["prazo:atrasado", "due:late"], Test::Due(Due::Late)),
        (&["prazo:nenhum", "due:none"], Test::Due(Due::None)),
        (&["prazo:semana", "due:week"], Test::Due(Due::Days(range("2026-03-09", "2026-03-15")))),
        (&["aberto:hoje", "opened:today"], Test::Opened(When::Days(range("2026-03-11", "2026-03-11")))),
        (&["fechado:ontem", "closed:yesterday"], Test::Closed(When::Days(range("2026-03-10", "2026-03-10")))),
        (&["aberto:<1s", "opened:<1w"], Test::Opened(When::Younger(lapse(1, LapseUnit::Weeks)))),
        (&["aberto:>=30d"], Test::Opened(When::Older(lapse(30, LapseUnit::Days)))),
        (&["ra:2023"], Test::Ra("2023".into())),
        (&["curso:Direito", "course:direito"], Test::Course("direito".into())),
        (&["cobrança:pendente", "charge:pending"], Test::Charge(ChargeState::Pending)),
        (&["José", "jose"], Test::Word("jose".into())),
        (&["\"tipo:x y\""], Test::Word("tipo:x y".into())),
    ];
    for (texts, expected) in table {
        for text in *texts {
            assert_eq!(one(text), *expected, "{text}");
        }
    }
}

#[test]
fn a_date_without_a_year_is_the_nearest_that_makes_sense() {
    let opened = |text: &str| match one(&format!("aberto:{text}")) {
        Test::Opened(When::Days(range)) => range,
        other => panic!("{other:?}"),
    };
    let due = |text: &str| match one(&format!("prazo:{text}")) {
        Test::Due(Due::Days(range)) => range,
        other => panic!("{other:?}"),
    };
    assert_eq!(opened("01/03..15/03"), range("2026-03-01", "2026-03-15"));
    assert_eq!(opened("20/12"), range("2025-12-20", "2025-12-20"));
    assert_eq!(opened("20/12..10/01"), range("2025-12-20", "2026-01-10"));
    assert_eq!(opened("20/12..10/01/2025"), range("2024-12-20", "2025-01-10"));
    assert_eq!(opened("29/02"), range("2024-02-29", "2024-02-29"));
    assert_eq!(opened("2026-01-02..ontem"), range("2026-01-02", "2026-03-10"));
    assert_eq!(opened("mes"), range("2026-03-01", "2026-03-31"));
    assert_eq!(opened(">=01/03"), range("2026-03-01", ""));
    assert_eq!(opened("<01/03"), range("", "2026-02-28"));
    assert_eq!(opened(">semana"), range("2026-03-16", ""));
    assert_eq!(opened("..15/03/2026"), range("", "2026-03-15"));
    assert_eq!(due("01/04"), range("2026-04-01", "2026-04-01"));
    assert_eq!(due("01/03..15/03"), range("2026-03-01", "2026-03-15"));
    assert_eq!(due("amanhã"), range("2026-03-12", "2026-03-12"));
}

#[test]
fn values_of_one_key_are_alternatives_and_the_rest_must_hold() {
    let filter = parse("tipo:a tipo:b -tipo:c maria souza dono:eu -estado:aguardando", &context()).unwrap();
    let laid: Vec<(bool, usize)> = filter.conditions().iter().map(|each| (each.negated, each.any.len())).collect();
    assert_eq!(laid, [(false, 2), (true, 1), (false, 1), (false, 1), (false, 1), (true, 1)]);
    assert!(filter.searches_company() && filter.mentions_people() && !filter.mentions_status());
    assert!(parse("estado:todos", &context()).unwrap().mentions_status());
    assert!(!parse("-maria", &context()).unwrap().searches_company());
    assert!(parse("  ", &context()).unwrap().is_empty());
}

#[test]
fn a_mistake_points_at_its_column_and_says_what_would_fit() {
    let table = [
        ("dono:eu tpio:x", 9, 4, "is no term", "tipo:"),
        ("-prazp:<2d", 2, 5, "is no term", "prazo:"),
        ("12:30", 1, 2, "is no term", "tipo:"),
        ("maria estado:aberta estado:foo", 28, 3, "does not fit `status:`", "na-fila"),
        ("prazo:xx", 7, 2, "does not fit `due:`", "atrasado"),
        ("aberto:30/02", 8, 5, "does not fit `opened:`", "hoje"),
        ("aberto:10/03/2026..01/03/2026", 8, 22, "ends before", "01/03..15/03"),
        ("prioridade:6", 12, 1, "does not fit `priority:`", "urgente"),
        ("prioridade:>5", 12, 2, "does not fit", "<=2"),
        ("filial:sede", 8, 4, "does not fit `branch:`", "1"),
        ("tipo:", 6, 1, "is missing", "declaracao"),
        ("dono:\"Ana Maria\"", 6, 11, "does not fit `owner:`", "eu"),
        ("tipo:\"2ª cha", 6, 7, "closing quote", "\""),
        ("a -", 4, 1, "word is missing", "maria"),
        (":x", 1, 1, "is no term", "tipo:"),
    ];
    for (text, column, len, words, fit) in table {
        let error = parse(text, &context()).unwrap_err();
        assert_eq!((error.column, error.len), (column, len), "{text}: {error}");
        assert!(error.en.contains(words), "{text}: {error}");
        assert!(error.would_fit.iter().any(|one| one == fit), "{text}: {error}");
        assert!(!error.pt.is_empty());
    }
}

#[test]
fn the_canonical_text_is_portuguese_and_whole() {
    let texts = [
        ("owner:me -status:waiting,queued due:<2d", "dono:eu -estado:na-fila,aguardando prazo:<2d"),
        ("opened:01/03..15/03 priority:>3", "aberto:01/03/2026..15/03/2026 prioridade:4..5"),
        ("\"Maria Souza\" type:\"a\\\"b c\" \"-x\"", "\"maria souza\" tipo:\"a\\\"b c\" \"-x\""),
        ("status:open charge:free channel:desk", "estado:aberto cobranca:sem-custo canal:balcao"),
    ];
    for (text, canonical) in texts {
        let filter = parse(text, &context()).unwrap();
        assert_eq!(filter.to_text(), canonical);
        // Whatever day it is read again.
        let later = Context { today: day("2031-07-01") };
        assert_eq!(parse(canonical, &later).unwrap(), filter);
    }
}

#[test]
fn every_row_of_the_table_is_whole_and_its_examples_are_read() {
    assert_eq!(TERMS.len(), Key::ALL.len());
    for (row, key) in TERMS.iter().zip(Key::ALL) {
        assert_eq!(row.key, *key);
        let names: Vec<&str> = [row.pt, row.en()].into_iter().chain(row.also.iter().copied()).collect();
        for name in names {
            assert_eq!(terms::find(name).map(|found| found.key), Some(*key), "{name} names one key");
        }
        assert!(!row.meaning_pt.is_empty() && !row.meaning_en.is_empty() && !row.examples.is_empty());
        for example in row.examples {
            assert_eq!(one(example).key(), Some(*key), "{example}");
        }
        for value in row.values {
            for spelling in [value.pt, value.en].iter().chain(value.also) {
                assert_eq!(one(&format!("{}:{spelling}", row.pt)).key(), Some(*key), "{spelling}");
            }
        }
    }
}

#[test]
fn tab_completes_keys_and_values() {
    let offers = |text: &str| -> Vec<String> {
        complete(text, text.chars().count()).into_iter().map(|offer| offer.insert).collect()
    };
    assert_eq!(offers("pr"), ["prioridade:", "prazo:"]);
    assert_eq!(offers("dono:eu ow"), ["owner:"]);
    assert_eq!(offers("-estado:ag"), ["aguardando"]);
    assert_eq!(offers("estado:na-fila,ca"), ["cancelada"]);
    assert_eq!(offers("").len(), TERMS.len());
    assert_eq!(offers("dono:eu ").len(), TERMS.len());
    assert!(offers("nada:x").is_empty() && offers("\"pr").is_empty());
    let at = complete("ação estado:na-fila,ca x", 22);
    assert_eq!((at[0].from, at[0].to), (20, 22));
    let known = |key| {
        if key == Key::Type { vec!["Histórico escolar".to_owned()] } else { Vec::new() }
    };
    let types = complete_with("type:hist", 9, Lang::En, &known);
    assert_eq!(types[0].insert, "\"Histórico escolar\"");
}

/// Pieces that a text is likely to be made of, so that many random texts can be read.
fn piece() -> impl Strategy<Value = String> {
    let keys: Vec<&str> = TERMS.iter().flat_map(|row| [row.pt, row.en()]).collect();
    let values: Vec<&str> = TERMS.iter().flat_map(|row| row.values.iter().map(|value| value.pt)).collect();
    prop_oneof![
        (prop::sample::select(keys.clone()), prop::sample::select(values)).prop_map(|(k, v)| format!("{k}:{v}")),
        (prop::sample::select(keys), "[<>]{0,1}=?[0-9]{1,2}([hdsw]|/[0-9]{1,2}(/20[0-9]{2})?)?(\\.\\.)?")
            .prop_map(|(k, v)| format!("{k}:{v}")),
        "-?(tipo|etapa|curso|ra):\"[^\"]{0,6}\"",
        "-?[a-zà-ú0-9.]{1,8}",
        "\\PC{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_makes_it_panic_and_errors_lie_inside(text in any::<String>(), cursor in 0usize..40) {
        let length = text.chars().count();
        if let Err(error) = parse(&text, &context()) {
            prop_assert!(error.column >= 1 && error.column <= length + 1 && error.len >= 1);
        }
        for offer in complete(&text, cursor) {
            prop_assert!(offer.from <= offer.to && offer.to <= length);
        }
    }

    #[test]
    fn reading_the_canonical_text_gives_the_same_filter(pieces in prop::collection::vec(piece(), 0..5)) {
        if let Ok(filter) = parse(&pieces.join(" "), &context()) {
            let text = filter.to_text();
            let again = parse(&text, &context());
            prop_assert_eq!(again.as_ref().ok(), Some(&filter), "{}", text);
            prop_assert_eq!(again.unwrap().to_text(), text);
        }
    }
}
