//! What a client says of itself, and what that obliges it to answer.

use super::obligation::{Obligation, Obligations, Situation};
use super::outgoing::Sender;
use crate::ipmsg::body::Body;
use crate::ipmsg::dict::DictPacket;
use crate::ipmsg::feiq::ImageAck;
use crate::ipmsg::header::{
    CommandWord, CommonOptions, EntryOptions, Family, KeyOptions, ListOptions, Mode, Number, Packet,
    ReadOptions, SendOptions,
};
use crate::ipmsg::hosts::{Host, HostList, ListStart};
use crate::ipmsg::keys::{KeyCapabilities, KeyRequest, PublicKey};
use crate::ipmsg::presence::{BlockLine, GroupName, fingerprint};
use crate::ipmsg::text::Text;

/// What a client says of itself: all that its answers are made of. Texts are UTF-8, except the `local_` ones,
/// which are for peers that cannot read it.
///
/// The longer they are, the more a forged packet makes you send to somebody else: see
/// [what a stranger can make you send](super#what-a-stranger-can-make-you-send), and limit the rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Profile<'a> {
    /// The fields of the header.
    pub sender: Sender<'a>,
    /// The fields of the header in the charset of old clients: of every packet without `UTF8`, which
    /// entries to all and most answers are. The same as `sender` if the names are ASCII; if they are
    /// not and this is UTF-8 as well, others take one user for two.
    pub local_sender: Sender<'a>,
    /// The options of its entries: what it can do. `UTF8` is set where it belongs, whatever is set here, and `ABSENCE`
    /// if there is an `absence`.
    pub status: EntryOptions,
    /// The nickname.
    pub nick: Text<'a>,
    /// The group.
    pub group: GroupName<'a>,
    /// The nickname in the charset of old clients: on broadcast entries, which may not be UTF-8.
    pub local_nick: Text<'a>,
    /// The group in the same charset.
    pub local_group: GroupName<'a>,
    /// The lines of the block on broadcast entries: the names in UTF-8, the version. `ANSENTRY` has
    /// the version alone.
    pub block: &'a [BlockLine<'a>],
    /// Name and version of the program, for people.
    pub version_text: Text<'a>,
    /// Why the user is away; `None` for a user who is there. Entries then have `ABSENCE`. An empty text is no answer to
    /// a message.
    pub absence: Option<Text<'a>>,
    /// What is sent back if a message cannot be decrypted.
    pub not_deciphered: Text<'a>,
    /// `version_text` in the charset of old clients, for peers that cannot read UTF-8. `None`: they
    /// get `version_text`, announced as UTF-8 if it is not ASCII.
    pub local_version_text: Option<Text<'a>>,
    /// `absence` in the same charset, if there is one. `None` as above.
    pub local_absence: Option<Text<'a>>,
    /// `not_deciphered` in the same charset. `None` as above.
    pub local_not_deciphered: Option<Text<'a>>,
    /// The hosts that you give away with [`Situation::GIVES_LIST`], in UTF-8 if they are not ASCII:
    /// their texts go out as they are, also to a peer that did not ask for UTF-8, and the option says so.
    pub hosts: &'a [Host<'a>],
    /// The public key; with it, what you can do with keys.
    pub key: Option<PublicKey<'a>>,
    /// Whether you answer as `FeiQ` does.
    pub is_feiq: bool,
}

