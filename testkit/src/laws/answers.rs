//! What packets are answered with: in either form, by two hosts, until nobody has to answer.

use super::body::outgoing;
use crate::look;
use crate::recorder::written;
use imwire::Wire;
use imwire::ipmsg::dict::DictPacket;
use imwire::ipmsg::{
    Body, CommandWord, CommonOptions, Entry, EntryOptions, Family, HostList, ListStart, Message, Mode, Name,
    Number, Obligation, Packet, Profile, Receipt, SendOptions, Sender, Situation, TextBody, Version,
};

/// A packet in either form.
#[derive(Clone, Copy, Debug)]
enum Heard<'p, 'a> {
    Colon(&'p Packet<'a>),
    Dictionary(&'p DictPacket<'a>),
}

impl<'a> Heard<'_, 'a> {
    fn word(self) -> CommandWord {
        match self {
            Self::Colon(packet) => packet.word(),
            Self::Dictionary(packet) => packet.word(),
        }
    }

    fn packet_no(self) -> Number<'a, u64> {
        match self {
            Self::Colon(packet) => packet.packet_no,
            Self::Dictionary(packet) => Number::new(packet.packet_no()),
        }
    }

    /// User and host.
    fn names(self) -> [&'a [u8]; 2] {
        match self {
            Self::Colon(packet) => [packet.user.as_bytes(), packet.host.as_bytes()],
            Self::Dictionary(packet) => [packet.user().as_bytes(), packet.host().as_bytes()],
        }
    }

    fn due(self, me: &Profile<'a>, situation: Situation) -> Vec<Obligation<'a>> {
        match self {
            Self::Colon(packet) => me.obligations(packet, situation).collect(),
            Self::Dictionary(packet) => me.obligations_of_dictionary(packet, situation).collect(),
        }
    }
}

/// What answers what, by the command: written from the protocol, not from the code.
const ANSWERS: [(Mode, &[Mode]); 12] = [
    (Mode::BR_ENTRY, &[Mode::ANSENTRY]),
    (Mode::SENDMSG, &[Mode::RECVMSG, Mode::SENDMSG, Mode::SENDMSG, Mode::BR_ENTRY]),
    (Mode::READMSG, &[Mode::ANSREADMSG]),
    (Mode::BR_ISGETLIST2, &[Mode::OKGETLIST]),
    (Mode::OKGETLIST, &[Mode::GETLIST]),
    (Mode::GETLIST, &[Mode::ANSLIST]),
    (Mode::ANSLIST, &[Mode::GETLIST]),
    (Mode::GETINFO, &[Mode::SENDINFO]),
    (Mode::GETABSENCEINFO, &[Mode::SENDABSENCEINFO]),
    (Mode::GETPUBKEY, &[Mode::GETPUBKEY, Mode::ANSPUBKEY]),
    (Mode::FEIQ_OPEN, &[Mode::FEIQ_OPEN_REPLY]),
    (Mode::FEIQ_SHAKE, &[Mode::FEIQ_SHAKE_REPLY]),
];

/// Replies that have a reply themselves: greeting a stranger, asking back for a key, and going
/// through a list.
const ANSWERED_REPLIES: [Mode; 5] =
    [Mode::BR_ENTRY, Mode::GETPUBKEY, Mode::OKGETLIST, Mode::GETLIST, Mode::ANSLIST];

