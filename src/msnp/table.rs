//! The rows of the tables: for each verb the dialects that have it, whether a payload follows and where
//! the `TrID` is. The last two are what framing hangs on. They are collected from the tables of the
//! links, [`ns`] and [`sb`], and a contradiction between two of them does not compile.

use crate::error::ErrorKind;
use crate::fields::Record;
use crate::msnp::field::Inside;
use crate::msnp::record::HasVerb;
use crate::msnp::rules::{PayloadRule, TrIdRule};
use crate::msnp::verb::{Verb, VerbMap};
use crate::msnp::{Command, Dialects, Failure, Link, Other, Role, command, ft, ns, sb};

/// One verb of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The three octets of the verb.
    pub verb: [u8; 3],
    /// The name of its record, or `None` if it is read as `Other`.
    pub record: Option<&'static str>,
    /// The dialects that have it.
    pub dialects: Dialects,
    /// Whether a payload follows.
    pub payload: PayloadRule,
    /// Where the `TrID` is.
    pub trid: TrIdRule,
    /// The fields of its record, if it has one.
    pub fields: Option<&'static Record>,
}

impl Row {
    /// The row of a record, which has that name in the table.
    pub(crate) const fn of<'a, R: HasVerb + Inside<'a>>(name: &'static str) -> Self {
        Self {
            verb: R::VERB,
            record: Some(name),
            dialects: R::DIALECTS,
            payload: R::PAYLOAD,
            trid: R::TRID,
            fields: Some(const { &R::RECORD }),
        }
    }
}

/// A table as what it holds: which verbs one side may send on one kind of link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Table {
    /// The kind of link.
    pub link: Link,
    /// The side that sends; `None`: both do.
    pub role: Option<Role>,
    /// Its rows.
    pub rows: &'static [Row],
}

impl Table {
    /// The table of these commands.
    pub(super) const fn of<'a, C: Command<'a>>() -> Self {
        Self { link: C::LINK, role: C::ROLE, rows: C::ROWS }
    }

    /// Whether it is of what that side sends; `None`: of either.
    pub(super) fn is_from(&self, role: Option<Role>) -> bool {
        self.role == role || self.role.is_none() || role.is_none()
    }

    /// Whether the verb is in it. All servers send numeric replies, which have no rows.
    pub(super) fn has(&self, verb: [u8; 3]) -> bool {
        self.rows.iter().any(|row| row.verb == verb)
            || verb.iter().all(u8::is_ascii_digit) && self.role == Some(Role::Server)
    }
}

/// All tables: which command exists where, and when.
///
/// ```
/// use imwire::msnp::{Dialect, Role, TABLES};
///
/// // Clients ask for a list up to MSNP9, servers send one up to MSNP12.
/// let mut found = Vec::new();
/// for table in &TABLES {
///     let rows = table.rows.iter().filter(|row| row.verb == *b"LST");
///     found.extend(rows.map(|row| (table.role, row.dialects.last())));
/// }
/// let (client, server) = (Some(Role::Client), Some(Role::Server));
/// assert_eq!(found, [(client, Dialect::MSNP9), (server, Dialect::MSNP12)]);
/// ```
pub static TABLES: [Table; 5] = [
    Table::of::<ns::ClientCommand<'_>>(),
    Table::of::<ns::ServerCommand<'_>>(),
    Table::of::<sb::ClientCommand<'_>>(),
    Table::of::<sb::ServerCommand<'_>>(),
    Table::of::<ft::LineCommand<'_>>(),
];

const CLIENT: (&[Row], &[Row]) = (ns::ClientCommand::ROWS, sb::ClientCommand::ROWS);
const SERVER: (&[Row], &[Row]) = (ns::ServerCommand::ROWS, sb::ServerCommand::ROWS);

type Rules<const N: usize> = VerbMap<(PayloadRule, TrIdRule), N>;

static CLIENT_RULES: Rules<{ merged_len(CLIENT.0, CLIENT.1) }> = VerbMap::new(merged(CLIENT.0, CLIENT.1));
static SERVER_RULES: Rules<{ merged_len(SERVER.0, SERVER.1) }> = VerbMap::new(merged(SERVER.0, SERVER.1));

/// The payload and `TrID` rule of a verb, whatever the link.
#[inline(always)]
pub(super) fn rule(role: Role, verb: Verb) -> Option<(PayloadRule, TrIdRule)> {
    match role {
        Role::Client => CLIENT_RULES.find(verb),
        Role::Server => SERVER_RULES.find(verb),
    }
}

/// The records that the others are reached from, besides those of [`TABLES`].
pub(crate) const RECORDS: &[&Record] =
    &[Failure::RECORD, Other::RECORD, ft::DATA_RECORD, ft::CANCEL_RECORD, command::TRAILING_RECORD];

/// What is wrong with a verb on that link, from that side, that has no row in that table;
/// `None` if no table has it.
pub(super) fn misplaced(link: Link, role: Option<Role>, verb: [u8; 3]) -> Option<ErrorKind> {
    let found = |on_link, from_side| {
        let mut others = TABLES.iter().filter(|table| (table.link == link) == on_link);
        others.any(|table| table.is_from(role) == from_side && table.has(verb))
    };
    if found(false, true) {
        // The reader knows the side for sure, from the socket; so it is the link.
        Some(ErrorKind::OtherLink)
    } else if found(true, false) {
        Some(ErrorKind::OtherSide)
    } else {
        found(false, false).then_some(ErrorKind::OtherLink)
    }
}

/// How many different verbs two tables have.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn merged_len(a: &[Row], b: &[Row]) -> usize {
    let mut len = a.len();
    let mut index = 0;
    while index < b.len() {
        if position(a, b[index].verb).is_none() {
            len += 1;
        }
        index += 1;
    }
    len
}

/// The rules of two tables, each verb once.
///
/// # Panics
/// If they contradict each other: this is for constants, where it is an error of the compiler.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn merged<const N: usize>(a: &[Row], b: &[Row]) -> [(Verb, (PayloadRule, TrIdRule)); N] {
    let mut rows = [(Verb::new([0; 3]), (PayloadRule::None, TrIdRule::Never)); N];
    let mut index = 0;
    while index < a.len() {
        rows[index] = (Verb::new(a[index].verb), (a[index].payload, a[index].trid));
        index += 1;
    }
    let mut len = a.len();
    index = 0;
    while index < b.len() {
        match position(a, b[index].verb) {
            Some(at) => assert!(
                a[at].payload.is(b[index].payload) && a[at].trid.is(b[index].trid),
                "two links frame the same verb differently"
            ),
            None => {
                rows[len] = (Verb::new(b[index].verb), (b[index].payload, b[index].trid));
                len += 1;
            }
        }
        index += 1;
    }
    rows
}

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
const fn position(rows: &[Row], verb: [u8; 3]) -> Option<usize> {
    let [a, b, c] = verb;
    let mut index = 0;
    while index < rows.len() {
        let [d, e, f] = rows[index].verb;
        if a == d && b == e && c == f {
            return Some(index);
        }
        index += 1;
    }
    None
}
