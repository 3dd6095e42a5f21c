//! Everything that reads foreign bytes, with bytes that nobody meant to write. `PROPTEST_CASES` makes it longer.

use std::fs;

use pochade::{
    api::{ApiError, Client, Endpoint},
    config::{self, Environment},
    domain::{ApiKey, ModelTable, Places, Profile, Redactor, one_line, shown, slug},
    imaging,
};
use proptest::prelude::*;
use tokio_util::sync::CancellationToken;

use crate::scene::{Home, KEY, enqueue, png};

/// Text that is hostile more often than chance would make it.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => any::<String>(),
        1 => Just("\u{1b}]52;c;aGk=\u{7}".to_owned()),
        1 => Just("\u{9b}2J".to_owned()),
        1 => Just("\u{202e}\u{2066}\u{200b}\u{feff}".to_owned()),
        1 => Just("👩\u{200d}👩\u{200d}👧 🏳\u{fe0f}\u{200d}🌈".to_owned()),
        1 => Just("\r\n\t\0".to_owned()),
        1 => "[a-z ]{0,20}",
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn steers(c: char) -> bool {
    let hides = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    c.is_control() || hides
}

/// A text that holds this key somewhere, whole.
fn with_key() -> impl Strategy<Value = String> {
    (hostile(), hostile(), "[ \"'=:/?&,.\u{1b}\n]{0,3}")
        .prop_map(|(before, after, joint)| format!("{before}{joint}{KEY}{joint}{after}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn the_sanitiser_lets_nothing_through_that_steers(text in hostile()) {
        let safe = shown(&text).into_owned();
        prop_assert!(!safe.chars().any(|c| c != '\n' && steers(c)), "{safe:?}");
        prop_assert_eq!(safe.chars().count(), text.chars().count(), "each mark stands for one character");
        prop_assert_eq!(shown(&safe).into_owned(), safe);
        let line = one_line(&text).into_owned();
        prop_assert!(!line.chars().any(steers), "{line:?}");
        prop_assert_eq!(one_line(&line).into_owned(), line);
    }

    #[test]
    fn no_key_survives_the_redactor(text in with_key(), other in "[A-Za-z0-9_-]{12,40}") {
        let knowing = Redactor::new(ApiKey::new(KEY).into_iter().collect());
        prop_assert!(!knowing.clean(&text).contains(KEY));
        // One that it does not know has the shape of one.
        prop_assert!(!Redactor::default().clean(&text).contains(KEY));
        let unknown = format!("{text} sk-{other} Bearer {other}");
        prop_assert!(!Redactor::default().clean(&unknown).contains(&other));
        let clean = knowing.clean(&text);
        prop_assert_eq!(knowing.clean(&clean), clean);
    }

    #[test]
    fn the_facts_of_any_bytes_are_told_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        head in 0_usize..6,
        at in any::<prop::sample::Index>(),
    ) {
        let heads: [&[u8]; 6] = [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 ", b"<svg "];
        let whole = [heads[head], &bytes].concat();
        if let Ok(facts) = imaging::facts(&whole) {
            prop_assert_eq!(facts.bytes, whole.len() as u64);
            // Whatever it answers, it answers.
            let _ = imaging::is_whole(facts.format, &whole, &whole, facts.bytes);
        }
        // A true picture with one wrong byte.
        let mut picture = png(1);
        let at = at.index(picture.len());
        picture[at] ^= 0x41;
        if let Ok(facts) = imaging::facts(&picture) {
            prop_assert!(imaging::decode(&picture).is_err() || (facts.width, facts.height) == (3, 2));
        }
    }

    #[test]
    fn a_name_of_ours_is_plain_whatever_the_prompt(prompt in hostile()) {
        let name = slug(&prompt);
        prop_assert!(name.len() <= 80, "{name}");
        prop_assert!(!name.contains(|c: char| c.is_whitespace() || c.is_control() || (c.is_ascii_punctuation() && c != '-')), "{name}");
        prop_assert!(!name.starts_with('-') && !name.ends_with('-'));
    }

    #[test]
    fn any_base_url_is_taken_or_refused(url in prop_oneof![hostile(), "(https?|file|ftp|data):/{0,3}[a-z0-9@:.\\[\\]%-]{0,30}(/[a-z?#%]{0,8})?"]) {
        if let Ok(url) = url::Url::parse(&url) {
            let made = Endpoint::new(&Profile::openai(), &url, ApiKey::new(KEY), None);
            if let Ok(endpoint) = made {
                prop_assert!(["http", "https"].contains(&url.scheme()), "{url}");
                prop_assert!(!endpoint.origin().contains(KEY));
            }
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn tables_of_models_are_read_or_refused(text in hostile(), at in any::<prop::sample::Index>()) {
        drop(ModelTable::overlaid(&text));
        let table = "[[models]]\nid = \"own\"\nname = \"Own\"\n";
        let cut = &table[..at.index(table.len())];
        drop(ModelTable::overlaid(&format!("{cut}{}", one_line(&text))));
    }

    #[test]
    fn settings_are_read_or_their_fault_has_a_place(text in hostile(), at in any::<prop::sample::Index>(), cut in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        config::init(&places).unwrap();
        let file = config::config_file(&places);
        let whole = fs::read_to_string(&file).unwrap();
        let mut position = at.index(whole.len());
        while !whole.is_char_boundary(position) {
            position -= 1;
        }
        let rest = if cut { "" } else { &whole[position..] };
        fs::write(&file, format!("{}{text}{rest}", &whole[..position])).unwrap();
        let environment = Environment::new([("HOME", folder.path().to_str().unwrap())], folder.path());
        if let Err(error) = config::load(&places, &environment) {
            prop_assert!(error.to_string().contains("config.toml"), "{error}");
        }
    }

    #[test]
    fn any_prompt_makes_one_line_of_history_that_says_it_again(prompt in hostile()) {
        prop_assume!(!prompt.trim().is_empty());
        let home = Home::new();
        let store = home.store();
        let id = enqueue(&store, &prompt);
        let entry = store.entry(id).unwrap();
        prop_assert_eq!(entry.request.prompt(), prompt.as_str(), "it is kept byte for byte");
        let line = serde_json::to_string(&entry).unwrap();
        prop_assert!(!line.contains('\n'));
        let again: serde_json::Value = serde_json::from_str(&line).unwrap();
        prop_assert_eq!(again["prompt"].as_str(), Some(prompt.as_str()));
    }
}

/// Every way to write an address that is not for the open network.
fn inner_addresses() -> Vec<String> {
    let mut written = Vec::new();
    for [a, b, c, d] in [
        [127, 0, 0, 1],
        [10, 0, 0, 1],
        [169, 254, 169, 254],
        [192, 168, 1, 1],
        [172, 16, 0, 1],
        [0, 0, 0, 0],
        [100, 64, 0, 1],
    ] {
        let number = u32::from_be_bytes([a, b, c, d]);
        written.extend([
            format!("{a}.{b}.{c}.{d}"),
            format!("{number}"),
            format!("0x{number:x}"),
            format!("0{number:o}"),
            format!("0x{a:x}.{b}.{}", u32::from(c) * 256 + u32::from(d)),
            format!("{a}.{b}.{c}.{d}."),
            format!("[::ffff:{a}.{b}.{c}.{d}]"),
            format!("[64:ff9b::{:x}:{:x}]", number >> 16, number & 0xffff),
            format!("somebody@{a}.{b}.{c}.{d}"),
        ]);
    }
    written.extend(
        [
            "[::1]",
            "[::]",
            "[fe80::1]",
            "[fd00::1]",
            "[ff02::1]",
            "localhost",
            "LOCALHOST",
        ]
        .map(str::to_owned),
    );
    written
}

#[tokio::test]
async fn no_way_to_write_an_inner_address_is_fetched() {
    let base = "https://images.example/v1".parse().unwrap();
    let endpoint = Endpoint::new(&Profile::openai(), &base, ApiKey::new(KEY), None).unwrap();
    let client = Client::new(&endpoint).unwrap();
    let mut looked_at = 0;
    for address in inner_addresses() {
        for link in [
            format!("https://{address}/x.png"),
            format!("https://{address}:8443/x.png"),
            format!("http://{address}/x.png"),
        ] {
            let mut bytes = Vec::new();
            let fetched = client.fetch(&link, &mut bytes, &CancellationToken::new()).await;
            let Err(ApiError::Link(why)) = &fetched else {
                panic!("{link}: {fetched:?}");
            };
            // It was never connected to.
            assert!(
                !why.contains("cannot be reached") && !why.contains("does not answer"),
                "{link}: {why}"
            );
            looked_at += 1;
        }
    }
    assert!(looked_at > 60);
}
