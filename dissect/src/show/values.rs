//! A value as text to look at: `name=value` for each field, and items of lists on lines of their own.
//!
//! ```text
//! next=7 count=1
//! host user=taro host=PC-02 status=CAPUTF8 address=192.0.2.2
//! ```

use super::json::{flags, port};
use super::row;
use crate::count;
use crate::show::charset::Charset;
use crate::show::text::{BOLD, CYAN, DIM, PLAIN, RED, Text, YELLOW};
use imwire::fields::{Encoding, Field, Fields, Kind, Record, Show, Value, Visitor};
use imwire::ipmsg::dict::IpDict;
use imwire::{Error, Wire};
use jiff::Timestamp;

/// Longer data is shown as its length, in bytes.
const SHORT: usize = 32;

/// What is to be said of a field that its name and kind do not say.
pub(super) enum As {
    /// Nothing: it follows from others.
    Hidden,
    /// The digits read as decimal, if they can be.
    Decimal,
    /// In decimal.
    Plain,
    /// Its fields after its name.
    Opened,
    /// Only if it is not this.
    Unless(&'static str),
    /// Without its name, and in lines.
    Bare,
    /// At the end, unless another field says more of it.
    Later,
    /// That other field.
    Instead,
    /// The bytes of a port in another order.
    Port,
    /// Unless it is empty.
    Some,
    /// Without its name, on a line of its own.
    Line,
    /// Of a packet, shown elsewhere.
    Header,
    /// Not again what was shown already.
    Once,
}

pub(super) const SPECIAL: &[(&str, As)] = &[
    ("ipmsg.attachment.id", As::Decimal),
    ("ipmsg.attachment.mtime", As::Hidden),
    ("ipmsg.attachment.file_type", As::Unless("REGULAR")),
    ("ipmsg.attachment.word", As::Hidden),
    ("ipmsg.attachment.position", As::Hidden),
    ("ipmsg.dir_entry.word", As::Hidden),
    ("ipmsg.dir_entry.file_type", As::Unless("REGULAR")),
    ("ipmsg.dir_entry.name", As::Bare),
    ("ipmsg.file_request.file_id", As::Plain),
    ("ipmsg.receipt.packet_no", As::Bare),
    ("ipmsg.block_line", As::Once),
    ("ipmsg.ext_attribute", As::Once),
    ("ipmsg.entry.trailing", As::Later),
    ("ipmsg.entry.iptux", As::Instead),
    ("ipmsg.entry.nick", As::Bare),
    ("ipmsg.message.feiq", As::Hidden),
    ("ipmsg.message.text", As::Bare),
    ("ipmsg.text_body.text", As::Bare),
    ("ipmsg.raw.bytes", As::Bare),
    ("msnp.content.*", As::Opened),
    ("msnp.personal_data.data", As::Opened),
    ("msnp.plain_text.body", As::Line),
    ("msnp.control.content_type", As::Hidden),
    ("msnp.control.rest", As::Unless("2 bytes")),
    ("msnp.datacast.content_type", As::Hidden),
    ("msnp.user_profile.content_type", As::Hidden),
    ("ipmsg.host.port", As::Port),
    ("ipmsg.host.nick", As::Some),
    ("ipmsg.host.group", As::Some),
    ("ipmsg.dict.BODY", As::Line),
    ("ipmsg.dict.VER", As::Header),
    ("ipmsg.dict.PKT", As::Header),
    ("ipmsg.dict.UID", As::Header),
    ("ipmsg.dict.HID", As::Header),
    ("ipmsg.dict.CMD", As::Header),
    ("ipmsg.dict.FLG", As::Header),
];

/// Text that is put together of fields, with spaces between them.
#[derive(Debug, Default)]
pub(crate) struct Values {
    text: Text,
    /// What fields are in that are not UTF-8.
    charset: Charset,
    /// What was shown, to know it when it comes again.
    seen: Vec<String>,
    later: Option<(&'static str, Text)>,
    /// Bytes before what is shown, from which errors count.
    at: usize,
    /// It is a packet, of which the header is shown elsewhere.
    packet: bool,
    /// Values around it.
    depth: usize,
}

/// Values inside each other are taken apart down to here.
const DEPTH: usize = 16;

impl Values {
    /// `seen` is shown elsewhere.
    pub(crate) fn new(charset: Charset, seen: &[&[u8]]) -> Self {
        let seen = seen.iter().map(|bytes| charset.readable(bytes, PLAIN).stripped()).collect();
        Self { text: Text::default(), charset, seen, later: None, at: 0, packet: false, depth: 0 }
    }

