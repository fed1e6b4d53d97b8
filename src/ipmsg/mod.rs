//! placeholder
mod mode;
mod number;
mod options;
mod packet;
mod version;
mod word;

pub use mode::{Family, Mode};
pub use number::Number;
pub use options::{
    CommonOptions, EntryOptions, FileOptions, KeyOptions, ListOptions, OptionBits, ReadOptions, SendOptions,
};
pub use packet::{Name, Packet};
pub use version::{Client, FeiQ, Version};
pub use word::{CommandWord, Options};
