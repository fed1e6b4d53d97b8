//! A record as a line of its own: how it is read from a frame and written, strictly and with parameters that it does
//! not know.

use super::HasVerb;
use crate::error::{Error, ErrorKind, Fault, Part, error_of};
use crate::msnp::field::{self, Absent, Field, List, Params, Rest, Scope};
use crate::msnp::{Arg, Dialect, Frame, PayloadRule};
use crate::scan;
use crate::sink::{Counter, Sink};
use nom::IResult;

/// Writes verb, fields and line end.
#[inline]
pub(crate) fn encode<'a, R: HasVerb + Field<'a>, S: Sink + ?Sized>(
    record: &R,
    sink: &mut S,
) -> Result<(), S::Error> {
    sink.put(&R::VERB)?;
    let mut out = Params { sink, closed: false, trailing: &[] };
    record.put(&mut out)?;
    if out.closed { Ok(()) } else { out.sink.put(b"\r\n") }
}

/// The same with parameters that the record does not know after its own.
#[cold]
pub(crate) fn encode_with<'a, R: HasVerb + Field<'a>, S: Sink + ?Sized>(
    record: &R,
    trailing: &[u8],
    sink: &mut S,
) -> Result<(), S::Error> {
    sink.put(&R::VERB)?;
    let mut out = Params { sink, closed: false, trailing };
    record.put(&mut out)?;
    if out.closed {
        return Ok(());
    }
    if !trailing.is_empty() {
        out.param(trailing)?;
    }
    out.sink.put(b"\r\n")
}

/// Whether the record, as it is, brings a payload.
fn writes_payload<'a>(record: &impl Field<'a>) -> bool {
    let mut out = Params { sink: &mut Counter::new(), closed: false, trailing: &[] };
    match record.put(&mut out) {
        Ok(()) => out.closed,
        Err(never) => match never {},
    }
}

/// Whether `trailing`, written after the parameters of the record, is read back as trailing.
#[cold]
pub(crate) fn check_with<'a, R: HasVerb + Field<'a>>(
    record: &R,
    trailing: List<'a>,
    dialect: Dialect,
) -> Result<(), Error> {
    let form = match R::DIALECTS.form(dialect) {
        Some(form) => form,
        None => return Err(Error::new(ErrorKind::Dialect, Part::VERB, 0)),
    };
    let mut absent = Absent::none(dialect);
    record.check(Part::INPUT, form, &mut absent)?;
    let first = trailing.iter().next().map(Arg::as_bytes).unwrap_or_default();
    if absent.takes(first) || matches!(R::PAYLOAD, PayloadRule::Maybe) && !writes_payload(record) {
        return Err(Error::new(ErrorKind::Ambiguous, Part::PARAMETER, 0));
    }
    Ok(())
}

/// The line of a command after its verb.
pub(crate) fn params(command: &[u8]) -> Rest<'_> {
    let (line, _) = cut(command);
    Rest(Some(line.get(3..).unwrap_or_default()))
}

/// A line without its end, if it has one, and all that follows.
#[inline(always)]
pub(crate) fn cut(input: &[u8]) -> (&[u8], &[u8]) {
    let end = scan::find2(b'\r', b'\n', input).unwrap_or(input.len());
    input.split_at_checked(end).unwrap_or((input, &[]))
}

/// What follows the line end at the front. LF alone will do: strictness in this is the splitter's.
#[inline(always)]
const fn line_end(after: &[u8]) -> Result<&[u8], Fault> {
    match after {
        [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] => Ok(rest),
        _ => Err(Fault::new(ErrorKind::Missing, Part::LINE_END, after)),
    }
}

/// The payload after a line whose last parameter is its length, and what follows it.
#[inline(never)]
fn payload_after<'a>(line: &[u8], after: &'a [u8]) -> Result<(&'a [u8], &'a [u8]), Fault> {
    let last = line.rsplit(|&byte| byte == b' ').find(|text| !text.is_empty()).unwrap_or_default();
    let len = match scan::decimal_u64(last) {
        Ok(([], len)) => usize::try_from(len).ok(),
        _ => None,
    };
    let rest = line_end(after)?;
    match len.and_then(|len| rest.split_at_checked(len)) {
        Some(found) => Ok(found),
        None => Err(Fault::new(ErrorKind::Truncated, Part::PAYLOAD, rest)),
    }
}

/// The same for a record that has a payload. A fault counts from the end of the line, as those of
/// the fields do.
#[inline(always)]
fn payload_of<'a, R: Field<'a>>(line: &[u8], after: &'a [u8]) -> Result<(&'a [u8], &'a [u8]), Fault> {
    match R::PAYLOAD {
        PayloadRule::None => Ok((&[], after)),
        _ => payload_after(line, after).map_err(|fault| fault.followed_by(0_usize.wrapping_sub(after.len()))),
    }
}

