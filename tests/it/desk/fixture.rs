//! Values as the engine gives them: a queue, requests in every state, a student, what may be opened.

use balcao::domain::refusal::{Kind, Problem, Refusal};
use balcao::domain::request::{
    ActState, Event, FileRef, FormField, Item, LocationRef, Message, Outcome, ParameterAnswer, Reason, ReasonOption,
    Request, StageAction, Status, StudentRef, TrackStage, UndoState,
};
use balcao::store::counter::LocationPrice;
use balcao::tui::msg::{Card, Contract, Counts, Enrolment, Entry, Found, Location, Me, MyGroup, Openable, Parameter};
use chrono::{DateTime, Duration, FixedOffset};
use serde_json::{Value, json};

pub fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-03-12T10:40:00-03:00").expect("a time")
}

fn at(minutes: i64) -> String {
    (now() + Duration::minutes(minutes)).to_rfc3339()
}

pub fn ana() -> Me {
    Me {
        login: "ana".into(),
        name: "Ana Beatriz Lima".into(),
        role: "attendant".into(),
        locality_name: Some("Secretaria Sede".into()),
        groups: vec![MyGroup { code: "secretaria".into(), name: "Secretaria".into(), lead: false }],
        training: true,
        now: now().to_rfc3339(),
        ..Me::default()
    }
}

pub fn counts() -> Counts {
    Counts { group: 128, mine: 4, late: 7, waiting: 12 }
}

/// Rows: number, student, type, stage, status, assignee, minutes to the deadline, priority, unread.
type Row = (u32, &'static str, &'static str, &'static str, Status, Option<&'static str>, Option<i64>, u8, bool);

const ROWS: &[Row] = &[
    (4498, "Pedro Henrique Lima", "Histórico escolar, 2ª via", "Triagem", Status::Queued, None, Some(-1620), 3, false),
    (
        4471,
        "Ana Clara Ribeiro Nascimento",
        "Trancamento de matrícula",
        "Análise da coordenação",
        Status::InProgress,
        Some("bruno"),
        Some(-95),
        2,
        true,
    ),
    (
        4512,
        "Maria Aparecida de Souza",
        "Prova de 2ª chamada",
        "Triagem",
        Status::InProgress,
        Some("ana"),
        Some(200),
        3,
        false,
    ),
    (
        4377,
        "João Reis",
        "Trancamento de matrícula",
        "Análise da coordenação",
        Status::Waiting,
        Some("bruno"),
        None,
        3,
        true,
    ),
    (4533, "Érica Zanetti", "Declaração de matrícula", "Emissão", Status::Queued, None, Some(410), 1, false),
    (4520, "José Álvaro Conceição Júnior", "Revisão de nota", "Triagem", Status::Queued, None, Some(1500), 3, false),
    (
        4521,
        "Bianca Moreira",
        "Aproveitamento de estudos",
        "Análise da coordenação",
        Status::Queued,
        None,
        Some(3100),
        3,
        false,
    ),
    (4522, "Caio Ferreira", "Declaração de matrícula", "Emissão", Status::Queued, None, Some(3200), 3, false),
    (
        4525,
        "Daniela Prado",
        "Colação de grau antecipada",
        "Conferência",
        Status::InProgress,
        Some("ana"),
        Some(4400),
        3,
        false,
    ),
    (4527, "Eduardo Tavares", "Histórico escolar, 2ª via", "Triagem", Status::Queued, None, Some(4500), 4, false),
    (4528, "Fernanda Queiroz", "Atestado de frequência", "Emissão", Status::Queued, None, Some(5900), 3, false),
    (4529, "Gabriel Nunes", "Mudança de turno", "Triagem", Status::Queued, None, Some(6000), 3, false),
    (4530, "Helena Duarte", "Prova de 2ª chamada", "Triagem", Status::Queued, None, Some(7300), 3, false),
    (
        4531,
        "Igor Matos",
        "Prova de 2ª chamada",
        "Lançamento da nota",
        Status::InProgress,
        Some("bruno"),
        Some(7400),
        3,
        false,
    ),
    (4532, "Júlia Sampaio", "Segunda via de diploma", "Triagem", Status::Queued, None, Some(8800), 3, false),
    (4534, "Kauã Pires", "Revisão de nota", "Triagem", Status::Queued, None, Some(9000), 5, false),
    (4535, "Larissa Brandão", "Transferência externa", "Conferência", Status::Queued, None, Some(9100), 3, false),
    (4536, "Miguel Andrade", "Declaração de matrícula", "Emissão", Status::Queued, None, Some(9200), 3, false),
    (4537, "Natália Freitas", "Trancamento de matrícula", "Triagem", Status::Queued, None, Some(9300), 3, false),
    (4538, "Otávio Ramos", "Prova de 2ª chamada", "Triagem", Status::Queued, None, Some(9400), 3, false),
    (4539, "Patrícia Gomes", "Histórico escolar, 2ª via", "Triagem", Status::Queued, None, Some(9500), 3, false),
    (4540, "Rafael Teixeira", "Atestado de frequência", "Emissão", Status::Queued, None, Some(9600), 3, false),
];

