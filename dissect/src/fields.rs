//! Fields with names, one behind the other: `group=dev version=4.99r3`.

use super::charset::Charset;
use super::text::{CYAN, DIM, PLAIN, Text};
use anstyle::Style;

/// Text that is put together of words and fields, with blanks between them.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    text: Text,
    /// What fields are in that are not UTF-8.
    charset: Charset,
    /// A line began, and nothing stands in it yet.
    at_line: bool,
}

impl Fields {
    pub(crate) fn new(charset: Charset) -> Self {
        Self { text: Text::default(), charset, at_line: true }
    }

    /// Text as it is, with a blank in front.
    pub(crate) fn word(mut self, text: Text) -> Self {
        if text.is_empty() {
            return self;
        }
        self.text.push(PLAIN, if self.at_line { "" } else { " " });
        self.text.append(text);
        self.at_line = false;
        self
    }

    pub(crate) fn styled(self, style: Style, text: impl Into<String>) -> Self {
        self.word(Text::new(style, text))
    }

    /// What follows begins a line.
    pub(crate) fn line(mut self) -> Self {
        if !self.text.is_empty() {
            self.text.push(PLAIN, "\n");
        }
        self.at_line = true;
        self
    }

    /// `name=value`
    pub(crate) fn with(self, name: &str, value: Text) -> Self {
        self.word(Text::new(CYAN, name).with(DIM, "=").and(value))
    }

    pub(crate) fn with_plain(self, name: &str, value: impl ToString) -> Self {
        self.with(name, Text::plain(value.to_string()))
    }

    pub(crate) fn with_some(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with_plain(name, value),
            None => self,
        }
    }

    /// Text from the wire. In quotes, if it could not be told where it ends.
    pub(crate) fn with_bytes(self, name: &str, value: &[u8]) -> Self {
        let charset = self.charset;
        self.with_bytes_in(charset, name, value)
    }

    /// The same in another charset.
    pub(crate) fn with_bytes_in(self, charset: Charset, name: &str, value: &[u8]) -> Self {
        let text = charset.readable(value, PLAIN);
        let quoted = value.is_empty() || value.contains(&b' ');
        let text = if quoted { Text::new(DIM, "\"").and(text).with(DIM, "\"") } else { text };
        self.with(name, text)
    }

    /// The same, unless it is empty.
    pub(crate) fn with_bytes_if_any(self, name: &str, value: &[u8]) -> Self {
        if value.is_empty() { self } else { self.with_bytes(name, value) }
    }

    /// All of it.
    pub(crate) fn done(self) -> Text {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_fields() {
        let fields = Fields::new(Charset::named("gbk").unwrap())
            .line()
            .with_plain("next", 0)
            .with_bytes("nick", b"\xc4\xe3 \xba\xc3")
            .with_bytes("group", b"")
            .with_bytes_if_any("group", b"")
            .with_some("offset", None::<u64>)
            .line()
            .word(Text::default())
            .styled(DIM, "(none)")
            .with_bytes("x", b"a\n");
        assert_eq!(fields.done().stripped(), "next=0 nick=\"你 好\" group=\"\"\n(none) x=a␊");
    }
}
