//! Settings of the user: `GTC`, `BLP`, `PRP`; properties of contacts: `BPR`.
//!
//! ```text
//! after SYN, MSNP2 to 7       ← GTC 1 255 A         ← BLP 1 255 AL     ← PRP 2 255 PHH 123%20(4567)
//! after SYN, MSNP8 to 12      ← GTC A               ← BLP AL           ← PRP PHH 123%20(4567)
//! a change                    → GTC 3 N             → BLP 4 BL         → PRP 1 PHH 1%20(222)%203333
//! and its answer, up to 9     ← GTC 3 256 N         ← BLP 4 256 BL     ← PRP 1 256 PHH 1%20(222)%203333
//! from 10                     ← GTC 3 N             ← BLP 4 BL         ← PRP 1 MFN Al
//! ```
//!
//! Properties came with MSNP5; `GTC` and `BPR` went after MSNP12.
//!
//! Source: draft-movva-msn-messenger-protocol-00 §7.7; the MSNP wiki (`prp`, `bpr`, `syn`); a
//! capture of MSNP2 to MSNP18 clients against the escargot server.

use crate::msnp::record::prelude::*;

command! {
    /// Asks for a setting of the reverse list prompt. Client → server, MSNP2 to 12.
    ///
    /// `GTC 3 N`; 218 says that it was so already.
    Gtc: b"GTC" in 2..=12 {
        /// Echoed in the answer.
        trid: TrId,
        /// Whether the user is asked.
        prompt: Prompt,
    }
}

command! {
    /// The reverse list prompt. Server → client, MSNP2 to 12.
    ///
    /// `GTC 1 255 A`; after a `SYN` from MSNP8 `GTC A`
    GtcReply: b"GTC" in 2..=12 {
        /// With numbers before it: see the [`Stamped`].
        prompt: Stamped<Prompt>,
    }
}

command! {
    /// Says what holds for users on no list. Client → server.
    ///
    /// `BLP 4 BL`; 218 says that it was so already, up to MSNP12.
    Blp: b"BLP" {
        /// Echoed in the answer.
        trid: TrId,
        /// What holds.
        privacy: Privacy,
    }
}

command! {
    /// What holds for users on no list. Server → client.
    ///
    /// `BLP 1 255 AL`; after a `SYN` from MSNP8 `BLP AL`
    BlpReply: b"BLP" {
        /// With numbers before it: see the [`Stamped`].
        privacy: Stamped<Privacy>,
    }
}

command! {
    /// Changes a property of the user. Client → server, from MSNP5.
    ///
    /// `PRP 1 PHH 1%20(222)%203333`; without a value it is cleared: `PRP 20 PHM`
    Prp<'a>: b"PRP" in 5..=21 {
        /// Echoed in the answer.
        trid: TrId,
        /// Which.
        property: Property,
        /// Its value.
        value: Option<Encoded<'a>>,
    }
}

command! {
    /// A property of the user. Server → client, from MSNP5.
    ///
    /// `PRP 2 255 PHH 123%20(4567)`; after a `SYN` from MSNP8 `PRP PHH 123%20(4567)`
    PrpReply<'a>: b"PRP" in 5..=21 {
        /// With numbers before it: see the [`Stamped`].
        property: Stamped<Property>,
        /// Its value; absent if it is cleared.
        value: Option<Encoded<'a>>,
    }
}

command! {
    /// A property of a contact. Server → client, MSNP5 to 12.
    ///
    /// `BPR 255 anotheruser@hotmail.com PHH 1%20(222)%20333%204444`; after a `SYN` from MSNP8
    /// `BPR PHH 1%20(222)%20333%204444`
    Bpr<'a>: b"BPR" in 5..=12 {
        /// Whose and which.
        property: ContactProperty<'a>,
        /// Its value; absent if it is cleared.
        value: Option<Encoded<'a>>,
    }
}

/// Whether lists have versions in these commands: up to MSNP9.
fn versioned(dialect: Dialect) -> bool {
    dialect <= Dialect::MSNP9
}

/// A setting with up to two numbers before it: the `TrID` and the version of the lists. One number
/// alone is the version up to MSNP9 (seen from escargot), and the `TrID` from MSNP10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamped<T> {
    /// That of the command that is answered. From MSNP8 absent after a `SYN`.
    pub trid: Option<TrId>,
    /// Version of the lists now. Up to MSNP9.
    pub list_version: Option<u32>,
    /// The setting.
    pub value: T,
}

