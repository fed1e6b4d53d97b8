//! `<Data>` and the endpoints: personal data in `UUX` and `UBX`.

use super::{Children, CurrentMedia, Element, Error, ErrorKind, ListItem, Part, XmlText};
use crate::error::Fault;
use crate::fields::{Field, Fields, Record, Visitor};
use crate::msnp::payload::show::{Place, Shown as _, Shows, record_of, walks};
use crate::msnp::payload::whole;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

const ROOT: Part = Part::named("xml root");

/// The payload of `UUX` and `UBX`.
///
/// ```
/// use imwire::{Encode, Wire, msnp::payload::xml::{Data, PersonalData, XmlText}};
///
/// let data = Data { psm: Some(XmlText::new("a & b")?), ..Data::default() };
/// let mut buffer = [0; 64];
/// let payload = PersonalData::Data(data).encode_into(&mut buffer)?;
/// assert_eq!(payload, b"<Data><PSM>a &amp; b</PSM></Data>");
/// let PersonalData::Data(read) = PersonalData::parse(payload)? else { panic!() };
/// assert!(read.psm.unwrap().is("a & b"));
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// An empty element is not the same as an absent one, and is written as a pair of tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "nothing allocates")]
pub enum PersonalData<'a> {
    /// No bytes: nothing is known of the contact.
    #[default]
    Nothing,
    /// The personal message and what goes with it.
    Data(Data<'a>),
    /// What the client at this place can do. `UUX`, from MSNP16.
    Endpoint(Endpoint<'a>),
    /// The client at this place, for the user's own other clients. `UUX`, from MSNP16.
    PrivateEndpoint(PrivateEndpoint<'a>),
}

/// Declares the elements of a record with text in them, one row each: field, name, documentation.
macro_rules! elements {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$doc:meta])* $field:ident = $wire:literal;)*
        $(@ $(#[$extra_doc:meta])* $extra:ident: $extra_type:ty;)*
        $(shows { $($derived:tt)* })?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name<'a> {
            $($(#[$doc])* pub $field: Option<XmlText<'a>>,)*
            $($(#[$extra_doc])* pub $extra: $extra_type,)*
        }

        $crate::msnp::payload::show::shows! {
            $name<'a> { $($field: Option<XmlText<'a>>,)* $($extra: $extra_type,)* $($($derived)*)? }
        }

        impl<'a> $name<'a> {
            /// The names of its elements, in the order in which they are written.
            pub const NAMES: &'static [&'static str] = &[$($wire),*];

            /// Reads the elements with text; of a name that comes twice the first counts.
            fn read_elements(&mut self, element: &Element<'a>) {
                for child in element.children() {
                    match child.name() {
                        $(name if name == $wire.as_bytes() => {
                            self.$field = self.$field.or(Some(child.text()));
                        })*
                        _ => {}
                    }
                }
            }

            /// Writes the elements with text.
            fn put_elements<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                $(if let Some(text) = self.$field {
                    put_element(sink, $wire.as_bytes(), text)?;
                })*
                Ok(())
            }
        }
    };
}
pub(super) use elements;

/// Writes an element with text in it.
pub(super) fn put_element<S: Sink + ?Sized>(
    sink: &mut S,
    name: &[u8],
    text: XmlText<'_>,
) -> Result<(), S::Error> {
    for piece in [&b"<"[..], name, b">"] {
        sink.put(piece)?;
    }
    text.encode(sink)?;
    for piece in [&b"</"[..], name, b">"] {
        sink.put(piece)?;
    }
    Ok(())
}

