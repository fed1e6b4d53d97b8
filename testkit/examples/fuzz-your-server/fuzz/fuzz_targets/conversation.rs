//! Whole conversations, made up. Needs no corpus; what is found is shown, and is no file that you could send.
#![no_main]

use imwire::msnp::Role;
use imwire_testkit::traffic::Conversation;
use libfuzzer_sys::fuzz_target;
use toy_server::Client;

fuzz_target!(|said: Conversation| {
    let mut client = Client::default();
    for turn in said.turns.iter().filter(|turn| turn.role == Role::Client) {
        client.received(&turn.bytes);
    }
});
