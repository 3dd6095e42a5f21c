//! The numbers by which the terminal knows our pictures: few, given out again, and unlike those of other programs.

/// How many ids there are; the screen never shows so many pictures at once.
const MOST: u32 = 1023;

/// A pool of ids of 24 bits, which a placeholder tells by its colour alone.
#[derive(Debug)]
pub struct Ids {
    /// The upper bits, drawn by lot for each session.
    base: u32,
    free: Vec<u32>,
    unused: u32,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            base: fastrand::u32(1..1 << 14) << 10,
            free: Vec::new(),
            unused: 1,
        }
    }
}

impl Ids {
    /// An id that nobody has.
    pub fn take(&mut self) -> u32 {
        if let Some(id) = self.free.pop() {
            return id;
        }
        if self.unused > MOST {
            // More pictures than any screen has cells for: one of a range of its own.
            return fastrand::u32(1 << 24..=u32::MAX);
        }
        self.unused += 1;
        self.base | (self.unused - 1)
    }

    /// Takes an id back whose picture the terminal was told to forget.
    pub fn give_back(&mut self, id: u32) {
        if id & !MOST == self.base {
            self.free.push(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_given_out_again_and_fit_a_colour() {
        let mut ids = Ids::default();
        let (first, second) = (ids.take(), ids.take());
        assert!(first != second && first > MOST && first < 1 << 24);
        ids.give_back(first);
        assert_eq!(ids.take(), first);
        for _ in 0..MOST - 2 {
            ids.take();
        }
        let beyond = ids.take();
        assert!(beyond >= 1 << 24);
        ids.give_back(beyond);
        assert_ne!(ids.take(), beyond);
    }
}
