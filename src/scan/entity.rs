//! Entities of XML.

use super::{decimal_u32, hex_u32};

/// What an entity means, and what follows its `;`. `input` begins after the `&`.
pub(crate) fn entity(input: &[u8]) -> Option<(char, &[u8])> {
    // The longest: `#x10FFFF;` and some zeros.
    let near = input.get(..12).unwrap_or(input);
    let at = near.iter().position(|&byte| byte == b';')?;
    let (name, rest) = input.split_at_checked(at)?;
    let character = match name {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x' | b'X', digits @ ..] => number(hex_u32(digits))?,
        [b'#', digits @ ..] => number(decimal_u32(digits))?,
        _ => return None,
    };
    Some((character, rest.get(1..)?))
}

/// A character that XML can carry.
fn number(read: nom::IResult<&[u8], u32, crate::Fault>) -> Option<char> {
    match read {
        Ok(([], number)) => char::from_u32(number).filter(|&c| !u8::try_from(c).is_ok_and(is_control)),
        _ => None,
    }
}

pub(crate) const fn is_control(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
}
