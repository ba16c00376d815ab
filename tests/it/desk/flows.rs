//! The flow editor without a database: keys in, acts on the file and writes out, pictures for the eye.

use balcao::domain::flow::file::{ReasonKind, Stage};
use balcao::domain::flow::{SHIPPED, TypeFile, check};
use balcao::store::editing::{KnownLocality, KnownService};
use balcao::tui::effect::{Effect, Read, Write};
use balcao::tui::model::{Part, Place, Save};
use balcao::tui::msg::{Done, Editing, KnownReason, Load, Me, Msg, Named, Published, Saved, Told, Trouble, TypeRow};

use super::screens::{SIZES, picture};
use super::{Hand, fixture};

pub fn admin() -> Me {
    Me {
        login: "admin".into(),
        name: "Helena Prado".into(),
        role: "admin".into(),
        groups: Vec::new(),
        ..fixture::ana()
    }
}

fn named(code: &str, name: &str) -> Named {
    Named { code: code.into(), name: name.into() }
}

pub fn shipped(code: &str) -> TypeFile {
    TypeFile::parse(SHIPPED.iter().find(|(c, _)| *c == code).expect("a shipped type").1).expect("a type")
}

/// What the engine gives for a file whose published version this is.
pub fn editing(file: &TypeFile) -> Editing {
    let loads = [("triagem", 14, 2), ("analise", 3, 1), ("agendamento", 5, 0), ("nota", 2, 0)];
    Editing {
        code: file.head.code.clone(),
        name: file.head.name.clone(),
        active: true,
        published: Some(3),
        stamp: "published 3".into(),
        document: file.to_doc(),
        base: Some(file.to_doc()),
        problems: check(file, fixture::now().date_naive()).problems,
        stages: loads.map(|(code, open, late)| (code.to_owned(), Load { open, late })).into_iter().collect(),
        groups: vec![
            named("coordenacao", "Coordenação"),
            named("financeiro", "Financeiro"),
            named("secretaria", "Secretaria"),
        ],
        reasons: vec![KnownReason { code: "completa".into(), name: "Completa".into(), kind: ReasonKind::Forward }],
        people: vec![named("bruno", "Bruno Carvalho"), named("carla", "Carla Menezes")],
        queries: vec![named("disciplinas-cursando", "Disciplinas em curso")],
        services: vec![
            KnownService {
                code: "prova-2a-chamada".into(),
                name: "Prova de 2ª chamada".into(),
                value: Some("40.00".into()),
            },
            KnownService { code: "plano-ensino".into(), name: "Plano de ensino".into(), value: None },
        ],
        localities: vec![
            KnownLocality { code: "sede".into(), name: "Secretaria Sede".into(), branch: 1 },
            KnownLocality { code: "norte".into(), name: "Secretaria Norte".into(), branch: 2 },
        ],
        branches: vec![named("1", "Sede"), named("2", "Polo Norte")],
        ..Editing::default()
    }
}

fn types() -> Vec<TypeRow> {
    let mut rows: Vec<TypeRow> = SHIPPED
        .iter()
        .zip(0..)
        .map(|((code, text), n)| TypeRow {
            code: (*code).into(),
            name: TypeFile::parse(text).expect("a type").head.name,
            active: n != 4,
            published: Some(1 + n % 3),
            open_requests: i64::from(n * 37 % 53),
            warnings: i64::from(n % 4 == 3),
            ..TypeRow::default()
        })
        .collect();
    rows[2].draft = Some(4);
    rows[2].author = Some("helena".into());
    rows[2].errors = 1;
    rows[6].published = None;
    rows[6].draft = Some(1);
    rows[6].author = Some("admin".into());
    rows
}

/// An administrator's desk on the list of types.
pub fn at_list(cols: u16, rows: u16) -> Hand {
    let mut hand = Hand::new(cols, rows);
    hand.model.me = Some(admin());
    hand.key("g");
    hand.key("f");
    hand.tell(|r| matches!(r, Read::Unsent), Told::Unsent(Ok(Vec::new())));
    hand.tell(|r| matches!(r, Read::FlowList), Told::Flows(types()));
    hand
}

