//! A message: text, the files it offers, and for whom else it is.
//!
//! ```text
//! see attached \0 0:a.txt:1f4:65500000:1:\a \0 TO:taro:PC-02\ahanako:PC-03\a
//! └ text          └ files, with FILEATTACH     └ recipients, with ENCEXTMSG
//! ```
//! (without the blanks)
//!
//! ```
//! use imwire::ipmsg::{Attachment, FileName, Message, SendOptions};
//! use imwire::{Encode, Wire};
//!
//! let body = b"see attached\x000:a.txt:1f4:65500000:1:\x07";
//! let message = Message::parse_with(body, SendOptions::FILEATTACH)?;
//! assert_eq!(message.text.as_bytes(), b"see attached");
//! for file in message.files {
//!     assert_eq!(file?.size, 500);
//! }
//!
//! let files = [Attachment::file(0, FileName::new(b"a.txt")?, 500, 0x6550_0000)];
//! let message = Message::new(b"see attached")?.files(&files);
//! assert_eq!(message.encode_into(&mut [0; 64])?, body);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # What is read
//!
//! Any bytes are a message: a bad entry of a list is an error when one goes through the list, and
//! what is not understood is in [`more`](Message::more). NULs at the end have no meaning;
//! g2ipmsg sends two of them, iptux one behind everything, others none.
//!
//! The body of a packet with [`SendOptions::ENCRYPT`] is a cipher, which is not read here.
//!
//! # Inside a cipher
//!
//! What comes out of the cipher is a message too, to be read with the options of the packet that
//! carried it. With [`SendOptions::ENCEXTMSG`] the list of files and that of the recipients are in
//! there; without, there is only the text, and the list of files stands behind the cipher.
//!
//! Before it is encrypted, each part ends with a NUL. The text has its own; behind files or
//! recipients, put one more.
//!
//! ```
//! use imwire::ipmsg::{Message, Name, Recipient, SendOptions};
//! use imwire::{Encode, Wire};
//!
//! let decrypted = b"hi\0\0TO:taro:PC-02\x07hanako:PC-03\x07\0";
//! let options = SendOptions::ENCRYPT | SendOptions::ENCEXTMSG;
//! let message = Message::parse_with(decrypted, options)?;
//! let hanako = message.recipients.iter().nth(1).unwrap()?;
//! assert_eq!((hanako.user().as_bytes(), hanako.host().as_bytes()), (&b"hanako"[..], &b"PC-03"[..]));
//!
//! let to = [Recipient::new(Name::new(b"taro")?, Name::new(b"PC-02")?)?, hanako];
//! let message = Message::new(b"hi")?.to(&to);
//! let mut plaintext = [0; 64];
//! let len = message.encode_into(&mut plaintext)?.len();
//! assert_eq!(&plaintext[..len + 1], decrypted);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Pictures
//!
//! A picture inside the text is a file of its own type, and says at which character of the text
//! it belongs: [`pictures`](Message::pictures), and [`pieces`](Message::pieces) for a text that
//! is UTF-8.
//!
//! Source: IP Messenger protocol, draft 10, and draft 14 §3-2 and §3-5 to §3-7; the official client
//! 4.99, also for what a character is; recordings of iptux 0.8.3 and feiq-cli.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::fields::{BEL, until};
use crate::ipmsg::items::Item;
use crate::ipmsg::text::{Shown, without_nuls};
use crate::ipmsg::{Attachment, Items, Iter, Name, SendOptions, Text};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

const ATTACHMENT: Part = Part::named("attachment");
const RECIPIENTS: Part = Part::named("recipients");

