//! Which field of the form a server's refusal is about.

use super::FormField;
use crate::domain::{Failure, OptionName};

impl FormField {
    /// The field that a failure names by the server's `param`, or by its code where it names none (images-api.md §9).
    #[must_use]
    pub fn of_failure(failure: &Failure) -> Option<Self> {
        let named = failure.param.as_deref().and_then(Self::of_param);
        named.or_else(|| match failure.code.as_deref()? {
            "model_not_found" => Some(Self::Model),
            "moderation_blocked" | "content_policy_violation" => Some(Self::Prompt),
            "invalid_image_file" => Some(Self::Images),
            "invalid_png_output_compression" => Some(Self::Option(OptionName::OutputCompression)),
            "invalid_input_fidelity_model" => Some(Self::Option(OptionName::InputFidelity)),
            _ => None,
        })
    }

    /// The field behind a name of the wire, such as `size`, `n`, `images[0].image_url`.
    fn of_param(param: &str) -> Option<Self> {
        let inner = param.split('.').nth(1);
        let name = param.split(['.', '[']).next().unwrap_or(param).trim();
        Some(match name {
            "model" => Self::Model,
            "prompt" => Self::Prompt,
            "size" => Self::Size,
            "n" => Self::Count,
            "image" | "images" => Self::Images,
            "mask" => Self::Mask,
            "markup" => Self::Markup,
            "seed" => Self::Seed,
            "stream" => Self::Option(OptionName::PartialImages),
            "svg" if inner == Some("reasoning") => Self::Option(OptionName::SvgEffort),
            "svg" => Self::Option(OptionName::SvgModel),
            "" => return None,
            // What the form has no field for can only have come by the extra JSON.
            name => name.parse().map_or(Self::Extra, Self::Option),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FailureKind;

    fn failure(param: Option<&str>, code: Option<&str>) -> Failure {
        Failure {
            param: param.map(str::to_owned),
            code: code.map(str::to_owned),
            ..Failure::new(FailureKind::Refused, "no")
        }
    }

    #[test]
    fn a_refusal_leads_to_its_field() {
        use FormField as F;
        let cases = [
            (Some("size"), None, Some(F::Size)),
            (Some("n"), None, Some(F::Count)),
            (Some("image"), None, Some(F::Images)),
            (Some("image[]"), None, Some(F::Images)),
            (Some("images[0].image_url"), None, Some(F::Images)),
            (Some("mask"), None, Some(F::Mask)),
            (Some("output_format"), None, Some(F::Option(OptionName::OutputFormat))),
            (
                Some("svg.reasoning.effort"),
                None,
                Some(F::Option(OptionName::SvgEffort)),
            ),
            (Some("svg.model"), None, Some(F::Option(OptionName::SvgModel))),
            (Some("steps"), Some("unknown_parameter"), Some(F::Extra)),
            (None, Some("model_not_found"), Some(F::Model)),
            (None, Some("moderation_blocked"), Some(F::Prompt)),
            (None, Some("rate_limit_exceeded"), None),
            (Some(""), None, None),
        ];
        for (param, code, expected) in cases {
            assert_eq!(
                FormField::of_failure(&failure(param, code)),
                expected,
                "{param:?} {code:?}"
            );
        }
    }
}
