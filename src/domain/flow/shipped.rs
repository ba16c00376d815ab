//! The request types that come with the program, as files in canonical form under a note in English. They are a
//! beginning for an institution and the world of demo and tests; nothing treats them in another way than files
//! of one's own.

macro_rules! shipped {
    ($($code:literal),+ $(,)?) => {
        /// The shipped files: code of the type, text of the file.
        pub const SHIPPED: &[(&str, &str)] =
            &[$(($code, include_str!(concat!("../../../assets/flows/", $code, ".toml")))),+];
    };
}

shipped!(
    "declaracao-matricula",
    "historico-escolar",
    "segunda-chamada",
    "trancamento",
    "aproveitamento-estudos",
    "revisao-prova",
    "transferencia-turma",
    "guia-transferencia",
    "colacao-antecipada",
    "diploma-1a-via",
    "diploma-2a-via",
    "atendimento-domiciliar",
    "isencao-taxa",
    "correcao-cadastral",
    "plano-ensino",
);
