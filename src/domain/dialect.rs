//! What a profile's server cannot be asked for, told before anything is sent (images-api.md §2, §13).

use url::Url;

use super::{
    EditForm, Fault, Field, Flavor, Input, Operation, OptionName, Profile, Remote, Request, Role, Size, Warning,
    aspect, fault::fault,
};

/// The longest address or `data:` URL of an input picture (images-api.md §2.3).
const LONGEST_URL: usize = 20_971_520;
/// The most reference pictures that xAI takes (images-api.md §13.2).
const XAI_IMAGES: usize = 3;
/// The most pictures that xAI and OpenRouter make in one request.
const MOST_PICTURES: u32 = 10;

impl Flavor {
    /// The name of the vendor or of the kind of server, for sentences.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Openai => "OpenAI",
            Self::Azure => "Azure",
            Self::Openrouter => "OpenRouter",
            Self::Xai => "xAI",
            Self::Compatible => "a compatible server",
        }
    }

    /// How a server of that address speaks, as far as its host tells.
    #[must_use]
    pub fn guess(base: &Url) -> Self {
        let host = base.host_str().unwrap_or_default();
        let is = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
        if is("openai.azure.com") || is("services.ai.azure.com") || is("cognitiveservices.azure.com") {
            Self::Azure
        } else if is("openai.com") {
            Self::Openai
        } else if is("openrouter.ai") {
            Self::Openrouter
        } else if is("x.ai") {
            Self::Xai
        } else {
            Self::Compatible
        }
    }

    /// The word in settings.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Openai => "openai",
            Self::Azure => "azure",
            Self::Openrouter => "openrouter",
            Self::Xai => "xai",
            Self::Compatible => "compatible",
        }
    }

    /// Whether its requests have a field for that option.
    #[must_use]
    pub const fn takes(self, name: OptionName) -> bool {
        match self {
            Self::Openai | Self::Azure | Self::Compatible => true,
            Self::Openrouter => matches!(
                name,
                OptionName::Quality
                    | OptionName::Background
                    | OptionName::OutputFormat
                    | OptionName::OutputCompression
                    | OptionName::PartialImages
            ),
            Self::Xai => matches!(name, OptionName::ResponseFormat | OptionName::User),
        }
    }
}

impl Profile {
    /// Everything that keeps this request from being sent with this profile; nothing of it is billed.
    ///
    /// It comes after the check against the model: the same request may well go out with another profile.
    #[must_use]
    pub fn refuses(&self, request: &Request) -> Vec<Fault> {
        let mut found = if self.has_both_forms() {
            Vec::new()
        } else {
            self.foreign(request)
        };
        for input in request.inputs() {
            found.extend(self.unsendable(request, input));
        }
        found
    }

    /// What is worth saying of how this profile sends the request.
    #[must_use]
    pub fn remarks(&self, request: &Request) -> Vec<Warning> {
        let mut found = Vec::new();
        let mut say = |field, text: String| found.push(Warning { field, text });
        if request.seed().is_some() && !self.seed {
            let text =
                "kept as a label: the API has no seed; set seed = true in the profile of a server that takes one";
            say(Field::Seed, text.to_owned());
        }
        if self.flavor == Flavor::Xai
            && let (Size::Exact { .. }, Ok(Some(aspect))) = (request.size(), aspect(request.size()))
        {
            let resolution = aspect.resolution.unwrap_or_default();
            let text = format!("xAI takes no size; it is asked for {} at {resolution}", aspect.ratio);
            say(Field::Size, text);
        }
        found
    }

    /// Whether an edit goes out as JSON: always where the server has only that, and wherever an input is no file of
    /// ours, because a form can carry files only.
    #[must_use]
    pub fn edits_as_json(&self, request: &Request) -> bool {
        let remote = request.inputs().iter().any(|input| input.remote.is_some());
        let json = !self.has_both_forms() || remote || self.edits == EditForm::Json;
        request.operation() == Operation::Edit && json
    }

    /// Whether its server may take edits as a form and as JSON, so that [`Profile::edits`] says which; the others have
    /// JSON only, in a shape of their own.
    #[must_use]
    pub const fn has_both_forms(&self) -> bool {
        match self.flavor {
            Flavor::Openai | Flavor::Azure | Flavor::Compatible => true,
            Flavor::Openrouter | Flavor::Xai => false,
        }
    }

