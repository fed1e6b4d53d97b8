//! `<ml>`: contacts by domain, in `ADL`, `RML` and `FQY`.

use super::attribute::put_attribute;
use super::element::attribute_in;
use super::{Attributes, Children, Element, Error, ErrorKind, ListItem, Part, XmlText, check_document};
use crate::error::Fault;
use crate::msnp::payload::show::{shows, walks};
use crate::msnp::payload::value::HeaderValue as _;
use crate::msnp::payload::whole;
use crate::msnp::{ListBits, NetworkId};
use crate::scan;
use crate::sink::{Sink, SliceSink};
use crate::wire::{Encode, Wire};
use nom::IResult;

const ROOT: Part = Part::named("xml root");
const LISTS: Part = Part::named("lists");
const NETWORK: Part = Part::named("network");
const NUMBER: Part = Part::named("number");
const CONTACT: Part = Part::named("contact");
const SERVICE: Part = Part::named("service");

/// Contacts: the payload of `ADL`, `RML` and `FQY`.
///
/// ```text
/// <ml l="1"><d n="example.com"><c n="alice" l="3" t="1"/></d></ml>
/// ```
///
/// ```
/// use imwire::{Encode, Wire};
/// use imwire::msnp::{ListBits, NetworkId};
/// use imwire::msnp::payload::xml::{Children, Contact, ContactList, Domain, XmlText};
///
/// let alice = [Contact {
///     name: XmlText::new("alice")?,
///     lists: Some(ListBits::FORWARD | ListBits::ALLOW),
///     network: Some(NetworkId::WINDOWS_LIVE),
///     ..Contact::default()
/// }];
/// let domains = [Domain { name: Some(XmlText::new("example.com")?), contacts: Children::new(&alice) }];
/// let list = ContactList { initial: Some(1), domains: Children::new(&domains) };
/// let mut buffer = [0; 128];
/// let payload = list.encode_into(&mut buffer)?;
/// assert_eq!(payload, br#"<ml l="1"><d n="example.com"><c n="alice" l="3" t="1"/></d></ml>"#);
/// for domain in ContactList::parse(payload)?.domains {
///     for contact in domain.contacts {
///         assert!(contact.name.is("alice"));
///     }
/// }
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Clients send at most 7500 bytes, or 150 contacts. Unknown elements are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContactList<'a> {
    /// `l`: 1 in the first `ADL` after sign-in; 2 in requests of `FQY`.
    pub initial: Option<u32>,
    /// The contacts, by domain.
    pub domains: Children<'a, Domain<'a>>,
}

/// Contacts of one domain, or telephones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Domain<'a> {
    /// What comes after the `@`, its letter case kept; `None` for telephones, which have none.
    pub name: Option<XmlText<'a>>,
    /// The contacts.
    pub contacts: Children<'a, Contact<'a>>,
}

/// A contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Contact<'a> {
    /// What comes before the `@`; of a telephone `tel:` and the number; of a circle the end of a GUID:
    /// `00000000-0000-0000-0009-abcdef012345`.
    pub name: XmlText<'a>,
    /// The lists. MSNP21 has them by service.
    pub lists: Option<ListBits>,
    /// The network. Telephones have none; an answer to `FQY` without a network is about a user that does not exist.
    pub network: Option<NetworkId>,
    /// The friendly name, percent-encoded inside the XML. When the server adds somebody.
    pub friendly_name: Option<XmlText<'a>>,
    /// The address to use instead. In an answer to `FQY` about a user of Yahoo.
    pub actual: Option<XmlText<'a>>,
    /// Other attributes.
    pub others: Attributes<'a>,
    /// The lists by service. MSNP21.
    pub services: Children<'a, Service<'a>>,
}

/// The lists of a contact for a service. MSNP21.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Service<'a> {
    /// `IM`, `PE`, `PD`, `PF`.
    pub name: XmlText<'a>,
    /// The lists.
    pub lists: ListBits,
}

shows! {
    ContactList<'a> { initial: Option<u32> => |list| attribute_in(list, "l"), domains: Children<'a, Domain<'a>> }
}
walks! { ContactList<'a> }
shows! { Domain<'a> { name: Option<XmlText<'a>>, contacts: Children<'a, Contact<'a>> } }
shows! { Service<'a> { name: XmlText<'a>, lists: ListBits => |element| attribute_in(element, "l") } }
shows! {
    Contact<'a> {
        name: XmlText<'a>,
        lists: Option<ListBits> => |element| attribute_in(element, "l"),
        network: Option<NetworkId> => |element| attribute_in(element, "t"),
        friendly_name: Option<XmlText<'a>>,
        actual: Option<XmlText<'a>>,
        others: Attributes<'a>,
        services: Children<'a, Service<'a>>,
    }
}