/// The editor, opened on a file.
pub fn at_flow(file: &TypeFile, cols: u16, rows: u16) -> Hand {
    let mut hand = at_list(cols, rows);
    hand.model.flows.selected = Some(file.head.code.clone());
    if !hand.model.flows.list.iter().any(|t| t.code == file.head.code) {
        hand.model.flows.list.push(TypeRow {
            code: file.head.code.clone(),
            name: file.head.name.clone(),
            ..TypeRow::default()
        });
    }
    hand.key("enter");
    hand.tell(|r| matches!(r, Read::Flow(_)), Told::Flow(Box::new(editing(file))));
    hand.keys = 0;
    hand.effects.clear();
    hand
}

/// Thirty stages in a row, each with a way back and some with fields.
pub fn long_flow() -> TypeFile {
    let mut file = shipped("segunda-chamada");
    let pattern: Vec<Stage> = file.stages.clone();
    let names = ["Protocolo", "Conferência", "Análise", "Parecer", "Financeiro", "Assinatura", "Expedição", "Arquivo"];
    file.head.code = "longo".into();
    file.head.name = "Registro de diploma de graduação".into();
    file.stages.clear();
    file.edges.clear();
    for n in 0..30 {
        let mut stage = pattern[if n == 29 { 3 } else { (n % 3).min(2) }].clone();
        stage.code = format!("e{n}");
        stage.name = format!("{} {}", names[n % names.len()], n / names.len() + 1);
        stage.default = n == 0;
        stage.entry = n == 0;
        file.stages.push(stage);
    }
    let edge = |from: usize, reason: &str, to: usize| balcao::domain::flow::file::Edge {
        from: format!("e{from}"),
        reason: reason.to_owned(),
        to: format!("e{to}"),
        skip_required: from > to,
        note_required: from > to,
        active: true,
    };
    for n in 0..29 {
        file.edges.push(edge(n, "documentacao-completa", n + 1));
        if n % 4 == 3 {
            file.edges.push(edge(n, "devolver-triagem", n - 2));
        }
    }
    file.reasons.retain(|r| r.code == "documentacao-completa" || r.code == "devolver-triagem");
    TypeFile::from_doc(&file.to_doc()).expect("a long flow")
}

/// The engine's answer to the save that was sent last: what was foreseen holds.
pub fn keep(hand: &mut Hand, version: i32) {
    let (_, _, write) = hand.sent().expect("a save");
    let Write::SaveFlow { code, document, .. } = write else { panic!("{write:?}") };
    let file = TypeFile::from_doc(&document).expect("a document");
    let problems = check(&file, fixture::now().date_naive()).problems;
    let stages = editing(&file).stages;
    hand.answer(Ok(Done::FlowSaved(Box::new(Saved {
        code,
        version,
        stamp: format!("draft {version}"),
        problems,
        stages,
    }))));
}

pub fn file(hand: &Hand) -> TypeFile {
    hand.model.flows.open.as_ref().expect("the editor").file().clone()
}

fn seen(hand: &Hand, text: &str) {
    let screen = hand.screen();
    assert!(screen.contains(text), "{text:?} is not on screen:\n{screen}");
}

pub fn states(name: &str, begin: impl Fn(u16, u16) -> Hand, act: impl Fn(&mut Hand)) {
    for (cols, rows) in SIZES {
        let mut hand = begin(cols, rows);
        act(&mut hand);
        picture(name, &hand);
    }
}

#[test]
fn the_list_of_types_and_its_empty_state() {
    states("flows", at_list, |_| ());
    states("flows-empty", at_list, |hand| hand.model.flows.list.clear());
}

#[test]
fn the_editor_on_the_make_up_exam_and_on_thirty_stages() {
    let make_up = shipped("segunda-chamada");
    states("flow", |c, r| at_flow(&make_up, c, r), |_| ());
    let long = long_flow();
    states("flow-30", |c, r| at_flow(&long, c, r), |hand| (0..12).for_each(|_| hand.key("j")));
}

