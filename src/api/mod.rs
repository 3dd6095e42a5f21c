//! Speaks the Images API: request bodies, answers, errors.
