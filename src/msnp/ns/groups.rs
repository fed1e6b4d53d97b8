//! Groups of contacts: `LSG`, `ADG`, `REG`, `RMG`. MSNP7 to 12.
//!
//! ```text
//! MSNP7 to 9: groups are numbers              MSNP10 to 12: groups are GUIDs
//! ← LSG 0 Other%20Contacts 0                  ← LSG Friends f60efbe7-94af-4b16-b926-e4e10878d32
//! → ADG 10 Coworkers 0                        → ADG 8 Friends
//! ← ADG 10 257 Coworkers 1 0                  ← ADG 8 Friends f60efbe7-94af-4b16-b926-e4e10878d329
//! → REG 14 1 Wo%20rk 0                        → REG 9 d6deeacd-7849-4de4-93c5-d130915d0042 Work
//! ← REG 14 5 1 Wo%20rk 0                      ← REG 9 d6deeacd-7849-4de4-93c5-d130915d0042 Work
//! → RMG 15 3                                  → RMG 9 f60efbe7-94af-4b16-b926-e4e10878d329
//! ← RMG 15 260 3                              ← RMG 9 f60efbe7-94af-4b16-b926-e4e10878d329
//! ```
//!
//! In MSNP10 an account that was not migrated to the address book service (`ABCHMigrated: 0` in its
//! profile) has numbers in place of GUIDs, in the same places.
//!
//! Other servers answer in their own forms in MSNP10 to 12. All of them are read:
//!
//! ```text
//! ← ADG 10 Friends c80ab08c-1663-4a7b-be34-825219b42002 0             escargot: 0 at the end
//! ← ADG 10 1 Friends c80ab08c-1663-4a7b-be34-825219b42002             with a list version
//! ← REG 11 1 Work 00000000-0000-0000-0001-000000000001 0              escargot: the name first
//! ← RMG 24 1 00000000-0000-0000-0001-000000000001                     escargot: with a list version
//! ```
//!
//! Source: the MSNP wiki (`adg`, `reg`, `rmg`, `lsg`; its page `syn` alone has the number of a new group
//! before the name); libpurple, msn-pecan, libimmsnp, digsby, java-msn-library and Twisted; the servers
//! escargot (recorded) and rusty-retro-messaging.

use super::settings::versioned;
use crate::msnp::Args;
use crate::msnp::record::prelude::*;

const LIST_VERSION: Part = Part::named("list version");
const GROUP_NAME: Part = Part::named("group name");
const ID: Part = Part::named("id");
const ZERO: Part = Part::named("zero");

command! {
    /// Asks for all groups. Client → server, MSNP7 to 9, until November 2003; [`Syn`](super::Syn) lists
    /// them too.
    ///
    /// `LSG 1`
    Lsg: b"LSG" in 7..=9 {
        /// Repeated in each row of the answer.
        trid: TrId,
    }
}

command! {
    /// One group. Server → client, after a `SYN` or an [`Lsg`], MSNP7 to 12.
    ///
    /// `LSG 3 255 1 2 0 Other%20Contacts 0`; after a `SYN` of MSNP8 and 9 `LSG 0 Other%20Contacts 0`, from
    /// MSNP10 `LSG Friends f60efbe7-94af-4b16-b926-e4e10878d32`
    LsgReply<'a>: b"LSG" in 7..=12 {
        /// The group, in the form of the dialect.
        group: Group<'a>,
    }
}

/// A group in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group<'a> {
    /// With its place in the list. In MSNP7, and in MSNP8 and 9 as the answer to an [`Lsg`].
    Row(GroupRow<'a>),
    /// With a number. In MSNP8 and 9, after a `SYN`.
    Numbered(NumberedGroup<'a>),
    /// With an id. From MSNP10.
    Identified(IdentifiedGroup<'a>),
}

impl<'a> Field<'a> for Group<'a> {
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = record::least(&[GroupRow::MIN, NumberedGroup::MIN, IdentifiedGroup::MIN]);
    const TRID: TrIdRule = TrIdRule::any_of(&[GroupRow::TRID, NumberedGroup::TRID, IdentifiedGroup::TRID]);

    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        let row = match scope.dialect.number() {
            ..=7 => true,
            8 | 9 => Args::of(input).how_many() >= GroupRow::MIN,
            _ => {
                let (rest, group) = IdentifiedGroup::take(input, part, scope)?;
                return Ok((rest, Self::Identified(group)));
            }
        };
        if row {
            let (rest, group) = GroupRow::take(input, part, scope)?;
            Ok((rest, Self::Row(group)))
        } else {
            let (rest, group) = NumberedGroup::take(input, part, scope)?;
            Ok((rest, Self::Numbered(group)))
        }
    }

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        match self {
            Self::Row(group) => group.put(out),
            Self::Numbered(group) => group.put(out),
            Self::Identified(group) => group.put(out),
        }
    }

    fn check(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        match (self, dialect.number()) {
            (Self::Row(group), ..=9) => group.check(part, dialect, absent),
            (Self::Numbered(group), 8..=9) => {
                absent.counts();
                group.check(part, dialect, absent)
            }
            (Self::Identified(group), 10..) => group.check(part, dialect, absent),
            _ => Err(Error::new(ErrorKind::Dialect, part, 0)),
        }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        field::show_record(self, field, line, visitor)
    }
}

