// SPDX-License-Identifier: Apache-2.0

//! What holds whatever is called, in whatever order.

use super::*;
use crate::{Attestation, ChainHead, Kind, StatementNonce, Witnesses};
use proptest::{collection::vec, option, prelude::*};
use sp_core::H256;
use std::collections::BTreeMap;
use tonnetz_core::traits::AttestReceipt;

/// Something that may happen. What is refused is part of the game.
#[derive(Clone, Debug)]
enum Step {
	Attest(AccountId, AttestationOf<Test>),
	AttestMany(AccountId, Vec<AttestationOf<Test>>),
	AttestBatch(AccountId, u8, u64),
	/// The account brings what the signer states, with a nonce so much above or below its own. The
	/// statement may be altered after it was signed.
	AttestStatement(AccountId, AttestationOf<Test>, i8, bool),
	AttestAs(AccountId, AttestationOf<Test>),
	AttestAutonomous(AttestationOf<Test>),
	CancelStatements(AccountId, u64),
	Countersign(AccountId, ReceiptId),
	Withdraw(AccountId, ReceiptId),
	Revoke(AccountId, ReceiptId, Vec<u8>),
	Prune(AccountId, Vec<ReceiptId>),
	Wait(u32),
}

impl Step {
	/// Does the step. A refused call leaves the state as it was.
	fn run(self) {
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		let refused = match self {
			Self::Attest(who, attestation) => attest(&who, attestation).is_err(),
			Self::AttestMany(who, items) => attest_many(&who, items).is_err(),
			Self::AttestBatch(who, root, leaves) => attest_batch(&who, root, leaves).is_err(),
			Self::AttestStatement(who, attestation, off_by, altered) => {
				relay_off_by(&who, attestation, off_by, altered)
			}
			Self::AttestAs(who, attestation) => Receipts::attest_as(&who, attestation).is_err(),
			Self::AttestAutonomous(attestation) => {
				Receipts::attest_autonomous(attestation).is_err()
			}
			Self::CancelStatements(who, up_to) => cancel(&who, up_to).is_err(),
			Self::Countersign(who, id) => countersign(&who, id).is_err(),
			Self::Withdraw(who, id) => withdraw(&who, id).is_err(),
			Self::Revoke(who, id, reason) => revoke(&who, id, &reason).is_err(),
			Self::Prune(who, ids) => prune(&who, &ids).is_err(),
			Self::Wait(blocks) => {
				advance_to(System::block_number() + blocks);
				false
			}
		};
		if refused {
			assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
		}
	}

	/// Whether the step writes receipts, if it is not refused.
	fn attests(&self) -> bool {
		matches!(
			self,
			Self::Attest(..)
				| Self::AttestMany(..)
				| Self::AttestBatch(..)
				| Self::AttestStatement(..)
				| Self::AttestAs(..)
				| Self::AttestAutonomous(..)
		)
	}
}

/// Whether it is refused, which it must be if the nonce is another than the next or the statement
/// was altered.
fn relay_off_by(
	who: &AccountId,
	attestation: AttestationOf<Test>,
	off_by: i8,
	altered: bool,
) -> bool {
	let nonce = Receipts::statement_nonce(SIGNER.account_id());
	let Attestation { kind, subject, digest, parent, uri, expires } = attestation;
	let mut stated = StatementOf::<Test> {
		kind,
		subject,
		digest,
		parent,
		uri,
		expires,
		..statement(&SIGNER, nonce.saturating_add_signed(off_by.into()))
	};
	let must_be_refused = altered || stated.nonce != nonce;
	let signature = sign(&SIGNER, &stated);
	if altered {
		stated.digest.0[31] ^= 1;
	}
	let refused = relay(who, stated, signature).is_err();
	assert!(refused || !must_be_refused);
	refused
}

fn account() -> impl Strategy<Value = AccountId> {
	prop_oneof![
		4 => Just(ALICE),
		4 => Just(BOB),
		1 => Just(PAUPER),
		1 => Just(SIGNER.account_id()),
	]
}

