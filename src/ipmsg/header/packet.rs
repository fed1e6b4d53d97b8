//! A packet in colon form: six fields.

use super::form::Form;
use super::mode::Mode;
use super::name::Name;
use super::number::Number;
use super::version::Version;
use super::word::CommandWord;
use crate::error::{Error, ErrorKind, Fault, Part, error_of};
use crate::ipmsg::text::{Shown, without_nuls};
use crate::lossy::Lossy;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::{IResult, Parser};

/// A packet in colon form.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Packet<'a> {
    /// The version: `1`, or what a clone makes of it.
    pub version: Version<'a>,
    /// The packet number, chosen by the sender and echoed in receipts.
    pub packet_no: Number<'a, u64>,
    /// The login name of the sender.
    pub user: Name<'a>,
    /// The host name of the sender.
    pub host: Name<'a>,
    /// The command word as a number; [`word`](Packet::word) takes it apart. If there is no
    /// additional section, the NULs that end the packet belong to the text of this number.
    pub command: Number<'a, u32>,
    /// All that follows the fifth colon; `None` if there is no fifth colon. Nearly all clients
    /// end it with a NUL, which is part of it.
    pub additional: Option<&'a [u8]>,
}

impl From<CommandWord> for Number<'_, u32> {
    fn from(word: CommandWord) -> Self {
        Self::new(word.bits())
    }
}

impl Packet<'_> {
    /// The command word.
    #[inline]
    #[must_use]
    pub const fn word(&self) -> CommandWord {
        CommandWord::from_bits(self.command.value())
    }

    /// Which form the additional section has: the command word says it, but `FeiQ` uses the value of
    /// `DIR_POLL` for a command without a body.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::{Form, Packet}};
    ///
    /// assert_eq!(Packet::parse(b"1:9:taro:PC-02:176:taro\0")?.form(), Form::Entry);
    /// let feiq = Packet::parse(b"1_lbt6_0#128#001122AABBCC#0#0#0#4001#9:9:wang:PC:176:\0")?;
    /// assert_eq!((feiq.form(), feiq.mode_name()), (Form::Empty, Some("FEIQ_ASSIST")));
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[inline]
    #[must_use]
    pub fn form(&self) -> Form {
        if self.is_feiq_assist() { Form::Empty } else { Form::of(self.word()) }
    }

    /// The name of the command; `None` for a value that no client is known to use.
    #[must_use]
    pub fn mode_name(&self) -> Option<&'static str> {
        if self.is_feiq_assist() { Some("FEIQ_ASSIST") } else { self.word().mode().name() }
    }

    /// A request for remote assistance.
    #[inline]
    fn is_feiq_assist(&self) -> bool {
        self.word().mode() == Mode::DIR_POLL && self.version.feiq().is_some()
    }
}

impl<'a> Wire<'a> for Packet<'a> {
    type Context = ();

    /// Takes all of its input: a packet has no end of its own.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        packet
    }

    /// As the grammar, without the detour over the rest of the input, which is always empty.
    #[inline]
    fn parse_with(input: &'a [u8], (): ()) -> Result<Self, Error> {
        match common_packet(input) {
            Some(packet) => Ok(packet),
            None => parse_any(input),
        }
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        if self.additional.is_some()
            && self.command.text().is_some_and(|text| text.ends_with(&[0]) || text.ends_with(b"\n"))
        {
            return Err(Error::new(ErrorKind::Nul, Part::COMMAND, 0));
        }
        Ok(())
    }
}

#[inline(always)]
fn packet(input: &[u8]) -> IResult<&[u8], Packet<'_>, Fault> {
    match common_packet(input) {
        Some(packet) => Ok((&[], packet)),
        None => any_packet(input),
    }
}

/// A good packet; nothing is remembered for an error, which would cost as much as a field. Each
/// part has its common form read in line, and any other out of line by the general leaf: one
/// packet in three has such a part. On 32-bit targets the general leaves are all there is.
#[inline(always)]
fn common_packet(input: &[u8]) -> Option<Packet<'_>> {
    if cfg!(not(target_pointer_width = "64")) {
        return None;
    }
    let (version, rest) = match input {
        [b'0'..=b'9', b':', rest @ ..] => (input.get(..1)?, rest),
        _ => split_colon(input, far_colon(input)?)?,
    };
    if let b"" | b"IP2" = version {
        return None;
    }
    let (rest, packet_no) = match common_packet_no(rest) {
        Some(found) => found,
        None => packet_no(rest).ok()?,
    };
    let (user, rest) = until_colon(rest)?;
    let (host, rest) = until_colon(rest)?;
    let (command, additional) = match common_command(rest) {
        Some(found) => found,
        None => command(rest).ok()?.1,
    };
    let (version, user, host) = (Version::trusted(version), Name::trusted(user), Name::trusted(host));
    Some(Packet { version, packet_no, user, host, command, additional })
}

