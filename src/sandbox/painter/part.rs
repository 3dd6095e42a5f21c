//! The parts that a figure is written down in.

/// Which colour of a figure a part has.
#[derive(Debug, Clone, Copy)]
pub enum Role {
    /// The figure's own colour.
    Main,
    /// The same in the light.
    Bright,
    /// The same in the shade.
    Shade,
    /// Nearly white.
    Paper,
    /// Nearly black.
    Dark,
    /// A second colour.
    Accent,
    /// An animal's eye.
    Eye,
    /// Lips and cheeks.
    Blush,
    /// A face.
    Skin,
    /// A face in the shade.
    SkinShade,
}

/// One part of a figure: 100 high, its foot at 0, `line` its width if it is no outline.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Its colour.
    pub role: Role,
    /// The width of a line; 0 for a filled outline.
    pub line: f32,
    /// The outline, as `shapes::written` reads it.
    pub path: &'static str,
}

/// A filled part.
pub const fn part(role: Role, path: &'static str) -> Part {
    Part { role, line: 0.0, path }
}

/// A drawn line.
pub const fn line(role: Role, line: f32, path: &'static str) -> Part {
    Part { role, line, path }
}
