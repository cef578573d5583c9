// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Endpoints, Error, Event};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;

const URL: &str = "https://eve.example.org:8443/tonnetz";

#[test]
fn set_endpoint_records_and_clears() {
	ExtBuilder::default().build_and_execute(|| {
		let before = record(&EVE);
		assert_ok!(set_endpoint(&EVE, URL));
		assert_eq!(endpoint(&EVE).as_deref(), Some(URL));
		assert_ok!(set_endpoint(&EVE, "http://[2001:db8::1]"));
		assert_eq!(endpoint(&EVE).as_deref(), Some("http://[2001:db8::1]"));
		assert_ok!(Operators::set_endpoint(signed(&EVE), None));
		assert!(!Endpoints::<Test>::contains_key(EVE));

		assert_eq!(record(&EVE), before);
		let set = |url: Option<&str>| Event::EndpointSet {
			operator: EVE,
			endpoint: url.map(|url| Endpoint::new(url).unwrap()),
		};
		assert_eq!(events(), [set(Some(URL)), set(Some("http://[2001:db8::1]")), set(None)]);
	});
}

#[test]
fn set_endpoint_takes_the_longest() {
	ExtBuilder::default().build_and_execute(|| {
		let longest = format!("http://{}", "a".repeat(121));
		assert_ok!(set_endpoint(&EVE, &longest));
		assert_eq!(endpoint(&EVE), Some(longest.clone()));
		assert_noop!(set_endpoint(&EVE, &format!("{longest}a")), Error::<Test>::BadEndpoint);
	});
}

#[test]
fn set_endpoint_fails_for_others_than_base_urls() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_endpoint(&EVE, URL));
		for bad in
			["", "eve.example.org", "ftp://a", "http://", "http://a/", "http://u@a", "http://a?b"]
		{
			assert_noop!(set_endpoint(&EVE, bad), Error::<Test>::BadEndpoint);
		}
		assert_noop!(
			Operators::set_endpoint(signed(&EVE), Some(b"http://\xff".to_vec())),
			Error::<Test>::BadEndpoint
		);
		assert_eq!(endpoint(&EVE).as_deref(), Some(URL));
	});
}

#[test]
fn set_endpoint_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Operators::set_endpoint(RuntimeOrigin::root(), None), BadOrigin);
	});
}

#[test]
fn set_endpoint_fails_if_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set_endpoint(&STRANGER, URL), Error::<Test>::NotOperator);
	});
}

#[test]
fn set_endpoint_fails_while_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_endpoint(&EVE, URL));
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		assert_noop!(set_endpoint(&EVE, "http://a"), Error::<Test>::Suspended);
		assert_noop!(Operators::set_endpoint(signed(&EVE), None), Error::<Test>::Suspended);
		assert_eq!(endpoint(&EVE).as_deref(), Some(URL));
	});
}

#[test]
fn endpoint_ends_with_the_registration() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_endpoint(&EVE, URL));
		assert_ok!(deregister(&EVE));
		assert!(!Endpoints::<Test>::contains_key(EVE));
		assert_ok!(register(&EVE, "eve"));
		assert_eq!(endpoint(&EVE), None);
	});
}

#[test]
fn endpoint_moves_with_the_account() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_endpoint(&EVE, URL));
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		assert_ok!(replace(&COLD, &EVE, &STRANGER));
		advance_to(System::block_number() + DELAY);
		assert_ok!(take_over(&STRANGER, &EVE));
		assert!(!Endpoints::<Test>::contains_key(EVE));
		assert_eq!(endpoint(&STRANGER).as_deref(), Some(URL));
	});
}
