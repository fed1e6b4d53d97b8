//! Every body with `ENCRYPT`.

use super::capabilities::KeyCapabilities;
use super::coded::{Coded, Coding};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::Kind;
use crate::ipmsg::fields::{another, closed, separator};
use crate::ipmsg::items::Items;
use crate::ipmsg::message::Attachment;
use crate::ipmsg::record::{body, debug, leaf};
use crate::ipmsg::show::Inside;
use crate::ipmsg::text::{Rest, without_nuls};
use crate::wire::Encode;
use nom::sequence::terminated;
use nom::{IResult, Parser};

const SESSION_KEY: Part = Part::named("session key");
const CIPHER: Part = Part::named("cipher");
const SIGNATURE: Part = Part::named("signature");

body! {
    /// The body of a packet with `ENCRYPT`: a message, `SENDMSG`, or a request for a file,
    /// `GETFILEDATA` and `GETDIRFILES`. (Not of `FeiQ`'s group messages, which are Blowfish as it is.)
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    Encrypted<'a> of input, |body| body.check_parts() => {
        /// What was used: a key, a cipher, perhaps a signature. Its
        /// [`coding`](KeyCapabilities::coding) is the coding of the parts that follow.
        pub capabilities: KeyCapabilities = KeyCapabilities::then(SESSION_KEY), b":";
        /// The session key, encrypted with the public key of the receiver. As long as the modulus.
        pub session_key: Coded<'a> = terminated(
            Coded::until(SESSION_KEY, capabilities.coding(), b':'),
            separator(b':', CIPHER),
        ), b":";
        /// The plain text, encrypted with the session key. Whole blocks: 16 bytes of AES, 8 of
        /// Blowfish and RC2.
        pub cipher: Coded<'a> = Coded::until(CIPHER, capabilities.coding(), b':');
        /// The signature over the plain text with the private key of the sender. The official client
        /// refuses a message that has a [`SIGN`](KeyCapabilities::SIGN) bit and none.
        // One NUL ends the packet, or the text before the list, which has none of its own.
        pub signature: Option<Coded<'a>> as Signature<'a> = signature(capabilities.coding()), b"\0";
        /// The file list of a message with
        /// [`FILEATTACH`](crate::ipmsg::SendOptions::FILEATTACH), unless it is inside the cipher
        /// ([`ENCEXTMSG`](crate::ipmsg::SendOptions::ENCEXTMSG)). Until 3.x it was in clear.
        pub files: Items<'a, Attachment<'a>> = Items::until_nul(input);
        /// All that follows the file list and is not understood, without the NULs at the end. It
        /// begins with the NUL before it. No client is known to send any, and the official client
        /// passes over it.
        pub trailing: &'a [u8] as Rest<'a> = |after| Ok((&[][..], without_nuls(after)));
    }
}

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

/// Reads the signature and the NUL after it. An empty signature counts as absent.
fn signature<'a>(coding: Coding) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Option<Coded<'a>>, Fault> {
    move |rest| {
        let (rest, signature) = match another(rest) {
            Some(at) => Coded::until(SIGNATURE, coding, 0).map(Some).parse(at)?,
            None => (closed(rest), None),
        };
        Ok((rest.strip_prefix(&[0]).unwrap_or(rest), signature))
    }
}

struct Signature<'a>(Option<Coded<'a>>);

leaf! {
    Signature<'a>, Kind::Record(<Coded<'a> as Inside<'a>>::RECORD),
    |signature| sink => match signature.0 {
        Some(coded) => {
            sink.put(b":")?;
            coded.encode(sink)
        }
        None => Ok(()),
    },
    out => some_record(&signature.0);
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
