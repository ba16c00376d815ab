//! Each kind of file: loaded, loaded again, changed, refused line by line.

use balcao::domain::import::Kind;

use super::{counts, load, loaded, number, problems, rows, staged};
use crate::support::{Scratch, run};

const STUDENTS: &str = "company;ra;name;cpf;email;phone;birth_date
1;A1;José da Silva;529.982.247-25;jose@example.com;+55 11 99999-0000;31/12/2001
1;A2;\"Souza, Ana\";;;;
";
const PERIODS: &str = "company,code,name,starts,ends\n1,2031/1,Primeiro de 2031,2031-01-01,30/06/2031\n";
const CONTRACTS: &str = "company,ra,period,number,course,status,fixed_due_day,signed_on
1,A1,2031/1,K-1,Direito,,10,2031-01-05
1,A2,2031/1,K-2,Direito,suspended,,05/01/2031
";
const INSTALLMENTS: &str = "company;contract;number;quota;service;amount;due_date;status
1;K-1;1;;mensalidade;1.234,50;10/02/2031;
1;K-1;02;1;;99,9;2031-03-10;open
";

async fn school() -> Scratch {
    let scratch = Scratch::new().await;
    for (kind, file) in [
        (Kind::Students, STUDENTS),
        (Kind::Periods, PERIODS),
        (Kind::Contracts, CONTRACTS),
        (Kind::Installments, INSTALLMENTS),
    ] {
        let done = loaded(&scratch, kind, file).await;
        assert_eq!(done.inserted, done.lines, "{done:?}");
    }
    scratch
}

/// Loads a file twice, then changed, then checks what stands in the table.
async fn again(scratch: &Scratch, kind: Kind, file: &str, changed: (&str, &str), stands: &str) {
    let n = i64::try_from(file.lines().count()).expect("a short file") - 1;
    let dry = load(scratch, kind, file.as_bytes(), true).await.expect("an answer");
    let first = loaded(scratch, kind, file).await;
    assert_eq!(first, dry, "a dry run says what is done");
    assert_eq!(first.bad, 0, "{first:?}");
    assert_eq!(counts(&loaded(scratch, kind, file).await), [0, 0, n, 0], "{kind:?} again");
    let other = file.replacen(changed.0, changed.1, 1);
    assert_ne!(other, file);
    let dry = load(scratch, kind, other.as_bytes(), true).await.expect("an answer");
    assert_eq!(counts(&dry), [0, 1, n - 1, 0], "{kind:?} changed");
    assert_eq!(loaded(scratch, kind, &other).await, dry);
    assert_eq!(number(&scratch.admin(), stands).await, 1, "{stands}");
    assert_eq!(staged(&scratch.admin()).await, 0);
}

