// SPDX-License-Identifier: Apache-2.0

//! What the events of finalised blocks tell of coherence.

use crate::error::BlockRef;
use codec::{DecodeAll, Encode};
use frame_system::EventRecord;
use pallet_signals::Event;
use sc_client_api::{Backend, StateBackend, TrieCacheContext};
use serde::{Deserialize, Serialize};
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use sp_crypto_hashing::twox_128;
use sp_runtime::FixedU128;
use std::{
	collections::VecDeque,
	sync::{Arc, Mutex, PoisonError},
};
use tonnetz_core::{
	coherence::{decimal, State},
	receipt::ReceiptId,
	AccountId, BlockNumber, Hash,
};
use tonnetz_runtime::{opaque::Block, RuntimeEvent};

/// How many blocks' notices are kept, so that not every subscriber has to read them anew.
const KEPT: usize = 16;

/// Something that a finalised block tells of coherence.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Notice {
	/// The block.
	pub block: BlockRef,
	/// What it tells.
	#[serde(flatten)]
	pub told: Told,
}

impl Notice {
	/// Whether it is of this session, or any is meant.
	pub fn is_of(&self, session: Option<H256>) -> bool {
		let (Told::Report { session: of, .. } | Told::Median { session: of, .. }) = &self.told;
		session.is_none_or(|session| session == *of)
	}
}

/// A report or a median: the events [`Event::CoherenceReported`] and [`Event::SessionMeasured`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "told")]
pub enum Told {
	/// An operator reported a session.
	Report {
		/// The session.
		session: H256,
		/// Who reported.
		reporter: AccountId,
		/// The coherence ratio.
		#[serde(with = "decimal::unsigned")]
		ratio: FixedU128,
		/// Where it lies to the corridor of the session.
		state: State,
		/// Whether it lies within.
		in_corridor: bool,
		/// The number of the reading in the reporter's time series.
		number: u64,
		/// The receipt of the report.
		receipt: ReceiptId,
	},
	/// The reporters of a session have a median, or another than before.
	Median {
		/// The session.
		session: H256,
		/// The median of the ratios.
		#[serde(with = "decimal::unsigned")]
		ratio: FixedU128,
		/// Where it lies to the corridor of the session.
		state: State,
		/// How many operators have reported.
		reporters: u32,
	},
}

impl Told {
	/// What an event tells.
	fn from_event(event: RuntimeEvent) -> Option<Self> {
		match event {
			RuntimeEvent::Signals(Event::CoherenceReported {
				session,
				reporter,
				ratio,
				state,
				in_corridor,
				number,
				receipt,
			}) => {
				Some(Self::Report { session, reporter, ratio, state, in_corridor, number, receipt })
			}
			RuntimeEvent::Signals(Event::SessionMeasured { session, ratio, state, reporters }) => {
				Some(Self::Median { session, ratio, state, reporters })
			}
			_ => None,
		}
	}
}

/// The notices of a block.
type OfBlock = Arc<[Notice]>;

/// Reads the notices of blocks.
pub struct Notices<B> {
	backend: Arc<B>,
	kept: Mutex<VecDeque<(Hash, OfBlock)>>,
}

impl<B> Notices<B> {
	/// Reads from `backend`.
	pub fn new(backend: Arc<B>) -> Self {
		Self { backend, kept: Mutex::default() }
	}
}

impl<B: Backend<Block>> Notices<B> {
	/// The notices of the finalised block with this number, in the order of the events.
	///
	/// # Errors
	///
	/// If the events cannot be read. One line that says what to do.
	pub fn of_block(
		&self,
		chain: &impl HeaderBackend<Block>,
		number: BlockNumber,
	) -> Result<OfBlock, String> {
		let missing = |reason: String| {
			format!("the events of block {number} cannot be read here ({reason}): ask another node")
		};
		let hash = chain
			.hash(number)
			.map_err(|error| missing(error.to_string()))?
			.ok_or_else(|| missing("no such block".to_owned()))?;
		// Held while the block is read: who comes at the same time waits instead of reading too.
		let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
		if let Some((_, notices)) = kept.iter().find(|(block, _)| *block == hash) {
			return Ok(notices.clone());
		}
		let events = self.events(hash).map_err(missing)?;
		let notices = notices(&events, BlockRef { number, hash }).map_err(|error| {
			format!("block {number} has events that this node does not know ({error}): update it")
		})?;
		kept.push_back((hash, notices.clone()));
		if kept.len() > KEPT {
			kept.pop_front();
		}
		Ok(notices)
	}

