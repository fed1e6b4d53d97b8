//! The body of `SENDMSG`.

use super::attachment::Attachment;
use super::file_name::NAME;
use super::picture::{Pictures, Pieces};
use super::recipient::Recipient;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::fields::until;
use crate::ipmsg::header::SendOptions;
use crate::ipmsg::items::Items;
use crate::ipmsg::record::debug;
use crate::ipmsg::text::{Text, utf8, without_nuls};
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

const ATTACHMENT: Part = Part::named("attachment");
const RECIPIENTS: Part = Part::named("recipients");

/// The body of `SENDMSG`, or what comes out of the cipher in one.
///
/// The context is the options of the packet: they say which lists there are.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Message<'a> {
    /// The text.
    pub text: Text<'a>,
    /// The files that are offered, with [`SendOptions::FILEATTACH`]. There may be none all the
    /// same: iptux says so that it shares nothing.
    pub files: Items<'a, Attachment<'a>>,
    /// For whom the message is, the reader first, with [`SendOptions::ENCEXTMSG`]. Since draft 13;
    /// up to 30.
    pub recipients: Items<'a, Recipient<'a>>,
    /// All that follows these parts and is not understood, without the NULs at the end: a
    /// list that the options say nothing of, more parts than there are. Nobody is known to send
    /// any.
    ///
    /// It begins with the NUL before it, unless that is the one that ends the text.
    pub trailing: &'a [u8],
}

impl<'a> Message<'a> {
    /// A message of that text: a string, which [`Sender::send`](crate::ipmsg::Sender::send) announces as UTF-8
    /// if it is not ASCII, or bytes of another charset. Lines end with LF.
    ///
    /// ```
    /// use imwire::ipmsg::Message;
    ///
    /// assert_eq!(Message::new("お昼")?.text.to_str(), Some("お昼"));
    /// assert_eq!(Message::new(b"\x82\xa8\x92\x8b")?.text.to_str(), None); // CP932
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Nul`]: the text would end there.
    pub fn new(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        Ok(Self { text: Text::new(text)?, ..Self::default() })
    }

    /// With these files. The packet needs [`SendOptions::FILEATTACH`].
    #[must_use]
    pub const fn files(self, files: &'a [Attachment<'a>]) -> Self {
        Self { files: Items::new(files), ..self }
    }

    /// With these recipients, of which the first should be the one it is sent to. The packet needs
    /// [`SendOptions::ENCEXTMSG`].
    ///
    /// Put them only into a message that you encrypt. The official client does so, and looks for
    /// them nowhere but in what it has decrypted: in clear they can be written and read here, and it
    /// takes no notice of them.
    #[must_use]
    pub const fn to(self, recipients: &'a [Recipient<'a>]) -> Self {
        Self { recipients: Items::new(recipients), ..self }
    }

    /// Whether its text, the names of its files and its recipients are ASCII. An error if they are not all
    /// UTF-8.
    pub(in crate::ipmsg) fn is_ascii(&self) -> Result<bool, Error> {
        let mut is_ascii = true;
        let mut look = |part, bytes: &[u8]| {
            is_ascii &= bytes.is_ascii();
            utf8(part, bytes)
        };
        look(Part::TEXT, self.text.as_bytes())?;
        for file in self.files.iter().flatten() {
            look(NAME, file.name.raw())?;
        }
        for recipient in self.recipients.iter().flatten() {
            look(RECIPIENTS, recipient.user().as_bytes())?;
            look(RECIPIENTS, recipient.host().as_bytes())?;
        }
        Ok(is_ascii)
    }

    /// The pictures inside the text, in the order of the list, each with its position: how many
    /// characters of the text are before it, and how many pictures.
    ///
    /// What is a character depends on the charset. The official client for Windows counts units
    /// of UTF-16 and a line end as one.
    #[must_use]
    pub const fn pictures(&self) -> Pictures<'a> {
        Pictures::of(self.files)
    }

    /// The text with the pictures in their places, if the text is UTF-8.
    ///
    /// It counts as the official client does: characters beyond U+FFFF as two, CR LF as one. The
    /// pictures come in the order of the list, which is that of their places; one that should
    /// have come already comes at once, and one beyond the end at the end. Bytes that are no
    /// UTF-8 go somewhere, none are lost.
    ///
    /// ```
    /// use imwire::ipmsg::{Message, Piece, SendOptions};
    /// use imwire::Wire;
    ///
    /// let body = "草は緑\x000:x.png:a1b2:0:20:8=2:\x07".as_bytes();
    /// let message = Message::parse_with(body, SendOptions::FILEATTACH | SendOptions::UTF8)?;
    /// let mut shown = Vec::new();
    /// for piece in message.pieces() {
    ///     match piece {
    ///         Piece::Text(text) => shown.extend(text.as_bytes()),
    ///         Piece::Picture(picture) => shown.extend([b"[", picture.name.raw(), b"]"].concat()),
    ///     }
    /// }
    /// assert_eq!(shown, "草は[x.png]緑".as_bytes());
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub const fn pieces(&self) -> Pieces<'a> {
        Pieces::of(self.text, self.pictures())
    }
}

