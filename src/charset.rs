//! Decoding, with the crate and the feature `encoding_rs`.
//!
//! ```
//! use imwire::charset::{self, CP932, GBK};
//! use imwire::{Wire, ipmsg::{Packet, Text}};
//!
//! // 表示 in CP932: a backslash is the second byte of 表.
//! let packet = Packet::parse(b"1:1:taro:PC-02:32:\x95\\\x8e\xa6\0")?;
//! let text = Text::new(b"\x95\\\x8e\xa6")?;
//! assert_eq!(text.decode(packet.charset(CP932)), "表示");
//!
//! // Nothing fails on a character that was cut.
//! assert_eq!(Text::new(b"\xc4\xe3\xba")?.decode(GBK), "你\u{fffd}");
//!
//! // Without an allocator: UTF-8 in pieces, into anything that takes bytes.
//! let mut buffer = [0; 16];
//! let mut sink = imwire::SliceSink::new(&mut buffer);
//! charset::decode_to(b"\xc4\xe3\xba\xc3", GBK, &mut sink)?;
//! assert_eq!(sink.written(), "你好".as_bytes());
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! A byte order mark is a character like any other here: no text becomes UTF-16 because of how it
//! begins.
//!
//! IPMsg: what a client sends that does not set [`CommonOptions::UTF8`] no packet says. The charset that
//! is usual where it comes from is the caller's to know: see [`Text`].
//!
//! MSNP: a text names its charset. All but texts to mobile phones are UTF-8.
//!
//! ```
//! use imwire::{Wire, msnp::payload::PlainText};
//!
//! let text = PlainText::parse(b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\ncaf\xe9")?;
//! assert_eq!(text.decode(), "caf\u{e9}");
//! # Ok::<(), imwire::Error>(())
//! ```

#[cfg(feature = "alloc")]
use alloc::borrow::Cow;
use encoding_rs::CoderResult;
#[doc(no_inline)]
pub use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8};

use crate::ipmsg::{Client, CommonOptions, Name, NameText, Packet, Text};
use crate::msnp::payload::PlainText;
use crate::sink::Sink;

/// CP932, what Windows calls Shift JIS: with the extensions of NEC and IBM, and half-width kana.
/// This is what `encoding_rs` has under the name of Shift JIS.
pub static CP932: &Encoding = SHIFT_JIS;

/// Decodes bytes of that charset. What makes no sense in it becomes U+FFFD.
///
/// Borrows if the bytes are the same in UTF-8. Features `encoding_rs` and `alloc`.
#[cfg(feature = "alloc")]
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], charset: &'static Encoding) -> Cow<'a, str> {
    charset.decode_without_bom_handling(bytes).0
}

/// Decodes bytes of that charset to UTF-8, which is put into the sink in pieces of whole
/// characters. What makes no sense becomes U+FFFD. Feature `encoding_rs`.
///
/// # Errors
/// Those of the sink.
pub fn decode_to<S: Sink + ?Sized>(
    mut bytes: &[u8],
    charset: &'static Encoding,
    sink: &mut S,
) -> Result<(), S::Error> {
    let mut decoder = charset.new_decoder_without_bom_handling();
    let mut piece = [0; 256];
    loop {
        let (result, read, written, _) = decoder.decode_to_utf8(bytes, &mut piece, true);
        sink.put(piece.get(..written).unwrap_or_default())?;
        bytes = bytes.get(read..).unwrap_or_default();
        match result {
            CoderResult::InputEmpty => return Ok(()),
            CoderResult::OutputFull => {}
        }
    }
}

impl Client {
    /// The charset that is usual in packets of this client: that of
    /// [`charset_name`](Client::charset_name). Feature `encoding_rs`.
    #[must_use]
    pub fn charset(self) -> Option<&'static Encoding> {
        Encoding::for_label(self.charset_name()?.as_bytes())
    }
}

impl Packet<'_> {
    /// The charset of this packet: UTF-8 if [`CommonOptions::UTF8`] is set, else that of its
    /// [`Client`], else `usual`. Feature `encoding_rs`.
    #[must_use]
    pub fn charset(&self, usual: &'static Encoding) -> &'static Encoding {
        if self.word().common().contains(CommonOptions::UTF8) {
            return UTF_8;
        }
        self.version.client().charset().unwrap_or(usual)
    }
}

