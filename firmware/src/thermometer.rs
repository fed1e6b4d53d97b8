//! A thermometer that is a user of IP Messenger: ask it, and it answers.

use imwire::ipmsg::{Body, Message, Packet, Profile, SendOptions, Sender, Situation};
use imwire::{Encode, Error, Wire};

/// Longer packets than this are not sent: the answers have bounded parts only.
const LONGEST_ANSWER: usize = 256;

pub struct Thermometer {
    profile: Profile<'static>,
    /// Number of the next packet.
    next: u64,
    /// The last message that was answered: a sender repeats it until the receipt arrives.
    answered: Option<u64>,
}

impl Thermometer {
    pub fn new(first: u64) -> Result<Self, Error> {
        Ok(Self { profile: Profile::new(Sender::new("thermometer", "lab")?), next: first, answered: None })
    }

    /// Reads a datagram and hands what is due for it to `send`.
    pub fn receive(&mut self, datagram: &[u8], send: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let packet = Packet::parse(datagram)?;
        let number = packet.packet_no.value();
        let mut situation = Situation::SENDER_KNOWN;
        situation.set(Situation::SEEN_BEFORE, self.answered == Some(number));
        // An entry for an entry, a receipt for a message.
        for due in self.profile.obligations(&packet, situation) {
            let reply = self.profile.reply(&due, self.next)?;
            self.put(&reply, send)?;
        }
        if let (Some(options), Body::Message(message)) = (packet.word().get::<SendOptions>(), packet.body()?)
        {
            let again = situation.contains(Situation::SEEN_BEFORE) || options.contains(SendOptions::AUTORET);
            if !again && message.text.as_bytes().starts_with(b"temperature") {
                self.answered = Some(number);
                let answer = Message::new("21.5 °C")?;
                let answer = self.profile.send(self.next, SendOptions::AUTORET, answer)?;
                self.put(&answer, send)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, packet: &impl Encode, send: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let mut buffer = [0; LONGEST_ANSWER];
        send(packet.encode_into(&mut buffer)?);
        self.next = self.next.wrapping_add(1);
        Ok(())
    }
}
