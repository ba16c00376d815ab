//! The school of the walk: two companies whose flows have every feature that the model knows, told once as a
//! model and once, derived from it, as rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use crate::model::calendar::Calendar;
use crate::model::world::{
    Action, Duration, Edge, Field, Group, Kind, Mode, Person, Profile, Role, Stage, Student, World,
};

/// 2026-03-02 09:00 in São Paulo, a Monday.
pub const START: i64 = 1_772_452_800;

const A: usize = 0;
const B: usize = 1;
const C: usize = 2;
const Z: usize = 3;

fn calendar() -> Calendar {
    let week = vec![(8 * 3600, 12 * 3600), (13 * 3600, 18 * 3600)];
    let hours = [week.clone(), week.clone(), week.clone(), week.clone(), week, vec![(8 * 3600, 12 * 3600)], vec![]];
    // 2026-03-05, 2026-03-19, 2026-04-03, 2026-04-21, 2026-05-01 as days since the epoch.
    Calendar { offset: -3 * 3600, hours, holidays: BTreeSet::from([20_517, 20_531, 20_546, 20_564, 20_574]) }
}

fn person(login: &str, role: Role, profile: Option<usize>, groups: &[(usize, bool)]) -> Person {
    let groups: BTreeMap<usize, bool> = groups.iter().copied().collect();
    Person { company: 1, login: format!("w.{login}"), role, active: true, profile, cpf: None, groups }
}

fn people() -> Vec<Person> {
    use Role::{Admin, Attendant, Auditor, Supervisor};
    let mut all = vec![
        person("ana", Attendant, Some(0), &[(A, false), (B, false)]),
        person("bruno", Attendant, Some(0), &[(A, false)]),
        person("caio", Attendant, Some(1), &[(A, false), (C, false)]),
        person("dora", Attendant, Some(0), &[(A, false), (B, false)]),
        person("elisa", Attendant, Some(0), &[(C, false)]),
        person("fabio", Supervisor, Some(0), &[(A, true), (B, true)]),
        person("gina", Supervisor, Some(0), &[(A, false), (C, true)]),
        person("hugo", Admin, None, &[(A, false)]),
        person("iris", Auditor, None, &[]),
        person("joao", Attendant, Some(0), &[(A, false), (B, false)]),
        person("kelly", Attendant, Some(3), &[(Z, false)]),
        person("leo", Attendant, Some(2), &[(A, false), (B, false)]),
        person("maria", Attendant, Some(0), &[(A, false), (C, false)]),
        person("nina", Supervisor, Some(0), &[(A, true)]),
    ];
    all[3].cpf = Some("11144477735");
    all[6].cpf = Some("52998224725");
    all[9].active = false;
    all[10].company = 2;
    all
}

fn profile(code: &'static str, active: bool, all: bool, types: &[(&'static str, bool, bool)]) -> Profile {
    let types = types.iter().map(|t| (t.0, (t.1, t.2))).collect();
    Profile { code, active, open_all: all, handle_all: all, types }
}

fn field(key: &'static str, data_type: &'static str, required: bool) -> Field {
    Field { key, data_type, required, choices: &[], min: None, max: None, regex: None }
}

fn stage(code: &'static str, group: Option<usize>, mode: Mode, duration: Duration, can: &str) -> Stage {
    Stage {
        code,
        group,
        mode,
        duration,
        entry: false,
        default: false,
        can_conclude: can.contains('g') || can.contains('d'),
        can_cancel: can.contains('c'),
        can_wait: can.contains('w'),
        can_return: can.contains('r'),
        outcomes: if can.contains('g') {
            &["granted", "denied"]
        } else if can.contains('d') {
            &["done"]
        } else {
            &[]
        },
        fields: Vec::new(),
        actions: Vec::new(),
    }
}

