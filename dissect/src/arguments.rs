//! The command line: one definition, from which the help, the man page and the completions of shells
//! are made.

use crate::show::charset::Charset;
use crate::teller::choose::{Choice, time};
use crate::teller::{Form, What};
use anstream::ColorChoice;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use clap_complete::Shell;
use imwire::msnp::Dialects;
use std::ffi::OsString;
use std::path::PathBuf;

/// What is to be done.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    /// Something to print: help, the version, the man page, completions.
    Print(Vec<u8>),
    Dissect(Box<Options>),
}

/// What is to be dissected, and how it is shown.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Options {
    pub(crate) files: Vec<PathBuf>,
    /// The files are tables of samples.
    pub(crate) vectors: Option<Format>,
    /// Wait for more at the end of a file.
    pub(crate) follow: bool,
    pub(crate) json: bool,
    /// The bytes of each message too.
    pub(crate) hex: bool,
    pub(crate) udp_ports: Vec<u16>,
    pub(crate) tcp_ports: Vec<u16>,
    pub(crate) charset: Charset,
    pub(crate) lenient: bool,
    /// What is told of the messages, and of which.
    pub(crate) what: What,
    pub(crate) colour: ColorChoice,
    /// In columns; `None`: nothing was said.
    pub(crate) width: Option<usize>,
}

/// Of a table of samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Format {
    Ipmsg,
    Msnp,
    Payload,
}

const ABOUT: &str = "\
Shows captured chats of IP Messenger (IPMsg, FeiQ, iptux) and MSN Messenger.";

const LONG_ABOUT: &str = "\
Shows captured chats of IP Messenger (IPMsg, FeiQ, iptux) and MSN Messenger.

FILE is a capture in pcap or pcapng format, as Wireshark and tcpdump save it; it
may be compressed with gzip. FILE - is standard input.
Without FILE, two small captures that are part of the program are shown: a chat
on a LAN, and a sign-in to MSN with two chats.";

const EXAMPLES: &str = "\
Examples:
  imwire-dissect
      Show the two sample captures.
  imwire-dissect office.pcapng
      Show every message of both protocols, with its fields.
  imwire-dissect --json office.pcapng | jq 'select(.mode == \"SENDMSG\")'
      Pick messages with jq.
  tcpdump -U -w - port 2425 or port 1863 | imwire-dissect -
      Show messages as they come; Ctrl-C ends it.
  imwire-dissect --chat --since 2026-11-21T10:30 office.pcapng
      Show who said what to whom.
  imwire-dissect --errors office.pcapng
      Show what is wrong, with the numbers of the frames for Wireshark.
  imwire-dissect --chat --save files office.pcapng
      Write the files that were transferred to the directory files.
  imwire-dissect --charset gbk --udp-port 2426 feiq.pcap
      Read a capture of FeiQ, which writes GBK, on another port.

Exit status:
  0  everything was read; some of it may have been refused as no message
  1  a file or a row could not be read, or the output could not be written
  2  the command line is wrong";

