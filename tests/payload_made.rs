//! Payloads that a program makes itself, of values and slices: what they are written as, and what is refused since it would be
//! read as something else. What is read from the wire, the vectors and the laws show.

use imwire::fields::{Field, Fields, Shown, Value, Walk, range};
use imwire::msnp::Arg;
use imwire::msnp::payload::blocks::{BlockContent, BlockName, Blocks, HeaderBlock};
use imwire::msnp::payload::chunks::{Chunk, Position};
use imwire::msnp::payload::emoticon::Emoticon;
use imwire::msnp::payload::gateway::{GatewayAnswer, GatewayRequest};
use imwire::msnp::payload::mail::InitialMail;
use imwire::msnp::payload::mime::{ContentType, Header, Headers, LineEnd, Mime};
use imwire::msnp::payload::notice::{Notice, NoticeText};
use imwire::msnp::payload::p2p::{
    App, Carrier, Joined, Joiner, P2pMessage, P2pPacket, V1Packet, V2Data, V2Packet,
};
use imwire::msnp::payload::signin::{SignedTicket, Ticket};
use imwire::msnp::payload::slp::{ActivityContext, BodyEnd, Slp, SlpBody};
use imwire::msnp::payload::text::Format;
use imwire::msnp::payload::value::HeaderText;
use imwire::msnp::payload::xml::{
    Attribute, Attributes, Children, Contact, ContactList, CurrentMedia, Domain, Element, MailData,
    MediaArguments, Notification, Page, PersonalData, Phone, Policies, Policy, XmlText,
};
use imwire::msnp::payload::{Content, Control, Emoticons, Ink, Invitation, InvitationCommand, PlainText};
use imwire::{Encode, Error, ErrorKind, Wire};
use imwire_testkit::laws::{Plain, differ};

/// What is wrong with it: kind, part and place.
#[track_caller]
fn refused<T: std::fmt::Debug>(value: Result<T, Error>) -> (ErrorKind, &'static str, usize) {
    let error = value.unwrap_err();
    (error.kind(), error.part().name(), error.at())
}

#[track_caller]
fn written(value: &impl Encode, expected: &str) {
    assert_eq!(value.to_vec().escape_ascii().to_string(), expected.as_bytes().escape_ascii().to_string());
}

/// It is written so, passes its check, and is read back from what was written.
#[track_caller]
fn made<'a, T: Wire<'a, Context = ()> + PartialEq + std::fmt::Debug>(value: &T, expected: &'a str) {
    written(value, expected);
    assert_eq!(value.check(()), Ok(()));
    assert_eq!(T::parse(expected.as_bytes()).as_ref(), Ok(value));
}

#[test]
fn header_lines() -> Result<(), Error> {
    for (name, kind) in [
        ("", ErrorKind::Empty),
        (" a", ErrorKind::Separator),
        ("a\t", ErrorKind::Separator),
        ("a:b", ErrorKind::Separator),
        ("a\nb", ErrorKind::Separator),
    ] {
        assert_eq!(refused(Header::new(name, "x")), (kind, "header name", 0), "{name:?}");
    }
    assert_eq!(refused(Header::new("a", "b\r\nc")).0, ErrorKind::Separator);

    let own = [Header::new("X-One", "1")?, Header::new("x-two", "2")?];
    let headers = Headers::new(&own);
    assert!(headers.has_empty_line());
    assert_eq!(headers.line_end(), LineEnd::CrLf);
    assert_eq!(Shown(&own[0]).to_string(), "Header name=X-One value=1");
    assert_eq!(own[0].record().name, "Header");
    made(&Mime { headers, body: b"body" }, "X-One: 1\r\nx-two: 2\r\n\r\nbody");

    // Lines that end without an empty one get it with the body.
    let headers = Mime::parse(b"X-One: 1\r\n")?.headers;
    made(&Mime { headers, body: b"" }, "X-One: 1\r\n");
    written(&Mime { headers, body: b"b" }, "X-One: 1\r\n\r\nb");
    let folded = Mime::parse(b"A: b\r\n c\r\n\r\n")?.headers.get("A").unwrap();
    assert_eq!(folded.unfolded().collect::<Vec<_>>(), b"b c");
    Ok(())
}