fn item_of(row: &Row) -> Item {
    let (number, student, kind, stage, status, assignee, due, priority, unread) = *row;
    Item {
        protocol: format!("2026.{number:07}"),
        kind: "tipo".into(),
        type_name: kind.into(),
        flow_version: 3,
        stage: "triagem".into(),
        stage_name: stage.into(),
        status,
        group: "secretaria".into(),
        group_name: "Secretaria".into(),
        assignee: assignee.map(str::to_owned),
        assignee_name: assignee.map(|a| if a == "ana" { "Ana Beatriz Lima" } else { "Bruno Carvalho" }.to_owned()),
        student: StudentRef { ra: format!("2023{number:04}"), name: student.into() },
        channel: if number % 3 == 0 { "portal".into() } else { "desk".into() },
        priority,
        opened_at: at(-2900),
        due_at: due.map(at),
        late: due.is_some_and(|d| d < 0),
        promised_date: Some("2026-03-24".into()),
        waiting_until: (status == Status::Waiting).then(|| at(4000)),
        unread,
        version: 4,
        location: LocationRef { code: "sede".into(), description: "Secretaria – Sede".into() },
        ..Item::default()
    }
}

pub fn items() -> Vec<Item> {
    ROWS.iter().map(item_of).collect()
}

pub fn problem(code: &str, field: Option<&str>, pt: &str) -> Problem {
    Problem {
        code: code.into(),
        field: field.map(str::to_owned),
        stage: None,
        args: serde_json::Map::new(),
        pt: pt.into(),
        en: pt.into(),
    }
}

pub fn refused(kind: Kind, problems: Vec<Problem>) -> Refusal {
    Refusal { kind, problems }
}

pub const MAKE_UP: &str = "2026.0004512";
pub const QUEUED: &str = "2026.0004520";

fn field(key: &str, label: &str, kind: &str, required: bool, value: Value) -> FormField {
    FormField {
        key: key.into(),
        label: label.into(),
        kind: kind.into(),
        required,
        value,
        filled_by: "attendant".into(),
        ..FormField::default()
    }
}

/// A form with a field of every type.
fn form() -> Vec<FormField> {
    let mut motive = field("motivo", "Motivo da ausência", "choice", true, Value::Null);
    motive.choices = vec!["saude|Saúde".into(), "trabalho|Trabalho".into(), "outro|Outro".into()];
    let mut note = field("nota_anterior", "Nota anterior", "decimal", false, json!("6.5"));
    note.shown = Some("6,5".into());
    vec![
        field("documento_conferido", "Documento conferido", "bool", true, Value::Null),
        motive,
        field("data_da_prova", "Data da prova", "date", false, Value::Null),
        note,
        field("faltas", "Faltas", "integer", false, json!(4)),
        field("sala", "Sala", "short_text", false, Value::Null),
        FormField {
            help: Some("O que a coordenação precisa saber".into()),
            ..field("observacao", "Observação", "long_text", false, Value::Null)
        },
        field("atestado", "Atestado", "file", false, Value::Null),
    ]
}