/// The exam: six stages, one of each mode, every type of field.
fn exam() -> Kind {
    let mut stages = vec![
        stage("inicio", None, Mode::Queue, Duration::Hours(6), "cwr"),
        stage("analise", Some(B), Mode::LeastLoaded, Duration::Days(2), "wr"),
        stage("decisao", Some(C), Mode::PreviousHandler, Duration::CalendarDays(3), "gcr"),
        stage("revisao", Some(A), Mode::RoundRobin, Duration::None, "dw"),
        stage("chefia", Some(A), Mode::Supervisor, Duration::Hours(2), "gc"),
        stage("fixa", Some(A), Mode::Attendant(1), Duration::Days(1), "dr"),
    ];
    stages[0].entry = true;
    stages[0].default = true;
    stages[5].entry = true;
    stages[0].fields = vec![
        Field { regex: Some("^[A-Z]{3}[0-9]*$"), ..field("motivo", "short_text", true) },
        Field { min: Some("1"), max: Some("10"), ..field("faltas", "integer", true) },
        field("obs", "long_text", false),
    ];
    stages[0].actions = vec![Action { key: "conferir", required: true }, Action { key: "avisar", required: false }];
    stages[1].fields = vec![
        Field { min: Some("0"), max: Some("100"), ..field("nota", "decimal", true) },
        Field { min: Some("2026-01-01"), max: Some("2026-12-31"), ..field("dia", "date", true) },
        field("presente", "bool", true),
    ];
    stages[2].fields = vec![
        Field { choices: &["sim|Sim", "nao|Não", "talvez"], ..field("parecer", "choice", true) },
        field("anexo", "file", false),
    ];
    stages[2].actions = vec![Action { key: "assinar", required: true }];
    stages[5].fields = vec![field("nota_fixa", "short_text", true)];
    let edge = |from, reason, to, opts: &str| Edge {
        from,
        reason,
        to,
        skip_required: opts.contains('s'),
        note_required: opts.contains('n'),
        active: !opts.contains('x'),
    };
    let edges = vec![
        edge(0, "encaminhar", 1, ""),
        edge(0, "pular", 5, "sn"),
        edge(0, "antigo", 2, "x"),
        edge(1, "encaminhar", 2, ""),
        edge(1, "devolver", 0, "s"),
        edge(1, "rodar", 3, "n"),
        edge(2, "rever", 3, ""),
        edge(2, "denovo", 1, "s"),
        edge(3, "chefia", 4, ""),
        edge(3, "devolver", 1, "s"),
        edge(4, "fixar", 5, "s"),
        edge(4, "rodar", 3, ""),
        edge(5, "encaminhar", 2, ""),
        edge(5, "rodar", 3, "s"),
    ];
    Kind {
        company: 1,
        code: "exame",
        active: true,
        channel_desk: true,
        valid: (20_454, 20_818),
        default_priority: 3,
        needs_contract: true,
        needs_enrolment: true,
        max_open: None,
        groups: vec![A],
        locations: vec!["balcao"],
        parameters: vec![],
        stages,
        edges,
    }
}

/// The statement: two groups to open it through, parameters, two entries, a limit.
fn statement() -> Kind {
    let mut stages = vec![
        stage("unica", None, Mode::PreviousHandler, Duration::Hours(1), "dcwr"),
        stage("dupla", None, Mode::RoundRobin, Duration::Days(1), "dr"),
    ];
    stages[0].entry = true;
    stages[0].default = true;
    stages[1].entry = true;
    let edge = |from, reason, to| Edge { from, reason, to, skip_required: false, note_required: false, active: true };
    Kind {
        code: "declaracao",
        default_priority: 2,
        needs_contract: false,
        needs_enrolment: false,
        max_open: Some(2),
        groups: vec![A, B],
        locations: vec!["balcao", "polo"],
        parameters: vec![("turno", true, &["m", "t"]), ("texto", false, &[])],
        stages,
        edges: vec![edge(0, "encaminhar", 1), edge(1, "rodar", 0)],
        ..exam()
    }
}

fn plain(code: &'static str, company: i16, group: usize) -> Kind {
    Kind {
        company,
        code,
        groups: vec![group],
        needs_contract: false,
        max_open: None,
        parameters: vec![],
        locations: vec!["balcao"],
        ..statement()
    }
}

fn student(company: i16, ra: &'static str) -> Student {
    Student { company, ra, cpf: None, guardians: vec![], enrolled: true, active_contracts: 1 }
}

