//! Law 10: the values and names of commands and options of `IPMsg`, against a list made from the
//! documents (`ipmsg.h` of 3.50 and 4.99, protocol drafts 10 and 14, and what clones send), not
//! from the tables of the library.

use imwire::ipmsg::{
    CommandWord, CommonOptions, EntryOptions, Family, FileOptions, KeyOptions, ListOptions, Mode, OptionBits,
    ReadOptions, SendOptions,
};
use std::collections::BTreeMap;

const MODES: [(u8, &str, Family); 55] = [
    (0, "NOOPERATION", Family::Entry),
    (1, "BR_ENTRY", Family::Entry),
    (2, "BR_EXIT", Family::Entry),
    (3, "ANSENTRY", Family::Entry),
    (4, "BR_ABSENCE", Family::Entry),
    (16, "BR_ISGETLIST", Family::List),
    (17, "OKGETLIST", Family::List),
    (18, "GETLIST", Family::List),
    (19, "ANSLIST", Family::List),
    (20, "ANSLIST_DICT", Family::List),
    (24, "BR_ISGETLIST2", Family::List),
    (32, "SENDMSG", Family::Send),
    (33, "RECVMSG", Family::Read),
    (35, "FEIQ_GROUPMSG", Family::Other),
    (48, "READMSG", Family::Read),
    (49, "DELMSG", Family::Read),
    (50, "ANSREADMSG", Family::Read),
    (64, "GETINFO", Family::Other),
    (65, "SENDINFO", Family::Other),
    (80, "GETABSENCEINFO", Family::Other),
    (81, "SENDABSENCEINFO", Family::Other),
    (96, "GETFILEDATA", Family::File),
    (97, "RELEASEFILES", Family::Read),
    (98, "GETDIRFILES", Family::File),
    (99, "DIRFILES_AUTH", Family::Other),
    (100, "DIRFILES_AUTHRET", Family::Other),
    (114, "GETPUBKEY", Family::Key),
    (115, "ANSPUBKEY", Family::Key),
    (119, "FEIQ_OPEN", Family::Other),
    (120, "FEIQ_OPEN_REPLY", Family::Other),
    (121, "FEIQ_TYPING", Family::Other),
    (122, "FEIQ_TYPING_END", Family::Other),
    (160, "AGENT_REQ", Family::Other),
    (161, "AGENT_ANSREQ", Family::Other),
    (162, "AGENT_PACKET", Family::Other),
    (163, "AGENT_PROXYREQ", Family::Other),
    (176, "DIR_POLL", Family::Entry),
    (177, "DIR_POLLAGENT", Family::Other),
    (178, "DIR_BROADCAST", Family::Other),
    (179, "DIR_ANSBROAD", Family::Other),
    (180, "DIR_PACKET", Family::Other),
    (181, "DIR_REQUEST", Family::Other),
    (182, "DIR_AGENTPACKET", Family::Other),
    (183, "DIR_EVBROAD", Family::Other),
    (184, "DIR_AGENTREJECT", Family::Other),
    (192, "FEIQ_IMAGE", Family::Other),
    (193, "FEIQ_IMAGE_ACK", Family::Other),
    (201, "FEIQ_GROUP_PRESENCE", Family::Other),
    (209, "FEIQ_SHAKE", Family::Other),
    (210, "FEIQ_SHAKE_REPLY", Family::Other),
    (251, "IPTUX_SENDMSG", Family::Other),
    (252, "IPTUX_SENDSIGN", Family::Other),
    (253, "IPTUX_SENDSUBLAYER", Family::Other),
    (254, "IPTUX_SENDICON", Family::Other),
    (255, "IPTUX_ASKSHARED", Family::Other),
];

#[test]
fn modes() {
    let named: BTreeMap<_, _> = MODES.iter().map(|&(value, name, family)| (value, (name, family))).collect();
    assert_eq!(named.len(), MODES.len());
    for value in 0..=255 {
        let mode = Mode::new(value);
        let expected = named.get(&value);
        assert_eq!(mode.name(), expected.map(|(name, _)| *name), "{value}");
        assert_eq!(mode.family(), expected.map_or(Family::Other, |(_, family)| *family), "{value}");
    }
    assert_eq!(Mode::ALL.iter().map(|mode| mode.value()).collect::<Vec<_>>(), MODES.map(|(value, ..)| value));
}

/// The constants, which a table could give another name.
#[test]
fn mode_constants() {
    assert_eq!(
        [Mode::NOOPERATION, Mode::BR_ENTRY, Mode::BR_EXIT, Mode::ANSENTRY, Mode::BR_ABSENCE].map(Mode::value),
        [0, 1, 2, 3, 4]
    );
    assert_eq!([Mode::SENDMSG, Mode::RECVMSG, Mode::READMSG].map(Mode::value), [0x20, 0x21, 0x30]);
    assert_eq!(
        [Mode::GETFILEDATA, Mode::RELEASEFILES, Mode::GETDIRFILES].map(Mode::value),
        [0x60, 0x61, 0x62]
    );
}

