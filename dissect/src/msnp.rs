//! An MSNP frame as JSON and as cells of a table.

use super::escape;
use super::exact::gives_back;
use super::readable::readable;
use super::text::{BOLD, CYAN, DIM, PLAIN, RED, Text, YELLOW};
use super::typed::{Field, Typed, typed};
use imwire::msnp::{Block, Dialect, Encoded, ErrorCode, Frame, Link, Role};
use serde_json::{Map, Value};

/// What a frame does not say itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Context {
    pub(crate) sender: Role,
    pub(crate) link: Link,
    pub(crate) dialect: Dialect,
}

/// One object; `wire` is where the frame was cut out.
pub(crate) fn json(frame: &Frame<'_>, context: &Context, wire: &[u8]) -> Map<String, Value> {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("proto", "msnp".into());
    match frame.block() {
        None => put("verb", verb(frame).into()),
        Some(block) => {
            put("verb", Value::Null);
            put("block", name(block).into())
        }
    };
    if let Some(trid) = trid(frame, context) {
        put("trid", trid.into());
    }
    put("args", frame.line().args().map(|arg| escape::json(arg.as_bytes())).collect());
    if let Some(payload) = frame.payload() {
        put("payload_len", payload.len().into());
    }
    match typed(frame, context) {
        Typed::Untyped => None,
        Typed::Record(record) => put("typed", record.json().into()),
        Typed::Refused(error) => put("typed_error", error.to_string().into()),
    };
    put("exact", gives_back(frame, wire).into());
    object
}

/// Upper-case letters and digits.
fn verb(frame: &Frame<'_>) -> String {
    frame.line().verb().map(char::from).iter().collect()
}

const fn name(block: Block) -> &'static str {
    match block {
        Block::Data => "data",
        Block::Cancel => "cancel",
    }
}

fn trid(frame: &Frame<'_>, context: &Context) -> Option<u32> {
    frame
        .line()
        .trid(imwire::msnp::Context::new(context.link, context.sender, context.dialect))
        .map(|trid| trid.0)
}

/// A frame in three columns; the payload is shown below them.
pub(crate) struct Cells {
    pub(crate) verb: Text,
    pub(crate) trid: Text,
    pub(crate) parameters: Text,
}

pub(crate) fn cells(frame: &Frame<'_>, context: &Context) -> Cells {
    let trid = trid(frame, context);
    let code = frame.line().code().and_then(ErrorCode::new);
    let mut parameters = Text::default();
    let mut push = |text: Text| {
        parameters.push(PLAIN, if parameters.is_empty() { "" } else { " " });
        parameters.append(text);
    };
    let typed = typed(frame, context);
    if let Typed::Record(record) = &typed {
        // The payload stands in a place of its own, under whatever name; so do the others.
        let payload =
            |field: &Field| matches!(field, Field::Bytes(bytes) if Some(&bytes[..]) == frame.payload());
        let fields = match &record.fields[..] {
            [fields @ .., (_, last)] if payload(last) => fields,
            fields => fields,
        };
        for (name, field) in fields {
            match *name {
                "trid" if trid.is_some() => {}
                // The number stands where the verb does; here, what it means.
                "code" if code.is_some() => {
                    if let Some(meaning) = code.and_then(ErrorCode::text) {
                        push(Text::new(RED, meaning));
                    }
                }
                _ => push(Text::new(CYAN, *name).with(DIM, "=").and(shown(field))),
            }
        }
    } else {
        let mut args: Vec<_> = frame.line().args().collect();
        if frame.payload().is_some() {
            args.pop();
        }
        for arg in args.iter().skip(trid.is_some().into()) {
            push(readable(arg.as_bytes(), PLAIN));
        }
    }
    if let Some(payload) = frame.payload() {
        push(Text::new(DIM, count(payload.len(), "byte")));
    }
    if let Typed::Refused(error) = &typed {
        push(Text::new(RED, format!("({error})")));
    }
    let verb = match frame.block() {
        None => Text::new(if code.is_some() { RED.bold() } else { BOLD }, verb(frame)),
        Some(block) => Text::new(BOLD, name(block)),
    };
    Cells { verb, trid: Text::new(YELLOW, trid.map(|trid| trid.to_string()).unwrap_or_default()), parameters }
}

fn shown(field: &Field) -> Text {
    match field {
        Field::Number(number) => Text::plain(number.to_string()),
        Field::Bytes(bytes) => readable(bytes, PLAIN),
        Field::Encoded(bytes) => {
            let text = readable(&decoded(bytes), PLAIN);
            if bytes.contains(&b'%') { Text::new(DIM, "\"").and(text).with(DIM, "\"") } else { text }
        }
        Field::List(items) => Text::new(DIM, "[").and(readable(&items.join(&b' '), PLAIN)).with(DIM, "]"),
    }
}

fn decoded(text: &[u8]) -> Vec<u8> {
    Encoded::new(text).map_or_else(|_| text.to_vec(), |text| text.decoded().collect())
}

/// `1 byte`, `1,234 bytes`.
pub(crate) fn count(number: impl TryInto<u64>, of: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {of}{}", if number == 1 { "" } else { "s" })
}
