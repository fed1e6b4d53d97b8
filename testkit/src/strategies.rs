//! Strategies for proptest: packets, commands and conversations in the styles of [`traffic`], and what the laws of both
//! protocols are run over.

use crate::traffic::{self, Conversation, Datagrams, Style, edit};
use arbitrary::Unstructured;
use imwire::msnp::{Context, Dialect, Link};
use proptest::collection::vec;
use proptest::prelude::*;

/// So many times the usual 256 cases; `PROPTEST_CASES`, if it is set, is the number itself.
///
/// ```
/// let usual = imwire_testkit::strategies::times(1).cases;
/// assert_eq!(imwire_testkit::strategies::times(4).cases, 4 * usual);
/// ```
pub fn times(factor: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases * factor, failure_persistence: None, ..usual }
}

/// What the functions of [`generate`](crate::generate) make values of.
///
/// ```
/// use imwire_testkit::{generate, strategies};
/// use proptest::prelude::*;
///
/// proptest!(|(seed in strategies::seed())| {
///     let packet = generate::packet(&mut arbitrary::Unstructured::new(&seed));
///     prop_assert!(packet.is_ok());
/// });
/// ```
pub fn seed() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..400)
}

/// Changes a few bytes, for others that mean something; now and then none. See [`edit`].
///
/// ```
/// use imwire_testkit::strategies::edited;
/// use proptest::prelude::*;
///
/// proptest!(|(bytes in edited(Just(b"CAL 1 bob@x.y\r\n".to_vec())))| {
///     _ = imwire::msnp::Line::parse(&bytes);
/// });
/// # use imwire::Wire;
/// ```
pub fn edited(bytes: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (bytes, vec(any::<u8>(), 0..40)).prop_map(|(mut bytes, seed)| {
        if !seed.is_empty() {
            edit(&mut Unstructured::new(&seed), &mut bytes).expect("no seed is too short");
        }
        bytes
    })
}

/// A packet of `IPMsg`: see [`traffic::packet`].
///
/// ```
/// use imwire::{Wire, ipmsg::Packet};
/// use imwire_testkit::strategies;
/// use imwire_testkit::traffic::Style;
/// use proptest::prelude::*;
///
/// proptest!(|(bytes in strategies::packet(Style::Plausible))| {
///     prop_assert!(Packet::parse(&bytes).is_ok()); // your parser here
/// });
/// ```
pub fn packet(style: Style) -> impl Strategy<Value = Vec<u8>> {
    made(move |u| traffic::packet(u, style))
}

/// What two hosts send each other: see [`traffic::datagrams`].
///
/// ```
/// use imwire_testkit::strategies;
/// use imwire_testkit::traffic::Style;
/// use proptest::prelude::*;
///
/// proptest!(|(sent in strategies::datagrams(Style::Plausible))| {
///     prop_assert!(sent.0.len() >= 3);
/// });
/// ```
pub fn datagrams(style: Style) -> impl Strategy<Value = Datagrams> {
    made(move |u| traffic::datagrams(u, style))
}

/// A command of MSNP: see [`traffic::command`]. There has to be one.
///
/// ```
/// use imwire::msnp::{Context, Dialect, Link, Role, Splitter};
/// use imwire_testkit::strategies;
/// use imwire_testkit::traffic::Style;
/// use proptest::prelude::*;
///
/// let cx = Context::new(Link::Notification, Role::Client, Dialect::MSNP12);
/// proptest!(|(bytes in strategies::command(Style::Any, cx))| {
///     let frame = Splitter::of(cx).next(&bytes); // your reader here
///     prop_assert!(frame.is_ok_and(|frame| frame.is_some()));
/// });
/// ```
pub fn command(style: Style, cx: Context) -> impl Strategy<Value = Vec<u8>> {
    made(move |u| traffic::command(u, style, cx))
}

/// What both sides of a connection say: see [`traffic::conversation`].
///
/// ```
/// use imwire::msnp::{Dialect, Link, Role};
/// use imwire_testkit::strategies;
/// use imwire_testkit::traffic::Style;
/// use proptest::prelude::*;
///
/// proptest!(|(said in strategies::conversation(Style::Plausible, Link::Switchboard, Dialect::MSNP9))| {
///     prop_assert!(said.stream(Role::Client).ends_with(b"\r\n"));
/// });
/// ```
pub fn conversation(style: Style, link: Link, dialect: Dialect) -> impl Strategy<Value = Conversation> {
    made(move |u| traffic::conversation(u, style, link, dialect))
}

fn made<T: std::fmt::Debug>(
    make: impl Fn(&mut Unstructured<'_>) -> arbitrary::Result<T>,
) -> impl Strategy<Value = T> {
    seed().prop_map(move |seed| make(&mut Unstructured::new(&seed)).expect("there is one"))
}
