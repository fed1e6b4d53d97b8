//! Headers of `IPMsg`, and command words.

use super::{bytes, number, option, until};
use arbitrary::{Result, Unstructured};
use imwire::Wire;
use imwire::ipmsg::{CommandWord, Mode, Name, Number, Packet, Version};

pub(crate) const VERSIONS: [&[u8]; 9] = [
    b"1",
    b"01",
    b" 1",
    b"IP",
    b"1_iptux 0.8.3",
    b"1@shiyeline",
    b"1_lbt4_41#32899#001122AABBCC#0#0#0",
    b"1_lbt8_12#65664#001122AABBCCDDEE#4096#2048#64#2.5a#9",
    b"feiq_plus_plus#128#001122AABBCC#0#0#0#1#9",
];

/// Numbers that are spelled oddly come from a packet only.
const SPELLINGS: [&[u8]; 9] = [
    b"1:1700000000:::6291459",
    b"1:007:::032",
    b"1: 9 ::: 32 ",
    b"1:\t0 \t::: \t0\t ",
    b"1:18446744073709551615:::4294967295",
    b"1:00000000000000000000000000001:::00000000000288",
    b"1:1:::0\0",
    b"1:12345678:::32\0\0\0",
    b"1:123456789:::  00000000288 \0",
];

pub(crate) fn version<'a>(u: &mut Unstructured<'a>) -> Result<Version<'a>> {
    let text = if u.ratio(3, 4)? { u.choose(&VERSIONS)? } else { until(u, 40, b":\0")? };
    Ok(Version::new(text).unwrap_or(Version::ONE))
}

pub(crate) fn name<'a>(u: &mut Unstructured<'a>) -> Result<Name<'a>> {
    Ok(Name::new(until(u, 20, b":\0")?).expect("no colon and no NUL"))
}

fn spelled<'a>(u: &mut Unstructured<'a>) -> Result<Packet<'a>> {
    Ok(Packet::parse(u.choose(&SPELLINGS)?).expect("a good packet"))
}

pub(crate) fn packet_no<'a>(u: &mut Unstructured<'a>) -> Result<Number<'a, u64>> {
    if u.arbitrary()? {
        return Ok(spelled(u)?.packet_no);
    }
    Ok(Number::new(number(u)?))
}

/// A command word: mostly a mode that has a name, and any option bits.
pub fn word(u: &mut Unstructured<'_>) -> Result<CommandWord> {
    let mode = if u.ratio(3, 4)? { *u.choose(Mode::ALL)? } else { Mode::new(u.arbitrary()?) };
    Ok(CommandWord::from_bits(u.arbitrary::<u32>()? << 8 | u32::from(mode.value())))
}

/// A packet; its additional section is any bytes.
pub fn packet<'a>(u: &mut Unstructured<'a>) -> Result<Packet<'a>> {
    Ok(Packet {
        version: version(u)?,
        packet_no: packet_no(u)?,
        user: name(u)?,
        host: name(u)?,
        command: if u.ratio(1, 3)? { spelled(u)?.command } else { word(u)?.into() },
        additional: option(u, |u| bytes(u, 100))?,
    })
}
