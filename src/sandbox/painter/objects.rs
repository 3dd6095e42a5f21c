//! The outlines of things that people made, each 100 high with its foot at 0.

use super::part::{
    Part,
    Role::{Accent, Bright, Dark, Main, Paper, Shade},
    line, part,
};

/// A diamond with a tail of bows.
pub const KITE: &[Part] = &[
    line(Dark, 1.0, "M 0 -26 C 8 -14 -10 -6 0 6 C 8 14 -4 20 2 28"),
    part(Accent, "M 0 -13 L 8 -17 L 8 -9 Z M 0 -13 L -8 -17 L -8 -9 Z"),
    part(Main, "M -1 0 L 7 -4 L 7 4 Z M -1 0 L -9 -4 L -9 4 Z"),
    part(Accent, "M 3 14 L 11 10 L 11 18 Z M 3 14 L -5 10 L -5 18 Z"),
    part(Main, "M 0 -100 L 28 -70 L 0 -26 L -28 -70 Z"),
    part(Shade, "M 0 -100 L 28 -70 L 0 -26 Z"),
    part(Bright, "M 0 -100 L 0 -70 L -28 -70 Z"),
    part(Accent, "M 0 -70 L 28 -70 L 0 -26 Z"),
    line(Dark, 0.9, "M 0 -100 L 0 -26 M -28 -70 L 28 -70"),
];

/// A hot-air balloon with a basket.
pub const BALLOON: &[Part] = &[
    line(Dark, 0.8, "M -12 -30 L -6 -12 M 12 -30 L 6 -12 M 0 -28 L 0 -12"),
    part(Dark, "M -7 -12 L 7 -12 L 6 0 L -6 0 Z"),
    part(Accent, "M -7.5 -12 L 7.5 -12 L 7 -9 L -7 -9 Z"),
    part(
        Main,
        "M -13 -30 C -24 -40 -36 -50 -36 -66 C -36 -86 -20 -100 0 -100 C 20 -100 36 -86 36 -66 C 36 -50 24 -40 13 -30 Z",
    ),
    part(
        Paper,
        "M -8 -30 C -16 -42 -24 -52 -24 -66 C -24 -84 -14 -97 0 -100 C -6 -92 -11 -80 -11 -66 C -11 -52 -6 -40 -3 -30 Z",
    ),
    part(
        Paper,
        "M 8 -30 C 16 -42 24 -52 24 -66 C 24 -84 14 -97 0 -100 C 6 -92 11 -80 11 -66 C 11 -52 6 -40 3 -30 Z",
    ),
    part(
        Shade,
        "M 13 -30 C 24 -40 36 -50 36 -66 C 36 -86 20 -100 0 -100 C 14 -97 24 -84 24 -66 C 24 -52 16 -42 8 -30 Z",
    ),
    part(
        Accent,
        "M -36 -68 C -30 -63 -26 -63 -24 -66 C -20 -60 -14 -60 -11 -64 C -6 -58 6 -58 11 -64 C 14 -60 20 -60 24 -66 C 26 -63 30 -63 36 -68 L 36 -62 C 30 -56 26 -57 23 -59 C 20 -54 14 -54 11 -57 C 6 -52 -6 -52 -11 -57 C -14 -54 -20 -54 -23 -59 C -26 -57 -30 -56 -36 -62 Z",
    ),
];

