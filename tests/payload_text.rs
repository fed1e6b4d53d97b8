//! Every row of `vectors/payload-text.txt`: its fields as the types of `msnp::payload` read them, or the error that it has
//! to give. `payload/names.tsv` says which of their names is which of ours, and which reason which error.

use imwire::msnp::payload::mime::{ContentType, Headers, LineEnd, Mime};
use imwire::msnp::payload::object::MsnObject;
use imwire::msnp::payload::text::FormatPairs;
use imwire::msnp::payload::value::HeaderText;
use imwire::msnp::payload::words::decode_words;
use imwire::msnp::payload::xml::{
    ContactList, CurrentMedia, Element, MailData, Page, PersonalData, Policies, XmlText,
};
use imwire::msnp::payload::{Content, blocks, chunks, gateway, mail, notice, p2p, signin, slp};
use imwire::{Encode, Error, Wire};
use imwire_testkit::names::Names;
use imwire_testkit::rows;
use std::collections::BTreeMap;
use std::fmt::Debug;

const ROWS: &str = include_str!("vectors/payload-text.txt");
const NAMES: &str = include_str!("payload/names.tsv");

type Inputs = BTreeMap<String, Vec<u8>>;

/// What was read: our names and values.
#[derive(Default)]
struct Found(BTreeMap<String, Vec<u8>>);

impl Found {
    fn put(&mut self, name: impl Into<String>, value: impl AsRef<[u8]>) {
        self.0.entry(name.into()).or_insert_with(|| value.as_ref().to_vec());
    }

    fn number(&mut self, name: impl Into<String>, value: impl TryInto<i128>) {
        let value = value.try_into().ok().expect("a number");
        self.put(name, value.to_string());
    }

    fn xml(&mut self, name: impl Into<String>, text: Option<XmlText<'_>>) {
        if let Some(text) = text {
            self.put(name, text.decoded().collect::<Vec<_>>());
        }
    }

    fn text(&mut self, name: impl Into<String>, text: Option<HeaderText<'_>>) {
        if let Some(text) = text {
            self.put(name, text.as_bytes());
        }
    }
}

/// What was read is written in one form, which is read as the same; gives that form.
#[track_caller]
fn canonical<'a, T>(value: T, cx: T::Context) -> Vec<u8>
where
    T: Wire<'a> + PartialEq + Debug,
{
    assert_eq!(value.check(cx), Ok(()), "{value:?}");
    let form: &'static [u8] = value.to_vec().leak();
    assert_eq!(value.encoded_len(), form.len());
    let again = T::parse_with(form, cx);
    assert_eq!(again.as_ref(), Ok(&value), "{}", form.escape_ascii());
    assert_eq!(again.unwrap().to_vec(), form);
    form.to_vec()
}

fn headers(found: &mut Found, prefix: &str, headers: &Headers<'_>) {
    for header in headers.iter().flatten() {
        let name = String::from_utf8_lossy(header.name()).into_owned();
        found.put(format!("{prefix}.{name}"), header.value().as_bytes());
    }
}

fn object(found: &mut Found, prefix: &str, object: MsnObject<'_>) {
    canonical(object, ());
    for (name, value) in object.attributes() {
        found.xml(format!("{prefix}.attributes.{}", name.escape_ascii()), Some(value));
    }
    let _ = (object.friendly(), object.sha1c(), object.sha1d());
    if let Ok(Some(size)) = object.size() {
        found.number(format!("{prefix}.size"), size);
    }
    if let Ok(Some(kind)) = object.kind() {
        found.number(format!("{prefix}.kind"), kind.0);
    }
    let mut room = [0; 4096];
    let parameter = object.into_encoded(&mut room).unwrap();
    assert_eq!(MsnObject::from_encoded(parameter, &mut [0; 4096]), Ok(object));
}

fn mail_data(found: &mut Found, data: MailData<'_>) {
    canonical(data, ());
    if data.is_too_large {
        found.number("is_too_large", 1);
    }
    for (name, text) in [
        ("inbox", data.inbox),
        ("inbox_unread", data.inbox_unread),
        ("others", data.others),
        ("others_unread", data.others_unread),
        ("quota_total", data.quota_total),
        ("quota_new", data.quota_new),
    ] {
        found.xml(name, text);
    }
    found.number("messages", data.messages.iter().count());
    for (number, message) in data.messages.iter().enumerate() {
        let at = |field: &str| format!("messages.{}.{field}", number + 1);
        for (name, text) in [
            ("kind", message.kind),
            ("s", message.s),
            ("received", message.received),
            ("is_read", message.is_read),
            ("size", message.size),
            ("sender", message.sender),
            ("id", message.id),
            ("folder", message.folder),
            ("subject", message.subject),
        ] {
            found.xml(at(name), text);
        }
        if let Some(name) = message.name {
            found.put(at("name"), decode_words(name.as_bytes()).collect::<Vec<_>>());
        }
    }
}

