//! Code 128 (ISO/IEC 15417), set B: a protocol as bars, so that a counter's scanner types it.

/// Bar, space, bar, space, bar, space of each value, in modules; the last one is the stop with its final bar.
const PATTERNS: [&str; 107] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
];
/// Start of set B.
const START: usize = 104;
/// The stop.
const STOP: usize = 106;

/// Widths in modules of bars and spaces in turn, a bar first; none when a character is not in set B.
pub(super) fn code_128(text: &str) -> Option<Vec<u8>> {
    let mut values = vec![START];
    for c in text.chars() {
        let at = (c as usize).checked_sub(32).filter(|v| *v < 95)?;
        values.push(at);
    }
    let sum: usize = values.iter().enumerate().map(|(place, value)| place.max(1) * value).sum();
    values.push(sum % 103);
    values.push(STOP);
    let digits = values.iter().filter_map(|v| PATTERNS.get(*v)).flat_map(|p| p.bytes());
    Some(digits.map(|d| d.saturating_sub(b'0')).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_pattern_is_eleven_modules_of_its_own_with_bars_that_are_even() {
        let all: BTreeSet<&str> = PATTERNS.into();
        assert_eq!(all.len(), PATTERNS.len());
        for (value, pattern) in PATTERNS.iter().enumerate() {
            let widths: Vec<u32> = pattern.chars().filter_map(|c| c.to_digit(10)).collect();
            let bars: u32 = widths.iter().step_by(2).sum();
            let modules: u32 = widths.iter().sum();
            let wanted = if value == STOP { (13, 0) } else { (11, 0) };
            assert_eq!((modules, bars % 2), wanted, "{value}: {pattern}");
        }
    }

    #[test]
    fn the_check_character_is_the_standards() {
        // "PJJ123C" in set A is the standard's worked example; its sum is by places, as here: 1·48+2·42+3·42+4·17+5·18+6·19+7·35+start.
        let widths = code_128("PJJ123C").unwrap();
        assert_eq!(widths.len(), 6 * 9 + 7);
        let sum = 104 + 48 + 2 * 42 + 3 * 42 + 4 * 17 + 5 * 18 + 6 * 19 + 7 * 35;
        let check: Vec<u8> = PATTERNS[sum % 103].bytes().map(|b| b - b'0').collect();
        assert_eq!(&widths[48..54], check.as_slice());
        assert!(code_128("ação").is_none());
    }
}
