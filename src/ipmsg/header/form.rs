//! Which form the additional section of a command has.

/// Which form the additional section of a command has: which [`Body`](crate::ipmsg::Body) it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// Presence.
    Entry,
    /// A message.
    Message,
    /// A cipher.
    Encrypted,
    /// A receipt.
    Receipt,
    /// Where a host list is to begin.
    ListStart,
    /// Hosts.
    HostList,
    /// A request for a file.
    FileRequest,
    /// A request for a key.
    KeyRequest,
    /// A key.
    PublicKey,
    /// A text.
    Text,
    /// iptux: a picture of a user.
    Icon,
    /// iptux: a request for the list of shared files.
    AskShared,
    /// `FeiQ`: a part of a picture.
    ImageSlice,
    /// `FeiQ`: the receipt for one.
    ImageAck,
    /// Bytes.
    Raw,
    /// Nothing: what some peers put there anyway is kept, and means nothing.
    Empty,
}
