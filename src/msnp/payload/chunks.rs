//! Messages in several packets: cut, and put together again.
//!
//! ```text
//! MIME-Version: 1.0␍␊                                        Message-ID: {CDDB9913-…}␍␊
//! Content-Type: image/gif␍␊                                  Chunk: 1␍␊
//! Message-ID: {CDDB9913-F90B-4162-B63C-7918D3AE3953}␍␊       ␍␊
//! Chunks: 3␍␊                                                the next part of the body
//! ␍␊
//! the first part of the body
//! ```
//!
//! The first packet has the header lines of the message and says how many packets there are; the others have
//! their number, from 1. A body may be cut anywhere, inside a character too, so it is decoded after joining.
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! use imwire::{Encode, Wire, msnp::payload::{Ink, value::HeaderText, mime::{ContentType, Mime}}};
//! use imwire::msnp::payload::chunks::{Assembler, Chunk, Place, cut};
//!
//! let ink = Ink::new(ContentType::GIF, &[7; 2000]).to_vec();
//! let mime = Mime::parse(&ink)?;
//! let id = HeaderText::new("{CDDB9913-F90B-4162-B63C-7918D3AE3953}")?;
//!
//! // Room for one message of at most 8 packets.
//! let (mut buffer, mut places) = ([0; 4096], [Place::EMPTY; 8]);
//! let mut assembler = Assembler::new(&mut buffer, &mut places);
//! for chunk in cut(&mime, id, 1200) {
//!     let payload = chunk.to_vec();
//!     assembler.push(&Chunk::parse(&payload)?)?;
//! }
//! let whole = assembler.finish()?.to_vec();
//! assert!(Ink::parse(&whole)?.data.decoded().eq([7; 2000]));
//! # }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! A program that talks to several users keeps an [`Assembler`] for each pair of sender and id. The first packet
//! has to come first, as pidgin and all senders have it; the others in any order, and twice. Nothing is kept beyond
//! the two slices you give, and nothing that a packet says makes it write elsewhere or more.
//!
//! Source: captures in the wiki of Tachyon; aMSN and pidgin, which sets the limit of 1024 packets.

use super::mime::{Headers, Mime, put_line, value_in_head};
use super::show::{self, Shows, record_of, shows, walks};
use super::value::{HeaderText, HeaderValue as _, Shown as Debugged};
use super::whole;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Kind, Record, Show, Value, Visitor};
use crate::scan;
use crate::sink::{Sink, SliceSink};
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

const ID: &str = "Message-ID";
const CHUNKS: &str = "Chunks";
const CHUNK: &str = "Chunk";
const OWN: &[&str] = &[ID, CHUNKS, CHUNK];
const ID_PART: Part = Part::named("message id");
const COUNT: Part = Part::named("chunks");
const NUMBER: Part = Part::named("chunk");

/// Which packet of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Position {
    /// The first, of so many in all.
    First {
        /// How many there are, this one counted: 1 or more.
        chunks: u32,
    },
    /// A later one: its number, from 1.
    Later(u32),
}

/// One packet of a message.
///
/// Of the first packet the header lines of the message are written first, then the id and the count. A later
/// packet has no other header lines; those that it came with are kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chunk<'a> {
    /// The id of the message: a GUID in braces or any other text. Two are compared byte for byte.
    pub id: HeaderText<'a>,
    /// Which packet it is.
    pub position: Position,
    /// The other header lines, `MIME-Version` and `Content-Type` among them.
    pub headers: Headers<'a>,
    /// A part of the body.
    pub body: &'a [u8],
}

impl<'a> Chunk<'a> {
    /// The packet that a message is; `None` if it is all of it: it has no `Chunk` and no `Chunks`.
    ///
    /// # Errors
    /// A number that is none; no `Message-ID`.
    pub fn of(mime: &Mime<'a>) -> Result<Option<Self>, Error> {
        let (mut id, mut position) = (None, None);
        for (name, value, at) in mime.headers.entries() {
            let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
            let number = |part| u32::read(value).map_err(|kind| Error::new(kind, part, at));
            match name.len() {
                10 if id.is_none() && is(ID) => id = Some(HeaderText::trusted(value)),
                6 if position.is_none() && is(CHUNKS) => match number(COUNT)? {
                    0 => return Err(Error::new(ErrorKind::Unexpected, COUNT, at)),
                    chunks => position = Some(Position::First { chunks }),
                },
                5 if position.is_none() && is(CHUNK) => position = Some(Position::Later(number(NUMBER)?)),
                _ => {}
            }
        }
        match (id, position) {
            (_, None) => Ok(None),
            (None, Some(_)) => Err(Error::new(ErrorKind::Missing, ID_PART, mime.headers.end())),
            (Some(id), Some(position)) => {
                Ok(Some(Self { id, position, headers: mime.headers.without(OWN), body: mime.body }))
            }
        }
    }
}

