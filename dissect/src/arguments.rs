//! The command line.

use super::charset::Charset;
use anstream::ColorChoice;
use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;

pub(crate) const HELP: &str = "\
Takes captured chats apart: IP Messenger (IPMsg) and MSN Messenger (MSNP).

Usage: imwire-dissect [OPTIONS] [FILE...]
       imwire-dissect --vectors ipmsg|msnp [OPTIONS] FILE...

FILE is a capture that Wireshark, tcpdump or the like has saved, in pcap or
pcapng format. Without FILE, two small captures that are part of the program
are shown: a chat on a LAN, and a sign-in to MSN with two chats.

Options:
      --json            Write JSON, one object per line: for each message, and
                        for each gap and each error; with --vectors for each row
      --vectors FORMAT  FILE is no capture but a table of samples, as those in
                        tests/vectors: ipmsg (source, command, bytes) or msnp
                        (direction, server, version, source, bytes)
      --udp-port PORT   Look for IPMsg on this port too, besides 2425: messages
                        over UDP, files over TCP
      --tcp-port PORT   Look for MSNP on this TCP port too, besides 1863, 6891,
                        and those that a server names
      --charset NAME    IPMsg: read texts that are not UTF-8 as gbk (China),
                        big5 (Taiwan), cp932 (Japan), euc-kr (Korea) or another;
                        by default they are shown as bytes, as always in JSON
      --lenient         MSNP: put up with LF alone at the end of a line, with
                        blank lines, and with verbs in lower case
      --colour WHEN     auto (default: if the output is a terminal, and NO_COLOR
                        is not set), always or never
      --width COLUMNS   Width of the text; by default that in COLUMNS, else 100
  -h, --help            Show this
  -V, --version         Show the version

Exit status: 0 if all could be read, also if some of it was refused as no
message; 1 if a file or a row could not be read; 2 if the command line is wrong.
";

/// What is to be done.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    Help,
    Version,
    Dissect(Options),
}

/// What is to be dissected, and how it is shown.
#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) files: Vec<PathBuf>,
    /// The files are tables of samples.
    pub(crate) vectors: Option<Format>,
    pub(crate) json: bool,
    pub(crate) udp_ports: Vec<u16>,
    pub(crate) tcp_ports: Vec<u16>,
    pub(crate) charset: Charset,
    pub(crate) lenient: bool,
    pub(crate) colour: ColorChoice,
    /// In columns.
    pub(crate) width: usize,
}

/// Of a table of samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Format {
    Ipmsg,
    Msnp,
}

const WIDTH: usize = 100;

impl Default for Options {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            vectors: None,
            json: false,
            udp_ports: Vec::new(),
            tcp_ports: Vec::new(),
            charset: Charset::UTF_8,
            lenient: false,
            colour: ColorChoice::Auto,
            width: WIDTH,
        }
    }
}

/// Reads the arguments behind the name of the program. `columns` is what the environment says.
///
/// # Errors
/// What cannot be understood.
pub(crate) fn parse(
    arguments: impl IntoIterator<Item = OsString, IntoIter: 'static>,
    columns: Option<OsString>,
) -> Result<Task, lexopt::Error> {
    let columns = columns.and_then(|text| text.to_str()?.parse().ok()).and_then(width);
    let mut options = Options { width: columns.unwrap_or(WIDTH), ..Options::default() };
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Value(file) => options.files.push(file.into()),
            Long("json") => options.json = true,
            Long("vectors") => options.vectors = Some(parser.value()?.parse_with(format)?),
            Long("udp-port") => options.udp_ports.push(parser.value()?.parse()?),
            Long("tcp-port") => options.tcp_ports.push(parser.value()?.parse()?),
            Long("charset") => options.charset = parser.value()?.parse_with(Charset::named)?,
            Long("lenient") => options.lenient = true,
            Long("colour" | "color") => options.colour = parser.value()?.parse_with(colour)?,
            Long("width") => {
                let columns = parser.value()?.parse()?;
                options.width = width(columns).ok_or("the text needs a width of 40 to 1000 columns")?;
            }
            Short('h') | Long("help") => return Ok(Task::Help),
            Short('V') | Long("version") => return Ok(Task::Version),
            _ => return Err(argument.unexpected()),
        }
    }
    match options {
        Options { vectors: Some(_), ref files, .. } if files.is_empty() => {
            Err("--vectors needs a FILE to read".into())
        }
        options => Ok(Task::Dissect(options)),
    }
}

