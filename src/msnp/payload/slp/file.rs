//! The context of a file: its name, its size, and a small picture of it.
//!
//! ```text
//! 0  header length  8   size         20  name, 520 bytes  570  mark
//! 4  version        16  preview or not  540  30 bytes     574  64 bytes, version 3 only; then the preview
//! ```
//!
//! All numbers are little-endian, the name is UTF-16.
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::{slp::FileContext, wide::Wide}};
//!
//! let context = FileContext::new(Wide::new("café.jpg"), 123_456, b"\x89PNG");
//! let mut buffer = [0; 600];
//! let bytes = context.encode_into(&mut buffer)?;
//! assert_eq!(bytes.len(), 574 + 4);
//! let read = FileContext::parse(bytes)?;
//! assert_eq!((read, read.name.to_string().as_str()), (context, "café.jpg"));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: contexts of MSN Messenger 7 and Windows Live Messenger 8 quoted by escargot and in the samples of
//! l7-filter (version 3); libpurple, msnp-sharp and Miranda (version 2).

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::msnp::payload::show::{fixed, numbers, shows, walks};
use crate::msnp::payload::wide::Wide;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

const HEADER: Part = Part::named("header");
const HEADER_LEN: Part = Part::named("header length");
const VERSION: Part = Part::named("version");
const NAME: Part = Part::named("file name");
const PREVIEW: Part = Part::named("preview");
const FILE_SIZE: Part = Part::named("file size");

/// The bytes of the name.
const NAME_LEN: usize = 520;
/// The bytes of version 2.
const V2_LEN: u32 = 574;
/// The bytes of version 3.
const V3_LEN: u32 = 638;
/// The most bytes of a preview that is read: 64 KiB.
const MOST: usize = 65_536;

/// What comes after the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileKind(pub u32);

numbers! {
    FileKind {
        /// A preview, a PNG of at most 96 by 96.
        PREVIEW = 0;
        /// Nothing.
        PLAIN = 1;
        /// Nothing: a background is shared.
        BACKGROUND = 2;
    }
}

/// The bytes that only one version has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileVersion<'a> {
    /// Version 2: none.
    V2,
    /// Version 3: 64 bytes at 574, zero as far as is known.
    V3(&'a [u8; 64]),
}

impl<'a> FileVersion<'a> {
    /// The bytes of version 3.
    fn v3(&self) -> Option<&'a [u8]> {
        match self {
            Self::V2 => None,
            Self::V3(bytes) => Some(&bytes[..]),
        }
    }

    const fn number(&self) -> u32 {
        match self {
            Self::V2 => 2,
            Self::V3(_) => 3,
        }
    }

    /// The bytes of the header. They follow from the version; the field says something else at times.
    const fn header_len(&self) -> u32 {
        match self {
            Self::V2 => V2_LEN,
            Self::V3(_) => V3_LEN,
        }
    }
}

/// The context of a session that offers a file.
///
/// What comes after the first U+0000 of the name is written as zeros.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileContext<'a> {
    /// The header length as it says, in bytes: 574 or 638, by msnp-sharp with the preview. At least 574, and at most what
    /// is there.
    pub header_len: u32,
    /// The version.
    pub version: FileVersion<'a>,
    /// The size of the file, in bytes.
    pub size: u64,
    /// What comes after the header.
    pub kind: FileKind,
    /// The name: up to 260 code units. Do not use it as a path before you have taken separators and `..` out.
    pub name: Wide<'a>,
    /// Not known; base64 text for backgrounds.
    pub unknown: &'a [u8; 30],
    /// 0xffffffff for a file, 0xfffffffe for a background; 0 in version 2 of two programs.
    pub mark: u32,
    /// All that comes after the header: the preview.
    pub preview: &'a [u8],
}

impl<'a> FileContext<'a> {
    /// The context of a file, in version 2. An empty preview is none.
    #[must_use]
    pub const fn new(name: Wide<'a>, size: u64, preview: &'a [u8]) -> Self {
        Self {
            header_len: V2_LEN,
            version: FileVersion::V2,
            size,
            kind: if preview.is_empty() { FileKind::PLAIN } else { FileKind::PREVIEW },
            name,
            unknown: &[0; 30],
            mark: u32::MAX,
            preview,
        }
    }
}

