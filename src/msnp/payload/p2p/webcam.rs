//! What is inside the sessions of webcams and activities, and the frames of a webcam.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Kind, Value};
use crate::msnp::payload::show::{fixed, shown, shows, walks};
use crate::msnp::payload::wide::Wide;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

const MARK: Part = Part::named("mark");
const HEADER: Part = Part::named("header");
const STRING_LEN: Part = Part::named("string length");
const TEXT: Part = Part::named("text");
const SIZE: Part = Part::named("size");
const FOUR_CC: Part = Part::named("four cc");
const DATA: Part = Part::named("data");

/// A text in a session of a webcam or an activity: `syn`, `ack`, `<viewer>…</viewer>`.
///
/// ```text
/// 80  17 2a 01  08 00  08 00 00 00  s 0 y 0 n 0 0 0
/// │   └ id      └ 8    └ length     └ UTF-16, with a NUL at the end
/// └ mark
/// ```
///
/// ```
/// use imwire::{Encode, Wire, msnp::payload::{p2p::SessionText, wide::Wide}};
///
/// let syn = SessionText { id: [0x17, 0x2a, 0x01], kind: 8, text: Wide::new("syn"), nul: true };
/// let mut buffer = [0; 32];
/// let bytes = syn.encode_into(&mut buffer)?;
/// assert_eq!(bytes, b"\x80\x17\x2a\x01\x08\0\x08\0\0\0s\0y\0n\0\0\0");
/// assert_eq!(SessionText::parse(bytes)?, syn);
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Source: aMSN, kopete and papyon. aMSN counts the NUL in some texts and not in others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionText<'a> {
    /// Of this message, three bytes.
    pub id: [u8; 3],
    /// 8.
    pub kind: u16,
    /// The text, up to the first U+0000.
    pub text: Wide<'a>,
    /// Whether the length counts a U+0000 at the end.
    pub nul: bool,
}

impl<'a> Wire<'a> for SessionText<'a> {
    type Context = ();

    /// Takes as many bytes as its length says.
    ///
    /// # Errors
    /// [`ErrorKind::Unexpected`] for another first byte; [`ErrorKind::Truncated`] for less than ten bytes;
    /// [`ErrorKind::WrongLength`] for a length over what is there, or odd; [`ErrorKind::Trailing`] for
    /// text after a U+0000.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        session_text
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        if self.text.has_nul() {
            return Err(Error::new(ErrorKind::Nul, TEXT, 0));
        }
        match u32::try_from(self.len()) {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::new(ErrorKind::TooLong, TEXT, 0)),
        }
    }
}

impl SessionText<'_> {
    fn len(&self) -> usize {
        scan::count(self.text.units()).saturating_add(usize::from(self.nul)).saturating_mul(2)
    }
}

shows! {
    @in_order SessionText<'a> {
        id: [u8; 3] => |text| fixed(text, 1, 3),
        kind: u16 => |text| fixed(text, 4, 2),
        text: Wide<'a>,
        nul: bool => |text| last_nul(text.get(10..)?),
    }
}
shows! {
    @in_order WebcamFrame<'a> {
        pause: u8 => |frame| fixed(frame, 1, 1),
        width: u16 => |frame| fixed(frame, 2, 2),
        height: u16 => |frame| fixed(frame, 4, 2),
        key_frame: u16 => |frame| fixed(frame, 6, 2),
        has_codec: bool => |frame| fixed(frame, 12, 4).filter(|codec| *codec == ML20),
        id: u32 => |frame| fixed(frame, 16, 4),
        time: u32 => |frame| fixed(frame, 20, 4),
        data: &'a [u8],
    }
}
shows! {
    @in_order WideInk<'a> {
        head: Wide<'a>,
        body: Wide<'a>,
        nul: bool => |text| last_nul(Wide::until_nul(text).1?),
    }
}
/// The U+0000 that ends a text which was read.
fn last_nul(text: &[u8]) -> Option<&[u8]> {
    let (_, after) = Wide::until_nul(text);
    text.get(text.len().checked_sub(after?.len())?.checked_sub(2)?..)
}

