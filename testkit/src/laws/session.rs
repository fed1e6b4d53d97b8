//! What both sides of a connection say: laws of [`Session`] and [`Side`].

use super::{inside, locality};
use crate::look;
use crate::recorder::{quoted, written};
use imwire::Error;
use imwire::msnp::{AnyCommand, Context, Dialect, Frame, Link, Role, Session, Side, Splitter, Tolerant};

/// What one side says next.
pub type Said<'a> = (Role, &'a [u8]);

/// What came out of a conversation.
#[derive(Debug, PartialEq)]
enum Heard<'a> {
    Item(Role, Frame<'a>, Box<Result<Tolerant<'a, AnyCommand<'a>>, Error>>, Session),
    /// The side cannot be understood any more.
    End(Role, Error),
}

/// One side: what it says in all, where the next frame begins, how much came, and whether it was refused.
struct Voice {
    side: Side,
    stream: Vec<u8>,
    start: usize,
    end: usize,
    failed: bool,
}

impl Voice {
    fn new(role: Role, lenient: bool, said: &[Said<'_>]) -> Self {
        let side = if lenient { Side::new(role).lenient() } else { Side::new(role) };
        let pieces: Vec<_> = said.iter().filter(|piece| piece.0 == role).map(|piece| piece.1).collect();
        Self { side, stream: pieces.concat(), start: 0, end: 0, failed: false }
    }
}

/// All laws for two sides that speak in turns, of which each arrives at once, and in pieces of `cut` bytes. Gives what is
/// known at the end.
#[track_caller]
pub fn conversation(session: Session, lenient: bool, said: &[Said<'_>], cut: usize) -> Session {
    bits(session);
    let mut voices = [Role::Client, Role::Server].map(|role| Voice::new(role, lenient, said));
    let streams = voices.each_ref().map(|voice| voice.stream.clone());
    let whole = play(session, lenient, said, usize::MAX, &mut voices, &streams);
    let mut voices = [Role::Client, Role::Server].map(|role| Voice::new(role, lenient, said));
    let pieces = play(session, lenient, said, cut.max(1), &mut voices, &streams);
    assert_eq!(pieces, whole, "chunking: of a conversation in pieces of {cut}");
    let last = whole.iter().rev().find_map(|heard| match heard {
        Heard::Item(.., after) => Some(*after),
        Heard::End(..) => None,
    });
    iterated(session, lenient, said);
    last.unwrap_or(session)
}

fn play<'a>(
    mut session: Session,
    lenient: bool,
    said: &[Said<'_>],
    cut: usize,
    voices: &mut [Voice; 2],
    streams: &'a [Vec<u8>; 2],
) -> Vec<Heard<'a>> {
    let mut heard = Vec::new();
    for &(role, bytes) in said {
        let which = usize::from(role == Role::Server);
        let (voice, stream) = (&mut voices[which], &streams[which][..]);
        let all = voice.end + bytes.len();
        // A frame that began before may have been begun under another dialect.
        let mut fresh = voice.start == voice.end;
        while voice.end < all && !voice.failed {
            voice.end = voice.end.saturating_add(cut).min(all);
            loop {
                let (before, input) = (session, &stream[voice.start..voice.end]);
                match voice.side.next(&mut session, input) {
                    Ok(Some((frame, command))) => {
                        assert_eq!(inside(frame.raw(), input), 0, "conservation: {frame:?} is elsewhere");
                        if fresh {
                            framed(before, role, lenient, input, &frame);
                        }
                        understood(before, role, &frame, &command, session);
                        voice.start += frame.raw().len();
                        heard.push(Heard::Item(role, frame, Box::new(command), session));
                        fresh = true;
                    }
                    Ok(None) => {
                        assert_eq!(session, before, "session: something is learned from half a frame");
                        assert!(voice.side.splitter().needed() > 0);
                        break;
                    }
                    Err(error) => {
                        locality(&error, input);
                        assert_eq!(session, before, "session: something is learned from what is refused");
                        let again = voice.side.next(&mut session, b"OUT\r\n").map(|item| item.is_some());
                        assert_eq!(again, Err(error), "session: it goes on");
                        heard.push(Heard::End(role, error));
                        voice.failed = true;
                        break;
                    }
                }
            }
        }
    }
    heard
}

/// A side frames as a splitter does that is told what the session knows.
#[track_caller]
fn framed(session: Session, role: Role, lenient: bool, input: &[u8], frame: &Frame<'_>) {
    let mut splitter = Splitter::of(session.context(role));
    if lenient {
        splitter = splitter.lenient();
    }
    assert_eq!(
        splitter.next(input),
        Ok(Some(*frame)),
        "session: a splitter that is told {session:?} frames {} in another way",
        quoted(input)
    );
}

/// The command is what the table of link, side and dialect says, and the session learns from that and nothing else: what
/// was known stays.
#[track_caller]
fn understood(
    before: Session,
    role: Role,
    frame: &Frame<'_>,
    command: &Result<Tolerant<'_, AnyCommand<'_>>, Error>,
    after: Session,
) {
    bits(after);
    let Ok(read) = command else {
        assert_eq!(after, before, "session: it learned from {frame:?}, which is {command:?}");
        return;
    };
    let known = |link| !matches!(link, Link::Unknown);
    assert!(!known(before.link()) || after.link() == before.link(), "session: {frame:?} changed the link");
    assert!(
        !before.dialect().is_known() || after.dialect() == before.dialect(),
        "session: {frame:?} changed the dialect"
    );
    let cx = Context { link: after.link(), ..before.context(role) };
    assert_eq!(
        AnyCommand::read_tolerant(frame, cx).as_ref(),
        Ok(read),
        "session: {frame:?} is read in another way under {cx:?}"
    );
    // Only the answer of a notification server names a dialect.
    if after.dialect() != before.dialect() {
        assert!(role == Role::Server && after.link() == Link::Notification && frame.line().verb() == *b"VER");
    }
    // Who wrote the command learns the same.
    if known(before.link()) {
        let mut writer = before;
        writer.wrote(&read.command);
        assert_eq!(writer, after, "session: {frame:?} teaches whoever writes it something else");
    }
    look::show(&read.command);
    spoken(&read.command, Context { dialect: after.dialect(), ..cx });
}

/// Law 12 for a command of any link: if it passes `check` under a context, it is framed as exactly itself, and read back, by
/// a side that knows the same.
#[track_caller]
pub fn spoken(command: &AnyCommand<'_>, cx: Context) {
    use imwire::Wire;
    if command.check(cx).is_err() {
        return;
    }
    let form = written(command);
    let stream = [&form[..], b"OUT\r\n"].concat();
    let framed = Splitter::of(cx).next(&stream).map(|frame| frame.map(|frame| frame.raw().len()));
    assert_eq!(
        framed,
        Ok(Some(form.len())),
        "no injection: {command:?} passes under {cx:?}, and is written as {}",
        quoted(&form)
    );
    // A session that does not know its link may learn another from the line.
    if !matches!(cx.link, Link::Unknown) {
        let mut session = Session::known(cx.link, cx.dialect);
        let item = Side::new(cx.role).next(&mut session, &stream).expect("framed").expect("whole");
        let read = item.1.unwrap_or_else(|error| panic!("session: {command:?} under {cx:?}: {error}"));
        assert!(
            read.command == *command && read.trailing.as_bytes().is_empty(),
            "session: {command:?} under {cx:?} is read as {read:?}"
        );
    }
}

/// A command under every link, role and dialect.
#[track_caller]
pub fn everywhere(command: &AnyCommand<'_>) {
    for link in [Link::Unknown, Link::Notification, Link::Switchboard, Link::FileTransfer] {
        for role in [Role::Client, Role::Server] {
            for dialect in (0..=22).map(Dialect::new).chain([Dialect::UNKNOWN]) {
                spoken(command, Context::new(link, role, dialect));
            }
        }
    }
}

#[track_caller]
fn bits(session: Session) {
    assert_eq!(Session::from_bits(session.to_bits()), session, "session: as a number");
    look::show(&session);
}

/// The iterator gives what `next` gives.
#[track_caller]
fn iterated(session: Session, lenient: bool, said: &[Said<'_>]) {
    let Some(&(role, bytes)) = said.first() else { return };
    let side = || if lenient { Side::new(role).lenient() } else { Side::new(role) };
    let (mut one, mut other) = (session, session);
    let mut by_next = side();
    let mut by_iterator = side();
    let mut commands = by_iterator.commands(&mut one, bytes);
    let mut rest = bytes;
    for item in commands.by_ref() {
        match (item, by_next.next(&mut other, rest)) {
            (Ok(found), Ok(Some(expected))) => {
                assert_eq!(found, expected, "commands");
                rest = &rest[expected.0.raw().len()..];
            }
            (Err(found), Err(expected)) => {
                assert_eq!(found, expected.offset_by(bytes.len() - rest.len()), "commands");
            }
            (found, expected) => panic!("commands: {found:?} instead of {expected:?}"),
        }
    }
    assert_eq!(commands.rest(), rest, "commands: what is left");
    assert_eq!(one, other, "commands: what is known");
}