/// The body of `SENDMSG`, or what comes out of the cipher in one.
///
/// The context is the options of the packet: they say which lists there are.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Message<'a> {
    /// The text.
    pub text: Text<'a>,
    /// The files that are offered, with [`SendOptions::FILEATTACH`]. There may be none all the
    /// same: iptux says so that it shares nothing.
    pub files: Items<'a, Attachment<'a>>,
    /// For whom the message is, the reader first, with [`SendOptions::ENCEXTMSG`]. Since draft 13;
    /// up to 30.
    pub recipients: Items<'a, Recipient<'a>>,
    /// All that stands behind these parts and is not understood, without the NULs at the end: a
    /// list that the options say nothing of, more parts than there are. Nobody is known to send
    /// any.
    ///
    /// It begins with the NUL in front of it, unless that is the one that ends the text.
    pub more: &'a [u8],
}

impl<'a> Message<'a> {
    /// A message of that text, in the charset that the options of the packet say. Lines end with
    /// LF.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`]: the text would end there.
    pub fn new(text: &'a [u8]) -> Result<Self, Error> {
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

    /// The pictures inside the text, in the order of the list, each with its position: how many
    /// characters of the text are in front of it, and how many pictures.
    ///
    /// What is a character depends on the charset. The official client for Windows counts units
    /// of UTF-16 and a line end as one.
    #[must_use]
    pub const fn pictures(&self) -> Pictures<'a> {
        Pictures(self.files.iter())
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
        Pieces { text: self.text.as_bytes(), at: 0, pictures: self.pictures(), waiting: None }
    }
}

/// Nothing at all.
impl Default for Message<'_> {
    fn default() -> Self {
        Self { text: Text::default(), files: Items::NONE, recipients: Items::NONE, more: &[] }
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("text", &self.text)
            .field("files", &self.files)
            .field("recipients", &self.recipients)
            .field("more", &Shown(self.more))
            .finish()
    }
}

impl<'a> Wire<'a> for Message<'a> {
    type Context = SendOptions;

    /// Takes all of its input, and does not fail.
    fn grammar(options: SendOptions) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        move |input| Ok((&[], message(options, input)))
    }

    fn check(&self, options: SendOptions) -> Result<(), Error> {
        let misfit = |kind, part| Err(Error::new(kind, part, 0));
        let (files, recipients) = (self.files.stands(), self.recipients.stands());
        let attached = options.contains(SendOptions::FILEATTACH);
        if files && !attached {
            return misfit(ErrorKind::Ambiguous, ATTACHMENT);
        }
        if recipients && !options.contains(SendOptions::ENCEXTMSG) {
            return misfit(ErrorKind::Ambiguous, RECIPIENTS);
        }
        self.files.check()?;
        match self.more {
            [] => Ok(()),
            [.., 0] => misfit(ErrorKind::Nul, Part::ADDITIONAL),
            [0, ..] if recipients || to_list(options, self.more).is_none() => Ok(()),
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
    let (list, behind) = until(0, extension);
    let start = text.len().wrapping_add(1);
    let files = if options.contains(SendOptions::FILEATTACH) {
        Items::on_wire(list, start)
    } else if list.is_empty() {
        Items::NONE
    } else {
        return Message { more: extension, ..message };
    };
    match to_list(options, behind) {
        Some(recipients) => {
            let (recipients, more) = until(0, recipients);
            let start = start.wrapping_add(list.len()).wrapping_add(TO.len());
            Message { files, recipients: Items::on_wire(recipients, start), more, ..message }
        }
        None => Message { files, more: behind, ..message },
    }
}

/// What stands in front of the recipients.
const TO: &[u8] = b"\0TO:";

/// The recipients and what is behind, if these options allow for any and `part` has some.
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
        if self.recipients.stands() {
            sink.put(TO)?;
            self.recipients.encode(sink)?;
        }
        sink.put(self.more)
    }
}

/// One of those that a message is for: `taro:PC-02`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recipient<'a> {
    user: Name<'a>,
    host: Name<'a>,
}

