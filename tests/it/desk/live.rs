//! A desk without a terminal on the real engine: keys in, every effect performed before the next key.

use std::collections::VecDeque;

use balcao::store::Db;
use balcao::tui::effect::Effect;
use balcao::tui::model::Model;
use balcao::tui::msg::Msg;
use balcao::tui::runtime::carry_out;
use balcao::tui::update::{start, update};
use balcao::words::{Lang, Words};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use uuid::Uuid;

use super::combination;

/// A person at the desk.
pub struct Live {
    pub model: Model,
    db: Db,
    /// Keys pressed, typed text apart.
    pub keys: usize,
    /// Letters typed.
    pub letters: usize,
    /// So many acts reach the engine yet; then the desk is as good as killed.
    pub acts_left: Option<usize>,
}

impl Live {
    pub async fn new(db: Db, (cols, rows): (u16, u16)) -> Self {
        let now = chrono::Local::now().fixed_offset();
        let mut model = Model::new(Words::new(Lang::PtBr), now, (cols, rows), Uuid::new_v4());
        let effects = start(&mut model);
        let mut live = Self { model, db, keys: 0, letters: 0, acts_left: None };
        live.perform(effects).await;
        live
    }

    async fn perform(&mut self, effects: Vec<Effect>) {
        let mut queue: VecDeque<Effect> = effects.into();
        while let Some(effect) = queue.pop_front() {
            let msg = match effect {
                Effect::After { ticket, .. } => Some(Msg::Rested(ticket)),
                Effect::Do { .. } if self.acts_left == Some(0) => None,
                effect => carry_out(&self.db, &self.model.words, effect).await,
            };
            if let (Some(msg), Some(left)) = (&msg, &mut self.acts_left)
                && matches!(msg, Msg::Done { .. })
            {
                *left -= 1;
            }
            if let Some(msg) = msg {
                queue.extend(update(&mut self.model, msg));
            }
        }
    }

    async fn press(&mut self, name: &str) {
        let effects = update(&mut self.model, Msg::Key(combination(name)));
        self.perform(effects).await;
    }

    /// Presses one key.
    pub async fn key(&mut self, name: &str) {
        self.keys += 1;
        self.press(name).await;
    }

    /// Presses keys, a blank between them.
    pub async fn keys(&mut self, names: &str) {
        for name in names.split_whitespace() {
            self.key(name).await;
        }
    }

    /// Types a text.
    pub async fn text(&mut self, text: &str) {
        for letter in text.chars() {
            self.letters += 1;
            let name = if letter == ' ' { "space".to_owned() } else { letter.to_string() };
            self.press(&name).await;
        }
    }

    /// Plays a recorded session: keys with blanks between them, `«typed text»` apart.
    pub async fn play(&mut self, script: &str) {
        for part in parts(script) {
            match part {
                Part::Key(name) => self.key(name).await,
                Part::Text(text) => self.text(text).await,
            }
        }
    }

    pub fn screen(&self) -> String {
        let (cols, rows) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(cols, rows)).expect("a test backend");
        terminal.draw(|frame| balcao::tui::view::draw(frame, &self.model)).expect("a frame");
        terminal.backend().to_string()
    }

    pub fn sees(&self, text: &str) {
        let screen = self.screen();
        assert!(screen.contains(text), "{text:?} is not on screen:\n{screen}");
    }
}

/// A piece of a recorded session.
#[derive(Debug)]
pub enum Part<'a> {
    Key(&'a str),
    Text(&'a str),
}

/// The pieces of a recorded session.
pub fn parts(script: &str) -> Vec<Part<'_>> {
    let mut all = Vec::new();
    for (n, piece) in script.split(['«', '»']).enumerate() {
        if n % 2 == 1 {
            all.push(Part::Text(piece));
        } else {
            all.extend(piece.split_whitespace().map(Part::Key));
        }
    }
    all
}
