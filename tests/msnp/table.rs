//! Which command exists on which link, from which side, in which dialects: the rows of the tables
//! against a list made from the documents (draft-movva-msn-messenger-protocol-00, the MSNP wiki, the
//! notes of msnp-sharp, and what the escargot server takes), the table in the documentation against
//! the rows, and what is said of a command that belongs elsewhere.

use imwire::fields::{Field, Record};
use imwire::msnp::{
    Command, Dialect, Dialects, Link, Other, PayloadRule, Role, Row, Splitter, TABLES, Table, ft, ns, sb,
};
use imwire::{ErrorKind, Part, Wire};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

/// Verb; client → notification server and back; client → switchboard and back; either way in a file
/// transfer. `+`: to the last dialect.
const COMMANDS: &[(&str, [&str; 5])] = &[
    ("ACK", ["", "", "", "2+", ""]),
    ("ADC", ["10–12", "10–12", "", "", ""]),
    ("ADD", ["2–9", "2–9", "", "", ""]),
    ("ADG", ["7–12", "7–12", "", "", ""]),
    ("ADL", ["13+", "13+", "", "", ""]),
    ("ANS", ["", "", "2+", "2+", ""]),
    ("BLP", ["2+", "2+", "", "", ""]),
    ("BPR", ["", "5–12", "", "", ""]),
    ("BYE", ["", "", "", "2+", "2+"]),
    ("CAL", ["", "", "2+", "2+", ""]),
    ("CCL", ["", "", "", "", "2+"]),
    ("CHG", ["2–18", "2–18", "", "", ""]),
    ("CHL", ["6+", "6+", "", "", ""]),
    ("CVQ", ["2+", "2+", "", "", ""]),
    ("CVR", ["2+", "2+", "", "", ""]),
    ("DEL", ["18+", "18+", "", "", ""]),
    ("FIL", ["", "", "", "", "2+"]),
    ("FLN", ["", "2–18", "", "", ""]),
    ("FND", ["2–7", "2–7", "", "", ""]),
    ("FQY", ["14+", "14+", "", "", ""]),
    ("FSL", ["21", "21", "", "", ""]),
    ("GCF", ["11+", "11+", "", "", ""]),
    ("GTC", ["2–12", "2–12", "", "", ""]),
    ("ILN", ["", "2–18", "", "", ""]),
    // From 3 in the wiki; escargot answers it from 2.
    ("IMS", ["2+", "2+", "", "", ""]),
    ("INF", ["2–7", "2–7", "", "", ""]),
    ("IPG", ["", "6+", "", "", ""]),
    ("IRO", ["", "", "", "2+", ""]),
    ("JOI", ["", "", "", "2+", ""]),
    ("LSG", ["7–9", "7–12", "", "", ""]),
    ("LST", ["2–9", "2–12", "", "", ""]),
    ("MSG", ["", "2+", "2+", "2+", ""]),
    ("NAK", ["", "", "", "2+", ""]),
    ("NFY", ["", "18+", "", "", ""]),
    ("NLN", ["", "2–18", "", "", ""]),
    ("NOT", ["", "5+", "", "", ""]),
    ("OUT", ["2+", "2+", "2+", "2+", ""]),
    ("PAG", ["5–8", "", "", "", ""]),
    ("PGD", ["9+", "", "", "", ""]),
    ("PNG", ["2+", "", "", "", ""]),
    ("PRP", ["5+", "5+", "", "", ""]),
    ("PUT", ["18+", "18+", "", "", ""]),
    ("QNG", ["", "2+", "", "", ""]),
    ("QRY", ["6+", "6+", "", "", ""]),
    ("REA", ["2–9", "2–9", "", "", ""]),
    ("REG", ["7–12", "7–12", "", "", ""]),
    ("REM", ["2–12", "2–12", "", "", ""]),
    ("RMG", ["7–12", "7–12", "", "", ""]),
    ("RML", ["13+", "13+", "", "", ""]),
    ("RNG", ["", "2+", "", "", ""]),
    ("SBP", ["10–12", "10–12", "", "", ""]),
    ("SBS", ["", "11+", "", "", ""]),
    ("SDC", ["5+", "5+", "", "", ""]),
    ("SDG", ["18+", "18+", "", "", ""]),
    ("SND", ["2+", "2+", "", "", ""]),
    ("SYN", ["2–12", "2–12", "", "", ""]),
    ("TFR", ["", "", "", "", "2+"]),
    ("UBM", ["", "14–18", "", "", ""]),
    ("UBN", ["", "13+", "", "", ""]),
    ("UBX", ["", "11–18", "", "", ""]),
    ("URL", ["2+", "2+", "", "", ""]),
    ("USR", ["2+", "2+", "2+", "2+", "2+"]),
    ("UUM", ["14–18", "", "", "", ""]),
    ("UUN", ["13+", "13+", "", "", ""]),
    ("UUX", ["11+", "11+", "", "", ""]),
    ("VAS", ["18", "", "", "", ""]),
    ("VER", ["2+", "2+", "", "", "2+"]),
    ("XFR", ["2+", "2+", "", "", ""]),
];

