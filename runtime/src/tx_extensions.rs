// SPDX-License-Identifier: Apache-2.0

//! What is checked of every transaction besides its signature, in this order.

use crate::{constants::signature::SPHINCS_SURCHARGE, Runtime, RuntimeCall};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_runtime::{
	impl_tx_ext_default,
	traits::{DispatchInfoOf, DispatchOriginOf, TransactionExtension},
	transaction_validity::TransactionValidityError,
};

/// The extensions of a transaction. Their order and encoding are wire format.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	ChargeSignatureWeight,
	frame_system::WeightReclaim<Runtime>,
);

/// What an extrinsic has besides its call when it is signed with Falcon-512 is well below this
/// many bytes, and well above with SPHINCS+.
const LARGE_SIGNATURE: usize = 4_096;

/// Adds to the block what a SPHINCS+ signature costs more to verify than the Falcon-512 signature
/// of the base weight.
///
/// An extension sees neither signature nor scheme, so the scheme is inferred from the length. The
/// fee for it is the length fee, which is paid on 8 kB. Encodes to nothing.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo,
)]
pub struct ChargeSignatureWeight;

impl ChargeSignatureWeight {
	fn surcharge(call: &RuntimeCall, len: usize) -> Weight {
		if len.saturating_sub(call.encoded_size()) > LARGE_SIGNATURE {
			SPHINCS_SURCHARGE
		} else {
			Weight::zero()
		}
	}
}

impl TransactionExtension<RuntimeCall> for ChargeSignatureWeight {
	const IDENTIFIER: &'static str = "ChargeSignatureWeight";
	type Implicit = ();
	type Val = ();
	type Pre = ();

	fn weight(&self, _: &RuntimeCall) -> Weight {
		Weight::zero()
	}

	fn prepare(
		self,
		_val: (),
		_origin: &DispatchOriginOf<RuntimeCall>,
		call: &RuntimeCall,
		info: &DispatchInfoOf<RuntimeCall>,
		len: usize,
	) -> Result<(), TransactionValidityError> {
		let surcharge = Self::surcharge(call, len);
		if surcharge != Weight::zero() {
			frame_system::Pallet::<Runtime>::register_extra_weight_unchecked(surcharge, info.class);
		}
		Ok(())
	}

	impl_tx_ext_default!(RuntimeCall; validate);
}

/// The extensions of a transaction by the account with `nonce`, immortal and without a tip.
pub fn immortal(nonce: crate::Nonce) -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(sp_runtime::generic::Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		ChargeSignatureWeight,
		frame_system::WeightReclaim::new(),
	)
}
