// SPDX-License-Identifier: Apache-2.0

//! A model of certification that knows nothing but which calls succeeded and the words of the
//! specification.

use super::*;
use frame_support::traits::Hooks;
use std::collections::{BTreeMap, BTreeSet};
use tonnetz_core::units::DAYS;

/// Those who do something: operators and verifiers, and one who is neither.
pub const CAST: usize = 8;

fn actor(n: usize) -> AccountId {
	match n {
		0 => ALICE,
		1..=6 => WITNESSES[n - 1].clone(),
		_ => STRANGER,
	}
}

fn judge(n: usize) -> AccountId {
	[VERIFIER, REVIEWER, ALICE][n].clone()
}

type Pairs = Vec<(AccountId, AccountId)>;

/// Who is linked with whom, and who has the same referrer as whom.
fn relations() -> (Pairs, Pairs) {
	(vec![(actor(2), actor(3)), (VERIFIER, actor(6))], vec![(actor(4), actor(5))])
}

fn independent(one: &AccountId, other: &AccountId) -> bool {
	let (links, siblings) = relations();
	one != other
		&& !links
			.iter()
			.chain(&siblings)
			.any(|(a, b)| (a, b) == (one, other) || (b, a) == (one, other))
}

/// Something that may happen. What is refused is part of the game.
#[derive(Clone, Debug)]
pub enum Step {
	Submit(usize, EvidenceKind, u8),
	Verify(usize, usize, EvidenceKind, u8, BlockNumber),
	Reject(usize, usize, EvidenceKind, u8),
	Revoke(usize, usize, EvidenceKind),
	Suspend(usize, BlockNumber),
	Resume(usize),
	SuspendOperators(Vec<usize>),
	SetUptime(usize, u8),
	Criteria(usize, usize, ArtifactTier),
	Open(usize, ArtifactTier, Vec<usize>),
	/// By the number of ceremonies before the last.
	Witness(usize, u64),
	Decline(usize, u64),
	Bless(usize, u64),
	Cancel(usize, u64),
	RevokeArtifact(usize),
	Wait(BlockNumber),
	/// Waits for the block at which some evidence or ceremony expires, or the one before.
	WaitFor(usize, bool),
	Sweep,
	/// Tries all that takes the artifacts to a tier, with all witnesses in this order of rotation.
	Hold(ArtifactTier, usize),
}

#[derive(Default)]
pub struct Model {
	pending: BTreeMap<(AccountId, EvidenceKind), u8>,
	verified: BTreeMap<(AccountId, EvidenceKind), BlockNumber>,
	uptimes: BTreeMap<AccountId, u8>,
	suspended: BTreeSet<AccountId>,
	witnessed: BTreeMap<AccountId, Vec<BlockNumber>>,
	artifacts: Vec<(ReceiptId, AccountId)>,
	criteria: BTreeMap<ReceiptId, ArtifactTier>,
	tiers: BTreeMap<ReceiptId, ArtifactTier>,
	revoked: BTreeSet<ReceiptId>,
	ceremonies: Vec<Held>,
}

/// A ceremony as the model sees it.
struct Held {
	tier: ArtifactTier,
	artifacts: Vec<ReceiptId>,
	witnesses: Vec<AccountId>,
	declined: BTreeSet<AccountId>,
	blessed: bool,
	expires: BlockNumber,
	over: bool,
}

impl Model {
	fn now() -> BlockNumber {
		System::block_number()
	}

	/// The largest n such that all evidence 1..=n is verified and unexpired.
	fn tier(&self, who: &AccountId) -> Tier {
		let valid = |kind: &EvidenceKind| {
			self.verified.get(&(who.clone(), *kind)).is_some_and(|until| Self::now() < *until)
		};
		Tier::ALL[(0..=5).rev().find(|n| EvidenceKind::ALL[..*n].iter().all(valid)).unwrap()]
	}

	/// A call by an operator was accepted.
	fn assert_acts(&self, who: &AccountId) {
		assert!(*who != STRANGER && !self.suspended.contains(who));
	}

	/// A call by which `who` witnesses, or might have, was accepted.
	fn assert_could_witness(&self, who: &AccountId) {
		self.assert_acts(who);
		assert!(self.tier(who) >= Tier::T1);
		assert!(self.uptimes.get(who).is_none_or(|uptime| *uptime >= 25));
		let of_late = self
			.witnessed
			.get(who)
			.map_or(0, |blocks| blocks.iter().filter(|at| **at + 30 * DAYS > Self::now()).count());
		assert!(of_late < 10);
	}

	fn open(&self, id: CeremonyId) -> &Held {
		let held = &self.ceremonies[id as usize];
		assert!(!held.over && Self::now() < held.expires);
		held
	}

