//! The blocks of MSNP21 (some from MSNP18): payloads of `SDG`, `NFY`, `PUT` and `DEL`.
//!
//! ```text
//! Routing: 1.0                                          who it is from and for
//! To: 1:bob@example.com;epid={11111111-2222-3333-4444-555555555555}
//! From: 1:alice@example.com
//!                                                       an empty line
//! Reliability: 1.0                                      often alone
//!
//! Messaging: 2.0                                        or Notification, Publication: what it is
//! Message-Type: Text
//! Content-Length: 5
//!
//! hello                                                 the body
//! ```
//!
//! Each block begins with its own name and version. The answer `PUT 35 OK` has the first two blocks only.
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::blocks::{HeaderBlock, BlockName, Blocks}};
//!
//! let blocks = Blocks::parse(
//!     b"Routing: 1.0\r\nTo: 1:bob@example.com;epid={1}\r\nFrom: 1:alice@example.com\r\n\r\n\
//!       Reliability: 1.0\r\n\r\n\
//!       Messaging: 2.0\r\nMessage-Type: Text\r\nContent-Length: 5\r\n\r\nhello",
//! )?;
//! assert_eq!(blocks.to().unwrap().endpoint(), Some(&b"{1}"[..]));
//! let content = blocks.content.unwrap();
//! assert_eq!((content.block.name, content.block.get("Message-Type").unwrap().as_bytes()), (BlockName::MESSAGING, &b"Text"[..]));
//! assert_eq!(content.body, b"hello");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Written are CR LF, one space after each colon, and `Content-Length` as its first line says: it is a header line like
//! others, and has to agree with the body.
//!
//! Source: dumps of Windows Live Messenger 2009 in the wiki of msnp-sharp; msnp-sharp, escargot and ReLiveWP.

mod offsets;
mod routing;

pub use offsets::{Offsets, Parts};
pub use routing::RoutingAddress;

use crate::error::{Error, ErrorKind, Fault, Part, error_of};
use crate::fields::{Field, Visitor};
use crate::msnp::payload::mime::{Headers, Mime, put_line};
use crate::msnp::payload::p2p::{Carrier, V2Packet};
use crate::msnp::payload::show::{Lists, Place, Shown as _, Shows as _, list_of, shows, walks};
use crate::msnp::payload::slp::Slp;
use crate::msnp::payload::value::{HeaderText, HeaderValue as _, header_words, trim};
use crate::msnp::payload::whole;
use crate::msnp::payload::xml::Element;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

const BLOCK: Part = Part::named("block");
const ROUTING: Part = Part::named("routing");
const CONTENT_LENGTH: Part = Part::named("content length");
const OFFSETS: Part = Part::named("offsets");

/// The name of the line that says how long the body is.
const LENGTH: &str = "Content-Length";
/// The name of the line that says where packets begin in the body.
const BRIDGING_OFFSETS: &str = "Bridging-Offsets";

/// The most lines of a block that are read, with the first one.
const MOST_LINES: usize = 33;

header_words! {
    /// The name of a block. An open set; letter case does not count.
    BlockName {
        /// The first block: sender and receiver.
        ROUTING = "Routing";
        /// The second: order of delivery. Often without a line of its own.
        RELIABILITY = "Reliability";
        /// The third of `SDG`.
        MESSAGING = "Messaging";
        /// The third of `PUT` and `DEL`.
        PUBLICATION = "Publication";
        /// The third of `NFY`.
        NOTIFICATION = "Notification";
    }
}

/// A block: its name and version, and its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HeaderBlock<'a> {
    /// The name.
    pub name: BlockName<'a>,
    /// The version, `1.0` or `2.0`.
    pub version: HeaderText<'a>,
    /// The lines after the first.
    pub lines: Headers<'a>,
}

impl<'a> HeaderBlock<'a> {
    /// `Routing: 1.0`, with these lines.
    #[must_use]
    pub const fn routing(lines: Headers<'a>) -> Self {
        Self { name: BlockName::ROUTING, version: HeaderText::trusted(b"1.0"), lines }
    }

    /// `Reliability: 1.0`, with these lines.
    #[must_use]
    pub const fn reliability(lines: Headers<'a>) -> Self {
        Self { name: BlockName::RELIABILITY, version: HeaderText::trusted(b"1.0"), lines }
    }

