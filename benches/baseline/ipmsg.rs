//! IPMsg without the crate: five ways to take the header apart, a full decode, and two writers.
//!
//! [`header_text`] and [`message_text`] are the naive baselines that goals are stated against: every
//! field becomes text, as in most programs. [`header`] and [`decode_to_sum`] are the stronger ones:
//! the same, but names stay bytes, and nothing goes to the heap.

use std::hint::black_box;
use std::io::{Cursor, Write as _};
use std::str;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till, take_till1, take_until};
use nom::character::complete::char;
use nom::combinator::{eof, map_res, opt, recognize, rest, verify};
use nom::multi::{fold_many0, many0_count};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser as _};

use crate::inputs::Corpus;
use crate::inputs::ipmsg::Fact;

/// The six fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header<'a> {
    pub(crate) version: &'a [u8],
    pub(crate) packet_no: u64,
    pub(crate) user: &'a [u8],
    pub(crate) host: &'a [u8],
    pub(crate) command: u32,
    pub(crate) additional: Option<&'a [u8]>,
}

/// The six fields as text: what [`header_text`] reads, and what [`write`] writes unchanged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextHeader<'a> {
    pub(crate) version: &'a str,
    pub(crate) packet_no: u64,
    pub(crate) user: &'a str,
    pub(crate) host: &'a str,
    pub(crate) command: u32,
    pub(crate) additional: Option<&'a [u8]>,
}

/// The header with nom as one writes it first: each field is text, and numbers are parsed from it.
pub(crate) fn header_text(input: &[u8]) -> IResult<&[u8], TextHeader<'_>> {
    let (input, version) = verify(text_field, |version: &str| !version.is_empty()).parse(input)?;
    let (input, packet_no) = map_res(text_field, |text| text.trim().parse()).parse(input)?;
    let (input, user) = text_field(input)?;
    let (input, host) = text_field(input)?;
    let command = map_res(take_till1(|byte| byte == b':'), str::from_utf8);
    let (input, command) = map_res(command, |text| text.trim().parse()).parse(input)?;
    let (input, additional) = opt(preceded(tag(":"), rest)).parse(input)?;
    Ok((input, TextHeader { version, packet_no, user, host, command, additional }))
}

fn text_field(input: &[u8]) -> IResult<&[u8], &str> {
    map_res(terminated(take_until(":"), tag(":")), str::from_utf8).parse(input)
}

/// The header with nom, names left as bytes.
pub(crate) fn header(input: &[u8]) -> IResult<&[u8], Header<'_>> {
    let (input, version) = verify(field, |version: &[u8]| !version.is_empty()).parse(input)?;
    let (input, packet_no) = map_res(field, number).parse(input)?;
    let (input, user) = field(input)?;
    let (input, host) = field(input)?;
    let (input, command) = map_res(take_till1(|byte| byte == b':'), number).parse(input)?;
    let (input, additional) = opt(preceded(tag(":"), rest)).parse(input)?;
    Ok((input, Header { version, packet_no, user, host, command, additional }))
}

fn field(input: &[u8]) -> IResult<&[u8], &[u8]> {
    terminated(take_until(":"), tag(":")).parse(input)
}

/// A decimal number, spaces around it allowed.
fn number<T: str::FromStr>(digits: &[u8]) -> Result<T, Bad> {
    str::from_utf8(digits.trim_ascii()).map_err(|_| Bad)?.parse().map_err(|_| Bad)
}

#[derive(Debug)]
struct Bad;

/// The header with `splitn`.
pub(crate) fn header_splitn(input: &[u8]) -> Option<Header<'_>> {
    let mut fields = input.splitn(6, |byte| *byte == b':');
    Some(Header {
        version: fields.next().filter(|version| !version.is_empty())?,
        packet_no: number(fields.next()?).ok()?,
        user: fields.next()?,
        host: fields.next()?,
        command: number(fields.next()?).ok()?,
        additional: fields.next(),
    })
}

/// Five successive searches for a colon, and nothing else: the five fields before the colons found
/// and the rest. A field that is not there is empty.
pub(crate) fn five_memchr(input: &[u8]) -> [&[u8]; 6] {
    let mut fields = [&input[..0]; 6];
    let mut rest = input;
    for field in &mut fields[..5] {
        let Some(at) = memchr::memchr(b':', rest) else {
            *field = rest;
            return fields;
        };
        *field = &rest[..at];
        rest = &rest[at + 1..];
    }
    fields[5] = rest;
    fields
}

/// One search for a byte that no item holds: each byte is looked at once.
pub(crate) fn one_memchr(input: &[u8]) -> Option<usize> {
    memchr::memchr(0xff, input)
}

/// One file that a message offers. The name still has its colons doubled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attachment<'a> {
    pub(crate) id: &'a [u8],
    pub(crate) name: &'a [u8],
    pub(crate) size: u64,
    pub(crate) mtime: u64,
    /// Type in the low byte; 1, a plain file, if not given.
    pub(crate) attr: u32,
    /// `:key=value…`, checked but not taken apart.
    pub(crate) extended: &'a [u8],
}