/// The definition of the command line.
pub(crate) fn command() -> Command {
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    let value = |name: &'static str, what: &'static str| Arg::new(name).long(name).value_name(what);
    let port =
        |name| value(name, "PORT").action(ArgAction::Append).value_parser(value_parser!(u16).range(1..));
    let directory = |name| {
        let hint = clap::ValueHint::DirPath;
        value(name, "DIR").value_parser(value_parser!(PathBuf)).value_hint(hint).conflicts_with("vectors")
    };
    let list = |name, what| value(name, what).action(ArgAction::Append).value_delimiter(',');
    let choice = |names: &'static [&'static str]| PossibleValuesParser::new(names);
    Command::new("imwire-dissect")
        .version(env!("CARGO_PKG_VERSION"))
        .long_version(versions())
        .about(ABOUT)
        .long_about(LONG_ABOUT)
        .after_help("Use --help for examples and the exit status.")
        .after_long_help(EXAMPLES)
        .arg(
            Arg::new("FILE")
                .action(ArgAction::Append)
                .value_parser(value_parser!(PathBuf))
                .value_hint(clap::ValueHint::FilePath)
                .help("Capture in pcap or pcapng format; - is standard input"),
        )
        .next_help_heading("What to read")
        .arg(
            value("read", "FILE")
                .short('r')
                .action(ArgAction::Append)
                .value_parser(value_parser!(PathBuf))
                .value_hint(clap::ValueHint::FilePath)
                .help("The same as FILE, as tcpdump and tshark have it"),
        )
        .arg(flag("follow").short('f').help("At the end of FILE, wait for more").long_help(
            "At the end of FILE, wait for more, as another program goes on\n\
             writing it; end it with Ctrl-C",
        ))
        .arg(
            port("udp-port").help("Look for IPMsg here too, besides 2425").long_help(
                "Look for IPMsg on this port too, besides 2425: messages over UDP,\nfiles over TCP",
            ),
        )
        .arg(port("tcp-port").help("Look for MSNP here too, besides 1863").long_help(
            "Look for MSNP on this TCP port too, besides 1863, 6891 and those that\n\
             servers and invitations name",
        ))
        .arg(
            value("charset", "NAME")
                .value_parser(|name: &str| Charset::named(name))
                .help("IPMsg: charset of texts that are not UTF-8")
                .long_help(
                    "IPMsg: read texts that are not UTF-8 as gbk (China), big5 (Taiwan),\n\
                     cp932 (Japan), euc-kr (Korea) or another; by default they are shown\n\
                     as bytes, as always in JSON",
                ),
        )
        .arg(flag("lenient").help("MSNP: accept lone LF, empty lines, lower case"))
        .arg(
            value("vectors", "FORMAT")
                .value_parser(choice(&["ipmsg", "msnp", "payload"]).map(|name| match name.as_str() {
                    "ipmsg" => Format::Ipmsg,
                    "payload" => Format::Payload,
                    _ => Format::Msnp,
                }))
                .requires("FILE")
                .hide_possible_values(true)
                .help("FILE is a table of samples: ipmsg, msnp or payload")
                .long_help(
                    "FILE is a table of samples, not a capture: ipmsg (source, command,\n\
                     bytes), msnp (direction, server, version, source, bytes) or payload\n\
                     (kind, source, bytes)",
                ),
        )
        .next_help_heading("Which messages")
        .arg(
            list("only", "COMMANDS")
                .help("Commands, as in SENDMSG,MSG")
                .long_help("Only these commands, as they are shown: SENDMSG,MSG"),
        )
        .arg(list("user", "NAME").help("Messages from a user").long_help(
            "Only messages from a user, of whose name this is a part; of MSNP also\n\
             those about the passport",
        ))
        .arg(list("host", "HOST").help("Messages of an address or a host").long_help(
            "Only messages from or to an IP address, with or without a port, or\n\
             from a host of whose name this is a part",
        ))
        .arg(
            list("conversation", "NUMBER")
                .value_parser(value_parser!(u64).range(1..))
                .help("One conversation, by its number"),
        )
        .arg(
            value("since", "TIME")
                .value_parser(|text: &str| time(text))
                .help("From this time on, in UTC")
                .long_help(
                    "From this time on: 2026-11-21, 2026-11-21T10:30 or\n\
             2026-11-21T10:30:05.5, in UTC unless it ends with an offset (+08:00)",
                ),
        )
        .arg(value("until", "TIME").value_parser(|text: &str| time(text)).help("Before this time"))
        .arg(flag("errors").help("What is wrong: errors, gaps, skipped bytes"))
        .next_help_heading("How to show it")
        .arg(
            flag("bench")
                .conflicts_with_all(["chat", "stats", "vectors"])
                .help("How fast the messages are read")
                .long_help(
                    "Measure how fast the library reads the messages, from memory, on one\n\
                     core and on all; memchr over the same bytes is for comparison",
                ),
        )
        .arg(
            flag("chat")
                .conflicts_with_all(["stats", "vectors"])
                .help("Who said what to whom, and nothing else"),
        )
        .arg(flag("stats").conflicts_with("vectors").help("Numbers of messages, programs and errors"))
        .arg(
            flag("hex")
                .conflicts_with_all(["json", "chat", "stats", "bench"])
                .help("The bytes of each message too, field by field"),
        )
        .arg(flag("json").help("Write JSON, one object per line").long_help(
            "Write JSON, one object per line: for each message, gap and error;\n\
             with --vectors for each row",
        ))
        .arg(
            value("colour", "WHEN")
                .alias("color")
                .value_parser(choice(&["auto", "always", "never"]).map(|when| match when.as_str() {
                    "always" => ColorChoice::Always,
                    "never" => ColorChoice::Never,
                    _ => ColorChoice::Auto,
                }))
                .hide_possible_values(true)
                .help("Use colours: auto, always or never")
                .long_help(
                    "Use colours: auto (default: in a terminal, unless NO_COLOR is set),\n\
                     always or never",
                ),
        )
        .arg(
            value("width", "COLUMNS")
                .value_parser(value_parser!(u16).range(WIDTHS))
                .help("Width of the text, 40 to 1000 columns")
                .long_help(
                    "Width of the text, 40 to 1000 columns; by default that in COLUMNS,\n\
                     else that of the terminal, else 100",
                ),
        )
        .next_help_heading("What to write besides")
        .arg(directory("save").help("Write transferred files to DIR").long_help(
            "Write the files, directories and pictures that were transferred to\n\
             DIR, which is created; no file that is there is changed",
        ))
        .arg(directory("corpus").help("Write each message to a file in DIR").long_help(
            "Write each message to a file in DIR, which is created, and a\n\
             dictionary: a corpus for fuzzers",
        ))
        .next_help_heading("About the program")
        .arg(
            value("completions", "SHELL")
                .value_parser(value_parser!(Shell))
                .exclusive(true)
                .hide_possible_values(true)
                .help("Write completions for a shell")
                .long_help("Write completions for bash, elvish, fish, powershell or zsh"),
        )
        .arg(flag("man").exclusive(true).help("Write the man page"))
        .arg(flag("schema").exclusive(true).help("Write the table of all fields as JSON"))
}

