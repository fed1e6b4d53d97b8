//! `text/x-msmsgsinvite`: offers of files, calls and applications, before they went from peer to peer.
//!
//! ```text
//! MIME-Version: 1.0␍␊
//! Content-Type: text/x-msmsgsinvite; charset=UTF-8␍␊
//! ␍␊
//! Application-Name: File Transfer␍␊
//! Application-GUID: {5D3E02AB-6190-11d3-BBBB-00C04F795683}␍␊
//! Invitation-Command: INVITE␍␊
//! Invitation-Cookie: 58273␍␊
//! Application-File: lvback.gif␍␊
//! Application-FileSize: 4256␍␊
//! ␍␊
//! ```
//!
//! An `INVITE` is answered by `ACCEPT` or `CANCEL` with the same cookie. Of a file that is accepted, the one
//! that can be reached says where, in an `ACCEPT` of its own, and the file goes over [`ft`](crate::msnp::ft).
//!
//! ```
//! use imwire::{Encode, Wire};
//! use imwire::msnp::payload::{Invitation, InvitationCommand, value::HeaderText};
//!
//! let offer = Invitation::file(58273, HeaderText::new("lvback.gif")?, 4256);
//! let mut buffer = [0; 512];
//! let read = Invitation::parse(offer.encode_into(&mut buffer)?)?;
//! assert_eq!((read.command, read.cookie), (InvitationCommand::INVITE, 58273));
//!
//! let accept = Invitation::answer(InvitationCommand::ACCEPT, read.cookie);
//! assert_eq!(accept.file, None);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: aMSN, java-msn-library, Miranda and libmsn; the order of the lines differs from program to program.

use super::record::record;
use super::slp::ConnectionType;
use super::value::{HeaderText, header_words};
use crate::error::{Error, ErrorKind, Part};
use crate::msnp::Arg;

header_words! {
    /// What an [`Invitation`] does. An open set.
    InvitationCommand {
        /// Offers.
        INVITE = "INVITE";
        /// Accepts, or says where to connect.
        ACCEPT = "ACCEPT";
        /// Refuses, or ends it.
        CANCEL = "CANCEL";
    }

    /// Why an invitation is cancelled. An open set.
    CancelCode {
        /// No common protocol for the session.
        FAIL = "FAIL";
        /// The transfer failed.
        TRANSFER_TIMEOUT = "FTTIMEOUT";
        /// The window is closed.
        OUT_BAND_CANCEL = "OUTBANDCANCEL";
        /// The user refuses.
        REJECT = "REJECT";
        /// The application is not installed.
        REJECT_NOT_INSTALLED = "REJECT_NOT_INSTALLED";
        /// The inviter takes the offer back.
        TIMEOUT = "TIMEOUT";
        /// The user ends a call. (aMSN)
        USER_CANCEL = "USER_CANCEL";
    }

    /// The GUID of an application, in braces. An open set.
    ApplicationGuid {
        /// A file transfer.
        FILE_TRANSFER = "{5D3E02AB-6190-11d3-BBBB-00C04F795683}";
        /// `NetMeeting`.
        NET_MEETING = "{44BBA842-CC51-11CF-AAFA-00AA00B6015C}";
        /// Voice and video.
        VOICE_AND_VIDEO = "{02D3C01F-BF30-4825-A83A-DE7AF41648AA}";
    }
}

