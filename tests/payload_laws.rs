//! The laws of the payload types: over the rows of the vectors, whole and cut and changed, and over values that are
//! built.

use imwire::fields::{Field, Fields, Shown, Tree, TreeVisitor, Value, Walk, range, walk_tree};
use imwire::msnp::payload::blocks::Blocks;
use imwire::msnp::payload::chunks::{Assembler, Chunk, Place, Position};
use imwire::msnp::payload::invitation::CancelCode;
use imwire::msnp::payload::mime::{Header, Headers, Mime};
use imwire::msnp::payload::notice::Notice;
use imwire::msnp::payload::object::MsnObject;
use imwire::msnp::payload::p2p::{DataKind, DirectReader, End, P2pVersion, V2Chunks, V2Data, V2Packet};
use imwire::msnp::payload::profile::UserProfile;
use imwire::msnp::payload::slp::Slp;
use imwire::msnp::payload::text::{Color, Effects, FontCharset, FontName, Format, Pitch};
use imwire::msnp::payload::value::HeaderText;
use imwire::msnp::payload::xml::{
    Attribute, Attributes, Children, Contact, ContactList, CurrentMedia, Data, Domain, Element, Endpoint,
    MediaArguments, Notification, Page, PersonalData, Policies, Policy, XmlText,
};
use imwire::msnp::payload::{
    Content, Control, Datacast, DatacastId, Emoticons, Invitation, InvitationCommand, PlainText,
};
use imwire::msnp::{ListBits, NetworkId};
use imwire::{Encode, ErrorKind, Wire};
use imwire_testkit::laws::payload as laws;
use imwire_testkit::rows;
use proptest::prelude::*;
use std::fmt::Debug;
use std::ops::Range;

const TEXT: &str = include_str!("vectors/payload-text.txt");
const P2P: &str = include_str!("vectors/payload-p2p.txt");

fn rows_of(file: &str) -> Vec<Vec<u8>> {
    rows::payloads(file).into_iter().map(|row| row.bytes).collect()
}

fn rows() -> Vec<Vec<u8>> {
    [rows_of(TEXT), rows_of(P2P)].concat()
}

#[test]
fn every_row_and_every_part_of_it() {
    for row in rows_of(TEXT) {
        laws::payload(&row);
        for len in (0..row.len().min(400)).step_by(3) {
            laws::mime(&row[..len]);
            laws::xml(&row[..len]);
            laws::xml(&row[len..]);
        }
    }
    for row in rows_of(P2P) {
        laws::payload(&row);
        for len in (0..row.len().min(400)).step_by(3) {
            laws::p2p(&row[..len]);
            laws::slp(&row[..len]);
            laws::blocks(&row[..len]);
        }
    }
}

