//! A notification server and a switchboard of MSN Messenger for this machine.
//!
//! ```text
//! cargo run -p imwire-demo --bin msnp_signin -- 127.0.0.1:1863
//! cargo run --features auth --example msnp_client -- 127.0.0.1:1863 alice@example.com alices-secret bob@example.com
//! ```
//!
//! For that, Bob has to be signed in with the password `bobs-secret`: with any client that speaks MSNP7 and can be told
//! where the server is. Else the call is refused: 217.

use imwire_demo::signin::SignInServer;
use imwire_demo::switchboard::{User, user};
use std::error::Error;
use std::io::{self, Write};
use std::thread;

static USERS: [User; 2] =
    [user(b"alice@example.com", b"Alice", true), user(b"bob@example.com", b"Bob%20\xe2\x98\x86", true)];

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:1863".to_owned());
    let server = SignInServer::start(address, &USERS, &["alices-secret", "bobs-secret"], log)?;
    log(&format!("listening on {}", server.address));
    loop {
        thread::park();
    }
}

/// One line; when nobody reads it any more, that is no reason to stop.
fn log(line: &str) {
    _ = writeln!(io::stdout(), "{line}");
}
