//! Payloads of MSNP that go from peer to peer, and those in blocks.

use crate::payload::{asked, wire};
use imwire::msnp::payload::blocks::{BlockName, Blocks, HeaderBlock, Offsets, RoutingAddress};
use imwire::msnp::payload::guid::Guid;
use imwire::msnp::payload::mime::{Headers, Mime};
use imwire::msnp::payload::p2p::{
    App, Carrier, DataKind, DataTlvs, DirectReader, End, Framed, HeaderTlvs, Joiner, P2pMessage, P2pVersion,
    PeerInfo, SessionText, SizeLimits, Tlv, V1Chunks, V1Packet, V2Chunks, V2Data, V2Packet, WebcamFrame,
    WideInk,
};
use imwire::msnp::payload::slp::{
    ActivityContext, Branch, FileContext, Method, SessionBody, SessionContext, Slp, SlpBody, SlpType, Start,
    StatusCode, TransportBody, Turned, net_id_address,
};
use imwire::msnp::payload::value::HeaderText;
use imwire::msnp::payload::wide::Wide;
use imwire::{Encode, Wire};
use std::hint::black_box;

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.first_chunk()?))
}

fn carrier(bytes: &[u8]) -> Option<Carrier> {
    let carrier = if bytes.first()? & 1 == 0 { Carrier::MESSAGE } else { Carrier::DIRECT };
    let limit = u64::from_le_bytes(*bytes.first_chunk()?);
    Some(black_box(carrier.with_limits(black_box(SizeLimits { slp: limit, ..carrier.limits() }))))
}

