//! Pictures kept in memory as they come.

use std::io;

use pochade::api::PictureSink;

/// The bytes of each picture, in their order.
#[derive(Default)]
pub struct Kept(pub Vec<Vec<u8>>);

impl PictureSink for Kept {
    fn start(&mut self, _: u32) -> io::Result<()> {
        self.0.push(Vec::new());
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.last_mut().unwrap().extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }
}
