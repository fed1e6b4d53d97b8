//! What became of a capture, in a sentence.

use super::capture::{CaptureError, Counters};
use super::msnp::count;

/// What was in a capture.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) counters: Counters,
    pub(crate) conversations: u64,
    pub(crate) messages: u64,
    /// Messages, gaps and errors that were asked for.
    pub(crate) chosen: u64,
    /// Why it was not read to its end.
    pub(crate) stopped: Option<CaptureError>,
}

impl Summary {
    /// `25 frames: 19 messages in 5 conversations`
    pub(crate) fn text(&self) -> String {
        let frames = count(self.counters.frames, "frame");
        let messages = count(self.messages, "message");
        let text = format!("{frames}: {messages} in {}", count(self.conversations, "conversation"));
        match self.counters.other_ports {
            0 => text,
            other => format!("{text}; {} on other ports", count(other, "frame")),
        }
    }

    /// Frames that may have held something, and why they were not read.
    pub(crate) fn unread(&self) -> Vec<String> {
        let Counters { fragments, broken, unknown_link, .. } = self.counters;
        let kinds = [
            (fragments, "in fragments of IP packets, which are not put together"),
            (broken, "with headers that are cut off or contradict themselves"),
            (unknown_link, "of a kind of link that is not read"),
        ];
        let kinds = kinds.into_iter().filter(|&(number, _)| number > 0);
        kinds.map(|(number, what)| format!("{} passed over {what}", count(number, "frame"))).collect()
    }

    /// Was there nothing at all to dissect?
    pub(crate) fn is_empty(&self) -> bool {
        self.conversations == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences() {
        let counters = Counters { frames: 1_234, other_ports: 1, fragments: 2, ..Counters::default() };
        let summary = Summary { counters, conversations: 1, messages: 1_000_000, chosen: 0, stopped: None };
        let expected = "1,234 frames: 1,000,000 messages in 1 conversation; 1 frame on other ports";
        assert_eq!(summary.text(), expected);
        let expected = "2 frames passed over in fragments of IP packets, which are not put together";
        assert_eq!(summary.unread(), [expected]);
        assert!(!summary.is_empty());
    }
}
