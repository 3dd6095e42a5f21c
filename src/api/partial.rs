//! Takes an unfinished picture out of a stream that is still arriving.

use std::{
    io::{self, Read, Seek},
    ops::Range,
};

use serde_json::Value;

use super::{PictureSink, events, scanner::scan, stream};

/// Reads the event at this place of the spool; if it holds an unfinished picture, the picture goes to the sink and its
/// number is the answer.
pub fn read_partial<S: Read + Seek>(
    spool: &mut S,
    event: &Range<u64>,
    sink: &mut dyn PictureSink,
) -> io::Result<Option<u32>> {
    let (look, value, name) = stream::look(spool, event)?;
    if !stream::is_partial(&name) || look.found.is_empty() {
        return Ok(None);
    }
    scan(&mut events::data(spool, event)?, sink, 0)?;
    let number = value.get("partial_image_index").and_then(Value::as_u64);
    Ok(Some(number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0)))
}
