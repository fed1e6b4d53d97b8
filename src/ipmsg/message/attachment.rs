//! The files that a message offers: entries of its file list.

use super::ext_attribute::{ExtAttribute, ExtKey};
use super::file_id::FileId;
use super::file_name::{FileName, NAME};
use super::file_word::{FileType, FileWord};
use crate::error::{Error, ErrorKind, Fault, Part, error_of};
use crate::ipmsg::fields::BEL;
use crate::ipmsg::items::{Item, Items};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

const ATTACHMENT: Part = Part::named("attachment");
const ID: Part = Part::named("file id");
const SIZE: Part = Part::named("file size");
const MTIME: Part = Part::named("mtime");
const ATTRIBUTES: Part = Part::named("attributes");
const EXTENDED: Part = Part::named("extended attribute");

/// A file, a directory or a picture that a message offers. The receiver asks for the contents by
/// packet number and [`id`](Attachment::id), over TCP.
///
/// ```text
/// 0:a::b.txt:1f4:65500000:1:14=65500000:\a1:pics:0:65500000:2:\a
/// │ │        │   │        │ └ extended attributes, if any
/// │ │        │   │        └ type and attributes, hexadecimal: a plain file
/// │ │        │   └ time of the last change, hexadecimal: seconds since 1970
/// │ │        └ size in bytes, hexadecimal
/// │ └ name: a:b.txt
/// └ id, decimal                           (BEL, written \a, ends each entry)
/// ```
///
/// ```
/// use imwire::ipmsg::{Attachment, ExtKey, FileName, FileType};
/// use imwire::{Encode, Wire};
///
/// let file = Attachment::parse(b"10000:a::b.txt:1f4:65500000:1:14=6550ABCD:\x07")?;
/// assert_eq!((file.id.decimal(), file.size, file.mtime), (Some(10_000), 500, 0x6550_0000));
/// assert_eq!(file.name.decode_into(&mut [0; 16])?, b"a:b.txt");
/// assert_eq!(file.word.file_type(), FileType::REGULAR);
/// assert_eq!(file.extended.get(ExtKey::MTIME).and_then(|mtime| mtime.as_number()), Some(0x6550_abcd));
///
/// let file = Attachment::file(0, FileName::new(b"a:b.txt")?, 500, 0x6550_0000);
/// assert_eq!(file.encode_into(&mut [0; 64])?, b"0:a::b.txt:1f4:65500000:1:\x07");
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// # What is read
///
/// What real clients write: a `:` before an entry or none, a `:` at its end or none, no BEL
/// after the last one, nothing at all between two BELs, no type (it is a plain file then), hex
/// digits of either case, leading zeros. An entry of fewer than four fields, or with a number
/// that is none, is an error, and the entries around it can be read.
///
/// `::` belongs to the name wherever a name can go on, read from left to right: `0:a::5:…` is a
/// file `a:5`, and no file `a` without a size. What then lacks a field is refused.
///
/// Source: IP Messenger protocol, draft 10, and draft 14 §3-5; the official client 4.99; `IpMsg.Net`
/// for times; recordings of iptux 0.8.3 and feiq-cli.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attachment<'a> {
    /// What a request names it by. For the official client, iptux and most others the number is
    /// decimal here and hexadecimal in a request: a client that is offered `10000` asks for `2710`. For
    /// feiq-cli and others of its kind it is hexadecimal here too.
    ///
    /// The official client counts up from a random number below 2^30, its older versions from 0,
    /// iptux from 10000.
    pub id: FileId,
    /// The name; of a picture a made-up one with the right ending. Not a path: see
    /// [`FileName::is_plain`].
    pub name: FileName<'a>,
    /// How many bytes it has. Of a directory 0, or from iptux all that is in it.
    pub size: u64,
    /// The time of the last change as it was sent: see [`modified`](Attachment::modified).
    pub mtime: u64,
    /// What kind of thing it is, and its attributes.
    pub word: FileWord,
    /// What else is known of it. The official client reads [`ExtKey::CLIPBOARDPOS`] only, and only
    /// if it is the first. The errors count from where those of the list do; of an entry that is read alone,
    /// from its first byte.
    pub extended: Items<'a, ExtAttribute<'a>>,
}

