//! A request as a line for curl, with the key as a variable of the shell.

use std::path::PathBuf;

use bytes::Bytes;
use serde_json::Value;
use url::Url;

use super::{ApiError, Endpoint, InputFile, Outgoing, OutgoingBody, OutgoingPart, outgoing::ACCEPTED};
use crate::domain::{Flavor, ImageFormat, Input, Profile, Remote, Request, Role, json_shown, pasteable, shell_word};

/// The variable that stands for the key where the profile names none.
const KEY: &str = "OPENAI_API_KEY";
/// The longest body that stands on the line itself; Linux takes arguments of at most 131,072 bytes.
const LONGEST_ARGUMENT: usize = 100_000;

/// A line for a POSIX shell that sends a request by curl.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurlLine {
    /// The line.
    pub line: String,
    /// What the person must know before running it, such as the name of a variable.
    pub remarks: Vec<String>,
}

/// The line that sends a request to the server of a profile at a base address. Its pictures are read from where they are
/// kept, so what pochade would have made smaller or another mask of goes as it is, which a remark tells.
///
/// The key is never in it: `$OPENAI_API_KEY`, or the variable that the profile names, stands for it where `keyed`. So do
/// variables for the profile's own headers, which may hold keys as well.
pub fn curl(profile: &Profile, base: &Url, keyed: bool, request: &Request) -> Result<CurlLine, ApiError> {
    let endpoint = Endpoint::new(profile, base, None, None)?;
    let mut remarks = Vec::new();
    let sent: Vec<&Input> = request.inputs().iter().filter(|input| !is_merged(input)).collect();
    if sent.len() < request.inputs().len() {
        remarks.push("its mask is left out: pochade makes it part of the image".to_owned());
    }
    let changed = |input: &&&Input| input.remote.is_none() && !input.goes_untouched(request.downscale());
    match sent.iter().filter(changed).count() {
        0 => {}
        1 => remarks.push("it sends the picture as it is kept, which pochade changes first".to_owned()),
        count => remarks.push(format!(
            "it sends {count} pictures as they are kept, which pochade changes first"
        )),
    }
    let marker = marker(request);
    let inputs: Vec<_> = sent
        .iter()
        .enumerate()
        .map(|(at, input)| stand_in(input, &marker, at))
        .collect();
    let outgoing = endpoint.outgoing(request, &inputs)?;
    let mut words = vec!["curl -sS".to_owned()];
    if streams(&outgoing) {
        words.push("-N".to_owned());
    }
    if let Some(file) = &profile.ca_file {
        words.push(format!("--cacert {}", shell_word(&file.to_string_lossy())));
    }
    words.push(word(outgoing.url.as_str()));
    words.extend(headers(profile, keyed, &mut remarks));
    let line = match outgoing.body {
        OutgoingBody::Form(parts) => with_form(words, &parts),
        OutgoingBody::Json(fields) => {
            words.push("-H 'Content-Type: application/json'".to_owned());
            let files: Vec<_> = sent.iter().map(|input| (&input.path, format_of(input))).collect();
            with_json(words, &json_shown(&Value::Object(fields).to_string()), &marker, &files)
        }
    };
    Ok(CurlLine { line, remarks })
}

const fn is_merged(input: &Input) -> bool {
    matches!(input.role, Role::Mask) && input.treatment.merge
}

fn streams(outgoing: &Outgoing) -> bool {
    match &outgoing.body {
        OutgoingBody::Json(fields) => fields.get("stream") == Some(&Value::Bool(true)),
        OutgoingBody::Form(parts) => parts.iter().any(|part| part.name == "stream"),
    }
}

/// A word that stands nowhere in the request, for the places where a file's bytes go.
fn marker(request: &Request) -> String {
    let prompt = request.prompt();
    let extra = Value::Object(request.extra().clone()).to_string();
    let mut marker = "pochade-input".to_owned();
    while prompt.contains(&marker) || extra.contains(&marker) {
        marker.push('-');
    }
    marker
}

