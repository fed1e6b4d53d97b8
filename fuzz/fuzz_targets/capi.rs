//! The C interface. What is asked of it is in a module that its tests have too: they replay the corpus.

#![no_main]

#[path = "../../capi/tests/everything/mod.rs"]
mod everything;

libfuzzer_sys::fuzz_target!(|data: &[u8]| everything::ask(data));
