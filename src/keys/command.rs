//! Everything a person can tell the program to do, each thing with one id, one verb and one sentence of help.

use std::fmt;

macro_rules! commands {
    ($($name:ident $id:literal $verb:literal $help:literal),+ $(,)?) => {
        /// One thing that a person can tell the program to do, by a key or from the palette.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Command {
            $(#[doc = $help] $name,)+
        }

        impl Command {
            /// Every command, in the order of help and palette.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name in `keymap.toml`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// One to three words for a line of hints, after the key.
            #[must_use]
            pub const fn verb(self) -> &'static str {
                match self { $(Self::$name => $verb),+ }
            }

            /// One sentence of help.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Self::$name => $help),+ }
            }

            /// The command of that id.
            #[must_use]
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

commands! {
    FormSend "form.send" "generate" "Send the form; the price stands beside the key.",
    FormNew "form.new" "new" "Empty the prompt and the images and begin anew; undo brings them back.",
    FormNextMode "form.next_mode" "mode" "Go from Generate to Edit to Variation.",
    FormGenerate "form.generate" "generate mode" "Make a picture from words alone.",
    FormEdit "form.edit" "edit mode" "Change pictures by words.",
    FormVariation "form.variation" "variation mode" "Make another picture like this one.",
    FormNextValue "form.next_value" "next value" "Take the field's next value, or one step more.",
    FormPreviousValue "form.previous_value" "previous value" "Take the field's previous value, or one step less.",
    FormOpen "form.open" "change" "Type into the field, or choose from the list of its values.",
    PromptEditor "prompt.editor" "editor" "Write the text in $VISUAL or $EDITOR and come back.",
    EditUndo "edit.undo" "undo" "Take back the last change.",
    EditRedo "edit.redo" "redo" "Do again what was taken back.",
    ImagesAdd "images.add" "add" "Choose pictures (or a mask) from the disk.",
    FormRecall "form.recall_picture" "recall" "Fill the form from the prompt that a picture file carries; nothing is sent.",
    ImagesRemove "images.remove" "remove" "Take the selected picture out of the request.",
    ImagesEarlier "images.earlier" "earlier" "Move the selected picture towards the first.",
    ImagesLater "images.later" "later" "Move the selected picture towards the last.",
    ImagesAddress "images.address" "by address" "Add a picture by its web address or by the id of a file that the server has.",
    MaskScale "mask.scale" "scale mask" "Bring the mask to the size of the first image, or leave it as it is again.",
    MaskMerge "mask.merge" "merge mask" "Send the mask as the image's own transparency, as old models want it, or apart again.",
    MaskMake "mask.make" "make mask" "Let the model draw a mask of what you name; the price is shown before it is sent.",
    ModelReplace "model.replace" "take replacement" "Take the model that its maker offers in place of one that ends.",
    ImagesPaste "images.paste" "paste picture" "Add the picture that lies in the clipboard.",
    RequestLoad "request.load" "into form" "Fill the form with this request; nothing is sent.",
    RequestRerun "request.rerun" "run again" "Send the same request once more, as a new roll of the dice, for the API has no seed; its price stands beside the key.",
    RequestSeveral "request.several" "run several" "Send it several times, each a request of its own; a digit says how often, with the price of each.",
    RequestElsewhere "request.elsewhere" "other model" "Run it on another model or profile; what does not carry over is listed before it is sent.",
    RequestFinal "request.final" "final" "Run it at the final quality: the one of the settings, else the model's highest.",
    RequestRepeat "request.repeat" "repeat" "Do again, to this request, what was done last to another; the hint carries its price.",
    RequestEditor "request.editor" "edit prompt" "Write its prompt anew in $VISUAL or $EDITOR and come back to the form.",
    RequestPromptOnly "request.prompt_only" "take prompt" "Put only its prompt into the form.",
    RequestOptionsOnly "request.options_only" "take options" "Put only its model, size and options into the form.",
    RequestImagesOnly "request.images_only" "take images" "Put only its images and mask into the form.",
    RequestActions "request.actions" "actions" "List everything that can be done with this request, with keys and prices.",
    RequestInput "request.use_as_input" "use as input" "Make the shown picture an image of an edit.",
    RequestParent "request.parent" "parent" "Go to the request that this one came from.",
    RequestChild "request.child" "child" "Go to what was made from this one.",
    RequestTree "request.tree" "tree" "Show where it came from and all that was made from it.",
    RequestReplay "request.replay" "replay chain" "Make its whole chain of steps again, on another picture or model; the total price comes first.",
    RequestDetails "request.details" "details" "Read everything that is known of it: asked and got, tokens, price, timings, files.",
    RequestRaw "request.raw" "raw JSON" "Read the request and the answer as JSON, without secrets and picture bytes.",
    RequestDifference "request.difference" "difference" "Read what differs between two marked requests, or between this one and its parent.",
    RequestTag "request.tag" "tag" "Put tags on it, or take them away.",
    RequestNote "request.note" "note" "Write a note on it.",
    RequestTitle "request.title" "title" "Give it a title, which lists show in place of the prompt.",
    RequestPurge "request.purge" "purge" "Throw it away for good, after a question that says what that frees.",
    RequestExport "request.export" "export" "Write it out with its pictures: a folder, a .zip, a .html to look at, or lines of JSON.",
    RequestCancel "request.cancel" "cancel" "Stop the selected request, after one question that says what is billed anyway.",
    RequestStar "request.star" "star" "Star it, or take the star away.",
    RequestTrash "request.trash" "trash" "Put it into the trash, or take it out where the trash is shown; undo turns that back.",
    RequestWrite "request.write" "write copy" "Write a copy of the picture to a path.",
    RequestOpenOutside "request.open_outside" "open outside" "Open the picture with the desktop's own program.",
    RequestRetry "request.retry" "try again" "Send an unknown or partial request once more as another attempt; it may be billed again, so it asks first.",
    RequestDismiss "request.dismiss" "dismiss" "Note that an unknown or partial end was seen and settled: it is told no more.",
    RequestCame "request.came" "what came" "Show what came of it: kept pictures, the raw answer, the file it lies in.",
    QueueHold "queue.hold" "hold" "Hold a waiting request so that it does not start by itself, or let it go; the price stands beside the key.",
    QueueEarlier "queue.earlier" "earlier" "Let a waiting request have its turn before the one above it.",
    QueueLater "queue.later" "later" "Let a waiting request have its turn after the one below it.",
    CopyOpen "copy.open" "copy" "Copy something of it: the keys that follow are listed.",
    CopyPrompt "copy.prompt" "prompt" "Copy its prompt.",
    CopyPath "copy.path" "path" "Copy the path of the picture.",
    CopyScp "copy.scp" "scp line" "Copy a line that fetches the picture from this machine by scp.",
    CopyJson "copy.json" "JSON" "Copy its history line as JSON.",
    CopyCurl "copy.curl" "curl line" "Copy a line that sends it by curl, with a variable in place of the key.",
    CopyPicture "copy.picture" "picture" "Copy the picture itself, or hand it to the terminal over SSH.",
    CopyLink "copy.link" "link" "Copy the link of what went wrong.",
    CopyRequestId "copy.request_id" "request id" "Copy the server's name for the request.",
    HistorySearch "history.search" "search" "Search in all requests ever made.",
    HistoryTrash "history.trash" "show trash" "Show what is in the trash, or what is not.",
    MarkToggle "mark.toggle" "mark" "Mark the request, or take the mark away; star, tag, trash and export then mean all marked ones.",
    MarkRange "mark.range" "mark range" "Mark everything from here to where the selection goes, until pressed again.",
    MarkAll "mark.all" "mark all" "Mark every request of the list that is read so far.",
    PromptSnippet "prompt.snippet" "snippet" "Insert a piece of text of your own; tab goes to what is to be filled in.",
    PromptRegisters "prompt.registers" "registers" "Keep a prompt under a letter, or paste one: a letter, then y or p; a capital letter adds.",
    SearchSave "search.save" "keep search" "Keep the present search under a name.",
    SearchNext "search.next" "next search" "Go to the next search that is kept.",
    SearchPrevious "search.previous" "previous search" "Go to the previous search that is kept.",
    SearchComplete "search.complete" "complete" "Complete what is typed, or take the next completion.",
    FinderOpen "finder.open" "find" "Find any request quickly and bring it into the form.",
    FinderScope "finder.scope" "look elsewhere" "Look in all, in this studio, in this directory, or in this profile.",
    FinderPrompt "finder.prompt" "prompt only" "Take only the prompt of the request into the form.",
    GalleryReject "gallery.reject" "reject" "Reject the picture, or take that back; rejects go into the trash after one question.",
    GalleryFinish "gallery.finish" "trash rejects" "Ask once whether the rejected pictures go into the trash.",
    GalleryLarger "gallery.larger" "larger tiles" "Show fewer and larger pictures on a page.",
    GallerySmaller "gallery.smaller" "smaller tiles" "Show more and smaller pictures on a page.",
    PreviewNext "preview.next" "next picture" "Show the next picture of the same request.",
    PreviewPrevious "preview.previous" "previous picture" "Show the previous picture of the same request.",
    PreviewProtocol "preview.protocol" "sharpness" "Draw pictures in the terminal's next way: sharp, in blocks, or not at all.",
    SpendWrite "spend.write" "write CSV" "Write the lines of the spend sheet to a file of comma-separated values.",
    ZoomOpen "zoom.open" "zoom" "Look at the picture closely, with the whole screen for it.",
    ZoomIn "zoom.in" "closer" "Look closer; where nothing is looked at yet, begin with it.",
    ZoomOut "zoom.out" "further" "Look from further away, down to the whole picture.",
    ZoomFit "zoom.fit" "fit" "Show the whole picture.",
    ZoomPixels "zoom.pixels" "1:1" "Show every pixel of the picture as one of the screen.",
    ZoomCursor "zoom.cursor" "pixel" "Put a cursor on a pixel and read its colour, or take it away.",
    ZoomPageLeft "zoom.page_left" "page left" "One screenful of the picture to the left.",
    ZoomPageRight "zoom.page_right" "page right" "One screenful of the picture to the right.",
    ZoomPixelLeft "zoom.pixel_left" "pixel left" "One pixel of the picture to the left.",
    ZoomPixelRight "zoom.pixel_right" "pixel right" "One pixel of the picture to the right.",
    ZoomPixelUp "zoom.pixel_up" "pixel up" "One pixel of the picture up.",
    ZoomPixelDown "zoom.pixel_down" "pixel down" "One pixel of the picture down.",
    CompareMark "compare.mark" "compare" "Mark the picture as A; then another one is compared with it. Two marked requests are compared at once.",
    CompareOriginal "compare.original" "with original" "Compare an edit with the picture that it was made of.",
    CompareFlip "compare.flip" "flip" "Show the other of two compared pictures in the same place.",
    CompareSplit "compare.split" "split" "Show A left and B right of a seam that left and right move.",
    CompareHeat "compare.heat" "heat map" "Show where two pictures differ, the brighter the more.",
    KeepOriginal "request.keep_original" "keep original" "Put the original's pixels back outside the mask of an edit: a new picture, made here and free.",
    PickerChoose "picker.choose" "choose" "Enter the folder, or take the picture, or all marked pictures.",
    PickerMark "picker.mark" "mark" "Mark the picture; marked pictures are taken in the order of their numbers.",
    PickerTake "picker.take" "take marked" "Take the marked pictures, wherever the cursor is.",
    PickerRecents "picker.recents" "recents" "Show the pictures used lately, or the folder again.",
    PickerHidden "picker.hidden" "hidden" "Show or hide dot files and files that are no pictures.",
    PickerParent "picker.parent" "up" "Take back a letter; with nothing typed, go to the folder above.",
    DialogAccept "dialog.accept" "yes" "Agree, or take what was typed.",
    DialogDecline "dialog.decline" "no" "Close what lies on top and change nothing.",
    ItemOpen "item.open" "open" "Open what is selected.",
    FocusNext "focus.next" "next" "Go to the next field, then to the next pane.",
    FocusPrevious "focus.previous" "previous" "Go to the previous field, then to the previous pane.",
    FocusLeave "focus.leave" "back" "One level back: out of the text, then out of what lies on top; it never quits.",
    MoveUp "move.up" "up" "One up.",
    MoveDown "move.down" "down" "One down.",
    MoveLeft "move.left" "left" "One to the left.",
    MoveRight "move.right" "right" "One to the right.",
    MovePageUp "move.page_up" "page up" "One screenful up.",
    MovePageDown "move.page_down" "page down" "One screenful down.",
    MoveFirst "move.first" "first" "To the first one.",
    MoveLast "move.last" "last" "To the last one.",
    PaneFullscreen "pane.fullscreen" "full screen" "Give the focused pane the whole screen, or take it back.",
    ViewCompose "view.compose" "compose" "Go to Compose: the form, the result and the latest requests.",
    ViewHistory "view.history" "history" "Go to History: every request ever made.",
    ViewGallery "view.gallery" "gallery" "Go to Gallery: the pictures side by side.",
    ViewQueue "view.queue" "queue" "Go to Queue: what waits, what runs and what ended.",
    ViewSpend "view.spend" "spend" "Go to Spend: what was paid, by day, model and profile.",
    ViewSettings "view.settings" "settings" "Go to Settings: profiles, theme, keys and paths.",
    ProfileChoose "profile.choose" "profile" "Choose the server and the key, and so who pays.",
    ProfileAdd "profile.add" "add profile" "Tell of another server: its address, its key and a name.",
    ThemeNext "theme.next" "theme" "Put on the next theme.",
    MessagesOpen "messages.open" "messages" "Read the latest messages again, whole.",
    HelpOpen "help.open" "help" "Show the keys that work here.",
    PaletteOpen "palette.open" "commands" "Find a command by its name and run it.",
    AppRedraw "app.redraw" "redraw" "Draw the whole screen anew.",
    AppSuspend "app.suspend" "suspend" "Go back to the shell for a while; fg returns.",
    AppQuit "app.quit" "quit" "Leave at once; what runs goes on and is stored.",
}

impl Command {
    /// Commands that no key of the standard keymap reaches: rare ones, for the palette or a key of one's own.
    pub const PALETTE_ONLY: &[Self] = &[Self::FormGenerate, Self::FormEdit, Self::FormVariation];
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_command_has_an_id_of_its_own_a_verb_and_a_sentence_of_help() {
        let mut ids = HashSet::new();
        let mut sentences = HashSet::new();
        for &command in Command::ALL {
            let id = command.id();
            let (group, name) = id.split_once('.').expect("an id has a group and a name");
            let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            assert!(plain(group) && plain(name), "{id}");
            assert!(ids.insert(id), "{id} twice");
            assert!(sentences.insert(command.help()), "{id} has the help of another");
            assert!(
                (1..=3).contains(&command.verb().split(' ').count()),
                "{id}: {}",
                command.verb()
            );
            assert!(command.help().ends_with('.') && command.help().len() > 6, "{id}");
            assert!(command.help().starts_with(char::is_uppercase), "{id}");
        }
        assert_eq!(ids.len(), Command::ALL.len());
    }

    #[test]
    fn a_command_is_found_by_its_id_and_by_nothing_else() {
        for &command in Command::ALL {
            assert_eq!(Command::from_id(command.id()), Some(command));
        }
        for id in ["", "request", "request.", "Request.rerun", "request.rerun "] {
            assert_eq!(Command::from_id(id), None, "{id}");
        }
    }
}
