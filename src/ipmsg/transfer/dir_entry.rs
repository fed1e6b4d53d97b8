//! The header of one record in a directory stream: name, size, what kind of thing it is.

use crate::error::{Error, ErrorKind, Fault, Part, error_of};
use crate::ipmsg::items::Items;
use crate::ipmsg::message::{ExtAttribute, FileName, FileType, FileWord, NAME};
use crate::scan;
use crate::sink::{Counter, Sink};
use crate::wire::{Encode, Wire};
use nom::IResult;

pub(super) const HEADER_SIZE: Part = Part::named("header size");
pub(super) const SIZE: Part = Part::named("file size");
pub(super) const WORD: Part = Part::named("attributes");

/// The most digits that the header size may have, and how many bytes tell whether it has more.
pub(super) const MAX_DIGITS: u32 = 7;
const WINDOW: usize = 8;

/// The header of a record in a directory stream.
///
/// ```text
/// 002f : a.txt : 000000005 : 1 : 14=65500000 : 16=65500001 : hello
/// │      │       │           │   └ extended attributes       └ contents, not of the header
/// │      │       │           └ type and attributes, hexadecimal
/// │      │       └ size, hexadecimal, nine digits or more
/// │      └ name, with :: for :
/// └ bytes from here to the contents, hexadecimal, four digits or more
/// ```
/// (without the spaces)
///
/// ```
/// use imwire::ipmsg::{DirEntry, ExtAttribute, ExtKey, FileName, FileType, Items};
/// use imwire::{Encode, Wire};
///
/// let (contents, entry) = DirEntry::grammar(())(b"002f:a.txt:000000005:1:14=65500000:16=65500001:hello")?;
/// assert_eq!((entry.name, entry.size), (FileName::new(b"a.txt").unwrap(), 5));
/// assert_eq!(entry.word.file_type(), FileType::REGULAR);
/// assert_eq!(entry.extended.get(ExtKey::MTIME).and_then(|time| time.as_number()), Some(0x6550_0000));
/// assert_eq!(contents, b"hello");
///
/// let times = [ExtAttribute::number(ExtKey::MTIME, 0x6550_0000)];
/// let entry = DirEntry { extended: Items::new(&times), ..DirEntry::file(FileName::new(b"a:b").unwrap(), 3) };
/// assert_eq!(entry.encode_into(&mut [0; 64]).unwrap(), b"0022:a::b:000000003:1:14=65500000:");
/// # Ok::<(), nom::Err<imwire::Fault>>(())
/// ```
///
/// The reader takes any number of digits, but no more than seven for the header size, which is
/// what the official one takes. What is written is what the official client writes: digits as
/// above, and a size of plain `0` in the record that closes a directory, where `FeiQ` clients
/// write nine zeros.
///
/// Source: IP Messenger protocol, draft 10 §3-5; the official client 4.99; recordings of iptux
/// 0.8.3 and feiq-cli.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DirEntry<'a> {
    /// Its name; `.` in a record that closes a directory. **Not a path, and not to be trusted**:
    /// see [`FileName::is_plain`].
    pub name: FileName<'a>,
    /// Bytes of the contents. Of a directory, or of the end of one, it says nothing: most
    /// clients write 0 there.
    pub size: u64,
    /// Type and attributes. A record that closes a directory repeats its attributes.
    pub word: FileWord,
    /// What else is known; the official client and iptux send [`MTIME`](crate::ipmsg::ExtKey::MTIME)
    /// and [`CREATETIME`](crate::ipmsg::ExtKey::CREATETIME), feiq-cli nothing. The place of an error
    /// in it counts from the start of the slice that the header was read from.
    pub extended: Items<'a, ExtAttribute<'a>>,
}

/// A header, and where its parts are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header<'a> {
    pub(super) entry: DirEntry<'a>,
    len: usize,
    pub(super) size_at: usize,
    pub(super) word_at: usize,
}

impl<'a> DirEntry<'a> {
    /// The end of a directory. The official client gives it the times of the directory.
    pub const PARENT: Self = Self {
        name: FileName::DOT,
        size: 0,
        word: FileWord::new(FileType::RETPARENT),
        extended: Items::NONE,
    };

