//! `balcao type library` and `balcao type install`: the types that come with the program, made one's own by one
//! command. The engine judges and refuses them like any other file.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::finding::Finding;
use crate::cli::outcome::{Complaint, Trouble};
use crate::cli::table::{Align, Table};
use crate::domain::catalogue::CatalogueFile;
use crate::domain::flow::{SHIPPED, TypeFile, library};
use crate::domain::refusal::Kind;
use crate::store::{Db, Failure, admin};

/// Arguments of `balcao type install`.
#[derive(Debug, Args)]
pub struct InstallArgs {
    /// Codes of the types
    #[arg(value_name = "CODE", required_unless_present = "all", conflicts_with = "all")]
    codes: Vec<String>,
    /// All of them
    #[arg(long)]
    all: bool,
    /// Publish each one that is sound
    #[arg(long)]
    publish: bool,
    /// What for, for the audit
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

/// Lists what there is.
pub(super) fn library(context: &Context) -> Result<(), Trouble> {
    let files: Vec<TypeFile> = SHIPPED.iter().map(|(code, text)| read(code, text)).collect::<Result<_, _>>()?;
    if context.is_json() {
        let row = |file: &TypeFile| {
            let TypeFile { head, stages, .. } = file;
            json!({"code": head.code, "name": head.name, "description": head.description, "stages": stages.len(),
                "expected_days": head.expected_days})
        };
        return context.print_json(&files.iter().map(row).collect::<Vec<_>>());
    }
    let mut table = Table::new([
        (context.word("cli-col-code"), Align::Code),
        (context.word("cli-col-name"), Align::Text),
        (context.word("cli-col-stages"), Align::Number),
        (context.word("cli-col-days"), Align::Number),
    ]);
    for file in files {
        let days = file.head.expected_days.map_or_else(String::new, |days| days.to_string());
        table.row([file.head.code, file.head.name, file.stages.len().to_string(), days]);
    }
    context.print_table(&table)
}

pub(super) async fn run(context: &Context, args: InstallArgs) -> Result<(), Trouble> {
    let mut files = chosen(context, &args)?;
    let db = context.db().await?;
    let there = admin::types(&db).await?;
    let is_there = |code: &str| there.iter().any(|kind| kind.get("code").and_then(Value::as_str) == Some(code));
    let (old, new): (Vec<TypeFile>, Vec<TypeFile>) = files.drain(..).partition(|file| is_there(&file.head.code));
    let mut told: Vec<Value> =
        old.into_iter().map(|file| json!({"type": file.head.code, "installed": false})).collect();
    let here = CatalogueFile::from_doc(&admin::export_catalogue(&db).await?)
        .map_err(|error| Trouble::Broken(error.to_string()))?;
    let rows = library::missing(&new, &here).map_err(|error| Trouble::Broken(error.to_string()))?;
    if !library::is_nothing(&rows) {
        admin::import_catalogue(&db, &rows.to_doc()).await?;
    }
    let mut failed = false;
    for mut file in new {
        library::settle_in(&mut file, &here);
        let done = install(context, &db, &file, &args).await?;
        failed |= done.get("error").is_some();
        told.push(done);
    }
    if context.is_json() {
        context.print_json(&told)?;
    } else {
        for done in &told {
            tell(context, done)?;
        }
    }
    if failed { Err(Trouble::BadNews) } else { Ok(()) }
}

/// The files that were asked for, in the order of the library.
fn chosen(context: &Context, args: &InstallArgs) -> Result<Vec<TypeFile>, Trouble> {
    if let Some(stranger) = args.codes.iter().find(|code| !SHIPPED.iter().any(|(known, _)| known == code)) {
        let known: Vec<&str> = SHIPPED.iter().map(|(code, _)| *code).collect();
        let values = [("code", stranger.as_str().into()), ("known", known.join(", ").into())];
        let message = context.with("cli-type-not-shipped", &values);
        return Err(Trouble::Usage(Complaint { code: "E_NOT_FOUND", message, place: serde_json::Map::new() }));
    }
    let wanted = SHIPPED.iter().filter(|(code, _)| args.all || args.codes.iter().any(|wanted| wanted == code));
    wanted.map(|(code, text)| read(code, text)).collect()
}

fn read(code: &str, text: &str) -> Result<TypeFile, Trouble> {
    TypeFile::parse(text).map_err(|error| Trouble::Broken(format!("{code}: {error}")))
}

/// Imports one type, and publishes it where that was asked; a rule that refuses is told, and the others go on.
async fn install(context: &Context, db: &Db, file: &TypeFile, args: &InstallArgs) -> Result<Value, Trouble> {
    let code = &file.head.code;
    let note = Some(args.note.as_str());
    let mut told = json!({"type": code, "installed": false, "version": null, "published": false, "problems": []});
    let imported = match admin::import_type(db, &file.to_doc(), note).await {
        Ok(imported) => imported,
        Err(failure) => return refused(context, told, failure),
    };
    set(&mut told, "installed", json!(true));
    set(&mut told, "version", imported.get("version").cloned().unwrap_or_default());
    set(&mut told, "problems", json!(Finding::all_of_engine(&imported, context.lang())));
    if args.publish {
        match admin::publish_flow(db, code, note).await {
            Ok(_) => set(&mut told, "published", json!(true)),
            Err(failure) => return refused(context, told, failure),
        }
    }
    Ok(told)
}

fn refused(context: &Context, mut told: Value, failure: Failure) -> Result<Value, Trouble> {
    match failure {
        Failure::Refused(refusal) if refusal.kind == Kind::Refused => {
            set(&mut told, "error", json!(refusal.text(context.lang())));
            Ok(told)
        }
        failure => Err(failure.into()),
    }
}

fn set(told: &mut Value, key: &str, value: Value) {
    if let Some(row) = told.as_object_mut() {
        row.insert(key.to_owned(), value);
    }
}

fn tell(context: &Context, done: &Value) -> Result<(), Trouble> {
    let part = |key: &str| done.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let is = |key: &str| done.get(key).and_then(Value::as_bool).unwrap_or_default();
    let version = done.get("version").map(Value::to_string).unwrap_or_default();
    let values = [("type", part("type").into()), ("version", version.into())];
    let said = if done.get("error").is_some() && !is("installed") {
        context.with("cli-type-refused", &values)
    } else if !is("installed") {
        context.with("cli-type-there", &values)
    } else if is("published") {
        context.with("cli-flow-published", &values)
    } else {
        context.with("cli-type-imported", &values)
    };
    context.print(&(said + "\n"))?;
    if done.get("error").is_some() {
        context.note(&format!("✖ {}", part("error")));
    }
    Ok(())
}
