//! Pictures that were answered as links, kept in memory until newer ones push them out.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use axum::body::Bytes;

const ROOM: usize = 32;

/// The last pictures that were answered as links.
#[derive(Debug, Default)]
pub struct Shelf {
    pictures: Mutex<VecDeque<(String, Bytes)>>,
}

impl Shelf {
    /// Keeps a PNG and says the name under which it can be fetched.
    pub fn put(&self, picture: Vec<u8>) -> String {
        let name = format!("{}.png", uuid::Uuid::now_v7().simple());
        let mut pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        if pictures.len() >= ROOM {
            pictures.pop_front();
        }
        pictures.push_back((name.clone(), Bytes::from(picture)));
        name
    }

    /// The picture of that name, if it is still here.
    pub fn get(&self, name: &str) -> Option<Bytes> {
        let pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        pictures
            .iter()
            .find(|(kept, _)| kept == name)
            .map(|(_, picture)| picture.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_picture_makes_room() {
        let shelf = Shelf::default();
        let first = shelf.put(vec![1]);
        let names: Vec<String> = (0..ROOM).map(|_| shelf.put(vec![2])).collect();

        assert_eq!(shelf.get(&first), None);
        assert_eq!(shelf.get(&names[0]).as_deref(), Some(&[2][..]));
    }
}