/// A striped tower with a lamp.
pub const LIGHTHOUSE: &[Part] = &[
    part(Paper, "M -13 0 L -8 -74 L 8 -74 L 13 0 Z"),
    part(
        Main,
        "M -12.2 -12 L -11.2 -26 L 11.2 -26 L 12.2 -12 Z M -10.3 -40 L -9.4 -54 L 9.4 -54 L 10.3 -40 Z M -8.6 -66 L -8 -74 L 8 -74 L 8.6 -66 Z",
    ),
    part(Shade, "M 4 0 L 2.6 -74 L 8 -74 L 13 0 Z"),
    part(Dark, "M -11 -77 L 11 -77 L 10 -73 L -10 -73 Z"),
    line(
        Dark,
        0.8,
        "M -11 -77 L -11 -82 L 11 -82 L 11 -77 M -5 -77 L -5 -82 M 0 -77 L 0 -82 M 5 -77 L 5 -82",
    ),
    part(Accent, "M -6 -77 L 6 -77 L 6 -89 L -6 -89 Z"),
    line(Dark, 0.9, "M -6 -77 L -6 -89 M 0 -77 L 0 -89 M 6 -77 L 6 -89"),
    part(Main, "M -8 -89 C -7 -97 7 -97 8 -89 Z"),
    line(Dark, 1.0, "M 0 -95 L 0 -101"),
    part(
        Dark,
        "M -3.5 0 L -3.5 -7 C -3.5 -10 3.5 -10 3.5 -7 L 3.5 0 Z M -2 -30 L 2 -30 L 2 -35 L -2 -35 Z M -2 -58 L 2 -58 L 2 -62 L -2 -62 Z",
    ),
];

/// A gabled house with a chimney and lit windows.
pub const HOUSE: &[Part] = &[
    part(Dark, "M 20 -66 L 30 -66 L 30 -94 L 20 -94 Z"),
    part(Paper, "M -44 0 L -44 -46 L 44 -46 L 44 0 Z"),
    part(Shade, "M 12 0 L 12 -46 L 44 -46 L 44 0 Z"),
    part(Main, "M -52 -44 L -28 -88 L 28 -88 L 52 -44 Z"),
    part(Shade, "M 10 -44 L 14 -88 L 28 -88 L 52 -44 Z"),
    line(Dark, 0.8, "M -46 -55 L 46 -55 M -40 -66 L 40 -66 M -34 -77 L 34 -77"),
    part(Dark, "M -10 0 L -10 -26 C -10 -32 6 -32 6 -26 L 6 0 Z"),
    part(
        Accent,
        "M -34 -16 L -34 -34 L -20 -34 L -20 -16 Z M 20 -16 L 20 -34 L 34 -34 L 34 -16 Z",
    ),
    line(
        Dark,
        1.2,
        "M -27 -16 L -27 -34 M -34 -25 L -20 -25 M 27 -16 L 27 -34 M 20 -25 L 34 -25",
    ),
    part(Accent, "E 3 -14 1.2 1.2"),
];

/// Two sails and a hull; its foot is the waterline.
pub const BOAT: &[Part] = &[
    line(Dark, 1.6, "M 0 -10 L 0 -100"),
    part(Paper, "M 3 -96 C 30 -70 40 -44 42 -22 L 3 -18 Z"),
    part(Bright, "M 3 -96 C 18 -70 22 -44 22 -20 L 3 -18 Z"),
    part(Main, "M -3 -88 C -22 -64 -34 -42 -38 -22 L -3 -18 Z"),
    part(Accent, "M 0 -100 L -14 -96 L 0 -92 Z"),
    part(
        Dark,
        "M -52 -12 C -30 -15 30 -15 56 -14 C 48 -4 42 2 34 4 L -34 4 C -44 0 -50 -6 -52 -12 Z",
    ),
    part(
        Main,
        "M -52 -12 C -30 -15 30 -15 56 -14 L 53 -10 C 30 -11 -30 -11 -50 -8 Z",
    ),
];

