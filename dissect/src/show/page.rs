//! The readable form: a head for each conversation, and a row for each message.
//!
//! ```text
//! #2  IPMsg  192.0.2.34:2425 ⇄ 192.0.2.21:2425  over UDP
//!  12 10:30:31.518 #2 →  SENDMSG  SENDCHECK   5  bob@natto-pc  hello alice␀
//! ```

use crate::count;
use crate::ipmsg::{self, dictionary};
use crate::msnp;
use crate::msnp::payload;
use crate::show::charset::Charset;
use crate::show::hex;
use crate::show::output::{Excerpt, Moment, Place, Row, RowStatus, Status, Thing, Trouble};
use crate::show::readable::readable;
use crate::show::table::{self, Column};
use crate::show::text::{BLUE, BOLD, CYAN, DIM, GREEN, MAGENTA, PLAIN, RED, Text, YELLOW};
use crate::show::values::Values;
use crate::teller::people::Said;
use anstyle::Style;
use imwire::ipmsg::dict::DictPacket;
use imwire_testkit::payloads;
use jiff::Timestamp;
use std::collections::HashMap;
use std::io::{self, Write};
use std::net::SocketAddr;

/// Where the text goes, and what is to be remembered of what went there.
pub(crate) struct Page<W: Write> {
    out: W,
    width: usize,
    /// What texts are in that are not UTF-8.
    charset: Charset,
    packets: [Column; 4],
    frames: [Column; 2],
    /// Width of the numbers of frames, and of those of conversations.
    numbers: usize,
    tags: usize,
    /// The day of the last message.
    day: String,
    /// The programs, as they named themselves last.
    versions: HashMap<SocketAddr, Vec<u8>>,
    /// The bytes of messages are shown too.
    pub(crate) hex: bool,
}

/// The head of a conversation.
pub(crate) struct Head<'a> {
    /// When it was first heard of.
    pub(crate) moment: Moment,
    pub(crate) number: u64,
    pub(crate) proto: &'a str,
    pub(crate) ends: [SocketAddr; 2],
    pub(crate) what: String,
}

impl<W: Write> Page<W> {
    pub(crate) fn new(out: W, width: usize, charset: Charset) -> Box<Self> {
        let packets = [
            Column::new(14, [8, 18]),
            Column::new(10, [9, 22]),
            Column::new(2, [2, 20]).right(),
            Column::new(12, [8, 24]),
        ];
        let frames = [Column::new(3, [3, 6]), Column::new(2, [2, 10]).right()];
        let (day, versions) = (String::new(), HashMap::new());
        Box::new(Self {
            out,
            width,
            charset,
            packets,
            frames,
            numbers: 3,
            tags: 2,
            day,
            versions,
            hex: false,
        })
    }

    /// Begins a file.
    pub(crate) fn title(&mut self, name: &str) -> io::Result<()> {
        let title = readable(name.as_bytes(), BOLD);
        let rest = self.width.saturating_sub(title.width() + 4);
        let rule = Text::new(DIM, "── ").and(title).with(DIM, format!(" {}", "─".repeat(rest)));
        (self.day, self.numbers, self.tags) = (String::new(), 3, 2);
        self.versions.clear();
        writeln!(self.out, "{rule}")
    }

    /// Ends a file.
    pub(crate) fn summary(&mut self, text: &str) -> io::Result<()> {
        self.lines(&Text::default(), &[Text::default(), Text::new(DIM, text), Text::default()])
    }

    /// Says something that belongs to no file.
    pub(crate) fn hint(&mut self, text: &str) -> io::Result<()> {
        self.lines(&Text::default(), &[Text::plain(text)])
    }

    pub(crate) fn head(&mut self, head: &Head<'_>) -> io::Result<()> {
        self.day(head.moment.at)?;
        let tag = format!("#{}", head.number);
        self.tags = self.tags.max(tag.len());
        let [left, right] = head.ends;
        let ends = format!("  {left} → {right}");
        let text = Text::new(tag_style(head.number).bold(), tag).with(BOLD, format!("  {}", head.proto));
        let text = text.with(BOLD, ends).with(PLAIN, format!("  {}", head.what));
        self.lines(&Text::default(), &[Text::default(), text])
    }