#[test]
fn the_map_zooms_and_is_walked_in_its_own_directions() {
    let make_up = shipped("segunda-chamada");
    states(
        "flow-map-fields",
        |c, r| at_flow(&make_up, c, r),
        |hand| {
            hand.key("tab");
            hand.key("+");
            hand.key("l");
        },
    );
    let long = long_flow();
    states(
        "flow-map-names-30",
        |c, r| at_flow(&long, c, r),
        |hand| {
            (0..12).for_each(|_| hand.key("j"));
            hand.key("tab");
            hand.key("-");
        },
    );
    let mut hand = at_flow(&long, 120, 36);
    let mut terminal = hand.terminal();
    let begun = std::time::Instant::now();
    for _ in 0..20 {
        hand.key("j");
        terminal.draw(|f| balcao::tui::view::draw(f, &hand.model)).expect("a frame");
    }
    let one = begun.elapsed() / 20;
    eprintln!("one key and its frame of the editor on 30 stages: {one:?} (unoptimized build)");
    assert!(one < std::time::Duration::from_millis(400), "{one:?}");
}

#[test]
fn a_stage_that_nobody_leaves_is_shown_with_its_way() {
    let make_up = shipped("segunda-chamada");
    states(
        "flow-problem",
        |c, r| at_flow(&make_up, c, r),
        |hand| {
            hand.key("j");
            hand.key("j");
            hand.key("l");
            hand.key("j");
            hand.key("j");
            hand.key("d");
            hand.key("d");
            hand.key("enter");
        },
    );
}

#[test]
fn the_forms_of_the_editor() {
    let make_up = shipped("segunda-chamada");
    states("flow-form-stage", |c, r| at_flow(&make_up, c, r), |hand| hand.key("e"));
    states(
        "flow-form-field",
        |c, r| at_flow(&make_up, c, r),
        |hand| {
            hand.key("n");
            hand.text("Situação");
            hand.key("tab");
            hand.key("7");
        },
    );
    states(
        "flow-form-connect",
        |c, r| at_flow(&make_up, c, r),
        |hand| {
            hand.key("c");
            hand.text("conferido");
        },
    );
}

/// The recorded session: a stage with a required field between two others, the problem, its mending, publishing.
#[test]
fn a_stage_with_a_required_field_between_two_others_is_added_mended_and_published_in_few_keys() {
    let mut hand = at_flow(&shipped("segunda-chamada"), 80, 24);
    // A stage after Triagem, with a field that must be filled.
    hand.key("a");
    hand.text("Conferência");
    hand.key("enter");
    hand.key("n");
    hand.text("Atestado conferido");
    hand.key("enter");
    let now = file(&hand);
    assert_eq!(now.stages[1].code, "conferencia");
    assert_eq!((now.stages[1].fields[0].key.as_str(), now.stages[1].fields[0].required), ("atestado_conferido", true));
    // Nothing leads there: she is told at once, before anything was sent.
    seen(&hand, "V-08");
    assert!(!hand.effects.iter().any(|e| matches!(e, Effect::Do { .. })));
    // Triagem leads to it now; then it is an error that nothing leads on.
    hand.key("h");
    hand.key("k");
    hand.key("l");
    hand.key("j");
    hand.key("e");
    hand.text("confer");
    hand.key("enter");
    seen(&hand, "✖");
    hand.key("p");
    seen(&hand, "Ainda não dá para publicar");
    // Esc leaves the way that is shown; below Triagem stands the stage that nobody leaves. A reason made on the spot.
    hand.key("esc");
    hand.key("j");
    assert_eq!(hand.model.flows.open.as_ref().map(|e| e.at.clone()), Some(Place::Stage("conferencia".into())));
    hand.key("c");
    hand.text("conferido");
    hand.key("enter");
    hand.text("análise");
    hand.key("enter");
    let edges = file(&hand).edges;
    assert!(edges.iter().any(|e| e.from == "conferencia" && e.reason == "conferido" && e.to == "analise"), "{edges:?}");
    assert_eq!(hand.model.flows.open.as_ref().map(|e| e.counts().0), Some(0));
    hand.rest();
    keep(&mut hand, 4);
    seen(&hand, "v4");
    hand.key("p");
    hand.text("Conferência do atestado antes da análise");
    hand.key("enter");
    let Some((_, _, Write::PublishFlow { code, note, seen: stamp })) = hand.sent() else { panic!("{:?}", hand.sent()) };
    assert_eq!((code.as_str(), note.as_str()), ("segunda-chamada", "Conferência do atestado antes da análise"));
    assert_eq!(stamp, "draft 4", "only what she saw is published");
    hand.answer(Ok(Done::FlowPublished(Box::new(Published { code, version: 4, problems: Vec::new() }))));
    seen(&hand, "Versão 4 publicada");
    assert!(hand.keys <= 19, "{} keys beside the text", hand.keys);
    eprintln!("stage, field, retarget, connect, publish: {} keys beside the text", hand.keys);
}

