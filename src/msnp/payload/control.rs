//! `text/x-msmsgscontrol`: a user is typing or recording.
//!
//! ```text
//! MIME-Version: 1.0␍␊
//! Content-Type: text/x-msmsgscontrol␍␊
//! TypingUser: bob@passport.com␍␊
//! ␍␊
//! ␍␊
//! ```
//!
//! Clients repeat it every four to five seconds, and show it for about six. It is sent with
//! [`AckWanted::UNACKNOWLEDGED`](crate::msnp::AckWanted::UNACKNOWLEDGED).
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::{Control, value::HeaderText}};
//!
//! let control = Control::typing(HeaderText::new("bob@passport.com")?);
//! let mut buffer = [0; 128];
//! let payload = control.encode_into(&mut buffer)?;
//! assert_eq!(payload.len(), 89);
//! assert_eq!(Control::parse(payload)?.typing_user.unwrap().as_bytes(), b"bob@passport.com");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: hypothetic.org, the switchboard example session; aMSN for `RecordingUser`.

use super::record::record;
use super::value::HeaderText;

record! {
    /// A user is typing, or recording a voice clip. See the [module](self).
    Control<'a>: [CONTROL] "" in head = b"\r\n" {
        /// Who is typing: the address, in whatever letter case. Some clients send it empty.
        typing_user: maybe HeaderText<'a> = "TypingUser", "user";
        /// Who is recording a voice clip. (aMSN)
        recording_user: maybe HeaderText<'a> = "RecordingUser", "user";
    }
}

impl<'a> Control<'a> {
    /// That user is typing.
    #[must_use]
    pub fn typing(user: HeaderText<'a>) -> Self {
        Self { typing_user: Some(user), ..Self::default() }
    }

    /// That user is recording a voice clip.
    #[must_use]
    pub fn recording(user: HeaderText<'a>) -> Self {
        Self { recording_user: Some(user), ..Self::default() }
    }
}
