//! Services around it: `URL`, `GCF`, `IMS`; invitations by mail: `SND`, `SDC`; the directory: `FND`;
//! reports: `VAS`; and `FSL`, whose meaning is not known.
//!
//! Source: the MSNP wiki; a capture of MSNP2 to MSNP18 clients against the escargot server.

use crate::msnp::record::prelude::*;

command! {
    /// Asks for the URL of a service. Client → server.
    ///
    /// `URL 1 INBOX`, `URL 3 COMPOSE anotheruser@hotmail.com`
    Url<'a>: b"URL" {
        /// Echoed in the answer.
        trid: TrId,
        /// `INBOX`, `COMPOSE`, `FOLDERS`, `PERSON`, `PASSWORD`, `MOBILE`, `CHGMOB`, `PROFILE`, ….
        service: Arg<'a>,
        /// To whom, in which language, ….
        parameter: Option<Arg<'a>>,
    }
}

command! {
    /// The URL of a service. Server → client.
    ///
    /// `URL 1 /cgi-bin/HoTMaiL https://loginnet.passport.com/ppsecure/md5auth.srf?lc=1033 2`
    UrlReply<'a>: b"URL" {
        /// TrID of the `URL` this answers.
        trid: TrId,
        /// What to ask for there.
        path: Arg<'a>,
        /// Where to sign in.
        url: Arg<'a>,
        /// From MSNP3.
        site_id: Option<Arg<'a>>,
    }
}

command! {
    /// Asks for a configuration file. Client → server, from MSNP11.
    ///
    /// `GCF 6 Shields.xml`
    Gcf<'a>: b"GCF" in 11..=21 {
        /// Echoed in the answer.
        trid: TrId,
        /// Its name.
        file: Arg<'a>,
    }
}

command! {
    /// A configuration file. Server → client, from MSNP11.
    ///
    /// `GCF 6 Shields.xml 33` and XML; from MSNP13 unasked: `GCF 0 205`
    GcfReply<'a>: b"GCF" in 11..=21 {
        /// TrID of the `GCF` this answers, or 0.
        trid: TrId,
        /// Its name.
        file: Option<Arg<'a>>,
        /// XML, with bare LF.
        body: Payload<'a>,
    }
}

command! {
    /// Blocks incoming messages, for television sets. Client → server, from MSNP3 by the MSNP wiki; escargot
    /// answers it in MSNP2 too.
    ///
    /// `IMS 1 ON`
    Ims<'a>: b"IMS" {
        /// Echoed in the answer.
        trid: TrId,
        /// `ON` or `OFF`.
        state: Arg<'a>,
    }
}

command! {
    /// Blocked or not. Server → client, as [`Ims`].
    ///
    /// `IMS 1 0 ON`
    ImsReply<'a>: b"IMS" {
        /// TrID of the `IMS` this answers.
        trid: TrId,
        /// 0.
        zero: Arg<'a>,
        /// `ON` or `OFF`.
        state: Arg<'a>,
    }
}

command! {
    /// Sends an invitation by mail. Client → server.
    ///
    /// `SND 3 anotheruser@hotmail.com 0x0409 MSMSGS MSMSGS`
    Snd<'a>: b"SND" {
        /// Echoed in the answer.
        trid: TrId,
        /// To whom.
        passport: Passport<'a>,
        /// In which language: an LCID in hexadecimal with `0x`.
        lcid: Option<Arg<'a>>,
        /// `MSMSGS`.
        library: Option<Arg<'a>>,
        /// `MSMSGS`.
        client: Option<Arg<'a>>,
    }
}

command! {
    /// Sent; 503 says that it was not. Server → client.
    ///
    /// `SND 1 OK`
    SndReply: b"SND" {
        /// TrID of the `SND` this answers.
        trid: TrId, "OK",
    }
}

command! {
    /// Sends an invitation by mail, with a text. Client → server, from MSNP5.
    ///
    /// `SDC 1 anotheruser@hotmail.com 0x0409 MSMSGS MSMSGS X X example%20name 0`
    Sdc<'a>: b"SDC" in 5..=21 {
        /// Echoed in the answer.
        trid: TrId,
        /// To whom.
        passport: Passport<'a>,
        /// In which language: an LCID in hexadecimal with `0x`.
        lcid: Arg<'a>,
        /// `MSMSGS`.
        library: Arg<'a>,
        /// `MSMSGS`.
        client: Arg<'a>, "X", "X",
        /// The name of the user.
        nick: Encoded<'a>,
        /// The text, which may be empty.
        body: Payload<'a>,
    }
}

command! {
    /// Sent. Server → client, from MSNP5.
    ///
    /// `SDC 2 OK`
    SdcReply<'a>: b"SDC" in 5..=21 {
        /// TrID of the `SDC` this answers.
        trid: TrId, "OK",
        /// Never seen.
        body: Option<Payload<'a>>,
    }
}

command! {
    /// Searches the directory. Client → server, MSNP2 to 7.
    ///
    /// `FND 1 fname=Another lname=User city=* state=* country=US`
    Fnd<'a>: b"FND" in 2..=7 {
        /// Echoed in the answer.
        trid: TrId,
        /// `key=value`; `*`: any. May be empty when it is read.
        criteria: List<'a>,
    }
}

command! {
    /// Somebody found; 301 for too many, 502 if it is shut. Server → client, MSNP2 to 7.
    ///
    /// `FND 1 1 2 fname=Another lname=User city=New%20York state=NY country=US`; no match: `FND 2 0 0`
    FndReply<'a>: b"FND" in 2..=7 {
        /// TrID of the `FND` this answers.
        trid: TrId,
        /// Which, from 1.
        index: u32,
        /// How many there are.
        total: u32,
        /// `key=value`; empty if no user was found.
        found: List<'a>,
    }
}

command! {
    /// Reports abuse. Client → server, MSNP18 (escargot).
    ///
    /// `VAS 20 buddy@example.com 1 1 9` and XML.
    Vas<'a>: b"VAS" in 18..=18 {
        /// Echoed in an answer.
        trid: TrId,
        /// Whom.
        passport: Passport<'a>,
        /// Not known.
        first: Arg<'a>,
        /// Not known.
        second: Arg<'a>,
        /// XML.
        body: Payload<'a>,
    }
}

command! {
    /// Its meaning is not known. Client → server, MSNP21.
    ///
    /// `FSL 5 579 0`, the only line known.
    Fsl<'a>: b"FSL" in 21..=21 {
        /// Echoed in an answer.
        trid: TrId,
        /// Not known: `579`.
        value: Arg<'a>,
        /// Empty.
        body: Payload<'a>,
    }
}