/// Those who may have a countersignature, and one who may not.
fn witness() -> impl Strategy<Value = AccountId> {
	prop_oneof![
		2 => Just(ALICE),
		4 => Just(WITNESS),
		4 => Just(SECOND_WITNESS),
		1 => Just(STRANGER),
	]
}

/// Few subjects and digests, so that receipts meet under them, and some attestations that are
/// refused.
fn any_attestation() -> impl Strategy<Value = AttestationOf<Test>> {
	let kind = prop_oneof![Just(Kind::Decision), any::<u32>().prop_map(Kind::Custom)];
	let parent = option::weighted(0.3, 0u64..40);
	let uri = vec(any::<u8>(), 0..132);
	let expires = option::weighted(0.5, 0u32..40);
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
		2 => (account(), 0u8..3, 0u64..3)
			.prop_map(|(who, root, leaves)| Step::AttestBatch(who, root, leaves)),
		1 => (account(), any_attestation(), -1i8..2, prop::bool::weighted(0.2)).prop_map(
			|(who, item, off_by, altered)| Step::AttestStatement(who, item, off_by, altered)
		),
		2 => (account(), any_attestation()).prop_map(|(who, item)| Step::AttestAs(who, item)),
		1 => any_attestation().prop_map(Step::AttestAutonomous),
		1 => (account(), 0u64..4).prop_map(|(who, up_to)| Step::CancelStatements(who, up_to)),
		4 => (witness(), 0u64..20).prop_map(|(who, id)| Step::Countersign(who, id)),
		3 => (witness(), 0u64..20).prop_map(|(who, id)| Step::Withdraw(who, id)),
		4 => (account(), 0u64..40, vec(any::<u8>(), 0..68))
			.prop_map(|(who, id, reason)| Step::Revoke(who, id, reason)),
		8 => (account(), vec(0u64..20, 0..3)).prop_map(|(who, ids)| Step::Prune(who, ids)),
		3 => (1u32..20).prop_map(Step::Wait),
	]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	vec(step(), 1..40)
}

fn genesis() -> ExtBuilder {
	ExtBuilder::default().with_balance(SIGNER.account_id(), FUNDS)
}

/// Everyone who may have issued a receipt.
fn issuers() -> [AccountId; 5] {
	[ALICE, BOB, PAUPER, SIGNER.account_id(), Receipts::autonomous_account()]
}

fn heads() -> Vec<ChainHead> {
	issuers().into_iter().map(Receipts::head).collect()
}

/// Does the steps and returns the receipts as they were written, whether or not they are pruned.
fn run_all(steps: Vec<Step>) -> Vec<(ReceiptOf<Test>, Source, bool, Deposit)> {
	let mut written = Vec::new();
	for step in steps {
		step.run();
		written.extend((written.len() as u64..receipts()).map(whole));
	}
	written
}

