//! The contact sheet: one page of HTML with everything in it, for any browser, without scripts and without a network.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;

use super::report::ExportReport;
use crate::{
    domain::{HistoryEntry, ImageFormat, RequestId, RequestState, StoredImage, counted, shown},
    imaging::{self, DynamicImage, ImagingError, RgbaImage},
    store::{Damage, Store, StoreError, fill_out, zone},
};

const STYLE: &str = include_str!("sheet.css");
/// Nothing on the page may run, and nothing may be fetched, whatever a prompt holds.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
/// How much of a small picture is kept, in percent.
const QUALITY: u8 = 82;
/// The highest a picture may be in times its width: a strip would fill pages.
const HIGHEST: u32 = 3;
/// A larger vector picture is left out; a page of them has to open.
const LARGEST_VECTOR: u64 = 2 * 1024 * 1024;
/// The beginning of a prompt that stands for a picture where it cannot be seen, in characters.
const IN_PLACE: usize = 200;

/// What a contact sheet is to be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// How wide its pictures are, in pixels.
    pub width: u32,
    /// What its requests were sought by, for its head; empty is nothing.
    pub about: String,
}

impl Default for Sheet {
    fn default() -> Self {
        Self {
            width: 512,
            about: String::new(),
        }
    }
}

/// Writes the sheet of the requests in their order; pictures are shrunk to the width that is asked for.
pub(super) fn write(
    store: &Store,
    ids: &[RequestId],
    to: &Path,
    sheet: &Sheet,
    at: Timestamp,
) -> Result<ExportReport, StoreError> {
    let mut report = ExportReport::default();
    let mut stopped = None;
    let written = fill_out(to, |file| {
        let mut page = io::BufWriter::new(file);
        begin(&mut page, ids.len(), sheet, at)?;
        for id in ids {
            let entry = match store.entry(*id) {
                Ok(entry) => entry,
                Err(error) => {
                    stopped = Some(error);
                    return Err(io::ErrorKind::Other.into());
                }
            };
            article(&mut page, &entry, sheet.width, &mut report.left_out)?;
            report.requests += 1;
        }
        page.write_all(b"</main>\n</body>\n</html>\n")?;
        page.flush()
    });
    if let Some(error) = stopped {
        return Err(error);
    }
    report.files = 1;
    report.bytes = fs::metadata(written?).map_or(0, |facts| facts.len());
    Ok(report)
}

fn begin(page: &mut impl Write, count: usize, sheet: &Sheet, at: Timestamp) -> io::Result<()> {
    let day = at.to_zoned(zone()).strftime("%Y-%m-%d %H:%M");
    let about = if sheet.about.is_empty() {
        String::new()
    } else {
        format!(" for “{}”", escaped(&sheet.about))
    };
    let requests = counted(count as u64, "request", "requests");
    writeln!(
        page,
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>pochade, {requests}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>pochade</h1>\n\
         <p>{requests}{about}, written {day}</p>\n</header>\n<main>"
    )
}

fn article(page: &mut impl Write, entry: &HistoryEntry, width: u32, left: &mut Vec<Damage>) -> io::Result<()> {
    let request = &entry.request;
    writeln!(page, "<article>\n<div class=\"pictures\">")?;
    let place: String = request.prompt().chars().take(IN_PLACE).collect();
    let mut seen = 0;
    for image in &entry.images {
        match small(image, width) {
            Ok((kind, bytes)) => {
                seen += 1;
                writeln!(
                    page,
                    "<img alt=\"{}\" loading=\"lazy\" src=\"data:{kind};base64,{}\">",
                    escaped(&place),
                    STANDARD.encode(bytes)
                )?;
            }
            // Of these it is known that something is missing; the page says so.
            Err(_) if entry.state == RequestState::Partial => {}
            Err(reason) => left.push(Damage {
                path: image.path.clone(),
                reason,
            }),
        }
    }
    if seen == 0 {
        writeln!(page, "<p class=\"none\">no picture: {}</p>", entry.state.label())?;
    }
    writeln!(page, "</div>")?;
    if let Some(title) = &entry.marks.title {
        writeln!(page, "<h2>{}</h2>", escaped(title))?;
    }
    if !request.prompt().is_empty() {
        writeln!(page, "<p class=\"prompt\">{}</p>", escaped(request.prompt()))?;
    }
    writeln!(page, "<dl>")?;
    for (name, value) in facts(entry) {
        writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escaped(&value))?;
    }
    writeln!(page, "</dl>\n</article>")
}

/// What stands under a picture.
fn facts(entry: &HistoryEntry) -> Vec<(&'static str, String)> {
    let request = &entry.request;
    let day = entry.created_at.to_zoned(zone()).strftime("%Y-%m-%d %H:%M");
    let mut asked = vec![request.size().to_string()];
    asked.extend(
        request
            .options()
            .iter()
            .map(|(name, value)| format!("{} {value}", name.label().to_lowercase())),
    );
    let mut facts = vec![
        ("Date", day.to_string()),
        ("Model", request.model().to_owned()),
        ("Asked", asked.join(" · ")),
        ("Price", entry.cost_kind.told(entry.state, entry.cost)),
        ("Id", entry.id.short()),
    ];
    if entry.marks.starred {
        facts.push(("Starred", "yes".to_owned()));
    }
    if !entry.marks.tags.is_empty() {
        facts.push(("Tags", entry.marks.tags.join(", ")));
    }
    facts
}

/// A small picture and its media type. Vectors stay what they are; what is opaque becomes a JPEG, all else a PNG.
fn small(image: &StoredImage, width: u32) -> Result<(&'static str, Vec<u8>), String> {
    if image.format == Some(ImageFormat::Svg) && image.bytes > LARGEST_VECTOR {
        return Err(format!("it has more than {} MB", LARGEST_VECTOR / 1024 / 1024));
    }
    let bytes = fs::read(&image.path).map_err(|error| error.to_string())?;
    if image.format == Some(ImageFormat::Svg) {
        return Ok(("image/svg+xml", bytes));
    }
    let made = || -> Result<_, ImagingError> {
        let small = imaging::preview(&bytes, width, width.saturating_mul(HIGHEST))?;
        if is_opaque(&small) {
            return Ok(("image/jpeg", imaging::jpeg(&small, QUALITY, [255; 3])?));
        }
        Ok(("image/png", imaging::png(&DynamicImage::ImageRgba8(small))?))
    };
    made().map_err(|error| error.to_string())
}

fn is_opaque(picture: &RgbaImage) -> bool {
    picture.pixels().all(|pixel| pixel.0[3] == u8::MAX)
}

/// Foreign text for a page: no markup, and nothing that reorders a line or hides in it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in shown(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup() {
        let text = "<script>alert('a & b')</script>\n\"x\u{202e}\u{1b}";
        assert_eq!(
            escaped(text),
            "&lt;script&gt;alert(&#39;a &amp; b&#39;)&lt;/script&gt;\n&quot;x�␛"
        );
    }
}
