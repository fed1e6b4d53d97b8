//! What is said of a file, in the list of a message and in a directory stream, as JSON and as text.

use super::charset::Charset;
use super::escape;
use super::fields::Fields;
use super::msnp::count;
use super::object::{Object, names};
use super::text::{DIM, MAGENTA, PLAIN, RED, Text, YELLOW};
use imwire::ipmsg::{Attachment, ExtAttribute, ExtKey, FileType, FileWord, Items};
use imwire::{Error, Wire};
use jiff::Timestamp;
use serde_json::Value;

/// An entry of a file list.
///
/// # Errors
/// That of the first extended attribute that makes no sense.
pub(crate) fn attachment(file: &Attachment<'_>) -> Result<Object, Error> {
    let object = Object::default()
        .with("id", file.id.decimal().unwrap_or(file.id.hex()))
        .with_bytes("name", &file.name.decoded().collect::<Vec<_>>())
        .with("size", file.size)
        .with("mtime", file.mtime);
    Ok(word(object, file.word).with_list("extended", attributes(&file.extended, |error| error)?))
}

/// Adds what kind of thing a file is, and its attributes.
pub(crate) fn word(object: Object, word: FileWord) -> Object {
    let kind = word.file_type();
    object
        .with_some("kind", kind.name())
        .with("kind_value", kind.value())
        .with_flags("attributes", &word.attributes())
}

/// `[{"key":"MTIME","key_value":20,"values":["65500000"]}]`
///
/// # Errors
/// That of the first one that makes no sense, counted from the first byte of `whole`.
pub(crate) fn extended_json(items: &Items<'_, ExtAttribute<'_>>, whole: &[u8]) -> Result<Vec<Value>, Error> {
    attributes(items, |error| placed(error, items, whole))
}

fn attributes(
    items: &Items<'_, ExtAttribute<'_>>,
    place: impl Fn(Error) -> Error,
) -> Result<Vec<Value>, Error> {
    let json = |attribute: ExtAttribute<'_>| {
        // What was read has bytes.
        let values = attribute.value.values().map(|value| escape::json(value.as_bytes().unwrap_or_default()));
        let object = Object::default()
            .with_some("key", attribute.key.name())
            .with("key_value", attribute.key.value())
            .with_list("values", values.map(Value::from).collect());
        Value::from(object)
    };
    items.iter().map(|item| item.map(json).map_err(&place)).collect()
}

/// The error of an attribute, which counts from somewhere inside of `whole`, counted from its start.
fn placed(error: Error, items: &Items<'_, ExtAttribute<'_>>, whole: &[u8]) -> Error {
    let bytes = items.as_bytes().unwrap_or_default();
    let found = bytes.split(|&byte| byte == b':').filter(|item| !item.is_empty()).find_map(|item| {
        let error = ExtAttribute::parse(item).err()?;
        Some(error.offset_by(item.as_ptr().addr().checked_sub(whole.as_ptr().addr())?))
    });
    found.unwrap_or(error)
}

/// `file=10000 report.txt 11 bytes 2026-11-21 00:02:57`
pub(crate) fn line(fields: Fields, file: &Attachment<'_>, charset: Charset) -> Fields {
    let id = file.id.decimal().unwrap_or(file.id.hex());
    let name = name(&file.name.decoded().collect::<Vec<_>>(), file.word, charset);
    let fields = fields.with_plain("file", id).word(name);
    let fields = match (file.word.file_type(), file.size) {
        (FileType::DIR, 0) => fields,
        (_, size) => fields.styled(PLAIN, count(size, "byte")),
    };
    let fields = match file.modified().filter(|&time| time > 0).and_then(date) {
        Some(date) => fields.styled(DIM, date),
        None => fields,
    };
    extended(kind(fields, file.word), file.extended.iter())
}

/// The name, of a directory with `/` behind it.
pub(crate) fn name(name: &[u8], word: FileWord, charset: Charset) -> Text {
    let text = charset.readable(name, MAGENTA);
    if word.file_type() == FileType::DIR { text.with(MAGENTA, "/") } else { text }
}

/// What is not usual about a file.
pub(crate) fn kind(fields: Fields, word: FileWord) -> Fields {
    let fields = match word.file_type() {
        FileType::REGULAR | FileType::DIR | FileType::RETPARENT => fields,
        other => fields.styled(YELLOW, other.to_string()),
    };
    names(&word.attributes()).into_iter().fold(fields, |fields, name| fields.styled(YELLOW, name))
}

