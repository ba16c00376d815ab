//! Opening at the desk with its price, its verdict and its receipt; the charge of a request; the charges that wait. Every
//! state in the pictures, and what the keys ask of the engine.

use balcao::domain::charge::{Charge, ChargeEvent, ChargeStory, Debt, Debts, DueStep};
use balcao::domain::receipt::{Answer, Holder, Named, Receipt, Requester};
use balcao::domain::refusal::{Kind, Problem};
use balcao::domain::request::ActState;
use balcao::store::opening::{ContractChoice, GuardianChoice, PeriodChoice};
use balcao::tui::effect::{Act, ChargeAct, Read, Write};
use balcao::tui::model::Screen;
use balcao::tui::msg::{Done, Installment, NotOffered, Page, Preview, Told, Trouble};
use balcao::words::{Lang, Words};

use super::screens::{SIZES, picture, state, to_make_up};
use super::{Hand, fixture};

fn step(pt: &str, en: &str) -> DueStep {
    DueStep { pt: pt.into(), en: en.into(), ..DueStep::default() }
}

fn steps() -> Vec<DueStep> {
    vec![
        step(
            "Solicitada em 12/03/2026, até 20/03/2026 no período 2026/1: parcela 3.",
            "Requested on 12/03/2026, until 20/03/2026 in period 2026/1: installment 3.",
        ),
        step("5 dias após 12/03/2026: 17/03/2026.", "5 days after 12/03/2026: 17/03/2026."),
    ]
}

fn charge() -> Charge {
    Charge {
        status: "charged".into(),
        amount: "50.00".into(),
        source: "delivery_location".into(),
        service: Some("Prova de 2ª chamada".into()),
        installment: Some(3),
        due_date: Some("2026-03-17".into()),
        due_source: Some("days_after".into()),
        ..Charge::default()
    }
}

/// What the engine says of Maria's make-up exam with these problems.
pub fn preview(problems: Vec<Problem>) -> Preview {
    Preview {
        allowed: problems.is_empty(),
        problems,
        charge: Some(charge()),
        due_steps: steps(),
        debts: Some(Debts { count: 0, total: "0.00".into(), ..Debts::default() }),
        promised_date: Some("2026-03-26".into()),
        period: Some("2026/1".into()),
        contract: Some("2026-00113".into()),
        course: Some("Direito".into()),
        guardians: vec![GuardianChoice {
            id: "7".into(), name: "Neusa Ângela de Souza".into(), kind: "mother".into()
        }],
        ..Preview::default()
    }
}

fn told(code: &str, field: &str, pt: &str, en: &str) -> Problem {
    Problem { en: en.into(), ..fixture::problem(code, Some(field), pt) }
}

pub fn to_fill() -> Vec<Problem> {
    vec![
        told(
            "E_LOCATION_REQUIRED",
            "location",
            "Escolha o local de entrega: sede, norte.",
            "Choose the delivery location: sede, norte.",
        ),
        told("E_PARAM_REQUIRED", "disciplina", "Informe: Disciplina.", "Fill in: Disciplina."),
    ]
}

/// Maria and the make-up exam are chosen; the preview is asked.
pub fn chosen(hand: &mut Hand) {
    hand.key("o");
    hand.tell(|r| matches!(r, Read::Openable), Told::Openable(fixture::openable()));
    hand.text("maria");
    hand.rest();
    hand.tell(|r| matches!(r, Read::FindStudents(_)), Told::Students(fixture::found()));
    hand.key("enter");
    hand.text("2ª cha");
    hand.key("enter");
    hand.rest();
}

pub fn judged(hand: &mut Hand, preview: Preview) {
    hand.tell(|r| matches!(r, Read::Preview(_)), Told::Preview(preview));
}

/// Everything is filled in; the cursor is on the description.
pub fn filled(hand: &mut Hand) {
    chosen(hand);
    judged(hand, preview(to_fill()));
    hand.key("1");
    hand.key("1");
    hand.text("06/03/2026");
    hand.key("enter");
    hand.text("Faltei por motivo de saúde; trago o atestado.");
    hand.rest();
}

