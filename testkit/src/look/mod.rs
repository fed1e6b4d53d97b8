//! Totality: calls everything that can be called on a value, and shows it. Nothing may panic.

mod body;
mod dict;

pub use body::{attachment, body, client_version, coded, feiq_text};
pub use dict::{dict, dict_packet};

use imwire::fields::{Value, flat};
use imwire::ipmsg::{
    Client, CommandWord, CommonOptions, EntryOptions, Family, FileOptions, KeyOptions, ListOptions, Mode,
    Name, OptionBits, Options, Packet, ReadOptions, SendOptions, Version,
};
use imwire::msnp::{
    Arg, Args, Command, Context, Dialect, Encoded, ErrorCode, Frame, Line, Link, List, Passport, Role,
    Splitter,
};
use imwire::{Encode, Error, scan};
use std::fmt::{self, Debug, Write};

/// Takes text and keeps none.
struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

pub(crate) fn show(value: &impl Debug) {
    write!(Nowhere, "{value:?}").expect("Debug does not fail");
}

/// Asks an error for everything, and compares its text with its parts.
pub fn error(error: &Error) {
    show(error);
    let mut text = String::new();
    write!(text, "{error}").expect("Display does not fail");
    assert_eq!(text, format!("{}: {} at byte {}", error.part(), error.kind().text(), error.at()));
    assert_eq!(error.part().to_string(), error.part().name());
}

/// Asks a packet for everything; every part of it could have been built.
pub fn packet(packet: &Packet<'_>) {
    show(packet);
    // What was read could have been built.
    let version = packet.version;
    assert_eq!(Version::new(version.as_bytes()), Ok(version));
    assert_eq!(Name::new(packet.user.as_bytes()), Ok(packet.user));
    assert_eq!(Name::new(packet.host.as_bytes()), Ok(packet.host));
    let client = version.client();
    show(&(version.number(), client));
    if let Some(feiq) = version.feiq() {
        assert!(matches!(client, Client::FeiQ | Client::FeiQPlusPlus));
        show(&feiq);
        for (index, part) in feiq.parts().enumerate() {
            assert_eq!(feiq.part(index), Some(part));
        }
        assert_eq!(feiq.part(feiq.parts().count()), None);
        show(&(feiq.line(), feiq.avatar(), feiq.level(), feiq.mac(), feiq.build()));
        show(&(feiq.avatar_size(), feiq.portrait_size(), feiq.cipher_len()));
    }
    assert_eq!(packet.word().bits(), packet.command.value());
    word(packet.word());
    #[cfg(feature = "encoding_rs")]
    {
        let charset = packet.charset(client.charset().unwrap_or(imwire::charset::GBK));
        let mut room = vec![0; 8 * packet.user.as_bytes().len() + 8];
        let mut sink = imwire::SliceSink::new(&mut room);
        packet.user.decode_to(charset, &mut sink).expect("room");
        #[cfg(feature = "alloc")]
        assert_eq!(sink.written(), packet.user.decode(charset).as_bytes());
    }
}

/// A command word: its options are read by one family, and none of its bits is lost.
pub fn word(word: CommandWord) {
    show(&word);
    write!(Nowhere, "{word} {} {:>9}", word.mode(), word.mode()).expect("Display does not fail");
    let (mode, bits) = (word.mode(), word.option_bits());
    assert_eq!(u32::from(mode.value()) | bits, word.bits());
    assert_eq!(bits & 0xff, 0);
    assert_eq!(mode.name().is_some(), Mode::ALL.contains(&mode));
    assert_eq!(CommandWord::new(mode).bits(), u32::from(mode.value()));
    assert_eq!((word.options().bits(), word.common().bits()), (bits, bits));
    assert_eq!((u32::from(word), CommandWord::from(word.bits())), (word.bits(), word));

    let options = word.options();
    show(&options);
    assert_eq!(options.unnamed() & !bits, 0);
    assert_eq!((bits & !options.unnamed()).count_ones() as usize, options.names().count());
    family::<EntryOptions>(word, matches!(options, Options::Entry(_)));
    family::<SendOptions>(word, matches!(options, Options::Send(_)));
    family::<ReadOptions>(word, matches!(options, Options::Read(_)));
    family::<ListOptions>(word, matches!(options, Options::List(_)));
    family::<FileOptions>(word, matches!(options, Options::File(_)));
    family::<KeyOptions>(word, matches!(options, Options::Key(_)));
    family::<CommonOptions>(word, matches!(options, Options::Other(_)));
}

fn family<O: OptionBits + PartialEq + Debug>(word: CommandWord, is: bool) {
    let bits = word.option_bits();
    assert_eq!(word.get::<O>().map(|options| options.bits()), is.then_some(bits));
    assert_eq!(word.with(O::from_bits_retain(bits)), is.then_some(word));
    assert_eq!(word.mode().family() == O::FAMILY, is);
    assert_eq!(word.mode().family() == Family::Other, matches!(word.options(), Options::Other(_)));
}

