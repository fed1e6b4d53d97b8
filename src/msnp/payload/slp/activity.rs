//! The context of an activity: `99991065;1;Tic Tac Toe` in UTF-16.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::msnp::payload::show::{shows, walks};
use crate::msnp::payload::wide::Wide;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

const TEXT: Part = Part::named("text");
const NUMBER: Part = Part::named("number");
const NAME: Part = Part::named("product");
const FLAG: Part = Part::named("flag");

/// The context of a session for an activity: which one.
///
/// ```
/// use imwire::{Encode, Wire, msnp::payload::{slp::ActivityContext, wide::Wide}};
///
/// let activity = ActivityContext { number: 7, flag: 1, name: Wide::new("Go") };
/// let mut buffer = [0; 16];
/// let bytes = activity.encode_into(&mut buffer)?;
/// assert_eq!(bytes, b"7\0;\x001\0;\0G\0o\0");
/// assert_eq!(ActivityContext::parse(bytes)?, activity);
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Source: msnp-sharp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActivityContext<'a> {
    /// The number of the activity, which is the `AppID` too.
    pub number: u32,
    /// 1.
    pub flag: u32,
    /// Its name.
    pub name: Wide<'a>,
}

impl<'a> Wire<'a> for ActivityContext<'a> {
    type Context = ();

    /// Takes all of its input. A U+0000 at the end is left out.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        activity
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        if self.name.has_nul() { Err(Error::new(ErrorKind::Nul, NAME, 0)) } else { Ok(()) }
    }
}

fn activity(input: &[u8]) -> IResult<&[u8], ActivityContext<'_>, Fault> {
    if input.len() % 2 != 0 {
        return Fault::err(ErrorKind::Truncated, TEXT, &[]);
    }
    let (rest, number) = decimal(NUMBER, input)?;
    let (rest, flag) = decimal(FLAG, rest)?;
    let (name, after) = Wide::until_nul(rest);
    let after = after.unwrap_or_default();
    if after.iter().any(|byte| *byte != 0) {
        return Fault::err(ErrorKind::Trailing, NAME, after);
    }
    Ok((&[], ActivityContext { number, flag, name }))
}

shows! {
    @in_order ActivityContext<'a> {
        number: u32 => |text| number_at(text, 0),
        flag: u32 => |text| number_at(text, 1),
        name: Wide<'a>,
    }
}
walks! { ActivityContext<'a> }

/// One of the numbers in a text that was read.
fn number_at(text: &[u8], index: usize) -> Option<&[u8]> {
    let mut rest = text;
    for _ in 0..index {
        (rest, _) = decimal(NUMBER, rest).ok()?;
    }
    let (after, _) = decimal(NUMBER, rest).ok()?;
    rest.get(..rest.len().checked_sub(after.len())?.checked_sub(2)?)
}

/// A number in digits and the `;` after it, all of two bytes.
fn decimal(part: Part, input: &[u8]) -> IResult<&[u8], u32, Fault> {
    let mut value: Option<u32> = None;
    let mut rest = input;
    loop {
        match rest {
            [digit @ b'0'..=b'9', 0, after @ ..] => {
                let ten = value.unwrap_or_default().checked_mul(10);
                let Some(sum) = ten.and_then(|ten| ten.checked_add(u32::from(*digit & 0x0f))) else {
                    return Fault::err(ErrorKind::Over32Bits, part, input);
                };
                value = Some(sum);
                rest = after;
            }
            [b';', 0, after @ ..] => {
                return match value {
                    Some(value) => Ok((after, value)),
                    None => Fault::err(ErrorKind::NotDecimal, part, input),
                };
            }
            [] => return Fault::err(ErrorKind::Missing, part, rest),
            _ => return Fault::err(ErrorKind::NotDecimal, part, input),
        }
    }
}

impl Encode for ActivityContext<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        for number in [self.number, self.flag] {
            crate::scan::put_decimal(&mut Widened(sink), number.into())?;
            sink.put(b";\0")?;
        }
        self.name.encode(sink)
    }
}

/// Puts a zero after each byte.
struct Widened<'s, S: ?Sized>(&'s mut S);

impl<S: Sink + ?Sized> Sink for Widened<'_, S> {
    type Error = S::Error;

    fn put(&mut self, bytes: &[u8]) -> Result<(), S::Error> {
        bytes.iter().try_for_each(|byte| self.0.put(&[*byte, 0]))
    }
}

impl<S: ?Sized> fmt::Debug for Widened<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Widened")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    fn wide(text: &str) -> Vec<u8> {
        checked::written(&Wide::new(text)).to_vec()
    }

    #[test]
    fn contexts() {
        let input = wide("99991065;1;Tic;Toe\0");
        let found = checked::canonical::<ActivityContext<'_>>(&input, ()).unwrap();
        assert_eq!(found, ActivityContext { number: 99_991_065, flag: 1, name: Wide::new("Tic;Toe") });
        for (text, message) in [
            ("", "number: missing at byte 0"),
            ("12", "number: missing at byte 4"),
            (";1;a", "number: not a decimal number at byte 0"),
            ("1;x;a", "flag: not a decimal number at byte 4"),
            ("4294967296;1;a", "number: over 32 bits at byte 0"),
            ("1;1;a\0b", "product: trailing data at byte 12"),
        ] {
            refused(checked::canonical::<ActivityContext<'_>>(&wide(text), ()), message);
        }
        refused(
            checked::canonical::<ActivityContext<'_>>(b"1\0;", ()),
            "text: shorter than its length says at byte 3",
        );
    }

    proptest! {
        #[test]
        fn any_bytes(text in "[0-9;a\\x00]{0,12}") {
            _ = checked::canonical::<ActivityContext<'_>>(&wide(&text), ());
            _ = checked::canonical::<ActivityContext<'_>>(text.as_bytes(), ());
        }

        #[test]
        fn what_is_built_is_read_back(number: u32, flag: u32, name in ".{0,6}") {
            checked::value(ActivityContext { number, flag, name: Wide::new(name.leak()) }, ());
        }
    }
}
