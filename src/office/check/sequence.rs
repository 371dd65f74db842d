//! Whether coupon numbers follow birth dates. If so, a person who knows one coupon can guess the
//! birth dates of its neighbours with far fewer attempts.

use crate::vaccination::coupon::Proof;

/// The smallest sample that allows a conclusion.
const MIN_SAMPLE: usize = 100;
/// The smallest rank correlation reported, in percent. 2,000 coupons in random order stay below 10.
const MIN_PERCENT: u8 = 20;

/// Returns the rank correlation of numbers and birth dates in percent; `None` if it is below
/// [`MIN_PERCENT`] or the sample is too small.
pub(super) fn follow(proofs: &[Proof]) -> Option<u8> {
    if proofs.len() < MIN_SAMPLE {
        return None;
    }
    let numbers: Vec<i64> =
        proofs.iter().map(|proof| proof.number.as_str().parse().unwrap_or(0)).collect();
    let births: Vec<i64> = proofs
        .iter()
        .map(|proof| (proof.birth_date.date() - chrono::NaiveDate::default()).num_days())
        .collect();
    // Rounded, so that a perfect order is not cut off to 99.
    let correlation = correlation(&ranks(&numbers), &ranks(&births)).abs() * 100.0 + 0.5;
    let percent = (1..=100).rev().find(|percent| correlation >= f64::from(*percent))?;
    (percent >= MIN_PERCENT).then_some(percent)
}

/// Returns the rank of each value; equal values share the mean of their ranks.
fn ranks(values: &[i64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by_key(|index| values[*index]);
    let mut ranks = vec![0.0; values.len()];
    let mut place = 0.0;
    for same in order.chunk_by(|one, other| values[*one] == values[*other]) {
        let count = same.iter().fold(0.0, |count, _| count + 1.0);
        for index in same {
            ranks[*index] = place + (count - 1.0) / 2.0;
        }
        place += count;
    }
    ranks
}

/// Returns Pearson's correlation; 0 if one of the series is constant.
fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let count = one.iter().fold(0.0, |count, _| count + 1.0);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count;
    let mean_one = mean(one);
    let mean_other = mean(other);
    let mut together = 0.0;
    let mut square_one = 0.0;
    let mut square_other = 0.0;
    for (a, b) in one.iter().zip(other) {
        together += (a - mean_one) * (b - mean_other);
        square_one += (a - mean_one).powi(2);
        square_other += (b - mean_other).powi(2);
    }
    let spread = (square_one * square_other).sqrt();
    if spread > 0.0 { together / spread } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::*;
    use crate::vaccination::{birth_date::BirthDate, coupon::CouponNumber};

    fn proofs(birth: impl Fn(u64) -> u64) -> Vec<Proof> {
        let first = NaiveDate::from_ymd_opt(1930, 1, 1).unwrap();
        let proof = |index| Proof {
            number: CouponNumber::parse(&format!("{:010}", 1_000 + index)).unwrap(),
            birth_date: BirthDate::on_record(first + Days::new(birth(index))).unwrap(),
        };
        (0..1_000).map(proof).collect()
    }

    #[test]
    fn numbers_in_the_order_of_birth_dates_are_found_in_either_direction() {
        assert_eq!(follow(&proofs(|index| index * 20)), Some(100));
        assert_eq!(follow(&proofs(|index| 20_000 - index * 20)), Some(100));
        // Ordered by the year only, and random within it.
        let by_year = follow(&proofs(|index| index / 20 * 365 + index * 7_919 % 365));
        assert!(by_year.is_some_and(|percent| percent > 90), "{by_year:?}");
    }

    #[test]
    fn numbers_in_no_order_and_too_few_are_not_found() {
        assert_eq!(follow(&proofs(|index| index * 7_919 % 20_011)), None);
        assert_eq!(follow(&proofs(|_| 5)), None);
        assert_eq!(follow(&proofs(|index| index * 20)[..MIN_SAMPLE - 1]), None);
    }
}
