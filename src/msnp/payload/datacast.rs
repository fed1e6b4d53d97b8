//! `text/x-msnmsgr-datacast`: nudges, winks, voice clips, actions.
//!
//! ```text
//! MIME-Version: 1.0␍␊
//! Content-Type: text/x-msnmsgr-datacast␍␊
//! ␍␊
//! ID: 1␍␊                  1 nudge, 2 wink, 3 voice clip, 4 action
//! ␍␊
//! ```
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::{Datacast, DatacastId}};
//!
//! let mut buffer = [0; 96];
//! let payload = Datacast::nudge().encode_into(&mut buffer)?;
//! assert_eq!(Datacast::parse(payload)?.id, DatacastId::NUDGE);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Clients end the body with none to three line ends; it is written with one after the lines and an empty line.
//! A wink is several KiB, so it is sent in several packets: see [`chunks`](super::chunks).
//!
//! Source: aMSN, msnp-sharp and Tachyon.

use super::mime::value_in_body;
use super::object::MsnObject;
use super::record::record;
use super::show::numbers;
use super::value::{HeaderText, HeaderValue, private};
use crate::error::{Error, ErrorKind};
use crate::sink::Sink;
use crate::wire::Wire as _;

/// What a [`Datacast`] is: a decimal number. An open set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DatacastId(pub u32);

numbers! {
    DatacastId {
        /// Shakes the window. From client 7.0.
        NUDGE = 1;
        /// An animation; the data are an MSN object. From client 7.0.
        WINK = 2;
        /// A recorded voice; the data are an MSN object. From client 7.5.
        VOICE_CLIP = 3;
        /// A line that says what the user does; the data are a text.
        ACTION = 4;
    }
}

impl private::Sealed for DatacastId {}

impl<'a> HeaderValue<'a> for DatacastId {
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        u32::read(text).map(Self)
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.0.put(sink)
    }
}

record! {
    /// A nudge, wink, voice clip or action. See the [module](self).
    Datacast<'a>: [DATACAST] "" in body {
        /// Which of them.
        id: one DatacastId = "ID", "id";
        /// The text of an action, in UTF-8; the object of a wink or a voice clip, as XML in one line.
        data: maybe HeaderText<'a> = "Data", "data";
    }
    shows {
        @derived object: Option<Result<MsnObject<'a>, Error>> =
            |datacast: &Datacast<'a>| datacast.object().transpose() => |message| value_in_body(message, "Data"),
    }
}

impl<'a> Datacast<'a> {
    /// Shakes the window.
    #[must_use]
    pub fn nudge() -> Self {
        Self { id: DatacastId::NUDGE, ..Self::default() }
    }

    /// Says what the user does.
    #[must_use]
    pub fn action(text: HeaderText<'a>) -> Self {
        Self { id: DatacastId::ACTION, data: Some(text), ..Self::default() }
    }

    /// The object of a wink or voice clip.
    ///
    /// # Errors
    /// What [`MsnObject`] refuses, counted from the start of the data.
    pub fn object(&self) -> Result<Option<MsnObject<'a>>, Error> {
        match (self.id, self.data) {
            (DatacastId::WINK | DatacastId::VOICE_CLIP, Some(data)) => {
                MsnObject::parse(data.as_bytes()).map(Some)
            }
            _ => Ok(None),
        }
    }
}
