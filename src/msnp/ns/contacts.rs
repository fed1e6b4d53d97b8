//! Contacts: `SYN` and what follows it, `LST`, `ADD`, `ADC`, `REM`, `REA`, `SBP`; from MSNP13 `ADL`,
//! `RML`, `FQY`.
//!
//! ```text
//! MSNP8                                               MSNP11
//! → SYN 5 0                                           → SYN 5 0 0
//! ← SYN 5 1 1 1                                       ← SYN 5 2005-04-12T07:38:00.3100000-07:00 2005-… 1 1
//! ← GTC A                                             ← GTC A
//! ← BLP AL                                            ← BLP AL
//! ← LSG 0 Other%20Contacts 0                          ← LSG Friends f60efbe7-94af-4b16-b926-e4e10878d32
//! ← LST bob@example.com Bob 11 0                      ← LST N=bob@example.com F=Bob C=c1f9a363-… 11 f60efbe7-…
//! ← BPR PHH 1%20(555)%200100                          ← BPR PHH 1%20(555)%200100
//! ```
//!
//! Source: draft-movva-msn-messenger-protocol-00 §7.5, §7.6, §7.8; the MSNP wiki (`syn`, `lst`, `adc`,
//! `sbp`, `adl`); libimmsnp for the network of an `ADC`; the clients pidgin and aMSN, an MSNP11 client in Rust, and the escargot server, the last two recorded.

use crate::msnp::Args;
use crate::msnp::field::at_param;
use crate::msnp::record::prelude::*;

const NETWORK: Part = Part::named("network");
const GROUP: Part = Part::named("group");

command! {
    /// Asks for the lists, unless they are as they were at that version. Client → server, MSNP2 to 12.
    ///
    /// `SYN 1 0`; from MSNP10 `SYN 13 0 0`, from MSNP11 with times:
    /// `SYN 5 2005-04-12T07:38:00.3100000-07:00 2005-03-30T01:00:00.0000000-08:00`
    Syn<'a>: b"SYN" in 2..=12 {
        /// Echoed in the answer, and up to MSNP7 in all that follows it.
        trid: TrId,
        /// Version of the lists that the client has: a number, from MSNP11 a time. 0: none.
        list_version: Arg<'a>,
        /// Version of the settings. MSNP10 to 12.
        settings_version [in 10..=12]: Option<Arg<'a>>,
    }
}

command! {
    /// The lists follow; or they do not, if the client has the same version. Server → client,
    /// MSNP2 to 12.
    ///
    /// `SYN 1 255`; from MSNP8 `SYN 8 255 1 2`, from MSNP10 `SYN 13 255 255 1 2`
    SynReply<'a>: b"SYN" in 2..=12 {
        /// TrID of the `SYN` this answers.
        trid: TrId,
        /// Version of the lists.
        list_version: Arg<'a>,
        /// Version of the settings. MSNP10 to 12.
        settings_version [in 10..=12]: Option<Arg<'a>>,
        /// How many rows follow. From MSNP8; absent if none do.
        total [since 8]: Option<SynTotal>,
    }
}

command! {
    /// `1 2`: one contact in two groups.
    SynTotal {
        /// How many `LST` follow.
        contacts: u32,
        /// How many `LSG` follow.
        groups: u32,
    }
}

command! {
    /// Asks for one list. Client → server, MSNP2 to 9, until November 2003; [`Syn`] lists them all.
    ///
    /// `LST 9 RL`
    Lst: b"LST" in 2..=9 {
        /// Echoed in each row.
        trid: TrId,
        /// Which.
        list: ListName,
    }
}

command! {
    /// One contact. Server → client, MSNP2 to 12.
    ///
    /// `LST 9 RL 36 1 2 em123@hotmail.com Auntie%20Em`; in MSNP8 and 9
    /// `LST anotheruser@hotmail.com another%20user 11 0`, from MSNP10 `LST N=fred@passport.com F=Fred 2`
    LstReply<'a>: b"LST" in 2..=12 {
        /// The contact, in the form of the dialect.
        contact: Listed<'a>,
    }
}

