//! An Images API server of our own, for trying things without key or network.
