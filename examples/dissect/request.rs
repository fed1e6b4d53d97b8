//! IPMsg over TCP: one side asks for a file with a packet, the other sends the contents.
//!
//! A packet has no end of its own. It is taken to be whole when a NUL ends what has arrived, when
//! the other side answers, or when nothing more comes.

use super::output::Excerpt;
use imwire::Wire;
use imwire::ipmsg::Packet;

/// Longer requests are taken to be whole.
const LIMIT: usize = 65_536;

/// One connection.
#[derive(Debug, Default)]
pub(crate) struct Request {
    buffer: Vec<u8>,
    answer: Excerpt,
}

impl Request {
    /// The asking side sent this. Gives back a request if it is whole.
    pub(crate) fn asked(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.buffer.extend_from_slice(bytes);
        let ended = self.buffer.ends_with(b"\0")
            && Packet::parse(&self.buffer, ()).is_ok_and(|packet| packet.additional.is_some());
        if ended || self.buffer.len() >= LIMIT { self.take() } else { None }
    }

    /// The other side sent this. Gives back the request that it answers.
    pub(crate) fn answered(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.answer.add(bytes);
        self.take()
    }

    /// What has arrived of a request.
    pub(crate) fn take(&mut self) -> Option<Vec<u8>> {
        Some(std::mem::take(&mut self.buffer)).filter(|request| !request.is_empty())
    }

    /// What was answered.
    pub(crate) fn take_answer(&mut self) -> Option<Excerpt> {
        Some(std::mem::take(&mut self.answer)).filter(|answer| answer.count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_in_pieces() {
        let mut request = Request::default();
        for piece in ["1:2", "3:alice:kimchi:96", ":16:2710"] {
            assert_eq!(request.asked(piece.as_bytes()), None);
        }
        assert_eq!(request.asked(b":0:\0"), Some(b"1:23:alice:kimchi:96:16:2710:0:\0".to_vec()));
        assert_eq!(request.answered(b"hello "), None);
        assert_eq!(request.answered(b"file\n"), None);
        assert_eq!(request.take_answer(), Some(Excerpt::of(b"hello file\n")));
        assert_eq!((request.take(), request.take_answer()), (None, None));
    }

    #[test]
    fn without_a_nul() {
        let mut request = Request::default();
        assert_eq!(request.asked(b"1:23:alice:kimchi:96"), None);
        assert_eq!(request.asked(b"\0"), None); // may belong to the command word
        assert_eq!(request.answered(b"x"), Some(b"1:23:alice:kimchi:96\0".to_vec()));
        assert_eq!(request.asked(b"IP2:"), None);
        assert_eq!(request.take(), Some(b"IP2:".to_vec()));
    }

    #[test]
    fn memory_is_bounded() {
        let mut request = Request::default();
        let taken: usize =
            (0..100).filter_map(|_| request.asked(&[b'x'; 1_500])).map(|some| some.len()).sum();
        assert!(taken > 65_536 && request.buffer.len() < LIMIT);
    }
}
