//! A message as bytes, with its fields under their names.
//!
//! ```text
//!             packet_no
//!       version     user        host     command  text
//! 0000  31 3a 35 3a 62 6f 62 3a 70 63 3a 33 32 3a 68 69  1:5:bob:pc:32:hi
//! ```

use crate::count;
use crate::msnp::payload;
use crate::show::output::Thing;
use crate::show::text::{BLUE, CYAN, DIM, GREEN, MAGENTA, PLAIN, Text, YELLOW};
use anstyle::Style;
use imwire::fields::{Field, Tree, TreeVisitor, Value, Walk, range};
use imwire::ipmsg::dict::IpDict;
use imwire::ipmsg::{DirEntry, Packet};
use imwire::msnp::{AnyCommand, Link};
use imwire_testkit::payloads;
use std::ops::Range;

/// Bytes that are shown of a message.
const BYTES: usize = 4_096;

/// Columns before the bytes of a row: its offset.
const OFFSET: usize = 6;

const COLOURS: [Style; 5] = [CYAN, GREEN, YELLOW, MAGENTA, BLUE];

/// The fields of a message that have bytes of their own, in the order of the wire.
struct Leaves<'a> {
    bytes: &'a [u8],
    found: Vec<(&'static str, Range<usize>)>,
}

impl TreeVisitor for Leaves<'_> {
    fn leaf(&mut self, field: &'static Field, _: Value<'_>, at: Option<&[u8]>) {
        let at = at.and_then(|at| range(self.bytes, at)).filter(|at| !at.is_empty() && !field.derived);
        self.found.extend(at.map(|at| (field.name(), at)));
    }

    fn enter(&mut self, field: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
        !field.derived
    }

    fn leave(&mut self, _: &'static Field) {}
}

/// The bytes of a message in rows that fit into so many columns; nothing for what is no message.
pub(crate) fn rows(thing: &Thing<'_>, columns: usize) -> Vec<Text> {
    let bytes = match thing {
        Thing::Packet { wire, .. } | Thing::Dictionary { wire, .. } | Thing::Payload { wire, .. } => wire,
        Thing::Direct(message) => message.wire,
        Thing::Frame { frame, .. } => frame.raw(),
        Thing::Record { record, .. } => record.header(),
        Thing::Contents(bytes) => bytes,
        Thing::Trouble(_) => return Vec::new(),
    };
    let mut leaves = Leaves { bytes, found: Vec::new() };
    let mut tree = Tree::new(&mut leaves);
    // What cannot be read has no fields; those before it were shown.
    let _ = match thing {
        Thing::Packet { wire, .. } => Packet::walk(wire, (), &mut tree),
        Thing::Dictionary { wire, .. } => IpDict::walk(wire, (), &mut tree),
        Thing::Payload { kind, wire } => payloads::walk(kind, wire, &mut tree).unwrap_or(Ok("")).map(drop),
        Thing::Direct(message) => message.walk(&mut tree),
        Thing::Frame { frame, context, .. } if frame.block().is_none() && context.link != Link::Unknown => {
            AnyCommand::walk(frame.raw(), *context, &mut tree)
                .and_then(|()| payload::walk(frame, &mut tree).map(drop))
        }
        Thing::Record { record, .. } => DirEntry::walk(record.header(), (), &mut tree),
        _ => Ok(()),
    };
    let mut fields: Vec<(&str, Range<usize>)> = Vec::new();
    leaves.found.sort_by_key(|(_, at)| (at.start, at.end));
    for (name, at) in leaves.found {
        // The bytes of a payload as a whole give way to what is in them.
        while fields
            .last()
            .is_some_and(|(_, last)| last.start <= at.start && at.end <= last.end && last.len() > at.len())
        {
            fields.pop();
        }
        if fields.last().is_none_or(|(_, last)| last.end <= at.start) {
            fields.push((name, at));
        }
    }
    dump(bytes, &fields, columns, BYTES)
}