impl<'a> Wire<'a> for FileContext<'a> {
    type Context = ();

    /// Takes all of its input.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] for less than the version needs; [`ErrorKind::Unexpected`] for another version;
    /// [`ErrorKind::WrongLength`] for a header length under 574 or over what is there; [`ErrorKind::TooLong`] for a preview
    /// over 64 KiB or a size over 63 bits.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        file_context
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        let units = scan::count(self.name.units());
        if units.saturating_mul(2) > NAME_LEN {
            return Err(Error::new(ErrorKind::TooLong, NAME, 0));
        }
        if self.name.has_nul() {
            return Err(Error::new(ErrorKind::Nul, NAME, 0));
        }
        self.misfit().map_err(|(kind, part)| Error::new(kind, part, 0))
    }
}

impl FileContext<'_> {
    fn misfit(&self) -> Result<(), (ErrorKind, Part)> {
        let there = self
            .preview
            .len()
            .saturating_add(usize::try_from(self.version.header_len()).unwrap_or(usize::MAX));
        if self.header_len < V2_LEN || usize::try_from(self.header_len).map_or(true, |len| len > there) {
            return Err((ErrorKind::WrongLength, HEADER_LEN));
        }
        if i64::try_from(self.size).is_err() {
            return Err((ErrorKind::TooLong, FILE_SIZE));
        }
        if self.preview.len() > MOST { Err((ErrorKind::TooLong, PREVIEW)) } else { Ok(()) }
    }
}

shows! {
    @in_order FileContext<'a> {
        header_len: u32 => |context| fixed(context, 0, 4),
        version: u32 = |context: &FileContext<'a>| context.version.number() => |context| fixed(context, 4, 4),
        size: u64 => |context| fixed(context, 8, 8),
        kind: FileKind => |context| fixed(context, 16, 4),
        name: Wide<'a>,
        unknown: &'a [u8] = |context: &FileContext<'a>| &context.unknown[..],
        mark: u32 => |context| fixed(context, 570, 4),
        v3: Option<&'a [u8]> = |context: &FileContext<'a>| context.version.v3(),
        preview: &'a [u8],
    }
}
walks! { FileContext<'a> }

fn file_context(input: &[u8]) -> IResult<&[u8], FileContext<'_>, Fault> {
    let truncated = || Fault::err(ErrorKind::Truncated, HEADER, &[]);
    let (rest, header_len) = scan::le_u32(HEADER, input)?;
    let (size_at, number) = scan::le_u32(HEADER, rest)?;
    let is_v3 = match number {
        2 => false,
        3 => true,
        _ => return Fault::err(ErrorKind::Unexpected, VERSION, rest),
    };
    let (rest, size) = scan::le_u64(HEADER, size_at)?;
    let (rest, kind) = scan::le_u32(HEADER, rest)?;
    let Some((name, rest)) = rest.split_at_checked(NAME_LEN) else { return truncated() };
    let Some((unknown, rest)) = rest.split_first_chunk::<30>() else { return truncated() };
    let (rest, mark) = scan::le_u32(HEADER, rest)?;
    let (version, preview) = match rest.split_first_chunk::<64>() {
        Some((more, preview)) if is_v3 => (FileVersion::V3(more), preview),
        _ if is_v3 => return truncated(),
        _ => (FileVersion::V2, rest),
    };
    let (name, _) = Wide::until_nul(name);
    let found = FileContext { header_len, version, size, kind: FileKind(kind), name, unknown, mark, preview };
    match found.misfit() {
        Ok(()) => Ok((&[], found)),
        Err((kind, part)) => Fault::err(
            kind,
            part,
            match part {
                HEADER_LEN => input,
                FILE_SIZE => size_at,
                _ => preview,
            },
        ),
    }
}

impl Encode for FileContext<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&self.header_len.to_le_bytes())?;
        sink.put(&self.version.number().to_le_bytes())?;
        sink.put(&self.size.to_le_bytes())?;
        sink.put(&self.kind.0.to_le_bytes())?;
        self.name.encode(sink)?;
        let zeros = NAME_LEN.saturating_sub(scan::count(self.name.units()).saturating_mul(2));
        sink.put([0; NAME_LEN].get(..zeros).unwrap_or_default())?;
        sink.put(self.unknown)?;
        sink.put(&self.mark.to_le_bytes())?;
        match self.version {
            FileVersion::V2 => {}
            FileVersion::V3(more) => sink.put(more)?,
        }
        sink.put(self.preview)
    }
}

