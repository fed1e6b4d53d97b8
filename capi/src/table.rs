//! The field table: what is known of every field before anything is read.

use super::{IMWIRE_ARGUMENT, IMWIRE_OK, give, imwire_bytes, text};
use core::ffi::c_void;
use core::ptr;
use imwire::fields::{Field, Kind, Record, Show, records};

/// A number without a sign, in number.
pub const IMWIRE_NUMBER: u8 = 1;
/// A number with a sign: its 64 bits are in number.
pub const IMWIRE_SIGNED: u8 = 2;
/// A number of at most 32 bits, in number; imwire_name says which values have names.
pub const IMWIRE_ENUM: u8 = 3;
/// A number of at most 32 bits, in number, whose bits have names: see imwire_name.
pub const IMWIRE_FLAGS: u8 = 4;
/// Text in bytes. Which charset it is in, only the whole packet can say.
pub const IMWIRE_TEXT: u8 = 5;
/// Text in bytes, one of a set of words: see imwire_name.
pub const IMWIRE_WORD: u8 = 6;
/// Data in bytes.
pub const IMWIRE_DATA: u8 = 7;
/// Encoded text or data, in bytes as it is on the wire; imwire_decode undoes the coding in show.
pub const IMWIRE_ENCODED: u8 = 8;
/// Fields of its own, which follow one level deeper; nothing in number and bytes.
pub const IMWIRE_RECORD: u8 = 9;
/// Items, which follow one level deeper; nothing in number and bytes.
pub const IMWIRE_LIST: u8 = 10;
/// It cannot be read: error says why; nothing in number and bytes.
pub const IMWIRE_ERROR: u8 = 11;

/// Shown in decimal.
pub const IMWIRE_SHOW_DECIMAL: u8 = 0;
/// Shown in hexadecimal.
pub const IMWIRE_SHOW_HEX: u8 = 1;
/// Shown as a time: seconds since the start of 1970, UTC.
pub const IMWIRE_SHOW_TIME: u8 = 2;
/// Shown as yes (1) or no (0).
pub const IMWIRE_SHOW_BOOL: u8 = 3;

/// A row of the table for a field.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct imwire_field_info {
    /// The row: to compare, and for imwire_name.
    pub row: *const c_void,
    /// Its path, such as "ipmsg.packet.user".
    pub id: imwire_bytes,
    /// The last part of the path.
    pub name: imwire_bytes,
    /// The word on the wire that chooses it, if it is one of several forms.
    pub tag: imwire_bytes,
    /// The record of its fields (IMWIRE_RECORD) or of the items (IMWIRE_LIST); null if there is none.
    pub record: *const c_void,
    /// The row of its items (IMWIRE_LIST), for imwire_field_get; null if there are none.
    pub item: *const c_void,
    /// What it holds: IMWIRE_NUMBER to IMWIRE_LIST.
    pub kind: u8,
    /// How a number is shown (IMWIRE_SHOW_HEX) or how bytes are encoded (IMWIRE_BASE64).
    pub show: u8,
    /// 1: it is not on the wire as such, but follows from other fields.
    pub derived: u8,
}

/// A record of the table.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct imwire_record_info {
    /// Protocol and record, such as "ipmsg.packet".
    pub id: imwire_bytes,
    /// The name of its type, such as "Packet".
    pub name: imwire_bytes,
    /// How many fields it has.
    pub fields: usize,
    /// 1: just one of its fields is there.
    pub choice: u8,
}

/// The name of a number, of bits or of a word.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct imwire_name_info {
    /// The number, or the bits that have to be set.
    pub value: u64,
    /// The word on the wire.
    pub word: imwire_bytes,
    /// The name, such as "SENDCHECK".
    pub name: imwire_bytes,
}

pub(crate) fn row_of(field: &'static Field) -> *const c_void {
    ptr::from_ref(field).cast()
}

/// Kind and show of a row.
pub(crate) fn kind_of(field: &Field) -> (u8, u8) {
    match field.kind {
        Kind::Number(show) => (
            IMWIRE_NUMBER,
            match show {
                Show::Hex => IMWIRE_SHOW_HEX,
                Show::Time => IMWIRE_SHOW_TIME,
                Show::Bool => IMWIRE_SHOW_BOOL,
                _ => IMWIRE_SHOW_DECIMAL,
            },
        ),
        Kind::Enum(_) => (IMWIRE_ENUM, 0),
        Kind::Flags(_) => (IMWIRE_FLAGS, IMWIRE_SHOW_HEX),
        Kind::Word(_) => (IMWIRE_WORD, 0),
        Kind::Text => (IMWIRE_TEXT, 0),
        Kind::Encoded(coding) => (IMWIRE_ENCODED, text::code_of(coding)),
        Kind::Record(_) => (IMWIRE_RECORD, 0),
        Kind::List(_) => (IMWIRE_LIST, 0),
        _ => (IMWIRE_DATA, 0),
    }
}