record! {
    /// An offer, or the answer to one. See the [module](self).
    Invitation<'a>: [INVITATION] "; charset=UTF-8" in body {
        /// The name of the application in the language of the sender: `File Transfer`. In an `INVITE`.
        application_name: maybe HeaderText<'a> = "Application-Name", "client name";
        /// Which application. In an `INVITE`, but not always.
        application: maybe ApplicationGuid<'a> = "Application-GUID", "id";
        /// `SM1`. Calls.
        session_protocol: maybe HeaderText<'a> = "Session-Protocol", "protocols";
        /// `Requested:SIP_A,SIP_V,;Capabilities:SIP_A,SIP_V,;`. Calls.
        context_data: maybe HeaderText<'a> = "Context-Data", "data";
        /// What it does.
        command: one InvitationCommand<'a> = "Invitation-Command", "command";
        /// Chosen by the inviter, and repeated in all that belongs to the invitation.
        cookie: one u32 = "Invitation-Cookie", "cookie";
        /// Why it is cancelled. In a `CANCEL`.
        cancel_code: maybe CancelCode<'a> = "Cancel-Code", "reason";
        /// A GUID in braces. All but file transfers.
        session_id: maybe HeaderText<'a> = "Session-ID", "session id";
        /// The name of the file, in UTF-8.
        file: maybe HeaderText<'a> = "Application-File", "file name";
        /// The size of the file in bytes.
        file_size: maybe u64 = "Application-FileSize", "file size";
        /// `N`: the inviter cannot be reached. From client 5.0.
        connectivity: maybe HeaderText<'a> = "Connectivity", "flag";
        /// `R`: encryption. (Office Communicator)
        encryption: maybe HeaderText<'a> = "Encryption", "flag";
        /// How the client is connected, found by comparing its own address and port with
        /// [`UserProfile::client_ip`](super::UserProfile::client_ip) and [`UserProfile::port`](super::UserProfile::port).
        /// Calls.
        connection_type: maybe ConnectionType<'a> = "Conn-Type", "kind";
        /// `0` or `1`. Calls.
        sip_capability: maybe HeaderText<'a> = "Sip-Capability", "flag";
        /// The address of the client as the server sees it. Calls.
        public_ip: maybe HeaderText<'a> = "Public-IP", "ip address";
        /// The client's own address. Calls.
        private_ip: maybe HeaderText<'a> = "Private-IP", "ip address";
        /// `TRUE` or `FALSE`: the router opens ports. Calls.
        upnp: maybe HeaderText<'a> = "UPnP", "flag";
        /// The address to connect to; in calls with `:` and the port.
        ip_address: maybe HeaderText<'a> = "IP-Address", "ip address";
        /// The same as base64. Calls.
        ip_address_base64: maybe HeaderText<'a> = "IP-Address-Enc64", "ip address";
        /// The address in the local network.
        internal_ip_address: maybe HeaderText<'a> = "IP-Address-Internal", "ip address";
        /// The port to connect to.
        port: maybe u32 = "Port", "port";
        /// The external port xor 0x3141: [`hidden_port`]. (Miranda)
        port_x: maybe u32 = "PortX", "port";
        /// The port in the local network xor 0x3141: [`hidden_port`]. (Miranda)
        internal_port_x: maybe u32 = "PortX-Internal", "port";
        /// To be repeated by the side that connects: the cookie of [`ft::Usr`](crate::msnp::ft::Usr).
        auth_cookie: maybe u32 = "AuthCookie", "cookie";
        /// `TRUE`: the side that receives the file waits for a connection.
        sender_connect: maybe HeaderText<'a> = "Sender-Connect", "flag";
        /// `TRUE` for calls, `FALSE` for files. In an `ACCEPT`.
        launch_application: maybe HeaderText<'a> = "Launch-Application", "flag";
        /// `TRUE` or `FALSE`. Calls.
        using_rendezvous: maybe HeaderText<'a> = "UsingRendezvous", "flag";
        /// `IP-Address:`, with the colon, which libmsn leaves out. In an `ACCEPT`.
        request_data: maybe HeaderText<'a> = "Request-Data", "request";
    }
}

impl<'a> Invitation<'a> {
    /// Offers a file of that size in bytes.
    #[must_use]
    pub fn file(cookie: u32, name: HeaderText<'a>, size: u64) -> Self {
        Self {
            application_name: Some(HeaderText::trusted(b"File Transfer")),
            application: Some(ApplicationGuid::FILE_TRANSFER),
            command: InvitationCommand::INVITE,
            cookie,
            file: Some(name),
            file_size: Some(size),
            ..Self::default()
        }
    }

    /// An answer to the invitation with that cookie. To accept a file add the lines that the
    /// [module](self) shows.
    #[must_use]
    pub fn answer(command: InvitationCommand<'a>, cookie: u32) -> Self {
        Self { command, cookie, ..Self::default() }
    }

    /// Accepts a file, and asks where to connect.
    #[must_use]
    pub fn accept_file(cookie: u32) -> Self {
        Self {
            launch_application: Some(HeaderText::trusted(b"FALSE")),
            request_data: Some(HeaderText::trusted(b"IP-Address:")),
            ..Self::answer(InvitationCommand::ACCEPT, cookie)
        }
    }

    /// Whether this is the cookie that it gave, in the [`ft::Usr`](crate::msnp::ft::Usr) of the side that connects.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] if it gave none, [`ErrorKind::Unexpected`] for another.
    pub fn check_login(&self, cookie: Arg<'_>) -> Result<(), Error> {
        let kind = match self.auth_cookie {
            Some(given) if cookie.number() == Some(given) => return Ok(()),
            Some(_) => ErrorKind::Unexpected,
            None => ErrorKind::Missing,
        };
        Err(Error::new(kind, const { Part::named("cookie") }, 0))
    }

    /// Refuses or ends it.
    #[must_use]
    pub fn cancel(cookie: u32, code: CancelCode<'a>) -> Self {
        Self { cancel_code: Some(code), ..Self::answer(InvitationCommand::CANCEL, cookie) }
    }
}

/// A port in `PortX` and `PortX-Internal`, from its number, and back: 6891 ↔ 11178. (Miranda)
#[must_use]
pub const fn hidden_port(port: u16) -> u16 {
    port ^ 0x3141
}
