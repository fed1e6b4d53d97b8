//! A directory that files from a capture are written to.
//!
//! Their names come from the network. A name becomes one component of a path, without characters that a
//! system takes for more than a name; nothing is written outside of the directory, and no file that exists
//! is changed: another one of that name is called `name (2)`.

use crate::show::charset::Charset;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Longest name, in bytes; systems allow 255.
const LONGEST: usize = 120;

/// So many things of one name can be written.
const SAME: u32 = 10_000;

/// Names that Windows takes for devices.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];

/// Creates a directory to write to, if it is not there. What it is in has to be.
///
/// # Errors
/// Those of the system.
pub(crate) fn prepare(directory: &Path) -> io::Result<()> {
    if directory.is_dir() { Ok(()) } else { fs::create_dir(directory) }
}

/// Creates a file that was not there.
///
/// # Errors
/// Those of the system.
pub(crate) fn file(directory: &Path, name: &str) -> io::Result<(File, PathBuf)> {
    create(directory, name, |path| File::options().write(true).create_new(true).open(path))
}

/// Creates a directory that was not there.
///
/// # Errors
/// Those of the system.
pub(crate) fn directory(directory: &Path, name: &str) -> io::Result<PathBuf> {
    create(directory, name, |path| fs::create_dir(path)).map(|((), path)| path)
}

fn create<T>(
    directory: &Path,
    name: &str,
    create: impl Fn(&Path) -> io::Result<T>,
) -> io::Result<(T, PathBuf)> {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    for number in 1..SAME {
        let path = match number {
            1 => directory.join(name),
            number => directory.join(format!("{stem} ({number}){extension}")),
        };
        match create(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => return created.map(|created| (created, path)),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("too many files are called {name}")))
}

/// A name from the network as the name of a file.
pub(crate) fn safe(name: &[u8], charset: Charset) -> String {
    let text = match std::str::from_utf8(name) {
        Ok(text) => text.into(),
        Err(_) => charset.decode(name).unwrap_or_else(|| String::from_utf8_lossy(name)),
    };
    let is_bad = |char: char| {
        char.is_control()
            || matches!(char, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
            || matches!(char, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut safe: String = text.chars().map(|char| if is_bad(char) { '_' } else { char }).collect();
    while safe.len() > LONGEST {
        safe.pop();
    }
    let trimmed = safe.trim_start_matches(['.', ' ', '-']).trim_end_matches(['.', ' ']);
    let stem =
        trimmed.split('.').next().unwrap_or_default().trim_end_matches(|char: char| char.is_ascii_digit());
    let is_device = DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device));
    match trimmed {
        "" => "unnamed".to_owned(),
        name if is_device => format!("_{name}"),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        #[track_caller]
        fn case(name: &[u8], expected: &str) {
            assert_eq!(safe(name, Charset::UTF_8), expected);
        }
        case(b"report.txt", "report.txt");
        case("研发.doc".as_bytes(), "研发.doc");
        for name in [&b""[..], b".", b"..", b"...", b" ", b"-"] {
            case(name, "unnamed");
        }
        case(b"../../etc/passwd", "_.._etc_passwd");
        case(b"..\\..\\x", "_.._x");
        case(b"/etc/passwd", "_etc_passwd");
        case(b"C:\\x.exe", "C__x.exe");
        case(b"a\0b\x1b[2J\n", "a_b_[2J_");
        case("photo\u{202e}gpj.exe".as_bytes(), "photo_gpj.exe");
        case(b"com1.txt", "_com1.txt");
        case(b"NUL", "_NUL");
        case(b"-rf", "rf");
        case(b".bashrc", "bashrc");
        case(b"\xff\xfe", "\u{fffd}\u{fffd}");
        assert_eq!(safe(b"\xc4\xe3", Charset::named("gbk").unwrap()), "你");
        assert!(safe("你".repeat(200).as_bytes(), Charset::UTF_8).len() <= LONGEST);
    }
}
