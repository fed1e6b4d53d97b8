//! The sizes of public types: values are copied, so a larger one is a change to be seen.
#![cfg(target_pointer_width = "64")]

use imwire::ipmsg::feiq::{Emoji, FeiqText, Font, ImageAck, ImageSlice};
use imwire::ipmsg::{
    Attachment, Block, BlockLine, Body, Client, ClientVersion, Coded, CommandWord, DirEntry, DirEvent,
    DirLimits, DirPiece, DirReader, DirWriter, Encrypted, Entry, ExtAttribute, ExtKey, ExtValue, FeiQ,
    FileCipher, FileId, FileName, FileRequest, FileType, FileWord, Form, GroupName, Host, HostList, Items,
    ItemsIter, KeyCapabilities, KeyRequest, Message, Mode, Name, Number, Obligation, Obligations, Options,
    Outgoing, Packet, Piece, Profile, Progress, PublicKey, Receipt, Recipient, SendOptions, Sender, Text,
    TextBody, Version, dict,
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
    case::<Part>(2);
    case::<Result<(), Error>>(16);
    case::<Counter>(8);
    case::<SliceSink<'_>>(24);
}

#[test]
fn packets() {
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
fn bodies() {
    case::<Body<'_>>(120);
    case::<Result<Body<'_>, Error>>(120);
    case::<Form>(1);
    case::<Entry<'_>>(72);
    case::<Block<'_>>(24);
    case::<BlockLine<'_>>(32);
    case::<GroupName<'_>>(16);
    case::<Message<'_>>(80);
    case::<Attachment<'_>>(80);
    case::<Result<Attachment<'_>, Error>>(80);
    case::<Recipient<'_>>(32);
    case::<Items<'_, Attachment<'_>>>(24);
    case::<ItemsIter<'_, Attachment<'_>>>(24);
    case::<Piece<'_>>(80);
    case::<Encrypted<'_>>(120);
    case::<Coded<'_>>(24);
    case::<KeyCapabilities>(4);
    case::<KeyRequest<'_>>(24);
    case::<PublicKey<'_>>(56);
    case::<FileRequest<'_>>(96);
    case::<FileCipher<'_>>(48);
    case::<FileId>(8);
    case::<Receipt<'_>>(40);
    case::<HostList<'_>>(48);
    case::<Host<'_>>(88);
    case::<Text<'_>>(16);
    case::<TextBody<'_>>(32);
    case::<ClientVersion>(16);
    case::<FileName<'_>>(24);
    case::<FileWord>(4);
    case::<FileType>(1);
    case::<ExtKey>(4);
    case::<ExtValue<'_>>(16);
    case::<ExtAttribute<'_>>(24);
    case::<ImageSlice<'_>>(88);
    case::<ImageAck<'_>>(40);
    case::<FeiqText<'_>>(64);
    case::<Font<'_>>(48);
    case::<Emoji>(1);
}

#[test]
fn sending() {
    case::<Sender<'_>>(48);
    case::<Outgoing<'_>>(232);
    case::<Result<Outgoing<'_>, Error>>(232);
    case::<Profile<'_>>(352);
    case::<Obligation<'_>>(48);
    case::<Obligations<'_>>(144);
}

#[test]
fn transfers() {
    case::<Progress>(16);
    case::<DirEntry<'_>>(64);
    case::<DirEvent<'_>>(72);
    case::<DirPiece<'_>>(96);
    case::<Result<Option<DirPiece<'_>>, Error>>(96);
    case::<DirLimits>(32);
    case::<DirReader>(112);
    case::<DirWriter>(56);
}

#[test]
fn dictionaries() {
    case::<dict::IpDict<'_>>(24);
    case::<dict::Dict<'_>>(24);
    case::<dict::Entries<'_>>(24);
    case::<dict::DictEntry<'_>>(40);
    case::<dict::Key<'_>>(16);
    case::<dict::DictValue<'_>>(24);
    case::<dict::DictList<'_>>(24);
    case::<dict::DictValues<'_>>(24);
    case::<dict::DictPacket<'_>>(72);
    case::<dict::DictEncrypted<'_>>(48);
    case::<dict::Dictionary<'_>>(72);
    case::<dict::EntryDict<'_>>(40);
    case::<dict::DictRecipient<'_>>(32);
    case::<dict::DictFile<'_>>(56);
    case::<dict::DictHost<'_>>(104);
    case::<dict::DictNetwork<'_>>(24);
    case::<dict::NewDict<'_>>(16);
    case::<dict::NewEntry<'_>>(56);
    case::<dict::NewValue<'_>>(40);
    case::<dict::NewPacket<'_>>(248);
    case::<dict::NewBody<'_>>(96);
    case::<dict::NewContent<'_>>(104);
}