	fn events(&self, hash: Hash) -> Result<Vec<u8>, String> {
		let state = self
			.backend
			.state_at(hash, TrieCacheContext::Untrusted)
			.map_err(|error| error.to_string())?;
		let key = [twox_128(b"System"), twox_128(b"Events")].concat();
		let events = state.storage(&key).map_err(|error| error.to_string())?;
		// Without events there is no entry.
		Ok(events.unwrap_or_else(|| Vec::<()>::new().encode()))
	}
}

/// The notices among the events of a block, in their encoding.
fn notices(mut events: &[u8], block: BlockRef) -> Result<OfBlock, codec::Error> {
	let records = Vec::<EventRecord<RuntimeEvent, Hash>>::decode_all(&mut events)?;
	let told = records.into_iter().filter_map(|record| Told::from_event(record.event));
	Ok(told.map(|told| Notice { block, told }).collect())
}

#[cfg(test)]
mod tests {
	use super::*;

	const BLOCK: BlockRef = BlockRef { number: 7, hash: Hash::repeat_byte(1) };

	fn report() -> Told {
		Told::Report {
			session: H256::repeat_byte(2),
			reporter: AccountId::new([3; 32]),
			ratio: FixedU128::from_rational(62, 100),
			state: State::Coherent,
			in_corridor: true,
			number: 9,
			receipt: 10,
		}
	}

	fn median() -> Told {
		Told::Median {
			session: H256::repeat_byte(2),
			ratio: FixedU128::from_rational(7, 10),
			state: State::OverDriven,
			reporters: 3,
		}
	}

	/// Events of a block, in their encoding.
	fn events(events: Vec<RuntimeEvent>) -> Vec<u8> {
		let record = |event| EventRecord::<_, Hash> {
			phase: frame_system::Phase::ApplyExtrinsic(1),
			event,
			topics: Vec::new(),
		};
		events.into_iter().map(record).collect::<Vec<_>>().encode()
	}

	#[test]
	fn reports_and_medians_are_told_of_in_their_order() {
		let session = H256::repeat_byte(2);
		let reported = Event::CoherenceReported {
			session,
			reporter: AccountId::new([3; 32]),
			ratio: FixedU128::from_rational(62, 100),
			state: State::Coherent,
			in_corridor: true,
			number: 9,
			receipt: 10,
		};
		let ratio = FixedU128::from_rational(7, 10);
		let measured =
			Event::SessionMeasured { session, ratio, state: State::OverDriven, reporters: 3 };
		let events = events(vec![
			RuntimeEvent::System(frame_system::Event::CodeUpdated { hash: H256::zero() }),
			RuntimeEvent::Signals(reported),
			RuntimeEvent::Signals(Event::SessionPruned { session, reports: 1 }),
			RuntimeEvent::Signals(measured),
		]);
		let expected = [report(), median()].map(|told| Notice { block: BLOCK, told });
		assert_eq!(notices(&events, BLOCK).unwrap()[..], expected);
	}

	#[test]
	fn events_that_are_not_known_are_no_silence() {
		let mut unknown = events(vec![RuntimeEvent::System(frame_system::Event::CodeUpdated {
			hash: H256::zero(),
		})]);
		assert!(notices(&unknown, BLOCK).is_ok_and(|notices| notices.is_empty()));
		// Behind the length of the list and the phase stands the index of the pallet.
		unknown[6] = 254;
		assert!(notices(&unknown, BLOCK).is_err());
		assert!(notices(&events(Vec::new()), BLOCK).is_ok_and(|notices| notices.is_empty()));
	}

	#[test]
	fn notices_are_chosen_by_session() {
		for told in [report(), median()] {
			let notice = Notice { block: BLOCK, told };
			assert!(notice.is_of(None) && notice.is_of(Some(H256::repeat_byte(2))));
			assert!(!notice.is_of(Some(H256::zero())));
		}
	}

	#[test]
	fn a_notice_is_flat_json() {
		let json = |told| {
			let notice = Notice { block: BLOCK, told };
			let mut params = jsonrpsee::core::params::ArrayParams::new();
			params.insert(&notice).unwrap();
			let json = jsonrpsee::core::traits::ToRpcParams::to_rpc_params(params);
			let json = json.unwrap().unwrap().get().to_owned();
			assert_eq!(jsonrpsee::types::Params::new(Some(&json)).one(), Ok(notice));
			json
		};
		let hash = format!("0x{}", "01".repeat(32));
		let session = format!("0x{}", "02".repeat(32));
		assert_eq!(
			json(median()),
			format!(
				r#"[{{"block":{{"number":7,"hash":"{hash}"}},"told":"median","session":"{session}","ratio":"0.7","state":"over-driven","reporters":3}}]"#
			)
		);
		let report = json(report());
		assert!(report.contains(r#""told":"report""#), "{report}");
		assert!(report.contains(r#""inCorridor":true,"number":9,"receipt":10"#), "{report}");
	}
}
