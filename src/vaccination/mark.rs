//! Availability levels ○△×.

use std::{iter::Sum, ops::Add};

/// The availability level: ○ plenty, △ few, × none (manual, page 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    None,
    Few,
    Plenty,
}

/// The seats that can be booked, and the capacity. A day or a venue sums its slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seats {
    pub left: u32,
    pub capacity: u32,
}

impl Seats {
    /// Returns the level: △ from `few_percent` of the capacity down, × without seats.
    pub fn mark(self, few_percent: u8) -> Mark {
        if self.left == 0 {
            Mark::None
        } else if u64::from(self.left) * 100 <= u64::from(self.capacity) * u64::from(few_percent) {
            Mark::Few
        } else {
            Mark::Plenty
        }
    }
}

impl Add for Seats {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            left: self.left.saturating_add(other.left),
            capacity: self.capacity.saturating_add(other.capacity),
        }
    }
}

impl Sum for Seats {
    fn sum<I: Iterator<Item = Self>>(seats: I) -> Self {
        seats.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mark(left: u32, capacity: u32) -> Mark {
        Seats { left, capacity }.mark(20)
    }

    #[test]
    fn a_fifth_of_the_seats_is_few_and_one_more_is_plenty() {
        assert_eq!(mark(0, 100), Mark::None);
        assert_eq!(mark(1, 100), Mark::Few);
        assert_eq!(mark(20, 100), Mark::Few);
        assert_eq!(mark(21, 100), Mark::Plenty);
        assert_eq!(mark(1, 1), Mark::Plenty);
        assert_eq!(mark(1, 4), Mark::Plenty);
        assert_eq!(mark(1, 5), Mark::Few);
    }

    proptest! {
        #[test]
        fn nothing_left_is_the_only_cross(left in 0_u32.., capacity in 0_u32..) {
            prop_assert_eq!(mark(left, capacity) == Mark::None, left == 0);
        }

        #[test]
        fn more_seats_never_make_a_worse_mark(left in 0_u32..1000, capacity in 1000_u32..5000) {
            prop_assert!(mark(left + 1, capacity) >= mark(left, capacity));
        }
    }
}
