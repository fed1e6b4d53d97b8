//! MSN objects: pictures, emoticons, winks and sounds that a client can ask another for.
//!
//! ```text
//! <msnobj Creator="alice@example.com" Size="24539" Type="3" Location="TFR2C.tmp"
//!         Friendly="AAA=" SHA1D="trC8SlFx2sWQxZMIBAWSEnXc8oQ=" SHA1C="…"/>
//! ```
//! (in one line)
//!
//! Attributes are found by name, whatever their order, and decoded on demand; unknown ones are kept. On the wire
//! an object is plain XML in datacasts and emoticons, a percent-encoded parameter in `CHG` and `NLN`, and escaped
//! XML in [`Data`](super::xml::Data).
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::object::{MsnObject, ObjectType}};
//!
//! let object = MsnObject::parse(
//!     br#"<msnobj Creator="a@example.com" Size="978" Type="2" Location="TFRC5.dat" Friendly="AAA=" SHA1D="Uz3MQadmIWHed3saSdwcTo/Tc7U="/>"#,
//! )?;
//! assert_eq!(object.kind()?, Some(ObjectType::EMOTICON));
//! assert_eq!(object.size()?, Some(978));
//! assert_eq!(object.sha1d()?.unwrap().decoded_len(), 20);
//!
//! let mut room = [0; 512];
//! let parameter = object.into_encoded(&mut room)?;
//! assert!(parameter.as_bytes().starts_with(b"%3Cmsnobj%20Creator%3D%22a%40example.com"));
//! assert_eq!(MsnObject::from_encoded(parameter, &mut [0; 512])?, object);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: the msnpiki pages on MSNObject and custom emoticons; msnp-sharp, aMSN and Tachyon.

use super::base64::Base64;
use super::value::HeaderValue as _;
use super::whole;
use super::xml::{Attribute, Attributes, XmlText};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::msnp::{Encoded, Escaped};
use crate::sink::{Sink, SliceSink};
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

const OBJECT: Part = Part::named("object");
const KIND: Part = Part::named("kind");
const SIZE: Part = Part::named("size");

/// The most attributes that a well-formed object has.
const MOST: usize = 32;

/// What an object is: a decimal number. An open set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectType(pub u32);

super::show::numbers! {
    ObjectType {
        /// An avatar.
        AVATAR = 1;
        /// A custom emoticon.
        EMOTICON = 2;
        /// The picture of a user.
        DISPLAY_PICTURE = 3;
        /// A shared file.
        SHARED_FILE = 4;
        /// A background.
        BACKGROUND = 5;
        /// A history.
        HISTORY = 6;
        /// A moving picture of a user.
        DYNAMIC_PICTURE = 7;
        /// A wink.
        WINK = 8;
        /// A map file.
        MAP = 9;
        /// A moving background.
        DYNAMIC_BACKGROUND = 10;
        /// A voice clip.
        VOICE_CLIP = 11;
        /// A saved state.
        SAVED_STATE = 12;
        /// A roaming object.
        ROAMING = 13;
        /// A signature sound. (aMSN: a location)
        SIGNATURE_SOUND = 14;
        /// A scene.
        SCENE = 16;
    }
}

/// An MSN object: the attributes of an element `msnobj`. See the [module](self).
///
/// What was read is written as it was; the empty element of `<msnobj></msnobj>` as `<msnobj/>`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MsnObject<'a> {
    attributes: Attributes<'a>,
}