/// The tables in the order of the columns.
const COLUMNS: [(Link, Option<Role>); 5] = [
    (Link::Notification, Some(Role::Client)),
    (Link::Notification, Some(Role::Server)),
    (Link::Switchboard, Some(Role::Client)),
    (Link::Switchboard, Some(Role::Server)),
    (Link::FileTransfer, None),
];

fn shown(dialects: Dialects) -> String {
    match (dialects.first().number(), dialects.last().number()) {
        (first, last) if first == last => first.to_string(),
        (first, 21) => format!("{first}+"),
        (first, last) => format!("{first}–{last}"),
    }
}

/// The rows of all tables by verb, one for each column.
fn rows() -> BTreeMap<String, [Option<Row>; 5]> {
    let mut rows = BTreeMap::<_, [Option<Row>; 5]>::new();
    for (column, Table { rows: table, .. }) in TABLES.iter().enumerate() {
        for row in *table {
            let verb = row.verb.escape_ascii().to_string();
            assert!(rows.entry(verb).or_default()[column].replace(*row).is_none());
        }
    }
    rows
}

#[test]
fn columns() {
    assert_eq!(TABLES.map(|table| (table.link, table.role)), COLUMNS);
    fn rows<'a, C: Command<'a>>() -> (Link, Option<Role>, &'static [Row]) {
        (C::LINK, C::ROLE, C::ROWS)
    }
    let tables = [
        rows::<ns::ClientCommand<'_>>(),
        rows::<ns::ServerCommand<'_>>(),
        rows::<sb::ClientCommand<'_>>(),
        rows::<sb::ServerCommand<'_>>(),
        rows::<ft::Transfer<'_>>(),
    ];
    assert_eq!(TABLES.map(|table| (table.link, table.role, table.rows)), tables);
}

#[test]
fn as_in_the_documents() {
    let found: Vec<_> = rows()
        .into_iter()
        .map(|(verb, rows)| (verb, rows.map(|row| row.map_or_else(String::new, |row| shown(row.dialects)))))
        .collect();
    let expected: Vec<_> =
        COMMANDS.iter().map(|(verb, cells)| ((*verb).to_owned(), cells.map(str::to_owned))).collect();
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected, "the tables of the library, and COMMANDS above, sorted by verb");
    }
    assert_eq!(found.len(), expected.len());
}

/// Whether a cell of the list has that dialect.
fn has(cell: &str, dialect: u8) -> bool {
    let number = |text: &str| text.parse::<u8>().unwrap();
    match (cell, cell.split_once('–'), cell.strip_suffix('+')) {
        ("", ..) => false,
        _ if dialect == u8::MAX => true,
        (_, Some(("2", last)), _) => dialect <= number(last),
        (_, Some((first, last)), _) => (number(first)..=number(last)).contains(&dialect),
        (_, None, Some("2")) => true,
        (_, None, Some(first)) | (first @ "21", ..) => dialect >= number(first),
        (only, None, None) => dialect == number(only),
    }
}

