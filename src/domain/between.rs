//! What two requests ask differently: the words of their prompts, and the values of their fields.

use similar::{ChangeTag, TextDiff};

use super::{HistoryEntry, Input, OptionName, Request, Role};

/// From this many bytes on two prompts are compared by lines: by words it could take longer than a frame.
const BY_LINES: usize = 8_000;

/// So many unchanged words are shown beside a change; more of them are left out.
const NEAR: usize = 4;

/// Some words of a prompt, beside those of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// Both have them; a long run is shortened to what stands beside a change.
    Same(String),
    /// Only the first has them.
    Gone(String),
    /// Only the second has them.
    Come(String),
}

/// A field that two requests fill differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// Its label.
    pub label: &'static str,
    /// What the first has, or empty.
    pub before: String,
    /// What the second has, or empty.
    pub after: String,
}

/// The words of two prompts side by side; empty where they are the same.
#[must_use]
pub fn words_between(before: &str, after: &str) -> Vec<Words> {
    if before == after {
        return Vec::new();
    }
    let mut runs: Vec<(ChangeTag, String)> = Vec::new();
    let laid_over = if before.len().max(after.len()) > BY_LINES {
        TextDiff::from_lines(before, after)
    } else {
        TextDiff::from_words(before, after)
    };
    for change in laid_over.iter_all_changes() {
        match runs.last_mut() {
            Some((tag, run)) if *tag == change.tag() => run.push_str(change.value()),
            Some(_) | None => runs.push((change.tag(), change.value().to_owned())),
        }
    }
    let last = runs.len().saturating_sub(1);
    let told = runs.into_iter().enumerate().map(|(at, (tag, run))| match tag {
        ChangeTag::Equal => Words::Same(shortened(&run, at > 0, at < last)),
        ChangeTag::Delete => Words::Gone(run),
        ChangeTag::Insert => Words::Come(run),
    });
    told.collect()
}

/// A run of words without those that stand far from any change.
fn shortened(run: &str, changed_before: bool, changed_after: bool) -> String {
    let words: Vec<&str> = run.split_inclusive(char::is_whitespace).collect();
    let first = if changed_before { NEAR } else { 0 };
    let last = if changed_after { NEAR } else { 0 };
    if words.len() <= first + last + 1 {
        return run.to_owned();
    }
    let (first, last) = (&words[..first], &words[words.len() - last..]);
    format!("{}… {}", first.concat(), last.concat())
}

/// The fields besides the prompt that two requests fill differently, in the order of the form.
#[must_use]
pub fn fields_between(before: &Request, after: &Request) -> Vec<Differing> {
    let mut found = Vec::new();
    let mut note = |label, before: String, after: String| found.extend(differing(label, before, after));
    let mode = |request: &Request| request.operation().word().to_owned();
    note("mode", mode(before), mode(after));
    note("model", before.model().to_owned(), after.model().to_owned());
    note("size", before.size().to_string(), after.size().to_string());
    note("count", before.count().to_string(), after.count().to_string());
    for name in OptionName::ALL {
        note(name.wire(), before.option(*name), after.option(*name));
    }
    let pictures = ROLES.iter().filter_map(|role| other_inputs(before, after, *role));
    found.extend(pictures);
    let mut note = |label, before: String, after: String| found.extend(differing(label, before, after));
    // Without pictures the rule has nothing to work on.
    if !before.inputs().is_empty() && !after.inputs().is_empty() {
        let downscale = |request: &Request| request.downscale().word().to_owned();
        note("downscale", downscale(before), downscale(after));
    }
    let seed = |request: &Request| request.seed().map(|seed| seed.to_string()).unwrap_or_default();
    note("seed", seed(before), seed(after));
    let extra = |request: &Request| match request.extra() {
        extra if extra.is_empty() => String::new(),
        extra => serde_json::Value::Object(extra.clone()).to_string(),
    };
    note("extra", extra(before), extra(after));
    found
}

fn differing(label: &'static str, before: String, after: String) -> Option<Differing> {
    (before != after).then_some(Differing { label, before, after })
}

/// What [`fields_between`] tells, then the profiles that paid and what was paid.
#[must_use]
pub fn entries_between(before: &HistoryEntry, after: &HistoryEntry) -> Vec<Differing> {
    let price = |entry: &HistoryEntry| {
        let cost = entry.cost.map(|cost| cost.to_string()).unwrap_or_default();
        format!("{cost} {}", entry.cost_kind.word()).trim().to_owned()
    };
    let ends = [
        differing("profile", before.profile.clone(), after.profile.clone()),
        differing("price", price(before), price(after)),
    ];
    let mut found = fields_between(&before.request, &after.request);
    found.extend(ends.into_iter().flatten());
    found
}

const ROLES: [(Role, &str); 3] = [(Role::Image, "images"), (Role::Mask, "mask"), (Role::Markup, "markup")];

