use super::{Calendar, parse_notice};
use std::sync::LazyLock;

/// The notices of `policies/calendar`, by year.
pub(super) const NOTICES: [&str; 10] = [
    include_str!("../../../../policies/calendar/2018.toml"),
    include_str!("../../../../policies/calendar/2019.toml"),
    include_str!("../../../../policies/calendar/2020.toml"),
    include_str!("../../../../policies/calendar/2021.toml"),
    include_str!("../../../../policies/calendar/2022.toml"),
    include_str!("../../../../policies/calendar/2023.toml"),
    include_str!("../../../../policies/calendar/2024.toml"),
    include_str!("../../../../policies/calendar/2025.toml"),
    include_str!("../../../../policies/calendar/2026.toml"),
    include_str!("../../../../policies/calendar/2027.toml"),
];

/// Read once. A notice that cannot be read would leave its year missing, and every count in it refused; a test keeps that
/// from happening.
pub(super) static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    let notices = NOTICES.iter().filter_map(|text| parse_notice(text).ok()).collect();
    Calendar::of(notices, Vec::new()).unwrap_or_else(|_| Calendar::empty())
});