/// The record, if nothing follows it on its line.
#[inline(always)]
fn whole_line<R>(taken: IResult<&[u8], R, Fault>) -> Result<R, nom::Err<Fault>> {
    let (rest, record) = taken?;
    field::line_end(rest)?;
    Ok(record)
}

/// Takes the record from a line that begins with its verb.
#[inline(always)]
fn taken<'a, R: HasVerb + Field<'a>>(line: &'a [u8], scope: &mut Scope<'a>) -> IResult<&'a [u8], R, Fault> {
    let (params, dialect) = match (line, R::DIALECTS.form(scope.dialect)) {
        ([_, _, _, params @ ..], Some(dialect)) => (params, dialect),
        _ => return Fault::err(ErrorKind::Dialect, Part::VERB, line),
    };
    scope.dialect = dialect;
    R::take(params, Part::INPUT, scope)
}

/// The same in a function of its own: the one copy that all readers of a record use, except [`read`], which has to be fast.
#[inline(never)]
fn taken_out_of_line<'a, R: HasVerb + Field<'a>>(
    line: &'a [u8],
    scope: &mut Scope<'a>,
) -> IResult<&'a [u8], R, Fault> {
    taken(line, scope)
}

/// Takes a command whose verb is that of the record: its line, and what follows that.
pub(crate) fn take<'a, R: HasVerb + Field<'a>>(
    (line, after): (&'a [u8], &'a [u8]),
    dialect: Dialect,
) -> IResult<&'a [u8], R, Fault> {
    let found = payload_of::<R>(line, after);
    let mut scope = Scope::new(dialect, found.map(|(payload, _)| payload));
    let record = whole_line(taken_out_of_line(line, &mut scope))
        .map_err(|error| error.map(|fault: Fault| fault.followed_by(after.len())))?;
    let rest = match found {
        Ok((_, rest)) if scope.closed => rest,
        _ => line_end(after).map_err(nom::Err::Error)?,
    };
    Ok((rest, record))
}

/// The scope of a record that is read from a frame. Its payload is that of the frame or, if the frame was cut without
/// one, what follows the line.
///
/// This and [`whole`] are functions of their own for what the compiler makes of [`read`]: written in one, it has two
/// copies of each record's reader.
#[inline(always)]
fn scope_of<'a, R: Field<'a>>(frame: &Frame<'a>, dialect: Dialect) -> Scope<'a> {
    let payload = match frame.payload() {
        Some(payload) => Ok(payload),
        None => payload_of::<R>(frame.line().as_bytes(), frame.after_line()).map(|(payload, _)| payload),
    };
    Scope::new(dialect, payload)
}

/// The record, or an error if it took only a part of its line, or has no payload and the frame has one.
#[inline(always)]
fn whole<'a, R>(
    taken: IResult<&'a [u8], R, Fault>,
    scope: &Scope<'a>,
    frame: &Frame<'a>,
) -> Result<R, Error> {
    match (whole_line(taken), frame.payload()) {
        (Ok(_), Some(payload @ [_, ..])) if !scope.closed => {
            Err(Fault::new(ErrorKind::Trailing, Part::PAYLOAD, payload).within(frame.raw()))
        }
        (Ok(record), _) => Ok(record),
        (Err(error), _) => Err(refused(error, frame)),
    }
}

/// Reads the command in a frame, whose verb is that of the record.
#[inline(always)]
pub(crate) fn read<'a, R: HasVerb + Field<'a>>(frame: &Frame<'a>, dialect: Dialect) -> Result<R, Error> {
    let mut scope = scope_of::<R>(frame, dialect);
    let taken = taken(frame.line().as_bytes(), &mut scope);
    whole(taken, &scope, frame)
}

/// The same, with the parameters that the record does not know, for a command that [`read`] refuses.
#[cold]
#[inline(never)]
pub(crate) fn read_tolerant<'a, R: HasVerb + Field<'a>>(
    frame: &Frame<'a>,
    dialect: Dialect,
) -> Result<(R, List<'a>), Error> {
    let payload = frame.payload().ok_or(Fault::new(ErrorKind::Missing, Part::PAYLOAD, &[]));
    let mut scope = Scope { trailing: Some(List::default()), ..Scope::new(dialect, payload) };
    let error = match taken_out_of_line(frame.line().as_bytes(), &mut scope) {
        Ok((rest, record)) => match (frame.payload(), scope.trailing) {
            (Some(_), Some(trailing)) if scope.closed => return Ok((record, trailing)),
            (None, _) => return Ok((record, List::of(rest))),
            (Some(payload), _) => {
                return Err(Fault::new(ErrorKind::Trailing, Part::PAYLOAD, payload).within(frame.raw()));
            }
        },
        Err(error) => error,
    };
    Err(refused(error, frame))
}

/// A fault that counts from the end of the line, as an error of the frame.
#[cold]
#[inline(never)]
fn refused(error: nom::Err<Fault>, frame: &Frame<'_>) -> Error {
    error_of(error.map(|fault| fault.followed_by(frame.after_line().len())), frame.raw())
}