	/// If the ceremony has all it takes, its artifacts have its tier from now on.
	fn complete_if_met(&mut self, id: CeremonyId) {
		let held = &mut self.ceremonies[id as usize];
		let (witnesses, artifacts) = match held.tier {
			ArtifactTier::Bronze => (1, 1),
			ArtifactTier::Silver => (3, 3),
			ArtifactTier::Gold => (5, 5),
		};
		let blessed = held.blessed || held.tier != ArtifactTier::Gold;
		if held.witnesses.len() < witnesses || !blessed {
			return;
		}
		assert!(held.artifacts.len() >= artifacts);
		assert_eq!(held.witnesses.iter().collect::<BTreeSet<_>>().len(), witnesses);
		held.over = true;
		for artifact in &held.artifacts {
			let before = self.tiers.get(artifact).copied();
			assert!(before >= held.tier.prerequisite());
			assert!(self.criteria.get(artifact) >= Some(&held.tier));
			assert!(!self.revoked.contains(artifact));
			self.tiers.insert(*artifact, before.unwrap_or(held.tier).max(held.tier));
		}
	}

	/// Asserts that the pallet says the same as the model.
	pub fn check(&self) {
		for who in (0..CAST).map(actor) {
			let tier = self.tier(&who);
			assert_eq!(super::tier(&who), tier);
			assert_eq!(Certification::tier_info(who.clone()).tier, tier);
			let evidence = Certification::evidence(who);
			assert!(tier.needs().all(|kind| evidence[kind as usize].verified.is_some()));
		}
		for (artifact, _) in &self.artifacts {
			let tier = self.tiers.get(artifact).filter(|_| !self.revoked.contains(artifact));
			assert_eq!(artifact_tier(*artifact), tier.copied());
		}
		for (id, held) in (0..).zip(&self.ceremonies) {
			let open = Certification::ceremony(id)
				.is_some_and(|ceremony| ceremony.state == CeremonyState::Open);
			assert_eq!(open, !held.over && Self::now() < held.expires);
		}
	}

	/// Does the step, and asserts that what is accepted may be.
	pub fn run(&mut self, step: Step) {
		match step {
			Step::Submit(who, kind, n) => {
				let who = actor(who);
				if submit(&who, kind, n).is_ok() {
					self.assert_acts(&who);
					self.pending.insert((who, kind), n);
				}
			}
			Step::Verify(by, who, kind, n, validity) => {
				let (by, who, until) = (judge(by), actor(who), Self::now() + validity);
				if verify(&by, &who, kind, n, until).is_ok() {
					assert_eq!(self.pending.remove(&(who.clone(), kind)), Some(n));
					assert!(by == VERIFIER && independent(&by, &who));
					self.verified.insert((who, kind), until);
				}
			}
			Step::Reject(by, who, kind, n) => {
				let (by, who) = (judge(by), actor(who));
				if reject(&by, &who, kind, n).is_ok() {
					assert_eq!(self.pending.remove(&(who, kind)), Some(n));
				}
			}
			Step::Revoke(by, who, kind) => {
				let (by, who) = (judge(by), actor(who));
				if revoke(&by, &who, kind).is_ok() {
					assert!(self.verified.remove(&(who, kind)).is_some());
				}
			}
			Step::Suspend(by, blocks) => {
				let until = Some(Self::now() + blocks);
				let _ = Certification::suspend_verifier(signed(&GUARD), judge(by), until);
			}
			Step::Resume(by) => {
				let _ = Certification::resume_verifier(RuntimeOrigin::root(), judge(by));
			}
			Step::SuspendOperators(who) => {
				self.suspended = who.into_iter().map(actor).collect();
				Suspended::set(self.suspended.iter().cloned().collect());
			}
			Step::SetUptime(who, uptime) => {
				self.uptimes.insert(actor(who), uptime);
				Uptimes::set(self.uptimes.clone().into_iter().collect());
			}
			Step::Criteria(by, artifact, tier) => {
				let (artifact, issuer) = self.artifacts[artifact].clone();
				let by = judge(by);
				if attest_criteria(&by, artifact, tier).is_ok() {
					assert!(by != ALICE && independent(&by, &issuer));
					assert!(self.criteria.insert(artifact, tier) < Some(tier));
				}
			}
			Step::Open(who, tier, artifacts) => self.try_open(who, tier, artifacts),
			Step::Witness(who, back) => {
				let Some(id) = self.back(back) else { return };
				let who = actor(who);
				if witness(&who, id).is_ok() {
					self.assert_could_witness(&who);
					let held = self.open(id);
					assert!(held.witnesses.iter().all(|other| independent(&who, other)));
					assert!(!held.declined.contains(&who));
					self.witnessed.entry(who.clone()).or_default().push(Self::now());
					self.ceremonies[id as usize].witnesses.push(who);
					self.complete_if_met(id);
				}
			}
			Step::Decline(who, back) => {
				let Some(id) = self.back(back) else { return };
				let who = actor(who);
				if decline(&who, id).is_ok() {
					self.assert_could_witness(&who);
					assert!(!self.open(id).witnesses.contains(&who));
					let held = &mut self.ceremonies[id as usize];
					assert!(held.declined.insert(who));
					held.over = held.declined.len() == held.tier.witnesses() as usize;
				}
			}
			Step::Bless(who, back) => {
				let Some(id) = self.back(back) else { return };
				let who = [BLESSER, ALICE][who].clone();
				if bless(&who, id).is_ok() {
					assert!(who == BLESSER && self.open(id).tier == ArtifactTier::Gold);
					self.ceremonies[id as usize].blessed = true;
					self.complete_if_met(id);
				}
			}
			Step::Cancel(who, back) => {
				let Some(id) = self.back(back) else { return };
				let who = actor(who);
				if cancel(&who, id).is_ok() {
					assert_eq!(self.open(id).witnesses[0], who);
					self.ceremonies[id as usize].over = true;
				}
			}
			Step::RevokeArtifact(artifact) => {
				let (artifact, issuer) = self.artifacts[artifact].clone();
				if Receipts::revoke(signed(&issuer), artifact, vec![]).is_ok() {
					self.revoked.insert(artifact);
				}
			}
			Step::Wait(blocks) => advance_to(Self::now() + blocks),
			Step::WaitFor(nth, before) => {
				let ends = self.ceremonies.iter().map(|held| held.expires);
				let ends: BTreeSet<_> = self.verified.values().copied().chain(ends).collect();
				let ends: Vec<_> = ends.into_iter().filter(|end| *end > Self::now() + 1).collect();
				if let Some(end) = ends.get(nth % ends.len().max(1)) {
					advance_to(end - BlockNumber::from(before));
				}
			}
			Step::Sweep => {
				Certification::on_idle(Self::now(), frame_support::weights::Weight::MAX);
			}
			Step::Hold(tier, from) => {
				for artifact in 0..5 {
					self.run(Step::Criteria(artifact % 2, artifact, tier));
				}
				for tier in ArtifactTier::ALL.into_iter().filter(|lower| *lower <= tier) {
					self.run(Step::Open(0, tier, (0..5).collect()));
					for who in 0..6 {
						self.run(Step::Witness(1 + (from + who) % 6, 0));
					}
					self.run(Step::Bless(0, 0));
				}
			}
		}
	}