impl<'a, T: Param<'a>> Field<'a> for Stamped<T> {
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = 1;
    const TRID: TrIdRule = TrIdRule::BeforeProperty;

    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        let number = |input| u32::take(input, part, &mut Scope { ..*scope }).ok();
        let (rest, trid, list_version) = match number(input) {
            None => (input, None, None),
            Some((after_one, one)) => match number(after_one) {
                Some((after_two, two)) if versioned(scope.dialect) => (after_two, Some(TrId(one)), Some(two)),
                None if versioned(scope.dialect) => (after_one, None, Some(one)),
                _ => (after_one, Some(TrId(one)), None),
            },
        };
        let (rest, value) = T::take(rest, part, scope)?;
        Ok((rest, Self { trid, list_version, value }))
    }

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        self.trid.put(out)?;
        self.list_version.put(out)?;
        self.value.put(out)
    }

    fn check(&self, part: Part, dialect: Dialect, _: &mut Absent) -> Result<(), Error> {
        if self.list_version.is_some() && !versioned(dialect) {
            return Err(Error::new(ErrorKind::Dialect, const { Part::named("list version") }, 0));
        }
        let number = || {
            self.value.value(|value| match value {
                Value::Text(text) | Value::Encoded(text) => text.iter().all(u8::is_ascii_digit),
                _ => true,
            })
        };
        let read_otherwise = match (self.trid, self.list_version) {
            (Some(_), Some(_)) => false,
            // A lone number is the version, where there is one.
            (Some(_), None) => versioned(dialect),
            (None, Some(_)) | (None, None) => number(),
        };
        if read_otherwise { Err(Error::new(ErrorKind::Ambiguous, part, 0)) } else { Ok(()) }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        field::show_record(self, field, line, visitor)
    }
}

impl<'a, T: Param<'a>> Inside<'a> for Stamped<T> {
    const FIELDS: &'static [fields::Field] = &[
        fields::Field::new("msnp.stamped.trid", <TrId as Param<'a>>::KIND),
        fields::Field::new("msnp.stamped.list_version", <u32 as Param<'a>>::KIND),
        fields::Field::new("msnp.stamped.value", <T as Field<'a>>::KIND),
    ];
    const RECORD: fields::Record = fields::Record::new("msnp.stamped", "Stamped", Self::FIELDS);

    fn inside(&self, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        let [trid, list_version, value] = Self::FIELDS else { return line };
        let line = self.trid.show(trid, line, visitor);
        let line = self.list_version.show(list_version, line, visitor);
        self.value.show(value, line, visitor)
    }
}

impl<'a, T: Param<'a>> Fields for Stamped<T> {
    fn record(&self) -> &'static fields::Record {
        const { &<Self as Inside<'a>>::RECORD }
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        Inside::<'a>::inside(self, Rest::UNKNOWN, visitor);
    }
}

/// Whose property it is, and which. After a `SYN` from MSNP8 on, `BPR PHH …` is about the contact
/// of the `LST` before it; a change names the contact, and up to MSNP9 the version of the lists:
/// `BPR 256 anotheruser@hotmail.com PHH …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContactProperty<'a> {
    /// Version of the lists now.
    pub list_version: Option<u32>,
    /// Whose.
    pub passport: Option<Passport<'a>>,
    /// Which. If nobody is named it has to be one of those known, by which it is found.
    pub property: Property,
}

impl<'a> Field<'a> for ContactProperty<'a> {
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = 1;

    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        let (input, list_version) = match versioned(scope.dialect).then(|| u32::take(input, part, scope)) {
            Some(Ok((rest, version))) => (rest, Some(version)),
            _ => (input, None),
        };
        match Property::take(input, part, scope) {
            Ok((rest, property)) if property.is_known() => {
                return Ok((rest, Self { list_version, passport: None, property }));
            }
            _ => {}
        }
        field::param(input, part)?;
        let (input, passport) = Passport::take(input, const { Part::named("passport") }, scope)?;
        let passport = Some(passport);
        let (rest, property) = Property::take(input, part, scope)?;
        Ok((rest, Self { list_version, passport, property }))
    }

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        self.list_version.put(out)?;
        self.passport.put(out)?;
        self.property.put(out)
    }

    fn check(&self, part: Part, dialect: Dialect, _: &mut Absent) -> Result<(), Error> {
        if self.list_version.is_some() && !versioned(dialect) {
            return Err(Error::new(ErrorKind::Dialect, const { Part::named("list version") }, 0));
        }
        let read_otherwise = match self.passport.map(Passport::as_bytes) {
            None => !self.property.is_known(),
            Some(text) => {
                let number = versioned(dialect) && self.list_version.is_none();
                let property = Property::read(text).is_ok_and(Property::is_known);
                property || number && u32::read(text).is_ok()
            }
        };
        if read_otherwise { Err(Error::new(ErrorKind::Ambiguous, part, 0)) } else { Ok(()) }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        field::show_record(self, field, line, visitor)
    }
}

record::fields! {
    "ContactProperty";
    ContactProperty<'a> { list_version: Option<u32>, passport: Option<Passport<'a>>, property: Property }
}