impl<'a> Attachment<'a> {
    /// A plain file: the number that it is to have, its name, its size in bytes, and the time of
    /// its last change in seconds since 1970.
    #[must_use]
    pub const fn file(id: u32, name: FileName<'a>, size: u64, mtime: u64) -> Self {
        let id = match FileId::from_decimal(id as u64) {
            Some(id) => id,
            // It has ten digits at most.
            None => FileId::from_hex(0),
        };
        Self { id, name, size, mtime, word: FileWord::new(FileType::REGULAR), extended: Items::NONE }
    }

    /// A directory, of size 0: nobody needs it. But iptux 0.8.3 takes a file or directory of size 0
    /// for one that is there already, and never asks for it; it writes the sum of all that is in
    /// the directory itself, and any other number will do:
    /// `Attachment { size: 1, ..Attachment::directory(…) }`.
    #[must_use]
    pub const fn directory(id: u32, name: FileName<'a>, mtime: u64) -> Self {
        Self { word: FileWord::new(FileType::DIR), ..Self::file(id, name, 0, mtime) }
    }

    /// Where a picture is in the text of the message, if this is one: how many characters
    /// are before it, earlier pictures counted as one each. See
    /// [`Message::pictures`](crate::ipmsg::Message::pictures).
    #[must_use]
    pub fn position(&self) -> Option<u64> {
        if self.word.file_type() != FileType::CLIPBOARD {
            return None;
        }
        self.extended.get(ExtKey::CLIPBOARDPOS)?.as_number()
    }

    /// The time of the last change in seconds since 1970, in whichever of three units it came:
    /// a guess by its size. `None` for what lies between them.
    ///
    /// | `mtime` | unit | from |
    /// |---|---|---|
    /// | below 2^36 (the year 4147) | seconds since 1970 | nearly all |
    /// | below 2^46 (the year 4199) | milliseconds since 1970 | some |
    /// | 116444736000000000 (the year 1970) and above | 100 ns since 1601: a FILETIME | `IpMsg.Net` |
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::Attachment};
    ///
    /// let file = Attachment::parse(b"0:f:5:1d9f5c3a7b2e100:1:\x07")?;
    /// assert_eq!((file.mtime, file.modified()), (0x01d9_f5c3_a7b2_e100, Some(1_696_314_866)));
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub const fn modified(&self) -> Option<u64> {
        const EPOCH: u64 = 116_444_736_000_000_000;
        match self.mtime {
            seconds @ ..0x10_0000_0000 => Some(seconds),
            milliseconds @ ..0x4000_0000_0000 => Some(milliseconds / 1000),
            filetime => match filetime.checked_sub(EPOCH) {
                Some(ticks) => Some(ticks / 10_000_000),
                None => None,
            },
        }
    }
}

impl<'a> Wire<'a> for Attachment<'a> {
    type Context = ();

    /// Takes one entry and the BEL that ends it. It stops before a NUL, which ends the list.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        attachment
    }

    /// As the grammar; a common entry goes without the detour over what is left of the input.
    #[inline]
    fn parse_with(input: &'a [u8], (): ()) -> Result<Self, Error> {
        match common_entry(input) {
            Some((attachment, [])) => Ok(attachment),
            _ => parse_any(input),
        }
    }

    /// Attributes out of a directory stream may have a BEL or NUL, which would end the entry.
    fn check(&self, (): ()) -> Result<(), Error> {
        let Some(extended) = self.extended.as_bytes() else { return Ok(()) };
        let kind = match scan::find2(BEL, 0, extended).and_then(|at| extended.get(at)) {
            None => return Ok(()),
            Some(0) => ErrorKind::Nul,
            Some(_) => ErrorKind::Separator,
        };
        Err(Error::new(kind, EXTENDED, 0))
    }
}

#[inline(never)]
fn parse_any(input: &[u8]) -> Result<Attachment<'_>, Error> {
    match attachment(input) {
        Ok(([], attachment)) => Ok(attachment),
        Ok((rest, _)) => Err(Fault::new(ErrorKind::Trailing, Part::INPUT, rest).within(input)),
        Err(error) => Err(error_of(error, input)),
    }
}

