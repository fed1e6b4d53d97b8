//! Groups of contacts: `LSG`, `ADG`, `REG`, `RMG`. MSNP7 to 12.
//!
//! ```text
//! MSNP7 to 9: groups are numbers              MSNP10 to 12: groups are GUIDs
//! ← LSG 0 Other%20Contacts 0                  ← LSG Friends f60efbe7-94af-4b16-b926-e4e10878d32
//! → ADG 10 Coworkers 0                        → ADG 10 New%20Group
//! ← ADG 10 257 1 Coworkers 0                  ← ADG 10 New%20Group c80ab08c-1663-4a7b-be34-825219b42002 0
//! → REG 14 1 Wo%20rk 0                        → REG 11 00000000-0000-0000-0001-000000000001 Renamed
//! ← REG 14 5 1 Wo%20rk 0                      ← REG 11 1 Renamed 00000000-0000-0000-0001-000000000001 0
//! → RMG 15 3                                  → RMG 24 00000000-0000-0000-0001-000000000001
//! ← RMG 15 260 3                              ← RMG 24 1 00000000-0000-0000-0001-000000000001
//! ```
//!
//! Source: the MSNP wiki (`syn`); a recording of an MSNP11 client against the escargot server.

use crate::msnp::record::prelude::*;

command! {
    /// One group. Server → client, after a `SYN`, MSNP7 to 12.
    ///
    /// `LSG 3 255 1 2 0 Other%20Contacts 0`; in MSNP8 and 9 `LSG 0 Other%20Contacts 0`, from MSNP10
    /// `LSG Friends f60efbe7-94af-4b16-b926-e4e10878d32`
    Lsg<'a>: b"LSG" in 7..=12 {
        /// The group, in the form of the dialect.
        group: Group<'a>,
    }
}

command! {
    /// A group in the list.
    enum Group<'a> {
        /// With its place in the list.
        Row(GroupRow<'a>) in 0..=7,
        /// With a number.
        Numbered(NumberedGroup<'a>) in 8..=9,
        /// With an id.
        Identified(IdentifiedGroup<'a>) in 10..=21,
    }
}

command! {
    /// `3 255 1 2 0 Other%20Contacts 0`
    GroupRow<'a> {
        /// That of the `SYN`.
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
        zero: Between<0, 9, Arg<'a>>,
    }
}

command! {
    /// A group was made. Server → client, MSNP7 to 12.
    ///
    /// `ADG 10 257 1 Coworkers 0`; from MSNP10 `ADG 10 New%20Group c80ab08c-1663-4a7b-be34-825219b42002 0`
    AdgReply<'a>: b"ADG" in 7..=12 {
        /// That of the `ADG`.
        trid: TrId,
        /// The group, in the form of the dialect.
        group: NewGroup<'a>,
    }
}

command! {
    /// A group that was made.
    enum NewGroup<'a> {
        /// With a number.
        Numbered(NewNumberedGroup<'a>) in 0..=9,
        /// With an id.
        Identified(NewIdentifiedGroup<'a>) in 10..=21,
    }
}

command! {
    /// `257 1 Coworkers 0`
    NewNumberedGroup<'a> {
        /// Version of the lists now.
        list_version: u32,
        /// Number of the group.
        id: Arg<'a>,
        /// Its name.
        group_name: Encoded<'a>,
        /// 0.
        zero: Arg<'a>,
    }
}

/// `New%20Group c80ab08c-1663-4a7b-be34-825219b42002 0` from escargot;
/// `1 New%20Group c80ab08c-…` is what a client of MSNP11 looks for. The `0` at the end, which is no
/// id, tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NewIdentifiedGroup<'a> {
    /// Version of the lists now; if it is absent, a `0` stands at the end.
    pub list_version: Option<u32>,
    /// Its name.
    pub group_name: Encoded<'a>,
    /// Its id, which is not `0`.
    pub id: Arg<'a>,
}

impl<'a> Field<'a> for NewIdentifiedGroup<'a> {
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = 3;

    fn take(input: &'a [u8], _: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        const NAME: Part = Part::named("group name");
        const ID: Part = Part::named("id");
        let (second, _) = field::param(input, NAME)?;
        let (third, _) = field::param(second, ID)?;
        let (rest, last) = field::param(third, ID)?;
        if last == b"0" {
            let (_, group_name) = Encoded::take(input, NAME, scope)?;
            let (_, id) = Arg::take(second, ID, scope)?;
            return Ok((rest, Self { list_version: None, group_name, id }));
        }
        let (_, version) = u32::take(input, const { Part::named("list version") }, scope)?;
        let (_, group_name) = Encoded::take(second, NAME, scope)?;
        let (_, id) = Arg::take(third, ID, scope)?;
        Ok((rest, Self { list_version: Some(version), group_name, id }))
    }

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        self.list_version.put(out)?;
        self.group_name.put(out)?;
        self.id.put(out)?;
        if self.list_version.is_none() { out.param(b"0") } else { Ok(()) }
    }

    fn check(&self, _: Part, _: Dialect, _: &mut Absent) -> Result<(), Error> {
        if self.list_version.is_some() && self.id.as_bytes() == b"0" {
            return Err(Error::new(ErrorKind::Ambiguous, const { Part::named("id") }, 0));
        }
        Ok(())
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        field::show_record(self, field, line, visitor)
    }
}

record::fields! {
    "NewIdentifiedGroup";
    NewIdentifiedGroup<'a> { list_version: Option<u32>, group_name: Encoded<'a>, id: Arg<'a> }
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
        zero: Between<0, 9, Arg<'a>>,
    }
}

command! {
    /// A group was renamed. Server → client, MSNP7 to 12.
    ///
    /// `REG 14 5 1 Wo%20rk 0`; from MSNP10
    /// `REG 11 1 Renamed%20&%20Co 00000000-0000-0000-0001-000000000001 0`
    RegReply<'a>: b"REG" in 7..=12 {
        /// That of the `REG`.
        trid: TrId,
        /// Version of the lists now.
        list_version: u32,
        /// The group, in the form of the dialect.
        group: RenamedGroup<'a>,
    }
}

command! {
    /// A group that was renamed.
    enum RenamedGroup<'a> {
        /// With a number.
        Numbered(RenamedNumberedGroup<'a>) in 0..=9,
        /// With an id.
        Identified(RenamedIdentifiedGroup<'a>) in 10..=21,
    }
}

command! {
    /// `1 Wo%20rk 0`
    RenamedNumberedGroup<'a> {
        /// Number of the group.
        id: Arg<'a>,
        /// Its new name.
        group_name: Encoded<'a>,
        /// 0.
        zero: Arg<'a>,
    }
}

command! {
    /// `Renamed%20&%20Co 00000000-0000-0000-0001-000000000001 0`
    RenamedIdentifiedGroup<'a> {
        /// Its new name.
        group_name: Encoded<'a>,
        /// Its id.
        id: Arg<'a>,
        /// 0, from escargot.
        zero: Option<Arg<'a>>,
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
    /// `RMG 15 260 3`
    RmgReply<'a>: b"RMG" in 7..=12 {
        /// That of the `RMG`.
        trid: TrId,
        /// Version of the lists now.
        list_version: u32,
        /// Number or id of the group.
        id: Arg<'a>,
    }
}
