//! Signing in: `INF`, `CVR`, `CVQ`, `USR`; the challenge: `CHL`, `QRY`; keeping the line open:
//! `PNG`, `QNG`.
//!
//! ```text
//! → CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0537 MSMSGS example@hotmail.com
//! ← CVR 2 5.0.0537 5.0.0537 1.0.0863 http://download… http://messenger.microsoft.com
//! → USR 5 TWN I example@hotmail.com
//! ← USR 5 TWN S passport=parameters,neat=huh,lc=1033,id=507
//! → USR 6 TWN S t=token&p=profile
//! ← USR 6 OK example@hotmail.com example%20user 1 0
//! ← CHL 0 15570131571988941333
//! → QRY 20 PROD0038W!61ZTF9 32␍␊8f2f5a91b72102cd28355e9fc9000d6e
//! ← QRY 20
//! → PNG
//! ← QNG 50
//! ```
//!
//! Source: draft-movva-msn-messenger-protocol-00 §7.2, §7.3; the MSNP wiki (`usr`, `cvr`, `cvq`,
//! `chl`, `png`, `qng`); the clients pidgin and aMSN; a capture of MSNP2 to MSNP18 clients against
//! the escargot server.

use crate::msnp::record::prelude::*;

command! {
    /// Asks how to sign in. Client → server, MSNP2 to 7.
    ///
    /// `INF 1`
    Inf: b"INF" in 2..=7 {
        /// Echoed in the answer.
        trid: TrId,
    }
}

command! {
    /// How to sign in. Server → client, MSNP2 to 7.
    ///
    /// `INF 1 MD5`; in MSNP2 also `INF 1 MD5 CTP`
    InfReply<'a>: b"INF" in 2..=7 {
        /// TrID of the [`Inf`] this answers.
        trid: TrId,
        /// Names of security packages, separated by spaces in the MSNP wiki and by commas in the draft. May
        /// be empty when it is read.
        packages: List<'a>,
    }
}

impl<'a> InfReply<'a> {
    /// The names of the packages, however they are separated.
    ///
    /// ```
    /// use imwire::{Wire, msnp::{Dialect, ns::InfReply}};
    ///
    /// for line in [&b"INF 1 MD5 CTP\r\n"[..], b"INF 1 MD5,CTP\r\n"] {
    ///     let inf = InfReply::parse_with(line, Dialect::MSNP2)?;
    ///     assert!(inf.packages().eq([&b"MD5"[..], b"CTP"]));
    /// }
    /// # Ok::<(), imwire::Error>(())
    /// ```
    pub fn packages(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let words = self.packages.iter().flat_map(|word| word.as_bytes().split(|&byte| byte == b','));
        words.filter(|name| !name.is_empty())
    }
}

command! {
    /// Says which client this is. Client → server.
    ///
    /// `CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0537 MSMSGS example@hotmail.com`
    Cvr<'a>: b"CVR" {
        /// Echoed in the answer.
        trid: TrId,
        /// The client.
        client: ClientInfo<'a>,
    }
}

command! {
    /// As [`Cvr`], for the dialect `CVR0` and before signing in. Client → dispatch server.
    ///
    /// `CVQ 2 0x0409 win 4.10 i386 MSMSGS 1.0.0863`
    Cvq<'a>: b"CVQ" {
        /// Echoed in the answer.
        trid: TrId,
        /// The client.
        client: ClientInfo<'a>,
    }
}

