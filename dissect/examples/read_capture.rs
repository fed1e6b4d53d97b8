//! Shows the IPMsg messages in a capture, in pcap format, of Ethernet.
//!
//! `cargo run -p imwire-dissect --example read_capture -- dissect/samples/ipmsg-lan.pcap`

use etherparse::{SlicedPacket, TransportSlice};
use imwire::Wire;
use imwire::ipmsg::{Body, Packet};
use pcap_file::pcap::PcapReader;
use std::error::Error;
use std::fs::File;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("give a file")?;
    let mut capture = PcapReader::new(File::open(path)?)?;
    while let Some(frame) = capture.next_packet() {
        let frame = frame?;
        let sliced = SlicedPacket::from_ethernet(&frame.data)?;
        let Some(TransportSlice::Udp(datagram)) = sliced.transport else { continue };
        if datagram.destination_port() != 2425 {
            continue;
        }
        let packet = match Packet::parse(datagram.payload()) {
            Ok(packet) => packet,
            Err(error) => {
                println!("{error}");
                continue;
            }
        };
        print!("{} {} ", packet.user.as_bytes().escape_ascii(), packet.word().mode());
        match packet.body() {
            Ok(Body::Message(message)) => println!("{}", String::from_utf8_lossy(message.text.as_bytes())),
            Ok(_) => println!(),
            Err(error) => println!("{error}"),
        }
    }
    Ok(())
}
