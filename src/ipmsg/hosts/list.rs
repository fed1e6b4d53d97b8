//! The additional sections of `GETLIST` and `ANSLIST`.

use super::host::Host;
use crate::error::{ErrorKind, Fault, Part};
use crate::fields::{Kind, Show};
use crate::ipmsg::fields::{BEL, is_absent, number, separator};
use crate::ipmsg::items::Items;
use crate::ipmsg::record::{body, leaf, wire};
use crate::ipmsg::show::{table, walked};
use crate::ipmsg::text::Trailing;
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use nom::IResult;
use nom::combinator::opt;
use nom::sequence::terminated;

const NEXT: Part = Part::named("next host");
const COUNT: Part = Part::named("host count");

body! {
    /// The additional section of `ANSLIST`: a part of a host list.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    HostList<'a> of input, |body| body.trailing.check(|first| first != 0) => {
        /// The number to ask for next with `GETLIST`; 0 if this was the last part.
        pub next: u32 as Counter = terminated(counter_field(NEXT), separator(BEL, COUNT));
        /// How many hosts follow, as the sender says. What follows is what counts.
        pub count: u32 as Counter = terminated(counter_field(COUNT), opt(separator(BEL, COUNT)));
        /// The hosts.
        pub hosts: Items<'a, Host<'a>> = Items::until_nul(input);
        /// What follows the hosts. It begins with the NUL that ends them.
        pub trailing: Trailing<'a> = Trailing::after(b"");
    }
}

impl<'a> HostList<'a> {
    /// A part of a host list. `next`: where the next part begins, 0 if there is none.
    #[must_use]
    pub fn new(next: u32, hosts: &'a [Host<'a>]) -> Self {
        let count = u32::try_from(hosts.len()).unwrap_or(u32::MAX);
        Self { next, count, hosts: Items::new(hosts), trailing: Trailing::NONE }
    }
}

/// A decimal number after spaces, with which the official client fills up to five places.
fn counter(part: Part, input: &[u8]) -> IResult<&[u8], u32, Fault> {
    let leaf = |input| scan::decimal_u32(scan::skip_blanks(input));
    number(leaf, part, |first| matches!(first, BEL | 0), input)
}

/// The same, and spaces after it, with which libipmsg fills, up to a BEL or the end.
fn counter_field<'a>(part: Part) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], u32, Fault> {
    move |input| {
        let (rest, value) = counter(part, input)?;
        match scan::skip_blanks(rest) {
            rest @ ([] | [BEL | 0, ..]) => Ok((rest, value)),
            _ => Fault::err(ErrorKind::NotDecimal, part, input),
        }
    }
}

struct Counter(u32);

leaf! {
    Counter, Kind::Number(Show::Decimal), |counter| sink => put_counter(sink, counter.0), out => decimal(counter.0);
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

/// The additional section of `GETLIST`: the number of the host to begin with, decimal.
///
/// Empty is 0, and so is a line end; 0 is written as nothing: the official client begins with that.
///
/// ```
/// use imwire::{Encode, Wire, ipmsg::ListStart};
///
/// assert_eq!(ListStart::parse(b"\0")?, ListStart::new(0));
/// let mut buffer = [0; 8];
/// assert_eq!(ListStart::new(37).encode_into(&mut buffer)?, b"37\0");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListStart<'a> {
    /// The number of the host to begin with.
    pub start: u32,
    /// What follows the number.
    pub trailing: Trailing<'a>,
}

impl ListStart<'_> {
    /// From the host of that number on.
    #[must_use]
    pub const fn new(start: u32) -> Self {
        Self { start, trailing: Trailing::NONE }
    }
}

wire! {
    /// Takes all of its input.
    ListStart<'a> = list_start, |body| body.trailing.check(|first| first.is_ascii_digit())
}

fn list_start(input: &[u8]) -> IResult<&[u8], ListStart<'_>, Fault> {
    const START: Part = Part::named("start");
    let (rest, start) = match input {
        absent if is_absent(absent) => (absent, 0),
        _ => counter(START, input)?,
    };
    Ok((&[], ListStart { start, trailing: Trailing::new(rest) }))
}

impl Encode for ListStart<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        if self.start != 0 || !self.trailing.is_empty() {
            scan::put_decimal(sink, self.start.into())?;
        }
        self.trailing.encode(sink)
    }
}

table! { list_start: |list: ListStart<'a>| {
    // Nothing is 0: it is shown with no bytes.
    START: Kind::Number(Show::Decimal) => decimal(list.start);
    TRAILING: Kind::Bytes => some_bytes(list.trailing.as_bytes());
} }

