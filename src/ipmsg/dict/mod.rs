//! Packets in dictionary form: version 3 of the protocol, in the official client since 4.50.
//!
//! ```text
//! IP2:2f:VER:1:3:PKT:1:1:UID:1:u:HID:1:h:CMD:1:0:FLG:1:0:Z
//!     │  │   │ │ └ next key                               └ the end
//!     │  │   │ └ value, as many bytes as its length says
//!     │  │   └ length of the value, hexadecimal
//!     │  └ key
//!     └ length of all entries, hexadecimal
//! ```
//!
//! For many types here `ipmsg` has a counterpart for packets in colon form: [`DictHost`] is what a
//! [`Host`](crate::ipmsg::Host) is there.
//!
//! Where a colon packet has six fields in a fixed order, a dictionary has named values of any
//! length, with any bytes in them. Nothing says what a value is: a number, a text, another
//! dictionary or a list of them; the reader knows by the [`Key`].
//!
//! | tier | | |
//! |---|---|---|
//! | [`IpDict`] | the frame, over UDP one in a datagram | [`IpDict::frame_len`] for TCP |
//! | [`Dict`] | the entries | also those of a dictionary inside another |
//! | [`Dictionary`] | what they are as a packet | a [`DictPacket`] or an [`DictEncrypted`] one |
//! | [`NewDict`], [`NewPacket`] | to be written | |
//!
//! # Reading
//!
//! ```
//! use imwire::{Wire, ipmsg::{Mode, dict::DictPacket}};
//!
//! let packet = DictPacket::parse(
//!     b"IP2:82:VER:1:3:PKT:1:7:UID:1:m:HID:6:master:CMD:2:14:FLG:1:0:HLST:44:\
//!       41:UID:4:taro:HID:5:PC-02:STAT:7:f640000:IPAD:9:192.0.2.2:PORT:3:979:Z",
//! )?;
//! assert_eq!(packet.word().mode(), Mode::ANSLIST_DICT);
//! for host in packet.hosts() {
//!     let host = host?;
//!     assert_eq!((host.address.as_bytes(), host.port), (&b"192.0.2.2"[..], 2425));
//! }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Writing
//!
//! ```
//! use imwire::{Encode, ipmsg::{CommandWord, EntryOptions, Items, Mode, Text}};
//! use imwire::ipmsg::dict::{NewBody, DictNetwork, NewPacket};
//!
//! let networks = [DictNetwork { address: Text::new(b"192.0.2.0")?, mask: 24 }];
//! let poll = NewPacket::new(
//!     1_700_000_107,
//!     Text::new(b"taro")?,
//!     Text::new(b"PC-02")?,
//!     CommandWord::new(Mode::DIR_POLL).with(EntryOptions::CAPIPDICT).unwrap(),
//!     NewBody::Poll { can_be_agent: true, networks: Items::new(&networks) },
//! )?;
//! let mut buffer = [0; 256];
//! assert_eq!(
//!     poll.encode_into(&mut buffer)?,
//!     b"IP2:6a:VER:1:3:PKT:8:6553f16b:UID:4:taro:HID:5:PC-02:CMD:2:b0:FLG:7:2000000:\
//!       NADRS:1c:19:ADR:9:192.0.2.0:MASK:2:18:Z",
//! );
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! All lengths are counted, so none can be wrong. What the command does not have, or a reader would
//! take for something else, is refused when the packet is made.
//!
//! # Commands and keys
//!
//! All packets have `VER` (3), `PKT`, `UID`, `HID`, `CMD`, `FLG`; those of the official client
//! also `DATE` after `PKT`, and `CVER`, `GRP`, `NCK`, `STAT` after `FLG`. Then come:
//!
//! | command | keys | [`NewBody`] | way | signed |
//! |---|---|---|---|---|
//! | `SENDMSG` | (`TLST` `FILE`) `BODY` | `Message` | UDP | yes, and encrypted |
//! | `ANSLIST_DICT` | `HLST` `START` `NUM` `TOTAL` | `HostList` | master → client | yes |
//! | `DIR_POLL` | (`AGNT` = 0) `NADRS` | `Poll` | client → master | yes |
//! | `DIR_POLLAGENT` | `AGS` `TADR` | `Agent` | master → agent, TCP | yes |
//! | `DIR_BROADCAST` | `AGS` `TADR` | `Agent` | master → agent, TCP | yes |
//! | `DIR_ANSBROAD` | `HLST` | `Heard` | agent → master | yes |
//! | `DIR_PACKET` | `WAPD`: an `ANSLIST_DICT` (`TADR`) | `Wrapped` | master → its own segments, broadcast | yes |
//! | `DIR_REQUEST` | `WAPD`: a `DIR_PACKET`, `TADR` | `Wrapped` | master → agent | yes |
//! | `DIR_AGENTPACKET` | `WAPD`: the `DIR_PACKET` | `Wrapped` | agent → its segment, broadcast | only inside |
//! | `DIR_EVBROAD` | `HLST` with one host (`DRCT` = 1) | `Heard` | agent → master | yes |
//! | `DIR_AGENTREJECT` | | `Entries` | client → master | yes |
//! | `RECVMSG`, `READMSG`, `ANSREADMSG` | `RPN` | `Answer` | read by 4.99, written by none | |
//! | `SENDINFO`, `SENDABSENCEINFO` | `BODY` | `Text` | read by 4.99, written by none | |
//!
//! What is in brackets is not always there. A packet that is signed ends with
//! `PUBE` `PUBN` `EF` `EC` `SIGN`: see [`DictPacket::public_key`] and [`DictPacket::signature`].
//! An encrypted packet has `EF` `EI` `EK` `EB` and nothing else. [`Key`] says what each means.
//! Over TCP the official client takes no packet in this form that is not signed.
//!
//! Entries of 4.x in colon form can carry a dictionary in base64: an [`EntryDict`].
//!
//! Strings are UTF-8, always.
//!
//! Source: `ipdict.h`, `ipdict.cpp`, `msgmng.cpp`, `mainwindir.cpp` and `sendmsg.h` of the
//! official client 4.99; IP Messenger protocol, draft 14. Only this client is known to write it,
//! and no recording was at hand.

mod encrypted;
mod entries;
mod entry_dict;
mod fields;
mod frame;
mod key;
mod leaf;
mod length;
mod new;
mod new_packet;
mod packet;
mod part;
mod record;
mod value;
mod write;

pub use encrypted::{DictEncrypted, Dictionary};
pub use entries::{Dict, DictEntry, Entries};
pub use entry_dict::EntryDict;
pub use frame::IpDict;
pub use key::{Key, KeyKind};
pub use new::{NewDict, NewEntry, NewValue};
pub use new_packet::{NewBody, NewContent, NewPacket};
pub use packet::{DictPacket, DictPublicKey, Signature};
pub use record::{DictFile, DictHost, DictNetwork, DictRecipient};
pub use value::{DictList, DictValue, DictValues};
