//! Our keys, every command, and the keymap that joins them.