    /// A plain file.
    #[must_use]
    pub const fn file(name: FileName<'a>, size: u64) -> Self {
        Self { name, size, word: FileWord::new(FileType::REGULAR), extended: Items::NONE }
    }

    /// A directory.
    #[must_use]
    pub const fn directory(name: FileName<'a>) -> Self {
        Self { name, size: 0, word: FileWord::new(FileType::DIR), extended: Items::NONE }
    }

    /// How many bytes of contents follow: none after a directory or the end of one, whatever
    /// their size says; `size` of all else.
    #[must_use]
    pub const fn contents(&self) -> u64 {
        match self.word.file_type() {
            FileType::DIR | FileType::RETPARENT => 0,
            _ => self.size,
        }
    }
}

impl<'a> Wire<'a> for DirEntry<'a> {
    type Context = ();

    /// Takes the header and leaves the contents.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        |input| match Header::read(input, 0) {
            Ok(header) => Ok((input.get(header.len..).unwrap_or_default(), header.entry)),
            Err(error) => Fault::err(error.kind(), error.part(), input.get(error.at()..).unwrap_or_default()),
        }
    }

    /// Everything does that has a header of less than 256 MiB.
    fn check(&self, (): ()) -> Result<(), Error> {
        match self.header_size() {
            (_, 0..=MAX_DIGITS) => Ok(()),
            _ => Err(Error::new(ErrorKind::TooLong, HEADER_SIZE, 0)),
        }
    }
}

/// The digits of the header size at the front of `head`, and its value; `None` if more bytes are
/// needed to tell. The first `digits` bytes are known to be digits. What is wrong is wrong with
/// the first byte.
#[inline]
pub(super) fn header_size(head: &[u8], digits: usize) -> Result<Option<(usize, usize)>, ErrorKind> {
    let window = head.get(..WINDOW).unwrap_or(head);
    let unknown = window.get(digits..).unwrap_or_default();
    let Some(found) = unknown.iter().position(|byte| !byte.is_ascii_hexdigit()) else {
        return if window.len() == WINDOW { Err(ErrorKind::TooLong) } else { Ok(None) };
    };
    let digits = digits.saturating_add(found);
    let value = match scan::hex_u32(window) {
        Ok(([b':', ..], value)) => usize::try_from(value).map_err(|_| ErrorKind::TooLong)?,
        _ if window.starts_with(b":") => return Err(ErrorKind::Empty),
        _ => return Err(ErrorKind::NotHex),
    };
    // It has to lead after its own colon, at the least.
    if value <= digits.saturating_add(1) { Err(ErrorKind::WrongLength) } else { Ok(Some((digits, value))) }
}

impl<'a> Header<'a> {
    /// The header at the start of `input`, before which the reader was given `at` bytes;
    /// errors do not count those.
    pub(super) fn read(input: &'a [u8], at: usize) -> Result<Self, Error> {
        let wrong = |kind| Error::new(kind, HEADER_SIZE, 0);
        let (digits, len) = match header_size(input, 0).map_err(wrong)? {
            Some(found) => found,
            None if input.is_empty() => return Err(wrong(ErrorKind::Missing)),
            None => return Err(Error::new(ErrorKind::Missing, NAME, input.len())),
        };
        let head = input.get(..len).ok_or(wrong(ErrorKind::Truncated))?;
        let after_size = digits.saturating_add(1);
        let fields = match head.get(after_size..) {
            Some(fields @ [.., b':']) => fields,
            _ => return Err(wrong(ErrorKind::WrongLength)),
        };
        match Self::fields(fields, len, at) {
            Ok((_, header)) => Ok(header),
            Err(error) => Err(error_of(error, fields).offset_by(after_size)),
        }
    }

