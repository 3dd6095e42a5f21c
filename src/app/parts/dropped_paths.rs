//! Recognises a pasted or dropped list of picture files, in the spellings of terminals and desktops.

use std::path::{Path, PathBuf};

/// Endings of files that can be sent as pictures.
const EXTENSIONS: &[&str] = &["png", "jpg", "jpeg", "webp", "gif"];

/// A longer paste is a text, whatever it looks like.
const LIMIT: usize = 64 * 1024;

/// Whether a file's name ends as those of pictures do.
#[must_use]
pub fn has_image_extension(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

/// The paths of a paste that is, as a whole, a list of picture files, in their order.
///
/// A path begins with `/`, `~/`, `./` or `../` and ends as pictures do, or is a `file://` address. Several are parted
/// by spaces or line breaks; quotes and backslashes keep spaces in. Whether the files exist is for others to see.
/// None for anything else, which is then a text.
#[must_use]
pub fn dropped_paths(paste: &str, home: Option<&Path>) -> Option<Vec<PathBuf>> {
    if paste.len() > LIMIT || paste.contains('\0') {
        return None;
    }
    let mut paths = Vec::new();
    for line in paste.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // A desktop copies a path with spaces as it is, so a line may also be one path as a whole.
        paths.extend(listed(line, home).or_else(|| Some(vec![whole_line(line, home)?]))?);
    }
    (!paths.is_empty()).then_some(paths)
}

/// The paths of a line as a shell would part it.
fn listed(line: &str, home: Option<&Path>) -> Option<Vec<PathBuf>> {
    words(line)?.iter().map(|word| path(word, home)).collect()
}

/// A line that is one path with plain spaces in it, unless another path seems to begin in the middle.
fn whole_line(line: &str, home: Option<&Path>) -> Option<PathBuf> {
    let is_one = [" /", " ~/", " ./", " ../", " file://"]
        .iter()
        .all(|beginning| !line.contains(beginning));
    path(line, home).filter(|_| is_one)
}

/// Parts a line at spaces, with quotes and backslashes; none if a quote is left open.
fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\\', None | Some('"')) => word.get_or_insert_default().push(characters.next()?),
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

fn path(word: &str, home: Option<&Path>) -> Option<PathBuf> {
    if word.starts_with("file://") {
        return url::Url::parse(word).ok()?.to_file_path().ok();
    }
    let path = match word.strip_prefix("~/") {
        Some(rest) => home?.join(rest),
        None => PathBuf::from(word),
    };
    let rooted = ["/", "~/", "./", "../"].iter().any(|root| word.starts_with(root));
    (rooted && has_image_extension(&path)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_pictures_are_recognised_in_every_spelling() {
        let cases: &[(&str, &[&str])] = &[
            ("/a/kite.png", &["/a/kite.png"]),
            ("  /a/kite.PNG \n", &["/a/kite.PNG"]),
            ("/a/kite.png /b/hat.jpeg", &["/a/kite.png", "/b/hat.jpeg"]),
            ("/a/kite.png\r\n/b/hat.webp\r\n", &["/a/kite.png", "/b/hat.webp"]),
            ("'/a/red kite.png' \"/b/hat.gif\"", &["/a/red kite.png", "/b/hat.gif"]),
            ("'/a/it'\\''s.png'", &["/a/it's.png"]),
            ("\"/a/the \\\"hat\\\".png\"", &["/a/the \"hat\".png"]),
            ("/a/red\\ kite\\(1\\).png", &["/a/red kite(1).png"]),
            ("/a/red kite.png", &["/a/red kite.png"]),
            ("/a/it's a kite.png", &["/a/it's a kite.png"]),
            ("/a/red kite.png\n/a/hat.png", &["/a/red kite.png", "/a/hat.png"]),
            ("~/kite.png", &["/home/ada/kite.png"]),
            ("./kite.png ../hat.jpg", &["./kite.png", "../hat.jpg"]),
            ("file:///a/red%20kite%C3%A9.png", &["/a/red kiteé.png"]),
            ("file://localhost/a/scan", &["/a/scan"]),
            ("file:///a/b.png file:///c/d.png", &["/a/b.png", "/c/d.png"]),
            ("'file:///a/b.png'", &["/a/b.png"]),
            ("/雪/鷺.webp", &["/雪/鷺.webp"]),
        ];
        for (paste, expected) in cases {
            let found = dropped_paths(paste, Some(Path::new("/home/ada")));
            assert_eq!(found, Some(expected.iter().map(PathBuf::from).collect()), "{paste:?}");
        }
    }

    #[test]
    fn anything_else_is_a_text() {
        let long = format!("/{}.png", "a".repeat(LIMIT));
        for paste in [
            "",
            "  \n",
            "a red kite over dunes",
            "kite.png",
            "make it like /a/kite.png",
            "/a/kite.png as a poster",
            "/a/kite.png\nand a hat",
            "/etc/passwd",
            "/a/kite.svg",
            "/a/red kite.png /b/hat.png",
            "https://images.example/kite.png",
            "file://elsewhere/a/kite.png",
            "/a/ki\0te.png",
            "/",
            "\\",
            &long,
        ] {
            assert_eq!(dropped_paths(paste, Some(Path::new("/home/ada"))), None, "{paste:?}");
        }
        assert_eq!(dropped_paths("~/kite.png", None), None, "home is not known");
    }

    #[test]
    fn pictures_are_told_by_their_ending() {
        for name in ["a.png", "a.JPG", "a.jpeg", "a.b.webp", ".hidden.gif"] {
            assert!(has_image_extension(Path::new(name)), "{name}");
        }
        for name in ["a", "png", ".png", "a.png.txt", "a.svg"] {
            assert!(!has_image_extension(Path::new(name)), "{name}");
        }
    }
}
