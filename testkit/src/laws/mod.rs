//! The laws, as functions that panic with which value or which bytes break one, and how.
//!
//! | | law | |
//! |---|---|---|
//! | 1 | value | [`value`], [`front`] |
//! | 2 | canonical | [`canonical`], [`exact`] |
//! | 3 | length | [`length`] |
//! | 4 | conservation | [`split::stream`], [`transfer::directory`] |
//! | 5 | prefix | [`split::stream`], [`transfer::directory`], [`body::progress`] |
//! | 6 | chunking | [`split::stream`], [`transfer::directory`] |
//! | 7 | locality | [`locality`] |
//! | 8 | zero copy | [`inside`], [`handed_over`] |
//! | 9 | totality | [`look`], and that nothing else panics |
//! | 10 | table | [`table`] |
//! | 11 | fields | [`fields::agree`], [`fields::of`] |
//! | 12 | no injection | [`no_injection`], [`framed_somewhere`], [`tolerant`], [`session::spoken`] |
//!
//! What checks all that concerns one thing:
//!
//! | | from bytes | from values |
//! |---|---|---|
//! | any wire type | [`wire`] | [`wire_value`] |
//! | packets | [`packet`] | [`packet_value`] |
//! | their bodies | [`body::body`], [`body::leaves`], [`body::progress`] | [`body::value`], [`body::outgoing`] |
//! | answers | [`answers::conversation`], [`answers::conversation_of_dictionary`] | |
//! | directory streams | [`transfer::directory`] | [`transfer::tree`] |
//! | dictionaries | [`dict::dictionary`], [`dict::content`] | [`dict::tree`], [`dict::records`], [`dict::spoken`] |
//! | lines, commands of MSNP | [`line()`], [`commands`], [`records`] | [`command_value`] |
//! | what their parameters hold | [`values::text`] | [`values::passport`] |
//! | streams of MSNP | [`split::stream`] | |
//! | packets, streams, beside a naive reader | [`naive::packet`], [`naive::stream`] | |
//! | both sides of a connection | [`session::conversation`] | [`session::everywhere`] |

pub mod answers;
pub mod body;
pub mod dict;
pub mod fields;
pub mod naive;
mod parts;
pub mod payload;
pub mod session;
pub mod split;
pub mod transfer;
pub mod values;

pub use parts::Parts;

use crate::look;
use crate::recorder::{Recorder, quoted, written};
use imwire::fields::{Value, flat};
use imwire::ipmsg::Packet;
use imwire::msnp::{
    Command, Context, Dialect, Frame, Line, Link, List, Role, Row, Splitter, Tolerant, ft, ns, sb,
};
use imwire::{Encode, Error, ErrorKind, Part, Wire};
use std::collections::hash_map::DefaultHasher;
use std::fmt::{Arguments, Debug};
use std::hash::{Hash, Hasher};

/// A wire type that can be compared, hashed and shown.
pub trait Plain: Copy + PartialEq + Hash + Debug {}
impl<T: Copy + PartialEq + Hash + Debug> Plain for T {}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What values have that differ: their hashes differ too. A hash that leaves out a field would be one as well, but a
/// slow one.
#[track_caller]
pub fn differ<T: PartialEq + Hash + Debug>(one: T, other: T) {
    assert_ne!(one, other);
    assert_ne!(hash(&one), hash(&other), "differ: {one:?} and {other:?} have one hash");
}

#[track_caller]
fn same(found: &[u8], expected: &[u8], law: Arguments<'_>) {
    assert!(found == expected, "{law}: {} instead of {}", quoted(found), quoted(expected));
}

/// Law 1: a value that fits is read back from `form`, what it is written as; and, which is more
/// than the law says, one that does not fit is not, and equal values have equal hashes.
#[track_caller]
pub fn value<'a, T: Wire<'a, Context: Debug> + Plain>(value: T, cx: T::Context, form: &'a [u8]) {
    let back = T::parse_with(form, cx);
    match value.check(cx) {
        Ok(()) => {
            assert!(
                back == Ok(value),
                "value: {value:?} fits {cx:?}, but {} is read as {back:?}",
                quoted(form)
            );
            assert_eq!(back.as_ref().map(hash), Ok(hash(&value)), "value: the hash of {value:?}");
        }
        Err(error) => {
            look::error(&error);
            assert_eq!(error.at(), 0, "value: {value:?} does not fit, and nothing is there to count in");
            assert!(
                back != Ok(value),
                "value: {value:?} does not fit {cx:?} ({error}), but {} is read as it",
                quoted(form)
            );
        }
    }
}