fn format_of(input: &Input) -> ImageFormat {
    let by_name = || {
        let ending = input.path.extension()?.to_str()?.to_ascii_lowercase();
        let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Webp, ImageFormat::Gif];
        known.into_iter().find(|format| format.extension() == ending)
    };
    let told = input.facts.map(|facts| facts.format);
    told.or_else(by_name).unwrap_or(ImageFormat::Png)
}

/// An input whose bytes are its path, and whose address in JSON is the marker.
fn stand_in(input: &Input, marker: &str, at: usize) -> InputFile {
    let mark = Remote::Url(format!("{marker}{at}:"));
    InputFile {
        role: input.role,
        remote: Some(input.remote.clone().unwrap_or(mark)),
        format: format_of(input),
        bytes: Bytes::from(input.path.to_string_lossy().into_owned()),
    }
}

/// A text as one word, and nothing in it that acts on the terminal it is pasted into.
fn word(text: &str) -> String {
    shell_word(&pasteable(text)).into_owned()
}

fn headers(profile: &Profile, keyed: bool, remarks: &mut Vec<String>) -> Vec<String> {
    let mut words = vec![format!("-H 'Accept: {ACCEPTED}'")];
    let key = profile
        .key_env
        .as_deref()
        .filter(|name| is_variable(name))
        .unwrap_or(KEY);
    if keyed {
        words.push(match profile.flavor {
            Flavor::Azure => format!("-H \"api-key: ${key}\""),
            Flavor::Openai | Flavor::Openrouter | Flavor::Xai | Flavor::Compatible => {
                format!("-H \"Authorization: Bearer ${key}\"")
            }
        });
        remarks.push(format!("the key comes from ${key}"));
    }
    for (name, value) in [
        ("OpenAI-Organization", &profile.organization),
        ("OpenAI-Project", &profile.project),
    ] {
        if !value.is_empty() {
            words.push(format!("-H {}", word(&format!("{name}: {value}"))));
        }
    }
    for name in profile.headers.keys() {
        let letters = name.chars().map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        });
        let variable: String = "HEADER_".chars().chain(letters).collect();
        words.push(format!("-H {}\"${variable}\"", word(&format!("{name}: "))));
        remarks.push(format!("set ${variable} to the profile's own header"));
    }
    words
}

