//! Takes captured chats apart: IPMsg and MSNP, from pcap and pcapng files, to text or JSON.
//!
//! `cargo run --release -p imwire-dissect` shows two small captures that are part of it; with
//! `-- --help` it says what else it can do.
//!
//! ```text
//! capture ─► traffic ─┬─► datagrams ─────────────► packets ─┐
//!                     └─► stream ─┬─► transfer ─┬► packets ─┤
//!                                 │             └► records ─┼─► teller ─► output ─┬─► JSON
//!                                 └─► session ───► frames ──┘               ▲     └─► page
//! vectors ─► rows ──────────────────────────────────────────────────────────┘
//! ```

mod arguments;
mod capture;
mod ipmsg;
mod msnp;
mod save;
mod schema;
mod show;
mod stream;
mod tcp;
mod teller;
mod traffic;
mod vectors;

use anstream::AutoStream;
use arguments::{Format, Options, Task};
use capture::input::{Input, Stop};
use capture::{CaptureError, Ports};
use console::Term;
use imwire::Lossy;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use save::store;
use show::output::Output;
use show::page::Page;
use std::io::{self, BufWriter, IsTerminal, Read, StdoutLock, Write};
use std::path::Path;
use std::process::ExitCode;
use traffic::How;

/// What is shown if no file is given.
const SAMPLES: [(&str, &[u8]); 2] = [
    ("sample: a chat on a LAN (ipmsg-lan.pcap)", include_bytes!("../samples/ipmsg-lan.pcap")),
    (
        "sample: a sign-in to MSN and two chats (msnp-chat.pcapng)",
        include_bytes!("../samples/msnp-chat.pcapng"),
    ),
];

/// Larger files have a progress bar, in bytes.
const LARGE: u64 = 10_000_000;

/// Of the lines of a table that are no rows, so many are complained about.
const COMPLAINTS: usize = 20;

const UNREADABLE: u8 = 1;
const USAGE: u8 = 2;

/// `1 byte`, `1,234 bytes`.
fn count(number: impl TryInto<u64>, of: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {of}{}", if number == 1 { "" } else { "s" })
}

type Out = Output<BufWriter<AutoStream<StdoutLock<'static>>>>;

fn main() -> ExitCode {
    let task = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(task) => task,
        Err(error) => {
            // If nobody can hear it, nothing more can be done.
            drop(error.print());
            return USAGE.into();
        }
    };
    let done = match task {
        Task::Print(text) => io::stdout().write_all(&text).map(|()| true),
        Task::Dissect(options) => dissect(&options),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => UNREADABLE.into(),
        // The reader has seen enough, as in `imwire-dissect | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("the output cannot be written: {error}"));
            UNREADABLE.into()
        }
    }
}

/// Does what was asked for, and says whether all could be read.
fn dissect(options: &Options) -> io::Result<bool> {
    for directory in [&options.what.save, &options.what.corpus].into_iter().flatten() {
        if let Err(error) = store::prepare(directory) {
            complain(&format!("{}: cannot be created: {error}", directory.display()));
            return Ok(false);
        }
    }
    let stdout = io::stdout().lock();
    let mut out = match options.json {
        true => Output::Json(BufWriter::new(AutoStream::always_ansi(stdout))),
        false => {
            let stdout = BufWriter::new(AutoStream::new(stdout, options.colour));
            let terminal = Term::stdout().size_checked().map(|(_, columns)| columns.into());
            let width = options.width(std::env::var_os("COLUMNS"), terminal);
            let mut page = Page::new(stdout, width, options.charset);
            page.hex = options.hex;
            Output::Text(page)
        }
    };
    // Whether all was read, and whether something was chosen.
    let mut done = [true, false];
    let stop = Stop::default();
    if let Err(error) = stop.on_signals() {
        complain(&format!("signals end the program at once: {error}"));
    }
    for path in options.files.iter().take_while(|_| !stop.is_asked_for()) {
        file(path, options, &stop, &mut out)?.told(&mut done, &mut out)?;
    }
    if options.files.is_empty() {
        for (name, bytes) in SAMPLES {
            let (name, bytes) = (name.to_owned(), Box::new(bytes));
            let input = Input { name, bytes, live: false, length: None };
            capture(input, options, &stop, &mut out)?.told(&mut done, &mut out)?;
        }
        if let Some(page) = out.page() {
            page.hint("Name a capture file to see your own; --help tells what else there is.")?;
        }
    }
    out.flush()?;
    let ([good, chosen], choice) = (done, &options.what.choice);
    if good && !chosen && !choice.is_all() {
        complain(&format!("nothing matches {choice}"));
    }
    Ok(good)
}

