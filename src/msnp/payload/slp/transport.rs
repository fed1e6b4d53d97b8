//! The body of a transport negotiation: how two clients could connect directly.

use super::body::{Turned, slp_body};
use crate::msnp::payload::guid::Guid;
use crate::msnp::payload::value::{HeaderText, header_words};

slp_body! {
    /// The body of a transport request, of the answer to it, and of later changes of address.
    ///
    /// Windows Live Messenger 2009 writes some keys backwards, with their values: see [`Turned`].
    ///
    /// ```
    /// use imwire::{Wire, msnp::payload::slp::{ConnectionType, TransportBody}};
    ///
    /// let body = TransportBody::parse(
    ///     b"Listening: true\r\nConn-Type: Firewall\r\nIPv6-global: \r\nsrddA-lanretnI4vPI: 261.532.02.271\r\n\
    ///       troP-lanretnI4vPI: 72385\r\nBridge: TCPv1\r\n\r\n\0",
    /// )?;
    /// assert_eq!((body.listening, body.connection_type), (Some(true), Some(ConnectionType::FIREWALL)));
    /// assert_eq!(body.internal_addresses.unwrap().to_string(), "172.20.235.162");
    /// assert_eq!(body.internal_port.unwrap().number(), Some(58327));
    /// assert!(body.ipv6_global.unwrap().is_empty());
    /// # Ok::<(), imwire::Error>(())
    /// ```
    TransportBody<'a> {
        /// The ways that the asking side knows, with spaces between them: `TRUDPv1 TCPv1 SBBridge TURNv1`.
        bridges: word HeaderText<'a> = "Bridges", "bridge";
        /// The bridge that the answering side chooses.
        bridge: word HeaderText<'a> = "Bridge", "bridge";
        /// Whether the answering side listens.
        listening: word bool = "Listening", "state";
        /// Whether the answering side has to be told where the other one is.
        need_endpoint: word bool = "NeedConnectingEndpointInfo", "state";
        /// The external IPv4 address as one number: see [`net_id_address`](super::net_id_address). 0 without a NAT.
        net_id: word i32 = "NetID", "net id";
        /// How the side is connected.
        connection_type: word ConnectionType<'a> = "Conn-Type", "connection type";
        /// The same for TCP.
        tcp_connection_type: word ConnectionType<'a> = "TCP-Conn-Type", "connection type";
        /// One IPv6 address, or nothing.
        ipv6_global: word HeaderText<'a> = "IPv6-global", "ip address";
        /// Whether the NAT opens ports by `UPnP`.
        upnp_nat: word bool = "UPnPNat", "state";
        /// Whether a firewall of Windows XP is on.
        icf: word bool = "ICF", "state";
        /// 1, from Windows Live Messenger 8 on.
        capabilities_flags: word u32 = "Capabilities-Flags", "capabilities";
        /// The addresses inside the NAT, with spaces between them.
        internal_addresses: turned Turned<'a> = "IPv4Internal-Addrs", "ip address";
        /// The port at those addresses.
        internal_port: turned Turned<'a> = "IPv4Internal-Port", "port";
        /// The addresses outside the NAT.
        external_addresses: turned Turned<'a> = "IPv4External-Addrs", "ip address";
        /// The port at those addresses.
        external_port: turned Turned<'a> = "IPv4External-Port", "port";
        /// Addresses inside the NAT with their ports: `192.168.2.100:5340`.
        internal_endpoints: turned Turned<'a> = "IPv4InternalAddrsAndPorts", "ip address";
        /// Addresses outside the NAT with their ports.
        external_endpoints: turned Turned<'a> = "IPv4ExternalAddrsAndPorts", "ip address";
        /// IPv6 addresses, with spaces between them.
        ipv6_addresses: word HeaderText<'a> = "IPv6-Addrs", "ip address";
        /// The port at those addresses.
        ipv6_port: word HeaderText<'a> = "IPv6-Port", "port";
        /// IPv6 addresses with their ports: `2001:db8::1#3544`.
        ipv6_endpoints: turned Turned<'a> = "IPv6AddrsAndPorts", "ip address";
        /// What the addresses are for: `WLX-Nat-Trav-Msg-Direct-Connect-Req`.
        nat_message_type: word HeaderText<'a> = "Nat-Trav-Msg-Type", "kind";
        /// The nonce that both sides send on the direct connection; [`Guid::ZERO`] if the side does not listen.
        nonce: word Guid = "Nonce", "nonce";
        /// The hash of the nonce that this side will send on the direct connection: the first 16 bytes of its SHA-1.
        hashed_nonce: word Guid = "Hashed-Nonce", "nonce";
        /// The session that the connection is for; 0 or absent for none.
        session_id: word u32 = "SessionID", "session id";
        /// 0, from MSN Messenger 7 to Windows Live Messenger 8.
        channel_state: word u32 = "SChannelState", "state";
    }
}