/// Law 1 for a grammar among others: it takes the first `len` bytes of `followed` as that value,
/// and leaves the rest.
#[track_caller]
pub fn front<'a, T: Wire<'a> + Plain>(value: T, cx: T::Context, followed: &'a [u8], len: usize) {
    let result = T::grammar(cx)(followed);
    assert!(
        result == Ok((&followed[len..], value)),
        "front: {value:?} and what follows it, {}, are taken as {result:?}",
        quoted(followed)
    );
}

/// Law 2: what was read fits, is written in one form, and that form is read as the same value.
/// `room` holds the form.
#[track_caller]
pub fn canonical<'a, T>(input: &'a [u8], cx: T::Context, room: &'a mut Vec<u8>) -> Result<T, Error>
where
    T: Wire<'a, Context: Debug> + Plain,
{
    let found = T::parse_with(input, cx);
    let by_grammar = match T::grammar(cx)(input) {
        Ok((rest, value)) => rest.is_empty().then_some(Ok(value)),
        Err(nom::Err::Error(fault)) => Some(Err(fault.within(input))),
        Err(other) => panic!("canonical: {other:?} for {}", quoted(input)),
    };
    // Trailing data has a part of its own.
    let surplus = |error: &Error| error.kind() == ErrorKind::Trailing;
    assert!(
        by_grammar.as_ref().map_or(found.as_ref().is_err_and(surplus), |by_grammar| *by_grammar == found),
        "canonical: {} is {found:?}, and {by_grammar:?} by the grammar",
        quoted(input)
    );
    let found = found.inspect_err(|error| locality(error, input))?;
    assert_eq!(found.check(cx), Ok(()), "canonical: {found:?} was read from {} in {cx:?}", quoted(input));
    *room = written(&found);
    let form: &'a [u8] = room;
    value(found, cx, form);
    if let Ok(back) = T::parse_with(form, cx) {
        same(&written(&back), form, format_args!("canonical: the form of {back:?}"));
    }
    Ok(found)
}

/// Law 2 for what is kept byte for byte.
#[track_caller]
pub fn exact(value: &impl Encode, input: &[u8]) {
    same(&written(value), input, format_args!("exact"));
}

/// Law 3: `encode` writes `encoded_len` bytes, into any sink; less room is an error, and what
/// comes after the room is not touched.
#[track_caller]
pub fn length(value: &(impl Encode + Debug)) {
    const GUARD: u8 = 0xa5;
    let form = written(value);
    let len = form.len();
    assert_eq!(value.encoded_len(), len, "length: of {value:?}, {}", quoted(&form));
    for room in [len / 2, len.saturating_sub(1), len, len + 3] {
        let mut buffer = vec![GUARD; room + 8];
        let (place, _) = buffer.split_at_mut(room);
        match value.encode_into(place) {
            Ok(bytes) => {
                assert!(room >= len, "length: {value:?} has {len} bytes, and {room} were room for it");
                same(bytes, &form, format_args!("length: {value:?} into a slice"));
            }
            Err(error) => {
                look::error(&error);
                assert!(
                    room < len,
                    "length: {room} bytes are no room for {value:?}, which has {len}: {error}"
                );
                assert_eq!(
                    (error.kind(), error.part()),
                    (ErrorKind::NoRoom, Part::BUFFER),
                    "length: {value:?}"
                );
                assert!(error.at() <= room, "length: {error}, of {room}");
            }
        }
        let untouched = &buffer[room.min(len)..];
        assert!(untouched.iter().all(|&byte| byte == GUARD), "length: {value:?} overran {room} bytes");
    }
    #[cfg(feature = "alloc")]
    same(&value.to_vec(), &form, format_args!("length: {value:?} into a vector"));
    #[cfg(feature = "std")]
    {
        let mut bytes = Vec::new();
        assert!(value.write_to(&mut bytes).is_ok() && bytes == form, "length: {value:?} into a writer");
        let mut short = vec![0; len.saturating_sub(1)];
        assert_eq!(value.write_to(&mut short[..]).is_err(), len > 0, "length: {value:?} into a full writer");
    }
}

