//! Conversations with a notification server, generated in all dialects and styles. Needs no corpus; long random inputs to
//! begin with find more, sooner. What is found is printed: the input is no file that you could send.
#![no_main]

use arbitrary::{Arbitrary, Result, Unstructured};
use imwire::msnp::{Dialect, Link, Role};
use imwire_testkit::traffic::{self, Style, Turn};
use libfuzzer_sys::{arbitrary, fuzz_target};
use toy_server::Client;

/// What is said on the link that the server serves. A [`traffic::Conversation`] may be on any.
#[derive(Debug)]
struct SignIn {
    turns: Vec<Turn>,
}

impl<'a> Arbitrary<'a> for SignIn {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let (style, dialect) = (u.arbitrary::<Style>()?, Dialect::new(u.int_in_range(2..=21)?));
        let said = traffic::conversation(u, style, Link::Notification, dialect)?;
        Ok(Self { turns: said.turns })
    }
}

fuzz_target!(|said: SignIn| {
    let mut client = Client::default();
    for turn in said.turns.iter().filter(|turn| turn.role == Role::Client) {
        client.received(&turn.bytes);
    }
});