/// A contact in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Listed<'a> {
    /// A row of one list, or the word that it is empty. Up to MSNP7, and in MSNP8 and 9 as the answer to a
    /// [`Lst`].
    Row(ListRow<'a>),
    /// A contact with the lists that it is on. In MSNP8 and 9, after a `SYN`.
    Contact(ListedContact<'a>),
    /// The same, with an id. From MSNP10.
    Identified(IdentifiedContact<'a>),
}

/// Whether a line of MSNP8 or 9 is the row of one list, which has more parameters than a contact with its
/// lists. They are only counted after a number, which no address is.
fn is_row(input: &[u8]) -> bool {
    matches!(at_param(input), [b'0'..=b'9', ..]) && Args::of(input).how_many() >= ListRow::MIN
}

impl<'a> Field<'a> for Listed<'a> {
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = record::least(&[ListRow::MIN, ListedContact::MIN, IdentifiedContact::MIN]);
    const TRID: TrIdRule = TrIdRule::any_of(&[ListRow::TRID, ListedContact::TRID, IdentifiedContact::TRID]);

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        match scope.dialect.number() {
            10.. => {
                let (rest, contact) = IdentifiedContact::take(input, part, scope)?;
                Ok((rest, Self::Identified(contact)))
            }
            8.. if !is_row(input) => {
                let (rest, contact) = ListedContact::take(input, part, scope)?;
                Ok((rest, Self::Contact(contact)))
            }
            _ => {
                let (rest, row) = ListRow::take(input, part, scope)?;
                Ok((rest, Self::Row(row)))
            }
        }
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        match self {
            Self::Row(row) => row.put(out),
            Self::Contact(contact) => contact.put(out),
            Self::Identified(contact) => contact.put(out),
        }
    }

    fn check(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        match (self, dialect.number()) {
            (Self::Row(row), ..=9) => row.check(part, dialect, absent),
            (Self::Contact(contact), 8..=9) => {
                absent.counts();
                contact.check(part, dialect, absent)
            }
            (Self::Identified(contact), 10..) => contact.check(part, dialect, absent),
            _ => Err(Error::new(ErrorKind::Dialect, part, 0)),
        }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        field::show_record(self, field, line, visitor)
    }
}

record::forms! {
    Listed<'a> { Row(ListRow<'a>), Contact(ListedContact<'a>), Identified(IdentifiedContact<'a>) }
}

command! {
    /// `9 RL 36 1 2 em123@hotmail.com Auntie%20Em`; an empty list: `9 BL 36 0 0`
    ListRow<'a> {
        /// TrID of the `SYN` or `LST` this answers.
        trid: TrId,
        /// Which list.
        list: ListName,
        /// Its version.
        list_version: u32,
        /// Which row, from 1.
        index: u32,
        /// How many rows there are.
        total: u32,
        /// Who. Absent from an empty list.
        contact: Option<RowContact<'a>>,
    }
}

command! {
    /// `em123@hotmail.com Auntie%20Em`
    RowContact<'a> {
        /// Who.
        passport: Passport<'a>,
        /// The name.
        nick: Encoded<'a>,
        /// Numbers of groups with commas between them. From MSNP7; they mean something on the forward list
        /// only.
        groups [since 7]: Option<Arg<'a>>,
    }
}

command! {
    /// `bob@example.com Bob 11 0`
    ListedContact<'a> {
        /// Who.
        passport: Passport<'a>,
        /// The name.
        nick: Encoded<'a>,
        /// The lists that it is on.
        lists: ListBits,
        /// Numbers of groups with commas between them.
        groups: Option<Arg<'a>>,
    }
}

command! {
    /// `N=bob@example.com F=Bob C=c1f9a363-4ee9-4a33-a434-b056a4c55b98 11 d6deeacd-…`
    IdentifiedContact<'a> {
        /// Who.
        passport: Tagged<'a, b'N'>,
        /// The name; may be missing.
        nick: Tagged<'a, b'F'>,
        /// The id: servers give it on the forward list only.
        id: Tagged<'a, b'C'>,
        /// The lists that it is on.
        lists: ListBits,
        /// Its network. MSNP12.
        network [in 12..=12]: Option<NetworkId>,
        /// Ids of groups with commas between them.
        groups: Option<Arg<'a>>,
    }
}

command! {
    /// Adds a user to a list. Client → server, MSNP2 to 9.
    ///
    /// `ADD 12 FL buddy@hotmail.com buddy@hotmail.com 0`
    Add<'a>: b"ADD" in 2..=9 {
        /// Echoed in the answer.
        trid: TrId,
        /// Which.
        list: ListName,
        /// Who.
        passport: Passport<'a>,
        /// The name.
        nick: Encoded<'a>,
        /// The number of a group. From MSNP7; it means something on the forward list only.
        group [since 7]: Option<Arg<'a>>,
    }
}

command! {
    /// A user was added to a list. Server → client, MSNP2 to 9; with the `TrID` 0 by somebody else.
    ///
    /// `ADD 0 RL 37 em123@hotmail.com Auntie%20Em`
    AddReply<'a>: b"ADD" in 2..=9 {
        /// TrID of the `ADD` this answers, or 0.
        trid: TrId,
        /// Which.
        list: ListName,
        /// Its version now.
        list_version: u32,
        /// Who.
        passport: Passport<'a>,
        /// The name.
        nick: Encoded<'a>,
        /// The number of a group. From MSNP7; it means something on the forward list only.
        group [since 7]: Option<Arg<'a>>,
    }
}