/// What all messages have.
fn mime(found: &mut Found, mime: &Mime<'_>, bytes: &[u8]) {
    assert_eq!(mime.to_vec(), bytes, "byte for byte");
    found.number("len", bytes.len());
    if let Some(content_type) = mime.content_type() {
        found.put("content_type", content_type.as_bytes());
    }
    if let Some(charset) = mime.charset() {
        found.put("charset", charset);
    }
    headers(found, "headers", &mime.headers);
    found.number("headers", mime.headers.iter().flatten().count());
    found.number("bad_lines", mime.headers.iter().filter(Result::is_err).count());
    let names =
        mime.headers.iter().flatten().map(|header| String::from_utf8_lossy(header.name()).into_owned());
    found.put("header_names", names.collect::<Vec<_>>().join(","));
    found.put(
        "line_end",
        match mime.headers.line_end() {
            LineEnd::CrLf => "CRLF",
            LineEnd::Lf => "LF",
            LineEnd::Cr => "CR",
        },
    );
    found.number("no_empty_line", i32::from(!mime.headers.has_empty_line()));
    found.put("body", mime.body);
    found.number("body.len", mime.body.len());
    headers(found, "lines", &mime.block());
    found.number("lines", mime.block().iter().flatten().count());
}

fn content(found: &mut Found, content: Content<'_>) -> Result<(), Error> {
    canonical(content, ());
    match content {
        Content::Text(text) => {
            text_format(found, &text)?;
            found.text("charset", text.charset);
            found.text("context", text.context);
            found.text("user_agent", text.user_agent);
            found.text("dest_agent", text.dest_agent);
        }
        Content::Control(control) => {
            found.text("typing_user", control.typing_user);
            found.text("recording_user", control.recording_user);
        }
        Content::Datacast(datacast) => {
            found.number("id", datacast.id.0);
            found.text("data", datacast.data);
            if let Some(picture) = datacast.object()? {
                object(found, "object", picture);
            }
        }
        Content::Emoticons(emoticons) => {
            found.number("emoticons", emoticons.iter().count());
            for (number, emoticon) in emoticons.iter().enumerate() {
                found.put(format!("emoticons.{}.code", number + 1), emoticon.code());
                object(found, &format!("emoticons.{}.object", number + 1), emoticon.object()?);
            }
        }
        Content::Ink(ink) => {
            let bytes = ink.data.decoded().collect::<Vec<_>>();
            found.number("data.len", bytes.len());
            let head = bytes.iter().take(6).map(|byte| format!("{byte:02x}"));
            found.put("data.head", head.collect::<String>());
        }
        Content::Invitation(invitation) => {
            found.put("command", invitation.command.as_bytes());
            found.number("cookie", invitation.cookie);
            found.text("file", invitation.file);
            found.text("request_data", invitation.request_data);
            found.text("ip_address", invitation.ip_address);
            found.text("ip_address_base64", invitation.ip_address_base64);
            found.text("connectivity", invitation.connectivity);
            found.text("context_data", invitation.context_data);
            found.text("session_id", invitation.session_id);
            found.text("sender_connect", invitation.sender_connect);
            found.text("launch_application", invitation.launch_application);
            found.text("private_ip", invitation.private_ip);
            found.text("upnp", invitation.upnp);
            found.text("using_rendezvous", invitation.using_rendezvous);
            if let Some(code) = invitation.cancel_code {
                found.put("cancel_code", code.as_bytes());
            }
            if let Some(kind) = invitation.connection_type {
                found.put("connection_type", kind.as_bytes());
            }
            if let Some(guid) = invitation.application {
                found.put("application", guid.as_bytes());
            }
            if let Some(size) = invitation.file_size {
                found.number("file_size", size);
            }
            if let Some(port) = invitation.port {
                found.number("port", port);
            }
            if let Some(cookie) = invitation.auth_cookie {
                found.number("auth_cookie", cookie);
            }
        }
        Content::ClientCaps(caps) => {
            found.text("client_name", caps.client_name);
            found.text("chat_logging", caps.chat_logging);
        }
        Content::Secway(secway) => {
            found.text("message_type", secway.message_type);
            found.text("key_providers", secway.key_providers);
            found.text("via", secway.via);
        }
        Content::Profile(profile) => {
            for (name, number) in [
                ("login_time", profile.login_time.map(i128::from)),
                ("member_id_high", profile.member_id_high.map(i128::from)),
                ("member_id_low", profile.member_id_low.map(i128::from)),
                ("flags", profile.flags.map(i128::from)),
                ("client_port", profile.client_port.map(i128::from)),
            ] {
                if let Some(number) = number {
                    found.number(name, number);
                }
            }
            found.text("preferred_email", profile.preferred_email);
            found.text("abch_migrated", profile.abch_migrated);
            found.text("nickname", profile.nickname);
            found.text("beta_invites", profile.beta_invites);
        }
        Content::InitialMail(mail) => {
            found.number("inbox_unread", mail.inbox_unread.unwrap());
            found.number("folders_unread", mail.folders_unread.unwrap());
            found.text("inbox_url", mail.inbox_url);
            found.text("post_url", mail.post_url);
        }
        Content::InitialMailData(mail) => {
            found.text("data", mail.data);
            found.text("post_url", mail.post_url);
            if let Some(data) = mail.mail_data()? {
                mail_data(found, data);
            }
        }
        Content::OfflineNotice(notice) => {
            if let Some(data) = notice.mail_data()? {
                mail_data(found, data);
            }
        }
        Content::NewMail(mail) => {
            found.text("from", mail.from);
            found.text("dest_folder", mail.dest_folder);
            // From MSNP3.
            assert_eq!(mail.id.is_none(), mail.content_type == ContentType::MAIL_MSNP2);
            if let Some(id) = mail.id {
                found.number("id", id);
            }
            let subject = mail.subject.unwrap();
            found.put("subject", decode_words(subject.as_bytes()).collect::<Vec<_>>());
        }
        Content::ActiveMail(mail) => {
            found.text("src_folder", mail.src_folder);
            found.text("dest_folder", mail.dest_folder);
            found.number("message_delta", mail.message_delta.unwrap());
        }
        Content::System(system) => {
            found.number("kind", system.kind);
            found.text("arg1", system.arg1);
            found.text("arg2", system.arg2);
        }
        _ => {}
    }
    Ok(())
}