command! {
    /// `0x0409 win 4.10 i386 MSNMSGR 5.0.0537 MSMSGS example@hotmail.com`
    ///
    /// The last parameters came with the dialects that they name. They are accepted in all dialects, since a
    /// client may speak an older dialect than its newest, or `CVR0`, and its form goes with its version.
    ClientInfo<'a> {
        /// The language of the system: an LCID in hexadecimal with `0x`.
        lcid: Arg<'a>,
        /// `win`, `winnt`.
        os: Arg<'a>,
        /// `4.10`, `5.1`.
        os_version: Arg<'a>,
        /// `i386`.
        architecture: Arg<'a>,
        /// `MSNMSGR`, `MSMSGS`.
        client_name: Arg<'a>,
        /// `5.0.0537`.
        client_version: Arg<'a>,
        /// `MSMSGS`, `BC01`. From MSNP4.
        brand: Option<Arg<'a>>,
        /// The user who will sign in. From MSNP8.
        passport: Option<Passport<'a>>,
        /// From MSNP21: what an [`XfrReply`](super::XfrReply) said, or `0`.
        hop: Option<Arg<'a>>,
    }
}

command! {
    /// Which versions of the client are accepted. Server → client.
    ///
    /// `CVR 2 5.0.0537 5.0.0537 1.0.0863 http://download.microsoft.com/… http://messenger.microsoft.com`
    CvrReply<'a>: b"CVR" {
        /// TrID of the `CVR` this answers.
        trid: TrId,
        /// The versions.
        versions: ClientVersions<'a>,
    }
}

command! {
    /// As [`CvrReply`], the answer to a [`Cvq`]. Dispatch server → client; 420, 710 or 731 if it was not
    /// understood.
    ///
    /// `CVQ 2 5.0.0537 5.0.0537 1.0.0863 http://download.microsoft.com/… http://messenger.microsoft.com`
    CvqReply<'a>: b"CVQ" {
        /// TrID of the `CVQ` this answers.
        trid: TrId,
        /// The versions.
        versions: ClientVersions<'a>,
    }
}

command! {
    /// `5.0.0537 5.0.0537 1.0.0863 http://download.microsoft.com/… http://messenger.microsoft.com`
    ClientVersions<'a> {
        /// The recommended version.
        recommended: Arg<'a>,
        /// The same again.
        recommended_again: Arg<'a>,
        /// The oldest version that is let in.
        minimum: Arg<'a>,
        /// Where to get the recommended version.
        download_url: Option<Arg<'a>>,
        /// Where to read about it.
        info_url: Option<Arg<'a>>,
    }
}

command! {
    /// One step of signing in. Client → server.
    ///
    /// | package | dialects | |
    /// |---|---|---|
    /// | `CTP` | 2 | `USR 1 CTP I example@hotmail.com`, `USR 2 CTP S password` |
    /// | `MD5` | 2–7 | `USR 3 MD5 I example@hotmail.com`, `USR 4 MD5 S f59af8f2fa91d38aff7c870c17f99903` |
    /// | `TWN` | 8–14 | `USR 5 TWN I example@hotmail.com`, `USR 6 TWN S t=token&p=profile` |
    /// | `SSO` | 15 and later | `USR 7 SSO I example@hotmail.com`, `USR 8 SSO S t=ticket&p= HAAAAAEA…` |
    /// | `SHA` | 18 | `USR 14 SHA A PD94bWwg…`: the ticket of a circle |
    Usr<'a>: b"USR" {
        /// Echoed in the answer.
        trid: TrId,
        /// The security package.
        package: Arg<'a>,
        /// The step.
        step: SignIn<'a>,
    }
}

command! {
    /// A step of the client in signing in.
    enum SignIn<'a> {
        /// The user who signs in.
        Begin(Begin<'a>) = "I",
        /// What proves it.
        Proof(Proof<'a>) = "S",
        /// The ticket of a circle.
        Assertion(Assertion<'a>) = "A",
    }
}

command! {
    /// `I example@hotmail.com`
    Begin<'a> {
        /// The user who signs in.
        passport: Passport<'a>,
    }
}

command! {
    /// `S t=token&p=profile`
    Proof<'a> {
        /// One to four words: a password, a hash, a ticket; from MSNP15 ticket and response, from
        /// MSNP16 the GUID of the place after them. Tickets hold `=`, `&`, commas, even spaces: so
        /// it is left whole. May be empty when it is read, as an empty password is.
        secret: List<'a>,
    }
}

