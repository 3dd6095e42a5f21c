//! `pochade sandbox`: the built-in server alone, for other programs to try.

use std::time::Duration;

use super::{
    args::{SandboxArgs, SandboxDialect},
    exit::Code,
    output::Output,
    problem::Problem,
};
use crate::{
    domain::{Failure, FailureKind},
    sandbox::{Dialect, Options, SandboxError, start},
};

/// Serves until ctrl-c; the first line on standard output says where.
pub(super) fn run(output: &mut Output, args: &SandboxArgs) -> Result<Code, Problem> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime
        .map_err(|error| Failure::new(FailureKind::Internal, format!("the server cannot be started: {error}")))?;
    runtime.block_on(serve(output, args))
}

async fn serve(output: &mut Output, args: &SandboxArgs) -> Result<Code, Problem> {
    let mut options = Options {
        port: args.port,
        variations: args.variations,
        retired: args.retired,
        images_per_minute: args.images_per_minute,
        fault: args.fault,
        dialect: match args.dialect {
            SandboxDialect::Openai => Dialect::OpenAi,
            SandboxDialect::Openrouter => Dialect::OpenRouter,
            SandboxDialect::Xai => Dialect::Xai,
        },
        ..Options::default()
    };
    if let Some(milliseconds) = args.latency {
        options.latency = Duration::from_millis(milliseconds);
    }
    let server = start(options).await.map_err(|error| unserved(&error))?;
    if output.is_json() {
        output.json(&serde_json::json!({ "v": 1, "base_url": server.base_url() }))?;
    } else {
        output.line(&format!("listening on {}", server.base_url()))?;
    }
    output.flush()?;
    let stop = async {
        // Where ctrl-c cannot be watched for, it ends the program by itself.
        let _ = tokio::signal::ctrl_c().await;
    };
    server.run_until(stop).await.map_err(|error| unserved(&error))?;
    Ok(Code::DONE)
}

/// A port that is taken is for the person to mend.
fn unserved(error: &SandboxError) -> Failure {
    Failure::new(FailureKind::Setup, error.to_string())
}
