//! The C interface: every exported function, with any bytes, numbers and room, as a C program may call it.
//!
//! One byte for the room of arrays and for what visitors answer, three for link, dialect and role, four for limits and
//! numbers; then the input.

//!
//! The fuzz target `capi`, and the test that replays its corpus.
#![allow(unsafe_code)]

use imwire_c::*;
use std::ffi::c_void;
use std::ptr::{from_mut, null_mut};

/// What a visitor has seen.
struct Seen {
    fields: usize,
    /// When it stops, and when it passes over what is inside.
    stop: usize,
    pass_over: usize,
}

/// Asks all that can be asked of a field.
unsafe extern "C" fn visitor(context: *mut c_void, field: *const imwire_field) -> i32 {
    // SAFETY: the context is what was given below, and the field is good while the visitor runs.
    let (seen, field) = unsafe { (&mut *context.cast::<Seen>(), &*field) };
    // SAFETY: the pointers come from the library, or are places of this function.
    unsafe {
        row(field.row);
        let (mut room, mut len) = ([0; 32], 0);
        imwire_decode(field.show, field.bytes.data, field.bytes.len, room.as_mut_ptr(), room.len(), &mut len);
    }
    error(&field.error);
    seen.fields += 1;
    if seen.fields == seen.stop {
        IMWIRE_STOP
    } else if seen.pass_over != 0 && seen.fields % seen.pass_over == 0 {
        IMWIRE_PASS_OVER
    } else {
        IMWIRE_GO_ON
    }
}

/// The names of a row.
unsafe fn row(row: *const c_void) {
    let mut info = std::mem::MaybeUninit::<imwire_field_info>::uninit();
    let mut name = std::mem::MaybeUninit::<imwire_name_info>::uninit();
    // SAFETY: the row is one of the library's or null.
    unsafe {
        imwire_field_get(row, info.as_mut_ptr());
        let mut number = 0;
        while imwire_name(row, number, name.as_mut_ptr()) == IMWIRE_OK {
            number += 1;
        }
    }
}

fn error(error: &imwire_error) {
    let mut text = [0; 40];
    // SAFETY: the room is as long as is said.
    let len = unsafe { imwire_error_text(error, text.as_mut_ptr(), text.len()) };
    assert!(len < 200);
    imwire_kind_text(error.kind);
    imwire_part_name(error.part);
}

/// What the fuzz target does with its bytes.
pub fn ask(data: &[u8]) {
    let Some((&[how, link, dialect, role, limit, coding, number, more], input)) = data.split_first_chunk()
    else {
        return;
    };
    let (bytes, len) = (input.as_ptr(), input.len());
    assert!(imwire_abi() > 0);
    error(&imwire_error { at: len as u64, part: u16::from_le_bytes([number, more]), kind: coding });
    let room = usize::from(how & 31);
    let mut fields = Vec::<imwire_field>::with_capacity(room);
    let mut seen = Seen { fields: 0, stop: usize::from(how >> 5), pass_over: usize::from(how & 3) };
    let mut all = Seen { fields: 0, stop: usize::MAX, pass_over: 0 };
    let (mut count, mut found) = (0, imwire_error::default());

    // SAFETY: every pointer is to a place here, as long as is said.
    unsafe {
        let context = from_mut(&mut all).cast();
        if imwire_ipmsg_visit(bytes, len, Some(visitor), context, &mut found) == IMWIRE_OK {
            imwire_ipmsg_fields(bytes, len, fields.as_mut_ptr(), room, &mut count, &mut found);
            assert_eq!(count, all.fields);
        }
        all.fields = 0;
        let context = from_mut(&mut all).cast();
        if imwire_content_visit(bytes, len, Some(visitor), context, &mut found) == IMWIRE_OK {
            imwire_content_fields(bytes, len, fields.as_mut_ptr(), room, &mut count, &mut found);
            assert_eq!(count, all.fields);
        }
        error(&found);
        imwire_ipmsg_visit(bytes, len, Some(visitor), from_mut(&mut seen).cast(), &mut found);

        let mut session = std::mem::MaybeUninit::<imwire_session>::uninit();
        let session = session.as_mut_ptr();
        if imwire_session_init(session, link, dialect, how & 1) != IMWIRE_OK {
            return;
        }
        imwire_session_limit(session, 1 + usize::from(limit) * 8, usize::from(limit) * 64);
        let (mut rest, mut frame, mut role) = (input, imwire_frame::default(), role & 1);
        // A frame for each side in turns.
        loop {
            seen.fields = 0;
            let before = *session;
            let (start, context) = (rest.as_ptr(), from_mut(&mut seen).cast());
            let result = imwire_msnp_visit(
                session,
                role,
                start,
                rest.len(),
                &mut frame,
                Some(visitor),
                context,
                &mut found,
            );
            let mut again = before;
            let mut other = imwire_frame::default();
            let fields = fields.as_mut_ptr();
            imwire_msnp_fields(
                &mut again,
                role,
                start,
                rest.len(),
                &mut other,
                fields,
                room,
                &mut count,
                &mut found,
            );
            if result != IMWIRE_OK && result != IMWIRE_STOPPED {
                break;
            }
            assert_eq!(frame.len, other.len);
            rest = &rest[frame.len..];
            role ^= more & 1;
        }
        let mut bits = 0;
        assert_eq!(imwire_session_save(session, &mut bits), IMWIRE_OK);
        imwire_session_reset(session, role);
        imwire_session_restore(session, bits ^ u64::from(number));
        imwire_msnp_visit(session, role, bytes, len, &mut frame, None, null_mut(), &mut found);

        let (mut decoded, mut out) = (0, [0; 64]);
        imwire_decode(coding, bytes, len, out.as_mut_ptr(), out.len(), &mut decoded);

        let record = imwire_record(number.into());
        let mut info = std::mem::MaybeUninit::<imwire_record_info>::uninit();
        imwire_record_get(record, info.as_mut_ptr());
        let mut field = std::mem::MaybeUninit::<imwire_field_info>::uninit();
        imwire_record_field(record, more.into(), field.as_mut_ptr());
    }
}