    /// Faults of servers with a form of their own.
    fn foreign(&self, request: &Request) -> Vec<Fault> {
        let label = self.flavor.label();
        let mut found = Vec::new();
        if request.operation() == Operation::Variation {
            let rule = format!("{label} makes no variations; edit the picture with a prompt instead");
            found.push(fault(Field::Operation, Operation::Variation.word(), rule));
        }
        if request.count() > MOST_PICTURES {
            found.push(Fault {
                nearest: Some(MOST_PICTURES.to_string()),
                ..fault(
                    Field::Count,
                    request.count().to_string(),
                    format!("{label} makes at most {MOST_PICTURES} at a time"),
                )
            });
        }
        for (name, value) in request.options() {
            if !self.flavor.takes(*name) {
                let rule = format!("{label} does not take this; leave it empty, or choose another profile");
                found.push(fault(Field::Option(*name), value.to_string(), rule));
            }
        }
        if self.flavor == Flavor::Xai {
            found.extend(xai_size(request));
            let images = request.inputs_as(Role::Image).count();
            if images > XAI_IMAGES {
                let rule = format!("xAI takes at most {XAI_IMAGES}; leave some away");
                found.push(fault(Field::Images, format!("{images} images"), rule));
            }
        }
        found
    }

    /// What keeps one input picture from being sent the way this profile sends it.
    fn unsendable(&self, request: &Request, input: &Input) -> Option<Fault> {
        let (field, label) = (field_of(input.role), self.flavor.label());
        let wrong = |rule: String| Some(fault(field, &input.name, rule));
        let own_form = !self.has_both_forms();
        if own_form && input.role != Role::Image {
            let word = if input.role == Role::Mask { "mask" } else { "markup" };
            return wrong(format!(
                "{label} takes no {word}; leave it away and say in the prompt what is to change"
            ));
        }
        match &input.remote {
            Some(_) if request.operation() == Operation::Variation => {
                wrong("a variation needs a file; only an edit can name an address or an id".to_owned())
            }
            Some(_) if request.model().starts_with("dall-e") => {
                wrong("DALL-E takes files only; download the picture first".to_owned())
            }
            Some(Remote::FileId(_)) if own_form => {
                wrong(format!("{label} knows no file ids; give a file or an address"))
            }
            Some(Remote::Url(url)) if !url.starts_with("https://") => {
                wrong("the server fetches https addresses only; give the file itself".to_owned())
            }
            Some(Remote::Url(url)) if url.len() > LONGEST_URL => {
                wrong(format!("an address has at most {LONGEST_URL} characters"))
            }
            Some(_) => None,
            None => self.too_long(request, input).and_then(wrong),
        }
    }

    /// A file whose `data:` URL would be longer than JSON edits may carry.
    fn too_long(&self, request: &Request, input: &Input) -> Option<String> {
        let bytes = input.facts.filter(|_| input.goes_untouched(request.downscale()))?.bytes;
        let letters = bytes.div_ceil(3) * 4 + 32;
        (self.edits_as_json(request) && letters > LONGEST_URL as u64)
            .then(|| "it is too large to go as JSON (15 MB); send edits as multipart, or make it smaller".to_owned())
    }
}

fn xai_size(request: &Request) -> Option<Fault> {
    // Whoever names the shape in the extra JSON has chosen.
    if request.extra().contains_key("aspect_ratio") {
        return None;
    }
    let broken = aspect(request.size()).err()?;
    Some(Fault {
        nearest: broken.nearest,
        ..fault(Field::Size, request.size().to_string(), broken.rule)
    })
}

