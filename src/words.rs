//! Every word that a person reads, from the Fluent files under `assets/locales`.