impl<'a> Profile<'a> {
    /// A user who is there, with the user name as nickname, no group, no key and no hosts to give away. Its entries say
    /// that the program reads UTF-8 (`CAPUTF8`) and can fetch files that others offer (`FILEATTACH`): remove the
    /// second from `status` if yours cannot.
    ///
    /// If the names are not ASCII, set the `local_` names too, and put the names in UTF-8 into `block`
    /// ([`BlockLine::UN`], [`BlockLine::NN`]): a broadcast entry is in the charset of old clients, and nothing in it
    /// says which.
    #[must_use]
    pub const fn new(sender: Sender<'a>) -> Self {
        let nick = Text::trusted(sender.user.as_bytes());
        Self {
            sender,
            local_sender: sender,
            status: EntryOptions::CAPUTF8.union(EntryOptions::FILEATTACH),
            nick,
            group: GroupName::NONE,
            local_nick: nick,
            local_group: GroupName::NONE,
            block: &[],
            version_text: Text::trusted(concat!("imwire ", env!("CARGO_PKG_VERSION")).as_bytes()),
            absence: None,
            not_deciphered: Text::trusted(b"The message could not be decrypted."),
            local_version_text: None,
            local_absence: None,
            local_not_deciphered: None,
            hosts: &[],
            key: None,
            is_feiq: false,
        }
    }

    /// What a packet obliges you to send back. `situation` is what the packet does not say.
    #[must_use]
    pub fn obligations(&self, packet: &Packet<'a>, situation: Situation) -> Obligations<'a> {
        if returns(packet.word()) && self.is_mine(packet.user.as_bytes(), packet.host.as_bytes()) {
            return Obligations([None; 3]);
        }
        let body = || packet.body().ok();
        Obligations(self.due(packet.word(), packet.packet_no, packet.user.as_bytes(), body, situation))
    }

    /// The same for a packet in dictionary form, decrypted if it was encrypted. The answers are in
    /// colon form, as those of the official client are.
    ///
    /// A packet that cannot be decrypted has no answer: number and sender are encrypted too. The official
    /// client drops it.
    #[must_use]
    pub fn obligations_of_dictionary(
        &self,
        packet: &DictPacket<'a>,
        situation: Situation,
    ) -> Obligations<'a> {
        if returns(packet.word()) && self.is_mine(packet.user().as_bytes(), packet.host().as_bytes()) {
            return Obligations([None; 3]);
        }
        // It is in clear, or there would be nothing to see of it.
        let situation = situation.union(Situation::DECIPHERED);
        // What would be looked for in a body has no form in dictionaries.
        let packet_no = Number::new(packet.packet_no());
        Obligations(self.due(packet.word(), packet_no, packet.user().as_bytes(), || None, situation))
    }

    /// Whether that is the sender of this profile, in one charset or the other. Users are compared
    /// without case.
    fn is_mine(&self, user: &[u8], host: &[u8]) -> bool {
        [self.sender, self.local_sender]
            .iter()
            .any(|sender| host == sender.host.as_bytes() && user.eq_ignore_ascii_case(sender.user.as_bytes()))
    }

