//! Host lists: `GETLIST` asks for one, `ANSLIST` brings it, in parts.
//!
//! ```text
//!     0 BEL     1 BEL taro BEL PC-02 BEL 21233664 BEL 192.0.2.2 BEL 30985 BEL taro BEL BS BEL NUL
//! │         │         │        │         │            │             │         │        └ group: none
//! │         │         │        │         │            │             │         └ nickname
//! │         │         │        │         │            │             └ port 2425, octets swapped
//! │         │         │        │         │            └ address
//! │         │         └ user   └ host    └ status: the options of an entry
//! │         └ how many follow
//! └ where to go on; 0: this was the last part
//! ```
//! (without the blanks, but those that fill the first two numbers up to five places)
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{EntryOptions, Host, HostField, HostList, HostStatus, Items, Port}};
//!
//! let list = HostList::parse(
//!     b"    0\x07    1\x07taro\x07PC-02\x0721233664\x07192.0.2.2\x0730985\x07taro\x07\x08\x07\0",
//!     (),
//! )?;
//! let host = list.hosts.iter().next().unwrap()?;
//! assert_eq!(host.user.as_bytes(), b"taro");
//! assert!(host.status.options().contains(EntryOptions::CAPUTF8));
//! assert_eq!(host.port.swapped(), Some(2425));
//! assert_eq!(host.group.as_bytes(), b""); // the BS
//!
//! let hosts = [host];
//! let mut buffer = [0; 80];
//! assert_eq!(
//!     HostList::new(37, &hosts).encode_into(&mut buffer)?,
//!     b"   37\x07    1\x07taro\x07PC-02\x0721233664\x07192.0.2.2\x0730985\x07taro\x07\x08\x07\0",
//! );
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! The texts are UTF-8 or not as the packet says ([`CommonOptions::UTF8`](crate::ipmsg::CommonOptions::UTF8)),
//! and the official client sends UTF-8 if `GETLIST` had that option or `CAPUTF8`.
//!
//! Source: the official client 3.31 and 4.99, `mainwin.cpp` and `miscfunc.cpp`; libipmsg.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::fields::BEL;
use crate::ipmsg::items::Item;
use crate::ipmsg::receipt::signed;
use crate::ipmsg::text::{Shown, ip, skip_nuls, split_nul};
use crate::ipmsg::{EntryOptions, Items, Mode, Text};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use core::net::IpAddr;
use nom::IResult;

/// What stands in an empty field, so that no two separators stand together.
const BS: u8 = 8;

/// The additional section of `ANSLIST`: a part of a host list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HostList<'a> {
    /// The number to ask for next with `GETLIST`; 0 if this was the last part.
    pub next: u32,
    /// How many hosts follow, as the sender says. What follows is what counts.
    pub count: u32,
    /// The hosts.
    pub hosts: Items<'a, Host<'a>>,
}

impl<'a> HostList<'a> {
    /// A part of a host list. `next`: where the next part begins, 0 if there is none.
    #[must_use]
    pub fn new(next: u32, hosts: &'a [Host<'a>]) -> Self {
        Self { next, count: u32::try_from(hosts.len()).unwrap_or(u32::MAX), hosts: Items::new(hosts) }
    }
}

impl<'a> Wire<'a> for HostList<'a> {
    type Context = ();

    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        host_list
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

fn host_list(input: &[u8]) -> IResult<&[u8], HostList<'_>, Fault> {
    const NEXT: Part = Part::named("next host");
    const COUNT: Part = Part::named("host count");
    let (rest, next) = counter(NEXT, input)?;
    let [BEL, rest @ ..] = rest else { return Fault::err(ErrorKind::Missing, COUNT, rest) };
    let (rest, count) = counter(COUNT, rest)?;
    let hosts = match rest {
        [BEL, hosts @ ..] => hosts,
        end => end,
    };
    let (bytes, behind) = split_nul(hosts);
    let at = input.len().wrapping_sub(hosts.len());
    Ok((skip_nuls(behind), HostList { next, count, hosts: Items::on_wire(bytes, at) }))
}

