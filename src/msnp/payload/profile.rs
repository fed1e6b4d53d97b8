//! `text/x-msmsgsprofile` and system messages: what the notification server tells a client.
//!
//! ```text
//! MIME-Version: 1.0␍␊
//! Content-Type: text/x-msmsgsprofile; charset=UTF-8␍␊
//! LoginTime: 1218252230␍␊
//! EmailEnabled: 1␍␊
//! …
//! ClientPort: 65497␍␊
//! ␍␊
//! ```
//!
//! ```
//! use imwire::{Wire, msnp::payload::UserProfile};
//!
//! let profile = UserProfile::parse(
//!     b"MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsprofile; charset=UTF-8\r\n\
//!       LoginTime: 1218252230\r\nMemberIdLow: -1234567890\r\nAge: \r\nClientPort: 65497\r\n\r\n",
//! )?;
//! assert_eq!(profile.login_time, Some(1_218_252_230));
//! assert_eq!(profile.member_id_low, Some(-1_234_567_890));
//! assert_eq!(profile.port(), Some(55_807));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: a capture of 2008; the MSNP wiki (`msg`); escargot for the newest lines.

use super::record::record;
use super::value::HeaderText;

record! {
    /// The user who signed in, and what the server sees of it. Notification server → client, after `USR`.
    /// In MSNP2 it has the time only.
    ///
    /// Boolean values are `0` and `1`. Values are empty where the user gave none.
    UserProfile<'a>: [PROFILE] "; charset=UTF-8" in head {
        /// Seconds since 1970. (Tachyon: milliseconds.)
        login_time: maybe u64 = "LoginTime", "date";
        /// Boolean: has a mailbox.
        email_enabled: maybe HeaderText<'a> = "EmailEnabled", "flag";
        /// High 32 bits of the id.
        member_id_high: maybe i32 = "MemberIdHigh", "id";
        /// Low 32 bits of the id.
        member_id_low: maybe i32 = "MemberIdLow", "id";
        /// The LCID of the language, decimal.
        lang_preference: maybe u32 = "lang_preference", "lcid";
        /// The mail address.
        preferred_email: maybe HeaderText<'a> = "preferredEmail", "address";
        /// Two letters.
        country: maybe HeaderText<'a> = "country", "value";
        /// The postal code.
        postal_code: maybe HeaderText<'a> = "PostalCode", "value";
        /// One letter.
        gender: maybe HeaderText<'a> = "Gender", "value";
        /// Boolean: a child.
        kid: maybe HeaderText<'a> = "Kid", "flag";
        /// In years.
        age: maybe HeaderText<'a> = "Age", "value";
        /// Not known.
        bday_pre: maybe HeaderText<'a> = "BDayPre", "value";
        /// The birthday.
        birthday: maybe HeaderText<'a> = "Birthday", "date";
        /// Boolean: has a Passport wallet.
        wallet: maybe HeaderText<'a> = "Wallet", "flag";
        /// Flags of the account.
        flags: maybe u32 = "Flags", "flag";
        /// The id of the site, for the mail URLs.
        sid: maybe u32 = "sid", "site id";
        /// The version of the key of the ticket. Until about 2005.
        kv: maybe u32 = "kv", "version";
        /// The ticket. Opaque: it holds `!`, `*`, `$`, `&`, `=` and `/`.
        msp_auth: maybe HeaderText<'a> = "MSPAuth", "ticket";
        /// The address of the client, as the server sees it.
        client_ip: maybe HeaderText<'a> = "ClientIP", "ip address";
        /// The port of the client with its bytes swapped, as the server sees it: see [`port`](Self::port). 0 over HTTP.
        client_port: maybe u32 = "ClientPort", "port";
        /// Boolean: the contact list has moved to the address book service.
        abch_migrated: maybe HeaderText<'a> = "ABCHMigrated", "flag";
        /// The friendly name, percent-encoded.
        nickname: maybe HeaderText<'a> = "Nickname", "nick";
        /// Boolean: the user may be signed in at several places.
        mpop_enabled: maybe HeaderText<'a> = "MPOPEnabled", "flag";
        /// The number of invitations to a beta.
        beta_invites: maybe HeaderText<'a> = "BetaInvites", "value";
    }
}

impl UserProfile<'_> {
    /// The port of the client, in the usual byte order.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.client_port.and_then(|port| u16::try_from(port).ok()).map(u16::swap_bytes)
    }
}

record! {
    /// Something that the server tells. Notification server → client.
    SystemMessage<'a>: [SYSTEM, SYSTEM_TEXT] "" in body {
        /// 1: the server goes down.
        kind: one u32 = "Type", "kind";
        /// Of kind 1: in how many minutes.
        arg1: maybe HeaderText<'a> = "Arg1", "value";
        /// A further argument.
        arg2: maybe HeaderText<'a> = "Arg2", "value";
    }
}
