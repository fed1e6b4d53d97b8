//! What is inside a message to a group, and inside the presence in one, once it is decrypted.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::bytes::{bytes, without};
use crate::ipmsg::record::wire;
use crate::ipmsg::text::Text;
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use nom::IResult;

const MARK: Part = Part::named("mark");
const GROUP: Part = Part::named("group");
const DATE: Part = Part::named("date");
const TEXT: Part = Part::TEXT;

/// What both begin with.
const QUNMSGMARK: &[u8] = b"QUNMSGMARK#";

bytes! {
    /// The id of a group, or a time: one or more bytes, without `#`, `_` and NUL. Hexadecimal as far as is known.
    GroupWord
}

impl<'a> GroupWord<'a> {
    /// A word of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`]; [`ErrorKind::Nul`], [`ErrorKind::Separator`] for `#` and `_`, at the byte.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match without(GROUP, b"#_", bytes)? {
            [] => Err(Error::new(ErrorKind::Empty, GROUP, 0)),
            bytes => Ok(Self(bytes)),
        }
    }
}

/// The plain text of a [`GroupCipher`](super::GroupCipher): of a message, `QUNMSGMARK#id_time#text`, or of the presence in a
/// group, `QUNMSGMARK#id#name`.
///
/// The text ends at the first NUL; what comes after it is left out. Of a message it is a
/// [`FeiqText`](super::FeiqText), of a presence the name of the user. Both are GBK.
///
/// ```
/// use imwire::{Encode, Wire, ipmsg::feiq::{FeiqText, GroupText}};
///
/// let message = GroupText::parse(b"QUNMSGMARK#1a2b_1700000000#hi{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 Arial 255;}")?;
/// assert_eq!((message.group.as_bytes(), message.time.unwrap().as_bytes()), (&b"1a2b"[..], &b"1700000000"[..]));
/// assert_eq!(FeiqText::of(message.text).text.as_bytes(), b"hi");
///
/// let presence = GroupText::parse(b"QUNMSGMARK#1a2b#taro\0")?;
/// assert_eq!((presence.time, presence.text.as_bytes()), (None, &b"taro"[..]));
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// (Two programs agree.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GroupText<'a> {
    /// The id of the group.
    pub group: GroupWord<'a>,
    /// When it was sent, which only some messages have.
    pub time: Option<GroupWord<'a>>,
    /// The text, or the name.
    pub text: Text<'a>,
}

wire! {
    /// Takes all of its input.
///
/// # Errors
/// [`ErrorKind::Unexpected`] for another start, which a wrong key gives; [`ErrorKind::Missing`] without a second `#`;
/// [`ErrorKind::Empty`] and others for the group, as [`GroupWord::new`].
    GroupText<'a> = group_text
}

fn group_text(input: &[u8]) -> IResult<&[u8], GroupText<'_>, Fault> {
    let Some(rest) = input.strip_prefix(QUNMSGMARK) else {
        return Fault::err(ErrorKind::Unexpected, MARK, input);
    };
    let Ok((text, head)) = scan::until(b'#')(rest) else {
        return Fault::err(ErrorKind::Missing, TEXT, &[]);
    };
    // Where a word is, of which `head` has so many bytes from here on.
    let at = |bytes: usize| rest.get(head.len().saturating_sub(bytes)..).unwrap_or_default();
    let (group, time) = match scan::until(b'_')(head) {
        Ok((time, group)) => (group, Some(time)),
        Err(_) => (head, None),
    };
    let group = GroupWord::new(group).map_err(|error| {
        nom::Err::Error(Fault::new(error.kind(), GROUP, at(head.len().saturating_sub(error.at()))))
    })?;
    let time = match time.map(|time| (GroupWord::new(time), time.len())) {
        None => None,
        Some((Ok(time), _)) => Some(time),
        Some((Err(error), len)) => return Fault::err(error.kind(), DATE, at(len.saturating_sub(error.at()))),
    };
    let end = scan::find(0, text).unwrap_or(text.len());
    Ok((&[], GroupText { group, time, text: Text::trusted(text.get(..end).unwrap_or(text)) }))
}

impl Encode for GroupText<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(QUNMSGMARK)?;
        sink.put(self.group.0)?;
        if let Some(time) = self.time {
            sink.put(b"_")?;
            sink.put(time.0)?;
        }
        sink.put(b"#")?;
        sink.put(self.text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    #[track_caller]
    fn case(input: &'static [u8], group: &[u8], time: Option<&[u8]>, text: &[u8]) {
        let found = checked::canonical::<GroupText<'_>>(input, ()).unwrap();
        assert_eq!(
            (found.group.as_bytes(), found.time.map(GroupWord::as_bytes), found.text.as_bytes()),
            (group, time, text)
        );
        checked::borrowed(&found, input, &[found.group.as_bytes(), found.text.as_bytes()]);
    }

    #[test]
    fn texts() {
        case(b"QUNMSGMARK#1a#hi", b"1a", None, b"hi");
        case(b"QUNMSGMARK#1a_17#h#i_", b"1a", Some(b"17"), b"h#i_");
        case(b"QUNMSGMARK#1a#", b"1a", None, b"");
        case(b"QUNMSGMARK#1a#hi\0\x07\x07", b"1a", None, b"hi");
        for (input, message) in [
            (&b""[..], "mark: unexpected word at byte 0"),
            (b"QUNMSGMARK", "mark: unexpected word at byte 0"),
            (b"QUNMSGMARK#1a", "text: missing at byte 13"),
            (b"QUNMSGMARK##hi", "group: empty at byte 11"),
            (b"QUNMSGMARK#_1#hi", "group: empty at byte 11"),
            (b"QUNMSGMARK#1\0#hi", "group: contains NUL at byte 12"),
            (b"QUNMSGMARK#1_#hi", "date: empty at byte 13"),
            (b"QUNMSGMARK#1_2_3#hi", "date: invalid byte at byte 14"),
        ] {
            refused(checked::canonical::<GroupText<'_>>(input, ()), message);
        }
        refused(GroupWord::new(b"a#"), "group: invalid byte at byte 1");
        refused(GroupWord::new(b"a\0"), "group: contains NUL at byte 1");
        refused(GroupWord::new(b""), "group: empty at byte 0");
    }

    proptest! {
        #[test]
        fn any_text(input in "(QUNMSGMARK)?[#_a\\x00]{0,8}") {
            _ = checked::canonical::<GroupText<'_>>(input.as_bytes(), ());
        }

        #[test]
        fn what_is_built_is_read_back(group in "[0-9a-f]{1,4}", time in prop::option::of("[0-9]{1,4}"), text in "[a#_]{0,4}") {
            let word = |text: String| GroupWord::new(text.leak().as_bytes()).unwrap();
            let text = Text::new(text.leak().as_bytes()).unwrap();
            checked::value(GroupText { group: word(group), time: time.map(word), text }, ());
        }
    }
}
