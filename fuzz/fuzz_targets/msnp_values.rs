#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| imwire_fuzz::msnp_values(data));
