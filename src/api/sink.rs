//! Where decoded pictures go.

use std::io;

/// Takes in pictures as they are decoded, one after the other.
pub trait PictureSink {
    /// A picture begins; pictures are counted from 0.
    fn start(&mut self, index: u32) -> io::Result<()>;
    /// Its next bytes.
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// It ends. Not `whole` means that the answer was cut inside it or that some of its letters made no sense.
    fn finish(&mut self, whole: bool) -> io::Result<()>;
}