impl<'a> MsnObject<'a> {
    /// An object of these attributes.
    #[must_use]
    pub const fn new(attributes: &'a [Attribute<'a>]) -> Self {
        Self { attributes: Attributes::new(attributes) }
    }

    /// The empty object, which a client without a picture has.
    pub const EMPTY: MsnObject<'static> = MsnObject { attributes: Attributes::NONE };

    /// All attributes, in their order.
    #[must_use]
    pub const fn attributes(&self) -> Attributes<'a> {
        self.attributes
    }

    /// The address of its maker.
    #[must_use]
    pub fn creator(&self) -> Option<XmlText<'a>> {
        self.attributes.get("Creator")
    }

    /// The length of the data in bytes.
    ///
    /// # Errors
    /// If it is not a number in 32 bits.
    pub fn size(&self) -> Result<Option<u32>, Error> {
        self.number("Size", SIZE)
    }

    /// What it is.
    ///
    /// # Errors
    /// If it is not a number in 32 bits.
    pub fn kind(&self) -> Result<Option<ObjectType>, Error> {
        Ok(self.number("Type", KIND)?.map(ObjectType))
    }

    /// A file name; newer clients write `0`.
    #[must_use]
    pub fn location(&self) -> Option<XmlText<'a>> {
        self.attributes.get("Location")
    }

    /// The name of the object: UTF-16, little-endian, with a NUL at the end.
    ///
    /// # Errors
    /// If it is not base64.
    pub fn friendly(&self) -> Result<Option<Base64<'a>>, Error> {
        self.base64("Friendly")
    }

    /// The SHA-1 hash of the data: 20 bytes.
    ///
    /// # Errors
    /// If it is not base64.
    pub fn sha1d(&self) -> Result<Option<Base64<'a>>, Error> {
        self.base64("SHA1D")
    }

    /// The SHA-1 hash of the other attributes: 20 bytes. Newer clients leave it out.
    ///
    /// # Errors
    /// If it is not base64.
    pub fn sha1c(&self) -> Result<Option<Base64<'a>>, Error> {
        self.base64("SHA1C")
    }

    /// Whether it is as official clients write one. Reading is more tolerant, so ask this of an object that you are going
    /// to request or to store.
    ///
    /// # Errors
    /// [`ErrorKind::Duplicate`] for an attribute that is there twice, [`ErrorKind::TooLong`] for more than 32;
    /// what [`size`](Self::size), [`kind`](Self::kind), [`friendly`](Self::friendly) and [`sha1d`](Self::sha1d) refuse;
    /// [`ErrorKind::WrongLength`] for a hash of the data that has not 20 bytes, [`ErrorKind::Truncated`] for a name of an odd
    /// number of bytes.
    pub fn well_formed(&self) -> Result<(), Error> {
        let mut before = 0_usize;
        for (name, _) in self.attributes {
            let index = before;
            before = before.saturating_add(1);
            let kind = match index {
                MOST.. => ErrorKind::TooLong,
                _ if self.attributes.into_iter().take(index).any(|(other, _)| other == name) => {
                    ErrorKind::Duplicate
                }
                _ => continue,
            };
            return Err(Error::new(kind, const { Part::named("xml attribute") }, 0));
        }
        self.size()?;
        self.kind()?;
        let at = |name| self.attributes.find(name).map_or(0, |(_, at)| at);
        if self.sha1d()?.is_some_and(|digest| digest.decoded_len() != 20) {
            return Err(Error::new(ErrorKind::WrongLength, OBJECT, at("SHA1D")));
        }
        if self.friendly()?.is_some_and(|name| name.decoded_len() % 2 != 0) {
            return Err(Error::new(ErrorKind::Truncated, OBJECT, at("Friendly")));
        }
        Ok(())
    }

    fn number(&self, name: &str, part: Part) -> Result<Option<u32>, Error> {
        let Some((value, at)) = self.attributes.find(name) else { return Ok(None) };
        match u32::read(value) {
            Ok(number) => Ok(Some(number)),
            Err(kind) => Err(Error::new(kind, part, at)),
        }
    }

    fn base64(&self, name: &str) -> Result<Option<Base64<'a>>, Error> {
        let Some((value, at)) = self.attributes.find(name) else { return Ok(None) };
        Base64::from_text(value).map(Some).map_err(|error| error.offset_by(at))
    }

    /// Reads it from a parameter of `CHG` or `NLN`, decoded into `buffer`, which has to be as long as the
    /// parameter at most.
    ///
    /// # Errors
    /// [`ErrorKind::NoRoom`], and what [`Wire::parse`] refuses, counted in the decoded text.
    pub fn from_encoded(parameter: Encoded<'_>, buffer: &'a mut [u8]) -> Result<Self, Error> {
        let mut sink = SliceSink::new(buffer);
        for byte in parameter.decoded() {
            sink.put(&[byte])?;
        }
        Self::parse(sink.into_written())
    }

    /// Writes it to the start of `buffer` as a parameter of `CHG` or `NLN`.
    ///
    /// # Errors
    /// [`ErrorKind::NoRoom`].
    pub fn into_encoded<'b>(&self, buffer: &'b mut [u8]) -> Result<Encoded<'b>, Error> {
        let mut sink = SliceSink::new(buffer);
        self.encode(&mut Percent(&mut sink))?;
        Encoded::new(sink.into_written())
    }
}