/// A cap with dots, and a small companion.
pub const MUSHROOM: &[Part] = &[
    part(Paper, "M -12 0 C -16 -20 -10 -40 -9 -56 L 9 -56 C 10 -40 16 -20 12 0 Z"),
    part(
        Accent,
        "M -11 -46 C -4 -40 4 -40 11 -46 L 13 -38 C 5 -32 -5 -32 -13 -38 Z",
    ),
    part(
        Main,
        "M -48 -52 C -46 -84 -20 -100 0 -100 C 20 -100 46 -84 48 -52 C 30 -44 -30 -44 -48 -52 Z",
    ),
    part(
        Shade,
        "M 48 -52 C 46 -84 20 -100 0 -100 C 20 -92 30 -72 28 -47 C 36 -48 44 -50 48 -52 Z",
    ),
    part(
        Paper,
        "E -20 -76 8 7 E 6 -88 6.5 5.5 E 12 -65 9 7 E -34 -59 5 4 E -6 -58 5 4 E 34 -62 4.5 4.5",
    ),
    part(Paper, "M 30 0 C 28 -10 31 -18 31 -24 L 39 -24 C 39 -18 42 -10 40 0 Z"),
    part(
        Main,
        "M 18 -22 C 20 -38 30 -42 35 -42 C 40 -42 50 -38 52 -22 C 44 -19 26 -19 18 -22 Z",
    ),
    part(Paper, "E 30 -31 3 2.6 E 40 -30 3 2.6"),
];

/// Arms up, one flower.
pub const CACTUS: &[Part] = &[
    line(Main, 13.0, "M -12 -34 L -26 -34 C -32 -34 -34 -38 -34 -42 L -34 -62"),
    line(Main, 12.0, "M 12 -26 L 26 -26 C 32 -26 33 -30 33 -34 L 33 -50"),
    part(Main, "M -13 0 L -13 -84 C -13 -101 13 -101 13 -84 L 13 0 Z"),
    part(Shade, "M 4 0 L 5 -94 C 10 -93 13 -90 13 -84 L 13 0 Z"),
    line(
        Bright,
        1.0,
        "M -7 -2 L -7 -88 M -1 -2 L -1 -94 M -36 -44 L -36 -62 M 31 -36 L 31 -50",
    ),
    part(Accent, "E -4 -99 4 5 E 3 -100 4 5 E 0 -102 3 5"),
];

/// A cup on its saucer.
pub const CUP: &[Part] = &[
    part(Shade, "E 0 -3 52 6"),
    part(Bright, "E 0 -5 50 5"),
    line(Main, 6.0, "M 30 -46 C 52 -48 52 -18 24 -20"),
    part(
        Main,
        "M -34 -56 L 34 -56 C 34 -26 24 -8 12 -6 L -12 -6 C -24 -8 -34 -26 -34 -56 Z",
    ),
    part(Shade, "M 34 -56 C 34 -26 24 -8 12 -6 L 0 -6 C 14 -12 20 -30 18 -56 Z"),
    part(Paper, "E 0 -56 34 6"),
    part(Dark, "E 0 -55 29 4.2"),
    line(
        Paper,
        2.2,
        "M -10 -64 C -16 -74 -4 -80 -10 -92 M 2 -64 C -4 -76 8 -84 2 -100 M 14 -64 C 8 -74 20 -80 14 -90",
    ),
];

/// A friendly machine.
pub const ROBOT: &[Part] = &[
    line(Dark, 1.6, "M 0 -88 L 0 -100"),
    part(Accent, "E 0 -101 4 4"),
    line(
        Shade,
        6.0,
        "M -28 -48 C -42 -44 -42 -30 -38 -22 M 28 -48 C 42 -44 42 -30 38 -22",
    ),
    part(Dark, "E -38 -20 5 5 E 38 -20 5 5"),
    part(
        Shade,
        "M -20 0 L -20 -16 L -6 -16 L -6 0 Z M 20 0 L 20 -16 L 6 -16 L 6 0 Z",
    ),
    part(
        Main,
        "M -28 -14 L -28 -46 C -28 -54 28 -54 28 -46 L 28 -14 C 28 -10 -28 -10 -28 -14 Z",
    ),
    part(Bright, "M -16 -20 L -16 -42 L 16 -42 L 16 -20 Z"),
    part(Accent, "E -8 -35 3 3 E 0 -35 3 3 E 8 -35 3 3"),
    line(Dark, 1.4, "M -10 -26 L -4 -26 L 0 -30 L 4 -23 L 10 -26"),
    part(
        Main,
        "M -32 -60 L -32 -82 C -32 -92 32 -92 32 -82 L 32 -60 C 32 -54 -32 -54 -32 -60 Z",
    ),
    part(
        Dark,
        "M -24 -64 L -24 -80 C -24 -84 24 -84 24 -80 L 24 -64 C 24 -61 -24 -61 -24 -64 Z",
    ),
    part(Accent, "E -11 -73 5 5 E 11 -73 5 5"),
    part(Paper, "E -9.5 -74.5 1.6 1.6 E 12.5 -74.5 1.6 1.6"),
    line(Accent, 1.4, "M -6 -66 C -3 -64 3 -64 6 -66"),
];

