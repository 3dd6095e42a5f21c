//! `ComfyUI`'s graph: from the picture that was saved back to the sampler, and from there to the words.

use super::{
    contents::{Maker, Recipe, size_text},
    graph::{Graph, Held, Node},
    left_out::{LeftOut, MOST_LEFT, control, input_image, lora, negative, theirs},
};
use crate::domain::Draft;

/// More texts than that are no prompt of anybody.
const MOST_WORDS: usize = 200;
/// Inputs that never lead to words.
const WORDLESS: &[&str] = &[
    "model",
    "clip",
    "vae",
    "image",
    "images",
    "latent_image",
    "samples",
    "pixels",
    "mask",
    "control_net",
    "noise",
    "sampler",
    "sigmas",
    "style_model",
    "clip_vision",
    "clip_vision_output",
    "audio",
];

/// Which of a sampler's two sides is asked for.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// What is to be seen.
    Wanted,
    /// What is not.
    Unwanted,
}

/// Reads the texts `prompt` (as it was sent to the server) and `workflow` (as the editor has it) of a picture.
pub(super) fn read(texts: &[(&str, &str)]) -> Option<Recipe> {
    let text = |wanted: &str| texts.iter().find(|(key, _)| *key == wanted).map(|(_, text)| *text);
    let sent = || Some(read_graph(&Graph::of_prompt(text("prompt")?)?));
    let edited = || Some(read_graph(&Graph::of_workflow(text("workflow")?)?));
    sent().or_else(edited)
}

fn read_graph(graph: &Graph) -> Recipe {
    let saved: Vec<usize> = places(graph, |node| {
        node.class.contains("Save") || node.class.contains("Preview")
    });
    let all = if saved.is_empty() {
        graph.behind(0..graph.nodes.len())
    } else {
        graph.behind(saved)
    };
    let sampler = all.iter().copied().find(|at| wanted_link(graph, *at).is_some());
    let (prompt, refused, facts_from) = match sampler {
        Some(at) => {
            let unwanted = unwanted_link(graph, at).map(|from| words(graph, from, Side::Unwanted));
            let wanted = wanted_link(graph, at).map(|from| words(graph, from, Side::Wanted));
            (
                wanted.unwrap_or_default(),
                unwanted.unwrap_or_default(),
                graph.behind([at]),
            )
        }
        None => (Vec::new(), Vec::new(), all.clone()),
    };
    // A node that asks a server has its words itself, and no sampler stands behind it.
    let prompt = if prompt.is_empty() {
        all.iter()
            .map(|at| words_at(graph, *at))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    } else {
        prompt
    };
    let mut recipe = Recipe {
        maker: Maker::ComfyUi,
        draft: Draft {
            prompt: prompt.join("\n"),
            ..Draft::default()
        },
        model: String::new(),
        left: negative(&refused.join("\n")).into_iter().collect(),
    };
    for at in facts_from {
        facts(graph, at, &mut recipe);
    }
    recipe
}

fn places(graph: &Graph, is_it: impl Fn(&Node) -> bool) -> Vec<usize> {
    let nodes = graph.nodes.iter().enumerate();
    nodes.filter(|(_, node)| is_it(node)).map(|(at, _)| at).collect()
}

/// Where a sampler has its words from; nothing for other nodes.
fn wanted_link(graph: &Graph, at: usize) -> Option<usize> {
    let node = graph.nodes.get(at)?;
    let guided = || {
        let guider = graph.nodes.get(node.link("guider")?)?;
        guider.link("positive").or_else(|| guider.link("conditioning"))
    };
    node.link("positive").or_else(guided)
}

fn unwanted_link(graph: &Graph, at: usize) -> Option<usize> {
    let node = graph.nodes.get(at)?;
    let guided = || graph.nodes.get(node.link("guider")?)?.link("negative");
    node.link("negative").or_else(guided)
}

