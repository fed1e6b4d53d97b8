//! `MSNSLP`: how two clients agree on a session, and on a direct connection for it.
//!
//! ```text
//! INVITE MSNMSGR:bob@example.com MSNSLP/1.0
//! To: <msnmsgr:bob@example.com>
//! From: <msnmsgr:alice@example.com>
//! Via: MSNSLP/1.0/TLP ;branch={CDE28DAF-B67C-4B2D-8186-D3F46EEF0916}
//! CSeq: 0␠
//! Call-ID: {F87327A8-741F-4FEF-AB63-45D06F51A0C2}
//! Max-Forwards: 0
//! Content-Type: application/x-msnmsgr-sessionreqbody
//! Content-Length: 948                              bytes of the body, its NUL included
//!                                                  an empty line, then the body
//! EUF-GUID: {5D3E02AB-6190-11D3-BBBB-00C04F795683} a file
//! SessionID: 180646677
//! AppID: 2
//! Context: fgIAAAMAAAAAAA…                         base64, of a FileContext here
//!                                                  an empty line and a NUL
//! ```
//!
//! It is the message of session 0 in [P2P](super::p2p), at times in several chunks; and the payload of `UUN`, `UBN`
//! and `SDG` without a packet around it, there without the NUL.
//!
//! ```
//! use imwire::{Encode, Wire, msnp::{Passport, payload::slp::{Method, SessionBody, Slp, SlpType, Start}}};
//!
//! let (alice, bob) = (Passport::new("alice@example.com")?, Passport::new("bob@example.com")?);
//! let invite = Slp {
//!     start: Start::Request { method: Method::Invite, to: bob },
//!     to: bob,
//!     from: alice,
//!     branch: None,
//!     cseq: Some(0),
//!     call_id: None,
//!     max_forwards: Some(0),
//!     content_type: Some(SlpType::SESSION_REQUEST),
//!     headers: Default::default(),
//!     body: SessionBody { session_id: Some(5), ..SessionBody::default() },
//! };
//! let mut buffer = [0; 512];
//! let bytes = invite.encode_into(&mut buffer)?;
//! let read = Slp::<SessionBody<'_>>::parse(bytes)?;
//! assert_eq!(read, invite);
//!
//! let answer = read.answer(Start::OK, SessionBody { session_id: Some(5), ..SessionBody::default() });
//! let mut buffer = [0; 512];
//! assert!(answer.encode_into(&mut buffer)?.starts_with(b"MSNSLP/1.0 200 OK\r\nTo: <msnmsgr:alice@example.com>\r\n"));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! | deviation | sender | here |
//! |---|---|---|
//! | no space after the number of `CSeq` | libpurple, libimmsnp | read; written with the space |
//! | header lines in another order, others among them | papyon | read; written in the order above, others last |
//! | keys and values of addresses backwards | Windows Live Messenger 2009 | [`Turned`] |
//! | `Content-Length` twice | a note in a capture | the first counts |
//! | `Content-Length` without the NUL, which is absent | `SDG` | read and kept: [`BodyEnd`] |
//!
//! Source: messages of official clients quoted by escargot and Tachyon, a recorded direct link of Windows Live
//! Messenger 2009, the samples of l7-filter; libpurple, aMSN, msnp-sharp, papyon and Miranda.

mod activity;
mod body;
mod file;
mod header;
mod message;
mod session;
mod start;
mod transport;

pub use activity::ActivityContext;
pub use body::{BodyEnd, SlpBody, Turned, net_id_address};
pub use file::{FileContext, FileKind, FileVersion};
pub use header::{Branch, SlpType};
pub use message::Slp;
pub use session::{AppId, SessionBody, SessionContext, app};
pub use start::{Method, Start, StatusCode};
pub use transport::{ConnectionType, TransportBody};
