//! The command line as documented: one snapshot of every help text, and the README's words against clap.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::Shell;

fn render(command: &mut clap::Command, path: &str, pages: &mut String) {
    let page = command.render_long_help().to_string();
    let page: Vec<&str> = page.lines().map(str::trim_end).collect();
    let _ = writeln!(pages, "# {path}\n\n{}\n", page.join("\n"));
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let sub = command.find_subcommand_mut(&name).expect("it was just named");
        render(sub, &format!("{path} {name}"), pages);
    }
}

#[test]
fn the_reference_of_every_command() {
    let mut command = balcao::cli::command().term_width(100).disable_help_subcommand(true);
    command.build();
    let mut pages = String::new();
    render(&mut command, "balcao", &mut pages);
    insta::assert_snapshot!("reference", pages);
}

#[test]
fn the_readme_lists_exactly_the_commands_there_are() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("a README");
    let listed: BTreeSet<&str> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `balcao ")?.split_once('`'))
        .map(|(name, _)| name)
        .collect();
    let command = balcao::cli::command();
    let known: BTreeSet<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    assert_eq!(listed, known);
    for line in readme.lines() {
        let Some((name, told)) = line.strip_prefix("| `balcao ").and_then(|rest| rest.split_once("` |")) else {
            continue;
        };
        let Some(sub) = command.find_subcommand(name) else { continue };
        for verb in sub.get_subcommands() {
            assert!(told.contains(verb.get_name()), "README says nothing of `balcao {name} {}`", verb.get_name());
        }
    }
}

#[test]
fn every_example_of_readme_and_help_is_a_command_that_clap_accepts() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("a README");
    let mut command = balcao::cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = String::new();
    render(&mut command, "balcao", &mut pages);
    let whole = regex::Regex::new(r"\\\n\s*").expect("a pattern");
    let text = whole.replace_all(&format!("{readme}\n{pages}"), "").into_owned();
    let mut seen = 0;
    for line in text.lines() {
        let line = line.trim_start_matches([' ', '$']);
        // A usage line names arguments; it is no example.
        if line.contains(['<', '[']) || !line.starts_with("balcao ") && !line.contains("| balcao ") {
            continue;
        }
        let Some(at) = line.find("balcao ") else { continue };
        let words = words(&line[at..]);
        let parsed = balcao::cli::command().try_get_matches_from(&words);
        if let Err(error) = parsed {
            assert!(!error.use_stderr(), "{line}\n{error}");
        }
        seen += 1;
    }
    assert!(seen > 40, "only {seen} examples were found");
}

/// The table for who comes from the incumbent: every command in it is one, whole.
#[test]
fn every_command_of_where_things_are_is_one_that_clap_accepts() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/where-things-are.md")).expect("a page");
    let quoted = regex::Regex::new("`(balcao [^`]+)`").expect("a pattern");
    let known = balcao::cli::command();
    let mut verbs = BTreeSet::new();
    for hit in quoted.captures_iter(&page) {
        let words = words(&hit[1]);
        if let Err(error) = known.clone().try_get_matches_from(&words) {
            // A command that is only named, as `balcao demo`, may miss its arguments; it must exist all the same.
            let named = error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
                || (words.len() == 3 && error.kind() == clap::error::ErrorKind::MissingRequiredArgument);
            assert!(named, "{}\n{error}", &hit[1]);
        }
        verbs.insert(words.iter().take(3).cloned().collect::<Vec<_>>().join(" "));
    }
    assert!(verbs.len() > 20, "only {verbs:?} were found");
    let control = known.try_get_matches_from(words("balcao charge what-if --typ segunda-chamada"));
    assert!(control.is_err(), "the control: a wrong option is noticed");
}

/// Splits a shell line as far as our examples go: single quotes, redirections, a remark after two spaces.
fn words(line: &str) -> Vec<String> {
    let line = line.split(" > ").next().unwrap_or(line).split(" | ").next().unwrap_or(line);
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    let mut spaces = 0;
    for symbol in line.chars() {
        if symbol == ' ' && !is_quoted {
            spaces += 1;
            if spaces == 2 {
                break;
            }
            words.push(String::new());
            continue;
        }
        spaces = 0;
        if symbol == '\'' {
            is_quoted = !is_quoted;
        } else {
            words.last_mut().expect("never empty").push(symbol);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn completions_and_manual_are_made_for_every_shell() {
    let nobody = Shell::nobody();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let answer = nobody.run(&["completions", shell]);
        assert!(answer.status == 0 && answer.out.contains("portal-user"), "{shell}");
    }
    let page = nobody.run(&["man"]);
    assert!(page.out.starts_with(".ie") || page.out.contains(".TH balcao"), "{}", &page.out[..200]);
    let dir = nobody.home().join("man1");
    assert_eq!(nobody.run(&["man", "--dir", dir.to_str().expect("a path")]).status, 0);
    assert!(dir.join("balcao-request-forward.1").is_file());
}
