// SPDX-License-Identifier: Apache-2.0

//! What a bundle proves, and what it does not.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod common;

use codec::Encode;
use common::*;
use sp_core::H256;
use tonnetz_core::receipt::{keys, Batch, ChainHead, Kind, Receipt, Source};
use tonnetz_proof::{verify_head, Base64, Bundle, Step, Verdict};

/// Changes a bundle.
type Edit = fn(&mut Bundle);

fn verdict(bundle: &Bundle, payload: Option<&[u8]>, step: Step) -> Verdict {
	let sets = TestChain::new().sets(2);
	let payload = payload.map(|payload| sp_crypto_hashing::sha2_256(payload).into());
	let text = bundle.to_text().unwrap();
	let report = tonnetz_proof::verify(text.as_bytes(), &sets, payload);
	report.steps().iter().find(|outcome| outcome.step == step).unwrap().verdict.clone()
}

/// A bundle of a receipt that a state of set 0 holds, and the same changed.
fn of(state: State) -> Bundle {
	Block::new(&TestChain::new(), state, 0, 60).bundle(ID, false)
}

#[test]
fn a_good_bundle_proves_receipt_and_head() {
	let chain = TestChain::new();
	let block = chain.block();
	let bundle = block.bundle(ID, true);
	let report = verify(&bundle, &chain.sets(2));
	assert!(report.holds(), "{report:?}");
	let proven = report.proven().unwrap();
	assert_eq!(proven.receipt.receipt, Some(receipt()));
	assert_eq!(proven.head, block.state.head(&account(1)));
	assert_eq!((proven.block_number, proven.block_hash), (60, block.header.hash()));
	assert_eq!((proven.genesis_hash, proven.set_id), (chain.genesis_hash, 0));

	let steps: Vec<_> = report.steps().iter().map(|outcome| outcome.step).collect();
	assert_eq!(steps, Step::ALL);
	assert!(Step::ALL.is_sorted());
	let receipt = verdict(&bundle, None, Step::Receipt);
	assert!(receipt.detail().contains("written by block 40 at 1767225600000 ms"), "{receipt:?}");
}

#[test]
fn the_report_has_a_stable_form_in_json() {
	let chain = TestChain::new();
	let report = verify(&chain.block().bundle(ID, false), &chain.sets(0));
	let json = serde_json::to_value(&report).unwrap();
	let names: Vec<_> =
		json["steps"].as_array().unwrap().iter().map(|o| o["step"].as_str().unwrap()).collect();
	assert_eq!(
		names,
		[
			"bundle",
			"trust",
			"authoritySet",
			"votes",
			"header",
			"storageProof",
			"receipt",
			"body",
			"payload",
			"leaf",
			"revocation",
			"expiry",
			"suspension",
		]
	);
	assert_eq!(json["steps"][3]["verdict"], "passed");
	assert_eq!(json["steps"][3]["detail"], "4 of 4 finalise block 60, 3 are needed");
	assert_eq!(json["proven"]["blockNumber"], 60);
	assert_eq!(json["proven"]["receipt"]["receipt"]["time"], 1_767_225_600_000_u64);
}

#[test]
fn nothing_is_claimed_after_a_step_that_fails() {
	let chain = TestChain::new();
	let mut bundle = chain.block().bundle(ID, true);
	bundle.receipt.source = Source::Pallet;
	let mut report = verify(&bundle, &chain.sets(2));
	assert_eq!(failure(&report).0, Step::Receipt);
	assert_eq!(report.proven(), None);
	// Not even by a caller.
	report.push(Step::Leaf, Verdict::Passed("a leaf of nothing".into()));
	for outcome in report.steps() {
		match (&outcome.verdict, outcome.step) {
			(Verdict::Passed(_), step) => assert!(step < Step::Receipt),
			(Verdict::Failed(_), step) => assert_eq!(step, Step::Receipt),
			(Verdict::Skipped(why), step) => {
				assert!(step > Step::Receipt);
				assert!(why.contains("not reached"));
			}
		}
	}
}