const COMMON: [(u32, &str); 5] = [
    (0x0020_0000, "FILEATTACH"),
    (0x0040_0000, "ENCRYPT"),
    (0x0080_0000, "UTF8"),
    (0x0100_0000, "CAPUTF8"),
    (0x0400_0000, "ENCEXTMSG"),
];

/// All names of a type and no others, at their bits; and the same in a command of that family.
#[track_caller]
fn options<O: OptionBits + std::fmt::Debug + PartialEq>(family: Family, mode: Mode, own: &[(u32, &str)]) {
    let mut expected: Vec<_> = own.iter().chain(&COMMON).copied().collect();
    expected.sort_unstable();
    let found = O::FLAGS.iter().filter(|flag| flag.is_named()).map(|flag| (flag.value().bits(), flag.name()));
    assert_eq!(found.collect::<Vec<_>>(), expected);
    assert_eq!((O::FAMILY, mode.family()), (family, family));

    let word = CommandWord::from_bits(u32::from(mode.value()) | 0xffff_ff00);
    assert_eq!(
        word.options().names().collect::<Vec<_>>(),
        expected.iter().map(|(_, name)| *name).collect::<Vec<_>>()
    );
    let named = expected.iter().fold(0, |bits, (bit, _)| bits | bit);
    assert_eq!(word.options().unnamed(), 0xffff_ff00 & !named);
    assert_eq!(word.get::<O>(), Some(O::from_bits_retain(0xffff_ff00)));
}

#[test]
fn entry_options() {
    let own = [
        (1 << 8, "ABSENCE"),
        (1 << 9, "SERVER"),
        (1 << 12, "CAPFILEENC_OBSLT"),
        (1 << 16, "DIALUP"),
        (1 << 18, "CAPFILEENC"),
        (1 << 25, "CAPIPDICT"),
        (1 << 27, "CLIPBOARD"),
        (1 << 28, "DIR_MASTER"),
    ];
    options::<EntryOptions>(Family::Entry, Mode::BR_ENTRY, &own);
    // What a 4.99 client that is present announces, and the mask of all that one can.
    let present = EntryOptions::CAPFILEENC
        | EntryOptions::FILEATTACH
        | EntryOptions::ENCRYPT
        | EntryOptions::CAPUTF8
        | EntryOptions::CAPIPDICT
        | EntryOptions::ENCEXTMSG
        | EntryOptions::CLIPBOARD;
    assert_eq!(present.bits(), 0x0f64_0000);
    let absent =
        EntryOptions::ABSENCE | EntryOptions::SERVER | EntryOptions::DIALUP | EntryOptions::DIR_MASTER;
    assert_eq!((present | absent).bits(), 0x1f65_0300);
}

#[test]
fn send_options() {
    let own = [
        (1 << 8, "SENDCHECK"),
        (1 << 9, "SECRET"),
        (1 << 10, "BROADCAST"),
        (1 << 11, "MULTICAST"),
        (1 << 12, "NOPOPUP"),
        (1 << 13, "AUTORET"),
        (1 << 14, "RETRY"),
        (1 << 15, "PASSWORD"),
        (1 << 17, "NOLOG"),
        (1 << 18, "NEWMULTI"),
        (1 << 19, "NOADDLIST"),
        (1 << 20, "READCHECK"),
    ];
    options::<SendOptions>(Family::Send, Mode::SENDMSG, &own);
    assert_eq!(SendOptions::SECRETEX.bits(), 0x0010_0200);
    assert_eq!(CommandWord::send(SendOptions::SENDCHECK).bits(), 288);
}

#[test]
fn other_options() {
    options::<ReadOptions>(Family::Read, Mode::READMSG, &[(1 << 13, "AUTORET"), (1 << 20, "READCHECK")]);
    options::<ListOptions>(Family::List, Mode::GETLIST, &[(1 << 14, "RETRY")]);
    options::<FileOptions>(
        Family::File,
        Mode::GETFILEDATA,
        &[(1 << 10, "ENCFILE_OBSLT"), (1 << 11, "ENCFILE")],
    );
    options::<KeyOptions>(Family::Key, Mode::GETPUBKEY, &[(1 << 13, "AUTORET")]);
    options::<CommonOptions>(Family::Other, Mode::GETINFO, &[]);
}

/// Constants of the types by name: a flag table could hold the right pair under a wrong constant.
#[test]
fn option_constants() {
    assert_eq!(EntryOptions::ABSENCE.bits(), SendOptions::SENDCHECK.bits());
    assert_eq!(EntryOptions::CAPFILEENC_OBSLT.bits(), SendOptions::NOPOPUP.bits());
    assert_eq!(EntryOptions::CAPFILEENC.bits(), SendOptions::NEWMULTI.bits());
    assert_eq!(FileOptions::ENCFILE_OBSLT.bits(), SendOptions::BROADCAST.bits());
    assert_eq!(FileOptions::ENCFILE.bits(), SendOptions::MULTICAST.bits());
    assert_eq!((CommonOptions::UTF8 | CommonOptions::CAPUTF8).bits(), 0x0180_0000);
}