crate::calls! {
    fn p2p_message(bytes, out) {
        let message = wire::<P2pMessage<'_>>(bytes, (), out)?;
        black_box(P2pMessage::of(&black_box(Mime::parse(bytes).ok()?)).is_ok());
        black_box((message.packet.slp(), P2pVersion::of_dest(bytes)));
        black_box(P2pMessage::new(HeaderText::new(bytes).ok()?, message.packet));
        Some(0)
    }

    fn p2p_v1(bytes, out) {
        let packet = wire::<V1Packet<'_>>(bytes, carrier(bytes)?, out)?;
        black_box((packet.ack(number(bytes)?), packet.nonce(), packet.is_last(), packet.is_preparation()));
        black_box((packet.is_file(), packet.slp(), carrier(bytes)?.has_footer()));
        black_box(V1Packet::handshake(number(bytes)?, Guid(*bytes.first_chunk()?)));
        Some(V1Packet::message(number(bytes)?, 0, bytes).body.len())
    }

    fn p2p_v1_chunks(bytes, _out) {
        let head = black_box(V1Packet::parse_with(bytes, carrier(bytes)?).ok()?);
        V1Chunks::new(head, bytes, black_box(bytes.len())).map(|packet| packet.body.len()).max()
    }

    fn p2p_v2(bytes, out) {
        let packet = wire::<V2Packet<'_>>(bytes, carrier(bytes)?, out)?;
        black_box((packet.ack(), packet.nak(), packet.peer(), packet.header_len(), packet.message_len()));
        black_box((packet.next_base(), packet.answer(number(bytes)?), packet.tlvs.as_bytes().len()));
        black_box(V2Packet::new(number(bytes)?).with_ack(1).with_nak(2).with_syn(PeerInfo(*bytes.first_chunk()?)));
        let made = black_box(packet.with_ack(number(bytes)?));
        let made = black_box(made.with_nak(number(bytes)?));
        let made = black_box(made.with_syn(PeerInfo(*bytes.first_chunk()?)));
        black_box((made.check(carrier(bytes)?).is_ok(), made.tlvs == packet.tlvs));
        packet.tlvs.iter().map(|tlv| tlv.value.len()).max()
    }

    fn p2p_v2_data(bytes, _out) {
        let data = black_box(V2Packet::parse_with(bytes, carrier(bytes)?).ok()?).data?;
        black_box((data.slp(), data.remaining(), data.header_len(), data.is_preparation(), data.is_last()));
        black_box((V2Data::new(bytes), DataKind::from_bits(*bytes.first()?).bits()));
        let made = black_box(data.with_remaining(u64::from_le_bytes(*bytes.first_chunk()?)));
        black_box(made == data);
        black_box(made.tlvs.as_bytes().len());
        data.tlvs.iter().map(|tlv: Tlv<'_>| tlv.value.len()).max()
    }

    fn p2p_tlvs(bytes, _out) {
        let (header, data) = (black_box(HeaderTlvs::new(bytes).ok()?), black_box(DataTlvs::new(bytes).ok()?));
        black_box((header.as_bytes().len(), header.iter().map(|tlv| tlv.value.len()).max()));
        black_box(header.into_iter().last());
        data.into_iter().map(|tlv| tlv.value.len()).max()
    }

    fn p2p_v2_chunks(bytes, _out) {
        let head = black_box(V2Packet::parse_with(bytes, carrier(bytes)?).ok()?);
        let mut chunks = V2Chunks::new(head, black_box(head.data?), bytes, black_box(bytes.len()));
        let longest = chunks.by_ref().map(|packet| packet.header_len()).max();
        black_box(chunks.base());
        longest
    }

    fn p2p_joiner(bytes, out) {
        let mut joiner = black_box(Joiner::new(out));
        let packet = black_box(V1Packet::parse_with(bytes, carrier(bytes)?).ok()?);
        black_box((joiner.takes_v1(&packet), joiner.add_v1(&packet).is_ok()));
        let mut joiner = black_box(joiner);
        black_box((joiner.add_v1(&black_box(packet)).is_ok(), joiner.progress()));
        let len = joiner.message().map(<[u8]>::len);
        joiner.reset();
        len
    }

    fn p2p_joiner_v2(bytes, out) {
        let mut joiner = black_box(Joiner::new(out));
        let data = black_box(V2Packet::parse_with(bytes, carrier(bytes)?).ok()?).data?;
        black_box((joiner.takes_v2(&data), joiner.add_v2(&data).is_ok()));
        let mut joiner = black_box(joiner);
        black_box((joiner.add_v2(&black_box(data)).is_ok(), joiner.progress()));
        joiner.message().map(<[u8]>::len)
    }

    fn p2p_direct(bytes, out) {
        let end = if bytes.first()? & 1 == 0 { End::Connecting } else { End::Listening };
        let mut reader = DirectReader::new(end);
        reader.set_limit(number(bytes)?);
        if bytes.first()? & 2 == 0 {
            reader = reader.with_version(black_box(P2pVersion::V2));
        }
        let mut reader = black_box(reader);
        let mut frames = reader.frames(bytes);
        let mut longest = 0;
        for frame in frames.by_ref() {
            let Ok(frame) = frame else { break };
            let frame = asked(frame, out)?;
            longest ^= usize::from(frame.packet_v1().is_ok()) ^ usize::from(frame.packet_v2().is_ok());
        }
        black_box((frames.rest().len(), frames.finish().is_ok()));
        black_box((reader.version(), reader.is_open()));
        Some(longest)
    }

    fn p2p_framed(bytes, out) {
        let packet = black_box(V1Packet::parse_with(bytes, carrier(bytes)?).ok()?);
        black_box(Framed(packet).encoded_len());
        Framed(packet).encode_into(out).ok().map(<[u8]>::len)
    }

    fn p2p_webcam(bytes, out) {
        black_box((wire::<SessionText<'_>>(bytes, (), out), wire::<WebcamFrame<'_>>(bytes, (), out)));
        let ink = wire::<WideInk<'_>>(bytes, (), out)?;
        black_box(App(number(bytes)?) == App::FILE);
        let longest = ink.base64()?.map(char::len_utf8).max();
        longest
    }

    fn slp_message(bytes, out) {
        let slp = wire::<Slp<'_>>(bytes, (), out)?;
        let start = black_box(Start::OK);
        let answer = asked(slp.answer(start, slp.body), out)?;
        black_box(answer.with_body(black_box(SlpBody::parse(bytes).ok()?)));
        Some(0)
    }

    fn slp_values(bytes, out) {
        let first = u16::from_le_bytes(*bytes.first_chunk()?);
        black_box((StatusCode::new(first).ok()?.number(), Branch::new(bytes).ok()?.as_bytes()));
        black_box(Branch::new(bytes).ok()?.to_str());
        black_box((SlpType::new(bytes).ok()?.as_bytes(), SlpType::new(bytes).ok()? == SlpType::SESSION_CLOSE));
        black_box((black_box(Method::Invite).word(), net_id_address(i32::from(first))));
        asked(black_box(Start::DECLINE), out).map(|_| 0)
    }

    fn slp_body(bytes, out) {
        let body = wire::<SlpBody<'_>>(bytes, (), out)?;
        black_box((body.get("IPv4Internal-Addrs"), body.end.encoded_len()));
        let made = black_box(SlpBody { lines: Headers::NONE, ..body });
        made.encode_into(out).ok().map(<[u8]>::len)
    }

    fn slp_turned(bytes, out) {
        let made = black_box(Turned::backwards(bytes).ok()?);
        let text = black_box(Turned::new(bytes).ok()?);
        black_box((made == text, text.as_bytes(), made.is_backwards(), text.number(), made.number()));
        black_box((made.bytes().max(), text.to_str(), out.len()));
        black_box(made.items().map(|item| item.as_bytes().len()).max());
        text.items().map(|item| item.as_bytes().len()).max()
    }

    fn slp_session(bytes, out) {
        let body = wire::<SessionBody<'_>>(bytes, (), out)?;
        black_box(SessionBody::of(&black_box(SlpBody::parse(bytes).ok()?)).is_ok());
        let context = black_box(body.context?);
        black_box((context.decoded_len(), context.decode_into(out).is_ok(), context.as_base64().as_bytes()));
        black_box(SessionContext::new(bytes));
        context.decoded().map(usize::from).max()
    }

    fn slp_transport(bytes, out) {
        black_box(TransportBody::of(&black_box(SlpBody::parse(bytes).ok()?)).is_ok());
        wire::<TransportBody<'_>>(bytes, (), out).map(|_| 0)
    }

    fn slp_contexts(bytes, out) {
        let name = black_box(Wide::from_octets(bytes).ok()?);
        asked(FileContext::new(name, 7, bytes), out)?;
        black_box(wire::<ActivityContext<'_>>(bytes, (), out));
        wire::<FileContext<'_>>(bytes, (), out).map(|context| context.preview.len())
    }

    fn blocks(bytes, out) {
        let blocks = wire::<Blocks<'_>>(bytes, (), out)?;
        black_box((blocks.to(), blocks.from()));
        let content = blocks.content?;
        black_box((content.length().is_ok(), content.has_its_length(), content.offsets().is_ok()));
        content.packets().ok()?.map(<[u8]>::len).max()
    }

    fn blocks_made(bytes, _out) {
        let lines = black_box(Headers::of_block(bytes));
        black_box((HeaderBlock::routing(lines), HeaderBlock::reliability(lines).get("Seq")));
        Some(BlockName::new(bytes).ok()?.as_bytes().len())
    }

    fn blocks_offsets(bytes, out) {
        let offsets = black_box(Offsets::read(bytes, black_box(bytes.len())).ok()?);
        black_box((offsets.as_bytes(), offsets.iter().max()));
        Offsets::write_into(&black_box([number(bytes)?, number(bytes)?]), out).ok().map(<[u8]>::len)
    }

    fn blocks_address(bytes, _out) {
        let address = RoutingAddress::new(bytes);
        black_box((address.network(), address.address(), address.endpoint(), address.path(), address.via()));
        black_box((address.parameter(bytes), address.as_bytes()));
        address.to_str().map(str::len)
    }
}
