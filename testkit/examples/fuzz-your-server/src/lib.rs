//! A notification server as people write them by hand: it cuts lines out of a buffer, splits them at spaces, and keeps
//! where a client is in its sign-in. It does not know imwire.
//!
//! One bug is planted in it. No client can get there before it has signed in, and no good client ever would.

/// Where a client is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    New,
    Versioned,
    Identified,
    SignedIn,
}

/// What the server keeps of one client.
#[derive(Debug, Default)]
pub struct Client {
    buffer: Vec<u8>,
    state: State,
    name: Vec<u8>,
    groups: Vec<Vec<u8>>,
    notes: Vec<Vec<u8>>,
}

impl Client {
    /// Takes bytes as they come from the socket; gives what to send.
    pub fn received(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.buffer.extend_from_slice(bytes);
        let mut answer = Vec::new();
        while let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\r\n") {
            let line: Vec<u8> = self.buffer.drain(..end + 2).take(end).collect();
            let words: Vec<&[u8]> = line.split(|byte| *byte == b' ').collect();
            let payload = matches!(words[0], b"MSG" | b"UUX" | b"ADL" | b"QRY");
            if payload {
                let last = String::from_utf8_lossy(words[words.len() - 1]);
                let len = last.parse().unwrap_or(0).min(self.buffer.len());
                self.buffer.drain(..len);
            }
            answer.extend(self.command(&words));
        }
        answer
    }

    fn command(&mut self, words: &[&[u8]]) -> Vec<u8> {
        let trid = String::from_utf8_lossy(words.get(1).unwrap_or(&&b"0"[..])).into_owned();
        let answer = match (self.state, words) {
            (State::New, [b"VER", _, dialects @ ..]) if !dialects.is_empty() => {
                self.state = State::Versioned;
                format!("VER {trid} {}\r\n", String::from_utf8_lossy(dialects[0]))
            }
            (State::Versioned, [b"CVR", ..]) => format!("CVR {trid} 1.0.0000 1.0.0000 1.0.0000 - -\r\n"),
            (State::Versioned, [b"USR", _, package, b"I", user, ..]) => {
                self.state = State::Identified;
                self.name = user.to_vec();
                format!("USR {trid} {} S 1234\r\n", String::from_utf8_lossy(package))
            }
            (State::Identified, [b"USR", _, _, b"S", ..]) => {
                self.state = State::SignedIn;
                format!("USR {trid} OK {} 1 0\r\n", String::from_utf8_lossy(&self.name))
            }
            (_, [b"PNG"]) => "QNG 50\r\n".to_owned(),
            (State::SignedIn, [b"CHG", _, status, ..]) => {
                format!("CHG {trid} {} 0\r\n", String::from_utf8_lossy(status))
            }
            (State::SignedIn, [b"ADG", _, name, ..]) => {
                self.groups.push(decoded(name));
                format!("ADG {trid} {} {}\r\n", String::from_utf8_lossy(name), self.groups.len())
            }
            (_, [b"OUT", ..]) => "OUT\r\n".to_owned(),
            // Everything else that it is told, it notes as people would read it.
            (State::SignedIn, [_, told @ ..]) => {
                self.notes.extend(told.iter().map(|word| decoded(word)));
                format!("200 {trid}\r\n")
            }
            _ => format!("200 {trid}\r\n"),
        };
        answer.into_bytes()
    }
}

/// `Other%20Contacts`
fn decoded(text: &[u8]) -> Vec<u8> {
    let (mut plain, mut at) = (Vec::new(), 0);
    while at < text.len() {
        if text[at] == b'%' {
            // The planted bug: there may be no two digits.
            let digits = String::from_utf8_lossy(&text[at + 1..at + 3]).into_owned();
            plain.push(u8::from_str_radix(&digits, 16).unwrap_or(b'?'));
            at += 3;
        } else {
            plain.push(text[at]);
            at += 1;
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_client_signs_in() {
        let mut client = Client::default();
        client.received(
            b"VER 1 MSNP8 CVR0\r\nCVR 2 0x0409 win 4.10 i386 MSMSGS 5.0 MSMSGS a@x\r\nUSR 3 TWN I a@x\r\n",
        );
        assert_eq!(client.received(b"USR 4 TWN S t\r\nADG 5 Other%20Cont"), b"USR 4 OK a@x 1 0\r\n");
        assert_eq!(client.received(b"acts 0\r\n"), b"ADG 5 Other%20Contacts 1\r\n");
        assert_eq!(client.groups, [b"Other Contacts"]);
    }
}
