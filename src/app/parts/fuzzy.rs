//! Ranks names by how well they fit what was typed.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

/// The indices of the names that fit, the best first and equals in their own order; all of them for an empty query.
///
/// A name may have several texts, of which the best counts. The query's words may stand in any order; letters may be
/// left out; a capital in the query asks for a capital.
pub(super) fn ranked<'a, I, T>(query: &str, names: I) -> Vec<usize>
where
    I: IntoIterator<Item = T>,
    T: IntoIterator<Item = &'a str>,
{
    let scored = scores(query, names).into_iter().enumerate();
    let mut found: Vec<(usize, u32)> = scored.filter_map(|(index, score)| Some((index, score?))).collect();
    found.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    found.into_iter().map(|(index, _)| index).collect()
}

/// How well each of the names fits, in their order; nothing for one that does not.
pub(super) fn scores<'a, I, T>(query: &str, names: I) -> Vec<Option<u32>>
where
    I: IntoIterator<Item = T>,
    T: IntoIterator<Item = &'a str>,
{
    let pattern = Pattern::parse(query, CaseMatching::Smart, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut letters = Vec::new();
    let best_score = |texts: T| {
        let scores = texts
            .into_iter()
            .map(|text| pattern.score(Utf32Str::new(text, &mut letters), &mut matcher));
        scores.max().flatten()
    };
    names.into_iter().map(best_score).collect()
}

/// The indices of the names that fit, the best first: ranked as above, or in their own order those that hold the query as
/// it is written, small letters and capitals being one.
pub(in crate::app) fn fitting<'a>(query: &str, names: impl Iterator<Item = &'a str>, exact: bool) -> Vec<usize> {
    if !exact {
        return ranked(query, names.map(|name| [name]));
    }
    let query = query.to_lowercase();
    let holds = |(at, name): (usize, &str)| name.to_lowercase().contains(&query).then_some(at);
    names.enumerate().filter_map(holds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(query: &str, names: &[&'a str]) -> Vec<&'a str> {
        ranked(query, names.iter().map(|name| [*name]))
            .into_iter()
            .map(|index| names[index])
            .collect()
    }

    #[test]
    fn the_best_fit_comes_first_and_what_does_not_fit_is_left_out() {
        let names = ["market.png", "hat.png", "kite-study.png", "Kite.webp"];

        assert_eq!(
            found("kite", &names),
            ["kite-study.png", "Kite.webp"],
            "equals keep their order"
        );
        assert_eq!(found("hat", &["what.png", "hat.png"]), ["hat.png", "what.png"]);
        assert_eq!(found("kst", &names), ["kite-study.png"]);
        assert_eq!(found("png kite", &names), ["kite-study.png"]);
        assert_eq!(found("Kite", &names), ["Kite.webp"]);
        assert_eq!(found("zebra", &names), [""; 0]);
    }

    #[test]
    fn an_empty_query_keeps_everything_as_it_was() {
        assert_eq!(found("", &["b", "a", "c"]), ["b", "a", "c"]);
    }

    #[test]
    fn the_best_of_several_texts_counts() {
        assert_eq!(ranked("quit", [["leave", "app.quit"], ["stay", "app.stay"]]), [0]);
    }
}