/// What is wrong with a verb in a column, by the list. No dialect has a file transfer to itself.
fn expected(cells: &[&str; 5], column: usize, dialect: u8) -> Option<ErrorKind> {
    let (link, sender) = COLUMNS[column];
    if !cells[column].is_empty() {
        return (!has(cells[column], dialect)).then_some(ErrorKind::Dialect);
    }
    let mut others = COLUMNS.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()).map(|(place, _)| *place);
    let other_side = others.clone().any(|(on, _)| on == link);
    // As this side on another link, if it can.
    let this_side = others.any(|(_, from)| from == sender || from.is_none() || sender.is_none());
    Some(if other_side && !this_side { ErrorKind::OtherSide } else { ErrorKind::OtherLink })
}

#[track_caller]
fn verb_of<'a, C: Command<'a> + Debug>(line: &'a [u8], dialect: u8, expected: Option<ErrorKind>) {
    let found = C::parse_with(line, Dialect::new(dialect));
    // Of the verb, or, where it is right, of something else or nothing.
    let kind = found
        .as_ref()
        .err()
        .filter(|error| error.part() == Part::VERB)
        .map(|error| (error.kind(), error.at()));
    assert_eq!(kind, expected.map(|kind| (kind, 0)), "{} in {dialect}: {found:?}", line.escape_ascii());
}

/// Every verb in every table and every dialect.
#[test]
fn what_stands_elsewhere() {
    for dialect in (0..=23).chain([254, 255]) {
        for (verb, cells) in COMMANDS {
            let line = format!("{verb} 1\r\n");
            let line = line.as_bytes();
            verb_of::<ns::ClientCommand<'_>>(line, dialect, expected(cells, 0, dialect));
            verb_of::<ns::ServerCommand<'_>>(line, dialect, expected(cells, 1, dialect));
            verb_of::<sb::ClientCommand<'_>>(line, dialect, expected(cells, 2, dialect));
            verb_of::<sb::ServerCommand<'_>>(line, dialect, expected(cells, 3, dialect));
            verb_of::<ft::Transfer<'_>>(line, dialect, expected(cells, 4, dialect));
        }
        verb_of::<ns::ClientCommand<'_>>(b"217 2\r\n", dialect, Some(ErrorKind::OtherSide));
        verb_of::<sb::ClientCommand<'_>>(b"217 2\r\n", dialect, Some(ErrorKind::OtherSide));
        verb_of::<ft::Transfer<'_>>(b"217 2\r\n", dialect, Some(ErrorKind::OtherLink));
        verb_of::<ns::ServerCommand<'_>>(b"217 2\r\n", dialect, None);
    }
}

/// The examples that one thinks of, in full.
#[test]
fn messages() {
    #[track_caller]
    fn case<'a, C: Command<'a> + Debug>(line: &'a [u8], dialect: Dialect, expected: &str) {
        assert_eq!(C::parse_with(line, dialect).unwrap_err().to_string(), expected);
    }
    let (link, side) = ("verb: belongs to another link at byte 0", "verb: sent by the other side at byte 0");
    let when = "verb: not in this dialect at byte 0";
    case::<sb::ServerCommand<'_>>(b"CHL 0 1555\r\n", Dialect::MSNP8, link);
    case::<sb::ServerCommand<'_>>(b"NOT 5\r\nhello", Dialect::MSNP8, link);
    case::<ns::ServerCommand<'_>>(b"JOI bob@example.com Bob\r\n", Dialect::MSNP8, link);
    case::<ns::ClientCommand<'_>>(b"MSG 1 N 2\r\nhi", Dialect::MSNP8, link);
    case::<ns::ClientCommand<'_>>(b"QNG 50\r\n", Dialect::MSNP9, side);
    case::<sb::ClientCommand<'_>>(b"ACK 5\r\n", Dialect::MSNP8, side);
    case::<ns::ServerCommand<'_>>(b"PNG\r\n", Dialect::MSNP8, side);
    case::<ns::ServerCommand<'_>>(b"FIL 1234\r\n", Dialect::MSNP8, link);
    case::<ns::ServerCommand<'_>>(b"ADL 2 OK\r\n", Dialect::MSNP8, when);
    case::<ns::ClientCommand<'_>>(b"SYN 1 0\r\n", Dialect::MSNP13, when);
    case::<ns::ServerCommand<'_>>(b"FSL 5 OK\r\n", Dialect::MSNP18, when);
    // The verb is looked at first: of the rest nothing can be said.
    case::<ns::ClientCommand<'_>>(b"ADL x y\r\n", Dialect::MSNP12, when);
}

