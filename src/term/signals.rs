//! Signals, told as inputs by a thread of their own.

use std::{fs, io, thread};

use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH},
    iterator::{Handle, Signals},
};

use super::Input;

/// Listens for signals until it is dropped.
#[derive(Debug)]
pub struct SignalWatch(Handle);

impl SignalWatch {
    /// Sends on what the system says; `deadly` is called after a signal that asks the program to end, with the exit
    /// code that such an end has.
    pub fn start(send: impl Fn(Input) + Send + 'static, deadly: impl Fn(i32) + Send + 'static) -> io::Result<Self> {
        let mut signals = Signals::new([SIGWINCH, SIGCONT, SIGTERM, SIGINT])?;
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        // Under nohup a hang-up is to be ignored; the terminal itself tells when it is gone.
        if !ignores_hang_up(&status) {
            signals.add_signal(SIGHUP)?;
        }
        let handle = signals.handle();
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for signal in signals.forever() {
                let (input, ends) = meaning(signal);
                send(input);
                if ends {
                    deadly(128 + signal);
                }
            }
        })?;
        Ok(Self(handle))
    }
}

impl Drop for SignalWatch {
    fn drop(&mut self) {
        self.0.close();
    }
}

const fn meaning(signal: i32) -> (Input, bool) {
    match signal {
        SIGWINCH => (Input::Resized, false),
        SIGCONT => (Input::Continued, false),
        SIGHUP => (Input::HungUp, true),
        _ => (Input::Terminated, true),
    }
}

/// Whether the process was started with SIGHUP ignored, from the text of `/proc/self/status`.
fn ignores_hang_up(status: &str) -> bool {
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let bits = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    bits.is_some_and(|bits| bits & (1 << (SIGHUP - 1)) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn nohup_is_seen_in_the_status() {
        let cases = [
            ("Name:\tx\nSigIgn:\t0000000000000001\n", true),
            ("SigIgn:\t0000000000001000\n", false),
            ("SigBlk:\t0000000000000001\n", false),
            ("", false),
        ];
        for (status, ignored) in cases {
            assert_eq!(ignores_hang_up(status), ignored, "{status:?}");
        }
    }

    #[test]
    fn a_new_size_is_told() {
        let (sender, inputs) = channel();
        let watch = SignalWatch::start(
            move |input| {
                // The test may have heard enough.
                let _ = sender.send(input);
            },
            |_| {},
        );
        let watch = watch.unwrap();
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::WINCH).unwrap();
        assert_eq!(inputs.recv().unwrap(), Input::Resized);
        drop(watch);
        inputs.recv().unwrap_err();
    }

    #[test]
    fn only_the_asking_ones_end_the_program() {
        let cases = [
            (SIGWINCH, Input::Resized, false),
            (SIGCONT, Input::Continued, false),
            (SIGTERM, Input::Terminated, true),
            (SIGINT, Input::Terminated, true),
            (SIGHUP, Input::HungUp, true),
        ];
        for (signal, input, ends) in cases {
            assert_eq!(meaning(signal), (input, ends));
        }
    }
}
