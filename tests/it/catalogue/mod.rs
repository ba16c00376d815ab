//! The catalogue's doors and the desk's screen over the real engine: each act, who may do it, who was first, what the
//! trail says of it.

mod export;
mod invites;
mod mails;
mod out_of_use;
mod roundtrip;

use balcao::domain::catalogue::CatalogueFile;
use balcao::domain::catalogue::entity::EntryKind;
use balcao::domain::refusal::Kind;
use balcao::store::entries::{self, Saving};
use balcao::store::{Db, Failure, queries, requests};
use balcao::tui::effect::{Effect, Read, Write};
use balcao::tui::model::{EntryPane, Link};
use balcao::tui::msg::{Done, Me, Msg, Told, Trouble};
use balcao::tui::update::update;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::desk::{Hand, fixture};
use crate::journeys::ground;
use crate::support::{Scratch, base, disciplines, run};

/// A desk on the catalogue whose questions and acts go to the engine.
struct Desk {
    hand: Hand,
    db: Db,
}

impl Desk {
    async fn of(pool: PgPool, login: &str, role: &str) -> Self {
        let mut hand = Hand::new(120, 36);
        hand.model.me = Some(Me { login: login.into(), role: role.into(), ..fixture::ana() });
        hand.effects.clear();
        let mut desk = Self { hand, db: Db::from(pool) };
        desk.key("g").await;
        desk.key("c").await;
        desk
    }

    async fn admin(scratch: &Scratch) -> Self {
        Self::of(scratch.login("admin"), "admin", "admin").await
    }

    /// Presses a key, then lets the engine answer until it is quiet.
    async fn key(&mut self, key: &str) {
        self.hand.key(key);
        self.settle().await;
    }

    async fn keys(&mut self, keys: &[&str]) {
        for key in keys {
            self.key(key).await;
        }
    }

    async fn text(&mut self, text: &str) {
        self.hand.text(text);
        self.settle().await;
    }

    async fn settle(&mut self) {
        while !self.hand.effects.is_empty() {
            for effect in std::mem::take(&mut self.hand.effects) {
                let Some(answer) = self.answer(effect).await else { continue };
                let more = update(&mut self.hand.model, answer);
                self.hand.effects.extend(more);
            }
        }
    }

    async fn answer(&self, effect: Effect) -> Option<Msg> {
        let db = &self.db;
        match effect {
            Effect::Ask { ticket, read } => {
                let answer = match read {
                    Read::Overview => entries::overview(db).await.map(|o| Told::Overview(Box::new(o))),
                    Read::Entries { kind, find } => {
                        entries::list(db, kind, find.as_deref()).await.map(|e| Told::Entries(Box::new(e)))
                    }
                    Read::Trail { kind, code } => entries::history(db, kind, &code).await.map(Told::Trail),
                    Read::MailExample(words) => entries::mail_example(db, &words).await.map(Told::MailExample),
                    Read::TryQuery(trying) => entries::try_query(db, &trying).await.map(|t| Told::Tried(Box::new(t))),
                    _ => return None,
                };
                Some(Msg::Told { ticket, answer: answer.map_err(trouble) })
            }
            Effect::Do { ticket, write, .. } => {
                let answer = match write {
                    Write::SaveEntry(saving) => entries::save(db, &saving).await.map(|e| Done::EntrySaved(Box::new(e))),
                    Write::Invite(login) => balcao::store::secret::invite(db, &login).await.map(Done::Invited),
                    Write::ApproveQuery(code) => queries::approve(db, &code).await.map(|_| Done::QueryApproved(code)),
                    other => panic!("{other:?}"),
                };
                Some(Msg::Done { ticket, answer: answer.map_err(trouble) })
            }
            _ => None,
        }
    }

    /// Goes to the entries of a kind.
    async fn go(&mut self, kind: EntryKind) {
        while self.hand.model.catalogue.shelf != balcao::tui::model::Shelf::Kinds {
            self.key("esc").await;
        }
        self.key("g").await;
        self.key("g").await;
        let at = self.hand.model.catalogue.known.kinds.iter().position(|row| row.kind == kind).expect("a kind");
        for _ in 0..at {
            self.key("j").await;
        }
        self.key("enter").await;
    }

    /// Puts the cursor on an entry by searching it.
    async fn find(&mut self, text: &str) {
        self.key("/").await;
        self.hand.model.catalogue.find.clear();
        self.text(text).await;
        self.key("enter").await;
    }

    /// Puts the cursor of the form on a field.
    async fn field(&mut self, key: &str) {
        let form = self.hand.model.open_form_mut().expect("a form");
        form.at = form.fields.iter().position(|f| f.key == key).unwrap_or_else(|| panic!("no field {key}"));
    }

