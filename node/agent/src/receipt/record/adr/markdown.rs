// SPDX-License-Identifier: Apache-2.0

//! The Markdown of an architecture decision record.
//!
//! ```text
//! # ADR-7: Title
//!
//! - Date: 2026-01-31
//! - Status: Accepted
//!
//! ## Context
//! ...
//! ## Decision
//! ...
//! ## Consequences
//! ...
//! ## Verification
//! ...
//! ```
//!
//! Records that others wrote are read more liberally: `# 7. Title`, emphasised names, and date or
//! status as sections of their own.

use std::fmt::Write;

/// The statuses, of which one must begin the status.
const STATUSES: [&str; 3] = ["Accepted", "Rejected", "Superseded"];

/// The eight parts.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Record {
	/// Its number.
	pub number: u32,
	/// Its title.
	pub title: String,
	/// The day, as 2026-01-31.
	pub date: String,
	/// `Accepted`, `Rejected` or `Superseded`, and what may follow.
	pub status: String,
	/// What made a decision necessary.
	pub context: String,
	/// What was decided.
	pub decision: String,
	/// What follows from it.
	pub consequences: String,
	/// How one sees that it was carried out and works.
	pub verification: String,
}

impl Record {
	/// The record as Markdown. What it makes of parts that break the form, [`Record::parse`]
	/// refuses.
	pub fn render(&self) -> String {
		let Self { number, title, date, status, .. } = self;
		let mut text = format!("# ADR-{number}: {title}\n\n- Date: {date}\n- Status: {status}\n");
		for (name, part) in [
			("Context", &self.context),
			("Decision", &self.decision),
			("Consequences", &self.consequences),
			("Verification", &self.verification),
		] {
			// Writing to a string cannot fail.
			let _ = write!(text, "\n## {name}\n\n{part}\n");
		}
		text
	}

	/// Reads a record, and names the first part that is missing or malformed.
	pub fn parse(text: &str) -> Result<Self, String> {
		let mut lines =
			text.trim_start_matches('\u{feff}').lines().skip_while(|l| l.trim().is_empty());
		let (number, title) = lines.next().and_then(heading).ok_or(
			"the number and the title are missing: the first line must be \"# ADR-7: Title\"",
		)?;
		let sections = Sections::of(lines)?;
		let record = Self {
			number,
			title,
			date: sections.field("Date")?,
			status: sections.field("Status")?,
			context: sections.part("Context")?,
			decision: sections.part("Decision")?,
			consequences: sections.part("Consequences")?,
			verification: sections.part("Verification")?,
		};
		if !is_day(&record.date) {
			return Err("the date must be a day such as 2026-01-31".to_owned());
		}
		if !STATUSES.iter().any(|status| starts_with(&record.status, status)) {
			return Err("the status must be Accepted, Rejected or Superseded".to_owned());
		}
		Ok(record)
	}
}

/// The number and the title in `# ADR-7: Title`, `# ADR 0007 Title` or `# 7. Title`.
fn heading(line: &str) -> Option<(u32, String)> {
	let rest = line.strip_prefix("# ")?.trim();
	let rest = match rest.get(..3) {
		Some(adr) if adr.eq_ignore_ascii_case("adr") => {
			rest.get(3..)?.trim_start_matches(['-', ' ', '#'])
		}
		_ => rest,
	};
	let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
	let (number, title) = rest.split_at_checked(digits)?;
	let title = title.trim_start_matches([':', '.', '-', ' ', '\u{2013}', '\u{2014}']).trim();
	if title.is_empty() {
		return None;
	}
	Some((number.parse().ok()?, title.to_owned()))
}

/// What stands below the title: the lines before the first section, and the sections.
struct Sections<'a> {
	fields: Vec<&'a str>,
	sections: Vec<(&'a str, Vec<&'a str>)>,
}

impl<'a> Sections<'a> {
	fn of(lines: impl Iterator<Item = &'a str>) -> Result<Self, String> {
		let mut all = Self { fields: Vec::new(), sections: Vec::new() };
		let mut fenced = false;
		for line in lines {
			let code = fenced;
			if line.trim_start().starts_with("```") {
				fenced = !fenced;
			}
			// In a block of code, # begins a comment and no heading.
			if !code && line.starts_with("# ") {
				return Err("a second \"# \" heading: a file holds one record".to_owned());
			}
			match (line.strip_prefix("## "), all.sections.last_mut()) {
				(Some(name), _) if !code => all.sections.push((name.trim(), Vec::new())),
				(_, Some((_, part))) => part.push(line),
				(_, None) => all.fields.push(line),
			}
		}
		Ok(all)
	}

	/// The text of a section.
	fn part(&self, name: &str) -> Result<String, String> {
		let mut found = self.sections.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
		let (_, lines) = found
			.next()
			.ok_or_else(|| format!("the part {name} is missing: add a section \"## {name}\""))?;
		if found.next().is_some() {
			return Err(format!("there are two sections \"## {name}\": keep one"));
		}
		let text = lines.join("\n").trim().to_owned();
		if text.is_empty() {
			return Err(format!("the part {name} is empty"));
		}
		Ok(text)
	}