#[test]
fn every_kind_is_loaded_once_changed_where_it_changed_and_never_deleted() {
    run(async {
        let s = school().await;
        again(&s, Kind::Students, STUDENTS, ("José", "Joseph"), "select count(*) from academic.student where ra = 'A1' and name = 'Joseph da Silva' and cpf = '52998224725' and birth_date = '2001-12-31'").await;
        again(
            &s,
            Kind::Periods,
            PERIODS,
            ("30/06", "15/07"),
            "select count(*) from academic.period where code = '2031/1' and ends = '2031-07-15' and not closed",
        )
        .await;
        let guardians = "company,ra,cpf,name,email,kind\n1,A1,52998224725,Mãe,mae@example.com,mother\n1,A1,529.982.247-25,Mãe,,financial\n";
        again(&s, Kind::Guardians, guardians, ("mae@", "maria@"), "select count(*) from academic.guardian where kind = 'mother' and email = 'maria@example.com' and cpf = '52998224725'").await;
        let enrolments = "company,ra,period,course,branch,shift,status,enrolled_on\n1,A1,2031/1,Direito,1,noite,,2031-01-02\n1,A2,2031/1,Direito,01,,locked,02/01/2031\n";
        again(
            &s,
            Kind::Enrolments,
            enrolments,
            ("noite", "manhã"),
            "select count(*) from academic.enrolment where shift = 'manhã' and status = 'active'",
        )
        .await;
        let disciplines = "company,ra,period,discipline_code,discipline_name,class,status\n1,A1,2031/1,DIR101,Direito Civil I,A,\n1,A1,2031/1,DIR102,Penal,A,locked\n1,A2,2031/1,DIR101,Direito Civil I,B,active\n";
        again(
            &s,
            Kind::Disciplines,
            disciplines,
            ("A,locked", "A,active"),
            "select count(*) from academic.class_enrolment e join academic.class c on c.id = e.class_id join academic.discipline d on d.id = c.discipline_id
              where d.code = 'DIR102' and d.name = 'Penal' and c.code = 'A' and e.status = 'active'",
        )
        .await;
        assert_eq!(
            number(
                &s.admin(),
                "select (select count(*) from academic.discipline) * 100 + (select count(*) from academic.class)"
            )
            .await,
            203,
            "two disciplines, three classes"
        );
        // A discipline's new name is a change of everybody who sits in it.
        let renamed = disciplines.replace("Direito Civil I", "Direito Civil 1");
        assert_eq!(counts(&loaded(&s, Kind::Disciplines, &renamed).await), [0, 3, 0, 0]);
        assert_eq!(
            number(&s.admin(), "select count(*) from academic.discipline where name = 'Direito Civil 1'").await,
            1
        );
        again(
            &s,
            Kind::Contracts,
            CONTRACTS,
            (",10,", ",15,"),
            "select count(*) from academic.contract where number = 'K-1' and fixed_due_day = 15 and status = 'active'",
        )
        .await;
        again(&s, Kind::Installments, INSTALLMENTS, ("99,9", "100"), "select count(*) from academic.contract_installment where number = 2 and amount = 100 and due_date = '2031-03-10' and origin = 'plan'").await;
        let ledger = "company,contract,number,quota,issued_on,due_date,amount,balance,status,paid_on\n1,K-1,1,1,2031-01-05,2031-02-10,1234.50,,,\n1,K-1,2,,2031-01-05,2031-03-10,100,,paid,2031-03-01\n";
        again(
            &s,
            Kind::Ledger,
            ledger,
            (",,,", ",12.5,open,"),
            "select count(*) from academic.ledger_entry where balance = 12.50 and status = 'open'",
        )
        .await;
        assert_eq!(
            number(&s.admin(), "select count(*) from academic.ledger_entry where balance = 0 and status = 'paid'")
                .await,
            1
        );
    });
}

/// A kind, its file, and of each bad line: number, column, and a part of the reason.
type Case = (Kind, &'static str, &'static [(i64, &'static str, &'static str)]);

