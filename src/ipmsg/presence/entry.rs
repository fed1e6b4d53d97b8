//! The additional section of an entry.

use super::block::{Block, block};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::bytes::bytes;
use crate::ipmsg::record::debug;
use crate::ipmsg::text::{Text, skip_nuls, split_nul};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

/// The additional section of an entry.
///
/// A group that is absent and one that is empty are the same, and so is any number of NULs at
/// the end: no client makes a difference. Written is what the official client writes: a NUL
/// after the nickname, and none after what comes last.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Entry<'a> {
    /// The nickname, shown to people. On broadcast entries in the charset of old clients, since
    /// those may not be UTF-8.
    pub nick: Text<'a>,
    /// The group, in the same charset; empty for none.
    pub group: GroupName<'a>,
    /// The names in UTF-8, and more.
    pub block: Block<'a>,
    /// What else a clone sends, with all its NULs: [`iptux`](Entry::iptux) takes one form of it
    /// apart, `JFeiQ` sends `00-11-22-AA-BB-CC NUL`, its MAC address.
    ///
    /// feiq++ sends 32 raw bytes of a key in place of a group: they are found there, and after
    /// the first NUL among them, here.
    pub trailing: &'a [u8],
}

const GROUP: Part = Part::named("group");
const TRAILING: Part = Part::named("data");

impl<'a> Entry<'a> {
    /// What iptux sends after the group; `None` if something else is there, or nothing.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::Entry};
    ///
    /// let iptux = Entry::parse(b"Bob\0QA\0icon-tux.png\0utf-8\0")?.iptux().unwrap();
    /// assert_eq!(iptux.icon.as_bytes(), b"icon-tux.png");
    /// assert_eq!(iptux.charset.as_bytes(), b"utf-8");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub fn iptux(&self) -> Option<IptuxEntry<'a>> {
        let (icon, rest) = split_nul(self.trailing);
        let (charset, _) = split_nul(rest);
        if charset.is_empty() || !self.block.is_empty() {
            return None;
        }
        Some(IptuxEntry { icon: Text::trusted(icon), charset: Text::trusted(charset) })
    }
}

impl<'a> Wire<'a> for Entry<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        |input| Ok((&[], entry(input)))
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        let first = self.trailing.first();
        if first == Some(&b'\n') && self.block.is_empty() {
            return Err(Error::new(ErrorKind::Ambiguous, TRAILING, 0));
        }
        // The end of the packet.
        if first.is_some() && skip_nuls(self.trailing).is_empty() {
            return Err(Error::new(ErrorKind::Nul, TRAILING, 0));
        }
        Ok(())
    }
}

#[inline]
fn entry(input: &[u8]) -> Entry<'_> {
    let (nick, rest) = split_nul(input);
    // Without a group, some clients put the block directly after the first NUL.
    let (group, rest) = match rest {
        [b'\n', ..] => (&[][..], rest),
        _ => split_nul(rest),
    };
    let (block, trailing) = block(rest);
    let trailing = if skip_nuls(trailing).is_empty() { &[] } else { trailing };
    Entry { nick: Text::trusted(nick), group: GroupName(group), block, trailing }
}

impl Encode for Entry<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.nick.as_bytes())?;
        sink.put(&[0])?;
        sink.put(self.group.as_bytes())?;
        if !self.block.is_empty() {
            sink.put(&[0])?;
            self.block.lines.encode(sink)?;
        }
        if self.trailing.is_empty() {
            return Ok(());
        }
        sink.put(&[0])?;
        sink.put(self.trailing)
    }
}

debug! { Entry { nick, group, block, trailing: Shown } }

bytes! {
    /// The name of a group: any bytes except NUL, and no LF at the start, which would make it a block.
    #[derive(Default)]
    GroupName
}

impl<'a> GroupName<'a> {
    /// No group.
    pub const NONE: GroupName<'static> = GroupName(b"");

    /// A group of this name; empty for none.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`]; [`ErrorKind::Ambiguous`] if it begins with LF.
    pub fn new(name: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let name = name.as_ref();
        let (kind, at) = match (name, scan::find(0, name)) {
            ([b'\n', ..], _) => (ErrorKind::Ambiguous, 0),
            (_, Some(at)) => (ErrorKind::Nul, at),
            _ => return Ok(Self(name)),
        };
        Err(Error::new(kind, GROUP, at))
    }

    /// The same as a text.
    #[inline]
    #[must_use]
    pub const fn text(self) -> Text<'a> {
        Text::trusted(self.0)
    }
}