record::forms! {
    Group<'a> { Row(GroupRow<'a>), Numbered(NumberedGroup<'a>), Identified(IdentifiedGroup<'a>) }
}

command! {
    /// `3 255 1 2 0 Other%20Contacts 0`
    GroupRow<'a> {
        /// TrID of the `SYN` or [`Lsg`] this answers.
        trid: TrId,
        /// Version of the lists.
        list_version: u32,
        /// Which row, from 1.
        index: u32,
        /// How many rows there are.
        total: u32,
        /// Number of the group.
        id: Arg<'a>,
        /// Its name.
        group_name: Encoded<'a>,
        /// 0.
        zero: Arg<'a>,
    }
}

command! {
    /// `0 Other%20Contacts 0`
    NumberedGroup<'a> {
        /// Number of the group.
        id: Arg<'a>,
        /// Its name.
        group_name: Encoded<'a>,
        /// 0.
        zero: Arg<'a>,
    }
}

command! {
    /// `Friends f60efbe7-94af-4b16-b926-e4e10878d32`
    IdentifiedGroup<'a> {
        /// Its name.
        group_name: Encoded<'a>,
        /// Its id: a GUID, a small number from some servers of MSNP10.
        id: Arg<'a>,
    }
}

command! {
    /// Makes a group. Client → server, MSNP7 to 12.
    ///
    /// `ADG 10 Coworkers 0`; from MSNP10 `ADG 10 Coworkers`
    Adg<'a>: b"ADG" in 7..=12 {
        /// Echoed in the answer.
        trid: TrId,
        /// Its name.
        group_name: Encoded<'a>,
        /// 0. Up to MSNP9.
        zero [in 0..=9]: Option<Arg<'a>>,
    }
}

command! {
    /// A group was made. Server → client, MSNP7 to 12.
    ///
    /// `ADG 10 257 Coworkers 1 0`; from MSNP10 `ADG 8 Friends f60efbe7-94af-4b16-b926-e4e10878d329`
    AdgReply<'a>: b"ADG" in 7..=12 {
        /// TrID of the [`Adg`] this answers.
        trid: TrId,
        /// The group.
        group: NewGroup<'a>,
    }
}

/// A group that was made: `257 Coworkers 1 0` up to MSNP9, `Friends f60efbe7-…` from MSNP10. From other
/// servers also `Friends c80ab08c-… 0` (escargot) and `1 Friends c80ab08c-…`: of three parameters the last
/// tells which form it is, since `0` is never the id of a new group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NewGroup<'a> {
    /// Version of the lists now. Up to MSNP9; later from some servers.
    pub list_version: Option<u32>,
    /// Its name.
    pub group_name: Encoded<'a>,
    /// Its number up to MSNP9, and in MSNP10 for accounts that were not migrated; a GUID later.
    pub id: Arg<'a>,
    /// `0`. Up to MSNP9; later from escargot.
    pub zero: Option<Arg<'a>>,
}

