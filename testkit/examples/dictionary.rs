//! Prints a dictionary for fuzzers: `cargo run --example dictionary msnp > msnp.dict`, or `ipmsg`.

use imwire_testkit::dictionary;

fn main() {
    let words = match std::env::args().nth(1).as_deref() {
        Some("msnp") => dictionary::msnp(),
        Some("ipmsg") => dictionary::ipmsg(),
        _ => {
            eprintln!("usage: dictionary msnp|ipmsg");
            std::process::exit(2);
        }
    };
    print!("{}", dictionary::text(&words));
}