/// One entry of a file list with nom: `0:a::b.txt:1f4:65500000:1:14=65500000:BEL`.
pub(crate) fn attachment(input: &[u8]) -> IResult<&[u8], Attachment<'_>> {
    let (input, id) = terminated(hex_digits, char(':')).parse(input)?;
    let (input, name) = terminated(name, char(':')).parse(input)?;
    let (input, size) = terminated(hex64, char(':')).parse(input)?;
    let (input, mtime) = hex64(input)?;
    let (input, attr) = opt(preceded(char(':'), hex32)).parse(input)?;
    let (input, extended) = recognize(many0_count(extended)).parse(input)?;
    let (input, _) = opt(char(':')).parse(input)?;
    let (input, _) = alt((tag("\x07"), eof)).parse(input)?;
    let attr = attr.unwrap_or(1);
    Ok((input, Attachment { id, name, size, mtime, attr, extended }))
}

fn name(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let plain = take_till1(|byte| matches!(byte, b':' | 0x07 | 0));
    recognize(many0_count(alt((plain, tag("::"))))).parse(input)
}

fn extended(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let value = take_till(|byte| matches!(byte, b':' | 0x07 | 0));
    recognize((char(':'), hex_digits, char('='), value)).parse(input)
}

fn hex_digits(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_till1(|byte: u8| !byte.is_ascii_hexdigit())(input)
}

fn hex64(input: &[u8]) -> IResult<&[u8], u64> {
    map_res(map_res(hex_digits, str::from_utf8), |digits| u64::from_str_radix(digits, 16)).parse(input)
}

fn hex32(input: &[u8]) -> IResult<&[u8], u32> {
    map_res(map_res(hex_digits, str::from_utf8), |digits| u32::from_str_radix(digits, 16)).parse(input)
}

/// A packet taken apart as far as its command says. `F` is what became of the file list.
#[derive(Debug)]
pub(crate) enum Body<'a, F> {
    Entry { nick: &'a [u8], group: &'a [u8], block: &'a [u8] },
    Message { text: &'a [u8], files: F },
    Receipt { packet_no: u64 },
    Other(&'a [u8]),
}

/// Header and body; the files are put together by `start` and `each`.
fn decode<'a, F>(
    input: &'a [u8],
    start: impl FnMut() -> F,
    each: impl FnMut(F, Attachment<'a>) -> F,
) -> IResult<&'a [u8], (Header<'a>, Body<'a, F>)> {
    let (end, header) = header(input)?;
    let section = header.additional.unwrap_or_default();
    let (end, body) = match header.command & 0xff {
        0..=4 => {
            let (section, nick) = part(section)?;
            let (section, group) = part(section)?;
            let (_, block) = part(section)?;
            (end, Body::Entry { nick, group, block })
        }
        32 => {
            let (section, text) = part(section)?;
            let (_, files) = fold_many0(attachment, start, each).parse(section)?;
            (end, Body::Message { text, files })
        }
        33 | 48..=50 => {
            let (_, packet_no) = map_res(part, number).parse(section)?;
            (end, Body::Receipt { packet_no })
        }
        _ => (end, Body::Other(section)),
    };
    Ok((end, (header, body)))
}

/// Bytes up to a NUL, which is skipped, or to the end.
fn part(input: &[u8]) -> IResult<&[u8], &[u8]> {
    terminated(take_till(|byte| byte == 0), opt(char('\0'))).parse(input)
}

/// Full decode, with the files in a `Vec`: what one would write first.
pub(crate) fn decode_to_vec(input: &[u8]) -> Option<(Header<'_>, Body<'_, Vec<Attachment<'_>>>)> {
    decode(input, Vec::new, push).ok().map(|(_, packet)| packet)
}

fn push<T>(mut files: Vec<T>, file: T) -> Vec<T> {
    files.push(file);
    files
}

/// Full decode without heap: number of files and sum of their sizes.
pub(crate) fn decode_to_sum(input: &[u8]) -> Option<(Header<'_>, Body<'_, (usize, u64)>)> {
    let add = |(count, sum), file: Attachment<'_>| {
        black_box(&file);
        (count + 1, sum + file.size)
    };
    decode(input, || (0, 0), add).ok().map(|(_, packet)| packet)
}

/// A file that a message offers, its parts as text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextAttachment<'a> {
    pub(crate) id: &'a str,
    /// With its colons doubled still.
    pub(crate) name: &'a str,
    pub(crate) size: u64,
    pub(crate) mtime: u64,
    pub(crate) attr: u32,
    pub(crate) extended: &'a str,
}

/// A message as text.
#[derive(Debug)]
pub(crate) struct TextMessage<'a> {
    pub(crate) header: TextHeader<'a>,
    pub(crate) text: &'a str,
    pub(crate) files: Vec<TextAttachment<'a>>,
}