debug! { Message { text, files, recipients, trailing: Shown } }

impl<'a> Wire<'a> for Message<'a> {
    type Context = SendOptions;

    /// Takes all of its input, and does not fail.
    fn grammar(options: SendOptions) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        move |input| Ok((&[], message(options, input)))
    }

    fn check(&self, options: SendOptions) -> Result<(), Error> {
        let misfit = |kind, part| Err(Error::new(kind, part, 0));
        let (files, recipients) = (self.files.is_written(), self.recipients.is_written());
        let attached = options.contains(SendOptions::FILEATTACH);
        if files && !attached {
            return misfit(ErrorKind::Ambiguous, ATTACHMENT);
        }
        if recipients && !options.contains(SendOptions::ENCEXTMSG) {
            return misfit(ErrorKind::Ambiguous, RECIPIENTS);
        }
        self.files.check()?;
        match self.trailing {
            [] => Ok(()),
            [.., 0] => misfit(ErrorKind::Nul, Part::ADDITIONAL),
            [0, ..] if recipients || to_list(options, self.trailing).is_none() => Ok(()),
            [0, ..] => misfit(ErrorKind::Ambiguous, Part::ADDITIONAL),
            _ if attached || recipients => misfit(ErrorKind::Ambiguous, Part::ADDITIONAL),
            _ => Ok(()),
        }
    }
}

#[inline]
fn message(options: SendOptions, input: &[u8]) -> Message<'_> {
    let (text, extension) = until(0, input);
    let message = Message { text: Text::trusted(text), ..Message::default() };
    let extension = match extension {
        [] | [0] => return message,
        [_, extension @ ..] => without_nuls(extension),
    };
    let (list, after) = until(0, extension);
    let start = text.len().wrapping_add(1);
    let files = if options.contains(SendOptions::FILEATTACH) {
        Items::on_wire(list, start)
    } else if list.is_empty() {
        Items::NONE
    } else {
        return Message { trailing: extension, ..message };
    };
    match to_list(options, after) {
        Some(recipients) => {
            let (recipients, trailing) = until(0, recipients);
            let start = start.wrapping_add(list.len()).wrapping_add(TO.len());
            Message { files, recipients: Items::on_wire(recipients, start), trailing, ..message }
        }
        None => Message { files, trailing: after, ..message },
    }
}

/// What is before the recipients.
const TO: &[u8] = b"\0TO:";

/// The recipients and what is after, if these options allow for any and `part` has some.
fn to_list(options: SendOptions, part: &[u8]) -> Option<&[u8]> {
    if !options.contains(SendOptions::ENCEXTMSG) {
        return None;
    }
    part.strip_prefix(TO).filter(|list| !matches!(list, [] | [0, ..]))
}

