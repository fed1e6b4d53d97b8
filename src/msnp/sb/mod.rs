//! Switchboards: one room, the users in it, and their messages.
//!
#![doc = include_str!("topics.md")]
//!
//! To leave is an [`Out`], and the server says [`OutPush`].
//!
//! `demo/src/switchboard` is one, with clients.

pub mod message;
pub mod session;

pub use crate::msnp::ns::{Out, OutPush};
pub use message::*;
pub use session::*;

use crate::msnp::record::prelude::*;

commands! {
    /// What a client sends to a switchboard.
    ClientCommand on Switchboard from Client {
        /// Enters.
        Usr(Usr<'a>),
        /// Answers a call.
        Ans(Ans<'a>),
        /// Calls another user.
        Cal(Cal<'a>),
        /// Says something.
        Msg(Msg<'a>),
        /// Leaves.
        Out(Out),
    }
    raw {}
}

commands! {
    /// What a switchboard sends.
    ServerCommand on Switchboard from Server, Failure {
        /// Entered.
        Usr(UsrReply<'a>),
        /// In the room.
        Ans(AnsReply),
        /// A user who is in the room already.
        Iro(Iro<'a>),
        /// The other user is called.
        Cal(CalReply<'a>),
        /// Somebody came.
        Joi(Joi<'a>),
        /// Somebody said something.
        Msg(MsgPush<'a>),
        /// A message arrived.
        Ack(Ack),
        /// A message did not arrive.
        Nak(Nak),
        /// Somebody left.
        Bye(Bye<'a>),
        /// The switchboard closes the connection.
        Out(OutPush<'a>),
    }
    raw {}
}