    /// The value of the first line of that name; letter case does not count.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<HeaderText<'a>> {
        self.lines.get(name)
    }

    /// Whether it is read back as it is.
    fn check(&self) -> Result<(), Error> {
        if self.name.as_bytes().is_empty() || scan::find(b':', self.name.as_bytes()).is_some() {
            return Err(Error::new(ErrorKind::Separator, BLOCK, 0));
        }
        if matches!(self.name.as_bytes(), [.., b' ' | b'\t']) {
            return Err(Error::new(ErrorKind::Separator, BLOCK, 0));
        }
        check_count(self.lines, 0)
    }

    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        put_line(sink, self.name.as_bytes(), |sink| sink.put(self.version.as_bytes()))?;
        self.lines.put_lines(sink)?;
        sink.put(b"\r\n")
    }
}

fn check_count(lines: Headers<'_>, at: usize) -> Result<(), Error> {
    if scan::count(lines.iter()) >= MOST_LINES {
        Err(Error::new(ErrorKind::TooLong, BLOCK, at))
    } else {
        Ok(())
    }
}

/// The block at the front of `input`, which begins at `base`; where its second line begins, from `base`; and what
/// comes after its empty line.
fn block(input: &[u8], base: usize) -> Result<(HeaderBlock<'_>, usize, &[u8]), Error> {
    if input.is_empty() {
        return Err(Error::new(ErrorKind::Missing, BLOCK, base));
    }
    let behind = |error: Error, bytes: usize| {
        Error::new(error.kind(), error.part(), base.saturating_add(bytes).saturating_add(error.at()))
    };
    let (rest, line) = scan::line(input).map_err(|error| behind(error_of(error, input), 0))?;
    let before = input.len().saturating_sub(rest.len());
    let Ok((version, name)) = scan::until(b':')(line) else {
        return Err(Error::new(ErrorKind::Missing, BLOCK, base));
    };
    let name = BlockName::new(trim(name)).ok().filter(|name| !name.as_bytes().is_empty());
    let Some(name) = name else { return Err(Error::new(ErrorKind::Missing, BLOCK, base)) };
    let version = HeaderText::trusted(scan::skip_blanks(version));
    let Mime { headers: lines, body } = match rest {
        [] => Mime::default(),
        _ => Mime::parse(rest).map_err(|error| behind(error, before))?,
    };
    check_count(lines, base)?;
    Ok((HeaderBlock { name, version, lines }, before, body))
}

/// The third block, and the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlockContent<'a> {
    /// The block. Which one does not follow from the command: `NFY` with a Publication is known.
    pub block: HeaderBlock<'a>,
    /// The bytes after it.
    pub body: &'a [u8],
}

impl<'a> BlockContent<'a> {
    /// What `Content-Length` says, in bytes.
    ///
    /// # Errors
    /// [`ErrorKind::NotDecimal`], [`ErrorKind::Over32Bits`].
    pub fn length(&self) -> Result<Option<u32>, Error> {
        let length = self.block.get(LENGTH).filter(|text| !text.is_empty());
        let length = length.map(|text| u32::read(text.as_bytes())).transpose();
        length.map_err(|kind| Error::new(kind, CONTENT_LENGTH, 0))
    }

    /// Whether `Content-Length` is the length of the body. msnp-sharp takes all of the body even if not.
    #[must_use]
    pub fn has_its_length(&self) -> bool {
        matches!(self.length(), Ok(Some(length)) if usize::try_from(length) == Ok(self.body.len()))
    }

    /// Where the packets in the body begin, if there is more than one: the value of `Bridging-Offsets`.
    ///
    /// # Errors
    /// [`ErrorKind::NotDecimal`], [`ErrorKind::Over32Bits`], [`ErrorKind::OutOfRange`]: see [`Offsets::read`].
    pub fn offsets(&self) -> Result<Option<Offsets<'a>>, Error> {
        let offsets =
            self.block.get(BRIDGING_OFFSETS).map(|text| Offsets::read(text.as_bytes(), self.body.len()));
        offsets.transpose()
    }

    /// The packets in the body: one for each of the [`offsets`](Self::offsets), or the whole body without them.
    ///
    /// # Errors
    /// As [`offsets`](Self::offsets).
    pub fn packets(&self) -> Result<Parts<'a>, Error> {
        Ok(Parts::new(self.offsets()?.unwrap_or(Offsets::ONE), self.body))
    }
}