/// What a packet leads to between `me`, who receives it, and `other`, who receives the answers:
/// each is read back, and at some time nobody has to answer any more. `situation`: what `me` knows, and
/// what the other does, of all packets.
#[track_caller]
pub fn conversation(packet: &Packet<'_>, situation: [Situation; 2], me: &Profile<'_>, other: &Profile<'_>) {
    answered(Heard::Colon(packet), situation, me, other, &mut Vec::new());
    let by_hand = [Obligation::opened(packet), Obligation::declined(packet)];
    for due in by_hand.into_iter().flatten() {
        let reply = me.reply(&due, 1).expect("it needs nothing");
        outgoing(&reply);
        let form = written(&reply);
        let reply = Packet::parse(&form).expect("a packet");
        in_one_charset(&reply, me);
        assert!(matches!(reply.word().mode(), Mode::READMSG | Mode::RELEASEFILES));
        let Ok(Body::Receipt(receipt)) = reply.body() else { panic!("conversation: {reply:?}") };
        assert_eq!(receipt, Receipt::of(packet), "conversation: {reply:?}");
        answered(Heard::Colon(&reply), situation, other, me, &mut Vec::new());
    }
}

/// Commands whose answer depends on a body that has no form in dictionaries.
const BY_BODY: [Mode; 4] = [Mode::GETLIST, Mode::ANSLIST, Mode::GETPUBKEY, Mode::FEIQ_IMAGE];

/// The same for a packet in dictionary form. It obliges to what the same words in colon form oblige
/// to, unless a body counts; the answers are in colon form.
#[track_caller]
pub fn conversation_of_dictionary(
    packet: &DictPacket<'_>,
    situation: [Situation; 2],
    me: &Profile<'_>,
    other: &Profile<'_>,
) {
    answered(Heard::Dictionary(packet), situation, me, other, &mut Vec::new());
    let due = Heard::Dictionary(packet).due(me, situation[0]);
    if BY_BODY.contains(&packet.word().mode()) {
        assert_eq!(due, [], "conversation: for {packet:?}");
        return;
    }
    // Names with a colon are for dictionaries alone.
    let [user, host] = Heard::Dictionary(packet).names().map(Name::new);
    let (Ok(user), Ok(host)) = (user, host) else { return };
    let colon = Packet {
        version: Version::ONE,
        packet_no: Number::new(packet.packet_no()),
        user,
        host,
        command: packet.word().into(),
        additional: None,
    };
    let known = situation[0].union(Situation::DECIPHERED);
    assert_eq!(due, Heard::Colon(&colon).due(me, known), "conversation: {packet:?} and {colon:?}");
    assert_eq!(Obligation::opened_of_dictionary(packet), Obligation::opened(&colon));
    assert_eq!(Obligation::declined_of_dictionary(packet), Obligation::declined(&colon));
    let upper = user.as_bytes().to_ascii_uppercase();
    let sender = Sender { user: Name::new(&upper).expect("a name"), host, ..me.sender };
    let own = Heard::Dictionary(packet).due(&Profile { sender, ..*me }, situation[0]);
    match packet.word().mode().family() {
        Family::Entry | Family::List => {
            assert_eq!(own, [], "conversation: for what one sent oneself, {packet:?}")
        }
        _ => assert_eq!(own, due, "conversation: for what one sent oneself, {packet:?}"),
    }
}

#[track_caller]
fn answered<'a>(
    packet: Heard<'_, 'a>,
    situation: [Situation; 2],
    me: &Profile<'a>,
    other: &Profile<'a>,
    before: &mut Vec<Mode>,
) {
    let due = packet.due(me, situation[0]);
    must_not(packet, situation[0], me, &due);
    let pages = me.hosts.len().max(other.hosts.len());
    assert!(before.len() <= 4 + 2 * pages, "conversation: it does not end: {before:?}");
    if due.is_empty() {
        return;
    }
    let mode = packet.word().mode();
    assert!(
        before.is_empty() || ANSWERED_REPLIES.contains(&mode),
        "conversation: {due:?} for {packet:?}, which is a reply itself"
    );
    for due in due {
        let reply = match me.reply(&due, 7) {
            Ok(reply) => reply,
            // A key that cannot be written.
            Err(error) => {
                look::error(&error);
                assert!(matches!(due, Obligation::SendKey), "conversation: {due:?}: {error}");
                assert!(me.key.is_some_and(|key| key.check(()).is_err()), "conversation: {error}");
                continue;
            }
        };
        outgoing(&reply);
        let form = written(&reply);
        let reply = Packet::parse(&form).expect("a packet");
        in_one_charset(&reply, me);
        if let Heard::Colon(packet) = packet {
            progress_of_lists(packet, &reply);
        }
        before.push(mode);
        answered(Heard::Colon(&reply), [situation[1], situation[0]], other, me, before);
        before.pop();
    }
}

