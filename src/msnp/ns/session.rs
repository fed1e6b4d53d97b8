//! Coming and going on a dispatch or notification server: `VER`, `XFR`, `RNG`, `OUT`.
//!
//! ```text
//! → VER 1 MSNP10 MSNP9 CVR0
//! ← VER 1 MSNP10
//! → XFR 10 SB
//! ← XFR 10 SB 207.46.108.53:1863 CKI 17220274.1093571988.7262
//! ← RNG 465209 207.46.108.93:1863 CKI 1093597464.30080 user01@hotmail.com user01_nickname
//! → OUT
//! ```
//!
//! Source: draft-movva-msn-messenger-protocol-00 §7.1, §7.4, §8.1, §8.4; the MSNP wiki (`ver`,
//! `xfr`, `rng`, `out`) for later dialects; msnp-sharp for MSNP21; papyon and Tachyon for what they do
//! otherwise.

use crate::msnp::record::prelude::*;

command! {
    /// Offers dialects, the preferred first. Client → server, the first command of a connection.
    ///
    /// `VER 1 MSNP8 CVR0`
    Ver<'a>: b"VER" {
        /// Chosen by the client; 0 and 1 are usual here.
        trid: TrId,
        /// `MSNP8` and so on; `CVR0` at the end from most clients. May be empty when it is read.
        dialects: List<'a>,
    }
}

impl<'a> Ver<'a> {
    /// The dialects that are names of dialects.
    pub fn dialects(&self) -> impl Iterator<Item = Dialect> + use<'a> {
        self.dialects.iter().filter_map(|name| Dialect::from_name(name.as_bytes()))
    }
}

command! {
    /// The dialect to be spoken. Server → client.
    ///
    /// `VER 1 MSNP8`; `VER 3 0 MSNP2 MSNP3` refuses, and may say what would do.
    VerReply<'a>: b"VER" {
        /// TrID of the `VER` this answers.
        trid: TrId,
        /// The dialect chosen, or `0`.
        dialect: Arg<'a>,
        /// After a `0`: the dialects that the server knows.
        dialects: List<'a>,
    }
}

impl VerReply<'_> {
    /// The dialect that both sides speak from now on; `None` if the server refused.
    #[must_use]
    pub fn agreed(&self) -> Option<Dialect> {
        Dialect::from_name(self.dialect.as_bytes())
    }
}

command! {
    /// Asks for another server: a switchboard to call somebody. Client → server.
    ///
    /// `XFR 10 SB`
    Xfr<'a>: b"XFR" {
        /// Echoed in the answer.
        trid: TrId,
        /// `SB`; `NS` from old beta versions.
        server: Arg<'a>,
    }
}

command! {
    /// Another server to connect to. Server → client; with the `TrID` 0 it comes unasked.
    ///
    /// `XFR 10 SB 207.46.108.53:1863 CKI 17220274.1093571988.7262` up to MSNP12; in MSNP13 it ends with
    /// `U messenger.msn.com`, from MSNP14 with `U messenger.msn.com 1`. `XFR 0 NS 0`, in all dialects: sign
    /// in again here.
    XfrReply<'a>: b"XFR" {
        /// TrID of the `XFR` this answers, or of the `USR` that has to go to another server.
        trid: TrId,
        /// Which server.
        referral: Referral<'a>,
    }
}