#[test]
fn every_bad_line_is_named_with_its_column_and_nothing_of_the_file_is_loaded() {
    run(async {
        let s = school().await;
        let before = rows(&s.admin()).await;
        let cases: [Case; 8] = [
            (
                Kind::Students,
                "company,ra,name,cpf,email,phone,birth_date
1,B1,Boa,,,,
2,B 2,,529.982.247-26,sem-arroba,,31/02/2001
1,B3,Dois,111.111.111-11,,,2001-13-01
1,B1,De novo,,,,
1,B4
1,B5,Cinco,,,,29/02/2100
1,B6,Seis,,,,29/02/2000
",
                &[
                    (3, "company", "E_IMPORT_COMPANY"),
                    (3, "ra", "E_IMPORT_SHAPE"),
                    (3, "name", "E_IMPORT_EMPTY"),
                    (3, "cpf", "E_IMPORT_CPF"),
                    (3, "email", "E_IMPORT_EMAIL"),
                    (3, "birth_date", "E_IMPORT_DATE"),
                    (4, "cpf", "E_IMPORT_CPF"),
                    (4, "birth_date", "E_IMPORT_DATE"),
                    (5, "ra", "E_IMPORT_TWICE"),
                    (6, "", "E_IMPORT_RAGGED"),
                    (7, "birth_date", "E_IMPORT_DATE"),
                ],
            ),
            (
                Kind::Guardians,
                "company,ra,cpf,name,email,kind\n1,NO,1,x,,uncle\n1,A1,52998224725,x,,mother\n1,A1,529.982.247-25,y,,mother\n",
                &[
                    (2, "ra", "E_IMPORT_UNKNOWN"),
                    (2, "cpf", "E_IMPORT_CPF"),
                    (2, "kind", "E_IMPORT_CHOICE"),
                    (4, "cpf", "E_IMPORT_TWICE"),
                ],
            ),
            (
                Kind::Periods,
                "company,code,name,starts,ends\n1,a b,x,2026-01-02,2026-01-01\n",
                &[(2, "code", "E_IMPORT_SHAPE"), (2, "ends", "E_IMPORT_ORDER")],
            ),
            (
                Kind::Enrolments,
                "company,ra,period,course,branch,shift,status,enrolled_on\n1,NO,1999/9,,99,,gone,\n",
                &[
                    (2, "ra", "E_IMPORT_UNKNOWN"),
                    (2, "period", "E_IMPORT_UNKNOWN"),
                    (2, "course", "E_IMPORT_EMPTY"),
                    (2, "branch", "E_IMPORT_UNKNOWN"),
                    (2, "status", "E_IMPORT_CHOICE"),
                    (2, "enrolled_on", "E_IMPORT_EMPTY"),
                ],
            ),
            (
                Kind::Disciplines,
                "company,ra,period,discipline_code,discipline_name,class,status\n1,A1,2031/1,DIR101,Civil,A,\n2,NO,1999/9,D R,,,gone\n1,A1,2031/1,DIR101,Civil,A,\n1,A2,2031/1,DIR101,Penal,A,\n",
                &[
                    (3, "company", "E_IMPORT_COMPANY"),
                    (3, "ra", "E_IMPORT_UNKNOWN"),
                    (3, "period", "E_IMPORT_UNKNOWN"),
                    (3, "discipline_code", "E_IMPORT_SHAPE"),
                    (3, "discipline_name", "E_IMPORT_EMPTY"),
                    (3, "class", "E_IMPORT_EMPTY"),
                    (3, "status", "E_IMPORT_CHOICE"),
                    (4, "discipline_code", "E_IMPORT_TWICE"),
                    (5, "discipline_name", "E_IMPORT_NAMES"),
                ],
            ),
            (
                Kind::Contracts,
                "company,ra,period,number,course,status,fixed_due_day,signed_on\n1,A2,2031/1,K-1,x,,32,2031-01-01\n",
                &[(2, "number", "E_IMPORT_OTHER"), (2, "fixed_due_day", "E_IMPORT_DAY")],
            ),
            (
                Kind::Installments,
                "company,contract,number,quota,service,amount,due_date,status\n1,K-9,0,x,,1.234,2031-01-01,late\n1,K-1,1,1,,-1,2031-01-01,\n1,K-1,01,,,1,2031-01-01,\n",
                &[
                    (2, "contract", "E_IMPORT_UNKNOWN"),
                    (2, "number", "E_IMPORT_NUMBER"),
                    (2, "quota", "E_IMPORT_NUMBER"),
                    (2, "amount", "E_IMPORT_AMOUNT"),
                    (2, "status", "E_IMPORT_CHOICE"),
                    (3, "amount", "E_IMPORT_AMOUNT"),
                    (4, "number", "E_IMPORT_TWICE"),
                ],
            ),
            (
                Kind::Ledger,
                "company,contract,number,quota,issued_on,due_date,amount,balance,status,paid_on\n1,K-1,7,1,2031-01-01,2031-01-01,1,,paid,\n",
                &[(2, "number", "E_IMPORT_UNKNOWN"), (2, "paid_on", "E_IMPORT_EMPTY")],
            ),
        ];
        for (kind, file, expected) in cases {
            let done = loaded(&s, kind, file).await;
            assert_eq!(problems(&done), expected, "{kind:?}");
            assert_eq!(counts(&done)[..3], [0, 0, 0]);
            for problem in &done.problems {
                assert!(!problem.pt.contains('{') && !problem.en.contains('{'), "{problem:?}");
            }
        }
        assert_eq!(rows(&s.admin()).await, before);
        assert_eq!(staged(&s.admin()).await, 0);
    });
}

#[test]
fn all_bad_lines_are_counted_and_fifty_told() {
    run(async {
        let s = Scratch::new().await;
        let mut file = "company,ra,name,cpf,email,phone,birth_date\n".to_owned();
        for n in 0..300 {
            file += &format!("1,Z{n},,,,,\n");
        }
        let done = loaded(&s, Kind::Students, &file).await;
        assert_eq!((done.lines, done.bad, done.problems.len()), (300, 300, 50));
        assert_eq!(done.problems.last().map(|p| p.line), Some(51));
    });
}