fn info_of(field: &'static Field) -> imwire_field_info {
    let record = match field.kind {
        Kind::Record(record) | Kind::List(&Field { kind: Kind::Record(record), .. }) => {
            ptr::from_ref(record).cast()
        }
        _ => ptr::null(),
    };
    let item = match field.kind {
        Kind::List(item) => row_of(item),
        _ => ptr::null(),
    };
    let (kind, show) = kind_of(field);
    imwire_field_info {
        row: row_of(field),
        id: imwire_bytes::of(field.id.as_bytes()),
        name: imwire_bytes::of(field.name().as_bytes()),
        tag: field.tag.map_or(imwire_bytes::NONE, |tag| imwire_bytes::of(tag.as_bytes())),
        record,
        item,
        kind,
        show,
        derived: u8::from(field.derived),
    }
}

/// A record that can be read by itself, by its number from 0; null after the last. All others are reached from these
/// by imwire_record_field.
#[unsafe(no_mangle)]
pub extern "C" fn imwire_record(number: usize) -> *const c_void {
    records().nth(number).map_or(ptr::null(), |record| ptr::from_ref(record).cast())
}

/// What a record is.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_record_get(record: *const c_void, info: *mut imwire_record_info) -> i32 {
    // SAFETY: the caller promises that it is null or came from this library, where all are `&'static Record`.
    let Some(record) = (unsafe { record.cast::<Record>().as_ref() }) else { return IMWIRE_ARGUMENT };
    let found = imwire_record_info {
        id: imwire_bytes::of(record.id.as_bytes()),
        name: imwire_bytes::of(record.name.as_bytes()),
        fields: record.fields.len(),
        choice: u8::from(record.choice),
    };
    // SAFETY: the caller promises that it is null or good for writing.
    unsafe { give(info, found) };
    IMWIRE_OK
}

/// A field of a record, by its number from 0. Not IMWIRE_OK: there is no such field.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_record_field(
    record: *const c_void,
    number: usize,
    info: *mut imwire_field_info,
) -> i32 {
    // SAFETY: the caller promises that it is null or came from this library, where all are `&'static Record`.
    let Some(record) = (unsafe { record.cast::<Record>().as_ref::<'static>() }) else {
        return IMWIRE_ARGUMENT;
    };
    let Some(field) = record.fields.get(number) else { return IMWIRE_ARGUMENT };
    // SAFETY: the caller promises that it is null or good for writing.
    unsafe { give(info, info_of(field)) };
    IMWIRE_OK
}

/// What a row is.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_field_get(row: *const c_void, info: *mut imwire_field_info) -> i32 {
    // SAFETY: the caller promises that it is null or came from this library, where all are `&'static Field`.
    let Some(field) = (unsafe { row.cast::<Field>().as_ref::<'static>() }) else { return IMWIRE_ARGUMENT };
    // SAFETY: the caller promises that it is null or good for writing.
    unsafe { give(info, info_of(field)) };
    IMWIRE_OK
}

/// The name of a value, of bits or of a word of a field, by its number from 0. Not IMWIRE_OK: there is no such name.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_name(row: *const c_void, number: usize, info: *mut imwire_name_info) -> i32 {
    // SAFETY: the caller promises that it is null or came from this library, where all are `&'static Field`.
    let Some(field) = (unsafe { row.cast::<Field>().as_ref::<'static>() }) else { return IMWIRE_ARGUMENT };
    let found = match field.kind {
        Kind::Enum(names) | Kind::Flags(names) => names.get(number).map(|name| imwire_name_info {
            value: name.value,
            word: imwire_bytes::NONE,
            name: imwire_bytes::of(name.name.as_bytes()),
        }),
        Kind::Word(words) => words.get(number).map(|word| imwire_name_info {
            value: 0,
            word: imwire_bytes::of(word.word),
            name: imwire_bytes::of(word.name.as_bytes()),
        }),
        _ => None,
    };
    let Some(found) = found else { return IMWIRE_ARGUMENT };
    // SAFETY: the caller promises that it is null or good for writing.
    unsafe { give(info, found) };
    IMWIRE_OK
}
