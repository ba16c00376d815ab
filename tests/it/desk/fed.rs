//! Fields of a stage that the institution's queries feed: editing and forwarding offer what they give, say when they
//! give nothing and when one failed, and what is stored stays readable meanwhile.

use balcao::domain::request::{FormField, Request};
use balcao::tui::effect::{Act, Effect, Read, Typed, Write};
use balcao::tui::msg::{Msg, Offered, Told, Trouble};
use serde_json::{Value, json};

use super::{Hand, fixture};

/// The make-up exam whose class a query feeds.
fn request(required: bool, value: Value, shown: Option<&str>) -> Request {
    let mut request = fixture::request(fixture::MAKE_UP);
    request.form = vec![
        FormField {
            key: "turma".into(),
            label: "Turma".into(),
            kind: "sql_choice".into(),
            required,
            value,
            shown: shown.map(str::to_owned),
            help: Some("Onde a prova é feita".into()),
            filled_by: "attendant".into(),
            ..FormField::default()
        },
        FormField {
            key: "sala".into(),
            label: "Sala".into(),
            kind: "short_text".into(),
            filled_by: "attendant".into(),
            ..FormField::default()
        },
    ];
    request.actions.clear();
    request
}

/// The form of its fields is open; the options are being looked up.
fn editing(request: &Request) -> Hand {
    let mut hand = Hand::new(120, 36);
    hand.key("j");
    hand.key("j");
    hand.rest();
    let show = |r: &Read| matches!(r, Read::Show(p) if *p == fixture::MAKE_UP);
    hand.tell(show, Told::Request(Box::new(request.clone())));
    hand.key("e");
    hand
}

fn is_options(read: &Read) -> bool {
    matches!(read, Read::FieldOptions { .. })
}

fn told(offer: Result<&[(&str, &str)], &str>) -> Told {
    let options = |all: &[(&str, &str)]| {
        all.iter().map(|(code, label)| Offered { code: (*code).to_owned(), label: (*label).to_owned() }).collect()
    };
    Told::FieldOptions(
        fixture::MAKE_UP.to_owned(),
        vec![("turma".to_owned(), offer.map(options).map_err(str::to_owned))],
    )
}

const CLASSES: &[(&str, &str)] = &[("T1", "Turma da manhã"), ("T2", "Turma da noite")];

#[test]
fn a_field_offers_what_its_query_gives_by_digit_and_is_sent_by_its_code() {
    let mut hand = editing(&request(true, Value::Null, None));
    let Some((_, Read::FieldOptions { protocol, kind, keys })) = hand.pending(is_options) else {
        panic!("{:?}", hand.effects)
    };
    assert_eq!(
        (protocol.as_str(), kind.as_str(), keys.as_slice()),
        (fixture::MAKE_UP, "tipo", ["turma".to_owned()].as_slice())
    );
    assert!(hand.screen().contains("consultando as opções"), "{}", hand.screen());
    hand.tell(is_options, told(Ok(CLASSES)));
    let screen = hand.screen();
    assert!(screen.contains("1 Turma da manhã") && screen.contains("2 Turma da noite"), "{screen}");
    assert!(
        screen.contains("Onde a prova é feita") && !screen.contains("consultando"),
        "its own help is back: {screen}"
    );
    hand.key("2");
    hand.key("enter");
    let Some((_, _, Write::Act { act: Act::SetFields(values), .. })) = hand.sent() else { panic!("{}", hand.screen()) };
    assert_eq!(values, [("turma".to_owned(), Typed::Plain(json!("T2")))]);
}

