//! Pictures that burst when they are unpacked, and more of them than memory should hold.

use std::fs;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use pochade::domain::RequestState;

use crate::{
    fake_api::{Act, FakeApi, json},
    grades::{Grade, can_run, program, say},
    scene::{Engine, Home, POCHADE, finished, generate, png},
};

/// The checksum of PNG chunks.
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [kind.as_slice(), data].concat();
    let length = u32::try_from(data.len()).unwrap();
    [&length.to_be_bytes()[..], &named, &crc(&named).to_be_bytes()].concat()
}

/// A stream of zlib that unpacks to about so many zeros, at a hundred and fifty to one: one literal, and the same
/// copy of 258 bytes again and again.
fn packed_zeros(bytes: usize) -> Vec<u8> {
    let copies = bytes / 258;
    let mut bits = Bits::default();
    // The last block, with the fixed codes.
    bits.push(0b011, 3);
    bits.push_code(0b0011_0000, 8);
    for _ in 0..copies {
        // Length 258, distance 1.
        bits.push_code(0b1100_0101, 8);
        bits.push_code(0, 5);
    }
    bits.push_code(0, 7);
    let length = 1 + copies * 258;
    let sum = (u32::try_from(length % 65_521).unwrap() << 16) | 1;
    [&[0x78, 0x01][..], &bits.bytes, &sum.to_be_bytes()].concat()
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for at in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let bit = u8::from((value >> at) & 1 == 1) << (self.used % 8);
            *self.bytes.last_mut().unwrap() |= bit;
            self.used += 1;
        }
    }

    /// Codes come with their first bit first.
    fn push_code(&mut self, code: u32, count: u32) {
        self.push(code.reverse_bits() >> (32 - count), count);
    }
}

/// A small picture with other chunks behind its head.
fn with_chunks(chunks: &[Vec<u8>]) -> Vec<u8> {
    let plain = png(1);
    let head = 8 + 25;
    [&plain[..head], &chunks.concat(), &plain[head..]].concat()
}

/// A small picture whose head claims another size.
fn of_size(width: u32, height: u32) -> Vec<u8> {
    let plain = png(2);
    let mut head = plain[16..29].to_vec();
    head[..4].copy_from_slice(&width.to_be_bytes());
    head[4..8].copy_from_slice(&height.to_be_bytes());
    [&plain[..8], &chunk(*b"IHDR", &head), &plain[33..]].concat()
}

/// Pictures that would take the machine down if they were believed.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    const MUCH: usize = 1 << 28;
    let profile = [b"bomb\0\0".as_slice(), &packed_zeros(MUCH)].concat();
    let text = [b"Comment\0\0".as_slice(), &packed_zeros(MUCH)].concat();
    let international = [b"Comment\0\x01\0\0\0".as_slice(), &packed_zeros(MUCH)].concat();
    let frames = [1_000_000_u32.to_be_bytes(), 0_u32.to_be_bytes()].concat();
    vec![
        ("a colour profile", with_chunks(&[chunk(*b"iCCP", &profile)])),
        ("a packed text", with_chunks(&[chunk(*b"zTXt", &text)])),
        ("an international text", with_chunks(&[chunk(*b"iTXt", &international)])),
        ("a million frames", with_chunks(&[chunk(*b"acTL", &frames)])),
        ("a huge head", of_size(30_000, 30_000)),
        ("a head of the largest size", of_size(u32::MAX / 2, u32::MAX / 2)),
    ]
}

fn serving(pictures: Vec<Vec<u8>>) -> FakeApi {
    FakeApi::start(pictures.into_iter().map(|picture| {
        let body = format!(
            "{{\"data\":[{{\"b64_json\":\"{}\"}}]}}",
            BASE64_STANDARD.encode(picture)
        );
        vec![Act::Say(json("200 OK", &body))]
    }))
}

#[test]
fn pictures_that_burst_are_kept_and_never_unpacked() {
    if program("prlimit").is_none() {
        say("SKIPPED the bursting pictures: MISSING prlimit");
        return;
    }
    let bombs = bombs();
    let server = serving(bombs.iter().map(|(_, picture)| picture.clone()).collect());
    let home = Home::new();
    home.use_server(&server);
    // What they unpack to would not fit.
    let poor = ["prlimit", "--data=250000000", POCHADE];
    for (name, picture) in &bombs {
        let run = |arguments: &[&str]| finished(home.command_of(&poor, arguments).spawn().unwrap());
        let ran = run(&generate(name));
        assert!([0, 7].contains(&ran.code), "{name}: {ran:?}");
        let path = ran.json()[0]["images"][0]["path"].as_str().unwrap().to_owned();
        assert_eq!(&fs::read(&path).unwrap(), picture, "{name}: it was paid for");
        let shown = run(&["show", "@", "--width", "20"]);
        assert!((0..=8).contains(&shown.code), "{name}: {shown:?}");
        // As an input it is looked at as well, and at most refused.
        let edited = run(&["edit", "more", "--image", &path, "--quality", "low", "--dry-run"]);
        assert!([0, 2].contains(&edited.code), "{name}: {edited:?}");
    }
    home.is_quiet();
    home.is_sound(&server);
}

#[test]
fn a_stream_of_zeros_is_as_long_as_it_claims() {
    let small = with_chunks(&[chunk(*b"iCCP", &[b"ok\0\0".as_slice(), &packed_zeros(5000)].concat())]);
    let decoder = png::Decoder::new(std::io::Cursor::new(small));
    let reader = decoder.read_info().unwrap();
    let profile = reader.info().icc_profile.as_ref().unwrap();
    assert!(
        profile.len() > 4800 && profile.iter().all(|byte| *byte == 0),
        "{}",
        profile.len()
    );
}

/// The most memory that a process has held, in bytes.
fn most_memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

#[test]
fn ten_huge_answers_take_no_more_memory_than_one() {
    const PICTURES: u32 = 10;
    const SIDE: u32 = 2200;
    // The allocator keeps a few megabytes of crumbs, more where the kernel hands memory out in huge pages; one answer that
    // stayed would be fourteen and more.
    let grown = 8 * 1024 * 1024;
    if !can_run("ten huge answers", Grade::Budget, &[]) {
        return;
    }
    // Noise does not get smaller: more than nineteen megabytes each in base64.
    let mut noise = vec![0; usize::try_from(3 * SIDE * SIDE).unwrap()];
    fastrand::Rng::with_seed(7).fill(&mut noise);
    let huge = |number: u32| {
        let mut noise = noise.clone();
        noise[..4].copy_from_slice(&number.to_le_bytes());
        let picture = image::RgbImage::from_raw(SIDE, SIDE, noise).unwrap();
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    };
    let server = serving((0..=PICTURES).map(huge).collect());
    let home = Home::new();
    let engine = Engine::start(&home, &server);
    assert_eq!(engine.sends(&home, "the first").state, RequestState::Stored);
    let [pid] = home.engines()[..] else {
        unreachable!("one engine");
    };
    let before = most_memory(pid);
    for number in 0..PICTURES {
        let entry = engine.sends(&home, &format!("number {number}"));
        assert_eq!(entry.state, RequestState::Stored);
        assert!(entry.images[0].bytes > 14_000_000);
    }
    let after = most_memory(pid);
    say(&format!(
        "ten huge answers: {} kB at first, {} kB more",
        before / 1024,
        (after - before) / 1024
    ));
    assert!(after - before <= grown, "{before} bytes, then {after}");
}