/// Law 7: the error is in the input, or where something is missing after it; and it can be shown.
#[track_caller]
pub fn locality(error: &Error, input: &[u8]) {
    look::error(error);
    assert!(error.at() <= input.len(), "locality: {error}, of {} bytes: {}", input.len(), quoted(input));
}

/// Law 8, reading: `part` is a piece of `input`, not a copy of one. Gives its place.
#[track_caller]
pub fn inside(part: &[u8], input: &[u8]) -> usize {
    let (part_at, input_at) = (part.as_ptr() as usize, input.as_ptr() as usize);
    let place = part_at.wrapping_sub(input_at);
    assert!(
        place.saturating_add(part.len()) <= input.len(),
        "zero copy: {} does not lie in {}",
        quoted(part),
        quoted(input)
    );
    place
}

/// Law 8, writing: each part that is borrowed reaches the sink as it is.
#[track_caller]
pub fn handed_over(value: &(impl Encode + Parts + Debug)) {
    let pieces = Recorder::of(value).pieces;
    // An item of a list is handed over with the list.
    let holds = |&(piece, len): &(*const u8, usize), part: &[u8]| {
        let at = (part.as_ptr() as usize).wrapping_sub(piece as usize);
        at.saturating_add(part.len()) <= len
    };
    value.each_part(&mut |part| {
        assert!(
            pieces.iter().any(|piece| holds(piece, part)),
            "zero copy: {} of {value:?} was copied before it was written",
            quoted(part)
        );
    });
}

/// Law 10: three octets, dialects that there are, no verb and no name twice.
#[track_caller]
pub fn table<'a, C: Command<'a>>() {
    let rows: &[Row] = C::ROWS;
    for (index, row) in rows.iter().enumerate() {
        let verb = row.verb.escape_ascii();
        assert!(row.verb.iter().all(u8::is_ascii_uppercase), "table: {verb} is no verb");
        let (first, last) = (row.dialects.first(), row.dialects.last());
        assert!(Dialect::MSNP2 <= first && first <= last && last <= Dialect::MSNP21, "table: {verb}");
        for other in &rows[..index] {
            assert_ne!(other.verb, row.verb, "table: {verb} stands twice");
            assert!(other.record.is_none() || other.record != row.record, "table: two are {:?}", row.record);
        }
    }
}

/// All that holds for bytes as any wire type.
#[track_caller]
pub fn wire<'a, T>(input: &'a [u8], cx: T::Context, room: &'a mut Vec<u8>) -> Result<T, Error>
where
    T: Wire<'a, Context: Debug> + Plain + Parts,
{
    let value = canonical::<T>(input, cx, room)?;
    value.each_part(&mut |part| _ = inside(part, input));
    length(&value);
    handed_over(&value);
    Ok(value)
}

/// All that holds for a value of any wire type, however it was made. Gives what it is written as.
#[track_caller]
pub fn wire_value<'a, T>(made: T, cx: T::Context, room: &'a mut Vec<u8>) -> &'a [u8]
where
    T: Wire<'a, Context: Debug> + Plain + Parts,
{
    length(&made);
    handed_over(&made);
    *room = written(&made);
    value(made, cx, room);
    room
}

/// All that holds for bytes as a packet.
#[track_caller]
pub fn packet(input: &[u8]) {
    let mut room = Vec::new();
    if let Ok(packet) = wire::<Packet<'_>>(input, (), &mut room) {
        exact(&packet, input);
        packet_value(packet, &mut Vec::new());
        #[cfg(feature = "serde")]
        {
            let kept = imwire::ipmsg::PacketBuf::from(packet);
            let json = serde_json::to_string(&kept).expect("a packet is serialized");
            assert_eq!(serde_json::from_str::<imwire::ipmsg::PacketBuf<Vec<u8>>>(&json).ok(), Some(kept));
        }
    }
    #[cfg(feature = "tokio-util")]
    datagram(input);
}

