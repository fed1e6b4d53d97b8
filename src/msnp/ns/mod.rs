//! Dispatch and notification servers: signing in, contacts, presence, and the way to a
//! switchboard.
//!
//! | topic | commands |
//! |---|---|
//! | coming and going | [`Ver`], [`VerReply`], [`Xfr`], [`XfrReply`], [`Rng`], [`Out`], [`OutPush`] |
//! | messages of the server: profile, mail | [`MsgPush`] |
//!
//! The verbs without a record yet are rows all the same: they are framed right and their
//! `TrID` is known, and [`Other`] holds their parameters.

mod session;

pub use crate::msnp::sb::MsgPush;
pub use session::{
    Out, OutPush, Referral, Rng, ToNotification, ToServer, ToSwitchboard, Ver, VerReply, Xfr, XfrReply,
};

use crate::msnp::record::prelude::*;

commands! {
    /// What a client sends to a dispatch or notification server.
    ClientCommand {
        /// Offers dialects.
        Ver(Ver<'a>),
        /// Asks for a switchboard.
        Xfr(Xfr<'a>),
        /// Leaves.
        Out(Out),
    }
    raw {
        b"INF": None, First;
        b"CVR": None, First;
        b"CVQ": None, First;
        b"USR": None, First;
        b"PNG": None, Never;
        b"CHL": None, First;
        b"QRY": Required, First;
        b"GCF": None, First;
        b"URL": None, First;
        b"IMS": None, First;
        b"SND": None, First;
        b"SDC": Required, First;
        b"FND": None, First;
        b"VAS": Required, First;
        b"FSL": Required, First;
        b"SYN": None, First;
        b"LST": None, First;
        b"GTC": None, First;
        b"BLP": None, First;
        b"PRP": None, First;
        b"ADD": None, First;
        b"ADC": None, First;
        b"REM": None, First;
        b"ADG": None, First;
        b"REG": None, First;
        b"RMG": None, First;
        b"REA": None, First;
        b"SBP": None, First;
        b"ADL": Required, First;
        b"RML": Required, First;
        b"FQY": Required, First;
        b"CHG": None, First;
        b"UUX": Maybe, First;
        b"UUN": Required, First;
        b"UUM": Required, First;
        b"PAG": Required, First;
        b"PGD": Required, First;
        b"PUT": Required, First;
        b"DEL": Required, First;
        b"SDG": Required, First;
    }
}

commands! {
    /// What a dispatch or notification server sends.
    ServerCommand, Failure {
        /// The dialect to be spoken.
        Ver(VerReply<'a>),
        /// Another server to connect to.
        Xfr(XfrReply<'a>),
        /// Somebody calls.
        Rng(Rng<'a>),
        /// A message of the server: profile, mail.
        Msg(MsgPush<'a>),
        /// The server closes the connection.
        Out(OutPush<'a>),
    }
    raw {
        b"INF": None, First;
        b"CVR": None, First;
        b"CVQ": None, First;
        b"USR": None, First;
        b"QNG": None, Never;
        b"CHL": None, First;
        b"QRY": None, First;
        b"SBS": None, First;
        b"GCF": Required, First;
        b"URL": None, First;
        b"IMS": None, First;
        b"SND": None, First;
        b"SDC": Maybe, First;
        b"FND": None, First;
        b"FSL": Maybe, First;
        b"SYN": None, First;
        b"LSG": None, UpToMsnp7;
        b"LST": None, UpToMsnp7;
        b"GTC": None, First;
        b"BLP": None, First;
        b"PRP": None, BeforeProperty;
        b"BPR": None, Never;
        b"ADD": None, First;
        b"ADC": None, First;
        b"REM": None, First;
        b"ADG": None, First;
        b"REG": None, First;
        b"RMG": None, First;
        b"REA": None, First;
        b"SBP": None, First;
        b"ADL": Maybe, First;
        b"RML": Maybe, First;
        b"FQY": Required, First;
        b"CHG": None, First;
        b"ILN": None, First;
        b"NLN": None, Never;
        b"FLN": None, Never;
        b"UUX": Maybe, First;
        b"UBX": Required, Never;
        b"UUN": Maybe, First;
        b"UBN": Required, Never;
        b"UBM": Required, Never;
        b"IPG": Required, Never;
        b"NOT": Required, Never;
        b"NFY": Required, Never;
        b"PUT": Maybe, First;
        b"DEL": Maybe, First;
        b"SDG": Required, First;
    }
}
