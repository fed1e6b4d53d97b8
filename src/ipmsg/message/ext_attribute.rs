//! What else is known of a file: extended attributes, `key=value`.

use super::file_word::named;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields;
use crate::ipmsg::bytes::without;
use crate::ipmsg::fields::BEL;
use crate::ipmsg::items::{Item, Items};
use crate::ipmsg::record::wire;
use crate::ipmsg::text::Shown;
use crate::lossy::Lossy;
use crate::scan;
use crate::sink::{Sink, SliceSink};
use crate::wire::Encode;
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

const KEY: Part = Part::named("attribute key");
const VALUE: Part = Part::named("attribute value");

/// What an [`ExtAttribute`] says. An open set.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExtKey(u32);

named! { ExtKey {
    /// User who owns it, as a number of Unix.
    UID = 0x01;
    /// User who owns it, by name.
    USERNAME = 0x02;
    /// Group, as a number of Unix.
    GID = 0x03;
    /// Group, by name.
    GROUPNAME = 0x04;
    /// Where in the text a picture belongs: characters before it, each earlier picture
    /// counted as one.
    CLIPBOARDPOS = 0x08;
    /// Permission bits of Unix.
    PERM = 0x10;
    /// Major number of a device.
    MAJORNO = 0x11;
    /// Minor number of a device.
    MINORNO = 0x12;
    /// Time of the last change of its attributes, seconds since 1970.
    CTIME = 0x13;
    /// Time of the last change of its contents, seconds since 1970.
    MTIME = 0x14;
    /// Time of the last access, seconds since 1970.
    ATIME = 0x15;
    /// Time when it was made, seconds since 1970.
    CREATETIME = 0x16;
    /// Mac OS: the program that made it.
    CREATOR = 0x20;
    /// Mac OS: the type.
    FILETYPE = 0x21;
    /// Mac OS: what the Finder knows of it.
    FINDERINFO = 0x22;
    /// Who may do what with it.
    ACL = 0x30;
    /// Another name.
    ALIASFNAME = 0x40;
    /// The name in Unicode. iptux and libipmsg know it still, the official client no more.
    UNICODEFNAME = 0x41;
} }

impl ExtKey {
    /// The key of that value. All values are good.
    #[inline]
    #[must_use]
    pub const fn new(value: u32) -> Self {
        Self(value)
    }

    /// The value.
    #[inline]
    #[must_use]
    pub const fn value(self) -> u32 {
        self.0
    }

    /// Whether its values are hexadecimal numbers; else they are text, as far as is known.
    #[inline]
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self.0, 1 | 3 | 8 | 0x10..=0x16)
    }
}

/// One more thing that is known of a file: `14=65500000`.
///
/// Key and value are written as `key=value`, the key in hexadecimal.
///
/// ```text
/// 14=65500000:16=65500001:     times of the last change and of the making, hexadecimal
/// 2=taro:30=acl1,acl2:         the owner; a list
/// ```
///
/// ```
/// use imwire::Wire;
/// use imwire::ipmsg::{ExtAttribute, ExtKey};
///
/// let mtime = ExtAttribute::parse(b"14=65500000")?;
/// assert_eq!((mtime.key, mtime.value.as_number()), (ExtKey::MTIME, Some(0x6550_0000)));
/// assert_eq!(mtime, ExtAttribute::number(ExtKey::MTIME, 0x6550_0000));
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Source: IP Messenger protocol, draft 10 §3-5 and draft 14; `ipmsg.h` of the official client
/// 4.99 and of iptux 0.8.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExtAttribute<'a> {
    /// What is said.
    pub key: ExtKey,
    /// The value or values.
    pub value: ExtValue<'a>,
}

impl ExtAttribute<'_> {
    /// A key with one number.
    #[inline]
    #[must_use]
    pub const fn number(key: ExtKey, number: u64) -> Self {
        Self { key, value: ExtValue::number(number) }
    }
}

/// What follows the `=`: one value, or several with `,` between them. A value is a
/// hexadecimal number ([`ExtKey::is_number`]) or text, which has no escape: no `:`, `,`, BEL or
/// NUL can be in it.
///
/// Two values are equal if they are written alike: the number `0xab` equals what was read from
/// `ab`, not what was read from `AB`.
#[derive(Clone, Copy)]
pub struct ExtValue<'a>(Content<'a>);

