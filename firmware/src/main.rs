//! `imwire` on a microcontroller: no operating system, no allocator, 16 KB of memory.
//!
//! The datagrams and the stream below are what a network would bring; what the device sends and shows is printed on
//! the debugger's console by semihosting, and at last how much stack it took. `.ci/firmware` builds this for a
//! Cortex-M0 and a Cortex-M4, runs both in qemu and compares what they print with `expected.txt`.
#![no_std]
#![no_main]

mod display;
mod stack;
mod thermometer;

use cortex_m_rt::entry;
use cortex_m_semihosting::debug::{self, EXIT_FAILURE, EXIT_SUCCESS};
use cortex_m_semihosting::hprintln;
use display::Display;
use thermometer::Thermometer;

/// What a hostile or broken peer may send is among it: it is refused, and the device goes on.
const DATAGRAMS: [&[u8]; 7] = [
    b"1:100:taro:PC-02:1:Taro\0dev",
    b"1:101:taro:PC-02:288:temperature?",
    b"1:101:taro:PC-02:288:temperature?",
    b"1:102:taro:PC-02:99999999999:x",
    b"\xff\xfe",
    b"1:103:taro:PC-02:288:hello",
    b"1:104:taro:PC-02:2:Taro\0dev",
];

const STREAM: &[u8] = b"USR 1 OK example@hotmail.com usernick\r\n\
    JOI bob@example.com Bob\r\n\
    MSG bob@example.com Bob 76\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nlunch at noon?\
    MSG bob@example.com Bob 67\r\nMIME-Version: 1.0\r\nContent-Type: text/x-msnmsgr-datacast\r\n\r\nID: 1\r\n\
    BYE bob@example.com\r\n\
    MSG bob@example.com Bob 4000000000\r\n";

#[entry]
fn main() -> ! {
    let status = match Thermometer::new(1_700_000_000) {
        Ok(thermometer) => run(thermometer),
        Err(_) => EXIT_FAILURE,
    };
    debug::exit(status);
    loop {}
}

fn run(mut thermometer: Thermometer) -> debug::ExitStatus {
    for datagram in DATAGRAMS {
        hprintln!("<- {}", datagram.escape_ascii());
        if let Err(error) =
            thermometer.receive(datagram, &mut |bytes| hprintln!("-> {}", bytes.escape_ascii()))
        {
            hprintln!("   {}", error);
        }
    }
    let mut display = Display::new();
    for piece in STREAM.chunks(16) {
        if let Err(error) = display.receive(piece, &mut |user, text| {
            hprintln!("{}: {}", user.escape_ascii(), text.escape_ascii());
        }) {
            hprintln!("   {}", error);
            break;
        }
    }
    hprintln!("stack: {} bytes", stack::most_used());
    EXIT_SUCCESS
}

#[panic_handler]
fn panicked(_: &core::panic::PanicInfo<'_>) -> ! {
    debug::exit(EXIT_FAILURE);
    loop {}
}
