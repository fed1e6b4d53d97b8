//! Whether the samples leave anything out: a form that a document shows, a command of a table, a variant
//! of a choice, a parameter that may be absent, or two parameters that could be taken for each other.

use super::{all_rows, derived_rows, rows};
use imwire::msnp::ns::{self, Group, Listed, Referral, RenamedGroup, ServerCommand, SignIn, SignInReply};
use imwire::msnp::{AnyCommand, Link, Outcome, Role, TABLES, ft};
use imwire_testkit::readings::read;
use imwire_testkit::rows::Msnp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The forms in `msnp-forms.txt`, each as one line.
fn forms() -> BTreeSet<String> {
    let lines = include_str!("../vectors/msnp-forms.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.replace('\t', " ")).collect()
}

/// The forms that each row of a file is of, as `expect.py` found them.
fn forms_of(file: &str) -> Vec<BTreeSet<String>> {
    let forms = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("an object");
        let forms = row["forms"].as_array().expect("a list").iter();
        forms.map(|form| form.as_str().expect("a form").to_owned()).collect()
    };
    file.lines().map(forms).collect()
}

fn sampled() -> Vec<BTreeSet<String>> {
    forms_of(include_str!("../vectors/msnp-fields.jsonl"))
}

fn derived() -> Vec<BTreeSet<String>> {
    forms_of(include_str!("../vectors/msnp-derived.jsonl"))
}

/// The forms of the commands in the streams.
fn streamed() -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for line in include_str!("../vectors/msnp-streams.jsonl").lines() {
        let row: Value = serde_json::from_str(line).expect("an object");
        for command in row["commands"].as_array().expect("a list") {
            let forms = command["forms"].as_array().into_iter().flatten();
            seen.extend(forms.map(|form| form.as_str().expect("a form").to_owned()));
        }
    }
    seen
}

#[test]
fn every_documented_form_has_a_row() {
    let seen: BTreeSet<_> = sampled().into_iter().chain(derived()).flatten().chain(streamed()).collect();
    let forms = forms();
    assert_eq!(forms.difference(&seen).collect::<Vec<_>>(), [""; 0], "no row is of this form");
    assert_eq!(seen.difference(&forms).collect::<Vec<_>>(), [""; 0], "expect.py has to be run");
}

/// A row is derived only where there is no sample.
#[test]
fn every_derived_row_is_needed() {
    let sampled: BTreeSet<_> = sampled().into_iter().flatten().collect();
    let alike = alike(rows());
    for (row, forms) in derived_rows().into_iter().zip(derived()) {
        let only_form = forms.difference(&sampled).next().is_some();
        let only_difference = || different([row.clone()]).iter().any(|pair| alike.contains(pair));
        assert!(only_form || only_difference(), "derived row {}", row.row);
    }
}

