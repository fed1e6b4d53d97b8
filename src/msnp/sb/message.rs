//! What is said in the room: `MSG`, `ACK`, `NAK`.
//!
//! ```text
//! → MSG 4 N 49\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhi
//! ← NAK 4                          only if it did not arrive, as the N asks
//! ← MSG em123@hotmail.com Auntie%20Em 49\r\nMIME-Version: …
//! ```
//!
//! Source: draft-movva-msn-messenger-protocol-00 §8.7; the MSNP wiki (`msg`).

use crate::msnp::record::prelude::*;

command! {
    /// Says something to all in the room. Client → switchboard.
    ///
    /// `MSG 4 N 49` and 49 bytes: MIME headers, an empty line, a body.
    Msg<'a>: b"MSG" {
        /// Repeated in the [`Ack`] or [`Nak`].
        trid: TrId,
        /// Which answer is wanted.
        ack: AckWanted,
        /// Headers and body. Servers take 1,664 bytes.
        payload: Payload<'a>,
    }
}

command! {
    /// Somebody said something. Switchboard → client; also notification server → client, from
    /// `Hotmail Hotmail`, for profile and mail.
    ///
    /// `MSG em123@hotmail.com Auntie%20Em 66` and 66 bytes.
    MsgPush<'a>: b"MSG" {
        /// The user who wrote it; from MSNP16 perhaps with the place (see [`session`](super::session)). Need not be an address: `Hotmail`.
        passport: Passport<'a>,
        /// The name of the user who wrote it.
        nick: Encoded<'a>,
        /// Headers and body.
        payload: Payload<'a>,
    }
}

command! {
    /// The message arrived at all in the room. Switchboard → client.
    ///
    /// `ACK 5`
    Ack: b"ACK" {
        /// TrID of the `MSG` this answers.
        trid: TrId,
    }
}

command! {
    /// The message did not arrive. Switchboard → client.
    ///
    /// `NAK 17`
    Nak: b"NAK" {
        /// TrID of the `MSG` this answers.
        trid: TrId,
    }
}