    fn said(&self) -> String {
        self.hand.model.notice.as_ref().map(|n| n.text.clone()).unwrap_or_default()
    }

    fn seen(&self, text: &str) {
        let screen = self.hand.screen();
        // A long notice is wrapped on screen.
        assert!(self.said().contains(text) || screen.contains(text), "{text:?} is not on screen:\n{screen}");
    }

    fn entry(&self) -> Value {
        self.hand.model.catalogue.entry().map(|row| row.entry.clone()).unwrap_or_default()
    }
}

fn trouble(failure: Failure) -> Trouble {
    match failure {
        Failure::Refused(refusal) => Trouble::Refused(refusal),
        other => panic!("{other:?}"),
    }
}

fn refusal(failure: Failure) -> (Kind, String) {
    match failure {
        Failure::Refused(refusal) => (refusal.kind, refusal.code().to_owned()),
        other => panic!("{other:?}"),
    }
}

async fn export(pool: &PgPool) -> CatalogueFile {
    let doc: Value = sqlx::query_scalar("select api.export_catalogue()").fetch_one(pool).await.expect("a document");
    CatalogueFile::from_doc(&doc).unwrap_or_else(|error| panic!("{error}\n{doc}"))
}

#[test]
fn a_service_is_added_changed_copied_disabled_and_taken_back_and_the_trail_tells_it_all() {
    run(async {
        let scratch = Scratch::new().await;
        let mut desk = Desk::admin(&scratch).await;
        desk.go(EntryKind::Service).await;
        desk.key("a").await;
        desk.text("Crachá de visitante").await;
        desk.field("value").await;
        desk.text("12,5").await;
        desk.key("enter").await;
        desk.seen("Gravado: Crachá de visitante");
        assert_eq!(desk.entry()["code"], "cracha-de-visitante");
        assert_eq!(desk.entry()["value"], "12.50");
        // Changed: no value is not the same as free.
        desk.key("e").await;
        desk.field("value").await;
        desk.keys(&["ctrl-u", "enter"]).await;
        assert_eq!(desk.entry()["value"], Value::Null);
        desk.key("u").await;
        assert_eq!(desk.entry()["value"], "12.50", "{}", desk.said());
        desk.key("e").await;
        desk.field("value").await;
        desk.key("ctrl-u").await;
        desk.text("0").await;
        desk.key("enter").await;
        assert_eq!(desk.entry()["value"], "0.00");
        desk.seen("sem custo");
        // A copy has the values and a code of its own.
        desk.key("C").await;
        desk.key("enter").await;
        assert_eq!(desk.entry()["code"], "cracha-de-visitante-copia", "{}", desk.said());
        assert_eq!(desk.entry()["value"], "0.00");
        desk.key("d").await;
        desk.seen("desativado");
        assert_eq!(desk.entry()["active"], false);
        desk.key("d").await;
        assert_eq!(desk.entry()["active"], true);
        desk.find("visitante").await;
        desk.key("g").await;
        desk.key("g").await;
        desk.key("H").await;
        let Some(EntryPane::Trail(Some(trail))) = &desk.hand.model.catalogue.pane else { panic!("no trail") };
        let values: Vec<(Option<&str>, Option<&str>)> = trail
            .iter()
            .flat_map(|change| &change.changes)
            .filter(|field| field.field == "value")
            .map(|field| (field.old.as_deref(), field.new.as_deref()))
            .collect();
        let expected =
            [(Some("12.50"), Some("0.00")), (None, Some("12.50")), (Some("12.50"), None), (None, Some("12.50"))];
        assert_eq!(values, expected, "{trail:?}");
        assert!(trail.last().is_some_and(|first| first.created), "{trail:?}");
        assert!(trail.iter().all(|change| change.login == "admin" && change.name.as_deref() == Some("Administração")));
        desk.seen("Administração criou");
        assert_eq!(desk.hand.model.link, Link::Live);
    });
}

#[test]
fn problems_of_the_engine_land_on_their_fields_all_at_once() {
    run(async {
        let scratch = Scratch::new().await;
        let mut desk = Desk::admin(&scratch).await;
        desk.go(EntryKind::InstallmentRule).await;
        desk.key("a").await;
        desk.field("installment").await;
        desk.text("0").await;
        desk.key("enter").await;
        let form = desk.hand.model.open_form().expect("still the form");
        let wrong: Vec<&str> = form.fields.iter().filter(|f| f.error.is_some()).map(|f| f.key.as_str()).collect();
        assert_eq!(wrong, ["period", "request_until", "installment"], "{}", desk.hand.screen());
        desk.go_back_and_discard().await;
        desk.go(EntryKind::PortalUser).await;
        desk.key("a").await;
        desk.text("Maria").await;
        desk.key("enter").await;
        let form = desk.hand.model.open_form().expect("still the form");
        let wrong: Vec<&str> = form.fields.iter().filter(|f| f.error.is_some()).map(|f| f.key.as_str()).collect();
        assert!(wrong.contains(&"profile"), "O-01: {wrong:?}");
        desk.seen("indispensável");
    });
}

