//! Every body with `ENCRYPT`.

use super::capabilities::KeyCapabilities;
use super::coded::Coded;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::fields::{another, closed, separator, until};
use crate::ipmsg::items::Items;
use crate::ipmsg::message::Attachment;
use crate::ipmsg::record::{debug, wire};
use crate::ipmsg::text::without_nuls;
use crate::sink::Sink;
use crate::wire::Encode;
use nom::sequence::separated_pair;
use nom::{IResult, Parser};

const SESSION_KEY: Part = Part::named("session key");
const CIPHER: Part = Part::named("cipher");
const SIGNATURE: Part = Part::named("signature");

/// The body of a packet with `ENCRYPT`: a message, `SENDMSG`, or a request for a file,
/// `GETFILEDATA` and `GETDIRFILES`. (Not of `FeiQ`'s group messages, which are Blowfish as it is.)
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Encrypted<'a> {
    /// What was used: a key, a cipher, perhaps a signature. Its
    /// [`coding`](KeyCapabilities::coding) is the coding of the parts that follow.
    pub capabilities: KeyCapabilities,
    /// The session key, encrypted with the public key of the receiver. As long as the modulus.
    pub session_key: Coded<'a>,
    /// The plain text, encrypted with the session key. Whole blocks: 16 bytes of AES, 8 of
    /// Blowfish and RC2.
    pub cipher: Coded<'a>,
    /// The signature over the plain text with the private key of the sender. The official client
    /// refuses a message that has a [`SIGN`](KeyCapabilities::SIGN) bit and none.
    pub signature: Option<Coded<'a>>,
    /// The file list of a message with
    /// [`FILEATTACH`](crate::ipmsg::SendOptions::FILEATTACH), unless it is inside the cipher
    /// ([`ENCEXTMSG`](crate::ipmsg::SendOptions::ENCEXTMSG)). Until 3.x it was in clear.
    pub files: Items<'a, Attachment<'a>>,
    /// All that follows the file list and is not understood, without the NULs at the end. It
    /// begins with the NUL before it. No client is known to send any, and the official client
    /// passes over it.
    pub trailing: &'a [u8],
}

wire! { Encrypted<'a> = encrypted, |body| body.check_parts() }

impl Encrypted<'_> {
    fn check_parts(&self) -> Result<(), Error> {
        let coding = self.capabilities.coding();
        self.session_key.check(SESSION_KEY, coding)?;
        self.cipher.check(CIPHER, coding)?;
        if let Some(signature) = self.signature {
            signature.check(SIGNATURE, coding)?;
        }
        self.files.check()?;
        let kind = match self.trailing {
            [] => return Ok(()),
            [.., 0] => ErrorKind::Nul,
            [0, ..] => return Ok(()),
            // It would be a part of the file list.
            _ => ErrorKind::Ambiguous,
        };
        Err(Error::new(kind, Part::ADDITIONAL, 0))
    }
}

fn encrypted(input: &[u8]) -> IResult<&[u8], Encrypted<'_>, Fault> {
    let (rest, capabilities) = KeyCapabilities::then(SESSION_KEY)(input)?;
    let part = |part, end| Coded::until(part, capabilities.coding(), end);
    let (rest, (session_key, cipher)) =
        separated_pair(part(SESSION_KEY, b':'), separator(b':', CIPHER), part(CIPHER, b':')).parse(rest)?;
    let (rest, signature) = match another(rest) {
        Some(at) => part(SIGNATURE, 0).map(Some).parse(at)?,
        // An empty one is none.
        None => (closed(rest), None),
    };

    let rest = rest.strip_prefix(&[0]).unwrap_or(rest);
    let at = input.len().wrapping_sub(rest.len());
    let (files, after) = until(0, rest);
    let (files, trailing) = (Items::on_wire(files, at), without_nuls(after));
    Ok((&[], Encrypted { capabilities, session_key, cipher, signature, files, trailing }))
}

impl Encode for Encrypted<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.capabilities.encode(sink)?;
        sink.put(b":")?;
        self.session_key.encode(sink)?;
        sink.put(b":")?;
        self.cipher.encode(sink)?;
        if let Some(signature) = self.signature {
            sink.put(b":")?;
            signature.encode(sink)?;
        }
        // One NUL ends the packet, or the text before the list, which has none of its own.
        sink.put(&[0])?;
        self.files.encode(sink)?;
        sink.put(self.trailing)
    }
}