/// A payload in blocks. See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Blocks<'a> {
    /// The first block.
    pub routing: HeaderBlock<'a>,
    /// The second block.
    pub reliability: HeaderBlock<'a>,
    /// The third block and the body. Absent in the answer to a `PUT`.
    pub content: Option<BlockContent<'a>>,
}

impl<'a> Blocks<'a> {
    /// The receiver.
    #[must_use]
    pub fn to(&self) -> Option<RoutingAddress<'a>> {
        self.address("To")
    }

    /// The sender.
    #[must_use]
    pub fn from(&self) -> Option<RoutingAddress<'a>> {
        self.address("From")
    }

    fn address(&self, name: &str) -> Option<RoutingAddress<'a>> {
        self.routing.get(name).map(|text| RoutingAddress::new(text.as_bytes()))
    }

    /// Whether the numbers agree with the body: of which line not, and why.
    fn misfit(&self) -> Option<Error> {
        let content = self.content?;
        let length = match content.length() {
            Ok(length) => length,
            Err(error) => return Some(error),
        };
        match length.map(usize::try_from) {
            Some(Ok(length)) if length <= content.body.len() => {}
            None => {}
            _ => return Some(Error::new(ErrorKind::WrongLength, CONTENT_LENGTH, 0)),
        }
        content.offsets().err()
    }
}

impl<'a> Wire<'a> for Blocks<'a> {
    type Context = ();

    /// Takes all of its input.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] without two blocks; [`ErrorKind::Unexpected`] if the first is not Routing or the second not
    /// Reliability; [`ErrorKind::WrongLength`] for a `Content-Length` over what is there; what [`Offsets::read`] refuses;
    /// [`ErrorKind::TooLong`] for more than 32 lines in a block.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(blocks)
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        check_names(&self.routing, &self.reliability, [0, 0])?;
        for block in [Some(self.routing), Some(self.reliability), self.content.map(|content| content.block)]
            .iter()
            .flatten()
        {
            block.check()?;
        }
        self.misfit().map_or(Ok(()), |error| Err(Error::new(error.kind(), error.part(), 0)))
    }
}

fn check_names(
    routing: &HeaderBlock<'_>,
    reliability: &HeaderBlock<'_>,
    at: [usize; 2],
) -> Result<(), Error> {
    let [first, second] = at;
    if routing.name != BlockName::ROUTING {
        return Err(Error::new(ErrorKind::Unexpected, ROUTING, first));
    }
    if reliability.name != BlockName::RELIABILITY {
        return Err(Error::new(ErrorKind::Unexpected, BLOCK, second));
    }
    Ok(())
}

fn blocks(input: &[u8]) -> Result<Blocks<'_>, Error> {
    let at = |rest: &[u8]| input.len().saturating_sub(rest.len());
    let (routing, _, second) = block(input, 0)?;
    let (reliability, _, third) = block(second, at(second))?;
    check_names(&routing, &reliability, [0, at(second)])?;
    let (content, lines_at) = match third {
        [] => (None, 0),
        _ => {
            let (block, before, body) = block(third, at(third))?;
            (Some(BlockContent { block, body }), at(third).saturating_add(before))
        }
    };
    let blocks = Blocks { routing, reliability, content };
    let Some(error) = blocks.misfit() else { return Ok(blocks) };
    // The line that it is about.
    let key = match error.part() {
        OFFSETS => BRIDGING_OFFSETS,
        _ => LENGTH,
    };
    let mut entries = content.iter().flat_map(|content| content.block.lines.entries());
    let place =
        entries.find(|(name, ..)| name.eq_ignore_ascii_case(key.as_bytes())).map_or(0, |(_, _, at)| at);
    Err(Error::new(error.kind(), error.part(), lines_at.saturating_add(place).saturating_add(error.at())))
}

