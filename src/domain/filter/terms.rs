//! The table of the filter language. Parser, completion and help are all driven by it, so that a key
//! or a value that one knows the others know too.

use super::ChargeState;
use crate::domain::flow::file::{Channel, words};
use crate::domain::request::Status;
use crate::domain::text::fold;

words!(
    /// The keys of terms; the word is the English key.
    Key {
        Type = "type", Stage = "stage", Group = "group", Owner = "owner", By = "by", Status = "status",
        Channel = "channel", Branch = "branch", Priority = "priority", Due = "due", Opened = "opened",
        Closed = "closed", Ra = "ra", Course = "course", Charge = "charge",
    }
);

/// A value with a name: Portuguese, English, and other spellings that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// Portuguese, the canonical spelling.
    pub pt: &'static str,
    /// English.
    pub en: &'static str,
    /// Other spellings.
    pub also: &'static [&'static str],
}

const fn named(pt: &'static str, en: &'static str, also: &'static [&'static str]) -> Named {
    Named { pt, en, also }
}

impl Named {
    /// Tells whether a folded text spells this value.
    #[must_use]
    pub fn is(&self, folded: &str) -> bool {
        self.pt == folded || self.en == folded || self.also.contains(&folded)
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermInfo {
    /// The key.
    pub key: Key,
    /// Its Portuguese name, the canonical one.
    pub pt: &'static str,
    /// Other names that are understood besides the Portuguese and the English one.
    pub also: &'static [&'static str],
    /// Values with a name; other values may be allowed besides.
    pub values: &'static [Named],
    /// What it means, Portuguese.
    pub meaning_pt: &'static str,
    /// What it means, English.
    pub meaning_en: &'static str,
    /// Examples of values, Portuguese; the first is shown in help.
    pub examples: &'static [&'static str],
}

/// The person who asks, as a value.
pub(super) const ME: Named = named("eu", "me", &["mim"]);
/// Nobody, as a value.
pub(super) const NOBODY: Named = named("ninguem", "none", &["nobody"]);
/// Past the deadline.
pub(super) const LATE: Named = named("atrasado", "late", &["atrasada", "atrasados", "atrasadas"]);
/// Without a deadline.
pub(super) const NO_DUE: Named = named("nenhum", "none", &["sem"]);
/// The day of today.
pub(super) const TODAY: Named = named("hoje", "today", &[]);
/// The day before.
pub(super) const YESTERDAY: Named = named("ontem", "yesterday", &[]);
/// The day after.
pub(super) const TOMORROW: Named = named("amanha", "tomorrow", &[]);
/// Monday to Sunday of this week.
pub(super) const WEEK: Named = named("semana", "week", &[]);
/// The days of this month.
pub(super) const MONTH: Named = named("mes", "month", &[]);

/// The priorities, most urgent first.
pub(super) const PRIORITIES: [Named; 5] = [
    named("urgente", "urgent", &[]),
    named("alta", "high", &[]),
    named("normal", "normal", &[]),
    named("baixa", "low", &[]),
    named("sem-pressa", "no-hurry", &[]),
];

use Status::{Cancelled, Concluded, InProgress, Queued, Waiting};
/// The values of `estado:` with the states they stand for.
pub(super) const STATUSES: [(Named, &[Status]); 8] = [
    (named("na-fila", "queued", &["fila"]), &[Queued]),
    (named("em-atendimento", "in_progress", &["in-progress", "atendimento"]), &[InProgress]),
    (named("aguardando", "waiting", &["aguardando-aluno"]), &[Waiting]),
    (named("concluida", "concluded", &["concluido"]), &[Concluded]),
    (named("cancelada", "cancelled", &["cancelado", "canceled"]), &[Cancelled]),
    (named("aberto", "open", &["aberta", "abertos", "abertas"]), &[Queued, InProgress, Waiting]),
    (named("encerrado", "closed", &["encerrada", "encerradas", "fechado", "fechada"]), &[Concluded, Cancelled]),
    (named("todos", "all", &["todas"]), &[Queued, InProgress, Waiting, Concluded, Cancelled]),
];

/// The values of `canal:`.
pub(super) const CHANNELS: [(Named, Channel); 2] =
    [(named("balcao", "desk", &[]), Channel::Desk), (named("portal", "portal", &[]), Channel::Portal)];

/// The values of `cobranca:`.
pub(super) const CHARGES: [(Named, ChargeState); 7] = [
    (named("nenhuma", "none", &["sem"]), ChargeState::None),
    (named("sem-custo", "free", &["gratis"]), ChargeState::Free),
    (named("pendente", "pending", &[]), ChargeState::Pending),
    (named("cobrada", "charged", &[]), ChargeState::Charged),
    (named("isenta", "waived", &["dispensada"]), ChargeState::Waived),
    (named("cancelada", "cancelled", &["canceled"]), ChargeState::Cancelled),
    (named("falhou", "failed", &[]), ChargeState::Failed),
];

/// Takes the names out of a table of values.
const fn names<const N: usize, T: Copy>(table: &[(Named, T); N]) -> [Named; N] {
    let mut names = [named("", "", &[]); N];
    let mut rest: &[(Named, T)] = table;
    let mut free: &mut [Named] = &mut names;
    while let ([(name, _), tail @ ..], [slot, more @ ..]) = (rest, free) {
        *slot = *name;
        rest = tail;
        free = more;
    }
    names
}

