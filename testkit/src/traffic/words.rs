//! What people are called and write, and what a template is filled with.

use arbitrary::{Result, Unstructured};

/// Names in the scripts that users of both messengers have.
const NICKS: [&str; 12] = [
    "Alice",
    "Bob Smith",
    "王小明",
    "田中 太郎",
    "김민수",
    "José",
    "Ольга",
    "Jürgen M.",
    "(L) Kate (L)",
    "~*Mia*~ @ work",
    "飛鴿傳書",
    "إيمان",
];

const GROUPS: [&str; 6] = ["dev", "開発部", "研发部", "Sales & Support", "3F", "Other Contacts"];

const USERS: [&str; 6] = ["alice", "bob", "taro", "wang", "Administrator", "yamada-0123456789abcdef"];

const HOSTS: [&str; 5] = ["PC-01", "natto", "WANG-PC", "DESKTOP-7Q4R2KP", "macbook.local"];

const ADDRESSES: [&str; 5] = [
    "alice@example.com",
    "bob@example.org",
    "wang.xiaoming1985@example.cn",
    "taro_tanaka@example.jp",
    "a.rather.long.name.with.many.parts@mail.example.net",
];

const TEXTS: [&str; 10] = [
    "hi",
    "hello :-)",
    "你好!",
    "おはようございます",
    "see you at 10:30",
    "http://example.com/?q=a&b=c",
    "one line\nand another",
    "👍👍",
    "(Y) ok",
    "今天下午三点开会,请准时参加。",
];

const FILES: [&str; 6] =
    ["a.txt", "report 2024.pdf", "写真.jpg", "年度报告.doc", "archive.tar.gz", "a::b.txt"];

const GUIDS: [&str; 4] = [
    "5dc28b2f-0a55-4f1f-9c0b-111111111111",
    "c1d0e1a2-7b3c-4d5e-8f90-a1b2c3d4e5f6",
    "00000000-0000-0000-0000-000000000000",
    "f60efbe7-94af-4b16-b92d-10bee3ad4a03",
];

/// A text: mostly one line, sometimes as long as the clients allow, 1,400 bytes.
fn text(u: &mut Unstructured<'_>) -> Result<String> {
    let most = match u.int_in_range(0..=15)? {
        0..=11 => 0,
        12..=14 => 300,
        _ => 1_400,
    };
    let mut text = (*u.choose(&TEXTS)?).to_owned();
    while text.len() < most && !u.is_empty() {
        text.push(' ');
        text.push_str(u.choose(&TEXTS)?);
    }
    Ok(text)
}

/// A number as they come up in the wild: mostly a small one.
fn number(u: &mut Unstructured<'_>) -> Result<u64> {
    Ok(match u.int_in_range(0..=3)? {
        0 | 1 => u.int_in_range(0..=9)?,
        2 => u.int_in_range(10..=9_999)?,
        _ => u.int_in_range(10_000..=0x7fff_ffff)?,
    })
}

/// So many bytes of key or cipher: the numbers do not matter, but there is one.
fn key_bytes(u: &mut Unstructured<'_>, len: usize) -> Result<Vec<u8>> {
    let state: u32 = u.arbitrary()?;
    Ok(crate::generate::noise(state.into(), len))
}

/// Makes a value for a placeholder: `{hex*16}` becomes sixteen bytes in hexadecimal.
///
/// # Panics
/// If there is no such word.
pub(super) fn plain(u: &mut Unstructured<'_>, name: &str) -> Result<Vec<u8>> {
    let (name, len) = match name.split_once('*') {
        Some((name, len)) => (name, len.parse().expect("a number after the *")),
        None => (name, 0),
    };
    Ok(match name {
        "nick" => u.choose(&NICKS)?.as_bytes().into(),
        "group" => u.choose(&GROUPS)?.as_bytes().into(),
        "user" => u.choose(&USERS)?.as_bytes().into(),
        "host" => u.choose(&HOSTS)?.as_bytes().into(),
        "address" => u.choose(&ADDRESSES)?.as_bytes().into(),
        "guid" => u.choose(&GUIDS)?.as_bytes().into(),
        "file" => u.choose(&FILES)?.as_bytes().into(),
        "text" => text(u)?.into(),
        "ip" => format!("192.0.2.{}", u.int_in_range(1..=254)?).into(),
        "number" => number(u)?.to_string().into(),
        "hexnumber" => format!("{:x}", number(u)?).into(),
        "hex" => key_bytes(u, len)?.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect(),
        "base64" => base64(&key_bytes(u, len)?),
        _ => panic!("no word {name}"),
    })
}

/// Base64 of bytes whose number is a multiple of three.
fn base64(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32| DIGITS[(bits & 63) as usize];
    let groups = bytes.chunks_exact(3).map(|group| u32::from_be_bytes([0, group[0], group[1], group[2]]));
    groups.flat_map(|bits| [digit(bits >> 18), digit(bits >> 12), digit(bits >> 6), digit(bits)]).collect()
}

/// The template with `{name}` replaced by what `value` gives for the name; `{{` and `}}` are braces.
///
/// # Panics
/// If a brace is not closed.
pub(super) fn fill(template: &str, mut value: impl FnMut(&str) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let (mut filled, mut rest) = (Vec::new(), template);
    while let Some(at) = rest.find(['{', '}']) {
        filled.extend_from_slice(&rest.as_bytes()[..at]);
        let brace = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        if rest.as_bytes().first() == Some(&brace) {
            filled.push(brace);
            rest = &rest[1..];
        } else {
            let (name, after) = rest.split_once('}').expect("a closed brace");
            filled.extend(value(name)?);
            rest = after;
        }
    }
    filled.extend_from_slice(rest.as_bytes());
    Ok(filled)
}
