//! The themes that pochade brings along.

macro_rules! themes {
    ($($name:literal),+ $(,)?) => {
        /// Their names, the standard one first.
        pub(super) const NAMES: &[&str] = &[$($name),+];

        /// The text of the theme of that name.
        pub(super) fn text(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!("../../../themes/", $name, ".toml"))),)+
                _ => None,
            }
        }
    };
}

themes!(
    "dark",
    "light",
    "terminal",
    "high-contrast",
    "mono",
    "dusk",
    "linen",
    "moss"
);