#[test]
fn a_text_of_header_lines_of_ones_own() -> Result<(), Error> {
    let own = [
        Header::new("content-TYPE", "text/plain; charset=UTF-8")?,
        Header::new("Content-Type", "text/html")?,
        Header::new("X-MMS-IM-Format", "FN=Arial; EF=B; CO=ff; CS=0; PF=22")?,
        Header::new("X-MMS-IM-Format", "FN=Other; EF=; CO=0; CS=0; PF=0")?,
        Header::new("User-Agent", "one")?,
        Header::new("User-Agent", "two")?,
        Header::new("Dest-Agent", "client")?,
        Header::new("Message-Context", "text")?,
        Header::new("X-Other", "o")?,
    ];
    let text = PlainText::of(&Mime { headers: Headers::new(&own), body: b"hello" })?;
    // The first of each counts.
    assert_eq!(text.format()?.unwrap().font.as_bytes(), b"Arial");
    assert_eq!(text.user_agent.unwrap().as_bytes(), b"one");
    assert_eq!(text.dest_agent.unwrap().as_bytes(), b"client");
    assert_eq!(text.charset.unwrap().as_bytes(), b"UTF-8");
    assert_eq!((text.body, text.headers.get("x-other").unwrap().as_bytes()), (&b"hello"[..], &b"o"[..]));

    let own = [Header::new("Content-Type", "text/x-msmsgscontrol")?, Header::new("TypingUser", "a@x")?];
    let control = Control::of(&Mime { headers: Headers::new(&own), body: b"\r\n" })?;
    assert_eq!(control.typing_user.map(HeaderText::as_bytes), Some(&b"a@x"[..]));

    let none = PlainText::of(&Mime { headers: Headers::new(&own[1..]), body: b"" });
    assert_eq!(refused(none), (ErrorKind::Missing, "content type", 0));
    Ok(())
}

#[test]
fn texts_and_their_format() -> Result<(), Error> {
    let mut text = PlainText::new("hello");
    for charset in ["utf-8;x", "utf-8\"", "utf-8 "] {
        text.charset = Some(HeaderText::new(charset)?);
        assert_eq!(refused(text.check(())), (ErrorKind::Separator, "charset", 0), "{charset:?}");
    }
    let quoted = PlainText::parse(b"Content-Type: text/plain; charset=\"UTF-8\" \r\n\r\nx")?;
    assert_eq!(quoted.charset.unwrap().as_bytes(), b"UTF-8");

    // A key of a field among the others, and a font that a reader would trim.
    let format = Format::parse(b"FN=Arial; EF=; CO=0; CS=0; PF=0; XX=1")?;
    assert_eq!(format.check(()), Ok(()));
    let others =
        Format { others: imwire::msnp::payload::text::FormatPairs::of(HeaderText::new("EF=B")?), ..format };
    assert_eq!(refused(others.check(())), (ErrorKind::Ambiguous, "font", 0));
    let trimmed = Format::parse(b"FN= Arial ; EF=; CO=0; CS=0; PF=0")?;
    assert_eq!(trimmed.font.as_bytes(), b"Arial");
    Ok(())
}