elements! {
    /// The personal message and what goes with it.
    ///
    /// ```text
    /// <Data><PSM>my message</PSM><CurrentMedia></CurrentMedia></Data>
    /// ```
    Data {
        /// The personal message.
        psm = "PSM";
        /// What the user listens to or plays: see [`CurrentMedia`].
        current_media = "CurrentMedia";
        /// A GUID of the computer, in braces. From MSNP13.
        machine_guid = "MachineGuid";
        /// The moving picture: an MSN object. From MSNP18.
        dynamic_picture = "DDP";
        /// A sound: an MSN object. From MSNP16.
        signature_sound = "SignatureSound";
        /// The scene: an MSN object. From MSNP18.
        scene = "Scene";
        /// A signed decimal number. Clients differ in what its bytes are. From MSNP18.
        color_scheme = "ColorScheme";
        /// From MSNP18.
        rum = "RUM";
        /// The place of the user's picture. In circles.
        utl = "UTL";
        /// The friendly name. In circles.
        mfn = "MFN";
        /// The place of the user's picture. MSNP21.
        user_tile_location = "UserTileLocation";
        /// The friendly name. MSNP21.
        friendly_name = "FriendlyName";
        @
        /// What the clients of the contact can do, one for each place. `UBX`, from MSNP16.
        endpoints: Children<'a, Endpoint<'a>>;
        @
        /// The user's own clients. `UBX`, from MSNP16.
        private_endpoints: Children<'a, PrivateEndpoint<'a>>;
        @
        /// Other elements.
        others: Children<'a, OtherElement<'a>>;
        shows {
            @derived media: Option<Result<CurrentMedia<'a>, Error>> = |data: &Data<'a>| data.media().transpose(),
        }
    }
}

impl<'a> Data<'a> {
    /// What the user listens to or plays; `None` for nothing.
    ///
    /// # Errors
    /// What [`CurrentMedia`] refuses, counted from the start of the text of its element.
    pub fn media(&self) -> Result<Option<CurrentMedia<'a>>, Error> {
        self.current_media.map_or(Ok(None), CurrentMedia::of)
    }
}

elements! {
    /// What a client can do.
    ///
    /// ```text
    /// <EndpointData id="{…}"><Capabilities>2788999228:48</Capabilities></EndpointData>
    /// ```
    Endpoint {
        /// Two numbers with `:` between them: see [`Capabilities`](crate::msnp::Capabilities).
        capabilities = "Capabilities";
        @
        /// The GUID of the place, in braces. From the server.
        id: Option<XmlText<'a>>;
    }
}

elements! {
    /// One of the user's own clients.
    ///
    /// ```text
    /// <PrivateEndpointData><EpName>Home PC</EpName><Idle>false</Idle><State>NLN</State>
    /// <ClientType>1</ClientType></PrivateEndpointData>
    /// ```
    PrivateEndpoint {
        /// The name of the place.
        name = "EpName";
        /// `true` or `false`.
        idle = "Idle";
        /// The status: see [`Status`](crate::msnp::Status).
        state = "State";
        /// 1: a computer; 2: the web; 3: a phone; 4: an Xbox.
        client_type = "ClientType";
        @
        /// The GUID of the place, in braces. From the server.
        id: Option<XmlText<'a>>;
    }
}

/// An element of [`Data`] that has no field of its own. It is written as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OtherElement<'a>(Element<'a>);

impl<'a> OtherElement<'a> {
    /// The element.
    #[must_use]
    pub const fn element(self) -> Element<'a> {
        self.0
    }
}

impl Fields for OtherElement<'_> {
    fn record(&self) -> &'static Record {
        self.0.record()
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.0.fields(visitor);
    }
}

impl Shows for OtherElement<'_> {
    const FIELDS: &'static [Field] = Element::FIELDS;
    const RECORD: &'static Record = Element::RECORD;
    const ITEM: &'static Field = Element::ITEM;

    fn inside(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        self.0.inside(place, visitor);
    }
}

const DATA: &Field = &Field::new("msnp.personal_data.data", Data::KIND);
const ENDPOINT: &Field = &Field::new("msnp.personal_data.endpoint", Endpoint::KIND);
const PRIVATE: &Field = &Field::new("msnp.personal_data.private_endpoint", PrivateEndpoint::KIND);

