// SPDX-License-Identifier: Apache-2.0

//! # Receipts
//!
//! Attestation receipts: signed, ordered, provable records of what operators and their agents did.
//!
//! ## Pallet API
//!
//! See the [`pallet`] module for the dispatchables, storage items, events and errors, and
//! [`Config`] for what a runtime must provide. Other pallets write receipts through
//! [`tonnetz_core::traits::AttestReceipt`].
//!
//! ## Overview
//!
//! A receipt says: this *issuer* attested, at this block, that a payload with this digest exists
//! about this subject. The payload itself (a document, a build, the transcript of a decision) stays
//! with its owner; the chain keeps its SHA-256 digest, and the time at which it was stated. Later
//! anyone can be shown the payload, and check that it is the one that was attested, by whom and
//! when, without asking or trusting the issuer or a server.
//!
//! The receipts of an issuer form a chain. Its head, 40 bytes, commits to every receipt of the
//! issuer in order, so an issuer can show *all* its receipts but cannot leave one out.
//!
//! A receipt is never changed. Its issuer can revoke it, which adds a record that it was withdrawn
//! and why; what was once stated stays on record.
//!
//! Who writes a receipt pays for its place in the state: a deposit that grows with the size of the
//! receipt is held in the account. No one's funds are spent.
//!
//! ## Terminology
//!
//! - **Issuer**: the account that attests.
//! - **Subject**: what the receipt is about, as the BLAKE2b-256 hash of its name (a component, a
//!   document, a model).
//! - **Digest**: SHA-256 of the payload.
//! - **Parent**: an earlier receipt, of any issuer, which this one derives from.
//! - **Sequence**: the position of a receipt among those of its issuer, from 0.
//! - **Link**: the hash of one receipt. **Head**: the hash over all links of an issuer, with their
//!   number.
//! - **Autonomous**: written by a pallet about something that happened by itself, such as an
//!   expiry; the pallet's own account is the issuer.
//!
//! ## Properties
//!
//! - **Order.** Receipts are numbered 0, 1, 2 ... in the order of writing, without gaps; so are the
//!   sequences of each issuer.
//! - **Completeness.** The links of an issuer's receipts, hashed in order, give the issuer's
//!   [`Head`]: no receipt can be left out, changed or moved unnoticed. Revocation does not touch
//!   the chain.
//! - **Provenance.** A parent always has a smaller number than its child, so lines of descent end
//!   and never loop.
//! - **All or nothing.** A call writes all its receipts or none.
//! - **Isolation.** A query narrowed to an issuer walks an index of that issuer alone. Strangers'
//!   receipts about the same subject or digest can neither slow nor bury it.
//! - **Constant cost.** Writing a receipt touches the same number of storage entries whatever the
//!   history, and no call iterates over a map.
//! - **Paid state.** What stays in the state is covered by a deposit on hold, except for autonomous
//!   receipts, of which the pallets that write them bound the number.
//!
//! ## Low Level / Implementation Details
//!
//! ### Link and head
//!
//! ```text
//! link   = BLAKE2b-256(SCALE(issuer, sequence, kind, subject, digest, parent, batch, at, time,
//!                            expires, uri, relayer))
//! hash_0 = 32 zero bytes
//! hash'  = BLAKE2b-256(hash || link)
//! ```
//!
//! The formulas are [`Receipt::link`] and [`ChainHead::extended_by`] of `tonnetz-core`, which
//! off-chain verifiers use as well.
//!
//! ### State
//!
//! A receipt takes six entries, at most 700 bytes in keys and values: the record in [`Receipts`],
//! its place in the issuer's chain in [`ByIssuer`], and four in [`Index`], for subject and digest,
//! alone and with the issuer. The last key of each is an
//! [`Ordered`](tonnetz_core::ordered::Ordered) number: the trie itself keeps the entries ascending,
//! and a page of a query starts at any number for the price of one lookup.
//!
//! The entries are shaped for the trie. Numbers that follow one another share their path, and the
//! leaves of [`ByIssuer`] and [`Index`] are so short that they lie inside their parents: a receipt
//! adds three to four nodes, of 400 to 480 bytes in all plus the length of its uri.
//!
//! ### Deposits
//!
//! The deposit of a receipt is [`Config::DepositBase`] plus [`Config::DepositPerByte`] for each
//! byte of the encoded record. It is recorded with the receipt in two parts: two thirds for the
//! body, and one third for the link and the index entries, which stay in the state for good. The
//! base also prices the one revocation a receipt can have, which is why `revoke` takes no deposit:
//! nobody should be kept from withdrawing a statement for want of funds.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

mod deposit;
mod draft;
mod entry;
mod impls;
mod index;
mod read;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;

