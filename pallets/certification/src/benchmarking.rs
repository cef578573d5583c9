// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of `pallet-certification`.

use super::*;
use crate::record::now;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	assert_ok,
	traits::{fungible::Mutate, EnsureOrigin, Get},
};
use frame_system::{pallet_prelude::OriginFor, RawOrigin};
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, Hash, One, Saturating},
	BoundedVec,
};
use tonnetz_core::{
	certification::OperatorTiers,
	operators::ReplaceAccount,
	ordered::Ordered,
	receipt::{Attestation, Kind, MAX_URI_LEN},
	traits::{AttestReceipt, OperatorDuties},
	units::TNZ,
	Balance,
};

/// What a runtime must be able to do for the benchmarks.
pub trait Helper<AccountId> {
	/// Makes `who` an operator with an uptime of [`MIN_UPTIME`] or more.
	fn make_witness(who: &AccountId);
}

/// Whatever the deposits of a runtime are, this affords them.
const FUNDS: Balance = 1_000_000_000 * TNZ;

const DIGEST: H256 = H256::repeat_byte(7);

fn funded<T: Config>(who: T::AccountId) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	T::Currency::set_balance(&who, FUNDS);
	who
}

/// Funded, and judges everything.
fn judge<T: Config>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	let who = funded::<T>(whitelisted_caller());
	assert_ok!(Pallet::<T>::do_register_verifier(who.clone(), VerifierKind::all().collect()));
	who
}

