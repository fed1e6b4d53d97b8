//! One TCP connection of a capture: a session of MSNP, a direct connection of two of its clients, or a transfer of IPMsg.

use crate::ipmsg::transfer::{self, Transfer, What};
use crate::msnp::course::Dialects;
use crate::msnp::direct::Direct;
use crate::msnp::session::{Session, Told};
use crate::show::output::{Excerpt, Moment, Status, Thing, Trouble};
use crate::tcp::{End, Stream};
use crate::teller::{Conversation, Teller};
use imwire::ipmsg::Packet;
use imwire::ipmsg::dict::IpDict;
use imwire::msnp::Role;
use imwire::msnp::payload::p2p::DirectReader;
use imwire::{ErrorKind, Wire};
use std::io::{self, Write};
use std::net::SocketAddr;

/// One connection.
pub(crate) struct Connection {
    conversation: Conversation,
    speaks: Speaks,
    /// The SYN was not captured.
    guessed: bool,
    /// Something was sent.
    begun: bool,
    /// Sides that will send nothing more.
    ended: u8,
}

/// What is spoken on a connection.
pub(crate) enum Speaks {
    Msnp(Box<Session>),
    Direct(Box<Direct>),
    Ipmsg(Box<Transfer>),
}

impl Connection {
    /// Between client and server. `guessed`: it was not seen which is which.
    pub(crate) fn new(ends: [SocketAddr; 2], speaks: Speaks, guessed: bool) -> Self {
        let proto = match speaks {
            Speaks::Msnp(_) | Speaks::Direct(_) => "MSNP",
            Speaks::Ipmsg(_) => "IPMsg",
        };
        Self { conversation: Conversation::new(proto, ends), speaks, guessed, begun: false, ended: 0 }
    }

    /// Nothing more comes.
    pub(crate) const fn is_over(&self) -> bool {
        self.ended >= 2
    }

    /// Bytes of messages that are not whole yet.
    pub(crate) fn held(&self) -> usize {
        match &self.speaks {
            Speaks::Msnp(session) => session.held(),
            Speaks::Direct(direct) => direct.held(),
            Speaks::Ipmsg(transfer) => transfer.held(),
        }
    }

    /// Gives them up, as if what follows were missing.
    pub(crate) fn shed<W: Write>(
        &mut self,
        moment: Moment,
        dialects: &mut Dialects,
        teller: &mut Teller<'_, W>,
    ) -> io::Result<()> {
        for end in self.conversation.ends {
            self.take(moment, end, Stream::Gap(0), dialects, teller)?;
        }
        Ok(())
    }

    /// It is a direct connection, whose connecting side is now known.
    fn set_direct(&mut self, connecting: SocketAddr) {
        let Conversation { ends, .. } = &mut self.conversation;
        ends.sort_by_key(|end| *end != connecting);
        self.speaks = Speaks::Direct(Box::new(Direct::new()));
    }

    /// Takes what comes next from one end, and gives back the ports that a server names in it.
    pub(crate) fn take<W: Write>(
        &mut self,
        moment: Moment,
        from: SocketAddr,
        what: Stream,
        dialects: &mut Dialects,
        teller: &mut Teller<'_, W>,
    ) -> io::Result<Vec<u16>> {
        if let Stream::Bytes(bytes) = &what
            && !std::mem::replace(&mut self.begun, true)
            && bytes.starts_with(DirectReader::GREETING)
        {
            self.set_direct(from);
        }
        let forth = from == self.conversation.ends[0];
        let over = match what {
            Stream::Ended(why) => {
                self.ended += 1;
                self.is_over().then_some(why)
            }
            _ => None,
        };
        let Self { conversation, speaks, guessed, .. } = self;
        let mut ports = Vec::new();
        match speaks {
            Speaks::Msnp(session) => {
                let told = Chat { conversation, guessed: *guessed, moment, forth, teller, ports: &mut ports };
                told.take(session, what, dialects)?;
            }
            Speaks::Direct(direct) => {
                let about = || "direct connection of two clients".to_owned();
                direct.take(forth, what, |thing| teller.tell(conversation, about, moment, forth, thing))?;
            }
            Speaks::Ipmsg(transfer) => {
                let told = match what {
                    Stream::Bytes(bytes) => transfer.bytes(forth, &bytes),
                    Stream::Gap(count) => transfer.gap(forth, count),
                    Stream::Ended(_) => transfer.end(forth),
                    Stream::Opened { .. } => Vec::new(),
                };
                transfer.written()?;
                for transfer::Told { forth, what } in told {
                    let thing = match &what {
                        What::Packet(wire) => packet(wire),
                        What::Record { record, utf8 } => Thing::Record { record, utf8: *utf8 },
                        What::Trouble(trouble) => Thing::Trouble(trouble.clone()),
                    };
                    let about = || about(transfer.about().to_owned(), *guessed);
                    teller.tell(conversation, about, moment, forth, &thing)?;
                }
            }
        }
        if let Some(why) = over {
            teller.remark(conversation, ending(why))?;
        }
        Ok(ports)
    }
}

/// The call of a session, and where its answers go.
struct Chat<'t, 'o, W: Write> {
    conversation: &'t mut Conversation,
    guessed: bool,
    moment: Moment,
    /// From the client.
    forth: bool,
    teller: &'t mut Teller<'o, W>,
    ports: &'t mut Vec<u16>,
}

impl<W: Write> Chat<'_, '_, W> {
    fn take(mut self, session: &mut Session, what: Stream, dialects: &mut Dialects) -> io::Result<()> {
        let sender = if self.forth { Role::Client } else { Role::Server };
        let troubles = match what {
            Stream::Bytes(bytes) => {
                return session.bytes(sender, &bytes, dialects, |course, told| match told {
                    Told::Thing(thing) => self.tell(course.about(), &thing),
                    Told::Remark(text) => self.teller.remark(self.conversation, &text),
                    Told::Port(port) => {
                        self.ports.push(port);
                        Ok(())
                    }
                });
            }
            Stream::Gap(count) => session.gap(sender, count),
            Stream::Ended(_) => session.end(sender),
            Stream::Opened { .. } => Vec::new(),
        };
        troubles.into_iter().try_for_each(|trouble| self.tell(session.about(), &Thing::Trouble(trouble)))
    }

    fn tell(&mut self, known: String, thing: &Thing<'_>) -> io::Result<()> {
        let Self { conversation, guessed, moment, forth, teller, .. } = self;
        teller.tell(conversation, || about(known, *guessed), *moment, *forth, thing)
    }
}

fn about(mut known: String, guessed: bool) -> String {
    if guessed {
        known.push_str("; begun before the capture");
    }
    known
}

/// What these bytes are as a packet, in either form.
pub(crate) fn packet(wire: &[u8]) -> Thing<'_> {
    let error = match Packet::parse(wire) {
        Ok(packet) => return Thing::Packet { packet, wire },
        Err(error) if error.kind() == ErrorKind::Dictionary => match IpDict::parse(wire) {
            Ok(dict) => return Thing::Dictionary { dict, wire },
            Err(error) => error,
        },
        Err(error) => error,
    };
    let error = Some(error.to_string());
    Thing::Trouble(Trouble { proto: "ipmsg", status: Status::Error, error, bytes: Excerpt::of(wire) })
}

const fn ending(why: End) -> &'static str {
    match why {
        End::Finished => "closed",
        End::Reset => "reset",
        End::Replaced => "given up: a new connection between the two takes its place",
        End::Forgotten => "given up: too many connections, and this one was silent longest",
        End::Unfinished => "the capture ends before the connection",
    }
}
