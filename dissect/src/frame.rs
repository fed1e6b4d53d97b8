//! Takes one captured frame apart, down to UDP and TCP.
//!
//! The link layers are those a messenger's traffic is captured on: Ethernet with VLAN tags, Linux
//! "cooked" (`any`), BSD loopback, and bare IP. Frames that a snapshot length cut short are read
//! as far as they go.

use super::connection::Segment;
use etherparse::{EtherType, LaxNetSlice, LaxSlicedPacket, TransportSlice};
use pcap_parser::Linktype;
use std::net::{IpAddr, SocketAddr};

/// What a frame carried.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Packet<'a> {
    Datagram(Datagram<'a>),
    Segment(Segment<'a>),
}

/// A UDP datagram.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Datagram<'a> {
    pub(crate) from: SocketAddr,
    pub(crate) to: SocketAddr,
    pub(crate) bytes: &'a [u8],
    /// Bytes at the end that the capture left out.
    pub(crate) missing: usize,
}

/// Why a frame is of no use here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Skip {
    /// A kind of link that is not read.
    Link,
    /// Something other than IP.
    NotIp,
    /// A fragment of an IP packet; they are not put together.
    Fragment,
    /// Something other than UDP and TCP.
    NotTransport,
    /// A header that is cut off or contradicts itself.
    Broken,
}

/// BSD loopback: four bytes for the address family.
const LOOPBACK_HEADER: usize = 4;
/// Linux cooked: the ether type stands last, in the second version first.
const SLL_HEADER: usize = 16;
const SLL2_HEADER: usize = 20;

/// Takes a frame apart.
///
/// # Errors
/// Why there is nothing in it to dissect.
pub(crate) fn open(link: Linktype, frame: &[u8]) -> Result<Packet<'_>, Skip> {
    let packet = match plain(link) {
        Linktype::ETHERNET => LaxSlicedPacket::from_ethernet(frame).ok(),
        Linktype::LINUX_SLL => cooked(frame, SLL_HEADER, SLL_HEADER - 2),
        Linktype::LINUX_SLL2 => cooked(frame, SLL2_HEADER, 0),
        Linktype::NULL | Linktype::LOOP => frame.get(LOOPBACK_HEADER..).and_then(bare),
        Linktype::RAW | Linktype::IPV4 | Linktype::IPV6 => bare(frame),
        _ => return Err(Skip::Link),
    };
    transport(&packet.ok_or(Skip::Broken)?)
}

/// The link type without the length of the checksum, which may stand in its upper bits; bare IP
/// has other numbers on some systems.
fn plain(link: Linktype) -> Linktype {
    match link.0 & 0x03ff_ffff {
        12 | 14 => Linktype::RAW,
        number => Linktype(number),
    }
}

fn bare(packet: &[u8]) -> Option<LaxSlicedPacket<'_>> {
    LaxSlicedPacket::from_ip(packet).ok()
}

fn cooked(frame: &[u8], header: usize, type_at: usize) -> Option<LaxSlicedPacket<'_>> {
    let (header, rest) = frame.split_at_checked(header)?;
    let ether_type = header.get(type_at..)?.first_chunk()?;
    Some(LaxSlicedPacket::from_ether_type(EtherType(u16::from_be_bytes(*ether_type)), rest))
}

fn transport<'a>(packet: &LaxSlicedPacket<'a>) -> Result<Packet<'a>, Skip> {
    let otherwise = |skip| if packet.stop_err.is_some() { Skip::Broken } else { skip };
    let (from, to) = addresses(packet).ok_or(otherwise(Skip::NotIp))?;
    if packet.ip_payload().is_some_and(|payload| payload.fragmented) {
        return Err(Skip::Fragment);
    }
    match &packet.transport {
        Some(TransportSlice::Udp(udp)) => {
            let bytes = udp.payload();
            let missing = usize::from(udp.length()).saturating_sub(udp.slice().len());
            let (from, to) = (SocketAddr::new(from, udp.source_port()), (to, udp.destination_port()).into());
            Ok(Packet::Datagram(Datagram { from, to, bytes, missing }))
        }
        Some(TransportSlice::Tcp(tcp)) => Ok(Packet::Segment(Segment {
            from: SocketAddr::new(from, tcp.source_port()),
            to: SocketAddr::new(to, tcp.destination_port()),
            seq: tcp.sequence_number(),
            ack: tcp.ack().then(|| tcp.acknowledgment_number()),
            syn: tcp.syn(),
            fin: tcp.fin(),
            rst: tcp.rst(),
            bytes: tcp.payload(),
        })),
        _ => Err(otherwise(Skip::NotTransport)),
    }
}