#[test]
fn every_field_is_compared_with_the_state() {
	let edits: [(Edit, &str); 18] = [
		(|b| b.receipt.link = H256::zero(), "its link"),
		(|b| b.receipt.source = Source::Autonomous, "its source"),
		(|b| b.receipt.revoked = Some(revoked(b"not at all")), "its revocation"),
		(|b| body(b).sequence = 1, "its sequence"),
		(|b| body(b).kind = Kind::Custom(5), "its kind"),
		(|b| body(b).subject = H256::zero(), "its subject"),
		(|b| body(b).digest = H256::zero(), "its digest"),
		(|b| body(b).parent = None, "its parent"),
		(|b| body(b).batch = Some(Batch { root: H256::zero(), leaves: 1 }), "its batch"),
		(|b| body(b).at = 41, "its block"),
		(|b| body(b).time = 0, "its time"),
		(|b| body(b).expires = None, "its expiry"),
		(|b| body(b).uri = Default::default(), "its URI"),
		(|b| body(b).relayer = Some(account(7)), "its relayer"),
		// These say what else the proof must hold.
		(|b| body(b).issuer = account(7), "nodes"),
		(|b| b.receipt.receipt = None, "nodes"),
		(|b| b.receipt.id = 5, "nodes"),
		(|b| b.head = Some(ChainHead::default()), "nodes"),
	];
	fn body(bundle: &mut Bundle) -> &mut Receipt<tonnetz_core::AccountId, u32> {
		bundle.receipt.receipt.as_mut().unwrap()
	}

	let chain = TestChain::new();
	let (good, sets) = (chain.block().bundle(ID, false), chain.sets(2));
	for (edit, reason) in edits {
		let mut bundle = good.clone();
		edit(&mut bundle);
		let (step, detail) = failure(&verify(&bundle, &sets));
		assert!(detail.contains(reason), "{detail}");
		let expected = if reason == "nodes" { Step::StorageProof } else { Step::Receipt };
		assert_eq!(step, expected, "{detail}");
	}
}

#[test]
fn the_head_is_that_of_the_state() {
	let chain = TestChain::new();
	let (block, sets) = (chain.block(), chain.sets(2));
	let good = block.bundle(ID, true);
	let proven = verify_head(good.to_text().unwrap().as_bytes(), &sets).unwrap();
	assert_eq!(proven.issuer, account(1));
	assert_eq!(Some(proven.head), block.state.head(&account(1)));
	assert_eq!((proven.block_number, proven.block_hash), (60, block.header.hash()));
	assert_eq!(proven.genesis_hash, chain.genesis_hash);

	let mut forged = good.clone();
	forged.head.as_mut().unwrap().next += 1;
	let failed = verify_head(forged.to_text().unwrap().as_bytes(), &sets).unwrap_err();
	assert_eq!(failed.step, Step::Receipt);
	assert!(failed.verdict.detail().contains("head"), "{failed:?}");

	let without = block.bundle(ID, false);
	let failed = verify_head(without.to_text().unwrap().as_bytes(), &sets).unwrap_err();
	assert!(failed.verdict.detail().contains("--head"), "{failed:?}");

	// That of an issuer who revoked the receipt is proved all the same.
	let state = block.state.with(keys::revocation(ID), revoked(b"wrong"));
	let revoked = Block::new(&chain, state, 0, 61).bundle(ID, true);
	assert!(verify_head(revoked.to_text().unwrap().as_bytes(), &sets).is_ok());
}

#[test]
fn a_head_has_an_issuer() {
	let chain = TestChain::new();
	let state = state_with(receipt()).with_entry(ID, &pruned(receipt().link()));
	let mut bundle = of(state);
	bundle.head = Some(ChainHead::default());
	assert_fails(&bundle, &chain.sets(2), Step::Bundle, "no issuer");
}

#[test]
fn a_receipt_that_is_not_there_is_not_proved() {
	let chain = TestChain::new();
	let mut bundle = chain.block().bundle(ID, false);
	bundle.receipt.id = ID + 1;
	let keys =
		[keys::receipt(ID + 1), keys::revocation(ID + 1), keys::suspension(&receipt().issuer)];
	bundle.proof = chain.block().state.prove(&keys);
	assert_fails(&bundle, &chain.sets(2), Step::Receipt, "block 60 has no receipt 201");
}

