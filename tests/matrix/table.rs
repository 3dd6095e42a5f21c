//! What the reference says of every parameter of every model, typed from images-api.md §3, §4, §5 and §9.1.
//!
//! Nothing here is read from the program's own tables. Values are words of a text; a prompt is given by its length.

/// A family of models that take the same requests.
pub struct Family {
    /// Every id of §3 that belongs to it, snapshots too.
    pub ids: &'static [&'static str],
    /// Ids that are in no list and are judged like the family by their beginning.
    pub alike: &'static [&'static str],
    /// Whether the live server still has it on 2026-11-20.
    pub alive: bool,
    /// Whether it edits.
    pub edits: bool,
    /// What holds for each parameter.
    pub rows: &'static [&'static [Row]],
}

/// With which operations a row is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    Always,
    Generating,
    Editing,
}

/// One parameter, perhaps beside others that are set too.
pub struct Row {
    pub name: &'static str,
    pub beside: &'static [(&'static str, &'static str)],
    pub when: When,
    /// Values that are accepted.
    pub taken: &'static str,
    /// Codes, and the values that are refused with them.
    pub refused: &'static [(&'static str, &'static str)],
    /// The `param` of the refusal where it is not the name.
    pub param: &'static str,
    /// Values that the server takes and that are refused here all the same.
    pub stricter: &'static str,
}

const fn row(name: &'static str, taken: &'static str, refused: &'static [(&'static str, &'static str)]) -> Row {
    Row {
        name,
        beside: &[],
        when: When::Always,
        taken,
        refused,
        param: name,
        stricter: "",
    }
}

impl Row {
    const fn beside(self, beside: &'static [(&'static str, &'static str)]) -> Self {
        Self { beside, ..self }
    }

    const fn when(self, when: When) -> Self {
        Self { when, ..self }
    }

    const fn param(self, param: &'static str) -> Self {
        Self { param, ..self }
    }

    const fn stricter(self, stricter: &'static str) -> Self {
        Self { stricter, ..self }
    }
}

const UNKNOWN: &str = "unknown_parameter";
const VALUE: &str = "invalid_value";
const LEAST: &str = "integer_below_min_value";
const MOST: &str = "integer_above_max_value";
const TYPE: &str = "invalid_type";

const GIF: (&str, &str) = ("output_format", "gif");
const SVG: (&str, &str) = ("output_format", "svg");

/// Every GPT Image model.
const GPT: &[Row] = &[
    row(
        "prompt",
        "20 32000",
        &[("empty_string", "0"), ("string_above_max_length", "32001")],
    ),
    row("n", "1 2 10", &[(LEAST, "0 -1"), (MOST, "11 100"), (TYPE, "1.5 many")]),
    row("background", "auto opaque transparent", &[(VALUE, "none white")]),
    row("background", "transparent", &[]).beside(&[("output_format", "png")]),
    row("background", "transparent", &[]).beside(&[("output_format", "webp")]),
    row("background", "auto opaque", &[(VALUE, "transparent")]).beside(&[("output_format", "jpeg")]),
    row("moderation", "auto low", &[(VALUE, "high off")]),
    row(
        "output_compression",
        "100",
        &[("invalid_png_output_compression", "0 50 99")],
    ),
    row(
        "output_compression",
        "100",
        &[("invalid_png_output_compression", "0 99")],
    )
    .beside(&[("output_format", "png")]),
    row(
        "output_compression",
        "0 1 80 100",
        &[(LEAST, "-1"), (MOST, "101"), (TYPE, "9.5 much")],
    )
    .beside(&[("output_format", "jpeg")]),
    row(
        "output_compression",
        "0 1 80 100",
        &[(LEAST, "-1"), (MOST, "101"), (TYPE, "9.5 much")],
    )
    .beside(&[("output_format", "webp")]),
    row(
        "partial_images",
        "0 1 2 3",
        &[(LEAST, "-1"), (MOST, "4"), (TYPE, "1.5 two")],
    ),
    row("input_fidelity", "", &[(UNKNOWN, "low high")]).when(When::Generating),
    row("response_format", "", &[(UNKNOWN, "url b64_json")]),
    row("style", "", &[(UNKNOWN, "vivid natural")]),
    row("safety_identifier", "s-1", &[]),
    row("user", "u-1", &[]),
];

/// Everything before 2.6.
const NO_FILMS: &[Row] = &[
    row("output_format", "png jpeg webp", &[(VALUE, "gif svg bmp jpg")]),
    row("complexity", "", &[(UNKNOWN, "low medium high")]),
    row("frame_count", "", &[(UNKNOWN, "2 9 16")]),
    row("frame_duration_ms", "", &[(UNKNOWN, "10 200")]),
    row("svg.model", "", &[(UNKNOWN, "gpt-6-luna")]).param("svg"),
    row("svg.reasoning.effort", "", &[(UNKNOWN, "none high")]).param("svg"),
];

const SIX_QUALITIES: &[Row] = &[row(
    "quality",
    "auto low medium high xhigh max",
    &[(VALUE, "standard hd ultra")],
)];