shown! { [u8; 3]: Kind::Bytes, this => Value::Bytes(this); }
walks! { SessionText<'a>, WebcamFrame<'a>, WideInk<'a> }

fn session_text(input: &[u8]) -> IResult<&[u8], SessionText<'_>, Fault> {
    let (rest, [mark]) = scan::octets(HEADER, input)?;
    if mark != 0x80 {
        return Fault::err(ErrorKind::Unexpected, MARK, input);
    }
    let (rest, id) = scan::octets(HEADER, rest)?;
    let (length_at, kind) = scan::le_u16(HEADER, rest)?;
    let (rest, length) = scan::le_u32(HEADER, length_at)?;
    let Some((text, rest)) = usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length))
    else {
        return Fault::err(ErrorKind::WrongLength, STRING_LEN, length_at);
    };
    if length % 2 != 0 {
        return Fault::err(ErrorKind::WrongLength, STRING_LEN, length_at);
    }
    let (text, after) = Wide::until_nul(text);
    match after {
        None | Some([]) => Ok((rest, SessionText { id, kind, text, nul: after.is_some() })),
        Some(after) => {
            Err(nom::Err::Error(Fault::new(ErrorKind::Trailing, TEXT, after).followed_by(rest.len())))
        }
    }
}

impl Encode for SessionText<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&[0x80])?;
        sink.put(&self.id)?;
        sink.put(&self.kind.to_le_bytes())?;
        sink.put(&u32::try_from(self.len()).unwrap_or(u32::MAX).to_le_bytes())?;
        self.text.encode(sink)?;
        sink.put(if self.nul { b"\0\0" } else { b"" })
    }
}

/// One frame of a webcam, on the connection of its own: 24 bytes of header, then data of the codec Mimic.
///
/// ```text
/// 0  24, as a byte  2  width   6  1 for a key frame  12  ML20       20  milliseconds
/// 1  1 for a pause  4  height  8  bytes of data      16  random id  24  data
/// ```
///
/// Numbers are little-endian. The frame of a pause has zeros in all fields but the first, the second, id and time.
///
/// Source: aMSN, kopete.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct WebcamFrame<'a> {
    /// 1 in the frame of a pause, otherwise 0.
    pub pause: u8,
    /// In pixels.
    pub width: u16,
    /// In pixels.
    pub height: u16,
    /// 1 for a key frame, otherwise 0.
    pub key_frame: u16,
    /// Whether the codec is named, `ML20`; if not, the bytes are zero.
    pub has_codec: bool,
    /// Random, the same in all frames of a sender.
    pub id: u32,
    /// In milliseconds.
    pub time: u32,
    /// The picture.
    pub data: &'a [u8],
}

const ML20: &[u8; 4] = b"ML20";

impl<'a> Wire<'a> for WebcamFrame<'a> {
    type Context = ();

    /// Takes as many bytes of data as the header says.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] for less than 24 bytes; [`ErrorKind::WrongLength`] for a header that says another
    /// length than 24, or a size over what is there; [`ErrorKind::Unexpected`] for another codec.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        webcam_frame
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        match u32::try_from(self.data.len()) {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::new(ErrorKind::TooLong, DATA, 0)),
        }
    }
}

fn webcam_frame(input: &[u8]) -> IResult<&[u8], WebcamFrame<'_>, Fault> {
    let (rest, [header_len, pause]) = scan::octets(HEADER, input)?;
    if header_len != 24 {
        return Fault::err(ErrorKind::WrongLength, HEADER, input);
    }
    let (rest, width) = scan::le_u16(HEADER, rest)?;
    let (rest, height) = scan::le_u16(HEADER, rest)?;
    let (size_at, key_frame) = scan::le_u16(HEADER, rest)?;
    let (four_cc_at, size) = scan::le_u32(HEADER, size_at)?;
    let (rest, four_cc) = scan::octets::<4>(HEADER, four_cc_at)?;
    let has_codec = match &four_cc {
        ML20 => true,
        [0, 0, 0, 0] => false,
        _ => return Fault::err(ErrorKind::Unexpected, FOUR_CC, four_cc_at),
    };
    let (rest, id) = scan::le_u32(HEADER, rest)?;
    let (rest, time) = scan::le_u32(HEADER, rest)?;
    let Some((data, rest)) = usize::try_from(size).ok().and_then(|size| rest.split_at_checked(size)) else {
        return Fault::err(ErrorKind::WrongLength, SIZE, size_at);
    };
    Ok((rest, WebcamFrame { pause, width, height, key_frame, has_codec, id, time, data }))
}