    /// Says something about a conversation.
    pub(crate) fn remark(&mut self, conversation: u64, text: &str) -> io::Result<()> {
        let tag = self.tag(conversation);
        self.lines(
            &Text::plain(" ".repeat(self.numbers + 14)).and(tag).with(PLAIN, " "),
            &[Text::new(DIM, format!("· {text}"))],
        )
    }

    pub(crate) fn captured(&mut self, place: &Place, thing: &Thing<'_>) -> io::Result<()> {
        self.day(place.moment.at)?;
        let version = match thing {
            Thing::Packet { packet, .. } => {
                if self.versions.len() > 10_000 {
                    self.versions.clear();
                }
                let version = packet.version.as_bytes();
                self.versions.insert(place.from, version.to_vec()).as_deref() != Some(version)
            }
            _ => false,
        };
        let (arrow, style) = if place.forth { ("→", GREEN) } else { ("←", BLUE) };
        let number = place.moment.frame.to_string();
        self.numbers = self.numbers.max(number.len());
        let time = place.moment.at.strftime("%H:%M:%S%.3f");
        let before = Text::new(DIM, format!("{number:>0$} {time}", self.numbers)).with(PLAIN, " ");
        let before = before.and(self.tag(place.conversation)).with(PLAIN, " ").with(style, arrow);
        self.thing(&before.with(PLAIN, "  "), thing, version)?;
        self.hex(thing)
    }

    /// The bytes of a message, if they are asked for.
    fn hex(&mut self, thing: &Thing<'_>) -> io::Result<()> {
        if !self.hex {
            return Ok(());
        }
        let indent = Text::plain("    ");
        let rows = hex::rows(thing, self.width.saturating_sub(indent.width()));
        rows.iter().try_for_each(|row| writeln!(self.out, "{}", indent.clone().and(row.clone())))
    }

    /// Shows what somebody says.
    pub(crate) fn said(&mut self, place: &Place, said: &Said) -> io::Result<()> {
        self.day(place.moment.at)?;
        let Said { from, to, text, charset } = said;
        let style = if place.forth { GREEN } else { BLUE };
        let time = place.moment.at.strftime("%H:%M:%S").to_string();
        let before = Text::new(DIM, time).with(PLAIN, "  ").and(self.tag(place.conversation));
        let name = |name: &[u8], style: Style| match name {
            [] => Text::new(DIM, "?"),
            name => charset.readable(name, style),
        };
        let mut line = name(from, style.bold()).with(DIM, " → ");
        for (index, to) in to.iter().enumerate() {
            line.push(DIM, if index == 0 { "" } else { ", " });
            line.append(name(to, PLAIN));
        }
        if to.is_empty() {
            line.push(DIM, "all");
        }
        line.push(DIM, ": ");
        line.append(charset.readable_lines(text, PLAIN));
        self.lines(&before.with(PLAIN, "  "), &[line])
    }

    /// Shows lines that are of no conversation.
    pub(crate) fn listed(&mut self, lines: &[Text]) -> io::Result<()> {
        lines.iter().try_for_each(|line| self.lines(&Text::default(), std::slice::from_ref(line)))
    }

    /// Says which day it is, if it is another than before.
    fn day(&mut self, at: Timestamp) -> io::Result<()> {
        let day = at.strftime("%A, %-d %B %Y; times in UTC").to_string();
        if day == self.day {
            return Ok(());
        }
        self.lines(&Text::default(), &[Text::new(DIM, day.as_str())])?;
        self.day = day;
        Ok(())
    }

