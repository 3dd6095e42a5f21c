//! The JSON line that tells a program why a verb ended early.

use serde::Serialize;

use super::problem::Problem;
use crate::domain::{Failure, FailureKind, Fault};

/// What is said above the faults of a request.
pub(super) const NOT_SENT: &str = "the request breaks these rules, and nothing was sent:";

/// `{"v":1,"error":{…}}`.
#[derive(Serialize)]
pub(super) struct ErrorLine<'a> {
    v: u8,
    error: ErrorBody<'a>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    kind: FailureKind,
    code: Option<&'a str>,
    message: &'a str,
    hint: Option<&'a str>,
    faults: Vec<FaultBody<'a>>,
}

#[derive(Serialize)]
struct FaultBody<'a> {
    field: &'static str,
    given: &'a str,
    rule: &'a str,
    nearest: Option<&'a str>,
}

impl<'a> ErrorLine<'a> {
    /// The line of a problem.
    pub(super) fn of(problem: &'a Problem) -> Self {
        let (failure, faults): (Option<&Failure>, &[Fault]) = match problem {
            Problem::Failure(failure) => (Some(failure), &[]),
            Problem::Faults(faults) => (None, faults),
            Problem::Unread => (None, &[]),
        };
        let faults = faults.iter().map(|fault| FaultBody {
            field: fault.field.name(),
            given: &fault.given,
            rule: &fault.rule,
            nearest: fault.nearest.as_deref(),
        });
        Self {
            v: 1,
            error: ErrorBody {
                kind: failure.map_or(FailureKind::Request, |failure| failure.kind),
                code: failure.and_then(|failure| failure.code.as_deref()),
                message: failure.map_or(NOT_SENT.trim_end_matches(':'), |failure| &failure.message),
                hint: failure.and_then(|failure| failure.hint.as_deref()),
                faults: faults.collect(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Field;

    #[test]
    fn faults_are_told_field_by_field() {
        let problem = Problem::Faults(vec![Fault {
            field: Field::Size,
            given: "1000x1000".to_owned(),
            rule: "both edges must be multiples of 16".to_owned(),
            nearest: Some("1008x1008".to_owned()),
        }]);
        let line = serde_json::to_value(ErrorLine::of(&problem)).unwrap();
        assert_eq!(line["v"], 1);
        assert_eq!(line["error"]["kind"], "request");
        assert_eq!(
            line["error"]["faults"][0],
            serde_json::json!({"field": "size", "given": "1000x1000", "rule": "both edges must be multiples of 16", "nearest": "1008x1008"})
        );
    }
}
