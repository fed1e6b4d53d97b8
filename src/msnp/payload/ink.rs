//! `application/x-ms-ink` and `image/gif`: handwriting.
//!
//! ```text
//! MIME-Version: 1.0␍␊
//! Content-Type: image/gif␍␊
//! ␍␊
//! base64:R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==
//! ```
//!
//! Above about 1200 bytes it is sent in several packets, cut anywhere, so it is decoded after joining: see
//! [`chunks`](super::chunks).
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::{Ink, mime::ContentType}};
//!
//! let mut buffer = [0; 96];
//! let payload = Ink::new(ContentType::GIF, b"GIF89a").encode_into(&mut buffer)?;
//! assert!(Ink::parse(payload)?.data.decoded().eq(*b"GIF89a"));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: captures in the wikis of msnp-sharp and Tachyon; aMSN for GIF.

use super::base64::Base64;
use super::mime::{ContentType, Headers, Mime, put_head};
use super::whole;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

const PREFIX: &[u8] = b"base64:";
const TYPES: &[ContentType<'static>] = &[ContentType::INK, ContentType::GIF];
const HEAD: &[&str] = &["MIME-Version", "Content-Type"];

/// Handwriting, as ISF or GIF. See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ink<'a> {
    /// [`INK`](ContentType::INK) or [`GIF`](ContentType::GIF).
    pub content_type: ContentType<'a>,
    /// The other header lines.
    pub headers: Headers<'a>,
    /// The picture.
    pub data: Base64<'a>,
}

impl<'a> Ink<'a> {
    /// That picture.
    #[must_use]
    pub const fn new(content_type: ContentType<'a>, data: &'a [u8]) -> Self {
        Self { content_type, headers: Headers::NONE, data: Base64::new(data) }
    }

    /// Reads it from a message whose header lines are known.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] without `base64:`, [`ErrorKind::NotBase64`]; another `Content-Type`.
    pub fn of(mime: &Mime<'a>) -> Result<Self, Error> {
        let content_type = mime.expect(TYPES)?;
        let at = mime.body_at();
        let Some(text) = mime.body.strip_prefix(PREFIX) else {
            return Err(Error::new(ErrorKind::Missing, const { Part::named("base64") }, at));
        };
        let data =
            Base64::from_text(text).map_err(|error| error.offset_by(at.saturating_add(PREFIX.len())))?;
        Ok(Self { content_type, headers: mime.headers.without(HEAD), data })
    }
}

impl<'a> Wire<'a> for Ink<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| Self::of(&Mime::parse(input)?))
    }

    /// Whether the other lines have names that are not its own, and the type is one of its own.
    fn check(&self, (): ()) -> Result<(), Error> {
        self.headers.check_others(HEAD)?;
        if !TYPES.contains(&self.content_type) {
            return Err(Error::new(ErrorKind::OtherForm, const { Part::named("content type") }, 0));
        }
        Ok(())
    }
}

super::show::shows! {
    Ink<'a> { content_type: ContentType<'a>, headers: Headers<'a>, data: Base64<'a> }
}
super::show::walks! { Ink<'a> }

impl Encode for Ink<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        put_head(sink, self.content_type, "")?;
        self.headers.put_lines(sink)?;
        sink.put(b"\r\n")?;
        sink.put(PREFIX)?;
        self.data.encode(sink)
    }
}
