//! Policies: the payload of `GCF` from MSNP13.

use super::{Attributes, Children, Element, Error, ErrorKind, ListItem, Part, XmlText};
use crate::error::Fault;
use crate::msnp::payload::show::{shows, walks};
use crate::msnp::payload::whole;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

/// The policies in the payload of `GCF`, from MSNP13. Before, it is another document: read it as an [`Element`].
///
/// Elements that are no `Policy`, or have no type, are left out.
///
/// ```
/// use imwire::{Wire, msnp::payload::xml::Policies};
///
/// let gcf = Policies::parse(b"<Policies><Policy type='P2P' checksum='815D'><ObjStr SndDly='1'/></Policy></Policies>")?;
/// let policy = gcf.policies.iter().next().unwrap();
/// assert!(policy.kind.is("P2P"));
/// assert!(policy.element.child("ObjStr").unwrap().attribute("SndDly").unwrap().is("1"));
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Policies<'a> {
    /// The attributes of the element around them.
    pub attributes: Attributes<'a>,
    /// The policies.
    pub policies: Children<'a, Policy<'a>>,
}

/// A policy. It is written as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Policy<'a> {
    /// `SHIELDS`, `ABCH`, `ERRORRESPONSETABLE`, `P2P`.
    pub kind: XmlText<'a>,
    /// 32 hexadecimal digits; of what, is not known.
    pub checksum: Option<XmlText<'a>>,
    /// The element, with what the policy says in it.
    pub element: Element<'a>,
}

shows! { Policies<'a> { attributes: Attributes<'a>, policies: Children<'a, Policy<'a>> } }
shows! { Policy<'a> { kind: XmlText<'a>, checksum: Option<XmlText<'a>>, element: Element<'a> } }
walks! { Policies<'a> }

impl<'a> Wire<'a> for Policies<'a> {
    type Context = ();

    /// Takes all of its input.
    ///
    /// # Errors
    /// XML that is not well formed; [`ErrorKind::Unexpected`] for another element.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| {
            let root = Element::parse(input)?;
            if !root.is("Policies") {
                let part = const { Part::named("xml root") };
                return Err(Error::new(ErrorKind::Unexpected, part, root.name_at()));
            }
            Ok(Self { attributes: root.attributes(), policies: Children::of(&root)? })
        })
    }

    /// Whether the attributes can be written, and each policy has the type and checksum of its element.
    fn check(&self, (): ()) -> Result<(), Error> {
        self.attributes.check()?;
        self.policies.check()
    }
}

impl Encode for Policies<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"<Policies")?;
        self.attributes.encode(sink)?;
        sink.put(b">")?;
        self.policies.encode(sink)?;
        sink.put(b"</Policies>")
    }
}

impl<'a> ListItem<'a> for Policy<'a> {
    fn read(element: &Element<'a>) -> Result<Option<Self>, Error> {
        let kind = element.attribute("type").filter(|_| element.is("Policy"));
        Ok(kind.map(|kind| Self { kind, checksum: element.attribute("checksum"), element: *element }))
    }

    fn check(&self) -> Result<(), Error> {
        match Self::read(&self.element) {
            Ok(Some(read)) if read == *self => Ok(()),
            _ => Err(Error::new(ErrorKind::OtherForm, const { Part::named("xml") }, 0)),
        }
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.element.encode(sink)
    }
}