/// Each command of each table, from each side that sends it.
#[test]
fn every_record_has_a_row() {
    type Place = (Link, Option<Role>, [u8; 3], &'static str);
    let mut missing: BTreeMap<String, Place> = BTreeMap::new();
    for table in &TABLES {
        for row in table.rows {
            let place = (table.link, table.role, row.verb, row.record.unwrap_or("Other"));
            missing.insert(format!("{place:?}"), place);
        }
    }
    for row in all_rows() {
        let name = read(&row).map(|command| command.name());
        missing.retain(|_, (link, sender, verb, record)| {
            *link != row.link
                || sender.is_some_and(|sender| sender != row.sender)
                || !row.bytes.starts_with(verb)
                || name != Ok(*record)
        });
    }
    assert_eq!(missing.into_keys().collect::<Vec<_>>(), [""; 0]);
    // What has no row in a table.
    let others = [
        (Link::Notification, "Failure"),
        (Link::Switchboard, "Failure"),
        (Link::FileTransfer, "Data"),
        (Link::FileTransfer, "Cancel"),
    ];
    for (link, name) in others {
        let found =
            all_rows().iter().any(|row| row.link == link && read(row).is_ok_and(|c| c.name() == name));
        assert!(found, "{name} on a {link} link");
    }
}

/// Which variants of which choices were seen.
type Choices = BTreeMap<(&'static str, &'static str), bool>;

/// Notes the variant of a choice. The match has no other arm, so that a variant that is added does not compile until
/// it is listed here, and from then on has to be seen.
macro_rules! choice {
    ($seen:ident, $record:literal, $value:expr, $choice:ident: $($variant:ident),+) => {{
        let variant = match $value { $($choice::$variant { .. } => stringify!($variant)),+ };
        $($seen.entry(($record, stringify!($variant))).or_default();)+
        $seen.insert(($record, variant), true);
    }};
}

fn choices(command: &AnyCommand<'_>, seen: &mut Choices) {
    match command {
        AnyCommand::NotificationClient(ns::ClientCommand::Usr(usr)) => {
            choice!(seen, "Usr", usr.step, SignIn: Begin, Proof, Assertion);
        }
        AnyCommand::NotificationServer(command) => match command {
            ServerCommand::Usr(usr) => {
                choice!(seen, "UsrReply", usr.step, SignInReply: Accepted, Challenge);
            }
            ServerCommand::Xfr(xfr) => {
                choice!(seen, "XfrReply", xfr.referral, Referral: Switchboard, Server, Notification);
            }
            ServerCommand::Lst(lst) => {
                choice!(seen, "LstReply", lst.contact, Listed: Row, Contact, Identified);
            }
            ServerCommand::Lsg(lsg) => choice!(seen, "LsgReply", lsg.group, Group: Row, Numbered, Identified),
            ServerCommand::Reg(reg) => {
                choice!(seen, "RegReply", reg.group, RenamedGroup: Numbered, Identified);
            }
            ServerCommand::Adl(adl) => choice!(seen, "AdlReply", adl.outcome, Outcome: Ok, Payload),
            ServerCommand::Rml(rml) => choice!(seen, "RmlReply", rml.outcome, Outcome: Ok, Payload),
            ServerCommand::Uun(uun) => choice!(seen, "UunReply", uun.outcome, Outcome: Ok, Payload),
            _ => {}
        },
        AnyCommand::FileTransfer(transfer) => {
            use ft::Transfer;
            choice!(seen, "Transfer", transfer, Transfer: Line, Data, Cancel);
        }
        _ => {}
    }
}

#[test]
fn every_variant_of_a_choice_has_a_row() {
    let mut seen = Choices::new();
    for row in all_rows() {
        if let Ok(command) = read(&row) {
            choices(&command, &mut seen);
        }
    }
    let missing: Vec<_> = seen.iter().filter(|(_, seen)| !**seen).map(|(variant, _)| variant).collect();
    assert_eq!(missing, [&("", ""); 0]);
    assert_eq!(seen.len(), 25);
}

/// Where the first of these is in text of `Debug`, outside of strings.
fn find(text: &str, wanted: impl Fn(char) -> bool) -> Option<usize> {
    let (mut string, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => string = !string,
            _ if !string && wanted(c) => return Some(at),
            _ => {}
        }
    }
    None
}

/// What comes before the first `end` that closes nothing in text of `Debug`, and what after it.
fn until(text: &str, end: char) -> (&str, &str) {
    let (mut at, mut depth) = (0, 0);
    while let Some(found) = find(&text[at..], |c| "([{}])".contains(c) || c == end) {
        at += found;
        let c = text[at..].chars().next().expect("it was found");
        if depth == 0 && c == end {
            return (&text[..at], &text[at + 1..]);
        }
        if "([{".contains(c) {
            depth += 1;
        } else if "}])".contains(c) {
            depth -= 1;
        }
        at += 1;
    }
    (text, "")
}

/// Calls `each` with the name of each struct in a text of `Debug`, and with its fields. What is not present is shown
/// there, too.
fn structs<'t>(mut text: &'t str, each: &mut impl FnMut(&'t str, &[(&'t str, &'t str)])) {
    while let Some(open) = find(text, |c| c == '{') {
        let before = text[..open].trim_end();
        let name = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().expect("at least one");
        let (body, after) = until(&text[open + 1..], '}');
        let (mut rest, mut fields) = (body, Vec::new());
        while !rest.trim().is_empty() {
            let (field, after) = until(rest, ',');
            fields.push(field.trim().split_once(": ").expect("a name and a value"));
            rest = after;
        }
        each(name, &fields);
        structs(body, each);
        text = after;
    }
}

