//! Draws the screen state; decides and changes nothing.