#[test]
fn entries_of_an_unknown_form_are_named() {
	let chain = TestChain::new();
	let sets = chain.sets(2);
	let good = chain.block().bundle(ID, false);
	let keys = chain.block().keys(ID, false);
	let with = |key: Vec<u8>, value: Vec<u8>| {
		let mut state = state_with(receipt());
		state.0.insert(key, value);
		let header = header(60, H256::zero(), state.root(), vec![]);
		let justification = justify(&chain.sets[0], 0, &header);
		Bundle {
			header: Base64(header.encode()),
			justification: Base64(justification.encode()),
			proof: state.prove(&keys),
			..good.clone()
		}
	};
	let mut trailing = entry(receipt()).encode();
	trailing.push(0);
	assert_fails(&with(keys::receipt(ID), trailing), &sets, Step::Receipt, "does not know");
	assert_fails(&with(keys::receipt(ID), vec![2; 50]), &sets, Step::Receipt, "does not know");
	assert_fails(&with(keys::revocation(ID), vec![1]), &sets, Step::Receipt, "does not know");
}

#[test]
fn the_proof_is_exactly_what_is_needed() {
	let chain = TestChain::new();
	let sets = chain.sets(2);
	let good = chain.block().bundle(ID, true);
	let edited = |edit: &dyn Fn(&mut Vec<Base64>)| {
		let mut bundle = good.clone();
		edit(&mut bundle.proof);
		bundle
	};
	let fails = |edit: &dyn Fn(&mut Vec<Base64>), reason: &str| {
		assert_fails(&edited(edit), &sets, Step::StorageProof, reason);
	};
	assert!(good.proof.len() > 5);
	for node in 0..good.proof.len() {
		fails(&|proof| drop(proof.remove(node)), "do not lead from the state root");
		fails(&|proof| proof.insert(node, proof[node].clone()), "not in ascending order");
	}
	fails(&|proof| proof.swap(0, 1), "not in ascending order");
	fails(&|proof| proof.reverse(), "not in ascending order");
	fails(&|proof| proof.clear(), "do not lead from the state root");
	fails(&|proof| proof.insert(0, Base64(vec![])), "1 of its nodes are not needed");
	fails(&|proof| proof.insert(0, Base64(vec![0])), "1 of its nodes are not needed");
	fails(&|proof| proof.push(Base64(vec![0xff; 99])), "1 of its nodes are not needed");
	// Nodes of the same state, which prove something else.
	let others = chain.block().state.prove(&[keys::receipt(3)]);
	fails(
		&|proof| {
			proof.extend(others.iter().filter(|node| !good.proof.contains(node)).cloned());
			proof.sort();
		},
		"of its nodes are not needed",
	);
	// Without the head, the nodes that lead to it are not needed.
	let mut bundle = good.clone();
	bundle.head = None;
	assert_fails(&bundle, &sets, Step::StorageProof, "not needed");
}

#[test]
fn values_of_every_length_are_proved() {
	let chain = TestChain::new();
	// 13 bytes of a revocation and the reason: below, at and above the 32 up to which the trie
	// keeps values inline.
	for reason in [0, 1, 18, 19, 20, 21, 63, 64] {
		let state = state_with(receipt()).with(keys::revocation(ID), revoked(&vec![b'r'; reason]));
		let bundle = Block::new(&chain, state, 0, 60).bundle(ID, true);
		let report = verify(&bundle, &chain.sets(2));
		assert_eq!(failure(&report).0, Step::Revocation);
		assert!(report.proven().is_some());
		// And it cannot be left out.
		let mut without = bundle;
		without.receipt.revoked = None;
		assert_fails(&without, &chain.sets(2), Step::Receipt, "its revocation");
	}
}