#[inline(always)]
fn attachment(input: &[u8]) -> IResult<&[u8], Attachment<'_>, Fault> {
    if let Some((attachment, rest)) = common_entry(input) {
        return Ok((rest, attachment));
    }
    match any_entry(input) {
        Ok((rest, Some(attachment))) => Ok((rest, attachment)),
        Ok((_, None)) => Fault::err(ErrorKind::Missing, ATTACHMENT, input),
        Err(error) => Err(error),
    }
}

/// A good entry, with the BEL that ends it; nothing is remembered for an error. Each part has its
/// common form read in line, and any other out of line. On 32-bit targets the general leaves are
/// all there is.
#[inline(always)]
fn common_entry(input: &[u8]) -> Option<(Attachment<'_>, &[u8])> {
    if cfg!(not(target_pointer_width = "64")) {
        return None;
    }
    let (id, rest) = match input {
        [digit @ b'0'..=b'9', b':', rest @ ..] => (u64::from(*digit & 0xf), rest),
        _ => scan::hex_until(b':', input)?,
    };
    let (name, rest) = FileName::common(rest)?;
    let (size, rest) = scan::hex_until(b':', rest)?;
    let (mtime, rest) = scan::eight_hex_until(b':', rest)?;
    let (word, extended, rest) = match common_word(rest) {
        Some((word, [b':', BEL, rest @ ..] | [BEL, rest @ ..])) => (word, Items::NONE, rest),
        Some((word, [b':', rest @ ..])) => extended(word, input, rest),
        _ => kind(input, rest)?,
    };
    Some((Attachment { id: FileId::from_hex(id), name, size, mtime, word, extended }, rest))
}

/// One to eight hexadecimal digits of which none is a letter, as nearly all senders write them, and what follows.
#[inline(always)]
fn common_word(input: &[u8]) -> Option<(FileWord, &[u8])> {
    let (mut word, mut rest) = (0_u32, input);
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        word = word << 4 | u32::from(*digit & 0xf);
        rest = after;
    }
    match input.len().wrapping_sub(rest.len()) {
        1..=8 => Some((FileWord::from_bits(word), rest)),
        _ => None,
    }
}

/// Every entry, and what is wrong with those that are none. `None` if nothing is before
/// the BEL.
#[inline(never)]
fn any_entry(input: &[u8]) -> IResult<&[u8], Option<Attachment<'_>>, Fault> {
    let rest = match input {
        // The documents allow a colon after a BEL: `:\a[:]fileID`.
        [b':', rest @ ..] => rest,
        _ => input,
    };
    if ends(rest) {
        return Ok((after_bel(rest), None));
    }
    let (rest, id) = number(ID, rest)?;
    let [b':', rest @ ..] = rest else { return Fault::err(ErrorKind::Missing, NAME, rest) };
    let (rest, name) = name(rest)?;
    let (rest, size) = number(SIZE, rest)?;
    let [b':', rest @ ..] = rest else { return Fault::err(ErrorKind::Missing, MTIME, rest) };
    let (rest, mtime) = number(MTIME, rest)?;
    let (word, extended, rest) = match rest {
        [b':', rest @ ..] if !ends(rest) => {
            let (after, word) = number(ATTRIBUTES, rest)?;
            let Ok(word) = u32::try_from(word) else {
                return Fault::err(ErrorKind::Over32Bits, ATTRIBUTES, rest);
            };
            extended(FileWord::from_bits(word), input, after)
        }
        [b':', rest @ ..] | rest => (FileWord::default(), Items::NONE, after_bel(rest)),
    };
    Ok((rest, Some(Attachment { id: FileId::from_hex(id), name, size, mtime, word, extended })))
}

/// Whether the entry ends here.
const fn ends(rest: &[u8]) -> bool {
    matches!(rest, [] | [BEL | 0, ..])
}

/// Whether a field of it ends here.
const fn ends_field(rest: &[u8]) -> bool {
    matches!(rest, [] | [b':' | BEL | 0, ..])
}

