//! The dictionaries that stand in lists: recipients, files, hosts, networks.
//!
//! Each is read from and written to a dictionary without its frame. Entries with other keys are
//! passed over; they are still there in the [`List`](super::List) of the same key.
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::dict::Recipient};
//!
//! let taro = Recipient::parse(b"UID:4:taro:HID:5:PC-02")?;
//! assert_eq!((taro.user.as_bytes(), taro.host.as_bytes()), (&b"taro"[..], &b"PC-02"[..]));
//! assert_eq!(taro.encode_into(&mut [0; 64])?, b"UID:4:taro:HID:5:PC-02");
//! # Ok::<(), imwire::Error>(())
//! ```

use super::entries::Dict;
use super::key::Key;
use super::value::{byte, first, int, number, short, text, truth, word};
use super::write::{Out, ToSink, Walk};
use crate::error::{Error, Fault};
use crate::ipmsg::header::EntryOptions;
use crate::ipmsg::items::Item;
use crate::ipmsg::text::{Text, ip};
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::net::IpAddr;
use nom::IResult;

/// To whom a message went, one of `TLST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recipient<'a> {
    /// `UID`: the user.
    pub user: Text<'a>,
    /// `HID`: the host.
    pub host: Text<'a>,
}

impl<'a> Recipient<'a> {
    fn of(dict: Dict<'a>) -> Result<Self, Error> {
        let [user, host] = dict.find([Key::UID, Key::HID]);
        Ok(Self { user: user.required(text)?, host: host.required(text)? })
    }
}

impl Walk for Recipient<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        let mut entries = out.entries();
        entries.put(Key::UID, &self.user)?;
        entries.put(Key::HID, &self.host)
    }
}

/// A file of a message, one of `FILE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct File<'a> {
    /// `FI`: its number, by which it is asked for. The official client starts anywhere.
    pub id: u32,
    /// `FN`: its name, in UTF-8. A `:` stands for itself, unlike in the file list of the colon
    /// form; the official client reads `::` as `;` here too. Never build a path from it
    /// unchecked.
    pub name: Text<'a>,
    /// `FS`: its size in bytes.
    pub size: u64,
    /// `MT`: when it was changed, in seconds since 1970.
    pub mtime: i64,
    /// `FA`: its attributes, in the low 8 bits what it is. Without them it is a regular file.
    pub attributes: Option<u32>,
    /// `CP`: for a picture inside the text, where: so many characters from the start.
    pub position: Option<u32>,
}

impl<'a> File<'a> {
    fn of(dict: Dict<'a>) -> Result<Self, Error> {
        let [id, name, size, mtime, attributes, position] =
            dict.find([Key::FI, Key::FN, Key::FS, Key::MT, Key::FA, Key::CP]);
        Ok(Self {
            id: id.required(word)?,
            name: name.required(text)?,
            size: size.required(number)?,
            mtime: mtime.required(int)?,
            attributes: attributes.optional(word)?,
            position: position.optional(word)?,
        })
    }
}

impl Walk for File<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        let mut entries = out.entries();
        entries.put(Key::FI, &u64::from(self.id))?;
        entries.put(Key::FN, &self.name)?;
        entries.put(Key::FS, &self.size)?;
        entries.put(Key::MT, &self.mtime)?;
        entries.put_some(Key::FA, self.attributes.map(u64::from))?;
        entries.put_some(Key::CP, self.position.map(u64::from))
    }
}

/// A host, one of `HLST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Host<'a> {
    /// `UID`: the user.
    pub user: Text<'a>,
    /// `HID`: the name of the host.
    pub host: Text<'a>,
    /// `STAT`: its status.
    pub status: EntryOptions,
    /// `ACT`: whether it is there; if not, it left.
    pub active: Option<bool>,
    /// `IPAD`: its address as text, IPv4 or IPv6. [`ip`](Host::ip) reads it.
    pub address: Text<'a>,
    /// `PORT`: its port, in plain order, which `ANSLIST` does not have: 2425 is 2425.
    pub port: u16,
    /// `NCK`: the nickname.
    pub nick: Option<Text<'a>>,
    /// `GRP`: the group.
    pub group: Option<Text<'a>>,
    /// `CVER`: the version of the client, as `00010002:4:99:103`.
    pub client_version: Option<Text<'a>>,
}

impl<'a> Host<'a> {
    fn of(dict: Dict<'a>) -> Result<Self, Error> {
        let [user, host, status, active, address, port, nick, group, client_version] = dict.find([
            Key::UID,
            Key::HID,
            Key::STAT,
            Key::ACT,
            Key::IPAD,
            Key::PORT,
            Key::NCK,
            Key::GRP,
            Key::CVER,
        ]);
        Ok(Self {
            user: user.required(text)?,
            host: host.required(text)?,
            status: EntryOptions::from_bits_retain(status.required(word)?),
            active: active.optional(truth)?,
            address: address.required(text)?,
            port: port.required(short)?,
            nick: nick.optional(text)?,
            group: group.optional(text)?,
            client_version: client_version.optional(text)?,
        })
    }

