//! What a picture costs on its way to the terminal: bytes, and processor time of decoding, shrinking and encoding.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bench reports on the screen and may stop at the first surprise"
)]

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::TcpStream,
    os::{fd::OwnedFd, unix::net::UnixStream},
    thread,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use pochade::{
    imaging::{self, DynamicImage, RgbaImage},
    sandbox,
    term::{
        Canvas, CellSize, Colour, ColourDepth, Effort, Frugal, Grade, Ground, PreviewKey, Previews, Protocol, Screen,
        encode,
    },
};
use ratatui::{Terminal, TerminalOptions, Viewport, layout::Rect};

/// The cell of the measurements in graphics.md.
const CELL: CellSize = CellSize { width: 9, height: 18 };
const ROUNDS: usize = 5;
const PROTOCOLS: [(Protocol, &str); 6] = [
    (Protocol::Kitty, "kitty"),
    (Protocol::Iterm2, "iTerm2"),
    (Protocol::Sixel, "sixel"),
    (Protocol::Sextants, "sextants"),
    (Protocol::Halfblocks, "half blocks"),
    (Protocol::Ascii, "letters"),
];
const EFFORTS: [(Effort, &str); 2] = [
    (
        Effort {
            grade: Grade::Fast,
            most: usize::MAX,
        },
        "fast",
    ),
    (Effort::FULL, "full"),
];

fn main() {
    // `cargo test --benches` builds it and has no use for its figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!(
        "The first sharp picture, cell 9x18, the whole screen: kB to the terminal (1000 bytes) and ms of processor"
    );
    println!("time, the least of {ROUNDS}: decode and shrink + encode. `again`: kB to show it after another one.\n");
    for (shape, sandbox_size, size) in [
        ("square", "1024x1024", (1024, 1024)),
        ("wide", "1536x1024", (1536, 1024)),
    ] {
        let painted = painted(sandbox_size);
        table(&format!("{shape}, painted by the sandbox, PNG"), &painted);
        let photograph = photograph(size.0, size.1);
        let png = imaging::png(&DynamicImage::ImageRgb8(
            DynamicImage::ImageRgba8(photograph.clone()).into_rgb8(),
        ));
        table(&format!("{shape}, like a photograph, PNG"), &png.unwrap());
        let jpeg = imaging::jpeg(&photograph, 90, [0; 3]).unwrap();
        table(&format!("{shape}, like a photograph, JPEG"), &jpeg);
    }
}

fn table(title: &str, bytes: &[u8]) {
    let sizes = [(80, 24), (120, 40), (200, 60)];
    println!("{title} ({} kB)", bytes.len() / 1000);
    print!("| form | grade |");
    for (columns, rows) in sizes {
        print!(" {columns}x{rows} kB | ms | again |");
    }
    println!();
    for (protocol, name) in PROTOCOLS {
        let sharp = matches!(protocol, Protocol::Kitty | Protocol::Iterm2 | Protocol::Sixel);
        for (effort, grade) in EFFORTS
            .into_iter()
            .filter(|(effort, _)| sharp || *effort == Effort::FULL)
        {
            print!("| {name} | {grade} |");
            for size in sizes {
                let (first, again, shrink, encode) = measured(bytes, protocol, effort, size);
                print!(" {first:.1} | {shrink:.0} + {encode:.0} | {again:.1} |");
            }
            println!();
        }
    }
    println!();
}

/// Kilobytes of the first picture and of its showing again, milliseconds of shrinking and of encoding.
fn measured(bytes: &[u8], protocol: Protocol, effort: Effort, cells: (u16, u16)) -> (f64, f64, f64, f64) {
    let canvas = Canvas {
        protocol,
        cell: CELL,
        colours: ColourDepth::True,
        ground: Ground::Plain(Colour([0; 3])),
        pass_through: false,
        origin: (0, 0),
        enlarge: true,
    };
    let (width, height) = CELL.pixels(cells.0, cells.1);
    let (mut shrinking, mut encoding) = (f64::MAX, f64::MAX);
    let mut seen = (0.0, 0.0);
    for _ in 0..ROUNDS {
        let began = processor();
        let small = imaging::preview(bytes, width, height).unwrap();
        let shrunk = processor();
        let ready = encode(&canvas, effort, &small, cells).unwrap();
        let encoded = processor();
        shrinking = shrinking.min(shrunk - began);
        encoding = encoding.min(encoded - shrunk);
        drop(ready);
        seen = sent(&canvas, effort, &small, cells);
    }
    (seen.0, seen.1, shrinking, encoding)
}