#[test]
fn structs_of_a_text() {
    #[derive(Debug)]
    #[expect(dead_code, reason = "it is shown")]
    struct Outer<'a> {
        text: &'a str,
        inner: Option<Inner>,
    }
    #[derive(Debug)]
    #[expect(dead_code, reason = "it is shown")]
    struct Inner {
        numbers: (u8, [u8; 2]),
        absent: Option<u8>,
    }
    let outer = Outer { text: "a, \"b\" }", inner: Some(Inner { numbers: (1, [2, 3]), absent: None }) };
    let mut found = Vec::new();
    let text = format!("Some({outer:?})");
    structs(&text, &mut |name, fields| found.push((name, fields.to_vec())));
    let inner = [("numbers", "(1, [2, 3])"), ("absent", "None")];
    let whole = "Some(Inner { numbers: (1, [2, 3]), absent: None })";
    assert_eq!(
        found,
        [("Outer", vec![("text", r#""a, \"b\" }""#), ("inner", whole)]), ("Inner", inner.to_vec())]
    );
}

/// Calls `each` with the structs that the rows are read as.
fn each_struct(rows: impl IntoIterator<Item = Msnp<'static>>, mut each: impl FnMut(&str, &[(&str, &str)])) {
    for row in rows {
        if let Ok(command) = read(&row) {
            let text = format!("{command:?}");
            structs(&text, &mut each);
        }
    }
}

/// Parameters that are never seen, or never missing, with the reason.
const NOT_BOTH: [(&str, &str); 4] = [
    // Strict reading, which this is, wants it.
    ("Iro", "nick"),
    ("Joi", "nick"),
    ("Sbp", "value"),
    // No document has a payload there: it is read so that the stream stays in step.
    ("SdcReply", "body"),
];

/// The value in an `Option`; `None` if it is absent. Whether it is in one.
fn inside(value: &str) -> (Option<&str>, bool) {
    if let Some(inner) = value.strip_prefix("Some(").and_then(|inner| inner.strip_suffix(')')) {
        return (Some(inner), true);
    }
    // What is known by its letter is `N=…` or `None`.
    if value == "None" { (None, true) } else { (Some(value), false) }
}

/// An `Option` and what is known by its letter: there in one row, and not in another.
#[test]
fn what_may_be_absent_is_there_and_is_not() {
    let mut seen: BTreeMap<_, [bool; 3]> = BTreeMap::new();
    each_struct(all_rows(), |name, fields| {
        for (field, value) in fields {
            let (inner, optional) = inside(value);
            let seen = seen.entry((name.to_owned(), (*field).to_owned())).or_default();
            seen[0] |= optional;
            seen[usize::from(inner.is_some()) + 1] = true;
        }
    });
    let not_both = seen.iter().filter(|(_, [optional, absent, there])| *optional && !(*absent && *there));
    let names: Vec<_> = not_both.map(|((name, field), _)| (name.as_str(), field.as_str())).collect();
    assert_eq!(names, NOT_BOTH);
    let optional = seen.values().filter(|[optional, ..]| *optional).count();
    assert!(optional > 50, "{optional}: they are not found");
}

/// A struct, and two fields of it.
type Pair = (String, String, String);

/// Calls `each` with all pairs of fields that are there, and whether the values are the same.
fn each_pair(rows: impl IntoIterator<Item = Msnp<'static>>, mut each: impl FnMut(Pair, bool)) {
    each_struct(rows, |name, fields| {
        for (index, (a, one)) in fields.iter().enumerate() {
            for (b, other) in &fields[index + 1..] {
                if let (Some(one), Some(other)) = (inside(one).0, inside(other).0) {
                    each((name.to_owned(), (*a).to_owned(), (*b).to_owned()), one == other);
                }
            }
        }
    });
}

/// The pairs that differ in some row: if the fields were swapped, that row would show it.
fn different(rows: impl IntoIterator<Item = Msnp<'static>>) -> BTreeSet<Pair> {
    let mut found = BTreeSet::new();
    each_pair(rows, |pair, same| {
        if !same {
            found.insert(pair);
        }
    });
    found
}

/// The pairs that are the same in all rows.
fn alike(rows: Vec<Msnp<'static>>) -> BTreeSet<Pair> {
    let mut found = BTreeSet::new();
    each_pair(rows.clone(), |pair, _| _ = found.insert(pair));
    found.difference(&different(rows)).cloned().collect()
}

/// No two fields could be swapped and no row show it.
#[test]
fn fields_are_told_apart() {
    assert_eq!(alike(all_rows()), BTreeSet::new());
}

/// In a derived row no two parameters are the same, except those that are `0`.
#[test]
fn derived_rows_tell_fields_apart() {
    for line in include_str!("../vectors/msnp-derived.jsonl").lines() {
        let row: Value = serde_json::from_str(line).expect("an object");
        let fields = row["fields"].as_array().expect("a list");
        for (index, field) in fields.iter().enumerate() {
            let again = fields[index + 1..].iter().find(|other| other[1] == field[1]);
            assert!(again.is_none() || field[1] == "0", "{line}: {field} and {again:?}");
        }
    }
}