fn english(name: &str, act: impl Fn(&mut Hand)) {
    for (cols, rows) in SIZES {
        let mut hand = Hand::new(cols, rows);
        hand.model.words = Words::new(Lang::En);
        act(&mut hand);
        picture(&format!("{name}-en"), &hand);
    }
}

fn both(name: &str, act: impl Fn(&mut Hand)) {
    state(name, &act);
    english(name, act);
}

#[test]
fn what_is_still_to_fill_is_said_quietly_and_the_price_stands_beside_each_location() {
    both("open", |hand| {
        chosen(hand);
        judged(hand, preview(to_fill()));
    });
}

#[test]
fn o12_price_due_date_and_promise_are_shown_before_confirming() {
    both("open-ready", |hand| {
        filled(hand);
        judged(hand, preview(Vec::new()));
    });
}

fn debts() -> Debts {
    Debts { count: 2, total: "2001.00".into(), oldest: Some("2026-02-10".into()), items: Vec::new() }
}

/// Debts, a repeated request and a missing price, all at once; a supervisor may override the first two.
fn blocked() -> Preview {
    let mut twin = told(
        "E_DUPLICATE",
        "student",
        "Já existe a solicitação 2026.0004377 em andamento.",
        "Request 2026.0004377 is already under way.",
    );
    twin.args.insert("protocol".into(), "2026.0004377".into());
    let problems = vec![
        twin,
        told(
            "E_DEBTS",
            "student",
            "Há débitos em aberto: 2 títulos, R$ 2.001,00, desde 10/02/2026.",
            "There are open debts: 2 items, R$ 2,001.00, since 10/02/2026.",
        ),
        told(
            "E_LOCATION_PRICE_MISSING",
            "location",
            "Sem preço para Secretaria – Sede em 12/03/2026; avise a administração.",
            "No price for Secretaria – Sede on 12/03/2026; tell the administrators.",
        ),
    ];
    let debt = |number: i32, due: &str| Debt {
        contract: "2026-00113".into(),
        number,
        quota: 1,
        due_date: due.into(),
        balance: "1000.50".into(),
        ..Debt::default()
    };
    Preview {
        charge: None,
        due_steps: Vec::new(),
        debts: Some(debts()),
        debt_list: vec![debt(1, "2026-02-10"), debt(2, "2026-03-10")],
        overrides: vec!["duplicate".into(), "debts".into()],
        ..preview(problems)
    }
}

#[test]
fn o10_to_o12_each_problem_stands_at_the_field_it_speaks_of() {
    both("open-blocked", |hand| {
        filled(hand);
        judged(hand, blocked());
    });
}

#[test]
fn why_tells_the_steps_the_debts_and_the_types_that_are_not_on_offer() {
    let hidden = |code: &str, name: &str, pt: &str, en: &str| NotOffered {
        code: code.into(),
        name: name.into(),
        pt: pt.into(),
        en: en.into(),
    };
    both("open-why", |hand| {
        filled(hand);
        judged(hand, Preview { due_steps: steps(), ..blocked() });
        hand.key("f4");
        let types = vec![
            hidden(
                "rematricula",
                "Rematrícula",
                "disponível de 01/07/2026 a 31/07/2026",
                "available from 01/07/2026 to 31/07/2026",
            ),
            hidden(
                "diploma",
                "Diploma, 1ª via",
                "seu perfil de acesso não o inclui",
                "your access profile does not include it",
            ),
        ];
        hand.tell(|r| matches!(r, Read::NotOffered), Told::NotOffered(types));
    });
    // Esc goes back to the form, nothing typed is lost.
    let mut hand = Hand::new(80, 24);
    filled(&mut hand);
    judged(&mut hand, blocked());
    hand.key("f4");
    hand.key("esc");
    assert!(hand.screen().contains("Faltei por motivo de saúde"), "{}", hand.screen());
    assert_eq!(hand.model.screen, Screen::Opening);
}

