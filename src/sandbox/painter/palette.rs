//! Harmonious sets of colours, one or more for each mood.

use tiny_skia::Color;

use super::{
    colour::{hex, lightness, mix},
    dice::Dice,
};

/// What a prompt can set the whole picture to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Clear daylight.
    Day,
    /// The sun goes down.
    Sunset,
    /// The sun comes up.
    Dawn,
    /// Stars and moon.
    Night,
    /// Everything pale.
    Fog,
    /// Snow.
    Winter,
    /// Orange and gold.
    Autumn,
    /// Green.
    Forest,
    /// Sand.
    Desert,
    /// Blue and white.
    Ocean,
    /// Blossoms.
    Spring,
    /// Dark clouds.
    Storm,
    /// Brush and ink with one red.
    Ink,
    /// City lights.
    Neon,
    /// Soft and sweet.
    Pastel,
}

/// The colours of one picture.
#[derive(Debug, Clone)]
pub struct Palette {
    /// From the top of the sky down to the horizon.
    pub sky: [Color; 3],
    /// Sun or moon.
    pub light: Color,
    /// The farthest land.
    pub far: Color,
    /// The nearest land.
    pub near: Color,
    /// Sea and lakes.
    pub water: Color,
    /// For what shall be seen first.
    pub accents: [Color; 3],
    /// Silhouettes.
    pub dark: Color,
    /// Whether stars are out.
    pub is_night: bool,
}

/// Sky from top to horizon, light, far, near, water, three accents.
type Row = [u32; 10];

const DAY: &[Row] = &[
    [
        0x5f_a8d3, 0xa9_d6e5, 0xfd_f0d5, 0xff_f3c4, 0x9d_bfce, 0x1f_4a4d, 0x3d_8aa8, 0xe4_572e, 0xf4_b942, 0xf3_efe0,
    ],
    [
        0x7f_b7be, 0xd3_e8d8, 0xfb_f3dc, 0xff_e9a8, 0xa8_c3b4, 0x2b_4c3f, 0x4d_9a9f, 0xd9_4f30, 0xed_b458, 0xfa_f3e3,
    ],
    [
        0x8e_a8d8, 0xd5_d8ec, 0xfd_ebd9, 0xff_f0c9, 0xa9_b0d0, 0x2d_3561, 0x5a_78b5, 0xf0_5d5e, 0xf7_b267, 0xf6_f1ea,
    ],
];
const SUNSET: &[Row] = &[
    [
        0x2f_2d5e, 0xd1_5a62, 0xff_cf8a, 0xff_ebb5, 0xc0_6a78, 0x24_1636, 0x7a_4470, 0xf7_9256, 0xfb_d1a2, 0x3e_b4c4,
    ],
    [
        0x4a_3f7a, 0xe8_7a5d, 0xfe_d9a0, 0xff_f0c4, 0xd2_7f6e, 0x33_1d2e, 0x95_5468, 0xf2_545b, 0xf5_b841, 0xfd_f0e0,
    ],
];
const DAWN: &[Row] = &[
    [
        0x7d_93c4, 0xf0_b7b3, 0xfd_e8c9, 0xff_f6df, 0xc7_a7b8, 0x37_3c5a, 0x8e_a6c8, 0xe5_6b6f, 0xea_ac8b, 0xfa_efe4,
    ],
    [
        0x6f_9ab8, 0xf6_c9a8, 0xfe_efd5, 0xff_f4d0, 0xb9_b3b8, 0x31_4b5c, 0x7f_a9ba, 0xe0_6552, 0xf2_b872, 0xf7_f0e6,
    ],
];
const NIGHT: &[Row] = &[
    [
        0x0b_132b, 0x1c_2b4f, 0x46_6490, 0xf6_f1d5, 0x34_4c73, 0x06_0b1a, 0x18_2d52, 0xf6_c177, 0xeb_6f92, 0x9c_cfd8,
    ],
    [
        0x12_1033, 0x2e_2a5c, 0x6b_5b95, 0xfb_efc9, 0x4b_447d, 0x0b_0920, 0x29_2a5e, 0xff_b86b, 0xf2_7ea9, 0x8f_d6e1,
    ],
];
const FOG: &[Row] = &[[
    0xb4_c1c6, 0xd3_dbda, 0xee_ebe2, 0xfd_f9ee, 0xc3_ccce, 0x3c_5159, 0xa4_b4b8, 0xc8_553d, 0x9a_7b56, 0xf2_efe6,
]];
const WINTER: &[Row] = &[[
    0x7f_a4c9, 0xc6_dbe9, 0xfb_ede6, 0xff_f3dc, 0xa9_c1d6, 0xf3_f7fb, 0x6f_9bb8, 0xd1_495b, 0xed_ae49, 0xff_ffff,
]];
const AUTUMN: &[Row] = &[[
    0x8f_b3b0, 0xf0_d9a8, 0xfb_eccb, 0xff_f1c2, 0xdc_ab6b, 0x5e_2717, 0x6f_9a9a, 0xd1_671f, 0xe8_a628, 0x9b_2f1f,
]];
const FOREST: &[Row] = &[[
    0x86_c2bd, 0xd5_e8c6, 0xf8_f3d6, 0xff_f6cf, 0xa4_c6a2, 0x12_3226, 0x4f_9a8f, 0xe9_c46a, 0xe7_6f51, 0xf1_faee,
]];
const DESERT: &[Row] = &[[
    0x5d_9fb8, 0xf1_cf9b, 0xfb_e7c2, 0xff_f4d2, 0xe8_b778, 0xa2_452a, 0x5f_a3a3, 0xd6_3a2f, 0x26_4653, 0xf4_f1de,
]];
const OCEAN: &[Row] = &[[
    0x4a_a3c7, 0xa8_dadc, 0xf6_f7e6, 0xff_f3c0, 0x7f_b3c4, 0x1d_3557, 0x1f_7a8c, 0xe6_3946, 0xff_d166, 0xf1_faee,
]];
const SPRING: &[Row] = &[[
    0x93_cbe2, 0xdc_eeea, 0xff_f1e6, 0xff_f5d1, 0xbc_d8b7, 0x47_8048, 0x6f_b7c9, 0xf2_8482, 0xf6_bd60, 0xfd_f4ee,
]];
const STORM: &[Row] = &[[
    0x2a_3840, 0x52_697a, 0xa9_b7ba, 0xe9_e6d0, 0x66_7a84, 0x18_2228, 0x35_505c, 0xe9_c46a, 0xe7_6f51, 0xdd_e5e6,
]];
const INK: &[Row] = &[[
    0xe6_dfce, 0xf0_eadb, 0xf8_f4ea, 0xc2_3b22, 0xcd_c6b6, 0x2b_2a28, 0xb9_b3a5, 0xc2_3b22, 0x55_524c, 0x8a_857a,
]];
const NEON: &[Row] = &[[
    0x12_0230, 0x5a_189a, 0xff_6d9e, 0xff_e66d, 0x7b_2cbf, 0x0a_0118, 0x3c_096c, 0x00_f5d4, 0xf1_5bb5, 0xfe_e440,
]];
const PASTEL: &[Row] = &[[
    0xc3_b4f5, 0xfd_d6f0, 0xff_f1e6, 0xff_f9d9, 0xd8_c9f0, 0x83_73ae, 0xb2_c8f7, 0xff_8fbf, 0x8f_d0f5, 0xfc_f3b0,
]];

