//! Paints what a prompt asks for, as far as a few hundred words go.

mod abstraction;
mod canvas;
mod colour;
mod dice;
mod dunes;
mod edit;
mod encode;
mod figures;
mod growth;
mod land;
mod menagerie;
mod objects;
mod palette;
mod places;
mod scene;
mod shapes;
mod sketch;
mod sky;
mod stage;
mod svg;
mod town;
mod water;
mod words;
mod workshop;

pub use encode::{Encoding, encode};
pub use workshop::{Animation, Brief, PainterError, Sources, animate, coarse, draw_svg, paint, shines_through, vary};
