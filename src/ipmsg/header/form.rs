//! Which form the additional section of a command has.

/// The forms, one row each, for [`Form`] and for [`Body`](crate::ipmsg::Body): documentation, name, type, and what of the
/// command word the type has to know, if anything. The type is named as `body.rs` sees it.
macro_rules! forms {
    ($declares:ident) => {
        $declares! {
            /// Presence: `NOOPERATION`, `BR_ENTRY`, `BR_EXIT`, `ANSENTRY`, `BR_ABSENCE`, `DIR_POLL`.
            Entry(presence::Entry<'a>);
            /// A message: `SENDMSG`.
            Message(message::Message<'a>), |word| SendOptions::from_bits_retain(word.option_bits());
            /// Something encrypted: `SENDMSG`, `GETFILEDATA`, `GETDIRFILES` with
            /// [`ENCRYPT`](crate::ipmsg::CommonOptions::ENCRYPT).
            Encrypted(keys::Encrypted<'a>);
            /// A receipt: `RECVMSG`, `READMSG`, `DELMSG`, `ANSREADMSG`, `RELEASEFILES`.
            Receipt(receipt::Receipt<'a>);
            /// From where on the host list is wanted: `GETLIST`.
            ListStart(hosts::ListStart<'a>);
            /// Hosts: `ANSLIST`.
            HostList(hosts::HostList<'a>);
            /// Which file is wanted: `GETFILEDATA`, `GETDIRFILES`.
            FileRequest(transfer::FileRequest<'a>), |word| word;
            /// A key request: `GETPUBKEY`.
            KeyRequest(keys::KeyRequest<'a>);
            /// A key: `ANSPUBKEY`.
            PublicKey(keys::PublicKey<'a>);
            /// A text: `SENDINFO`, `SENDABSENCEINFO`, `IPTUX_SENDMSG`, `IPTUX_SENDSIGN`,
            /// `FEIQ_GROUP_PRESENCE`, `FEIQ_GETDEVICE`, `FEIQ_DEVICE`.
            Text(text::TextBody<'a>);
            /// A picture of a user: `IPTUX_SENDICON`.
            Icon(iptux::Icon<'a>);
            /// A request for the list of shared files: `IPTUX_ASKSHARED`.
            AskShared(iptux::AskShared<'a>), |word| word;
            /// A part of a picture: `FEIQ_IMAGE`.
            ImageSlice(feiq::ImageSlice<'a>);
            /// The receipt for one: `FEIQ_IMAGE_ACK`.
            ImageAck(feiq::ImageAck<'a>);
            /// Bytes: commands of which no more is known, which only exist as dictionaries, or whose
            /// text is enciphered; their documentation says which.
            Raw(Raw<'a>);
        }
    };
}
pub(in crate::ipmsg) use forms;

/// Declares [`Form`] by the rows: `Receipt(receipt::Receipt<'a>);` is `Form::Receipt`.
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident($ty:ty) $(, |$word:ident| $cx:expr)?;)*) => {
        /// Which form the additional section of a command has: which [`Body`](crate::ipmsg::Body) it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Form {
            $($(#[$doc])* $name,)*
            /// Nothing: what some peers put there anyway is kept, and means nothing.
            Empty,
        }
    };
}

forms! { names }