const FOUR_QUALITIES: &[Row] = &[row(
    "quality",
    "auto low medium high",
    &[(VALUE, "xhigh max standard hd ultra")],
)];

const FREE_SIZES: &[Row] = &[row(
    "size",
    "auto 1024x1024 1536x1024 1024x1536 2048x2048 2048x1152 1152x2048 3840x2160 2160x3840 1024x640 640x1024 816x816 \
     2880x2880 1920x1088 1536x864 1824x1024 1536x512 512x1536 3840x1280 1280x3840",
    &[(
        VALUE,
        "1920x1080 1000x1000 1024x1000 800x800 768x768 1024x512 512x512 256x256 3856x2160 2160x3856 4096x2048 3840x2176 \
         2896x2880 1552x512 512x1552 3840x1264 0x0 0x1024 16x65536 bogus 1024 1024x 2k 16:9",
    )],
)];

const FIXED_SIZES: &[Row] = &[row(
    "size",
    "auto 1024x1024 1536x1024 1024x1536",
    &[(
        VALUE,
        "256x256 512x512 1792x1024 1024x1792 1536x864 2048x2048 3840x2160 123x456 0x0 bogus 1024",
    )],
)];

const NO_FIDELITY: &[Row] =
    &[row("input_fidelity", "", &[("invalid_input_fidelity_model", "low high")]).when(When::Editing)];

const BOTH_FIDELITIES: &[Row] = &[row("input_fidelity", "low high", &[(VALUE, "medium auto")]).when(When::Editing)];

/// It knows only the low one, which is best left away.
const LOW_FIDELITY: &[Row] = &[row("input_fidelity", "", &[("invalid_input_fidelity_model", "high")])
    .when(When::Editing)
    .stricter("low")];

const FILMS: &[Row] = &[
    row("output_format", "png jpeg webp gif svg", &[(VALUE, "bmp jpg")]),
    row("complexity", "low medium high", &[(VALUE, "auto xhigh none")]),
    row(
        "frame_count",
        "2 9 16",
        &[(LEAST, "1 0 -1"), (MOST, "17"), (TYPE, "2.5 few")],
    )
    .beside(&[GIF]),
    row("frame_count", "", &[(VALUE, "9")]),
    row("frame_count", "", &[(VALUE, "9")]).beside(&[SVG]),
    // The server rounds to tens and caps at 655,350; here the number that counts is asked for.
    row(
        "frame_duration_ms",
        "10 20 200 2000 655350",
        &[(LEAST, "0 -1"), (TYPE, "0.5 fast")],
    )
    .beside(&[GIF])
    .stricter("5 655360"),
    row("frame_duration_ms", "", &[(VALUE, "200")]),
    row("frame_duration_ms", "", &[(VALUE, "200")]).beside(&[("output_format", "webp")]),
    row("svg.model", "gpt-6-luna", &[]).beside(&[SVG]),
    row("svg.model", "", &[(VALUE, "gpt-6-luna")]).param("svg"),
    row(
        "svg.reasoning.effort",
        "none minimal low medium high xhigh max",
        &[(VALUE, "auto ultra")],
    )
    .beside(&[SVG]),
    row("svg.reasoning.effort", "", &[(VALUE, "low")])
        .param("svg")
        .beside(&[GIF]),
    row("background", "auto opaque", &[(VALUE, "transparent")]).beside(&[GIF]),
    row("background", "auto opaque", &[(VALUE, "transparent")]).beside(&[SVG]),
    row("output_compression", "100", &[(VALUE, "0 50 99")]).beside(&[GIF]),
    row("output_compression", "100", &[(VALUE, "0 50 99")]).beside(&[SVG]),
    row("partial_images", "0", &[(VALUE, "1 3")])
        .param("stream")
        .beside(&[GIF]),
    row("partial_images", "0", &[(VALUE, "1 3")])
        .param("stream")
        .beside(&[SVG]),
    row("n", "1", &[(VALUE, "2 10")]).beside(&[SVG]),
    row("n", "1 2 10", &[(MOST, "11")]).beside(&[GIF]),
    // The ceilings of square frames, and frames whose sheet is too long, too large or too small.
    row(
        "size",
        "auto 384x384 512x512 768x768 960x960 1280x720 720x1280 512x288",
        &[(VALUE, "976x976 1296x720 100x100 208x208 1920x1088")],
    )
    .beside(&[GIF]),
    row("size", "960x960", &[(VALUE, "976x976")]).beside(&[GIF, ("frame_count", "2")]),
    row("size", "960x960", &[(VALUE, "976x976")]).beside(&[GIF, ("frame_count", "9")]),
    row("size", "816x816", &[(VALUE, "832x832 960x960")]).beside(&[GIF, ("frame_count", "10")]),
    row("size", "816x816", &[(VALUE, "832x832")]).beside(&[GIF, ("frame_count", "12")]),
    row("size", "720x720", &[(VALUE, "736x736 816x816")]).beside(&[GIF, ("frame_count", "13")]),
    row("size", "720x720", &[(VALUE, "736x736")]).beside(&[GIF, ("frame_count", "16")]),
];

