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
//! In MSNP10 the answers keep the list version for an account that was not migrated to the address book
//! service (`ABCHMigrated: 0` in its profile): `GTC 1 256 A`.
//!
//! Properties came with MSNP5; `GTC` and `BPR` went after MSNP12.
//!
//! Source: draft-movva-msn-messenger-protocol-00 §7.7; the MSNP wiki (`gtc`, `prp`, `bpr`, `syn`); a
//! capture of MSNP2 to MSNP18 clients against the escargot server; for the number after a phone a capture
//! of an official server of 2008, libimmsnp and rmtsvc.

use crate::msnp::record::prelude::*;

const LIST_VERSION: Part = Part::named("list version");

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
    /// `BPR PHH 1%20(222)%20333%204444`, from MSNP11 `BPR PHH tel:86%205550100 0`
    Bpr<'a>: b"BPR" in 5..=12 {
        /// Whose and which.
        property: ContactProperty<'a>,
        /// Its value; absent if it is cleared.
        value: Option<Encoded<'a>>,
        /// A number after a phone: `0`; what it means is not known. From MSNP11.
        flag [since 11]: Option<Arg<'a>>,
    }
}

/// Whether the answers to changes have the version of the lists: up to MSNP9.
pub(super) fn versioned(dialect: Dialect) -> bool {
    dialect <= Dialect::MSNP9
}

/// Whether they have it for accounts that were not migrated to the address book service, whose number is
/// then not the first: in MSNP10 by the MSNP wiki, and read up to MSNP12, since a client cannot choose.
fn may_be_versioned(dialect: Dialect) -> bool {
    !versioned(dialect) && dialect <= Dialect::MSNP12
}

/// A setting with up to two numbers before it: the `TrID` and the version of the lists. A single number
/// is the version up to MSNP9 (seen from escargot), and the `TrID` from MSNP10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamped<T> {
    /// TrID of the command this answers. From MSNP8 absent after a `SYN`.
    pub trid: Option<TrId>,
    /// Version of the lists now. Up to MSNP9; in MSNP10 to 12 only after a `TrID`, for accounts that were
    /// not migrated.
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
        let one = versioned(scope.dialect);
        let two = one || may_be_versioned(scope.dialect);
        let (rest, trid, list_version) = match number(input) {
            None => (input, None, None),
            Some((after_one, first)) => match number(after_one) {
                Some((after_two, second)) if two => (after_two, Some(TrId(first)), Some(second)),
                None if one => (after_one, None, Some(first)),
                _ => (after_one, Some(TrId(first)), None),
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
        let (one, two) = (versioned(dialect), may_be_versioned(dialect));
        if self.list_version.is_some() && !one && !two {
            return Err(Error::new(ErrorKind::Dialect, LIST_VERSION, 0));
        }
        let number = || {
            self.value.value(|value| match value {
                Value::Text(text) | Value::Encoded(text) => text.iter().all(u8::is_ascii_digit),
                _ => true,
            })
        };
        let read_otherwise = match (self.trid, self.list_version) {
            (Some(_), Some(_)) => false,
            // A single number is the version, where there is one; two are both.
            (Some(_), None) => one || two && number(),
            (None, Some(_)) => two || number(),
            (None, None) => number(),
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
    /// Version of the lists now. Up to MSNP9; in MSNP10 to 12 only before a passport, for accounts that
    /// were not migrated.
    pub list_version: Option<u32>,
    /// Whose.
    pub passport: Option<Passport<'a>>,
    /// Which. Without a passport it has to be a known property: that is how the form is recognised.
    pub property: Property,
}

impl<'a> ContactProperty<'a> {
    /// Any form.
    #[inline(never)]
    fn take_any(input: &'a [u8], part: Part, dialect: Dialect) -> IResult<&'a [u8], Self, Fault> {
        let scope = &mut Scope::new(dialect, Ok(&[]));
        let property = |input, scope: &mut _| match Property::take(input, part, scope) {
            Ok((rest, property)) if property.is_known() => Some((rest, property)),
            _ => None,
        };
        if let Some((rest, property)) = property(input, scope) {
            return Ok((rest, Self { list_version: None, passport: None, property }));
        }
        let versioned = versioned(dialect);
        let (input, list_version) = match u32::take(input, part, scope) {
            Ok((rest, version)) => match property(rest, scope) {
                Some((rest, property)) if versioned => {
                    return Ok((rest, Self { list_version: Some(version), passport: None, property }));
                }
                // From MSNP10 a number before the name of a property is a contact.
                Some(_) => (input, None),
                None if versioned || may_be_versioned(dialect) => (rest, Some(version)),
                None => (input, None),
            },
            Err(_) => (input, None),
        };
        field::param(input, part)?;
        let (input, passport) = Passport::take(input, const { Part::named("passport") }, scope)?;
        let passport = Some(passport);
        let (rest, property) = Property::take(input, part, scope)?;
        Ok((rest, Self { list_version, passport, property }))
    }
}

fn is_name_of_property(text: &[u8]) -> bool {
    Property::read(text).is_ok_and(Property::is_known)
}

impl<'a> Field<'a> for ContactProperty<'a> {
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = 1;

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        // After a row of a list there is nothing but the property.
        if let [b' ', text @ ..] = input {
            if let Some((property, rest)) = Property::common(text).filter(|(property, _)| property.is_known())
            {
                return Ok((rest, Self { list_version: None, passport: None, property }));
            }
        }
        Self::take_any(input, part, scope.dialect)
    }

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        self.list_version.put(out)?;
        self.passport.put(out)?;
        self.property.put(out)
    }

    fn check(&self, part: Part, dialect: Dialect, _: &mut Absent) -> Result<(), Error> {
        let (versioned, may_be) = (versioned(dialect), may_be_versioned(dialect));
        let known = self.property.is_known();
        let read_otherwise = match (self.passport.map(Passport::as_bytes), self.list_version) {
            (None, Some(_)) => !known || may_be,
            (None, None) => !known,
            (Some(text), Some(_)) => is_name_of_property(text),
            (Some(text), None) => {
                is_name_of_property(text) || (versioned || may_be && !known) && u32::read(text).is_ok()
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