impl Desk {
    /// Leaves the form and forgets what was typed.
    async fn go_back_and_discard(&mut self) {
        self.key("esc").await;
        self.hand.model.forms.clear();
        self.hand.model.catalogue.seen.clear();
    }
}

#[test]
fn who_was_first_is_named_and_the_second_writes_over_it_only_when_told_again() {
    run(async {
        let scratch = Scratch::new().await;
        let mut desk = Desk::admin(&scratch).await;
        desk.go(EntryKind::Group).await;
        desk.find("biblioteca").await;
        desk.key("e").await;
        desk.field("name").await;
        desk.text(" central").await;
        // Meanwhile another terminal.
        let other = Saving {
            kind: EntryKind::Group,
            code: Some("biblioteca".into()),
            row: json!({ "name": "Acervo", "description": "Livros" }),
            seen: None,
        };
        let db = Db::from(scratch.login("admin"));
        entries::save(&db, &other).await.expect("saved");
        desk.key("enter").await;
        desk.seen("Administração alterou isto em");
        // The other fields follow; mine stays and says what it would replace.
        let form = desk.hand.model.open_form().expect("the form");
        let text = |key: &str| form.fields.iter().find(|f| f.key == key).expect("a field").text();
        assert_eq!((text("name").as_str(), text("description").as_str()), ("Biblioteca central", "Livros"));
        desk.seen("agora está gravado: Acervo");
        desk.key("enter").await;
        let saved = entries::list(&db, EntryKind::Group, Some("central")).await.expect("the groups");
        assert_eq!(saved.rows[0].entry["description"], "Livros");
        assert_eq!(saved.rows[0].entry["name"], "Biblioteca central");
        // The stamp decides at the door too.
        let late = Saving { seen: Some("another".into()), ..other };
        assert_eq!(
            refusal(entries::save(&db, &late).await.expect_err("moved")),
            (Kind::Conflict, "E_ENTRY_MOVED".into())
        );
    });
}

#[test]
fn a_person_is_added_with_groups_leads_when_a_supervisor_and_leaves_only_when_her_requests_go_to_the_queue() {
    run(async {
        let (scratch, protocols) = ground::school().await;
        let login = base::unique("zelia");
        let mut desk = Desk::admin(&scratch).await;
        desk.go(EntryKind::Person).await;
        desk.key("a").await;
        desk.text("Zélia Ramos").await;
        desk.field("login").await;
        desk.text(&login).await;
        desk.field("role").await;
        desk.key("1").await;
        desk.field("groups +").await;
        desk.text("secret").await;
        desk.key("enter").await;
        desk.key("enter").await;
        // Z-4: who handles requests has a profile.
        desk.seen("perfil de acesso");
        desk.field("profile").await;
        desk.text("balc").await;
        desk.key("enter").await;
        assert_eq!(desk.entry()["groups"], json!([{ "code": "secretaria", "lead": false }]), "{}", desk.hand.screen());
        // How she comes in is on the screen until it is left.
        desk.key("esc").await;
        let sonia = Db::from(scratch.login("sonia"));
        let how = balcao::store::How::default();
        requests::assign(&sonia, &protocols[0], &login, None, None, how).await.expect("assigned");
        //
        desk.key("d").await;
        desk.seen("d outra vez");
        assert_eq!(desk.entry()["active"], true);
        desk.key("d").await;
        assert_eq!(desk.entry()["active"], false, "{}", desk.said());
        let request = requests::show(&sonia, &protocols[0]).await.expect("the request");
        assert_eq!(request.item.assignee, None);
        // Groups of a supervisor may be led; the trail names them.
        desk.key("d").await;
        desk.key("e").await;
        desk.field("role").await;
        desk.key("2").await;
        desk.field("groups secretaria").await;
        desk.key("2").await;
        desk.key("enter").await;
        assert_eq!(desk.entry()["groups"], json!([{ "code": "secretaria", "lead": true }]), "{}", desk.hand.screen());
        desk.key("H").await;
        desk.seen("Secretaria (lidera)");
    });
}

