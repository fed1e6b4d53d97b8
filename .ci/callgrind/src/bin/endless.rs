//! Lists without an end, as a stranger may send them: all that can be asked of a value, per byte of it.
//!
//! A program of its own: a second call of a reader would keep it from being inlined in the loops of the other one, and
//! be counted there.

use imwire::fields::{Field, Tree, TreeVisitor, Value, Walk, walk_tree};
use imwire::ipmsg::dict::{IpDict, Key};
use imwire::ipmsg::feiq::FeiqText;
use imwire::ipmsg::{Attachment, Body, DirReader, ExtKey, Packet};
use imwire::msnp::payload::emoticon::Emoticons;
use imwire::msnp::payload::mime::Mime;
use imwire::msnp::payload::object::MsnObject;
use imwire::msnp::payload::xml::ContactList;
use imwire::msnp::{Dialect, Limits, Role, Splitter, ns};
use imwire::{Counter, Encode, Wire};
use std::fmt::{self, Debug, Write};
use std::hash::{DefaultHasher, Hash};
use std::hint::black_box;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let count = match &arguments[..] {
        [name, rounds] => {
            name.rsplit_once('-').zip(rounds.parse().ok()).and_then(|((list, size), rounds)| {
                let len = match size {
                    "1k" => 1 << 10,
                    "64k" => 1 << 16,
                    "1m" => 1 << 20,
                    _ => return None,
                };
                measure(list, len, rounds)
            })
        }
        _ => None,
    };
    let Some(count) = count else {
        eprintln!("usage: endless LIST-(1k|64k|1m) ROUNDS");
        return ExitCode::from(2);
    };
    println!("{count}");
    ExitCode::SUCCESS
}

/// `head`, so many of `item` that it makes about `len` bytes, `tail`.
fn input(len: usize, head: &str, item: &str, tail: &str) -> Vec<u8> {
    let count = len.saturating_sub(head.len() + tail.len()) / item.len();
    [head, &item.repeat(count.max(1)), tail].concat().into_bytes()
}

