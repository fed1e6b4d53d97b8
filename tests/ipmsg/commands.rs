//! The tables of IPMsg commands in the documentation and in the README: both follow from the rows in
//! `src/ipmsg/header/mode.rs`.

use imwire::fields::{Field, Record, records};
use imwire::ipmsg::{
    CommonOptions, EntryOptions, Family, FileOptions, Form, KeyOptions, ListOptions, Mode, ReadOptions,
    SendOptions,
};
use std::fs;

const DOCUMENTATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/ipmsg/commands.md");
const OPTIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/ipmsg/header/options.md");
const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

fn options(family: Family) -> &'static str {
    match family {
        Family::Entry => "EntryOptions",
        Family::Send => "SendOptions",
        Family::Read => "ReadOptions",
        Family::List => "ListOptions",
        Family::File => "FileOptions",
        Family::Key => "KeyOptions",
        Family::Other => "CommonOptions",
    }
}

/// The additional sections of which more is to be said than which fields they have: form, cell of the documentation,
/// cell of the README. The order is that of the README.
const FORMS: &[(Form, &str, &str)] = &[
    (
        Form::Entry,
        "[`Entry`]",
        "presence: nick, group, names in UTF-8, version; the extras of iptux and others",
    ),
    (
        Form::Message,
        "[`Message`]; with `ENCRYPT` [`Encrypted`]",
        "text, files, recipients, pictures inside the text; or a cipher with key and signature",
    ),
    (Form::Receipt, "[`Receipt`]", "the packet that is acknowledged"),
    (Form::ListStart, "[`ListStart`]", "where the list is to begin"),
    (Form::HostList, "[`HostList`]", "hosts with status, address, port"),
    (
        Form::FileRequest,
        "[`FileRequest`]; with `ENCRYPT` [`Encrypted`]",
        "file and offset; or a cipher; the answer as a directory stream",
    ),
    (Form::Text, "[`TextBody`]", "text"),
    (Form::ImageSlice, "[`feiq::ImageSlice`]", "part of a picture"),
    (Form::Icon, "[`iptux::Icon`]", "PNG"),
    (Form::Empty, "empty", "empty; what peers put there is kept"),
];

/// The same of commands whose additional section is bytes, and the reason why.
const RAW: &[(&[Mode], &str, &str)] = &[
    (
        &[
            Mode::ANSLIST_DICT,
            Mode::DIR_POLLAGENT,
            Mode::DIR_BROADCAST,
            Mode::DIR_ANSBROAD,
            Mode::DIR_PACKET,
            Mode::DIR_REQUEST,
            Mode::DIR_AGENTPACKET,
            Mode::DIR_EVBROAD,
            Mode::DIR_AGENTREJECT,
        ],
        "as a dictionary only: [`dict::DictPacket`]",
        "as dictionaries only: hosts, networks, agents, wrapped packets",
    ),
    (
        &[Mode::FEIQ_GROUPMSG],
        "[`feiq::GroupCipher`]; its length is in the version",
        "bytes: enciphered as a whole, the length is in the version",
    ),
    (
        &[Mode::IPTUX_SENDSUBLAYER],
        "bytes: empty, and over TCP a picture follows; which, the options say: [`iptux::Sublayer`]",
        "bytes: empty, and over TCP a picture follows; which, the options say",
    ),
    (
        &[
            Mode::DIRFILES_AUTH,
            Mode::DIRFILES_AUTHRET,
            Mode::AGENT_REQ,
            Mode::AGENT_ANSREQ,
            Mode::AGENT_PACKET,
            Mode::AGENT_PROXYREQ,
        ],
        "bytes: only the name is known",
        "bytes: only the name is known",
    ),
];

/// The cells of a command.
fn section(mode: Mode) -> (String, String) {
    let form = FORMS.iter().find(|(form, ..)| *form == mode.form());
    let raw = RAW.iter().find(|(modes, ..)| mode.form() == Form::Raw && modes.contains(&mode));
    match (form, raw) {
        (Some((_, documentation, readme)), None) | (None, Some((_, documentation, readme))) => {
            ((*documentation).to_owned(), (*readme).to_owned())
        }
        _ => of_fields(mode.form())
            .unwrap_or_else(|| panic!("{mode}: a row in FORMS, or in RAW if it is bytes")),
    }
}

