//! Mail notices, and offline messages as they are fetched.
//!
//! | notice | when |
//! |---|---|
//! | [`InitialMail`] | at sign-in: how much is unread |
//! | [`InitialMailData`] | the same, from MSNP11 |
//! | [`NewMail`] | a mail came |
//! | [`ActiveMail`] | mails were moved, read or deleted |
//! | [`OfflineNotice`] | an offline message came; from MSNP11 |
//!
//! ```
//! use imwire::{Wire, msnp::payload::mail::NewMail};
//! use imwire::msnp::payload::words::decode_words;
//!
//! let mail = NewMail::parse(
//!     b"MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsemailnotification; charset=UTF-8\r\n\r\n\
//!       From: Some Person\r\nSubject: =?\"us-ascii\"?Q?newsubject?=\r\nDest-Folder: ACTIVE\r\nid: 2\r\n",
//! )?;
//! assert!(decode_words(mail.subject.unwrap().as_bytes()).eq(*b"newsubject"));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Folders are `ACTIVE` (the inbox), `.!!OIM` (offline messages), `.!!trAsH`, `HM_BuLkMail_` (junk), `trAsH`,
//! `drAfT`, `sAVeD`.
//!
//! Source: the MSNP wiki (`msg`); tests of Twisted; pidgin, emesene, escargot, Tachyon.

use super::base64::Base64;
use super::mime::{Headers, Mime, put_line, value_in_body, value_in_head};
use super::record::record;
use super::value::{HeaderText, HeaderValue as _, trim};
use super::whole;
use super::xml::MailData;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

record! {
    /// How much mail there is, at sign-in. Notification server → client.
    InitialMail<'a>: [INITIAL_MAIL, MAIL_MSNP2] "; charset=UTF-8" in body {
        /// Unread mails in the inbox.
        inbox_unread: maybe u32 = "Inbox-Unread", "number";
        /// Unread mails in other folders.
        folders_unread: maybe u32 = "Folders-Unread", "number";
        /// The path of the inbox: `/cgi-bin/HoTMaiL`.
        inbox_url: maybe HeaderText<'a> = "Inbox-URL", "url";
        /// The path of the folders.
        folders_url: maybe HeaderText<'a> = "Folders-URL", "url";
        /// Where to sign in to the mail on the web.
        post_url: maybe HeaderText<'a> = "Post-URL", "url";
    }
}

record! {
    /// How much mail there is, and which offline messages. Notification server → client, from MSNP11.
    InitialMailData<'a>: [INITIAL_MAIL_DATA] "; charset=UTF-8" in body {
        /// The state of the mailbox: see [`mail_data`](Self::mail_data).
        data: maybe HeaderText<'a> = "Mail-Data", "data";
        /// Unread mails in the inbox. For Hotmail accounts, as are the next four.
        inbox_unread: maybe u32 = "Inbox-Unread", "number";
        /// Unread mails in other folders.
        folders_unread: maybe u32 = "Folders-Unread", "number";
        /// The path of the inbox.
        inbox_url: maybe HeaderText<'a> = "Inbox-URL", "url";
        /// The path of the folders.
        folders_url: maybe HeaderText<'a> = "Folders-URL", "url";
        /// Where to sign in to the mail on the web.
        post_url: maybe HeaderText<'a> = "Post-URL", "url";
    }
    shows {
        @derived mailbox: Option<Result<MailData<'a>, Error>> =
            |notice: &InitialMailData<'a>| notice.mail_data().transpose() => |message| value_in_body(message, "Mail-Data"),
    }
}

record! {
    /// An offline message came. Notification server → client, from MSNP11.
    OfflineNotice<'a>: [OFFLINE_NOTICE] "; charset=UTF-8" in body {
        /// The new message: see [`mail_data`](Self::mail_data).
        data: maybe HeaderText<'a> = "Mail-Data", "data";
    }
    shows {
        @derived mailbox: Option<Result<MailData<'a>, Error>> =
            |notice: &OfflineNotice<'a>| notice.mail_data().transpose() => |message| value_in_body(message, "Mail-Data"),
    }
}

