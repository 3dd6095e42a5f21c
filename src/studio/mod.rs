//! The loop of the terminal program: wait, update, carry out, draw.