#[test]
fn the_type_is_one_of_the_types() -> Result<(), Error> {
    let other = ContentType::new("text/other")?;
    let wrong = (ErrorKind::OtherForm, "content type", 0);
    let pairs = [Emoticon::new(b":)", b"<msnobj/>")?];
    let mut emoticons = Emoticons::new(&pairs);
    assert_eq!(emoticons.check(()), Ok(()));
    emoticons.content_type = other;
    assert_eq!(refused(emoticons.check(())), wrong);
    assert_eq!(refused(Ink::new(other, b"AA==").check(())), wrong);
    let control = Control { content_type: other, ..Control::typing(HeaderText::new("a@x")?) };
    assert_eq!(refused(control.check(())), wrong);
    assert_eq!(refused(Content::from(control).check(())), wrong);

    // MSNP2 has one type for both notices of mail: whether a `From` is there says which it is.
    let new =
        b"Content-Type: text/x-msmsgsemailnotification; charset=UTF-8\r\n\r\nFrom: A\r\nMessage-URL: /m\r\n";
    let Content::NewMail(mail) = Content::parse(new)? else { panic!() };
    assert_eq!(Content::from(mail).check(()), Ok(()));
    let initial =
        b"Content-Type: text/x-msmsgsinitialemailnotification; charset=UTF-8\r\n\r\nInbox-Unread: 1\r\n";
    let Content::InitialMail(mail) = Content::parse(initial)? else { panic!() };
    assert_eq!(Content::from(mail).check(()), Ok(()));
    let rest = Mime::parse(b"From: A\r\n")?.headers;
    let mail = InitialMail { content_type: ContentType::MAIL_MSNP2, rest, ..mail };
    assert_eq!(refused(Content::from(mail).check(())), (ErrorKind::Ambiguous, "content type", 0));
    Ok(())
}

#[test]
fn a_content_that_would_be_a_chunk() -> Result<(), Error> {
    let own = [Header::new("Chunks", "2")?];
    let mut text = PlainText::new("x");
    text.headers = Headers::new(&own);
    assert_eq!(text.check(()), Ok(()));
    assert_eq!(refused(Content::from(text).check(())), (ErrorKind::Ambiguous, "chunk", 0));

    let id = HeaderText::new("{A}")?;
    let none = Chunk { id, position: Position::First { chunks: 0 }, headers: Headers::NONE, body: b"" };
    assert_eq!(refused(none.check(())).0, ErrorKind::Unexpected);
    let text = b"Content-Type: text/plain\r\n\r\nx";
    assert_eq!(refused(Chunk::parse(text)), (ErrorKind::Missing, "chunk", 26));
    // A line of another record that has no colon is none that can be written again with its own.
    let lines = Mime::parse(b"Content-Type: text/plain\r\nno colon\r\n\r\n")?.headers;
    let mut text = PlainText::new("x");
    text.headers = lines;
    assert_eq!(refused(text.check(())).2, 0);
    Ok(())
}

#[test]
fn emoticons() {
    let object = b"<msnobj Creator=\"a@x\"/>";
    assert_eq!(refused(Emoticon::new(b"", object)), (ErrorKind::Empty, "emoticon code", 0));
    assert_eq!(refused(Emoticon::new(b":)", b"")), (ErrorKind::Empty, "object", 0));
    assert_eq!(refused(Emoticon::new(b":\t)", object)), (ErrorKind::Separator, "emoticon code", 1));
    let pairs = [Emoticon::new(b":)", b"<x").unwrap()];
    assert!(Shown(&Emoticons::new(&pairs)).to_string().contains("object=("));
    let pairs = [Emoticon::new(b":)", object).unwrap()];
    assert!(Shown(&Emoticons::new(&pairs)).to_string().contains(":)"));
}

#[test]
fn invitations() -> Result<(), Error> {
    let mut accepted = Invitation::answer(InvitationCommand::ACCEPT, 7);
    let cookie = Arg::new("5")?;
    assert_eq!(refused(accepted.check_login(cookie)), (ErrorKind::Missing, "cookie", 0));
    accepted.auth_cookie = Some(6);
    assert_eq!(refused(accepted.check_login(cookie)), (ErrorKind::Unexpected, "cookie", 0));
    accepted.auth_cookie = Some(5);
    assert_eq!(accepted.check_login(cookie), Ok(()));
    Ok(())
}