    fn due(
        &self,
        word: CommandWord,
        packet_no: Number<'a, u64>,
        user: &[u8],
        body: impl Fn() -> Option<Body<'a>>,
        situation: Situation,
    ) -> [Option<Obligation<'a>>; 3] {
        let mut due = [None; 3];
        let utf8 = word.common().intersects(CommonOptions::CAPUTF8 | CommonOptions::UTF8)
            || situation.contains(Situation::READS_UTF8);
        match word.mode() {
            Mode::BR_ENTRY => {
                let utf8 = word.common().contains(CommonOptions::CAPUTF8);
                due[0] = Some(Obligation::AnswerEntry { utf8 });
            }
            Mode::SENDMSG => {
                let options = SendOptions::from_bits_retain(word.option_bits());
                if options.intersects(SendOptions::BROADCAST | SendOptions::AUTORET) {
                    return due;
                }
                let seen_before = situation.contains(Situation::SEEN_BEFORE);
                let encrypted = options.contains(SendOptions::ENCRYPT);
                if encrypted && !situation.contains(Situation::DECIPHERED) {
                    due[0] = (!seen_before).then_some(Obligation::NotDeciphered { utf8 });
                    return due;
                }
                let receipt = options.contains(SendOptions::SENDCHECK);
                due[0] = receipt.then_some(Obligation::Receipt { packet_no });
                if !seen_before {
                    let away = self.absence.is_some_and(|text| !text.is_empty());
                    due[1] = away.then_some(Obligation::AwayNotice { utf8 });
                    let stranger = !situation.contains(Situation::SENDER_KNOWN)
                        && !options.contains(SendOptions::NOADDLIST);
                    due[2] = stranger.then_some(Obligation::Introduction);
                }
            }
            Mode::READMSG => {
                let check =
                    word.get().is_some_and(|options: ReadOptions| options.contains(ReadOptions::READCHECK));
                due[0] = check.then_some(Obligation::ReadReceipt { packet_no });
            }
            Mode::BR_ISGETLIST2 => {
                let retry =
                    word.get().is_some_and(|options: ListOptions| options.contains(ListOptions::RETRY));
                let offer = situation.contains(Situation::GIVES_LIST)
                    && (retry || !situation.contains(Situation::HAS_FETCHED_LIST));
                due[0] = offer.then_some(Obligation::OfferList);
            }
            Mode::OKGETLIST => {
                let wanted = situation.contains(Situation::WANTS_LIST);
                due[0] = wanted.then_some(Obligation::AskForList { start: 0 });
            }
            Mode::GETLIST if situation.contains(Situation::GIVES_LIST) => {
                let utf8 = word.common().intersects(CommonOptions::CAPUTF8 | CommonOptions::UTF8);
                if let Some(Body::ListStart(ListStart { start, .. })) = body() {
                    due[0] = Some(Obligation::SendList { start, utf8 });
                }
            }
            Mode::ANSLIST if situation.contains(Situation::WANTS_LIST) => {
                if let Some(Body::HostList(HostList { next: next @ 1.., .. })) = body() {
                    due[0] = Some(Obligation::AskForList { start: next });
                }
            }
            Mode::GETINFO => due[0] = Some(Obligation::SendVersion { utf8 }),
            Mode::GETABSENCEINFO => due[0] = Some(Obligation::SendAbsence { utf8 }),
            Mode::GETPUBKEY => {
                if let (Some(key), Some(Body::KeyRequest(request))) = (self.key, body()) {
                    [due[0], due[1]] = keys_due(word, user, key.capabilities, request, situation);
                }
            }
            Mode::FEIQ_OPEN if self.is_feiq => due[0] = Some(Obligation::FeiqOpened),
            Mode::FEIQ_SHAKE if self.is_feiq => due[0] = Some(Obligation::FeiqShaken),
            Mode::FEIQ_IMAGE if self.is_feiq => {
                if let Some(Body::ImageSlice(slice)) = body() {
                    // One that was cut is to come again.
                    let ack = if slice.is_whole() { ImageAck::of(&slice) } else { None };
                    due[0] = ack.map(Obligation::FeiqImage);
                }
            }
            _ => {}
        }
        due
    }
}

/// Whether a packet of this kind, sent to all, comes back to the sender: an entry, and a
/// search for lists. It has no answer then. Whatever else comes from your own user and host, such as a
/// message to oneself, is answered as the official client does.
fn returns(word: CommandWord) -> bool {
    matches!(word.mode().family(), Family::Entry | Family::List)
}