#[test]
fn an_old_verdict_stays_until_the_new_one_is_there() {
    let mut hand = Hand::new(120, 36);
    filled(&mut hand);
    judged(&mut hand, preview(Vec::new()));
    assert!(!hand.screen().contains("conferindo"));
    hand.text(" Amanhã.");
    let screen = hand.screen();
    assert!(screen.contains("conferindo") && screen.contains("R$ 50,00"), "{screen}");
    hand.rest();
    judged(&mut hand, preview(Vec::new()));
    assert!(!hand.screen().contains("conferindo"), "{}", hand.screen());
}

#[test]
fn o2_who_asks_is_the_student_unless_a_guardian_is_chosen() {
    let mut hand = Hand::new(120, 36);
    filled(&mut hand);
    judged(&mut hand, preview(Vec::new()));
    hand.key("backtab");
    assert!(hand.screen().contains("Neusa Ângela de Souza"), "{}", hand.screen());
    hand.key("2");
    hand.key("enter");
    let Some((_, _, Write::Open(ticketed))) = hand.sent() else { panic!("{}", hand.screen()) };
    assert_eq!(
        (ticketed.opening.requester.as_deref(), ticketed.opening.guardian.as_deref()),
        (Some("guardian"), Some("7"))
    );
    let mut hand = Hand::new(120, 36);
    filled(&mut hand);
    hand.key("enter");
    let Some((_, _, Write::Open(ticketed))) = hand.sent() else { panic!("{}", hand.screen()) };
    assert_eq!((ticketed.opening.requester.as_deref(), ticketed.opening.guardian), (Some("student"), None));
}

#[test]
fn z16_another_period_and_contract_are_chosen_only_by_who_wants_them() {
    let several = || Preview {
        periods: ["2026/2", "2026/1"].map(|p| PeriodChoice { code: p.into(), courses: "Direito".into() }).to_vec(),
        contracts: ["2026-00113", "2026-00200"]
            .map(|n| ContractChoice { number: n.into(), course: "Direito".into() })
            .to_vec(),
        ..preview(to_fill())
    };
    let mut hand = Hand::new(120, 36);
    chosen(&mut hand);
    judged(&mut hand, several());
    let screen = hand.screen();
    assert!(screen.contains("Período letivo") && screen.contains("2026-00113"), "{screen}");
    // The cursor is where it was: on the location; what was resolved is not said back.
    hand.key("1");
    hand.rest();
    let Some((_, Read::Preview(asked))) = hand.pending(|r| matches!(r, Read::Preview(_))) else { panic!("no preview") };
    assert_eq!(
        (asked.opening.location.as_deref(), &asked.opening.period, &asked.opening.contract),
        (Some("sede"), &None, &None)
    );
    hand.key("backtab");
    hand.key("backtab");
    hand.key("backtab");
    hand.key("1");
    hand.rest();
    let Some((_, Read::Preview(asked))) = hand.pending(|r| matches!(r, Read::Preview(_))) else { panic!("no preview") };
    assert_eq!((asked.opening.period.as_deref(), &asked.opening.contract), (Some("2026/2"), &None));
}

#[test]
fn g5_debts_are_overridden_with_a_reason_where_the_engine_offers_it() {
    let mut hand = Hand::new(120, 36);
    filled(&mut hand);
    judged(&mut hand, blocked());
    // Refused all the same, the cursor goes to the way around.
    hand.key("enter");
    hand.answer(Err(Trouble::Refused(fixture::refused(Kind::Refused, blocked().problems))));
    assert!(hand.screen().contains("Abrir mesmo assim"), "{}", hand.screen());
    hand.key("space");
    hand.key("enter");
    hand.key("space");
    hand.key("enter");
    hand.text("Acordo assinado hoje.");
    hand.rest();
    let Some((_, Read::Preview(asked))) = hand.pending(|r| matches!(r, Read::Preview(_))) else { panic!("no preview") };
    assert_eq!(asked.opening.overrides, ["duplicate", "debts"]);
    assert_eq!(asked.opening.override_reason.as_deref(), Some("Acordo assinado hoje."));
}

