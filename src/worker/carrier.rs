//! One mail on its way: as a message with the sender's signature, to a mail server or into a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::address::AddressError;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use crate::domain::mail::{Fate, Halt, Mail, Sender, Server, Way, domain_of};

/// A mail server that says nothing for so long is away.
const PATIENCE: Duration = Duration::from_secs(30);
/// What is written and not whole yet ends so.
const UNFINISHED: &str = "part";

/// Carries mails for one sender.
#[derive(Debug)]
pub(super) struct Carrier {
    sender: Sender,
    vehicle: Vehicle,
}

#[derive(Debug)]
enum Vehicle {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

impl Carrier {
    /// A carrier for this way, not on its way yet.
    ///
    /// # Errors
    /// A sender that is no address, a server's address that is none, a folder that cannot be made.
    pub(super) fn new<E>(way: &Way, sender: Sender) -> Result<Self, Halt<E>> {
        mailbox(&sender.address, "").map_err(|e| Halt::Server(format!("{}: {e}", sender.address)))?;
        let vehicle = match way {
            Way::Server(server) => Vehicle::Server(transport(server).map_err(Halt::Server)?),
            Way::Folder(folder) => {
                fs::create_dir_all(folder).map_err(|e| Halt::Folder(format!("{}: {e}", folder.display())))?;
                Vehicle::Folder(folder.clone())
            }
        };
        Ok(Self { sender, vehicle })
    }

    /// Asks the server whether it takes mail now.
    ///
    /// # Errors
    /// It does not, or does not know who signs in.
    pub(super) async fn ready<E>(&self) -> Result<(), Halt<E>> {
        match &self.vehicle {
            Vehicle::Folder(_) => Ok(()),
            Vehicle::Server(transport) => match transport.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err(Halt::Server("NOOP".to_owned())),
                Err(e) => Err(Halt::Server(told(&e))),
            },
        }
    }

    /// Carries one mail.
    pub(super) async fn carry(&self, mail: &Mail) -> Fate {
        let message = match self.message(mail) {
            Ok(message) => message,
            Err(why) => return Fate::Failed(why),
        };
        match &self.vehicle {
            Vehicle::Folder(folder) => match keep(folder, &mail.number, &message.formatted()) {
                Ok(()) => Fate::Sent,
                Err(e) => Fate::Again(e.to_string()),
            },
            Vehicle::Server(transport) => match transport.send(message).await {
                Ok(_) => Fate::Sent,
                Err(e) if e.is_permanent() => Fate::Failed(told(&e)),
                Err(e) => Fate::Again(told(&e)),
            },
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, String> {
        let signature = self.sender.signs(mail);
        // The type's address is free text: one that is none must not keep the mail back.
        let from = mailbox(signature.address, signature.name)
            .or_else(|_| mailbox(&self.sender.address, signature.name))
            .map_err(|e| format!("{}: {e}", signature.address))?;
        let mut message = Message::builder()
            .from(from)
            .to(mailbox(&mail.to, "").map_err(|e| e.to_string())?)
            .subject(mail.subject.as_str())
            .message_id(Some(format!("<{}@{}>", mail.number, domain_of(&self.sender.address))))
            .date_now()
            .header(ContentType::TEXT_PLAIN)
            // RFC 3834: nobody's absence notice answers it.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        if let Some(reply_to) = signature.reply_to.and_then(|address| mailbox(address, "").ok()) {
            message = message.reply_to(reply_to);
        }
        message.body(mail.text.clone()).map_err(|e| e.to_string())
    }
}

fn mailbox(address: &str, name: &str) -> Result<Mailbox, AddressError> {
    Ok(Mailbox::new((!name.is_empty()).then(|| name.to_owned()), address.trim().parse()?))
}

/// What a server says, with what it says it about.
fn told(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = inner.source();
    }
    text
}

fn transport(server: &Server) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&guarded(&server.url)?)
        .map_err(|e| format!("{}: {}", server.url, told(&e)))?
        .timeout(Some(PATIENCE));
    if let Some((user, password)) = &server.login {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    Ok(builder.build())
}

/// The address with encryption demanded, unless the server is this machine.
fn guarded(url: &str) -> Result<String, String> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err(format!("{url}: smtps://HOST[:PORT]"));
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    if authority.contains('@') || rest.contains('?') {
        return Err("smtps://HOST[:PORT], user, password_file".to_owned());
    }
    let host = authority
        .strip_prefix('[')
        .and_then(|v6| v6.split(']').next())
        .unwrap_or_else(|| authority.split(':').next().unwrap_or_default());
    let is_here = matches!(host, "localhost" | "::1") || host.starts_with("127.");
    match scheme {
        "smtps" => Ok(url.to_owned()),
        "smtp" if is_here => Ok(url.to_owned()),
        "smtp" => Ok(format!("{url}?tls=required")),
        _ => Err(format!("{url}: smtps://HOST[:PORT]")),
    }
}

/// A file that is there is whole.
fn keep(folder: &Path, number: &str, bytes: &[u8]) -> std::io::Result<()> {
    let place = folder.join(format!("{number}.eml"));
    let unfinished = place.with_extension(UNFINISHED);
    fs::write(&unfinished, bytes)?;
    fs::rename(&unfinished, &place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_leaves_this_machine_encrypted_or_not_at_all() {
        for (given, asked) in [
            ("smtps://smtp.escola.example", Some("smtps://smtp.escola.example")),
            ("smtp://smtp.escola.example:587", Some("smtp://smtp.escola.example:587?tls=required")),
            ("smtp://localhost:2525", Some("smtp://localhost:2525")),
            ("smtp://127.0.0.1:2525", Some("smtp://127.0.0.1:2525")),
            ("smtp://[::1]:2525", Some("smtp://[::1]:2525")),
            ("smtp://localhost.escola.example", Some("smtp://localhost.escola.example?tls=required")),
            ("smtp://smtp.escola.example?tls=opportunistic", None),
            ("smtps://ana:segredo@smtp.escola.example", None),
            ("smtp.escola.example", None),
            ("https://smtp.escola.example", None),
        ] {
            assert_eq!(guarded(given).ok().as_deref(), asked, "{given}");
        }
        let refused = guarded("smtps://ana:segredo@smtp.escola.example").unwrap_err();
        assert!(!refused.contains("segredo"), "{refused}");
    }
}
