//! Parameters as text: bytes that are checked when built, and decoded on demand.
//!
//! ```
//! use imwire::msnp::{Arg, Encoded, Escaped, Passport};
//!
//! let nick = Encoded::new("Auntie%20Em")?;
//! assert!(nick.decoded().eq(*b"Auntie Em"));
//! assert_eq!(Arg::new("Auntie Em").unwrap_err().to_string(), "parameter: invalid byte at byte 6");
//!
//! let mut room = [0; 387];
//! assert_eq!(Escaped::text("Auntie Em").into_encoded(&mut room)?, nick);
//!
//! let passport = Passport::new("alice@example.com;{5dc28b2f-0a55-4f1f-9c0b-111111111111}")?;
//! assert_eq!(passport.address(), b"alice@example.com");
//! assert_eq!(passport.endpoint(), Some(&b"{5dc28b2f-0a55-4f1f-9c0b-111111111111}"[..]));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Friendly names are UTF-8, percent-encoded; but servers leave UTF-8 as it is and clients
//! escape what they like, so two spellings of a name are equal only once decoded.
//!
//! Source: draft-movva-msn-messenger-protocol-00 §5; hypothetic.org, "MSN Messenger Protocol" 2.1,
//! General, for what has to be escaped; the MSN object in recorded `NLN` and `CHG` lines of MSN
//! Messenger 6 to Windows Live Messenger 2009.

use crate::error::{Error, ErrorKind, Part};
use crate::fields::{Encoding, Kind, Value};
use crate::lossy::text;
use crate::msnp::NetworkId;
use crate::msnp::field::Param;
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;

/// Where the first SP, CR or LF is.
pub(super) const fn separator(bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    while let [byte, after @ ..] = rest {
        if let b' ' | b'\r' | b'\n' = byte {
            return bytes.len().checked_sub(rest.len());
        }
        rest = after;
    }
    None
}

text! {
    Arg, |arg| arg.as_bytes().iter().copied();
    Encoded, |encoded| encoded.decoded();
    Passport, |passport| passport.as_bytes().iter().copied();
}

/// One parameter: one or more bytes, no SP, CR or LF. NUL is data.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Arg<'a>(&'a [u8]);

impl<'a> Arg<'a> {
    /// A parameter of this text or these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`], or [`ErrorKind::Separator`] for SP, CR, LF.
    pub fn new(bytes: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        Self::from_bytes(bytes.as_ref())
    }

    /// As [`new`](Self::new), for constants.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub const fn from_bytes(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.is_empty() {
            return Err(Error::new(ErrorKind::Empty, Part::PARAMETER, 0));
        }
        match separator(bytes) {
            Some(at) => Err(Error::new(ErrorKind::Separator, Part::PARAMETER, at)),
            None => Ok(Self(bytes)),
        }
    }

    /// What was found between two separators.
    #[inline(always)]
    pub(super) const fn trusted(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes as received.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The decimal number that the whole of it is, in 32 bits.
    #[inline]
    #[must_use]
    pub fn number(self) -> Option<u32> {
        match scan::decimal_u32(self.0) {
            Ok(([], number)) => Some(number),
            _ => None,
        }
    }

    /// Host and port of an address: `207.46.108.53:1863`, `messenger.hotmail.com`, `[2001:db8::1]:1863`. The port is
    /// absent if the address has none. `None` if the host is empty, or the port is no number up to 65,535.
    ///
    /// ```
    /// use imwire::msnp::Arg;
    ///
    /// assert_eq!(Arg::new("207.46.108.53:1863")?.host_port(), Some((&b"207.46.108.53"[..], Some(1863))));
    /// assert_eq!(Arg::new("messenger.hotmail.com")?.host_port(), Some((&b"messenger.hotmail.com"[..], None)));
    /// assert_eq!(Arg::new("messenger.hotmail.com:http")?.host_port(), None);
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub fn host_port(self) -> Option<(&'a [u8], Option<u16>)> {
        // The colons of an IPv6 address are within brackets.
        let start = self.0.iter().rposition(|&byte| byte == b']').unwrap_or_default();
        let (within, rest) = self.0.split_at_checked(start)?;
        let Some(colon) = rest.iter().position(|&byte| byte == b':') else { return Some((self.0, None)) };
        let (host, port) = self.0.split_at_checked(within.len().checked_add(colon)?)?;
        match scan::decimal_u32(port.get(1..)?) {
            Ok(([], port)) if !host.is_empty() => Some((host, Some(u16::try_from(port).ok()?))),
            _ => None,
        }
    }
}

