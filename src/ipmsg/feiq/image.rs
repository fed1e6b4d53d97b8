//! Pictures of `FeiQ`: cut into slices of 512 bytes, one a packet, each acknowledged.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::Kind;
use crate::ipmsg::bytes::{bytes, without};
use crate::ipmsg::fields;
use crate::ipmsg::receipt::LONGEST;
use crate::ipmsg::record::{body, debug, leaf};
use crate::ipmsg::text::{Trailing, Unended};
use crate::scan;
use core::cmp::Ordering;
use nom::IResult;

const ID: Part = Part::named("image id");
const OFFSET: Part = Part::named("offset");
const TOTAL: Part = Part::named("total");
const SLICE: Part = Part::named("slice");
const SIZE: Part = Part::named("size");
const FLAGS: Part = Part::named("flag");
const DATA: Part = Part::named("data");

bytes! {
    /// The id of a picture: hexadecimal digits, eight of them as far as is known. Case is kept.
    ImageId
}

impl<'a> ImageId<'a> {
    /// An id of these digits.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`], [`ErrorKind::NotHex`].
    pub fn new(digits: &'a [u8]) -> Result<Self, Error> {
        let (kind, at) = match (digits, digits.iter().position(|digit| !digit.is_ascii_hexdigit())) {
            ([], _) => (ErrorKind::Empty, 0),
            (_, Some(at)) => (ErrorKind::NotHex, at),
            (_, None) => return Ok(Self(digits)),
        };
        Err(Error::new(kind, ID, at))
    }
}

bytes! {
    /// What comes between the length and the `#`: four fields, the last of eight hexadecimal digits.
    /// Any bytes except `#` and NUL.
    ///
    /// The second is 1 or 2, the others are 0; what they mean is not sure.
    ImageFlags
}

impl<'a> ImageFlags<'a> {
    /// `0|2|0|00000000`, which `FeiQ` 2013 understands. (Three programs send it.)
    pub const USUAL: ImageFlags<'static> = ImageFlags(b"0|2|0|00000000");

    /// Flags of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`], [`ErrorKind::Separator`] for `#`.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        without(FLAGS, b"#", bytes).map(Self)
    }
}

body! {
    /// The additional section of `FEIQ_IMAGE`: one slice. Numbers are decimal, lengths in bytes.
    /// (Several programs agree.)
    ///
    /// ```text
    /// 5f3a91c0|1200|0|3|1|512|0|2|0|00000000# NUL data
    /// │        │    │ │ │ │   └ flags
    /// │        │    │ │ │ └ bytes in this slice
    /// │        │    │ │ └ this slice, from 1
    /// │        │    │ └ slices in all
    /// │        │    └ where it begins, in bytes
    /// │        └ bytes in all
    /// └ id
    /// ```
    /// (without the spaces)
    ///
    /// ```
    /// use imwire::{Encode, Wire, ipmsg::feiq::{ImageAck, ImageSlice}};
    ///
    /// let slice = ImageSlice::parse(b"5f3a91c0|600|512|2|2|6|0|2|0|00000000#\0\x89PNG\r\n")?;
    /// assert_eq!((slice.total, slice.offset, slice.slices, slice.slice), (600, 512, 2, 2));
    /// assert_eq!(slice.data, b"\x89PNG\r\n");
    ///
    /// let mut buffer = [0; 16];
    /// assert_eq!(ImageAck::of(&slice).unwrap().encode_into(&mut buffer)?, b"5f3a91c0|2#\0");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// The text of the message refers to the picture by the id, as
    /// [`FeiqPiece::Picture`](super::FeiqPiece::Picture); the slices come before it or after it. All
    /// laid together are JPEG, PNG, or a packed bitmap that begins with `LZW!`.
    ///
    /// Source: `PythonFeiQ`; later programs, tried against `FeiQ` 2013.
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    ImageSlice<'a>, |slice| match whole(slice.len).cmp(&slice.data.len()) {
        Ordering::Less => Err(Error::new(ErrorKind::WrongLength, DATA, 0)),
        Ordering::Equal => Ok(()),
        Ordering::Greater => slice.trailing.check(|_| true),
    } => {
        /// The picture it belongs to.
        pub id: ImageId<'a> = id(TOTAL), b"|";
        /// The length of the picture.
        pub total: u32 = number(TOTAL, OFFSET), b"|";
        /// Where in the picture the slice begins.
        pub offset: u32 = number(OFFSET, SLICE), b"|";
        /// How many slices there are.
        pub slices: u32 = number(SLICE, SLICE), b"|";
        /// Which of them this is, from 1.
        pub slice: u32 = number(SLICE, SIZE), b"|";
        /// The length of the slice, as it says. Nothing guarantees that these five numbers agree with
        /// each other, or with other slices.
        pub len: u32 = number(SIZE, FLAGS), b"|";
        /// Not known.
        pub flags: ImageFlags<'a> = flags, b"#\0";
        /// The bytes of the slice: as many as [`len`](Self::len) says, or fewer if the packet was
        /// cut.
        pub data: &'a [u8] = data(len);
        /// What follows them: some clients fill the last slice up to 512 bytes, with anything.
        pub trailing: Trailing<'a> as Unended<'a> = Trailing::after(b"");
    }
}