#[test]
fn the_gateway() -> Result<(), Error> {
    let nothing = GatewayAnswer { session_id: None, gateway_ip: None, is_closed: false };
    assert_eq!(refused(nothing.check(())).0, ErrorKind::Missing);

    let target = b"/gateway/gateway.dll?Action=poll&SessionID=1.2&Lifespan=60";
    let poll = GatewayRequest::parse(target)?;
    let mut places = Vec::new();
    GatewayRequest::walk(target, (), &mut |field: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
        if let Value::Record(form) = value {
            assert_eq!(field.name(), "poll");
            form.fields(&mut |field: &'static Field, _: Value<'_>, bytes: Option<&[u8]>| {
                places.push((field.name(), bytes.and_then(|bytes| range(target, bytes))));
            });
        }
    })?;
    assert_eq!(places, [("session_id", Some(43..46)), ("lifespan", Some(56..58))]);
    assert_eq!(poll.to_vec(), target);
    Ok(())
}

#[test]
fn notices() {
    assert_eq!(NoticeText::new("b  c").words().collect::<Vec<_>>(), [&b"b"[..], b"c"]);
    let session = Notice::Session(NoticeText::new("a"), NoticeText::new("b c"));
    written(&session, "a;b c");
}

#[test]
fn packets_between_peers() -> Result<(), Error> {
    let footer = Some(App(0));
    let one = V1Packet { footer, ..V1Packet::message(1, 2, b"x") };
    let two = V2Packet { footer, data: Some(V2Data::new(b"x")), ..V2Packet::new(1) };
    assert_eq!(P2pPacket::V1(one).slp(), None);
    assert_eq!(P2pPacket::V2(two).slp(), None);
    assert_eq!(P2pPacket::V2(V2Packet::new(1)).slp(), None);

    // The address says which version it is.
    let [old, new] =
        [HeaderText::new("a@x")?, HeaderText::new("a@x;{5f3c0a1e-0000-0000-0000-000000000001}")?];
    assert_eq!(P2pMessage::new(old, P2pPacket::V1(one)).check(()), Ok(()));
    assert_eq!(P2pMessage::new(new, P2pPacket::V2(two)).check(()), Ok(()));
    for (dest, packet) in [(new, P2pPacket::V1(one)), (old, P2pPacket::V2(two))] {
        assert_eq!(refused(P2pMessage::new(dest, packet).check(())), (ErrorKind::Ambiguous, "version", 0));
    }

    let mut room = [0; 8];
    let mut joiner = Joiner::new(&mut room);
    let first = V2Data { session: 1, package: 2, first: true, ..V2Data::new(b"x") }.with_remaining(2);
    assert!(joiner.takes_v2(&first));
    assert_eq!(joiner.add_v2(&first), Ok(Joined::Part));
    assert!(joiner.takes_v2(&first));
    assert!(
        !joiner.takes_v2(&V2Data { session: 9, ..first })
            && !joiner.takes_v2(&V2Data { package: 9, ..first })
    );
    Ok(())
}

#[test]
fn bodies_of_slp() -> Result<(), Error> {
    let lines: Vec<_> = (0..65).map(|_| Header::new("A", "1")).collect::<Result<_, _>>()?;
    let body = |count: usize| SlpBody { lines: Headers::new(&lines[..count]), end: BodyEnd::default() };
    assert_eq!(body(64).check(()), Ok(()));
    assert_eq!(refused(body(65).check(())).0, ErrorKind::TooLong);

    let answer: Slp<'_> = Slp::parse(ANSWER)?;
    assert_eq!(answer.check(()), Ok(()));
    let many = Slp { headers: Headers::new(&lines), ..answer };
    assert_eq!(refused(many.check(())).0, ErrorKind::TooLong);
    let long = "x".repeat(65_536);
    let line = [Header::new("A", &long)?];
    assert_eq!(
        refused(Slp { headers: Headers::new(&line), ..answer }.check(())),
        (ErrorKind::TooLong, "input", 0)
    );
    // Something after the empty line.
    for text in [&b"A: 1\r\n\r\nmore"[..], b"A: 1\r\n\r\n\0\0"] {
        assert_eq!(refused(SlpBody::parse(text)).0, ErrorKind::Trailing);
    }
    Ok(())
}

