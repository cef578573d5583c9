// SPDX-License-Identifier: Apache-2.0

//! Who decides for the community.

pub mod origins;