#[derive(Clone, Copy)]
enum Content<'a> {
    Bytes(&'a [u8]),
    Number(u64),
}

impl<'a> ExtValue<'a> {
    /// One number.
    #[inline]
    #[must_use]
    pub const fn number(number: u64) -> Self {
        Self(Content::Number(number))
    }

    /// One text, which may be empty.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`], or [`ErrorKind::Separator`] for `:`, `,` and BEL.
    pub const fn text(bytes: &'a [u8]) -> Result<Self, Error> {
        Self::checked(bytes, b":\x07,")
    }

    /// Several values that have `,` between them already.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`], or [`ErrorKind::Separator`] for `:` and BEL.
    pub const fn list(bytes: &'a [u8]) -> Result<Self, Error> {
        Self::checked(bytes, b":\x07")
    }

    const fn checked(bytes: &'a [u8], separators: &[u8]) -> Result<Self, Error> {
        match without(VALUE, separators, bytes) {
            Ok(bytes) => Ok(Self(Content::Bytes(bytes))),
            Err(error) => Err(error),
        }
    }

    /// The bytes after the `=`; `None` for a number that was not read.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> Option<&'a [u8]> {
        match self.0 {
            Content::Bytes(bytes) => Some(bytes),
            Content::Number(_) => None,
        }
    }

    /// The number that the whole of it is. `None` for anything else, and for several numbers.
    #[inline]
    #[must_use]
    pub fn as_number(self) -> Option<u64> {
        match self.0 {
            Content::Number(number) => Some(number),
            Content::Bytes(bytes) => match scan::hex_u64(bytes) {
                Ok(([], number)) => Some(number),
                _ => None,
            },
        }
    }

    /// Goes through the values; there is at least one, which may be empty.
    #[inline]
    #[must_use]
    pub const fn values(self) -> ExtValues<'a> {
        ExtValues(Some(self))
    }

    /// What is written.
    pub(super) fn written<'b>(&'b self, buffer: &'b mut [u8; 16]) -> &'b [u8] {
        match self.0 {
            Content::Bytes(bytes) => bytes,
            Content::Number(number) => {
                let mut sink = SliceSink::new(buffer);
                // Sixteen digits are all there can be.
                let _ = scan::put_hex(&mut sink, number);
                sink.into_written()
            }
        }
    }
}

impl PartialEq for ExtValue<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.written(&mut [0; 16]) == other.written(&mut [0; 16])
    }
}

impl Eq for ExtValue<'_> {}

impl Hash for ExtValue<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.written(&mut [0; 16]).hash(state);
    }
}

/// As UTF-8, safe to show in a terminal.
impl fmt::Display for ExtValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Lossy::of(self.written(&mut [0; 16])).fmt(f)
    }
}

impl fmt::Debug for ExtValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.written(&mut [0; 16])).fmt(f)
    }
}

/// The values of an [`ExtValue`]; see [`ExtValue::values`].
#[derive(Clone, Copy, Debug)]
pub struct ExtValues<'a>(Option<ExtValue<'a>>);

impl<'a> Iterator for ExtValues<'a> {
    type Item = ExtValue<'a>;

    #[inline]
    fn next(&mut self) -> Option<ExtValue<'a>> {
        let Content::Bytes(bytes) = self.0?.0 else { return self.0.take() };
        let (value, rest) = match scan::find(b',', bytes).and_then(|comma| bytes.split_at_checked(comma)) {
            Some((value, [_, rest @ ..])) => (value, Some(rest)),
            _ => (bytes, None),
        };
        self.0 = rest.map(|rest| ExtValue(Content::Bytes(rest)));
        Some(ExtValue(Content::Bytes(value)))
    }
}

wire! {
    /// Takes all up to a `:` or the end.
    ExtAttribute<'a> = ext_attribute
}

