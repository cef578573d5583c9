// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

mod countersign;
mod deposit;
mod draft;
mod glue;
mod impls;
mod index;
mod prune;
mod read;
mod statement;
mod types;
mod volume;
mod weigh;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;

pub use index::IndexKey;
pub use pallet::*;
pub use tonnetz_core::receipt::{
	Attestation, Batch, ChainHead, Deposit, Entry, Kind, Page, Reason, Receipt, ReceiptId,
	ReceiptInfo, Revocation, Source, Statement, Uri, Witness, WitnessPage, MAX_LEAVES, MAX_PAGE,
	MAX_REASON_LEN, MAX_URI_LEN,
};
pub use types::*;
pub use volume::Volume;
pub use weights::WeightInfo;

// What the macro expands to proves its `expect`s; the code written here has none.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec, vec::Vec};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible::hold, Time},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use tonnetz_core::traits::{DetachedSignature, IsOperator};
	use tonnetz_core::{ordered::Ordered, Balance, Moment};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = H256> {
		/// The runtime's reason for holds, of which [`HoldReason`] is one.
		type RuntimeHoldReason: From<HoldReason>;

		/// The token deposits are held in.
		type Currency: hold::Mutate<
			Self::AccountId,
			Balance = Balance,
			Reason = Self::RuntimeHoldReason,
		>;

		/// The timestamp of the block, Unix time in milliseconds.
		type Time: Time<Moment = Moment>;

		/// The signature of a statement.
		type Signature: Parameter + DetachedSignature<Self::AccountId>;

		/// Tells who may countersign.
		type IsOperator: IsOperator<Self::AccountId>;

		/// Names the account that issues autonomous receipts.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// The part of a receipt's deposit that does not depend on its size.
		#[pallet::constant]
		type DepositBase: Get<Balance>;

		/// The part of a receipt's deposit for each byte of the encoded record.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		/// The deposit of a countersignature.
		#[pallet::constant]
		type CountersignatureDeposit: Get<Balance>;

		/// For how long after its expiry the body of a receipt cannot be pruned, in blocks.
		#[pallet::constant]
		type RetentionPeriod: Get<BlockNumberFor<Self>>;

		/// The most receipts that one `attest_many` writes, or one `prune` prunes.
		#[pallet::constant]
		type MaxItems: Get<u32>;

		/// The most receipts a day that count in the attestation volume of an account.
		#[pallet::constant]
		type MaxCountedPerDay: Get<u32>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the scene for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::Helper<Self::AccountId>;
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The longest `uri` of a receipt, in bytes.
		#[pallet::constant_name(MaxUriLen)]
		fn max_uri_len() -> u32 {
			MAX_URI_LEN
		}

		/// The longest reason of a revocation, in bytes.
		#[pallet::constant_name(MaxReasonLen)]
		fn max_reason_len() -> u32 {
			MAX_REASON_LEN
		}

		/// The most leaves of a batch.
		#[pallet::constant_name(MaxLeaves)]
		fn max_leaves() -> u64 {
			MAX_LEAVES
		}
	}

	/// Why this pallet holds funds of an account.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposits of the receipts that the account paid for.
		#[codec(index = 0)]
		Receipt,
		/// The deposits of the account's countersignatures.
		#[codec(index = 1)]
		Countersignature,
	}

	/// The number of the next receipt, which is the number of receipts ever written.
	#[pallet::storage]
	pub type NextId<T: Config> = StorageValue<_, ReceiptId, ValueQuery>;

	/// The receipts by their number, dense from 0.
	///
	/// Each entry is paid for by the deposit recorded in it; autonomous receipts have none.
	// Hasher: Identity is safe since the chain itself hands out the numbers, one after another.
	#[pallet::storage]
	pub type Receipts<T: Config> = StorageMap<_, Identity, Ordered, EntryOf<T>>;

	/// The head of each issuer's chain: the number of its receipts and the hash over all of them.
	///
	/// Not paid for on its own: an account has one head, of 40 bytes, once it has a receipt that is
	/// paid for.
	// Hasher: with a cheap one, account ids made for it lengthen the paths of others in the trie.
	#[pallet::storage]
	pub type Head<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ChainHead, ValueQuery>;

	/// The number of the receipt that an issuer wrote at a position of its chain, dense from 0.
	///
	/// Paid for by the part of the receipt's deposit that stays on hold for good.
	// Hasher: Blake2_128Concat for account ids as in `Head`; Identity since the chain hands out the
	// positions.
	#[pallet::storage]
	pub type ByIssuer<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Identity,
		Ordered, // sequence
		ReceiptId,
	>;

	/// The numbers of the receipts with a subject or digest, of all issuers and of each.
	///
	/// The first key is stored as its hash alone, so that it can be asked for but not listed.
	///
	/// Paid for by the part of the receipt's deposit that stays on hold for good.
	// Hasher: whoever signs chooses subject and digest freely, and could pile entries into one path
	// of the trie under a hasher that is cheap to collide. Blake2_128 without the key behind it,
	// since a leaf below 32 bytes lies inside its parent in the trie: that halves the state and the
	// nodes that a receipt takes. Identity since the chain hands out the numbers.
	#[pallet::storage]
	pub type Index<T: Config> = StorageDoubleMap<
		_,
		Blake2_128,
		IndexKey<T::AccountId>,
		Identity,
		Ordered, // receipt
		(),
	>;

	/// The revocations by the number of the revoked receipt.
	///
	/// Paid for by the base of the receipt's deposit, since a receipt is revoked at most once.
	// Hasher: Identity is safe since a key is the number of a receipt, which the chain hands out.
	#[pallet::storage]
	pub type Revocations<T: Config> = StorageMap<_, Identity, Ordered, RevocationOf<T>>;

	/// The nonce that the next statement of an issuer must have.
	///
	/// Not paid for on its own, as [`Head`], unless a cancellation made it: then by the existential
	/// deposit.
	// Hasher: as in `Head`.
	#[pallet::storage]
	pub type StatementNonce<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, u64, ValueQuery>;

	/// How much each account has attested at its own cost.
	///
	/// Not paid for on its own, as [`Head`].
	// Hasher: as in `Head`.
	#[pallet::storage]
	pub type Volumes<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Volume, ValueQuery>;

	/// The position of the next countersignature, which is the number of those ever made.
	#[pallet::storage]
	pub type NextPosition<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// The countersignatures by the number of the receipt and their position.
	///
	/// Each entry is paid for, with that in [`WitnessPosition`], by the deposit recorded in it.
	// Hasher: Identity is safe since the chain hands out both numbers.
	#[pallet::storage]
	pub type Witnesses<T: Config> = StorageDoubleMap<
		_,
		Identity,
		Ordered, // receipt
		Identity,
		Ordered, // position
		CountersignatureOf<T>,
	>;

	/// The position of the countersignature of a receipt by a witness.
	// Hasher: Identity since the chain hands out the number, Blake2_128Concat as in `Head`.
	#[pallet::storage]
	pub type WitnessPosition<T: Config> = StorageDoubleMap<
		_,
		Identity,
		Ordered, // receipt
		Blake2_128Concat,
		T::AccountId,
		u64,
	>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A receipt was written.
		#[codec(index = 0)]
		Attested {
			/// The number of the receipt.
			id: ReceiptId,
			/// Who attested.
			issuer: T::AccountId,
			/// The position in the issuer's chain.
			sequence: u64,
			/// What the payload is.
			kind: Kind,
			/// What the payload is about.
			subject: H256,
			/// SHA-256 of the payload, or the root of a batch.
			digest: H256,
		},
		/// A receipt was revoked by its issuer.
		#[codec(index = 1)]
		Revoked {
			/// The number of the receipt.
			id: ReceiptId,
			/// Who had attested, and now revoked.
			issuer: T::AccountId,
		},
		/// An issuer cancelled its statements with a nonce below `up_to`.
		#[codec(index = 2)]
		StatementsCancelled {
			/// Whose statements.
			issuer: T::AccountId,
			/// The nonce that the next statement must have.
			up_to: u64,
		},
		/// An operator countersigned a receipt.
		#[codec(index = 3)]
		Countersigned {
			/// The number of the receipt.
			id: ReceiptId,
			/// Who countersigned.
			witness: T::AccountId,
			/// The position of the countersignature.
			position: u64,
		},
		/// A countersignature was withdrawn and its deposit returned.
		#[codec(index = 4)]
		CountersignatureWithdrawn {
			/// The number of the receipt.
			id: ReceiptId,
			/// Who had countersigned.
			witness: T::AccountId,
		},
		/// The body of a receipt was pruned: its link is left.
		#[codec(index = 5)]
		Pruned {
			/// The number of the receipt.
			id: ReceiptId,
			/// Who had paid its deposit.
			payer: T::AccountId,
			/// What was returned to the payer: the body's part of the deposit, in plancks.
			released: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No receipt has this number yet. Numbers run from 0 to `NextId - 1`; take the one from
		/// the `Attested` event of the block that wrote the receipt, and mind that it may change
		/// until that block is final.
		UnknownReceipt,
		/// The parent is the number of a receipt that does not exist. Write the parent first, or
		/// leave it out.
		UnknownParent,
		/// The expiry is not in the future. Give a block number above the one that will include the
		/// transaction, or none for a receipt that does not expire.
		Expired,
		/// The list has more items than `MaxItems`. Split it over several calls.
		TooManyItems,
		/// The list has no items, so there is nothing to do. Give at least one.
		NoItems,
		/// The uri has more bytes than `MaxUriLen`. Give a shorter one; the payload is known by its
		/// digest, not its uri.
		UriTooLong,
		/// The reason has more bytes than `MaxReasonLen`. Shorten it, or attest a document that
		/// tells more.
		ReasonTooLong,
		/// Only the issuer of a receipt can revoke it, and the signer is another account. Sign with
		/// the issuer's key.
		NotIssuer,
		/// The receipt is revoked already, and a revocation cannot be changed. Nothing is to be done.
		AlreadyRevoked,
		/// The deposit could not be held: the account's free balance above the existential deposit
		/// does not reach `CountersignatureDeposit` or, for receipts, `DepositBase` plus
		/// `DepositPerByte` for each byte of the record, summed over all receipts of the call. Fund
		/// the account, shorten the uri, or attest fewer items.
		DepositNotAffordable,
		/// The batch has no leaves, so there is nothing to attest. Build the tree over at least one
		/// payload.
		EmptyBatch,
		/// The batch has more leaves than `MaxLeaves`. Split it over several.
		TooManyLeaves,
		/// The statement's last block is past. Have the issuer sign one with a later `valid_until`.
		StatementExpired,
		/// The statement's nonce is below the issuer's: the statement, or another with its nonce,
		/// was brought already, or the issuer cancelled it. Have the issuer sign one with the nonce
		/// in `StatementNonce`.
		NonceTooLow,
		/// The statement's nonce is above the issuer's. Bring the issuer's earlier statements first.
		NonceTooHigh,
		/// The signature is not the issuer's over this statement, in the context of statements, for
		/// this chain. Check the key, the context and the genesis hash, and that the fields are
		/// those that were signed.
		BadStatementSignature,
		/// The statement nonce is as high already, so there is nothing to cancel. Give one above
		/// that in `StatementNonce`.
		NothingToCancel,
		/// Only a registered operator can countersign. Sign with an operator's account.
		NotOperator,
		/// The issuer of a receipt cannot be its witness. Ask another operator.
		WitnessIsIssuer,
		/// The account has countersigned the receipt already. Nothing is to be done.
		AlreadyWitness,
		/// The account has not countersigned the receipt, or has withdrawn. Nothing is to be done.
		NotWitness,
		/// The receipt does not expire, or has not been expired for more than `RetentionPeriod`
		/// blocks. Wait until then.
		PruneTooEarly,
		/// The body of the receipt is pruned, or stands twice in the list. What is left of it can
		/// be neither pruned, revoked nor countersigned.
		AlreadyPruned,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "std")]
		fn integrity_test() {
			Self::check_integrity();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	// Call indices are wire format.
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Attest that a payload with this digest exists about this subject. Signed by the issuer.
		///
		/// The receipt takes the next number of the chain and the next position among those of the
		/// issuer. A deposit is held in the issuer's account: [`Config::DepositBase`], and
		/// [`Config::DepositPerByte`] for each byte of the encoded record.
		///
		/// - `kind`: what the payload is.
		/// - `subject`: BLAKE2b-256 of the name of what the payload is about.
		/// - `digest`: SHA-256 of the payload.
		/// - `parent`: the receipt this one derives from.
		/// - `uri`: where the payload may be found, at most 128 bytes; empty if nowhere public. The
		///   chain never fetches it.
		/// - `expires`: the first block at which the issuer no longer vouches for it.
		///
		/// Emits [`Event::Attested`]. Fails with [`Error::UnknownParent`], [`Error::Expired`],
		/// [`Error::UriTooLong`], [`Error::DepositNotAffordable`].
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::weight_of_attest(uri.len()))]
		pub fn attest(
			origin: OriginFor<T>,
			kind: Kind,
			subject: H256,
			digest: H256,
			parent: Option<ReceiptId>,
			uri: Vec<u8>,
			expires: Option<BlockNumberFor<T>>,
		) -> DispatchResult {
			let issuer = ensure_signed(origin)?;
			let attestation = Attestation { kind, subject, digest, parent, uri, expires };
			Self::do_attest(issuer, Source::Call, vec![attestation]).map(|_| ())
		}

		/// Attest several payloads, all or none of them. Signed by the issuer.
		///
		/// As [`attest`](Self::attest) for each item, in the order given. An item may name as parent
		/// the number that an earlier item of the same call will take.
		///
		/// Emits [`Event::Attested`] for each item. Fails with [`Error::NoItems`],
		/// [`Error::TooManyItems`], and as [`attest`](Self::attest) for any of the items.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::weight_of_attest_many(items))]
		pub fn attest_many(origin: OriginFor<T>, items: Vec<AttestationOf<T>>) -> DispatchResult {
			let issuer = ensure_signed(origin)?;
			Self::do_attest_many(issuer, items)
		}

		/// Attest a batch of payloads by the root of their tree. Signed by the issuer.
		///
		/// One receipt, the digest of which is the root. Later an inclusion proof shows of any
		/// payload that it was among them.
		///
		/// - `root`, `leaves`: of the RFC 6962 tree with SHA-256 over the payloads' digests; 1 to
		///   2^40 leaves. The chain cannot check either.
		/// - The rest is as in [`attest`](Self::attest).
		///
		/// Emits [`Event::Attested`]. Fails with [`Error::EmptyBatch`], [`Error::TooManyLeaves`],
		/// and as [`attest`](Self::attest).
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::weight_of_attest_batch(uri.len()))]
		pub fn attest_batch(
			origin: OriginFor<T>,
			kind: Kind,
			subject: H256,
			root: H256,
			leaves: u64,
			uri: Vec<u8>,
			expires: Option<BlockNumberFor<T>>,
		) -> DispatchResult {
			let issuer = ensure_signed(origin)?;
			let attestation =
				Attestation { kind, subject, digest: root, parent: None, uri, expires };
			Self::do_attest_batch(issuer, attestation, Batch { root, leaves })
		}

		/// Attest what another account stated. Signed by the relayer, who pays.
		///
		/// The issuer of the receipt is who signed the statement. Statements of an issuer are
		/// accepted in the order of their nonces, each once, until its `valid_until`.
		///
		/// - `signature`: the issuer's, over [`Statement::signing_bytes`], in the context
		///   `tonnetz/statement/v1`.
		///
		/// Emits [`Event::Attested`]. Fails with [`Error::StatementExpired`],
		/// [`Error::NonceTooLow`], [`Error::NonceTooHigh`], [`Error::BadStatementSignature`], and
		/// as [`attest`](Self::attest).
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::weight_of_attest_statement(signature))]
		pub fn attest_statement(
			origin: OriginFor<T>,
			statement: Box<StatementOf<T>>,
			signature: Box<T::Signature>,
		) -> DispatchResult {
			let relayer = ensure_signed(origin)?;
			Self::do_attest_statement(relayer, *statement, &signature)
		}

		/// Cancel one's statements with a nonce below `up_to` that are not yet on the chain: the
		/// next one must have that nonce. Signed by the issuer.
		///
		/// Emits [`Event::StatementsCancelled`]. Fails with [`Error::NothingToCancel`], and with the
		/// system pallet's `TooManyConsumers` if nothing more can lock the account's balance.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::cancel_statements())]
		pub fn cancel_statements(origin: OriginFor<T>, up_to: u64) -> DispatchResult {
			let issuer = ensure_signed(origin)?;
			Self::do_cancel_statements(issuer, up_to)
		}

		/// Countersign a receipt. Signed by a registered operator other than its issuer.
		///
		/// [`Config::CountersignatureDeposit`] is held in the account of the witness. A revoked or
		/// expired receipt can be countersigned too.
		///
		/// Emits [`Event::Countersigned`]. Fails with [`Error::UnknownReceipt`],
		/// [`Error::AlreadyPruned`], [`Error::WitnessIsIssuer`], [`Error::NotOperator`],
		/// [`Error::AlreadyWitness`], [`Error::DepositNotAffordable`].
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::weight_of_countersign())]
		pub fn countersign(origin: OriginFor<T>, receipt: ReceiptId) -> DispatchResult {
			let witness = ensure_signed(origin)?;
			Self::do_countersign(witness, receipt)
		}

		/// Withdraw one's countersignature and have its deposit returned. Signed by the witness,
		/// who need not be an operator any more.
		///
		/// Emits [`Event::CountersignatureWithdrawn`]. Fails with [`Error::NotWitness`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::withdraw_countersignature())]
		pub fn withdraw_countersignature(
			origin: OriginFor<T>,
			receipt: ReceiptId,
		) -> DispatchResult {
			let witness = ensure_signed(origin)?;
			Self::do_withdraw_countersignature(witness, receipt)
		}

		/// Revoke a receipt: record that its issuer withdrew it, and why. Signed by the issuer.
		///
		/// The receipt, its deposit and the issuer's chain stay as they are. It cannot be undone.
		/// An expired receipt can be revoked too. No deposit is taken. `reason`: at most 64 bytes.
		///
		/// Emits [`Event::Revoked`]. Fails with [`Error::ReasonTooLong`],
		/// [`Error::UnknownReceipt`], [`Error::AlreadyPruned`], [`Error::NotIssuer`],
		/// [`Error::AlreadyRevoked`].
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::weight_of_revoke(reason.len()))]
		pub fn revoke(origin: OriginFor<T>, receipt: ReceiptId, reason: Vec<u8>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_revoke(who, receipt, reason)
		}

		/// Prune the bodies of receipts that have been expired for more than
		/// [`Config::RetentionPeriod`], all or none of them. Signed by anyone.
		///
		/// The link of each is left, and two thirds of its deposit return to who paid it.
		///
		/// Emits [`Event::Pruned`] for each. Fails with [`Error::NoItems`],
		/// [`Error::TooManyItems`], [`Error::UnknownReceipt`], [`Error::AlreadyPruned`],
		/// [`Error::PruneTooEarly`].
		#[pallet::call_index(8)]
		#[pallet::weight(Pallet::<T>::weight_of_prune(receipts.len()))]
		pub fn prune(origin: OriginFor<T>, receipts: Vec<ReceiptId>) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_prune(receipts)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// All that the chain knows of the receipt with this number.
		pub fn get(id: ReceiptId) -> Option<ReceiptInfoOf<T>> {
			Self::info(id)
		}

		/// The head of an issuer's chain: the number of its receipts and the hash over all of them.
		pub fn head(issuer: T::AccountId) -> ChainHead {
			Head::<T>::get(issuer)
		}

		/// The nonce that the next statement of an issuer must have.
		pub fn statement_nonce(issuer: T::AccountId) -> u64 {
			StatementNonce::<T>::get(issuer)
		}

		/// How much an account has attested: the receipts it paid for by calls of its own, at most
		/// `MaxCountedPerDay` of each day, less those revoked.
		pub fn attestation_volume(account: T::AccountId) -> u64 {
			Volumes::<T>::get(account).total
		}
	}
}
