// SPDX-License-Identifier: Apache-2.0

//! What governs.

use crate::{governance::origins, Runtime};

impl origins::Config for Runtime {}
