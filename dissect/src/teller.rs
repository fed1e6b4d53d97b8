//! Tells what happens in conversations, and numbers them in the order in which they are heard of.

use super::output::{Moment, Output, Place, Thing};
use super::page::Head;
use std::io::{self, Write};
use std::net::SocketAddr;

/// Two ends that talk.
#[derive(Debug)]
pub(crate) struct Conversation {
    pub(crate) proto: &'static str,
    /// The client, or the one that began, stands first.
    pub(crate) ends: [SocketAddr; 2],
    /// Once something was told of it.
    number: Option<u64>,
}

pub(crate) struct Teller<'o, W: Write> {
    out: &'o mut Output<W>,
    conversations: u64,
    messages: u64,
}

impl Conversation {
    pub(crate) const fn new(proto: &'static str, ends: [SocketAddr; 2]) -> Self {
        Self { proto, ends, number: None }
    }
}

impl<'o, W: Write> Teller<'o, W> {
    pub(crate) const fn new(out: &'o mut Output<W>) -> Self {
        Self { out, conversations: 0, messages: 0 }
    }

    /// Messages told so far; troubles do not count.
    pub(crate) const fn messages(&self) -> u64 {
        self.messages
    }

    pub(crate) const fn conversations(&self) -> u64 {
        self.conversations
    }

    /// Tells a thing that the first end of a conversation sent, or the second. `about` is what is
    /// known of the conversation, for its head.
    pub(crate) fn tell(
        &mut self,
        conversation: &mut Conversation,
        about: impl FnOnce() -> String,
        moment: Moment,
        forth: bool,
        thing: &Thing<'_>,
    ) -> io::Result<()> {
        let [left, right] = conversation.ends;
        let number = match conversation.number {
            Some(number) => number,
            None => {
                self.conversations += 1;
                if let Some(page) = self.out.page() {
                    let (proto, what) = (conversation.proto, about());
                    page.head(&Head { moment, number: self.conversations, proto, ends: [left, right], what })?;
                }
                *conversation.number.insert(self.conversations)
            }
        };
        self.messages += u64::from(!matches!(thing, Thing::Trouble(_)));
        let (from, to) = if forth { (left, right) } else { (right, left) };
        self.out.captured(&Place { moment, from, to, conversation: number, forth }, thing)
    }

    /// Lets what was told so far be seen.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Says something about a conversation, unless nothing was told of it yet.
    pub(crate) fn remark(&mut self, conversation: &Conversation, text: &str) -> io::Result<()> {
        match (conversation.number, self.out.page()) {
            (Some(number), Some(page)) => page.remark(number, text),
            _ => Ok(()),
        }
    }
}