/// What iptux sends after the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IptuxEntry<'a> {
    /// The name of an icon file among those that come with iptux.
    pub icon: Text<'a>,
    /// `utf-8`: iptux writes that, whatever charset the packet is in. That something is here
    /// at all makes the sender count as an iptux.
    pub charset: Text<'a>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::ipmsg::keys::{Coded, Coding};
    use crate::ipmsg::presence::BlockLine;
    use crate::ipmsg::presence::client_version::ClientType;
    use proptest::prelude::*;

    const BARE: Entry<'static> =
        Entry { nick: Text::trusted(b""), group: GroupName(b""), block: Block::NONE, trailing: b"" };

    fn lines<'a>(lines: &[(&'a str, &'a [u8])]) -> Block<'a> {
        let line = |&(key, value): &(&'a str, &'a [u8])| BlockLine::new(key.as_bytes(), value).unwrap();
        Block::new(lines.iter().map(line).collect::<Vec<_>>().leak())
    }

    /// `form`: what it is written as.
    #[track_caller]
    fn case(input: &'static [u8], expected: Entry<'static>, form: &[u8]) {
        let entry = checked::canonical::<Entry<'_>>(input, ()).unwrap();
        assert_eq!(entry, expected);
        assert_eq!(checked::written(&entry).escape_ascii().to_string(), form.escape_ascii().to_string());
        checked::borrowed(&entry, input, &[entry.nick.as_bytes(), entry.group.as_bytes(), entry.trailing]);
    }

    #[test]
    fn layouts() {
        let nick = |nick: &'static [u8]| Entry { nick: Text::new(nick).unwrap(), ..BARE };
        let both = |name: &'static [u8], group: &'static [u8]| Entry {
            group: GroupName::new(group).unwrap(),
            ..nick(name)
        };
        case(b"", BARE, b"\0");
        case(b"\0", BARE, b"\0");
        case(b"user1", nick(b"user1"), b"user1\0");
        case(b"\xcd\xf5\xce\xe5\0", nick(b"\xcd\xf5\xce\xe5"), b"\xcd\xf5\xce\xe5\0");
        case(b"\x97\xe9\0\0\0", nick(b"\x97\xe9"), b"\x97\xe9\0");
        case(b"00:11:22:AA:BB:CC", nick(b"00:11:22:AA:BB:CC"), b"00:11:22:AA:BB:CC\0");
        case(b"shirouzu\0dev", both(b"shirouzu", b"dev"), b"shirouzu\0dev");
        case(b"nick [lunch]\0group\0", both(b"nick [lunch]", b"group"), b"nick [lunch]\0group");
        case(
            b"Bob\0QA\0icon-tux.png\0utf-8\0",
            Entry { trailing: b"icon-tux.png\0utf-8\0", ..both(b"Bob", b"QA") },
            b"Bob\0QA\0icon-tux.png\0utf-8\0",
        );
        case(
            b"NICK\0WorkGroup\x0000-11-22-AA-BB-CC\0",
            Entry { trailing: b"00-11-22-AA-BB-CC\0", ..both(b"NICK", b"WorkGroup") },
            b"NICK\0WorkGroup\x0000-11-22-AA-BB-CC\0",
        );
        // A key of feiq++ may have NULs.
        case(
            b"\xcd\xf5\0\xb5\x02\0\0\xe6",
            Entry { trailing: b"\0\xe6", ..both(b"\xcd\xf5", b"\xb5\x02") },
            b"\xcd\xf5\0\xb5\x02\0\0\xe6",
        );
    }

    #[test]
    fn blocks() {
        let taro = Entry { nick: Text::new(b"taro").unwrap(), ..BARE };
        let dev = Entry { group: GroupName::new(b"dev").unwrap(), ..taro };
        let vs: &[u8] = b"00010002:4:99:103";
        case(
            b"taro\0\0\nUN:taro\nHN:PC-02\nNN:taro\nGN:\nVS:00010002:4:99:103",
            Entry {
                block: lines(&[("UN", b"taro"), ("HN", b"PC-02"), ("NN", b"taro"), ("GN", b""), ("VS", vs)]),
                ..taro
            },
            b"taro\0\0\nUN:taro\nHN:PC-02\nNN:taro\nGN:\nVS:00010002:4:99:103",
        );
        case(
            b"taro\0dev\0\nVS:00010002:4:99:103",
            Entry { block: lines(&[("VS", vs)]), ..dev },
            b"taro\0dev\0\nVS:00010002:4:99:103",
        );
        // Directly after the first NUL, and LFs and NULs at the end.
        let un = lines(&[("UN", b"taro")]);
        case(b"taro\0\nUN:taro", Entry { block: un, ..taro }, b"taro\0\0\nUN:taro");
        case(b"taro\0dev\0\nUN:taro\n\0\0", Entry { block: un, ..dev }, b"taro\0dev\0\nUN:taro\n");
        case(b"taro\0dev\0\n\n\nUN:taro", Entry { block: un, ..dev }, b"taro\0dev\0\n\n\nUN:taro");
        // No lines is no block.
        case(b"taro\0dev\0\n\n\0", dev, b"taro\0dev");
        case(b"taro\0\n\0\n\0\nUN:taro", Entry { block: un, ..taro }, b"taro\0\0\nUN:taro");
        case(b"taro\0dev\0\n\0x\0", Entry { trailing: b"x\0", ..dev }, b"taro\0dev\0x\0");
        case(
            b"taro\0dev\0\nUN:taro\0\nx",
            Entry { block: un, trailing: b"\nx", ..dev },
            b"taro\0dev\0\nUN:taro\0\nx",
        );
        let name = [BlockLine::bare(b"name").unwrap()];
        let entry =
            Entry { nick: Text::new(b"name").unwrap(), block: Block::new(name.to_vec().leak()), ..BARE };
        case(b"name\0\nname", entry, b"name\0\0\nname");
        assert_eq!(entry.block.get(b""), None);
    }

    #[test]
    fn what_a_block_says() {
        let entry = |bytes| Entry::parse(bytes).unwrap();
        let block = entry(
            b"taro\0G\0\nUN:taro\nHN:PC-02\nNN:t:1\nGN:G\nVS:00040000:1:2:0\nPL:1\nIP:SVAyOg==\nZZ:later key\0",
        )
        .block;
        assert_eq!(block.user().unwrap().as_bytes(), b"taro");
        assert_eq!(block.host().unwrap().as_bytes(), b"PC-02");
        assert_eq!(block.nick().unwrap().as_bytes(), b"t:1");
        assert_eq!(block.group().unwrap().as_bytes(), b"G");
        assert_eq!(block.version().unwrap().client, ClientType::ANDROID);
        assert_eq!(block.poll(), Some(1));
        assert_eq!(block.dictionary(), Some(Ok(Coded::new(Coding::Base64, b"IP2:"))));
        assert_eq!(block.get(b"ZZ").unwrap().as_bytes(), b"later key");
        let block = entry(b"\0\0\nVS:4.99\nPL:x\nUN:a\nUN\nun:c\nUN:b\n:e").block;
        assert_eq!((block.version(), block.poll(), block.host()), (None, None, None));
        assert_eq!(block.user().unwrap().as_bytes(), b"b");
        assert_eq!(block.get(b"").unwrap().as_bytes(), b"e");
    }

    #[test]
    fn iptux() {
        let iptux =
            |trailing| Entry { trailing, ..BARE }.iptux().map(|i| (i.icon.as_bytes(), i.charset.as_bytes()));
        assert_eq!(iptux(b"icon-tux.png\0utf-8\0"), Some((&b"icon-tux.png"[..], &b"utf-8"[..])));
        assert_eq!(iptux(b"\0gbk"), Some((&b""[..], &b"gbk"[..])));
        assert_eq!(iptux(b"00-11-22-AA-BB-CC\0"), None);
        assert_eq!(iptux(b""), None);
        let line = [BlockLine::bare(b"x").unwrap()];
        assert_eq!(Entry { trailing: b"a\0b", block: Block::new(&line), ..BARE }.iptux(), None);
    }

    #[test]
    fn refused_when_built() {
        refused(GroupName::new(b"a\0"), "group: contains NUL at byte 1");
        refused(GroupName::new(b"\nUN:x"), "group: would be read as something else at byte 0");
        refused(BlockLine::new(b"A:", b""), "block key: invalid byte at byte 1");
        refused(BlockLine::new(b"A\0", b""), "block key: contains NUL at byte 1");
        refused(BlockLine::new(b"A", b"x\n"), "block value: invalid byte at byte 1");
        refused(BlockLine::new(b"A", b"x\0"), "block value: contains NUL at byte 1");
        refused(BlockLine::bare(b""), "block value: empty at byte 0");
        refused(BlockLine::bare(b"a:b"), "block value: would be read as something else at byte 1");
        refused(BlockLine::bare(b"a\nb"), "block value: invalid byte at byte 1");
        refused(
            Entry { trailing: b"\nx", ..BARE }.check(()),
            "data: would be read as something else at byte 0",
        );
        refused(Entry { trailing: b"\0\0", ..BARE }.check(()), "data: contains NUL at byte 0");
    }

    fn text() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![Just(0), Just(b'\n'), Just(b':'), Just(b'U'), Just(b'N'), any::<u8>()];
        prop::collection::vec(byte, 0..6)
    }

    fn input() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(text(), 0..8).prop_map(|texts| texts.concat())
    }

    proptest! {
        #[test]
        fn all_bytes_are_an_entry(input in input()) {
            let entry = checked::canonical::<Entry<'_>>(&input, ()).unwrap();
            checked::borrowed(&entry, &input, &[entry.nick.as_bytes(), entry.group.as_bytes(), entry.trailing]);
            for line in entry.block.lines {
                let line = line.unwrap();
                let again = match line.key() {
                    Some(key) => BlockLine::new(key, line.value().as_bytes()),
                    None => BlockLine::bare(line.value().as_bytes()),
                };
                prop_assert_eq!(again, Ok(line));
            }
        }

        #[test]
        fn what_is_built_is_read_back(
            nick in text(), group in text(), lines in prop::collection::vec((text(), text()), 0..4), trailing in text(),
        ) {
            let lines: Vec<_> = lines
                .leak()
                .iter()
                .filter_map(|(key, value)| BlockLine::new(key, value).or_else(|_| BlockLine::bare(value)).ok())
                .collect();
            let (Ok(nick), Ok(group)) = (Text::new(nick.leak()), GroupName::new(group.leak())) else { return Ok(()) };
            checked::value(Entry { nick, group, block: Block::new(lines.leak()), trailing: trailing.leak() }, ());
        }
    }
}
