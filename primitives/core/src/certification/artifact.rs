// SPDX-License-Identifier: Apache-2.0

//! The tiers of artifacts: what a ceremony takes for each, and what each buys at a deployment.

use crate::receipt::Kind;
use alloc::{format, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The tier of an artifact. Append-only.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	Hash,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub enum ArtifactTier {
	/// One witness.
	#[codec(index = 0)]
	Bronze,
	/// Three witnesses.
	#[codec(index = 1)]
	Silver,
	/// Five witnesses and a blessing.
	#[codec(index = 2)]
	Gold,
}

impl ArtifactTier {
	/// All tiers, ascending.
	pub const ALL: [Self; 3] = [Self::Bronze, Self::Silver, Self::Gold];

	/// The name of the tier, as in JSON.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Bronze => "bronze",
			Self::Silver => "silver",
			Self::Gold => "gold",
		}
	}

	/// How many witnesses a ceremony takes; its initiator is one of them. So many who decline close
	/// it.
	pub const fn witnesses(self) -> u32 {
		match self {
			Self::Bronze => 1,
			Self::Silver => 3,
			Self::Gold => 5,
		}
	}

	/// The fewest artifacts of a ceremony.
	pub const fn artifacts(self) -> u32 {
		self.witnesses()
	}

	/// The tier that every artifact of a ceremony must have already.
	pub const fn prerequisite(self) -> Option<Self> {
		match self {
			Self::Bronze => None,
			Self::Silver => Some(Self::Bronze),
			Self::Gold => Some(Self::Silver),
		}
	}

	/// Whether a ceremony takes a blessing.
	pub const fn needs_blessing(self) -> bool {
		matches!(self, Self::Gold)
	}

	/// What a verifier checks of each artifact, off chain.
	pub const fn criteria(self) -> Criteria {
		let (downloads, reviews, tests, impact) = match self {
			Self::Bronze => (10, 1, TestCoverage::Basic, false),
			Self::Silver => (100, 3, TestCoverage::Comprehensive, false),
			Self::Gold => (1_000, 5, TestCoverage::Exhaustive, true),
		};
		Criteria { downloads, reviews, tests, impact }
	}

	/// What an artifact may use where it is deployed; in production twice the processor, memory and
	/// storage.
	pub const fn privileges(self, production: bool) -> Privileges {
		let scale = if production { 2 } else { 1 };
		match self {
			Self::Bronze => Privileges {
				cpu_millis: 500_u32.saturating_mul(scale),
				memory_mib: 512_u32.saturating_mul(scale),
				storage_mib: 1_024_u32.saturating_mul(scale),
				replicas: 1,
				logs_days: 7,
				metrics_days: 1,
				alerts: Alerts::Basic,
				backup: false,
			},
			Self::Silver => Privileges {
				cpu_millis: 1_000_u32.saturating_mul(scale),
				memory_mib: 1_024_u32.saturating_mul(scale),
				storage_mib: 5_120_u32.saturating_mul(scale),
				replicas: 2,
				logs_days: 30,
				metrics_days: 7,
				alerts: Alerts::Standard,
				backup: true,
			},
			Self::Gold => Privileges {
				cpu_millis: 2_000_u32.saturating_mul(scale),
				memory_mib: 2_048_u32.saturating_mul(scale),
				storage_mib: 10_240_u32.saturating_mul(scale),
				replicas: 3,
				logs_days: 90,
				metrics_days: 30,
				alerts: Alerts::Comprehensive,
				backup: true,
			},
		}
	}
}

/// How thoroughly an artifact is tested, in the judgement of the verifier.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TestCoverage {
	/// There are tests of what it is for.
	Basic,
	/// And of what it must refuse.
	Comprehensive,
	/// And of everything it says of itself.
	Exhaustive,
}

/// What an artifact must show for a tier.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Criteria {
	/// The fewest downloads.
	pub downloads: u32,
	/// The fewest reviews.
	pub reviews: u32,
	/// The tests it has, at least.
	pub tests: TestCoverage,
	/// Whether it must have had an impact.
	pub impact: bool,
}

/// Which alerts are set up for a deployment.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Alerts {
	/// Up or down.
	Basic,
	/// And its resources.
	Standard,
	/// And its latency and errors.
	Comprehensive,
}

/// What a deployment may use.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Privileges {
	/// Processor time, in thousandths of a core.
	pub cpu_millis: u32,
	/// Memory, in MiB.
	pub memory_mib: u32,
	/// Storage, in MiB.
	pub storage_mib: u32,
	/// The most replicas.
	pub replicas: u8,
	/// For how long logs are kept, in days.
	pub logs_days: u16,
	/// For how long metrics are kept, in days.
	pub metrics_days: u16,
	/// Which alerts are set up.
	pub alerts: Alerts,
	/// Whether it is backed up.
	pub backup: bool,
}

/// Whether a receipt of this kind attests an artifact.
pub const fn is_artifact(kind: Kind) -> bool {
	matches!(kind, Kind::Artifact | Kind::Deployment | Kind::Document | Kind::Container)
}

/// The longest label of a domain name, in bytes (RFC 1035, section 2.3.4).
pub const MAX_LABEL_LEN: usize = 63;

/// The domain name of a deployment: `name` in lower case, each character but `a-z` and `0-9` as '-',
/// before the suffix of its tier, such as `silver.example.net`.
///
/// Hyphens at either end are left out, since a label has none there (RFC 1123, section 2.1). `None` if
/// nothing is left or the label is longer than [`MAX_LABEL_LEN`].
pub fn subdomain(name: &str, suffix: &str) -> Option<String> {
	let mapped: String = name
		.chars()
		.map(|c| c.to_ascii_lowercase())
		.map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' })
		.collect();
	let label = mapped.trim_matches('-');
	(1..=MAX_LABEL_LEN).contains(&label.len()).then(|| format!("{label}.{suffix}"))
}