shows! { @in_order HeaderBlock<'a> { name: BlockName<'a>, version: HeaderText<'a>, lines: Headers<'a> } }
shows! {
    @in_order BlockContent<'a> {
        block: HeaderBlock<'a>,
        body: &'a [u8],
        @derived packets: Option<Packets<'a>> = |content: &BlockContent<'a>| content.bridged(),
        @derived slp: Option<Slp<'a>> = |content: &BlockContent<'a>| content.slp() => body_of,
        @derived xml: Option<Element<'a>> = |content: &BlockContent<'a>| content.xml(),
    }
}
shows! {
    @in_order Blocks<'a> {
        routing: HeaderBlock<'a> => |input| part(input, 0),
        @derived to: Option<RoutingAddress<'a>> = |blocks: &Blocks<'a>| blocks.to() => |input| address_in(input, "To"),
        @derived from: Option<RoutingAddress<'a>> = |blocks: &Blocks<'a>| blocks.from() => |input| address_in(input, "From"),
        reliability: HeaderBlock<'a> => |input| part(input, 1),
        content: Option<BlockContent<'a>> => |input| part(input, 2),
    }
}
walks! { Blocks<'a> }

/// A block of a payload that was read, by its place; the last one with all that follows it.
fn part(input: &[u8], index: usize) -> Option<&[u8]> {
    let mut rest = input;
    for _ in 0..index {
        (_, _, rest) = block(rest, 0).ok()?;
    }
    match index {
        2 => Some(rest),
        _ => rest.get(..rest.len().checked_sub(block(rest, 0).ok()?.2.len())?),
    }
}

/// The value of an address of a payload that was read.
fn address_in<'a>(input: &'a [u8], name: &str) -> Option<&'a [u8]> {
    block(input, 0).ok()?.0.get(name).map(HeaderText::as_bytes)
}

/// The body of the third block, from that on.
fn body_of(content: &[u8]) -> Option<&[u8]> {
    block(content, 0).ok().map(|(_, _, body)| body)
}

/// The packets of version 2 in a body.
struct Packets<'a>(Parts<'a>);

impl Lists for Packets<'_> {
    const ITEM: &'static Field = V2Packet::ITEM;

    fn has_items(&self) -> bool {
        true
    }

    fn borrowed(&self) -> Option<&[u8]> {
        None
    }

    fn items(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        for bytes in self.0.clone() {
            let packet = V2Packet::parse_with(bytes, Carrier::MESSAGE);
            packet.show(Self::ITEM, place.map(|_| bytes), visitor);
        }
    }
}
list_of! { ['a] Packets<'a>; }

impl<'a> BlockContent<'a> {
    fn is(&self, name: &str, word: &[u8]) -> bool {
        self.block.get(name).is_some_and(|value| trim(value.as_bytes()).eq_ignore_ascii_case(word))
    }

    /// The packets of a direct connection that goes through the server.
    fn bridged(&self) -> Option<Packets<'a>> {
        if self.body.is_empty() || !self.is("Message-Type", b"Data") {
            return None;
        }
        self.packets().ok().map(Packets)
    }

    /// A message about a session, without a packet around it.
    fn slp(&self) -> Option<Slp<'a>> {
        Slp::parse(self.body).ok()
    }

    /// The element in a publication or notification.
    fn xml(&self) -> Option<Element<'a>> {
        self.body.starts_with(b"<").then(|| Element::parse(self.body).ok()).flatten()
    }
}

