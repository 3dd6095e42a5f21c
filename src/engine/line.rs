//! The line of requests that wait for their turn: whose it is next, who is held, in which order they go.

use crate::domain::RequestId;

/// What the engine was told to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    pub id: RequestId,
    /// How many attempts there were when the sending was decided; none for a first one.
    pub after: u32,
}

/// Requests that were not begun.
#[derive(Debug, Default)]
pub(super) struct Line {
    waiting: Vec<Place>,
    /// The order that was wished for last; it also holds for those that join later.
    wished: Vec<RequestId>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    order: Order,
    held: bool,
}

impl Line {
    /// Puts an order where the wished order has it, else at the end.
    pub(super) fn join(&mut self, order: Order) {
        self.waiting.push(Place { order, held: false });
        self.sort();
    }

    /// Whose turn it is; held ones have none.
    pub(super) fn next(&mut self) -> Option<Order> {
        let at = self.waiting.iter().position(|place| !place.held)?;
        Some(self.waiting.remove(at).order)
    }

    /// Takes a request out; false where it does not wait.
    pub(super) fn leave(&mut self, id: RequestId) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|place| place.order.id != id);
        self.waiting.len() < before
    }

    /// Holds a request, or lets it go; false where it does not wait.
    pub(super) fn hold(&mut self, id: RequestId, held: bool) -> bool {
        let found = self.waiting.iter_mut().find(|place| place.order.id == id);
        found.map(|place| place.held = held).is_some()
    }

    /// Puts the requests into this order; those that it does not name follow as they stand.
    pub(super) fn put_in_order(&mut self, ids: Vec<RequestId>) {
        self.wished = ids;
        self.sort();
    }

    fn sort(&mut self) {
        let wished = &self.wished;
        let place_of = |id| wished.iter().position(|wish| *wish == id).unwrap_or(usize::MAX);
        self.waiting.sort_by_key(|place| place_of(place.order.id));
    }

    pub(super) fn has(&self, id: RequestId) -> bool {
        self.ids().any(|waiting| waiting == id)
    }

    /// Every request that waits, held or not, in its order.
    pub(super) fn ids(&self) -> impl Iterator<Item = RequestId> {
        self.waiting.iter().map(|place| place.order.id)
    }

    /// Whether one waits that will have its turn by itself.
    pub(super) fn moves(&self) -> bool {
        self.waiting.iter().any(|place| !place.held)
    }

    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> RequestId {
        RequestId::from_uuid(Uuid::from_u128(number))
    }

    fn line(numbers: &[u128]) -> Line {
        let mut line = Line::default();
        for number in numbers {
            line.join(Order {
                id: id(*number),
                after: 0,
            });
        }
        line
    }

    fn turns(line: &mut Line) -> Vec<RequestId> {
        std::iter::from_fn(|| line.next().map(|order| order.id)).collect()
    }

    #[test]
    fn a_held_one_has_no_turn_and_keeps_its_place() {
        let mut line = line(&[1, 2, 3]);
        assert!(line.hold(id(1), true) && line.hold(id(2), true));
        assert_eq!(turns(&mut line), [id(3)]);
        assert!(!line.moves() && line.has(id(1)));
        assert!(line.hold(id(2), false) && line.hold(id(1), false));
        assert_eq!(turns(&mut line), [id(1), id(2)]);
        assert!(!line.hold(id(1), true), "it has gone");
    }

    #[test]
    fn a_wished_order_holds_for_those_that_come_later() {
        let mut line = line(&[1, 2, 3]);
        line.put_in_order([3, 9, 1].map(id).to_vec());
        line.join(Order { id: id(4), after: 0 });
        line.join(Order { id: id(9), after: 0 });
        assert_eq!(turns(&mut line), [3, 9, 1, 2, 4].map(id));
    }

    #[test]
    fn whoever_leaves_has_no_turn() {
        let mut line = line(&[1, 2]);
        assert!(line.leave(id(1)) && !line.leave(id(1)));
        assert_eq!(turns(&mut line), [id(2)]);
    }
}
