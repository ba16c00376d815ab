//! What the school's side is asked all day, one statement a row: for the measurement, and for the test that watches
//! how much of the tables each of them reads.

/// A call by who makes it. `{ra}`, `{cpf}`, `{phone}` and `{protocol}` stand for a student and a charged request.
pub struct Call {
    /// What it is, in words.
    pub name: &'static str,
    /// Who asks.
    pub login: &'static str,
    /// The statement: one value.
    pub sql: &'static str,
    /// Whether what it reads is bounded, however large the school is. The others count what they are asked to count.
    pub is_bounded: bool,
}

const fn call(login: &'static str, name: &'static str, sql: &'static str) -> Call {
    Call { name, login, sql, is_bounded: true }
}

const fn counting(login: &'static str, name: &'static str, sql: &'static str) -> Call {
    Call { name, login, sql, is_bounded: false }
}

/// All of them. What they write is taken back by whoever calls.
pub const CALLS: &[Call] = &[
    call("ana", "student by two letters", "api.find_student('ma')"),
    call("ana", "student by first name", "api.find_student('maria')"),
    call("ana", "student by two names", "api.find_student('maria aparecida')"),
    call("ana", "student by a name within", "api.find_student('souza')"),
    call("ana", "student by names apart", "api.find_student('maria souza')"),
    call("ana", "student nobody is", "api.find_student('zzyxw qqkkj')"),
    call("ana", "student by number begun", "api.find_student('2023')"),
    call("ana", "student by number", "api.find_student('{ra}')"),
    call("ana", "student by CPF", "api.find_student('{cpf}')"),
    call("ana", "student by the end of a phone", "api.find_student('{phone}')"),
    call("ana", "words of the queue's filter", "(select count(*) from api.match_students('maria souza'))"),
    call("ana", "student's card", "api.student_card('{ra}')"),
    call("ana", "card of a debtor", "api.student_card('20230011')"),
    call("ana", "types on offer", "api.openable()"),
    call(
        "ana",
        "preview with a query",
        r#"api.preview('{"student": "{ra}", "type": "segunda-chamada", "location": "sede"}')"#,
    ),
    call(
        "ana",
        "opening with a charge",
        r#"api.open('{"student": "{ra}", "type": "historico-escolar", "location": "sede"}')"#,
    ),
    call("ana", "receipt", "api.receipt('{protocol}')"),
    call("ana", "story of a charge", "api.charge_show('{protocol}')"),
    call("ana", "checklist for a student", r#"api.type_checklist('segunda-chamada', '{"student": "{ra}"}')"#),
    call("sonia", "what-if", r#"api.price_what_if('{"student": "{ra}", "type": "segunda-chamada"}')"#),
    call("sonia", "history and charge verified", "api.verify('{protocol}')"),
    call("sonia", "charge waived", "api.charge_waive('{protocol}', 'bolsa integral')"),
    counting("sonia", "charges that wait for somebody", "api.charges(null, 50)"),
    counting("sonia", "charges taken back", "api.charges('{waived,cancelled}', 50)"),
    counting("sonia", "charges paid", "api.charges('{paid}', 50)"),
];

/// A student, and a request of a live charge that is not paid, to put into the statements.
pub const SUBJECT: &str = "select s.ra, s.cpf, right(regexp_replace(s.phone, '[^0-9]', '', 'g'), 8), (select q.protocol
    from app.request q join app.attendance_group g on g.company = q.company and g.id = q.group_id and g.code = 'secretaria'
    join academic.ledger_entry l on l.company = q.company and l.installment_id = q.installment_id and l.status = 'open'
   where q.charge_status = 'charged' and q.closed_at is null order by q.id limit 1)
    from academic.student s where s.ra = '20230001'";

/// A call's statement for this subject.
pub fn of(call: &Call, (ra, cpf, phone, protocol): &(String, String, String, String)) -> String {
    let filled = call.sql.replace("{ra}", ra).replace("{cpf}", cpf).replace("{phone}", phone);
    format!("select to_jsonb({})", filled.replace("{protocol}", protocol))
}

/// What this session's transaction has read so far, by table: whole tables read one after the other, and rows
/// fetched by an index.
pub const READ: &str = "select relname::text, seq_scan, coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables
   where schemaname in ('app', 'academic') and relname in ('request', 'history', 'visit', 'student', 'guardian', 'enrolment', 'contract',
     'contract_installment', 'ledger_entry', 'class_enrolment')";