fn receipt() -> Receipt {
    Receipt {
        protocol: fixture::MAKE_UP.into(),
        school: "Instituto Aurora".into(),
        branch: "Sede".into(),
        place: Some("Secretaria Sede".into()),
        kind: Named { code: "segunda-chamada".into(), name: "Prova de 2ª chamada".into() },
        student: Holder {
            ra: "20234512".into(),
            name: "Maria Aparecida de Souza".into(),
            cpf: Some("***.982.247-**".into()),
        },
        course: Some("Direito".into()),
        period: Some("2026/1".into()),
        contract: Some("2026-00113".into()),
        location: "Secretaria – Sede".into(),
        description: "Faltei à prova de Direito Civil I por motivo de saúde; entreguei o atestado no balcão.".into(),
        status: "queued".into(),
        promised_date: Some("2026-03-26".into()),
        charge: Some(charge()),
        opened_at: "2026-03-12T10:40:00-03:00".into(),
        opened_by: Some("Ana Beatriz Lima".into()),
        channel: "desk".into(),
        requester: Requester { kind: "student".into(), ..Requester::default() },
        instructions: Some("Traga um documento com foto no dia da prova.".into()),
        issued_at: "2026-03-12T10:41:00-03:00".into(),
        issued_by: Some("Ana Beatriz Lima".into()),
        parameters: vec![
            Answer { question: "Disciplina".into(), answer: "Direito Civil I".into() },
            Answer { question: "Data da prova perdida".into(), answer: "06/03/2026".into() },
        ],
        ..Receipt::default()
    }
}

/// The opening is sent and done; the receipt is asked.
fn opened(hand: &mut Hand) {
    filled(hand);
    hand.key("enter");
    hand.answer(Ok(Done::Request(fixture::after(fixture::MAKE_UP, |_| {}))));
}

#[test]
fn o18_what_was_opened_is_shown_as_its_receipt() {
    both("receipt", |hand| {
        opened(hand);
        hand.tell(|r| matches!(r, Read::Receipt(_)), Told::Receipt(Box::new(receipt())));
    });
}

#[test]
fn a_receipt_is_saved_where_its_owner_keeps_documents_and_printed_by_one_key() {
    state("receipt-save", |hand| {
        hand.model.documents = Some("~/Documentos".into());
        opened(hand);
        hand.tell(|r| matches!(r, Read::Receipt(_)), Told::Receipt(Box::new(receipt())));
        hand.key("s");
    });
    let mut hand = Hand::new(80, 24);
    opened(&mut hand);
    // Before it is here there is nothing to save.
    hand.key("s");
    assert!(hand.pending(|r| matches!(r, Read::SaveReceipt { .. })).is_none());
    hand.tell(|r| matches!(r, Read::Receipt(_)), Told::Receipt(Box::new(receipt())));
    hand.key("s");
    hand.key("enter");
    let is_save = |r: &Read| matches!(r, Read::SaveReceipt { .. });
    let Some((ticket, Read::SaveReceipt { path, .. })) = hand.pending(is_save) else { panic!("{}", hand.screen()) };
    assert_eq!(path, "comprovante-2026.0004512.pdf", "beside the program where there is no folder of documents");
    // A file that is there is not written over: the path is asked again, nothing is lost.
    let text = "Já existe: comprovante-2026.0004512.pdf".to_owned();
    let answer = Err(Trouble::Local { field: Some("path".into()), text });
    hand.msg(balcao::tui::msg::Msg::Told { ticket, answer });
    assert!(hand.screen().contains("✖ Já existe"), "{}", hand.screen());
    hand.text("2");
    hand.key("enter");
    hand.tell(is_save, Told::Saved("comprovante-2026.0004512.pdf2".into()));
    assert!(hand.screen().contains("Salvo em"), "{}", hand.screen());
    hand.key("p");
    let Some((_, Read::Print(facts))) = hand.pending(|r| matches!(r, Read::Print(_))) else { panic!("not printed") };
    assert_eq!(*facts, receipt());
    hand.key("n");
    assert_eq!(hand.model.screen, Screen::Opening, "another one for the same student");
    assert!(hand.screen().contains("Maria Aparecida de Souza"));
}

