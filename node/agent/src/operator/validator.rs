// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator add-validator` and `remove-validator`, for who governs.

use super::change::{of_operator, OfOperatorArgs};
use crate::{
	error::{Error, Exit},
	output::Output,
};

/// Runs `tonnetz operator add-validator`.
pub async fn add(args: OfOperatorArgs, output: Output) -> Result<Exit, Error> {
	of_operator(args, "add_validator", "added", output).await
}

/// Runs `tonnetz operator remove-validator`.
pub async fn remove(args: OfOperatorArgs, output: Output) -> Result<Exit, Error> {
	of_operator(args, "remove_validator", "removed", output).await
}
