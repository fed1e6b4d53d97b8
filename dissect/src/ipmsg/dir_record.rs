//! A record of a directory stream as JSON and as text.

use crate::count;
use crate::show::charset::Charset;
use crate::show::json::Object;
use crate::show::readable::readable;
use crate::show::text::{DIM, PLAIN, RED, Text};
use crate::show::values::Values;
use imwire::Wire;
use imwire::fields::{Fields, Walk};
use imwire::ipmsg::{DirEntry, FileType};
use imwire_testkit::rows::escape;
use serde_json::{Map, Value};

/// A header, and the contents that followed it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    header: Vec<u8>,
    /// Bytes of the stream before the header.
    at: u64,
    /// Bytes that it says of its contents, if it is a file.
    size: u64,
    /// Directories around it.
    depth: u32,
    contents: Contents,
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
    /// of the stream before them.
    pub(crate) fn new(entry: &DirEntry<'_>, raw: &[u8], depth: u32, at: u64) -> Self {
        let header = header(raw);
        let at = at + (raw.len() - header.len()) as u64;
        let size = if has_contents(entry) { entry.size } else { 0 };
        Self { header: header.to_vec(), at, size, depth, contents: Contents::default() }
    }

    /// The bytes of the header.
    pub(crate) fn header(&self) -> &[u8] {
        &self.header
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

    /// Bytes of contents that belong to it, and are not in the capture or did not come.
    fn missing(&self) -> u64 {
        self.size.saturating_sub(self.contents.count) + self.contents.missing
    }

    /// It was read before.
    fn entry(&self) -> Option<DirEntry<'_>> {
        DirEntry::parse(&self.header).ok()
    }

    /// Contents of which not all are kept are `contents_start`.
    pub(crate) fn json(&self) -> Map<String, Value> {
        let mut record = Object::default();
        record.put("header_size", self.header.len());
        let entry = self.entry();
        // What it cannot be read, it says itself.
        let _ = DirEntry::walk(&self.header, (), &mut record);
        let error = record.error.map(|error| error.offset_by(self.at.try_into().unwrap_or(usize::MAX)));
        record.put("depth", self.depth);
        if entry.as_ref().is_some_and(has_contents) {
            let all = self.contents.head.len() as u64 == self.size;
            record.put(if all { "contents" } else { "contents_start" }, escape(&self.contents.head));
        }
        if self.missing() > 0 {
            record.put("missing", self.missing());
        }
        let mut object = Object::default();
        object.put("proto", "ipmsg");
        object.put("record", record.map);
        if let Some(error) = error {
            object.put("record_error", error.to_string());
        }
        let spelled = entry.is_some_and(|entry| is_spelled(&self.header, &entry));
        object.put("exact", spelled && self.missing() == 0);
        object.map
    }

    /// A line of a tree.
    pub(crate) fn text(&self, charset: Charset) -> Text {
        let indent = " ".repeat(2 * usize::try_from(self.depth.min(20)).unwrap_or(0));
        let mut values = Values::new(charset, &[]);
        match self.entry() {
            Some(entry) if entry.word.file_type() == FileType::RETPARENT => {
                values.word(Text::new(DIM, "end of directory"));
            }
            Some(entry) => entry.fields(&mut values),
            None => {}
        }
        if self.missing() > 0 {
            values.word(Text::new(RED, format!("({} missing)", count(self.missing(), "byte"))));
        }
        let text = Text::plain(indent).and(values.done());
        let Contents { head, count, .. } = &self.contents;
        if head.is_empty() {
            return text;
        }
        let text = text.with(DIM, ": ").and(readable(head, PLAIN));
        if head.len() as u64 == *count { text } else { text.with(DIM, " …") }
    }
}

fn has_contents(entry: &DirEntry<'_>) -> bool {
    !matches!(entry.word.file_type(), FileType::DIR | FileType::RETPARENT)
}

/// Without what `FeiQ` for Windows may send before the first one.
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

/// A hexadecimal number, and what comes after its colon.
fn field(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let colon = bytes.iter().position(|&byte| byte == b':')?;
    let (digits, rest) = bytes.split_at(colon);
    Some((u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?, rest.get(1..)?))
}
