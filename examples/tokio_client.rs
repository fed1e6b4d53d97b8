//! A client of a switchboard on tokio: shows what it hears, and says its words when somebody joins.
//!
//! `cargo run --features tokio-util --example tokio_client -- 127.0.0.1:1863 alice@example.com "hi, who are you?"`

use futures_util::{SinkExt, StreamExt};
use imwire::msnp::payload::{Content, PlainText};
use imwire::msnp::{
    AckWanted, AnyCommand, Arg, Dialect, Link, Passport, Payload, Session, TrId, codec::CommandCodec, sb,
};
use imwire::{Encode, Wire};
use std::error::Error;
use tokio::net::TcpStream;
use tokio_util::codec::Framed;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, passport, words @ ..] = &arguments[..] else {
        return Err("which server, and who are you?".into());
    };
    let stream = TcpStream::connect(address).await?;
    let session = Session::known(Link::Switchboard, Dialect::MSNP8);
    let mut server = Framed::new(stream, CommandCodec::for_client(session));

    // The constructors refuse what no line can carry, such as a line end in a passport.
    let usr =
        sb::Usr { trid: TrId(1), passport: Passport::new(passport.as_bytes())?, cookie: Arg::new("1")? };
    server.send(sb::ClientCommand::from(usr)).await?;

    while let Some(received) = server.next().await.transpose()? {
        let AnyCommand::SwitchboardServer(command) = received.command()?.command else { continue };
        match command {
            sb::ServerCommand::Joi(joi) => {
                println!("{} is here", joi.passport);
                for (word, trid) in words.iter().zip(2..) {
                    let text = PlainText::new(word).to_vec();
                    let msg = sb::Msg { trid: TrId(trid), ack: AckWanted::NEGATIVE, payload: Payload(&text) };
                    server.send(sb::ClientCommand::from(msg)).await?;
                }
            }
            sb::ServerCommand::Msg(msg) => {
                if let Ok(Content::Text(text)) = Content::parse(msg.payload.0) {
                    println!("{}: {}", msg.passport, text.lossy());
                }
            }
            other => println!("{other}"),
        }
    }
    Ok(())
}