    /// What is between the header size and the end of a header of `len` bytes.
    fn fields(fields: &'a [u8], len: usize, at: usize) -> IResult<&'a [u8], Self, Fault> {
        let place = |rest: &[u8]| len.saturating_sub(rest.len());
        let (rest, name) = FileName::grammar(())(fields)?;
        let at_size = rest.get(1..).unwrap_or_default();
        let (at_word, size) = field(SIZE, scan::hex_u64, at_size)?;
        let (extended, word) = field(WORD, scan::hex_u32, at_word)?;
        let mut list = extended;
        while let [b':', rest @ ..] = list {
            list = rest;
        }
        let extended_at = at.saturating_add(place(list));
        while let [rest @ .., b':'] = list {
            list = rest;
        }
        let word = FileWord::from_bits(word);
        let entry = DirEntry { name, size, word, extended: Items::on_wire(list, extended_at) };
        Ok((&[], Self { entry, len, size_at: place(at_size), word_at: place(at_word) }))
    }
}

/// A hexadecimal number and the colon after it.
fn field<'a, T>(
    part: Part,
    number: impl Fn(&'a [u8]) -> IResult<&'a [u8], T, Fault>,
    input: &'a [u8],
) -> IResult<&'a [u8], T, Fault> {
    match (input, number(input)) {
        ([], _) => Fault::err(ErrorKind::Missing, part, input),
        ([b':', ..], _) => Fault::err(ErrorKind::Empty, part, input),
        (_, Ok(([b':', rest @ ..], value))) => Ok((rest, value)),
        (_, Err(nom::Err::Error(fault))) => Fault::err(fault.kind(), part, input),
        _ => Fault::err(ErrorKind::NotHex, part, input),
    }
}

impl DirEntry<'_> {
    /// The length of the header, and how many digits it has.
    pub(super) fn header_size(&self) -> (u64, u32) {
        let mut fields = Counter::new();
        match self.put_fields(&mut fields) {
            Ok(()) => {}
            Err(never) => match never {},
        }
        let mut digits = 4_u32;
        loop {
            // It counts itself and its colon.
            let len = (fields.count() as u64).saturating_add(digits.into()).saturating_add(1);
            if len.checked_shr(digits.wrapping_mul(4)).unwrap_or(0) == 0 {
                return (len, digits);
            }
            digits = digits.wrapping_add(1);
        }
    }

    /// The header, whose length and digits are known.
    pub(super) fn put<S: Sink + ?Sized>(&self, len: u64, digits: u32, sink: &mut S) -> Result<(), S::Error> {
        put_padded(sink, len, digits)?;
        sink.put(b":")?;
        self.put_fields(sink)
    }

    /// All after the header size and its colon.
    fn put_fields<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.name.encode(sink)?;
        sink.put(b":")?;
        let width = if self.word.file_type() == FileType::RETPARENT { 1 } else { 9 };
        put_padded(sink, self.size, width)?;
        sink.put(b":")?;
        scan::put_hex(sink, self.word.bits().into())?;
        sink.put(b":")?;
        if self.extended.is_empty() {
            return Ok(());
        }
        self.extended.encode(sink)?;
        sink.put(b":")
    }
}

impl Encode for DirEntry<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        let (len, digits) = self.header_size();
        self.put(len, digits, sink)
    }
}