    /// Errors count from so many bytes before.
    pub(crate) fn offset_by(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// The header of a dictionary is shown elsewhere.
    pub(crate) fn without_header(self) -> Self {
        Self { packet: true, ..self }
    }

    /// All of it.
    pub(crate) fn done(mut self) -> Text {
        if let Some((name, value)) = self.later.take() {
            self.put(name, value);
        }
        self.text
    }

    /// Text as it is, after a space.
    pub(crate) fn word(&mut self, text: Text) {
        if !text.is_empty() {
            self.text.push(PLAIN, if self.text.is_empty() || self.text.ends_line() { "" } else { " " });
            self.text.append(text);
        }
    }

    /// What follows begins a line.
    fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_line() {
            self.text.push(PLAIN, "\n");
        }
    }

    /// `name=value`
    pub(crate) fn put(&mut self, name: &str, value: Text) {
        self.seen.push(unquoted(&value));
        self.word(Text::new(CYAN, name).with(DIM, "=").and(value));
    }

    /// What could not be read.
    pub(crate) fn error(&mut self, error: Error) {
        self.word(Text::new(RED, format!("({})", error.offset_by(self.at))));
    }

    /// What is inside, between braces.
    fn nested(&mut self, name: &str, inner: &dyn Fields) {
        let mut values = Self { depth: self.depth + 1, at: self.at, ..Self::new(self.charset, &[]) };
        if values.depth < DEPTH {
            inner.fields(&mut values);
        }
        self.put(name, Text::new(DIM, "{").and(values.done()).with(DIM, "}"));
    }

    /// A field as the form that it is.
    fn form(&mut self, name: &'static str, inner: &dyn Fields) {
        inner.fields(&mut |form: &'static Field, value: Value<'_>, _: Option<&[u8]>| match value {
            Value::Record(inner) => self.nested(&format!("{name}.{}", form.name()), inner),
            value => self.named(name, form, value),
        });
    }

    /// A field of another name.
    fn named(&mut self, name: &str, field: &'static Field, value: Value<'_>) {
        match value {
            Value::List(list) => self.list(name, field, list),
            Value::Record(inner) => match (inner.record(), pair(self.charset, inner)) {
                (record, _) if record.choice => self.form(field.name(), inner),
                (Record { joined_by: Some(separator), .. }, _) => self.put(name, joined(inner, *separator)),
                (_, Some((key, value))) => self.put(&key, value),
                _ => self.nested(name, inner),
            },
            value => {
                if let Some(text) = leaf(self.charset, field, value) {
                    self.put(name, text);
                }
            }
        }
    }