impl<'a> Wire<'a> for Chunk<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| {
            let mime = Mime::parse(input)?;
            match Self::of(&mime)? {
                Some(chunk) => Ok(chunk),
                None => Err(Error::new(ErrorKind::Missing, NUMBER, mime.headers.end())),
            }
        })
    }

    /// Whether the other lines have names that are not its own, and there is at least one packet.
    fn check(&self, (): ()) -> Result<(), Error> {
        if self.position == (Position::First { chunks: 0 }) {
            return Err(Error::new(ErrorKind::Unexpected, COUNT, 0));
        }
        self.headers.check_others(OWN)
    }
}

shows! {
    Chunk<'a> { id: HeaderText<'a>, position: Position, headers: Headers<'a>, body: &'a [u8] }
}

walks! { Chunk<'a> }

const FIRST: &Field = &Field::new("msnp.position.chunks", Kind::Number(Show::Decimal)).tagged(CHUNKS);
const LATER: &Field = &Field::new("msnp.position.chunk", Kind::Number(Show::Decimal)).tagged(CHUNK);

impl Shows for Position {
    const FIELDS: &'static [Field] = &[*FIRST, *LATER];
    const RECORD: &'static Record = &Record::new("msnp.position", "Position", Self::FIELDS).choice();

    fn inside(&self, place: show::Place<'_>, visitor: &mut dyn Visitor) {
        let (field, name, number) = match *self {
            Self::First { chunks } => (FIRST, CHUNKS, chunks),
            Self::Later(number) => (LATER, CHUNK, number),
        };
        let at = place.and_then(|message| value_in_head(message, name));
        visitor.field(field, Value::Number(u64::from(number)), at);
    }
}
record_of! { Position }

impl Encode for Chunk<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.headers.put_lines(sink)?;
        put_line(sink, ID.as_bytes(), |sink| sink.put(self.id.as_bytes()))?;
        let (name, number) = match self.position {
            Position::First { chunks } => (CHUNKS, chunks),
            Position::Later(number) => (CHUNK, number),
        };
        put_line(sink, name.as_bytes(), |sink| scan::put_decimal(sink, u64::from(number)))?;
        sink.put(b"\r\n")?;
        sink.put(self.body)
    }
}

impl fmt::Debug for Chunk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunk")
            .field("id", &self.id)
            .field("position", &self.position)
            .field("headers", &self.headers)
            .field("body", &Debugged(self.body))
            .finish()
    }
}

/// Cuts a message into packets whose bodies have at most `size` bytes, at least one. Official clients cut at about
/// 1200.
pub fn cut<'a>(
    mime: &Mime<'a>,
    id: HeaderText<'a>,
    size: usize,
) -> impl Iterator<Item = Chunk<'a>> + use<'a> {
    let size = size.max(1);
    let body = mime.body;
    let chunks = u32::try_from(body.len().div_ceil(size).max(1)).unwrap_or(u32::MAX);
    let headers = mime.headers.without(OWN);
    let (first, rest) = body.split_at_checked(size).unwrap_or((body, &[]));
    let first = Chunk { id, position: Position::First { chunks }, headers, body: first };
    let later = rest.chunks(size).zip(1..=u32::MAX).map(move |(body, number)| Chunk {
        id,
        position: Position::Later(number),
        headers: Headers::NONE,
        body,
    });
    core::iter::once(first).chain(later)
}

/// Where a packet is in the buffer of an [`Assembler`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    at: usize,
    len: usize,
    is_here: bool,
}

impl Place {
    /// Of no packet.
    pub const EMPTY: Self = Self { at: 0, len: 0, is_here: false };
}

/// Puts one message together. See the [module](self).
///
/// The buffer holds the id, the header lines and the body; there are as many packets as places at most.
#[derive(Debug)]
pub struct Assembler<'b> {
    buffer: &'b mut [u8],
    places: &'b mut [Place],
    id_len: usize,
    head_end: usize,
    used: usize,
    chunks: usize,
    received: usize,
}

impl<'b> Assembler<'b> {
    /// Nothing yet.
    #[must_use]
    pub fn new(buffer: &'b mut [u8], places: &'b mut [Place]) -> Self {
        Self { buffer, places, id_len: 0, head_end: 0, used: 0, chunks: 0, received: 0 }
    }

    /// Forgets what came.
    pub fn clear(&mut self) {
        (self.id_len, self.head_end, self.used, self.chunks, self.received) = (0, 0, 0, 0, 0);
    }