/// Writes what it takes with percent-encoding.
struct Percent<'s, 'b>(&'s mut SliceSink<'b>);

impl Sink for Percent<'_, '_> {
    type Error = Error;

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        Escaped::object(bytes).encode(self.0)
    }
}

impl<'a> Wire<'a> for MsnObject<'a> {
    type Context = ();

    /// Takes all of its input. Line ends and spaces at either end do not count.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| {
            let element = super::xml::Element::parse(input)?;
            if element.name() != b"msnobj" {
                return Err(Error::new(ErrorKind::Unexpected, OBJECT, element.name_at()));
            }
            Ok(Self { attributes: element.attributes() })
        })
    }

    /// Whether the names and values of the attributes can be written as XML.
    fn check(&self, (): ()) -> Result<(), Error> {
        self.attributes.check()
    }
}

super::show::shows! {
    MsnObject<'a> {
        creator: Option<XmlText<'a>> = |object: &MsnObject<'a>| object.creator(),
        size: Option<Result<u32, Error>> = |object: &MsnObject<'a>| object.size().transpose() => |object| value(object, "Size"),
        kind: Option<Result<ObjectType, Error>> =
            |object: &MsnObject<'a>| object.kind().transpose() => |object| value(object, "Type"),
        location: Option<XmlText<'a>> = |object: &MsnObject<'a>| object.location(),
        friendly: Option<Result<Base64<'a>, Error>> =
            |object: &MsnObject<'a>| object.friendly().transpose() => |object| value(object, "Friendly"),
        sha1d: Option<Result<Base64<'a>, Error>> =
            |object: &MsnObject<'a>| object.sha1d().transpose() => |object| value(object, "SHA1D"),
        sha1c: Option<Result<Base64<'a>, Error>> =
            |object: &MsnObject<'a>| object.sha1c().transpose() => |object| value(object, "SHA1C"),
        others: Attributes<'a> = |object: &MsnObject<'a>| object.attributes.without(OWN),
    }
}
super::show::walks! { MsnObject<'a> }

/// The attributes that are shown as fields.
const OWN: &[&str] = &["Creator", "Size", "Type", "Location", "Friendly", "SHA1D", "SHA1C"];

/// The value of an attribute of an object that was read.
fn value<'a>(object: &'a [u8], name: &str) -> Option<&'a [u8]> {
    super::xml::attribute_in(object, name)
}

impl Encode for MsnObject<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"<msnobj")?;
        self.attributes.encode(sink)?;
        sink.put(b"/>")
    }
}

impl fmt::Debug for MsnObject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MsnObject").field(&self.attributes).finish()
    }
}

/// The name in [`MsnObject::friendly`], decoded, to be shown: what is not UTF-16 becomes U+FFFD, and a NUL ends it.
///
/// ```
/// use imwire::msnp::payload::{base64::Base64, object::friendly_name};
///
/// let name = Base64::from_text(b"YQBuAGkAbQAAAA==")?;
/// assert!(friendly_name(name).eq("anim".chars()));
/// # Ok::<(), imwire::Error>(())
/// ```
pub fn friendly_name(friendly: Base64<'_>) -> impl Iterator<Item = char> + '_ {
    let mut bytes = friendly.decoded();
    let units = core::iter::from_fn(move || Some(u16::from_le_bytes([bytes.next()?, bytes.next()?])));
    char::decode_utf16(units.take_while(|&unit| unit != 0))
        .map(|found| found.unwrap_or(char::REPLACEMENT_CHARACTER))
}
