//! Directory streams of IPMsg: folders of files with short contents, as a client sends them over TCP.

use super::{COUNT, Corpus, Random, check};

/// What a reader has to find in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// A directory opens.
    Enter,
    /// A file with so many bytes, which are part of the item.
    File(usize),
    /// A directory closes.
    Leave,
}

/// Folders of one to twelve files of up to 200 bytes, all in one.
pub(crate) fn tree() -> Corpus<Fact> {
    let mut random = Random(31);
    let mut corpus = Corpus::new();
    record(&mut corpus, "all", 0, "2");
    corpus.end_item(Fact::Enter);
    for folder in 0.. {
        if corpus.inputs.len() >= COUNT {
            break;
        }
        record(&mut corpus, &format!("folder {folder}"), 0, "2");
        corpus.end_item(Fact::Enter);
        for file in 0..random.within(1..=12) {
            let len = random.below(200);
            let text = random.text(len);
            let stem = random.text(10).replace([':', '/', '?'], "_");
            let name = format!("{folder}-{file} {stem}.txt");
            let mtime = 0x6550_0000 + random.below(0x40_0000);
            record(&mut corpus, &name, text.len(), &format!("1:14={mtime:x}"));
            corpus.inputs.put_bytes(text.as_bytes());
            corpus.end_item(Fact::File(text.len()));
        }
        record(&mut corpus, &format!(".{folder}"), 0, "3");
        corpus.end_item(Fact::Leave);
    }
    record(&mut corpus, ".", 0, "3");
    corpus.end_item(Fact::Leave);
    corpus
}

/// Checks all generators of this module.
pub(crate) fn check_all() {
    check(tree, 105..=150);
}

/// `header-size:name:size:attributes:`; the size of the header counts itself.
fn record(corpus: &mut Corpus<Fact>, name: &str, size: usize, attributes: &str) {
    // What closes a directory has no zeros before its size.
    let width = if attributes == "3" { 1 } else { 9 };
    let rest = format!(":{name}:{size:0width$x}:{attributes}:");
    corpus.inputs.put(format_args!("{:04x}{rest}", rest.len() + 4));
}
