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
    (Counter, "sesshu_http_total", "HTTP requests by route, method and status"),
    (Histogram, "sesshu_http_seconds", "Duration of HTTP requests by route"),
    (Counter, "sesshu_webhooks_total", "Webhook requests from LINE by outcome"),
    (Counter, "sesshu_webhook_events_total", "New webhook events"),
    (Gauge, "sesshu_inbox_events", "Webhook events not yet answered"),
    (Gauge, "sesshu_inbox_oldest_seconds", "Age of the oldest unanswered event"),
    (Gauge, "sesshu_outbox_notices", "Notices that are due but not yet sent"),
    (Gauge, "sesshu_outbox_oldest_seconds", "Time since the oldest unsent notice became due"),
    (Counter, "sesshu_events_set_aside_total", "Webhook events given up after repeated failures"),
    (Counter, "sesshu_line_quota_reached_total", "Times that LINE reported the quota as used up"),
    (Gauge, "sesshu_line_channel_refused", "1 if LINE refuses the channel, by endpoint"),
    (Counter, "sesshu_menus_set_aside_total", "Assignments of personal rich menus given up"),
    (Counter, "sesshu_notices_total", "Notices by kind, delivery method and outcome"),
    (Counter, "sesshu_line_calls_total", "Calls to LINE by endpoint and status"),
    (Histogram, "sesshu_line_seconds", "Duration of calls to LINE by endpoint"),
    (Counter, "sesshu_bookings_total", "Booking requests by outcome"),
    (Histogram, "sesshu_bookings_together", "Booking requests per transaction"),
    (Counter, "sesshu_cancellations_total", "Cancelled bookings by channel"),
    (Gauge, "sesshu_seats", "Free and booked seats from today on"),
    (Counter, "sesshu_identifications_total", "Identification attempts by verdict"),
    (
        Counter,
        "sesshu_robot_check_steps_total",
        "Increases of the robot check's work after failed identifications, by scope and work",
    ),
    (Histogram, "sesshu_database_seconds", "Duration of database statements"),
    (Counter, "sesshu_database_failures_total", "Failed database statements"),
    (Histogram, "sesshu_database_turn_seconds", "Time that writers waited for the write permit"),
    (Gauge, "sesshu_database_connections", "Busy and idle database connections"),
    (Counter, "sesshu_batch_timeouts_total", "Batches that exceeded their time limit"),
    (Gauge, "sesshu_task_last_round_age_seconds", "Time since the last round of a background task"),
    (Counter, "sesshu_waiting_knocks_total", "Requests to the waiting room by answer"),
    (
        Counter,
        "sesshu_waiting_held_back_total",
        "Requests with a valid pass that had to wait, by the limit reached",
    ),
    (Gauge, "sesshu_waiting_people", "People in the queue (numbers issued and not yet called)"),
    (Gauge, "sesshu_waiting_called", "Numbers called since the beginning"),
    (Gauge, "sesshu_waiting_entered", "People who entered since the beginning"),
    (Gauge, "sesshu_waiting_inside", "People who are inside or were called and may still enter"),
    (Gauge, "sesshu_waiting_turnout_ratio", "Share of called people who enter"),
    (Gauge, "sesshu_waiting_stay_seconds", "Average time that people stay inside"),
    (Gauge, "sesshu_waiting_wait_seconds", "Estimated wait of a person who joins the queue now"),
    (Gauge, "sesshu_history_alarms", "Alarms of `sesshu history verify` by kind"),
    (Gauge, "sesshu_up", "1 while the service runs; the version is a label"),
];
