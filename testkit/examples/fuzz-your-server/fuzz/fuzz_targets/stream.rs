//! The bytes that a client sends, changed command by command. Takes a corpus of captured messages and a dictionary; what
//! is found is a file that you can send to the server.
#![no_main]

use imwire::msnp::{Context, Dialect, Link, Role};
use imwire_testkit::mutate;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use toy_server::Client;

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // One of four changes is libFuzzer's own, with the words of the dictionary.
    if seed % 4 == 0 {
        return fuzzer_mutate(data, size, max_size);
    }
    mutate::stream(
        data,
        size,
        max_size,
        seed,
        Context::new(Link::Notification, Role::Client, Dialect::UNKNOWN),
    )
});

fuzz_target!(|data: &[u8]| {
    Client::default().received(data);
});
