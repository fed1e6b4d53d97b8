//! Values that a program makes itself and that would be read as others; frames and errors kept; the rarer calls.

use imwire::fields::{Field, Fields as _, Value, Walk, range};
use imwire::msnp::{
    AnyCommand, Arg, Command as _, Context, Dialect, Encoded, Frame, FrameBuf, Line, Link, List, ListName,
    NetworkId, Passport, Role, Tagged, Tolerant, TrId, ft, ns, sb,
};
use imwire::{Encode, Error, ErrorKind, Fault, Part, Wire};
use imwire_testkit::laws::differ;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::combinator::{map, map_res};
use nom::{IResult, Parser};

fn cx(link: Link, role: Role, dialect: u8) -> Context {
    Context::new(link, role, Dialect::new(dialect))
}

/// What is wrong with it: kind, part and place.
#[track_caller]
fn refused<T: std::fmt::Debug>(value: Result<T, Error>) -> (ErrorKind, &'static str, usize) {
    let error = value.unwrap_err();
    (error.kind(), error.part().name(), error.at())
}

/// `QRY` with a last parameter of 0 has a payload of no bytes from a client, and none from a server.
#[test]
fn a_frame_of_another_context() -> Result<(), Error> {
    let (client, server) =
        (cx(Link::Notification, Role::Client, 11), cx(Link::Notification, Role::Server, 11));
    let frame = Frame::parse_with(b"QRY 1 a@x 0\r\n", client)?;
    assert_eq!((frame.payload(), frame.check(client)), (Some(&b""[..]), Ok(())));
    assert_eq!(refused(frame.check(server)), (ErrorKind::Ambiguous, "line", 0));
    assert_eq!(frame.checked(client)?.to_vec(), b"QRY 1 a@x 0\r\n");
    assert_eq!(refused(frame.checked(server)), (ErrorKind::Ambiguous, "line", 0));

    let kept = FrameBuf::parse_with(b"MSG 4 N 5\r\nhello".to_vec(), cx(Link::Switchboard, Role::Client, 9))?;
    assert_eq!(kept.frame().payload(), Some(&b"hello"[..]));
    let cut = FrameBuf::parse_with(b"MSG 4 N 5\r\nhell".to_vec(), cx(Link::Switchboard, Role::Client, 9));
    assert_eq!(refused(cut), (ErrorKind::Truncated, "payload", 11));
    let line = Line::parse(b"USR 1 OK")?;
    assert_eq!(line.check(()), Ok(()));
    Ok(())
}

#[test]
fn blocks_of_a_file() -> Result<(), Error> {
    let long = vec![b'x'; 65_536];
    assert_eq!(refused(ft::BlockData::new(&long)), (ErrorKind::TooLong, "data block", 65_535));
    let data = ft::Transfer::Data(ft::BlockData::new(b"ab")?);
    let dialect = Dialect::MSNP8;
    assert_eq!(data.to_vec(), b"\0\x02\0ab");
    assert_eq!(ft::Transfer::parse_with(b"\0\x02\0ab", dialect), Ok(data));
    assert_eq!(
        refused(ft::Transfer::parse_with(b"\0\x05\0ab", dialect)),
        (ErrorKind::Truncated, "payload", 3)
    );

    let trailing = List::new("x")?;
    let both = Tolerant { command: data, trailing };
    assert_eq!(both.to_vec(), b"\0\x02\0ab");
    assert_eq!(refused(both.check(dialect)), (ErrorKind::Ambiguous, "parameter", 0));
    Ok(())
}

#[test]
fn contacts_and_groups_that_would_be_others() -> Result<(), Error> {
    let ns = |dialect| Dialect::new(dialect);
    let adc = |group: Arg<'static>, network| ns::Adc {
        trid: TrId(1),
        list: ListName::FORWARD,
        passport: Tagged::NONE,
        nick: Tagged::NONE,
        id: Tagged::NONE,
        network,
        group: Some(group),
    };
    // In MSNP12 a number there is a network; a parameter with a letter and `=` is never a group.
    let number = Arg::new("1")?;
    assert_eq!(adc(number, None).check(ns(11)), Ok(()));
    assert_eq!(refused(adc(number, None).check(ns(12))), (ErrorKind::Ambiguous, "group", 0));
    assert_eq!(adc(number, Some(NetworkId(1))).check(ns(12)), Ok(()));
    assert_eq!(refused(adc(number, Some(NetworkId(1))).check(ns(11))).0, ErrorKind::Dialect);
    assert_eq!(refused(adc(Arg::new("N=x")?, None).check(ns(12))), (ErrorKind::Ambiguous, "group", 0));

    // A number before two parameters is a list version.
    let renamed = |id| {
        let group_name = Encoded::new("Work").unwrap();
        let group =
            ns::RenamedIdentifiedGroup { list_version: None, group_name, id, zero: Arg::new("0").ok() };
        ns::RegReply { trid: TrId(1), group: ns::RenamedGroup::Identified(group) }
    };
    assert_eq!(renamed(Arg::new("d6deeacd")?).check(ns(10)), Ok(()));
    assert_eq!(refused(renamed(Arg::new("9")?).check(ns(10))), (ErrorKind::Ambiguous, "id", 0));
    Ok(())
}