/// Ten digits, seconds since 1970, and a colon.
#[inline(always)]
fn common_packet_no(input: &[u8]) -> Option<(&[u8], Number<'_, u64>)> {
    let ([digits @ .., b':'], rest) = input.split_first_chunk::<11>()? else { return None };
    Some((rest, Number::trusted(scan::ten_digits(digits)?, digits)))
}

type Command<'a> = (Number<'a, u32>, Option<&'a [u8]>);

/// One to nine digits and a colon.
#[inline(always)]
fn common_command(input: &[u8]) -> Option<Command<'_>> {
    let (text, value, additional) = scan::nine_digits(b':', input)?;
    Some((Number::trusted(value, text), Some(additional)))
}

/// Every packet, and what is wrong with those that are none.
#[inline(never)]
fn any_packet(input: &[u8]) -> IResult<&[u8], Packet<'_>, Fault> {
    (version, packet_no, name(Part::USER, Part::HOST), name(Part::HOST, Part::COMMAND), command)
        .map(|(version, packet_no, user, host, (command, additional))| Packet {
            version,
            packet_no,
            user,
            host,
            command,
            additional,
        })
        .parse(input)
}

#[cold]
#[inline(never)]
fn parse_any(input: &[u8]) -> Result<Packet<'_>, Error> {
    match any_packet(input) {
        Ok((_, packet)) => Ok(packet),
        Err(error) => Err(error_of(error, input)),
    }
}

/// Any version, and the colon.
#[cold]
#[inline(never)]
fn version(input: &[u8]) -> IResult<&[u8], Version<'_>, Fault> {
    match input {
        [] | [b':', ..] => Fault::err(ErrorKind::Empty, Part::VERSION, input),
        [b'I', b'P', b'2', b':', ..] => Fault::err(ErrorKind::Dictionary, Part::VERSION, input),
        _ => name(Part::VERSION, Part::PACKET_NO).map(|name| Version::trusted(name.as_bytes())).parse(input),
    }
}

/// Any packet number, and the colon.
#[cold]
#[inline(never)]
fn packet_no(input: &[u8]) -> IResult<&[u8], Number<'_, u64>, Fault> {
    let (after, value) = match scan::decimal_u64(scan::skip_blanks(input)) {
        Ok((after, value)) => (scan::skip_blanks(after), value),
        Err(error) => return number_fault(&error, Part::PACKET_NO, input),
    };
    match (after, input.get(..input.len().wrapping_sub(after.len()))) {
        ([b':', rest @ ..], Some(text)) => Ok((rest, Number::trusted(value, text))),
        ([], _) => Fault::err(ErrorKind::Missing, Part::USER, after),
        _ => Fault::err(ErrorKind::NotDecimal, Part::PACKET_NO, input),
    }
}

/// The bytes before the next colon and those after it, unless a NUL comes first. Most names end
/// within 16 bytes, and nearly all within 32.
#[inline(always)]
fn until_colon(input: &[u8]) -> Option<(&[u8], &[u8])> {
    if let Some(at) = scan::find2_near(b':', 0, input) {
        return split_colon(input, at);
    }
    if let Some(at) = input.get(16..).and_then(|rest| scan::find2_near(b':', 0, rest)) {
        return split_colon(input, at.wrapping_add(16));
    }
    split_colon(input, far_colon(input)?)
}

#[cold]
#[inline(never)]
fn far_colon(input: &[u8]) -> Option<usize> {
    scan::find2(b':', 0, input)
}

#[inline(always)]
fn split_colon(input: &[u8], at: usize) -> Option<(&[u8], &[u8])> {
    match input.get(at)? {
        b':' => Some((input.get(..at)?, input.get(at.wrapping_add(1)..)?)),
        _ => None,
    }
}

/// The bytes before the next colon. If there is none, what should follow is missing.
fn name<'a>(part: Part, next: Part) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Name<'a>, Fault> {
    move |input| match far_colon(input).and_then(|at| split_colon(input, at)) {
        Some((name, rest)) => Ok((rest, Name::trusted(name))),
        None => name_fault(part, next, input),
    }
}

