//! Tells what happens in conversations, and numbers them in the order in which they are heard of.

pub(crate) mod bench;
pub(crate) mod choose;
pub(crate) mod people;
pub(crate) mod stats;
pub(crate) mod summary;

use crate::save::Saver;
use crate::save::corpus::Corpus;
use crate::show::charset::Charset;
use crate::show::output::{Moment, Output, Place, Thing};
use crate::show::page::Head;
use crate::teller::bench::Bench;
use crate::teller::choose::Choice;
use crate::teller::people::People;
use crate::teller::stats::Stats;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Two ends that talk.
#[derive(Debug)]
pub(crate) struct Conversation {
    pub(crate) proto: &'static str,
    /// The client, or the one that began, is first.
    pub(crate) ends: [SocketAddr; 2],
    /// Once something was heard of it.
    number: Option<u64>,
    /// Something was shown of it.
    shown: bool,
}

/// What is told, and of which messages.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct What {
    pub(crate) choice: Choice,
    pub(crate) form: Form,
    pub(crate) charset: Charset,
    /// Where what was transferred is written.
    pub(crate) save: Option<PathBuf>,
    /// Where each message is written.
    pub(crate) corpus: Option<PathBuf>,
}

/// What is told of the messages.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) enum Form {
    /// Each, with its fields.
    #[default]
    Messages,
    /// Who says what to whom.
    Chat,
    /// How many there are of each kind.
    Stats,
    /// How fast they are read.
    Bench,
}

pub(crate) struct Teller<'o, W: Write> {
    out: &'o mut Output<W>,
    /// What the capture is called.
    file: String,
    what: What,
    people: People,
    stats: Stats,
    bench: Bench,
    saver: Option<Saver>,
    corpus: Option<Corpus>,
    pub(crate) conversations: u64,
    /// Troubles do not count.
    pub(crate) messages: u64,
    /// Messages that were chosen, and troubles too.
    pub(crate) chosen: u64,
}

impl Conversation {
    pub(crate) const fn new(proto: &'static str, ends: [SocketAddr; 2]) -> Self {
        Self { proto, ends, number: None, shown: false }
    }
}

impl<'o, W: Write> Teller<'o, W> {
    pub(crate) fn new(file: String, what: What, out: &'o mut Output<W>) -> Self {
        let (people, stats, bench) = (People::default(), Stats::default(), Bench::default());
        let saver = what.save.as_deref().map(|directory| Saver::new(directory, what.charset));
        let corpus = what.corpus.as_deref().map(Corpus::new);
        Self {
            out,
            file,
            what,
            people,
            stats,
            bench,
            saver,
            corpus,
            conversations: 0,
            messages: 0,
            chosen: 0,
        }
    }

    /// What writes the files that are transferred, if they are asked for.
    pub(crate) const fn saver(&self) -> Option<&Saver> {
        self.saver.as_ref()
    }

    /// Tells a thing that the first end of a conversation sent, or the second. `about` is what is
    /// known of the conversation, for its head.
    pub(crate) fn tell(
        &mut self,
        conversation: &mut Conversation,
        about: impl FnOnce() -> String,
        moment: Moment,
        forth: bool,
        thing: &Thing<'_>,
    ) -> io::Result<()> {
        let number = *conversation.number.get_or_insert_with(|| {
            self.conversations += 1;
            self.conversations
        });
        self.messages += u64::from(!matches!(thing, Thing::Trouble(_)));
        let [left, right] = conversation.ends;
        let (from, to) = if forth { (left, right) } else { (right, left) };
        let place = Place { moment, from, to, conversation: number, forth };
        if let Some(saver) = &self.saver {
            saver.take(&place, thing)?;
        }
        let What { choice, form, charset, .. } = &self.what;
        if *form == Form::Chat || !choice.is_all() {
            self.people.learn(&place, thing);
        }
        if !choice.is_all() && !choice.takes(&place, thing, &self.people) {
            return Ok(());
        }
        self.chosen += 1;
        if let Some(corpus) = &mut self.corpus {
            corpus.add(thing)?;
        }
        match form {
            Form::Stats => self.stats.add(&place, thing),
            Form::Bench => self.bench.add(thing),
            Form::Chat => {
                if let Some(said) = self.people.said(&place, thing, *charset) {
                    self.out.said(&place, conversation.proto, &said)?;
                }
            }
            Form::Messages => {
                if let (false, Some(page)) = (conversation.shown, self.out.page()) {
                    let (proto, what) = (conversation.proto, about());
                    page.head(&Head { moment, number, proto, ends: [left, right], what })?;
                }
                conversation.shown = true;
                self.out.captured(&place, thing)?;
            }
        }
        Ok(())
    }

    /// Tells what there is to tell at the end, and says what was written to other places.
    pub(crate) fn finish(&mut self) -> io::Result<Vec<String>> {
        match self.what.form {
            Form::Stats => self.out.stats(&self.file, &self.stats)?,
            Form::Bench => self.out.bench(&self.file, &self.bench)?,
            Form::Messages | Form::Chat => {}
        }
        let mut notes = Vec::new();
        if let Some(saver) = &self.saver {
            saver.finish()?;
            notes = saver.notes();
            if notes.is_empty() {
                notes.push("no files were transferred".to_owned());
            }
        }
        if let Some(corpus) = &self.corpus {
            notes.push(corpus.finish()?);
        }
        Ok(notes)
    }

    /// Lets what was told so far be seen.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Says something about a conversation, unless nothing was told of it yet.
    pub(crate) fn remark(&mut self, conversation: &Conversation, text: &str) -> io::Result<()> {
        let What { choice, .. } = &self.what;
        let number = conversation.number.filter(|_| conversation.shown && choice.is_of_conversations());
        match (number, self.out.page()) {
            (Some(number), Some(page)) => page.remark(number, text),
            _ => Ok(()),
        }
    }
}
