//! The sizes of public types: values are copied, so a larger one is a change to be seen.
#![cfg(target_pointer_width = "64")]

use imwire::Error;
use imwire::msnp::{
    Arg, Args, Dialect, Dialects, Encoded, EncodedBytes, ErrorCode, Failure, Frame, Frames, Limits, Line,
    List, Other, Passport, Payload, Row, Session, Splitter, Table, TrId, ns, sb,
};

#[track_caller]
fn case<T>(expected: usize) {
    assert_eq!(size_of::<T>(), expected, "{}", std::any::type_name::<T>());
}

#[test]
fn frames() {
    case::<Splitter>(88);
    case::<Limits>(16);
    case::<Frame<'_>>(72);
    case::<Option<Frame<'_>>>(72);
    case::<Result<Option<Frame<'_>>, Error>>(80);
    case::<Frames<'_, '_>>(40);
    case::<Line<'_>>(24);
    case::<Args<'_>>(16);
    case::<Arg<'_>>(16);
    case::<Encoded<'_>>(16);
    case::<EncodedBytes<'_>>(16);
    case::<Passport<'_>>(16);
    case::<Payload<'_>>(16);
    case::<List<'_>>(16);
    case::<TrId>(4);
    case::<Dialect>(1);
    case::<ErrorCode>(2);
    case::<imwire::fields::Value<'_>>(24);
    case::<Row>(32);
    case::<Table>(24);
    case::<Dialects>(2);
    case::<Session>(8);
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
    case::<sb::Out>(8);
}
