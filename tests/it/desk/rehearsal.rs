//! The walk on the real engine, through the desk's own keys: real values, refusals, mails, another student, options of
//! the institution's queries – and nothing remains (issue 3 §4).

use balcao::domain::flow::{SHIPPED, TypeFile};
use balcao::store::{Db, admin};

use super::live::Live;
use crate::support::enrolment::enrol_everyone;
use crate::support::{Scratch, checksum, disciplines, run};

/// A school whose make-up exam is a draft, with mails at the opening, two students of its own.
async fn school(edit: impl FnOnce(&mut TypeFile)) -> Scratch {
    let scratch = Scratch::new().await;
    let root = scratch.admin();
    sqlx::raw_sql(
        "update app.settings set doc = doc || '{\"send_opening_email\": true}';
         insert into academic.student (company, ra, name, email, cpf) values
           (1, '20230001', 'Maria Aparecida de Souza', 'maria@escola.example', '00000000001'),
           (1, '20230002', 'João Pedro Silva', 'joao@escola.example', '00000000002')",
    )
    .execute(&root)
    .await
    .expect("students");
    enrol_everyone(&root).await;
    disciplines::disciplines(&scratch).await;
    let (_, text) = SHIPPED.iter().find(|(code, _)| *code == "segunda-chamada").expect("shipped");
    let mut file = TypeFile::parse(text).expect("a type");
    edit(&mut file);
    admin::import_type(&Db::from(scratch.login("admin")), &file.to_doc(), None).await.expect("a draft");
    scratch
}

async fn at_walk(scratch: &Scratch) -> Live {
    let mut desk = Live::new(Db::from(scratch.login("admin")), (120, 36)).await;
    desk.keys("g f enter f5").await;
    desk
}

#[test]
fn a_draft_is_walked_to_its_end_with_values_that_may_be_changed_and_nothing_remains() {
    run(async {
        let scratch = school(|_| ()).await;
        let owner = scratch.admin();
        let mut desk = at_walk(&scratch).await;
        let before = checksum(&owner).await;
        desk.sees("Aluno de ensaio");
        desk.sees("ensaio@example.org · Sua prova de 2ª chamada");
        desk.key("v").await;
        desk.sees("Previsão de entrega");
        desk.sees("Valor: R$ 50,00");
        desk.key("v").await;
        // Triagem: what the gate asks for, as the attendant sees it; cleared, it is asked for again.
        desk.keys("1 backspace enter").await;
        desk.sees("Informe: Documento conferido");
        desk.keys("space enter").await;
        desk.sees("→ Análise da coordenação");
        // Análise: deferred, scheduled; each form is ready as it opens.
        desk.keys("1 enter").await;
        desk.keys("1 enter").await;
        desk.sees("→ Lançamento da nota");
        // A grade beyond its limit: the engine's words, and the grade is still there to be mended.
        desk.keys("1 tab").await;
        desk.keys("ctrl-u").await;
        desk.text("11").await;
        desk.key("enter").await;
        let screen = desk.screen();
        assert!(screen.contains("✖") && screen.contains("10") && screen.contains("11"), "{screen}");
        desk.keys("backspace enter").await;
        desk.sees("Chegou ao fim.");
        desk.key("v").await;
        desk.sees("│ deferida.");
        desk.key("esc").await;
        // A step back, and the other end.
        desk.key("u").await;
        desk.keys("2 enter").await;
        desk.sees("Chegou ao fim.");
        desk.key("v").await;
        desk.sees("│ atendida.");
        assert_eq!(checksum(&owner).await, before, "nothing remains");
    });
}

#[test]
fn waiting_resuming_sending_back_a_message_and_cancelling_are_walked_where_the_stage_allows_them() {
    run(async {
        let scratch = school(|_| ()).await;
        let owner = scratch.admin();
        let mut desk = at_walk(&scratch).await;
        let before = checksum(&owner).await;
        let choose = async |desk: &mut Live, name: &str| {
            desk.key("home").await;
            for _ in 0..12 {
                if desk.screen().lines().any(|l| l.contains('▶') && l.contains(name)) {
                    break;
                }
                desk.key("j").await;
            }
            desk.sees(name);
            desk.key("enter").await;
        };
        choose(&mut desk, "Aguardar aluno").await;
        desk.key("enter").await;
        desk.sees("aguarda o aluno");
        desk.key("v").await;
        desk.sees("Precisamos de você");
        desk.key("v").await;
        choose(&mut desk, "Retomar").await;
        desk.sees("retomada");
        choose(&mut desk, "Mensagem ou nota").await;
        desk.key("enter").await;
        desk.sees("mensagem ·");
        choose(&mut desk, "Documentação completa").await;
        desk.key("enter").await;
        choose(&mut desk, "Devolver à etapa anterior").await;
        desk.key("enter").await;
        desk.sees("devolvida");
        choose(&mut desk, "Cancelar solicitação").await;
        desk.key("enter").await;
        desk.sees("cancelada");
        desk.sees("Chegou ao fim.");
        assert_eq!(checksum(&owner).await, before, "nothing remains");
    });
}

#[test]
fn another_student_is_walked_with_what_the_queries_offer_that_student() {
    run(async {
        let scratch = school(|file| {
            let parameter = file.parameters.first().expect("a question").clone();
            let stage = file.stages.first_mut().expect("a stage");
            let mut field = stage.fields.first().expect("a field").clone();
            field.key = "turma".into();
            field.label = "Disciplina conferida".into();
            field.kind = parameter.kind;
            field.query.clone_from(&parameter.query);
            stage.fields.push(field);
        })
        .await;
        let mut desk = at_walk(&scratch).await;
        desk.key("s").await;
        desk.text("404").await;
        desk.key("enter").await;
        desk.sees("404");
        desk.sees("✖");
        desk.keys("ctrl-u").await;
        desk.text("20230001").await;
        desk.key("enter").await;
        desk.sees("Maria Aparecida de Souza · RA 20230001");
        desk.sees("maria@escola.example");
        // The question of the opening offers her disciplines, another one is chosen.
        desk.keys("s tab tab").await;
        desk.sees("Direito Penal II");
        desk.text("penal").await;
        desk.key("enter").await;
        desk.key("tab").await;
        desk.sees("Direito Penal II");
        desk.key("tab").await;
        // So does the field of the stage; the first one is chosen until she chooses.
        desk.key("1").await;
        desk.sees("Disciplina conferida");
        desk.sees("Direito Civil I");
        desk.key("enter").await;
        desk.sees("→ Análise da coordenação");
    });
}

#[test]
fn nobody_but_who_may_take_the_step_takes_it_and_the_engine_says_so() {
    run(async {
        let scratch = school(|_| ()).await;
        let mut desk = at_walk(&scratch).await;
        // Davi works for another group.
        desk.key("a").await;
        desk.text("davi").await;
        desk.key("enter").await;
        desk.sees("‹ Davi Melo ›");
        desk.keys("1 enter").await;
        let screen = desk.screen();
        assert!(screen.contains('✖') && screen.contains("Encaminhar"), "refused in the form:\n{screen}");
        desk.keys("esc a 1").await;
        desk.keys("1 enter").await;
        desk.sees("→ Análise da coordenação");
    });
}
