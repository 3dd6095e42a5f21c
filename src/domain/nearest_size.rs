//! The search for the legal size that comes closest to one that is not.

use super::size::{Sheet, Size, SizeRule};

/// How much more a change of shape counts than one of area when the nearest size is looked for: a square stays a
/// square, and 3840x2176 becomes 3840x2160, not 3824x2160.
const SHAPE_WEIGHT: f64 = 1.5;

/// The same for a short list, where the area can seldom be met anyway.
const LISTED_SHAPE_WEIGHT: f64 = 4.0;

/// What is larger than may be by more than this factor is made smaller in its shape before the nearest is looked for.
const FAR_TOO_LARGE: f64 = 0.95;

impl SizeRule {
    /// The legal size that is closest in area and, still more, in shape.
    pub(super) fn nearest(&self, width: f64, height: f64, sheet: Sheet) -> Option<Size> {
        match self {
            Self::Free { .. } => self.nearest_free(width, height, sheet),
            Self::Fixed { presets, .. } => {
                let sizes = presets.iter().filter_map(|preset| match preset {
                    Size::Exact { width: w, height: h } => Some((
                        distance(
                            (f64::from(*w) / width).ln(),
                            (f64::from(*h) / height).ln(),
                            LISTED_SHAPE_WEIGHT,
                        ),
                        preset,
                    )),
                    Size::Auto | Size::Other(_) => None,
                });
                let best = sizes.min_by(|one, other| one.0.total_cmp(&other.0));
                best.map(|(_, size)| size.clone())
            }
            Self::Any { .. } => {
                let edge = |wanted: f64| {
                    let edges = (1..=1024_u32).map(|step| step * 16);
                    edges.min_by(|one, other| off(*one, wanted).total_cmp(&off(*other, wanted)))
                };
                Some(Size::Exact {
                    width: edge(width)?,
                    height: edge(height)?,
                })
            }
        }
    }

    fn nearest_free(&self, width: f64, height: f64, sheet: Sheet) -> Option<Size> {
        let Self::Free { multiple, edge_max, .. } = self else {
            return None;
        };
        let (width, height) = self.within(width, height, sheet);
        // How far an edge is from the one that was asked for, in proportion.
        let edges = |asked: f64, across: u32| -> Vec<(u32, f64)> {
            let legal = (1..=edge_max / multiple.max(&1) / across).map(|step| step * multiple);
            legal.map(|edge| (edge, (f64::from(edge) / asked).ln())).collect()
        };
        let (widths, heights) = (edges(width, sheet.columns), edges(height, sheet.rows));
        let mut best: Option<(f64, u32, u32)> = None;
        for (w, across) in widths {
            let least = heights.partition_point(|(h, _)| self.is_too_low(w, *h, sheet));
            let end = heights.partition_point(|(h, _)| !self.is_too_high(w, *h, sheet));
            // Where the distance is least for this width; the farther from there, the greater it is.
            let ideal = across * (SHAPE_WEIGHT - 1.0) / (SHAPE_WEIGHT + 1.0);
            let beyond = heights.partition_point(|(_, along)| *along < ideal);
            for at in [beyond.saturating_sub(1), beyond] {
                let legal = heights.get(least..end).unwrap_or_default();
                let at = at.saturating_sub(least).min(legal.len().saturating_sub(1));
                let Some((h, along)) = legal.get(at) else { continue };
                let distance = distance(across, *along, SHAPE_WEIGHT);
                if best.is_none_or(|(least, ..)| distance < least) {
                    best = Some((distance, w, *h));
                }
            }
        }
        best.map(|(_, width, height)| Size::Exact { width, height })
    }

    /// What is too small or far too large is scaled to the least or the most that there can be, so that its shape decides.
    pub(super) fn within(&self, width: f64, height: f64, sheet: Sheet) -> (f64, f64) {
        let Self::Free {
            edge_max,
            pixels_min,
            pixels_max,
            ..
        } = self
        else {
            return (width, height);
        };
        let limit = |pixels: u64| f64::from(u32::try_from(pixels).unwrap_or(u32::MAX));
        let (across, along) = (width * f64::from(sheet.columns), height * f64::from(sheet.rows));
        let larger = (limit(*pixels_min) / (across * along)).sqrt().max(1.0);
        let edge = f64::from(*edge_max);
        let most = (limit(*pixels_max) / (across * along)).sqrt();
        let smaller = most.min(edge / across).min(edge / along);
        let scale = if smaller < FAR_TOO_LARGE { smaller } else { larger };
        (width * scale, height * scale)
    }

    /// Whether a picture of this width needs more height.
    fn is_too_low(&self, width: u32, height: u32, sheet: Sheet) -> bool {
        let Self::Free {
            ratio_max, pixels_min, ..
        } = self
        else {
            return false;
        };
        let (width, height) = sheet.whole(width, height);
        u64::from(width) * u64::from(height) < *pixels_min || u64::from(height) * u64::from(*ratio_max) < width.into()
    }

    /// Whether a picture of this width needs less height.
    fn is_too_high(&self, width: u32, height: u32, sheet: Sheet) -> bool {
        let Self::Free {
            ratio_max, pixels_max, ..
        } = self
        else {
            return false;
        };
        let (width, height) = sheet.whole(width, height);
        u64::from(width) * u64::from(height) > *pixels_max || u64::from(width) * u64::from(*ratio_max) < height.into()
    }
}

/// How far apart two sizes are, from the logarithms of the ratios of their edges.
fn distance(across: f64, along: f64, shape_weight: f64) -> f64 {
    (across + along).powi(2) + shape_weight * (across - along).powi(2)
}

fn off(edge: u32, wanted: f64) -> f64 {
    (f64::from(edge) - wanted).abs()
}
