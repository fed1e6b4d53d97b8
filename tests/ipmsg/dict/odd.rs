//! What is read though it is odd.

use super::*;
use imwire::ipmsg::dict::{Dict, IpDict};
use imwire::{ErrorKind, Wire};
use imwire_testkit::laws::dict::content;
use imwire_testkit::laws::length;

#[test]
fn repeated_keys_and_odd_lengths() {
    let form = b"IP2:2D:a:001:x:b:0::a:0000000000000002:yz:b:1:::c:0::Z\0\0\0";
    let IpDict(dict) = IpDict::parse(form).unwrap();
    let entries: Vec<_> = dict.iter().map(|entry| (entry.key.as_bytes(), entry.value.as_bytes())).collect();
    let expected: [(&[u8], &[u8]); 5] = [(b"a", b"x"), (b"b", b""), (b"a", b"yz"), (b"b", b":"), (b"c", b"")];
    assert_eq!(entries, expected);
    assert_eq!((dict.bytes(key(b"a")), dict.bytes(key(b"b"))), (Some(&b"yz"[..]), Some(&b":"[..])));
    assert_eq!(written(&IpDict(dict)), b"IP2:1c:a:1:x:b:0::a:2:yz:b:1:::c:0::Z");
}

#[test]
fn lists() {
    #[track_caller]
    fn case(list: &[u8], expected: &[&[u8]]) {
        let entry = [format!("n:{:x}:", list.len()).as_bytes(), list].concat();
        let found = Dict::parse(&entry).unwrap().list(key(b"n")).unwrap().unwrap();
        assert_eq!(found.iter().map(|value| value.as_bytes()).collect::<Vec<_>>(), expected);
        assert_eq!((found.is_empty(), found.as_bytes()), (expected.is_empty(), list));
    }
    // What counts is the values, not how their lengths are written.
    let list = |form: &'static [u8]| Dict::parse(form).unwrap().list(key(b"n")).unwrap().unwrap();
    assert_eq!(list(b"n:7:1:a:1:b"), list(b"n:9:01:a:01:b"));
    assert_ne!(list(b"n:7:1:a:1:b"), list(b"n:7:1:a:1:c"));
    case(b"", &[]);
    case(b"0:", &[b""]);
    case(b"0::0:", &[b"", b""]);
    case(b"1::", &[b":"]);
    case(b"3:3e8:3:7d0", &[b"3e8", b"7d0"]);
    case(b"003:3E8:0a:0123456789", &[b"3E8", b"0123456789"]);
}

#[test]
fn frame_lengths() {
    #[track_caller]
    fn refused(start: &[u8], limit: usize, message: &str) {
        assert_eq!(IpDict::frame_len(start, limit).unwrap_err().to_string(), message);
    }
    for sample in samples() {
        let colon = 5 + sample[4..].iter().position(|&byte| byte == b':').unwrap();
        for len in 0..=sample.len() {
            let expected = (len >= colon).then_some(sample.len());
            assert_eq!(IpDict::frame_len(&sample[..len], sample.len()), Ok(expected));
        }
        // More may have come.
        let more = [&sample[..], b"IP2:0::Z"].concat();
        assert_eq!(IpDict::frame_len(&more, IpDict::LIMIT), Ok(Some(sample.len())));
        let limit = sample.len() - 1;
        refused(&sample, limit, "dictionary length: over the limit at byte 4");
    }
    // Garbage is refused at its first byte.
    refused(b"G", 100, "dictionary: unexpected word at byte 0");
    refused(b"IP2;", 100, "dictionary: unexpected word at byte 0");
    refused(b"IP2:x", 100, "dictionary length: not a hexadecimal number at byte 4");
    refused(b"IP2:1x", 100, "dictionary length: not a hexadecimal number at byte 4");
    refused(b"IP2::", 100, "dictionary length: empty at byte 4");
    assert_eq!(IpDict::frame_len(b"IP2:0000000000000000", 100), Ok(None));
    refused(b"IP2:00000000000000000", 100, "dictionary length: over the limit at byte 4");
    assert_eq!(IpDict::frame_len(b"IP2:0000000000000000:", 100), Ok(Some(23)));
    for hostile in [&b"IP2:ffffffffffffffff:"[..], b"IP2:7fffffffffffffff:", b"IP2:fffffff8:"] {
        refused(hostile, IpDict::LIMIT, "dictionary length: over the limit at byte 4");
    }
    refused(b"IP2:ffffffffffffffff:", usize::MAX, "dictionary length: over the limit at byte 4");
}

#[test]
fn what_is_too_deep_cannot_be_built() {
    let mut value = NewValue::int(1);
    for _ in 0..NewValue::MAX_DEPTH {
        let inside: &[_] = Box::leak(Box::new([value, NewValue::int(2)]));
        value = NewValue::list(inside).unwrap();
    }
    assert_eq!(NewValue::list(&[value]).unwrap_err().to_string(), "depth: over the limit at byte 0");
    let entry = [NewEntry { key: key(b"k"), value }];
    assert_eq!(NewValue::dict(&entry).unwrap_err().kind(), ErrorKind::TooLong);
    assert_eq!(NewValue::ipdict(&entry).unwrap_err().kind(), ErrorKind::TooLong);
    length(&NewDict(&entry));
    let form = written(&NewDict(&entry));
    let IpDict(dict) = IpDict::parse(&form).unwrap();
    let mut value = dict.get(key(b"k")).unwrap();
    for _ in 0..NewValue::MAX_DEPTH {
        let mut values = value.list().unwrap().iter();
        value = values.next().unwrap();
        assert_eq!(values.next().unwrap().int(), Ok(2));
    }
    assert_eq!(value.int(), Ok(1));
}

/// Deep in what is read costs nothing.
#[test]
fn depth_in_what_is_read_is_no_matter() {
    let mut form = b"k:1:x".to_vec();
    for _ in 0..5000 {
        form = [format!("k:{:x}:", form.len()).as_bytes(), &form].concat();
    }
    content(&form);
    let mut dict = Dict::parse(&form).unwrap();
    for _ in 0..5000 {
        dict = dict.dict(key(b"k")).unwrap().unwrap();
    }
    assert_eq!(dict.bytes(key(b"k")), Some(&b"x"[..]));
}
