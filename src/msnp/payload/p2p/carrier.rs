//! What carries a packet, which its own bytes do not say.

use crate::error::{Error, ErrorKind, Part};
use crate::msnp::payload::show::numbers;
use core::fmt;

const FOOTER: Part = Part::named("footer");
const TOTAL: Part = Part::named("total");

/// Which of the two packet forms two clients agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum P2pVersion {
    /// 48-byte headers, little-endian: [`V1Packet`](super::V1Packet).
    V1,
    /// Headers with TLVs, big-endian: [`V2Packet`](super::V2Packet). Windows Live Messenger 2009 on.
    V2,
}

impl P2pVersion {
    /// The version of the packet in a `MSG`, from the value of its `P2P-Dest` header.
    ///
    /// An address with an endpoint (`alice@example.com;{5dc28b2f-…}`) means version 2. The header
    /// `P2P-Src` says nothing by itself: official clients send it with version 1 too.
    ///
    /// ```
    /// use imwire::msnp::payload::p2p::P2pVersion;
    ///
    /// assert_eq!(P2pVersion::of_dest(b"alice@example.com"), P2pVersion::V1);
    /// assert_eq!(P2pVersion::of_dest(b"alice@example.com;{5dc28b2f-0a55-4f1f-9c0b-111111111111}"), P2pVersion::V2);
    /// ```
    #[must_use]
    pub fn of_dest(dest: &[u8]) -> Self {
        if dest.windows(2).any(|pair| pair == b";{") { Self::V2 } else { Self::V1 }
    }
}

/// How large a message may say that it is, in bytes.
///
/// A total is what the peer claims, not what arrived: do not allocate by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SizeLimits {
    /// `MSNSLP` (session 0).
    pub slp: u64,
    /// Everything else that is no file: objects, webcam texts, photo sharing.
    pub object: u64,
    /// Files.
    pub file: u64,
}

impl SizeLimits {
    /// 64 KiB of `MSNSLP`, 16 MiB for an object, 2⁶³ − 1 for a file.
    pub const USUAL: Self = Self { slp: 65_536, object: 16 << 20, file: i64::MAX.unsigned_abs() };
    /// Whatever 64 bits can say.
    pub const NONE: Self = Self { slp: u64::MAX, object: u64::MAX, file: u64::MAX };
}

impl Default for SizeLimits {
    fn default() -> Self {
        Self::USUAL
    }
}

/// What carries a packet: whether a footer follows it, and how large a message may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Carrier {
    footer: bool,
    limits: SizeLimits,
}

impl Carrier {
    /// The payload of a `MSG` or `SDG`: a footer of four bytes follows each packet.
    pub const MESSAGE: Self = Self { footer: true, limits: SizeLimits::USUAL };
    /// A direct connection: no footer.
    pub const DIRECT: Self = Self { footer: false, limits: SizeLimits::USUAL };

    /// The same with other limits.
    #[must_use]
    pub const fn with_limits(self, limits: SizeLimits) -> Self {
        Self { limits, ..self }
    }

    /// Whether a footer follows each packet.
    #[must_use]
    pub const fn has_footer(self) -> bool {
        self.footer
    }

    /// How large a message may be.
    #[must_use]
    pub const fn limits(self) -> SizeLimits {
        self.limits
    }

    /// How many bytes the footer has.
    pub(super) const fn footer_len(self) -> usize {
        if self.footer { 4 } else { 0 }
    }

    /// Whether a packet with that footer can be written to this carrier.
    pub(super) fn check_footer(self, footer: Option<App>) -> Result<(), Error> {
        match (self.footer, footer) {
            (true, None) => Err(Error::new(ErrorKind::Missing, FOOTER, 0)),
            (false, Some(_)) => Err(Error::new(ErrorKind::Unexpected, FOOTER, 0)),
            _ => Ok(()),
        }
    }

    /// Whether a message may be that large.
    pub(super) fn check_total(
        self,
        session: u32,
        is_file: bool,
        total: u64,
    ) -> Result<(), (ErrorKind, Part)> {
        let limit = match (session, is_file) {
            (_, true) => self.limits.file,
            (0, false) => self.limits.slp,
            _ => self.limits.object,
        };
        if total > limit { Err((ErrorKind::TooLong, TOTAL)) } else { Ok(()) }
    }
}

/// The footer: what the packet is for. Big-endian in both versions.
///
/// Receivers ignore it once they know the session; version 2 nearly always has 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct App(pub u32);

numbers! {
    App {
        /// `MSNSLP`, acknowledgements, control.
        CONTROL = 0;
        /// An object of MSN Messenger 6 and 7, or the preparation before it.
        OBJECT = 1;
        /// A file.
        FILE = 2;
        /// Handwriting.
        INK = 3;
        /// A webcam.
        WEBCAM = 4;
        /// A custom emoticon.
        EMOTICON = 11;
        /// A display picture.
        PICTURE = 12;
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "App({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals() {
        let carrier = Carrier::MESSAGE;
        let refused = Err((ErrorKind::TooLong, TOTAL));
        #[rustfmt::skip]
        let rows = [
            (0, false, 65_536, Ok(())), (0, false, 65_537, refused),
            (1, false, 16 << 20, Ok(())), (1, false, (16 << 20) + 1, refused),
            (1, true, (1 << 63) - 1, Ok(())), (1, true, 1 << 63, refused), (0, true, u64::MAX, refused),
        ];
        for (session, is_file, total, expected) in rows {
            assert_eq!(carrier.check_total(session, is_file, total), expected, "{session} {is_file} {total}");
        }
        assert_eq!(carrier.with_limits(SizeLimits::NONE).check_total(0, false, u64::MAX), Ok(()));
    }
}
