//! Distances between places, and what nobody can have travelled.

/// Metres of the earth's mean radius (IUGG, R₁).
const RADIUS: f64 = 6_371_009.0;
/// Metres that somebody may have come in an hour: above it nobody travels from door to door.
pub const METRES_AN_HOUR: i64 = 400_000;
/// Seconds that are given on top: clocks differ, and a scan may come before the door.
pub const GRACE: i64 = 1_800;

/// A point of the earth, in microdegrees (0.11 m).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Point {
    lat: i32,
    lon: i32,
}

impl Point {
    /// A point by latitude (−90 to 90 degrees) and longitude (−180 to 180), both in
    /// microdegrees; none beyond.
    #[must_use]
    pub fn new(lat: i64, lon: i64) -> Option<Self> {
        let held = |value: i64, most: i64| (-most..=most).contains(&value).then(|| i32::try_from(value).ok())?;
        Some(Self { lat: held(lat, 90_000_000)?, lon: held(lon, 180_000_000)? })
    }

    /// Microdegrees of latitude, north positive.
    #[must_use]
    pub const fn lat(self) -> i64 {
        self.lat as i64
    }

    /// Microdegrees of longitude, east positive.
    #[must_use]
    pub const fn lon(self) -> i64 {
        self.lon as i64
    }

    /// Whole metres along the great circle, by the haversine formula. The same on every
    /// machine: its functions are a library's, not the processor's.
    #[must_use]
    pub fn metres(self, other: Self) -> i64 {
        let half = |a: i32, b: i32| libm::sin(radians(f64::from(b) - f64::from(a)) / 2.0);
        let across = |lat: i32| libm::cos(radians(f64::from(lat)));
        let (up, along) = (half(self.lat, other.lat), half(self.lon, other.lon));
        let chord = up * up + across(self.lat) * across(other.lat) * along * along;
        #[expect(clippy::cast_possible_truncation, reason = "half the earth's circumference is 20 million metres")]
        let metres = libm::round(2.0 * RADIUS * libm::asin(libm::sqrt(chord.clamp(0.0, 1.0)))) as i64;
        metres
    }
}

fn radians(microdegrees: f64) -> f64 {
    (microdegrees / 1e6).to_radians()
}

/// Somebody at a point at a moment (whole seconds of Unix time).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct There {
    /// Where.
    pub point: Point,
    /// When.
    pub at: i64,
}

/// True if nobody can have been at both: over 400 km/h, though half an hour is given on
/// top. Within 200 km nothing is ever out of reach.
#[must_use]
pub fn out_of_reach(one: There, other: There) -> bool {
    let seconds = one.at.saturating_sub(other.at).saturating_abs().saturating_add(GRACE);
    one.point.metres(other.point).saturating_mul(3_600) > METRES_AN_HOUR.saturating_mul(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ZHENGZHOU_EAST: (i64, i64) = (34_759_000, 113_768_000);
    const LUOHE: (i64, i64) = (33_575_000, 114_016_000);
    const BEIJING_WEST: (i64, i64) = (39_894_000, 116_322_000);
    const SHANGHAI: (i64, i64) = (31_194_000, 121_320_000);

    fn point((lat, lon): (i64, i64)) -> Point {
        Point::new(lat, lon).unwrap()
    }

    #[test]
    fn distances_are_those_of_the_great_circle() {
        // By vectors instead of haversines, within half a per cent.
        for (a, b, km) in [
            (ZHENGZHOU_EAST, BEIJING_WEST, 614),
            (ZHENGZHOU_EAST, SHANGHAI, 808),
            (ZHENGZHOU_EAST, LUOHE, 133),
            ((0, 0), (0, 180_000_000), 20_015),
            ((90_000_000, 0), (-90_000_000, 0), 20_015),
            ((0, 0), (0, 1_000_000), 111),
            ((60_000_000, 0), (60_000_000, 1_000_000), 55),
            ((0, 179_500_000), (0, -179_500_000), 111),
        ] {
            let metres = point(a).metres(point(b));
            assert!((metres - km * 1000).abs() * 200 <= km * 1000 + 100_000, "{a:?} {b:?}: {metres}");
        }
    }

    #[test]
    fn a_microdegree_is_a_tenth_of_a_metre() {
        assert_eq!(point((0, 0)).metres(point((9, 0))), 1);
        assert_eq!(point((0, 0)).metres(point((0, 0))), 0);
    }

    #[test]
    fn no_point_lies_beyond_the_poles_or_the_date_line() {
        for (lat, lon) in [(90_000_001, 0), (-90_000_001, 0), (0, 180_000_001), (0, -180_000_001), (i64::MAX, i64::MIN)]
        {
            assert_eq!(Point::new(lat, lon), None);
        }
    }

    #[test]
    fn a_train_is_within_reach_and_a_forwarded_picture_is_not() {
        let zhengzhou = There { point: point(ZHENGZHOU_EAST), at: 100_000 };
        let beijing = |minutes: i64| There { point: point(BEIJING_WEST), at: 100_000 + minutes * 60 };
        // The train takes 2 h 20 min; 614 km at 400 km/h are 92 minutes, of which 30 are given.
        assert!(!out_of_reach(zhengzhou, beijing(140)));
        assert!(!out_of_reach(zhengzhou, beijing(63)));
        assert!(out_of_reach(zhengzhou, beijing(61)));
        assert!(out_of_reach(zhengzhou, beijing(0)));
        assert!(out_of_reach(beijing(-61), zhengzhou));
        assert!(!out_of_reach(zhengzhou, There { point: point(LUOHE), at: 100_000 }), "200 km are always given");
    }

    proptest! {
        #[test]
        fn distance_is_the_same_both_ways_and_within_half_the_earth(
            a in (-90_000_000_i64..=90_000_000, -180_000_000_i64..=180_000_000),
            b in (-90_000_000_i64..=90_000_000, -180_000_000_i64..=180_000_000),
        ) {
            let metres = point(a).metres(point(b));
            prop_assert_eq!(metres, point(b).metres(point(a)));
            prop_assert!((0..=20_015_200).contains(&metres));
        }

        #[test]
        fn more_time_never_puts_anything_out_of_reach(
            a in (-90_000_000_i64..=90_000_000, -180_000_000_i64..=180_000_000),
            b in (-90_000_000_i64..=90_000_000, -180_000_000_i64..=180_000_000),
            at in any::<i64>(), between in 0_i64..400_000, more in 0_i64..400_000,
        ) {
            let one = There { point: point(a), at };
            let after = |seconds: i64| There { point: point(b), at: at.saturating_add(seconds) };
            prop_assert!(out_of_reach(one, after(between)) || !out_of_reach(one, after(between + more)));
            prop_assert_eq!(out_of_reach(one, after(between)), out_of_reach(after(between), one));
        }
    }
}