/// A decimal number among blanks, up to a BEL or the end: the official client fills with blanks in
/// front, libipmsg behind.
fn counter(part: Part, input: &[u8]) -> IResult<&[u8], u32, Fault> {
    match (input, scan::decimal_u32(scan::skip_blanks(input))) {
        ([] | [BEL | 0, ..], _) => Fault::err(ErrorKind::Empty, part, input),
        (_, Ok((rest, value))) => match scan::skip_blanks(rest) {
            rest @ ([] | [BEL | 0, ..]) => Ok((rest, value)),
            _ => Fault::err(ErrorKind::NotDecimal, part, input),
        },
        (_, Err(nom::Err::Error(fault))) => Fault::err(fault.kind(), part, input),
        (_, Err(_)) => Fault::err(ErrorKind::NotDecimal, part, input),
    }
}

impl Encode for HostList<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        put_counter(sink, self.next)?;
        put_counter(sink, self.count)?;
        self.hosts.encode(sink)?;
        sink.put(&[0])
    }
}

/// As C's `%5d`, and a BEL.
fn put_counter<S: Sink + ?Sized>(sink: &mut S, value: u32) -> Result<(), S::Error> {
    let blanks: &[u8] = match value {
        0..10 => b"    ",
        10..100 => b"   ",
        100..1000 => b"  ",
        1000..10_000 => b" ",
        _ => b"",
    };
    sink.put(blanks)?;
    scan::put_decimal(sink, value.into())?;
    sink.put(&[BEL])
}

/// One host of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Host<'a> {
    /// The login name of its user.
    pub user: HostField<'a>,
    /// Its name.
    pub host: HostField<'a>,
    /// What it said of itself in its entry.
    pub status: HostStatus,
    /// Its address: IPv4, or IPv6 too from 4.99. [`ip`](Host::ip) reads it.
    pub address: HostField<'a>,
    /// Its port.
    pub port: Port,
    /// The nickname.
    pub nick: HostField<'a>,
    /// The group; empty for none.
    pub group: HostField<'a>,
}

impl Host<'_> {
    /// The address; `None` if it is not one.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        ip(self.address.0)
    }

    /// Whether its texts are the same in all charsets.
    pub(super) fn is_ascii(&self) -> bool {
        let texts = [self.user, self.host, self.address, self.nick, self.group];
        texts.iter().all(|text| text.as_bytes().is_ascii())
    }
}

/// As many fields as a host has.
const FIELDS: usize = 7;

impl<'a> Item<'a> for Host<'a> {
    const BETWEEN: &'static [u8] = b"";

    #[inline]
    fn cut(input: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let mut rest = input;
        for _ in 0..FIELDS {
            match scan::until(BEL)(rest) {
                Ok((behind, _)) => rest = behind,
                Err(_) => return (input, &[]),
            }
        }
        input.split_at_checked(input.len().wrapping_sub(rest.len())).unwrap_or((input, &[]))
    }

    #[inline]
    fn read(item: &'a [u8]) -> IResult<&'a [u8], Option<Self>, Fault> {
        const STATUS: Part = Part::named("host status");
        const ADDRESS: Part = Part::named("ip address");
        const PORT: Part = Part::named("port");
        const NICK: Part = Part::named("nick");
        const GROUP: Part = Part::named("group");
        let (rest, user) = field(Part::USER, Part::HOST, item)?;
        let (rest, host) = field(Part::HOST, STATUS, rest)?;
        let (rest, status) = field_number(STATUS, ADDRESS, rest)?;
        let (rest, address) = field(ADDRESS, PORT, rest)?;
        let (rest, port) = field_number(PORT, NICK, rest)?;
        let (rest, nick) = field(NICK, GROUP, rest)?;
        let group = HostField::read(rest.strip_suffix(&[BEL]).unwrap_or(rest));
        let (status, port) = (HostStatus(status), Port(port));
        Ok((&[], Some(Self { user, host, status, address, port, nick, group })))
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.user.put(sink)?;
        self.host.put(sink)?;
        self.status.put(sink)?;
        self.address.put(sink)?;
        scan::put_decimal(sink, self.port.0.into())?;
        sink.put(&[BEL])?;
        self.nick.put(sink)?;
        self.group.put(sink)
    }
}