/// The number in an attribute.
fn number(element: &Element<'_>, name: &str, part: Part) -> Result<Option<u32>, Error> {
    match element.attributes().find(name) {
        Some((value, at)) => u32::read(value).map(Some).map_err(|kind| Error::new(kind, part, at)),
        None => Ok(None),
    }
}

/// Writes a number as an attribute.
fn put_number<S: Sink + ?Sized>(sink: &mut S, name: &[u8], value: Option<u32>) -> Result<(), S::Error> {
    let Some(value) = value else { return Ok(()) };
    let mut room = [0; 10];
    let mut digits = SliceSink::new(&mut room);
    // Ten digits: there is room.
    let _ = scan::put_decimal(&mut digits, u64::from(value));
    put_attribute(sink, name, XmlText::trusted(digits.written()))
}

impl<'a> Wire<'a> for ContactList<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| {
            check_document(input, false)?;
            let root = Element::parse(input)?;
            if !root.is("ml") {
                return Err(Error::new(ErrorKind::Unexpected, ROOT, root.name_at()));
            }
            Ok(Self { initial: number(&root, "l", NUMBER)?, domains: Children::of(&root)? })
        })
    }

    /// Whether the names of other attributes can be written and are not those of fields.
    fn check(&self, (): ()) -> Result<(), Error> {
        self.domains.check()
    }
}

impl Encode for ContactList<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"<ml")?;
        put_number(sink, b"l", self.initial)?;
        sink.put(b">")?;
        self.domains.encode(sink)?;
        sink.put(b"</ml>")
    }
}

impl<'a> ListItem<'a> for Domain<'a> {
    fn read(element: &Element<'a>) -> Result<Option<Self>, Error> {
        let name = match element.name() {
            b"d" => match element.attribute("n") {
                Some(name) => Some(name),
                None => {
                    let part = const { Part::named("domain") };
                    return Err(Error::new(ErrorKind::Missing, part, element.name_at().saturating_add(1)));
                }
            },
            b"t" => None,
            _ => return Ok(None),
        };
        Ok(Some(Self { name, contacts: Children::of(element)? }))
    }

    fn check(&self) -> Result<(), Error> {
        self.contacts.check()
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self.name {
            Some(name) => {
                sink.put(b"<d")?;
                put_attribute(sink, b"n", name)?;
                sink.put(b">")?;
                self.contacts.encode(sink)?;
                sink.put(b"</d>")
            }
            None => {
                sink.put(b"<t>")?;
                self.contacts.encode(sink)?;
                sink.put(b"</t>")
            }
        }
    }
}

impl Contact<'_> {
    const ATTRIBUTES: &'static [&'static str] = &["n", "l", "t", "f", "actual"];
}

impl<'a> ListItem<'a> for Contact<'a> {
    fn read(element: &Element<'a>) -> Result<Option<Self>, Error> {
        if !element.is("c") {
            return Ok(None);
        }
        let Some(name) = element.attribute("n") else {
            return Err(Error::new(ErrorKind::Missing, CONTACT, element.name_at().saturating_add(1)));
        };
        Ok(Some(Self {
            name,
            lists: number(element, "l", LISTS)?.map(ListBits::from_bits_retain),
            network: number(element, "t", NETWORK)?.map(NetworkId),
            friendly_name: element.attribute("f"),
            actual: element.attribute("actual"),
            others: element.attributes().without(Self::ATTRIBUTES),
            services: Children::of(element)?,
        }))
    }

    fn check(&self) -> Result<(), Error> {
        self.others.check_others(Self::ATTRIBUTES)?;
        self.services.check()
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"<c")?;
        put_attribute(sink, b"n", self.name)?;
        put_number(sink, b"l", self.lists.map(|lists| lists.bits()))?;
        put_number(sink, b"t", self.network.map(|network| network.0))?;
        for (name, value) in [(&b"f"[..], self.friendly_name), (b"actual", self.actual)] {
            if let Some(value) = value {
                put_attribute(sink, name, value)?;
            }
        }
        self.others.encode(sink)?;
        if self.services.is_empty() {
            return sink.put(b"/>");
        }
        sink.put(b">")?;
        self.services.encode(sink)?;
        sink.put(b"</c>")
    }
}

impl<'a> ListItem<'a> for Service<'a> {
    fn read(element: &Element<'a>) -> Result<Option<Self>, Error> {
        if !element.is("s") {
            return Ok(None);
        }
        let at = element.name_at().saturating_add(1);
        let Some(name) = element.attribute("n") else {
            return Err(Error::new(ErrorKind::Missing, SERVICE, at));
        };
        match number(element, "l", LISTS)? {
            Some(lists) => Ok(Some(Self { name, lists: ListBits::from_bits_retain(lists) })),
            None => Err(Error::new(ErrorKind::Missing, LISTS, at)),
        }
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"<s")?;
        put_attribute(sink, b"n", self.name)?;
        put_number(sink, b"l", Some(self.lists.bits()))?;
        sink.put(b"/>")
    }
}
