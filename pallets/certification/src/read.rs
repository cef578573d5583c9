// SPDX-License-Identifier: Apache-2.0

//! What the runtime API answers. Read-only, every page is bounded by [`MAX_PAGE`], and what has expired
//! counts as such, also where it is not written down yet.

use crate::{
	record::now, ArtifactInfo, Artifacts, Ceremonies, CeremonyId, CeremonyInfoOf, CeremonyOfDigest,
	CeremonyPageOf, CeremonyState, Config, Evidence, EvidenceInfoOf, OpenCeremonies, Pallet,
	ReceiptId, TierInfoOf, VerifierInfoOf, VerifierKind, VerifierOf, VerifierPageOf, Verifiers,
	MAX_PAGE,
};
use alloc::vec::Vec;
use sp_core::H256;
use tonnetz_core::{
	certification::{
		CeremonyInfo, CeremonyPage, EvidenceInfo, ReadReceipt, Tier, TierInfo, VerifierInfo,
		VerifierPage,
	},
	ordered::Ordered,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn info_of_tier(account: &T::AccountId) -> TierInfoOf<T> {
		let dossier = Evidence::<T>::get(account);
		let tier: Tier = dossier.tier(now::<T>());
		TierInfo {
			tier,
			multiplier: tier.multiplier(),
			points: tier.points(),
			lapses: dossier.lapses(tier),
		}
	}

	/// What is known of the evidence of an account: one item for each kind, in the order of the tiers.
	pub fn evidence(account: T::AccountId) -> Vec<EvidenceInfoOf<T>> {
		let now = now::<T>();
		Evidence::<T>::get(account)
			.slots()
			.map(|(kind, slot)| EvidenceInfo {
				kind,
				pending: slot.pending,
				verified: slot.valid(now).cloned(),
			})
			.collect()
	}

	/// What is known of a verifier; `None` if the account is none.
	pub fn verifier(account: T::AccountId) -> Option<VerifierInfoOf<T>> {
		Verifiers::<T>::get(&account).map(|verifier| Self::info_of_verifier(account, verifier))
	}

	/// The verifiers for a kind, in the order of the hashes of their accounts, from the account `from`
	/// or the first on, at most `limit` and [`MAX_PAGE`] of them.
	///
	/// With a `limit` of 0 there are no items, and `next` tells where there would be.
	pub fn verifiers(
		kind: VerifierKind,
		from: Option<T::AccountId>,
		limit: u32,
	) -> VerifierPageOf<T> {
		// The trie is walked from behind a key, so that the first is looked up.
		let (first, rest) = match from {
			None => (None, Verifiers::<T>::iter()),
			Some(from) => {
				let behind = Verifiers::<T>::iter_from(Verifiers::<T>::hashed_key_for(&from));
				(Verifiers::<T>::get(&from).map(|verifier| (from, verifier)), behind)
			}
		};
		let mut found =
			first.into_iter().chain(rest).filter(|(_, verifier)| verifier.kinds.contains(&kind));
		let items = found
			.by_ref()
			.take(limit.min(MAX_PAGE) as usize)
			.map(|(account, verifier)| Self::info_of_verifier(account, verifier))
			.collect();
		VerifierPage { items, next: found.next().map(|(account, _)| account) }
	}

	fn info_of_verifier(account: T::AccountId, verifier: VerifierOf<T>) -> VerifierInfoOf<T> {
		let suspended = verifier.suspended(now::<T>());
		VerifierInfo { account, kinds: verifier.kinds, since: verifier.since, suspended }
	}

	pub(crate) fn info_of_artifact(receipt: ReceiptId) -> Option<ArtifactInfo> {
		let artifact = Artifacts::<T>::get(Ordered(receipt))?;
		let facts = T::Artifacts::read_receipt(receipt);
		let revoked = facts.as_ref().is_some_and(|facts| facts.revoked);
		let stands = facts.is_some() && !revoked;
		Some(ArtifactInfo {
			receipt,
			tier: artifact.raised.filter(|_| stands).map(|raised| raised.tier),
			criteria: artifact.criteria,
			raised_by: artifact.raised.map(|raised| raised.by),
			open: Self::open_over(&artifact),
			revoked,
		})
	}

	/// The ceremony with this number; `None` if there is none, or it failed and is forgotten.
	pub fn ceremony(id: CeremonyId) -> Option<CeremonyInfoOf<T>> {
		let it = Ceremonies::<T>::get(Ordered(id))?.ceremony;
		let state = it.state_at(now::<T>());
		Some(CeremonyInfo {
			id,
			tier: it.tier,
			kind: it.kind,
			artifacts: it.artifacts.into_inner(),
			blessing: it.blessing.into_inner(),
			opened_at: it.opened_at,
			expires: it.expires,
			witnesses_needed: it.tier.witnesses(),
			witnesses: it.witnesses.into_inner(),
			declined: it.declined.into_inner(),
			blessing_needed: it.tier.needs_blessing(),
			blessed_by: it.blessed_by,
			initiator: it.initiator,
			state,
		})
	}

	/// The completed ceremony with this digest.
	pub fn ceremony_by_digest(digest: H256) -> Option<CeremonyInfoOf<T>> {
		CeremonyOfDigest::<T>::get(digest).and_then(Self::ceremony)
	}

	/// The ceremonies that are open, from the number `from` on, at most `limit` and [`MAX_PAGE`] of
	/// them.
	///
	/// With a `limit` of 0 there are no items, and `next` tells where there would be. Of those that
	/// expired, which are passed over, no more than what blocks had no time to write down are there.
	pub fn open_ceremonies(from: CeremonyId, limit: u32) -> CeremonyPageOf<T> {
		// The trie is walked from behind a key, so an inclusive start is behind its predecessor.
		let keys = match from.checked_sub(1) {
			None => OpenCeremonies::<T>::iter_keys(),
			Some(previous) => OpenCeremonies::<T>::iter_keys_from(
				OpenCeremonies::<T>::hashed_key_for(Ordered(previous)),
			),
		};
		let mut open = keys
			.filter_map(|Ordered(id)| Self::ceremony(id))
			.filter(|ceremony| ceremony.state == CeremonyState::Open);
		let items = open.by_ref().take(limit.min(MAX_PAGE) as usize).collect();
		CeremonyPage { items, next: open.next().map(|ceremony| ceremony.id) }
	}
}
