//! A message: text, the files it offers, and for whom else it is.
//!
//! ```text
//! see attached \0 0:a.txt:1f4:65500000:1:\a \0 TO:taro:PC-02\ahanako:PC-03\a
//! └ text          └ files, with FILEATTACH     └ recipients, with ENCEXTMSG
//! ```
//! (without the spaces)
//!
//! ```
//! use imwire::ipmsg::{Attachment, FileName, Message, SendOptions};
//! use imwire::{Encode, Wire};
//!
//! let body = b"see attached\x000:a.txt:1f4:65500000:1:\x07";
//! let message = Message::parse_with(body, SendOptions::FILEATTACH)?;
//! assert_eq!(message.text.as_bytes(), b"see attached");
//! for file in message.files {
//!     assert_eq!(file?.size, 500);
//! }
//!
//! let files = [Attachment::file(0, FileName::new("a.txt")?, 500, 0x6550_0000)];
//! let message = Message::new("see attached")?.files(&files);
//! assert_eq!(message.encode_into(&mut [0; 64])?, body);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # What is read
//!
//! Any bytes are a message: a bad entry of a list is an error when you iterate over the list, and
//! what is not understood is in [`trailing`](Message::trailing). NULs at the end have no meaning;
//! g2ipmsg sends two of them, iptux one after everything, others none.
//!
//! The body of a packet with [`SendOptions::ENCRYPT`](crate::ipmsg::SendOptions::ENCRYPT) is a cipher, which is not read here.
//!
//! # Inside a cipher
//!
//! What comes out of the cipher is a message too, to be read with the options of the packet that
//! carried it. With [`SendOptions::ENCEXTMSG`](crate::ipmsg::SendOptions::ENCEXTMSG) the list of files and that of the recipients are in
//! there; without, there is only the text, and the list of files comes after the cipher.
//!
//! Before it is encrypted, each part ends with a NUL. The text has its own; after files or
//! recipients, put one more.
//!
//! ```
//! use imwire::ipmsg::{Message, Name, Recipient, SendOptions};
//! use imwire::{Encode, Wire};
//!
//! let decrypted = b"hi\0\0TO:taro:PC-02\x07hanako:PC-03\x07\0";
//! let options = SendOptions::ENCRYPT | SendOptions::ENCEXTMSG;
//! let message = Message::parse_with(decrypted, options)?;
//! let hanako = message.recipients.iter().nth(1).unwrap()?;
//! assert_eq!((hanako.user().as_bytes(), hanako.host().as_bytes()), (&b"hanako"[..], &b"PC-03"[..]));
//!
//! let to = [Recipient::new(Name::new("taro")?, Name::new("PC-02")?)?, hanako];
//! let message = Message::new("hi")?.to(&to);
//! let mut plaintext = [0; 64];
//! let len = message.encode_into(&mut plaintext)?.len();
//! assert_eq!(&plaintext[..len + 1], decrypted);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Pictures
//!
//! A picture inside the text is a file of its own type, and says at which character of the text
//! it belongs: [`pictures`](Message::pictures), and [`pieces`](Message::pieces) for a text that
//! is UTF-8.
//!
//! Source: IP Messenger protocol, draft 10, and draft 14 §3-2 and §3-5 to §3-7; the official client
//! 4.99, also for what a character is; recordings of iptux 0.8.3 and feiq-cli.

mod attachment;
mod ext_attribute;
mod fields;
mod file_id;
mod file_name;
mod file_word;
mod picture;
mod recipient;
mod sendmsg;

pub use attachment::Attachment;
pub use ext_attribute::{ExtAttribute, ExtKey, ExtValue, ExtValues};
pub use file_id::FileId;
pub use file_name::{FileName, Unescaped};
pub use file_word::{FileAttributes, FileType, FileWord};
pub use picture::{Pictures, Piece, Pieces};
pub use recipient::Recipient;
pub use sendmsg::Message;

pub(super) use fields::show_word;
pub(super) use file_name::NAME;
