//! What the parameters of MSNP hold, in a command of any kind.

use super::msnp::{arg, between, capabilities, encoded, passport, trid};
use super::{option, short, until};
use arbitrary::{Result, Unstructured};
use imwire::msnp::ns::{
    Adc, Add, AdgReply, Blp, BlpReply, Bpr, Chg, ClientCommand, ContactProperty, Fln, Group, GroupRow, Gtc,
    GtcReply, IdentifiedContact, IdentifiedGroup, Iln, ListRow, Listed, ListedContact, LsgReply, Lst,
    LstReply, NewGroup, Nln, NumberedGroup, Presence, Prp, PrpReply, Rea, RegReply, Rem, RemovedGroup,
    RenamedGroup, RenamedIdentifiedGroup, RenamedNumberedGroup, RmgReply, RowContact, Sbp, ServerCommand,
    Stamped,
};
use imwire::msnp::{Arg, Dialect, ListBits, ListName, NetworkId, Privacy, Prompt, Property, Status, Tagged};

/// A command and the dialect it is of; the value is between the braces.
const LINES: [(&str, u8); 34] = [
    ("CHG 1 {} 0", 8),
    ("CHG 1 NLN {}", 8),
    ("CHG 1 NLN {} 0", 16),
    ("CHG 1 NLN 0 {}", 9),
    ("ILN 1 {} a@x n 0", 8),
    ("ILN 1 NLN {} n 0", 8),
    ("ILN 1 NLN a@x {} 0", 8),
    ("NLN NLN a@x n {}", 8),
    ("FLN {}", 8),
    ("FLN {} 0:0", 16),
    ("ADD 1 {} a@x n", 8),
    ("ADC 1 FL {}", 11),
    ("ADC 1 FL N={} F=n", 11),
    ("ADC 1 {} N=a@x", 11),
    ("LST N=a@x F=n C=1 {} 1", 11),
    ("LST {} n 3 0", 8),
    ("REM 1 {} a@x", 8),
    ("BLP 1 {}", 8),
    ("GTC 1 {}", 8),
    ("PRP 1 {} n", 8),
    ("PRP 1 MFN {}", 11),
    ("BPR 1 a@x {} n", 8),
    ("SBP 1 c MFN {}", 11),
    ("REA 1 a@x {}", 8),
    ("VER 1 {}", 8),
    ("XFR 1 SB {} CKI c", 8),
    ("JOI {} n", 8),
    ("JOI a@x n {}", 16),
    ("IRO 1 {} 1 a@x n", 8),
    ("BYE a@x {}", 8),
    ("CAL 1 {}", 18),
    ("UBX {} 1 0\r\n", 14),
    ("{} 1", 8),
    ("CHL 1 {}", 8),
];

/// One of these commands, with a value in it.
pub fn line_around(which: u8, value: &[u8]) -> (Vec<u8>, Dialect) {
    let (line, dialect) = LINES[usize::from(which) % LINES.len()];
    let (before, behind) = line.split_once("{}").expect("a place for the value");
    ([before.as_bytes(), value, behind.as_bytes(), b"\r\n"].concat(), Dialect::new(dialect))
}

/// A passport by its parts: network, address, place and circle; and what it looks like.
#[derive(Debug)]
pub struct PassportParts<'a> {
    /// The number before the first colon.
    pub network: Option<u32>,
    /// The address itself.
    pub address: &'a [u8],
    /// The place of the user, after a semicolon.
    pub endpoint: Option<&'a [u8]>,
    /// The circle of the user, after `;via=`.
    pub via: Option<&'a [u8]>,
}

/// Parts of a passport, mostly ones that can be put together.
pub fn passport_parts<'a>(u: &mut Unstructured<'a>) -> Result<PassportParts<'a>> {
    const USUAL: &[u8] = b"alice@example.com";
    let address = until(u, 16, b" \r\n:;")?;
    Ok(PassportParts {
        network: option(u, short)?,
        address: if address.is_empty() { USUAL } else { address },
        endpoint: option(u, |u| until(u, 8, b" \r\n;"))?,
        via: option(u, |u| until(u, 12, b" \r\n;"))?.filter(|via| !via.is_empty()),
    })
}

/// A word of a fixed length: one that has a name, mostly.
macro_rules! words {
    ($($name:ident, $type:ident, $len:literal, [$($word:ident),*];)*) => {
        $(fn $name(u: &mut Unstructured<'_>) -> Result<$type> {
            const NAMED: &[$type] = &[$($type::$word),*];
            let octets: [u8; $len] = u.arbitrary()?;
            let named = *u.choose(NAMED)?;
            Ok(if u.ratio(7, 8)? { named } else { $type::new(octets).unwrap_or(named) })
        })*
    };
}