impl fmt::Debug for FileContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileContext")
            .field("header_len", &self.header_len)
            .field("version", &self.version.number())
            .field("size", &self.size)
            .field("kind", &self.kind)
            .field("name", &self.name)
            .field("mark", &self.mark)
            .field("preview", &self.preview.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    const ZEROS: &[u8; 64] = &[0; 64];

    fn context() -> FileContext<'static> {
        FileContext::new(Wide::new("a.txt"), 21, b"")
    }

    #[test]
    fn fields_in_their_places() {
        let mut input: Vec<u8> = b"\x7e\x02\0\0\x03\0\0\0\x15\0\0\0\0\0\0\0\x01\0\0\0a\0b\0\0\0x\0".to_vec();
        input.resize(540, 0);
        input.extend([7; 30]);
        input.extend(b"\xfe\xff\xff\xff");
        input.extend([9; 64]);
        input.extend(b"PNG");
        let found = checked::canonical::<FileContext<'_>>(&input, ()).unwrap();
        let expected = FileContext {
            header_len: 638,
            version: FileVersion::V3(&[9; 64]),
            size: 21,
            kind: FileKind::PLAIN,
            name: Wide::new("ab"),
            unknown: &[7; 30],
            mark: 0xffff_fffe,
            preview: b"PNG",
        };
        assert_eq!(found, expected);
        checked::borrowed(&found, &input, &[found.unknown, found.preview, found.name.as_octets().unwrap()]);
        // Of the name, what follows its end is written as zeros.
        let written = checked::written(&found);
        input[26] = 0;
        assert_eq!(written, input);
    }

    #[test]
    fn refused_contexts() {
        let bytes = checked::written(&context());
        let v3 =
            checked::written(&FileContext { version: FileVersion::V3(ZEROS), header_len: 638, ..context() });
        #[track_caller]
        fn case(bytes: &[u8], at: usize, byte: u8, message: &str) {
            let mut bytes = bytes.to_vec();
            bytes[at] = byte;
            refused(checked::canonical::<FileContext<'_>>(&bytes, ()), message);
        }
        case(&bytes[..573], 0, 0x3e, "header: shorter than its length says at byte 573");
        case(&bytes[..19], 0, 0x3e, "header: shorter than its length says at byte 19");
        case(&v3[..574], 0, 0x7e, "header: shorter than its length says at byte 574");
        case(bytes, 4, 9, "version: unexpected word at byte 4");
        case(bytes, 0, 0x3d, "header length: not as long as it says at byte 0");
        case(bytes, 0, 0x3f, "header length: not as long as it says at byte 0");
        case(bytes, 3, 0xff, "header length: not as long as it says at byte 0");
        case(bytes, 15, 0x80, "file size: over the limit at byte 8");
        refused(
            checked::canonical::<FileContext<'_>>(b"", ()),
            "header: shorter than its length says at byte 0",
        );
        let long = [bytes, &[0; 65_537]].concat();
        refused(FileContext::parse(&long), "preview: over the limit at byte 574");
        refused(
            FileContext { name: Wide::new("a\0"), ..context() }.check(()),
            "file name: contains NUL at byte 0",
        );
        let name = "x".repeat(261);
        refused(
            FileContext { name: Wide::new(&name), ..context() }.check(()),
            "file name: over the limit at byte 0",
        );
        assert_eq!(FileContext { name: Wide::new(&name[..260]), ..context() }.check(()), Ok(()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_bytes(head in prop::collection::vec(any::<u8>(), 20), len in 560..660_usize, version in 2..4_u8) {
            let mut input = head;
            input[..8].copy_from_slice(&[0x3e, 2, 0, 0, version, 0, 0, 0]);
            input.resize(len, 0);
            _ = checked::canonical::<FileContext<'_>>(&input, ());
        }

        #[test]
        fn what_is_built_is_read_back(
            header_len in 570..650_u32, v3: bool, size: u64, kind in 0..4_u32, name in ".{0,12}", mark: u32,
            preview in prop::collection::vec(any::<u8>(), 0..20),
        ) {
            let version = if v3 { FileVersion::V3(ZEROS) } else { FileVersion::V2 };
            checked::value(FileContext {
                header_len, version, size, kind: FileKind(kind), name: Wide::new(name.leak()), unknown: &[1; 30], mark, preview: preview.leak(),
            }, ());
        }
    }
}
