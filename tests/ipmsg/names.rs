//! Law 10: the values and names of commands, options, capabilities and attributes of `IPMsg`, against
//! lists made from the documents (`ipmsg.h` of 3.50 and 4.99, protocol drafts 10 and 14, and what clones send), not
//! from the tables of the library.

use imwire::ipmsg::dict::{Key, KeyKind};
use imwire::ipmsg::{
    CommandWord, CommonOptions, EntryOptions, ExtKey, Family, FileAttributes, FileOptions, FileType,
    FileWord, Form, KeyCapabilities, KeyOptions, ListOptions, Mode, OptionBits, Raw, ReadOptions,
    SendOptions,
};
use std::collections::BTreeMap;

/// The value of a command, its name, what its options mean, and the form of its additional section.
const MODES: &[(u8, &str, Family, Form)] = &[
    (0x00, "NOOPERATION", Family::Entry, Form::Entry),
    (0x01, "BR_ENTRY", Family::Entry, Form::Entry),
    (0x02, "BR_EXIT", Family::Entry, Form::Entry),
    (0x03, "ANSENTRY", Family::Entry, Form::Entry),
    (0x04, "BR_ABSENCE", Family::Entry, Form::Entry),
    (0x10, "BR_ISGETLIST", Family::List, Form::Empty),
    (0x11, "OKGETLIST", Family::List, Form::Empty),
    (0x12, "GETLIST", Family::List, Form::ListStart),
    (0x13, "ANSLIST", Family::List, Form::HostList),
    // A dictionary only.
    (0x14, "ANSLIST_DICT", Family::List, Form::Raw),
    (0x18, "BR_ISGETLIST2", Family::List, Form::Empty),
    (0x20, "SENDMSG", Family::Send, Form::Message),
    (0x21, "RECVMSG", Family::Read, Form::Receipt),
    // A cipher of which the version says the length.
    (0x23, "FEIQ_GROUPMSG", Family::Other, Form::Raw),
    (0x30, "READMSG", Family::Read, Form::Receipt),
    (0x31, "DELMSG", Family::Read, Form::Receipt),
    (0x32, "ANSREADMSG", Family::Read, Form::Receipt),
    (0x40, "GETINFO", Family::Other, Form::Empty),
    (0x41, "SENDINFO", Family::Other, Form::Text),
    (0x50, "GETABSENCEINFO", Family::Other, Form::Empty),
    (0x51, "SENDABSENCEINFO", Family::Other, Form::Text),
    (0x60, "GETFILEDATA", Family::File, Form::FileRequest),
    (0x61, "RELEASEFILES", Family::Read, Form::Receipt),
    (0x62, "GETDIRFILES", Family::File, Form::FileRequest),
    // A name in a header file, and no more.
    (0x63, "DIRFILES_AUTH", Family::Other, Form::Raw),
    (0x64, "DIRFILES_AUTHRET", Family::Other, Form::Raw),
    (0x72, "GETPUBKEY", Family::Key, Form::KeyRequest),
    (0x73, "ANSPUBKEY", Family::Key, Form::PublicKey),
    (0x77, "FEIQ_OPEN", Family::Other, Form::Empty),
    (0x78, "FEIQ_OPEN_REPLY", Family::Other, Form::Empty),
    (0x79, "FEIQ_TYPING", Family::Other, Form::Empty),
    (0x7a, "FEIQ_TYPING_END", Family::Other, Form::Empty),
    (0xa0, "AGENT_REQ", Family::Other, Form::Raw),
    (0xa1, "AGENT_ANSREQ", Family::Other, Form::Raw),
    (0xa2, "AGENT_PACKET", Family::Other, Form::Raw),
    (0xa3, "AGENT_PROXYREQ", Family::Other, Form::Raw),
    (0xb0, "DIR_POLL", Family::Entry, Form::Entry),
    (0xb1, "DIR_POLLAGENT", Family::Other, Form::Raw),
    (0xb2, "DIR_BROADCAST", Family::Other, Form::Raw),
    (0xb3, "DIR_ANSBROAD", Family::Other, Form::Raw),
    (0xb4, "DIR_PACKET", Family::Other, Form::Raw),
    (0xb5, "DIR_REQUEST", Family::Other, Form::Raw),
    (0xb6, "DIR_AGENTPACKET", Family::Other, Form::Raw),
    (0xb7, "DIR_EVBROAD", Family::Other, Form::Raw),
    (0xb8, "DIR_AGENTREJECT", Family::Other, Form::Raw),
    (0xc0, "FEIQ_IMAGE", Family::Other, Form::ImageSlice),
    (0xc1, "FEIQ_IMAGE_ACK", Family::Other, Form::ImageAck),
    (0xc9, "FEIQ_GROUP_PRESENCE", Family::Other, Form::Text),
    (0xd1, "FEIQ_SHAKE", Family::Other, Form::Empty),
    (0xd2, "FEIQ_SHAKE_REPLY", Family::Other, Form::Empty),
    (0xd8, "FEIQ_GETDEVICE", Family::Other, Form::Text),
    (0xd9, "FEIQ_DEVICE", Family::Other, Form::Text),
    (0xfb, "IPTUX_SENDMSG", Family::Other, Form::Text),
    (0xfc, "IPTUX_SENDSIGN", Family::Other, Form::Text),
    // Over TCP; what follows is no additional section.
    (0xfd, "IPTUX_SENDSUBLAYER", Family::Other, Form::Raw),
    (0xfe, "IPTUX_SENDICON", Family::Other, Form::Icon),
    (0xff, "IPTUX_ASKSHARED", Family::Other, Form::AskShared),
];

