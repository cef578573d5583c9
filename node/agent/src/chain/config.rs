// SPDX-License-Identifier: Apache-2.0

//! What subxt has to know about the chain.

use subxt::{
	config::{
		substrate::{BlakeTwo256, SubstrateHeader},
		Config, DefaultTransactionExtensions, SubstrateConfig,
	},
	metadata::ArcMetadata,
	utils::{AccountId32, MultiAddress, Static, H256},
};

/// The types of a Tonnetz runtime. The signature is encoded as it is: its encoding is wire format
/// and fixed, whatever the metadata calls its parts. Transaction extensions that subxt does not know
/// carry nothing, and are skipped.
#[derive(Clone, Debug, Default)]
pub struct TonnetzConfig {
	/// Keeps the metadata that was fetched: it is needed before and after a submission.
	cache: SubstrateConfig,
}

impl Config for TonnetzConfig {
	type AccountId = AccountId32;
	type Address = MultiAddress<AccountId32, ()>;
	type Signature = Static<tonnetz_crypto::Signature>;
	type Header = SubstrateHeader<H256>;
	type TransactionExtensions = DefaultTransactionExtensions<Self>;
	type AssetId = u32;
	type Hasher = BlakeTwo256;

	fn metadata_for_spec_version(&self, spec_version: u32) -> Option<ArcMetadata> {
		self.cache.metadata_for_spec_version(spec_version)
	}

	fn set_metadata_for_spec_version(&self, spec_version: u32, metadata: ArcMetadata) {
		self.cache.set_metadata_for_spec_version(spec_version, metadata);
	}
}