/// All that holds for bytes as a datagram: it is lost in no case.
#[cfg(feature = "tokio-util")]
#[track_caller]
fn datagram(input: &[u8]) {
    use imwire::ipmsg::codec::{Datagram, PacketCodec};
    use tokio_util::codec::{Decoder as _, Encoder as _};

    let datagram = Datagram::of(bytes::Bytes::copy_from_slice(input));
    assert_eq!(datagram.as_bytes(), input);
    let mut buffer = bytes::BytesMut::from(input);
    let found = PacketCodec.decode(&mut buffer).expect("a datagram is no error");
    assert!(found.is_none_or(|found| found == datagram));
    let mut written = bytes::BytesMut::new();
    PacketCodec.encode(input, &mut written).expect("there is room");
    assert_eq!(written, input);
}

/// All that holds for a packet, however it was made.
#[track_caller]
pub fn packet_value<'a>(packet: Packet<'a>, room: &'a mut Vec<u8>) {
    look::packet(&packet);
    let form = wire_value(packet, (), room);
    // One that does not fit is a packet too, another one.
    if let Ok(back) = Packet::parse(form) {
        exact(&back, form);
    }
}

/// All that holds for bytes as a line.
#[track_caller]
pub fn line(input: &[u8]) {
    let mut room = Vec::new();
    if let Ok(line) = wire::<Line<'_>>(input, (), &mut room) {
        exact(&line, input);
        look::line(line);
    }
}

/// All that holds for bytes as a command of a table.
#[track_caller]
pub fn command<'a, C: Command<'a> + Parts + Plain>(
    input: &'a [u8],
    dialect: Dialect,
    room: &'a mut Vec<u8>,
) -> Result<C, Error> {
    let command = wire::<C>(input, dialect, room)?;
    look::command(&command);
    Ok(command)
}

/// All that holds for a frame as a command of a table. `framed`: by the rules of that dialect.
#[track_caller]
pub fn read<'a, C: Command<'a> + Parts + Plain>(
    frame: &Frame<'a>,
    dialect: Dialect,
    framed: bool,
    room: &'a mut Vec<u8>,
) {
    let found = C::read(frame, dialect);
    // Blank lines and lower case are the splitter's to forgive.
    if framed && frame.raw().starts_with(&frame.line().verb()) {
        let parsed = C::parse_with(frame.raw(), dialect);
        // Trailing data has another part.
        let left =
            |result: &Result<C, Error>| result.as_ref().is_err_and(|e| e.kind() == ErrorKind::Trailing);
        let same = found == parsed || left(&found) && left(&parsed);
        assert!(same, "read: {frame:?} in {dialect} is {found:?}, but its bytes are {parsed:?}");
    }
    let command = match found {
        Ok(command) => command,
        Err(error) => return locality(&error, frame.raw()),
    };
    if framed {
        let whole = frame.payload().unwrap_or_default();
        assert!(
            whole.is_empty() || holds(&command, whole),
            "read: {frame:?} in {dialect} has another payload in {command:?}"
        );
    }
    *room = written(&command);
    assert_eq!(command.check(dialect), Ok(()), "canonical: {command:?} was read from {frame:?} in {dialect}");
    value(command, dialect, room);
    of_command(&command, frame.raw());
}

/// Whether one of the fields is that slice.
fn holds<'a>(command: &impl Command<'a>, slice: &[u8]) -> bool {
    let mut found = false;
    flat(command, &mut |_, value, _| {
        if let Value::Bytes(bytes) = value {
            found |= std::ptr::eq(bytes, slice);
        }
    });
    found
}

#[track_caller]
fn of_command<'a>(command: &(impl Command<'a> + Parts + Plain), input: &[u8]) {
    command.each_part(&mut |part| _ = inside(part, input));
    length(command);
    handed_over(command);
    look::command(command);
}

/// All that holds for a command, however it was made.
#[track_caller]
pub fn command_value<'a, C: Command<'a> + Parts + Plain>(
    command: C,
    dialect: Dialect,
    room: &'a mut Vec<u8>,
) {
    look::command(&command);
    length(&command);
    handed_over(&command);
    *room = written(&command);
    let len = room.len();
    room.extend_from_slice(b"OUT\r\n");
    value(command, dialect, &room[..len]);
    no_injection(&command, dialect, room, len);
    framed_somewhere(&command, room, len);
    tolerant(command, dialect);
    if command.check(dialect).is_ok() {
        front(command, dialect, room, len);
    }
}