/// The bytes of a field, and the BEL behind it, without which the next part is missing.
#[inline]
fn field_bytes(part: Part, next: Part, input: &[u8]) -> IResult<&[u8], &[u8], Fault> {
    match scan::until(BEL)(input) {
        Err(_) => Fault::err(ErrorKind::Missing, if input.is_empty() { part } else { next }, &[]),
        found => found,
    }
}

#[inline]
fn field(part: Part, next: Part, input: &[u8]) -> IResult<&[u8], HostField<'_>, Fault> {
    let (rest, bytes) = field_bytes(part, next, input)?;
    Ok((rest, HostField::read(bytes)))
}

#[inline]
fn field_number(part: Part, next: Part, input: &[u8]) -> IResult<&[u8], u32, Fault> {
    let (rest, bytes) = field_bytes(part, next, input)?;
    let kind = match signed(bytes) {
        Ok(([], value)) => match u32::try_from(value) {
            Ok(value) => return Ok((rest, value)),
            Err(_) => ErrorKind::Over32Bits,
        },
        Err(nom::Err::Error(fault)) if fault.kind() != ErrorKind::NotDecimal => ErrorKind::Over32Bits,
        _ => ErrorKind::NotDecimal,
    };
    Fault::err(kind, part, input)
}

/// A text in a host list: any bytes but BEL and NUL. An empty one stands there as BS.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct HostField<'a>(&'a [u8]);

impl<'a> HostField<'a> {
    /// A field of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`], [`ErrorKind::Separator`] for BEL, [`ErrorKind::Ambiguous`] for a BS
    /// alone, which means an empty field.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        let kind = match scan::find2(0, BEL, bytes).and_then(|at| bytes.get(at)) {
            Some(0) => ErrorKind::Nul,
            Some(_) => ErrorKind::Separator,
            None if bytes == [BS] => ErrorKind::Ambiguous,
            None => return Ok(Self(bytes)),
        };
        Err(Error::new(kind, Part::TEXT, 0))
    }

    #[inline]
    const fn read(bytes: &'a [u8]) -> Self {
        match bytes {
            [BS] => Self(&[]),
            bytes => Self(bytes),
        }
    }

    /// The bytes as they stand on the wire; none for a BS.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The same as a text.
    #[inline]
    #[must_use]
    pub const fn text(self) -> Text<'a> {
        Text::trusted(self.0)
    }

    fn put<S: Sink + ?Sized>(self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(if self.0.is_empty() { &[BS] } else { self.0 })?;
        sink.put(&[BEL])
    }
}

impl fmt::Debug for HostField<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.0).fmt(f)
    }
}

/// The status of a host: the options of its entry, and sometimes the command in the low eight
/// bits. Decimal; written with a sign if the highest bit is set, as the official client does.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HostStatus(u32);

impl HostStatus {
    /// The host left.
    pub const LEFT: Self = Self(0);

    /// The status of a host that is there.
    #[must_use]
    pub const fn new(options: EntryOptions) -> Self {
        Self(options.bits())
    }

    /// The status of that value. All values are good.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The value.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The options of its entry.
    #[must_use]
    pub const fn options(self) -> EntryOptions {
        EntryOptions::from_bits_retain(self.0 & !0xff)
    }

    /// Whether the host left: 0, or `BR_EXIT` in the low eight bits.
    #[must_use]
    pub const fn has_left(self) -> bool {
        let [mode, ..] = self.0.to_le_bytes();
        self.0 == 0 || mode == Mode::BR_EXIT.value()
    }

    fn put<S: Sink + ?Sized>(self, sink: &mut S) -> Result<(), S::Error> {
        let value = i32::from_ne_bytes(self.0.to_ne_bytes());
        if value.is_negative() {
            sink.put(b"-")?;
        }
        scan::put_decimal(sink, value.unsigned_abs().into())?;
        sink.put(&[BEL])
    }
}

impl fmt::Debug for HostStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HostStatus({:#x})", self.0)
    }
}

/// The port of a host, as the list has it: the official client prints what `htons` makes of it,
/// so 2425 stands there as 30985. libipmsg swaps it back when it reads; others may write it plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Port(u32);