/// One of its forms.
impl Shows for PersonalData<'_> {
    const FIELDS: &'static [Field] = &[*DATA, *ENDPOINT, *PRIVATE];
    const RECORD: &'static Record = &Record::new("msnp.personal_data", "PersonalData", Self::FIELDS).choice();

    fn inside(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        match self {
            Self::Nothing => {}
            Self::Data(data) => data.show(DATA, place, visitor),
            Self::Endpoint(endpoint) => endpoint.show(ENDPOINT, place, visitor),
            Self::PrivateEndpoint(endpoint) => endpoint.show(PRIVATE, place, visitor),
        }
    }
}
record_of! { PersonalData<'a> }
walks! { PersonalData<'a> }

impl<'a> ListItem<'a> for OtherElement<'a> {
    fn read(element: &Element<'a>) -> Result<Option<Self>, Error> {
        let own = Data::NAMES.iter().chain(&["EndpointData", "PrivateEndpointData"]);
        Ok((!own.into_iter().any(|own| element.is(own))).then_some(Self(*element)))
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.0.encode(sink)
    }
}

/// Writes the tag that opens an endpoint.
fn put_open<S: Sink + ?Sized>(sink: &mut S, tag: &[u8], id: Option<XmlText<'_>>) -> Result<(), S::Error> {
    sink.put(tag)?;
    if let Some(id) = id {
        super::attribute::put_attribute(sink, b"id", id)?;
    }
    sink.put(b">")
}

impl<'a> ListItem<'a> for Endpoint<'a> {
    fn read(element: &Element<'a>) -> Result<Option<Self>, Error> {
        if !element.is("EndpointData") {
            return Ok(None);
        }
        let mut found = Self { id: element.attribute("id"), ..Self::default() };
        found.read_elements(element);
        Ok(Some(found))
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        put_open(sink, b"<EndpointData", self.id)?;
        self.put_elements(sink)?;
        sink.put(b"</EndpointData>")
    }
}

impl<'a> ListItem<'a> for PrivateEndpoint<'a> {
    fn read(element: &Element<'a>) -> Result<Option<Self>, Error> {
        if !element.is("PrivateEndpointData") {
            return Ok(None);
        }
        let mut found = Self { id: element.attribute("id"), ..Self::default() };
        found.read_elements(element);
        Ok(Some(found))
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        put_open(sink, b"<PrivateEndpointData", self.id)?;
        self.put_elements(sink)?;
        sink.put(b"</PrivateEndpointData>")
    }
}

impl<'a> Data<'a> {
    /// Reads it from an element, whatever its name: circles have it inside their presence.
    ///
    /// # Errors
    /// None that an element which was read can give.
    pub fn of(element: &Element<'a>) -> Result<Self, Error> {
        let mut found = Self {
            endpoints: Children::of(element)?,
            private_endpoints: Children::of(element)?,
            others: Children::of(element)?,
            ..Self::default()
        };
        found.read_elements(element);
        Ok(found)
    }
}

impl<'a> Wire<'a> for PersonalData<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| {
            if input.is_empty() {
                return Ok(Self::Nothing);
            }
            let root = Element::parse(input)?;
            if root.is("Data") {
                return Data::of(&root).map(Self::Data);
            }
            if let Some(endpoint) = Endpoint::read(&root)? {
                return Ok(Self::Endpoint(endpoint));
            }
            match PrivateEndpoint::read(&root)? {
                Some(endpoint) => Ok(Self::PrivateEndpoint(endpoint)),
                None => Err(Error::new(ErrorKind::Unexpected, ROOT, root.name_at())),
            }
        })
    }

    /// Any value is read back.
    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

impl Encode for PersonalData<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self {
            Self::Nothing => Ok(()),
            Self::Data(data) => {
                sink.put(b"<Data>")?;
                data.put_elements(sink)?;
                data.others.encode(sink)?;
                data.endpoints.encode(sink)?;
                data.private_endpoints.encode(sink)?;
                sink.put(b"</Data>")
            }
            Self::Endpoint(endpoint) => endpoint.put(sink),
            Self::PrivateEndpoint(endpoint) => endpoint.put(sink),
        }
    }
}