/// A record by itself is as its table.
#[test]
fn records_alone() {
    let bytes = b"ADL 4 9\r\n<ml></ml>";
    for dialect in (0..=21).chain([255]).map(Dialect::new) {
        let expected = if dialect < Dialect::MSNP13 { Err(ErrorKind::Dialect) } else { Ok(()) };
        let contacts = ns::Adl::parse_with(bytes, Dialect::MSNP13).unwrap();
        assert_eq!(ns::Adl::parse_with(bytes, dialect).map(|_| ()).map_err(|error| error.kind()), expected);
        assert_eq!(contacts.check(dialect).map_err(|error| error.kind()), expected);
    }
    let error = ns::Adl::parse_with(bytes, Dialect::MSNP12).unwrap_err();
    assert_eq!((error.part(), error.at()), (Part::VERB, 0));
}

/// The error is counted from the start of the frame, and the frame keeps all bytes.
#[test]
fn frames_stay_good() {
    let mut splitter = Splitter::new(Role::Server).lenient();
    let frame = splitter.next(b"\r\n\nnot 5\r\nhello").unwrap().unwrap();
    let error = sb::ServerCommand::read(&frame, Dialect::MSNP8).unwrap_err();
    assert_eq!(error.to_string(), "verb: belongs to another link at byte 3");
    assert_eq!(frame.line().as_bytes(), b"not 5");
    assert_eq!(frame.payload(), Some(&b"hello"[..]));
    let error = ns::ServerCommand::read(&frame, Dialect::MSNP4).unwrap_err();
    assert_eq!(error.to_string(), "verb: not in this dialect at byte 3");
}

/// What no table has is kept as it is; and nothing else is kept so.
#[test]
fn others() {
    for verb in ["LSN", "SNS", "ENT", "DAT", "RFS", "GSB", "LKP", "GET", "ZZZ", "2AB"] {
        let line = format!("{verb} 1 x 5\r\n");
        for dialect in [2, 8, 13, 21, 255].map(Dialect::new) {
            let kept = |other: Option<&Other<'_>>| {
                let other = other.expect("no record");
                assert_eq!(other.line().as_bytes(), line.trim_end().as_bytes());
                assert_eq!((other.payload(), other.line().args().count()), (None, 3));
            };
            let bytes = line.as_bytes();
            kept(ns::ClientCommand::parse_with(bytes, dialect).unwrap().as_other());
            kept(ns::ServerCommand::parse_with(bytes, dialect).unwrap().as_other());
            kept(sb::ClientCommand::parse_with(bytes, dialect).unwrap().as_other());
            kept(sb::ServerCommand::parse_with(bytes, dialect).unwrap().as_other());
            kept(ft::Transfer::parse_with(bytes, dialect).unwrap().as_other());
        }
    }
    assert_eq!(ns::ServerCommand::parse_with(b"217 2\r\n", Dialect::MSNP8).unwrap().as_other(), None);
    assert_eq!(ft::Transfer::parse_with(b"\0\x02\0hi", Dialect::UNKNOWN).unwrap().as_other(), None);
}

