//! The mouse, as terminals report it in SGR form.

/// One report of the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What happened.
    pub kind: MouseKind,
    /// Column of the cell, from 0.
    pub column: u16,
    /// Row of the cell, from 0.
    pub row: u16,
    /// Control was held.
    pub ctrl: bool,
    /// Alt was held.
    pub alt: bool,
    /// Shift was held; most terminals keep shift for their own selection.
    pub shift: bool,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// A button went down.
    Down(MouseButton),
    /// A button was let go.
    Up(MouseButton),
    /// The mouse moved with a button held.
    Drag(MouseButton),
    /// The mouse moved with no button held.
    Moved,
    /// The wheel turned away from the person.
    ScrollUp,
    /// The wheel turned towards the person.
    ScrollDown,
    /// The wheel was pushed to the left.
    ScrollLeft,
    /// The wheel was pushed to the right.
    ScrollRight,
}

/// A button of the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseButton {
    /// The left one.
    Left,
    /// The middle one, or the wheel pressed.
    Middle,
    /// The right one.
    Right,
}

/// Reads `<button;column;row` and whether a button went down (`M`) or up (`m`).
pub(super) fn mouse(parameters: &str, released: bool) -> Option<Mouse> {
    let mut numbers = parameters.strip_prefix('<')?.split(';');
    let mut number = || numbers.next().and_then(|text| text.parse::<u16>().ok());
    let (code, column, row) = (number()?, number()?, number()?);
    let button = match code & 3 {
        0 => Some(MouseButton::Left),
        1 => Some(MouseButton::Middle),
        2 => Some(MouseButton::Right),
        _ => None,
    };
    let kind = match (code & 64 != 0, code & 32 != 0, button) {
        (true, ..) => [
            MouseKind::ScrollUp,
            MouseKind::ScrollDown,
            MouseKind::ScrollLeft,
            MouseKind::ScrollRight,
        ][usize::from(code & 3)],
        (false, true, Some(button)) => MouseKind::Drag(button),
        (false, true, None) => MouseKind::Moved,
        (false, false, Some(button)) if released => MouseKind::Up(button),
        (false, false, Some(button)) => MouseKind::Down(button),
        (false, false, None) => return None,
    };
    Some(Mouse {
        kind,
        column: column.saturating_sub(1),
        row: row.saturating_sub(1),
        ctrl: code & 16 != 0,
        alt: code & 8 != 0,
        shift: code & 4 != 0,
    })
}