/// The school before the first request.
pub fn school() -> World {
    let groups = [(1, "grupo-a"), (1, "grupo-b"), (1, "grupo-c"), (2, "grupo-z")];
    let reasons = [
        ("encaminhar", "forward", true),
        ("pular", "forward", true),
        ("antigo", "forward", true),
        ("devolver", "return", true),
        ("rodar", "forward", true),
        ("rever", "forward", true),
        ("denovo", "return", true),
        ("chefia", "forward", true),
        ("fixar", "deny", true),
        ("desistiu", "cancel", true),
        ("velho", "cancel", false),
        ("engano", "reopen", true),
    ];
    World {
        now: START,
        calendar: calendar(),
        people: people(),
        profiles: vec![
            profile("tudo", true, true, &[]),
            profile("parcial", true, false, &[("exame", false, true), ("declaracao", true, false)]),
            profile("morto", false, true, &[]),
            profile("tudo", true, true, &[]),
        ],
        groups: groups.into_iter().map(|(company, code)| Group { company, code }).collect(),
        reasons: reasons.to_vec(),
        kinds: vec![
            exam(),
            statement(),
            Kind { valid: (20_089, 20_400), ..plain("vencido", 1, A) },
            Kind { active: false, ..plain("parado", 1, A) },
            Kind { channel_desk: false, ..plain("portal", 1, A) },
            plain("externo", 2, Z),
        ],
        students: vec![
            Student { cpf: Some("11144477735"), ..student(1, "1001") },
            Student { guardians: vec!["52998224725"], ..student(1, "1002") },
            Student { active_contracts: 2, ..student(1, "1003") },
            Student { active_contracts: 0, ..student(1, "1004") },
            Student { enrolled: false, active_contracts: 0, ..student(1, "1005") },
            student(1, "1006"),
            student(1, "1007"),
            student(2, "1001"),
        ],
        requests: vec![],
        ops: HashMap::new(),
        turn: HashMap::new(),
        reopen_days: 30,
    }
}

fn date(day: i64) -> String {
    (chrono::NaiveDate::default() + chrono::Duration::days(day)).to_string()
}

fn text(t: Option<&str>) -> String {
    t.map_or_else(|| "null".to_owned(), |t| format!("'{}'", t.replace('\'', "''")))
}

fn list(items: &[&str]) -> String {
    format!("array[{}]::text[]", items.iter().map(|i| text(Some(i))).collect::<Vec<_>>().join(","))
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Attendant => "attendant",
        Role::Supervisor => "supervisor",
        Role::Admin => "admin",
        Role::Auditor => "auditor",
    }
}

/// Login roles of the school's people; cluster-wide, made once.
pub fn roles_sql(w: &World) -> String {
    let mut out = String::new();
    for p in &w.people {
        let _ = write!(
            out,
            "do $$ begin if not exists (select from pg_roles where rolname = '{0}') then create role \"{0}\" login password '{2}'; end if; end $$;\n\
             grant balcao_{1} to \"{0}\";\n",
            p.login,
            role_word(p.role),
            crate::support::fixture::password(&p.login)
        );
    }
    out
}

/// Rows of the school, inserted by the superuser with triggers off.
pub fn rows_sql(w: &World) -> String {
    let mut out = String::from("set session_replication_role = replica;\n");
    let _ =
        writeln!(out, "update app.clock set training = true, mode = 'frozen', frozen_at = to_timestamp({});", w.now);
    out += "insert into app.company (id, name) values (1, 'Escola'), (2, 'Outra');\n";
    for company in [1, 2] {
        let _ = write!(
            out,
            "insert into app.calendar (company, id, code) overriding system value values ({company}, {company}, 'padrao');\n\
             insert into app.branch (company, id, name, calendar_id) values ({company}, 1, 'Sede', {company});\n\
             insert into app.locality (company, id, code, branch, name) overriding system value values ({company}, {company}, 'sede', 1, 'Sede');\n\
             insert into academic.period (company, id, code, name, starts, ends) overriding system value values ({company}, {company}, '2026/1', '2026/1', '2026-01-01', '2026-12-31');\n"
        );
        for (weekday, spans) in w.calendar.hours.iter().enumerate() {
            for (a, b) in spans {
                let _ = writeln!(
                    out,
                    "insert into app.calendar_hours values ({company}, {company}, {}, time '00:00' + interval '{a} s', time '00:00' + interval '{b} s');",
                    weekday + 1
                );
            }
        }
        for day in &w.calendar.holidays {
            let _ = writeln!(out, "insert into app.holiday values ({company}, {company}, '{}');", date(*day));
        }
        for (i, (code, kind, active)) in w.reasons.iter().enumerate() {
            let _ = writeln!(
                out,
                "insert into app.reason (company, id, code, name, kind, active) overriding system value values ({company}, {}, '{code}', '{code}', '{kind}', {active});",
                i + 1
            );
        }
    }
    people_rows(w, &mut out);
    for (i, k) in w.kinds.iter().enumerate() {
        kind_rows(i, k, &mut out);
    }
    student_rows(w, &mut out);
    // The next id of every identity column stands after what was given here.
    out += "do $$ declare c record; begin for c in select table_schema s, table_name t, column_name n from information_schema.columns \
            where table_schema in ('app', 'academic') and is_identity = 'YES' loop \
            execute format('select setval(pg_get_serial_sequence(%L, %L), coalesce((select max(%I) from %I.%I), 0) + 1, false)', \
            c.s || '.' || c.t, c.n, c.n, c.s, c.t); end loop; end $$;\n";
    out + "set session_replication_role = origin;\n"
}