impl Encode for WebcamFrame<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&[24, self.pause])?;
        for short in [self.width, self.height, self.key_frame] {
            sink.put(&short.to_le_bytes())?;
        }
        sink.put(&u32::try_from(self.data.len()).unwrap_or(u32::MAX).to_le_bytes())?;
        sink.put(if self.has_codec { ML20 } else { &[0; 4] })?;
        sink.put(&self.id.to_le_bytes())?;
        sink.put(&self.time.to_le_bytes())?;
        sink.put(self.data)
    }
}

impl fmt::Debug for WebcamFrame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebcamFrame")
            .field("pause", &self.pause)
            .field("width", &self.width)
            .field("height", &self.height)
            .field("key_frame", &self.key_frame)
            .field("has_codec", &self.has_codec)
            .field("id", &self.id)
            .field("time", &self.time)
            .field("data", &self.data.len())
            .finish()
    }
}

/// Handwriting in a session of version 1: session 64, no flags, footer [`App::INK`](super::App::INK).
///
/// ```text
/// MIME-Version: 1.0␍␊Content-Type: application/x-ms-ink␍␊␍␊ U+0000 base64:… U+0000      all of it UTF-16
/// ```
///
/// Source: `MSN.pm`, emesene.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WideInk<'a> {
    /// The header lines, each with CR LF, and the empty line after them.
    pub head: Wide<'a>,
    /// `base64:` and the data.
    pub body: Wide<'a>,
    /// Whether a U+0000 comes last.
    pub nul: bool,
}

impl<'a> Wire<'a> for WideInk<'a> {
    type Context = ();

    /// Takes all of its input.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] for an odd number of bytes, [`ErrorKind::Missing`] without a U+0000 before the body,
    /// [`ErrorKind::Trailing`] after the last one.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        wide_ink
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        if self.head.has_nul() || self.body.has_nul() {
            Err(Error::new(ErrorKind::Nul, TEXT, 0))
        } else {
            Ok(())
        }
    }
}

fn wide_ink(input: &[u8]) -> IResult<&[u8], WideInk<'_>, Fault> {
    if input.len() % 2 != 0 {
        return Fault::err(ErrorKind::Truncated, TEXT, &[]);
    }
    let (head, Some(rest)) = Wide::until_nul(input) else {
        return Fault::err(ErrorKind::Missing, DATA, &[]);
    };
    let (body, after) = Wide::until_nul(rest);
    match after {
        None | Some([]) => Ok((&[], WideInk { head, body, nul: after.is_some() })),
        Some(after) => Fault::err(ErrorKind::Trailing, DATA, after),
    }
}

impl Encode for WideInk<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.head.encode(sink)?;
        sink.put(b"\0\0")?;
        self.body.encode(sink)?;
        sink.put(if self.nul { b"\0\0" } else { b"" })
    }
}

