//! A mail server of a test's own on loopback: it takes what it is sent, and fails for the recipients that ask for it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Its answers are a few milliseconds away; a client that is silent for so long is gone.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail that it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub to: String,
    pub number: String,
    pub raw: String,
}

/// The server; it listens as long as the process lives.
pub struct MailServer {
    port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl MailServer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let taken = Arc::<Mutex<Vec<Taken>>>::default();
        let shelf = Arc::clone(&taken);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shelf = Arc::clone(&shelf);
                // A client that breaks off is what some tests are about.
                thread::spawn(move || talk(&stream, &shelf));
            }
        });
        Self { port, taken }
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// What it took so far, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("no test panicked here").clone()
    }
}

/// `cheia…` is over quota for now, `ninguem…` is nobody here, `muda…` is taken and never answered.
fn talk(stream: &TcpStream, shelf: &Mutex<Vec<Taken>>) -> Option<()> {
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut lines = BufReader::new(stream).lines();
    let say = |text: &str| (&mut &*stream).write_all(format!("{text}\r\n").as_bytes()).ok();
    say("220 teste ESMTP")?;
    let mut to = String::new();
    while let Some(Ok(line)) = lines.next() {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say("250-teste\r\n250 8BITMIME")?,
            "RCPT" => {
                to = line.split(['<', '>']).nth(1)?.to_owned();
                match to.split(|c: char| !c.is_ascii_alphabetic()).next()? {
                    "cheia" => say("452 4.2.2 caixa cheia")?,
                    "ninguem" => say("550 5.1.1 não há esta caixa")?,
                    _ => say("250 ok")?,
                }
            }
            "DATA" => {
                say("354 siga")?;
                let mut raw = String::new();
                for line in lines.by_ref() {
                    let line = line.ok()?;
                    if line == "." {
                        break;
                    }
                    raw.push_str(&line);
                    raw.push('\n');
                }
                let number = raw.lines().find_map(|l| l.strip_prefix("Message-ID: ")).unwrap_or_default().to_owned();
                shelf.lock().expect("no test panicked here").push(Taken { to: to.clone(), number, raw });
                if to.starts_with("muda") {
                    thread::sleep(PATIENCE);
                    return None;
                }
                say("250 guardado")?;
            }
            "QUIT" => {
                say("221 até logo")?;
                return None;
            }
            _ => say("250 ok")?,
        }
    }
    None
}
