//! What can go wrong between us and the terminal, in words for a person.

use std::io;

use crate::{
    domain::{Failure, FailureKind},
    imaging::ImagingError,
};

/// Why something could not be shown, asked, copied or pasted.
#[derive(Debug, thiserror::Error)]
pub enum TermError {
    /// There is no terminal to draw on.
    #[error("standard output is no terminal: the studio needs one")]
    NoTerminal,
    /// The terminal could not be set up, written or restored.
    #[error("the terminal does not take part: {0}")]
    Terminal(#[from] io::Error),
    /// A picture could not be brought into the form that the terminal takes.
    #[error("the picture cannot be shown as {form}: {reason}")]
    Picture {
        /// The form asked for.
        form: &'static str,
        /// What went wrong.
        reason: String,
    },
    /// A picture could not be resized or encoded.
    #[error(transparent)]
    Imaging(#[from] ImagingError),
    /// A text is longer than terminals take for their clipboard.
    #[error("the text is {0} bytes long; a terminal takes at most {1} into its clipboard")]
    TooLongToCopy(usize, usize),
    /// The desktop's clipboard cannot be reached or holds something else.
    #[error("the clipboard cannot be used: {0}")]
    Clipboard(String),
}

impl From<TermError> for Failure {
    fn from(error: TermError) -> Self {
        let message = error.to_string();
        match error {
            TermError::NoTerminal => Self::new(FailureKind::Setup, message)
                .with_hint("run it in a terminal, or use a verb such as generate (see pochade --help)"),
            TermError::Imaging(error) => error.into(),
            TermError::Terminal(_) | TermError::Clipboard(_) => Self::new(FailureKind::Setup, message),
            TermError::TooLongToCopy(..) => {
                Self::new(FailureKind::Request, message).with_hint("write it to a file instead")
            }
            TermError::Picture { .. } => Self::new(FailureKind::Internal, message),
        }
    }
}
