//! The frames of a pcapng file, which are between blocks of other kinds.
//!
//! `pcap-parser` reads the blocks. Three things are done here: it does not know the old packet block, it
//! reads the offset of times in the byte order of the machine, and it does not say of a block that is too
//! short for its contents that more bytes are no help.

use crate::capture::records::{Frame, NANOSECONDS, Step, Stop, range, stop};
use pcap_parser::nom::{IResult, Offset};
use pcap_parser::traits::PcapNGPacketBlock;
use pcap_parser::{
    EPB_MAGIC, IDB_MAGIC, InterfaceDescriptionBlock, Linktype, OptionCode, PcapError, SHB_MAGIC, SPB_MAGIC,
    parse_enhancedpacketblock_be, parse_enhancedpacketblock_le, parse_interfacedescriptionblock_be,
    parse_interfacedescriptionblock_le, parse_sectionheaderblock, parse_simplepacketblock_be,
    parse_simplepacketblock_le, parse_unknownblock_be, parse_unknownblock_le,
};

/// The old packet block, which no program of these days writes.
const PACKET_BLOCK: u32 = 2;

/// Interfaces of a section that are believed.
const INTERFACES: usize = 1 << 16;

/// What the blocks so far say about those that follow.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    big_endian: bool,
    interfaces: Vec<Interface>,
}

type Parse<'a, T> = fn(&'a [u8]) -> IResult<&'a [u8], T, PcapError<&'a [u8]>>;

#[derive(Debug, Clone, Copy)]
struct Interface {
    link: Linktype,
    /// Frames are cut to so many bytes; 0 for no limit.
    snaplen: u32,
    /// The unit of times: a power of ten, or with the upper bit of two.
    resolution: u8,
    /// Seconds to add.
    offset: i64,
}

impl Sections {
    /// The next block, which `bytes` begin with.
    pub(crate) fn step(&mut self, bytes: &[u8]) -> Result<Step, Stop> {
        let kind = self.word(bytes).ok_or(Stop::Incomplete)?;
        if kind == SHB_MAGIC {
            let (rest, section) = parse_sectionheaderblock(bytes).map_err(stop)?;
            *self = Self { big_endian: section.big_endian(), interfaces: Vec::new() };
            return Ok(Step { length: bytes.offset(rest), frame: None });
        }
        let (rest, block) = self.either(parse_unknownblock_le, parse_unknownblock_be)(bytes).map_err(stop)?;
        if block.block_len1 != block.block_len2 {
            return Err(Stop::Damaged(
                "a block that ends with another length than it begins with".to_owned(),
            ));
        }
        let length = bytes.offset(rest);
        let bytes = bytes.get(..length).unwrap_or_default();
        let frame = self.block(kind, bytes, block.data).ok_or_else(|| {
            Stop::Damaged("a block that is too short for its contents, or of no known interface".to_owned())
        })?;
        Ok(Step { length, frame })
    }

    /// What is in a block, if it is not damaged.
    fn block(&mut self, kind: u32, bytes: &[u8], data: &[u8]) -> Option<Option<Frame>> {
        let frame = match kind {
            IDB_MAGIC => {
                let parse =
                    self.either(parse_interfacedescriptionblock_le, parse_interfacedescriptionblock_be);
                let (_, block) = parse(bytes).ok()?;
                if self.interfaces.len() >= INTERFACES {
                    return None;
                }
                self.interfaces.push(self.interface(&block));
                return Some(None);
            }
            EPB_MAGIC => {
                let (_, block) =
                    self.either(parse_enhancedpacketblock_le, parse_enhancedpacketblock_be)(bytes).ok()?;
                self.frame(block.if_id, [block.ts_high, block.ts_low], range(bytes, block.packet_data()))?
            }
            SPB_MAGIC => {
                let (_, block) =
                    self.either(parse_simplepacketblock_le, parse_simplepacketblock_be)(bytes).ok()?;
                let interface = self.interfaces.first()?;
                let limit = if interface.snaplen == 0 { u32::MAX } else { interface.snaplen };
                let length = usize::try_from(block.origlen.min(limit)).ok()?;
                let bytes = range(bytes, block.data.get(..length)?);
                Frame { link: interface.link, at: None, bytes }
            }
            PACKET_BLOCK => {
                // Interface, dropped frames, two words of time, captured length, length, frame.
                let [one, two] = *data.first_chunk()?;
                let interface = if self.big_endian {
                    u16::from_be_bytes([one, two])
                } else {
                    u16::from_le_bytes([one, two])
                };
                let words = [4, 8, 12].map(|at| data.get(at..).and_then(|bytes| self.word(bytes)));
                let [Some(high), Some(low), Some(length)] = words else { return None };
                let frame = data.get(20..)?.get(..usize::try_from(length).ok()?)?;
                self.frame(interface.into(), [high, low], range(bytes, frame))?
            }
            _ => return Some(None),
        };
        Some(Some(frame))
    }

