// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Blesser, GenesisConfig, Verifiers};
use sp_runtime::BuildStorage;

#[test]
fn genesis_registers_verifiers_and_the_blesser() {
	execute(|| {
		let verifier = Verifiers::<Test>::get(VERIFIER).unwrap();
		assert_eq!((verifier.since, verifier.kinds.len()), (0, 13));
		assert_eq!(Verifiers::<Test>::count(), 2);
		assert_eq!(Blesser::<Test>::get(), Some(BLESSER));
	});
}

#[test]
#[should_panic(expected = "cannot be registered")]
fn genesis_refuses_a_verifier_that_judges_nothing() {
	let genesis = GenesisConfig::<Test> { verifiers: vec![(VERIFIER, vec![])], blesser: None };
	let _ = genesis.build_storage();
}
