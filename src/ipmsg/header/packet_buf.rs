//! A packet that owns its bytes.

use super::name::Name;
use super::number::Number;
use super::packet::Packet;
use super::version::Version;
use crate::error::Error;
use crate::owned::owned;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;

/// A packet that owns its bytes, or shares them: `B` is a `Vec<u8>`, an `Arc<[u8]>`, a `Bytes`. It keeps where
/// the fields are, so [`packet`](PacketBuf::packet) lends the [`Packet`] without reading anything again.
///
/// ```
/// # #[cfg(feature = "alloc")] {
/// use imwire::ipmsg::{Body, Packet, PacketBuf};
/// use imwire::Wire;
///
/// let mut kept = Vec::new();
/// {
///     let received = b"1:100:shirouzu:jupiter:32:hello\0".to_vec();
///     kept.push(PacketBuf::from(Packet::parse(&received)?));
/// } // what was received is gone
/// let packet = kept[0].packet();
/// assert_eq!(packet.user.as_bytes(), b"shirouzu");
/// let Body::Message(message) = packet.body()? else { panic!() };
/// assert_eq!(message.text.as_bytes(), b"hello");
/// # }
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct PacketBuf<B> {
    bytes: B,
    shape: Shape,
}

/// The two numbers, and where the first five fields end. One colon is between two fields.
#[derive(Clone, Copy)]
struct Shape {
    packet_no: u64,
    command: u32,
    ends: [usize; 5],
}

impl Shape {
    /// The shape of a packet, in the bytes that are written for it.
    fn of(packet: &Packet<'_>) -> Self {
        let mut end = 0_usize;
        let mut after = |len: usize| {
            let field_end = end.saturating_add(len);
            end = field_end.saturating_add(1);
            field_end
        };
        let ends = [
            after(packet.version.as_bytes().len()),
            after(packet.packet_no.encoded_len()),
            after(packet.user.as_bytes().len()),
            after(packet.host.as_bytes().len()),
            after(packet.command.encoded_len()),
        ];
        Self { packet_no: packet.packet_no.value(), command: packet.command.value(), ends }
    }
}

impl<B: AsRef<[u8]>> PacketBuf<B> {
    /// These bytes as a packet.
    ///
    /// # Errors
    /// As [`Packet::parse`](Wire::parse).
    pub fn parse(bytes: B) -> Result<Self, Error> {
        let shape = Shape::of(&Packet::parse(bytes.as_ref())?);
        Ok(Self { bytes, shape })
    }

    /// That packet, in these bytes: a copy of what it is written as, or the buffer that it was read from.
    /// `None` if they are other bytes.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::{Packet, PacketBuf}};
    /// use std::sync::Arc;
    ///
    /// let received = b"1:100:shirouzu:jupiter:32:hello\0";
    /// let packet = Packet::parse(received)?;
    /// let shared: PacketBuf<Arc<[u8]>> = PacketBuf::of(&packet, received[..].into()).unwrap();
    /// assert_eq!(shared.clone().packet(), packet);
    ///
    /// // Or read in shared bytes from the start.
    /// let shared = PacketBuf::parse(bytes::Bytes::from_static(received))?;
    /// assert_eq!(shared.packet(), packet);
    /// # Ok::<(), imwire::Error>(())
    /// ```
    pub fn of(packet: &Packet<'_>, bytes: B) -> Option<Self> {
        let mut same = Same(Some(bytes.as_ref()));
        let Ok(()) = packet.encode(&mut same);
        (same.0 == Some(&[])).then(|| Self { bytes, shape: Shape::of(packet) })
    }