command! {
    /// `A PD94bWwg…`
    Assertion<'a> {
        /// In base64.
        ticket: Arg<'a>,
    }
}

command! {
    /// The answer to a step of signing in. Server → client.
    ///
    /// `USR 5 TWN S lc=1033,id=507`; in the end, up to MSNP9, `USR 6 OK example@hotmail.com example%20user 1 0`,
    /// and from MSNP10 `USR 6 OK example@hotmail.com 1 0`.
    /// Refusals are numeric: 911, 205, 208, 600 and others; or an [`XfrReply`](super::XfrReply).
    UsrReply<'a>: b"USR" {
        /// TrID of the `USR` this answers.
        trid: TrId,
        /// What comes now.
        step: SignInReply<'a>,
    }
}

command! {
    /// A step of the server in signing in.
    enum SignInReply<'a> {
        /// Signed in.
        Accepted(Accepted<'a>) = "OK",
        /// What the proof has to be made for.
        Challenge(SignInChallenge<'a>),
    }
}

command! {
    /// `OK example@hotmail.com example%20user 1 0` in MSNP8 and 9, `OK example@hotmail.com 1 0` later.
    Accepted<'a> {
        /// The user who is signed in.
        passport: Passport<'a>,
        /// The friendly name. Up to MSNP9.
        nick [in 0..=9]: Option<Encoded<'a>>,
        /// 1: the address is verified. From MSNP6.
        verified [in 6..=21]: Option<u32>,
        /// 1: a child's account. From MSNP8.
        restricted [in 8..=21]: Option<u32>,
    }
}

command! {
    /// `TWN S lc=1033,id=507,tw=40`
    SignInChallenge<'a> {
        /// The security package.
        package: Arg<'a>, "S",
        /// `CTP`: nothing. `MD5`: a salt. `TWN`: parameters for the Passport server. `SSO`: a policy
        /// and a nonce in base64. How many words there are nothing checks.
        challenge: List<'a>,
    }
}

command! {
    /// Asks for a challenge. Client → server, from MSNP6.
    ///
    /// `CHL 1`
    Chl: b"CHL" in 6..=21 {
        /// Echoed in the answer.
        trid: TrId,
    }
}

command! {
    /// A challenge, to be answered with [`Qry`] soon. Server → client, from MSNP6, mostly unasked.
    ///
    /// `CHL 0 15570131571988941333`
    ChlPush<'a>: b"CHL" in 6..=21 {
        /// 0, or the TrID of a `CHL`.
        trid: TrId,
        /// FileId.
        challenge: Arg<'a>,
    }
}

command! {
    /// The answer to a challenge. Client → server, from MSNP6.
    ///
    /// `QRY 20 PROD0038W!61ZTF9 32` and 32 hexadecimal digits.
    Qry<'a>: b"QRY" in 6..=21 {
        /// Echoed in the answer.
        trid: TrId,
        /// Which client answers, and so with which key.
        product: Arg<'a>,
        /// 32 hexadecimal digits, made of challenge and key: MD5 up to MSNP10, longer from MSNP11.
        digest: Payload<'a>,
    }
}

command! {
    /// The challenge was answered right; 540 says that it was not. Server → client, from MSNP6.
    ///
    /// `QRY 20`
    QryReply: b"QRY" in 6..=21 {
        /// TrID of the `QRY` this answers.
        trid: TrId,
    }
}

command! {
    /// Are you there? Client → server.
    ///
    /// `PNG`
    Png: b"PNG" {}
}

command! {
    /// The answer to [`Png`]. Server → client.
    ///
    /// `QNG`; from MSNP9 `QNG 50`.
    Qng: b"QNG" {
        /// After how many seconds the next `PNG` is due.
        seconds: Option<u32>,
    }
}

command! {
    /// Sent after signing in, and what it means is not known. Server → client, from MSNP11.
    ///
    /// `SBS 0 null`
    Sbs<'a>: b"SBS" in 11..=21 {
        /// 0.
        trid: TrId,
        /// `null`.
        value: Arg<'a>,
    }
}
