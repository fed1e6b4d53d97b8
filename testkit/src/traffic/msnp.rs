//! Commands of MSNP by link, side and dialect, and what both sides of a connection say.

use super::forms::{FORMS, Form};
use super::values::{PAYLOADS, VALUES};
use super::{Style, broken, words};
use crate::generate::until;
use arbitrary::{Arbitrary, Result, Unstructured};
use imwire::msnp::{Context, Dialect, ErrorCode, Link, Role};

/// What may be in no parameter.
const STOPS: &[u8] = b" \r\n";

/// What one side says next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who says it.
    pub role: Role,
    /// A whole command, unless it is broken.
    pub bytes: Vec<u8>,
}

/// Both sides of a connection, in a style, on a link and in a dialect that a fuzzer chooses.
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use imwire::msnp::Role;
/// use imwire_testkit::traffic::Conversation;
///
/// let conversation = Conversation::arbitrary(&mut Unstructured::new(&[5; 400]))?;
/// let stream = conversation.stream(Role::Client); // what your server gets to read
/// assert!(!stream.is_empty());
/// # Ok::<(), arbitrary::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// The link.
    pub link: Link,
    /// The dialect; [`Dialect::UNKNOWN`] on a file transfer.
    pub dialect: Dialect,
    /// What is said, in this order.
    pub turns: Vec<Turn>,
}

impl Conversation {
    /// All that one side says.
    pub fn stream(&self, role: Role) -> Vec<u8> {
        self.turns.iter().filter(|turn| turn.role == role).flat_map(|turn| turn.bytes.clone()).collect()
    }
}

impl<'a> Arbitrary<'a> for Conversation {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let link = *u.choose(&[Link::Notification, Link::Switchboard, Link::FileTransfer])?;
        let dialect = Dialect::new(u.int_in_range(2..=21)?);
        let style = Style::arbitrary(u)?;
        conversation(u, style, link, dialect)
    }
}

/// A command that `cx.role` may send on `cx.link` in `cx.dialect`, in one of the forms that documents and programs
/// show.
///
/// A splitter reads it as one frame, except in [`Style::Broken`]. In [`Style::Plausible`] it can also be read as a typed
/// command.
///
/// ```
/// use arbitrary::Unstructured;
/// use imwire::Wire;
/// use imwire::msnp::{AnyCommand, Context, Dialect, Link, Role};
/// use imwire_testkit::traffic::{self, Style};
///
/// let cx = Context::new(Link::Notification, Role::Server, Dialect::MSNP12);
/// let bytes = traffic::command(&mut Unstructured::new(&[9; 100]), Style::Plausible, cx)?;
/// assert!(AnyCommand::parse_with(&bytes, cx).is_ok());
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
/// No command is known there: MSNP1.
pub fn command(u: &mut Unstructured<'_>, style: Style, cx: Context) -> Result<Vec<u8>> {
    let form = choose(u, |form| form.fits(cx))?.ok_or(arbitrary::Error::IncorrectFormat)?;
    let trid = u.int_in_range(1..=99)?;
    Writer { style, dialect: cx.dialect, trid }.command(u, form)
}

/// What both sides say from the start of a connection to its end: how it begins, commands and their answers with the
/// same `TrID`, what a server says unasked.
///
/// ```
/// use arbitrary::Unstructured;
/// use imwire::msnp::{Dialect, Link, Session, Side};
/// use imwire_testkit::traffic::{self, Style};
///
/// let mut u = Unstructured::new(&[3; 300]);
/// let said = traffic::conversation(&mut u, Style::Plausible, Link::Notification, Dialect::MSNP9)?;
/// let mut session = Session::new();
/// for turn in &said.turns {
///     Side::new(turn.role).next(&mut session, &turn.bytes).expect("a good frame");
/// }
/// assert_eq!((session.link(), session.dialect()), (Link::Notification, Dialect::MSNP9));
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
/// None: what is not there counts as zero.
pub fn conversation(
    u: &mut Unstructured<'_>,
    style: Style,
    link: Link,
    dialect: Dialect,
) -> Result<Conversation> {
    let dialect = if link == Link::FileTransfer { Dialect::UNKNOWN } else { dialect };
    // One or two of the turns are broken, and the others bring the reader to them.
    let written = if style == Style::Broken { Style::Plausible } else { style };
    let mut talk = Talk { writer: Writer { style: written, dialect, trid: 0 }, link, turns: Vec::new() };
    talk.all(u)?;
    let mut turns = talk.turns;
    if style == Style::Broken && !turns.is_empty() {
        for _ in 0..u.int_in_range(1..=2)? {
            let turn = u.choose_index(turns.len())?;
            super::edit(u, &mut turns[turn].bytes)?;
        }
    }
    Ok(Conversation { link, dialect, turns })
}

