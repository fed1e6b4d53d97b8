//! The bodies of IPMsg's packets that tell of users and acknowledge packets, and those of the clones.

use imwire::ipmsg::feiq::{self, Emoji, Face, FeiqText, ImageAck, ImageFlags, ImageId, ImageSlice};
use imwire::ipmsg::iptux::{AskShared, Icon, IptuxOptions, Sublayer, UnitKind};
use imwire::ipmsg::{
    Block, BlockLine, ClientVersion, CommandWord, Entry, GroupName, Host, HostField, HostList, HostStatus,
    ListStart, Packet, Port, Receipt, Text, TextBody, Trailing, fingerprint,
};
use imwire::{Encode, Wire};
use std::hint::black_box;

/// Reads a body, and writes any value of its type.
#[inline(always)]
fn body<'a, T: Wire<'a>>(bytes: &'a [u8], cx: T::Context, out: &mut [u8]) -> Option<T> {
    let body = black_box(T::parse_with(bytes, cx).ok()?);
    black_box((body.encoded_len(), body.check(cx).is_ok()));
    body.encode_into(out).ok()?;
    Some(body)
}

fn word(bytes: &[u8]) -> Option<CommandWord> {
    Some(CommandWord::from_bits(u32::from_le_bytes(*bytes.first_chunk()?)))
}

crate::calls! {
    fn ipmsg_entry(bytes, out) {
        let entry = body::<Entry<'_>>(bytes, (), out)?;
        black_box(entry == black_box(entry));
        black_box(entry.iptux());
        entry.block.lines.iter().flatten().map(|line| line.value().as_bytes().len()).max()
    }

    fn ipmsg_entry_block(bytes, _out) {
        let block = black_box(Entry::parse(bytes).ok()?).block;
        black_box((block.user(), block.host(), block.nick(), block.group()));
        black_box((block.version(), block.poll(), block.dictionary()));
        block.get(bytes).map(|value| value.as_bytes().len())
    }

    fn ipmsg_entry_names(bytes, _out) {
        let packet = black_box(Packet::parse(bytes).ok()?);
        let entry = Entry::parse(packet.additional?).ok()?;
        let names = black_box(entry).names(&packet);
        black_box((names.host, names.nick, names.group));
        fingerprint(names.user.text.as_bytes()).map(|value| value.count_ones() as usize)
    }

    fn ipmsg_entry_made(bytes, out) {
        let (key, value) = bytes.split_at_checked(bytes.len() / 2)?;
        let lines = black_box([BlockLine::new(key, value).ok()?, BlockLine::bare(value).ok()?]);
        let (nick, group) = (Text::new(key).ok()?, GroupName::new(value).ok()?);
        let entry = black_box(Entry { nick, group, block: Block::new(&lines), trailing: bytes });
        black_box((entry.encoded_len(), entry.check(()).is_ok()));
        entry.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_client_version(bytes, out) {
        black_box(body::<ClientVersion>(bytes, (), out)?.stage());
        Some(0)
    }

    fn ipmsg_receipt(bytes, out) {
        let mut receipt = body::<Receipt<'_>>(bytes, (), out)?;
        black_box((receipt.acknowledges(u64::from_le_bytes(*bytes.first_chunk()?)), receipt.text()));
        receipt.trailing = Trailing::new(bytes);
        receipt.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_host_list(bytes, out) {
        let list = body::<HostList<'_>>(bytes, (), out)?;
        black_box(list == black_box(list));
        list.hosts.iter().map(|host| host.map_or_else(|error| error.at(), |host| host.nick.as_bytes().len())).max()
    }

    fn ipmsg_host_list_made(bytes, out) {
        let field = HostField::new(bytes).ok()?;
        let bits = u32::from_le_bytes(*bytes.first_chunk()?);
        let (status, port) = (HostStatus::from_bits(bits), Port::from_raw(bits));
        black_box((status.has_left(), status.options(), port.plain(), port.swapped()));
        let hosts = [Host { user: field, host: field, status, address: field, port, nick: field, group: field }];
        let list = HostList { count: bits, ..HostList::new(bits, black_box(&hosts)) };
        list.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_list_start(bytes, out) {
        body::<ListStart<'_>>(bytes, (), out).map(|start| start.start as usize)
    }

    fn ipmsg_text_body(bytes, out) {
        body::<TextBody<'_>>(bytes, (), out).map(|body| body.text.as_bytes().len())
    }

    fn feiq_text(bytes, out) {
        let text = body::<FeiqText<'_>>(bytes, (), out)?;
        black_box(text.font.map(|font| font.rgb()));
        text.pieces().filter_map(|piece| piece.encode_into(out).ok().map(<[u8]>::len)).max()
    }

    fn feiq_emoji(bytes, _out) {
        black_box((Face::new(bytes).is_ok(), Emoji::all().map(Emoji::number).max()));
        Emoji::from_code(bytes).map(|emoji| emoji.code().len())
    }

    fn feiq_image(bytes, out) {
        let slice = body::<ImageSlice<'_>>(bytes, (), out)?;
        black_box((slice.is_whole(), ImageId::new(bytes).is_ok(), ImageFlags::new(bytes).is_ok()));
        ImageAck::of(&slice)?.encode_into(out).ok().map(<[u8]>::len)
    }

    fn feiq_image_ack(bytes, out) {
        body::<ImageAck<'_>>(bytes, (), out).map(|ack| ack.slice as usize)
    }

    fn feiq_group(bytes, out) {
        let len = Some(u32::from_le_bytes(*bytes.first_chunk()?));
        body::<feiq::GroupCipher<'_>>(bytes, len, out).map(|group| group.cipher.len())
    }

    fn iptux_icon(bytes, out) {
        body::<Icon<'_>>(bytes, (), out).map(|icon| icon.png.len())
    }

    fn iptux_ask_shared(bytes, out) {
        let word = word(bytes)?;
        black_box((UnitKind::of(word)?.word(), Sublayer::of(word).map(Sublayer::word), IptuxOptions::of(word)));
        body::<AskShared<'_>>(bytes, word, out)?.password.map(|password| password.len())
    }
}
