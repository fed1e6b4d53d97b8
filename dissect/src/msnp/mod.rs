//! An MSNP frame as JSON and as cells of a table.

pub(crate) mod course;
pub(crate) mod direct;
pub(crate) mod gateway;
pub(crate) mod payload;
pub(crate) mod reader;
pub(crate) mod session;

use crate::count;
use crate::show::exact::gives_back;
use crate::show::json::Object;
use crate::show::readable::readable;
use crate::show::text::{BOLD, CYAN, DIM, PLAIN, RED, Text, YELLOW};
use imwire::Error;
use imwire::fields::{Encoding, Field, Fields, Value as Given, flat};
use imwire_testkit::rows::escape;

use imwire::msnp::{AnyCommand, Context, DataBlock, ErrorCode, Frame, Link, Tolerant};
use serde_json::{Map, Value};

/// The record of a command. `None`: there is none for it, it is a piece of a file, or it is not known on
/// what kind of link it was sent.
///
/// # Errors
/// The parameters are not those of its verb.
pub(crate) fn typed<'a>(
    frame: &Frame<'a>,
    cx: Context,
) -> Result<Option<Tolerant<'a, AnyCommand<'a>>>, Error> {
    if cx.link == Link::Unknown || frame.block().is_some() {
        return Ok(None);
    }
    let typed = AnyCommand::read_tolerant(frame, cx)?;
    Ok(Some(typed).filter(|typed| typed.command.as_other().is_none()))
}

/// One object; `wire` is where the frame was cut out.
pub(crate) fn json(frame: &Frame<'_>, cx: Context, wire: &[u8]) -> Map<String, Value> {
    let mut object = Object::default();
    object.put("proto", "msnp");
    match frame.block() {
        None => object.put("verb", verb(frame)),
        Some(block) => {
            object.put("verb", Value::Null);
            object.put("block", name(block));
        }
    }
    if let Some(trid) = trid(frame, cx) {
        object.put("trid", trid);
    }
    let args: Value = frame.line().args().map(|arg| escape(arg.as_bytes())).collect();
    object.put("args", args);
    if let Some(payload) = frame.payload() {
        object.put("payload_len", payload.len());
    }
    match typed(frame, cx) {
        Ok(None) => {}
        Ok(Some(command)) => {
            let mut record = record(&command);
            let mut content = Object::default();
            if let Ok(true) = payload::walk(frame, &mut content) {
                record.insert("content".to_owned(), content.map.into());
            }
            object.put("typed", record);
        }
        Err(error) => object.put("typed_error", error.to_string()),
    }
    object.put("exact", gives_back(frame, wire));
    object.map
}

/// The fields on one level, numbers without names.
fn record(command: &Tolerant<'_, AnyCommand<'_>>) -> Map<String, Value> {
    let mut record = Object::default();
    record.put("name", command.command.name());
    flat(command, &mut |name, value, _| {
        let value: Value = match value {
            Given::Number(number) => number.into(),
            Given::Bytes(bytes) | Given::Text(bytes) | Given::Encoded(bytes) => escape(bytes).into(),
            Given::List(list) => items(list).iter().map(|item| escape(item)).collect(),
            _ => return,
        };
        record.put(name, value);
    });
    record.map
}

fn items(list: &dyn Fields) -> Vec<Vec<u8>> {
    let mut items = Vec::new();
    list.fields(&mut |_: &'static Field, value: Given<'_>, _: Option<&[u8]>| {
        if let Given::Text(item) = value {
            items.push(item.to_vec());
        }
    });
    items
}

/// Upper-case letters and digits.
fn verb(frame: &Frame<'_>) -> String {
    frame.line().verb().map(char::from).iter().collect()
}

const fn name(block: DataBlock) -> &'static str {
    match block {
        DataBlock::Data => "data",
        DataBlock::Cancel => "cancel",
    }
}

fn trid(frame: &Frame<'_>, cx: Context) -> Option<u32> {
    frame.line().trid(cx).map(|trid| trid.0)
}

/// A frame in three columns; the payload is shown below them.
pub(crate) struct Cells {
    pub(crate) verb: Text,
    pub(crate) trid: Text,
    pub(crate) parameters: Text,
}

