// SPDX-License-Identifier: Apache-2.0

//! What is stored under the number of a receipt.

use frame_system::pallet_prelude::BlockNumberFor;
use tonnetz_core::receipt::Entry;

/// An [`Entry`] of the runtime `T`.
pub type EntryOf<T> = Entry<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