	/// The value in a line such as `- Date: 2026-01-31`, or the text of a section of that name.
	fn field(&self, name: &str) -> Result<String, String> {
		let value = self.fields.iter().find_map(|line| {
			let (found, value) = line.split_once(':')?;
			let found = found.trim_matches(['-', '*', '+', '_', ' ']);
			found.eq_ignore_ascii_case(name).then(|| value.trim_matches(['*', '_', ' ']).to_owned())
		});
		match value {
			Some(value) if value.is_empty() => Err(format!("the {name} is empty")),
			Some(value) => Ok(value),
			None => self
				.part(name)
				.map_err(|_| format!("the {name} is missing: add a line \"- {name}: ...\"")),
		}
	}
}

fn starts_with(text: &str, word: &str) -> bool {
	text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether the text is a day as 2026-01-31.
fn is_day(text: &str) -> bool {
	let parts = text.split('-').collect::<Vec<_>>();
	let [year, month, day] = parts.as_slice() else { return false };
	let number = |text: &str, len: usize| {
		let digits = text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
		text.parse::<u32>().ok().filter(|_| digits)
	};
	let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
	else {
		return false;
	};
	let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
	let last = match month {
		2 if leap => 29,
		2 => 28,
		4 | 6 | 9 | 11 => 30,
		1..=12 => 31,
		_ => return false,
	};
	(1..=last).contains(&day)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn record() -> Record {
		let part = |text: &str| text.to_owned();
		Record {
			number: 7,
			title: part("Queues: one per service"),
			date: part("2026-01-31"),
			status: part("Accepted"),
			context: part("Too much load.\n\n### Numbers\n\n```sh\n# a comment\n```"),
			decision: part("Queues."),
			consequences: part("Later answers."),
			verification: part("A load test."),
		}
	}

	#[test]
	fn a_record_is_read_as_it_was_written() {
		assert_eq!(Record::parse(&record().render()), Ok(record()));
		assert!(record().render().starts_with(
			"# ADR-7: Queues: one per service\n\n- Date: 2026-01-31\n- Status: Accepted\n\n## Context\n"
		));
	}

	#[test]
	fn every_part_must_be_there() {
		for (line, name) in [
			("# ADR-7: Queues: one per service\n", "number and the title"),
			("- Date: 2026-01-31\n", "Date"),
			("- Status: Accepted\n", "Status"),
			("## Context\n", "Context"),
			("## Decision\n", "Decision"),
			("## Consequences\n", "Consequences"),
			("## Verification\n", "Verification"),
		] {
			let text = record().render();
			assert!(text.contains(line), "{line}");
			let reason = Record::parse(&text.replace(line, "")).unwrap_err();
			assert!(reason.contains(name), "{line}: {reason}");
		}
		let untitled = record().render().replace(": Queues: one per service", "");
		assert!(Record::parse(&untitled).unwrap_err().contains("title"));
		let empty = Record { decision: String::new(), ..record() };
		assert_eq!(Record::parse(&empty.render()), Err("the part Decision is empty".to_owned()));
	}

	#[test]
	fn dates_and_statuses_are_checked() {
		for date in
			["2026-02-29", "2026-13-01", "2026-1-31", "yesterday", "2026-00-10", "2026-04-31"]
		{
			let reason = Record::parse(&Record { date: date.to_owned(), ..record() }.render());
			assert!(reason.unwrap_err().contains("date"), "{date}");
		}
		assert!(is_day("2028-02-29") && is_day("2000-02-29") && !is_day("2100-02-29"));
		let status = |status: &str| Record { status: status.to_owned(), ..record() }.render();
		assert!(Record::parse(&status("Superseded by ADR-9")).is_ok());
		assert!(Record::parse(&status("Proposed")).unwrap_err().contains("status"));
	}

	#[test]
	fn a_part_cannot_forge_another() {
		let forged = Record { context: "x\n## Decision\n\nAnother.".to_owned(), ..record() };
		assert!(Record::parse(&forged.render()).unwrap_err().contains("two sections"));
		let forged = Record { context: "x\n# ADR-8: Other".to_owned(), ..record() };
		assert!(Record::parse(&forged.render()).unwrap_err().contains("one record"));
		let forged = Record { title: "x\n- Date: 2020-01-01".to_owned(), ..record() };
		assert_ne!(Record::parse(&forged.render()), Ok(forged));
	}

	#[test]
	fn records_of_others_are_read() {
		let text =
			"# 12. Use queues\n\n**Date:** 2026-01-31\n\n## Status\n\nAccepted\n\n## Context\nc\n\
			## Decision\nd\n## Consequences\ne\n## Notes\nn\n## Verification\nv\n";
		let record = Record::parse(text).unwrap();
		assert_eq!((record.number, record.title.as_str()), (12, "Use queues"));
		assert_eq!((record.date.as_str(), record.status.as_str()), ("2026-01-31", "Accepted"));
		for (line, number) in [("# ADR 0007 T", 7), ("# adr-9: T", 9), ("# ADR-10 \u{2014} T", 10)]
		{
			assert_eq!(heading(line), Some((number, "T".to_owned())), "{line}");
		}
		for line in ["# T", "ADR-7: T", "# ADR-7", "# ADR-99999999999: T", "# \u{e4}\u{e4}"] {
			assert_eq!(heading(line), None, "{line}");
		}
	}
}
