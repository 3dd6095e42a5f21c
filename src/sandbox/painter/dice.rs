//! Chance that falls the same way for the same seed.

/// A source of numbers that repeats itself for the same seed.
#[derive(Debug, Clone)]
pub struct Dice(fastrand::Rng);

impl Dice {
    /// Dice that always fall in the order that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// A number from `low` up to `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.0.f32()
    }

    /// True in this share of the throws.
    pub fn chance(&mut self, share: f32) -> bool {
        self.0.f32() < share
    }

    /// A whole number from `low` up to and with `high`.
    pub fn count(&mut self, low: u16, high: u16) -> u16 {
        self.0.u16(low..=high.max(low))
    }

    /// One of these; the `otherwise` stands in for an empty list.
    pub fn pick<T: Copy>(&mut self, from: &[T], otherwise: T) -> T {
        self.0.choice(from).copied().unwrap_or(otherwise)
    }
}
