//! What became of a capture, in a sentence.

use crate::capture::link;
use crate::capture::{CaptureError, Counters};
use crate::count;
use pcap_parser::Linktype;

/// What was in a capture.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) counters: Counters,
    pub(crate) conversations: u64,
    pub(crate) messages: u64,
    /// Messages, gaps and errors that were asked for.
    pub(crate) chosen: u64,
    /// What was written to other places.
    pub(crate) notes: Vec<String>,
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
        let Counters { fragments, enciphered, broken, unknown_links, .. } = &self.counters;
        let kinds = [
            (*fragments, "in fragments of IP packets of which others are missing".to_owned()),
            (*enciphered, "of Wi-Fi that are enciphered; Wireshark can save them without".to_owned()),
            (*broken, "with headers that are cut off or contradict themselves".to_owned()),
        ];
        let links = unknown_links.iter().map(|(&link, &number)| {
            (number, format!("of a kind of link that is not read: {}", link::name(Linktype(link))))
        });
        let kinds = kinds.into_iter().chain(links).filter(|&(number, _)| number > 0);
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
        let counters = Counters {
            frames: 1_234,
            other_ports: 1,
            fragments: 2,
            unknown_links: [(189, 5), (999, 1)].into(),
            ..Counters::default()
        };
        let summary = Summary {
            counters,
            conversations: 1,
            messages: 1_000_000,
            chosen: 0,
            notes: Vec::new(),
            stopped: None,
        };
        let expected = "1,234 frames: 1,000,000 messages in 1 conversation; 1 frame on other ports";
        assert_eq!(summary.text(), expected);
        let expected = [
            "2 frames passed over in fragments of IP packets of which others are missing",
            "5 frames passed over of a kind of link that is not read: USB (link type 189)",
            "1 frame passed over of a kind of link that is not read: link type 999",
        ];
        assert_eq!(summary.unread(), expected);
        assert!(!summary.is_empty());
    }
}
