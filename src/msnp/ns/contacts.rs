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
//! Source: draft-movva-msn-messenger-protocol-00 §7.5, §7.6, §7.8; the MSNP wiki (`syn`, `adl`); the
//! clients pidgin and aMSN, an MSNP11 client in Rust, and the escargot server, the last two recorded.

use crate::msnp::record::prelude::*;

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
        settings_version: Between<10, 12, Arg<'a>>,
    }
}

command! {
    /// The lists follow; or they do not, if their version is that of the client. Server → client,
    /// MSNP2 to 12.
    ///
    /// `SYN 1 255`; from MSNP8 `SYN 8 255 1 2`, from MSNP10 `SYN 13 255 255 1 2`
    SynReply<'a>: b"SYN" in 2..=12 {
        /// That of the `SYN`.
        trid: TrId,
        /// Version of the lists.
        list_version: Arg<'a>,
        /// Version of the settings. MSNP10 to 12.
        settings_version: Between<10, 12, Arg<'a>>,
        /// How many rows follow. From MSNP8; absent if none do.
        total: Since<8, SynTotal>,
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
    /// Asks for one list. Client → server, MSNP2 to 7.
    ///
    /// `LST 9 RL`
    Lst: b"LST" in 2..=7 {
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

command! {
    /// A contact in a list.
    enum Listed<'a> {
        /// A row of one list, or the word that it is empty.
        Row(ListRow<'a>) in 0..=7,
        /// A contact with the lists that it is on.
        Contact(ListedContact<'a>) in 8..=9,
        /// The same, with an id.
        Identified(IdentifiedContact<'a>) in 10..=21,
    }
}

command! {
    /// `9 RL 36 1 2 em123@hotmail.com Auntie%20Em`; an empty list: `9 BL 36 0 0`
    ListRow<'a> {
        /// That of the `SYN` or `LST`.
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
        groups: Since<7, Arg<'a>>,
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
        network: Between<12, 12, NetworkId>,
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
        group: Since<7, Arg<'a>>,
    }
}

command! {
    /// A user was added to a list. Server → client, MSNP2 to 9; with the `TrID` 0 by somebody else.
    ///
    /// `ADD 0 RL 37 em123@hotmail.com Auntie%20Em`
    AddReply<'a>: b"ADD" in 2..=9 {
        /// That of the `ADD`, or 0.
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
        group: Since<7, Arg<'a>>,
    }
}

command! {
    /// Adds a user to a list, or a contact to a group; and the answer to that. Both ways, MSNP10 to
    /// 12; from a server with the `TrID` 0 by somebody else.
    ///
    /// `ADC 277 FL N=foo@hotmail.com F=foo@hotmail.com`; into a group
    /// `ADC 246 FL C=00000000-0000-0000-0002-000000000002 00000000-0000-0000-0001-000000000003`
    Adc<'a>: b"ADC" in 10..=12 {
        /// Echoed in the answer.
        trid: TrId,
        /// Which.
        list: ListName,
        /// Who.
        passport: Tagged<'a, b'N'>,
        /// The name.
        nick: Tagged<'a, b'F'>,
        /// The id of a contact; the server adds it for a new one.
        id: Tagged<'a, b'C'>,
        /// The id of a group; it means something on the forward list only.
        group: Option<Arg<'a>>,
    }
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
        group: Since<7, Arg<'a>>,
    }
}

command! {
    /// A user was removed from a list. Server → client, MSNP2 to 12; with the `TrID` 0 by somebody else.
    ///
    /// `REM 0 RL 38 em123@hotmail.com`; from MSNP10 `REM 16 AL carol@example.com`
    RemReply<'a>: b"REM" in 2..=12 {
        /// That of the `REM`, or 0.
        trid: TrId,
        /// Which.
        list: ListName,
        /// Its version now. Up to MSNP9.
        list_version: Between<0, 9, u32>,
        /// Who: a passport, or the id of a contact.
        contact: Passport<'a>,
        /// A group: a number, from MSNP10 an id. From MSNP7; it means something on the forward list only.
        group: Since<7, Arg<'a>>,
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
        /// That of the `REA`.
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
    /// `SBP 153 00000000-0000-0000-0002-000000000002 MFN Bob%201%20New`
    Sbp<'a>: b"SBP" in 10..=12 {
        /// Echoed in the answer.
        trid: TrId,
        /// The id of the contact.
        id: Arg<'a>,
        /// Which property.
        property: Property,
        /// Its value.
        value: Encoded<'a>,
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
        /// That of the `ADL`, or 0.
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
        /// That of the `RML`, or 0.
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
