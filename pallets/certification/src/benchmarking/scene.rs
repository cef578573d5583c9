// SPDX-License-Identifier: Apache-2.0

//! What the benchmarks start from.

use super::*;

/// Whatever the deposits of a runtime are, this affords them.
const FUNDS: Balance = 1_000_000_000 * TNZ;

pub const DIGEST: H256 = H256::repeat_byte(7);

pub fn funded<T: Config>(who: T::AccountId) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	T::Currency::set_balance(&who, FUNDS);
	who
}

/// Funded, and judges everything.
pub fn judge<T: Config>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	let who = funded::<T>(whitelisted_caller());
	assert_ok!(Pallet::<T>::do_register_verifier(who.clone(), VerifierKind::all().collect()));
	who
}

/// A dossier as large as one can be: all kinds verified, for as long as there is, and all pending.
pub fn certify<T: Config>(who: &T::AccountId) {
	let (at, valid_until) = (now::<T>(), now::<T>().saturating_add(T::MaxValidity::get()));
	Evidence::<T>::mutate(who, |dossier| {
		for kind in EvidenceKind::ALL {
			let slot = dossier.slot_mut(kind);
			slot.pending = Some(PendingEvidence { digest: DIGEST, at });
			let verifier = who.clone();
			slot.verified = Some(VerifiedEvidence { digest: DIGEST, verifier, at, valid_until });
			let block = record::key::<T>(valid_until);
			Deadlines::<T>::insert(block, Due::Evidence(who.clone(), kind), ());
		}
		dossier.announced = Tier::T5;
	});
}

/// Funded, an operator of the highest tier, and with a full ring that lets it witness once more.
pub fn eligible<T: Config>(who: T::AccountId) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	let who = funded::<T>(who);
	T::BenchmarkHelper::make_witness(&who);
	let ring = vec![now::<T>(); MAX_WITNESSED as usize];
	Witnessed::<T>::insert(&who, WitnessedOf::<T>::truncate_from(ring));
	let later = now::<T>().saturating_add(T::WitnessWindow::get());
	frame_system::Pallet::<T>::set_block_number(later);
	certify::<T>(&who);
	who
}

/// A receipt as long as one can be, of the kind, that nobody knows as an artifact.
pub fn receipt<T: Config>(issuer: &T::AccountId, n: u32) -> Result<ReceiptId, BenchmarkError> {
	let attestation = Attestation {
		kind: Kind::Artifact,
		subject: BlakeTwo256::hash_of(&(b"subject", n)),
		digest: BlakeTwo256::hash_of(&(b"payload", n)),
		parent: None,
		uri: vec![b'u'; MAX_URI_LEN as usize],
		expires: None,
	};
	T::Receipts::attest_as(issuer, attestation).map_err(BenchmarkError::from)
}

/// Artifacts of `issuer` that meet every criterion and are silver. The ceremony that raised them is
/// none of the state: nothing reads it.
pub fn artifacts<T: Config>(
	issuer: &T::AccountId,
	count: u32,
) -> Result<Vec<ReceiptId>, BenchmarkError> {
	(0..count)
		.map(|n| {
			let id = receipt::<T>(issuer, n)?;
			let raised = Some(Raised { tier: ArtifactTier::Silver, by: CeremonyId::MAX });
			let artifact = Artifact { criteria: ArtifactTier::Gold, raised, open: None };
			Artifacts::<T>::insert(Ordered(id), artifact);
			Ok(id)
		})
		.collect()
}

/// A ceremony of gold over as many artifacts as there can be, with a blessing of full length and this
/// many witnesses.
pub fn ceremony<T: Config>(witnesses: u32) -> Result<CeremonyId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	let initiator = eligible::<T>(account("initiator", 0, 0));
	let id = NextCeremony::<T>::get();
	assert_ok!(Pallet::<T>::do_open_ceremony(
		initiator.clone(),
		ArtifactTier::Gold,
		CeremonyKind::Release,
		artifacts::<T>(&initiator, MAX_ARTIFACTS)?,
		vec![b'b'; MAX_BLESSING_LEN as usize],
	));
	Ceremonies::<T>::mutate(Ordered(id), |record| {
		if let Some(record) = record {
			for n in 1..witnesses {
				let _ = record.ceremony.witnesses.try_push(account("witness", n, 0));
			}
		}
	});
	Ok(id)
}

/// A ceremony as large as one can be that has expired and is not written down as closed.
pub fn lapsed_record<T: Config>(initiator: &T::AccountId, artifact: ReceiptId) -> RecordOf<T> {
	let accounts = || Witnesses::truncate_from(vec![initiator.clone(); MAX_WITNESSES as usize]);
	let ceremony = Ceremony {
		initiator: initiator.clone(),
		tier: ArtifactTier::Gold,
		kind: CeremonyKind::Release,
		artifacts: BoundedVec::truncate_from(vec![artifact; MAX_ARTIFACTS as usize]),
		blessing: BoundedVec::truncate_from(vec![b'b'; MAX_BLESSING_LEN as usize]),
		opened_at: now::<T>(),
		expires: now::<T>(),
		witnesses: accounts(),
		declined: accounts(),
		blessed_by: Some(initiator.clone()),
		state: CeremonyState::Open,
	};
	Record { ceremony, deposit: Balance::MAX }
}

pub fn governance<T: Config>() -> Result<OriginFor<T>, BenchmarkError> {
	T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

pub fn suspender<T: Config>() -> Result<OriginFor<T>, BenchmarkError> {
	T::SuspendOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}
