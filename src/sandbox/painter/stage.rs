//! The picture in the making: its strokes so far, its colours, its light and its chance.

use super::{dice::Dice, palette::Palette, shapes::Spot, sketch::Sketch};

/// What everybody who paints on the same picture shares.
#[derive(Debug)]
pub struct Stage {
    /// The strokes so far.
    pub sketch: Sketch,
    /// The colours.
    pub palette: Palette,
    /// The chance.
    pub dice: Dice,
    /// Where sky and land meet.
    pub horizon: f32,
    /// Where the sun or the moon stands.
    pub light_at: Spot,
    /// How many strokes may be spent on small things, 0 to 3.
    pub detail: u8,
    /// The moment of an animation, from 0 around to 1; still pictures show 0.
    pub moment: f32,
}

impl Stage {
    /// A height between the horizon (0) and the lower edge (1).
    pub fn depth(&self, share: f32) -> f32 {
        self.horizon + (self.sketch.height - self.horizon) * share
    }

    /// Goes to and fro once in an animation; `phase` sets things apart.
    pub fn sway(&self, phase: f32) -> f32 {
        let turn = std::f32::consts::TAU;
        (turn * (self.moment + phase)).sin() - (turn * phase).sin()
    }

    /// A number that grows with the detail asked for.
    pub fn spent(&self, least: u16, more: u16) -> u16 {
        least + more * u16::from(self.detail)
    }
}
