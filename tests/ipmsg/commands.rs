//! The tables of IPMsg commands in the documentation and in the README: each command stands there
//! once, with its value, its options and its body.

use imwire::ipmsg::{CommandWord, Family, Form, Mode};

fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split(" | ").map(str::trim).collect()
}

/// The rows below the head that begins so.
fn rows<'a>(text: &'a str, head: &str) -> Vec<Vec<&'a str>> {
    let rows = text.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    rows.take_while(|line| line.starts_with('|')).map(cells).collect()
}

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

/// What the cell of the body begins with.
fn body(form: Form) -> &'static [&'static str] {
    match form {
        Form::Entry => &["[`Entry`]"],
        Form::Message => &["[`Message`]; with `ENCRYPT` [`Encrypted`]"],
        Form::Receipt => &["[`Receipt`]"],
        Form::ListStart => &["[`ListStart`]"],
        Form::HostList => &["[`HostList`]"],
        Form::FileRequest => &["[`FileRequest`]; with `ENCRYPT` [`Encrypted`]"],
        Form::KeyRequest => &["[`KeyRequest`]"],
        Form::PublicKey => &["[`PublicKey`]"],
        Form::Text => &["[`TextBody`]"],
        Form::Icon => &["[`iptux::Icon`]"],
        Form::AskShared => &["[`iptux::AskShared`]"],
        Form::ImageSlice => &["[`feiq::ImageSlice`]"],
        Form::ImageAck => &["[`feiq::ImageAck`]"],
        Form::Empty => &["empty"],
        // The reason why.
        Form::Raw => &["bytes: ", "as a dictionary only: [`dict::DictPacket`]", "[`feiq::GroupCipher`]; "],
        other => panic!("{other:?} is in no table"),
    }
}

#[test]
fn the_table_of_the_documentation() {
    let rows = rows(include_str!("../../src/ipmsg/commands.md"), "| command |");
    assert_eq!(rows.len(), Mode::ALL.len());
    for (row, &mode) in rows.iter().zip(Mode::ALL) {
        let [command, value, family, form] = row[..] else { panic!("{row:?}") };
        assert_eq!(command, format!("[`{mode}`](Mode::{mode})"));
        assert_eq!(value, format!("{:#04x}", mode.value()));
        assert_eq!(family, format!("[`{}`]", options(mode.family())), "{mode}");
        let expected = body(Form::of(CommandWord::new(mode)));
        let found =
            expected.iter().any(|&text| form == text || text.ends_with(' ') && form.starts_with(text));
        assert!(found, "{mode}: {form} instead of {expected:?}");
    }
}

/// A row of the README has the commands of one form, and each command is in one row.
#[test]
fn the_table_of_the_readme() {
    let rows = rows(include_str!("../../README.md"), "| commands |");
    let mut seen = Vec::new();
    for row in &rows {
        let mut forms = Vec::new();
        for command in row[0].split(", ") {
            let (name, value) = command.trim_matches('`').split_once("` ").unwrap();
            let mode = *Mode::ALL.iter().find(|mode| mode.name() == Some(name)).expect(name);
            assert_eq!(value, format!("{:#04x}", mode.value()), "{name}");
            assert!(!seen.contains(&mode), "{mode} stands twice");
            seen.push(mode);
            forms.push(mode.form());
        }
        assert!(forms.iter().all(|form| *form == forms[0]), "{row:?}: {forms:?}");
    }
    assert_eq!(seen.len(), Mode::ALL.len());
}
