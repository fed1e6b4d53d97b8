//! Requests for files, `GETFILEDATA` and `GETDIRFILES`: what a receiver writes on a TCP connection.
//!
//! ```text
//! 1:1700000091:taro:PC-02:8388704:6553f11e:a:1f400:\0
//! └ header, GETFILEDATA ────────┘ │        │ └ offset: from which byte on
//!                                 │        └ number of the file in its list
//!                                 └ packet number of the message with the list
//! ```
//!
//! The three numbers are hexadecimal, though the list and the header have them in decimal.
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{FileId, FileRequest, Packet, Trailing}};
//!
//! let packet = Packet::parse(b"1:1700000091:taro:PC-02:8388704:6553f11e:a:1f400:\0")?;
//! let request = FileRequest::parse_with(packet.additional.unwrap_or_default(), packet.word())?;
//! assert_eq!(request.packet_no, 1_700_000_030);
//! assert_eq!((request.file_id.hex(), request.offset), (10, Some(128_000)));
//!
//! let directory = FileRequest {
//!     packet_no: 1_700_000_030,
//!     file_id: FileId::from_hex(1),
//!     offset: None,
//!     cipher: None,
//!     trailing: Trailing::NONE,
//! };
//! assert_eq!(directory.encode_into(&mut [0; 32])?, b"6553f11e:1:\0");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Where a request ends
//!
//! Nothing says how long it is, and nothing has to end it: the official client writes a NUL,
//! `FeiQ` and `内网通` only the `:` after the offset. [`Progress::of`](super::Progress::of) tells what can be told of the bytes so
//! far, and [`Arrival`](super::Arrival) does so piece by piece.
//!
//! # Encrypted requests
//!
//! With [`ENCRYPT`](crate::ipmsg::FileOptions::ENCRYPT) the body is an
//! [`Encrypted`](crate::ipmsg::Encrypted), and its plain text is the request. With
//! [`ENCFILE`](crate::ipmsg::FileOptions::ENCFILE) the plain text says also how the contents are
//! to be sent, [`FileCipher`]:
//!
//! ```text
//! 6553f11e:1:900000:00112233…:6553f121\0    encrypted, with this key
//! 6553f11e:1:4000000:6553f121\0             in clear
//! ```
//!
//! Source: IP Messenger protocol, draft 10 and draft 14 §3-5; the official client 4.99;
//! recordings of iptux 0.8.3 and feiq-cli.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::fields::{another, hex, hex_then, is_hex, then};
use crate::ipmsg::header::{CommandWord, FileOptions, Mode};
use crate::ipmsg::keys::{CAPABILITIES, Coded, Coding, KeyCapabilities};
use crate::ipmsg::message::{Attachment, FileId, FileType};
use crate::ipmsg::text::Trailing;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::{IResult, Parser};

const FILE_ID: Part = Part::named("file id");
const OFFSET: Part = Part::named("offset");
const KEY: Part = Part::named("key");

/// The body of `GETFILEDATA` or `GETDIRFILES`, in clear or decrypted.
///
/// Its context is the command word of the packet: `GETFILEDATA` needs an offset, and `ENCFILE`
/// says that a [`FileCipher`] may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileRequest<'a> {
    /// The packet number of the message that offered the file. The official client cuts it to 32
    /// bits. feiq++ writes it in decimal: then [`FileId::from_hex`] of it gives it back.
    pub packet_no: u64,
    /// The number of the file in the list of that message, which has it in decimal, though a request
    /// has it in hexadecimal: what is `10` there is `a` here. [`of`](Self::of) converts it.
    pub file_id: FileId,
    /// From which byte on the contents are wanted. The official client always writes 0, and
    /// nothing for `GETDIRFILES`; iptux and feiq-cli write one for that, too. iptux ignores it.
    pub offset: Option<u64>,
    /// How the contents are to be sent; with `ENCFILE` only.
    pub cipher: Option<FileCipher<'a>>,
    /// What follows the last field and the `:` that ends it.
    pub trailing: Trailing<'a>,
}