#[test]
fn parts_of_two_bundles_do_not_mix() {
	let chain = TestChain::new();
	let sets = chain.sets(2);
	let one = chain.block().bundle(ID, true);
	let two = Block::new(&chain, state_with(Receipt { sequence: 1, ..receipt() }), 0, 61);
	let two = two.bundle(ID, true);
	assert!(verify(&one, &sets).holds() && verify(&two, &sets).holds());
	// Every way to take each part from either, but the two that are whole.
	for taken in 1..31_u8 {
		let from = |part: u8| if taken & (1 << part) == 0 { &one } else { &two };
		let mixed = Bundle {
			header: from(0).header.clone(),
			justification: from(1).justification.clone(),
			proof: from(2).proof.clone(),
			receipt: from(3).receipt.clone(),
			head: from(4).head,
			..one.clone()
		};
		let step = failure(&verify(&mixed, &sets)).0;
		let differ = |a: u8, b: u8| (taken >> a ^ taken >> b) & 1 == 1;
		let expected = if differ(0, 1) {
			Step::Header
		} else if differ(0, 2) {
			Step::StorageProof
		} else {
			Step::Receipt
		};
		assert_eq!(step, expected, "{taken:05b}");
	}
}

#[test]
fn trailing_and_missing_bytes_are_refused() {
	let chain = TestChain::new();
	let sets = chain.sets(2);
	let good = chain.block().bundle(ID, false);
	let edits: [(Edit, &str); 4] = [
		(|b| b.header.0.push(0), "header is malformed"),
		(|b| b.header.0.truncate(b.header.0.len() - 1), "header is malformed"),
		(|b| b.justification.0.push(0), "justification is malformed"),
		(|b| b.justification.0.truncate(6_000), "justification is malformed"),
	];
	for (edit, reason) in edits {
		let mut bundle = good.clone();
		edit(&mut bundle);
		assert_fails(&bundle, &sets, Step::Bundle, reason);
	}
}

#[test]
fn another_chain_or_a_bad_trust_file_is_named() {
	let chain = TestChain::new();
	let mut bundle = chain.block().bundle(ID, false);
	let mut bad = chain.trust(1);
	bad.changes[0].header.0.pop();
	assert_fails(&bundle, &bad.sets(), Step::Trust, "the change from authority set 0");
	bundle.genesis_hash = H256::zero();
	assert_fails(&bundle, &chain.sets(2), Step::Trust, "the bundle is of the chain 0x0000");
}

#[test]
fn a_payload_is_compared() {
	let bundle = of(state_with(receipt()));
	assert!(matches!(verdict(&bundle, Some(PAYLOAD), Step::Payload), Verdict::Passed(_)));
	assert!(matches!(verdict(&bundle, Some(b"other"), Step::Payload), Verdict::Failed(_)));
	assert!(matches!(verdict(&bundle, None, Step::Payload), Verdict::Skipped(_)));
	assert!(matches!(verdict(&bundle, None, Step::Leaf), Verdict::Skipped(_)));

	let batch = Some(Batch { root: H256::repeat_byte(5), leaves: 2 });
	let batch = of(state_with(Receipt { batch, digest: H256::repeat_byte(5), ..receipt() }));
	let Verdict::Failed(reason) = verdict(&batch, Some(PAYLOAD), Step::Payload) else {
		unreachable!("a payload is not the root of a batch")
	};
	assert!(reason.contains("give the proof of its leaf"), "{reason}");
}

#[test]
fn callers_add_what_they_find_of_a_leaf() {
	let chain = TestChain::new();
	let bundle = chain.block().bundle(ID, false);
	let mut report = verify(&bundle, &chain.sets(2));
	report.push(Step::Payload, Verdict::Passed("it is leaf 3".into()));
	assert!(report.holds());
	report.push(Step::Leaf, Verdict::Failed("not in the batch".into()));
	assert_eq!(failure(&report), (Step::Leaf, "not in the batch".into()));
	// What failed cannot be made good, and no other step is theirs.
	report.push(Step::Leaf, Verdict::Passed("it is".into()));
	report.push(Step::Votes, Verdict::Failed("no".into()));
	assert_eq!(failure(&report).0, Step::Leaf);
}

