//! Connections of MSNP: what both sides send, frame by frame.

use super::{
    Array, Caller, IMWIRE_ARGUMENT, IMWIRE_MALFORMED, IMWIRE_MORE, IMWIRE_OK, IMWIRE_STOPPED, Out, Taker,
    give, imwire_error, imwire_field, imwire_visitor, input,
};
use core::ffi::c_void;
use core::mem::MaybeUninit;
use imwire::Error;
use imwire::fields::Tree;
use imwire::msnp::{Context, Dialect, Frame, Limits, Link, Role, Session, Side, Tolerant, ft, ns, sb};

/// A link of which nothing is known yet.
pub const IMWIRE_LINK_UNKNOWN: u8 = 0;
/// A dispatch or notification server.
pub const IMWIRE_LINK_NOTIFICATION: u8 = 1;
/// A switchboard.
pub const IMWIRE_LINK_SWITCHBOARD: u8 = 2;
/// MSNFTP.
pub const IMWIRE_LINK_FILE_TRANSFER: u8 = 3;

/// What the client sends.
pub const IMWIRE_ROLE_CLIENT: u8 = 0;
/// What the server sends.
pub const IMWIRE_ROLE_SERVER: u8 = 1;

/// A dialect that is not known. Others are their number: 8 for MSNP8, 0 for CVR0.
pub const IMWIRE_DIALECT_UNKNOWN: u8 = 255;

/// How large an imwire_session is, in words of 64 bits.
pub const IMWIRE_SESSION_WORDS: usize = 64;

/// What is known of a connection. It is yours: in your memory, with no pointers in it, so it can be copied and thrown
/// away. imwire_session_init makes it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct imwire_session {
    /// Not to be touched.
    pub words: [MaybeUninit<u64>; IMWIRE_SESSION_WORDS],
}

/// A frame: a command with its payload.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct imwire_frame {
    /// How many bytes of the input it is: the next frame begins after them.
    pub len: usize,
    /// Where its line begins.
    pub line: usize,
    /// How long its line is, without the line end.
    pub line_len: usize,
    /// Where its payload begins.
    pub payload: usize,
    /// How long its payload is.
    pub payload_len: usize,
    /// After IMWIRE_MORE: how many bytes have to follow at the least.
    pub needed: usize,
    /// 1: it has a payload, which may be empty.
    pub has_payload: u8,
    /// The link, as far as it is known: IMWIRE_LINK_SWITCHBOARD.
    pub link: u8,
    /// The dialect, as far as it is known.
    pub dialect: u8,
}

/// What is in the words of an imwire_session, after the mark.
#[derive(Clone)]
struct State {
    session: Session,
    client: Side,
    server: Side,
}

#[repr(C)]
struct Marked {
    mark: u64,
    state: State,
}

/// Tells a session from memory that imwire_session_init has not seen.
const MARK: u64 = 0x696d_7769_7265_0001;

const _: () = assert!(size_of::<Marked>() <= size_of::<imwire_session>());
const _: () = assert!(align_of::<Marked>() <= align_of::<imwire_session>());

/// The state of a session; `None` if it is null or was not made.
///
/// # Safety
/// It is null or good for reading, and its first word is initialized.
unsafe fn load(session: *const imwire_session) -> Option<State> {
    let marked = session.cast::<Marked>();
    // SAFETY: not null, so the caller promises that it is good for reading; `Marked` is smaller and no more aligned.
    if session.is_null() || unsafe { (&raw const (*marked).mark).read() } != MARK {
        return None;
    }
    // SAFETY: with the mark, `store` has written it all. `State` has no pointers and nothing to drop, so a copy is
    // as good as the original.
    Some(unsafe { (&raw const (*marked).state).read() })
}

/// # Safety
/// It is good for writing.
unsafe fn store(session: *mut imwire_session, state: State) {
    // SAFETY: the caller promises that it is good for writing; `Marked` is smaller and no more aligned.
    unsafe { session.cast::<Marked>().write(Marked { mark: MARK, state }) };
}

const _: () = assert!(!core::mem::needs_drop::<State>());

fn link_of(code: u8) -> Option<Link> {
    Some(match code {
        IMWIRE_LINK_UNKNOWN => Link::Unknown,
        IMWIRE_LINK_NOTIFICATION => Link::Notification,
        IMWIRE_LINK_SWITCHBOARD => Link::Switchboard,
        IMWIRE_LINK_FILE_TRANSFER => Link::FileTransfer,
        _ => return None,
    })
}

fn code_of(link: Link) -> u8 {
    match link {
        Link::Unknown => IMWIRE_LINK_UNKNOWN,
        Link::Notification => IMWIRE_LINK_NOTIFICATION,
        Link::Switchboard => IMWIRE_LINK_SWITCHBOARD,
        Link::FileTransfer => IMWIRE_LINK_FILE_TRANSFER,
    }
}