record! {
    /// A mail came. Notification server → client.
    ///
    /// Names and subjects are encoded words: see [`decode_words`](super::words::decode_words).
    NewMail<'a>: [NEW_MAIL, MAIL_MSNP2] "; charset=UTF-8" in body {
        /// The name of the sender.
        from: maybe HeaderText<'a> = "From", "user";
        /// The path of the mail.
        message_url: maybe HeaderText<'a> = "Message-URL", "url";
        /// Where to sign in to the mail on the web.
        post_url: maybe HeaderText<'a> = "Post-URL", "url";
        /// The subject.
        subject: maybe HeaderText<'a> = "Subject", "text";
        /// The folder it came to.
        dest_folder: maybe HeaderText<'a> = "Dest-Folder", "path";
        /// The address of the sender.
        from_addr: maybe HeaderText<'a> = "From-Addr", "address";
        /// The id of the site. From MSNP3.
        id: maybe u32 = "id", "site id";
    }
}

record! {
    /// Mails were moved, read or deleted. Notification server → client.
    ActiveMail<'a>: [ACTIVE_MAIL] "; charset=UTF-8" in body {
        /// Where they were.
        src_folder: maybe HeaderText<'a> = "Src-Folder", "path";
        /// Where they are.
        dest_folder: maybe HeaderText<'a> = "Dest-Folder", "path";
        /// How many fewer are unread in the first, or more in the second.
        message_delta: maybe i32 = "Message-Delta", "number";
    }
}

impl<'a> InitialMailData<'a> {
    /// The state of the mailbox.
    ///
    /// # Errors
    /// What [`MailData`] refuses, counted from the start of the value.
    pub fn mail_data(&self) -> Result<Option<MailData<'a>>, Error> {
        self.data.map(|data| MailData::parse(data.as_bytes())).transpose()
    }
}

impl<'a> OfflineNotice<'a> {
    /// The new message.
    ///
    /// # Errors
    /// What [`MailData`] refuses, counted from the start of the value.
    pub fn mail_data(&self) -> Result<Option<MailData<'a>>, Error> {
        self.data.map(|data| MailData::parse(data.as_bytes())).transpose()
    }
}

const RUN_ID: &str = "X-OIM-Run-Id";
const SEQUENCE: &str = "X-OIM-Sequence-Num";
const CODING: &str = "Content-Transfer-Encoding";

/// The names of lines that [`OfflineMessage`] has as its own fields, or writes by itself.
const OWN: &[&str] = &["MIME-Version", "Content-Type", CODING, "X-OIM-Message-Type", RUN_ID, SEQUENCE];

/// An offline message: as a client writes it, inside SOAP, and as it is fetched. MSNP11 to 15; later it is
/// a [`PlainText`](super::PlainText) with `Dest-Agent: client`.
///
/// ```text
/// MIME-Version: 1.0
/// Content-Type: text/plain; charset=UTF-8
/// Content-Transfer-Encoding: base64
/// X-OIM-Message-Type: OfflineMessage
/// X-OIM-Run-Id: {DAB68CFA-38C9-449B-945E-38AFA51E50A7}
/// X-OIM-Sequence-Num: 1
///
/// aGVsbG8=
/// ```
///
/// ```
/// use imwire::{Encode, Wire, msnp::payload::{base64::Base64, mail::OfflineMessage, value::HeaderText}};
///
/// let run = HeaderText::new("{DAB68CFA-38C9-449B-945E-38AFA51E50A7}")?;
/// let message = OfflineMessage::new(run, 1, "hello");
/// let mut buffer = [0; 256];
/// let read = OfflineMessage::parse(message.encode_into(&mut buffer)?)?;
/// assert!(read.text.decoded().eq(*b"hello"));
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Messages are sorted by their run, then by their number. They are read with CR LF and with bare LF, and written with
/// CR LF; the lines of the mail system come last then, those that were folded as they were.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OfflineMessage<'a> {
    /// A GUID that the sender makes for each sign-in.
    pub run_id: Option<HeaderText<'a>>,
    /// The number of the message to this user since sign-in, from 1.
    pub sequence: Option<u32>,
    /// The other lines: `From`, `Received`, ….
    pub headers: Headers<'a>,
    /// The text, in UTF-8.
    pub text: Base64<'a>,
}