/// The sides that send what is in a table.
fn roles<'a, C: Command<'a>>() -> impl Iterator<Item = Role> {
    [Role::Client, Role::Server].into_iter().filter(|&role| C::ROLE.is_none_or(|of_table| of_table == role))
}

/// Law 12: a command that passes `check`, written, is framed as exactly itself by a reader who is told the same link,
/// side and dialect. In `stream` it is the first `len` bytes.
#[track_caller]
pub fn no_injection<'a, C: Command<'a> + Debug>(command: &C, dialect: Dialect, stream: &[u8], len: usize) {
    if command.check(dialect).is_err() {
        return;
    }
    for role in roles::<C>() {
        let cx = Context::new(C::LINK, role, dialect);
        let framed = Splitter::of(cx).next(stream).map(|frame| frame.map(|frame| frame.raw().len()));
        assert!(
            framed == Ok(Some(len)),
            "no injection: {command:?} passes under {cx:?}, and {} is framed as {framed:?}",
            quoted(&stream[..len])
        );
    }
}

/// The other half of law 12: what no reader would frame as itself cannot be built. Each command that there is, written,
/// is framed as exactly itself by a reader who is told some side and dialect. (An [`Other`](imwire::msnp::Other) can be
/// one of the other side; `check` of the table says so.)
#[track_caller]
pub fn framed_somewhere<'a, C: Command<'a> + Debug>(command: &C, stream: &[u8], len: usize) {
    let framed = |role, dialect| {
        let frame = Splitter::of(Context::new(C::LINK, role, dialect)).next(stream);
        frame.is_ok_and(|frame| frame.is_some_and(|frame| frame.raw().len() == len))
    };
    let dialects = || (2..=21).map(Dialect::new).chain([Dialect::UNKNOWN]);
    assert!(
        [Role::Client, Role::Server].into_iter().any(|role| dialects().any(|dialect| framed(role, dialect))),
        "no injection: {command:?} is framed nowhere: {}",
        quoted(&stream[..len])
    );
}

/// What is tried after the parameters of a command.
const TRAILING: [&[u8]; 6] = [b"x", b"7", b"N=a", b"OK", b"0 1", b"a@x 5 NLN"];

/// A command with parameters that its record does not know, which pass `check`, is read tolerantly as it is, and
/// is framed as exactly itself. Gives how many of those tried passed.
#[track_caller]
pub fn tolerant<'a, C: Command<'a> + Plain>(command: C, dialect: Dialect) -> usize {
    let mut passed = 0;
    for bytes in TRAILING {
        let trailing = List::new(bytes).expect("no line end");
        let with = Tolerant { command, trailing };
        if command.check(dialect).is_err() || with.check(dialect).is_err() {
            continue;
        }
        passed += 1;
        let room = written(&with);
        for role in roles::<C>() {
            let cx = Context::new(C::LINK, role, dialect);
            let stream = [&room[..], b"OUT\r\n"].concat();
            let frame = Splitter::of(cx).next(&stream).ok().flatten().filter(|frame| frame.raw() == room);
            let frame =
                frame.unwrap_or_else(|| panic!("tolerant: {} is not framed under {cx:?}", quoted(&room)));
            reads_back(&with, &frame, dialect);
        }
    }
    passed
}

#[track_caller]
fn reads_back<'a, 'f, C: Command<'a> + Plain>(with: &Tolerant<'a, C>, frame: &Frame<'f>, dialect: Dialect) {
    let read = match (C::LINK, C::ROLE) {
        (Link::Switchboard, Some(Role::Client)) => again::<sb::ClientCommand<'f>>(frame, dialect),
        (Link::Switchboard, _) => again::<sb::ServerCommand<'f>>(frame, dialect),
        (Link::FileTransfer, _) => again::<ft::Transfer<'f>>(frame, dialect),
        (_, Some(Role::Client)) => again::<ns::ClientCommand<'f>>(frame, dialect),
        (_, _) => again::<ns::ServerCommand<'f>>(frame, dialect),
    };
    let expected = format!("{:?} {:?}", with.command, with.trailing);
    assert_eq!(read, expected, "tolerant: {} in {dialect}", quoted(frame.raw()));
}