impl Port {
    /// A port, to be written as the official client does: octets swapped.
    #[must_use]
    pub const fn new(port: u16) -> Self {
        let [low, high] = port.to_be_bytes();
        Self(u32::from_le_bytes([low, high, 0, 0]))
    }

    /// A port, to be written as this number.
    #[must_use]
    pub const fn from_raw(raw: u32) -> Self {
        Self(raw)
    }

    /// The number as it stands.
    #[must_use]
    pub const fn raw(self) -> u32 {
        self.0
    }

    /// The port, if the sender is an official client. `None` if the number is over 16 bits.
    #[must_use]
    pub fn swapped(self) -> Option<u16> {
        self.plain().map(u16::swap_bytes)
    }

    /// The port, if the sender did not swap it. `None` if the number is over 16 bits.
    #[must_use]
    pub fn plain(self) -> Option<u16> {
        u16::try_from(self.0).ok()
    }
}

/// The additional section of `GETLIST`: the number of the host to begin with, decimal.
///
/// Empty is 0, and so it is written: the official client begins with that.
///
/// ```
/// use imwire::{Encode, Wire, ipmsg::ListStart};
///
/// assert_eq!(ListStart::parse(b"\0")?, ListStart(0));
/// let mut buffer = [0; 8];
/// assert_eq!(ListStart(37).encode_into(&mut buffer)?, b"37\0");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListStart(pub u32);

