//! A school for journeys: one type whose two stages the secretariat works, twelve students, six requests.

use balcao::domain::flow::TypeFile;
use serde_json::{Value, json};

use crate::support::Scratch;
use crate::support::enrolment::enrol_everyone;

const FLOW: &str = r#"format = 1
[type]
code = "prova"
name = "Prova de 2ª chamada"
handler = "educational"
valid_from = 2026-01-01
valid_to = 2099-12-31
groups = ["secretaria"]
expected_days = 10
instructions_attendant = "Confira a data do atestado."
[[location]]
code = "sede"
branch = 1
locality = "sede"
description = "Secretaria – Sede"
[[location]]
code = "norte"
branch = 2
locality = "norte"
description = "Polo Norte"
[[parameter]]
code = "disciplina"
label = "Disciplina"
type = "choice"
required = true
choices = ["DIR101|Direito Civil I", "DIR201|Direito Penal II"]
[[stage]]
code = "triagem"
name = "Triagem"
default = true
entry = true
activate_task = true
group = "secretaria"
assignment = "queue"
duration = "2 business_days"
can = ["cancel", "wait"]
[[stage.field]]
key = "documento_conferido"
label = "Documento conferido"
type = "bool"
required = true
[[stage.field]]
key = "motivo"
label = "Motivo"
type = "choice"
required = true
choices = ["saude|Saúde", "trabalho|Trabalho"]
[[stage.field]]
key = "parecer_medico"
label = "Parecer médico"
type = "long_text"
[[stage]]
code = "nota"
name = "Lançamento da nota"
activate_task = true
group = "secretaria"
assignment = "queue"
duration = "4 business_days"
can = ["conclude", "return"]
outcomes = ["granted", "denied"]
[[stage.field]]
key = "nota"
label = "Nota"
type = "decimal"
required = true
min = 0
max = 10
[[edge]]
from = "triagem"
reason = "completa"
to = "nota"
[[reason]]
code = "completa"
name = "Documentação completa"
kind = "forward"
"#;

const STUDENTS: [&str; 12] = [
    "Maria Aparecida de Souza",
    "João Pedro Silva",
    "Ana Clara Ribeiro",
    "Érica Zanetti",
    "José Álvaro Conceição",
    "Bianca Moreira",
    "Caio Ferreira",
    "Daniela Prado",
    "Eduardo Tavares",
    "Fernanda Queiroz",
    "Gabriel Nunes",
    "Helena Duarte",
];

/// The school, and the protocols of its requests in the order of their opening.
pub async fn school() -> (Scratch, Vec<String>) {
    let scratch = Scratch::new().await;
    let root = scratch.admin();
    for (n, name) in STUDENTS.iter().enumerate() {
        sqlx::query(
            "insert into academic.student (company, ra, name, email, cpf) values (1, $1, $2, $3, lpad($4, 11, '0'))",
        )
        .bind(format!("{}", 20_230_001 + n))
        .bind(*name)
        .bind(format!("aluno{n}@escola.example"))
        .bind(n.to_string())
        .execute(&root)
        .await
        .expect("a student");
    }
    enrol_everyone(&root).await;
    let admin = scratch.login("admin");
    let document = TypeFile::parse(FLOW).expect("a type").to_doc();
    for (sql, bind) in [
        ("select api.import_type($1)", document),
        ("select api.publish_flow('prova') from (select $1::jsonb) x", Value::Null),
        ("select api.activate_type('prova', true) from (select $1::jsonb) x", Value::Null),
    ] {
        sqlx::query_scalar::<_, Value>(sql).bind(bind).fetch_one(&admin).await.expect(sql);
    }
    let ana = scratch.login("ana");
    let mut protocols = Vec::new();
    for n in 0..6 {
        let opening = json!({"student": (20_230_001 + n).to_string(), "type": "prova", "location": "sede",
            "description": "Faltei à prova por motivo de saúde.", "parameters": {"disciplina": "DIR101"}});
        let opened: Value =
            sqlx::query_scalar("select api.open($1)").bind(opening).fetch_one(&ana).await.expect("an opening");
        protocols.push(opened["protocol"].as_str().expect("a protocol").to_owned());
    }
    (scratch, protocols)
}
