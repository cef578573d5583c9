// SPDX-License-Identifier: Apache-2.0

//! What holds whatever is called, in whatever order.

use super::*;
use crate::{Attestation, ChainHead, Kind};
use proptest::{collection::vec, option, prelude::*};
use sp_core::H256;
use std::collections::BTreeMap;
use tonnetz_core::traits::AttestReceipt;

/// Something that may happen. What is refused is part of the game.
#[derive(Clone, Debug)]
enum Step {
	Attest(AccountId, AttestationOf<Test>),
	AttestMany(AccountId, Vec<AttestationOf<Test>>),
	AttestAs(AccountId, AttestationOf<Test>),
	AttestAutonomous(AttestationOf<Test>),
	Revoke(AccountId, ReceiptId, Vec<u8>),
	NextBlock,
}

impl Step {
	/// Does the step. A refused call leaves the state as it was.
	fn run(self) {
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		let refused = match self {
			Self::Attest(who, attestation) => attest(&who, attestation).is_err(),
			Self::AttestMany(who, items) => attest_many(&who, items).is_err(),
			Self::AttestAs(who, attestation) => Receipts::attest_as(&who, attestation).is_err(),
			Self::AttestAutonomous(attestation) => {
				Receipts::attest_autonomous(attestation).is_err()
			}
			Self::Revoke(who, id, reason) => revoke(&who, id, &reason).is_err(),
			Self::NextBlock => {
				advance_to(System::block_number() + 1);
				false
			}
		};
		if refused {
			assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
		}
	}
}

fn account() -> impl Strategy<Value = AccountId> {
	prop_oneof![4 => Just(ALICE), 4 => Just(BOB), 1 => Just(PAUPER)]
}

/// Few subjects and digests, so that receipts meet under them, and some attestations that are
/// refused.
fn any_attestation() -> impl Strategy<Value = AttestationOf<Test>> {
	let kind = prop_oneof![Just(Kind::Decision), any::<u32>().prop_map(Kind::Custom)];
	let parent = option::weighted(0.3, 0u64..40);
	let uri = vec(any::<u8>(), 0..132);
	let expires = option::weighted(0.3, 0u32..40);
	(kind, 0u8..3, 0u8..3, parent, uri, expires).prop_map(
		|(kind, subject, digest, parent, uri, expires)| Attestation {
			kind,
			subject: H256::repeat_byte(subject),
			digest: H256::repeat_byte(digest),
			parent,
			uri,
			expires,
		},
	)
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		6 => (account(), any_attestation()).prop_map(|(who, item)| Step::Attest(who, item)),
		3 => (account(), vec(any_attestation(), 0..6))
			.prop_map(|(who, items)| Step::AttestMany(who, items)),
		2 => (account(), any_attestation()).prop_map(|(who, item)| Step::AttestAs(who, item)),
		1 => any_attestation().prop_map(Step::AttestAutonomous),
		4 => (account(), 0u64..40, vec(any::<u8>(), 0..68))
			.prop_map(|(who, id, reason)| Step::Revoke(who, id, reason)),
		2 => Just(Step::NextBlock),
	]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	vec(step(), 1..40)
}

/// Everyone who may have issued a receipt.
fn issuers() -> [AccountId; 4] {
	[ALICE, BOB, PAUPER, Receipts::autonomous_account()]
}

fn heads() -> Vec<ChainHead> {
	issuers().into_iter().map(Receipts::head).collect()
}

proptest! {
	#[test]
	fn invariants_hold_after_every_step(steps in steps()) {
		ExtBuilder::default().build().execute_with(|| {
			for step in steps {
				step.run();
				Receipts::do_try_state().unwrap();
			}
		});
	}

	#[test]
	fn recomputed_chains_always_equal_the_heads(steps in steps()) {
		ExtBuilder::default().build_and_execute(|| {
			steps.into_iter().for_each(Step::run);
			for issuer in issuers() {
				assert_eq!(ChainHead::of_links(links(&issuer)), Some(Receipts::head(issuer)));
			}
		});
	}

	#[test]
	fn receipts_never_change_and_never_vanish(steps in steps()) {
		ExtBuilder::default().build_and_execute(|| {
			let mut seen = Vec::new();
			for step in steps {
				step.run();
				for (id, known) in seen.iter().enumerate() {
					assert_eq!(&entry(id as u64), known);
				}
				seen.extend((seen.len() as u64..receipts()).map(entry));
			}
		});
	}

	#[test]
	fn revocation_never_changes_a_chain(steps in steps()) {
		ExtBuilder::default().build_and_execute(|| {
			for step in steps {
				let before = matches!(step, Step::Revoke(..)).then(heads);
				step.run();
				assert!(before.is_none_or(|before| before == heads()));
			}
		});
	}

	#[test]
	fn funds_on_hold_always_equal_the_recorded_deposits(steps in steps()) {
		ExtBuilder::default().build_and_execute(|| {
			let issuance = Balances::total_issuance();
			steps.into_iter().for_each(Step::run);

			let mut deposits = BTreeMap::<AccountId, u128>::new();
			for id in 0..receipts() {
				let Entry::Full { receipt, deposit, .. } = entry(id);
				*deposits.entry(receipt.payer().clone()).or_default() += deposit.total();
			}
			for issuer in issuers() {
				assert_eq!(held(&issuer), deposits.get(&issuer).copied().unwrap_or_default());
			}
			assert_eq!(Balances::total_issuance(), issuance);
		});
	}

	/// Following `next` from anywhere gives each receipt once, in ascending order, whatever the
	/// size of the page.
	#[test]
	fn pages_give_everything_once_and_in_order(
		steps in steps(),
		from in 0u64..10,
		limit in 1u32..5,
		subject in 0u8..3,
		issuer in option::of(account()),
	) {
		ExtBuilder::default().build_and_execute(|| {
			steps.into_iter().for_each(Step::run);
			let subject = H256::repeat_byte(subject);

			let mut found = Vec::new();
			let mut next = Some(from);
			while let Some(position) = next {
				let page = Receipts::by_subject(subject, issuer.clone(), position, limit);
				assert!(page.items.len() <= limit as usize);
				found.extend(page.items.into_iter().map(|info| info.id));
				next = page.next;
			}

			let expected: Vec<_> = (from..receipts())
				.filter(|id| receipt(*id).subject == subject)
				.filter(|id| issuer.as_ref().is_none_or(|issuer| receipt(*id).issuer == *issuer))
				.collect();
			assert_eq!(found, expected);
		});
	}
}
