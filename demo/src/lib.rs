//! Longer programs that use imwire. They are binaries in `src/bin`, and show one way to build the
//! crate into a program; the tests in `tests` talk to them over the loopback interface.
//!
//! | | |
//! |---|---|
//! | `ipmsg_host` | a host on an IP Messenger network: it answers, and serves files |
//! | `msnp_signin` | a notification server and a switchboard for this machine, made of [`signin`] |
//! | `msnp_switchboard` | a switchboard of MSN Messenger for this machine, made of [`switchboard`] |
//!
//! ```text
//! cargo run -p imwire-demo --bin ipmsg_host -- --help
//! cargo run -p imwire-demo --bin msnp_signin -- 127.0.0.1:1863
//! cargo run -p imwire-demo --bin msnp_switchboard
//! ```

pub mod signin;
pub mod switchboard;