const ANSWER: &[u8] = b"MSNSLP/1.0 200 OK\r\nTo: <msnmsgr:a@x>\r\nFrom: <msnmsgr:b@x>\r\n\
    Via: MSNSLP/1.0/TLP ;branch={1}\r\nCSeq: 1 \r\nCall-ID: {2}\r\nMax-Forwards: 0\r\n\
    Content-Type: application/x-msnmsgr-sessionreqbody\r\nContent-Length: 16\r\n\r\nSessionID: 1\r\n\r\n";

#[test]
fn attributes_and_elements() -> Result<(), Error> {
    let [one, two] = [("a", "1"), ("b", "x\"<")]
        .map(|(name, value)| Attribute { name, value: XmlText::new(value).unwrap() });
    let own = [one, two];
    let attributes = Attributes::new(&own);
    assert_eq!(attributes.get("b").unwrap().decoded().collect::<Vec<_>>(), b"x\"<");
    assert!(Shown(&attributes).to_string().contains('1'));
    let policies = Policies { attributes, policies: Children::NONE };
    made(&policies, "<Policies a=\"1\" b=\"x&quot;&lt;\"></Policies>");
    let bad = [Attribute { name: "a b", ..one }];
    let policies = Policies { attributes: Attributes::new(&bad), policies: Children::NONE };
    assert_eq!(refused(policies.check(())).0, ErrorKind::Separator);

    // A value between single quotation marks may hold double ones.
    let element = Element::parse(b"<a b='x\"y' c='&amp;&lt;'/>")?;
    assert_eq!(element.attribute("c").unwrap().decoded().collect::<Vec<_>>(), b"&<");
    assert_eq!(element.attribute("b").unwrap().decoded().collect::<Vec<_>>(), b"x\"y");

    // It is escaped when another record writes it; and what is no number is none.
    let quoted = element.attribute("b").unwrap();
    let contacts = [Contact { name: quoted, ..Contact::default() }];
    let domains = [Domain { name: None, contacts: Children::new(&contacts) }];
    let list = ContactList { initial: None, domains: Children::new(&domains) };
    written(&list, "<ml><t><c n=\"x&quot;y\"/></t></ml>");
    assert_eq!(quoted.number(), None);

    // Comments are no elements, before the root and in it.
    let element = Element::parse(b"<?xml version='1.0'?><!-- <x> --><a><!-- </a> --><b/><!-- --></a>")?;
    assert_eq!((element.name(), element.children().count()), (&b"a"[..], 1));
    for text in [&b"</a><a/>"[..], b"<!-- <a/>", b"<a><!-- </a>", b"<? <a/>"] {
        assert!(Element::parse(text).is_err(), "{}", text.escape_ascii());
    }
    Ok(())
}