/// A parameter with percent-encoding, for example a friendly name. [`Escaped`] makes it from plain text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Encoded<'a>(Arg<'a>);

impl<'a> Encoded<'a> {
    /// A parameter of these bytes, which are encoded already.
    ///
    /// # Errors
    /// As [`Arg::new`].
    pub fn new(bytes: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        Self::from_bytes(bytes.as_ref())
    }

    /// As [`new`](Self::new), for constants.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub const fn from_bytes(bytes: &'a [u8]) -> Result<Self, Error> {
        match Arg::from_bytes(bytes) {
            Ok(arg) => Ok(Self(arg)),
            Err(error) => Err(error),
        }
    }

    /// The bytes as received.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0.as_bytes()
    }

    /// The bytes that are meant. `%` and two hexadecimal digits of either case are one byte;
    /// any other `%` means itself, and so does `+`.
    #[inline]
    #[must_use]
    pub const fn decoded(self) -> EncodedBytes<'a> {
        EncodedBytes { rest: self.as_bytes() }
    }
}

/// The bytes of an [`Encoded`] parameter, one by one.
#[derive(Clone, Copy, Debug)]
pub struct EncodedBytes<'a> {
    rest: &'a [u8],
}

impl<'a> EncodedBytes<'a> {
    /// What these bytes mean, which need not be a parameter.
    pub(super) const fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }
}

impl Iterator for EncodedBytes<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let (byte, rest) = match self.rest {
            [b'%', high, low, rest @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                (nibble(*high) << 4 | nibble(*low), rest)
            }
            [byte, rest @ ..] => (*byte, rest),
            [] => return None,
        };
        self.rest = rest;
        Some(byte)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.rest.len().div_ceil(3), Some(self.rest.len()))
    }
}

#[expect(clippy::arithmetic_side_effects, reason = "at most fifteen")]
const fn nibble(digit: u8) -> u8 {
    // The low bits of a letter count from 1, of a digit from 0.
    (digit & 0x0f) + if digit.is_ascii_digit() { 0 } else { 9 }
}

/// Plain text that is written percent-encoded, without a buffer of its own. What it writes is
/// what [`Encoded`] holds, and decoded it is the text again, whatever bytes that has.
///
/// ```
/// use imwire::{Encode, msnp::{Escaped, TrId, ns::Adg}};
///
/// // Servers take no longer name than this; of a phone number they take 95 bytes.
/// let mut room = [0; 387];
/// let group_name = Escaped::text("Tea & cake, 100%").into_encoded(&mut room)?;
/// assert_eq!(group_name.as_bytes(), b"Tea%20&%20cake,%20100%25");
///
/// let adg = Adg { trid: TrId(10), group_name, zero: None };
/// assert_eq!(adg.encode_into(&mut [0; 64])?, b"ADG 10 Tea%20&%20cake,%20100%25\r\n");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Escaped<'a> {
    text: &'a [u8],
    escapes: Escapes,
}

/// Which bytes are escaped.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Escapes {
    /// Up to SP, and `%`.
    Few,
    /// All but ASCII letters, digits and `-`, `.`, `_`.
    Most,
}

impl Escapes {
    const fn escapes(self, byte: u8) -> bool {
        match self {
            Self::Few => byte <= b' ' || byte == b'%',
            Self::Most => !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')),
        }
    }
}

impl<'a> Escaped<'a> {
    /// A name, of a user or a group, or a phone number: `%`, SP and the bytes below it are escaped,
    /// which is all that has to be, and UTF-8 is not.
    ///
    /// So do the official clients, by a report of 2004 (fanatic.net.nz, "Bypassing Messenger Word
    /// Filter") and the phone numbers of the MSNP wiki, `1%20(222)%203333`. Others escape more: aMSN
    /// all but letters, digits and parentheses, gaim all but letters and digits. It means the same.
    #[must_use]
    pub fn text(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { text: text.as_ref(), escapes: Escapes::Few }
    }

