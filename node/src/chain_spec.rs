// SPDX-License-Identifier: Apache-2.0

//! Chain specifications: patches over the presets of the runtime, and whole specifications in
//! files.

use sc_chain_spec::{ChainType, Properties};
use sc_network::config::MultiaddrWithPeerId;
use serde::Deserialize;
use serde_json::Value;
use std::{fs, path::Path};
use tonnetz_core::units::{DECIMALS, SYMBOL};

/// A chain specification without extensions.
pub type ChainSpec = sc_service::GenericChainSpec;

/// The chains that are known by name. `chain-specs/README.md` describes the format.
const CHAINS: [(&str, &str); 3] = [
	("dev", include_str!("../../chain-specs/dev.patch.json")),
	("local", include_str!("../../chain-specs/local.patch.json")),
	("staging", include_str!("../../chain-specs/staging.patch.json")),
];

/// How the name of a file with a patch ends.
const PATCH_SUFFIX: &str = ".patch.json";

/// A chain as a patch over a preset of the runtime.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Patch {
	/// The name that people see.
	name: String,
	/// The name of directories and of the network protocol.
	id: String,
	chain_type: ChainType,
	/// The preset that the patch is over.
	preset: String,
	#[serde(default)]
	boot_nodes: Vec<MultiaddrWithPeerId>,
	/// What differs from the preset's genesis; arrays are replaced whole.
	#[serde(default)]
	genesis: Option<Value>,
}

impl Patch {
	fn build(self) -> Result<ChainSpec, String> {
		let wasm = tonnetz_runtime::WASM_BINARY.ok_or(
			"this binary was built without the runtime (SKIP_WASM_BUILD): give a chain specification file, or build it again without that variable",
		)?;
		let mut properties = Properties::new();
		properties.insert("tokenSymbol".into(), SYMBOL.into());
		properties.insert("tokenDecimals".into(), DECIMALS.into());
		properties.insert("ss58Format".into(), tonnetz_runtime::SS58_PREFIX.into());
		let mut builder = ChainSpec::builder(wasm, None)
			.with_name(&self.name)
			.with_id(&self.id)
			.with_chain_type(self.chain_type)
			.with_protocol_id(&self.id)
			.with_boot_nodes(self.boot_nodes)
			.with_properties(properties)
			.with_genesis_config_preset_name(&self.preset);
		if let Some(genesis) = self.genesis {
			builder = builder.with_genesis_config_patch(genesis);
		}
		Ok(builder.build())
	}
}

fn from_patch(json: &str, name: &str) -> Result<ChainSpec, String> {
	serde_json::from_str::<Patch>(json)
		.map_err(|error| format!("{name} is not a chain patch: {error}"))?
		.build()
}

/// The specification that `--chain id` names: a chain, a file with a patch, or a file with a whole
/// specification.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	if let Some((_, patch)) = CHAINS.into_iter().find(|(name, _)| *name == id) {
		return from_patch(patch, id);
	}
	let path = Path::new(id);
	if !path.is_file() {
		return Err(format!(
			"unknown chain {id}: use dev, local, staging, or the path of a chain specification file"
		));
	}
	if id.ends_with(PATCH_SUFFIX) {
		let json =
			fs::read_to_string(path).map_err(|error| format!("cannot read {id}: {error}"))?;
		return from_patch(&json, id);
	}
	ChainSpec::from_json_file(path.into())
}
