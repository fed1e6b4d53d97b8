//! The charset of texts that are not UTF-8, which no packet says.

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS};
use std::borrow::Cow;

/// What texts are in if they are not UTF-8: known if the user says it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Charset(Option<&'static Encoding>);

/// Names that Windows has for code pages, and the web standard has not.
const CODE_PAGES: [(&str, &Encoding); 5] =
    [("932", SHIFT_JIS), ("936", GBK), ("949", EUC_KR), ("950", BIG5), ("943", SHIFT_JIS)];

impl Charset {
    /// Only UTF-8 is known.
    pub(crate) const UTF_8: Self = Self(None);

    /// The charset of that name.
    ///
    /// # Errors
    /// There is none, or `:` and NUL may be inside its characters.
    pub(crate) fn named(name: &str) -> Result<Self, &'static str> {
        let lower = name.to_ascii_lowercase();
        let page = lower.strip_prefix("cp").and_then(|number| {
            CODE_PAGES.iter().find(|(page, _)| *page == number).map(|(_, charset)| *charset)
        });
        match page.or_else(|| Encoding::for_label(name.as_bytes())) {
            Some(charset) if charset == encoding_rs::UTF_8 => Ok(Self::UTF_8),
            Some(charset) if charset.is_ascii_compatible() => Ok(Self(Some(charset))),
            _ => Err("known are gbk, gb18030, big5, cp932, euc-jp, euc-kr and those of the web"),
        }
    }

    /// The text of bytes that are not UTF-8, if their charset is known. What makes no sense in it
    /// becomes U+FFFD.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        self.0.map(|charset| charset.decode_without_bom_handling(bytes).0)
    }

    /// Whether all of the bytes make sense in it.
    pub(crate) fn check(self, bytes: &[u8]) -> bool {
        self.0.is_some_and(|charset| {
            charset.decode_without_bom_handling_and_without_replacement(bytes).is_some()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let decoded = |name, bytes| Charset::named(name).map(|charset| charset.decode(bytes));
        let case = |name, bytes: &'static [u8], text: &'static str| {
            assert_eq!(decoded(name, bytes), Ok(Some(text.into())), "{name}");
        };
        for name in ["gbk", "GBK", "cp936", "gb18030", "gb2312"] {
            case(name, b"\xc4\xe3\xba\xc3", "你好");
        }
        for name in ["cp932", "CP932", "sjis", "shift_jis", "windows-31j"] {
            case(name, b"\x95\\\x8e\xa6", "表示");
        }
        case("cp950", b"\xa7\xda", "我");
        case("euc-jp", b"\xc6\xfc", "日");
        case("cp1251", b"\xc4\xe0", "Да");
        case("gbk", b"\xc4\xe3\xba", "你\u{fffd}");
        assert_eq!(Charset::named("utf8"), Ok(Charset::UTF_8));
        assert_eq!(Charset::UTF_8.decode(b"\xff"), None);
        for name in ["", "klingon", "utf-16le", "iso-2022-jp", "cp65001"] {
            assert!(Charset::named(name).is_err(), "{name}");
        }
    }
}
