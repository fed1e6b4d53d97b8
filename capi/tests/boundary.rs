//! What C may do to the interface: any bytes, any room, calls within calls, null where it is allowed.
#![allow(unsafe_code)]

use imwire_c::*;
use imwire_testkit::rows;
use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr::{null, null_mut};

const IPMSG: &str = include_str!("../../tests/vectors/ipmsg.txt");
const MSNP: &str = include_str!("../../tests/vectors/msnp.txt");

/// A field as it can be compared.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    id: String,
    bytes: Vec<u8>,
    number: u64,
    place: (usize, usize),
    error: imwire_error,
    depth: u8,
    kind: u8,
}

fn bytes(bytes: imwire_bytes) -> Vec<u8> {
    if bytes.data.is_null() {
        return Vec::new();
    }
    // SAFETY: the library gave it, and it is still good.
    unsafe { std::slice::from_raw_parts(bytes.data, bytes.len) }.to_vec()
}

fn text(text: imwire_bytes) -> String {
    String::from_utf8(bytes(text)).unwrap()
}

fn seen(field: &imwire_field) -> Seen {
    Seen {
        id: text(field.id),
        bytes: bytes(field.bytes),
        number: field.number,
        place: (field.start, field.end),
        error: field.error,
        depth: field.depth,
        kind: field.kind,
    }
}

/// What a visitor does: notes fields, and stops, passes over or calls again when it is told to.
struct Notes<'n> {
    seen: Vec<Seen>,
    stop_after: usize,
    answer: i32,
    again: Option<&'n mut dyn FnMut()>,
}

impl Notes<'_> {
    fn new() -> Self {
        Self { seen: Vec::new(), stop_after: usize::MAX, answer: IMWIRE_GO_ON, again: None }
    }
}

/// All kinds, by their names in the header, and which member of a field has the value. The README has the same table.
const KINDS: [(u8, &str, &str); 11] = [
    (IMWIRE_NUMBER, "IMWIRE_NUMBER", "number"),
    (IMWIRE_SIGNED, "IMWIRE_SIGNED", "number"),
    (IMWIRE_ENUM, "IMWIRE_ENUM", "number"),
    (IMWIRE_FLAGS, "IMWIRE_FLAGS", "number"),
    (IMWIRE_TEXT, "IMWIRE_TEXT", "bytes"),
    (IMWIRE_WORD, "IMWIRE_WORD", "bytes"),
    (IMWIRE_DATA, "IMWIRE_DATA", "bytes"),
    (IMWIRE_ENCODED, "IMWIRE_ENCODED", "bytes"),
    (IMWIRE_RECORD, "IMWIRE_RECORD", "neither"),
    (IMWIRE_LIST, "IMWIRE_LIST", "neither"),
    (IMWIRE_ERROR, "IMWIRE_ERROR", "error"),
];

/// The value is where the table says, and nowhere else.
fn is_where_it_belongs(field: &imwire_field) {
    let (_, name, place) = KINDS.into_iter().find(|(kind, ..)| *kind == field.kind).expect("a kind");
    assert!(place == "number" || field.number == 0, "{name}: {}", field.number);
    assert!(place == "bytes" || field.bytes.data.is_null() && field.bytes.len == 0, "{name}");
    assert_eq!(place == "error", field.error.kind != 0, "{name}");
    if field.kind == IMWIRE_ENUM || field.kind == IMWIRE_FLAGS {
        assert!(field.number <= u32::MAX.into(), "{}: {:#x}", text(field.id), field.number);
    }
}

#[test]
fn the_readme_says_where_values_are() {
    let rows = |text: &str| {
        let rows = text.lines().filter_map(|line| line.strip_prefix("| `IMWIRE_").map(str::to_owned));
        rows.collect::<Vec<_>>()
    };
    let rows = rows(include_str!("../README.md"));
    assert_eq!(rows.len(), KINDS.len());
    for (row, (_, name, place)) in rows.iter().zip(KINDS) {
        let place = if place == "neither" { "neither".to_owned() } else { format!("`{place}`") };
        let (first, last) = (row.split('`').next(), row.trim_end_matches(" |").rsplit("| ").next());
        assert_eq!((first, last), (name.strip_prefix("IMWIRE_"), Some(&place[..])), "{row}");
    }
}

