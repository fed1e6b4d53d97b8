//! A switchboard on tokio: everyone who connects is in one room and hears what the others say.
//!
//! `cargo run --features tokio-util --example tokio_server -- 127.0.0.1:1863`, then twice `tokio_client`.

use futures_util::{SinkExt, StreamExt};
use imwire::Encode;
use imwire::msnp::{
    AnyCommand, Context, Dialect, Encoded, FrameBuf, Link, Role, Session, codec::CommandCodec, sb,
};
use std::{io, sync::Arc};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio_util::codec::Framed;

const DIALECT: Dialect = Dialect::MSNP8;
const SWITCHBOARD: Context = Context::new(Link::Switchboard, Role::Server, DIALECT);

/// What everyone hears, except the guest of that number.
type Said = (u64, FrameBuf<Arc<[u8]>>);

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:1863".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    // A guest is disconnected if more than 64 commands wait for it.
    let (room, _) = broadcast::channel(64);
    for number in 0.. {
        let (stream, peer) = listener.accept().await?;
        let guest = serve(number, stream, room.clone());
        tokio::spawn(async move {
            if let Err(error) = guest.await {
                println!("{peer}: {error}");
            }
        });
    }
    Ok(())
}

async fn serve(number: u64, stream: TcpStream, room: broadcast::Sender<Said>) -> io::Result<()> {
    let mut client =
        Framed::new(stream, CommandCodec::for_server(Session::known(Link::Switchboard, DIALECT)));
    let mut heard = room.subscribe();
    let say = |command: sb::ServerCommand<'_>| -> io::Result<()> {
        let said = FrameBuf::parse_with(command.to_vec().into(), SWITCHBOARD)?;
        // It fails only if nobody is in the room.
        let _ = room.send((number, said));
        Ok(())
    };

    let Some(first) = client.next().await.transpose()? else { return Ok(()) };
    let AnyCommand::SwitchboardClient(sb::ClientCommand::Usr(usr)) = first.command()?.command else {
        return Err(io::Error::other("USR has to come first"));
    };
    let (passport, nick) = (usr.passport, Encoded::new(usr.passport.as_bytes())?);
    client.send(sb::ServerCommand::from(sb::UsrReply { trid: usr.trid, passport, nick })).await?;
    say(sb::Joi { passport, nick: Some(nick), capabilities: None }.into())?;

    loop {
        // When one of the two is ready the other is cancelled: it loses nothing by that.
        let received = tokio::select! {
            received = client.next() => received.transpose()?,
            said = heard.recv() => {
                let (speaker, said) = said.map_err(io::Error::other)?;
                if speaker != number {
                    client.send(said.frame()).await?;
                }
                continue;
            }
        };
        let Some(received) = received else { break };
        match received.command().map(|read| read.command) {
            Ok(AnyCommand::SwitchboardClient(sb::ClientCommand::Msg(msg))) => {
                say(sb::MsgPush { passport, nick, payload: msg.payload }.into())?;
            }
            Ok(AnyCommand::SwitchboardClient(sb::ClientCommand::Out(_))) => break,
            Ok(other) => println!("{passport}: {other}"),
            // One bad command is no reason to end the connection.
            Err(error) => println!("{passport}: {error}"),
        }
    }
    say(sb::Bye { passport, idle: None }.into())
}