#[test]
fn the_receipt_of_any_request_is_one_key_away() {
    let mut hand = Hand::new(80, 24);
    to_make_up(&mut hand);
    hand.key("p");
    let Some((_, Read::Receipt(protocol))) = hand.pending(|r| matches!(r, Read::Receipt(_))) else {
        panic!("not asked")
    };
    assert_eq!(protocol, fixture::MAKE_UP);
    assert!(hand.screen().contains(fixture::MAKE_UP), "known at once");
    hand.key("esc");
    assert_eq!(hand.model.screen, Screen::Desk);
}

fn story(kind: &str) -> ChargeStory {
    let event = |seq: i32, actor: &str, kind: &str, note: Option<&str>| ChargeEvent {
        seq,
        at: "2026-03-10T09:12:00-03:00".into(),
        actor: actor.into(),
        kind: kind.into(),
        note: note.map(str::to_owned),
        ..ChargeEvent::default()
    };
    ChargeStory {
        protocol: fixture::MAKE_UP.into(),
        charge: Some(charge()),
        debt_check: "overridden".into(),
        debts: Some(debts()),
        due_steps: steps(),
        events: vec![event(1, "ana", "opened", None), event(3, "sonia", kind, Some("Bolsa integral do semestre."))],
    }
}

/// A supervisor on a request with a charge.
fn charged(hand: &mut Hand, status: &str, allowed: &[ChargeAct]) {
    to_make_up(hand);
    let mut request = fixture::request(fixture::MAKE_UP);
    request.charge = Some(Charge { status: status.into(), ..charge() });
    for act in ChargeAct::ALL {
        let problems =
            vec![fixture::problem("E_CHARGE", None, "O lançamento já não está em aberto: o financeiro decide.")];
        let state = ActState { allowed: allowed.contains(&act), problems, ..ActState::default() };
        request.acts.insert(act.code().into(), state);
    }
    hand.model.keep(request);
}

#[test]
fn the_charge_of_a_request_has_a_tab_with_its_story() {
    state("charge", |hand| {
        charged(hand, "charged", &[ChargeAct::Waive, ChargeAct::Cancel]);
        hand.key("enter");
        hand.key("left");
        hand.tell(|r| matches!(r, Read::Charge(_)), Told::Charge(Box::new(story("charge_again"))));
        hand.key("G");
    });
    // What is not charged has no such tab: from the first one to the left is the history.
    let mut hand = Hand::new(80, 24);
    to_make_up(&mut hand);
    hand.key("enter");
    hand.key("left");
    assert!(hand.pending(|r| matches!(r, Read::Charge(_))).is_none());
}

#[test]
fn what_a_tab_turns_to_is_on_screen_without_scrolling() {
    let mut hand = Hand::new(80, 24);
    charged(&mut hand, "charged", &[ChargeAct::Waive]);
    hand.key("enter");
    let head = |hand: &Hand| hand.screen().lines().nth(2).map(str::to_owned);
    let before = head(&hand);
    hand.key("left");
    hand.tell(|r| matches!(r, Read::Charge(_)), Told::Charge(Box::new(story("charge_again"))));
    let screen = hand.screen();
    assert!(!screen.contains('↓'), "the story is seen to its end:\n{screen}");
    assert_ne!(head(&hand), before, "the head gives way");
    // One key up moves by one line, not by none.
    let shown = hand.screen();
    hand.key("k");
    assert_ne!(hand.screen(), shown);
    // On a screen that has room, nothing moves.
    let mut hand = Hand::new(200, 60);
    charged(&mut hand, "charged", &[ChargeAct::Waive]);
    hand.key("enter");
    let before = head(&hand);
    hand.key("left");
    assert_eq!(head(&hand), before);
}

