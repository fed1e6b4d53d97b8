//! What the fuzz targets run: the laws over values made of the bytes that a fuzzer finds.
//!
//! `fuzz/` in the repository has a binary for each; `tests/corpus.rs` runs them over the files that
//! are kept in `fuzz/corpus` and `fuzz/regressions`.

use crate::generate::{self, Shelves, Tree};
use crate::{laws, look};
use arbitrary::{Result, Unstructured};
use imwire::Wire;
use imwire::ipmsg::{CommandWord, Packet, Situation};
use imwire::msnp::payload::p2p::End;
use imwire::msnp::{Dialect, Link, Role, Session};

/// A fuzz target.
pub type Target = fn(&[u8]);

/// All of them, by name.
pub const TARGETS: [(&str, Target); 17] = [
    ("ipmsg_body", ipmsg_body),
    ("ipmsg_dict", ipmsg_dict),
    ("ipmsg_dirstream", ipmsg_dirstream),
    ("ipmsg_naive", ipmsg_naive),
    ("ipmsg_packet", ipmsg_packet),
    ("ipmsg_pictures", ipmsg_pictures),
    ("ipmsg_value", ipmsg_value),
    ("msnp_blocks", msnp_blocks),
    ("msnp_chunks", msnp_chunks),
    ("msnp_mime", msnp_mime),
    ("msnp_naive", msnp_naive),
    ("msnp_ns", msnp_ns),
    ("msnp_p2p", msnp_p2p),
    ("msnp_sb", msnp_sb),
    ("msnp_session", msnp_session),
    ("msnp_slp", msnp_slp),
    ("msnp_values", msnp_values),
];

/// The additional section of a packet: the command word in four bytes, lowest first, one of what
/// both sides know, the section. What it leads to is said and answered too.
pub fn ipmsg_body(data: &[u8]) {
    let Some((word, [situation, body @ ..])) = data.split_first_chunk() else { return };
    let word = CommandWord::from_bits(u32::from_le_bytes(*word));
    laws::body::body(body, word);
    laws::body::leaves(body);
    laws::fields::body(body, word);
    let header = format!("1:5:bob:natto:{}:", word.bits());
    let received = [header.as_bytes(), body].concat();
    let packet = Packet::parse(&received).expect("a header, and any bytes");
    let shelves = Shelves::default();
    // Of the same bytes, so that it takes no others.
    let mut u = Unstructured::new(body);
    let (Ok(me), Ok(other)) = (generate::profile(&mut u, &shelves), generate::profile(&mut u, &shelves))
    else {
        return;
    };
    let situation = Situation::from_bits_retain(*situation);
    laws::answers::conversation(&packet, [situation, situation.complement()], &me, &other);
}

/// A dictionary: one byte that says whether a frame follows (0), entries without one (1), what a
/// packet is made of that is answered (5), or other values (others).
pub fn ipmsg_dict(data: &[u8]) {
    fn run(data: &[u8]) -> Result<()> {
        let (mut u, shelves) = (Unstructured::new(data), Shelves::default());
        match u.arbitrary::<u8>()? % 6 {
            0 => laws::dict::dictionary(u.take_rest()),
            1 => {
                let content = u.take_rest();
                laws::dict::content(content);
                laws::dict::dictionary(
                    &[format!("IP2:{:x}:", content.len()).as_bytes(), content, b":Z"].concat(),
                );
            }
            2 => laws::dict::records(&generate::records(&mut u)?),
            3 => laws::dict::spoken(&generate::spoken_dictionary(&mut u, &shelves)?),
            4 => {
                let entries = Tree::entries(&mut u, 5)?;
                let made = entries.iter().filter_map(|(key, tree)| tree.entry(*key, &shelves));
                laws::dict::tree(&entries, &made.collect::<Vec<_>>());
            }
            _ => {
                let situation = u.arbitrary::<[u8; 2]>()?.map(Situation::from_bits_retain);
                let Some(packet) = generate::asking_dictionary(&mut u, &shelves)? else { return Ok(()) };
                let [me, other] =
                    [generate::profile(&mut u, &shelves)?, generate::profile(&mut u, &shelves)?];
                laws::answers::conversation_of_dictionary(&packet, situation, &me, &other);
            }
        }
        Ok(())
    }
    _ = run(data);
}

