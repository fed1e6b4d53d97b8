//! The same work for parsers of other protocols: input of equal size.

/// A request of HTTP with so many bytes, or the smallest there is.
pub(crate) fn request(len: usize) -> Vec<u8> {
    const HEADERS: [&str; 6] = [
        "Host: chat.example.com\r\n",
        "Accept: text/html,application/xhtml+xml\r\n",
        "Accept-Language: ja,en;q=0.5\r\n",
        "Connection: keep-alive\r\n",
        "Cache-Control: no-cache\r\n",
        "Referer: https://intra.example/wiki/start\r\n",
    ];
    let mut request = b"GET / HTTP/1.1\r\n".to_vec();
    for header in HEADERS.iter().cycle().take(40) {
        if request.len() + header.len() + 8 > len {
            break;
        }
        request.extend_from_slice(header.as_bytes());
    }
    request.extend_from_slice(b"X: ");
    request.resize(request.len().max(len.saturating_sub(4)), b'y');
    request.extend_from_slice(b"\r\n\r\n");
    request
}

/// Reads a request; the number of its headers.
pub(crate) fn http(request: &[u8]) -> usize {
    let mut headers = [httparse::EMPTY_HEADER; 48];
    let mut read = httparse::Request::new(&mut headers);
    assert!(read.parse(request).is_ok_and(|status| status.is_complete()));
    read.headers.len()
}

/// A response of IMAP as long as the line at the front of a command.
pub(crate) fn imap_line(command: &[u8]) -> Vec<u8> {
    let len = memchr::memchr(b'\n', command).map_or(command.len(), |at| at + 1);
    let line = match len.checked_sub(36) {
        Some(name) => format!("* LIST (\\HasNoChildren) \"/\" \"{}\"\r\n", "m".repeat(name + 1)),
        None => format!("* {} EXISTS\r\n", "1".repeat(len.saturating_sub(11).clamp(1, 9))),
    };
    assert!(imap_proto::Response::parse(line.as_bytes()).is_ok(), "{line}");
    line.into_bytes()
}