const STATUS_NAMES: [Named; 8] = names(&STATUSES);
const CHANNEL_NAMES: [Named; 2] = names(&CHANNELS);
const CHARGE_NAMES: [Named; 7] = names(&CHARGES);
const OWNER_NAMES: [Named; 2] = [ME, NOBODY];
const BY_NAMES: [Named; 1] = [ME];
const DUE_NAMES: [Named; 6] = [LATE, TODAY, TOMORROW, WEEK, MONTH, NO_DUE];
const WHEN_NAMES: [Named; 4] = [TODAY, YESTERDAY, WEEK, MONTH];

const fn row(
    (key, pt): (Key, &'static str),
    also: &'static [&'static str],
    values: &'static [Named],
    (meaning_pt, meaning_en): (&'static str, &'static str),
    examples: &'static [&'static str],
) -> TermInfo {
    TermInfo { key, pt, also, values, meaning_pt, meaning_en, examples }
}

/// The language: every key with its names, values, meaning and examples.
pub const TERMS: &[TermInfo] = &[
    row(
        (Key::Type, "tipo"),
        &[],
        &[],
        ("tipo de solicitação: código ou nome contém", "request type: code or name contains"),
        &["tipo:declaracao", "tipo:\"2ª chamada\""],
    ),
    row(
        (Key::Stage, "etapa"),
        &[],
        &[],
        ("etapa atual: código ou nome contém", "current stage: code or name contains"),
        &["etapa:triagem"],
    ),
    row(
        (Key::Group, "grupo"),
        &[],
        &[],
        ("grupo da etapa atual: código ou nome contém", "group of the current stage: code or name contains"),
        &["grupo:secretaria"],
    ),
    row(
        (Key::Owner, "dono"),
        &["atendente"],
        &OWNER_NAMES,
        ("com quem está: eu, ninguém ou um login", "who holds it: me, none or a login"),
        &["dono:eu", "dono:ninguem", "dono:ana"],
    ),
    row(
        (Key::By, "por"),
        &[],
        &BY_NAMES,
        ("quem já agiu: eu ou um login", "who acted on it: me or a login"),
        &["por:eu", "por:ana"],
    ),
    row(
        (Key::Status, "estado"),
        &["situacao", "state"],
        &STATUS_NAMES,
        ("estado; sem este termo, as abertas", "state; without this term, open ones"),
        &["estado:aguardando", "estado:na-fila,em-atendimento", "estado:todos"],
    ),
    row((Key::Channel, "canal"), &[], &CHANNEL_NAMES, ("onde foi aberta", "where it was opened"), &["canal:portal"]),
    row(
        (Key::Branch, "filial"),
        &[],
        &[],
        ("código da filial onde foi aberta", "code of the branch where it was opened"),
        &["filial:1"],
    ),
    row(
        (Key::Priority, "prioridade"),
        &["prio"],
        &PRIORITIES,
        ("prioridade, de 1 (urgente) a 5", "priority, from 1 (urgent) to 5"),
        &["prioridade:<=2", "prioridade:urgente", "prioridade:1..3"],
    ),
    row(
        (Key::Due, "prazo"),
        &["vence"],
        &DUE_NAMES,
        ("prazo da etapa; `<2d` inclui as atrasadas", "deadline of the stage; `<2d` includes late ones"),
        &["prazo:<2d", "prazo:atrasado", "prazo:hoje", "prazo:01/03..15/03"],
    ),
    row(
        (Key::Opened, "aberto"),
        &["aberta", "abertura"],
        &WHEN_NAMES,
        ("quando foi aberta; `<2d`: há menos de dois dias", "when it was opened; `<2d`: less than two days ago"),
        &["aberto:hoje", "aberto:>=01/03", "aberto:<7d"],
    ),
    row(
        (Key::Closed, "fechado"),
        &["fechada", "encerrado"],
        &WHEN_NAMES,
        ("quando terminou", "when it ended"),
        &["fechado:ontem", "fechado:01/03..15/03"],
    ),
    row((Key::Ra, "ra"), &["matricula"], &[], ("RA do aluno contém", "the student's RA contains"), &["ra:20231177"]),
    row(
        (Key::Course, "curso"),
        &[],
        &[],
        ("curso: código ou nome contém", "course: code or name contains"),
        &["curso:direito"],
    ),
    row(
        (Key::Charge, "cobranca"),
        &["taxa"],
        &CHARGE_NAMES,
        ("situação da cobrança", "state of the charge"),
        &["cobranca:pendente"],
    ),
];

impl TermInfo {
    /// Its name in English.
    #[must_use]
    pub fn en(&self) -> &'static str {
        self.key.word()
    }

    /// Tells whether a folded text names this key.
    #[must_use]
    pub fn is(&self, folded: &str) -> bool {
        self.pt == folded || self.en() == folded || self.also.contains(&folded)
    }

    /// The example shown in help.
    #[must_use]
    pub fn example(&self) -> &'static str {
        self.examples.first().copied().unwrap_or_default()
    }
}

impl Key {
    /// Its row of the table.
    #[must_use]
    pub fn info(self) -> Option<&'static TermInfo> {
        TERMS.iter().find(|row| row.key == self)
    }

    /// Its canonical name, Portuguese.
    #[must_use]
    pub fn pt(self) -> &'static str {
        self.info().map_or(self.word(), |row| row.pt)
    }
}

/// Finds the row that a text names, case and accents ignored.
#[must_use]
pub fn find(name: &str) -> Option<&'static TermInfo> {
    let folded = fold(name);
    TERMS.iter().find(|row| row.is(&folded))
}
