//! One value out of a few, cycled through by keys, with a value of one's own where the field allows it.

/// A closed list of values of which one is taken, or a value typed in its place.
///
/// The values of a field depend on the model, so [`Choice::offer`] changes them and keeps what is still possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice<T> {
    values: Vec<T>,
    taken: Taken<T>,
    free: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Taken<T> {
    Listed(usize),
    Own(T),
}

impl<T: Clone + PartialEq> Choice<T> {
    /// The first of these values; no other can be taken.
    #[must_use]
    pub const fn of(values: Vec<T>) -> Self {
        Self {
            values,
            taken: Taken::Listed(0),
            free: false,
        }
    }

    /// The first of these values; a person may also type another.
    #[must_use]
    pub const fn or_own(values: Vec<T>) -> Self {
        Self {
            values,
            taken: Taken::Listed(0),
            free: true,
        }
    }

    /// The value that is taken; none only if the list is empty and nothing was typed.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match &self.taken {
            Taken::Listed(index) => self.values.get(*index),
            Taken::Own(value) => Some(value),
        }
    }

    /// The values of the list, in the order of the keys.
    #[must_use]
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// The place in the list of the value that is taken; none for a value of one's own.
    #[must_use]
    pub const fn index(&self) -> Option<usize> {
        match self.taken {
            Taken::Listed(index) if index < self.values.len() => Some(index),
            Taken::Listed(_) | Taken::Own(_) => None,
        }
    }

    /// Whether a value outside the list may be typed.
    #[must_use]
    pub const fn allows_own(&self) -> bool {
        self.free
    }

    /// Takes the next value, the first one after the last. After a value of one's own comes the first.
    pub fn next(&mut self) {
        let next = self.index().map_or(0, |index| index + 1);
        self.taken = Taken::Listed(if next < self.values.len() { next } else { 0 });
    }

    /// Takes the previous value, the last one before the first.
    pub fn previous(&mut self) {
        let last = self.values.len().saturating_sub(1);
        self.taken = Taken::Listed(self.index().and_then(|index| index.checked_sub(1)).unwrap_or(last));
    }

    /// Takes that value, from the list or, where it is allowed, as one's own; says whether it could.
    pub fn take(&mut self, value: T) -> bool {
        if let Some(index) = self.values.iter().position(|listed| *listed == value) {
            self.taken = Taken::Listed(index);
            return true;
        }
        if self.free {
            self.taken = Taken::Own(value);
        }
        self.free
    }

    /// Changes the list and keeps the value that is taken if it is still possible; else takes the first one.
    /// Says whether it was kept.
    pub fn offer(&mut self, values: Vec<T>) -> bool {
        let before = self.value().cloned();
        self.values = values;
        self.taken = Taken::Listed(0);
        before.is_some_and(|value| self.take(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_go_round_the_list() {
        let mut quality = Choice::of(vec!["auto", "low", "high"]);
        assert_eq!(quality.value(), Some(&"auto"));

        quality.previous();
        assert_eq!(quality.value(), Some(&"high"));
        quality.next();
        quality.next();
        assert_eq!((quality.value(), quality.index()), (Some(&"low"), Some(1)));
    }

    #[test]
    fn only_a_field_that_allows_it_takes_a_value_of_ones_own() {
        let mut quality = Choice::of(vec!["auto", "low"]);
        assert!(!quality.take("ultra"));
        assert_eq!(quality.value(), Some(&"auto"));

        let mut size = Choice::or_own(vec!["auto", "1024x1024"]);
        assert!(size.take("1600x900"));
        assert_eq!((size.value(), size.index()), (Some(&"1600x900"), None));
        size.next();
        assert_eq!(size.value(), Some(&"auto"));
        assert!(size.take("1024x1024"));
        assert_eq!(size.index(), Some(1), "a typed value that is listed is the listed one");
    }

    #[test]
    fn another_list_keeps_what_is_still_possible() {
        let mut size = Choice::of(vec!["auto", "512x512", "1024x1024"]);
        size.take("1024x1024");

        assert!(size.offer(vec!["1024x1024", "1536x1024"]));
        assert_eq!(size.value(), Some(&"1024x1024"));
        assert!(!size.offer(vec!["auto", "2048x2048"]));
        assert_eq!(size.value(), Some(&"auto"));
    }

    #[test]
    fn an_empty_list_has_no_value_and_does_no_harm() {
        let mut none: Choice<u8> = Choice::of(Vec::new());
        none.next();
        none.previous();
        assert_eq!((none.value(), none.index()), (None, None));
    }
}