proptest! {
	#[test]
	fn invariants_hold_after_every_step(steps in steps()) {
		genesis().build().execute_with(|| {
			for step in steps {
				step.run();
				Receipts::do_try_state().unwrap();
			}
		});
	}

	#[test]
	fn recomputed_chains_always_equal_the_heads(steps in steps()) {
		genesis().build_and_execute(|| {
			steps.into_iter().for_each(Step::run);
			for issuer in issuers() {
				assert_eq!(ChainHead::of_links(links(&issuer)), Some(Receipts::head(issuer)));
			}
		});
	}

	#[test]
	fn receipts_never_change_and_never_vanish_but_for_pruned_bodies(steps in steps()) {
		genesis().build_and_execute(|| {
			let mut seen = Vec::new();
			for step in steps {
				let prunes = matches!(step, Step::Prune(..));
				step.run();
				for (id, known) in (0..).zip(seen.iter_mut()) {
					let now = entry(id);
					assert_eq!(now.link(), Entry::link(known));
					assert!(now == *known || (prunes && matches!(now, Entry::Pruned { .. })));
					*known = now;
				}
				seen.extend((seen.len() as u64..receipts()).map(entry));
			}
		});
	}

	#[test]
	fn no_chain_changes_but_by_attesting(steps in steps()) {
		genesis().build_and_execute(|| {
			for step in steps {
				let before = (!step.attests()).then(heads);
				step.run();
				assert!(before.is_none_or(|before| before == heads()));
			}
		});
	}

	/// Whoever prunes or withdraws, each part of a deposit returns to who paid it.
	#[test]
	fn funds_on_hold_always_equal_what_was_paid_and_not_returned(steps in steps()) {
		genesis().build_and_execute(|| {
			let issuance = Balances::total_issuance();
			let written = run_all(steps);

			let mut deposits = BTreeMap::<AccountId, u128>::new();
			for (id, (receipt, _, _, deposit)) in (0..).zip(&written) {
				let left = match entry(id) {
					Entry::Full { .. } => deposit.total(),
					Entry::Pruned { .. } => deposit.permanent,
				};
				*deposits.entry(receipt.payer().clone()).or_default() += left;
			}
			let mut countersignatures = BTreeMap::<AccountId, u128>::new();
			for (_, _, countersignature) in Witnesses::<Test>::iter() {
				*countersignatures.entry(countersignature.witness).or_default() +=
					PRICE_OF_COUNTERSIGNATURE;
			}
			for who in issuers().into_iter().chain([WITNESS, SECOND_WITNESS, STRANGER]) {
				let of = |sums: &BTreeMap<_, u128>| sums.get(&who).copied().unwrap_or_default();
				assert_eq!(held(&who), of(&deposits));
				assert_eq!(held_for_countersignatures(&who), of(&countersignatures));
			}
			assert_eq!(Balances::total_issuance(), issuance);
		});
	}

	#[test]
	fn volumes_are_what_was_written_by_calls_and_not_revoked(steps in steps(), most in 1u32..8) {
		genesis().build_and_execute(|| {
			MaxCountedPerDay::set(most);
			let written = run_all(steps);
			let mut volumes = BTreeMap::<AccountId, u64>::new();
			for (id, (receipt, source, ..)) in (0..).zip(&written) {
				let sum = volumes.entry(receipt.payer().clone()).or_default();
				// All is written on one day, which is long enough for all steps.
				let counts = *source == Source::Call
					&& written[..id as usize]
						.iter()
						.filter(|(earlier, source, ..)| {
							*source == Source::Call && earlier.payer() == receipt.payer()
						})
						.count() < most as usize;
				let revoked = crate::Revocations::<Test>::contains_key(Ordered(id));
				*sum += u64::from(counts && !revoked);
			}
			for (payer, expected) in volumes {
				assert_eq!(volume(&payer), expected);
			}
		});
	}

	#[test]
	fn statement_nonces_never_fall(steps in steps()) {
		genesis().build_and_execute(|| {
			let mut before = BTreeMap::<AccountId, u64>::new();
			for step in steps {
				step.run();
				for (issuer, nonce) in StatementNonce::<Test>::iter() {
					let earlier = before.insert(issuer, nonce);
					assert!(earlier.is_none_or(|earlier| earlier <= nonce));
				}
			}
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
		genesis().build_and_execute(|| {
			let written = run_all(steps);
			let subject = H256::repeat_byte(subject);

			let mut found = Vec::new();
			let mut next = Some(from);
			while let Some(position) = next {
				let page = Receipts::by_subject(subject, issuer.clone(), position, limit);
				assert!(page.items.len() <= limit as usize);
				found.extend(page.items.into_iter().map(|info| info.id));
				next = page.next;
			}

			let expected: Vec<_> = (0..)
				.zip(&written)
				.skip(from as usize)
				.filter(|(_, (receipt, ..))| receipt.subject == subject)
				.filter(|(_, (receipt, ..))| {
					issuer.as_ref().is_none_or(|issuer| receipt.issuer == *issuer)
				})
				.map(|(id, _)| id)
				.collect();
			assert_eq!(found, expected);
		});
	}
}
