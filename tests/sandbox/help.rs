//! The program's own help, where the switches are documented.

use std::process::{Command, Output};

use pochade::sandbox::Fault;

fn sandbox(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pochade"));
    command.arg("sandbox").args(arguments).output().unwrap()
}

#[test]
fn the_help_lists_every_switch() {
    let help = String::from_utf8(sandbox(&["--help"]).stdout).unwrap();
    for fault in Fault::all() {
        let row = help
            .lines()
            .find(|line| line.trim_start().split("  ").next() == Some(fault.name()));
        assert!(row.is_some_and(|row| row.ends_with(fault.about())), "{}", fault.name());
    }
    for option in [
        "--fault",
        "--retired",
        "--variations",
        "--images-per-minute",
        "--dialect",
        "--latency",
    ] {
        assert!(help.contains(option), "{option}");
    }
}

#[test]
fn a_switch_that_is_not_there_is_refused() {
    let refused = sandbox(&["--fault", "gremlins"]);
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains("gremlins") && said.contains("pochade sandbox --help"),
        "{said}"
    );
}
