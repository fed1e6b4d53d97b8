//! Messages and the files they offer: every row of the vector file, field by field, and the laws.

use super::rows;
use imwire::Wire;
use imwire::ipmsg::{
    Attachment, ExtAttribute, ExtKey, ExtValue, FileAttributes, FileId, FileName, FileType, FileWord, Items,
    Message, Name, Packet, Recipient, SendOptions,
};
use imwire_testkit::laws::{self, Parts};
use imwire_testkit::recorder::written;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::fmt::Debug;

/// The messages of the vector file that are not encrypted: number of the row, body, options.
fn messages() -> Vec<(usize, Vec<u8>, SendOptions)> {
    let rows = rows().into_iter().filter(|row| row.is_packet());
    rows.filter_map(|row| {
        let packet = Packet::parse(&row.bytes).ok()?;
        let options = packet.word().get::<SendOptions>()?;
        let body = packet.additional.unwrap_or_default().to_vec();
        (!options.contains(SendOptions::ENCRYPT)).then_some((row.row, body, options))
    })
    .collect()
}

fn file(id: u32, name: &str, size: u64, mtime: u64) -> Attachment<'_> {
    raw(id, name.as_bytes(), size, mtime)
}

fn raw(id: u32, name: &[u8], size: u64, mtime: u64) -> Attachment<'_> {
    Attachment::file(id, FileName::new(name).unwrap(), size, mtime)
}

fn with(file_type: FileType, attributes: FileAttributes, file: Attachment<'_>) -> Attachment<'_> {
    Attachment { word: FileWord::new(file_type).with(attributes), ..file }
}

fn number<'a>(key: ExtKey, number: u64) -> ExtAttribute<'a> {
    ExtAttribute::number(key, number)
}

fn text(key: ExtKey, value: &[u8]) -> ExtAttribute<'_> {
    ExtAttribute { key, value: ExtValue::list(value).unwrap() }
}

/// What has been said of a message with a list, each once.
struct Expected {
    bodies: Vec<(usize, Vec<u8>, SendOptions)>,
}

impl Expected {
    /// The rows with this body hold this message.
    #[track_caller]
    fn message(&mut self, body: &[u8], message: Message<'_>) {
        let count = self.bodies.len();
        self.bodies.retain(|(row, bytes, options)| {
            if bytes != body {
                return true;
            }
            let found = Message::parse_with(bytes, *options).unwrap();
            assert_eq!(found, message, "row {row}");
            false
        });
        assert_ne!(self.bodies.len(), count, "no row has this body");
    }

