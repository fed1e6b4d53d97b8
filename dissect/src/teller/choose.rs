//! Which messages are shown.

use crate::ipmsg;
use crate::msnp::typed;
use crate::show::output::{Place, Status, Thing, Trouble};
use crate::teller::people::People;
use imwire::ipmsg::dict::{DictPacket, Dictionary};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::fmt;

/// What the user has asked for. Of one list, one item must fit; of several lists, each.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Choice {
    /// Commands, as they are shown.
    pub(crate) only: Vec<String>,
    /// Parts of names.
    pub(crate) users: Vec<String>,
    /// Addresses, or parts of names of hosts.
    pub(crate) hosts: Vec<String>,
    pub(crate) conversations: Vec<u64>,
    pub(crate) since: Option<Timestamp>,
    /// This moment is not included.
    pub(crate) until: Option<Timestamp>,
    /// Only what is wrong.
    pub(crate) errors: bool,
}

impl Choice {
    pub(crate) fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it takes conversations as a whole, so that what is said about one belongs to it.
    pub(crate) fn is_of_conversations(&self) -> bool {
        let conversations = self.conversations.clone();
        *self == Self { conversations, ..Self::default() }
    }

    pub(crate) fn takes(&self, place: &Place, thing: &Thing<'_>, people: &People) -> bool {
        let Self { only, users, hosts, conversations, since, until, errors } = self;
        let any =
            |list: &[String], fits: &dyn Fn(&str) -> bool| list.is_empty() || list.iter().any(|it| fits(it));
        (conversations.is_empty() || conversations.contains(&place.conversation))
            && since.is_none_or(|since| place.moment.at >= since)
            && until.is_none_or(|until| place.moment.at < until)
            && (!errors || is_wrong(thing))
            && any(only, &|wanted| name(thing).is_some_and(|name| name.eq_ignore_ascii_case(wanted)))
            && any(hosts, &|wanted| {
                let ends = [place.from, place.to];
                ends.iter().any(|end| end.to_string() == wanted || end.ip().to_string() == wanted)
                    || sender(thing).is_some_and(|[_, host]| contains(host, wanted))
            })
            && any(users, &|wanted| {
                sender(thing).is_some_and(|[user, _]| contains(user, wanted))
                    || matches!(thing, Thing::Frame { frame, .. } if contains(frame.line().as_bytes(), wanted))
                    || people.speaker(place).is_some_and(|user| contains(user, wanted))
            })
    }
}

/// As on the command line.
impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut options = Vec::new();
        let mut list = |name: &str, values: Vec<String>| {
            options.extend((!values.is_empty()).then(|| format!("--{name} {}", values.join(","))));
        };
        list("only", self.only.clone());
        list("user", self.users.clone());
        list("host", self.hosts.clone());
        list("conversation", self.conversations.iter().map(ToString::to_string).collect());
        list("since", self.since.iter().map(ToString::to_string).collect());
        list("until", self.until.iter().map(ToString::to_string).collect());
        options.extend(self.errors.then(|| "--errors".to_owned()));
        f.write_str(&options.join(" "))
    }
}

/// A time as it is given on the command line, in UTC unless it says otherwise.
///
/// # Errors
/// It is none.
pub(crate) fn time(text: &str) -> Result<Timestamp, &'static str> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let local = text.parse::<DateTime>().and_then(|time| time.to_zoned(TimeZone::UTC));
    local.map(|time| time.timestamp()).map_err(|_| "not a time such as 2026-11-21T10:30:00")
}

/// The command, as it is shown.
pub(crate) fn name(thing: &Thing<'_>) -> Option<String> {
    match thing {
        Thing::Packet { packet, .. } => Some(packet.word().mode().to_string()),
        Thing::Dictionary { dict, .. } => {
            DictPacket::new(dict.0).ok().map(|packet| packet.word().mode().to_string())
        }
        Thing::Frame { frame, .. } if frame.block().is_none() => {
            Some(frame.line().verb().map(char::from).iter().collect())
        }
        Thing::Direct(message) => Some(message.name().to_owned()),
        _ => None,
    }
}

/// What is wrong with it, without the place.
pub(crate) fn wrong(thing: &Thing<'_>) -> Option<String> {
    let said = match thing {
        Thing::Packet { packet, .. } => ipmsg::body(packet).err()?.to_string(),
        Thing::Dictionary { dict, .. } => Dictionary::new(dict.0).err()?.to_string(),
        Thing::Frame { frame, context, .. } => typed(frame, *context).err()?.to_string(),
        Thing::Direct(message) => message.packet().err()?.to_string(),
        Thing::Record { record, .. } => record.json().get("record_error")?.as_str()?.to_owned(),
        Thing::Contents(_) | Thing::Payload { .. } | Thing::Trouble(Trouble { status: Status::Data, .. }) => {
            return None;
        }
        Thing::Trouble(Trouble { error: Some(error), .. }) => error.clone(),
        Thing::Trouble(Trouble { status, .. }) => status.name().to_owned(),
    };
    Some(said.split(" at byte ").next().unwrap_or_default().to_owned())
}

fn is_wrong(thing: &Thing<'_>) -> bool {
    wrong(thing).is_some()
}

/// User and host, as the packet names them.
fn sender<'a>(thing: &Thing<'a>) -> Option<[&'a [u8]; 2]> {
    match thing {
        Thing::Packet { packet, .. } => Some([packet.user.as_bytes(), packet.host.as_bytes()]),
        Thing::Dictionary { dict, .. } => {
            let packet = DictPacket::new(dict.0).ok()?;
            Some([packet.user().as_bytes(), packet.host().as_bytes()])
        }
        _ => None,
    }
}

/// Upper and lower case are alike.
fn contains(bytes: &[u8], wanted: &str) -> bool {
    bytes.windows(wanted.len().max(1)).any(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        #[track_caller]
        fn case(text: &str, expected: Option<&str>) {
            assert_eq!(time(text).ok().map(|time| time.to_string()).as_deref(), expected);
        }
        case("2026-11-21", Some("2026-11-21T00:00:00Z"));
        case("2026-11-21 10:30", Some("2026-11-21T10:30:00Z"));
        case("2026-11-21T10:30:00.5", Some("2026-11-21T10:30:00.5Z"));
        case("2026-11-21T10:30:00+08:00", Some("2026-11-21T02:30:00Z"));
        case("noon", None);
    }

    #[test]
    fn as_on_the_command_line() {
        let only = vec!["SENDMSG".to_owned(), "MSG".to_owned()];
        let choice = Choice { only, conversations: vec![3], errors: true, ..Choice::default() };
        assert_eq!(choice.to_string(), "--only SENDMSG,MSG --conversation 3 --errors");
    }
}
