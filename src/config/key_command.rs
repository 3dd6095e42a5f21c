//! Runs the program that prints a profile's key, within a time and a length.

use std::{
    io::Read as _,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use super::{Environment, KeyError};
use crate::domain::Profile;

/// How long it may take (faults.md §7).
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a program that has closed its output is asked whether it has ended.
const STEP: Duration = Duration::from_millis(5);
/// The most bytes that it may print (faults.md §7).
const LONGEST: usize = 8 * 1024;

/// The key that a program prints, without the line break behind it. It keeps the terminal, for it may ask there.
pub(super) fn printed_by(argv: &[String], profile: &Profile, environment: &Environment) -> Result<String, KeyError> {
    let Some((program, arguments)) = argv.split_first() else {
        return Err(KeyError::Empty("the key command".to_owned()));
    };
    let secret: Vec<&str> = profile.key_env.iter().map(String::as_str).collect();
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .envs(environment.without_keys(&secret))
        .stdout(Stdio::piped());
    let printed = output(&mut command, PATIENCE).map_err(|problem| KeyError::Command {
        program: program.clone(),
        problem,
    })?;
    let text = String::from_utf8(printed).map_err(|_| KeyError::Empty(format!("the output of '{program}'")))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

/// What a program prints, within a time and a length; otherwise what happened, as the rest of a sentence.
fn output(command: &mut Command, patience: Duration) -> Result<Vec<u8>, String> {
    let mut child = command.spawn().map_err(|error| format!("cannot be started: {error}"))?;
    let Some(stdout) = child.stdout.take() else {
        return Err("has no output".to_owned());
    };
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut printed = Vec::new();
        let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX) + 1;
        let read = stdout.take(limit).read_to_end(&mut printed).map(|_| printed);
        // Nobody waits any more once the time is up.
        let _ = sender.send(read);
    });
    let answer = receiver.recv_timeout(patience);
    let problem = match answer {
        Ok(Ok(printed)) if printed.len() > LONGEST => "prints more than 8 KiB".to_owned(),
        Ok(Ok(printed)) => match ended(&mut child, patience) {
            Some(status) if status.success() => return Ok(printed),
            Some(status) => format!("failed: {status}"),
            None => "does not end".to_owned(),
        },
        Ok(Err(error)) => format!("cannot be read: {error}"),
        Err(_) => format!("printed no key within {} seconds", patience.as_secs()),
    };
    // It may have ended by itself; then there is nothing to stop.
    let _ = child.kill();
    let _ = child.wait(); // Only so that no zombie stays.
    Err(problem)
}

fn ended(child: &mut Child, patience: Duration) -> Option<std::process::ExitStatus> {
    let steps = patience.as_millis() / STEP.as_millis();
    for _ in 0..=steps {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        thread::sleep(STEP);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Vec<String> {
        ["/bin/sh", "-c", script].map(str::to_owned).to_vec()
    }

    fn run(script: &str) -> Result<String, KeyError> {
        let variables = [
            ("PATH", "/bin:/usr/bin"),
            ("OPENAI_API_KEY", "sk-live"),
            ("WORK_KEY", "live"),
            ("HOME", "/home/ada"),
        ];
        let profile = Profile {
            key_env: Some("WORK_KEY".to_owned()),
            ..Profile::default()
        };
        printed_by(&shell(script), &profile, &Environment::new(variables, "/"))
    }

    #[test]
    fn one_line_break_is_taken_off() {
        assert_eq!(run("printf 'sk-1\\n'").unwrap(), "sk-1");
        assert_eq!(run("printf 'sk-1\\r\\n'").unwrap(), "sk-1");
        assert_eq!(run("printf sk-1").unwrap(), "sk-1");
    }

    #[test]
    fn it_sees_the_surroundings_without_any_key() {
        assert_eq!(run("echo \"$HOME:$OPENAI_API_KEY:$WORK_KEY\"").unwrap(), "/home/ada::");
    }

    #[test]
    fn what_goes_wrong_is_said_without_what_was_printed() {
        for (script, word) in [
            ("echo sk-secret; exit 3", "exit status: 3"),
            ("yes sk-secret", "more than 8 KiB"),
        ] {
            let said = run(script).unwrap_err().to_string();
            assert!(said.contains(word) && !said.contains("sk-secret"), "{said}");
        }
        let nothing = vec!["/nowhere/program".to_owned()];
        let error = printed_by(&nothing, &Profile::default(), &Environment::default()).unwrap_err();
        assert!(error.to_string().contains("cannot be started"), "{error}");
    }

    #[test]
    fn one_that_hangs_is_stopped() {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "exec sleep 600"]).stdout(Stdio::piped());
        let problem = output(&mut command, Duration::from_millis(50)).unwrap_err();
        assert!(problem.contains("printed no key"), "{problem}");
    }
}
