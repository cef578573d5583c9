// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Attestation, Call, WeightInfo, MAX_REASON_LEN, MAX_URI_LEN};
use frame_support::{dispatch::GetDispatchInfo, weights::Weight};

fn with_uri(uri_len: u32) -> AttestationOf<Test> {
	Attestation { uri: vec![b'u'; uri_len as usize], ..attestation(1) }
}

fn weight(call: Call<Test>) -> Weight {
	call.get_dispatch_info().call_weight
}

fn attest_weight(uri_len: u32) -> Weight {
	let Attestation { kind, subject, digest, parent, uri, expires } = with_uri(uri_len);
	weight(Call::attest { kind, subject, digest, parent, uri, expires })
}

fn attest_many_weight(items: Vec<AttestationOf<Test>>) -> Weight {
	weight(Call::attest_many { items })
}

fn revoke_weight(reason_len: u32) -> Weight {
	weight(Call::revoke { receipt: 0, reason: vec![b'r'; reason_len as usize] })
}

#[test]
fn weights_grow_with_bytes_and_items() {
	assert!(attest_weight(1).ref_time() > attest_weight(0).ref_time());
	assert!(revoke_weight(1).ref_time() > revoke_weight(0).ref_time());

	let one = attest_many_weight(vec![with_uri(0)]).ref_time();
	let two = attest_many_weight(vec![with_uri(0); 2]).ref_time();
	let two_with_a_longer_uri = attest_many_weight(vec![with_uri(0), with_uri(1)]).ref_time();
	assert!(one < two && two < two_with_a_longer_uri);
}

#[test]
fn many_items_weigh_less_in_one_call_than_in_many() {
	let apart = attest_weight(0).saturating_mul(10).ref_time();
	assert!(attest_many_weight(vec![with_uri(0); 10]).ref_time() < apart);
}

#[test]
fn calls_that_are_refused_for_their_size_weigh_no_more_than_the_largest() {
	assert_eq!(attest_weight(100_000), <() as WeightInfo>::attest(MAX_URI_LEN));
	assert_eq!(revoke_weight(100_000), <() as WeightInfo>::revoke(MAX_REASON_LEN));
	assert_eq!(
		attest_many_weight(vec![with_uri(1_000); 1_000]),
		<() as WeightInfo>::attest_many(256, MAX_URI_LEN)
	);
	assert_eq!(attest_many_weight(vec![]), <() as WeightInfo>::attest_many(0, 0));
}
