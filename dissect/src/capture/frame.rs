//! Takes one captured frame apart, down to UDP and TCP.
//!
//! Frames that a snapshot length cut short are read as far as they go.

use crate::capture::fragments::Whole;
use crate::capture::link;
use crate::tcp::connection::Segment;
use etherparse::{LaxNetSlice, LaxSlicedPacket, TcpSlice, TransportSlice, UdpSlice, ip_number};
use pcap_parser::Linktype;
use pcap_parser::nom::Offset;
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
    Link(Linktype),
    /// Something other than IP.
    NotIp,
    /// Wi-Fi of which the capture has no key.
    Enciphered,
    /// A fragment of an IP packet.
    Fragment,
    /// Something other than UDP and TCP.
    NotTransport,
    /// A header that is cut off or contradicts itself.
    Broken,
}

/// Takes a frame apart.
///
/// # Errors
/// Why there is nothing in it to dissect.
pub(crate) fn open(link: Linktype, frame: &[u8]) -> Result<Packet<'_>, Skip> {
    transport(&link::slice(link, frame)?)
}

/// The IP packet in a frame that is a fragment, and between whom it goes.
pub(crate) fn fragment(link: Linktype, frame: &[u8]) -> Option<(&[u8], [IpAddr; 2])> {
    let packet = link::slice(link, frame).ok()?;
    let header = match packet.net.as_ref()? {
        LaxNetSlice::Ipv4(ip) => ip.header().slice(),
        LaxNetSlice::Ipv6(ip) => ip.header().slice(),
        LaxNetSlice::Arp(_) => return None,
    };
    let (from, to) = addresses(&packet)?;
    Some((frame.get(frame.offset(header)..)?, [from, to]))
}

/// What is in an IP packet that came in fragments.
///
/// # Errors
/// Why there is nothing in it to dissect.
pub(crate) fn reassembled(whole: &Whole, [from, to]: [IpAddr; 2]) -> Result<Packet<'_>, Skip> {
    match whole.protocol {
        ip_number::UDP => UdpSlice::from_slice(&whole.bytes)
            .map(|udp| Packet::Datagram(datagram(&udp, from, to)))
            .map_err(|_| Skip::Broken),
        ip_number::TCP => TcpSlice::from_slice(&whole.bytes)
            .map(|tcp| Packet::Segment(segment(&tcp, from, to)))
            .map_err(|_| Skip::Broken),
        _ => Err(Skip::NotTransport),
    }
}

fn transport<'a>(packet: &LaxSlicedPacket<'a>) -> Result<Packet<'a>, Skip> {
    let otherwise = |skip| if packet.stop_err.is_some() { Skip::Broken } else { skip };
    let (from, to) = addresses(packet).ok_or(otherwise(Skip::NotIp))?;
    if packet.ip_payload().is_some_and(|payload| payload.fragmented) {
        return Err(Skip::Fragment);
    }
    match &packet.transport {
        Some(TransportSlice::Udp(udp)) => Ok(Packet::Datagram(datagram(udp, from, to))),
        Some(TransportSlice::Tcp(tcp)) => Ok(Packet::Segment(segment(tcp, from, to))),
        _ => Err(otherwise(Skip::NotTransport)),
    }
}

fn datagram<'a>(udp: &UdpSlice<'a>, from: IpAddr, to: IpAddr) -> Datagram<'a> {
    let missing = usize::from(udp.length()).saturating_sub(udp.slice().len());
    let (from, to) = (SocketAddr::new(from, udp.source_port()), (to, udp.destination_port()).into());
    Datagram { from, to, bytes: udp.payload(), missing }
}

fn segment<'a>(tcp: &TcpSlice<'a>, from: IpAddr, to: IpAddr) -> Segment<'a> {
    Segment {
        from: SocketAddr::new(from, tcp.source_port()),
        to: SocketAddr::new(to, tcp.destination_port()),
        seq: tcp.sequence_number(),
        ack: tcp.ack().then(|| tcp.acknowledgment_number()),
        syn: tcp.syn(),
        fin: tcp.fin(),
        rst: tcp.rst(),
        bytes: tcp.payload(),
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
    use etherparse::{IpFragOffset, Ipv4Header, PacketBuilder, VlanHeader};

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
        for header in [&[0xff, 3, 0, 0x21][..], &[0, 0x21], &[0x21]] {
            datagram(Linktype(9), &behind(header, &ip()));
        }
        // Data to the access point, with and without a word about quality; then with radiotap.
        let snap = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0];
        let wifi = [&[8, 1][..], &[0; 22], &snap, &ip()].concat();
        datagram(Linktype(105), &wifi);
        datagram(Linktype(105), &[&[0x88, 2][..], &[0; 24], &snap, &ip()].concat());
        datagram(Linktype(127), &[&[0, 0, 8, 0, 0, 0, 0, 0][..], &wifi].concat());
        // Family, version, resource; a payload of as many bytes, after a prefix.
        let length = (ip().len() as u16 + 4).to_le_bytes();
        let nflog = [&[2, 0, 0, 7, 5, 0, 10, 0, 0, 0, 0, 0][..], &length, &[9, 0], &ip()].concat();
        datagram(
            Linktype::NFLOG,
            &[&nflog[..], &vec![0; nflog.len().next_multiple_of(4) - nflog.len()]].concat(),
        );
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
        case(Linktype(187), &ip(), Skip::Link(Linktype(187)));
        case(Linktype::ETHERNET, &[2; 60], Skip::NotIp);
        // A beacon, data that are enciphered, a header that is cut off; then what PPP agrees on first.
        case(Linktype(105), &[0x80; 40], Skip::NotIp);
        case(Linktype(105), &[&[8, 0x41][..], &[0; 60]].concat(), Skip::Enciphered);
        case(Linktype(105), &[8; 20], Skip::Broken);
        case(Linktype(9), &[0xff, 3, 0xc0, 0x21, 1], Skip::NotIp);
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
