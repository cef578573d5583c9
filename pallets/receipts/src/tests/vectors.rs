// SPDX-License-Identifier: Apache-2.0

//! That the signed statements of the benchmarks are what they should be.

use super::*;
use crate::MAX_URI_LEN;
use codec::DecodeAll;
use frame_support::assert_ok;
use sp_core::H256;

#[test]
fn statements_of_the_benchmarks_are_accepted() {
	let vectors: [(Scheme, &[u8]); 2] = [
		(Scheme::Falcon512, include_bytes!("../../vectors/statement.falcon512")),
		(Scheme::SphincsShake128s, include_bytes!("../../vectors/statement.sphincs-shake-128s")),
	];
	for (scheme, mut vector) in vectors {
		let (genesis_hash, statement, signature) =
			<(H256, StatementOf<Test>, Signature)>::decode_all(&mut vector).unwrap();
		assert_eq!(signature.scheme(), scheme);
		assert_eq!(statement.uri.len(), MAX_URI_LEN as usize);
		assert_eq!(statement.issuer, pair(scheme, "Benchmark").account_id());
		ExtBuilder::default().build_and_execute(|| {
			frame_system::BlockHash::<Test>::insert(0, genesis_hash);
			assert_ok!(attest(&BOB, attestation(1)));
			assert_ok!(relay(&BOB, statement, signature));
		});
	}
}
