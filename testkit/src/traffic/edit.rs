//! Small changes that mean something to a parser.

use arbitrary::{Result, Unstructured};

/// Bytes that separate something in one of the protocols, and others that are often treated in a special way.
const BYTES: &[u8] = b" \r\n\0:;%09AZOKaz\t\x07\xff";

/// Numbers at the ends of ranges.
pub(crate) const NUMBERS: [&str; 10] = [
    "0",
    "1",
    "-1",
    "65536",
    "2147483648",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "00000000000000000001",
];

/// Makes up to three changes: a byte replaced, inserted or removed, a part doubled, the end cut off, a number changed
/// to one at the end of a range.
///
/// ```
/// use arbitrary::Unstructured;
/// use imwire_testkit::traffic::edit;
///
/// let mut line = b"MSG 4 N 49\r\n".to_vec();
/// edit(&mut Unstructured::new(&[1, 5, 0, 7]), &mut line)?;
/// assert_ne!(line, b"MSG 4 N 49\r\n");
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
/// None: what is not there counts as zero.
pub fn edit(u: &mut Unstructured<'_>, bytes: &mut Vec<u8>) -> Result<()> {
    for _ in 0..u.int_in_range(1..=3)? {
        let at = if bytes.is_empty() { 0 } else { u.choose_index(bytes.len())? };
        match u.int_in_range(0..=8)? {
            0 | 1 => bytes.insert(at, byte(u)?),
            _ if bytes.is_empty() => {}
            2 | 3 => bytes[at] = byte(u)?,
            4 => _ = bytes.remove(at),
            5 => bytes.truncate(at),
            6 => {
                let end = at + u.choose_index(bytes.len() - at)?;
                let part = bytes[at..=end].to_vec();
                bytes.splice(at..at, part);
            }
            _ => number(u, bytes, at)?,
        }
    }
    Ok(())
}

fn byte(u: &mut Unstructured<'_>) -> Result<u8> {
    if u.ratio(3, 4)? { u.choose(BYTES).copied() } else { u.arbitrary() }
}

/// Changes the first number after `at`, if there is one.
fn number(u: &mut Unstructured<'_>, bytes: &mut Vec<u8>, at: usize) -> Result<()> {
    let Some(start) = (at..bytes.len()).find(|&at| bytes[at].is_ascii_digit()) else { return Ok(()) };
    let len = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let old: u64 = String::from_utf8_lossy(&bytes[start..start + len]).parse().unwrap_or(0);
    let new = match u.int_in_range(0..=3)? {
        0 => old.wrapping_add(1).to_string(),
        1 => old.saturating_sub(1).to_string(),
        _ => (*u.choose(&NUMBERS)?).to_owned(),
    };
    bytes.splice(start..start + len, new.into_bytes());
    Ok(())
}
