//! The exit codes, stable from the first release on.

use crate::domain::{Failure, FailureKind, HistoryEntry, RequestState};

use super::problem::Problem;

/// An exit code; of several, the larger one is the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Code(pub(super) u8);

impl Code {
    /// Done.
    pub(super) const DONE: Self = Self(0);
    /// Wrong usage or an invalid request; nothing was sent.
    pub(super) const USAGE: Self = Self(2);
    /// Key, configuration, certificate.
    const SETUP: Self = Self(3);
    /// The server or its moderation said no.
    const REFUSED: Self = Self(4);
    /// Over a cap.
    const CAP: Self = Self(5);
    /// Provably not sent.
    const NOT_SENT: Self = Self(6);
    /// May be billed.
    const UNKNOWN: Self = Self(7);
    /// Storage, or `check` found damage.
    pub(super) const STORAGE: Self = Self(8);
    /// A defect of ours.
    const PANIC: Self = Self(101);
    /// Interrupted or cancelled.
    pub(super) const INTERRUPTED: Self = Self(130);
}

impl From<&Failure> for Code {
    fn from(failure: &Failure) -> Self {
        match failure.kind {
            FailureKind::Request => Self::USAGE,
            FailureKind::Setup => Self::SETUP,
            FailureKind::Refused => Self::REFUSED,
            FailureKind::Cap => Self::CAP,
            FailureKind::NotSent => Self::NOT_SENT,
            FailureKind::Unknown => Self::UNKNOWN,
            FailureKind::Storage => Self::STORAGE,
            FailureKind::Cancelled => Self::INTERRUPTED,
            FailureKind::Internal => Self::PANIC,
        }
    }
}

impl From<&Problem> for Code {
    fn from(problem: &Problem) -> Self {
        match problem {
            Problem::Failure(failure) => failure.into(),
            Problem::Faults(_) => Self::USAGE,
            Problem::Unread => Self::DONE,
        }
    }
}

impl From<&HistoryEntry> for Code {
    /// How a request ended; the state counts, and the failure says why a server did not take it.
    fn from(entry: &HistoryEntry) -> Self {
        ended(entry.state, entry.failure.as_ref())
    }
}

fn ended(state: RequestState, failure: Option<&Failure>) -> Code {
    match (state, failure.map(|failure| failure.kind)) {
        (RequestState::Stored, _) => Code::DONE,
        (RequestState::Partial | RequestState::Unknown | RequestState::Running, _) => Code::UNKNOWN,
        (RequestState::Cancelled, _) => Code::INTERRUPTED,
        (RequestState::Refused | RequestState::NotSent, Some(FailureKind::Setup)) => Code::SETUP,
        (RequestState::Refused, _) => Code::REFUSED,
        (RequestState::NotSent, Some(FailureKind::Cap)) => Code::CAP,
        (RequestState::NotSent, Some(FailureKind::Storage)) => Code::STORAGE,
        (RequestState::NotSent | RequestState::Queued, _) => Code::NOT_SENT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_of_a_request_has_its_code() {
        use FailureKind as Kind;
        use RequestState as State;
        for (state, kind, code) in [
            (State::Stored, None, 0),
            (State::Refused, Some(Kind::Setup), 3),
            (State::Refused, Some(Kind::Refused), 4),
            (State::Refused, None, 4),
            (State::NotSent, Some(Kind::Cap), 5),
            (State::NotSent, Some(Kind::NotSent), 6),
            (State::NotSent, Some(Kind::Setup), 3),
            (State::NotSent, Some(Kind::Storage), 8),
            (State::Queued, None, 6),
            (State::Partial, Some(Kind::Refused), 7),
            (State::Unknown, Some(Kind::Unknown), 7),
            (State::Running, None, 7),
            (State::Cancelled, Some(Kind::Cancelled), 130),
        ] {
            let failure = kind.map(|kind| Failure::new(kind, "x"));
            assert_eq!(ended(state, failure.as_ref()), Code(code), "{state:?} {kind:?}");
        }
    }

    #[test]
    fn of_several_codes_the_worst_counts() {
        assert_eq!(
            [Code::DONE, Code::UNKNOWN, Code::REFUSED].into_iter().max(),
            Some(Code::UNKNOWN)
        );
        assert_eq!(
            [Code::DONE, Code::INTERRUPTED].into_iter().max(),
            Some(Code::INTERRUPTED)
        );
    }

    #[test]
    fn a_reader_that_has_gone_is_no_fault() {
        assert_eq!(Code::from(&Problem::Unread), Code::DONE);
        assert_eq!(Code::from(&Problem::usage("x")), Code::USAGE);
    }
}
