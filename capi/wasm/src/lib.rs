//! Three functions for a page. It asks for room, writes bytes there, and has them shown; the answer is text, one field a
//! line, with tabs between depth, name, value, and the place of its first byte and after its last.

use imwire::fields::{Field, Fields, Kind, Shown, Tree, TreeVisitor, Value, Walk as _, range, walk_tree};
use imwire::ipmsg::{Packet, dict::Dictionary};
use imwire::msnp::{Dialect, Link, Role, Session, Side};
use imwire::{Error, ErrorKind};
use std::cell::RefCell;
use std::fmt::Write as _;

thread_local! {
    /// What the page wrote, and the answer.
    static BUFFERS: RefCell<(Vec<u8>, String)> = RefCell::default();
}

/// Room for so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn room(len: usize) -> *mut u8 {
    BUFFERS.with_borrow_mut(|(input, _)| {
        input.clear();
        input.resize(len, 0);
        input.as_mut_ptr()
    })
}

/// Shows these bytes: 0, a datagram of IPMsg; 1 and 2, what a client or a server of MSNP sends, in that dialect (255:
/// unknown). Gives the length of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn show(what: u8, dialect: u8) -> usize {
    BUFFERS.with_borrow_mut(|(input, answer)| {
        answer.clear();
        let shown = match what {
            0 => datagram(input, answer),
            1 => commands(input, Role::Client, dialect, answer),
            _ => commands(input, Role::Server, dialect, answer),
        };
        if let Err(error) = shown {
            row(answer, 0, "error", &error.to_string(), None);
        }
        answer.len()
    })
}

/// Where the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    BUFFERS.with_borrow(|(_, answer)| answer.as_ptr())
}

fn row(answer: &mut String, depth: usize, name: &str, value: &str, at: Option<(usize, usize)>) {
    let (start, end) = at.unwrap_or_default();
    // Writing to a `String` cannot fail.
    let _ = writeln!(answer, "{depth}\t{name}\t{}\t{start}\t{end}", value.replace(['\t', '\n'], " "));
}

fn datagram(input: &[u8], answer: &mut String) -> Result<(), Error> {
    let mut rows = Rows { input, answer, depth: 0 };
    match Packet::walk(input, (), &mut Tree::new(&mut rows)) {
        Err(error) if error.kind() == ErrorKind::Dictionary => {
            Dictionary::walk(input, (), &mut Tree::new(&mut rows))
        }
        result => result,
    }
}

fn commands(input: &[u8], role: Role, dialect: u8, answer: &mut String) -> Result<(), Error> {
    let mut session = Session::known(Link::Unknown, Dialect::new(dialect));
    let (mut side, mut rest) = (Side::new(role).lenient(), input);
    while let Some((frame, command)) = side.next(&mut session, rest)? {
        let place = range(input, frame.raw()).map(|place| (place.start, place.end));
        match command {
            Ok(command) => {
                row(answer, 0, command.command.name(), &frame.line().to_string(), place);
                walk_tree(&command.command, &mut Rows { input, answer, depth: 1 });
            }
            Err(error) => row(answer, 0, "error", &error.to_string(), place),
        }
        if let Some(payload) = frame.payload() {
            let place = range(input, payload).map(|place| (place.start, place.end));
            row(answer, 1, "payload", &payload.escape_ascii().to_string(), place);
        }
        rest = &rest[frame.raw().len()..];
    }
    if !rest.is_empty() {
        row(
            answer,
            0,
            "not complete",
            &rest.escape_ascii().to_string(),
            Some((input.len() - rest.len(), input.len())),
        );
    }
    Ok(())
}

struct Rows<'r> {
    input: &'r [u8],
    answer: &'r mut String,
    depth: usize,
}

impl Rows<'_> {
    fn row(&mut self, field: &Field, value: &str, at: Option<&[u8]>) {
        let place = at.and_then(|at| range(self.input, at)).map(|place| (place.start, place.end));
        row(self.answer, self.depth, field.name(), value, place);
    }
}

/// A record of one field, to show it as `Shown` does.
struct One<'v>(&'static Field, Value<'v>, &'static imwire::fields::Record);

impl Fields for One<'_> {
    fn record(&self) -> &'static imwire::fields::Record {
        self.2
    }

    fn fields(&self, visitor: &mut dyn imwire::fields::Visitor) {
        visitor.field(self.0, self.1, None);
    }
}

impl TreeVisitor for Rows<'_> {
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        static ONE: imwire::fields::Record = imwire::fields::Record::new("", "", &[]);
        let text = match (field.kind, value) {
            (Kind::Encoded(coding), Value::Encoded(encoded)) => {
                String::from_utf8_lossy(&coding.decode(encoded).collect::<Vec<_>>()).into_owned()
            }
            (_, Value::Text(text)) => String::from_utf8_lossy(text).into_owned(),
            // Numbers, flags and words by their names: ` name=value`.
            (_, value) => {
                let shown = Shown(&One(field, value, &ONE)).to_string();
                shown.split_once('=').map_or_else(String::new, |(_, value)| value.to_owned())
            }
        };
        self.row(field, &text, at);
    }

    fn enter(&mut self, field: &'static Field, _: Value<'_>, at: Option<&[u8]>) -> bool {
        self.row(field, "", at);
        self.depth += 1;
        true
    }

    fn leave(&mut self, _: &'static Field) {
        self.depth -= 1;
    }
}
