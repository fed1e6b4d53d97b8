//! The sizes of what is public: values are copied about, so a larger one is a change to be seen.
#![cfg(target_pointer_width = "64")]

use imwire::ipmsg::{Client, CommandWord, FeiQ, Mode, Name, Number, Options, Packet, SendOptions, Version};
use imwire::msnp::{
    Arg, Args, Between, Decoded, Dialect, Dialects, Encoded, ErrorCode, Failure, Frame, Frames, Limits, Line,
    List, Other, Passport, Payload, Row, Session, Splitter, Table, TrId, Value, ns, sb,
};
use imwire::{Counter, Error, ErrorKind, Fault, Part, SliceSink};

#[track_caller]
fn case<T>(expected: usize) {
    assert_eq!(size_of::<T>(), expected, "{}", std::any::type_name::<T>());
}

#[test]
fn errors_and_sinks() {
    case::<Error>(16);
    case::<Fault>(16);
    case::<ErrorKind>(1);
    case::<Part>(1);
    case::<Result<(), Error>>(16);
    case::<Counter>(8);
    case::<SliceSink<'_>>(24);
}

#[test]
fn ipmsg() {
    case::<Packet<'_>>(112);
    case::<Result<Packet<'_>, Error>>(112);
    case::<Version<'_>>(16);
    case::<FeiQ<'_>>(16);
    case::<Client>(1);
    case::<Number<'_, u64>>(24);
    case::<Number<'_, u32>>(24);
    case::<Name<'_>>(16);
    case::<CommandWord>(4);
    case::<Mode>(1);
    case::<Options>(8);
    case::<SendOptions>(4);
}

#[test]
fn msnp() {
    case::<Splitter>(88);
    case::<Limits>(16);
    case::<Frame<'_>>(72);
    case::<Option<Frame<'_>>>(72);
    case::<Result<Option<Frame<'_>>, Error>>(80);
    case::<Frames<'_, '_>>(32);
    case::<Line<'_>>(24);
    case::<Args<'_>>(16);
    case::<Arg<'_>>(16);
    case::<Encoded<'_>>(16);
    case::<Decoded<'_>>(16);
    case::<Passport<'_>>(16);
    case::<Payload<'_>>(16);
    case::<List<'_>>(16);
    case::<Between<12, 21, Arg<'_>>>(16);
    case::<TrId>(4);
    case::<Dialect>(1);
    case::<ErrorCode>(2);
    case::<Value<'_>>(24);
    case::<Row>(24);
    case::<Table>(24);
    case::<Dialects>(2);
    case::<Session>(2);
}

#[test]
fn commands() {
    case::<ns::ClientCommand<'_>>(160);
    case::<ns::ServerCommand<'_>>(120);
    case::<sb::ClientCommand<'_>>(64);
    case::<sb::ServerCommand<'_>>(64);
    case::<Result<sb::ServerCommand<'_>, Error>>(64);
    case::<Failure<'_>>(48);
    case::<Other<'_>>(40);
    case::<ns::Rng<'_>>(120);
    case::<ns::XfrReply<'_>>(80);
    case::<ns::Referral<'_>>(72);
    case::<sb::Iro<'_>>(56);
    case::<sb::Msg<'_>>(24);
    case::<sb::Ack>(4);
    case::<sb::Out>(0);
}
