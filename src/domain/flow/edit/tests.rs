//! Acts on files: each keeps the file one that can be written, read and imported, and can be taken back.

use super::{Edit, Flag, History, apply, blank, copied, free_code, type_code};
use crate::domain::flow::file::{
    ActionKind, Assignment, Can, Charge, DataType, DurationUnit, Edge, FilledBy, Handler, Location, Parameter, Price,
    Purpose, Reason, ReasonKind, Stage, StageAction, StageDuration, StageField,
};
use crate::domain::flow::{SHIPPED, TypeFile};
use chrono::NaiveDate;
use proptest::prelude::*;

fn make_up() -> TypeFile {
    let text = SHIPPED.iter().find(|(code, _)| *code == "segunda-chamada").unwrap().1;
    TypeFile::parse(text).unwrap()
}

fn stage(name: &str) -> Stage {
    Stage {
        code: String::new(),
        name: name.to_owned(),
        description: String::new(),
        default: false,
        entry: false,
        activate_task: true,
        group: None,
        assignment: Assignment::Queue,
        attendant: None,
        duration: Some(StageDuration { amount: 2, unit: DurationUnit::BusinessDays }),
        purpose: Purpose::Neutral,
        can: vec![Can::Wait, Can::Cancel],
        outcomes: Vec::new(),
        public_label: String::new(),
        active: true,
        fields: Vec::new(),
        actions: Vec::new(),
    }
}

fn field(label: &str, kind: DataType) -> StageField {
    StageField {
        key: String::new(),
        label: label.to_owned(),
        kind,
        required: true,
        min: None,
        max: None,
        regex: None,
        choices: if kind == DataType::Choice { vec!["a|A".to_owned()] } else { Vec::new() },
        query: None,
        default: None,
        help: String::new(),
        filled_by: FilledBy::Attendant,
        visible_to_student: false,
        restricted: false,
    }
}

fn reason(name: &str) -> Reason {
    Reason { code: String::new(), name: name.to_owned(), kind: ReasonKind::Forward }
}

fn codes(file: &TypeFile) -> Vec<&str> {
    file.stages.iter().map(|s| s.code.as_str()).collect()
}

#[test]
fn a_stage_put_on_a_way_leads_on_to_where_the_way_led() {
    let file = make_up();
    let edit = Edit::PutBetween {
        from: "triagem".into(),
        reason: "documentacao-completa".into(),
        stage: Box::new(stage("Conferência")),
        onward: reason("Conferido"),
    };
    let next = apply(&file, &edit).unwrap();
    assert_eq!(&codes(&next)[..3], ["triagem", "conferencia", "analise"]);
    let ways: Vec<(&str, &str, &str)> =
        next.edges.iter().map(|e| (e.from.as_str(), e.reason.as_str(), e.to.as_str())).collect();
    assert!(ways.contains(&("triagem", "documentacao-completa", "conferencia")), "{ways:?}");
    assert!(ways.contains(&("conferencia", "conferido", "analise")), "{ways:?}");
    assert!(next.reasons.iter().any(|r| r.name == "Conferido"));
}

#[test]
fn a_name_changes_and_the_code_stays() {
    let mut wanted = stage("Triagem inicial");
    (wanted.default, wanted.entry) = (true, true);
    let next = apply(&make_up(), &Edit::ChangeStage { code: "triagem".into(), stage: Box::new(wanted) }).unwrap();
    let first = &next.stages[0];
    assert_eq!((first.code.as_str(), first.name.as_str()), ("triagem", "Triagem inicial"));
    assert_eq!(first.fields.len(), 1, "its fields stay too");
    assert_eq!(free_code("Triagem", "etapa", |c| next.stages.iter().any(|s| s.code == c)), "triagem-2");
    assert_eq!(free_code("§", "etapa", |_| false), "etapa");
}

#[test]
fn c1_the_default_stage_moves_whole_and_is_not_taken_apart() {
    let file = make_up();
    let moved = apply(&file, &Edit::Switch { stage: "analise".into(), flag: Flag::Default }).unwrap();
    let defaults: Vec<&str> = moved.stages.iter().filter(|s| s.default).map(|s| s.code.as_str()).collect();
    assert_eq!(defaults, ["analise"]);
    assert!(moved.stages[1].entry && moved.stages[1].activate_task);
    for flag in [Flag::Entry, Flag::ActivateTask, Flag::Active] {
        let refused = apply(&file, &Edit::Switch { stage: "triagem".into(), flag }).unwrap_err();
        assert!(refused.pt.contains("etapa padrão"), "{refused}");
    }
}