/// Bytes, as everything that one parameter can be taken for.
pub fn text(bytes: &[u8]) {
    let Ok(arg) = Arg::new(bytes) else {
        assert!(bytes.is_empty() || bytes.iter().any(|byte| b" \r\n".contains(byte)));
        return;
    };
    show(&arg);
    let number =
        std::str::from_utf8(bytes).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(arg.number(), number.and_then(|text| text.parse().ok()));

    let encoded = Encoded::new(bytes).expect("an Arg is an Encoded");
    show(&(encoded, encoded.decoded()));
    let (least, most) = encoded.decoded().size_hint();
    let count = encoded.decoded().count();
    assert!(least <= count && most.is_some_and(|most| count <= most), "size_hint of {encoded:?}");

    let passport = Passport::new(bytes).expect("an Arg is a Passport");
    show(&passport);
    // All parts lie in it, and what is not the address is around it.
    let parts = [Some(passport.address()), passport.endpoint(), passport.via().map(Passport::as_bytes)];
    for part in parts.into_iter().flatten() {
        assert!(bytes.windows(part.len().max(1)).any(|window| window == part) || part.is_empty());
    }
    if !bytes.iter().any(|byte| b":;".contains(byte)) {
        assert_eq!((passport.address(), passport.network()), (bytes, None));
    }

    if let Some(dialect) = Dialect::from_name(bytes) {
        show(&dialect);
        let mut room = [0; 16];
        let name = dialect.encode_into(&mut room).expect("a dialect is short");
        assert_eq!(name, dialect.to_string().as_bytes());
        assert_eq!(Dialect::from_name(name), Some(dialect));
    }
}

fn args(args: Args<'_>) {
    show(&args);
    let mut rest = args;
    for arg in args {
        text(arg.as_bytes());
        assert_eq!(rest.next(), Some(arg));
    }
    assert!(rest.next().is_none() && rest.as_bytes().iter().all(|&byte| byte == b' '));
    let list = List::new(args.as_bytes()).expect("parameters are a list");
    show(&list);
    assert!(list.iter().eq(args) && list.into_iter().eq(args));
}

/// Asks a line for everything, its parameters too.
pub fn line(line: Line<'_>) {
    show(&line);
    args(line.args());
    assert_eq!(line.code().and_then(ErrorCode::new).map(ErrorCode::number), line.code());
    for sender in [Role::Client, Role::Server] {
        for dialect in [Dialect::CVR0, Dialect::MSNP7, Dialect::MSNP8, Dialect::MSNP10, Dialect::UNKNOWN] {
            let trid_on = |link| line.trid(Context::new(link, sender, dialect));
            let trid = trid_on(Link::Notification);
            if let Some(trid) = trid {
                assert_eq!(line.args().next().and_then(Arg::number), Some(trid.0));
            }
            assert_eq!(trid_on(Link::Unknown), trid);
            assert_eq!(trid_on(Link::Switchboard), trid);
            assert_eq!(trid_on(Link::FileTransfer), None);
        }
    }
}

/// Asks a frame for everything, its line too.
pub fn frame(frame: &Frame<'_>) {
    show(frame);
    show(&(frame.block(), frame.payload(), frame.line().verb()));
    line(frame.line());
}

/// Asks a splitter for everything.
pub fn splitter(splitter: &Splitter) {
    show(splitter);
    show(&(splitter.role(), splitter.dialect(), splitter.needed(), splitter.looked_at()));
}

/// Asks a typed command for everything, field by field.
pub fn command<'a>(command: &(impl Command<'a> + Debug)) {
    show(command);
    assert!(!command.name().is_empty());
    assert_eq!(command.as_other().is_some(), command.name() == "Other");
    flat(command, &mut |name, value, _| {
        assert!(!name.is_empty());
        show(&value);
        if let Value::Bytes(bytes) | Value::Text(bytes) = value {
            text(bytes);
        }
    });
}

/// The digits that the bytes begin with are that number.
fn number(bytes: &[u8], is_digit: impl Fn(&u8) -> bool, radix: u32, found: Option<(&[u8], u64)>) {
    let digits = bytes.iter().take_while(|byte| is_digit(byte)).count();
    let value = std::str::from_utf8(&bytes[..digits]).ok();
    let value = value.and_then(|digits| u64::from_str_radix(digits, radix).ok());
    assert_eq!(found, value.map(|value| (&bytes[digits..], value)));
}

/// Bytes, as everything that a leaf can read.
pub fn leaves(bytes: &[u8]) {
    show(&(scan::decimal_u32(bytes), scan::hex_u32(bytes)));
    number(bytes, u8::is_ascii_digit, 10, scan::decimal_u64(bytes).ok());
    number(bytes, u8::is_ascii_hexdigit, 16, scan::hex_u64(bytes).ok());
    show(&scan::line(bytes));
    for byte in [0, b':', b' ', 0xff] {
        let at = scan::find(byte, bytes);
        assert_eq!(at, bytes.iter().position(|&found| found == byte));
        assert_eq!(scan::until(byte)(bytes).ok().map(|(_, before)| before.len()), at);
    }
}