/// What a change puts in.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = [
        "\r\n",
        "\r\n\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        ":",
        ": ",
        ";",
        "=",
        "\"",
        "'",
        "&",
        "<",
        ">",
        "/>",
        "</",
        "<!--",
        "-->",
        "<?",
        "?>",
        "\\0",
        "&#x5C;0",
        "&amp;",
        "&lt;",
        "{0}",
        "{1}",
        "%20",
        "%",
        "0",
        "1",
        "-1",
        "4294967295",
        "18446744073709551616",
        "Chunks: 2\r\n",
        "Chunk: 1\r\n",
        "Message-ID: x\r\n",
        "Content-Type: ",
        "text/plain",
        "base64:",
        "ID: 1\r\n",
        "<c n=\"a\"/>",
        "<d n=\"b\">",
        "</d>",
        "t=",
        "p=",
        "&p=",
        "=?utf-8?B?",
        "?=",
        "X: y\r\n",
        " folded\r\n",
        "From: a\r\n",
        "application/x-msmsgsemailnotification",
        "FN=",
        "; CO=ff",
        "RL=1",
        "GW-IP=a",
    ];
    prop_oneof![
        4 => prop::sample::select(known.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_rows(
        row in prop::sample::select(rows()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, piece()), 0..4),
    ) {
        let mut bytes = row;
        for (at, len, piece) in changes {
            let at = at.index(bytes.len() + 1);
            let end = (at + len).min(bytes.len());
            bytes.splice(at..end, piece);
        }
        laws::payload(&bytes);
    }

    #[test]
    fn pieces_alone(pieces in prop::collection::vec(piece(), 0..12)) {
        laws::payload(&pieces.concat());
    }

    #[test]
    fn built_texts(
        body: Vec<u8>,
        font in "\\PC{0,12}",
        effects in 0_u32..1 << 26,
        numbers: [u32; 3],
        right_to_left: bool,
        context in prop::option::of("[!-~é][ -~]{0,8}"),
        name in "[A-Za-z-]{1,10}",
        value in "[!-~][ -~]{0,8}|",
    ) {
        let headers = [Header::new(&name, &value).unwrap()];
        let format = Format {
            font: FontName::new(&font),
            effects: Effects::from_bits_retain(effects),
            color: Color(numbers[0]),
            charset: FontCharset(numbers[1]),
            pitch: Pitch(numbers[2]),
            right_to_left,
            ..Format::default()
        };
        let mut text = PlainText::new(&body).font(format);
        text.context = context.as_deref().map(|context| HeaderText::new(context).unwrap());
        text.headers = Headers::new(&headers);
        round_trip(text)?;
        round_trip(Content::Text(text))?;
        round_trip(Mime { headers: Headers::new(&headers), body: &body })?;
    }

    #[test]
    fn built_lines(
        texts in prop::array::uniform4(prop::option::of("[!-~é][ -~é]{0,8}")),
        cookie: u32,
        size: u64,
        id in 0_u32..6,
        name in "[A-Za-z-]{1,10}",
    ) {
        let [data, file, request, session] =
            texts.each_ref().map(|text| text.as_ref().map(|text| HeaderText::new(text).unwrap()));
        let lines = [Header::new(&name, "x").unwrap()];
        round_trip(Datacast { id: DatacastId(id), data, rest: Headers::new(&lines), ..Datacast::default() })?;
        round_trip(Invitation {
            command: InvitationCommand::INVITE,
            cookie,
            file,
            file_size: Some(size),
            request_data: request,
            session_id: session,
            headers: Headers::new(&lines),
            ..Invitation::default()
        })?;
    }

    #[test]
    fn built_xml(
        texts in prop::array::uniform5("[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]{0,10}"),
        numbers: [u32; 3],
        attribute in "[A-Za-z_][A-Za-z0-9_.:-]{0,6}",
    ) {
        let [a, b, c, d, e] = texts.each_ref().map(|text| XmlText::new(text).unwrap());
        let others = [Attribute { name: &attribute, value: e }];
        let contacts = [
            Contact { name: a, lists: Some(ListBits::from_bits_retain(numbers[0])), ..Contact::default() },
            Contact {
                name: b,
                network: Some(NetworkId(numbers[1])),
                friendly_name: Some(c),
                others: Attributes::new(&others),
                ..Contact::default()
            },
        ];
        let domains = [
            Domain { name: Some(d), contacts: Children::new(&contacts) },
            Domain { name: None, contacts: Children::new(&contacts) },
        ];
        round_trip(ContactList { initial: Some(numbers[2]), domains: Children::new(&domains) })?;
        let endpoints = [Endpoint { id: Some(a), capabilities: Some(b) }];
        let data = Data { psm: Some(c), scene: Some(d), endpoints: Children::new(&endpoints), ..Data::default() };
        round_trip(PersonalData::Data(data))?;
        let arguments = [c, d, e];
        let media = CurrentMedia { application: a, kind: b, format: c, arguments: MediaArguments::new(&arguments), is_shown: true };
        round_trip(media)?;
    }
}

