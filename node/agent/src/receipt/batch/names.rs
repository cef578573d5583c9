// SPDX-License-Identifier: Apache-2.0

//! The names of leaves.

use rayon::slice::ParallelSliceMut;

/// Byte strings, one after another in one allocation: 16 bytes a name beside its own.
#[derive(Debug, Default)]
pub struct Names {
	bytes: Vec<u8>,
	spans: Vec<Span>,
}

#[derive(Clone, Copy, Debug)]
struct Span {
	start: usize,
	len: u32,
}

impl Span {
	fn of(self, bytes: &[u8]) -> &[u8] {
		let len = usize::try_from(self.len).unwrap_or(usize::MAX);
		bytes.get(self.start..self.start.saturating_add(len)).unwrap_or_default()
	}
}

impl Names {
	/// Adds a name at the end; `None` if it is longer than any name can be.
	pub fn push(&mut self, name: &[u8]) -> Option<()> {
		let span = Span { start: self.bytes.len(), len: u32::try_from(name.len()).ok()? };
		self.bytes.extend_from_slice(name);
		self.spans.push(span);
		Some(())
	}

	/// The number of names.
	pub fn len(&self) -> usize {
		self.spans.len()
	}

	/// The names in their order.
	pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
		self.spans.iter().map(|span| span.of(&self.bytes))
	}

	/// The name at a place.
	pub fn get(&self, place: usize) -> Option<&[u8]> {
		self.spans.get(place).map(|span| span.of(&self.bytes))
	}

	/// Puts the names in ascending order of their bytes.
	pub fn sort(&mut self) {
		let Self { bytes, spans } = self;
		spans.par_sort_unstable_by_key(|span| span.of(bytes));
	}

	/// The place of a name among sorted ones.
	pub fn place(&self, name: &[u8]) -> Option<usize> {
		self.spans.binary_search_by_key(&name, |span| span.of(&self.bytes)).ok()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_are_sorted_by_bytes_and_found() {
		let mut names = Names::default();
		for name in ["b", "a/c", "a.b", "", "a", "\u{e9}"] {
			names.push(name.as_bytes()).unwrap();
		}
		names.sort();
		let sorted = ["", "a", "a.b", "a/c", "b", "\u{e9}"];
		assert!(names.iter().eq(sorted.map(str::as_bytes)));
		assert_eq!(names.len(), 6);
		for (place, name) in sorted.into_iter().enumerate() {
			assert_eq!(names.place(name.as_bytes()), Some(place));
			assert_eq!(names.get(place), Some(name.as_bytes()));
		}
		assert_eq!(names.place(b"a/"), None);
		assert_eq!(names.get(6), None);
	}
}