/// What DALL·E never had.
const DALLE: &[Row] = &[
    row("background", "", &[(UNKNOWN, "auto opaque transparent")]),
    row("moderation", "", &[(UNKNOWN, "auto low")]),
    row("output_format", "", &[(UNKNOWN, "png jpeg")]),
    row("output_compression", "", &[(UNKNOWN, "50 100")]),
    row("partial_images", "", &[(UNKNOWN, "1")]).param("partial_images stream"),
    row("input_fidelity", "", &[(UNKNOWN, "low high")]),
    row("safety_identifier", "", &[(UNKNOWN, "s-1")]),
    row("complexity", "", &[(UNKNOWN, "low")]),
    row("frame_count", "", &[(UNKNOWN, "9")]),
    row("frame_duration_ms", "", &[(UNKNOWN, "200")]),
    row("svg.model", "", &[(UNKNOWN, "gpt-6-luna")]).param("svg"),
    row("svg.reasoning.effort", "", &[(UNKNOWN, "low")]).param("svg"),
    row("response_format", "url b64_json", &[(VALUE, "base64")]),
    row("user", "u-1", &[]),
];

const DALLE_THREE: &[Row] = &[
    row(
        "prompt",
        "20 4000",
        &[("empty_string", "0"), ("string_above_max_length", "4001")],
    ),
    row("n", "1", &[(LEAST, "0 -1"), (MOST, "2 10"), (TYPE, "1.5 many")]),
    row(
        "size",
        "1024x1024 1792x1024 1024x1792",
        &[(VALUE, "auto 256x256 512x512 1536x1024 1024x1536 2048x2048 bogus")],
    ),
    row("quality", "standard hd", &[(VALUE, "auto low medium high max")]),
    row("style", "vivid natural", &[(VALUE, "auto realistic")]),
];

const DALLE_TWO: &[Row] = &[
    row(
        "prompt",
        "20 1000",
        &[("empty_string", "0"), ("string_above_max_length", "1001")],
    ),
    row("n", "1 2 10", &[(LEAST, "0 -1"), (MOST, "11"), (TYPE, "1.5 many")]),
    row(
        "size",
        "256x256 512x512 1024x1024",
        &[(VALUE, "auto 128x128 1536x1024 1024x1536 1792x1024 2048x2048 bogus")],
    ),
    row("quality", "standard", &[(VALUE, "hd auto low high")]),
    row("style", "", &[(UNKNOWN, "vivid natural")]),
];

pub const FAMILIES: &[Family] = &[
    Family {
        ids: &["gpt-image-2.6-flare", "gpt-image-2.6-sunburst"],
        alike: &["gpt-image-2.6-foo", "gpt-image-2.6-flare-2026-12-24"],
        alive: true,
        edits: true,
        rows: &[GPT, FILMS, SIX_QUALITIES, FREE_SIZES, NO_FIDELITY],
    },
    Family {
        ids: &[
            "gpt-image-2.5-flare",
            "gpt-image-2.5-flare-2026-09-08",
            "gpt-image-2.5-sunburst",
            "gpt-image-2.5-sunburst-2026-09-08",
        ],
        alike: &["gpt-image-2.5-foo"],
        alive: true,
        edits: true,
        rows: &[GPT, NO_FILMS, SIX_QUALITIES, FREE_SIZES, NO_FIDELITY],
    },
    Family {
        ids: &["gpt-image-2", "gpt-image-2-2026-04-21"],
        alike: &["gpt-image-2-all", "gpt-image-2.1"],
        alive: true,
        edits: true,
        rows: &[GPT, NO_FILMS, FOUR_QUALITIES, FREE_SIZES, NO_FIDELITY],
    },
    Family {
        ids: &["gpt-image-1.5", "gpt-image-1.5-2025-12-16", "chatgpt-image-latest"],
        alike: &["gpt-image-1.5-vip", "chatgpt-image-foo"],
        alive: true,
        edits: true,
        rows: &[GPT, NO_FILMS, FOUR_QUALITIES, FIXED_SIZES, BOTH_FIDELITIES],
    },
    Family {
        ids: &["gpt-image-1-mini"],
        alike: &["gpt-image-1-mini-web"],
        alive: true,
        edits: true,
        rows: &[GPT, NO_FILMS, FOUR_QUALITIES, FIXED_SIZES, LOW_FIDELITY],
    },
    Family {
        ids: &["gpt-image-1"],
        alike: &["gpt-image-1-all"],
        alive: false,
        edits: true,
        rows: &[GPT, NO_FILMS, FOUR_QUALITIES, FIXED_SIZES, BOTH_FIDELITIES],
    },
    Family {
        ids: &["dall-e-3"],
        alike: &["dall-e-3-foo"],
        alive: false,
        edits: false,
        rows: &[DALLE, DALLE_THREE],
    },
    Family {
        ids: &["dall-e-2"],
        alike: &["dall-e-2-foo"],
        alive: false,
        edits: true,
        rows: &[DALLE, DALLE_TWO],
    },
];