/// The header is in the charset that the options name.
#[track_caller]
fn in_one_charset(reply: &Packet<'_>, me: &Profile<'_>) {
    let utf8 = reply.word().common().contains(CommonOptions::UTF8);
    let Sender { user, host, .. } = if utf8 { me.sender } else { me.local_sender };
    assert_eq!((reply.user, reply.host), (user, host), "conversation: {reply:?}");
    let is_utf8 = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok();
    let names = is_utf8(user.as_bytes()) && is_utf8(host.as_bytes());
    assert!(!utf8 || names, "conversation: {reply:?} is said to be UTF-8");
    match reply.body() {
        Ok(Body::HostList(HostList { hosts, .. })) => {
            let hosts = hosts.as_bytes().unwrap_or_default();
            let wanted = !hosts.is_ascii()
                && is_utf8(hosts)
                && is_utf8(me.sender.user.as_bytes())
                && is_utf8(me.sender.host.as_bytes());
            assert!(utf8 || !wanted, "conversation: {reply:?} is not said to be UTF-8");
            assert!(!utf8 || is_utf8(hosts), "conversation: {reply:?} is said to be UTF-8");
        }
        Ok(Body::Message(Message { text, .. }) | Body::Text(TextBody { text, .. })) => {
            assert!(!utf8 || is_utf8(text.as_bytes()), "conversation: {reply:?} is said to be UTF-8");
        }
        Ok(Body::Entry(Entry { nick, group, .. })) => {
            let both = is_utf8(nick.as_bytes()) && is_utf8(group.as_bytes());
            assert!(!utf8 || both, "conversation: {reply:?} is said to be UTF-8");
        }
        _ => {}
    }
}

/// The next page of a list is farther on than the one that was asked for.
#[track_caller]
fn progress_of_lists(packet: &Packet<'_>, reply: &Packet<'_>) {
    if let (
        Ok(Body::ListStart(ListStart { start, .. })),
        Ok(Body::HostList(HostList { next: next @ 1.., count, .. })),
    ) = (packet.body(), reply.body())
    {
        assert!(next > start && count > 0, "conversation: {reply:?} leads back");
    }
}