fn addresses(packet: &LaxSlicedPacket<'_>) -> Option<(IpAddr, IpAddr)> {
    match packet.net.as_ref()? {
        LaxNetSlice::Ipv4(ip) => {
            let header = ip.header();
            Some((header.source_addr().into(), header.destination_addr().into()))
        }
        LaxNetSlice::Ipv6(ip) => {
            let header = ip.header();
            Some((header.source_addr().into(), header.destination_addr().into()))
        }
        LaxNetSlice::Arp(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use etherparse::{IpFragOffset, Ipv4Header, PacketBuilder, VlanHeader, ip_number};

    const TEXT: &[u8] = b"1:100:shirouzu:jupiter:32:hello";

    fn ip() -> Vec<u8> {
        let mut bytes = Vec::new();
        let packet = PacketBuilder::ipv4([192, 0, 2, 1], [192, 0, 2, 2], 64).udp(2425, 2426);
        packet.write(&mut bytes, TEXT).expect("a packet");
        bytes
    }

    fn behind(header: &[u8], packet: &[u8]) -> Vec<u8> {
        [header, packet].concat()
    }

    #[track_caller]
    fn datagram(link: Linktype, frame: &[u8]) {
        let (from, to) = ("192.0.2.1:2425".parse().unwrap(), "192.0.2.2:2426".parse().unwrap());
        let expected = Datagram { from, to, bytes: TEXT, missing: 0 };
        assert_eq!(open(link, frame), Ok(Packet::Datagram(expected)));
    }

    #[test]
    fn links() {
        let ethernet = [&[2; 12][..], &[8, 0]].concat();
        datagram(Linktype::ETHERNET, &behind(&ethernet, &ip()));
        // Short frames are padded, and a checksum may follow.
        datagram(Linktype::ETHERNET, &[behind(&ethernet, &ip()), vec![0; 22]].concat());
        datagram(Linktype(0x2400_0001), &behind(&ethernet, &ip()));
        let tagged = [&[2; 12][..], &[0x88, 0xa8, 0, 7, 0x81, 0, 0, 9, 8, 0]].concat();
        datagram(Linktype::ETHERNET, &behind(&tagged, &ip()));
        datagram(Linktype::LINUX_SLL, &behind(&[&[0; 14][..], &[8, 0]].concat(), &ip()));
        datagram(Linktype::LINUX_SLL2, &behind(&[&[8, 0][..], &[0; 18]].concat(), &ip()));
        datagram(Linktype::NULL, &behind(&[2, 0, 0, 0], &ip()));
        datagram(Linktype::LOOP, &behind(&[0, 0, 0, 2], &ip()));
        datagram(Linktype::RAW, &ip());
        datagram(Linktype::IPV4, &ip());
        datagram(Linktype(12), &ip());
    }

    #[test]
    fn tcp_over_ip_version_6() {
        let (one, two) = ([1; 16], [2; 16]);
        let packet = PacketBuilder::ethernet2([2; 6], [4; 6]).vlan(VlanHeader::Single(Default::default()));
        let packet = packet.ipv6(one, two, 64).tcp(49152, 1863, 7, 512).syn().ack(9);
        let mut frame = Vec::new();
        packet.write(&mut frame, b"VER").expect("a packet");
        let (from, to) = (SocketAddr::from((one, 49152)), SocketAddr::from((two, 1863)));
        let (syn, fin, rst) = (true, false, false);
        let segment = Segment { from, to, seq: 7, ack: Some(9), syn, fin, rst, bytes: b"VER" };
        assert_eq!(open(Linktype::ETHERNET, &frame), Ok(Packet::Segment(segment)));
    }

    #[test]
    fn cut_by_the_snapshot_length() {
        let mut frame = ip();
        frame.truncate(frame.len() - 10);
        let Ok(Packet::Datagram(datagram)) = open(Linktype::RAW, &frame) else { panic!("no datagram") };
        assert_eq!((datagram.bytes, datagram.missing), (&TEXT[..TEXT.len() - 10], 10));
    }

    #[test]
    fn of_no_use() {
        #[track_caller]
        fn case(link: Linktype, frame: &[u8], why: Skip) {
            assert_eq!(open(link, frame), Err(why));
        }
        fn ipv4(change: impl FnOnce(&mut Ipv4Header)) -> Vec<u8> {
            let (mut header, rest) = Ipv4Header::from_slice(&ip()).map(|(h, r)| (h, r.to_vec())).unwrap();
            change(&mut header);
            behind(&header.to_bytes(), &rest)
        }
        case(Linktype(105), &ip(), Skip::Link);
        case(Linktype::ETHERNET, &[2; 60], Skip::NotIp);
        case(Linktype::RAW, &ipv4(|header| header.more_fragments = true), Skip::Fragment);
        let offset = IpFragOffset::try_new(185).unwrap();
        case(Linktype::RAW, &ipv4(|header| header.fragment_offset = offset), Skip::Fragment);
        case(Linktype::RAW, &ipv4(|header| header.protocol = ip_number::ICMP), Skip::NotTransport);
        case(Linktype::RAW, &ipv4(|header| header.protocol = ip_number::GRE), Skip::NotTransport);
        case(Linktype::RAW, &ip()[..25], Skip::Broken);
        case(Linktype::RAW, b"", Skip::Broken);
        case(Linktype::ETHERNET, &[2; 13], Skip::Broken);
        case(Linktype::LINUX_SLL, &[0; 15], Skip::Broken);
    }
}
