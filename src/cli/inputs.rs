//! Reads prompts and pictures that the arguments name, and standard input where they say `-`.

use std::{
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use super::{desk::Desk, kept_picture::kept, problem::Problem};
use crate::{
    domain::{Failure, FailureKind, Fault, Field, Input, Parent, Remote, Role},
    store::picture_facts,
};

/// The longest prompt that is read; every model's limit is far below.
const PROMPT_LONGEST: u64 = 4 * 1024 * 1024;
/// The largest picture that is read; no model takes a larger one.
const PICTURE_LONGEST: u64 = 64 * 1024 * 1024;

/// Inputs of one call; a picture from standard input lies in a file of its own until it is dropped.
#[derive(Default)]
pub(super) struct Inputs<'a> {
    /// Where requests are looked for; without it every name is a file's.
    desk: Option<&'a Desk>,
    /// The hashes of pictures that were named by their requests, and which ones these are.
    kept: Vec<(String, Parent)>,
    stdin_used: bool,
    from_stdin: Option<tempfile::NamedTempFile>,
    /// What was wrong with pictures.
    pub(super) faults: Vec<Fault>,
}

impl<'a> Inputs<'a> {
    /// Nothing read yet; pictures may be named by the requests that have them.
    pub(super) fn of(desk: &'a Desk) -> Self {
        Self {
            desk: Some(desk),
            ..Self::default()
        }
    }

    /// The request that a picture was named by.
    pub(super) fn parent(&self, input: Option<&Input>) -> Option<Parent> {
        let sha256 = input?.sha256.as_ref()?;
        let named = self.kept.iter().find(|(known, _)| known == sha256);
        named.map(|(_, parent)| *parent)
    }

    /// The prompt itself, or standard input without its last line break.
    pub(super) fn prompt(&mut self, given: &str) -> Result<String, Problem> {
        if given != "-" {
            return Ok(given.to_owned());
        }
        let bytes = self.stdin(PROMPT_LONGEST)?;
        let text = String::from_utf8(bytes).map_err(|_| Problem::usage("the prompt on standard input is no UTF-8"))?;
        let text = text.strip_suffix('\n').unwrap_or(&text);
        Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
    }

    /// JSON as it was given, or that of a file behind `@`, or that of standard input.
    pub(super) fn json(&mut self, given: &str) -> Result<String, Problem> {
        let file = match given.strip_prefix('@') {
            None if given == "-" => return self.prompt("-"),
            None => return Ok(given.to_owned()),
            Some("-") => return self.prompt("-"),
            Some(file) => file,
        };
        std::fs::read_to_string(file).map_err(|error| Problem::usage(format!("{file} cannot be read: {error}")))
    }

    /// A picture that the server has or gets by itself, or else one of ours with its facts: of a file or, where there is
    /// none of that name, of a request.
    pub(super) fn picture(&mut self, role: Role, given: &Path) -> Result<Input, Problem> {
        let remote = given.to_str().and_then(Remote::read).filter(|_| !given.exists());
        match remote {
            Some(remote) => Ok(Input::remote(role, remote)),
            None => self.file(role, given),
        }
    }

    /// A picture of ours with its facts; what is wrong with it becomes a fault beside those of the request.
    pub(super) fn file(&mut self, role: Role, given: &Path) -> Result<Input, Problem> {
        let name = given.to_str().filter(|name| *name != "-" && !given.exists());
        if let Some((desk, name)) = self.desk.zip(name)
            && let Some(kept) = kept(desk, name)?
        {
            let image = kept.image;
            self.kept.push((image.sha256.clone(), kept.parent));
            let input = Input {
                sha256: Some(image.sha256),
                ..self.measured(role, image.path, given)
            };
            return Ok(Input {
                name: kept.name,
                ..input
            });
        }
        let (path, name) = if given == Path::new("-") {
            (self.picture_from_stdin()?, "standard input".to_owned())
        } else {
            let name = given.file_name().unwrap_or(given.as_os_str());
            (
                std::path::absolute(given).unwrap_or_else(|_| given.to_owned()),
                name.to_string_lossy().into_owned(),
            )
        };
        Ok(Input {
            name,
            ..self.measured(role, path, given)
        })
    }