impl Encode for Blocks<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.routing.encode(sink)?;
        self.reliability.encode(sink)?;
        if let Some(content) = &self.content {
            content.block.encode(sink)?;
            sink.put(content.body)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::msnp::payload::mime::Header;
    use proptest::prelude::*;

    const HEAD: &str = "Routing: 1.0\r\nTo: 1:bob@x;epid={1}\r\nFrom: 1:a@x\r\n\r\nReliability: 1.0\r\n\r\n";

    fn payload(rest: &str) -> &'static [u8] {
        format!("{HEAD}{rest}").leak().as_bytes()
    }

    #[test]
    fn blocks_and_bodies() {
        let input = payload("Messaging: 2.0\r\nMessage-Type: Text\r\nContent-Length: 5\r\n\r\nhello");
        let found = checked::canonical::<Blocks<'_>>(input, ()).unwrap();
        assert_eq!(checked::written(&found), input);
        let content = found.content.unwrap();
        assert_eq!(
            (content.block.name, content.block.version.as_bytes()),
            (BlockName::MESSAGING, &b"2.0"[..])
        );
        assert_eq!(
            (content.body, content.length(), content.has_its_length()),
            (&b"hello"[..], Ok(Some(5)), true)
        );
        assert_eq!(content.packets().unwrap().collect::<Vec<_>>(), [b"hello"]);
        checked::borrowed(&found, input, &[content.body]);

        let short = checked::canonical::<Blocks<'_>>(payload(""), ()).unwrap();
        assert_eq!((short.content, short.from().unwrap().as_bytes()), (None, &b"1:a@x"[..]));
        assert!(short.reliability.lines.is_empty());
        // More than it says; no length; no empty line at the end.
        let long =
            checked::canonical::<Blocks<'_>>(payload("X: y\r\nContent-Length: 4\r\n\r\nhello"), ()).unwrap();
        assert!(!long.content.unwrap().has_its_length());
        let bare =
            checked::canonical::<Blocks<'_>>(payload("Publication: 1.0\r\nUri: /circle\r\n"), ()).unwrap();
        assert_eq!((bare.content.unwrap().body, bare.content.unwrap().length()), (&b""[..], Ok(None)));
    }

    #[test]
    fn refused_payloads() {
        for (input, message) in [
            (&b""[..], "block: missing at byte 0"),
            (b"Routing: 1.0\r\n\r\n", "block: missing at byte 16"),
            (b"Routing: 1.0", "line end: missing at byte 12"),
            (b"Routing\r\n\r\n", "block: missing at byte 0"),
            (b": 1.0\r\n\r\n", "block: missing at byte 0"),
            (b"Reliability: 1.0\r\n\r\nRouting: 1.0\r\n\r\n", "routing: unexpected word at byte 0"),
            (b"Routing: 1.0\r\n\r\nMessaging: 1.0\r\n\r\n", "block: unexpected word at byte 16"),
        ] {
            refused(checked::canonical::<Blocks<'_>>(input, ()), message);
        }
        let at = HEAD.len() + "X: y\r\nContent-Length: ".len();
        for (rest, message) in [
            (
                "Content-Length: 10\r\n\r\nshort",
                format!("content length: not as long as it says at byte {at}"),
            ),
            (
                "Content-Length: 4294967295\r\n\r\nshort",
                format!("content length: not as long as it says at byte {at}"),
            ),
            ("Content-Length: -1\r\n\r\nshort", format!("content length: not a decimal number at byte {at}")),
            ("Bridging-Offsets: 0,9\r\n\r\nshort", format!("offsets: out of range at byte {}", at + 4)),
        ] {
            refused(checked::canonical::<Blocks<'_>>(payload(&format!("X: y\r\n{rest}")), ()), &message);
        }
        let many = payload(&format!("X: y\r\n{}\r\n", "A: b\r\n".repeat(33)));
        refused(Blocks::parse(many), &format!("block: over the limit at byte {}", HEAD.len()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_payload(rest in "((Routing|Reliability|Content-Length|Bridging-Offsets|x)?: ?[0-9,]{0,2}\r?\n|\r\n|[a:]\r){0,7}[a\\r\\n]{0,3}", head: bool) {
            let input = if head { payload(&rest) } else { rest.as_bytes() };
            _ = checked::canonical::<Blocks<'_>>(input, ());
        }

        #[test]
        fn what_is_built_is_read_back(names in prop::collection::vec("(Routing|reliability|Messaging|[a-z:]{0,2} ?)", 3), lines in prop::collection::vec("[A-Za-z-]{1,4}", 0..3), body in ".{0,8}", with: bool) {
            let lines: Vec<_> = lines.into_iter().map(|name| Header::new(name.leak(), "v").unwrap()).collect();
            let lines = Headers::new(lines.leak());
            let block = |name: &str| HeaderBlock {
                name: BlockName::new(name.to_owned().leak()).unwrap_or(BlockName::MESSAGING), version: HeaderText::new("1.0").unwrap(), lines,
            };
            let content = with.then(|| BlockContent { block: block(&names[2]), body: body.leak().as_bytes() });
            checked::value(Blocks { routing: block(&names[0]), reliability: block(&names[1]), content }, ());
            checked::value(Blocks { routing: HeaderBlock::routing(lines), reliability: HeaderBlock::reliability(lines), content }, ());
        }
    }
}