    /// The packet. If `bytes` gives other bytes than before, which it must not, it is a packet of those.
    #[must_use]
    pub fn packet(&self) -> Packet<'_> {
        let Shape { packet_no, command, ends: [version, number, user, host, word] } = self.shape;
        let bytes = self.bytes.as_ref();
        let field = |start: usize, end: usize| bytes.get(start..end).unwrap_or_default();
        let after = |end: usize| end.saturating_add(1);
        Packet {
            version: Version::trusted(field(0, version)),
            packet_no: Number::trusted(packet_no, field(after(version), number)),
            user: Name::trusted(field(after(number), user)),
            host: Name::trusted(field(after(user), host)),
            command: Number::trusted(command, field(after(host), word)),
            additional: bytes.get(after(word)..),
        }
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.as_ref()
    }

    /// The same, given away.
    pub fn into_bytes(self) -> B {
        self.bytes
    }
}

/// Compares what is written with bytes: what of them is left, or `None` if they differ.
struct Same<'a>(Option<&'a [u8]>);

impl Sink for Same<'_> {
    type Error = core::convert::Infallible;

    fn put(&mut self, bytes: &[u8]) -> Result<(), Self::Error> {
        self.0 = self.0.and_then(|rest| rest.strip_prefix(bytes));
        Ok(())
    }
}

/// A copy of what the packet is written as.
#[cfg(feature = "alloc")]
impl From<Packet<'_>> for PacketBuf<alloc::vec::Vec<u8>> {
    fn from(packet: Packet<'_>) -> Self {
        Self { bytes: packet.to_vec(), shape: Shape::of(&packet) }
    }
}

owned! { PacketBuf, packet }

/// As the packet: one line that is safe to show in a terminal.
impl<B: AsRef<[u8]>> fmt::Display for PacketBuf<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.packet(), f)
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use crate::ipmsg::header::{CommandWord, Mode};
    use proptest::prelude::*;

    #[track_caller]
    fn case(bytes: &[u8]) {
        let packet = Packet::parse(bytes).unwrap();
        for kept in [PacketBuf::from(packet), PacketBuf::parse(bytes.to_vec()).unwrap()] {
            assert_eq!(kept.packet(), packet);
            assert_eq!(kept.packet().packet_no.text(), packet.packet_no.text());
            assert_eq!(kept.packet().command.text(), packet.command.text());
            assert_eq!(kept.to_vec(), bytes);
            assert_eq!(kept.into_bytes(), bytes);
        }
        assert_eq!(PacketBuf::of(&packet, bytes).unwrap().packet(), packet);
        assert!(PacketBuf::of(&packet, &[bytes, b"\0"].concat()).is_none());
        assert!(PacketBuf::of(&packet, &bytes[..bytes.len() - 1]).is_none());
    }

    #[test]
    fn packets_are_kept_as_they_are() {
        case(b"1:100:shirouzu:jupiter:288:hello\0");
        case(b"1_lbt6_0#128#001122AABBCC#0#0#0#4001#9:\t007 ::: 288 ::\0");
        case(b"1:1:u:h:0");
        case(b"1:1:u:h:0\0\0");
        case(b"1:1:u:h:0:");
    }

    /// A packet that was made is kept as what it is written as.
    #[test]
    fn made_packets() {
        let name = Name::new(b"u").unwrap();
        for additional in [None, Some(&b""[..]), Some(b"x")] {
            let packet = Packet {
                version: Version::ONE,
                packet_no: Number::new(1_700_000_000),
                user: name,
                host: name,
                command: CommandWord::new(Mode::SENDMSG).into(),
                additional,
            };
            let kept = PacketBuf::from(packet);
            assert_eq!(kept.packet(), packet);
            assert_eq!(kept, PacketBuf::parse(packet.to_vec()).unwrap());
        }
    }

    proptest! {
        #[test]
        fn any_packet(input in "[0-9_]{0,3}:[ 0-9]{1,12}:[a\t]{0,3}:[a-c]{0,3}:[ 0-9]{1,4}(:[:a]{0,4})?\0{0,2}") {
            if Packet::parse(input.as_bytes()).is_ok() {
                case(input.as_bytes());
            }
        }
    }
}
