//! Tickets of `USR`, without the arithmetic, which is in `auth`.
//!
//! ```text
//! USR 6 TWN S t=53*1hAu…$$&p=5eKB…       MSNP8 to 14: two tickets
//! USR 9 SHA A PD94bWwg…                  MSNP18, 21: a signed ticket of a circle, XML in base64
//!
//! Authentication-Info: Passport1.4 da-status=success,from-PP='t=53*1hAu…$$&p=5eKB…',ru=http://…
//! ```
//!
//! ```
//! use imwire::{Wire, msnp::payload::signin::{PassportAnswer, Ticket}};
//!
//! let answer = PassportAnswer::parse(b"Passport1.4 da-status=success,from-PP='t=53*1$$&p=5e',ru=http://x")?;
//! assert_eq!(answer.ticket()?, Ticket::parse(b"t=53*1$$&p=5e")?);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Tickets are opaque and never percent-decoded: they hold `!`, `*`, `$`, `+`, `/` and `=`.
//!
//! Source: the MSNP wiki (`usr`); a client in C# for the answer of Passport; escargot for `SHA`.

use super::base64::Base64;
use super::value::Shown;
use super::whole;
use super::xml::{Element, XmlText};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::scan;
use crate::sink::{Sink, SliceSink};
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

const TICKET: Part = Part::named("ticket");

/// `t=…&p=…`: the ticket of a user and what goes with it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket<'a> {
    ticket: &'a [u8],
    profile: Option<&'a [u8]>,
}

impl<'a> Ticket<'a> {
    /// A ticket of these two parts; tickets of the newer service have an empty second one.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] at `&`, a quotation mark `'`, a space or a control character.
    pub fn new(ticket: &'a [u8], profile: Option<&'a [u8]>) -> Result<Self, Error> {
        for part in [ticket, profile.unwrap_or_default()] {
            if let Some(at) = part.iter().position(|&byte| byte <= b' ' || byte == b'&' || byte == b'\'') {
                return Err(Error::new(ErrorKind::Separator, TICKET, at));
            }
        }
        Ok(Self { ticket, profile })
    }

    /// What follows `t=`.
    #[must_use]
    pub const fn ticket(self) -> &'a [u8] {
        self.ticket
    }

    /// What follows `p=`.
    #[must_use]
    pub const fn profile(self) -> Option<&'a [u8]> {
        self.profile
    }
}

fn ticket(input: &[u8]) -> Result<Ticket<'_>, Error> {
    let Some(from) = input.strip_prefix(b"t=") else {
        return Err(Error::new(ErrorKind::Missing, TICKET, 0));
    };
    let (ticket, profile) = match scan::find(b'&', from).and_then(|at| from.split_at_checked(at)) {
        None => (from, None),
        Some((ticket, [b'&', b'p', b'=', profile @ ..])) => (ticket, Some(profile)),
        Some((_, rest)) => {
            let at = input.len().wrapping_sub(rest.len());
            return Err(Error::new(ErrorKind::Unexpected, TICKET, at));
        }
    };
    let at = |part: &[u8]| if part == ticket { 2 } else { input.len().wrapping_sub(part.len()) };
    for part in [ticket, profile.unwrap_or_default()] {
        if let Err(error) = Ticket::new(part, None) {
            return Err(error.offset_by(at(part)));
        }
    }
    Ok(Ticket { ticket, profile })
}

impl<'a> Wire<'a> for Ticket<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(ticket)
    }

    /// Any value is read back.
    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

super::show::shows! {
    Ticket<'a> { ticket: &'a [u8], profile: Option<&'a [u8]> }
}
super::show::shows! {
    PassportAnswer<'a> {
        status: Option<&'a [u8]> = |answer: &PassportAnswer<'a>| answer.get("da-status"),
        url: Option<&'a [u8]> = |answer: &PassportAnswer<'a>| answer.get("ru"),
        ticket: Option<Result<Ticket<'a>, Error>> = |answer: &PassportAnswer<'a>| answer.some_ticket(),
    }
}
super::show::shows! {
    SignedTicket<'a> {
        version: Option<XmlText<'a>>,
        key_version: Option<XmlText<'a>>,
        data: XmlText<'a>,
        signature: Option<XmlText<'a>>,
    }
}
super::show::walks! { Ticket<'a>, PassportAnswer<'a> }

impl Encode for Ticket<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"t=")?;
        sink.put(self.ticket)?;
        match self.profile {
            Some(profile) => {
                sink.put(b"&p=")?;
                sink.put(profile)
            }
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Ticket<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket")
            .field("ticket", &Shown(self.ticket))
            .field("profile", &self.profile.map(Shown))
            .finish()
    }
}

/// The answer of Passport 1.4: the value of `Authentication-Info` or `WWW-Authenticate`. It is written as it was.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PassportAnswer<'a>(&'a [u8]);

