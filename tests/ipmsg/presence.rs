//! Rows of the vectors that are entries or private commands of iptux or `FeiQ`, field by field.

use super::rows;
use imwire::ipmsg::feiq::{FeiqPiece, FeiqText, GroupCipher, ImageAck, ImageSlice};
use imwire::ipmsg::iptux::{AskShared, Icon, IptuxOptions, UnitKind};
use imwire::ipmsg::{ClientType, Coded, Coding, CommonOptions, Entry, EntryOptions, Packet, Text, TextBody};
use imwire::{ErrorKind, Wire};

/// The packet of the first row of that name whose bytes begin so.
#[track_caller]
fn packet(name: &str, begin: &str) -> Packet<'static> {
    let row = rows().into_iter().find(|row| row.name == name && row.bytes.starts_with(begin.as_bytes()));
    Packet::parse(row.expect("a row").bytes.leak()).unwrap()
}

#[track_caller]
fn body<'a, T: Wire<'a>>(packet: &Packet<'a>, cx: T::Context) -> T {
    T::parse_with(packet.additional.unwrap(), cx).unwrap()
}

#[test]
fn an_entry_of_4_99() {
    let packet = packet("BR_ENTRY", "1:1700000000:");
    assert!(packet.word().get::<EntryOptions>().unwrap().contains(EntryOptions::CAPIPDICT));
    let entry = body::<Entry<'_>>(&packet, ());
    assert_eq!(entry.nick.as_bytes(), b"\x8eR\x93c \x91\xbe\x98Y");
    assert_eq!(entry.group.as_bytes(), b"\x8aJ\x94\xad\x95\x94");
    let dictionary = Coded::new(Coding::Base64, b"IP2:11:SVADR:9:192.0.2.1:Z");
    assert_eq!(entry.block.dictionary(), Some(Ok(dictionary)));
    let version = entry.block.version().unwrap();
    assert_eq!((version.client, version.to_string().as_str()), (ClientType::WIN64, "4.99r3"));
    let names = entry.names(&packet);
    let shown = [names.user, names.host, names.nick, names.group].map(|name| {
        assert!(name.is_utf8);
        name.text.lossy().to_string()
    });
    assert_eq!(shown, ["yamada-0123456789abcdef", "PC-01", "山田 太郎", "開発部"]);
    let keys: Vec<_> = entry.block.lines.iter().map(|line| line.unwrap().key().unwrap()).collect();
    assert_eq!(keys, [&b"UN"[..], b"HN", b"NN", b"GN", b"VS", b"IP"]);
}

#[test]
fn an_answer_of_4_99() {
    let packet = packet("ANSENTRY", "1:1700000004:");
    let entry = body::<Entry<'_>>(&packet, ());
    let names = entry.names(&packet);
    // UTF8 is set, and of the block the names do not count.
    assert!(packet.word().common().contains(CommonOptions::UTF8));
    assert_eq!((names.nick.text.lossy().to_string().as_str(), names.nick.is_utf8), ("太郎[離席]", true));
    assert_eq!((names.group.text, names.user.text.as_bytes()), (Text::default(), &b"taro"[..]));
}

#[test]
fn entries_of_clones() {
    let iptux = packet("BR_ENTRY", "1_iptux 0.8.3:1:alice:kimchi:257:Alice");
    let entry = body::<Entry<'_>>(&iptux, ());
    let (icon, charset) = entry.iptux().map(|iptux| (iptux.icon, iptux.charset)).unwrap();
    assert_eq!((icon.as_bytes(), charset.as_bytes()), (&b"icon-tux.png"[..], &b"utf-8"[..]));
    assert_eq!(entry.group.text().lossy().to_string(), "研发部");
    let jfeiq = packet("BR_ENTRY", "1:832011383:");
    assert_eq!(body::<Entry<'_>>(&jfeiq, ()).trailing, b"00-11-22-AA-BB-CC\0");
    let plus = packet("BR_ENTRY", "feiq_plus_plus#128#001122AABBCC#0#0#0#1#9:1700000230:");
    assert_eq!(body::<Entry<'_>>(&plus, ()).group.as_bytes().len(), 32);
    let langzime = packet("BR_ENTRY", "1:1700000234:");
    let lines: Vec<_> = body::<Entry<'_>>(&langzime, ()).block.lines.iter().collect();
    assert_eq!(
        (lines.len(), lines[0].unwrap().key(), lines[0].unwrap().value().as_bytes()),
        (1, None, &b"name"[..])
    );
}

#[test]
fn private_commands() {
    let unit = |begin| UnitKind::of(packet("IPTUX_SENDMSG", begin).word());
    assert_eq!(unit("1_iptux 0.8.3:15:"), Some(UnitKind::REGULAR));
    assert_eq!(unit("1_iptux 0.8.3:17:"), Some(UnitKind::GROUP));
    let ask = packet("IPTUX_ASKSHARED", "1_iptux 0.8.3:20:");
    assert!(IptuxOptions::of(ask.word()).contains(IptuxOptions::PASSWD));
    assert_eq!(body::<AskShared<'_>>(&ask, ask.word()).password, Some(Coded::new(Coding::Base64, b"qwert")));
    let icon = packet("IPTUX_SENDICON", "1_iptux 0.8.3:26:");
    assert_eq!(body::<Icon<'_>>(&icon, ()).png, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR:tiny");

    let image = packet("FEIQ_IMAGE", "1_lbt6_0#");
    let slice = body::<ImageSlice<'_>>(&image, ());
    assert_eq!((slice.id.as_bytes(), slice.total, slice.slices, slice.slice), (&b"5f3a"[..], 1200, 3, 1));
    assert_eq!((slice.offset, slice.len, slice.data.len(), slice.is_whole()), (0, 512, 41, false));
    assert_eq!(
        body::<ImageAck<'_>>(&packet("FEIQ_IMAGE_ACK", "1_lbt6_0#"), ()),
        ImageAck::of(&slice).unwrap()
    );
    let group = packet("FEIQ_GROUPMSG", "1_lbt6_0#");
    let len = group.version.feiq().unwrap().cipher_len();
    let cipher = body::<GroupCipher<'_>>(&group, len);
    assert_eq!((len, cipher.cipher.len(), cipher.check(len)), (Some(64), 64, Ok(())));
    assert_eq!(cipher.check(Some(63)).unwrap_err().kind(), ErrorKind::WrongLength);

    let message = packet("SENDMSG", "1_lbt6_0#128#001122AABBCC#0#0#0#4001#9:1700000208:");
    let text = FeiqText::of(body::<TextBody<'_>>(&message, ()).text);
    let font = text.font.unwrap();
    assert_eq!((font.height, font.weight, font.charset, font.rgb()), (-16, 400, 134, [0, 0x40, 0x80]));
    assert_eq!(font.face.as_bytes(), b"\xce\xa2\xc8\xed\xd1\xc5\xba\xda");
    let pieces: Vec<_> = text.pieces().collect();
    let [FeiqPiece::Text(_), FeiqPiece::Picture(id), FeiqPiece::Text(_), FeiqPiece::Emoji(bomb)] = pieces[..]
    else {
        panic!("{pieces:?}")
    };
    assert_eq!((id, bomb.code()), (slice.id, "/:bomb"));
}
