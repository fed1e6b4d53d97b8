//! What is told, and the two forms in which it is: JSON and text.

use crate::ipmsg;
use crate::ipmsg::dictionary;
use crate::ipmsg::dir_record::Record;
use crate::msnp;
use crate::msnp::direct;
use crate::show::exact::gives_back;
use crate::show::json::Object;
use crate::show::page::Page;
use crate::teller::bench::Bench;
use crate::teller::people::Said;
use crate::teller::stats::Stats;
use imwire::ipmsg::Packet;
use imwire::ipmsg::dict::IpDict;
use imwire::msnp::{Context, Frame};
use imwire_testkit::payloads;
use imwire_testkit::rows::escape;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::net::SocketAddr;

/// When something was captured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) at: Timestamp,
    /// Number of the frame that completed it, from 1.
    pub(crate) frame: u64,
}

/// Where and when something was captured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) moment: Moment,
    pub(crate) from: SocketAddr,
    pub(crate) to: SocketAddr,
    /// Number of the conversation, from 1.
    pub(crate) conversation: u64,
    /// From the side named first in the head of the conversation.
    pub(crate) forth: bool,
}

/// A message, or why there is none.
pub(crate) enum Thing<'a> {
    Packet {
        packet: Packet<'a>,
        wire: &'a [u8],
    },
    /// A packet in dictionary form, or a dictionary that is none.
    Dictionary {
        dict: IpDict<'a>,
        wire: &'a [u8],
    },
    /// Of a directory stream.
    Record {
        record: &'a Record,
        /// Its name is known to be UTF-8.
        utf8: bool,
    },
    /// A file as a whole.
    Contents(&'a [u8]),
    Frame {
        frame: Frame<'a>,
        context: Context,
        /// Bytes from the beginning of the frame on.
        wire: &'a [u8],
    },
    /// On a direct connection of two clients of MSN.
    Direct(direct::Message<'a>),
    /// What is inside a payload of MSNP, by the kind that a row says.
    Payload {
        kind: &'a str,
        wire: &'a [u8],
    },
    Trouble(Trouble),
}

#[derive(Debug, Clone)]
pub(crate) struct Trouble {
    pub(crate) proto: &'static str,
    pub(crate) status: Status,
    /// With [`Status::Error`], and perhaps with [`Status::Incomplete`].
    pub(crate) error: Option<String>,
    pub(crate) bytes: Excerpt,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Bytes that are not in the capture.
    Gap,
    /// Bytes passed over on the way to something that can be read.
    Skipped,
    /// Bytes that were refused.
    Error,
    /// The beginning of a message of which the end is missing.
    Incomplete,
    /// The contents of a file.
    Data,
}

/// Many bytes, of which only the first are kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Excerpt {
    pub(crate) count: u64,
    pub(crate) head: Vec<u8>,
}

/// A row of a table of samples, taken apart.
pub(crate) struct Row<'a> {
    /// From 1.
    pub(crate) number: u64,
    /// What the row says about its bytes.
    pub(crate) context: String,
    pub(crate) status: RowStatus,
    /// Bytes that are not in the messages.
    pub(crate) rest: usize,
    pub(crate) messages: Vec<Thing<'a>>,
}

pub(crate) enum RowStatus {
    Ok,
    Incomplete,
    Error(String),
}

/// A way to tell it.
pub(crate) enum Output<W: Write> {
    Json(W),
    Text(Box<Page<W>>),
}

impl Excerpt {
    /// Bytes kept.
    pub(crate) const HEAD: usize = 64;

    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut excerpt = Self::default();
        excerpt.add(bytes);
        excerpt
    }

    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.count += bytes.len() as u64;
        let room = Self::HEAD.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(room));
    }
}

impl Status {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Skipped => "skipped",
            Self::Error => "error",
            Self::Incomplete => "incomplete",
            Self::Data => "data",
        }
    }
}

impl<W: Write> Output<W> {
    /// Tells something from a capture.
    ///
    /// # Errors
    /// Those of the writer.
    pub(crate) fn captured(&mut self, place: &Place, thing: &Thing<'_>) -> io::Result<()> {
        match self {
            Self::Text(page) => page.captured(place, thing),
            Self::Json(out) => {
                let mut object = Object::default();
                object.put("at", place.moment.at.to_string());
                object.put("from", place.from.to_string());
                object.put("to", place.to.to_string());
                object.put("conversation", place.conversation);
                object.put("frame", place.moment.frame);
                if let Thing::Frame { context, .. } = thing {
                    let dialect = context.dialect;
                    object.put("link", context.link.to_string());
                    object.put(
                        "dialect",
                        if dialect.is_known() { dialect.to_string() } else { "unknown".to_owned() },
                    );
                }
                if let Thing::Direct(_) = thing {
                    object.put("link", "direct");
                }
                object.map.append(&mut thing.json());
                line(out, object.map)
            }
        }
    }