/// The time of the last change, without its name, and all else, but for an equal time.
pub(crate) fn times_and_more(fields: Fields, items: &Items<'_, ExtAttribute<'_>>) -> Fields {
    let changed = items.get(ExtKey::MTIME);
    let fields = match changed.and_then(|time| date(time.as_number()?)) {
        Some(date) => fields.styled(DIM, date),
        None => return extended(fields, items.iter()),
    };
    let is_shown = |key, value| key == ExtKey::MTIME || (is_time(key) && Some(value) == changed);
    let others = items.iter().filter(|item| !matches!(item, Ok(it) if is_shown(it.key, it.value)));
    extended(fields, others)
}

fn extended<'a>(fields: Fields, items: impl Iterator<Item = Result<ExtAttribute<'a>, Error>>) -> Fields {
    items.fold(fields, |fields, item| match item {
        Err(error) => fields.styled(RED, format!("({}: {})", error.part(), error.kind().text())),
        Ok(ExtAttribute { key, value }) => {
            let date = value.as_number().filter(|_| is_time(key)).and_then(date);
            let name = key.to_string();
            match date {
                Some(date) => fields.with(&name, Text::new(DIM, date)),
                None => fields.with_bytes(&name, value.as_bytes().unwrap_or_default()),
            }
        }
    })
}

const fn is_time(key: ExtKey) -> bool {
    matches!(key, ExtKey::CTIME | ExtKey::MTIME | ExtKey::ATIME | ExtKey::CREATETIME)
}

/// Of seconds since 1970.
pub(crate) fn date(seconds: u64) -> Option<String> {
    let time = Timestamp::from_second(seconds.try_into().ok()?).ok()?;
    Some(time.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::ipmsg::{Message, SendOptions};

    #[track_caller]
    fn case(body: &[u8], expected: Result<&str, &str>) {
        let files = Message::parse_with(body, SendOptions::FILEATTACH).unwrap().files;
        let found = files.iter().map(|file| attachment(&file?).map(Value::from));
        let found = found.collect::<Result<Vec<_>, _>>().map(|files| Value::from(files).to_string());
        assert_eq!(
            found.map_err(|error| error.to_string()),
            expected.map(str::to_owned).map_err(str::to_owned)
        );
    }

    #[test]
    fn attachments() {
        case(
            b"m\x0010:a::b:5:65500000:12109:14=65500000:30=x,,y:99=\x071f:c:0:0\x07",
            Ok(concat!(
                r#"[{"id":10,"name":"a:b","size":5,"mtime":1699741696,"kind_value":9,"attributes":["RONLY","EXHIDDEN","0x10000"],"#,
                r#""attributes_value":73984,"extended":[{"key":"MTIME","key_value":20,"values":["65500000"]},"#,
                r#"{"key":"ACL","key_value":48,"values":["x","","y"]},{"key_value":153,"values":[""]}]},"#,
                r#"{"id":31,"name":"c","size":0,"mtime":0,"kind":"REGULAR","kind_value":1,"attributes_value":0}]"#,
            )),
        );
    }

    #[test]
    fn lines() {
        #[track_caller]
        fn case(file: &[u8], expected: &str) {
            let file = Attachment::parse(file).unwrap();
            let fields = line(Fields::new(Charset::UTF_8), &file, Charset::UTF_8);
            assert_eq!(fields.done().stripped(), expected);
        }
        case(b"10000:report.txt:b:6b00dfb1:1:\x07", "file=10000 report.txt 11 bytes 2026-11-21 00:02:57");
        case(
            b"1:pics:0:0:1002:16=1:1=x:zz:\x07",
            "file=1 pics/ HIDDEN CREATETIME=1970-01-01 00:00:01 UID=x (attribute key: not a hexadecimal number)",
        );
        case(b"a:x.png:a1b2:0:20:8=3:\x07", "file=10 x.png 41,394 bytes CLIPBOARD CLIPBOARDPOS=3");
    }

    #[test]
    fn errors_are_counted_from_the_start() {
        case(b"m\x000:a:5:0:1:14=1:\x071:b:5:x:1:\x07", Err("mtime: not a hexadecimal number at byte 24"));
        case(b"m\x000:a:5:0:1:14=1:zz=1:\x07", Err("attribute key: not a hexadecimal number at byte 17"));
        case(b"m\x000:a:5:0:1:14=1::15:\x07", Err("attribute value: missing at byte 20"));
    }
}
