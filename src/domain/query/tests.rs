//! The seed's model query word for word, what is translated, what is refused and where.

use super::{Fault, translate};
use crate::domain::catalogue::Dialect::{self, Mssql, Postgres};

/// As it stands in the seed.
const MODEL: &str = "SELECT DISTINCT SDISCIPLINA.NOME, SDISCIPLINA.CODDISC
FROM SMATRICULA (NOLOCK)
INNER JOIN STURMADISC (NOLOCK)
ON
SMATRICULA.CODCOLIGADA = STURMADISC.CODCOLIGADA
AND
SMATRICULA.IDPERLET = STURMADISC.IDPERLET
AND
SMATRICULA.IDTURMADISC = STURMADISC.IDTURMADISC
INNER JOIN SDISCIPLINA (NOLOCK)
ON
STURMADISC.CODCOLIGADA = SDISCIPLINA.CODCOLIGADA
AND
STURMADISC.CODDISC = SDISCIPLINA.CODDISC
INNER JOIN SPARAM (NOLOCK)
ON
SMATRICULA.CODCOLIGADA = SPARAM.CODCOLIGADA
AND
STURMADISC.CODTIPOCURSO = SPARAM.CODTIPOCURSO
AND
SMATRICULA.IDPERLET = CAST(SPARAM.TEXTO AS INT)
WHERE SPARAM.ID = 'IDPERLET'
AND
SMATRICULA.CODCOLIGADA = :CODCOLIGADA
AND
SMATRICULA.RA = :RA
AND
SMATRICULA.IDPERLET = :IDPERLET
";

fn bound(dialect: Dialect, text: &str) -> String {
    translate(dialect, text).unwrap_or_else(|faults| panic!("{text}: {faults:?}")).bound
}

fn faults(dialect: Dialect, text: &str) -> Vec<Fault> {
    match translate(dialect, text) {
        Ok(done) => panic!("{text} was taken: {done:?}"),
        Err(faults) => faults,
    }
}

#[test]
fn the_seeds_model_query_is_translated_word_for_word() {
    let done = translate(Mssql, MODEL).unwrap();
    assert_eq!(done.binds, ["CODCOLIGADA", "RA", "IDPERLET"]);
    assert_eq!(
        done.bound,
        "SELECT DISTINCT SDISCIPLINA.NOME, SDISCIPLINA.CODDISC FROM SMATRICULA \
         INNER JOIN STURMADISC ON SMATRICULA.CODCOLIGADA = STURMADISC.CODCOLIGADA AND SMATRICULA.IDPERLET = STURMADISC.IDPERLET \
         AND SMATRICULA.IDTURMADISC = STURMADISC.IDTURMADISC \
         INNER JOIN SDISCIPLINA ON STURMADISC.CODCOLIGADA = SDISCIPLINA.CODCOLIGADA AND STURMADISC.CODDISC = SDISCIPLINA.CODDISC \
         INNER JOIN SPARAM ON SMATRICULA.CODCOLIGADA = SPARAM.CODCOLIGADA AND STURMADISC.CODTIPOCURSO = SPARAM.CODTIPOCURSO \
         AND SMATRICULA.IDPERLET = CAST(SPARAM.TEXTO AS INT) \
         WHERE SPARAM.ID = 'IDPERLET' AND SMATRICULA.CODCOLIGADA = $1 AND SMATRICULA.RA = $2 AND SMATRICULA.IDPERLET = $3"
    );
}

#[test]
fn hints_brackets_and_owners_go() {
    for text in [
        "SELECT d.[NOME] FROM dbo.SDISCIPLINA d (NOLOCK)",
        "SELECT d.\"NOME\" FROM [dbo].[SDISCIPLINA] AS d WITH (NOLOCK, READPAST);",
        "SELECT d.[Nome] FROM SDISCIPLINA d WITH(nolock) -- comment",
    ] {
        let said = bound(Mssql, text).to_lowercase();
        assert!(!said.contains("nolock") && !said.contains("dbo") && !said.contains('['), "{said}");
        assert!(said.starts_with("select d.\"nome\" from"), "{said}");
    }
}

