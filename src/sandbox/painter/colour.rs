//! Colours by their usual six digits, and mixing them.

use tiny_skia::Color;

/// A colour from `0xRRGGBB`.
pub fn hex(digits: u32) -> Color {
    let [_, red, green, blue] = digits.to_be_bytes();
    Color::from_rgba8(red, green, blue, 255)
}

/// `share` of `b`, the rest of `a`.
pub fn mix(a: Color, b: Color, share: f32) -> Color {
    let blend = |a: f32, b: f32| (a + (b - a) * share).clamp(0.0, 1.0);
    let mixed = Color::from_rgba(
        blend(a.red(), b.red()),
        blend(a.green(), b.green()),
        blend(a.blue(), b.blue()),
        blend(a.alpha(), b.alpha()),
    );
    mixed.unwrap_or(a)
}

/// The same colour, see-through.
pub fn faded(mut colour: Color, alpha: f32) -> Color {
    colour.set_alpha(colour.alpha() * alpha);
    colour
}

/// Nearer to white.
pub fn lighter(colour: Color, share: f32) -> Color {
    mix(colour, Color::WHITE, share)
}

/// Nearer to black.
pub fn darker(colour: Color, share: f32) -> Color {
    mix(colour, Color::BLACK, share)
}

/// How light it looks, 0 to 1.
pub fn lightness(colour: Color) -> f32 {
    0.3 * colour.red() + 0.59 * colour.green() + 0.11 * colour.blue()
}