/// Every text behind a node, nearer ones first, each once. A node with texts of its own hides what is behind its
/// other inputs; a ring is walked once.
fn words(graph: &Graph, from: usize, side: Side) -> Vec<String> {
    let mut seen = vec![false; graph.nodes.len()];
    let mut found: Vec<String> = Vec::new();
    let mut waiting = vec![from];
    while let Some(at) = waiting.pop().filter(|_| found.len() < MOST_WORDS) {
        let Some(node) = graph.nodes.get(at).filter(|_| !seen[at]) else {
            continue;
        };
        seen[at] = true;
        let mut next = Vec::new();
        let mut has_text = false;
        for (_, held) in node.inputs.iter().filter(|(name, _)| holds_words(name, side)) {
            match held {
                Held::Link(to) => next.push(*to),
                Held::Plain(text) if !is_text(text) => continue,
                Held::Plain(text) if found.contains(text) => {}
                Held::Plain(text) => found.push(text.clone()),
            }
            has_text = true;
        }
        if !has_text {
            let links = node
                .inputs
                .iter()
                .filter(|(name, _)| !WORDLESS.contains(&name.as_str()));
            next.extend(links.filter_map(|(name, _)| node.link(name)));
        }
        waiting.extend(next.into_iter().rev());
    }
    found
}

/// The words of a node that has some itself, or right behind it.
fn words_at(graph: &Graph, at: usize) -> Vec<String> {
    let has_words = |node: &Node| node.inputs.iter().any(|(name, _)| holds_words(name, Side::Wanted));
    match graph.nodes.get(at) {
        Some(node) if has_words(node) => words(graph, at, Side::Wanted),
        _ => Vec::new(),
    }
}

/// Numbers stand under some of the same names.
fn is_text(text: &str) -> bool {
    !text.trim().is_empty() && text.parse::<f64>().is_err() && !matches!(text, "true" | "false")
}

/// Whether an input of that name holds words, or leads to them.
fn holds_words(name: &str, side: Side) -> bool {
    let name = name.to_lowercase();
    let other = if side == Side::Wanted { "negative" } else { "positive" };
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    has(&["text", "prompt", "string", "positive", "negative", "caption", "t5xxl"])
        && !has(&[other, "separator", "delimiter"])
        || matches!(name.as_str(), "clip_l" | "clip_g" | "value")
}

/// What a node says beside words.
fn facts(graph: &Graph, at: usize, recipe: &mut Recipe) {
    let Some(node) = graph.nodes.get(at).filter(|_| recipe.left.len() < MOST_LEFT) else {
        return;
    };
    let draft = &mut recipe.draft;
    let is_canvas = node.class.contains("Latent") || node.input("batch_size").is_some();
    if draft.size.is_empty() && is_canvas {
        let edge = |name| graph.number(at, name).unwrap_or_default();
        draft.size = size_text(&edge("width"), &edge("height"));
    }
    for name in ["seed", "noise_seed"] {
        if draft.seed.is_empty() && node.input(name).is_some() {
            draft.seed = graph.number(at, name).unwrap_or_default();
        }
    }
    for (name, held) in &node.inputs {
        let Held::Plain(value) = held else { continue };
        match name.as_str() {
            "ckpt_name" | "unet_name" | "model_name" if recipe.model.is_empty() => recipe.model.clone_from(value),
            "lora_name" if value != "None" => recipe.left.push(lora(with_strength(node, value))),
            "control_net_name" => recipe.left.push(control(value)),
            "image" if node.class.starts_with("LoadImage") => recipe.left.push(input_image(value)),
            "image" => {}
            name => tell_once(&mut recipe.left, theirs(name, value)),
        }
    }
}

fn with_strength(node: &Node, name: &str) -> String {
    match node.written("strength_model") {
        Some(strength) => format!("{name}:{strength}"),
        None => name.to_owned(),
    }
}

/// Two samplers in a row say most things twice.
fn tell_once(left: &mut Vec<LeftOut>, one: Option<LeftOut>) {
    if let Some(one) = one.filter(|one| !left.iter().any(|told| told.what == one.what)) {
        left.push(one);
    }
}