debug! { Encrypted { capabilities, session_key, cipher, signature, files, trailing: Shown } }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::keys::Coding;
    use crate::wire::Wire;
    use core::fmt;

    #[track_caller]
    fn refused<'a, T: Wire<'a, Context = ()> + fmt::Debug>(input: &'a [u8], message: &str) {
        assert_eq!(T::parse(input).unwrap_err().to_string(), message);
    }

    #[track_caller]
    fn message(input: &[u8], signature: Option<&[u8]>, files: &[u8], form: &[u8]) {
        let body = Encrypted::parse(input).unwrap();
        let coding = body.capabilities.coding();
        assert_eq!(body.session_key, Coded::new(coding, b"key"));
        assert_eq!(body.cipher, Coded::new(coding, b"cipher"));
        assert_eq!(body.signature, signature.map(|bytes| Coded::new(coding, bytes)));
        assert_eq!((body.files.as_bytes(), body.trailing), (Some(files), &b""[..]));
        assert_eq!(body.encode_into(&mut [0; 64]), Ok(form));
    }

    #[test]
    fn what_is_not_understood_is_kept() {
        #[track_caller]
        fn case(input: &[u8], files: &[u8], trailing: &[u8], form: &[u8]) {
            let body = Encrypted::parse(input).unwrap();
            assert_eq!((body.files.as_bytes(), body.trailing), (Some(files), trailing));
            assert_eq!(body.encode_into(&mut [0; 64]), Ok(form));
        }
        let form = b"20002:6b6579:00\0files\0TO:a:b";
        case(form, b"files", b"\0TO:a:b", form);
        case(b"20002:6b6579:00\0files\0TO:a:b\0\0", b"files", b"\0TO:a:b", form);
        let form = b"20002:6b6579:00:11\0\0\0a\0b";
        case(form, b"", b"\0\0a\0b", form);
        case(b"20002:6b6579:00:\0\0x\0", b"", b"\0x", b"20002:6b6579:00\0\0x");
    }

    #[test]
    fn bodies() {
        const NONE: &[u8] = b"";
        let form = b"20002:6b6579:636970686572\0";
        message(form, None, NONE, form);
        message(b"20002:6b6579:636970686572", None, NONE, form);
        message(b"20002:6b6579:636970686572:\0", None, NONE, form);
        // FeiQ leaves spaces after the cipher.
        message(b"20002 :6b6579 :636970686572  \0", None, NONE, form);
        message(b"20002:6b6579:636970686572\0\0\0", None, NONE, form);
        let form = b"20002:6b6579:636970686572\x000:a.txt:5:41800000:1:\x07";
        message(form, None, b"0:a.txt:5:41800000:1:\x07", form);
        message(&[&form[..], b"\0\0"].concat(), None, b"0:a.txt:5:41800000:1:\x07", form);
        let form = b"21900004:a2V5:Y2lwaGVy:c2ln\0";
        message(form, Some(b"sig"), NONE, form);
        let form = b"20000002:6b6579:636970686572:736967\0x";
        message(form, Some(b"sig"), b"x", form);
    }

    #[test]
    fn bodies_refused() {
        refused::<Encrypted<'_>>(b"\0", "capabilities: empty at byte 0");
        refused::<Encrypted<'_>>(b"hello: world\0", "capabilities: not a hexadecimal number at byte 0");
        refused::<Encrypted<'_>>(b"20002\0:00:00", "session key: missing at byte 5");
        refused::<Encrypted<'_>>(b"20002:", "session key: empty at byte 6");
        refused::<Encrypted<'_>>(b"20002::00", "session key: empty at byte 6");
        refused::<Encrypted<'_>>(
            b"20002:123:00",
            "session key: an odd number of hexadecimal digits at byte 6",
        );
        refused::<Encrypted<'_>>(b"20002:a2V5:00", "session key: not a hexadecimal number at byte 6");
        refused::<Encrypted<'_>>(b"1000002:6b6579:00", "session key: not base64 at byte 8");
        refused::<Encrypted<'_>>(b"20002:6b6579\0", "cipher: missing at byte 12");
        refused::<Encrypted<'_>>(b"20002:6b6579:\0", "cipher: empty at byte 13");
        refused::<Encrypted<'_>>(b"20002:6b6579::00", "cipher: empty at byte 13");
        refused::<Encrypted<'_>>(b"20002:6b6579:0g\0", "cipher: not a hexadecimal number at byte 13");
        refused::<Encrypted<'_>>(b"1000002:a2V5:Y2l=", "cipher: not base64 at byte 13");
        refused::<Encrypted<'_>>(b"20002:6b6579:00::", "signature: not a hexadecimal number at byte 16");
        refused::<Encrypted<'_>>(
            b"20002:6b6579:00:0\0",
            "signature: an odd number of hexadecimal digits at byte 16",
        );
        refused::<Encrypted<'_>>(b"20002:6b6579:00:11:22", "signature: not a hexadecimal number at byte 16");
        refused::<Encrypted<'_>>(b"20002:6b6579:00: \0", "signature: empty at byte 16");
    }

    #[track_caller]
    fn misfit<'a, T: Wire<'a, Context = ()>>(value: T, message: &str) {
        assert_eq!(value.check(()).unwrap_err().to_string(), message);
    }

    #[test]
    fn values_that_would_be_read_as_others_do_not_fit() {
        let good = Encrypted::parse(b"20002:6b6579:636970686572:736967").unwrap();
        let (empty, base64) = (Coded::new(Coding::Hex, b""), Coded::new(Coding::Base64, b"x"));
        misfit(Encrypted { session_key: empty, ..good }, "session key: empty at byte 0");
        misfit(Encrypted { cipher: base64, ..good }, "cipher: not a hexadecimal number at byte 0");
        misfit(Encrypted { signature: Some(empty), ..good }, "signature: empty at byte 0");
        let capabilities = KeyCapabilities::ENCODE_BASE64;
        misfit(Encrypted { capabilities, ..good }, "session key: not base64 at byte 0");
        misfit(
            Encrypted { trailing: b"x", ..good },
            "additional section: would be read as something else at byte 0",
        );
        misfit(Encrypted { trailing: b"\0x\0", ..good }, "additional section: contains NUL at byte 0");
        misfit(Encrypted { trailing: b"\0", ..good }, "additional section: contains NUL at byte 0");
    }
}
