//! Where generated values keep what they borrow.

use imwire::ipmsg::dict::{File, Network, NewEntry, NewValue};
use imwire::ipmsg::{Attachment, BlockLine, ExtAttribute, Host, Recipient, dict};
use std::cell::OnceCell;

/// Keeps any number of lists, and lends each for as long as it lives itself.
pub(crate) struct Shelf<T> {
    list: OnceCell<Vec<T>>,
    next: OnceCell<Box<Self>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { list: OnceCell::new(), next: OnceCell::new() }
    }
}

impl<T> Shelf<T> {
    pub(crate) fn put(&self, mut list: Vec<T>) -> &[T] {
        let mut shelf = self;
        while let Err(back) = shelf.list.set(list) {
            list = back;
            shelf = shelf.next.get_or_init(Box::default);
        }
        shelf.list.get().expect("it was put there")
    }
}

/// One shelf for each type that stands in lists.
#[derive(Default)]
pub(crate) struct Shelves<'a> {
    pub(super) bytes: Shelf<u8>,
    pub(super) attributes: Shelf<ExtAttribute<'a>>,
    pub(super) attachments: Shelf<Attachment<'a>>,
    pub(super) recipients: Shelf<Recipient<'a>>,
    pub(super) lines: Shelf<BlockLine<'a>>,
    pub(super) hosts: Shelf<Host<'a>>,
    pub(super) entries: Shelf<NewEntry<'a>>,
    pub(super) values: Shelf<NewValue<'a>>,
    pub(super) dict_recipients: Shelf<dict::Recipient<'a>>,
    pub(super) dict_files: Shelf<File<'a>>,
    pub(super) dict_hosts: Shelf<dict::Host<'a>>,
    pub(super) dict_networks: Shelf<Network<'a>>,
}