fn again<'f, C: Command<'f> + Plain>(frame: &Frame<'f>, dialect: Dialect) -> String {
    match C::read_tolerant(frame, dialect) {
        Ok(Tolerant { command, trailing }) => format!("{command:?} {trailing:?}"),
        Err(error) => error.to_string(),
    }
}

/// What one dialect makes of a command, written in another.
#[track_caller]
pub fn translated(bytes: &[u8], from: Dialect, to: Dialect) {
    fn one<'a, C: Command<'a> + Parts + Plain>(
        bytes: &'a [u8],
        from: Dialect,
        to: Dialect,
        room: &'a mut Vec<u8>,
    ) {
        if let Ok(command) = C::parse_with(bytes, from) {
            command_value(command, to, room);
        }
    }
    one::<ns::ClientCommand<'_>>(bytes, from, to, &mut Vec::new());
    one::<ns::ServerCommand<'_>>(bytes, from, to, &mut Vec::new());
    one::<sb::ClientCommand<'_>>(bytes, from, to, &mut Vec::new());
    one::<sb::ServerCommand<'_>>(bytes, from, to, &mut Vec::new());
    one::<ft::Transfer<'_>>(bytes, from, to, &mut Vec::new());
}

/// All that holds for bytes as one record: it reads what the table reads that it is a row of.
#[track_caller]
pub fn record<'a, R, C>(input: &'a [u8], dialect: Dialect, room: &'a mut Vec<u8>)
where
    R: Wire<'a, Context = Dialect> + Plain,
    C: Command<'a> + From<R> + Plain,
{
    let whole = C::parse_with(input, dialect);
    match canonical::<R>(input, dialect, room) {
        Ok(record) => {
            length(&record);
            let whole =
                whole.unwrap_or_else(|error| panic!("record: {record:?} is not in its table: {error}"));
            assert_eq!(C::from(record), whole, "record: {} is read in two ways", quoted(input));
            assert_eq!(C::from(record).check(dialect), record.check(dialect));
        }
        // Another verb, or none, or the same refusal.
        Err(error) if error.part() == Part::VERB => {}
        Err(_) if matches!(input, [_, _, _, byte, ..] if !b" \r\n".contains(byte)) => assert!(whole.is_err()),
        Err(error) => assert_eq!(whole, Err(error), "record: {} is refused in two ways", quoted(input)),
    }
}

/// Every record by itself, beside the table that it is a row of.
#[track_caller]
pub fn records(bytes: &[u8], dialect: Dialect) {
    macro_rules! each {
        ($($table:ty: $($record:ty),*;)*) => {
            $($(record::<$record, $table>(bytes, dialect, &mut Vec::new());)*)*
        };
    }
    each! {
        ns::ClientCommand<'_>: ns::Ver<'_>, ns::Xfr<'_>, ns::Out;
        ns::ServerCommand<'_>: ns::VerReply<'_>, ns::XfrReply<'_>, ns::Rng<'_>, ns::MsgPush<'_>, ns::OutPush<'_>;
        sb::ClientCommand<'_>: sb::Usr<'_>, sb::Ans<'_>, sb::Cal<'_>, sb::Msg<'_>, sb::Out;
        sb::ServerCommand<'_>: sb::UsrReply<'_>, sb::AnsReply, sb::Iro<'_>, sb::CalReply<'_>, sb::Joi<'_>,
            sb::MsgPush<'_>, sb::Ack, sb::Nak, sb::Bye<'_>, sb::OutPush<'_>;
    }
}

/// All that holds for bytes as a command of any table.
#[track_caller]
pub fn commands(bytes: &[u8], dialect: Dialect) {
    _ = command::<ns::ClientCommand<'_>>(bytes, dialect, &mut Vec::new());
    _ = command::<ns::ServerCommand<'_>>(bytes, dialect, &mut Vec::new());
    _ = command::<sb::ClientCommand<'_>>(bytes, dialect, &mut Vec::new());
    _ = command::<sb::ServerCommand<'_>>(bytes, dialect, &mut Vec::new());
    _ = command::<ft::Transfer<'_>>(bytes, dialect, &mut Vec::new());
}