/// The type and its fields, except what follows them.
fn of_fields(form: Form) -> Option<(String, String)> {
    let name = format!("{form:?}");
    let body = records().flat_map(Record::inner).find(|record| record.id == "ipmsg.body")?;
    let record = body.inner().find(|record| record.name == name && form != Form::Raw)?;
    let fields: Vec<_> = record.fields.iter().map(Field::name).filter(|name| *name != "trailing").collect();
    Some((format!("[`{name}`](Body::{name})"), fields.join(", ")))
}

fn documentation() -> String {
    let mut table = "| command | value | options | additional section |\n|---|---|---|---|\n".to_owned();
    for &mode in Mode::ALL {
        let (options, (section, _)) = (options(mode.family()), section(mode));
        let value = mode.value();
        table += &format!("| [`{mode}`](Mode::{mode}) | {value:#04x} | [`{options}`] | {section} |\n");
    }
    table
}

/// What each bit is called in a family.
macro_rules! names {
    ($bit:expr, $options:ty) => {
        <$options>::from_bits_retain($bit).iter_names().next().map(|(name, _)| format!("`{name}`"))
    };
}

/// The option bits that have a name, by what they mean.
fn table_of_options() -> String {
    let mut table = "| bit | [`EntryOptions`] | [`SendOptions`] | others |\n|---|---|---|---|\n".to_owned();
    for bit in (8..32).map(|shift| 1_u32 << shift) {
        let (entry, send) = (names!(bit, EntryOptions), names!(bit, SendOptions));
        let others = [
            ("file", names!(bit, FileOptions)),
            ("key", names!(bit, KeyOptions)),
            ("list", names!(bit, ListOptions)),
            ("read", names!(bit, ReadOptions)),
        ];
        let name = others.iter().find_map(|(_, name)| name.clone());
        let families: Vec<_> = others
            .iter()
            .filter(|(_, own)| own.is_some() && *own == name)
            .map(|(family, _)| *family)
            .collect();
        let others = match (names!(bit, CommonOptions), &name) {
            (Some(name), _) => format!("all: {name}"),
            (None, Some(name)) => format!("{}: {name}", families.join(", ")),
            (None, None) => String::new(),
        };
        if entry.is_some() || send.is_some() || name.is_some() {
            let [entry, send] = [entry, send].map(Option::unwrap_or_default);
            table += &format!("| `{bit:#010x}` | {entry} | {send} | {others} |\n");
        }
    }
    table
}

const HEAD: &str = "| commands | additional section |\n|---|---|\n";

/// One row for each form, with all its commands.
fn table_of_readme() -> String {
    let mut table = HEAD.to_owned();
    let mut rows: Vec<_> = FORMS.iter().map(|row| row.2.to_owned()).collect();
    rows.extend(Mode::ALL.iter().filter_map(|mode| {
        let is_listed = FORMS.iter().any(|row| row.0 == mode.form());
        if is_listed { None } else { of_fields(mode.form()).map(|(_, row)| row) }
    }));
    rows.extend(RAW.iter().map(|row| row.2.to_owned()));
    for row in rows {
        let modes = Mode::ALL.iter().filter(|mode| section(**mode).1 == row);
        let modes: Vec<_> = modes.map(|mode| format!("`{mode}` {:#04x}", mode.value())).collect();
        table += &format!("| {} | {row} |\n", modes.join(", "));
    }
    table
}

/// The README with the table that it should have.
fn readme() -> (String, String) {
    let found = fs::read_to_string(README).expect("the README");
    let (before, rest) = found.split_once(HEAD).expect("the table of the README");
    let end: usize = rest.split_inclusive('\n').take_while(|line| line.starts_with('|')).map(str::len).sum();
    let expected = format!("{before}{}{}", table_of_readme(), &rest[end..]);
    (found, expected)
}

#[test]
fn documented() {
    let documented = fs::read_to_string(DOCUMENTATION).expect("the table of the documentation");
    let options = fs::read_to_string(OPTIONS).expect("the table of the options");
    for (found, expected) in [(documented, documentation()), (options, table_of_options()), readme()] {
        for (found, expected) in found.lines().zip(expected.lines()) {
            assert_eq!(found, expected, "cargo test --test ipmsg write -- --ignored");
        }
        assert_eq!(found, expected);
    }
}

#[test]
#[ignore = "writes src/ipmsg/commands.md, src/ipmsg/header/options.md and the table in README.md"]
fn write() {
    fs::write(DOCUMENTATION, documentation()).expect("a file");
    fs::write(OPTIONS, table_of_options()).expect("a file");
    fs::write(README, readme().1).expect("a file");
}