fn ext_attribute(input: &[u8]) -> IResult<&[u8], ExtAttribute<'_>, Fault> {
    let (rest, key) = match scan::hex_u32(input) {
        Ok((rest, key)) => (rest, ExtKey(key)),
        Err(nom::Err::Error(fault)) => return Fault::err(fault.kind(), KEY, input),
        Err(other) => return Err(other),
    };
    let value = match rest {
        [b'=', value @ ..] => value,
        [] | [b':', ..] => return Fault::err(ErrorKind::Missing, VALUE, rest),
        _ => return Fault::err(ErrorKind::NotHex, KEY, input),
    };
    let end = scan::find3(b':', BEL, 0, value).unwrap_or(value.len());
    let (bytes, rest) = value.split_at_checked(end).unwrap_or((value, &[]));
    match rest {
        [BEL, ..] => Fault::err(ErrorKind::Separator, VALUE, value),
        [0, ..] => Fault::err(ErrorKind::Nul, VALUE, value),
        _ => Ok((rest, ExtAttribute { key, value: ExtValue(Content::Bytes(bytes)) })),
    }
}

impl Encode for ExtAttribute<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        scan::put_hex(sink, self.key.0.into())?;
        sink.put(b"=")?;
        match self.value.0 {
            Content::Bytes(bytes) => sink.put(bytes),
            Content::Number(number) => scan::put_hex(sink, number),
        }
    }
}

impl<'a> Item<'a> for ExtAttribute<'a> {
    const BETWEEN: &'static [u8] = b":";

    fn cut(input: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let end = scan::find(b':', input).map_or(input.len(), |colon| colon.wrapping_add(1));
        input.split_at_checked(end).unwrap_or((input, &[]))
    }

    fn read(item: &'a [u8]) -> IResult<&'a [u8], Option<Self>, Fault> {
        match item {
            [] | [b':', ..] => Ok((&[], None)),
            _ => ext_attribute(item).map(|(rest, attribute)| (rest, Some(attribute))),
        }
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.encode(sink)
    }
}

