//! Draws vector pictures in a process of their own, which may take little memory and little time.

// A vector picture is a program written by somebody else: a few lines of it can fill any memory and never end. The
// engine holds paid requests, so nothing of that may happen in it.

use std::{
    fs::File,
    io::{self, Read, Write},
    os::unix::process::CommandExt,
    path::Path,
    process::{Command, ExitCode, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use rustix::process::{Resource, Rlimit, setrlimit};

use super::program::{self, NAME};
use crate::{
    domain::{Failure, FailureKind},
    imaging::{self, DynamicImage, RgbaImage},
};

/// So much memory the drawing may take, in bytes; a picture of ordinary shapes takes a twentieth of it.
const MEMORY: u64 = 1024 * 1024 * 1024;
/// So many seconds of computing, and twice as many by the clock of a busy machine.
const SECONDS: u64 = 5;
/// The most bytes that are taken of a text and of the answer.
const MOST: u64 = 64 * 1024 * 1024;

/// Draws the picture on standard input and writes it as PNG on standard output, or why it cannot be drawn; the hidden
/// verb `vector`, started by the engine only.
#[must_use]
pub fn draw_vector(width: &str, height: &str) -> ExitCode {
    limit(Resource::As, MEMORY);
    limit(Resource::Cpu, SECONDS);
    let (told, code) = match drawn(width, height) {
        Ok(png) => (png, ExitCode::SUCCESS),
        Err(failure) => (failure.message.into_bytes(), ExitCode::FAILURE),
    };
    // Whoever asked has gone when this cannot be written.
    let _ = io::stdout().write_all(&told);
    code
}

fn limit(resource: Resource, most: u64) {
    let most = Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    // Where the system knows no such limit the clock of the caller remains.
    let _ = setrlimit(resource, most);
}

fn drawn(width: &str, height: &str) -> Result<Vec<u8>, Failure> {
    let (Ok(width), Ok(height)) = (width.parse(), height.parse()) else {
        return Err(undrawn("no size was told"));
    };
    let mut bytes = Vec::new();
    io::stdin()
        .take(MOST)
        .read_to_end(&mut bytes)
        .map_err(|error| undrawn(&error.to_string()))?;
    let picture = imaging::preview(&bytes, width, height)?;
    Ok(imaging::png(&DynamicImage::ImageRgba8(picture))?)
}

/// Has a vector picture drawn by another process of this program, as large as it fits into a box of pixels; takes ten
/// seconds at most.
pub fn draw_apart(path: &Path, width: u32, height: u32) -> Result<RgbaImage, Failure> {
    let start = |error: io::Error| undrawn(&error.to_string());
    let mut drawing = Command::new(program::this().map_err(start)?)
        .arg0(NAME)
        .args(["vector", &width.to_string(), &height.to_string()])
        .env_clear()
        .stdin(File::open(path).map_err(start)?)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(start)?;
    let output = drawing.stdout.take();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.map(|output| output.take(MOST).read_to_end(&mut bytes));
        // Nobody waits any more when it took too long.
        let _ = tell.send(read.is_some_and(|read| read.is_ok()).then_some(bytes));
    });
    let answer = told.recv_timeout(Duration::from_secs(2 * SECONDS));
    // It has ended, or is to end.
    let _ = drawing.kill();
    let status = drawing.wait().map_err(start)?;
    match answer {
        Ok(Some(bytes)) if status.success() => Ok(imaging::decode(&bytes)?.into_rgba8()),
        Ok(Some(bytes)) if status.code().is_some() && !bytes.is_empty() => Err(Failure::new(
            FailureKind::Request,
            String::from_utf8_lossy(&bytes).into_owned(),
        )),
        Ok(_) | Err(_) => Err(undrawn("it takes too much time or memory")),
    }
}

fn undrawn(why: &str) -> Failure {
    Failure::new(FailureKind::Request, format!("this svg cannot be drawn: {why}"))
}