command! {
    /// Which server an [`XfrReply`] names.
    enum Referral<'a> {
        /// A switchboard, to be entered with [`Usr`](crate::msnp::sb::Usr).
        Switchboard(ToSwitchboard<'a>) = "SB",
        /// Another notification server, to sign in there. Up to MSNP12.
        Server(ToServer<'a>) = "NS" in 0..=12,
        /// Another notification server, or an HTTP gateway. From MSNP13.
        Notification(ToNotification<'a>) = "NS" in 13..=21,
    }
}

command! {
    /// `SB 207.46.108.53:1863 CKI 17220274.1093571988.7262`
    ToSwitchboard<'a> {
        /// Host and port; without a port it is 1863.
        address: Arg<'a>, "CKI",
        /// Proves on the switchboard that this user was sent.
        cookie: Arg<'a>,
        /// `U`. From MSNP13; Tachyon, a server for later clients, sends none of these three.
        mode [since 13]: Option<Arg<'a>>,
        /// `messenger.msn.com`. From MSNP13.
        domain [since 13]: Option<Arg<'a>>,
        /// 1: the client may connect directly, 0: it may not. From MSNP14.
        direct [since 14]: Option<u32>,
    }
}

command! {
    /// `NS 10.0.0.5:1863 0 10.0.0.1:1863`
    ///
    /// Nothing checks what follows the address: from MSNP7 `U D`, the form of later dialects, is read too.
    ToServer<'a> {
        /// Host and port; `0`: sign in again here.
        address: Arg<'a>,
        /// `0`; `U` in the form of later dialects. From MSNP3.
        mode [since 3]: Option<Arg<'a>>,
        /// Host and port of the server that says so; `D` in the form of later dialects. From MSNP7.
        current [since 7]: Option<Arg<'a>>,
    }
}

command! {
    /// `NS 207.46.124.125:1863 U D VmVyc2lvbjogMQ0KWGZyQ291bnQ6IDINCg==`
    ///
    /// Nothing checks what follows the address: `0 10.0.0.1:1863`, the form up to MSNP12, is read too.
    ToNotification<'a> {
        /// Host and port; `0`: sign in again here.
        address: Arg<'a>,
        /// `U`; `G` for an HTTP gateway; `0` in the form up to MSNP12. Absent after the address `0`.
        mode: Option<Arg<'a>>,
        /// `D`; host and port in the form of MSNP7 to 12.
        flag: Option<Arg<'a>>,
        /// Base64, for the last parameter of the next `CVR`. From MSNP21.
        hop [since 21]: Option<Arg<'a>>,
    }
}

command! {
    /// Somebody calls. Server → client, unasked.
    ///
    /// `RNG 465209 207.46.108.93:1863 CKI 1093597464.30080 user01@hotmail.com user01_nickname` up to MSNP12;
    /// in MSNP13 it ends with `U messenger.hotmail.com`, from MSNP14 with `U messenger.hotmail.com 1`.
    Rng<'a>: b"RNG" {
        /// For the [`Ans`](crate::msnp::sb::Ans).
        session_id: Arg<'a>,
        /// Host and port of the switchboard.
        address: Arg<'a>, "CKI",
        /// For the [`Ans`](crate::msnp::sb::Ans).
        cookie: Arg<'a>,
        /// The user who calls.
        passport: Passport<'a>,
        /// The name of the user who calls.
        nick: Encoded<'a>,
        /// `U`. From MSNP13; may be absent, as in an [`XfrReply`], with what follows it.
        mode [since 13]: Option<Arg<'a>>,
        /// `messenger.hotmail.com`. From MSNP13.
        domain [since 13]: Option<Arg<'a>>,
        /// 1: the client may connect directly, 0: it may not. From MSNP14.
        direct [since 14]: Option<u32>,
    }
}

command! {
    /// Leaves. Client → server, on notification and switchboard links; the server closes the connection.
    ///
    /// `OUT`; from papyon `OUT 5`
    Out: b"OUT" {
        /// Of no use, since no answer has it. Official clients send none.
        trid: Option<TrId>,
    }
}

command! {
    /// The server closes the connection. Server → client.
    ///
    /// `OUT OTH`
    OutPush<'a>: b"OUT" {
        /// `OTH`: signed in at another place. `SSD`: the server goes down. From MSNP10 `MIG`:
        /// migration, `TOU`: terms of use. From MSNP11 `RCT`: come back.
        reason: Option<Arg<'a>>,
        /// With `RCT`: after how many minutes.
        minutes: Option<u32>,
    }
}
