//! All laws for what the parameters of MSNP hold.

use super::length;
use crate::generate::PassportParts;
use crate::look;
use crate::recorder::{quoted, written};
use imwire::msnp::{
    AckWanted, Arg, ClientCapabilities, Dialect, Encoded, ErrorCode, Escaped, List, ListName, NetworkId,
    Passport, Privacy, Prompt, Property, Status, Tagged,
};
use imwire::{Encode, Error, ErrorKind};
use std::fmt::Debug;

/// All that holds for bytes as one parameter: what it can be, and what it means then.
#[track_caller]
pub fn text(bytes: &[u8]) {
    let separator = bytes.iter().position(|byte| b" \r\n".contains(byte));
    let checked = separator.map_or(Ok(bytes), |at| Err((ErrorKind::Separator, at)));
    let expected = if bytes.is_empty() { Err((ErrorKind::Empty, 0)) } else { checked };
    refused(Arg::new(bytes).map(Arg::as_bytes), expected, "parameter");
    refused(Encoded::new(bytes).map(Encoded::as_bytes), expected, "parameter");
    refused(Passport::new(bytes).map(Passport::as_bytes), expected, "passport");
    let tagged = Tagged::<'_, b'N'>::new(bytes).map(|tagged| tagged.value().expect("it is there"));
    refused(tagged, checked, "parameter");

    let line_end = bytes.iter().any(|byte| b"\r\n".contains(byte));
    match List::new(bytes) {
        Ok(list) => {
            let args: Vec<_> = list.iter().map(Arg::as_bytes).collect();
            let words = bytes.split(|&byte| byte == b' ').filter(|word| !word.is_empty());
            assert_eq!(args, words.collect::<Vec<_>>(), "values: {list:?}");
        }
        Err(error) => assert!(line_end, "values: {error}: {}", quoted(bytes)),
    }
    look::text(bytes);
    dialect(bytes);
    if let Ok(encoded) = Encoded::new(bytes) {
        decoded(encoded);
    }
    for escaped in [Escaped::text(bytes), Escaped::object(bytes)] {
        self::escaped(escaped, bytes);
    }
    if let Some((first, rest)) = bytes.split_first_chunk::<3>() {
        let number =
            u32::from_le_bytes([first[0], first[1], first[2], rest.first().copied().unwrap_or_default()]);
        words(*first, number);
    }
}

#[track_caller]
fn refused<'a>(found: Result<&'a [u8], Error>, expected: Result<&'a [u8], (ErrorKind, usize)>, part: &str) {
    if let Err(error) = found {
        look::error(&error);
        assert_eq!(error.part().name(), part);
    }
    assert_eq!(found.map_err(|error| (error.kind(), error.at())), expected);
}

/// `MSNP` and a number from 1 to 254, or `CVR0`; case does not count.
#[track_caller]
fn dialect(bytes: &[u8]) {
    let name = bytes.to_ascii_uppercase();
    let number = name.strip_prefix(b"MSNP").filter(|digits| digits.iter().all(u8::is_ascii_digit));
    let number = number.and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u32>().ok());
    let expected = match number {
        Some(number @ 1..=254) => u8::try_from(number).ok(),
        _ => (name == b"CVR0").then_some(0),
    };
    let found = Dialect::from_name(bytes);
    assert_eq!(found.map(Dialect::number), expected, "values: {}", quoted(bytes));
    if let Some(dialect) = found {
        length(&dialect);
        assert_eq!(dialect.to_string().as_bytes(), written(&dialect));
    }
}

/// Two hexadecimal digits after a `%` are a byte, and any other `%` is itself.
#[track_caller]
fn decoded(encoded: Encoded<'_>) {
    let (bytes, mut expected, mut at) = (encoded.as_bytes(), Vec::new(), 0);
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        match digits.filter(|_| bytes[at] == b'%').and_then(|digits| std::str::from_utf8(digits).ok()) {
            Some(digits) => {
                expected.push(u8::from_str_radix(digits, 16).expect("two digits"));
                at += 3;
            }
            None => {
                expected.push(bytes[at]);
                at += 1;
            }
        }
    }
    assert!(encoded.decoded().eq(expected.iter().copied()), "values: {encoded:?}");
    let again = Escaped::text(&expected).into_encoded(&mut vec![0; 3 * expected.len()]).map(|_| ());
    assert_eq!(again.is_ok(), !expected.is_empty());
}

