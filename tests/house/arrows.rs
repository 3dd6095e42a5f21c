//! Which file takes something from which, and the circles of files that this makes.

use std::collections::{BTreeMap, BTreeSet};

use super::source;

/// Re-exports lead on to each other a few times at most.
const DOORS_IN_A_ROW: usize = 8;

/// What a file says of itself and takes from others; what is only for tests is left out.
struct Sheet<'a> {
    modules: Vec<&'a str>,
    paths: Vec<source::Path<'a>>,
    /// What it imports, from the root of the crate, by the name that it has then.
    imported: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Sheet<'a> {
    /// The path from the root of the crate; nothing where it leads to a library or to the file itself.
    fn absolute(&self, path: &source::Path<'a>, is_module: impl Fn(&[&str]) -> bool) -> Option<Vec<&'a str>> {
        let names = &path.names;
        let first = *names.first()?;
        let below = |modules: &[&'a str], names: &[&'a str]| [modules, names].concat();
        match first {
            "crate" => Some(names[1..].to_vec()),
            "self" => Some(below(&self.modules, &names[1..])),
            "super" => {
                let above = names.iter().take_while(|name| **name == "super").count();
                // Modules in braces are left first.
                let left = self.modules.len().checked_sub(above.saturating_sub(path.nested))?;
                Some(below(&self.modules[..left], &names[above..]))
            }
            _ if !path.imported && names.len() == 1 => None,
            _ => {
                let child = below(&self.modules, &names[..1]);
                let known = if is_module(&child) {
                    Some(&child)
                } else {
                    self.imported.get(first)
                };
                known.map(|known| below(known, &names[1..]))
            }
        }
    }
}

/// The circles among files, each of them in order; a file is given by its modules and its text. A re-export is a door
/// and no import: who goes through it takes from the file behind it.
pub fn circles(files: &[(Vec<&str>, &str)]) -> Vec<Vec<usize>> {
    let words: Vec<_> = files
        .iter()
        .map(|(_, text)| source::without_tests(&source::words(text)))
        .collect();
    let places: BTreeMap<&[&str], usize> = files.iter().map(|(modules, _)| modules.as_slice()).zip(0..).collect();
    let is_module = |names: &[&str]| places.contains_key(names);
    let mut sheets: Vec<_> = files
        .iter()
        .zip(&words)
        .map(|((modules, _), words)| Sheet {
            modules: modules.clone(),
            paths: source::paths(words),
            imported: BTreeMap::new(),
        })
        .collect();
    for sheet in &mut sheets {
        let imports = sheet.paths.iter().filter(|path| path.imported);
        let named = imports.filter_map(|path| {
            let whole = sheet.absolute(path, is_module)?;
            Some((*whole.last()?, whole))
        });
        sheet.imported = named.collect();
    }
    let arrows: Vec<BTreeSet<usize>> = (0..sheets.len())
        .map(|from| {
            let taken = sheets[from].paths.iter().filter(|path| !path.passed_on);
            let whole = taken.filter_map(|path| {
                let whole = sheets[from].absolute(path, is_module)?;
                // Outside an import a module alone is the reach of a `pub`.
                (path.imported || !is_module(&whole)).then_some(whole)
            });
            whole
                .filter_map(|whole| leads_to(&sheets, &places, whole))
                .filter(|to| *to != from)
                .collect()
        })
        .collect();
    among(&arrows)
}

/// The file that defines what a path names, through every door on the way.
fn leads_to<'a>(sheets: &[Sheet<'a>], places: &BTreeMap<&[&str], usize>, mut whole: Vec<&'a str>) -> Option<usize> {
    let mut found = None;
    for _ in 0..DOORS_IN_A_ROW {
        let length = (1..=whole.len())
            .rev()
            .find(|length| places.contains_key(&whole[..*length]))?;
        let place = places[&whole[..length]];
        found = Some(place);
        let rest = &whole[length..];
        let behind = rest.first().and_then(|name| sheets[place].imported.get(name));
        match behind {
            Some(behind) => whole = [behind, &rest[1..]].concat(),
            None => break,
        }
    }
    found
}

/// Sets of places that lead to each other.
fn among(arrows: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let reached: Vec<BTreeSet<usize>> = (0..arrows.len())
        .map(|from| {
            let mut reached = BTreeSet::new();
            let mut next: Vec<usize> = arrows[from].iter().copied().collect();
            while let Some(place) = next.pop() {
                if reached.insert(place) {
                    next.extend(&arrows[place]);
                }
            }
            reached
        })
        .collect();
    let circles: BTreeSet<Vec<usize>> = (0..arrows.len())
        .filter(|place| reached[*place].contains(place))
        .map(|place| {
            let others = reached[place].iter().copied();
            others.filter(|other| reached[*other].contains(&place)).collect()
        })
        .collect();
    circles.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files as `a/b` and text; circles as their files joined.
    fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<(Vec<&str>, &str)> = files
            .iter()
            .map(|(path, text)| (path.split('/').collect(), *text))
            .collect();
        let told = |circle: &Vec<usize>| {
            let names: Vec<_> = circle.iter().map(|place| files[*place].0.join("/")).collect();
            names.join(" ")
        };
        circles(&files).iter().map(told).collect()
    }

    #[test]
    fn files_that_take_from_each_other_are_a_circle() {
        for (one, other, is_circle) in [
            ("use super::b::B;", "use super::a::A;", true),
            ("use super::b::B;", "fn f() { super::a::f() }", true),
            ("use super::{b, c::C};", "use crate::room::a::A;", true),
            ("use super::b::B;", "use super::c::C;", false),
            ("use super::b::B;", "// use super::a::A;", false),
            (
                "use super::b::B;",
                "#[cfg(test)] mod tests { use crate::room::a; }",
                false,
            ),
            ("use super::b::B;", "mod inner { use super::super::a::A; }", true),
            ("use super::b::B;", "pub(in crate::room::a) fn f() {}", false),
        ] {
            let files = [
                ("room", "mod a; mod b;"),
                ("room/a", one),
                ("room/b", other),
                ("room/c", ""),
            ];
            let expected: &[&str] = if is_circle { &["room/a room/b"] } else { &[] };
            assert_eq!(circles_of(&files), expected, "{one} {other}");
        }
    }

    #[test]
    fn a_way_round_through_others_is_a_circle() {
        let files = [
            ("a", "use crate::b::B;"),
            ("b", "use crate::c::C;"),
            ("c", "use crate::a::A; use crate::d::D;"),
            ("d", ""),
        ];
        assert_eq!(circles_of(&files), ["a b c"]);
    }

    #[test]
    fn a_door_is_gone_through_and_is_no_import() {
        let door = ("room", "mod a; mod b; pub use a::A; pub(crate) use b::run;");
        let through = [door, ("room/a", "use super::run;"), ("room/b", "use super::A;")];
        assert_eq!(circles_of(&through), ["room/a room/b"]);
        let out = [door, ("room/a", ""), ("room/b", "use super::A;")];
        assert!(circles_of(&out).is_empty());
        let by_module = [
            door,
            ("room/a", "use crate::other; fn f() { other::g() }"),
            ("room/b", ""),
            ("other", "mod c; pub use c::g;"),
            ("other/c", "use crate::room::A;"),
        ];
        assert_eq!(circles_of(&by_module), ["room/a other/c"]);
    }

    #[test]
    fn a_module_that_uses_its_own_is_in_a_circle_with_what_uses_it() {
        let files = [
            ("room", "mod a; struct R; fn f() { a::g() }"),
            ("room/a", "use super::R;"),
        ];
        assert_eq!(circles_of(&files), ["room room/a"]);
    }
}