    fn list(&mut self, name: &str, field: &'static Field, list: &dyn Fields) {
        let on_lines = |item: &Record| !is_pair(item) && !item.choice;
        match field.kind {
            Kind::List(Field { kind: Kind::Record(item), .. }) if on_lines(item) => {
                list.fields(&mut |_: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
                    self.line();
                    match value {
                        Value::Record(inner) if item.id == "ipmsg.dict" => self.nested(name, inner),
                        Value::Record(inner) => {
                            self.word(Text::new(BOLD, item.id.rsplit('.').next().unwrap_or(name)));
                            inner.fields(self);
                        }
                        Value::Error(error) => self.error(error),
                        _ => {}
                    }
                });
            }
            Kind::List(Field { kind: Kind::Record(_), .. }) => list.fields(self),
            _ => {
                let mut items = Text::default();
                list.fields(&mut |field: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
                    items.push(PLAIN, if items.is_empty() { "" } else { " " });
                    items.append(leaf(self.charset, field, value).unwrap_or_default());
                });
                if !items.is_empty() {
                    self.put(name, Text::new(DIM, "[").and(items).with(DIM, "]"));
                }
            }
        }
    }
}

impl Visitor for Values {
    fn field(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        match (row(SPECIAL, field.id), value) {
            (Some(As::Hidden), _) => {}
            (Some(As::Some), Value::Text([])) => {}
            (Some(As::Header), _) if self.packet => {}
            (Some(As::Port), Value::Number(number)) => {
                self.put(field.name(), Text::plain(port(number).map_or(number, u64::from).to_string()));
            }
            (Some(As::Line), Value::Text(text) | Value::Bytes(text)) if !text.is_empty() => {
                self.line();
                self.put(field.name(), self.charset.readable_lines(text, PLAIN));
            }
            (Some(As::Later), value) => {
                self.later = leaf(self.charset, field, value).map(|value| (field.name(), value));
            }
            (Some(As::Instead), Value::Record(inner)) => {
                self.later = None;
                inner.fields(self);
            }
            (Some(As::Unless(usual)), value) => {
                if let Some(text) = leaf(self.charset, field, value).filter(|text| text.stripped() != *usual)
                {
                    self.put(field.name(), text);
                }
            }
            (Some(As::Opened), Value::Record(inner)) => {
                self.word(Text::new(BOLD, field.name()));
                inner.fields(self);
            }
            (Some(As::Plain), Value::Number(number)) => {
                self.put(field.name(), Text::plain(number.to_string()))
            }
            (Some(As::Decimal), Value::Number(number)) => {
                let decimal = at.and_then(|at| std::str::from_utf8(at).ok()?.parse().ok());
                self.put(field.name(), Text::plain(decimal.unwrap_or(number).to_string()));
            }
            (Some(As::Bare), Value::Text(bytes) | Value::Bytes(bytes)) => {
                let text = self.charset.readable_lines(bytes, PLAIN);
                self.seen.push(text.stripped());
                self.word(text);
            }
            (Some(As::Bare), Value::Encoded(_) | Value::Number(_)) => {
                self.word(leaf(self.charset, field, value).unwrap_or_default());
            }
            (Some(As::Once), Value::Record(inner)) => {
                // These are UTF-8, whatever the packet is in.
                let (key, value) = pair(Charset::UTF_8, inner).unwrap_or_default();
                match key.as_str() {
                    _ if self.seen.contains(&unquoted(&value)) => {}
                    "" => self.word(value),
                    key => self.put(key, value),
                }
            }
            _ => self.named(field.name(), field, value),
        }
    }
}

/// Whether it is a name and a value.
fn is_pair(record: &Record) -> bool {
    matches!(record.fields, [key, value, others @ ..]
        if matches!(key.name(), "key" | "name" | "code") && value.name() == "value" && others.iter().all(|field| field.derived))
}

/// Name and value, or what the value means; without a name, an empty one.
fn pair(charset: Charset, inner: &dyn Fields) -> Option<(String, Text)> {
    let (mut key, mut found) = (String::new(), Text::default());
    if !is_pair(inner.record()) {
        return None;
    }
    let first = inner.record().fields.first()?;
    inner.fields(&mut |field: &'static Field, value: Value<'_>, _: Option<&[u8]>| match value {
        Value::Record(inner) => {
            let mut values = Values::new(charset, &[]);
            inner.fields(&mut values);
            found = Text::new(DIM, "{").and(values.text).with(DIM, "}");
        }
        value => match leaf(charset, field, value) {
            Some(text) if field.id == first.id => key = text.stripped(),
            Some(text) => found = text,
            None => {}
        },
    });
    Some((key, found))
}

