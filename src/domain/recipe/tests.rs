//! Metadata of each program in the form it really has, and what of it comes into the form.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::domain::{
    CostKind, Draft, HistoryEntry, Input, ModelTable, Money, Operation, OptionName, RequestState, Role, StoredImage,
    tests::drafts::entry,
};

fn text(key: &str, text: &str) -> PictureText {
    PictureText {
        key: key.to_owned(),
        text: text.to_owned(),
    }
}

fn read(key: &str, said: &str) -> Recipe {
    recipe(&[text("Software", "something"), text(key, said)]).unwrap()
}

fn told(left: &[LeftOut]) -> Vec<(&str, &str)> {
    left.iter().map(|one| (one.what.as_str(), one.given.as_str())).collect()
}

fn recalled(recipe: Recipe) -> Recalled {
    recall(
        recipe,
        "gpt-image-2",
        Some((512, 512)),
        &ModelTable::standard().unwrap(),
    )
}

const AUTOMATIC: &str = "a (red:1.2) fox, <lora:fur:0.8>\nSteps: many, on a hill\n\
    Negative prompt: blurry, text\nwatermark\n\
    Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 1234, Size: 832x1216, \
    Model hash: 31e35c80fc, Model: sd_xl_base, Denoising strength: 0.5, Clip skip: 2, \
    Lora hashes: \"fur: 1234, b: 5\", Version: v1.10.1";

#[test]
fn the_text_of_automatic1111_is_read_to_its_last_line() {
    for key in ["parameters", "UserComment"] {
        let found = read(key, AUTOMATIC);
        assert_eq!(found.maker, Maker::Automatic1111);
        assert_eq!(found.draft.prompt, "a (red:1.2) fox, \nSteps: many, on a hill");
        assert_eq!(
            (found.draft.size.as_str(), found.draft.seed.as_str()),
            ("832x1216", "1234")
        );
        assert_eq!(found.model, "sd_xl_base");
        assert_eq!(
            told(&found.left),
            [
                ("negative prompt", "blurry, text\nwatermark"),
                ("LoRA", "fur:0.8"),
                ("weights in the prompt", "(…:1.2)"),
                ("steps", "28"),
                ("sampler", "DPM++ 2M"),
                ("scheduler", "Karras"),
                ("guidance (CFG)", "7"),
                ("input image", "changed with strength 0.5"),
                ("CLIP skip", "2"),
            ]
        );
    }
    let plain = read(
        "parameters",
        "a fox\nSteps: 20, Denoising strength: 0.3, Hires upscale: 2, Size: 64x64",
    );
    assert_eq!(plain.draft.prompt, "a fox");
    assert_eq!(
        told(&plain.left),
        [("steps", "20"), ("upscaling", "2")],
        "made from words alone"
    );
}

const COMFY: &str = r#"{
  "3": {"class_type": "KSampler", "inputs": {"seed": 156680208700286, "steps": 20, "cfg": 8.0,
        "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0, "model": ["10", 0],
        "positive": ["12", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
  "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd15.safetensors"}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": ["20", 0], "height": 768, "batch_size": 1}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a red fox", "clip": ["4", 1]}},
  "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
  "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
  "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "ComfyUI", "images": ["8", 0]}},
  "10": {"class_type": "LoraLoader", "inputs": {"lora_name": "fur.safetensors", "strength_model": 0.8, "strength_clip": 1, "model": ["4", 0], "clip": ["4", 1]}},
  "11": {"class_type": "CLIPTextEncode", "inputs": {"text": ["21", 0], "clip": ["4", 1]}},
  "12": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["6", 0], "conditioning_2": ["11", 0]}},
  "20": {"class_type": "PrimitiveInt", "inputs": {"value": 512}},
  "21": {"class_type": "StringConcatenate", "inputs": {"string_a": "in the snow", "string_b": ["22", 0], "delimiter": ", "}},
  "22": {"class_type": "PrimitiveString", "inputs": {"value": "at dawn"}, "is_changed": [NaN]},
  "30": {"class_type": "Note", "inputs": {"text": "not this one"}}
}"#;

