//! The version of a client, in numbers: `VS` in the block of an entry, `CVER` in a dictionary.

use crate::error::{ErrorKind, Fault, Part};
use crate::ipmsg::record::wire;
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;
use nom::IResult;

/// The version of a client. `Display` shows the version of a Windows client as its maker does, `4.99r3`,
/// and others as `1.2.0`.
///
/// ```text
/// 00010002:4:99:103
/// │        │ │  └ revision: the third release
/// │        └─┴ 4.99
/// └ Windows, 64 bits
/// ```
///
/// ```
/// use imwire::{Encode, Wire, ipmsg::{ClientType, ClientVersion, Stage}};
///
/// let version = ClientVersion::parse(b"00010002:4:99:103")?;
/// assert_eq!(version.client, ClientType::WIN64);
/// assert_eq!((version.major, version.minor, version.stage()), (4, 99, Stage::Release(3)));
/// assert_eq!(version.to_string(), "4.99r3");
///
/// let mine = ClientVersion { client: ClientType::ANDROID, major: 1, minor: 2, revision: 0 };
/// let mut buffer = [0; 24];
/// assert_eq!(mine.encode_into(&mut buffer)?, b"00040000:1:2:0");
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Source: the official client, `version.cpp` and `ipmsg.h` of 4.99, `version.cpp` of 4.00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientVersion {
    /// The system it runs on. Eight upper-case hexadecimal digits.
    pub client: ClientType,
    /// The 4 of 4.99r3. Decimal; the official client keeps 16 bits of this and the next two.
    pub major: u32,
    /// The 99 of 4.99r3.
    pub minor: u32,
    /// 103 for the third release; [`stage`](ClientVersion::stage) takes it apart.
    pub revision: u32,
}

/// The system that a client runs on. An open set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientType(pub u32);

impl ClientType {
    /// Windows, 32 bits.
    pub const WIN32: Self = Self(0x0001_0001);
    /// Windows, 64 bits.
    pub const WIN64: Self = Self(0x0001_0002);
    /// macOS.
    pub const MAC: Self = Self(0x0002_0000);
    /// iOS.
    pub const IOS: Self = Self(0x0003_0000);
    /// Android.
    pub const ANDROID: Self = Self(0x0004_0000);

    /// Whether it is a Windows client.
    #[must_use]
    pub const fn is_windows(self) -> bool {
        self.0 >> 16 == 1
    }
}

/// How finished a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The alpha version of this number.
    Alpha(u32),
    /// The beta version of this number.
    Beta(u32),
    /// The release of this number; 0 if it has none.
    Release(u32),
}

impl ClientVersion {
    /// The stage in the revision: releases count from 100, betas from 50, alphas from 0. 4.00
    /// wrote ten times the number, and 10000 and 1000 in place of 100 and 50.
    ///
    /// This is how Windows clients count; how others do is not known.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self.revision {
            revision @ 0..50 => Stage::Alpha(revision),
            revision @ 50..100 => Stage::Beta(revision.wrapping_sub(50)),
            revision @ 100..1000 => Stage::Release(revision.wrapping_sub(100)),
            revision @ 1000..10_000 => Stage::Beta(revision.wrapping_sub(1000) / 10),
            revision => Stage::Release(revision.wrapping_sub(10_000) / 10),
        }
    }
}

wire! { ClientVersion = version }

fn version(input: &[u8]) -> IResult<&[u8], ClientVersion, Fault> {
    const TYPE: Part = Part::named("client type");
    let (rest, client) = match scan::hex_u32(input) {
        Ok((rest, client)) => (rest, ClientType(client)),
        Err(nom::Err::Error(fault)) => return Fault::err(fault.kind(), TYPE, input),
        Err(_) => return Fault::err(ErrorKind::NotHex, TYPE, input),
    };
    let (rest, major) = version_number(rest)?;
    let (rest, minor) = version_number(rest)?;
    let (rest, revision) = version_number(rest)?;
    Ok((rest, ClientVersion { client, major, minor, revision }))
}

fn version_number(input: &[u8]) -> IResult<&[u8], u32, Fault> {
    const VERSION: Part = Part::named("client version");
    let [b':', number @ ..] = input else { return Fault::err(ErrorKind::Missing, VERSION, input) };
    match scan::decimal_u32(number) {
        Err(nom::Err::Error(fault)) => Fault::err(fault.kind(), VERSION, number),
        found => found,
    }
}