/// A value that passes its check is read back, and one that does not is not.
fn round_trip<'a, T>(value: T) -> Result<(), TestCaseError>
where
    T: Wire<'a, Context = ()> + Copy + PartialEq + Debug,
{
    let form: &'static [u8] = value.to_vec().leak();
    let back = T::parse(form);
    match value.check(()) {
        Ok(()) => prop_assert_eq!(back, Ok(value), "{}", form.escape_ascii()),
        Err(error) => prop_assert!(back != Ok(value), "{}: {}", error, form.escape_ascii()),
    }
    Ok(())
}

/// A refusal: what, which part, at which byte.
#[track_caller]
fn refused<'a, T: Wire<'a, Context = ()> + Debug>(bytes: &'a [u8], part: &str, at: usize) {
    let error = T::parse(bytes).unwrap_err();
    assert_eq!((error.part().name(), error.at()), (part, at), "{error}");
}

#[test]
fn errors_say_where() {
    refused::<Mime<'_>>(b"", "payload", 0);
    refused::<Mime<'_>>(b"A: b\r\nC: d", "line end", 10);
    refused::<Content<'_>>(b"A: b\r\n\r\nx", "content type", 6);
    let head = "MIME-Version: 1.0\r\nContent-Type: ";
    let with = |tail: &str| -> &'static [u8] { format!("{head}{tail}").into_bytes().leak() };
    refused::<PlainText<'_>>(with("text/html\r\n\r\n"), "content type", 33);
    refused::<Datacast<'_>>(with("text/x-msnmsgr-datacast\r\n\r\nID: x\r\n"), "id", 64);
    refused::<Datacast<'_>>(with("text/x-msnmsgr-datacast\r\n\r\nData: x\r\n"), "id", 69);
    refused::<Content<'_>>(with("text/plain\r\nMessage-ID: x\r\nChunks: 0\r\n\r\n"), "chunks", 68);
    refused::<Content<'_>>(with("text/plain\r\nChunks: 2\r\n\r\n"), "message id", 56);
    refused::<Content<'_>>(with("image/gif\r\n\r\nbase64:AA=A"), "base64", 56);
    let text = with("text/plain\r\nX-MMS-IM-Format: FN=A; CO=zz; CS=0\r\n\r\nhi");
    let error = PlainText::parse(text).unwrap().format().unwrap_err();
    assert_eq!((error.part().name(), &text[error.at()..error.at() + 2]), ("color", &b"zz"[..]));
    refused::<Element<'_>>(b"<a><b></a>", "xml", 6);
    refused::<Element<'_>>(b"<a>x & y</a>", "xml", 5);
    refused::<Element<'_>>(b"<a b=c/>", "xml attribute", 3);
    refused::<Element<'_>>(b"<a b=\"<\"/>", "xml", 6);
    refused::<Element<'_>>(b"<a></a><b/>", "xml", 7);
    refused::<Element<'_>>(b"<a", "xml", 0);
    refused::<Element<'_>>(b" ", "xml root", 1);
    refused::<ContactList<'_>>(b"<ml><d n='x'><c n='a' l='FL'/></d></ml>", "lists", 25);
    refused::<PersonalData<'_>>(b"<invalid></invalid>", "xml root", 1);
    let deep = [b"<a>".repeat(17), b"</a>".repeat(17)].concat().leak();
    refused::<Element<'_>>(deep, "depth", 48);
}