#[test]
fn a_graph_of_comfyui_is_followed_from_the_saved_picture_to_the_words() {
    let found = read("prompt", COMFY);
    assert_eq!(found.maker, Maker::ComfyUi);
    assert_eq!(found.draft.prompt, "a red fox\nin the snow\nat dawn");
    assert_eq!(
        (
            found.draft.size.as_str(),
            found.draft.seed.as_str(),
            found.model.as_str()
        ),
        ("512x768", "156680208700286", "sd15.safetensors")
    );
    assert_eq!(
        told(&found.left),
        [
            ("negative prompt", "blurry"),
            ("steps", "20"),
            ("guidance (CFG)", "8.0"),
            ("sampler", "euler"),
            ("scheduler", "normal"),
            ("LoRA", "fur.safetensors:0.8"),
        ]
    );
    // As it stands in WebP and JPEG files.
    assert_eq!(read("Make", &format!("prompt:{COMFY}")).draft, found.draft);
}

#[test]
fn a_guider_and_a_node_that_asks_a_server_have_words_too() {
    let flux = r#"{
      "1": {"class_type": "SaveImage", "inputs": {"images": ["2", 0]}},
      "2": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["9", 0]}},
      "3": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["4", 0], "guider": ["5", 0], "latent_image": ["8", 0]}},
      "4": {"class_type": "RandomNoise", "inputs": {"noise_seed": 7}},
      "5": {"class_type": "BasicGuider", "inputs": {"model": ["9", 0], "conditioning": ["6", 0]}},
      "6": {"class_type": "FluxGuidance", "inputs": {"guidance": 3.5, "conditioning": ["7", 0]}},
      "7": {"class_type": "CLIPTextEncodeFlux", "inputs": {"clip_l": "a fox", "t5xxl": "a fox in the snow", "guidance": 3.5}},
      "8": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 1024, "height": 1024, "batch_size": 4}},
      "9": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux1-dev.safetensors"}}}"#;
    let found = read("prompt", flux);
    assert_eq!(found.draft.prompt, "a fox\na fox in the snow");
    assert_eq!(
        (found.draft.seed.as_str(), found.model.as_str()),
        ("7", "flux1-dev.safetensors")
    );
    assert!(told(&found.left).contains(&("batch size", "4")), "{:?}", found.left);

    let asked = r#"{"1": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}},
      "2": {"class_type": "OpenAIGPTImage1", "inputs": {"prompt": "a kite", "size": "auto", "n": 1}}}"#;
    assert_eq!(read("prompt", asked).draft.prompt, "a kite");
}

#[test]
fn the_editors_form_of_a_graph_is_read_where_the_other_is_missing() {
    let workflow = r#"{"nodes": [
        {"id": 3, "type": "KSampler", "inputs": [{"name": "model", "link": 1}, {"name": "positive", "link": 4},
            {"name": "negative", "link": 6}, {"name": "latent_image", "link": 2}],
            "widgets_values": [42, "randomize", 20, 8, "euler", "normal", 1]},
        {"id": 5, "type": "EmptyLatentImage", "widgets_values": [512, 640, 1]},
        {"id": 6, "type": "CLIPTextEncode", "inputs": [{"name": "clip", "link": 3}], "widgets_values": ["a heron"]},
        {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["mud"]},
        {"id": 8, "type": "VAEDecode", "inputs": [{"name": "samples", "link": 7}]},
        {"id": 9, "type": "SaveImage", "inputs": [{"name": "images", "link": 9}], "widgets_values": ["ComfyUI"]}],
      "links": [[4, 6, 0, 3, 1, "CONDITIONING"], [6, 7, 0, 3, 2, "CONDITIONING"], [2, 5, 0, 3, 3, "LATENT"],
        [7, 3, 0, 8, 0, "LATENT"], [9, 8, 0, 9, 0, "IMAGE"], [1, 99, 0, 3, 0, "MODEL"]]}"#;
    let found = read("workflow", workflow);
    assert_eq!(
        (
            found.draft.prompt.as_str(),
            found.draft.size.as_str(),
            found.draft.seed.as_str()
        ),
        ("a heron", "512x640", "42")
    );
    assert!(told(&found.left).contains(&("negative prompt", "mud")));
}

