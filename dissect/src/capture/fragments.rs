//! IP packets that came in fragments, put together again by `etherparse`.
//!
//! Its pool has no limits. Here, a packet of which no fragment has come for a while is given up, by the
//! count of the fragments of all packets: so at most 256 and a few packets of at most 64 KiB wait.

use etherparse::defrag::IpDefragPool;
use etherparse::{IpNumber, NetSlice, SlicedPacket};
use std::collections::HashMap;
use std::net::IpAddr;

/// Fragments after which a packet is given up that none of them belonged to.
const PATIENCE: u64 = 256;

/// How often that is done.
const EVERY: u64 = 32;

/// Packets that wait for the rest of their fragments.
pub(crate) struct Fragments {
    pool: IpDefragPool<u64>,
    /// Fragments seen so far.
    clock: u64,
    /// When to look for packets to give up.
    look: u64,
    /// Of each packet the number of its fragments, and the clock of the last one.
    waiting: HashMap<Key, (u64, u64)>,
}

/// Which packet a fragment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    ends: [IpAddr; 2],
    number: u32,
    protocol: IpNumber,
}

/// A packet that is whole again.
#[derive(Debug)]
pub(crate) struct Whole {
    pub(crate) protocol: IpNumber,
    pub(crate) bytes: Vec<u8>,
    /// In so many fragments it came.
    pub(crate) fragments: u64,
}

impl Fragments {
    pub(crate) fn new() -> Self {
        Self { pool: IpDefragPool::new(), clock: 0, look: EVERY, waiting: HashMap::new() }
    }

    /// Takes the bytes of an IP packet that is a fragment, and gives back the packet that is whole with it.
    pub(crate) fn take(&mut self, packet: &[u8]) -> Option<Whole> {
        self.clock += 1;
        let clock = self.clock;
        if clock >= self.look {
            self.look = clock + EVERY;
            let is_young = |at: &u64| clock - at < PATIENCE;
            self.pool.retain(is_young);
            self.waiting.retain(|_, (_, at)| is_young(at));
        }
        let sliced = SlicedPacket::from_ip(packet).ok()?;
        let key = key(&sliced)?;
        let (count, at) = self.waiting.entry(key).or_default();
        (*count, *at) = (*count + 1, clock);
        let whole = self.pool.process_sliced_packet(&sliced, clock, ()).ok()??;
        let (fragments, _) = self.waiting.remove(&key)?;
        Some(Whole { protocol: whole.ip_number, bytes: whole.payload, fragments })
    }
}

fn key(packet: &SlicedPacket<'_>) -> Option<Key> {
    use etherparse::Ipv6ExtensionSlice::Fragment;
    let (from, to, number, payload): (IpAddr, IpAddr, _, _) = match packet.net.as_ref()? {
        NetSlice::Ipv4(ip) => {
            let header = ip.header();
            let number = header.identification().into();
            (header.source_addr().into(), header.destination_addr().into(), number, ip.payload())
        }
        NetSlice::Ipv6(ip) => {
            let header = ip.header();
            let number = ip.extensions().clone().into_iter().find_map(|extension| match extension {
                Fragment(fragment) => Some(fragment.identification()),
                _ => None,
            });
            (header.source_addr().into(), header.destination_addr().into(), number?, ip.payload())
        }
        NetSlice::Arp(_) => return None,
    };
    Some(Key { ends: [from, to], number, protocol: payload.ip_number })
}

#[cfg(test)]
mod tests {
    use super::*;
    use etherparse::{IpFragOffset, Ipv4Header, ip_number};

    fn fragment(number: u16, offset: u16, more: bool, bytes: &[u8]) -> Vec<u8> {
        let length = bytes.len() as u16;
        let mut header = Ipv4Header::new(length, 64, ip_number::UDP, [192, 0, 2, 1], [192, 0, 2, 2]).unwrap();
        header.identification = number;
        header.dont_fragment = false;
        header.more_fragments = more;
        header.fragment_offset = IpFragOffset::try_new(offset).unwrap();
        header.header_checksum = header.calc_header_checksum();
        [&header.to_bytes()[..], bytes].concat()
    }

    #[test]
    fn in_any_order() {
        let mut fragments = Fragments::new();
        assert!(fragments.take(&fragment(7, 1, true, b"deadbeef")).is_none());
        assert!(fragments.take(&fragment(8, 0, true, b"otherone")).is_none());
        assert!(fragments.take(&fragment(7, 2, false, b"end")).is_none());
        let whole = fragments.take(&fragment(7, 0, true, b"01234567")).expect("it is whole");
        assert_eq!((&whole.bytes[..], whole.fragments), (&b"01234567deadbeefend"[..], 3));
        assert_eq!(fragments.waiting.len(), 1);
    }

    #[test]
    fn what_does_not_come_is_given_up() {
        let mut fragments = Fragments::new();
        for number in 0..5_000 {
            assert!(fragments.take(&fragment(number, 8_000, true, &[0; 1_400])).is_none());
            assert!(fragments.waiting.len() <= (PATIENCE + EVERY) as usize);
        }
    }
}