/// The records of a command alone, outside of their table.
#[test]
fn records_alone() -> Result<(), Error> {
    let line = b"CAL 2 b@x\r\n";
    let mut places = Vec::new();
    sb::Cal::walk(line, Dialect::MSNP8, &mut |field: &'static Field, _: Value<'_>, bytes: Option<&[u8]>| {
        places.push((field.name(), bytes.and_then(|bytes| range(line, bytes))));
    })?;
    assert_eq!(places, [("trid", Some(4..5)), ("passport", Some(6..9))]);

    let unknown = AnyCommand::parse_with(b"ZZZ 1\r\n", cx(Link::Switchboard, Role::Server, 8))?;
    assert_eq!(unknown.as_other().map(|other| other.line().verb()), Some(*b"ZZZ"));
    // A command that the dialect does not have, with a parameter that its record does not know.
    let passport = Passport::new("b@x")?;
    let adc = Tolerant {
        command: ns::ClientCommand::from(ns::Adc {
            trid: TrId(1),
            list: ListName::FORWARD,
            passport: Tagged::NONE,
            nick: Tagged::NONE,
            id: Tagged::NONE,
            network: None,
            group: None,
        }),
        trailing: List::new(passport.to_str().unwrap())?,
    };
    assert_eq!(refused(adc.check(Dialect::MSNP8)), (ErrorKind::Dialect, "verb", 0));
    Ok(())
}

/// Grammars of this crate under combinators of nom: errors are the same type.
#[test]
fn grammars_in_combinators() {
    fn either(input: &[u8]) -> IResult<&[u8], Option<Line<'_>>, Fault> {
        alt((map(tag(&b"--"[..]), |_| None), map(Line::grammar(()), Some))).parse(input)
    }
    fn number(input: &[u8]) -> IResult<&[u8], u8, Fault> {
        map_res(Line::grammar(()), |line| line.as_bytes().len().try_into().map_err(|_| ())).parse(input)
    }
    assert_eq!(either(b"--").unwrap().1, None);
    assert_eq!(either(b"OUT").unwrap().1.unwrap().verb(), *b"OUT");
    // The last of the alternatives says what is wrong.
    let nom::Err::Error(fault) = either(b"?").unwrap_err() else { panic!() };
    assert_eq!((fault.kind(), fault.within(b"?").part()), (ErrorKind::NotAVerb, Part::VERB));
    let found: IResult<&[u8], &[u8], Fault> = tag(&b"--"[..]).parse(&b"a-"[..]);
    let nom::Err::Error(fault) = found.unwrap_err() else { panic!() };
    assert_eq!(refused::<()>(Err(fault.within(b"a-"))), (ErrorKind::Grammar, "input", 0));
    let long = [&b"MSG "[..], &[b'x'; 300]].concat();
    let nom::Err::Error(fault) = number(&long).unwrap_err() else { panic!() };
    assert_eq!(refused::<()>(Err(fault.within(&long))), (ErrorKind::Grammar, "input", 0));
}

#[test]
fn codes_and_errors_of_std() {
    for kind in ErrorKind::ALL {
        assert_eq!(ErrorKind::from_code(kind.code()), Some(*kind));
    }
    assert_eq!(ErrorKind::from_code(255), None);
    let no_room = std::io::Error::from(Line::parse(b"OUT").unwrap().encode_into(&mut []).unwrap_err());
    assert_eq!(no_room.kind(), std::io::ErrorKind::WriteZero);
    let bad = std::io::Error::from(Line::parse(b"?").unwrap_err());
    assert_eq!(bad.kind(), std::io::ErrorKind::InvalidData);
}

/// A payload that the reader's record does not have: the frame was cut in another context.
#[test]
fn a_payload_of_another_context() -> Result<(), Error> {
    let frame = Frame::parse_with(b"QRY 1 a@x 3\r\nabc", cx(Link::Notification, Role::Client, 11))?;
    let strict = ns::ServerCommand::read(&frame, Dialect::MSNP11);
    assert_eq!(refused(strict), (ErrorKind::Trailing, "parameter", 6));
    let tolerant = ns::ServerCommand::read_tolerant(&frame, Dialect::MSNP11);
    assert_eq!(refused(tolerant), (ErrorKind::Trailing, "payload", 13));
    Ok(())
}

#[test]
fn hashes() -> Result<(), Error> {
    let command = |bytes| ns::ServerCommand::parse_with(bytes, Dialect::MSNP13).unwrap();
    differ(command(&b"RFS 7 x\r\n"[..]), command(&b"RFS 7 y\r\n"[..]));
    let kept = |bytes: &[u8]| FrameBuf::parse_with(bytes.to_vec(), cx(Link::Switchboard, Role::Client, 9));
    differ(kept(b"BYE a\r\n")?, kept(b"BYE b\r\n")?);
    differ(command(b"QNG 50\r\n").record(), command(b"RFS 7 x\r\n").record());
    Ok(())
}

/// `OK` as the package of a challenge would be read as a sign-in that was accepted.
#[test]
fn a_package_that_is_a_word() -> Result<(), Error> {
    let challenge = |package| -> Result<_, Error> {
        let challenge = ns::SignInChallenge { package: Arg::new(package)?, challenge: List::new("x")? };
        Ok(ns::UsrReply { trid: TrId(1), step: ns::SignInReply::Challenge(challenge) })
    };
    assert_eq!(challenge("TWN")?.check(Dialect::MSNP8), Ok(()));
    assert_eq!(refused(challenge("OK")?.check(Dialect::MSNP8)), (ErrorKind::Ambiguous, "step", 0));
    // Only the whole word.
    assert_eq!(challenge("OKAY")?.check(Dialect::MSNP8), Ok(()));
    Ok(())
}
