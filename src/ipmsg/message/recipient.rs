//! For whom a message is.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::fields::BEL;
use crate::ipmsg::header::Name;
use crate::ipmsg::items::Item;
use crate::ipmsg::record::wire;
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;
use nom::IResult;

/// One of those that a message is for: `taro:PC-02`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recipient<'a> {
    user: Name<'a>,
    host: Name<'a>,
}

impl<'a> Recipient<'a> {
    /// The user of that name at that host, as both are in the packets of that user.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] for BEL in a name.
    pub fn new(user: Name<'a>, host: Name<'a>) -> Result<Self, Error> {
        let misfit = |part, at| Err(Error::new(ErrorKind::Separator, part, at));
        match (scan::find(BEL, user.as_bytes()), scan::find(BEL, host.as_bytes())) {
            (Some(at), _) => misfit(Part::USER, at),
            (_, Some(at)) => misfit(Part::HOST, at),
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

wire! {
    /// Takes one recipient and the BEL after. It stops before a NUL, which ends the list.
    Recipient<'a> = |input| match recipient(input)? {
        (rest, Some(recipient)) => Ok((rest, recipient)),
        _ => Fault::err(ErrorKind::Missing, Part::USER, input),
    }
}

/// `None` if nothing is before the BEL.
fn recipient(input: &[u8]) -> IResult<&[u8], Option<Recipient<'_>>, Fault> {
    let end = scan::find2(BEL, 0, input).unwrap_or(input.len());
    let (both, after) = input.split_at_checked(end).unwrap_or((input, &[]));
    let rest = match after {
        [BEL, rest @ ..] => rest,
        _ => after,
    };
    if both.is_empty() {
        return Ok((rest, None));
    }
    let (user, host) = match scan::find(b':', both).and_then(|colon| both.split_at_checked(colon)) {
        Some((user, [_, host @ ..])) => (user, host),
        _ => return Fault::err(ErrorKind::Missing, Part::HOST, after),
    };
    match (Name::new(user), Name::new(host)) {
        (Ok(user), Ok(host)) => Ok((rest, Some(Recipient { user, host }))),
        // There is no escape for a second colon, so where the user ends is not known.
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

/// As `taro@PC-02`, safe to show in a terminal.
impl fmt::Display for Recipient<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.user, self.host)
    }
}

impl<'a> Item<'a> for Recipient<'a> {
    fn read(item: &'a [u8]) -> IResult<&'a [u8], Option<Self>, Fault> {
        recipient(item)
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.encode(sink)
    }
}
