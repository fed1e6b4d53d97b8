//! The HTTP gateway: commands in the bodies of requests and answers.
//!
//! ```text
//! POST /gateway/gateway.dll?Action=open&Server=NS&IP=messenger.example.com HTTP/1.1␍␊
//! Content-Length: 19␍␊
//! ␍␊
//! VER 1 MSNP11 CVR0␍␊
//! ```

use imwire::Wire;
use imwire::msnp::payload::gateway::{GatewayAnswer, GatewayRequest, HEADER, PATH};
use imwire::msnp::payload::mime::Headers;

/// Longest head that is believed, in bytes.
const HEAD: usize = 16_384;

/// One side of a connection.
#[derive(Debug, Default)]
pub(crate) struct Http {
    /// The start of a head.
    head: Vec<u8>,
    /// Bytes of the body that are still to come.
    body: u64,
    /// Bytes are missing, and nobody knows where a head begins.
    lost: bool,
}

impl Http {
    /// Takes the next bytes, and gives those that are in bodies. `told` is called for what a head says.
    pub(crate) fn bodies(&mut self, mut bytes: &[u8], mut told: impl FnMut(String)) -> Vec<u8> {
        let mut bodies = Vec::new();
        while !bytes.is_empty() && !self.lost {
            let length = usize::try_from(self.body).unwrap_or(usize::MAX).min(bytes.len());
            let (body, rest) = bytes.split_at(length);
            bodies.extend_from_slice(body);
            self.body -= length as u64;
            let before = self.head.len();
            self.head.extend_from_slice(rest);
            let Some(end) = self.head.windows(4).position(|end| end == b"\r\n\r\n") else {
                self.lost = self.head.len() > HEAD;
                break;
            };
            bytes = rest.get(end + 4 - before..).unwrap_or_default();
            self.head.truncate(end + 4);
            let start = self.head.windows(2).position(|end| end == b"\r\n").unwrap_or(0);
            let (line, headers) = self.head.split_at(start + 2);
            let headers = Headers::of_block(headers);
            let length = headers.get("Content-Length").and_then(|length| length.to_str()?.parse().ok());
            self.body = length.unwrap_or(0);
            if let Some(text) = request(line) {
                told(text);
            }
            let answer = headers.get(HEADER).and_then(|value| GatewayAnswer::parse(value.as_bytes()).ok());
            if answer.is_some_and(|answer| answer.is_closed) {
                told("the gateway closes the session".to_owned());
            }
            self.head.clear();
        }
        bodies
    }

    /// So many bytes are missing. Says whether all of them are of one body.
    pub(crate) fn gap(&mut self, count: u64) -> bool {
        let inside = !self.lost && self.head.is_empty() && count <= self.body;
        self.lost = !inside;
        self.body = self.body.saturating_sub(count);
        inside
    }

    /// Bytes of a head that is not whole yet.
    pub(crate) fn held(&self) -> usize {
        self.head.len()
    }
}

/// Whether these are the first bytes of a client that uses the gateway; `None` if there are too few to tell.
pub(crate) fn is_gateway(start: &[u8]) -> Option<bool> {
    let line = start.split(|&byte| byte == b'\r').next().unwrap_or_default();
    let path = PATH.as_bytes();
    if b"POST ".starts_with(start) {
        None
    } else if !start.starts_with(b"POST ") {
        Some(false)
    } else if line.len() < start.len() {
        Some(line.windows(path.len()).any(|part| part == path))
    } else if start.len() > HEAD {
        Some(false)
    } else {
        None
    }
}

/// Polls come each two seconds: only what opens a session is worth a word.
fn request(line: &[u8]) -> Option<String> {
    let target = line.strip_prefix(b"POST ")?.split(|&byte| byte == b' ').next()?;
    match GatewayRequest::parse(target).ok()? {
        GatewayRequest::Open { server, host } => Some(format!(
            "through the HTTP gateway, to {} {}",
            server.as_bytes().escape_ascii(),
            host.as_bytes().escape_ascii()
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: &[u8] = b"POST /gateway/gateway.dll?Action=open&Server=NS&IP=a.example.com HTTP/1.1\r\nContent-Length: 5\r\n\r\nPNG\r\nPOST /gateway/gateway.dll?Action=poll&SessionID=1.2 HTTP/1.1\r\nContent-Length: 0\r\n\r\nPOST /gateway/gateway.dll?SessionID=1.2 HTTP/1.1\r\ncontent-length: 3\r\n\r\nOUT";
    const CLOSE: &[u8] = b"HTTP/1.1 200 OK\r\nX-MSN-Messenger: SessionID=1.2; GW-IP=192.0.2.1; Session=close\r\nContent-Length: 2\r\n\r\nhi";

    #[track_caller]
    fn case(bytes: &[u8], bodies: &[u8], said: &[&str]) {
        for size in 1..=bytes.len() {
            let (mut http, mut found, mut told) = (Http::default(), Vec::new(), Vec::new());
            for piece in bytes.chunks(size) {
                found.extend(http.bodies(piece, |text| told.push(text)));
            }
            assert_eq!(
                (found.escape_ascii().to_string(), told.iter().map(String::as_str).collect()),
                (bodies.escape_ascii().to_string(), said.to_vec())
            );
        }
    }

    #[test]
    fn bodies_however_they_arrive() {
        case(OPEN, b"PNG\r\nOUT", &["through the HTTP gateway, to NS a.example.com"]);
        case(CLOSE, b"hi", &["the gateway closes the session"]);
    }

    #[test]
    fn gaps() {
        let mut http = Http::default();
        assert_eq!(http.bodies(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", |_| {}), b"abc");
        assert!(http.gap(4));
        assert_eq!(http.bodies(b"xyHTTP/1.1", |_| {}), b"xy");
        assert!(!http.gap(1));
        assert_eq!((http.bodies(CLOSE, |_| {}).len(), http.bodies(&[b'x'; 20_000], |_| {}).len()), (0, 0));
    }

    #[test]
    fn which_connections() {
        for (start, expected) in [
            (&b""[..], None),
            (b"POS", None),
            (b"POST /gate", None),
            (b"POST http://a/gateway/gateway.dll?SessionID=1 HTTP/1.1\r", Some(true)),
            (b"POST /form HTTP/1.1\r\n", Some(false)),
            (b"GET /", Some(false)),
            (b"PNG", Some(false)),
        ] {
            assert_eq!(is_gateway(start), expected, "{}", start.escape_ascii());
        }
    }
}