impl<'a> Wire<'a> for ListStart {
    type Context = ();

    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        list_start
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

fn list_start(input: &[u8]) -> IResult<&[u8], ListStart, Fault> {
    const START: Part = Part::named("start");
    match input {
        [] | [0, ..] => Ok((skip_nuls(input), ListStart(0))),
        _ => match counter(START, input)? {
            (rest @ ([] | [0, ..]), start) => Ok((skip_nuls(rest), ListStart(start))),
            _ => Fault::err(ErrorKind::NotDecimal, START, input),
        },
    }
}

impl Encode for ListStart {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        if self.0 != 0 {
            scan::put_decimal(sink, self.0.into())?;
        }
        sink.put(&[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    fn field(bytes: &'static [u8]) -> HostField<'static> {
        HostField::new(bytes).unwrap()
    }

    type Row = (&'static [u8], &'static [u8], u32, &'static [u8], u32, &'static [u8], &'static [u8]);

    fn host((user, host, status, address, port, nick, group): Row) -> Host<'static> {
        Host {
            user: field(user),
            host: field(host),
            status: HostStatus(status),
            address: field(address),
            port: Port(port),
            nick: field(nick),
            group: field(group),
        }
    }

    /// Reads it, and writes it as `form`, or as it was read if that is empty.
    #[track_caller]
    fn case(input: &'static [u8], next: u32, count: u32, hosts: &[Row], form: &[u8]) {
        let list = checked::canonical::<HostList<'_>>(input, ()).unwrap();
        assert_eq!((list.next, list.count), (next, count));
        let found: Vec<_> = list.hosts.iter().map(Result::unwrap).collect();
        let expected: Vec<_> = hosts.iter().copied().map(host).collect();
        assert_eq!(found, expected);
        let form = if form.is_empty() { input } else { form };
        assert_eq!(checked::written(&list).escape_ascii().to_string(), form.escape_ascii().to_string());
        checked::borrowed(&list, input, &[list.hosts.as_bytes().unwrap()]);
        checked::value(HostList { hosts: Items::new(expected.leak()), ..list }, ());
    }

    #[test]
    fn lists() {
        let (pc2, pc3, pc4): (&[u8], &[u8], &[u8]) = (b"192.0.2.2", b"192.0.2.3", b"192.0.2.4");
        case(
            b"    0\x07    2\x07taro\x07PC-02\x0721233664\x07192.0.2.2\x0730985\x07\x91\xbe\x98Y\x07\x8aJ\x94\xad\x95\x94\x07hanako\x07PC-03\x0721233920\x07192.0.2.3\x0730985\x07\x89\xd4\x8eq\x07\x08\x07\0",
            0,
            2,
            &[
                (b"taro", b"PC-02", 0x0144_0000, pc2, 30985, b"\x91\xbe\x98Y", b"\x8aJ\x94\xad\x95\x94"),
                (b"hanako", b"PC-03", 0x0144_0100, pc3, 30985, b"\x89\xd4\x8eq", b""),
            ],
            b"",
        );
        case(
            b"   37\x07    1\x07jiro\x07PC-04\x070\x07192.0.2.4\x0730985\x07\x08\x07\x08\x07\0",
            37,
            1,
            &[(b"jiro", b"PC-04", 0, pc4, 30985, b"", b"")],
            b"",
        );
        // libipmsg, left-justified and with BS for any empty field.
        case(
            b"3    \x071    \x07u1\x07\x08\x071\x07192.0.2.4\x0730985\x07\x08\x07\x08\x07\0",
            3,
            1,
            &[(b"u1", b"", 1, pc4, 30985, b"", b"")],
            b"    3\x07    1\x07u1\x07\x08\x071\x07192.0.2.4\x0730985\x07\x08\x07\x08\x07\0",
        );
        // Empty fields without BS, a status with a sign, no BEL and no NUL at the end.
        case(
            b"100000\x0712\x07u\x07h\x07-2147483648\x07\x07 2425 \x07\x07",
            100_000,
            12,
            &[(b"u", b"h", 1 << 31, b"", 2425, b"", b"")],
            b"100000\x07   12\x07u\x07h\x07-2147483648\x07\x07 2425 \x07\x07\0",
        );
        case(b"    0\x07    0\x07\0", 0, 0, &[], b"");
        case(b"0\x070", 0, 0, &[], b"    0\x07    0\x07\0");
        case(b"0 \x071234\0\0", 0, 1234, &[], b"    0\x07 1234\x07\0");
    }

    #[test]
    fn lists_refused() {
        for (input, message) in [
            (&b""[..], "next host: empty at byte 0"),
            (b"oops\0", "next host: not a decimal number at byte 0"),
            (b"\x070\x07", "next host: empty at byte 0"),
            (b"-1\x070\x07", "next host: not a decimal number at byte 0"),
            (b"  4294967296\x07", "next host: over 32 bits at byte 0"),
            (b"    0\0", "host count: missing at byte 5"),
            (b"    0\x07\0", "host count: empty at byte 6"),
            (b"    0\x07    x\x07", "host count: not a decimal number at byte 6"),
            (b"0\x070\x07\0x", "input: left over at byte 5"),
        ] {
            refused(checked::canonical::<HostList<'_>>(input, ()), message);
        }
    }

    /// A list whose only host is wrong.
    #[track_caller]
    fn wrong(host: &[u8], message: &str) {
        let input = [b"0\x071\x07", host].concat();
        let list = checked::canonical::<HostList<'_>>(&input, ()).unwrap();
        let mut hosts = list.hosts.iter();
        refused(hosts.next().unwrap(), message);
        assert_eq!(hosts.next(), None);
    }

    #[test]
    fn hosts_refused() {
        wrong(b"u", "host: missing at byte 5");
        wrong(b"u\x07h\x07", "host status: missing at byte 8");
        wrong(b"u\x07h\x07\x07", "host status: not a decimal number at byte 8");
        wrong(b"u\x07h\x070", "ip address: missing at byte 9");
        wrong(b"u\x07h\x070\x07a\x07", "port: missing at byte 12");
        wrong(b"u\x07h\x070\x07a\x071", "nick: missing at byte 13");
        wrong(b"u\x07h\x070\x07a\x071\x07n", "group: missing at byte 15");
        wrong(b"u\x07h\x07x\x07a\x071\x07n\x07g\x07", "host status: not a decimal number at byte 8");
        wrong(b"u\x07h\x074294967296\x07a\x071\x07n\x07g\x07", "host status: over 32 bits at byte 8");
        wrong(b"u\x07h\x07-2147483649\x07a\x071\x07n\x07g", "host status: over 32 bits at byte 8");
        wrong(b"u\x07h\x070\x07a\x07\x07n\x07g", "port: not a decimal number at byte 12");
        // The next host is read all the same.
        let hosts = b"0\x071\x07u\x07h\x07x\x07a\x071\x07n\x07g\x07u\x07h\x070\x07a\x071\x07n\x07g";
        let list = checked::canonical::<HostList<'_>>(hosts, ()).unwrap();
        assert_eq!(list.hosts.iter().map(|host| host.is_ok()).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn what_a_host_says() {
        let status = |bits| (HostStatus(bits).has_left(), HostStatus(bits).options().bits());
        assert_eq!(status(0), (true, 0));
        assert_eq!(status(0x0144_0002), (true, 0x0144_0000));
        assert_eq!(status(0x0144_0001), (false, 0x0144_0000));
        assert_eq!(status(0x0144_0000), (false, 0x0144_0000));
        assert_eq!(HostStatus::new(EntryOptions::ABSENCE), HostStatus(0x100));
        assert_eq!((Port::new(2425).raw(), Port::new(2425).swapped()), (30985, Some(2425)));
        assert_eq!(Port::from_raw(2425).plain(), Some(2425));
        assert_eq!((Port(65536).plain(), Port(65536).swapped()), (None, None));
        let ip = |address| Host { address: field(address), ..host((b"", b"", 0, b"", 0, b"", b"")) }.ip();
        assert_eq!(ip(b"192.0.2.2"), Some([192, 0, 2, 2].into()));
        assert_eq!(ip(b"2001:db8::1"), Some([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1].into()));
        assert_eq!((ip(b""), ip(b"192.0.2"), ip(b"\xff")), (None, None, None));
        refused(HostField::new(b"a\x07"), "text: contains a byte that cannot stand there at byte 0");
        refused(HostField::new(b"a\0"), "text: contains NUL at byte 0");
        refused(HostField::new(b"\x08"), "text: would be read as something else at byte 0");
    }

    #[test]
    fn starts() {
        #[track_caller]
        fn case(input: &'static [u8], start: u32, form: &[u8]) {
            let found = checked::canonical::<ListStart>(input, ()).unwrap();
            assert_eq!((found, checked::written(&found)), (ListStart(start), form));
        }
        case(b"", 0, b"\0");
        case(b"\0", 0, b"\0");
        case(b"0\0", 0, b"\0");
        case(b" 037 ", 37, b"37\0");
        case(b"37\0\0", 37, b"37\0");
        let start = |input| checked::canonical::<ListStart>(input, ());
        refused(start(b" "), "start: not a decimal number at byte 0");
        refused(start(b"-1"), "start: not a decimal number at byte 0");
        refused(start(b"1\x07"), "start: not a decimal number at byte 0");
        refused(start(b"1\0x"), "input: left over at byte 2");
    }

    fn text() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(prop_oneof![Just(BS), 0..9_u8, any::<u8>()], 0..3)
    }

    proptest! {
        #[test]
        fn any_bytes(input in "[ ]{0,3}[0-9]{0,3}\x07[ ]{0,2}[0-9]{1,2}(\x07-?[0-9a]{0,3}){0,24}\x07?\0{0,2}x?") {
            let input = input.as_bytes();
            if let Ok(list) = checked::canonical::<HostList<'_>>(input, ()) {
                checked::borrowed(&list, input, &[list.hosts.as_bytes().unwrap()]);
                for error in list.hosts.iter().filter_map(Result::err) {
                    prop_assert!(error.at() <= input.len());
                }
            }
            _ = checked::canonical::<ListStart>(input, ());
        }

        #[test]
        fn what_is_built_is_read_back(
            next: u32, rows in prop::collection::vec(([text(), text(), text(), text(), text()], any::<u32>(), any::<u32>()), 0..4),
        ) {
            let hosts = rows.leak().iter().filter_map(|(texts, status, port)| {
                let fields: Vec<_> = texts.iter().filter_map(|text| HostField::new(text).ok()).collect();
                let [user, host, address, nick, group] = fields[..] else { return None };
                let (status, port) = (HostStatus::from_bits(*status), Port::from_raw(*port));
                Some(Host { user, host, status, address, port, nick, group })
            });
            let list = HostList::new(next, hosts.collect::<Vec<_>>().leak());
            checked::value(list, ());
            for host in list.hosts.iter().flatten() {
                let parts = [host.user, host.host, host.address, host.nick, host.group].map(HostField::as_bytes);
                for part in parts {
                    checked::borrowed(&list, part, &[part]);
                }
            }
            checked::value(ListStart(next), ());
        }
    }
}