impl<'a> OfflineMessage<'a> {
    /// A message of that text.
    #[must_use]
    pub const fn new(run_id: HeaderText<'a>, sequence: u32, text: &'a str) -> Self {
        Self {
            run_id: Some(run_id),
            sequence: Some(sequence),
            headers: Headers::NONE,
            text: Base64::new(text.as_bytes()),
        }
    }

    /// Name and address of the sender, as encoded words: see [`decode_words`](super::words::decode_words).
    #[must_use]
    pub fn from(&self) -> Option<HeaderText<'a>> {
        self.headers.get("From")
    }

    /// When it came: 100 nanoseconds since 1601, from `X-OriginalArrivalTime`.
    #[must_use]
    pub fn arrival(&self) -> Option<u64> {
        let value = self.headers.get("X-OriginalArrivalTime")?.as_bytes();
        let at = value.windows(10).position(|ten| ten == b"FILETIME=[")?;
        let (rest, low) = crate::scan::hex_u32(value.get(at.saturating_add(10)..)?).ok()?;
        let (_, high) = crate::scan::hex_u32(rest.strip_prefix(b":")?).ok()?;
        Some(u64::from(high) << 32 | u64::from(low))
    }
}

fn offline(input: &[u8]) -> Result<OfflineMessage<'_>, Error> {
    let mime = Mime::parse(input)?;
    let is_base64 =
        mime.headers.get(CODING).map(|coding| trim(coding.as_bytes()).eq_ignore_ascii_case(b"base64"));
    if is_base64 != Some(true) {
        let kind = if is_base64.is_none() { ErrorKind::Missing } else { ErrorKind::Unexpected };
        let mut entries = mime.headers.entries();
        let found = entries.find(|(name, ..)| name.eq_ignore_ascii_case(CODING.as_bytes()));
        let at = found.map_or_else(|| mime.headers.end(), |(_, _, at)| at);
        return Err(Error::new(kind, const { Part::named("base64") }, at));
    }
    let mut sequence = None;
    for (name, value, at) in mime.headers.entries() {
        if sequence.is_none() && name.eq_ignore_ascii_case(SEQUENCE.as_bytes()) && !value.is_empty() {
            let part = const { Part::named("number") };
            sequence = Some(u32::read(value).map_err(|kind| Error::new(kind, part, at))?);
        }
    }
    Ok(OfflineMessage {
        run_id: mime.headers.get(RUN_ID),
        sequence,
        headers: mime.headers.without(OWN),
        text: Base64::from_text(mime.body).map_err(|error| error.offset_by(mime.body_at()))?,
    })
}

impl<'a> Wire<'a> for OfflineMessage<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(offline)
    }

    /// Whether the other lines have names that are not its own.
    fn check(&self, (): ()) -> Result<(), Error> {
        self.headers.check_others(OWN)
    }
}

super::show::shows! {
    OfflineMessage<'a> {
        run_id: Option<HeaderText<'a>>,
        sequence: Option<u32> => |message| value_in_head(message, SEQUENCE),
        headers: Headers<'a>,
        text: Base64<'a>,
    }
}
super::show::walks! { OfflineMessage<'a> }

impl Encode for OfflineMessage<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(
            b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\
              Content-Transfer-Encoding: base64\r\nX-OIM-Message-Type: OfflineMessage\r\n",
        )?;
        if let Some(run_id) = self.run_id {
            put_line(sink, RUN_ID.as_bytes(), |sink| sink.put(run_id.as_bytes()))?;
        }
        if let Some(sequence) = self.sequence {
            put_line(sink, SEQUENCE.as_bytes(), |sink| sequence.put(sink))?;
        }
        self.headers.put_lines(sink)?;
        sink.put(b"\r\n")?;
        self.text.encode(sink)
    }
}

impl fmt::Debug for OfflineMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfflineMessage")
            .field("run_id", &self.run_id)
            .field("sequence", &self.sequence)
            .field("headers", &self.headers)
            .field("text", &self.text)
            .finish()
    }
}