impl ImageSlice<'_> {
    /// Whether all of its bytes are there. Other programs drop a slice that is not whole, and do
    /// not acknowledge it.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        usize::try_from(self.len) == Ok(self.data.len())
    }
}

debug! { ImageSlice { id, total, offset, slices, slice, len, flags, data: Shown, trailing } }

body! {
    /// The additional section of `FEIQ_IMAGE_ACK`: a slice arrived. (Several programs agree; feiq++
    /// sends pictures with that command, which is another form.)
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    ImageAck<'a> => {
        /// The picture.
        pub id: ImageId<'a> = id(SLICE), b"|";
        /// The slice, from 1.
        pub slice: u32 = digits(SLICE), b"#";
        /// What follows the number and its `#`.
        pub trailing: Trailing<'a> = Trailing::after(b"#");
    }
}

impl<'a> ImageAck<'a> {
    /// Acknowledges that slice. `None` if its id is longer than 20 bytes, where known programs have 8: a sender
    /// does not decide how long the reply is.
    #[must_use]
    pub fn of(slice: &ImageSlice<'a>) -> Option<Self> {
        let is_short = slice.id.as_bytes().len() <= LONGEST;
        is_short.then_some(Self { id: slice.id, slice: slice.slice, trailing: Trailing::NONE })
    }
}

/// An id and the `|` after it, without which the next part is missing.
fn id<'a>(next: Part) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], ImageId<'a>, Fault> {
    move |input| match scan::until(b'|')(input).map(|(rest, digits)| (rest, ImageId::new(digits))) {
        Ok((rest, Ok(id))) => Ok((rest, id)),
        Ok((_, Err(error))) => Fault::err(error.kind(), ID, input),
        Err(_) => Fault::err(ErrorKind::Missing, if input.is_empty() { ID } else { next }, &[]),
    }
}

/// A number and the `|` after it, without which the next part is missing.
fn number<'a>(part: Part, next: Part) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], u32, Fault> {
    move |input| match digits(part)(input)? {
        ([b'|', rest @ ..], value) => Ok((rest, value)),
        (rest @ ([] | [b'#' | 0, ..]), _) => Fault::err(ErrorKind::Missing, next, rest),
        _ => Fault::err(ErrorKind::NotDecimal, part, input),
    }
}

/// A number, whatever follows it.
fn digits<'a>(part: Part) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], u32, Fault> {
    move |input| fields::number(scan::decimal_u32, part, |first| matches!(first, b'|' | b'#' | 0), input)
}

/// The flags and the `#` and NUL after them.
fn flags(input: &[u8]) -> IResult<&[u8], ImageFlags<'_>, Fault> {
    let (flags, rest) = match scan::find2(0, b'#', input).and_then(|at| input.split_at_checked(at)) {
        Some((flags, [b'#', rest @ ..])) => (ImageFlags(flags), rest),
        Some(_) => return Fault::err(ErrorKind::Nul, FLAGS, input),
        None => return Fault::err(ErrorKind::Missing, DATA, &[]),
    };
    let [0, rest @ ..] = rest else { return Fault::err(ErrorKind::Missing, DATA, rest) };
    Ok((rest, flags))
}

