//! The parts that an error in a dictionary can name.

use crate::error::Part;
pub(super) const DICTIONARY: Part = Part::named("dictionary");
pub(super) const DICTIONARY_LENGTH: Part = Part::named("dictionary length");
pub(super) const DICTIONARY_END: Part = Part::named("dictionary end");
pub(super) const KEY: Part = Part::named("key");
pub(super) const KEY_LENGTH: Part = Part::named("key length");
pub(super) const VALUE: Part = Part::named("dictionary value");
pub(super) const ITEM_LENGTH: Part = Part::named("item length");
pub(super) const CIPHER: Part = Part::named("cipher");