impl Encode for ClientVersion {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut digits = [0; 8];
        for (place, &byte) in digits.chunks_exact_mut(2).zip(&self.client.0.to_be_bytes()) {
            place.copy_from_slice(&[upper_hex(byte >> 4), upper_hex(byte & 0xf)]);
        }
        sink.put(&digits)?;
        for number in [self.major, self.minor, self.revision] {
            sink.put(b":")?;
            scan::put_decimal(sink, number.into())?;
        }
        Ok(())
    }
}

const fn upper_hex(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0' | nibble,
        _ => b'A'.wrapping_sub(10).wrapping_add(nibble),
    }
}

impl fmt::Display for ClientVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client, major, minor, revision } = *self;
        if !client.is_windows() {
            return write!(f, "{major}.{minor}.{revision}");
        }
        write!(f, "{major}.{minor:02}")?;
        match self.stage() {
            Stage::Alpha(number) => write!(f, "a{number}"),
            Stage::Beta(number) => write!(f, "b{number}"),
            Stage::Release(0) => Ok(()),
            Stage::Release(number) => write!(f, "r{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    #[test]
    fn versions() {
        #[track_caller]
        fn case(text: &'static [u8], expected: [u32; 4], stage: Stage, shown: &str, form: &[u8]) {
            let version = checked::canonical::<ClientVersion>(text, ()).unwrap();
            let ClientVersion { client, major, minor, revision } = version;
            assert_eq!([client.0, major, minor, revision], expected);
            assert_eq!((version.stage(), version.to_string().as_str()), (stage, shown));
            assert_eq!(checked::written(&version), form);
        }
        use Stage::{Alpha, Beta, Release};
        let win = |rest: &str| [b"00010002:", rest.as_bytes()].concat().leak() as &[u8];
        case(win("4:99:103"), [0x10002, 4, 99, 103], Release(3), "4.99r3", win("4:99:103"));
        case(win("5:0:100"), [0x10002, 5, 0, 100], Release(0), "5.00", win("5:0:100"));
        case(b"10001:04:6:051", [0x10001, 4, 6, 51], Beta(1), "4.06b1", b"00010001:4:6:51");
        case(win("4:0:17"), [0x10002, 4, 0, 17], Alpha(17), "4.00a17", win("4:0:17"));
        case(win("4:0:10020"), [0x10002, 4, 0, 10020], Release(2), "4.00r2", win("4:0:10020"));
        case(win("4:0:1050"), [0x10002, 4, 0, 1050], Beta(5), "4.00b5", win("4:0:1050"));
        case(b"aBcD:1:2:3", [0xabcd, 1, 2, 3], Alpha(3), "1.2.3", b"0000ABCD:1:2:3");
        let max = u32::MAX;
        let text = b"FFFFFFFF:4294967295:4294967295:4294967295";
        case(text, [max; 4], Release(429_495_729), "4294967295.4294967295.4294967295", text);
        for (text, message) in [
            (&b""[..], "client type: not a hexadecimal number at byte 0"),
            (b"100010002:4:99:103", "client type: over 32 bits at byte 0"),
            (b"00010002", "client version: missing at byte 8"),
            (b"00010002:4", "client version: missing at byte 10"),
            (b"00010002:4:", "client version: not a decimal number at byte 11"),
            (b"00010002:4:9:4294967296", "client version: over 32 bits at byte 13"),
            (b"00010002:4:9:1:", "input: trailing data at byte 14"),
        ] {
            refused(checked::canonical::<ClientVersion>(text, ()), message);
        }
    }

    proptest! {
        #[test]
        fn versions_of_any_bytes(input in "[0-9a-fA-F:]{0,12}(:[0-9]{1,11}){0,4}") {
            _ = checked::canonical::<ClientVersion>(input.as_bytes(), ());
        }

        #[test]
        fn versions_that_are_built(client: u32, major: u32, minor: u32, revision: u32) {
            let version = ClientVersion { client: ClientType(client), major, minor, revision };
            checked::value(version, ());
            checked::length(&version);
        }
    }
}