/// A message with nom as one writes it first: [`header_text`], and the rest in the same manner.
pub(crate) fn message_text(input: &[u8]) -> IResult<&[u8], TextMessage<'_>> {
    let (end, header) = header_text(input)?;
    let section = header.additional.unwrap_or_default();
    let (section, text) = map_res(part, str::from_utf8).parse(section)?;
    let (_, files) = fold_many0(map_res(attachment, text_attachment), Vec::new, push).parse(section)?;
    Ok((end, TextMessage { header, text, files }))
}

fn text_attachment(file: Attachment<'_>) -> Result<TextAttachment<'_>, str::Utf8Error> {
    let Attachment { id, name, size, mtime, attr, extended } = file;
    let [id, name, extended] = [id, name, extended].map(str::from_utf8);
    Ok(TextAttachment { id: id?, name: name?, size, mtime, attr, extended: extended? })
}

/// The file lists of a corpus, from after the NUL after the text. Input for [`attachment`].
pub(crate) fn file_lists(corpus: &Corpus<Fact>) -> Vec<&[u8]> {
    let pairs = corpus.pairs().filter(|(_, fact)| fact.files > 0);
    pairs.map(|(item, _)| item.splitn(2, |byte| *byte == 0).nth(1).unwrap_or_default()).collect()
}

/// The first entry of each file list, its BEL included. Input for [`attachment`].
pub(crate) fn first_entries(corpus: &Corpus<Fact>) -> Vec<&[u8]> {
    let first = |list| memchr::memchr(0x07, list).map_or(list, |end| &list[..=end]);
    file_lists(corpus).into_iter().map(first).collect()
}

/// Writes a packet with `write!`; the number of bytes written, or `None` if they do not fit.
pub(crate) fn write(packet: &TextHeader<'_>, out: &mut [u8]) -> Option<usize> {
    let TextHeader { version, packet_no, user, host, command, additional } = packet;
    let mut out = Cursor::new(out);
    write!(out, "{version}:{packet_no}:{user}:{host}:{command}").ok()?;
    if let Some(additional) = additional {
        out.write_all(b":").ok()?;
        out.write_all(additional).ok()?;
    }
    usize::try_from(out.position()).ok()
}

/// Copies the bytes of a packet: the least a writer has to do.
pub(crate) fn copy(packet: &[u8], out: &mut [u8]) -> Option<usize> {
    out.get_mut(..packet.len())?.copy_from_slice(packet);
    Some(packet.len())
}

/// Checks all readers and writers of this module against what the generator noted.
///
/// # Panics
///
/// At the first item that a reader refuses or reads wrongly.
#[track_caller]
pub(crate) fn check(corpus: &Corpus<Fact>) {
    let mut out = [0; 4096];
    for (item, fact) in corpus.pairs() {
        let (left, text) = header_text(item).expect("a packet with names in UTF-8");
        assert!(left.is_empty());
        let TextHeader { version, packet_no, user, host, command, additional } = text;
        let (version, user, host) = (version.as_bytes(), user.as_bytes(), host.as_bytes());
        check_header(&Header { version, packet_no, user, host, command, additional }, fact);
        let (left, nom) = header(item).expect("a packet");
        assert!(left.is_empty());
        check_header(&nom, fact);
        check_header(&header_splitn(item).expect("a packet"), fact);
        let fields = five_memchr(item);
        assert_eq!([fields[2].len(), fields[3].len()], [fact.user_len, fact.host_len]);
        assert_eq!(fields[5].len(), fact.additional_len.unwrap_or(0));
        assert_eq!(one_memchr(item), None);

        let (header, body) = decode_to_vec(item).expect("a packet");
        check_header(&header, fact);
        if let Body::Message { files, .. } = body {
            let size = files.iter().map(|file| file.size).sum::<u64>();
            assert_eq!((files.len(), size), (fact.files, fact.files_size));
        }
        let (_, body) = decode_to_sum(item).expect("a packet");
        if let Body::Message { text, files } = body {
            assert_eq!(files, (fact.files, fact.files_size));
            let (_, message) = message_text(item).expect("a message");
            let size = message.files.iter().map(|file| file.size).sum::<u64>();
            assert_eq!(
                (message.text.as_bytes(), message.files.len(), size),
                (text, fact.files, fact.files_size)
            );
        }

        let len = write(&text, &mut out).expect("room");
        check_header(&header_splitn(&out[..len]).expect("a packet"), fact);
        let len = copy(item, &mut out).expect("room");
        assert_eq!(&out[..len], item);
    }
    for entry in first_entries(corpus) {
        let (left, file) = attachment(entry).expect("an entry");
        assert!(left.is_empty() && !file.id.is_empty() && !file.name.is_empty());
    }
    let offers = corpus.facts.iter().filter(|fact| fact.files > 0).count();
    assert_eq!(first_entries(corpus).len(), offers);
}

#[track_caller]
fn check_header(header: &Header<'_>, fact: &Fact) {
    assert_eq!(header.packet_no, fact.packet_no);
    assert_eq!(header.user.len(), fact.user_len);
    assert_eq!(header.host.len(), fact.host_len);
    assert_eq!(header.command, fact.command);
    assert_eq!(header.additional.map(<[u8]>::len), fact.additional_len);
}