/// So many bytes, or as many as there are.
fn data<'a>(len: u32) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], &'a [u8], Fault> {
    move |input| {
        let (data, rest) = input.split_at_checked(whole(len)).unwrap_or((input, &[]));
        Ok((rest, data))
    }
}

fn whole(len: u32) -> usize {
    usize::try_from(len).unwrap_or(usize::MAX)
}

leaf! {
    ImageId<'a>, Kind::Text, |id| sink => sink.put(id.0), out => text(id.0);
    ImageFlags<'a>, Kind::Text, |flags| sink => sink.put(flags.0), out => text(flags.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::wire::Wire as _;
    use proptest::prelude::*;

    /// The id and the five numbers, the flags, the data; `whole`: all bytes are there.
    #[track_caller]
    fn case(input: &'static [u8], id: &[u8], numbers: [u32; 5], flags: &[u8], data: &[u8], whole: bool) {
        let slice = checked::canonical::<ImageSlice<'_>>(input, ()).unwrap();
        let ImageSlice { total, offset, slices, slice: number, len, .. } = slice;
        assert_eq!((slice.id.as_bytes(), [total, offset, slices, number, len]), (id, numbers));
        assert_eq!((slice.flags.as_bytes(), slice.data, slice.is_whole()), (flags, data, whole));
        checked::borrowed(&slice, input, &[slice.id.as_bytes(), slice.flags.as_bytes(), slice.data]);
    }

    #[test]
    fn slices() {
        // Cut: the last NUL may be data, and stays.
        let data = b"u\x16\x17\xe22]#\xd4\0&\0";
        case(
            b"5f3a|1200|0|3|1|512|0|1|0|00000000#\0u\x16\x17\xe22]#\xd4\0&\0",
            b"5f3a",
            [1200, 0, 3, 1, 512],
            b"0|1|0|00000000",
            data,
            false,
        );
        case(
            b"0A|9|3|2|2|3|0|2|0|5f3a91c0#\0a\0\0",
            b"0A",
            [9, 3, 2, 2, 3],
            b"0|2|0|5f3a91c0",
            b"a\0\0",
            true,
        );
        case(b"1|2|3|4|5|2||#\0ab\0\0", b"1", [2, 3, 4, 5, 2], b"|", b"ab", true);
        case(b"1|02|3|4|5|0|#\0", b"1", [2, 3, 4, 5, 0], b"", b"", true);
        // Filled up: what does not belong to the slice is kept beside it.
        let filled = b"1|6|3|2|2|3|0|2|0|0#\0\0\n\r\0\xff\0";
        case(filled, b"1", [6, 3, 2, 2, 3], b"0|2|0|0", b"\0\n\r", true);
        let slice = ImageSlice::parse(filled).unwrap();
        assert_eq!(slice.trailing.as_bytes(), b"\0\xff");
        assert_eq!(checked::written(&slice), b"1|6|3|2|2|3|0|2|0|0#\0\0\n\r\0\xff");
        let max = u32::MAX;
        case(b"1|4294967295|0|0|0|4294967295|#\0#", b"1", [max, 0, 0, 0, max], b"", b"#", false);
    }

    #[test]
    fn slices_refused() {
        for (input, message) in [
            (&b""[..], "image id: missing at byte 0"),
            (b"5f3a\0", "total: missing at byte 5"),
            (b"|1", "image id: empty at byte 0"),
            (b"5g|1", "image id: not a hexadecimal number at byte 0"),
            (b"5f|", "total: empty at byte 3"),
            (b"5f||", "total: empty at byte 3"),
            (b"5f|1", "offset: missing at byte 4"),
            (b"5f|1\0", "offset: missing at byte 4"),
            (b"5f|1;2", "total: not a decimal number at byte 3"),
            (b"5f|4294967296|", "total: over 32 bits at byte 3"),
            (b"5f|1|x|", "offset: not a decimal number at byte 5"),
            (b"5f|1|2|x|", "slice: not a decimal number at byte 7"),
            (b"5f|1|2|3|-|", "slice: not a decimal number at byte 9"),
            (b"5f|1|2|3#\0", "slice: missing at byte 8"),
            (b"5f|1|2|3|4", "size: missing at byte 10"),
            (b"5f3a|1|2|3|4|", "size: empty at byte 13"),
            (b"5f|1|2|3|4|5#\0", "flag: missing at byte 12"),
            (b"5f|1|2|3|4|5,0#\0", "size: not a decimal number at byte 11"),
            (b"5f|1|2|3|4|5|0|1|0|00000000", "data: missing at byte 27"),
            (b"5f|1|2|3|4|5|0\0|1#\0", "flag: contains NUL at byte 13"),
            (b"5f|1|2|3|4|5|0#", "data: missing at byte 15"),
            (b"5f|1|2|3|4|5|0#abcde", "data: missing at byte 15"),
        ] {
            refused(checked::canonical::<ImageSlice<'_>>(input, ()), message);
        }
        refused(ImageId::new(b""), "image id: empty at byte 0");
        refused(ImageId::new(b"5f|"), "image id: not a hexadecimal number at byte 2");
        refused(ImageFlags::new(b"0#"), "flag: invalid byte at byte 1");
        refused(ImageFlags::new(b"0\0"), "flag: contains NUL at byte 1");
        let (id, flags) = (ImageId(b"1"), ImageFlags::USUAL);
        let slice = ImageSlice {
            id,
            total: 1,
            offset: 0,
            slices: 1,
            slice: 1,
            len: 1,
            flags,
            data: b"ab",
            trailing: Trailing::NONE,
        };
        refused(slice.check(()), "data: not as long as it says at byte 0");
    }

    #[test]
    fn acks() {
        #[track_caller]
        fn case(input: &'static [u8], id: &[u8], slice: u32, form: &[u8]) {
            let ack = checked::canonical::<ImageAck<'_>>(input, ()).unwrap();
            assert_eq!((ack.id.as_bytes(), ack.slice), (id, slice));
            assert_eq!(checked::written(&ack), form);
            checked::borrowed(&ack, input, &[ack.id.as_bytes()]);
        }
        case(b"5f3a|1#\0", b"5f3a", 1, b"5f3a|1#\0");
        case(b"CA37a4e0|010#", b"CA37a4e0", 10, b"CA37a4e0|10#\0");
        case(b"5f3a|1", b"5f3a", 1, b"5f3a|1#\0");
        case(b"5f3a|1\n\0", b"5f3a", 1, b"5f3a|1#\n\0");
        case(b"5f3a|1x#", b"5f3a", 1, b"5f3a|1#x#\0");
        case(b"5f3a|1#\0x", b"5f3a", 1, b"5f3a|1#\0x\0");
        for (input, message) in [
            (&b"5f3a"[..], "slice: missing at byte 4"),
            (b"5f3a|", "slice: empty at byte 5"),
            (b"5f3a|#", "slice: empty at byte 5"),
            (b"5f3a|x#", "slice: not a decimal number at byte 5"),
            (b"5f3a|4294967296#", "slice: over 32 bits at byte 5"),
            (b"|1#", "image id: empty at byte 0"),
        ] {
            refused(checked::canonical::<ImageAck<'_>>(input, ()), message);
        }
    }

    proptest! {
        #[test]
        fn any_bytes(input in "[0-9a-fg]{0,3}(\\|[0-9]{0,2}){0,7}#?\\x00?[a\\x00]{0,12}") {
            _ = checked::canonical::<ImageSlice<'_>>(input.as_bytes(), ());
            _ = checked::canonical::<ImageAck<'_>>(input.as_bytes(), ());
        }

        #[test]
        fn what_is_built_is_read_back(
            id in "[0-9a-fA-F]{1,8}", numbers: [u32; 4], len in 0..8_u32, flags in "[0-9|a]{0,4}",
            data in prop::collection::vec(0..3_u8, 0..8), trailing in prop::collection::vec(0..3_u8, 0..3),
        ) {
            let trailing = Trailing::new(trailing.leak());
            let id = ImageId::new(id.leak().as_bytes()).unwrap();
            let flags = ImageFlags::new(flags.leak().as_bytes()).unwrap();
            let [total, offset, slices, slice] = numbers;
            let value = ImageSlice { id, total, offset, slices, slice, len, flags, data: data.leak(), trailing };
            checked::value(value, ());
            checked::value(ImageAck { trailing, ..ImageAck::of(&value).unwrap() }, ());
        }
    }
}