impl FileRequest<'_> {
    /// Asks for a file that the message of that number offers, from its first byte on, or for a
    /// directory: with `GETDIRFILES` if its type is [`DIR`](FileType::DIR), with `GETFILEDATA` if not.
    ///
    /// The id is taken for decimal, as nearly all clients write it in their lists; one with a letter
    /// goes back as it is.
    ///
    /// ```
    /// use imwire::{Encode, Wire, ipmsg::{Attachment, FileRequest}};
    ///
    /// let file = Attachment::parse(b"10:report.txt:b:65500000:1:\x07")?;
    /// let request = FileRequest::of(1_700_000_030, &file);
    /// assert_eq!(request.encode_into(&mut [0; 32])?, b"6553f11e:a:0:\0");
    /// // What is left of it.
    /// let rest = FileRequest { offset: Some(5), ..request };
    /// assert_eq!(rest.encode_into(&mut [0; 32])?, b"6553f11e:a:5:\0");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub fn of(packet_no: u64, file: &Attachment<'_>) -> Self {
        let file_id = file.id.decimal().map_or(file.id, FileId::from_hex);
        let offset = if file.word.file_type() == FileType::DIR { None } else { Some(0) };
        Self { packet_no, file_id, offset, cipher: None, trailing: Trailing::NONE }
    }

    /// The command that it goes with: `GETFILEDATA` with an offset, `GETDIRFILES` without one.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        if self.offset.is_some() { Mode::GETFILEDATA } else { Mode::GETDIRFILES }
    }
}

/// How the contents of a file are to be sent: the end of the plain text of an encrypted request
/// with `ENCFILE`.
///
/// The official client refuses all but the two forms
///
/// | | |
/// |---|---|
/// | `AES_256` and `PACKETNO_IV`, a key of 32 bytes | AES in counter mode over all that is sent. The first counter block is [`KeyCapabilities::iv`] of the request's own packet number |
/// | `NOENC_FILEBODY`, no key | in clear |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileCipher<'a> {
    /// What is to be used.
    pub capabilities: KeyCapabilities,
    /// The key, hexadecimal; `None` with
    /// [`NOENC_FILEBODY`](KeyCapabilities::NOENC_FILEBODY), and only then.
    pub key: Option<Coded<'a>>,
    /// The packet number of the request, again: a client that overheard it cannot send it a second time. Since
    /// 4.50; no draft has it.
    pub packet_no: Option<u64>,
}

/// Which fields there are besides the first two.
#[derive(Clone, Copy)]
struct Shape {
    offset_needed: bool,
    offset_allowed: bool,
    cipher_allowed: bool,
}

impl Shape {
    fn of(word: CommandWord) -> Self {
        let file_data = word.mode() == Mode::GETFILEDATA;
        let encfile = FileOptions::ENCFILE.union(FileOptions::ENCFILE_OBSLT);
        let enciphered = word.get::<FileOptions>().is_some_and(|options| options.intersects(encfile));
        Self {
            offset_needed: file_data,
            // After it a cipher could not be told from an offset that is left out.
            offset_allowed: file_data || !enciphered,
            cipher_allowed: enciphered,
        }
    }
}

impl<'a> Wire<'a> for FileRequest<'a> {
    type Context = CommandWord;

    fn grammar(word: CommandWord) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        let shape = Shape::of(word);
        move |input| request(shape, input)
    }

    fn check(&self, word: CommandWord) -> Result<(), Error> {
        let shape = Shape::of(word);
        match (self.offset, self.cipher) {
            (None, _) if shape.offset_needed => Err(Error::new(ErrorKind::Missing, OFFSET, 0)),
            (Some(_), _) if !shape.offset_allowed => Err(Error::new(ErrorKind::Ambiguous, OFFSET, 0)),
            (_, Some(_)) if !shape.cipher_allowed => Err(Error::new(ErrorKind::Unexpected, CAPABILITIES, 0)),
            (_, Some(cipher)) => {
                cipher.check()?;
                let goes_on = cipher.packet_no.is_none();
                self.check_trailing(goes_on, goes_on && cipher.key.is_some())
            }
            (None, None) => self.check_trailing(shape.offset_allowed || shape.cipher_allowed, false),
            (Some(_), None) => self.check_trailing(shape.cipher_allowed, false),
        }
    }
}