#[cold]
#[inline(never)]
fn name_fault<T>(part: Part, next: Part, input: &[u8]) -> IResult<&[u8], T, Fault> {
    if input.contains(&0) {
        Fault::err(ErrorKind::Nul, part, input)
    } else {
        Fault::err(ErrorKind::Missing, next, &[])
    }
}

#[cold]
#[inline(never)]
fn command(input: &[u8]) -> IResult<&[u8], Command<'_>, Fault> {
    let (after, value) = match scan::decimal_u32(scan::skip_blanks(input)) {
        Ok((after, value)) => (scan::skip_blanks(after), value),
        Err(error) => return number_fault(&error, Part::COMMAND, input),
    };
    match (after, input.get(..input.len().wrapping_sub(after.len()))) {
        ([b':', additional @ ..], Some(text)) => Ok((&[], (Number::trusted(value, text), Some(additional)))),
        // The end: a line end from a shell, or the NULs that end the packet.
        (end, _) if without_line_end(end).iter().all(|&byte| byte == 0) => {
            Ok((&[], (Number::trusted(value, input), None)))
        }
        _ => Fault::err(ErrorKind::NotDecimal, Part::COMMAND, input),
    }
}

const fn without_line_end(rest: &[u8]) -> &[u8] {
    match rest {
        [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] => rest,
        _ => rest,
    }
}

/// What is wrong with the number at the front of `field`, as the leaf found it.
#[cold]
fn number_fault<'a, T>(error: &nom::Err<Fault>, part: Part, field: &'a [u8]) -> IResult<&'a [u8], T, Fault> {
    match (field, error) {
        ([] | [b':', ..], _) => Fault::err(ErrorKind::Empty, part, field),
        (_, nom::Err::Error(fault)) => Fault::err(fault.kind(), part, field),
        _ => Fault::err(ErrorKind::NotDecimal, part, field),
    }
}

impl Encode for Packet<'_> {
    #[inline]
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.version.as_bytes())?;
        sink.put(b":")?;
        self.packet_no.encode(sink)?;
        sink.put(b":")?;
        sink.put(self.user.as_bytes())?;
        sink.put(b":")?;
        sink.put(self.host.as_bytes())?;
        sink.put(b":")?;
        self.command.encode(sink)?;
        match self.additional {
            Some(additional) => {
                sink.put(b":")?;
                sink.put(additional)
            }
            None => Ok(()),
        }
    }
}

/// One line that is safe to show in a terminal: version, packet number, sender, command, and the additional
/// section as UTF-8 without the NULs at its end.
///
/// ```
/// use imwire::{Wire, ipmsg::Packet};
///
/// let packet = Packet::parse(b"1:100:taro:PC-02:288:see\0\x1b[2J\n\0")?;
/// assert_eq!(packet.to_string(), r"1 100 taro@PC-02 SENDMSG|SENDCHECK see\u{0}\u{1b}[2J\n");
/// # Ok::<(), imwire::Error>(())
/// ```
impl fmt::Display for Packet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (version, packet_no, word) = (self.version, self.packet_no.value(), self.word());
        write!(f, "{version} {packet_no} {}@{} ", self.user, self.host)?;
        match self.mode_name() {
            Some(name) => f.write_str(name)?,
            None => write!(f, "{}", word.mode())?,
        }
        word.show_options(f)?;
        match without_nuls(self.additional.unwrap_or_default()) {
            [] => Ok(()),
            section => write!(f, " {}", Lossy::of(section)),
        }
    }
}

