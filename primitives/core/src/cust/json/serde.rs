// SPDX-License-Identifier: Apache-2.0

//! Values within other JSON, such as an RPC's parameters and answers.

use super::Value;
use alloc::{
	borrow::Cow,
	string::{String, ToString},
	vec::Vec,
};
use core::fmt;
use serde::{
	de::{Error as _, MapAccess, SeqAccess, Visitor},
	ser::{Error as _, SerializeMap},
	Deserialize, Deserializer, Serialize, Serializer,
};

/// The most entries of one array or object that comes within other JSON: no part of a command has
/// more.
const MAX_ENTRIES: usize = 64;

fn room<E: serde::de::Error>(entries: usize) -> Result<(), E> {
	if entries < MAX_ENTRIES {
		Ok(())
	} else {
		Err(E::custom(format_args!("more than {MAX_ENTRIES} entries in one array or object")))
	}
}

impl Serialize for Value<'_> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		match self {
			Self::Null => serializer.serialize_unit(),
			Self::Bool(value) => serializer.serialize_bool(*value),
			Self::Number(text) => match (text.parse::<u64>(), text.parse::<f64>()) {
				(Ok(number), _) => serializer.serialize_u64(number),
				(_, Ok(number)) => serializer.serialize_f64(number),
				_ => Err(S::Error::custom("not a number")),
			},
			Self::String(text) => serializer.serialize_str(text),
			Self::Array(items) => serializer.collect_seq(items),
			Self::Object(members) => {
				let mut map = serializer.serialize_map(Some(members.len()))?;
				for (name, value) in members {
					map.serialize_entry(name, value)?;
				}
				map.end()
			}
		}
	}
}

/// The text of a number is that of its value: what it was in the surrounding JSON is not known
/// here. A member that stands twice is refused, as by [`parse`](super::parse), and so is an array or
/// object of more than 64 entries; depth is bounded by whoever read the surrounding JSON.
impl<'de> Deserialize<'de> for Value<'static> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		struct AnyValue;

		impl<'de> Visitor<'de> for AnyValue {
			type Value = Value<'static>;

			fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
				f.write_str("a JSON value")
			}

			fn visit_unit<E>(self) -> Result<Value<'static>, E> {
				Ok(Value::Null)
			}

			fn visit_bool<E>(self, value: bool) -> Result<Value<'static>, E> {
				Ok(Value::Bool(value))
			}

			fn visit_u64<E>(self, value: u64) -> Result<Value<'static>, E> {
				Ok(Value::Number(value.to_string().into()))
			}

			fn visit_i64<E>(self, value: i64) -> Result<Value<'static>, E> {
				Ok(Value::Number(value.to_string().into()))
			}

			fn visit_f64<E>(self, value: f64) -> Result<Value<'static>, E> {
				Ok(Value::Number(value.to_string().into()))
			}

			fn visit_str<E>(self, value: &str) -> Result<Value<'static>, E> {
				Ok(Value::String(String::from(value).into()))
			}

			fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value<'static>, A::Error> {
				let mut items = Vec::new();
				while let Some(item) = seq.next_element()? {
					room::<A::Error>(items.len())?;
					items.push(item);
				}
				Ok(Value::Array(items))
			}

			fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'static>, A::Error> {
				let mut members: Vec<(Cow<str>, Value)> = Vec::new();
				while let Some((name, value)) = map.next_entry::<String, Value>()? {
					room::<A::Error>(members.len())?;
					if members.iter().any(|(known, _)| *known == name) {
						return Err(A::Error::custom(format_args!(
							"the member {name:?} stands twice in one object; keep one"
						)));
					}
					members.push((name.into(), value));
				}
				Ok(Value::Object(members))
			}
		}

		deserializer.deserialize_any(AnyValue)
	}
}