impl<'a> Field<'a> for NewGroup<'a> {
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = 2;

    fn take(input: &'a [u8], _: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        let versioned = match Args::of(input).how_many() {
            _ if versioned(scope.dialect) => true,
            3 => Args::of(input).last().is_some_and(|last| last.as_bytes() != b"0"),
            count => count > 3,
        };
        let (input, list_version) = if versioned {
            let (rest, version) = u32::take(input, LIST_VERSION, scope)?;
            (rest, Some(version))
        } else {
            (input, None)
        };
        let (input, group_name) = Encoded::take(input, GROUP_NAME, scope)?;
        let (input, id) = Arg::take(input, ID, scope)?;
        let (input, zero) = <Option<Arg<'a>> as Field<'a>>::take(input, ZERO, scope)?;
        Ok((input, Self { list_version, group_name, id, zero }))
    }

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        self.list_version.put(out)?;
        self.group_name.put(out)?;
        self.id.put(out)?;
        self.zero.put(out)
    }

    fn check(&self, _: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        absent.counts();
        match (self.list_version, self.zero) {
            (None, _) if versioned(dialect) => Err(Error::new(ErrorKind::Missing, LIST_VERSION, 0)),
            _ if versioned(dialect) => Ok(()),
            (Some(_), None) if self.id.as_bytes() == b"0" => Err(Error::new(ErrorKind::Ambiguous, ID, 0)),
            (None, Some(zero)) if zero.as_bytes() != b"0" => Err(Error::new(ErrorKind::Ambiguous, ZERO, 0)),
            _ => Ok(()),
        }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        field::show_record(self, field, line, visitor)
    }
}

record::fields! {
    "NewGroup";
    NewGroup<'a> { list_version: Option<u32>, group_name: Encoded<'a>, id: Arg<'a>, zero: Option<Arg<'a>> }
}

command! {
    /// Renames a group. Client → server, MSNP7 to 12.
    ///
    /// `REG 15 1 Wo%20rk 0`; from MSNP10 with an id, and without the `0`
    Reg<'a>: b"REG" in 7..=12 {
        /// Echoed in the answer.
        trid: TrId,
        /// Number or id of the group.
        id: Arg<'a>,
        /// Its new name.
        group_name: Encoded<'a>,
        /// 0. Up to MSNP9.
        zero [in 0..=9]: Option<Arg<'a>>,
    }
}

command! {
    /// A group was renamed. Server → client, MSNP7 to 12.
    ///
    /// `REG 14 5 1 Wo%20rk 0`; from MSNP10 `REG 9 d6deeacd-7849-4de4-93c5-d130915d0042 Work`
    RegReply<'a>: b"REG" in 7..=12 {
        /// TrID of the [`Reg`] this answers.
        trid: TrId,
        /// The group, in the form of the dialect.
        group: RenamedGroup<'a>,
    }
}

command! {
    /// A group that was renamed.
    enum RenamedGroup<'a> {
        /// With a number. Up to MSNP9.
        Numbered(RenamedNumberedGroup<'a>) in 0..=9,
        /// With an id. From MSNP10.
        Identified(RenamedIdentifiedGroup<'a>) in 10..=21,
    }
}

command! {
    /// `5 1 Wo%20rk 0`
    RenamedNumberedGroup<'a> {
        /// Version of the lists now.
        list_version: u32,
        /// Number of the group.
        id: Arg<'a>,
        /// Its new name.
        group_name: Encoded<'a>,
        /// `0`; rusty-retro-messaging sends none.
        zero: Option<Arg<'a>>,
    }
}

/// `d6deeacd-7849-4de4-93c5-d130915d0042 Work`; from other servers `1 Work d6deeacd-…`, with `0` at the end
/// from escargot: with a list version the name comes before the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RenamedIdentifiedGroup<'a> {
    /// Version of the lists now, from some servers.
    pub list_version: Option<u32>,
    /// Its new name.
    pub group_name: Encoded<'a>,
    /// Its id: a GUID, in MSNP10 a number for accounts that were not migrated.
    pub id: Arg<'a>,
    /// `0`, from escargot.
    pub zero: Option<Arg<'a>>,
}

impl<'a> Field<'a> for RenamedIdentifiedGroup<'a> {
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = 2;

    fn take(input: &'a [u8], _: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        let (list_version, (input, group_name, id)) =
            match (Args::of(input).how_many(), u32::take(input, ID, scope)) {
                (3.., Ok((input, version))) => {
                    let (input, group_name) = Encoded::take(input, GROUP_NAME, scope)?;
                    let (input, id) = Arg::take(input, ID, scope)?;
                    (Some(version), (input, group_name, id))
                }
                _ => {
                    let (input, id) = Arg::take(input, ID, scope)?;
                    let (input, group_name) = Encoded::take(input, GROUP_NAME, scope)?;
                    (None, (input, group_name, id))
                }
            };
        let (input, zero) = <Option<Arg<'a>> as Field<'a>>::take(input, ZERO, scope)?;
        Ok((input, Self { list_version, group_name, id, zero }))
    }

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        if self.list_version.is_some() {
            self.list_version.put(out)?;
            self.group_name.put(out)?;
            self.id.put(out)?;
        } else {
            self.id.put(out)?;
            self.group_name.put(out)?;
        }
        self.zero.put(out)
    }

    fn check(&self, _: Part, _: Dialect, absent: &mut Absent) -> Result<(), Error> {
        absent.counts();
        // A number, and two parameters after it: it would be the version.
        if self.list_version.is_none() && self.zero.is_some() && self.id.number().is_some() {
            return Err(Error::new(ErrorKind::Ambiguous, ID, 0));
        }
        Ok(())
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        field::show_record(self, field, line, visitor)
    }
}

