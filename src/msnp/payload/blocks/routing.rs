//! Addresses in `To` and `From` of the first block.

use crate::fields::{Kind, Value};
use crate::lossy::text;
use crate::msnp::NetworkId;
use crate::msnp::payload::show::{shown, shows};
use crate::scan;
use core::fmt;

/// An address: `1:alice@example.com;epid={guid}`, read on demand.
///
/// ```
/// use imwire::msnp::{NetworkId, payload::blocks::RoutingAddress};
///
/// let bob = RoutingAddress::new(b"13:1000000001;via=14:fb");
/// assert_eq!((bob.network(), bob.address()), (Some(NetworkId::CONNECT), &b"1000000001"[..]));
/// assert_eq!(bob.via().unwrap().network(), Some(NetworkId::REMOTE));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RoutingAddress<'a>(&'a [u8]);

impl<'a> RoutingAddress<'a> {
    /// The address in the value of a header line.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes on the wire.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The network, if a number is before the address.
    #[must_use]
    pub fn network(self) -> Option<NetworkId> {
        let (_, network) = scan::until(b':')(self.user()).ok()?;
        match scan::decimal_u32(network) {
            Ok(([], number)) => Some(NetworkId(number)),
            _ => None,
        }
    }

    /// The address without network and parameters.
    #[must_use]
    pub fn address(self) -> &'a [u8] {
        match scan::until(b':')(self.user()) {
            Ok((address, network)) if !network.is_empty() && network.iter().all(u8::is_ascii_digit) => {
                address
            }
            _ => self.user(),
        }
    }

    /// The endpoint, a GUID in braces: parameter `epid`.
    #[must_use]
    pub fn endpoint(self) -> Option<&'a [u8]> {
        self.parameter(b"epid")
    }

    /// Parameter `path`, such as `IM`.
    #[must_use]
    pub fn path(self) -> Option<&'a [u8]> {
        self.parameter(b"path")
    }

    /// By way of whom: parameter `via`.
    #[must_use]
    pub fn via(self) -> Option<Self> {
        self.parameter(b"via").map(Self)
    }

    /// The value of a parameter after the address; letter case does not count.
    #[must_use]
    pub fn parameter(self, name: &[u8]) -> Option<&'a [u8]> {
        self.0.split(|byte| *byte == b';').skip(1).find_map(|parameter| {
            let (value, key) = scan::until(b'=')(parameter).ok()?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// What comes before the parameters.
    fn user(self) -> &'a [u8] {
        scan::until(b';')(self.0).map_or(self.0, |(_, user)| user)
    }
}

shows! {
    RoutingAddress<'a> {
        network: Option<NetworkId> = |address: &RoutingAddress<'a>| address.network() => |address| {
            scan::until(b':')(address).ok().map(|(_, network)| network)
        },
        address: Text<'a> = |address: &RoutingAddress<'a>| Text(address.address()),
        endpoint: Option<Text<'a>> = |address: &RoutingAddress<'a>| address.endpoint().map(Text),
        path: Option<Text<'a>> = |address: &RoutingAddress<'a>| address.path().map(Text),
        via: Option<Text<'a>> = |address: &RoutingAddress<'a>| address.via().map(|via| Text(via.0)),
    }
}

/// A part of an address.
struct Text<'a>(&'a [u8]);

shown! { Text<'_>: Kind::Text, this => Value::Text(this.0); }

text! { RoutingAddress, |address| address.0.iter().copied(); }

impl fmt::Debug for RoutingAddress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoutingAddress({})", self.0.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        #[track_caller]
        fn case(text: &str, network: Option<u32>, address: &str, endpoint: Option<&str>, path: Option<&str>) {
            let found = RoutingAddress::new(text.as_bytes());
            assert_eq!(
                (found.network().map(|network| network.0), found.address()),
                (network, address.as_bytes())
            );
            assert_eq!(
                (found.endpoint(), found.path()),
                (endpoint.map(str::as_bytes), path.map(str::as_bytes))
            );
        }
        case("1:a@x;epid={2}", Some(1), "a@x", Some("{2}"), None);
        case("1:a@x;path=IM;EPID={2}", Some(1), "a@x", Some("{2}"), Some("IM"));
        case("a@x", None, "a@x", None, None);
        case("a:b@x", None, "a:b@x", None, None);
        case(":b;epid", None, ":b", None, None);
        case("", None, "", None, None);
        assert_eq!(RoutingAddress::new(b"a;via=9:b").via().map(RoutingAddress::address), Some(&b"b"[..]));
    }
}