/// The rules against answers that go on for ever, and which answers there are at all.
#[track_caller]
fn must_not(packet: Heard<'_, '_>, situation: Situation, me: &Profile<'_>, due: &[Obligation<'_>]) {
    let (word, mode) = (packet.word(), packet.word().mode());
    let kinds: Vec<_> = due.iter().map(|due| reply_mode(due)).collect();
    let mut allowed: Vec<_> =
        ANSWERS.iter().find(|(asked, _)| *asked == mode).map_or(Vec::new(), |(_, answers)| answers.to_vec());
    if mode == Mode::FEIQ_IMAGE {
        allowed.push(Mode::FEIQ_IMAGE_ACK);
    }
    // Each of them once, and in that order.
    let mut places = allowed.iter();
    for kind in &kinds {
        assert!(places.any(|place| place == kind), "conversation: {due:?} for {packet:?}");
    }
    let [user, host] = packet.names();
    let own = [me.sender, me.local_sender]
        .iter()
        .any(|sender| host == sender.host.as_bytes() && user.eq_ignore_ascii_case(sender.user.as_bytes()));
    // What one broadcasts comes back.
    let returns = matches!(mode.family(), Family::Entry | Family::List);
    assert!(
        !(own && returns) || due.is_empty(),
        "conversation: {due:?} for what one sent oneself, {packet:?}"
    );
    let has = |kind| kinds.contains(&kind);
    if let Some(options) = word.get::<SendOptions>() {
        let quiet = options.intersects(SendOptions::BROADCAST | SendOptions::AUTORET);
        assert!(!quiet || due.is_empty(), "conversation: {due:?} for {packet:?}");
        let seen = situation.contains(Situation::SEEN_BEFORE);
        // A dictionary that cannot be decrypted is none.
        let encrypted = options.contains(SendOptions::ENCRYPT) && matches!(packet, Heard::Colon(_));
        let lost = encrypted && !situation.contains(Situation::DECIPHERED);
        let told = due.iter().any(|due| matches!(due, Obligation::NotDeciphered { .. }));
        assert_eq!(told, lost && !seen && !quiet, "conversation: {due:?} for {packet:?}");
        assert!(!told || due.len() == 1, "conversation: {due:?} for {packet:?}");
        let wanted = options.contains(SendOptions::SENDCHECK) && !quiet && !lost;
        assert_eq!(has(Mode::RECVMSG), wanted, "conversation: {due:?} for {packet:?}");
        assert!(!seen || kinds.iter().all(|kind| *kind == Mode::RECVMSG), "conversation: {due:?}, once more");
        assert!(!has(Mode::BR_ENTRY) || !situation.contains(Situation::SENDER_KNOWN));
    }
    if !me.is_feiq {
        assert!(!kinds.iter().any(|kind| (0x75..=0xd8).contains(&kind.value())), "conversation: {due:?}");
    }
    for due in due {
        let echoed = match *due {
            Obligation::Receipt { packet_no } | Obligation::ReadReceipt { packet_no } => packet_no,
            _ => continue,
        };
        assert_eq!(echoed, packet.packet_no());
    }
}

fn reply_mode(due: &Obligation<'_>) -> Mode {
    match due {
        Obligation::AnswerEntry { .. } => Mode::ANSENTRY,
        Obligation::Receipt { .. } => Mode::RECVMSG,
        Obligation::NotDeciphered { .. } | Obligation::AwayNotice { .. } => Mode::SENDMSG,
        Obligation::Introduction => Mode::BR_ENTRY,
        Obligation::ReadReceipt { .. } => Mode::ANSREADMSG,
        Obligation::OfferList => Mode::OKGETLIST,
        Obligation::AskForList { .. } => Mode::GETLIST,
        Obligation::SendList { .. } => Mode::ANSLIST,
        Obligation::SendVersion { .. } => Mode::SENDINFO,
        Obligation::SendAbsence { .. } => Mode::SENDABSENCEINFO,
        Obligation::AskForKey => Mode::GETPUBKEY,
        Obligation::SendKey => Mode::ANSPUBKEY,
        Obligation::FeiqOpened => Mode::FEIQ_OPEN_REPLY,
        Obligation::FeiqShaken => Mode::FEIQ_SHAKE_REPLY,
        Obligation::FeiqImage(_) => Mode::FEIQ_IMAGE_ACK,
        other => panic!("{other:?} is nothing that is due for a packet"),
    }
}

/// What a profile says of itself: read back, and never UTF-8 in a broadcast.
#[track_caller]
pub fn entries(profile: &Profile<'_>) {
    for mode in [Mode::NOOPERATION, Mode::BR_ENTRY, Mode::BR_EXIT, Mode::BR_ABSENCE, Mode::ANSENTRY] {
        let entry = profile.entry(mode, 1).expect("an entry");
        outgoing(&entry);
        let options = entry.header().word().get::<EntryOptions>().expect("options of an entry");
        assert!(!options.contains(EntryOptions::UTF8), "entries: {options:?}");
    }
    for mode in [Mode::SENDMSG, Mode::RECVMSG, Mode::GETLIST] {
        assert!(profile.entry(mode, 1).is_err());
    }
}
