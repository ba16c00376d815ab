//! From a key to a command, in a context. Built from the registry; a key that cannot be read and two
//! commands on one key in one context are faults that a test names.

use crokey::{KeyCombination, KeyCombinationFormat};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::command::{Command, Context, ROWS};

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// A command.
    Command(Command),
    /// The first key of a sequence.
    Prefix,
    /// Nothing here.
    Nothing,
}

/// The keys of every context.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: Vec<(Context, Vec<KeyCombination>, Command)>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::from_registry().0
    }
}

impl Keymap {
    /// Builds the map of the default keys, and lists what is wrong with them.
    #[must_use]
    pub fn from_registry() -> (Self, Vec<String>) {
        let mut bindings: Vec<(Context, Vec<KeyCombination>, Command)> = Vec::new();
        let mut faults = Vec::new();
        for row in ROWS {
            for keys in row.keys {
                let Some(sequence) = parse(keys) else {
                    faults.push(format!("{}: key {keys:?} cannot be read", row.name));
                    continue;
                };
                for context in row.contexts {
                    let taken = bindings
                        .iter()
                        .find(|(c, s, _)| c == context && (s.starts_with(&sequence) || sequence.starts_with(s)));
                    if let Some((_, _, other)) = taken.filter(|(_, _, other)| *other != row.command) {
                        faults.push(format!("{}: key {keys:?} in {context:?} already is {other:?}", row.name));
                        continue;
                    }
                    bindings.push((*context, sequence.clone(), row.command));
                }
            }
        }
        (Self { bindings }, faults)
    }

    /// What a key means in a context, after the keys of an unfinished sequence.
    #[must_use]
    pub fn resolve(&self, context: Context, before: &[KeyCombination], key: KeyEvent) -> Hit {
        let mut sequence = before.to_vec();
        sequence.push(combination(key));
        let mut longer = false;
        for (_, keys, command) in self.bindings.iter().filter(|(c, _, _)| *c == context) {
            if *keys == sequence {
                return Hit::Command(*command);
            }
            longer |= keys.starts_with(&sequence);
        }
        if longer { Hit::Prefix } else { Hit::Nothing }
    }
}

/// The combination of a key event, whatever the terminal says of Shift.
#[must_use]
pub fn combination(key: KeyEvent) -> KeyCombination {
    let mut modifiers = key.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
    let mut code = key.code;
    if let KeyCode::Char(c) = code {
        if c.is_uppercase() {
            modifiers.insert(KeyModifiers::SHIFT);
        } else if modifiers.contains(KeyModifiers::SHIFT) && c.is_alphabetic() {
            code = KeyCode::Char(c.to_uppercase().next().unwrap_or(c));
        } else {
            // `?` and `@` need Shift on one keyboard and not on another: the character is what counts.
            modifiers.remove(KeyModifiers::SHIFT);
        }
    }
    if code == KeyCode::BackTab {
        modifiers.insert(KeyModifiers::SHIFT);
    }
    KeyCombination::new(code, modifiers)
}

fn parse(keys: &str) -> Option<Vec<KeyCombination>> {
    keys.split(' ').map(|key| crokey::parse(key).ok()).collect()
}

/// How a key is written on screen: `t`, `W`, `Ctrl-d`, `gg`.
#[must_use]
pub fn shown(keys: &str) -> String {
    let format = KeyCombinationFormat::default().with_implicit_shift();
    let Some(sequence) = parse(keys) else { return keys.to_owned() };
    sequence
        .iter()
        .map(|key| match key.codes.first() {
            KeyCode::Tab => "Tab".to_owned(),
            KeyCode::BackTab => "Shift-Tab".to_owned(),
            KeyCode::Up => "↑".to_owned(),
            KeyCode::Down => "↓".to_owned(),
            KeyCode::Left => "←".to_owned(),
            KeyCode::Right => "→".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(c) if key.modifiers.is_empty() || key.modifiers == KeyModifiers::SHIFT => c.to_string(),
            _ => format.to_string(*key),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    #[test]
    fn every_default_key_is_readable_and_unambiguous() {
        let (_, faults) = Keymap::from_registry();
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn every_command_has_a_key_and_words() {
        let words =
            [crate::words::Words::new(crate::words::Lang::PtBr), crate::words::Words::new(crate::words::Lang::En)];
        for row in ROWS {
            assert!(!row.keys.is_empty(), "{} has no key", row.name);
            for words in &words {
                for id in [format!("cmd-{}", row.name), format!("help-{}", row.name)] {
                    assert!(words.has(&id), "no words for {id} in {:?}", words.lang());
                }
            }
        }
    }

    #[test]
    fn shift_is_told_by_the_letter_or_by_the_modifier() {
        let map = Keymap::default();
        let expected = Hit::Command(Command::Resume);
        assert_eq!(map.resolve(Context::Queue, &[], key(KeyCode::Char('W'), KeyModifiers::NONE)), expected);
        assert_eq!(map.resolve(Context::Queue, &[], key(KeyCode::Char('W'), KeyModifiers::SHIFT)), expected);
        assert_eq!(map.resolve(Context::Queue, &[], key(KeyCode::Char('w'), KeyModifiers::SHIFT)), expected);
        let wait = map.resolve(Context::Queue, &[], key(KeyCode::Char('w'), KeyModifiers::NONE));
        assert_eq!(wait, Hit::Command(Command::Wait));
        let help = map.resolve(Context::Queue, &[], key(KeyCode::Char('?'), KeyModifiers::SHIFT));
        assert_eq!(help, Hit::Command(Command::Help));
    }

    #[test]
    fn gg_is_a_sequence() {
        let map = Keymap::default();
        let g = key(KeyCode::Char('g'), KeyModifiers::NONE);
        assert_eq!(map.resolve(Context::Queue, &[], g), Hit::Prefix);
        assert_eq!(map.resolve(Context::Queue, &[combination(g)], g), Hit::Command(Command::Top));
    }

    #[test]
    fn no_default_key_needs_a_dead_key_of_a_brazilian_keyboard() {
        for row in ROWS {
            let plain = row.keys.iter().any(|k| !k.contains(['~', '^', '`', '\'', '"', '\\', '|']));
            assert!(plain, "{} has only keys that need AltGr or a dead key", row.name);
        }
    }

    #[test]
    fn keys_are_written_as_people_say_them() {
        assert_eq!(shown("shift-w"), "W");
        assert_eq!(shown("g g"), "gg");
        assert_eq!(shown("ctrl-d"), "Ctrl-d");
        assert_eq!(shown("pagedown"), "PgDn");
    }
}