/// One of the forms that are wanted, if there is one.
fn choose<'f>(u: &mut Unstructured<'_>, wanted: impl Fn(&Form) -> bool) -> Result<Option<&'f Form>> {
    let forms: Vec<_> = FORMS.iter().filter(|form| wanted(form)).collect();
    if forms.is_empty() { Ok(None) } else { u.choose(&forms).map(|form| Some(*form)) }
}

/// How a connection begins: the side, and the start of the form. `PKG` is the package of the dialect.
const SIGN_IN: [(Role, &str); 8] = [
    (Role::Client, "VER trid dialects..."),
    (Role::Server, "VER trid dialect:msnp"),
    (Role::Client, "CVR trid"),
    (Role::Server, "CVR trid"),
    (Role::Client, "USR trid package=PKG step=I"),
    (Role::Server, "USR trid package=PKG S"),
    (Role::Client, "USR trid package=PKG step=S"),
    (Role::Server, "USR trid step=OK"),
];

const CALLING: [(Role, &str); 5] = [
    (Role::Client, "USR trid passport"),
    (Role::Server, "USR trid OK"),
    (Role::Client, "CAL trid passport"),
    (Role::Server, "CAL trid RINGING"),
    (Role::Server, "JOI passport"),
];

const CALLED: [(Role, &str); 3] =
    [(Role::Client, "ANS trid passport"), (Role::Server, "IRO trid"), (Role::Server, "ANS trid OK")];

const TRANSFER: [(Role, &str); 5] = [
    (Role::Client, "VER protocols*1"),
    (Role::Server, "VER protocols*1"),
    (Role::Client, "USR passport cookie"),
    (Role::Server, "FIL size"),
    (Role::Client, "TFR"),
];

struct Talk {
    writer: Writer,
    link: Link,
    turns: Vec<Turn>,
}

impl Talk {
    fn all(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let called = u.arbitrary()?;
        let script: &[(Role, &str)] = match (self.link, called) {
            (Link::Switchboard, true) => &CALLED,
            (Link::Switchboard, false) => &CALLING,
            (Link::FileTransfer, _) => &TRANSFER,
            _ => &SIGN_IN,
        };
        let package = match self.writer.dialect.number() {
            ..=7 => "MD5",
            8..=14 => "TWN",
            _ => "SSO",
        };
        for (role, start) in script {
            self.say(u, *role, |form| starts(form, &start.replace("PKG", package)))?;
        }
        let (up_to, begins) =
            (if u.is_empty() { 0 } else { u.int_in_range(0..=12)? }, ["VER", "USR", "OUT", "BYE"]);
        for _ in 0..up_to {
            if self.link == Link::FileTransfer {
                self.say(u, Role::Server, |form| form.text == "[data] #data")?;
            } else if u.ratio(2, 3)? {
                self.say(u, Role::Client, |form| !begins.contains(&form.verb()))?;
                self.answer(u)?;
            } else {
                self.say(u, Role::Server, |form| !form.answers() && !begins.contains(&form.verb()))?;
            }
        }
        let end = if self.link == Link::FileTransfer { "BYE" } else { "OUT" };
        self.say(u, Role::Client, |form| form.verb() == end)
    }

    /// A form that is wanted, if the dialect has one. Each command of a client has the next `TrID`.
    fn say(&mut self, u: &mut Unstructured<'_>, role: Role, wanted: impl Fn(&Form) -> bool) -> Result<()> {
        let cx = Context::new(self.link, role, self.writer.dialect);
        if let Some(form) = choose(u, |form| form.fits(cx) && wanted(form))? {
            self.writer.trid += u32::from(role == Role::Client);
            self.turns.push(Turn { role, bytes: self.writer.command(u, form)? });
        }
        Ok(())
    }

    /// Answers what the client said last, mostly by the same verb.
    fn answer(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let Some(last) = self.turns.last() else { return Ok(()) };
        let verb = String::from_utf8_lossy(last.bytes.get(..3).unwrap_or_default()).into_owned();
        let fails = u.ratio(1, 8)?;
        self.say(u, Role::Server, |form| match &verb[..] {
            "PNG" => form.verb() == "QNG",
            _ if fails => form.text == "NNN trid",
            "MSG" => form.verb() == "ACK",
            _ => form.verb() == verb && form.answers(),
        })
    }
}

/// Whether the words of the form begin with these.
fn starts(form: &Form, words: &str) -> bool {
    let mut words = words.split(' ');
    let mut of_form = form.text.split(' ');
    words.all(|word| {
        of_form.next().is_some_and(|found| found == word || found.split(':').next() == Some(word))
    })
}

/// Writes forms.
struct Writer {
    style: Style,
    dialect: Dialect,
    trid: u32,
}

