// SPDX-License-Identifier: Apache-2.0

//! Streams as clients see them.

#![allow(clippy::unwrap_used)]

use codec::{Decode, Encode};
use serde_json::json;
use sp_core::H256;
use sp_runtime::FixedI128;
use tonnetz_core::{
	signals::{stream_name, Reliability, StreamInfo, StreamKind, StreamReliability, Update},
	AccountId,
};

fn stream() -> StreamInfo<AccountId> {
	StreamInfo {
		id: 5,
		operator: AccountId::new([0x11; 32]),
		name: stream_name(b"BTC/CAD".to_vec()).unwrap(),
		kind: StreamKind::Market,
		interval: 1_200,
		start: 7,
		retired: None,
		last: Some(Update {
			sequence: 9,
			digest: H256::repeat_byte(8),
			value: Some(FixedI128::from_inner(-1_500_000_000_000_000_000)),
			at: 11,
			time: 1_767_225_633_000,
		}),
		served: 714,
		due: 720,
		reliability: 991_666,
	}
}

#[test]
fn streams_are_readable_json() {
	let json = json!({
		"id": 5,
		"operator": AccountId::new([0x11; 32]),
		"name": "BTC/CAD",
		"kind": "market",
		"interval": 1_200,
		"start": 7,
		"retired": null,
		"last": {
			"sequence": 9,
			"digest": H256::repeat_byte(8),
			"value": "-1.5",
			"at": 11,
			"time": 1_767_225_633_000u64,
		},
		"served": 714,
		"due": 720,
		"reliability": 991_666,
	});
	assert_eq!(serde_json::to_value(stream()).unwrap(), json);
	assert_eq!(serde_json::from_value::<StreamInfo<AccountId>>(json.clone()).unwrap(), stream());
	for (member, wrong) in [("name", json!("BTC CAD")), ("name", json!("")), ("kind", json!("x"))] {
		let mut changed = json.clone();
		changed[member] = wrong;
		assert!(serde_json::from_value::<StreamInfo<AccountId>>(changed).is_err(), "{member}");
	}
	let mut without_value = json;
	without_value["last"]["value"] = json!(null);
	let read: StreamInfo<AccountId> = serde_json::from_value(without_value).unwrap();
	assert_eq!(read.last.unwrap().value, None);
}

#[test]
fn reliability_is_readable_json() {
	let streams = vec![StreamReliability { id: 5, reliability: 991_666 }];
	let reliability = Reliability { score: 29, mean: 991_666, streams };
	let json = json!({
		"score": 29,
		"mean": 991_666,
		"streams": [{ "id": 5, "reliability": 991_666 }],
	});
	assert_eq!(serde_json::to_value(&reliability).unwrap(), json);
	assert_eq!(Reliability::decode(&mut &reliability.encode()[..]), Ok(reliability));
}

#[test]
fn streams_are_decoded_as_they_were_encoded() {
	assert_eq!(StreamInfo::decode(&mut &stream().encode()[..]), Ok(stream()));
}
