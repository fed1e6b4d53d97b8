//! Dispatch and notification servers: signing in, contacts, presence, and the way to a
//! switchboard.
//!
#![doc = include_str!("topics.md")]
//!
//! Messages of the server, profile and mail, are a [`MsgPush`].
//!
//! A verb that no table has is read as [`Other`], with its bytes.

pub mod contacts;
pub mod groups;
pub mod notify;
pub mod presence;
pub mod services;
pub mod session;
pub mod settings;
pub mod signin;

pub use crate::msnp::sb::MsgPush;
pub use contacts::*;
pub use groups::*;
pub use notify::*;
pub use presence::*;
pub use services::*;
pub use session::*;
pub use settings::*;
pub use signin::*;

use crate::msnp::record::prelude::*;

commands! {
    /// What a client sends to a dispatch or notification server.
    ClientCommand on Notification from Client {
        /// Offers dialects, the preferred first.
        Ver(Ver<'a>),
        /// Asks for another server: a switchboard to call somebody.
        Xfr(Xfr<'a>),
        /// Leaves.
        Out(Out),
        /// Asks how to sign in.
        Inf(Inf),
        /// Says which client this is.
        Cvr(Cvr<'a>),
        /// As [`Cvr`], for the dialect `CVR0` and before signing in.
        Cvq(Cvq<'a>),
        /// One step of signing in.
        Usr(Usr<'a>),
        /// Are you there? Client → server.
        Png(Png),
        /// Asks for a challenge.
        Chl(Chl),
        /// The answer to a challenge.
        Qry(Qry<'a>),
        /// Asks for the lists, unless they are as they were at that version.
        Syn(Syn<'a>),
        /// Asks for one list.
        Lst(Lst),
        /// Asks for all groups.
        Lsg(Lsg),
        /// Asks for a setting of the reverse list prompt.
        Gtc(Gtc),
        /// Says what holds for users on no list.
        Blp(Blp),
        /// Changes a property of the user.
        Prp(Prp<'a>),
        /// Adds a user to a list.
        Add(Add<'a>),
        /// Adds a user to a list, or a contact to a group; and the answer to that.
        Adc(Adc<'a>),
        /// Removes a user from a list, or a contact from a group.
        Rem(Rem<'a>),
        /// Renames the user itself or a contact.
        Rea(Rea<'a>),
        /// Changes a property of a contact, and the answer to that.
        Sbp(Sbp<'a>),
        /// Adds contacts to lists.
        Adl(Adl<'a>),
        /// Removes contacts from lists.
        Rml(Rml<'a>),
        /// Asks on which networks contacts are, and the answer, which adds `t` to each.
        Fqy(Fqy<'a>),
        /// Makes a group.
        Adg(Adg<'a>),
        /// Renames a group.
        Reg(Reg<'a>),
        /// Removes a group.
        Rmg(Rmg<'a>),
        /// Shows the user with a status, and the answer to that.
        Chg(Chg<'a>),
        /// What is shown beside the user's name.
        Uux(Uux<'a>),
        /// Tells a contact, or another place of the user, something.
        Uun(Uun<'a>),
        /// Sends a message to a contact that is offline or on another network.
        Uum(Uum<'a>),
        /// Pages a contact.
        Pag(Pag<'a>),
        /// Pages a contact.
        Pgd(Pgd<'a>),
        /// Publishes something.
        Put(Put<'a>),
        /// Removes something that was published.
        Del(Del<'a>),
        /// A message, in MSNP21 all that went over switchboards before.
        Sdg(Sdg<'a>),
        /// Asks for the URL of a service.
        Url(Url<'a>),
        /// Asks for a configuration file.
        Gcf(Gcf<'a>),
        /// Blocks incoming messages, for television sets.
        Ims(Ims<'a>),
        /// Sends an invitation by mail.
        Snd(Snd<'a>),
        /// Sends an invitation by mail, with a text.
        Sdc(Sdc<'a>),
        /// Searches the directory.
        Fnd(Fnd<'a>),
        /// Reports abuse.
        Vas(Vas<'a>),
        /// Its meaning is not known.
        Fsl(Fsl<'a>),
    }
    raw {}
}

commands! {
    /// What a dispatch or notification server sends.
    ServerCommand on Notification from Server, Failure {
        /// The dialect to be spoken.
        Ver(VerReply<'a>),
        /// Another server to connect to.
        Xfr(XfrReply<'a>),
        /// Somebody calls.
        Rng(Rng<'a>),
        /// Somebody said something.
        Msg(MsgPush<'a>),
        /// The server closes the connection.
        Out(OutPush<'a>),
        /// How to sign in.
        Inf(InfReply<'a>),
        /// Which versions of the client are accepted.
        Cvr(CvrReply<'a>),
        /// As [`CvrReply`], the answer to a [`Cvq`]. 420, 710 or 731 if it was not understood.
        Cvq(CvqReply<'a>),
        /// The answer to a step of signing in.
        Usr(UsrReply<'a>),
        /// The answer to [`Png`].
        Qng(Qng),
        /// A challenge, to be answered with [`Qry`] soon.
        Chl(ChlPush<'a>),
        /// The challenge was answered right; 540 says that it was not.
        Qry(QryReply),
        /// Sent after signing in, and what it means is not known.
        Sbs(Sbs<'a>),
        /// The lists follow; or they do not, if the client has the same version.
        Syn(SynReply<'a>),
        /// One group.
        Lsg(LsgReply<'a>),
        /// One contact.
        Lst(LstReply<'a>),
        /// The reverse list prompt.
        Gtc(GtcReply),
        /// What holds for users on no list.
        Blp(BlpReply),
        /// A property of the user.
        Prp(PrpReply<'a>),
        /// A property of a contact.
        Bpr(Bpr<'a>),
        /// A user was added to a list.
        Add(AddReply<'a>),
        /// Adds a user to a list, or a contact to a group; and the answer to that.
        Adc(Adc<'a>),
        /// A user was removed from a list.
        Rem(RemReply<'a>),
        /// Renamed; 209 refuses the name.
        Rea(ReaReply<'a>),
        /// Changes a property of a contact, and the answer to that.
        Sbp(Sbp<'a>),
        /// Added; or somebody else added.
        Adl(AdlReply<'a>),
        /// Removed; or somebody else removed.
        Rml(RmlReply<'a>),
        /// Asks on which networks contacts are, and the answer, which adds `t` to each.
        Fqy(Fqy<'a>),
        /// A group was made.
        Adg(AdgReply<'a>),
        /// A group was renamed.
        Reg(RegReply<'a>),
        /// A group was removed; 230 says that it cannot be.
        Rmg(RmgReply<'a>),
        /// Shows the user with a status, and the answer to that.
        Chg(Chg<'a>),
        /// A contact that was online already.
        Iln(Iln<'a>),
        /// A contact came online, or is shown in another way now.
        Nln(Nln<'a>),
        /// A contact went offline.
        Fln(Fln<'a>),
        /// Taken.
        Uux(UuxReply<'a>),
        /// What is shown beside a contact's name.
        Ubx(Ubx<'a>),
        /// Told.
        Uun(UunReply<'a>),
        /// What a contact, or another place of the user, tells.
        Ubn(Ubn<'a>),
        /// A message of a contact that is on another network.
        Ubm(Ubm<'a>),
        /// A page for the user.
        Ipg(Ipg<'a>),
        /// An alert.
        Not(Not<'a>),
        /// Something was published or removed.
        Nfy(Nfy<'a>),
        /// Published.
        Put(PutReply<'a>),
        /// Removed.
        Del(DelReply<'a>),
        /// A message, in MSNP21 all that went over switchboards before.
        Sdg(Sdg<'a>),
        /// The URL of a service.
        Url(UrlReply<'a>),
        /// A configuration file.
        Gcf(GcfReply<'a>),
        /// Blocked or not.
        Ims(ImsReply<'a>),
        /// Sent; 503 says that it was not.
        Snd(SndReply),
        /// Sent.
        Sdc(SdcReply<'a>),
        /// Somebody found; 301 for too many, 502 if it is shut.
        Fnd(FndReply<'a>),
    }
    raw {
        b"FSL" in 21..=21: Maybe, First;
    }
}