    /// An `msnobj` element, as the official clients write it in `CHG`: all is escaped but ASCII
    /// letters, digits and `-`, `.`, `_`.
    ///
    /// `%3Cmsnobj%20Creator%3D%22anotherdude%40hotmail.com%22%20Size%3D%2225235%22…%2F%3E`. No
    /// object with `!`, `*`, `'`, `(`, `)` or `~` in it is known: those may have been plain,
    /// as `+` does in samples of MSN Messenger 6 and `%2B` in those of later versions.
    #[must_use]
    pub fn object(element: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { text: element.as_ref(), escapes: Escapes::Most }
    }

    /// Writes it to the start of `buffer`, as a parameter.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] for an empty text, which no parameter can carry; [`ErrorKind::NoRoom`].
    pub fn into_encoded(self, buffer: &mut [u8]) -> Result<Encoded<'_>, Error> {
        Encoded::new(self.encode_into(buffer)?)
    }
}

impl Encode for Escaped<'_> {
    #[inline]
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut rest = self.text;
        let next = |text: &[u8]| text.iter().position(|&byte| self.escapes.escapes(byte));
        while let Some((plain, [byte, after @ ..])) = next(rest).and_then(|at| rest.split_at_checked(at)) {
            sink.put(plain)?;
            sink.put(&[b'%', digit(byte >> 4), digit(byte & 0x0f)])?;
            rest = after;
        }
        sink.put(rest)
    }
}

/// In upper case, as the MSN objects of the official clients mostly have it.
#[expect(clippy::arithmetic_side_effects, reason = "of sixteen values")]
const fn digit(nibble: u8) -> u8 {
    match nibble & 0x0f {
        value @ 0..=9 => b'0' + value,
        value => b'A' - 10 + value,
    }
}

/// A user: the e-mail form of a Passport, and what some dialects put around it.
///
/// | | |
/// |---|---|
/// | `alice@example.com` | |
/// | `alice@example.com;{5dc28b2f-…}` | from MSNP16: one of the places where the user is signed in |
/// | `1:alice@example.com` | from MSNP18: the network before the address |
/// | `1:alice@example.com;via=9:guid@live.com` | from MSNP18: by way of a circle |
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Passport<'a>(Arg<'a>);

impl<'a> Passport<'a> {
    /// A passport of this text or these bytes.
    ///
    /// # Errors
    /// As [`Arg::new`].
    pub fn new(bytes: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        Self::from_bytes(bytes.as_ref())
    }

    /// As [`new`](Self::new), for constants.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub const fn from_bytes(bytes: &'a [u8]) -> Result<Self, Error> {
        match Arg::from_bytes(bytes) {
            Ok(arg) => Ok(Self(arg)),
            Err(error) => Err(Error::new(error.kind(), Part::PASSPORT, error.at())),
        }
    }

    /// The bytes as received.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0.as_bytes()
    }

    /// The network, if it comes before the address.
    #[must_use]
    pub fn network(self) -> Option<NetworkId> {
        let (_, network) = scan::until(b':')(self.as_bytes()).ok()?;
        match scan::decimal_u32(network) {
            Ok(([], number)) => Some(NetworkId(number)),
            _ => None,
        }
    }

    /// The address: without network, place and circle.
    #[must_use]
    pub fn address(self) -> &'a [u8] {
        let user = scan::until(b';')(self.as_bytes()).map_or(self.as_bytes(), |(_, user)| user);
        match scan::until(b':')(user) {
            Ok((address, network)) if !network.is_empty() && network.iter().all(u8::is_ascii_digit) => {
                address
            }
            _ => user,
        }
    }

    /// The GUID of a place, in braces.
    #[must_use]
    pub fn endpoint(self) -> Option<&'a [u8]> {
        self.extras().find(|extra| extra.starts_with(b"{"))
    }

    /// The circle by way of which the user is known: `9:guid@live.com`.
    #[must_use]
    pub fn via(self) -> Option<Self> {
        let via = self.extras().find_map(|extra| extra.strip_prefix(b"via="))?;
        if via.is_empty() { None } else { Some(Self(Arg::trusted(via))) }
    }

    /// What follows each `;`.
    fn extras(self) -> impl Iterator<Item = &'a [u8]> {
        self.as_bytes().split(|&byte| byte == b';').skip(1)
    }
}

