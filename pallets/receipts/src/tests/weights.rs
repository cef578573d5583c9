// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Attestation, Call, WeightInfo, MAX_REASON_LEN, MAX_URI_LEN};
use frame_support::{dispatch::GetDispatchInfo, weights::Weight};
use tonnetz_crypto::{falcon512, sphincs};

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

fn attest_batch_weight(uri_len: u32) -> Weight {
	let Attestation { kind, subject, digest, uri, expires, .. } = with_uri(uri_len);
	weight(Call::attest_batch { kind, subject, root: digest, leaves: 1, uri, expires })
}

/// Of a statement with a signature of the scheme, which need not be valid for this.
fn attest_statement_weight(scheme: Scheme) -> Weight {
	let signature = match scheme {
		Scheme::Falcon512 => Signature::Falcon512 {
			public: Box::new(falcon512::Public::default()),
			signature: Box::new(falcon512::Signature::default()),
		},
		Scheme::SphincsShake128s => Signature::SphincsShake128s {
			public: Box::new(sphincs::Public::default()),
			signature: Box::new(sphincs::Signature::default()),
		},
	};
	weight(Call::attest_statement {
		statement: Box::new(statement(&SIGNER, 0)),
		signature: Box::new(signature),
	})
}

fn prune_weight(receipts: u64) -> Weight {
	weight(Call::prune { receipts: (0..receipts).collect() })
}

#[test]
fn statements_weigh_what_their_scheme_takes_to_verify() {
	let attest = attest_weight(MAX_URI_LEN).ref_time();
	let falcon = attest_statement_weight(Scheme::Falcon512);
	let sphincs = attest_statement_weight(Scheme::SphincsShake128s);
	assert_eq!(falcon, <() as WeightInfo>::attest_statement_falcon());
	assert_eq!(sphincs, <() as WeightInfo>::attest_statement_sphincs().saturating_mul(2));
	assert!(attest < falcon.ref_time());
	assert!(sphincs.ref_time() > 3 * falcon.ref_time());
}

#[test]
fn countersign_weighs_the_question_who_is_an_operator_too() {
	let question = <Operators as tonnetz_core::traits::IsOperator<AccountId>>::is_operator_weight();
	assert!(question.ref_time() > 0);
	assert_eq!(
		weight(Call::countersign { receipt: 0 }),
		<() as WeightInfo>::countersign().saturating_add(question)
	);
}

#[test]
fn weights_grow_with_bytes_and_items() {
	assert!(attest_batch_weight(1).ref_time() > attest_batch_weight(0).ref_time());
	assert!(prune_weight(2).ref_time() > prune_weight(1).ref_time());
	assert!(attest_weight(1).ref_time() > attest_weight(0).ref_time());
	// The 64 bytes of a reason are lost in the noise of the measurement.
	assert!(revoke_weight(MAX_REASON_LEN).ref_time() >= revoke_weight(0).ref_time());

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
	assert_eq!(attest_batch_weight(100_000), <() as WeightInfo>::attest_batch(MAX_URI_LEN));
	assert_eq!(revoke_weight(100_000), <() as WeightInfo>::revoke(MAX_REASON_LEN));
	assert_eq!(prune_weight(1_000), <() as WeightInfo>::prune(256));
	assert_eq!(
		attest_many_weight(vec![with_uri(1_000); 1_000]),
		<() as WeightInfo>::attest_many(256, MAX_URI_LEN)
	);
	assert_eq!(attest_many_weight(vec![]), <() as WeightInfo>::attest_many(0, 0));
}
