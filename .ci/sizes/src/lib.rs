//! One function for each feature; what is in the library is that function and what it needs.

#![no_std]
#![allow(unused_imports, reason = "each feature uses a part of them")]

use imwire::ipmsg::{Attachment, Packet};
use imwire::msnp::payload::mime::{ContentType, Mime};
use imwire::msnp::payload::text::{Format, PlainText};
use imwire::msnp::{Command, Dialect, Frame, Line, Splitter, sb};
use imwire::{Encode, Error, Wire};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// The six fields of a packet of IPMsg.
#[cfg(feature = "header")]
#[unsafe(no_mangle)]
pub fn header(datagram: &'static [u8]) -> Result<Packet<'static>, Error> {
    Packet::parse(datagram)
}

/// Verb and parameters of a line of MSNP.
#[cfg(feature = "line")]
#[unsafe(no_mangle)]
pub fn line(bytes: &'static [u8]) -> Result<Line<'static>, Error> {
    Line::parse(bytes)
}

/// The next command of a connection of MSNP.
#[cfg(feature = "splitter")]
#[unsafe(no_mangle)]
pub fn splitter(splitter: &mut Splitter, received: &'static [u8]) -> Result<Option<Frame<'static>>, Error> {
    splitter.next(received)
}

/// One file that a message of IPMsg offers.
#[cfg(feature = "attachment")]
#[unsafe(no_mangle)]
pub fn attachment(entry: &'static [u8]) -> Result<Attachment<'static>, Error> {
    Attachment::parse(entry)
}

/// A packet of IPMsg, written.
#[cfg(feature = "writer")]
#[unsafe(no_mangle)]
pub fn writer(packet: &Packet<'_>, room: &'static mut [u8]) -> Result<&'static [u8], Error> {
    packet.encode_into(room)
}

/// Every command that a switchboard of MSNP sends.
#[cfg(feature = "switchboard")]
#[unsafe(no_mangle)]
pub fn switchboard(frame: &Frame<'static>, dialect: Dialect) -> Result<sb::ServerCommand<'static>, Error> {
    sb::ServerCommand::read(frame, dialect)
}

/// Content type, font and text of the payload of a message of MSNP.
#[cfg(feature = "text")]
#[unsafe(no_mangle)]
pub fn text(
    payload: &'static [u8],
) -> Result<(Option<ContentType<'static>>, Option<Format<'static>>, &'static [u8]), Error> {
    let mime = Mime::parse(payload)?;
    let text = PlainText::of(&mime)?;
    Ok((mime.content_type(), text.format()?, text.body))
}