const fn field_of(role: Role) -> Field {
    match role {
        Role::Image => Field::Images,
        Role::Mask => Field::Mask,
        Role::Markup => Field::Markup,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Draft, ImageFacts, ImageFormat, ModelTable};

    fn picture(role: Role, bytes: u64) -> Input {
        let facts = ImageFacts {
            format: ImageFormat::Png,
            width: 64,
            height: 64,
            bytes,
            alpha: true,
            turned: false,
        };
        Input::file(role, "/a.png".into(), Some(facts))
    }

    fn request(change: impl FnOnce(&mut Draft)) -> Request {
        let mut draft = Draft {
            operation: Operation::Edit,
            prompt: "a kite".to_owned(),
            model: "grok-imagine-image".to_owned(),
            images: vec![picture(Role::Image, 9)],
            ..Draft::default()
        };
        change(&mut draft);
        ModelTable::standard().unwrap().checked(&draft).unwrap()
    }

    fn with(flavor: Flavor) -> Profile {
        Profile {
            flavor,
            ..Profile::default()
        }
    }

    #[test]
    fn a_host_tells_how_its_server_speaks() {
        for (base, flavor) in [
            ("https://api.openai.com/v1", Flavor::Openai),
            ("https://r.openai.azure.com", Flavor::Azure),
            ("https://openrouter.ai/api/v1", Flavor::Openrouter),
            ("https://api.x.ai/v1", Flavor::Xai),
            ("https://max.ai/v1", Flavor::Compatible),
            ("http://127.0.0.1:8080", Flavor::Compatible),
        ] {
            assert_eq!(Flavor::guess(&Url::parse(base).unwrap()), flavor, "{base}");
            assert_eq!(serde_json::to_value(flavor).unwrap(), flavor.word());
        }
    }

    #[test]
    fn each_way_of_speaking_refuses_what_it_cannot_say() {
        let mask = |draft: &mut Draft| draft.mask = Some(picture(Role::Mask, 9));
        let remote = |text: &'static str| {
            move |draft: &mut Draft| draft.images = vec![Input::remote(Role::Image, Remote::read(text).unwrap())]
        };
        let option = |name: OptionName, value: &'static str| {
            move |draft: &mut Draft| {
                draft.options.insert(name, value.to_owned());
            }
        };
        let plain = request(|_| {});
        let big = request(|draft| draft.images = vec![picture(Role::Image, 16_000_000)]);
        let cases: Vec<(Request, [Option<Field>; 3])> = vec![
            (plain, [None, None, None]),
            (request(mask), [None, Some(Field::Mask), Some(Field::Mask)]),
            (request(remote("https://a.example/a.png")), [None, None, None]),
            (
                request(remote("http://a.example/a.png")),
                [Some(Field::Images), Some(Field::Images), Some(Field::Images)],
            ),
            (
                request(remote("file-a")),
                [None, Some(Field::Images), Some(Field::Images)],
            ),
            (
                request(option(OptionName::Quality, "low")),
                [None, None, Some(Field::Option(OptionName::Quality))],
            ),
            (
                request(option(OptionName::Moderation, "low")),
                [
                    None,
                    Some(Field::Option(OptionName::Moderation)),
                    Some(Field::Option(OptionName::Moderation)),
                ],
            ),
            (
                request(|draft| draft.size = "1024x640".to_owned()),
                [None, None, Some(Field::Size)],
            ),
            (
                request(|draft| draft.images = vec![picture(Role::Image, 9); 4]),
                [None, None, Some(Field::Images)],
            ),
            (
                request(|draft| draft.count = "11".to_owned()),
                [None, Some(Field::Count), Some(Field::Count)],
            ),
            (big, [None, Some(Field::Images), Some(Field::Images)]),
        ];
        for (request, fields) in cases {
            for (flavor, field) in [Flavor::Compatible, Flavor::Openrouter, Flavor::Xai]
                .into_iter()
                .zip(fields)
            {
                let found = with(flavor).refuses(&request);
                assert_eq!(found.first().map(|fault| fault.field), field, "{flavor:?} {found:?}");
                assert!(found.len() < 2, "{found:?}");
            }
        }
    }

    #[test]
    fn variations_need_a_server_of_the_old_kind_and_a_file() {
        let vary = |image: Input| {
            request(|draft| {
                draft.operation = Operation::Variation;
                draft.model = "other".to_owned();
                draft.images = vec![image];
            })
        };
        let table = ModelTable::standard().unwrap();
        assert!(!table.model("other").rules().edits || table.model("other").rules().variations);
        let file = vary(picture(Role::Image, 9));
        assert!(with(Flavor::Compatible).refuses(&file).is_empty());
        assert_eq!(with(Flavor::Openrouter).refuses(&file)[0].field, Field::Operation);
        let remote = vary(Input::remote(Role::Image, Remote::FileId("file-a".to_owned())));
        assert_eq!(with(Flavor::Compatible).refuses(&remote)[0].field, Field::Images);
    }

    #[test]
    fn json_is_used_where_it_must_be() {
        let file = request(|_| {});
        let remote = request(|draft| {
            draft
                .images
                .push(Input::remote(Role::Image, Remote::FileId("file-a".to_owned())));
        });
        let json = Profile {
            edits: EditForm::Json,
            ..Profile::default()
        };
        for (profile, request, expected) in [
            (&with(Flavor::Openai), &file, false),
            (&with(Flavor::Openai), &remote, true),
            (&json, &file, true),
            (&with(Flavor::Xai), &file, true),
        ] {
            assert_eq!(profile.edits_as_json(request), expected, "{profile:?}");
        }
    }

    #[test]
    fn a_seed_that_is_only_a_label_is_said_to_be_one() {
        let seeded = request(|draft| draft.seed = "7".to_owned());
        assert_eq!(Profile::default().remarks(&seeded)[0].field, Field::Seed);
        let taken = Profile {
            seed: true,
            ..Profile::default()
        };
        assert!(taken.remarks(&seeded).is_empty());
        let sized = request(|draft| draft.size = "1920x1088".to_owned());
        assert!(with(Flavor::Xai).remarks(&sized)[0].text.contains("16:9 at 2k"));
    }
}
