//! The frames of a pcapng file, which stand between blocks of other kinds.
//!
//! The crate `pcap-file` frames the blocks and keeps the list of interfaces. The packet blocks are
//! read here: it gives times in units of the interface but calls them nanoseconds, counts the
//! padding of simple packet blocks to the frame, and wants every list of options to be ended.

use super::records::{NANOSECONDS, copy};
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::pcapng::blocks::{ENHANCED_PACKET_BLOCK, PACKET_BLOCK, SIMPLE_PACKET_BLOCK};
use pcap_file::pcapng::{PcapNgReader, RawBlock};
use pcap_file::{DataLink, Endianness, PcapError};
use std::io::Read;

/// Copies the next frame, says on which kind of link it was captured, and sets its time.
pub(crate) fn next<R: Read>(
    reader: &mut PcapNgReader<R>,
    frame: &mut Vec<u8>,
    at: &mut u64,
) -> Result<Option<DataLink>, PcapError> {
    loop {
        let endianness = reader.section().endianness;
        let snaplen = reader.interfaces().first().map_or(0, |interface| interface.snaplen);
        let Some(block) = reader.next_raw_block().transpose()? else { return Ok(None) };
        let Some(packet) = packet_block(&block, endianness, snaplen) else { continue };
        let PacketBlock { interface, units, bytes } = packet?;
        copy(bytes, frame)?;
        let known = reader.interfaces().get(interface as usize);
        let interface = known.ok_or(PcapError::InvalidInterfaceId(interface))?;
        *at = units.map_or(*at, |units| nanoseconds(interface, units));
        return Ok(Some(interface.linktype));
    }
}

/// What the three kinds of packet blocks have in common.
struct PacketBlock<'a> {
    interface: u32,
    /// The time, in units of the interface; simple packet blocks have none.
    units: Option<u64>,
    bytes: &'a [u8],
}

/// `None` for other blocks.
fn packet_block<'a>(
    block: &'a RawBlock<'_>,
    endianness: Endianness,
    snaplen: u32,
) -> Option<Result<PacketBlock<'a>, PcapError>> {
    let body = Body { bytes: &block.body, endianness };
    let packet = match block.type_ {
        ENHANCED_PACKET_BLOCK => body.timed(body.u32(0)),
        PACKET_BLOCK => body.timed(body.u16(0)),
        SIMPLE_PACKET_BLOCK => body.simple(snaplen),
        _ => return None,
    };
    Some(packet.ok_or(PcapError::InvalidField("packet block shorter than its contents")))
}

/// The body of a block, which is in the byte order of its section.
struct Body<'a> {
    bytes: &'a [u8],
    endianness: Endianness,
}

impl<'a> Body<'a> {
    /// Interface, two words of time, captured length, original length, frame, options.
    fn timed(&self, interface: Option<u32>) -> Option<PacketBlock<'a>> {
        let units = u64::from(self.u32(4)?) << 32 | u64::from(self.u32(8)?);
        let bytes = self.bytes.get(20..)?.get(..self.u32(12)? as usize)?;
        Some(PacketBlock { interface: interface?, units: Some(units), bytes })
    }

    /// Original length, frame; the captured length follows from the snapshot length.
    fn simple(&self, snaplen: u32) -> Option<PacketBlock<'a>> {
        let limit = if snaplen == 0 { u32::MAX } else { snaplen };
        let length = self.u32(0)?.min(limit) as usize;
        let bytes = self.bytes.get(4..)?.get(..length)?;
        Some(PacketBlock { interface: 0, units: None, bytes })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.endianness.is_big() { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    fn u16(&self, at: usize) -> Option<u32> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        let number =
            if self.endianness.is_big() { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) };
        Some(number.into())
    }
}

/// A time in units of the interface, which are microseconds unless it says otherwise.
fn nanoseconds(interface: &InterfaceDescriptionBlock<'_>, units: u64) -> u64 {
    let (mut resolution, mut offset) = (6, 0_i64);
    for option in &interface.options {
        match option {
            InterfaceDescriptionOption::IfTsResol(code) => resolution = *code,
            InterfaceDescriptionOption::IfTsOffset(seconds) => offset = *seconds as i64,
            _ => {}
        }
    }
    let (units, exponent) = (i128::from(units), u32::from(resolution & 0x7f));
    let scaled = units * i128::from(NANOSECONDS);
    let time = if resolution & 0x80 == 0 {
        10_i128.checked_pow(exponent).map_or(0, |per_second| scaled / per_second)
    } else {
        scaled >> exponent
    };
    let time = time + i128::from(offset) * i128::from(NANOSECONDS);
    time.clamp(0, u64::MAX.into()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use pcap_file::pcapng::blocks::enhanced_packet::EnhancedPacketBlock;
    use pcap_file::pcapng::blocks::packet::PacketBlock;
    use pcap_file::pcapng::blocks::section_header::SectionHeaderBlock;
    use pcap_file::pcapng::blocks::simple_packet::SimplePacketBlock;
    use pcap_file::pcapng::blocks::unknown::UnknownBlock;
    use pcap_file::pcapng::{PcapNgBlock, PcapNgWriter};
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

    fn frames(file: &[u8]) -> Vec<(DataLink, u64, Vec<u8>)> {
        let mut reader = PcapNgReader::new(file).expect("a section");
        let (mut frames, mut frame, mut at) = (Vec::new(), Vec::new(), 0);
        while let Some(link) = next(&mut reader, &mut frame, &mut at).expect("a frame") {
            frames.push((link, at, frame.clone()));
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
                (DataLink::RAW, 17, b"abc".to_vec()),
                (DataLink::ETHERNET, 5_000_000_000_000_000, b"defg".to_vec()),
                (DataLink::ETHERNET, 5_000_000_000_000_000, b"simple".to_vec()),
                (DataLink::NULL, 2_000_000, Vec::new()),
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
        assert_eq!(frames(&writer.into_inner()), [(DataLink::RAW, 1 << 40, b"hello".to_vec())]);
    }

    #[test]
    fn options_without_an_end() {
        // Comment "hey" and padding, but no end of the options.
        let body = [&[0; 12][..], &[3, 0, 0, 0, 3, 0, 0, 0], b"abc\0", &[1, 0, 3, 0], b"hey\0"].concat();
        let block = RawBlock { type_: 6, initial_len: 0, body: body.into(), trailer_len: 0 };
        let packet = packet_block(&block, Endianness::Little, 0).unwrap().unwrap();
        assert_eq!(packet.bytes, b"abc");
    }

    #[test]
    fn broken_blocks() {
        let mut writer = PcapNgWriter::with_endianness(Vec::new(), Endianness::Little).unwrap();
        writer.write_block(&UnknownBlock::new(6, 12, b"short").into_block()).unwrap();
        let file = writer.into_inner();
        let mut reader = PcapNgReader::new(&file[..]).unwrap();
        let error = next(&mut reader, &mut Vec::new(), &mut 0).unwrap_err();
        assert_eq!(error.to_string(), "Invalid field value: packet block shorter than its contents");
    }

    #[test]
    fn units_of_time() {
        #[track_caller]
        fn case(resolution: u8, offset: i64, units: u64, expected: u64) {
            let options = vec![
                InterfaceDescriptionOption::IfTsResol(resolution),
                InterfaceDescriptionOption::IfTsOffset(offset as u64),
            ];
            let interface = InterfaceDescriptionBlock { options, ..interface(DataLink::RAW, None) };
            assert_eq!(nanoseconds(&interface, units), expected);
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