/// Adds a user to a list, or a contact to a group; and the answer to that. Both ways, MSNP10 to
/// 12; from a server with the `TrID` 0 by somebody else.
///
/// `ADC 277 FL N=foo@hotmail.com F=foo@hotmail.com`; into a group
/// `ADC 246 FL C=00000000-0000-0000-0002-000000000002 00000000-0000-0000-0001-000000000003`; with a
/// network, in MSNP12, `ADC 0 RL N=fred@passport.com F=Fred 1`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Adc<'a> {
    /// Echoed in the answer.
    pub trid: TrId,
    /// Which.
    pub list: ListName,
    /// Who.
    pub passport: Tagged<'a, b'N'>,
    /// The name.
    pub nick: Tagged<'a, b'F'>,
    /// The id of a contact; the server adds it for a new one.
    pub id: Tagged<'a, b'C'>,
    /// The network of the contact. MSNP12: a number here is a network there, since groups have GUIDs, and
    /// a group up to MSNP11.
    pub network: Option<NetworkId>,
    /// The id of a group; it means something on the forward list only.
    pub group: Option<Arg<'a>>,
}

record::with_verb! { Adc<'a>: b"ADC" [10, 12] }

impl<'a> Field<'a> for Adc<'a> {
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = 2;
    const TRID: TrIdRule = <TrId as Field<'a>>::TRID;

    fn take(input: &'a [u8], _: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        let (input, trid) = TrId::take(input, const { Part::named("trid") }, scope)?;
        let (input, list) = ListName::take(input, const { Part::named("list") }, scope)?;
        let (input, passport) = Tagged::take(input, const { Part::named("passport") }, scope)?;
        let (input, nick) = Tagged::take(input, const { Part::named("nick") }, scope)?;
        let (input, id) = Tagged::take(input, const { Part::named("id") }, scope)?;
        let (input, network) = match NetworkId::take(input, NETWORK, scope) {
            Ok((rest, network)) if has_network(scope.dialect) => (rest, Some(network)),
            _ => (input, None),
        };
        let (rest, group) = <Option<Arg<'a>> as Field<'a>>::take(input, GROUP, scope)?;
        if group.is_some_and(is_tagged) {
            return Fault::err(ErrorKind::Unexpected, GROUP, at_param(input));
        }
        Ok((rest, Self { trid, list, passport, nick, id, network, group }))
    }

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        self.trid.put(out)?;
        self.list.put(out)?;
        self.passport.put(out)?;
        self.nick.put(out)?;
        self.id.put(out)?;
        self.network.put(out)?;
        self.group.put(out)
    }

    fn check(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        self.passport.check(part, dialect, absent)?;
        self.nick.check(part, dialect, absent)?;
        self.id.check(part, dialect, absent)?;
        let number = |group: Arg<'_>| NetworkId::read(group.as_bytes()).is_ok();
        match (self.network, self.group) {
            (_, Some(group)) if is_tagged(group) => Err(Error::new(ErrorKind::Ambiguous, GROUP, 0)),
            (Some(_), _) if !has_network(dialect) => Err(Error::new(ErrorKind::Dialect, NETWORK, 0)),
            (None, Some(group)) if has_network(dialect) && number(group) => {
                Err(Error::new(ErrorKind::Ambiguous, GROUP, 0))
            }
            // Between the letters and the group.
            (Some(_), Some(_)) => Ok(()),
            (Some(_), None) => {
                absent.counts();
                Ok(())
            }
            (None, group) => group.check(GROUP, dialect, absent),
        }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        field::show_record(self, field, line, visitor)
    }
}

record::fields! {
    "ADC";
    Adc<'a> {
        trid: TrId,
        list: ListName,
        passport: Tagged<'a, b'N'>,
        nick: Tagged<'a, b'F'>,
        id: Tagged<'a, b'C'>,
        network: Option<NetworkId>,
        group: Option<Arg<'a>>
    }
}

/// Whether it begins as the parameters before a group do: in another order than servers have, or twice.
fn is_tagged(group: Arg<'_>) -> bool {
    matches!(group.as_bytes(), [b'N' | b'F' | b'C', b'=', ..])
}

/// Whether contacts have a network in the commands that end with MSNP12.
fn has_network(dialect: Dialect) -> bool {
    dialect >= Dialect::MSNP12
}

command! {
    /// Removes a user from a list, or a contact from a group. Client → server, MSNP2 to 12.
    ///
    /// `REM 14 BL a@x`; from MSNP10 on the forward list by id
    Rem<'a>: b"REM" in 2..=12 {
        /// Echoed in the answer.
        trid: TrId,
        /// Which.
        list: ListName,
        /// Who: a passport, or the id of a contact.
        contact: Passport<'a>,
        /// A group: a number, from MSNP10 an id. From MSNP7; it means something on the forward list only.
        group [since 7]: Option<Arg<'a>>,
    }
}

