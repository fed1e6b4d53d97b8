//! XML in payloads: lists of contacts, personal data, mail, policies, circles.
//!
//! Clients and servers join strings, so every form of quotation marks, empty elements and order is read. What is
//! not well formed is refused, with the byte; the raw payload is still yours to show. Read are elements,
//! attributes, text with the five named entities and numeric ones, a declaration and comments; not read are document
//! types and CDATA, which nobody sends. Elements are nested at most [`MAX_DEPTH`] deep.
//!
//! | payload of | root | type |
//! |---|---|---|
//! | `ADL`, `RML`, `FQY` | `<ml>` | [`ContactList`] |
//! | `UUX`, `UBX` | `<Data>`, `<EndpointData>`, `<PrivateEndpointData>` | [`PersonalData`] |
//! | mail notices | `<MD>` | [`MailData`] |
//! | `PAG`, `PGD` | none: several elements | [`Page`] |
//! | `GCF` | `<Policies>`; before MSNP13 `<config>` | [`Policies`]; [`Element`] |
//! | `NOT`, `IPG` | `<NOTIFICATION>` | [`Notification`] |
//! | `NFY`, `PUT` | `<circle>`, `<user>` | [`Element`] |
//! | `UUN`, `UBN` | `<State>`, `<sharingInvitation>` | [`Element`] |
//!
//! ```
//! use imwire::{Wire, msnp::payload::xml::Element};
//!
//! let circle = Element::parse(
//!     b"<circle><roster><id>IM</id><user><id>1:a@x.org</id></user><user><id>1:b@x.org</id></user></roster></circle>",
//! )?;
//! let roster = circle.child("roster").unwrap();
//! assert!(roster.child("id").unwrap().text().is("IM"));
//! let users = roster.children().filter(|child| child.is("user"));
//! assert_eq!(users.filter_map(|user| user.child("id")).count(), 2);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: the MSNP wiki (`adl`, `uux`, `gcf`, `pgd`); escargot, Tachyon, msnp-sharp and papyon.

mod attribute;
mod children;
mod contacts;
mod data;
mod document;
mod element;
mod mail;
mod media;
mod notification;
mod page;
mod policies;
mod tag;
mod text;

pub use attribute::{Attribute, Attributes, AttributesIter};
pub use children::{Children, ChildrenIter};
pub use contacts::{Contact, ContactList, Domain, Service};
pub use data::{Data, Endpoint, OtherElement, PersonalData, PrivateEndpoint};
pub use document::MAX_DEPTH;
pub(in crate::msnp::payload) use element::attribute_in;
pub use element::{Element, ElementIter};
pub use mail::{MailData, MailSummary};
pub use media::{CurrentMedia, MediaArguments, MediaText};
pub use notification::Notification;
pub use page::{Page, Phone};
pub use policies::{Policies, Policy};
pub use text::{XmlText, XmlTextBytes};

use crate::error::{Error, ErrorKind, Part};
use children::ListItem;
use document::check_document;
