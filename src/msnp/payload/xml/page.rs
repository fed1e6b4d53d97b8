//! Pages to a mobile phone, and policies.

use super::attribute::put_attribute;
use super::data::put_element;
use super::element::ElementIter;
use super::{Children, Element, Error, ErrorKind, ListItem, Part, XmlText, check_document};
use crate::error::Fault;
use crate::msnp::payload::show::{shows, walks};
use crate::msnp::payload::whole;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

/// A text to a mobile phone: the payload of `PAG` and `PGD`. Several elements without a root.
///
/// ```text
/// <TEXT xml:space="preserve" enc="utf-8">hello</TEXT> <LCID>2052</LCID> <CS>gb2312</CS>
/// ```
///
/// ```
/// use imwire::{Encode, Wire, msnp::payload::xml::{Page, XmlText}};
///
/// let page = Page { encoding: Some(XmlText::new("utf-8")?), ..Page::new(XmlText::new("hello")?) };
/// let mut buffer = [0; 80];
/// let payload = page.encode_into(&mut buffer)?;
/// assert_eq!(payload, br#"<TEXT xml:space="preserve" enc="utf-8">hello</TEXT>"#);
/// assert!(Page::parse(payload)?.text.is("hello"));
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Page<'a> {
    /// The phone to send it to: `PHONE` with an attribute `pri`, and `LOC` and `NUM` in it.
    pub phones: Children<'a, Phone<'a>>,
    /// The text.
    pub text: XmlText<'a>,
    /// `enc` of the text: `utf-8`.
    pub encoding: Option<XmlText<'a>>,
    /// The LCID of the language, decimal.
    pub lcid: Option<XmlText<'a>>,
    /// The charset for the phone: `gb2312`.
    pub charset: Option<XmlText<'a>>,
}

/// A telephone in a [`Page`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Phone<'a> {
    /// 1: the first to try.
    pub priority: Option<XmlText<'a>>,
    /// `HOME`, `WORK`, `MOBILE`.
    pub location: Option<XmlText<'a>>,
    /// The number.
    pub number: Option<XmlText<'a>>,
}

shows! {
    Page<'a> {
        phones: Children<'a, Phone<'a>>,
        text: XmlText<'a>,
        encoding: Option<XmlText<'a>>,
        lcid: Option<XmlText<'a>>,
        charset: Option<XmlText<'a>>,
    }
}
shows! {
    Phone<'a> { priority: Option<XmlText<'a>>, location: Option<XmlText<'a>>, number: Option<XmlText<'a>> }
}
walks! { Page<'a> }

impl<'a> Page<'a> {
    /// A page with that text.
    #[must_use]
    pub fn new(text: XmlText<'a>) -> Self {
        Self { text, ..Self::default() }
    }
}

impl<'a> Wire<'a> for Page<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| {
            check_document(input, true)?;
            let find = |name| ElementIter::of(input, 0).find(|element| element.is(name));
            let Some(text) = find("TEXT") else {
                return Err(Error::new(ErrorKind::Missing, Part::TEXT, input.len()));
            };
            Ok(Self {
                phones: Children::among(input, 0)?,
                text: text.text(),
                encoding: text.attribute("enc"),
                lcid: find("LCID").map(|element| element.text()),
                charset: find("CS").map(|element| element.text()),
            })
        })
    }

    /// Any value is read back.
    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

impl Encode for Page<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.phones.encode(sink)?;
        sink.put(b"<TEXT xml:space=\"preserve\"")?;
        if let Some(encoding) = self.encoding {
            put_attribute(sink, b"enc", encoding)?;
        }
        sink.put(b">")?;
        self.text.encode(sink)?;
        sink.put(b"</TEXT>")?;
        for (name, text) in [(&b"LCID"[..], self.lcid), (b"CS", self.charset)] {
            if let Some(text) = text {
                put_element(sink, name, text)?;
            }
        }
        Ok(())
    }
}

impl<'a> ListItem<'a> for Phone<'a> {
    fn read(element: &Element<'a>) -> Result<Option<Self>, Error> {
        if !element.is("PHONE") {
            return Ok(None);
        }
        let text = |name| element.child(name).map(|child| child.text());
        Ok(Some(Self { priority: element.attribute("pri"), location: text("LOC"), number: text("NUM") }))
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"<PHONE")?;
        if let Some(priority) = self.priority {
            put_attribute(sink, b"pri", priority)?;
        }
        sink.put(b">")?;
        for (name, text) in [(&b"LOC"[..], self.location), (b"NUM", self.number)] {
            if let Some(text) = text {
                put_element(sink, name, text)?;
            }
        }
        sink.put(b"</PHONE>")
    }
}