words! {
    status, Status, 3, [ONLINE, BUSY, IDLE, BE_RIGHT_BACK, AWAY, PHONE, LUNCH, HIDDEN, OFFLINE];
    list_name, ListName, 2, [FORWARD, ALLOW, BLOCK, REVERSE, PENDING];
    privacy, Privacy, 2, [ALLOW, BLOCK];
    prompt, Prompt, 1, [ASK, NEVER];
    property, Property, 3, [PHONE_HOME, PHONE_WORK, PHONE_MOBILE, MOBILE, MOBILE_ENABLED, WEB, SPACE, NAME];
}

fn network(u: &mut Unstructured<'_>) -> Result<NetworkId> {
    short(u).map(NetworkId)
}

fn lists(u: &mut Unstructured<'_>) -> Result<ListBits> {
    Ok(ListBits::from_bits_retain(short(u)?))
}

/// Nearly always as the dialect wants it, which may have it from that one on.
fn since<'a, T>(
    u: &mut Unstructured<'a>,
    dialect: Dialect,
    from: u8,
    make: impl FnOnce(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Option<T>> {
    let usual = dialect.number() >= from && u.arbitrary()?;
    if usual ^ u.ratio(1, 16)? { make(u).map(Some) } else { Ok(None) }
}

fn tagged<'a, const LETTER: u8>(u: &mut Unstructured<'a>) -> Result<Tagged<'a, LETTER>> {
    Ok(match option(u, |u| until(u, 12, b" \r\n"))? {
        Some(value) => Tagged::new(value).expect("no separator"),
        None => Tagged::NONE,
    })
}

fn stamped<'a, T>(
    u: &mut Unstructured<'a>,
    dialect: Dialect,
    make: impl FnOnce(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Stamped<T>> {
    let versioned = if dialect <= Dialect::MSNP9 { u.ratio(15, 16)? } else { u.ratio(1, 4)? };
    let trid = option(u, trid)?;
    Ok(Stamped { trid, list_version: if versioned { Some(short(u)?) } else { None }, value: make(u)? })
}

/// A command of a client that holds values of these kinds.
pub fn of_client<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<ClientCommand<'a>> {
    let trid = trid(u)?;
    Ok(match u.int_in_range(0..=9)? {
        0 => Chg {
            trid,
            status: status(u)?,
            capabilities: since(u, dialect, 8, capabilities)?,
            object: since(u, dialect, 9, encoded)?,
        }
        .into(),
        1 => Adc {
            trid,
            list: list_name(u)?,
            passport: tagged(u)?,
            nick: tagged(u)?,
            id: tagged(u)?,
            network: if u.ratio(1, 2)? ^ (dialect < Dialect::MSNP12) { option(u, network)? } else { None },
            group: option(u, arg)?,
        }
        .into(),
        2 => Add {
            trid,
            list: list_name(u)?,
            passport: passport(u)?,
            nick: encoded(u)?,
            group: since(u, dialect, 7, arg)?,
        }
        .into(),
        3 => {
            Rem { trid, list: list_name(u)?, contact: passport(u)?, group: since(u, dialect, 7, arg)? }.into()
        }
        4 => Rea { trid, passport: passport(u)?, nick: encoded(u)? }.into(),
        5 => Gtc { trid, prompt: prompt(u)? }.into(),
        6 => Blp { trid, privacy: privacy(u)? }.into(),
        7 => Prp { trid, property: property(u)?, value: option(u, encoded)? }.into(),
        8 => Sbp {
            trid,
            id: arg(u)?,
            property: property(u)?,
            value: Some(encoded(u)?),
            flag: since(u, dialect, 11, arg)?,
        }
        .into(),
        _ => Lst { trid, list: list_name(u)? }.into(),
    })
}

fn presence<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<Presence<'a>> {
    Ok(Presence {
        passport: passport(u)?,
        network: between(u, dialect, 14..=17, network)?,
        nick: encoded(u)?,
        capabilities: between(u, dialect, 8..=21, capabilities)?,
        object: since(u, dialect, 9, encoded)?,
        icon: since(u, dialect, 14, arg)?,
    })
}