fn people_rows(w: &World, out: &mut String) {
    for (i, p) in w.profiles.iter().enumerate() {
        let company = if i == 3 { 2 } else { 1 };
        let id = i + 1;
        let _ = writeln!(
            out,
            "insert into app.profile (company, id, code, name, open_all, handle_all, active) overriding system value \
             values ({company}, {id}, '{0}', '{0}', {1}, {2}, {3});",
            p.code, p.open_all, p.handle_all, p.active
        );
        for (code, (open, handle)) in &p.types {
            let _ = writeln!(out, "insert into app.profile_type values ({company}, {id}, '{code}', {open}, {handle});");
        }
    }
    for (i, g) in w.groups.iter().enumerate() {
        let _ = writeln!(
            out,
            "insert into app.attendance_group (company, id, code, name) overriding system value values ({}, {}, '{2}', '{2}');",
            g.company,
            i + 1,
            g.code
        );
    }
    for (i, p) in w.people.iter().enumerate() {
        let _ = writeln!(
            out,
            "insert into app.person (company, id, login, name, cpf, role, profile_id, locality_id, active) overriding system value \
             values ({0}, {1}, '{2}', '{2}', {3}, '{4}', {5}, {0}, {6});",
            p.company,
            i + 1,
            p.login,
            text(p.cpf),
            role_word(p.role),
            p.profile.map_or("null".to_owned(), |x| (x + 1).to_string()),
            p.active
        );
        for (group, lead) in &p.groups {
            let _ =
                writeln!(out, "insert into app.group_member values ({}, {}, {}, {lead});", p.company, group + 1, i + 1);
        }
    }
}

fn kind_rows(i: usize, k: &Kind, out: &mut String) {
    let (company, id) = (k.company, i + 1);
    let _ = writeln!(
        out,
        "insert into app.request_type (company, id, code, name, valid_from, valid_to, active, channel_desk, default_priority, \
         requires_active_contract, requires_enrolment, max_open_per_student) overriding system value \
         values ({company}, {id}, '{0}', '{0}', '{1}', '{2}', {3}, {4}, {5}, {6}, {7}, {8});\n\
         insert into app.flow_version (company, id, type_id, number, state, author, created_at, published_at, published_by) overriding system value \
         values ({company}, {id}, {id}, 1, 'published', 'w.hugo', now(), now(), 'w.hugo');",
        k.code,
        date(k.valid.0),
        date(k.valid.1),
        k.active,
        k.channel_desk,
        k.default_priority,
        k.needs_contract,
        k.needs_enrolment,
        k.max_open.map_or("null".to_owned(), |m| m.to_string())
    );
    for (n, g) in k.groups.iter().enumerate() {
        let _ = writeln!(
            out,
            "insert into app.group_type (company, group_id, type_id, order_no) values ({company}, {}, {id}, {});",
            g + 1,
            n + 1
        );
    }
    for (n, l) in k.locations.iter().enumerate() {
        let _ = writeln!(
            out,
            "insert into app.delivery_location (company, type_id, code, branch, locality_id, description, order_no) \
             values ({company}, {id}, '{l}', 1, {company}, '{l}', {});",
            n + 1
        );
    }
    for (n, (code, required, choices)) in k.parameters.iter().enumerate() {
        let data_type = if choices.is_empty() { "short_text" } else { "choice" };
        let _ = writeln!(
            out,
            "insert into app.type_parameter (company, version_id, code, label, data_type, required, choices, order_no) \
             values ({company}, {id}, '{code}', '{code}', '{data_type}', {required}, {}, {});",
            list(choices),
            n + 1
        );
    }
    for (n, s) in k.stages.iter().enumerate() {
        stage_rows(company, id, n, s, out);
    }
    for (n, e) in k.edges.iter().enumerate() {
        let _ = writeln!(
            out,
            "insert into app.flow_edge (company, version_id, from_stage, to_stage, reason_id, order_no, skip_required, note_required, active) \
             values ({company}, {id}, {}, {}, (select id from app.reason where company = {company} and code = '{}'), {}, {}, {}, {});",
            id * 100 + e.from,
            id * 100 + e.to,
            e.reason,
            n + 1,
            e.skip_required,
            e.note_required,
            e.active
        );
    }
}