/// Makes a session, of which link and dialect may be known. lenient: 1 takes lone LF, empty lines and lower case too.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_session_init(
    session: *mut imwire_session,
    link: u8,
    dialect: u8,
    lenient: u8,
) -> i32 {
    let Some(link) = link_of(link).filter(|_| !session.is_null()) else { return IMWIRE_ARGUMENT };
    let (mut client, mut server) = (Side::new(Role::Client), Side::new(Role::Server));
    if lenient != 0 {
        (client, server) = (client.lenient(), server.lenient());
    }
    let state = State { session: Session::known(link, Dialect::new(dialect)), client, server };
    // SAFETY: not null, so the caller promises that it is good for writing.
    unsafe { store(session, state) };
    IMWIRE_OK
}

/// Limits a line and a payload, in bytes; at first they are 8,192 and 1 MiB.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_session_limit(
    session: *mut imwire_session,
    line: usize,
    payload: usize,
) -> i32 {
    // SAFETY: the caller promises that it is null or good for reading.
    let Some(State { session: known, client, server }) = (unsafe { load(session) }) else {
        return IMWIRE_ARGUMENT;
    };
    let limits = Limits { line, payload };
    let state = State { session: known, client: client.limits(limits), server: server.limits(limits) };
    // SAFETY: it could be read, so it is not null and the caller promises that it is good for writing.
    unsafe { store(session, state) };
    IMWIRE_OK
}

/// Gives link, dialect and what was offered as one number, to be kept with a packet.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_session_save(session: *const imwire_session, bits: *mut u64) -> i32 {
    // SAFETY: the caller promises that it is null or good for reading.
    let Some(state) = (unsafe { load(session) }) else { return IMWIRE_ARGUMENT };
    // SAFETY: the caller promises that it is null or good for writing.
    unsafe { give(bits, state.session.to_bits()) };
    IMWIRE_OK
}

/// Takes what imwire_session_save gave.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_session_restore(session: *mut imwire_session, bits: u64) -> i32 {
    // SAFETY: the caller promises that it is null or good for reading.
    let Some(state) = (unsafe { load(session) }) else { return IMWIRE_ARGUMENT };
    // SAFETY: it could be read, so it is not null and the caller promises that it is good for writing.
    unsafe { store(session, State { session: Session::from_bits(bits), ..state }) };
    IMWIRE_OK
}

/// Forgets an error of a side and what is known of its unfinished frame: its next byte begins a new one.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_session_reset(session: *mut imwire_session, role: u8) -> i32 {
    // SAFETY: the caller promises that it is null or good for reading.
    let Some(mut state) = (unsafe { load(session) }) else { return IMWIRE_ARGUMENT };
    let Some(side) = state.side(role) else { return IMWIRE_ARGUMENT };
    side.splitter().reset();
    // SAFETY: it could be read, so it is not null and the caller promises that it is good for writing.
    unsafe { store(session, state) };
    IMWIRE_OK
}

impl State {
    fn side(&mut self, role: u8) -> Option<&mut Side> {
        match role {
            IMWIRE_ROLE_CLIENT => Some(&mut self.client),
            IMWIRE_ROLE_SERVER => Some(&mut self.server),
            _ => None,
        }
    }

    fn next<'a>(&mut self, role: u8, bytes: &'a [u8]) -> Option<(Next<'a>, usize)> {
        let mut session = self.session;
        let side = self.side(role)?;
        let next = side.next_frame(&mut session, bytes);
        let needed = side.splitter().needed();
        self.session = session;
        Some((next, needed))
    }
}

type Next<'a> = Result<Option<(Frame<'a>, Context)>, Error>;

/// Shows the fields of the command in a frame, and the parameters after those that are known.
fn walk<T: Taker>(frame: &Frame<'_>, cx: Context, out: &mut Out<'_, '_, T>) -> Result<(), Error> {
    let mut tree = Tree::new(out);
    match (cx.link, cx.role) {
        (Link::FileTransfer, _) => Tolerant::<ft::Transfer<'_>>::walk(frame, cx.dialect, &mut tree),
        (Link::Switchboard, Role::Client) => {
            Tolerant::<sb::ClientCommand<'_>>::walk(frame, cx.dialect, &mut tree)
        }
        (Link::Switchboard, Role::Server) => {
            Tolerant::<sb::ServerCommand<'_>>::walk(frame, cx.dialect, &mut tree)
        }
        (_, Role::Client) => Tolerant::<ns::ClientCommand<'_>>::walk(frame, cx.dialect, &mut tree),
        (_, Role::Server) => Tolerant::<ns::ServerCommand<'_>>::walk(frame, cx.dialect, &mut tree),
    }
}

