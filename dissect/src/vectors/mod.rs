//! Tables of samples: one row per line, columns between tabs.
//!
//! ```text
//! source  command  bytes  [note]                      ipmsg
//! dir  server  version  source  bytes                 msnp
//! kind  source  bytes                                 payload
//! ```
//!
//! Empty lines and those that begin with `#` are no rows.

mod ipmsg_rows;

use crate::arguments::Format;
use crate::count;
use crate::msnp::reader::splitter;
use crate::show::output::{Output, Row, RowStatus, Thing};
use imwire::fields::{Field, Value, Visitor};
use imwire::msnp::{Context, Dialect, Link, Role};
use imwire_testkit::payloads;
use imwire_testkit::rows::unescape_pieces;
use std::io::{self, BufRead, BufReader, Read, Write};

/// Longest line that is believed, in bytes.
const LONGEST: u64 = 16 << 20;

/// Takes a table of samples apart. `complain` is told the line, from 1, of what is not in the
/// format; the rows that are go on.
///
/// # Errors
/// Those of the writer.
pub(crate) fn dissect<W: Write>(
    file: impl Read,
    format: Format,
    lenient: bool,
    out: &mut Output<W>,
    mut complain: impl FnMut(u64, String),
) -> io::Result<()> {
    let mut file = BufReader::new(file);
    let (mut line, mut rows) = (Vec::new(), 0);
    for number in 1.. {
        line.clear();
        match file.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(length) if length as u64 == LONGEST && !line.ends_with(b"\n") => {
                complain(number, format!("longer than {} MiB", LONGEST >> 20));
                break;
            }
            Ok(_) => {}
            Err(error) => {
                complain(number, format!("cannot be read: {error}"));
                break;
            }
        }
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if let [] | [b'#', ..] = text {
            continue;
        }
        rows += 1;
        let columns: Vec<_> = text.split(|&byte| byte == b'\t').collect();
        let told = match format {
            Format::Ipmsg => ipmsg_rows::sample(&columns).map(|mut sample| out.row(&sample.row(rows))),
            Format::Payload => payload(&columns).map(|(kind, wire)| {
                let (status, rest, messages) = match payloads::walk(&kind, &wire, &mut Ignored) {
                    Some(Err(error)) => (RowStatus::Error(error.to_string()), wire.len(), Vec::new()),
                    _ => (RowStatus::Ok, 0, vec![Thing::Payload { kind: &kind, wire: &wire }]),
                };
                out.row(&Row { number: rows, context: kind.clone(), status, rest, messages })
            }),
            Format::Msnp => {
                msnp(&columns).map(|(wire, about)| out.row(&frames(rows, &wire, &about, lenient)))
            }
        };
        match told {
            Ok(told) => told?,
            Err(bad) => complain(number, bad),
        }
    }
    Ok(())
}

/// Takes no note of fields.
struct Ignored;

impl Visitor for Ignored {
    fn field(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) {}
}

/// The kind of a payload, and its bytes.
fn payload(columns: &[&[u8]]) -> Result<(String, Vec<u8>), String> {
    let [kind, _source, bytes, ..] = columns else {
        return Err(too_few(columns, 3));
    };
    let wire = bytes_of(bytes)?.concat();
    let name = String::from_utf8_lossy(kind).into_owned();
    match payloads::walk(&name, &wire, &mut Ignored) {
        Some(_) => Ok((name, wire)),
        None => Err(unknown("kind", kind)),
    }
}

/// What the columns before the bytes of an MSNP row say.
#[derive(Debug, Clone, PartialEq)]
struct About {
    context: Context,
    /// As it is there.
    text: String,
}