#[test]
fn a_query_is_tried_refused_with_its_place_saved_and_tried_again() {
    run(async {
        let (scratch, _) = ground::school().await;
        disciplines::disciplines(&scratch).await;
        let mut desk = Desk::admin(&scratch).await;
        desk.go(EntryKind::Query).await;
        desk.key("a").await;
        desk.text("Nomes").await;
        desk.field("sql").await;
        desk.text("SELECT D.NOME, D.CODDISC FROM SDISCIPLINA D (NOLOCK) WHERE D.CODCOLIGADA = :COLIGADA").await;
        desk.key("enter").await;
        desk.seen("linha 1, coluna");
        let form = desk.hand.model.open_form_mut().expect("the form");
        assert_eq!(form.field().map(|f| f.key.as_str()), Some("sql"));
        desk.key("ctrl-u").await;
        desk.text("SELECT D.NOME, D.CODDISC FROM SDISCIPLINA D (NOLOCK) WHERE D.CODCOLIGADA = :CODCOLIGADA").await;
        // Tried before it is saved.
        desk.field("student").await;
        desk.text("20230001").await;
        desk.key("f5").await;
        desk.seen("Direito Constitucional I");
        desk.seen("3 linhas");
        desk.key("esc").await;
        desk.field("sql").await;
        desk.key("enter").await;
        assert_eq!(desk.entry()["code"], "nomes", "{}", desk.hand.screen());
        desk.seen("pronta");
        // Taking it out of use needs no text; nor does approving by who saved it pass.
        desk.key("d").await;
        assert_eq!(desk.entry()["active"], false, "{}", desk.said());
        desk.key("A").await;
        desk.seen("quem gravou a consulta não a aprova");
    });
}

#[test]
fn settings_of_a_branch_stand_over_the_companys_and_go_back_to_them() {
    run(async {
        let scratch = Scratch::new().await;
        let mut desk = Desk::admin(&scratch).await;
        desk.go(EntryKind::Settings).await;
        desk.find("polo").await;
        desk.key("e").await;
        desk.field("reopen_days").await;
        desk.text("15").await;
        desk.field("auto_due_date").await;
        desk.text("n").await;
        desk.key("enter").await;
        assert_eq!(desk.entry(), json!({ "reopen_days": 15, "auto_due_date": false }), "{}", desk.hand.screen());
        let admin = scratch.login("admin");
        let file = export(&admin).await;
        assert_eq!(file.settings.as_ref().map(|s| s.branches.len()), Some(1));
        desk.key("e").await;
        desk.field("auto_due_date").await;
        desk.key("backspace").await;
        desk.key("enter").await;
        assert_eq!(desk.entry(), json!({ "reopen_days": 15 }), "{}", desk.said());
        desk.seen("herda: sim");
        desk.key("H").await;
        desk.seen("Dias para reabrir");
    });
}

#[test]
fn who_does_not_administer_is_refused_by_the_engine_whatever_the_desk_shows() {
    run(async {
        let scratch = Scratch::new().await;
        let saving =
            Saving { kind: EntryKind::Reason, code: None, row: json!({ "code": "x", "name": "X" }), seen: None };
        for login in ["ana", "sonia", "iris"] {
            let db = Db::from(scratch.login(login));
            let failure = entries::save(&db, &saving).await.expect_err("no right");
            assert_eq!(failure.exit_code(), 5, "{login}: {failure:?}");
        }
        // Also behind the grants: the act itself asks who it is.
        let root = scratch.admin();
        let told = sqlx::query_scalar::<_, Value>(
            "select act.save_entry(row(p.company, p.id, p.login, p.name, p.role, p.profile_id)::sec.actor, 'reason', null, $1, null) from app.person p where p.login = 'ana'",
        )
        .bind(&saving.row)
        .fetch_one(&root)
        .await;
        let code = told.expect_err("refused").as_database_error().and_then(|e| e.code().map(|c| c.into_owned()));
        assert_eq!(code.as_deref(), Some("BL005"));
        // The trail is for those who answer for it; a query's text is not the desk's.
        let ana = Db::from(scratch.login("ana"));
        let denied = |failure| refusal(failure) == (Kind::Denied, "E_FORBIDDEN".into());
        assert!(denied(entries::history(&ana, EntryKind::Group, "secretaria").await.expect_err("no right")));
        assert!(denied(entries::list(&ana, EntryKind::Query, None).await.expect_err("no right")));
        for login in ["sonia", "iris", "admin"] {
            entries::history(&Db::from(scratch.login(login)), EntryKind::Group, "secretaria").await.expect("may read");
        }
        let iris = Db::from(scratch.login("iris"));
        assert!(denied(entries::list(&iris, EntryKind::PortalUser, None).await.expect_err("no right")));
        let kinds: Vec<EntryKind> =
            entries::overview(&ana).await.expect("a look").kinds.iter().map(|k| k.kind).collect();
        assert!(kinds.contains(&EntryKind::Reason) && !kinds.contains(&EntryKind::Query));
    });
}
