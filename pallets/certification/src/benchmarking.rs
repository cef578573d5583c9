// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of `pallet-certification`.

mod scene;

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
	traits::{BlakeTwo256, Hash, Saturating},
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

#[benchmarks(where T::Currency: Mutate<T::AccountId, Balance = Balance>)]
mod benchmarks {
	use super::{scene::*, *};

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
		let valid_until = now::<T>().saturating_add(100u32.into());
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
		let until = now::<T>().saturating_add(100u32.into());

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