#[test]
fn f2_and_f3_a_reason_leaves_once_and_never_back_to_its_own_stage() {
    let file = make_up();
    let known = Reason { code: "documentacao-completa".into(), ..reason("x") };
    let twice = Edit::Connect { from: "triagem".into(), reason: known, to: "nota".into() };
    assert!(apply(&file, &twice).unwrap_err().pt.contains("já sai"));
    let own = Edit::Connect { from: "nota".into(), reason: reason("De novo"), to: "nota".into() };
    assert!(apply(&file, &own).unwrap_err().pt.contains("própria"));
}

#[test]
fn a_stage_taken_away_takes_its_ways_and_their_reasons_along() {
    let next = apply(&make_up(), &Edit::RemoveStage { code: "complementacao".into() }).unwrap();
    assert!(next.edges.iter().all(|e| e.from != "complementacao" && e.to != "complementacao"));
    assert!(next.reasons.iter().all(|r| r.code != "recebido" && r.code != "documentacao-incompleta"));
    assert!(next.reasons.iter().any(|r| r.code == "deferido"));
}

#[test]
fn an_act_that_changes_nothing_leaves_no_step() {
    let mut history = History::new(make_up());
    assert!(!history.act(Edit::MoveStage { code: "triagem".into(), by: -1 }).unwrap());
    assert_eq!(history.steps(), (0, 0));
    assert!(history.undo().is_none() && history.redo().is_none());
    assert!(history.act(Edit::RemoveStage { code: "nenhuma".into() }).is_err());
    assert_eq!(history.file(), &make_up());
}

fn day(n: usize) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(u64::try_from(n).unwrap() * 15)
}

#[test]
fn a_new_price_ends_the_one_before_it_and_begins_on_a_day_of_its_own() {
    let code = make_up().locations[0].code.clone();
    let bare = |mut file: TypeFile| {
        file.locations[0].prices.clear();
        file
    };
    let price = |n: usize, to: Option<usize>| Price { amount: 50.into(), from: day(n), to: to.map(day) };
    let add = |file: &TypeFile, price: Price| apply(file, &Edit::AddPrice { location: code.clone(), price });
    let first = add(&bare(make_up()), price(0, None)).unwrap();
    let second = add(&first, price(4, None)).unwrap();
    let kept: Vec<_> = second.locations[0].prices.iter().map(|p| (p.from, p.to)).collect();
    assert_eq!(kept, [(day(0), day(4).pred_opt()), (day(4), None)]);
    assert!(add(&second, price(4, None)).unwrap_err().pt.contains("já há um preço"));
    // A price that falls into one whose end is given is refused, not cut.
    assert!(add(&second, price(2, None)).unwrap_err().en.contains("two prices"));
    let shut = Edit::ChangePrice { location: code.clone(), from: day(4), price: price(4, Some(8)) };
    let shut = apply(&second, &shut).unwrap();
    assert_eq!(shut.locations[0].prices[1].to, Some(day(8)));
    // What a location says of itself leaves its prices alone.
    let mut place = shut.locations[0].clone();
    (place.description, place.prices) = ("Balcão novo".to_owned(), Vec::new());
    let told = apply(&shut, &Edit::ChangeLocation { code: code.clone(), location: Box::new(place) }).unwrap();
    assert_eq!((told.locations[0].prices.len(), told.locations[0].code.as_str()), (2, code.as_str()));
    let gone = apply(&told, &Edit::RemovePrice { location: code.clone(), from: day(0) }).unwrap();
    assert_eq!(gone.locations[0].prices.len(), 1);
}

#[test]
fn a_type_begins_with_one_stage_that_does_everything_or_as_another_one() {
    let fresh = blank("atestado", "Atestado de frequência", day(0));
    assert_eq!(&TypeFile::parse(&fresh.to_text()).unwrap(), &fresh);
    let report = crate::domain::flow::check(&fresh, day(0));
    let errors: Vec<&str> = report
        .problems
        .iter()
        .filter(|p| p.level == crate::domain::flow::Level::Error)
        .map(|p| p.check.as_str())
        .collect();
    assert!(errors.iter().all(|id| ["V-01", "V-02", "V-04"].contains(id)), "only what nobody else knows: {errors:?}");
    let copy = copied(&make_up(), "outra", "Outra");
    assert_eq!((copy.head.code.as_str(), copy.stages.len()), ("outra", make_up().stages.len()));
    assert_eq!(type_code("", "Atestado de Frequência", |c| c == "atestado-de-frequencia"), "atestado-de-frequencia-2");
    assert_eq!(type_code(" meu-codigo ", "x", |_| false), "meu-codigo");
}

