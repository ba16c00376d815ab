//! The catalogue's screen without a database: the demo's catalogue as the engine gives it, keys in, what is written out.
//! What the engine says to it all is tried in the top room `catalogue`.

mod acts;
mod pictures;

use std::collections::BTreeMap;

use balcao::domain::catalogue::CatalogueFile;
use balcao::domain::catalogue::entity::EntryKind;
use balcao::tui::effect::{Effect, Read, Write};
use balcao::tui::form::Form;
use balcao::tui::msg::{Entries, EntryUse, KindCount, ListedEntry, Named, Overview, Told};
use serde_json::{Value, json};

use super::Hand;
use super::flows::admin;
use super::screens::{SIZES, picture};

const DEMO: &str = include_str!("../../../../assets/demo/catalogue.toml");

fn demo() -> Value {
    CatalogueFile::parse(DEMO).expect("the demo's catalogue").to_doc()
}

fn person(login: &str, name: &str, role: &str, groups: &[(&str, bool)], active: bool) -> Value {
    let groups: Vec<Value> = groups.iter().map(|(code, lead)| json!({ "code": code, "lead": lead })).collect();
    let email = format!("{login}@escola.br");
    json!({ "login": login, "name": name, "role": role, "profile": "balcao", "locality": "sede", "email": email,
            "active": active, "groups": groups })
}

fn people() -> Vec<Value> {
    vec![
        person("admin", "Helena Prado", "admin", &[], true),
        person("ana", "Ana Beatriz Lima", "attendant", &[("secretaria", false)], true),
        person("bruno", "Bruno Carvalho", "attendant", &[("secretaria", false), ("biblioteca", false)], true),
        person("carla", "Carla Menezes", "attendant", &[("coordenacao", false), ("professores", false)], true),
        person("iris", "Íris Nunes", "auditor", &[], true),
        person("sonia", "Sônia Matos", "supervisor", &[("secretaria", true), ("coordenacao", true)], true),
        person("otavio", "Otávio Ramos", "attendant", &[("financeiro", false)], false),
    ]
}

/// The rows of a kind, as the engine gives them.
pub fn rows(kind: EntryKind) -> Vec<ListedEntry> {
    let document = demo();
    let rows: Vec<Value> = match kind {
        EntryKind::Person => people(),
        EntryKind::PortalUser => Vec::new(),
        EntryKind::Settings => {
            let company = document["settings"].clone();
            vec![company, json!({}), json!({ "reopen_days": 15, "auto_due_date": { "days": 8 } })]
        }
        EntryKind::Mail => {
            let mail = |event: &str, subject: &str, text: &str, own: bool, active: bool| json!({ "event": event, "subject": subject, "text": text, "own": own, "active": active });
            let ola = "Olá, {aluno}.\n\nSua solicitação {protocolo}, {tipo}, foi ";
            vec![
                mail(
                    "opened",
                    "Recebemos seu pedido: {tipo}",
                    &format!("{ola}recebida.\n\nValor: {{cobranca}}.\n\nSecretaria Acadêmica"),
                    true,
                    true,
                ),
                mail(
                    "waiting",
                    "Solicitação {protocolo} aguarda você – {tipo}",
                    &format!("{ola}suspensa."),
                    false,
                    true,
                ),
                mail(
                    "concluded",
                    "Solicitação {protocolo} {resultado} – {tipo}",
                    &format!("{ola}{{resultado}}.\n\n{{justificativa}}"),
                    false,
                    true,
                ),
                mail("cancelled", "Cancelada", &format!("{ola}cancelada."), true, false),
            ]
        }
        EntryKind::Group => {
            let member = |login: &str, lead| json!({ "login": login, "lead": lead });
            let mut groups = document["group"].as_array().cloned().unwrap_or_default();
            for group in &mut groups {
                let members = match group["code"].as_str() {
                    Some("secretaria") => vec![member("ana", false), member("bruno", false), member("sonia", true)],
                    Some("coordenacao") => vec![member("carla", false), member("sonia", true)],
                    _ => Vec::new(),
                };
                group["members"] = Value::from(members);
            }
            groups
        }
        kind => document[kind.word()].as_array().cloned().unwrap_or_default(),
    };
    let code = |at: usize, row: &Value| match kind {
        EntryKind::Settings => at.to_string(),
        EntryKind::Person | EntryKind::PortalUser => row["login"].as_str().unwrap_or_default().to_owned(),
        EntryKind::Branch => row["code"].to_string(),
        EntryKind::Mail => row["event"].as_str().unwrap_or_default().to_owned(),
        _ => row["code"].as_str().unwrap_or_default().to_owned(),
    };
    let mut all: Vec<ListedEntry> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| ListedEntry {
            code: code(at, row),
            entry: row.clone(),
            stamp: format!("s{at}"),
            ..ListedEntry::default()
        })
        .collect();
    for row in &mut all {
        if kind == EntryKind::Query {
            row.about = json!({ "usable": row.code != "disciplinas-modelo", "cost": 184.2, "columns": ["NOME", "CODDISC"],
                "binds": ["CODCOLIGADA", "RA", "IDPERLET"], "saved_by": "helena", "approved_by": null,
                "why_pt": if row.code == "disciplinas-modelo" { json!("a consulta disciplinas-modelo aguarda a aprovação de outro administrador") } else { Value::Null } });
            row.uses = vec![EntryUse { what: "types".into(), n: 2, who: "revisao-prova, segunda-chamada".into() }];
        }
        if row.code == "bruno" {
            row.uses = vec![EntryUse { what: "requests".into(), n: 3, who: String::new() }];
        }
        if row.code == "prova-2a-chamada" {
            row.uses = vec![EntryUse { what: "types".into(), n: 1, who: "segunda-chamada".into() }];
        }
        if row.code == "padrao" {
            row.uses = vec![EntryUse { what: "branches".into(), n: 2, who: "Sede, Polo Norte".into() }];
        }
    }
    all
}