    fn frame(&self, interface: u32, [high, low]: [u32; 2], bytes: std::ops::Range<usize>) -> Option<Frame> {
        let interface = self.interfaces.get(usize::try_from(interface).ok()?)?;
        let at = Some(interface.nanoseconds(u64::from(high) << 32 | u64::from(low)));
        Some(Frame { link: interface.link, at, bytes })
    }

    fn interface(&self, block: &InterfaceDescriptionBlock<'_>) -> Interface {
        let offset = block.options.iter().find(|option| option.code == OptionCode::IfTsoffset);
        let offset = offset.and_then(|option| option.value.first_chunk().copied());
        let offset = offset.map(if self.big_endian { i64::from_be_bytes } else { i64::from_le_bytes });
        let InterfaceDescriptionBlock { linktype: link, snaplen, if_tsresol: resolution, .. } = *block;
        Interface { link, snaplen, resolution, offset: offset.unwrap_or(0) }
    }

    fn word(&self, bytes: &[u8]) -> Option<u32> {
        let bytes = *bytes.first_chunk()?;
        Some(if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    /// The parser for the byte order of the section.
    fn either<'a, T>(&self, little: Parse<'a, T>, big: Parse<'a, T>) -> Parse<'a, T> {
        if self.big_endian { big } else { little }
    }
}

impl Interface {
    /// A time in units of the interface, which are microseconds unless it says otherwise.
    fn nanoseconds(&self, units: u64) -> u64 {
        let (units, exponent) = (i128::from(units), u32::from(self.resolution & 0x7f));
        let scaled = units * i128::from(NANOSECONDS);
        let time = if self.resolution & 0x80 == 0 {
            10_i128.checked_pow(exponent).map_or(0, |per_second| scaled / per_second)
        } else {
            scaled >> exponent
        };
        let time = time + i128::from(self.offset) * i128::from(NANOSECONDS);
        time.clamp(0, u64::MAX.into()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::records::Records;
    use pcap_file::pcapng::PcapNgWriter;
    use pcap_file::pcapng::blocks::enhanced_packet::EnhancedPacketBlock;
    use pcap_file::pcapng::blocks::interface_description::{
        InterfaceDescriptionBlock, InterfaceDescriptionOption,
    };
    use pcap_file::pcapng::blocks::packet::PacketBlock;
    use pcap_file::pcapng::blocks::section_header::SectionHeaderBlock;
    use pcap_file::pcapng::blocks::simple_packet::SimplePacketBlock;
    use pcap_file::pcapng::blocks::unknown::UnknownBlock;
    use pcap_file::{DataLink, Endianness};
    use std::borrow::Cow;
    use std::time::Duration;

    fn interface(linktype: DataLink, resolution: Option<u8>) -> InterfaceDescriptionBlock<'static> {
        let options = resolution.map(InterfaceDescriptionOption::IfTsResol).into_iter().collect();
        InterfaceDescriptionBlock { linktype, snaplen: 6, options }
    }

    fn enhanced(interface_id: u32, units: u64, bytes: &[u8]) -> EnhancedPacketBlock<'_> {
        let (timestamp, data) = (Duration::from_nanos(units), Cow::Borrowed(bytes));
        EnhancedPacketBlock { interface_id, timestamp, original_len: 9_000, data, options: Vec::new() }
    }

    fn frames(file: &[u8]) -> Vec<(Linktype, u64, Vec<u8>)> {
        let mut records = Records::open(file).expect("a section");
        let mut frames = Vec::new();
        while let Some(record) = records.next().expect("a frame") {
            frames.push((record.link, record.at, record.frame.to_vec()));
        }
        frames
    }

    #[test]
    fn all_kinds_of_packet_blocks() {
        for endianness in [Endianness::Little, Endianness::Big] {
            let mut writer = PcapNgWriter::with_endianness(Vec::new(), endianness).unwrap();
            writer.write_pcapng_block(interface(DataLink::ETHERNET, None)).unwrap();
            writer.write_pcapng_block(interface(DataLink::RAW, Some(9))).unwrap();
            writer.write_pcapng_block(UnknownBlock::new(0x0bad, 12, b"")).unwrap();
            writer.write_pcapng_block(enhanced(1, 17, b"abc")).unwrap();
            writer.write_pcapng_block(enhanced(0, 5_000_000_000_000, b"defg")).unwrap();
            let (original_len, data) = (9, Cow::Borrowed(&b"simple"[..]));
            writer.write_pcapng_block(SimplePacketBlock { original_len, data }).unwrap();
            let section = SectionHeaderBlock { endianness, ..SectionHeaderBlock::default() };
            writer.write_pcapng_block(section).unwrap();
            writer.write_pcapng_block(interface(DataLink::NULL, Some(3))).unwrap();
            writer.write_pcapng_block(enhanced(0, 2, b"")).unwrap();
            let expected = [
                (Linktype::RAW, 17, b"abc".to_vec()),
                (Linktype::ETHERNET, 5_000_000_000_000_000, b"defg".to_vec()),
                (Linktype::ETHERNET, 5_000_000_000_000_000, b"simple".to_vec()),
                (Linktype::NULL, 2_000_000, Vec::new()),
            ];
            assert_eq!(frames(&writer.into_inner()), expected);
        }
    }

    #[test]
    fn the_old_packet_block() {
        let mut writer = PcapNgWriter::with_endianness(Vec::new(), Endianness::Big).unwrap();
        writer.write_pcapng_block(interface(DataLink::RAW, Some(9))).unwrap();
        let (captured_len, original_len, data) = (5, 5, Cow::Borrowed(&b"hello"[..]));
        let (interface_id, drop_count, timestamp, options) = (0, 3, 1 << 40, Vec::new());
        let block =
            PacketBlock { interface_id, drop_count, timestamp, captured_len, original_len, data, options };
        writer.write_pcapng_block(block).unwrap();
        assert_eq!(frames(&writer.into_inner()), [(Linktype::RAW, 1 << 40, b"hello".to_vec())]);
    }

    /// A section, an interface, and a block with this body.
    fn with_block(kind: u32, body: &[u8]) -> Vec<u8> {
        let mut writer = PcapNgWriter::with_endianness(Vec::new(), Endianness::Little).unwrap();
        writer.write_pcapng_block(interface(DataLink::RAW, None)).unwrap();
        let length = (body.len() as u32 + 12).to_le_bytes();
        [&writer.into_inner()[..], &kind.to_le_bytes(), &length, body, &length].concat()
    }

    #[test]
    fn options_without_an_end() {
        // Comment "hey" and padding, but no end of the options.
        let body = [&[0; 12][..], &[3, 0, 0, 0, 3, 0, 0, 0], b"abc\0", &[1, 0, 3, 0], b"hey\0"].concat();
        assert_eq!(frames(&with_block(6, &body)), [(Linktype::RAW, 0, b"abc".to_vec())]);
    }

    #[test]
    fn broken_blocks() {
        #[track_caller]
        fn case(kind: u32, body: &[u8], what: &str) {
            let file = with_block(kind, body);
            let mut records = Records::open(&file[..]).expect("a section");
            let error = records.next().map(|record| record.is_some()).unwrap_err().to_string();
            assert_eq!(error, format!("the capture is damaged after frame 0: {what}"));
        }
        let short = "a block that is too short for its contents, or of no known interface";
        case(6, b"0123456789ab", short);
        // 200 bytes of which 4 are there.
        case(6, &[&[0; 12][..], &[200, 0, 0, 0, 200, 0, 0, 0], b"abcd"].concat(), short);
        case(2, &[&[0; 12][..], &[200, 0, 0, 0, 200, 0, 0, 0], b"abcd"].concat(), short);
        case(3, b"\xc8\0\0\0abcd", short);
        case(6, &[&[7; 12][..], &[4, 0, 0, 0, 4, 0, 0, 0], b"abcd"].concat(), short);
        let mut file = with_block(6, &[0; 20]);
        *file.last_mut().expect("a byte") = 1;
        let error = Records::open(&file[..]).expect("a section").next().map(|_| ()).unwrap_err();
        assert!(error.to_string().ends_with("a block that ends with another length than it begins with"));
    }

    #[test]
    fn the_offset_of_times_is_in_the_byte_order_of_the_section() {
        for endianness in [Endianness::Little, Endianness::Big] {
            let mut writer = PcapNgWriter::with_endianness(Vec::new(), endianness).unwrap();
            let options = vec![InterfaceDescriptionOption::IfTsOffset(3)];
            let interface = InterfaceDescriptionBlock { options, ..interface(DataLink::RAW, None) };
            writer.write_pcapng_block(interface).unwrap();
            writer.write_pcapng_block(enhanced(0, 5, b"abc")).unwrap();
            let expected = [(Linktype::RAW, 3_000_005_000, b"abc".to_vec())];
            assert_eq!(frames(&writer.into_inner()), expected);
        }
    }

    #[test]
    fn units_of_time() {
        #[track_caller]
        fn case(resolution: u8, offset: i64, units: u64, expected: u64) {
            let interface = Interface { link: Linktype::RAW, snaplen: 0, resolution, offset };
            assert_eq!(interface.nanoseconds(units), expected);
        }
        case(0, 0, 7, 7_000_000_000);
        case(6, 0, 7, 7_000);
        case(12, 0, 7_999, 7);
        case(0x80 | 10, 0, 512, 500_000_000);
        case(9, 2, 5, 2_000_000_005);
        case(9, -2, 5, 0);
        case(127, 0, u64::MAX, 0);
        case(255, 0, u64::MAX, 0);
        case(0, i64::MAX, u64::MAX, u64::MAX);
    }
}
