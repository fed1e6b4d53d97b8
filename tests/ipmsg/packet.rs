//! Packets, part by part.

use imwire::Wire;
use imwire::ipmsg::{CommandWord, EntryOptions, Mode, Name, Number, Packet, SendOptions, Version};
use imwire_testkit::recorder::{quoted, written};

/// A message, one that wants a receipt, the receipt; a client starts, another answers.
#[test]
fn the_conversation_of_the_documents() {
    #[track_caller]
    fn case(bytes: &str, packet_no: u64, user: &str, host: &str, word: CommandWord, additional: &str) {
        let packet = Packet {
            version: Version::ONE,
            packet_no: Number::new(packet_no),
            user: Name::new(user.as_bytes()).unwrap(),
            host: Name::new(host.as_bytes()).unwrap(),
            command: word.into(),
            additional: Some(additional.as_bytes()),
        };
        assert_eq!(Packet::parse(bytes.as_bytes()), Ok(packet));
        assert_eq!(quoted(&written(&packet)), quoted(bytes.as_bytes()));
    }
    let send = CommandWord::send(SendOptions::empty());
    case("1:100:shirouzu:jupiter:32:hello", 100, "shirouzu", "jupiter", send, "hello");
    let send = CommandWord::send(SendOptions::SENDCHECK);
    case("1:100:shirouzu:jupiter:288:hello", 100, "shirouzu", "jupiter", send, "hello");
    case("1:101:suzuki:neptune:33:100", 101, "suzuki", "neptune", CommandWord::new(Mode::RECVMSG), "100");
    let entry = CommandWord::new(Mode::BR_ENTRY);
    case("1:102:shirouzu:jupiter:1:shirouzu\0dev", 102, "shirouzu", "jupiter", entry, "shirouzu\0dev");
    let answer = CommandWord::new(Mode::ANSENTRY).with(EntryOptions::ABSENCE).unwrap();
    case("1:103:suzuki:neptune:259:suzuki\0dev", 103, "suzuki", "neptune", answer, "suzuki\0dev");
}