    pub(crate) fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let mut before = Text::new(DIM, format!("row {:<4}", row.number));
        if !row.context.is_empty() {
            before.push(CYAN, &format!(" {:<12}", row.context));
        }
        before.push(PLAIN, "  ");
        for thing in &row.messages {
            self.thing(&before, thing, true)?;
            self.hex(thing)?;
        }
        let (style, status) = match &row.status {
            RowStatus::Ok => return Ok(()),
            RowStatus::Incomplete => (YELLOW, "incomplete".to_owned()),
            RowStatus::Error(error) => (RED, format!("error: {error}")),
        };
        let rest = format!(" ({} left)", count(row.rest, "byte"));
        self.lines(&before, &[Text::new(style, status).with(DIM, rest)])
    }

    fn thing(&mut self, before: &Text, thing: &Thing<'_>, version: bool) -> io::Result<()> {
        match thing {
            Thing::Packet { packet, .. } => self.packet(before, ipmsg::cells(packet, version, self.charset)),
            Thing::Dictionary { dict, wire } => match DictPacket::new(dict.0) {
                Ok(packet) => self.packet(before, ipmsg::dict_cells(&packet, wire)),
                Err(_) => self.lines(before, &[dictionary::text(wire)]),
            },
            Thing::Record { record, utf8 } => {
                let charset = if *utf8 { Charset::UTF_8 } else { self.charset };
                self.lines(before, &[record.text(charset)])
            }
            Thing::Contents(bytes) => {
                let (proto, status, error) = ("ipmsg", Status::Data, None);
                let bytes = Excerpt::of(bytes);
                self.lines(before, &[told(&Trouble { proto, status, error, bytes })])
            }
            Thing::Direct(message) => self.lines(before, &[message.text()]),
            Thing::Payload { kind, wire } => {
                let mut values = Values::new(self.charset, &[]);
                if let Some(Ok(name)) = payloads::walk(kind, wire, &mut values) {
                    let text = Text::new(BOLD, name).with(PLAIN, " ").and(values.done());
                    self.lines(before, &[text])?;
                }
                Ok(())
            }
            Thing::Frame { frame, context, .. } => {
                let cells = msnp::cells(frame, *context);
                let mut last = vec![cells.parameters];
                if frame.payload().is_some() {
                    let gutter = Text::new(DIM, "│ ");
                    let taken =
                        before.width() + self.frames.iter().map(|column| column.width + 2).sum::<usize>();
                    let room = self.width.saturating_sub(taken + gutter.width()).max(24);
                    let lines = payload::shown(frame, room);
                    let lines = lines.iter().flat_map(|line| line.wrap(room)).collect();
                    last.extend(table::shortened(lines).into_iter().map(|line| gutter.clone().and(line)));
                }
                table::row(
                    &mut self.out,
                    self.width,
                    before,
                    &mut self.frames,
                    &[cells.verb, cells.trid],
                    &last,
                )
            }
            Thing::Trouble(trouble) => self.lines(before, &[told(trouble)]),
        }
    }

    fn packet(&mut self, before: &Text, cells: ipmsg::Cells) -> io::Result<()> {
        let last = [cells.additional];
        let cells = [cells.mode, cells.options, cells.number, cells.sender];
        table::row(&mut self.out, self.width, before, &mut self.packets, &cells, &last)
    }

    /// Text without columns.
    fn lines(&mut self, before: &Text, lines: &[Text]) -> io::Result<()> {
        table::row(&mut self.out, self.width, before, &mut [], &[], lines)
    }

    /// The number of a conversation, in a colour of its own.
    fn tag(&self, number: u64) -> Text {
        let tag = format!("#{number}");
        let spaces = " ".repeat(self.tags.saturating_sub(tag.len()));
        Text::plain(spaces).with(tag_style(number), tag)
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn tag_style(number: u64) -> Style {
    match number % 5 {
        1 => CYAN,
        2 => MAGENTA,
        3 => YELLOW,
        4 => GREEN,
        _ => BLUE,
    }
}

fn told(trouble: &Trouble) -> Text {
    let Trouble { status, error, bytes, .. } = trouble;
    let count = count(bytes.count, "byte");
    let error = error.as_deref().unwrap_or_default();
    let (style, text) = match status {
        Status::Gap if !error.is_empty() => (RED, format!("{error}: {count} not in the capture")),
        Status::Gap => (RED, format!("{count} not in the capture")),
        Status::Skipped => (RED, format!("{count} skipped")),
        Status::Error => (RED, format!("{error}, in {count}")),
        Status::Incomplete if !error.is_empty() => (YELLOW, error.to_owned()),
        Status::Incomplete => (YELLOW, format!("{count} of a message that does not go on")),
        Status::Data => (MAGENTA, format!("{count} of a file")),
    };
    let text = Text::new(style, text);
    if bytes.head.is_empty() {
        return text;
    }
    let text = text.with(style, ": ").and(readable(&bytes.head, PLAIN));
    if bytes.count > bytes.head.len() as u64 { text.with(DIM, " …") } else { text }
}

#[cfg(test)]
impl Page<Vec<u8>> {
    pub(crate) fn written(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }
}