/// I-5: what a request made is its charge; a file may say that it was paid, and nothing else.
#[test]
fn of_a_request_s_charge_a_file_says_only_whether_it_was_paid() {
    run(async {
        let s = school().await;
        // A charge as opening leaves it, without the request's own story: rows of two tables are all that the import reads.
        sqlx::raw_sql(
            "set session_replication_role = replica;
             insert into app.request (company, id, protocol, branch, locality_id, location_id, type_id, version_id, opened_group_id, group_id, channel, requester_kind, student_id,
                 enrolment_id, period_id, description, priority, stage_id, visit_no, status, opened_at, opened_by, version) overriding system value
             values (1, 77, '2031.0000077', 1, 1, 1, 1, 1, 1, 1, 'desk', 'student', 1, 1, 1, 'x', 3, 1, 1, 'queued', now(), 1, 1);
             insert into academic.contract_installment (company, contract_id, number, quota, service, amount, due_date, origin, request_id)
             select 1, id, 3, 1, 'taxa', 50, '2031-04-10', 'extra', 77 from academic.contract where number = 'K-1';",
        )
        .execute(&mut *s.admin().acquire().await.expect("a connection"))
        .await
        .expect("a charge");
        let head = "company,contract,number,quota,service,amount,due_date,status\n";
        let done = loaded(&s, Kind::Installments, &format!("{head}1,K-1,3,1,,60,2031-04-11,cancelled\n")).await;
        let charge = "E_IMPORT_CHARGE";
        assert_eq!(problems(&done), [(2, "amount", charge), (2, "due_date", charge), (2, "status", charge)]);
        assert!(done.problems[0].en.contains("2031.0000077"), "{done:?}");
        let done = loaded(&s, Kind::Installments, &format!("{head}1,K-1,3,1,,50,2031-04-10,paid\n")).await;
        assert_eq!(counts(&done), [0, 1, 0, 0]);
        let kept = "select count(*) from academic.contract_installment where number = 3 and service = 'taxa' and origin = 'extra' and status = 'paid'";
        assert_eq!(number(&s.admin(), kept).await, 1);
        // The same of its entry in the ledger.
        sqlx::raw_sql(
            "set session_replication_role = replica;
             insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, balance)
             select 1, id, '2031-03-10', '2031-04-10', 50, 50 from academic.contract_installment where number = 3",
        )
        .execute(&mut *s.admin().acquire().await.expect("a connection"))
        .await
        .expect("its entry");
        let head = "company,contract,number,quota,issued_on,due_date,amount,balance,status,paid_on\n";
        let done = loaded(&s, Kind::Ledger, &format!("{head}1,K-1,3,1,2031-03-11,2031-04-11,60,,cancelled,\n")).await;
        let all = ["issued_on", "due_date", "amount", "status"].map(|column| (2, column, charge));
        assert_eq!(problems(&done), all, "{done:?}");
        assert!(done.problems.iter().all(|p| p.en.contains("2031.0000077")), "{done:?}");
        let paid = format!("{head}1,K-1,3,1,2031-03-10,2031-04-10,50,0,paid,2031-04-01\n");
        assert_eq!(counts(&loaded(&s, Kind::Ledger, &paid).await), [0, 1, 0, 0]);
        let kept = "select count(*) from academic.ledger_entry where amount = 50 and balance = 0 and status = 'paid' and paid_on = '2031-04-01'";
        assert_eq!(number(&s.admin(), kept).await, 1);
    });
}

/// Z-11: nothing depends on how the rows got there.
#[test]
fn a_student_inserted_by_other_means_is_found_and_changed_like_an_imported_one() {
    run(async {
        let s = school().await;
        sqlx::raw_sql("insert into academic.student (company, ra, name) values (1, 'F1', 'Vinda de Fora')")
            .execute(&s.admin())
            .await
            .expect("a row");
        let file = "company,ra,name,cpf,email,phone,birth_date\n1,F1,Vinda de Fora,,,,\n";
        assert_eq!(counts(&loaded(&s, Kind::Students, file).await), [0, 0, 1, 0]);
    });
}
