//! placeholder
mod dialect;
mod failure;
pub(crate) mod field;
mod line;
pub mod ns;
mod other;
pub(crate) mod record;
pub mod sb;
mod splitter;
mod table;
mod text;

pub use dialect::Dialect;
pub use failure::{ErrorCode, Failure};
pub use field::{Between, List, Payload, TrId, Value};
pub use line::{Args, Line};
pub use other::Other;
pub use record::Command;
pub use splitter::{Block, Frame, Frames, Limits, Splitter};
pub use table::{PayloadRule, Row, TrIdRule};
pub use text::{Arg, Decoded, Encoded, Passport};

use table::{VerbMap, merged, merged_len};

/// Which side sends. On an MSNFTP link the side that connected, which receives the file, counts
/// as the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The client.
    Client,
    /// The server.
    Server,
}

const CLIENT: (&[Row], &[Row]) = (ns::ClientCommand::ROWS, sb::ClientCommand::ROWS);
const SERVER: (&[Row], &[Row]) = (ns::ServerCommand::ROWS, sb::ServerCommand::ROWS);

type Rules<const N: usize> = VerbMap<(PayloadRule, TrIdRule), N>;

static CLIENT_RULES: Rules<{ merged_len(CLIENT.0, CLIENT.1) }> = VerbMap::new(merged(CLIENT.0, CLIENT.1));
static SERVER_RULES: Rules<{ merged_len(SERVER.0, SERVER.1) }> = VerbMap::new(merged(SERVER.0, SERVER.1));

/// The payload and `TrID` rule of a verb, whatever the link.
#[inline(always)]
fn rule(sender: Sender, verb: [u8; 3]) -> Option<(PayloadRule, TrIdRule)> {
    match sender {
        Sender::Client => CLIENT_RULES.find(verb),
        Sender::Server => SERVER_RULES.find(verb),
    }
}
