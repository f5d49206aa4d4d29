//! Requests that two readers would cut differently.

use std::time::Duration;

use crate::client::Door;
use crate::database::Database;
use crate::site::Site;

on_both!(web_15_a_request_of_two_minds_is_refused);

const PATIENCE: Duration = Duration::from_secs(10);

async fn web_15_a_request_of_two_minds_is_refused(database: Database) {
    let site = Site::open(database, "").await;
    let smuggled = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", site.address);
    let form = |headers: &[&str], body: &str| site.form_head("/api/logout", headers) + body;
    let chunked = "Transfer-Encoding: chunked";
    let long = "a".repeat(20_000);
    let many: Vec<String> = (0..100).map(|i| format!("X-{i}: a")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let refused = [
        form(&["Content-Length: 5", "Content-Length: 6"], "a=b&c="),
        form(&["Content-Length: 5, 6"], "a=b&c="),
        form(&["Content-Length: +5"], "a=b&c"),
        form(&["Content-Length: 0x5"], "a=b&c"),
        form(&["Content-Length: -5"], "a=b&c"),
        form(&["Content-Length: 5 5"], "a=b&c"),
        form(&["Content-Length: 99999999999999999999"], "a=b&c"),
        form(&["Transfer-Encoding: xchunked"], "0\r\n\r\n"),
        form(&["Transfer-Encoding: identity"], "0\r\n\r\n"),
        form(&["Transfer-Encoding: chunked, identity"], "0\r\n\r\n"),
        form(&["Transfer-Encoding: chunked\u{b}"], "0\r\n\r\n"),
        form(&[chunked], "5\na=b&c\n0\n\n"),
        form(&[chunked], "5;\r\n\ra=b&c\r\n0\r\n\r\n"),
        form(&[chunked], "0x5\r\na=b&c\r\n0\r\n\r\n"),
        form(&[chunked], "-5\r\na=b&c\r\n0\r\n\r\n"),
        form(&[chunked], "5\r\na=b&cdef\r\n0\r\n\r\n"),
        form(&[chunked], "FFFFFFFFFFFFFFFFF\r\na=b&c\r\n0\r\n\r\n"),
        form(&[chunked], &format!("5;{long}\r\na=b&c\r\n0\r\n\r\n")),
        site.head("GET /healthz", &["X-A: b", " c: d"]),
        site.head("GET /healthz", &["\tX-A: b"]),
        site.head("GET /healthz", &["X-A : b"]),
        site.head("GET /healthz", &["X-A: b\rX-C: d"]),
        site.head("GET /healthz", &["X-A: b\0"]),
        site.head("GET /healthz", &["X A: b"]),
        site.head("GET /healthz", &[": b"]),
        site.head("GET /healthz", &["no colon"]),
        site.head("GET  /healthz", &[]),
        site.head("GET /health z", &[]),
        site.head("G\u{e9}T /healthz", &[]),
        site.head("GET /healthz", &[]).replace("HTTP/1.1", "HTTP/1.2"),
        site.head("GET /healthz", &[]).replace("HTTP/1.1", "HTTP/2.0"),
        site.head("PRI *", &[]).replace("HTTP/1.1", "HTTP/2.0") + "SM\r\n\r\n",
        form(&[chunked], "0\r\n\r\n").replace("HTTP/1.1", "HTTP/1.0"),
        site.head("GET /healthz", &[&format!("X-A: {long}")]),
        site.head("GET /healthz", &many),
        site.head(&format!("GET /healthz?{long}"), &[]),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}".to_owned() + &"\0".repeat(512),
    ];
    for request in refused {
        let shown: String = request.chars().take(200).collect();
        let raw = site.raw(request + &smuggled, PATIENCE).await;
        assert!(raw.closed, "the connection stays open: {shown:?}: {}", raw.text);
        assert!(raw.status().is_none_or(|status| (400..500).contains(&status)), "{shown:?}: {}", raw.text);
        assert!(raw.text.matches("HTTP/1.1 ").count() <= 1, "what was smuggled in is answered: {shown:?}: {}", raw.text);
    }
    // Length and chunks at once: the chunks count, and nothing after them is believed (RFC 9112 §6.3).
    for headers in [["Content-Length: 5", chunked], [chunked, "Content-Length: 5"]] {
        let raw = site.raw(form(&headers, "0\r\n\r\n") + &smuggled, PATIENCE).await;
        assert!(raw.closed && raw.text.matches("HTTP/1.1 ").count() == 1, "{headers:?}: {}", raw.text);
    }
    // A bare LF may end a line (RFC 9112 §2.2), but it makes one request and not two.
    let bare = site.head("GET /healthz", &["Connection: close"]).replace("\r\n", "\n");
    let raw = site.raw(bare + &smuggled, PATIENCE).await;
    assert!(raw.closed && raw.text.matches("HTTP/1.1 ").count() <= 1, "{}", raw.text);
    assert_eq!(site.client(Door::Plain).get("/").await.status, 200);
}
