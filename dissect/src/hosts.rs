//! A host list as JSON and as text.

use crate::charset::Charset;
use crate::escape;
use crate::ipmsg::names;
use crate::show::json::Object;
use crate::show::values::{Values, quoted};
use crate::text::{BOLD, PLAIN, Text};
use imwire::Error;
use imwire::ipmsg::{HostList, Options};

pub(crate) fn json(object: &mut Object, list: &HostList<'_>) -> Result<(), Error> {
    object.put("type", "host_list");
    object.put("next", list.next);
    object.put("count", list.count);
    let mut hosts = Vec::new();
    for host in list.hosts.iter() {
        let (host, mut item) = (host?, Object::default());
        item.put("user", escape::json(host.user.as_bytes()));
        item.put("host", escape::json(host.host.as_bytes()));
        let status = names(Options::Entry(host.status.options()));
        if !status.is_empty() {
            item.put("status", status);
        }
        item.put("status_value", host.status.bits());
        item.put("address", escape::json(host.address.as_bytes()));
        item.put("port_raw", host.port.raw());
        if let Some(port) = host.port.swapped() {
            item.put("port", port);
        }
        for (name, text) in [("nick", host.nick), ("group", host.group)] {
            if !text.as_bytes().is_empty() {
                item.put(name, escape::json(text.as_bytes()));
            }
        }
        hosts.push(serde_json::Value::from(item.map));
    }
    if !hosts.is_empty() {
        object.put("hosts", hosts);
    }
    if !list.trailing.as_bytes().is_empty() {
        object.put("trailing", escape::json(list.trailing.as_bytes()));
    }
    Ok(())
}

pub(crate) fn text(values: &mut Values, list: &HostList<'_>, charset: Charset) {
    values.put("next", Text::plain(list.next.to_string()));
    values.put("count", Text::plain(list.count.to_string()));
    for host in list.hosts.iter() {
        values.line();
        let host = match host {
            Ok(host) => host,
            Err(error) => {
                values.error(error);
                continue;
            }
        };
        values.word(Text::new(BOLD, "host"));
        for (name, text) in [("user", host.user), ("host", host.host), ("address", host.address)] {
            values.put(name, quoted(charset, text.as_bytes()));
        }
        let port = host.port.swapped().map_or(host.port.raw(), u32::from);
        values.put("port", Text::new(PLAIN, port.to_string()));
        for (name, text) in [("nick", host.nick), ("group", host.group)] {
            if !text.as_bytes().is_empty() {
                values.put(name, quoted(charset, text.as_bytes()));
            }
        }
        let status = names(Options::Entry(host.status.options()));
        if !status.is_empty() {
            values.put("status", Text::plain(status.join("|")));
        }
    }
}