fn text_format(found: &mut Found, text: &imwire::msnp::payload::PlainText<'_>) -> Result<(), Error> {
    let Some(format) = text.format()? else { return Ok(()) };
    canonical(format, ());
    found.put("format.font", format.font.decoded().collect::<Vec<_>>());
    found.put("format.effects", format.effects.letters().collect::<Vec<_>>());
    found.put("format.color", format.color.to_string());
    found.put("format.color.hex", format!("{:x}", format.color.0));
    found.put("format.charset", format!("{:x}", format.charset.0));
    found.put("format.pitch", format!("{:x}", format.pitch.0));
    found.number("format.right_to_left", i32::from(format.right_to_left));
    for (key, value) in format.others.iter() {
        found.put(format!("format.others.{}", key.escape_ascii()), value);
    }
    Ok(())
}

fn chunked(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let (mut buffer, mut places) = ([0; 4096], [chunks::Place::EMPTY; 8]);
    let mut assembler = chunks::Assembler::new(&mut buffer, &mut places);
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.windows(2).position(|pair| pair == b"\r\n").expect("a line");
        let line = std::str::from_utf8(&rest[..end]).unwrap();
        let len: usize = line.rsplit(' ').next().unwrap().parse().unwrap();
        let payload = &rest[end + 2..end + 2 + len];
        rest = &rest[end + 2 + len..];
        let Content::Chunk(chunk) = Content::parse(payload)? else { panic!("{line}: no packet") };
        canonical(chunk, ());
        assembler.push(&chunk)?;
    }
    found.put("id", assembler.id());
    let whole = assembler.finish()?;
    found.number("chunks", whole.chunks());
    let payload = whole.to_vec();
    let joined = Mime::parse(&payload)?;
    if let Some(in_order) = whole.in_order() {
        assert_eq!(in_order, joined);
    }
    mime(found, &joined, &payload);
    content(found, Content::of(&joined)?)
}

/// Every element, by path: the first of a name as `a/b`, all of them as `a/b1`, `a/b2`.
fn paths(found: &mut Found, path: &str, element: &Element<'_>) {
    found.put(path, element.text().decoded().collect::<Vec<_>>());
    for (name, value) in element.attributes() {
        found.xml(format!("{path}@{}", name.escape_ascii()), Some(value));
    }
    let mut seen: BTreeMap<&[u8], usize> = BTreeMap::new();
    for child in element.children() {
        let name = child.name().escape_ascii();
        let number = seen.entry(child.name()).or_default();
        *number += 1;
        if *number == 1 {
            paths(found, &format!("{path}/{name}"), &child);
        }
        paths(found, &format!("{path}/{name}{number}"), &child);
    }
}

fn contacts(found: &mut Found, list: ContactList<'_>) {
    canonical(list, ());
    let dash = |number: Option<u32>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    found.put("initial", dash(list.initial));
    found.number("domains", list.domains.iter().count());
    let mut count = 0;
    for domain in list.domains {
        for contact in domain.contacts {
            count += 1;
            let mut line = contact.name.decoded().collect::<Vec<_>>();
            if let Some(name) = domain.name {
                line.push(b'@');
                line.extend(name.decoded());
            }
            let lists = dash(contact.lists.map(|lists| lists.bits()));
            let network = dash(contact.network.map(|network| network.0));
            line.extend_from_slice(format!("|{lists}|{network}").as_bytes());
            let at = |field: &str| format!("contacts.{count}{field}");
            found.put(at(""), line);
            if let Some(name) = contact.friendly_name {
                let name = name.decoded().collect::<Vec<_>>();
                let name = imwire::msnp::Encoded::new(&name).unwrap().decoded().collect::<Vec<_>>();
                found.put(at(".friendly_name"), name);
            }
            found.xml(at(".actual"), contact.actual);
            for service in contact.services {
                let name = String::from_utf8(service.name.decoded().collect()).unwrap();
                found.number(at(&format!(".services.{name}")), service.lists.bits());
            }
        }
    }
    found.number("contacts", count);
}