const LINE: &str = "a line of MODES in tests/ipmsg/names.rs, from the documents";

fn row(value: u8) -> Option<&'static (u8, &'static str, Family, Form)> {
    MODES.iter().find(|row| row.0 == value)
}

#[test]
fn modes() {
    for value in 0..=255 {
        let (mode, expected) = (Mode::new(value), row(value));
        let name = mode.name();
        assert_eq!(name, expected.map(|row| row.1), "{value:#04x}: {LINE}");
        assert_eq!(mode.family(), expected.map_or(Family::Other, |row| row.2), "{value:#04x}: {LINE}");
    }
    assert!(Mode::ALL.iter().map(|mode| mode.value()).eq(MODES.iter().map(|row| row.0)), "in this order");
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

#[test]
fn forms() {
    for value in 0..=255 {
        let expected = row(value).map_or(Form::Raw, |(.., form)| *form);
        assert_eq!(Mode::new(value).form(), expected, "{value:#04x}: {LINE}");
        // ENCRYPT makes something else of three of them, and all other options of none.
        for bit in 8..32 {
            let word = CommandWord::from_bits(u32::from(value) | 1 << bit);
            let encrypted = bit == 22 && matches!(value, 0x20 | 0x60 | 0x62);
            assert_eq!(Form::of(word), if encrypted { Form::Encrypted } else { expected }, "{word}");
        }
    }
}

/// What `ipmsg.h` of 4.99 calls the bits, except one that only the header of iptux names.
const CAPABILITIES: [(u32, &str); 23] = [
    (0x0000_0001, "RSA_512OBSOLETE"),
    (0x0000_0002, "RSA_1024"),
    (0x0000_0004, "RSA_2048"),
    (0x0000_0008, "RSA_4096"),
    (0x0000_0010, "RC2_40OLD"),
    (0x0000_0040, "RC2_128OLD"),
    (0x0000_0400, "BLOWFISH_128OLD"),
    (0x0000_1000, "RC2_40OBSOLETE"),
    (0x0000_4000, "RC2_128OBSOLETE"),
    (0x0000_8000, "RC2_256OBSOLETE"),
    (0x0002_0000, "BLOWFISH_128"),
    (0x0004_0000, "BLOWFISH_256OBSOL"),
    (0x0008_0000, "AES_128OBSOLETE"),
    (0x0010_0000, "AES_256"),
    (0x0020_0000, "IPTUX_AES_192"),
    (0x0040_0000, "IPDICT_CTR"),
    (0x0080_0000, "PACKETNO_IV"),
    (0x0100_0000, "ENCODE_BASE64"),
    (0x0200_0000, "UNAMEEXT_OBSLT"),
    (0x0400_0000, "NOENC_FILEBODY"),
    (0x1000_0000, "SIGN_MD5OBSOLETE"),
    (0x2000_0000, "SIGN_SHA1"),
    (0x4000_0000, "SIGN_SHA256"),
];

#[test]
fn capabilities() {
    assert_eq!(flags::<KeyCapabilities>(), CAPABILITIES);
    // Constants by name: a pair could be right under a wrong one.
    assert_eq!((KeyCapabilities::RSA_1024 | KeyCapabilities::BLOWFISH_128).bits(), 0x0002_0002);
    assert_eq!(
        (KeyCapabilities::RSA_2048 | KeyCapabilities::AES_256 | KeyCapabilities::PACKETNO_IV).bits(),
        0x0090_0004
    );
    assert_eq!((KeyCapabilities::ENCODE_BASE64 | KeyCapabilities::SIGN_SHA1).bits(), 0x2100_0000);
    assert_eq!((KeyCapabilities::NOENC_FILEBODY | KeyCapabilities::SIGN_SHA256).bits(), 0x4400_0000);
    assert_eq!(
        (KeyCapabilities::COMMON_KEYS.bits(), KeyCapabilities::SIGN.bits()),
        (0x0012_0000, 0x7000_0000)
    );
    let peers =
        [KeyCapabilities::IPTUX_AES_128, KeyCapabilities::IPTUX_AES_256, KeyCapabilities::IPTUX_SIGN_STAMP];
    assert_eq!(peers.map(|peer| peer.bits()), [0x0010_0000, 0x0040_0000, 0x0100_0000]);
}

/// Names and bits, without the row that keeps the others.
fn flags<F: bitflags::Flags<Bits = u32>>() -> Vec<(u32, &'static str)> {
    let named = F::FLAGS.iter().filter(|flag| flag.is_named());
    named.map(|flag| (flag.value().bits(), flag.name())).collect()
}

#[test]
fn file_types_and_attributes() {
    let types = [
        (0x01, "REGULAR"),
        (0x02, "DIR"),
        (0x03, "RETPARENT"),
        (0x04, "SYMLINK"),
        (0x05, "CDEV"),
        (0x06, "BDEV"),
        (0x07, "FIFO"),
        (0x10, "RESFORK"),
        (0x20, "CLIPBOARD"),
    ];
    let found = (0..=255).filter_map(|value| Some((value, FileType::new(value).name()?)));
    assert_eq!(found.collect::<Vec<_>>(), types);
    let constants = [FileType::REGULAR, FileType::DIR, FileType::RETPARENT, FileType::CLIPBOARD];
    assert_eq!(constants.map(FileType::value), [1, 2, 3, 0x20]);

    let attributes = [
        (0x0100, "RONLY"),
        (0x1000, "HIDDEN"),
        (0x2000, "EXHIDDEN"),
        (0x4000, "ARCHIVE"),
        (0x8000, "SYSTEM"),
    ];
    assert_eq!(flags::<FileAttributes>(), attributes);
    let hidden = FileWord::new(FileType::REGULAR).with(FileAttributes::HIDDEN | FileAttributes::RONLY);
    assert_eq!(hidden.bits(), 0x1101);
}

#[test]
fn keys_of_extended_attributes() {
    let (number, text) = (true, false);
    let keys = [
        (0x01, "UID", number),
        (0x02, "USERNAME", text),
        (0x03, "GID", number),
        (0x04, "GROUPNAME", text),
        (0x08, "CLIPBOARDPOS", number),
        (0x10, "PERM", number),
        (0x11, "MAJORNO", number),
        (0x12, "MINORNO", number),
        (0x13, "CTIME", number),
        (0x14, "MTIME", number),
        (0x15, "ATIME", number),
        (0x16, "CREATETIME", number),
        (0x20, "CREATOR", text),
        (0x21, "FILETYPE", text),
        (0x22, "FINDERINFO", text),
        (0x30, "ACL", text),
        (0x40, "ALIASFNAME", text),
        (0x41, "UNICODEFNAME", text),
    ];
    let found = (0..=0x400).map(ExtKey::new);
    let found = found.filter_map(|key| Some((key.value(), key.name()?, key.is_number())));
    assert_eq!(found.collect::<Vec<_>>(), keys);
    let constants = [ExtKey::CLIPBOARDPOS, ExtKey::MTIME, ExtKey::CREATETIME, ExtKey::ACL];
    assert_eq!(constants.map(ExtKey::value), [0x08, 0x14, 0x16, 0x30]);
    // None without a name is a number.
    assert!(
        (0..=0x400).all(|value| keys.iter().any(|key| key.0 == value) || !ExtKey::new(value).is_number())
    );
}

/// The keys of dictionaries and what their values are.
#[test]
fn keys_of_dictionaries() {
    let kinds: [(KeyKind, &str); 6] = [
        (
            KeyKind::Int,
            "VER PKT DATE CMD FLG STAT RPN FI FS MT FA CP ACT PORT START NUM TOTAL MASK POLL AGNT AGS DRB \
             DRCT UPT PUBE EC EF ABSMD",
        ),
        (KeyKind::Text, "UID HID CVER GRP NCK BODY FN IPAD ADR TADR SVADR ABST EINF"),
        (KeyKind::Bytes, "PUBN EI EK EB SIGN NCKO EXST FROM MST NADR"),
        (KeyKind::Dict, "WAPD"),
        (KeyKind::DictList, "TLST FILE HLST NADRS"),
        (KeyKind::TextList, "FLS"),
    ];
    let names = kinds.iter().flat_map(|(kind, names)| names.split_whitespace().map(|name| (name, *kind)));
    let expected: BTreeMap<_, _> = names.collect();
    let found: BTreeMap<_, _> = Key::all().map(|key| (key.to_string(), key.kind())).collect();
    assert_eq!(found.len(), expected.len());
    for (name, kind) in expected {
        assert_eq!(found.get(name), Some(&Some(kind)), "{name}");
    }
    let constants = [Key::PKT, Key::UID, Key::HID, Key::EK, Key::EB, Key::SIGN, Key::WAPD];
    assert_eq!(constants.map(Key::as_bytes), [&b"PKT"[..], b"UID", b"HID", b"EK", b"EB", b"SIGN", b"WAPD"]);
}

#[test]
fn command_words_are_shown_by_name() {
    #[track_caller]
    fn case(bits: u32, expected: &str) {
        assert_eq!(CommandWord::from_bits(bits).to_string(), expected);
    }
    case(0x20, "SENDMSG");
    case(0x0020_0120, "SENDMSG|SENDCHECK|FILEATTACH");
    case(0x8000_0120, "SENDMSG|SENDCHECK|0x80000000");
    case(0x05, "0x05");
}

#[test]
fn debug_shows_names() {
    assert_eq!(format!("{:?} {:?}", Mode::SENDMSG, Mode::new(5)), "SENDMSG 0x05");
    let raw = format!("{:?}", Raw(b"a\xff"));
    assert!(raw.contains("a\\xff"), "{raw}");
}