/// Writes a number in hexadecimal, with leading zeros up to that many digits, nine at the most.
fn put_padded<S: Sink + ?Sized>(sink: &mut S, value: u64, width: u32) -> Result<(), S::Error> {
    let digits = value.checked_ilog2().unwrap_or(0) / 4;
    let zeros = width.saturating_sub(digits.wrapping_add(1));
    let zeros = usize::try_from(zeros).ok().and_then(|zeros| b"00000000".get(..zeros));
    sink.put(zeros.unwrap_or_default())?;
    scan::put_hex(sink, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::message::{ExtKey, ExtValue, FileAttributes};

    #[track_caller]
    fn refused(input: &[u8], message: &str) {
        assert_eq!(DirEntry::parse(input).unwrap_err().to_string(), message);
    }

    #[test]
    fn refusals_name_the_part_and_its_first_byte() {
        refused(b"", "header size: missing at byte 0");
        refused(b":a:0:1:", "header size: empty at byte 0");
        refused(b"x", "header size: not a hexadecimal number at byte 0");
        refused(b"00x8:a:0:1:", "header size: not a hexadecimal number at byte 0");
        refused(b" 00a:a:0:1:", "header size: not a hexadecimal number at byte 0");
        refused(b"0x0d:a:0:1:", "header size: not a hexadecimal number at byte 0");
        refused(b"00000010:a:0:1:", "header size: over the limit at byte 0");
        refused(b"000b", "file name: missing at byte 4");
        refused(b"000b:a:0:1", "header size: shorter than its length says at byte 0");
        refused(b"fffffff:a:0:1:", "header size: shorter than its length says at byte 0");
        refused(b"0000:a:0:1:", "header size: not as long as it says at byte 0");
        refused(b"0005:a:0:1:", "header size: not as long as it says at byte 0");
        refused(b"000a:a:0:1:", "header size: not as long as it says at byte 0");
        refused(b"000c:a:0:1:x", "header size: not as long as it says at byte 0");
        refused(b"000d:a:0:1:x:y", "input: trailing data at byte 13");
        refused(b"0006::", "file name: empty at byte 5");
        refused(b"000a::0:1:", "file name: empty at byte 5");
        refused(b"000c:a\0:0:1:", "file name: contains NUL at byte 5");
        refused(b"000c:a\x07:0:1:", "file name: invalid byte at byte 5");
        refused(b"0007:a:", "file size: missing at byte 7");
        // `::` is a colon of the name, so nothing ends it.
        refused(b"0008:a::", "file size: missing at byte 8");
        refused(b"000b:::0:1:", "attributes: missing at byte 11");
        refused(b"000b:a:::1:", "attributes: missing at byte 11");
        refused(b"000b:a:g:1:", "file size: not a hexadecimal number at byte 7");
        refused(b"000c:a:0x:1:", "file size: not a hexadecimal number at byte 7");
        refused(b"001b:a:10000000000000000:1:", "file size: over 64 bits at byte 7");
        refused(b"0009:a:0:", "attributes: missing at byte 9");
        refused(b"000a:a:0::", "attributes: empty at byte 9");
        refused(b"000c:a:0:1-:", "attributes: not a hexadecimal number at byte 9");
        refused(b"0013:a:0:100000000:", "attributes: over 32 bits at byte 9");
    }

    /// Field by field.
    #[test]
    fn headers() {
        #[track_caller]
        fn case(input: &[u8], name: &[u8], size: u64, bits: u32, extended: &[(u32, &[u8])], form: &[u8]) {
            let entry = DirEntry::parse(input).unwrap();
            assert!(entry.name.decoded().eq(name.iter().copied()), "{:?}", entry.name);
            assert_eq!((entry.size, entry.word.bits()), (size, bits));
            let found: Vec<_> = entry.extended.iter().map(Result::unwrap).collect();
            let found: Vec<_> = found.iter().map(|a| (a.key.value(), a.value.as_bytes().unwrap())).collect();
            assert_eq!(found, extended);
            assert_eq!(entry.check(()), Ok(()));
            assert_eq!(entry.encode_into(&mut [0; 96]), Ok(form));
            assert_eq!(DirEntry::parse(form), Ok(entry));
        }
        // Official, iptux, feiq-cli.
        let form = b"002f:a.txt:000000005:1:14=65500000:16=65500001:";
        case(form, b"a.txt", 5, 1, &[(0x14, b"65500000"), (0x16, b"65500001")], form);
        let form = b"0023:.:0:3:14=6b00e1db:16=6b00e1db:";
        case(form, b".", 0, 3, &[(0x14, b"6b00e1db"), (0x16, b"6b00e1db")], form);
        case(b"0016:root:000000000:2:", b"root", 0, 2, &[], b"0016:root:000000000:2:");
        case(b"0013:.:000000000:3:", b".", 0, 3, &[], b"000b:.:0:3:");
        // The smallest, and the most digits; what is written has always the same number of them.
        case(b"8:n:0:1:", b"n", 0, 1, &[], b"0013:n:000000000:1:");
        case(b"000000E:n:0:1:", b"n", 0, 1, &[], b"0013:n:000000000:1:");
        let form = b"001a:n:fedcba9876543210:1:";
        case(form, b"n", 0xfedc_ba98_7654_3210, 1, &[], form);
        let form = b"0014:n:fedcba9876:1:";
        case(form, b"n", 0xfe_dcba_9876, 1, &[], form);
        case(b"0017:n:0FEDCBA98:0FF01:", b"n", 0xfedc_ba98, 0xff01, &[], b"0016:n:0fedcba98:ff01:");
        // Empty places among the extended attributes.
        case(b"0014:n:0:1:::1=2::::", b"n", 0, 1, &[(1, b"2")], b"0017:n:000000000:1:1=2:");
        case(b"000d:n:0:1:::", b"n", 0, 1, &[], b"0013:n:000000000:1:");
        case(b"0014:n:0:1:1=2::3=4:", b"n", 0, 1, &[(1, b"2"), (3, b"4")], b"001c:n:000000000:1:1=2::3=4:");
    }

    #[test]
    fn an_extended_attribute_that_makes_no_sense() {
        let entry = DirEntry::parse(b"0000019:n:0:1:1=2:x:3=4:");
        assert_eq!(entry.unwrap_err().kind(), ErrorKind::Truncated);
        let entry = DirEntry::parse(b"0000018:n:0:1:1=2:x:3=4:").unwrap();
        let found: Vec<_> = entry.extended.iter().collect();
        assert_eq!(found[1].unwrap_err().to_string(), "attribute key: not a hexadecimal number at byte 18");
        assert_eq!(entry.extended.get(ExtKey::GID).and_then(ExtValue::as_number), Some(4));
        // It is elsewhere in what is written, and is the same.
        let mut buffer = [0; 64];
        let form = entry.encode_into(&mut buffer).unwrap();
        assert_eq!(form, b"001d:n:000000000:1:1=2:x:3=4:");
        assert_eq!(DirEntry::parse(form), Ok(entry));
    }

    #[test]
    fn made() {
        #[track_caller]
        fn case(entry: DirEntry<'_>, contents: u64, form: &[u8]) {
            assert_eq!(entry.encode_into(&mut [0; 64]), Ok(form));
            assert_eq!(DirEntry::parse(form), Ok(entry));
            assert_eq!(entry.contents(), contents);
        }
        let name = FileName::new(b":").unwrap();
        case(DirEntry::file(name, 5), 5, b"0014::::000000005:1:");
        case(DirEntry::directory(name), 0, b"0014::::000000000:2:");
        case(DirEntry { size: 7, ..DirEntry::directory(name) }, 0, b"0014::::000000007:2:");
        case(DirEntry::PARENT, 0, b"000b:.:0:3:");
        case(DirEntry { size: 0x10, ..DirEntry::PARENT }, 0, b"000c:.:10:3:");
        let link = FileWord::new(FileType::SYMLINK).with(FileAttributes::HIDDEN);
        case(DirEntry { word: link, ..DirEntry::file(name, 5) }, 5, b"0017::::000000005:1004:");
    }

    /// The size of a header counts its own digits.
    #[test]
    fn header_sizes() {
        #[track_caller]
        fn case(name: usize, start: &[u8], len: usize) {
            let name = vec![b'n'; name];
            let entry = DirEntry::directory(FileName::new(&name).unwrap());
            let mut form = vec![0; entry.encoded_len()];
            entry.encode_into(&mut form).unwrap();
            assert_eq!((form.len(), form.starts_with(start)), (len, true));
            assert_eq!(DirEntry::parse(&form), Ok(entry));
        }
        case(1, b"0013:n", 0x13);
        case(0xffff - 0x12, b"ffff:n", 0xffff);
        // With one byte more there is one digit more.
        case(0x10000 - 0x12, b"10001:n", 0x10001);
        case(0xf_ffff - 0x13, b"fffff:n", 0xf_ffff);
        case(0x10_0000 - 0x13, b"100001:n", 0x10_0001);
    }

    #[test]
    fn a_header_that_no_size_fits() {
        let text = vec![b'x'; 1 << 20];
        let attribute = ExtAttribute { key: ExtKey::new(0), value: ExtValue::text(&text).unwrap() };
        let list = [attribute; 256];
        let entry = |count| {
            let extended = Items::new(list.get(..count).unwrap());
            DirEntry { extended, ..DirEntry::file(FileName::DOT, 0) }
        };
        assert_eq!(entry(255).check(()), Ok(()));
        assert_eq!(entry(256).check(()).unwrap_err().to_string(), "header size: over the limit at byte 0");
        // What is after it is not lost.
        assert_eq!(entry(256).encoded_len(), 256 * ((1 << 20) + 3) + 0x13 + 4);
    }
}