#[test]
fn lists_in_xml() -> Result<(), Error> {
    let text = |text: &'static str| XmlText::new(text).unwrap();
    let contact = Contact { name: text("b"), ..Contact::default() };
    let (own, other) = ([contact], [Attribute { name: "n", value: text("x") }]);
    let domain = Domain { name: Some(text("x.org")), contacts: Children::new(&own) };
    let domains = [domain];
    let list = ContactList { initial: Some(1), domains: Children::new(&domains) };
    made(&list, "<ml l=\"1\"><d n=\"x.org\"><c n=\"b\"/></d></ml>");
    assert!(Shown(&list).to_string().contains("x.org"));
    // An element that is no domain is left out.
    assert_eq!(ContactList::parse(b"<ml l=\"1\"><z/><d n=\"x.org\"><c n=\"b\"/></d></ml>")?, list);
    let contacts = [Contact { others: Attributes::new(&other), ..contact }];
    let domains = [Domain { contacts: Children::new(&contacts), ..domain }];
    let list = ContactList { domains: Children::new(&domains), ..list };
    assert_eq!(refused(list.check(())).0, ErrorKind::Ambiguous);

    let phones = [Phone { priority: Some(text("1")), ..Phone::default() }];
    let page = Page { phones: Children::new(&phones), ..Page::new(text("hi")) };
    assert_eq!(page.check(()), Ok(()));
    assert_eq!(Page::parse(&page.to_vec())?, page);
    let element = Element::parse(b"<Policy type='S'/>")?;
    let policies = [Policy { kind: text("S"), checksum: None, element }];
    let policies = Policies { attributes: Attributes::NONE, policies: Children::new(&policies) };
    assert_eq!(policies.check(()), Ok(()));

    let too_large = MailData { inbox: Some(text("1")), ..MailData::too_large() };
    assert_eq!(refused(too_large.check(())), (ErrorKind::Ambiguous, "xml", 0));
    assert_eq!(MailData::too_large().check(()), Ok(()));
    Ok(())
}

#[test]
fn personal_data_of_several_places() -> Result<(), Error> {
    for (root, shown) in [
        (&b"<EndpointData id='{1}'><Capabilities>1:2</Capabilities></EndpointData>"[..], "1:2"),
        (b"<PrivateEndpointData><Idle>true</Idle></PrivateEndpointData>", "true"),
    ] {
        let data = PersonalData::parse(root)?;
        assert_eq!(data.check(()), Ok(()));
        assert!(Shown(&data).to_string().contains(shown), "{data:?}");
    }
    let PersonalData::Data(data) = PersonalData::parse(b"<Data><PSM>x</PSM><New a='1'>y</New></Data>")?
    else {
        panic!()
    };
    let other = data.others.iter().next().unwrap();
    assert_eq!(other.element().name(), b"New");
    assert_eq!(Shown(&other).to_string(), Shown(&other.element()).to_string());
    assert_eq!(other.record().id, other.element().record().id);
    let others = [other];
    let made = imwire::msnp::payload::xml::Data { others: Children::new(&others), ..data };
    assert_eq!(made, data);
    assert_eq!(PersonalData::Data(made).to_vec(), PersonalData::Data(data).to_vec());
    assert!(Shown(&made).to_string().contains("New"));
    Ok(())
}

#[test]
fn blocks_and_tickets() -> Result<(), Error> {
    let blocks = Blocks::parse(
        b"Routing: 1.0\r\nTo: 1:a@x\r\nFrom: 1:b@x\r\n\r\nReliability: 1.0\r\n\r\n\
        Messaging: 2.0\r\nContent-Length: 2\r\n\r\nhi",
    )?;
    assert_eq!(blocks.check(()), Ok(()));
    let content = blocks.content.unwrap();
    for name in ["", "a:b", "a "] {
        let block = HeaderBlock { name: BlockName::new(name)?, ..content.block };
        let content = Some(BlockContent { block, ..content });
        assert_eq!(
            refused(Blocks { content, ..blocks }.check(())),
            (ErrorKind::Separator, "block", 0),
            "{name:?}"
        );
    }
    written(&Ticket::new(b"a", None)?, "t=a");
    written(&Ticket::new(b"a", Some(b"b"))?, "t=a&p=b");
    Ok(())
}

#[test]
fn what_is_playing() -> Result<(), Error> {
    let arguments = [XmlText::new("song")?];
    let media = |text: &'static str| CurrentMedia::of(XmlText::new(text).unwrap());
    let off = media("App\\0Music\\00\\0{0}\\0song\\0")?.unwrap();
    assert!(!off.is_shown);
    let made = CurrentMedia { arguments: MediaArguments::new(&arguments), ..off };
    assert_eq!(made.check(()), Ok(()));
    assert!(Shown(&made).to_string().contains("song"));
    assert_eq!(refused(media("App\\0Music\\02\\0{0}\\0")).0, ErrorKind::Unexpected);
    Ok(())
}

