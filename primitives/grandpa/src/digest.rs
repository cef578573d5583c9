// SPDX-License-Identifier: Apache-2.0

//! Digest items by which the runtime directs the finality gadget.

use crate::{AuthorityIndex, AuthorityList};
use codec::{Codec, Decode, Encode};
use scale_info::TypeInfo;
use sp_runtime::Debug;

/// A change of the authority set.
#[derive(Clone, Eq, PartialEq, Encode, Decode, Debug, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ScheduledChange<N> {
	/// The set after the change.
	pub next_authorities: AuthorityList,
	/// After how many blocks it applies.
	pub delay: N,
}

/// A signal in the digest of a block. The indices are wire format of headers.
///
/// One signal of a kind counts per block, the first; a forced change takes precedence over a
/// scheduled one. No change may be signalled while another is pending.
#[derive(Decode, Encode, PartialEq, Eq, Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum ConsensusLog<N: Codec> {
	/// The set changes once `delay` blocks are finalised.
	#[codec(index = 1)]
	ScheduledChange(ScheduledChange<N>),
	/// The set changes once `delay` blocks are imported, counted from the median last finalised
	/// block that stands first.
	#[codec(index = 2)]
	ForcedChange(N, ScheduledChange<N>),
	/// The authority at this index is disabled until the next change.
	#[codec(index = 3)]
	OnDisabled(AuthorityIndex),
	/// The set stops voting after this delay.
	#[codec(index = 4)]
	Pause(N),
	/// The set votes again after this delay.
	#[codec(index = 5)]
	Resume(N),
}

impl<N: Codec> ConsensusLog<N> {
	/// The scheduled change, if it is one.
	pub fn try_into_change(self) -> Option<ScheduledChange<N>> {
		if let Self::ScheduledChange(change) = self {
			Some(change)
		} else {
			None
		}
	}

	/// The forced change with its median last finalised block, if it is one.
	pub fn try_into_forced_change(self) -> Option<(N, ScheduledChange<N>)> {
		if let Self::ForcedChange(median, change) = self {
			Some((median, change))
		} else {
			None
		}
	}

	/// The delay of a pause, if it is one.
	pub fn try_into_pause(self) -> Option<N> {
		if let Self::Pause(delay) = self {
			Some(delay)
		} else {
			None
		}
	}

	/// The delay of a resumption, if it is one.
	pub fn try_into_resume(self) -> Option<N> {
		if let Self::Resume(delay) = self {
			Some(delay)
		} else {
			None
		}
	}
}
