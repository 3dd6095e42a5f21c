//! Places with keys of their own.

macro_rules! contexts {
    ($($name:ident $table:literal $help:literal),+ $(,)?) => {
        /// A place with keys of its own: one table of `keymap.toml`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Context {
            $(#[doc = $help] $name,)+
        }

        impl Context {
            /// Every context, in the order of the keymap.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The table's name in `keymap.toml`.
            #[must_use]
            pub const fn table(self) -> &'static str {
                match self { $(Self::$name => $table),+ }
            }

            /// Where that is, for the help screen.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Self::$name => $help),+ }
            }

            /// The context of that table.
            #[must_use]
            pub fn from_table(table: &str) -> Option<Self> {
                match table { $($table => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

contexts! {
    All "all" "Everywhere, also while typing.",
    Screen "screen" "Every screen while nobody types.",
    Compose "compose" "Compose, while nobody types.",
    Prompt "prompt" "The boxes of the form, while typing.",
    Text "text" "Any box of text.",
    Line "line" "A single line that asks for something.",
    Search "search" "The line of a search.",
    Finder "finder" "The quick finder.",
    Form "form" "The fields of the form.",
    Images "images" "The fields of images, mask and markup.",
    History "history" "A list of requests.",
    Gallery "gallery" "The gallery.",
    Preview "preview" "The result.",
    Queue "queue" "The queue.",
    Spend "spend" "What was spent.",
    Settings "settings" "Settings.",
    Zoom "zoom" "A picture that is looked at closely.",
    Compare "compare" "Two pictures that are compared.",
    Profile "profile" "The dialogue that adds a profile.",
    Picker "picker" "The file picker.",
    Palette "palette" "The command palette.",
    Menu "menu" "A list that lies on top.",
    Choice "choice" "A list that is searched by typing, while nothing is typed yet.",
    Elsewhere "elsewhere" "The list of models and profiles to run a request on.",
    Copy "copy" "The list of what can be copied.",
    Help "help" "Help.",
    Dialog "dialog" "A question.",
}

impl Context {
    /// Whether a person may be typing while this table is asked, so that a key that prints must reach the text.
    #[must_use]
    pub const fn is_for_typing(self) -> bool {
        matches!(
            self,
            Self::All
                | Self::Prompt
                | Self::Text
                | Self::Line
                | Self::Search
                | Self::Finder
                | Self::Profile
                | Self::Picker
                | Self::Palette
                | Self::Elsewhere
        )
    }
}
