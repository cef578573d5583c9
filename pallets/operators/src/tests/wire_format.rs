// SPDX-License-Identifier: Apache-2.0

//! What clients rely on. A change here is a change of the protocol.

use super::*;
use crate::{Call, Error, HoldReason, Observer, Uptime};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::traits::{GetCallIndex, GetCallName};
use sp_core::H256;

#[test]
fn call_indices_are_stable() {
	let names = [
		"register",
		"deregister",
		"withdraw_deposit",
		"set_payout",
		"heartbeat",
		"set_recovery",
		"suspend",
		"confirm_suspension",
		"replace_account",
		"take_over",
		"add_validator",
		"remove_validator",
		"purge_keys",
		"set_endpoint",
	];
	assert_eq!(Call::<Test>::get_call_names(), names);
	assert_eq!(Call::<Test>::get_call_indices(), (0..14).collect::<Vec<u8>>());
}

#[test]
fn calls_encode_as_documented() {
	let registration = Call::<Test>::register {
		name: b"ab".to_vec(),
		payout: PayoutRail::Stripe(H256::repeat_byte(5)),
		invite: None,
	};
	let mut expected = vec![0, 8, b'a', b'b', 2];
	expected.extend([5; 32]);
	expected.push(0);
	assert_eq!(registration.encode(), expected);

	let heartbeat = Call::<Test>::heartbeat { era: 258, observed: vec![(EVE, true)] };
	let mut expected = vec![4, 2, 1, 0, 0, 4];
	expected.extend(EVE.encode());
	expected.push(1);
	assert_eq!(heartbeat.encode(), expected);
	assert_eq!(Call::<Test>::decode(&mut &expected[..]), Ok(heartbeat));

	let set = Call::<Test>::set_endpoint { endpoint: Some(b"http://a".to_vec()) };
	assert_eq!(set.encode(), [&[13, 1, 32], &b"http://a"[..]].concat());
	assert_eq!(Call::<Test>::set_endpoint { endpoint: None }.encode(), [13, 0]);
}

#[test]
fn event_of_endpoints_encodes_as_documented() {
	let endpoint = Endpoint::new("http://a");
	let set = crate::Event::<Test>::EndpointSet { operator: EVE, endpoint };
	assert_eq!(set.encode(), [&[13], &EVE.encode()[..], &[1, 32], b"http://a"].concat());
}

#[test]
fn errors_keep_their_order() {
	for (index, error) in [
		(0u8, Error::<Test>::InvalidName),
		(5, Error::Suspended),
		(12, Error::DuplicateHeartbeat),
		(20, Error::NothingToConfirm),
		(28, Error::TooFewValidators),
		(29, Error::BadEndpoint),
	] {
		assert_eq!(error.encode(), [index]);
	}
}

#[test]
fn reason_of_holds_is_stable() {
	assert_eq!(HoldReason::Registration.encode(), [0]);
}

/// What the deposit pays for: all that is kept of one operator, in bytes without keys.
#[test]
fn records_have_their_sizes() {
	assert_eq!(crate::OperatorOf::<Test>::max_encoded_len(), 167);
	assert_eq!(crate::SuspensionOf::<Test>::max_encoded_len(), 42);
	assert_eq!(Uptime::max_encoded_len(), 402);
	assert_eq!(Uptime::new(0).encode().len(), 398);
	assert_eq!(Observer::<AccountId>::max_encoded_len(), 36);
	assert_eq!(Endpoint::max_encoded_len(), 130);
}