command! {
    /// A user was removed from a list. Server → client, MSNP2 to 12; with the `TrID` 0 by somebody else.
    ///
    /// `REM 0 RL 38 em123@hotmail.com`; from MSNP10 `REM 16 AL carol@example.com`
    RemReply<'a>: b"REM" in 2..=12 {
        /// TrID of the `REM` this answers, or 0.
        trid: TrId,
        /// Which.
        list: ListName,
        /// Its version now. Up to MSNP9.
        list_version [in 0..=9]: Option<u32>,
        /// Who: a passport, or the id of a contact.
        contact: Passport<'a>,
        /// A group: a number, from MSNP10 an id. From MSNP7; it means something on the forward list only.
        group [since 7]: Option<Arg<'a>>,
    }
}

command! {
    /// Renames the user itself or a contact. Client → server, MSNP2 to 9.
    ///
    /// `REA 25 example@hotmail.com new%20name`
    Rea<'a>: b"REA" in 2..=9 {
        /// Echoed in the answer.
        trid: TrId,
        /// Who.
        passport: Passport<'a>,
        /// The new name.
        nick: Encoded<'a>,
    }
}

command! {
    /// Renamed; 209 refuses the name. Server → client, MSNP2 to 9.
    ///
    /// `REA 25 115 example@hotmail.com new%20name`
    ReaReply<'a>: b"REA" in 2..=9 {
        /// TrID of the `REA` this answers.
        trid: TrId,
        /// Version of the lists now.
        list_version: u32,
        /// Who.
        passport: Passport<'a>,
        /// The new name.
        nick: Encoded<'a>,
    }
}

command! {
    /// Changes a property of a contact, and the answer to that. Both ways, MSNP10 to 12.
    ///
    /// `SBP 153 00000000-0000-0000-0002-000000000002 MFN Bob%201%20New`; for a phone, from MSNP11,
    /// `SBP 3 c1f9a363-4ee9-4a33-a434-b056a4c55b98 PHM tel:+15554444333 1`
    Sbp<'a>: b"SBP" in 10..=12 {
        /// Echoed in the answer.
        trid: TrId,
        /// The id of the contact; in MSNP10 its address, for accounts that were not migrated.
        id: Arg<'a>,
        /// Which property.
        property: Property,
        /// Its value. Tolerant reading takes a line without one, as [`Prp`](super::Prp) has for a property that
        /// is cleared.
        value [expected]: Option<Encoded<'a>>,
        /// A number after a phone: `1`; what it means is not known. From MSNP11.
        flag [since 11]: Option<Arg<'a>>,
    }
}

command! {
    /// Adds contacts to lists. Client → server, from MSNP13.
    ///
    /// `ADL 2 65` and XML: `<ml><d n="hotmail.com"><c n="anotheruser" l="1" t="1" /></d></ml>`
    Adl<'a>: b"ADL" in 13..=21 {
        /// Echoed in the answer.
        trid: TrId,
        /// XML: domains, and in them local parts with [`ListBits`] and [`NetworkId`]. With `l="1"` on
        /// `ml` the lists as they are at signing in.
        contacts: Payload<'a>,
    }
}

command! {
    /// Added; or somebody else added. Server → client, from MSNP13.
    ///
    /// `ADL 2 OK`; `ADL 0 82` and XML.
    AdlReply<'a>: b"ADL" in 13..=21 {
        /// TrID of the `ADL` this answers, or 0.
        trid: TrId,
        /// `OK`, or contacts.
        outcome: Outcome<'a>,
    }
}

command! {
    /// Removes contacts from lists. Client → server, from MSNP13.
    ///
    /// `RML 3 58` and XML as in [`Adl`].
    Rml<'a>: b"RML" in 13..=21 {
        /// Echoed in the answer.
        trid: TrId,
        /// XML.
        contacts: Payload<'a>,
    }
}

command! {
    /// Removed; or somebody else removed. Server → client, from MSNP13.
    ///
    /// `RML 3 OK`; `RML 0 59` and XML.
    RmlReply<'a>: b"RML" in 13..=21 {
        /// TrID of the `RML` this answers, or 0.
        trid: TrId,
        /// `OK`, or contacts.
        outcome: Outcome<'a>,
    }
}

command! {
    /// Asks on which networks contacts are, and the answer, which adds `t` to each. Both ways, from MSNP14.
    ///
    /// `FQY 5 50` and XML: `<ml><d n="domain.com"><c n="local-node"/></d></ml>`
    Fqy<'a>: b"FQY" in 14..=21 {
        /// Echoed in the answer.
        trid: TrId,
        /// XML.
        contacts: Payload<'a>,
    }
}