impl<'a> Items<'a, ExtAttribute<'a>> {
    /// The value of the first attribute with that key.
    #[must_use]
    pub fn get(&self, key: ExtKey) -> Option<ExtValue<'a>> {
        self.iter().flatten().find(|attribute| attribute.key == key).map(|attribute| attribute.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::message::file_name::tests::{bytes, hash, reads, wire};
    use crate::wire::Wire;
    use proptest::prelude::*;

    #[test]
    fn attributes_are_read() {
        #[track_caller]
        fn case(input: &[u8], key: ExtKey, number: Option<u64>, values: &[&str], form: &str) {
            let found = ExtAttribute::parse(input).unwrap();
            assert_eq!((found.key, found.value.as_number()), (key, number));
            let found_values: Vec<_> = found.value.values().map(|v| v.as_bytes().unwrap()).collect();
            assert_eq!(found_values, values.iter().map(|value| value.as_bytes()).collect::<Vec<_>>());
            assert_eq!(wire(&found), form.as_bytes());
        }
        case(b"14=65500000", ExtKey::MTIME, Some(0x6550_0000), &["65500000"], "14=65500000");
        case(b"0008=00F", ExtKey::CLIPBOARDPOS, Some(15), &["00F"], "8=00F");
        case(b"2=taro=x", ExtKey::USERNAME, None, &["taro=x"], "2=taro=x");
        case(b"30=acl1,acl2", ExtKey::ACL, None, &["acl1", "acl2"], "30=acl1,acl2");
        case(b"30=,", ExtKey::ACL, None, &["", ""], "30=,");
        case(b"40=", ExtKey::ALIASFNAME, None, &[""], "40=");
        case(b"16=-1", ExtKey::CREATETIME, None, &["-1"], "16=-1");
        case(b"14=1,2", ExtKey::MTIME, None, &["1", "2"], "14=1,2");
        case(b"FFffFFff=x", ExtKey::new(u32::MAX), None, &["x"], "ffffffff=x");
        assert_eq!(ExtKey::new(u32::MAX).to_string(), "0xffffffff");
        let numbers: Vec<_> = (0..0x50).filter(|key| ExtKey::new(*key).is_number()).collect();
        assert_eq!(numbers, [1, 3, 8, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16]);
    }

    #[test]
    fn attributes_refused() {
        #[track_caller]
        fn case(input: &[u8], message: &str) {
            assert_eq!(ExtAttribute::parse(input).unwrap_err().to_string(), message);
        }
        case(b"", "attribute key: not a hexadecimal number at byte 0");
        case(b"=1", "attribute key: not a hexadecimal number at byte 0");
        case(b"mtime=1", "attribute key: not a hexadecimal number at byte 0");
        case(b"1x=1", "attribute key: not a hexadecimal number at byte 0");
        case(b"100000000=1", "attribute key: over 32 bits at byte 0");
        case(b"14", "attribute value: missing at byte 2");
        case(b"14:x", "attribute value: missing at byte 2");
        case(b"14=a\x07", "attribute value: invalid byte at byte 3");
        case(b"14=a\0", "attribute value: contains NUL at byte 3");
        case(b"14=a:", "input: trailing data at byte 4");
    }

    #[test]
    fn values_are_made() {
        let number = ExtValue::number(0xab);
        assert_eq!(number, ExtValue::text(b"ab").unwrap());
        assert_eq!(hash(number), hash(ExtValue::text(b"ab").unwrap()));
        assert_ne!(number, ExtValue::text(b"AB").unwrap());
        assert_eq!(number.values().collect::<Vec<_>>(), [number]);
        assert_eq!((number.as_bytes(), number.as_number()), (None, Some(0xab)));
        assert_eq!(format!("{number:?}"), "\"ab\"");
        assert_eq!(wire(&ExtAttribute::number(ExtKey::MTIME, u64::MAX)), b"14=ffffffffffffffff");
        assert_eq!(wire(&ExtAttribute { key: ExtKey::new(0), value: ExtValue::number(0) }), b"0=0");
        assert_eq!(ExtValue::list(b"a,b").unwrap().values().count(), 2);
        for (bytes, kind) in
            [(b"a\0", ErrorKind::Nul), (b"a:", ErrorKind::Separator), (b"a\x07", ErrorKind::Separator)]
        {
            assert_eq!(ExtValue::text(bytes).map_err(|error| error.kind()), Err(kind));
            assert_eq!(ExtValue::list(bytes).map_err(|error| error.kind()), Err(kind));
        }
        assert_eq!(ExtValue::text(b"a,b").map_err(|error| error.kind()), Err(ErrorKind::Separator));
    }

    #[test]
    fn a_list_of_attributes() {
        let list = Items::<ExtAttribute<'_>>::on_wire(b"14=65500000::x:16=1:14=2", 5);
        let found: Vec<_> = list.iter().collect();
        assert_eq!(found[0], Ok(ExtAttribute::number(ExtKey::MTIME, 0x6550_0000)));
        assert_eq!(found[1].unwrap_err().to_string(), "attribute key: not a hexadecimal number at byte 18");
        assert_eq!(found[2], Ok(ExtAttribute::number(ExtKey::CREATETIME, 1)));
        assert_eq!(found.len(), 4);
        assert_eq!(list.get(ExtKey::MTIME), Some(ExtValue::number(0x6550_0000)));
        assert_eq!(list.get(ExtKey::ACL), None);
        // The same elsewhere is the same.
        let elsewhere = Items::on_wire(b":14=65500000:x:16=1:14=2", 0);
        assert_eq!(list, elsewhere);
        assert_eq!(hash(list), hash(elsewhere));
        let made = [ExtAttribute::number(ExtKey::MTIME, 1), ExtAttribute::number(ExtKey::CREATETIME, 2)];
        assert_eq!(Items::new(&made), Items::on_wire(b"14=1:16=2:", 0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn what_is_read_is_written_in_one_form(input in bytes()) {
            reads::<ExtAttribute<'_>>(&input, &mut Vec::new());
        }

        #[test]
        fn what_is_made_is_read_back(input in bytes(), key: u32, number: u64, shift in 0..64) {
            let text = ExtValue::text(&input).into_iter().chain(ExtValue::list(&input));
            for value in text.chain([ExtValue::number(number >> shift)]) {
                let attribute = ExtAttribute { key: ExtKey::new(key >> (shift / 2)), value };
                let form = wire(&attribute);
                prop_assert_eq!(ExtAttribute::parse(&form), Ok(attribute));
            }
        }
    }
}