impl FileRequest<'_> {
    /// Whether nothing can follow the offset under that word: no cipher.
    pub(super) fn ends_after_offset(word: CommandWord) -> bool {
        !Shape::of(word).cipher_allowed
    }

    /// `goes_on`: whether one more field could come. `after_key`: whether it follows a key, and not a number.
    fn check_trailing(&self, goes_on: bool, after_key: bool) -> Result<(), Error> {
        let trailing = self.trailing.as_bytes();
        self.trailing.check(|first| match first {
            b':' => trailing == b":" || goes_on && another(trailing).is_some(),
            _ => first.is_ascii_hexdigit() || !after_key && is_hex(first),
        })
    }
}

fn request(shape: Shape, input: &[u8]) -> IResult<&[u8], FileRequest<'_>, Fault> {
    let (at, packet_no) = hex_then(scan::hex_u64, Part::PACKET_NO, b':', FILE_ID)(input)?;
    let (rest, file_id) = hex(scan::hex_u64, FILE_ID, b':', at)?;
    let (offset, rest) = match another(rest) {
        Some(at) if shape.offset_allowed => {
            let (rest, offset) = hex(scan::hex_u64, OFFSET, b':', at)?;
            (Some(offset), rest)
        }
        None if shape.offset_needed => {
            let rest = then(b':', (FILE_ID, at), OFFSET, rest)?;
            return Fault::err(ErrorKind::Missing, OFFSET, rest);
        }
        _ => (None, rest),
    };
    let (rest, cipher) = match another(rest) {
        Some(at) if shape.cipher_allowed => file_cipher.map(Some).parse(at)?,
        _ => (rest, None),
    };
    let trailing = match Trailing::new(rest) {
        closed if closed.as_bytes() == b":" => Trailing::NONE,
        trailing => trailing,
    };
    Ok((&[], FileRequest { packet_no, file_id: FileId::from_hex(file_id), offset, cipher, trailing }))
}

fn file_cipher(input: &[u8]) -> IResult<&[u8], FileCipher<'_>, Fault> {
    let (rest, capabilities) = KeyCapabilities::read(input)?;
    let (rest, key) = if capabilities.contains(KeyCapabilities::NOENC_FILEBODY) {
        (rest, None)
    } else {
        let at = then(b':', (CAPABILITIES, input), KEY, rest)?;
        Coded::at_start(KEY, Coding::Hex, at).map(|(rest, key)| (rest, Some(key)))?
    };
    let (rest, packet_no) = match another(rest) {
        Some(at) => hex(scan::hex_u64, Part::PACKET_NO, b':', at).map(|(rest, no)| (rest, Some(no)))?,
        None => (rest, None),
    };
    Ok((rest, FileCipher { capabilities, key, packet_no }))
}

impl FileCipher<'_> {
    fn check(&self) -> Result<(), Error> {
        match (self.key, self.capabilities.contains(KeyCapabilities::NOENC_FILEBODY)) {
            (Some(key), false) => key.check(KEY, Coding::Hex),
            (None, true) => Ok(()),
            (Some(_), true) => Err(Error::new(ErrorKind::Unexpected, KEY, 0)),
            (None, false) => Err(Error::new(ErrorKind::Missing, KEY, 0)),
        }
    }
}

/// With a `:` after the last number, except that of a cipher, and a NUL, as the official client
/// writes it.
impl Encode for FileRequest<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        scan::put_hex(sink, self.packet_no)?;
        sink.put(b":")?;
        self.file_id.encode(sink)?;
        if let Some(offset) = self.offset {
            sink.put(b":")?;
            scan::put_hex(sink, offset)?;
        }
        match &self.cipher {
            Some(cipher) => cipher.put(sink)?,
            None if self.trailing.is_empty() => sink.put(b":")?,
            None => {}
        }
        self.trailing.encode(sink)
    }
}

