// SPDX-License-Identifier: Apache-2.0

//! Calls that `tonnetz` does not make, signed by development keys.

#![allow(clippy::unwrap_used)]

use sp_core::crypto::{AccountId32 as CoreAccountId, Ss58Codec};
use std::sync::Arc;
use subxt::{
	backend::LegacyBackend,
	client::OnlineClient,
	config::{
		substrate::{BlakeTwo256, SubstrateConfig, SubstrateHeader},
		Config, DefaultExtrinsicParamsBuilder, DefaultTransactionExtensions,
	},
	ext::scale_value::{value, Value},
	metadata::ArcMetadata,
	rpcs::RpcClient,
	utils::{AccountId32, MultiAddress, Static, H256},
};
use tonnetz_crypto::{context, AnyPair, Scheme};

#[derive(Clone, Debug, Default)]
struct TestConfig(SubstrateConfig);

impl Config for TestConfig {
	type AccountId = AccountId32;
	type Address = MultiAddress<AccountId32, ()>;
	type Signature = Static<tonnetz_crypto::Signature>;
	type Header = SubstrateHeader<H256>;
	type TransactionExtensions = DefaultTransactionExtensions<Self>;
	type AssetId = u32;
	type Hasher = BlakeTwo256;

	fn metadata_for_spec_version(&self, spec_version: u32) -> Option<ArcMetadata> {
		self.0.metadata_for_spec_version(spec_version)
	}

	fn set_metadata_for_spec_version(&self, spec_version: u32, metadata: ArcMetadata) {
		self.0.set_metadata_for_spec_version(spec_version, metadata);
	}
}

/// Makes a call, and waits until it is finalised and has succeeded.
pub async fn submit(url: &str, key: &str, pallet: &str, call: &str, arguments: Vec<Value>) {
	let pair = AnyPair::from_suri(Scheme::Falcon512, key, None).unwrap();
	let account = AccountId32::from(<[u8; 32]>::from(pair.account_id()));
	let rpc = RpcClient::from_insecure_url(url).await.unwrap();
	let backend = Arc::new(LegacyBackend::builder().build(rpc));
	let client =
		OnlineClient::from_backend_with_config(TestConfig::default(), backend).await.unwrap();
	let at = client.at_current_block().await.unwrap();
	let call = subxt::dynamic::tx(pallet, call, arguments);
	let params = DefaultExtrinsicParamsBuilder::new().build();
	let transactions = at.transactions();
	let mut signable = transactions.create_signable(&call, &account, params).await.unwrap();
	let signature = pair.sign(context::DEFAULT, &signable.signer_payload().unwrap()).unwrap();
	let signed = signable.sign_with_account_and_signature(&account, &Static(signature)).unwrap();
	signed.submit_and_watch().await.unwrap().wait_for_finalized_success().await.unwrap();
}

/// Makes `proxy` a proxy of the account of `key`, of this type and at once.
pub async fn add_proxy(url: &str, key: &str, proxy: &str, proxy_type: &str) {
	let proxy = CoreAccountId::from_ss58check(proxy).unwrap();
	let proxy = Value::from_bytes(<[u8; 32]>::from(proxy));
	let proxy_type = Value::unnamed_variant(proxy_type, []);
	let arguments = vec![value!(Id(proxy)), proxy_type, Value::u128(0)];
	submit(url, key, "Proxy", "add_proxy", arguments).await;
}
