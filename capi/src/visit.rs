//! Fields of packets and payloads: to a function that is called for each, or into an array.

use super::{
    IMWIRE_ARGUMENT, IMWIRE_DATA, IMWIRE_ENCODED, IMWIRE_ERROR, IMWIRE_LIST, IMWIRE_MALFORMED, IMWIRE_OK,
    IMWIRE_RECORD, IMWIRE_SIGNED, IMWIRE_STOPPED, give, imwire_bytes, imwire_error, input, kind_of, row_of,
};
use core::ffi::c_void;
use imwire::fields::{Field, Tree, TreeVisitor, Value, Walk as _, range, walk_tree};
use imwire::ipmsg::{Packet, dict::Dictionary};
use imwire::msnp::payload::Content;
use imwire::{Error, ErrorKind, Wire as _};

/// start and end of a field whose place is not known.
pub const IMWIRE_NOWHERE: usize = usize::MAX;

/// What a visitor returns: go on with the next field.
pub const IMWIRE_GO_ON: i32 = 0;
/// What a visitor returns: go on, but pass over what is inside this one.
pub const IMWIRE_PASS_OVER: i32 = 1;
/// What a visitor returns: no more fields.
pub const IMWIRE_STOP: i32 = 2;

/// A field of a value. A record or list is a field, and those inside it follow, one level deeper.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct imwire_field {
    /// Its row in the table.
    pub row: *const c_void,
    /// Its path, such as "ipmsg.packet.user".
    pub id: imwire_bytes,
    /// The last part of the path.
    pub name: imwire_bytes,
    /// Text, data or encoded bytes (IMWIRE_TEXT, IMWIRE_WORD, IMWIRE_DATA, IMWIRE_ENCODED); of other kinds null. In an
    /// array they are a part of the input; for a visitor they may end with its call.
    pub bytes: imwire_bytes,
    /// The number (IMWIRE_NUMBER, IMWIRE_SIGNED, IMWIRE_ENUM, IMWIRE_FLAGS); of other kinds 0.
    pub number: u64,
    /// The place of the first byte that it was read from, counted from the start of the input, or IMWIRE_NOWHERE.
    pub start: usize,
    /// The place after the last.
    pub end: usize,
    /// Why it cannot be read (IMWIRE_ERROR).
    pub error: imwire_error,
    /// How deep it is: 0 for those of the value itself.
    pub depth: u8,
    /// What it holds: IMWIRE_NUMBER to IMWIRE_ERROR.
    pub kind: u8,
    /// How a number is shown (IMWIRE_SHOW_HEX) or how bytes are encoded (IMWIRE_BASE64).
    pub show: u8,
    /// 1: it is not on the wire as such, but follows from other fields.
    pub derived: u8,
}

/// Called for each field, with the context that was given. The field is good until it returns IMWIRE_GO_ON,
/// IMWIRE_PASS_OVER or IMWIRE_STOP. It may call every function of this library.
pub type imwire_visitor =
    Option<unsafe extern "C" fn(context: *mut c_void, field: *const imwire_field) -> i32>;

/// Who takes fields.
pub(crate) trait Taker {
    /// Whether bytes have to be a part of the input.
    const KEEPS: bool;

    fn take(&mut self, field: &imwire_field) -> i32;
}

/// A function of the caller.
pub(crate) struct Caller {
    pub(crate) visitor: unsafe extern "C" fn(*mut c_void, *const imwire_field) -> i32,
    pub(crate) context: *mut c_void,
}

impl Taker for Caller {
    const KEEPS: bool = false;

    fn take(&mut self, field: &imwire_field) -> i32 {
        // SAFETY: the caller gave a function of this type, and the context that goes with it.
        unsafe { (self.visitor)(self.context, field) }
    }
}

/// An array of the caller.
pub(crate) struct Array {
    fields: *mut imwire_field,
    room: usize,
    pub(crate) count: usize,
}

impl Array {
    /// `None` if there should be room and is none.
    ///
    /// # Safety
    /// It is null, or good for writing so many fields for as long as this lives.
    pub(crate) unsafe fn new(fields: *mut imwire_field, room: usize) -> Option<Self> {
        (room == 0 || !fields.is_null()).then_some(Self { fields, room, count: 0 })
    }
}

