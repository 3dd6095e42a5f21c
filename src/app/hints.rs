//! Which keys matter most where the focus is, and which of them do something there.

use super::{App, Compare, FormField, LinePurpose, MenuPurpose, Overlay, Pane, Subject, View, Zoom};
use crate::{domain::Role, keys::Command};

impl App {
    /// The commands whose keys the last line is to name, the most useful ones first.
    pub(super) fn wanted_hints(&self) -> Vec<Command> {
        use Command as C;
        match self.overlays.last() {
            Some(Overlay::Picker(_)) => {
                let keys = [
                    C::PickerChoose,
                    C::PickerMark,
                    C::PickerRecents,
                    C::PickerHidden,
                    C::PickerParent,
                    C::FormRecall,
                ];
                [&keys[..], &[C::DialogDecline]].concat()
            }
            Some(Overlay::Finder(_)) => vec![C::DialogAccept, C::FinderPrompt, C::FinderScope, C::DialogDecline],
            Some(Overlay::Line(line)) if line.purpose == LinePurpose::Search => {
                let earlier = (line.buffer.is_empty() && self.search.has_lines()).then_some(C::MoveUp);
                let keys = [C::DialogAccept, C::SearchComplete, C::DialogDecline].into_iter();
                earlier.into_iter().chain(keys).collect()
            }
            Some(Overlay::Message(_)) => vec![C::DialogDecline],
            Some(Overlay::Zoom(zoom)) => zoom_hints(zoom),
            Some(Overlay::Compare(compare)) => compare_hints(compare),
            Some(Overlay::Reading(reading)) => {
                let scrolls = (self.fit.overlay_rows > 0).then_some(C::MoveDown);
                let turns = (reading.pages.len() > 1).then_some(C::MoveRight);
                [scrolls, turns, Some(C::DialogDecline)].into_iter().flatten().collect()
            }
            Some(Overlay::Help(_) | Overlay::Doctor(_)) => vec![C::MoveDown, C::DialogDecline],
            Some(Overlay::Menu(menu)) if menu.items.is_empty() => vec![C::DialogDecline],
            Some(Overlay::Menu(menu)) => match menu.purpose {
                MenuPurpose::Several => vec![C::DialogDecline],
                MenuPurpose::Replay if self.menu_price().is_none() => vec![C::DialogAccept, C::DialogDecline],
                MenuPurpose::Replay => vec![C::RequestRerun, C::DialogDecline],
                MenuPurpose::Elsewhere => vec![C::RequestRerun, C::DialogAccept, C::DialogDecline],
                _ => vec![C::DialogAccept, C::DialogDecline],
            },
            Some(Overlay::Profile(_)) => vec![C::DialogAccept, C::MoveDown, C::MoveRight, C::DialogDecline],
            Some(_) => vec![C::DialogAccept, C::DialogDecline],
            None if self.is_typing() => {
                vec![
                    C::FormSend,
                    C::FocusNext,
                    C::FocusLeave,
                    C::FinderOpen,
                    C::PaletteOpen,
                    C::HelpOpen,
                ]
            }
            None => self.wanted_on_screen(),
        }
    }

    fn wanted_on_screen(&self) -> Vec<Command> {
        use Command as C;
        let list = [
            C::RequestRerun,
            C::RequestFinal,
            C::RequestLoad,
            C::RequestActions,
            C::RequestRepeat,
            C::RequestStar,
            C::RequestTrash,
            C::RequestWrite,
            C::CopyOpen,
            C::RequestSeveral,
            C::RequestElsewhere,
            C::HistorySearch,
            C::CompareMark,
            C::RequestParent,
            C::RequestChild,
        ];
        // Shown only where there is something to settle.
        let unsettled = [C::RequestCame, C::RequestRetry, C::RequestDismiss];
        let mut wanted = match (self.view, self.pane) {
            (View::Compose, Pane::Form) => self.wanted_in_form(),
            (View::Compose, Pane::Result) => {
                let result = [C::RequestWrite, C::CopyOpen, C::RequestOpenOutside, C::RequestStar];
                let again = [C::RequestRerun, C::RequestFinal, C::RequestLoad, C::PreviewNext];
                let kin = [C::CompareMark, C::RequestParent, C::RequestChild];
                [
                    &unsettled[..],
                    &again[..],
                    &[C::RequestActions, C::RequestRepeat, C::RequestInput],
                    &result[..],
                    &kin[..],
                ]
                .concat()
            }
            (View::Compose, Pane::History) | (View::History | View::Gallery | View::Queue, _)
                if self.current_id().is_none() =>
            {
                self.ways_from_nothing()
            }
            (View::Gallery, _) => [&unsettled[..], &self.wanted_in_gallery()].concat(),
            (View::Compose, Pane::History) | (View::History, _) if self.history.shows_trash() => {
                // Those that spend keep their places, as their prices are promised.
                let first = [C::RequestTrash, C::RequestPurge, C::FocusLeave];
                let others = list.iter().filter(|command| !first.contains(command));
                first.iter().chain(others).copied().collect()
            }
            (View::Compose, Pane::History) | (View::History, _) => [&unsettled[..], &list].concat(),
            (View::Queue, _) => {
                let waiting = [C::QueueHold, C::RequestLoad, C::QueueLater, C::RequestCancel];
                let others: Vec<_> = list.into_iter().filter(|verb| !waiting.contains(verb)).collect();
                [&unsettled[..], &waiting, &others].concat()
            }
            (View::Spend, _) => self.wanted_in_spend(),
            (View::Settings, _) => vec![C::FormNextValue, C::ItemOpen, C::ProfileAdd, C::ViewCompose],
        };
        if self.view == View::Compose {
            wanted.push(C::FocusNext);
        }
        wanted.push(C::AppQuit);
        wanted
    }
}

