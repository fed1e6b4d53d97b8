//! A packet that is to be sent: the six fields with the additional section as a value.

use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::body::Body;
use crate::ipmsg::header::{CommandWord, Form, Name, Number, Packet, SendOptions, Version};
use crate::ipmsg::message::{Attachment, Message};
use crate::ipmsg::text::utf8;
use crate::ipmsg::transfer::FileRequest;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};

/// Who sends packets: the fields of the header that are always the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sender<'a> {
    /// The version: `1`, or what a clone makes of it.
    pub version: Version<'a>,
    /// The login name.
    pub user: Name<'a>,
    /// The host name.
    pub host: Name<'a>,
}

/// A packet with its additional section as a value.
///
/// ```
/// use imwire::{Encode, ipmsg::{Attachment, FileName, Message, SendOptions, Sender}};
///
/// let mut buffer = [0; 128];
///
/// let taro = Sender::new("taro", "PC-02")?;
/// let text = Attachment::file(0, FileName::new("a.txt")?, 11, 0x6550_0000);
/// let files = [text, Attachment::directory(1, FileName::new("pics")?, 0x6550_0000)];
/// let message = Message::new("see attached")?.files(&files);
/// let packet = taro.send(1_700_000_004, SendOptions::SENDCHECK, message)?;
///
/// assert_eq!(
///     packet.encode_into(&mut buffer)?,
///     b"1:1700000004:taro:PC-02:2097440:see attached\x000:a.txt:b:65500000:1:\x071:pics:0:65500000:2:\x07"
/// );
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// What a field cannot carry, or would be read back as something else, is refused before anything
/// is written: by the type of the field where it is made, and by [`Sender::packet`] where the
/// command word has a say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Outgoing<'a> {
    packet: Packet<'a>,
    body: Body<'a>,
}

impl<'a> Sender<'a> {
    /// A sender with the version `1`. The names are strings, or bytes of any charset.
    ///
    /// # Errors
    /// As [`Name::new`] and [`Name::host`]: a `:` or a NUL in a name. It names user or host, and the byte.
    pub fn new(
        user: &'a (impl AsRef<[u8]> + ?Sized),
        host: &'a (impl AsRef<[u8]> + ?Sized),
    ) -> Result<Self, Error> {
        match (Name::new(user), Name::host(host)) {
            (Ok(user), Ok(host)) => Ok(Self { version: Version::ONE, user, host }),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    /// A packet with this command word and what follows it.
    ///
    /// Take a number that was not used before, and is higher than all that were: iptux drops a
    /// packet whose number is not above the last. The official client takes the Unix time in
    /// seconds, and counts on if it sends faster than that.
    ///
    /// # Errors
    /// What would not be read back under that command word:
    /// [`OtherForm`](crate::ErrorKind::OtherForm) for a body of another command, or one in clear
    /// with [`SendOptions::ENCRYPT`]; files without [`SendOptions::FILEATTACH`].
    pub fn packet(
        &self,
        packet_no: u64,
        word: CommandWord,
        body: impl Into<Body<'a>>,
    ) -> Result<Outgoing<'a>, Error> {
        let body = body.into();
        let packet = Packet {
            version: self.version,
            packet_no: Number::new(packet_no),
            user: self.user,
            host: self.host,
            command: word.into(),
            additional: Some(&[]),
        };
        match (&body, packet.form()) {
            // Whatever the word is read as elsewhere.
            (Body::Raw(_), Form::Empty) => {}
            (_, Form::Empty) => return Err(Error::new(ErrorKind::OtherForm, Part::ADDITIONAL, 0)),
            _ => body.check(word)?,
        }
        Ok(Outgoing { packet, body })
    }

    /// A message. Two options are set where they belong:
    ///
    /// - [`SendOptions::FILEATTACH`] if it has files, or anything in place of them where it was read.
    /// - [`SendOptions::UTF8`] if something is not ASCII, and the names of the sender, the text, the names
    ///   of files and the recipients are all UTF-8. If something is not, nothing is set: it is in the
    ///   charset of old clients.
    ///
    /// ```
    /// use imwire::{Encode, ipmsg::{Message, SendOptions, Sender}};
    ///
    /// let taro = Sender::new("taro", "PC-02")?;
    /// let mut buffer = [0; 64];
    /// let mut send = |options, text: &[u8]| -> Result<Vec<u8>, imwire::Error> {
    ///     Ok(taro.send(7, options, Message::new(text)?)?.encode_into(&mut buffer)?.to_vec())
    /// };
    /// let none = SendOptions::empty();
    /// assert_eq!(send(none, b"hi")?, b"1:7:taro:PC-02:32:hi\0");
    /// assert_eq!(send(none, "表".as_bytes())?, "1:7:taro:PC-02:8388640:表\0".as_bytes());
    /// assert_eq!(send(none, b"\x95\\")?, b"1:7:taro:PC-02:32:\x95\\\0"); // CP932
    /// let error = send(SendOptions::UTF8, b"a\x95\\").unwrap_err();
    /// assert_eq!(error.to_string(), "text: not UTF-8 at byte 1");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`packet`](Sender::packet); and [`ErrorKind::NotUtf8`] for
    /// [`SendOptions::UTF8`] where something is not: the part and its first bad byte. To send on what a peer
    /// announced wrongly, use `packet`, which takes the options as they are.
    pub fn send(
        &self,
        packet_no: u64,
        options: SendOptions,
        message: Message<'a>,
    ) -> Result<Outgoing<'a>, Error> {
        let files = if message.files.is_written() { SendOptions::FILEATTACH } else { SendOptions::empty() };
        let utf8 = match self.is_ascii().and_then(|names| Ok(message.is_ascii()? && names)) {
            Ok(true) => SendOptions::empty(),
            Ok(false) => SendOptions::UTF8,
            Err(error) if options.contains(SendOptions::UTF8) => return Err(error),
            Err(_) => SendOptions::empty(),
        };
        self.packet(packet_no, CommandWord::send(options.union(files).union(utf8)), message)
    }

