// SPDX-License-Identifier: Apache-2.0

//! Bytes in JSON.

use base64::{engine::general_purpose::STANDARD, Engine};
use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};

/// Bytes as base64 in JSON: the standard alphabet of RFC 4648, padded. Anything else is refused, so
/// that there is one text for the same bytes.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Base64(pub Vec<u8>);

impl Serialize for Base64 {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(&base64::display::Base64Display::new(&self.0, &STANDARD))
	}
}

impl<'de> Deserialize<'de> for Base64 {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		STANDARD.decode(text).map(Self).map_err(D::Error::custom)
	}
}