pub fn overview() -> Overview {
    let named = |code: &str, name: &str| Named { code: code.into(), name: name.into() };
    let of = |kind: EntryKind| -> Vec<Named> {
        rows(kind).iter().map(|r| named(&r.code, r.entry["name"].as_str().unwrap_or(&r.code))).collect()
    };
    let mut choices: BTreeMap<String, Vec<Named>> = BTreeMap::new();
    for kind in [
        EntryKind::Branch,
        EntryKind::Calendar,
        EntryKind::Locality,
        EntryKind::Group,
        EntryKind::Profile,
        EntryKind::Person,
    ] {
        choices.insert(kind.word().into(), of(kind));
    }
    choices.insert(
        "type".into(),
        vec![named("segunda-chamada", "Prova de 2ª chamada"), named("trancamento", "Trancamento de matrícula")],
    );
    choices
        .insert("period".into(), vec![named("2026/1", "1º semestre de 2026"), named("2025/2", "2º semestre de 2025")]);
    let kinds = EntryKind::ALL
        .iter()
        .map(|kind| KindCount {
            kind: *kind,
            count: i64::try_from(rows(*kind).len()).expect("few"),
            inactive: i64::from(*kind == EntryKind::Person),
        })
        .collect();
    Overview { kinds, choices, inherited: demo()["settings"].clone() }
}

/// An administrator's desk on the kinds.
pub fn at_kinds(cols: u16, rows_of: u16) -> Hand {
    let mut hand = Hand::new(cols, rows_of);
    hand.model.me = Some(admin());
    hand.key("g");
    hand.key("c");
    hand.tell(|r| matches!(r, Read::Overview), Told::Overview(Box::new(overview())));
    if hand.pending(|r| matches!(r, Read::Entries { .. })).is_some() {
        tell_rows(&mut hand);
    }
    hand
}

/// Answers the pending question for entries.
fn tell_rows(hand: &mut Hand) {
    let Some((_, Read::Entries { kind, .. })) = hand.pending(|r| matches!(r, Read::Entries { .. })) else {
        panic!("no entries are asked for")
    };
    let rows = rows(kind);
    let total = i64::try_from(rows.len()).expect("few");
    hand.tell(|r| matches!(r, Read::Entries { .. }), Told::Entries(Box::new(Entries { kind, total, rows })));
}

/// On the entries of a kind.
pub fn at_entries(kind: EntryKind, cols: u16, rows_of: u16) -> Hand {
    let mut hand = at_kinds(cols, rows_of);
    let at = EntryKind::ALL.iter().position(|k| *k == kind).expect("a kind");
    for _ in 0..at {
        hand.key("j");
        if hand.pending(|r| matches!(r, Read::Entries { .. })).is_some() {
            tell_rows(&mut hand);
        }
    }
    hand.key("enter");
    tell_rows(&mut hand);
    hand.keys = 0;
    hand.effects.clear();
    hand
}

fn states(name: &str, begin: impl Fn(u16, u16) -> Hand, act: impl Fn(&mut Hand)) {
    for (cols, rows) in SIZES {
        let mut hand = begin(cols, rows);
        act(&mut hand);
        picture(name, &hand);
    }
}

fn seen(hand: &Hand, text: &str) {
    let screen = hand.screen();
    let said = hand.model.notice.as_ref().is_some_and(|notice| notice.text.contains(text));
    assert!(said || screen.contains(text), "{text:?} is not on screen:\n{screen}");
}

fn form(hand: &Hand) -> &Form {
    hand.model.open_form().unwrap_or_else(|| panic!("no form:\n{}", hand.screen()))
}

/// What was sent last: which entry, what is said of it, over what.
fn saving(hand: &Hand) -> (EntryKind, Option<String>, Value, Option<String>) {
    let Some((_, _, Write::SaveEntry(saving))) = hand.sent() else { panic!("{:?}\n{}", hand.sent(), hand.screen()) };
    (saving.kind, saving.code, saving.row, saving.seen)
}

fn sent_count(hand: &Hand) -> usize {
    hand.effects.iter().filter(|e| matches!(e, Effect::Do { .. })).count()
}
