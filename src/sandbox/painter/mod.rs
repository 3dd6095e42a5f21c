//! Paints what a prompt asks for, as far as a few hundred words go.

mod abstraction;
mod brief;
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
mod part;
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

pub use brief::{Brief, PainterError, Sources};
pub use encode::{Encoding, encode};
pub use workshop::{Animation, animate, coarse, draw_svg, paint, shines_through, vary};
