//! Runs the examples of a package from its tests.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

/// How long a test waits for bytes from an example.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The path of an example, which cargo puts beside the directory of the test that runs.
///
/// # Panics
/// If it is not built: `cargo test` builds the examples of a package, `cargo test --test NAME` does not.
pub fn path(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    let profile = test.ancestors().nth(2).expect("target/debug/deps/NAME-…");
    let path = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is not built: run `cargo build --examples`", path.display());
    path
}

/// A running example. It is killed when this is dropped.
#[derive(Debug)]
pub struct Example {
    child: Child,
    out: Mutex<BufReader<ChildStdout>>,
}

impl Example {
    /// Starts the example of that name.
    ///
    /// # Panics
    /// If it is not built, or does not start.
    pub fn start(name: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new(path(name))
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the example starts");
        let out = child.stdout.take().expect("a pipe");
        Self { child, out: Mutex::new(BufReader::new(out)) }
    }

    /// The next line of its output; empty at the end.
    ///
    /// # Panics
    /// If it is not UTF-8.
    pub fn line(&self) -> String {
        let mut line = String::new();
        self.out.lock().expect("no other panic").read_line(&mut line).expect("a line");
        line.truncate(line.trim_end().len());
        line
    }

    /// The address in the next line of its output, after `prefix`.
    ///
    /// # Panics
    /// If there is none.
    pub fn address(&self, prefix: &str) -> SocketAddr {
        let line = self.line();
        let address = line.strip_prefix(prefix).and_then(|address| address.parse().ok());
        address.unwrap_or_else(|| panic!("no address after {prefix:?} in {line:?}"))
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