fn stage_rows(company: i16, version: usize, n: usize, s: &Stage, out: &mut String) {
    let (duration, unit) = match s.duration {
        Duration::None => ("null".to_owned(), "null"),
        Duration::Hours(h) => (h.to_string(), "'business_hours'"),
        Duration::Days(d) => (d.to_string(), "'business_days'"),
        Duration::CalendarDays(d) => (d.to_string(), "'calendar_days'"),
    };
    let (mode, attendant) = match s.mode {
        Mode::Queue => ("queue", "null".to_owned()),
        Mode::Attendant(p) => ("attendant", (p + 1).to_string()),
        Mode::PreviousHandler => ("previous_handler", "null".to_owned()),
        Mode::Supervisor => ("supervisor", "null".to_owned()),
        Mode::LeastLoaded => ("least_loaded", "null".to_owned()),
        Mode::RoundRobin => ("round_robin", "null".to_owned()),
    };
    let stage = version * 100 + n;
    let _ = writeln!(
        out,
        "insert into app.stage (company, id, version_id, code, name, order_no, is_default, is_entry, group_id, assignment, attendant_id, duration, \
         duration_unit, can_conclude, can_cancel, can_wait, can_return, outcomes) overriding system value \
         values ({company}, {stage}, {version}, '{0}', '{0}', {1}, {2}, {3}, {4}, '{mode}', {attendant}, {duration}, {unit}, {5}, {6}, {7}, {8}, {9});",
        s.code,
        n + 1,
        s.default,
        s.entry,
        s.group.map_or("null".to_owned(), |g| (g + 1).to_string()),
        s.can_conclude,
        s.can_cancel,
        s.can_wait,
        s.can_return,
        list(s.outcomes)
    );
    for (m, f) in s.fields.iter().enumerate() {
        let _ = writeln!(
            out,
            "insert into app.stage_field (company, version_id, stage_id, key, label, data_type, required, choices, min_value, max_value, regex, order_no) \
             values ({company}, {version}, {stage}, '{0}', '{0}', '{1}', {2}, {3}, {4}, {5}, {6}, {7});",
            f.key,
            f.data_type,
            f.required,
            list(f.choices),
            text(f.min),
            text(f.max),
            text(f.regex),
            m + 1
        );
    }
    for (m, a) in s.actions.iter().enumerate() {
        let _ = writeln!(
            out,
            "insert into app.stage_action (company, version_id, stage_id, key, kind, label, required_on_execute, order_no) \
             values ({company}, {version}, {stage}, '{0}', 'checklist', '{0}', {1}, {2});",
            a.key,
            a.required,
            m + 1
        );
    }
}

fn student_rows(w: &World, out: &mut String) {
    for (i, s) in w.students.iter().enumerate() {
        let (company, id) = (s.company, i + 1);
        let _ = writeln!(
            out,
            "insert into academic.student (company, id, ra, name, cpf, email) overriding system value \
             values ({company}, {id}, '{0}', 'Aluno {0}', {1}, 'aluno{0}@escola.example');",
            s.ra,
            text(s.cpf)
        );
        for cpf in &s.guardians {
            let _ = writeln!(
                out,
                "insert into academic.guardian (company, student_id, cpf, name, kind) values ({company}, {id}, '{cpf}', 'Guardião', 'mother');"
            );
        }
        if s.enrolled {
            let _ = writeln!(
                out,
                "insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on) values ({company}, {id}, {company}, 'Direito', 1, '2026-01-10');"
            );
        }
        for n in 0..s.active_contracts {
            let _ = writeln!(
                out,
                "insert into academic.contract (company, student_id, period_id, course, number, signed_on) values ({company}, {id}, {company}, 'Direito', '{company}-{id}-{n}', '2026-01-10');"
            );
        }
    }
}
