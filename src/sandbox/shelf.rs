//! Pictures that were answered as links, kept in memory until newer ones push them out.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use axum::body::Bytes;

/// The most pictures that are kept.
const MOST_PICTURES: usize = 32;
/// All kept pictures together are no larger.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// A picture that can be fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    name: String,
    /// Its type.
    pub media_type: &'static str,
    /// The picture.
    pub bytes: Bytes,
}

/// The last pictures that were answered as links.
#[derive(Debug, Default)]
pub struct Shelf {
    origin: String,
    pictures: Mutex<VecDeque<Kept>>,
}

impl Shelf {
    /// An empty shelf of the server at this address, such as `http://127.0.0.1:8080`.
    pub fn new(origin: String) -> Self {
        Self {
            origin,
            pictures: Mutex::default(),
        }
    }

    /// Keeps a picture and says the URL under which it can be fetched.
    pub fn put(&self, bytes: impl Into<Bytes>, media_type: &'static str) -> String {
        let ending = match media_type {
            "image/jpeg" => "jpg",
            "image/webp" => "webp",
            "image/gif" => "gif",
            "image/svg+xml" => "svg",
            _ => "png",
        };
        let name = format!("{}.{ending}", uuid::Uuid::now_v7().simple());
        let url = format!("{}/pictures/{name}", self.origin);
        let mut pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        pictures.push_back(Kept {
            name,
            media_type,
            bytes: bytes.into(),
        });
        let sum = |pictures: &VecDeque<Kept>| -> usize { pictures.iter().map(|kept| kept.bytes.len()).sum() };
        while pictures.len() > MOST_PICTURES || (pictures.len() > 1 && sum(&pictures) > MOST_BYTES) {
            pictures.pop_front();
        }
        url
    }

    /// The same for a picture in base64. What is not base64 is kept as it is.
    pub fn put_base64(&self, picture: &str, media_type: &'static str) -> String {
        let bytes = base64_simd::STANDARD.decode_to_vec(picture);
        self.put(bytes.unwrap_or_else(|_| picture.as_bytes().to_vec()), media_type)
    }

    /// The picture of that name, if it is still here.
    pub fn get(&self, name: &str) -> Option<Kept> {
        let pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        pictures.iter().find(|kept| kept.name == name).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_picture_makes_room() {
        let shelf = Shelf::new("http://here".to_owned());
        let name = |url: String| url.strip_prefix("http://here/pictures/").unwrap().to_owned();
        let first = name(shelf.put(vec![1], "image/png"));
        let names: Vec<String> = (0..MOST_PICTURES)
            .map(|_| name(shelf.put_base64("Ag==", "image/webp")))
            .collect();

        assert_eq!(shelf.get(&first), None);
        let kept = shelf.get(&names[0]).unwrap();
        assert_eq!((kept.bytes.as_ref(), kept.media_type), (&[2][..], "image/webp"));
        assert_eq!(names[0].rsplit_once('.').unwrap().1, "webp");
    }
}
