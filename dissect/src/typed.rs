//! The fields of an MSNP command, by name.

use super::escape;
use super::msnp::Context;
use imwire::Error;
use imwire::fields::{self, Fields, Value as Given};
use imwire::msnp::{Command, Dialect, Frame, Link, Role, ft, ns, sb};
use serde_json::{Map, Value};

/// What a frame is once its parameters are read.
#[derive(Debug, PartialEq)]
pub(crate) enum Typed {
    /// There is no record for it, it is a piece of a file, or it is not known on what kind of link
    /// it was sent.
    Untyped,
    Record(Record),
    /// The parameters are not those of its verb.
    Refused(Error),
}

#[derive(Debug, PartialEq)]
pub(crate) struct Record {
    pub(crate) name: &'static str,
    /// In the order of the wire. Parts of a choice follow the word that makes it.
    pub(crate) fields: Vec<(&'static str, Field)>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Field {
    Number(u64),
    Bytes(Vec<u8>),
    /// As on the wire: percent-encoded.
    Encoded(Vec<u8>),
    List(Vec<Vec<u8>>),
}

/// Reads a frame by the table of its link and sender.
pub(crate) fn typed(frame: &Frame<'_>, context: &Context) -> Typed {
    match (context.link, context.sender) {
        (Link::Notification, Role::Client) => read::<ns::ClientCommand<'_>>(frame, context.dialect),
        (Link::Notification, Role::Server) => read::<ns::ServerCommand<'_>>(frame, context.dialect),
        (Link::Switchboard, Role::Client) => read::<sb::ClientCommand<'_>>(frame, context.dialect),
        (Link::Switchboard, Role::Server) => read::<sb::ServerCommand<'_>>(frame, context.dialect),
        (Link::FileTransfer, _) if frame.block().is_none() => {
            read::<ft::Transfer<'_>>(frame, context.dialect)
        }
        (Link::FileTransfer | Link::Unknown, _) => Typed::Untyped,
    }
}

fn read<'a, C: Command<'a>>(frame: &Frame<'a>, dialect: Dialect) -> Typed {
    let command = match C::read(frame, dialect) {
        Ok(command) => command,
        Err(error) => return Typed::Refused(error),
    };
    if command.as_other().is_some() {
        return Typed::Untyped;
    }
    let mut fields = Vec::new();
    fields::flat(&command, &mut |name, value, _| {
        fields.extend(match value {
            Given::Number(number) => Some((name, Field::Number(number))),
            Given::Bytes(bytes) | Given::Text(bytes) => Some((name, Field::Bytes(bytes.to_vec()))),
            Given::Encoded(text) => Some((name, Field::Encoded(text.to_vec()))),
            Given::List(list) => Some((name, Field::List(items(list)))),
            _ => None,
        });
    });
    Typed::Record(Record { name: command.name(), fields })
}

fn items(list: &dyn Fields) -> Vec<Vec<u8>> {
    let mut items = Vec::new();
    list.fields(&mut |_: &'static fields::Field, value: Given<'_>, _: Option<&[u8]>| {
        if let Given::Text(item) = value {
            items.push(item.to_vec());
        }
    });
    items
}

impl Record {
    /// `{"name":"Usr","trid":1,…}`. What has the name of an earlier field becomes an array with it.
    pub(crate) fn json(&self) -> Map<String, Value> {
        let mut object = Map::new();
        object.insert("name".to_owned(), self.name.into());
        for (name, field) in &self.fields {
            let value = field.json();
            match object.get_mut(*name) {
                None => drop(object.insert((*name).to_owned(), value)),
                Some(Value::Array(values)) => values.push(value),
                Some(first) => *first = vec![first.take(), value].into(),
            }
        }
        object
    }
}

impl Field {
    fn json(&self) -> Value {
        match self {
            Self::Number(number) => (*number).into(),
            Self::Bytes(bytes) | Self::Encoded(bytes) => escape::json(bytes).into(),
            Self::List(items) => items.iter().map(|item| escape::json(item)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::msnp::Splitter;

    #[track_caller]
    fn case(wire: &[u8], link: Link, sender: Role, dialect: u8, expected: &str) {
        let context = Context { sender, link, dialect: Dialect::new(dialect) };
        let frame = Splitter::new(sender).next(wire).unwrap().unwrap();
        let found = match typed(&frame, &context) {
            Typed::Untyped => "none".to_owned(),
            Typed::Record(record) => Value::from(record.json()).to_string(),
            Typed::Refused(error) => error.to_string(),
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
        case(b"JOI b@x B%20b 4\r\n", Switchboard, Server, 8, "parameter: trailing data at byte 14");
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
        let context = Context { sender: Role::Server, link: Link::FileTransfer, dialect: Dialect::UNKNOWN };
        let frame = Splitter::file_transfer(Role::Server).next(b"\0\x02\0hi").unwrap().unwrap();
        assert_eq!(typed(&frame, &context), Typed::Untyped);
    }

    #[test]
    fn a_name_that_stands_twice() {
        let (one, two) = (Field::Bytes(b"N".to_vec()), Field::Number(2));
        let record = Record { name: "Some", fields: vec![("x", one), ("y", Field::Number(1)), ("x", two)] };
        assert_eq!(Value::from(record.json()).to_string(), r#"{"name":"Some","x":["N",2],"y":1}"#);
    }
}
