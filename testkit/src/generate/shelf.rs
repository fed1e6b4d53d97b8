//! Where generated values keep what they borrow.

use imwire::ipmsg::dict::{DictFile, DictHost, DictNetwork, DictRecipient, NewEntry, NewValue};
use imwire::ipmsg::{Attachment, BlockLine, ExtAttribute, Host, Recipient};
use std::cell::OnceCell;

/// Keeps any number of lists, and lends each for as long as it lives itself.
pub struct Shelf<T> {
    list: OnceCell<Vec<T>>,
    next: OnceCell<Box<Self>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { list: OnceCell::new(), next: OnceCell::new() }
    }
}

impl<T> Shelf<T> {
    pub fn put(&self, mut list: Vec<T>) -> &[T] {
        let mut shelf = self;
        while let Err(back) = shelf.list.set(list) {
            list = back;
            shelf = shelf.next.get_or_init(Box::default);
        }
        shelf.list.get().expect("it was put there")
    }
}

/// One shelf for each type that is in lists.
#[derive(Default)]
pub struct Shelves<'a> {
    pub(crate) bytes: Shelf<u8>,
    pub(crate) attributes: Shelf<ExtAttribute<'a>>,
    pub(crate) attachments: Shelf<Attachment<'a>>,
    pub(crate) recipients: Shelf<Recipient<'a>>,
    pub(crate) lines: Shelf<BlockLine<'a>>,
    pub(crate) hosts: Shelf<Host<'a>>,
    pub(crate) entries: Shelf<NewEntry<'a>>,
    pub(crate) values: Shelf<NewValue<'a>>,
    pub(crate) dict_recipients: Shelf<DictRecipient<'a>>,
    pub(crate) dict_files: Shelf<DictFile<'a>>,
    pub(crate) dict_hosts: Shelf<DictHost<'a>>,
    pub(crate) dict_networks: Shelf<DictNetwork<'a>>,
}