/// Any bytes are one parameter, which means them; and nothing in it has to be escaped any more.
#[track_caller]
fn escaped(text: Escaped<'_>, bytes: &[u8]) {
    length(&text);
    let mut room = vec![0; 3 * bytes.len()];
    match text.into_encoded(&mut room) {
        Ok(encoded) => {
            assert!(encoded.decoded().eq(bytes.iter().copied()), "values: {text:?} as {encoded:?}");
            assert!(encoded.as_bytes().iter().all(|&byte| byte > b' '));
            assert_eq!(encoded.as_bytes().len(), text.encoded_len());
        }
        Err(error) => assert!(bytes.is_empty() && error.kind() == ErrorKind::Empty, "values: {error}"),
    }
}

/// Words of three octets and fewer, and numbers.
#[track_caller]
fn words(octets: [u8; 3], number: u32) {
    fn case<T: Debug>(found: Result<T, Error>, octets: &[u8], back: impl Fn(&T) -> bool) {
        let good = !octets.iter().any(|byte| b" \r\n".contains(byte));
        assert_eq!(found.is_ok(), good, "values: {found:?} of {}", quoted(octets));
        assert!(found.as_ref().map_or(true, back), "values: {found:?} of {}", quoted(octets));
    }
    let [a, b, _] = octets;
    case(Status::new(octets), &octets, |word| word.octets() == octets);
    case(Property::new(octets), &octets, |word| word.octets() == octets);
    case(ListName::new([a, b]), &[a, b], |word| word.octets() == [a, b]);
    case(Privacy::new([a, b]), &[a, b], |word| word.octets() == [a, b]);
    case(Prompt::new([a]), &[a], |word| word.octets() == [a]);
    case(AckWanted::new([a]), &[a], |word| word.octets() == [a]);

    let capabilities = ClientCapabilities::from_bits_retain(number);
    assert_eq!((capabilities.bits(), u32::from(capabilities.version())), (number, number >> 28));
    let code = ErrorCode::new((number >> 16) as u16);
    assert_eq!(code.map(|code| u32::from(code.number())), Some(number >> 16).filter(|code| *code < 1000));
    assert!(code.and_then(ErrorCode::text).is_none_or(|text| !text.is_empty()));
    let dialect = Dialect::new(a);
    assert_eq!((dialect.number(), dialect.is_known()), (a, a != 255));
}

/// What is put together is taken apart as it was.
#[track_caller]
pub fn passport(parts: &PassportParts<'_>) {
    let mut bytes = Vec::new();
    if let Some(network) = parts.network {
        bytes.extend_from_slice(format!("{network}:").as_bytes());
    }
    bytes.extend_from_slice(parts.address);
    if let Some(endpoint) = parts.endpoint {
        bytes.extend_from_slice(&[b";{", endpoint, b"}"].concat());
    }
    if let Some(via) = parts.via {
        bytes.extend_from_slice(&[b";via=", via].concat());
    }
    let passport = Passport::new(&bytes).expect("nothing that separates parameters");
    assert_eq!(passport.address(), parts.address, "values: {passport:?} of {parts:?}");
    assert_eq!(passport.network(), parts.network.map(NetworkId), "values: {passport:?} of {parts:?}");
    let endpoint = parts.endpoint.map(|endpoint| [b"{", endpoint, b"}"].concat());
    assert_eq!(passport.endpoint(), endpoint.as_deref(), "values: {passport:?} of {parts:?}");
    assert_eq!(passport.via().map(Passport::as_bytes), parts.via, "values: {passport:?} of {parts:?}");
    look::text(&bytes);
}