const fn after_bel(rest: &[u8]) -> &[u8] {
    match rest {
        [BEL, rest @ ..] => rest,
        _ => rest,
    }
}

/// The name and the colon.
fn name(input: &[u8]) -> IResult<&[u8], FileName<'_>, Fault> {
    match FileName::grammar(())(input) {
        Ok(([b':', rest @ ..], name)) => Ok((rest, name)),
        Ok((rest, _)) => Fault::err(ErrorKind::Missing, SIZE, rest),
        Err(nom::Err::Error(fault)) if fault.kind() == ErrorKind::Empty || ends(input) => {
            Fault::err(ErrorKind::Empty, NAME, input)
        }
        // The entry ends inside of it.
        Err(_) => {
            let end = scan::find2(BEL, 0, input).and_then(|at| input.get(at..));
            Fault::err(ErrorKind::Missing, SIZE, end.unwrap_or_default())
        }
    }
}

/// A hexadecimal number, and nothing else before the colon or the end.
#[inline(never)]
fn number(part: Part, input: &[u8]) -> IResult<&[u8], u64, Fault> {
    match scan::hex_u64(input) {
        Ok((rest, number)) if ends_field(rest) => Ok((rest, number)),
        Err(nom::Err::Error(fault)) if fault.kind() == ErrorKind::Over64Bits => {
            Fault::err(ErrorKind::Over64Bits, part, input)
        }
        _ if ends_field(input) => Fault::err(ErrorKind::Empty, part, input),
        _ => Fault::err(ErrorKind::NotHex, part, input),
    }
}

type Kind<'a> = (FileWord, Items<'a, ExtAttribute<'a>>, &'a [u8]);

/// What follows the time and a colon, if it is good, and what follows the BEL. `entry`: from
/// the start of it.
#[inline(never)]
fn kind<'a>(entry: &[u8], input: &'a [u8]) -> Option<Kind<'a>> {
    if ends(input) {
        return Some((FileWord::default(), Items::NONE, after_bel(input)));
    }
    let (rest, word) = scan::hex_u64(input).ok()?;
    let word = FileWord::from_bits(u32::try_from(word).ok()?);
    if ends_field(rest) { Some(extended(word, entry, rest)) } else { None }
}

/// What follows the word and any colons.
#[cfg_attr(target_pointer_width = "64", inline(never))]
fn extended<'a>(word: FileWord, entry: &[u8], mut rest: &'a [u8]) -> Kind<'a> {
    while let [b':', after @ ..] = rest {
        rest = after;
    }
    if let [BEL, rest @ ..] = rest {
        return (word, Items::NONE, rest);
    }
    let end = scan::find2(BEL, 0, rest).unwrap_or(rest.len());
    let (mut extended, after) = rest.split_at_checked(end).unwrap_or_default();
    while let [before @ .., b':'] = extended {
        extended = before;
    }
    let at = entry.len().saturating_sub(rest.len());
    (word, Items::on_wire(extended, at), after_bel(after))
}

impl Encode for Attachment<'_> {
    #[inline]
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.id.encode(sink)?;
        sink.put(b":")?;
        self.name.encode(sink)?;
        sink.put(b":")?;
        scan::put_hex(sink, self.size)?;
        sink.put(b":")?;
        scan::put_hex(sink, self.mtime)?;
        sink.put(b":")?;
        scan::put_hex(sink, self.word.bits().into())?;
        if !self.extended.is_empty() {
            sink.put(b":")?;
            self.extended.encode(sink)?;
        }
        sink.put(b":\x07")
    }
}

