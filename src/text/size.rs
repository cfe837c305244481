//! Sizes and counts in few columns.

const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/// `bytes` in IEC units, in at most eight columns and about two digits of meaning: `512 B`, `1.2 TiB`, `412 GiB`.
pub fn bytes(bytes: u64) -> String {
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut unit = 1024_u64;
    for name in UNITS {
        let tenths = rounded(bytes, unit, 10);
        if tenths < 100 {
            return format!("{}.{} {name}", tenths / 10, tenths % 10);
        }
        let whole = rounded(bytes, unit, 1);
        if whole < 1024 {
            return format!("{whole} {name}");
        }
        unit = unit.saturating_mul(1024);
    }
    format!("{} EiB", bytes >> 60)
}

/// `bytes / unit`, times `scale`, rounded to the nearest.
fn rounded(bytes: u64, unit: u64, scale: u128) -> u128 {
    (u128::from(bytes) * scale + u128::from(unit / 2)) / u128::from(unit)
}

/// A count with its thousands apart: `1 204`. The gap is a plain space, which every font and locale has.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes_keep_about_two_digits_of_meaning() {
        for (n, shown) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (10 * 1024 - 1, "10 KiB"),
            (412 << 30, "412 GiB"),
            ((1 << 40) + (1 << 40) / 5, "1.2 TiB"),
            ((1 << 20) - 1, "1.0 MiB"),
            (u64::MAX, "16 EiB"),
        ] {
            assert_eq!(bytes(n), shown);
        }
    }

    #[test]
    fn counts_have_their_thousands_apart() {
        for (n, shown) in [(0, "0"), (999, "999"), (1_204, "1 204"), (1_000_000, "1 000 000")] {
            assert_eq!(count(n), shown);
        }
    }

    proptest! {
        #[test]
        fn any_size_takes_at_most_eight_columns(n in any::<u64>(), shift in 0_u32..64) {
            prop_assert!(bytes(n >> shift).len() <= 8);
        }
    }
}