/// What became of a file.
struct Done {
    /// All of it could be read.
    good: bool,
    /// Something in it was asked for.
    chosen: bool,
    complaints: Vec<String>,
}

impl Done {
    /// Nothing of it could be read.
    fn failed(complaint: String) -> Self {
        Self { good: false, chosen: false, complaints: vec![complaint] }
    }

    /// Says what there is to complain about, after what was readable, and adds to what became of others.
    fn told(self, so_far: &mut [bool; 2], out: &mut Out) -> io::Result<()> {
        out.flush()?;
        self.complaints.iter().for_each(|text| complain(text));
        let [good, chosen] = so_far;
        *good &= self.good;
        *chosen |= self.chosen;
        Ok(())
    }
}

fn file(path: &Path, options: &Options, stop: &Stop, out: &mut Out) -> io::Result<Done> {
    let failed =
        |what: &str, error| Ok(Done::failed(format!("{}: cannot be {what}: {error}", path.display())));
    let input = match Input::open(path, options.follow, stop) {
        Ok(input) => input,
        Err(error) => return failed("opened", error),
    };
    let bar = progress(input.length);
    let input = match input.unpacked(|bytes| Box::new(bar.wrap_read(bytes))) {
        Ok(input) => input,
        Err(error) => return failed("read", error),
    };
    let done = match options.vectors {
        None => capture(input, options, stop, out),
        Some(format) => table(&input.name, input.bytes, format, options, out),
    };
    bar.finish_and_clear();
    done
}

/// A progress bar, if it takes a while and the output does not show that it goes on.
fn progress(length: Option<u64>) -> ProgressBar {
    let length = length.filter(|&length| length > LARGE && !io::stdout().is_terminal());
    let Some(length) = length else { return ProgressBar::hidden() };
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn capture(input: Input, options: &Options, stop: &Stop, out: &mut Out) -> io::Result<Done> {
    let Input { name, bytes, live, .. } = input;
    if let Some(page) = out.page() {
        page.title(&name)?;
    }
    if live {
        out.flush()?;
    }
    let mut ports = Ports::default();
    ports.udp.extend(&options.udp_ports);
    ports.tcp.extend(&options.tcp_ports);
    let how = How { name: name.clone(), ports, lenient: options.lenient, live, what: options.what.clone() };
    let mut summary = match traffic::dissect(bytes, how, out)? {
        Ok(summary) => summary,
        // Nothing came before the signal.
        Err(_) if live && stop.is_asked_for() => {
            return Ok(Done { good: true, chosen: true, complaints: Vec::new() });
        }
        Err(error) => return Ok(Done::failed(format!("{name}: {error}"))),
    };
    if stop.is_asked_for() {
        // The end is where the signal came, and not in a frame that the file lacks.
        summary.stopped = (!live).then_some(CaptureError::Stopped(summary.counters.frames));
    }
    if let Some(page) = out.page() {
        page.summary(&summary.text())?;
    }
    let mut complaints = std::mem::take(&mut summary.notes);
    complaints.extend(summary.unread());
    complaints.extend(summary.is_empty().then(|| summary.text()));
    complaints.extend(summary.stopped.as_ref().map(ToString::to_string));
    let complaints = complaints.iter().map(|text| format!("{name}: {text}")).collect();
    Ok(Done { good: summary.stopped.is_none(), chosen: summary.chosen > 0, complaints })
}

fn table(name: &str, file: impl Read, format: Format, options: &Options, out: &mut Out) -> io::Result<Done> {
    if let Some(page) = out.page() {
        page.title(name)?;
    }
    let mut complaints = Vec::new();
    let mut more = 0_u64;
    vectors::dissect(file, format, options.lenient, out, |line, why| match complaints.len() {
        ..COMPLAINTS => complaints.push(format!("{name}: line {line}: {why}")),
        _ => more += 1,
    })?;
    let good = complaints.is_empty();
    complaints.extend((more > 0).then(|| format!("{name}: {more} more lines are no rows either")));
    Ok(Done { good, chosen: true, complaints })
}

/// Says what is wrong, without what a terminal would take for a command: names of files may have it. If
/// nobody can hear it, nothing more can be done.
fn complain(text: &str) {
    drop(writeln!(io::stderr(), "imwire-dissect: {}", Lossy::of(text.as_bytes())));
}
