//! What is passed on to others by way of the notification server: `UUN`, `UBN`, `UUM`, `UBM`; pages
//! and alerts: `PAG`, `PGD`, `IPG`, `NOT`; and the blocks of the last dialects: `NFY`, `PUT`, `DEL`, `SDG`.
//!
//! Source: the MSNP wiki; pidgin, aMSN; for MSNP21 the notes and source of msnp-sharp.

use crate::msnp::record::prelude::*;

command! {
    /// Tells a contact, or another place of the user, something. Client → server, from MSNP13.
    ///
    /// `UUN 31 buddy@example.com 11 17` and 17 bytes.
    Uun<'a>: b"UUN" in 13..=21 {
        /// Echoed in the answer.
        trid: TrId,
        /// Whom.
        passport: Passport<'a>,
        /// 1: a shared folder. 2: SIP invitation. 3: P2P. 4: sign out. 5: window closed. 6: synchronise
        /// again. 11: before SIP. 12: tunnelled SIP.
        kind: u32,
        /// By the kind.
        body: Payload<'a>,
    }
}

command! {
    /// Told. Server → client, from MSNP13.
    ///
    /// `UUN 30 OK`
    UunReply<'a>: b"UUN" in 13..=21 {
        /// TrID of the `UUN` this answers.
        trid: TrId,
        /// `OK`; pidgin is ready for a payload.
        outcome: Outcome<'a>,
    }
}

command! {
    /// What a contact, or another place of the user, tells. Server → client, from MSNP13.
    ///
    /// `UBN buddy@example.com 5 29` and 29 bytes.
    Ubn<'a>: b"UBN" in 13..=21 {
        /// Who.
        passport: Passport<'a>,
        /// As in [`Uun`].
        kind: u32,
        /// By the kind.
        body: Payload<'a>,
    }
}

command! {
    /// Sends a message to a contact that is offline or on another network. Client → server, MSNP14 to
    /// 18.
    ///
    /// `UUM 40 buddy@yahoo.com 32 1 124` and 124 bytes.
    Uum<'a>: b"UUM" in 14..=18 {
        /// Echoed in an answer.
        trid: TrId,
        /// Whom.
        passport: Passport<'a>,
        /// Its network.
        network: NetworkId,
        /// 1: text. 2: typing. 3: nudge.
        kind: u32,
        /// MIME headers and body.
        body: Payload<'a>,
    }
}

command! {
    /// A message of a contact that is on another network. Server → client, MSNP14 to 18.
    ///
    /// `UBM buddy@yahoo.com 32 example@hotmail.com 1 1 69` and 69 bytes.
    Ubm<'a>: b"UBM" in 14..=18 {
        /// Who.
        passport: Passport<'a>,
        /// Its network.
        network: NetworkId,
        /// Whom: the user.
        recipient: Passport<'a>,
        /// The user's network.
        recipient_network: NetworkId,
        /// As in [`Uum`].
        kind: u32,
        /// MIME headers and body.
        body: Payload<'a>,
    }
}

command! {
    /// Pages a contact. Client → server, MSNP5 to 8; later 715.
    ///
    /// `PAG 1 anotheruser@hotmail.com 61` and XML.
    Pag<'a>: b"PAG" in 5..=8 {
        /// Echoed in an answer.
        trid: TrId,
        /// Whom.
        passport: Passport<'a>,
        /// XML: `<TEXT xml:space="preserve">…</TEXT>`.
        body: Payload<'a>,
    }
}

command! {
    /// Pages a contact. Client → server, from MSNP9.
    ///
    /// `PGD 1 anotheruser@hotmail.com 1 73` and XML.
    Pgd<'a>: b"PGD" in 9..=21 {
        /// Echoed in an answer.
        trid: TrId,
        /// Whom.
        passport: Passport<'a>,
        /// 1: a phone, 2: a watch.
        device: u32,
        /// XML: `<TEXT xml:space="preserve" enc="utf-8">…</TEXT>`.
        body: Payload<'a>,
    }
}

command! {
    /// A page for the user. Server → client, from MSNP6.
    ///
    /// `IPG 329` and XML.
    Ipg<'a>: b"IPG" in 6..=21 {
        /// XML: `NOTIFICATION`.
        body: Payload<'a>,
    }
}

command! {
    /// An alert. Server → client, from MSNP5.
    ///
    /// `NOT 339` and XML.
    Not<'a>: b"NOT" in 5..=21 {
        /// XML: `NOTIFICATION`.
        body: Payload<'a>,
    }
}

command! {
    /// Something was published or removed. Server → client, from MSNP18.
    ///
    /// `NFY PUT 293` and header blocks.
    Nfy<'a>: b"NFY" in 18..=21 {
        /// `PUT` or `DEL`.
        method: Arg<'a>,
        /// Header blocks and a body.
        body: Payload<'a>,
    }
}

command! {
    /// Publishes something. Client → server, from MSNP18.
    ///
    /// `PUT 35 260` and header blocks.
    Put<'a>: b"PUT" in 18..=21 {
        /// Echoed in the answer.
        trid: TrId,
        /// Header blocks and a body.
        body: Payload<'a>,
    }
}

command! {
    /// Published. Server → client, from MSNP18.
    ///
    /// `PUT 35 OK 165` and header blocks; `PUT 15 OK 0`
    PutReply<'a>: b"PUT" in 18..=21 {
        /// TrID of the `PUT` this answers.
        trid: TrId, "OK",
        /// Header blocks.
        body: Option<Payload<'a>>,
    }
}

command! {
    /// Removes something that was published. Client → server, from MSNP18.
    ///
    /// `DEL 44 298` and header blocks.
    Del<'a>: b"DEL" in 18..=21 {
        /// Echoed in the answer.
        trid: TrId,
        /// Header blocks and a body.
        body: Payload<'a>,
    }
}

command! {
    /// Removed. Server → client, from MSNP18.
    ///
    /// `DEL 44 OK 0`
    DelReply<'a>: b"DEL" in 18..=21 {
        /// TrID of the `DEL` this answers.
        trid: TrId, "OK",
        /// Header blocks.
        body: Option<Payload<'a>>,
    }
}

command! {
    /// A message, in MSNP21 all that went over switchboards before. Both ways, from MSNP18; from a server
    /// with the `TrID` 0.
    ///
    /// `SDG 58 328` and header blocks.
    Sdg<'a>: b"SDG" in 18..=21 {
        /// Of an answer, if one comes: 801 says that it was not delivered.
        trid: TrId,
        /// Header blocks and a body.
        body: Payload<'a>,
    }
}
