//! What the fuzz targets run: the laws of `tests/laws`. `tests/corpus.rs` runs the same over the
//! files in `corpus` and `regressions`.

#[path = "../../tests/laws/mod.rs"]
mod laws;

use arbitrary::{Result, Unstructured};
use laws::generate;

/// A fuzz target.
pub type Target = fn(&[u8]);

/// All of them, by name.
pub const TARGETS: [(&str, Target); 5] = [
    ("ipmsg_packet", ipmsg_packet),
    ("ipmsg_value", ipmsg_value),
    ("msnp_chunks", msnp_chunks),
    ("msnp_ns", msnp_ns),
    ("msnp_sb", msnp_sb),
];

/// Bytes as a packet.
pub fn ipmsg_packet(data: &[u8]) {
    laws::packet(data);
    laws::look::leaves(data);
}

/// A command word and a packet, made of bytes.
pub fn ipmsg_value(data: &[u8]) {
    fn run(u: &mut Unstructured<'_>) -> Result<()> {
        laws::look::word(generate::word(u)?);
        laws::packet_value(generate::packet(u)?, &mut Vec::new());
        Ok(())
    }
    _ = run(&mut Unstructured::new(data));
}

/// What one side of a link sends, in pieces: how the splitter is set up (`generate::setup`), one
/// byte for the number of sizes, the sizes, the stream.
pub fn msnp_chunks(data: &[u8]) {
    fn run(mut u: Unstructured<'_>) -> Result<()> {
        let setup = generate::setup(&mut u)?;
        let count = usize::from(u.arbitrary::<u8>()? % 8).min(u.len());
        let cuts = u.bytes(count)?;
        laws::split::stream(setup, u.take_rest(), cuts);
        Ok(())
    }
    _ = run(Unstructured::new(data));
}

/// A command of any table, put together from words: two bytes for two dialects, then what it is made of.
pub fn msnp_ns(data: &[u8]) {
    fn run(u: &mut Unstructured<'_>) -> Result<()> {
        let (from, to) = (generate::dialect(u)?, generate::dialect(u)?);
        let bytes = generate::composed(u)?;
        laws::commands(&bytes, from);
        laws::translated(&bytes, from, to);
        Ok(())
    }
    _ = run(&mut Unstructured::new(data));
}

/// A command: one byte for the dialect, one that says whether bytes follow (0) or what a command
/// of one of the tables is made of.
pub fn msnp_sb(data: &[u8]) {
    fn run(mut u: Unstructured<'_>) -> Result<()> {
        let dialect = generate::dialect(&mut u)?;
        match u.arbitrary::<u8>()? % 5 {
            0 => {
                let bytes = u.take_rest();
                laws::line(bytes);
                laws::commands(bytes, dialect);
                laws::records(bytes, dialect);
            }
            1 => laws::command_value(generate::ns_client(&mut u)?, dialect, &mut Vec::new()),
            2 => laws::command_value(generate::ns_server(&mut u, dialect)?, dialect, &mut Vec::new()),
            3 => laws::command_value(generate::sb_client(&mut u)?, dialect, &mut Vec::new()),
            _ => laws::command_value(generate::sb_server(&mut u, dialect)?, dialect, &mut Vec::new()),
        }
        Ok(())
    }
    _ = run(Unstructured::new(data));
}
