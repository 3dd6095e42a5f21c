//! The roles that things on the screen play, each with its look.

use ratatui::style::Style;

macro_rules! roles {
    ($($name:ident $help:literal),+ $(,)?) => {
        /// How each thing on the screen looks, by the part it plays.
        ///
        /// Every theme can be read without colour: roles only underline what a bar, a glyph or a word says too.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct Theme {
            $(#[doc = $help] pub $name: Style,)+
        }

        impl Theme {
            /// The names of all roles, as a theme's file spells them.
            pub const ROLES: &[&str] = &[$(stringify!($name)),+];

            /// The look of the role of that name.
            #[must_use]
            pub fn role(&self, name: &str) -> Option<Style> {
                match name { $(stringify!($name) => Some(self.$name),)+ _ => None }
            }

            /// The same, to be changed.
            pub(super) fn role_mut(&mut self, name: &str) -> Option<&mut Style> {
                match name { $(stringify!($name) => Some(&mut self.$name),)+ _ => None }
            }
        }
    };
}

roles! {
    text "Ordinary words; its background is the theme's, where it has one.",
    strong "What a person acts on.",
    faint "Labels, ages, facts: there when looked for.",
    title "The title of a pane.",
    title_focused "The title of the pane that has the keys.",
    focus_bar "The bar and the arrow that stand at what has the keys.",
    selected "The words of the selected row.",
    field_label "The label of a field.",
    field_value "The value of a field.",
    field_focused "The value that keys would change.",
    chosen "The chosen word of a row of words.",
    changed "The mark of a value that differs from the model's own.",
    problem "What keeps something from being done, or went wrong.",
    warning "What does not, but should be known.",
    good "What went well.",
    running "Work in progress.",
    unknown "What may have been billed, and nobody knows.",
    price "Money that a key would spend.",
    rule "The thin lines between panes.",
    overlay_border "The border of what floats.",
    overlay_text "The words and the ground of what floats.",
    hint_key "A key in the line of hints.",
    hint_text "What the key does.",
    tab "A view's name.",
    tab_active "The name of the view that is open.",
    badge "A permanent warning such as sandbox or insecure.",
    prompt_bar "The bar beside the prompt while nobody types there.",
    match_highlight "Letters that match what was typed.",
}