/// Peers end documents with NULs, and lists of emoticons with line ends.
#[test]
fn what_ends_a_document() {
    #[track_caller]
    fn case<'a, T: Wire<'a, Context = ()> + PartialEq + Debug>(bytes: &'a str, ends: &[&str]) {
        let form = T::parse(bytes.as_bytes()).unwrap().to_vec();
        for end in ends {
            let ended = [bytes, end].concat().into_bytes().leak();
            assert_eq!(T::parse(ended).unwrap().to_vec(), form, "{}", ended.escape_ascii());
        }
    }
    let ends = ["\0", "\0\0\0", "\r\n", " \r\n\0"];
    case::<MsnObject<'_>>("<msnobj Size=\"1\"/>", &ends);
    case::<ContactList<'_>>("<ml><d n=\"x\"><c n=\"a\" l=\"1\"/></d></ml>", &ends);
    case::<PersonalData<'_>>("<Data><PSM>hi</PSM></Data>", &ends);
    let head = "MIME-Version: 1.0\r\nContent-Type: text/x-mms-emoticon\r\n\r\n";
    let emoticons = format!("{head}(x)\t<msnobj Size=\"1\"/>\t").leak();
    case::<Content<'_>>(emoticons, &["\r\n", "\r\n\r\n", "\n", "\0"]);
    // Not in the middle.
    refused::<Element<'_>>(b"<a/>\0<b/>", "xml", 4);
    refused::<Element<'_>>(b"<a>\0</a>", "xml", 3);
    refused::<Element<'_>>(b"\0<a/>", "xml", 0);
}

#[test]
fn packets_that_lie() {
    let id = HeaderText::new("x").unwrap();
    let first =
        |chunks, body| Chunk { id, position: Position::First { chunks }, headers: Headers::NONE, body };
    let later = |number, body| Chunk { id, position: Position::Later(number), headers: Headers::NONE, body };
    let (mut buffer, mut places) = ([0; 16], [Place::EMPTY; 3]);
    let mut assembler = Assembler::new(&mut buffer, &mut places);
    #[track_caller]
    fn refused(assembler: &mut Assembler<'_>, chunk: Chunk<'_>, message: &str) {
        let error = assembler.push(&chunk).unwrap_err();
        assert_eq!(format!("{:?}: {}", error.kind(), error.part()), message);
    }
    refused(&mut assembler, later(1, b"a"), "Missing: chunk");
    refused(&mut assembler, first(u32::MAX, b"a"), "TooLong: chunks");
    refused(&mut assembler, first(4, b"a"), "TooLong: chunks");
    refused(&mut assembler, first(0, b"a"), "Unexpected: chunks");
    refused(&mut assembler, first(2, &[7; 14]), "NoRoom: buffer");
    assert_eq!((assembler.missing(), assembler.id()), (Some(0), &b""[..]));
    assert_eq!(assembler.push(&first(3, b"abc")), Ok(false));
    assert_eq!(assembler.push(&first(3, b"other")), Ok(false));
    refused(&mut assembler, later(3, b"a"), "Unexpected: chunk");
    refused(&mut assembler, later(u32::MAX, b"a"), "Unexpected: chunk");
    refused(&mut assembler, later(2, &[7; 11]), "NoRoom: buffer");
    let other = Chunk { id: HeaderText::new("y").unwrap(), ..later(1, b"a") };
    refused(&mut assembler, other, "Unexpected: message id");
    assert_eq!(assembler.push(&later(2, b"ef")), Ok(false));
    assert_eq!(assembler.push(&later(2, b"zz")), Ok(false));
    assert_eq!(assembler.missing(), Some(1));
    assert_eq!(assembler.finish().unwrap_err().part().name(), "chunk");
    assert_eq!(assembler.push(&later(1, b"d")), Ok(true));
    assert_eq!(assembler.finish().unwrap().to_vec(), b"\r\nabcdef");
    assert!(assembler.finish().unwrap().in_order().is_none());
    assembler.clear();
    assert_eq!(assembler.push(&first(1, b"")), Ok(true));
    assert_eq!(assembler.finish().unwrap().in_order().unwrap().body, b"");
}