/// Other pictures, even where their names are the same; the same ones differ in nothing, whatever their names.
fn other_inputs(before: &Request, after: &Request, (role, label): (Role, &'static str)) -> Option<Differing> {
    let told = || Differing {
        label,
        before: inputs(before, role),
        after: inputs(after, role),
    };
    (!same_inputs(before, after, role)).then(told)
}

fn same_inputs(before: &Request, after: &Request, role: Role) -> bool {
    let same = |a: &Input, b: &Input| {
        let bytes = match (&a.sha256, &b.sha256) {
            (Some(a), Some(b)) => a == b,
            _ => a.path == b.path,
        };
        bytes && a.remote == b.remote && a.treatment == b.treatment
    };
    let (before, after) = (before.inputs_as(role), after.inputs_as(role));
    let (before, after): (Vec<_>, Vec<_>) = (before.collect(), after.collect());
    before.len() == after.len() && before.iter().zip(&after).all(|(a, b)| same(a, b))
}

/// The names of input pictures; a mask tells how it is read as well.
fn inputs(request: &Request, role: Role) -> String {
    let named = |input: &Input| match role {
        Role::Mask => format!("{} by {}", input.name, input.treatment.reading.word()),
        Role::Image | Role::Markup => input.name.clone(),
    };
    request.inputs_as(role).map(named).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Draft, ModelTable, Operation};

    fn request(prompt: &str, size: &str, quality: &str) -> Request {
        let draft = Draft {
            prompt: prompt.to_owned(),
            model: "gpt-image-2.5-flare".to_owned(),
            size: size.to_owned(),
            options: [(OptionName::Quality, quality.to_owned())].into(),
            ..Draft::default()
        };
        ModelTable::standard().unwrap().checked(&draft).unwrap()
    }

    #[test]
    fn words_are_told_as_gone_come_or_the_same() {
        let words = words_between("a red kite over dunes", "a blue kite over dunes");
        let expected = [
            Words::Same("a ".to_owned()),
            Words::Gone("red".to_owned()),
            Words::Come("blue".to_owned()),
            Words::Same(" kite over dunes".to_owned()),
        ];
        assert_eq!(words, expected);
        assert_eq!(words_between("the same", "the same"), []);
    }

    #[test]
    fn words_far_from_a_change_are_left_out() {
        let long = "one two three four five six seven eight nine ten eleven twelve";
        let words = words_between(&format!("{long} red {long}"), &format!("{long} blue {long}"));
        let Some(Words::Same(first)) = words.first() else {
            panic!("{words:?}");
        };
        assert!(first.starts_with("… ") && first.contains("twelve"), "{first}");
        assert!(!first.contains("seven"), "{first}");
        let Some(Words::Same(last)) = words.last() else {
            panic!("{words:?}");
        };
        assert!(last.contains("one two") && last.ends_with("… "), "{last}");
    }

    #[test]
    fn only_fields_that_differ_are_told() {
        let (low, high) = (
            request("a kite", "1024x1024", "low"),
            request("a kite", "1536x864", "high"),
        );
        let found: Vec<_> = fields_between(&low, &high)
            .into_iter()
            .map(|field| (field.label, field.before, field.after))
            .collect();
        assert_eq!(
            found,
            [
                ("size", "1024x1024".to_owned(), "1536x864".to_owned()),
                ("quality", "low".to_owned(), "high".to_owned())
            ]
        );
        assert_eq!(fields_between(&low, &low), []);
    }

    fn input(name: &str, sha256: &str) -> Input {
        Input {
            sha256: Some(sha256.to_owned()),
            ..Input::file(Role::Image, name.into(), None)
        }
    }

    fn edit(inputs: &[(&str, &str)]) -> Request {
        let draft = Draft {
            operation: Operation::Edit,
            prompt: "a kite".to_owned(),
            model: "gpt-image-2.5-flare".to_owned(),
            size: "1024x1024".to_owned(),
            images: inputs.iter().map(|(name, sha256)| input(name, sha256)).collect(),
            ..Draft::default()
        };
        ModelTable::standard().unwrap().checked(&draft).unwrap()
    }

    #[test]
    fn a_picture_is_the_same_by_its_bytes_and_not_by_its_name() {
        assert_eq!(fields_between(&edit(&[("a.png", "aa")]), &edit(&[("b.png", "aa")])), []);
        let found = fields_between(&edit(&[("a.png", "aa")]), &edit(&[("a.png", "bb"), ("c.png", "cc")]));
        let told = Differing {
            label: "images",
            before: "a.png".to_owned(),
            after: "a.png, c.png".to_owned(),
        };
        assert_eq!(found, [told]);
    }

    #[test]
    fn very_long_prompts_are_compared_line_by_line() {
        let long = "a line of words\n".repeat(1000);
        let words = words_between(&long, &format!("{long}one more\n"));
        assert_eq!(words.last(), Some(&Words::Come("one more\n".to_owned())));
        assert_eq!(words.len(), 2, "{words:?}");
    }
}
