//! Every row of `vectors/payload-p2p.txt`: its fields as the types of `msnp::payload` read them, or the error that it has
//! to give. `payload/names.tsv` says which of their names is which of ours, and which reason which error.

use imwire::msnp::payload::base64::Base64;
use imwire::msnp::payload::blocks::Blocks;
use imwire::msnp::payload::guid::Guid;
use imwire::msnp::payload::mime::Mime;
use imwire::msnp::payload::object::MsnObject;
use imwire::msnp::payload::p2p::{
    Carrier, DirectFrame, DirectReader, End, P2pVersion, SessionText, V1Packet, V2Packet, WebcamFrame,
    WideInk,
};
use imwire::msnp::payload::slp::{
    ActivityContext, FileContext, FileKind, FileVersion, SessionBody, Slp, SlpBody, SlpType, Start,
    TransportBody, app,
};
use imwire::msnp::payload::{Datacast, Emoticons, Ink};
use imwire::{Encode, Error, Wire};
use imwire_testkit::names::Names;
use imwire_testkit::rows;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

const ROWS: &str = include_str!("vectors/payload-p2p.txt");
const NAMES: &str = include_str!("payload/names.tsv");

/// What was read: our names and values.
#[derive(Default)]
struct Found {
    values: BTreeMap<String, String>,
    /// What was read was written byte for byte.
    exact: bool,
}

impl Found {
    fn put(&mut self, name: impl Into<String>, value: impl ToString) {
        self.values.insert(name.into(), value.to_string());
    }