    /// Whether its names are ASCII. An error if they are not both UTF-8.
    fn is_ascii(&self) -> Result<bool, Error> {
        let (user, host) = (self.user.as_bytes(), self.host.as_bytes());
        utf8(Part::USER, user)?;
        utf8(Part::HOST, host)?;
        Ok(user.is_ascii() && host.is_ascii())
    }
}

impl<'a> Sender<'a> {
    /// The request for a file or a directory that the message of number `message_no` offers: `GETFILEDATA` or
    /// `GETDIRFILES`, as the type of the attachment says. To be written on a TCP connection.
    ///
    /// ```
    /// use imwire::{Encode, Wire, ipmsg::{Attachment, Sender}};
    ///
    /// let taro = Sender::new(b"taro", b"PC-02")?;
    /// let file = Attachment::parse(b"10:report.txt:b:65500000:1:\x07")?;
    /// let request = taro.request(1_700_000_091, 1_700_000_030, &file)?;
    /// assert_eq!(request.encode_into(&mut [0; 64])?, b"1:1700000091:taro:PC-02:96:6553f11e:a:0:\0");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`packet`](Sender::packet).
    pub fn request(
        &self,
        packet_no: u64,
        message_no: u64,
        file: &Attachment<'_>,
    ) -> Result<Outgoing<'a>, Error> {
        let request = FileRequest::of(message_no, file);
        self.packet(packet_no, CommandWord::new(request.mode()), request)
    }
}

impl<'a> Outgoing<'a> {
    /// The header; its additional section is empty.
    #[inline]
    #[must_use]
    pub const fn header(&self) -> &Packet<'a> {
        &self.packet
    }

    /// The additional section.
    #[inline]
    #[must_use]
    pub const fn body(&self) -> &Body<'a> {
        &self.body
    }
}