#[test]
fn what_was_done_is_written_by_itself_and_the_engines_verdict_takes_the_place_of_what_was_foreseen() {
    let mut hand = at_flow(&shipped("segunda-chamada"), 120, 36);
    hand.key("4");
    seen(&hand, "etapa padrão");
    assert!(hand.effects.is_empty(), "a refused act writes nothing");
    hand.key("j");
    hand.key("2");
    let rests = hand.effects.iter().filter(|e| matches!(e, Effect::After { ms, .. } if *ms <= 1000)).count();
    assert_eq!(rests, 1, "within a second");
    hand.rest();
    let Some((_, _, Write::SaveFlow { seen: stamp, document, .. })) = hand.sent() else { panic!("{:?}", hand.effects) };
    assert_eq!(stamp.as_deref(), Some("published 3"));
    assert_eq!(document, file(&hand).to_doc());
    // A change while the answer is under way is written after it, over what the answer says.
    hand.key("2");
    hand.key("J");
    keep(&mut hand, 4);
    hand.rest();
    let Some((_, _, Write::SaveFlow { seen: stamp, document, .. })) = hand.sent() else { panic!("{:?}", hand.effects) };
    assert_eq!(stamp.as_deref(), Some("draft 4"));
    assert_eq!(document, file(&hand).to_doc());
    keep(&mut hand, 4);
    let editor = hand.model.flows.open.as_ref().expect("the editor");
    assert!(editor.judged && editor.save == Save::Kept);
}

#[test]
fn a_lost_connection_keeps_the_work_and_writes_it_when_it_is_back() {
    let mut hand = at_flow(&shipped("segunda-chamada"), 80, 24);
    hand.key("j");
    hand.key("2");
    hand.rest();
    hand.answer(Err(Trouble::Unreachable("no route".into())));
    seen(&hand, "Sem conexão");
    let mine = file(&hand);
    // She leaves and comes again: it is still there.
    hand.key("esc");
    assert!(hand.model.flows.kept.contains_key("segunda-chamada"));
    hand.key("enter");
    assert_eq!(file(&hand), mine);
    let tried = hand.effects.iter().filter(|e| matches!(e, Effect::Do { .. })).count();
    assert!(tried >= 2, "tried again: {tried}");
}

