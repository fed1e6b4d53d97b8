//! The fields of a packet, and of what its version and its options hold.

use super::{CommandWord, FeiQ, Mode, Options, Packet};
use crate::fields::{self, Kind, Show, Value};
use crate::ipmsg::body::Body;
use crate::ipmsg::show::{Inside, Out, shown, table, walked};

table! { packet: "Packet" {
    VERSION: Kind::Text;
    FEIQ: Kind::Record(feiq_version::RECORD), derived;
    PACKET_NO: Kind::Number(Show::Decimal);
    USER: Kind::Text;
    HOST: Kind::Text;
    COMMAND: Kind::Number(Show::Hex);
    MODE: Kind::Enum(Mode::NAMES), derived;
    OPTIONS: Kind::Record(Options::RECORD), derived;
    ADDITIONAL: Kind::Record(<Body<'static> as Inside<'static>>::RECORD);
} }

/// A packet: six fields, the command word also as a command and its options, the additional section as the
/// body that it is. A section that cannot be read as the command says is an error, which counts from the start of the
/// packet, as do those of items of lists.
impl<'a> Inside<'a> for Packet<'a> {
    const RECORD: &'static fields::Record = packet::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        let version = self.version.as_bytes();
        out.text(packet::VERSION, version);
        if let Some(feiq) = self.version.feiq() {
            out.derived(packet::FEIQ, &feiq, version);
        }
        out.decimal(packet::PACKET_NO, self.packet_no.value());
        out.text(packet::USER, self.user.as_bytes());
        out.text(packet::HOST, self.host.as_bytes());
        let (word, at) = (self.word(), out.decimal(packet::COMMAND, self.command.value()));
        out.same(packet::MODE, Value::Number(word.mode().value().into()), at);
        out.derived(packet::OPTIONS, &word.options(), at.unwrap_or_default());

        match (self.additional, self.body()) {
            (Some(additional), Ok(body)) => out.record_in(packet::ADDITIONAL, &body, additional),
            (None, Ok(_)) => {}
            (Some(additional), Err(error)) => out.error(packet::ADDITIONAL, error, additional),
            (None, Err(error)) => out.missing(packet::ADDITIONAL, error),
        }
    }
}

table! { command_word: "CommandWord" {
    MODE: Kind::Enum(Mode::NAMES), derived;
    OPTIONS: Kind::Record(Options::RECORD), derived;
} }

/// Command and options, which share a number.
impl<'a> Inside<'a> for CommandWord {
    const RECORD: &'static fields::Record = command_word::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        let at = out.rest();
        out.same(command_word::MODE, Value::Number(self.mode().value().into()), at);
        out.derived(command_word::OPTIONS, &self.options(), at.unwrap_or_default());
    }
}

table! { feiq_version: "FeiQ" {
    LINE: Kind::Text;
    AVATAR: Kind::Text;
    LEVEL: Kind::Number(Show::Decimal);
    MAC: Kind::Text;
    AVATAR_SIZE: Kind::Number(Show::Decimal);
    PORTRAIT_SIZE: Kind::Number(Show::Decimal);
    CIPHER_LEN: Kind::Number(Show::Decimal);
    BUILD: Kind::Text;
} }

/// The parts that have a meaning and are there.
impl<'a> Inside<'a> for FeiQ<'a> {
    const RECORD: &'static fields::Record = feiq_version::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.some_text(feiq_version::LINE, self.line());
        out.some_text(feiq_version::AVATAR, self.avatar().unwrap_or_default());
        let parts = [
            (feiq_version::LEVEL, 1, self.level()),
            (feiq_version::MAC, 2, None),
            (feiq_version::AVATAR_SIZE, 3, self.avatar_size()),
            (feiq_version::PORTRAIT_SIZE, 4, self.portrait_size()),
            (feiq_version::CIPHER_LEN, 5, self.cipher_len()),
            (feiq_version::BUILD, 6, None),
        ];
        for (field, index, number) in parts {
            match (field.kind, number, self.part(index)) {
                (Kind::Text, _, Some(text)) => out.text(field, text),
                (_, Some(number), Some(text)) => {
                    out.same(field, Value::Number(number.into()), out.known(text))
                }
                _ => {}
            }
        }
    }
}

walked! { 'a: Packet<'a> }
shown! { 'a: FeiQ<'a> }
// As data it is a number.
shown! { 'a: plain CommandWord }