/// What is due for `GETPUBKEY`.
fn keys_due<'a>(
    word: CommandWord,
    user: &[u8],
    own: KeyCapabilities,
    request: KeyRequest<'_>,
    situation: Situation,
) -> [Option<Obligation<'a>>; 2] {
    const SIGNS: KeyCapabilities = KeyCapabilities::SIGN_SHA1.union(KeyCapabilities::SIGN_SHA256);
    let theirs = request.capabilities.unwrap_or_default();
    let common = own.intersection(theirs);
    // A user with a fingerprint in the name has a key of 2048 bits and signs; others are impostors.
    let genuine = theirs.contains(KeyCapabilities::RSA_2048) && theirs.intersects(SIGNS);
    let send = !common.is_empty() && (genuine || fingerprint(user).is_none());
    let autoret = word.get().is_some_and(|options: KeyOptions| options.contains(KeyOptions::AUTORET));
    let ask = send && common.intersects(SIGNS) && !situation.contains(Situation::KEY_KNOWN) && !autoret;
    [ask.then_some(Obligation::AskForKey), send.then_some(Obligation::SendKey)]
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::ipmsg::checked::written;
    use crate::ipmsg::keys::Coded;
    use crate::ipmsg::text::Trailing;
    use crate::wire::{Encode, Wire};

    pub(crate) const STRANGER: Situation = Situation::empty();
    pub(crate) const KNOWN: Situation = Situation::SENDER_KNOWN;

    pub(crate) fn alice() -> Profile<'static> {
        Profile::new(Sender::new(b"alice", b"kimchi").unwrap())
    }

    /// `packet` is that of somebody else up to the command word.
    #[track_caller]
    pub(crate) fn case(profile: &Profile<'_>, situation: Situation, command: &[u8], replies: &[&[u8]]) {
        let input = [b"1:5:bob:natto:", command].concat();
        let packet = Packet::parse(&input).unwrap();
        let found: Vec<_> = profile
            .obligations(&packet, situation)
            .map(|due| written(&profile.reply(&due, 9).unwrap()).escape_ascii().to_string())
            .collect();
        let expected: Vec<_> = replies
            .iter()
            .map(|reply| [b"1:9:alice:kimchi:", *reply].concat().escape_ascii().to_string())
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn messages() {
        let (here, away) = (alice(), Profile { absence: Some(Text::new(b"lunch").unwrap()), ..alice() });
        case(&here, KNOWN, b"32:hi\0", &[]);
        case(&here, KNOWN, b"288:hi\0", &[b"33:5\0"]);
        case(&here, STRANGER, b"288:hi\0", &[b"33:5\0", b"18874369:alice\0"]);
        // NOADDLIST
        case(&here, STRANGER, b"524576:hi\0", &[b"33:5\0"]);
        case(&away, STRANGER, b"288:hi\0", &[b"33:5\0", b"8224:lunch\0", b"18874625:alice\0"]);
        // BROADCAST, AUTORET
        case(&away, STRANGER, b"1312:hi\0", &[]);
        case(&away, STRANGER, b"8480:hi\0", &[]);
        // Sent again.
        case(&away, Situation::SEEN_BEFORE, b"16672:hi\0", &[b"33:5\0"]);
        // Nothing else is due: a receipt would say that it arrived.
        for profile in [&here, &away] {
            let notice: &[&[u8]] = &[b"139296:The message could not be decrypted.\0"];
            case(profile, KNOWN, b"4194592:2:00:00\0", notice);
            case(profile, STRANGER, b"4194592:2:00:00\0", notice);
            // Sent again.
            case(profile, KNOWN | Situation::SEEN_BEFORE, b"4194592:2:00:00\0", &[]);
            // BROADCAST, AUTORET
            case(profile, KNOWN, b"4195616:2:00:00\0", &[]);
            case(profile, KNOWN, b"4202784:2:00:00\0", &[]);
        }
        // One that was decrypted.
        case(&here, KNOWN | Situation::DECIPHERED, b"4194592:2:00:00\0", &[b"33:5\0"]);
        // Away, and nothing to say about it.
        let silent = Profile { absence: Some(Text::default()), ..away };
        case(&silent, KNOWN, b"288:hi\0", &[b"33:5\0"]);
        case(&silent, KNOWN, b"80:\0", &[b"81:\0"]);
        let away = Profile { absence: Some(Text::new("Mittag, später".as_bytes()).unwrap()), ..away };
        case(&away, KNOWN, b"32:hi\0", &[b"8396832:Mittag, sp\xc3\xa4ter\0"]);
    }

    /// The figures of the documentation of `reply`.
    #[test]
    fn what_a_stranger_can_make_one_send() {
        let sender = Sender::new("sixteen-bytes-ab", "sixteen-bytes-cd").unwrap();
        let line = |key, value: &'static str| BlockLine::new(key, value.as_bytes()).unwrap();
        let block = [
            line(BlockLine::UN, "sixteen-bytes-ab"),
            line(BlockLine::HN, "sixteen-bytes-cd"),
            line(BlockLine::NN, "sixteen-bytes-ef"),
            line(BlockLine::GN, "sixteen-bytes-gh"),
            line(BlockLine::VS, "00010002:4:99:103"),
        ];
        let absence = [b'a'; 100];
        let modulus = [0xab; 256];
        let capabilities =
            KeyCapabilities::RSA_2048 | KeyCapabilities::AES_256 | KeyCapabilities::SIGN_SHA256;
        let modulus = Coded::new(PublicKey::CODING, &modulus);
        let me = Profile {
            local_nick: Text::new("sixteen-bytes-ef").unwrap(),
            local_group: GroupName::new("sixteen-bytes-gh").unwrap(),
            block: &block,
            absence: Some(Text::new(&absence).unwrap()),
            key: Some(PublicKey { capabilities, exponent: 0x10001, modulus, trailing: Trailing::NONE }),
            ..Profile::new(sender)
        };
        let case = |packet: &'static [u8], expected: usize| {
            let due = me.obligations(&Packet::parse(packet).unwrap(), STRANGER);
            let sent: usize = due.map(|due| me.reply(&due, 1_700_000_000).unwrap().encoded_len()).sum();
            assert_eq!(sent, expected, "{}", packet.escape_ascii());
        };
        case(b"1:1:::288:", 396);
        case(b"1:1:::114:4", 579);
        // Its spelling does not come back.
        let spaces = [b"1:", &[b' '; 60_000][..], b"1:::288:"].concat();
        case(spaces.leak(), 396);
    }

    /// All that a reply repeats of a packet: the packet number, the start of a list, the id of a picture. With each
    /// of them spelled in 5,000 bytes, the replies are at most 20 bytes longer than to the short spelling.
    #[test]
    fn a_reply_does_not_grow_with_the_spelling() {
        let (blanks, zeros) = ([b' '; 5_000], [b'0'; 5_000]);
        let modulus = [0xab; 256];
        let modulus = Coded::new(PublicKey::CODING, &modulus);
        let capabilities = KeyCapabilities::RSA_2048 | KeyCapabilities::AES_256;
        let key = PublicKey { capabilities, exponent: 0x10001, modulus, trailing: Trailing::NONE };
        let me =
            Profile { is_feiq: true, key: Some(key), absence: Some(Text::new("away").unwrap()), ..alice() };
        for body in [
            "288:hi",
            "1048624:1",
            "4194592:2:00:00",
            "16640:x",
            "18:",
            "18:0",
            "17:",
            "64:",
            "80:",
            "114:4",
            "1:x",
            "119:",
            "209:",
            "2097344:5f3a|2|0|1|1|2|0|1|0|00000000#\0ab",
        ] {
            for situation in 0..=u8::MAX {
                let situation = Situation::from_bits_retain(situation);
                let sent = |packet: &[u8]| -> usize {
                    let packet = Packet::parse(packet).unwrap();
                    let due = me.obligations(&packet, situation).chain(Obligation::opened(&packet));
                    due.filter_map(|due| me.reply(&due, 9).ok()).map(|reply| reply.encoded_len()).sum()
                };
                let short = sent(format!("1:5:bob:natto:{body}\0").as_bytes());
                for long in [&blanks[..], &zeros] {
                    let number = [b"1:", long, format!("5:bob:natto:{body}\0").as_bytes()].concat();
                    assert!(sent(&number) <= short + 60, "{body}");
                    let (command, rest) = body.split_once(':').unwrap();
                    let start = [b"1:5:bob:natto:", command.as_bytes(), b":", long, rest.as_bytes()].concat();
                    assert!(sent(&start) <= short + 60, "{body}");
                }
            }
        }
    }

    #[test]
    fn receipts_have_no_answer_but_one() {
        let alice = alice();
        for quiet in ["33", "289", "8225", "48", "49", "50", "97", "1048625"] {
            case(&alice, STRANGER, &[quiet.as_bytes(), b":1\0"].concat(), &[]);
        }
        // The number of the READMSG, not that in it.
        case(&alice, KNOWN, b"1048624:1700000003\0", &[b"50:5\0"]);
    }

    #[test]
    fn lists_are_given_only_if_somebody_says_so() {
        assert!(Situation::default().is_empty() && alice().hosts.is_empty());
        case(&alice(), Situation::default(), b"18:\0", &[]);
        // Without hosts, a page of nothing.
        case(&alice(), Situation::GIVES_LIST, b"18:\0", &[b"19:    0\x07    0\x07\0"]);
    }

    #[test]
    fn keys() {
        let capabilities = KeyCapabilities::RSA_2048 | KeyCapabilities::AES_256 | KeyCapabilities::SIGN_SHA1;
        let modulus = Coded::new(PublicKey::CODING, &[1, 0xab]);
        let key = PublicKey { capabilities, exponent: 0x10001, modulus, trailing: Trailing::NONE };
        let alice = Profile { key: Some(key), ..alice() };
        let (ask, send) = (b"8306:20100004\0", b"115:20100004:10001-01ab\0");
        case(&alice, STRANGER, b"114:20100004\0", &[ask, send]);
        case(&alice, Situation::KEY_KNOWN, b"114:20100004\0", &[send]);
        case(&alice, STRANGER, b"8306:20100004\0", &[send]);
        case(&alice, STRANGER, b"114:100000\0", &[send]);
        case(&alice, STRANGER, b"114:1\0", &[]);
        case(&alice, STRANGER, b"114:\0", &[]);
        case(&alice, STRANGER, b"115:20100004:3-ab\0", &[]);
        case(&self::alice(), STRANGER, b"114:20100004\0", &[]);
        let signed = Packet::parse(b"1:5:bob-0123456789abcdef:natto:8306:100000\0").unwrap();
        assert_eq!(alice.obligations(&signed, STRANGER).next(), None);
        // The name claims a key of 2048 bits that signs, and the packet says otherwise: an impostor.
        for packet in [&b"114:20100000\0"[..], b"114:100004\0"] {
            let packet = [b"1:5:bob-<0123456789abcdef>:natto:", packet].concat();
            let packet = Packet::parse(&packet).unwrap();
            assert_eq!(alice.obligations(&packet, STRANGER).next(), None);
        }
        // What the packet says counts for that, not what is common to both.
        let old =
            PublicKey { capabilities: KeyCapabilities::RSA_1024 | KeyCapabilities::BLOWFISH_128, ..key };
        let old = Profile { key: Some(old), ..alice };
        let packet = Packet::parse(b"1:5:bob-<0123456789abcdef>:natto:114:20120006\0").unwrap();
        assert!(old.obligations(&packet, STRANGER).eq([Obligation::SendKey]));
        // No client signs over MD5 any more.
        let md5 =
            PublicKey { capabilities: KeyCapabilities::RSA_1024 | KeyCapabilities::SIGN_MD5OBSOLETE, ..key };
        case(
            &Profile { key: Some(md5), ..alice },
            STRANGER,
            b"114:10000002\0",
            &[b"115:10000002:10001-01ab\0"],
        );
        let missing = self::alice().reply(&Obligation::SendKey, 9).unwrap_err();
        assert_eq!(missing.to_string(), "key: missing at byte 0");
    }

    #[test]
    fn feiq() {
        let slice = b"2097344:5f3a|1200|0|3|1|2|0|1|0|00000000#\0ab\0";
        let feiq = Profile { is_feiq: true, ..alice() };
        case(&feiq, KNOWN, b"119:\0", &[b"120:\0"]);
        case(&feiq, KNOWN, b"209:\0", &[b"210:\0"]);
        case(&feiq, KNOWN, slice, &[b"193:5f3a|1#\0"]);
        case(&feiq, KNOWN, &slice[..slice.len() - 2], &[]);
        // An id of 20 bytes comes back, a longer one does not.
        let longest = b"2097344:12345678901234567890|2|0|1|1|2|0|1|0|00000000#\0ab\0";
        case(&feiq, KNOWN, longest, &[b"193:12345678901234567890|1#\0"]);
        case(&feiq, KNOWN, b"2097344:123456789012345678901|2|0|1|1|2|0|1|0|00000000#\0ab\0", &[]);
        for quiet in [&b"120:\0"[..], b"121:\0", b"122:\0", b"210:\0", b"193:5f3a|1#\0"] {
            case(&feiq, KNOWN, quiet, &[]);
        }
        case(&alice(), KNOWN, b"119:\0", &[]);
        case(&alice(), KNOWN, slice, &[]);
    }

    /// The official client acknowledges a message to oneself; entries are what comes back of a broadcast.
    #[test]
    fn what_one_sent_oneself() {
        #[track_caller]
        fn case(command: &str, replies: &[&str]) {
            let packet = format!("1:5:ALICE:kimchi:{command}\0").into_bytes();
            let (packet, alice) = (Packet::parse(packet.leak()).unwrap(), alice());
            let situation = KNOWN | Situation::GIVES_LIST | Situation::WANTS_LIST;
            let found: Vec<_> = alice
                .obligations(&packet, situation)
                .map(|due| written(&alice.reply(&due, 9).unwrap()).escape_ascii().to_string())
                .collect();
            assert_eq!(found, replies);
        }
        for quiet in ["0:x", "1:alice", "2:alice", "3:alice", "4:alice", "24:", "16408:", "17:", "18:"] {
            case(quiet, &[]);
        }
        case("288:note", &["1:9:alice:kimchi:33:5\\x00"]);
        case("32:note", &[]);
        case("1048624:5", &["1:9:alice:kimchi:50:5\\x00"]);
        case("80:", &["1:9:alice:kimchi:81:Not Absence mode\\x00"]);
        // What it answers itself with has no answer.
        case("33:5", &[]);
        case("8224:lunch", &[]);
        case("81:Not Absence mode", &[]);
        let namesake = Packet::parse(b"1:5:alice:natto:1:alice\0").unwrap();
        assert!(alice().obligations(&namesake, STRANGER).next().is_some());
    }

    #[test]
    fn dictionaries_are_answered_in_colon_form() {
        let content = b"VER:1:3:PKT:1:5:UID:3:bob:HID:5:natto:CMD:2:20:FLG:3:100:BODY:2:hi";
        let packet = DictPacket::new(crate::ipmsg::dict::Dict::parse(content).unwrap()).unwrap();
        let due: Vec<_> = alice().obligations_of_dictionary(&packet, KNOWN).collect();
        assert_eq!(due, [Obligation::Receipt { packet_no: Number::new(5) }]);
        assert_eq!(written(&alice().reply(&due[0], 9).unwrap()), b"1:9:alice:kimchi:33:5\0");
        // One that can be seen was decrypted, whatever its options say.
        let content = b"VER:1:3:PKT:1:5:UID:3:bob:HID:5:natto:CMD:2:20:FLG:6:400100:BODY:2:hi";
        let packet = DictPacket::new(crate::ipmsg::dict::Dict::parse(content).unwrap()).unwrap();
        assert!(alice().obligations_of_dictionary(&packet, KNOWN).eq(due));
        assert_eq!(Obligation::opened_of_dictionary(&packet), None);
        assert_eq!(Obligation::declined_of_dictionary(&packet), None);
        // Sealed, and with files.
        let content = b"VER:1:3:PKT:1:5:UID:3:bob:HID:5:natto:CMD:2:20:FLG:6:200300:BODY:2:hi";
        let packet = DictPacket::new(crate::ipmsg::dict::Dict::parse(content).unwrap()).unwrap();
        let by_hand =
            [Obligation::opened_of_dictionary(&packet), Obligation::declined_of_dictionary(&packet)];
        for (due, reply) in by_hand.into_iter().zip(["48", "97"]) {
            let reply = format!("1:9:alice:kimchi:{reply}:5\0");
            assert_eq!(written(&alice().reply(&due.unwrap(), 9).unwrap()), reply.as_bytes());
        }
    }

    /// Lets two hosts answer each other, and gives back how often it went to and fro.
    fn exchange(first: Vec<u8>, hosts: [&Profile<'_>; 2], situation: Situation) -> usize {
        let mut packets = vec![first];
        for round in 0.. {
            let (sender, receiver) = (hosts[(round + 1) % 2], hosts[round % 2]);
            let mut answers = Vec::new();
            for bytes in &packets {
                let packet = Packet::parse(bytes).unwrap();
                assert_eq!(packet.user, sender.sender.user);
                for due in receiver.obligations(&packet, situation) {
                    let mut room = [0; 256];
                    let answer = receiver.reply(&due, 7).unwrap();
                    answers.push(answer.encode_into(&mut room).unwrap().to_owned());
                }
                assert!(answers.len() <= 3);
            }
            if answers.is_empty() || round > 9 {
                return round;
            }
            packets = answers;
        }
        unreachable!()
    }

    #[test]
    fn two_hosts_fall_silent() {
        let capabilities = KeyCapabilities::RSA_2048 | KeyCapabilities::SIGN_SHA256;
        let modulus = Coded::new(PublicKey::CODING, &[1, 0xab]);
        let away = |sender| Profile {
            absence: Some(Text::new(b"lunch").unwrap()),
            key: Some(PublicKey { capabilities, exponent: 3, modulus, trailing: Trailing::NONE }),
            is_feiq: true,
            ..Profile::new(sender)
        };
        let (alice, bob) = (away(alice().sender), away(Sender::new(b"bob", b"natto").unwrap()));
        let bodies: [&[u8]; 4] = [b"", b"40000004\0", b"   37\x07    0\x07\0", b"5f3a|1|0|1|1|1|0|1|0|0#\0a"];
        let mut longest = 0;
        for situation in (0..=u8::MAX).map(Situation::from_bits_truncate) {
            for &mode in Mode::ALL {
                // Each option alone, none, all, and all but those that forbid an answer or encrypt.
                for options in (8..32).map(|bit| 1 << bit).chain([0, !0, !(0x2400 | 0x0040_0000)]) {
                    let word = CommandWord::of(mode, options).bits();
                    for body in bodies {
                        let first = [format!("1:5:bob:natto:{word}:").as_bytes(), body].concat();
                        longest = longest.max(exchange(first, [&alice, &bob], situation));
                    }
                }
            }
        }
        // BR_ISGETLIST2, OKGETLIST, GETLIST, ANSLIST.
        assert_eq!(longest, 3);
    }

    #[test]
    fn what_a_user_does() {
        let message = |word: &str| {
            let bytes = format!("1:5:bob:natto:{word}:x\0").into_bytes();
            Packet::parse(bytes.leak()).unwrap()
        };
        let reply = |due: Option<Obligation<'_>>| due.map(|due| written(&alice().reply(&due, 9).unwrap()));
        assert_eq!(reply(Obligation::opened(&message("544"))), Some(&b"1:9:alice:kimchi:48:5\0"[..]));
        assert_eq!(
            reply(Obligation::opened(&message("1049120"))),
            Some(&b"1:9:alice:kimchi:1048624:5\0"[..])
        );
        assert_eq!(reply(Obligation::opened(&message("32"))), None);
        assert_eq!(reply(Obligation::opened(&message("513"))), None);
        assert_eq!(reply(Obligation::declined(&message("2097184"))), Some(&b"1:9:alice:kimchi:97:5\0"[..]));
        assert_eq!(reply(Obligation::declined(&message("32"))), None);
    }
}