/// What a prompt without a mood may become.
const QUIET: [Mood; 6] = [
    Mood::Day,
    Mood::Sunset,
    Mood::Dawn,
    Mood::Forest,
    Mood::Ocean,
    Mood::Autumn,
];

/// A mood for a prompt that names none.
pub fn any_mood(dice: &mut Dice) -> Mood {
    dice.pick(&QUIET, Mood::Day)
}

/// The colours for a mood, drawn towards the colour that the prompt names.
pub fn choose(mood: Mood, tint: Option<Color>, dice: &mut Dice) -> Palette {
    let rows = match mood {
        Mood::Day => DAY,
        Mood::Sunset => SUNSET,
        Mood::Dawn => DAWN,
        Mood::Night => NIGHT,
        Mood::Fog => FOG,
        Mood::Winter => WINTER,
        Mood::Autumn => AUTUMN,
        Mood::Forest => FOREST,
        Mood::Desert => DESERT,
        Mood::Ocean => OCEAN,
        Mood::Spring => SPRING,
        Mood::Storm => STORM,
        Mood::Ink => INK,
        Mood::Neon => NEON,
        Mood::Pastel => PASTEL,
    };
    let [top, middle, low, light, far, near, water, first, second, third] = dice.pick(rows, OCEAN[0]).map(hex);
    let dark = if lightness(near) > 0.5 { hex(0x2f_4858) } else { near };
    let is_night = matches!(mood, Mood::Night | Mood::Neon);
    let palette = Palette {
        sky: [top, middle, low],
        light,
        far,
        near,
        water,
        accents: [first, second, third],
        dark,
        is_night,
    };
    tint.map_or(palette.clone(), |tint| palette.drawn_to(tint))
}

impl Palette {
    fn drawn_to(mut self, tint: Color) -> Self {
        let [top, middle, low] = self.sky;
        self.sky = [mix(top, tint, 0.55), mix(middle, tint, 0.35), mix(low, tint, 0.12)];
        self.far = mix(self.far, tint, 0.45);
        self.near = mix(self.near, tint, 0.25);
        self.water = mix(self.water, tint, 0.4);
        let [first, second, _] = self.accents;
        self.accents = [tint, first, second];
        self
    }
}