fn msnp(columns: &[&[u8]]) -> Result<(Vec<u8>, About), String> {
    let [dir, server, version, _source, bytes, ..] = columns else {
        return Err(too_few(columns, 5));
    };
    let sender = match *dir {
        b"c2s" => Role::Client,
        b"s2c" => Role::Server,
        _ => return Err(unknown("direction", dir)),
    };
    let link = match *server {
        b"ds" | b"ns" => Link::Notification,
        b"sb" => Link::Switchboard,
        b"ft" => Link::FileTransfer,
        _ => return Err(unknown("server", server)),
    };
    let number = std::str::from_utf8(version).ok().and_then(|text| text.parse().ok());
    let dialect = match (*version, number) {
        (b"cvr0", _) => Dialect::CVR0,
        (b"msnftp", _) if link == Link::FileTransfer => Dialect::UNKNOWN,
        (_, Some(number @ 1..=254)) => Dialect::new(number),
        _ => return Err(unknown("version", version)),
    };
    let text = format!("{} {dialect}", String::from_utf8_lossy(server));
    let text = if link == Link::FileTransfer { "ft".to_owned() } else { text };
    let about = About { context: Context::new(link, sender, dialect), text };
    Ok((bytes_of(bytes)?.concat(), about))
}

/// The bytes that a column means, cut where reads of the connection ended.
fn bytes_of(column: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let text = std::str::from_utf8(column).map_err(|_| "the bytes are not UTF-8".to_owned())?;
    unescape_pieces(text).map_err(|error| format!("in the bytes: {error}"))
}

fn too_few(columns: &[&[u8]], needed: usize) -> String {
    format!("{} between tabs where {needed} are needed", count(columns.len(), "column"))
}

fn unknown(what: &str, text: &[u8]) -> String {
    format!("unknown {what} {:?}", String::from_utf8_lossy(text))
}