/// Up to `most` bytes in rows that fit into so many columns, each field in its colour and under its name.
pub(crate) fn dump(bytes: &[u8], fields: &[(&str, Range<usize>)], columns: usize, most: usize) -> Vec<Text> {
    let per_row = if columns < OFFSET + 16 * 3 + 1 + 16 { 8 } else { 16 };
    let style = |at: usize| {
        let number = fields.partition_point(|(_, range)| range.end <= at);
        let colour = COLOURS.get(number % COLOURS.len()).copied().unwrap_or(PLAIN);
        fields.get(number).filter(|(_, range)| range.contains(&at)).map_or(DIM, |_| colour)
    };
    let mut lines = Vec::new();
    for (row, part) in bytes.chunks(per_row).enumerate().take(most / per_row) {
        let start = row * per_row;
        let names = fields.iter().filter(|(_, at)| (start..start + part.len()).contains(&at.start));
        lines.extend(labels(
            names.map(|(name, at)| (*name, OFFSET + 3 * (at.start - start), style(at.start))),
        ));
        let (mut line, mut text) = (Text::new(DIM, format!("{start:04x}  ")), Text::default());
        for (index, byte) in part.iter().enumerate() {
            let style = style(start + index);
            line.push(style, &format!("{byte:02x}"));
            line.push(PLAIN, " ");
            let shown = if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '·' };
            text.push(style, shown.encode_utf8(&mut [0; 4]));
        }
        line.push(PLAIN, &" ".repeat(3 * (per_row - part.len()) + 1));
        lines.push(line.and(text));
    }
    if bytes.len() > most {
        lines.push(Text::new(DIM, format!("… {} more", count(bytes.len() - most, "byte"))));
    }
    lines
}

/// Each name above the first byte of its field, on as many lines as it takes.
fn labels<'a>(names: impl Iterator<Item = (&'a str, usize, Style)>) -> Vec<Text> {
    let mut lines: Vec<(Text, usize)> = Vec::new();
    for (name, column, style) in names {
        let index = lines.iter().position(|(_, width)| *width == 0 || *width < column);
        let index = index.unwrap_or_else(|| {
            lines.push((Text::default(), 0));
            lines.len() - 1
        });
        if let Some((line, width)) = lines.get_mut(index) {
            line.push(PLAIN, &" ".repeat(column - *width));
            line.push(style, name);
            *width = column + name.len();
        }
    }
    lines.into_iter().rev().map(|(line, _)| line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::Wire;

    #[track_caller]
    fn case(wire: &[u8], columns: usize, expected: &[&str]) {
        let thing = Thing::Packet { packet: Packet::parse(wire).unwrap(), wire };
        let rows: Vec<_> =
            rows(&thing, columns).iter().map(|row| row.stripped().trim_end().to_owned()).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn names_above_bytes() {
        case(
            b"1:5:bob:pc:32:hi",
            71,
            &[
                "            packet_no",
                "      version     user        host     command  text",
                "0000  31 3a 35 3a 62 6f 62 3a 70 63 3a 33 32 3a 68 69  1:5:bob:pc:32:hi",
            ],
        );
        case(
            b"1:5:bob:pc:32:hi",
            70,
            &[
                "            packet_no",
                "      version     user",
                "0000  31 3a 35 3a 62 6f 62 3a  1:5:bob:",
                "      host     command  text",
                "0008  70 63 3a 33 32 3a 68 69  pc:32:hi",
            ],
        );
    }

    #[test]
    fn each_field_has_its_colour() {
        let rows = dump(b"a:b", &[("one", 0..1), ("two", 2..3)], 80, BYTES);
        let colours: Vec<_> = rows.iter().map(ToString::to_string).collect();
        assert!(
            colours[1].contains(&format!("{CYAN}61{CYAN:#}"))
                && colours[1].contains(&format!("{GREEN}62{GREEN:#}"))
        );
    }
}
