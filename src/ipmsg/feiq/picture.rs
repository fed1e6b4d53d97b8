//! Pictures of `FeiQ` in slices: cut, and put together again.

use super::image::{ImageFlags, ImageId, ImageSlice};
use crate::arrived::Arrived;
use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::text::Trailing;

const ID: Part = Part::named("image id");
const OFFSET: Part = Part::named("offset");
const TOTAL: Part = Part::named("total");
const DATA: Part = Part::named("data");
const SIZE: Part = Part::named("size");

/// How the bytes of a picture are coded: the second of its flags. An open set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ImageCoding(pub u32);

impl ImageCoding {
    /// A bitmap, packed by LZW; begins with `LZW!`.
    pub const LZW: Self = Self(1);
    /// JPEG, or another format that names itself.
    pub const JPEG: Self = Self(2);
}

impl<'a> ImageFlags<'a> {
    /// The four fields between the `|`.
    fn fields(self) -> impl Iterator<Item = &'a [u8]> {
        self.as_bytes().split(|byte| *byte == b'|')
    }

    /// Whether the picture is a bitmap without the 14 bytes of its file header: the first field is 1. (HIM)
    #[must_use]
    pub fn is_bare_bitmap(self) -> bool {
        self.fields().next() == Some(b"1")
    }

    /// How the picture is coded, by the second field; `None` if it is no number. (HIM; a client in Rust decodes both)
    #[must_use]
    pub fn coding(self) -> Option<ImageCoding> {
        match crate::scan::decimal_u32(self.fields().nth(1)?) {
            Ok(([], number)) => Some(ImageCoding(number)),
            _ => None,
        }
    }
}

/// The slices of a picture, each for a packet of its own. Send the next one when the one before was acknowledged.
///
/// ```
/// use imwire::ipmsg::feiq::{ImageCollected, ImageCollector, ImageFlags, ImageId, ImageSlices};
///
/// let picture = [0x89; 1200];
/// let slices: Vec<_> = ImageSlices::new(ImageId::new(b"5f3a91c0")?, ImageFlags::USUAL, &picture)?.collect();
/// assert_eq!(slices.iter().map(|slice| (slice.slice, slice.len)).collect::<Vec<_>>(), [(1, 512), (2, 512), (3, 176)]);
///
/// let mut buffer = [0; 4096];
/// let mut collector = ImageCollector::new(&mut buffer);
/// assert_eq!(collector.add(&slices[0])?, ImageCollected::Part);
/// assert_eq!(collector.add(&slices[2])?, ImageCollected::Part);
/// assert_eq!(collector.add(&slices[1])?, ImageCollected::Whole);
/// assert_eq!(collector.picture(), Some(&picture[..]));
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ImageSlices<'a> {
    id: ImageId<'a>,
    flags: ImageFlags<'a>,
    total: u32,
    rest: &'a [u8],
    slice: u32,
}

impl<'a> ImageSlices<'a> {
    /// The bytes of a slice.
    pub const SIZE: u16 = 512;

    /// Cuts a picture.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`]; [`ErrorKind::Over32Bits`] for a picture of 4 GiB.
    pub fn new(id: ImageId<'a>, flags: ImageFlags<'a>, picture: &'a [u8]) -> Result<Self, Error> {
        match u32::try_from(picture.len()) {
            Ok(0) => Err(Error::new(ErrorKind::Empty, DATA, 0)),
            Ok(total) => Ok(Self { id, flags, total, rest: picture, slice: 0 }),
            Err(_) => Err(Error::new(ErrorKind::Over32Bits, TOTAL, 0)),
        }
    }
}

impl<'a> Iterator for ImageSlices<'a> {
    type Item = ImageSlice<'a>;

    fn next(&mut self) -> Option<ImageSlice<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let (data, rest) = self.rest.split_at_checked(Self::SIZE.into()).unwrap_or((self.rest, &[]));
        let len = u32::try_from(data.len()).ok()?;
        let offset = self.total.saturating_sub(u32::try_from(self.rest.len()).ok()?);
        self.rest = rest;
        self.slice = self.slice.saturating_add(1);
        Some(ImageSlice {
            id: self.id,
            total: self.total,
            offset,
            slices: self.total.div_ceil(Self::SIZE.into()),
            slice: self.slice,
            len,
            flags: self.flags,
            data,
            trailing: Trailing::default(),
        })
    }
}

impl core::iter::FusedIterator for ImageSlices<'_> {}

/// What an [`ImageCollector`] has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImageCollected {
    /// A part of the picture.
    Part,
    /// The whole picture.
    Whole,
    /// What it had: the slice was there already. Acknowledge it again; the acknowledgement was lost.
    Duplicate,
}

/// The digits of an id, kept.
#[derive(Clone, Copy, Debug)]
struct KeptId {
    digits: [u8; 32],
    len: usize,
}

