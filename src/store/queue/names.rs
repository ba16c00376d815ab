//! Looks up what a filter names by text: types, stages, groups, people, students, acts. Small tables are read
//! as they are; students through the engine's own search, because no text operator uses an index under row
//! security. One question to the database for the whole filter, none when it names nothing.

use std::collections::HashMap;

use sqlx::{PgConnection, Postgres, QueryBuilder, Row};

use super::plan::{Cond, is_protocol};
use super::select::How;
use crate::domain::filter::{Filter, Owner, Person, Test};
use crate::store::failure::Failure;

/// More students than this are not named one by one but tested request by request; the engine's search
/// answers no more than this.
const MAX_STUDENTS: usize = 1000;
/// More acts than this by one person are tested request by request.
const MAX_ACTS: usize = 5000;

/// What is looked up, with the text; the person who asks has no text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Wanted {
    Types(String),
    Stages(String),
    Groups(String),
    People(String),
    /// Students by a word: name or RA.
    Students(String),
    /// Students by RA alone.
    Ra(String),
    /// Requests that the person acted on.
    Acts(Option<String>),
    /// The person who acted.
    Actor(Option<String>),
}

/// Ids by what was looked up.
#[derive(Debug, Default)]
pub(super) struct Names {
    found: HashMap<Wanted, Vec<i64>>,
}

impl Names {
    /// Looks up all that the filter names.
    pub(super) async fn of(filter: &Filter, db: &mut PgConnection) -> Result<Self, Failure> {
        let wanted = all_wanted(filter);
        if wanted.is_empty() {
            return Ok(Self::default());
        }
        let row = question(&wanted, How::Run).build().fetch_one(db).await?;
        let mut found = HashMap::new();
        for (n, one) in wanted.into_iter().enumerate() {
            found.insert(one, row.try_get::<Vec<i64>, _>(n)?);
        }
        Ok(Self { found })
    }

    /// The question whose plan is looked at; `None` when the filter names nothing.
    pub(super) fn explained(filter: &Filter) -> Option<QueryBuilder<Postgres>> {
        let wanted = all_wanted(filter);
        (!wanted.is_empty()).then(|| question(&wanted, How::Explain))
    }

    fn get(&self, wanted: &Wanted) -> &[i64] {
        self.found.get(wanted).map_or(&[], Vec::as_slice)
    }

    fn small(&self, wanted: &Wanted) -> Vec<i32> {
        self.get(wanted).iter().filter_map(|id| i32::try_from(*id).ok()).collect()
    }

    pub(super) fn types(&self, text: &str) -> Vec<i32> {
        self.small(&Wanted::Types(text.to_owned()))
    }

    pub(super) fn stages(&self, text: &str) -> Vec<i32> {
        self.small(&Wanted::Stages(text.to_owned()))
    }

    pub(super) fn groups(&self, text: &str) -> Vec<i32> {
        self.small(&Wanted::Groups(text.to_owned()))
    }

    pub(super) fn people(&self, login: &str) -> Vec<i32> {
        self.small(&Wanted::People(login.to_owned()))
    }

    /// Students whose name or RA contains the word.
    pub(super) fn students(&self, word: &str) -> Cond {
        let ids = self.get(&Wanted::Students(word.to_owned()));
        if ids.len() >= MAX_STUDENTS { Cond::StudentText(word.to_owned()) } else { Cond::Students(ids.to_vec()) }
    }

    /// Students whose RA contains the text.
    pub(super) fn ra(&self, text: &str) -> Cond {
        let ids = self.get(&Wanted::Ra(text.to_owned()));
        if ids.len() >= MAX_STUDENTS { Cond::RaText(text.to_owned()) } else { Cond::Students(ids.to_vec()) }
    }

    /// Requests that a person acted on; `None` is who asks.
    pub(super) fn acts(&self, login: Option<&String>) -> Cond {
        let ids = self.get(&Wanted::Acts(login.cloned()));
        if ids.len() >= MAX_ACTS {
            Cond::ActedBy(self.small(&Wanted::Actor(login.cloned())))
        } else {
            Cond::Requests(ids.to_vec())
        }
    }
}

fn all_wanted(filter: &Filter) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for one in filter.terms.iter().flat_map(|term| wants(&term.test)) {
        if !wanted.contains(&one) {
            wanted.push(one);
        }
    }
    wanted
}

