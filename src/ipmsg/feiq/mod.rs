//! What is peculiar to `FeiQ` 飛秋: the tail of its texts, emoji, pictures in slices, and messages
//! to groups.
//!
//! | command | body |
//! |---|---|
//! | [`SENDMSG`](crate::ipmsg::Mode::SENDMSG) | as everywhere; the text is a [`FeiqText`] |
//! | [`FEIQ_IMAGE`](crate::ipmsg::Mode::FEIQ_IMAGE) | [`ImageSlice`]; [`ImageSlices`] cuts a picture, [`ImageCollector`] puts one together |
//! | [`FEIQ_IMAGE_ACK`](crate::ipmsg::Mode::FEIQ_IMAGE_ACK) | [`ImageAck`] |
//! | [`FEIQ_GROUPMSG`](crate::ipmsg::Mode::FEIQ_GROUPMSG) | [`GroupCipher`]; decrypted, a [`GroupText`] |
//! | [`FEIQ_GROUP_PRESENCE`](crate::ipmsg::Mode::FEIQ_GROUP_PRESENCE) | [`TextBody`](crate::ipmsg::TextBody): the id of the group; or a [`GroupCipher`], if the version says how long it is |
//! | [`FEIQ_OPEN`](crate::ipmsg::Mode::FEIQ_OPEN), `…_TYPING`, `…_SHAKE` and their answers | empty |
//!
//! Its maker has documented nothing of it: all is from programs that talk with it, and how many
//! of them agree is said at each type. Texts are GBK. The version field is
//! [`FeiQ`](crate::ipmsg::FeiQ).

mod emoji;
mod fields;
mod font;
mod group;
mod group_text;
mod image;
mod picture;
mod piece;
mod text;

pub use emoji::Emoji;
pub use font::{Face, Font};
pub use group::GroupCipher;
pub use group_text::{GroupText, GroupWord};
pub use image::{ImageAck, ImageFlags, ImageId, ImageSlice};
pub use picture::{ImageCoding, ImageCollected, ImageCollector, ImageSlices};
pub use piece::{FeiqPiece, FeiqPieces};
pub use text::FeiqText;
