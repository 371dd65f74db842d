//! The client's IP address, read from `X-Forwarded-For` as far as the proxies in front are trusted.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, request::Parts},
};
use ipnet::IpNet;

use super::App;

/// Extractor of the client's address ([`of`]).
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) Option<IpAddr>);

impl FromRequestParts<App> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(of(&parts.extensions, &parts.headers, &app.site.trusted_proxies)))
    }
}

/// Returns the address that failures are counted for: the last one before the trusted proxies. An
/// IPv6 address is reduced to its /64, because a household has all of it.
pub(super) fn of(
    extensions: &Extensions,
    headers: &HeaderMap,
    trusted: &[IpNet],
) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    let forwarded = headers.get_all("x-forwarded-for").iter();
    let forwarded = forwarded.filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
    Some(household(before_proxies(peer.ip(), &forwarded, trusted)))
}

/// Walks back from the peer through the forwarded addresses while they are those of trusted
/// proxies. What an untrusted address claims to have forwarded is ignored. An IPv4 address is
/// compared as IPv4 even if a dual-stack listener shows it as IPv6.
fn before_proxies(peer: IpAddr, forwarded: &str, trusted: &[IpNet]) -> IpAddr {
    let mut address = peer.to_canonical();
    for hop in forwarded.rsplit(',').map(str::trim) {
        if !is_trusted(address, trusted) {
            break;
        }
        let Ok(before) = hop.parse::<IpAddr>() else { break };
        address = before.to_canonical();
    }
    address
}

/// Returns whether the address belongs to one of our own proxies.
pub(super) fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    let address = address.to_canonical();
    trusted.iter().any(|net| net.contains(&address))
}

fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        household(before_proxies(peer.parse().unwrap(), forwarded, &trusted)).to_string()
    }

    #[test]
    fn without_a_trusted_proxy_the_peer_counts_whatever_it_claims() {
        assert_eq!(from("203.0.113.7", "198.51.100.1", &[]), "203.0.113.7");
        assert_eq!(from("203.0.113.7", "198.51.100.1", &["10.0.0.0/8"]), "203.0.113.7");
    }

    #[test]
    fn behind_trusted_proxies_the_last_stranger_counts() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(from("10.0.0.2", "198.51.100.1", &trusted), "198.51.100.1");
        assert_eq!(from("10.0.0.2", "198.51.100.1, 10.0.0.3", &trusted), "198.51.100.1");
        assert_eq!(from("10.0.0.2", "6.6.6.6, 198.51.100.1", &trusted), "198.51.100.1");
    }

    #[test]
    fn proxy_that_a_listener_for_both_kinds_sees_is_trusted_by_its_ipv4_network() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(from("::ffff:10.0.0.2", "198.51.100.1", &trusted), "198.51.100.1");
        let hops = "198.51.100.1, ::ffff:10.0.0.3";
        assert_eq!(from("::ffff:10.0.0.2", hops, &trusted), "198.51.100.1");
        assert_eq!(from("::ffff:203.0.113.7", "198.51.100.1", &trusted), "203.0.113.7");
    }

    #[test]
    fn nonsense_in_the_header_leaves_the_proxy_itself() {
        for forwarded in ["", "unknown", ",,", "1.2.3.4:80"] {
            assert_eq!(from("10.0.0.2", forwarded, &["10.0.0.0/8"]), "10.0.0.2", "{forwarded}");
        }
    }

    #[test]
    fn addresses_of_one_household_count_as_one() {
        assert_eq!(from("2001:db8:1:2:3:4:5:6", "", &[]), "2001:db8:1:2::");
        assert_eq!(from("::ffff:203.0.113.7", "", &[]), "203.0.113.7");
    }
}
