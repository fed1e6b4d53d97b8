//! What goes over the wire: packets, commands and whole conversations, as bytes, for programs that read them.
//!
//! ```text
//! 1:1700000004:alice:natto:8388896:hello :-)                          a packet
//! CAL 3 bob@example.org                                               a command of a client on a switchboard
//! VER 1 MSNP8 CVR0 → VER 1 MSNP8 → CVR 2 0x0409 … → USR 3 TWN I …     a conversation
//! ```
//!
//! Everything is made of the bytes in an [`Unstructured`], which a fuzzer or proptest fills, in one of three
//! [styles](Style). A program is not tested by what no reader would take, nor by what real programs send alone, so try all
//! three.
//!
//! ```
//! use arbitrary::Unstructured;
//! use imwire::msnp::{Context, Dialect, Link, Role};
//! use imwire_testkit::traffic::{self, Style};
//!
//! let mut u = Unstructured::new(b"whatever a fuzzer finds");
//! let cx = Context::new(Link::Switchboard, Role::Client, Dialect::MSNP10);
//! let command = traffic::command(&mut u, Style::Plausible, cx)?;
//! assert!(command.ends_with(b"\r\n") || command.starts_with(b"MSG "));
//! # Ok::<(), arbitrary::Error>(())
//! ```
//!
//! [`Conversation`], [`Datagram`] and [`Datagrams`] are [`Arbitrary`], so a target of `cargo fuzz`
//! can ask for one; the module `strategies` (feature `proptest`) has the same for proptest.
//! [`mutate`](crate::mutate) changes bytes that are there: corpora and captures.

mod edit;
mod forms;
mod ipmsg;
mod msnp;
mod values;
mod words;

pub(crate) use edit::NUMBERS;
pub use edit::edit;
pub(crate) use forms::words_of_forms;
pub use ipmsg::{Datagram, Datagrams, datagrams, dictionary, packet};
pub use msnp::{Conversation, Turn, command, conversation};

use arbitrary::{Arbitrary, Result, Unstructured};

/// How much like the traffic of real programs it is.
///
/// ```
/// use arbitrary::Unstructured;
/// use imwire::{Wire, ipmsg::Packet};
/// use imwire_testkit::traffic::{self, Style};
///
/// let seed = [7; 500];
/// for style in [Style::Plausible, Style::Any] {
///     let packet = traffic::packet(&mut Unstructured::new(&seed), style)?;
///     assert!(Packet::parse(&packet).is_ok());
/// }
/// let broken = traffic::packet(&mut Unstructured::new(&seed), Style::Broken)?;
/// _ = Packet::parse(&broken); // it may be good or bad
/// # Ok::<(), arbitrary::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// As real programs send it: names in UTF-8, sizes and versions seen in the wild.
    Plausible,
    /// Valid, of any bytes that the protocol allows.
    Any,
    /// Plausible, with a few bytes changed, moved or lost: mostly not valid.
    Broken,
}

impl<'a> Arbitrary<'a> for Style {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        u.choose(&[Self::Plausible, Self::Any, Self::Broken]).copied()
    }
}

/// Makes changes, if the style asks for them.
fn broken(u: &mut Unstructured<'_>, style: Style, mut bytes: Vec<u8>) -> Result<Vec<u8>> {
    if style == Style::Broken {
        edit(u, &mut bytes)?;
    }
    Ok(bytes)
}
