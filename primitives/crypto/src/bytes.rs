// SPDX-License-Identifier: Apache-2.0

//! Newtypes over fixed byte arrays, for public keys and signatures.
//!
//! `sp_core::crypto::CryptoBytes` would do, but `CryptoType` cannot be implemented on it outside
//! of `sp-core`.

/// Declares `$name` over `[u8; $len]` with all that public keys and signatures have in common.
/// Metadata shows its content as `$info`, a type of the same encoding.
macro_rules! byte_newtype {
	($(#[$doc:meta])* $name:ident, $len:expr, $info:ty) => {
		$(#[$doc])*
		#[derive(
			Clone,
			PartialEq,
			Eq,
			PartialOrd,
			Ord,
			Hash,
			codec::Encode,
			codec::Decode,
			codec::DecodeWithMemTracking,
			codec::MaxEncodedLen,
		)]
		pub struct $name([u8; $len]);

		impl $name {
			/// From the raw bytes; whether they are well-formed is found by verification.
			pub const fn from_raw(raw: [u8; $len]) -> Self {
				Self(raw)
			}

			/// The raw bytes.
			pub const fn as_array(&self) -> &[u8; $len] {
				&self.0
			}
		}

		impl scale_info::TypeInfo for $name {
			type Identity = Self;

			fn type_info() -> scale_info::Type {
				scale_info::Type::builder()
					.path(scale_info::Path::new(stringify!($name), module_path!()))
					.composite(
						scale_info::build::Fields::unnamed().field(|field| field.ty::<$info>()),
					)
			}
		}

		impl Default for $name {
			fn default() -> Self {
				Self([0; $len])
			}
		}

		impl From<[u8; $len]> for $name {
			fn from(raw: [u8; $len]) -> Self {
				Self(raw)
			}
		}

		impl AsRef<[u8]> for $name {
			fn as_ref(&self) -> &[u8] {
				&self.0
			}
		}

		impl AsMut<[u8]> for $name {
			fn as_mut(&mut self) -> &mut [u8] {
				&mut self.0
			}
		}

		impl core::ops::Deref for $name {
			type Target = [u8];

			fn deref(&self) -> &[u8] {
				&self.0
			}
		}

		impl TryFrom<&[u8]> for $name {
			type Error = ();

			fn try_from(data: &[u8]) -> Result<Self, ()> {
				<[u8; $len]>::try_from(data).map(Self).map_err(|_| ())
			}
		}

		impl sp_core::crypto::ByteArray for $name {
			const LEN: usize = $len;
		}

		impl sp_core::crypto::UncheckedFrom<[u8; $len]> for $name {
			fn unchecked_from(raw: [u8; $len]) -> Self {
				Self(raw)
			}
		}

		impl sp_core::crypto::CryptoType for $name {
			type Pair = Pair;
		}

		impl core::fmt::Debug for $name {
			// The whole would be kilobytes in a log line.
			fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
				let head = self.0.get(..8).unwrap_or(&self.0);
				write!(
					f,
					concat!(stringify!($name), "({}..., {} bytes)"),
					sp_core::hexdisplay::HexDisplay::from(&head),
					Self::LEN_IN_DEBUG,
				)
			}
		}

		impl $name {
			const LEN_IN_DEBUG: usize = $len;
		}
	};
}

/// Declares a public key: [`byte_newtype`] and SS58.
macro_rules! public_newtype {
	($(#[$doc:meta])* $name:ident, $len:expr) => {
		crate::bytes::byte_newtype!($(#[$doc])* $name, $len, [u8; $len]);

		impl sp_core::crypto::Derive for $name {}
		impl sp_core::crypto::Public for $name {}

		impl core::fmt::Display for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
				use sp_core::crypto::Ss58Codec;
				f.write_str(&self.to_ss58check())
			}
		}

		impl core::str::FromStr for $name {
			type Err = sp_core::crypto::PublicError;

			fn from_str(s: &str) -> Result<Self, Self::Err> {
				use sp_core::crypto::Ss58Codec;
				Self::from_ss58check(s)
			}
		}

		impl serde::Serialize for $name {
			fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
				use sp_core::crypto::Ss58Codec;
				serializer.serialize_str(&self.to_ss58check())
			}
		}

		impl<'de> serde::Deserialize<'de> for $name {
			fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
				use sp_core::crypto::Ss58Codec;
				let text = alloc::string::String::deserialize(deserializer)?;
				Self::from_ss58check(&text)
					.map_err(|e| serde::de::Error::custom(alloc::format!("{e:?}")))
			}
		}
	};
}

/// Declares a signature: [`byte_newtype`] and hexadecimal.
macro_rules! signature_newtype {
	($(#[$doc:meta])* $name:ident, $len:expr, $info:ty) => {
		crate::bytes::byte_newtype!($(#[$doc])* $name, $len, $info);

		impl sp_core::crypto::Signature for $name {}

		impl core::fmt::Display for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
				write!(f, "0x{}", sp_core::hexdisplay::HexDisplay::from(&self.0.as_slice()))
			}
		}

		impl serde::Serialize for $name {
			fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
				serializer.collect_str(self)
			}
		}

		impl<'de> serde::Deserialize<'de> for $name {
			fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
				let raw = sp_core::bytes::deserialize(deserializer)?;
				Self::try_from(raw.as_slice()).map_err(|()| {
					serde::de::Error::invalid_length(raw.len(), &concat!(stringify!($len), " bytes"))
				})
			}
		}
	};
}

pub(crate) use {byte_newtype, public_newtype, signature_newtype};