impl fmt::Debug for Packet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Packet")
            .field("version", &self.version)
            .field("packet_no", &self.packet_no)
            .field("user", &self.user)
            .field("host", &self.host)
            .field("command", &self.command)
            .field("additional", &self.additional.map(Shown))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(input: &[u8], message: &str) {
        assert_eq!(Packet::parse(input).unwrap_err().to_string(), message);
    }

    #[test]
    fn refusals_name_the_part_and_its_first_byte() {
        refused(b"", "version: empty at byte 0");
        refused(b":1:u:h:32:x", "version: empty at byte 0");
        refused(b"1\0:1:u:h:32:x", "version: contains NUL at byte 0");
        refused(b"IP2:3d:key1:3:3e8:Z", "version: starts a dictionary packet at byte 0");
        refused(b"IP2:1:u:h:32:x", "version: starts a dictionary packet at byte 0");
        refused(b"1", "packet number: missing at byte 1");
        refused(b"1:", "packet number: empty at byte 2");
        refused(b"1::u:h:32:x", "packet number: empty at byte 2");
        refused(b"1:+1:u:h:32:x", "packet number: not a decimal number at byte 2");
        refused(b"1:12a:u:h:32:x", "packet number: not a decimal number at byte 2");
        refused(b"1: 1 2:u:h:32:x", "packet number: not a decimal number at byte 2");
        refused(b"1:18446744073709551616:u:h:32:x", "packet number: over 64 bits at byte 2");
        refused(b"1:5", "user: missing at byte 3");
        refused(b"1:5:u", "host: missing at byte 5");
        refused(b"1:1700000000:u\0:h:32:x", "user: contains NUL at byte 13");
        refused(b"1:5:u:h\0h:32:x", "host: contains NUL at byte 6");
        refused(b"1:5:u:32", "command: missing at byte 8");
        refused(b"1:5:u:h:", "command: empty at byte 8");
        refused(b"1:5:u:h::x", "command: empty at byte 8");
        refused(b"1:5:u:h:4294967296:x", "command: over 32 bits at byte 8");
        refused(b"1:5:u:h:32;x", "command: not a decimal number at byte 8");
        refused(b"1:5:u:h:32\0x", "command: not a decimal number at byte 8");
        refused(b"1:5:u:h:32\0:x", "command: not a decimal number at byte 8");
    }

    #[track_caller]
    fn kept(input: &[u8], packet_no: u64, command: u32, additional: Option<&[u8]>) {
        let packet = Packet::parse(input).unwrap();
        assert_eq!((packet.packet_no.value(), packet.word().bits()), (packet_no, command));
        assert_eq!(packet.additional, additional);
        assert_eq!(packet.encode_into(&mut [0; 64]), Ok(input));
    }

    #[test]
    fn odd_packets_go_out_as_they_came_in() {
        kept(b"1:1:u:h:0", 1, 0, None);
        kept(b"1:1:u:h:0\0\0", 1, 0, None);
        kept(b"1:1:u:h: 032 \0", 1, 32, None);
        kept(b"1:1:u:h:0:", 1, 0, Some(b""));
        kept(b"1:\t007 ::: 288 ::\0", 7, 288, Some(b":\0"));
        kept(b"1:0000000000000000000000000000001:::1:", 1, 1, Some(b""));
        kept(b"7:0123456789:u:h:4294967295:", 123_456_789, u32::MAX, Some(b""));
        kept(b"77:0123456789:u:h:1:", 123_456_789, 1, Some(b""));
        kept(b"1:18446744073709551615:u:h:1:", u64::MAX, 1, Some(b""));
    }

    #[test]
    fn debug_shows_text() {
        #[track_caller]
        fn case(input: &[u8], shown: &str) {
            assert_eq!(format!("{:?}", Packet::parse(input).unwrap()), shown);
        }
        case(
            b"1:0100:t\xe9:PC:288:see\0\n\xff",
            r#"Packet { version: Version("1"), packet_no: 100 ("0100"), user: "t\xe9", host: "PC", command: 288 ("288"), additional: Some("see\x00\n\xff") }"#,
        );
        case(
            b"1:1:u:h:0",
            r#"Packet { version: Version("1"), packet_no: 1 ("1"), user: "u", host: "h", command: 0 ("0"), additional: None }"#,
        );
    }

    #[test]
    fn display_is_one_line() {
        #[track_caller]
        fn case(input: &[u8], shown: &str) {
            assert_eq!(Packet::parse(input).unwrap().to_string(), shown);
        }
        case(
            b"1:0100:t\xe9:PC:288:see\0\n\xff\0\0",
            "1 100 t\u{fffd}@PC SENDMSG|SENDCHECK see\\u{0}\\n\u{fffd}",
        );
        case(b"1:1:u:h:0", "1 1 u@h NOOPERATION");
        case(b"1:1:u:h:0:\0", "1 1 u@h NOOPERATION");
        case(b"1:1:u:h:2147483653:x", "1 1 u@h 0x05|0x80000000 x");
        case(b"1\x1b:1:\xe2\x80\xaeu:h\r:32:", "1\\u{1b} 1 \\u{202e}u@h\\r SENDMSG");
        case(b"1_lbt8:1:u:h:33554608:", "1_lbt8 1 u@h FEIQ_ASSIST|CAPIPDICT");
        case(b"1_iptux:1:u:h:176:", "1_iptux 1 u@h DIR_POLL");
    }

    #[test]
    fn a_value_that_would_be_read_differently_does_not_fit() {
        let mut packet = Packet::parse(b"1:1:u:h:0\0").unwrap();
        assert_eq!(packet.check(()), Ok(()));
        packet.additional = Some(b"x");
        assert_eq!(packet.check(()).unwrap_err().to_string(), "command: contains NUL at byte 0");
    }
}