impl Taker for Array {
    const KEEPS: bool = true;

    fn take(&mut self, field: &imwire_field) -> i32 {
        if self.count < self.room {
            // SAFETY: `new` was promised `room` fields, and `count` is below that.
            unsafe { self.fields.add(self.count).write(*field) };
        }
        self.count = self.count.saturating_add(1);
        IMWIRE_GO_ON
    }
}

/// Hands a tree of fields to who takes them.
pub(crate) struct Out<'i, 't, T> {
    input: &'i [u8],
    taker: &'t mut T,
    depth: u8,
    pub(crate) stopped: bool,
}

impl<'i, 't, T: Taker> Out<'i, 't, T> {
    pub(crate) fn new(input: &'i [u8], taker: &'t mut T) -> Self {
        Self { input, taker, depth: 0, stopped: false }
    }

    /// Whether what is inside is wanted.
    fn take(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) -> bool {
        if self.stopped {
            return false;
        }
        let (kind, show) = kind_of(field);
        let (mut kind, mut show, mut number, mut error) = (kind, show, 0, imwire_error::default());
        let mut bytes = None;
        match value {
            Value::Number(value) => number = value,
            Value::Signed(value) => (kind, number) = (IMWIRE_SIGNED, u64::from_ne_bytes(value.to_ne_bytes())),
            Value::Text(text) => bytes = Some(text),
            Value::Bytes(data) => (kind, show, bytes) = (IMWIRE_DATA, 0, Some(data)),
            Value::Encoded(encoded) => (kind, bytes) = (IMWIRE_ENCODED, Some(encoded)),
            Value::Record(_) => kind = IMWIRE_RECORD,
            Value::List(_) => kind = IMWIRE_LIST,
            Value::Error(why) => (kind, error) = (IMWIRE_ERROR, why.into()),
            _ => return false,
        }
        let inside = |part: &&[u8]| range(self.input, part).is_some();
        let at = at.or(bytes.filter(|bytes| !bytes.is_empty())).filter(inside);
        let bytes = match bytes {
            // A copy of what is on the wire: there it stays.
            Some(bytes) if !inside(&bytes) && (T::KEEPS || at == Some(bytes)) => at,
            bytes => bytes,
        };
        let place = at.and_then(|at| range(self.input, at));
        let field = imwire_field {
            row: row_of(field),
            id: imwire_bytes::of(field.id.as_bytes()),
            name: imwire_bytes::of(field.name().as_bytes()),
            bytes: bytes.map_or(imwire_bytes::NONE, imwire_bytes::of),
            number,
            start: place.as_ref().map_or(IMWIRE_NOWHERE, |place| place.start),
            end: place.map_or(IMWIRE_NOWHERE, |place| place.end),
            error,
            depth: self.depth,
            kind,
            show,
            derived: u8::from(field.derived),
        };
        match self.taker.take(&field) {
            IMWIRE_GO_ON => true,
            IMWIRE_PASS_OVER => false,
            _ => {
                self.stopped = true;
                false
            }
        }
    }
}

impl<T: Taker> TreeVisitor for Out<'_, '_, T> {
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        self.take(field, value, at);
    }

    fn enter(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) -> bool {
        let wanted = self.take(field, value, at);
        self.depth = self.depth.saturating_add(u8::from(wanted));
        wanted
    }

    fn leave(&mut self, _: &'static Field) {
        self.depth = self.depth.saturating_sub(1);
    }
}

/// What a walk came to.
///
/// # Safety
/// `error` is null or good for writing.
unsafe fn outcome(result: Result<(), Error>, stopped: bool, error: *mut imwire_error) -> i32 {
    let found = result.err().map(imwire_error::from);
    // SAFETY: the caller promises that it is null or good for writing.
    unsafe { give(error, found.unwrap_or_default()) };
    match found {
        Some(_) => IMWIRE_MALFORMED,
        None if stopped => IMWIRE_STOPPED,
        None => IMWIRE_OK,
    }
}