#[test]
fn k5_a_charge_is_waived_with_a_reason() {
    state("charge-waive", |hand| {
        charged(hand, "charged", &[ChargeAct::Waive, ChargeAct::Cancel]);
        hand.key("$");
        hand.key("1");
        hand.text("Bolsa integral do semestre.");
    });
    let mut hand = Hand::new(80, 24);
    charged(&mut hand, "charged", &[ChargeAct::Waive, ChargeAct::Cancel]);
    hand.keys = 0;
    hand.key("$");
    hand.key("1");
    hand.text("Bolsa.");
    hand.key("enter");
    assert!(hand.keys <= 3);
    let Some((_, _, Write::Act { act, .. })) = hand.sent() else { panic!("{}", hand.screen()) };
    assert_eq!(act, Act::Charge { what: ChargeAct::Waive, note: "Bolsa.".into() });
    // It is no act that u takes back: the engine would not.
    hand.answer(Ok(Done::Request(fixture::after(fixture::MAKE_UP, |_| {}))));
    assert!(hand.model.last_act.is_none());
}

#[test]
fn k4_what_was_withdrawn_is_charged_again_and_what_is_paid_is_left_to_finance() {
    let mut hand = Hand::new(80, 24);
    charged(&mut hand, "waived", &[ChargeAct::Again]);
    hand.key("$");
    // One way alone is chosen already: the reason is asked at once.
    hand.text("Isenção revista.");
    hand.key("enter");
    let Some((_, _, Write::Act { act, .. })) = hand.sent() else { panic!("{}", hand.screen()) };
    assert_eq!(act, Act::Charge { what: ChargeAct::Again, note: "Isenção revista.".into() });
    let mut hand = Hand::new(80, 24);
    charged(&mut hand, "charged", &[]);
    hand.key("$");
    assert!(hand.sent().is_none());
    assert!(hand.screen().contains("o financeiro decide"), "{}", hand.screen());
}

#[test]
fn k2_the_charges_that_wait_are_a_view_of_their_own() {
    state("charges", |hand| {
        hand.key("6");
        let items: Vec<_> = fixture::items().into_iter().take(4).collect();
        let states = ["refund", "billing", "failed", "pending"];
        let charges = items.iter().zip(states).map(|(i, s)| (i.protocol.clone(), (s.to_owned(), charge())));
        let page = Page { total: Some(4), charges: charges.collect(), items: items.clone(), ..Page::default() };
        hand.tell(|r| matches!(r, Read::Charges), Told::Page(page));
        hand.model.detail.protocol = None;
    });
}

#[test]
fn the_card_shows_what_each_contract_comes_to_and_on_a_key_its_installments() {
    let one = |number: i32, due: &str, status: &str, quota: i32| Installment {
        number,
        quota,
        amount: if quota == 1 { "1000.50".into() } else { "50.00".into() },
        service: (quota > 1).then(|| "Prova de 2ª chamada".to_owned()),
        protocol: (quota > 1).then(|| fixture::MAKE_UP.to_owned()),
        due_date: due.into(),
        origin: if quota == 1 { "plan".into() } else { "extra".into() },
        status: status.into(),
        paid_on: (status == "paid").then(|| "2026-02-09".to_owned()),
        ..Installment::default()
    };
    let card = || {
        let mut card = fixture::card();
        card.contracts[0].installments = vec![
            one(1, "2026-02-10", "paid", 1),
            one(2, "2026-03-10", "open", 1),
            one(3, "2026-04-10", "open", 1),
            one(3, "2026-03-17", "open", 2),
        ];
        card.debts =
            Some(Debts { count: 1, total: "1000.50".into(), oldest: Some("2026-03-10".into()), items: Vec::new() });
        card
    };
    let on_card = |hand: &mut Hand| {
        hand.key("s");
        hand.text("maria");
        hand.rest();
        hand.tell(|r| matches!(r, Read::FindStudents(_)), Told::Students(fixture::found()));
        hand.key("enter");
        hand.tell(|r| matches!(r, Read::Card(_)), Told::Card(Box::new(card())));
    };
    state("card-contract", on_card);
    state("card-installments", |hand| {
        on_card(hand);
        hand.key("p");
    });
}
