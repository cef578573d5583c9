// SPDX-License-Identifier: Apache-2.0

//! Which secrets are used, and which are not.

use crate::common::{secret, OTHER_SECRET, SECRET};
use std::{
	fs,
	os::unix::fs::{chown, symlink, PermissionsExt},
	path::PathBuf,
};
use tonnetz_gate::{sign, Key, SecretError, Secrets, Weakness};

const COMMAND: &str = r#"{"version":"cust-1.0","intent":"deploy","target":"a","operations":[{"type":"vercel","action":"deploy"}]}"#;

fn file(dir: &tempfile::TempDir, name: &str, contents: &[u8], mode: u32) -> PathBuf {
	let path = dir.path().join(name);
	fs::write(&path, contents).unwrap();
	fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
	path
}

#[test]
fn the_text_of_the_file_is_the_secret() {
	let dir = tempfile::tempdir().unwrap();
	let expected = sign(COMMAND, &Key::new(SECRET.as_bytes()).unwrap()).unwrap();
	for (name, end) in [("none", ""), ("lf", "\n"), ("crlf", "\r\n")] {
		let path = file(&dir, name, format!("{SECRET}{end}").as_bytes(), 0o600);
		assert_eq!(sign(COMMAND, &Key::read(&path).unwrap()).unwrap(), expected, "{name}");
	}
	// Only one line feed is no part of it.
	let path = file(&dir, "two", format!("{SECRET}\n\n").as_bytes(), 0o400);
	assert_ne!(sign(COMMAND, &Key::read(&path).unwrap()).unwrap(), expected);
	let link = dir.path().join("link");
	symlink(dir.path().join("lf"), &link).unwrap();
	assert_eq!(sign(COMMAND, &Key::read(&link).unwrap()).unwrap(), expected);
}

/// From Python's `hmac`, for secrets shorter than, as long as and longer than a block of SHA-256.
#[test]
fn signatures_are_those_of_other_implementations() {
	for (secret, signature) in [
		(
			SECRET[..32].to_owned(),
			"6fb91fb384c2743e247d13dd9e4830b532980d15abc4d80998bb651703794f1f",
		),
		(SECRET.to_owned(), "c05900a42c03a39575e6c4a6a318626453f692378b23f2ac0546ba792406c0e8"),
		(
			SECRET[..16].repeat(5),
			"ab15f6e859cc29af7d75f723ef58c3957d440592fce2e37d50ca342c03cd53c9",
		),
	] {
		let signed = sign(COMMAND, &Key::new(secret.as_bytes()).unwrap()).unwrap();
		let expected =
			COMMAND.trim_end_matches('}').to_owned() + "}],\"signature\":\"" + signature + "\"}";
		assert_eq!(signed, expected.replace("}]}]", "}]"));
	}
}

#[test]
fn a_file_that_others_can_open_is_refused() {
	let dir = tempfile::tempdir().unwrap();
	for mode in [0o644, 0o640, 0o604, 0o620, 0o602, 0o610, 0o666, 0o777] {
		let path = file(&dir, "open", SECRET.as_bytes(), mode);
		let error = Key::read(&path).unwrap_err();
		assert!(
			matches!(error, SecretError::Exposed { mode: found, .. } if found == mode),
			"{error}"
		);
		assert!(error.to_string().contains("chmod 600"), "{error}");
	}
	let path = file(&dir, "foreign", SECRET.as_bytes(), 0o600);
	// Only root can give a file away; to anybody else this is their own file.
	if rustix::process::geteuid().is_root() {
		chown(&path, Some(54_321), None).unwrap();
		let error = Key::read(&path).unwrap_err();
		assert!(matches!(error, SecretError::Foreign { owner: 54_321, .. }), "{error}");
	}
}

#[test]
fn what_is_no_file_is_refused_at_once() {
	let dir = tempfile::tempdir().unwrap();
	let folder = dir.path().join("folder");
	fs::create_dir(&folder).unwrap();
	assert!(matches!(Key::read(&folder), Err(SecretError::NotAFile { .. })));
	let pipe = dir.path().join("pipe");
	let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
	rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, mode).unwrap();
	assert!(matches!(Key::read(&pipe), Err(SecretError::NotAFile { .. })));
	assert!(matches!(Key::read(&dir.path().join("none")), Err(SecretError::Read { .. })));
	let long = file(&dir, "long", SECRET.repeat(65).as_bytes(), 0o600);
	assert!(matches!(Key::read(&long), Err(SecretError::TooLong { .. })));
	let longest = file(&dir, "longest", format!("{}\r\n", SECRET.repeat(64)).as_bytes(), 0o600);
	assert!(Key::read(&longest).is_ok());
}

#[test]
fn a_weak_secret_is_refused() {
	let dir = tempfile::tempdir().unwrap();
	let weakness = |text: &[u8]| match Key::read(&file(&dir, "weak", text, 0o600)) {
		Err(SecretError::Weak { weakness, .. }) => Some(weakness),
		Err(error) => panic!("{error}"),
		Ok(_) => None,
	};
	assert_eq!(weakness(b""), Some(Weakness::Short { len: 0 }));
	assert_eq!(weakness(&SECRET.as_bytes()[..31]), Some(Weakness::Short { len: 31 }));
	// The line feed is no part of it.
	assert_eq!(
		weakness(format!("{}\n", &SECRET[..31]).as_bytes()),
		Some(Weakness::Short { len: 31 })
	);
	assert_eq!(weakness(&SECRET.as_bytes()[..32]), None);
	assert_eq!(weakness(&[b'a'; 64]), Some(Weakness::Monotonous { distinct: 1 }));
	assert_eq!(weakness(&b"1234567".repeat(9)), Some(Weakness::Monotonous { distinct: 7 }));
	assert_eq!(weakness(&b"12345678".repeat(8)), None);
}

#[test]
fn a_signature_names_one_planner() {
	let of = |list: &[(&str, &str)]| {
		Secrets::new(list.iter().map(|(name, text)| secret(name, 1, text)).collect())
	};
	assert!(matches!(of(&[]), Err(SecretError::None)));
	assert!(matches!(of(&[("a", SECRET), ("a", OTHER_SECRET)]), Err(SecretError::SameName { .. })));
	let same = of(&[("a", SECRET), ("b", OTHER_SECRET), ("c", SECRET)]);
	assert!(
		matches!(same, Err(SecretError::SameSecret { one, other }) if one == "a" && other == "c")
	);
	let many: Vec<(String, String)> =
		(0..17).map(|number| (number.to_string(), format!("{SECRET}{number}"))).collect();
	let many: Vec<(&str, &str)> = many.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
	assert!(matches!(of(&many), Err(SecretError::TooMany { count: 17 })));
	assert_eq!(of(&many[..16]).unwrap().iter().count(), 16);
}
