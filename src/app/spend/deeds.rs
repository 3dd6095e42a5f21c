//! What commands do on the spend screen.

use crate::{
    app::{App, Effect, LinePurpose, lines},
    domain::{CostKind, Money, RequestState, spend_csv},
    keys::Command,
};

impl App {
    /// What requests under way may cost, as far as somebody pays for them; it is not among what is booked.
    #[must_use]
    pub fn running_cost(&self) -> Money {
        let jobs = self.jobs.all().iter();
        let billed = jobs.filter(|job| job.row.state == RequestState::Running && job.row.cost_kind != CostKind::None);
        billed.filter_map(|job| job.row.cost).sum()
    }
}

/// Carries out a command on the spend screen.
pub(in crate::app) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    match command {
        Command::FormNextValue | Command::MoveRight => vec![app.spend.turn(true)],
        Command::FormPreviousValue | Command::MoveLeft => vec![app.spend.turn(false)],
        Command::SpendWrite => {
            write(app);
            Vec::new()
        }
        _ => {
            app.spend.scroll_by(command);
            Vec::new()
        }
    }
}

/// Asks where the lines go as comma-separated values.
fn write(app: &mut App) {
    let by = app.spend.by;
    let Some(lines) = app.spend.lines.as_deref().filter(|lines| !lines.is_empty()) else {
        app.say("nothing was spent yet, so there is nothing to write");
        return;
    };
    let csv = spend_csv(by, lines);
    let name = format!("spend-by-{}.csv", by.word());
    lines::open_copy(app, LinePurpose::WriteText(csv), &name, None);
}