impl App {
    fn wanted_in_form(&self) -> Vec<Command> {
        use Command as C;
        match self.form.field() {
            FormField::Images => vec![
                C::FormSend,
                C::ImagesAdd,
                C::ImagesAddress,
                C::ImagesRemove,
                C::ImagesLater,
            ],
            FormField::Mask => vec![C::FormSend, C::ImagesAdd, C::MaskMake, C::MaskScale, C::ImagesRemove],
            FormField::Markup => vec![C::FormSend, C::ImagesAdd, C::ImagesRemove],
            FormField::Model => vec![C::FormSend, C::FormOpen, C::ModelReplace, C::FormNextValue],
            FormField::Prompt => vec![C::FormSend, C::FormOpen, C::PromptEditor],
            _ => vec![C::FormSend, C::FormNextValue, C::FormOpen],
        }
    }

    fn wanted_in_spend(&self) -> Vec<Command> {
        use Command as C;
        let lines = self.spend.lines().unwrap_or_default();
        let scrolls = (lines.len() > self.fit.history_rows).then_some(C::MoveDown);
        let wanted = [
            Some(C::FormNextValue),
            scrolls,
            Some(C::SpendWrite),
            Some(C::ViewCompose),
        ];
        wanted.into_iter().flatten().collect()
    }

    /// The next steps from a list that has nothing in it.
    fn ways_from_nothing(&self) -> Vec<Command> {
        use Command as C;
        let narrowed = !self.history.words().is_empty() || self.history.shows_trash();
        let leave = (narrowed && self.view != View::Queue).then_some(C::FocusLeave);
        let search = (self.history.total() > 0 && self.view != View::Queue).then_some(C::HistorySearch);
        let write = (self.view != View::Compose).then_some(C::ViewCompose);
        let wider = (narrowed && !self.history.offers().is_empty()).then_some(C::SearchWiden);
        [leave, wider, search, write].into_iter().flatten().collect()
    }

    /// Whether the key of a command does something to the current request.
    pub(super) fn has_use_for(&self, command: Command) -> bool {
        let entry = || self.current_entry();
        match command {
            Command::RequestParent => entry().is_some_and(|entry| !self.relatives_of(entry).parents.is_empty()),
            Command::KeepOriginal if self.overlays.is_empty() => {
                entry().is_some_and(|entry| entry.request.inputs_as(Role::Mask).next().is_some())
            }
            // What finds no room may be of another request than the current one.
            Command::RequestCame => true,
            Command::CopyOpen | Command::CompareMark | Command::CompareOriginal if self.overlays.is_empty() => {
                self.current_id().is_some()
            }
            command if command.id().starts_with("request.") && self.overlays.is_empty() => self.current_id().is_some(),
            _ => true,
        }
    }
}

/// The keys of a close look that matter most.
fn zoom_hints(zoom: &Zoom) -> Vec<Command> {
    use Command as C;
    let mut wanted = vec![
        C::ZoomIn,
        C::ZoomOut,
        C::HelpOpen,
        C::ZoomFit,
        C::ZoomPixels,
        C::ZoomCursor,
    ];
    if zoom.place().1 > 1 {
        wanted.push(C::PreviewNext);
    }
    wanted.extend([C::CompareMark, C::DialogDecline]);
    wanted
}

/// The keys of a comparison that matter most.
fn compare_hints(compare: &Compare) -> Vec<Command> {
    use Command as C;
    let mut wanted = vec![C::CompareFlip, C::CompareSplit, C::CompareHeat];
    let keeps = |side: &Subject| side.entry.is_some() && side.mask.is_some();
    if keeps(&compare.a) || keeps(&compare.b) {
        wanted.push(C::KeepOriginal);
    }
    wanted.extend([C::HelpOpen, C::ZoomIn, C::ZoomOut, C::DialogDecline]);
    wanted
}