/// Gives a type that has `as_bytes` what [`decode`] and [`decode_to`] do.
macro_rules! decoded {
    ($($name:ident),*) => {$(
        impl<'a> $name<'a> {
            /// Decodes it: [`charset::decode`](decode). Features `encoding_rs` and `alloc`.
            #[cfg(feature = "alloc")]
            #[must_use]
            pub fn decode(self, charset: &'static Encoding) -> Cow<'a, str> {
                decode(self.as_bytes(), charset)
            }

            /// Decodes it to UTF-8: [`charset::decode_to`](decode_to). Feature `encoding_rs`.
            ///
            /// # Errors
            /// Those of the sink.
            pub fn decode_to<S: Sink + ?Sized>(self, charset: &'static Encoding, sink: &mut S) -> Result<(), S::Error> {
                decode_to(self.as_bytes(), charset, sink)
            }
        }
    )*};
}

decoded!(Text, Name);

impl<'a> NameText<'a> {
    /// The charset of this name: UTF-8 if it is, else what is usual where it comes from. Feature
    /// `encoding_rs`.
    #[must_use]
    pub fn charset(self, usual: &'static Encoding) -> &'static Encoding {
        if self.is_utf8 { UTF_8 } else { usual }
    }

    /// Decodes it, with the usual charset if it is not UTF-8. Features `encoding_rs` and `alloc`.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn decode(self, usual: &'static Encoding) -> Cow<'a, str> {
        self.text.decode(self.charset(usual))
    }
}

impl<'a> PlainText<'a> {
    /// The charset that the text names: by the names of the web, where `iso-8859-1` is `windows-1252`. UTF-8 if it
    /// names none, or one that is not known. Feature `encoding_rs`.
    #[must_use]
    pub fn encoding(&self) -> &'static Encoding {
        self.charset.and_then(|charset| Encoding::for_label(charset.as_bytes())).unwrap_or(UTF_8)
    }

    /// The body, decoded from the charset that the text names: see [`encoding`](Self::encoding). Features `encoding_rs`
    /// and `alloc`.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn decode(&self) -> Cow<'a, str> {
        decode(self.body, self.encoding())
    }

    /// The same to UTF-8: [`charset::decode_to`](decode_to). Feature `encoding_rs`.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn decode_to<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        decode_to(self.body, self.encoding(), sink)
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use crate::ipmsg::Entry;
    use crate::sink::SliceSink;
    use crate::wire::Wire;
    use proptest::prelude::*;

    /// Collects the pieces, each of which has to be UTF-8.
    #[derive(Default)]
    struct Pieces(String);

    impl Sink for Pieces {
        type Error = core::convert::Infallible;

        fn put(&mut self, bytes: &[u8]) -> Result<(), Self::Error> {
            self.0.push_str(core::str::from_utf8(bytes).unwrap());
            Ok(())
        }
    }

    fn in_pieces(bytes: &[u8], charset: &'static Encoding) -> String {
        let mut pieces = Pieces::default();
        let Ok(()) = decode_to(bytes, charset, &mut pieces);
        pieces.0
    }

    #[track_caller]
    fn case(charset: &'static Encoding, bytes: &[u8], expected: &str) {
        assert_eq!(decode(bytes, charset), expected);
        assert_eq!(in_pieces(bytes, charset), expected);
    }

    #[test]
    fn charsets() {
        case(
            CP932,
            b"\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd\n\x95\\\x8e\xa6\x94\\\x97\xcd\x83\\",
            "こんにちは\n表示能力ソ",
        );
        case(CP932, b"\x95\\\x8e\xa6\x83\\\x83t\x83g.txt", "表示ソフト.txt");
        case(CP932, b"\x8eR\x93c \x91\xbe\x98Y", "山田 太郎");
        // Half-width kana; row 13 of NEC; what NEC and IBM added; the wave of Windows; ASCII.
        case(CP932, b"\xb1\xb2\xb3\xdf", "ｱｲｳﾟ");
        case(CP932, b"\x87\x40\x87\x8a\x87\x90", "①㈱≒");
        case(CP932, b"\xed\x40\xfa\x40\xfb\xfc\xfa\xb1", "纊ⅰ髙﨑");
        case(CP932, b"\x81\x60\x81\x7c", "～－");
        case(CP932, b"\\~", "\\~");
        case(GBK, b"\xcd\xf5\xce\xe5[\xc0\xeb\xbf\xaa]", "王五[离开]");
        case(GBK, b"\xce\xa2\xc8\xed\xd1\xc5\xba\xda", "微软雅黑");
        case(GB18030, b"\x952\x826\xa8\xa6", "𠀀é");
        case(BIG5, b"\xad\xb8\xa5\\", "飛功");
        case(EUC_JP, b"\xc9\xbd\xbc\xa8", "表示");
        case(EUC_KR, b"\xb0\xa1", "가");
        case(UTF_8, "こんにちは 🙂".as_bytes(), "こんにちは 🙂");
        case(CP932, b"", "");
    }

    #[test]
    fn cut_characters_and_marks() {
        case(UTF_8, b"\xe4\xb8\xad\xe4\xb8", "中\u{fffd}");
        case(CP932, b"\x95\\\x95", "表\u{fffd}");
        case(GBK, b"\xc4\xe3\xba", "你\u{fffd}");
        case(UTF_8, b"caf\xe9!", "caf\u{fffd}!");
        case(UTF_8, b"\xef\xbb\xbfa", "\u{feff}a");
        case(CP932, b"\xff\xfea\0", "\u{fffd}\u{fffd}a\0");
        assert!(matches!(decode("表".as_bytes(), UTF_8), Cow::Borrowed(_)));
        assert!(matches!(decode(b"taro", CP932), Cow::Borrowed(_)));
    }

    #[test]
    fn a_sink_that_is_full_stops_it() {
        let mut room = [0; 4];
        let mut sink = SliceSink::new(&mut room);
        assert_eq!(
            decode_to(b"\x95\\\x8e\xa6", CP932, &mut sink).unwrap_err().to_string(),
            "buffer: no room left at byte 0"
        );
    }

    #[test]
    fn the_packet_says_which() {
        let packet = |word: u32| format!("1:1:u:h:{word}:x").into_bytes();
        let charset = |word| Packet::parse(&packet(word)).unwrap().charset(GBK).name();
        assert_eq!(charset(32), "GBK");
        assert_eq!(charset(32 | 0x0100_0000), "GBK"); // CAPUTF8
        assert_eq!(charset(32 | 0x0080_0000), "UTF-8");
    }

    #[test]
    fn the_client_says_which_is_usual() {
        #[track_caller]
        fn case(version: &str, word: u32, name: &str) {
            let packet = format!("{version}:1:u:h:{word}:x").into_bytes();
            assert_eq!(Packet::parse(&packet).unwrap().charset(CP932).name(), name);
        }
        case("1", 32, "Shift_JIS");
        case("1_iptux 0.8.3", 32, "Shift_JIS");
        case("1_lbt80_82#131200#001122AABBCC#0#0#0#4000#9", 32, "GBK");
        case("feiq_plus_plus#128", 32, "GBK");
        case("1@shiyeline", 32, "GBK");
        case("1@shiyeline", 32 | 0x0080_0000, "UTF-8");
    }

    #[test]
    fn a_text_of_msnp_says_which() {
        #[track_caller]
        fn case(parameter: &str, body: &[u8], name: &str, expected: &str) {
            let head = format!("Content-Type: text/plain{parameter}\r\n\r\n");
            let payload = [head.as_bytes(), body].concat();
            let text = PlainText::parse(&payload).unwrap();
            assert_eq!((text.encoding().name(), &*text.decode()), (name, expected));
            let mut pieces = Pieces::default();
            let Ok(()) = text.decode_to(&mut pieces);
            assert_eq!(pieces.0, expected);
        }
        case("; charset=UTF-8", "飛\u{1f642}".as_bytes(), "UTF-8", "飛\u{1f642}");
        case("; Charset=\"utf-8\"", b"caf\xe9", "UTF-8", "caf\u{fffd}");
        case("", "é".as_bytes(), "UTF-8", "é");
        case("; charset=klingon", "é".as_bytes(), "UTF-8", "é");
        case("; charset=", b"a", "UTF-8", "a");
        case(";charset=ISO-8859-1", b"caf\xe9 \x80", "windows-1252", "café €");
        case("; format=flowed; charset=gb2312", b"\xc4\xe3\xba\xc3", "GBK", "你好");
        case("; charset=windows-31j", b"\x95\\\x8e\xa6", "Shift_JIS", "表示");
    }

    #[test]
    fn names_of_an_entry() {
        let packet = Packet::parse(
            b"1:1700000002:\x95\\\x8e\xa6:\x83\\\x83t\x83g\x8b@:258212097:\x95\\\x83\\\x94\\[\x95s\x8d\xdd]\0\x97\\\x92\xe8\x95\\\0\nUN:\xe8\xa1\xa8\xe7\xa4\xba")
        .unwrap();
        assert_eq!(packet.host.decode(CP932), "ソフト機");
        let mut pieces = Pieces::default();
        let Ok(()) = packet.user.decode_to(CP932, &mut pieces);
        assert_eq!(pieces.0, "表示");
        let names = Entry::parse(packet.additional.unwrap()).unwrap().names(&packet);
        assert_eq!((names.user.is_utf8, names.nick.is_utf8), (true, false));
        assert_eq!(names.user.decode(CP932), "表示");
        assert_eq!(names.nick.decode(CP932), "表ソ能[不在]");
        assert_eq!(names.group.decode(CP932), "予定表");
    }

    proptest! {
        #[test]
        fn pieces_are_the_whole(bytes: Vec<u8>, times in 1..40_usize) {
            let bytes = bytes.repeat(times);
            for charset in [CP932, GBK, GB18030, BIG5, EUC_JP, EUC_KR, UTF_8] {
                prop_assert_eq!(in_pieces(&bytes, charset), decode(&bytes, charset));
            }
        }

        #[test]
        fn every_character_comes_back(text in "[ -~ぁ-んァ-ヶ一-三]{0,40}") {
            for charset in [CP932, GBK, GB18030, BIG5, EUC_JP, EUC_KR, UTF_8] {
                let (bytes, _, lost) = charset.encode(&text);
                if !lost {
                    prop_assert_eq!(decode(&bytes, charset), text.as_str());
                }
            }
        }
    }
}
