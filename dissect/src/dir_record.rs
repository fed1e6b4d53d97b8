//! A record of a directory stream as JSON and as text.

use super::charset::Charset;
use super::escape;
use super::fields::Fields;
use super::file;
use super::msnp::count;
use super::object::Object;
use super::readable::readable;
use super::text::{DIM, PLAIN, RED, Text};
use imwire::Error;
use imwire::ipmsg::{DirEntry, FileType, FileWord};
use serde_json::{Map, Value};

/// A header, and the contents that followed it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    header_size: u64,
    name: Vec<u8>,
    size: u64,
    word: FileWord,
    /// As JSON, and as text.
    extended: Result<(Vec<Value>, Text), Error>,
    /// Directories around it.
    depth: u32,
    contents: Contents,
    /// Its parts are those of the bytes it was read from.
    spelled: bool,
}

/// What is kept of the contents of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Contents {
    /// The first bytes.
    pub(crate) head: Vec<u8>,
    /// Bytes that came, or are known to be missing.
    pub(crate) count: u64,
    /// Those that are not in the capture.
    pub(crate) missing: u64,
}

impl Record {
    /// What a header says, of which `raw` are the bytes, `depth` directories around it. `at`: bytes
    /// of the stream in front of them.
    pub(crate) fn new(entry: &DirEntry<'_>, raw: &[u8], depth: u32, at: u64) -> Self {
        let behind = |error: Error| error.offset_by(at.try_into().unwrap_or(usize::MAX));
        let fields = file::kind(Fields::new(Charset::UTF_8), entry.word);
        let text = file::times_and_more(fields, &entry.extended).done();
        let extended = file::extended_json(&entry.extended, raw).map(|json| (json, text)).map_err(behind);
        let header = header(raw);
        Self {
            header_size: header.len() as u64,
            name: entry.name.decoded().collect(),
            size: entry.size,
            word: entry.word,
            extended,
            depth,
            contents: Contents::default(),
            spelled: is_spelled(header, entry),
        }
    }

    /// More of the contents came, of which `keep` bytes are kept in all.
    pub(crate) fn add(&mut self, bytes: &[u8], keep: usize) {
        self.contents.count += bytes.len() as u64;
        if self.contents.missing == 0 {
            let room = keep.saturating_sub(self.contents.head.len());
            self.contents.head.extend(bytes.iter().take(room));
        }
    }

    /// The next bytes of the contents are not in the capture.
    pub(crate) fn miss(&mut self, bytes: u64) {
        self.contents.count += bytes;
        self.contents.missing += bytes;
    }

    /// Bytes of contents that belong to it, and did not come.
    fn cut(&self) -> u64 {
        self.expected().saturating_sub(self.contents.count)
    }

    const fn expected(&self) -> u64 {
        if self.has_contents() { self.size } else { 0 }
    }

    const fn has_contents(&self) -> bool {
        !matches!(self.word.file_type(), FileType::DIR | FileType::RETPARENT)
    }

    /// Contents of which not all are kept are `contents_start`.
    pub(crate) fn json(&self) -> Map<String, Value> {
        let object = Object::default()
            .with("header_size", self.header_size)
            .with_bytes("name", &self.name)
            .with("size", self.size);
        let object = file::word(object, self.word);
        let (object, error) = match &self.extended {
            Ok((list, _)) => (object.with_list("extended", list.clone()), None),
            Err(error) => (object, Some(error.to_string())),
        };
        let object = object.with("depth", self.depth);
        let missing = self.cut() + self.contents.missing;
        let key = if self.contents.head.len() as u64 == self.size { "contents" } else { "contents_start" };
        let contents = self.has_contents().then(|| escape::json(&self.contents.head));
        let object =
            object.with_some(key, contents).with_some("missing", Some(missing).filter(|&count| count > 0));
        Object::default()
            .with("proto", "ipmsg")
            .with("record", object)
            .with_some("record_error", error)
            .with("exact", self.spelled && missing == 0)
            .0
    }

    /// A line of a tree.
    pub(crate) fn text(&self, charset: Charset) -> Text {
        let indent = " ".repeat(2 * usize::try_from(self.depth.min(20)).unwrap_or(0));
        let fields = match self.word.file_type() {
            FileType::RETPARENT => Fields::new(charset).styled(DIM, "end of directory"),
            FileType::DIR => Fields::new(charset).word(file::name(&self.name, self.word, charset)),
            _ => Fields::new(charset)
                .word(file::name(&self.name, self.word, charset))
                .styled(PLAIN, count(self.size, "byte")),
        };
        let fields = match &self.extended {
            Ok((_, text)) => fields.word(text.clone()),
            Err(error) => fields.styled(RED, format!("({error})")),
        };
        let Contents { head, count: came, missing } = &self.contents;
        let fields = match self.cut() + missing {
            0 => fields,
            missing => fields.styled(RED, format!("({} missing)", count(missing, "byte"))),
        };
        let text = Text::plain(indent).and(fields.done());
        if head.is_empty() {
            return text;
        }
        let text = text.with(DIM, ": ").and(readable(head, PLAIN));
        if head.len() as u64 == *came { text } else { text.with(DIM, " …") }
    }
}

/// Without what `FeiQ` for Windows may send in front of the first one.
fn header(raw: &[u8]) -> &[u8] {
    let Some(mut rest) = raw.strip_prefix(b"0<") else { return raw };
    while let [0, behind @ ..] = rest {
        rest = behind;
    }
    rest
}

/// Whether a header, written again from what was read in the spelling it had, is the same.
fn is_spelled(header: &[u8], entry: &DirEntry<'_>) -> bool {
    let spelled = || {
        let (size, rest) = field(header)?;
        let rest = rest.strip_prefix(entry.name.raw())?.strip_prefix(b":")?;
        let (contents, rest) = field(rest)?;
        let (word, rest) = field(rest)?;
        let [rest, extended] =
            [rest, entry.extended.as_bytes()?].map(|list| list.iter().filter(|byte| **byte != b':'));
        let same =
            size == header.len() as u64 && contents == entry.size && word == u64::from(entry.word.bits());
        Some(same && rest.eq(extended))
    };
    spelled().unwrap_or(false)
}

/// A hexadecimal number, and what stands behind its colon.
fn field(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let colon = bytes.iter().position(|&byte| byte == b':')?;
    let (digits, rest) = bytes.split_at(colon);
    Some((u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?, rest.get(1..)?))
}