    /// Tells what somebody says.
    ///
    /// # Errors
    /// Those of the writer.
    pub(crate) fn said(&mut self, place: &Place, proto: &str, said: &Said) -> io::Result<()> {
        match self {
            Self::Text(page) => page.said(place, said),
            Self::Json(out) => {
                let to: Vec<_> = said.to.iter().map(|name| escape(name)).collect();
                let object = json!({
                    "at": place.moment.at.to_string(),
                    "conversation": place.conversation,
                    "frame": place.moment.frame,
                    "proto": proto.to_ascii_lowercase(),
                    "from": escape(&said.from),
                    "to": to,
                    "text": escape(&said.text),
                });
                line(out, object)
            }
        }
    }

    /// Tells what was counted.
    ///
    /// # Errors
    /// Those of the writer.
    pub(crate) fn stats(&mut self, file: &str, stats: &Stats) -> io::Result<()> {
        match self {
            Self::Text(page) => page.listed(&stats.lines()),
            Self::Json(out) => line(out, json!({"file": file, "stats": stats.json()})),
        }
    }

    /// Measures, and tells what was measured.
    ///
    /// # Errors
    /// Those of the writer.
    pub(crate) fn bench(&mut self, file: &str, bench: &Bench) -> io::Result<()> {
        match self {
            Self::Text(page) => page.listed(&bench.lines()),
            Self::Json(out) => line(out, json!({"file": file, "bench": bench.json()})),
        }
    }

    /// Tells what became of a row.
    ///
    /// # Errors
    /// Those of the writer.
    pub(crate) fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let out = match self {
            Self::Text(page) => return page.row(row),
            Self::Json(out) => out,
        };
        let (status, error) = match &row.status {
            RowStatus::Ok => ("ok", None),
            RowStatus::Incomplete => ("incomplete", None),
            RowStatus::Error(error) => ("error", Some(error)),
        };
        let mut object = Object::default();
        object.put("row", row.number);
        object.put("status", status);
        if let Some(error) = error {
            object.put("error", error.as_str());
        }
        object.put("rest", row.rest);
        object.put("messages", row.messages.iter().map(Thing::json).collect::<Value>());
        line(out, object.map)
    }

    /// # Errors
    /// Those of the writer.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Json(out) => out.flush(),
            Self::Text(page) => page.flush(),
        }
    }

    /// The text, for what is not told in JSON.
    pub(crate) fn page(&mut self) -> Option<&mut Page<W>> {
        match self {
            Self::Json(_) => None,
            Self::Text(page) => Some(page),
        }
    }
}

fn line(out: &mut impl Write, object: impl Into<Value>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &object.into())?;
    out.write_all(b"\n")
}

impl Thing<'_> {
    fn json(&self) -> Map<String, Value> {
        match self {
            Self::Packet { packet, wire } => ipmsg::json(packet, wire),
            Self::Dictionary { dict, wire } => {
                let mut object = Object::default();
                object.put("proto", "ipmsg");
                let error = dictionary::header(&mut object, dict);
                object.put("dict", dictionary::json(wire));
                if let Some(error) = error {
                    object.put("body_error", error);
                }
                object.put("exact", gives_back(dict, wire));
                object.map
            }
            Self::Record { record, .. } => record.json(),
            Self::Contents(bytes) => {
                let mut object = Object::default();
                object.put("proto", "ipmsg");
                object.put("record", json!({"contents": escape(bytes)}));
                object.put("exact", true);
                object.map
            }
            Self::Frame { frame, context, wire } => {
                msnp::json(frame, *context, wire.get(..frame.raw().len()).unwrap_or_default())
            }
            Self::Direct(message) => message.json(),
            Self::Payload { kind, wire } => {
                let (mut object, mut fields) = (Object::default(), Object::default());
                let name = payloads::walk(kind, wire, &mut fields).and_then(Result::ok);
                object.put("proto", "msnp");
                object.put("payload", *kind);
                fields.map.shift_insert(0, "name".to_owned(), name.into());
                object.put("typed", fields.map);
                if let Some(error) = fields.error {
                    object.put("body_error", error.to_string());
                }
                object.map
            }
            Self::Trouble(Trouble { proto, status, error, bytes }) => {
                let mut object = Object::default();
                object.put("proto", *proto);
                object.put("status", status.name());
                if let Some(error) = error {
                    object.put("error", error.as_str());
                }
                object.put("length", bytes.count);
                if !bytes.head.is_empty() {
                    object.put("bytes", escape(&bytes.head));
                }
                object.map
            }
        }
    }
}