/// A directory stream in pieces: limits (`generate::limits`), one byte for the number of sizes, the
/// sizes, one that says whether a stream follows (even) or what one is made of (odd).
pub fn ipmsg_dirstream(data: &[u8]) {
    fn run(data: &[u8]) -> Result<()> {
        let (mut u, shelves) = (Unstructured::new(data), Shelves::default());
        let limits = generate::limits(&mut u)?;
        let count = usize::from(u.arbitrary::<u8>()? % 8).min(u.len());
        let cuts = u.bytes(count)?;
        if u.arbitrary::<u8>()? % 2 == 0 {
            laws::transfer::directory(limits, u.take_rest(), cuts);
        } else {
            laws::transfer::tree(limits, &generate::steps(&mut u, &shelves)?, cuts);
        }
        Ok(())
    }
    _ = run(data);
}

/// Bytes as a packet, and as what has come of one so far.
pub fn ipmsg_packet(data: &[u8]) {
    laws::packet(data);
    laws::fields::packet(data);
    laws::fields::leaves(data);
    look::leaves(data);
    let limit = data.first().map_or(usize::MAX, |&byte| usize::from(byte));
    laws::body::progress(data, limit);
}

/// Values, made of bytes: the first says whether a packet and a command word (0), a packet with a
/// body that is to be sent (1), or one that is answered (2).
pub fn ipmsg_value(data: &[u8]) {
    fn run(data: &[u8]) -> Result<()> {
        let (mut u, shelves) = (Unstructured::new(data), Shelves::default());
        match u.arbitrary::<u8>()? % 3 {
            0 => {
                look::word(generate::word(&mut u)?);
                laws::packet_value(generate::packet(&mut u)?, &mut Vec::new());
            }
            1 => {
                let (outgoing, word, body) = generate::outgoing(&mut u, &shelves)?;
                laws::fields::shown(&body);
                laws::body::value(body, word, &mut Vec::new());
                laws::body::sent(outgoing, word, body);
            }
            _ => {
                let situation = u.arbitrary::<[u8; 2]>()?.map(Situation::from_bits_retain);
                let packet = generate::spoken(&mut u, &shelves)?;
                let [me, other] =
                    [generate::profile(&mut u, &shelves)?, generate::profile(&mut u, &shelves)?];
                laws::answers::conversation(&packet, situation, &me, &other);
                laws::answers::entries(&me);
            }
        }
        Ok(())
    }
    _ = run(data);
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
        laws::fields::commands(&bytes, from);
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
                laws::fields::commands(bytes, dialect);
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

/// What both sides of a connection say in turns: one byte of flags (1: lenient, 2: nothing is known, 4: a session of any
/// number), one for the link, one for the dialect, one for the size of the pieces; then for each turn one byte for the
/// side, one for the length, and what it says.
pub fn msnp_session(data: &[u8]) {
    fn run(mut u: Unstructured<'_>) -> Result<()> {
        let [flags, link, dialect, cut]: [u8; 4] = u.arbitrary()?;
        let links = [Link::Unknown, Link::Notification, Link::Switchboard, Link::FileTransfer];
        let session = match (flags & 2 != 0, flags & 4 != 0) {
            (true, _) => Session::new(),
            (_, true) => Session::from_bits(u.arbitrary()?),
            _ => Session::known(links[usize::from(link % 4)], Dialect::new(dialect)),
        };
        let mut said = Vec::new();
        while u.len() > 2 {
            let [side, len]: [u8; 2] = u.arbitrary()?;
            let role = if side & 1 == 0 { Role::Client } else { Role::Server };
            let len = usize::from(len).min(u.len());
            said.push((role, u.bytes(len)?));
        }
        laws::session::conversation(session, flags & 1 != 0, &said, usize::from(cut));
        Ok(())
    }
    _ = run(Unstructured::new(data));
}

/// What a parameter holds: two bytes for two dialects, one that says what it is made of: a command
/// with that value in it, by one more byte (0), the parts of a passport (1), or a command of values
/// (others).
pub fn msnp_values(data: &[u8]) {
    fn run(mut u: Unstructured<'_>) -> Result<()> {
        let (from, to) = (generate::dialect(&mut u)?, generate::dialect(&mut u)?);
        match u.arbitrary::<u8>()? % 4 {
            0 => {
                let which = u.arbitrary()?;
                let value = u.take_rest();
                laws::values::text(value);
                let (line, dialect) = generate::line_around(which, value);
                laws::commands(&line, dialect);
                laws::translated(&line, dialect, to);
            }
            1 => laws::values::passport(&generate::passport_parts(&mut u)?),
            2 => laws::command_value(generate::of_client(&mut u, from)?, to, &mut Vec::new()),
            _ => laws::command_value(generate::of_server(&mut u, from)?, to, &mut Vec::new()),
        }
        Ok(())
    }
    _ = run(Unstructured::new(data));
}

/// The slices of a picture of FeiQ, in any order, some of which lie.
pub fn ipmsg_pictures(data: &[u8]) {
    _ = laws::payload::pictures(&mut Unstructured::new(data));
}

/// Bytes as a packet and as the files of a message, beside a reader that is written from the documents.
pub fn ipmsg_naive(data: &[u8]) {
    laws::naive::packet(data);
    laws::naive::files(data);
}

/// What one side says, likewise: one byte for the side (odd: the server), one for the dialect, the stream.
pub fn msnp_naive(data: &[u8]) {
    fn run(mut u: Unstructured<'_>) -> Result<()> {
        let role = if u.arbitrary::<u8>()? % 2 == 0 { Role::Client } else { Role::Server };
        let dialect = generate::dialect(&mut u)?;
        laws::naive::stream(u.take_rest(), role, dialect);
        Ok(())
    }
    _ = run(Unstructured::new(data));
}

/// A payload of MSNP21 in blocks.
pub fn msnp_blocks(data: &[u8]) {
    laws::payload::blocks(data);
}

/// A payload with header lines, XML, or another text; and what the first byte chooses: packets of one message (1).
pub fn msnp_mime(data: &[u8]) {
    if let Some((1, rest)) = data.split_first() {
        _ = laws::payload::assembled(&mut Unstructured::new(rest));
    }
    laws::payload::mime(data);
    laws::payload::xml(data);
    laws::payload::others(data);
}

/// What goes from peer to peer: one byte that says whether a packet follows (0), a direct connection in pieces (1: a
/// byte for the end, one for the number of sizes, the sizes, the stream), chunks of a message (2), or the size of one
/// (3).
pub fn msnp_p2p(data: &[u8]) {
    fn run(mut u: Unstructured<'_>) -> Result<()> {
        match u.arbitrary::<u8>()? % 4 {
            0 => laws::payload::p2p(u.take_rest()),
            1 => {
                let end = if u.arbitrary::<u8>()? % 2 == 0 { End::Connecting } else { End::Listening };
                let count = usize::from(u.arbitrary::<u8>()? % 8).min(u.len());
                let cuts = u.bytes(count)?;
                laws::payload::direct(end, u.take_rest(), cuts);
            }
            2 => laws::payload::joined(&mut u)?,
            _ => laws::payload::cut_and_joined(&mut u)?,
        }
        Ok(())
    }
    _ = run(Unstructured::new(data));
}

/// A message of `MSNSLP`, a body of one, or a context.
pub fn msnp_slp(data: &[u8]) {
    laws::payload::slp(data);
}