fn ipmsg<T: Taker>(bytes: &[u8], out: &mut Out<'_, '_, T>) -> Result<(), Error> {
    match Packet::walk(bytes, (), &mut Tree::new(out)) {
        Err(error) if error.kind() == ErrorKind::Dictionary => {
            Dictionary::walk(bytes, (), &mut Tree::new(out))
        }
        result => result,
    }
}

fn content<T: Taker>(bytes: &[u8], out: &mut Out<'_, '_, T>) -> Result<(), Error> {
    walk_tree(&Content::parse(bytes)?, out);
    Ok(())
}

/// # Safety
/// All pointers are null or good for what they point to.
unsafe fn visit(
    (data, len): (*const u8, usize),
    visitor: imwire_visitor,
    context: *mut c_void,
    error: *mut imwire_error,
    walk: fn(&[u8], &mut Out<'_, '_, Caller>) -> Result<(), Error>,
) -> i32 {
    // SAFETY: the caller promises that it is null or good for reading `len` bytes.
    let (Some(bytes), Some(visitor)) = (unsafe { input(data, len) }, visitor) else { return IMWIRE_ARGUMENT };
    let mut caller = Caller { visitor, context };
    let mut out = Out::new(bytes, &mut caller);
    let result = walk(bytes, &mut out);
    // SAFETY: the caller promises that it is null or good for writing.
    unsafe { outcome(result, out.stopped, error) }
}

/// # Safety
/// All pointers are null or good for what they point to.
unsafe fn fill(
    (data, len): (*const u8, usize),
    (fields, room): (*mut imwire_field, usize),
    count: *mut usize,
    error: *mut imwire_error,
    walk: fn(&[u8], &mut Out<'_, '_, Array>) -> Result<(), Error>,
) -> i32 {
    // SAFETY: the caller promises that it is null or good for reading `len` bytes.
    let Some(bytes) = (unsafe { input(data, len) }) else { return IMWIRE_ARGUMENT };
    // SAFETY: the caller promises that it is null or good for writing `room` fields.
    let Some(mut array) = (unsafe { Array::new(fields, room) }) else { return IMWIRE_ARGUMENT };
    let result = walk(bytes, &mut Out::new(bytes, &mut array));
    // SAFETY: the caller promises that both are null or good for writing.
    unsafe {
        give(count, array.count);
        outcome(result, false, error)
    }
}

/// Reads a datagram of IPMsg, in colon form or as a dictionary (IP2), and shows its fields to the visitor. A body that
/// cannot be read is a field of kind IMWIRE_ERROR.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_ipmsg_visit(
    data: *const u8,
    len: usize,
    visitor: imwire_visitor,
    context: *mut c_void,
    error: *mut imwire_error,
) -> i32 {
    // SAFETY: the caller promises what `visit` asks for.
    unsafe { visit((data, len), visitor, context, error, ipmsg) }
}

/// The same with an array of room fields; count is how many there are, which may be more.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_ipmsg_fields(
    data: *const u8,
    len: usize,
    fields: *mut imwire_field,
    room: usize,
    count: *mut usize,
    error: *mut imwire_error,
) -> i32 {
    // SAFETY: the caller promises what `fill` asks for.
    unsafe { fill((data, len), (fields, room), count, error, ipmsg) }
}

/// Reads the payload of an MSG of MSNP by its Content-Type, and shows its fields to the visitor.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_content_visit(
    data: *const u8,
    len: usize,
    visitor: imwire_visitor,
    context: *mut c_void,
    error: *mut imwire_error,
) -> i32 {
    // SAFETY: the caller promises what `visit` asks for.
    unsafe { visit((data, len), visitor, context, error, content) }
}

/// The same with an array of room fields; count is how many there are, which may be more.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_content_fields(
    data: *const u8,
    len: usize,
    fields: *mut imwire_field,
    room: usize,
    count: *mut usize,
    error: *mut imwire_error,
) -> i32 {
    // SAFETY: the caller promises what `fill` asks for.
    unsafe { fill((data, len), (fields, room), count, error, content) }
}