impl<'a> Recipient<'a> {
    /// The user of that name at that host, as both stand in the packets that he sends.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] for BEL in a name.
    pub fn new(user: Name<'a>, host: Name<'a>) -> Result<Self, Error> {
        let misfit = |part| Err(Error::new(ErrorKind::Separator, part, 0));
        match (scan::find(BEL, user.as_bytes()), scan::find(BEL, host.as_bytes())) {
            (Some(_), _) => misfit(Part::USER),
            (_, Some(_)) => misfit(Part::HOST),
            _ => Ok(Self { user, host }),
        }
    }

    /// The login name.
    #[inline]
    #[must_use]
    pub const fn user(self) -> Name<'a> {
        self.user
    }

    /// The host name.
    #[inline]
    #[must_use]
    pub const fn host(self) -> Name<'a> {
        self.host
    }
}

impl<'a> Wire<'a> for Recipient<'a> {
    type Context = ();

    /// Takes one recipient and the BEL behind. It stops in front of a NUL, which ends the list.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        |input| match recipient(input) {
            Ok((rest, Some(recipient))) => Ok((rest, recipient)),
            Ok((_, None)) => Fault::err(ErrorKind::Missing, Part::USER, input),
            Err(error) => Err(error),
        }
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

/// `None` if nothing stands in front of the BEL.
fn recipient(input: &[u8]) -> IResult<&[u8], Option<Recipient<'_>>, Fault> {
    let end = scan::find2(BEL, 0, input).unwrap_or(input.len());
    let (both, behind) = input.split_at_checked(end).unwrap_or((input, &[]));
    let rest = match behind {
        [BEL, rest @ ..] => rest,
        _ => behind,
    };
    if both.is_empty() {
        return Ok((rest, None));
    }
    let (user, host) = match scan::find(b':', both).and_then(|colon| both.split_at_checked(colon)) {
        Some((user, [_, host @ ..])) => (user, host),
        _ => return Fault::err(ErrorKind::Missing, Part::HOST, behind),
    };
    match (Name::new(user), Name::new(host)) {
        (Ok(user), Ok(host)) => Ok((rest, Some(Recipient { user, host }))),
        // There is no escape for a second colon, so nobody can say where the user ends.
        _ => Fault::err(
            ErrorKind::Separator,
            Part::HOST,
            input.get(user.len().wrapping_add(1)..).unwrap_or_default(),
        ),
    }
}

impl Encode for Recipient<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.user.as_bytes())?;
        sink.put(b":")?;
        sink.put(self.host.as_bytes())?;
        sink.put(&[BEL])
    }
}

impl<'a> Item<'a> for Recipient<'a> {
    const BETWEEN: &'static [u8] = b"";

    fn cut(input: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let end = scan::find(BEL, input).map_or(input.len(), |bel| bel.wrapping_add(1));
        input.split_at_checked(end).unwrap_or((input, &[]))
    }

    fn read(item: &'a [u8]) -> IResult<&'a [u8], Option<Self>, Fault> {
        recipient(item)
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.encode(sink)
    }
}

/// The pictures of a message, and where they stand in its text; see [`Message::pictures`].
/// Entries that make no sense are left out: go through [`Message::files`] for those.
#[derive(Clone)]
pub struct Pictures<'a>(Iter<'a, Attachment<'a>>);

impl<'a> Iterator for Pictures<'a> {
    type Item = (u64, Attachment<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.by_ref().flatten().find_map(|file| Some((file.position()?, file)))
    }
}