    fn measured(&mut self, role: Role, path: PathBuf, given: &Path) -> Input {
        let facts = picture_facts(&path).map_err(|rule| {
            self.faults.push(Fault {
                field: match role {
                    Role::Image => Field::Images,
                    Role::Mask => Field::Mask,
                    Role::Markup => Field::Markup,
                },
                given: given.display().to_string(),
                rule,
                nearest: None,
            });
        });
        Input::file(role, path, facts.ok())
    }

    fn picture_from_stdin(&mut self) -> Result<PathBuf, Problem> {
        let bytes = self.stdin(PICTURE_LONGEST)?;
        let mut file = tempfile::NamedTempFile::new().map_err(|error| unkept(&error))?;
        file.write_all(&bytes).map_err(|error| unkept(&error))?;
        let path = file.path().to_owned();
        self.from_stdin = Some(file);
        Ok(path)
    }

    fn stdin(&mut self, longest: u64) -> Result<Vec<u8>, Problem> {
        if std::mem::replace(&mut self.stdin_used, true) {
            return Err(Problem::usage(
                "standard input can be read once: only one - is possible",
            ));
        }
        let mut bytes = Vec::new();
        let read = io::stdin().lock().take(longest + 1).read_to_end(&mut bytes);
        read.map_err(|error| Problem::usage(format!("standard input cannot be read: {error}")))?;
        if bytes.len() as u64 > longest {
            let megabytes = longest / (1024 * 1024);
            return Err(Problem::usage(format!("standard input holds more than {megabytes} MB")));
        }
        Ok(bytes)
    }
}

fn unkept(error: &io::Error) -> Problem {
    let message = format!("the picture from standard input cannot be kept: {error}");
    Problem::Failure(Failure::new(FailureKind::Storage, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_is_a_fault_of_its_field() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("notes.png");
        std::fs::write(&text, "no picture").unwrap();
        for (role, path, field, word) in [
            (
                Role::Image,
                folder.path().join("none.png"),
                Field::Images,
                "cannot be read",
            ),
            (Role::Image, folder.path().to_owned(), Field::Images, "no file"),
            (Role::Mask, text, Field::Mask, "no PNG"),
        ] {
            let mut inputs = Inputs::default();
            let input = inputs.picture(role, &path).unwrap();
            assert_eq!(input.facts, None);
            assert_eq!(inputs.faults[0].field, field);
            assert!(inputs.faults[0].rule.contains(word), "{}", inputs.faults[0].rule);
        }
    }

    #[test]
    fn a_picture_brings_its_facts_and_an_absolute_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fox.png");
        let pixels = crate::imaging::DynamicImage::new_rgba8(3, 2);
        std::fs::write(&path, crate::imaging::png(&pixels).unwrap()).unwrap();
        let mut inputs = Inputs::default();
        let input = inputs.picture(Role::Image, &path).unwrap();
        assert!(inputs.faults.is_empty() && input.path.is_absolute());
        let facts = input.facts.unwrap();
        assert_eq!((facts.width, facts.height, facts.alpha), (3, 2, true));
        assert_eq!(input.name, "fox.png");
    }

    #[test]
    fn an_address_or_an_id_stays_with_the_server_unless_a_file_has_that_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file-1");
        std::fs::write(&file, "no picture").unwrap();
        for (given, remote) in [
            (
                Path::new("https://a.example/a.png"),
                Some(Remote::Url("https://a.example/a.png".to_owned())),
            ),
            (Path::new("file-hat01"), Some(Remote::FileId("file-hat01".to_owned()))),
            (&file, None),
        ] {
            let mut inputs = Inputs::default();
            assert_eq!(inputs.picture(Role::Markup, given).unwrap().remote, remote);
            assert_eq!(inputs.faults.is_empty(), remote.is_some());
        }
    }

    #[test]
    fn a_prompt_is_taken_byte_for_byte() {
        assert_eq!(Inputs::default().prompt(" a\nfox \n").unwrap(), " a\nfox \n");
    }
}
