//! The opening form offers what the institution's queries give: options, none, or words for a query that failed
//! – and never one in place of another.

use balcao::store::queries::Asked;
use balcao::tui::effect::{Read, Write};
use balcao::tui::msg::{Offered, Told};

use super::{Hand, fixture};

/// The make-up exam whose discipline a query feeds, chosen for Maria; the options are being looked up.
fn asking(required: bool) -> Hand {
    let mut types = fixture::openable();
    let discipline = &mut types[0].parameters[0];
    discipline.kind = "sql_choice".into();
    discipline.choices.clear();
    discipline.required = required;
    let mut hand = Hand::new(120, 36);
    hand.key("o");
    hand.tell(|r| matches!(r, Read::Openable), Told::Openable(types));
    hand.text("maria");
    hand.rest();
    hand.tell(|r| matches!(r, Read::FindStudents(_)), Told::Students(fixture::found()));
    hand.key("enter");
    hand.text("2ª");
    hand.key("enter");
    hand.key("1");
    hand.rest();
    hand
}

fn offered(options: &[(&str, &str)]) -> Told {
    let offer = |(code, label): &(&str, &str)| Offered { code: (*code).to_owned(), label: (*label).to_owned() };
    Told::Options(vec![("disciplina".to_owned(), Ok(options.iter().map(offer).collect()))])
}

fn is_options(read: &Read) -> bool {
    matches!(read, Read::Options(_))
}

#[test]
fn what_a_query_offers_is_chosen_by_a_digit_and_sent_by_its_code() {
    let mut hand = asking(true);
    let Some((_, Read::Options(asked))) = hand.pending(is_options) else { panic!("{:?}", hand.effects) };
    let expected = Asked {
        student: "20230001".into(),
        kind: "segunda-chamada".into(),
        parameter: "disciplina".into(),
        location: Some("sede".into()),
        ..Asked::default()
    };
    assert_eq!(asked, [expected]);
    hand.tell(is_options, offered(&[("DIR101", "Direito Civil I"), ("DIR102", "Direito Penal I")]));
    assert!(hand.screen().contains("Direito Penal I"), "{}", hand.screen());
    // Asked once: the same student, type and place again ask nothing.
    let asks = hand.effects.len();
    hand.key("2");
    hand.rest();
    assert!(
        !hand.effects[asks..]
            .iter()
            .any(|e| matches!(e, balcao::tui::effect::Effect::Ask { read, .. } if is_options(read)))
    );
    hand.text("06/03/2026");
    hand.key("enter");
    hand.text("Perdi a prova.");
    hand.key("enter");
    let Some((_, _, Write::Open(ticketed))) = hand.sent() else { panic!("{:?}\n{}", hand.sent(), hand.screen()) };
    assert_eq!(ticketed.opening.parameters["disciplina"], "DIR102");
}

#[test]
fn q_7_nothing_to_choose_says_so_and_an_optional_parameter_is_not_asked() {
    let mut hand = asking(true);
    assert!(hand.screen().contains("consultando as opções"), "{}", hand.screen());
    hand.tell(is_options, offered(&[]));
    assert!(hand.screen().contains("nenhuma opção disponível"), "{}", hand.screen());
    let mut hand = asking(false);
    assert!(hand.screen().contains("Disciplina"));
    hand.tell(is_options, offered(&[]));
    assert!(!hand.screen().contains("Disciplina"), "{}", hand.screen());
}

#[test]
fn q_8_a_query_that_failed_is_told_in_the_engines_words() {
    let mut hand = asking(true);
    let said = "Disciplina: não foi possível consultar as opções (x). A administração foi avisada.";
    hand.tell(is_options, Told::Options(vec![("disciplina".to_owned(), Err(said.to_owned()))]));
    let screen = hand.screen();
    assert!(screen.contains("não foi possível") && !screen.contains("nenhuma opção"), "{screen}");
}
