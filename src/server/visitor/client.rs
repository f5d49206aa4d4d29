//! Who is at the other end, as far as budgets know.

use std::net::IpAddr;

use http::HeaderMap;
use ipnet::IpNet;

/// What counts as one client: an IPv4 address or an IPv6 network of 64 bits, since there addresses cost nothing (attack BRU-06).
pub fn network(client: IpAddr) -> String {
    match client.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
    }
}

/// Roughly where a client is: the network of its address, 24 bits of IPv4 or 48 of IPv6.
pub fn place(client: IpAddr) -> String {
    let client = client.to_canonical();
    let network = IpNet::new(client, if client.is_ipv4() { 24 } else { 48 });
    network.map_or_else(|_| String::new(), |network| network.trunc().to_string())
}

pub fn is_trusted(peer: IpAddr, proxies: &[IpNet]) -> bool {
    proxies.iter().any(|network| network.contains(&peer.to_canonical()))
}

/// The client behind trusted proxies: the last address in `X-Forwarded-For` that none of them has (attack BRU-07). What
/// cannot be read ends the walk at the proxy that passed it on; without trusted proxies the header is not looked at.
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut client = peer.to_canonical();
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in hops.iter().rev() {
        if !is_trusted(client, trusted) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => client = address.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(http::HeaderName::from_static(name), value.parse().unwrap())])
    }

    #[test]
    fn bru_07_only_a_trusted_proxy_is_believed_about_the_client() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let seen = |peer, value: &str| client(peer, &headers("x-forwarded-for", value), &trusted).to_string();
        assert_eq!(seen(stranger, "198.51.100.7"), "203.0.113.9", "a stranger says what it likes");
        assert_eq!(seen(proxy, "198.51.100.7"), "198.51.100.7");
        assert_eq!(seen(proxy, "1.1.1.1, 198.51.100.7, 10.0.0.2"), "198.51.100.7", "the first one is the client's own claim");
        assert_eq!(seen(proxy, "a"), "10.0.0.1", "garbage is no way past the limit");
        assert_eq!(seen(proxy, "1.1.1.1, a"), "10.0.0.1");
        assert_eq!(seen(proxy, ""), "10.0.0.1");
        assert_eq!(seen(proxy, "::ffff:198.51.100.7"), "198.51.100.7");
        assert_eq!(client(proxy, &headers("x-real-ip", "198.51.100.7"), &trusted), proxy);
        assert_eq!(client(proxy, &headers("x-forwarded-for", "198.51.100.7"), &[]), proxy);
    }
}
