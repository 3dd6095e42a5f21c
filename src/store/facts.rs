//! Looks at a picture file of the person's, before anything is copied.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::{
    domain::{ImageFacts, PictureText},
    imaging,
};

/// So much of most files holds the header; it is all that is read of them.
const HEADER: u64 = 512 * 1024;
/// How much is looked at where metadata comes before the header; no model takes a larger picture.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Facts of a picture file; otherwise what is wrong with it, as the rest of a sentence.
pub fn picture_facts(path: &Path) -> Result<ImageFacts, String> {
    let unread = |error: io::Error| format!("it cannot be read: {error}");
    // A pipe or a device would never end.
    let about = std::fs::metadata(path).map_err(unread)?;
    if !about.is_file() {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(unread)?;
    file.by_ref().take(HEADER).read_to_end(&mut bytes).map_err(unread)?;
    let mut facts = imaging::facts(&bytes);
    if facts.is_err() && about.len() > HEADER {
        file.take(LONGEST - HEADER).read_to_end(&mut bytes).map_err(unread)?;
        facts = imaging::facts(&bytes);
    }
    let facts = facts.map_err(|error| error.to_string())?;
    Ok(ImageFacts {
        bytes: about.len(),
        ..facts
    })
}

/// The longest file whose texts are read; no program that writes them makes larger pictures.
const LONGEST_WITH_TEXTS: u64 = 128 * 1024 * 1024;

/// The facts of a picture file and the texts that it carries; otherwise what is wrong with it, as the rest of a
/// sentence.
pub fn picture_texts(path: &Path) -> Result<(ImageFacts, Vec<PictureText>), String> {
    let facts = picture_facts(path)?;
    if facts.bytes > LONGEST_WITH_TEXTS {
        let most = LONGEST_WITH_TEXTS / 1024 / 1024;
        return Err(format!(
            "it has more than {most} MB, and is not looked through for a prompt"
        ));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| format!("it cannot be read: {error}"))?;
    let read = file.take(LONGEST_WITH_TEXTS).read_to_end(&mut bytes);
    read.map_err(|error| format!("it cannot be read: {error}"))?;
    let texts = imaging::texts(&bytes).map_err(|error| error.to_string())?;
    Ok((facts, texts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ImageFormat;

    #[test]
    fn a_header_behind_much_metadata_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.jpg");
        let plain = imaging::jpeg(&imaging::RgbaImage::new(8, 4), 80, [0; 3]).unwrap();
        // Comments of the largest size, between the first marker and the rest.
        let comment = [&[0xff, 0xfe, 0xff, 0xff][..], &vec![b' '; 0xfffd][..]].concat();
        let long = [&plain[..2], &comment.repeat(12), &plain[2..]].concat();
        assert!(long.len() as u64 > HEADER);
        std::fs::write(&path, &long).unwrap();

        let facts = picture_facts(&path).unwrap();

        assert_eq!((facts.format, facts.width, facts.height), (ImageFormat::Jpeg, 8, 4));
        assert_eq!(facts.bytes, long.len() as u64);
    }

    #[test]
    fn what_is_no_picture_is_told_as_the_rest_of_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(picture_facts(folder.path()), Err("it is no file".to_owned()));
        let missing = picture_facts(&folder.path().join("missing.png")).unwrap_err();
        assert!(missing.starts_with("it cannot be read: "), "{missing}");
    }
}