#[test]
fn revoked_and_expired_receipts_are_told_and_proved() {
	let chain = TestChain::new();
	let both = Receipt { expires: Some(60), ..receipt() };
	let state = state_with(both).with(keys::revocation(ID), revoked(b"\x1b[2Jwrong"));
	let bundle = Block::new(&chain, state, 0, 60).bundle(ID, false);
	let report = verify(&bundle, &chain.sets(2));
	let (step, reason) = failure(&report);
	assert_eq!(step, Step::Revocation);
	// What a stranger wrote cannot steer a terminal.
	assert!(reason.contains("by block 50") && reason.contains("\\u{1b}[2Jwrong"), "{reason}");
	assert!(matches!(verdict(&bundle, None, Step::Expiry), Verdict::Failed(_)));
	assert!(report.proven().is_some());
}

#[test]
fn a_receipt_expires_at_its_block() {
	for (expires, block, expired) in [(61, 60, false), (60, 60, true), (59, 60, true)] {
		let state = state_with(Receipt { expires: Some(expires), ..receipt() });
		let bundle = Block::new(&TestChain::new(), state, 0, block).bundle(ID, false);
		let failed = matches!(verdict(&bundle, None, Step::Expiry), Verdict::Failed(_));
		assert_eq!(failed, expired, "{expires} at {block}");
	}
}

#[test]
fn of_a_pruned_receipt_the_link_is_proved() {
	let chain = TestChain::new();
	let state = state_with(receipt()).with_entry(ID, &pruned(receipt().link()));
	let bundle = Block::new(&chain, state, 0, 60).bundle(ID, false);
	let report = verify(&bundle, &chain.sets(2));
	let (step, reason) = failure(&report);
	assert_eq!(step, Step::Body);
	assert!(reason.starts_with("link only"), "{reason}");
	assert_eq!(report.proven().unwrap().receipt.link, receipt().link());
	for step in [Step::Payload, Step::Leaf, Step::Expiry, Step::Suspension] {
		assert!(matches!(verdict(&bundle, Some(PAYLOAD), step), Verdict::Skipped(_)));
	}

	let mut other = bundle;
	other.receipt.link = H256::zero();
	assert_fails(&other, &chain.sets(2), Step::Receipt, "its link");
}

#[test]
fn receipts_of_a_stopped_issuer_are_told_from_those_before() {
	let sets = TestChain::new().sets(2);
	// The receipt is of block 40.
	for (since, lapses, told) in [
		(40, None, true),
		(41, None, false),
		(1, Some(40), false),
		(1, Some(41), true),
		(41, Some(42), false),
	] {
		let key = keys::suspension(&receipt().issuer);
		let bundle = of(state_with(receipt()).with(key, suspension(since, lapses)));
		let report = verify(&bundle, &sets);
		assert_eq!(report.holds(), !told, "{since} {lapses:?}");
		let verdict = verdict(&bundle, None, Step::Suspension);
		assert_eq!(matches!(verdict, Verdict::Failed(_)), told, "{since} {lapses:?}");
		assert!(verdict.detail().contains(&format!("from block {since}")), "{verdict:?}");
		let successor = account(7).to_string();
		assert_eq!(verdict.detail().contains(&successor), lapses.is_none(), "{verdict:?}");
		let proven = report.proven().unwrap();
		assert_eq!(proven.suspension, Some(suspension(since, lapses)));
		assert_eq!(proven.written_while().is_some(), told);
	}
}

#[test]
fn suspensions_of_others_do_not_count_and_none_can_be_left_out() {
	let free = of(state_with(receipt()));
	let verdict = verdict(&free, None, Step::Suspension);
	assert!(matches!(&verdict, Verdict::Passed(why) if why.contains("not stopped")), "{verdict:?}");

	let chain = TestChain::new();
	let key = keys::suspension(&receipt().issuer);
	let state = state_with(receipt()).with(key, suspension(1, None));
	let block = Block::new(&chain, state, 0, 60);
	let mut hidden = block.bundle(ID, false);
	hidden.proof = block.state.prove(&[keys::receipt(ID), keys::revocation(ID)]);
	assert_fails(&hidden, &chain.sets(2), Step::StorageProof, "lead");
}

#[test]
fn a_suspension_of_unknown_form_is_refused() {
	let key = keys::suspension(&receipt().issuer);
	let bundle = of(state_with(receipt()).with(key, [9u8; 3]));
	assert_fails(&bundle, &TestChain::new().sets(2), Step::Receipt, "the suspension in the state");
}