fn is_variable(name: &str) -> bool {
    let first = name.chars().next();
    first.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Texts go as they stand (`--form-string`); of files curl is told path, name and kind.
fn with_form(mut words: Vec<String>, parts: &[OutgoingPart]) -> String {
    for part in parts {
        let content = String::from_utf8_lossy(&part.content);
        words.push(match &part.file {
            None => format!("--form-string {}", word(&format!("{}={content}", part.name))),
            Some((file, kind)) => {
                let path = content.replace('\\', "\\\\").replace('"', "\\\"");
                format!(
                    "-F {}",
                    word(&format!("{}=@\"{path}\";filename={file};type={kind}", part.name))
                )
            }
        });
    }
    words.join(" ")
}

/// The body stands on the line where it fits; pictures in it are put into base64 on the way (printf is part of the shell,
/// and takes arguments of any length).
fn with_json(mut words: Vec<String>, body: &str, marker: &str, files: &[(&PathBuf, ImageFormat)]) -> String {
    let mut pieces = Vec::new();
    let mut rest = body;
    for (at, (path, format)) in files.iter().enumerate() {
        // What the server fetches by itself has no marker.
        let Some((before, after)) = rest.split_once(&format!("{marker}{at}:")) else {
            continue;
        };
        let head = format!("{before}data:{};base64,", format.content_type());
        pieces.push(format!("printf %s {}", shell_word(&head)));
        pieces.push(format!("base64 < {} | tr -d '\\n'", word(&path.to_string_lossy())));
        rest = after;
    }
    if pieces.is_empty() && body.len() <= LONGEST_ARGUMENT {
        words.push(format!("-d {}", shell_word(body)));
        return words.join(" ");
    }
    pieces.push(format!("printf %s {}", shell_word(rest)));
    words.push("--data-binary @-".to_owned());
    format!("{{ {}; }} | {}", pieces.join("; "), words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Draft, EditForm, ModelTable, Operation};

    fn request(change: impl FnOnce(&mut Draft)) -> Request {
        let mut draft = Draft {
            prompt: "it's a kite\n$HOME".to_owned(),
            model: "gpt-image-2".to_owned(),
            ..Draft::default()
        };
        change(&mut draft);
        ModelTable::standard().unwrap().checked(&draft).unwrap()
    }

    fn edit(draft: &mut Draft) {
        draft.operation = Operation::Edit;
        draft.images = vec![Input::file(Role::Image, "/d/a \"b\".png".into(), None)];
        draft.mask = Some(Input::file(Role::Mask, "/d/m.png".into(), None));
    }

    fn line(profile: &Profile, base: &str, keyed: bool, request: &Request) -> CurlLine {
        curl(profile, &base.parse().unwrap(), keyed, request).unwrap()
    }

    #[test]
    fn a_prompt_reaches_the_server_as_it_was_written() {
        let told = line(&Profile::openai(), "https://a.example/v1", true, &request(|_| {}));
        assert_eq!(
            told.line,
            "curl -sS https://a.example/v1/images/generations -H 'Accept: application/json' \
             -H \"Authorization: Bearer $OPENAI_API_KEY\" -H 'Content-Type: application/json' \
             -d '{\"model\":\"gpt-image-2\",\"prompt\":\"it'\\''s a kite\\n$HOME\"}'"
        );
        assert_eq!(told.remarks, ["the key comes from $OPENAI_API_KEY"]);
    }

    #[test]
    fn an_edit_names_its_files_and_what_is_sent_otherwise() {
        let told = line(&Profile::default(), "http://127.0.0.1:1/v1", false, &request(edit)).line;
        assert!(told.contains("--form-string 'prompt=it'\\''s a kite\n$HOME'"), "{told}");
        let image = r#"-F 'image=@"/d/a \"b\".png";filename=image_0.png;type=image/png'"#;
        assert!(
            told.contains(image) && told.contains("-F 'mask=@\"/d/m.png\""),
            "{told}"
        );
        assert!(!told.contains("Bearer"), "{told}");
    }

    #[test]
    fn an_edit_as_json_reads_its_files_on_the_way() {
        let profile = Profile {
            edits: EditForm::Json,
            headers: [("X-Team".to_owned(), "sk-secret-of-the-team".to_owned())].into(),
            key_env: Some("WORK_KEY".to_owned()),
            ..Profile::default()
        };
        let told = line(&profile, "https://a.example/v1", true, &request(edit));
        let text = &told.line;
        assert!(text.starts_with("{ printf %s '{"), "{text}");
        assert!(
            text.contains("base64 < '/d/a \"b\".png' | tr -d '\\n'; printf %s"),
            "{text}"
        );
        assert!(
            text.contains("$WORK_KEY\"") && text.contains("-H 'X-Team: '\"$HEADER_X_TEAM\""),
            "{text}"
        );
        assert!(
            text.ends_with("--data-binary @-") && !text.contains("sk-secret"),
            "{text}"
        );
        assert_eq!(told.remarks.len(), 2, "{:?}", told.remarks);
    }

    #[test]
    fn what_could_steer_the_terminal_is_an_escape_in_json() {
        let told = line(
            &Profile::openai(),
            "https://a.example",
            true,
            &request(|draft| draft.prompt = "a\u{9b}31m\u{1b}[2J pochade-input0:".to_owned()),
        );
        assert!(
            told.line.contains("a\\u009b31m\\u001b[2J pochade-input0:"),
            "{}",
            told.line
        );
        assert!(!told.line.chars().any(char::is_control));
    }
}