/// Any act, in numbers that are read against the file as it is.
fn edit_of(file: &TypeFile, (what, a, b, c): (u8, usize, usize, usize), name: &str) -> Edit {
    let stage_code = |n: usize| {
        file.stages.get(n % (file.stages.len() + 1)).map_or_else(|| "nenhuma".to_owned(), |s| s.code.clone())
    };
    let key = |n: usize| {
        let fields = file.stages.iter().find(|s| s.code == stage_code(a)).map(|s| s.fields.clone()).unwrap_or_default();
        fields.get(n % (fields.len() + 1)).map_or_else(|| "nenhum".to_owned(), |f| f.key.clone())
    };
    let action = |n: usize| {
        let rows = file.stages.iter().find(|s| s.code == stage_code(a)).map(|s| s.actions.clone()).unwrap_or_default();
        rows.get(n % (rows.len() + 1)).map_or_else(|| "nenhuma".to_owned(), |r| r.key.clone())
    };
    let way = file.edges.get(b % (file.edges.len() + 1)).cloned();
    let (from, by_reason) = way.map_or(("x".to_owned(), "x".to_owned()), |e| (e.from, e.reason));
    let parameter = file.parameters.get(b % (file.parameters.len() + 1)).map_or("x".to_owned(), |p| p.code.clone());
    let kind = DataType::ALL[c % DataType::ALL.len()];
    let by = i32::try_from(c % 7).unwrap() - 3;
    let mut fresh = stage(name);
    fresh.purpose = Purpose::ALL[b % 3];
    fresh.assignment = Assignment::ALL[c % 6];
    fresh.can = Can::ALL.iter().copied().filter(|can| (b >> (*can as usize)) & 1 == 1).collect();
    fresh.entry = c % 2 == 0;
    let mut asked = field(name, kind);
    asked.query = (kind == DataType::SqlChoice).then(|| "consulta".to_owned());
    asked.required = b % 2 == 0;
    let deed = StageAction {
        key: String::new(),
        kind: ActionKind::ALL[c % 3],
        label: name.to_owned(),
        required_on_select: b % 2 == 0,
        required_on_execute: c % 2 == 0,
    };
    let question = Parameter {
        code: String::new(),
        label: name.to_owned(),
        kind,
        required: b % 2 == 0,
        query: asked.query.clone(),
        choices: asked.choices.clone(),
        min: None,
        max: None,
        regex: None,
        help: String::new(),
        active: true,
    };
    let to = stage_code(c);
    let place = Location {
        code: String::new(),
        branch: i16::try_from(1 + a % 3).unwrap(),
        locality: "sede".to_owned(),
        description: name.to_owned(),
        active: b % 3 > 0,
        prices: Vec::new(),
    };
    let old = file.locations.get(a % (file.locations.len() + 1));
    let location = old.map_or("x".to_owned(), |l| l.code.clone());
    let begins = old.and_then(|l| l.prices.get(b % (l.prices.len() + 1))).map_or(day(b), |p| p.from);
    let price =
        Price { amount: (i64::try_from(b).unwrap() * 25).into(), from: day(b), to: (c % 2 > 0).then(|| day(c)) };
    match what {
        0 => Edit::AddStage { after: Some(stage_code(a)), stage: Box::new(fresh) },
        1 => Edit::AddStage { after: None, stage: Box::new(fresh) },
        2 => Edit::PutBetween { from, reason: by_reason, stage: Box::new(fresh), onward: reason(name) },
        3 => Edit::ChangeStage { code: stage_code(a), stage: Box::new(fresh) },
        4 => Edit::Switch {
            stage: stage_code(a),
            flag: [Flag::Default, Flag::Entry, Flag::ActivateTask, Flag::Active][b % 4],
        },
        5 => Edit::MoveStage { code: stage_code(a), by },
        6 => Edit::RemoveStage { code: stage_code(a) },
        7 => Edit::AddField { stage: stage_code(a), after: None, field: Box::new(asked) },
        8 => Edit::AddField { stage: stage_code(a), after: Some(key(b)), field: Box::new(asked) },
        9 => Edit::ChangeField { stage: stage_code(a), key: key(b), field: Box::new(asked) },
        10 => Edit::MoveField { stage: stage_code(a), key: key(b), by },
        11 => Edit::RemoveField { stage: stage_code(a), key: key(b) },
        12 => Edit::AddAction { stage: stage_code(a), action: deed },
        13 => Edit::ChangeAction { stage: stage_code(a), key: action(b), action: deed },
        14 => Edit::MoveAction { stage: stage_code(a), key: action(b), by },
        15 => Edit::RemoveAction { stage: stage_code(a), key: action(b) },
        16 => Edit::Connect { from: stage_code(a), reason: reason(name), to },
        17 => Edit::ChangeEdge {
            from: from.clone(),
            reason: by_reason.clone(),
            edge: Edge {
                from,
                reason: by_reason,
                to,
                skip_required: a % 2 == 0,
                note_required: c % 2 == 0,
                active: b % 3 > 0,
            },
        },
        18 => Edit::MoveEdge { from, reason: by_reason, by },
        19 => Edit::Disconnect { from, reason: by_reason },
        20 => Edit::AddParameter { parameter: Box::new(question) },
        21 => Edit::ChangeParameter { code: parameter, parameter: Box::new(question) },
        22 => Edit::MoveParameter { code: parameter, by },
        23 => Edit::RemoveParameter { code: parameter },
        24 => {
            let mut head = file.head.clone();
            name.clone_into(&mut head.name);
            head.expected_days = u32::try_from(c).ok();
            head.default_priority = u8::try_from(1 + a % 6).unwrap();
            head.handler = (b % 4 > 0).then_some(Handler::Educational);
            name.clone_into(&mut head.email_subject);
            head.valid_to = (c % 5 > 0).then(|| day(c));
            head.charge = (a % 3 > 0).then(|| Charge {
                service: (b % 3 > 0).then(|| "um-servico".to_owned()),
                insert_extra_service: a % 2 == 0,
                use_location_price: b % 2 == 0,
                validate_debts: c % 2 == 0,
            });
            Edit::ChangeHead { head: Box::new(head) }
        }
        25 => Edit::AddLocation { location: Box::new(place) },
        26 => Edit::ChangeLocation { code: location, location: Box::new(place) },
        27 => Edit::MoveLocation { code: location, by },
        28 => Edit::RemoveLocation { code: location },
        29 => Edit::AddPrice { location, price },
        30 => Edit::ChangePrice { location, from: begins, price },
        31 => Edit::RemovePrice { location, from: begins },
        _ => Edit::Replace { file: Box::new(make_up()) },
    }
}

