//! The HTTP gateway: commands in the bodies of requests and answers.
//!
//! ```text
//! POST /gateway/gateway.dll?Action=open&Server=NS&IP=messenger.example.com HTTP/1.1␍␊
//! Content-Length: 19␍␊
//! ␍␊
//! VER 1 MSNP11 CVR0␍␊
//! ```
//!
//! The HTTP is read here: of it only lengths count, and it has to go on after a gap, for which HTTP crates have no word.

use imwire::Wire;
use imwire::msnp::payload::gateway::{GatewayAnswer, GatewayRequest, HEADER, PATH};
use imwire::msnp::payload::mime::Headers;

/// Longest head that is believed, in bytes.
const HEAD: usize = 16_384;

/// One side of a connection.
#[derive(Debug, Default)]
pub(crate) struct Http {
    next: Next,
    /// The start of a head or a line that is not whole yet.
    head: Vec<u8>,
}

/// What comes next.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Next {
    #[default]
    Head,
    /// So many bytes of a body.
    Body(u64),
    /// The size of a chunk, perhaps after the end of another.
    Size,
    /// So many bytes of a chunk.
    Chunk(u64),
    /// The lines after the last chunk.
    Trailer,
    /// Bytes are missing: a head, but nobody knows where.
    Lost,
}

impl Http {
    /// Takes the next bytes, and gives those that are in bodies. `told` is called for what a head says.
    pub(crate) fn bodies(&mut self, mut bytes: &[u8], mut told: impl FnMut(String)) -> Vec<u8> {
        let mut bodies = Vec::new();
        while !bytes.is_empty() {
            self.next = match self.next {
                Next::Body(0) => Next::Head,
                Next::Chunk(0) => Next::Size,
                Next::Body(left) | Next::Chunk(left) => {
                    let length = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    let (body, rest) = bytes.split_at(length);
                    bodies.extend_from_slice(body);
                    bytes = rest;
                    let left = left - length as u64;
                    if let Next::Body(_) = self.next { Next::Body(left) } else { Next::Chunk(left) }
                }
                Next::Lost => {
                    let mut rest = (0..bytes.len()).filter_map(|at| bytes.get(at..));
                    let starts = |rest: &&[u8]| HEADS.iter().any(|head| rest.starts_with(head));
                    let Some(found) = rest.find(starts) else { break };
                    bytes = found;
                    Next::Head
                }
                Next::Head => match self.until(b"\r\n\r\n", &mut bytes) {
                    Some(head) => after(&head, &mut told),
                    None => break,
                },
                Next::Size => match self.until(b"\r\n", &mut bytes) {
                    Some(line) => after_size(&line),
                    None => break,
                },
                Next::Trailer => match self.until(b"\r\n", &mut bytes) {
                    Some(line) if line == b"\r\n" => Next::Head,
                    Some(_) => Next::Trailer,
                    None => break,
                },
            };
        }
        if self.head.len() > HEAD {
            *self = Self { next: Next::Lost, head: Vec::new() };
        }
        bodies
    }

    /// What comes before the next `end`, with it, once that is there.
    fn until(&mut self, end: &[u8], bytes: &mut &[u8]) -> Option<Vec<u8>> {
        let before = self.head.len();
        self.head.extend_from_slice(bytes);
        let at = self.head.windows(end.len()).position(|window| window == end)? + end.len();
        *bytes = bytes.get(at - before..).unwrap_or_default();
        self.head.truncate(at);
        Some(std::mem::take(&mut self.head))
    }

    /// So many bytes are missing. Says whether all of them are of one body.
    pub(crate) fn gap(&mut self, count: u64) -> bool {
        let (next, inside) = match self.next {
            Next::Body(left) if count <= left => (Next::Body(left - count), true),
            Next::Chunk(left) if count <= left => (Next::Chunk(left - count), true),
            _ => (Next::Lost, false),
        };
        *self = Self { next, head: Vec::new() };
        inside
    }

    /// Bytes of a head that is not whole yet.
    pub(crate) fn held(&self) -> usize {
        self.head.len()
    }
}

/// What heads begin with.
const HEADS: [&[u8]; 2] = [b"POST ", b"HTTP/1."];

/// What comes after a head.
fn after(head: &[u8], told: &mut impl FnMut(String)) -> Next {
    let start = head.windows(2).position(|end| end == b"\r\n").unwrap_or(0);
    let (line, headers) = head.split_at(start + 2);
    let headers = Headers::of_block(headers);
    if let Some(text) = request(line) {
        told(text);
    }
    let answer = headers.get(HEADER).and_then(|value| GatewayAnswer::parse(value.as_bytes()).ok());
    if answer.is_some_and(|answer| answer.is_closed) {
        told("the gateway closes the session".to_owned());
    }
    let coding = headers.get("Transfer-Encoding");
    if coding.is_some_and(|coding| coding.as_bytes().to_ascii_lowercase().ends_with(b"chunked")) {
        return Next::Size;
    }
    let length = headers.get("Content-Length").and_then(|length| length.to_str()?.parse().ok());
    let code = line.strip_prefix(b"HTTP/1.").and_then(|rest| rest.get(2..5));
    match (length, code) {
        (_, Some([b'1', ..] | b"204" | b"304")) | (None, None) => Next::Body(0),
        (Some(length), _) => Next::Body(length),
        // An answer without a length ends with the connection.
        (None, Some(_)) => Next::Body(u64::MAX),
    }
}

/// What comes after the line with the size of a chunk.
fn after_size(line: &[u8]) -> Next {
    let digits = line.split(|byte| matches!(byte, b';' | b'\r')).next().unwrap_or_default().trim_ascii();
    let size = std::str::from_utf8(digits).ok().and_then(|digits| u64::from_str_radix(digits, 16).ok());
    match size {
        // The end of the chunk before it.
        None if digits.is_empty() => Next::Size,
        None => Next::Lost,
        Some(0) => Next::Trailer,
        Some(size) => Next::Chunk(size),
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

    /// Chunks with an extension, a trailer, and the next answers.
    const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nPNG\r\n\r\n03;x=y\r\nOUT\r\n0\r\nDate: now\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nQNG 50\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nX-MSN-Messenger: SessionID=1.2; GW-IP=192.0.2.1; Session=close\r\nContent-Length: 2\r\n\r\nhi";

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
        case(CHUNKED, b"PNG\r\nOUTQNG 50\r\nhi", &["the gateway closes the session"]);
        case(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\nto the\r\n\r\nend",
            b"to the\r\n\r\nend",
            &[],
        );
        case(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nPNG\r\n", b"", &[]);
    }

    #[test]
    fn gaps() {
        let mut http = Http::default();
        assert_eq!(http.bodies(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", |_| {}), b"abc");
        assert!(http.gap(4));
        assert_eq!(http.bodies(b"xyHTTP/1.1", |_| {}), b"xy");
        assert!(!http.gap(1));
        assert_eq!((http.bodies(b"in the middle", |_| {}).len(), http.held()), (0, 0));
        // A head that follows a gap is found, and one without an end given up.
        assert_eq!(http.bodies(&[&b"lost\r\n"[..], CLOSE].concat(), |_| {}), b"hi");
        for _ in 0..4 {
            assert_eq!(http.bodies(&[b'x'; 20_000], |_| {}), b"");
            assert!(http.held() <= HEAD);
        }
        // In a chunk, and over its end.
        let mut http = Http::default();
        assert_eq!(
            http.bodies(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", |_| {}),
            b"ab"
        );
        assert!(http.gap(2) && !http.gap(2));
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
