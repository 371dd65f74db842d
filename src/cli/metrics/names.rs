//! The metrics. `tests/architecture` compares this list with the code and with the dashboard
//! `docs/grafana/sesshu.json`.

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
}

use Kind::{Counter, Gauge, Histogram};

pub(super) const METRICS: &[(Kind, &str, &str)] = &[
    (Counter, "sesshu_http_total", "Requests, by route, method and status"),
    (Histogram, "sesshu_http_seconds", "How long requests took, by route"),
    (Counter, "sesshu_webhooks_total", "Webhooks of LINE, by what became of them"),
    (Counter, "sesshu_webhook_events_total", "New events in webhooks"),
    (Gauge, "sesshu_inbox_events", "Events that have not been answered yet"),
    (Gauge, "sesshu_inbox_oldest_seconds", "How long the first of them has been waiting"),
    (Gauge, "sesshu_outbox_notices", "Notices that are due and have not been sent"),
    (Gauge, "sesshu_outbox_oldest_seconds", "How long the first of them has been due"),
    (Counter, "sesshu_events_set_aside_total", "Webhook events that could not be taken up"),
    (Counter, "sesshu_line_quota_reached_total", "How often LINE said that the month is spent"),
    (Gauge, "sesshu_line_channel_refused", "1 where LINE refuses our channel, by endpoint"),
    (Counter, "sesshu_menus_set_aside_total", "Rich menus of people that could not be shown"),
    (Counter, "sesshu_notices_total", "Notices, by kind, way and what became of the attempt"),
    (Counter, "sesshu_line_calls_total", "Calls to LINE, by endpoint and status"),
    (Histogram, "sesshu_line_seconds", "How long LINE took to answer, by endpoint"),
    (Counter, "sesshu_bookings_total", "Seats asked for, by what became of it"),
    (Histogram, "sesshu_bookings_together", "Seats asked for that were decided on together"),
    (Counter, "sesshu_cancellations_total", "Bookings cancelled, by way"),
    (Gauge, "sesshu_seats", "Seats from today on, free and booked"),
    (Counter, "sesshu_identifications_total", "Attempts to prove who one is, by verdict"),
    (
        Counter,
        "sesshu_robot_check_steps_total",
        "How often the failures of many raised the robot check, by scope and work",
    ),
    (Histogram, "sesshu_database_seconds", "How long statements took"),
    (Counter, "sesshu_database_failures_total", "Statements that failed"),
    (Histogram, "sesshu_database_turn_seconds", "How long writers waited for their turn"),
    (Gauge, "sesshu_database_connections", "Connections to the database, busy and idle"),
    (Counter, "sesshu_batch_timeouts_total", "Batches that exceeded their time limit"),
    (Gauge, "sesshu_task_last_round_age_seconds", "Time since the last round of a background task"),
    (Counter, "sesshu_waiting_knocks_total", "Looks at the line, by what was said"),
    (
        Counter,
        "sesshu_waiting_held_back_total",
        "Requests with a good pass that had to wait, by the limit reached",
    ),
    (Gauge, "sesshu_waiting_people", "Numbers given and not called yet"),
    (Gauge, "sesshu_waiting_called", "Numbers called, ever"),
    (Gauge, "sesshu_waiting_entered", "People who have come in, ever"),
    (Gauge, "sesshu_waiting_inside", "People inside or on their way"),
    (Gauge, "sesshu_waiting_turnout_ratio", "How many of those called come"),
    (Gauge, "sesshu_waiting_stay_seconds", "How long people stay inside, on average"),
    (Gauge, "sesshu_waiting_wait_seconds", "The estimate for whoever comes now"),
    (Gauge, "sesshu_history_alarms", "What `sesshu history verify` has to look into, by kind"),
    (Gauge, "sesshu_up", "1 while the service runs, with its version"),
];