impl Writer {
    fn command(&self, u: &mut Unstructured<'_>, form: &Form) -> Result<Vec<u8>> {
        let mut line = match form.verb() {
            "NNN" => code(u)?.into_bytes(),
            verb => verb.as_bytes().to_vec(),
        };
        let mut payload = None;
        for part in form.params() {
            if let Some(name) = part.strip_prefix('#') {
                payload = Some(self.payload(u, form.verb(), name)?);
                continue;
            }
            let tag = part.find('=').filter(|&at| at == 1).map_or("", |_| &part[..2]);
            let part = &part[tag.len()..];
            let (name, count) = match part.split_once('*') {
                Some((name, count)) => (name, count.parse().expect("a number after the *")),
                None => (part, 1),
            };
            for _ in 0..count {
                line.push(b' ');
                line.extend_from_slice(tag.as_bytes());
                line.extend(self.param(u, name)?);
            }
        }
        let bytes = match (form.verb(), payload) {
            ("[data]" | "[cancel]", data) => block(form.verb() == "[cancel]", &data.unwrap_or_default()),
            (_, None) => [&line[..], b"\r\n"].concat(),
            (_, Some(payload)) => {
                [&line[..], b" ", payload.len().to_string().as_bytes(), b"\r\n", &payload[..]].concat()
            }
        };
        broken(u, self.style, bytes)
    }

    /// One parameter, by the name, the class or the word in the form.
    fn param(&self, u: &mut Unstructured<'_>, part: &str) -> Result<Vec<u8>> {
        let is_word =
            |part: &str| part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if is_word(part) {
            return Ok(part.into());
        }
        if let Some((_, word)) = part.split_once('=') {
            return Ok(word.into());
        }
        let part = part.replace("...", "");
        let name = part.split(':').next().unwrap_or_default();
        if name == "trid" {
            return Ok(self.trid.to_string().into());
        }
        let found = |name: &str| VALUES.iter().find(|(row, _)| *row == name).map(|(_, values)| *values);
        let Some(values) = found(&part).or_else(|| found(name)) else {
            return self.word(u, "number");
        };
        // Words that choose a form, and numbers, stay what they are.
        let free = values.iter().any(|value| value.contains('{')) && part != "dialects" && name != "dialect";
        if self.style == Style::Any && free && !part.starts_with("parameters") {
            let any = until(u, 60, STOPS)?;
            if !any.is_empty() {
                return Ok(any.to_vec());
            }
        }
        words::fill(u.choose(values)?, |name| self.word(u, name))
    }

    fn payload(&self, u: &mut Unstructured<'_>, verb: &str, name: &str) -> Result<Vec<u8>> {
        if name.ends_with(":empty") {
            return Ok(Vec::new());
        }
        if self.style == Style::Any && u.ratio(1, 2)? {
            let any = crate::generate::bytes(u, 200)?;
            if !any.is_empty() {
                return Ok(any.to_vec());
            }
        }
        let of = |key: &str| PAYLOADS.iter().find(|(row, _)| *row == key).map(|(_, templates)| *templates);
        let bare = name.split(':').next().unwrap_or_default();
        let templates = of(name).or_else(|| of(verb)).or_else(|| of(bare)).or_else(|| of("*"));
        words::fill(u.choose(templates.expect("a row for all"))?, |name| self.word(u, name))
    }

    fn word(&self, u: &mut Unstructured<'_>, name: &str) -> Result<Vec<u8>> {
        let number = self.dialect.number();
        let number = if self.dialect.is_known() && number > 1 { number.min(21) } else { 10 };
        Ok(match name {
            "dialect" => format!("MSNP{number}").into(),
            "before" => format!("MSNP{}", number - 1).into(),
            _ => match name.strip_suffix('%') {
                Some(name) => percent(&words::plain(u, name)?),
                None => words::plain(u, name)?,
            },
        })
    }
}

/// A code that has a meaning.
fn code(u: &mut Unstructured<'_>) -> Result<String> {
    let codes = (200..=999).filter_map(ErrorCode::new).filter(|code| code.text().is_some());
    let codes: Vec<_> = codes.map(ErrorCode::number).collect();
    Ok(u.choose(&codes)?.to_string())
}

fn percent(bytes: &[u8]) -> Vec<u8> {
    let mut text = String::new();
    for &byte in bytes {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' => text.push(byte.into()),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text.into_bytes()
}

/// A block of a file transfer: a flag, the length in two bytes, the data.
fn block(cancel: bool, data: &[u8]) -> Vec<u8> {
    let data = &data[..data.len().min(2_045)];
    let len = u16::try_from(data.len()).expect("not more than 2,045");
    [&[u8::from(cancel)][..], &len.to_le_bytes(), data].concat()
}