impl<'a> Item<'a> for Attachment<'a> {
    #[inline(always)]
    fn common(input: &'a [u8]) -> Option<(Self, &'a [u8])> {
        common_entry(input)
    }

    #[inline]
    fn read(item: &'a [u8]) -> IResult<&'a [u8], Option<Self>, Fault> {
        any_entry(item)
    }

    #[inline(always)]
    fn offset_by(self, bytes: usize) -> Self {
        Self { extended: self.extended.offset_by(bytes), ..self }
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.encode(sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::header::SendOptions;
    use crate::ipmsg::keys::Encrypted;
    use crate::ipmsg::message::sendmsg::Message;
    use crate::ipmsg::transfer::DirEntry;
    use proptest::prelude::*;

    fn file(id: u32, name: &[u8], size: u64, mtime: u64) -> Attachment<'_> {
        Attachment::file(id, FileName::new(name).unwrap(), size, mtime)
    }

    fn with(word: u32, file: Attachment<'_>) -> Attachment<'_> {
        Attachment { word: FileWord::from_bits(word), ..file }
    }

    #[track_caller]
    fn case(input: &[u8], expected: Attachment<'_>, form: &[u8]) {
        let found = Attachment::parse(input).unwrap();
        assert_eq!(found, expected);
        assert_eq!(found.encode_into(&mut [0; 128]), Ok(form));
        assert_eq!(expected.encode_into(&mut [0; 128]), Ok(form));
        assert_eq!(found.encoded_len(), form.len());
        assert_eq!(Attachment::parse(form), Ok(expected));
        // Another entry, or a NUL, may follow.
        if input.ends_with(&[BEL]) {
            let followed = [input, b"1:g:"].concat();
            assert_eq!(Attachment::grammar(())(&followed), Ok((&b"1:g:"[..], expected)));
        }
        let bare = input.strip_suffix(&[BEL]).unwrap_or(input);
        let followed = [bare, b"\x001:g:"].concat();
        assert_eq!(Attachment::grammar(())(&followed), Ok((&b"\x001:g:"[..], expected)));
    }

    #[test]
    fn entries_as_clients_write_them() {
        let report = b"0:report.txt:b:65500000:1:\x07";
        case(report, file(0, b"report.txt", 11, 0x6550_0000), report);
        // iptux 0.8.3, a file and a directory.
        case(
            b"10000:report.txt:b:6b00dfb1:1:\x07",
            file(10_000, b"report.txt", 11, 0x6b00_dfb1),
            b"10000:report.txt:b:6b00dfb1:1:\x07",
        );
        case(
            b"10004:tree:bc2:6b00dfb1:2:\x07",
            with(2, file(10_004, b"tree", 0xbc2, 0x6b00_dfb1)),
            b"10004:tree:bc2:6b00dfb1:2:\x07",
        );
        // The official client 4.99 counts from a random number.
        case(
            b"1073741823:a:0:0:4001:\x07",
            with(0x4001, file(0x3fff_ffff, b"a", 0, 0)),
            b"1073741823:a:0:0:4001:\x07",
        );
        // CP932: a later byte may be a backslash.
        case(
            b"0:\x95\x5c\x8e\xa6.txt:1f4:41800000:1:\x07",
            file(0, b"\x95\x5c\x8e\xa6.txt", 500, 0x4180_0000),
            b"0:\x95\x5c\x8e\xa6.txt:1f4:41800000:1:\x07",
        );
        // `IpMsg.Net`: 16 digits, and a FILETIME.
        case(
            b"0:f:0000000000000005:1d9f5c3a7b2e100:1:\x07",
            file(0, b"f", 5, 0x01d9_f5c3_a7b2_e100),
            b"0:f:5:1d9f5c3a7b2e100:1:\x07",
        );
        case(
            b"0:f:ffffffffffffffff:ffffffffffffffff:ffffffff:\x07",
            with(u32::MAX, file(0, b"f", u64::MAX, u64::MAX)),
            b"0:f:ffffffffffffffff:ffffffffffffffff:ffffffff:\x07",
        );
    }

    /// In a directory stream a BEL is one more bad byte; here it would end the entry.
    #[test]
    fn attributes_of_a_directory_stream_may_not_fit() {
        #[track_caller]
        fn moved(record: &[u8], fits: Result<(), Error>) {
            let DirEntry { extended, .. } = DirEntry::parse(record).unwrap();
            let files = [Attachment { extended, ..file(0, b"f", 5, 6) }];
            assert_eq!(files[0].check(()), fits);
            let mut room = [0; 64];
            let form = files[0].encode_into(&mut room).unwrap();
            assert_eq!(Attachment::parse(form) == Ok(files[0]), fits.is_ok());
            let message = Message::new(b"t").unwrap().files(&files);
            assert_eq!(message.check(SendOptions::FILEATTACH), fits);
            let encrypted = Encrypted::parse(b"2:00:00").unwrap();
            assert_eq!(Encrypted { files: Items::new(&files), ..encrypted }.check(()), fits);
        }
        let misfit = |kind| Err(Error::new(kind, EXTENDED, 0));
        moved(b"0018:f:5:1:14=6::2:16=8:", Ok(()));
        moved(b"0013:f:5:1:2=a\x071=2:", misfit(ErrorKind::Separator));
        moved(b"0011:f:5:1:2=a\x00b:", misfit(ErrorKind::Nul));
    }

    #[test]
    fn names_with_colons() {
        #[track_caller]
        fn named(input: &[u8], name: &[u8]) {
            case(input, file(0, name, 5, 6), input);
        }
        named(b"0:a::b::::c:5:6:1:\x07", b"a:b::c");
        named(b"0:::lead:5:6:1:\x07", b":lead");
        named(b"0:trail:::5:6:1:\x07", b"trail:");
        named(b"0::::5:6:1:\x07", b":");
        named(b"0::::::5:6:1:\x07", b"::");
        // No file `a` without a size.
        case(b"0:a::5:6:7:1:\x07", file(0, b"a:5", 6, 7), b"0:a::5:6:7:1:\x07");
    }

    #[test]
    fn what_may_be_missing_or_odd() {
        let expected = file(0, b"f", 5, 0x6550_0000);
        for input in [
            &b"0:f:5:65500000:1:\x07"[..],
            b"0:f:5:65500000:1\x07",
            b"0:f:5:65500000:1:",
            b"0:f:5:65500000:1",
            b"0:f:5:65500000:\x07",
            b"0:f:5:65500000\x07",
            b"0:f:5:65500000:",
            b"0:f:5:65500000",
            b":0:f:5:65500000:1:\x07",
            b"000:f:0005:00000000065500000:0001:\x07",
            b"0:f:5:65500000:1:::\x07",
        ] {
            case(input, expected, b"0:f:5:65500000:1:\x07");
        }
        let id = FileId::from_hex(0xab);
        let upper = Attachment { id, ..with(0x20c, file(0, b"F", 0x1f4, 0x6550_abcd)) };
        case(b"AB:F:1F4:6550ABCD:20C:\x07", upper, b"ab:F:1f4:6550abcd:20c:\x07");
    }

    #[test]
    fn extended_attributes() {
        let text = |key, value| ExtAttribute { key, value: crate::ipmsg::ExtValue::text(value).unwrap() };
        let owner = [
            ExtAttribute::number(ExtKey::UID, 1000),
            text(ExtKey::USERNAME, b"taro"),
            ExtAttribute::number(ExtKey::PERM, 0o644),
        ];
        let expected = Attachment { extended: Items::new(&owner), ..file(0, b"f", 5, 6) };
        case(b"0:f:5:6:1:1=3e8:2=taro:10=1a4:\x07", expected, b"0:f:5:6:1:1=3e8:2=taro:10=1a4:\x07");
        case(b"0:f:5:6:1::1=3e8:2=taro:10=1a4", expected, b"0:f:5:6:1:1=3e8:2=taro:10=1a4:\x07");

        // A bad one does not lose the file, nor the others.
        let file = Attachment::parse(b"0:f:5:6:1:14=7:x:16=8:\x07").unwrap();
        let found: Vec<_> = file.extended.iter().collect();
        assert_eq!(found[0], Ok(ExtAttribute::number(ExtKey::MTIME, 7)));
        assert_eq!(found[1].unwrap_err().to_string(), "attribute key: not a hexadecimal number at byte 15");
        assert_eq!(found[2], Ok(ExtAttribute::number(ExtKey::CREATETIME, 8)));
        assert_eq!((found.len(), file.extended.get(ExtKey::CREATETIME).unwrap().as_number()), (3, Some(8)));
    }

    #[test]
    fn pictures_have_a_position() {
        #[track_caller]
        fn at(input: &[u8], position: Option<u64>) {
            assert_eq!(Attachment::parse(input).unwrap().position(), position);
        }
        at(b"0:x.png:a1b2:0:20:8=3:\x07", Some(3));
        at(b"0:x.png:a1b2:0:1020:14=1:8=1F:\x07", Some(0x1f));
        at(b"0:x.png:a1b2:0:20:\x07", None);
        at(b"0:x.png:a1b2:0:20:8=:\x07", None);
        at(b"0:x.png:a1b2:0:1:8=3:\x07", None);
        let position = [ExtAttribute::number(ExtKey::CLIPBOARDPOS, 3)];
        let made = Attachment {
            word: FileWord::new(FileType::CLIPBOARD),
            extended: Items::new(&position),
            ..file(0, b"x.png", 0xa1b2, 0)
        };
        case(b"0:x.png:a1b2:0:20:8=3:\x07", made, b"0:x.png:a1b2:0:20:8=3:\x07");
        assert_eq!(made.position(), Some(3));
    }

    #[test]
    fn times() {
        #[track_caller]
        fn modified(mtime: u64, seconds: Option<u64>) {
            assert_eq!(file(0, b"f", 0, mtime).modified(), seconds);
        }
        modified(0, Some(0));
        modified(0x6550_0000, Some(0x6550_0000));
        modified((1 << 36) - 1, Some((1 << 36) - 1));
        modified(1 << 36, Some(68_719_476));
        modified(1_700_000_000_999, Some(1_700_000_000));
        modified((1 << 46) - 1, Some(70_368_744_177));
        modified(1 << 46, None);
        modified(116_444_735_999_999_999, None);
        modified(116_444_736_000_000_000, Some(0));
        modified(133_444_736_009_999_999, Some(1_700_000_000));
        modified(u64::MAX, Some(1_833_029_933_770));
    }

    #[track_caller]
    fn refused(input: &[u8], message: &str) {
        assert_eq!(Attachment::parse(input).unwrap_err().to_string(), message);
    }

    #[test]
    fn refusals_name_the_part_and_its_first_byte() {
        refused(b"", "attachment: missing at byte 0");
        refused(b"\x07", "attachment: missing at byte 0");
        refused(b":\x07", "attachment: missing at byte 0");
        refused(b"\0", "attachment: missing at byte 0");
        refused(b"z!:f:5:0:1:\x07", "file id: not a hexadecimal number at byte 0");
        refused(b"-1:f:5:0:1:\x07", "file id: not a hexadecimal number at byte 0");
        refused(b":1 :f:5:0:1:\x07", "file id: not a hexadecimal number at byte 1");
        refused(b"::f:5:0:1:\x07", "file id: empty at byte 1");
        refused(b"10000000000000000:f:5:0:1:\x07", "file id: over 64 bits at byte 0");
        refused(b"0\x07", "file name: missing at byte 1");
        refused(b"0", "file name: missing at byte 1");
        refused(b"0:", "file name: empty at byte 2");
        refused(b"0:\x07", "file name: empty at byte 2");
        refused(b"0::5:6:1:\x07", "file name: empty at byte 2");
        refused(b"0:f", "file size: missing at byte 3");
        refused(b"0:f\x07", "file size: missing at byte 3");
        // An escape, and then nothing.
        refused(b"0:a::5\x07", "file size: missing at byte 6");
        refused(b"0:::\x07", "file size: missing at byte 4");
        refused(b"0:f:\x07", "file size: empty at byte 4");
        refused(b"0:f:x:0:1:\x07", "file size: not a hexadecimal number at byte 4");
        refused(b"0:f:5x:0:1:\x07", "file size: not a hexadecimal number at byte 4");
        refused(b"0:f:10000000000000000:0:1:\x07", "file size: over 64 bits at byte 4");
        refused(b"0:f:5", "mtime: missing at byte 5");
        refused(b"0:f:5\x07", "mtime: missing at byte 5");
        refused(b"0:f:5:", "mtime: empty at byte 6");
        refused(b"0:f:5::1:\x07", "mtime: empty at byte 6");
        refused(b"0:f:5:0;1:\x07", "mtime: not a hexadecimal number at byte 6");
        refused(b"0:f:5:10000000000000000:1:\x07", "mtime: over 64 bits at byte 6");
        refused(b"0:f:5:0::\x07", "attributes: empty at byte 8");
        refused(b"0:f:5:0:REG:\x07", "attributes: not a hexadecimal number at byte 8");
        refused(b"0:f:5:0:14=6:\x07", "attributes: not a hexadecimal number at byte 8");
        refused(b"0:f:5:0:100000000:\x07", "attributes: over 32 bits at byte 8");
        refused(b"0:f:5:0:10000000000000000:\x07", "attributes: over 64 bits at byte 8");
        refused(b"0:f:5:0:1:\x071:g:5:0:1:\x07", "input: trailing data at byte 11");
        refused(b"0:f:5:0:1:\0", "input: trailing data at byte 10");
    }

    #[test]
    fn a_bad_entry_hides_no_other() {
        let list = b"0:a:1:2:1:\x07:1:b\x07\x07:\x072:c:3:4\x07x:\x073:d:5:6:2";
        let found: Vec<_> = Items::<Attachment<'_>>::on_wire(list, 100).iter().collect();
        assert_eq!(found.len(), 5);
        assert_eq!(found[0], Ok(file(0, b"a", 1, 2)));
        assert_eq!(found[1].unwrap_err().to_string(), "file size: missing at byte 115");
        assert_eq!(found[2], Ok(file(2, b"c", 3, 4)));
        assert_eq!(found[3].unwrap_err().to_string(), "file id: not a hexadecimal number at byte 127");
        assert_eq!(found[4], Ok(with(2, file(3, b"d", 5, 6))));
    }

    /// As `echo … | nc -u` leaves one; elsewhere it is part of an entry.
    #[test]
    fn a_line_end_ends_the_list() {
        #[track_caller]
        fn case(list: &[u8], good: &[bool]) {
            let files = Items::<Attachment<'_>>::on_wire(list, 0);
            assert_eq!(files.iter().map(|file| file.is_ok()).collect::<Vec<_>>(), good);
            assert_eq!(files.as_bytes(), Some(list));
        }
        case(b"\n", &[]);
        case(b"0:f:5:0:1:\x07\n", &[true]);
        case(b"0:f:5:0:1:\x07\r\n", &[true]);
        case(b"\n\x070:f:5:0:1:\x07", &[false, true]);
        case(b"0:f:5:0:1:\x07\n\n", &[true, false]);
        case(b"0:f:5:0:1:\x07\r", &[true, false]);
    }

    /// Something like an entry, and what may come around it.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let byte =
            prop_oneof![8 => prop::sample::select(&b":::::01289afF=,.\x07\x07\0"[..]), 1 => any::<u8>()];
        let field = prop::collection::vec(byte, 0..4);
        let good = prop::sample::select(vec![
            &b""[..],
            b"0",
            b"1",
            b"10000",
            b"a.txt",
            b"65500000",
            b"4001",
            b"14=5",
        ]);
        let field = prop_oneof![1 => field, 3 => good.prop_map(<[u8]>::to_vec)];
        let end = prop::sample::select(vec![&b":\x07"[..], b"\x07", b":", b"", b"\0"]);
        (prop::collection::vec(field, 0..8), end)
            .prop_map(|(fields, end)| [&fields.join(&b':')[..], end].concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16384))]

        #[test]
        fn common_entries_read_as_any(input in bytes()) {
            if let Some((attachment, rest)) = common_entry(&input) {
                prop_assert_eq!(any_entry(&input), Ok((rest, Some(attachment))));
            }
            // A list reads all that is one entry, however it gets there.
            if let (Ok(attachment), false) = (Attachment::parse(&input), input.contains(&0)) {
                prop_assert_eq!(Attachment::cut(&input), (&input[..], &b""[..]));
                let list = [&input[..], b"\x07", &input].concat();
                let found: Vec<_> = Items::on_wire(&list, 0).iter().collect();
                prop_assert_eq!(found, [Ok(attachment), Ok(attachment)]);
            }
        }
    }
}