#[test]
fn a_graph_that_leads_into_itself_ends() {
    let ring = r#"{"1": {"class_type": "SaveImage", "inputs": {"images": ["2", 0]}},
      "2": {"class_type": "KSampler", "inputs": {"positive": ["3", 0], "negative": ["2", 0], "latent_image": ["1", 0]}},
      "3": {"class_type": "ConditioningConcat", "inputs": {"conditioning_to": ["4", 0], "conditioning_from": ["3", 0]}},
      "4": {"class_type": "CLIPTextEncode", "inputs": {"text": ["5", 0]}},
      "5": {"class_type": "String", "inputs": {"string": ["4", 0], "text": "a newt"}}}"#;
    assert_eq!(read("prompt", ring).draft.prompt, "a newt");
    assert_eq!(
        recipe(&[text(
            "prompt",
            r#"{"1": {"class_type": "A", "inputs": {"positive": ["1", 0]}}}"#
        )]),
        None
    );
    // Deep, and long: neither the stack nor the clock runs out.
    let mut chain = String::from("{");
    for at in 0..9000 {
        let _ = write!(
            chain,
            r#""{at}": {{"class_type": "Reroute", "inputs": {{"positive": ["{}", 0]}}}},"#,
            at + 1
        );
    }
    chain += r#""9000": {"class_type": "CLIPTextEncode", "inputs": {"text": "far away"}}}"#;
    assert_eq!(read("prompt", &chain).draft.prompt, "far away");
    assert_eq!(recipe(&[text("prompt", &"[".repeat(100_000))]), None);
}

#[test]
fn long_nonsense_is_read_once() {
    let angles = format!("{}\nSteps: 1, {}", "<".repeat(2_000_000), "a:b,".repeat(500_000));
    assert_eq!(read("parameters", &angles).draft.prompt.len(), LONGEST_PROMPT);
    let names = vec!["a"; 1_000_000].join(",");
    let swarm = format!(r#"{{"sui_image_params": {{"prompt": "a", "loras": "{names}"}}}}"#);
    assert_eq!(read("parameters", &swarm).left.len(), MOST_LEFT);
    let mut inputs = String::new();
    for at in 0..100_000 {
        let _ = write!(inputs, r#""text{at}": "word {at}","#);
    }
    let node = format!(r#"{{"1": {{"class_type": "SaveImage", "inputs": {{{inputs} "b": 1}}}}}}"#);
    assert!(!read("prompt", &node).draft.prompt.is_empty());
}

#[test]
fn the_json_of_invokeai_and_swarmui_is_read() {
    let invoke = r#"{"app_version": "5.4.0", "generation_mode": "sdxl_txt2img", "positive_prompt": "a fox",
        "negative_prompt": "blur", "width": 1024, "height": 768, "seed": 4294967295, "cfg_scale": 7.5, "steps": 30,
        "scheduler": "euler_a", "model": {"name": "Juggernaut XL", "base": "sdxl"}, "vae": {"name": "fix"},
        "loras": [{"model": {"name": "fur"}, "weight": 0.75}], "controlnets": [{"control_model": {"model_name": "canny"}}]}"#;
    let found = read("invokeai_metadata", invoke);
    assert_eq!((found.maker, found.model.as_str()), (Maker::InvokeAi, "Juggernaut XL"));
    assert_eq!(
        (found.draft.size.as_str(), found.draft.seed.as_str()),
        ("1024x768", "4294967295")
    );
    assert_eq!(
        told(&found.left),
        [
            ("negative prompt", "blur"),
            ("LoRA", "fur:0.75"),
            ("control", "canny"),
            ("guidance (CFG)", "7.5"),
            ("steps", "30"),
            ("scheduler", "euler_a"),
            ("VAE", "fix"),
        ]
    );
    let swarm = r#"{"sui_image_params": {"prompt": "a kite", "negativeprompt": "", "model": "flux", "seed": 9,
        "steps": 8, "cfgscale": 1.0, "width": 1344, "height": 768, "loras": "a,b", "loraweights": "1,0.5"},
        "sui_extra_data": {"date": "2026-11-20"}}"#;
    for key in ["parameters", "UserComment"] {
        let found = read(key, swarm);
        assert_eq!((found.maker, found.draft.prompt.as_str()), (Maker::SwarmUi, "a kite"));
        assert_eq!(
            told(&found.left),
            [
                ("LoRA", "a:1"),
                ("LoRA", "b:0.5"),
                ("steps", "8"),
                ("guidance (CFG)", "1.0")
            ]
        );
    }
}

