//! The dictionaries in lists: recipients, files, hosts, networks.
//!
//! Each is read from and written to a dictionary without its frame. Entries with other keys are
//! passed over; they are still there in the [`DictList`](super::DictList) of the same key.
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::dict::DictRecipient};
//!
//! let taro = DictRecipient::parse(b"UID:4:taro:HID:5:PC-02")?;
//! assert_eq!((taro.user.as_bytes(), taro.host.as_bytes()), (&b"taro"[..], &b"PC-02"[..]));
//! assert_eq!(taro.encode_into(&mut [0; 64])?, b"UID:4:taro:HID:5:PC-02");
//! # Ok::<(), imwire::Error>(())
//! ```

use super::entries::Dict;
use super::leaf::{Slot, record};
use super::value::first;
use super::write::{Out, ToSink, Walk};
use crate::error::{Error, Fault};
use crate::ipmsg::header::EntryOptions;
use crate::ipmsg::items::Item;
use crate::ipmsg::presence::Names;
use crate::ipmsg::show::walked;
use crate::ipmsg::text::{Text, ip};
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::net::IpAddr;
use nom::IResult;

record! {
    /// To whom a message went, one of `TLST`.
    DictRecipient<'a> {
        /// the user.
        user: Text<'a> = UID,
        /// the host.
        host: Text<'a> = HID,
    }

    /// A file of a message, one of `FILE`.
    DictFile<'a> {
        /// its number, by which it is asked for. The official client starts anywhere.
        id: u32 = FI,
        /// its name, in UTF-8. A `:` means itself, unlike in the file list of the colon
        /// form; the official client reads `::` as `;` here too. Never build a path from it
        /// unchecked.
        name: Text<'a> = FN,
        /// its size in bytes.
        size: u64 = FS,
        /// when it was changed, in seconds since 1970.
        mtime: i64 = MT,
        /// its attributes, in the low 8 bits what it is. Without them it is a regular file.
        attributes: Option<u32> = FA,
        /// for a picture inside the text, where: so many characters from the start.
        position: Option<u32> = CP,
    }

    /// A host, one of `HLST`.
    DictHost<'a> {
        /// the user.
        user: Text<'a> = UID,
        /// the name of the host.
        host: Text<'a> = HID,
        /// its status.
        status: EntryOptions = STAT,
        /// whether it is there; if not, it left.
        active: Option<bool> = ACT,
        /// its address as text, IPv4 or IPv6. [`ip`](DictHost::ip) reads it.
        address: Text<'a> = IPAD,
        /// its port, in plain order, which `ANSLIST` does not have: 2425 is 2425.
        port: u16 = PORT,
        /// the nickname.
        nick: Option<Text<'a>> = NCK,
        /// the group.
        group: Option<Text<'a>> = GRP,
        /// the version of the client, as `00010002:4:99:103`.
        client_version: Option<Text<'a>> = CVER,
    }

    /// A network of the sender, one of `NADRS`.
    DictNetwork<'a> {
        /// its address as text.
        address: Text<'a> = ADR,
        /// how many bits of the address name the network, 0 to 32 for IPv4.
        mask: u8 = MASK,
    }
}

impl<'a> DictHost<'a> {
    /// The names to show: [`Names::shown`] is the nickname, or the login name if that is absent or empty.
    #[must_use]
    pub fn names(&self) -> Names<'a> {
        Names::of_dictionary([self.user, self.host], self.nick, self.group)
    }

    /// The address; `None` if it is not one.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::dict::DictHost};
    ///
    /// let host = DictHost::parse(b"UID:4:taro:HID:5:PC-02:STAT:1:0:IPAD:9:192.0.2.2:PORT:3:979")?;
    /// assert_eq!((host.ip(), host.port), (Some([192, 0, 2, 2].into()), 2425));
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        ip(self.address.as_bytes())
    }
}

/// Makes records wire types, and items of a list. `listed!(DictRecipient)` becomes
///
/// ```text
/// impl Encode for DictRecipient<'_> { … self.walk(&mut ToSink(sink)) … }
/// impl<'a> Wire<'a> for DictRecipient<'a> { … as Dict, then DictRecipient::of … }
/// impl<'a> Item<'a> for DictRecipient<'a> { … as Value in a List, then DictRecipient::of … }
/// ```
macro_rules! listed {
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

listed!(DictRecipient, DictFile, DictHost, DictNetwork);
walked! { 'a: DictRecipient<'a>, DictFile<'a>, DictHost<'a>, DictNetwork<'a> }

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
/// such length is taken whole, and so is a colon that nothing follows.
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
