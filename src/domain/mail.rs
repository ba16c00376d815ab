//! Mail that leaves the outbox: what a carrier needs to know of it, whose name it goes out under, and what becomes of it.
//! What it says is the engine's; how it travels is the worker's.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A mail as it goes out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Mail {
    /// Its number in the outbox.
    pub id: i64,
    /// The institution's.
    pub company: i16,
    /// What it tells: `opened waiting message concluded …`.
    pub kind: String,
    /// The request that it speaks of.
    pub protocol: String,
    /// Whom it goes to.
    pub to: String,
    /// The same however often it goes out, so that a mailbox sees a repeat as one mail.
    pub number: String,
    /// Name of the sender by the request type (N-1).
    pub from_name: Option<String>,
    /// Address of the sender by the request type (N-1).
    pub from_address: Option<String>,
    /// Name of the institution.
    pub institution: String,
    /// The subject, one line.
    pub subject: String,
    /// The text, paragraphs parted by empty lines.
    pub text: String,
}

/// Who the mail server lets send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The address.
    pub address: String,
    /// A name beside it; the institution's when there is none.
    pub name: Option<String>,
}

/// Whose name a mail goes out under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature<'a> {
    /// The address that it comes from.
    pub address: &'a str,
    /// The name beside it.
    pub name: &'a str,
    /// Where answers go, when that is elsewhere.
    pub reply_to: Option<&'a str>,
}

impl Sender {
    /// The type's own address stands where it is of the sender's domain; of another domain it would be a forged one to
    /// whoever receives it, so there it only takes the answers (N-1).
    #[must_use]
    pub fn signs<'a>(&'a self, mail: &'a Mail) -> Signature<'a> {
        let name = mail.from_name.as_deref().or(self.name.as_deref()).unwrap_or(&mail.institution);
        let own = mail.from_address.as_deref().filter(|own| !own.eq_ignore_ascii_case(&self.address));
        match own {
            Some(own) if domain_of(own).eq_ignore_ascii_case(domain_of(&self.address)) => {
                Signature { address: own, name, reply_to: None }
            }
            reply_to => Signature { address: &self.address, name, reply_to },
        }
    }
}

/// What follows the last `@`.
#[must_use]
pub fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// A mail server: `smtps://host[:port]`, or `smtp://host[:port]`, which is encrypted too unless it is this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// Where it is.
    pub url: String,
    /// Who signs in there, with the password; nobody on a server that asks for nothing.
    pub login: Option<(String, String)>,
}

impl fmt::Debug for Server {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Server").field("url", &self.url).field("login", &self.login.as_ref().map(|l| &l.0)).finish()
    }
}

/// Where mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// To people.
    Server(Server),
    /// Into a folder, one file each; nobody gets it.
    Folder(PathBuf),
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It left.
    Sent,
    /// It did not, and is tried again later.
    Again(String),
    /// It did not, and somebody must look.
    Failed(String),
}

/// How a round ended, in mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Left.
    pub sent: usize,
    /// To be tried again.
    pub again: usize,
    /// Given up.
    pub failed: usize,
}

impl Tally {
    /// Counts one more.
    pub fn count(&mut self, fate: &Fate) {
        match fate {
            Fate::Sent => self.sent += 1,
            Fate::Again(_) => self.again += 1,
            Fate::Failed(_) => self.failed += 1,
        }
    }
}

/// Why no mail can be carried now.
#[derive(Debug)]
pub enum Halt<E> {
    /// The database.
    Store(E),
    /// The mail server, or what is said of it.
    Server(String),
    /// The folder that mail is kept in.
    Folder(String),
}

/// Who is told what became of a mail.
pub type Tell = Box<dyn Fn(&Mail, &Fate)>;
/// Who is told that something is away, while the carrier waits for it.
pub type Waits<E> = Box<dyn Fn(&Halt<E>)>;

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(name: Option<&str>, address: Option<&str>) -> Mail {
        Mail {
            institution: "Faculdade Sede".to_owned(),
            from_name: name.map(str::to_owned),
            from_address: address.map(str::to_owned),
            ..Mail::default()
        }
    }

    #[test]
    fn n1_a_type_signs_with_its_own_address_only_in_the_senders_domain() {
        let sender = Sender { address: "secretaria@escola.example".to_owned(), name: None };
        let told = |m: &Mail| {
            let s = sender.signs(m);
            (s.name.to_owned(), s.address.to_owned(), s.reply_to.map(str::to_owned))
        };
        let row = |name: &str, address: &str, reply_to: Option<&str>| {
            (name.to_owned(), address.to_owned(), reply_to.map(str::to_owned))
        };
        assert_eq!(told(&mail(None, None)), row("Faculdade Sede", "secretaria@escola.example", None));
        assert_eq!(
            told(&mail(Some("Coordenação"), Some("coord@Escola.example"))),
            row("Coordenação", "coord@Escola.example", None)
        );
        let other = Some("diploma@reitoria.example");
        assert_eq!(told(&mail(None, other)), row("Faculdade Sede", "secretaria@escola.example", other));
        assert_eq!(
            told(&mail(None, Some("Secretaria@escola.example"))),
            row("Faculdade Sede", "secretaria@escola.example", None)
        );
    }

    #[test]
    fn a_password_is_never_printed() {
        let server = Server { url: "smtps://x".to_owned(), login: Some(("ana".to_owned(), "segredo".to_owned())) };
        assert!(!format!("{server:?}").contains("segredo"));
    }
}