fn shape(frame: &Frame<'_>, cx: Context, bytes: &[u8]) -> imwire_frame {
    let at = |part: &[u8]| imwire::fields::range(bytes, part).map_or(0, |place| place.start);
    let (line, payload) = (frame.line().as_bytes(), frame.payload().unwrap_or_default());
    imwire_frame {
        len: frame.raw().len(),
        line: at(line),
        line_len: line.len(),
        payload: frame.payload().map_or(0, at),
        payload_len: payload.len(),
        needed: 0,
        has_payload: u8::from(frame.payload().is_some()),
        link: code_of(cx.link),
        dialect: cx.dialect.number(),
    }
}

/// Where a frame and an error go.
struct Results {
    frame: *mut imwire_frame,
    error: *mut imwire_error,
}

impl Results {
    /// # Safety
    /// Both are null or good for writing.
    unsafe fn give(&self, frame: imwire_frame, error: Option<Error>) {
        // SAFETY: the caller promises that both are null or good for writing.
        unsafe {
            give(self.frame, frame);
            give(self.error, error.map(imwire_error::from).unwrap_or_default());
        }
    }
}

/// Cuts the next frame, and shows its fields to `taker`, if there is one.
///
/// # Safety
/// All pointers are null or good for what they point to.
unsafe fn next<T: Taker>(
    session: *mut imwire_session,
    role: u8,
    bytes: &[u8],
    taker: Option<&mut T>,
    results: &Results,
) -> i32 {
    // SAFETY: the caller promises that it is null or good for reading.
    let Some(mut state) = (unsafe { load(session) }) else { return IMWIRE_ARGUMENT };
    let Some((next, needed)) = state.next(role, bytes) else { return IMWIRE_ARGUMENT };
    // Before the taker runs, which may use the session again.
    // SAFETY: it could be read, so it is not null and the caller promises that it is good for writing.
    unsafe { store(session, state) };
    let (frame, cx) = match next {
        Ok(Some(found)) => found,
        Ok(None) => {
            // SAFETY: the caller promises that all are null or good for writing.
            unsafe { results.give(imwire_frame { needed, ..imwire_frame::default() }, None) };
            return IMWIRE_MORE;
        }
        Err(error) => {
            // SAFETY: as above.
            unsafe { results.give(imwire_frame::default(), Some(error)) };
            return IMWIRE_MALFORMED;
        }
    };
    let (mut stopped, mut result) = (false, Ok(()));
    if let Some(taker) = taker {
        let mut out = Out::new(bytes, taker);
        result = walk(&frame, cx, &mut out);
        stopped = out.stopped;
    }
    // SAFETY: as above.
    unsafe { results.give(shape(&frame, cx, bytes), result.err()) };
    if stopped { IMWIRE_STOPPED } else { IMWIRE_OK }
}

/// Cuts the next frame of a side off the input, which begins where the last one ended, and shows the fields of its
/// command to the visitor, if it is not null. The session learns link and dialect. With IMWIRE_MORE, call again with the
/// same bytes and those that follow. With IMWIRE_MALFORMED nothing after it can be trusted: see
/// imwire_session_reset. With IMWIRE_OK an error says that the command cannot be read; its frame is good.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_msnp_visit(
    session: *mut imwire_session,
    role: u8,
    data: *const u8,
    len: usize,
    frame: *mut imwire_frame,
    visitor: imwire_visitor,
    context: *mut c_void,
    error: *mut imwire_error,
) -> i32 {
    // SAFETY: the caller promises that it is null or good for reading `len` bytes.
    let Some(bytes) = (unsafe { input(data, len) }) else { return IMWIRE_ARGUMENT };
    let mut caller = visitor.map(|visitor| Caller { visitor, context });
    // SAFETY: the caller promises that all are null or good for what they point to.
    unsafe { next(session, role, bytes, caller.as_mut(), &Results { frame, error }) }
}

/// The same with an array of room fields; count is how many there are, which may be more. To call it again with a larger
/// array, keep a copy of the session from before.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_msnp_fields(
    session: *mut imwire_session,
    role: u8,
    data: *const u8,
    len: usize,
    frame: *mut imwire_frame,
    fields: *mut imwire_field,
    room: usize,
    count: *mut usize,
    error: *mut imwire_error,
) -> i32 {
    // SAFETY: the caller promises that it is null or good for reading `len` bytes.
    let Some(bytes) = (unsafe { input(data, len) }) else { return IMWIRE_ARGUMENT };
    // SAFETY: the caller promises that it is null or good for writing `room` fields.
    let Some(mut array) = (unsafe { Array::new(fields, room) }) else { return IMWIRE_ARGUMENT };
    // SAFETY: the caller promises that all are null or good for what they point to.
    let status = unsafe { next(session, role, bytes, Some(&mut array), &Results { frame, error }) };
    // SAFETY: as above.
    unsafe { give(count, array.count) };
    status
}
