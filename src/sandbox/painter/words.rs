//! The words of a prompt that the painter knows: moods, colours and things.

use tiny_skia::Color;

use super::{colour::hex, palette::Mood};

/// A thing that can be painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motif {
    /// Peaks.
    Mountains,
    /// Sand hills.
    Dunes,
    /// Rolling hills.
    Hills,
    /// Open water.
    Sea,
    /// Many trees.
    Woods,
    /// A skyline.
    City,
    /// A meadow full of flowers.
    Meadow,
    /// The sun.
    Sun,
    /// The moon.
    Moon,
    /// Stars.
    Stars,
    /// Clouds.
    Clouds,
    /// Falling snow.
    Snowfall,
    /// Falling rain.
    Rain,
    /// Something to draw where it stands or flies.
    Figure(Figure),
}

/// A single thing with a place of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// A paper kite on a string.
    Kite,
    /// A hot-air balloon.
    Balloon,
    /// Birds in flight.
    Birds,
    /// A wading bird.
    Heron,
    /// A sitting fox.
    Fox,
    /// A sitting cat.
    Cat,
    /// A sitting dog.
    Dog,
    /// A sitting rabbit.
    Rabbit,
    /// A sitting bear.
    Bear,
    /// An owl.
    Owl,
    /// One tree.
    Tree,
    /// A lighthouse.
    Lighthouse,
    /// A house.
    House,
    /// A sailing boat.
    Boat,
    /// A whale.
    Whale,
    /// Large flowers.
    Flower,
    /// A person from the shoulders up.
    Portrait,
    /// A mushroom.
    Mushroom,
    /// A cactus.
    Cactus,
    /// A cup that steams.
    Cup,
    /// A robot.
    Robot,
    /// An umbrella.
    Umbrella,
    /// A large hat.
    Hat,
    /// A rocket.
    Rocket,
}

/// A thing that the prompt asks for, and the colour that stood beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wish {
    /// What.
    pub motif: Motif,
    /// In which colour, if one was named.
    pub colour: Option<Color>,
}

/// What the painter understood of a prompt.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The first mood that was named.
    pub mood: Option<Mood>,
    /// A colour that belongs to no thing.
    pub tint: Option<Color>,
    /// The things, in order, each once.
    pub wishes: Vec<Wish>,
}

enum Meaning {
    Mood(Mood),
    Colour(u32),
    Thing(Motif),
    ThingAndMood(Motif, Mood),
}

/// A colour word belongs to a thing that follows within so many words.
const REACH: usize = 3;

impl Reading {
    /// Reads a prompt.
    pub fn of(prompt: &str) -> Self {
        let mut reading = Self::default();
        let mut colour: Option<(usize, Color)> = None;
        let lower = prompt.to_lowercase();
        let words = lower
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty());
        let mut before = "";
        for (at, word) in words.enumerate() {
            let worn = matches!(before, "in" | "wearing");
            before = word;
            match meaning(word).or_else(|| singular(word).and_then(meaning)) {
                None => {}
                Some(Meaning::Mood(mood)) => reading.mood = reading.mood.or(Some(mood)),
                Some(Meaning::Colour(digits)) if worn && reading.dress(hex(digits)) => {}
                Some(Meaning::Colour(digits)) => {
                    reading.tint = reading.tint.or(colour.take().map(|(_, unused)| unused));
                    colour = Some((at, hex(digits)));
                }
                Some(Meaning::Thing(motif)) => reading.wish(motif, &mut colour, at),
                Some(Meaning::ThingAndMood(motif, mood)) => {
                    // Daylight is said of many things; it does not outweigh what a thing looks like.
                    reading.mood = reading.mood.filter(|named| *named != Mood::Day).or(Some(mood));
                    reading.wish(motif, &mut colour, at);
                }
            }
        }
        reading.tint = reading.tint.or(colour.map(|(_, unused)| unused));
        reading
    }

    fn wish(&mut self, motif: Motif, colour: &mut Option<(usize, Color)>, at: usize) {
        let near = colour
            .take_if(|(named_at, _)| at - *named_at <= REACH)
            .map(|(_, colour)| colour);
        if !self.has(motif) {
            self.wishes.push(Wish { motif, colour: near });
        }
    }

    /// Gives a colour as in "a woman in blue" to the thing before it, if that has none.
    fn dress(&mut self, colour: Color) -> bool {
        let plain = self.wishes.last_mut().filter(|wish| wish.colour.is_none());
        plain.map(|wish| wish.colour = Some(colour)).is_some()
    }

    /// Whether nothing was understood.
    pub fn is_empty(&self) -> bool {
        self.mood.is_none() && self.wishes.is_empty()
    }

    /// Whether this thing is asked for.
    pub fn has(&self, motif: Motif) -> bool {
        self.wishes.iter().any(|wish| wish.motif == motif)
    }

    /// The things with a place of their own.
    pub fn figures(&self) -> impl Iterator<Item = (Figure, Option<Color>)> {
        self.wishes.iter().filter_map(|wish| match wish.motif {
            Motif::Figure(figure) => Some((figure, wish.colour)),
            _ => None,
        })
    }
}