#[test]
fn what_is_stored_is_read_by_its_label_before_the_options_come_and_stays() {
    let mut hand = editing(&request(true, json!("T0"), Some("Turma antiga")));
    let form = |hand: &Hand| hand.model.open_form().and_then(|f| f.fields[0].code().map(str::to_owned));
    assert_eq!(form(&hand).as_deref(), Some("T0"), "{}", hand.screen());
    assert!(hand.screen().contains("Turma antiga"), "{}", hand.screen());
    hand.tell(is_options, told(Ok(CLASSES)));
    assert_eq!(form(&hand).as_deref(), Some("T0"), "offered no more; the engine judges");
    // What was chosen here and is gone when the options come anew is chosen no more.
    hand.key("1");
    assert_eq!(form(&hand).as_deref(), Some("T1"));
    hand.key("esc");
    hand.key("e");
    hand.tell(is_options, told(Ok(&[("T2", "Turma da noite")])));
    assert_eq!(form(&hand), None, "{}", hand.screen());
}

#[test]
fn q_7_nothing_to_choose_says_so_and_an_optional_field_is_not_asked() {
    let mut hand = editing(&request(true, Value::Null, None));
    hand.tell(is_options, told(Ok(&[])));
    assert!(hand.screen().contains("nenhuma opção disponível"), "{}", hand.screen());
    let mut hand = editing(&request(false, Value::Null, None));
    let labels = |hand: &Hand| -> Vec<String> {
        hand.model.open_form().map(|f| f.fields.iter().map(|f| f.label.clone()).collect()).unwrap_or_default()
    };
    assert_eq!(labels(&hand), ["Turma", "Sala"]);
    hand.tell(is_options, told(Ok(&[])));
    assert_eq!(labels(&hand), ["Sala"]);
}

#[test]
fn q_8_a_query_that_failed_is_told_in_the_engines_words_and_is_no_empty_list() {
    let mut hand = editing(&request(true, Value::Null, None));
    hand.tell(is_options, told(Err("Turma: não foi possível consultar as opções (x). A administração foi avisada.")));
    let screen = hand.screen();
    assert!(screen.contains("não foi possível") && !screen.contains("nenhuma opção"), "{screen}");
}

#[test]
fn forwarding_asks_for_the_missing_field_with_its_options() {
    let mut wanted = request(true, Value::Null, None);
    wanted.reasons.truncate(1);
    wanted.reasons[0].missing = vec!["turma".into()];
    wanted.reasons[0].enabled = false;
    let mut hand = editing(&wanted);
    hand.key("esc");
    hand.key("f");
    hand.key("1");
    hand.tell(is_options, told(Ok(CLASSES)));
    assert!(hand.screen().contains("1 Turma da manhã"), "{}", hand.screen());
    hand.key("1");
    hand.key("enter");
    let Some((_, _, Write::Act { act: Act::Forward { values, .. }, .. })) = hand.sent() else {
        panic!("{}", hand.screen())
    };
    assert_eq!(values, [("turma".to_owned(), Typed::Plain(json!("T1")))]);
}

#[test]
fn options_follow_a_request_that_changed_and_are_asked_again_after_a_lost_connection() {
    let wanted = request(true, Value::Null, None);
    let mut hand = editing(&wanted);
    let asks =
        |hand: &Hand| hand.effects.iter().filter(|e| matches!(e, Effect::Ask { read, .. } if is_options(read))).count();
    let (ticket, _) = hand.pending(is_options).expect("asked");
    hand.msg(Msg::Told { ticket, answer: Err(Trouble::Unreachable("x".into())) });
    assert_eq!(asks(&hand), 1);
    hand.msg(Msg::Tick(fixture::now() + chrono::Duration::seconds(60)));
    hand.tell(|r| matches!(r, Read::WhoAmI), Told::Me(Box::new(fixture::ana())));
    assert_eq!(asks(&hand), 2, "back: asked again");
    hand.tell(is_options, told(Ok(CLASSES)));
    // The request is read again, because somebody else did something: the options are still there.
    let show = |r: &Read| matches!(r, Read::Show(p) if *p == fixture::MAKE_UP);
    if hand.pending(show).is_some() {
        hand.tell(show, Told::Request(Box::new(wanted)));
    }
    assert!(hand.screen().contains("1 Turma da manhã"), "{}", hand.screen());
}