    /// The address; `None` if it is not one.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::dict::Host};
    ///
    /// let host = Host::parse(b"UID:4:taro:HID:5:PC-02:STAT:1:0:IPAD:9:192.0.2.2:PORT:3:979")?;
    /// assert_eq!((host.ip(), host.port), (Some([192, 0, 2, 2].into()), 2425));
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        ip(self.address.as_bytes())
    }
}

impl Walk for Host<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        let mut entries = out.entries();
        entries.put(Key::UID, &self.user)?;
        entries.put(Key::HID, &self.host)?;
        entries.put(Key::STAT, &u64::from(self.status.bits()))?;
        entries.put_some(Key::ACT, self.active.map(u64::from))?;
        entries.put(Key::IPAD, &self.address)?;
        entries.put(Key::PORT, &u64::from(self.port))?;
        entries.put_some(Key::NCK, self.nick)?;
        entries.put_some(Key::GRP, self.group)?;
        entries.put_some(Key::CVER, self.client_version)
    }
}

/// A network of the sender, one of `NADRS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network<'a> {
    /// `ADR`: its address as text.
    pub address: Text<'a>,
    /// `MASK`: how many bits of the address name the network, 0 to 32 for IPv4.
    pub mask: u8,
}

impl<'a> Network<'a> {
    fn of(dict: Dict<'a>) -> Result<Self, Error> {
        let [address, mask] = dict.find([Key::ADR, Key::MASK]);
        Ok(Self { address: address.required(text)?, mask: mask.required(byte)? })
    }
}

impl Walk for Network<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        let mut entries = out.entries();
        entries.put(Key::ADR, &self.address)?;
        entries.put(Key::MASK, &u64::from(self.mask))
    }
}

/// Makes types that have `of` and [`Walk`] wire types, and items of a list. `records!(Recipient)`
/// becomes
///
/// ```text
/// impl Encode for Recipient<'_> { … self.walk(&mut ToSink(sink)) … }
/// impl<'a> Wire<'a> for Recipient<'a> { … as Dict, then Recipient::of … }
/// impl<'a> Item<'a> for Recipient<'a> { … as Value in a List, then Recipient::of … }
/// ```
macro_rules! records {
    ($($name:ident),*) => {$(
        impl Encode for $name<'_> {
            fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                self.walk(&mut ToSink(sink))
            }
        }

        impl<'a> Wire<'a> for $name<'a> {
            type Context = ();

            /// Takes all of its input: entries have no end of their own.
            fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
                |content| of(content, Dict::checked(content, 0), Self::of)
            }

            fn check(&self, (): ()) -> Result<(), Error> {
                Ok(())
            }
        }

        impl<'a> Item<'a> for $name<'a> {
            const BETWEEN: &'static [u8] = b":";

            #[inline]
            fn cut(list: &'a [u8]) -> (&'a [u8], &'a [u8]) {
                cut(list)
            }

            fn read(item: &'a [u8]) -> IResult<&'a [u8], Option<Self>, Fault> {
                let (rest, record) = of(item, in_list(item)?, Self::of)?;
                Ok((rest, Some(record)))
            }

            fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                ToSink(sink).sized(self)
            }
        }
    )*};
}

records!(Recipient, File, Host, Network);

/// What `read` makes of a dictionary whose place is counted in `input`.
fn of<'a, T>(
    input: &'a [u8],
    dict: Result<Dict<'a>, Error>,
    read: impl FnOnce(Dict<'a>) -> Result<T, Error>,
) -> IResult<&'a [u8], T, Fault> {
    match dict.and_then(read) {
        Ok(record) => Ok((&[], record)),
        Err(error) => Fault::err(error.kind(), error.part(), input.get(error.at()..).unwrap_or_default()),
    }
}

/// The first value of a list with its length and the colon after it, and the rest. What has no
/// such length is taken whole, and so is a colon that nothing stands after.
#[inline]
fn cut(list: &[u8]) -> (&[u8], &[u8]) {
    let rest = match first(list) {
        Ok(([_, after @ ..], _)) if !after.is_empty() => after,
        Ok((after, _)) => after,
        Err(_) => &[],
    };
    (list.get(..list.len().wrapping_sub(rest.len())).unwrap_or_default(), rest)
}

/// The dictionary in what was cut off.
fn in_list(item: &[u8]) -> Result<Result<Dict<'_>, Error>, nom::Err<Fault>> {
    let (after, content) = first(item)?;
    let before = item.len().saturating_sub(after.len()).saturating_sub(content.len());
    Ok(Dict::checked(content, before))
}