	fn try_open(&mut self, who: usize, tier: ArtifactTier, artifacts: Vec<usize>) {
		let who = actor(who);
		let named: Vec<_> = artifacts.into_iter().map(|n| self.artifacts[n].clone()).collect();
		let artifacts: Vec<_> = named.iter().map(|(id, _)| *id).collect();
		if open(&who, tier, &artifacts).is_err() {
			return;
		}
		self.assert_could_witness(&who);
		assert!(named.iter().all(|(_, issuer)| *issuer == who));
		assert_eq!(artifacts.iter().collect::<BTreeSet<_>>().len(), artifacts.len());
		for held in self.ceremonies.iter().filter(|held| !held.over && Self::now() < held.expires) {
			assert!(held.artifacts.iter().all(|artifact| !artifacts.contains(artifact)));
		}
		self.witnessed.entry(who.clone()).or_default().push(Self::now());
		self.ceremonies.push(Held {
			tier,
			artifacts,
			witnesses: vec![who],
			declined: BTreeSet::new(),
			blessed: false,
			expires: Self::now() + 7 * DAYS,
			over: false,
		});
		self.complete_if_met(self.ceremonies.len() as u64 - 1);
	}

	/// The number of a ceremony, so many before the last.
	fn back(&self, back: u64) -> Option<CeremonyId> {
		(self.ceremonies.len() as u64).checked_sub(1 + back)
	}
}

/// Six artifacts of Alice and three of a witness, all operators of T1 for some days.
pub fn scene() -> Model {
	let (links, siblings) = relations();
	let mut model = Model::default();
	for who in (0..7).map(actor) {
		certify(&who, EvidenceKind::Kyc, 20 * DAYS);
		model.verified.insert((who, EvidenceKind::Kyc), 20 * DAYS);
	}
	// Only now, so that everybody begins as a possible witness.
	Links::set(links);
	Siblings::set(siblings);
	for (issuer, count) in [(ALICE, 6), (WITNESSES[0].clone(), 3)] {
		let new = (0..count).map(|_| (attest(&issuer, Kind::Artifact), issuer.clone()));
		model.artifacts.extend(new.collect::<Vec<_>>());
	}
	model
}