fn listed<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<Listed<'a>> {
    let old = if matches!(dialect.number(), 8 | 9) { u.arbitrary()? } else { dialect < Dialect::MSNP8 };
    Ok(match dialect.number() {
        _ if old => Listed::Row(ListRow {
            trid: trid(u)?,
            list: list_name(u)?,
            list_version: short(u)?,
            index: short(u)?,
            total: short(u)?,
            contact: option(u, |u| {
                Ok(RowContact {
                    passport: passport(u)?,
                    nick: encoded(u)?,
                    groups: since(u, dialect, 7, arg)?,
                })
            })?,
        }),
        ..=9 => Listed::Contact(ListedContact {
            passport: passport(u)?,
            nick: encoded(u)?,
            lists: lists(u)?,
            groups: option(u, arg)?,
        }),
        _ => Listed::Identified(IdentifiedContact {
            passport: tagged(u)?,
            nick: tagged(u)?,
            id: tagged(u)?,
            lists: lists(u)?,
            network: between(u, dialect, 14..=17, network)?,
            groups: option(u, arg)?,
        }),
    })
}

/// A command of a server that holds values of these kinds.
pub fn of_server<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<ServerCommand<'a>> {
    Ok(match u.int_in_range(0..=8)? {
        0 => Iln { trid: trid(u)?, status: status(u)?, contact: presence(u, dialect)? }.into(),
        1 => Nln { status: status(u)?, contact: presence(u, dialect)? }.into(),
        2 => Fln {
            passport: passport(u)?,
            network: between(u, dialect, 14..=17, network)?,
            capabilities: between(u, dialect, 14..=21, capabilities)?,
            icon: since(u, dialect, 14, arg)?,
        }
        .into(),
        3 => LstReply { contact: listed(u, dialect)? }.into(),
        4 => GtcReply { prompt: stamped(u, dialect, prompt)? }.into(),
        5 => BlpReply { privacy: stamped(u, dialect, privacy)? }.into(),
        6 => PrpReply { property: stamped(u, dialect, property)?, value: option(u, encoded)? }.into(),
        7 => Bpr {
            property: contact_property(u, dialect)?,
            value: option(u, encoded)?,
            flag: since(u, dialect, 11, arg)?,
        }
        .into(),
        _ => of_groups(u, dialect)?,
    })
}

fn contact_property<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<ContactProperty<'a>> {
    let versioned = if dialect <= Dialect::MSNP9 { u.ratio(15, 16)? } else { u.ratio(1, 4)? };
    Ok(ContactProperty {
        list_version: if versioned { Some(short(u)?) } else { None },
        passport: if u.ratio(3, 4)? { Some(passport(u)?) } else { None },
        property: property(u)?,
    })
}

/// What a server says of groups.
fn of_groups<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<ServerCommand<'a>> {
    let versioned = dialect <= Dialect::MSNP9 || u.arbitrary()?;
    let list_version = if versioned { Some(short(u)?) } else { None };
    Ok(match u.int_in_range(0..=3)? {
        0 => {
            let zero = if u.ratio(3, 4)? { Some(Arg::new("0").expect("a digit")) } else { option(u, arg)? };
            let group = NewGroup { list_version, group_name: encoded(u)?, id: arg(u)?, zero };
            AdgReply { trid: trid(u)?, group }.into()
        }
        1 => RegReply { trid: trid(u)?, group: renamed_group(u, dialect)? }.into(),
        2 => RmgReply { trid: trid(u)?, group: RemovedGroup { list_version, id: arg(u)? } }.into(),
        _ => LsgReply { group: group(u, dialect)? }.into(),
    })
}

fn renamed_group<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<RenamedGroup<'a>> {
    let old = (dialect <= Dialect::MSNP9) ^ u.ratio(1, 16)?;
    let (list_version, id, group_name, zero) = (short(u)?, arg(u)?, encoded(u)?, option(u, arg)?);
    Ok(if old {
        RenamedGroup::Numbered(RenamedNumberedGroup { list_version, id, group_name, zero })
    } else {
        let list_version = if u.arbitrary()? { Some(list_version) } else { None };
        RenamedGroup::Identified(RenamedIdentifiedGroup { list_version, group_name, id, zero })
    })
}

fn group<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<Group<'a>> {
    let (id, group_name) = (arg(u)?, encoded(u)?);
    Ok(match (dialect.number(), u.arbitrary()?) {
        (..=7, _) | (8 | 9, true) => Group::Row(GroupRow {
            trid: trid(u)?,
            list_version: short(u)?,
            index: short(u)?,
            total: short(u)?,
            id,
            group_name,
            zero: arg(u)?,
        }),
        (8 | 9, false) => Group::Numbered(NumberedGroup { id, group_name, zero: arg(u)? }),
        _ => Group::Identified(IdentifiedGroup { group_name, id }),
    })
}