/// Acts of [`edit_of`].
const ACTS: u8 = 33;

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_file_is_the_editor_and_undo_and_redo_are_exact(
        which in 0..SHIPPED.len(),
        script in prop::collection::vec(((0..ACTS, 0usize..64, 0usize..64, 0usize..64), "[A-Za-zÀ-ú0-9 §-]{0,14}[a-zé]"), 1..40),
    ) {
        let begun = TypeFile::parse(SHIPPED[which].1).unwrap();
        let mut history = History::new(begun.clone());
        let mut states = vec![begun.clone()];
        for (numbers, name) in script {
            let edit = edit_of(history.file(), numbers, name.trim());
            let before = history.file().clone();
            match history.act(edit.clone()) {
                Ok(true) => {
                    // The act has a twin in the file: what is written is read again as the same, byte by byte.
                    let text = history.file().to_text();
                    let read = TypeFile::parse(&text).map_err(|e| TestCaseError::fail(format!("{edit:?}: {e}\n{text}")))?;
                    prop_assert_eq!(&read, history.file());
                    prop_assert_eq!(read.to_text(), text);
                    prop_assert_eq!(&TypeFile::from_doc(&read.to_doc()).unwrap(), history.file());
                    prop_assert_eq!(&history.file().head.code, &begun.head.code);
                    for edge in &history.file().edges {
                        let is = |code: &str| history.file().stages.iter().any(|s| s.code == code);
                        prop_assert!(is(&edge.from) && is(&edge.to) && edge.from != edge.to, "{:?}", edge);
                    }
                    prop_assert!(history.file().stages.iter().filter(|s| s.default).count() <= 1);
                    states.push(history.file().clone());
                }
                Ok(false) | Err(_) => prop_assert_eq!(history.file(), &before),
            }
        }
        let steps = history.steps().0;
        prop_assert_eq!(steps + 1, states.len());
        for state in states.iter().rev().skip(1) {
            prop_assert!(history.undo().is_some());
            prop_assert_eq!(history.file(), state);
        }
        prop_assert!(history.undo().is_none());
        for state in states.iter().skip(1) {
            prop_assert!(history.redo().is_some());
            prop_assert_eq!(history.file(), state);
        }
        prop_assert!(history.redo().is_none());
    }
}
