// SPDX-License-Identifier: Apache-2.0

//! What nodes answer about operators.

use super::{ObservedPage, OperatorInfo, OperatorPage, Suspension};
use crate::{
	chain::{Block, Chain},
	error::Error,
	receipt::reads::params,
};
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use tonnetz_core::{
	operators::{EraIndex, UptimeInfo},
	torus::Position,
};

impl Chain {
	/// An operator, in the state of block `at`.
	pub async fn operator(
		&self,
		account: &AccountId32,
		at: H256,
	) -> Result<Option<OperatorInfo>, Error> {
		self.request("operators_get", params(&(account, at))?).await
	}

	/// An operator, which must be there.
	pub async fn known_operator(
		&self,
		account: &AccountId32,
		at: Block,
	) -> Result<OperatorInfo, Error> {
		self.operator(account, at.hash).await?.ok_or_else(|| not_an_operator(account, at))
	}

	/// When an account was last stopped, be it an operator's or one that was.
	pub async fn suspension(
		&self,
		account: &AccountId32,
		at: H256,
	) -> Result<Option<Suspension>, Error> {
		self.request("operators_suspension", params(&(account, at))?).await
	}

	/// All operators by ascending number.
	pub async fn operators(&self, from: u64, limit: u32, at: H256) -> Result<OperatorPage, Error> {
		self.request("operators_list", params(&(from, limit, at))?).await
	}

	/// The operators at a position.
	pub async fn operators_at(
		&self,
		position: Position,
		from: u64,
		limit: u32,
		at: H256,
	) -> Result<OperatorPage, Error> {
		let [x, y, z] = position.coordinates();
		self.request("operators_atPosition", params(&(x, y, z, from, limit, at))?).await
	}

	/// The operators next to one.
	pub async fn neighbours(
		&self,
		account: &AccountId32,
		from: u64,
		limit: u32,
		at: H256,
	) -> Result<OperatorPage, Error> {
		self.request("operators_neighbours", params(&(account, from, limit, at))?).await
	}

	/// Who may report on an account in an era.
	pub async fn observers(
		&self,
		account: &AccountId32,
		era: EraIndex,
		at: H256,
	) -> Result<Vec<AccountId32>, Error> {
		self.request("operators_observers", params(&(account, era, at))?).await
	}

	/// On whom an operator may report in the era of the block, among those of a page.
	pub async fn observes(
		&self,
		account: &AccountId32,
		from: u64,
		limit: u32,
		at: H256,
	) -> Result<ObservedPage, Error> {
		self.request("operators_observes", params(&(account, from, limit, at))?).await
	}

	/// How an operator has been seen, which must be there.
	pub async fn uptime(&self, account: &AccountId32, at: Block) -> Result<UptimeInfo, Error> {
		let uptime: Option<_> =
			self.request("operators_uptime", params(&(account, at.hash))?).await?;
		uptime.ok_or_else(|| not_an_operator(account, at))
	}
}

/// That an account is no operator.
pub fn not_an_operator(account: &AccountId32, at: Block) -> Error {
	Error::Unknown {
		what: format!("operator {}", account.to_ss58check()),
		block: at.number,
		remedy: "correct the address, or register it with tonnetz operator register",
	}
}