fn singular(word: &str) -> Option<&str> {
    word.strip_suffix("es")
        .filter(|stem| meaning(stem).is_some())
        .or_else(|| word.strip_suffix('s'))
}

fn meaning(word: &str) -> Option<Meaning> {
    mood(word)
        .map(Meaning::Mood)
        .or_else(|| colour(word).map(Meaning::Colour))
        .or_else(|| thing(word))
}

fn mood(word: &str) -> Option<Mood> {
    Some(match word {
        "day" | "morning" | "noon" | "sunny" | "bright" | "summer" => Mood::Day,
        "sunset" | "dusk" | "evening" | "golden" | "twilight" => Mood::Sunset,
        "dawn" | "sunrise" => Mood::Dawn,
        "night" | "midnight" | "dark" | "nocturne" => Mood::Night,
        "fog" | "foggy" | "mist" | "misty" | "haze" | "hazy" | "quiet" => Mood::Fog,
        "winter" | "ice" | "icy" | "frozen" | "frost" | "arctic" | "christmas" => Mood::Winter,
        "autumn" | "fall" | "october" | "november" | "harvest" => Mood::Autumn,
        "jungle" | "lush" => Mood::Forest,
        "spring" | "blossom" | "april" => Mood::Spring,
        "storm" | "stormy" | "thunder" | "gloomy" | "moody" => Mood::Storm,
        "ink" | "sumi" | "brush" | "calligraphy" | "monochrome" | "charcoal" => Mood::Ink,
        "neon" | "cyberpunk" | "synthwave" | "vaporwave" => Mood::Neon,
        "pastel" | "soft" | "dreamy" | "dream" | "cute" => Mood::Pastel,
        _ => return None,
    })
}

fn colour(word: &str) -> Option<u32> {
    Some(match word {
        "red" | "scarlet" | "crimson" => 0xd6_3a2f,
        "orange" => 0xec_7a26,
        "yellow" | "gold" => 0xf4_c430,
        "green" | "emerald" => 0x3a_9257,
        "turquoise" | "teal" | "cyan" => 0x2a_9d8f,
        "blue" | "azure" | "cobalt" => 0x2f_6fc4,
        "indigo" => 0x3f_3d99,
        "purple" | "violet" => 0x7b_4bb3,
        "pink" | "rose" | "magenta" => 0xee_6f9d,
        "brown" => 0x8a_5a35,
        "black" => 0x24_2326,
        "white" => 0xf7_f4ec,
        "gray" | "grey" | "silver" => 0x93_9aa3,
        "ginger" => 0xd8_7a34,
        _ => return None,
    })
}

