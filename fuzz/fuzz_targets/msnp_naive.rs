#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| imwire_testkit::targets::msnp_naive(data));