fn acts(status: Status, mine: bool) -> std::collections::BTreeMap<String, ActState> {
    let not_mine = |who: &str| vec![problem("E_NOT_ASSIGNEE", None, &format!("Já está com {who} desde 09:12"))];
    let state = |allowed: bool, problems: Vec<Problem>| ActState {
        allowed,
        problems: if allowed { Vec::new() } else { problems },
        reasons: Vec::new(),
    };
    let working = status == Status::InProgress && mine;
    let supervisor = vec![problem("E_FORBIDDEN", None, "Somente a supervisão do grupo pode fazer isso")];
    let status_says = vec![problem("E_STATUS", None, "A solicitação não está na fila")];
    let unfilled = vec![
        problem("E_FIELD_REQUIRED", Some("documento_conferido"), "Informe: Documento conferido"),
        problem("E_FIELD_REQUIRED", Some("motivo"), "Informe: Motivo da ausência"),
    ];
    let queued_says = vec![problem("E_NOT_ASSIGNEE", None, "A solicitação está na fila: assuma-a primeiro (t)")];
    let why = if status == Status::Queued { queued_says } else { not_mine("Bruno Carvalho") };
    [
        ("take", state(status == Status::Queued, status_says)),
        ("release", state(working, why.clone())),
        ("edit", state(working, why.clone())),
        ("forward", state(working, why.clone())),
        ("send_back", state(working, why.clone())),
        ("wait", state(working, why.clone())),
        (
            "resume",
            state(
                status == Status::Waiting && mine,
                vec![problem("E_STATUS", None, "A solicitação não aguarda o aluno")],
            ),
        ),
        ("conclude", if working { state(false, unfilled) } else { state(false, why.clone()) }),
        ("cancel", ActState { reasons: picked(working, &CANCELS), ..state(working, why) }),
        ("reopen", state(!status.is_open(), vec![problem("E_STATUS", None, "A solicitação não está encerrada")])),
        ("assign", state(false, supervisor.clone())),
        ("message", state(true, Vec::new())),
        ("note", state(true, Vec::new())),
        ("priority", state(false, supervisor)),
        ("undo", state(working, vec![problem("E_UNDO_GONE", None, "Não há ato seu para desfazer")])),
    ]
    .into_iter()
    .map(|(act, state)| (act.to_owned(), state))
    .collect()
}

/// The institution's reasons for cancelling.
const CANCELS: [(&str, &str); 2] =
    [("aberta-por-engano", "Aberta por engano"), ("desistencia-aluno", "Desistência do aluno")];

fn picked(may: bool, reasons: &[(&str, &str)]) -> Vec<Reason> {
    let named = |(code, name): &(&str, &str)| Reason { code: (*code).to_owned(), name: (*name).to_owned() };
    if may { reasons.iter().map(named).collect() } else { Vec::new() }
}

fn reason(code: &str, name: &str, to: &str, kind: &str, missing: &[&str]) -> ReasonOption {
    ReasonOption {
        code: code.into(),
        name: name.into(),
        kind: kind.into(),
        to: to.to_lowercase(),
        to_name: to.into(),
        note_required: kind == "deny",
        skip_required: kind == "deny",
        enabled: missing.is_empty(),
        missing: missing.iter().map(|m| (*m).to_owned()).collect(),
    }
}

fn stage(name: &str, state: &str) -> TrackStage {
    TrackStage { code: name.to_lowercase(), name: name.into(), state: state.into(), conclude: state == "ahead" }
}

fn event(seq: i32, minutes: i64, actor: &str, name: &str, kind: &str) -> Event {
    Event {
        seq,
        at: at(minutes),
        actor: actor.into(),
        actor_name: Some(name.into()),
        kind: kind.into(),
        to_stage: "triagem".into(),
        to_stage_name: "Triagem".into(),
        to_status: Status::InProgress,
        ..Event::default()
    }
}

