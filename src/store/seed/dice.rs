//! Numbers that look random and are the same for the same seed, on every machine and release.

/// A generator (SplitMix64): small, fast, and stable because it is ours.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice of their own for each purpose and number, so that one more draw here moves nothing there.
    pub(super) fn of(seed: u64, purpose: u64, number: u64) -> Self {
        let mut dice = Self(seed ^ purpose.rotate_left(24) ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.next();
        dice.next();
        dice
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 ≤ x < 1.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// 0 ≤ n < `limit`; 0 when the limit is 0.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.next().checked_rem(limit).unwrap_or(0)
    }

    /// `from` ≤ n ≤ `to`.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = u64::try_from(to.saturating_sub(from)).unwrap_or(0).saturating_add(1);
        from.saturating_add(i64::try_from(self.below(width)).unwrap_or(0))
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        from.get(at)
    }

    /// How long something takes that takes `mean` seconds on the average: mostly less, seldom much more.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    pub(super) fn wait(&mut self, mean: i64) -> i64 {
        let heavy = if self.percent(12) { 4.0 } else { 0.75 };
        let drawn = -(1.0 - self.unit()).ln() * mean as f64 * heavy;
        (drawn as i64).clamp(60, 400 * 86_400)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_and_another_does_not() {
        let draw = |seed| (0..8).map(|n| Dice::of(seed, 1, n).below(1_000_000)).collect::<Vec<_>>();
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn draws_stay_in_their_bounds() {
        let mut dice = Dice::of(1, 2, 3);
        for _ in 0..1000 {
            assert!((3..=5).contains(&dice.between(3, 5)));
            assert!((0.0..1.0).contains(&dice.unit()));
            assert!(dice.wait(3600) >= 60);
        }
        assert_eq!((dice.below(0), dice.between(4, 4), dice.pick::<u8>(&[])), (0, 4, None));
    }
}