fn thing(word: &str) -> Option<Meaning> {
    use Meaning::{Thing, ThingAndMood};
    Some(match word {
        "mountain" | "peak" | "alp" | "cliff" | "ridge" | "volcano" | "valley" => Thing(Motif::Mountains),
        "dune" => Thing(Motif::Dunes),
        "desert" | "sahara" | "sand" => ThingAndMood(Motif::Dunes, Mood::Desert),
        "hill" | "countryside" | "landscape" | "island" => Thing(Motif::Hills),
        "ocean" | "sea" | "lake" | "river" | "water" | "wave" | "coast" | "beach" | "shore" | "harbour" | "harbor"
        | "pond" => Thing(Motif::Sea),
        "forest" | "wood" | "pine" | "jungle" => ThingAndMood(Motif::Woods, Mood::Forest),
        "city" | "town" | "skyline" | "street" | "tower" | "skyscraper" => Thing(Motif::City),
        "meadow" | "field" | "garden" | "grass" => Thing(Motif::Meadow),
        "sun" => Thing(Motif::Sun),
        "moon" | "moonlight" => ThingAndMood(Motif::Moon, Mood::Night),
        "star" | "starry" | "galaxy" | "space" => ThingAndMood(Motif::Stars, Mood::Night),
        "cloud" | "cloudy" | "sky" => Thing(Motif::Clouds),
        "snow" | "snowy" | "snowfall" => ThingAndMood(Motif::Snowfall, Mood::Winter),
        "rain" | "rainy" => ThingAndMood(Motif::Rain, Mood::Storm),
        _ => Thing(Motif::Figure(figure(word)?)),
    })
}

fn figure(word: &str) -> Option<Figure> {
    Some(match word {
        "kite" => Figure::Kite,
        "balloon" => Figure::Balloon,
        "bird" | "gull" | "seagull" | "swallow" | "crow" | "geese" | "raven" => Figure::Birds,
        "heron" | "crane" | "stork" | "egret" | "flamingo" => Figure::Heron,
        "fox" => Figure::Fox,
        "cat" | "kitten" => Figure::Cat,
        "dog" | "puppy" => Figure::Dog,
        "rabbit" | "bunny" | "hare" => Figure::Rabbit,
        "bear" => Figure::Bear,
        "owl" => Figure::Owl,
        "tree" | "oak" | "willow" | "birch" => Figure::Tree,
        "lighthouse" => Figure::Lighthouse,
        "house" | "cottage" | "cabin" | "barn" | "home" | "hut" | "village" | "farm" => Figure::House,
        "boat" | "ship" | "sail" | "sailboat" | "yacht" | "sailing" => Figure::Boat,
        "whale" => Figure::Whale,
        "flower" | "tulip" | "poppy" | "daisy" | "rosebud" | "bouquet" | "sunflower" | "peony" | "poppies"
        | "daisies" => Figure::Flower,
        "portrait" | "woman" | "man" | "girl" | "boy" | "person" | "face" | "people" | "lady" | "painter" => {
            Figure::Portrait
        }
        "mushroom" | "toadstool" => Figure::Mushroom,
        "cactus" | "cacti" => Figure::Cactus,
        "cup" | "mug" | "tea" | "coffee" | "teapot" => Figure::Cup,
        "robot" | "android" => Figure::Robot,
        "umbrella" | "parasol" => Figure::Umbrella,
        "hat" => Figure::Hat,
        "rocket" | "spaceship" => Figure::Rocket,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_belongs_to_the_thing_it_stands_before() {
        let reading = Reading::of("A red kite over dunes, blue");

        assert_eq!(
            reading.wishes[0],
            Wish {
                motif: Motif::Figure(Figure::Kite),
                colour: Some(hex(0xd6_3a2f))
            }
        );
        assert_eq!(
            reading.wishes[1],
            Wish {
                motif: Motif::Dunes,
                colour: None
            }
        );
        assert_eq!(reading.tint, Some(hex(0x2f_6fc4)));
    }

    #[test]
    fn a_colour_after_in_belongs_to_the_thing_before() {
        let reading = Reading::of("portrait of a woman in blue");

        assert_eq!(reading.wishes[0].colour, Some(hex(0x2f_6fc4)));
        assert_eq!(reading.tint, None);
    }

    #[test]
    fn words_are_known_in_the_plural_and_once() {
        let reading = Reading::of("foxes and a fox, boats");

        let figures: Vec<Figure> = reading.figures().map(|(figure, _)| figure).collect();
        assert_eq!(figures, [Figure::Fox, Figure::Boat]);
    }

    #[test]
    fn the_first_mood_wins_and_unknown_words_say_nothing() {
        assert_eq!(Reading::of("night, then sunset").mood, Some(Mood::Night));
        assert!(Reading::of("the quick 42 – 猫").is_empty());
    }
}