/// A request in full, of any row of the fixture's queue.
pub fn request(protocol: &str) -> Request {
    let row = ROWS.iter().find(|r| format!("2026.{:07}", r.0) == protocol).unwrap_or(&ROWS[2]);
    let item = item_of(row);
    let mine = item.assignee.as_deref() == Some("ana");
    let status = item.status;
    let mut forwarded = event(3, -1500, "carla", "Carla Menezes", "returned");
    forwarded.note = Some("Falta o atestado assinado.".into());
    Request {
        description:
            "Faltei à prova de Direito Civil I por motivo de saúde; entreguei o atestado no balcão no mesmo dia.".into(),
        requester_kind: "desk_on_behalf".into(),
        assigned_at: item.assignee.as_ref().map(|_| at(-88)),
        stage_entered_at: Some(at(-1500)),
        visit: 2,
        course: Some("Direito".into()),
        period: Some("2026/1".into()),
        contract: Some("2026-00113".into()),
        instructions: Some("Confira o atestado: nome, data e carimbo. Prazo de cinco dias úteis após a prova.".into()),
        parameters: [
            (
                "disciplina".to_owned(),
                ParameterAnswer {
                    value: json!("DIR101"),
                    label: "Direito Civil I".into(),
                    question: "Disciplina".into(),
                },
            ),
            (
                "data".to_owned(),
                ParameterAnswer {
                    value: json!("2026-03-06"),
                    label: "06/03/2026".into(),
                    question: "Data da prova perdida".into(),
                },
            ),
        ]
        .into_iter()
        .collect(),
        form: form(),
        actions: vec![StageAction {
            key: "conferir".into(),
            label: "Conferir atestado".into(),
            kind: "checklist".into(),
            required: true,
            done: true,
            by: Some("ana".into()),
            at: Some(at(-60)),
        }],
        reasons: vec![
            reason(
                "documentacao-completa",
                "Documentação completa",
                "Análise da coordenação",
                "forward",
                &["documento_conferido", "motivo"],
            ),
            reason("nota-pronta", "Nota já lançada", "Lançamento da nota", "forward", &[]),
            reason("fora-do-prazo", "Fora do prazo", "Indeferimento", "deny", &[]),
        ],
        can: ["conclude", "cancel", "wait", "return"].map(str::to_owned).to_vec(),
        outcomes: vec![Outcome::Granted, Outcome::Denied],
        return_to: Some("protocolo".into()),
        stages: vec![
            stage("Protocolo", "done"),
            stage("Triagem", "current"),
            stage("Análise", "ahead"),
            stage("Agendamento", "ahead"),
            stage("Nota", "ahead"),
        ],
        messages: vec![
            Message {
                no: 1,
                at: at(-1400),
                author: Some("ana".into()),
                author_name: Some("Ana Beatriz Lima".into()),
                body: "Por favor, traga o atestado assinado pelo médico.".into(),
                ..Message::default()
            },
            Message {
                no: 2,
                at: at(-300),
                from_student: true,
                body: "Entreguei hoje cedo no balcão da sede.".into(),
                ..Message::default()
            },
            Message {
                no: 3,
                at: at(-90),
                author: Some("ana".into()),
                author_name: Some("Ana Beatriz Lima".into()),
                internal: true,
                body: "Conferido com a recepção.".into(),
                ..Message::default()
            },
        ],
        files: vec![FileRef {
            no: 1,
            name: "atestado-médico.pdf".into(),
            media_type: "application/pdf".into(),
            size: 184_320,
            at: at(-290),
            by: None,
            restricted: true,
        }],
        history: vec![
            event(1, -2900, "ana", "Ana Beatriz Lima", "opened"),
            event(2, -2000, "ana", "Ana Beatriz Lima", "taken"),
            forwarded,
            event(4, -88, "ana", "Ana Beatriz Lima", "taken"),
        ],
        undo: mine.then(|| UndoState { act: "taken".into(), seq: 4, until: at(1) }),
        acts: acts(status, mine),
        item,
        ..Request::default()
    }
}