#[test]
fn what_sql_server_words_otherwise_is_said_in_postgresqls_words() {
    let cases = [
        ("SELECT TOP 5 NOME FROM SALUNO ORDER BY NOME", "SELECT NOME FROM SALUNO ORDER BY NOME LIMIT 5"),
        ("SELECT TOP (3) NOME FROM SALUNO", "SELECT NOME FROM SALUNO LIMIT 3"),
        ("SELECT DISTINCT TOP 5 NOME FROM SALUNO", "SELECT DISTINCT NOME FROM SALUNO LIMIT 5"),
        ("SELECT ISNULL(NOME, N'-') FROM SALUNO", "SELECT COALESCE(NOME, '-') FROM SALUNO"),
        ("SELECT LEN(RA) FROM SALUNO", "SELECT LENGTH(RA) FROM SALUNO"),
        ("SELECT NOME + ' - ' + RA FROM SALUNO", "SELECT NOME || ' - ' || RA FROM SALUNO"),
        ("SELECT 1 + 2", "SELECT 1 + 2"),
        (
            "SELECT CONVERT(VARCHAR(10), DTINICIO, 103) FROM SPLETIVO",
            "SELECT to_char(DTINICIO, 'DD/MM/YYYY') FROM SPLETIVO",
        ),
        ("SELECT CONVERT(INT, RA) FROM SALUNO", "SELECT CAST(RA AS INT) FROM SALUNO"),
        ("SELECT CAST(RA AS NVARCHAR(MAX)) FROM SALUNO", "SELECT CAST(RA AS TEXT) FROM SALUNO"),
        ("SELECT CAST(DTINICIO AS DATETIME) FROM SPLETIVO", "SELECT CAST(DTINICIO AS TIMESTAMP) FROM SPLETIVO"),
        ("SELECT GETDATE()", "SELECT CAST($7 AS TIMESTAMP)"),
        ("SELECT DATEADD(day, 5, :HOJE)", "SELECT ($7 + 5 * INTERVAL '1 day')"),
        ("SELECT YEAR(DTINICIO) FROM SPLETIVO", "SELECT CAST(date_part('year', DTINICIO) AS INT) FROM SPLETIVO"),
        ("SELECT CHARINDEX('a', NOME) FROM SALUNO", "SELECT STRPOS(NOME, 'a') FROM SALUNO"),
        (
            "SELECT IIF(RA = :ra, 'eu', 'outro') FROM SALUNO",
            "SELECT CASE WHEN RA = $2 THEN 'eu' ELSE 'outro' END FROM SALUNO",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(bound(Mssql, text), expected, "{text}");
    }
}

#[test]
fn a_text_of_postgresql_keeps_its_words() {
    let text = "SELECT d.nome || ' (' || d.coddisc || ')', d.coddisc FROM rm.sdisciplina d WHERE d.codcoligada = :CODCOLIGADA AND :HOJE::text > '2' LIMIT 9";
    let done = translate(Postgres, text).unwrap();
    assert_eq!(done.binds, ["CODCOLIGADA", "HOJE"]);
    assert_eq!(done.bound, text.replace(":CODCOLIGADA", "$1").replace(":HOJE::text", "$7::TEXT"));
}

#[test]
fn a_bind_is_none_inside_a_text_or_a_comment() {
    let done = translate(Mssql, "SELECT ':RA' /* :IDPERLET */ FROM SALUNO -- :CODFILIAL\n").unwrap();
    assert!(done.binds.is_empty());
    assert_eq!(done.bound, "SELECT ':RA' FROM SALUNO");
}

#[test]
fn what_is_wrong_is_named_with_its_place_all_at_once() {
    let found = faults(Mssql, "SELECT NOME\nFROM SALUNO\nWHERE RA = :MATRICULA\n  AND NOME = @nome AND 1 = ?");
    let places: Vec<_> = found.iter().map(|fault| fault.at.unwrap()).collect();
    assert_eq!(places, [(3, 12), (4, 14), (4, 28)], "{found:?}");
    assert!(found[0].is_bind && found[0].en.contains(":MATRICULA") && found[0].en.contains(":IDPERLET"));
    let problem = found[0].problem("minha");
    assert_eq!(problem.code, "E_QUERY_BIND");
    assert_eq!(problem.pt, format!("Consulta minha: linha 3, coluna 12: {}.", found[0].pt));
}

#[test]
fn what_a_query_may_not_be_is_refused_in_words() {
    for (text, words) in [
        ("", "one SELECT"),
        ("SELECT 1; DROP TABLE x", "semicolon"),
        ("DELETE FROM SALUNO", "one SELECT"),
        ("INSERT INTO SALUNO VALUES (1)", "one SELECT"),
        ("EXEC sp_who", "one SELECT"),
        ("SELECT * INTO x FROM SALUNO", "INTO"),
        ("SELECT TOP 5 PERCENT NOME FROM SALUNO", "PERCENT"),
        ("SELECT TOP 1 RA FROM SALUNO UNION SELECT RA FROM SALUNO", "parentheses"),
        ("SELECT * FROM app.request", "schema rm"),
        ("SELECT * FROM OPENROWSET('x')", "not"),
        ("SELECT TRY_CAST(RA AS INT) FROM SALUNO", "TRY_CAST"),
        ("SELECT NOME FROM", "could not read"),
        ("SELECT 'aberto", "could not read"),
    ] {
        let found = faults(Mssql, text);
        assert!(found.iter().any(|fault| fault.en.contains(words)), "{text}: {found:?}");
        assert!(found.iter().all(|fault| !fault.pt.is_empty()));
    }
    for (text, words) in [
        ("WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a) SELECT n FROM a", "RECURSIVE"),
        ("WITH a AS (DELETE FROM saluno RETURNING *) SELECT * FROM a", "only reads"),
        ("SELECT 1 FROM saluno FOR UPDATE", "FOR UPDATE"),
        ("SELECT * FROM generate_series(1, 9)", "not read as tables"),
        ("SELECT * FROM pg_catalog.pg_authid", "schema rm"),
        ("COPY saluno TO PROGRAM 'x'", ""),
    ] {
        let found = faults(Postgres, text);
        assert!(found.iter().any(|fault| fault.en.contains(words)), "{text}: {found:?}");
    }
}

#[test]
fn no_text_is_deep_enough_to_hurt() {
    let sum = |n: usize| format!("SELECT {}1 FROM SALUNO", "1+".repeat(n));
    assert!(translate(Mssql, &sum(300)).is_ok());
    assert!(faults(Mssql, &sum(9000))[0].en.contains("too complex"));
    assert!(faults(Mssql, &format!("SELECT {}1{}", "(".repeat(400), ")".repeat(400)))[0].en.contains("nested"));
    assert!(faults(Mssql, &"x".repeat(20_001))[0].en.contains("20000"));
}

#[test]
fn a_text_of_any_kind_is_taken_or_refused_never_a_panic() {
    use proptest::prelude::*;
    let words = prop::sample::select(vec![
        "SELECT", "FROM", "(", ")", "NOLOCK", ":RA", "'", "\"", "[", "]", ",", "TOP", "1", "+", "CAST", "AS", "INT",
        "WITH", ";", "--", "/*", "*/", "SALUNO", "JOIN", "ON", "=", "CONVERT", "$1", "@", "é", "\u{202e}", "N'a'",
        "UNION", "dbo.", ":",
    ]);
    proptest!(|(text in prop::collection::vec(words, 0..25))| {
        for dialect in [Mssql, Postgres] {
            if let Err(faults) = translate(dialect, &text.join(" ")) {
                prop_assert!(!faults.is_empty());
            }
        }
    });
}