#[test]
fn a_draft_that_someone_else_wrote_is_not_written_over_unasked() {
    use balcao::domain::refusal::{Kind, Problem, Refusal};
    let moved = || {
        let mut hand = at_flow(&shipped("segunda-chamada"), 80, 24);
        hand.key("j");
        hand.key("2");
        hand.rest();
        let text = "Sônia Matos alterou este rascunho em 12/03 10:41, depois que você o abriu";
        let problem = Problem { code: "E_DRAFT_MOVED".into(), ..fixture::problem("E_DRAFT_MOVED", None, text) };
        hand.answer(Err(Trouble::Refused(Refusal { kind: Kind::Conflict, problems: vec![problem] })));
        seen(&hand, "Sônia Matos");
        hand
    };
    picture("flow-moved", &moved());
    // Decided later: nothing goes out by itself.
    let mut hand = moved();
    let mine = file(&hand);
    hand.key("esc");
    let sent = hand.effects.iter().filter(|e| matches!(e, Effect::Do { .. })).count();
    hand.key("2");
    hand.msg(Msg::Tick(fixture::now()));
    assert_eq!(hand.effects.iter().filter(|e| matches!(e, Effect::Do { .. })).count(), sent);
    assert_ne!(file(&hand), mine, "work goes on");
    // Mine over theirs, because she said so.
    let mut hand = moved();
    hand.key("2");
    assert!(matches!(hand.sent(), Some((_, _, Write::SaveFlow { seen: None, .. }))));
    // Theirs; mine is one undo away.
    let mut hand = moved();
    let mine = file(&hand);
    hand.key("1");
    let theirs = shipped("segunda-chamada");
    hand.tell(|r| matches!(r, Read::Flow(_)), Told::Flow(Box::new(editing(&theirs))));
    assert_eq!(file(&hand), theirs);
    hand.key("u");
    assert_eq!(file(&hand), mine);
}

#[test]
fn who_is_no_administrator_reads_and_is_told_why_nothing_changes() {
    let file_of = shipped("segunda-chamada");
    let mut hand = at_flow(&file_of, 80, 24);
    if let Some(editor) = &mut hand.model.flows.open {
        editor.read_only = true;
    }
    for key in ["a", "c", "e", "n", "d", "J", "space", "2", "u", "p"] {
        hand.key(key);
        seen(&hand, "Só a administração");
    }
    assert_eq!(file(&hand), file_of);
    hand.key("j");
    seen(&hand, "Análise da coordenação");
}

#[test]
fn a_removed_stage_says_who_stands_in_it_and_comes_back_with_its_ways() {
    let begun = shipped("segunda-chamada");
    let mut hand = at_flow(&begun, 80, 24);
    hand.key("d");
    seen(&hand, "14 solicitações");
    hand.key("u");
    assert_eq!(file(&hand), begun);
    hand.key("U");
    assert_ne!(file(&hand), begun);
}

#[test]
fn every_form_says_back_what_it_was_given() {
    for (code, _) in SHIPPED {
        let begun = shipped(code);
        let mut hand = at_flow(&begun, 80, 24);
        let places = hand.model.flows.open.as_ref().expect("the editor").places();
        for place in places {
            // Where the rows of a list begin, a new row is asked for.
            if matches!(place, Place::Part(Part::Locations | Part::Questions)) {
                continue;
            }
            if let Some(editor) = &mut hand.model.flows.open {
                editor.at = place.clone();
            }
            hand.key("e");
            assert!(hand.model.open_form().is_some(), "{code}: {place:?} has no form");
            hand.key("enter");
            assert!(hand.model.open_form().is_none(), "{code}: {place:?}\n{}", hand.screen());
            assert_eq!(file(&hand), begun, "{code}: {place:?}");
        }
    }
}