fn personal(found: &mut Found, personal: PersonalData<'_>) -> Result<(), Error> {
    canonical(personal, ());
    let endpoint = |found: &mut Found, number: usize, id: Option<XmlText<'_>>, name: &str| {
        found.put(
            format!("{name}.{number}.id"),
            id.map_or_else(|| b"-".to_vec(), |id| id.decoded().collect()),
        );
    };
    let (endpoints, private): (Vec<_>, Vec<_>) = match personal {
        PersonalData::Data(data) => {
            found.put("root", "Data");
            for (name, text) in [
                ("psm", data.psm),
                ("machine_guid", data.machine_guid),
                ("dynamic_picture", data.dynamic_picture),
                ("signature_sound", data.signature_sound),
                ("scene", data.scene),
                ("color_scheme", data.color_scheme),
            ] {
                found.xml(name, text);
            }
            media(found, data.current_media)?;
            (data.endpoints.iter().collect(), data.private_endpoints.iter().collect())
        }
        PersonalData::Endpoint(one) => {
            found.put("root", "EndpointData");
            (vec![one], vec![])
        }
        PersonalData::PrivateEndpoint(one) => {
            found.put("root", "PrivateEndpointData");
            (vec![], vec![one])
        }
        _ => (vec![], vec![]),
    };
    for (number, one) in endpoints.into_iter().enumerate() {
        endpoint(found, number + 1, one.id, "endpoints");
        found.xml(format!("endpoints.{}.capabilities", number + 1), one.capabilities);
    }
    for (number, one) in private.into_iter().enumerate() {
        let number = number + 1;
        endpoint(found, number, one.id, "private_endpoints");
        found.xml(format!("private_endpoints.{number}.name"), one.name);
        found.xml(format!("private_endpoints.{number}.idle"), one.idle);
        found.xml(format!("private_endpoints.{number}.state"), one.state);
        found.xml(format!("private_endpoints.{number}.client_type"), one.client_type);
    }
    Ok(())
}

fn media(found: &mut Found, text: Option<XmlText<'_>>) -> Result<(), Error> {
    let Some(media) = text.map(CurrentMedia::of).transpose()?.flatten() else {
        found.number("media", 0);
        return Ok(());
    };
    canonical(media, ());
    found.xml("media.application", Some(media.application));
    found.xml("media.kind", Some(media.kind));
    found.xml("media.format", Some(media.format));
    found.number("media.arguments", media.arguments.iter().count());
    for (number, argument) in media.arguments.iter().enumerate() {
        found.xml(format!("media.arguments.{}", number + 1), Some(argument));
    }
    found.put("media.text", media.text().collect::<Vec<_>>());
    Ok(())
}

fn query(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    // The HTTP around it.
    let end = bytes.iter().position(|&byte| byte == b'\r').unwrap_or(bytes.len());
    let line = bytes[..end].strip_prefix(b"POST ").unwrap_or(&bytes[..end]);
    let target = line.strip_suffix(b" HTTP/1.1").unwrap_or(line);
    if let Some(rest) = bytes.get(end + 2..) {
        let http = Mime::parse(rest)?;
        found.put("content_length", http.headers.get("Content-Length").unwrap().as_bytes());
        found.put("body", http.body);
        assert_eq!(http.headers.get("content-type").unwrap().as_bytes(), gateway::CONTENT_TYPE.as_bytes());
    }
    let request = gateway::GatewayRequest::parse(target)?;
    canonical(request, ());
    found.put("path", gateway::PATH);
    match request {
        gateway::GatewayRequest::Open { server, host } => {
            found.put("action", "open");
            found.put("server", server.as_bytes());
            found.put("host", host.as_bytes());
        }
        gateway::GatewayRequest::Poll { session_id, lifespan } => {
            found.put("action", "poll");
            found.put("session_id", session_id.as_bytes());
            if let Some(lifespan) = lifespan {
                found.number("lifespan", lifespan);
            }
        }
        gateway::GatewayRequest::Send { session_id } => found.put("session_id", session_id.as_bytes()),
        other => panic!("{other:?}"),
    }
    Ok(())
}

fn answer(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let value = Headers::of_block(bytes).get(gateway::HEADER).expect("the header");
    let answer = gateway::GatewayAnswer::parse(value.as_bytes())?;
    canonical(answer, ());
    if let Some(session) = answer.session_id {
        found.put("session_id", session.as_bytes());
    }
    if let Some(host) = answer.gateway_ip {
        found.put("gateway_ip", host.as_bytes());
    }
    if answer.is_closed {
        found.put("session", "close");
    }
    Ok(())
}

fn notices(found: &mut Found, kind: u32, bytes: &[u8]) -> Result<(), Error> {
    let kind = notice::NoticeKind(kind);
    let notice = notice::Notice::parse_with(bytes, kind)?;
    assert_eq!(canonical(notice, kind), bytes);
    found.number("len", bytes.len());
    found.put("text", bytes);
    match notice {
        notice::Notice::Xml(element) => paths(found, &element.name().escape_ascii().to_string(), &element),
        notice::Notice::Session(session, address) => {
            found.put("session", session.as_bytes());
            found.put("address", address.as_bytes());
        }
        notice::Notice::Text(text) => {
            for (number, word) in text.words().enumerate() {
                found.put(format!("words.{}", number + 1), word);
            }
        }
        _ => {}
    }
    Ok(())
}