/// Open, with a crook.
pub const UMBRELLA: &[Part] = &[
    line(Dark, 2.4, "M 0 -92 L 0 -8 C 0 2 14 2 14 -8"),
    part(
        Main,
        "M -54 -50 C -50 -82 -22 -96 0 -96 C 22 -96 50 -82 54 -50 C 48 -57 40 -57 36 -50 C 30 -58 22 -58 18 -50 C 10 -58 -10 -58 -18 -50 C -22 -58 -30 -58 -36 -50 C -40 -57 -48 -57 -54 -50 Z",
    ),
    part(
        Bright,
        "M -18 -50 C -18 -74 -8 -90 0 -96 C 8 -90 18 -74 18 -50 C 10 -58 -10 -58 -18 -50 Z",
    ),
    part(
        Shade,
        "M 36 -50 C 36 -74 20 -92 0 -96 C 22 -96 50 -82 54 -50 C 48 -57 40 -57 36 -50 Z",
    ),
    line(Dark, 1.6, "M 0 -96 L 0 -102"),
];

/// Wide brim, ribbon.
pub const HAT: &[Part] = &[
    part(Shade, "E 0 -22 70 14"),
    part(Main, "E 0 -26 68 12"),
    part(
        Main,
        "M -34 -28 C -36 -60 -30 -84 -14 -86 C -6 -82 6 -82 14 -86 C 30 -84 36 -60 34 -28 C 20 -18 -20 -18 -34 -28 Z",
    ),
    part(
        Shade,
        "M 34 -28 C 36 -60 30 -84 14 -86 C 22 -70 24 -44 18 -22 C 26 -23 31 -25 34 -28 Z",
    ),
    part(
        Accent,
        "M -34.5 -42 C -20 -32 20 -32 34.5 -42 L 34 -28 C 20 -18 -20 -18 -34 -28 Z",
    ),
];

/// Upwards.
pub const ROCKET: &[Part] = &[
    part(Accent, "M -10 -14 C -16 4 -6 14 0 26 C 6 14 16 4 10 -14 Z"),
    part(Paper, "M -5 -14 C -8 -2 -3 4 0 12 C 3 4 8 -2 5 -14 Z"),
    part(
        Main,
        "M -15 -42 C -30 -32 -32 -16 -30 -6 L -12 -18 Z M 15 -42 C 30 -32 32 -16 30 -6 L 12 -18 Z",
    ),
    part(Paper, "M -12 -14 C -22 -44 -18 -78 0 -102 C 18 -78 22 -44 12 -14 Z"),
    part(Shade, "M 12 -14 C 22 -44 18 -78 0 -102 C 8 -78 10 -44 4 -14 Z"),
    part(
        Main,
        "M -12.5 -78 C -9 -87 -5 -95 0 -102 C 5 -95 9 -87 12.5 -78 C 6 -74 -6 -74 -12.5 -78 Z",
    ),
    part(Dark, "E 0 -56 8.5 8.5"),
    part(Accent, "E 0 -56 6 6"),
    part(Main, "M -13 -18 L 13 -18 L 11 -11 L -11 -11 Z"),
];