unsafe extern "C" fn note(context: *mut c_void, field: *const imwire_field) -> i32 {
    // SAFETY: the tests give a `Notes`, and the library a field.
    let (notes, field) = unsafe { (&mut *context.cast::<Notes<'_>>(), &*field) };
    is_where_it_belongs(field);
    notes.seen.push(seen(field));
    if let Some(again) = &mut notes.again {
        again();
    }
    if notes.seen.len() > notes.stop_after { IMWIRE_STOP } else { notes.answer }
}

type Visit = unsafe extern "C" fn(*const u8, usize, imwire_visitor, *mut c_void, *mut imwire_error) -> i32;
type Fill =
    unsafe extern "C" fn(*const u8, usize, *mut imwire_field, usize, *mut usize, *mut imwire_error) -> i32;

fn visit(visit: Visit, input: &[u8], notes: &mut Notes<'_>) -> (i32, imwire_error) {
    let mut error = imwire_error::default();
    let context = std::ptr::from_mut(notes).cast();
    // SAFETY: all are good.
    let status = unsafe { visit(input.as_ptr(), input.len(), Some(note), context, &mut error) };
    (status, error)
}

fn empty() -> imwire_field {
    imwire_field {
        row: null(),
        id: imwire_bytes { data: null(), len: 0 },
        name: imwire_bytes { data: null(), len: 0 },
        bytes: imwire_bytes { data: null(), len: 0 },
        number: 0xfeed,
        start: 0,
        end: 0,
        error: imwire_error::default(),
        depth: 99,
        kind: 99,
        show: 0,
        derived: 0,
    }
}

/// Both forms of a function over an input: they agree, places are in the input, no array is overrun.
#[track_caller]
fn both(visitor: Visit, filler: Fill, input: &[u8]) -> usize {
    let mut notes = Notes::new();
    let (status, error) = visit(visitor, input, &mut notes);
    let mut fields = vec![empty(); notes.seen.len() + 2];
    for room in [0, 1, notes.seen.len() / 2, notes.seen.len(), notes.seen.len() + 1] {
        fields.fill(empty());
        let (mut count, mut again) = (usize::MAX, imwire_error::default());
        // SAFETY: there is room for one more than is said.
        let filled =
            unsafe { filler(input.as_ptr(), input.len(), fields.as_mut_ptr(), room, &mut count, &mut again) };
        assert_eq!((filled, again, count), (status, error, notes.seen.len()));
        for (index, field) in fields.iter().enumerate() {
            if index >= room.min(count) {
                assert_eq!((field.depth, field.number), (99, 0xfeed), "overrun at {index} of {room}");
                continue;
            }
            is_where_it_belongs(field);
            let (found, expected) = (seen(field), &notes.seen[index]);
            assert_eq!(found.id, expected.id);
            assert_eq!(
                (found.number, found.place, found.error),
                (expected.number, expected.place, expected.error)
            );
            assert_eq!((found.depth, found.kind), (expected.depth, expected.kind));
            if field.start != IMWIRE_NOWHERE {
                assert!(field.start <= field.end && field.end <= input.len(), "{found:?}");
            }
            if !field.bytes.data.is_null() {
                let at = field.bytes.data.addr().wrapping_sub(input.as_ptr().addr());
                assert!(at.saturating_add(field.bytes.len) <= input.len(), "{found:?} is not in the input");
            }
        }
    }
    // Stopped after each field, there are no more.
    for stop_after in 0..notes.seen.len() {
        let mut stopped = Notes { stop_after, ..Notes::new() };
        let (status, _) = visit(visitor, input, &mut stopped);
        assert_eq!(stopped.seen, notes.seen[..=stop_after]);
        assert!(status == IMWIRE_STOPPED || status == IMWIRE_MALFORMED);
    }
    let mut flat = Notes { answer: IMWIRE_PASS_OVER, ..Notes::new() };
    visit(visitor, input, &mut flat);
    assert!(flat.seen.iter().all(|field| field.depth == 0));
    notes.seen.len()
}

/// The input, everything that it begins with, and with each byte changed.
fn variants(input: &[u8], each: &mut dyn FnMut(&[u8])) {
    each(input);
    let step = (input.len() / 24).max(1);
    for at in (0..input.len()).step_by(step) {
        each(&input[..at]);
        for byte in [0, b':', b'\r', 0xff, input[at].wrapping_add(1)] {
            let mut changed = input.to_vec();
            changed[at] = byte;
            each(&changed);
        }
    }
}

#[test]
fn ipmsg() {
    let mut fields = 0;
    for row in rows::ipmsg(IPMSG) {
        both(imwire_ipmsg_visit, imwire_ipmsg_fields, &row.bytes);
        if row.row % 8 == 0 {
            variants(&row.bytes, &mut |input| fields += both(imwire_ipmsg_visit, imwire_ipmsg_fields, input));
        }
    }
    assert!(fields > 10_000, "{fields}");
}

#[test]
fn contents() {
    for message in [
        &b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nX-MMS-IM-Format: FN=Arial; EF=B\r\n\r\nhi"[..],
        b"MIME-Version: 1.0\r\nContent-Type: text/x-msnmsgr-datacast\r\n\r\nID: 1\r\n",
        b"Content-Type: a/b\r\n\r\n",
    ] {
        variants(message, &mut |input| _ = both(imwire_content_visit, imwire_content_fields, input));
    }
}

fn session(link: u8, dialect: u8) -> imwire_session {
    let mut session = imwire_session { words: [MaybeUninit::new(0); IMWIRE_SESSION_WORDS] };
    // SAFETY: it is good for writing.
    assert_eq!(unsafe { imwire_session_init(&mut session, link, dialect, 0) }, IMWIRE_OK);
    session
}

fn saved(session: &imwire_session) -> u64 {
    let mut bits = 0;
    // SAFETY: all are good.
    assert_eq!(unsafe { imwire_session_save(session, &mut bits) }, IMWIRE_OK);
    bits
}

fn next(
    session: &mut imwire_session,
    role: u8,
    input: &[u8],
    notes: &mut Notes<'_>,
) -> (i32, imwire_frame, imwire_error) {
    let (mut frame, mut error) = (imwire_frame::default(), imwire_error::default());
    let context = std::ptr::from_mut(notes).cast();
    let status = unsafe {
        // SAFETY: all are good.
        imwire_msnp_visit(
            session,
            role,
            input.as_ptr(),
            input.len(),
            &mut frame,
            Some(note),
            context,
            &mut error,
        )
    };
    (status, frame, error)
}

#[test]
fn a_conversation() {
    let mut known = session(IMWIRE_LINK_UNKNOWN, IMWIRE_DIALECT_UNKNOWN);
    let mut notes = Notes::new();
    let (status, frame, _) =
        next(&mut known, IMWIRE_ROLE_CLIENT, b"VER 1 MSNP10 MSNP9 CVR0\r\nCV", &mut notes);
    assert_eq!((status, frame.len, frame.link), (IMWIRE_OK, 25, IMWIRE_LINK_NOTIFICATION));
    let (status, ..) = next(&mut known, IMWIRE_ROLE_SERVER, b"VER 1 MSNP10\r\n", &mut notes);
    let before = notes.seen.len();
    assert_eq!((status, notes.seen[before - 1].bytes.as_slice()), (IMWIRE_OK, &b"MSNP10"[..]));
    let (status, frame, error) = next(&mut known, IMWIRE_ROLE_SERVER, b"CHL x\r\n", &mut notes);
    assert_eq!((status, frame.dialect, error.kind != 0, notes.seen.len()), (IMWIRE_OK, 10, true, before));
    let (status, frame, _) = next(&mut known, IMWIRE_ROLE_CLIENT, b"MSG 1 N 4\r\nPI", &mut notes);
    assert_eq!((status, frame.needed), (IMWIRE_MORE, 2));
    let (status, frame, _) = next(&mut known, IMWIRE_ROLE_CLIENT, b"MSG 1 N 4\r\nPING", &mut notes);
    assert_eq!((status, frame.len, frame.line, frame.line_len), (IMWIRE_OK, 15, 0, 9));
    assert_eq!((frame.has_payload, frame.payload, frame.payload_len), (1, 11, 4));
    let bits = saved(&known);
    let (status, _, error) = next(&mut known, IMWIRE_ROLE_CLIENT, b"hello\r\n", &mut notes);
    assert_eq!((status, error.at), (IMWIRE_MALFORMED, 0));
    assert_eq!(next(&mut known, IMWIRE_ROLE_CLIENT, b"PNG\r\n", &mut notes).0, IMWIRE_MALFORMED);
    // SAFETY: it is good.
    assert_eq!(unsafe { imwire_session_reset(&mut known, IMWIRE_ROLE_CLIENT) }, IMWIRE_OK);
    assert_eq!(next(&mut known, IMWIRE_ROLE_CLIENT, b"PNG\r\n", &mut notes).0, IMWIRE_OK);
    let mut other = session(IMWIRE_LINK_UNKNOWN, IMWIRE_DIALECT_UNKNOWN);
    // SAFETY: it is good.
    assert_eq!(unsafe { imwire_session_restore(&mut other, bits) }, IMWIRE_OK);
    assert_eq!(saved(&other), bits);
    // SAFETY: it is good.
    assert_eq!(unsafe { imwire_session_limit(&mut other, 3, 10) }, IMWIRE_OK);
    assert_eq!(next(&mut other, IMWIRE_ROLE_SERVER, b"QNG 50\r\n", &mut notes).0, IMWIRE_MALFORMED);
}

/// Every row, with the forms compared, arrays of every room, and the session copied.
#[test]
fn msnp() {
    for row in rows::msnp(MSNP) {
        let link = match row.link {
            imwire::msnp::Link::Switchboard => IMWIRE_LINK_SWITCHBOARD,
            imwire::msnp::Link::FileTransfer => IMWIRE_LINK_FILE_TRANSFER,
            _ => IMWIRE_LINK_NOTIFICATION,
        };
        let role = u8::from(row.sender == imwire::msnp::Role::Server);
        let fresh = session(link, row.dialect.number());
        let mut each = |input: &[u8]| {
            let (mut first, mut notes) = (fresh, Notes::new());
            let (status, frame, error) = next(&mut first, role, input, &mut notes);
            assert!(frame.len <= input.len() && frame.line + frame.line_len <= frame.len);
            assert!(frame.payload + frame.payload_len <= frame.len);
            for room in 0..=notes.seen.len() {
                let mut fields = vec![empty(); room + 1];
                let (mut second, mut count, mut again) = (fresh, 0, imwire_error::default());
                let mut cut = imwire_frame::default();
                let filled = unsafe {
                    // SAFETY: there is room for one more than is said.
                    imwire_msnp_fields(
                        &mut second,
                        role,
                        input.as_ptr(),
                        input.len(),
                        &mut cut,
                        fields.as_mut_ptr(),
                        room,
                        &mut count,
                        &mut again,
                    )
                };
                assert_eq!((filled, cut.len, again, count), (status, frame.len, error, notes.seen.len()));
                assert_eq!(saved(&second), saved(&first));
                assert_eq!(fields[room].depth, 99);
                for (field, expected) in fields.iter().zip(&notes.seen).take(room) {
                    assert_eq!(&seen(field), expected);
                }
            }
        };
        each(&row.bytes);
        if row.row % 16 == 0 {
            variants(&row.bytes, &mut each);
        }
    }
}

/// A visitor that reads on in the same session, and other inputs with it.
#[test]
fn calls_within_calls() {
    let input = b"CAL 2 RINGING 17220274\r\nJOI bob@example.com Bob\r\n";
    let mut room = session(IMWIRE_LINK_SWITCHBOARD, 8);
    let shared = &raw mut room;
    let mut inner = Vec::new();
    let mut again = || {
        let mut notes = Notes::new();
        // SAFETY: the library holds no reference to the session while the visitor runs.
        let (status, frame, _) = next(unsafe { &mut *shared }, IMWIRE_ROLE_SERVER, &input[24..], &mut notes);
        inner.push((status, frame.len, notes.seen.len()));
        assert_eq!(visit(imwire_ipmsg_visit, b"1:1:u:h:32:hi", &mut Notes::new()).0, IMWIRE_OK);
    };
    let mut notes = Notes { again: Some(&mut again), ..Notes::new() };
    let (mut frame, mut error) = (imwire_frame::default(), imwire_error::default());
    let status = unsafe {
        // SAFETY: all are good.
        let context = std::ptr::from_mut(&mut notes).cast();
        imwire_msnp_visit(shared, 1, input.as_ptr(), input.len(), &mut frame, Some(note), context, &mut error)
    };
    assert_eq!((status, frame.len, notes.seen.len()), (IMWIRE_OK, 24, 2));
    assert_eq!(inner, [(IMWIRE_OK, 25, 2); 2]);
}

#[test]
fn null_and_nonsense() {
    let mut zeroed = imwire_session { words: [MaybeUninit::new(0); IMWIRE_SESSION_WORDS] };
    let mut notes = Notes::new();
    assert_eq!(next(&mut zeroed, 0, b"PNG\r\n", &mut notes).0, IMWIRE_ARGUMENT);
    let mut known = session(0, 255);
    assert_eq!(next(&mut known, 2, b"PNG\r\n", &mut notes).0, IMWIRE_ARGUMENT);
    unsafe {
        // SAFETY: null is allowed, or refused, everywhere here.
        assert_eq!(imwire_session_init(null_mut(), 0, 0, 0), IMWIRE_ARGUMENT);
        assert_eq!(imwire_session_init(&mut known, 4, 0, 0), IMWIRE_ARGUMENT);
        assert_eq!(imwire_session_save(null(), null_mut()), IMWIRE_ARGUMENT);
        assert_eq!(imwire_session_reset(&mut known, 9), IMWIRE_ARGUMENT);
        assert_eq!(imwire_ipmsg_visit(null(), 5, Some(note), null_mut(), null_mut()), IMWIRE_ARGUMENT);
        assert_eq!(
            imwire_ipmsg_visit(b"x".as_ptr(), usize::MAX, Some(note), null_mut(), null_mut()),
            IMWIRE_ARGUMENT
        );
        assert_eq!(imwire_ipmsg_visit(b"x".as_ptr(), 1, None, null_mut(), null_mut()), IMWIRE_ARGUMENT);
        assert_eq!(imwire_ipmsg_fields(null(), 0, null_mut(), 0, null_mut(), null_mut()), IMWIRE_MALFORMED);
        assert_eq!(imwire_ipmsg_fields(null(), 0, null_mut(), 1, null_mut(), null_mut()), IMWIRE_ARGUMENT);
        let png = b"PNG\r\n";
        let (data, len) = (png.as_ptr(), png.len());
        let status = imwire_msnp_visit(&mut known, 0, data, len, null_mut(), None, null_mut(), null_mut());
        assert_eq!(status, IMWIRE_OK);
        assert_eq!(imwire_record_get(null(), null_mut()), IMWIRE_ARGUMENT);
        assert_eq!(imwire_record_field(null(), 0, null_mut()), IMWIRE_ARGUMENT);
        assert_eq!(imwire_field_get(null(), null_mut()), IMWIRE_ARGUMENT);
        assert_eq!(imwire_name(null(), 0, null_mut()), IMWIRE_ARGUMENT);
        assert_eq!(imwire_error_text(null(), null_mut(), 0), 0);
        assert_eq!(imwire_decode(0, null(), 0, null_mut(), 0, null_mut()), IMWIRE_ARGUMENT);
        assert_eq!(imwire_decode(IMWIRE_HEX, null(), 0, null_mut(), 0, null_mut()), IMWIRE_OK);
        assert_eq!(imwire_decode(IMWIRE_HEX, b"00".as_ptr(), 2, null_mut(), 1, null_mut()), IMWIRE_ARGUMENT);
    }
}

#[test]
fn texts() {
    let (_, error) = visit(imwire_ipmsg_visit, b"1:abc:u:h:32:x", &mut Notes::new());
    let expected = b"packet number: not a decimal number at byte 2";
    for room in 0..expected.len() + 3 {
        let mut buffer = vec![b'#'; room + 1];
        // SAFETY: there is one byte more than is said.
        let len = unsafe { imwire_error_text(&error, buffer.as_mut_ptr().cast(), room) };
        assert_eq!((len, buffer[room]), (expected.len(), b'#'));
        if let Some(written) = room.checked_sub(1).map(|most| most.min(len)) {
            assert_eq!((&buffer[..written], buffer[written]), (&expected[..written], 0));
        }
    }
    assert_eq!(text(imwire_kind_text(error.kind)), "not a decimal number");
    assert_eq!(text(imwire_part_name(error.part)), "packet number");
    assert!(imwire_kind_text(0).data.is_null() && imwire_part_name(u16::MAX).data.is_null());
    for room in 0..5 {
        let (mut out, mut count) = ([b'#'; 5], 0);
        // SAFETY: there is one byte more than is said.
        let status = unsafe {
            imwire_decode(IMWIRE_PERCENT, b"a%20b".as_ptr(), 5, out.as_mut_ptr(), room, &mut count)
        };
        assert_eq!((status, count), (IMWIRE_OK, 3));
        let written = room.min(3);
        assert_eq!(out[..written], b"a b"[..written]);
        assert_eq!(out[written], b'#');
    }
}

/// Every record and field is reached, and flags have their names.
#[test]
fn the_table() {
    let (mut waiting, mut ids) = (Vec::new(), std::collections::BTreeSet::new());
    waiting.extend((0_usize..).map(|number| imwire_record(number)).take_while(|record| !record.is_null()));
    assert!(waiting.len() > 100, "{}", waiting.len());
    let mut names = 0;
    while let Some(record) = waiting.pop() {
        let mut info = MaybeUninit::<imwire_record_info>::uninit();
        // SAFETY: the library gave the record.
        let info = unsafe {
            assert_eq!(imwire_record_get(record, info.as_mut_ptr()), IMWIRE_OK);
            info.assume_init()
        };
        for number in 0..=info.fields {
            let mut field = MaybeUninit::<imwire_field_info>::uninit();
            // SAFETY: the library gave the record.
            let status = unsafe { imwire_record_field(record, number, field.as_mut_ptr()) };
            assert_eq!(status == IMWIRE_OK, number < info.fields);
            if number == info.fields {
                continue;
            }
            // SAFETY: it was written.
            let field = unsafe { field.assume_init() };
            let new = ids.insert(text(field.id));
            if !field.item.is_null() {
                let mut item = MaybeUninit::<imwire_field_info>::uninit();
                // SAFETY: the library gave the row.
                assert_eq!(unsafe { imwire_field_get(field.item, item.as_mut_ptr()) }, IMWIRE_OK);
                // SAFETY: it was written.
                ids.insert(text(unsafe { item.assume_init() }.id));
            }
            if new && !field.record.is_null() {
                waiting.push(field.record);
            }
            // SAFETY: the library gave the row.
            names += (0_usize..)
                .take_while(|&name| unsafe { imwire_name(field.row, name, null_mut()) } == IMWIRE_OK)
                .count();
        }
    }
    for id in ["ipmsg.packet.user", "ipmsg.attachment.name", "msnp.cal.session_id", "msnp.plain_text.body"] {
        assert!(ids.contains(id), "{id}");
    }
    assert!(ids.len() > 500 && names > 500, "{} fields, {names} names", ids.len());
}