pub(crate) fn cells(frame: &Frame<'_>, cx: Context) -> Cells {
    let trid = trid(frame, cx);
    let code = frame.line().code().and_then(ErrorCode::new);
    let mut parameters = Text::default();
    let mut push = |text: Text| {
        parameters.push(PLAIN, if parameters.is_empty() { "" } else { " " });
        parameters.append(text);
    };
    let typed = typed(frame, cx);
    if let Ok(Some(command)) = &typed {
        flat(command, &mut |name, value, _| match (name, value) {
            ("trid", _) if trid.is_some() => {}
            // The number is where the verb is; here, what it means.
            ("code", _) if code.is_some() => {
                if let Some(meaning) = code.and_then(ErrorCode::text) {
                    push(Text::new(RED, meaning));
                }
            }
            // The payload has a place of its own, under whatever name.
            (_, Given::Bytes(bytes)) if Some(bytes) == frame.payload() => {}
            _ => push(Text::new(CYAN, name).with(DIM, "=").and(shown(value))),
        });
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
    if let Err(error) = typed {
        push(Text::new(RED, format!("({error})")));
    }
    let verb = match frame.block() {
        None => Text::new(if code.is_some() { RED.bold() } else { BOLD }, verb(frame)),
        Some(block) => Text::new(BOLD, name(block)),
    };
    Cells { verb, trid: Text::new(YELLOW, trid.map(|trid| trid.to_string()).unwrap_or_default()), parameters }
}

fn shown(value: Given<'_>) -> Text {
    match value {
        Given::Number(number) => Text::plain(number.to_string()),
        Given::Bytes(bytes) | Given::Text(bytes) => readable(bytes, PLAIN),
        Given::Encoded(bytes) if bytes.contains(&b'%') => Text::new(DIM, "\"")
            .and(readable(&Encoding::Percent.decode(bytes).collect::<Vec<_>>(), PLAIN))
            .with(DIM, "\""),
        Given::Encoded(bytes) => readable(bytes, PLAIN),
        Given::List(list) => {
            Text::new(DIM, "[").and(readable(&items(list).join(&b' '), PLAIN)).with(DIM, "]")
        }
        _ => Text::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::msnp::{Dialect, Role, Splitter};

    #[track_caller]
    fn case(wire: &[u8], link: Link, sender: Role, dialect: u8, expected: &str) {
        let cx = Context::new(link, sender, Dialect::new(dialect));
        let frame = Splitter::new(sender).next(wire).unwrap().unwrap();
        let found = match typed(&frame, cx) {
            Ok(None) => "none".to_owned(),
            Ok(Some(command)) => Value::from(record(&command)).to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn by_the_table_of_the_link() {
        use Link::{FileTransfer, Notification, Switchboard, Unknown};
        use Role::{Client, Server};
        let usr = b"USR 1 alice@example.com 17\\.x\r\n";
        let typed = r#"{"name":"Usr","trid":1,"passport":"alice@example.com","cookie":"17\\\\.x"}"#;
        case(usr, Switchboard, Client, 10, typed);
        case(usr, Notification, Client, 10, "step: unexpected word at byte 24");
        case(usr, Unknown, Client, 10, "none");
        case(b"XYZ 1\r\n", Notification, Client, 10, "none");
        case(b"CHL 0 155\r\n", Switchboard, Server, 10, "verb: belongs to another link at byte 0");
        case(b"QNG 50\r\n", Notification, Client, 10, "verb: sent by the other side at byte 0");
        case(b"ADL 2 OK\r\n", Notification, Server, 10, "verb: not in this dialect at byte 0");
        let usr_ft = r#"{"name":"Usr","passport":"a@x","cookie":"93301"}"#;
        case(b"USR a@x 93301\r\n", FileTransfer, Client, 0, usr_ft);
        case(b"FIL x\r\n", FileTransfer, Server, 0, "size: not a decimal number at byte 4");
        case(usr, Switchboard, Server, 10, "word: unexpected word at byte 6");
        let ver = r#"{"name":"Ver","trid":0,"dialects":["MSNP9","CVR0"]}"#;
        case(b"VER 0 MSNP9 CVR0\r\n", Notification, Client, 0, ver);
        let joi = r#"{"name":"Joi","passport":"b@x","nick":"B%20b","capabilities":4}"#;
        case(b"JOI b@x B%20b 4\r\n", Switchboard, Server, 12, joi);
        case(
            b"JOI b@x B%20b 4\r\n",
            Switchboard,
            Server,
            8,
            "{\"name\":\"Joi\",\"passport\":\"b@x\",\"nick\":\"B%20b\",\"trailing\":[\"4\"]}",
        );
        let xfr = r#"{"name":"Xfr","trid":1,"referral":"SB","address":"192.0.2.1:1863","cookie":"7.8"}"#;
        case(b"XFR 1 SB 192.0.2.1:1863 CKI 7.8\r\n", Notification, Server, 11, xfr);
        case(b"217 2\r\n", Switchboard, Server, 8, r#"{"name":"Failure","code":217,"trid":2}"#);
    }

    #[test]
    fn words_and_empty_lists() {
        use Link::Notification;
        use Role::{Client, Server};
        let nln = r#"{"name":"Nln","status":"BSY","passport":"b@x","nick":"B%20b"}"#;
        case(b"NLN BSY b@x B%20b\r\n", Notification, Server, 2, nln);
        let usr = r#"{"name":"Usr","trid":1,"package":"TWN","step":"I","passport":"b@x"}"#;
        case(b"USR 1 TWN I b@x\r\n", Notification, Client, 8, usr);
        case(b"VER 1 CVR0\r\n", Notification, Server, 0, r#"{"name":"Ver","trid":1,"dialect":"CVR0"}"#);
    }

    #[test]
    fn pieces_of_a_file() {
        let cx = Context::new(Link::FileTransfer, Role::Server, Dialect::UNKNOWN);
        let frame = Splitter::file_transfer(Role::Server).next(b"\0\x02\0hi").unwrap().unwrap();
        assert_eq!(typed(&frame, cx), Ok(None));
    }
}
