// SPDX-License-Identifier: Apache-2.0

//! What duties have to know of the chain, beside what commands ask for.

use crate::{chain::Chain, error::Error, output::unhex, page::few, receipt::reads::params};
use codec::{Decode, DecodeAll};
use sp_core::{crypto::AccountId32, H256};
use tonnetz_core::{coherence::Corridor, receipt::MAX_PAGE, Moment};

/// `twox_128("Session") ++ twox_128("Validators")`
const VALIDATORS: &str = "0xcec5070d609dd3497f72bde07fc96ba088dcde934c658227ee1dfafcd6e16903";

/// `twox_128("Timestamp") ++ twox_128("Now")`
const NOW: &str = "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb";

/// Whom an operator may report on in the era of a block: the first `most` of them.
pub async fn observed(
	chain: &Chain,
	account: &AccountId32,
	most: usize,
	at: H256,
) -> Result<Vec<AccountId32>, Error> {
	let mut accounts = Vec::new();
	let mut next = Some(0);
	while let Some(from) = next.filter(|_| accounts.len() < most) {
		let page = chain.observes(account, from, MAX_PAGE, at).await?;
		few(chain, page.items.len(), MAX_PAGE)?;
		accounts.extend(page.items);
		// A node that leads back shall not lead for ever.
		next = page.next.filter(|next| *next > from);
	}
	accounts.truncate(most);
	Ok(accounts)
}

/// The validators of the session of a block.
pub async fn validators(chain: &Chain, at: H256) -> Result<Vec<AccountId32>, Error> {
	let validators: Option<Vec<[u8; 32]>> = storage(chain, VALIDATORS, at).await?;
	Ok(validators.unwrap_or_default().into_iter().map(AccountId32::new).collect())
}

/// The timestamp of a block, Unix time in milliseconds.
pub async fn timestamp(chain: &Chain, at: H256) -> Result<Option<Moment>, Error> {
	storage(chain, NOW, at).await
}

/// The corridor by which sessions are judged that begin.
pub async fn corridor(chain: &Chain, at: H256) -> Result<Corridor, Error> {
	const METHOD: &str = "SignalsApi_corridor";

	let answer: String = chain.request("state_call", params(&(METHOD, "0x", at))?).await?;
	decoded(chain, METHOD, &answer)
}

/// The value of a storage key.
async fn storage<T: Decode>(chain: &Chain, key: &str, at: H256) -> Result<Option<T>, Error> {
	let value: Option<String> = chain.request("state_getStorage", params(&(key, at))?).await?;
	value.map(|value| decoded(chain, key, &value)).transpose()
}

fn decoded<T: Decode>(chain: &Chain, what: &str, text: &str) -> Result<T, Error> {
	let bytes = unhex(text).map_err(|error| chain.mismatch(format!("{what}: {error}")))?;
	T::decode_all(&mut &*bytes).map_err(|error| chain.mismatch(format!("{what}: {error}")))
}