/// Runs all that a list of that name is asked, `rounds` times; the number of its bytes, or `None` if there is no
/// such list.
fn measure(list: &str, len: usize, rounds: usize) -> Option<usize> {
    let bytes = match list {
        "attributes" => input(len, "0:a.txt:5:65500000:1:", "14=65500000:2=taro,hanako:", "8=1f:\x07"),
        "odd-attributes" => input(len, "0:a.txt:5:65500000:1:", "x::,=:", "8=1f:\x07"),
        "files" => input(len, "1:5:u:h:2097184:hi\0", "0:a::b.txt:5:65500000:1:14=65500000:\x07", "\0"),
        "recipients" => input(len, "1:5:u:h:67108896:hi\0\0TO:", "user:host\x07", "\0"),
        "hosts" => input(
            len,
            "1:5:u:h:19:    0\x07  999\x07",
            "u\x07h\x071\x07192.0.2.1\x0730985\x07n\x07\x08\x07",
            "\0",
        ),
        "lines" => input(len, "1:5:u:h:1:nick\0group\0\nUN:u\nHN:h\n", "XX:value\n", ""),
        "entries" => {
            let content = input(len, "VER:1:3", ":KEY:5:value", "");
            [format!("IP2:{:x}:", content.len()).as_bytes(), &content, b":Z"].concat()
        }
        "headers" => input(len, "MIME-Version: 1.0\r\n", "X-Name: some value\r\n", "\r\nbody"),
        "parameters" => input(len, "LST 5 FL 255 1 1 a@x A ", "0,", "7\r\n"),
        "features" => input(len, "VER 1", " MSNP8", " CVR0\r\n"),
        "contacts" => input(len, "<ml l=\"1\"><d n=\"x\">", "<c n=\"a\" l=\"3\" t=\"1\"/>", "</d></ml>"),
        "domains" => input(len, "<ml>", "<d n=\"x\"><c n=\"a\"/></d>", "</ml>"),
        "object" => input(len, "<msnobj Creator=\"a\"", " Xy=\"some &amp; value\"", "/>"),
        "emoticons" => input(
            len,
            "Content-Type: text/x-mms-emoticon\r\n\r\n",
            "(tux)\t<msnobj Size=\"978\" Type=\"2\"/>\t",
            "",
        ),
        "slashes" => input(len, "/:)", "/", "/:D"),
        "pictures" => input(len, "1:5:u:h:2097184:hi\0", "0:x.png:a1b2:0:20:8=1:\x07", "\0"),
        "line-by-1" | "line-by-16" => input(len, "MSG", " x", ""),
        "payload-by-1" | "payload-by-16" => {
            [format!("MSG a@x A {len}\r\n").into_bytes(), vec![b'x'; len]].concat()
        }
        "directory-by-1" | "directory-by-16" => {
            input(len, "000d:all:0:2:", "000f:a.txt:5:1:hello", "000b:.:0:3:")
        }
        "empty" => vec![b'x'; len],
        _ => return None,
    };
    for _ in 0..rounds {
        match list {
            "attributes" | "odd-attributes" => {
                let file = walked::<Attachment<'_>>(&bytes, ());
                black_box((
                    file.extended.get(ExtKey::CLIPBOARDPOS),
                    file.position(),
                    file.extended.is_empty(),
                ));
                black_box(file.extended.iter().flatten().flat_map(|one| one.value.values()).count());
            }
            "entries" => {
                let IpDict(dict) = all::<IpDict<'_>>(&bytes, ());
                black_box((dict.get(Key::new(b"NONE").expect("a key")), dict.iter().count()));
            }
            "headers" => {
                let mime = all::<Mime<'_>>(&bytes, ());
                black_box((mime.headers.get("None"), mime.headers.iter().count(), mime.content_type()));
                black_box((mime.headers.has_empty_line(), mime.headers.line_end()));
            }
            "parameters" => _ = walked::<ns::ServerCommand<'_>>(&bytes, Dialect::MSNP7),
            "features" => _ = walked::<ns::ClientCommand<'_>>(&bytes, Dialect::MSNP8),
            "contacts" | "domains" => {
                let list = all::<ContactList<'_>>(&bytes, ());
                black_box(list.domains.iter().map(|domain| domain.contacts.iter().count()).sum::<usize>());
            }
            "object" => {
                let object = all::<MsnObject<'_>>(&bytes, ());
                black_box((object.size(), object.kind())).0.expect("no size");
            }
            "emoticons" => _ = black_box(all::<Emoticons<'_>>(&bytes, ()).iter().count()),
            "slashes" => _ = black_box(walked::<FeiqText<'_>>(&bytes, ()).pieces().count()),
            "line-by-1" | "payload-by-1" => commands_by(&bytes, 1),
            "line-by-16" | "payload-by-16" => commands_by(&bytes, 16),
            "directory-by-1" => directory_by(&bytes, 1),
            "directory-by-16" => directory_by(&bytes, 16),
            "empty" => {}
            _ => packet(&bytes),
        }
    }
    Some(bytes.len())
}

/// A stream of commands that arrives in pieces of so many bytes.
fn commands_by(bytes: &[u8], size: usize) {
    let limits = Limits { line: usize::MAX, payload: usize::MAX };
    let mut splitter = Splitter::new(Role::Server).limits(limits);
    for end in (size..=bytes.len()).step_by(size) {
        black_box(splitter.next(&bytes[..end]).expect("no error"));
    }
}

/// A directory stream that arrives so.
fn directory_by(bytes: &[u8], size: usize) {
    let mut reader = DirReader::new();
    let mut start = 0;
    for end in (size..=bytes.len()).step_by(size) {
        while let Some(piece) = reader.next(&bytes[start..end]).expect("no error") {
            start += piece.raw().len();
        }
    }
}

/// Reads, checks, writes, compares, hashes and shows.
fn all<'a, T: Wire<'a> + PartialEq + Hash + Debug>(bytes: &'a [u8], cx: T::Context) -> T {
    let value = T::parse_with(bytes, cx).unwrap_or_else(|error| panic!("{error}"));
    black_box(T::grammar(cx)(bytes).is_ok());
    _ = black_box(value.check(cx));
    black_box(value.encoded_len());
    look(&value);
    value
}

/// The same, and its fields: of the value, and of the bytes.
fn walked<'a, T: Walk<'a> + PartialEq + Hash + Debug>(bytes: &'a [u8], cx: T::Context) -> T {
    let value = all::<T>(bytes, cx);
    walk_tree(&value, &mut Nothing);
    _ = T::walk(bytes, cx, &mut Tree::new(&mut Nothing));
    value
}

fn look(value: &(impl PartialEq + Hash + Debug)) {
    black_box(value == value);
    value.hash(&mut DefaultHasher::new());
    write!(Nowhere, "{value:?}").expect("it takes all");
}

fn packet(bytes: &[u8]) {
    let packet = walked::<Packet<'_>>(bytes, ());
    let body = packet.body().expect("a body");
    look(&body);
    black_box(match body {
        Body::Message(message) => {
            (message.files.iter().count(), message.recipients.iter().count(), message.pieces().count())
        }
        Body::HostList(list) => (list.hosts.iter().count(), 0, 0),
        Body::Entry(entry) => (
            entry.block.lines.iter().count(),
            entry.block.get(b"NONE").map_or(0, |text| text.as_bytes().len()),
            0,
        ),
        _ => (0, 0, 0),
    });
    _ = black_box(body.check(packet.word()));
    let mut counter = Counter::default();
    _ = body.encode(&mut counter);
}

/// A sink for text.
struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        black_box(text);
        Ok(())
    }
}

/// Goes into everything.
struct Nothing;

impl TreeVisitor for Nothing {
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        black_box((field, value, at));
    }

    fn enter(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
        true
    }

    fn leave(&mut self, _: &'static Field) {}
}