#[test]
fn what_the_model_does_not_take_becomes_the_nearest_and_is_told() {
    let came = recalled(read("parameters", AUTOMATIC));
    assert_eq!(
        (came.draft.model.as_str(), came.draft.size.as_str()),
        ("gpt-image-2", "832x1216")
    );
    let told: Vec<&str> = came.left.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(told[..3], ["model", "seed", "negative prompt"]);
    assert_eq!(came.draft.seed, "1234", "as a label");

    let models = ModelTable::standard().unwrap();
    let came = recall(read("parameters", AUTOMATIC), "gpt-image-1", None, &models);
    assert_eq!(came.draft.size, "1024x1536");
    let size = came.left.iter().find(|one| one.what == "size").unwrap();
    assert_eq!(size.given, "832x1216");
    assert!(size.why.ends_with("1024x1536 is asked instead"), "{}", size.why);

    let came = recalled(read("prompt", COMFY));
    assert_eq!(came.draft.seed, "", "too long for a label");
    let unsized_ = recalled(read("parameters", "a fox\nSteps: 20, Seed: 1"));
    assert_eq!(
        unsized_.draft.size, "816x816",
        "as large as the picture, as near as the model comes"
    );
}

/// A kept edit, with everything that can stand in a request.
fn kept() -> HistoryEntry {
    let facts = crate::domain::ImageFacts {
        format: crate::domain::ImageFormat::Png,
        width: 64,
        height: 64,
        bytes: 100,
        alpha: true,
        turned: false,
    };
    let mut draft = Draft {
        operation: Operation::Edit,
        prompt: "a <script>fox</script>\nat \"dawn\" \u{1f98a}\u{ffff}".to_owned(),
        model: "gpt-image-1".to_owned(),
        size: "1024x1536".to_owned(),
        images: vec![Input::file(
            Role::Image,
            "/home/ada/secret name.png".into(),
            Some(facts),
        )],
        mask: Some(Input::file(Role::Mask, "/home/ada/mask.png".into(), Some(facts))),
        seed: "7".to_owned(),
        extra: "{\"token\": \"abc\"}".to_owned(),
        ..Draft::default()
    };
    draft.options.insert(OptionName::Quality, "low".to_owned());
    draft.options.insert(OptionName::User, "ada".to_owned());
    HistoryEntry {
        state: RequestState::Stored,
        profile: "secret profile".to_owned(),
        cost: Some(Money::from_micros(16_000)),
        cost_kind: CostKind::Paid,
        attempts: 1,
        ..entry(&draft)
    }
}

fn image() -> StoredImage {
    StoredImage {
        index: 1,
        path: "blobs/ab/x.png".into(),
        sha256: "ab".repeat(32),
        bytes: 100,
        width: 64,
        height: 64,
        format: None,
        revised_prompt: None,
        partial: false,
        alpha: None,
    }
}

#[test]
fn our_own_metadata_comes_back_whole_and_names_nobody() {
    let entry = kept();
    let json = made_with(&entry, &image());
    for private in ["ada", "secret", "token", "blobs"] {
        assert!(!json.contains(private), "{private}: {json}");
    }
    for public in [
        "\"cost_usd\":\"0.016\"",
        "\"cost_kind\":\"paid\"",
        "\"index\":1",
        "pochade 0.",
    ] {
        assert!(json.contains(public), "{public}: {json}");
    }
    let came = recalled(read(KEY, &json));
    let asked = entry.request.to_draft();
    assert_eq!(
        (
            came.draft.operation,
            &came.draft.prompt,
            &came.draft.model,
            &came.draft.size,
            &came.draft.seed
        ),
        (asked.operation, &asked.prompt, &asked.model, &asked.size, &asked.seed)
    );
    assert_eq!(came.draft.options, [(OptionName::Quality, "low".to_owned())].into());
    assert_eq!((came.draft.extra.as_str(), came.draft.images.len()), ("", 0));
    assert_eq!(
        told(&came.left),
        [
            ("seed", "7"),
            ("input image", "1 image"),
            ("mask", "1 mask"),
            ("extra JSON", "")
        ]
    );
}

