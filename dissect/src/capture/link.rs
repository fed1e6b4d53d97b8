//! Kinds of links: which are read, and how those are called that are not.

use crate::capture::frame::Skip;
use etherparse::{EtherType, LaxSlicedPacket};
use pcap_parser::Linktype;
use pcap_parser::data::{PacketData, get_packetdata_nflog};

/// BSD loopback: four bytes for the address family.
const LOOPBACK_HEADER: usize = 4;
/// Linux cooked: the ether type is last, in the second version first.
const SLL_HEADER: usize = 16;
const SLL2_HEADER: usize = 20;
/// LLC and SNAP, the ether type of Wi-Fi comes after them.
const SNAP: [u8; 6] = [0xaa, 0xaa, 3, 0, 0, 0];

const PPP: Linktype = Linktype(9);
const PPP_SERIAL: Linktype = Linktype(50);
const WIFI: Linktype = Linktype(105);
const RADIOTAP: Linktype = Linktype(127);

/// Kinds that are not read, of those that are seen.
const NAMES: [(i32, &str); 14] = [
    (6, "token ring"),
    (10, "FDDI"),
    (51, "PPPoE"),
    (119, "Wi-Fi with a Prism header"),
    (163, "Wi-Fi with an AVS header"),
    (187, "Bluetooth"),
    (189, "USB"),
    (192, "PPI"),
    (195, "IEEE 802.15.4"),
    (201, "Bluetooth"),
    (220, "USB"),
    (249, "USB"),
    (252, "messages exported by Wireshark"),
    (253, "netlink"),
];

/// What it is called.
pub(crate) fn name(link: Linktype) -> String {
    let number = plain(link).0;
    match NAMES.iter().find(|(known, _)| *known == number) {
        Some((_, name)) => format!("{name} (link type {number})"),
        None => format!("link type {number}"),
    }
}

/// The headers of a frame, as far as they go.
///
/// # Errors
/// Why there is no IP in it.
pub(crate) fn slice(link: Linktype, frame: &[u8]) -> Result<LaxSlicedPacket<'_>, Skip> {
    match plain(link) {
        Linktype::ETHERNET => LaxSlicedPacket::from_ethernet(frame).map_err(|_| Skip::Broken),
        Linktype::LINUX_SLL => cooked(frame, SLL_HEADER, SLL_HEADER - 2).ok_or(Skip::Broken),
        Linktype::LINUX_SLL2 => cooked(frame, SLL2_HEADER, 0).ok_or(Skip::Broken),
        Linktype::NULL | Linktype::LOOP => bare(frame.get(LOOPBACK_HEADER..).unwrap_or_default()),
        Linktype::RAW | Linktype::IPV4 | Linktype::IPV6 => bare(frame),
        Linktype::NFLOG => match get_packetdata_nflog(frame, frame.len()) {
            Some(PacketData::L3(_, packet)) => bare(packet),
            _ => Err(Skip::Broken),
        },
        PPP | PPP_SERIAL => ppp(frame),
        WIFI => wifi(frame),
        RADIOTAP => {
            let length = frame.get(2..4).and_then(|bytes| bytes.first_chunk());
            let frame = length.and_then(|length| frame.get(usize::from(u16::from_le_bytes(*length))..));
            wifi(frame.unwrap_or_default())
        }
        _ => Err(Skip::Link(link)),
    }
}

/// The link type without the length of the checksum, which may be in its upper bits; bare IP has other
/// numbers on some systems.
fn plain(link: Linktype) -> Linktype {
    match link.0 & 0x03ff_ffff {
        12 | 14 => Linktype::RAW,
        number => Linktype(number),
    }
}

fn bare(packet: &[u8]) -> Result<LaxSlicedPacket<'_>, Skip> {
    LaxSlicedPacket::from_ip(packet).map_err(|_| Skip::Broken)
}

fn cooked(frame: &[u8], header: usize, type_at: usize) -> Option<LaxSlicedPacket<'_>> {
    let (header, rest) = frame.split_at_checked(header)?;
    let ether_type = header.get(type_at..)?.first_chunk()?;
    Some(LaxSlicedPacket::from_ether_type(EtherType(u16::from_be_bytes(*ether_type)), rest))
}

/// Address and control may be left out, and so may the first byte of the protocol.
fn ppp(frame: &[u8]) -> Result<LaxSlicedPacket<'_>, Skip> {
    match frame.strip_prefix(&[0xff, 3]).unwrap_or(frame) {
        [0, 0x21 | 0x57, packet @ ..] | [0x21 | 0x57, packet @ ..] => bare(packet),
        [] => Err(Skip::Broken),
        _ => Err(Skip::NotIp),
    }
}

/// A data frame.
fn wifi(frame: &[u8]) -> Result<LaxSlicedPacket<'_>, Skip> {
    let &[kind, flags] = frame.first_chunk().ok_or(Skip::Broken)?;
    if kind & 0x0c != 8 || kind & 0x40 != 0 {
        return Err(Skip::NotIp);
    }
    if flags & 0x40 != 0 {
        return Err(Skip::Enciphered);
    }
    let addresses = if flags & 3 == 3 { 30 } else { 24 };
    let quality = if kind & 0x80 != 0 { 2 } else { 0 };
    let data = frame.get(addresses + quality..).ok_or(Skip::Broken)?;
    let (ether_type, packet) =
        data.strip_prefix(&SNAP).and_then(<[u8]>::split_first_chunk).ok_or(Skip::NotIp)?;
    Ok(LaxSlicedPacket::from_ether_type(EtherType(u16::from_be_bytes(*ether_type)), packet))
}