#[test]
fn notifications() -> Result<(), Error> {
    let lang = Some(XmlText::new("en")?);
    let one = Notification { language: lang, ..Notification::default() };
    assert_eq!(one.check(()), Ok(()));
    let text = one.to_vec();
    assert!(text.windows(6).any(|part| part == b"<BODY "), "{}", text.escape_ascii());
    assert_eq!(Notification::parse(&text)?, one);
    Ok(())
}

#[test]
fn tickets() {
    let mut room = [0; 256];
    // <SignedTicket ver='1'/> and <Other/>
    for (base64, expected) in [
        ("PFNpZ25lZFRpY2tldCB2ZXI9JzEnLz4=", (ErrorKind::Missing, "data", 0)),
        ("PE90aGVyLz4=", (ErrorKind::Unexpected, "xml root", 0)),
    ] {
        assert_eq!(refused(SignedTicket::decode(base64.as_bytes(), &mut room)), expected);
    }
}

#[test]
fn hashes() {
    #[track_caller]
    fn case<'a, T: Wire<'a, Context = ()> + Plain>(one: &'a str, other: &'a str) {
        differ(T::parse(one.as_bytes()).unwrap(), T::parse(other.as_bytes()).unwrap());
    }
    case::<ContactList<'_>>("<ml><d n=\"a\"/></ml>", "<ml><d n=\"b\"/></ml>");
    case::<Element<'_>>("<a/>", "<b/>");
    case::<Policies<'_>>("<Policies a=\"b\"/>", "<Policies a=\"c\"/>");
    case::<Format<'_>>("FN=a; EF=; CO=0; CS=0; PF=0", "FN=b; EF=; CO=0; CS=0; PF=0");
    case::<Format<'_>>("FN=a; X=1", "FN=a; X=2");
    case::<ActivityContext<'_>>("1\0;\x001\0;\0a\0\0\0", "1\0;\x001\0;\0b\0\0\0");
    for [one, other] in [
        ["text/plain; charset=UTF-8\r\n\r\na", "text/plain; charset=UTF-8\r\n\r\nb"],
        [
            "text/plain; charset=UTF-8\r\nX-MMS-IM-Format: FN=a\r\n\r\na",
            "text/plain; charset=UTF-8\r\nX-MMS-IM-Format: FN=b\r\n\r\na",
        ],
        ["text/plain; charset=UTF-8\r\nX: 1\r\n\r\na", "text/plain; charset=UTF-8\r\nX: 2\r\n\r\na"],
        ["text/x-mms-emoticon\r\n\r\n:a:\t<msnobj/>\t", "text/x-mms-emoticon\r\n\r\n:b:\t<msnobj/>\t"],
        ["image/gif\r\n\r\nbase64:R0lG", "image/gif\r\n\r\nbase64:R0lH"],
    ] {
        let [one, other] = [one, other].map(|rest| format!("MIME-Version: 1.0\r\nContent-Type: {rest}"));
        case::<Content<'_>>(&one, &other);
    }
    let media = |text: &'static str| CurrentMedia::of(XmlText::new(text).unwrap()).unwrap().unwrap();
    differ(media("App\\0Music\\01\\0{0}\\0a\\0"), media("App\\0Music\\01\\0{0}\\0b\\0"));
    differ(XmlText::new("a").unwrap(), XmlText::new("b").unwrap());
    let packet = |tlv: u8| [12, 0, 0, 0, 0, 0, 0, 1, 9, 1, tlv, 0, 0, 0, 0, 0];
    let [one, other] = [packet(1), packet(2)];
    let packet = |bytes| V2Packet::parse_with(bytes, Carrier::MESSAGE).unwrap();
    differ(packet(&one), packet(&other));
}