    fn some(&mut self, name: impl Into<String>, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    fn flag(&mut self, name: impl Into<String>, value: bool) {
        self.put(name, if value { "yes" } else { "no" });
    }

    /// What was read is written in one form, which is read as the same.
    #[track_caller]
    fn canonical<'a, T>(&mut self, value: T, cx: T::Context, bytes: &[u8])
    where
        T: Wire<'a> + PartialEq + Debug,
    {
        assert_eq!(value.check(cx), Ok(()), "{value:?}");
        let form: &'static [u8] = value.to_vec().leak();
        assert_eq!(value.encoded_len(), form.len());
        let again = T::parse_with(form, cx);
        assert_eq!(again.as_ref(), Ok(&value), "{}", form.escape_ascii());
        assert_eq!(again.unwrap().to_vec(), form);
        self.exact = form == bytes;
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// As the rows have GUIDs that are nonces: without braces.
fn bare(guid: Guid) -> String {
    guid.to_string().trim_matches(['{', '}']).to_owned()
}

fn sha1(bytes: &[u8]) -> [u8; 20] {
    use sha1::Digest as _;
    sha1::Sha1::digest(bytes).into()
}

fn hashed(nonce: Guid) -> Guid {
    let by_hand = Guid(sha1(&nonce.0)[..16].try_into().unwrap());
    #[cfg(feature = "auth")]
    assert_eq!(nonce.hashed(), by_hand);
    by_hand
}

fn v1(found: &mut Found, at: &str, packet: &V1Packet<'_>) {
    found.put(format!("{at}session"), packet.session);
    found.put(format!("{at}id"), packet.id);
    found.put(format!("{at}offset"), packet.offset);
    found.put(format!("{at}total"), packet.total);
    found.put(format!("{at}flags"), format!("{:#x}", packet.flags.bits()));
    found.put(format!("{at}ack_id"), packet.ack_id);
    found.put(format!("{at}ack_sub"), packet.ack_sub);
    found.put(format!("{at}ack_size"), packet.ack_size);
    found.put(format!("{at}body.len"), packet.body.len());
    found.flag(format!("{at}is_last"), packet.is_last());
    found.flag(format!("{at}is_preparation"), packet.is_preparation());
    found.some(format!("{at}nonce"), packet.nonce().map(bare));
    found.some(format!("{at}footer"), packet.footer.map(|footer| footer.0));
}

fn v2(found: &mut Found, at: &str, packet: &V2Packet<'_>) {
    let id = |number: u32| format!("0x{number:08x}");
    found.put(format!("{at}header_len"), packet.header_len());
    found.put(format!("{at}operation"), packet.operation.bits());
    found.put(format!("{at}message_len"), packet.message_len());
    found.put(format!("{at}base"), id(packet.base));
    found.put(format!("{at}next_base"), id(packet.next_base()));
    found.some(format!("{at}ack"), packet.ack().map(id));
    found.some(format!("{at}nak"), packet.nak().map(id));
    found.some(format!("{at}peer"), packet.peer().map(|peer| hex(&peer.0)));
    found.some(format!("{at}footer"), packet.footer.map(|footer| footer.0));
    found.put(format!("{at}data.body.len"), packet.data.map_or(0, |data| data.body.len()));
    if let Some(data) = &packet.data {
        found.put(format!("{at}data.header_len"), data.header_len());
        found.put(format!("{at}data.first+kind"), data.kind.bits() | u8::from(data.first));
        found.put(format!("{at}data.package"), data.package);
        found.put(format!("{at}data.session"), data.session);
        found.some(format!("{at}data.remaining"), data.remaining());
        found.flag(format!("{at}data.is_preparation"), data.is_preparation());
    }
}

fn direct(found: &mut Found, version: P2pVersion, end: End, bytes: &[u8]) -> Result<(), Error> {
    let mut reader = DirectReader::new(end).with_version(version);
    let mut frames = reader.frames(bytes);
    let mut form = Vec::new();
    let mut number = 0;
    for frame in frames.by_ref() {
        let frame = frame?;
        form.extend(frame.to_vec());
        let at = format!("frames.{number}.");
        let kind = match frame {
            DirectFrame::Greeting => "foo",
            DirectFrame::Nonce(_) | DirectFrame::Handshake(_) => "nonce",
            _ => "data",
        };
        found.put(format!("frames.{number}"), kind);
        let nonce = match frame {
            DirectFrame::Nonce(nonce) => Some(nonce),
            DirectFrame::Handshake(packet) => packet.nonce(),
            _ => None,
        };
        if let Some(nonce) = nonce {
            found.put("nonce", bare(nonce));
            found.put("nonce.hashed", bare(hashed(nonce)));
        }
        match version {
            P2pVersion::V1 => {
                if let Some(packet) = frame.packet_v1()? {
                    v1(found, &at, &packet);
                }
            }
            P2pVersion::V2 => {
                if let Some(packet) = frame.packet_v2()? {
                    v2(found, &at, &packet);
                }
            }
        }
        number += 1;
    }
    found.put("frames", number);
    frames.finish()?;
    found.exact = form == bytes;
    Ok(())
}

fn slp_body(found: &mut Found, at: &str, body: &SlpBody<'_>) {
    for line in body.lines.iter() {
        let line = line.unwrap();
        let name = text(line.name());
        found.put(format!("{at}{name}"), text(line.value().as_bytes()));
        // Keys that are written backwards are found by their own name.
        let turned: String = name.chars().rev().collect();
        if let Some(value) = body.get(&turned).filter(|value| value.is_backwards()) {
            found.put(format!("{at}{turned}"), value);
        }
    }
    found.put(format!("{at}lines"), body.lines.iter().count());
    found.flag(format!("{at}end.nul"), body.end.nul);
}

fn slp(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let message = Slp::<SlpBody<'_>>::parse(bytes)?;
    found.canonical(message, (), bytes);
    let exact = found.exact;
    match message.start {
        Start::Request { method, to } => {
            found.put("start.method", method.word());
            found.put("start.to", text(to.as_bytes()));
        }
        Start::Answer { code, reason } => {
            found.put("start.code", code.number());
            found.put("start.reason", text(reason.as_bytes()));
        }
    }
    found.put("to", text(message.to.as_bytes()));
    found.put("from", text(message.from.as_bytes()));
    found.some("branch", message.branch.map(|branch| text(branch.as_bytes())));
    found.some("cseq", message.cseq);
    found.some("call_id", message.call_id.map(|id| text(id.as_bytes())));
    found.some("max_forwards", message.max_forwards);
    let short = |kind: SlpType<'_>| text(kind.as_bytes()).replace("application/x-msnmsgr-", "");
    found.some("content_type", message.content_type.map(short));
    found.put("body.encoded_len", message.body.encoded_len());
    slp_body(found, "body.", &message.body);

    // The same as typed bodies.
    if message.content_type == Some(SlpType::SESSION_REQUEST)
        || message.content_type == Some(SlpType::SESSION_CLOSE)
    {
        let typed = Slp::<SessionBody<'_>>::parse(bytes)?;
        found.canonical(typed, (), bytes);
        let SessionBody { session_id, app_id, euf_guid, context, .. } = typed.body;
        let same = |found: &Found, key: &str, value: Option<String>| {
            assert_eq!(found.values.get(&format!("body.{key}")), value.as_ref(), "{key}");
        };
        same(found, "SessionID", session_id.map(|id| id.to_string()));
        same(found, "AppID", app_id.map(|id| id.0.to_string()));
        same(found, "EUF-GUID", euf_guid.map(|guid| guid.to_string()));
        if let Some(context) = context {
            found.put("body.context.decoded_len", context.decoded_len());
            let mut room = [0; 4096];
            let decoded = context.decode_into(&mut room)?;
            match euf_guid {
                Some(app::FILE) => assert_eq!(FileContext::parse(decoded)?.to_vec(), decoded),
                Some(app::OBJECT) => _ = MsnObject::parse(decoded)?,
                _ => {}
            }
        }
    } else {
        let typed = Slp::<TransportBody<'_>>::parse(bytes)?;
        found.canonical(typed, (), bytes);
        assert!(typed.body.lines.is_empty(), "{typed:?}");
    }
    found.exact = exact;
    Ok(())
}

fn file(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let context = FileContext::parse(bytes)?;
    found.canonical(context, (), bytes);
    let version = match context.version {
        FileVersion::V2 => 2,
        FileVersion::V3(_) => 3,
    };
    let (preview, extra) = match context.kind {
        FileKind::PREVIEW => (context.preview.len(), 0),
        _ => (0, context.preview.len()),
    };
    found.put("header_len", context.header_len);
    found.put("version", version);
    found.put("size", context.size);
    found.put("kind", context.kind.0);
    found.put("name", context.name);
    found.put("mark", format!("{:#x}", context.mark));
    found.put("preview.len", preview);
    found.put("preview.len without FileKind::PREVIEW", extra);
    found.flag("preview is a PNG", context.preview.starts_with(b"\x89PNG\r\n\x1a\n"));
    Ok(())
}

/// The fields of an object.
fn object(found: &mut Found, at: &str, bytes: &[u8]) -> Result<(), Error> {
    let object = MsnObject::parse(bytes)?;
    object.well_formed()?;
    for (name, value) in object.attributes() {
        let value = text(&value.decoded().collect::<Vec<_>>());
        found.put(format!("{at}attributes.{}", text(name)), value);
    }
    found.some(format!("{at}size()"), object.size()?);
    found.some(format!("{at}kind()"), object.kind()?.map(|kind| kind.0));
    if let Some(digest) = object.sha1d()? {
        found.put(format!("{at}sha1d().decoded_len"), digest.decoded_len());
    }
    if let Some(friendly) = object.friendly()? {
        let name = friendly.decoded().collect::<Vec<_>>();
        found.put(format!("{at}friendly().decoded_len"), name.len());
        found.put(
            format!("{at}friendly_name"),
            imwire::msnp::payload::object::friendly_name(friendly).collect::<String>(),
        );
        found.flag(format!("{at}friendly ends with NUL"), name.ends_with(b"\0\0"));
    }
    let raw = |name: &str| {
        object
            .attributes()
            .into_iter()
            .find(|(key, _)| *key == name.as_bytes())
            .map_or(Vec::new(), |(_, value)| value.decoded().collect())
    };
    let hashed: Vec<u8> = ["Creator", "Size", "Type", "Location", "Friendly", "SHA1D"]
        .iter()
        .flat_map(|name| [name.as_bytes().to_vec(), raw(name)])
        .flatten()
        .collect();
    if let Some(checksum) = object.sha1c()? {
        found.flag(format!("{at}sha1c is its own"), checksum.decoded().eq(sha1(&hashed)));
    }
    Ok(())
}

fn emoticons(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let head = b"MIME-Version: 1.0\r\nContent-Type: text/x-mms-emoticon\r\n\r\n";
    let payload = [&head[..], bytes].concat();
    let list = Emoticons::parse(&payload)?;
    found.canonical(list, (), &payload);
    let exact = found.exact;
    found.put("len", list.iter().count());
    for (number, emoticon) in list.iter().enumerate() {
        found.put(format!("{number}.code"), text(emoticon.code()));
        object(found, &format!("{number}.object."), emoticon.object_bytes())?;
    }
    found.exact = exact;
    Ok(())
}

fn datacast(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let head = b"MIME-Version: 1.0\r\nContent-Type: text/x-msnmsgr-datacast\r\n\r\n";
    let payload = [&head[..], bytes].concat();
    let cast = Datacast::parse(&payload)?;
    found.canonical(cast, (), &payload);
    found.put("id", cast.id.0);
    assert!(cast.object()?.is_some());
    let exact = found.exact;
    object(found, "object.", cast.data.expect("data").as_bytes())?;
    found.exact = exact;
    Ok(())
}

/// What is in handwriting: a GIF, or ISF with its version and its size.
fn ink_data(found: &mut Found, data: &[u8]) {
    found.put("data.decoded_len", data.len());
    if data.starts_with(b"GIF8") {
        found.put("format", "gif");
    } else if let [0, size, ..] = data {
        found.put("format", "isf");
        found.put("isf size", size);
    }
}

fn ink(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let head = b"MIME-Version: 1.0\r\nContent-Type: image/gif\r\n\r\n";
    let payload = [&head[..], bytes].concat();
    let ink = Ink::parse(&payload)?;
    found.canonical(ink, (), &payload);
    ink_data(found, &ink.data.decoded().collect::<Vec<_>>());
    Ok(())
}

fn wide_ink(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let ink = WideInk::parse(bytes)?;
    found.canonical(ink, (), bytes);
    let head = ink.head.to_string().replace("\\r\\n", "\r\n");
    let mime = Mime::parse(head.as_bytes())?;
    found.some("head.MIME-Version", mime.headers.get("MIME-Version").map(|value| text(value.as_bytes())));
    found.some("head.Content-Type", mime.headers.get("Content-Type").map(|value| text(value.as_bytes())));
    let digits: String = ink.base64().expect("base64").collect();
    ink_data(found, &Base64::from_text(digits.as_bytes())?.decoded().collect::<Vec<_>>());
    Ok(())
}

fn webcam(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let frame = WebcamFrame::parse(bytes)?;
    found.canonical(frame, (), bytes);
    found.put("24", 24);
    found.put("pause", frame.pause);
    found.put("width", frame.width);
    found.put("height", frame.height);
    found.put("key_frame", frame.key_frame);
    found.put("data.len", frame.data.len());
    found.put("has_codec", if frame.has_codec { "ML20" } else { "" });
    found.put("id", format!("0x{:08x}", frame.id));
    found.put("time", frame.time);
    Ok(())
}

fn session_text(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let message = SessionText::parse(bytes)?;
    found.canonical(message, (), bytes);
    found.put("id", hex(&message.id));
    found.put("kind", message.kind);
    found.put("text", message.text);
    found.put("text.len", message.encoded_len() - 10);
    found.flag("nul", message.nul);
    Ok(())
}

fn activity(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let context = ActivityContext::parse(bytes)?;
    found.canonical(context, (), bytes);
    found.put("number", context.number);
    found.put("flag", context.flag);
    found.put("name", context.name);
    Ok(())
}

fn blocks(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let blocks = Blocks::parse(bytes)?;
    found.canonical(blocks, (), bytes);
    let third = blocks.content.map(|content| content.block);
    for block in [Some(blocks.routing), Some(blocks.reliability), third].into_iter().flatten() {
        let name = text(block.name.as_bytes());
        found.put(&name, text(block.version.as_bytes()));
        for line in block.lines.iter() {
            let line = line.unwrap();
            found.put(format!("{name}.{}", text(line.name())), text(line.value().as_bytes()));
        }
    }
    found.put("blocks", if third.is_some() { 3 } else { 2 });
    if let Some(content) = blocks.content {
        found.put("content.body.len", content.body.len());
        found.flag("content.has_its_length", content.has_its_length());
        if content.block.get("Content-Transfer-Encoding").is_some_and(|coding| coding.as_bytes() == b"binary")
        {
            for (number, packet) in content.packets()?.enumerate() {
                v2(
                    found,
                    &format!("content.packets.{number}."),
                    &V2Packet::parse_with(packet, Carrier::MESSAGE)?,
                );
            }
        }
    }
    Ok(())
}

fn read(kind: &str, bytes: &[u8]) -> Result<Found, Error> {
    let mut found = Found::default();
    let out = &mut found;
    match kind {
        "p2p1" => {
            let packet = V1Packet::parse_with(bytes, Carrier::MESSAGE)?;
            out.canonical(packet, Carrier::MESSAGE, bytes);
            v1(out, "", &packet);
        }
        "p2p2" => {
            let packet = V2Packet::parse_with(bytes, Carrier::MESSAGE)?;
            out.canonical(packet, Carrier::MESSAGE, bytes);
            v2(out, "", &packet);
        }
        "direct1-i" => direct(out, P2pVersion::V1, End::Connecting, bytes)?,
        "direct1-r" => direct(out, P2pVersion::V1, End::Listening, bytes)?,
        "direct2-i" => direct(out, P2pVersion::V2, End::Connecting, bytes)?,
        "direct2-r" => direct(out, P2pVersion::V2, End::Listening, bytes)?,
        "slp" => slp(out, bytes)?,
        "slp-body" => {
            let body = SlpBody::parse(bytes)?;
            out.canonical(body, (), bytes);
            slp_body(out, "", &body);
            assert!(TransportBody::parse(bytes)?.lines.is_empty());
        }
        "filepreview" => file(out, bytes)?,
        "object" => {
            object(out, "", bytes)?;
            let element = bytes.strip_suffix(b"\0").unwrap_or(bytes);
            out.canonical(MsnObject::parse(element)?, (), element);
        }
        "nonce" => {
            let nonce = Guid(bytes.try_into().expect("16 octets"));
            out.put("", bare(nonce));
            out.put("hashed", bare(hashed(nonce)));
            out.exact = Guid::parse(&nonce.to_vec())? == nonce;
        }
        "emoticons" => emoticons(out, bytes)?,
        "datacast" => datacast(out, bytes)?,
        "ink" => ink(out, bytes)?,
        "ink-p2p" => wide_ink(out, bytes)?,
        "webcam" => webcam(out, bytes)?,
        "string" => session_text(out, bytes)?,
        "activity" => activity(out, bytes)?,
        "block" => blocks(out, bytes)?,
        other => panic!("{other}: no such kind"),
    }
    Ok(found)
}

#[test]
fn fields_and_errors() {
    let names = Names::new(NAMES);
    let mut wrong = Vec::new();
    for rows::Payload { kind, source, bytes, expected } in rows::payloads(ROWS) {
        let ours = |what: &str, theirs: &str| match names.ours(kind, what, theirs) {
            Some(ours) => ours,
            None => panic!("{kind}: no name for {what} {theirs}"),
        };
        let found = read(kind, &bytes);
        if let Some(reason) = expected.strip_prefix("error: ") {
            let code = reason.split(' ').next().unwrap();
            match found {
                Ok(found) => {
                    wrong.push(format!("{kind} ({source}) should be refused: {reason}: {:?}", found.values))
                }
                Err(error) => {
                    let error_name = format!("{:?}: {}", error.kind(), error.part());
                    if !ours("error", code).split(" | ").any(|one| one == error_name) {
                        wrong.push(format!("{kind} ({source}) {reason}: {error_name}"));
                    }
                    assert!(error.at() <= bytes.len() + 64, "{source}: {error}");
                }
            }
            continue;
        }
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                wrong.push(format!("{kind} ({source}): {error}"));
                continue;
            }
        };
        for field in expected.split("; ") {
            let (name, value) = field.split_once('=').unwrap();
            let name = ours("field", name);
            let got = found.values.get(&name).map_or("", String::as_str);
            if got != value {
                wrong.push(format!("{kind} ({source}) {name}: {got:?}, not {value:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// These are written in another form than they came in: without a space after `CSeq`, without a TAB at the end, without an
/// empty line at the end.
const CANONICAL_ONLY: [&str; 3] = [
    "cap: libimmsnp (kinapsis) cmdp2p.cpp, hex dump in comments: webcam INVITE (context is a GUID in UTF-16LE)",
    "derived: no trailing TAB, UTF-8 code",
    "derived: voice clip datacast (aMSN protocol.tcl)",
];

#[test]
fn what_was_read_is_written_again() {
    let others: BTreeSet<&str> = rows::payloads(ROWS)
        .iter()
        .filter(|row| !row.expected.starts_with("error") && !read(row.kind, &row.bytes).unwrap().exact)
        .map(|row| row.source)
        .collect();
    assert_eq!(others, BTreeSet::from(CANONICAL_ONLY));
}