fn ticket(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let line = bytes.strip_suffix(b"\r\n").unwrap();
    let ticket = match line.strip_prefix(b"Authentication-Info: ") {
        Some(value) => {
            let answer = signin::PassportAnswer::parse(value)?;
            assert_eq!(canonical(answer, ()), value);
            assert_eq!(answer.is_success(), answer.ticket().is_ok());
            answer.ticket()?
        }
        None => signin::Ticket::parse(line.rsplit(|&byte| byte == b' ').next().unwrap())?,
    };
    canonical(ticket, ());
    found.put("ticket", ticket.ticket());
    found.put("profile", ticket.profile().unwrap_or_default());
    Ok(())
}

fn signed(found: &mut Found, bytes: &[u8]) -> Result<(), Error> {
    let line = bytes.strip_suffix(b"\r\n").unwrap();
    let parameter = line.rsplit(|&byte| byte == b' ').next().unwrap();
    let mut room = [0; 2048];
    let ticket = signin::SignedTicket::decode(parameter, &mut room)?;
    found.put("root", ticket.element.name());
    found.xml("version", ticket.version);
    found.xml("key_version", ticket.key_version);
    found.xml("data", Some(ticket.data));
    found.xml("signature", ticket.signature);
    let decoded = imwire::msnp::payload::base64::Base64::from_text(parameter)?;
    found.number("len", decoded.decoded_len());
    Ok(())
}

