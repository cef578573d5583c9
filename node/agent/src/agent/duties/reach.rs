// SPDX-License-Identifier: Apache-2.0

//! Which addresses are in the open internet.
//!
//! Whoever registers an endpoint chooses where the agents of others connect to. None shall be led to a
//! service that only its own machine or network was to reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the open internet, by the registries of IANA for special purposes.
pub fn is_public(address: IpAddr) -> bool {
	match address {
		IpAddr::V4(address) => is_public_v4(address),
		IpAddr::V6(address) => match address.to_ipv4_mapped() {
			Some(address) => is_public_v4(address),
			None => is_public_v6(address),
		},
	}
}

fn is_public_v4(address: Ipv4Addr) -> bool {
	let [a, b, c, _] = address.octets();
	!matches!(
		(a, b, c),
		// This network, private, loopback; multicast and reserved from 224 on.
		(0 | 10 | 127 | 224.., ..)
			// Carrier-grade NAT, link-local, private.
			| (100, 64..=127, _)
			| (169, 254, _)
			| (172, 16..=31, _)
			| (192, 168, _)
			// Protocol assignments, documentation, relays of 6to4, benchmarks.
			| (192, 0, 0 | 2)
			| (192, 88, 99)
			| (198, 18 | 19, _)
			| (198, 51, 100)
			| (203, 0, 113)
	)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
	let [a, b, ..] = address.segments();
	// Outside of 2000::/3 there is nothing global. Within: protocol assignments with Teredo,
	// documentation, 6to4, documentation again.
	matches!(a, 0x2000..=0x3fff)
		&& !matches!((a, b), (0x2001, 0..=0x01ff | 0x0db8) | (0x2002, _) | (0x3fff, 0..=0x0fff))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn addresses_of_the_open_internet_are_told_from_others() {
		for public in [
			"1.1.1.1",
			"9.9.9.9",
			"100.63.255.255",
			"100.128.0.1",
			"172.15.0.1",
			"172.32.0.1",
			"192.0.1.1",
			"192.167.1.1",
			"198.17.0.1",
			"198.20.0.1",
			"223.255.255.255",
			"2606:4700::1111",
			"2001:200::1",
			"2a00::1",
			"::ffff:1.1.1.1",
		] {
			assert!(is_public(public.parse().unwrap()), "{public}");
		}
		for other in [
			"0.0.0.0",
			"10.1.2.3",
			"100.64.0.1",
			"127.0.0.1",
			"169.254.169.254",
			"172.16.0.1",
			"172.31.255.255",
			"192.0.0.1",
			"192.0.2.1",
			"192.88.99.1",
			"192.168.1.1",
			"198.18.0.1",
			"198.19.255.255",
			"198.51.100.1",
			"203.0.113.1",
			"224.0.0.1",
			"240.0.0.1",
			"255.255.255.255",
			"::",
			"::1",
			"fe80::1",
			"fc00::1",
			"fd00::1",
			"ff02::1",
			"::ffff:127.0.0.1",
			"::ffff:10.0.0.1",
			"::127.0.0.1",
			"64:ff9b::7f00:1",
			"2001::1",
			"2001:db8::1",
			"2002:7f00:1::",
			"3fff::1",
			"100::1",
		] {
			assert!(!is_public(other.parse().unwrap()), "{other}");
		}
	}
}