/// Kilobytes that a terminal gets for the picture, and for the picture after it was away for another one.
fn sent(canvas: &Canvas, effort: Effort, small: &RgbaImage, cells: (u16, u16)) -> (f64, f64) {
    let (ours, mut theirs) = UnixStream::pair().unwrap();
    let counted = thread::spawn(move || {
        let mut bytes = vec![0; 1 << 16];
        while theirs.read(&mut bytes).is_ok_and(|count| count > 0) {}
    });
    let mut screen = Screen::new(File::from(OwnedFd::from(ours)));
    let mut backend = Frugal::new(screen.clone());
    backend.repeat(canvas.protocol == Protocol::Kitty);
    let whole = Rect::new(0, 0, cells.0, cells.1);
    let viewport = Viewport::Fixed(whole);
    let mut terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
    let mut previews = Previews::default();
    let key = |name: &str| PreviewKey {
        picture: name.to_owned(),
        columns: cells.0,
        rows: cells.1,
    };
    let other = imaging::resized(
        &DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, [200, 20, 20, 255].into())),
        small.width(),
        small.height(),
        imaging::Sharpness::Screen,
    );
    let mut costs = Vec::new();
    let pictures = [("this", small.clone()), ("other", other.unwrap().into_rgba8())];
    for (name, picture) in [&pictures[0], &pictures[1], &pictures[0]] {
        let before = screen.written();
        if !previews.contains(&key(name)) {
            let ready = encode(canvas, effort, picture, cells).unwrap();
            screen.write_all(&previews.insert(&key(name), ready)).unwrap();
        }
        terminal
            .draw(|frame| previews.get(&key(name)).unwrap().render(whole, frame.buffer_mut()))
            .unwrap();
        costs.push((screen.written() - before) as f64 / 1000.0);
    }
    drop((terminal, screen));
    counted.join().unwrap();
    (costs[0], costs[2])
}

/// What the built-in server paints.
fn painted(size: &str) -> Vec<u8> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(sandbox::start(sandbox::Options::default())).unwrap();
    let body = format!(
        r#"{{"model":"gpt-image-2","prompt":"a red kite over dunes, late light, a lighthouse","size":"{size}","quality":"low"}}"#
    );
    let mut line = TcpStream::connect(server.address()).unwrap();
    runtime.spawn(server.run_until(std::future::pending()));
    write!(
        line,
        "POST /v1/images/generations HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer sk-any\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).unwrap();
    let text = String::from_utf8_lossy(&answer);
    let begins = text.find(r#""b64_json":""#).expect("a picture") + 12;
    let picture: String = text[begins..].chars().take_while(|letter| *letter != '"').collect();
    STANDARD.decode(picture).unwrap()
}

/// Smooth light, a few edges, and the noise of a sensor: what makes photographs expensive.
fn photograph(width: u32, height: u32) -> RgbaImage {
    let mut random = fastrand::Rng::with_seed(1931);
    RgbaImage::from_fn(width, height, |x, y| {
        let (across, down) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
        let sky = 200.0 - 120.0 * down + 30.0 * (across * 9.0).sin() * (down * 7.0).cos();
        let ridge = 0.6 + 0.12 * (across * 11.0).sin() + 0.03 * (across * 67.0).sin();
        let rock = 70.0 + 45.0 * (across * 140.0 + down * 90.0).sin() * (down * 230.0).cos();
        let light = if down < ridge { sky } else { rock };
        let mut grain = || f64::from(random.u8(..)) / 255.0 * 12.0 - 6.0;
        let channel = |value: f64| value.clamp(0.0, 255.0) as u8;
        [
            channel(light * 1.02 + grain()),
            channel(light * 0.95 + grain()),
            channel(light * (0.8 + 0.3 * (1.0 - down)) + grain()),
            255,
        ]
        .into()
    })
}

/// Processor time of this thread in milliseconds, where the system tells.
fn processor() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = text.split(' ').next().unwrap_or("0").parse().unwrap_or(0.0);
    nanoseconds / 1e6
}