/// A row without a record: the payload is known, and no more.
#[test]
fn others_with_a_row() {
    fn case<'a, C: Command<'a> + Debug>(row: &Row, bytes: &'a [u8], payload: Option<&[u8]>) {
        if C::ROWS.contains(row) {
            let command = C::parse_with(bytes, row.dialects.last()).unwrap();
            assert_eq!(command.as_other().expect("no record").payload(), payload, "{command:?}");
        }
    }
    for row in TABLES.iter().flat_map(|table| table.rows).filter(|row| row.record.is_none()) {
        let verb = row.verb.escape_ascii();
        let (alone, with) = (format!("{verb} 6\r\n"), format!("{verb} 6 2\r\nhi"));
        let (bytes, payload) = match row.payload {
            PayloadRule::None => (alone.as_bytes(), None),
            PayloadRule::Required | PayloadRule::Maybe => (with.as_bytes(), Some(&b"hi"[..])),
        };
        case::<ns::ClientCommand<'_>>(row, bytes, payload);
        case::<ns::ServerCommand<'_>>(row, bytes, payload);
        case::<sb::ClientCommand<'_>>(row, bytes, payload);
        case::<sb::ServerCommand<'_>>(row, bytes, payload);
        case::<ft::Transfer<'_>>(row, bytes, payload);
    }
}

/// The types of the tables, to which the table of the documentation links.
const TYPES: [&str; 5] =
    ["ns::ClientCommand", "ns::ServerCommand", "sb::ClientCommand", "sb::ServerCommand", "ft::LineCommand"];

/// The table of the documentation, as the rows have it.
fn documentation() -> String {
    let mut text = "| verb | client → notification | notification → client | client → switchboard \
        | switchboard → client | MSNFTP |\n|---|---|---|---|---|---|\n"
        .to_owned();
    let mut put = |verb: &str, cells: [String; 5]| text += &format!("| {verb} | {} |\n", cells.join(" | "));
    put(
        "three digits",
        TYPES.map(|name| match name.ends_with("ServerCommand") {
            true => format!("[2+]({name}::Failure)"),
            false => String::new(),
        }),
    );
    for (verb, rows) in rows() {
        let mut names = TYPES.iter();
        let cell = |row: Option<Row>| {
            let name = names.next().expect("one for each column");
            let Some(Row { record, dialects, .. }) = row else { return String::new() };
            let dialects = if *name == "ft::LineCommand" { "all".to_owned() } else { shown(dialects) };
            record.map_or(dialects.clone(), |record| format!("[{dialects}]({name}::{record})"))
        };
        put(&format!("`{verb}`"), rows.map(cell));
    }
    text
}

/// The files of `src/msnp`, each with its path.
fn sources() -> Vec<(String, String)> {
    let (mut sources, mut directories) =
        (Vec::new(), vec![concat!(env!("CARGO_MANIFEST_DIR"), "/src/msnp").into()]);
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir::<PathBuf>(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).expect("a file");
                sources.push((path.display().to_string(), source));
            }
        }
    }
    sources
}

/// What the documentation says of something that the dialects from one to another have.
fn said_of(first: u8, last: u8) -> String {
    match (first, last) {
        _ if first == last => format!("MSNP{first}"),
        (_, 21) => format!("from MSNP{first}"),
        (0 | 2, _) => format!("up to MSNP{last}"),
        _ => format!("MSNP{first} to {last}"),
    }
}

/// The numbers before a text, with commas or points between them.
fn numbers(text: &str) -> Vec<u8> {
    let words = text.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
    words.take(2).map(|word| word.parse().expect("a dialect")).collect()
}

