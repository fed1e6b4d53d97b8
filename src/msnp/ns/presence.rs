//! Presence: `CHG`, `ILN`, `NLN`, `FLN`; personal messages: `UUX`, `UBX`.
//!
//! ```text
//! → CHG 9 NLN 268435492
//! ← CHG 9 NLN 268435492
//! ← ILN 9 LUN buddy@example.com Buddy 536870948             contacts that are already online
//! ← NLN BSY bob@example.com Bob 1073741824 %3Cmsnobj…       MSNP9 to 13
//! ← NLN NLN bob@example.com 1 Bob 1616883756 %3Cmsnobj…     MSNP14 to 17: with the network
//! ← NLN BSY 1:bob@example.com Bob 2789003324:48 %3Cmsnobj…  MSNP18: the network before the address
//! ← UBX bob@example.com 59␍␊<Data><PSM>…</PSM>…
//! ← FLN bob@example.com
//! ```
//!
//! Source: draft-movva-msn-messenger-protocol-00 §7.9; the MSNP wiki (`nln`, `fln`, `uux`, `ubx`);
//! pidgin; a capture of MSNP2 to MSNP18 clients against the escargot server.

use crate::msnp::record::prelude::*;

command! {
    /// Shows the user with a status, and the answer to that. Both ways, MSNP2 to 18; from a server with
    /// the `TrID` 0 it changed the status itself.
    ///
    /// `CHG 7 HDN`; from MSNP8 `CHG 9 BRB 536870964`, from MSNP9 with a picture or `0`
    Chg<'a>: b"CHG" in 2..=18 {
        /// Echoed in the answer.
        trid: TrId,
        /// The status.
        status: Status,
        /// What the client can do. From MSNP8.
        capabilities [since 8]: Option<Capabilities>,
        /// The picture: an `msnobj` element, percent-encoded; `0` for none. From MSNP9.
        object [since 9]: Option<Encoded<'a>>,
    }
}

command! {
    /// A contact that was online already. Server → client, after `CHG` or `ADD`; MSNP2 to 18. In MSNP18
    /// Tachyon sends it, and papyon reads it; escargot sends [`Nln`] in its place.
    ///
    /// `ILN 9 LUN buddy@example.com Buddy 536870948` in MSNP8; before without the number, later with what
    /// [`Presence`] holds.
    Iln<'a>: b"ILN" in 2..=18 {
        /// TrID of the `CHG` or `ADD` this answers.
        trid: TrId,
        /// The status.
        status: Status,
        /// Who.
        contact: Presence<'a>,
    }
}

command! {
    /// A contact came online, or is shown in another way now. Server → client, MSNP2 to 18.
    ///
    /// `NLN NLN anotheruser@example.com another%20user` up to MSNP7; later with what [`Presence`] holds.
    Nln<'a>: b"NLN" in 2..=18 {
        /// The status.
        status: Status,
        /// Who.
        contact: Presence<'a>,
    }
}

command! {
    /// `bob@example.com 1 Bob 1616883756 %3Cmsnobj%2F%3E`, as in MSNP14
    Presence<'a> {
        /// Who; from MSNP18 with the network.
        passport: Passport<'a>,
        /// The network. MSNP14 to 17.
        network [in 14..=17]: Option<NetworkId>,
        /// The name.
        nick: Encoded<'a>,
        /// What the client can do. From MSNP8.
        capabilities [in 8..=21]: Option<Capabilities>,
        /// The picture: an `msnobj` element, percent-encoded; `0` for none. From MSNP9.
        object [since 9]: Option<Encoded<'a>>,
        /// URL of an icon, for Yahoo. From MSNP14.
        icon [since 14]: Option<Arg<'a>>,
    }
}

command! {
    /// A contact went offline. Server → client, MSNP2 to 18.
    ///
    /// `FLN bob@example.com`; from MSNP14 `FLN bob@example.com 1 0`, from MSNP18 `FLN 1:bob@example.com 0:0`
    Fln<'a>: b"FLN" in 2..=18 {
        /// Who; from MSNP18 with the network.
        passport: Passport<'a>,
        /// The network. MSNP14 to 17.
        network [in 14..=17]: Option<NetworkId>,
        /// What the client could do. From MSNP14.
        capabilities [in 14..=21]: Option<Capabilities>,
        /// URL of an icon, for Yahoo. From MSNP14.
        icon [since 14]: Option<Arg<'a>>,
    }
}

command! {
    /// What is shown beside the user's name. Client → server, from MSNP11.
    ///
    /// `UUX 2 75` and XML: `<Data><PSM>example status message</PSM><CurrentMedia></CurrentMedia></Data>`
    Uux<'a>: b"UUX" in 11..=21 {
        /// Echoed in the answer.
        trid: TrId,
        /// XML: `Data`, from MSNP16 also `EndpointData`, `PrivateEndpointData`.
        data: Option<Payload<'a>>,
    }
}

command! {
    /// Taken. Server → client, from MSNP11.
    ///
    /// `UUX 1 0`; the MSNP wiki has `UUX 1` too.
    UuxReply<'a>: b"UUX" in 11..=21 {
        /// TrID of the `UUX` this answers.
        trid: TrId,
        /// Empty.
        data: Option<Payload<'a>>,
    }
}

command! {
    /// What is shown beside a contact's name. Server → client, MSNP11 to 18.
    ///
    /// `UBX bob@example.com 59` and XML, often empty; in MSNP14 to 17 with the network, from MSNP18
    /// `UBX 1:bob@example.com 0`
    Ubx<'a>: b"UBX" in 11..=18 {
        /// Who.
        passport: Passport<'a>,
        /// The network. MSNP14 to 17.
        network [in 14..=17]: Option<NetworkId>,
        /// XML as in [`Uux`].
        data: Payload<'a>,
    }
}