impl KeptId {
    fn new(id: ImageId<'_>) -> Option<Self> {
        let mut digits = [0; 32];
        let len = id.as_bytes().len();
        digits.get_mut(..len)?.copy_from_slice(id.as_bytes());
        Some(Self { digits, len })
    }

    fn is(&self, id: ImageId<'_>) -> bool {
        self.digits.get(..self.len) == Some(id.as_bytes())
    }
}

/// Puts the slices of one picture together, in a buffer of yours.
///
/// Slices may come in any order, with up to 15 gaps, and more than once. Their place is their offset; the numbers of
/// slices are not looked at, since programs count from 0 or 1.
#[derive(Debug)]
pub struct ImageCollector<'b> {
    buffer: &'b mut [u8],
    open: Option<(KeptId, u32)>,
    arrived: Arrived,
}

impl<'b> ImageCollector<'b> {
    /// Nothing yet.
    #[must_use]
    pub const fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, open: None, arrived: Arrived::NONE }
    }

    /// Forgets the picture, for the next one.
    pub const fn reset(&mut self) {
        self.open = None;
        self.arrived = Arrived::NONE;
    }

    /// Whether the slice belongs to the picture that is open, or none is.
    #[must_use]
    pub fn takes(&self, slice: &ImageSlice<'_>) -> bool {
        self.open.is_none_or(|(id, _)| id.is(slice.id))
    }

    /// Adds a slice. Acknowledge it if this is no error.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] for a slice of which bytes are missing, [`ErrorKind::Empty`] for one of no bytes;
    /// [`ErrorKind::OutOfRange`] if it is not inside the picture; [`ErrorKind::Unexpected`] if it is of another picture;
    /// [`ErrorKind::WrongLength`] if it has another total than the slices before; [`ErrorKind::Overlap`] if some of its bytes
    /// were there but not all; [`ErrorKind::NoRoom`] for a picture larger than the buffer, or too many gaps;
    /// [`ErrorKind::TooLong`] for an id of more than 32 digits. The slice is then not added. [`Error::at`] is 0.
    pub fn add(&mut self, slice: &ImageSlice<'_>) -> Result<ImageCollected, Error> {
        let err = |kind, part| Err(Error::new(kind, part, 0));
        if !slice.is_whole() {
            return err(ErrorKind::Truncated, DATA);
        }
        if slice.data.is_empty() {
            return err(ErrorKind::Empty, SIZE);
        }
        let Some(id) = KeptId::new(slice.id) else { return err(ErrorKind::TooLong, ID) };
        match self.open {
            Some((open, _)) if !open.is(slice.id) => return err(ErrorKind::Unexpected, ID),
            Some((_, total)) if total != slice.total => return err(ErrorKind::WrongLength, TOTAL),
            _ => {}
        }
        let (start, end) =
            (u64::from(slice.offset), u64::from(slice.offset).saturating_add(slice.len.into()));
        if end > u64::from(slice.total) {
            return err(ErrorKind::OutOfRange, OFFSET);
        }
        if usize::try_from(slice.total).map_or(true, |total| total > self.buffer.len()) {
            return err(ErrorKind::NoRoom, TOTAL);
        }
        let place = usize::try_from(slice.offset).ok().and_then(|offset| self.buffer.get_mut(offset..));
        let Some((place, _)) = place.and_then(|place| place.split_at_mut_checked(slice.data.len())) else {
            return err(ErrorKind::NoRoom, TOTAL);
        };
        let is_new = match self.arrived.add(start, end) {
            Ok(is_new) => is_new,
            Err(kind) => return err(kind, DATA),
        };
        if is_new {
            place.copy_from_slice(slice.data);
        }
        self.open = Some((id, slice.total));
        Ok(match is_new {
            false => ImageCollected::Duplicate,
            true if self.arrived.count() == u64::from(slice.total) => ImageCollected::Whole,
            true => ImageCollected::Part,
        })
    }

    /// The picture, once all of it is there.
    #[must_use]
    pub fn picture(&self) -> Option<&[u8]> {
        let (_, total) = self.open?;
        if self.arrived.count() != u64::from(total) {
            return None;
        }
        self.buffer.get(..usize::try_from(total).ok()?)
    }

    /// How many bytes have arrived, and how many the picture has; `None` before the first slice.
    #[must_use]
    pub fn progress(&self) -> Option<(u64, u32)> {
        self.open.map(|(_, total)| (self.arrived.count(), total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::refused;
    use crate::wire::Wire;
    use proptest::prelude::*;

    fn slice<'a>(id: &'a [u8], total: u32, offset: u32, len: u32, data: &'a [u8]) -> ImageSlice<'a> {
        let (id, flags) = (ImageId::new(id).unwrap(), ImageFlags::USUAL);
        ImageSlice { id, total, offset, slices: 0, slice: 0, len, flags, data, trailing: Trailing::default() }
    }

    #[test]
    fn collected() {
        let mut buffer = [0; 8];
        let mut collector = ImageCollector::new(&mut buffer);
        let some =
            |offset, data: &'static [u8]| slice(b"5f", 6, offset, u32::try_from(data.len()).unwrap(), data);
        assert_eq!(collector.add(&some(2, b"cd")), Ok(ImageCollected::Part));
        assert_eq!(collector.add(&some(2, b"cd")), Ok(ImageCollected::Duplicate));
        refused(collector.add(&some(3, b"xy")), "data: overlaps what was received at byte 0");
        refused(collector.add(&some(5, b"xy")), "offset: out of range at byte 0");
        refused(collector.add(&some(u32::MAX, b"xy")), "offset: out of range at byte 0");
        refused(collector.add(&slice(b"5f", 7, 0, 2, b"ab")), "total: not as long as it says at byte 0");
        refused(collector.add(&slice(b"5e", 6, 0, 2, b"ab")), "image id: unexpected word at byte 0");
        refused(collector.add(&slice(b"5f", 6, 0, 3, b"ab")), "data: shorter than its length says at byte 0");
        refused(collector.add(&slice(b"5f", 6, 0, 0, b"")), "size: empty at byte 0");
        assert_eq!((collector.picture(), collector.progress()), (None, Some((2, 6))));
        assert_eq!(collector.add(&some(4, b"ef")), Ok(ImageCollected::Part));
        assert_eq!(collector.add(&some(0, b"ab")), Ok(ImageCollected::Whole));
        assert_eq!(collector.picture(), Some(&b"abcdef"[..]));
        assert!(!collector.takes(&slice(b"5e", 6, 0, 2, b"ab")));
        collector.reset();
        refused(collector.add(&slice(b"5e", 9, 0, 2, b"ab")), "total: no room left at byte 0");
        refused(collector.add(&slice(b"5e", u32::MAX, 0, 2, b"ab")), "total: no room left at byte 0");
        refused(collector.add(&slice(&[b'5'; 33], 2, 0, 2, b"ab")), "image id: over the limit at byte 0");
        assert_eq!(collector.add(&slice(&[b'5'; 32], 2, 0, 2, b"ab")), Ok(ImageCollected::Whole));
    }

    #[test]
    fn flags() {
        #[track_caller]
        fn case(flags: &[u8], bare: bool, coding: Option<ImageCoding>) {
            let flags = ImageFlags::new(flags).unwrap();
            assert_eq!((flags.is_bare_bitmap(), flags.coding()), (bare, coding));
        }
        case(b"0|2|0|00000000", false, Some(ImageCoding::JPEG));
        case(b"1|1|0|00000000", true, Some(ImageCoding::LZW));
        case(b"", false, None);
        case(b"1", true, None);
        case(b"0|x|0", false, None);
        refused(
            ImageSlices::new(ImageId::new(b"1").unwrap(), ImageFlags::USUAL, b""),
            "data: empty at byte 0",
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn cut_and_collected(picture in prop::collection::vec(any::<u8>(), 1..3000), start: usize) {
            let slices = ImageSlices::new(ImageId::new(b"5f3a91c0").unwrap(), ImageFlags::USUAL, &picture).unwrap();
            let mut slices: Vec<_> = slices.collect();
            let last = slices.last().unwrap();
            prop_assert_eq!((last.slice, last.offset + last.len), (last.slices, last.total));
            prop_assert!(slices.iter().all(|slice| slice.check(()).is_ok()));
            let at = start % slices.len();
            slices.rotate_left(at);
            let mut buffer = vec![0; picture.len()];
            let mut collector = ImageCollector::new(&mut buffer);
            for slice in &slices[1..] {
                prop_assert_eq!(collector.add(slice), Ok(ImageCollected::Part));
            }
            prop_assert_eq!(collector.add(&slices[0]), Ok(ImageCollected::Whole));
            prop_assert_eq!(collector.picture(), Some(&picture[..]));
        }

        #[test]
        fn any_slices(slices in prop::collection::vec((0..9_u32, prop_oneof![0..9_u32, any::<u32>()], 0..5_usize), 0..12)) {
            let mut buffer = [0; 6];
            let mut collector = ImageCollector::new(&mut buffer);
            for (total, offset, len) in slices {
                _ = collector.add(&slice(b"1", total, offset, u32::try_from(len).unwrap(), &b"abcde"[..len]));
                if let Some((arrived, total)) = collector.progress() {
                    prop_assert!(arrived <= u64::from(total) && total <= 6);
                    prop_assert_eq!(collector.picture().is_some(), arrived == u64::from(total));
                }
            }
        }
    }
}
