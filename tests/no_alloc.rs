//! Nothing allocates whose name does not say so: reading, iterating, showing and writing into a
//! slice, over every row of the vector files and every beginning of one.
#![allow(unsafe_code, reason = "there is no allocator without")]

mod rows;

use imwire::ipmsg::Packet;
use imwire::msnp::{Command, Dialect, Encoded, Escaped, Frame, Line, Passport, Sender, Value, ns, sb};
use imwire::{Counter, Encode, Error, Wire};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::{self, Debug, Write};
use std::hint::black_box;

/// Counts what is allocated by this thread.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all is the system's; the count is no more than a number beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Takes text and keeps none.
struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

fn show(value: &impl Debug) {
    write!(Nowhere, "{value:?}").expect("Debug does not fail");
}

fn encode(value: &impl Encode, room: &mut [u8]) {
    let mut counter = Counter::new();
    black_box(value.encode(&mut counter)).expect("a counter does not fail");
    black_box(value.encoded_len());
    black_box(value.encode_into(room)).expect("there is room");
    black_box(value.encode_into(&mut [])).expect_err("there is no room");
}

fn error(error: &Error) {
    show(error);
    write!(Nowhere, "{error}").expect("Display does not fail");
}

fn packet(bytes: &[u8], room: &mut [u8]) {
    match Packet::parse(bytes, ()) {
        Ok(packet) => {
            show(&packet);
            write!(Nowhere, "{}", packet.word()).expect("Display does not fail");
            black_box(packet.word().options().names().map(str::len).sum::<usize>());
            let version = packet.version;
            black_box((version.number(), version.client(), version.feiq().map(|feiq| feiq.parts().count())));
            encode(&packet, room);
        }
        Err(found) => error(&found),
    }
}

fn frame(row: &rows::Msnp, frame: &Frame<'_>, room: &mut [u8]) {
    show(frame);
    encode(frame, room);
    black_box(frame.line().trid(row.sender, row.link, row.dialect));
    for arg in frame.line().args() {
        black_box((arg.number(), Dialect::from_name(arg.as_bytes())));
        black_box(Encoded::from(arg).decoded().map(usize::from).sum::<usize>());
        black_box(Escaped::text(arg.as_bytes()).into_encoded(room)).expect("there is room");
        black_box((Passport::from(arg).address(), Passport::from(arg).endpoint()));
    }
    if let Ok(line) = Line::parse(frame.line().as_bytes(), ()) {
        encode(&line, room);
    }
    match row.sender {
        Sender::Client => {
            command(ns::ClientCommand::read(frame, row.dialect), room);
            command(sb::ClientCommand::read(frame, row.dialect), room);
        }
        Sender::Server => {
            command(ns::ServerCommand::read(frame, row.dialect), room);
            command(sb::ServerCommand::read(frame, row.dialect), room);
        }
    }
}

fn command<'a>(found: Result<impl Command<'a> + Debug, Error>, room: &mut [u8]) {
    match found {
        Ok(command) => {
            show(&command);
            black_box(command.name());
            command.each_field(&mut |name, value| {
                black_box(name);
                if let Value::List(list) = value {
                    black_box(list.count());
                }
            });
            encode(&command, room);
        }
        Err(found) => error(&found),
    }
}

#[track_caller]
fn without_allocating(work: impl FnOnce()) {
    let before = COUNT.get();
    work();
    assert_eq!(COUNT.get() - before, 0, "allocations");
}

#[test]
fn the_counter_counts() {
    let before = COUNT.get();
    drop(black_box(vec![1]));
    assert_eq!(COUNT.get() - before, 1);
}

#[test]
fn packets() {
    let (rows, mut room) = (rows::ipmsg(), vec![0; 1 << 16]);
    without_allocating(|| {
        for row in &rows {
            for len in (0..row.bytes.len().min(60)).chain([row.bytes.len()]) {
                packet(&row.bytes[..len], &mut room);
            }
        }
    });
}

#[test]
fn commands() {
    let rows: Vec<_> = rows::msnp().into_iter().chain(rows::msnp_derived()).collect();
    let mut room = vec![0; 1 << 16];
    without_allocating(|| {
        for row in &rows {
            for lenient in [false, true] {
                let mut splitter = if lenient { row.splitter().lenient() } else { row.splitter() };
                for byte in 0..row.bytes.len() {
                    assert_eq!(splitter.next(&row.bytes[..byte]).map(|frame| frame.is_some()), Ok(false));
                }
                let found = splitter.next(&row.bytes).expect("it is good").expect("it is whole");
                frame(row, &found, &mut room);
                show(&splitter);
                splitter.frames(&row.bytes[1..]).for_each(|frame| show(&frame));
            }
        }
    });
}