/// `imwire-dissect 0.1.0` and the protocols it reads.
fn versions() -> String {
    let (first, last) = (Dialects::ALL.first(), Dialects::ALL.last());
    format!(
        "{}\n\
         MSNP: {first} to {last}, MSNFTP\n\
         IPMsg: version 1 (draft 10), dictionaries (IP2), FeiQ and iptux",
        env!("CARGO_PKG_VERSION")
    )
}

/// Widths that a text can have, in columns.
const WIDTHS: std::ops::RangeInclusive<i64> = 40..=1000;

/// Where nothing says how wide it is.
const WIDTH: usize = 100;

impl Options {
    /// The width of the text: that of the command line, else that in `COLUMNS`, else that of the
    /// terminal.
    pub(crate) fn width(&self, columns: Option<OsString>, terminal: Option<usize>) -> usize {
        let columns = columns.and_then(|text| text.to_str()?.parse::<usize>().ok());
        let fits = |columns: &usize| WIDTHS.contains(&i64::try_from(*columns).unwrap_or(0));
        let narrow = |columns: usize| columns.clamp(40, 1000);
        self.width.or(columns.filter(fits)).or(terminal.map(narrow)).unwrap_or(WIDTH)
    }
}

/// Reads the arguments after the name of the program.
///
/// # Errors
/// What cannot be understood.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Task, clap::Error> {
    let mut command = command();
    let name = OsString::from("imwire-dissect");
    let mut matches = match command.try_get_matches_from_mut([name].into_iter().chain(arguments)) {
        Ok(matches) => matches,
        Err(text) if matches!(text.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            return Ok(Task::Print(text.to_string().into_bytes()));
        }
        Err(error) => return Err(error),
    };
    let mut text = Vec::new();
    if let Some(shell) = matches.remove_one::<Shell>("completions") {
        clap_complete::generate(shell, &mut command, "imwire-dissect", &mut text);
        return Ok(Task::Print(text));
    }
    if matches.get_flag("man") {
        clap_mangen::Man::new(command.clone())
            .render(&mut text)
            .map_err(|error| command.error(ErrorKind::Io, error))?;
        return Ok(Task::Print(text));
    }
    if matches.get_flag("schema") {
        return Ok(Task::Print(format!("{:#}\n", crate::schema::schema()).into_bytes()));
    }
    Ok(Task::Dissect(Box::new(options(&mut matches))))
}