/// A dossier as large as one can be: all kinds verified, for as long as there is, and all pending.
fn certify<T: Config>(who: &T::AccountId) {
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
fn eligible<T: Config>(who: T::AccountId) -> T::AccountId
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
fn receipt<T: Config>(issuer: &T::AccountId, n: u32) -> Result<ReceiptId, BenchmarkError> {
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
fn artifacts<T: Config>(
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
fn ceremony<T: Config>(witnesses: u32) -> Result<CeremonyId, BenchmarkError>
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
fn lapsed_record<T: Config>(initiator: &T::AccountId, artifact: ReceiptId) -> RecordOf<T> {
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

fn governance<T: Config>() -> Result<OriginFor<T>, BenchmarkError> {
	T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

fn suspender<T: Config>() -> Result<OriginFor<T>, BenchmarkError> {
	T::SuspendOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

#[benchmarks(where T::Currency: Mutate<T::AccountId, Balance = Balance>)]
mod benchmarks {
	use super::*;

	// Into a full dossier.
	#[benchmark]
	fn submit_evidence() {
		let operator = eligible::<T>(whitelisted_caller());

		#[extrinsic_call]
		_(RawOrigin::Signed(operator.clone()), EvidenceKind::Qkd, H256::zero());

		let pending = Evidence::<T>::get(operator).slot(EvidenceKind::Qkd).pending;
		assert_eq!(pending.map(|it| it.digest), Some(H256::zero()));
	}

	// Over evidence that is verified, of the first kind, after which the tier is another.
	#[benchmark]
	fn verify_evidence() {
		let verifier = judge::<T>();
		let operator: T::AccountId = account("operator", 0, 0);
		certify::<T>(&operator);
		Evidence::<T>::mutate(&operator, |dossier| dossier.announced = Tier::T0);
		let valid_until = now::<T>().saturating_add(One::one());
		let signed = RawOrigin::Signed(verifier);

		#[extrinsic_call]
		_(signed, operator.clone(), EvidenceKind::Kyc, DIGEST, valid_until);

		assert_eq!(Evidence::<T>::get(operator).announced, Tier::T5);
	}

	#[benchmark]
	fn reject_evidence() {
		let verifier = judge::<T>();
		let operator: T::AccountId = account("operator", 0, 0);
		certify::<T>(&operator);

		#[extrinsic_call]
		_(RawOrigin::Signed(verifier), operator.clone(), EvidenceKind::Kyc, DIGEST);

		assert!(Evidence::<T>::get(operator).slot(EvidenceKind::Kyc).pending.is_none());
	}

	#[benchmark]
	fn revoke_evidence() {
		let verifier = judge::<T>();
		let operator: T::AccountId = account("operator", 0, 0);
		certify::<T>(&operator);

		#[extrinsic_call]
		_(RawOrigin::Signed(verifier), operator.clone(), EvidenceKind::Kyc);

		assert_eq!(<Pallet<T> as OperatorTiers<T::AccountId>>::tier(&operator), Tier::T0);
	}

	#[benchmark]
	fn register_verifier() -> Result<(), BenchmarkError> {
		let origin = governance::<T>()?;
		let verifier: T::AccountId = account("verifier", 0, 0);
		let kinds: Vec<_> = VerifierKind::all().collect();

		#[extrinsic_call]
		_(origin as OriginFor<T>, verifier.clone(), kinds);

		assert!(Verifiers::<T>::contains_key(verifier));
		Ok(())
	}

	#[benchmark]
	fn remove_verifier() -> Result<(), BenchmarkError> {
		let origin = governance::<T>()?;
		let verifier = judge::<T>();

		#[extrinsic_call]
		_(origin as OriginFor<T>, verifier.clone());

		assert!(!Verifiers::<T>::contains_key(verifier));
		Ok(())
	}

	#[benchmark]
	fn suspend_verifier() -> Result<(), BenchmarkError> {
		let origin = suspender::<T>()?;
		let verifier = judge::<T>();
		let until = now::<T>().saturating_add(One::one());

		#[extrinsic_call]
		_(origin as OriginFor<T>, verifier.clone(), Some(until));

		assert!(Verifiers::<T>::get(verifier).is_some_and(|it| it.suspension.is_some()));
		Ok(())
	}

	#[benchmark]
	fn resume_verifier() -> Result<(), BenchmarkError> {
		let origin = governance::<T>()?;
		let verifier = judge::<T>();
		assert_ok!(Pallet::<T>::do_suspend_verifier(verifier.clone(), None, None));

		#[extrinsic_call]
		_(origin as OriginFor<T>, verifier.clone());

		assert!(Verifiers::<T>::get(verifier).is_some_and(|it| it.suspended(now::<T>()).is_none()));
		Ok(())
	}

	#[benchmark]
	fn appoint_blesser() -> Result<(), BenchmarkError> {
		let origin = governance::<T>()?;
		let blesser: T::AccountId = account("blesser", 0, 0);

		#[extrinsic_call]
		_(origin as OriginFor<T>, Some(blesser.clone()));

		assert_eq!(Blesser::<T>::get(), Some(blesser));
		Ok(())
	}

	#[benchmark]
	fn attest_criteria() -> Result<(), BenchmarkError> {
		let verifier = judge::<T>();
		let issuer = funded::<T>(account("issuer", 0, 0));
		let artifact = receipt::<T>(&issuer, 0)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(verifier), artifact, ArtifactTier::Gold);

		assert!(Artifacts::<T>::contains_key(Ordered(artifact)));
		Ok(())
	}

	// Of bronze, which completes at once. Each artifact had a ceremony that expired and is not yet
	// written down as closed.
	#[benchmark]
	fn open_ceremony(
		a: Linear<1, MAX_ARTIFACTS>,
		b: Linear<0, MAX_BLESSING_LEN>,
	) -> Result<(), BenchmarkError> {
		let initiator = eligible::<T>(whitelisted_caller());
		let ids = artifacts::<T>(&initiator, a)?;
		for (lapsed, id) in (1_000..).zip(&ids) {
			Ceremonies::<T>::insert(Ordered(lapsed), lapsed_record::<T>(&initiator, *id));
			let (criteria, open) = (ArtifactTier::Gold, Some(lapsed));
			Artifacts::<T>::insert(Ordered(*id), Artifact { criteria, raised: None, open });
		}
		let blessing = vec![b'b'; b as usize];
		let signed = RawOrigin::Signed(initiator);

		#[extrinsic_call]
		_(signed, ArtifactTier::Bronze, CeremonyKind::Release, ids, blessing);

		assert_eq!(CeremonyOfDigest::<T>::iter().count(), 1);
		Ok(())
	}

	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		let id = ceremony::<T>(MAX_WITNESSES)?;
		let initiator: T::AccountId = account("initiator", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(initiator.clone()), id);

		assert!(!Pallet::<T>::has_duties(&initiator));
		Ok(())
	}

	// The last, of a ceremony that is blessed, which completes it.
	#[benchmark]
	fn witness() -> Result<(), BenchmarkError> {
		let who = eligible::<T>(whitelisted_caller());
		let id = ceremony::<T>(MAX_WITNESSES - 1)?;
		Ceremonies::<T>::mutate(Ordered(id), |record| {
			if let Some(record) = record {
				record.ceremony.blessed_by = Some(account("blesser", 0, 0));
			}
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id);

		assert_eq!(CeremonyOfDigest::<T>::iter().count(), 1);
		Ok(())
	}

	// The last, which closes the ceremony.
	#[benchmark]
	fn decline() -> Result<(), BenchmarkError> {
		let who = eligible::<T>(whitelisted_caller());
		let id = ceremony::<T>(MAX_WITNESSES - 1)?;
		Ceremonies::<T>::mutate(Ordered(id), |record| {
			if let Some(record) = record {
				for n in 1..MAX_WITNESSES {
					let _ = record.ceremony.declined.try_push(account("decliner", n, 0));
				}
			}
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id);

		assert!(!OpenCeremonies::<T>::contains_key(Ordered(id)));
		Ok(())
	}

	// Of a ceremony with all its witnesses, which completes it.
	#[benchmark]
	fn bless() -> Result<(), BenchmarkError> {
		let origin =
			T::BlesserOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let id = ceremony::<T>(MAX_WITNESSES)?;

		#[extrinsic_call]
		_(origin as OriginFor<T>, id);

		assert_eq!(CeremonyOfDigest::<T>::iter().count(), 1);
		Ok(())
	}

	// Of the first kind, after which the tier is another.
	#[benchmark]
	fn expire_evidence() {
		let operator: T::AccountId = account("operator", 0, 0);
		certify::<T>(&operator);
		let expires = now::<T>().saturating_add(T::MaxValidity::get());
		frame_system::Pallet::<T>::set_block_number(expires);

		#[block]
		{
			let first = Deadlines::<T>::iter_keys().next();
			if let Some((block, due)) = first {
				Deadlines::<T>::remove(block, due);
			}
			assert_ok!(Pallet::<T>::expire_evidence(operator.clone(), EvidenceKind::Kyc));
		}

		assert_eq!(Evidence::<T>::get(operator).announced, Tier::T0);
	}

	#[benchmark]
	fn expire_ceremony() -> Result<(), BenchmarkError> {
		let id = ceremony::<T>(MAX_WITNESSES)?;
		let expires = now::<T>().saturating_add(T::CeremonyPeriod::get());
		frame_system::Pallet::<T>::set_block_number(expires);

		#[block]
		{
			let first = Deadlines::<T>::iter_keys().next();
			if let Some((block, due)) = first {
				Deadlines::<T>::remove(block, due);
			}
			assert_ok!(Pallet::<T>::age_ceremony(id));
		}

		assert!(!OpenCeremonies::<T>::contains_key(Ordered(id)));
		Ok(())
	}

	#[benchmark]
	fn forget_ceremony() -> Result<(), BenchmarkError> {
		let id = ceremony::<T>(MAX_WITNESSES)?;
		let initiator = account("initiator", 0, 0);
		assert_ok!(Pallet::<T>::do_cancel(initiator, id));

		#[block]
		{
			let first = Deadlines::<T>::iter_keys().next();
			if let Some((block, due)) = first {
				Deadlines::<T>::remove(block, due);
			}
			assert_ok!(Pallet::<T>::age_ceremony(id));
		}

		assert!(!Ceremonies::<T>::contains_key(Ordered(id)));
		Ok(())
	}

	#[benchmark]
	fn replace() {
		let old = eligible::<T>(account("old", 0, 0));
		let new: T::AccountId = account("new", 0, 0);

		#[block]
		{
			assert_ok!(Pallet::<T>::replace(&old, &new));
		}

		assert_eq!(<Pallet<T> as OperatorTiers<T::AccountId>>::tier(&new), Tier::T5);
	}

	impl_benchmark_test_suite!(Pallet, mock::new_test_ext(), mock::Test,);
}
