//! The terminal: raw mode, input, pictures, clipboard, notifications.