impl Encode for Outgoing<'_> {
    #[inline]
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.packet.encode(sink)?;
        self.body.encode(sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::body::Raw;
    use crate::ipmsg::header::{CommonOptions, Mode};
    use crate::ipmsg::message::{FileName, Recipient};
    use crate::ipmsg::presence::Entry;
    use crate::ipmsg::receipt::Receipt;

    #[test]
    fn requests_for_files_and_directories() {
        let taro = Sender::new(b"u", b"h").unwrap();
        let name = FileName::new(b"a").unwrap();
        for (file, mode) in [
            (Attachment::file(1, name, 5, 0), Mode::GETFILEDATA),
            (Attachment::directory(1, name, 0), Mode::GETDIRFILES),
        ] {
            let request = taro.request(9, 8, &file).unwrap();
            assert_eq!(request.header().word().mode(), mode);
        }
    }

    #[track_caller]
    fn refused<T>(result: Result<T, Error>, message: &str) {
        assert_eq!(result.err().unwrap().to_string(), message);
    }

    #[test]
    fn what_would_not_be_read_back_is_refused() {
        refused(Sender::new(b"ta:ro", b"h"), "user: invalid byte at byte 2");
        refused(Sender::new("taro", b"h\0"), "host: contains NUL at byte 1");
        let taro = Sender::new("taro", "PC-02").unwrap();
        let receipt = taro.packet(1, CommandWord::new(Mode::SENDMSG), Receipt::new(5));
        refused(receipt, "additional section: does not match the command or type at byte 0");
        let files = [Attachment::file(0, FileName::new("a").unwrap(), 1, 2)];
        let message = Message::new("hi").unwrap().files(&files);
        refused(
            taro.packet(1, CommandWord::new(Mode::SENDMSG), message),
            "attachment: would be read as something else at byte 0",
        );
        let encrypted = SendOptions::ENCRYPT | SendOptions::FILEATTACH;
        refused(
            taro.send(1, encrypted, message),
            "additional section: does not match the command or type at byte 0",
        );
        refused(Message::new(b"a\0b"), "text: contains NUL at byte 1");
    }

    #[test]
    fn feiq_has_another_command_in_the_place_of_dir_poll() {
        let feiq = Version::new(b"1_lbt6_0#128#001122AABBCC#0#0#0#4001#9").unwrap();
        let feiq = Sender { version: feiq, ..Sender::new("wang", "PC").unwrap() };
        let (word, raw) = (CommandWord::new(Mode::DIR_POLL), Raw(b"\0"));
        let mut buffer = [0; 64];
        let sent = feiq.packet(1, word, raw).unwrap();
        let read = Packet::parse(sent.encode_into(&mut buffer).unwrap()).unwrap();
        assert_eq!((read.body(), read.form()), (Ok(raw.into()), Form::Empty));
        let message = "additional section: does not match the command or type at byte 0";
        refused(feiq.packet(1, word, Entry::default()), message);
        let plain = Sender { version: Version::ONE, ..feiq };
        refused(plain.packet(1, word, raw), message);
        assert!(plain.packet(1, word, Entry::default()).is_ok());
    }

    #[test]
    fn utf_8_is_announced_where_it_is() {
        #[track_caller]
        fn case(
            names: [&[u8]; 2],
            text: &[u8],
            file: &[u8],
            options: SendOptions,
            expected: Result<bool, &str>,
        ) {
            let [user, host] = names.map(|name| Name::new(name).unwrap());
            let sender = Sender { version: Version::ONE, user, host };
            let files = [Attachment::file(0, FileName::new(file).unwrap(), 1, 2)];
            let message = Message::new(text).unwrap().files(&files);
            let found = sender.send(1, options, message).map_err(|error| error.to_string());
            let found = found.map(|sent| sent.header().word().common().contains(CommonOptions::UTF8));
            assert_eq!(found, expected.map_err(str::to_owned));
        }
        let (none, utf8) = (SendOptions::empty(), SendOptions::UTF8);
        let (ascii, unicode): (&[u8], &[u8]) = (b"a", "a表".as_bytes());
        let names = [ascii, ascii];
        case(names, ascii, ascii, none, Ok(false));
        case(names, ascii, ascii, utf8, Ok(true));
        case(names, unicode, ascii, none, Ok(true));
        case(names, ascii, unicode, none, Ok(true));
        case([unicode, ascii], ascii, ascii, none, Ok(true));
        case([ascii, unicode], ascii, ascii, none, Ok(true));
        // CP932 in one place is CP932 in all.
        let cp932 = b"a\x95\x5c";
        case(names, cp932, unicode, none, Ok(false));
        case([unicode, ascii], unicode, cp932, none, Ok(false));
        case([ascii, cp932], unicode, unicode, none, Ok(false));
        case(names, cp932, ascii, utf8, Err("text: not UTF-8 at byte 1"));
        case(names, ascii, cp932, utf8, Err("file name: not UTF-8 at byte 1"));
        case([cp932, ascii], ascii, ascii, utf8, Err("user: not UTF-8 at byte 1"));
        case([ascii, cp932], ascii, ascii, utf8, Err("host: not UTF-8 at byte 1"));
        // Cut in the middle of a character.
        case(names, &unicode[..3], ascii, utf8, Err("text: not UTF-8 at byte 1"));
        let to = [Recipient::new(Name::new(cp932).unwrap(), Name::default()).unwrap()];
        let message = Message::new(unicode).unwrap().to(&to);
        let options = SendOptions::ENCEXTMSG | SendOptions::UTF8;
        let sender = Sender::new("u", "h").unwrap();
        refused(sender.send(1, options, message), "recipients: not UTF-8 at byte 1");
    }

    #[test]
    fn what_was_read_can_be_sent_on() {
        #[track_caller]
        fn case(body: &[u8], options: SendOptions, sent: &[u8]) {
            let me = Sender::new("u", "h").unwrap();
            let message = Message::parse_with(body, options).unwrap();
            let outgoing = me.send(1, options - SendOptions::FILEATTACH, message).unwrap();
            let mut buffer = [0; 64];
            let form = outgoing.encode_into(&mut buffer).unwrap();
            assert_eq!(form, sent);
            assert_eq!(Packet::parse(form).unwrap().body(), Ok(message.into()));
        }
        let attached = SendOptions::FILEATTACH;
        case(b"hi\0\x07", attached, b"1:1:u:h:2097184:hi\0\x07");
        case(b"hi\0:", attached, b"1:1:u:h:2097184:hi\0:");
        case(b"hi\0\x07\x07\0\0", attached, b"1:1:u:h:2097184:hi\0\x07\x07");
        case(b"hi\0not a file", attached, b"1:1:u:h:2097184:hi\0not a file");
        case(b"hi\0\0", attached, b"1:1:u:h:32:hi\0");
        case(b"hi\0\0x", attached, b"1:1:u:h:32:hi\0\0x");
        case(b"hi\0\x07", SendOptions::empty(), b"1:1:u:h:32:hi\0\x07");
        let to_all = SendOptions::ENCEXTMSG;
        case(b"hi\0\0TO:\x07", to_all | attached, b"1:1:u:h:67108896:hi\0\0TO:\x07");
    }

    #[test]
    fn read_back_as_it_was() {
        let taro = Sender::new("taro", "PC-02").unwrap();
        let files = [Attachment::file(0, FileName::new(b"a:b").unwrap(), 1, 2)];
        let message = Message::new(b":x").unwrap().files(&files);
        let outgoing = taro.send(7, SendOptions::SECRETEX, message).unwrap();
        let mut buffer = [0; 64];
        let packet = Packet::parse(outgoing.encode_into(&mut buffer).unwrap()).unwrap();
        assert_eq!((packet.packet_no, packet.user, packet.host), (7.into(), taro.user, taro.host));
        assert_eq!(packet.body(), Ok(message.into()));
        assert_eq!((outgoing.header().word(), outgoing.body()), (packet.word(), &packet.body().unwrap()));
    }
}
