//! One host of a list, and its fields.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Kind, Show, bits};
use crate::ipmsg::bytes::{bytes, without};
use crate::ipmsg::fields::BEL;
use crate::ipmsg::header::{EntryOptions, Mode};
use crate::ipmsg::items::Item;
use crate::ipmsg::presence::{NameText, Names};
use crate::ipmsg::receipt::signed;
use crate::ipmsg::show::{shown, table};
use crate::ipmsg::text::{Text, ip};
use crate::scan;
use crate::sink::Sink;
use core::fmt;
use core::net::IpAddr;
use nom::IResult;

/// What is written in an empty field, so that no two separators are together.
const BS: u8 = 8;

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

impl<'a> Host<'a> {
    /// The address; `None` if it is not one.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        ip(self.address.0)
    }

    /// The names to show: [`Names::shown`] is the nickname, or the login name if that is empty. `is_utf8`: whether
    /// the packet with the list has [`UTF8`](crate::ipmsg::CommonOptions::UTF8).
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::HostList};
    ///
    /// let list = HostList::parse(b"    0\x07    1\x07taro\x07PC-02\x071\x07192.0.2.2\x0730985\x07\x08\x07dev\x07\0")?;
    /// let host = list.hosts.iter().next().unwrap()?;
    /// assert_eq!(host.names(false).shown().text.as_bytes(), b"taro");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub const fn names(&self, is_utf8: bool) -> Names<'a> {
        const fn name(field: HostField<'_>, is_utf8: bool) -> NameText<'_> {
            NameText { text: Text::trusted(field.as_bytes()), is_utf8 }
        }
        Names {
            user: name(self.user, is_utf8),
            host: name(self.host, is_utf8),
            nick: name(self.nick, is_utf8),
            group: name(self.group, is_utf8),
        }
    }

    /// Whether its texts are the same in all charsets.
    pub(in crate::ipmsg) fn is_ascii(&self) -> bool {
        let texts = [self.user, self.host, self.address, self.nick, self.group];
        texts.iter().all(|text| text.as_bytes().is_ascii())
    }
}

/// As many fields as a host has.
const FIELDS: usize = 7;

impl<'a> Item<'a> for Host<'a> {
    #[inline]
    fn cut(input: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let mut rest = input;
        for _ in 0..FIELDS {
            match scan::until(BEL)(rest) {
                Ok((after, _)) => rest = after,
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

table! { host: |host: Host<'a>| {
    USER: Kind::Text => text(host.user.as_bytes());
    HOST: Kind::Text => text(host.host.as_bytes());
    STATUS: Kind::Flags(bits!(EntryOptions)) => decimal(host.status.bits());
    ADDRESS: Kind::Text => text(host.address.as_bytes());
    PORT: Kind::Number(Show::Decimal) => decimal(host.port.raw());
    NICK: Kind::Text => text(host.nick.as_bytes());
    GROUP: Kind::Text => text(host.group.as_bytes());
} }

shown! { 'a: Host<'a> }

/// The bytes of a field, and the BEL after it, without which the next part is missing.
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
        Ok((blanks, value)) if scan::skip_blanks(blanks).is_empty() => match u32::try_from(value) {
            Ok(value) => return Ok((rest, value)),
            Err(_) => ErrorKind::Over32Bits,
        },
        Err(nom::Err::Error(fault)) if fault.kind() != ErrorKind::NotDecimal => ErrorKind::Over32Bits,
        _ => ErrorKind::NotDecimal,
    };
    Fault::err(kind, part, input)
}

bytes! {
    /// A text in a host list: any bytes except BEL and NUL. An empty text is written as BS.
    #[derive(Default)]
    HostField
}

impl<'a> HostField<'a> {
    /// A field of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`], [`ErrorKind::Separator`] for BEL, [`ErrorKind::Ambiguous`] for a BS
    /// alone, which means an empty field.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match without(Part::TEXT, &[BEL], bytes)? {
            [BS] => Err(Error::new(ErrorKind::Ambiguous, Part::TEXT, 0)),
            bytes => Ok(Self(bytes)),
        }
    }

    #[inline]
    const fn read(bytes: &'a [u8]) -> Self {
        match bytes {
            [BS] => Self(&[]),
            bytes => Self(bytes),
        }
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
/// so 2425 is written as 30985. libipmsg swaps it back when it reads; others may write it plain.
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

    /// The number as it is on the wire.
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