pub use deposit::Deposit;
pub use entry::{Entry, EntryOf};
pub use index::IndexKey;
pub use pallet::*;
pub use tonnetz_core::receipt::{
	Attestation, Batch, ChainHead, Kind, Page, Reason, Receipt, ReceiptId, ReceiptInfo, Revocation,
	Source, Uri, MAX_PAGE, MAX_REASON_LEN, MAX_URI_LEN,
};
pub use weights::WeightInfo;

use frame_system::pallet_prelude::BlockNumberFor;

/// What an issuer states, as this runtime encodes it.
pub type AttestationOf<T> = Attestation<BlockNumberFor<T>>;

/// A receipt of this runtime.
pub type ReceiptOf<T> = Receipt<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// A revocation of this runtime.
pub type RevocationOf<T> = Revocation<BlockNumberFor<T>>;

/// What this runtime tells of a receipt.
pub type ReceiptInfoOf<T> = ReceiptInfo<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// A page of receipts of this runtime.
pub type PageOf<T> = Page<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

// What the macro expands to proves its `expect`s; the code written here has none.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{vec, vec::Vec};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible::hold, Time},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use tonnetz_core::{ordered::Ordered, Balance, Moment};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
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

		/// Names the account that issues autonomous receipts.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// The part of a receipt's deposit that does not depend on its size.
		#[pallet::constant]
		type DepositBase: Get<Balance>;

		/// The part of a receipt's deposit for each byte of the encoded record.
		#[pallet::constant]
		type DepositPerByte: Get<Balance>;

		/// The most receipts that one `attest_many` writes.
		#[pallet::constant]
		type MaxItems: Get<u32>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;
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
	}

	/// Why this pallet holds funds of an account.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposits of the account's receipts.
		#[codec(index = 0)]
		Receipt,
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
	/// Not paid for on its own: an account has one head, of 40 bytes, once it has paid for a
	/// receipt.
	// Hasher: keys can be generated until an account id begins with any bits that are wanted, so
	// that a cheap hasher would let an attacker lengthen the paths of others in the trie.
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
			/// SHA-256 of the payload.
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
		/// The list has no items, so there is nothing to attest. Give at least one.
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
		/// The receipt is revoked already, and a revocation cannot be changed. Nothing needs to be
		/// done.
		AlreadyRevoked,
		/// The deposit could not be held: the account's free balance above the existential deposit
		/// does not reach `DepositBase` plus `DepositPerByte` for each byte of the record, summed
		/// over all receipts of the call. Fund the account, shorten the uri, or attest fewer items.
		DepositNotAffordable,
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

	// Call indices are wire format. 2 to 6 and 8 are set aside for attest_batch, attest_statement,
	// cancel_statements, countersign, withdraw_countersignature and prune, in this order.
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Attest that a payload with this digest exists about this subject.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the issuer.
		///
		/// ## Details
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
		/// ## Errors
		///
		/// [`Error::UnknownParent`], [`Error::Expired`], [`Error::UriTooLong`],
		/// [`Error::DepositNotAffordable`].
		///
		/// ## Events
		///
		/// [`Event::Attested`].
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

		/// Attest several payloads, all or none of them.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the issuer.
		///
		/// ## Details
		///
		/// As [`attest`](Self::attest) for each item, in the order given, for one signature and one
		/// change of the balance. An item may name as parent the number that an earlier item of the
		/// same call will take.
		///
		/// ## Errors
		///
		/// [`Error::NoItems`], [`Error::TooManyItems`], and those of [`attest`](Self::attest) for
		/// any of the items.
		///
		/// ## Events
		///
		/// [`Event::Attested`] for each item.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::weight_of_attest_many(items))]
		pub fn attest_many(origin: OriginFor<T>, items: Vec<AttestationOf<T>>) -> DispatchResult {
			let issuer = ensure_signed(origin)?;
			Self::do_attest_many(issuer, items)
		}

		/// Revoke a receipt: record that its issuer withdrew it, and why.
		///
		/// ## Dispatch Origin
		///
		/// Signed, by the issuer of the receipt.
		///
		/// ## Details
		///
		/// The receipt, its deposit and the issuer's chain stay as they are. It cannot be undone.
		/// An expired receipt can be revoked too. No deposit is taken.
		///
		/// - `reason`: at most 64 bytes.
		///
		/// ## Errors
		///
		/// [`Error::ReasonTooLong`], [`Error::UnknownReceipt`], [`Error::NotIssuer`],
		/// [`Error::AlreadyRevoked`].
		///
		/// ## Events
		///
		/// [`Event::Revoked`].
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::weight_of_revoke(reason.len()))]
		pub fn revoke(origin: OriginFor<T>, receipt: ReceiptId, reason: Vec<u8>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_revoke(who, receipt, reason)
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
	}
}