#[test]
fn a_strange_picture_cannot_choose_a_model_or_slip_anything_in() {
    let evil = r#"{"v": 1, "software": "x", "model": "dear-model-9", "prompt": "a fox", "size": "99999x1",
        "options": {"quality": "ultra"}, "seed": 3, "extra": true}"#;
    let came = recalled(read(KEY, evil));
    assert_eq!(
        (came.draft.model.as_str(), came.draft.extra.as_str()),
        ("gpt-image-2", "")
    );
    let model = ModelTable::standard().unwrap().model("gpt-image-2");
    assert_eq!(crate::domain::faults(&came.draft, &model), []);
}

#[test]
fn pictures_without_a_prompt_say_nothing() {
    for (key, said) in [
        ("Comment", "a nice picture"),
        ("parameters", "{\"prompt\": \"of nobody\"}"),
        ("parameters", "Steps: 20, Seed: 1"),
        ("prompt", "just words"),
        ("prompt", "{}"),
        ("workflow", "{\"nodes\": []}"),
        ("invokeai_metadata", "[]"),
        (KEY, "{\"v\": 1}"),
    ] {
        assert_eq!(recipe(&[text(key, said)]), None, "{key}: {said}");
    }
}

/// Text that gets far into the readers: pieces of what they look for, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("Steps: ".to_owned()),
        Just("\nNegative prompt:".to_owned()),
        Just("<lora:".to_owned()),
        Just("Size: 9x".to_owned()),
        Just(", \"".to_owned()),
        Just("\\".to_owned()),
        Just("{\"sui_image_params\":".to_owned()),
        Just("{\"prompt\":\"é\",\"loras\":[[]]}".to_owned()),
        Just("(a:1)".to_owned()),
        Just("\n".to_owned()),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Inputs by name, as JSON.
type Inputs = Vec<(&'static str, String)>;

/// Any graph at all: links to nodes that are there, that are not, and that are the node itself.
fn graphs() -> impl Strategy<Value = String> {
    let class = prop::sample::select(vec![
        "KSampler",
        "CLIPTextEncode",
        "SaveImage",
        "Odd",
        "EmptyLatentImage",
        "LoadImage",
    ]);
    let name = prop::sample::select(vec![
        "positive",
        "negative",
        "text",
        "guider",
        "conditioning",
        "images",
        "width",
        "seed",
        "value",
    ]);
    let value = prop_oneof![
        (0..8_u8).prop_map(|to| format!("[\"{to}\", 0]")),
        Just("\"words\"".to_owned()),
        Just("-1".to_owned()),
        Just("NaN".to_owned()),
        Just("[[],{}]".to_owned()),
    ];
    let inputs = prop::collection::vec((name, value), 0..5);
    prop::collection::vec((class, inputs), 0..7).prop_map(|nodes| {
        let node = |(at, (class, inputs)): (usize, (&str, Inputs))| {
            let inputs: Vec<String> = inputs
                .iter()
                .map(|(name, value)| format!("\"{name}\": {value}"))
                .collect();
            format!(
                "\"{at}\": {{\"class_type\": \"{class}\", \"inputs\": {{{}}}}}",
                inputs.join(",")
            )
        };
        let nodes: Vec<String> = nodes.into_iter().enumerate().map(node).collect();
        format!("{{{}}}", nodes.join(","))
    })
}

proptest! {
    #[test]
    fn no_text_is_too_strange(
        key in prop::sample::select(vec!["parameters", "UserComment", "prompt", "workflow", "invokeai_metadata", KEY]),
        said in pieces(),
    ) {
        if let Some(found) = recipe(&[text(key, &said)]) {
            let came = recalled(found);
            prop_assert!(!came.draft.prompt.trim().is_empty());
        }
    }

    #[test]
    fn no_graph_is_too_strange(said in graphs()) {
        if let Some(found) = recipe(&[text("prompt", &said)]) {
            let came = recalled(found);
            prop_assert!(!came.draft.prompt.contains("words\nwords"));
        }
    }
}