impl<'a> Param<'a> for Arg<'a> {
    const KIND: Kind = Kind::Text;

    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Ok(Self::trusted(text))
    }

    #[inline]
    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Text(self.as_bytes()))
    }
}

impl<'a> Param<'a> for Encoded<'a> {
    const KIND: Kind = Kind::Encoded(Encoding::Percent);

    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Ok(Arg::trusted(text).into())
    }

    #[inline]
    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Encoded(self.as_bytes()))
    }
}

impl<'a> Param<'a> for Passport<'a> {
    const KIND: Kind = Kind::Text;

    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Ok(Arg::trusted(text).into())
    }

    #[inline]
    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Text(self.as_bytes()))
    }
}

impl<'a> From<Arg<'a>> for Encoded<'a> {
    fn from(arg: Arg<'a>) -> Self {
        Self(arg)
    }
}

impl<'a> From<Arg<'a>> for Passport<'a> {
    fn from(arg: Arg<'a>) -> Self {
        Self(arg)
    }
}

impl fmt::Debug for Arg<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

impl fmt::Debug for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Debug for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Escaped(\"{}\")", self.text.escape_ascii())
    }
}

impl fmt::Debug for Passport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The parameters of a line. Several spaces count as one, and those at the end for nothing:
/// the escargot server writes one there when a list is empty.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    rest: &'a [u8],
}

impl<'a> Args<'a> {
    /// The parameters in `text`, which holds no CR and no LF.
    pub(super) const fn of(text: &'a [u8]) -> Self {
        Self { rest: text }
    }

    /// What was not iterated over yet, as received.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.rest
    }
}

impl Args<'_> {
    /// How many there are. Unlike [`count`](Iterator::count) it cannot overflow, as far as the optimizer can tell.
    pub(super) fn how_many(self) -> usize {
        scan::count(self)
    }
}

impl<'a> Iterator for Args<'a> {
    type Item = Arg<'a>;

    #[inline]
    fn next(&mut self) -> Option<Arg<'a>> {
        let text = scan::skip_spaces(self.rest);
        let end = scan::find(b' ', text).unwrap_or(text.len());
        let (arg, rest) = text.split_at_checked(end)?;
        self.rest = rest;
        if arg.is_empty() { None } else { Some(Arg::trusted(arg)) }
    }
}

impl fmt::Debug for Args<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(*self).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn decodes(encoded: &[u8], expected: &[u8]) {
        assert_eq!(Encoded::new(encoded).unwrap().decoded().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn of_text_and_in_constants() {
        const ALICE: Passport<'_> = match Passport::from_bytes(b"alice@example.com") {
            Ok(passport) => passport,
            Err(_) => panic!(),
        };
        assert_eq!(Passport::new("alice@example.com"), Ok(ALICE));
        assert_eq!(Passport::new(&String::from("alice@example.com")), Ok(ALICE));
        assert_eq!(Arg::new("").unwrap_err().to_string(), "parameter: empty at byte 0");
        assert_eq!(Encoded::new("a b").unwrap_err().to_string(), "parameter: invalid byte at byte 1");
    }

    #[track_caller]
    fn host_port(address: &[u8], expected: Option<(&[u8], Option<u16>)>) {
        assert_eq!(Arg::new(address).unwrap().host_port(), expected);
    }

    #[test]
    fn addresses() {
        host_port(b"207.46.108.53:1863", Some((b"207.46.108.53", Some(1863))));
        host_port(b"a", Some((b"a", None)));
        host_port(b"0", Some((b"0", None)));
        host_port(b"[::1]", Some((b"[::1]", None)));
        host_port(b"[::1]:80", Some((b"[::1]", Some(80))));
        host_port(b"a:65535", Some((b"a", Some(65535))));
        for bad in [&b"a:65536"[..], b"a:", b":80", b":", b"a:80:", b"::1", b"a:4294967376"] {
            host_port(bad, None);
        }
    }

    #[test]
    fn percent_encoding() {
        decodes(b"Auntie%20Em", b"Auntie Em");
        decodes(b"B\xc3\xb6b%20%2541%20100%25", "Böb %41 100%".as_bytes());
        decodes(b"%3c%3C+%00", b"<<+\0");
        decodes(b"%", b"%");
        decodes(b"100%", b"100%");
        decodes(b"%2", b"%2");
        decodes(b"%zz%2g%%20", b"%zz%2g% ");
        decodes(b"%ff%Fe", b"\xff\xfe");
    }