/// The same request after an act that moved it on.
pub fn after(protocol: &str, change: impl FnOnce(&mut Request)) -> Box<Request> {
    let mut request = request(protocol);
    request.item.version += 1;
    request.acts.clear();
    change(&mut request);
    Box::new(request)
}

pub fn found() -> Vec<Found> {
    let one = |ra: &str, name: &str, course: &str, open: i64| Found {
        ra: ra.into(),
        name: name.into(),
        course: Some(course.into()),
        period: Some("2026/1".into()),
        branch: Some("Sede".into()),
        open_requests: open,
    };
    vec![
        one("20230001", "Maria Aparecida de Souza", "Direito", 2),
        one("20230044", "Maria Beatriz Andrade", "Enfermagem", 0),
        one("20230107", "Maria Clara Souto Maior", "Engenharia Civil", 1),
        one("20240018", "Mariana Azevedo Cunha", "Administração", 0),
    ]
}

pub fn card() -> Card {
    let mut requests: Vec<Item> = items().into_iter().take(5).collect();
    for (at, item) in requests.iter_mut().enumerate() {
        item.student = StudentRef { ra: "20230001".into(), name: "Maria Aparecida de Souza".into() };
        if at > 2 {
            item.status = Status::Concluded;
            item.outcome = Some(Outcome::Granted);
            item.late = false;
        }
    }
    Card {
        ra: "20230001".into(),
        name: "Maria Aparecida de Souza".into(),
        cpf: Some("***.982.247-**".into()),
        email: None,
        phone: Some("(11) 98888-1234".into()),
        birth_date: Some("2004-07-19".into()),
        enrolments: vec![Enrolment {
            period: "2026/1".into(),
            course: "Direito".into(),
            branch: "Sede".into(),
            shift: Some("noite".into()),
            status: "active".into(),
        }],
        contracts: vec![Contract {
            number: "2026-00113".into(),
            period: "2026/1".into(),
            course: "Direito".into(),
            status: "active".into(),
            fixed_due_day: None,
            ..Contract::default()
        }],
        guardians: Vec::new(),
        debts: None,
        requests,
    }
}

/// A delivery location; nothing is charged there without an amount.
fn place(code: &str, description: &str, branch: i16, amount: Option<&str>) -> Location {
    let price = amount.map(|amount| LocationPrice {
        status: if amount == "0.00" { "free".into() } else { "charged".into() },
        amount: Some(amount.into()),
    });
    Location { code: code.into(), description: description.into(), branch, price }
}

pub fn openable() -> Vec<Openable> {
    vec![
        Openable {
            code: "segunda-chamada".into(),
            name: "Prova de 2ª chamada".into(),
            groups: vec!["secretaria".into()],
            locations: vec![
                place("sede", "Secretaria – Sede", 1, Some("50.00")),
                place("norte", "Secretaria – Polo Norte", 2, Some("0.00")),
            ],
            parameters: vec![
                Parameter {
                    code: "disciplina".into(),
                    label: "Disciplina".into(),
                    kind: "choice".into(),
                    required: true,
                    choices: vec!["DIR101|Direito Civil I".into(), "DIR102|Direito Penal I".into()],
                    help: None,
                    ..Parameter::default()
                },
                Parameter {
                    code: "data".into(),
                    label: "Data da prova perdida".into(),
                    kind: "date".into(),
                    required: true,
                    choices: Vec::new(),
                    ..Parameter::default()
                },
            ],
            entries: vec![Entry { code: "triagem".into(), name: "Triagem".into(), default: true }],
            expected_days: Some(10),
            instructions: Some("Peça o atestado original. Prazo: cinco dias úteis após a prova.".into()),
            ..Openable::default()
        },
        Openable {
            code: "declaracao".into(),
            name: "Declaração de matrícula".into(),
            groups: vec!["secretaria".into()],
            locations: vec![place("sede", "Secretaria – Sede", 1, None)],
            ..Openable::default()
        },
        Openable {
            code: "trancamento".into(),
            name: "Trancamento de matrícula".into(),
            groups: vec!["secretaria".into()],
            ..Openable::default()
        },
    ]
}
