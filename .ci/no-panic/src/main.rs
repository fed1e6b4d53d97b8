//! Links only when nothing that imwire does with bytes can panic.
//!
//! Each function of the modules here is under `#[no_panic]`: it holds a
//! guard whose destructor calls a function that does not exist. Where the optimizer can show that no unwinding passes
//! through, it removes the destructor; where not, the linker reports `ERROR[no-panic]: detected panic in function …`.
//!
//! What it does not show: that the stack suffices, that a loop ends, that nothing aborts.

mod calls;
mod dict;
mod ground;
mod messages;
mod p2p;
mod payload;
mod presence;
mod records;
mod values;
mod xml;

use std::hint::black_box;

/// Bytes to read, room to write in; the result only stops an early end by `?` from being in the way.
type Call = fn(&[u8], &mut [u8]) -> Option<usize>;

/// The functions written in it, under `#[no_panic]`, and the table of them.
#[macro_export]
macro_rules! calls {
    ($(fn $name:ident($input:ident, $out:ident) { $($body:tt)* })*) => {
        $(
            // Not inlined: a caller's knowledge of the arguments must not help.
            #[no_panic::no_panic]
            #[inline(never)]
            fn $name($input: &[u8], $out: &mut [u8]) -> Option<usize> {
                #[cfg(feature = "must-fail")]
                $crate::must_fail($input);
                $($body)*
            }
        )*

        pub(crate) const CALLS: &[(&str, $crate::Call)] = &[$((stringify!($name), $name)),*];
    };
}

#[cfg(feature = "must-fail")]
#[inline(always)]
fn must_fail(input: &[u8]) {
    black_box(input[black_box(input.len())]);
}

/// Runs every call on every argument, and prints the names of the calls.
fn main() {
    let inputs: Vec<_> = std::env::args_os().map(|arg| arg.into_encoded_bytes()).collect();
    // From a table the compiler cannot see through: nothing is known of the bytes, no call is dropped.
    let ipmsg = [calls::CALLS, dict::CALLS, messages::CALLS, presence::CALLS, values::CALLS];
    let msnp = [records::CALLS, payload::CALLS, xml::CALLS, p2p::CALLS];
    for (name, call) in black_box([&[ground::CALLS][..], &ipmsg, &msnp].concat()).concat() {
        for input in &inputs {
            black_box(call(black_box(input), black_box(&mut [0; 256])));
        }
        println!("{name}");
    }
}
