//! The users in the room: `USR`, `CAL`, `JOI`, `ANS`, `IRO`, `BYE`.
//!
//! The user who calls:
//!
//! ```text
//! → USR 1 example@hotmail.com 17220274.1093571988.7262
//! ← USR 1 OK example@hotmail.com usernick
//! → CAL 2 user01@hotmail.com
//! ← CAL 2 RINGING 17220274
//! ← JOI user01@hotmail.com user01_nickname
//! ```
//!
//! The user who is called, with address, cookie and session id from
//! [`Rng`](crate::msnp::ns::Rng):
//!
//! ```text
//! → ANS 1 example@hotmail.com 1093597464.30080 465209
//! ← IRO 1 1 2 user01@hotmail.com user01_usernick
//! ← IRO 1 2 2 user02@hotmail.com user02_usernick
//! ← ANS 1 OK
//! ```
//!
//! From MSNP16 a user can be in several places at once: `;{guid}` after the passport names
//! one, and servers say `JOI` and `BYE` twice, with and without it.
//!
//! Source: draft-movva-msn-messenger-protocol-00 §8; "MSNP10 protocol analysis 04: Session"
//! (2004); for later dialects a capture of MSNP2 to MSNP18 clients against the escargot server.

use crate::msnp::record::prelude::*;

command! {
    /// Enters the switchboard that an [`XfrReply`](crate::msnp::ns::XfrReply) named. Client → switchboard.
    ///
    /// `USR 1 example@hotmail.com 17220274.1093571988.7262`
    Usr<'a>: b"USR" {
        /// Echoed in the answer.
        trid: TrId,
        /// The user; from MSNP16 with the place.
        passport: Passport<'a>,
        /// From the `XFR`.
        cookie: Arg<'a>,
    }
}

command! {
    /// Entered. Switchboard → client.
    ///
    /// `USR 1 OK example@hotmail.com usernick`
    UsrReply<'a>: b"USR" {
        /// TrID of the `USR` this answers.
        trid: TrId, "OK",
        /// The user; from MSNP16 with the place.
        passport: Passport<'a>,
        /// The name of the user.
        nick: Encoded<'a>,
    }
}

command! {
    /// Calls another user into the room. Client → switchboard.
    ///
    /// `CAL 2 user01@hotmail.com`; from MSNP18 a client calls itself first.
    Cal<'a>: b"CAL" {
        /// Echoed in the answer.
        trid: TrId,
        /// The user who is called.
        passport: Passport<'a>,
    }
}

command! {
    /// The other user is called. Switchboard → client; 217 says that it is not online.
    ///
    /// `CAL 2 RINGING 17220274`
    CalReply<'a>: b"CAL" {
        /// TrID of the `CAL` this answers.
        trid: TrId, "RINGING",
        /// Names the session: opaque, though it is a number from most servers.
        session_id: Arg<'a>,
    }
}

command! {
    /// Somebody came into the room. Switchboard → client, unasked.
    ///
    /// `JOI user01@hotmail.com user01_nickname`; from MSNP12 with capabilities.
    Joi<'a>: b"JOI" {
        /// The user who came; from MSNP16 with the place.
        passport: Passport<'a>,
        /// The name of that user.
        nick [expected]: Option<Encoded<'a>>,
        /// Client capabilities: a number in decimal, from MSNP16 two with `:` between them. From MSNP12.
        capabilities [in 12..=21]: Option<Capabilities>,
    }
}

command! {
    /// Answers a call. Client → switchboard.
    ///
    /// `ANS 1 example@hotmail.com 1093597464.30080 465209`
    Ans<'a>: b"ANS" {
        /// Echoed in the answers.
        trid: TrId,
        /// The user; from MSNP16 with the place.
        passport: Passport<'a>,
        /// From the `RNG`.
        cookie: Arg<'a>,
        /// From the `RNG`.
        session_id: Arg<'a>,
    }
}

command! {
    /// In the room. Switchboard → client, after an [`Iro`] for each user in the room.
    ///
    /// `ANS 1 OK`
    AnsReply: b"ANS" {
        /// TrID of the `ANS` this answers.
        trid: TrId, "OK",
    }
}

command! {
    /// A user who is in the room already. Switchboard → client.
    ///
    /// `IRO 1 1 2 user01@hotmail.com user01_usernick`; from MSNP12 with capabilities. Not sent if the room is
    /// empty.
    Iro<'a>: b"IRO" {
        /// TrID of the `ANS` this answers.
        trid: TrId,
        /// Which of them, from 1.
        index: u32,
        /// How many they are.
        total: u32,
        /// The user; from MSNP16 with the place.
        passport: Passport<'a>,
        /// The name.
        nick [expected]: Option<Encoded<'a>>,
        /// As in [`Joi`]. From MSNP12.
        capabilities [in 12..=21]: Option<Capabilities>,
    }
}

command! {
    /// Somebody left the room. Switchboard → client, unasked.
    ///
    /// `BYE user01@hotmail.com`; `BYE user01@hotmail.com 1` after idle time.
    Bye<'a>: b"BYE" {
        /// The user who left; from MSNP16 with the place.
        passport: Passport<'a>,
        /// 1: closed because no message was sent for a long time.
        idle: Option<u32>,
    }
}
