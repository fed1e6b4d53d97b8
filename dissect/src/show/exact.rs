//! Whether a value that was read, written again, gives back the bytes it was read from.

use imwire::{Encode, Sink};

/// Compares what is written with these bytes, as far as they are not written yet.
struct Compare<'a>(&'a [u8]);

/// Something else is written.
struct Differs;

impl Sink for Compare<'_> {
    type Error = Differs;

    fn put(&mut self, bytes: &[u8]) -> Result<(), Differs> {
        self.0 = self.0.strip_prefix(bytes).ok_or(Differs)?;
        Ok(())
    }
}

pub(crate) fn gives_back(value: &impl Encode, wire: &[u8]) -> bool {
    let mut sink = Compare(wire);
    value.encode(&mut sink).is_ok() && sink.0.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::Wire;
    use imwire::ipmsg::Packet;

    #[test]
    fn compared_to_the_end() {
        let packet = Packet::parse(b"1:1:u:h:32:x").unwrap();
        assert!(gives_back(&packet, b"1:1:u:h:32:x"));
        assert!(!gives_back(&packet, b"1:1:u:h:32:"));
        assert!(!gives_back(&packet, b"1:1:u:h:32:xy"));
        assert!(!gives_back(&packet, b"1:1:u:h:33:x"));
    }
}