/// Every field is shown, and where it was.
#[test]
fn fields_and_where_they_are() {
    use imwire::fields::{Walk, range};
    let payload = b"MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinvite\r\n\r\n\
        Invitation-Cookie: 58273\r\nInvitation-Command: ACCEPT\r\nPort: 6891\r\nX-Foo: bar\r\n";
    let mut seen = Vec::new();
    let mut see = |field: &'static Field, _: Value<'_>, at: Option<&[u8]>| {
        seen.push((field.id, payload[range(payload, at.unwrap()).unwrap()].to_vec()));
    };
    Invitation::walk(payload, (), &mut see).unwrap();
    let seen = seen.iter().map(|(id, at)| (*id, std::str::from_utf8(at).unwrap())).collect::<Vec<_>>();
    let body = std::str::from_utf8(&payload[56..]).unwrap();
    assert_eq!(
        seen,
        [
            ("msnp.invitation.command", "ACCEPT"),
            ("msnp.invitation.cookie", "58273"),
            ("msnp.invitation.port", "6891"),
            ("msnp.invitation.content_type", "text/x-msmsgsinvite"),
            ("msnp.invitation.rest", body),
        ]
    );

    let mut paths = Paths::default();
    walk_tree(&Content::parse(payload).unwrap(), &mut paths);
    assert!(paths.1.contains(&"invitation.cookie Number(58273)".to_owned()), "{:?}", paths.1);
    assert!(paths.1.contains(&r#"invitation.rest.header.name Text("X-Foo")"#.to_owned()), "{:?}", paths.1);
    for row in rows() {
        let values: [Option<Box<dyn Fields + '_>>; 4] = [
            Content::parse(&row).ok().map(|value| Box::new(value) as _),
            ContactList::parse(&row).ok().map(|value| Box::new(value) as _),
            PersonalData::parse(&row).ok().map(|value| Box::new(value) as _),
            Element::parse(&row).ok().map(|value| Box::new(value) as _),
        ];
        for value in values.iter().flatten() {
            let mut paths = Paths::default();
            walk_tree(&**value, &mut paths);
            let known = value.record().fields.iter().map(|field| field.id).collect::<Vec<_>>();
            value.fields(&mut |field: &'static Field, _: Value<'_>, _: Option<&[u8]>| {
                assert!(known.contains(&field.id), "{} is not in the table", field.id);
            });
        }
    }
}

/// Paths of all leaves, with their values.
#[derive(Default)]
struct Paths(Vec<&'static str>, Vec<String>);
impl TreeVisitor for Paths {
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, _: Option<&[u8]>) {
        self.1.push(format!("{}.{} {value:?}", self.0.join("."), field.name()));
    }
    fn enter(&mut self, field: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
        self.0.push(field.name());
        true
    }
    fn leave(&mut self, _: &'static Field) {
        self.0.pop();
    }
}

/// Of an id there is one kind, so that a program can register fields before it reads any.
#[test]
fn an_id_has_one_kind() {
    use imwire_testkit::laws::fields::kinds;
    let mut found = std::collections::BTreeMap::new();
    let mut add = |value: &dyn Fields| kinds(value.record(), &mut found);
    add(&Content::Other(Mime::default()));
    add(&PersonalData::Nothing);
    add(&ContactList::default());
    add(&Policies::default());
    add(&Notification::default());
    add(&CurrentMedia::default());
    add(&Notice::SignOutEverywhere);
    for row in rows_of(P2P) {
        if let Ok(blocks) = Blocks::parse(&row) {
            add(&blocks);
        }
    }
    assert!(found.len() > 300, "{}", found.len());
    for id in ["msnp.slp.cseq", "msnp.session_body.euf_guid", "msnp.element.children", "msnp.v2_data.slp"] {
        assert!(found.contains_key(id), "{id}");
    }
    let several: Vec<_> = found.iter().filter(|(_, kinds)| kinds.len() > 1).collect();
    assert!(several.is_empty(), "{several:#?}");
}

/// What is in packets, blocks and elements is shown to the last field.
#[test]
fn nested_values() {
    #[track_caller]
    fn case(value: &dyn Fields, expected: &[&str]) {
        let mut paths = Paths::default();
        walk_tree(value, &mut paths);
        for line in expected {
            assert!(paths.1.iter().any(|found| found == line), "no {line} in {:#?}", paths.1);
        }
    }
    let slp = "MSNSLP/1.0 200 OK\r\nTo: <msnmsgr:a@x>\r\nFrom: <msnmsgr:b@x>\r\nCSeq: 1 \r\n\
        Content-Type: application/x-msnmsgr-sessionreqbody\r\nContent-Length: 18\r\n\r\nSessionID: 7\r\n\r\n\0\0";
    let slp = slp.replace("\0\0", "\0").replace("Length: 18", "Length: 17");
    let mut payload =
        b"MIME-Version: 1.0\r\nContent-Type: application/x-msnmsgrp2p\r\nP2P-Dest: a@x;{1}\r\n\r\n".to_vec();
    payload.extend([8, 2]);
    payload.extend(u16::try_from(slp.len() + 8).unwrap().to_be_bytes());
    payload.extend(b"\0\0\0\x01\x08\x01\0\0\0\0\0\0");
    payload.extend(slp.as_bytes());
    payload.extend([0; 4]);
    case(
        &Content::parse(&payload).unwrap(),
        &[
            "p2p.packet.v2.operation Number(2)",
            "p2p.packet.v2.data.slp.start.answer.code Number(200)",
            "p2p.packet.v2.data.slp.body.session.session_id Number(7)",
        ],
    );
    let blocks =
        b"Routing: 1.0\r\nTo: 1:a@x;epid={1}\r\n\r\nReliability: 1.0\r\n\r\nPublication: 1.0\r\n\r\n\
        <circle><roster><id>IM</id></roster></circle>";
    case(
        &Blocks::parse(blocks).unwrap(),
        &[
            "to.network Number(1)",
            r#"to.endpoint Text("{1}")"#,
            r#"content.xml.children.element.children.element.text Encoded("IM")"#,
        ],
    );
    case(
        &PersonalData::parse(br"<Data><CurrentMedia>\0Music\01\0{0}\0A &amp; B\0</CurrentMedia></Data>")
            .unwrap(),
        &["data.media.is_shown Number(1)", r#"data.media.arguments.argument Encoded("A &amp; B")"#],
    );
}

/// The type of each row is known, and reads what is to be read. What is an error only when it is decoded, put
/// together or computed is read.
#[test]
fn every_kind_is_read() {
    let mut wrong = Vec::new();
    for rows::Payload { kind, source, bytes, expected } in [TEXT, P2P].into_iter().flat_map(rows::payloads) {
        let mut fields = 0;
        let mut count =
            |_: &'static imwire::fields::Field, _: imwire::fields::Value<'_>, _: Option<&[u8]>| fields += 1;
        match imwire_testkit::payloads::walk(kind, &bytes, &mut count) {
            // Without the feature, nothing reads responses.
            None if kind.starts_with("auth:") && cfg!(not(feature = "auth")) => {}
            None => wrong.push(format!("{kind} ({source}): no type")),
            Some(Err(error)) if !expected.starts_with("error") => {
                wrong.push(format!("{kind} ({source}): {error}"))
            }
            Some(Ok(_)) if fields == 0 && bytes != b"<ml/>" => {
                wrong.push(format!("{kind} ({source}): no fields"))
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Finds the place of a field.
struct PlaceOf<'a>(&'static str, &'a [u8], Option<Range<usize>>);

impl TreeVisitor for PlaceOf<'_> {
    fn leaf(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) {}

    fn enter(&mut self, field: &'static Field, _: Value<'_>, at: Option<&[u8]>) -> bool {
        if field.name() == self.0 {
            self.2 = at.and_then(|at| range(self.1, at));
        }
        true
    }

    fn leave(&mut self, _: &'static Field) {}
}

/// What is derived of a body is shown with the place of the body.
#[test]
fn a_message_in_a_block_has_a_place() {
    let slp = "MSNSLP/1.0 200 OK\r\nTo: <msnmsgr:a@x>\r\nFrom: <msnmsgr:b@x>\r\nCSeq: 1 \r\n\
        Content-Type: application/x-msnmsgr-sessionreqbody\r\nContent-Length: 17\r\n\r\nSessionID: 7\r\n\r\n\0";
    let header = "Routing: 1.0\r\n\r\nReliability: 1.0\r\n\r\nMessaging: 2.0\r\n\r\n";
    let input = [header, slp].concat().into_bytes();
    let mut found = PlaceOf("slp", &input, None);
    Blocks::walk(&input, (), &mut Tree::new(&mut found)).unwrap();
    assert_eq!(found.2, Some(header.len()..input.len()));
}

/// The messages that functions make for a purpose.
#[test]
fn messages_for_a_purpose() {
    #[track_caller]
    fn case(message: impl Encode, expected: &str) {
        let bytes = message.to_vec();
        let text = std::str::from_utf8(&bytes).unwrap();
        let text = text.strip_prefix("MIME-Version: 1.0\r\nContent-Type: text/x-").unwrap();
        assert_eq!(text, expected);
    }
    let text = |text| HeaderText::new(text).unwrap();
    case(Datacast::nudge(), "msnmsgr-datacast\r\n\r\nID: 1\r\n\r\n");
    case(Datacast::action(text("waves")), "msnmsgr-datacast\r\n\r\nID: 4\r\nData: waves\r\n\r\n");
    case(Control::typing(text("a@x")), "msmsgscontrol\r\nTypingUser: a@x\r\n\r\n\r\n");
    case(Control::recording(text("a@x")), "msmsgscontrol\r\nRecordingUser: a@x\r\n\r\n\r\n");
    let head = "msmsgsinvite; charset=UTF-8\r\n\r\n";
    case(
        Invitation::file(7, text("a.txt"), 5),
        &format!(
            "{head}Application-Name: File Transfer\r\nApplication-GUID: {{5D3E02AB-6190-11d3-BBBB-00C04F795683}}\r\n\
             Invitation-Command: INVITE\r\nInvitation-Cookie: 7\r\nApplication-File: a.txt\r\n\
             Application-FileSize: 5\r\n\r\n"
        ),
    );
    case(
        Invitation::accept_file(7),
        &format!(
            "{head}Invitation-Command: ACCEPT\r\nInvitation-Cookie: 7\r\nLaunch-Application: FALSE\r\n\
             Request-Data: IP-Address:\r\n\r\n"
        ),
    );
    case(
        Invitation::cancel(7, CancelCode::REJECT),
        &format!("{head}Invitation-Command: CANCEL\r\nInvitation-Cookie: 7\r\nCancel-Code: REJECT\r\n\r\n"),
    );
}

/// The pairs of a message with emoticons are shown with their place.
#[test]
fn emoticons_have_a_place() {
    let head = "MIME-Version: 1.0\r\nContent-Type: text/x-mms-emoticon\r\n\r\n";
    let input = [head, "(tux)\t<msnobj Size=\"978\" Type=\"2\"/>\t"].concat().into_bytes();
    for (field, end) in [("emoticons", input.len()), ("emoticon", input.len() - 1)] {
        let mut found = PlaceOf(field, &input, None);
        Emoticons::walk(&input, (), &mut Tree::new(&mut found)).unwrap();
        assert_eq!(found.2, Some(head.len()..end), "{field}");
    }
}

/// All packets of a message have its kind, package and session.
#[test]
fn chunks_have_what_their_message_has() {
    let data = V2Data { kind: DataKind::FILE, package: 3, session: 5, first: true, ..V2Data::new(b"") };
    let chunks = V2Chunks::new(V2Packet::new(9), data, b"abcdefg", 3).map(|packet| packet.data.unwrap());
    let chunks: Vec<_> =
        chunks.map(|data| (data.kind, data.package, data.session, data.first, data.body)).collect();
    let of = |first, body: &'static [u8]| (DataKind::FILE, 3, 5, first, body);
    assert_eq!(chunks, [of(true, b"abc"), of(false, b"def"), of(false, b"g")]);
}

/// A reader knows the version that it was given.
#[test]
fn the_version_of_a_direct_connection() {
    let reader = DirectReader::new(End::Connecting);
    assert_eq!(reader.version(), None);
    assert_eq!(reader.with_version(P2pVersion::V2).version(), Some(P2pVersion::V2));
}

/// Paths and values of all that it shows.
fn paths(value: &dyn Fields) -> Vec<String> {
    let mut paths = Paths::default();
    walk_tree(value, &mut paths);
    paths.1
}

/// The body of an MSNSLP message is shown by its type.
#[test]
fn bodies_are_shown_by_their_type() {
    #[track_caller]
    fn case(kind: &str, body: &str, expected: &str) {
        let body = format!("{body}\r\n\r\n\0");
        let text = format!(
            "INVITE MSNMSGR:a@x MSNSLP/1.0\r\nTo: <msnmsgr:a@x>\r\nFrom: <msnmsgr:b@x>\r\nCSeq: 0 \r\n\
             Content-Type: application/x-msnmsgr-{kind}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let found = paths(&<Slp<'_>>::parse(text.as_bytes()).unwrap());
        assert!(found.iter().any(|line| line == expected), "{found:#?}");
    }
    case("sessionreqbody", "SessionID: 7", "body.session.session_id Number(7)");
    case("transreqbody", "Bridges: TCPv1", "body.transport.bridges Text(\"TCPv1\")");
}

/// An element without a field of its own is shown as the element.
#[test]
fn other_elements_are_shown() {
    let data = PersonalData::parse(b"<Data><Other a=\"1\">x</Other></Data>").unwrap();
    let PersonalData::Data(data) = data else { panic!("{data:?}") };
    let other = data.others.iter().next().unwrap();
    let found = paths(&other);
    assert!(found.iter().any(|line| line == r#".name Text("Other")"#), "{found:#?}");
    assert_eq!(found, paths(&other.element()));
}

/// What would be read as something else is refused.
#[test]
fn what_no_reader_would_find() {
    let text = |text| XmlText::new(text).unwrap();
    let arguments = [text("a")];
    let media = CurrentMedia { arguments: MediaArguments::new(&arguments), ..CurrentMedia::default() };
    assert_eq!(media.check(()), Ok(()));
    assert!(Shown(&media).to_string().contains(" is_shown=false "), "{}", Shown(&media));
    let media = CurrentMedia { kind: text(r"a\0b"), is_shown: true, ..media };
    assert!(Shown(&media).to_string().contains(" is_shown=true "), "{}", Shown(&media));
    assert_eq!(media.check(()).unwrap_err().kind(), ErrorKind::Separator);

    let bytes = b"<Policies><Policy type='P2P' checksum='1'/></Policies>";
    let read = Policies::parse(bytes).unwrap();
    let policy = read.policies.iter().next().unwrap();
    let of = |policy| [policy];
    assert_eq!(Policies { policies: Children::new(&of(policy)), ..read }.check(()), Ok(()));
    let other = of(Policy { kind: text("ABCH"), ..policy });
    let error = Policies { policies: Children::new(&other), ..read }.check(()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OtherForm);
}

#[test]
fn phones_of_a_page() {
    let page =
        b"<PHONE pri=\"1\"><LOC>HOME</LOC><NUM>5</NUM></PHONE><TEXT xml:space=\"preserve\">hello</TEXT>";
    let page = Page::parse(page).unwrap();
    let phones: Vec<_> = page.phones.iter().map(|phone| phone.number.unwrap().to_string()).collect();
    assert_eq!(phones, ["5"]);
}

/// A profile has the port as a number of the other byte order.
#[test]
fn the_port_of_a_profile() {
    let profile = UserProfile { client_port: Some(0x460a), ..UserProfile::default() };
    assert_eq!((profile.port(), UserProfile::default().port()), (Some(0x0a46), None));
    assert_eq!(UserProfile { client_port: Some(0x1_0000), ..profile }.port(), None);
}
