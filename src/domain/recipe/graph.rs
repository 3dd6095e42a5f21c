//! A graph of nodes as `ComfyUI` keeps it, in either of its two forms, and the ways through it.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use super::contents::plain;

/// A larger graph is not looked at; the largest that people share have a tenth of these nodes.
const MOST_NODES: usize = 10_000;
/// A node with more inputs is not looked at past them.
const MOST_INPUTS: usize = 200;
/// So many nodes a number may come through.
const NUMBER_STEPS: usize = 16;

/// What an input of a node holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Held {
    /// What the node at this place gives.
    Link(usize),
    /// A text, a number or a switch, as text.
    Plain(String),
}

/// A node.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// What it does.
    pub(super) class: String,
    /// What it does it with.
    pub(super) inputs: Vec<(String, Held)>,
}

impl Node {
    /// What an input holds.
    pub(super) fn input(&self, name: &str) -> Option<&Held> {
        self.inputs.iter().find(|(of, _)| of == name).map(|(_, held)| held)
    }

    /// What is written at an input itself.
    pub(super) fn written(&self, name: &str) -> Option<&str> {
        match self.input(name)? {
            Held::Plain(text) => Some(text),
            Held::Link(_) => None,
        }
    }

    /// The node that an input comes from.
    pub(super) fn link(&self, name: &str) -> Option<usize> {
        match self.input(name)? {
            Held::Link(from) => Some(*from),
            Held::Plain(_) => None,
        }
    }
}

/// A graph; links lead to nodes that are there.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Graph {
    /// Its nodes.
    pub(super) nodes: Vec<Node>,
}

impl Graph {
    /// Reads the form that is sent to the server: nodes by id, each with its inputs by name.
    pub(super) fn of_prompt(text: &str) -> Option<Self> {
        let whole = json(text)?;
        let nodes = whole.as_object().filter(|nodes| nodes.len() <= MOST_NODES)?;
        let is_node = |node: &Value| node.get("class_type").is_some_and(Value::is_string);
        let nodes: Vec<_> = nodes.iter().filter(|(_, node)| is_node(node)).collect();
        let places: HashMap<&str, usize> = nodes
            .iter()
            .enumerate()
            .map(|(at, (id, _))| (id.as_str(), at))
            .collect();
        let linked = |value: &Value| -> Option<Held> {
            let from = value.as_array().filter(|link| link.len() == 2)?.first()?;
            let id = from.as_str().map_or_else(|| from.to_string(), ToOwned::to_owned);
            places.get(id.as_str()).map(|at| Held::Link(*at))
        };
        let read = |node: &Value| Node {
            class: node
                .get("class_type")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            inputs: node
                .get("inputs")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .take(MOST_INPUTS)
                .filter_map(|(name, value)| Some((name.clone(), linked(value).or_else(|| held(value))?)))
                .collect(),
        };
        Some(Self {
            nodes: nodes.iter().map(|(_, node)| read(node)).collect(),
        })
    }

    /// Reads the form of the editor: a list of nodes, a list of links, and values without names in the order of the
    /// node's widgets, of which the usual ones are known.
    pub(super) fn of_workflow(text: &str) -> Option<Self> {
        let whole = json(text)?;
        let nodes = whole
            .get("nodes")?
            .as_array()
            .filter(|nodes| nodes.len() <= MOST_NODES)?;
        let places: HashMap<i64, usize> = nodes
            .iter()
            .enumerate()
            .filter_map(|(at, node)| Some((node.get("id")?.as_i64()?, at)))
            .collect();
        let link = |link: &Value| Some((link.get(0)?.as_i64()?, *places.get(&link.get(1)?.as_i64()?)?));
        let links = whole.get("links").and_then(Value::as_array).into_iter().flatten();
        let links: HashMap<i64, usize> = links.filter_map(link).collect();
        let read = |node: &Value| {
            let class = node.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
            let inputs = node.get("inputs").and_then(Value::as_array).into_iter().flatten();
            let linked = |input: &Value| {
                let from = links.get(&input.get("link")?.as_i64()?)?;
                Some((input.get("name")?.as_str()?.to_owned(), Held::Link(*from)))
            };
            let mut inputs: Vec<(String, Held)> = inputs.take(MOST_INPUTS).filter_map(linked).collect();
            for (name, held) in widgets(&class, node.get("widgets_values")) {
                if !inputs.iter().any(|(of, _)| *of == name) {
                    inputs.push((name, held));
                }
            }
            Node { class, inputs }
        };
        Some(Self {
            nodes: nodes.iter().map(read).collect(),
        })
    }

    /// Every node that these nodes come from, themselves first, then the nearer ones before the farther ones, each
    /// once: a graph that leads back into itself is walked as any other.
    pub(super) fn behind(&self, from: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut seen = vec![false; self.nodes.len()];
        let mut waiting: VecDeque<usize> = from.into_iter().collect();
        let mut found = Vec::new();
        while let Some(at) = waiting.pop_front() {
            let Some(node) = self.nodes.get(at) else { continue };
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            found.push(at);
            waiting.extend(node.inputs.iter().filter_map(|(_, held)| match held {
                Held::Link(to) => Some(*to),
                Held::Plain(_) => None,
            }));
        }
        found
    }

