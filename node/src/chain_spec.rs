// SPDX-License-Identifier: Apache-2.0

//! Chain specifications: the presets of the runtime, and files.

use sc_chain_spec::Properties;
use sc_service::ChainType;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::path::PathBuf;
use tonnetz_core::units::{DECIMALS, SYMBOL};

/// A chain specification without extensions.
pub type ChainSpec = sc_service::GenericChainSpec;

fn preset(
	name: &str,
	id: &str,
	chain_type: ChainType,
	preset: &'static str,
) -> Result<ChainSpec, String> {
	let wasm = tonnetz_runtime::WASM_BINARY.ok_or(
		"this binary was built without the runtime (SKIP_WASM_BUILD): give a chain specification file, or build it again without that variable",
	)?;
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), SYMBOL.into());
	properties.insert("tokenDecimals".into(), DECIMALS.into());
	properties.insert("ss58Format".into(), tonnetz_runtime::SS58_PREFIX.into());
	Ok(ChainSpec::builder(wasm, None)
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_protocol_id(id)
		.with_properties(properties)
		.with_genesis_config_preset_name(preset)
		.build())
}

/// The specification that `--chain id` names: a preset, or a file.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	match id {
		"dev" => {
			preset("Tonnetz Development", "tonnetz_dev", ChainType::Development, DEV_RUNTIME_PRESET)
		}
		"local" => {
			preset("Tonnetz Local", "tonnetz_local", ChainType::Local, LOCAL_TESTNET_RUNTIME_PRESET)
		}
		path => {
			let path = PathBuf::from(path);
			if !path.is_file() {
				return Err(format!(
					"unknown chain {id}: use dev, local, or the path of a chain specification file"
				));
			}
			ChainSpec::from_json_file(path)
		}
	}
}
