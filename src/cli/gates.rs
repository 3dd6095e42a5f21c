//! What stands between a price and sending: `--max-cost`, caps, and the question above an amount.

use super::{desk::Desk, output::Output, problem::Problem, send_args::SendArgs};
use crate::{
    domain::{CapAction, Caps, Estimate, Failure, FailureKind, Money, SpendingSince, thousands},
    store::{Store, now},
};

/// The most that a call can cost; nothing where no price is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bill {
    one: Option<Money>,
    times: u32,
}

impl Bill {
    /// The bill of so many requests of one price.
    pub(super) const fn of(estimate: &Estimate, times: u32) -> Self {
        Self {
            one: estimate.most(),
            times,
        }
    }

    fn all(self) -> Option<Money> {
        self.one.map(|one| one.times(self.times.into()))
    }
}

/// What was spent before, as caps count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Before {
    today: Money,
    month: Money,
}

/// Lets a call through, asks the person, or refuses.
pub(super) fn pass(
    desk: &Desk,
    output: &mut Output,
    send: &SendArgs,
    bill: &Bill,
    store: &Store,
) -> Result<(), Problem> {
    if let Some(limit) = send.max_cost {
        within(limit, bill)?;
    }
    if !desk.is_billed() {
        return Ok(());
    }
    if bill.one.is_none() {
        output.warn("no price is known for this request");
    }
    let before = before(store)?;
    let over = over(&desk.settings.caps, before, bill);
    if !over.is_empty() && desk.settings.caps.action == CapAction::Refuse {
        let failure = Failure::new(FailureKind::Cap, over.join("; "));
        return Err(failure
            .with_hint("raise the cap in config.toml, or set caps.action = \"warn\"")
            .into());
    }
    for reason in &over {
        output.warn(reason);
    }
    let dear = bill.all().filter(|all| *all > desk.settings.confirm.above);
    if (dear.is_some() || !over.is_empty()) && !send.yes && Output::can_ask() {
        let price = bill
            .all()
            .map_or_else(|| "an unknown amount".to_owned(), |all| format!("up to {all}"));
        let question = format!(
            "This may cost {price}, paid by the profile '{}'. Send it?",
            desk.profile_name
        );
        if !output.ask(&question) {
            return Err(Failure::new(FailureKind::Cancelled, "nothing was sent").into());
        }
    }
    Ok(())
}

/// Asks for several calls at once what [`pass`] asks for each: whether they fit `--max-cost` together, and, where they
/// may cost more than goes unasked, whether to send them. Beside each bill stands whether anybody has to pay it.
pub(super) fn pass_together(
    desk: &Desk,
    output: &mut Output,
    send: &SendArgs,
    bills: &[(Bill, bool)],
) -> Result<(), Problem> {
    if let Some(limit) = send.max_cost {
        let one = bills.iter().map(|(bill, _)| bill.all()).sum();
        within(limit, &Bill { one, times: 1 })?;
    }
    let billed = bills.iter().filter(|(_, billed)| *billed);
    let price: Money = billed.filter_map(|(bill, _)| bill.all()).sum();
    if price <= desk.settings.confirm.above || send.yes || !Output::can_ask() {
        return Ok(());
    }
    let count = thousands(bills.len());
    if !output.ask(&format!(
        "These {count} requests may cost up to {price} together. Send them?"
    )) {
        return Err(Failure::new(FailureKind::Cancelled, "nothing was sent").into());
    }
    Ok(())
}

fn within(limit: Money, bill: &Bill) -> Result<(), Problem> {
    let message = match bill.all() {
        Some(all) if all <= limit => return Ok(()),
        Some(all) => format!("it may cost {all}, and --max-cost is {limit}; nothing was sent"),
        None => format!("no price is known, so it may cost more than --max-cost {limit}; nothing was sent"),
    };
    Err(Failure::new(FailureKind::Cap, message)
        .with_hint("allow more, or ask for less: a lower --quality, a smaller --size, fewer pictures")
        .into())
}

/// Sentences on every cap that the bill would break.
fn over(caps: &Caps, before: Before, bill: &Bill) -> Vec<String> {
    let all = bill.all().unwrap_or_default();
    let breaks = |amount: Money, cap: Money| cap > Money::ZERO && amount > cap;
    let mut found = Vec::new();
    if let Some(one) = bill.one.filter(|one| breaks(*one, caps.request)) {
        found.push(format!(
            "a request may cost {one}, over the cap of {} for one",
            caps.request
        ));
    }
    for (name, spent, cap) in [("day", before.today, caps.day), ("month", before.month, caps.month)] {
        if breaks(spent + all, cap) {
            found.push(format!(
                "{spent} are spent this {name}, and with {all} more it is over the cap of {cap}"
            ));
        }
    }
    found
}

fn before(store: &Store) -> Result<Before, Problem> {
    let SpendingSince { day, month } = SpendingSince::of(&now());
    Ok(Before {
        today: store.spent(day)?.total(),
        month: store.spent(month)?.total(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dollars(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn bill(one: Option<&str>, times: u32) -> Bill {
        Bill {
            one: one.map(dollars),
            times,
        }
    }

    #[test]
    fn max_cost_counts_every_request_and_refuses_what_it_cannot_know() {
        for (one, times, limit, fits) in [
            (Some("0.10"), 1, "0.10", true),
            (Some("0.10"), 3, "0.29", false),
            (Some("0.10"), 3, "0.30", true),
            (Some("0"), 1, "0", true),
            (None, 1, "100", false),
        ] {
            assert_eq!(
                within(dollars(limit), &bill(one, times)).is_ok(),
                fits,
                "{one:?} x {times} in {limit}"
            );
        }
    }

    #[test]
    fn each_cap_is_told_and_zero_is_none() {
        let caps = Caps {
            request: dollars("1"),
            day: dollars("2"),
            month: dollars("3"),
            action: CapAction::Warn,
        };
        let before = |today, month| Before {
            today: dollars(today),
            month: dollars(month),
        };
        for (today, month, one, times, count) in [
            ("0", "0", Some("1"), 2, 0),
            ("0", "0", Some("1.01"), 1, 1),
            ("1.50", "1.50", Some("0.50"), 2, 1),
            ("2.50", "2.90", Some("0.20"), 1, 2),
            ("2.50", "2.90", None, 1, 1),
        ] {
            let found = over(&caps, before(today, month), &bill(one, times));
            assert_eq!(found.len(), count, "{found:?}");
        }
        let none = Caps {
            request: Money::ZERO,
            day: Money::ZERO,
            month: Money::ZERO,
            ..caps
        };
        assert!(over(&none, before("9", "9"), &bill(Some("9"), 9)).is_empty());
    }
}