    #[track_caller]
    fn escapes(text: Escaped<'_>, expected: &str) {
        let mut room = [0; 256];
        let encoded = text.into_encoded(&mut room).unwrap();
        assert_eq!(
            encoded.as_bytes().escape_ascii().to_string(),
            expected.as_bytes().escape_ascii().to_string()
        );
        assert!(encoded.decoded().eq(text.text.iter().copied()));
        assert_eq!(text.encoded_len(), expected.len());
    }

    #[test]
    fn plain_text_to_percent_encoding() {
        escapes(Escaped::text("Auntie Em"), "Auntie%20Em");
        escapes(Escaped::text("  "), "%20%20");
        escapes(Escaped::text("Böb %41 100%"), "Böb%20%2541%20100%25");
        escapes(Escaped::text("1 (222) 3333"), "1%20(222)%203333");
        escapes(Escaped::text("Renamed & Co"), "Renamed%20&%20Co");
        escapes(Escaped::text("a+b=c, <d>; \x7f"), "a+b=c,%20<d>;%20\x7f");
        escapes(Escaped::text(b"\0\t\r\n\x1f"), "%00%09%0D%0A%1F");
        escapes(
            // As the documents have it of MSN Messenger 6.
            Escaped::object(
                "<msnobj Creator=\"bob@example.com\" Size=\"24539\" Type=\"3\" Location=\"TFR2C.tmp\" \
                 Friendly=\"AAA=\" SHA1D=\"trC8SlFx2sWQxZMIBAWSEnXc8oQ=\"/>",
            ),
            "%3Cmsnobj%20Creator%3D%22bob%40example.com%22%20Size%3D%2224539%22%20Type%3D%223%22%20\
             Location%3D%22TFR2C.tmp%22%20Friendly%3D%22AAA%3D%22%20\
             SHA1D%3D%22trC8SlFx2sWQxZMIBAWSEnXc8oQ%3D%22%2F%3E",
        );
        escapes(Escaped::object("le_rasta-2.ö+/~"), "le_rasta-2.%C3%B6%2B%2F%7E");
    }

    #[test]
    fn text_that_is_no_parameter() {
        let refused = |text, room: &mut [u8]| Escaped::text(text).into_encoded(room).unwrap_err().to_string();
        assert_eq!(refused("", &mut [0; 8]), "parameter: empty at byte 0");
        assert_eq!(refused("Al B", &mut [0; 5]), "buffer: no room left at byte 5");
        assert_eq!(refused("Al B", &mut [0; 4]), "buffer: no room left at byte 2");
    }

    #[test]
    fn parts_of_a_passport() {
        let plain = Passport::new("alice@example.com").unwrap();
        assert_eq!((plain.network(), plain.endpoint(), plain.via()), (None, None, None));
        assert_eq!(plain.address(), b"alice@example.com");
        let circle = Passport::new("1:alice@example.com;via=9:00000000-0000@live.com").unwrap();
        assert_eq!(
            (circle.network(), circle.address()),
            (Some(NetworkId::WINDOWS_LIVE), &b"alice@example.com"[..])
        );
        let via = circle.via().unwrap();
        assert_eq!((via.network(), via.address()), (Some(NetworkId::CIRCLE), &b"00000000-0000@live.com"[..]));
        for odd in [&b":"[..], b";", b"a:b@c", b"1:", b";via=", b"99999999999:a", b"x;{y};z"] {
            let odd = Passport::new(odd).unwrap();
            let _ = (odd.network(), odd.address(), odd.endpoint(), odd.via());
        }
    }

    #[test]
    fn arguments_refused() {
        for bad in [&b""[..], b" ", b"a b", b"a\r", b"a\n"] {
            assert!(Arg::new(bad).is_err());
        }
        let error = Passport::new("alice @example.com").unwrap_err();
        assert_eq!(error.to_string(), "passport: invalid byte at byte 5");
        assert_eq!(Passport::new("").unwrap_err().to_string(), "passport: empty at byte 0");
        assert!(Arg::new(b"a\0b\t\xff").is_ok());
    }
}