    /// The id of the message; empty before the first packet.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        self.buffer.get(..self.id_len).unwrap_or_default()
    }

    /// Takes a packet; whether all are there now. A packet that came before does nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] for a packet before the first; [`ErrorKind::Unexpected`] for another id, or a number that is
    /// not below the count; [`ErrorKind::TooLong`] for more packets than places; [`ErrorKind::NoRoom`]. All are at byte 0,
    /// and leave everything as it was.
    pub fn push(&mut self, chunk: &Chunk<'_>) -> Result<bool, Error> {
        if self.chunks > 0 && self.id() != chunk.id.as_bytes() {
            return Err(Error::new(ErrorKind::Unexpected, ID_PART, 0));
        }
        let number = match chunk.position {
            Position::First { .. } if self.chunks > 0 => return Ok(self.received == self.chunks),
            Position::First { chunks } => {
                self.begin(chunk, chunks)?;
                0
            }
            Position::Later(_) if self.chunks == 0 => return Err(Error::new(ErrorKind::Missing, NUMBER, 0)),
            Position::Later(number) => usize::try_from(number).unwrap_or(usize::MAX),
        };
        let place = match self.places.get_mut(number) {
            Some(place) if number < self.chunks => place,
            _ => return Err(Error::new(ErrorKind::Unexpected, NUMBER, 0)),
        };
        if !place.is_here {
            let room = self.buffer.get_mut(self.used..).unwrap_or_default();
            let Some((room, _)) = room.split_at_mut_checked(chunk.body.len()) else {
                if number == 0 {
                    self.clear();
                }
                return Err(Error::new(ErrorKind::NoRoom, Part::BUFFER, 0));
            };
            room.copy_from_slice(chunk.body);
            *place = Place { at: self.used, len: chunk.body.len(), is_here: true };
            self.used = self.used.saturating_add(chunk.body.len());
            self.received = self.received.saturating_add(1);
        }
        Ok(self.received == self.chunks)
    }

    /// Takes the id and the header lines of the first packet.
    fn begin(&mut self, chunk: &Chunk<'_>, chunks: u32) -> Result<(), Error> {
        let count = usize::try_from(chunks).unwrap_or(usize::MAX);
        let Some(places) = self.places.get_mut(..count) else {
            return Err(Error::new(ErrorKind::TooLong, COUNT, 0));
        };
        if count == 0 {
            return Err(Error::new(ErrorKind::Unexpected, COUNT, 0));
        }
        places.fill(Place::EMPTY);
        let no_room = |error: Error| Error::new(error.kind(), error.part(), 0);
        let mut sink = SliceSink::new(self.buffer);
        sink.put(chunk.id.as_bytes()).map_err(no_room)?;
        chunk.headers.put_lines(&mut sink).map_err(no_room)?;
        sink.put(b"\r\n").map_err(no_room)?;
        self.id_len = chunk.id.as_bytes().len();
        self.head_end = sink.written().len();
        self.used = self.head_end;
        (self.chunks, self.received) = (count, 0);
        Ok(())
    }

    /// The number of the first packet that is missing; `None` if all are there. 0 before the first.
    #[must_use]
    pub fn missing(&self) -> Option<u32> {
        let places = self.places.get(..self.chunks.max(1)).unwrap_or_default();
        let missing = places.iter().position(|place| !place.is_here || self.chunks == 0);
        missing.and_then(|number| u32::try_from(number).ok())
    }

    /// The message.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] if a packet is.
    pub fn finish(&self) -> Result<Assembled<'_>, Error> {
        let places = self.places.get(..self.chunks).unwrap_or_default();
        if places.is_empty() || places.iter().any(|place| !place.is_here) {
            return Err(Error::new(ErrorKind::Missing, NUMBER, 0));
        }
        Ok(Assembled {
            buffer: self.buffer,
            id_len: self.id_len,
            head_end: self.head_end,
            used: self.used,
            places,
        })
    }
}

/// A message put together: header lines and body. It is written as one payload, without the lines of the packets.
#[derive(Clone, Copy, Debug)]
pub struct Assembled<'a> {
    buffer: &'a [u8],
    id_len: usize,
    head_end: usize,
    used: usize,
    places: &'a [Place],
}

impl<'a> Assembled<'a> {
    /// How many packets it came in.
    #[must_use]
    pub const fn chunks(&self) -> usize {
        self.places.len()
    }

    /// The header lines.
    #[must_use]
    pub fn headers(&self) -> Headers<'a> {
        Headers::on_wire(self.buffer.get(self.id_len..self.head_end).unwrap_or_default(), 0)
    }

    /// The parts of the body, in order.
    pub fn pieces(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let buffer = self.buffer;
        self.places.iter().map(move |place| {
            let end = place.at.saturating_add(place.len);
            buffer.get(place.at..end).unwrap_or_default()
        })
    }

    /// The message, if its packets came in order; else write it to a buffer and read it there.
    #[must_use]
    pub fn in_order(&self) -> Option<Mime<'a>> {
        let places = self.places.iter().zip(self.places.iter().skip(1));
        if places.into_iter().any(|(place, next)| place.at > next.at) {
            return None;
        }
        let body = self.buffer.get(self.head_end..self.used).unwrap_or_default();
        Some(Mime { headers: self.headers(), body })
    }
}

impl Encode for Assembled<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.buffer.get(self.id_len..self.head_end).unwrap_or_default())?;
        self.pieces().try_for_each(|piece| sink.put(piece))
    }
}