/// The rows of the type: each has its form, locations have prices, and what is done is an act that can be undone.
#[test]
fn the_type_itself_is_edited_part_by_part_with_its_locations_and_prices() {
    let make_up = shipped("segunda-chamada");
    let to = |hand: &mut Hand, place: Place| {
        if let Some(editor) = &mut hand.model.flows.open {
            editor.at = place;
        }
    };
    states("flow-head", |c, r| at_flow(&make_up, c, r), |hand| to(hand, Place::Head));
    states(
        "flow-form-charge",
        |c, r| at_flow(&make_up, c, r),
        |hand| {
            to(hand, Place::Part(Part::Charge));
            hand.key("e");
        },
    );
    states(
        "flow-form-access",
        |c, r| at_flow(&make_up, c, r),
        |hand| {
            to(hand, Place::Part(Part::Access));
            hand.key("e");
        },
    );
    states(
        "flow-form-location",
        |c, r| at_flow(&make_up, c, r),
        |hand| {
            to(hand, Place::Part(Part::Locations));
            hand.key("n");
            hand.text("Campus Sul");
            hand.key("tab");
        },
    );

    let mut hand = at_flow(&make_up, 120, 36);
    let begun = file(&hand);
    // A location; its branch is the one of the locality.
    to(&mut hand, Place::Part(Part::Locations));
    hand.key("a");
    hand.text("Campus Sul");
    hand.key("tab");
    hand.text("norte");
    hand.key("enter");
    let place = file(&hand).locations.last().cloned().expect("a location");
    assert_eq!((place.code.as_str(), place.branch, place.locality.as_str()), ("campus-sul", 2, "norte"));
    assert_eq!(
        hand.model.flows.open.as_ref().map(|e| e.at.clone()),
        Some(Place::Part(Part::Location("campus-sul".into())))
    );
    // Two prices: the second ends the first.
    for (amount, day) in [("50,00", "01/01/2026"), ("1.055,50", "01/07/2026")] {
        hand.key("n");
        hand.text(amount);
        hand.key("tab");
        hand.text(day);
        hand.key("enter");
    }
    let prices = file(&hand).locations.last().cloned().expect("a location").prices;
    let told: Vec<String> =
        prices.iter().map(|p| format!("{:.2} {} {:?}", p.amount, p.from, p.to.map(|d| d.to_string()))).collect();
    assert_eq!(told, [r#"50.00 2026-01-01 Some("2026-06-30")"#, "1055.50 2026-07-01 None"]);
    seen(&hand, "R$ 1.055,50");
    // The price under the cursor goes; the location moves up; Space takes it out of use.
    hand.key("d");
    assert_eq!(file(&hand).locations.last().map(|l| l.prices.len()), Some(1));
    to(&mut hand, Place::Part(Part::Location("campus-sul".into())));
    hand.key("K");
    hand.key("space");
    let now = file(&hand);
    let at = now.locations.iter().position(|l| l.code == "campus-sul").expect("a location");
    assert!(at + 1 < now.locations.len() && !now.locations[at].active);
    // A wrong amount stays in the form, with what to mend.
    hand.key("n");
    hand.text("x");
    hand.key("enter");
    assert!(hand.model.open_form().is_some());
    hand.key("esc");
    // Charge: what it costs is one key, and goes as a whole.
    to(&mut hand, Place::Part(Part::Charge));
    hand.key("space");
    assert_eq!(
        file(&hand).head.charge.map(|c| c.insert_extra_service),
        begun.head.charge.clone().map(|c| !c.insert_extra_service)
    );
    hand.key("d");
    assert_eq!(file(&hand).head.charge, None);
    while hand.model.flows.open.as_ref().is_some_and(|e| e.history.steps().0 > 0) {
        hand.key("u");
    }
    assert_eq!(file(&hand), begun);
}

#[test]
fn a_problem_of_the_type_is_shown_at_the_part_where_it_is_mended() {
    let make_up = shipped("segunda-chamada");
    let mut hand = at_flow(&make_up, 120, 36);
    if let Some(editor) = &mut hand.model.flows.open {
        editor.at = Place::Part(Part::Access);
    }
    hand.key("e");
    hand.key("tab");
    for _ in 0..10 {
        hand.key("backspace");
    }
    hand.key("enter");
    let editor = hand.model.flows.open.as_ref().expect("the editor");
    assert!(editor.problems.iter().any(|p| p.check == "V-01"), "{:?}", editor.problems);
    assert!(editor.level(&Place::Part(Part::Access)).is_some() && editor.level(&Place::Part(Part::Charge)).is_none());
    hand.key("g");
    hand.key("g");
    hand.key("enter");
    assert_eq!(hand.model.flows.open.as_ref().map(|e| e.at.clone()), Some(Place::Part(Part::Access)));
}