impl<'a> PassportAnswer<'a> {
    /// The value of a field, without its quotation marks: `da-status` is `success`, `redir` or `failed`; `ru` is where to
    /// go. Fields are separated by commas, and a comma between quotation marks separates nothing.
    #[must_use]
    pub fn get(self, name: &str) -> Option<&'a [u8]> {
        self.find(name).map(|(value, _)| value)
    }

    /// The value and where it is.
    fn find(self, name: &str) -> Option<(&'a [u8], usize)> {
        let mut rest = self.0.strip_prefix(SCHEME).unwrap_or(self.0);
        loop {
            rest = rest.trim_ascii_start();
            let (key, value) = rest.split_at_checked(scan::find(b'=', rest)?)?;
            let value = value.get(1..)?;
            let (value, quotes, next) = match value {
                [b'\'', quoted @ ..] => {
                    let (value, after) = quoted.split_at_checked(scan::find(b'\'', quoted)?)?;
                    let after = after.get(1..)?;
                    (value, 1, scan::find(b',', after).and_then(|at| after.get(at.saturating_add(1)..)))
                }
                plain => match scan::find(b',', plain).and_then(|at| plain.split_at_checked(at)) {
                    Some((value, after)) => (value, 0, after.get(1..)),
                    None => (plain, 0, None),
                },
            };
            if key.trim_ascii().eq_ignore_ascii_case(name.as_bytes()) {
                let before = self.0.len().wrapping_sub(rest.len()).saturating_add(key.len());
                return Some((value, before.saturating_add(1).saturating_add(quotes)));
            }
            rest = next?;
        }
    }

    /// Whether the password was right.
    #[must_use]
    pub fn is_success(self) -> bool {
        self.get("da-status").is_some_and(|status| status.eq_ignore_ascii_case(b"success"))
    }

    /// For a reader that shows what there is.
    fn some_ticket(&self) -> Option<Result<Ticket<'a>, Error>> {
        self.find("from-PP").map(|_| self.ticket())
    }

    /// The ticket: `from-PP`.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] without one, as when the password was wrong; what [`Ticket`] refuses.
    pub fn ticket(self) -> Result<Ticket<'a>, Error> {
        match self.find("from-PP") {
            Some((value, at)) => Ticket::parse(value).map_err(|error| error.offset_by(at)),
            None => Err(Error::new(ErrorKind::Missing, TICKET, self.0.len())),
        }
    }
}

const SCHEME: &[u8] = b"Passport1.4";

impl<'a> Wire<'a> for PassportAnswer<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| match input.starts_with(SCHEME) {
            true => Ok(Self(input)),
            false => Err(Error::new(ErrorKind::Unexpected, const { Part::named("word") }, 0)),
        })
    }

    /// Any value is read back.
    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

impl Encode for PassportAnswer<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.0)
    }
}

impl fmt::Debug for PassportAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PassportAnswer").field(&Shown(self.0)).finish()
    }
}

/// A signed ticket of a circle: the last parameter of `USR … SHA A`, decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SignedTicket<'a> {
    /// `ver`.
    pub version: Option<XmlText<'a>>,
    /// `keyVer`.
    pub key_version: Option<XmlText<'a>>,
    /// The ticket: XML in base64.
    pub data: XmlText<'a>,
    /// Its signature.
    pub signature: Option<XmlText<'a>>,
    /// All of it.
    pub element: Element<'a>,
}

impl<'a> SignedTicket<'a> {
    /// Decodes the parameter into `buffer`, which has to be as long as the parameter at most. What is UTF-16 becomes
    /// UTF-8: the declaration says UTF-16, and escargot sends UTF-8 under it.
    ///
    /// # Errors
    /// What [`Base64::from_text`] refuses; [`ErrorKind::NoRoom`]; XML that is not well formed or no signed ticket,
    /// counted in the decoded text.
    pub fn decode(parameter: &[u8], buffer: &'a mut [u8]) -> Result<Self, Error> {
        let bytes = Base64::from_text(parameter)?.decoded();
        let mut sink = SliceSink::new(buffer);
        let mut start = bytes;
        match (start.next(), start.next()) {
            (Some(0xff), Some(0xfe)) => put_utf16(&mut sink, start)?,
            (Some(_), Some(0)) => put_utf16(&mut sink, bytes)?,
            _ => {
                for byte in bytes {
                    sink.put(&[byte])?;
                }
            }
        }
        let element = Element::parse(sink.into_written())?;
        if !element.is("SignedTicket") {
            let part = const { Part::named("xml root") };
            return Err(Error::new(ErrorKind::Unexpected, part, 0));
        }
        let text = |name| element.child(name).map(|child| child.text());
        let Some(data) = text("Data") else {
            return Err(Error::new(ErrorKind::Missing, const { Part::named("data") }, 0));
        };
        Ok(Self {
            version: element.attribute("ver"),
            key_version: element.attribute("keyVer"),
            data,
            signature: text("Sig"),
            element,
        })
    }
}

/// Writes UTF-16, little-endian, as UTF-8.
fn put_utf16(sink: &mut SliceSink<'_>, mut bytes: impl Iterator<Item = u8>) -> Result<(), Error> {
    let units = core::iter::from_fn(|| Some(u16::from_le_bytes([bytes.next()?, bytes.next()?])));
    for found in char::decode_utf16(units) {
        let character = found.unwrap_or(char::REPLACEMENT_CHARACTER);
        sink.put(character.encode_utf8(&mut [0; 4]).as_bytes())?;
    }
    Ok(())
}