/// Numbers with a separator between them.
fn joined(inner: &dyn Fields, separator: u8) -> Text {
    let mut numbers = Vec::new();
    inner.fields(&mut |_: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
        if let Value::Number(number) = value {
            numbers.push(number.to_string());
        }
    });
    Text::plain(numbers.join(&char::from(separator).to_string()))
}

/// What is in a field, as one word; `None` for what says nothing.
fn leaf(charset: Charset, field: &'static Field, value: Value<'_>) -> Option<Text> {
    Some(match (field.kind, value) {
        (Kind::Flags(_) | Kind::Number(Show::Time | Show::Bool), Value::Number(0)) => return None,
        (Kind::Flags(names), Value::Number(bits)) => Text::new(YELLOW, flags(names, bits).join("|")),
        (Kind::Enum(names), Value::Number(number)) => match names.iter().find(|name| name.value == number) {
            Some(name) => Text::plain(name.name),
            None => Text::plain(format!("{number:#x}")),
        },
        (Kind::Number(Show::Hex), Value::Number(number)) => Text::plain(format!("{number:#x}")),
        (Kind::Number(Show::Time), Value::Number(seconds)) => {
            Text::plain(date(seconds).unwrap_or_else(|| seconds.to_string()))
        }
        (Kind::Number(Show::Bool), Value::Number(1)) => Text::plain("yes"),
        (_, Value::Number(number)) => Text::plain(number.to_string()),
        (_, Value::Signed(number)) => Text::plain(number.to_string()),
        (_, Value::Text(text)) => quoted(charset, text),
        (Kind::Encoded(coding), Value::Encoded(bytes)) => {
            let decoded: Vec<u8> = Encoding::decode(coding, bytes).collect();
            match (IpDict::parse(&decoded), coding) {
                (Ok(dict), _) => {
                    let mut values = Values::new(Charset::UTF_8, &[]);
                    dict.fields(&mut values);
                    Text::new(DIM, "{").and(values.done()).with(DIM, "}")
                }
                (_, Encoding::Hex | Encoding::HexReversed) => Text::plain(count(decoded.len(), "byte")),
                (_, Encoding::Percent | Encoding::DoubledColon) => quoted(charset, &decoded),
                _ => data(charset, &decoded),
            }
        }
        (_, Value::Bytes([])) => return None,
        (_, Value::Bytes(bytes) | Value::Encoded(bytes)) => data(charset, bytes),
        (_, Value::Error(error)) => Text::new(RED, format!("({error})")),
        _ => return None,
    })
}

/// Text from the wire; in quotes, if it could not be told where it ends.
fn quoted(charset: Charset, bytes: &[u8]) -> Text {
    let text = charset.readable(bytes, PLAIN);
    let needed = bytes.is_empty() || bytes.contains(&b' ');
    if needed { Text::new(DIM, "\"").and(text).with(DIM, "\"") } else { text }
}

fn unquoted(text: &Text) -> String {
    text.stripped().trim_matches('"').to_owned()
}

/// Data that may be a short text.
fn data(charset: Charset, bytes: &[u8]) -> Text {
    let is_text = std::str::from_utf8(bytes)
        .is_ok_and(|text| !text.chars().any(|char| char.is_control() && char != '\0'));
    if is_text && bytes.len() <= SHORT {
        quoted(charset, bytes)
    } else {
        Text::plain(count(bytes.len(), "byte"))
    }
}

/// Of seconds since 1970.
fn date(seconds: u64) -> Option<String> {
    let time = Timestamp::from_second(seconds.try_into().ok()?).ok()?;
    Some(time.strftime("%Y-%m-%d %H:%M:%S").to_string())
}