header_words! {
    /// How a client is connected, here and in an [`Invitation`](crate::msnp::payload::Invitation). An open set;
    /// letter case does not count.
    ConnectionType {
        /// Without a NAT.
        DIRECT = "Direct-Connect";
        /// A firewall that lets no connection in.
        FIREWALL = "Firewall";
        /// A NAT that takes packets from a port it sent to.
        PORT_RESTRICTED = "Port-Restrict-NAT";
        /// A NAT that takes packets from an address it sent to.
        ADDRESS_RESTRICTED = "IP-Restrict-NAT";
        /// A NAT with another port for each receiver.
        SYMMETRIC = "Symmetric-NAT";
        /// A NAT of another kind.
        UNKNOWN_NAT = "Unknown-NAT";
        /// Not known.
        UNKNOWN = "Unknown-Connect";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::wire::Wire as _;
    use proptest::prelude::*;

    #[test]
    fn bodies() {
        let input = b"Bridges: TRUDPv1 TCPv1\r\nNetID: -1689699384\r\nConn-Type: Port-Restrict-NAT\r\nUPnPNat: TRUE\r\nICF: false\r\n\
            Hashed-Nonce: {44C4DB18-98AC-2025-1404-1998BEE1C437}\r\nstroPdnAsrddA6vPI: 4453#1::8bd:1002\r\nX: y\r\n\r\n\0";
        let body = checked::canonical::<TransportBody<'_>>(input, ()).unwrap();
        assert_eq!(
            (body.net_id, body.connection_type),
            (Some(-1_689_699_384), Some(ConnectionType::PORT_RESTRICTED))
        );
        assert_eq!((body.upnp_nat, body.icf, body.listening), (Some(true), Some(false), None));
        assert_eq!(body.ipv6_endpoints.unwrap().to_string(), "2001:db8::1#3544");
        assert_eq!(body.lines.iter().count(), 1);
        refused(TransportBody::parse(b"Listening: yes\r\n"), "state: unexpected word at byte 11");
        refused(TransportBody::parse(b"NetID: 2147483648\r\n"), "net id: over 32 bits at byte 7");
    }

    proptest! {
        #[test]
        fn any_body(text in "((Listening|NetID|Nonce|IPv6-Port|troP-lanretnI4vPI|IPv4Internal-Port)?[: a-z0-9\\r\\n\\x00]{0,9}){0,3}") {
            _ = checked::canonical::<TransportBody<'_>>(text.as_bytes(), ());
        }

        #[test]
        fn what_is_built_is_read_back(
            flags: [Option<bool>; 4], net_id: Option<i32>, ports: [Option<u16>; 3], nonce: Option<[u8; 16]>, backwards: bool,
            word in "[a-z]( ?[a-z])?",
        ) {
            let [listening, need_endpoint, upnp_nat, icf] = flags;
            let turned = |port: u16| {
                let text: &'static str = port.to_string().leak();
                if backwards { Turned::backwards(text) } else { Turned::new(text) }.unwrap()
            };
            let [internal, external, v6] = ports.map(|port| port.map(turned));
            let word = word.leak();
            checked::value(TransportBody {
                bridges: HeaderText::new(word).ok(), listening, need_endpoint, net_id, upnp_nat, icf,
                connection_type: ConnectionType::new(word).ok(),
                internal_port: internal, external_endpoints: external, ipv6_endpoints: v6,
                nonce: nonce.map(Guid), ipv6_global: HeaderText::new("").ok(),
                ..TransportBody::default()
            }, ());
        }
    }
}