walked! { 'a: ListStart<'a> }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::ipmsg::header::EntryOptions;
    use crate::ipmsg::hosts::{HostField, HostStatus, Port};
    use crate::wire::Wire as _;
    use proptest::prelude::*;

    fn field(bytes: &'static [u8]) -> HostField<'static> {
        HostField::new(bytes).unwrap()
    }

    type Row = (&'static [u8], &'static [u8], u32, &'static [u8], u32, &'static [u8], &'static [u8]);

    fn host((user, host, status, address, port, nick, group): Row) -> Host<'static> {
        Host {
            user: field(user),
            host: field(host),
            status: HostStatus::from_bits(status),
            address: field(address),
            port: Port::from_raw(port),
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
    fn what_follows_the_hosts_is_kept() {
        let form = b"    0\x07    0\x07\0\x7f\x01\0\xb0\0";
        let list = checked::canonical::<HostList<'_>>(form, ()).unwrap();
        assert_eq!((list.hosts.iter().count(), list.trailing.as_bytes()), (0, &b"\0\x7f\x01\0\xb0"[..]));
        assert_eq!(checked::written(&list), form);
        checked::value(HostList { trailing: Trailing::new(b"x"), ..HostList::new(0, &[]) }, ());
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
        // The next host is read anyway.
        let hosts = b"0\x071\x07u\x07h\x07x\x07a\x071\x07n\x07g\x07u\x07h\x070\x07a\x071\x07n\x07g";
        let list = checked::canonical::<HostList<'_>>(hosts, ()).unwrap();
        assert_eq!(list.hosts.iter().map(|host| host.is_ok()).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn what_a_host_says() {
        let status =
            |bits| (HostStatus::from_bits(bits).has_left(), HostStatus::from_bits(bits).options().bits());
        assert_eq!(status(0), (true, 0));
        assert_eq!(status(0x0144_0002), (true, 0x0144_0000));
        assert_eq!(status(0x0144_0001), (false, 0x0144_0000));
        assert_eq!(status(0x0144_0000), (false, 0x0144_0000));
        assert_eq!(HostStatus::new(EntryOptions::ABSENCE), HostStatus::from_bits(0x100));
        assert_eq!((Port::new(2425).raw(), Port::new(2425).swapped()), (30985, Some(2425)));
        assert_eq!(Port::from_raw(2425).plain(), Some(2425));
        assert_eq!((Port::from_raw(65536).plain(), Port::from_raw(65536).swapped()), (None, None));
        let ip = |address| Host { address: field(address), ..host((b"", b"", 0, b"", 0, b"", b"")) }.ip();
        assert_eq!(ip(b"192.0.2.2"), Some([192, 0, 2, 2].into()));
        assert_eq!(ip(b"2001:db8::1"), Some([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1].into()));
        assert_eq!((ip(b""), ip(b"192.0.2"), ip(b"\xff")), (None, None, None));
        refused(HostField::new(b"a\x07"), "text: invalid byte at byte 1");
        refused(HostField::new(b"a\0"), "text: contains NUL at byte 1");
        refused(HostField::new(b"\x08"), "text: would be read as something else at byte 0");
    }

    #[test]
    fn starts() {
        #[track_caller]
        fn case(input: &'static [u8], start: u32, trailing: &[u8], form: &[u8]) {
            let found = checked::canonical::<ListStart<'_>>(input, ()).unwrap();
            assert_eq!((found.start, found.trailing.as_bytes()), (start, trailing));
            assert_eq!(checked::written(&found), form);
        }
        case(b"", 0, b"", b"\0");
        case(b"\0", 0, b"", b"\0");
        case(b"0\0", 0, b"", b"\0");
        case(b" 037 ", 37, b" ", b"37 \0");
        case(b"37\0\0", 37, b"", b"37\0");
        case(b"0\n", 0, b"\n", b"0\n\0");
        case(b"\n", 0, b"\n", b"0\n\0");
        case(b"\r\n\0x", 0, b"\r\n\0x", b"0\r\n\0x\0");
        case(b"1\x07", 1, b"\x07", b"1\x07\0");
        case(b"1\0x", 1, b"\0x", b"1\0x\0");
        case(b"\0\x7f\x01\0\xb0", 0, b"\0\x7f\x01\0\xb0", b"0\0\x7f\x01\0\xb0\0");
        let start = |input| checked::canonical::<ListStart<'_>>(input, ());
        refused(start(b" "), "start: not a decimal number at byte 0");
        refused(start(b"-1"), "start: not a decimal number at byte 0");
        let start = ListStart { trailing: Trailing::new(b"1"), ..ListStart::new(0) };
        refused(start.check(()), "additional section: would be read as something else at byte 0");
    }

    fn text() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(prop_oneof![Just(8), 0..9_u8, any::<u8>()], 0..3)
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
            checked::value(ListStart::new(next), ());
        }
    }
}