impl FileCipher<'_> {
    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b":")?;
        self.capabilities.encode(sink)?;
        if let Some(key) = self.key {
            sink.put(b":")?;
            key.encode(sink)?;
        }
        if let Some(packet_no) = self.packet_no {
            sink.put(b":")?;
            scan::put_hex(sink, packet_no)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: CommandWord = CommandWord::new(Mode::GETFILEDATA);
    const DIRECTORY: CommandWord = CommandWord::new(Mode::GETDIRFILES);

    fn encfile(word: CommandWord) -> CommandWord {
        word.with(FileOptions::ENCFILE | FileOptions::ENCRYPT).unwrap()
    }

    #[track_caller]
    fn reads(input: &[u8], word: CommandWord, numbers: (u64, u64, Option<u64>), form: &[u8]) {
        let request = FileRequest::parse_with(input, word).unwrap();
        assert_eq!((request.packet_no, request.file_id.hex(), request.offset), numbers);
        assert_eq!(request.cipher, None);
        assert_eq!(request.encode_into(&mut [0; 64]), Ok(form));
    }

    #[test]
    fn requests() {
        reads(b"6553f11e:a:1f400:\0", FILE, (0x6553_f11e, 10, Some(0x1f400)), b"6553f11e:a:1f400:\0");
        reads(
            b"6553f11e:0:123456789:\0",
            FILE,
            (0x6553_f11e, 0, Some(0x1_2345_6789)),
            b"6553f11e:0:123456789:\0",
        );
        reads(b"6553f11e:0:0\0", FILE, (0x6553_f11e, 0, Some(0)), b"6553f11e:0:0:\0");
        reads(b"6553f11e:1:0:", FILE, (0x6553_f11e, 1, Some(0)), b"6553f11e:1:0:\0"); // FeiQ
        reads(b"16:2710:0\0", FILE, (0x16, 10000, Some(0)), b"16:2710:0:\0"); // iptux
        reads(b"18:2714:0\0", DIRECTORY, (0x18, 10004, Some(0)), b"18:2714:0:\0"); // iptux
        reads(b"6553F11E:1", DIRECTORY, (0x6553_f11e, 1, None), b"6553f11e:1:\0");
        reads(b"6553f11e:1:\0\0", DIRECTORY, (0x6553_f11e, 1, None), b"6553f11e:1:\0");
        reads(b"0001:02 :003\0", FILE, (1, 2, Some(3)), b"1:2:3:\0");
        // What follows the last number.
        reads(b"1:2:3 \0", FILE, (1, 2, Some(3)), b"1:2:3 \0");
        reads(b"1:2:3:\0\x7f\x01", FILE, (1, 2, Some(3)), b"1:2:3:\0\x7f\x01\0");
        reads(b"1:2:3\r\n", FILE, (1, 2, Some(3)), b"1:2:3\r\n\0");
        reads(b"1:2:3:4", FILE, (1, 2, Some(3)), b"1:2:3:4\0");
        reads(b"1:2\n", DIRECTORY, (1, 2, None), b"1:2\n\0");
        reads(b"1:2:\0x", DIRECTORY, (1, 2, None), b"1:2:\0x\0");
        reads(b"1:2:\r\n", DIRECTORY, (1, 2, None), b"1:2:\r\n\0");
        reads(b"1:2:3:\n", encfile(FILE), (1, 2, Some(3)), b"1:2:3:\n\0");
        reads(b"1:2:", encfile(DIRECTORY), (1, 2, None), b"1:2:\0");
        reads(b"1:2:3:", encfile(FILE), (1, 2, Some(3)), b"1:2:3:\0");
        let most = (u64::MAX, u64::MAX, Some(u64::MAX));
        let text = b"ffffffffffffffff:ffffffffffffffff:ffffffffffffffff:\0";
        reads(text, FILE, most, text);
    }

    #[test]
    fn what_a_list_offers() {
        let asks = |entry: &[u8], expected: &[u8]| {
            let file = Attachment::parse(entry).unwrap();
            assert_eq!(FileRequest::of(0x16, &file).encode_into(&mut [0; 64]), Ok(expected));
        };
        asks(b"10000:report.txt:b:0:1:\x07", b"16:2710:0:\0"); // iptux
        asks(b"10004:notes:bc2:0:2:\x07", b"16:2714:\0");
        asks(b"7:clip.png:a:0:20:\x07", b"16:7:0:\0");
        asks(b"1a:report.txt:b:0:1:\x07", b"16:1a:0:\0"); // no decimal number
        asks(b"9999999999999999:f:b:0:1:\x07", b"16:2386f26fc0ffff:0:\0");
    }

    #[track_caller]
    fn refused(input: &[u8], word: CommandWord, message: &str) {
        assert_eq!(FileRequest::parse_with(input, word).unwrap_err().to_string(), message);
    }

    #[test]
    fn requests_refused() {
        for word in [FILE, DIRECTORY, encfile(FILE), encfile(DIRECTORY)] {
            refused(b"", word, "packet number: empty at byte 0");
            refused(b"\0", word, "packet number: empty at byte 0");
            refused(b":1:0", word, "packet number: empty at byte 0");
            refused(b"0x16:1:0", word, "packet number: not a hexadecimal number at byte 0");
            refused(b"10000000000000000:1:0", word, "packet number: over 64 bits at byte 0");
            refused(b"16", word, "file id: missing at byte 2");
            refused(b"16\0:1:0", word, "file id: missing at byte 2");
            refused(b"16:", word, "file id: empty at byte 3");
            refused(b"16::0", word, "file id: empty at byte 3");
            refused(b"16:-1:0", word, "file id: not a hexadecimal number at byte 3");
            refused(b"16:10000000000000000:0", word, "file id: over 64 bits at byte 3");
        }
        refused(b"16:1\0", FILE, "offset: missing at byte 4");
        refused(b"16:1:\0", FILE, "offset: missing at byte 5");
        refused(b"16:1:\n", FILE, "offset: missing at byte 5");
        for word in [FILE, DIRECTORY] {
            refused(b"16:1:x", word, "offset: not a hexadecimal number at byte 5");
            refused(b"16:1::", word, "offset: empty at byte 5");
            refused(b"16:1:10000000000000000", word, "offset: over 64 bits at byte 5");
        }
        refused(b"16:1::", encfile(DIRECTORY), "capabilities: empty at byte 5");
        refused(b"16:1:0:x", encfile(FILE), "capabilities: not a hexadecimal number at byte 7");
        refused(b"16:1:100000000", encfile(DIRECTORY), "capabilities: over 32 bits at byte 5");
        refused(b"16:1:900000\0", encfile(DIRECTORY), "key: missing at byte 11");
        refused(b"16:1:900000:\0", encfile(DIRECTORY), "key: empty at byte 12");
        refused(b"16:1:900000:0", encfile(DIRECTORY), "key: an odd number of hexadecimal digits at byte 12");
        refused(b"16:1:900000:00::", encfile(DIRECTORY), "packet number: empty at byte 15");
        refused(b"16:1:4000000:g", encfile(DIRECTORY), "packet number: not a hexadecimal number at byte 13");
    }

    #[test]
    fn ciphers_of_contents() {
        #[track_caller]
        fn case(input: &[u8], word: CommandWord, offset: Option<u64>, cipher: FileCipher<'_>, form: &[u8]) {
            let request = FileRequest::parse_with(input, word).unwrap();
            assert_eq!((request.offset, request.cipher), (offset, Some(cipher)));
            assert_eq!(request.encode_into(&mut [0; 64]), Ok(form));
        }
        let capabilities = KeyCapabilities::AES_256 | KeyCapabilities::PACKETNO_IV;
        let key = Some(Coded::new(Coding::Hex, b"\x01\xff"));
        let cipher = FileCipher { capabilities, key, packet_no: Some(0x6553_f121) };
        let form = b"16:1:900000:01ff:6553f121\0";
        case(form, encfile(DIRECTORY), None, cipher, form);
        case(b"16:1:900000:01ff:6553f121:", encfile(DIRECTORY), None, cipher, form);
        let form = b"16:1:0:900000:01ff:6553f121\0";
        case(form, encfile(FILE), Some(0), cipher, form);
        // 3.50 to 4.4x had another bit for it, and no packet number.
        let old = FILE.with(FileOptions::ENCFILE_OBSLT).unwrap();
        case(
            b"16:1:0:900000:01ff\0",
            old,
            Some(0),
            FileCipher { packet_no: None, ..cipher },
            b"16:1:0:900000:01ff\0",
        );
        // A letter that is no digit ends a key.
        let odd = FileRequest::parse_with(b"16:1:900000:01ffx\0", encfile(DIRECTORY)).unwrap();
        assert_eq!(
            (odd.cipher, odd.trailing.as_bytes()),
            (Some(FileCipher { packet_no: None, ..cipher }), &b"x"[..])
        );
        assert_eq!(odd.check(encfile(DIRECTORY)), Ok(()));
        let clear =
            FileCipher { capabilities: KeyCapabilities::NOENC_FILEBODY, key: None, packet_no: Some(7) };
        case(b"16:1:4000000:7\0", encfile(DIRECTORY), None, clear, b"16:1:4000000:7\0");
        let bare = FileCipher { packet_no: None, ..clear };
        case(b"16:1:4000000:\0", encfile(DIRECTORY), None, bare, b"16:1:4000000\0");
    }

    #[test]
    fn values_that_would_be_read_as_others_do_not_fit() {
        #[track_caller]
        fn case(request: FileRequest<'_>, word: CommandWord, message: &str) {
            assert_eq!(request.check(word).unwrap_err().to_string(), message);
        }
        let bare = FileRequest {
            packet_no: 1,
            file_id: FileId::from_hex(2),
            offset: None,
            cipher: None,
            trailing: Trailing::NONE,
        };
        let key = Some(Coded::new(Coding::Hex, b"key"));
        let cipher = FileCipher { capabilities: KeyCapabilities::AES_256, key, packet_no: None };
        let with = |cipher| FileRequest { cipher: Some(cipher), ..bare };
        case(bare, FILE, "offset: missing at byte 0");
        case(
            FileRequest { offset: Some(0), ..bare },
            encfile(DIRECTORY),
            "offset: would be read as something else at byte 0",
        );
        case(with(cipher), DIRECTORY, "capabilities: unexpected word at byte 0");
        case(with(FileCipher { key: None, ..cipher }), encfile(DIRECTORY), "key: missing at byte 0");
        let capabilities = KeyCapabilities::NOENC_FILEBODY;
        case(
            with(FileCipher { capabilities, ..cipher }),
            encfile(DIRECTORY),
            "key: unexpected word at byte 0",
        );
        let empty = Some(Coded::new(Coding::Hex, b""));
        case(with(FileCipher { key: empty, ..cipher }), encfile(DIRECTORY), "key: empty at byte 0");
        let ambiguous = "additional section: would be read as something else at byte 0";
        let trailing = |trailing, request| FileRequest { trailing: Trailing::new(trailing), ..request };
        case(trailing(b":3", bare), DIRECTORY, ambiguous);
        case(trailing(b":", bare), DIRECTORY, ambiguous);
        case(trailing(b"a", bare), DIRECTORY, ambiguous);
        case(trailing(b":1", with(cipher)), encfile(DIRECTORY), ambiguous);
        let whole = FileRequest { offset: Some(0), ..bare };
        case(trailing(b"x", whole), FILE, ambiguous);
        case(trailing(b":900000", whole), encfile(FILE), ambiguous);
        assert_eq!(trailing(b":3", whole).check(FILE), Ok(()));
        assert_eq!(trailing(b"\0:3", bare).check(DIRECTORY), Ok(()));
    }
}