    /// The number of an input, also where it comes from another node.
    pub(super) fn number(&self, node: usize, name: &str) -> Option<String> {
        let (mut at, mut held) = (node, self.nodes.get(node)?.input(name)?);
        for _ in 0..NUMBER_STEPS {
            match held {
                Held::Plain(text) => return text.parse::<f64>().is_ok().then(|| text.clone()),
                Held::Link(to) if *to != at => at = *to,
                Held::Link(_) => return None,
            }
            let node = self.nodes.get(at)?;
            held = [name, "value", "int", "number"]
                .iter()
                .find_map(|name| node.input(name))?;
        }
        None
    }
}

/// A value that stands at an input itself.
fn held(value: &Value) -> Option<Held> {
    let text = match value {
        Value::String(text) => text.clone(),
        // Some front ends wrap a list that is no link.
        Value::Object(wrapped) => return held(wrapped.get("__value__")?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => plain(value)?,
    };
    Some(Held::Plain(text))
}

/// The names of the widgets of the usual nodes, in their order.
const WIDGETS: &[(&str, &[&str])] = &[
    (
        "KSampler",
        &["seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"],
    ),
    (
        "KSamplerAdvanced",
        &["", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler"],
    ),
    ("EmptyLatentImage", &["width", "height", "batch_size"]),
    ("EmptySD3LatentImage", &["width", "height", "batch_size"]),
    ("CheckpointLoaderSimple", &["ckpt_name"]),
    ("UNETLoader", &["unet_name"]),
    ("LoraLoader", &["lora_name", "strength_model"]),
    ("LoraLoaderModelOnly", &["lora_name", "strength_model"]),
    ("ControlNetLoader", &["control_net_name"]),
    ("LoadImage", &["image"]),
    ("RandomNoise", &["noise_seed"]),
    ("FluxGuidance", &["guidance"]),
    ("BasicScheduler", &["scheduler", "steps", "denoise"]),
    ("KSamplerSelect", &["sampler_name"]),
];

/// The values of a node of the editor, with their names: known ones, or the texts of whatever holds text.
fn widgets(class: &str, values: Option<&Value>) -> Vec<(String, Held)> {
    let input = |name: &str, value: &Value| Some((name.to_owned(), held(value)?));
    match values {
        Some(Value::Object(values)) => values
            .iter()
            .take(MOST_INPUTS)
            .filter_map(|(name, value)| input(name, value))
            .collect(),
        Some(Value::Array(values)) => match WIDGETS.iter().find(|(of, _)| *of == class) {
            Some((_, names)) => {
                let pairs = names.iter().zip(values).filter(|(name, _)| !name.is_empty());
                pairs.filter_map(|(name, value)| input(name, value)).collect()
            }
            None if ["Text", "String", "Prompt"].iter().any(|word| class.contains(word)) => {
                let texts = values.iter().filter(|value| value.is_string()).take(MOST_INPUTS);
                texts
                    .enumerate()
                    .filter_map(|(at, value)| input(&format!("text_{at}"), value))
                    .collect()
            }
            None if class.starts_with("Primitive") => values
                .first()
                .and_then(|value| input("value", value))
                .into_iter()
                .collect(),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// JSON as Python writes it: with `NaN` and `Infinity`, which are none.
fn json(text: &str) -> Option<Value> {
    let text = text.trim().trim_end_matches('\0');
    serde_json::from_str(text)
        .ok()
        .or_else(|| serde_json::from_str(&without_nan(text)).ok())
}

/// The same JSON with `null` in the place of numbers that JSON does not have.
fn without_nan(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_text, mut rest) = (false, text);
    while let Some(c) = rest.chars().next() {
        let strange = ["-Infinity", "Infinity", "NaN"]
            .into_iter()
            .find(|word| !in_text && rest.starts_with(word));
        let taken = match (strange, c) {
            (Some(word), _) => {
                out.push_str("null");
                word.len()
            }
            (None, '\\') if in_text => {
                let taken = 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
                out.push_str(&rest[..taken]);
                taken
            }
            (None, c) => {
                in_text ^= c == '"';
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_json_does_not_have_are_none() {
        let text = r#"{"a": [NaN, -Infinity], "b": "NaN \" Infinity", "c": Infinity}"#;
        let whole = json(text).unwrap();
        assert_eq!(whole.to_string(), r#"{"a":[null,null],"b":"NaN \" Infinity","c":null}"#);
    }

    #[test]
    fn a_number_is_followed_and_a_ring_is_left() {
        let graph = Graph::of_prompt(
            r#"{"1": {"class_type": "A", "inputs": {"width": ["2", 0], "height": ["3", 0], "own": ["1", 0]}},
                "2": {"class_type": "Int", "inputs": {"value": 832}},
                "3": {"class_type": "Ring", "inputs": {"value": ["4", 0]}},
                "4": {"class_type": "Ring", "inputs": {"value": ["3", 0]}}}"#,
        )
        .unwrap();
        assert_eq!(graph.number(0, "width").as_deref(), Some("832"));
        assert_eq!(graph.number(0, "height"), None);
        assert_eq!(graph.number(0, "own"), None);
        assert_eq!(graph.behind([0]), [0, 1, 2, 3]);
    }
}
