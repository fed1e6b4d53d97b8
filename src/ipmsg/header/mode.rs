//! The commands: the low eight bits of the command word.

use super::form::Form;
use super::options::Family;
use crate::fields;
use core::fmt;

/// The low eight bits of a command word. An open set: a value without a name is a `Mode` too.
///
/// `288` on the wire is `0x120`: mode `0x20`, [`Mode::SENDMSG`], and the option `0x100`, which
/// asks for a receipt.
///
/// ```
/// use imwire::ipmsg::{Family, Mode};
///
/// assert_eq!(Mode::SENDMSG.value(), 0x20);
/// assert_eq!(Mode::SENDMSG.name(), Some("SENDMSG"));
/// assert_eq!(Mode::ANSENTRY.family(), Family::Entry);
/// assert_eq!(Mode::new(0x05).name(), None);
/// ```
///
/// Source: IP Messenger protocol, draft 10 §3 and draft 14; `ipmsg.h` of the official client
/// 4.99; for the private commands what iptux sends and what readers of `FeiQ` found out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mode(u8);

/// Declares the commands, one row each: documentation, name, value, family of the options, form of
/// the additional section. A row
///
/// ```text
/// /// A message. …
/// SENDMSG = 0x20, Send, Message;
/// ```
///
/// becomes
///
/// ```text
/// impl Mode {
///     /// A message. …
///     pub const SENDMSG: Mode = Mode(0x20);
///     pub const ALL: &'static [Mode] = &[…, Mode::SENDMSG, …];
///     pub const fn name(self) -> Option<&'static str> { match self { …, Mode::SENDMSG => Some("SENDMSG"), … } }
/// }
/// const ROWS: [(Family, Form); 256] = { …; rows[0x20] = (Family::Send, Form::Message); … };
/// ```
macro_rules! modes {
    ($($(#[$doc:meta])* $name:ident = $value:literal, $family:ident, $form:ident;)*) => {
        impl Mode {
            $($(#[$doc])* pub const $name: Self = Self($value);)*

            /// All commands that have a name, in the order of their values.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The same as a table.
            pub(in crate::ipmsg) const NAMES: &'static [fields::ValueName] =
                &[$(fields::ValueName { value: $value, name: stringify!($name) }),*];

            /// The name without the prefix `IPMSG_`, such as `SENDMSG`; `None` for a value
            /// that no client is known to use.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some(stringify!($name)),)*
                    _ => None,
                }
            }
        }

        /// A table, since this is asked for every packet.
        const ROWS: [(Family, Form); 256] = {
            let mut rows = [(Family::Other, Form::Raw); 256];
            $(rows[$value] = (Family::$family, Form::$form);)*
            rows
        };
    };
}

modes! {
    /// Nothing. The official client broadcasts a whole entry with it just before
    /// [`BR_ENTRY`](Self::BR_ENTRY), to wake up the network; others put anything into it.
    NOOPERATION = 0x00, Entry, Entry;
    /// "I am here": broadcast when a client starts. Answered with [`ANSENTRY`](Self::ANSENTRY).
    BR_ENTRY = 0x01, Entry, Entry;
    /// "I am going": broadcast when a client stops.
    BR_EXIT = 0x02, Entry, Entry;
    /// "I am here too": the answer to [`BR_ENTRY`](Self::BR_ENTRY).
    ANSENTRY = 0x03, Entry, Entry;
    /// Broadcast when the name, the group or the absence of a user changes. In 4.x: `BR_NOTIFY`.
    BR_ABSENCE = 0x04, Entry, Entry;
    /// "Who can send me a host list?" 4.x does not answer it any more.
    BR_ISGETLIST = 0x10, List, Empty;
    /// "I can": the answer to [`BR_ISGETLIST`](Self::BR_ISGETLIST) and
    /// [`BR_ISGETLIST2`](Self::BR_ISGETLIST2).
    OKGETLIST = 0x11, List, Empty;
    /// Asks for the host list, from the host with this number on.
    GETLIST = 0x12, List, ListStart;
    /// A part of the host list.
    ANSLIST = 0x13, List, HostList;
    /// A part of the host list, as a dictionary. Since 4.50.
    ANSLIST_DICT = 0x14, List, Raw;
    /// As [`BR_ISGETLIST`](Self::BR_ISGETLIST); what clients send today.
    BR_ISGETLIST2 = 0x18, List, Empty;
    /// A message.
    SENDMSG = 0x20, Send, Message;
    /// The receipt for a message with [`SendOptions::SENDCHECK`](crate::ipmsg::SendOptions::SENDCHECK).
    RECVMSG = 0x21, Read, Receipt;
    /// `FeiQ`: a message to a group, enciphered, by multicast. Two programs agree.
    FEIQ_GROUPMSG = 0x23, Other, Raw;
    /// A sealed message was opened.
    READMSG = 0x30, Read, Receipt;
    /// A sealed message was thrown away unopened. 4.x neither sends nor handles it.
    DELMSG = 0x31, Read, Receipt;
    /// The receipt for [`READMSG`](Self::READMSG).
    ANSREADMSG = 0x32, Read, Receipt;
    /// Asks for the version of a client.
    GETINFO = 0x40, Other, Empty;
    /// The version of a client, as text for people.
    SENDINFO = 0x41, Other, Text;
    /// Asks for the text of an absence.
    GETABSENCEINFO = 0x50, Other, Empty;
    /// The text of an absence, or `Not Absence mode`.
    SENDABSENCEINFO = 0x51, Other, Text;
    /// Asks for the contents of a file. Over TCP.
    GETFILEDATA = 0x60, File, FileRequest;
    /// The receiver does not want the files, or has them all.
    RELEASEFILES = 0x61, Read, Receipt;
    /// Asks for a directory with all that is in it. Over TCP.
    GETDIRFILES = 0x62, File, FileRequest;
    /// Named in `ipmsg.h` of 4.50, and no more is known of it.
    DIRFILES_AUTH = 0x63, Other, Raw;
    /// Named in `ipmsg.h` of 4.50, and no more is known of it.
    DIRFILES_AUTHRET = 0x64, Other, Raw;
    /// Asks for a public key.
    GETPUBKEY = 0x72, Key, KeyRequest;
    /// A public key.
    ANSPUBKEY = 0x73, Key, PublicKey;
    /// `FeiQ`: a chat window was opened. Two programs agree.
    FEIQ_OPEN = 0x77, Other, Empty;
    /// `FeiQ`: the answer to [`FEIQ_OPEN`](Self::FEIQ_OPEN). One program says so.
    FEIQ_OPEN_REPLY = 0x78, Other, Empty;
    /// `FeiQ`: the user is typing; also follows a message. Two programs agree.
    FEIQ_TYPING = 0x79, Other, Empty;
    /// `FeiQ`: the user stopped typing. Two programs agree.
    FEIQ_TYPING_END = 0x7a, Other, Empty;
    /// Named in `ipmsg.h` of 4.50, and no more is known of it.
    AGENT_REQ = 0xa0, Other, Raw;
    /// Named in `ipmsg.h` of 4.50, and no more is known of it.
    AGENT_ANSREQ = 0xa1, Other, Raw;
    /// Named in `ipmsg.h` of 4.50, and no more is known of it.
    AGENT_PACKET = 0xa2, Other, Raw;
    /// Named in `ipmsg.h` of 4.50, and no more is known of it.
    AGENT_PROXYREQ = 0xa3, Other, Raw;
    /// A client reports to the member master. Since 4.50. From `FeiQ` 2013 it is something else, a
    /// request for remote assistance without a body: [`Packet::form`](crate::ipmsg::Packet::form) looks at
    /// the version.
    DIR_POLL = 0xb0, Entry, Entry;
    /// The master makes a client its agent. Over TCP, as a dictionary. Since 4.50.
    DIR_POLLAGENT = 0xb1, Other, Raw;
    /// The master has an agent broadcast in its segment. Over TCP, as a dictionary. Since 4.50.
    DIR_BROADCAST = 0xb2, Other, Raw;
    /// What an agent heard after [`DIR_BROADCAST`](Self::DIR_BROADCAST). A dictionary. Since 4.50.
    DIR_ANSBROAD = 0xb3, Other, Raw;
    /// The master's host list for its own segments. A dictionary. Since 4.50.
    DIR_PACKET = 0xb4, Other, Raw;
    /// The master's host list for an agent to pass on. A dictionary. Since 4.50.
    DIR_REQUEST = 0xb5, Other, Raw;
    /// The master's host list as an agent passes it on. A dictionary. Since 4.50.
    DIR_AGENTPACKET = 0xb6, Other, Raw;
    /// An agent tells the master of a host. A dictionary. Since 4.50.
    DIR_EVBROAD = 0xb7, Other, Raw;
    /// A client refuses to be an agent. A dictionary. Since 4.50.
    DIR_AGENTREJECT = 0xb8, Other, Raw;
    /// `FeiQ`: a slice of a picture. Several programs agree.
    FEIQ_IMAGE = 0xc0, Other, ImageSlice;
    /// `FeiQ`: a slice of a picture arrived. Several programs agree; feiq++ sends pictures with it.
    FEIQ_IMAGE_ACK = 0xc1, Other, ImageAck;
    /// `FeiQ`: presence in a group. One program says so.
    FEIQ_GROUP_PRESENCE = 0xc9, Other, Text;
    /// `FeiQ`: shakes the window of the other side. Three programs agree.
    FEIQ_SHAKE = 0xd1, Other, Empty;
    /// `FeiQ`: the answer to [`FEIQ_SHAKE`](Self::FEIQ_SHAKE). Three programs agree.
    FEIQ_SHAKE_REPLY = 0xd2, Other, Empty;
    /// `FeiQ`: asks for the device of a user; the text is `0`. One program says so.
    FEIQ_GETDEVICE = 0xd8, Other, Text;
    /// `FeiQ`: the answer to [`FEIQ_GETDEVICE`](Self::FEIQ_GETDEVICE), the MAC address. One program says
    /// so.
    FEIQ_DEVICE = 0xd9, Other, Text;
    /// iptux: a message whose options are a number, not bits: `0x100` plain, `0x200` to a
    /// segment, `0x300` to a group, `0x400` to all.
    IPTUX_SENDMSG = 0xfb, Other, Text;
    /// iptux: the signature of a user; follows each [`ANSENTRY`](Self::ANSENTRY).
    IPTUX_SENDSIGN = 0xfc, Other, Text;
    /// iptux: a picture follows, over TCP; which, the options say:
    /// [`Sublayer`](crate::ipmsg::iptux::Sublayer).
    IPTUX_SENDSUBLAYER = 0xfd, Other, Raw;
    /// iptux: an icon, as PNG.
    IPTUX_SENDICON = 0xfe, Other, Icon;
    /// iptux: asks for the list of shared files.
    IPTUX_ASKSHARED = 0xff, Other, AskShared;
}

impl Mode {
    /// The mode of that value. All values are good.
    #[inline]
    #[must_use]
    pub const fn new(value: u8) -> Self {
        Self(value)
    }

    /// The value, as it is in the low eight bits of a command word.
    #[inline]
    #[must_use]
    pub const fn value(self) -> u8 {
        self.0
    }

    /// Which options a command of this mode has.
    #[inline]
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "256 rows for eight bits")]
    pub const fn family(self) -> Family {
        ROWS[self.0 as usize].0
    }

    /// Which form the additional section of a command of this mode has; options may change it
    /// ([`Form::of`]).
    #[inline]
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "256 rows for eight bits")]
    pub const fn form(self) -> Form {
        ROWS[self.0 as usize].1
    }
}

impl fmt::Debug for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The name, or the value as `0x05`.
impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => write!(f, "{:#04x}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order_and_unique() {
        assert!(Mode::ALL.is_sorted_by(|a, b| a < b));
        for (index, mode) in Mode::ALL.iter().enumerate() {
            assert!(Mode::ALL[..index].iter().all(|m| m.name() != mode.name()));
        }
    }

    #[test]
    fn values_without_a_name() {
        assert_eq!(Mode::new(0x75).name(), None);
        assert_eq!(Mode::new(0xd7).family(), Family::Other);
        assert_eq!(Mode::new(0x05).to_string(), "0x05");
    }
}