/// The `USR` of a file transfer, whose cookie is that of the invitation.
fn msnftp(found: &mut Found, bytes: &[u8], inputs: &Inputs) -> Result<(), Error> {
    use imwire::msnp::{Command, Dialect, Role, Splitter, ft, payload::Invitation};
    let mut splitter = Splitter::file_transfer(Role::Client);
    for frame in splitter.frames(bytes) {
        match ft::Transfer::read(&frame?, Dialect::UNKNOWN)? {
            ft::Transfer::Line(ft::LineCommand::Usr(usr)) => {
                found.put("passport", usr.passport.as_bytes());
                found.put("cookie", usr.cookie.as_bytes());
                if let Some(cookie) = inputs.get("auth_cookie") {
                    let cookie = std::str::from_utf8(cookie).unwrap().parse().unwrap();
                    let accept = Invitation { auth_cookie: Some(cookie), ..Invitation::default() };
                    accept.check_login(usr.cookie)?;
                }
            }
            ft::Transfer::Line(ft::LineCommand::Fil(fil)) => found.number("size", fil.size),
            ft::Transfer::Line(ft::LineCommand::Bye(bye)) => found.number("bye", bye.code),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(feature = "auth")]
fn auth(found: &mut Found, kind: &str, bytes: &[u8], inputs: &Inputs) -> Result<(), Error> {
    use imwire::msnp::payload::{auth, base64::Base64};
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let line = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
    let words: Vec<&[u8]> = line.split(|&byte| byte == b' ').collect();
    let digest = match kind {
        "auth:md5" => auth::md5_response(&inputs["salt"], &inputs["password"]),
        "auth:qry" if inputs.get("method").is_some_and(|method| method == b"md5") => {
            auth::challenge_response_md5(&inputs["challenge"], &inputs["key"])
        }
        "auth:qry" if inputs.contains_key("pad") => {
            auth::challenge_response_unpadded(&inputs["challenge"], &inputs["id"], &inputs["key"])
        }
        "auth:qry" | "auth:lockkey" => {
            auth::challenge_response(&inputs["challenge"], &inputs["id"], &inputs["key"])
        }
        _ => {
            let response = words.iter().find(|word| word.starts_with(b"HAAAA")).unwrap();
            let sso = auth::SsoResponse::parse(response)?;
            assert_eq!(&sso.to_vec(), response);
            let bytes = sso.to_bytes();
            found.put("iv", hex(&sso.iv));
            found.put("hash", hex(&sso.hash));
            found.put("response", response);
            found.number("words", words.iter().skip_while(|word| **word != b"S").count() - 1);
            found.number("size", bytes[0]);
            found.put("cipher_algorithm", format!("0x{:x}", u16::from_le_bytes([bytes[8], bytes[9]])));
            found.put("hash_algorithm", format!("0x{:x}", u16::from_le_bytes([bytes[12], bytes[13]])));
            for (name, len) in
                [("iv.len", sso.iv.len()), ("hash.len", sso.hash.len()), ("cipher.len", sso.cipher.len())]
            {
                found.number(name, len);
            }
            found.number("len", bytes.len());
            if let (Some(secret), Some(nonce)) = (inputs.get("secret"), inputs.get("nonce")) {
                let secret = Base64::from_text(secret)?;
                let keys = auth::SsoKeys::derive(secret)?;
                found.put("keys.hash", hex(&keys.hash));
                found.put("keys.cipher", hex(&keys.cipher));
                sso.verify(secret, nonce)?;
            }
            return Ok(());
        }
    };
    let response =
        if kind == "auth:md5" { words[4] } else { line.rsplit(|&byte| byte == b'\n').next().unwrap() };
    digest.verify(response)?;
    found.put("response", digest.as_bytes());
    if kind == "auth:qry" {
        found.put("id", words[2]);
    }
    Ok(())
}

fn read(kind: &str, bytes: &[u8], inputs: &Inputs) -> Result<Found, Error> {
    let mut found = Found::default();
    let document = |found: &mut Found, bytes| {
        let element = Element::parse(bytes)?;
        canonical(element, ());
        paths(found, &element.name().escape_ascii().to_string(), &element);
        assert!(
            Policies::parse(bytes).is_ok_and(|found| found.policies.iter().count() <= 2)
                || !element.is("Policies")
        );
        Ok::<_, Error>(())
    };
    match kind {
        "mime:chunked" => chunked(&mut found, bytes)?,
        "mime:oim" => {
            let message = Mime::parse(bytes)?;
            mime(&mut found, &message, bytes);
            if message.headers.get("Content-Transfer-Encoding").is_some() {
                let offline = mail::OfflineMessage::parse(bytes)?;
                canonical(offline, ());
                found.put("text", offline.text.decoded().collect::<Vec<_>>());
                found.text("run_id", offline.run_id);
                found.number("sequence", offline.sequence.unwrap());
                if let Some(from) = offline.from() {
                    found.put("from", decode_words(from.as_bytes()).collect::<Vec<_>>());
                    assert_eq!(offline.arrival(), Some(0x01c6_3330_00c5_c5c5));
                }
            } else {
                content(&mut found, Content::of(&message)?)?;
            }
        }
        _ if kind.starts_with("mime:") => {
            let message = Mime::parse(bytes)?;
            content(&mut found, Content::parse(bytes)?)?;
            mime(&mut found, &message, bytes);
            if let Some(format) = message.headers.get("X-MMS-IM-Format") {
                assert!(FormatPairs::of(HeaderText::new(format.as_bytes()).unwrap()).iter().count() >= 5);
            }
        }
        "xml:md" => mail_data(&mut found, MailData::parse(bytes)?),
        "xml:ml" | "xml:fqy" => contacts(&mut found, ContactList::parse(bytes)?),
        "xml:data" => personal(&mut found, PersonalData::parse(bytes)?)?,
        "xml:page" => {
            // The rows have a root around what has none.
            let inside = bytes.strip_prefix(b"<x>").and_then(|rest| rest.strip_suffix(b"</x>")).unwrap();
            let page = Page::parse(inside)?;
            canonical(page, ());
            found.xml("text", Some(page.text));
            found.xml("encoding", page.encoding);
            found.xml("lcid", page.lcid);
            found.xml("charset", page.charset);
        }
        _ if kind.starts_with("xml:") => document(&mut found, bytes)?,
        _ if kind.starts_with("uun:") => notices(&mut found, kind[4..].parse().unwrap(), bytes)?,
        "gateway:query" => query(&mut found, bytes)?,
        "gateway:header" => answer(&mut found, bytes)?,
        "auth:twn" => ticket(&mut found, bytes)?,
        "auth:sha" => signed(&mut found, bytes)?,
        "auth:msnftp" => msnftp(&mut found, bytes, inputs)?,
        #[cfg(feature = "auth")]
        _ if kind.starts_with("auth:") => auth(&mut found, kind, bytes, inputs)?,
        other => panic!("kind {other}"),
    }
    Ok(found)
}

/// What our own arithmetic is given, and what says nothing of the bytes.
const INPUTS: [&str; 9] = ["salt", "password", "challenge", "key", "method", "secret", "nonce", "id", "pad"];
const REMARKS: [&str; 3] = ["deviation", "note", "keep"];

fn value_of(text: &str) -> Vec<u8> {
    rows::unescape(text).expect("bytes")
}

fn fields(expectation: &str) -> Vec<(String, Vec<u8>)> {
    let parts = expectation.split("; ").filter_map(|part| part.split_once('='));
    parts.map(|(name, value)| (name.trim().to_owned(), value_of(value))).collect()
}

#[test]
fn fields_and_errors() {
    let names = Names::new(NAMES);
    let mut faults = Vec::new();
    let mut count = 0;
    for rows::Payload { kind, source, bytes, expected } in rows::payloads(ROWS) {
        if cfg!(not(feature = "auth")) && ["auth:md5", "auth:qry", "auth:lockkey", "auth:sso"].contains(&kind)
        {
            continue;
        }
        count += 1;
        let find = |what: &str, theirs: &str| names.ours(kind, what, theirs);
        let mut fault = |text: String| faults.push(format!("{kind} ({source}): {text}"));
        if let Some(reason) = expected.strip_prefix("error: ") {
            let mut inputs = Inputs::new();
            for part in reason.split(" [").skip(1) {
                let (name, value) = part.trim_end_matches(']').split_once('=').unwrap();
                inputs.insert(name.to_owned(), value_of(value));
            }
            let reason = reason.split(" [").next().unwrap();
            match (read(kind, &bytes, &inputs), find("error", reason)) {
                (_, None) => fault(format!("names.tsv does not have the error {reason}")),
                (Ok(_), Some(_)) => fault(format!("was read, and has to give {reason}")),
                (Err(error), Some(expected)) => {
                    let found = format!("{:?}: {}", error.kind(), error.part());
                    if found != expected || error.at() > bytes.len() {
                        fault(format!("{reason}: {error}, which is {found}"));
                    }
                }
            }
            continue;
        }
        let expected = fields(expected);
        let inputs: Inputs = expected.iter().cloned().collect();
        let found = match read(kind, &bytes, &inputs) {
            Ok(found) => found,
            Err(error) => {
                fault(format!("refused: {error}"));
                continue;
            }
        };
        for (name, value) in expected {
            if REMARKS.contains(&name.as_str())
                || (kind.starts_with("auth:")
                    && INPUTS.contains(&name.as_str())
                    && (name != "id" || kind == "auth:lockkey"))
            {
                continue;
            }
            let Some(ours) = find("field", &name) else {
                fault(format!("names.tsv does not have the field {name}"));
                continue;
            };
            match found.0.get(&ours) {
                None => fault(format!("{ours} is missing")),
                Some(found) if *found != value => fault(format!(
                    "{ours} is {}, and has to be {}",
                    found.escape_ascii(),
                    value.escape_ascii()
                )),
                Some(_) => {}
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(count > 150);
}

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/msnp/payload/contents.md");
const STRUCTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/msnp/payload/structures.md");

/// Kind and bytes of each row of the payloads, and of the payloads of commands.
fn samples() -> Vec<(String, Vec<u8>)> {
    let rows = [ROWS, include_str!("vectors/payload-p2p.txt")].into_iter().flat_map(rows::payloads);
    let rows = rows.map(|row| (row.kind.to_owned(), row.bytes));
    let commands = rows::msnp(include_str!("vectors/msnp.txt"));
    let commands = commands.into_iter().filter_map(|row| {
        let frame = row.splitter().next(&row.bytes).ok()??;
        let verb = String::from_utf8_lossy(&frame.line().verb()).into_owned();
        Some((verb, frame.payload()?.to_vec()))
    });
    rows.chain(commands).collect()
}

/// The table in the documentation of `Content`, from its rows: the type, what reads and writes it, and how many samples
/// are read and written back.
fn contents() -> String {
    let samples = samples();
    let mut table = "| `Content-Type` | variant | samples |\n|---|---|---|\n".to_owned();
    for row in Content::ROWS {
        let name = String::from_utf8_lossy(row.content_type.as_bytes()).into_owned();
        let count = samples.iter().filter(|(_, bytes)| {
            let Ok(mime) = Mime::parse(bytes) else { return false };
            let Ok(content) = Content::of(&mime) else { return false };
            let is_variant = format!("{content:?}").starts_with(&format!("{}(", row.variant));
            is_variant
                && mime.content_type() == Some(row.content_type)
                && Content::parse(&content.to_vec()) == Ok(content)
        });
        table += &format!("| `{name}` | [`{0}`](Content::{0}) | {1} |\n", row.variant, count.count());
    }
    table
}

/// A structure: what it is, the type, which samples hold it, and whether such bytes are read and written back.
type Structure = (&'static str, &'static str, &'static [&'static str], fn(&str, &[u8]) -> bool);

/// Declares them: each type has a reader and a writer, or this does not compile.
macro_rules! structures {
    ($($name:literal $path:literal [$($kind:literal)*] $ty:ty, $cx:expr $(, $inner:expr)?;)*) => {
        &[$(($name, $path, &[$($kind),*], |kind: &str, bytes: &[u8]| {
            let (cx, inner) = (($cx)(kind), structures!(@inner bytes $($inner)?));
            let Some(bytes) = inner else { return false };
            let Ok(value) = <$ty as Wire>::parse_with(&bytes, cx) else { return false };
            <$ty as Wire>::parse_with(&value.to_vec(), cx) == Ok(value)
        })),*]
    };
    (@inner $bytes:ident) => { Some($bytes.to_vec()) };
    (@inner $bytes:ident $inner:expr) => { ($inner)($bytes) };
}

fn none(_: &str) {}

fn format_of(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(Mime::parse(bytes).ok()?.headers.get("X-MMS-IM-Format")?.as_bytes().to_vec())
}

fn media_of(bytes: &[u8]) -> Option<Vec<u8>> {
    let PersonalData::Data(data) = PersonalData::parse(bytes).ok()? else { return None };
    Some(data.current_media?.as_bytes().to_vec()).filter(|media| !media.is_empty())
}

/// From the empty line of a message of MSNSLP on.
fn slp_body(bytes: &[u8]) -> Option<Vec<u8>> {
    let at = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(bytes[at + 4..].to_vec())
}

fn notice_kind(kind: &str) -> notice::NoticeKind {
    notice::NoticeKind(kind.strip_prefix("uun:").and_then(|kind| kind.parse().ok()).unwrap_or_default())
}

fn in_message(_: &str) -> p2p::Carrier {
    p2p::Carrier::MESSAGE
}

const ALL: &[Structure] = structures! {
    "header lines and a body" "mime::Mime" ["mime:"] Mime<'_>, none;
    "a message by its type" "Content" ["mime:" "MSG"] Content<'_>, none;
    "the font of a text" "text::Format" ["mime:text/plain"] imwire::msnp::payload::text::Format<'_>, none, format_of;
    "one packet of several" "chunks::Chunk" ["mime:chunked" "MSG"] imwire::msnp::payload::chunks::Chunk<'_>, none;
    "an offline message" "mail::OfflineMessage" ["mime:oim"] mail::OfflineMessage<'_>, none;
    "the state of the mailbox" "xml::MailData" ["xml:md"] MailData<'_>, none;
    "an MSN object" "object::MsnObject" ["object"] imwire::msnp::payload::object::MsnObject<'_>, none;
    "contacts" "xml::ContactList" ["xml:ml" "xml:fqy" "ADL" "RML" "FQY"] ContactList<'_>, none;
    "personal data" "xml::PersonalData" ["xml:data" "UUX" "UBX"] PersonalData<'_>, none;
    "what a user listens to" "xml::CurrentMedia" ["xml:data" "UUX" "UBX"] CurrentMedia<'_>, none, media_of;
    "policies" "xml::Policies" ["xml:gcf" "GCF"] Policies<'_>, none;
    "an alert" "xml::Notification" ["NOT" "IPG"] imwire::msnp::payload::xml::Notification<'_>, none;
    "a text to a telephone" "xml::Page" ["xml:page" "PAG" "PGD"] Page<'_>, none;
    "circles, users, other XML" "xml::Element" ["xml:"] Element<'_>, none;
    "a notice" "notice::Notice" ["uun:"] notice::Notice<'_>, notice_kind;
    "a request of the gateway" "gateway::GatewayRequest" ["gateway:query"] gateway::GatewayRequest<'_>, none;
    "an answer of the gateway" "gateway::GatewayAnswer" ["gateway:header"] gateway::GatewayAnswer<'_>, none;
    "a packet of version 1" "p2p::V1Packet" ["p2p1"] p2p::V1Packet<'_>, in_message;
    "a packet of version 2" "p2p::V2Packet" ["p2p2"] p2p::V2Packet<'_>, in_message;
    "a text in a session" "p2p::SessionText" ["string"] p2p::SessionText<'_>, none;
    "a frame of a webcam" "p2p::WebcamFrame" ["webcam"] p2p::WebcamFrame<'_>, none;
    "handwriting in a session" "p2p::WideInk" ["ink-p2p"] p2p::WideInk<'_>, none;
    "a message of `MSNSLP`" "slp::Slp" ["slp"] slp::Slp<'_>, none;
    "the body of a session" "slp::SessionBody" ["slp"] slp::SessionBody<'_>, none, slp_body;
    "the body of a transport" "slp::TransportBody" ["slp"] slp::TransportBody<'_>, none, slp_body;
    "the offer of a file" "slp::FileContext" ["filepreview"] slp::FileContext<'_>, none;
    "an activity" "slp::ActivityContext" ["activity"] slp::ActivityContext<'_>, none;
    "blocks of MSNP21" "blocks::Blocks" ["block" "SDG" "NFY" "PUT" "DEL"] blocks::Blocks<'_>, none;
};

/// The table in the documentation of the payloads.
fn structures() -> String {
    let samples = samples();
    let mut table = "| structure | read and written by | samples |\n|---|---|---|\n".to_owned();
    for (name, path, kinds, check) in ALL {
        let of_kind = samples.iter().filter(|(kind, _)| kinds.iter().any(|known| kind.starts_with(known)));
        let count = of_kind.filter(|(kind, bytes)| check(kind, bytes)).count();
        assert!(count > 0, "no sample of {name}");
        let short = path.rsplit("::").next().unwrap();
        table += &format!("| {name} | [`{short}`]({path}) | {count} |\n");
    }
    table
}

#[test]
fn documented() {
    for (path, table) in [(TABLE, contents()), (STRUCTURES, structures())] {
        let found = std::fs::read_to_string(path).expect("a table of the documentation");
        assert_eq!(found, table, "cargo test --test payload_text write -- --ignored");
    }
}

#[test]
#[ignore = "writes src/msnp/payload/contents.md and structures.md"]
fn write() {
    std::fs::write(TABLE, contents()).expect("a file");
    std::fs::write(STRUCTURES, structures()).expect("a file");
}

/// Each type of the table is read as its variant.
#[test]
fn types() {
    for row in Content::ROWS {
        let name = String::from_utf8_lossy(row.content_type.as_bytes()).into_owned();
        let body = match row.variant {
            "Datacast" => "ID: 1\r\n",
            "Ink" => "base64:AAAA",
            "Invitation" => "Invitation-Command: CANCEL\r\nInvitation-Cookie: 1\r\n",
            "System" => "Type: 1\r\n",
            "P2p" => &"\0".repeat(52),
            _ => "",
        };
        let payload = format!("MIME-Version: 1.0\r\nContent-Type: {}\r\n\r\n{body}", name.to_uppercase());
        let found = Content::parse(payload.as_bytes()).expect(&payload);
        assert!(format!("{found:?}").starts_with(&format!("{}(", row.variant)), "{name}: {found:?}");
        canonical(found, ());
    }
}

/// The quick path reads as the general one.
#[test]
fn formats_in_any_order() {
    use imwire::msnp::payload::text::Format;
    #[track_caller]
    fn case(usual: &str, other: &str) {
        let read = |value: &str| format!("{:?}", Format::parse(value.to_owned().leak().as_bytes()));
        assert_eq!(read(usual), read(other));
    }
    case("FN=A%20b; EF=BI; CO=ff0000; CS=0; PF=22", "EF=IB;FN=A%20b;cs=0;PF=22;CO=0000ff0000;");
    case("FN=; EF=; CO=0; CS=0; PF=0", "");
    case("FN=a=b; EF=; CO=0; CS=81; PF=0", " FN = a=b ;CS=81");
}