/// One row with one array of ids for each.
fn question(wanted: &[Wanted], how: How) -> QueryBuilder<Postgres> {
    let mut q = QueryBuilder::new(format!("{}select ", how.verb()));
    for (n, one) in wanted.iter().enumerate() {
        q.push(if n == 0 { "" } else { ", " });
        push(&mut q, one);
    }
    q
}

fn wants(test: &Test) -> Vec<Wanted> {
    match test {
        Test::Type(text) => vec![Wanted::Types(text.clone())],
        Test::Stage(text) => vec![Wanted::Stages(text.clone())],
        Test::Group(text) => vec![Wanted::Groups(text.clone())],
        Test::Owner(Owner::Login(login)) => vec![Wanted::People(login.clone())],
        Test::By(person) => {
            let login = match person {
                Person::Me => None,
                Person::Login(login) => Some(login.clone()),
            };
            vec![Wanted::Acts(login.clone()), Wanted::Actor(login)]
        }
        Test::Ra(text) => vec![Wanted::Ra(text.clone())],
        Test::Word(word) if is_protocol(word) => vec![],
        Test::Word(word) => {
            vec![Wanted::Students(word.clone()), Wanted::Types(word.clone()), Wanted::Stages(word.clone())]
        }
        Test::Owner(Owner::Me | Owner::Nobody)
        | Test::Status(_)
        | Test::Channel(_)
        | Test::Branch(_)
        | Test::Priority { .. }
        | Test::Due(_)
        | Test::Opened(_)
        | Test::Closed(_)
        | Test::Course(_)
        | Test::Charge(_) => vec![],
    }
}

/// Writes one array of ids.
fn push(q: &mut QueryBuilder<Postgres>, wanted: &Wanted) {
    match wanted {
        Wanted::Types(text) => push_named(q, "app.request_type", text),
        Wanted::Stages(text) => push_named(q, "app.stage", text),
        Wanted::Groups(text) => push_named(q, "app.attendance_group", text),
        Wanted::People(login) | Wanted::Actor(Some(login)) => {
            q.push("array(select id::bigint from app.person where company = sec.my_company() and login = ");
            q.push_bind(login.clone()).push(")");
        }
        Wanted::Actor(None) => {
            q.push("array(select sec.me()::bigint)");
        }
        // A whole RA is found by its index; only a part of one needs a look at every student.
        Wanted::Ra(text) => {
            q.push("coalesce(nullif(array(select id from academic.student where company = sec.my_company() and ra = ");
            q.push_bind(text.clone()).push("), '{}'), ");
            push_ra_part(q, text);
            q.push(")");
        }
        Wanted::Students(word) => {
            // The engine's search knows CPF and telephone too, which a filter is not for: only the name counts.
            q.push(format!("(select case when cardinality(m.ids) >= {MAX_STUDENTS} then m.ids else array(select id from academic.student where company = sec.my_company() and id = any (m.ids) and strpos(name_folded, "));
            q.push_bind(word.clone()).push(") > 0) end from (select array(select * from api.match_students(");
            q.push_bind(word.clone()).push(")) as ids offset 0) m)");
            if names_ra(word) {
                q.push(" || ");
                push_ra_part(q, word);
            }
        }
        Wanted::Acts(login) => {
            q.push("array(select h.request_id from app.history h where h.company = (select sec.my_company()) and h.actor_id = ");
            match login {
                Some(login) => {
                    q.push("(select id from app.person where company = sec.my_company() and login = ")
                        .push_bind(login.clone())
                        .push(")");
                }
                None => {
                    q.push("(select sec.me())");
                }
            }
            q.push(format!(" order by h.at desc limit {MAX_ACTS})"));
        }
    }
}

/// A word without a digit is not part of an RA.
pub(super) fn names_ra(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

fn push_named(q: &mut QueryBuilder<Postgres>, table: &str, text: &str) {
    q.push(format!("array(select id::bigint from {table} where company = sec.my_company() and (strpos(code, "));
    q.push_bind(text.to_owned()).push(") > 0 or strpos(app.fold(name), ").push_bind(text.to_owned()).push(") > 0))");
}

fn push_ra_part(q: &mut QueryBuilder<Postgres>, text: &str) {
    q.push("array(select id from academic.student where company = sec.my_company() and strpos(lower(ra), ");
    q.push_bind(text.to_owned()).push(format!(") > 0 limit {MAX_STUDENTS})"));
}