fn frames<'a>(number: u64, wire: &'a [u8], about: &About, lenient: bool) -> Row<'a> {
    let About { context, text } = about.clone();
    let mut splitter = splitter(context.role, lenient, context.link == Link::FileTransfer);
    splitter.set_dialect(context.dialect);
    let arrow = if context.role == Role::Client { "→" } else { "←" };
    let context_text = format!("{text} {arrow}");
    let (mut rest, mut messages) = (wire, Vec::new());
    let status = loop {
        match splitter.next(rest) {
            Ok(Some(frame)) => {
                messages.push(Thing::Frame { frame, context, wire: rest });
                rest = rest.get(frame.raw().len()..).unwrap_or_default();
            }
            Ok(None) if rest.is_empty() => break RowStatus::Ok,
            Ok(None) => break RowStatus::Incomplete,
            Err(error) => break RowStatus::Error(error.to_string()),
        }
    };
    Row { number, context: context_text, status, rest: rest.len(), messages }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::charset::Charset;
    use crate::show::page::Page;

    /// The objects that come out, and the complaints.
    fn json(format: Format, lenient: bool, table: &str) -> (Vec<String>, Vec<String>) {
        let (mut out, mut complaints) = (Output::Json(Vec::new()), Vec::new());
        let complain = |line, why: String| complaints.push(format!("line {line}: {why}"));
        dissect(table.as_bytes(), format, lenient, &mut out, complain).unwrap();
        let Output::Json(bytes) = out else { panic!("a page") };
        let text = String::from_utf8(bytes).unwrap();
        (text.lines().map(str::to_owned).collect(), complaints)
    }

    #[track_caller]
    fn case(format: Format, row: &str, expected: &str) {
        assert_eq!(json(format, false, row), (vec![expected.to_owned()], vec![]));
    }

    #[test]
    fn rows_of_ipmsg() {
        let ok = r#"{"row":1,"status":"ok","rest":0,"messages":[{"proto":"ipmsg","version":"1","packet_no":"2","user":"u","host":"h","mode":"GETFILEDATA","mode_value":96,"options":[],"options_value":0,"additional":"x","body_error":"packet number: not a hexadecimal number at byte 11","exact":true}]}"#;
        case(Format::Ipmsg, "test\ttcp:GETFILEDATA\t1:2:u:h:9\\/6:x\tnote\tmore", ok);
        let error = "packet number: not a decimal number at byte 2";
        let refused = format!(r#"{{"row":1,"status":"error","error":"{error}","rest":9,"messages":[]}}"#);
        case(Format::Ipmsg, "test\tSENDMSG\t1:x:u:h:1", &refused);
        let record = r#"{"proto":"ipmsg","record":{"header_size":15,"name":"a.txt","size":5,"kind":"REGULAR","kind_value":1,"attributes_value":0,"depth":0,"contents":"hello"},"exact":true}"#;
        let stream = format!(r#"{{"row":1,"status":"ok","rest":0,"messages":[{record}]}}"#);
        case(Format::Ipmsg, "test\tstream:DIRFILES\t000f:a.txt:5:1:he\\/llo\n", &stream);
        let contents = r#"{"row":1,"status":"ok","rest":0,"messages":[{"proto":"ipmsg","record":{"contents":"a\\x00"},"exact":true}]}"#;
        case(Format::Ipmsg, "test\tstream:FILEDATA\ta\\0\n", contents);
        let dict = r#"{"row":1,"status":"ok","rest":0,"messages":[{"proto":"ipmsg","dict":{"k":"v"},"body_error":"version: missing at byte 11","exact":true}]}"#;
        case(Format::Ipmsg, "# no row\n\ntest\tdict:RAW\tIP2:5:k:1:v:Z\r\n", dict);
        let error = "dictionary: unexpected word at byte 0";
        let refused = format!(r#"{{"row":1,"status":"error","error":"{error}","rest":1,"messages":[]}}"#);
        case(Format::Ipmsg, "test\tdict:RAW\tx", &refused);
    }

    #[test]
    fn rows_of_msnp() {
        let png = r#"{"proto":"msnp","verb":"PNG","args":[],"typed":{"name":"Png"},"exact":true}"#;
        let incomplete = format!(r#"{{"row":1,"status":"incomplete","rest":11,"messages":[{png}]}}"#);
        case(Format::Msnp, "c2s\tns\t8\ttest\tPNG\\r\\nQRY 1 5\\r\\nab", &incomplete);
        let error = "payload length: not a decimal number at byte 6";
        let refused =
            format!(r#"{{"row":1,"status":"error","error":"{error}","rest":11,"messages":[{png}]}}"#);
        case(Format::Msnp, "c2s\tns\t8\ttest\tPNG\\r\\nQRY 1 5x\\r\\na\tnote", &refused);
        let ver = r#"{"row":1,"status":"ok","rest":0,"messages":[{"proto":"msnp","verb":"VER","trid":1,"args":["1","CVR0"],"typed":{"name":"Ver","trid":1,"dialect":"CVR0"},"exact":true}]}"#;
        case(Format::Msnp, "s2c\tds\tcvr0\tx\tVER 1 CVR0\\r\\n", ver);
        let fil = r#"{"row":1,"status":"ok","rest":0,"messages":[{"proto":"msnp","verb":"FIL","args":["5"],"typed":{"name":"Fil","size":5},"exact":true}]}"#;
        case(Format::Msnp, "s2c\tft\tmsnftp\tx\tFIL 5\\r\\n", fil);
        let block = r#"{"row":1,"status":"ok","rest":0,"messages":[{"proto":"msnp","verb":null,"block":"cancel","args":[],"payload_len":0,"exact":true}]}"#;
        case(Format::Msnp, "s2c\tft\tmsnftp\tx\t\\x01\\x00\\x00", block);
        let joi = r#"{"row":1,"status":"ok","rest":0,"messages":[{"proto":"msnp","verb":"JOI","args":[],"typed_error":"passport: missing at byte 3","exact":true}]}"#;
        case(Format::Msnp, "s2c\tsb\t8\tx\tJOI\\r\\n", joi);
    }

    #[test]
    fn lenient() {
        let row = "c2s\tns\t8\ttest\tpng\\n";
        let (strict, _) = json(Format::Msnp, false, row);
        assert!(strict[0].starts_with(
            r#"{"row":1,"status":"error","error":"line end: LF without CR at byte 3","rest":4"#
        ));
        let (lenient, _) = json(Format::Msnp, true, row);
        let expected = r#"{"row":1,"status":"ok","rest":0,"messages":[{"proto":"msnp","verb":"PNG","args":[],"typed":{"name":"Png"},"exact":true}]}"#;
        assert_eq!(lenient, [expected]);
    }

    #[test]
    fn rows_that_are_none() {
        #[track_caller]
        fn case(format: Format, row: &str, complaint: &str) {
            let good = match format {
                Format::Ipmsg => "a\tb\t1:2:u:h:1",
                Format::Msnp => "c2s\tns\t8\ttest\tPNG\\r\\n",
                Format::Payload => "xml:ml\ttest\t<ml/>",
            };
            let (rows, complaints) = json(format, false, &format!("#\n{row}\n{good}"));
            assert_eq!(complaints, [format!("line 2: {complaint}")]);
            assert!(rows.len() == 1 && rows[0].starts_with(r#"{"row":2,"status":"ok""#));
        }
        case(Format::Ipmsg, "a\tb", "2 columns between tabs where 3 are needed");
        case(Format::Ipmsg, "a\tudp:SENDMSG\tx", "unknown command \"udp:SENDMSG\"");
        case(Format::Ipmsg, "a\tstream:SENDMSG\tx", "unknown command \"stream:SENDMSG\"");
        case(Format::Ipmsg, "a\tb\tx\\q", "in the bytes: unknown escape at column 2");
        case(Format::Msnp, "c2c\tns\t8\tx\tPNG", "unknown direction \"c2c\"");
        case(Format::Msnp, "c2s\tnx\t8\tx\tPNG", "unknown server \"nx\"");
        case(Format::Msnp, "c2s\tsb\tmsnftp\tx\tPNG", "unknown version \"msnftp\"");
        case(Format::Msnp, "c2s\tsb\t255\tx\tPNG", "unknown version \"255\"");
        case(Format::Msnp, "1:2:u:h:1", "1 column between tabs where 5 are needed");
    }

    #[test]
    fn readable() {
        let mut out = Output::Text(Page::new(Vec::new(), 80, Charset::UTF_8));
        let table = "c2s\tsb\t8\tx\tCAL 2 a@b\\r\\nOUT\ns2c\tns\t8\tx\tUSR\\n\n\
                     s2c\tns\t11\tx\tBPR MOB a%20b\\r\\nUBX a@b 2\\r\\nhi\nc2s\tft\tmsnftp\tx\tBYE 5\\r\\n\n\
                     s2c\tsb\t8\tx\t217 2\\r\\n999 3\\r\\n\n";
        dissect(table.as_bytes(), Format::Msnp, false, &mut out, |_, _| panic!("a row")).unwrap();
        let Some(page) = out.page() else { panic!("no page") };
        let expected = "row 1    sb MSNP8 →    CAL   2  passport=a@b\n\
                        row 1    sb MSNP8 →    incomplete (3 bytes left)\n\
                        row 2    ns MSNP8 ←    error: line end: LF without CR at byte 3 (4 bytes left)\n\
                        row 3    ns MSNP11 ←   BPR      property=MOB value=\"a b\"\n\
                        row 3    ns MSNP11 ←   UBX      passport=a@b 2 bytes\n                                │ hi\n\
                        row 4    ft →          BYE      code=5\n\
                        row 5    sb MSNP8 ←    217   2  not online\n\
                        row 5    sb MSNP8 ←    999   3\n";
        assert_eq!(anstream::adapter::strip_str(&page.written()).to_string(), expected);
    }
}