fn format(name: &str) -> Result<Format, &'static str> {
    match name {
        "ipmsg" => Ok(Format::Ipmsg),
        "msnp" => Ok(Format::Msnp),
        _ => Err("the formats are ipmsg and msnp"),
    }
}

fn colour(when: &str) -> Result<ColorChoice, &'static str> {
    match when {
        "auto" => Ok(ColorChoice::Auto),
        "always" => Ok(ColorChoice::Always),
        "never" => Ok(ColorChoice::Never),
        _ => Err("colours can be auto, always and never"),
    }
}

fn width(columns: usize) -> Option<usize> {
    (40..=1000).contains(&columns).then_some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &str, columns: Option<&str>) -> Result<Task, String> {
        let words: Vec<OsString> = arguments.split_whitespace().map(OsString::from).collect();
        parse(words, columns.map(OsString::from)).map_err(|error| error.to_string())
    }

    #[track_caller]
    fn case(arguments: &str, expected: Options) {
        assert_eq!(read(arguments, None), Ok(Task::Dissect(expected)));
    }

    #[test]
    fn understood() {
        case("", Options::default());
        let files = vec!["a.pcap".into(), "b.pcapng".into()];
        case("a.pcap --json b.pcapng", Options { files: files.clone(), json: true, ..Options::default() });
        case(
            "--vectors=msnp --lenient a.pcap -- b.pcapng",
            Options { files, vectors: Some(Format::Msnp), lenient: true, ..Options::default() },
        );
        let (udp_ports, tcp_ports) = (vec![2426, 9], vec![80]);
        case(
            "--udp-port 2426 --tcp-port=80 --udp-port 9",
            Options { udp_ports, tcp_ports, ..Options::default() },
        );
        case("--color never", Options { colour: ColorChoice::Never, ..Options::default() });
        let charset = Charset::named("gbk").unwrap();
        case("--charset=CP936", Options { charset, ..Options::default() });
        case("--width 72", Options { width: 72, ..Options::default() });
        assert_eq!(read("--help --no", None), Ok(Task::Help));
        assert_eq!(read("-V", None), Ok(Task::Version));
    }

    #[test]
    fn width_of_the_environment() {
        let width = |columns| match read("", Some(columns)) {
            Ok(Task::Dissect(options)) => options.width,
            _ => 0,
        };
        assert_eq!(["132", "7", "many"].map(width), [132, 100, 100]);
    }

    #[test]
    fn refused() {
        #[track_caller]
        fn case(arguments: &str, message: &str) {
            assert_eq!(read(arguments, None), Err(message.to_owned()));
        }
        case("--verbose", "invalid option '--verbose'");
        case("-x", "invalid option '-x'");
        case("--vectors msnp", "--vectors needs a FILE to read");
        case("--vectors irc f", "cannot parse argument \"irc\": the formats are ipmsg and msnp");
        case("--vectors", "missing argument for option '--vectors'");
        case("--udp-port 65536", "cannot parse argument \"65536\": number too large to fit in target type");
        case("--colour red", "cannot parse argument \"red\": colours can be auto, always and never");
        case(
            "--charset utf-16",
            "cannot parse argument \"utf-16\": known are gbk, gb18030, big5, cp932, euc-jp, euc-kr and those of the web",
        );
        case("--width 7", "the text needs a width of 40 to 1000 columns");
    }

    #[test]
    fn help_fits_a_terminal() {
        assert!(HELP.lines().all(|line| line.len() <= 80));
    }
}
