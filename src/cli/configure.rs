//! `pochade config`: writes the first settings, and says where they are.

use super::{args::ConfigVerb, exit::Code, output::Output, problem::Problem};
use crate::config::{self, Environment};

/// Writes or finds the settings; it must work where they are broken.
pub(super) fn run(environment: &Environment, output: &mut Output, verb: &ConfigVerb) -> Result<Code, Problem> {
    let places = config::places(environment)?;
    let file = match verb {
        ConfigVerb::Init => config::init(&places)?,
        ConfigVerb::Path => config::config_file(&places),
    };
    if output.is_json() {
        output.json(&serde_json::json!({ "v": 1, "path": file }))?;
    } else {
        output.line(&file.display().to_string())?;
    }
    Ok(Code::DONE)
}