/// What the documentation of each record, and of each parameter that only some dialects have, says of the
/// dialects is what the code has.
#[test]
fn prose() {
    let (mut records, mut fields) = (0, 0);
    for (path, source) in sources() {
        let mut said = String::new();
        for (number, line) in (1..).zip(source.lines().map(str::trim)) {
            if let Some(text) = line.strip_prefix("///") {
                said.push_str(text);
                continue;
            }
            let declared = line.split_once(": ").map(|(_, declared)| declared).unwrap_or_default();
            let expected = if let Some((_, dialects)) =
                declared.strip_prefix("b\"").and_then(|verb| verb.split_once("\" in "))
            {
                records += 1;
                match numbers(dialects)[..] {
                    [2, last] => format!("MSNP2 to {last}"),
                    [first, last] => said_of(first, last),
                    _ => panic!("{line}"),
                }
            } else if let Some((_, dialects)) = line.split_once(" [in ") {
                fields += 1;
                let [first, last] = numbers(dialects)[..] else { panic!("{line}") };
                said_of(first, last)
            } else if let Some((_, dialects)) = line.split_once(" [since ") {
                fields += 1;
                said_of(numbers(dialects)[0], 21)
            } else {
                String::new()
            };
            let said = std::mem::take(&mut said);
            assert!(
                said.to_lowercase().contains(&expected.to_lowercase()),
                "{path}:{number}: the documentation of `{line}` has to say \"{expected}\"; it says:{said}",
            );
        }
    }
    assert!(records > 60 && fields > 30, "{records} records, {fields} fields");
}

/// The parameters that some senders leave out, as the rows have them.
fn left_out() -> String {
    fn fields(record: &'static Record) -> Vec<&'static str> {
        let own = record.fields.iter().filter(|field| field.expected).map(Field::name);
        own.chain(record.inner().flat_map(fields)).collect()
    }
    let mut text = "| command | parameter |\n|---|---|\n".to_owned();
    for (table, name) in TABLES.iter().zip(TYPES) {
        for row in table.rows {
            let (Some(record), Some(fields)) = (row.record, row.fields.map(fields)) else { continue };
            let verb = row.verb.escape_ascii();
            for field in fields {
                text += &format!("| [`{verb}`]({name}::{record}) | `{field}` |\n");
            }
        }
    }
    text
}

/// The records of a link, by the file that declares them.
fn topics(link: &str) -> String {
    let mut rows: Vec<_> = sources()
        .iter()
        .filter_map(|(path, source)| {
            let (before, topic) = path.strip_suffix(".rs")?.rsplit_once('/')?;
            before
                .ends_with(&format!("src/msnp/{link}"))
                .then(|| format!("| [`{topic}`] | {} |\n", records(source)))
        })
        .filter(|row| !row.ends_with("|  |\n"))
        .collect();
    rows.sort();
    format!("| topic | commands |\n|---|---|\n{}", rows.concat())
}

/// The names of the records with a verb in that file, in its order, as links.
fn records(source: &str) -> String {
    let names = source.lines().filter_map(|line| {
        let (name, verb) = line.split_once(": b\"")?;
        let name = name.rsplit(' ').next()?.trim_end_matches("<'a>");
        (name.starts_with(char::is_uppercase) && verb.get(3..4) == Some("\"")).then(|| format!("[`{name}`]"))
    });
    names.collect::<Vec<_>>().join(", ")
}

/// The tables of the documentation, with what is in them.
fn files() -> [(&'static str, String); 4] {
    [
        (concat!(env!("CARGO_MANIFEST_DIR"), "/src/msnp/ns/topics.md"), topics("ns")),
        (concat!(env!("CARGO_MANIFEST_DIR"), "/src/msnp/sb/topics.md"), topics("sb")),
        (concat!(env!("CARGO_MANIFEST_DIR"), "/src/msnp/commands.md"), documentation()),
        (concat!(env!("CARGO_MANIFEST_DIR"), "/src/msnp/left_out.md"), left_out()),
    ]
}

#[test]
fn documented() {
    for (file, text) in files() {
        let found = fs::read_to_string(file).expect("a table of the documentation");
        for (found, expected) in found.lines().zip(text.lines()) {
            assert_eq!(found, expected, "cargo test --test msnp write -- --ignored");
        }
        assert_eq!(found, text);
    }
}

#[test]
#[ignore = "writes the tables of the documentation"]
fn write() {
    for (file, text) in files() {
        fs::write(file, text).expect("a file");
    }
}

#[test]
fn dialects_are_shown_as_on_the_wire() {
    let shown = [Dialect::MSNP8, Dialect::CVR0].map(|dialect| format!("{dialect} {dialect:?}"));
    assert_eq!(shown, ["MSNP8 MSNP8", "CVR0 CVR0"]);
}