impl WideInk<'_> {
    /// The characters of the base64 text after `base64:`; `None` without that word.
    pub fn base64(&self) -> Option<impl Iterator<Item = char> + '_> {
        let mut chars = self.body.chars();
        "base64:".chars().all(|expected| chars.next() == Some(expected)).then_some(chars)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    #[test]
    fn texts() {
        for (input, text, nul) in [
            (&b"\x80abc\x08\0\x04\0\0\0h\0i\0"[..], "hi", false),
            (b"\x80abc\x08\0\x06\0\0\0h\0i\0\0\0", "hi", true),
            (b"\x80abc\x08\0\0\0\0\0", "", false),
        ] {
            let found = checked::canonical::<SessionText<'_>>(input, ()).unwrap();
            assert_eq!(found, SessionText { id: *b"abc", kind: 8, text: Wide::new(text), nul });
            assert_eq!(checked::written(&found), input);
        }
        for (input, message) in [
            (&b""[..], "header: shorter than its length says at byte 0"),
            (b"\x81", "mark: unexpected word at byte 0"),
            (b"\x80abc\x08\0\0\0\0", "header: shorter than its length says at byte 9"),
            (b"\x80abc\x08\0\x03\0\0\0h\0i\0", "string length: not as long as it says at byte 6"),
            (b"\x80abc\x08\0\xf0\xff\xff\xffs\0y\0", "string length: not as long as it says at byte 6"),
            (b"\x80abc\x08\0\x06\0\0\0h\0\0\0i\0x", "text: trailing data at byte 14"),
            (b"\x80abc\x08\0\x02\0\0\0h\0i\0", "input: trailing data at byte 12"),
        ] {
            refused(checked::canonical::<SessionText<'_>>(input, ()), message);
        }
    }

    #[test]
    fn frames() {
        let input = b"\x18\x01\x40\x01\xf0\0\x02\0\x03\0\0\0ML20\x01\x02\x03\x04\x05\x06\x07\x08abc";
        let found = checked::canonical::<WebcamFrame<'_>>(input, ()).unwrap();
        let expected = WebcamFrame {
            pause: 1,
            width: 320,
            height: 240,
            key_frame: 2,
            has_codec: true,
            id: 0x0403_0201,
            time: 0x0807_0605,
            data: b"abc",
        };
        assert_eq!((found, checked::written(&found)), (expected, &input[..]));
        checked::borrowed(&found, input, &[found.data]);
        #[track_caller]
        fn case(input: &[u8], at: usize, byte: u8, message: &str) {
            let mut input = input.to_vec();
            input[at] = byte;
            refused(checked::canonical::<WebcamFrame<'_>>(&input, ()), message);
        }
        case(input, 0, 23, "header: not as long as it says at byte 0");
        case(input, 8, 4, "size: not as long as it says at byte 8");
        case(input, 11, 0xff, "size: not as long as it says at byte 8");
        case(input, 15, b'1', "four cc: unexpected word at byte 12");
        case(&input[..23], 1, 0, "header: shorter than its length says at byte 23");
        case(input, 8, 2, "input: trailing data at byte 26");
    }

    #[test]
    fn ink() {
        let made = WideInk { head: Wide::new("A: b\r\n\r\n"), body: Wide::new("base64:AA=="), nul: true };
        let bytes = checked::written(&made);
        let found = checked::canonical::<WideInk<'_>>(bytes, ()).unwrap();
        assert_eq!((found, found.base64().unwrap().collect::<String>().as_str()), (made, "AA=="));
        assert!(WideInk { body: Wide::new("base6"), ..made }.base64().is_none());
        refused(checked::canonical::<WideInk<'_>>(b"a", ()), "text: shorter than its length says at byte 1");
        refused(checked::canonical::<WideInk<'_>>(b"a\0b\0", ()), "data: missing at byte 4");
        refused(checked::canonical::<WideInk<'_>>(b"\0\0a\0\0\0b\0", ()), "data: trailing data at byte 6");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_bytes(input in prop::collection::vec(prop_oneof![Just(0_u8), Just(0x80), Just(24), 0..9_u8], 0..32)) {
            _ = checked::canonical::<SessionText<'_>>(&input, ());
            _ = checked::canonical::<WebcamFrame<'_>>(&input, ());
            _ = checked::canonical::<WideInk<'_>>(&input, ());
        }

        #[test]
        fn what_is_built_is_read_back(id: [u8; 3], shorts: [u16; 3], longs: [u32; 2], text in ".{0,6}", nul: bool, pause: u8) {
            let text: &'static str = text.leak();
            checked::value(SessionText { id, kind: shorts[0], text: Wide::new(text), nul }, ());
            checked::value(WideInk { head: Wide::new(text), body: Wide::new(text), nul }, ());
            let [width, height, key_frame] = shorts;
            let [id, time] = longs;
            checked::value(WebcamFrame { pause, width, height, key_frame, has_codec: nul, id, time, data: text.as_bytes() }, ());
        }
    }
}
