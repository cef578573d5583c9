// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Call, WeightInfo, MAX_OBSERVED};
use frame_support::{
	dispatch::GetDispatchInfo,
	weights::{RuntimeDbWeight, Weight},
};
use tonnetz_core::{operators::LastReceipt, traits::AttestReceipt};

fn weight(call: Call<Test>) -> Weight {
	call.get_dispatch_info().call_weight
}

fn heartbeat_weight(observed: u32) -> Weight {
	weight(Call::heartbeat { era: 0, observed: vec![(EVE, true); observed as usize] })
}

#[test]
fn heartbeat_weighs_by_its_reports() {
	let one = heartbeat_weight(1) - heartbeat_weight(0);
	let own = <() as WeightInfo>::heartbeat(1) - <() as WeightInfo>::heartbeat(0);
	// For the sender, six neighbours and sixteen validators it is asked twice for kinship.
	assert_eq!(one - own, Weight::from_parts(7, 0) * 46);
	assert_eq!(heartbeat_weight(MAX_OBSERVED) - heartbeat_weight(0), one * u64::from(MAX_OBSERVED));
	assert_eq!(heartbeat_weight(MAX_OBSERVED + 1), heartbeat_weight(MAX_OBSERVED));
}

#[test]
fn register_weighs_more_with_an_invite() {
	let weight =
		|invite| weight(Call::register { name: vec![], payout: PayoutRail::OnChain, invite });
	assert_eq!(weight(None), <() as WeightInfo>::register());
	let more = weight(Some(Box::new(EVE))) - weight(None);
	let prices: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
	assert_eq!(more, prices.reads(7) + Weight::from_parts(1_234, 0));
}

#[test]
fn other_pallets_are_weighed() {
	assert_eq!(
		weight(Call::deregister {}) - <() as WeightInfo>::deregister(),
		Weight::from_parts(11, 0)
	);
	assert_eq!(
		weight(Call::take_over { operator: EVE }) - <() as WeightInfo>::take_over(),
		<Receipts as AttestReceipt<AccountId, u32>>::attest_weight(0)
			+ Receipts::last_receipt_weight()
			+ Weight::from_parts(13, 0)
	);
}

#[test]
fn conviction_weighs_its_storage_and_its_receipt() {
	let prices: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
	let receipt = <Receipts as AttestReceipt<AccountId, u32>>::attest_weight(0);
	assert_eq!(Operators::conviction_weight(), prices.reads_writes(8, 4) + receipt);
}

#[test]
fn configuration_is_sensible() {
	Operators::check_integrity();
}