/// A piece of a message: see [`Message::pieces`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Piece<'a> {
    /// Text, at least one character.
    Text(Text<'a>),
    /// A picture.
    Picture(Attachment<'a>),
}

/// The pieces of a message; see [`Message::pieces`].
#[derive(Clone)]
pub struct Pieces<'a> {
    text: &'a [u8],
    /// How many characters and pictures there were.
    at: u64,
    pictures: Pictures<'a>,
    /// The next picture, with text in front of it.
    waiting: Option<(u64, Attachment<'a>)>,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let picture = self.waiting.take().or_else(|| self.pictures.next());
        let (wanted, count) = match picture {
            Some((position, _)) => characters(self.text, position.saturating_sub(self.at)),
            None => (self.text, 0),
        };
        if wanted.is_empty() {
            let (_, picture) = picture?;
            self.at = self.at.saturating_add(1);
            return Some(Piece::Picture(picture));
        }
        self.waiting = picture;
        self.at = self.at.saturating_add(count);
        self.text = self.text.get(wanted.len()..).unwrap_or_default();
        Some(Piece::Text(Text::trusted(wanted)))
    }
}

/// The first `count` characters of a UTF-8 text, or all, as units of UTF-16; and how many those are.
fn characters(text: &[u8], count: u64) -> (&[u8], u64) {
    let mut units = 0_u64;
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let width = match first {
            // A later byte of the character before.
            0x80..=0xbf => {
                rest = after;
                continue;
            }
            b'\r' if after.starts_with(b"\n") => 0,
            0xf0.. => 2,
            _ => 1,
        };
        if units >= count {
            break;
        }
        units = units.saturating_add(width);
        rest = after;
    }
    let (taken, _) = text.split_at_checked(text.len().saturating_sub(rest.len())).unwrap_or((text, &[]));
    (taken, units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::{ExtAttribute, ExtKey, FileName, FileType, FileWord};

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
        assert_eq!(Message::new(b"a\0b").unwrap_err().to_string(), "text: contains NUL at byte 0");
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
        fn more(options: SendOptions, input: &[u8], more: &[u8]) {
            let found = Message::parse_with(input, options).unwrap();
            assert_eq!((found.text.as_bytes(), found.more), (&b"m"[..], more));
            case(options, input, found, input);
        }
        // No list is announced.
        more(NO_OPTIONS, b"m\x000:f:5:6:1:\x07", b"0:f:5:6:1:\x07");
        more(TO_LIST, b"m\x000:f:5:6:1:\x07\0TO:a:b\x07", b"0:f:5:6:1:\x07\0TO:a:b\x07");
        more(NO_OPTIONS, b"m\0\0TO:a:b\x07", b"\0TO:a:b\x07");
        more(FILES, b"m\0\0TO:a:b\x07", b"\0TO:a:b\x07");
        more(FILES, b"m\x000:f:5:6:1:\x07\0TO:a:b\x07", b"\0TO:a:b\x07");
        // There are none.
        more(BOTH, b"m\0\0TO:", b"\0TO:");
        more(BOTH, b"m\0\0TO:\0x", b"\0TO:\0x");
        more(BOTH, b"m\0\0x", b"\0x");
        more(BOTH, b"m\0\0\0TO:a:b\x07", b"\0\0TO:a:b\x07");
        // Another part.
        more(BOTH, b"m\x000:f:5:6:1:\x07\0TO:a:b\x07\0x\0\0y", b"\0x\0\0y");
        more(BOTH, b"m\0\0TO:\x07\0TO:a:b\x07", b"\0TO:a:b\x07");

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
        one(b"taro:PC:02", "host: contains a byte that cannot stand there at byte 12");
        assert_eq!(Recipient::parse(b"").unwrap_err().to_string(), "user: missing at byte 0");
        assert_eq!(Recipient::parse(b"a:b\x07c").unwrap_err().to_string(), "input: left over at byte 4");
        assert_eq!(Recipient::parse(b"a:b\0").unwrap_err().to_string(), "input: left over at byte 3");
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
        let more = |more| Message { more, ..text };
        let ambiguous = "additional section: would be read as something else at byte 0";
        misfit(text.files(&files), TO_LIST, "attachment: would be read as something else at byte 0");
        misfit(text.to(&to), FILES, "recipients: would be read as something else at byte 0");
        misfit(more(b"\0x\0"), FILES, "additional section: contains NUL at byte 0");
        misfit(more(b"\0"), FILES, "additional section: contains NUL at byte 0");
        misfit(more(b"x"), FILES, ambiguous);
        misfit(more(b"x").to(&to), TO_LIST, ambiguous);
        misfit(more(b"\0TO:a"), TO_LIST, ambiguous);
        assert_eq!(more(b"x").check(TO_LIST), Ok(()));
        assert_eq!(more(b"\0TO:a").check(FILES), Ok(()));
        assert_eq!(more(b"\0TO:a").to(&to).check(TO_LIST), Ok(()));
        // A list without items is none.
        assert_eq!(text.files(&[]).to(&[]).check(NO_OPTIONS), Ok(()));
    }

    #[track_caller]
    fn pieces(text: &str, positions: &[u64], expected: &[&str]) {
        let attributes: Vec<_> =
            positions.iter().map(|at| [ExtAttribute::number(ExtKey::CLIPBOARDPOS, *at)]).collect();
        let word = FileWord::new(FileType::CLIPBOARD);
        let pictures = attributes.iter().zip(0..).map(|(extended, id)| Attachment {
            word,
            extended: Items::new(extended),
            ..file(id, b"x.png")
        });
        // A file that is none, and a picture without a place.
        let others = [file(98, b"other"), Attachment { word, ..file(99, b"y.png") }];
        let files: Vec<_> = others.into_iter().chain(pictures).collect();
        let message = Message::new(text.as_bytes()).unwrap().files(&files);
        let found: Vec<_> = message
            .pieces()
            .map(|piece| match piece {
                Piece::Text(text) => String::from_utf8(text.as_bytes().to_vec()).unwrap(),
                Piece::Picture(picture) => format!("#{}", picture.id),
            })
            .collect();
        assert_eq!(found, expected);
        let placed: Vec<_> = message.pictures().map(|(at, picture)| (at, picture.id.hex())).collect();
        assert_eq!(placed, positions.iter().copied().zip(0..).collect::<Vec<_>>());
    }

    #[test]
    fn pictures_in_the_text() {
        pieces("abc cdef g", &[3, 8], &["abc", "#0", " cde", "#1", "f g"]);
        pieces("", &[], &[]);
        pieces("abc", &[], &["abc"]);
        pieces("", &[0], &["#0"]);
        pieces("abc", &[0, 1], &["#0", "#1", "abc"]);
        pieces("abc", &[0, 2], &["#0", "a", "#1", "bc"]);
        pieces("abc", &[3], &["abc", "#0"]);
        // Beyond the end, and too late.
        pieces("abc", &[u64::MAX, u64::MAX, 0], &["abc", "#0", "#1", "#2"]);
        pieces("abc", &[2, 0], &["ab", "#0", "#1", "c"]);
        // Characters, units of UTF-16, line ends.
        pieces("草は緑", &[2], &["草は", "#0", "緑"]);
        pieces("🙂a🙂", &[2, 4], &["🙂", "#0", "a", "#1", "🙂"]);
        pieces("🙂a", &[1], &["🙂", "#0", "a"]);
        pieces("a\r\nb\nc\r", &[1, 3, 5, 7], &["a", "#0", "\r\n", "#1", "b", "#2", "\n", "#3", "c\r"]);
    }

    #[test]
    fn pieces_of_what_is_no_utf_8() {
        let body = b"\x80\x80a\xe3\x81\x000:x:1:0:20:8=0:\x071:y:1:0:20:8=2:\x07";
        let message = Message::parse_with(body, FILES).unwrap();
        let mut text = Vec::new();
        let mut pictures = 0;
        for piece in message.pieces() {
            match piece {
                Piece::Text(piece) => text.extend(piece.as_bytes()),
                Piece::Picture(_) => pictures += 1,
            }
        }
        assert_eq!((&text[..], pictures), (&b"\x80\x80a\xe3\x81"[..], 2));
    }
}