    /// The rows with this body hold these files, after this text.
    #[track_caller]
    fn files(&mut self, body: &[u8], text: &[u8], files: &[Attachment<'_>]) {
        self.message(body, Message::new(text).unwrap().files(files));
    }

    /// The rows with this body hold one file that makes no sense.
    #[track_caller]
    fn error(&mut self, body: &[u8], text: &[u8], error: &str) {
        let count = self.bodies.len();
        self.bodies.retain(|(row, bytes, options)| {
            if bytes != body {
                return true;
            }
            let found = Message::parse_with(bytes, *options).unwrap();
            assert_eq!(found.text.as_bytes(), text, "row {row}");
            let files: Vec<_> = found.files.iter().collect();
            assert_eq!(files.len(), 1, "row {row}");
            assert_eq!(files[0].unwrap_err().to_string(), error, "row {row}");
            false
        });
        assert_ne!(self.bodies.len(), count, "no row has this body");
    }
}

#[test]
fn every_message_of_the_vector_file() {
    let (plain, bodies): (Vec<_>, Vec<_>) = messages().into_iter().partition(|(_, body, _)| {
        let text = body.iter().position(|&byte| byte == 0).unwrap_or(body.len());
        body[text..].iter().all(|&byte| byte == 0)
    });
    assert!(plain.len() >= 30, "{}", plain.len());
    for (row, body, options) in &plain {
        let end = body.iter().position(|&byte| byte == 0).unwrap_or(body.len());
        assert_eq!(Message::parse_with(body, *options), Message::new(&body[..end]), "row {row}");
    }

    let mut expected = Expected { bodies };
    let (none, regular) = (FileAttributes::empty(), FileType::REGULAR);
    let (rw, sys) = (FileAttributes::RONLY, FileAttributes::SYSTEM | FileAttributes::ARCHIVE);
    let hidden = FileAttributes::HIDDEN;
    let plain = |name| raw(0, name, 5, 0x6550_0000);
    let f = plain(b"f");

    // The official client 4.99 and 2.06.
    let name = "報告書 2024.txt";
    expected.files(
        "添付\x000:report.txt:b:65500000:1:\x07".as_bytes(),
        "添付".as_bytes(),
        &[file(0, "report.txt", 11, 0x6550_0000)],
    );
    expected.files(
        "\x000:報告書 2024.txt:1f4:65500000:4001:\x071:写真:0:65500001:2:\x07".as_bytes(),
        b"",
        &[
            with(regular, FileAttributes::ARCHIVE, file(0, name, 500, 0x6550_0000)),
            Attachment::directory(1, FileName::new("写真".as_bytes()).unwrap(), 0x6550_0001),
        ],
    );
    expected.files(
        b"\x93Y\x95t\x000:\x95\\\x8e\xa6\x83\\\x83t\x83g.txt:1f4:41800000:1:\x07",
        b"\x93Y\x95t",
        &[raw(0, b"\x95\\\x8e\xa6\x83\\\x83t\x83g.txt", 500, 0x4180_0000)],
    );
    let (first, second) = ([number(ExtKey::CLIPBOARDPOS, 3)], [number(ExtKey::CLIPBOARDPOS, 8)]);
    let picture = |file, at| Attachment { extended: Items::new(at), ..with(FileType::CLIPBOARD, none, file) };
    expected.files(
        b"abc cdef g\x000:ipmsgclip_s_1700000032_0.png:a1b2:0:20:8=3:\x07\
          1:ipmsgclip_s_1700000032_1.png:c3d4:0:20:8=8:\x07",
        b"abc cdef g",
        &[
            picture(file(0, "ipmsgclip_s_1700000032_0.png", 0xa1b2, 0), &first),
            picture(file(1, "ipmsgclip_s_1700000032_1.png", 0xc3d4, 0), &second),
        ],
    );

    // What the documents allow.
    expected.files(
        b"m\x000:a.txt:ffffffff:65500000:1:\x07:1:b.txt:100000000:65500000:1:\x07:\0",
        b"m",
        &[file(0, "a.txt", 0xffff_ffff, 0x6550_0000), file(1, "b.txt", 1 << 32, 0x6550_0000)],
    );
    expected.files(b"m\x000:a::b::::c:5:65500000:1:\x07\0", b"m", &[plain(b"a:b::c")]);
    let times = [
        number(ExtKey::MTIME, 0x6550_0000),
        number(ExtKey::CREATETIME, 0x6550_0001),
        number(ExtKey::ATIME, 0x6550_0002),
    ];
    expected.files(
        b"m\x000:f:5:65500000:1:14=65500000:16=65500001:15=65500002:\x07\0",
        b"m",
        &[Attachment { extended: Items::new(&times), ..f }],
    );
    let owner = [
        number(ExtKey::UID, 1000),
        text(ExtKey::USERNAME, b"taro"),
        number(ExtKey::GID, 100),
        text(ExtKey::GROUPNAME, b"staff"),
        number(ExtKey::PERM, 0o644),
    ];
    expected.files(
        b"m\x000:f:5:65500000:1:1=3e8:2=taro:3=64:4=staff:10=1a4:\x07\0",
        b"m",
        &[Attachment { extended: Items::new(&owner), ..f }],
    );
    let tty = [number(ExtKey::MAJORNO, 4), number(ExtKey::MINORNO, 0x40)];
    let sda = [number(ExtKey::MAJORNO, 8), number(ExtKey::MINORNO, 0)];
    let device = |file_type, id, name| with(file_type, none, file(id, name, 0, 0x6550_0000));
    expected.files(
        b"m\x000:tty:0:65500000:5:11=4:12=40:\x071:sda:0:65500000:6:11=8:12=0:\x07\
          2:pipe:0:65500000:7:\x073:link:0:65500000:4:\x07\0",
        b"m",
        &[
            Attachment { extended: Items::new(&tty), ..device(FileType::CDEV, 0, "tty") },
            Attachment { extended: Items::new(&sda), ..device(FileType::BDEV, 1, "sda") },
            device(FileType::FIFO, 2, "pipe"),
            device(FileType::SYMLINK, 3, "link"),
        ],
    );
    let mac = [
        text(ExtKey::CREATOR, b"54455854"),
        text(ExtKey::FILETYPE, b"74747874"),
        text(ExtKey::FINDERINFO, b"00"),
        text(ExtKey::ACL, b"acl1,acl2"),
        text(ExtKey::ALIASFNAME, b"alias name"),
    ];
    expected.files(
        b"m\x000:r:5:65500000:10:20=54455854:21=74747874:22=00:30=acl1,acl2:40=alias name:\x07\0",
        b"m",
        &[Attachment { extended: Items::new(&mac), ..with(FileType::RESFORK, none, plain(b"r")) }],
    );
    let second = |file: Attachment<'static>, id| Attachment { id: FileId::from_hex(id), ..file };
    expected.files(
        b"m\x000:ro.txt:5:65500000:101:\x071:.hid:5:65500000:3001:\x072:sys:5:65500000:d101:\x07\0",
        b"m",
        &[
            with(regular, rw, plain(b"ro.txt")),
            second(with(regular, hidden | FileAttributes::EXHIDDEN, plain(b".hid")), 1),
            second(with(regular, rw | hidden | sys, plain(b"sys")), 2),
        ],
    );

    // What real clients leave out, or write in another way.
    expected.files(b"m\x000:f:5:65500000\x07\0", b"m", &[f]);
    expected.files(b"m\x000:f:5:65500000:1\x07\0", b"m", &[f]);
    expected.files(b"m\x000:f:5:65500000:1:", b"m", &[f]);
    expected.files(b"m\x000:F:1F4:6550ABCD:1:\x07\0", b"m", &[file(0, "F", 500, 0x6550_abcd)]);
    let filetime = file(0, "f", 5, 0x01d9_f5c3_a7b2_e100);
    assert_eq!(filetime.modified(), Some(1_696_314_866));
    expected.files(b"m\x000:f:0000000000000005:1d9f5c3a7b2e100:1:\x07\0", b"m", &[filetime]);
    expected.error(b"m\x000:f:5\0", b"m", "mtime: missing at byte 7");
    expected.error(b"m\x00z!:f:5:0:1:\x07\0", b"m", "file id: not a hexadecimal number at byte 2");

    let who = |user: &'static str, host: &'static str| {
        let [user, host] = [user, host].map(|name| Name::new(name.as_bytes()).unwrap());
        Recipient::new(user, host).unwrap()
    };
    let to = [who("taro", "PC-02"), who("hanako", "PC-03"), who("jiro", "PC-04")];
    expected.message(
        b"hi\0\0TO:taro:PC-02\x07hanako:PC-03\x07jiro:PC-04\0",
        Message::new(b"hi").unwrap().to(&to),
    );

    // Recorded from iptux 0.8.3 and feiq-cli, and after FeiQ.
    let gbk = b"\xb1\xa8\xb8\xe6.txt";
    expected.files(
        b"\xce\xc4\xbc\xfe\x001:\xb1\xa8\xb8\xe6.txt:1f4:65500000:1:\x07\0",
        b"\xce\xc4\xbc\xfe",
        &[raw(1, gbk, 500, 0x6550_0000)],
    );
    expected.files(
        b"\x0010000:report.txt:b:6b00dfb1:1:\x07\0",
        b"",
        &[file(10_000, "report.txt", 11, 0x6b00_dfb1)],
    );
    let tree = with(FileType::DIR, none, file(10_004, "tree", 0xbc2, 0x6b00_dfb1));
    expected.files(b"\x0010004:tree:bc2:6b00dfb1:2:\x07\0", b"", &[tree]);
    expected.files(
        b"\x0010000:\x95\\\x8e\xa6\x83\\.txt:3:6b00e3c5:1:\x07\0",
        b"",
        &[raw(10_000, b"\x95\\\x8e\xa6\x83\\.txt", 3, 0x6b00_e3c5)],
    );
    expected.files(
        b"\x0010000:\xb1\xa8\xb8\xe6 2024.txt:7:6b00e1db:1:\x07\0",
        b"",
        &[raw(10_000, b"\xb1\xa8\xb8\xe6 2024.txt", 7, 0x6b00_e1db)],
    );
    expected.files(b"\x001:memo.txt:8:6b00e1db:1:\x07\0", b"", &[file(1, "memo.txt", 8, 0x6b00_e1db)]);

    // After other programs: a colon in a name, a time in milliseconds, as many recipients as a group has.
    expected.files(
        b"\xb8\xbd\xbc\xfe\x0011:\xb1\xa8\xb8\xe6::\xd7\xee\xd6\xd5\xb0\xe6.pdf:c:1:1:\x07\0",
        b"\xb8\xbd\xbc\xfe",
        &[raw(11, b"\xb1\xa8\xb8\xe6:\xd7\xee\xd6\xd5\xb0\xe6.pdf", 12, 1)],
    );
    let photo = file(0, "photo.jpg", 500, 1_700_000_000_000);
    assert_eq!(photo.modified(), Some(1_700_000_000));
    expected.files(b"\x000:photo.jpg:1f4:18bcfe56800:1:\x07\0", b"", &[photo]);
    let names: Vec<_> = (0..40).map(|n| [format!("user{n:02}"), format!("PC-{n:02}")]).collect();
    let listed: String = names.iter().map(|[user, host]| format!("{user}:{host}\x07")).collect();
    let many: Vec<_> = names
        .iter()
        .map(|names| names.each_ref().map(|name| Name::new(name.as_bytes()).unwrap()))
        .map(|[user, host]| Recipient::new(user, host).unwrap())
        .collect();
    expected.message(format!("hi\0\0TO:{listed}\0").as_bytes(), Message::new(b"hi").unwrap().to(&many));

    // A line end at the end of a list is no item of it.
    expected.files(b"see\x000:a.txt:1f4:65500000:1:\x07\n", b"see", &[file(0, "a.txt", 500, 0x6550_0000)]);
    let to = [who("taro", "PC-01"), who("jiro", "PC-02")];
    expected.message(b"hi\0\0TO:taro:PC-01\x07jiro:PC-02\x07\n", Message::new(b"hi").unwrap().to(&to));

    let left: Vec<_> = expected.bodies.iter().map(|(row, ..)| row).collect();
    assert!(left.is_empty(), "nothing is said of rows {left:?}");
}

#[test]
#[cfg(target_pointer_width = "64")]
fn sizes() {
    assert_eq!(size_of::<Attachment<'_>>(), 80);
    assert_eq!(size_of::<Message<'_>>(), 80);
    assert_eq!(size_of::<Recipient<'_>>(), 32);
}

// The laws.

/// All that holds for bytes under a context.
#[track_caller]
fn read<'a, T>(input: &'a [u8], cx: T::Context, room: &'a mut Vec<u8>) -> Option<T>
where
    T: Wire<'a, Context: Debug> + Parts + laws::Plain,
{
    let found = laws::canonical::<T>(input, cx, room).ok()?;
    found.each_part(&mut |part| _ = laws::inside(part, input));
    laws::length(&found);
    laws::handed_over(&found);
    Some(found)
}

/// All that holds for bytes as a message, and as the things in one.
#[track_caller]
fn message(body: &[u8], options: SendOptions) {
    let mut room = Vec::new();
    let message = read::<Message<'_>>(body, options, &mut room).expect("any bytes are a message");
    for file in message.files {
        match file {
            Ok(file) => {
                file.each_part(&mut |part| _ = laws::inside(part, body));
                laws::length(&file);
                laws::handed_over(&file);
                let mut form = written(&file);
                laws::value(file, (), &form);
                let len = form.len();
                form.extend_from_slice(b"0:f:");
                laws::front(file, (), &form, len);
            }
            Err(error) => laws::locality(&error, body),
        }
    }
    for recipient in message.recipients {
        match recipient {
            Ok(recipient) => recipient.each_part(&mut |part| _ = laws::inside(part, body)),
            Err(error) => laws::locality(&error, body),
        }
    }
    let pieces: Vec<_> = message.pieces().collect();
    let text: Vec<_> = pieces
        .iter()
        .filter_map(|piece| match piece {
            imwire::ipmsg::Piece::Text(text) => Some(text.as_bytes()),
            imwire::ipmsg::Piece::Picture(_) => None,
        })
        .collect();
    assert!(text.iter().all(|text| !text.is_empty()));
    assert_eq!(text.concat(), message.text.as_bytes());
    assert_eq!(pieces.len() - text.len(), message.pictures().count());

    read::<Attachment<'_>>(body, (), &mut Vec::new());
    read::<Recipient<'_>>(body, (), &mut Vec::new());
}

const OPTIONS: [SendOptions; 4] = [
    SendOptions::empty(),
    SendOptions::FILEATTACH,
    SendOptions::ENCEXTMSG,
    SendOptions::FILEATTACH.union(SendOptions::ENCEXTMSG),
];

#[test]
fn laws_over_the_vector_file() {
    for (_, body, options) in messages() {
        for end in 0..=body.len() {
            message(&body[..end], options);
        }
        for options in OPTIONS {
            message(&body, options);
        }
    }
}

fn options() -> impl Strategy<Value = SendOptions> {
    prop_oneof![3 => select(&OPTIONS[..]), 1 => any::<u32>().prop_map(SendOptions::from_bits_retain)]
}

/// Bytes without some, and at least so many.
fn without(stops: &'static [u8], least: usize) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![3 => Just(b':'), 2 => select(&b"a.1=,TO"[..]), 2 => any::<u8>()];
    let byte = byte.prop_map(|byte| if stops.contains(&byte) { b'x' } else { byte });
    vec(byte, least..12)
}

type Made = (u32, Vec<u8>, u64, u64, u32, Vec<(u32, Vec<u8>, Option<u64>)>);

fn made() -> impl Strategy<Value = Made> {
    let number = || (any::<u64>(), 0..64_u32).prop_map(|(number, shift)| number >> shift);
    let word = prop_oneof![select(&[1, 2, 0x20, 0x4001][..]), any::<u32>()];
    let key = prop_oneof![select(&[1, 2, 8, 0x14][..]), any::<u32>()];
    let extended = vec((key, without(b"\0\x07:", 0), proptest::option::of(number())), 0..4);
    (any::<u32>(), without(b"\0\x07", 1), number(), number(), word, extended)
}

/// Something like a body.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let rows: Vec<_> = messages().into_iter().map(|(_, body, _)| body).collect();
    let edits = vec((any::<Index>(), select(&b"\0\0\x07\x07:::0a=8T"[..]), any::<bool>()), 0..6);
    let edited = (select(rows), edits).prop_map(|(mut body, edits)| {
        for (at, byte, insert) in edits {
            match (insert, body.is_empty()) {
                (true, _) => body.insert(at.index(body.len() + 1), byte),
                (false, false) => *at.get_mut(&mut body) = byte,
                _ => {}
            }
        }
        body
    });
    let pieces = select(vec![
        &b"\0"[..],
        b"\0\0",
        b"\x07",
        b":",
        b"\0TO:",
        b"0:a:5:6:1:\x07",
        b"1:b::c:5:6:2:14=5:\x07",
        b"2:x:1:2:20:8=1:\x07",
        b"u:h\x07",
        b"text",
        b"\xe3\x81\x93",
    ]);
    prop_oneof![2 => edited, 2 => vec(pieces, 0..12).prop_map(|pieces| pieces.concat()), 1 => vec(any::<u8>(), 0..60)]
}

/// More cases than usual.
fn times(factor: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases * factor, failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(times(8))]

    #[test]
    fn laws_over_bytes(body in bodies(), options in options()) {
        message(&body, options);
    }

    #[test]
    fn laws_over_values(
        text in without(b"\0", 0),
        files in vec(made(), 0..4),
        to in vec((without(b"\0\x07:", 0), without(b"\0\x07:", 0)), 0..3),
        trailing in prop_oneof![3 => Just(Vec::new()), 1 => bodies()],
        options in options(),
    ) {
        let extended: Vec<Vec<_>> = files
            .iter()
            .map(|(.., extended)| {
                extended
                    .iter()
                    .map(|(key, text, number)| ExtAttribute {
                        key: ExtKey::new(*key),
                        value: number.map_or_else(|| ExtValue::list(text).unwrap(), ExtValue::number),
                    })
                    .collect()
            })
            .collect();
        let files: Vec<_> = files
            .iter()
            .zip(&extended)
            .map(|((id, name, size, mtime, word, _), extended)| Attachment {
                word: FileWord::from_bits(*word),
                extended: Items::new(extended),
                ..raw(*id, name, *size, *mtime)
            })
            .collect();
        let to: Vec<_> = to
            .iter()
            .map(|(user, host)| Recipient::new(Name::new(user).unwrap(), Name::new(host).unwrap()).unwrap())
            .collect();
        for file in &files {
            laws::length(file);
            laws::handed_over(file);
            laws::value(*file, (), &written(file));
        }
        for recipient in &to {
            laws::length(recipient);
            laws::handed_over(recipient);
            laws::value(*recipient, (), &written(recipient));
        }
        let made = Message { trailing: &trailing, ..Message::new(&text).unwrap().files(&files).to(&to) };
        laws::length(&made);
        laws::handed_over(&made);
        laws::value(made, options, &written(&made));
    }
}