impl<'a> Inside<'a> for RenamedIdentifiedGroup<'a> {
    const FIELDS: &'static [fields::Field] = &[
        fields::Field::new("msnp.renamed_identified_group.list_version", <u32 as Param<'a>>::KIND),
        fields::Field::new("msnp.renamed_identified_group.group_name", <Encoded<'a> as Param<'a>>::KIND),
        fields::Field::new("msnp.renamed_identified_group.id", <Arg<'a> as Param<'a>>::KIND),
        fields::Field::new("msnp.renamed_identified_group.zero", <Arg<'a> as Param<'a>>::KIND),
    ];
    const RECORD: fields::Record =
        fields::Record::new("msnp.renamed_identified_group", "RenamedIdentifiedGroup", Self::FIELDS);

    /// The order of the line: with a version the name is before the id.
    fn inside(&self, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        let [list_version, group_name, id, zero] = Self::FIELDS else { return line };
        let line = if self.list_version.is_some() {
            let line = self.list_version.show(list_version, line, visitor);
            let line = self.group_name.show(group_name, line, visitor);
            self.id.show(id, line, visitor)
        } else {
            let line = self.id.show(id, line, visitor);
            self.group_name.show(group_name, line, visitor)
        };
        self.zero.show(zero, line, visitor)
    }
}

crate::fields::data::serialize! { [] fields RenamedIdentifiedGroup<'_> }

impl Fields for RenamedIdentifiedGroup<'_> {
    fn record(&self) -> &'static fields::Record {
        const { &<Self as Inside<'_>>::RECORD }
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.inside(Rest::UNKNOWN, visitor);
    }
}

command! {
    /// Removes a group. Client → server, MSNP7 to 12.
    ///
    /// `RMG 15 3`; from MSNP10 with an id. MSN 7.0 sends the name instead, encoded twice:
    /// `RMG 251 New%2520Group`
    Rmg<'a>: b"RMG" in 7..=12 {
        /// Echoed in the answer.
        trid: TrId,
        /// Number or id of the group.
        id: Arg<'a>,
    }
}

command! {
    /// A group was removed; 230 says that it cannot be. Server → client, MSNP7 to 12.
    ///
    /// `RMG 15 260 3`; from MSNP10 `RMG 9 f60efbe7-94af-4b16-b926-e4e10878d329`
    RmgReply<'a>: b"RMG" in 7..=12 {
        /// TrID of the [`Rmg`] this answers.
        trid: TrId,
        /// The group.
        group: RemovedGroup<'a>,
    }
}

/// A group that was removed: `260 3` up to MSNP9, `f60efbe7-…` from MSNP10; from other servers
/// `1 f60efbe7-…` there too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RemovedGroup<'a> {
    /// Version of the lists now. Up to MSNP9; later from some servers.
    pub list_version: Option<u32>,
    /// Number or id of the group.
    pub id: Arg<'a>,
}

impl<'a> Field<'a> for RemovedGroup<'a> {
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = 1;

    fn take(input: &'a [u8], _: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        let (input, list_version) = if versioned(scope.dialect) || Args::of(input).how_many() > 1 {
            let (rest, version) = u32::take(input, LIST_VERSION, scope)?;
            (rest, Some(version))
        } else {
            (input, None)
        };
        let (input, id) = Arg::take(input, ID, scope)?;
        Ok((input, Self { list_version, id }))
    }

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        self.list_version.put(out)?;
        self.id.put(out)
    }

    fn check(&self, _: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        absent.counts();
        if self.list_version.is_none() && versioned(dialect) {
            return Err(Error::new(ErrorKind::Missing, LIST_VERSION, 0));
        }
        Ok(())
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        field::show_record(self, field, line, visitor)
    }
}

record::fields! {
    "RemovedGroup";
    RemovedGroup<'a> { list_version: Option<u32>, id: Arg<'a> }
}
