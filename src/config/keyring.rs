//! Asks the desktop's keyring for a key, in builds that can, and within a time.

/// Under which name keys are kept there; the user's name is that of the profile.
#[cfg(feature = "keyring")]
const SERVICE: &str = "pochade";

/// The key that the keyring has for a profile; otherwise what happened, as the rest of a sentence about the keyring.
#[cfg(feature = "keyring")]
pub(super) fn kept_for(profile: &str) -> Result<String, String> {
    use std::{sync::mpsc, thread, time::Duration};

    use keyring::{Entry, Error};

    /// A bus that is there answers at once (faults.md §5, 66).
    const PROBE: Duration = Duration::from_secs(1);
    /// A keyring that is locked asks for a password first.
    const PATIENCE: Duration = Duration::from_secs(30);

    let (tell, told) = mpsc::channel();
    let name = profile.to_owned();
    // It is left behind where it hangs: nothing can end it but the end of this process.
    thread::spawn(move || {
        let opened = Entry::store_status();
        let opened = opened.as_ref().map_err(|error| format!("cannot be asked: {error}"));
        let gone = tell.send(opened.map(|()| String::new())).is_err();
        if gone || Entry::store_status().is_err() {
            return;
        }
        let kept = Entry::new(SERVICE, &name).and_then(|entry| entry.get_password());
        let kept = kept.map_err(|error| match error {
            Error::NoEntry => format!("has nothing for service '{SERVICE}' and user '{name}'"),
            error => format!("gives no key: {error}"),
        });
        let _ = tell.send(kept); // Nobody waits any more once the time is up.
    });
    let silent = |time: Duration| move |_| format!("does not answer within {} s", time.as_secs());
    told.recv_timeout(PROBE).map_err(silent(PROBE))??;
    told.recv_timeout(PATIENCE).map_err(silent(PATIENCE))?
}

/// This build cannot ask.
#[cfg(not(feature = "keyring"))]
pub(super) fn kept_for(_: &str) -> Result<String, String> {
    Err("cannot be asked by this build of pochade; build it with --features keyring".to_owned())
}
