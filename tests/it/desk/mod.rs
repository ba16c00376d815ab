//! The desk without a database: fixture values, a hand that types, and pictures of what is drawn.

pub mod catalogue;
mod drafts;
mod every_key;
mod fed;
pub mod fixture;
mod flow_tools;
pub mod flows;
mod keystrokes;
pub mod live;
mod maps;
mod motion;
mod offers;
pub mod openings;
mod rehearsal;
mod replays;
mod screens;
mod sheets;
mod texts;
mod unsent;
mod wording;

use balcao::tui::effect::{Effect, Read, Write};
use balcao::tui::model::{Link, Model};
use balcao::tui::msg::{Done, Msg, Page, Told, Trouble};
use balcao::tui::update::{start, update};
use balcao::words::{Lang, Words};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use uuid::Uuid;

/// A desk whose questions and acts are kept, answered by the test.
pub struct Hand {
    pub model: Model,
    pub effects: Vec<Effect>,
    /// Keys pressed that are not text.
    pub keys: usize,
}

impl Hand {
    /// A desk that nobody has answered yet.
    pub fn cold(cols: u16, rows: u16) -> Self {
        let mut model = Model::new(Words::new(Lang::PtBr), fixture::now(), (cols, rows), Uuid::from_u128(1));
        let effects = start(&mut model);
        Self { model, effects, keys: 0 }
    }

    /// A desk of ana, live, with the fixture's queue and its first request shown.
    pub fn new(cols: u16, rows: u16) -> Self {
        let mut hand = Self::cold(cols, rows);
        hand.tell(|r| matches!(r, Read::WhoAmI), Told::Me(Box::new(fixture::ana())));
        hand.tell(|r| matches!(r, Read::Counts), Told::Counts(fixture::counts()));
        let items = fixture::items();
        let page = Page { total: Some(128), next: Some("next".to_owned()), items, ..Page::default() };
        hand.tell(|r| matches!(r, Read::List { after: None, .. }), Told::Page(page));
        hand.tell(
            |r| matches!(r, Read::Changes(_)),
            Told::Changes(balcao::tui::msg::Changes { cursor: "1".into(), ..Default::default() }),
        );
        hand.show();
        assert_eq!(hand.model.link, Link::Live);
        hand
    }

    /// Answers the pending question for a request in full.
    pub fn show(&mut self) {
        let wanted = self.pending(|r| matches!(r, Read::Show(_)));
        let Some((ticket, Read::Show(protocol))) = wanted else {
            panic!("no request is asked for: {:?}", self.effects)
        };
        self.msg(Msg::Told { ticket, answer: Ok(Told::Request(Box::new(fixture::request(&protocol)))) });
    }

    pub fn pending(&self, is: impl Fn(&Read) -> bool) -> Option<(u64, Read)> {
        self.effects.iter().rev().find_map(|e| match e {
            Effect::Ask { ticket, read } if is(read) && self.model.asked.values().any(|t| t == ticket) => {
                Some((*ticket, read.clone()))
            }
            _ => None,
        })
    }

    /// Any question that waits for its answer.
    pub fn pending_any(&self) -> Option<(u64, &'static str)> {
        self.model.asked.iter().map(|(kind, ticket)| (*ticket, *kind)).find(|(_, kind)| *kind == "whoami")
    }

    pub fn tell(&mut self, is: impl Fn(&Read) -> bool, told: Told) {
        let (ticket, _) = self.pending(is).unwrap_or_else(|| panic!("not asked: {:?}", self.effects));
        self.msg(Msg::Told { ticket, answer: Ok(told) });
    }

    /// The act that was sent last.
    pub fn sent(&self) -> Option<(u64, Uuid, Write)> {
        self.effects.iter().rev().find_map(|e| match e {
            Effect::Do { ticket, op, write } => Some((*ticket, *op, write.clone())),
            _ => None,
        })
    }

    pub fn answer(&mut self, answer: Result<Done, Trouble>) {
        let (ticket, _, _) = self.sent().expect("an act");
        self.msg(Msg::Done { ticket, answer });
    }

    pub fn msg(&mut self, msg: Msg) {
        let effects = update(&mut self.model, msg);
        self.effects.extend(effects);
    }

    /// Presses one key: `j`, `W`, `enter`, `ctrl-d`.
    pub fn key(&mut self, name: &str) {
        self.keys += 1;
        self.press(name);
    }

    fn press(&mut self, name: &str) {
        self.msg(Msg::Key(combination(name)));
    }

    /// Types a text; not counted as keys.
    pub fn text(&mut self, text: &str) {
        for c in text.chars() {
            let name = if c == ' ' { "space".to_owned() } else { c.to_string() };
            self.press(&name);
        }
    }

    /// Lets the last rest pass.
    pub fn rest(&mut self) {
        let ticket = self.effects.iter().rev().find_map(|e| match e {
            Effect::After { ticket, .. } => Some(*ticket),
            _ => None,
        });
        self.msg(Msg::Rested(ticket.expect("a rest")));
    }

    /// What is on screen.
    pub fn terminal(&self) -> Terminal<TestBackend> {
        let (cols, rows) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(cols, rows)).expect("a test backend");
        terminal.draw(|frame| balcao::tui::view::draw(frame, &self.model)).expect("a frame");
        terminal
    }

    pub fn screen(&self) -> String {
        self.terminal().backend().to_string()
    }
}

/// A key by its name: `j`, `W`, `enter`, `ctrl-d`.
pub fn combination(name: &str) -> KeyEvent {
    let (modifiers, rest) = match name {
        _ if name.len() > 5 && name.starts_with("ctrl-") => (KeyModifiers::CONTROL, &name[5..]),
        _ if name.len() > 4 && name.starts_with("alt-") => (KeyModifiers::ALT, &name[4..]),
        _ => (KeyModifiers::NONE, name),
    };
    let code = match rest {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "backtab" => KeyCode::BackTab,
        "space" => KeyCode::Char(' '),
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "pagedown" => KeyCode::PageDown,
        "pageup" => KeyCode::PageUp,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "backspace" => KeyCode::Backspace,
        "f1" => KeyCode::F(1),
        "f3" => KeyCode::F(3),
        "f4" => KeyCode::F(4),
        "f2" => KeyCode::F(2),
        "f5" => KeyCode::F(5),
        "f8" => KeyCode::F(8),
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        one => KeyCode::Char(one.chars().next().expect("a key")),
    };
    KeyEvent::new(code, modifiers)
}