impl Encode for Message<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.text.as_bytes())?;
        sink.put(b"\0")?;
        self.files.encode(sink)?;
        if self.recipients.is_written() {
            sink.put(TO)?;
            self.recipients.encode(sink)?;
        }
        sink.put(self.trailing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::header::Name;

    use crate::ipmsg::message::file_name::FileName;

    const NO_OPTIONS: SendOptions = SendOptions::empty();
    const FILES: SendOptions = SendOptions::FILEATTACH;
    const TO_LIST: SendOptions = SendOptions::ENCEXTMSG;
    const BOTH: SendOptions = FILES.union(TO_LIST);

    fn file(id: u32, name: &[u8]) -> Attachment<'_> {
        Attachment::file(id, FileName::new(name).unwrap(), 5, 6)
    }

    fn host<'a>(user: &'a [u8], host: &'a [u8]) -> Recipient<'a> {
        Recipient::new(Name::new(user).unwrap(), Name::new(host).unwrap()).unwrap()
    }

    #[track_caller]
    fn case(options: SendOptions, input: &[u8], expected: Message<'_>, form: &[u8]) {
        let found = Message::parse_with(input, options).unwrap();
        assert_eq!(found, expected);
        assert_eq!((found.check(options), expected.check(options)), (Ok(()), Ok(())));
        assert_eq!(expected.encode_into(&mut [0; 128]), Ok(form));
        assert_eq!(expected.encoded_len(), form.len());
        let back = Message::parse_with(form, options).unwrap();
        assert_eq!(back, expected);
        assert_eq!(back.encode_into(&mut [0; 128]), Ok(form));
    }

    #[test]
    fn texts() {
        #[track_caller]
        fn text(input: &[u8], text: &[u8]) {
            for options in [NO_OPTIONS, FILES, TO_LIST, BOTH, SendOptions::ENCRYPT] {
                case(options, input, Message::new(text).unwrap(), &[text, b"\0"].concat());
            }
        }
        text(b"hello\0", b"hello");
        text(b"hello", b"hello");
        text(b"", b"");
        text(b"\0", b"");
        // iptux, which shares nothing.
        text(b"\0\0", b"");
        // g2ipmsg.
        text(b"hi\0\0", b"hi");
        text(b"a\0\0\0\0", b"a");
        text(b"::lead:trail:\n\r\n\x07\xe9\0", b"::lead:trail:\n\r\n\x07\xe9");
        assert_eq!(Message::new(b"a\0b").unwrap_err().to_string(), "text: contains NUL at byte 1");
    }

    #[test]
    fn lists() {
        let files = [file(0, b"a:b"), Attachment::directory(1, FileName::new(b"d").unwrap(), 6)];
        let to = [host(b"taro", b"PC-02"), host(b"", b"")];
        let message = Message::new(b"m").unwrap();
        let attached = message.files(&files);
        let form = b"m\x000:a::b:5:6:1:\x071:d:0:6:2:\x07";
        case(FILES, form, attached, form);
        case(BOTH, form, attached, form);
        case(FILES, b"m\x000:a::b:5:6\x07:1:d:0:6:2:\0\0", attached, form);
        case(
            FILES,
            b"\x000:f:5:6:1:\x07\0",
            Message::default().files(&[file(0, b"f")]),
            b"\x000:f:5:6:1:\x07",
        );

        case(TO_LIST, b"m\0\0TO:taro:PC-02\x07:\0", message.to(&to), b"m\0\0TO:taro:PC-02\x07:\x07");
        case(BOTH, b"m\0\0TO:taro:PC-02\x07\x07:", message.to(&to), b"m\0\0TO:taro:PC-02\x07:\x07");
        case(
            BOTH,
            b"m\x000:a::b:5:6:1:\x071:d:0:6:2:\x07\0TO:taro:PC-02\x07:\x07\0",
            attached.to(&to),
            b"m\x000:a::b:5:6:1:\x071:d:0:6:2:\x07\0TO:taro:PC-02\x07:\x07",
        );
    }

    #[test]
    fn nothing_is_lost() {
        #[track_caller]
        fn trailing(options: SendOptions, input: &[u8], trailing: &[u8]) {
            let found = Message::parse_with(input, options).unwrap();
            assert_eq!((found.text.as_bytes(), found.trailing), (&b"m"[..], trailing));
            case(options, input, found, input);
        }
        // No list is announced.
        trailing(NO_OPTIONS, b"m\x000:f:5:6:1:\x07", b"0:f:5:6:1:\x07");
        trailing(TO_LIST, b"m\x000:f:5:6:1:\x07\0TO:a:b\x07", b"0:f:5:6:1:\x07\0TO:a:b\x07");
        trailing(NO_OPTIONS, b"m\0\0TO:a:b\x07", b"\0TO:a:b\x07");
        trailing(FILES, b"m\0\0TO:a:b\x07", b"\0TO:a:b\x07");
        trailing(FILES, b"m\x000:f:5:6:1:\x07\0TO:a:b\x07", b"\0TO:a:b\x07");
        // There are none.
        trailing(BOTH, b"m\0\0TO:", b"\0TO:");
        trailing(BOTH, b"m\0\0TO:\0x", b"\0TO:\0x");
        trailing(BOTH, b"m\0\0x", b"\0x");
        trailing(BOTH, b"m\0\0\0TO:a:b\x07", b"\0\0TO:a:b\x07");
        // Another part.
        trailing(BOTH, b"m\x000:f:5:6:1:\x07\0TO:a:b\x07\0x\0\0y", b"\0x\0\0y");
        trailing(BOTH, b"m\0\0TO:\x07\0TO:a:b\x07", b"\0TO:a:b\x07");

        // A list that makes no sense leaves the text.
        let message = Message::parse_with(b"m\x000:f:5\0", FILES).unwrap();
        assert_eq!(message.text.as_bytes(), b"m");
        let found: Vec<_> = message.files.iter().collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].unwrap_err().to_string(), "mtime: missing at byte 7");
        assert_eq!(message.encode_into(&mut [0; 16]), Ok(&b"m\x000:f:5"[..]));
    }

    #[test]
    fn recipients_refused() {
        #[track_caller]
        fn one(list: &[u8], message: &str) {
            let body = [b"hi\0\0TO:", list, b"\x07a:b\x07"].concat();
            let message_read = Message::parse_with(&body, TO_LIST).unwrap();
            let found: Vec<_> = message_read.recipients.iter().collect();
            assert_eq!(found.len(), 2);
            assert_eq!(found[0].unwrap_err().to_string(), message);
            assert_eq!(found[1], Ok(host(b"a", b"b")));
        }
        one(b"taro", "host: missing at byte 11");
        one(b"taro:PC:02", "host: invalid byte at byte 12");
        assert_eq!(Recipient::parse(b"").unwrap_err().to_string(), "user: missing at byte 0");
        assert_eq!(Recipient::parse(b"a:b\x07c").unwrap_err().to_string(), "input: trailing data at byte 4");
        assert_eq!(Recipient::parse(b"a:b\0").unwrap_err().to_string(), "input: trailing data at byte 3");
        let (good, bell) = (Name::new(b"a").unwrap(), Name::new(b"\x07").unwrap());
        assert_eq!(Recipient::new(bell, good).unwrap_err().part(), Part::USER);
        assert_eq!(Recipient::new(good, bell).unwrap_err().part(), Part::HOST);
    }

    #[test]
    fn a_value_that_would_be_read_differently_does_not_fit() {
        #[track_caller]
        fn misfit(message: Message<'_>, options: SendOptions, error: &str) {
            assert_eq!(message.check(options).unwrap_err().to_string(), error);
            let mut room = [0; 64];
            assert_ne!(Message::parse_with(message.encode_into(&mut room).unwrap(), options), Ok(message));
        }
        let (files, to) = ([file(0, b"f")], [host(b"a", b"b")]);
        let text = Message::new(b"m").unwrap();
        let trailing = |trailing| Message { trailing, ..text };
        let ambiguous = "additional section: would be read as something else at byte 0";
        misfit(text.files(&files), TO_LIST, "attachment: would be read as something else at byte 0");
        misfit(text.to(&to), FILES, "recipients: would be read as something else at byte 0");
        misfit(trailing(b"\0x\0"), FILES, "additional section: contains NUL at byte 0");
        misfit(trailing(b"\0"), FILES, "additional section: contains NUL at byte 0");
        misfit(trailing(b"x"), FILES, ambiguous);
        misfit(trailing(b"x").to(&to), TO_LIST, ambiguous);
        misfit(trailing(b"\0TO:a"), TO_LIST, ambiguous);
        assert_eq!(trailing(b"x").check(TO_LIST), Ok(()));
        assert_eq!(trailing(b"\0TO:a").check(FILES), Ok(()));
        assert_eq!(trailing(b"\0TO:a").to(&to).check(TO_LIST), Ok(()));
        // A list without items is none.
        assert_eq!(text.files(&[]).to(&[]).check(NO_OPTIONS), Ok(()));
    }
}
