// SPDX-License-Identifier: Apache-2.0

//! What each command does.

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	keystore, ports, service,
};
use sc_cli::{Result, SubstrateCli};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Tonnetz Node".into()
	}

	fn impl_version() -> String {
		env!("CARGO_PKG_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		"the repository that this program was built from".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn sc_service::ChainSpec>, String> {
		chain_spec::load(id).map(|spec| Box::new(spec) as Box<_>)
	}
}

/// The error and what caused it, on one line.
pub fn one_line(error: &dyn std::error::Error) -> String {
	let mut line = error.to_string();
	let mut source = error.source();
	while let Some(cause) = source {
		let text = cause.to_string();
		// Many errors print their source themselves.
		if !line.contains(&text) {
			line.push_str(": ");
			line.push_str(&text);
		}
		source = cause.source();
	}
	line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Parses the command line and runs it.
pub fn run() -> Result<()> {
	let cli = Cli::from_args();

	match &cli.subcommand {
		None => {
			keystore::check(&cli.run.keystore_params)?;
			ports::check(&cli.run)?;
			let runner = cli.create_runner(&cli.run)?;
			runner.run_node_until_exit(|config| async move { service::new_full(config) })
		}
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::ExportChainSpec(cmd)) => cmd.run(cli.load_spec(&cmd.chain)?),
		#[allow(deprecated)]
		Some(Subcommand::BuildSpec(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run(config.chain_spec, config.network))
		}
		Some(Subcommand::CheckBlock(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|mut config| {
				let parts = service::new_partial(&mut config)?;
				Ok((cmd.run(parts.client, parts.import_queue), parts.task_manager))
			})
		}
		Some(Subcommand::ExportBlocks(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|mut config| {
				let parts = service::new_partial(&mut config)?;
				Ok((cmd.run(parts.client, config.database), parts.task_manager))
			})
		}
		Some(Subcommand::ExportState(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|mut config| {
				let parts = service::new_partial(&mut config)?;
				Ok((cmd.run(parts.client, config.chain_spec), parts.task_manager))
			})
		}
		Some(Subcommand::ImportBlocks(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|mut config| {
				let parts = service::new_partial(&mut config)?;
				Ok((cmd.run(parts.client, parts.import_queue), parts.task_manager))
			})
		}
		Some(Subcommand::PurgeChain(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run(config.database))
		}
		Some(Subcommand::Revert(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|mut config| {
				let parts = service::new_partial(&mut config)?;
				let revert_finality = Box::new(|client, _, blocks| {
					sc_consensus_grandpa::revert(client, blocks)?;
					Ok(())
				});
				Ok((
					cmd.run(parts.client, parts.backend, Some(revert_finality)),
					parts.task_manager,
				))
			})
		}
		Some(Subcommand::ChainInfo(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run::<service::Block>(&config))
		}
		#[cfg(feature = "runtime-benchmarks")]
		Some(Subcommand::Benchmark(cmd)) => {
			let runner = cli.create_runner(&**cmd)?;
			runner.sync_run(|config| crate::benchmark::run(cmd, config))
		}
	}
}