fn options(matches: &mut ArgMatches) -> Options {
    fn all<T: Clone + Send + Sync + 'static>(matches: &mut ArgMatches, name: &str) -> Vec<T> {
        matches.remove_many(name).map(Iterator::collect).unwrap_or_default()
    }
    let charset = matches.remove_one("charset").unwrap_or(Charset::UTF_8);
    let choice = Choice {
        only: all(matches, "only"),
        users: all(matches, "user"),
        hosts: all(matches, "host"),
        conversations: all(matches, "conversation"),
        since: matches.remove_one("since"),
        until: matches.remove_one("until"),
        errors: matches.get_flag("errors"),
    };
    let (save, corpus) = (matches.remove_one("save"), matches.remove_one("corpus"));
    let forms = [("chat", Form::Chat), ("stats", Form::Stats), ("bench", Form::Bench)];
    let form =
        forms.into_iter().find(|(name, _)| matches.get_flag(name)).map_or(Form::Messages, |(_, form)| form);
    Options {
        files: [all(matches, "read"), all(matches, "FILE")].concat(),
        vectors: matches.remove_one("vectors"),
        follow: matches.get_flag("follow"),
        json: matches.get_flag("json"),
        hex: matches.get_flag("hex"),
        udp_ports: all(matches, "udp-port"),
        tcp_ports: all(matches, "tcp-port"),
        charset,
        lenient: matches.get_flag("lenient"),
        what: What { choice, form, charset, save, corpus },
        colour: matches.remove_one("colour").unwrap_or(ColorChoice::Auto),
        width: matches.remove_one::<u16>("width").map(usize::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &str) -> Result<Task, String> {
        let words: Vec<OsString> = arguments.split_whitespace().map(OsString::from).collect();
        parse(words).map_err(|error| error.to_string())
    }

    #[track_caller]
    fn case(arguments: &str, expected: Options) {
        assert_eq!(read(arguments), Ok(Task::Dissect(Box::new(expected))));
    }

    #[test]
    fn the_definition_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn understood() {
        case("", Options::default());
        let files = vec!["a.pcap".into(), "b.pcapng".into()];
        case("a.pcap --json b.pcapng", Options { files: files.clone(), json: true, ..Options::default() });
        case("-r a.pcap --read b.pcapng", Options { files: files.clone(), ..Options::default() });
        case("b.pcapng -r a.pcap", Options { files: files.clone(), ..Options::default() });
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
        let what = What { charset, ..What::default() };
        case("--charset=CP936", Options { charset, what, ..Options::default() });
        let only = ["SENDMSG", "msg", "INF"].map(str::to_owned).to_vec();
        let choice = Choice { only, errors: true, ..Choice::default() };
        let what = What { choice, form: Form::Stats, ..What::default() };
        case("--only SENDMSG,msg --errors --stats --only INF", Options { what, ..Options::default() });
        case("--width 72", Options { width: Some(72), ..Options::default() });
    }

    #[test]
    fn the_width() {
        #[track_caller]
        fn case(option: Option<usize>, columns: Option<&str>, terminal: Option<usize>, expected: usize) {
            let options = Options { width: option, ..Options::default() };
            assert_eq!(options.width(columns.map(OsString::from), terminal), expected);
        }
        case(Some(72), Some("132"), Some(80), 72);
        case(None, Some("132"), Some(80), 132);
        case(None, Some("7"), Some(80), 80);
        case(None, Some("many"), None, 100);
        case(None, None, Some(20), 40);
        case(None, None, None, 100);
    }

    /// What is wrong is said with the option that is.
    #[test]
    fn refused() {
        #[track_caller]
        fn case(arguments: &str, message: &str) {
            let error = read(arguments).expect_err("it is wrong");
            assert!(error.contains(message), "{error}");
        }
        case("--verbose", "unexpected argument '--verbose'");
        case("-x", "unexpected argument '-x'");
        case("--json=yes", "unexpected value 'yes' for '--json'");
        case("--charset klingon", "'klingon' for '--charset <NAME>': known are gbk");
        case("--colour red a.pcap", "'red' for '--colour <WHEN>'");
        case("--width 9", "'9' for '--width <COLUMNS>': 9 is not in 40..=1000");
        case("--tcp-port 99999", "'99999' for '--tcp-port <PORT>'");
        case("--vectors", "'--vectors <FORMAT>'");
        case("--vectors msnp", "<FILE>");
        case("--jsom", "'--json'");
        case("--since noon", "'noon' for '--since <TIME>': not a time");
        case("--conversation 0", "'0' for '--conversation <NUMBER>'");
        case("--chat --stats", "'--chat' cannot be used with '--stats'");
    }

    #[test]
    fn what_is_made_from_the_definition() {
        #[track_caller]
        fn case(arguments: &str, expected: &[&str]) {
            let Ok(Task::Print(text)) = read(arguments) else { panic!("nothing to print") };
            let text = String::from_utf8(text).expect("UTF-8");
            expected.iter().for_each(|expected| assert!(text.contains(expected), "{expected} in {text}"));
        }
        case("--help --no", &["What to read:", "Examples:", "Exit status:", "jq"]);
        case("-h", &["--width <COLUMNS>", "Use --help for examples"]);
        case("-V", &[concat!("imwire-dissect ", env!("CARGO_PKG_VERSION"), "\n")]);
        case("--version", &["MSNP: MSNP2 to MSNP21", "IPMsg: version 1"]);
        case("--schema", &["\"id\": \"ipmsg.packet\""]);
        case("--man", &[".TH imwire-dissect 1", "Exit status:"]);
        for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
            case(&format!("--completions {shell}"), &["imwire-dissect", "charset"]);
        }
    }

    /// Every line of the help fits into 80 columns.
    #[test]
    fn help_is_narrow() {
        for arguments in ["-h", "--help"] {
            let Ok(Task::Print(text)) = read(arguments) else { panic!("nothing to print") };
            let text = String::from_utf8(text).expect("UTF-8");
            text.lines().for_each(|line| assert!(line.chars().count() <= 80, "{line:?}"));
        }
    }
}
